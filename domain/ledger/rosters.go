package ledger

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/campaign"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/roster"
)

// EstimateRoster says what a unit's staff is expected to give on a day to come: an amount, or that of an earlier roster of the unit.
type EstimateRoster struct {
	Roster    uuid.UUID   `json:"roster"`
	Giver     uuid.UUID   `json:"giver"`
	Campaign  string      `json:"campaign"`
	Day       domain.Date `json:"day"` // to come, or today
	Amount    money.Money `json:"amount,omitzero"`
	Employees int64       `json:"employees,omitzero"`
	Of        uuid.UUID   `json:"of,omitzero"` // the roster whose sum and employees are taken
	Basis     string      `json:"basis,omitzero"`
}

// RecordRoster records a chunk of a roster: what each employee gave.
type RecordRoster struct {
	Roster   uuid.UUID   `json:"roster"`
	Giver    uuid.UUID   `json:"giver"`
	Campaign string      `json:"campaign"`
	Day      domain.Date `json:"day,omitzero"` // today, or that of the chunks before
	First    int64       `json:"first"`
	Rows     []RosterRow `json:"rows"`
}

// RosterRow is one employee: somebody registered, or no more than a code.
type RosterRow struct {
	Code   string      `json:"code"`
	Person uuid.UUID   `json:"person,omitzero"`
	Amount money.Money `json:"amount"`
}

// AttachRoster puts a roster behind the donation that the unit made.
type AttachRoster struct {
	Roster     uuid.UUID   `json:"roster"`
	Donation   uuid.UUID   `json:"donation"`
	Difference money.Money `json:"difference,omitzero"` // what was remitted less what the roster adds up to; checked where given
	Reason     string      `json:"reason,omitzero"`     // of the difference
}

// CorrectRoster makes the next version of a roster.
type CorrectRoster struct {
	Roster           uuid.UUID      `json:"roster"`
	Rows             []RosterChange `json:"rows"`
	Reason           string         `json:"reason"`
	Approver         string         `json:"approver,omitzero"` // needed once a donation stands behind the roster
	DifferenceReason string         `json:"difference_reason,omitzero"`
}

// RosterChange is what a correction does to a row: what is left out stays as it is. A code that is not there is a new row.
type RosterChange struct {
	Code   string      `json:"code"`
	Person uuid.UUID   `json:"person,omitzero"`
	Amount money.Money `json:"amount,omitzero"`
	Struck bool        `json:"struck,omitzero"`
}

// DetachRoster takes a roster from a donation that it does not belong to.
type DetachRoster struct {
	Roster uuid.UUID `json:"roster"`
	Reason string    `json:"reason"`
}

// NameRosterDifference gives the reason of the difference that stands.
type NameRosterDifference struct {
	Roster     uuid.UUID   `json:"roster"`
	Difference money.Money `json:"difference,omitzero"` // checked where given
	Reason     string      `json:"reason"`
}

func rosterOf(v View, id uuid.UUID) *roster.Roster {
	return v.State(roster.StreamOf(id)).(*roster.Roster)
}

func remittanceOf(v View, donation uuid.UUID) *roster.Remittance {
	return v.State(roster.RemittanceOf(donation)).(*roster.Remittance)
}

// staffed refuses a giver who is not known or has no staff, and a campaign that is not one of gifts on that day. It gives the campaign's code.
func staffed(v View, giver uuid.UUID, called string, day domain.Date) (string, error) {
	if err := personKnown(v, giver, "giver"); err != nil {
		return "", err
	}
	if personOf(v, giver).Kind == person.Individual {
		return "", domain.Errorf(domain.Invalid, "a roster is of the staff of a school, an agency, an enterprise; this donor is one person").On("giver")
	}
	if called == "" {
		return "", domain.Errorf(domain.Invalid, "one day's salary is given to a campaign: name it").On("campaign")
	}
	c, code, err := attributed(v, called, day, true)
	if err != nil {
		return "", err
	}
	if c.Kind == campaign.Boxes || c.Kind == campaign.Levy {
		return "", domain.Errorf(domain.Violation, "campaign %s is of another kind: no day's salary is given to it", code).On("campaign")
	}
	return code, nil
}

