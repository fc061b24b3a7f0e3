package main

import (
	"strings"
	"testing"

	"github.com/google/uuid"
)

// TestSingleMovements: what moves singly is written down on pages where its papers are: paid, set aside, given back by the recipient or to the donor, moved to another
// compartment, dated anew. A form sent twice is one, one that is refused keeps what was typed, and who may not is neither shown the form nor heard.
func TestSingleMovements(t *testing.T) {
	dir := furnished(t)
	address := serveDemo(t, dir)
	m := movements{plays(t, address, "treasurer"), plays(t, address, "approver"), plays(t, address, "auditor"), dir}
	m.pays(t)
	m.setsAside(t)
	m.gives(t)
}

// movements are those who have to do with money that moves.
type movements struct {
	treasurer, approver, auditor *browser
	dir                          string
}

// once sends a form twice, and gives the page to which it leads both times.
func (m movements) once(t *testing.T, at, form string) string {
	t.Helper()
	to := m.treasurer.ask("POST", at, form).wants(t, 303).header.Get("Location")
	m.treasurer.ask("POST", at, form).to(t, to)
	return to
}

// signed sends a form that an approver signs and the treasurer carries out, and gives the page on which it is then done.
func (m movements) signed(t *testing.T, at, ask string, says ...string) string {
	t.Helper()
	waits := m.once(t, at, ask)
	if !strings.HasPrefix(waits, "/signatures/") {
		t.Fatalf("what an approver signs leads to %q", waits)
	}
	m.approver.ask("GET", waits, "").wants(t, 200, says...)
	m.approver.ask("POST", waits, form("id", uuid.NewString(), "do", "sign")).wants(t, 303)
	return m.treasurer.ask("POST", waits, form("id", uuid.NewString(), "do", "carry")).wants(t, 303).header.Get("Location")
}

// report is a report of the ledger as a table.
func (m movements) report(t *testing.T, args ...string) string {
	t.Helper()
	return must(t, append([]string{"--data", m.dir, "report"}, args...)...)
}

func (m movements) pays(t *testing.T) {
	const at = "/payouts?fund=QN-HB"
	page := m.treasurer.ask("GET", at, "").wants(t, 200, "Chi một khoản", "Dành riêng một khoản", "chi được")
	from, place := page.first(t, "compartment-pay", "không ràng buộc"), page.first(t, "place-pay", "")
	pay := func(more ...string) string {
		return form(append([]string{"id", uuid.NewString(), "do", "pay", "place", place, "content", "Hỗ trợ đột xuất"}, more...)...)
	}
	m.treasurer.ask("POST", at, pay("kind", "support", "recipient", "Không Có Ai", "compartment", from, "amount", "1tr")).wants(t, 404, "Chưa ghi", "Không Có Ai", "Hỗ trợ đột xuất")
	m.treasurer.ask("POST", at, pay("kind", "support", "compartment", from, "amount", "1tr")).wants(t, 400, "Chưa ghi", `value="1tr"`, `href="#recipient-pay"`)
	m.treasurer.ask("POST", at, pay("kind", "running", "compartment", from, "amount", "900 tỷ")).wants(t, 422, "Chưa ghi", `href="#place-pay"`)
	m.treasurer.ask("POST", at, pay("kind", "running", "amount", "1tr")).wants(t, 400, "Chưa ghi", "chọn ngăn quỹ", `href="#compartment-pay"`)
	m.treasurer.ask("POST", at, pay("kind", "support", "slot", "KHONG-CO", "amount", "1tr")).wants(t, 404, "Chưa ghi", "KHONG-CO")
	if to := m.once(t, at, pay("kind", "running", "compartment", from, "amount", "345k")); to != "/payouts?done=pay&fund=QN-HB" {
		t.Errorf("a payout leads to %q", to)
	}
	paid := m.treasurer.ask("GET", at+"&done=pay", "").wants(t, 200, "Đã chi", "345.000 đ", "chi hoạt động", "Hỗ trợ đột xuất")
	if n := strings.Count(paid.text, "345.000 đ"); n != 1 {
		t.Errorf("one payout stands %d times on the page", n)
	}
	if text := m.report(t, "payouts", "--fund", "QN-HB"); strings.Count(text, "345.000") != 1 {
		t.Errorf("the report of payouts is %s", text)
	}
	if text := m.auditor.ask("GET", at, "").wants(t, 200, "345.000 đ").text; strings.Contains(text, "Chi một khoản") {
		t.Error("an auditor is shown how to pay")
	}
	m.auditor.ask("POST", at, pay("kind", "running", "compartment", from, "amount", "345k")).wants(t, 403, "Chưa ghi")

	paper := strings.ReplaceAll(find(t, paid.text, `href="(/receipt\?[^"]+)"`), "&amp;", "&")
	m.treasurer.ask("GET", paper, "").wants(t, 200, "Việc với khoản này", "Còn 345.000 đ chưa trả lại", "Sửa ngày")
	back := func(amount string) string {
		return form("id", uuid.NewString(), "do", "return", "amount", amount, "place", strings.Fields(place)[1], "reason", "mua thừa")
	}
	m.treasurer.ask("POST", paper, back("400k")).wants(t, 422, "Chưa ghi", `value="400k"`, "mua thừa")
	m.auditor.ask("POST", paper, back("45k")).wants(t, 403, "Chưa ghi")
	done := m.once(t, paper, back("45k"))
	m.treasurer.ask("GET", done, "").wants(t, 200, "Đã ghi tiền được trả lại", "Còn 300.000 đ chưa trả lại")
	m.treasurer.ask("POST", paper, form("id", uuid.NewString(), "do", "redate", "booked", "2999-01-01", "reason", "nhầm ngày", "approver", "Phạm Văn Khoa")).wants(t, 400, "Chưa ghi", `value="2999-01-01"`)
}

