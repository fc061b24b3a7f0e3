package fund

import (
	"fmt"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Receive decides a donation. Slots among the lines have been turned into compartments by ledger; opens holds the compartments that
// the same decision opens.
func (f *Fund) Receive(c Receive, a Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustExist(), positive(c.Amount, "amount"),
		readable(c.Campaign, "campaign"), readable(c.Reference, "reference"), anonymity(c.Anonymity)); err != nil {
		return nil, err
	}
	day, err := f.bookable(c.Booked, a)
	if err != nil {
		return nil, err
	}
	e := DonationReceived{
		Donor: c.Donor, Payer: c.Payer, Behind: c.Behind, Currency: c.Amount.Currency, Amount: c.Amount.Minor,
		Given: c.Given, Booked: day, Campaign: c.Campaign, Anonymity: c.Anonymity, Reference: c.Reference,
		Unidentified: c.Unidentified, Awaiting: c.Awaiting,
	}
	if e.Given == 0 {
		e.Given = day
	}
	if err := e.Given.NotAhead(a.Day, "given"); err != nil {
		return nil, err
	}
	if e.Lines, err = f.lines(c); err != nil {
		return nil, err
	}
	if e.Rows, err = gifts(c); err != nil {
		return nil, err
	}
	if c.Awaiting {
		if c.Place != "" || c.Unidentified != uuid.Nil {
			return nil, domain.Errorf(domain.Invalid, "a donation that awaits clearing is in no place yet").On("place")
		}
		return []domain.Event{e}, nil
	}
	if e.Place, err = f.lying(c); err != nil {
		return nil, err
	}
	f.positioned(e.Lines)
	e.Receipt = f.number(e.Place, incoming, day)
	return f.filled(c.Fund, a, e.Currency, e), nil
}

func anonymity(n Anonymity) error {
	switch n {
	case Named, Benefactor, Hidden:
		return nil
	}
	return domain.Errorf(domain.Invalid, "anonymity is %q or %q, or left out", Benefactor, Hidden).On("anonymity")
}

// lying is where the donation's money lies: the place named, or that of the unexplained bank line it turns out to be.
func (f *Fund) lying(c Receive) (string, error) {
	if c.Unidentified == uuid.Nil {
		_, err := f.place(c.Place, c.Amount.Currency, "place")
		return c.Place, err
	}
	line, ok := f.Unidentified[c.Unidentified]
	switch {
	case !ok:
		return "", domain.Errorf(domain.NotFound, "there is no such unexplained line, or it has been explained").On("unidentified")
	case line.Currency != c.Amount.Currency || line.Amount < c.Amount.Minor:
		return "", domain.Errorf(domain.Violation, "%s is more than the unexplained line has left: %s", c.Amount,
			money.Money{Minor: line.Amount, Currency: line.Currency}).On("amount")
	case c.Place != "" && c.Place != line.Place:
		return "", domain.Errorf(domain.Invalid, "the unexplained line lies in %q", line.Place).On("place")
	}
	return line.Place, nil
}

// lines turns what was asked into whole units that add up to the donation. A percentage is an input only: each is rounded down and
// the last line takes the remainder.
func (f *Fund) lines(c Receive) ([]Line, error) {
	asked := c.Lines
	if len(asked) == 0 {
		asked = []AskedLine{{Compartment: UnrestrictedIn(c.Amount.Currency)}}
	}
	if len(asked) > 100 {
		return nil, domain.Errorf(domain.Invalid, "a donation has at most 100 lines").On("lines")
	}
	lines, left := make([]Line, 0, len(asked)), c.Amount.Minor
	for i, l := range asked {
		line, err := f.line(l, c.Amount, left, i == len(asked)-1)
		if err != nil {
			return nil, domain.InRow("lines", i, err)
		}
		for _, other := range lines {
			if other.Compartment == l.Compartment {
				return nil, domain.Errorf(domain.Invalid, "two lines go to %q; make them one", l.Compartment).On(fmt.Sprintf("lines[%d].compartment", i))
			}
		}
		lines, left = append(lines, line), left-line.Amount
	}
	if left != 0 {
		return nil, domain.Errorf(domain.Invalid, "the lines add up to %s, the donation is %s",
			money.Money{Minor: c.Amount.Minor - left, Currency: c.Amount.Currency}, c.Amount).On("lines")
	}
	return lines, nil
}

func (f *Fund) line(l AskedLine, whole money.Money, left int64, last bool) (Line, error) {
	if _, err := f.compartment(l.Compartment, whole.Currency, "compartment"); err != nil {
		return Line{}, err
	}
	amount, err := l.amount(whole, left, last)
	if err != nil {
		return Line{}, err
	}
	worth, err := l.worth(whole.Currency)
	return Line{Compartment: l.Compartment, Amount: amount, Worth: worth}, err
}

func (l AskedLine) amount(whole money.Money, left int64, last bool) (int64, error) {
	var amount int64
	switch {
	case l.Percent != 0 && l.Amount != (money.Money{}):
		return 0, domain.Errorf(domain.Invalid, "a line has an amount or a percentage").On("percent")
	case l.Percent < 0 || l.Percent > 100:
		return 0, domain.Errorf(domain.Invalid, "%d is no percentage", l.Percent).On("percent")
	case l.Amount != (money.Money{}):
		if l.Amount.Currency != whole.Currency {
			return 0, domain.Errorf(domain.Invalid, "the line is in %s, the donation in %s", l.Amount.Currency, whole.Currency).On("amount")
		}
		amount = l.Amount.Minor
	case last: // a last line by percentage takes the remainder too
		amount = left
	case l.Percent > 0:
		amount = whole.Minor/100*l.Percent + whole.Minor%100*l.Percent/100
	}
	if amount <= 0 {
		return 0, domain.Errorf(domain.Invalid, "the line gets nothing").On("amount")
	}
	return amount, nil
}

