package main

import (
	"strings"
	"testing"

	"github.com/google/uuid"
)

// TestPeopleForms: the desk describes somebody, lays down what they let be shown and that they withdrew it, and forgets them; pays a list without a round; declares figures; ends a role. What the
// pages say the ledger's reports say, twice sent is once, and who may not is refused.
func TestPeopleForms(t *testing.T) {
	dir := furnished(t)
	address := serveDemo(t, dir)
	registrar, treasurer, auditor, chair := plays(t, address, "registrar"), plays(t, address, "treasurer"), plays(t, address, "auditor"), plays(t, address, "chair")
	report := func(says string, args ...string) {
		t.Helper()
		if text := must(t, append([]string{"--data", dir, "report"}, args...)...); !strings.Contains(text, says) {
			t.Errorf("report %s does not say %q: %s", strings.Join(args, " "), says, text)
		}
	}
	id := paysList(t, treasurer, report)
	for _, path := range []string{"/lists/new", "/people", "/people/" + id, "/figures"} {
		auditor.ask("GET", path, "").wants(t, 403)
	}
	registrar.ask("GET", "/lists/new", "").wants(t, 403) // pays nothing

	person := "/people/" + id
	consents(t, registrar, person, id, report)
	registrar.ask("GET", "/people?q=pham+thi+on", "").wants(t, 200, "Phạm Thị Ơn", person)
	registrar.ask("GET", "/people?q=khong-co", "").wants(t, 200, "Không có ai như")
	page := registrar.ask("GET", person, "").wants(t, 200, "Phạm Thị Ơn", "Sửa thông tin", "Xóa dữ liệu cá nhân")
	if strings.Contains(page.text, "Trường THCS Sông Khoai") {
		t.Error("a card is shown")
	}
	describe := form("id", uuid.NewString(), "do", "describe", "card.name", "Phạm Thị Ơn", "card.phone", "0912 345 678", "card.circumstances", "poor, orphaned")
	for range 2 {
		registrar.ask("POST", person, describe).to(t, person+"?done=describe")
	}
	registrar.ask("POST", person, form("id", uuid.NewString(), "do", "describe", "card.name", "", "card.email", "on@example.org")).wants(t, 400, "Chưa ghi", `value="on@example.org"`, `href="#card.name-describe"`)
	if page := registrar.ask("GET", person, "").wants(t, 200, "Đã có:", "Điện thoại"); strings.Contains(page.text, "0912") || strings.Contains(page.text, "orphaned") {
		t.Error("what a card says is shown")
	}
	chair.ask("POST", person, form("id", uuid.NewString(), "do", "describe", "card.name", "Ai Đó")).wants(t, 403)

	treasurer.ask("POST", person, form("id", uuid.NewString(), "do", "forget")).wants(t, 403)
	forget := []string{"id", uuid.NewString(), "do", "forget", "reason", "theo yêu cầu"}
	registrar.ask("POST", person, form(forget...)).wants(t, 200, "Xóa hẳn, không lấy lại được?", `name="sure" value="1"`, "theo yêu cầu")
	registrar.ask("GET", person, "").wants(t, 200, "Phạm Thị Ơn") // asked once, nothing was done
	for range 2 {
		registrar.ask("POST", person, form(append(forget, "sure", "1")...)).to(t, person+"?done=forget")
	}
	if page := registrar.ask("GET", person, "").wants(t, 200, "(đã xoá)", "Số tiền, phiếu và chữ ký vẫn còn"); strings.Contains(page.text, "Phạm Thị Ơn") {
		t.Error("somebody forgotten is named")
	}
	figures(t, registrar, report)
	endsRole(t, chair, registrar, report)
}

