package main

import (
	"strings"
	"testing"

	"github.com/google/uuid"
)

// TestRoundForms: a round is opened, nominated, frozen, changed, approved, paid and closed on pages, by those whose duty each step is, and what they say is what the book has. A form sent
// twice is one, and what is refused keeps what was typed.
func TestRoundForms(t *testing.T) {
	dir := furnished(t)
	address := serveDemo(t, dir)
	registrar, approver, cashier, auditor := plays(t, address, "registrar"), plays(t, address, "approver"), plays(t, address, "cashier"), plays(t, address, "auditor")

	auditor.ask("GET", "/rounds/new", "").wants(t, 403)
	if strings.Contains(approver.ask("GET", "/rounds", "").wants(t, 200).text, "/rounds/new") {
		t.Error("an approver is shown the way to a new round")
	}
	at := "/rounds/new?fund=QN-TET"
	page := registrar.ask("GET", at, "").wants(t, 200, "Mở đợt xét trao", "2026-2027", `name="from[1]"`)
	from := page.first(t, `from\[0\]`, "Học sinh biên giới")
	open := func(id, code, budget string) string {
		return form("id", id, "programme", "Học bổng mùa khai trường", "code", code, "criteria", "Học sinh nghèo vượt khó", "awards", "scholarship", "awards", "support", "recipients", "pupil",
			"budget", budget, "school_year", "2026-2027", "stacking", "once-a-year", "from[0]", from, "claim_days", "10")
	}
	registrar.ask("POST", at, open(uuid.NewString(), "KTR 2026", "3tr")).wants(t, 400, "Chưa ghi", `value="KTR 2026"`, `href="#code"`)
	registrar.ask("POST", at, open(uuid.NewString(), "KTR-2026", "nhiều")).wants(t, 400, "Chưa ghi", `value="nhiều"`, `value="support" checked`)
	id := uuid.NewString()
	to := registrar.ask("POST", at, open(id, "KTR-2026", "5tr")).wants(t, 303).header.Get("Location")
	registrar.ask("POST", at, open(id, "KTR-2026", "5tr")).to(t, to)
	registrar.ask("POST", at, open(uuid.NewString(), "KTR-2026", "5tr")).wants(t, 409, "Mã này đã được dùng")
	registrar.ask("GET", to, "").wants(t, 200, "Đã mở đợt", "Chưa có ai trong danh sách", "/rounds/KTR-2026/nominate")
	approver.ask("GET", "/rounds/KTR-2026/nominate", "").wants(t, 403)

	const list = "/rounds/KTR-2026/nominate"
	registrar.nominates(t, list)
	if rows := must(t, "--data", dir, "report", "round", "KTR-2026", "--rows", "--format", "csv"); strings.Count(rows, "pupil") != 4 || !strings.Contains(rows, "Trường Tiểu học Cô Tô") {
		t.Errorf("four are on the list: %s", rows)
	}

	round := "/rounds/KTR-2026"
	registrar.ask("POST", round, form("id", uuid.NewString(), "do", "exclude", "rows", "9", "how", "excluded", "reason", "đã nhận nơi khác")).wants(t, 404, "Chưa ghi", "đã nhận nơi khác", `href="#rows-exclude"`)
	exclude := form("id", uuid.NewString(), "do", "exclude", "rows", "4", "how", "declined", "reason", "gia đình nhường bạn")
	for range 2 {
		registrar.ask("POST", round, exclude).to(t, round+"?done=exclude")
	}
	approver.ask("POST", round, form("id", uuid.NewString(), "do", "freeze")).wants(t, 403)
	freeze := form("id", uuid.NewString(), "do", "freeze")
	for range 2 {
		registrar.ask("POST", round, freeze).to(t, round+"?done=freeze")
	}
	registrar.ask("GET", list, "").wants(t, 200, "Danh sách đã chốt")
	registrar.ask("POST", list, form("id", uuid.NewString(), "do", "look", "rows", "Ai Đó; 1tr")).wants(t, 200, "Danh sách đã chốt", "sổ sẽ không nhận", "Ai Đó; 1tr")

	revise := form("id", uuid.NewString(), "do", "revise", "reason", "bớt một em")
	registrar.ask("POST", round, form("id", uuid.NewString(), "do", "revise", "reason", "")).wants(t, 400, "Chưa ghi")
	for range 2 {
		registrar.ask("POST", round, revise).to(t, round+"?done=revise")
	}
	registrar.ask("GET", list, "").wants(t, 200, "Bản trước có 3 suất")
	registrar.ask("POST", list, form("id", uuid.NewString(), "do", "copy", "except", "77")).wants(t, 404, "Chưa ghi", `value="77"`)
	again := form("id", uuid.NewString(), "do", "copy", "except", "3")
	for range 2 {
		registrar.ask("POST", list, again).to(t, round+"?done=copy")
	}
	registrar.ask("POST", round, form("id", uuid.NewString(), "do", "freeze")).to(t, round+"?done=freeze")
	hash := find(t, approver.ask("GET", round, "").wants(t, 200, "Khác bản thứ 1", "2 suất").text, theHash)
	approver.ask("POST", round, form("id", uuid.NewString(), "do", "approve", "hash", hash)).to(t, round+"?done=approve")

	registrar.endsRound(t, approver, cashier, round)
	if steps := must(t, "--data", dir, "report", "round", "KTR-2026", "--steps"); !strings.Contains(steps, "đã đóng") && !strings.Contains(steps, "đóng") {
		t.Errorf("the round is not closed: %s", steps)
	}
	cancelled := open(uuid.NewString(), "BO-2026", "1tr")
	to = registrar.ask("POST", at, cancelled).wants(t, 303).header.Get("Location")
	off := strings.TrimSuffix(to, "?done=open")
	registrar.ask("POST", off, form("id", uuid.NewString(), "do", "cancel", "reason", "")).wants(t, 400, "Chưa ghi")
	drop := form("id", uuid.NewString(), "do", "cancel", "reason", "chưa đủ tiền")
	for range 2 {
		registrar.ask("POST", off, drop).to(t, "/rounds/BO-2026?done=cancel")
	}
	if page := registrar.ask("GET", off, "").wants(t, 200, "đã hủy bỏ"); strings.Contains(page.text, "<button name=\"do\"") {
		t.Error("something can still be done with a round that was given up")
	}
}

