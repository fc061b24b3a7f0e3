package projections_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/unit"
	"sovang/projections"
)

// turn is a random history that begins in autumn and ends after New Year.
func turn(tb testing.TB, seed uint64, commands int) *book {
	b := newBook(tb)
	b.now = time.Date(2024, 11, 10, 1, 0, 0, 0, time.UTC)
	return historyIn(b, seed, commands)
}

// TestDisclosureAddsUp: whatever happened, and as of whatever entry, a year's opening, income, use and transfers give its closing; that is what balances
// say; lists and groups add up to their sums; and the next year begins with what this one left.
func TestDisclosureAddsUp(t *testing.T) {
	seeds, commands := []uint64{1, 2, 3, 4}, 450
	if testing.Short() {
		seeds = seeds[:1]
	}
	for _, seed := range seeds {
		b := turn(t, seed, commands)
		f := factsOf(t, b.log)
		r := b.built(t)
		for _, n := range []uint64{f.last / 2, f.last - 30, f.last} {
			asOf := projections.AsOf{Entry: n}
			var closing map[string]int64
			for _, year := range []int{2024, 2025} {
				for _, q := range []projections.DisclosureQuery{{Fund: f.funds[0]}, {Fund: f.funds[1]}, {Unit: id("unit", 1)}} {
					q.Year, q.AsOf = year, asOf
					d, err := r.Disclosure(t.Context(), q)
					if q.Unit != uuid.Nil && domain.CodeOf(err) == domain.NotFound {
						continue // its fund has passed on to another unit
					}
					if err != nil {
						t.Fatal(err)
					}
					name := fmt.Sprint("seed ", seed, " as of ", n, " year ", year, " of ", q.Fund, q.Unit)
					disclosed(t, name, d)
					if q.Fund == f.funds[0] {
						agrees(t, name, r, d, q)
						for _, m := range d.Money {
							if year == 2025 && m.Opening.Total != closing[m.Currency] {
								t.Errorf("%s begins with %d %s, the year before ended with %d", name, m.Opening.Total, m.Currency, closing[m.Currency])
							}
						}
						closing = map[string]int64{}
						for _, m := range d.Money {
							closing[m.Currency] = m.Closing.Total
						}
					}
				}
			}
		}
	}
}

func disclosed(t *testing.T, name string, d projections.Disclosure) {
	t.Helper()
	for _, m := range d.Money {
		if got := m.Opening.Total + m.IncomeTotal - m.UseTotal + m.ReceivedTotal - m.SentTotal + m.Exchanged; got != m.Closing.Total {
			t.Errorf("%s, %s: %d + %d − %d + %d − %d + %d is %d, not %d", name, m.Currency, m.Opening.Total, m.IncomeTotal, m.UseTotal, m.ReceivedTotal, m.SentTotal,
				m.Exchanged, got, m.Closing.Total)
		}
		for _, b := range []projections.DisclosedBalance{m.Opening, m.Closing} {
			places, free := int64(0), int64(0)
			for _, p := range b.Places {
				places += p.Amount
			}
			for _, r := range b.Restrictions {
				free += r.Free - r.Uncovered
			}
			if places != b.Own+b.Unidentified+b.Held || free != b.Own {
				t.Errorf("%s, %s: %d lies in places, %d is free, of %+v", name, m.Currency, places, free, b)
			}
		}
		donated, listed, counted, shown := int64(0), int64(0), int64(0), int64(0)
		for _, s := range m.Income {
			if s.Source != "interest" {
				donated, counted = donated+s.Amount, counted+s.Count
			}
		}
		for _, g := range d.Gifts.Listed {
			if g.Currency == m.Currency {
				listed, shown = listed+g.Amount, shown+1
			}
		}
		for _, sums := range [][]projections.GiftSum{d.Gifts.Hidden, d.Gifts.Back} {
			for _, g := range sums {
				if g.Currency == m.Currency {
					listed += g.Amount
				}
			}
		}
		for _, g := range d.Gifts.Hidden {
			if g.Currency == m.Currency {
				shown += g.Count
			}
		}
		if donated != listed || shown > counted {
			t.Errorf("%s, %s: %d was donated, %d is listed; %d of %d gifts", name, m.Currency, donated, listed, shown, counted)
		}
		for _, by := range []string{"recipient", "level", "institution"} {
			for _, u := range m.Use {
				sum := projections.Counted{}
				for _, g := range d.Groups {
					if g.By == by && g.Award == u.Award && g.Currency == m.Currency {
						sum.Count, sum.Amount = sum.Count+g.Count, sum.Amount+g.Amount
						if !g.Small && g.Count < 5 {
							t.Errorf("%s: %d %s of %q are shown", name, g.Count, g.Award, g.Key)
						}
					}
				}
				if u.Kind == "award" && (sum.Amount != u.Amount || sum.Count != u.Count || u.Few && u.Count != 0 || !u.Few && u.Count < 5) {
					t.Errorf("%s, %s %s by %s: %d of %d, the use says %d of %d", name, m.Currency, u.Award, by, sum.Count, sum.Amount, u.Count, u.Amount)
				}
			}
		}
	}
}

