package intake

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/statistic"
)

func declaring() Declaring {
	units := NewUnits()
	for _, u := range [][2]string{{"HKH-QN", "Hội Khuyến học tỉnh Quảng Ninh"}, {"HKH-TB", "Hội Khuyến học tỉnh Thái Bình"}, {"CH-1", "Chi hội khu 1"}, {"CH-2", "Chi hội khu 1"}} {
		units.Add(uuid.NewSHA1(uuid.NameSpaceOID, []byte(u[0])), u[0], u[1])
	}
	return Declaring{Unit: units.Find, Source: "Báo Quảng Ninh", On: domain.NewDate(2025, time.January, 15), Levels: statistic.Below,
		Today: domain.NewDate(2026, time.January, 1), Actor: "thủ quỹ"}
}

func figuresOf(t *testing.T, text string, to Declaring) []FigurePlan {
	t.Helper()
	table, err := ReadTable(strings.NewReader(text), Figures)
	if err != nil {
		t.Fatal(err)
	}
	return PlanFigures(table, to)
}

// TestFigureRows: what stands in one row, and what is asked of the ledger then, or on which column it is refused.
func TestFigureRows(t *testing.T) {
	const head = "unit,period,measure,value,unit_of_measure,note,bound,levels,source,source_date\n"
	free := declaring()
	free.Free = true
	for row, tt := range map[string]struct {
		to   Declaring
		want string
	}{
		`HKH-QN,2024,"fund mobilised, total",22900000000,VND,over`:             {declaring(), "fund-mobilised 2024 below VND 22900000000 over []"},
		`hkh-qn,2024,Vận động quỹ,"22,9 tỷ",đồng,"over; mọi cấp, cả gia đình"`: {declaring(), "fund-mobilised 2024 below VND 22900000000 over [mọi cấp, cả gia đình]"},
		`Hội khuyến học tỉnh QUẢNG NINH,2024-h1,members,467.032,people,33.5 %`: {declaring(), "members 2024-H1 below people 467032 exact [33.5 %]"},
		`HKH-QN,2024-H1,Số hội viên,"467,032",người,,gần,riêng`:                {declaring(), "members 2024-H1 own people 467032 nearly []"},
		`HKH-QN,2024-01-01/2024-06-30,hội viên,467 032,,,,cả cấp dưới`:         {declaring(), "members 2024-H1 below people 467032 exact []"},
		`HKH-QN,2024,"learning clans, registered",1145,clans,78 %`:             {declaring(), "learning-clans-registered 2024 below clans 1145 exact [78 %]"},
		`HKH-QN,2024,pupils rewarded,82034,people,about 8.4 billion VND`:       {declaring(), "pupils-rewarded 2024 below people 82034 exact [about 8.4 billion VND]"},
		`HKH-QN,2024,"Gia đình học tập, được công nhận",1,gia đình`:            {declaring(), "learning-families-recognised 2024 below families 1 exact []"},
		`HKH-QN,2024,fund mobilised,12.34,USD`:                                 {declaring(), "fund-mobilised 2024 below USD 12.34 exact []"},
		`HKH-QN,2024,fund mobilised,12 USD,VND`:                                {declaring(), "value"},
		`HKH-QN,2024,Tỷ lệ hội viên,"33,5 %",%`:                                {free, "other 2024 below % 33.5 exact []"},
		`HKH-QN,2024,Tỷ lệ hội viên,"1.234",%`:                                 {free, "value"},
		`HKH-QN,2024,Tỷ lệ hội viên,"1,234",%`:                                 {free, "value"},
		`HKH-QN,2024,Tỷ lệ hội viên,33.5,`:                                     {free, "unit of measure"},
		`HKH-QN,2024,Tỷ lệ hội viên,33.5,%`:                                    {declaring(), "measure"},
		`HKH-QN,2024,,33,people`:                                               {declaring(), "measure"},
		`HKH-QN,2024,members,33.5,people`:                                      {declaring(), "value"},
		`HKH-QN,2024,members,"12,34",people`:                                   {declaring(), "value"},
		`HKH-QN,2024,members,-5,people`:                                        {declaring(), "value"},
		`HKH-QN,2024,members,,people`:                                          {declaring(), "value"},
		`HKH-QN,2024,members,nhiều,people`:                                     {declaring(), "value"},
		`HKH-QN,2024,members,99999999999999999999,people`:                      {declaring(), "value"},
		`HKH-QN,2024,members,5,VND`:                                            {declaring(), "unit of measure"},
		`HKH-QN,2024,fund mobilised,5,người`:                                   {declaring(), "unit of measure"},
		`HKH-QN,2024-13,members,5,people`:                                      {declaring(), "period"},
		`HKH-QN,,members,5,people`:                                             {declaring(), "period"},
		`HKH-QN,2026,members,5,people`:                                         {declaring(), "period"},
		`HKH-QN,2024,members,5,people,,under`:                                  {declaring(), "bound"},
		`HKH-QN,2024,members,5,people,,,khác`:                                  {declaring(), "levels"},
		`HKH-QN,2024,members,5,people,,,,Tổng cục,32/01/2025`:                  {declaring(), "source date"},
		`HKH-QN,2024,members,5,people,,,,Tổng cục,01/02/2026`:                  {declaring(), "source date"},
		`Quảng Ninh,2024,members,5,people`:                                     {declaring(), "unit"},
		`Chi hội khu 1,2024,members,5,people`:                                  {declaring(), "unit"},
		`,2024,members,5,people`:                                               {declaring(), "unit"},
		`HKH-QN,2024,"` + norm.NFD.String("Dòng họ học tập, đăng ký") + `",5,` + norm.NFD.String("dòng họ"): {declaring(), "learning-clans-registered 2024 below clans 5 exact []"},
	} {
		p := figuresOf(t, head+row+"\n", tt.to)[0]
		got := ""
		if e, ok := p.Err.(*domain.Error); ok {
			got = strings.Join(e.Fields, " ")
		} else if c, ok := p.Request.Command.(ledger.DeclareFigures); ok {
			a := c.Rows[0]
			in := a.In
			if m, err := statistic.MeasureOf(a.Measure); err == nil && in == "" {
				in = m.In
			}
			got = fmt.Sprintf("%s %s %s %s %s %s [%s]", a.Measure, a.Period, a.Levels, in, a.Value, a.Bound, a.Note)
		}
		if got != tt.want || p.Line != 2 {
			t.Errorf("%s\n is %q, want %q (%v)", row, got, tt.want, p.Err)
		}
	}
}

