package pages

import (
	"cmp"
	"html/template"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"sovang/api/picture"
	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/projections"
)

func (s *Site) unitPages() []Page {
	return []Page{
		{Path: "/u/{unit}", For: Anybody(), Template: "unit", Show: (*Call).unitPage},
		{Path: "/u/{unit}/{year}", For: Anybody(), Template: "year", Show: (*Call).yearPage},
	}
}

// keptEach is kept for many things that a crowd may look at.
type keptEach[T any] struct {
	mu    sync.Mutex
	all   map[string]*kept[T]
	cheap int // added since those that are quickly made were dropped
}

// mostKept is how many are kept that are quickly made; then all of these are made anew.
const mostKept = 500

func (k *keptEach[T]) get(key string, entry uint64, make func() (T, error)) (T, error) {
	return k.of(key).get(entry, make)
}

func (k *keptEach[T]) of(key string) *kept[T] {
	k.mu.Lock()
	defer k.mu.Unlock()
	one := k.all[key]
	if one == nil {
		if k.all == nil {
			k.all = map[string]*kept[T]{}
		}
		if k.cheap++; k.cheap > mostKept {
			maps.DeleteFunc(k.all, func(_ string, x *kept[T]) bool { return !x.dear() })
			k.cheap = 1
		}
		one = &kept[T]{}
		k.all[key] = one
	}
	return one
}

// unitPage is what anybody sees of a unit. No pupil is in it, and no donor.
type unitPage struct {
	asOf       projections.AsOf
	Code, Name string
	Ended      domain.Date
	Into       []linkTo // its successors
	Above      []linkTo
	Below      []linkTo
	Funds      []unitFund
	Months     []unitMonths // one a currency
	Campaigns  []unitCampaign
	Picture    template.HTML // of the campaigns
	Years      []int
}

// unitShown is the page, which may have been made for others, and the moment of which it speaks.
type unitShown struct {
	unitPage
	When
}

// linkTo is a link to another unit.
type linkTo struct{ Code, Name string }

// unitFund is one fund in one currency. Amounts are minor units.
type unitFund struct {
	Code, Name, Currency          string
	Donations                     int64
	Received, Awards, Other, Left int64
	Sent                          int64 // to other funds, or handed over to one
	Bar                           template.HTML
}

// unitMonths is the chart of one currency.
type unitMonths struct {
	Title  string
	Figure template.HTML
}

type unitCampaign struct {
	Code, Name, Currency  string
	From, Until           domain.Date
	Closed                bool
	Gifts, Booked, PaidUp int64
	Target                int64 // 0: it named no sum
}

// Reached is how much of its target a campaign has reached, in whole percent; a bar is full at a hundred.
func (x unitCampaign) Reached() int64 { return x.Booked * 100 / x.Target }

// campaignRows are the lines of a campaign, one for each currency; one that has brought nothing yet has one, too.
func campaignRows(x projections.CampaignInfo) (rows []unitCampaign) {
	for _, m := range x.Money {
		rows = append(rows, unitCampaign{Code: x.Code, Name: x.Name, Currency: m.Currency, From: x.From, Until: x.Until, Closed: x.Closed, Gifts: m.Gifts,
			Booked: m.Booked, PaidUp: m.PaidOut})
	}
	if len(rows) == 0 {
		rows = append(rows, unitCampaign{Code: x.Code, Name: x.Name, Currency: cmp.Or(x.Currency, string(money.VND)), From: x.From, Until: x.Until, Closed: x.Closed})
	}
	for i := range rows {
		if rows[i].Currency == x.Currency {
			rows[i].Target = x.Target
		}
	}
	return rows
}

// now says whether the page is asked for as it is now: only then may it be one that was made for others.
func (c *Call) now() bool { return c.Query("as_of") == "" && c.Query("at") == "" }

