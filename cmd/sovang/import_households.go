package main

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"sovang/api/intake"
	"sovang/domain"
	"sovang/projections"
)

type importHouseholds struct {
	fileFlags
	Levy   uuid.UUID `required:"" help:"The levy, by id." placeholder:"ID"`
	List   bool      `help:"Put the households on the levy's list, with their exemptions."`
	Given  string    `help:"Book what they gave, on this day." placeholder:"DATE"`
	Booked string    `help:"Booking date; today if left out." placeholder:"DATE"`
	Place  string    `help:"Where the money lies." placeholder:"CODE"`
}

// Run lists households, books what they gave, or both. With one row refused nothing at all is done.
func (c *importHouseholds) Run(ctx context.Context, p Process, g *globals) (err error) {
	to := intake.Levying{Levy: c.Levy, List: c.List, Place: c.Place, Today: domain.DateOf(time.Now()), Actor: g.Actor}
	if err := dates(day{c.Given, &to.Given}, day{c.Booked, &to.Booked}); err != nil {
		return err
	}
	i, err := c.begin(ctx, p, g, intake.Households, func(r *projections.Reader) (intake.Target, error) {
		found, err := r.Levies(ctx, projections.LeviesQuery{})
		for _, l := range found.Levies {
			if l.Levy == c.Levy {
				return intake.Target{Unit: l.Unit}, err
			}
		}
		return intake.Target{}, errors.Join(err, domain.Errorf(domain.NotFound, "there is no levy %s", c.Levy).On("levy"))
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, i.door.Close(context.WithoutCancel(ctx))) }()
	to.Unit = i.target.Unit
	batch, err := intake.PlanHouseholds(i.table, to, i.known)
	if err != nil {
		return err
	}
	outcomes, err := c.perform(ctx, p, i.door, batch.Requests)
	if err != nil {
		return err
	}
	return c.present(p, i.table, batch.Rows, len(batch.Requests) > 0, outcomes)
}
