package fund

import (
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
	"sovang/domain/position"
)

// Evolve implements domain.State.
func (f *Fund) Evolve(entry uuid.UUID, e domain.Event) {
	switch e := e.(type) {
	case Opened:
		f.opened(e)
	case CompartmentOpened:
		f.Compartments[e.Compartment] = &Compartment{Currency: e.Currency, Restriction: e.Restriction}
	case PlaceOpened:
		f.Places[e.Place] = &Place{Name: e.Name, Kind: e.Kind, Currency: e.Currency, Days: map[domain.Date]int64{}}
	case DonationReceived:
		f.donationReceived(entry, e)
	case DonationCleared:
		delete(f.Awaiting, e.Donation)
		f.Exceptions.Cleared[e.Donation] = entry
		f.taken(e.Lines)
		f.flow(e.Place, e.Booked, e.Amount)
		f.numbered(e.Receipt)
	case DonationDropped:
		delete(f.Awaiting, e.Donation)
	case InterestReceived:
		f.segment(e.Compartment, Span{e.From, e.From + e.Amount})
		f.flow(e.Place, e.Booked, e.Amount)
		f.numbered(e.Receipt)
	case UnidentifiedReceived:
		f.Numbered += e.Amount // soon enough
		f.Unidentified[entry] = Unidentified{e.Currency, e.Amount, e.Place}
		f.flow(e.Place, e.Booked, e.Amount)
	case UnidentifiedReturned:
		f.explained(e.Line, e.Amount)
		f.flow(e.Place, e.Booked, -e.Amount)
		f.numbered(e.Voucher)
	case AmountReserved:
		f.reserved(entry, e)
	case ReservationReleased:
		f.released(e)
	case PayoutMade:
		f.spent(e.Pieces)
		f.bridged(entry, e.Slot, e.Pieces)
		f.paidOut(e.Currency, e.Booked, e.Kind, e.Amount)
		f.indebted(entry, e.Uncovered, false)
		f.fromReservation(e.Reservation, e.Pieces)
		f.flow(e.Place, e.Booked, -e.Amount)
		f.numbered(e.Voucher)
	case ListPaid:
		f.spent(e.Pieces)
		f.paidOut(e.Currency, e.Booked, Award, e.Amount)
		f.fromReservation(e.Reservation, e.Pieces)
		f.flow(e.Place, e.Booked, -e.Amount)
		f.numbered(e.Voucher)
	case PayoutReturned:
		f.payoutReturned(e)
	case DonationReversed:
		f.donationReversed(entry, e)
	case DonationRefunded:
		f.spent(e.Pieces)
		f.gone(e.Donation, e.Home())
		f.flow(e.Place, e.Booked, -e.Amount)
		f.numbered(e.Voucher)
	case DeficitCovered:
		f.covered(e.Covers)
	case LossSpread:
		f.covered(e.Covers)
	case LossRecorded:
		f.spent(e.Pieces)
		f.indebted(entry, e.Uncovered, false)
		f.flow(e.Place, e.Booked, -e.Amount)
	case MoneyMoved:
		f.flow(e.From, e.Booked, -e.Amount)
		f.flow(e.To, e.Booked, e.Amount)
	case TransferSent:
		f.spent([]Piece{{e.Compartment, e.Spans}})
		f.Transfers[entry] = &Transfer{Stage: InTransit, To: e.To, Sent: &e}
		f.flow(e.Place, e.Booked, -e.Amount)
		f.numbered(e.Voucher)
	case TransferSettled:
		f.Transfers[e.Transfer] = &Transfer{Stage: Accepted, To: f.Transfers[e.Transfer].To}
	case TransferRefused:
		f.back(e.Freed, e.Healed)
		f.Transfers[e.Transfer] = &Transfer{Stage: Refused, To: f.Transfers[e.Transfer].To}
		f.flow(e.Place, e.Booked, e.Amount)
	case TransferAccepted:
		span := Span{e.From, e.From + e.Amount}
		f.segment(e.Compartment, span)
		c := f.Compartments[e.Compartment]
		c.Arrived = append(c.Arrived, Arrival{Span: span, Via: e.Via})
		f.flow(e.Place, e.Booked, e.Amount)
		f.numbered(e.Receipt)
	case CurrencySold:
		f.currencySold(e)
	case PeriodClosed:
		f.Closes = append(f.Closes, e.Until)
	case PeriodReopened:
		f.Closes = f.Closes[:len(f.Closes)-1]
	case YearPublished:
		f.yearPublished(e)
	case HeldReceived, HeldHandedOver, HeldReturned:
		f.heldEvent(entry, e)
	case Redesignated:
		f.redesignated(e)
	case BridgeRepaid:
		f.bridgeRepaid(e)
	case Redated:
		f.redated(e)
	case DeedAdopted:
		f.deedAdopted(e)
	case PassedOn, HandedOver, TakenOver, WoundUp:
		f.handed(e)
	case ReceiptVoided:
		f.Exceptions.Receipts[e.Donation] = Number{}
	case ReceiptIssued:
		f.Exceptions.Receipts[e.Donation] = e.Receipt
		f.numbered(e.Receipt)
	}
}

