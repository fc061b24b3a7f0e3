package projections

import (
	"context"
	"database/sql"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/person"
	"sovang/domain/unit"
)

// RollupQuery asks what a unit and all units below it had, got, spent and passed on.
type RollupQuery struct {
	Unit  uuid.UUID    // nil: every unit of the book
	Since *domain.Date // the first day of the movements; nil: from the beginning
	At    *domain.Date // the last day, and the day of the tree; nil: all, and the tree as it is known last
	AsOf  AsOf
	Depth int // units that lie deeper below the top are counted in the one at this depth; 0: each has a row
}

// Rollup is the sums over a tree of units. Rows are a unit's own figures, so that they add up to the totals: money that moved between two funds
// of the tree stands in a row as sent and received inside, and in a total once, as eliminated.
type Rollup struct {
	AsOf   AsOf            `json:"as_of"`
	Since  *domain.Date    `json:"since,omitempty"`
	At     *domain.Date    `json:"at,omitempty"`
	Unit   uuid.UUID       `json:"unit,omitzero"`
	Units  int             `json:"units"` // of the tree, those without money included
	Rows   []RollupRow     `json:"rows"`
	Totals []RollupFigures `json:"totals"` // one a currency
}

// RollupRow is one unit of the tree, parents before children, siblings in the order of their codes.
type RollupRow struct {
	Unit    uuid.UUID       `json:"unit"`
	Code    string          `json:"code"`
	Name    string          `json:"name"`
	Kind    unit.Kind       `json:"kind"`
	Level   int             `json:"level"`           // 0: the top
	Below   int             `json:"below,omitempty"` // how many units below it are counted in this row
	Ended   bool            `json:"ended,omitempty"` // it was a unit no more on that day; it stands below its successor
	Figures []RollupFigures `json:"figures"`         // one a currency in which something moved or is held
}

// RollupFigures are the sums of one currency, in minor units. It holds that
//
//	Closing = Opening + Income() − Use() + Received + ReceivedInside − Sent − SentInside
//
// Money on its way is the sender's until it is accepted: InTransit is part of Closing.
type RollupFigures struct {
	Currency string `json:"currency"`
	Opening  int64  `json:"opening"`

	Donations []GiverSum `json:"donations"`
	Reversed  int64      `json:"reversed"` // donations that were taken back: by mistake, bounced, unlawful
	Undone    int64      `json:"undone"`   // how many gifts went back altogether, refunds included; they stand in the counts of donations
	Interest  int64      `json:"interest"`
	Exchanged int64      `json:"exchanged"` // đồng that sold currency brought

	Paid      []Paid `json:"paid"`
	Shortfall int64  `json:"shortfall"` // lost under way: the sender's fee
	Refunded  int64  `json:"refunded"`
	Lost      int64  `json:"lost"`
	Sold      int64  `json:"sold"` // currency that was sold

	Received       int64 `json:"received"` // accepted from funds outside the tree
	Sent           int64 `json:"sent"`     // accepted by funds outside the tree
	ReceivedInside int64 `json:"received_inside"`
	SentInside     int64 `json:"sent_inside"` // in a total as much as was received inside: what is eliminated

	Closing      int64 `json:"closing"`
	InTransit    int64 `json:"in_transit"`   // of the closing: on its way and not yet accepted
	Unidentified int64 `json:"unidentified"` // beside the closing: bank lines nobody can explain
	Held         int64 `json:"held"`         // beside the closing: kept for other funds
}

// GiverSum is what one kind of givers gave.
type GiverSum struct {
	Kind   person.Kind `json:"kind"` // "": anonymous; GiverSheet
	Amount int64       `json:"amount"`
	Count  int64       `json:"count"` // gifts, rows of sheets one by one
}

// GiverSheet stands for the many whose gifts were counted together: the rows of collection sheets of boxes and levies.
const GiverSheet person.Kind = "sheet"

