package pages

import (
	"net"
	"net/netip"
	"sync"
	"time"

	"sovang/api/scenarios"
	"sovang/api/visit"
	"sovang/domain"
	"sovang/domain/staff"
	"sovang/projections"
)

func (s *Site) demoPages() []Page {
	if !s.o.Demo {
		return nil
	}
	return []Page{{Path: "/demo", For: Anybody(), Template: "demo", Menu: "menu.demo", Unlisted: true, Show: (*Call).showDemo, Do: (*Call).tryRole}}
}

// demoShown is the people whose day can be tried with one click; a donor and a sponsor can be, too, and have no account.
type demoShown struct{ People []scenarios.Person }

func (c *Call) showDemo() (any, error) {
	if err := c.sitsHere(); err != nil {
		return nil, err
	}
	return demoShown{scenarios.DemoPeople}, nil
}

// tryRole signs in as somebody of the demonstration, without a password: for whoever sits at the machine it runs on, and nobody else.
func (c *Call) tryRole() (string, error) {
	if err := c.sitsHere(); err != nil {
		return "", err
	}
	switch staff.Role(c.Typed("role")) {
	case staff.Donor:
		return c.tryGift()
	case sponsor:
		return c.trySponsor()
	}
	for _, p := range scenarios.DemoPeople {
		if p.Role != staff.Role(c.Typed("role")) {
			continue
		}
		a, err := c.site.o.Accounts.Open(c.Context(), p.Name)
		if err != nil {
			return "", err
		}
		return "/today", c.site.o.Sessions.Begin(c.Context(), a)
	}
	return "", domain.Errorf(domain.Invalid, "nobody in the demonstration has that role").On("role")
}

// sponsor is no role, for a sponsor has no account: what the demonstration calls one.
const sponsor staff.Role = "sponsor"

// tryGift opens the gift of the demonstration as its donor does, with a code. However often it is tried, while the program runs there is one code.
func (c *Call) tryGift() (string, error) {
	c.site.demo.Lock()
	defer c.site.demo.Unlock()
	if c.site.demo.gift == "" {
		asOf, err := c.AsOf()
		if err != nil {
			return "", err
		}
		if _, err := c.Read().TraceDonation(c.Context(), projections.TraceQuery{ID: scenarios.DemoGift, AsOf: asOf}); err != nil {
			return "", err
		}
		if c.site.demo.gift, _, err = c.site.o.Visits.Issue(c.Context(), visit.Ask{Kind: visit.Gift, Donation: scenarios.DemoGift, By: demonstration}); err != nil {
			return "", err
		}
	}
	return "/g/" + c.site.demo.gift, nil
}

// trySponsor opens everything that the sponsor of the demonstration gave, with a code that is used at once.
func (c *Call) trySponsor() (string, error) {
	code, _, err := c.site.o.Visits.Issue(c.Context(), visit.Ask{Kind: visit.History, Donor: scenarios.DemoSponsor, Until: time.Now().Add(time.Hour), By: demonstration})
	if err != nil {
		return "", err
	}
	return "/h", c.beginVisit(code)
}

// demonstration is who is said to have made the codes of the demonstration.
const demonstration = "sovang-demo"

// trying is what the demonstration remembers: the code of the gift that can be tried.
type trying struct {
	sync.Mutex
	gift string
}

// sitsHere refuses requests from other machines, and under other names: a page elsewhere could make a name of its own mean this machine.
func (c *Call) sitsHere() error {
	from, err := netip.ParseAddr(c.address())
	host, _, split := net.SplitHostPort(c.Request.Host)
	if split != nil {
		host = c.Request.Host
	}
	at, atErr := netip.ParseAddr(host)
	if err == nil && from.Unmap().IsLoopback() && (host == "localhost" || atErr == nil && at.IsLoopback()) {
		return nil
	}
	return domain.Errorf(domain.Denied, "the demonstration can be tried at the machine on which it runs")
}
