package main

import (
	"context"

	"github.com/google/uuid"

	"sovang/api/sheet"
	"sovang/domain"
	"sovang/domain/sponsorship"
	"sovang/projections"
)

type reportGodfathers struct {
	reportFlags
	At            string `help:"What was true at the end of this day." placeholder:"DATE"`
	Unit          string `help:"Only the slots of this unit, by code or id." placeholder:"CODE"`
	Sponsor       string `help:"Only the slots of this sponsor, by code or id." placeholder:"CODE"`
	Year          string `help:"Only this school year." placeholder:"2024-2025"`
	Slots         bool   `help:"Show every slot instead of the counts." xor:"what"`
	Children      bool   `help:"Show every child and how they stand." xor:"what"`
	Arrears       bool   `help:"Show the sponsorships that are late." xor:"what"`
	DueReports    bool   `help:"Show the reports that sponsors wait for." xor:"what"`
	Circumstances bool   `help:"Count the children by circumstance." xor:"what"`
	Public        bool   `help:"The form for publication: counts only, groups under five suppressed."`
}

// Run shows the Three Godfathers: the three kinds counted apart, what is only memo never among the booked money.
func (c *reportGodfathers) Run(ctx context.Context, p Process, g *globals) error {
	if c.Public && (c.Slots || c.Children || c.Arrears || c.DueReports) {
		return domain.Errorf(domain.Invalid, "what is published is counts; leave the list out").On("public")
	}
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		q := projections.GodfathersQuery{SchoolYear: c.Year, AsOf: asOf, OnlyCounts: !c.Slots && !c.Arrears && !c.DueReports}
		var err error
		if q.At, err = (atFlag{At: c.At}).date(); err != nil {
			return nil, err
		}
		if _, q.Unit, err = (scope{Unit: c.Unit}).find(ctx, r); err != nil {
			return nil, err
		}
		if c.Sponsor != "" {
			if q.Sponsor, err = r.PersonNamed(ctx, c.Sponsor); err != nil {
				return nil, err
			}
		}
		if c.Children {
			return childSheet(ctx, r, projections.ChildrenQuery{Unit: q.Unit, AsOf: asOf, At: q.At}, q)
		}
		found, err := r.Godfathers(ctx, q)
		if err != nil {
			return nil, err
		}
		switch {
		case c.Slots:
			return slotSheet(ctx, r, found)
		case c.Arrears:
			return arrearsSheet(ctx, r, found)
		case c.DueReports:
			return dueReportsSheet(ctx, r, found)
		case c.Circumstances:
			return circumstanceSheet(found, c.Public), nil
		}
		return godfatherSheet(found, c.Public), nil
	})
}

// fewest is how many children a published group has at least: of fewer, somebody would know who they are.
const fewest = 5

// few stands in a published cell whose number would tell too much.
var few = sheet.Term{Key: "<5", Title: "dưới 5"}

// toldApart says which groups of a total may be published. Where one alone is too small, the next smallest is kept back with it: the total
// would tell the one.
func toldApart(groups []int64) []bool {
	shown, hidden := make([]bool, len(groups)), 0
	for i, n := range groups {
		if shown[i] = n == 0 || n >= fewest; !shown[i] {
			hidden++
		}
	}
	if hidden != 1 {
		return shown
	}
	next := -1
	for i, n := range groups {
		if shown[i] && n > 0 && (next < 0 || n < groups[next]) {
			next = i
		}
	}
	if next >= 0 {
		shown[next] = false
	}
	return shown
}

