package scenarios

import (
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/pledge"
)

// walkthrough is an invented commune in which every kind of fact on money happens once, in small sums: to learn from, and to hold the books
// against a second opinion.
func walkthrough(b *book) {
	b.day = domain.NewDate(2026, 1, 5)
	w := walk{book: b}
	w.fund = b.found("HKH-MH", "Hội Khuyến học xã Minh Họa", "MH", "Quỹ khuyến học xã Minh Họa")
	w.open()
	w.people()
	w.donations()
	w.awards()
	w.corrections()
	w.facts()
	w.foreign()
	w.pledge()
	w.deficits()
	w.periods()
	w.named()
	w.levels()
	w.goods()
	w.offices()
}

type walk struct {
	*book
	fund uuid.UUID
}

func (w *walk) on(month, day int) domain.Date {
	w.day = domain.NewDate(2026, time.Month(month), day)
	return w.day
}

func (w *walk) open() {
	usd := ID("fund/MH-QT")
	w.ask("fund/MH-QT", fund.Open{Fund: usd, Unit: ID("unit/HKH-MH"), Code: "MH-QT", Name: "Quỹ kiều bào xã Minh Họa", Form: fund.AssociationFund,
		Currencies: []money.Currency{money.VND, "USD"}, From: w.day})
	w.places(usd, "MH-QT")
	w.ask("place/MH-QT/usd", fund.OpenPlace{Fund: usd, Place: "usd", Kind: fund.Bank, Name: "Tài khoản đô la", Currency: "USD"})
	for _, c := range []struct {
		code string
		r    fund.Restriction
	}{
		{"sach-vo", fund.Restriction{Kind: fund.Purpose, Wording: "sách vở cho học sinh lớp 1", Programme: true}},
		{"quy-goc", fund.Restriction{Kind: fund.Endowment, Wording: "quỹ gốc họ Trần, chỉ dùng lãi"}},
		{"lai-quy-goc", fund.Restriction{Kind: fund.Income, Endowment: "quy-goc", Wording: "học bổng họ Trần"}},
		{"quan-ly", fund.Restriction{Kind: fund.Administration, Wording: "chi quản lý"}},
	} {
		w.ask("compartment/"+c.code, fund.OpenCompartment{Fund: w.fund, Compartment: c.code, Restriction: c.r})
	}
	w.ask("place/MH/savings", fund.OpenPlace{Fund: w.fund, Place: "tiet-kiem", Kind: fund.Savings, Name: "Sổ tiết kiệm"})
}

func (w *walk) people() {
	var all []ledger.Registration
	for _, p := range []struct {
		code, name string
		kind       person.Kind
	}{
		{"NHT-1", "Bà Trần Thị Hiền", person.Individual}, {"NHT-2", "Công ty Ánh Dương", person.Enterprise}, {"NHT-3", "Ông Lê Văn Đạt (Seattle)", person.Overseas},
		{"HS-1", "Nguyễn Minh Châu", person.Individual}, {"HS-2", "Phạm Gia Bảo", person.Individual}, {"HS-3", "Lò Thị Mây", person.Individual},
	} {
		all = append(all, ledger.Registration{Person: w.who(p.code), Unit: ID("unit/HKH-MH"), Kind: p.kind, Code: p.code, Card: person.Card{Name: p.name}})
	}
	w.ask("people", ledger.RegisterPeople{People: all})
}

func (w *walk) who(code string) uuid.UUID { return ID("minh-hoa/person/" + code) }

func (w *walk) receive(key string, r fund.Receive) uuid.UUID {
	r.Booked = w.day
	r.Given = w.day
	if r.Fund == uuid.Nil {
		r.Fund = w.fund
	}
	return w.ask(key, ledger.ReceiveDonation{Receive: r})
}

