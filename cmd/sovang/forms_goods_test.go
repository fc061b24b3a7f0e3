package main

import (
	"strings"
	"testing"

	"github.com/google/uuid"
)

// TestFormsOfGoods: things get a code, come in, are handed out, lost, found, come back, and are put right, all on pages and each once however often a form is sent. What is written off or
// corrected waits for another's signature. What pages show is what the report of the command line says.
func TestFormsOfGoods(t *testing.T) {
	dir := furnished(t)
	address := serveDemo(t, dir)
	treasurer, approver, auditor, chair := plays(t, address, "treasurer"), plays(t, address, "approver"), plays(t, address, "auditor"), plays(t, address, "chair")
	const at = "/goods?fund=QN-HB"
	const to = "/goods?done=%s&fund=QN-HB"
	page := treasurer.ask("GET", at, "").wants(t, 200, "Chưa có hiện vật nào", `value="open-item"`)
	in := find(t, page.text, `(?s)<select id="fund-open-item".*?<option value="([^"]+)"`)
	does := func(who *browser, do string, more ...string) said {
		return who.does(at, do, append([]string{"fund", in}, more...)...)
	}
	twice := func(do string, more ...string) {
		t.Helper()
		treasurer.twice(t, at, do, strings.Replace(to, "%s", do, 1), append([]string{"fund", in}, more...)...)
	}
	if seen := chair.ask("GET", at, "").wants(t, 200); strings.Contains(seen.text, `value="open-item"`) {
		t.Error("a chair is shown how to give a thing its code")
	}
	does(chair, "open-item", "item", "xe-dap", "name", "Xe đạp", "measure", "chiếc").wants(t, 403, "Chưa ghi")
	treasurer.does(at, "open-item", "fund", uuid.NewString(), "item", "xe-dap", "name", "Xe đạp", "measure", "chiếc").wants(t, 400, "Chưa ghi", `value="Xe đạp"`)
	does(treasurer, "open-item", "item", "xe đạp", "name", "Xe đạp", "measure", "chiếc").wants(t, 400, "Chưa ghi", `value="xe đạp"`, `href="#item-open-item"`)
	twice("open-item", "item", "xe-dap", "name", "Xe đạp", "measure", "chiếc")
	twice("open-item", "item", "vo", "name", "Vở", "measure", "quyển")
	does(treasurer, "open-item", "item", "vo", "name", "Vở", "measure", "quyển").wants(t, 409, "Chưa ghi")

	does(treasurer, "receive", "donor", "DN-THAN", "lots", "xe-dap; vài; 2tr").wants(t, 400, "Chưa ghi", "xe-dap; vài; 2tr", `value="DN-THAN"`)
	does(treasurer, "receive", "donor", "DN-THAN", "lots", "o-to; 1; 2tr").wants(t, 404, "Chưa ghi", "o-to; 1; 2tr", `href="#lots-receive"`)
	does(treasurer, "receive", "donor", "DN-THAN", "lots", "vo; 10; 8k; ước").wants(t, 400, "Chưa ghi") // who estimated?
	twice("receive", "donor", "Công ty Xe Đạp Hòn Gai", "new", "1", "kind-of", "enterprise", "lots", "xe-dap; 20; 2tr; khai\nvo; 1.000; 8k; hội ước", "valued_by", "Tổ định giá", "content", "biên bản 12")
	does(treasurer, "give", "each", "xe-dap; 1", "rows", "Lê Thị Bưởi\nTrần Văn Ổi; vo").wants(t, 400, "Chưa ghi", "Trần Văn Ổi; vo")
	does(treasurer, "give", "each", "xe-dap; 21", "rows", "Lê Thị Bưởi").wants(t, 422, "Chưa ghi", "xe-dap; 21")
	twice("give", "each", "xe-dap; 1", "rows", "Lê Thị Bưởi\nTrần Văn Ổi\nLớp 1A trường An; vo; 100", "recipient_kind", "pupil", "occasion", "khai giảng")
	treasurer.ask("GET", at, "").wants(t, 200, "PN/2026 1", "PX/2026 1", "36.000.000 đ", "7.200.000 đ")
	paper := func(number string) string {
		return find(t, treasurer.ask("GET", at, "").text, `href="(/goods/[0-9a-f-]{36})">`+number)
	}
	signed := func(where, lead string) {
		t.Helper()
		if !strings.HasPrefix(lead, "/signatures/") {
			t.Fatalf("it leads to %q", lead)
		}
		approver.ask("GET", lead, "").wants(t, 200)
		approver.ask("POST", lead, form("id", uuid.NewString(), "do", "sign")).wants(t, 303)
		treasurer.ask("POST", lead, form("id", uuid.NewString(), "do", "carry")).to(t, where)
	}
	out := paper("PX/2026 1")
	treasurer.ask("GET", out, "").wants(t, 200, "Lê Thị Bưởi", "Lớp 1A trường An", "Vở: 100", "Ghi người nhận trả lại")
	does(treasurer, "lose", "goods", "vo; 5", "reason", "ướt mưa").wants(t, 400, "Chưa ghi", "vo; 5")
	signed(at, does(treasurer, "lose", "goods", "vo; 5", "reason", "ướt mưa", "approver", "Phạm Văn Khoa").wants(t, 303).header.Get("Location"))
	lost := paper("PX/2026 2")
	treasurer.does(lost, "return", "pieces", "6", "reason", "phơi khô").wants(t, 422, "Chưa ghi", `value="phơi khô"`)
	treasurer.twice(t, lost, "return", lost+"?done=return", "pieces", "2", "reason", "phơi khô dùng được")
	treasurer.does(out, "return", "reason", "chuyển trường").wants(t, 400, "Chưa ghi") // whose?
	treasurer.twice(t, out, "return", out+"?done=return", "row", "2", "reason", "chuyển trường")
	treasurer.ask("GET", paper("PN/2026 3"), "").wants(t, 200, "Trả lại kho", "chuyển trường", out)

	first := paper("PN/2026 1")
	treasurer.does(first, "revalue", "line", "2", "unit_value", "rẻ", "valuation", "estimated", "reason", "giá chợ", "approver", "Phạm Văn Khoa").wants(t, 400, "Chưa ghi", `value="rẻ"`)
	signed(first, treasurer.does(first, "revalue", "line", "2", "unit_value", "7k5", "valuation", "estimated", "valued_by", "Tổ định giá", "reason", "giá chợ", "approver", "Phạm Văn Khoa").wants(t, 303).header.Get("Location"))
	signed(first, treasurer.does(first, "reverse", "line", "1", "pieces", "2", "reason", "biên bản ghi 18", "approver", "Phạm Văn Khoa").wants(t, 303).header.Get("Location"))
	treasurer.ask("GET", first, "").wants(t, 200, "20 − 2", "7.500 đ", "Phiếu đã hủy", "biên bản ghi 18")
	auditor.ask("GET", first, "").wants(t, 200)
	auditor.does(first, "reverse", "line", "1", "pieces", "2", "reason", "x", "approver", "Phạm Văn Khoa").wants(t, 403, "Chưa ghi")
	treasurer.ask("GET", "/goods/"+uuid.NewString(), "").wants(t, 404)
	treasurer.ask("GET", "/goods?unit=HKH-HD", "").wants(t, 403)

	report := must(t, "--data", dir, "report", "goods", "--fund", "QN-HB", "--format", "csv")
	for _, line := range []string{"QN-HB,xe-dap,Xe đạp,chiếc,,18,1,1,,17", "QN-HB,vo,Vở,quyển,,1000,100,1,3,897"} {
		if !strings.Contains(report, line) {
			t.Errorf("%q is not in %s", line, report)
		}
	}
}
