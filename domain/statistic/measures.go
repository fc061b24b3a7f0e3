package statistic

import (
	"slices"

	"sovang/domain"
)

// Nature says how a measure relates to its period.
type Nature string

// The natures.
const (
	Stock  Nature = "stock"  // what there is at the period's end
	Flow   Nature = "flow"   // what happened within it
	Target Nature = "target" // what is aimed at for it, and may be said before
)

// Bound says how exactly a source puts a figure.
type Bound string

// The bounds.
const (
	Exact  Bound = "exact"
	Over   Bound = "over"   // the source says "more than"
	Nearly Bound = "nearly" // the source says "close to", which is less
	About  Bound = "about"  // the source says "some", either way
)

// Bounds lists them.
var Bounds = []Bound{Exact, Over, Nearly, About}

// Levels says of whom a figure speaks.
type Levels string

// The levels.
const (
	Own   Levels = "own"   // of the unit alone
	Below Levels = "below" // of the unit and all below it
)

// Free is the measure of what has no code here: such a figure carries its name, its nature and its unit of measure itself.
const Free = "other"

// Measure is something that figures are declared of.
type Measure struct {
	Code   string
	Name   string // as screens have it
	In     string // the unit of measure: a word, or a currency
	Nature Nature
}

// Measures are what is declared year after year. Add lines; never give a code another meaning.
var Measures = slices.Concat([]Measure{
	{"members", "Hội viên", "people", Stock},
	{"associations", "Hội khuyến học cơ sở", "units", Stock},
	{"branches", "Chi hội", "units", Stock},
	{"committees", "Ban khuyến học", "units", Stock},
},
	model("families", "Gia đình học tập", "families"),
	model("clans", "Dòng họ học tập", "clans"),
	model("communities", "Cộng đồng học tập", "communities"),
	model("units", "Đơn vị học tập", "units"),
	model("citizens", "Công dân học tập", "people"),
	[]Measure{
		{"fund", "Quỹ khuyến học, nguồn không nói rõ", "VND", Stock},
		{"fund-mobilised", "Vận động quỹ", "VND", Flow},
		{"awarded", "Đã trao, mọi hình thức", "VND", Flow},
		{"scholarships", "Suất học bổng", "awards", Flow},
		{"scholarships-paid", "Tiền học bổng", "VND", Flow},
		{"pupils-rewarded", "Học sinh được khen thưởng", "people", Flow},
		{"rewards-paid", "Tiền khen thưởng", "VND", Flow},
		{"learning-never-ends", "Học không bao giờ cùng", "people", Flow},
		{"learning-never-ends-pupils", "Học không bao giờ cùng, học sinh", "people", Flow},
		{"learning-never-ends-adults", "Học không bao giờ cùng, người lớn", "people", Flow},
		{"boxes-kept", "Heo đất đang nuôi", "boxes", Stock},
		{"boxes-opened", "Heo đất đã khui", "boxes", Flow},
		{"boxes-counted", "Tiền đếm được trong heo", "VND", Flow},
		{"kept-by-families", "Tiền gia đình giữ lại", "VND", Flow},
		{"population", "Dân số", "people", Stock},
		{"pupils", "Học sinh", "people", Stock},
		{"target-per-head", "Chỉ tiêu quỹ theo đầu dân", "VND", Target},
		{Free, "Chỉ tiêu khác", "", ""},
	})

// model is one of the five learning models: what there is to choose from, what was registered for it, and what was recognised.
func model(code, name, in string) []Measure {
	return []Measure{
		{"learning-" + code + "-base", name + ", tổng số", in, Stock},
		{"learning-" + code + "-registered", name + ", đăng ký", in, Stock},
		{"learning-" + code + "-recognised", name + ", được công nhận", in, Stock},
	}
}

// MeasureOf finds a measure by its code and refuses, on the field measure, one that is not there.
func MeasureOf(code string) (Measure, error) {
	for _, m := range Measures {
		if m.Code == code {
			return m, nil
		}
	}
	return Measure{}, domain.Errorf(domain.Invalid, "%q is no measure that is known here; use its code, or %q with a name of its own", cut(code), Free).On("measure")
}
