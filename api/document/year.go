package document

import (
	"io"
	"strconv"
	"strings"

	"sovang/api/sheet"
	"sovang/domain"
	"sovang/domain/money"
	"sovang/projections"
)

// Year writes the disclosure of a year.
func Year(w io.Writer, d projections.Disclosure, o Options) error {
	return write(w, d, func(hash string) page {
		y := year{Disclosure: d, wide: o.Wide}
		return page{y.head(hash), y.sections(), y.lines(hash)}
	}, o)
}

// firstRows is how many rows of a long list a table shows.
const firstRows = 20

type year struct {
	projections.Disclosure
	wide bool
}

func (y year) whose() string {
	if y.Unit == "" {
		return y.Funds[0].Name + " (" + y.Funds[0].Code + ")"
	}
	name := y.UnitName + " (" + y.Unit + ")"
	if y.Tree {
		name += " và các đơn vị trực thuộc"
	}
	return name
}

func (y year) head(hash string) []string {
	head := []string{"CÔNG KHAI THU, CHI NĂM " + strconv.Itoa(y.Disclosure.Year), y.whose()}
	if y.Provisional {
		head = append(head, "TẠM TÍNH: sổ chưa khóa đến hết năm, số liệu còn có thể thay đổi.")
	}
	head = append(head, "Từ "+y.From.String()+" đến "+y.Until.String()+", theo sổ đến bút toán "+sheet.Count(int64(y.AsOf.Entry))+".")
	if y.Root != "" {
		head = append(head, "Mã gốc của sổ đến bút toán đó: "+y.Root)
	}
	if y.Law.Decree != "" {
		head = append(head, "Theo Nghị định "+y.Law.Decree+"; công khai trước ngày "+y.Law.Due.String()+".")
	}
	return append(head, "SHA-256 của văn bản: "+hash)
}

// section is a part of the document with a heading of its own.
func section(title string, columns ...sheet.Column) *sheet.Sheet {
	return &sheet.Sheet{Title: title, Columns: columns}
}

func column(key, title string) sheet.Column { return sheet.Column{Key: key, Title: title} }

func (y year) sections() []*sheet.Sheet {
	all := []*sheet.Sheet{y.funds()}
	for _, part := range []func(projections.DisclosedMoney) *sheet.Sheet{y.summary, y.income, y.use, y.transfers, y.balances, y.office} {
		for _, m := range y.Money {
			all = append(all, part(m))
		}
	}
	return append(all, y.unspent(), y.goods(), y.groups(), y.gifts(), y.corrections(), y.apart(), y.published(), y.rules())
}

// of is the heading of a section about one currency: the đồng go without saying.
func of(title, currency string) string {
	if currency == string(money.VND) {
		return title
	}
	return title + " (" + currency + ")"
}

func (y year) funds() *sheet.Sheet {
	s := section("Các quỹ", column("code", "Mã"), column("name", "Tên quỹ"), column("form", "Hình thức pháp lý"), column("unit", "Đơn vị"), column("closed", "Đã khóa sổ đến"),
		column("provisional", "Tạm tính"))
	for i, f := range y.Funds {
		if i == firstRows && !y.wide {
			s.Note = rest(len(y.Funds)-i, "quỹ")
			break
		}
		s.Add(f.Code, f.Name, term(string(f.Form)), f.UnitName, f.Closed, f.Provisional)
	}
	return s
}

// rest says how many rows a table leaves out: silence would make a part look like all.
func rest(n int, what string) string {
	return "Còn " + sheet.Count(int64(n)) + " " + what + " nữa: xem --wide, csv hoặc json."
}

func (y year) summary(m projections.DisclosedMoney) *sheet.Sheet {
	s := section(of("Tổng hợp", m.Currency), column("line", "Khoản"), column("amount", "Số tiền"))
	s.Add("Dư đầu kỳ", sheet.Amount(m.Currency, m.Opening.Total))
	s.Add("+ Thu", sheet.Amount(m.Currency, m.IncomeTotal))
	s.Add("− Chi", sheet.Amount(m.Currency, m.UseTotal))
	for _, l := range []struct {
		title  string
		amount int64
	}{{"+ Nhận từ đơn vị khác", m.ReceivedTotal}, {"− Chuyển cho đơn vị khác", m.SentTotal}, {"+ Mua bán ngoại tệ", m.Exchanged}} {
		if l.amount != 0 {
			s.Add(l.title, sheet.Amount(m.Currency, l.amount))
		}
	}
	s.Add("= Dư cuối kỳ", sheet.Amount(m.Currency, m.Closing.Total))
	return s
}

