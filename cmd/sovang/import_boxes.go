package main

import (
	"context"

	"github.com/google/uuid"

	"sovang/api/intake"
	"sovang/projections"
)

type importBoxes struct {
	fileFlags
	Boxes     uuid.UUID `required:"" help:"The boxes: their book, by id." placeholder:"ID"`
	HandedOut string    `help:"Hand the boxes out, on this day." placeholder:"DATE"`
	Opened    string    `help:"Open and count the boxes, on this day." placeholder:"DATE"`
	Counter   []string  `help:"Who opened and counted; at least two." placeholder:"NAME" sep:"none"`
	Minutes   string    `help:"Number and day of the minutes." placeholder:"TEXT"`
	Place     string    `help:"Where the donated money lies." placeholder:"CODE"`
	Booked    string    `help:"Booking date; today if left out." placeholder:"DATE"`
}

// Run hands boxes out, opens them, or both. With one row refused nothing at all is done.
func (c *importBoxes) Run(ctx context.Context, p Process, g *globals) error {
	to := intake.Boxing{Boxes: c.Boxes, Counters: c.Counter, Minutes: c.Minutes, Place: c.Place, Actor: g.Actor}
	if err := dates(day{c.HandedOut, &to.HandedOut}, day{c.Opened, &to.Opened}, day{c.Booked, &to.Booked}); err != nil {
		return err
	}
	return c.batch(ctx, p, g, intake.Boxes, func(r *projections.Reader) (uuid.UUID, error) { return r.BoxesUnit(ctx, c.Boxes) },
		func(unit uuid.UUID, t *intake.Table, known intake.People) (*intake.Batch, error) {
			to.Unit = unit
			return intake.PlanBoxes(t, to, known)
		})
}
