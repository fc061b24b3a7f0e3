package paper_test

import (
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/uuid"

	"sovang/api/paper"
	"sovang/domain"
	"sovang/domain/fund"
	"sovang/eventstore/vault"
)

// TestOneOriginal: of many who print a paper at once one has the original, and whoever asks for the same print again has what they had.
func TestOneOriginal(t *testing.T) {
	bucket, papers := vault.NewMemory(), []uuid.UUID{paper.ID(uuid.New(), fund.Number{Series: "PT/2026", No: 1}), paper.ID(uuid.New(), fund.Number{Series: "PT/2026", No: 2})}
	jobs := make([]uuid.UUID, 20)
	had := make([]int, len(jobs))
	take := func(i int) {
		taken, err := paper.NewPrints(bucket, nil).Take(t.Context(), jobs[i], "thủ quỹ", papers[:1])
		if err != nil {
			t.Error(err)
			return
		}
		if taken[0].Job == jobs[i] {
			had[i]++
		}
	}
	var all sync.WaitGroup
	for i := range jobs {
		jobs[i] = uuid.New()
		all.Go(func() { take(i); take(i) })
	}
	all.Wait()
	originals, twice := 0, 0
	for _, n := range had {
		if n > 0 {
			originals++
		}
		if n == 2 {
			twice++
		}
	}
	if originals != 1 || twice != 1 {
		t.Errorf("%d of %d jobs have the original, %d of them when they ask again", originals, len(jobs), twice)
	}
	of, err := paper.NewPrints(bucket, nil).Of(t.Context(), papers)
	if err != nil || of[0].By != "thủ quỹ" || of[0].At.IsZero() || of[1] != (paper.Print{}) {
		t.Errorf("the first prints are %+v, %v", of, err)
	}
	if a, b := paper.ID(papers[0], fund.Number{Series: "PT/2026", No: 11}), paper.ID(papers[0], fund.Number{Series: "PT/2026", No: 1}); a == b {
		t.Error("two numbers are one paper")
	}
}

// TestForms: each kind of paper has a form, which says all that it was filled in with; another one begins on its day.
func TestForms(t *testing.T) {
	f, err := paper.ReadForms(nil)
	if err != nil {
		t.Fatal(err)
	}
	day := domain.NewDate(2026, 11, 22)
	for _, series := range []string{"PT/2026", "PC/2026", "BC/2026", "BN/2026", "DS"} {
		form, ok := f.For(series, day)
		if !ok {
			t.Errorf("%s has no form", series)
		}
		if old, _ := f.For(series, domain.NewDate(2004, 5, 1)); old.File != form.File {
			t.Errorf("%s had none before", series)
		}
		s := paper.Sheet{Form: form, Unit: "Hội <An>", Fund: "Quỹ An", Book: series, No: 17, Day: day, Person: "Bà Hiền", Address: "Thôn Đoài", Content: "Ủng hộ",
			Amount: "1.000.000 đ", Words: "một triệu đồng", Original: true, Code: "ABCDE", Link: "http://x/g/ABCDE", Square: "<svg></svg>", Total: "1.000.000 đ"}
		says := []string{"Hội &lt;An&gt;", "0000017", "Ngày 22 tháng 11 năm 2026", "Một triệu đồng.", form.Title[:1]}
		if form.File != "list.html" {
			says = append(says, "Bà Hiền", "Thôn Đoài", "1.000.000 đ", "Ủng hộ")
		}
		if form.File == "receipt.html" {
			says = append(says, "<svg></svg>", "ABCDE", "http://x/g/ABCDE")
		}
		drawn, err := f.Fill(s)
		for _, part := range append(says, form.Signed...) {
			if err != nil || !strings.Contains(string(drawn), part) {
				t.Errorf("%s does not say %q: %v\n%s", series, part, err, drawn)
			}
		}
		if strings.Contains(string(drawn), "BẢN SAO") || strings.Contains(string(drawn), "style=") {
			t.Errorf("%s is a copy, or has style in itself: %s", series, drawn)
		}
		s.Original, s.Void, s.Instead = false, "nhầm", "PT/2026 18"
		if drawn, err = f.Fill(s); err != nil || !strings.Contains(string(drawn), "BẢN SAO") || !strings.Contains(string(drawn), "thay bằng PT/2026 18") {
			t.Errorf("a copy of a void paper does not say so: %v\n%s", err, drawn)
		}
	}
}

// TestOtherForms: an operator's own forms stand in for those of the program, from their day on; one that cannot be drawn is refused at once.
func TestOtherForms(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	instead := fstest.MapFS{"new.html": file("<p>mẫu mới {{.No}}</p>"), "forms.json": file(`[{"series":"PT","from":"2018-01-01","title":"Phiếu thu","file":"receipt.html"},
		{"series":"PT","from":"2027-01-01","title":"Phiếu thu","file":"new.html"}]`)}
	f, err := paper.ReadForms(instead)
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[domain.Date]string{domain.NewDate(2026, 12, 31): "receipt.html", domain.NewDate(2027, 1, 1): "new.html"} {
		if form, _ := f.For("PT/2026", day); form.File != want {
			t.Errorf("on %s it is %s, want %s", day, form.File, want)
		}
	}
	if _, ok := f.For("PC/2026", domain.NewDate(2026, 1, 1)); ok {
		t.Error("a kind that is not listed has a form")
	}
	for name, bad := range map[string]fstest.MapFS{
		"a list that is none": {"forms.json": file("{")}, "a form that is not there": {"forms.json": file(`[{"series":"PT","from":"2018-01-01","file":"x.html"}]`)},
		"a field that is not there": {"receipt.html": file("{{.Nothing}}")}, "no template": {"voucher.html": file("{{")},
	} {
		if _, err := paper.ReadForms(bad); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
