package projections

import (
	"context"
	"encoding/hex"
	"math"
	"slices"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections/readdb"
)

// Round is an award round as of a report's entry.
type Round struct {
	AsOf       AsOf         `json:"as_of"`
	At         *domain.Date `json:"at,omitempty"`
	ID         uuid.UUID    `json:"id"`
	Unit       uuid.UUID    `json:"unit"`
	Fund       uuid.UUID    `json:"fund"`
	FundCode   string       `json:"fund_code"`
	Code       string       `json:"code"`
	Programme  string       `json:"programme"`
	Criteria   string       `json:"criteria"`
	Awards     []string     `json:"awards"`
	Recipients []string     `json:"recipients"`
	Currency   string       `json:"currency"`
	Budget     int64        `json:"budget"`
	From       []string     `json:"from"`
	Stacking   string       `json:"stacking,omitempty"`
	SchoolYear string       `json:"school_year,omitempty"`
	Occasion   string       `json:"occasion,omitempty"`
	Campaign   string       `json:"campaign,omitempty"`
	ClaimDays  int64        `json:"claim_days,omitempty"`
	Stage      string       `json:"stage"` // nominating, frozen, approved, closed, cancelled
	List       uuid.UUID    `json:"list,omitzero"`
	Version    int64        `json:"version"`
	Announced  domain.Date  `json:"announced,omitzero"`
	Steps      []RoundStep  `json:"steps"`
	Counts     []RoundCount `json:"counts"`
	Rows       []RoundRow   `json:"rows"`
	key        int64
}

// RoundStep is one thing that happened to a round: who did it, and where one person stood for two, why.
type RoundStep struct {
	Entry    uint64      `json:"entry"`
	What     string      `json:"what"`
	Day      domain.Date `json:"day"`
	By       string      `json:"by"`
	Witness  string      `json:"witness,omitempty"`
	Rows     int64       `json:"rows,omitempty"`
	Amount   int64       `json:"amount,omitempty"`
	Hash     string      `json:"hash,omitempty"` // of the list, or of an attachment
	Name     string      `json:"name,omitempty"` // of an attachment
	Again    bool        `json:"again,omitempty"`
	Reason   string      `json:"reason,omitempty"`
	Same     string      `json:"same,omitempty"`
	Override string      `json:"override,omitempty"`
}

// RoundCount is the rows of one kind in one state.
type RoundCount struct {
	State         RowState `json:"state"`
	Award         string   `json:"award"`
	RecipientKind string   `json:"recipient_kind,omitempty"`
	Rows          int64    `json:"rows"`
	Amount        int64    `json:"amount"`
	Returned      int64    `json:"returned"`
	Substituted   int64    `json:"substituted"`
}

// RoundRow is one award of a round.
type RoundRow struct {
	Row           int64     `json:"row"`
	Code          string    `json:"code"`
	Recipient     uuid.UUID `json:"recipient"`
	RecipientKind string    `json:"recipient_kind,omitempty"`
	Award         string    `json:"award"`
	Institution   string    `json:"institution,omitempty"`
	Level         string    `json:"level,omitempty"`
	Score         int64     `json:"score,omitempty"` // hundredths
	Amount        int64     `json:"amount"`
	State         RowState  `json:"state"`
	Paid          uint64    `json:"paid,omitempty"` // the entry that paid it
	Returned      int64     `json:"returned"`
	Substituted   bool      `json:"substituted,omitempty"`
}

// RoundQuery asks for a round.
type RoundQuery struct {
	Round uuid.UUID
	AsOf  AsOf
	At    *domain.Date
	Rows  bool  // with every row
	From  int64 // with rows: from this one of the list on, counted from 0
	Most  int64 // with rows: so many of the list at most; 0: all
}

// RoundNamed finds a round by its code or id.
func (r *Reader) RoundNamed(ctx context.Context, text string) (uuid.UUID, error) {
	return r.named(ctx, text, "round", roundName, "SELECT x.id, t.code FROM @rounds t JOIN @names x ON x.k = t.k WHERE LOWER(t.code) = $1")
}

// Round reports an award round.
func (r *Reader) Round(ctx context.Context, q RoundQuery) (round Round, err error) {
	err = r.viewAt(ctx, q.AsOf, q.At, func(v *view) error {
		k, ok, err := v.key(q.Round, roundName)
		if err != nil || !ok {
			return notFound(err, "round", q.Round)
		}
		found, err := v.rounds("r.k = $1 AND r.n <= $2", k, v.n)
		if err != nil || len(found) == 0 {
			return notFound(err, "round", q.Round)
		}
		round = found[0]
		round.AsOf, round.At = v.asOf, q.At
		if err := v.roundRows(&round, q); err != nil {
			return err
		}
		return v.roundHistory(&round)
	})
	return round, err
}

