package projections

import (
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

// Root gives the root of the log as of an entry. Of the last entry it is at hand; of an earlier one it takes at most merkle.Width-1 entries from the
// log. It fails with eventstore.ErrLost where one of those is not there.
func (r *Reader) Root(ctx context.Context, log eventstore.Log, asOf AsOf) (root Root, err error) {
	err = r.view(ctx, asOf, func(v *view) error {
		root.Entry, root.Recorded = v.asOf.Entry, v.asOf.Recorded
		var edge []byte
		if _, err := v.row("SELECT edge FROM @checkpoint WHERE one = 1", nil, &edge); err != nil {
			return err
		}
		whole, err := merkle.ParseEdge(uint64(v.latest), edge)
		if err != nil {
			return domain.Errorf(domain.Internal, "%v; rebuild the read side", err)
		}
		if v.n == v.latest {
			root.Hash = whole.Root()
			return nil
		}
		root.Hash, err = merkle.Root(uint64(v.n), &keptTree{v: v, log: log})
		return err
	})
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
	type place struct{ first, sequence int64 }
	var places []place
	err = t.v.rows(func(r readdb.Row) error {
		var p place
		err := r.Scan(&p.first, &p.sequence)
		places = append(places, p)
		return err
	}, `SELECT m.first_n, m.seq FROM @messages m WHERE m.first_n <= $1 AND m.first_n >=
		(SELECT MAX(b.first_n) FROM @messages b WHERE b.first_n <= $2) ORDER BY m.first_n`, int64(first+count), int64(first+1))
	if err != nil {
		return nil, err
	}
	for _, p := range places {
		if t.last.Sequence != uint64(p.sequence) {
			if t.last, err = t.log.Get(t.v.ctx, uint64(p.sequence)); err != nil {
				return nil, fmt.Errorf("%w: message %d: %w", eventstore.ErrLost, p.sequence, err)
			}
		}
		leaf := uint64(p.first) - 1
		for line := range eventstore.Lines(t.last) {
			if leaf >= first && leaf < first+count {
				found = append(found, merkle.Leaf(line))
			}
			leaf++
		}
	}
	return found, nil
}
