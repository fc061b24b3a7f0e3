package fund

import (
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
	"sovang/domain/position"
)

// Given is what there was of a cleared donation: what Reverse, Refund and ReplaceReceipt need of the old entry.
type Given struct {
	Currency money.Currency
	Lines    []Line
	Place    string
	Receipt  Number
	Rows     []GiftRow // of a collection sheet
}

// asking names the part of a donation that a reversal or a refund is about: a line, a row of a sheet, or all of it.
type asking struct {
	donation  uuid.UUID
	line, row string
}

// left is what of a donation's lines was neither reversed nor refunded, by line; only one line or row where it is named.
func (f *Fund) left(c asking, g Given) ([]Piece, error) {
	if c.row != "" {
		return f.leftOfRow(c, g)
	}
	var pieces []Piece
	for _, l := range g.Lines {
		if c.line != "" && c.line != l.Compartment {
			continue
		}
		if spans := f.Exceptions.Gone[c.donation][l.Compartment].Without([]Span{l.Span()}); len(spans) > 0 {
			pieces = append(pieces, Piece{l.Compartment, spans})
		}
	}
	if len(pieces) == 0 {
		if c.line != "" && !slices.ContainsFunc(g.Lines, func(l Line) bool { return l.Compartment == c.line }) {
			return nil, domain.Errorf(domain.NotFound, "the donation has no line in %q", c.line).On("line")
		}
		return nil, domain.Errorf(domain.Conflict, "the donation has been reversed already").On("donation")
	}
	return pieces, nil
}

// leftOfRow is the positions of one row of a sheet, which goes whole or not at all.
func (f *Fund) leftOfRow(c asking, g Given) ([]Piece, error) {
	row, ok := g.row(c.row)
	if !ok {
		return nil, domain.Errorf(domain.NotFound, "the donation has no row %q", c.row).On("row")
	}
	line := g.Lines[0].Compartment
	if len(f.Exceptions.Gone[c.donation][line].Within(row)) > 0 {
		return nil, domain.Errorf(domain.Conflict, "row %q has been reversed or refunded already", c.row).On("row")
	}
	return []Piece{{line, []Span{row}}}, nil
}

// partial refuses a part that could not be told from the rest: of several lines it names its line, of a sheet its row.
func (c asking) partial(g Given, left []Piece, amount int64) error {
	switch {
	case c.row != "" && (c.line != "" || amount < Sum(left)):
		return domain.Errorf(domain.Invalid, "a row of a sheet goes whole; leave out line and amount").On("amount")
	case amount == Sum(left):
		return nil
	case len(g.Rows) > 0:
		return domain.Errorf(domain.Invalid, "a part of a collection sheet names its row").On("row")
	case len(left) > 1:
		return domain.Errorf(domain.Invalid, "a part of a donation of several lines names its line").On("line")
	}
	return nil
}

// stands is how much of a donation was neither reversed nor refunded.
func (f *Fund) stands(donation uuid.UUID, g Given) (n int64) {
	for _, l := range g.Lines {
		n += l.Amount - f.Exceptions.Gone[donation][l.Compartment].Len()
	}
	return n
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
	part := asking{c.Donation, c.Line, c.Row}
	left, err := f.left(part, g)
	if err != nil {
		return nil, err
	}
	amount, err := asked(c.Amount, Sum(left), g.Currency)
	if err != nil {
		return nil, err
	}
	if err := part.partial(g, left, amount.Minor); err != nil {
		return nil, err
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
		Donation: c.Donation, Row: c.Row, Cause: c.Cause, Currency: g.Currency, Amount: amount.Minor,
		Void: gather(free, func(h held) Piece { return h.now }), Gone: gather(append(free, spent...), func(h held) Piece { return h.home }),
		Place: place, Booked: day, Reason: c.Reason, Approver: c.Approver,
	}
	over := gather(spent, func(h held) Piece { return h.now })
	if fact {
		e.Uncovered = over
	} else if e.Covers, err = f.decidedCovers(c, g.Currency, e.Void, over); err != nil {
		return nil, err
	}
	events := append([]domain.Event{e}, f.receiptAfter(c, g, amount.Minor, day)...)
	return f.filled(c.Fund, a, g.Currency, events...), nil
}

