package main

import (
	"reflect"
	"strings"
	"testing"

	"github.com/google/uuid"

	"sovang/api/scenarios"
	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/statistic"
)

// asked is how a report is asked for that needs to be told of what; the others need nothing.
var asked = map[string][]string{
	"donor":       {"NHT-2"},
	"trail":       {scenarios.ID("minh-hoa/gift/2").String()},
	"payouts":     {"--fund", "mh"}, // codes in capitals or not
	"list":        {"the list of QN-HB, by id"},
	"receipts":    {"--fund", "MH"},
	"deed":        {"--fund", "MH-TOHIEU"},
	"restatement": {"--fund", "MH-QT"},
	"journal":     {"--fund", "MH"},
	"differences": {"--fund", "MH", "--from", "3"},

	"unit-history":    {"HKH-MH"},
	"disclosure":      {"--fund", "MH", "--year", "2026"},
	"per-capita":      {"--unit", "HKH-MH", "--year", "2026"},
	"cluster":         {"CUM-1", "--year", "2026"},
	"already-awarded": {"--round", "HBVK-2024", "--all"},
}

// TestBothAxes: every report takes what was known (--as-of) and what was true of then (--at), alone and together; and where the ledger holds
// something for it, the past differs from the present on both.
func TestBothAxes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "minh-hoa", "quang-ninh-2024")))
	must(t, "--data", dir, "apply", lines(t, beside()))
	list := readReport(t, "--data", dir, "report", "payouts", "--fund", "QN-HB").Rows[0]["list"].(string)
	varies := strings.Fields("balances places accounts donor trail payouts list receipts units funds deed entries restatement")
	reports := reflect.TypeFor[reportCmd]()
	for i := range reports.NumField() {
		name := strings.ToLower(reports.Field(i).Name)
		if tag := reports.Field(i).Tag.Get("name"); tag != "" {
			name = tag
		}
		t.Run(name, func(t *testing.T) {
			for _, flag := range []string{"AsOf", "At"} {
				if _, ok := reports.Field(i).Type.FieldByName(flag); !ok {
					t.Fatalf("report %s has no %s", name, flag)
				}
			}
			args := append([]string{"--data", dir, "report", name, "--format", "csv"}, asked[name]...)
			if name == "list" {
				args[len(args)-1] = list
			}
			now := must(t, args...)
			days := [][]string{{"--as-of", "60", "--at", "2026-01-06"}, {"--as-of", "4"}, {"--at", "2024-01-01"}}
			if testing.Short() { // each alone when there is time
				days = days[:1]
			}
			for _, flags := range days {
				r := sovang(t, append(args, flags...)...)
				if r.code != exitDone && !(r.code == exitRefused && strings.Contains(r.err, "there is no ")) && !strings.Contains(r.err, "closed no period") {
					t.Errorf("report %s %v ends with %d: %s", name, flags, r.code, r.err)
				}
				for _, v := range varies {
					if v == name && r.out == now && len(flags) == 2 {
						t.Errorf("report %s %v says the same as now:\n%s", name, flags, now)
					}
				}
			}
		})
	}
}

// beside is what two reports need that money alone does not tell: how many people there are, and who is put side by side.
func beside() []ledger.Request {
	units := []uuid.UUID{scenarios.ID("unit/HKH-MH"), scenarios.ID("unit/HKH-QN")}
	return []ledger.Request{
		{ID: scenarios.ID("beside/population"), Actor: "thư ký", Command: ledger.DeclareFigures{Unit: units[0], Source: "Niên giám thống kê", SourceDate: domain.NewDate(2024, 1, 1),
			Rows: []statistic.Asked{{Measure: "population", Period: "2023", Levels: statistic.Below, Value: "9800"}}}},
		{ID: scenarios.ID("beside/cluster"), Actor: "thư ký", Command: ledger.FormCluster{Cluster: scenarios.ID("cluster/CUM-1"), Code: "CUM-1", Name: "Cụm thi đua số 1", Units: units}},
	}
}