func (c *Call) unitPage() (any, error) {
	id, err := c.Read().UnitNamed(c.Context(), strings.ToUpper(c.Path("unit")))
	if err != nil {
		return nil, err
	}
	make := func() (unitPage, error) {
		u := &unitView{Call: c, id: id}
		return u.page()
	}
	shown := unitShown{}
	if c.now() {
		shown.unitPage, err = c.site.units.get(id.String()+string(c.Lang), c.site.o.Reached(), make)
	} else {
		shown.unitPage, err = make()
	}
	if err != nil {
		return nil, err
	}
	c.asOf = &shown.asOf
	shown.When, err = c.when()
	return shown, err
}

// unitView makes the page of a unit.
type unitView struct {
	*Call
	id   uuid.UUID
	asOf projections.AsOf
	at   *domain.Date
}

func (u *unitView) page() (p unitPage, err error) {
	if u.asOf, err = u.AsOf(); err != nil {
		return p, err
	}
	if u.at, err = u.At(); err != nil {
		return p, err
	}
	p.asOf = u.asOf
	if err := u.place(&p); err != nil {
		return p, err
	}
	balances, err := u.Read().Balances(u.Context(), projections.BalancesQuery{Unit: u.id, AsOf: u.asOf, At: u.at})
	if err != nil {
		return p, err
	}
	currencies := []string{}
	for _, b := range balances.Funds {
		for _, t := range b.Currencies {
			f, err := u.fund(b, t, len(p.Funds))
			if err != nil {
				return p, err
			}
			p.Funds = append(p.Funds, f)
			if !slices.Contains(currencies, t.Currency) {
				currencies = append(currencies, t.Currency)
			}
		}
	}
	if len(p.Funds) > 0 {
		if p.Months, err = u.months(currencies); err != nil {
			return p, err
		}
	}
	if err := u.campaigns(&p); err != nil {
		return p, err
	}
	p.Years, err = u.years(len(p.Funds) > 0)
	return p, err
}

// today is the day that the page speaks of.
func (u *unitView) today() domain.Date {
	if u.at != nil {
		return *u.at
	}
	return domain.DateOf(u.asOf.Recorded)
}

// place says where the unit lies in the tree, and what became of it: a unit that has ended keeps its page, which leads to its successors.
func (u *unitView) place(p *unitPage) error {
	units, err := u.Read().UnitsAt(u.Context(), u.asOf, u.at)
	if err != nil {
		return err
	}
	byID := map[uuid.UUID]projections.UnitInfo{}
	for _, x := range units {
		byID[x.Unit] = x
	}
	own := byID[u.id]
	p.Code, p.Name, p.Ended = own.Code, own.Name, own.Ended
	for _, into := range own.Into {
		p.Into = append(p.Into, linkTo{byID[into].Code, byID[into].Name})
	}
	if above, ok := byID[own.Parent]; ok {
		p.Above = append(p.Above, linkTo{above.Code, above.Name})
	}
	for _, x := range units {
		if x.Parent == u.id && (x.Ended == 0 || x.Ended > u.today()) {
			p.Below = append(p.Below, linkTo{x.Code, x.Name})
		}
	}
	return nil
}

// fund tells one fund in one currency: what it was given, gave and has.
func (u *unitView) fund(b projections.FundBalance, t projections.CurrencyBalance, nth int) (f unitFund, err error) {
	f = unitFund{Code: b.Code, Name: b.Name, Currency: t.Currency, Left: t.Free}
	for _, k := range b.Compartments {
		if k.Currency == t.Currency {
			f.Donations += k.Donations
			f.Received += k.Donated - k.Reversed - k.Refunded
			awards, other := spent(k)
			f.Awards, f.Other, f.Sent = f.Awards+awards, f.Other+other, f.Sent+k.Sent-k.Refused+k.HandedOver
		}
	}
	about, err := u.about("fund-"+strconv.Itoa(nth), t.Currency, b.Name, "unit.fund.desc", u.Amount(t.Currency, t.Free))
	if err != nil {
		return f, err
	}
	var parts []picture.Part
	for _, x := range []struct {
		word   string
		tone   picture.Tone
		amount int64
	}{{"unit.awards", picture.Given, f.Awards}, {"unit.other", picture.Use, f.Other}, {"unit.sent", picture.Through, f.Sent}, {"unit.reserved", picture.Reserved, t.Reserved}, {"unit.free", picture.Waiting, t.Free - t.Reserved}} {
		name, err := u.T(x.word)
		if err != nil {
			return f, err
		}
		parts = append(parts, picture.Part{Name: name, Tone: x.tone, Amount: max(0, x.amount)})
	}
	f.Bar = picture.Parts(about, parts).Figure()
	return f, nil
}