func (w *walk) donations() {
	w.on(1, 10)
	w.receive("gift/1", fund.Receive{Donor: w.who("NHT-1"), Amount: money.Dong(20_000_000), Place: "tien-mat", Lines: []fund.AskedLine{
		{Compartment: "unrestricted", Amount: money.Dong(8_000_000)}, {Compartment: "sach-vo", Percent: 20}, {Compartment: "quy-goc"}}})
	w.receive("gift/2", fund.Receive{Donor: w.who("NHT-2"), Amount: money.Dong(15_000_000), Place: "ngan-hang", Reference: "FT26010001", Lines: []fund.AskedLine{
		{Compartment: "unrestricted", Amount: money.Dong(14_000_000)}, {Compartment: "quan-ly"}}})
	awaiting := w.receive("gift/3", fund.Receive{Donor: w.who("NHT-1"), Amount: money.Dong(3_000_000), Awaiting: true})
	w.ask("clear/3", fund.Clear{Fund: w.fund, Donation: awaiting, Place: "ngan-hang", Booked: w.on(1, 12)})
	line := w.ask("unidentified", fund.ReceiveUnidentified{Fund: w.fund, Amount: money.Dong(500_000), Place: "ngan-hang", Booked: w.day,
		Reference: "FT26010002", Memo: "UNG HO QUY"})
	w.receive("gift/4", fund.Receive{Amount: money.Dong(500_000), Anonymity: fund.Benefactor, Unidentified: line})
	stray := w.ask("stray", fund.ReceiveUnidentified{Fund: w.fund, Amount: money.Dong(70_000), Place: "ngan-hang", Booked: w.day, Memo: "CHUYEN NHAM"})
	w.ask("stray/back", fund.ReturnUnidentified{Fund: w.fund, Line: stray, Booked: w.day, Reason: "chuyển nhầm"})
	w.ask("savings", fund.Move{Fund: w.fund, From: "tien-mat", To: "tiet-kiem", Amount: money.Dong(8_000_000), Booked: w.on(1, 15)})
	w.ask("interest/1", fund.ReceiveInterest{Fund: w.fund, Of: "quy-goc", Amount: money.Dong(320_000), Place: "tiet-kiem", Booked: w.on(1, 31)})
	w.ask("interest/2", fund.ReceiveInterest{Fund: w.fund, Of: "unrestricted", Amount: money.Dong(12_345), Place: "ngan-hang", Booked: w.day})
}

func (w *walk) awards() {
	reservation := w.ask("reserve/1", fund.Reserve{Fund: w.fund, Amount: money.Dong(2_000_000), Recipient: w.who("HS-1"), Approver: "Chủ tịch Hội",
		From: []fund.AskedShare{{Compartment: "unrestricted"}}})
	w.ask("pay/1", fund.Pay{Fund: w.fund, Kind: fund.Award, Award: fund.Scholarship, Recipient: w.who("HS-1"), Reservation: reservation,
		Amount: money.Dong(2_000_000), Place: "ngan-hang", Booked: w.on(2, 2), Content: "học bổng kỳ 1"})
	given := w.ask("reserve/2", fund.Reserve{Fund: w.fund, Amount: money.Dong(1_000_000), Recipient: w.who("HS-2"), Approver: "Chủ tịch Hội"})
	w.ask("release/2", fund.Release{Fund: w.fund, Reservation: given, Reason: "em đã nhận học bổng khác"})
	support := w.ask("pay/2", fund.Pay{Fund: w.fund, Kind: fund.Award, Award: fund.Support, Recipient: w.who("HS-2"), Amount: money.Dong(1_500_000),
		From: []fund.AskedShare{{Compartment: "sach-vo", Amount: money.Dong(500_000)}, {Compartment: "unrestricted"}}, Place: "tien-mat", Booked: w.on(2, 5)})
	w.ask("return/2", fund.Return{Fund: w.fund, Payout: support, Amount: money.Dong(400_000), Place: "tien-mat", Booked: w.on(2, 9), Reason: "em chuyển trường"})
	w.ask("pay/3", fund.Pay{Fund: w.fund, Kind: fund.Award, Award: fund.Reward, Recipient: w.who("HS-3"), Amount: money.Dong(400_000), Place: "tien-mat", Booked: w.on(2, 10)})
	w.ask("pay/4", fund.Pay{Fund: w.fund, Kind: fund.ProgrammeCost, Amount: money.Dong(900_000), From: []fund.AskedShare{{Compartment: "sach-vo"}},
		Place: "tien-mat", Booked: w.day, Content: "mua sách vở"})
	w.ask("pay/5", fund.Pay{Fund: w.fund, Kind: fund.RunningCost, Amount: money.Dong(250_000), From: []fund.AskedShare{{Compartment: "quan-ly"}},
		Place: "ngan-hang", Booked: w.day, Content: "văn phòng phẩm"})
}

