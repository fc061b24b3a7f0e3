package fund

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Live refuses a fund that was never opened, or was wound up.
func (f *Fund) Live() error { return f.mustExist() }

// PassOn decides that the fund goes on whole under another unit from a day on, under another code where one is given. That the unit exists and
// has no fund of the same code is decided in ledger.
func (f *Fund) PassOn(unit uuid.UUID, as string, from domain.Date, decision string, a Asked) ([]domain.Event, error) {
	if err := f.mustExist(); err != nil {
		return nil, err
	}
	if as == "" {
		as = f.Code
	}
	if err := code(as, "code"); err != nil {
		return nil, err
	}
	if f.Unit == unit {
		return nil, domain.Errorf(domain.Conflict, "the fund is this unit's already").On("unit")
	}
	day, err := f.bookable(from, a)
	if err != nil {
		return nil, err
	}
	if day < f.Since {
		return nil, domain.Errorf(domain.Violation, "the fund is its unit's since %s only; it cannot pass on before", f.Since).On("booked")
	}
	return []domain.Event{PassedOn{unit, f.Unit, day, as, decision}}, nil
}

// Plan says where the money of a fund that is taken over goes on: in which compartments and places of the other fund. What is not named goes its
// own way: free money to free money, a slot's to that slot's, all other into a compartment or place of its own.
type Plan struct {
	Compartments, Places map[string]string
	Late                 func(payout uuid.UUID) bool // whether a sponsor was late when a bridge made this payout: only then it is to be repaid
}

// WindUp decides that another fund takes this one over: all its free đồng, behind the same walls, and all its places. ours and theirs
// are the events of this fund, id, and of the other, into. Nothing may be open; what is, is named. What other funds have under way to this one is
// asked in ledger.
func (f *Fund) WindUp(id uuid.UUID, target *Fund, into uuid.UUID, plan Plan, on domain.Date, decision string, a Asked) (ours, theirs []domain.Event, err error) {
	if err := firstOf(f.mustExist(), inField("into", target.mustExist())); err != nil {
		return nil, nil, err
	}
	switch {
	case id == into:
		return nil, nil, domain.Errorf(domain.Invalid, "a fund is taken over by another one").On("into")
	case f.Honours != "":
		return nil, nil, domain.Errorf(domain.Violation, "%s honours a name and survives; it passes on whole to a unit", f.Code).On("into")
	}
	day, err := f.bookable(on, a)
	if err == nil {
		_, err = target.bookable(on, a)
	}
	if err == nil {
		err = firstOf(f.settledBy(day), f.nothingOpen(plan.Late))
	}
	if err != nil {
		return nil, nil, err
	}
	h := newHandover(f, id, target, into, plan)
	h.walled = true
	if ours, theirs, err = h.all(day, decision, a); err != nil {
		return nil, nil, err
	}
	return append(ours, WoundUp{into, target.Code, day, decision, onward(h.compartments), onward(h.places)}), theirs, nil
}

// GoOn decides that what has come back to this fund, which was wound up, goes on to its successor: all that is free, into that place.
func (f *Fund) GoOn(id uuid.UUID, target *Fund, place string, booked domain.Date, a Asked) (ours, theirs []domain.Event, err error) {
	if _, err := target.bookable(booked, a); err != nil {
		return nil, nil, err
	}
	s := f.Successor
	plan := Plan{Compartments: s.Compartments, Places: map[string]string{}}
	for code, p := range f.Places {
		if p.Balance != 0 {
			if _, err := target.place(place, p.Currency, "place"); err != nil {
				return nil, nil, err
			}
			plan.Places[code] = place
		}
	}
	return newHandover(f, id, target, s.Into, plan).all(booked.Or(a.Day), s.Decision, a)
}

// HandBack decides that this fund, the successor, gives unrestricted đồng back to a fund that was wound up, old, for what the reversal of an old
// donation has to cover there: none that came from the old fund. A fact of the bank may take what is reserved.
func (f *Fund) HandBack(id uuid.UUID, old *Fund, oldID uuid.UUID, amount money.Money, place string, fact bool, booked domain.Date, a Asked) (ours, theirs []domain.Event, err error) {
	day, err := f.bookable(booked, a)
	if err != nil {
		return nil, nil, err
	}
	code := UnrestrictedIn(amount.Currency)
	from, err := f.compartment(code, amount.Currency, "donation")
	if err != nil {
		return nil, nil, err
	}
	if err := f.holding(place, amount, "place"); err != nil {
		return nil, nil, err
	}
	usable := from.untainted(oldID, from.Free)
	can := usable.Len()
	if !fact {
		if err := f.approvable(from); err != nil {
			return nil, nil, err
		}
		can = min(can, max(from.Available(), 0))
	}
	if can < amount.Minor {
		return nil, nil, domain.Errorf(domain.Violation, "the fund was wound up; %s has to be covered by its successor %s, which has %s available in %q that "+
			"did not come from it. Bring free money there first", amount, f.Code, money.Money{Minor: can, Currency: amount.Currency}, code).On("cover")
	}
	piece := Piece{code, usable.Lowest(amount.Minor)}
	via := f.via(id, piece)
	passage := old.Passage(amount.Currency, f.Places[place].Kind)
	sums := func(place string) []PlaceSum { return []PlaceSum{{place, amount.Currency, amount.Minor}} }
	decision := old.Successor.Decision
	return []domain.Event{HandedOver{oldID, []HandedPart{{code, piece.Spans, amount.Currency, amount.Minor, code, via}}, sums(place), day, decision}},
		[]domain.Event{TakenOver{id, []TakenPart{{piece, code, old.Compartments[code].Next, amount.Currency, amount.Minor, via}}, sums(passage), day, decision}}, nil
}

