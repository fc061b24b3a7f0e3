package pages

import (
	"cmp"
	"html/template"
	"net/http"
	"strconv"
	"sync"

	"github.com/google/uuid"
	"golang.org/x/time/rate"

	"sovang/api/picture"
	"sovang/api/visit"
	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/person"
	"sovang/projections"
)

func (s *Site) giftPages() []Page {
	return []Page{
		{Path: "/g", For: Anybody(), Template: "code", Menu: "menu.code", Show: (*Call).askForCode, Do: (*Call).takeCode},
		{Path: "/g/{code}", For: Anybody(), Template: "gift", Unlisted: true, Show: (*Call).gift},
	}
}

// strangers counts, by address, who comes with codes that open nothing, so that nobody tries them by the thousand.
type strangers struct {
	mu  sync.Mutex
	who map[string]*rate.Limiter
}

// What an address may try of codes that open nothing, and how many addresses are remembered.
const (
	triesOnce     = 20
	triesASecond  = 0.2
	mostStrangers = 10_000
)

// tired says whether an address has tried too often.
func (s *strangers) tired(address string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	limiter := s.who[address]
	return limiter != nil && limiter.Tokens() < 1
}

// tried counts a code of that address that opened nothing.
func (s *strangers) tried(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.who == nil || len(s.who) >= mostStrangers {
		s.who = map[string]*rate.Limiter{}
	}
	limiter := s.who[address]
	if limiter == nil {
		limiter = rate.NewLimiter(triesASecond, triesOnce)
		s.who[address] = limiter
	}
	limiter.Allow()
}

// What is said to whoever comes too often, and to whoever comes with a code that opens nothing: the same, whatever the reason.
var (
	errOften  = &failure{http.StatusTooManyRequests, "error.often"}
	errNoCode = &failure{http.StatusNotFound, "error.code"}
)

// open gives the code of that kind that somebody came with. What opens nothing is answered alike, and counted.
func (c *Call) open(kind visit.Kind, typed string) (visit.Code, error) {
	address := c.address()
	if c.site.strangers.tired(address) {
		return visit.Code{}, errOften
	}
	code, err := c.site.o.Visits.Open(c.Context(), kind, typed)
	if domain.CodeOf(err) == domain.NotFound {
		c.site.strangers.tried(address)
		err = errNoCode
	}
	return code, err
}

// askForCode shows the form into which the code of a receipt is typed.
func (c *Call) askForCode() (any, error) { return nil, nil }

// takeCode goes to the page of a code that was typed.
func (c *Call) takeCode() (string, error) {
	code, ok := visit.Read(c.Typed("code"))
	if !ok {
		return "", domain.Errorf(domain.Invalid, "a code has 26 letters and digits; it stands on the receipt beside the square").On("code")
	}
	return "/g/" + code, nil
}

// giftPage is what the donor sees of one donation.
type giftPage struct {
	When
	Code              string // as it stands on the receipt
	Fund, Unit        string
	UnitCode          string
	Currency          string
	Amount            int64
	Given, Booked     domain.Date
	Receipt           string
	Row               string
	State             projections.DonationState
	Direct            bool
	Bar, Flow, Square template.HTML
	Steps             []giftStep
	Corrections       []string
	ReplacedBy        string
	Void              bool
}

// gift shows the donation that a code opens: this one, and nothing else of its donor.
func (c *Call) gift() (any, error) {
	c.w.Header().Set("Referrer-Policy", "no-referrer") // the address is the key
	code, err := c.open(visit.Gift, c.Path("code"))
	if err != nil {
		return nil, err
	}
	when, err := c.when()
	if err != nil {
		return nil, err
	}
	trace, err := c.Read().TraceDonation(c.Context(), projections.TraceQuery{ID: code.Donation, Row: code.Row, AsOf: when.AsOf, At: when.At, Rows: mostNamed, Proofs: true})
	if err != nil {
		return nil, err
	}
	g := &gifting{Call: c, when: when, trace: trace, names: map[uuid.UUID]string{}, funds: map[uuid.UUID]projections.FundBalance{}}
	return g.page()
}

// mostNamed is how many awards of a donation are told one by one.
const mostNamed = 40

// mostNodes is how many awards, and how many compartments, the picture of a way shows.
const mostNodes = 7

// gifting makes the page of one donation.
type gifting struct {
	*Call
	when  When
	trace projections.DonationTrace
	names map[uuid.UUID]string
	funds map[uuid.UUID]projections.FundBalance
}