func (y year) income(m projections.DisclosedMoney) *sheet.Sheet {
	s := section(of("Thu theo nguồn", m.Currency), column("source", "Nguồn"), column("count", "Lượt"), column("amount", "Đã nhận"), column("reversed", "Hủy, trả về ngân hàng"),
		column("net", "Còn"))
	var count, amount, reversed, net int64
	for _, l := range m.Income {
		s.Add(term(l.Source), l.Count, sheet.Amount(m.Currency, l.Amount), sheet.AmountOrBlank(m.Currency, l.Reversed), sheet.Amount(m.Currency, l.Net))
		count, amount, reversed, net = count+l.Count, amount+l.Amount, reversed+l.Reversed, net+l.Net
	}
	if len(m.Income) > 0 {
		s.Total = []any{"Cộng", count, sheet.Amount(m.Currency, amount), sheet.AmountOrBlank(m.Currency, reversed), sheet.Amount(m.Currency, net)}
	}
	return s
}

// used is what money was spent on, for people and programs.
func used(u projections.DisclosedUse) sheet.Term {
	if u.Award != "" {
		return sheet.Term{Key: string(u.Award), Title: term(string(u.Award)).Title}
	}
	return sheet.Term{Key: u.Kind, Title: term(u.Kind).Title}
}

func (y year) use(m projections.DisclosedMoney) *sheet.Sheet {
	s := section(of("Chi theo việc", m.Currency), column("kind", "Việc"), column("count", "Lượt"), column("amount", "Đã chi"), column("returns", "Lượt trả lại"),
		column("returned", "Trả lại"), column("net", "Còn"))
	var amount, returned, net int64
	for _, u := range m.Use {
		var count any = sheet.CountOrBlank(u.Count)
		if u.Few {
			count = "dưới " + strconv.Itoa(y.Law.Threshold)
		}
		s.Add(used(u), count, sheet.Amount(m.Currency, u.Amount), sheet.CountOrBlank(u.Returns), sheet.AmountOrBlank(m.Currency, u.Returned), sheet.Amount(m.Currency, u.Net))
		amount, returned, net = amount+u.Amount, returned+u.Returned, net+u.Net
	}
	if len(m.Use) > 0 { // how many would tell what "fewer than five" hides
		s.Total = []any{"Cộng", nil, sheet.Amount(m.Currency, amount), nil, sheet.AmountOrBlank(m.Currency, returned), sheet.Amount(m.Currency, net)}
	}
	return s
}

var ways = map[string]string{"received": "nhận", "sent": "chuyển"}

var levels = map[string]string{"above": "cấp trên", "below": "cấp dưới", "beside": "cùng cấp", "same": "cùng đơn vị", "outside": "ngoài hệ thống"}

func (y year) transfers(m projections.DisclosedMoney) *sheet.Sheet {
	s := section(of("Chuyển tiền giữa các cấp", m.Currency), column("way", ""), column("level", "Với"), column("count", "Lượt"), column("amount", "Số tiền"))
	for _, t := range m.Transfers {
		s.Add(ways[t.Way], levels[t.Level], t.Count, sheet.Amount(m.Currency, t.Amount))
	}
	if e := m.Eliminated; e.Count > 0 {
		s.Note = "Đã loại trừ " + sheet.Count(e.Count) + " lượt chuyển giữa các quỹ trong báo cáo: " + sheet.Amount(m.Currency, e.Amount).String() + ", không tính hai lần."
	}
	return s
}