// Income is what came from outside the funds: donations less what was taken back, interest, what sold currency brought.
func (f *RollupFigures) Income() int64 { return f.Donated() - f.Reversed + f.Interest + f.Exchanged }

// Donated is the donations of all kinds of givers.
func (f *RollupFigures) Donated() (sum int64) {
	for _, g := range f.Donations {
		sum += g.Amount
	}
	return sum
}

// Use is what went out of the funds for good, other than to funds.
func (f *RollupFigures) Use() int64 {
	use := f.Shortfall + f.Refunded + f.Lost + f.Sold
	for _, p := range f.Paid {
		use += p.Amount - p.Returned
	}
	return use
}

// Eliminated is what moved inside the tree and is counted on neither side of a total.
func (f *RollupFigures) Eliminated() int64 { return min(f.SentInside, f.ReceivedInside) }

// Rollup adds up the funds of a tree of units. A fund counts where it belongs on the day, a unit that has ended with its successor.
func (r *Reader) Rollup(ctx context.Context, q RollupQuery) (result Rollup, err error) {
	err = r.viewAt(ctx, q.AsOf, q.At, func(v *view) error {
		result, err = v.rolledUp(q)
		return err
	})
	return result, err
}

// rolledUp is Rollup for a view of the same day.
func (v *view) rolledUp(q RollupQuery) (Rollup, error) {
	result := Rollup{AsOf: v.asOf, Since: q.Since, At: q.At, Unit: q.Unit, Rows: []RollupRow{}, Totals: []RollupFigures{}}
	if q.Since != nil && q.At != nil && *q.Since > *q.At+1 {
		return result, domain.Errorf(domain.Invalid, "the period ends on %s, before it begins on %s", *q.At, *q.Since).On("since")
	}
	if q.Depth < 0 {
		return result, domain.Errorf(domain.Invalid, "a depth is counted from 1").On("depth")
	}
	t, err := v.tree(q.Unit)
	if err != nil {
		return result, err
	}
	result.Units = len(t.order)
	sums, err := v.rollup(t, q.Since)
	if err != nil {
		return result, err
	}
	return result, v.rollupRows(&result, t, sums, q.Depth)
}

// rollupRows makes a row of each unit down to the depth, and the totals.
func (v *view) rollupRows(result *Rollup, t *tree, s *rollupSums, depth int) error {
	total := make([]rollupAccount, len(s.currencies))
	for i := 0; i < len(t.order); {
		at := t.order[i]
		n := &t.nodes[at]
		row := RollupRow{Unit: n.id, Code: n.code, Name: n.name, Kind: unit.Kind(n.kind), Level: n.level, Ended: n.ended, Figures: []RollupFigures{}}
		own := s.of(at)
		for i++; depth > 0 && n.level >= depth && i < len(t.order) && t.nodes[t.order[i]].level > n.level; i++ {
			for c, more := range s.of(t.order[i]) {
				own[c].add(&more)
			}
			row.Below++
		}
		for c := range own {
			if !own[c].empty() {
				total[c].add(&own[c])
				row.Figures = append(row.Figures, own[c].figures(s.currencies[c]))
			}
		}
		if len(row.Figures) == 0 && row.Below == 0 && (n.ended || n.since > v.lastDay()) {
			continue
		}
		result.Rows = append(result.Rows, row)
	}
	for c := range total {
		if !total[c].empty() {
			result.Totals = append(result.Totals, total[c].figures(s.currencies[c]))
		}
	}
	return nil
}

