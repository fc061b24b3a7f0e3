package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"sovang/api/scenarios"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
)

// TestSingleMovements: what moves singly is written down on pages where its papers are: paid, set aside, given back by the recipient or to the donor, moved to another
// compartment, dated anew. A form sent twice is one, one that is refused keeps what was typed, and who may not is neither shown the form nor heard.
func TestSingleMovements(t *testing.T) {
	dir := furnished(t)
	must(t, "--data", dir, "apply", lines(t, strangeMoney()))
	address := serveDemo(t, dir)
	m := movements{plays(t, address, "treasurer"), plays(t, address, "approver"), plays(t, address, "chair"), plays(t, address, "auditor"), dir}
	m.pays(t)
	m.setsAside(t)
	m.gives(t)
	m.waits(t)
	m.sells(t)
	m.loses(t)
	m.decides(t)
	m.handsOver(t)
	m.campaigns(t)
	m.publishes(t)
}

// strangeMoney is a fund with dollars and đồng, all of them for sách vở.
func strangeMoney() (all []ledger.Request) {
	of := scenarios.ID("movements/fund")
	ask := func(c ledger.Command) {
		all = append(all, ledger.Request{ID: scenarios.ID(fmt.Sprint("movements/", len(all))), Actor: "Nguyễn Thu Hà", Command: c})
	}
	ask(fund.Open{Fund: of, Unit: scenarios.ID("unit/HKH-QN"), Code: "QN-NT", Name: "Quỹ kiều bào", Form: fund.AssociationFund, Currencies: []money.Currency{money.VND, "USD"}})
	ask(fund.OpenPlace{Fund: of, Place: "vcb", Kind: fund.Bank, Name: "VCB tiền Việt"})
	ask(fund.OpenPlace{Fund: of, Place: "usd", Kind: fund.Bank, Name: "VCB đô la", Currency: "USD"})
	ask(fund.OpenCompartment{Fund: of, Compartment: "sach-vo", Restriction: fund.Restriction{Kind: fund.Purpose, Wording: "sách vở"}})
	ask(ledger.ReceiveDonation{Receive: fund.Receive{Fund: of, Amount: money.Dong(5_000_000), Place: "vcb", Lines: []fund.AskedLine{{Compartment: "sach-vo"}}}})
	ask(ledger.ReceiveDonation{Receive: fund.Receive{Fund: of, Amount: money.Money{Minor: 100_000, Currency: "USD"}, Place: "usd"}})
	return all
}

