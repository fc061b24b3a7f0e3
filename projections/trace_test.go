package projections_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/journal"
	"sovang/domain/money"
	"sovang/eventstore"
	"sovang/projections"
)

// paidBy gathers what the fates of a donation gave to payouts, by payout and by row of a list. Rows are counted where they are all
// there.
func paidBy(into map[string]int64, donation uuid.UUID, fates []projections.Fate) {
	for _, f := range fates {
		paidBy(into, donation, f.Into)
		if f.Kind != projections.FatePaid && f.Kind != projections.FateLost {
			continue
		}
		into[f.ID.String()+" from "+donation.String()] += f.Amount
		for _, r := range f.Rows {
			into[f.ID.String()+" "+r.Code+" from "+donation.String()] += r.Amount
		}
	}
}

// TestTraces holds the two directions against each other: what a donation says it gave to a payout is what the payout says it got from
// the donation, to the đồng, over transfers, covers and sales; and every trace adds up.
func TestTraces(t *testing.T) {
	seeds := []uint64{11, 12, 13, 14, 15, 16}
	if testing.Short() {
		seeds = seeds[:2]
	}
	for _, seed := range seeds {
		b := history(t, seed, 700)
		f := factsOf(t, b.log)
		r, proved := b.built(t), int64(0)
		for _, asOf := range []projections.AsOf{{}, {Entry: f.last / 2}} {
			forward, backward := map[string]int64{}, map[string]int64{}
			rows := provedRows(t, r, f.rounds, asOf)
			for _, id := range f.donations {
				trace, err := r.TraceDonation(t.Context(), projections.TraceQuery{ID: id, AsOf: asOf, Proofs: true})
				if domain.CodeOf(err) == domain.NotFound {
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				addsUp(t, trace)
				proved += provedByRow(t, rows, trace.Fates)
				paidBy(forward, id, trace.Fates)
				sameByRow(t, r, f.rows[id], asOf, trace)
				byDay(t, r, projections.TraceQuery{ID: id, AsOf: asOf, At: &f.days[len(f.days)/2]})
			}
			for _, id := range append(f.payouts, lossesOf(t, b.log)...) {
				for _, row := range append(f.rows[id], "") {
					payoutSources(t, r, projections.TraceQuery{ID: id, Row: row, AsOf: asOf}, backward)
				}
			}
			for key, amount := range forward {
				if backward[key] != amount {
					t.Errorf("seed %d, %v: %s: the donation says %d, the payout %d", seed, asOf, key, amount, backward[key])
				}
				delete(backward, key)
			}
			for key, amount := range backward {
				t.Errorf("seed %d, %v: %s: the payout says %d, the donation nothing", seed, asOf, key, amount)
			}
		}
		if proved == 0 {
			t.Errorf("seed %d: nothing was signed for: this test would show nothing of it", seed)
		}
	}
}

// provedRows are the rows of all rounds that were signed for, by list and code.
func provedRows(t *testing.T, r *projections.Reader, rounds []uuid.UUID, asOf projections.AsOf) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, id := range rounds {
		round, err := r.Round(t.Context(), projections.RoundQuery{Round: id, AsOf: asOf, Rows: true})
		if domain.CodeOf(err) == domain.NotFound {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range round.Rows {
			all[round.List.String()+row.Code] = row.State == projections.RowProved
		}
	}
	return all
}

// provedByRow: what of a donation was signed for is what lies in rows that were.
func provedByRow(t *testing.T, rows map[string]bool, fates []projections.Fate) (all int64) {
	t.Helper()
	for _, f := range fates {
		sum := int64(0)
		for _, row := range f.Rows {
			if rows[f.List.String()+row.Code] {
				sum += row.Amount
			}
		}
		if f.Proved != sum {
			t.Errorf("of %d đồng of payout %s %d were signed for, and %d lie in rows that were", f.Amount, f.ID, f.Proved, sum)
		}
		all += f.Proved + provedByRow(t, rows, f.Into)
	}
	return all
}

// sameByRow: the rows of a sheet together went where the sheet did.
func sameByRow(t *testing.T, r *projections.Reader, rows []string, asOf projections.AsOf, whole projections.DonationTrace) {
	t.Helper()
	all, one := map[string]int64{}, map[string]int64{}
	for _, f := range whole.Fates {
		all[fmt.Sprint(f.Kind, f.Fund, f.Compartment, f.Entry)] += f.Amount
	}
	for _, row := range rows {
		trace, err := r.TraceDonation(t.Context(), projections.TraceQuery{ID: whole.Donation.ID, Row: row, AsOf: asOf})
		if err != nil {
			t.Fatal(err)
		}
		sum := int64(0)
		for _, f := range trace.Fates {
			one[fmt.Sprint(f.Kind, f.Fund, f.Compartment, f.Entry)] += f.Amount
			sum += f.Amount
		}
		if sum != trace.Row.Amount {
			t.Errorf("the fates of row %s add up to %d, not to %d", row, sum, trace.Row.Amount)
		}
	}
	if len(rows) > 0 && !maps.Equal(all, one) {
		t.Errorf("donation %s went %v, its rows %v", whole.Donation.ID, all, one)
	}
}

// byDay: what had become of a donation by a day adds up too, and nothing of it is of a later day.
func byDay(t *testing.T, r *projections.Reader, q projections.TraceQuery) {
	t.Helper()
	trace, err := r.TraceDonation(t.Context(), q)
	if domain.CodeOf(err) == domain.NotFound {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	addsUp(t, trace)
	for _, f := range trace.Fates {
		if f.Booked > *q.At {
			t.Errorf("by %v a part of donation %s was paid on %v", *q.At, q.ID, f.Booked)
		}
	}
}

func addsUp(t *testing.T, trace projections.DonationTrace) {
	t.Helper()
	sum := int64(0)
	for _, f := range trace.Fates {
		sum += f.Amount
		if f.Currency != trace.Donation.Currency {
			t.Errorf("a fate of donation %s is in %s", trace.Donation.ID, f.Currency)
		}
		rows := int64(0)
		for _, r := range f.Rows {
			rows += r.Amount
		}
		if f.RowCount > 0 && rows != f.Amount {
			t.Errorf("rows of a fate of donation %s add up to %d, not to %d", trace.Donation.ID, rows, f.Amount)
		}
	}
	if len(trace.Donation.Lines) > 0 && sum != trace.Donation.Amount {
		t.Errorf("the fates of donation %s add up to %d, not to %d", trace.Donation.ID, sum, trace.Donation.Amount)
	}
}

// lossesOf are the losses of a log: payouts that nobody received.
func lossesOf(t *testing.T, log eventstore.Log) (ids []uuid.UUID) {
	for e := range entries(t, log) {
		for _, c := range e.Changes {
			if slices.ContainsFunc(c.Events, func(event domain.Event) bool { _, ok := event.(fund.LossRecorded); return ok }) {
				ids = append(ids, e.ID)
			}
		}
	}
	return ids
}

func payoutSources(t *testing.T, r *projections.Reader, q projections.TraceQuery, into map[string]int64) {
	t.Helper()
	trace, err := r.TracePayout(t.Context(), q)
	if domain.CodeOf(err) == domain.NotFound {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	sum, key := trace.Back, q.ID.String()
	if q.Row != "" {
		key += " " + q.Row
	} else if trace.Back != trace.Payout.Returned {
		t.Errorf("payout %s: %d came back, its trace says %d", q.ID, trace.Payout.Returned, trace.Back)
	}
	for _, s := range trace.Sources {
		sum += s.Amount
		if s.Kind == projections.SourceDonation {
			into[key+" from "+s.ID.String()] += s.Amount
		}
	}
	if sum != trace.Amount {
		t.Errorf("the sources of payout %s %s add up to %d, not to %d", q.ID, q.Row, sum, trace.Amount)
	}
}

// TestBalancesAreTheState compares balances with the state that decisions are made from, and accounts with the postings of the log.
func TestBalancesAreTheState(t *testing.T) {
	for _, seed := range []uint64{21, 22, 23} {
		b := history(t, seed, 500)
		f := factsOf(t, b.log)
		r := b.built(t)
		states, first := map[uuid.UUID]*fund.Fund{}, map[uuid.UUID]string{} // accounts keep the code under which a fund was opened
		for _, id := range f.funds {
			states[id] = &fund.Fund{}
		}
		sums := map[string]int64{}
		for e := range entries(t, b.log) {
			for _, c := range e.Changes {
				if id, err := uuid.Parse(string(c.Stream[len(c.Stream.Kind())+1:])); err == nil && c.Stream.Kind() == "fund" {
					for _, event := range c.Events {
						states[id].Evolve(e.ID, event)
						if opened, ok := event.(fund.Opened); ok {
							first[id] = opened.Code
						}
					}
				}
			}
			for _, tx := range journal.Transactions(e) {
				for _, p := range tx.Postings {
					sums[p.Account.Name(first[tx.Fund])+" "+string(p.Currency)] += p.Amount
				}
			}
			if e.Number%37 != 0 && e.Number != f.last || e.Number < 30 {
				continue
			}
			asOf := projections.AsOf{Entry: e.Number}
			sameState(t, r, asOf, states)
			sameAccounts(t, r, asOf, sums)
		}
		sameByDay(t, b, f, r)
	}
}

func sameState(t *testing.T, r *projections.Reader, asOf projections.AsOf, states map[uuid.UUID]*fund.Fund) {
	t.Helper()
	got, err := r.Balances(t.Context(), projections.BalancesQuery{AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range got.Funds {
		wordings, err := r.Wordings(t.Context(), g.Fund, asOf)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range g.Compartments {
			if wordings[c.Compartment] != c.Wording {
				t.Errorf("%v %s %s: bound to %q, the balances say %q", asOf, g.Code, c.Compartment, wordings[c.Compartment], c.Wording)
			}
			want := states[g.Fund].Compartments[c.Compartment]
			if c.Free != want.Free.Len() || c.Reserved != want.Reserved || c.Uncovered != want.Uncovered || c.Positions != want.Next {
				t.Errorf("%v %s %s: free %d, reserved %d, uncovered %d of %d positions; the state has %d, %d, %d of %d", asOf, g.Code, c.Compartment,
					c.Free, c.Reserved, c.Uncovered, c.Positions, want.Free.Len(), want.Reserved, want.Uncovered, want.Next)
			}
		}
		for _, p := range g.Places {
			if want := states[g.Fund].Places[p.Place]; p.Balance != want.Balance {
				t.Errorf("%v %s %s: %d, the state has %d", asOf, g.Code, p.Place, p.Balance, want.Balance)
			}
		}
		for _, c := range g.Currencies {
			if c.Free-c.Uncovered+c.Unidentified+c.Held != c.Places {
				t.Errorf("%v %s: free %d − uncovered %d + unidentified %d + held %d is not what lies in the places, %d", asOf, g.Code, c.Free, c.Uncovered, c.Unidentified, c.Held, c.Places)
			}
		}
	}
}

func sameAccounts(t *testing.T, r *projections.Reader, asOf projections.AsOf, want map[string]int64) {
	t.Helper()
	got, err := r.Accounts(t.Context(), projections.BalancesQuery{AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	compareAccounts(t, got, want)
}

func compareAccounts(t *testing.T, got projections.Accounts, want map[string]int64) {
	t.Helper()
	seen := map[string]bool{}
	for _, a := range got.Accounts {
		key := a.Account + " " + a.Currency
		seen[key] = true
		if want[key] != a.Amount {
			t.Errorf("%v, %v: %s is %d, the postings say %d", got.AsOf, got.At, key, a.Amount, want[key])
		}
	}
	for key, amount := range want {
		if amount != 0 && !seen[key] {
			t.Errorf("%v, %v: %s is not there, the postings say %d", got.AsOf, got.At, key, amount)
		}
	}
}

// sameByDay asks what was known after an entry about a day.
func sameByDay(t *testing.T, b *book, f facts, r *projections.Reader) {
	t.Helper()
	for _, n := range []uint64{f.last / 3, f.last / 2, f.last} {
		for _, at := range []domain.Date{f.days[len(f.days)/4], f.days[len(f.days)/2], f.days[len(f.days)-1]} {
			want, codes := map[string]int64{}, map[uuid.UUID]string{}
			for e := range entries(t, b.log) {
				for _, c := range e.Changes {
					for _, event := range c.Events {
						if opened, ok := event.(fund.Opened); ok {
							codes[uuid.MustParse(string(c.Stream[5:]))] = opened.Code
						}
					}
				}
				for _, tx := range journal.Transactions(e) {
					for _, p := range tx.Postings {
						if e.Number <= n && p.Date <= at {
							want[p.Account.Name(codes[tx.Fund])+" "+string(p.Currency)] += p.Amount
						}
					}
				}
			}
			got, err := r.Accounts(t.Context(), projections.BalancesQuery{AsOf: projections.AsOf{Entry: n}, At: &at})
			if err != nil {
				t.Fatal(err)
			}
			compareAccounts(t, got, want)
			sameByMonth(t, r, f.funds, projections.AsOf{Entry: n}, at)
		}
	}
}

// sameByMonth compares what flowed in each month with the balances of its last day and of the last day before it.
func sameByMonth(t *testing.T, r *projections.Reader, funds []uuid.UUID, asOf projections.AsOf, until domain.Date) {
	t.Helper()
	for _, id := range funds {
		months, err := r.Months(t.Context(), projections.MonthsQuery{Fund: id, Currency: money.VND, Until: until, Count: 3, AsOf: asOf})
		if domain.CodeOf(err) == domain.NotFound {
			if _, err := r.Fund(t.Context(), id, asOf, nil); domain.CodeOf(err) == domain.NotFound {
				continue // opened later
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		month, _ := until.MonthDay()
		held := make([]projections.CompartmentBalance, len(months)+1) // by the end of each month, and of the one before them
		for i := range held {
			day := domain.NewDate(until.Year(), month+time.Month(i+1-len(months)), 1) - 1
			b, err := r.Balances(t.Context(), projections.BalancesQuery{Fund: id, AsOf: asOf, At: &day})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range b.Funds {
				for _, k := range f.Compartments {
					if k.Currency == string(money.VND) {
						held[i].Donated, held[i].Donations, held[i].Sent, held[i].Free = held[i].Donated+k.Donated, held[i].Donations+k.Donations, held[i].Sent+k.Sent, held[i].Free+k.Free
					}
				}
			}
		}
		for i, got := range months {
			was, is := held[i], held[i+1]
			if got.Donated != is.Donated-was.Donated || got.Donations != is.Donations-was.Donations || got.Sent != is.Sent-was.Sent || got.Free != is.Free-was.Free {
				t.Errorf("%v %s, month %d of those until %s: %+v, the balances went from %+v to %+v", asOf, id, i, until, got, was, is)
			}
		}
	}
}

// askOfFund asks what funds hold and held, for TestReports and its like.
func askOfFund(ctx context.Context, r *projections.Reader, id uuid.UUID, asOf projections.AsOf, days []domain.Date, ask func(string, any, error)) {
	b, err := r.Balances(ctx, projections.BalancesQuery{Fund: id, AsOf: asOf, At: &days[len(days)/3]})
	ask(fmt.Sprint("balances of ", id), b, err)
	m, err := r.Months(ctx, projections.MonthsQuery{Fund: id, Currency: money.VND, Until: days[len(days)-1], Count: 12, AsOf: asOf})
	ask(fmt.Sprint("months of ", id), m, err)
	w, err := r.Wordings(ctx, id, asOf)
	ask(fmt.Sprint("wordings of ", id), w, err)
}
