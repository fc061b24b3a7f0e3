package projections

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"time"

	"sovang/domain"
	"sovang/eventstore"
	"sovang/eventstore/merkle"
	"sovang/projections/readdb"
)

// The hashes of the tree over the log are kept here for whole subtrees only (merkle.Width leaves, Width of those …), and for the right edge beside the
// checkpoint: like all rows they can be made again from the log, and who does so sees whether they were right.

// leaf takes in the hash of the entry that is being folded.
func (f *fold) leaf(h merkle.Hash) {
	f.edge.Add(h, func(level int, i uint64, node merkle.Hash) { f.t.tree.add(int64(level), int64(i), node[:]) })
}

// Root is the hash that stands for every stored byte of the entries up to one.
type Root struct {
	Entry    uint64      `json:"entry"`
	Recorded time.Time   `json:"recorded,omitzero"`
	Hash     merkle.Hash `json:"hash"` // base64
}

// Hex is the hash as most tools write it.
func (r Root) Hex() string { return hex.EncodeToString(r.Hash[:]) }

// Line is one entry as it is stored, without its line feed: what is sealed in it stays sealed, and merkle.Leaf of it is its leaf. It fails with
// eventstore.ErrLost where the log does not have it.
func (r *Reader) Line(ctx context.Context, log eventstore.Log, entry uint64, asOf AsOf, at *domain.Date) (line []byte, err error) {
	err = r.viewAt(ctx, asOf, at, func(v *view) error {
		booked, err := v.entryBy(int64(entry))
		if err != nil || entry == 0 || entry > uint64(v.n) || !booked {
			return noEntry(err, entry)
		}
		t := keptTree{v: v, log: log}
		if err := t.lines(entry-1, 1, func(l []byte) { line = bytes.Clone(l) }); err != nil || line == nil {
			return cmp.Or(err, fmt.Errorf("%w: entry %d", eventstore.ErrLost, entry))
		}
		return nil
	})
	return line, err
}

func noEntry(err error, entry uint64) error {
	return cmp.Or(err, error(domain.Errorf(domain.NotFound, "there is no entry %d as of that entry and day", entry).On("entry")))
}

// Inclusion proves that an entry is in the log that a root stands for (RFC 6962): Path leads from its leaf, number Entry-1 of Root.Entry, to the root.
type Inclusion struct {
	Entry uint64        `json:"entry"`
	Leaf  merkle.Hash   `json:"leaf"` // base64, as all hashes here
	Path  []merkle.Hash `json:"path"`
	Root  Root          `json:"root"`
}

// Inclusion proves that an entry is in the log as of another one.
func (r *Reader) Inclusion(ctx context.Context, log eventstore.Log, entry uint64, asOf AsOf) (p Inclusion, err error) {
	err = r.view(ctx, asOf, func(v *view) error {
		if entry == 0 || entry > uint64(v.n) {
			return noEntry(nil, entry)
		}
		t := &keptTree{v: v, log: log}
		leaves, err := t.Leaves(entry-1, 1)
		if err != nil || len(leaves) != 1 {
			return cmp.Or(err, fmt.Errorf("%w: entry %d", eventstore.ErrLost, entry))
		}
		p.Entry, p.Leaf = entry, leaves[0]
		if p.Path, err = merkle.Inclusion(uint64(v.n), entry-1, t); err == nil {
			p.Root, err = v.root(log)
		}
		return err
	})
	return p, err
}

// Extension proves that the log of one root is the beginning of that of another (RFC 6962).
type Extension struct {
	From Root          `json:"from"`
	Path []merkle.Hash `json:"path"`
	To   Root          `json:"to"`
}