// figures says in words what an account adds up to.
func (a *rollupAccount) figures(currency string) RollupFigures {
	f := RollupFigures{
		Currency: currency, Opening: a.held[0] + a.transit[0], Closing: a.held[1] + a.transit[1], InTransit: a.transit[1],
		Donations: []GiverSum{}, Paid: []Paid{},
		Reversed: a.lines[rollReversed].amount, Undone: a.lines[rollReversed].count, Interest: a.lines[rollInterest].amount, Exchanged: a.lines[rollExchanged].amount,
		Shortfall: a.lines[rollShortfall].amount, Refunded: a.lines[rollRefunded].amount, Lost: a.lines[rollLost].amount, Sold: a.lines[rollSold].amount,
		Received: a.lines[rollFromOutside].amount, Sent: a.lines[rollToOutside].amount,
		ReceivedInside: a.lines[rollFromInside].amount, SentInside: a.lines[rollToInside].amount,
		Unidentified: a.lines[rollUnidentified].amount, Held: a.lines[rollHeld].amount,
	}
	for i, kind := range giverCodes {
		f.gave(kind, a.lines[rollGivers+i])
	}
	f.gave(GiverSheet, a.lines[rollSheets])
	f.gave("", a.lines[rollDonated])
	for i, k := range payoutKinds {
		if out, back := a.lines[rollPaid+i], a.lines[rollReturned+i]; out != (sum{}) || back != (sum{}) {
			f.Paid = append(f.Paid, Paid{k.kind, k.award, out.amount, out.count, back.amount, back.count})
		}
	}
	return f
}

func (f *RollupFigures) gave(kind person.Kind, s sum) {
	if s != (sum{}) {
		f.Donations = append(f.Donations, GiverSum{kind, s.amount, s.count})
	}
}

// The lines of an account: what cells of a kind are added up in.
const (
	rollDonated = iota // by giverLine: the anonymous, the many of a sheet, then the kinds of givers
	rollSheets
	rollGivers
	rollReversed = iota + 9 // behind ten kinds of givers
	rollInterest
	rollExchanged
	rollShortfall
	rollRefunded
	rollLost
	rollSold
	rollFromOutside
	rollToOutside
	rollFromInside
	rollToInside
	rollUnidentified
	rollHeld
	rollPaid
	rollReturned = iota + 16 // behind eight kinds of payouts
	rollCount    = iota + 23
)

// rollupAccount is what a unit has in one currency: held and on its way, each before the period and at its end, and what moved.
type rollupAccount struct {
	held, transit [2]int64
	lines         [rollCount]sum
}

func (a *rollupAccount) empty() bool { return *a == rollupAccount{} }

func (a *rollupAccount) add(b *rollupAccount) {
	for i := range a.held {
		a.held[i] += b.held[i]
		a.transit[i] += b.transit[i]
	}
	for i := range a.lines {
		a.lines[i].amount += b.lines[i].amount
		a.lines[i].count += b.lines[i].count
	}
}

// lineOf says for a kind of flow in which line it stands, and whether what is held grows or shrinks by it.
type lineOf struct{ line, sign int64 }

var rollupLines = func() (of [128]lineOf) {
	for kind, l := range map[int64]lineOf{
		flowDonated: {rollDonated, 1}, flowReversed: {rollReversed, -1}, flowInterest: {rollInterest, 1}, flowExchanged: {rollExchanged, 1},
		flowSold: {rollSold, -1}, flowRefunded: {rollRefunded, -1}, flowLost: {rollLost, -1},
	} {
		of[kind] = l
	}
	for i, k := range payoutKinds {
		of[k.flow], of[k.flow+flowReturned] = lineOf{int64(rollPaid + i), -1}, lineOf{int64(rollReturned + i), 1}
	}
	return of
}()

// rollupSums is the accounts of a tree, unit by unit in the order of its nodes, each with its currencies.
type rollupSums struct {
	tree       *tree
	currencies []string
	accounts   []rollupAccount
	account    []int32 // by the key of a compartment or place: which account it counts in, −1 where it is outside the tree
	since, at  int64
}

// of is the accounts of a node, a copy.
func (s *rollupSums) of(node int) []rollupAccount {
	n := len(s.currencies)
	return slices.Clone(s.accounts[node*n : node*n+n])
}

