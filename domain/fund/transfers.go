package fund

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Send decides a transfer to another fund: the lowest available positions of one compartment, consumed here and in transit until the
// receiver accepts. The restriction travels; out of a restricted compartment a basis says why the money may move at all.
func (f *Fund) Send(c Send, a Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustExist(), positive(c.Amount, "amount"), readable(c.Purpose, "purpose"),
		readable(c.Basis, "basis"), readable(c.Content, "content")); err != nil {
		return nil, err
	}
	if c.To == c.Fund {
		return nil, domain.Errorf(domain.Invalid, "a transfer goes to another fund; inside a fund money is moved").On("to")
	}
	day, err := f.bookable(c.Booked, a)
	if err != nil {
		return nil, err
	}
	code := c.Compartment
	if code == "" {
		code = UnrestrictedIn(c.Amount.Currency)
	}
	from, err := f.compartment(code, c.Amount.Currency, "compartment")
	if err != nil {
		return nil, err
	}
	binding, err := from.Restriction.sent(code, c)
	if err != nil {
		return nil, err
	}
	if err := firstOf(f.approvable(from), f.holding(c.Place, c.Amount, "place")); err != nil {
		return nil, err
	}
	if c.Amount.Minor > from.Available() {
		return nil, f.short(c.Amount, from, code)
	}
	spans := from.Free.Lowest(c.Amount.Minor)
	return []domain.Event{TransferSent{
		To: c.To, Compartment: code, Spans: spans, Currency: c.Amount.Currency, Amount: c.Amount.Minor, Binding: binding, Basis: c.Basis,
		Via: f.via(c.Fund, Piece{code, spans}), Place: c.Place, Booked: day, Voucher: f.number(c.Place, outgoing, day), Content: c.Content,
	}}, nil
}

// sent is the restriction that travels with money out of a compartment.
func (r Restriction) sent(code string, c Send) (Restriction, error) {
	switch {
	case r.Kind == Endowment:
		return r, domain.Errorf(domain.Violation, "compartment %q is endowment principal, of which nothing is ever sent", code).On("compartment")
	case r.Kind == Unrestricted && c.Purpose != "":
		return Restriction{Kind: Purpose, Wording: c.Purpose}, nil
	case r.Kind == Unrestricted:
		return r, nil
	case c.Purpose != "" && c.Purpose != r.Wording:
		return r, domain.Errorf(domain.Violation, "the money of %q keeps its restriction on the way", code).On("purpose")
	case c.Basis == "":
		return r, domain.Errorf(domain.Violation,
			"the money of %q is restricted; say by whose consent or under which rule it moves", code).On("basis")
	case r.Kind == Income: // here an income of that endowment, there a purpose of that name
		return Restriction{Kind: Purpose, Wording: r.Endowment + ": " + r.Wording, Programme: r.Programme}, nil
	}
	return r, nil
}

// transfer is one that was sent from this fund to that one and is still on its way.
func (f *Fund) transfer(id, to uuid.UUID) (*TransferSent, error) {
	t, ok := f.Transfers[id]
	switch {
	case !ok || t.To != to:
		return nil, domain.Errorf(domain.NotFound, "no such transfer was sent to this fund").On("transfer")
	case t.Stage != InTransit:
		return nil, domain.Errorf(domain.Conflict, "the transfer was %s before", t.Stage).On("transfer")
	}
	return t.Sent, nil
}

