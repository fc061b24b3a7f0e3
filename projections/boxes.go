package projections

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/boxes"
	"sovang/projections/readdb"
)

func (f *fold) boxesEvent(k int64, event domain.Event) {
	switch e := event.(type) {
	case boxes.Begun:
		f.t.boxBooks.add(k, f.at.n, f.key(e.Unit), f.key(e.Campaign), e.Level)
		for i, l := range e.Levels {
			f.t.boxLevels.add(k, int64(i), f.at.n, f.key(l.Fund), l.Level, l.Compartment)
		}
	case boxes.HandedOut:
		f.boxesKept(k, e.Rows, int64(e.On), false)
	case boxes.BroughtIn:
		f.boxesKept(k, e.Rows, int64(e.On), true)
	case boxes.Opened:
		id := f.at.id // the row keeps the slice beyond this entry
		f.t.openings.add(f.at.n, k, int64(e.On), int64(e.Rule), strings.Join(e.Counters, "\n"), e.Minutes, id[:])
		for i, r := range e.Rows {
			f.t.boxCounts.add(f.at.n, int64(i), k, r.Counted, r.Donated, r.Box)
		}
		for i, s := range e.Shares {
			f.t.openingShares.add(f.at.n, int64(i), s.Amount, f.key(s.Fund), s.Level)
		}
	case boxes.Lost:
		for i, r := range e.Rows {
			f.t.boxLosses.add(f.at.n, int64(i), k, int64(e.On), f.word(string(r.Fate)), r.Box, r.Reason)
		}
	case boxes.Accepted:
		f.t.shareAccepts.add(e.Opening[:], f.at.n, k, e.Amount, int64(e.On), e.Level)
	}
}

func (f *fold) boxesKept(k int64, rows []boxes.KeptRow, day int64, stray bool) {
	for i, r := range rows {
		f.t.boxes.add(k, f.at.n, int64(i), day, f.word(string(r.Kind)), f.key(r.Keeper), f.word(r.Tier), bit(stray), r.Box)
	}
}

// BoxState is how a box stands.
type BoxState string

// The states of a box. What is not brought back stands under its fate: lost, broken, not-returned.
const (
	BoxOut    BoxState = "out"
	BoxOpened BoxState = "opened"
)

// BoxInfo is one box as of a report's entry and day.
type BoxInfo struct {
	Box     string           `json:"box"`
	Tier    string           `json:"tier,omitempty"`
	Kind    boxes.KeeperKind `json:"kind"`
	Keeper  uuid.UUID        `json:"keeper,omitzero"`
	Stray   bool             `json:"stray,omitempty"` // was never handed out
	Out     domain.Date      `json:"out"`             // when it was handed out, or brought in
	State   BoxState         `json:"state"`
	On      domain.Date      `json:"on"` // the day of the state
	Counted int64            `json:"counted"`
	Donated int64            `json:"donated"`
	Reason  string           `json:"reason,omitempty"`
}

// BoxTotals adds boxes up. Kept is what was counted and not donated; only what was donated is ever booked.
type BoxTotals struct {
	Tier      string `json:"tier,omitempty"`
	HandedOut int64  `json:"handed_out"`
	Strays    int64  `json:"strays"`
	Opened    int64  `json:"opened"`
	Out       int64  `json:"out"` // handed out and neither opened nor lost
	Lost      int64  `json:"lost"`
	Broken    int64  `json:"broken"`
	NotBack   int64  `json:"not_returned"`
	Counted   int64  `json:"counted"`
	Donated   int64  `json:"donated"`
	Kept      int64  `json:"kept"`
}

// BoxShare is what one level gets of what was donated: accepted (what stands of its donation), waiting with the opener, or given back,
// before it was accepted or by reversal or refund of its donation.
type BoxShare struct {
	Level    string    `json:"level"`
	Fund     uuid.UUID `json:"fund,omitzero"`
	FundCode string    `json:"fund_code,omitempty"`
	Own      bool      `json:"own,omitempty"` // the opener's: booked with the opening
	Amount   int64     `json:"amount"`
	Accepted int64     `json:"accepted"`
	Waiting  int64     `json:"waiting"`
	Back     int64     `json:"given_back"`
}

