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
	Fund     string `help:"The fund, by code or id." placeholder:"CODE" xor:"of"`
	Unit     string `help:"The funds of this unit, by code or id." placeholder:"CODE" xor:"of"`
	Campaign string `help:"The report at the end of this campaign, by code." placeholder:"CODE" xor:"of"`
	Tree     bool   `help:"Everything below the unit, too."`
	Year     int    `help:"The year; the last one that is over if left out." placeholder:"YEAR"`
}

// Run writes the disclosure of a year, or of a campaign: everything that is made public of it, and nothing that must not be, with the root of the log
// that it speaks of.
func (c *reportDisclosure) Run(ctx context.Context, p Process, g *globals) error {
	return g.readingRooted(ctx, p, func(r *projections.Reader, d door) error {
		asOf, err := r.AsOf(ctx, c.AsOf)
		if err != nil {
			return err
		}
		at, err := c.date()
		if err != nil {
			return err
		}
		root, err := d.Root(ctx, asOf.Entry)
		if err != nil {
			return err
		}
		o := document.Options{Format: c.Format, Wide: c.Wide}
		if c.Campaign != "" {
			if c.Year != 0 || c.Tree {
				return domain.Errorf(domain.Invalid, "a campaign is told whole, whatever year and whoever's").On("campaign")
			}
			found, err := r.CampaignDisclosure(ctx, projections.CampaignDisclosureQuery{Campaign: c.Campaign, AsOf: asOf, At: at})
			if err != nil {
				return err
			}
			found.Root = root.Hex()
			return document.Campaign(p.Out, found, o)
		}
		found, err := c.year(ctx, r, asOf, at)
		if err != nil {
			return err
		}
		found.Root = root.Hex()
		return document.Year(p.Out, found, o)
	})
}

// year asks for the disclosure of a year.
func (c *reportDisclosure) year(ctx context.Context, r *projections.Reader, asOf projections.AsOf, at *domain.Date) (projections.Disclosure, error) {
	q := projections.DisclosureQuery{Tree: c.Tree, Year: c.Year, AsOf: asOf, At: at}
	var err error
	if q.Fund, q.Unit, err = (scope{c.Fund, c.Unit}).find(ctx, r); err != nil {
		return projections.Disclosure{}, err
	}
	if q.Year == 0 {
		if q.Year = domain.DateOf(asOf.Recorded).Year() - 1; at != nil {
			q.Year = at.Year()
		}
	}
	return r.Disclosure(ctx, q)
}
