package projections

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
	"sovang/domain/pledge"
	"sovang/eventstore/vault"
	"sovang/projections/readdb"
)

// promised is a pledge as transfer texts name it.
type promised struct{ k, n int64 }

// memo is the sealed text of a bank line that nobody has explained.
type memo struct {
	id  uuid.UUID
	n   int64
	box domain.Sealed
}

func (f *fold) resumePledges() {
	f.rows(func(r readdb.Row) error {
		var code string
		var p promised
		err := r.Scan(&code, &p.k, &p.n)
		f.promised[code] = p
		return err
	}, "SELECT code, k, n FROM @pledges WHERE code <> ''")
}

// mentioned notes which pledges a text names by their reference codes. Nothing else of the text is kept: names stand in it.
func (f *fold) mentioned(id uuid.UUID, text string) {
	if len(f.promised) > 0 && len(text) > 0 {
		f.named(id, f.at.n, text)
	}
}

func (f *fold) named(id uuid.UUID, n int64, text string) {
	var noted []int64
	for _, code := range pledge.Codes(text) {
		// A pledge made later is none that this text could name; that a batch knows it already must change nothing.
		if p, ok := f.promised[code]; ok && p.n < n && !slices.Contains(noted, p.k) {
			noted = append(noted, p.k)
			f.t.pledgeMentions.add(id[:], n, p.k)
		}
	}
}

func (f *fold) remembered(id uuid.UUID, box domain.Sealed) {
	if len(box.Box) > 0 {
		f.memos = append(f.memos, memo{id, f.at.n, box})
	}
}

// flushMemos opens the bank lines' texts of a batch with one look-up of keys. One whose key is gone names nobody any more.
func (f *fold) flushMemos() {
	memos := f.memos
	f.memos = nil
	if len(memos) == 0 || len(f.promised) == 0 || f.err != nil {
		return
	}
	boxes := make([]vault.Box, len(memos))
	for i, m := range memos {
		boxes[i] = vault.Box{Person: m.id, Field: vault.MemoField, Sealed: m.box}
	}
	opened, err := f.vault.OpenAll(f.ctx, boxes)
	if err != nil {
		f.fail(err)
		return
	}
	for i, o := range opened {
		switch {
		case o.Err == nil:
			f.named(memos[i].id, memos[i].n, string(o.Data))
		case !errors.Is(o.Err, vault.ErrForgotten) && !errors.Is(o.Err, vault.ErrNoKey):
			f.fail(domain.Errorf(domain.Internal, "the memo of %s in entry %d: %v", memos[i].id, memos[i].n, o.Err))
		}
	}
}

// MatchQuery asks which pledges money is for that is not counted towards any yet.
type MatchQuery struct {
	Fund      uuid.UUID
	Window    int                     // days that a payment may be away from the day it was due
	Chosen    map[uuid.UUID]uuid.UUID // what the treasurer chose: of a donation or bank line, the pledge
	Suggested bool                    // suggestions are to be taken, so that what one pays is not suggested to the next
	Since     domain.Date             // of donations, only those booked from this day on; 0: all
	Most      int                     // of donations, at most so many, the newest; 0: all
	At        domain.Date             // the day on which the pledges are looked at; 0: that of the report's entry
	AsOf      AsOf
}

// Matched is a donation, or a bank line that nobody has explained, and the pledge it may be for.
type Matched struct {
	ID       uuid.UUID   `json:"id"`
	Entry    uint64      `json:"entry"`
	Fund     uuid.UUID   `json:"fund"`           // in which it is
	Line     bool        `json:"line,omitempty"` // a bank line; else a donation
	Donor    uuid.UUID   `json:"donor,omitzero"`
	Currency string      `json:"currency"`
	Amount   int64       `json:"amount"` // that is not counted yet
	Day      domain.Date `json:"day"`
	pledge.Match
	Code    string      `json:"code,omitempty"` // of the pledge
	Pledger uuid.UUID   `json:"pledger,omitzero"`
	Due     domain.Date `json:"due,omitzero"`
	Touched uint64      `json:"touched,omitempty"` // the last entry that counted it anywhere, or took it back
}

