package pages

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/api/account"
	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/staff"
	"sovang/projections"
)

func (s *Site) accountPages() []Page {
	return []Page{{Path: "/accounts", For: Command("staff.grant"), Template: "accounts", Menu: "menu.accounts", Under: Running, Unlisted: true, Show: (*Call).showAccounts, Do: (*Call).doAccounts}}
}

// accountsShown is who can sign in, as far as it is the business of whoever asks.
type accountsShown struct {
	Accounts []accountShown
	Without  []string // that hold a role and have no account
	Link     string   // that was just made, shown once
	LinkFor  string
	Roles    []staff.Role
	Units    []projections.UnitInfo
	Ends     []option // roles that whoever asks may take back: the unit's id, the role and the name, with blanks between
}

type accountShown struct {
	ID    uuid.UUID
	Actor string
	State string // open, invited, waiting, closed
	Held  []heldShown
	Me    bool
}

func (c *Call) showAccounts() (any, error) {
	o, err := c.offices()
	if err != nil {
		return nil, err
	}
	shown := accountsShown{Link: c.site.o.Sessions.Take(c.Context(), "link"), LinkFor: c.site.o.Sessions.Take(c.Context(), "link-for")}
	all, err := c.site.o.Accounts.All(c.Context())
	if err != nil {
		return nil, err
	}
	have := map[string]bool{}
	for _, a := range all {
		have[domain.ActorKey(a.Actor)] = true
		if c.answersFor(o, a.Actor) != nil {
			continue
		}
		shown.Accounts = append(shown.Accounts, accountShown{a.ID, a.Actor, stateOf(a), heldBy(o, a.Actor), a.ID == c.account.ID})
	}
	for key, held := range o.held {
		if !have[key] && c.answersFor(o, held[0].Actor) == nil && !slices.ContainsFunc(held, func(x projections.Serving) bool { return !staff.Working.Has(x.Role) }) {
			shown.Without = append(shown.Without, held[0].Actor)
		}
	}
	inOrder(shown.Without)
	for _, r := range staff.Working.List() {
		if slices.ContainsFunc(c.Roles(), func(mine staff.Role) bool { return mine.Grants().Has(r) }) {
			shown.Roles = append(shown.Roles, r)
		}
	}
	for _, u := range o.units {
		if u.Ended == 0 && slices.ContainsFunc(c.roles.List(), func(r staff.Role) bool { return r.Grants() != 0 && o.roles(c.Who(), o.up(u.Unit)).Has(r) }) {
			shown.Units = append(shown.Units, u)
		}
	}
	shown.Ends = c.endable(o)
	slices.SortFunc(shown.Units, func(a, b projections.UnitInfo) int { return strings.Compare(a.Code, b.Code) })
	return shown, nil
}

// endable are the roles of those for whom whoever asks answers, and their own.
func (c *Call) endable(o offices) (all []option) {
	for _, held := range o.held {
		for _, x := range held {
			if staff.Working.Has(x.Role) && x.Ended == 0 && (domain.SameActor(x.Actor, c.Who()) || c.answersFor(o, x.Actor) == nil) {
				all = append(all, option{x.Unit.String() + " " + string(x.Role) + " " + x.Actor, x.Actor + ": " + c.say("role."+string(x.Role)) + ", " + o.units[x.Unit].Code})
			}
		}
	}
	slices.SortFunc(all, func(a, b option) int { return strings.Compare(a.Label, b.Label) })
	return all
}

// endRole takes a role back: from today on, or from another day.
func (c *Call) endRole() (string, error) {
	unit, rest, _ := strings.Cut(c.Typed("held"), " ")
	role, actor, _ := strings.Cut(rest, " ")
	id, err := uuid.Parse(unit)
	if err != nil {
		return "", domain.Errorf(domain.Invalid, "choose whose role it is").On("held")
	}
	ask := ledger.EndRole{Unit: id, Actor: actor, Role: staff.Role(role), Reason: c.Typed("reason")}
	if ask.On, err = c.day("on"); err != nil {
		return "", err
	}
	return "/accounts?done=end", c.ask(ask)
}

func stateOf(a account.Account) string {
	switch {
	case !a.Closed.IsZero():
		return "closed"
	case a.Open():
		return "open"
	case a.Invited(time.Now()):
		return "invited"
	}
	return "waiting"
}

func heldBy(o offices, actor string) (all []heldShown) {
	for _, x := range o.held[domain.ActorKey(actor)] {
		all = append(all, heldShown{Role: string(x.Role), Unit: o.units[x.Unit].Code})
	}
	return all
}

// answersFor refuses to deal with the account of somebody who holds a role that whoever asks could not have granted: with the account's link they could
// act as them.
func (c *Call) answersFor(o offices, actor string) error {
	for _, x := range o.held[domain.ActorKey(actor)] {
		mine := o.roles(c.Who(), o.up(x.Unit))
		if !slices.ContainsFunc(mine.List(), func(r staff.Role) bool { return r.Grants().Has(x.Role) }) {
			return domain.Errorf(domain.Denied, "%s holds a role that you could not have granted; the account is for whoever could", x.Actor).On("name")
		}
	}
	return nil
}

// doAccounts invites somebody, takes a role back, makes another link, or closes an account.
func (c *Call) doAccounts() (string, error) {
	o, err := c.offices()
	if err != nil {
		return "", err
	}
	switch c.Typed("do") {
	case "invite":
		return c.invite(o)
	case "end":
		return c.endRole()
	}
	id, err := uuid.Parse(c.Typed("account"))
	if err != nil {
		return "", domain.Errorf(domain.Invalid, "no account is named").On("account")
	}
	a, err := c.site.o.Accounts.Get(c.Context(), id)
	if err != nil {
		return "", err
	}
	if err := c.answersFor(o, a.Actor); err != nil {
		return "", err
	}
	switch c.Typed("do") {
	case "link":
		secret, a, err := c.site.o.Accounts.Relink(c.Context(), id)
		if err != nil {
			return "", err
		}
		return c.handOver(secret, a)
	case "close":
		if id == c.account.ID {
			return "", domain.Errorf(domain.Violation, "nobody closes their own account; somebody else who grants roles does").On("account")
		}
		return "/accounts", c.site.o.Accounts.Close(c.Context(), id, c.Who())
	}
	return "", domain.Errorf(domain.Invalid, "%q is nothing that can be done with an account", c.Typed("do"))
}

// invite grants a role, where one is named, and makes the account of whoever holds it.
func (c *Call) invite(o offices) (string, error) {
	name := strings.TrimSpace(c.Typed("name"))
	if err := c.answersFor(o, name); err != nil {
		return "", err
	}
	if role := staff.Role(c.Typed("role")); role != "" {
		unit, err := uuid.Parse(c.Typed("unit"))
		if err != nil {
			return "", domain.Errorf(domain.Invalid, "name the unit in which the role is held").On("unit")
		}
		grant := ledger.GrantRole{Unit: unit, Actor: name, Role: role, Basis: c.Typed("basis")}
		if err := c.Submit(c.Who(), ledger.Request{ID: c.ID(), Command: grant}); err != nil {
			return "", err
		}
	}
	secret, a, err := c.site.o.Accounts.Invite(c.Context(), name, c.Who())
	if err != nil {
		return "", err
	}
	return c.handOver(secret, a)
}

// handOver shows a link once, on the next page.
func (c *Call) handOver(secret string, a account.Account) (string, error) {
	c.site.o.Sessions.Keep(c.Context(), "link", c.site.o.URL+"/invitation/"+secret)
	c.site.o.Sessions.Keep(c.Context(), "link-for", a.Actor)
	return "/accounts", nil
}