func (f *Fund) opened(e Opened) {
	*f = Fund{
		Unit: e.Unit, Since: e.From, Code: e.Code, Honours: e.Honours,
		Compartments: map[string]*Compartment{}, Places: map[string]*Place{}, Series: map[string]int64{},
		Awaiting: map[uuid.UUID]Awaited{}, Unidentified: map[uuid.UUID]Unidentified{},
		Reservations: map[uuid.UUID]*Reservation{}, Transfers: map[uuid.UUID]*Transfer{},
		Bridged: map[uuid.UUID][]Stood{}, Paid: map[int]YearPaid{},
		Exceptions: Exceptions{
			Gone: map[uuid.UUID]map[string]Set{}, Returned: map[uuid.UUID]map[int64]int64{}, Receipts: map[uuid.UUID]Number{},
			Cleared: map[uuid.UUID]uuid.UUID{}, Redated: map[uuid.UUID]Days{},
		},
	}
	for _, c := range e.Currencies {
		f.Compartments[UnrestrictedIn(c)] = &Compartment{Currency: c, Restriction: Restriction{Kind: Unrestricted}}
	}
}

func (f *Fund) donationReceived(entry uuid.UUID, e DonationReceived) {
	if e.Awaiting {
		f.Awaiting[entry] = Awaited{e.Currency, e.Amount, e.Lines}
		return
	}
	f.taken(e.Lines)
	f.numbered(e.Receipt)
	if e.Unidentified != uuid.Nil { // the money has lain in its place since the bank line came
		f.explained(e.Unidentified, e.Amount)
		return
	}
	f.flow(e.Place, e.Booked, e.Amount)
}

func (f *Fund) taken(lines []Line) {
	for _, l := range lines {
		f.segment(l.Compartment, l.Span())
		if l.Worth > 0 {
			c := f.Compartments[l.Compartment]
			c.Valued = append(c.Valued, Valued{l.Span(), l.Worth})
		}
	}
}

// segment adds new free positions at the end of a compartment.
func (f *Fund) segment(compartment string, s Span) {
	c := f.Compartments[compartment]
	f.Numbered += s.Len()
	c.Next = s.To()
	c.Free.Add(s)
}

// back takes in positions that were used and are used no more: free again, or, where nobody's đồng stood behind them, no longer owed.
func (f *Fund) back(freed, healed []Piece) {
	for _, p := range freed {
		for _, s := range p.Spans {
			f.Compartments[p.Compartment].Free.Add(s)
		}
	}
	for _, p := range healed {
		f.healed(p)
	}
}

func (f *Fund) spent(pieces []Piece) {
	for _, p := range pieces {
		for _, s := range p.Spans {
			f.Compartments[p.Compartment].Free.Remove(s)
		}
	}
}

// indebted notes positions that no money stands behind; those at the end of their compartment are new.
func (f *Fund) indebted(cause uuid.UUID, pieces []Piece, reversal bool) {
	for _, p := range pieces {
		c := f.Compartments[p.Compartment]
		c.Uncovered += p.Len()
		f.Numbered += p.Len()
		for _, s := range p.Spans {
			c.Next = max(c.Next, s.To())
		}
		f.Deficits = append(f.Deficits, Deficit{cause, p.Compartment, append([]Span(nil), p.Spans...), reversal})
	}
}

// healed takes positions out of the deficits: covered now, or no longer needed.
func (f *Fund) healed(p Piece) {
	f.Compartments[p.Compartment].Uncovered -= p.Len()
	kept := f.Deficits[:0]
	for _, d := range f.Deficits {
		if d.Compartment == p.Compartment {
			d.Spans = Set(position.Ascending(p.Spans)).Without(d.Spans)
		}
		if len(d.Spans) > 0 {
			kept = append(kept, d)
		}
	}
	f.Deficits = kept
}