func godfatherSheet(g projections.Godfathers, public bool) *sheet.Sheet {
	s := &sheet.Sheet{Name: "godfathers", Aside: []string{"taken", "noted", "children", "bridged"}, Title: "Ba đỡ đầu", AsOf: g.AsOf.Entry, Columns: []sheet.Column{
		{Key: "kind", Title: "Đối tượng"}, {Key: "slots", Title: "Suất"}, {Key: "taken", Title: "Có người đỡ đầu"}, {Key: "waiting", Title: "Đang chờ"},
		{Key: "association", Title: "Qua hội"}, {Key: "direct", Title: "Trực tiếp"}, {Key: "school", Title: "Qua trường"},
		{Key: "expected", Title: "Dự kiến qua hội"}, {Key: "paid", Title: "Đã ghi sổ"}, {Key: "memo_direct", Title: "Dự kiến trực tiếp"}, {Key: "memo_school", Title: "Dự kiến qua trường"},
		{Key: "noted", Title: "Đã trao ngoài sổ"}, {Key: "currency", Title: "Tiền"}, {Key: "children", Title: "Số em"},
	}}
	cells := countCells
	if !public { // who is late is nobody's business outside
		s.Columns = append(s.Columns, sheet.Column{Key: "arrears", Title: "Chậm nộp qua hội"}, sheet.Column{Key: "bridged", Title: "Bắc cầu"})
		cells = func(k projections.GodfatherCount, currency string) []any {
			return append(countCells(k, currency), sheet.Amount(currency, k.Arrears), sheet.Amount(currency, k.Bridged))
		}
	}
	children := make([]int64, len(g.Counts))
	for i, k := range g.Counts {
		children[i] = k.Children
	}
	shown := toldApart(children)
	var kept []int
	total := map[string]*projections.GodfatherCount{}
	var currencies []string
	for i, k := range g.Counts {
		if total[k.Currency] == nil {
			total[k.Currency] = &projections.GodfatherCount{States: map[projections.SlotState]int64{}, Paths: map[sponsorship.Path]int64{},
				Expected: map[sponsorship.Path]int64{}, Memo: map[sponsorship.Path]int64{}}
			currencies = append(currencies, k.Currency)
		}
		total[k.Currency].Add(k)
		if public && !shown[i] {
			s.Add(append([]any{term(k.Kind), few}, make([]any, len(s.Columns)-2)...)...)
			continue
		}
		row := cells(k, k.Currency)
		if public {
			kept = append(kept, keepBack(k, row)...)
		}
		s.Add(append([]any{term(k.Kind)}, row...)...)
	}
	if len(s.Rows) > 1 && len(currencies) == 1 {
		s.Total = append([]any{"Cộng"}, cells(*total[currencies[0]], currencies[0])...)
		for _, column := range kept { // whose total would give it away
			s.Total[1+column] = nil
		}
	}
	if public {
		s.Note = "Nhóm dưới 5 em không được công bố riêng."
	}
	return s
}

// keepBack empties the cells of a published row that tell of fewer than five, and those that would give them away; it gives their columns.
func keepBack(k projections.GodfatherCount, cells []any) (columns []int) {
	taken := k.Sponsored()
	if shown := toldApart([]int64{taken, k.Slots - taken}); !shown[0] || !shown[1] {
		columns = append(columns, 1, 2)
	}
	of := [][]int{{3, 6, 7}, {4, 8, 10}, {5, 9, 10}} // the columns of a path: how many, how much is expected, how much came
	for i, shown := range toldApart([]int64{k.Paths[sponsorship.ViaAssociation], k.Paths[sponsorship.Direct], k.Paths[sponsorship.ViaSchool]}) {
		if !shown {
			columns = append(columns, of[i]...)
		}
	}
	for _, c := range columns {
		cells[c] = nil
	}
	return columns
}

func countCells(k projections.GodfatherCount, currency string) []any {
	taken := k.Sponsored()
	return []any{k.Slots, taken, k.Slots - taken - k.States[projections.SlotHeld] - k.States[projections.SlotClosed],
		k.Paths[sponsorship.ViaAssociation], k.Paths[sponsorship.Direct], k.Paths[sponsorship.ViaSchool],
		sheet.Amount(currency, k.Expected[sponsorship.ViaAssociation]), sheet.Amount(currency, k.Paid), sheet.Amount(currency, k.Expected[sponsorship.Direct]), sheet.Amount(currency, k.Expected[sponsorship.ViaSchool]),
		sheet.Amount(currency, k.Memo[sponsorship.Direct]+k.Memo[sponsorship.ViaSchool]), currency, k.Children}
}

// circumstanceSheet counts flags of circumstance and never says whose they are. They overlap, so that there is no total.
func circumstanceSheet(g projections.Godfathers, public bool) *sheet.Sheet {
	s := &sheet.Sheet{Name: "circumstances", Title: "Hoàn cảnh của các em", AsOf: g.AsOf.Entry, Columns: []sheet.Column{
		{Key: "circumstance", Title: "Hoàn cảnh"}, {Key: "children", Title: "Số em"}, {Key: "sponsored", Title: "Có người đỡ đầu"},
	}, Note: "Một em có thể có nhiều hoàn cảnh; ba đối tượng được đếm riêng."}
	small := func(n int64) bool { return n > 0 && n < fewest }
	for _, c := range g.Circumstances {
		children, sponsored := any(c.Children), any(c.Sponsored)
		if public && small(c.Children) {
			children, sponsored = few, nil
		} else if public && (small(c.Sponsored) || small(c.Children-c.Sponsored)) {
			sponsored = nil
		}
		title := sheet.Term{Key: c.Circumstance, Title: circumstanceWords[c.Circumstance]}
		s.Add(title, children, sponsored)
	}
	return s
}

