package main

import (
	"fmt"
	"html"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// TestFormsOfPromises: a treasurer writes down on pages what is promised, and what is said wrongly is refused with everything that was typed. A form sent twice is one.
func TestFormsOfPromises(t *testing.T) {
	dir := furnished(t)
	address := serveDemo(t, dir)
	enter := func(role string) *browser {
		v := browse(t, address)
		v.ask("POST", "/demo", form("role", role)).to(t, "/today")
		return v
	}
	treasurer, auditor := enter("treasurer"), enter("auditor")
	treasurer.pledges(t)
	treasurer.boxes(t)
	treasurer.rosters(t, enter("approver"))
	treasurer.levies(t, enter("approver"))
	treasurer.cash(t)
	treasurer.interestAndLoss(t, dir)
	for _, path := range []string{"/pledges/new", "/boxes/new", "/rosters/new", "/levies/new"} {
		auditor.ask("GET", path, "").wants(t, 403)
		auditor.ask("POST", path, form("id", uuid.NewString())).wants(t, 403)
		treasurer.ask("GET", path+"?unit=HKH-HD", "").wants(t, 403) // another province's
	}
	for _, path := range []string{"/pledges", "/boxes", "/rosters", "/levies"} {
		if page := auditor.ask("GET", path, "").wants(t, 200).text; strings.Contains(page, path+"/new") {
			t.Errorf("an auditor is shown the way to %s/new", path)
		}
	}
}

// first is the first choice of a field that a page offers and whose label says something.
func (s said) first(t testing.TB, field, says string) string {
	t.Helper()
	return find(t, find(t, s.text, `(?s)<select id="`+field+`".*?(<option.*?)</select>`), `<option value="([^"]+)"[^>]*>[^<]*`+says)
}

func (b *browser) pledges(t *testing.T) {
	into := b.ask("GET", "/pledges/new?fund=QN-HB", "").wants(t, 200, "Lập cam kết").first(t, "into", "không ràng buộc")
	at := "/pledges/new?fund=QN-HB"
	b.ask("POST", at, form("id", uuid.NewString(), "donor", "Không Có Ai", "into", into, "amount", "9tr", "due", "2027-01-15")).wants(t, 404, "Chưa ghi", "Không Có Ai", `value="9tr"`, `value="2027-01-15"`)
	b.ask("POST", at, form("id", uuid.NewString(), "donor", "DN-CANG", "into", into, "amount", "mấy", "due", "2027-01-15")).wants(t, 400, "Chưa ghi", `value="mấy"`, `href="#amount"`)
	b.ask("POST", at, form("id", uuid.NewString(), "donor", "DN-CANG", "into", into, "kind", "instalments", "instalments", "15/01/2027; 5tr\nkhi nào; 5tr")).wants(t, 400, "Chưa ghi", "khi nào; 5tr")
	b.ask("POST", at, form("id", uuid.NewString(), "donor", "DN-CANG", "into", "nowhere", "amount", "9tr", "due", "2027-01-15")).wants(t, 400, "ãy chọn quỹ và ngăn quỹ")

	make := form("id", uuid.NewString(), "donor", "Bà Vũ Thị Hòa Bình", "new", "1", "kind-of", "individual", "into", into, "kind", "instalments", "amount", "10tr", "due", "2027-01-15", "count", "3", "months", "2")
	to := b.ask("POST", at, make).wants(t, 303).header.Get("Location")
	b.ask("POST", at, make).to(t, to)
	made := b.ask("GET", to, "").wants(t, 200, "Đã lập cam kết", "Bà Vũ Thị Hòa Bình", "10.000.000 đ", "15/03/2027", "3.333.334 đ", "nhiều đợt")
	if strings.Contains(made.text, "Chuyển khoản đã chọn") {
		t.Error("nothing is counted, and yet something can be moved")
	}
	b.ask("POST", at, form("id", uuid.NewString(), "donor", "DN-CANG", "into", into, "amount", "50tr", "due", "2027-01-15", "code", "CANG2027")).wants(t, 400, "Chưa ghi", `value="CANG2027"`)
	other := b.ask("POST", at, form("id", uuid.NewString(), "donor", "DN-CANG", "into", into, "amount", "50tr", "due", "2027-01-15")).wants(t, 303).header.Get("Location")
	code := strings.TrimSuffix(strings.TrimPrefix(other, "/pledges/"), "?done=make")

	kept := "/pledges/" + b.pledgeOf(t, "60.000.000")
	counted := find(t, b.ask("GET", kept, "").wants(t, 200, "Chuyển khoản đã chọn").text, `<option value="([0-9a-f-]{36} 1)"`)
	b.ask("POST", kept, form("id", uuid.NewString(), "do", "move", "counted", counted, "to", "NOBODY", "reason", "nhầm")).wants(t, 404, "Chưa ghi", "NOBODY", `value="nhầm"`)
	b.ask("POST", kept, form("id", uuid.NewString(), "do", "move", "counted", counted, "to", code, "reason", "")).wants(t, 400, "Chưa ghi", `value="`+code+`"`)
	move := form("id", uuid.NewString(), "do", "move", "counted", counted, "to", code, "amount", "2tr", "reason", "phần này cho cam kết mới")
	for range 2 {
		b.ask("POST", kept, move).to(t, kept+"?done=move")
	}
	b.ask("GET", "/pledges/"+code, "").wants(t, 200, "2.000.000 đ", "tính vào")
}

// pledgeOf is the code of a pledge of that much that has ended.
func (b *browser) pledgeOf(t *testing.T, amount string) string {
	return find(t, b.ask("GET", "/pledges?fund=QN-HB&only=over", "").text, `href="/pledges/([A-Z0-9]+)"[^\n]*`+amount)
}

func (b *browser) boxes(t *testing.T) {
	const at = "/boxes/new?unit=QN-BC-K1"
	b.ask("GET", at, "").wants(t, 200, "HEO-BC-2026")
	page := b.ask("GET", at+"&campaign=HEO-BC-2026", "").wants(t, 200, "chi hội (60 %)", "phường (40 %)", `list="funds"`)
	own := find(t, page.text, `<datalist id="funds"><option value="([^"]+)"`)
	b.ask("POST", at+"&campaign=HEO-BC-2026", form("id", uuid.NewString(), "level-0", "NOWHERE", "opens", "chi hội")).wants(t, 404, "Chưa ghi", "NOWHERE")
	b.ask("POST", at+"&campaign=HEO-BC-2026", form("id", uuid.NewString(), "level-1", own, "opens", "chi hội")).wants(t, 400, "Chưa ghi", `value="`+own+`"`)
	begin := form("id", uuid.NewString(), "level-0", own, "level-1", "QN-BC", "opens", "chi hội")
	to := b.ask("POST", at+"&campaign=HEO-BC-2026", begin).wants(t, 303).header.Get("Location")
	b.ask("POST", at+"&campaign=HEO-BC-2026", begin).to(t, to)
	b.ask("GET", to, "").wants(t, 200, "Đã mở sổ", "Phát heo")
	book := strings.TrimSuffix(to, "?done=begun")

	hand := func(id, lines string) said {
		return b.ask("POST", book, form("id", id, "do", "hand-out", "out", lines))
	}
	id := uuid.NewString()
	hand(id, "").wants(t, 400, "Chưa ghi")
	hand(id, "K1-01; Gia đình bà Thoa; tổ 1\nK1-02; Lớp 5A; tổ 2; phường xã").wants(t, 400, "Chưa ghi", "Lớp 5A", "phường xã")
	hand(id, "K1-01; Gia đình bà Thoa; tổ 1\nK1-01; Lớp 5A; tổ 2; lớp").wants(t, 400, "Chưa ghi") // twice
	good := "K1-01; Gia đình bà Thoa; tổ 1\nK1-02; Lớp 5A; tổ 2; lớp\n\nK1-03\n"
	for range 2 {
		hand(id, good).to(t, book+"?done=out")
	}
	b.ask("GET", book, "").wants(t, 200, "K1-01", "Gia đình bà Thoa", "Lớp 5A", "K1-03")
	hand(uuid.NewString(), "K1-04; gia đình bà thoa").wants(t, 400, "ã có người tên", "K1-04; gia đình bà thoa")
	hand(uuid.NewString(), "K1-04; =Gia đình bà Thoa\nK1-05; + Gia đình bà Thoa").to(t, book+"?done=out")
	if n := strings.Count(b.ask("GET", book, "").text, "Gia đình bà Thoa"); n != 3 {
		t.Errorf("her name stands %d times in the book", n)
	}
	many := ""
	for n := range 210 {
		many += fmt.Sprintf("M-%03d\n", n)
	}
	hand(uuid.NewString(), many).to(t, book+"?done=out")
	list := b.ask("GET", book+"?only=out", "").wants(t, 200, "Hiện 200 trên 215", "K1-01", "M-194")
	if strings.Contains(list.text, "M-195") {
		t.Error("the first page shows more than it says")
	}
	rest := strings.ReplaceAll(find(t, list.text, `href="([^"]+after=[^"]+)"`), "&amp;", "&")
	b.ask("GET", rest, "").wants(t, 200, "Hiện 15 trên 215", "M-195", "M-209", "Đầu danh sách")
}

func (b *browser) rosters(t *testing.T, approver *browser) {
	const at = "/rosters/new"
	b.ask("GET", at, "").wants(t, 200, "NGAY-LUONG-2026")
	record := func(id, count, sum, why, lines string) said {
		return b.ask("POST", at, form("id", id, "do", "record", "giver", "CQ-THCS-BC", "campaign", "NGAY-LUONG-2026", "day", "2026-11-20", "count", count, "sum", sum, "why", why, "gave", lines))
	}
	lines := "GV01; Đỗ Thị Nga; 210k\nGV02;;190.000\nGV03\t205k\n"
	id := uuid.NewString()
	record(id, "3", "600k", "", lines).wants(t, 422, "Chưa ghi", "605.000 đ", "GV03", `value="600k"`)
	record(id, "3", "605k", "", "GV01; Đỗ Thị Nga; nhiều").wants(t, 400, "Chưa ghi", "Đỗ Thị Nga; nhiều")
	record(id, "", "", "", "GV01").wants(t, 400, "Chưa ghi")
	to := record(id, "3", "605k", "", lines).wants(t, 303).header.Get("Location")
	record(id, "3", "605k", "", lines).to(t, to)
	roster := strings.TrimSuffix(to, "?done=record")
	b.ask("GET", roster, "").wants(t, 200, "605.000 đ", "Đỗ Thị Nga", "GV02")
	other := record(uuid.NewString(), "4", "605k", "một thầy nộp sau", "GV01; 210k\nGV02;;190.000\nGV03\t205k").wants(t, 303).header.Get("Location")
	b.ask("GET", other, "").wants(t, 200, "605.000 đ")

	correct := form("id", uuid.NewString(), "do", "correct", "rows", "GV02; -\nGV04; Lê Văn Tám; 300k", "reason", "ghi nhầm người")
	b.ask("POST", roster, form("id", uuid.NewString(), "do", "correct", "rows", "GV09; -", "reason", "ghi nhầm người")).wants(t, 404, "Chưa ghi", "GV09; -", "ghi nhầm người")
	for range 2 {
		b.ask("POST", roster, correct).to(t, roster+"?done=correct")
	}
	b.ask("GET", roster, "").wants(t, 200, "715.000 đ", "Lê Văn Tám", "lần 2", "ghi nhầm người")

	attached := find(t, b.ask("GET", "/rosters", "").text, `href="(/rosters/[0-9a-f-]{36})">Trường Tiểu học Hạ Long`)
	needs := form("id", uuid.NewString(), "do", "correct", "rows", "TH-HL-01; 180k", "reason", "ghi nhầm", "approver", "Phạm Văn Khoa", "difference_reason", "một cô nộp thêm")
	b.ask("POST", attached, form("id", uuid.NewString(), "do", "correct", "rows", "TH-HL-01; 180k", "reason", "ghi nhầm")).wants(t, 400, "Chưa ghi")
	waits := b.ask("POST", attached, needs).wants(t, 303).header.Get("Location")
	if !strings.HasPrefix(waits, "/signatures/") {
		t.Fatalf("a correction behind which a gift stands leads to %q", waits)
	}
	approver.ask("GET", waits, "").wants(t, 200, "TH-HL-01: 170.000 đ → 180.000 đ", "một cô nộp thêm")
	approver.ask("POST", waits, form("id", uuid.NewString(), "do", "sign")).wants(t, 303)
	b.ask("POST", waits, form("id", uuid.NewString(), "do", "carry")).to(t, attached)

	b.ask("POST", at, form("id", uuid.NewString(), "do", "estimate", "giver", "CQ-TH-HL", "campaign", "NGAY-LUONG-2026", "day", "2020-01-01", "amount", "3tr")).wants(t, 422, "Chưa ghi", `value="2020-01-01"`)
}

func (b *browser) levies(t *testing.T, approver *browser) {
	const at = "/levies/new?unit=QN-VD-HO"
	into := b.ask("GET", at, "").wants(t, 200).first(t, "into", "không ràng buộc")
	b.ask("POST", at, form("id", uuid.NewString(), "into", into, "basis", "head", "rate", "", "year", "2027")).wants(t, 400, "Chưa ghi", `value="2027"`)
	begin := form("id", uuid.NewString(), "into", into, "basis", "head", "rate", "50k", "year", "2027")
	to := b.ask("POST", at, begin).wants(t, 303).header.Get("Location")
	b.ask("POST", at, begin).to(t, to)
	levy := strings.TrimSuffix(to, "?done=begun")
	b.ask("GET", to, "").wants(t, 200, "Đã lập", "số khẩu")

	b.ask("POST", levy, form("id", uuid.NewString(), "do", "list", "rows", "H1; Vũ Văn Sáu; bốn")).wants(t, 400, "Chưa ghi", "H1; Vũ Văn Sáu; bốn")
	list := form("id", uuid.NewString(), "do", "list", "rows", "H1; Vũ Văn Sáu; 4\nH2; ; 3\nH3;Vũ Thị Bảy;2\nH4;;5")
	for range 2 {
		b.ask("POST", levy, list).to(t, levy+"?done=list")
	}
	b.ask("GET", levy, "").wants(t, 200, "Vũ Văn Sáu", "200.000 đ", "700.000 đ")
	b.ask("POST", levy, form("id", uuid.NewString(), "do", "exempt", "rows", "H3")).wants(t, 400, "Chưa ghi")
	b.ask("POST", levy, form("id", uuid.NewString(), "do", "exempt", "rows", "H3; hộ nghèo")).to(t, levy+"?done=exempt")
	b.ask("POST", levy, form("id", uuid.NewString(), "do", "exempt", "rows", "H3; hộ nghèo")).wants(t, 409, "Chưa ghi", "H3; hộ nghèo")
	b.ask("POST", levy, form("id", uuid.NewString(), "do", "move-away", "household", "H4", "reason", "về Hà Nội")).to(t, levy+"?done=moved")
	b.ask("POST", levy, form("id", uuid.NewString(), "do", "waive", "household", "H2", "amount", "9tr", "reason", "ốm", "approver", "Phạm Văn Khoa")).wants(t, 422, "Chưa ghi", `value="9tr"`)
	waits := b.ask("POST", levy, form("id", uuid.NewString(), "do", "waive", "household", "h2", "amount", "100k", "reason", "nhà có người ốm", "approver", "Phạm Văn Khoa")).wants(t, 303).header.Get("Location")
	approver.ask("GET", waits, "").wants(t, 200, "h2", "100.000 đ", "nhà có người ốm")
	approver.ask("POST", waits, form("id", uuid.NewString(), "do", "sign")).wants(t, 303)
	b.ask("POST", waits, form("id", uuid.NewString(), "do", "carry")).to(t, levy)
	place := find(t, b.ask("GET", levy, "").wants(t, 200, "được miễn", "bớt 100.000 đ", "chuyển đi").text, `(?s)<select id="place".*?<option value="([^"]+)"`)
	b.ask("POST", levy, form("id", uuid.NewString(), "do", "pay", "gave", "H1 200k\nH2 50k", "place", place)).to(t, levy+"?done=paid")
}

// interestAndLoss: what money earned goes to the compartment that earned it, and is refused for another fund's; a theft enters as what it is, once.
func (b *browser) interestAndLoss(t *testing.T, dir string) {
	t.Helper()
	const at = "/cash?fund=QN-HB"
	page := b.ask("GET", at, "").wants(t, 200)
	place := func(code string) string { return find(t, page.text, `<option value="([0-9a-f-]{36} `+code+`)"`) }
	bank, box := place("ngan-hang"), place("tien-mat")
	ask := func(form string) said { return b.ask("POST", at, form) }
	_, options, _ := strings.Cut(page.text, `name="of"`)
	options, _, _ = strings.Cut(options, "</select>")
	fund, _, _ := strings.Cut(bank, " ")
	earned := find(t, options, `<option value="(`+fund+` [^"]+)"`)
	held := func(place string) int64 {
		for _, row := range readReport(t, "--data", dir, "report", "places").Rows {
			if row["fund"] == "QN-HB" && row["place"] == place {
				return number64(t, row, "balance")
			}
		}
		t.Fatalf("the fund has no place %s", place)
		return 0
	}
	inBank, inBox := held("ngan-hang"), held("tien-mat")
	ask(form("id", uuid.NewString(), "do", "interest", "place", bank, "of", uuid.NewString()+" unrestricted", "amount", "12345")).wants(t, 400, "Chưa ghi", `value="12345"`)
	ask(form("id", uuid.NewString(), "do", "interest", "place", bank, "of", earned, "amount", "")).wants(t, 400, "Chưa ghi")
	interest := form("id", uuid.NewString(), "do", "interest", "place", bank, "of", earned, "amount", "12345")
	loss := form("id", uuid.NewString(), "do", "loss", "place", box, "amount", "50k", "content", "két bị cạy đêm 3/2")
	for range 2 {
		ask(interest).to(t, "/cash?done=interest&fund=QN-HB")
		ask(loss).to(t, "/cash?done=loss&fund=QN-HB")
	}
	if bank, box := held("ngan-hang")-inBank, held("tien-mat")-inBox; bank != 12_345 || box != -50_000 {
		t.Errorf("the account has %d more, the box %d", bank, box)
	}
}

func (b *browser) cash(t *testing.T) {
	const at = "/cash?fund=QN-HB"
	page := b.ask("GET", at, "").wants(t, 200, "Két tiền và ngân hàng", "Phí ngân hàng")
	place := func(code string) string { return find(t, page.text, `<option value="([0-9a-f-]{36} `+code+`)"`) }
	bank, box := place("ngan-hang"), place("tien-mat")
	ask := func(do string, more ...string) said {
		return b.ask("POST", at, form(append([]string{"id", uuid.NewString(), "do", do}, more...)...))
	}
	ask("move", "place", bank, "to", bank, "amount", "1tr").wants(t, 400, "Chưa ghi", `value="1tr"`)
	ask("move", "place", "nowhere", "to", bank, "amount", "1tr").wants(t, 400, "Chưa ghi", `value="1tr"`)
	ask("move", "place", bank, "to", box, "amount", "lắm").wants(t, 400, "Chưa ghi", `value="lắm"`)
	ask("loss", "place", box, "amount", "50k").wants(t, 400, "Chưa ghi", `value="50k"`)
	ask("burn", "place", box, "amount", "50k").wants(t, 400)
	move := form("id", uuid.NewString(), "do", "move", "place", bank, "to", box, "amount", "1tr", "content", "rút tiền mặt")
	for range 2 {
		b.ask("POST", at, move).to(t, "/cash?done=move&fund=QN-HB")
	}
	ask("fee", "place", bank, "amount", "11k", "content", "phí tháng 11").to(t, "/cash?done=fee&fund=QN-HB")
	ask("unclear", "place", bank, "amount", "777k", "reference", "FT999", "content", "UNG HO KHUYEN HOC").to(t, "/cash?done=unclear&fund=QN-HB")
	b.ask("GET", "/bank?fund=QN-HB", "").wants(t, 200, "777.000 đ", "FT999")
	for n := range 25 {
		ask("unclear", "place", bank, "amount", "50k", "reference", "MB"+strconv.Itoa(100+n), "content", "UNG HO").to(t, "/cash?done=unclear&fund=QN-HB")
	}
	first := b.ask("GET", "/bank?fund=QN-HB", "").wants(t, 200, "FT999", "MB100", "Hiện 25 trên ")
	next := html.UnescapeString(find(t, first.text, `href="(/bank\?[^"]*after=[^"]*)"`))
	rest := b.ask("GET", next, "").wants(t, 200, "MB124", `href="/bank?fund=QN-HB"`)
	if strings.Contains(first.text, "MB124") || strings.Contains(rest.text, "FT999") {
		t.Error("a line that nobody explains stands on two pages")
	}
	line := find(t, rest.text, `(?s)MB124.*?name="line" value="([0-9a-f-]{36})"`)
	b.ask("POST", next, form("id", uuid.NewString(), "do", "return", "line", line, "reason", "gửi nhầm")).wants(t, 303)
	b.ask("GET", next, "").wants(t, 200, `href="/bank?fund=QN-HB"`)
	b.ask("GET", "/bank?fund=QN-HB&after=x", "").wants(t, 400)
	b.ask("GET", at+"&done=fee", "").wants(t, 200, "Đã ghi phí")
}
