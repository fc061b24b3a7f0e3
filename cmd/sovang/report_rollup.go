package main

import (
	"context"

	"sovang/api/intake"
	"sovang/api/rollup"
	"sovang/api/sheet"
	"sovang/domain"
	"sovang/domain/unit"
	"sovang/projections"
)

type reportRollup struct {
	reportFlags
	atFlag
	Unit  string `help:"This unit and all below it, by code or id; without it the whole book." placeholder:"CODE"`
	Since string `help:"Movements from this day on; what was before is the opening." placeholder:"DATE"`
	Depth int    `help:"Units more levels below the top than this are counted in the one above them; 0: each has its line." placeholder:"N"`
}

// Run shows a tree of units with what each had, got, spent, passed on: the lines are a unit's own, and add up once transfers inside are eliminated.
func (c *reportRollup) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		q := projections.RollupQuery{AsOf: asOf, Depth: c.Depth}
		var err error
		if q.At, err = c.date(); err != nil {
			return nil, err
		}
		if c.Since != "" {
			since, err := intake.ParseDate(c.Since)
			if err != nil {
				return nil, err
			}
			q.Since = &since
		}
		if _, q.Unit, err = (scope{Unit: c.Unit}).find(ctx, r); err != nil {
			return nil, err
		}
		all, err := r.Rollup(ctx, q)
		if err != nil {
			return nil, err
		}
		return rollup.Sheet(all, period(all.Since, all.At), func(k unit.Kind) sheet.Term { return term(k) }), nil
	})
}

// period says of which days a report speaks.
func period(since, at *domain.Date) string {
	text := ""
	if since != nil {
		text += ", từ " + since.String()
	}
	if at != nil {
		text += ", đến hết " + at.String()
	}
	return text
}