func decideEstimateRoster(v View, _ Request, recorded time.Time, c EstimateRoster) ([]domain.Change, error) {
	if err := named(c.Roster, "roster"); err != nil {
		return nil, err
	}
	if c.Day == 0 {
		return nil, domain.Errorf(domain.Invalid, "an estimate is of a day: name it").On("day")
	}
	called, err := staffed(v, c.Giver, c.Campaign, c.Day)
	if err != nil {
		return nil, err
	}
	e := roster.Estimated{Giver: c.Giver, Campaign: called, Currency: c.Amount.Currency, Amount: c.Amount.Minor, Employees: c.Employees,
		Day: c.Day, Made: domain.DateOf(recorded), Of: c.Of, Basis: c.Basis}
	if c.Of != uuid.Nil {
		if err := estimatedFrom(v, c, &e); err != nil {
			return nil, err
		}
	}
	if _, err := money.ParseCurrency(string(e.Currency)); err != nil {
		return nil, domain.Errorf(domain.Invalid, "an amount is needed, or an earlier roster to take it from").On("amount")
	}
	return only(roster.StreamOf(c.Roster))(rosterOf(v, c.Roster).Estimate(e))
}

// estimatedFrom takes over what an earlier roster of the same unit came to; an amount or number of employees that is given goes before it.
func estimatedFrom(v View, c EstimateRoster, e *roster.Estimated) error {
	before := rosterOf(v, c.Of)
	switch {
	case before.Version == 0:
		return domain.Errorf(domain.NotFound, "there is no such roster with what everybody gave").On("of")
	case before.Giver != c.Giver:
		return domain.Errorf(domain.Violation, "that roster is of another unit").On("of")
	}
	if c.Amount == (money.Money{}) {
		e.Currency, e.Amount = before.Currency, before.Sum()
	}
	if c.Employees == 0 {
		e.Employees = before.Employees()
	}
	return nil
}

func decideRecordRoster(v View, _ Request, recorded time.Time, c RecordRoster) ([]domain.Change, error) {
	if err := named(c.Roster, "roster"); err != nil {
		return nil, err
	}
	state, today := rosterOf(v, c.Roster), domain.DateOf(recorded)
	if state.Version > 0 {
		c.Day = c.Day.Or(state.Day)
	}
	c.Day = c.Day.Or(today)
	called, err := staffed(v, c.Giver, c.Campaign, c.Day)
	if err != nil {
		return nil, err
	}
	e := roster.RowsRecorded{Giver: c.Giver, Campaign: called, Day: c.Day, First: c.First, Rows: make([]roster.Row, len(c.Rows))}
	if len(c.Rows) > 0 {
		e.Currency = c.Rows[0].Amount.Currency
	}
	for i, row := range c.Rows {
		if err := inCurrency(row.Amount, e.Currency); err != nil {
			return nil, domain.InRow("rows", i, err)
		}
		e.Rows[i] = roster.Row{Code: row.Code, Person: row.Person, Amount: row.Amount.Minor}
	}
	decided, err := only(roster.StreamOf(c.Roster))(state.Record(e, today))
	if err != nil {
		return nil, err
	}
	var unknown error // the first; but everybody is asked for, so that a view misses all it misses at once
	for i, row := range c.Rows {
		if err := employeeKnown(v, row.Person, i); err != nil && unknown == nil {
			unknown = err
		}
	}
	if unknown != nil {
		return nil, unknown
	}
	return decided, nil
}

// inCurrency refuses no amount, and one in another currency than the roster's.
func inCurrency(m money.Money, c money.Currency) error {
	if m == (money.Money{}) {
		return domain.Errorf(domain.Invalid, "an amount is needed").On("amount")
	}
	if _, err := money.ParseCurrency(string(m.Currency)); err != nil || m.Currency != c {
		return domain.Errorf(domain.Invalid, "all amounts of a roster are in one currency; this one is in %s", m.Currency).On("amount")
	}
	return nil
}

func employeeKnown(v View, id uuid.UUID, row int) error {
	if id == uuid.Nil {
		return nil
	}
	err := domain.InRow("rows", row, personKnown(v, id, "person"))
	if err == nil && personOf(v, id).Kind != person.Individual {
		return domain.Errorf(domain.Invalid, "an employee is one person").On(fmt.Sprintf("rows[%d].person", row))
	}
	return err
}