// nominates pastes a list: looked at, mended, looked at again, taken once.
func (b *browser) nominates(t *testing.T, at string) {
	t.Helper()
	send := func(do, id, looked, rows string) said {
		return b.ask("POST", at, form("id", id, "do", do, "looked", looked, "rows", rows))
	}
	const heads = "STT\tHọ và tên\tTrường\tSố tiền\tLoại\tĐối tượng\n"
	id := uuid.NewString()
	send("look", id, "", "").wants(t, 400, "Chưa ghi")
	send("look", id, "", "chỉ có chữ").wants(t, 400, "Chưa ghi", "chỉ có chữ")
	wrong := heads + "1\tVũ Văn Một\tTrường Tiểu học Cô Tô\tmột triệu\thọc bổng\t\n2\t\tTrường Tiểu học Cô Tô\t1tr\thọc bổng\t\n3\tVũ Thị Ba\t\t1tr\thọc bổng\tcon mèo\n4\tVũ Văn Bốn\t\t1tr\thỗ trợ\t\n"
	seen := send("look", id, "", wrong).wants(t, 200, "3 dòng trong 4 chưa đưa vào được", "một triệu", "con mèo", "Vũ Văn Bốn")
	if strings.Contains(seen.text, `value="take"`) {
		t.Error("a list with wrong rows can be taken")
	}
	// What only the ledger knows is told of all rows at once, too: the round gives no rewards.
	send("look", id, "", heads+"1\tVũ Văn Một\t\t1tr\tkhen thưởng\t\n2\tVũ Thị Hai\t\t1tr\thọc bổng\tgiáo viên\n3\tVũ Thị Ba\t\t1tr\thọc bổng\t\n").wants(t, 200, "2 dòng trong 3 chưa đưa vào được")
	right := heads + "1\tVũ Văn Một\tTrường Tiểu học Cô Tô\t1tr\thọc bổng\t\n2\tVũ Thị Hai\tTrường Tiểu học Cô Tô\t1,5tr\thọc bổng\t\n3\tVũ Thị Ba\t\t1.000.000\thọc bổng\t\n4\tVũ Văn Bốn\t\t500k\thỗ trợ\t\nTổng cộng\t\t\t4tr\t\t\n"
	looked := find(t, send("look", id, "", right).wants(t, 200, "4 dòng, cộng 4.000.000 đ", "4 người mới", "người mới", "Dòng cộng", `value="take"`).text, `name="looked" value="([^"]+)"`)
	send("take", id, looked, right+"5\tVũ Thị Năm\t\t9tr\thọc bổng\t\n").wants(t, 200, "5 dòng, cộng 13.000.000 đ") // changed after the look: looked at again, nothing taken
	right = strings.ReplaceAll(right, "\n", "\r\n")                                                                 // what came as a file comes back from the field as browsers end lines
	for range 2 {
		send("take", id, looked, right).to(t, strings.TrimSuffix(at, "/nominate")+"?done=nominate")
	}
	send("look", uuid.NewString(), "", "Vũ Văn Một; 1tr").wants(t, 200, "1 dòng trong 1", "ã có người tên")
	send("look", uuid.NewString(), "", "7; =Vũ Văn Một; 1tr").wants(t, 200, "học sinh") // once a year: the ledger says it
}

