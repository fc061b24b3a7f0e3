package pages

import (
	"cmp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/boxes"
	"sovang/domain/ledger"
	"sovang/projections"
)

func (s *Site) boxPages() []Page {
	return []Page{
		{Path: "/boxes", For: Report("boxes"), Template: "boxes", Menu: "menu.boxes", Under: Recording, Unlisted: true, Show: (*Call).boxes, Do: (*Call).acceptShare},
		{Path: "/boxes/new", For: Command("boxes.begin"), Template: "boxnew", Unlisted: true, Show: (*Call).newBoxes, Do: (*Call).beginBoxes},
		{Path: "/boxes/{boxes}", For: Report("boxes"), Template: "boxbook", Unlisted: true, Show: (*Call).boxBook, Do: (*Call).doBoxes},
		{Path: "/boxes/{boxes}/open", For: Command("boxes.open"), Template: "opening", Unlisted: true, Show: (*Call).opening, Do: (*Call).openBoxes},
	}
}

// boxesShown is the savings boxes of a unit by campaign and tier, and what others opened that waits for its funds.
type boxesShown struct {
	Desk
	projections.BoxReport
	Waiting []waitingShare
	May     bool // whoever asks may accept shares
	Begin   bool // they may begin a book
}

// waitingShare is a level's share that another unit has opened and keeps for a fund of this one.
type waitingShare struct {
	projections.HeldMoney
	Opening string // "boxes opening level", by which it is accepted
	Places  []projections.PlaceBalance
	Name    string // of the fund that keeps it
}

func (c *Call) boxes() (any, error) {
	d, err := c.desk("campaign")
	if err != nil {
		return nil, err
	}
	p := boxesShown{Desk: d}
	if p.BoxReport, err = c.Read().Boxes(c.Context(), projections.BoxesQuery{Unit: d.Unit.Unit, Campaign: c.Query("campaign"), AsOf: d.AsOf, At: d.At}); err != nil {
		return nil, err
	}
	slices.Reverse(p.Books) // the newest first
	p.Begin = d.Open() && c.mayThere("boxes.begin", d.Unit.Unit)
	if p.May = d.Open() && c.mayThere("boxes.accept", d.Unit.Unit); p.May {
		p.Waiting, err = c.sharesFor(d)
	}
	return p, err
}

// sharesFor are the shares of openings that wait for a desk's funds.
func (c *Call) sharesFor(d Desk) (all []waitingShare, err error) {
	for _, f := range d.Funds {
		held, err := c.Read().Held(c.Context(), projections.HeldQuery{For: f.Fund, AsOf: d.AsOf})
		if err != nil {
			return nil, err
		}
		places := map[string][]projections.PlaceBalance{} // of this fund, by currency
		for _, h := range held {
			w := waitingShare{HeldMoney: h}
			if w.Opening, err = c.shareOf(h, d.AsOf); err != nil || w.Opening == "" {
				return all, err
			}
			from, err := c.Read().Fund(c.Context(), h.Fund, d.AsOf, nil)
			if err != nil {
				return nil, err
			}
			w.Name = from.Name
			if places[h.Currency] == nil {
				if places[h.Currency], err = c.placesOf(f.Fund, h.Currency); err != nil {
					return nil, err
				}
			}
			w.Places = places[h.Currency]
			all = append(all, w)
		}
	}
	return all, nil
}

// placesOf are the places of a fund that hold a currency.
func (c *Call) placesOf(fund uuid.UUID, currency string) (all []projections.PlaceBalance, err error) {
	b, err := c.Read().Balances(c.Context(), projections.BalancesQuery{Fund: fund})
	for _, f := range b.Funds {
		for _, x := range f.Places {
			if x.Currency == currency {
				all = append(all, x)
			}
		}
	}
	return all, err
}

// shareOf finds the opening that money is held of, and the level whose it is.
func (c *Call) shareOf(h projections.HeldMoney, asOf projections.AsOf) (string, error) {
	book, level, err := c.Read().ShareOf(c.Context(), h.ID, h.For, asOf)
	if err != nil || level == "" {
		return "", err
	}
	return book.String() + " " + h.ID.String() + " " + level, nil
}

// acceptShare takes a level's share of an opening into the level's own fund.
func (c *Call) acceptShare() (string, error) {
	parts := strings.SplitN(c.Typed("share"), " ", 3)
	if len(parts) != 3 {
		return "", domain.Errorf(domain.Invalid, "the form names nothing here; open the page again").On("share")
	}
	book, err := uuid.Parse(parts[0])
	opening, failed := uuid.Parse(parts[1])
	if err != nil || failed != nil {
		return "", domain.Errorf(domain.Invalid, "the form names nothing here; open the page again").On("share")
	}
	booked, err := c.day("booked")
	if err != nil {
		return "", err
	}
	if err := c.ask(ledger.AcceptBoxes{Boxes: book, Opening: opening, Level: parts[2], Place: c.Typed("place"), Booked: booked}); err != nil {
		return "", err
	}
	return c.done("accepted"), nil
}

// boxBookShown is one book of boxes: each box, what was opened, what went where.
type boxBookShown struct {
	Desk
	projections.BoxBook
	Campaign projections.CampaignInfo
	Only     string // "", out, opened, gone: which boxes are shown
	Shown    []boxRow
	Next     string // address of the part of the list that follows; "": none does
	First    string // of its beginning, where that is not shown
	Count    int
	Find     string
	MayOpen  bool
	MayLose  bool
	MayHand  bool
}

type boxRow struct {
	projections.BoxInfo
	Who string
}

// mostBoxesShown is how many boxes a page shows.
const mostBoxesShown = 200

