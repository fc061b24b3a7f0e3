package main

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// TestFormsOfSlots: a child is proposed by one and vouched for by two others, has a slot, a sponsor, a line of those who wait, a pause, notice and an end, and leaves, all on pages and each
// once however often a form is sent; what is past the books is noted and struck; a report is sent. Whoever may not is not shown the form, and is refused.
func TestFormsOfSlots(t *testing.T) {
	dir := furnished(t)
	address := serveDemo(t, dir)
	registrar, treasurer, approver, chair := plays(t, address, "registrar"), plays(t, address, "treasurer"), plays(t, address, "approver"), plays(t, address, "chair")
	registrar.proposes(t, treasurer, approver, chair)
	open, child := registrar.opens(t, chair)
	registrar.sponsors(t, open, chair)
	registrar.papers(t, chair)
	registrar.leaves(t, treasurer, child, open)

	report := must(t, "--data", dir, "report", "godfathers", "--slots", "--format", "csv")
	if !strings.Contains(report, "QN26-77") {
		t.Errorf("the report does not have the slot: %s", report)
	}
	for _, path := range []string{"/children?unit=HKH-HD", "/children/" + uuid.NewString()} {
		if got := registrar.ask("GET", path, "").status; got != 403 && got != 404 {
			t.Errorf("%s is shown to a stranger: %d", path, got)
		}
	}
	browse(t, address).ask("GET", "/children", "").wants(t, 303)
}

func (b *browser) does(path, do string, more ...string) said {
	return b.ask("POST", path, form(append([]string{"id", uuid.NewString(), "do", do}, more...)...))
}

// everyOf is what a pattern finds in a text, each time.
func everyOf(text, pattern string) (all []string) {
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	return all
}

// twice sends a form two times: it is one.
func (b *browser) twice(t *testing.T, path, do, to string, more ...string) {
	t.Helper()
	sent := form(append([]string{"id", uuid.NewString(), "do", do}, more...)...)
	for range 2 {
		b.ask("POST", path, sent).to(t, to)
	}
}

func (b *browser) proposes(t *testing.T, treasurer, approver, chair *browser) {
	const at = "/children?unit=HKH-QN"
	b.ask("GET", "/godfathers", "").wants(t, 200, `href="/children"`)
	b.ask("GET", at, "").wants(t, 200, "Đề nghị đỡ đầu", "có người đỡ đầu")
	if seen := chair.ask("GET", at, "").wants(t, 200); strings.Contains(seen.text, `value="propose"`) {
		t.Error("a chair is shown how to propose a child")
	}
	chair.does(at, "propose", "rows", "Lò Văn Páo").wants(t, 403, "Chưa ghi")
	b.does(at, "propose", "rows", "").wants(t, 400, "Chưa ghi")
	b.does(at, "propose", "rows", "Lò Văn Páo; khi nào đó; Trường THCS Bình Liêu").wants(t, 400, "Chưa ghi", "khi nào đó")
	b.does(at, "propose", "rows", "Triệu Mỹ Duyên").wants(t, 400, "ã có người tên")
	b.does(at, "propose", "rows", "=Triệu Mỹ Duyên").wants(t, 409, "Chưa ghi")
	b.twice(t, at, "propose", "/children?done=propose&unit=HKH-QN", "rows", "Lò Văn Páo; 2014; Trường THCS Bình Liêu; bà nội\nGiàng Thị Mỷ; 12/03/2015")
	page := b.ask("GET", at+"&done=propose", "").wants(t, 200, "Đã đề nghị", "Lò Văn Páo", "Giàng Thị Mỷ", "0 trên 2 người")
	if strings.Contains(page.text, "chờ bạn xác minh") {
		t.Error("who proposed a child is asked to vouch for them")
	}
	treasurer.does(at, "verify").wants(t, 400, "Chưa ghi")
	for i, who := range []*browser{treasurer, approver} {
		waits := who.ask("GET", at, "").wants(t, 200, "2 em chờ bạn xác minh", "Lò Văn Páo")
		both := everyOf(waits.text, `name="children" value="([^"]+)"`)
		who.twice(t, at, "verify", "/children?done=verify&unit=HKH-QN", "children", both[0], "children", both[1])
		if after := who.ask("GET", at, "").text; strings.Contains(after, "chờ bạn xác minh") {
			t.Errorf("word %d is asked for again", i)
		}
		who.does(at, "verify", "children", both[0]).wants(t, []int{403, 409}[i], "Chưa ghi")
	}
	b.ask("GET", at+"&state=verified", "").wants(t, 200, "Lò Văn Páo", "đã xác minh, chưa có suất")
}