func (g *gifting) page() (giftPage, error) {
	d := g.trace.Donation
	g.trace.Fates = gathered(g.trace.Fates)
	p := giftPage{When: g.when, Code: g.Path("code"), Currency: d.Currency, Amount: d.Amount, Given: d.Given, Booked: d.Booked, State: d.State, Direct: g.trace.Direct}
	if g.trace.Row != nil {
		p.Row, p.Amount = g.trace.Row.Code, g.trace.Row.Amount
	}
	of, err := g.fund(d.Fund)
	if err != nil {
		return p, err
	}
	p.Fund = of.Name
	if p.Unit, p.UnitCode, err = g.unit(of.Unit); err != nil {
		return p, err
	}
	if err := g.receipt(&p); err != nil {
		return p, err
	}
	if p.State != projections.DonationBooked && len(g.trace.Fates) == 0 {
		return p, nil // the money has not come: there is no way to be shown yet
	}
	if p.Bar, err = g.bar(p.Amount); err != nil {
		return p, err
	}
	if p.Steps, err = g.steps(); err != nil {
		return p, err
	}
	p.Flow, err = g.flow(p.Amount)
	return p, err
}

// fund gives a fund with its compartments, to call them by what they are for.
func (g *gifting) fund(id uuid.UUID) (projections.FundBalance, error) {
	if f, known := g.funds[id]; known {
		return f, nil
	}
	balances, err := g.Read().Balances(g.Context(), projections.BalancesQuery{Fund: id, AsOf: g.trace.AsOf})
	if err != nil || len(balances.Funds) == 0 {
		return projections.FundBalance{}, err
	}
	g.funds[id] = balances.Funds[0]
	return balances.Funds[0], nil
}

func (g *gifting) unit(id uuid.UUID) (name, code string, err error) {
	units, err := g.Read().Units(g.Context(), g.trace.AsOf)
	for _, u := range units {
		if u.Unit == id {
			return u.Name, u.Code, err
		}
	}
	return "", "", err
}

// receipt tells the receipt, and what became of it.
func (g *gifting) receipt(p *giftPage) error {
	no := g.trace.Donation.Receipt
	if no.No == 0 {
		return nil
	}
	p.Receipt = no.Series + " " + strconv.FormatInt(no.No, 10)
	register, err := g.Read().Receipts(g.Context(), projections.RegisterQuery{Fund: g.trace.Donation.Fund, Series: no.Series, From: no.No, To: no.No, Range: true, AsOf: g.trace.AsOf, Limit: 1})
	for _, r := range register.Receipts {
		p.Void = r.Void
		if r.ReplacedBy.No != 0 {
			p.ReplacedBy = r.ReplacedBy.Series + " " + strconv.FormatInt(r.ReplacedBy.No, 10)
		}
	}
	return err
}

// compartment calls a compartment by what it is for.
func (g *gifting) compartment(x projections.Fate) (string, error) {
	of, err := g.fund(x.Fund)
	if err != nil {
		return "", err
	}
	name := x.Compartment
	for _, k := range of.Compartments {
		if k.Compartment != x.Compartment {
			continue
		}
		switch {
		case k.Restriction == fund.Unrestricted:
			name, err = g.T("gift.common")
		case k.Restriction == fund.Beneficiary || k.Restriction == fund.Slot: // its wording may say who
			name, err = g.T("gift.child")
		case k.Wording != "":
			name = k.Wording
		}
	}
	if x.Fund != g.trace.Donation.Fund {
		name += " (" + of.Name + ")"
	}
	return name, err
}

// toneOf is how a fate is coloured and which of the parts of the bar it belongs to.
func toneOf(kind projections.FateKind) picture.Tone {
	switch kind {
	case projections.FateFree, projections.FateTransit, projections.FateSold:
		return picture.Waiting
	case projections.FateReserved:
		return picture.Reserved
	case projections.FatePaid, projections.FateCovering:
		return picture.Given
	case projections.FateReversed, projections.FateRefunded:
		return picture.Back
	}
	return picture.Gone
}

// bar draws how much of a donation waits, is reserved, was given and was signed for.
func (g *gifting) bar(whole int64) (template.HTML, error) {
	sums := map[picture.Tone]int64{}
	for _, x := range g.trace.Fates {
		sums[toneOf(x.Kind)] += x.Amount - x.Proved
		sums[picture.Proved] += x.Proved
	}
	var parts []picture.Part
	for _, tone := range []picture.Tone{picture.Waiting, picture.Reserved, picture.Given, picture.Proved, picture.Back, picture.Gone} {
		name, err := g.T("gift.part." + string(tone))
		if err != nil {
			return "", err
		}
		if always := tone != picture.Back && tone != picture.Gone; always || sums[tone] > 0 {
			parts = append(parts, picture.Part{Name: name, Tone: tone, Amount: sums[tone]})
		}
	}
	about, err := g.about("bar", "gift.bar", "gift.bar.desc", g.Amount(g.trace.Donation.Currency, whole))
	return picture.Parts(about, parts).Figure(), err
}

