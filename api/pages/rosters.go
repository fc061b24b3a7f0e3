package pages

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/levy"
	"sovang/domain/money"
	"sovang/projections"
)

func (s *Site) rosterPages() []Page {
	return []Page{
		{Path: "/rosters", For: Report("rosters"), Template: "rosters", Menu: "menu.rosters", Under: Recording, Unlisted: true, Show: (*Call).rosters},
		{Path: "/rosters/new", For: Command("roster.record"), Template: "rosternew", Unlisted: true, Show: (*Call).newRoster, Do: (*Call).doNewRoster},
		{Path: "/rosters/{roster}", For: Report("rosters"), Template: "roster", Unlisted: true, Show: (*Call).roster, Do: (*Call).doRoster},
		{Path: "/levies", For: Report("levies"), Template: "levies", Menu: "menu.levies", Under: Recording, Unlisted: true, Show: (*Call).levies},
		{Path: "/levies/new", For: Command("levy.begin"), Template: "levynew", Unlisted: true, Show: (*Call).newLevy, Do: (*Call).beginLevy},
		{Path: "/levies/{levy}", For: Report("levies"), Template: "levy", Unlisted: true, Show: (*Call).levy, Do: (*Call).doLevy},
	}
}

// rostersShown is the rosters of one day's salary of those who are registered in a unit.
type rostersShown struct {
	Desk
	Rows []rosterRow
	May  bool // whoever asks may write down another
}

type rosterRow struct {
	projections.RosterInfo
	Who string
}

func (c *Call) rosters() (any, error) {
	d, err := c.desk()
	if err != nil {
		return nil, err
	}
	p := rostersShown{Desk: d, May: d.Open() && c.mayThere("roster.record", d.Unit.Unit)}
	found, err := c.Read().Rosters(c.Context(), projections.RostersQuery{Unit: d.Unit.Unit, AsOf: d.AsOf, At: d.At})
	if err != nil {
		return nil, err
	}
	slices.Reverse(found) // the newest first
	who := c.names()
	for _, x := range found {
		name, err := who.Of(x.Giver)
		if err != nil {
			return nil, err
		}
		p.Rows = append(p.Rows, rosterRow{x, name})
	}
	return p, nil
}

// rosterShown is one roster: its sum beside what the unit remitted, and the difference with its name.
type rosterShown struct {
	Desk
	projections.RosterBook
	Who     string
	Rows    []rosterLine
	Offered []projections.Donation // of the giver, behind which the roster may stand
	Approve []option               // who may approve a correction
	May     map[string]bool
}

type rosterLine struct {
	projections.Employee
	Who string
}

func (c *Call) roster() (any, error) {
	id, err := uuid.Parse(c.Path("roster"))
	if err != nil {
		return nil, errNoPage
	}
	p := rosterShown{May: map[string]bool{}}
	if p.When, err = c.when(); err != nil {
		return nil, err
	}
	p.Today = today()
	if p.RosterBook, err = c.Read().RosterBook(c.Context(), id, p.When.AsOf, p.At); domain.CodeOf(err) == domain.NotFound {
		err = errNoPage
	}
	if err != nil {
		return nil, err
	}
	giver, err := c.Read().Person(c.Context(), p.Roster.Giver)
	if err == nil {
		err = c.Within(giver.Unit)
	}
	if err != nil {
		return nil, err
	}
	o, err := c.offices()
	if err != nil {
		return nil, err
	}
	p.Unit = o.units[giver.Unit]
	who := c.names()
	if p.Who, err = who.Of(p.Roster.Giver); err != nil {
		return nil, err
	}
	for _, e := range p.RosterBook.Rows {
		name, err := who.Of(e.Person)
		if err != nil {
			return nil, err
		}
		p.Rows = append(p.Rows, rosterLine{e, name})
	}
	return p, c.rosterDeeds(&p, giver.Unit)
}

