package pages

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections"
)

func (s *Site) receiptPages() []Page {
	return []Page{
		{Path: "/receipts", For: Report("receipts"), Template: "receipts", Menu: "menu.receipts", Under: Recording, Unlisted: true, Show: (*Call).receipts},
		{Path: "/receipt", For: Report("receipts"), Template: "receipt", Unlisted: true, Show: (*Call).receipt, Do: (*Call).doReceipt},
		{Path: "/receipts/print", For: printing, Template: "print", Unlisted: true, Show: (*Call).askPrint, Do: (*Call).print},
		{Path: "/receipts/print/{job}", For: printing, Template: "printed", Unlisted: true, Show: (*Call).printed},
	}
}

// printing is whose work it is to print papers: whoever takes donations. They make the codes on them, too.
var printing = Command("fund.receive")

// fundAsked is the fund that a page is of: the one asked for, else the first of a unit in which whoever asks works. It refuses one in whose unit they
// have nothing to do with the page. own are the funds of the units in which they work, to choose from.
func (c *Call) fundAsked(asOf projections.AsOf) (of projections.FundInfo, own []projections.FundInfo, err error) {
	funds, err := c.Read().Funds(c.Context(), asOf)
	if err != nil {
		return of, nil, err
	}
	seats, err := c.Seats()
	if err != nil {
		return of, nil, err
	}
	for _, seat := range seats {
		for _, f := range funds {
			if f.Unit == seat.Unit {
				own = append(own, f)
			}
		}
	}
	code := cmp.Or(c.Typed("fund"), c.Query("fund"))
	switch {
	case code == "" && len(own) > 0:
		return own[0], own, nil
	case code == "":
		return of, nil, nil
	}
	id, err := c.Read().FundNamed(c.Context(), code)
	if err != nil {
		return of, own, domain.Under("fund", err)
	}
	i := slices.IndexFunc(funds, func(f projections.FundInfo) bool { return f.Fund == id })
	if i < 0 {
		return of, own, domain.Errorf(domain.NotFound, "the fund %s was opened later", code).On("fund")
	}
	return funds[i], own, c.Within(funds[i].Unit)
}

// registerShown is a part of the register of a fund: the numbers from one to another of a series, or those that were given on a day.
type registerShown struct {
	When
	Fund     projections.FundInfo
	Own      []projections.FundInfo
	Series   []projections.SeriesEnd
	Chosen   projections.SeriesEnd
	From, To int64
	Day      domain.Date // on which they were written down; 0: of any
	Total    projections.SeriesTotal
	Missing  int64
	Rows     []registerRow
	Listed   int64 // how many of them are listed
	Print    bool  // whoever asks may print them
}

type registerRow struct {
	projections.Receipt
	Person projections.Person
}

// mostListed is how many numbers of a range are listed, and a page is of where no range is asked for.
const mostListed, registerPage = 200, 50

func (c *Call) receipts() (any, error) {
	shown := registerShown{}
	var err error
	if shown.When, err = c.when("fund", "series", "from", "to", "day"); err != nil {
		return nil, err
	}
	if shown.Fund, shown.Own, err = c.fundAsked(shown.AsOf); err != nil || shown.Fund.Fund == uuid.Nil {
		return shown, err
	}
	if shown.Series, err = c.Read().SeriesOf(c.Context(), shown.Fund.Fund, shown.AsOf); err != nil {
		return nil, err
	}
	slices.SortFunc(shown.Series, bySeries)
	if shown.Chosen, err = c.seriesAsked(shown.Series); err != nil || shown.Chosen.Series == "" {
		return shown, err
	}
	if err := c.rangeAsked(&shown); err != nil {
		return nil, err
	}
	if shown.Print, err = c.MayIn(printing, shown.Fund.Unit); err != nil {
		return nil, err
	}
	return shown, c.readRegister(&shown)
}

// kinds is the order of kinds of papers: what comes in before what goes out, cash first.
var kinds = []string{"PT", "BC", "PC", "BN"}

// bySeries puts the last year first.
func bySeries(a, b projections.SeriesEnd) int {
	kindA, yearA, _ := strings.Cut(a.Series, "/")
	kindB, yearB, _ := strings.Cut(b.Series, "/")
	return cmp.Or(strings.Compare(yearB, yearA), cmp.Compare(slices.Index(kinds, kindA), slices.Index(kinds, kindB)))
}

func (c *Call) seriesAsked(all []projections.SeriesEnd) (chosen projections.SeriesEnd, err error) {
	asked := c.Query("series")
	if asked == "" {
		if len(all) > 0 {
			chosen = all[0]
		}
		return chosen, nil
	}
	for _, s := range all {
		if s.Series == asked {
			return s, nil
		}
	}
	return chosen, domain.Errorf(domain.NotFound, "this fund has no series %q", asked).On("series")
}

