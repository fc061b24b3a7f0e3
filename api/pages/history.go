package pages

import (
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/api/visit"
	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/person"
	"sovang/domain/sponsorship"
	"sovang/projections"
)

func (s *Site) historyPages() []Page {
	return []Page{
		{Path: "/h", For: Anybody(), Template: "history", Unlisted: true, Show: (*Call).history, Do: (*Call).openHistory},
		{Path: "/h/{code}", For: Anybody(), Template: "history", Unlisted: true, Show: (*Call).askForHistory},
		{Path: "/h/gift/{donation}", For: Anybody(), Template: "gift", Unlisted: true, Show: (*Call).giftOfHistory},
	}
}

// visitCookie keeps a visit in the browser that opened it.
const visitCookie = "visit"

// historyPage is everything one donor gave, to that donor: who came with a code that was sent or handed to them.
type historyPage struct {
	When
	Code   string // to be used, where none was yet
	Open   bool
	Until  time.Time
	Totals []projections.DonorTotal
	Gifts  []historyGift
	More   bool // there are older ones
	Slots  []historySlot
}

type historyGift struct {
	ID       uuid.UUID
	Row      string
	Given    domain.Date
	Fund     string
	Currency string
	Amount   int64
	State    projections.DonationState
	Receipt  fund.Number
}

// historySlot is one sponsorship of the donor's own.
type historySlot struct {
	Code, Child, SchoolYear, Need, Currency string
	State                                   projections.SlotState
	Path                                    sponsorship.Path
	Instalment, Expected                    int64
	Paid, Arrears, Prepaid, Bridged         int64
	From, Until                             domain.Date
	Ended                                   bool // their sponsorship; others may have the slot now
	Reports                                 []domain.Date
}

// Share is how much of what the school year asks for they have given, in whole percent.
func (s historySlot) Share() int64 { return min(100, s.Paid*100/max(1, s.Expected)) }

// askForHistory shows a code that came with a link. It is used only when its button is pressed, for programs open links before people do.
func (c *Call) askForHistory() (any, error) {
	c.w.Header().Set("Referrer-Policy", "no-referrer")
	return historyPage{Code: c.Path("code")}, nil
}

// openHistory uses a code up and begins the visit.
func (c *Call) openHistory() (string, error) {
	address := c.address()
	if c.site.strangers.tired(address) {
		return "", errOften
	}
	err := c.beginVisit(c.Typed("code"))
	if domain.CodeOf(err) == domain.NotFound {
		c.site.strangers.tried(address)
		return "", visit.Stranger()
	}
	return "/h", err
}

// beginVisit uses a code up, and gives the browser the visit that it opens.
func (c *Call) beginVisit(code string) error {
	secret, made, err := c.site.o.Visits.Use(c.Context(), code)
	if err != nil {
		return err
	}
	http.SetCookie(c.w, &http.Cookie{Name: visitCookie, Value: secret, Path: "/h", Expires: made.Until, HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: strings.HasPrefix(c.site.o.URL, "https://")})
	return nil
}

// visitor gives the visit that the browser has, false where it has none that is open.
func (c *Call) visitor() (visit.Code, bool, error) {
	cookie, err := c.Request.Cookie(visitCookie)
	if err != nil {
		return visit.Code{}, false, nil
	}
	code, err := c.site.o.Visits.Open(c.Context(), visit.Visit, cookie.Value)
	if domain.CodeOf(err) == domain.NotFound {
		return code, false, nil
	}
	return code, err == nil, err
}

// mostGifts is how many gifts a history shows.
const mostGifts = 200

// history shows what the donor gave whose visit is open; to everybody else the form into which a code is typed.
func (c *Call) history() (any, error) {
	code, open, err := c.visitor()
	if err != nil || !open {
		return historyPage{Code: c.Typed("code")}, err
	}
	when, err := c.when()
	if err != nil {
		return nil, err
	}
	h, err := c.Read().Donor(c.Context(), projections.DonorQuery{Donor: code.Donor, AsOf: when.AsOf, At: when.At, Limit: mostGifts + 1})
	if err != nil {
		return nil, err
	}
	p := historyPage{When: when, Open: true, Until: code.Until, Totals: h.Totals, More: len(h.Donations) > mostGifts}
	for _, d := range h.Donations[:min(len(h.Donations), mostGifts)] {
		p.Gifts = append(p.Gifts, historyGift{d.ID, d.Row, d.Given, d.FundCode, d.Currency, d.Amount, d.State, d.Receipt})
	}
	p.Slots, err = c.ownSlots(code.Donor, when)
	return p, err
}

// ownSlots are the children that somebody sponsors: named where child and guardian agreed that a sponsor may know. Other sponsors of a slot are nobody's business.
func (c *Call) ownSlots(sponsor uuid.UUID, when When) (all []historySlot, err error) {
	board, err := c.Read().Godfathers(c.Context(), projections.GodfathersQuery{Sponsor: sponsor, AsOf: when.AsOf, At: when.At, OnlySlots: true})
	if err != nil {
		return nil, err
	}
	for _, s := range board.Slots {
		name, err := c.Read().PublicName(c.Context(), s.Child, person.SponsorSees, fund.Named)
		if err != nil {
			return nil, err
		}
		one := historySlot{Code: s.Code, SchoolYear: s.SchoolYear, Need: c.need(s.Need), Currency: s.Currency, State: s.State, Path: s.Path, Instalment: s.Instalment, Expected: s.Expected}
		if name.Named {
			one.Child = name.Text
		}
		for _, x := range s.Sponsorships {
			if x.Sponsor == sponsor {
				one.Paid, one.Arrears, one.Prepaid, one.Bridged = one.Paid+x.Paid, one.Arrears+x.Arrears, one.Prepaid+x.Prepaid, one.Bridged+x.Bridged
				one.From, one.Until, one.Ended, one.Reports = x.From, x.To, x.Ended, append(one.Reports, x.ReportsDue...)
			}
		}
		if one.From == 0 {
			continue // they wait for the slot, or hold it
		}
		all = append(all, one)
	}
	return all, nil
}

// need is what a slot is for: in words where it is one of the usual needs, else as it was written.
func (c *Call) need(of string) string {
	if text, err := c.T("need." + of); err == nil {
		return text
	}
	return of
}

// giftOfHistory shows one gift of the donor whose visit is open, and nobody else's.
func (c *Call) giftOfHistory() (any, error) {
	code, open, err := c.visitor()
	if err != nil {
		return nil, err
	}
	id, failed := uuid.Parse(c.Path("donation"))
	if !open || failed != nil {
		return nil, errNoCode
	}
	when, err := c.when("row")
	if err != nil {
		return nil, err
	}
	trace, err := c.Read().TraceDonation(c.Context(), projections.TraceQuery{ID: id, Row: c.Query("row"), AsOf: when.AsOf, At: when.At, Rows: mostNamed, Proofs: true})
	if domain.CodeOf(err) == domain.NotFound {
		return nil, errNoCode
	}
	if err != nil {
		return nil, err
	}
	whose := trace.Donation.Donor
	if trace.Row != nil {
		whose = trace.Row.Donor
	}
	if whose != code.Donor {
		return nil, errNoCode
	}
	g := &gifting{Call: c, when: when, trace: trace, names: map[uuid.UUID]string{}, funds: map[uuid.UUID]projections.FundBalance{}}
	return g.page()
}