// BoxBook is one book of boxes.
type BoxBook struct {
	Boxes    uuid.UUID    `json:"boxes"`
	Unit     uuid.UUID    `json:"unit"`
	Campaign string       `json:"campaign"` // its code
	Level    string       `json:"level"`
	Openings []BoxOpening `json:"openings"`
	Total    BoxTotals    `json:"total"`
	Tiers    []BoxTotals  `json:"tiers"`
	Shares   []BoxShare   `json:"shares"`
	Rows     []BoxInfo    `json:"rows,omitempty"`
}

// BoxOpening is one opening, in the order of the log. Waiting names the levels that have not accepted their share.
type BoxOpening struct {
	ID       uuid.UUID   `json:"id"` // by which a level accepts its share
	Entry    uint64      `json:"entry"`
	On       domain.Date `json:"on"`
	Rule     int64       `json:"rule,omitempty"` // the number of the campaign's rule; 0: nothing was split
	Counters []string    `json:"counters"`
	Minutes  string      `json:"minutes"`
	Boxes    int64       `json:"boxes"`
	Counted  int64       `json:"counted"`
	Donated  int64       `json:"donated"`
	Waiting  []string    `json:"waiting"`
}

// BoxesQuery asks for books of boxes.
type BoxesQuery struct {
	Unit     uuid.UUID
	Campaign string // its code
	AsOf     AsOf
	At       *domain.Date // only what happened by the end of this day; nil: all
	Rows     bool         // every box too
}

// BoxReport is books of boxes with the sum over all of them.
type BoxReport struct {
	AsOf  AsOf      `json:"as_of"`
	Total BoxTotals `json:"total"`
	Books []BoxBook `json:"books"`
}

// Boxes reports savings boxes, book by book in the order in which they were begun.
func (r *Reader) Boxes(ctx context.Context, q BoxesQuery) (BoxReport, error) {
	report := BoxReport{Books: []BoxBook{}}
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) error {
		report.AsOf = v.asOf
		keys, err := v.boxBooks(q, &report)
		for i := range report.Books {
			if err == nil {
				err = v.boxBook(keys[i], &report.Books[i])
			}
			if !q.Rows {
				report.Books[i].Rows = nil
			}
			report.Total.plus(report.Books[i].Total)
		}
		return err
	})
	return report, err
}

// BoxesOut counts the boxes of a unit that were handed out and neither opened nor lost, in campaigns that are not closed; late are those of campaigns whose
// last day is over.
func (r *Reader) BoxesOut(ctx context.Context, unit uuid.UUID, asOf AsOf, today domain.Date) (out, late int64, err error) {
	err = r.view(ctx, asOf, func(v *view) error {
		k, ok, err := v.key(unit, unitName)
		if err != nil || !ok {
			return notFound(err, "unit", unit)
		}
		books, err := v.booksOpen(k)
		for _, b := range books {
			there, failed := v.boxesThere(b)
			if failed != nil {
				return failed
			}
			if out += there; b.until != 0 && b.until < today {
				late += there
			}
		}
		return err
	})
	return out, late, err
}

// boxesAt is a book of boxes, and the last entry that may have changed how many of them are out.
type boxesAt struct {
	db      string
	k, last int64
}

type openBook struct {
	boxesAt
	until domain.Date // the last day of its campaign; 0: it has none
}

