package pages

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"sovang/api/match"
	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/pledge"
	"sovang/projections"
)

func (s *Site) bankPages() []Page {
	return []Page{{Path: "/bank", For: Report("unidentified"), Template: "bank", Menu: "menu.bank", Under: Recording, Unlisted: true, Show: (*Call).bank, Do: (*Call).explain}}
}

// bankShown is the bank lines that nobody can explain, and which pledges money may be for.
type bankShown struct {
	Desk
	tasks
	Awaiting []awaitingRow // donations that have not come yet
	Lines    []bankLine
	All      int    // lines in all
	Next     string // address of the lines that follow; "": none do
	First    string // of the oldest, where they are not shown
	Matches  []matchRow
	Count    int  // matches in all
	May      bool // whoever asks may explain lines
	Apply    bool // they may count money towards pledges

	closes map[uuid.UUID][]projections.Close // of funds that were asked about
}

type bankLine struct {
	projections.BankLine
	Days   int         // since it came
	Books  domain.Date // on which it is booked once it is explained; 0: on that day
	Choice []projections.CompartmentBalance
}

// matchRow is money with the pledge that it may be for, and why.
type matchRow struct {
	projections.Matched
	Who   string
	Books domain.Date // of a bank line, on which it is booked; 0: on the day on which it is counted
}

// mostUnclear is how many lines a page shows, each with its form, and mostMatches how many matches; window is how many days a payment may be away from the day it was due. Of donations only the newest of the last days
// are looked at: an older one is counted on the page of its pledge.
const (
	mostUnclear = 25
	mostMatches = 100
	window      = 15
	recent      = 90
	mostRecent  = 300
)

