package pages

import (
	"slices"
	"strconv"

	"github.com/google/uuid"

	"sovang/api/books"
	"sovang/domain"
	"sovang/projections"
)

func (s *Site) postingPages() []Page {
	return []Page{{Path: "/postings", For: Report("journal"), Template: "postings", Menu: "menu.postings", Under: Checking, Unlisted: true, Show: (*Call).postings}}
}

// postingsShown is the journal of one fund, the newest first, and what its accounts had before and after.
type postingsShown struct {
	When
	Funds   []projections.FundInfo // to choose from
	Fund    projections.FundInfo
	Account string
	From    string
	To      string
	projections.Journal
	Earlier string // the address of the part that follows, "" where there is none
	Newest  string
	Exports []exportLink
	Whole   bool // its entries may be opened
}

// exportLink leads to the same books as a file.
type exportLink struct{ To, Word string }

func (c *Call) postings() (any, error) {
	h, err := c.when("fund", "account", "from", "to")
	if err != nil || h.AsOf.Entry == 0 {
		return postingsShown{When: h}, err
	}
	p := postingsShown{When: h, Account: c.Query("account"), From: c.Query("from"), To: c.Query("to"), Whole: c.May(wholeLog())}
	if err := c.fundsInReach(&p); err != nil || p.Fund.Fund == uuid.Nil {
		return p, err
	}
	q := projections.JournalQuery{Fund: p.Fund.Fund, Account: p.Account, To: h.At, AsOf: h.AsOf, Limit: onePage}
	if q.Before, err = numberOf("before", c.Query("before")); err != nil {
		return nil, err
	}
	for _, x := range []struct {
		field, text string
		into        **domain.Date
	}{{"from", p.From, &q.From}, {"to", p.To, &q.To}} {
		day, err := dayOf(x.field, x.text)
		if err != nil {
			return nil, err
		}
		if day != 0 && (*x.into == nil || day < **x.into) {
			*x.into = &day
		}
	}
	if p.Journal, err = c.Read().Journal(c.Context(), c.site.o.Entries, q); err != nil {
		return nil, err
	}
	if p.Next != 0 {
		p.Earlier = h.With("before", strconv.FormatUint(p.Next, 10))
	}
	if q.Before != 0 {
		p.Newest = h.With("", "")
	}
	p.Exports = c.exports(h, p.Fund.Code, q.To)
	return p, nil
}

// fundsInReach are the funds whose books whoever asks may see, and the one that is asked for: the first where none is.
func (c *Call) fundsInReach(p *postingsShown) error {
	units, err := c.unitsInReach(p.When.AsOf)
	if err != nil {
		return err
	}
	all, err := c.Read().Funds(c.Context(), p.When.AsOf)
	if err != nil {
		return err
	}
	asked := c.Query("fund")
	if asked != "" {
		id, err := c.Read().FundNamed(c.Context(), asked)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(all, func(f projections.FundInfo) bool { return f.Fund == id }); i >= 0 {
			p.Fund = all[i]
		} else {
			return domain.Errorf(domain.NotFound, "there was no fund %s as of that entry", asked).On("fund")
		}
		if err := c.Within(p.Fund.Unit); err != nil {
			return err
		}
	}
	for _, f := range all {
		if slices.ContainsFunc(units, func(u projections.UnitBranch) bool { return u.Unit == f.Unit }) {
			p.Funds = append(p.Funds, f)
		}
	}
	if p.Fund.Fund == uuid.Nil && len(p.Funds) > 0 {
		p.Fund = p.Funds[0]
	}
	return nil
}

// exports are the addresses of files with the books of a fund as the page has them.
func (c *Call) exports(h When, fund string, until *domain.Date) (all []exportLink) {
	for _, format := range books.Formats {
		x := When{path: "/export/" + format.Name, Asked: h.Asked, Keep: []Field{{"fund", fund}}}
		if until != nil {
			x.Day = until.ISO()
		}
		all = append(all, exportLink{x.With("", ""), "export." + format.Name})
	}
	return all
}
