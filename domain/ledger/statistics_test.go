package ledger_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/statistic"
)

func declaring(unit uuid.UUID, rows ...statistic.Asked) ledger.DeclareFigures {
	return ledger.DeclareFigures{Unit: unit, Source: "Báo cáo năm 2019 của Hội", SourceDate: ngày("2020-01-05"), Rows: rows}
}

var mobilised = statistic.Asked{Measure: "fund-mobilised", Period: "2019", Levels: statistic.Below, Value: "22900000000", Bound: statistic.Over}

// TestFiguresMeetTheUnit: figures are some unit's, numbered in its order, and two units' never meet.
func TestFiguresMeetTheUnit(t *testing.T) {
	for name, tt := range map[string]struct {
		when  ledger.Command
		code  domain.Code
		field string
	}{
		"of a unit that is not there":     {declaring(id(-999), mobilised), domain.NotFound, "unit"},
		"of no unit":                      {declaring(uuid.Nil, mobilised), domain.Invalid, "unit"},
		"what was said already":           {declaring(hộiXã, mobilised), domain.Conflict, "rows[0].measure"},
		"another unit's":                  {ledger.CorrectFigure{Unit: hộiHuyện, Figure: 1, Value: "1", Reason: "x"}, domain.NotFound, "figure"},
		"withdrawn from a unit not there": {ledger.WithdrawFigure{Unit: id(-999), Figure: 1, Reason: "x"}, domain.NotFound, "unit"},
		"of a day that has not come": {func() ledger.Command {
			c := declaring(hộiXã, mobilised)
			c.SourceDate = ngày("2999-01-01")
			return c
		}(),
			domain.Invalid, "source_date"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := village(t, declaring(hộiXã, mobilised)).do(tt.when)
			refusal, ok := errors.AsType[*domain.Error](err)
			if !ok || refusal.Code != tt.code || !slices.Equal(refusal.Fields, []string{tt.field}) {
				t.Errorf("got %v, want %s on %s", err, tt.code, tt.field)
			}
		})
	}
}

// TestFiguresAreNoMoney: whatever is declared, the funds are as they were.
func TestFiguresAreNoMoney(t *testing.T) {
	b := village(t, giving(đồng(500_000)))
	before := b.fundState(quỹXã).Clone()
	for _, c := range []ledger.Command{declaring(hộiXã, mobilised), ledger.CorrectFigure{Unit: hộiXã, Figure: 1, Value: "23000000000", Reason: "đính chính"},
		ledger.WithdrawFigure{Unit: hộiXã, Figure: 1, Reason: "nhầm tỉnh"}, declaring(hộiXã, mobilised)} {
		e, err := b.do(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, change := range e.Changes {
			if change.Stream != statistic.StreamOf(hộiXã) {
				t.Errorf("%T touches %s", c, change.Stream)
			}
		}
	}
	if diff := cmp.Diff(before, domain.State(b.fundState(quỹXã))); diff != "" {
		t.Errorf("figures moved money: %s", diff)
	}
}

// TestFiguresToThousands: as many figures as may be are one decision, well below what an entry holds, with notes of a line each.
func TestFiguresToThousands(t *testing.T) {
	b := village(t)
	c := declaring(hộiXã)
	for i := range statistic.MostFigures {
		c.Rows = append(c.Rows, statistic.Asked{Measure: statistic.Free, Name: fmt.Sprintf("Hội viên của chi hội số %04d", i), In: "người", Period: "2019", Levels: statistic.Own,
			Value: "467032", Note: strings.Repeat("ệ", 60)})
	}
	e, err := b.do(c)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := json.Marshal(e.Changes); err != nil || len(text) > 500<<10 {
		t.Fatalf("the entry has %d bytes, %v", len(text), err)
	}
	if _, err := b.do(ledger.CorrectFigure{Unit: hộiXã, Figure: statistic.MostFigures, Value: "1", Reason: "x"}); err != nil {
		t.Error(err)
	}
}
