package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sovang/api/scenarios"
	"sovang/api/sheet"
)

type demoCmd struct {
	Listen  string `help:"Address of the pages, the API, health and metrics." default:"127.0.0.1:8080" placeholder:"ADDR"`
	NoServe bool   `help:"Furnish, show the summary and exit."`
}

// demoDir is where the demonstration lives when no directory is named: beside the user's own ledger, never in it.
func demoDir() string { return userDir("XDG_DATA_HOME", ".local/share", "sovang-demo") }

// Run furnishes a ledger with the cases, through the same writer as every command. Run again it changes nothing.
func (c *demoCmd) Run(ctx context.Context, p Process, g *globals) error {
	if g.Data == "" {
		g.Data = demoDir()
	}
	fmt.Fprintf(p.Out, "Furnishing a demonstration in %s (remove the directory to begin anew)\n", g.Data)
	h, err := openHouse(ctx, g, p)
	if err != nil {
		return err
	}
	if err := c.furnish(ctx, p, h); err != nil {
		return errors.Join(err, h.Close(context.WithoutCancel(ctx)))
	}
	if c.NoServe {
		return h.Close(ctx)
	}
	if err := staffDemo(ctx, h); err != nil {
		return errors.Join(err, h.Close(context.WithoutCancel(ctx)))
	}
	return h.serve(ctx, p, faces{listen: c.Listen, rate: 1000, demo: true})
}

func (c *demoCmd) furnish(ctx context.Context, p Process, h *house) error {
	cases, err := scenarios.All()
	if err != nil {
		return err
	}
	begun, commands := time.Now(), 0
	for _, k := range cases {
		commands += len(k.Requests)
	}
	bar, all := p.progress("furnishing", int64(commands)), tally{}
	for _, k := range cases {
		for rest := k.Requests; len(rest) > 0; rest = rest[upTo(rest):] {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			outcomes, err := submit(ctx, h, rest[:upTo(rest)])
			for _, o := range outcomes {
				switch {
				case o.Err != nil:
					return fmt.Errorf("%s: %w", k.Name, o.Err)
				case o.Repeated:
					all.repeated++
				default:
					all.fresh++
				}
			}
			if err != nil {
				return err
			}
			bar.to(int64(all.fresh + all.repeated))
		}
	}
	bar.end()
	if _, err := h.Sync(ctx); err != nil {
		return err
	}
	fmt.Fprintf(p.Out, "%s commands applied, %s were there before, in %s\n\n", sheet.Count(int64(all.fresh)), sheet.Count(int64(all.repeated)), time.Since(begun).Round(time.Millisecond))
	return h.summary(ctx, p)
}

// staffDemo lets the demonstration's year go by and gives those their roles whose day can be tried on the pages. It is no part of the furniture: from
// then on the command line is bound by duties in their province, too.
func staffDemo(ctx context.Context, h *house) error {
	for rest := scenarios.Demo().Requests; len(rest) > 0; rest = rest[upTo(rest):] {
		outcomes, err := submit(ctx, h, rest[:upTo(rest)])
		for _, o := range outcomes {
			err = errors.Join(err, o.Err)
		}
		if err != nil {
			return fmt.Errorf("the demonstration cannot be furnished further, perhaps since another version of this program began it; remove its directory to begin anew: %w", err)
		}
	}
	return nil
}