// TestFiguresTwice: the same row is the same command however its file is written; another value is another.
func TestFiguresTwice(t *testing.T) {
	const head = "Đơn vị;Kỳ;Chỉ tiêu;Số liệu\n"
	first := figuresOf(t, head+"HKH-QN;2024;hội viên;467.032\n", declaring())[0].Request
	again := figuresOf(t, norm.NFD.String("Chỉ tiêu\tĐơn vị\tKỳ\tSố liệu\nSố hội viên\thkh-qn\t2024-01-01/2024-12-31\t467032\n"), declaring())[0].Request
	other := figuresOf(t, head+"HKH-QN;2024;hội viên;467.033\n", declaring())[0].Request
	a, _ := ledger.Digest(first.Command)
	b, _ := ledger.Digest(again.Command)
	if first.ID != again.ID || a != b || first.ID == other.ID {
		t.Errorf("%s, %s and %s", first.ID, again.ID, other.ID)
	}
}

func TestFigureFiles(t *testing.T) {
	for text, want := range map[string]string{
		"": "headings", "unit,period,measure\nHKH-QN,2024,members\n": "headings", "Ngày,Số tiền\n01/01/2024,5\n": "headings",
		"unit,period,measure,value,kỳ\nHKH-QN,2024,members,5,2024\n": "headings",
	} {
		if _, err := ReadTable(strings.NewReader(text), Figures); domain.CodeOf(err) != domain.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	one, _ := ReadTable(strings.NewReader("unit,period,measure,value\nQuảng Ninh,2024,members,5\n,2024,pupils,6\nQuang Ninh,2024,branches,7\n"), Figures)
	two, _ := ReadTable(strings.NewReader("unit,period,measure,value\nQuảng Ninh,2024,members,5\nThái Bình,2024,members,6\n"), Figures)
	if err := OneUnit(one); err != nil {
		t.Error(err)
	}
	if err := OneUnit(two); domain.CodeOf(err) != domain.Invalid || !strings.Contains(err.Error(), "line 3") {
		t.Error(err)
	}
}

func TestUnitMaps(t *testing.T) {
	read := func(text string) (*Units, error) {
		u := NewUnits()
		u.Add(uuid.NameSpaceOID, "HKH-QN", "Hội Khuyến học tỉnh Quảng Ninh")
		u.Add(uuid.NameSpaceDNS, "HKH-TB", "Hội Khuyến học tỉnh Thái Bình")
		table, err := ReadTable(strings.NewReader(text), UnitMap)
		if err != nil {
			return u, err
		}
		return u, u.Map(table)
	}
	u, err := read("tên,mã đơn vị\nQuảng Ninh,hkh-qn\nQuang  ninh,HKH-QN\n")
	if err != nil {
		t.Fatal(err)
	}
	if id, code, err := u.Find(norm.NFD.String("quảng NINH")); err != nil || id != uuid.NameSpaceOID || code != "HKH-QN" {
		t.Errorf("%s %s %v", id, code, err)
	}
	if _, _, err := u.Find("Sơn La"); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("found %v", err)
	}
	_, err = read("unit,code\nQuảng Ninh,HKH-QN\nSơn La,HKH-SL\nQuảng Ninh,HKH-TB\n,HKH-QN\n")
	for _, line := range []string{"line 3", "line 4", "line 5"} {
		if err == nil || !strings.Contains(err.Error(), line) {
			t.Errorf("%s is not told: %v", line, err)
		}
	}
}

// TestManyFigures: a province's file of every unit is planned at once.
func TestManyFigures(t *testing.T) {
	var text strings.Builder
	text.WriteString("unit,period,measure,value\n")
	const rows = 20_000
	for i := range rows {
		fmt.Fprintf(&text, "HKH-QN,%d-%02d,members,%d\n", 1950+i/12%50, 1+i%12, i)
	}
	for _, p := range figuresOf(t, text.String(), declaring()) {
		if p.Err != nil {
			t.Fatal(p.Line, p.Err)
		}
	}
}
