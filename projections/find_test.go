package projections_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/catalog"
	"sovang/eventstore"
	"sovang/projections"
	"sovang/projections/readdb"
)

// written is an entry of the log with its line, which a search by hand goes through.
type written struct {
	domain.Entry
	line  []byte
	facts []string
}

func writtenIn(tb testing.TB, log eventstore.Log) (all []written) {
	for m, err := range log.Read(tb.Context(), 1, false) {
		if err != nil {
			tb.Fatal(err)
		}
		lines := slices.Collect(eventstore.Lines(m))
		i := 0
		for e, err := range eventstore.Entries(m) {
			if err != nil {
				tb.Fatal(err)
			}
			w := written{Entry: e, line: bytes.Clone(lines[i])}
			for _, c := range e.Changes {
				for _, event := range c.Events {
					name, _, _ := catalog.Name(event)
					w.facts = append(w.facts, name)
				}
			}
			all = append(all, w)
			i++
		}
	}
	return all
}

// byHand looks through the log itself.
func byHand(all []written, q projections.FindQuery, through uint64) (numbers []uint64) {
	for _, w := range slices.Backward(all) {
		day := domain.DateOf(w.Recorded)
		has := len(q.Facts) == 0 || slices.ContainsFunc(w.facts, func(f string) bool { return slices.Contains(q.Facts, f) })
		whose := q.Whose == nil || slices.ContainsFunc(w.Changes, func(c domain.Change) bool {
			return slices.Contains([]string{"fund", "store", "unit", "statistics", "staff"}, c.Stream.Kind()) && slices.Contains(q.Whose, c.Stream.ID())
		})
		if w.Number <= q.After || w.Number > through || q.Before != 0 && w.Number >= q.Before || !has || !whose ||
			q.Actor != "" && !domain.SameActor(w.Actor, q.Actor) || q.From != 0 && day < q.From || q.To != 0 && day > q.To {
			continue
		}
		numbers = append(numbers, w.Number)
	}
	return numbers[:min(len(numbers), 50)]
}

func numbersOf(found []projections.EntryInfo) (numbers []uint64) {
	for _, e := range found {
		numbers = append(numbers, e.Entry)
	}
	return numbers
}

// TestFindIsTheLogReadByHand: whatever is asked for, as of any entry, however the read side was built, the entries that are found and their counts are those of
// the log itself.
func TestFindIsTheLogReadByHand(t *testing.T) {
	b := history(t, 51, 700)
	all := writtenIn(t, b.log)
	if len(all) < 1100 {
		t.Fatalf("%d entries are too few stretches", len(all))
	}
	f := factsOf(t, b.log)
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		p := b.project(t, open(t), projections.Options{Batch: 37})
		b.caughtUp(t, p)
		foundByHand(t, p.Reader(), all, f)
		if err := p.Rebuild(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		foundByHand(t, p.Reader(), all, f)
	})
}

func foundByHand(t *testing.T, r *projections.Reader, all []written, f facts) {
	t.Helper()
	last := uint64(len(all))
	middle := domain.DateOf(all[last/2].Recorded)
	var queries []projections.FindQuery
	for _, facts := range [][]string{nil, {"fund.donation-received"}, {"fund.donation-reversed", "fund.payout-returned"}, {"fund.loss-spread"}} {
		for _, whose := range [][]uuid.UUID{nil, f.funds[:1], {f.funds[0], id("unit", 1)}, {}, {uuid.New()}} {
			queries = append(queries, projections.FindQuery{Facts: facts, Whose: whose}, projections.FindQuery{Facts: facts, Whose: whose, Actor: strings.ToUpper(all[3].Actor)},
				projections.FindQuery{Facts: facts, Whose: whose, Before: 600}, projections.FindQuery{Facts: facts, Whose: whose, After: 511, Before: 513},
				projections.FindQuery{Facts: facts, Whose: whose, From: middle, To: middle + 3}, projections.FindQuery{Facts: facts, Whose: whose, To: middle})
		}
	}
	if _, _, err := r.Find(t.Context(), projections.FindQuery{Facts: []string{"no.such"}}); domain.CodeOf(err) != domain.Invalid {
		t.Errorf("a fact that nobody knows: %v", err)
	}
	for _, through := range []uint64{1, 511, 512, 513, last - 1, last} {
		asOf := projections.AsOf{Entry: through}
		for _, q := range queries {
			q.AsOf = asOf
			_, found, err := r.Find(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(byHand(all, q, through), numbersOf(found)); diff != "" {
				t.Fatalf("%+v: %s", q, diff)
			}
		}
		for _, after := range []uint64{0, 1, 510, 511, 512, last / 2, last} {
			counts, err := r.CountEntries(t.Context(), after, asOf)
			if err != nil {
				t.Fatal(err)
			}
			countedByHand(t, all, after, through, counts)
		}
	}
}

func countedByHand(t *testing.T, all []written, after, through uint64, counts projections.EntryCounts) {
	t.Helper()
	facts, actors, entries := map[string]int64{}, map[string]int64{}, int64(0)
	for _, w := range all {
		if w.Number > after && w.Number <= through {
			entries++
			actors[w.Actor]++
			for _, name := range slices.Compact(slices.Sorted(slices.Values(w.facts))) {
				facts[name]++
			}
		}
	}
	told := func(all []projections.EntryCount) map[string]int64 {
		m := map[string]int64{}
		for _, c := range all {
			m[c.Name] = c.Count
		}
		return m
	}
	if counts.Entries != entries || cmp.Diff(told(counts.Facts), facts) != "" || cmp.Diff(told(counts.Actors), actors) != "" {
		t.Fatalf("after %d through %d: %d entries, by hand %d; %s %s", after, through, counts.Entries, entries, cmp.Diff(facts, told(counts.Facts)), cmp.Diff(actors, told(counts.Actors)))
	}
}

// TestFindAbout: what an id leads to, an entry that speaks of it each.
func TestFindAbout(t *testing.T) {
	b := history(t, 2, 400)
	all := writtenIn(t, b.log)
	f := factsOf(t, b.log)
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		p := b.project(t, open(t), projections.Options{})
		b.caughtUp(t, p)
		asked := slices.Concat(f.funds[:1], f.people[:6], f.donations[:8], f.payouts[:4], f.lists, f.slots, f.rounds)
		for _, id := range asked {
			_, found, err := p.Reader().Find(t.Context(), projections.FindQuery{About: id, Limit: 10_000})
			if err != nil || len(found) == 0 {
				t.Fatalf("%s: %d, %v", id, len(found), err)
			}
			for _, e := range found {
				if w := all[e.Entry-1]; w.ID != id && !bytes.Contains(w.line, []byte(id.String())) {
					t.Errorf("entry %d says nothing of %s: %s", e.Entry, id, w.line)
				}
			}
		}
	})
}