// covered moves ownership: what covers is free no more, what is covered has an owner again.
func (f *Fund) covered(covers []Cover) {
	for _, c := range covers {
		f.spent([]Piece{c.By})
		f.healed(c.Over)
	}
	f.own(covers)
}

func (f *Fund) explained(line uuid.UUID, amount int64) {
	u := f.Unidentified[line]
	if u.Amount -= amount; u.Amount > 0 {
		f.Unidentified[line] = u
		return
	}
	delete(f.Unidentified, line)
}

func (f *Fund) reserved(entry uuid.UUID, e AmountReserved) {
	f.Reserved++
	f.Reservations[entry] = &Reservation{
		Order: f.Reserved, Currency: e.Currency, Shares: append([]Share(nil), e.Shares...),
		Recipient: e.Recipient, Slot: e.Slot, List: e.List, Kind: e.Kind,
	}
	for _, s := range e.Shares {
		f.Compartments[s.Compartment].Reserved += s.Amount
	}
}

func (f *Fund) released(e ReservationReleased) {
	r := f.Reservations[e.Reservation]
	if len(e.Shares) == 0 {
		e.Shares = slices.Clone(r.Shares)
	}
	for _, s := range e.Shares {
		f.Compartments[s.Compartment].Reserved -= s.Amount
		for i := range r.Shares {
			if r.Shares[i].Compartment == s.Compartment {
				r.Shares[i].Amount -= s.Amount
			}
		}
	}
	if r.Left() == 0 {
		delete(f.Reservations, e.Reservation)
	}
}

func (f *Fund) fromReservation(id uuid.UUID, pieces []Piece) {
	r, ok := f.Reservations[id]
	if !ok {
		return
	}
	for _, p := range pieces {
		for i := range r.Shares {
			if r.Shares[i].Compartment == p.Compartment {
				r.Shares[i].Amount -= p.Len()
				f.Compartments[p.Compartment].Reserved -= p.Len()
			}
		}
	}
	if r.Left() == 0 {
		delete(f.Reservations, id)
	}
}

func (f *Fund) payoutReturned(e PayoutReturned) {
	f.back(e.Freed, e.Healed)
	f.unbridged(e.Freed, e.Healed)
	f.paidOut(e.Currency, e.Booked, e.Kind, -e.Amount)
	rows := f.Exceptions.Returned[e.Payout]
	if rows == nil {
		rows = map[int64]int64{}
		f.Exceptions.Returned[e.Payout] = rows
	}
	rows[e.Row] += e.Amount
	f.flow(e.Place, e.Booked, e.Amount)
	f.numbered(e.Receipt)
}

func (f *Fund) donationReversed(entry uuid.UUID, e DonationReversed) {
	f.spent(e.Void)
	f.indebted(entry, e.Uncovered, true)
	for _, c := range e.Covers {
		f.spent([]Piece{c.By})
	}
	f.own(e.Covers)
	f.gone(e.Donation, e.Gone)
	f.flow(e.Place, e.Booked, -e.Amount)
}

func (f *Fund) gone(donation uuid.UUID, pieces []Piece) {
	lines := f.Exceptions.Gone[donation]
	if lines == nil {
		lines = map[string]Set{}
		f.Exceptions.Gone[donation] = lines
	}
	for _, p := range pieces {
		set := lines[p.Compartment]
		for _, s := range p.Spans {
			set.Add(s)
		}
		lines[p.Compartment] = set
	}
}

func (f *Fund) currencySold(e CurrencySold) {
	f.spent([]Piece{{e.Compartment, e.Spans}})
	into := Span{e.From, e.From + e.Credited}
	f.segment(e.Into, into)
	f.Exceptions.Sales = append(f.Exceptions.Sales, Sale{Piece{e.Compartment, e.Spans}, e.Into, into})
	f.flow(e.Place, e.Booked, -e.Amount)
	f.flow(e.IntoPlace, e.Booked, e.Credited)
	f.numbered(e.Receipt)
}

// flow books an amount into a place, or out of it.
func (f *Fund) flow(place string, day domain.Date, amount int64) {
	p := f.Places[place]
	p.Balance += amount
	p.Days[day] += amount
}

func (f *Fund) numbered(n Number) {
	if n.No > 0 {
		f.Series[n.Series] = n.No
	}
}

// unrestricted is the compartment that stands in for the others of its currency.
func (f *Fund) unrestricted(c money.Currency) *Compartment { return f.Compartments[UnrestrictedIn(c)] }