// agrees compares a fund's closing with its balances on that day.
func agrees(t *testing.T, name string, r *projections.Reader, d projections.Disclosure, q projections.DisclosureQuery) {
	t.Helper()
	last := domain.NewDate(q.Year, 12, 31)
	b, err := r.Balances(t.Context(), projections.BalancesQuery{Fund: q.Fund, AsOf: q.AsOf, At: &last})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range b.Funds[0].Currencies {
		for _, m := range d.Money {
			if m.Currency == c.Currency && (m.Closing.Own != c.Free-c.Uncovered || m.Closing.InTransit != c.InTransit || m.Closing.Held != c.Held ||
				m.Closing.Unidentified != c.Unidentified) {
				t.Errorf("%s closes with %+v, balances with %+v", name, m.Closing, c)
			}
		}
	}
}

// TestCampaignAddsUp: of every campaign, what came is what was used, what is left and what is under way; and it is what the campaign's own report says.
func TestCampaignAddsUp(t *testing.T) {
	seeds := []uint64{5, 6, 7}
	if testing.Short() {
		seeds = seeds[:1]
	}
	for _, seed := range seeds {
		b := turn(t, seed, 450)
		f := factsOf(t, b.log)
		r := b.built(t)
		for _, n := range []uint64{f.last / 2, f.last} {
			asOf := projections.AsOf{Entry: n}
			all, err := r.Campaigns(t.Context(), projections.CampaignsQuery{AsOf: asOf})
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range all.Campaigns {
				d, err := r.CampaignDisclosure(t.Context(), projections.CampaignDisclosureQuery{Campaign: c.Code, AsOf: asOf})
				if err != nil {
					t.Fatal(err)
				}
				sold := slices.ContainsFunc(d.Money, func(m projections.CampaignEnd) bool { return m.Sold > 0 })
				for _, m := range d.Money { // đồng that sold currency brought are used beside those that were given
					if rest := m.IncomeTotal - m.UseTotal - m.Left - m.InTransit - m.Other - m.Sold; rest != 0 && !(sold && m.Currency == "VND") {
						t.Errorf("seed %d as of %d, campaign %s: %d is neither used nor left of %+v", seed, n, c.Code, rest, m)
					}
				}
				for _, m := range c.Money {
					for _, end := range d.Money {
						refunded := int64(0)
						for _, u := range end.Use {
							if u.Kind == "refund" {
								refunded += u.Amount
							}
						}
						if end.Currency == m.Currency && end.IncomeTotal-refunded != m.Booked {
							t.Errorf("seed %d as of %d, campaign %s: %d came less %d, the campaign's report says %d", seed, n, c.Code, end.IncomeTotal, refunded, m.Booked)
						}
					}
				}
			}
		}
	}
}

// TestDisclosureOfATree: a province over two communes says what its roll-up says; what went from one commune to the other is eliminated there and
// stands in each commune's own disclosure.
func TestDisclosureOfATree(t *testing.T) {
	b := newBook(t)
	b.now = time.Date(2024, 11, 10, 1, 0, 0, 0, time.UTC)
	province := id("unit", "province")
	b.must(ledger.FoundUnit{Unit: province, Kind: unit.Association, Code: "TINH", Name: "Hội Khuyến học tỉnh"})
	f, g := b.found(1), b.found(2)
	for n := range 2 {
		b.must(ledger.MoveUnit{Unit: id("unit", n+1), Parent: province, From: b.today()})
	}
	b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Amount: money.Dong(1_000_000), Place: "bank"}})
	sent := b.must(fund.Send{Fund: f, To: g, Amount: money.Dong(400_000), Place: "bank"})
	b.must(fund.Send{Fund: f, To: g, Amount: money.Dong(50_000), Place: "bank"})
	b.must(fund.Accept{Fund: g, Transfer: sent, Place: "bank"})
	r := b.built(t)
	ask := func(q projections.DisclosureQuery) projections.DisclosedMoney {
		q.Year = 2024
		d, err := r.Disclosure(t.Context(), q)
		if err != nil || len(d.Money) != 1 {
			t.Fatalf("%d currencies, %v", len(d.Money), err)
		}
		disclosed(t, fmt.Sprint(q), d)
		return d.Money[0]
	}
	m := ask(projections.DisclosureQuery{Unit: province, Tree: true})
	first, last := domain.NewDate(2024, 1, 1), domain.NewDate(2024, 12, 31)
	roll, err := r.Rollup(t.Context(), projections.RollupQuery{Unit: province, Since: &first, At: &last})
	if err != nil || len(roll.Totals) != 1 {
		t.Fatalf("%+v, %v", roll.Totals, err)
	}
	total := roll.Totals[0]
	if m.Closing.Total != 1_000_000 || m.Closing.InTransit != 50_000 || m.SentTotal != 0 || m.ReceivedTotal != 0 || m.Eliminated != (projections.Counted{Count: 1, Amount: 400_000}) {
		t.Errorf("the province: %+v", m)
	}
	if total.Closing != m.Closing.Total || total.Income() != m.IncomeTotal || total.Use() != m.UseTotal || total.Eliminated() != m.Eliminated.Amount || total.InTransit != m.Closing.InTransit {
		t.Errorf("the roll-up says %+v, the disclosure %+v", total, m)
	}
	here := ask(projections.DisclosureQuery{Unit: id("unit", 1)})
	there := ask(projections.DisclosureQuery{Fund: g})
	beside := func(way string) []projections.DisclosedTransfer {
		return []projections.DisclosedTransfer{{Way: way, Level: "beside", Counted: projections.Counted{Count: 1, Amount: 400_000}}}
	}
	if !slices.Equal(here.Transfers, beside("sent")) || !slices.Equal(there.Transfers, beside("received")) || here.Closing.Total != 600_000 || there.Closing.Total != 400_000 {
		t.Errorf("the communes: %+v and %+v", here, there)
	}
}