// booksOpen are the books of boxes of a unit whose campaigns are not closed.
func (v *view) booksOpen(unit int64) (books []openBook, err error) {
	last, err := v.lastAbout("box_counts", "box_losses")
	if err != nil {
		return nil, err
	}
	err = v.rows(func(r readdb.Row) error {
		b := openBook{boxesAt: boxesAt{db: v.db}}
		err := r.Scan(&b.k, &b.last, &b.until)
		b.last = max(b.last, last)
		books = append(books, b)
		return err
	}, `SELECT b.k, COALESCE((SELECT MAX(x.n) FROM @boxes x WHERE x.k = b.k AND x.n <= $2), 0),
			COALESCE((SELECT e.day FROM @campaign_ends e WHERE e.k = c.k AND e.n <= $2 ORDER BY e.n DESC LIMIT 1), c.until_day)
		FROM @box_books b JOIN @campaigns c ON c.k = b.campaign
		WHERE b.unit = $1 AND b.n <= $2 AND COALESCE((SELECT e.closed FROM @campaign_ends e WHERE e.k = c.k AND e.n <= $2 ORDER BY e.n DESC LIMIT 1), 0) = 0`, unit, v.n)
	return books, err
}

// boxesThere counts the boxes of a book that were neither opened nor lost. It is kept until boxes are handed out there, or any are opened or lost.
func (v *view) boxesThere(b openBook) (out int64, err error) {
	if out, ok := v.r.boxes.get(b.boxesAt); ok {
		return out, nil
	}
	if _, err = v.row(`SELECT (SELECT COUNT(*) FROM @boxes x WHERE x.k = $1 AND x.n <= $2) - (SELECT COUNT(*) FROM (SELECT y.code FROM @box_counts y WHERE y.k = $1 AND y.n <= $2
			UNION SELECT z.code FROM @box_losses z WHERE z.k = $1 AND z.n <= $2) gone)`, []any{b.k, v.n}, &out); err == nil {
		v.r.boxes.put(b.boxesAt, out, 1)
	}
	return out, err
}

// ShareOf finds the book of boxes that an opening belongs to, and the level whose share of it waits for a fund; "" where none does any more.
func (r *Reader) ShareOf(ctx context.Context, opening, fund uuid.UUID, asOf AsOf) (book uuid.UUID, level string, err error) {
	err = r.view(ctx, asOf, func(v *view) error {
		n, ok, err := v.entryOf(opening)
		if err != nil || !ok {
			return notFound(err, "opening", opening)
		}
		k, ok, err := v.key(fund, fundName)
		if err != nil || !ok {
			return notFound(err, "fund", fund)
		}
		var id []byte
		_, err = v.row(`SELECT x.id, s.level FROM @openings o JOIN @opening_shares s ON s.n = o.n JOIN @names x ON x.k = o.k
			WHERE o.n = $1 AND s.fund = $2 AND NOT EXISTS (SELECT 1 FROM @share_accepts a WHERE a.id = o.id AND a.level = s.level AND a.n <= $3) ORDER BY s.nth LIMIT 1`, []any{n, k, v.n}, &id, &level)
		book = scannedID(id)
		return err
	})
	return book, level, err
}

// BoxesFund is the fund that a level's share of a book of boxes goes to.
func (r *Reader) BoxesFund(ctx context.Context, boxes uuid.UUID, level string) (fund uuid.UUID, err error) {
	err = r.view(ctx, AsOf{}, func(v *view) error {
		var id []byte
		ok, err := v.row(`SELECT f.id FROM @box_levels l JOIN @names x ON x.k = l.k JOIN @names f ON f.k = l.fund WHERE x.id = $1 AND l.level = $2 AND l.n <= $3`,
			[]any{boxes[:], level, v.n}, &id)
		if err != nil || !ok {
			return cmp.Or(err, error(domain.Errorf(domain.NotFound, "there is no book of boxes %s", boxes).On("boxes")))
		}
		fund = uuid.UUID(id)
		return nil
	})
	return fund, err
}