func (w *walk) corrections() {
	w.on(2, 12)
	wrong := w.receive("gift/5", fund.Receive{Donor: w.who("NHT-2"), Amount: money.Dong(700_000), Place: "tien-mat"})
	w.ask("reverse/5", fund.Reverse{Fund: w.fund, Donation: wrong, Cause: fund.KeyingError, Booked: w.day, Reason: "nhập hai lần", Approver: "Chủ tịch Hội"})
	w.ask("reverse/1", fund.Reverse{Fund: w.fund, Donation: ID("minh-hoa/gift/1"), Cause: fund.KeyingError, Line: "unrestricted", Amount: money.Dong(7_000_000), Cover: true,
		Place: "ngan-hang", Booked: w.on(2, 13), Reason: "ghi thừa", Approver: "Chủ tịch Hội"})
	refunded := w.receive("gift/6", fund.Receive{Donor: w.who("NHT-2"), Amount: money.Dong(600_000), Place: "tien-mat"})
	w.ask("refund/6", fund.Refund{Fund: w.fund, Donation: refunded, Amount: money.Dong(100_000), Place: "tien-mat", Booked: w.day,
		Approver: "Chủ tịch Hội", Reason: "theo nguyện vọng"})
	w.ask("receipt/2", fund.ReplaceReceipt{Fund: w.fund, Donation: ID("minh-hoa/gift/2"), Booked: w.day, Reason: "sai tên đơn vị", Approver: "Chủ tịch Hội"})
}

func (w *walk) facts() {
	w.ask("fee", fund.Charge{Fund: w.fund, Kind: fund.Fee, Amount: money.Dong(11_000), Place: "ngan-hang", Booked: w.on(2, 28), Content: "phí tài khoản"})
	w.ask("loss", fund.RecordLoss{Fund: w.fund, Place: "tien-mat", Amount: money.Dong(200_000), Booked: w.day, Reason: "mất trộm két tại trụ sở"})
	sent := w.ask("send", fund.Send{Fund: w.fund, To: ID("fund/MH-QT"), Amount: money.Dong(1_000_000), Place: "ngan-hang", Booked: w.on(3, 2)})
	w.ask("refuse", fund.Refuse{Fund: ID("fund/MH-QT"), Transfer: sent, Booked: w.day, Reason: "chưa có chương trình"})
	sent = w.ask("send/again", fund.Send{Fund: w.fund, To: ID("fund/MH-QT"), Amount: money.Dong(1_000_000), Place: "ngan-hang", Booked: w.on(3, 3)})
	w.ask("accept", fund.Accept{Fund: ID("fund/MH-QT"), Transfer: sent, Received: money.Dong(995_000), Place: "ngan-hang", Booked: w.day})
	w.ask("send/open", fund.Send{Fund: w.fund, To: ID("fund/MH-QT"), Amount: money.Dong(300_000), Purpose: "thư viện", Place: "ngan-hang", Booked: w.on(3, 4)})
}

func (w *walk) foreign() {
	usd := ID("fund/MH-QT")
	w.on(3, 5)
	w.receive("gift/usd", fund.Receive{Fund: usd, Donor: w.who("NHT-3"), Amount: money.Money{Minor: 100_050, Currency: "USD"}, Place: "usd",
		Lines: []fund.AskedLine{{Compartment: fund.UnrestrictedIn("USD"), Amount: money.Money{Minor: 100_050, Currency: "USD"}, Worth: money.Dong(25_500_000)}}})
	w.ask("sell", fund.SellCurrency{Fund: usd, Compartment: fund.UnrestrictedIn("USD"), Amount: money.Money{Minor: 40_000, Currency: "USD"}, Place: "usd",
		IntoPlace: "ngan-hang", Credited: money.Dong(10_260_000), Fee: money.Dong(22_000), Booked: w.on(3, 6)})
}

func (w *walk) pledge() {
	one := ID("minh-hoa/pledge/1")
	w.ask("pledge", ledger.MakePledge{Pledge: one, Donor: w.who("NHT-2"), Fund: w.fund, Amount: money.Dong(5_000_000), Due: domain.NewDate(2026, 6, 30), Made: w.day})
	gift := w.receive("gift/7", fund.Receive{Donor: w.who("NHT-2"), Amount: money.Dong(2_000_000), Place: "ngan-hang"})
	w.ask("pledge/apply", ledger.ApplyPayment{Pledge: one, Donation: gift, Amount: money.Dong(2_000_000)})
	w.pledges(one, gift)
}

