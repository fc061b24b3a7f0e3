package picture

import (
	"cmp"
	"encoding/xml"
	"flag"
	"html/template"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden pictures anew")

// shape is an element of a picture that was read back.
type shape struct {
	tag  string
	attr map[string]string
	text string
}

func (s shape) num(t interface{ Fatalf(string, ...any) }, name string) float64 {
	x, err := strconv.ParseFloat(s.attr[name], 64)
	if err != nil {
		t.Fatalf("%s of %v: %v", name, s, err)
	}
	return x
}

// shapes reads a picture as XML, which it must be.
func shapes(t interface{ Fatalf(string, ...any) }, svg template.HTML) (all []shape) {
	d := xml.NewDecoder(strings.NewReader(string(svg)))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
		switch x := token.(type) {
		case xml.StartElement:
			s := shape{tag: x.Name.Local, attr: map[string]string{}}
			for _, a := range x.Attr {
				s.attr[a.Name.Local] = a.Value
			}
			all = append(all, s)
		case xml.CharData:
			if len(all) > 0 {
				all[len(all)-1].text += string(x)
			}
		}
	}
}

// described: every picture says what it is, wears no style of its own, and nothing in it is negative or beside the paper.
func described(t interface{ Fatalf(string, ...any) }, a About, p Picture) []shape {
	all := shapes(t, p.SVG)
	if len(all) < 3 || all[0].attr["role"] != "img" || all[0].attr["aria-labelledby"] != a.ID+"-t "+a.ID+"-d" || all[1].text != a.Title || all[2].text != a.Desc {
		t.Fatalf("the picture does not say what it is: %s", p.SVG)
	}
	size := strings.Fields(all[0].attr["viewBox"])
	wide, _ := strconv.ParseFloat(size[2], 64)
	tall, _ := strconv.ParseFloat(size[3], 64)
	for _, s := range all {
		if s.attr["style"] != "" {
			t.Fatalf("%v has a style that the policy of a page forbids", s)
		}
		if s.tag != "rect" {
			continue
		}
		x, y, w, h := s.num(t, "x"), s.num(t, "y"), s.num(t, "width"), s.num(t, "height")
		if w < 0 || h < 0 || x < -0.02 || y < -0.02 || x+w > wide+0.02 || y+h > tall+0.02 {
			t.Fatalf("%v is beside a paper of %v × %v", s, wide, tall)
		}
	}
	return all
}

func classed(all []shape, class string) (found []shape) {
	for _, s := range all {
		for c := range strings.FieldsSeq(s.attr["class"]) {
			if c == class {
				found = append(found, s)
			}
		}
	}
	return found
}

var amounts = rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(0, 1000), rapid.Int64Range(0, 1_000_000_000_000_000))

var names = rapid.OneOf(rapid.StringN(0, 40, 160), rapid.SampledFrom([]string{`<script>alert("x")</script>`, `a" onload="b`, "Quỹ khuyến học xã Đông Hải & bạn", "]]>", "' OR 1=1"}))

func clean(s string) string { // what XML cannot say at all
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0xFFFE || r == 0xFFFF || r == 0xFFFD {
			return -1
		}
		return r
	}, s)
}

func aboutOf(t *rapid.T) About {
	return About{ID: "p", Title: "T" + clean(names.Draw(t, "title")), Desc: "D" + clean(names.Draw(t, "desc")), Currency: rapid.SampledFrom([]string{"", "VND", "USD"}).Draw(t, "currency")}
}

// The parts of a whole fill the bar, and whatever there is of something can be seen.
func TestPartsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := aboutOf(t)
		var parts []Part
		whole := int64(0)
		for range rapid.IntRange(0, 8).Draw(t, "parts") {
			x := Part{clean(names.Draw(t, "name")), Given, amounts.Draw(t, "amount") / 8}
			parts, whole = append(parts, x), whole+x.Amount
		}
		p := Parts(a, parts)
		sum, there := 0.0, 0
		for _, s := range classed(described(t, a, p), "part") {
			sum += s.num(t, "width")
			if s.num(t, "width") < leastWide-0.02 {
				t.Fatalf("%v cannot be seen", s)
			}
		}
		for _, x := range parts {
			if x.Amount > 0 {
				there++
			}
		}
		if whole > 0 && math.Abs(sum-wide) > 0.1 || whole == 0 && sum != 0 {
			t.Fatalf("the parts fill %v of %v", sum, wide)
		}
		if len(p.Table.Rows) != len(parts) {
			t.Fatalf("%d rows for %d parts", len(p.Table.Rows), len(parts))
		}
		shapes(t, "<div>"+p.Figure()+"</div>")
	})
}