// BoxesUnit is the unit whose book of boxes that is.
func (r *Reader) BoxesUnit(ctx context.Context, id uuid.UUID) (uuid.UUID, error) {
	return r.keeper(ctx, id, "@box_books", domain.Errorf(domain.NotFound, "there is no book of boxes %s", id).On("boxes"))
}

// keeper is the unit of one row of a table that has a unit; missing where there is none.
func (r *Reader) keeper(ctx context.Context, id uuid.UUID, table string, missing error) (unit uuid.UUID, err error) {
	err = r.view(ctx, AsOf{}, func(v *view) error {
		var found []byte
		ok, err := v.row("SELECT u.id FROM "+table+" t JOIN @names x ON x.k = t.k JOIN @names u ON u.k = t.unit WHERE x.id = $1 AND t.n <= $2",
			[]any{id[:], v.n}, &found)
		if err != nil || !ok {
			return cmp.Or(err, missing)
		}
		unit = uuid.UUID(found)
		return nil
	})
	return unit, err
}

func (v *view) boxBooks(q BoxesQuery, report *BoxReport) ([]int64, error) {
	unit, named, err := v.unitAndCampaign(q.Unit, q.Campaign)
	if err != nil {
		return nil, err
	}
	var keys []int64
	err = v.rows(func(r readdb.Row) error {
		var b BoxBook
		var k int64
		var id, unit []byte
		err := r.Scan(&k, &id, &unit, &b.Campaign, &b.Level)
		b.Boxes, b.Unit = scannedID(id), scannedID(unit)
		keys, report.Books = append(keys, k), append(report.Books, b)
		return err
	}, `SELECT b.k, x.id, u.id, c.code, b.level FROM @box_books b JOIN @names x ON x.k = b.k JOIN @names u ON u.k = b.unit JOIN @campaigns c ON c.k = b.campaign
		WHERE b.n <= $1 AND ($2 = 0 OR b.unit = $2) AND ($3 = 0 OR b.campaign = $3) ORDER BY b.n, b.k`, v.n, unit, named)
	return keys, err
}

// unitAndCampaign are the keys of what a report is narrowed to; 0 for what is not named.
func (v *view) unitAndCampaign(id uuid.UUID, code string) (unit, named int64, err error) {
	var ok bool
	if id != uuid.Nil {
		if unit, ok, err = v.key(id, unitName); err != nil || !ok {
			return 0, 0, notFound(err, "unit", id)
		}
	}
	if code != "" {
		ok, err = v.row("SELECT k FROM @campaigns WHERE code = $1 AND n <= $2", []any{strings.ToUpper(code), v.n}, &named)
		if err == nil && !ok {
			err = domain.Errorf(domain.NotFound, "there is no campaign %q", code).On("campaign")
		}
	}
	return unit, named, err
}

// boxBook reads one book: first what was handed out, then what became of it.
func (v *view) boxBook(k int64, b *BoxBook) error {
	at, err := v.boxesOut(k, b)
	if err != nil {
		return err
	}
	missing := domain.Errorf(domain.Internal, "the read side has a box that was neither handed out nor brought in")
	if err := v.rows(func(r readdb.Row) error {
		var code, reason, fate string
		var day domain.Date
		if err := r.Scan(&code, &day, &fate, &reason); err != nil {
			return err
		}
		i, ok := at[code]
		if !ok {
			return missing
		}
		b.Rows[i].State, b.Rows[i].On, b.Rows[i].Reason = BoxState(fate), day, reason
		return nil
	}, `SELECT l.code, l.day, w.word, l.reason FROM @box_losses l JOIN @words w ON w.k = l.fate WHERE l.k = $1 AND l.n <= $2 AND l.day <= $3`,
		k, v.n, v.lastDay()); err != nil {
		return err
	}
	if err := v.rows(func(r readdb.Row) error {
		var code string
		var box BoxInfo
		if err := r.Scan(&code, &box.On, &box.Counted, &box.Donated); err != nil {
			return err
		}
		i, ok := at[code]
		if !ok {
			return missing
		}
		to := &b.Rows[i]
		to.State, to.On, to.Counted, to.Donated, to.Reason = BoxOpened, box.On, box.Counted, box.Donated, ""
		return nil
	}, "SELECT c.code, o.day, c.counted, c.donated FROM @box_counts c JOIN @openings o ON o.n = c.n WHERE c.k = $1 AND c.n <= $2 AND o.day <= $3",
		k, v.n, v.lastDay()); err != nil {
		return err
	}
	b.count()
	if b.Openings, err = v.openings(k); err != nil {
		return err
	}
	b.Shares, err = v.boxShares(k, b.Level, b.Openings)
	return err
}

