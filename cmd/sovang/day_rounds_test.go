package main

import (
	"strings"

	"github.com/chromedp/chromedp"
)

// chooses chooses what a field offers under a label that says something.
func (b *tab) chooses(selector, says string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`{const s = document.querySelector(` + quoted(selector) + `); const o = [...s.options].find(o => o.text.includes(` + quoted(says) + `));
		s.value = o.value; s.dispatchEvent(new Event("change", {bubbles: true}))}`))
}

func quoted(text string) string { return "`" + text + "`" }

// narrow looks at the page that is shown as a phone shows it, in the dark, and goes back.
func (b *tab) narrow(name string) {
	b.t.Helper()
	b.looks(360, "dark")
	b.look(name + "-360")
	b.looks(1280, "light")
}

// roundFromTheBeginning: a round is opened, nominated with a list that is mended on the way, frozen, approved, paid and closed, each by whose duty it is.
func (b *tab) roundFromTheBeginning(dir string) {
	b.t.Helper()
	b.looks(1280, "light")
	b.as("registrar")
	b.open("/rounds")
	b.press(`a[href^="/rounds/new"]`)
	b.open("/rounds/new?fund=QN-TET")
	b.writes("#programme", "Áo ấm mùa đông")
	b.writes("#code", "AOAM-2026")
	b.writes("#criteria", "Học sinh tiểu học xã đảo")
	b.writes("#budget", "5tr")
	b.chooses("#from\\\\[0\\\\]", "Học sinh biên giới")
	b.press(`main form[method="post"] button`)
	b.sees("Đã mở đợt", "Chưa có ai trong danh sách")

	b.press(`a[href$="/nominate"]`)
	b.writes("#rows", "STT\tHọ tên\tTrường\tSố tiền\n1\tBế Văn Dần\tTrường Tiểu học Thanh Lân\t1tr\n2\tBế Thị Mão\tTrường Tiểu học Thanh Lân\tmột triệu\n")
	b.press(`button[value="look"]`)
	b.sees("1 dòng trong 2 chưa đưa vào được")
	b.look("round-nominate-wrong")
	b.narrow("round-nominate-wrong")
	b.writes("#rows", "STT\tHọ tên\tTrường\tSố tiền\n1\tBế Văn Dần\tTrường Tiểu học Thanh Lân\t1tr\n2\tBế Thị Mão\tTrường Tiểu học Thanh Lân\t1.000.000\n")
	b.press(`button[value="look"]`)
	b.sees("2 dòng, cộng 2.000.000 đ", "2 người mới")
	b.look("round-nominate-good")
	b.press(`button[value="take"]`)
	b.sees("Đã đưa vào danh sách", "Bế Thị Mão", "Chốt danh sách")
	b.unfolded("round-nominated-forms")
	b.press(`button[value="freeze"]`)
	b.sees("Danh sách chờ người duyệt ký")
	round := b.shown()[:strings.Index(b.shown(), "?")]
	b.as("approver")
	b.open(round)
	b.press(`button[value="approve"]`)
	b.sees("Tiền của danh sách đã được giữ chỗ")

	b.as("registrar")
	b.open(round)
	b.unfolded("round-approved-forms")
	b.as("cashier")
	b.open(round)
	b.chooses("#place", "Tài khoản ngân hàng")
	b.writes("#witness", "Nguyễn Thu Hà")
	b.press(`button[value="pay"]`)
	waits := b.shown()
	b.as("treasurer")
	b.open(waits)
	b.press(`button[value="sign"]`)
	b.as("cashier")
	b.open(waits)
	b.press(`button[value="carry"]`)
	b.as("registrar")
	b.open(round)
	b.writes("#reason-close", "nhận tại lễ trao, ảnh chụp ở trường")
	b.look("round-paid")
	b.press(`button[value="close"]`)
	b.sees("Đã đóng đợt")
	b.reported(dir, "2000000", "round", "AOAM-2026", "--format", "csv")
	b.recordsOfTheDesk(dir)
}

// recordsOfTheDesk: who was just nominated is found, consents, withdraws and is forgotten, which is asked twice.
func (b *tab) recordsOfTheDesk(dir string) {
	b.t.Helper()
	b.open("/people")
	b.writes("#q", "be thi mao")
	b.press(`form[role="search"] button`)
	b.press(`table a[href^="/people/"]`)
	b.unfolded("person-forms")
	b.writes("#wording-consent", "DY-2026-1")
	b.writes("#evidence-consent", "Tủ 3, giấy số 12")
	b.press(`button[value="consent"]`)
	b.sees("Đã ghi đồng ý", "đang hiệu lực")
	b.unfolds("details:nth-of-type(2) summary")
	b.press(`button[value="withdraw"]`)
	b.sees("đã rút", "Trả lời người đã rút")
	b.look("person-withdrawn")
	person := b.shown()[:strings.Index(b.shown(), "?")]
	b.reported(dir, "đã rút", "consents", "--person", strings.TrimPrefix(person, "/people/"))
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach(d => d.open = true)`))
	b.press(`button[value="forget"]`)
	b.sees("Xóa hẳn, không lấy lại được?", "Số tiền, phiếu")
	b.look("person-forget")
	b.press(`button[value="forget"]`)
	b.sees("(đã xoá)")
	b.look("person-forgotten")
	b.open("/figures?unit=QN-BC")
	b.unfolded("figures-forms")
	b.open("/accounts")
	b.unfolded("accounts-forms")
}

// unfolded looks at the page that is shown with all its forms open, wide and as a phone shows it.
func (b *tab) unfolded(name string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("main details").forEach(d => d.open = true)`))
	b.look(name)
	b.narrow(name)
}
