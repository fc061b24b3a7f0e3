package main

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"mime/multipart"
	"strings"
	"testing"

	"sovang/api/scenarios"
)

// plays signs in as one of the demonstration's people, without a browser.
func plays(t *testing.T, address, role string) *browser {
	t.Helper()
	b := browse(t, address)
	b.ask("POST", "/demo", form("role", role)).to(t, "/today")
	return b
}

const theHash = `name="hash" value="([0-9a-f]{64})"`

// TestApproverByForms: an approver signs the list that was seen and no other, once, and only who may is shown the way there.
func TestApproverByForms(t *testing.T) {
	dir := furnished(t)
	address := serveDemo(t, dir)
	approver, registrar, chair := plays(t, address, "approver"), plays(t, address, "registrar"), plays(t, address, "chair")

	approver.ask("GET", "/rounds", "").wants(t, 200, "Chờ duyệt", "Tết khuyến học biên giới, hải đảo", "bản thứ 2", "đang đề cử", "Học bổng vượt khó 2024")
	if a := approver.ask("GET", "/rounds?stage=closed&unit=HKH-QN", "").wants(t, 200, "HBVK-2024"); strings.Contains(a.text, "BIENDAO-2026") {
		t.Error("a round that waits stands among closed ones")
	}
	approver.ask("GET", "/rounds?unit=QN-VD", "").wants(t, 200, "Chưa có đợt xét trao nào")
	approver.ask("GET", "/rounds?unit=HKH-HD", "").wants(t, 403, "không dành cho bạn")
	approver.ask("GET", "/rounds?before=x", "").wants(t, 400)
	browse(t, address).ask("GET", "/rounds", "").to(t, "/sign-in?to=%2Frounds")
	approver.ask("GET", "/today", "").wants(t, 200, "danh sách chờ duyệt", "/rounds?stage=frozen&amp;unit=HKH-QN")
	if a := registrar.ask("GET", "/today", "").wants(t, 200); strings.Contains(a.text, "danh sách chờ duyệt") {
		t.Error("who may not approve is told that it is to be done")
	}
	approver.ask("GET", "/rounds/NOBODY", "").wants(t, 404)

	seen := approver.ask("GET", "/rounds/BIENDAO-2026", "").wants(t, 200, "Khác bản thứ 1", "2.500.000 đ", "Dương Đức Huy", "Đợt này lấy", "17.000.000 đ", "Ký duyệt danh sách này")
	hash, id := find(t, seen.text, theHash), find(t, seen.text, `name="id" value="([^"]+)"`)
	if strings.Contains(seen.text, "sổ sẽ không nhận") {
		t.Error("a list that can be paid is said to be refused")
	}
	if a := registrar.ask("GET", "/rounds/BIENDAO-2026", "").wants(t, 200, hash); strings.Contains(a.text, `value="approve"`) {
		t.Error("who may not approve is shown the form")
	}
	registrar.ask("POST", "/rounds/BIENDAO-2026", form("do", "approve", "id", id, "hash", hash)).wants(t, 403, "Chưa ghi")
	approver.ask("GET", "/rounds/TIEPSUC-2026", "").wants(t, 200, "Còn thiếu", "8.000.000 đ", "sổ sẽ không nhận", "Nếu ký lúc này")
	approver.ask("POST", "/rounds/TIEPSUC-2026", form("do", "approve", "id", id, "hash", find(t, approver.ask("GET", "/rounds/TIEPSUC-2026", "").text, theHash))).wants(t, 422, "Chưa ghi")
	approver.ask("POST", "/rounds/BIENDAO-2026", form("do", "dance", "id", id)).wants(t, 400)

	// The list changes between the look and the signature: another version, frozen by another hash.
	round := scenarios.ID("round/BIENDAO-2026")
	steps := []string{
		`{"id":"8f8b2f64-6a0e-4c7d-9f0c-6c2f2f8f0001","actor":"Tạ Ngọc Anh","command":"round.revise","data":{"round":"` + round.String() + `","reason":"bớt các em đã nhận nơi khác"}}`,
		`{"id":"8f8b2f64-6a0e-4c7d-9f0c-6c2f2f8f0002","actor":"Tạ Ngọc Anh","command":"round.nominate","data":{"round":"` + round.String() + `","rows":[{"code":"05","recipient":"` +
			scenarios.ID("board/pupil/5").String() + `","amount":"2000000"}]}}`,
		`{"id":"8f8b2f64-6a0e-4c7d-9f0c-6c2f2f8f0003","actor":"Tạ Ngọc Anh","command":"round.freeze","data":{"round":"` + round.String() + `"}}`}
	file := t.TempDir() + "/change.jsonl"
	write(t, file, strings.Join(steps, "\n")+"\n")
	must(t, "--data", dir, "apply", file)
	refused := approver.ask("POST", "/rounds/BIENDAO-2026", form("do", "approve", "id", id, "hash", hash)).wants(t, 422, "Danh sách đã đổi sau khi bạn xem", "Khác bản thứ 2")
	now := find(t, refused.text, theHash)
	if now == hash {
		t.Fatal("another list has the same hash")
	}
	sign := form("do", "approve", "id", id, "hash", now)
	approver.ask("POST", "/rounds/BIENDAO-2026", sign).to(t, "/rounds/BIENDAO-2026?done=approve")
	approver.ask("POST", "/rounds/BIENDAO-2026", sign).to(t, "/rounds/BIENDAO-2026?done=approve") // a second click is the same signature
	approver.ask("GET", "/rounds/BIENDAO-2026?done=approve", "").wants(t, 200, "Tiền của danh sách đã được giữ chỗ", "Ghi là đã thông báo")
	if steps := must(t, "--data", dir, "report", "round", "BIENDAO-2026", "--steps"); strings.Count(steps, "đã duyệt") != 1 || !strings.Contains(steps, "Phạm Văn Khoa") {
		t.Errorf("the book has not one signature: %s", steps)
	}
	if a := approver.ask("GET", "/rounds/BIENDAO-2026?as_of=4", ""); a.status != 404 {
		t.Errorf("a round is there before it was opened: %d", a.status)
	}
	chair.ask("POST", "/rounds/BIENDAO-2026", form("do", "announce", "id", "", "on", "2099-01-01")).wants(t, 400, "2099-01-01", "Chưa ghi")
	chair.ask("POST", "/rounds/BIENDAO-2026", form("do", "announce")).to(t, "/rounds/BIENDAO-2026?done=announce")

	shown := approver.ask("GET", "/rounds/GIO-2026", "").wants(t, 200, "chỉ có hai người đi trao ở đảo", "người chứng kiến cũng là người đề cử", "1 việc do một người làm thay hai người", "vắng mặt")
	if strings.Contains(shown.text, `value="pay"`) {
		t.Error("an approver is shown the form of payment")
	}
	treasurer, cashier := plays(t, address, "treasurer"), plays(t, address, "cashier")
	treasurer.ask("GET", "/rounds/GIO-2026", "").wants(t, 200, `value="pay"`, `value="prove"`, "Tài khoản ngân hàng")

	cashier.ask("GET", "/today", "").wants(t, 200, "danh sách đã duyệt, chưa trao hết")

	// The cashier pays; the book takes it when the witness has signed it as it stands.
	pay := form("do", "pay", "id", "8f8b2f64-6a0e-4c7d-9f0c-6c2f2f8f0009", "place", "ngan-hang", "witness", "Nguyễn Thu Hà", "content", "Tết")
	waits := "/signatures/8f8b2f64-6a0e-4c7d-9f0c-6c2f2f8f0009"
	for range 2 {
		cashier.ask("POST", "/rounds/BIENDAO-2026", pay).to(t, waits)
	}
	cashier.ask("GET", "/rounds/BIENDAO-2026", "").wants(t, 200, "Chờ ký: Trao theo danh sách", "còn chờ", "Nguyễn Thu Hà", waits)
	cashier.ask("GET", waits, "").wants(t, 200, "Trao theo danh sách", "Tài khoản ngân hàng", "1 suất, 2.000.000 đ", "Tết khuyến học biên giới, hải đảo")
	cashier.ask("POST", waits, form("do", "carry")).wants(t, 422, "Chưa đủ chữ ký")
	for _, do := range []string{"sign", "drop", "carry"} {
		approver.ask("POST", waits, form("do", do)).wants(t, 404) // it does not concern him
	}
	approver.ask("GET", waits, "").wants(t, 404)
	if a := approver.ask("GET", "/signatures", "").wants(t, 200, "TIEPSUC-2026", "chỉ có hai người đi trao ở đảo"); strings.Contains(a.text, waits) {
		t.Error("who is not named is shown what others are to sign")
	}
	cashier.ask("GET", "/signatures", "").wants(t, 200, "Bạn đã lập, chờ người khác ký", waits)
	treasurer.ask("GET", "/today", "").wants(t, 200, "Chờ chữ ký của bạn", waits)
	treasurer.ask("GET", "/signatures", "").wants(t, 200, "Chờ chữ ký của bạn", waits)
	treasurer.ask("GET", waits, "").wants(t, 200, "Trao theo danh sách", "Chữ ký của bạn chỉ dành cho đúng nội dung trên")
	for range 2 {
		treasurer.ask("POST", waits, form("do", "sign")).to(t, "/signatures?done=sign")
	}
	treasurer.ask("GET", "/signatures?done=sign", "").wants(t, 200, "Bạn đã ký, chưa vào sổ", waits, "Chữ ký gần đây")
	cashier.ask("GET", "/signatures", "").wants(t, 200, "đủ chữ ký: hãy ghi sổ")
	cashier.ask("POST", waits, form("do", "carry")).to(t, "/rounds/BIENDAO-2026")
	cashier.ask("POST", waits, form("do", "carry")).to(t, "/signatures?done=gone")
	cashier.ask("GET", "/signatures", "").wants(t, 200, "Không có gì chờ bạn ký", "Nguyễn Thu Hà", "Trao theo danh sách")
	treasurer.ask("GET", "/signatures", "").wants(t, 200, "Chữ ký gần đây", "bút toán", "Bùi Quang Huy")
	approver.ask("GET", "/rounds/BIENDAO-2026", "").wants(t, 200, "Bùi Quang Huy", "chứng kiến: Nguyễn Thu Hà")
	if paid := must(t, "--data", dir, "report", "payouts", "--fund", "QN-TET", "--format", "csv"); strings.Count(paid, "2000000") != 2 { // the pupil's, and what was paid at the island before
		t.Errorf("it is not paid once: %s", paid)
	}
	treasurer.ask("POST", "/rounds/BIENDAO-2026", form("do", "prove", "attachment", "xyz", "name", "x.pdf")).wants(t, 400, "SHA-256")
	none, kind := withFile(t, "", "", "do", "prove")
	treasurer.ask("POST", "/rounds/BIENDAO-2026", none, "Content-Type", kind).wants(t, 400, "bản chụp hoặc bản quét danh sách ký nhận, hoặc ghi")
	const scan = "bản quét danh sách ký nhận"
	sum := sha256.Sum256([]byte(scan))
	// A row that is not there: what was read of the file is kept for the next try, also where the session has ended.
	wrong, kind := withFile(t, `C:\Scans\ky-nhan.pdf`, scan, "do", "prove", "rows", "99")
	kept := treasurer.ask("POST", "/rounds/BIENDAO-2026", wrong, "Content-Type", kind).wants(t, 404, "ky-nhan.pdf", hex.EncodeToString(sum[:]))
	if strings.Contains(kept.text, "Scans") {
		t.Error("a path of somebody's machine is kept")
	}
	browse(t, address).ask("POST", "/rounds/BIENDAO-2026", wrong, "Content-Type", kind).wants(t, 401, "không mất gì cả", hex.EncodeToString(sum[:]))
	again, kind := withFile(t, "", "", "do", "prove", "scan", hex.EncodeToString(sum[:]), "scan-name", "ky-nhan.pdf")
	treasurer.ask("POST", "/rounds/BIENDAO-2026", again, "Content-Type", kind).to(t, "/rounds/BIENDAO-2026?done=prove")
	approver.ask("GET", "/rounds/BIENDAO-2026", "").wants(t, 200, "đã ký nhận", "ky-nhan.pdf")
}

