package fund

import (
	"maps"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
	"sovang/domain/position"
)

// handover gathers where the money of a fund goes on.
type handover struct {
	from         *Fund
	fromID       uuid.UUID
	target       *Fund
	targetID     uuid.UUID
	plan         Plan
	walled       bool // empty compartments go on, too
	compartments map[string]string
	places       map[string]string
	opened       []domain.Event
	walls        map[string]*Compartment // of the target, those opened by this among them
	rooms        map[string]*Place
}

func newHandover(from *Fund, fromID uuid.UUID, target *Fund, targetID uuid.UUID, plan Plan) *handover {
	return &handover{from: from, fromID: fromID, target: target, targetID: targetID, plan: plan, compartments: map[string]string{},
		places: map[string]string{}, walls: maps.Clone(target.Compartments), rooms: maps.Clone(target.Places)}
}

// all hands over all that is free, and every place that is not empty. Nothing is no event.
func (h *handover) all(day domain.Date, decision string, a Asked) (ours, theirs []domain.Event, err error) {
	for _, side := range []struct {
		asked map[string]string
		there func(string) bool
		what  string
	}{
		{h.plan.Compartments, func(code string) bool { return h.from.Compartments[code] != nil }, "compartment"},
		{h.plan.Places, func(code string) bool { return h.from.Places[code] != nil }, "place"},
	} {
		for _, code := range sortedKeys(side.asked) {
			if !side.there(code) {
				return nil, nil, domain.Errorf(domain.NotFound, "the fund has no %s %q", side.what, code).On(side.what + "s")
			}
		}
	}
	out, in, err := h.parts(day, decision)
	if err != nil {
		return nil, nil, err
	}
	theirs = h.opened
	if len(out.Parts) == 0 {
		return nil, theirs, nil
	}
	theirs = append(theirs, in)
	for _, c := range h.currencies(out) {
		theirs = h.target.filled(h.targetID, a, c, theirs...)
	}
	return []domain.Event{out}, theirs, nil
}

func (h *handover) currencies(out HandedOver) (all []money.Currency) {
	for _, p := range out.Parts {
		if !slices.Contains(all, p.Currency) {
			all = append(all, p.Currency)
		}
	}
	return all
}

func (h *handover) parts(day domain.Date, decision string) (out HandedOver, in TakenOver, err error) {
	out = HandedOver{Into: h.targetID, Booked: day, Decision: decision}
	in = TakenOver{From: h.fromID, Booked: day, Decision: decision}
	next := map[string]int64{}
	for _, code := range sortedKeys(h.from.Compartments) {
		c := h.from.Compartments[code]
		if _, named := h.plan.Compartments[code]; !named && c.Free.Len() == 0 && !h.walledBy(c) {
			continue
		}
		into, err := h.compartment(code)
		if err != nil {
			return out, in, err
		}
		if c.Free.Len() == 0 {
			continue
		}
		if _, ok := next[into]; !ok {
			next[into] = h.walls[into].Next
		}
		piece := Piece{code, position.Part(c.Free, 0, c.Free.Len())}
		via := h.from.via(h.fromID, piece)
		out.Parts = append(out.Parts, HandedPart{code, piece.Spans, c.Currency, piece.Len(), into, via})
		in.Parts = append(in.Parts, TakenPart{piece, into, next[into], c.Currency, piece.Len(), via})
		next[into] += piece.Len()
	}
	for _, code := range sortedKeys(h.from.Places) {
		p := h.from.Places[code]
		if _, named := h.plan.Places[code]; !named && p.Balance == 0 {
			continue
		}
		into, err := h.place(code)
		if err != nil {
			return out, in, err
		}
		if p.Balance != 0 {
			out.Places = append(out.Places, PlaceSum{code, p.Currency, p.Balance})
			in.Places = append(in.Places, PlaceSum{into, p.Currency, p.Balance})
		}
	}
	return out, in, nil
}

// walledBy says whether a compartment goes on though nothing is in it: what comes back later finds its wall. A slot's does so only when something does,
// for there may be thousands.
func (h *handover) walledBy(c *Compartment) bool {
	return h.walled && c.Restriction.Kind != Slot && h.target.unrestricted(c.Currency) != nil
}

