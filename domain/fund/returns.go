package fund

import (
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
	"sovang/domain/position"
)

// Paid is what there was of a payout, or of one row of a list payment: what Return needs of the old entry.
type Paid struct {
	List     uuid.UUID
	Row      int64 // 0 for a single payout
	Kind     PayoutKind
	Award    AwardKind
	Currency money.Currency
	Pieces   []Piece // in the order in which they were taken
}

// PaidBy is the positions of a single payout.
func PaidBy(e PayoutMade) Paid {
	return Paid{Kind: e.Kind, Award: e.Award, Currency: e.Currency, Pieces: slices.Concat(e.Pieces, e.Uncovered)}
}

// PaidToRow is the positions of one row of a list payment.
func PaidToRow(e ListPaid, l *List, row int64) (Paid, error) {
	from, amount, err := l.Part(e, row)
	if err != nil {
		return Paid{}, err
	}
	return Paid{e.List, row, Award, l.Rows[row].Award, e.Currency, PartOf(e.Pieces, from, from+amount)}, nil
}

// Return decides that paid money came back: the highest positions of the payout or row first. They are free again, and being lowest
// they go out first; what nobody's đồng stood behind ends its deficit instead.
func (f *Fund) Return(c Return, paid Paid, a Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustBeKnown(), readable(c.Reason, "reason")); err != nil {
		return nil, err
	}
	day, err := f.bookable(c.Booked, a)
	if err != nil {
		return nil, err
	}
	left := Sum(paid.Pieces) - f.Exceptions.Returned[c.Payout][paid.Row]
	amount := money.Money{Minor: left, Currency: paid.Currency}
	if left == 0 {
		return nil, domain.Errorf(domain.Conflict, "all of it has come back already").On("payout")
	}
	if c.Amount != (money.Money{}) {
		if err := positive(c.Amount, "amount"); err != nil {
			return nil, err
		}
		if c.Amount.Currency != paid.Currency || c.Amount.Minor > left {
			return nil, domain.Errorf(domain.Violation, "%s is to come back, %s is still out", c.Amount, amount).On("amount")
		}
		amount = c.Amount
	}
	if _, err := f.place(c.Place, amount.Currency, "place"); err != nil {
		return nil, err
	}
	freed, healed := f.parted(PartOf(paid.Pieces, left-amount.Minor, left))
	e := PayoutReturned{
		Payout: c.Payout, List: paid.List, Row: paid.Row, Kind: paid.Kind, Award: paid.Award, Currency: amount.Currency, Amount: amount.Minor,
		Freed: freed, Healed: healed, Place: c.Place, Booked: day, Receipt: f.number(c.Place, incoming, day), Reason: c.Reason,
	}
	return f.filled(c.Fund, a, e.Currency, append([]domain.Event{e}, f.homeward(freed, day)...)...), nil
}

// parted tells positions that somebody's đồng stand behind from those that are uncovered.
func (f *Fund) parted(pieces []Piece) (freed, healed []Piece) {
	for _, p := range pieces {
		owed := f.owed(p)
		if rest := owed.Without(position.Ascending(p.Spans)); len(rest) > 0 {
			freed = append(freed, Piece{p.Compartment, rest})
		}
		if len(owed) > 0 {
			healed = append(healed, Piece{p.Compartment, owed})
		}
	}
	return freed, healed
}

// owed is the positions of a piece that are uncovered.
func (f *Fund) owed(p Piece) (owed Set) {
	for _, d := range f.Deficits {
		if d.Compartment != p.Compartment {
			continue
		}
		for _, s := range p.Spans {
			for _, both := range Set(position.Ascending(d.Spans)).Within(s) {
				owed.Add(both)
			}
		}
	}
	return owed
}