// rosterDeeds says what whoever asks may do, and finds the giver's donations that the roster may stand behind.
func (c *Call) rosterDeeds(p *rosterShown, unit uuid.UUID) error {
	if !p.Open() {
		return nil
	}
	attached := p.Roster.State == projections.RosterAttached
	p.May["attach"] = p.Roster.Version > 0 && !attached && c.mayThere("roster.attach", unit)
	p.May["detach"] = attached && c.mayThere("roster.detach", unit)
	p.May["name"] = attached && p.Roster.Difference != 0 && c.mayThere("roster.name-difference", unit)
	if p.May["correct"] = p.Roster.Version > 0 && c.mayThere("roster.correct", unit); p.May["correct"] {
		names, err := c.others(unit, approving)
		if err != nil {
			return err
		}
		p.Approve = append([]option{{"", c.say("forms.none")}}, chooseNames(names)...)
	}
	if !p.May["attach"] {
		return nil
	}
	h, err := c.Read().Donor(c.Context(), projections.DonorQuery{Donor: p.Roster.Giver, AsOf: p.When.AsOf, Limit: mostOffered})
	for _, x := range h.Donations {
		if x.State == projections.DonationBooked && x.Currency == p.Roster.Currency && x.Amount > x.Reversed+x.Refunded {
			p.Offered = append(p.Offered, x)
		}
	}
	return err
}

// doRoster puts a roster behind a donation, takes it from one, or names the difference.
func (c *Call) doRoster() (string, error) {
	id, err := uuid.Parse(c.Path("roster"))
	if err != nil {
		return "", errNoPage
	}
	reason := strings.TrimSpace(c.Typed("reason"))
	var ask ledger.Command
	switch c.Typed("do") {
	case "attach":
		a := ledger.AttachRoster{Roster: id, Reason: reason}
		if a.Donation, err = c.uuid("donation"); err != nil {
			return "", err
		}
		ask = a
	case "detach":
		ask = ledger.DetachRoster{Roster: id, Reason: reason}
	case "correct":
		return c.correctRoster(id)
	case "name":
		ask = ledger.NameRosterDifference{Roster: id, Reason: reason}
	default:
		return "", domain.Errorf(domain.Invalid, "%q is nothing that this form can do", c.Typed("do")).On("do")
	}
	if err := c.ask(ask); err != nil {
		return "", err
	}
	return c.done(c.Typed("do")), nil
}

func (c *Call) rostersToDo(d Desk) ([]todo, error) {
	loose := todo{Word: "todo.rosters", Path: d.at("/rosters")}
	unnamed := todo{Word: "todo.rosters.unnamed", Path: d.at("/rosters"), Warn: true}
	found, err := c.Read().Rosters(c.Context(), projections.RostersQuery{Unit: d.Unit.Unit, AsOf: d.AsOf})
	for _, x := range found {
		switch {
		case x.State == projections.RosterRecorded || x.State == projections.RosterReversed:
			loose.Count++
		case x.State == projections.RosterAttached && x.Unnamed:
			unnamed.Count++
		}
	}
	return []todo{loose, unnamed}, err
}

// leviesShown is what the households of a unit are expected to give, and gave. Nobody owes any of it.
type leviesShown struct {
	Desk
	Levies []projections.LevyInfo
	May    bool // whoever asks may begin another
}

func (c *Call) levies() (any, error) {
	d, err := c.desk()
	if err != nil {
		return nil, err
	}
	r, err := c.Read().Levies(c.Context(), projections.LeviesQuery{Unit: d.Unit.Unit, AsOf: d.AsOf, At: d.At})
	slices.Reverse(r.Levies) // the newest first
	return leviesShown{d, r.Levies, d.Open() && c.mayThere("levy.begin", d.Unit.Unit)}, err
}

// levyShown is one levy, household by household: for the office, never for the public.
type levyShown struct {
	Desk
	projections.LevyInfo
	Rows   []householdRow
	Find   string
	Count  int    // of those that are looked for
	Next   string // address of the part of the list that follows; "": none does
	First  string // of its beginning, where that is not shown
	Places []projections.PlaceBalance
	May    map[string]bool
	Sign   []option // who may approve a waiver
}

