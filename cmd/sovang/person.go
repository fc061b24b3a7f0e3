package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
)

type personCmd struct {
	Forget forgetCmd `cmd:"" help:"Destroy a person's key and with it everything that says who they are. Sums and proofs stand."`
}

type forgetCmd struct {
	Person string `arg:"" help:"The person's id."`
	Reason string `help:"Why, for the log; no names." placeholder:"TEXT"`
	Yes    bool   `help:"I know that this cannot be undone." required:""`
}

// Run has a person forgotten. It may be run again after any stop: the wish is in the log, and the key is destroyed however often that is asked.
func (c *forgetCmd) Run(ctx context.Context, p Process, g *globals) (err error) {
	id, err := uuid.Parse(c.Person)
	if err != nil {
		return domain.Errorf(domain.Invalid, "%q is no id of a person", c.Person).On("person")
	}
	d, err := g.door(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	// The command's id comes from the person's: forgetting somebody twice is one fact.
	r := ledger.Request{ID: uuid.NewSHA1(id, []byte("person.forget")), Actor: g.Actor, Command: ledger.ForgetPerson{Person: id, Reason: c.Reason}}
	outcomes, err := d.Submit(ctx, []ledger.Request{r})
	if err != nil {
		return err
	}
	if err := outcomes[0].Err; err != nil {
		return err
	}
	entry, err := d.Sync(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.Out, "forgotten in entry %d; the key is destroyed and the read side (entry %d) has nothing left\n", outcomes[0].Entry, entry)
	return nil
}
