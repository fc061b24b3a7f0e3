package pages

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/api/account"
	"sovang/domain/ledger"
	"sovang/domain/staff"
	"sovang/domain/unit"
	"sovang/projections"
)

func (s *Site) setupPages() []Page {
	return []Page{
		{Path: "/setup/{link}", For: Anybody(), Template: "setup", Unlisted: true, Show: (*Call).showSetup, Do: (*Call).setup},
		{Path: "/invitation/{link}", For: Anybody(), Template: "invitation", Unlisted: true, Show: (*Call).showInvitation, Do: (*Call).acceptInvitation},
	}
}

// setupShown is the page of the first administrator.
type setupShown struct {
	Roots []projections.UnitInfo // that are there
	Kinds []unit.Kind            // that a new one may be
}

// rootKinds are the kinds of unit that keep a book of their own.
var rootKinds = []unit.Kind{unit.Association, unit.Branch, unit.Committee, unit.Clan, unit.School}

func (c *Call) showSetup() (any, error) {
	if err := c.site.o.Accounts.OpensFirst(c.Context(), c.Path("link")); err != nil {
		return nil, err
	}
	o, err := c.offices()
	shown := setupShown{Kinds: rootKinds}
	for _, u := range o.units {
		if u.Parent == uuid.Nil && u.Ended == 0 {
			shown.Roots = append(shown.Roots, u)
		}
	}
	slices.SortFunc(shown.Roots, func(a, b projections.UnitInfo) int { return strings.Compare(a.Code, b.Code) })
	return shown, err
}

// setup makes the first administrator: the chair of a unit, as a fact in the log, and an account. The commands' ids come from the link, so that to
// send the form again, after a lost answer or a crash in between, asks for the same ones.
func (c *Call) setup() (string, error) {
	accounts, link, name := c.site.o.Accounts, c.Path("link"), strings.TrimSpace(c.Typed("name"))
	if err := accounts.OpensFirst(c.Context(), link); err != nil {
		return "", err
	}
	if c.Typed("chosen") != c.Typed("again") {
		return "", errDiffer
	}
	if err := account.Fit(name, c.Typed("chosen")); err != nil {
		return "", err
	}
	o, err := c.offices()
	if err != nil {
		return "", err
	}
	if !o.roles(name, nil).Has(staff.Chair) { // who is one already, by the command line, needs the account alone
		if err := c.Submit(name, firstChair(link, name, c.form.Get)...); err != nil {
			return "", err
		}
	}
	a, err := accounts.Found(c.Context(), link, name, c.Typed("chosen"))
	if err != nil {
		return "", err
	}
	return "/today", c.site.o.Sessions.Begin(c.Context(), a)
}

// firstChair is the commands that make the first administrator of a unit, founded where it is a new one.
func firstChair(link, name string, typed func(string) string) (requests []ledger.Request) {
	id := func(what string) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, []byte(link+"/"+what)) }
	in, err := uuid.Parse(typed("unit"))
	if err != nil {
		in = id("new")
		requests = append(requests, ledger.Request{ID: id("found"), Command: ledger.FoundUnit{Unit: in, Kind: unit.Kind(typed("kind")),
			Code: typed("unit_code"), Name: typed("unit_name")}})
	}
	return append(requests, ledger.Request{ID: id("grant/" + in.String()), Command: ledger.GrantRole{Unit: in, Actor: name, Role: staff.Chair,
		Basis: "người quản trị đầu tiên, mở bằng liên kết một lần của chương trình"}})
}

func (c *Call) showInvitation() (any, error) {
	return c.site.o.Accounts.Invited(c.Context(), c.Path("link"))
}

func (c *Call) acceptInvitation() (string, error) {
	if c.Typed("chosen") != c.Typed("again") {
		return "", errDiffer
	}
	a, err := c.site.o.Accounts.Accept(c.Context(), c.Path("link"), c.Typed("chosen"))
	if err != nil {
		return "", err
	}
	return "/today", c.site.o.Sessions.Begin(c.Context(), a)
}