func (y year) balances(m projections.DisclosedMoney) *sheet.Sheet {
	s := section(of("Số dư", m.Currency), column("what", "Theo"), column("opening", "Đầu kỳ"), column("closing", "Cuối kỳ"))
	was, is := map[string]int64{}, map[string]int64{}
	for _, side := range []struct {
		of   projections.DisclosedBalance
		into map[string]int64
	}{{m.Opening, was}, {m.Closing, is}} {
		for _, p := range side.of.Places {
			side.into[string(p.Kind)] = p.Amount
		}
		for _, r := range side.of.Restrictions {
			side.into["for "+string(r.Restriction)] = r.Free
		}
	}
	line := func(title string, opening, closing int64) {
		if opening != 0 || closing != 0 {
			s.Add(title, sheet.Amount(m.Currency, opening), sheet.Amount(m.Currency, closing))
		}
	}
	for _, kind := range placeKinds {
		line("nơi giữ: "+term(kind).Title, was[kind], is[kind])
	}
	for _, kind := range restrictionKinds {
		line("mục đích: "+term(kind).Title, was["for "+kind], is["for "+kind])
	}
	line("trừ: thiếu, chưa có tiền bù", m.Opening.Uncovered, m.Closing.Uncovered)
	line("đang chuyển, bên kia chưa nhận", m.Opening.InTransit, m.Closing.InTransit)
	line("trừ: chưa rõ của ai", m.Opening.Unidentified, m.Closing.Unidentified)
	line("trừ: giữ hộ quỹ khác", m.Opening.Held, m.Closing.Held)
	if len(s.Rows) > 0 {
		s.Total = []any{"Dư", sheet.Amount(m.Currency, m.Opening.Total), sheet.Amount(m.Currency, m.Closing.Total)}
		s.Note = "Cộng theo nơi giữ hay theo mục đích đều bằng số dư: thêm tiền đang chuyển; nơi giữ trừ tiền chưa rõ và giữ hộ, mục đích trừ phần thiếu."
	}
	return s
}

var (
	placeKinds       = []string{"cash", "bank", "savings", "advance"}
	restrictionKinds = []string{"none", "purpose", "beneficiary", "slot", "endowment", "income", "administration"}
)

func (y year) office(m projections.DisclosedMoney) *sheet.Sheet {
	o := m.Office
	s := section(of("Chi quản lý", m.Currency), column("line", "Khoản"), column("amount", "Số tiền"))
	if o.Cost == 0 && o.Base == 0 {
		return s
	}
	s.Add("Chi quản lý", sheet.Amount(m.Currency, o.Running))
	s.Add("Phí", sheet.Amount(m.Currency, o.Fees))
	s.Add("Ủng hộ trong năm", sheet.Amount(m.Currency, o.Donated))
	s.Add("trừ: có người hưởng cụ thể", sheet.Amount(m.Currency, o.Named))
	if o.State != 0 {
		s.Add("trừ: Nhà nước giao", sheet.Amount(m.Currency, o.State))
	}
	s.Add("Mức tính", sheet.Amount(m.Currency, o.Base))
	if o.CapPercent > 0 {
		s.Add("Được chi nhiều nhất ("+strconv.FormatInt(o.CapPercent, 10)+" %)", sheet.Amount(m.Currency, o.Most))
	}
	s.Note = "Trong mức cho phép."
	if !o.Holds {
		s.Note = "VƯỢT mức cho phép " + sheet.Amount(m.Currency, o.Cost-o.Most).String() + "."
	}
	return s
}

func (y year) unspent() *sheet.Sheet {
	s := section("Tiền có mục đích chưa dùng, cũ nhất trước", column("since", "Từ"), column("fund", "Quỹ"), column("restriction", "Loại"), column("wording", "Mục đích"),
		column("free", "Còn"), column("reserved", "Trong đó đã giữ chỗ"))
	for _, u := range y.Unspent {
		s.Add(u.Since, u.Fund, term(string(u.Restriction)), u.Wording, sheet.Amount(u.Currency, u.Free), sheet.AmountOrBlank(u.Currency, u.Reserved))
	}
	return s
}

var valuations = map[string]string{"declared": "người cho khai", "estimated": "ước tính"}

func (y year) goods() *sheet.Sheet {
	s := section("Hiện vật, ngoài tiền", column("name", "Hiện vật"), column("measure", "Đơn vị"), column("valuation", "Giá trị"), column("received", "Nhận"),
		column("received_value", "Trị giá nhận"), column("given", "Trao"), column("given_value", "Trị giá trao"), column("lost", "Mất"), column("closing", "Còn"))
	for _, g := range y.Goods {
		s.Add(g.Name, g.Measure, valuations[string(g.Valuation)], g.Received.Count, sheet.Amount(g.Currency, g.Received.Amount), g.Given.Count, sheet.Amount(g.Currency, g.Given.Amount),
			sheet.CountOrBlank(g.Lost.Count), g.Closing.Count)
	}
	return s
}