func (m movements) setsAside(t *testing.T) {
	const at = "/payouts?fund=QN-HB"
	from := m.treasurer.ask("GET", at, "").first(t, "compartment-reserve", "không ràng buộc")
	reserve := form("id", uuid.NewString(), "do", "reserve", "kind", "programme", "amount", "1tr2", "compartment", from, "approver", "Phạm Văn Khoa")
	m.treasurer.ask("POST", at, form("id", uuid.NewString(), "do", "reserve", "kind", "reward", "amount", "1tr2", "compartment", from, "approver", "Phạm Văn Khoa")).wants(t, 400, "Chưa ghi", `href="#recipient-reserve"`)
	m.signed(t, at, reserve, "1.200.000 đ", "chi cho chương trình")
	page := m.treasurer.ask("GET", at, "").wants(t, 200, "Đã dành riêng, chưa chi", "1.200.000 đ", "Phạm Văn Khoa")
	kept := page.first(t, "reservation-release", "1.200.000 đ")
	pay := form("id", uuid.NewString(), "do", "pay", "kind", "programme", "amount", "200k", "reservation", kept, "place", page.first(t, "place-pay", ""), "content", "Thuê loa")
	m.once(t, at, pay)
	m.treasurer.ask("GET", at, "").wants(t, 200, "1.000.000 đ", "Thuê loa")
	m.treasurer.ask("POST", at, form("id", uuid.NewString(), "do", "release", "reservation", kept, "reason", "")).wants(t, 400, "Chưa ghi", `href="#reason-release"`)
	m.auditor.ask("POST", at, form("id", uuid.NewString(), "do", "release", "reservation", kept, "reason", "không cần")).wants(t, 403, "Chưa ghi")
	m.once(t, at, form("id", uuid.NewString(), "do", "release", "reservation", kept, "reason", "không cần nữa"))
	if text := m.treasurer.ask("GET", at, "").wants(t, 200).text; strings.Contains(text, kept) {
		t.Error("what was given up is still set aside")
	}
}

// gives gives a part of a gift back, moves another to a purpose, and corrects its day.
func (m movements) gives(t *testing.T) {
	batch := m.treasurer.begin("QN-HB", "1", "3tr")
	batch.post(batch.sent("post", "1", "3tr", "", [5]string{"Bác Năm Thước", "3tr", "", "", "new:individual"})).to(t, "/batch/"+batch.id)
	paper := strings.ReplaceAll(find(t, m.treasurer.ask("GET", "/batch/"+batch.id, "").text, `href="(/receipt\?[^"]+)"`), "&amp;", "&")
	page := m.treasurer.ask("GET", paper, "").wants(t, 200, "Chưa chi của khoản này: 3.000.000 đ ở ngăn “không ràng buộc”", "ủng hộ ngày 03/02/2026")
	box, into := page.first(t, "place-refund", ""), page.first(t, "into-redesignate", "bão số 3")
	if strings.Contains(m.auditor.ask("GET", paper, "").wants(t, 200).text, "Trả lại người cho") {
		t.Error("an auditor is shown how to give a gift back")
	}

	refund := func(amount string) string {
		return form("id", uuid.NewString(), "do", "refund", "amount", amount, "place", box, "reason", "gia đình có việc", "approver", "Phạm Văn Khoa")
	}
	m.treasurer.ask("POST", paper, refund("3tr5")).wants(t, 422, "Chưa ghi", `value="3tr5"`, "gia đình có việc", `href="#amount-refund"`)
	m.auditor.ask("POST", paper, refund("1tr")).wants(t, 403, "Chưa ghi")
	m.signed(t, paper, refund("1tr"), "1.000.000 đ", "gia đình có việc")
	m.treasurer.ask("GET", paper, "").wants(t, 200, "Chưa chi của khoản này: 2.000.000 đ")

	move := func(basis, clause string) string {
		return form("id", uuid.NewString(), "do", "redesignate", "compartment", "unrestricted", "into", into, "amount", "500k", "basis", basis, "clause", clause, "reason", "người cho đổi ý",
			"approver", "Phạm Văn Khoa")
	}
	m.treasurer.ask("POST", paper, move("nearest-use", "gần nhất")).wants(t, 422, "Chưa ghi", "gần nhất", `href="#basis-redesignate"`)
	m.signed(t, paper, move("donor-consent", ""), "500.000 đ", "nhà hảo tâm đồng ý")
	m.treasurer.ask("GET", paper, "").wants(t, 200, "1.500.000 đ ở ngăn “không ràng buộc”", "500.000 đ ở ngăn “khắc phục hậu quả bão số 3”")

	m.signed(t, paper, form("id", uuid.NewString(), "do", "redate", "given", "2026-02-01", "booked", "2026-02-03", "reason", "phong bì ghi ngày 1", "approver", "Phạm Văn Khoa"), "01/02/2026", "phong bì ghi ngày 1")
	m.treasurer.ask("GET", paper, "").wants(t, 200, "ủng hộ ngày 01/02/2026")
}