// Bars are as tall as their amounts, from zero, and those below zero lie under the line.
func TestMonthsAreProportional(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := aboutOf(t)
		series := []Series{{"Thu", Income}, {"Chi", Use}}[:rapid.IntRange(1, 2).Draw(t, "series")]
		var periods []Period
		var all []int64
		for range rapid.IntRange(0, 30).Draw(t, "periods") {
			x := Period{Name: clean(names.Draw(t, "name")), Tick: "12/26"}
			for range series {
				v := amounts.Draw(t, "amount")
				if rapid.IntRange(0, 9).Draw(t, "sign") == 0 {
					v = -v
				}
				x.Amounts = append(x.Amounts, v)
				if v != 0 {
					all = append(all, v)
				}
			}
			periods = append(periods, x)
		}
		drawn := described(t, a, Months(a, series, periods))
		bars := classed(drawn, "bar")
		if len(bars) != len(all) {
			t.Fatalf("%d bars for %d amounts", len(bars), len(all))
		}
		if len(all) == 0 {
			return
		}
		zero, most := classed(drawn, "axis")[0].num(t, "y1"), int64(0)
		per := 0.0
		for i, v := range all {
			if v := max(v, -v); v > most {
				most, per = v, bars[i].num(t, "height")/float64(v)
			}
		}
		for i, b := range bars {
			v := float64(all[i])
			if math.Abs(b.num(t, "height")-math.Abs(v)*per) > 0.03 {
				t.Fatalf("%v for %v, where one is %v", b, v, per)
			}
			if foot := b.num(t, "y") + b.num(t, "height"); v > 0 && math.Abs(foot-zero) > 0.03 || v < 0 && math.Abs(b.num(t, "y")-zero) > 0.03 {
				t.Fatalf("%v does not begin at zero (%v)", b, zero)
			}
		}
	})
}

// What leaves a node on the right is not more than what is drawn of it, no bound is passed, and nothing is lost where nodes go together.
func TestFlowKeepsEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := aboutOf(t)
		nodes := []Node{{0, "khoản ủng hộ", Source}}
		var links []Link
		paid := int64(0)
		for range rapid.IntRange(1, 12).Draw(t, "compartments") {
			c := len(nodes)
			nodes = append(nodes, Node{1, clean(names.Draw(t, "name")), Through})
			sum := int64(0)
			for range rapid.IntRange(0, 12).Draw(t, "awards") {
				amount := amounts.Draw(t, "amount") / 200
				nodes = append(nodes, Node{2, clean(names.Draw(t, "award")), Given})
				links = append(links, Link{c, len(nodes) - 1, amount, false})
				sum += amount
				if rapid.IntRange(0, 5).Draw(t, "back") == 0 {
					nodes = append(nodes, Node{2, "trả về", Back})
					links = append(links, Link{c, len(nodes) - 1, amount / 2, true})
				}
			}
			links, paid = append(links, Link{0, c, sum, false}), paid+sum
		}
		most := rapid.IntRange(2, 9).Draw(t, "most")
		f := &flow{about: a, links: append([]Link{}, links...)}
		for _, x := range nodes {
			f.nodes = append(f.nodes, placed{Node: x})
		}
		f.gather(most)
		perColumn, through := map[int]int{}, map[int]int64{}
		for _, x := range f.nodes {
			if !x.gone && x.through+x.back > 0 {
				perColumn[x.Column]++
				through[x.Column] += x.through
			}
		}
		for column := range 3 {
			if perColumn[column] > most || through[column] != paid {
				t.Fatalf("column %d has %d nodes with %d of %d", column, perColumn[column], through[column], paid)
			}
		}
		p := Flow(a, nodes, links, most)
		described(t, a, p)
		if len(p.Table.Rows) != len(links) {
			t.Fatalf("%d rows for %d ways: the table leaves nothing out", len(p.Table.Rows), len(links))
		}
	})
}