// Accept decides that a transfer has arrived; f is the receiver, sender where it comes from. A shortfall under way, the last positions
// of the transfer, is the sender's fee.
func (f *Fund) Accept(c Accept, senderID uuid.UUID, sender *Fund, a Asked) (ours, theirs []domain.Event, err error) {
	if err := firstOf(f.mustExist(), sender.mustExist()); err != nil {
		return nil, nil, err
	}
	sent, err := sender.transfer(c.Transfer, c.Fund)
	if err != nil {
		return nil, nil, err
	}
	day, err := f.bookable(c.Booked, a)
	if err != nil {
		return nil, nil, err
	}
	received, err := arrived(c.Received, sent)
	if err != nil {
		return nil, nil, err
	}
	if _, err := f.place(c.Place, sent.Currency, "place"); err != nil {
		return nil, nil, err
	}
	code, opened, err := f.receiving(c, senderID, sent)
	if err != nil {
		return nil, nil, err
	}
	from := int64(0)
	if opened == nil {
		from = f.Compartments[code].Next
	} else {
		ours = append(ours, *opened)
	}
	ours = f.filled(c.Fund, a, sent.Currency, append(ours, TransferAccepted{
		Transfer: c.Transfer, Sender: senderID, Source: Piece{sent.Compartment, Part(sent.Spans, 0, received)},
		Compartment: code, From: from, Currency: sent.Currency, Amount: received, Via: sent.Via,
		Place: c.Place, Booked: day, Receipt: f.number(c.Place, incoming, day),
	})...)
	settled := TransferSettled{Transfer: c.Transfer, Compartment: sent.Compartment, Currency: sent.Currency, Received: received, Booked: sender.open(day)}
	if received < sent.Amount {
		settled.Shortfall = Piece{sent.Compartment, Part(sent.Spans, received, sent.Amount)}
	}
	return ours, []domain.Event{settled}, nil
}

func arrived(asked money.Money, sent *TransferSent) (int64, error) {
	if asked == (money.Money{}) {
		return sent.Amount, nil
	}
	if err := positive(asked, "received"); err != nil {
		return 0, err
	}
	if asked.Currency != sent.Currency || asked.Minor > sent.Amount {
		return 0, domain.Errorf(domain.Invalid, "%s cannot arrive of %s that was sent", asked, money.Money{Minor: sent.Amount, Currency: sent.Currency}).On("received")
	}
	return asked.Minor, nil
}

// receiving is the compartment that takes the money in, and the event that opens it where it is not there yet. Free money goes where
// no restriction is; bound money only behind the same restriction. Naming an existing compartment is the receiver's decision to put
// the two together; where none is named, money of the same origin and restriction shares one.
func (f *Fund) receiving(c Accept, sender uuid.UUID, sent *TransferSent) (string, *CompartmentOpened, error) {
	code := c.Compartment
	if sent.Binding.Kind == Unrestricted {
		if code == "" {
			code = UnrestrictedIn(sent.Currency)
		}
		into, err := f.compartment(code, sent.Currency, "compartment")
		if err == nil && into.Restriction.Kind != Unrestricted {
			err = domain.Errorf(domain.Violation, "only a donor can restrict money; this came unrestricted").On("compartment")
		}
		return code, nil, err
	}
	if code == "" {
		origin := sender.String() + "/" + sent.Compartment + "/" + string(sent.Binding.Kind) + "/" + sent.Binding.Wording
		code = "from-" + uuid.NewSHA1(c.Fund, []byte(origin)).String()[:8]
	}
	into, ok := f.Compartments[code]
	if !ok {
		if err := codeOf(code); err != nil {
			return "", nil, err
		}
		return code, &CompartmentOpened{code, sent.Currency, sent.Binding}, nil
	}
	if into.Restriction != sent.Binding || into.Currency != sent.Currency {
		return "", nil, domain.Errorf(domain.Violation, "the money is bound (%s %s) and cannot go to %q", sent.Binding.Kind, sent.Binding.Wording, code).On("compartment")
	}
	return code, nil, nil
}

func codeOf(compartment string) error { return code(compartment, "compartment") }

// open is a day on which this fund's books are open: that day, or the first after the last close.
func (f *Fund) open(day domain.Date) domain.Date { return max(day, f.Closed()+1) }

// Refuse decides that a transfer goes back before acceptance; f is the sender. The same positions are free again.
func (f *Fund) Refuse(c Refuse, sender uuid.UUID, a Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustExist(), given(c.Reason, "a reason", "reason"), readable(c.Reason, "reason")); err != nil {
		return nil, err
	}
	sent, err := f.transfer(c.Transfer, c.Fund)
	if err != nil {
		return nil, err
	}
	day, err := f.bookable(c.Booked, a)
	if err != nil {
		return nil, err
	}
	place := c.Place
	if place == "" {
		place = sent.Place
	}
	if _, err := f.place(place, sent.Currency, "place"); err != nil {
		return nil, err
	}
	freed, healed := f.parted([]Piece{{sent.Compartment, sent.Spans}})
	e := TransferRefused{c.Transfer, sent.Currency, sent.Amount, freed, healed, place, day, c.Reason}
	return f.filled(sender, a, sent.Currency, e), nil
}