// rollup adds up the cells of all entries up to the view's.
func (v *view) rollup(t *tree, since *domain.Date) (*rollupSums, error) {
	s := &rollupSums{tree: t, at: v.lastDay(), since: -1 << 30}
	if since != nil {
		s.since = int64(*since)
	}
	if err := v.rollupAccounts(s); err != nil {
		return nil, err
	}
	var cells sql.RawBytes
	err := v.rows(func(r *sql.Rows) error {
		var chunk int64
		if err := r.Scan(&chunk, &cells); err != nil {
			return err
		}
		return unpack(chunk, cells, func(c *tally) bool {
			if c.n > v.n {
				return false
			}
			s.add(c)
			return true
		})
	}, "SELECT chunk, cells FROM @tallies WHERE chunk <= $1 ORDER BY chunk", v.n/tallyChunk)
	if err == nil {
		err = v.rollupRedated(s)
	}
	return s, err
}

// rollupAccounts finds out which compartments and places count in which account.
func (v *view) rollupAccounts(s *rollupSums) error {
	pots, err := v.potOwners()
	if err != nil {
		return err
	}
	s.account = make([]int32, len(pots))
	index := map[int64]int{}
	for _, p := range pots {
		if _, ok := index[p.currency]; !ok && p.fund != 0 {
			currency, err := v.word(p.currency)
			if err != nil {
				return err
			}
			index[p.currency] = len(s.currencies)
			s.currencies = append(s.currencies, currency)
		}
	}
	for k, p := range pots {
		s.account[k] = -1
		if node, ok := s.tree.funds[p.fund]; ok {
			s.account[k] = int32(node*len(s.currencies) + index[p.currency])
		}
	}
	s.accounts = make([]rollupAccount, len(s.tree.nodes)*len(s.currencies))
	return nil
}

// add counts a cell. What is booked after the last day counts nowhere.
func (s *rollupSums) add(c *tally) {
	if c.booked > s.at || c.pot >= int64(len(s.account)) {
		return
	}
	at := s.account[c.pot]
	if at < 0 {
		return
	}
	a := &s.accounts[at]
	switch c.kind {
	case flowSent, flowRefused, flowSettled, flowShortfall, flowArrived:
		s.transfer(a, at, c)
	case flowHandedOver, flowTakenOver:
		s.handOver(a, c)
	case flowUnidentified:
		a.lines[rollUnidentified].amount += c.amount
	case flowHeld:
		a.lines[rollHeld].amount += c.amount
	case flowUndone:
		s.move(a, rollReversed, c.booked, 0, c.count)
	default:
		l := rollupLines[c.kind]
		if c.kind == flowDonated {
			if c.about == giverRedated {
				s.hold(a, c.booked, c.amount)
				return
			}
			l.line = giverLine(c.about)
		}
		s.hold(a, c.booked, l.sign*c.amount)
		s.move(a, l.line, c.booked, c.amount, c.count)
	}
}

// giverLine is the line of whose donation it was.
func giverLine(about int64) int64 {
	if about >= giverKinds {
		return rollGivers + about - giverKinds
	}
	return rollDonated + about
}

// hold changes what an account holds, before the period and at its end.
func (s *rollupSums) hold(a *rollupAccount, booked, amount int64) {
	if booked < s.since {
		a.held[0] += amount
	}
	a.held[1] += amount
}

func (s *rollupSums) onTheWay(a *rollupAccount, booked, amount int64) {
	if booked < s.since {
		a.transit[0] += amount
	}
	a.transit[1] += amount
}

func (s *rollupSums) move(a *rollupAccount, line, booked, amount, count int64) {
	if booked >= s.since {
		a.lines[line].amount += amount
		a.lines[line].count += count
	}
}

