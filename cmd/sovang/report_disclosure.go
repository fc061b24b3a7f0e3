package main

import (
	"context"

	"sovang/api/document"
	"sovang/domain"
	"sovang/projections"
)

type reportDisclosure struct {
	reportFlags
	atFlag
	Fund string `help:"The fund, by code or id." placeholder:"CODE" xor:"of"`
	Unit string `help:"The funds of this unit, by code or id." placeholder:"CODE" xor:"of"`
	Tree bool   `help:"Everything below the unit, too."`
	Year int    `help:"The year; the last one that is over if left out." placeholder:"YEAR"`
}

// Run writes the disclosure of a year: everything that is made public of it, and nothing that must not be.
func (c *reportDisclosure) Run(ctx context.Context, p Process, g *globals) error {
	return g.readingRooted(ctx, p, func(r *projections.Reader, ledger door) error {
		asOf, err := r.AsOf(ctx, c.AsOf)
		if err != nil {
			return err
		}
		q := projections.DisclosureQuery{Tree: c.Tree, Year: c.Year, AsOf: asOf}
		if q.At, err = c.date(); err != nil {
			return err
		}
		if q.Fund, q.Unit, err = (scope{c.Fund, c.Unit}).find(ctx, r); err != nil {
			return err
		}
		if q.Year == 0 {
			if q.Year = domain.DateOf(asOf.Recorded).Year() - 1; q.At != nil {
				q.Year = q.At.Year()
			}
		}
		d, err := r.Disclosure(ctx, q)
		if err != nil {
			return err
		}
		root, err := ledger.Root(ctx, d.AsOf.Entry)
		if err != nil {
			return err
		}
		d.Root = root.Hex()
		return document.Year(p.Out, d, document.Options{Format: c.Format, Wide: c.Wide})
	})
}
