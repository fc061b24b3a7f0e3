package pages

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"

	"sovang/api/account"
	"sovang/domain"
)

func (s *Site) signPages() []Page {
	return []Page{
		{Path: "/sign-in", For: Anybody(), Template: "signin", Unlisted: true, Show: (*Call).showSignIn, Do: (*Call).signIn},
		{Path: "/sign-out", For: SignedIn(), Template: "signout", Unlisted: true, Show: nothing, Do: (*Call).signOut},
		{Path: "/me", For: SignedIn(), Template: "me", Unlisted: true, Show: (*Call).showMe, Do: (*Call).doMe},
	}
}

func nothing(*Call) (any, error) { return nil, nil }

// accountWords are what pages say of what an account refuses, the fields they speak of, and the status.
var accountWords = []struct {
	err    error
	status int
	word   string
	fields []string
}{
	{account.ErrWrong, http.StatusForbidden, "account.wrong", []string{"name", "password"}},
	{account.ErrMany, http.StatusTooManyRequests, "account.many", nil},
	{account.ErrLink, http.StatusNotFound, "account.link", nil},
	{account.ErrShort, http.StatusBadRequest, "account.short", []string{"password", "chosen"}},
	{account.ErrExists, http.StatusConflict, "account.exists", []string{"name"}},
	{errDiffer, http.StatusBadRequest, "account.differ", []string{"again"}},
}

var errDiffer = errors.New("the two passwords differ")

// address is where a request comes from. What a proxy says of it anybody can say, so it is not read.
func (c *Call) address() string {
	host, _, err := net.SplitHostPort(c.Request.RemoteAddr)
	if err != nil {
		return c.Request.RemoteAddr
	}
	return host
}

// signInShown is the page of signing in; To is where it goes on.
type signInShown struct{ To string }

func (c *Call) showSignIn() (any, error) { return signInShown{c.onward(c.Query("to"))}, nil }

// onward is a path of this site to go on to, the first page for anything else.
func (c *Call) onward(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return "/"
	}
	return to
}

func (c *Call) signIn() (string, error) {
	a, err := c.site.o.Accounts.Enter(c.Context(), c.Typed("name"), c.Typed("password"), c.address())
	if err != nil {
		return "", err
	}
	if err := c.site.o.Sessions.Begin(c.Context(), a); err != nil {
		return "", err
	}
	if to := c.onward(c.Query("to")); to != "/" {
		return to, nil
	}
	return "/today", nil
}

func (c *Call) signOut() (string, error) {
	c.w.Header().Set("Clear-Site-Data", `"cache"`)
	return "/", c.site.o.Sessions.End(c.Context())
}

// meShown is one's own page.
type meShown struct {
	Held    []heldShown
	Changed bool
}

type heldShown struct {
	Role, Unit  string
	From, Until string
}

func (c *Call) showMe() (any, error) {
	o, err := c.offices()
	if err != nil {
		return nil, err
	}
	me := meShown{Changed: c.Query("done") != ""}
	for _, x := range o.held[domain.ActorKey(c.Who())] {
		h := heldShown{Role: string(x.Role), Unit: o.units[x.Unit].Name, From: x.From.String()}
		if x.Until != 0 {
			h.Until = x.Until.String()
		}
		me.Held = append(me.Held, h)
	}
	return me, nil
}

// doMe changes the password, or signs out everywhere.
func (c *Call) doMe() (string, error) {
	if c.Typed("do") == "leave" {
		if err := c.site.o.Accounts.Leave(c.Context(), c.account.ID); err != nil {
			return "", err
		}
		return c.signOut()
	}
	if c.Typed("chosen") != c.Typed("again") {
		return "", errDiffer
	}
	a, err := c.site.o.Accounts.ChangePassword(c.Context(), c.account.ID, c.Typed("password"), c.Typed("chosen"), c.address())
	if err != nil {
		return "", err
	}
	return "/me?done=1", c.site.o.Sessions.Begin(c.Context(), a)
}