func (c *Call) boxBook() (any, error) {
	p := boxBookShown{Only: c.Query("only"), Find: strings.ToUpper(c.Query("box"))}
	var err error
	if p.When, err = c.when("only", "box"); err != nil {
		return nil, err
	}
	p.Today = today()
	if p.BoxBook, p.Campaign, err = c.boxesNamed(p.AsOf, p.At); err != nil {
		return nil, err
	}
	o, err := c.offices()
	if err != nil {
		return nil, err
	}
	p.Desk.Unit = o.units[p.BoxBook.Unit]
	p.MayOpen = p.Open() && c.mayThere("boxes.open", p.BoxBook.Unit) && !p.Campaign.Closed
	p.MayHand = p.Open() && c.mayThere("boxes.hand-out", p.BoxBook.Unit) && !p.Campaign.Closed
	p.MayLose = p.Open() && c.mayThere("boxes.lose", p.BoxBook.Unit)
	who := c.names()
	rows, next := pageOf(p.Rows, c.Query("after"), mostBoxesShown, func(x projections.BoxInfo) string { return x.Box },
		func(x projections.BoxInfo) bool { return fits(x, p.Only, p.Find) })
	for _, x := range p.Rows {
		if fits(x, p.Only, p.Find) {
			p.Count++
		}
	}
	p.Next, p.First = c.parts(p.When, next)
	for _, x := range rows {
		name, err := who.Of(x.Keeper)
		if err != nil {
			return nil, err
		}
		p.Shown = append(p.Shown, boxRow{x, name})
	}
	return p, nil
}

// fits says whether a box is one of those that are looked for.
func fits(x projections.BoxInfo, only, find string) bool {
	if find != "" && !strings.Contains(x.Box, find) {
		return false
	}
	switch only {
	case "out":
		return x.State == projections.BoxOut
	case "opened":
		return x.State == projections.BoxOpened
	case "gone":
		return x.State != projections.BoxOut && x.State != projections.BoxOpened
	}
	return true
}

// boxesNamed is the book of boxes of the page, with its campaign: only for who holds a role where it is kept.
func (c *Call) boxesNamed(asOf projections.AsOf, at *domain.Date) (book projections.BoxBook, of projections.CampaignInfo, err error) {
	id, err := uuid.Parse(c.Path("boxes"))
	if err != nil {
		return book, of, errNoPage
	}
	unit, err := c.Read().BoxesUnit(c.Context(), id)
	if domain.CodeOf(err) == domain.NotFound {
		return book, of, errNoPage
	}
	if err == nil {
		err = c.Within(unit)
	}
	if err != nil {
		return book, of, err
	}
	report, err := c.Read().Boxes(c.Context(), projections.BoxesQuery{Unit: unit, AsOf: asOf, At: at, Rows: true})
	i := slices.IndexFunc(report.Books, func(b projections.BoxBook) bool { return b.Boxes == id })
	if err == nil && i < 0 {
		err = errNoPage
	}
	if err != nil {
		return book, of, err
	}
	book = report.Books[i]
	of, err = c.Read().Campaign(c.Context(), book.Campaign, asOf)
	return book, of, err
}

// loseBoxes says that a box is lost, broken or not returned.
func (c *Call) loseBoxes() (string, error) {
	id, err := uuid.Parse(c.Path("boxes"))
	if err != nil {
		return "", errNoPage
	}
	on, err := c.day("on")
	if err != nil {
		return "", err
	}
	ask := ledger.LoseBoxes{Boxes: id, On: on}
	for _, code := range strings.FieldsFunc(c.Typed("lost"), func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' || r == '\r' || r == '\t' }) {
		ask.Rows = append(ask.Rows, boxes.AskedLoss{Box: code, Fate: boxes.Fate(c.Typed("fate")), Reason: c.Typed("reason")})
	}
	if len(ask.Rows) == 0 {
		return "", domain.Errorf(domain.Invalid, "name a box").On("lost")
	}
	if err := c.ask(ask); err != nil {
		return "", err
	}
	return c.done("lost"), nil
}

// Kept names what is kept of a campaign's rule: its levels with their parts.
func (c *Call) Split(of projections.CampaignInfo, day domain.Date) string {
	text := ""
	for i := len(of.Rules) - 1; i >= 0; i-- {
		if of.Rules[i].From > day {
			continue
		}
		for _, l := range of.Rules[i].Levels {
			text = cmp.Or(text, "") + strings.Repeat(", ", min(1, len(text))) + l.Name + " " + c.Count(l.Percent) + " %"
		}
		break
	}
	return text
}

func (c *Call) boxesToDo(d Desk) ([]todo, error) {
	out, late, err := c.Read().BoxesOut(c.Context(), d.Unit.Unit, d.AsOf, d.Today)
	if err != nil {
		return nil, err
	}
	all := []todo{{Word: "todo.boxes", Count: int(out), Path: d.at("/boxes"), Warn: late > 0}}
	shares := todo{Word: "todo.shares", Path: d.at("/boxes")}
	var sum sums
	for _, f := range d.Funds {
		held, err := c.Read().Held(c.Context(), projections.HeldQuery{For: f.Fund, AsOf: d.AsOf})
		if err != nil {
			return nil, err
		}
		for _, h := range held {
			shares.Count++
			sum.add(h.Currency, h.Left)
		}
	}
	shares.Amount = c.told(sum)
	return append(all, shares), nil
}

// Gone is how many boxes of a tier are lost, broken or not returned.
func (c *Call) Gone(t projections.BoxTotals) int64 { return t.Lost + t.Broken + t.NotBack }