// opens opens a slot of each of the two.
func (b *browser) opens(t *testing.T, chair *browser) (slot, child string) {
	listed := b.ask("GET", "/children?unit=HKH-QN&state=verified", "").text
	child = find(t, listed, `href="(/children/[0-9a-f-]{36})">Lò Văn Páo`)
	page := b.ask("GET", child, "").wants(t, 200, "Mở suất đỡ đầu")
	if strings.Contains(page.text, "Lò Văn Páo") {
		t.Error("a name stands where the child's slots do")
	}
	if seen := chair.ask("GET", child, "").wants(t, 200); strings.Contains(seen.text, `value="open"`) || strings.Contains(seen.text, `value="exit"`) {
		t.Error("a chair is shown how to open a slot")
	}
	fund := find(t, page.text, `<option value="([0-9a-f-]{36})"[^>]*>[^<]*QN-BDD`)
	good := []string{"code", "QN26-77", "school_year", "2026-2027", "kind", "poor", "need", "tuition", "path", "association", "fund", fund, "instalment", "500k", "instalments", "9", "first", "2026-09-05", "every", "1",
		"terms", "15/11/2026, 31/05/2027", "renewal", "học lực khá"}
	with := func(more ...string) []string { return append(append([]string{}, good...), more...) }
	chair.does(child, "open", good...).wants(t, 403, "Chưa ghi")
	b.does(child, "open", append([]string{"code", "QN26 77"}, good[2:]...)...).wants(t, 400, "Chưa ghi", `value="QN26 77"`, `href="#code-open"`)
	b.does(child, "open", append([]string{"instalment", "nhiều"}, append(good[:12:12], good[14:]...)...)...).wants(t, 400, "Chưa ghi", `value="nhiều"`)
	b.does(child, "open", with("steps", "05/09/2026; lắm; 9")...).wants(t, 400, "Chưa ghi", "05/09/2026; lắm; 9")
	b.twice(t, child, "open", "/godfathers/QN26-77?done=open", good...)
	b.ask("GET", "/godfathers/QN26-77?done=open", "").wants(t, 200, "Đã mở suất", "4.500.000 đ", "học lực khá", "Ghi người nhận đỡ đầu")
	b.does(child, "open", good...).wants(t, 409, "Chưa ghi") // the code is taken
	other := find(t, listed, `href="(/children/[0-9a-f-]{36})">Giàng Thị Mỷ`)
	b.twice(t, other, "open", "/godfathers/QN26-78?done=open", "code", "QN26-78", "school_year", "2026-2027", "kind", "excellent", "need", "else", "need_else", "xe đạp", "path", "direct", "fund", "", "steps", "05/09/2026; 1tr; 2; 6")
	b.ask("GET", "/godfathers/QN26-78", "").wants(t, 200, "2.000.000 đ", "xe đạp", "trực tiếp cho em")
	return "/godfathers/QN26-77", child
}

func (b *browser) sponsors(t *testing.T, slot string, chair *browser) {
	chair.does(slot, "take", "sponsor", "DN-CANG").wants(t, 403, "Chưa ghi")
	b.does(slot, "take", "sponsor", "Không Ai Cả").wants(t, 404, "Chưa ghi", `value="Không Ai Cả"`)
	b.does(slot, "take", "sponsor", "DN-CANG", "wish.rest", "compartment").wants(t, 400, "Chưa ghi", `value="DN-CANG"`)
	b.twice(t, slot, "take", slot+"?done=take", "sponsor", "Bà Đoàn Thị Sương", "new", "1", "kind-of", "individual", "wish.rest", "next-child", "wish.words", "giúp em khác", "from", "2026-09-10")
	b.ask("GET", slot+"?done=take", "").wants(t, 200, "Đã ghi người đỡ đầu", "Bà Đoàn Thị Sương", `value="pause"`, `value="queue"`, `value="end"`)
	b.does(slot, "take", "sponsor", "DN-CANG").wants(t, 409, "Chưa ghi")
	b.twice(t, slot, "queue", slot+"?done=queue", "sponsor", "DN-CANG")
	b.twice(t, slot, "queue", slot+"?done=queue", "sponsor", "DN-THAN")
	waiting := b.ask("GET", slot, "").wants(t, 200, "Rời hàng chờ").text
	last := find(t, waiting, `(?s)<select id="sponsor-leave-queue".*?</option>\s*<option value="([^"]+)"`)
	b.twice(t, slot, "leave-queue", slot+"?done=leave-queue", "sponsor", last)
	b.does(slot, "pause", "reason", "").wants(t, 400, "Chưa ghi")
	b.twice(t, slot, "pause", slot+"?done=pause", "reason", "đi công tác xa")
	if seen := b.ask("GET", slot, "").wants(t, 200, `value="resume"`); strings.Contains(seen.text, `value="pause"`) {
		t.Error("what is paused can be paused")
	}
	b.twice(t, slot, "resume", slot+"?done=resume")
	b.does(slot, "give-notice", "by", "sponsor", "reason", "nghỉ hưu", "until", "2020-01-01").wants(t, 400, "Chưa ghi", `value="2020-01-01"`)
	b.twice(t, slot, "give-notice", slot+"?done=give-notice", "by", "sponsor", "reason", "nghỉ hưu", "until", time.Now().AddDate(0, 1, 0).Format("2006-01-02"))
	b.does(slot, "end", "by", "nobody", "reason", "nghỉ hưu").wants(t, 400, "Chưa ghi")
	chair.does(slot, "end", "by", "sponsor", "reason", "nghỉ hưu").wants(t, 403, "Chưa ghi")
	b.twice(t, slot, "end", slot+"?done=end", "by", "sponsor", "reason", "nghỉ hưu")
	held := b.ask("GET", slot, "").wants(t, 200, "đang giữ chỗ", "nghỉ hưu") // for the first of the line
	if preset := find(t, held.text, `id="sponsor-take"[^>]*value="([^"]*)"`); preset != "DN-CANG" {
		t.Errorf("it is held for %q", preset)
	}
	b.does(slot, "dance").wants(t, 400, "Chưa ghi")
}

