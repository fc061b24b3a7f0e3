package projections_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/uuid"

	"sovang/domain/ledger"
	"sovang/domain/statistic"
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