// pledges are the other kinds, and what happens to them: three years of a company, a family's monthly mite that rests for a while, a draft, and a
// bank line that names its pledge.
func (w *walk) pledges(one, gift uuid.UUID) {
	years, monthly, draft := ID("minh-hoa/pledge/2"), ID("minh-hoa/pledge/3"), ID("minh-hoa/pledge/4")
	w.ask("pledge/2", ledger.MakePledge{Pledge: years, Donor: w.who("NHT-2"), Fund: w.fund, Kind: pledge.Instalments, Amount: money.Dong(10_000_000), Count: 3, Months: 12,
		Due: domain.NewDate(2026, 9, 5), Made: w.day, Compartment: "sach-vo", Code: "KH7QX4M2", Agreement: "Thỏa thuận hợp tác 12/2026"})
	w.ask("pledge/3", ledger.MakePledge{Pledge: monthly, Donor: w.who("NHT-1"), Fund: w.fund, Kind: pledge.Standing, Amount: money.Dong(200_000), Months: 1,
		Due: w.day, Made: w.day, Code: "KHB3T9WR"})
	w.ask("pledge/4", ledger.MakePledge{Pledge: draft, Donor: w.who("NHT-3"), Fund: w.fund, Amount: money.Dong(1_000_000), Due: domain.NewDate(2026, 12, 31), Made: w.day, Draft: true})
	line := w.ask("pledge/line", fund.ReceiveUnidentified{Fund: w.fund, Amount: money.Dong(500_000), Place: "ngan-hang", Booked: w.day, Reference: "FT26030066", Memo: "UNG HO KH B3T-9WR (ct1111)"})
	w.ask("pledge/line/matched", ledger.ReceiveDonation{Basis: pledge.ByReference, PledgeCode: "KHB3T9WR", Receive: fund.Receive{Fund: w.fund, Donor: w.who("NHT-1"),
		Amount: money.Dong(500_000), Given: w.day, Booked: w.day, Unidentified: line, Pledge: monthly}})
	w.ask("pledge/move", ledger.MovePayment{Donation: gift, From: one, To: years, Amount: money.Dong(500_000), Reason: "công ty báo là cho đợt một năm học mới"})
	w.ask("pledge/unapply", ledger.UnapplyPayment{Pledge: years, Donation: gift, Amount: money.Dong(100_000), Reason: "gõ thừa"})
	w.ask("pledge/pause", ledger.PausePledge{Pledge: monthly, From: w.day + 1, Reason: "gia đình có việc", By: "nhà hảo tâm"})
	w.ask("pledge/resume", ledger.ResumePledge{Pledge: monthly, On: domain.NewDate(2026, 9, 1)})
	w.ask("pledge/activate", ledger.ActivatePledge{Pledge: draft, On: w.day})
	w.ask("pledge/cancel", ledger.CancelPledge{Pledge: draft, Reason: "chuyển về quê", By: "nhà hảo tâm", On: w.day})
	w.ask("pledge/write-off", ledger.WriteOffPledge{Pledge: one, Reason: "doanh nghiệp giảm cam kết", Approver: "Chủ tịch Hội", On: w.day})
}

// deficits is a class box in which facts take more than is there: a theft that chair and inspection spread, a transfer that bounces after it was
// spent, and unrestricted đồng that fill what is uncovered.
func (w *walk) deficits() {
	box := ID("fund/MH-TH")
	w.ask("fund/MH-TH", fund.Open{Fund: box, Unit: ID("unit/HKH-MH"), Code: "MH-TH", Name: "Quỹ lớp Trường Tiểu học Minh Họa", Form: fund.AssociationFund, From: w.day})
	w.places(box, "MH-TH")
	w.ask("compartment/MH-TH/ao-am", fund.OpenCompartment{Fund: box, Compartment: "ao-am", Restriction: fund.Restriction{Kind: fund.Purpose, Wording: "áo ấm"}})
	w.on(3, 9)
	bounced := w.receive("class/gift/1", fund.Receive{Fund: box, Donor: w.who("NHT-1"), Amount: money.Dong(900_000), Place: "tien-mat", Lines: []fund.AskedLine{
		{Compartment: "unrestricted", Amount: money.Dong(200_000)}, {Compartment: "ao-am"}}})
	loss := w.ask("class/loss", fund.RecordLoss{Fund: box, Place: "tien-mat", Amount: money.Dong(300_000), Booked: w.on(3, 10), Reason: "mất trộm ở lớp"})
	w.ask("class/spread", fund.SpreadLoss{Fund: box, Loss: loss, Chair: "Chủ tịch Hội", Inspector: "Ban Kiểm tra"})
	w.ask("class/award", fund.Pay{Fund: box, Kind: fund.Award, Award: fund.Support, Recipient: w.who("HS-3"), Amount: money.Dong(250_000), Place: "tien-mat",
		From: []fund.AskedShare{{Compartment: "ao-am"}}, Booked: w.on(3, 11)})
	w.ask("class/bounced", fund.Reverse{Fund: box, Donation: bounced, Cause: fund.Bounced, Place: "ngan-hang", Booked: w.on(3, 12), Reason: "ngân hàng trả lại"})
	w.receive("class/gift/2", fund.Receive{Fund: box, Donor: w.who("NHT-2"), Amount: money.Dong(2_000_000), Place: "ngan-hang"})
}