func (f *Fund) reversible(c Reverse) error {
	if err := firstOf(f.mustBeKnown(), given(c.Reason, "a reason", "reason"), readable(c.Reason, "reason"), readable(c.Approver, "approver")); err != nil {
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

// top takes amount positions from the highest home downwards and says how much is still wanted.
func top(all []held, amount int64) (taken []held, wanted int64) {
	slices.SortStableFunc(all, func(a, b held) int { return int(min(max(b.home.Spans[0][0]-a.home.Spans[0][0], -1), 1)) })
	for _, h := range all {
		if amount == 0 {
			break
		}
		n := min(h.home.Len(), amount)
		amount -= n
		taken = append(taken, held{home: Piece{h.home.Compartment, position.Highest(h.home.Spans, n)}, now: Piece{h.now.Compartment, position.Highest(h.now.Spans, n)}})
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
func (f *Fund) receiptAfter(c Reverse, g Given, amount int64, day domain.Date) []domain.Event {
	now := f.receiptOf(c.Donation, g)
	if now.No == 0 {
		return nil
	}
	approver := c.Approver
	if approver == "" {
		approver = string(c.Cause)
	}
	events := []domain.Event{ReceiptVoided{now, c.Donation, c.Reason, approver}}
	if stays := f.stands(c.Donation, g) - amount; stays > 0 {
		events = append(events, ReceiptIssued{f.number(g.Place, incoming, day), c.Donation, now, g.Currency, stays, day})
	}
	return events
}

// Refund decides to give free đồng back at the donor's wish: the donation's own, from the highest, wherever in the fund they are by
// now; spent ones never, reserved ones never.
func (f *Fund) Refund(c Refund, g Given, a Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustExist(), given(c.Reason, "a reason", "reason"), readable(c.Reason, "reason"),
		given(c.Approver, "an approver", "approver"), readable(c.Approver, "approver")); err != nil {
		return nil, err
	}
	day, err := f.bookable(c.Booked, a)
	if err != nil {
		return nil, err
	}
	part := asking{c.Donation, c.Line, c.Row}
	left, err := f.left(part, g)
	if err != nil {
		return nil, err
	}
	free := f.refundable(left)
	homes := gather(free, func(h held) Piece { return h.home })
	if len(free) == 0 {
		return nil, domain.Errorf(domain.Violation, "nothing of the donation is free to give back").On("donation")
	}
	if c.Row != "" && Sum(homes) < Sum(left) {
		return nil, domain.Errorf(domain.Violation, "a part of row %q has been spent or is reserved; a row is given back whole", c.Row).On("row")
	}
	amount, err := asked(c.Amount, Sum(homes), g.Currency)
	if err != nil {
		return nil, err
	}
	if err := firstOf(part.partial(g, homes, amount.Minor), f.holding(c.Place, amount, "place")); err != nil {
		return nil, err
	}
	if len(g.Rows) > 0 && c.Row == "" && Sum(homes) < Sum(left) {
		return nil, domain.Errorf(domain.Violation, "a part of the sheet has been spent; name the row to give back").On("row")
	}
	free, _ = top(free, amount.Minor)
	return []domain.Event{DonationRefunded{
		Donation: c.Donation, Row: c.Row, Currency: g.Currency, Amount: amount.Minor, Pieces: gather(free, func(h held) Piece { return h.now }),
		Gone:  gather(free, func(h held) Piece { return h.home }),
		Place: c.Place, Booked: day, Approver: c.Approver, Reason: c.Reason, Voucher: f.number(c.Place, outgoing, day),
	}}, nil
}

// refundable is the free positions of what is left of a donation, from the highest, as many as no reservation needs.
func (f *Fund) refundable(left []Piece) (can []held) {
	taken := map[string]int64{}
	for _, p := range left {
		var free []held
		for _, h := range f.whereabouts(p) {
			if f.isFree(h.now) {
				free = append(free, h)
			}
		}
		all, _ := top(free, p.Len())
		for _, h := range all {
			in := h.now.Compartment
			n := min(h.now.Len(), max(f.Compartments[in].Available(), 0)-taken[in])
			if n > 0 {
				taken[in] += n
				can = append(can, held{home: Piece{h.home.Compartment, position.Highest(h.home.Spans, n)}, now: Piece{in, position.Highest(h.now.Spans, n)}})
			}
		}
	}
	return can
}
