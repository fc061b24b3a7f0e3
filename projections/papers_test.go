package projections_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/person"
	"sovang/projections"
	"sovang/projections/readdb"
)

// comparePapers holds what is looked up by number against the whole register: the ends of series, a range of each, whose paper each is.
func (w *world) comparePapers(t *testing.T, r *projections.Reader, id uuid.UUID, g projections.Register) {
	t.Helper()
	ends, err := r.SeriesOf(t.Context(), id, g.AsOf)
	if err != nil || len(ends) != len(g.Series) {
		t.Fatalf("%v: the series are %v, %v; the register has %v", g.AsOf, ends, err, g.Series)
	}
	last := map[string]int64{}
	for _, e := range ends {
		last[e.Series] = e.Last
	}
	for _, s := range g.Series {
		if last[s.Series] != s.Last || !s.Whole() || s.First != 1 {
			t.Errorf("%v: %+v, and its last number is said to be %d", g.AsOf, s, last[s.Series])
		}
		from, to := s.Last/3+1, s.Last*2/3+1
		part, err := r.Receipts(t.Context(), projections.RegisterQuery{Fund: id, Series: s.Series, From: from, To: to, Range: true, AsOf: g.AsOf})
		to = min(to, s.Last)
		if err != nil || len(part.Series) != 1 || part.Series[0].All != to-from+1 || !part.Series[0].Whole() || int64(len(part.Receipts)) != to-from+1 || part.Receipts[0].No != from {
			t.Errorf("%v: %s from %d to %d is %+v, %v", g.AsOf, s.Series, from, to, part, err)
		}
	}
	for _, p := range g.Receipts {
		if (p.What == "donation" || p.What == "replacement") != (p.Donation != uuid.Nil) {
			t.Errorf("%v: %s %d of a %s is of the donation %s", g.AsOf, p.Series, p.No, p.What, p.Donation)
		}
		if p.Donation == uuid.Nil {
			continue
		}
		if d, err := r.Donation(t.Context(), p.Donation, g.AsOf); err != nil || d.Fund != id {
			t.Errorf("%v: %s %d is of %+v, %v", g.AsOf, p.Series, p.No, d, err)
		}
	}
}

// TestNumbersBetween: which numbers some entries gave is what the register says of them.
func TestNumbersBetween(t *testing.T) {
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		b := history(t, 5, 400)
		r := b.project(t, open(t), projections.Options{}).Reader()
		f := factsOf(t, b.log)
		g, err := r.Receipts(t.Context(), projections.RegisterQuery{Fund: f.funds[0]})
		if err != nil || len(g.Receipts) == 0 {
			t.Fatal(g, err)
		}
		after, until := f.last/3, f.last*2/3
		for _, s := range g.Series {
			from, to, err := r.NumbersBetween(t.Context(), f.funds[0], s.Series, after, until)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range g.Receipts {
				if p.Series == s.Series && (p.Entry > after && p.Entry <= until) != (p.No >= from && p.No <= to) {
					t.Errorf("%s %d of entry %d is in or out of %d to %d", p.Series, p.No, p.Entry, from, to)
				}
			}
		}
	})
}

// TestCard: what is known of somebody is read from the log as it was said last, and is gone once they are forgotten.
func TestCard(t *testing.T) {
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		b := small(t)
		who, now := id("person", 1), person.Card{Name: "Nguyễn Thị Lan", Phone: "0912 345 678", Email: "lan@example.vn", Address: "Thôn Đoài, xã An"}
		p := b.project(t, open(t), projections.Options{})
		known := func(want person.Card) {
			t.Helper()
			b.caughtUp(t, p)
			got, err := p.Reader().Card(t.Context(), b.log, b.vault, who)
			if err != nil || fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
				t.Errorf("the card is %+v, %v, want %+v", got, err, want)
			}
		}
		first, err := p.Reader().Card(t.Context(), b.log, b.vault, who)
		if err != nil || first.Name == "" {
			t.Fatal(first, err)
		}
		b.must(ledger.DescribePerson{Person: who, Card: now})
		known(now)
		b.must(ledger.DescribePerson{Person: id("person", 0), Card: person.Card{Name: "Người khác"}})
		known(now)
		both := []uuid.UUID{id("person", 0), who}
		if cards, err := p.Reader().Cards(t.Context(), b.log, b.vault, both); err != nil || len(cards) != 2 || cards[who].Address != now.Address || cards[both[0]].Name != "Người khác" {
			t.Errorf("the cards of two are %+v, %v", cards, err)
		}
		b.must(ledger.ForgetPerson{Person: who})
		known(person.Card{})
		if cards, err := p.Reader().Cards(t.Context(), b.log, b.vault, both); err != nil || len(cards) != 1 || cards[both[0]].Name != "Người khác" {
			t.Errorf("once one is forgotten the cards are %+v, %v", cards, err)
		}
		if _, err := p.Reader().Card(t.Context(), b.log, b.vault, uuid.New()); domain.CodeOf(err) != domain.NotFound {
			t.Error(err)
		}
	})
}