// Rounds lists all award rounds, the oldest first, without their rows and steps.
func (r *Reader) Rounds(ctx context.Context, asOf AsOf, at *domain.Date) (rounds []Round, err error) {
	err = r.viewAt(ctx, asOf, at, func(v *view) error {
		if rounds, err = v.rounds("r.n <= $1", v.n); err != nil {
			return err
		}
		for i := range rounds {
			rounds[i].AsOf, rounds[i].At = v.asOf, at
			if err := v.roundRows(&rounds[i], RoundQuery{}); err != nil {
				return err
			}
		}
		return nil
	})
	return rounds, err
}

func (v *view) rounds(where string, args ...any) ([]Round, error) {
	found := []Round{}
	var keys [][8]int64
	err := v.rows(func(r readdb.Row) error {
		o := Round{Steps: []RoundStep{}, Counts: []RoundCount{}, Rows: []RoundRow{}}
		var k [8]int64
		var awards, recipients, from string
		err := r.Scan(&o.key, &k[0], &k[1], &k[2], &k[3], &o.Budget, &k[4], &k[5], &k[6], &k[7], &o.ClaimDays, &o.Code, &o.Criteria, &awards, &recipients, &from)
		o.Awards, o.Recipients, o.From = wordsOf(awards), wordsOf(recipients), wordsOf(from)
		found, keys = append(found, o), append(keys, k)
		return err
	}, `SELECT r.k, r.unit, r.fund, r.programme, r.currency, r.budget, r.stacking, r.school_year, r.occasion, r.campaign, r.claim_days, r.code, r.criteria,
		r.awards, r.recipients, r.pays_from FROM @rounds r WHERE `+where+" ORDER BY r.n, r.k", args...)
	for i := range found {
		o, k := &found[i], keys[i]
		if err == nil {
			o.Fund, o.FundCode, err = v.fundOf(k[1])
		}
		if err == nil {
			err = v.idsOf(idInto{o.key, &o.ID}, idInto{k[0], &o.Unit})
		}
		if err == nil {
			err = v.wordsInto(wordInto{k[2], &o.Programme}, wordInto{k[3], &o.Currency}, wordInto{k[4], &o.Stacking}, wordInto{k[5], &o.SchoolYear},
				wordInto{k[6], &o.Occasion}, wordInto{k[7], &o.Campaign})
		}
	}
	return found, err
}

// rowKind is what rows are counted by, as the tables have it: lists are long, and their words few.
type rowKind struct {
	state       RowState
	award, kind int64
}

// roundRows counts the rows of the round's list, however long it is, and shows those that are asked for.
func (v *view) roundRows(o *Round, q RoundQuery) error {
	steps, err := v.roundSteps(o.key)
	if err != nil {
		return err
	}
	s := stageOf(steps)
	o.Stage, o.Version, o.Announced = s.name, s.version, s.announced
	if o.List, err = v.id(s.list); err != nil || s.list == 0 {
		return err
	}
	lists, err := v.fates("l.k = $1", s.list)
	if err != nil {
		return err
	}
	counts := map[rowKind]*RoundCount{}
	for _, l := range lists {
		if err := v.awardedRuns(l, func(a awarded, rows int64) {
			kind := rowKind{a.state, a.award, a.kind}
			c := counts[kind]
			if c == nil {
				c = &RoundCount{State: a.state}
				counts[kind] = c
			}
			c.Rows, c.Amount, c.Returned = c.Rows+rows, c.Amount+rows*a.amount, c.Returned+rows*a.back
			c.Substituted += rows * bit(a.substituted)
		}); err != nil {
			return err
		}
		if err := v.roundPart(o, l, q); err != nil {
			return err
		}
	}
	for kind, c := range counts {
		if err := v.wordsInto(wordInto{kind.award, &c.Award}, wordInto{kind.kind, &c.RecipientKind}); err != nil {
			return err
		}
		o.Counts = append(o.Counts, *c)
	}
	slices.SortFunc(o.Counts, func(a, b RoundCount) int {
		return firstDifference(slices.Index(rowStates, a.State)-slices.Index(rowStates, b.State), compare(a.Award, b.Award), compare(a.RecipientKind, b.RecipientKind))
	})
	return nil
}

// roundPart shows the rows of a list that are asked for.
func (v *view) roundPart(o *Round, l *listRowsFate, q RoundQuery) error {
	if !q.Rows {
		return nil
	}
	from, to := q.From, int64(math.MaxInt64)
	if q.Most != 0 {
		to = q.From + q.Most
	}
	return v.awardedOf(l, rowSpan{from: from, to: to}, 0, func(a awarded) error {
		x, err := v.roundRow(a)
		o.Rows = append(o.Rows, x)
		return err
	})
}

