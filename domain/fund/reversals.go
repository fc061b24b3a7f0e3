package fund

import (
	"slices"

	"sovang/domain"
	"sovang/domain/money"
)

// Given is what there was of a cleared donation: what Reverse, Refund and ReplaceReceipt need of the old entry.
type Given struct {
	Currency money.Currency
	Lines    []Line
	Place    string
	Receipt  Number
}

// held is positions of a donation and where they are now: themselves, or what they have come to own by covering. Both have the same
// length and order.
type held struct {
	home, now Piece
}

// left is what of a donation's lines was neither reversed nor refunded, by line; only one line where it is named.
func (f *Fund) left(c Reverse, g Given) ([]Piece, error) {
	var pieces []Piece
	for _, l := range g.Lines {
		if c.Line != "" && c.Line != l.Compartment {
			continue
		}
		if spans := f.Exceptions.Gone[c.Donation][l.Compartment].without([]Span{l.Span()}); len(spans) > 0 {
			pieces = append(pieces, Piece{l.Compartment, spans})
		}
	}
	if len(pieces) == 0 {
		if c.Line != "" && !slices.ContainsFunc(g.Lines, func(l Line) bool { return l.Compartment == c.Line }) {
			return nil, domain.Errorf(domain.NotFound, "the donation has no line in %q", c.Line).On("line")
		}
		return nil, domain.Errorf(domain.Conflict, "the donation has been reversed already").On("donation")
	}
	return pieces, nil
}

// Reverse decides that a donation, or a part of it, leaves the books. Its free đồng become void. Its spent đồng stay where they went
// and get other owners: by a decision only where Cover asks for it and enough is available; by a fact always, and what nobody can
// cover is uncovered.
func (f *Fund) Reverse(c Reverse, g Given, a Asked) ([]domain.Event, error) {
	if err := f.reversible(c); err != nil {
		return nil, err
	}
	day, err := f.bookable(c.Booked, a)
	if err != nil {
		return nil, err
	}
	left, err := f.left(c, g)
	if err != nil {
		return nil, err
	}
	amount, err := asked(c.Amount, Sum(left), g.Currency)
	if err != nil {
		return nil, err
	}
	if amount.Minor < Sum(left) && len(left) > 1 {
		return nil, domain.Errorf(domain.Invalid, "a part of a donation of several lines names its line").On("line")
	}
	place := c.Place
	if place == "" {
		place = g.Place
	}
	fact := c.Cause == Bounced
	if _, err := f.place(place, g.Currency, "place"); err != nil {
		return nil, err
	}
	if !fact {
		if err := f.holding(place, amount, "place"); err != nil {
			return nil, err
		}
	}
	free, spent := f.chosen(left, amount.Minor)
	e := DonationReversed{
		Donation: c.Donation, Cause: c.Cause, Currency: g.Currency, Amount: amount.Minor,
		Void: gather(free, func(h held) Piece { return h.now }), Gone: gather(append(free, spent...), func(h held) Piece { return h.home }),
		Place: place, Booked: day, Reason: c.Reason, Approver: c.Approver,
	}
	over := gather(spent, func(h held) Piece { return h.now })
	if fact {
		e.Uncovered = over
	} else if e.Covers, err = f.decidedCovers(c, g.Currency, e.Void, over); err != nil {
		return nil, err
	}
	events := append([]domain.Event{e}, f.receiptAfter(c, g, Sum(left)-amount.Minor, day, a)...)
	return f.filled(c.Fund, a, g.Currency, events...), nil
}

func (f *Fund) reversible(c Reverse) error {
	if err := firstOf(f.mustExist(), given(c.Reason, "a reason", "reason"), readable(c.Reason, "reason"), readable(c.Approver, "approver")); err != nil {
		return err
	}
	switch c.Cause {
	case Bounced:
		return nil
	case KeyingError, Unlawful:
		return given(c.Approver, "an approver", "approver")
	}
	return domain.Errorf(domain.Invalid, "a reversal's cause is %s, %s or %s, not %q", KeyingError, Bounced, Unlawful, c.Cause).On("cause")
}