var groupings = map[string]string{"recipient": "người nhận", "level": "cấp học", "institution": "trường"}

// grouped is what a group is called.
func grouped(g projections.Group) string {
	switch {
	case g.Small:
		return "các nhóm nhỏ"
	case g.Key == "":
		return "không ghi"
	}
	return term(g.Key).Title
}

func (y year) groups() *sheet.Sheet {
	s := section("Trao theo nhóm", column("by", "Theo"), column("award", "Hình thức"), column("key", "Nhóm"), column("count", "Suất"), column("amount", "Số tiền"))
	for i, g := range y.Groups {
		if i == 2*firstRows && !y.wide {
			s.Note = rest(len(y.Groups)-i, "nhóm") + "\n"
			break
		}
		if g.Small && g.Count == 0 {
			continue // nothing that the use does not say
		}
		s.Add(groupings[g.By], term(string(g.Award)), grouped(g), sheet.CountOrBlank(g.Count), sheet.Amount(g.Currency, g.Amount))
	}
	if len(y.Groups) > 0 {
		s.Note += "Nhóm dưới " + strconv.Itoa(y.Law.Threshold) + " người không nêu riêng."
	}
	return s
}

func (y year) gifts() *sheet.Sheet {
	s := section("Danh sách ủng hộ", column("booked", "Ngày"), column("name", "Người ủng hộ"), column("source", "Nguồn"), column("amount", "Số tiền"))
	for i, g := range y.Gifts.Listed {
		if i == firstRows && !y.wide {
			s.Note = rest(len(y.Gifts.Listed)-i, "khoản") + "\n"
			break
		}
		s.Add(g.Booked, g.Name, term(g.Source), sheet.Amount(g.Currency, g.Amount))
	}
	s.Note += y.listed()
	for _, h := range y.Gifts.Hidden {
		s.Note += sheet.Count(h.Count) + " khoản không nêu tên và số tiền: " + sheet.Amount(h.Currency, h.Amount).String() + ".\n"
	}
	for _, b := range y.Gifts.Back {
		s.Note += sheet.Count(b.Count) + " khoản trong năm đã hủy hoặc trả lại: " + sheet.Amount(b.Currency, b.Amount).String() + ".\n"
	}
	return s
}

// listed adds up the whole list, also what a table leaves out of it.
func (y year) listed() string {
	counts, sums, currencies := map[string]int64{}, map[string]int64{}, []string{}
	for _, g := range y.Gifts.Listed {
		if counts[g.Currency] == 0 {
			currencies = append(currencies, g.Currency)
		}
		counts[g.Currency], sums[g.Currency] = counts[g.Currency]+1, sums[g.Currency]+g.Amount
	}
	note := ""
	for _, c := range currencies {
		note += "Cộng " + sheet.Count(counts[c]) + " khoản: " + sheet.Amount(c, sums[c]).String() + ".\n"
	}
	return note
}

var corrected = map[projections.RestatedKind]string{
	projections.RestatedLate: "cho trong kỳ đã khóa, ghi sổ sau", projections.RestatedReversal: "hủy khoản ủng hộ", projections.RestatedRefund: "trả lại người cho",
	projections.RestatedReturn: "khoản chi trả về", projections.RestatedRefusal: "chuyển đi bị từ chối", projections.RestatedRedating: "đổi ngày",
	projections.RestatedRedesignation: "đổi mục đích", projections.RestatedRepayment: "trả bù", projections.RestatedVoid: "hủy phiếu", projections.RestatedReopening: "mở lại kỳ",
}

var whys = map[string]string{
	"keying-error": "nhập nhầm", "bounced": "ngân hàng trả lại", "unlawful": "không hợp pháp", "donor-consent": "người cho đồng ý", "closing-rule": "theo quy tắc kết thúc đã in",
	"recorded-wish": "theo ý đã ghi", "nearest-use": "mục đích gần nhất",
}

