package main

import (
	"context"
	"encoding/base64"
	"errors"

	"sovang/api/sheet"
	"sovang/domain"
	"sovang/eventstore/merkle"
	"sovang/projections"
)

type auditCmd struct {
	Root auditRoot `cmd:"" help:"The one hash that stands for every byte of the log up to an entry."`
}

type auditRoot struct {
	Format    sheet.Format `help:"${formats}" default:"table" enum:"table,json,csv"`
	AsOf      string       `help:"Of the log up to then: an entry's number, a date, a moment." placeholder:"WHEN"`
	Recompute bool         `help:"Read the whole log up to there and compare."`
}

// Run shows the root of the log: whoever kept it sees from it that nothing before was changed, left out or put in.
func (c *auditRoot) Run(ctx context.Context, p Process, g *globals) error {
	return g.readingRooted(ctx, p, func(r *projections.Reader, d door) error {
		asOf, err := r.AsOf(ctx, c.AsOf)
		if err != nil {
			return err
		}
		root, err := d.Root(ctx, asOf.Entry)
		if err == nil && c.Recompute {
			err = recompute(ctx, d, root)
		}
		if err != nil {
			return err
		}
		s := &sheet.Sheet{Name: "root", Title: "Gốc của sổ (RFC 6962, SHA-256)", AsOf: root.Entry, Columns: []sheet.Column{
			{Key: "entry", Title: "Bút toán"}, {Key: "recorded", Title: "Ghi lúc"}, {Key: "root", Title: "Gốc"}, {Key: "base64", Title: "base64"},
		}, Aside: []string{"base64"}}
		s.Add(root.Entry, root.Recorded, root.Hex(), base64.StdEncoding.EncodeToString(root.Hash[:]))
		if c.Recompute {
			s.Note = "Đã đọc lại toàn bộ sổ đến đó: đúng."
		}
		return s.Write(p.Out, c.Format)
	})
}

// recompute makes the root from the lines of the log itself.
func recompute(ctx context.Context, d door, root projections.Root) error {
	var e merkle.Edge
	err := errEnough
	if root.Entry > 0 {
		err = d.Entries(ctx, func(line []byte) error {
			if e.Add(merkle.Leaf(line), func(int, uint64, merkle.Hash) {}); e.Len() == root.Entry {
				return errEnough
			}
			return nil
		})
	}
	switch {
	case err == nil:
		return domain.Errorf(domain.Internal, "the log ends at entry %d, before entry %d", e.Len(), root.Entry)
	case !errors.Is(err, errEnough):
		return err
	case e.Root() != root.Hash:
		return domain.Errorf(domain.Internal, "the read side has %s as the root of entry %d, and the log makes %s: one of the two was changed. Compare both with a root that was printed or published before; "+
			"where that is the log's, sovang rebuild mends the read side, else put a backup of the log beside and compare", root.Hex(), root.Entry, projections.Root{Hash: e.Root()}.Hex())
	}
	return nil
}