// boxesOut reads the boxes of a book in the order of handing out, and where each code stands among them.
func (v *view) boxesOut(k int64, b *BoxBook) (map[string]int, error) {
	at := map[string]int{}
	b.Rows = []BoxInfo{}
	var keys [][3]int64
	err := v.rows(func(r readdb.Row) error {
		var box BoxInfo
		var k [3]int64
		var stray int64
		if err := r.Scan(&box.Box, &box.Out, &k[0], &k[1], &k[2], &stray); err != nil {
			return err
		}
		box.State, box.On, box.Stray = BoxOut, box.Out, stray != 0
		at[box.Box] = len(b.Rows)
		b.Rows, keys = append(b.Rows, box), append(keys, k)
		return nil
	}, "SELECT code, day, kind, keeper, tier, stray FROM @boxes WHERE k = $1 AND n <= $2 AND day <= $3 ORDER BY n, nth", k, v.n, v.lastDay())
	for i := range b.Rows {
		var kind string
		if err == nil {
			err = v.wordsInto(wordInto{keys[i][0], &kind}, wordInto{keys[i][2], &b.Rows[i].Tier})
		}
		if err == nil {
			b.Rows[i].Kind = boxes.KeeperKind(kind)
			b.Rows[i].Keeper, err = v.id(keys[i][1])
		}
	}
	return at, err
}

// count adds the boxes up, in all and by tier.
func (b *BoxBook) count() {
	tiers := map[string]int{}
	b.Tiers = []BoxTotals{}
	for _, box := range b.Rows {
		i, ok := tiers[box.Tier]
		if !ok {
			i = len(b.Tiers)
			tiers[box.Tier], b.Tiers = i, append(b.Tiers, BoxTotals{Tier: box.Tier})
		}
		b.Tiers[i].plus(box.totals())
	}
	slices.SortFunc(b.Tiers, func(a, b BoxTotals) int { return cmp.Compare(a.Tier, b.Tier) })
	for _, t := range b.Tiers {
		b.Total.plus(t)
	}
}

func (b BoxInfo) totals() BoxTotals {
	t := BoxTotals{HandedOut: 1, Counted: b.Counted, Donated: b.Donated, Kept: b.Counted - b.Donated}
	if b.Stray {
		t.HandedOut, t.Strays = 0, 1
	}
	switch b.State {
	case BoxOut:
		t.Out = 1
	case BoxOpened:
		t.Opened = 1
	case BoxState(boxes.Missing):
		t.Lost = 1
	case BoxState(boxes.Broken):
		t.Broken = 1
	case BoxState(boxes.NotReturned):
		t.NotBack = 1
	}
	return t
}

func (t *BoxTotals) plus(u BoxTotals) {
	t.HandedOut, t.Strays, t.Opened, t.Out = t.HandedOut+u.HandedOut, t.Strays+u.Strays, t.Opened+u.Opened, t.Out+u.Out
	t.Lost, t.Broken, t.NotBack = t.Lost+u.Lost, t.Broken+u.Broken, t.NotBack+u.NotBack
	t.Counted, t.Donated, t.Kept = t.Counted+u.Counted, t.Donated+u.Donated, t.Kept+u.Kept
}

