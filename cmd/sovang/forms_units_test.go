package main

import (
	"strings"
	"testing"
)

// TestFormsOfUnits: units are founded, renamed, become of another kind, move, merge with what they own, split and are dissolved, and clusters are formed and changed, all on pages and each
// once however often a form is sent. What pages show is what the report of the command line says.
func TestFormsOfUnits(t *testing.T) {
	dir := furnished(t)
	address := serveDemo(t, dir)
	registrar, chair, treasurer := plays(t, address, "registrar"), plays(t, address, "chair"), plays(t, address, "treasurer")
	const top = "/units/HKH-QN"
	registrar.ask("GET", "/units", "").wants(t, 200, `href="/units/HKH-QN"`)
	registrar.ask("GET", top, "").wants(t, 200, "Đổi tên", "Lịch sử", `href="/units/QN-HG"`)
	if seen := treasurer.ask("GET", top, "").wants(t, 200); strings.Contains(seen.text, `value="rename"`) {
		t.Error("a treasurer is shown how to rename a unit")
	}
	treasurer.does(top, "rename", "name", "Hội khác").wants(t, 403, "Chưa ghi")
	registrar.ask("GET", "/units/HKH-HD", "").wants(t, 403)
	registrar.ask("GET", "/units/NOBODY", "").wants(t, 404)

	registrar.does(top, "found", "code", "QN T1", "name", "Chi hội T1", "kind", "branch").wants(t, 400, "Chưa ghi", `value="QN T1"`, `href="#code-found"`)
	for _, code := range []string{"QN-T1", "QN-T2", "QN-T3", "QN-T4"} {
		registrar.twice(t, top, "found", "/units/"+code+"?done=found", "code", code, "name", "Chi hội "+code, "kind", "branch", "from", "2026-11-01")
	}
	registrar.does(top, "found", "code", "QN-T1", "name", "Chi hội T1", "kind", "branch").wants(t, 409, "Chưa ghi")
	one, two := "/units/QN-T1", "/units/QN-T2"
	registrar.does(one, "rename", "name", "").wants(t, 400, "Chưa ghi")
	registrar.does(one, "rename", "name", "Chi hội Một", "from", "hôm qua").wants(t, 400, "Chưa ghi", `value="Chi hội Một"`)
	registrar.twice(t, one, "rename", one+"?done=rename", "name", "Chi hội khu Một")
	registrar.twice(t, one, "retype", one+"?done=retype", "kind", "committee")
	registrar.does(two, "move", "parent", "KHONG-CO").wants(t, 404, "Chưa ghi", `value="KHONG-CO"`)
	registrar.twice(t, two, "move", two+"?done=move", "parent", "QN-T1")
	registrar.ask("GET", one, "").wants(t, 200, "Chi hội khu Một", "Ban khuyến học", `href="/units/QN-T2"`)
	registrar.does(one, "move", "parent", "QN-T2").wants(t, 422, "Chưa ghi") // a circle

	if seen := registrar.ask("GET", one, "").text; strings.Contains(seen, `value="merge"`) {
		t.Error("a registrar is shown how to merge units")
	}
	chair.does(one, "merge", "into", "QN-T1", "decision", "NQ 1").wants(t, 400, "Chưa ghi")
	chair.does(one, "merge", "into", "QN-HG", "decision", "").wants(t, 400, "Chưa ghi", `value="QN-HG"`)
	treasurer.ask("POST", "/funds", form("do", "fund", "id", "0c0f5a52-3d9b-4f5c-9a39-7f3c3b7d6a01", "unit", find(t, chair.ask("GET", "/funds?unit=QN-T1", "").text, `type="hidden" name="unit" value="([0-9a-f-]{36})"`), "code", "T1", "name", "Quỹ khu Một", "form", "association",
		"cash", "Két")).to(t, "/funds?done=fund")
	chair.ask("GET", one, "").wants(t, 200, "Quỹ khu Một", "T1; ", "QN-T2; ")
	chair.does(one, "merge", "into", "QN-HG", "decision", "NQ 12", "funds", "").wants(t, 422, "Chưa ghi")
	chair.does(one, "merge", "into", "QN-HG", "decision", "NQ 12", "funds", "T1; NOWHERE").wants(t, 404, "Chưa ghi", "T1; NOWHERE", `href="#funds-merge"`)
	chair.twice(t, one, "merge", one+"?done=merge", "into", "QN-HG", "decision", "NQ 12/2026", "funds", "T1; ", "children", "QN-T2; HKH-QN")
	merged := chair.ask("GET", one, "").wants(t, 200, "sáp nhập", "NQ 12/2026")
	if strings.Contains(merged.text, `value="rename"`) {
		t.Error("what is no more can be renamed")
	}
	chair.ask("GET", "/units/QN-HG", "").wants(t, 200, "Quỹ khu Một", "kế thừa")

	chair.does(two, "split", "into", "QN-T3", "decision", "NQ 13").wants(t, 400, "Chưa ghi", "NQ 13")
	chair.twice(t, two, "split", two+"?done=split", "into", "QN-T3, QN-T4", "decision", "NQ 13")
	chair.twice(t, "/units/QN-T3", "dissolve", "/units/QN-T3?done=dissolve", "decision", "NQ 14", "reason", "không còn hội viên")
	chair.ask("GET", "/units/QN-T3", "").wants(t, 200, "giải thể", "không còn hội viên")

	registrar.does("/units", "form-cluster", "code", "CUM-9", "name", "Cụm số 9", "units", "QN-HG").wants(t, 400, "Chưa ghi", `value="Cụm số 9"`)
	treasurer.does("/units", "form-cluster", "code", "CUM-9", "name", "Cụm số 9", "units", "QN-HG, QN-BC").wants(t, 403, "Chưa ghi")
	registrar.twice(t, "/units", "form-cluster", "/units?done=form-cluster", "code", "CUM-9", "name", "Cụm số 9", "units", "QN-HG, QN-BC")
	cluster := find(t, registrar.ask("GET", "/units", "").wants(t, 200, "Cụm số 9").text, `(?s)<select id="cluster-change-cluster".*?<option value="([^"]+)"[^>]*>Cụm số 9`)
	registrar.does("/units", "change-cluster", "cluster", cluster, "join", "NOBODY").wants(t, 404, "Chưa ghi", `value="NOBODY"`)
	registrar.twice(t, "/units", "change-cluster", "/units?done=change-cluster", "cluster", cluster, "join", "QN-VD", "leave", "QN-BC", "name", "Cụm miền Đông")
	registrar.ask("GET", "/units", "").wants(t, 200, "Cụm miền Đông", "QN-VD")

	if report := must(t, "--data", dir, "report", "unit-history", "QN-T1"); !strings.Contains(report, "NQ 12/2026") || !strings.Contains(report, "Chi hội khu Một") {
		t.Errorf("the history is %s", report)
	}
}