// papers notes what went past the books, and which reports were sent.
func (b *browser) papers(t *testing.T, chair *browser) {
	const slot = "/godfathers/QN26-78"
	b.twice(t, slot, "take", slot+"?done=take", "sponsor", "DN-THAN", "wish.rest", "next-child", "from", "2026-09-05")
	of := find(t, b.ask("GET", slot, "").wants(t, 200, "Ghi nhớ tiền trao ngoài sổ").text, `(?s)<select id="sponsorship-note-memo".*?<option value="([^"]+)"`)
	b.does(slot, "note-memo", "sponsorship", of, "amount", "vài đồng").wants(t, 400, "Chưa ghi", `value="vài đồng"`)
	chair.does(slot, "note-memo", "sponsorship", of, "amount", "1tr").wants(t, 403, "Chưa ghi")
	b.twice(t, slot, "note-memo", slot+"?done=note-memo", "sponsorship", of, "amount", "1tr", "on", "2026-10-01")
	memo := find(t, b.ask("GET", slot, "").wants(t, 200, "01/10/2026: 1.000.000 đ").text, `(?s)<select id="memo-strike-memo".*?<option value="([^"]+)"`)
	b.twice(t, slot, "strike-memo", slot+"?done=strike-memo", "memo", memo, "reason", "gia đình báo chưa nhận")
	if seen := b.ask("GET", slot, "").wants(t, 200); strings.Contains(seen.text, "01/10/2026: 1.000.000") {
		t.Error("the note stands after it was struck")
	}
	const told = "/godfathers/QN26-01"
	term := find(t, b.ask("GET", told, "").wants(t, 200, "Báo cáo học kỳ đã gửi").text, `(?s)<select id="term-send-report".*?<option value="([^"]+)"`)
	b.does(told, "send-report", "term", term).wants(t, 400, "Chưa ghi")
	for range 2 {
		sent, kind := withFile(t, "bao-cao.pdf", "em học tốt", "id", "7d0e8a9e-4f4e-4b5f-8f5e-0a6f6d1b0a01", "do", "send-report", "term", term)
		b.ask("POST", told, strings.Replace(sent, `name="scan"`, `name="attachment"`, 1), "Content-Type", kind).to(t, told+"?done=send-report")
	}
	if seen := b.ask("GET", told, "").wants(t, 200); strings.Contains(seen.text, `value="send-report"`) {
		t.Error("a report that was sent is asked for")
	}
}

// leaves: a child leaves, their sponsor is held another child's slot, and what is left is carried there as they wished.
func (b *browser) leaves(t *testing.T, treasurer *browser, child, slot string) {
	b.twice(t, slot, "take", slot+"?done=take", "sponsor", "DN-CANG", "wish.rest", "next-child")
	b.does(child, "exit", "reason", "").wants(t, 400, "Chưa ghi")
	b.does(child, "exit", "reason", "gia đình chuyển đi", "next-QN26-77", "KHONG-CO").wants(t, 404, "Chưa ghi", `value="KHONG-CO"`, "gia đình chuyển đi")
	b.twice(t, child, "exit", child+"?done=exit", "reason", "gia đình chuyển đi", "next-QN26-77", "QN26-09")
	b.ask("GET", child, "").wants(t, 200, "đã thôi", "gia đình chuyển đi", "Đề nghị lại em này")
	b.ask("GET", "/godfathers/QN26-09", "").wants(t, 200, "đang giữ chỗ")
	if seen := b.ask("GET", slot, "").wants(t, 200, "em đã thôi"); strings.Contains(seen.text, `value="carry"`) {
		t.Error("a registrar is shown how to move money")
	}
	treasurer.ask("GET", slot, "").wants(t, 200, `value="carry"`)
	treasurer.does(slot, "carry", "next", "QN26-09").wants(t, 422, "Chưa ghi") // nothing was paid
	treasurer.does(slot, "carry", "next", "KHONG").wants(t, 404, "Chưa ghi", `value="KHONG"`)
	b.twice(t, child, "propose", child+"?done=propose")
	b.ask("GET", child, "").wants(t, 200, "mới đề nghị")
}
