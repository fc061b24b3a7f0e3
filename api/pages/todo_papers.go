package pages

import (
	"net/url"
	"strconv"

	"github.com/google/uuid"

	"sovang/api/grid"
	"sovang/api/paper"
	"sovang/domain/award"
	"sovang/domain/fund"
	"sovang/projections"
)

// roundsToDo are the frozen lists of the unit that wait for a signature.
func (c *Call) roundsToDo(d Desk, ahead todoAhead) ([]todo, error) {
	waiting := todo{Word: "todo.rounds", Path: d.at("/rounds", "stage", string(award.IsFrozen))}
	var sum sums
	for _, o := range ahead.frozen {
		if o.Unit == d.Unit.Unit {
			waiting.Count++
			sum.add(o.Currency, o.ListAmount)
		}
	}
	waiting.Amount = c.told(sum)
	return []todo{waiting}, nil
}

// listsToDo are the approved lists of the unit of which something is still to be paid.
func (c *Call) listsToDo(d Desk, ahead todoAhead) ([]todo, error) {
	unpaid := todo{Word: "todo.lists", Path: d.at("/rounds", "stage", string(award.IsApproved))}
	var sum sums
	for _, o := range ahead.approved {
		if o.Unit == d.Unit.Unit && o.OpenRows > 0 {
			unpaid.Count++
			unpaid.Path = "/rounds/" + url.PathEscape(o.Code)
			sum.add(o.Currency, o.OpenAmount)
		}
	}
	if unpaid.Count > 1 {
		unpaid.Path = d.at("/rounds", "stage", string(award.IsApproved))
	}
	unpaid.Amount = c.told(sum)
	return []todo{unpaid}, nil
}

// papersToDo are cash receipts of this year that were not printed yet, of the last ones: as many as one job prints.
func (c *Call) papersToDo(d Desk) (all []todo, err error) {
	series := "PT/" + strconv.Itoa(d.Today.Year())
	for _, f := range d.Funds {
		ends, err := c.Read().SeriesOf(c.Context(), f.Fund, d.AsOf)
		if err != nil {
			return nil, err
		}
		for _, end := range ends {
			if end.Series != series {
				continue
			}
			one, err := c.unprinted(f, end, d.AsOf)
			if err != nil {
				return nil, err
			}
			all = append(all, one)
		}
	}
	return all, nil
}

// unprinted are the papers at the end of a series that stand and were never printed.
func (c *Call) unprinted(f projections.FundInfo, end projections.SeriesEnd, asOf projections.AsOf) (one todo, err error) {
	one = todo{Word: "todo.papers", Note: f.Code}
	papers, err := c.Read().StandingPapers(c.Context(), f.Fund, end.Series, max(1, end.Last-mostPrinted+1), end.Last, asOf)
	if err != nil {
		return one, err
	}
	ids := make([]uuid.UUID, len(papers))
	for i, p := range papers {
		ids[i] = paper.ID(f.Fund, fund.Number{Series: end.Series, No: p.No})
	}
	prints, err := c.site.o.Prints.Of(c.Context(), ids)
	if err != nil {
		return one, err
	}
	var sum sums
	var from, to int64 // the first of them without one between that was printed, which would come out as a copy
	whole := true
	for i, p := range papers {
		switch {
		case p.Void:
			continue
		case prints[i].By != "":
			whole = whole && from == 0
			continue
		case from == 0:
			from = p.No
		}
		if whole {
			to = p.No
		}
		one.Count++
		sum.add(p.Currency, p.Amount)
	}
	one.Amount, one.Path = c.told(sum), printAddress(f.Code, end.Series, from, to)
	return one, nil
}

// printAddress is the address of the form that prints papers of a series.
func printAddress(fund, series string, from, to int64) string {
	return "/receipts/print?" + url.Values{"fund": {fund}, "series": {series}, "from": {itoa(from)}, "to": {itoa(to)}}.Encode()
}

// draftsToDo are the batches of the unit's funds that whoever asks has begun and not posted.
func (c *Call) draftsToDo(d Desk, ahead todoAhead) ([]todo, error) {
	begun := todo{Word: "todo.drafts", Path: "/grid"}
	var sum sums
	for _, x := range ahead.drafts {
		if _, here := d.Of(x.Form.Fund); !here || x.Form.State == grid.Posted {
			continue
		}
		s := grid.Read(x.ID, x.Form, nil)
		begun.Count, begun.Path, begun.Warn = begun.Count+1, "/grid/"+x.ID.String(), begun.Warn || x.Form.State == grid.Posting
		sum.add(string(s.Money(0).Currency), s.Sum)
	}
	if begun.Count > 1 {
		begun.Path = "/grid"
	}
	begun.Amount = c.told(sum)
	return []todo{begun}, nil
}
