package main

import (
	"context"
	"errors"
	"fmt"

	"sovang/api/account"
)

type accountCmd struct {
	Link accountLink `cmd:"" help:"Make a link with which somebody chooses a password for the pages. Their old one and every session of theirs end."`
}

// linkAsk is whose link is asked for, and by whom.
type linkAsk struct {
	Actor string `json:"actor"`
	By    string `json:"by"`
}

// Link implements door.
func (h *house) Link(ctx context.Context, q linkAsk) (path string, err error) {
	secret, _, err := h.people.Rescue(ctx, q.Actor, q.By)
	return "/invitation/" + secret, err
}

// Link implements door.
func (v *visitor) Link(ctx context.Context, q linkAsk) (path string, err error) {
	err = v.ask(ctx, question{Do: doLink, Link: &q}, nil, func(said answer) { path = said.Link })
	return path, err
}

type accountLink struct {
	Name string `arg:"" help:"The name under which they act."`
}

// Run makes the link. It goes to standard output alone; what it is goes beside it.
func (c *accountLink) Run(ctx context.Context, p Process, g *globals) (err error) {
	d, err := g.door(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	path, err := d.Link(ctx, linkAsk{c.Name, g.Actor})
	if err != nil {
		return err
	}
	fmt.Fprintln(p.Out, path)
	fmt.Fprintf(p.Err, "the link of %s, below the address of the pages; it works once, for %d days\n", c.Name, int(account.LinkLives.Hours()/24))
	return nil
}