func (c *Call) bank() (any, error) {
	d, err := c.desk()
	if err != nil {
		return nil, err
	}
	p := bankShown{Desk: d, closes: map[uuid.UUID][]projections.Close{}, May: d.Open() && c.mayThere("fund.receive", d.Unit.Unit), Apply: d.Open() && c.mayThere("pledge.apply", d.Unit.Unit)}
	if err := c.bankLines(&p); err != nil {
		return nil, err
	}
	for _, f := range d.Funds {
		if err := c.matchesOf(&p, f); err != nil {
			return nil, err
		}
	}
	if d.Open() {
		if p.Awaiting, err = c.awaitingIn(d); err != nil {
			return nil, err
		}
		if err := c.awaitingTasks(&p); err != nil {
			return nil, err
		}
	}
	who := c.names()
	for i := range p.Matches {
		m := &p.Matches[i]
		if m.Who, err = who.Of(firstOf(m.Donor, m.Pledger)); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func firstOf(ids ...uuid.UUID) uuid.UUID {
	for _, id := range ids {
		if id != uuid.Nil {
			return id
		}
	}
	return uuid.Nil
}

// bankLines shows the oldest lines, or those behind the entry of the last one that was shown before, and into what they may go.
func (c *Call) bankLines(p *bankShown) error {
	after, err := c.asked("after")
	if err != nil {
		return err
	}
	var lines []projections.BankLine
	for _, f := range p.Funds {
		some, err := c.Read().BankLines(c.Context(), projections.BankLinesQuery{Fund: f.Fund, AsOf: p.AsOf, At: p.At})
		if err != nil {
			return err
		}
		lines = append(lines, some...)
	}
	p.All = len(lines)
	lines = slices.DeleteFunc(lines, func(l projections.BankLine) bool { return l.Entry <= uint64(after) })
	slices.SortFunc(lines, func(a, b projections.BankLine) int { return cmp.Compare(a.Entry, b.Entry) }) // an entry brings one line
	next := ""
	if len(lines) > mostUnclear {
		lines = lines[:mostUnclear]
		next = strconv.FormatUint(lines[mostUnclear-1].Entry, 10)
	}
	p.Next, p.First = c.parts(p.When, next)
	choices := map[uuid.UUID][]projections.CompartmentBalance{}
	for _, l := range lines {
		if choices[l.Fund] == nil && p.May {
			if choices[l.Fund], err = c.compartmentsOf(l.Fund, p.Desk); err != nil {
				return err
			}
		}
		one := bankLine{BankLine: l, Days: int(p.Day() - l.Booked)}
		if one.Books, err = c.books(p, l.Fund, l.Booked); err != nil {
			return err
		}
		for _, k := range choices[l.Fund] {
			if k.Currency == l.Currency {
				one.Choice = append(one.Choice, k)
			}
		}
		p.Lines = append(p.Lines, one)
	}
	return nil
}

// matchesOf adds which pledges money of one fund may be for.
func (c *Call) matchesOf(p *bankShown, f projections.FundInfo) error {
	if p.At != nil {
		return nil // matches are of what is known, not of a day
	}
	found, err := c.Read().Matches(c.Context(), projections.MatchQuery{Fund: f.Fund, Window: window, Suggested: true, Since: p.Day() - recent, Most: mostRecent, AsOf: p.AsOf, At: p.Day()})
	if err != nil {
		return err
	}
	for _, m := range found {
		if m.Pledge == uuid.Nil {
			continue
		}
		if p.Count++; len(p.Matches) < mostMatches {
			one := matchRow{Matched: m}
			if one.Books, err = c.books(p, m.Fund, m.Day); err != nil {
				return err
			}
			p.Matches = append(p.Matches, one)
		}
	}
	return nil
}

// books is the day on which money of a fund is booked that came on a day.
func (c *Call) books(p *bankShown, of uuid.UUID, came domain.Date) (domain.Date, error) {
	closes, known := p.closes[of]
	if !known {
		var err error
		if closes, err = c.Read().Closes(c.Context(), of, p.AsOf); err != nil {
			return 0, err
		}
		p.closes[of] = closes
	}
	return match.Booked(came, closes), nil
}

// compartmentsOf are the compartments of a fund into which a gift may go by the treasurer's word.
func (c *Call) compartmentsOf(of uuid.UUID, d Desk) (all []projections.CompartmentBalance, err error) {
	b, err := c.Read().Balances(c.Context(), projections.BalancesQuery{Fund: of, AsOf: d.AsOf})
	for _, f := range b.Funds {
		for _, k := range f.Compartments {
			if k.Restriction != fund.Slot && k.Restriction != fund.Income {
				all = append(all, k)
			}
		}
	}
	return all, err
}

// explain books a bank line as somebody's gift, sends it back, or counts money towards the pledge that it is for.
func (c *Call) explain() (string, error) {
	switch c.Typed("do") {
	case "explain":
		return c.explainLine()
	case "return":
		l, err := c.lineNamed("line")
		if err != nil {
			return "", err
		}
		booked, err := c.day("booked")
		if err == nil {
			err = c.ask(fund.ReturnUnidentified{Fund: l.Fund, Line: l.ID, Booked: booked, Reason: c.Typed("reason")})
		}
		return c.done("returned"), err
	case "count":
		return c.countMatch()
	case "clear", "drop":
		return c.doAwaiting()
	}
	return "", domain.Errorf(domain.Invalid, "%q is nothing that this form can do", c.Typed("do")).On("do")
}

// lineNamed is the line that a field of the form names, of a fund of the page's unit. One that has been explained meanwhile is found too: a form sent twice is one.
func (c *Call) lineNamed(field string) (projections.BankLine, error) {
	d, err := c.desk()
	if err != nil {
		return projections.BankLine{}, err
	}
	id, err := c.uuid(field)
	if err != nil {
		return projections.BankLine{}, err
	}
	for _, f := range d.Funds {
		lines, err := c.Read().BankLines(c.Context(), projections.BankLinesQuery{Fund: f.Fund, All: true})
		if err != nil {
			return projections.BankLine{}, err
		}
		if i := slices.IndexFunc(lines, func(l projections.BankLine) bool { return l.ID == id }); i >= 0 {
			return lines[i], nil
		}
	}
	return projections.BankLine{}, domain.Errorf(domain.NotFound, "there is no such bank line in the funds of this unit").On("line")
}

// explainLine books what a line brought as a donation: of somebody registered, named by code, or of nobody who is known.
func (c *Call) explainLine() (string, error) {
	l, err := c.lineNamed("line")
	if err != nil {
		return "", err
	}
	ask := ledger.ReceiveDonation{Receive: fund.Receive{Fund: l.Fund, Place: l.Place, Unidentified: l.ID, Given: l.Booked, Reference: l.Reference}}
	if ask.Amount, err = c.amount("amount", l.Currency); err != nil {
		return "", err
	}
	if ask.Amount == (money.Money{}) { // all that was left when the form was shown: sent twice it asks for the same
		left, err := strconv.ParseInt(c.Typed("left"), 10, 64)
		if err != nil {
			return "", domain.Errorf(domain.Invalid, "the form names nothing here; open the page again").On("line")
		}
		ask.Amount = money.Money{Minor: left, Currency: money.Currency(l.Currency)}
	}
	if ask.Booked, err = c.day("booked"); err != nil {
		return "", err
	}
	if ask.Donor, err = c.donorTyped("donor"); err != nil {
		return "", err
	}
	if code := strings.TrimSpace(c.Typed("pledge")); code != "" {
		if ask.Pledge, err = c.Read().PledgeNamed(c.Context(), code); err != nil {
			return "", domain.Errorf(domain.NotFound, "there is no pledge %q", code).On("pledge")
		}
	} else if code := c.Typed("compartment"); code != "" {
		ask.Lines = []fund.AskedLine{{Compartment: code}}
	}
	return c.done("explained"), c.ask(ask)
}

// countMatch counts money towards a pledge: the one that was found for it, for the reason that was shown, or the one that the treasurer chose. The ledger looks
// whether the reason holds.
func (c *Call) countMatch() (string, error) {
	id, err := c.uuid("money")
	if err != nil {
		return "", err
	}
	code := strings.TrimSpace(c.Typed("code"))
	chosen, err := c.Read().PledgeNamed(c.Context(), code)
	if err != nil {
		return "", domain.Errorf(domain.NotFound, "there is no pledge %q", code).On("code")
	}
	found, err := c.Read().Pledges(c.Context(), projections.PledgesQuery{Pledge: chosen})
	if err != nil || len(found) == 0 {
		return "", err
	}
	p, m := found[0], projections.Matched{ID: id, Code: code}
	m.Basis = pledge.ByChoice
	if c.Typed("found") == p.Code {
		m.Basis = pledge.Basis(c.Typed("basis"))
		m.No, _ = strconv.Atoi(c.Typed("instalment"))
	}
	if m.Amount, err = strconv.ParseInt(c.Typed("minor"), 10, 64); err != nil {
		return "", domain.Errorf(domain.Invalid, "the form names nothing here; open the page again").On("money")
	}
	if m.Day, err = c.day("on"); err != nil {
		return "", err
	}
	if m.Currency, m.Line = p.Currency, c.Typed("line") != ""; m.Line {
		l, err := c.lineNamed("money")
		if err != nil {
			return "", err
		}
		m.Fund = l.Fund // which may keep what was promised to another
	}
	booked, err := c.day("booked")
	if err != nil {
		return "", err
	}
	return c.done("counted"), c.ask(match.Command(m, p, booked))
}

// donorTyped is whom a code, or a name that only one has, stands for: only of whom whoever asks may know.
func (c *Call) donorTyped(field string) (uuid.UUID, error) {
	text := strings.TrimSpace(c.Typed(field))
	if text == "" {
		return uuid.Nil, nil
	}
	if id, err := c.Read().PersonNamed(c.Context(), text); err == nil {
		return id, nil
	}
	found, err := c.Read().People(c.Context(), projections.PeopleQuery{Search: text, Limit: 20})
	if err != nil {
		return uuid.Nil, err
	}
	o, err := c.offices()
	if err != nil {
		return uuid.Nil, err
	}
	found = slices.DeleteFunc(found, func(p projections.Person) bool { return o.roles(c.Who(), o.up(p.Unit))&Report("donor").roles == 0 })
	switch len(found) {
	case 1:
		return found[0].ID, nil
	case 0:
		return uuid.Nil, domain.Errorf(domain.NotFound, "nobody is registered under %q", text).On(field)
	}
	return uuid.Nil, domain.Errorf(domain.Invalid, "several people are called %q; type the code of the one that is meant", text).On(field)
}
