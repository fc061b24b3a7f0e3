package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

type rebuildCmd struct{}

// Run builds the read side anew beside the one that serves, then switches. A stop in the middle leaves the old one serving.
func (c *rebuildCmd) Run(ctx context.Context, p Process, g *globals) (err error) {
	d, err := g.door(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	begun, bar := time.Now(), p.progress("rebuilding", 0)
	err = d.Rebuild(ctx, bar.of)
	bar.end()
	if err != nil {
		return err
	}
	entries, err := d.Sync(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.Out, "the read side is built anew from %d entries in %s\n", entries, time.Since(begun).Round(time.Millisecond))
	return nil
}
