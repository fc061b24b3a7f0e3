package projections_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/statistic"
	"sovang/domain/unit"
	"sovang/projections"
)

// declare is what units say of themselves, beside the books: figures, corrected and withdrawn. It has dice of its own, so that the money of a
// history stays what it was.
func (r *random) declare() {
	dice := rand.New(rand.NewPCG(uint64(r.book.next), 3))
	u := id("unit", 1+dice.IntN(2))
	figure := int64(1 + dice.IntN(6))
	switch dice.IntN(5) {
	case 0:
		r.note(nil, ledger.CorrectFigure{Unit: u, Figure: figure, Value: fmt.Sprint(dice.IntN(900)), Bound: statistic.Bounds[dice.IntN(4)], Reason: "báo đính chính"})
	case 1:
		r.note(nil, ledger.WithdrawFigure{Unit: u, Figure: figure, Reason: "nhầm đơn vị"})
	default:
		c := ledger.DeclareFigures{Unit: u, Source: fmt.Sprint("Báo cáo ", dice.IntN(3)), SourceDate: r.book.today()}
		for range 1 + dice.IntN(3) {
			m := statistic.Measures[dice.IntN(len(statistic.Measures))]
			a := statistic.Asked{Measure: m.Code, Period: []string{"2024", "2023", "2024-Q3", "2024-09-03/2024-10-20", "2019-2024"}[dice.IntN(5)],
				Levels: []statistic.Levels{statistic.Own, statistic.Below}[dice.IntN(2)], Value: fmt.Sprint(dice.IntN(1_000_000)), Note: "theo báo"}
			if m.Code == statistic.Free {
				a.Name, a.In, a.Value = "Hội viên so với dân số", "%", "33.5"
			}
			c.Rows = append(c.Rows, a)
		}
		r.note(nil, c)
	}
}

// compareFigures compares what is reported of units' figures with the states.
func (w *world) compareFigures(t *testing.T, r *projections.Reader, asOf projections.AsOf) {
	t.Helper()
	report, err := r.Figures(t.Context(), projections.FiguresQuery{AsOf: asOf, Withdrawn: true})
	if err != nil {
		t.Fatal(err)
	}
	numbers := map[uuid.UUID]int{}
	for _, f := range report.Figures {
		numbers[f.Unit]++
		k := w.states[statistic.StreamOf(f.Unit)].(*statistic.Statistics).Figures[f.Figure]
		if k.Is != f.Is || k.Bound != f.Bound || k.Note != f.Note || k.In != f.In || k.Withdrawn != f.Withdrawn {
			t.Errorf("%v: a figure is %+v, the state says %+v", asOf, f, k)
		}
	}
	for s, state := range w.states {
		if state, ok := state.(*statistic.Statistics); ok && numbers[uuid.MustParse(string(s)[len("statistics/"):])] != len(state.Figures) {
			t.Errorf("%v: %s has %d figures, they are not all reported", asOf, s, len(state.Figures))
		}
	}
}

// TestBookedBesideDeclaredIsTheLog compares what stands beside declared figures with the log: donations over a period, of one unit and of a tree of two.
// Funds change hands in these histories, and days are corrected.
func TestBookedBesideDeclaredIsTheLog(t *testing.T) {
	for _, seed := range []uint64{35, 36} {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { bookedBeside(t, seed) })
	}
}