// withFile is a form with the field of a scan as browsers send it, and its kind; "" is no file.
func withFile(t *testing.T, name, text string, fields ...string) (body, kind string) {
	t.Helper()
	return withFileIn(t, "scan", name, text, fields...)
}

// withTable is a form with a file of rows.
func withTable(t *testing.T, name, text string, fields ...string) (body, kind string) {
	t.Helper()
	return withFileIn(t, "rows", name, text, fields...)
}

func withFileIn(t *testing.T, field, name, text string, fields ...string) (body, kind string) {
	t.Helper()
	var b strings.Builder
	w := multipart.NewWriter(&b)
	var err error
	for i := 0; i < len(fields) && err == nil; i += 2 {
		err = w.WriteField(fields[i], fields[i+1])
	}
	if err == nil {
		var file io.Writer
		if file, err = w.CreateFormFile(field, name); err == nil {
			_, err = io.WriteString(file, text)
		}
	}
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return b.String(), w.FormDataContentType()
}

// TestApproverDay: an approver's morning in a real browser: what waits, what differs, what is short, the signature, what it made.
func TestApproverDay(t *testing.T) {
	dir := furnished(t)
	b := openTab(t, serveDemo(t, dir))
	b.open("/demo")
	b.press(`button[value="approver"]`)
	b.walk("approver", []string{"/rounds/BIENDAO-2026", "/rounds/GIO-2026"})
	b.open("/rounds")
	b.sees("Chờ duyệt", "Tiếp sức học kỳ II")
	b.press(`a[href="/rounds/BIENDAO-2026"]`)
	b.sees("Khác bản thứ 1", "Đợt này lấy")
	b.press(`button[value="approve"]`)
	b.sees("Tiền của danh sách đã được giữ chỗ")
	if balances := must(t, "--data", dir, "report", "balances", "--fund", "QN-TET", "--format", "csv"); !strings.Contains(balances, "17000000") {
		t.Errorf("nothing is reserved: %s", balances)
	}
	b.roundFromTheBeginning(dir)
}