func (v *view) openings(k int64) ([]BoxOpening, error) {
	found := []BoxOpening{}
	err := v.rows(func(r readdb.Row) error {
		var o BoxOpening
		var id []byte
		var counters string
		err := r.Scan(&id, &o.Entry, &o.On, &o.Rule, &counters, &o.Minutes, &o.Boxes, &o.Counted, &o.Donated)
		o.ID, o.Counters, o.Waiting = scannedID(id), strings.Split(counters, "\n"), []string{}
		found = append(found, o)
		return err
	}, `SELECT o.id, o.n, o.day, o.rule, o.counters, o.minutes, c.boxes, c.counted, c.donated FROM @openings o
		JOIN (SELECT n, COUNT(*) AS boxes, CAST(SUM(counted) AS BIGINT) AS counted, CAST(SUM(donated) AS BIGINT) AS donated
			FROM @box_counts WHERE k = $1 GROUP BY n) c ON c.n = o.n
		WHERE o.k = $1 AND o.n <= $2 AND o.day <= $3 ORDER BY o.n`, k, v.n, v.lastDay())
	return found, err
}

// boxShares adds up what each level gets, and notes in the openings who has not accepted. What was given back is known from what the opener
// held.
func (v *view) boxShares(k int64, own string, openings []BoxOpening) ([]BoxShare, error) {
	shares := []BoxShare{}
	var funds []int64
	of := func(level string, fund int64) *BoxShare {
		i := slices.IndexFunc(shares, func(s BoxShare) bool { return s.Level == level })
		if i < 0 {
			i = len(shares)
			shares, funds = append(shares, BoxShare{Level: level, Own: level == own}), append(funds, fund)
		}
		return &shares[i]
	}
	err := v.rows(func(r readdb.Row) error {
		var level string
		var n, fund, amount, back, reversed int64
		var accepted sql.NullInt64
		if err := r.Scan(&n, &level, &fund, &amount, &back, &reversed, &accepted); err != nil {
			return err
		}
		s := of(level, fund)
		s.Amount += amount
		switch {
		case s.Own:
			s.Accepted, s.Back = s.Accepted+amount-reversed, s.Back+reversed
		case accepted.Valid:
			s.Accepted, s.Back = s.Accepted+accepted.Int64-reversed, s.Back+amount-accepted.Int64+reversed
		default:
			s.Waiting, s.Back = s.Waiting+amount-back, s.Back+back
			i := slices.IndexFunc(openings, func(o BoxOpening) bool { return o.Entry == uint64(n) })
			if i >= 0 && amount > back {
				openings[i].Waiting = append(openings[i].Waiting, level)
			}
		}
		return nil
	}, `SELECT o.n, s.level, s.fund, s.amount,
			(SELECT CAST(COALESCE(SUM(h.amount), 0) AS BIGINT) FROM @held h WHERE h.id = o.id AND h.for_fund = s.fund AND h.kind = 3 AND h.n <= $2 AND h.booked <= $3),
			(SELECT CAST(COALESCE(SUM(x.amount), 0) AS BIGINT) FROM @donation_changes x WHERE x.kind IN (3, 4) AND x.n <= $2 AND x.booked <= $3
				AND x.id = CASE WHEN s.level = $4 THEN o.id ELSE (SELECT e.id FROM @share_accepts a JOIN @entries e ON e.n = a.n WHERE a.id = o.id AND a.level = s.level) END),
			(SELECT a.amount FROM @share_accepts a WHERE a.id = o.id AND a.level = s.level AND a.n <= $2 AND a.day <= $3)
		FROM @openings o JOIN @opening_shares s ON s.n = o.n WHERE o.k = $1 AND o.n <= $2 AND o.day <= $3 ORDER BY o.n, s.nth`, k, v.n, v.lastDay(), own)
	for i := range shares {
		if err == nil {
			shares[i].Fund, shares[i].FundCode, err = v.fundOf(funds[i])
		}
	}
	return shares, err
}
