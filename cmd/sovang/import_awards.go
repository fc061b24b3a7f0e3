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
	outcomes, err := c.perform(ctx, p, i.door, list.Requests)
	if err != nil {
		return err
	}
	return c.present(p, i.table, list, outcomes)
}

// present shows the rows with what became of the list as a whole.
func (c *importAwards) present(p Process, t *intake.Table, list *intake.AwardList, outcomes []outcome) error {
	err := c.fileFlags.present(p, t, list.Rows, len(list.Requests) > 0, outcomes)
	if len(list.Requests) > 0 && firstRefusal(outcomes) == nil {
		fmt.Fprintf(p.Err, "list %s, %s, hash %x\n", list.List, list.Sum, list.Hash)
	}
	return err
}