func (g *gifting) about(id, title, desc string, args ...any) (a picture.About, err error) {
	a = picture.About{ID: id, Currency: g.trace.Donation.Currency, Words: picture.Vietnamese}
	if g.Lang == English {
		a.Words = picture.English
	}
	if a.Title, err = g.T(title); err == nil {
		a.Desc, err = g.T(desc, args...)
	}
	return a, err
}

// outcome says what a fate came to, in words.
func (g *gifting) outcome(x projections.Fate) (string, error) {
	switch {
	case x.Kind == projections.FatePaid && x.Payout == fund.Award && x.RowCount > 1:
		return g.T("gift.awards", g.award(x), g.Count(x.RowCount))
	case x.Kind == projections.FatePaid && x.Payout == fund.Award:
		return g.award(x), nil
	case x.Kind == projections.FatePaid:
		return g.T("gift.paid." + string(x.Payout))
	}
	return g.T("gift.fate." + string(x.Kind))
}

// award is the kind of award that đồng became: scholarship, support, reward. Of a list with several kinds it is just that, an award.
func (g *gifting) award(x projections.Fate) string {
	kind := x.Award
	for _, r := range x.Rows {
		kind = cmp.Or(kind, r.Award)
		if r.Award != kind {
			kind = ""
			break
		}
	}
	word, err := g.T("award." + cmp.Or(string(kind), "any"))
	if err != nil {
		return string(kind)
	}
	return word
}

// flow draws the way from the donation through compartments to what it became.
func (g *gifting) flow(whole int64) (template.HTML, error) {
	d := g.trace.Donation
	first, err := g.T("gift.node")
	if err != nil {
		return "", err
	}
	nodes := []picture.Node{{Column: 0, Name: first, Tone: picture.Source}}
	var links []picture.Link
	at := map[string]int{}
	node := func(column int, name string, tone picture.Tone) int {
		key := strconv.Itoa(column) + string(tone) + name
		if at[key] == 0 {
			at[key] = len(nodes)
			nodes = append(nodes, picture.Node{Column: column, Name: name, Tone: tone})
		}
		return at[key]
	}
	last := 0
	for _, x := range g.trace.Fates {
		where, err := g.compartment(x)
		if err != nil {
			return "", err
		}
		what, err := g.outcome(x)
		if err != nil {
			return "", err
		}
		tone := toneOf(x.Kind)
		if tone == picture.Given && x.Proved == x.Amount {
			tone = picture.Proved
		}
		last = node(1, where, picture.Through)
		links = add(links, picture.Link{From: 0, To: last, Amount: x.Amount})
		links = add(links, picture.Link{From: last, To: node(2, what, tone), Amount: x.Amount})
	}
	for _, r := range g.trace.Returned {
		name, err := g.T("gift.returned.node", r.BackOn.String())
		if err != nil {
			return "", err
		}
		links = add(links, picture.Link{From: last, To: node(2, name, picture.Back), Amount: r.Amount, Back: true})
	}
	about, err := g.about("way", "gift.flow", "gift.flow.desc", g.Amount(d.Currency, whole), g.Count(len(nodes)))
	return picture.Flow(about, nodes, links, mostNodes).Figure(), err
}

// add adds a link to one that goes the same way.
func add(links []picture.Link, l picture.Link) []picture.Link {
	for i := range links {
		if links[i].From == l.From && links[i].To == l.To && links[i].Back == l.Back {
			links[i].Amount += l.Amount
			return links
		}
	}
	return append(links, l)
}

// recipients names who may be named in public, and counts the others. Fewer than make a group are not set apart from those who are named.
func (g *gifting) recipients(x projections.Fate) (string, error) {
	who := []uuid.UUID{}
	for _, r := range x.Rows {
		who = append(who, r.Recipient)
	}
	if x.Recipient != uuid.Nil {
		who = append(who, x.Recipient)
	}
	text, others := "", x.RowCount
	if len(x.Rows) == 0 {
		others = int64(len(who))
	}
	for _, id := range who {
		name, known := g.names[id]
		if !known {
			public, err := g.Read().PublicName(g.Context(), id, person.RecipientLists, fund.Named)
			if err != nil {
				return "", err
			}
			if public.Named {
				name = public.Text
			}
			g.names[id] = name
		}
		if name == "" {
			continue
		}
		if others--; text != "" {
			text += ", "
		}
		text += name
	}
	if text == "" || others == 0 {
		return text, nil
	}
	more, err := g.T("gift.others", g.Count(others))
	return text + " " + more, err
}
