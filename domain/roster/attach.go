package roster

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Gift is a donation as far as a roster is concerned.
type Gift struct {
	Donation  uuid.UUID
	Donor     uuid.UUID
	Campaign  string
	Currency  money.Currency
	Remitted  int64 // what of it stands
	Collected bool  // it is a collection sheet, whose own rows say who gave
}

// Attach puts the roster behind a donation of the same unit. Where the two do not come to the same, the difference is named by a
// reason; difference, where it is not nothing, is what the caller believes it to be.
func (r *Roster) Attach(g Gift, difference money.Money, reason string) ([]domain.Event, error) {
	if err := r.recorded(); err != nil {
		return nil, err
	}
	switch {
	case r.Donation == g.Donation:
		return nil, domain.Errorf(domain.Conflict, "this roster stands behind this donation already").On("donation")
	case r.Donation != uuid.Nil:
		return nil, domain.Errorf(domain.Conflict, "this roster stands behind another donation").On("roster")
	case g.Donor != r.Giver:
		return nil, domain.Errorf(domain.Violation, "this donation was not given by the unit whose roster this is").On("donation")
	case g.Collected:
		return nil, domain.Errorf(domain.Violation, "this donation is a collection sheet: its own rows say who gave").On("donation")
	case g.Campaign != "" && g.Campaign != r.Campaign:
		return nil, domain.Errorf(domain.Violation, "this donation is of campaign %s, the roster of %s", g.Campaign, r.Campaign).On("donation")
	case g.Currency != r.Currency:
		return nil, domain.Errorf(domain.Invalid, "the roster is in %s, the donation in %s", r.Currency, g.Currency).On("donation")
	case g.Remitted <= 0:
		return nil, domain.Errorf(domain.Conflict, "this donation has been reversed").On("donation")
	}
	e := Attached{Donation: g.Donation, Currency: g.Currency, Remitted: g.Remitted, Difference: g.Remitted - r.Sum()}
	if err := r.believed(difference, e.Difference); err != nil {
		return nil, err
	}
	var err error
	e.Named, err = r.named(e.Difference, r.Sum(), g.Remitted, reason, "reason")
	return []domain.Event{e}, err
}

// believed refuses a difference that the caller says to be another than it is.
func (r *Roster) believed(said money.Money, is int64) error {
	if said != (money.Money{}) && said != r.money(is) {
		return domain.Errorf(domain.Violation, "the difference is %s, not %s", r.money(is), said).On("difference")
	}
	return nil
}

// named is the reason of a difference: there must be one where there is a difference, and none where there is not.
func (r *Roster) named(difference, sum, remitted int64, reason, field string) (string, error) {
	reason, err := domain.OptionalText(field, reason, longestText)
	switch {
	case err != nil:
		return "", err
	case difference != 0 && reason == "":
		return "", domain.Errorf(domain.Violation, "the roster adds up to %s, %s was remitted: give the reason of the difference of %s",
			r.money(sum), r.money(remitted), r.money(difference)).On(field)
	case difference == 0 && reason != "":
		return "", domain.Errorf(domain.Invalid, "the roster adds up to what was remitted: there is no difference to name").On(field)
	}
	return reason, nil
}

// attached refuses a roster behind which no donation stands.
func (r *Roster) attached() error {
	if err := r.recorded(); err != nil {
		return err
	}
	if r.Donation == uuid.Nil {
		return domain.Errorf(domain.Conflict, "this roster stands behind no donation").On("roster")
	}
	return nil
}

// Detach takes the roster from its donation, which stays as it is.
func (r *Roster) Detach(reason string) ([]domain.Event, error) {
	if err := r.attached(); err != nil {
		return nil, err
	}
	reason, err := domain.Text("reason", reason, longestText)
	return []domain.Event{Detached{Donation: r.Donation, Reason: reason}}, err
}

// NameDifference names the difference that stands.
func (r *Roster) NameDifference(difference money.Money, reason string) ([]domain.Event, error) {
	if err := r.attached(); err != nil {
		return nil, err
	}
	is := r.Remitted - r.Sum()
	if is == 0 {
		return nil, domain.Errorf(domain.Conflict, "the roster adds up to what was remitted: there is no difference to name").On("roster")
	}
	if err := r.believed(difference, is); err != nil {
		return nil, err
	}
	reason, err := domain.Text("reason", reason, longestText)
	return []domain.Event{DifferenceNamed{Difference: is, Named: reason}}, err
}

// Undo marks the roster because its donation was reversed or refunded: amount of it has gone, left of it stands.
func (r *Roster) Undo(amount, left int64, booked domain.Date, reason string) []domain.Event {
	return []domain.Event{RemittanceUndone{Donation: r.Donation, Currency: r.Currency, Amount: amount, Left: left, Booked: booked, Reason: reason}}
}
