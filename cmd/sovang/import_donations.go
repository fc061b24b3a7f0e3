package main

import (
	"context"
	"errors"

	"sovang/api/intake"
	"sovang/domain/ledger"
	"sovang/domain/person"
)

type importDonations struct {
	importFlags
	Compartment string      `help:"Compartment, where the rows do not say; unrestricted if left out." placeholder:"CODE"`
	Campaign    string      `help:"Code of the campaign, where the rows do not say." placeholder:"CODE"`
	Kind        person.Kind `help:"Kind of the donors who are new, where the rows do not say." placeholder:"KIND"`
}

// Run imports donations. Each row is a decision of its own: one that is refused leaves the others alone, in the preview as in the commit.
func (c *importDonations) Run(ctx context.Context, p Process, g *globals) (err error) {
	i, err := c.open(ctx, p, g, intake.Donations)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, i.door.Close(context.WithoutCancel(ctx))) }()
	i.target.Compartment, i.target.Campaign, i.target.Kind = c.Compartment, c.Campaign, c.Kind
	plans := intake.PlanDonations(i.table, i.target, i.known)
	outcomes, err := i.each(ctx, p, plans, c.Preview)
	if err != nil {
		return err
	}
	return c.show(p, i.table, plans, outcomes)
}

// each has every row decided for itself, or tried, and gives the outcome of each.
func (i *importing) each(ctx context.Context, p Process, plans []intake.Plan, preview bool) (outcomes []outcome, err error) {
	var requests []ledger.Request
	var at []int // the plan of each request
	for n, plan := range plans {
		if plan.Err == nil {
			requests, at = append(requests, plan.Request), append(at, n)
		}
	}
	outcomes = make([]outcome, len(plans))
	take := func(first int, some []outcome) {
		for k, o := range some {
			outcomes[at[first+k]] = o
		}
	}
	switch {
	case !preview:
		err = i.commit(ctx, p, requests, take)
	case len(requests) > 0:
		var tried []outcome
		tried, err = i.door.Try(ctx, requests)
		take(0, tried)
	}
	return outcomes, err
}

// commit submits requests one after another and goes on after a refusal.
func (i *importing) commit(ctx context.Context, p Process, requests []ledger.Request, take func(int, []outcome)) error {
	bar := p.progress("importing", int64(len(requests)))
	defer bar.end()
	for done := 0; done < len(requests); {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		some, err := submit(ctx, i.door, requests[done:done+upTo(requests[done:])])
		take(done, some)
		if done += len(some); err != nil {
			return err
		}
		bar.to(int64(done))
	}
	return nil
}
