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
	"sovang/domain/ledger"
	"sovang/projections"
)

type importAwards struct {
	importFlags
	List   string         `help:"Name of the list; with the fund it is what the list is known by. The file's name if left out." placeholder:"TEXT"`
	Award  fund.AwardKind `help:"Kind of award, where the rows do not say: scholarship, support or reward; the round's, where it gives only one, else reward." default:"" enum:",scholarship,support,reward"`
	From   []string       `help:"Compartments to pay from, in order; unrestricted if left out." placeholder:"CODE"`
	Date   string         `help:"Booking date; today if left out." placeholder:"DATE"`
	Pay    bool           `help:"Pay the list; --no-pay only records it." default:"true" negatable:""`
	Reason string         `help:"What the voucher says." placeholder:"TEXT"`
	Round  string         `xor:"whose" required:"" help:"Nominate the rows in this award round, by code or id, instead of making a list of its own: the round pays." placeholder:"CODE"`

	round projections.Round
}

// Run imports awards as one list. With one row refused nothing at all is done.
func (c *importAwards) Run(ctx context.Context, p Process, g *globals) (err error) {
	var booked domain.Date
	if err := dates(day{c.Date, &booked}); err != nil {
		return err
	}
	i, err := c.begin(ctx, p, g, intake.Awards, func(r *projections.Reader) (intake.Target, error) {
		if c.Round != "" {
			return c.ofRound(ctx, r, g)
		}
		return c.aim(ctx, r, g)
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, i.door.Close(context.WithoutCancel(ctx))) }()
	awarding := intake.Awarding{Target: i.target, Name: cmp.Or(c.List, filepath.Base(c.File)), Booked: booked, Today: domain.DateOf(time.Now()), Content: c.Reason, Pay: c.Pay}
	for _, code := range c.From {
		awarding.From = append(awarding.From, fund.AskedShare{Compartment: code})
	}
	if c.Round != "" {
		awarding.Round = c.round.ID
		if c.round.Stacking != "" {
			awarding.Chunk = ledger.MostMerits
		}
	}
	if awarding.Award = cmp.Or(c.Award, fund.Reward); c.Award == "" && len(c.round.Awards) == 1 {
		awarding.Award = fund.AwardKind(c.round.Awards[0])
	}
	if len(c.round.Recipients) == 1 {
		awarding.Recipients = c.round.Recipients[0]
	}
	list, err := intake.PlanAwards(i.table, awarding, i.known)
	if err != nil {
		return err
	}
	outcomes, err := c.perform(ctx, p, i.door, list.Requests)
	if err != nil {
		return err
	}
	return c.present(p, i.table, list, outcomes)
}

// ofRound finds the round, whose fund and unit are those of the awards.
func (c *importAwards) ofRound(ctx context.Context, r *projections.Reader, g *globals) (intake.Target, error) {
	id, err := r.RoundNamed(ctx, c.Round)
	if err == nil {
		c.round, err = r.Round(ctx, projections.RoundQuery{Round: id})
	}
	return intake.Target{Fund: c.round.Fund, Unit: c.round.Unit, Place: c.Place, Actor: g.Actor}, err
}

// present shows the rows with what became of the list as a whole.
func (c *importAwards) present(p Process, t *intake.Table, list *intake.AwardList, outcomes []outcome) error {
	err := c.fileFlags.present(p, t, list.Rows, len(list.Requests) > 0, outcomes)
	switch {
	case len(list.Requests) == 0 || firstRefusal(outcomes) != nil:
	case c.Round != "":
		fmt.Fprintf(p.Err, "round %s, %s; report round shows the list, round.freeze gives the hash that an approver signs\n", c.round.Code, list.Sum)
	default:
		fmt.Fprintf(p.Err, "list %s, %s, hash %x\n", list.List, list.Sum, list.Hash)
	}
	return err
}