// paysList records and pays a list in one go; it gives whom its first row means.
func paysList(t *testing.T, b *browser, report func(string, ...string)) string {
	t.Helper()
	const at = "/lists/new?fund=QN-TET"
	page := b.ask("GET", at, "").wants(t, 200, "không qua đợt xét")
	from, place := page.first(t, `from\[0\]`, "không ràng buộc"), page.first(t, "place", "Tài khoản ngân hàng")
	const rows = "Họ tên;Trường;Số tiền\nPhạm Thị Ơn;Trường THCS Sông Khoai;500k\nPhạm Văn Ước;Trường THCS Sông Khoai;500k\n"
	send := func(do, id, looked, content, rows string) said {
		return b.ask("POST", at, form("id", id, "do", do, "looked", looked, "content", content, "award", "reward", "from[0]", from, "place", place, "rows", rows))
	}
	id := uuid.NewString()
	send("look", id, "", "Thưởng", "Họ tên;Số tiền\nPhạm Thị Ơn;rất nhiều\n").wants(t, 200, "1 dòng trong 1", "rất nhiều", `value="Thưởng"`)
	send("look", id, "", "Thưởng", "Họ tên;Số tiền\nPhạm Thị Ơn;900tr\n").wants(t, 200, "sổ sẽ không nhận")
	looked := find(t, send("look", id, "", "Thưởng cuối năm", rows).wants(t, 200, "2 dòng, cộng 1.000.000 đ", "2 người mới", `value="pay"`).text, `name="looked" value="([^"]+)"`)
	send("pay", id, looked, "Thưởng khác", rows).wants(t, 200, "2 dòng") // another voucher than was looked at
	for range 2 {
		send("pay", id, looked, "Thưởng cuối năm", rows).to(t, "/lists/new?done=list&fund=QN-TET")
	}
	b.ask("GET", "/lists/new?done=list&fund=QN-TET", "").wants(t, 200, "Đã ghi danh sách và chi")
	report("1000000", "payouts", "--fund", "QN-TET", "--format", "csv")
	file, kind := withTable(t, "ds.csv", rows, "id", uuid.NewString(), "do", "look", "content", "Thưởng", "award", "reward", "from[0]", from, "place", place)
	b.ask("POST", at, file, "Content-Type", kind).wants(t, 200, "2 dòng trong 2", "ã có người tên", "Trường THCS Sông Khoai") // a file is read as if it had been typed
	broken, kind := withTable(t, "ds.xlsx", "PK\x03\x04\xff\xfe", "id", uuid.NewString(), "do", "look", "content", "Thưởng", "rows", rows)
	b.ask("POST", at, broken, "Content-Type", kind).wants(t, 400, "Chưa ghi", "UTF-8", "Phạm Văn Ước")
	return find(t, b.ask("GET", "/people?unit=HKH-QN&q=Ph%E1%BA%A1m+Th%E1%BB%8B+%C6%A0n", "").wants(t, 200).text, `href="/people/([0-9a-f-]{36})">Phạm Thị Ơn`)
}

func consents(t *testing.T, b *browser, person, id string, report func(string, ...string)) {
	t.Helper()
	give := func(id, by, until string) said {
		return b.ask("POST", person, form("id", id, "do", "consent", "purpose", "recipient-lists", "case", "older-child", "by", by, "evidence", "Tủ 3, giấy số 12", "wording", "DY-2026-1", "until", until))
	}
	give(uuid.NewString(), "guardian", "").wants(t, 422, "Chưa ghi", "Tủ 3, giấy số 12", `href="#by-consent"`)
	same := uuid.NewString()
	for range 2 {
		give(same, "both", "2027-12-31").to(t, person+"?done=consent")
	}
	b.ask("GET", person, "").wants(t, 200, "tên trong danh sách nhận", "đang hiệu lực", "31/12/2027", "Ghi rút đồng ý")
	report("đang hiệu lực", "consents", "--person", id)
	withdraw := form("id", uuid.NewString(), "do", "withdraw", "purpose", "recipient-lists")
	b.ask("POST", person, form("id", uuid.NewString(), "do", "withdraw", "purpose", "", "on", "2099-01-01")).wants(t, 400, "Chưa ghi", `value="2099-01-01"`)
	for range 2 {
		b.ask("POST", person, withdraw).to(t, person+"?done=withdraw")
	}
	report("đã rút", "consents", "--person", id)
	b.ask("GET", "/people", "").wants(t, 200, "Rút đồng ý, chờ trả lời", "tên trong danh sách nhận")
	answer := form("id", uuid.NewString(), "do", "answer", "purpose", "recipient-lists", "evidence", "thư số 7")
	for range 2 {
		b.ask("POST", person, answer).to(t, person+"?done=answer")
	}
	b.ask("GET", "/people", "").wants(t, 200, "Không có ai chờ trả lời")
}

