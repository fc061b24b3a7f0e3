package fund

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Open decides the beginning of a fund. That the unit exists and the code is not taken is decided in ledger.
func (f *Fund) Open(c Open, a Asked) ([]domain.Event, error) {
	if f.Exists() {
		return nil, domain.Errorf(domain.Conflict, "this fund is open already").On("fund")
	}
	if err := firstOf(code(c.Code, "code"), given(c.Name, "a name", "name"), readable(c.Name, "name"),
		readable(c.Honours, "honours")); err != nil {
		return nil, err
	}
	switch c.Form {
	case LicensedFund, AssociationFund, ClanFund:
	default:
		return nil, domain.Errorf(domain.Invalid, "a fund's form is %s, %s or %s, not %q", LicensedFund, AssociationFund, ClanFund, c.Form).On("form")
	}
	currencies := c.Currencies
	if len(currencies) == 0 {
		currencies = []money.Currency{money.VND}
	}
	seen := map[money.Currency]bool{}
	for _, currency := range currencies {
		if _, err := money.ParseCurrency(string(currency)); err != nil || seen[currency] {
			return nil, domain.Errorf(domain.Invalid, "currency %q is not known here, or stands twice", currency).On("currencies")
		}
		seen[currency] = true
	}
	from := c.From
	if from == 0 {
		from = a.Day
	}
	return []domain.Event{Opened{c.Unit, c.Code, c.Name, c.Form, currencies, from, c.Honours}}, nil
}

// OpenCompartment decides a new wall. Codes are for ever: another restriction needs another code.
func (f *Fund) OpenCompartment(c OpenCompartment, _ Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustExist(), code(c.Compartment, "compartment"), readable(c.Restriction.Wording, "restriction.wording")); err != nil {
		return nil, err
	}
	if _, taken := f.Compartments[c.Compartment]; taken {
		return nil, domain.Errorf(domain.Conflict, "the fund has a compartment %q already", c.Compartment).On("compartment")
	}
	currency, err := currencyOr(c.Currency, money.VND)
	if err != nil {
		return nil, err
	}
	if f.unrestricted(currency) == nil {
		return nil, domain.Errorf(domain.Invalid, "the fund was not opened for %s", currency).On("currency")
	}
	if err := f.restrictable(c.Restriction, currency); err != nil {
		return nil, err
	}
	return []domain.Event{CompartmentOpened{c.Compartment, currency, c.Restriction}}, nil
}

// restrictable checks that a restriction says all that its kind needs, and nothing that another kind would.
func (f *Fund) restrictable(r Restriction, currency money.Currency) error {
	want := map[RestrictionKind]bool{Purpose: true, Beneficiary: true, Slot: true, Endowment: true, Income: true, Administration: true}
	if !want[r.Kind] {
		return domain.Errorf(domain.Invalid, "%q is no restriction that a compartment can be opened for", r.Kind).On("restriction.kind")
	}
	if (r.Kind == Purpose || r.Kind == Endowment) && r.Wording == "" {
		return domain.Errorf(domain.Invalid, "the donor's wording is needed").On("restriction.wording")
	}
	if (r.Kind == Beneficiary) != (r.Beneficiary != uuid.Nil) {
		return domain.Errorf(domain.Invalid, "a beneficiary is named by a restriction of that kind, and by no other").On("restriction.beneficiary")
	}
	if (r.Kind == Slot) != (r.Slot != uuid.Nil) {
		return domain.Errorf(domain.Invalid, "a slot is named by a restriction of that kind, and by no other").On("restriction.slot")
	}
	for _, code := range sortedKeys(f.Compartments) {
		if r.Slot != uuid.Nil && f.Compartments[code].Restriction.Slot == r.Slot && f.Compartments[code].Currency == currency {
			return domain.Errorf(domain.Conflict, "the money of this slot lies in %q already", code).On("restriction.slot")
		}
	}
	if r.Programme && r.Kind != Purpose && r.Kind != Income {
		return domain.Errorf(domain.Invalid, "only a purpose or an endowment's income can allow programme costs").On("restriction.programme")
	}
	if r.Bridge && r.Kind != Purpose {
		return domain.Errorf(domain.Invalid, "only a purpose can be a bridge for sponsorship slots").On("restriction.bridge")
	}
	if r.Commissioned && r.Kind != Purpose {
		return domain.Errorf(domain.Invalid, "what the State commissions has a purpose").On("restriction.commissioned")
	}
	if (r.Kind == Income) != (r.Endowment != "") {
		return domain.Errorf(domain.Invalid, "an endowment is named by the restriction of its income, and by no other").On("restriction.endowment")
	}
	if r.Kind == Income {
		of, err := f.compartment(r.Endowment, currency, "restriction.endowment")
		if err != nil {
			return err
		}
		if of.Restriction.Kind != Endowment {
			return domain.Errorf(domain.Invalid, "%q is no endowment", r.Endowment).On("restriction.endowment")
		}
		for code, other := range f.Compartments {
			if other.Restriction.Kind == Income && other.Restriction.Endowment == r.Endowment && other.Currency == currency {
				return domain.Errorf(domain.Conflict, "the income of %q goes to %q already", r.Endowment, code).On("restriction.endowment")
			}
		}
	}
	return nil
}

// OpenPlace decides a new cash box, bank account, savings book or advance.
func (f *Fund) OpenPlace(c OpenPlace, _ Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustExist(), code(c.Place, "place"), readable(c.Name, "name")); err != nil {
		return nil, err
	}
	switch c.Kind {
	case Cash, Bank, Savings, Advance:
	default:
		return nil, domain.Errorf(domain.Invalid, "a place is %s, %s, %s or %s, not %q", Cash, Bank, Savings, Advance, c.Kind).On("kind")
	}
	if _, taken := f.Places[c.Place]; taken {
		return nil, domain.Errorf(domain.Conflict, "the fund has a place %q already", c.Place).On("place")
	}
	currency, err := currencyOr(c.Currency, money.VND)
	if err != nil {
		return nil, err
	}
	if f.unrestricted(currency) == nil {
		return nil, domain.Errorf(domain.Invalid, "the fund was not opened for %s", currency).On("currency")
	}
	return []domain.Event{PlaceOpened{c.Place, c.Kind, c.Name, currency}}, nil
}

func currencyOr(c, otherwise money.Currency) (money.Currency, error) {
	if c == "" {
		return otherwise, nil
	}
	if _, err := money.ParseCurrency(string(c)); err != nil {
		return "", domain.Errorf(domain.Invalid, "currency %q is not known here", c).On("currency")
	}
	return c, nil
}

// Move decides a move of money between two places of the fund: no position is consumed.
func (f *Fund) Move(c Move, a Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustExist(), positive(c.Amount, "amount"), readable(c.Reference, "reference")); err != nil {
		return nil, err
	}
	day, err := f.bookable(c.Booked, a)
	if err != nil {
		return nil, err
	}
	if _, err := f.place(c.To, c.Amount.Currency, "to"); err != nil {
		return nil, err
	}
	if c.From == c.To {
		return nil, domain.Errorf(domain.Invalid, "money moves between two places").On("to")
	}
	if err := f.holding(c.From, c.Amount, "from"); err != nil {
		return nil, err
	}
	return []domain.Event{MoneyMoved{c.From, c.To, c.Amount.Currency, c.Amount.Minor, day, c.Reference}}, nil
}