// Uncovered is what a reversal would have to be covered by others' đồng: what of the donation, or the part of it, is not free in this fund.
func (f *Fund) Uncovered(c Reverse, g Given) (money.Money, error) {
	none := money.Money{Currency: g.Currency}
	if err := f.reversible(c); err != nil {
		return none, err
	}
	left, err := f.left(asking{c.Donation, c.Line, c.Row}, g)
	if err != nil {
		return none, err
	}
	amount, err := asked(c.Amount, Sum(left), g.Currency)
	if err != nil {
		return none, err
	}
	_, spent := f.chosen(left, amount.Minor)
	for _, h := range spent {
		none.Minor += h.now.Len()
	}
	return none, nil
}

// Passage is the place of this fund that money only passes through: one of that kind, if there is one. "" where it has none of the currency.
func (f *Fund) Passage(c money.Currency, kind PlaceKind) (passage string) {
	for _, code := range sortedKeys(f.Places) {
		if p := f.Places[code]; p.Currency == c && (passage == "" || p.Kind == kind && f.Places[passage].Kind != kind) {
			passage = code
		}
	}
	return passage
}

// settledBy refuses a day before the fund's last booking: what came in later cannot have been handed over then.
func (f *Fund) settledBy(day domain.Date) error {
	for _, p := range f.Places {
		for d, amount := range p.Days {
			if d > day && amount != 0 {
				return domain.Errorf(domain.Violation, "%s has a booking on %s; it cannot be handed over before", f.Code, d).On("booked")
			}
		}
	}
	return nil
}

// nothingOpen names all that a fund has open and that must be settled before another takes it over.
func (f *Fund) nothingOpen(late func(payout uuid.UUID) bool) error {
	var open []string
	note := func(yes bool, what string) {
		if yes {
			open = append(open, what)
		}
	}
	sent, advances, overdrawn, bridged := false, false, false, false
	for _, t := range f.Transfers {
		sent = sent || t.Stage == InTransit
	}
	for _, p := range f.Places {
		advances = advances || p.Kind == Advance && p.Balance != 0
		overdrawn = overdrawn || p.Balance < 0
	}
	for _, stood := range f.Bridged {
		bridged = bridged || slices.ContainsFunc(stood, func(s Stood) bool { return late(s.Payout) })
	}
	note(len(f.Reservations) > 0, "reservations")
	note(sent, "transfers under way")
	note(len(f.Awaiting) > 0, "donations that await clearing")
	note(len(f.Unidentified) > 0, "bank lines that nobody has explained")
	note(len(f.Held) > 0, "money held for other funds")
	note(len(f.Deficits) > 0, "a deficit that nothing covers")
	note(advances, "advances that are not settled")
	note(overdrawn, "a place that holds less than nothing")
	note(bridged, "payments of a bridge that late money has not repaid")
	if len(open) > 0 {
		return domain.Errorf(domain.Violation, "%s has %s; settle that first, or let the fund pass on whole", f.Code, strings.Join(open, ", ")).On("fund")
	}
	return nil
}

func inField(field string, err error) error {
	if refusal, ok := err.(*domain.Error); ok {
		moved := *refusal
		moved.Fields = []string{field}
		return &moved
	}
	return err
}

// handed takes in a hand-over.
func (f *Fund) handed(e domain.Event) {
	switch e := e.(type) {
	case PassedOn:
		f.Unit, f.Since, f.Code = e.Unit, e.From, e.Code
	case HandedOver:
		for _, p := range e.Parts {
			f.spent([]Piece{{p.Compartment, p.Spans}})
			if s := f.Successor; s != nil && s.Into == e.Into {
				s.Compartments[p.Compartment] = p.Into
			}
			f.comesBack(e.Into, p.Via)
		}
		for _, p := range e.Places {
			f.flow(p.Place, e.Booked, -p.Amount)
		}
	case TakenOver:
		for _, p := range e.Parts {
			span := Span{p.From, p.From + p.Amount}
			f.segment(p.Compartment, span)
			c := f.Compartments[p.Compartment]
			c.Arrived = append(c.Arrived, Arrival{span, p.Via, &Source{e.From, p.Source}})
		}
		for _, p := range e.Places {
			f.flow(p.Place, e.Booked, p.Amount)
		}
	case WoundUp:
		f.Successor = &Succession{e.Into, e.Code, e.On, e.Decision, map[string]string{}, map[string]string{}}
		for _, o := range e.Compartments {
			f.Successor.Compartments[o.From] = o.Into
		}
		for _, o := range e.Places {
			f.Successor.Places[o.From] = o.Into
		}
	}
}

// comesBack: đồng that went into another fund may stand, by a cover there, behind what had come from it before. So whatever came through that
// fund may have come through all that these did.
func (f *Fund) comesBack(through uuid.UUID, via []uuid.UUID) {
	for _, c := range f.Compartments {
		for i, arrival := range c.Arrived {
			if slices.Contains(arrival.Via, through) {
				all := slices.Concat(arrival.Via, via)
				slices.SortFunc(all, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
				c.Arrived[i].Via = slices.Compact(all)
			}
		}
	}
}