func decideCorrectRoster(v View, _ Request, _ time.Time, c CorrectRoster) ([]domain.Change, error) {
	if err := named(c.Roster, "roster"); err != nil {
		return nil, err
	}
	state, changes := rosterOf(v, c.Roster), make([]roster.Change, len(c.Rows))
	for i, row := range c.Rows {
		if row.Amount != (money.Money{}) && state.Exists() {
			if err := inCurrency(row.Amount, state.Currency); err != nil {
				return nil, domain.InRow("rows", i, err)
			}
		}
		changes[i] = roster.Change{Code: row.Code, Person: row.Person, Amount: row.Amount.Minor, Struck: row.Struck}
	}
	decided, err := only(roster.StreamOf(c.Roster))(state.Correct(roster.Correction{Rows: changes, Reason: c.Reason, Approver: c.Approver, Named: c.DifferenceReason}))
	if err != nil {
		return nil, err
	}
	var unknown error
	coming := state.People(changes) // who was forgotten since stays where they stand
	for i := range changes {
		if err := employeeKnown(v, coming[i], i); err != nil && unknown == nil {
			unknown = err
		}
	}
	if unknown != nil {
		return nil, unknown
	}
	return decided, nil
}

func decideAttachRoster(v View, _ Request, _ time.Time, c AttachRoster) ([]domain.Change, error) {
	if err := named(c.Roster, "roster"); err != nil {
		return nil, err
	}
	g, err := received(v, c.Donation)
	if err != nil {
		return nil, err
	}
	_, e, _ := find[fund.DonationReceived](v, c.Donation)
	remittance := remittanceOf(v, c.Donation)
	if remittance.Roster != uuid.Nil && remittance.Roster != c.Roster {
		return nil, domain.Errorf(domain.Conflict, "another roster stands behind this donation; detach that one first").On("donation")
	}
	attached, err := one(roster.StreamOf(c.Roster))(rosterOf(v, c.Roster).Attach(roster.Gift{
		Donation: c.Donation, Donor: e.Donor, Campaign: e.Campaign, Currency: g.amount.Currency, Remitted: g.amount.Minor, Collected: len(e.Rows) > 0,
	}, c.Difference, c.Reason))
	if err != nil {
		return nil, err
	}
	return []domain.Change{attached, {Stream: roster.RemittanceOf(c.Donation), Events: remittance.List(c.Roster)}}, nil
}

func decideDetachRoster(v View, _ Request, _ time.Time, c DetachRoster) ([]domain.Change, error) {
	if err := named(c.Roster, "roster"); err != nil {
		return nil, err
	}
	detached, err := one(roster.StreamOf(c.Roster))(rosterOf(v, c.Roster).Detach(c.Reason))
	if err != nil {
		return nil, err
	}
	donation := rosterOf(v, c.Roster).Donation
	return []domain.Change{detached, {Stream: roster.RemittanceOf(donation), Events: remittanceOf(v, donation).List(uuid.Nil)}}, nil
}

func decideNameRosterDifference(v View, _ Request, _ time.Time, c NameRosterDifference) ([]domain.Change, error) {
	if err := named(c.Roster, "roster"); err != nil {
		return nil, err
	}
	return only(roster.StreamOf(c.Roster))(rosterOf(v, c.Roster).NameDifference(c.Difference, c.Reason))
}

// unremitted marks the roster behind a donation of which amount has gone and left still stands; a roster without money behind it is free again.
func unremitted(v View, donation uuid.UUID, amount, left int64, booked domain.Date, reason string) []domain.Change {
	remittance := remittanceOf(v, donation)
	if remittance.Roster == uuid.Nil {
		return nil
	}
	changes := []domain.Change{{Stream: roster.StreamOf(remittance.Roster), Events: rosterOf(v, remittance.Roster).Undo(amount, left, booked, reason)}}
	if left == 0 {
		changes = append(changes, domain.Change{Stream: roster.RemittanceOf(donation), Events: remittance.List(uuid.Nil)})
	}
	return changes
}