// transfer counts a step of a transfer. It is the sender's until it is accepted: by the sender's own books where the receiver is outside the
// tree, by the receiver's where it is inside, so that what was booked on two days is at no time counted twice, or not at all.
func (s *rollupSums) transfer(a *rollupAccount, at int32, c *tally) {
	other, inside := s.tree.funds[c.about]
	switch c.kind {
	case flowSent:
		s.hold(a, c.booked, -c.amount)
		s.onTheWay(a, c.booked, c.amount)
	case flowRefused:
		s.hold(a, c.booked, c.amount)
		s.onTheWay(a, c.booked, -c.amount)
	case flowShortfall:
		s.onTheWay(a, c.booked, -c.amount)
		s.move(a, rollShortfall, c.booked, c.amount, c.count)
	case flowSettled:
		if !inside {
			s.onTheWay(a, c.booked, -c.amount)
			s.move(a, rollToOutside, c.booked, c.amount, c.count)
		}
	case flowArrived:
		s.hold(a, c.booked, c.amount)
		if !inside {
			s.move(a, rollFromOutside, c.booked, c.amount, c.count)
			return
		}
		s.move(a, rollFromInside, c.booked, c.amount, c.count)
		n := len(s.currencies)
		sender := &s.accounts[other*n+int(at)%n]
		s.onTheWay(sender, c.booked, -c.amount)
		s.move(sender, rollToInside, c.booked, c.amount, c.count)
	}
}

// rollupRedated counts donations whose days were corrected with their givers: the cells only say that they moved.
func (v *view) rollupRedated(s *rollupSums) error {
	type redated struct{ fund, currency, amount, was, is, donation, kind, rows int64 }
	var found []redated
	err := v.rows(func(r *sql.Rows) error {
		var x redated
		err := r.Scan(&x.fund, &x.currency, &x.amount, &x.was, &x.is, &x.donation)
		found = append(found, x)
		return err
	}, `SELECT z.fund, z.currency, z.amount, z.booked_was, z.booked, COALESCE((SELECT e.n FROM @entries e WHERE e.id = z.id), 0)
		FROM @redates z WHERE z.what = 1 AND z.n <= $1 AND z.booked <> z.booked_was`, v.n)
	for _, x := range found {
		node, ok := s.tree.funds[x.fund]
		if err != nil || !ok {
			continue
		}
		if _, err = v.row("SELECT d.rows, COALESCE((SELECT p.kind FROM @people p WHERE p.k = d.donor), 0) FROM @donations d WHERE d.n = $1",
			[]any{x.donation}, &x.rows, &x.kind); err != nil || x.rows > 0 { // the cells know those of sheets
			continue
		}
		var currency, kind string
		if err = v.wordsInto(wordInto{x.currency, &currency}, wordInto{x.kind, &kind}); err != nil {
			break
		}
		line := giverLine(giverAnonymous)
		if at := slices.Index(giverCodes, person.Kind(kind)); at >= 0 {
			line = giverLine(giverKinds + int64(at))
		}
		a := &s.accounts[node*len(s.currencies)+slices.Index(s.currencies, currency)]
		for _, d := range []struct{ day, sign int64 }{{x.was, -1}, {x.is, 1}} {
			if d.day <= s.at {
				s.move(a, line, d.day, d.sign*x.amount, d.sign)
			}
		}
	}
	return err
}

// potOwner is whose a compartment or place is.
type potOwner struct{ fund, currency int64 }

type potsKey struct{ db string }

// potOwners is whose compartments and places are, by their keys. They never change, so that only new ones are read.
func (v *view) potOwners() ([]potOwner, error) {
	var known []potOwner
	if was, ok := v.r.words.Load(potsKey{v.db}); ok {
		known = was.([]potOwner)
	}
	had := len(known)
	err := v.rows(func(r *sql.Rows) error {
		var k int64
		var p potOwner
		if err := r.Scan(&k, &p.fund, &p.currency); err != nil {
			return err
		}
		if grow := int(k) + 1 - len(known); grow > 0 {
			known = append(slices.Clip(known), make([]potOwner, grow)...)
		}
		known[k] = p
		return nil
	}, "SELECT k, fund, currency FROM @compartments WHERE k >= $1 UNION ALL SELECT k, fund, currency FROM @places WHERE k >= $1 ORDER BY 1", int64(had))
	if err == nil && len(known) > had {
		v.r.words.Store(potsKey{v.db}, known)
	}
	return known, err
}
