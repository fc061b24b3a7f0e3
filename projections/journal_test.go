package projections_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/catalog"
	"sovang/domain/fund"
	"sovang/domain/journal"
	"sovang/projections"
	"sovang/projections/readdb"
)

// journalByHand is the postings of a fund on some days through an entry, the newest first, as the log has them.
func journalByHand(all []written, q projections.JournalQuery, code string) (lines []string) {
	for _, w := range slices.Backward(all) {
		if w.Number > q.AsOf.Entry {
			continue
		}
		for _, t := range slices.Backward(journal.Transactions(w.Entry)) {
			if t.Fund != q.Fund || q.From != nil && t.Date < *q.From || q.To != nil && t.Date > *q.To {
				continue
			}
			name, _, _ := catalog.Name(t.Event)
			line, posts := fmt.Sprint(w.Number, " ", t.Date, " ", name), q.Account == ""
			for _, p := range t.Postings {
				line += fmt.Sprint(" ", p.Account.Name(code), " ", p.Amount, p.Currency)
				posts = posts || p.Account.Name(code) == q.Account
			}
			if posts {
				lines = append(lines, line)
			}
		}
	}
	return lines
}

// TestJournal: a fund's journal is that of the log, part by part; over any days its postings add up to what the accounts changed by, and the running
// balance of an account ends at its closing balance and begins at its opening one.
func TestJournal(t *testing.T) {
	b := history(t, 14, 500)
	all := writtenIn(t, b.log)
	f := factsOf(t, b.log)
	last := uint64(len(all))
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		p := b.project(t, open(t), projections.Options{})
		b.caughtUp(t, p)
		shifted := 0
		for _, id := range f.funds[:1] {
			for _, days := range [][2]*domain.Date{{}, {&f.days[len(f.days)/3], nil}, {nil, &f.days[len(f.days)/2]}, {&f.days[len(f.days)/3], &f.days[len(f.days)/2]}} {
				for _, asOf := range []uint64{last, last * 2 / 3} {
					q := projections.JournalQuery{Fund: id, From: days[0], To: days[1], AsOf: projections.AsOf{Entry: asOf}, Limit: 20}
					shifted += journalAddsUp(t, p.Reader(), b, all, q)
				}
			}
		}
		if shifted == 0 {
			t.Error("no journal had a re-dating in it")
		}
	})
}

func journalAddsUp(t *testing.T, r *projections.Reader, b *book, all []written, q projections.JournalQuery) (redated int) {
	t.Helper()
	accounts, lines := journalOf(t, r, b, q)
	code := codeOf(all, q.Fund)
	if diff := cmp.Diff(journalByHand(all, q, code), linesOf(lines)); diff != "" {
		t.Fatalf("%+v: %s", q, diff)
	}
	sums := map[string]int64{}
	for _, x := range lines {
		if x.Fact == "fund.redated" {
			redated++
		}
		for _, p := range x.Postings {
			sums[p.Account+p.Currency] += p.Amount
		}
	}
	for _, a := range accounts {
		if a.Opening+a.Change != a.Closing || sums[a.Account+a.Currency] != a.Change {
			t.Fatalf("%+v: %+v, but its postings come to %d", q, a, sums[a.Account+a.Currency])
		}
		delete(sums, a.Account+a.Currency)
	}
	for k, sum := range sums {
		if sum != 0 {
			t.Fatalf("%+v: %s has %d in the journal and is no account", q, k, sum)
		}
	}
	for _, a := range accounts[:min(3, len(accounts))] {
		one := q
		one.Account = a.Account
		runsDown(t, r, b, one, a)
	}
	return redated
}

func runsDown(t *testing.T, r *projections.Reader, b *book, q projections.JournalQuery, a projections.AccountSpan) {
	t.Helper()
	_, lines := journalOf(t, r, b, q)
	stands := a.Closing
	for _, x := range lines {
		for _, p := range slices.Backward(x.Postings) {
			if p.Account != a.Account || p.Currency != a.Currency {
				continue
			}
			if p.Balance != stands {
				t.Fatalf("%+v: entry %d says a balance of %d, want %d", q, x.Entry, p.Balance, stands)
			}
			stands -= p.Amount
		}
	}
	if stands != a.Opening {
		t.Fatalf("%+v: it begins with %d, want %d", q, stands, a.Opening)
	}
}

// journalOf walks a journal part by part.
func journalOf(t *testing.T, r *projections.Reader, b *book, q projections.JournalQuery) (accounts []projections.AccountSpan, lines []projections.JournalTransaction) {
	t.Helper()
	for part := 0; ; part++ {
		j, err := r.Journal(t.Context(), b.log, q)
		if err != nil {
			t.Fatal(err)
		}
		if lines = append(lines, j.Transactions...); j.Next == 0 {
			return j.Accounts, lines
		}
		if q.Before = j.Next; part > 1000 {
			t.Fatal("the journal does not end")
		}
	}
}

func linesOf(lines []projections.JournalTransaction) (all []string) {
	for _, x := range lines {
		line := fmt.Sprint(x.Entry, " ", x.Booked, " ", x.Fact)
		for _, p := range x.Postings {
			line += fmt.Sprint(" ", p.Account, " ", p.Amount, p.Currency)
		}
		all = append(all, line)
	}
	return all
}

func codeOf(all []written, id uuid.UUID) string {
	for _, w := range all {
		for _, c := range w.Changes {
			for _, e := range c.Events {
				if o, ok := e.(fund.Opened); ok && c.Stream.ID() == id {
					return o.Code
				}
			}
		}
	}
	return ""
}

// TestFindUncovered: what made positions that no money stood behind is found with the facts that are asked for, and nothing else is.
func TestFindUncovered(t *testing.T) {
	for _, seed := range []uint64{1, 3, 12} {
		b := history(t, seed, 500)
		all := writtenIn(t, b.log)
		var want []uint64
		for _, w := range slices.Backward(all) {
			for _, c := range w.Changes {
				for _, e := range c.Events {
					payout, paid := e.(fund.PayoutMade)
					loss, lost := e.(fund.LossRecorded)
					_, covered := e.(fund.DeficitCovered)
					if (paid && len(payout.Uncovered) > 0 || lost && len(loss.Uncovered) > 0 || covered) && !slices.Contains(want, w.Number) {
						want = append(want, w.Number)
					}
				}
			}
		}
		_, found, err := b.built(t).Find(t.Context(), projections.FindQuery{Facts: []string{"fund.deficit-covered"}, Uncovered: true, Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, numbersOf(found)); diff != "" {
			t.Errorf("history %d: %s", seed, diff)
		}
		if seed == 1 && len(want) == 0 {
			t.Error("nothing was uncovered")
		}
	}
}
