package pages

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/staff"
	"sovang/projections"
)

// tasks are what a page lets be done about what it shows, where whoever asks may do it there: each says first what will become of the money. The template "deeds"
// draws them.
type tasks struct{ Tasks []deed }

// offer adds a form whose command whoever asks may ask for in a unit; its words are task. and task.do. with what its button asks for.
func (t *tasks) offer(c *Call, unit uuid.UUID, command string, d deed) {
	if c.mayThere(command, unit) {
		d.Word, d.Button, d.Main = "task."+d.Do, "task.do."+d.Do, true
		t.Tasks = append(t.Tasks, d.on(c))
	}
}

// signersIn is a field with those who hold one of some roles in a unit, whose signature the command needs. Where nobody does the name is typed.
func (c *Call) signersIn(form, name, word string, unit uuid.UUID, roles staff.Set) (asking, error) {
	names, err := c.holders(unit, roles)
	if len(names) == 0 {
		return c.Ask(form, name, word, "", "required"), err
	}
	return c.Choose(form, name, word, "", chooseNames(names)), err
}

// approver is a field with those who may approve in a unit.
func (c *Call) approver(form string, unit uuid.UUID) (asking, error) {
	return c.signersIn(form, "approver", "desk.approver", unit, approving)
}

// reasoned ends a form: the day, the reason and who approves it.
func (c *Call) reasoned(form string, unit uuid.UUID, fields ...asking) ([]asking, error) {
	approver, err := c.approver(form, unit)
	return append(fields, c.Ask(form, "booked", "desk.booked", "", "date"), c.Ask(form, "reason", "desk.reason", "", "required"), approver), err
}

// none is the choice of nothing, under a word for what that means.
func (c *Call) none(word string) option { return option{"", c.say(word)} }

// inFund is a place or compartment as it is chosen among those of several funds: the fund's id and the code, with a blank between.
func inFund(of uuid.UUID, code string) string { return of.String() + " " + code }

// holdings is what each of some funds holds.
type holdings map[uuid.UUID]projections.FundBalance

// heldBy is what each fund of a desk holds as of its moment.
func (c *Call) heldBy(d Desk) (holdings, error) {
	all := holdings{}
	for _, f := range d.Funds {
		b, err := c.Read().Balances(c.Context(), projections.BalancesQuery{Fund: f.Fund, AsOf: d.AsOf, At: d.At})
		if err != nil {
			return nil, err
		}
		for _, one := range b.Funds {
			all[f.Fund] = one
		}
	}
	return all, nil
}

// placesToChoose are the places of a desk's funds of which something is true, with what lies in them.
func (c *Call) placesToChoose(d Desk, in holdings, is func(projections.PlaceBalance) bool) (all []option) {
	for _, f := range d.Funds {
		for _, x := range in[f.Fund].Places {
			if is(x) {
				all = append(all, option{inFund(f.Fund, x.Place), d.named(f.Code, x.Name) + ", " + c.Amount(x.Currency, x.Balance)})
			}
		}
	}
	return all
}

// compartmentsToChoose are the compartments of a desk's funds of which something is true, with what is available in them.
func (c *Call) compartmentsToChoose(d Desk, in holdings, is func(projections.CompartmentBalance) bool) (all []option) {
	for _, f := range d.Funds {
		for _, k := range commonFirst(in[f.Fund].Compartments) {
			if is(k) {
				all = append(all, option{inFund(f.Fund, k.Compartment), d.named(f.Code, c.wordingOf(k)) + ", " + c.say("task.available", c.Amount(k.Currency, k.Available))})
			}
		}
	}
	return all
}

// commonFirst puts what is bound to nothing before the others: most is paid from there.
func commonFirst(all []projections.CompartmentBalance) []projections.CompartmentBalance {
	return slices.SortedStableFunc(slices.Values(all), func(a, b projections.CompartmentBalance) int {
		return cmp.Compare(order(a.Restriction != fund.Unrestricted), order(b.Restriction != fund.Unrestricted))
	})
}

// firstChoice is the value of the first of some options, "" where there is none.
func firstChoice(options []option) string {
	if len(options) == 0 {
		return ""
	}
	return options[0].Value
}

// named names something of a fund, with the fund's code where a desk has several.
func (d Desk) named(fund, name string) string {
	if len(d.Funds) > 1 {
		return name + " (" + fund + ")"
	}
	return name
}

// balanceOf is what one fund holds.
func (c *Call) balanceOf(of uuid.UUID, asOf projections.AsOf) (none projections.FundBalance, err error) {
	b, err := c.Read().Balances(c.Context(), projections.BalancesQuery{Fund: of, AsOf: asOf})
	if err != nil || len(b.Funds) == 0 {
		return none, err
	}
	return b.Funds[0], nil
}

// compartmentNamed is a compartment of a fund, by its code.
func compartmentNamed(b projections.FundBalance, code string) (projections.CompartmentBalance, bool) {
	i := slices.IndexFunc(b.Compartments, func(k projections.CompartmentBalance) bool { return k.Compartment == code })
	if i < 0 {
		return projections.CompartmentBalance{}, false
	}
	return b.Compartments[i], true
}

// placeOfFund is a place of a fund that holds a currency, with what lies in it, to choose from: the one named first stands before the others.
func (c *Call) placeOfFund(b projections.FundBalance, currency, first string) (all []option) {
	for _, x := range b.Places {
		if x.Currency == currency {
			all = append(all, option{x.Place, x.Name + ", " + c.Amount(x.Currency, x.Balance)})
		}
	}
	slices.SortStableFunc(all, func(a, b option) int { return cmp.Compare(order(a.Value != first), order(b.Value != first)) })
	return all
}

func order(later bool) int {
	if later {
		return 1
	}
	return 0
}

// dayISO is a day as the browser's own field for days takes it, "" for none.
func dayISO(d domain.Date) string {
	if d == 0 {
		return ""
	}
	return d.ISO()
}

// errNoTask: a form asks for what the page cannot do.
func (c *Call) errNoTask() error {
	return domain.Errorf(domain.Invalid, "%q is nothing that this form can do", c.Typed("do")).On("do")
}
