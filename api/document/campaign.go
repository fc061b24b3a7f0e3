package document

import (
	"io"
	"strconv"

	"sovang/api/sheet"
	"sovang/projections"
)

// Campaign writes the report at a campaign's end.
func Campaign(w io.Writer, d projections.CampaignDisclosure, o Options) error {
	return write(w, d, func(hash string) page {
		c := campaign{d, o.Wide}
		return page{c.head(hash), c.sections(), c.lines(hash)}
	}, o)
}

type campaign struct {
	projections.CampaignDisclosure
	wide bool
}

func (c campaign) head(hash string) []string {
	head := []string{"CÔNG KHAI ĐỢT VẬN ĐỘNG " + c.Name + " (" + c.Code + ")", c.UnitName + " (" + c.Unit + ")"}
	if !c.Closed {
		head = append(head, "TẠM TÍNH: đợt vận động chưa kết thúc.")
	}
	head = append(head, "Từ "+c.From.String()+" đến "+dateOr(c.Until)+", theo sổ đến bút toán "+sheet.Count(int64(c.AsOf.Entry))+".")
	for _, line := range []struct{ title, text string }{{"Mã gốc của sổ đến bút toán đó: ", c.Root}, {"Lời kêu gọi: ", c.Appeal}, {"Theo thỏa thuận: ", c.Agreement}, {"Nhân dịp: ", c.Occasion},
		{"Quy tắc cho tiền còn lại: ", c.ClosingRule}} {
		if line.text != "" {
			head = append(head, line.title+line.text)
		}
	}
	return append(head, "Tiền gộp được theo dõi theo quy ước vào trước – chi trước.", "SHA-256 của văn bản: "+hash)
}

// asYear is what the report has in common with a year's.
func (c campaign) asYear() year {
	return year{Disclosure: projections.Disclosure{AsOf: c.AsOf, Gifts: c.Gifts, Corrections: c.Corrections, Unspent: c.Left, Law: c.Law}, wide: c.wide}
}

func (c campaign) sections() []*sheet.Sheet {
	var all []*sheet.Sheet
	y := c.asYear()
	for _, m := range c.Money {
		all = append(all, c.summary(m), y.income(projections.DisclosedMoney{Currency: m.Currency, Income: m.Income}),
			y.use(projections.DisclosedMoney{Currency: m.Currency, Use: m.Use}))
	}
	left := y.unspent()
	left.Title = "Còn lại ở đâu"
	corrections := y.corrections()
	corrections.Title = "Điều chỉnh"
	return append(all, left, y.gifts(), corrections, c.boxes())
}

func (c campaign) summary(m projections.CampaignEnd) *sheet.Sheet {
	s := section(of("Tổng hợp", m.Currency), column("line", "Khoản"), column("amount", "Số tiền"))
	s.Add("Thu của đợt", sheet.Amount(m.Currency, m.IncomeTotal))
	for _, l := range []struct {
		title  string
		amount int64
	}{{"− Đã chi từ chính tiền của đợt", m.UseTotal}, {"− Bán ngoại tệ", m.Sold}, {"− Đang chuyển", m.InTransit}, {"− Khác", m.Other}} {
		if l.amount != 0 {
			s.Add(l.title, sheet.Amount(m.Currency, l.amount))
		}
	}
	s.Add("= Còn lại", sheet.Amount(m.Currency, m.Left))
	if m.Reserved > 0 {
		s.Note += "Trong đó đã giữ chỗ: " + sheet.Amount(m.Currency, m.Reserved).String() + ".\n"
	}
	if m.SentOn.Amount > 0 {
		s.Note += "Đã chuyển cho quỹ khác: " + sheet.Amount(m.Currency, m.SentOn.Amount).String() + ", nằm trong các số trên.\n"
	}
	for _, x := range m.Moved {
		s.Note += "Đổi mục đích (" + whys[string(x.Basis)] + "): " + sheet.Amount(m.Currency, x.Amount).String()
		if x.Clause != "" {
			s.Note += ", " + x.Clause
		}
		s.Note += ".\n"
	}
	return s
}

func (c campaign) boxes() *sheet.Sheet {
	s := section("Heo đất: đếm được, không nằm trong các tổng trên", column("what", "Số liệu"), column("amount", "Số tiền"))
	if c.Boxes.Counted > 0 {
		s.Add("đếm được", sheet.Amount("VND", c.Boxes.Counted))
	}
	return s
}

// lines is the report in its long form.
func (c campaign) lines(hash string) *sheet.Sheet {
	s := longform("campaign", c.AsOf.Entry)
	text := func(line, value string) {
		if value != "" {
			s.Add("document", line, "", nil, nil, nil, nil, value)
		}
	}
	text("campaign", c.Code)
	text("name", c.Name)
	s.Add("document", "from", "", nil, nil, nil, c.From, nil)
	s.Add("document", "until", "", nil, nil, nil, c.Until, nil)
	text("closed", strconv.FormatBool(c.Closed))
	text("entry", strconv.FormatUint(c.AsOf.Entry, 10))
	text("root", c.Root)
	text("sha256", hash)
	text("appeal", c.Appeal)
	text("closing-rule", c.ClosingRule)
	for _, m := range c.Money {
		figure := figuresIn(s, m.Currency)
		for _, l := range []struct {
			line   string
			amount int64
		}{{"income", m.IncomeTotal}, {"use", m.UseTotal}, {"sold", m.Sold}, {"in-transit", m.InTransit}, {"other", m.Other}, {"left", m.Left}, {"reserved", m.Reserved}} {
			figure("summary", l.line, "", l.amount, nil)
		}
		figure("transfer", "sent-on", "", m.SentOn.Amount, m.SentOn.Count)
		incomeLines(figure, m.Income)
		for _, u := range m.Use {
			figure("use", "paid", used(u).Key, u.Amount, sheet.CountOrBlank(u.Count))
		}
		for _, x := range m.Moved {
			s.Add("moved", string(x.Basis), "", m.Currency, sheet.Amount(m.Currency, x.Amount), nil, nil, x.Clause)
		}
	}
	y := c.asYear()
	y.unspentLines(s)
	y.giftLines(s)
	y.correctionLines(s)
	if c.Boxes.Counted > 0 {
		s.Add("apart", "boxes-counted", "", "VND", sheet.Amount("VND", c.Boxes.Counted), nil, nil, nil)
	}
	return s
}