// asked is the amount wanted of what there is; all of it where none is named.
func asked(wanted money.Money, there int64, c money.Currency) (money.Money, error) {
	all := money.Money{Minor: there, Currency: c}
	if wanted == (money.Money{}) {
		return all, nil
	}
	if err := positive(wanted, "amount"); err != nil {
		return all, err
	}
	if wanted.Currency != c || wanted.Minor > there {
		return all, domain.Errorf(domain.Violation, "%s is asked, %s is left of the donation", wanted, all).On("amount")
	}
	return wanted, nil
}

// chosen picks the positions of a reversal: free ones from the highest, then spent ones from the highest, the last spent.
func (f *Fund) chosen(left []Piece, amount int64) (free, spent []held) {
	for _, p := range left {
		for _, h := range f.whereabouts(p) {
			if f.isFree(h.now) {
				free = append(free, h)
			} else {
				spent = append(spent, h)
			}
		}
	}
	free, amount = top(free, amount)
	spent, _ = top(spent, amount)
	return free, spent
}

func (f *Fund) isFree(p Piece) bool {
	return len(f.Compartments[p.Compartment].Free.Within(p.Spans[0])) > 0
}

// whereabouts follows a donation's own positions through the covers they were used for, to single spans that are all free or all
// used. It never leaves the fund.
func (f *Fund) whereabouts(home Piece) []held {
	var found []held
	for _, s := range home.Spans {
		found = append(found, f.follow(home.Compartment, s, home.Compartment, s)...)
	}
	return found
}

func (f *Fund) follow(homeCode string, home Span, code string, now Span) []held {
	rest := Set{now}
	var found []held
	at := func(s Span) Span { return Span{home[0] + s[0] - now[0], home[0] + s[1] - now[0]} }
	for _, c := range f.Exceptions.Covers {
		if c.By.Compartment != code {
			continue
		}
		offset := int64(0)
		for _, by := range c.By.Spans {
			if both, ok := by.Intersect(now); ok {
				for _, over := range Part(c.Over.Spans, offset+both[0]-by[0], offset+both[1]-by[0]) {
					part := Span{both[0], both[0] + over.Len()}
					found = append(found, f.follow(homeCode, at(part), c.Over.Compartment, over)...)
					rest.Remove(part)
					both[0] = part[1]
				}
			}
			offset += by.Len()
		}
	}
	for _, s := range rest {
		free := f.Compartments[code].Free.Within(s)
		used := Set(free).without([]Span{s})
		for _, t := range slices.Concat(free, used) {
			found = append(found, held{Piece{homeCode, []Span{at(t)}}, Piece{code, []Span{t}}})
		}
	}
	return found
}

// top takes amount positions from the highest home downwards and says how much is still wanted.
func top(all []held, amount int64) (taken []held, wanted int64) {
	slices.SortStableFunc(all, func(a, b held) int { return int(min(max(b.home.Spans[0][0]-a.home.Spans[0][0], -1), 1)) })
	for _, h := range all {
		if amount == 0 {
			break
		}
		n := min(h.home.Len(), amount)
		amount -= n
		taken = append(taken, held{Piece{h.home.Compartment, highest(h.home.Spans, n)}, Piece{h.now.Compartment, highest(h.now.Spans, n)}})
	}
	return taken, amount
}

// gather makes one ascending piece a compartment of many.
func gather(all []held, of func(held) Piece) []Piece {
	sets := map[string]Set{}
	for _, h := range all {
		p := of(h)
		set := sets[p.Compartment]
		for _, s := range p.Spans {
			set.Add(s)
		}
		sets[p.Compartment] = set
	}
	var pieces []Piece
	for _, code := range sortedKeys(sets) {
		pieces = append(pieces, Piece{code, sets[code]})
	}
	return pieces
}

