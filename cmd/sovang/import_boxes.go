package main

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"sovang/api/intake"
	"sovang/domain"
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
func (c *importBoxes) Run(ctx context.Context, p Process, g *globals) (err error) {
	to := intake.Boxing{Boxes: c.Boxes, Counters: c.Counter, Minutes: c.Minutes, Place: c.Place, Actor: g.Actor}
	if err := dates(day{c.HandedOut, &to.HandedOut}, day{c.Opened, &to.Opened}, day{c.Booked, &to.Booked}); err != nil {
		return err
	}
	i, err := c.begin(ctx, p, g, intake.Boxes, func(r *projections.Reader) (intake.Target, error) {
		found, err := r.Boxes(ctx, projections.BoxesQuery{})
		for _, b := range found.Books {
			if b.Boxes == c.Boxes {
				return intake.Target{Unit: b.Unit}, err
			}
		}
		return intake.Target{}, errors.Join(err, domain.Errorf(domain.NotFound, "there is no book of boxes %s", c.Boxes).On("boxes"))
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, i.door.Close(context.WithoutCancel(ctx))) }()
	to.Unit = i.target.Unit
	batch, err := intake.PlanBoxes(i.table, to, i.known)
	if err != nil {
		return err
	}
	outcomes, err := c.perform(ctx, p, i.door, batch.Requests)
	if err != nil {
		return err
	}
	return c.present(p, i.table, batch.Rows, len(batch.Requests) > 0, outcomes)
}

// day is a flag with the date it stands for.
type day struct {
	text string
	into *domain.Date
}

// dates reads those that were given.
func dates(all ...day) error {
	for _, d := range all {
		if d.text == "" {
			continue
		}
		var err error
		if *d.into, err = intake.ParseDate(d.text); err != nil {
			return err
		}
	}
	return nil
}