func bookedBeside(t *testing.T, seed uint64) {
	b := history(t, seed, 300)
	declare := func(n int, levels statistic.Levels) {
		c := ledger.DeclareFigures{Unit: id("unit", n), Source: "đối chiếu", SourceDate: b.today()}
		for _, period := range []string{"2024", "2024-09", "2024-Q4", "2024-09-05/2024-10-02", b.today().ISO()} {
			c.Rows = append(c.Rows, statistic.Asked{Measure: "fund-mobilised", Period: period, Levels: levels, Value: "1"})
		}
		b.must(c)
	}
	declare(1, statistic.Own)
	declare(1, statistic.Below)
	declare(2, statistic.Below)
	reader, compared := b.built(t), 0
	report, err := reader.Figures(t.Context(), projections.FiguresQuery{Measure: "fund-mobilised", Booked: true})
	if err != nil {
		t.Fatal(err)
	}
	m := mobilisedIn(t, b)
	for _, f := range report.Figures {
		if f.Source != "đối chiếu" {
			continue
		}
		want := m.sum(f)
		if f.Booked == nil || f.Booked.Is != want || f.Booked.Gap != 1-want {
			t.Errorf("unit %s, %s, %s: %+v, the log says %d", f.Unit, f.Period, f.Levels, f.Booked, want)
		}
		if want != 0 {
			compared++
		}
	}
	if compared < 6 {
		t.Errorf("only %d figures were more than nothing", compared)
	}
}

// mobilised is donations in đồng and what went back of them, by fund and booking day, and whose a fund is from when.
type mobilised struct {
	flows []struct {
		fund   uuid.UUID
		day    domain.Date
		amount int64
	}
	of    map[uuid.UUID][]fund.PassedOn
	under map[uuid.UUID][]unit.Placed
}

func mobilisedIn(t *testing.T, b *book) *mobilised {
	m := &mobilised{of: map[uuid.UUID][]fund.PassedOn{}, under: map[uuid.UUID][]unit.Placed{}}
	for e := range entries(t, b.log) {
		for _, c := range e.Changes {
			f, _ := uuid.Parse(strings.TrimPrefix(string(c.Stream), "fund/"))
			add := func(day domain.Date, currency money.Currency, amount int64) {
				if currency == money.VND {
					m.flows = append(m.flows, struct {
						fund   uuid.UUID
						day    domain.Date
						amount int64
					}{f, day, amount})
				}
			}
			for _, event := range c.Events {
				switch x := event.(type) {
				case unit.Founded:
					u, _ := uuid.Parse(strings.TrimPrefix(string(c.Stream), "unit/"))
					m.under[u] = append(m.under[u], unit.Placed{Parent: x.Parent, From: x.From})
				case unit.Placed:
					u, _ := uuid.Parse(strings.TrimPrefix(string(c.Stream), "unit/"))
					m.under[u] = append(m.under[u], x)
				case fund.Opened:
					m.of[f] = append(m.of[f], fund.PassedOn{Unit: x.Unit})
				case fund.PassedOn:
					m.of[f] = append(m.of[f], x)
				case fund.DonationReceived:
					if !x.Awaiting {
						add(x.Booked, x.Currency, x.Amount)
					}
				case fund.DonationCleared:
					add(x.Booked, x.Currency, x.Amount)
				case fund.DonationReversed:
					add(x.Booked, x.Currency, -x.Amount)
				case fund.DonationRefunded:
					add(x.Booked, x.Currency, -x.Amount)
				case fund.Redated:
					if x.What == fund.DonationDocument && x.Booked != x.BookedWas {
						add(x.BookedWas, x.Currency, -x.Amount)
						add(x.Booked, x.Currency, x.Amount)
					}
				}
			}
		}
	}
	return m
}

// sum is what the funds that are the figure's units' at the end of its period took in within it.
func (m *mobilised) sum(f projections.FigureInfo) (sum int64) {
	for _, x := range m.flows {
		owner := uuid.Nil
		var since domain.Date
		for _, p := range m.of[x.fund] {
			if p.From <= f.Until && p.From >= since {
				owner, since = p.Unit, p.From
			}
		}
		mine := owner == f.Unit
		for up := owner; f.Levels == statistic.Below && !mine && up != uuid.Nil; {
			up = m.parent(up, f.Until)
			mine = up == f.Unit
		}
		if mine && x.day >= f.From && x.day <= f.Until {
			sum += x.amount
		}
	}
	return sum
}

// parent is where a unit lies on a day.
func (m *mobilised) parent(u uuid.UUID, day domain.Date) (parent uuid.UUID) {
	since := domain.Date(0)
	for _, p := range m.under[u] {
		if p.From <= day && p.From >= since {
			parent, since = p.Parent, p.From
		}
	}
	return parent
}