// Matches says for a fund, in the order of the days, what of the donations of those who have promised something, and of whatever names a
// reference code, may be for which pledge. What one of them is certain to pay is not offered to the next.
func (r *Reader) Matches(ctx context.Context, q MatchQuery) ([]Matched, error) {
	found := []Matched{}
	err := r.view(ctx, q.AsOf, func(v *view) error {
		day := q.At.Or(domain.DateOf(v.asOf.Recorded))
		pledges, err := v.pledgesToMatch(q.Fund, day)
		if err != nil {
			return err
		}
		pledges = slices.Clone(pledges) // they are others' too
		for i := range pledges {
			pledges[i].Fund = q.Fund
		}
		known := indexed(pledges, day)
		in, err := v.incoming(q, pledges)
		if err != nil {
			return err
		}
		for i := range in {
			in[i].asked.Chosen = q.Chosen[in[i].ID]
			found = append(found, in[i].find(known, day, q))
		}
		return nil
	})
	return found, err
}

// pledgesToMatch are the pledges of a fund: as they stand on a day, which are kept, where that day is not before the report's entry, so that no pledge is missing.
func (v *view) pledgesToMatch(of uuid.UUID, day domain.Date) ([]PledgeInfo, error) {
	if day < domain.DateOf(v.asOf.Recorded) {
		return v.pledges(PledgesQuery{Fund: of, Kept: true})
	}
	return v.pledgesBy(PledgesQuery{Fund: of, Kept: true}, day)
}

// incoming is money with what is known of whom it is from and for.
type incoming struct {
	Matched
	asked pledge.Incoming
}

// promises is the pledges of a fund by what they are looked up by, and those that were looked at as what they would be with what was found for them: the pledges
// themselves are others' too.
type promises struct {
	all     []PledgeInfo
	day     domain.Date
	states  map[int]*pledge.Pledge
	byDonor map[uuid.UUID][]int
	byCode  map[string]int
	byID    map[uuid.UUID]int
}

func indexed(pledges []PledgeInfo, day domain.Date) *promises {
	x := &promises{pledges, day, map[int]*pledge.Pledge{}, map[uuid.UUID][]int{}, map[string]int{}, map[uuid.UUID]int{}}
	for i := range pledges {
		p := &pledges[i]
		x.byDonor[p.Donor] = append(x.byDonor[p.Donor], i)
		x.byCode[p.Code], x.byID[p.Pledge] = i, i
	}
	return x
}

// state is how a pledge stands with what was found for it so far.
func (x *promises) state(i int) *pledge.Pledge {
	if x.states[i] == nil {
		x.states[i] = pledge.By(x.day, x.all[i].events)
	}
	return x.states[i]
}

// of are the pledges that money may be for, each once, as they stand on a day.
func (x *promises) of(in *incoming, day domain.Date) (candidates []pledge.Candidate) {
	some := slices.Clone(x.byDonor[in.Donor])
	for _, code := range in.asked.Codes {
		if i, ok := x.byCode[code]; ok {
			some = append(some, i)
		}
	}
	if i, ok := x.byID[in.asked.Chosen]; ok {
		some = append(some, i)
	}
	slices.Sort(some)
	for _, i := range slices.Compact(some) {
		if p, state := &x.all[i], x.state(i); state.Exists() {
			candidates = append(candidates, pledge.Candidate{Pledge: p.Pledge, Code: p.Code, Donor: p.Donor, Fund: p.Fund, Currency: state.Currency,
				State: state.At(day).State, Made: p.Made, Expected: state.Expect(day)})
		}
	}
	return candidates
}

