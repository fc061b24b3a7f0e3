package pages

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/api/intake"
	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/projections"
)

// Desk is what stands above a page of one unit's desk: when, which unit, and its funds. The template "desk" draws it.
type Desk struct {
	When
	Units []projections.UnitBranch // to choose from
	Unit  projections.UnitInfo
	Funds []projections.FundInfo // of the unit; the one that was asked for alone
	Fund  string                 // its code, where one was asked for
	Today domain.Date
}

// mostChosen is how many units are shown to choose from; of more, the code is typed.
const mostChosen = 150

// Listed says whether units are few enough to be chosen from a list.
func (d Desk) Listed() bool { return len(d.Units) <= mostChosen }

// Day is the day on which the desk looks at what is due: that of the page, else today's.
func (d Desk) Day() domain.Date {
	switch {
	case d.At != nil:
		return *d.At
	case d.Past():
		return domain.DateOf(d.AsOf.Recorded)
	}
	return d.Today
}

// Open says whether something can be done: not in the past.
func (d Desk) Open() bool { return !d.Past() && d.At == nil }

// Of is the fund with that id among those of the desk.
func (d Desk) Of(fund uuid.UUID) (projections.FundInfo, bool) {
	i := slices.IndexFunc(d.Funds, func(f projections.FundInfo) bool { return f.Fund == fund })
	if i < 0 {
		return projections.FundInfo{}, false
	}
	return d.Funds[i], true
}

// desk finds the unit that the page is of, as Balances does: that of the fund asked for, the one asked for, else the first in which whoever asks works.
func (c *Call) desk(keep ...string) (d Desk, err error) {
	if d.When, err = c.when(append([]string{"unit", "fund"}, keep...)...); err != nil {
		return d, err
	}
	d.Today = domain.DateOf(time.Now())
	unit, err := c.deskUnit(&d)
	if err != nil {
		return d, err
	}
	if err := c.Within(unit); err != nil {
		return d, err
	}
	if d.Units, err = c.unitsInReach(d.AsOf); err != nil {
		return d, err
	}
	if i := slices.IndexFunc(d.Units, func(u projections.UnitBranch) bool { return u.Unit == unit }); i >= 0 {
		d.Unit = d.Units[i].UnitInfo
	}
	if d.Fund == "" {
		d.Funds, err = c.Read().FundsOf(c.Context(), unit, d.AsOf, d.At)
		d.Funds = slices.DeleteFunc(d.Funds, func(f projections.FundInfo) bool { return f.WoundUp != 0 })
	}
	return d, err
}

func (c *Call) deskUnit(d *Desk) (unit uuid.UUID, err error) {
	if code := c.Query("fund"); code != "" {
		id, err := c.Read().FundNamed(c.Context(), code)
		if err != nil {
			return unit, err
		}
		f, err := c.Read().Fund(c.Context(), id, d.AsOf, d.At)
		d.Fund, d.Funds = f.Code, []projections.FundInfo{f}
		return f.Unit, err
	}
	if code := c.Query("unit"); code != "" {
		return c.Read().UnitNamed(c.Context(), code)
	}
	seats, err := c.Seats()
	if err == nil && len(seats) == 0 {
		err = domain.Errorf(domain.Denied, "name a unit or a fund")
	}
	if err != nil {
		return unit, err
	}
	return seats[0].Unit, nil
}

// mayThere says whether whoever asks holds a role in that unit, or above it, that the command is for.
func (c *Call) mayThere(command string, unit uuid.UUID) bool {
	may, err := c.MayIn(Command(command), unit)
	return err == nil && may
}

// names calls people by their names, each looked for once, and only those of whom whoever asks may know: who is registered in a unit in which, or
// above which, they hold a role that the report of donors is for. Of others the code is told.
type names struct {
	*Call
	known map[uuid.UUID]string
}

func (c *Call) names() *names { return &names{c, map[uuid.UUID]string{}} }

// Of is what somebody is called on a page, "" for nobody.
func (n *names) Of(id uuid.UUID) (string, error) {
	if id == uuid.Nil {
		return "", nil
	}
	if name, ok := n.known[id]; ok {
		return name, nil
	}
	p, err := n.Read().Person(n.Context(), id)
	if domain.CodeOf(err) == domain.NotFound {
		err = nil
	}
	if err != nil {
		return "", err
	}
	o, err := n.offices()
	if err != nil {
		return "", err
	}
	name := p.Code
	if o.roles(n.Who(), o.up(p.Unit))&Report("donor").roles != 0 {
		name = cmp.Or(p.Name, p.Code)
	}
	n.known[id] = cmp.Or(name, id.String()[:8])
	return n.known[id], nil
}

// following gives the id of something that a form asks for beside its command: the same for the same form.
func (c *Call) following(what string) uuid.UUID { return uuid.NewSHA1(c.ID(), []byte(what)) }

// amount reads what was typed into a field, in a currency; nothing is the zero Money.
func (c *Call) amount(field string, currency string) (money.Money, error) {
	return typedAmount(field, c.Typed(field), currency)
}

func typedAmount(field, text, currency string) (money.Money, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return money.Money{}, nil
	}
	m, err := intake.ParseAmount(text)
	if err == nil && string(m.Currency) != currency { // none was named: the field says which
		m, err = intake.ParseAmount(text + " " + currency)
	}
	if refusal, ok := errors.AsType[*domain.Error](err); ok {
		moved := *refusal
		moved.Fields = []string{field}
		return m, &moved
	}
	return m, err
}

// day reads a day that was typed; nothing is the zero Date.
func (c *Call) day(field string) (domain.Date, error) {
	return dayOf(field, strings.TrimSpace(c.Typed(field)))
}

// uuid reads an id that the form carries.
func (c *Call) uuid(field string) (uuid.UUID, error) {
	id, err := uuid.Parse(c.Typed(field))
	if err != nil {
		return id, domain.Errorf(domain.Invalid, "the form names nothing here; open the page again").On(field)
	}
	return id, nil
}

// ask submits one command in the name of whoever asks, under the form's own id.
func (c *Call) ask(command ledger.Command) error {
	return c.Submit(c.Who(), ledger.Request{ID: c.ID(), Command: command})
}

// done is the address of the page with what chose it, and a word of what was done: where a form goes on to.
func (c *Call) done(what string) string {
	q := c.Request.URL.Query()
	q.Set("done", what)
	return c.Request.URL.Path + "?" + q.Encode()
}

// Done is the word of what a form has just done, "" where none has.
func (c *Call) Done(prefix string) string {
	if what := c.Query("done"); what != "" && c.Request.Method != "POST" {
		if _, ok := words[prefix+what]; ok {
			return prefix + what
		}
	}
	return ""
}

// Following gives the id for one of several forms of a page: the same for the same page.
func (c *Call) Following(what string) uuid.UUID { return c.following(what) }

// List puts things together for a template that takes several.
func (c *Call) List(all ...any) []any { return all }

// Number shows a number without points between thousands.
func (c *Call) Number(n int64) string { return itoa(n) }