var circumstanceWords = map[string]string{"orphaned": "mồ côi", "disabled": "khuyết tật", "poor": "nghèo", "ethnic-minority": "dân tộc thiểu số"}

// states are the words for how a slot stands.
var states = map[projections.SlotState]string{
	projections.SlotOpen: "đang chờ", projections.SlotHeld: "đang giữ chỗ", projections.SlotAwaiting: "chờ khoản đầu", projections.SlotActive: "đang đỡ đầu", projections.SlotEnded: "đã thôi",
	projections.SlotPaused: "tạm dừng", projections.SlotNotice: "sắp thôi", projections.SlotClosed: "em đã thôi",
}

// routes are the words for how a sponsor's money reaches the child.
var routes = map[sponsorship.Path]string{
	sponsorship.ViaAssociation: "qua hội", sponsorship.Direct: "trực tiếp", sponsorship.ViaSchool: "qua trường",
}

// pupil names a child by the code of their record alone: no name of a pupil stands beside a circumstance.
func pupil(ctx context.Context, r *projections.Reader, id uuid.UUID) (string, error) {
	p, err := r.Person(ctx, id)
	if p.Forgotten {
		return "(đã xoá)", err
	}
	return p.Code, err
}

// slotSheet names the sponsor, and the child by the public code of the slot alone.
func slotSheet(ctx context.Context, r *projections.Reader, g projections.Godfathers) (*sheet.Sheet, error) {
	s := &sheet.Sheet{Name: "slots", Aside: []string{"since", "until", "path", "instalments", "in_line", "slot"}, Title: "Suất đỡ đầu", AsOf: g.AsOf.Entry, Columns: []sheet.Column{
		{Key: "code", Title: "Mã"}, {Key: "kind", Title: "Đối tượng"}, {Key: "need", Title: "Nhu cầu"}, {Key: "school_year", Title: "Năm học"},
		{Key: "state", Title: "Tình trạng"}, {Key: "sponsor", Title: "Người đỡ đầu"}, {Key: "since", Title: "Từ"}, {Key: "until", Title: "Đến"}, {Key: "path", Title: "Đường tiền"},
		{Key: "expected", Title: "Dự kiến"}, {Key: "instalments", Title: "Số kỳ"}, {Key: "due", Title: "Đến hạn"}, {Key: "paid", Title: "Đã nộp"}, {Key: "arrears", Title: "Chậm"},
		{Key: "prepaid", Title: "Nộp trước"}, {Key: "bridged", Title: "Bắc cầu"}, {Key: "in_line", Title: "Xếp hàng"}, {Key: "currency", Title: "Tiền"}, {Key: "slot", Title: "Id"},
	}}
	for _, x := range g.Slots {
		name, err := who(ctx, r, x.Sponsor)
		if err != nil {
			return nil, err
		}
		s.Add(x.Code, term(x.Kind), term(x.Need), x.SchoolYear, sheet.Term{Key: string(x.State), Title: states[x.State]}, name, x.Since, x.Until, sheet.Term{Key: string(x.Path), Title: routes[x.Path]},
			sheet.Amount(x.Currency, x.Expected), x.Instalments, sheet.AmountOrBlank(x.Currency, x.Due), sheet.Amount(x.Currency, x.Paid), sheet.AmountOrBlank(x.Currency, x.Arrears), sheet.AmountOrBlank(x.Currency, x.Prepaid), sheet.AmountOrBlank(x.Currency, x.Bridged),
			int64(len(x.Waiting)), x.Currency, x.Slot)
	}
	return s, nil
}

// through ends a title with the day that is spoken of; an empty book has none.
func through(at domain.Date) string {
	if at == 0 {
		return ""
	}
	return " đến " + at.String()
}

