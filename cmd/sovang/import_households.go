package main

import (
	"context"
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
func (c *importHouseholds) Run(ctx context.Context, p Process, g *globals) error {
	to := intake.Levying{Levy: c.Levy, List: c.List, Place: c.Place, Today: domain.DateOf(time.Now()), Actor: g.Actor}
	if err := dates(day{c.Given, &to.Given}, day{c.Booked, &to.Booked}); err != nil {
		return err
	}
	return c.batch(ctx, p, g, intake.Households, func(r *projections.Reader) (uuid.UUID, error) { return r.LevyUnit(ctx, c.Levy) },
		func(unit uuid.UUID, t *intake.Table, known intake.People) (*intake.Batch, error) {
			to.Unit = unit
			return intake.PlanHouseholds(t, to, known)
		})
}