// spent is what a compartment paid for awards, and for anything else, less what came back.
func spent(k projections.CompartmentBalance) (awards, other int64) {
	for _, x := range k.Paid {
		if x.Kind == fund.Award {
			awards += x.Amount - x.Returned
		} else {
			other += x.Amount - x.Returned
		}
	}
	return awards, other
}

func (u *unitView) about(id, currency, title, desc string, args ...any) (a picture.About, err error) {
	a = picture.About{ID: id, Title: title, Currency: currency, Words: picture.Vietnamese}
	if u.Lang == English {
		a.Words = picture.English
	}
	a.Desc, err = u.T(desc, args...)
	return a, err
}

// monthsShown is how many months the chart goes back.
const monthsShown = 12

// months draws, for each currency, what came in and went out month by month: the differences of balances at the ends of months, as they are booked.
func (u *unitView) months(currencies []string) (all []unitMonths, err error) {
	year, last, err := u.moved()
	if err != nil {
		return nil, err
	}
	first := domain.NewDate(year, last-monthsShown+1, 1)
	in, out := map[string][]int64{}, map[string][]int64{}
	var names, ticks, years []string
	end := first - 1
	before, err := u.sums(end)
	for m := range monthsShown {
		if err != nil {
			return nil, err
		}
		begin := domain.NewDate(year, last-monthsShown+1+time.Month(m), 1)
		until := domain.NewDate(year, last-monthsShown+2+time.Month(m), 1) - 1
		day := min(until, max(begin, u.today()))
		now, failed := u.sums(day)
		if failed != nil {
			return nil, failed
		}
		moved, failed := u.between(before, now, end)
		if failed != nil {
			return nil, failed
		}
		for _, k := range currencies {
			in[k] = append(in[k], moved[k][0])
			out[k] = append(out[k], moved[k][1])
		}
		before, end = now, day
		month, _ := begin.MonthDay()
		names = append(names, strconv.Itoa(int(month))+"/"+strconv.Itoa(begin.Year()))
		ticks, years = append(ticks, strconv.Itoa(int(month))), append(years, strconv.Itoa(begin.Year()))
	}
	if err != nil {
		return nil, err
	}
	income, err := u.T("unit.in")
	if err != nil {
		return nil, err
	}
	use, err := u.T("unit.out")
	if err != nil {
		return nil, err
	}
	for i, k := range currencies {
		title, err := u.T("unit.months", k)
		if err != nil {
			return nil, err
		}
		about, err := u.about("months-"+strconv.Itoa(i), k, title, "unit.months.desc", names[0], names[monthsShown-1])
		if err != nil {
			return nil, err
		}
		periods := make([]picture.Period, monthsShown)
		for m := range periods {
			periods[m] = picture.Period{Name: names[m], Tick: ticks[m], Under: years[m], Amounts: []int64{in[k][m], out[k][m]}}
		}
		all = append(all, unitMonths{title, picture.Months(about, []picture.Series{{Name: income, Tone: picture.Income}, {Name: use, Tone: picture.Use}}, periods).Figure()})
	}
	return all, nil
}

// moved gives the last month of the twelve that are shown: those up to now, or of so many years before, where nothing has moved since.
func (u *unitView) moved() (year int, last time.Month, err error) {
	last, _ = u.today().MonthDay()
	year = u.today().Year()
	now, err := u.sums(u.today())
	for back := range yearsBack {
		if err != nil {
			break
		}
		before, failed := u.sums(domain.NewDate(year-back, last-monthsShown+1, 1) - 1)
		if !maps.EqualFunc(before, now, maps.Equal[map[string][2]int64, map[string][2]int64]) {
			return year - back, last, failed
		}
		err = failed
	}
	return year, last, err
}

