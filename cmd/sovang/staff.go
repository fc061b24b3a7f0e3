package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"sovang/api/apply"
	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/staff"
	"sovang/projections"
)

type staffCmd struct {
	Grant staffGrant `cmd:"" help:"Give somebody a role in a unit and everything below it."`
	End   staffEnd   `cmd:"" help:"Take a role back."`
	Sign  staffSign  `cmd:"" help:"Sign the commands of a file, as the one who asks, before they are applied."`
}

// office is a role of somebody's, as the command line names it.
type office struct {
	Name string `arg:"" help:"The name under which they act."`
	Role string `arg:"" help:"treasurer, cashier, approver, auditor, registrar, chair, donor or public."`
	Unit string `required:"" help:"The unit, by code or id." placeholder:"CODE"`
}

type staffGrant struct {
	office
	Person   uuid.UUID `help:"Who they are, where they are registered." placeholder:"ID"`
	From     string    `help:"The first day; today if left out." placeholder:"DATE"`
	Until    string    `help:"The last day; open if left out." placeholder:"DATE"`
	Basis    string    `required:"" help:"The decision or minutes it rests on." placeholder:"TEXT"`
	Override string    `help:"Why one person holds roles that should lie in two hands." placeholder:"TEXT"`
}

// Run grants a role.
func (c *staffGrant) Run(ctx context.Context, p Process, g *globals) error {
	grant := ledger.GrantRole{Actor: c.Name, Role: staff.Role(c.Role), Person: c.Person, Basis: c.Basis, Override: c.Override}
	if err := dates(day{c.From, &grant.From}, day{c.Until, &grant.Until}); err != nil {
		return err
	}
	entry, err := g.askIn(ctx, p, c.Unit, func(unit uuid.UUID) ledger.Command {
		grant.Unit = unit
		return grant
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(p.Out, "%s is %s in %s and below it (entry %d)\n", c.Name, c.Role, c.Unit, entry)
	return nil
}

type staffEnd struct {
	office
	On     string `help:"The first day on which it is held no more; today if left out." placeholder:"DATE"`
	Reason string `required:"" help:"Why." placeholder:"TEXT"`
}

// Run ends a role.
func (c *staffEnd) Run(ctx context.Context, p Process, g *globals) error {
	end := ledger.EndRole{Actor: c.Name, Role: staff.Role(c.Role), Reason: c.Reason}
	if err := dates(day{c.On, &end.On}); err != nil {
		return err
	}
	entry, err := g.askIn(ctx, p, c.Unit, func(unit uuid.UUID) ledger.Command {
		end.Unit = unit
		return end
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(p.Out, "%s is no longer %s in %s (entry %d)\n", c.Name, c.Role, c.Unit, entry)
	return nil
}

// askIn asks for one command about a unit that is named by code or id, and gives the entry it made.
func (g *globals) askIn(ctx context.Context, p Process, unit string, command func(uuid.UUID) ledger.Command) (entry uint64, err error) {
	d, err := g.door(ctx, p)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	var in uuid.UUID
	if err := g.readingBeside(ctx, d, func(r *projections.Reader) error {
		in, err = r.UnitNamed(ctx, unit)
		return err
	}); err != nil {
		return 0, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return 0, err
	}
	outcomes, err := d.Submit(ctx, []ledger.Request{{ID: id, Actor: g.Actor, Command: command(in)}})
	if err != nil {
		return 0, err
	}
	return outcomes[0].Entry, outcomes[0].Err
}

type staffSign struct {
	File string `arg:"" help:"JSON Lines of commands, as apply takes them; - reads standard input."`
}

// Run signs every command of the file, up to the first that is not to be signed by whoever asks.
func (c *staffSign) Run(ctx context.Context, p Process, g *globals) (err error) {
	in, _, err := openInput(c.File, p.In)
	if err != nil {
		return err
	}
	defer in.Close()
	var requests []ledger.Request
	var lines []int
	for r := apply.NewReader(in); ; {
		asked, line, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		request, err := signature(g.Actor, asked)
		if err != nil {
			return &apply.LineError{Line: line, Err: err}
		}
		requests, lines = append(requests, request), append(lines, line)
	}
	d, err := g.door(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	outcomes, err := submit(ctx, d, requests)
	for i, o := range outcomes {
		if o.Err != nil {
			return &apply.LineError{Line: lines[i], Err: o.Err}
		}
		fmt.Fprintf(p.Out, "signed %s (entry %d)\n", requests[i].Command.(ledger.Sign).ID, o.Entry)
	}
	return err
}

// signature asks for somebody's signature under a command. Its id comes from the command and the name: to sign twice is one signature.
func signature(actor string, asked ledger.Request) (ledger.Request, error) {
	name, data, err := ledger.Encode(asked.Command)
	if err != nil {
		return ledger.Request{}, err
	}
	digest, err := ledger.Digest(asked.Command)
	if err != nil {
		return ledger.Request{}, err
	}
	return ledger.Request{
		ID: uuid.NewSHA1(asked.ID, append(digest[:], domain.ActorKey(actor)...)), Actor: actor,
		Command: ledger.Sign{Command: name, ID: asked.ID, Data: jsontext.Value(data)},
	}, nil
}