func (y year) corrections() *sheet.Sheet {
	s := section("Điều chỉnh trong năm", column("booked", "Ngày"), column("fund", "Quỹ"), column("kind", "Việc"), column("amount", "Số tiền"), column("was", "Trước"), column("is", "Nay"),
		column("why", "Vì sao"), column("after_close", "Sau khóa sổ"))
	for i, c := range y.Corrections.Changes {
		if i == firstRows && !y.wide {
			s.Note = rest(len(y.Corrections.Changes)-i, "việc") + "\n"
			break
		}
		why := whys[c.Why]
		if c.Reason != "" {
			why = strings.TrimSpace(why + ": " + c.Reason)
		}
		s.Add(c.Booked, c.Fund, corrected[c.Kind], sheet.AmountOrBlank(c.Currency, c.Amount), stood(c, c.Was), stood(c, c.Is), why, c.AfterClose)
	}
	for _, t := range y.Corrections.Sums {
		s.Note += "Cộng " + corrected[t.Kind] + ": " + sheet.Count(t.Count) + " việc"
		if t.Amount != 0 {
			s.Note += ", " + sheet.Amount(t.Currency, t.Amount).String()
		}
		s.Note += ".\n"
	}
	return s
}

// stood is how a thing was or is, by what changed of it.
func stood(c projections.Correction, x projections.Stand) string {
	switch {
	case c.Kind == projections.RestatedVoid && x.Receipt.No > 0:
		return x.Receipt.Series + "/" + strconv.FormatInt(x.Receipt.No, 10)
	case c.Kind == projections.RestatedRedesignation:
		return term(x.Compartment).Title
	case c.Kind == projections.RestatedRedating && c.Was.Booked != c.Is.Booked:
		return x.Booked.String()
	case c.Kind == projections.RestatedRedating || c.Kind == projections.RestatedLate:
		return dateOr(x.Given)
	case c.Kind == projections.RestatedReopening:
		return "khóa đến " + dateOr(x.Closed)
	case c.Withheld:
		return "không nêu"
	case c.Kind == projections.RestatedReversal || c.Kind == projections.RestatedRefund:
		return sheet.Amount(c.Currency, x.Amount).String()
	case c.Kind == projections.RestatedReturn && x.Booked != 0:
		return "chi ngày " + x.Booked.String()
	}
	return ""
}

func dateOr(d domain.Date) string {
	if d == 0 {
		return "–"
	}
	return d.String()
}

var aparts = map[string]string{"boxes-counted": "đếm được trong heo đất", "boxes-kept": "gia đình giữ lại trong đó", "households-expected": "dự kiến đóng góp của các hộ"}

func (y year) apart() *sheet.Sheet {
	s := section("Số khai báo, không nằm trong các tổng trên", column("what", "Số liệu"), column("count", "Số lượng"), column("amount", "Số tiền"))
	for _, a := range y.Apart {
		title, ok := aparts[a.What]
		if !ok {
			title = a.What
		}
		s.Add(title, sheet.CountOrBlank(a.Count), sheet.AmountOrBlank(a.Currency, a.Amount))
	}
	return s
}

func (y year) published() *sheet.Sheet {
	s := section("Đã công khai trước đó", column("version", "Bản"), column("on", "Ngày"), column("where", "Nơi"), column("state", "Tình trạng"), column("document", "SHA-256"))
	for _, p := range y.Published {
		state := "chính thức"
		if p.Provisional {
			state = "tạm tính"
		}
		s.Add(p.Version, p.On, p.Where, state, p.Document)
	}
	return s
}

func (y year) rules() *sheet.Sheet {
	s := section("Căn cứ", column("name", "Quy định"), column("value", "Giá trị"), column("from", "Từ"), column("source", "Nguồn"), column("confirmed", "Đã đối chiếu"))
	for _, r := range y.Law.Rules {
		s.Add(lawful[string(r.Name)], r.Value, r.From, r.Source, r.Confirmed)
	}
	return s
}

var lawful = map[string]string{"decree": "nghị định", "disclosure": "hạn công khai", "admin-cap": "mức chi quản lý", "admin-base": "mức tính", "suppression": "nhóm nhỏ"}
