package projections_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/award"
	"sovang/projections"
)

// linesAreRounds: what a list of rounds says of each from its steps is what the round itself says from its rows.
func linesAreRounds(tb testing.TB, lines projections.RoundLines, rounds []projections.Round) {
	tb.Helper()
	stages := map[award.Stage]int64{}
	byID := map[uuid.UUID]projections.RoundLine{}
	for i, l := range lines.Rounds {
		byID[l.ID] = l
		if i > 0 && l.Entry > lines.Rounds[i-1].Entry {
			tb.Errorf("round %s stands after an older one", l.Code)
		}
	}
	for _, o := range rounds {
		stages[award.Stage(o.Stage)]++
		l, ok := byID[o.ID]
		if !ok || l.Stage != o.Stage || l.Version != o.Version || l.List != o.List || l.Announced != o.Announced {
			tb.Errorf("round %s is %s, version %d; in the list %s, version %d", o.Code, o.Stage, o.Version, l.Stage, l.Version)
		}
		var live, amount, paid, sum, open, left int64
		for _, c := range o.Counts {
			switch c.State {
			case projections.RowExcluded, projections.RowDeclined:
				continue
			case projections.RowPaid, projections.RowProved, projections.RowReturned:
				paid, sum = paid+c.Rows, sum+c.Amount
			case projections.RowApproved, projections.RowAnnounced, projections.RowAbsent:
				open, left = open+c.Rows, left+c.Amount
			}
			live, amount = live+c.Rows, amount+c.Amount
		}
		if l.PaidRows != paid || l.PaidAmount != sum {
			tb.Errorf("of round %s %d rows, %d đồng are paid; in the list %d, %d", o.Code, paid, sum, l.PaidRows, l.PaidAmount)
		}
		if o.Stage == string(award.IsApproved) && (l.OpenRows != open || l.OpenAmount != left) {
			tb.Errorf("of round %s %d rows, %d đồng are to be paid; in the list %d, %d", o.Code, open, left, l.OpenRows, l.OpenAmount)
		}
		if early := o.Stage == string(award.Nominating) || o.Stage == string(award.IsFrozen); early && l.ListRows != live || o.Stage == string(award.IsFrozen) && l.ListAmount != amount {
			tb.Errorf("round %s has %d rows, %d đồng; in the list %d, %d", o.Code, live, amount, l.ListRows, l.ListAmount)
		}
	}
	if diff := cmp.Diff(stages, lines.Stages); diff != "" || len(byID) != len(rounds) {
		tb.Errorf("stages: %s; %d of %d rounds", diff, len(byID), len(rounds))
	}
}

// partsAreRounds: rounds in parts, by unit and by stage, are the same rounds; so are the rows of one in parts.
func partsAreRounds(tb testing.TB, ctx context.Context, r *projections.Reader, asOf projections.AsOf, at *domain.Date) {
	tb.Helper()
	ask := func(q projections.RoundLinesQuery) projections.RoundLines {
		q.AsOf, q.At = asOf, at
		found, err := r.RoundLines(ctx, q)
		if err != nil {
			tb.Fatal(err)
		}
		return found
	}
	ids := func(lines []projections.RoundLine) (ids []uuid.UUID) {
		for _, l := range lines {
			ids = append(ids, l.ID)
		}
		return ids
	}
	all := ask(projections.RoundLinesQuery{})
	var parts []uuid.UUID
	for before := uint64(0); ; {
		part := ask(projections.RoundLinesQuery{Before: before, Limit: 2})
		if parts = append(parts, ids(part.Rounds)...); !part.More {
			break
		}
		before = part.Rounds[len(part.Rounds)-1].Entry
	}
	if !slices.Equal(parts, ids(all.Rounds)) {
		tb.Errorf("two by two there are %v, want %v", parts, ids(all.Rounds))
	}
	for stage, n := range all.Stages {
		if got := ask(projections.RoundLinesQuery{Stage: stage}); int64(len(got.Rounds)) != n {
			tb.Errorf("%d rounds are %s, want %d", len(got.Rounds), stage, n)
		}
	}
	if len(all.Rounds) > 0 {
		unit, n := all.Rounds[0].Unit, 0
		for _, l := range all.Rounds {
			if l.Unit == unit {
				n++
			}
		}
		if got := ask(projections.RoundLinesQuery{Units: []uuid.UUID{unit}}); len(got.Rounds) != n {
			tb.Errorf("%d rounds are of one unit, want %d", len(got.Rounds), n)
		}
	}
	if got := ask(projections.RoundLinesQuery{Units: []uuid.UUID{}}); len(got.Rounds)+len(got.Stages) > 0 {
		tb.Errorf("%d rounds are of no unit", len(got.Rounds))
	}
	for _, l := range all.Rounds {
		q := projections.RoundQuery{Round: l.ID, AsOf: asOf, At: at, Rows: true}
		whole, err := r.Round(ctx, q)
		if err != nil {
			tb.Fatal(err)
		}
		countsAreRows(tb, whole)
		q.From, q.Most = 1, 2
		part, err := r.Round(ctx, q)
		if want := slices.DeleteFunc(slices.Clone(whole.Rows), func(x projections.RoundRow) bool { return x.Row < 1 || x.Row > 2 }); err != nil || !cmp.Equal(part.Rows, want) ||
			!cmp.Equal(part.Counts, whole.Counts) {
			tb.Errorf("rows 1 and 2 of %s are %v, want %v (%v)", l.Code, part.Rows, want, err)
		}
	}
}

// countsAreRows: the counts of a round are those of its rows, one by one.
func countsAreRows(tb testing.TB, o projections.Round) {
	tb.Helper()
	type kind struct {
		state            projections.RowState
		award, recipient string
	}
	counted := map[kind]projections.RoundCount{}
	for _, x := range o.Rows {
		k := kind{x.State, x.Award, x.RecipientKind}
		c := counted[k]
		c.State, c.Award, c.RecipientKind, c.Rows, c.Amount, c.Returned = x.State, x.Award, x.RecipientKind, c.Rows+1, c.Amount+x.Amount, c.Returned+x.Returned
		if x.Substituted {
			c.Substituted++
		}
		counted[k] = c
	}
	for _, c := range o.Counts {
		if k := (kind{c.State, c.Award, c.RecipientKind}); c != counted[k] {
			tb.Errorf("of round %s there are %+v, and by its rows %+v", o.Code, c, counted[k])
		}
	}
	if len(o.Counts) != len(counted) {
		tb.Errorf("the rows of round %s are counted as %+v, and by its rows as %+v", o.Code, o.Counts, counted)
	}
}
