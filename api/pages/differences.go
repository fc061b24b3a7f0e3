package pages

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections"
)

func (s *Site) differencePages() []Page {
	return []Page{{Path: "/differences", For: Report("accounts"), Template: "differences", Menu: "menu.differences", Under: Checking, Unlisted: true, Show: (*Call).differences}}
}

// differencesShown is what changed between two points in time: what was known as of one entry against what was known as of another.
type differencesShown struct {
	Units         []projections.UnitBranch // to choose from
	Unit          projections.UnitInfo
	From, To      string // as they were typed
	Earlier, Last projections.AsOf
	At            *domain.Date
	Funds         []fundDifference
	Same          int // funds in which nothing changed
	Whole         bool
	Counts        projections.EntryCounts // of the whole book
	Findings      string                  // the address of what an inspection looks at in between
	Restated      []restatedFund
}

// fundDifference is one fund: its compartments and places, as they were and as they are.
type fundDifference struct {
	Code, Name string
	Rows       []difference
}

// difference is one amount as it was and as it is.
type difference struct {
	Name, Code, Currency string
	Was, Is              int64
	Place                bool
}

// By is how much it changed.
func (d difference) By() int64 { return d.Is - d.Was }

// restatedFund is what was entered after the close of a fund's last closed period, between the two points in time.
type restatedFund struct {
	Code    string
	Until   domain.Date
	Changes []projections.Restated
}

func (c *Call) differences() (any, error) {
	d := differencesShown{From: c.Query("from"), To: c.Query("to")}
	var err error
	if d.Last, err = c.pointIn("to", d.To); err != nil || d.Last.Entry == 0 {
		return d, err
	}
	c.asOf = &d.Last
	if d.At, err = c.At(); err != nil {
		return nil, err
	}
	if d.Earlier, err = c.pointIn("from", cmp.Or(d.From, "1")); err != nil {
		return nil, err
	}
	if d.Earlier.Entry > d.Last.Entry {
		return nil, domain.Errorf(domain.Invalid, "entry %d is after entry %d: ask for the earlier one first", d.Earlier.Entry, d.Last.Entry).On("from")
	}
	if err := c.changedFunds(&d); err != nil {
		return nil, err
	}
	between := url.Values{"after": {strconv.FormatUint(d.Earlier.Entry, 10)}, "as_of": {strconv.FormatUint(d.Last.Entry, 10)}, "of": {d.Unit.Code}}
	d.Findings = "/findings?" + between.Encode()
	if d.Whole = c.May(wholeLog()); d.Whole {
		d.Counts, err = c.Read().CountEntries(c.Context(), d.Earlier.Entry, d.Last)
	}
	return d, err
}

// pointIn is an entry, a day or a moment of the address; the last entry where nothing was typed.
func (c *Call) pointIn(field, text string) (projections.AsOf, error) {
	asOf, err := c.Read().AsOf(c.Context(), text)
	return asOf, domain.Under(field, err)
}

func (c *Call) changedFunds(d *differencesShown) (err error) {
	q := projections.BalancesQuery{AsOf: d.Last, At: d.At}
	unit, err := c.unitAsked(&q)
	if err == nil {
		err = c.Within(unit)
	}
	if err != nil {
		return err
	}
	if d.Units, err = c.unitsInReach(d.Last); err != nil {
		return err
	}
	if c.Query("unit") == "" && c.Query("fund") == "" { // whoever works at the top begins with the first unit that has funds
		if unit, err = c.firstWithFunds(d, unit); err != nil {
			return err
		}
		q.Unit = unit
	}
	if i := slices.IndexFunc(d.Units, func(u projections.UnitBranch) bool { return u.Unit == unit }); i >= 0 {
		d.Unit = d.Units[i].UnitInfo
	}
	is, err := c.Read().Balances(c.Context(), q)
	if err != nil {
		return err
	}
	q.AsOf = d.Earlier
	was, err := c.Read().Balances(c.Context(), q)
	if domain.CodeOf(err) != domain.NotFound && err != nil {
		return err
	}
	for _, f := range is.Funds {
		rows := differencesOf(f, fundOf(was, f.Fund))
		if len(rows) == 0 {
			d.Same++
		} else {
			d.Funds = append(d.Funds, fundDifference{f.Code, f.Name, rows})
		}
		if err := c.restated(d, f); err != nil {
			return err
		}
	}
	return nil
}

func (c *Call) firstWithFunds(d *differencesShown, unit uuid.UUID) (uuid.UUID, error) {
	funds, err := c.Read().Funds(c.Context(), d.Last)
	for _, u := range d.Units {
		if slices.ContainsFunc(funds, func(f projections.FundInfo) bool { return f.Unit == u.Unit }) {
			return u.Unit, err
		}
	}
	return unit, err
}

func fundOf(b projections.Balances, id uuid.UUID) projections.FundBalance {
	for _, f := range b.Funds {
		if f.Fund == id {
			return f
		}
	}
	return projections.FundBalance{}
}

// differencesOf are the compartments and places in which something changed.
func differencesOf(is, was projections.FundBalance) (rows []difference) {
	add := func(d difference) {
		if d.Was != d.Is {
			rows = append(rows, d)
		}
	}
	for _, k := range is.Compartments {
		before := projections.CompartmentBalance{}
		for _, x := range was.Compartments {
			if x.Compartment == k.Compartment && x.Currency == k.Currency {
				before = x
			}
		}
		add(difference{k.Wording, k.Compartment, k.Currency, before.Free - before.Uncovered, k.Free - k.Uncovered, false})
	}
	for _, p := range is.Places {
		before := projections.PlaceBalance{}
		for _, x := range was.Places {
			if x.Place == p.Place && x.Currency == p.Currency {
				before = x
			}
		}
		add(difference{p.Name, p.Place, p.Currency, before.Balance, p.Balance, true})
	}
	return rows
}

// restated adds what was entered in between and changed what the fund had closed.
func (c *Call) restated(d *differencesShown, f projections.FundBalance) error {
	x, err := c.Read().Restatement(c.Context(), projections.RestatementQuery{Fund: f.Fund, AsOf: d.Last, At: d.At})
	if err != nil {
		if domain.CodeOf(err) == domain.NotFound {
			return nil // it has closed nothing
		}
		return err
	}
	changes := slices.DeleteFunc(x.Changes, func(r projections.Restated) bool { return r.Entry <= d.Earlier.Entry })
	if len(changes) > 0 {
		d.Restated = append(d.Restated, restatedFund{f.Code, x.Until, changes})
	}
	return nil
}