// endsRound is what happens to an approved list: a row that goes to somebody else, one that is cancelled, the payment, the proof, the end.
func (b *browser) endsRound(t *testing.T, approver, cashier *browser, round string) {
	t.Helper()
	b.ask("GET", round, "").wants(t, 200, "Thay người nhận", "Bỏ cả đợt")
	if strings.Contains(b.ask("GET", round, "").text, "Hủy suất đã duyệt") {
		t.Error("a registrar is shown how to cancel what money is reserved for")
	}
	b.ask("POST", round, form("id", uuid.NewString(), "do", "substitute", "row", "2", "recipient", "Không Có Ai", "reason", "chuyển trường", "approver", "Phạm Văn Khoa")).wants(t, 404, "Chưa ghi", "Không Có Ai")
	give := form("id", uuid.NewString(), "do", "substitute", "row", "2", "recipient", "Vũ Văn Bốn", "reason", "bạn ấy chuyển trường", "approver", "Phạm Văn Khoa")
	waits := b.ask("POST", round, give).wants(t, 303).header.Get("Location")
	approver.ask("GET", waits, "").wants(t, 200, "bạn ấy chuyển trường", "Vũ Văn Bốn")
	approver.ask("POST", waits, form("id", uuid.NewString(), "do", "sign")).wants(t, 303)
	b.ask("POST", waits, form("id", uuid.NewString(), "do", "carry")).to(t, round)
	b.ask("GET", round, "").wants(t, 200, "(thay người)", "Vũ Văn Bốn")

	b.ask("POST", round, form("id", uuid.NewString(), "do", "cancel-rows", "rows", "1", "how", "cancelled", "reason", "x")).wants(t, 403)
	cancel := form("id", uuid.NewString(), "do", "cancel-rows", "rows", "1", "how", "cancelled", "reason", "em đã nhận nơi khác")
	for range 2 {
		approver.ask("POST", round, cancel).to(t, round+"?done=cancel-rows")
	}
	cashier.ask("POST", round, form("id", uuid.NewString(), "do", "unclaimed")).wants(t, 403)
	plays(t, cashier.address, "treasurer").ask("POST", round, form("id", uuid.NewString(), "do", "unclaimed")).wants(t, 422, "chưa được công bố")

	pay := uuid.NewString()
	cashier.ask("POST", round, form("do", "pay", "id", pay, "place", "ngan-hang", "witness", "Nguyễn Thu Hà", "content", "Khai trường")).to(t, "/signatures/"+pay)
	treasurer := plays(t, cashier.address, "treasurer")
	treasurer.ask("POST", "/signatures/"+pay, form("do", "sign")).to(t, "/signatures?done=sign")
	cashier.ask("POST", "/signatures/"+pay, form("do", "carry")).to(t, round)
	b.ask("GET", round, "").wants(t, 200, "Đóng đợt", "chưa có danh sách ký nhận")
	b.ask("POST", round, form("id", uuid.NewString(), "do", "close", "reason", "")).wants(t, 422, "Chưa ghi", `href="#reason-close"`)
	shut := form("id", uuid.NewString(), "do", "close", "reason", "giấy bị mưa ướt")
	for range 2 {
		b.ask("POST", round, shut).to(t, round+"?done=close")
	}
}
