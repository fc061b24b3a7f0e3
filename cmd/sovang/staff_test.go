package main

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"sovang/domain/staff"
)

// TestEveryReportHasReaders: a report that nobody put into the table of who may see what is named.
func TestEveryReportHasReaders(t *testing.T) {
	var rows, reports []string
	for _, r := range staff.Reads {
		rows = append(rows, r.Report)
		if !r.Roles.Has(staff.Auditor) {
			t.Errorf("report %s is hidden from the inspection", r.Report)
		}
	}
	for field := range reflect.TypeFor[reportCmd]().Fields() {
		name := field.Tag.Get("name")
		if name == "" {
			name = strings.ToLower(field.Name)
		}
		reports = append(reports, name)
		if !slices.Contains(rows, name) {
			t.Errorf("report %s stands in no row of the table: say in domain/staff/reads.go whose it is", name)
		}
	}
	for i, name := range rows {
		if !slices.Contains(reports, name) || slices.Contains(rows[:i], name) {
			t.Errorf("%s is no report, or stands in the table twice", name)
		}
	}
}

// TestOffices: what the command line says of duties beside the manual: a role that begins later, one that was ended, one hand for two.
func TestOffices(t *testing.T) {
	dir := t.TempDir()
	run := func(code int, args ...string) string {
		t.Helper()
		r := sovang(t, append([]string{"--data", dir, "--actor", "Trần Văn Minh"}, args...)...)
		if r.code != code {
			t.Fatalf("%v ends with %d: %s", args, r.code, r.err)
		}
		return r.out + r.err
	}
	must(t, "--data", dir, "apply", lines(t, cases(t, "minh-hoa")))
	run(exitDone, "staff", "grant", "Trần Văn Minh", "chair", "--unit", "HKH-MH", "--from", "2026-01-05", "--basis", "đại hội")
	run(exitDone, "staff", "grant", "Vũ Thị Hoa", "treasurer", "--unit", "HKH-MH", "--from", "2026-01-05", "--basis", "QĐ 1")
	run(exitDone, "staff", "grant", "Vũ Thị Hoa", "cashier", "--unit", "HKH-MH", "--from", "2026-01-05", "--basis", "QĐ 2", "--override", "chi hội chỉ có hai người")
	run(exitDone, "staff", "grant", "Lê Văn Bình", "cashier", "--unit", "HKH-MH", "--from", "2099-01-01", "--basis", "QĐ 3")
	run(exitDone, "staff", "end", "vũ thị  hoa", "cashier", "--unit", "HKH-MH", "--reason", "đã có thủ quỹ")
	if said := run(exitRefused, "staff", "end", "Trần Văn Minh", "chair", "--unit", "HKH-MH", "--reason", "nghỉ"); !strings.Contains(said, "grant the next chair first") {
		t.Errorf("the last chair goes: %s", said)
	}
	if said := run(exitRefused, "staff", "grant", "An", "boss", "--unit", "HKH-MH", "--basis", "x"); !strings.Contains(said, "is no role") {
		t.Errorf("a role that there is not: %s", said)
	}
	states := map[string]string{}
	for _, row := range readReport(t, "--data", dir, "report", "staff", "--unit", "hkh-mh").Rows {
		states[row["actor"].(string)+" "+row["role"].(string)] = row["state"].(string)
	}
	for who, want := range map[string]string{"Trần Văn Minh chair": "held", "Vũ Thị Hoa cashier": "ended", "Lê Văn Bình cashier": "coming"} {
		if states[who] != want {
			t.Errorf("%s is %q, want %q", who, states[who], want)
		}
	}
	if early := readReport(t, "--data", dir, "report", "staff", "--at", "2026-01-04").Rows; len(early) != 0 {
		t.Errorf("before anybody was in office: %v", early)
	}
	overrides := readReport(t, "--data", dir, "report", "overrides").Rows
	if last := overrides[len(overrides)-1]; last["what"] != "role granted" || last["who"] != "Vũ Thị Hoa" || last["unit"] != "HKH-MH" || last["reason"] == "" {
		t.Errorf("the override is listed as %v", last)
	}
	all, few := readReport(t, "--data", dir, "report", "duties").Rows, readReport(t, "--data", dir, "report", "duties", "--role", "donor").Rows
	if len(all) < 100 || len(few) == 0 || len(few) > 20 || all[0]["what"] != "unit.found" || all[0]["chair"] != "yes" {
		t.Errorf("%d duties, %d of donors", len(all), len(few))
	}
	run(exitRefused, "report", "duties", "--role", "boss")
}
