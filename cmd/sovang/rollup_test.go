package main

import (
	"encoding/csv"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestTransfersEliminated: what Hải Dương and Phú Thọ sent to others counts once over the whole book, and stands as sent where one of them is asked about.
func TestTransfersEliminated(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "quang-ninh-2024", "hai-duong-2024", "phu-tho-2024")))
	total := func(more ...string) map[string]any {
		t.Helper()
		r := readReport(t, append([]string{"--data", dir, "report", "rollup"}, more...)...)
		if r.Total == nil {
			t.Fatalf("%v: no total", more)
		}
		for _, key := range []string{"opening", "income", "use", "received", "sent", "received_inside", "sent_inside", "closing"} {
			sum := int64(0)
			for _, row := range r.Rows {
				if row[key] != nil {
					sum += number64(t, row, key)
				}
			}
			if r.Total[key] != nil && sum != number64(t, r.Total, key) || r.Total[key] == nil && sum != 0 {
				t.Errorf("%v: the lines of %s add up to %d, and the total is %v", more, key, sum, r.Total[key])
			}
		}
		return r.Total
	}
	amounts := func(row map[string]any, keys ...string) (found []int64) {
		t.Helper()
		for _, key := range keys {
			n := int64(0)
			if row[key] != nil {
				n = number64(t, row, key)
			}
			found = append(found, n)
		}
		return found
	}
	check := func(what string, got []int64, want ...int64) {
		t.Helper()
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: %v, want %v", what, got, want)
				return
			}
		}
	}
	check("Hải Dương alone", amounts(total("--unit", "HKH-HD"), "income", "donated_enterprise", "sent", "sent_inside", "closing"), 60_000_000, 60_000_000, 35_000_000, 0, 25_000_000)
	check("Phú Thọ alone", amounts(total("--unit", "HKH-PT"), "income", "sent", "sent_inside", "closing"), 190_000_000, 190_000_000, 0, 0)
	whole := total("--since", "15/09/2024")
	before := total("--at", "14/09/2024")
	check("the whole", amounts(whole, "sent", "received", "sent_inside", "received_inside"), 0, 0, 225_000_000, 225_000_000)
	if o, c := amounts(whole, "opening"), amounts(before, "closing"); o[0] != c[0] {
		t.Errorf("the whole begins with %d and had %d", o[0], c[0])
	}
	got := amounts(total(), "income", "use", "closing")
	check("the whole adds up", []int64{got[0] - got[1]}, got[2])
	totalInCSV(t, must(t, "--data", dir, "report", "rollup", "--format", "csv"))
	table := must(t, "--data", dir, "report", "rollup")
	if !strings.Contains(table, "Đã loại trừ 225.000.000 đ chuyển giữa các đơn vị trong cây") {
		t.Errorf("the table says nothing of what was eliminated:\n%s", table)
	}
}

// totalInCSV: the last line of a CSV says that it is a total, and is the sum of the lines above it.
func totalInCSV(t *testing.T, text string) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	last, unit := rows[len(rows)-1], slices.Index(rows[0], "unit")
	if last[unit] != "(total)" {
		t.Fatalf("the last line is %v", last)
	}
	for _, key := range []string{"opening", "income", "use", "closing"} {
		at, sum := slices.Index(rows[0], key), int64(0)
		for _, row := range rows[1 : len(rows)-1] {
			if n, err := strconv.ParseInt(row[at], 10, 64); err == nil {
				sum += n
			}
		}
		if last[at] != strconv.FormatInt(sum, 10) {
			t.Errorf("%s adds up to %d, and the total is %s", key, sum, last[at])
		}
	}
}