// Extension proves that the log as of an entry goes on from what it was as of an earlier one.
func (r *Reader) Extension(ctx context.Context, log eventstore.Log, from, asOf AsOf) (p Extension, err error) {
	if p.From, err = r.Root(ctx, log, from); err != nil {
		return p, err
	}
	err = r.view(ctx, asOf, func(v *view) error {
		if p.From.Entry == 0 || p.From.Entry > uint64(v.n) {
			return noEntry(nil, p.From.Entry)
		}
		if p.Path, err = merkle.Extension(uint64(v.n), p.From.Entry, &keptTree{v: v, log: log}); err == nil {
			p.To, err = v.root(log)
		}
		return err
	})
	return p, err
}

// Root gives the root of the log as of an entry. Of the last entry it is at hand; of an earlier one it takes at most merkle.Width-1 entries from the
// log. It fails with eventstore.ErrLost where one of those is not there.
func (r *Reader) Root(ctx context.Context, log eventstore.Log, asOf AsOf) (root Root, err error) {
	err = r.view(ctx, asOf, func(v *view) (err error) {
		root, err = v.root(log)
		return err
	})
	return root, err
}

func (v *view) root(log eventstore.Log) (root Root, err error) {
	root.Entry, root.Recorded = v.asOf.Entry, v.asOf.Recorded
	var edge []byte
	if _, err := v.row("SELECT edge FROM @checkpoint WHERE one = 1", nil, &edge); err != nil {
		return root, err
	}
	whole, err := merkle.ParseEdge(uint64(v.latest), edge)
	if err != nil {
		return root, domain.Errorf(domain.Internal, "%v; rebuild the read side", err)
	}
	if v.n == v.latest {
		root.Hash = whole.Root()
		return root, nil
	}
	root.Hash, err = merkle.Root(uint64(v.n), &keptTree{v: v, log: log})
	return root, err
}

// keptTree is the tree as this view and the log have it.
type keptTree struct {
	v    *view
	log  eventstore.Log
	last eventstore.Message
}

var _ merkle.Kept = (*keptTree)(nil)

// Nodes implements merkle.Kept.
func (t *keptTree) Nodes(level int, first, count uint64) (found []merkle.Hash, err error) {
	return found, t.v.rows(func(r readdb.Row) error {
		var node []byte
		if err := r.Scan(&node); err != nil {
			return err
		}
		if len(node) != len(merkle.Hash{}) {
			return domain.Errorf(domain.Internal, "a hash of the tree has %d bytes; rebuild the read side", len(node))
		}
		found = append(found, merkle.Hash(node))
		return nil
	}, "SELECT t.hash FROM @tree t WHERE t.level = $1 AND t.i >= $2 AND t.i < $3 ORDER BY t.i", level, int64(first), int64(first+count))
}

// Leaves implements merkle.Kept.
func (t *keptTree) Leaves(first, count uint64) (found []merkle.Hash, err error) {
	err = t.lines(first, count, func(line []byte) { found = append(found, merkle.Leaf(line)) })
	return found, err
}

// lines gives the lines of count entries from the one at first (from 0) on, as they are stored.
func (t *keptTree) lines(first, count uint64, each func([]byte)) error {
	type place struct{ first, sequence int64 }
	var places []place
	err := t.v.rows(func(r readdb.Row) error {
		var p place
		err := r.Scan(&p.first, &p.sequence)
		places = append(places, p)
		return err
	}, `SELECT m.first_n, m.seq FROM @messages m WHERE m.first_n <= $1 AND m.first_n >=
		(SELECT MAX(b.first_n) FROM @messages b WHERE b.first_n <= $2) ORDER BY m.first_n`, int64(first+count), int64(first+1))
	if err != nil {
		return err
	}
	for _, p := range places {
		if t.last.Sequence != uint64(p.sequence) {
			if t.last, err = t.log.Get(t.v.ctx, uint64(p.sequence)); err != nil {
				return fmt.Errorf("%w: message %d: %w", eventstore.ErrLost, p.sequence, err)
			}
		}
		leaf := uint64(p.first) - 1
		for line := range eventstore.Lines(t.last) {
			if leaf >= first && leaf < first+count {
				each(line)
			}
			leaf++
		}
	}
	return nil
}