type householdRow struct {
	projections.HouseholdInfo
	Who  string
	Open int64
}

// mostHouseholds is how many households a page shows.
const mostHouseholds = 200

func (c *Call) levy() (any, error) {
	p := levyShown{Find: strings.ToUpper(c.Query("household"))}
	var err error
	if p.When, err = c.when("household"); err != nil {
		return nil, err
	}
	p.Today = today()
	if p.LevyInfo, err = c.levyNamed(p.AsOf, p.At); err != nil {
		return nil, err
	}
	o, err := c.offices()
	if err != nil {
		return nil, err
	}
	p.Desk.Unit = o.units[p.LevyInfo.Unit]
	who := c.names()
	looked := func(h projections.HouseholdInfo) bool {
		return p.Find == "" || strings.Contains(strings.ToUpper(h.Household), p.Find)
	}
	rows, next := pageOf(p.LevyInfo.Rows, c.Query("after"), mostHouseholds, func(h projections.HouseholdInfo) string { return h.Household }, looked)
	for _, h := range p.LevyInfo.Rows {
		if looked(h) {
			p.Count++
		}
	}
	p.Next, p.First = c.parts(p.When, next)
	for _, h := range rows {
		name, err := who.Of(h.Head)
		if err != nil {
			return nil, err
		}
		p.Rows = append(p.Rows, householdRow{h, name, max(h.Expected-h.Paid, 0)})
	}
	p.May = map[string]bool{}
	for _, command := range []string{"pay", "list", "exempt", "waive", "move-away"} {
		p.May[command] = p.Desk.Open() && c.mayThere("levy."+command, p.LevyInfo.Unit)
	}
	if p.May["pay"] {
		if p.Places, err = c.placesOf(p.LevyInfo.Fund, string(money.VND)); err != nil {
			return nil, err
		}
	}
	if p.May["waive"] {
		names, err := c.others(p.LevyInfo.Unit, approving)
		if err != nil {
			return nil, err
		}
		p.Sign = chooseNames(names)
	}
	return p, nil
}

// levyNamed is the levy of the page: only for who holds a role in its unit.
func (c *Call) levyNamed(asOf projections.AsOf, at *domain.Date) (l projections.LevyInfo, err error) {
	id, err := uuid.Parse(c.Path("levy"))
	if err != nil {
		return l, errNoPage
	}
	unit, err := c.Read().LevyUnit(c.Context(), id)
	if domain.CodeOf(err) == domain.NotFound {
		return l, errNoPage
	}
	if err == nil {
		err = c.Within(unit)
	}
	if err != nil {
		return l, err
	}
	r, err := c.Read().Levies(c.Context(), projections.LeviesQuery{Unit: unit, AsOf: asOf, At: at, Rows: true})
	i := slices.IndexFunc(r.Levies, func(x projections.LevyInfo) bool { return x.Levy == id })
	if err == nil && i < 0 {
		err = errNoPage
	}
	if err != nil {
		return l, err
	}
	return r.Levies[i], nil
}

// payLevy writes down what households gave: one collection sheet. A line is a household's code and what it gave.
func (c *Call) payLevy() (string, error) {
	id, err := uuid.Parse(c.Path("levy"))
	if err != nil {
		return "", errNoPage
	}
	ask := ledger.PayLevy{Levy: id, Place: c.Typed("place")}
	if ask.Given, err = c.day("given"); err != nil {
		return "", err
	}
	for _, line := range strings.Split(c.Typed("gave"), "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		code, amount, _ := strings.Cut(strings.NewReplacer("\t", " ", ";", " ").Replace(line), " ")
		row := levy.AskedPayment{Household: code}
		if row.Amount, err = typedAmount("gave", amount, string(money.VND)); err != nil {
			return "", err
		}
		ask.Rows = append(ask.Rows, row)
	}
	if len(ask.Rows) == 0 {
		return "", domain.Errorf(domain.Invalid, "type what was given, a household on a line: its code and the amount").On("gave")
	}
	if err := c.ask(ask); err != nil {
		return "", err
	}
	return c.done("paid"), nil
}