// movements are those who have to do with money that moves.
type movements struct {
	treasurer, approver, chair, auditor *browser
	dir                                 string
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

// waits: what was announced is booked when it comes, and once.
func (m movements) waits(t *testing.T) {
	m.treasurer.ask("GET", "/today", "").wants(t, 200, "chờ tiền về")
	page := m.treasurer.ask("GET", "/bank", "").wants(t, 200, "Chờ tiền về", "Công ty Xăng dầu Bến Đoan", "20.000.000 đ")
	waiting := page.first(t, "donation-clear", "20.000.000 đ")
	place := find(t, page.text, `(?s)<select id="place-clear".*?<option value="(`+strings.Fields(waiting)[0]+` ngan-hang)"`)
	m.auditor.ask("POST", "/bank?unit=HKH-QN", form("id", uuid.NewString(), "do", "clear", "donation", waiting, "place", place)).wants(t, 403, "Chưa ghi")
	m.treasurer.ask("POST", "/bank", form("id", uuid.NewString(), "do", "drop", "donation", waiting, "reason", " ")).wants(t, 400, "Chưa ghi", `href="#reason-drop"`)
	m.treasurer.ask("POST", "/bank", form("id", uuid.NewString(), "do", "clear", "donation", "nothing", "place", place)).wants(t, 400, "Chưa ghi")
	m.once(t, "/bank", form("id", uuid.NewString(), "do", "clear", "donation", waiting, "place", place))
	m.treasurer.ask("POST", "/bank", form("id", uuid.NewString(), "do", "drop", "donation", waiting, "reason", "không về")).wants(t, 404, "Chưa ghi")
	if strings.Contains(m.treasurer.ask("GET", "/bank", "").text, "Công ty Xăng dầu Bến Đoan") {
		t.Error("what has come still waits")
	}
	if text := m.report(t, "receipts", "--fund", "QN-HB"); !strings.Contains(text, "20.000.000") {
		t.Errorf("the register is %s", text)
	}
}

// sells: dollars become đồng for the same purpose, and the bank's fee is a payout of its own.
func (m movements) sells(t *testing.T) {
	const at = "/cash?fund=QN-NT"
	page := m.treasurer.ask("GET", at, "").wants(t, 200, "Bán ngoại tệ", "1.000,00 USD")
	sell := func(amount string) string {
		return form("id", uuid.NewString(), "do", "sell", "compartment", page.first(t, "compartment-sell", "USD"), "amount", amount, "place", page.first(t, "place-sell", "đô la"),
			"credited", "12tr5", "fee", "25k", "into_place", page.first(t, "into_place-sell", "tiền Việt"))
	}
	m.treasurer.ask("POST", at, sell("5000")).wants(t, 422, "Chưa ghi", `value="5000"`, `value="12tr5"`)
	m.auditor.ask("POST", at, sell("500")).wants(t, 403)
	m.once(t, at, sell("500"))
	m.treasurer.ask("GET", at, "").wants(t, 200, "17.475.000 đ", "500,00 USD")
}

// loses: a loss that the unrestricted money does not cover is shared by decision of chair and inspection.
func (m movements) loses(t *testing.T) {
	const at = "/cash?fund=QN-NT"
	page := m.treasurer.ask("GET", at, "").wants(t, 200)
	if strings.Contains(page.text, "Chia phần mất") {
		t.Error("a loss is to be shared where there is none")
	}
	m.once(t, at, form("id", uuid.NewString(), "do", "loss", "place", page.first(t, "place-loss", "tiền Việt"), "amount", "13tr", "content", "bị lừa chuyển khoản"))
	page = m.treasurer.ask("GET", at, "").wants(t, 200, "Chia phần mất", "Còn 525.000 đ chưa có gì bù")
	spread := form("id", uuid.NewString(), "do", "spread", "loss", page.first(t, "loss-spread", "13.000.000 đ"), "chair", "Hoàng Minh Đức", "inspector", "Lý Thị Mai")
	m.auditor.ask("POST", at, spread).wants(t, 403)
	waits := m.once(t, at, spread)
	for _, b := range []*browser{m.chair, m.auditor} {
		b.ask("GET", waits, "").wants(t, 200, "Hoàng Minh Đức", "Lý Thị Mai")
		b.ask("POST", waits, form("id", uuid.NewString(), "do", "sign")).wants(t, 303)
	}
	m.treasurer.ask("POST", waits, form("id", uuid.NewString(), "do", "carry")).to(t, "/cash?unit=HKH-QN")
	if strings.Contains(m.treasurer.ask("GET", at, "").text, "Chia phần mất") {
		t.Error("the loss is shared, and is to be shared again")
	}
}

// decides: a deed that the ledger checks from then on, and what is left for a purpose goes to the next one.
func (m movements) decides(t *testing.T) {
	const at = "/funds?fund=QN-NT"
	of := m.treasurer.ask("GET", at, "").wants(t, 200, "Ban hành quy chế", "Bàn giao quỹ").first(t, "fund-deed", "kiều bào")
	deed := func(clauses string) string {
		return form("id", uuid.NewString(), "do", "deed", "fund", of, "title", "Quy chế quỹ kiều bào", "clauses", clauses, "approver", "Phạm Văn Khoa")
	}
	m.treasurer.ask("POST", at, deed("Điều 1; Chỉ trao cho học sinh; ai được gì")).wants(t, 400, "Chưa ghi", "Điều 1; Chỉ trao", `href="#clauses-deed"`)
	m.treasurer.ask("POST", at, deed("Điều 1; Mỗi suất không quá 2 triệu; mức cao nhất một suất; hai triệu")).wants(t, 400, "Chưa ghi", `href="#clauses-deed"`)
	m.auditor.ask("POST", at, deed("Điều 1; Vì sự học")).wants(t, 403)
	m.signed(t, at, deed("Điều 1; Vì sự học\nĐiều 2; Trao cho học sinh; ai được nhận; học sinh, sinh viên\nĐiều 3; Mỗi suất; mức cao nhất một suất; 2tr\n"+
		"Điều 4; Trao đầu năm học; thời gian trao; 01/09-31/12\nĐiều 5; Hoạt động; tỷ lệ chi hoạt động; 5 %"), "Điều 3", "mức cao nhất một suất")
	m.treasurer.ask("GET", at, "").wants(t, 200, "Quy chế: Quy chế quỹ kiều bào", "Trao cho học sinh", "thời gian trao")
	pay := m.treasurer.ask("GET", "/payouts?fund=QN-NT", "").wants(t, 200)
	m.treasurer.ask("POST", "/payouts?fund=QN-NT", form("id", uuid.NewString(), "do", "pay", "kind", "reward", "recipient", "DN-CANG", "recipient_kind", "teacher", "amount", "3tr",
		"compartment", pay.first(t, "compartment-pay", "sách vở"), "place", pay.first(t, "place-pay", "tiền Việt"))).wants(t, 422, "Chưa ghi", "Điều")

	box := form("id", uuid.NewString(), "do", "compartment", "of", of, "kind", "purpose", "compartment", "thu-vien", "wording", "thư viện")
	m.treasurer.ask("POST", at, box).wants(t, 303)
	page := m.treasurer.ask("GET", at, "").wants(t, 200, "Chuyển phần còn lại")
	rest := func(clause string) string {
		return form("id", uuid.NewString(), "do", "rest", "compartment", page.first(t, "compartment-rest", "sách vở"), "into", page.first(t, "into-rest", "thư viện"), "amount", "1tr",
			"basis", "nearest-use", "clause", clause, "reason", "không hỏi được người cho", "approver", "Phạm Văn Khoa")
	}
	m.treasurer.ask("POST", at, rest("")).wants(t, 400, "Chưa ghi", `href="#clause-rest"`)
	m.signed(t, at, rest("sách cho thư viện trường"), "sách cho thư viện trường", "1.000.000 đ")
	m.treasurer.ask("GET", "/balances?fund=QN-NT", "").wants(t, 200, "thư viện", "1.000.000 đ")
}

// handsOver: a fund passes on whole to another unit.
func (m movements) handsOver(t *testing.T) {
	const at = "/funds?fund=QN-NT"
	of := m.treasurer.ask("GET", at, "").first(t, "fund-hand-over", "kiều bào")
	over := func(unit string) string {
		return form("id", uuid.NewString(), "do", "hand-over", "fund", of, "unit", unit, "decision", "QĐ 12/QĐ-HKH")
	}
	m.treasurer.ask("POST", at, over("KHONG-CO")).wants(t, 404, "Chưa ghi", `href="#unit-hand-over"`, "QĐ 12/QĐ-HKH")
	m.treasurer.ask("POST", at, over("")).wants(t, 400, "Chưa ghi")
	m.treasurer.ask("POST", at, over("HKH-HD")).wants(t, 403, "Chưa ghi") // another province's
	m.auditor.ask("POST", at, over("QN-BC")).wants(t, 403)
	m.once(t, at, over("QN-BC"))
	m.treasurer.ask("GET", "/funds?unit=QN-BC", "").wants(t, 200, "Quỹ kiều bào")
	if text := m.report(t, "balances", "--unit", "QN-BC"); !strings.Contains(text, "QN-NT") {
		t.Errorf("the report of balances is %s", text)
	}
}

// campaigns: one is opened, split between levels, extended and closed, and takes gifts as long as it runs.
func (m movements) campaigns(t *testing.T) {
	const at = "/campaigns"
	page := m.treasurer.ask("GET", at, "").wants(t, 200, "Mở đợt vận động", "NGAY-LUONG-2026", "một ngày lương", "đang mở")
	open := func(code, until string) string {
		return form("id", uuid.NewString(), "do", "open", "name", "Xuân khuyến học 2027", "code", code, "kind", "boxes", "target", "500tr", "from", "2026-11-20", "until", until,
			"fills", page.first(t, "fills-open", "bão số 3"), "appeal", "Vì em thơ", "closing_rule", "còn lại vào quỹ học bổng")
	}
	m.treasurer.ask("POST", at, open("XUÂN 2027", "")).wants(t, 400, "Chưa ghi", "Xuân khuyến học 2027", `href="#code-open"`)
	m.treasurer.ask("POST", at, open("XUAN-2027", "2026-11-01")).wants(t, 400, "Chưa ghi", `href="#until-open"`)
	m.auditor.ask("POST", at+"?unit=HKH-QN", open("XUAN-2027", "")).wants(t, 403, "Chưa ghi")
	to := m.once(t, at, open("xuan-2027", "2026-12-31"))
	m.treasurer.ask("GET", to, "").wants(t, 200, "Đã mở đợt vận động", "XUAN-2027", "500.000.000 đ", "Vì em thơ", "còn lại vào quỹ học bổng", "31/12/2026")
	own := strings.TrimSuffix(to, "?done=open")
	rule := func(levels, remainder string) string {
		return form("id", uuid.NewString(), "do", "set-rule", "levels", levels, "remainder", remainder, "basis", "Hướng dẫn 5")
	}
	m.treasurer.ask("POST", own, rule("chi hội; sáu mươi", "chi hội")).wants(t, 400, "Chưa ghi", "sáu mươi", `href="#levels-set-rule"`)
	m.treasurer.ask("POST", own, rule("chi hội; 60\nphường; 30", "chi hội")).wants(t, 400, "Chưa ghi", `href="#levels-set-rule"`)
	m.auditor.ask("POST", own, rule("chi hội; 100", "")).wants(t, 403)
	m.once(t, own, rule("chi hội; 60 %\nphường;40", "phường"))
	m.treasurer.ask("GET", own, "").wants(t, 200, "chi hội: 60 %; phường: 40 %", "Hướng dẫn 5")
	m.treasurer.ask("POST", own, form("id", uuid.NewString(), "do", "extend", "until", "2020-01-01", "reason", "còn heo chưa khui")).wants(t, 400, "Chưa ghi", `value="2020-01-01"`)
	m.once(t, own, form("id", uuid.NewString(), "do", "extend", "until", "2027-02-28", "reason", "còn heo chưa khui"))
	m.treasurer.ask("GET", own, "").wants(t, 200, "28/02/2027")
	m.once(t, own, form("id", uuid.NewString(), "do", "close", "on", "2026-11-21", "reason", "đủ rồi"))
	if text := m.treasurer.ask("GET", own, "").wants(t, 200, "đã kết thúc", "Gia hạn, hoặc mở lại").text; strings.Contains(text, "Đặt cách chia") {
		t.Error("a campaign that is closed can be split anew")
	}
	m.treasurer.ask("GET", "/campaigns/KHONG-CO", "").wants(t, 404)
	m.treasurer.ask("GET", at+"?unit=HKH-HD", "").wants(t, 403) // another province's
	if text := m.report(t, "campaigns", "--unit", "HKH-QN"); !strings.Contains(text, "XUAN-2027") {
		t.Errorf("the report of campaigns is %s", text)
	}
}

// publishes: the document that the form shows is the one that is laid down, and it can still be looked at.
func (m movements) publishes(t *testing.T) {
	const at = "/publications?year=2025"
	m.treasurer.ask("GET", "/publications", "").wants(t, 200, "Công khai năm 2025", "chưa công khai")
	m.treasurer.ask("GET", "/publications?year=1999", "").wants(t, 400)
	page := m.treasurer.ask("GET", at, "").wants(t, 200, "Văn bản năm 2025", "Bản tạm tính")
	hash, entry := find(t, page.text, `name="document" value="([0-9a-f]{64})"`), find(t, page.text, `name="entry" value="(\d+)"`)
	publish := func(document, provisional string) string {
		return form("id", uuid.NewString(), "do", "publish", "document", document, "entry", entry, "where", "https://khuyenhoc.example/2025", "provisional", provisional)
	}
	m.treasurer.ask("POST", at, publish(hash, "")).wants(t, 422, "Chưa ghi", "khuyenhoc.example", `href="#provisional-publish"`)
	m.treasurer.ask("POST", at, publish("abc", "1")).wants(t, 400, "Chưa ghi")
	m.auditor.ask("POST", "/publications?unit=HKH-QN&year=2025", publish(hash, "1")).wants(t, 403, "Chưa ghi")
	m.once(t, at, publish(hash, "1"))
	m.treasurer.ask("GET", "/publications", "").wants(t, 200, hash, "khuyenhoc.example", "tạm tính")
	m.treasurer.ask("GET", "/u/HKH-QN/2025?as_of="+entry, "").wants(t, 200, hash)
	if text := m.report(t, "publications", "--unit", "HKH-QN"); !strings.Contains(text, "khuyenhoc.example") {
		t.Errorf("the report of publications is %s", text)
	}
}