// numberAsked reads a number of a paper, 0 where none was typed.
func (c *Call) numberAsked(name string) (int64, error) {
	text := cmp.Or(c.Typed(name), c.Query(name))
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n < 1 {
		return 0, domain.Errorf(domain.Invalid, "%q is no number of a paper", text).On(name)
	}
	return n, nil
}

// rangeAsked reads which numbers are to be shown: those of a day, from one to another, or the last ones.
func (c *Call) rangeAsked(shown *registerShown) (err error) {
	if text := c.Query("day"); text != "" {
		if shown.Day, err = domain.ParseDate(text); err != nil {
			return domain.Under("day", err)
		}
		shown.From, shown.To, err = c.numbersOf(shown.Fund.Fund, shown.Chosen.Series, shown.Day)
		shown.To = min(shown.To, shown.Chosen.Last)
		return err
	}
	if shown.From, err = c.numberAsked("from"); err != nil {
		return err
	}
	if shown.To, err = c.numberAsked("to"); err != nil {
		return err
	}
	if shown.To == 0 && shown.From > 0 {
		shown.To = shown.From + registerPage - 1
	}
	if shown.To = min(cmp.Or(shown.To, shown.Chosen.Last), shown.Chosen.Last); shown.From == 0 {
		shown.From = max(shown.To-registerPage+1, 1)
	}
	return nil
}

// numbersOf gives the numbers that were given on a day.
func (c *Call) numbersOf(of uuid.UUID, series string, day domain.Date) (from, to int64, err error) {
	var ends [2]uint64
	for i, d := range []domain.Date{day - 1, day} {
		asOf, err := c.Read().AsOf(c.Context(), d.ISO())
		if err != nil && domain.CodeOf(err) != domain.NotFound { // before the first entry there is none
			return 0, 0, err
		}
		ends[i] = asOf.Entry
	}
	if ends[1] == 0 {
		return 1, 0, nil
	}
	return c.Read().NumbersBetween(c.Context(), of, series, ends[0], ends[1])
}

func (c *Call) readRegister(shown *registerShown) error {
	if shown.From > shown.To {
		return nil
	}
	g, err := c.Read().Receipts(c.Context(), projections.RegisterQuery{Fund: shown.Fund.Fund, Series: shown.Chosen.Series, From: shown.From, To: shown.To, Range: true,
		AsOf: shown.AsOf, At: shown.At, Limit: mostListed})
	if err != nil {
		return err
	}
	people, err := c.Read().OnPapers(c.Context(), g.Receipts)
	if err != nil {
		return err
	}
	for i, p := range g.Receipts {
		shown.Rows = append(shown.Rows, registerRow{p, people[i]})
	}
	shown.Listed = int64(len(shown.Rows))
	if len(g.Series) == 1 {
		shown.Total = g.Series[0]
	}
	shown.Missing = shown.To - shown.From + 1 - shown.Total.All
	return nil
}

// Single says whether one number was asked for.
func (r registerShown) Single() bool { return r.From == r.To }

// Of is the address of the same register with other parameters, which stand in pairs; "" takes one away.
func (r registerShown) Of(pairs ...string) string {
	q := url.Values{"fund": {r.Fund.Code}}
	for _, k := range r.Keep {
		q.Set(k.Name, k.Value)
	}
	for name, value := range map[string]string{"at": r.When.Day, "as_of": r.Asked} {
		if value != "" {
			q.Set(name, value)
		}
	}
	for i := 0; i < len(pairs); i += 2 {
		if q.Set(pairs[i], pairs[i+1]); pairs[i+1] == "" {
			q.Del(pairs[i])
		}
	}
	return "/receipts?" + q.Encode()
}

// Earlier and Later are the addresses of the numbers before and after, "" where there are none.
func (r registerShown) Earlier() string {
	if r.From <= 1 {
		return ""
	}
	return r.Of("day", "", "from", itoa(max(r.From-registerPage, 1)), "to", itoa(r.From-1))
}

func (r registerShown) Later() string {
	if r.To >= r.Chosen.Last || r.To == 0 {
		return ""
	}
	return r.Of("day", "", "from", itoa(r.To+1), "to", itoa(min(r.To+registerPage, r.Chosen.Last)))
}

// Paper is the address of one paper.
func (r registerShown) Paper(no int64) string {
	return paperAddress(r.Fund.Code, projections.Number{Series: r.Chosen.Series, No: no})
}

// PrintOf is the address of the form that prints what is listed.
func (r registerShown) PrintOf() string {
	return printAddress(r.Fund.Code, r.Chosen.Series, r.From, r.To)
}

// DayISO is the day as the browser's own field for days takes it.
func (r registerShown) DayISO() string {
	if r.Day == 0 {
		return ""
	}
	return r.Day.ISO()
}

// paperAddress is the address of one paper of a fund.
func paperAddress(fund string, n projections.Number) string {
	return "/receipt?" + url.Values{"fund": {fund}, "series": {n.Series}, "no": {itoa(n.No)}}.Encode()
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