// find asks the rule, and lets the pledge that is certain to be paid have it.
func (in *incoming) find(known *promises, day domain.Date, q MatchQuery) Matched {
	m := in.Matched
	m.Match = pledge.Find(in.asked, known.of(in, day), q.Window)
	at, ok := known.byID[m.Pledge]
	if !ok {
		return m
	}
	p, state := &known.all[at], known.state(at)
	m.Code, m.Pledger = p.Code, p.Donor
	if x, ok := state.Plan.At(m.No); ok {
		m.Due = x.Due
	}
	if !m.Taken(q.Suggested) {
		return m
	}
	amount := m.Amount
	if m.Basis == pledge.ByChoice || m.Basis == pledge.ByOldest {
		amount = min(amount, state.Lacks())
	}
	counted, err := state.Apply(pledge.Counting{Donation: m.ID, Currency: state.Currency, Amount: amount, Booked: m.Day, No: m.No, Basis: m.Basis})
	for _, e := range counted {
		if err == nil {
			state.Evolve(uuid.Nil, e)
		}
	}
	return m
}

// incoming collects the money that may be for a fund's pledges.
func (v *view) incoming(q MatchQuery, pledges []PledgeInfo) (all []incoming, err error) {
	of := q.Fund
	k, ok, err := v.key(of, fundName)
	if err != nil || !ok {
		return nil, notFound(err, "fund", of)
	}
	applied, touched, refused := countedOf(pledges)
	after, err := v.beforeDay(q.Since)
	if err != nil {
		return nil, err
	}
	most := int64(q.Most)
	if most == 0 {
		most = 1 << 40
	}
	// Two looks at indexes, put together: with OR between them every donation of the fund would be read. The newest are found in the index of donors alone; the pluses
	// keep SQLite from going through the fund's donations instead. What named a pledge is found by its entry.
	donations, err := v.donations(v.donationsAsk(`+d.fund = $1 AND d.booked >= $5 AND d.n IN (
			SELECT z.n FROM (SELECT x.n FROM @donations x WHERE x.n <= $2 AND x.n > $3 AND +x.fund = $1
				AND x.donor IN (SELECT p.donor FROM @pledges p WHERE p.fund IN `+promisedTo(1, 2)+` AND p.n <= $2 AND p.donor <> 0) ORDER BY x.n DESC LIMIT $4) z
			UNION SELECT m.n FROM @pledge_mentions m WHERE m.n <= $2 AND m.n > $3) ORDER BY d.n`, k, v.n, after, most, int64(q.Since)), 0)
	if err != nil {
		return nil, err
	}
	lines, err := v.namingLines(k)
	if err != nil {
		return nil, err
	}
	codes, err := v.mentionedCodes(k, donations, lines)
	if err != nil {
		return nil, err
	}
	for _, d := range donations {
		left := d.Amount - d.Reversed - d.Refunded
		if d.State != DonationBooked || left <= 0 || applied[d.ID] > 0 { // what is counted in part was decided by somebody
			continue
		}
		all = append(all, incoming{
			Matched{ID: d.ID, Fund: of, Entry: d.Entry, Donor: d.Donor, Currency: d.Currency, Amount: left, Day: d.Booked, Touched: touched[d.ID]},
			pledge.Incoming{Donor: d.Donor, Fund: of, Currency: money.Currency(d.Currency), Amount: left, Day: d.Booked, Codes: codes[d.ID], Refused: refused[d.ID]},
		})
	}
	for _, l := range lines {
		l.Fund = of
		all = append(all, incoming{l, pledge.Incoming{Fund: of, Currency: money.Currency(l.Currency), Amount: l.Amount, Day: l.Day, Codes: codes[l.ID]}})
	}
	slices.SortStableFunc(all, func(a, b incoming) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Entry, b.Entry)) })
	return all, nil
}

// beforeDay is the last entry recorded before a day, and the day before that: nothing is booked on a day that has not come, wherever on earth it was entered. 0 for
// the day 0.
func (v *view) beforeDay(day domain.Date) (int64, error) {
	if day == 0 {
		return 0, nil
	}
	return v.lastBy(startOf(day-1).UnixMicro() - 1)
}

