package fund

import (
	"math/big"

	"sovang/domain"
	"sovang/domain/money"
)

// SellCurrency decides a sale: cents of one compartment are consumed and become đồng behind the same restriction. The bank's fee is a
// payout of its own, in the same decision.
func (f *Fund) SellCurrency(c SellCurrency, a Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustExist(), positive(c.Amount, "amount"), positive(c.Credited, "credited")); err != nil {
		return nil, err
	}
	if c.Amount.Currency == money.VND || c.Credited.Currency != money.VND {
		return nil, domain.Errorf(domain.Invalid, "foreign money is sold for VND").On("amount", "credited")
	}
	day, err := f.bookable(c.Booked, a)
	if err != nil {
		return nil, err
	}
	from, err := f.compartment(c.Compartment, c.Amount.Currency, "compartment")
	if err != nil {
		return nil, err
	}
	into, err := f.exchanged(c, from)
	if err != nil {
		return nil, err
	}
	if err := f.holding(c.Place, c.Amount, "place"); err != nil {
		return nil, err
	}
	if _, err := f.place(c.IntoPlace, money.VND, "into_place"); err != nil {
		return nil, err
	}
	if err := f.approvable(from); err != nil {
		return nil, err
	}
	if c.Amount.Minor > from.Available() {
		return nil, f.short(c.Amount, from, c.Compartment)
	}
	spans := from.Free.Lowest(c.Amount.Minor)
	sold := CurrencySold{
		Compartment: c.Compartment, Spans: spans, Currency: c.Amount.Currency, Amount: c.Amount.Minor, Place: c.Place,
		Into: into, From: f.Compartments[into].Next, Credited: c.Credited.Minor, IntoPlace: c.IntoPlace,
		Worth: from.worth(spans), Booked: day, Receipt: f.number(c.IntoPlace, incoming, day),
	}
	return f.withFee(c, a, day, f.filled(c.Fund, a, money.VND, sold))
}

// withFee adds the bank's fee, a fact, to the events of a sale.
func (f *Fund) withFee(c SellCurrency, a Asked, day domain.Date, events []domain.Event) ([]domain.Event, error) {
	if c.Fee == (money.Money{}) {
		return events, nil
	}
	if c.Fee.Currency != money.VND || c.Fee.Minor < 0 {
		return nil, domain.Errorf(domain.Invalid, "the fee is in VND").On("fee")
	}
	after := f.clone()
	for _, e := range events {
		after.Evolve(a.ID, e)
	}
	fee, err := after.Charge(Charge{Fund: c.Fund, Kind: Fee, Amount: c.Fee, Place: c.IntoPlace, Booked: day, Content: "phí bán ngoại tệ"}, a)
	return append(events, fee...), err
}

// exchanged is the VND compartment behind the same restriction as the foreign one.
func (f *Fund) exchanged(c SellCurrency, from *Compartment) (string, error) {
	same := func(to *Compartment) bool {
		r := to.Restriction
		r.Endowment = from.Restriction.Endowment // each currency has its own principal, of another code
		return to.Currency == money.VND && r == from.Restriction
	}
	if c.Into != "" {
		to, err := f.compartment(c.Into, money.VND, "into")
		if err == nil && !same(to) {
			err = domain.Errorf(domain.Violation, "compartment %q has another restriction than %q", c.Into, c.Compartment).On("into")
		}
		return c.Into, err
	}
	var found string
	for _, code := range sortedKeys(f.Compartments) {
		if same(f.Compartments[code]) {
			if found != "" {
				return "", domain.Errorf(domain.Invalid, "several compartments have the restriction of %q; name one", c.Compartment).On("into")
			}
			found = code
		}
	}
	if found == "" {
		return "", domain.Errorf(domain.NotFound, "no VND compartment has the restriction of %q; open one first", c.Compartment).On("into")
	}
	return found, nil
}

// worth is what positions of foreign money stood in the books for, by running totals over each valued segment; 0 unless all of them
// were valued.
func (c *Compartment) worth(spans []Span) (sum int64) {
	valued := int64(0)
	for _, v := range c.Valued {
		for _, s := range spans {
			if both, ok := v.Span.Intersect(s); ok {
				sum += v.upTo(both[1]) - v.upTo(both[0])
				valued += both.Len()
			}
		}
	}
	if valued < Total(spans) {
		return 0
	}
	return sum
}

// upTo is the worth of the segment's positions before p.
func (v Valued) upTo(p int64) int64 { return Proportion(p-v.Span[0], v.Worth, v.Span.Len()) }

// Proportion is ⌊part·amount/whole⌋, exact for every amount of money: the running total by which a sum is shared out to positions.
func Proportion(part, amount, whole int64) int64 {
	product := new(big.Int).Mul(big.NewInt(part), big.NewInt(amount))
	return product.Quo(product, big.NewInt(whole)).Int64()
}
