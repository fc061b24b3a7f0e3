package projections_test

import (
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections"
)

// tally is the gifts of a log one by one: positions of donations, or of rows of sheets, with what of them has gone back.
type tally map[uuid.UUID][]*gift

type gift struct {
	lines  []fund.Line
	gone   int64
	amount int64
}

func (c tally) happen(id uuid.UUID, event domain.Event) {
	switch e := event.(type) {
	case fund.DonationReceived:
		if e.Awaiting {
			return
		}
		if len(e.Rows) == 0 {
			c[id] = append(c[id], &gift{lines: e.Lines, amount: e.Amount})
			return
		}
		from := e.Lines[0].From
		for _, r := range e.Rows {
			c[id] = append(c[id], &gift{lines: []fund.Line{{Compartment: e.Lines[0].Compartment, From: from, Amount: r.Amount}}, amount: r.Amount})
			from += r.Amount
		}
	case fund.DonationCleared:
		c[e.Donation] = append(c[e.Donation], &gift{lines: e.Lines, amount: e.Amount})
	case fund.DonationReversed:
		c.back(e.Donation, e.Gone)
	case fund.DonationRefunded:
		c.back(e.Donation, e.Home())
	}
}

func (c tally) back(id uuid.UUID, gone []fund.Piece) {
	for _, g := range c[id] {
		for _, l := range g.lines {
			for _, p := range gone {
				for _, s := range p.Spans {
					if both, ok := l.Span().Intersect(s); ok && p.Compartment == l.Compartment {
						g.gone += both.Len()
					}
				}
			}
		}
	}
}

// TestGiftsAreCounted: a sheet counts as its rows, and what went back altogether does not count.
func TestGiftsAreCounted(t *testing.T) {
	b := history(t, 51, 600)
	r, c := b.built(t), tally{}
	for e := range entries(t, b.log) {
		for _, change := range e.Changes {
			for _, event := range change.Events {
				c.happen(e.ID, event)
			}
		}
		if e.Number < 20 || e.Number%29 != 0 {
			continue
		}
		want, got, undone := int64(0), int64(0), 0
		for _, gifts := range c {
			for _, g := range gifts {
				if want++; g.gone == g.amount {
					want--
					undone++
				}
			}
		}
		balances, err := r.Balances(t.Context(), projections.BalancesQuery{AsOf: projections.AsOf{Entry: e.Number}})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range balances.Funds {
			for _, c := range f.Compartments {
				got += c.Donations
			}
		}
		if got != want {
			t.Fatalf("as of entry %d %d gifts are counted, there are %d, and %d that went back", e.Number, got, want, undone)
		}
	}
}