func (v *view) roundRow(a awarded) (RoundRow, error) {
	x := RoundRow{Row: a.row, Code: a.code, Score: a.score, Amount: a.amount, State: a.state, Paid: uint64(a.paid), Returned: a.back, Substituted: a.substituted}
	err := v.wordsInto(wordInto{a.kind, &x.RecipientKind}, wordInto{a.award, &x.Award}, wordInto{a.institution, &x.Institution}, wordInto{a.level, &x.Level})
	if err == nil {
		x.Recipient, err = v.id(a.recipient)
	}
	return x, err
}

// count finds or makes the counter of a key.
func count[K comparable](counts map[K]*K, key K) *K {
	if counts[key] == nil {
		c := key
		counts[key] = &c
	}
	return counts[key]
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func firstDifference(by ...int) int {
	for _, d := range by {
		if d != 0 {
			return d
		}
	}
	return 0
}

var stepNames = map[int64]string{roundNominated: "nominated", roundRevised: "revised", roundFrozen: "frozen", roundApproved: "approved",
	roundAnnounced: "announced", roundPaid: "paid", roundClosed: "closed", roundCancelled: "cancelled"}

// roundHistory is the steps of a round, with what was done to single rows of its lists.
func (v *view) roundHistory(o *Round) error {
	steps, err := v.roundSteps(o.key)
	if err != nil {
		return err
	}
	for _, s := range steps {
		x := RoundStep{Entry: uint64(s.n), What: stepNames[s.what], Day: s.day, Rows: s.rows, Amount: s.amount, Hash: hex.EncodeToString(s.hash),
			Reason: s.reason, Override: s.override}
		if err := v.wordsInto(wordInto{s.by, &x.By}, wordInto{s.witness, &x.Witness}, wordInto{s.same, &x.Same}); err != nil {
			return err
		}
		o.Steps = append(o.Steps, x)
	}
	for _, q := range []string{
		`SELECT x.n, x.how, x.by_whom, 0, CAST(SUM(x.to_row - x.from_row) AS BIGINT), MAX(x.reason), '', '', 0 FROM @list_ends x JOIN @lists l ON l.k = x.k
			WHERE l.round = $1 AND x.n <= $2 GROUP BY x.n, x.how, x.by_whom ORDER BY x.n`,
		`SELECT x.n, 0, x.by_whom, x.same, 1, x.reason, x.override, '', 0 FROM @list_substitutions x JOIN @lists l ON l.k = x.k
			WHERE l.round = $1 AND x.n <= $2 ORDER BY x.n, x.row_no`,
		`SELECT x.n, -1, x.by_whom, 0, CAST(SUM(x.to_row - x.from_row) AS BIGINT), '', '', MAX(x.name), MAX(CASE WHEN x.again IS NULL THEN 0 ELSE 1 END)
			FROM @list_proofs x JOIN @lists l ON l.k = x.k WHERE l.round = $1 AND x.n <= $2 GROUP BY x.n, x.by_whom ORDER BY x.n`,
	} {
		if err := v.rowSteps(o, q); err != nil {
			return err
		}
	}
	slices.SortStableFunc(o.Steps, func(a, b RoundStep) int { return int(a.Entry) - int(b.Entry) })
	return nil
}

func (v *view) rowSteps(o *Round, query string) error {
	var found []RoundStep
	var keys [][3]int64
	err := v.rows(func(r readdb.Row) error {
		var x RoundStep
		var k [3]int64
		var again int64
		err := r.Scan(&x.Entry, &k[0], &k[1], &k[2], &x.Rows, &x.Reason, &x.Override, &x.Name, &again)
		x.Again = again != 0
		found, keys = append(found, x), append(keys, k)
		return err
	}, query, o.key, v.n)
	for i := range found {
		if err != nil {
			return err
		}
		x, k := &found[i], keys[i]
		there, failed := v.entryBy(int64(x.Entry))
		if failed != nil {
			return failed
		}
		at, failed := v.recorded(int64(x.Entry))
		if failed != nil {
			return failed
		}
		x.Day = domain.DateOf(time.UnixMicro(at))
		switch k[0] {
		case 0:
			x.What = "substituted"
		case -1:
			x.What = "proved"
			var hash []byte
			if _, err = v.row("SELECT hash FROM @list_proofs WHERE n = $1 ORDER BY from_row LIMIT 1", []any{int64(x.Entry)}, &hash); err != nil {
				return err
			}
			x.Hash = hex.EncodeToString(hash)
		default:
			err = v.wordsInto(wordInto{k[0], &x.What})
		}
		if err == nil {
			err = v.wordsInto(wordInto{k[1], &x.By}, wordInto{k[2], &x.Same})
		}
		if there {
			o.Steps = append(o.Steps, *x)
		}
	}
	return err
}
