package main

import (
	"context"
	"errors"

	"sovang/api/intake"
	"sovang/domain/person"
)

type importPledges struct {
	importFlags
	Compartment string      `help:"Compartment, where the rows do not say; unrestricted if left out." placeholder:"CODE"`
	Campaign    string      `help:"Campaign, where the rows do not say, by its code." placeholder:"CODE"`
	Kind        person.Kind `help:"Kind of the donors who are new, where the rows do not say." placeholder:"KIND"`
}

// Run imports pledges. Each row is a decision of its own: one that is refused leaves the others alone.
func (c *importPledges) Run(ctx context.Context, p Process, g *globals) (err error) {
	i, err := c.open(ctx, p, g, intake.Pledges)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, i.door.Close(context.WithoutCancel(ctx))) }()
	i.target.Compartment, i.target.Campaign, i.target.Kind = c.Compartment, c.Campaign, c.Kind
	plans := intake.PlanPledges(i.table, i.target, i.known)
	outcomes, err := i.each(ctx, p, plans, c.Preview)
	if err != nil {
		return err
	}
	return c.show(p, i.table, plans, outcomes)
}
