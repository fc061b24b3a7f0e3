package pages

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/projections"
)

func (s *Site) publicationPages() []Page {
	return []Page{{Path: "/publications", For: Report("publications"), Template: "publications", Menu: "menu.publications", Under: Recording, Unlisted: true, Show: (*Call).publications,
		Do: (*Call).publish}}
}

// publicationsShown is which years of a unit's funds were made public, and which are missing; and the form that lays down that one is public now.
type publicationsShown struct {
	Desk
	tasks
	Rows    []projections.Publication
	Years   []int // that whoever asks may make public, the last first
	Year    int   // the one whose document is asked for; 0: none
	Version yearPage
}

func (c *Call) publications() (any, error) {
	d, err := c.desk("year")
	if err != nil {
		return nil, err
	}
	p := publicationsShown{Desk: d}
	q := projections.PublicationsQuery{Unit: d.Unit.Unit, AsOf: d.AsOf, At: d.At}
	if d.Fund != "" {
		q.Fund, q.Unit = d.Funds[0].Fund, uuid.Nil
	}
	found, err := c.Read().Publications(c.Context(), q)
	if err != nil {
		return nil, err
	}
	p.Rows = found.Publications
	slices.Reverse(p.Rows)
	if !d.Open() || d.Fund != "" || len(d.Funds) == 0 || !c.mayThere("disclosure.publish", d.Unit.Unit) {
		return p, nil
	}
	first := d.Today.Year()
	for _, f := range d.Funds {
		first = min(first, f.From.Year())
	}
	for year := d.Today.Year(); year >= first; year-- {
		p.Years = append(p.Years, year)
	}
	if p.Year, err = c.yearAsked(p.Years); err != nil || p.Year == 0 {
		return p, err
	}
	return p, c.publishTask(&p)
}

// yearAsked is the year that the address names, of those that can be made public; 0 where it names none.
func (c *Call) yearAsked(years []int) (int, error) {
	text := c.Query("year")
	if text == "" {
		return 0, nil
	}
	year, err := wholeNumber("year", text)
	if err == nil && !slices.Contains(years, year) {
		err = domain.Errorf(domain.Invalid, "no fund of this unit was there in %d", year).On("year")
	}
	return year, err
}

// publishTask is the form of a year's document as it was made last. What it speaks of goes with the form, so that what is laid down is what was looked at.
func (c *Call) publishTask(p *publicationsShown) (err error) {
	if p.Version, err = c.site.lastYear(c.Context(), yearOf{p.Unit.Unit, p.Year}); err != nil {
		return err
	}
	entry, hash := strconv.FormatUint(p.Version.asOf.Entry, 10), p.Version.Hash
	if c.Chosen("do", "publish") {
		entry, hash = c.Typed("entry"), c.Typed("document")
	}
	open := ""
	if p.Version.Provisional {
		open = "1"
	}
	p.offer(c, p.Unit.Unit, "disclosure.publish", deed{Do: "publish", Lead: c.say("task.lead.publish", itoa(int64(p.Year)), p.Unit.Name, entry, hash),
		Carry: []Field{{"entry", entry}, {"document", hash}},
		Fields: []asking{c.Ask("publish", "where", "publications.where", "publications.where.hint", "required").With(c.site.o.URL + p.Document()),
			c.Ask("publish", "on", "publications.on", "", "date"), c.Ask("publish", "provisional", "publications.provisional", "", "tick").With(open)}})
	return nil
}

// Document is the address at which the document stands as it is, whatever is written later.
func (p publicationsShown) Document() string {
	return fmt.Sprintf("/u/%s/%d?as_of=%d", p.Unit.Code, p.Year, p.Version.asOf.Entry)
}

// publish lays down that the document which the form showed is public.
func (c *Call) publish() (string, error) {
	d, err := c.desk("year")
	if err != nil {
		return "", err
	}
	if c.Typed("do") != "publish" {
		return "", c.errNoTask()
	}
	ask := ledger.PublishDisclosure{Unit: d.Unit.Unit, Document: c.Typed("document"), Where: strings.TrimSpace(c.Typed("where")), Provisional: c.Typed("provisional") != ""}
	if ask.Year, err = wholeNumber("year", c.Query("year")); err != nil {
		return "", err
	}
	if ask.Entry, err = numberOf("entry", c.Typed("entry")); err != nil {
		return "", err
	}
	if ask.On, err = c.day("on"); err != nil {
		return "", err
	}
	asOf, err := c.Read().AsOf(c.Context(), c.Typed("entry"))
	if err != nil {
		return "", err
	}
	funds, err := c.Read().FundsOf(c.Context(), d.Unit.Unit, asOf, nil)
	if err != nil {
		return "", err
	}
	for _, f := range funds {
		if f.From.Year() <= ask.Year && (f.WoundUp == 0 || f.WoundUp.Year() >= ask.Year) {
			ask.Funds = append(ask.Funds, f.Fund)
		}
	}
	return c.done("publish"), c.ask(ask)
}
