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
	return []Page{{Path: "/differences", For: Report("differences"), Template: "differences", Menu: "menu.differences", Under: Checking, Unlisted: true, Show: (*Call).differences}}
}

// differencesShown is what changed between two points in time: what was known as of one entry against what was known as of another.
type differencesShown struct {
	Units         []projections.UnitBranch // to choose from
	Unit          projections.UnitInfo
	From, To      string // as they were typed
	Earlier, Last projections.AsOf
	At            *domain.Date
	Funds         []projections.FundDifference
	Same          int // funds in which nothing changed
	Whole         bool
	Counts        projections.EntryCounts // of the whole book
	Findings      string                  // the address of what an inspection looks at in between
	Restated      []projections.RestatedFund
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
	found, err := c.Read().Differences(c.Context(), projections.DifferencesQuery{Fund: q.Fund, Unit: q.Unit, From: d.Earlier, AsOf: d.Last, At: d.At})
	d.Funds, d.Same, d.Restated = found.Funds, found.Same, found.Restated
	return err
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