// arrearsSheet lists the sponsorships, ended ones too, that paid less than had fallen due. It is no list of debtors and is not published.
func arrearsSheet(ctx context.Context, r *projections.Reader, g projections.Godfathers) (*sheet.Sheet, error) {
	s := &sheet.Sheet{Name: "arrears", Title: "Đỡ đầu chậm nộp" + through(g.At), AsOf: g.AsOf.Entry, Columns: []sheet.Column{
		{Key: "code", Title: "Mã"}, {Key: "sponsor", Title: "Người đỡ đầu"}, {Key: "from", Title: "Từ"}, {Key: "to", Title: "Đến"}, {Key: "path", Title: "Đường tiền"},
		{Key: "due", Title: "Đến hạn"}, {Key: "paid", Title: "Đã nộp"}, {Key: "arrears", Title: "Chậm"}, {Key: "bridged", Title: "Quỹ đã bắc cầu"}, {Key: "currency", Title: "Tiền"},
		{Key: "sponsorship", Title: "Id"},
	}, Note: "Chậm nộp không phải là nợ: không mất đi và không thành khoản phải thu."}
	for _, x := range g.Slots {
		for _, of := range x.Sponsorships {
			if of.Arrears == 0 {
				continue
			}
			name, err := who(ctx, r, of.Sponsor)
			if err != nil {
				return nil, err
			}
			s.Add(x.Code, name, of.From, of.To, sheet.Term{Key: string(x.Path), Title: routes[x.Path]}, sheet.Amount(x.Currency, of.Due), sheet.Amount(x.Currency, of.Paid), sheet.Amount(x.Currency, of.Arrears),
				sheet.AmountOrBlank(x.Currency, of.Bridged), x.Currency, of.Sponsorship)
		}
	}
	return s, nil
}

// dueReportsSheet lists the terms that are over and of which a sponsor has not been told.
func dueReportsSheet(ctx context.Context, r *projections.Reader, g projections.Godfathers) (*sheet.Sheet, error) {
	s := &sheet.Sheet{Name: "due-reports", Title: "Báo cáo học kỳ chưa gửi người đỡ đầu" + through(g.At), AsOf: g.AsOf.Entry, Columns: []sheet.Column{
		{Key: "code", Title: "Mã"}, {Key: "sponsor", Title: "Người đỡ đầu"}, {Key: "term", Title: "Học kỳ hết ngày"}, {Key: "days", Title: "Số ngày"}, {Key: "slot", Title: "Id"},
	}}
	for _, x := range g.Slots {
		for _, of := range x.Sponsorships {
			for _, end := range of.ReportsDue {
				name, err := who(ctx, r, of.Sponsor)
				if err != nil {
					return nil, err
				}
				s.Add(x.Code, name, end, int64(g.At-end), x.Slot)
			}
		}
	}
	return s, nil
}

// childSheet lists children with all their slots; beside a sponsor or a school year only those who have such a slot.
func childSheet(ctx context.Context, r *projections.Reader, q projections.ChildrenQuery, only projections.GodfathersQuery) (*sheet.Sheet, error) {
	found, err := r.Children(ctx, q)
	if err != nil {
		return nil, err
	}
	s := &sheet.Sheet{Name: "children", Title: "Các em được đề nghị đỡ đầu", AsOf: found.AsOf.Entry, Columns: []sheet.Column{
		{Key: "child", Title: "Mã em"}, {Key: "state", Title: "Tình trạng"}, {Key: "proposed", Title: "Đề nghị"}, {Key: "verifications", Title: "Xác minh"},
		{Key: "slots", Title: "Suất"}, {Key: "sponsored", Title: "Có người đỡ đầu"}, {Key: "codes", Title: "Mã suất"}, {Key: "exited", Title: "Thôi ngày"}, {Key: "id", Title: "Id"},
	}}
	for _, x := range found.Children {
		codes, sponsored, kept := "", int64(0), only.Sponsor == uuid.Nil && only.SchoolYear == ""
		for _, slot := range x.Slots {
			if slot.State.Sponsored() {
				sponsored++
			}
			kept = kept || (only.Sponsor == uuid.Nil || slot.Sponsor == only.Sponsor) && (only.SchoolYear == "" || slot.SchoolYear == only.SchoolYear)
			if codes != "" {
				codes += ", "
			}
			codes += slot.Code
		}
		if !kept {
			continue
		}
		code, err := pupil(ctx, r, x.Child)
		if err != nil {
			return nil, err
		}
		s.Add(code, sheet.Term{Key: string(x.State), Title: childStates[x.State]}, x.Proposed, int64(x.Verifications), int64(len(x.Slots)), sponsored, codes, x.Exited, x.Child)
	}
	return s, nil
}

// childStates are the words for how a child stands.
var childStates = map[projections.ChildState]string{
	projections.ChildProposed: "đã đề nghị", projections.ChildVerified: "đã xác minh", projections.ChildWaiting: "đang chờ", projections.ChildHeld: "đang giữ chỗ",
	projections.ChildSponsored: "có người đỡ đầu", projections.ChildGap: "đang trống", projections.ChildExited: "đã thôi",
}
