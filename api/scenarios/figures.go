package scenarios

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/api/intake"
	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/statistic"
)

// clusterRow is what the file calls a cluster of provinces: that is no unit, and what is said of it is nobody's own figure.
const clusterRow = "Cluster 2"

// figures: what provinces declared and the press printed: members, learning models, what was mobilised anywhere. Beside the books, never in them.
func figures(b *book) {
	b.on(2026, 1, 20)
	units := intake.NewUnits()
	for _, row := range b.rows("declared/units.csv") {
		units.Add(ID("unit/"+row["code"]), row["code"], row["unit"])
	}
	b.declare("declared/figures.csv", intake.Declaring{Unit: units.Find, Source: "báo chí và báo cáo của các hội, tổng hợp", On: b.day, Levels: statistic.Below,
		Free: true, Today: b.day, Actor: actor})
	qn := ID("unit/HKH-QN")
	b.ask("population", ledger.DeclareFigures{Unit: qn, Source: "suy từ tỷ lệ hội viên mà báo chí nêu", SourceDate: b.day, Rows: []statistic.Asked{
		{Measure: "population", Period: "2024", Levels: statistic.Below, Value: "1394000", Bound: statistic.About, Note: "467.032 hội viên là 33,5 % dân số"}}})
	b.ask("association", ledger.DeclareFigures{Unit: qn, Source: "Hội Khuyến học tỉnh Quảng Ninh, báo cáo quý III năm 2024", SourceDate: domain.NewDate(2024, 10, 2), Rows: []statistic.Asked{
		{Measure: "members", Period: "2024-H1", Levels: statistic.Below, Value: "467302"},
		{Measure: "scholarships-paid", Period: "2024-08-20", Levels: statistic.Own, Value: "165000000"},
		{Measure: "scholarships", Period: "2024-08-20", Levels: statistic.Own, Value: "156"}}})
	b.ask("association/correct", ledger.CorrectFigure{Unit: qn, Figure: b.number(qn, "members", "2024-H1"), Value: "467032", Reason: "đánh máy ngược hai chữ số"})
	b.ask("association/withdraw", ledger.WithdrawFigure{Unit: qn, Figure: b.number(qn, "scholarships", "2024-08-20"), Reason: "danh sách ký nhận có 165 suất"})
}

// declare imports a file of figures just as the command line does, but for what it says of a cluster.
func (b *book) declare(file string, to intake.Declaring) {
	text, err := File(file)
	b.fail(err)
	table, err := intake.ReadTable(bytes.NewReader(text), intake.Figures)
	if err != nil {
		b.fail(err)
		return
	}
	table.Rows = slices.DeleteFunc(table.Rows, func(r intake.Row) bool { return strings.HasPrefix(r.Get(intake.OfUnit), clusterRow) })
	for _, p := range intake.PlanFigures(table, to) {
		if p.Err != nil {
			b.fail(fmt.Errorf("%s, line %d: %w", file, p.Line, p.Err))
		}
		b.requests = append(b.requests, p.Request)
	}
}

// number is that of the last figure of a unit that the case has declared of a measure and period.
func (b *book) number(unit uuid.UUID, measure, period string) (found int64) {
	no := int64(0)
	for _, r := range b.requests {
		c, ok := r.Command.(ledger.DeclareFigures)
		if !ok || c.Unit != unit {
			continue
		}
		for _, row := range c.Rows {
			if no++; row.Measure == measure && row.Period == period {
				found = no
			}
		}
	}
	return found
}