// yearsBack is how many years back anything is looked for.
const yearsBack = 6

// flows are what had come in and gone out by a day, by fund and currency.
type flows map[uuid.UUID]map[string][2]int64

// sums is what had come into each fund of the unit and gone out of it by the end of a day. What goes from one fund to another is neither.
func (u *unitView) sums(day domain.Date) (flows, error) {
	return u.flows(projections.BalancesQuery{Unit: u.id, AsOf: u.asOf, At: &day})
}

func (u *unitView) flows(q projections.BalancesQuery) (flows, error) {
	balances, err := u.Read().Balances(u.Context(), q)
	all := flows{}
	for _, b := range balances.Funds {
		sums := map[string][2]int64{}
		for _, k := range b.Compartments {
			s := sums[k.Currency]
			awards, other := spent(k)
			s[0] += k.Donated + k.Interest - k.Reversed - k.Refunded
			s[1] += awards + other
			sums[k.Currency] = s
		}
		all[b.Fund] = sums
	}
	return all, err
}

// between is what came in and went out from one day to another, by currency. A fund that was handed over in between brought nothing in and took nothing
// away: what it held was neither given to its new unit nor spent by the old one.
func (u *unitView) between(before, now flows, day domain.Date) (map[string][2]int64, error) {
	sums := map[string][2]int64{}
	for id, all := range now {
		was, there := before[id]
		if !there { // opened since, or come from another unit
			own, err := u.flows(projections.BalancesQuery{Fund: id, AsOf: u.asOf, At: &day})
			if err != nil && domain.CodeOf(err) != domain.NotFound {
				return nil, err
			}
			was = own[id]
		}
		for currency, x := range all {
			s := sums[currency]
			sums[currency] = [2]int64{s[0] + x[0] - was[currency][0], s[1] + x[1] - was[currency][1]}
		}
	}
	return sums, nil
}

// mostCampaigns is how many campaigns the picture of a unit shows.
const mostCampaigns = 10

// campaigns tells how far the unit's campaigns have come: what entered the books in their name, and what was paid out in it.
func (u *unitView) campaigns(p *unitPage) error {
	found, err := u.Read().Campaigns(u.Context(), projections.CampaignsQuery{Unit: u.id, AsOf: u.asOf, At: u.at})
	if err != nil {
		return err
	}
	slices.Reverse(found.Campaigns) // the newest first
	var branches []picture.Branch
	for _, x := range found.Campaigns {
		for _, one := range campaignRows(x) {
			p.Campaigns = append(p.Campaigns, one)
			if one.Currency == string(money.VND) {
				branches = append(branches, picture.Branch{Name: x.Name, Amounts: []int64{one.Booked, one.PaidUp}})
			}
		}
	}
	if len(branches) == 0 {
		return nil
	}
	title, err := u.T("unit.campaigns")
	if err != nil {
		return err
	}
	income, err := u.T("unit.booked")
	if err != nil {
		return err
	}
	use, err := u.T("unit.paid")
	if err != nil {
		return err
	}
	about, err := u.about("campaigns", string(money.VND), title, "unit.campaigns.desc", u.Count(len(branches)))
	p.Picture = picture.Branches(about, []picture.Series{{Name: income, Tone: picture.Income}, {Name: use, Tone: picture.Use}}, branches, mostCampaigns).Figure()
	return err
}

// yearsShown is how many years of disclosures a unit's page leads to.
const yearsShown = 10

// years are those of which there is something to disclose: from that of the first fund on, the newest first.
func (u *unitView) years(any bool) (all []int, err error) {
	if !any {
		return nil, nil
	}
	funds, err := u.Read().FundsAt(u.Context(), u.asOf, u.at)
	first := u.today().Year()
	for _, f := range funds {
		if f.Unit == u.id {
			first = min(first, f.From.Year())
		}
	}
	for y := u.today().Year(); y >= first && len(all) < yearsShown; y-- {
		all = append(all, y)
	}
	return all, err
}