// Bars of a tree have one measure.
func TestBranchesHaveOneMeasure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := aboutOf(t)
		var branches []Branch
		most, high := rapid.IntRange(0, 10).Draw(t, "most"), int64(1)
		for range rapid.IntRange(0, 20).Draw(t, "branches") {
			x := Branch{clean(names.Draw(t, "name")), rapid.IntRange(0, 9).Draw(t, "depth"), []int64{amounts.Draw(t, "amount")}}
			branches, high = append(branches, x), max(high, x.Amounts[0])
		}
		bars := classed(described(t, a, Branches(a, []Series{{"Thu", Income}}, branches, most)), "bar")
		for _, x := range branches[:min(len(branches), cmp.Or(most, len(branches)))] {
			if x.Amounts[0] == 0 {
				continue
			}
			if want := float64(x.Amounts[0]) / float64(high) * (wide - 48); math.Abs(bars[0].num(t, "width")-want) > 0.01 {
				t.Fatalf("%v for %v", bars[0], x)
			}
			bars = bars[1:]
		}
		if len(bars) > 0 {
			t.Fatalf("%d bars too many", len(bars))
		}
	})
}

// What is drawn stays as it was until somebody means to change it.
func TestGolden(t *testing.T) {
	about := func(id, title, desc string) About { return About{ID: id, Title: title, Desc: desc, Currency: "VND"} }
	code, err := Code(About{ID: "ma", Title: "Mã của khoản ủng hộ", Desc: "Mở trang của khoản ủng hộ này."}, "https://quy.example/g/ABCD-EFGH")
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]template.HTML{
		"months": Months(about("thu", "Thu và chi theo tháng", "Thu nhiều nhất vào tháng 9."), []Series{{"Thu", Income}, {"Chi", Use}},
			[]Period{{Name: "08/2026", Tick: "8", Amounts: []int64{12_500_000, 0}}, {Name: "09/2026", Tick: "9", Amounts: []int64{48_000_000, 36_250_000}}, {Name: "10/2026", Tick: "10", Amounts: []int64{-500_000, 2_000_000}}}).Figure(),
		"parts": Parts(about("phan", "Khoản ủng hộ", "Một nửa đã trao."), []Part{{"đang chờ", Waiting, 250_000}, {"đã giữ để chi", Reserved, 250_000}, {"đã trao", Given, 500_000}, {"đã ký nhận", Proved, 0}}).Figure(),
		"flow": Flow(about("duong", "Đường đi", "Từ khoản ủng hộ đến ba suất."), []Node{{0, "Khoản ủng hộ", Source}, {1, "Ngăn chung", Through}, {2, "Học bổng", Given}, {2, "Khen thưởng", Given}, {2, "Trao 01/06, trả về 03/06", Back}},
			[]Link{{0, 1, 1_000_000, false}, {1, 2, 700_000, false}, {1, 3, 300_000, false}, {1, 4, 200_000, true}}, 6).Figure(),
		"branches": Branches(about("cay", "Các đơn vị", "Tỉnh và hai xã."), []Series{{"Thu", Income}, {"Chi", Use}}, []Branch{{"Tỉnh", 0, []int64{90_000_000, 40_000_000}}, {"Xã Một", 1, []int64{60_000_000, 40_000_000}}, {"Xã Hai", 1, []int64{30_000_000, 0}}}, 2).Figure(),
		"code":     code,
	} {
		path := filepath.Join("testdata", name+".html")
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(want) != string(got) {
			t.Errorf("%s is drawn otherwise; if that is meant, -update:\n%s", name, got)
		}
	}
}

func TestRough(t *testing.T) {
	for _, x := range []struct {
		minor  float64
		vi, en string
	}{{0, "0", "0"}, {500, "500", "500"}, {2_500_000, "2,5 tr", "2.5M"}, {-20_000, "-20 nghìn", "-20k"}, {1_200_000_000, "1,2 tỷ", "1.2B"}} {
		if vi, en := Vietnamese.Rough("VND", x.minor), English.Rough("VND", x.minor); vi != x.vi || en != x.en {
			t.Errorf("%v is %q and %q", x.minor, vi, en)
		}
	}
	for _, x := range []struct {
		part, whole int64
		want        string
	}{{0, 0, "–"}, {0, 7, "0 %"}, {1, 10_000, "< 0,1 %"}, {9_999, 10_000, "> 99,9 %"}, {1, 3, "33,3 %"}, {7, 7, "100 %"}, {1, 2, "50 %"}} {
		if got := percent(x.part, x.whole); got != x.want {
			t.Errorf("%d of %d is %q, not %q", x.part, x.whole, got, x.want)
		}
	}
}

func TestCodeTooLong(t *testing.T) {
	if _, err := Code(About{ID: "x"}, strings.Repeat("x", 5000)); err == nil {
		t.Error("a text that fits no code was drawn")
	}
}