// named is a fund that carries a name: its own books under the same unit, so that it survives whatever becomes of the unit. It has a deed, and a
// gift whose day and wish are corrected.
func (w *walk) named() {
	toHieu := ID("fund/MH-TOHIEU")
	w.ask("fund/MH-TOHIEU", fund.Open{Fund: toHieu, Unit: ID("unit/HKH-MH"), Code: "MH-TOHIEU", Name: "Quỹ học bổng Tô Hiệu", Form: fund.AssociationFund,
		Honours: "Tô Hiệu", From: w.on(3, 16)})
	w.places(toHieu, "MH-TOHIEU")
	gift := w.receive("named/gift", fund.Receive{Fund: toHieu, Donor: w.who("NHT-1"), Amount: money.Dong(3_000_000), Place: "ngan-hang"})
	w.ask("named/deed", fund.AdoptDeed{Fund: toHieu, Title: "Quy chế Quỹ học bổng Tô Hiệu", From: w.on(3, 17), Approver: "Chủ tịch Hội", Clauses: []fund.Clause{
		{No: "Điều 1", Text: "Quỹ mang tên nhà cách mạng Tô Hiệu."},
		{No: "Điều 4", Text: "Học bổng trao cho học sinh, sinh viên.", Rule: fund.RecipientsRule, Recipients: []string{"pupil", "student"}},
		{No: "Điều 5", Text: "Mỗi suất không quá 2.000.000 đ.", Rule: fund.AwardCap, Currency: money.VND, Cap: 2_000_000},
	}})
	w.ask("compartment/MH-TOHIEU/vuot-kho", fund.OpenCompartment{Fund: toHieu, Compartment: "vuot-kho",
		Restriction: fund.Restriction{Kind: fund.Purpose, Wording: "học sinh vượt khó"}})
	w.ask("named/redesignate", fund.Redesignate{Fund: toHieu, Compartment: "unrestricted", Into: "vuot-kho", Amount: money.Dong(1_000_000), Donation: gift,
		Basis: fund.DonorConsent, Clause: "thư ngày 17/03/2026", Booked: w.day, Reason: "nhà hảo tâm muốn giúp học sinh vượt khó", Approver: "Chủ tịch Hội"})
	w.ask("named/redate", fund.Redate{Fund: toHieu, Document: gift, Given: domain.NewDate(2026, 3, 12), Booked: domain.NewDate(2026, 3, 13),
		Reason: "sổ phụ ngân hàng ghi ngày 13/03", Approver: "Chủ tịch Hội"})
	sheet := w.receive("named/sheet", fund.Receive{Fund: toHieu, Amount: money.Dong(450_000), Place: "tien-mat", Rows: []fund.AskedGift{
		{Code: "LOP-4A", Donor: w.who("NHT-1"), Amount: money.Dong(200_000)},
		{Code: "LOP-4B", Donor: w.who("NHT-2"), Amount: money.Dong(150_000)},
		{Code: "LOP-5A", Amount: money.Dong(100_000)},
	}})
	w.ask("named/row", fund.Reverse{Fund: toHieu, Donation: sheet, Row: "LOP-4B", Cause: fund.KeyingError, Booked: w.day, Reason: "lớp 4B chưa nộp",
		Approver: "Chủ tịch Hội"})
	w.ask("named/award", fund.Pay{Fund: toHieu, Kind: fund.Award, Award: fund.Scholarship, Recipient: w.who("HS-3"), RecipientKind: "pupil", Amount: money.Dong(1_200_000),
		Place: "ngan-hang", From: []fund.AskedShare{{Compartment: "vuot-kho"}, {Compartment: "unrestricted"}}, Booked: w.on(3, 18)})
}

func (w *walk) periods() {
	w.ask("close", fund.Close{Fund: ID("fund/MH-QT"), Until: domain.NewDate(2026, 1, 31), Counts: []fund.AskedCount{
		{Place: "ngan-hang", Counted: money.Dong(0)}, {Place: "tien-mat", Counted: money.Dong(0)}, {Place: "usd", Counted: money.Money{Currency: "USD"}}}})
	w.ask("reopen", fund.Reopen{Fund: ID("fund/MH-QT"), Approver: "Ban Kiểm tra", Reason: "đóng nhầm tháng"})
}