// compartment is where the money of a compartment goes on; it is opened where it is not there.
func (h *handover) compartment(code string) (string, error) {
	if into, done := h.compartments[code]; done {
		return into, nil
	}
	c, asked := h.from.Compartments[code], h.plan.Compartments[code]
	own, into, err := h.restriction(c)
	if err != nil {
		return "", err
	}
	switch {
	case into != "" && asked != "" && asked != into:
		return "", domain.Errorf(domain.Violation, "the money of %q goes on in %q and nowhere else", code, into).On("compartments")
	case into == "" && asked != "":
		into = asked
	case into == "":
		if into, err = vacant(h.walls, code, h.from.Code); err != nil {
			return "", inField("compartments", err)
		}
	}
	there, ok := h.walls[into]
	switch {
	case !ok && own.Kind == Unrestricted:
		return "", domain.Errorf(domain.Violation, "the fund that takes over was not opened for %s", c.Currency).On("into")
	case !ok && h.target.unrestricted(c.Currency) == nil:
		return "", domain.Errorf(domain.Violation, "the fund that takes over was not opened for %s", c.Currency).On("into")
	case !ok:
		if err := codeOf(into); err != nil {
			return "", inField("compartments", err)
		}
		h.opened = append(h.opened, CompartmentOpened{into, c.Currency, own})
		h.walls[into] = &Compartment{Currency: c.Currency, Restriction: own}
	case there.Restriction != own || there.Currency != c.Currency:
		return "", domain.Errorf(domain.Violation, "the money of %q is bound (%s %s) and cannot go to %q; name another compartment, or none",
			code, own.Kind, own.Wording, into).On("compartments")
	}
	h.compartments[code] = into
	return into, nil
}

// restriction is what binds the money in the other fund, and the one compartment there that it can go to, if there is only one: free money's,
// the slot's, the income's of an endowment that goes on there.
func (h *handover) restriction(c *Compartment) (own Restriction, into string, err error) {
	own = c.Restriction
	switch own.Kind {
	case Unrestricted:
		return own, UnrestrictedIn(c.Currency), nil
	case Income:
		if own.Endowment, err = h.compartment(own.Endowment); err != nil {
			return own, "", err
		}
	case Slot:
	default:
		return own, "", nil
	}
	for _, code := range sortedKeys(h.walls) {
		if r := h.walls[code].Restriction; h.walls[code].Currency == c.Currency && r.Kind == own.Kind && r.Slot == own.Slot && r.Endowment == own.Endowment {
			if r.Kind == Slot {
				own = r // the same slot is the same restriction, whatever it is called
			}
			return own, code, nil
		}
	}
	return own, "", nil
}

// place is where the money of a place lies from then on; it is opened where it is not there.
func (h *handover) place(of string) (string, error) {
	p, into := h.from.Places[of], h.plan.Places[of]
	var err error
	if into == "" {
		if into, err = vacant(h.rooms, of, h.from.Code); err != nil {
			return "", inField("places", err)
		}
	}
	there, ok := h.rooms[into]
	switch {
	case ok && there.Currency != p.Currency:
		return "", domain.Errorf(domain.Invalid, "place %q holds %s, not %s", into, there.Currency, p.Currency).On("places")
	case !ok:
		if err := code(into, "places"); err != nil {
			return "", inField("places", err)
		}
		h.opened = append(h.opened, PlaceOpened{into, p.Kind, p.Name, p.Currency})
		h.rooms[into] = &Place{Kind: p.Kind, Name: p.Name, Currency: p.Currency}
	}
	h.places[of] = into
	return into, nil
}

// vacant is a code that the other fund has not given yet: the same, or with the code of the fund behind it.
func vacant[V any](taken map[string]V, own, of string) (string, error) {
	for _, try := range []string{own, own + "." + of} {
		if _, ok := taken[try]; !ok && code(try, "") == nil {
			return try, nil
		}
	}
	return "", domain.Errorf(domain.Conflict, "the fund that takes over has %q already; say where it goes on", own)
}

func onward(m map[string]string) (all []Onward) {
	for _, from := range sortedKeys(m) {
		all = append(all, Onward{from, m[from]})
	}
	return all
}
