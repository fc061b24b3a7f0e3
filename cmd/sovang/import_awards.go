package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"sovang/api/intake"
	"sovang/domain"
	"sovang/domain/fund"
)

type importAwards struct {
	importFlags
	List   string         `help:"Name of the list; with the fund it is what the list is known by. The file's name if left out." placeholder:"TEXT"`
	Award  fund.AwardKind `help:"Kind of award, where the rows do not say." default:"reward" enum:"scholarship,support,reward"`
	From   []string       `help:"Compartments to pay from, in order; unrestricted if left out." placeholder:"CODE"`
	Date   string         `help:"Booking date; today if left out." placeholder:"DATE"`
	Pay    bool           `help:"Pay the list; --no-pay only records it." default:"true" negatable:""`
	Reason string         `help:"What the voucher says." placeholder:"TEXT"`
}

// Run imports awards as one list. With one row refused nothing at all is done.
func (c *importAwards) Run(ctx context.Context, p Process, g *globals) (err error) {
	var day domain.Date
	if c.Date != "" {
		if day, err = intake.ParseDate(c.Date); err != nil {
			return err
		}
	}
	i, err := c.open(ctx, p, g, intake.Awards)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, i.door.Close(context.WithoutCancel(ctx))) }()
	to := intake.Awarding{Target: i.target, Name: cmp.Or(c.List, filepath.Base(c.File)), Award: c.Award, Booked: day, Today: domain.DateOf(time.Now()), Content: c.Reason, Pay: c.Pay}
	for _, code := range c.From {
		to.From = append(to.From, fund.AskedShare{Compartment: code})
	}
	list, err := intake.PlanAwards(i.table, to, i.known)
	if err != nil {
		return err
	}
	outcomes, err := c.perform(ctx, p, i, list)
	if err != nil {
		return err
	}
	return c.present(p, i.table, list, outcomes)
}

// perform tries or submits the commands of the list.
func (c *importAwards) perform(ctx context.Context, p Process, i *importing, list *intake.AwardList) ([]outcome, error) {
	if len(list.Requests) == 0 {
		return nil, nil
	}
	if c.Preview {
		return i.door.Try(ctx, list.Requests)
	}
	// What is only recorded is inert: were the payment refused after it, no money would have moved. Still, nothing is recorded that is
	// known beforehand to be refused.
	tried, err := i.door.Try(ctx, list.Requests)
	if err != nil || firstRefusal(tried) != nil {
		return tried, err
	}
	bar := p.progress("importing", int64(len(list.Requests)))
	defer bar.end()
	var outcomes []outcome
	for len(outcomes) < len(list.Requests) {
		if ctx.Err() != nil {
			return outcomes, ctx.Err()
		}
		rest := list.Requests[len(outcomes):]
		got, err := submit(ctx, i.door, rest[:upTo(rest)])
		if outcomes = append(outcomes, got...); err != nil || firstRefusal(got) != nil {
			return outcomes, err
		}
		bar.to(int64(len(outcomes)))
	}
	return outcomes, nil
}

func firstRefusal(outcomes []outcome) error {
	for _, o := range outcomes {
		if o.Err != nil {
			return o.Err
		}
	}
	return nil
}

// present shows the rows with what became of the list as a whole.
func (c *importAwards) present(p Process, t *intake.Table, list *intake.AwardList, outcomes []outcome) error {
	rows := make([]outcome, len(list.Rows))
	refusal := firstRefusal(outcomes)
	for n := range rows {
		switch {
		case len(list.Requests) == 0 && list.Rows[n].Err == nil:
			rows[n].Err = domain.Errorf(domain.Invalid, "not taken, since another row of the list is refused")
		case refusal != nil:
			rows[n].Err = refusal
		case len(outcomes) > 0:
			rows[n] = outcomes[len(outcomes)-1] // the payment, or the last chunk
		}
	}
	err := c.show(p, t, list.Rows, rows)
	if len(list.Requests) > 0 && refusal == nil {
		fmt.Fprintf(p.Err, "list %s, %s, hash %x\n", list.List, list.Sum, list.Hash)
	}
	if refusal != nil {
		return refusal
	}
	return err
}