// decidedCovers finds the unrestricted đồng that take over what was spent, and refuses where the decision would take anything that is
// reserved, owed or descended from the donation itself.
func (f *Fund) decidedCovers(c Reverse, currency money.Currency, void, over []Piece) ([]Cover, error) {
	voided := map[string]int64{}
	for _, p := range void {
		voided[p.Compartment] = p.Len()
		if from := f.Compartments[p.Compartment]; p.Len() > from.Available() {
			return nil, f.short(money.Money{Minor: p.Len(), Currency: currency}, from, p.Compartment)
		}
	}
	spent := money.Money{Minor: Sum(over), Currency: currency}
	if spent.Minor == 0 {
		return nil, nil
	}
	if !c.Cover {
		return nil, domain.Errorf(domain.Violation, "%s of the donation has been spent or sent on; ask for it to be covered by unrestricted money", spent).On("cover")
	}
	code := UnrestrictedIn(currency)
	from := f.unrestricted(currency)
	if err := f.approvable(from); err != nil {
		return nil, err
	}
	usable := append(Set(nil), from.Free...)
	for _, p := range void {
		for _, s := range p.Spans {
			if p.Compartment == code {
				usable.Remove(s)
			}
		}
	}
	usable = from.untainted(c.Fund, usable)
	if can := min(usable.Len(), from.Available()-voided[code]); can < spent.Minor {
		return nil, domain.Errorf(domain.Violation, "%s has to be covered, %s is available in %q that does not come from this donation", spent,
			money.Money{Minor: max(can, 0), Currency: currency}, code).On("cover")
	}
	var covers []Cover
	done := int64(0)
	by := usable.Lowest(spent.Minor)
	for _, p := range over {
		covers = append(covers, Cover{Piece{code, Part(by, done, done+p.Len())}, p})
		done += p.Len()
	}
	return covers, nil
}

// receiptAfter voids the paper of a reversed donation; where a part of the donation stays, another receipt names the old one.
func (f *Fund) receiptAfter(c Reverse, g Given, stays int64, day domain.Date, a Asked) []domain.Event {
	now := f.receiptOf(c.Donation, g)
	if now.No == 0 {
		return nil
	}
	approver := c.Approver
	if approver == "" {
		approver = string(c.Cause)
	}
	events := []domain.Event{ReceiptVoided{now, c.Donation, c.Reason, approver}}
	for _, l := range g.Lines { // what stays on the other lines, where one was named
		if c.Line != "" && l.Compartment != c.Line {
			stays += Total(f.Exceptions.Gone[c.Donation][l.Compartment].without([]Span{l.Span()}))
		}
	}
	if stays > 0 {
		events = append(events, ReceiptIssued{f.number(g.Place, incoming, day), c.Donation, now, g.Currency, stays, day})
	}
	return events
}

// Refund decides to give free đồng back at the donor's wish: the donation's own, from the highest; spent ones never, reserved ones never.
func (f *Fund) Refund(c Refund, g Given, a Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustExist(), given(c.Reason, "a reason", "reason"), readable(c.Reason, "reason"),
		given(c.Approver, "an approver", "approver"), readable(c.Approver, "approver")); err != nil {
		return nil, err
	}
	day, err := f.bookable(c.Booked, a)
	if err != nil {
		return nil, err
	}
	left, err := f.left(Reverse{Donation: c.Donation, Line: c.Line}, g)
	if err != nil {
		return nil, err
	}
	var free []Piece
	for _, p := range left {
		var spans []Span
		for _, s := range p.Spans {
			spans = append(spans, f.Compartments[p.Compartment].Free.Within(s)...)
		}
		can := min(Total(spans), max(f.Compartments[p.Compartment].Available(), 0))
		if can > 0 {
			free = append(free, Piece{p.Compartment, highest(spans, can)})
		}
	}
	if len(free) == 0 {
		return nil, domain.Errorf(domain.Violation, "nothing of the donation is free to give back").On("donation")
	}
	amount, err := asked(c.Amount, Sum(free), g.Currency)
	if err != nil {
		return nil, err
	}
	if len(free) > 1 && amount.Minor < Sum(free) {
		return nil, domain.Errorf(domain.Invalid, "a part of a donation of several lines names its line").On("line")
	}
	if err := f.holding(c.Place, amount, "place"); err != nil {
		return nil, err
	}
	if len(free) == 1 {
		free[0].Spans = highest(free[0].Spans, amount.Minor)
	}
	return []domain.Event{DonationRefunded{
		c.Donation, g.Currency, amount.Minor, free, c.Place, day, c.Approver, c.Reason, f.number(c.Place, outgoing, day),
	}}, nil
}
