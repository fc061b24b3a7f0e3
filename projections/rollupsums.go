package projections

import (
	"slices"

	"sovang/domain"
	"sovang/domain/person"
	"sovang/projections/readdb"
)

// The lines of an account: what cells of a kind are added up in. Behind the last of them stand those of which there is one a kind.
const (
	rollDonated = iota // by anonymous givers
	rollSheets
	rollReversed
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
	rollGivers                                  // one for each of giverCodes
	rollPaid     = rollGivers + len(giverCodes) // one for each of payoutKinds
	rollReturned = rollPaid + len(payoutKinds)  // the same, what came back
	rollCount    = rollReturned + len(payoutKinds)
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

// rollup adds up what flowed by all entries up to the view's.
func (v *view) rollup(t *tree, since *domain.Date) (*rollupSums, error) {
	s := &rollupSums{tree: t, at: v.lastDay(), since: -1 << 30}
	if since != nil {
		s.since = int64(*since)
	}
	if err := v.rollupAccounts(s); err != nil {
		return nil, err
	}
	err := v.eachTally(s.add)
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
	switch {
	case about >= giverKinds:
		return rollGivers + about - giverKinds
	case about == giverSheet:
		return rollSheets
	}
	return rollDonated
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
	err := v.rows(func(r readdb.Row) error {
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
		if at := slices.Index(giverCodes[:], person.Kind(kind)); at >= 0 {
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
	err := v.rows(func(r readdb.Row) error {
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
