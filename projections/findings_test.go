package projections_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections"
	"sovang/projections/readdb"
)

// alwaysFound are the facts that an inspection looks at whatever they say.
var alwaysFound = map[string]string{
	"fund.receipt-voided": "void", "store.delivery-reversed": "void", "store.issue-reversed": "void", "fund.loss-recorded": "uncovered", "fund.loss-spread": "uncovered",
	"fund.deficit-covered": "uncovered", "fund.donation-reversed": "reversal", "fund.donation-refunded": "reversal", "fund.payout-returned": "reversal", "fund.transfer-refused": "reversal",
	"fund.donation-dropped": "reversal", "fund.redated": "redating", "fund.redesignated": "redating", "fund.bridge-repaid": "redating", "fund.period-reopened": "closing",
	"fund.batch-overridden": "override",
}

// TestFindings: every fact that an inspection looks at is found once, under its kind, part by part as in one, and the deficits are those of the balances.
func TestFindings(t *testing.T) {
	b := history(t, 14, 500)
	all := writtenIn(t, b.log)
	last := uint64(len(all))
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		p := b.project(t, open(t), projections.Options{})
		b.caughtUp(t, p)
		r, found := p.Reader(), 0
		for _, asOf := range []uint64{last, last / 2} {
			for _, kind := range append(projections.FindingKinds(), "") {
				q := projections.FindingsQuery{Kind: kind, Limit: 10_000, AsOf: projections.AsOf{Entry: asOf}}
				whole, err := r.Findings(t.Context(), b.log, q)
				if err != nil {
					t.Fatal(err)
				}
				found += len(whole.Findings)
				if diff := cmp.Diff(inspectedByHand(all[:asOf], kind), countFound(whole.Findings)); diff != "" {
					t.Errorf("%s as of %d (-by hand +found):\n%s", kind, asOf, diff)
				}
				if diff := cmp.Diff(whole.Findings, findingsInParts(t, r, b, q)); diff != "" {
					t.Errorf("%s as of %d (-whole +parts):\n%s", kind, asOf, diff)
				}
				if kind == "" {
					deficitsStand(t, r, whole)
				}
			}
		}
		if found < 100 {
			t.Errorf("only %d were found", found)
		}
		if _, err := r.Findings(t.Context(), b.log, projections.FindingsQuery{Kind: "perhaps"}); domain.CodeOf(err) != domain.Invalid {
			t.Errorf("a kind that there is not: %v", err)
		}
	})
}

func inspectedByHand(all []written, kind string) map[string]int {
	count := map[string]int{}
	for _, w := range all {
		for _, f := range w.facts {
			if is := alwaysFound[f]; is != "" && (kind == "" || kind == is) {
				count[f]++
			}
		}
	}
	return count
}

func countFound(all []projections.Finding) map[string]int {
	count := map[string]int{}
	for _, x := range all {
		if alwaysFound[x.Fact] != "" {
			count[x.Fact]++
		}
	}
	return count
}

func findingsInParts(t *testing.T, r *projections.Reader, b *book, q projections.FindingsQuery) []projections.Finding {
	t.Helper()
	all := []projections.Finding{}
	for q.Limit = 7; ; {
		part, err := r.Findings(t.Context(), b.log, q)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, part.Findings...)
		if part.Next == 0 {
			return all
		}
		q.Before = part.Next
	}
}

func deficitsStand(t *testing.T, r *projections.Reader, f projections.Findings) {
	t.Helper()
	b, err := r.Balances(t.Context(), projections.BalancesQuery{AsOf: f.AsOf})
	if err != nil {
		t.Fatal(err)
	}
	var missing, told int64
	for _, x := range b.Funds {
		for _, k := range x.Compartments {
			missing += k.Uncovered
		}
	}
	for _, d := range f.Deficits {
		told += d.Amount
	}
	if missing != told {
		t.Errorf("as of %d %d are missing, %d are told", f.AsOf.Entry, missing, told)
	}
}

// TestDifferences: what changed between two points in time is what the balances of the two differ by, and a later point cannot be the earlier one.
func TestDifferences(t *testing.T) {
	b := history(t, 14, 300)
	f := factsOf(t, b.log)
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		p := b.project(t, open(t), projections.Options{})
		b.caughtUp(t, p)
		r := p.Reader()
		points := []projections.AsOf{{Entry: 1}, {Entry: f.last / 3}, {Entry: f.last}}
		changed := 0
		for i, from := range points {
			for _, to := range points[i:] {
				d, err := r.Differences(t.Context(), projections.DifferencesQuery{From: from, AsOf: to})
				if err != nil {
					t.Fatal(err)
				}
				changed += len(d.Funds)
				differenceAddsUp(t, r, d)
			}
		}
		if changed == 0 {
			t.Error("nothing changed in any fund")
		}
		if _, err := r.Differences(t.Context(), projections.DifferencesQuery{From: points[2], AsOf: points[1]}); domain.CodeOf(err) != domain.Invalid {
			t.Errorf("the later point as the earlier one: %v", err)
		}
	})
}

// differenceAddsUp holds every balance of the later point against the earlier one and what is said to have changed.
func differenceAddsUp(t *testing.T, r *projections.Reader, d projections.Differences) {
	t.Helper()
	by := map[string]int64{}
	for _, f := range d.Funds {
		for _, x := range f.Rows {
			by[f.Fund.String()+x.Code+x.Currency] += x.By()
		}
	}
	sums := func(asOf projections.AsOf) (map[string]int64, map[uuid.UUID]bool) {
		b, err := r.Balances(t.Context(), projections.BalancesQuery{AsOf: asOf})
		if err != nil && domain.CodeOf(err) != domain.NotFound {
			t.Fatal(err)
		}
		sums, funds := map[string]int64{}, map[uuid.UUID]bool{}
		for _, f := range b.Funds {
			funds[f.Fund] = true
			for _, k := range f.Compartments {
				sums[f.Fund.String()+k.Compartment+k.Currency] += k.Free - k.Uncovered
			}
			for _, p := range f.Places {
				sums[f.Fund.String()+p.Place+p.Currency] += p.Balance
			}
		}
		return sums, funds
	}
	was, _ := sums(d.From)
	is, funds := sums(d.AsOf)
	if len(funds) != len(d.Funds)+d.Same {
		t.Errorf("of %d funds %d changed and %d did not", len(funds), len(d.Funds), d.Same)
	}
	for k, amount := range is {
		if was[k]+by[k] != amount {
			t.Errorf("%s was %d, changed by %d and is %d", k, was[k], by[k], amount)
		}
	}
}