// countedOf says of donations how much is counted towards the pledges, which entry last spoke of them, and from which pledges they were
// taken back by hand.
func countedOf(pledges []PledgeInfo) (applied map[uuid.UUID]int64, touched map[uuid.UUID]uint64, refused map[uuid.UUID][]uuid.UUID) {
	applied, touched, refused = map[uuid.UUID]int64{}, map[uuid.UUID]uint64{}, map[uuid.UUID][]uuid.UUID{}
	for i := range pledges {
		p := &pledges[i]
		for _, h := range p.History {
			switch h.What {
			case pledgeFacts[pledgeApplied]:
				applied[h.Donation] += h.Amount
			case pledgeFacts[pledgeUnapplied]:
				applied[h.Donation] -= h.Amount
			}
		}
		for d, n := range p.touched {
			touched[d] = max(touched[d], n)
			if p.refused[d] {
				refused[d] = append(refused[d], p.Pledge)
			}
		}
	}
	return applied, touched, refused
}

// mentionedCodes are the codes of a fund's pledges that stood in the texts of donations and bank lines.
func (v *view) mentionedCodes(k int64, donations []Donation, lines []Matched) (map[uuid.UUID][]string, error) {
	var ids []uuid.UUID
	for i := range donations {
		ids = append(ids, donations[i].ID)
	}
	for i := range lines {
		ids = append(ids, lines[i].ID)
	}
	codes := map[uuid.UUID][]string{}
	for some := range slices.Chunk(ids, lookUpWidth) {
		args := make([]any, 0, lookUpWidth+2)
		for i := range lookUpWidth {
			args = append(args, some[min(i, len(some)-1)][:])
		}
		if err := v.rows(func(r readdb.Row) error {
			var id []byte
			var code string
			err := r.Scan(&id, &code)
			if err == nil {
				codes[uuid.UUID(id)] = append(codes[uuid.UUID(id)], code)
			}
			return err
		}, "SELECT m.id, p.code FROM @pledge_mentions m JOIN @pledges p ON p.k = m.k WHERE m.id IN ("+placeholders(lookUpWidth)+") AND m.n <= $"+itoa(lookUpWidth+1)+
			" AND p.fund IN "+promisedTo(lookUpWidth+2, lookUpWidth+1)+" ORDER BY m.id, p.k", append(args, v.n, k)...); err != nil {
			return nil, err
		}
	}
	return codes, nil
}

// namingLines are the unexplained bank lines of a fund that name a pledge, and what is left of them.
func (v *view) namingLines(k int64) (lines []Matched, err error) {
	var currencies []int64
	err = v.rows(func(r readdb.Row) error {
		m := Matched{Line: true}
		var id []byte
		var currency int64
		if err := r.Scan(&id, &m.Entry, &m.Amount, &m.Day, &currency); err != nil {
			return err
		}
		if m.ID = uuid.UUID(id); m.Amount > 0 {
			lines, currencies = append(lines, m), append(currencies, currency)
		}
		return nil
	}, `SELECT u.id, u.n, u.amount - CAST(COALESCE((SELECT SUM(y.amount) FROM @unidentified y WHERE y.id = u.id AND y.kind > 1 AND y.n <= $1), 0) AS BIGINT),
			u.booked, q.currency
		FROM @unidentified u JOIN @places q ON q.k = u.place
		WHERE u.kind = 1 AND u.n <= $1 AND q.fund = $2 AND EXISTS (SELECT 1 FROM @pledge_mentions m JOIN @pledges p ON p.k = m.k WHERE m.id = u.id AND p.fund IN `+promisedTo(2, 1)+`)
		ORDER BY u.n`, v.n, k)
	for i := range lines {
		if err == nil {
			err = v.wordsInto(wordInto{currencies[i], &lines[i].Currency})
		}
	}
	return lines, err
}
