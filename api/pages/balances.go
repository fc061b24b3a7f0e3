package pages

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/api/picture"
	"sovang/domain"
	"sovang/domain/money"
	"sovang/projections"
)

func (s *Site) balancePages() []Page {
	return []Page{{Path: "/balances", For: Report("balances"), Template: "balances", Menu: "menu.balances", Unlisted: true, Show: (*Call).balances}}
}

// balancesShown is what the funds of a unit, or one fund, hold as of an entry and a day.
type balancesShown struct {
	When
	Units []projections.UnitBranch // to choose from, with funds
	Unit  projections.UnitInfo
	Funds []balanceFund
}

type balanceFund struct {
	projections.FundBalance
	Rows  []balanceRow
	Chart *picture.Picture // of what came and went by month; nil where nothing did
}

type balanceRow struct {
	projections.CompartmentBalance
	Received, Spent, SentOn int64
}

func (c *Call) balances() (any, error) {
	shown := balancesShown{}
	var err error
	if shown.When, err = c.when("unit", "fund"); err != nil {
		return nil, err
	}
	q := projections.BalancesQuery{AsOf: shown.AsOf, At: shown.At}
	unit, err := c.unitAsked(&q)
	if err != nil {
		return nil, err
	}
	if err := c.Within(unit); err != nil {
		return nil, err
	}
	if shown.Units, err = c.unitsInReach(shown.AsOf); err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(shown.Units, func(u projections.UnitBranch) bool { return u.Unit == unit }); i >= 0 {
		shown.Unit = shown.Units[i].UnitInfo
	}
	b, err := c.Read().Balances(c.Context(), q)
	if err != nil {
		return nil, err
	}
	for _, f := range b.Funds {
		one, err := c.balanceFund(f, shown.When)
		if err != nil {
			return nil, err
		}
		shown.Funds = append(shown.Funds, one)
	}
	return shown, nil
}

// unitAsked is the unit that the page is of: that of the fund asked for, the one asked for, else the first in which whoever asks works.
func (c *Call) unitAsked(q *projections.BalancesQuery) (unit uuid.UUID, err error) {
	if code := c.Query("fund"); code != "" {
		if q.Fund, err = c.Read().FundNamed(c.Context(), code); err != nil {
			return unit, err
		}
		funds, err := c.Read().Funds(c.Context(), projections.AsOf{})
		for _, f := range funds {
			if f.Fund == q.Fund {
				unit = f.Unit
			}
		}
		return unit, err
	}
	if code := c.Query("unit"); code != "" {
		unit, err = c.Read().UnitNamed(c.Context(), code)
		q.Unit = unit
		return unit, err
	}
	seats, err := c.Seats()
	if err == nil && len(seats) == 0 {
		err = domain.Errorf(domain.Denied, "name a unit or a fund")
	}
	if err == nil {
		unit, q.Unit = seats[0].Unit, seats[0].Unit
	}
	return unit, err
}

// unitsInReach are the units in which whoever asks may see the page, as they lie in their tree.
func (c *Call) unitsInReach(asOf projections.AsOf) (all []projections.UnitBranch, err error) {
	seats, err := c.Seats()
	if err != nil || asOf.Entry == 0 {
		return nil, err
	}
	seen := map[uuid.UUID]bool{}
	for _, s := range seats {
		below, err := c.Read().UnitBranches(c.Context(), s.Unit, asOf, nil)
		if domain.CodeOf(err) == domain.NotFound {
			continue // founded later
		}
		if err != nil {
			return nil, err
		}
		for _, u := range below {
			if !seen[u.Unit] {
				seen[u.Unit] = true
				all = append(all, u)
			}
		}
	}
	return all, nil
}

func (c *Call) balanceFund(f projections.FundBalance, h When) (balanceFund, error) {
	one := balanceFund{FundBalance: f}
	for _, k := range f.Compartments {
		r := balanceRow{CompartmentBalance: k, SentOn: k.Sent - k.Refused - k.InTransit}
		r.Received, r.Spent = cameAndWent(k)
		one.Rows = append(one.Rows, r)
	}
	chart, err := c.chart(f, h)
	one.Chart = chart
	return one, err
}

// cameAndWent is what a compartment received and what it spent, less what went back.
func cameAndWent(k projections.CompartmentBalance) (came, went int64) {
	went = k.Refunded + k.Lost + k.Sold
	for _, p := range k.Paid {
		went += p.Amount - p.Returned
	}
	return k.Donated - k.Reversed + k.Interest + k.Arrived + k.Exchanged, went
}

// months is how many months the chart shows, and years how many years it goes back for them.
const months, years = 12, 6

// chart draws what came into a fund and went out of it in the last twelve months in which there was anything: those up to the day of the page, or of a
// year before.
func (c *Call) chart(f projections.FundBalance, h When) (*picture.Picture, error) {
	last := domain.DateOf(h.AsOf.Recorded)
	if h.At != nil {
		last = *h.At
	}
	month, _ := last.MonthDay()
	for year := range years {
		until := domain.NewDate(last.Year()-year, month+1, 1) - 1
		found, err := c.Read().Months(c.Context(), projections.MonthsQuery{Fund: f.Fund, Currency: money.VND, Until: until, Count: months, AsOf: h.AsOf})
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(found, func(k projections.CompartmentBalance) bool {
			came, went := cameAndWent(k)
			return came != 0 || went+k.Sent-k.Refused != 0
		}) {
			return c.chartOf(f, until, found), nil
		}
	}
	return nil, nil
}

// chartOf draws twelve months, the last of which ends on a day.
func (c *Call) chartOf(f projections.FundBalance, until domain.Date, found []projections.CompartmentBalance) *picture.Picture {
	periods := make([]picture.Period, len(found))
	month, _ := until.MonthDay()
	for i, k := range found {
		day := domain.NewDate(until.Year(), month+time.Month(i+2-len(found)), 1) - 1
		came, went := cameAndWent(k)
		m, _ := day.MonthDay()
		periods[i] = picture.Period{Name: day.String()[3:], Tick: c.Count(int(m)), Under: day.String()[6:], Amounts: []int64{came, went + k.Sent - k.Refused}}
	}
	p := picture.Months(picture.About{ID: "chart-" + strings.ToLower(plainID(f.Code)), Title: c.say("balances.chart", f.Name),
		Desc: c.say("balances.chart.text", periods[0].Name, periods[months-1].Name), Currency: string(money.VND), Words: c.pictures()},
		[]picture.Series{{Name: c.say("balances.received"), Tone: picture.Income}, {Name: c.say("balances.spent"), Tone: picture.Use}}, periods)
	return &p
}

// pictures is how pictures speak on this page.
func (c *Call) pictures() picture.Words {
	if c.Lang == English {
		return picture.English
	}
	return picture.Vietnamese
}

// plainID keeps of a code what an id in a page may have.
func plainID(code string) string {
	return strings.Map(func(r rune) rune {
		if r < 128 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-') {
			return r
		}
		return '-'
	}, code)
}