func (l AskedLine) worth(c money.Currency) (int64, error) {
	if l.Worth == (money.Money{}) {
		return 0, nil
	}
	if c == money.VND || l.Worth.Currency != money.VND || !l.Worth.Positive() {
		return 0, domain.Errorf(domain.Invalid, "foreign money has a worth, in VND").On("worth")
	}
	return l.Worth.Minor, nil
}

// positioned gives each line the next positions of its compartment.
func (f *Fund) positioned(lines []Line) {
	for i := range lines {
		lines[i].From = f.Compartments[lines[i].Compartment].Next
	}
}

// Clear decides that an awaiting donation has been counted or matched: now, and not before, it takes its positions.
func (f *Fund) Clear(c Clear, a Asked) ([]domain.Event, error) {
	waiting, err := f.awaited(c.Donation)
	if err != nil {
		return nil, err
	}
	day, err := f.bookable(c.Booked, a)
	if err != nil {
		return nil, err
	}
	if _, err := f.place(c.Place, waiting.Currency, "place"); err != nil {
		return nil, err
	}
	lines := append([]Line(nil), waiting.Lines...)
	f.positioned(lines)
	e := DonationCleared{c.Donation, waiting.Currency, waiting.Amount, lines, c.Place, day, f.number(c.Place, incoming, day)}
	return f.filled(c.Fund, a, e.Currency, e), nil
}

func (f *Fund) awaited(donation uuid.UUID) (Awaited, error) {
	if err := f.mustExist(); err != nil {
		return Awaited{}, err
	}
	waiting, ok := f.Awaiting[donation]
	if !ok {
		return Awaited{}, domain.Errorf(domain.NotFound, "no such donation awaits clearing here").On("donation")
	}
	return waiting, nil
}

// Drop decides that an awaiting donation will not come.
func (f *Fund) Drop(c Drop, _ Asked) ([]domain.Event, error) {
	if _, err := f.awaited(c.Donation); err != nil {
		return nil, err
	}
	if err := firstOf(given(c.Reason, "a reason", "reason"), readable(c.Reason, "reason")); err != nil {
		return nil, err
	}
	return []domain.Event{DonationDropped{c.Donation, c.Reason}}, nil
}

// ReceiveInterest decides where interest goes: that of an endowment to its income compartment, all other to what earned it.
func (f *Fund) ReceiveInterest(c ReceiveInterest, a Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustExist(), positive(c.Amount, "amount")); err != nil {
		return nil, err
	}
	day, err := f.bookable(c.Booked, a)
	if err != nil {
		return nil, err
	}
	of := c.Of
	if of == "" {
		of = UnrestrictedIn(c.Amount.Currency)
	}
	earned, err := f.compartment(of, c.Amount.Currency, "of")
	if err != nil {
		return nil, err
	}
	if _, err := f.place(c.Place, c.Amount.Currency, "place"); err != nil {
		return nil, err
	}
	into := of
	if earned.Restriction.Kind == Endowment {
		if into = f.incomeOf(of); into == "" {
			return nil, domain.Errorf(domain.Violation, "the principal of %q may not grow by its interest; open the compartment of its income first", of).On("of")
		}
	}
	e := InterestReceived{of, into, c.Amount.Currency, c.Amount.Minor, f.Compartments[into].Next, c.Place, day, f.number(c.Place, incoming, day)}
	return f.filled(c.Fund, a, e.Currency, e), nil
}

func (f *Fund) incomeOf(endowment string) string {
	for code, c := range f.Compartments {
		if c.Restriction.Kind == Income && c.Restriction.Endowment == endowment {
			return code
		}
	}
	return ""
}

// ReceiveUnidentified decides a bank line that nobody can explain: in its place, but nobody's đồng yet.
func (f *Fund) ReceiveUnidentified(c ReceiveUnidentified, a Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustExist(), positive(c.Amount, "amount"), readable(c.Reference, "reference")); err != nil {
		return nil, err
	}
	day, err := f.bookable(c.Booked, a)
	if err != nil {
		return nil, err
	}
	if _, err := f.place(c.Place, c.Amount.Currency, "place"); err != nil {
		return nil, err
	}
	return []domain.Event{UnidentifiedReceived{c.Amount.Currency, c.Amount.Minor, c.Place, day, c.Reference, c.Sealed}}, nil
}

// ReturnUnidentified decides to send what is left of such a line back.
func (f *Fund) ReturnUnidentified(c ReturnUnidentified, a Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustExist(), given(c.Reason, "a reason", "reason"), readable(c.Reason, "reason")); err != nil {
		return nil, err
	}
	day, err := f.bookable(c.Booked, a)
	if err != nil {
		return nil, err
	}
	line, ok := f.Unidentified[c.Line]
	if !ok {
		return nil, domain.Errorf(domain.NotFound, "there is no such unexplained line, or it has been explained").On("line")
	}
	if err := f.holding(line.Place, money.Money{Minor: line.Amount, Currency: line.Currency}, "line"); err != nil {
		return nil, err
	}
	return []domain.Event{UnidentifiedReturned{c.Line, line.Currency, line.Amount, line.Place, day, c.Reason, f.number(line.Place, outgoing, day)}}, nil
}
