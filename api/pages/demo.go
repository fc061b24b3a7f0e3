package pages

import (
	"net"
	"net/netip"

	"sovang/api/scenarios"
	"sovang/domain"
	"sovang/domain/staff"
)

func (s *Site) demoPages() []Page {
	if !s.o.Demo {
		return nil
	}
	return []Page{{Path: "/demo", For: Anybody(), Template: "demo", Menu: "menu.demo", Unlisted: true, Show: (*Call).showDemo, Do: (*Call).tryRole}}
}

// demoShown is the people whose day can be tried with one click.
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
