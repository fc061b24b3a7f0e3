package pages

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/projections"
)

func (s *Site) fundPages() []Page {
	return []Page{{Path: "/funds", For: Report("places"), Template: "funds", Menu: "menu.funds", Under: Recording, Unlisted: true, Show: (*Call).funds, Do: (*Call).openFund}}
}

// fundsShown is a unit's funds with what they are made of, and the forms that open them: where a book begins.
type fundsShown struct {
	Desk
	tasks
	All    []fundShown
	Forms  []fund.Form
	Opens  bool // whoever asks may open a fund here
	Places bool // and places and compartments
	Done   string
	Waits  []Waits
}

type fundShown struct {
	projections.FundInfo
	Deed         *projections.Deed // in force; nil: none is
	Places       []projections.PlaceBalance
	Compartments []projections.CompartmentBalance
}

// The kinds that the forms offer. Advances open with the one to whom they are given, slots with their first payment.
var (
	placeKinds       = []fund.PlaceKind{fund.Cash, fund.Bank, fund.Savings}
	compartmentKinds = []fund.RestrictionKind{fund.Purpose, fund.Endowment, fund.Administration}
)

// PlaceKinds are the kinds of place that can be opened.
func (fundsShown) PlaceKinds() []fund.PlaceKind { return placeKinds }

// CompartmentKinds are the restrictions of which a compartment can be opened.
func (fundsShown) CompartmentKinds() []fund.RestrictionKind { return compartmentKinds }

func (c *Call) funds() (any, error) {
	d, err := c.desk()
	if err != nil {
		return nil, err
	}
	p := fundsShown{Desk: d, Forms: []fund.Form{fund.AssociationFund, fund.LicensedFund, fund.ClanFund}, Done: c.Done("funds.done.")}
	p.Opens = p.Open() && d.Fund == "" && c.mayThere("fund.open", d.Unit.Unit)
	p.Places = p.Open() && c.mayThere("fund.open-place", d.Unit.Unit)
	balances, err := c.heldBy(d)
	if err != nil {
		return nil, err
	}
	for _, f := range d.Funds {
		one := fundShown{FundInfo: f, Places: balances[f.Fund].Places, Compartments: balances[f.Fund].Compartments}
		deeds, err := c.Read().Deed(c.Context(), projections.DeedQuery{Fund: f.Fund, AsOf: d.AsOf, At: d.At})
		if err != nil {
			return nil, err
		}
		one.Deed = deeds.InForce
		p.All = append(p.All, one)
	}
	if !p.Open() {
		return p, nil
	}
	if p.Waits, err = c.WaitingOn(d.at("/funds")); err != nil {
		return nil, err
	}
	return p, c.fundTasks(&p, balances)
}

// MayOpenFunds says whether whoever asks may see the page on which funds are opened, for what leads there.
func (c *Call) MayOpenFunds() bool { return c.May(Report("places")) }

// openFund opens a fund with the places that its money will lie in, or a place or a compartment of one.
func (c *Call) openFund() (string, error) {
	switch c.Typed("do") {
	case "fund":
		return c.beginFund()
	case "deed", "rest", "hand-over":
		return c.doFundTask()
	}
	id, err := c.uuid("of")
	if err != nil {
		return "", err
	}
	switch c.Typed("do") {
	case "place":
		return c.done("place"), c.ask(fund.OpenPlace{Fund: id, Place: c.Typed("place"), Kind: fund.PlaceKind(c.Typed("kind")), Name: c.Typed("title")})
	case "compartment":
		return c.done("compartment"), c.ask(fund.OpenCompartment{Fund: id, Compartment: c.Typed("compartment"),
			Restriction: fund.Restriction{Kind: fund.RestrictionKind(c.Typed("kind")), Wording: c.Typed("wording")}})
	}
	return "", domain.Errorf(domain.Invalid, "the form names nothing here; open the page again").On("do")
}

// The codes of the places with which a fund begins.
const cashBox, bankAccount = "tien-mat", "ngan-hang"

func (c *Call) beginFund() (string, error) {
	unit, err := c.uuid("unit")
	if err != nil {
		return "", err
	}
	ask := fund.Open{Fund: c.following("fund"), Unit: unit, Code: c.Typed("code"), Name: c.Typed("name"), Form: fund.Form(c.Typed("form")), Currencies: []money.Currency{money.VND}}
	if ask.From, err = c.day("from"); err != nil {
		return "", err
	}
	requests := []ledger.Request{{ID: c.ID(), Command: ask}}
	place := func(id uuid.UUID, code string, kind fund.PlaceKind, name string) {
		requests = append(requests, ledger.Request{ID: id, Command: fund.OpenPlace{Fund: ask.Fund, Place: code, Kind: kind, Name: name}})
	}
	if c.mayThere("fund.open-place", unit) { // others leave that to the treasurer
		if c.Typed("cash") != "" {
			place(c.following(cashBox), cashBox, fund.Cash, c.Typed("cash"))
		}
		if c.Typed("bank") != "" {
			place(c.following(bankAccount), bankAccount, fund.Bank, c.Typed("bank"))
		}
	}
	return c.done("fund"), c.Submit(c.Who(), requests...)
}
