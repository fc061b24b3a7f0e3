package pages

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/api/document"
	"sovang/domain"
	"sovang/projections"
)

// yearPage is the disclosure of a year, the document itself as it is published.
type yearPage struct {
	asOf projections.AsOf
	Code string
	Year int
	document.Shown
	Provisional bool // its books are open
}

// yearShown is the document, which may have been made for others, and the moment of which it speaks.
type yearShown struct {
	yearPage
	When
}

func (c *Call) yearPage() (any, error) {
	year, err := strconv.Atoi(c.Path("year"))
	if err != nil || year < 1990 || year > 9999 {
		return nil, errNoPage
	}
	id, err := c.Read().UnitNamed(c.Context(), strings.ToUpper(c.Path("unit")))
	if err != nil {
		return nil, err
	}
	shown := yearShown{}
	if c.now() {
		shown.yearPage, err = c.site.lastYear(c.Context(), yearOf{id, year})
	} else {
		var asOf projections.AsOf
		var at *domain.Date
		if asOf, err = c.AsOf(); err == nil {
			at, err = c.At()
		}
		if err == nil {
			shown.yearPage, err = c.site.makeYear(c.Context(), yearOf{id, year}, asOf, at)
		}
	}
	if err != nil {
		return nil, err
	}
	c.asOf = &shown.asOf
	shown.When, err = c.when()
	return shown, err
}

// yearOf names a disclosure.
type yearOf struct {
	unit uuid.UUID
	year int
}

func (y yearOf) key() string { return y.unit.String() + strconv.Itoa(y.year) }

// makeYear makes a disclosure as of an entry and a day.
func (s *Site) makeYear(ctx context.Context, y yearOf, asOf projections.AsOf, at *domain.Date) (p yearPage, err error) {
	found, err := s.o.Read.Disclosure(ctx, projections.DisclosureQuery{Unit: y.unit, Year: y.year, AsOf: asOf, At: at})
	if err != nil {
		return p, err
	}
	root, err := s.o.Root(ctx, asOf.Entry)
	if err != nil {
		return p, err
	}
	found.Root = root.Hex()
	p.asOf, p.Code, p.Year, p.Provisional = asOf, found.Unit, y.year, found.Provisional
	p.Shown, err = document.ShownYear(found)
	return p, err
}

// newYear makes a disclosure of all that reads see.
func (s *Site) newYear(ctx context.Context, y yearOf) (yearPage, error) {
	asOf, err := s.o.Read.AsOf(ctx, "")
	if err != nil {
		return yearPage{}, err
	}
	return s.makeYear(ctx, y, asOf, nil)
}

// lastYear is a disclosure as it was made last. It says of which entry it speaks, so it may be an older one, which is made anew meanwhile: but none from before
// somebody was forgotten or took a consent back, who may be named in it.
func (s *Site) lastYear(ctx context.Context, y yearOf) (yearPage, error) {
	since, err := s.o.Read.Unnamed(ctx)
	if err != nil {
		return yearPage{}, err
	}
	return s.years.of(y.key()).last(s.o.Reached(), since, func() (yearPage, error) { return s.newYear(ctx, y) }, func() { s.behind(y) })
}

// behind makes a disclosure anew for whoever asks next.
func (s *Site) behind(y yearOf) {
	s.making.Go(func() {
		ctx, cancel := context.WithTimeout(s.open, longest)
		defer cancel()
		s.keepYear(ctx, y)
	})
}

// keepYear makes a disclosure unless it is believed.
func (s *Site) keepYear(ctx context.Context, y yearOf) {
	_, err := s.years.get(y.key(), s.o.Reached(), func() (yearPage, error) {
		return s.newYear(ctx, y)
	})
	if err != nil && ctx.Err() == nil {
		s.o.Log.Error("a disclosure cannot be made", "unit", y.unit, "year", y.year, "error", err)
	}
}

// A fund of so many gifts takes long to disclose. Whether the ledger has grown is looked at once in a while: who looks at a page meanwhile has it made anew.
const (
	manyGifts = 2000
	lookAgain = time.Hour
)

// Ahead makes the disclosures that take long before anybody asks for them, when the program begins and every hour in which the ledger has grown, until ctx ends.
func (s *Site) Ahead(ctx context.Context) {
	if err := s.o.Sync(ctx); err != nil {
		return // it is closing, or reads have stopped, which others say
	}
	s.asItGrows(ctx, s.makeLongYears)
}

// asItGrows does something at once, and after every hour in which there were more entries, until ctx ends.
func (s *Site) asItGrows(ctx context.Context, do func(context.Context)) {
	again := time.NewTicker(lookAgain)
	defer again.Stop()
	for seen := uint64(0); ctx.Err() == nil; {
		if now := s.o.Reached(); now != seen {
			seen = now
			do(ctx)
		}
		select {
		case <-again.C:
		case <-ctx.Done():
		}
	}
}

func (s *Site) makeLongYears(ctx context.Context) {
	all, err := s.longYears(ctx)
	if err != nil && ctx.Err() == nil {
		s.o.Log.Error("no disclosure is made ahead", "error", err)
	}
	for _, y := range all {
		if s.keepYear(ctx, y); ctx.Err() != nil {
			return
		}
	}
}

// longYears are the disclosures that take long, of the years to which pages lead, the newest first.
func (s *Site) longYears(ctx context.Context) (all []yearOf, err error) {
	asOf, err := s.o.Read.AsOf(ctx, "")
	if err != nil || asOf.Entry == 0 {
		return nil, err
	}
	balances, err := s.o.Read.Balances(ctx, projections.BalancesQuery{AsOf: asOf})
	if err != nil {
		return nil, err
	}
	gifts := map[uuid.UUID]int64{}
	for _, b := range balances.Funds {
		for _, k := range b.Compartments {
			gifts[b.Fund] += k.Donations
		}
	}
	funds, err := s.o.Read.FundsAt(ctx, asOf, nil)
	if err != nil {
		return nil, err
	}
	last, many, since := domain.DateOf(asOf.Recorded).Year(), map[uuid.UUID]int64{}, map[uuid.UUID]int{}
	for _, f := range funds {
		if from, ok := since[f.Unit]; !ok || f.From.Year() < from {
			since[f.Unit] = f.From.Year()
		}
		many[f.Unit] += gifts[f.Fund]
	}
	for unit, n := range many {
		for y := last; n >= manyGifts && y >= since[unit] && y > last-yearsShown; y-- {
			all = append(all, yearOf{unit, y})
		}
	}
	slices.SortFunc(all, func(a, b yearOf) int {
		return cmp.Or(cmp.Compare(b.year, a.year), cmp.Compare(many[b.unit], many[a.unit]), cmp.Compare(a.key(), b.key()))
	})
	return all, nil
}