func figures(t *testing.T, b *browser, report func(string, ...string)) {
	t.Helper()
	const at = "/figures?unit=QN-BC"
	declare := func(id, rows string) said {
		return b.ask("POST", at, form("id", id, "do", "declare", "source", "Báo cáo năm 2025 số 15", "source_date", "2026-01-20", "levels", "below", "rows", rows))
	}
	declare(uuid.NewString(), "Hội viên; 2025; nhiều").wants(t, 400, "Chưa ghi", "Hội viên; 2025; nhiều")
	declare(uuid.NewString(), "Số cây; 2025; 12").wants(t, 400, "Chưa ghi", "Số cây")
	declare(uuid.NewString(), "").wants(t, 400, "Chưa ghi")
	id := uuid.NewString()
	for range 2 {
		declare(id, "Hội viên; 2025; 4.321\nChi hội; 2025; 17; trên").to(t, "/figures?done=declare&unit=QN-BC")
	}
	page := b.ask("GET", at, "").wants(t, 200, "4.321", "Hội viên", "Sửa một số")
	report("4321", "figures", "--unit", "QN-BC", "--format", "csv")
	number := page.first(t, "figure-correct", "Hội viên")
	b.ask("POST", at, form("id", uuid.NewString(), "do", "correct", "figure", number, "value", "1,5", "reason", "nhầm")).wants(t, 400, "Chưa ghi", `value="1,5"`)
	correct := form("id", uuid.NewString(), "do", "correct", "figure", number, "value", "4.123", "reason", "đánh máy nhầm")
	for range 2 {
		b.ask("POST", at, correct).to(t, "/figures?done=correct&unit=QN-BC")
	}
	report("4123", "figures", "--unit", "QN-BC", "--format", "csv")
	withdraw := form("id", uuid.NewString(), "do", "withdraw", "figure", page.first(t, "figure-correct", "Chi hội"), "reason", "nguồn rút lại")
	for range 2 {
		b.ask("POST", at, withdraw).to(t, "/figures?done=withdraw&unit=QN-BC")
	}
	b.ask("GET", at, "").wants(t, 200, "4.123", "đã rút", "nguồn rút lại")
	b.ask("GET", "/rollup?unit=QN-BC", "").wants(t, 200, "/figures?unit=QN-BC", "4.123")
}

func endsRole(t *testing.T, chair, registrar *browser, report func(string, ...string)) {
	t.Helper()
	held := chair.ask("GET", "/accounts", "").wants(t, 200, "Thôi một nhiệm vụ").first(t, "held-end", "Tạ Ngọc Anh")
	chair.ask("POST", "/accounts", form("id", uuid.NewString(), "do", "end", "held", held, "reason", "")).wants(t, 400, "Chưa ghi")
	chair.ask("POST", "/accounts", form("id", uuid.NewString(), "do", "end", "held", "nobody", "reason", "nghỉ")).wants(t, 400, "Chưa ghi", `value="nghỉ"`)
	registrar.ask("GET", "/people", "").wants(t, 200)
	end := form("id", uuid.NewString(), "do", "end", "held", held, "reason", "nghỉ hưu")
	for range 2 {
		chair.ask("POST", "/accounts", end).to(t, "/accounts?done=end")
	}
	registrar.ask("GET", "/people", "").wants(t, 403)
	report("nghỉ hưu", "staff", "--format", "csv")
}
