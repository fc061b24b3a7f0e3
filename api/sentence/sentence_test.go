package sentence

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestEveryRefusal: what a page can show of the ledger's refusals stands in a table, and what stands there is still said.
func TestEveryRefusal(t *testing.T) {
	w := sourceOf(t)
	for _, at := range w.odd {
		t.Errorf("%s: the format of this refusal is put together where it is used, and cannot be found again; write it out", at)
	}
	have := map[string]bool{}
	for _, p := range slices.Concat(slices.Concat(tables...), phrases) {
		if have[p.en] {
			t.Errorf("%q stands in the tables twice", p.en)
		}
		have[p.en] = true
	}
	for text, at := range w.formats {
		if !have[text] {
			t.Errorf("%s: %q has no Vietnamese; add it to a table of api/sentence", at, text)
		}
	}
	for text, at := range w.phrases {
		if _, ok := words[text]; !ok && !have[text] {
			t.Errorf("%s: %q is put into a refusal and has no Vietnamese; add it to api/sentence", at, text)
		}
	}
	for _, p := range slices.Concat(tables...) {
		_, said := w.formats[p.en]
		if _, carried := w.phrases[p.en]; !said && !carried {
			t.Errorf("nobody says %q any more", p.en)
		}
	}
	for _, p := range phrases {
		own := slices.MaxFunc(verb.Split(p.en, -1), func(a, b string) int { return len(a) - len(b) })
		if !slices.ContainsFunc(w.literals, func(l string) bool { return strings.Contains(l, own) }) {
			t.Errorf("nobody says %q any more", p.en)
		}
	}
	for text := range words {
		if !slices.Contains(w.literals, text) {
			t.Errorf("nobody says the word %q any more", text)
		}
	}
}

// TestWords: the words of the ledger's closed lists have a Vietnamese one each.
func TestWords(t *testing.T) {
	w := sourceOf(t)
	if len(w.listed) < 100 {
		t.Fatalf("%d words were found in the lists of the domain", len(w.listed))
	}
	for text, at := range w.listed {
		if words[text] == "" {
			t.Errorf("%s: the word %q has no Vietnamese; add it to words of api/sentence", at, text)
		}
	}
}

// TestVerbs: a Vietnamese sentence takes what the English one takes.
func TestVerbs(t *testing.T) {
	for _, p := range slices.Concat(slices.Concat(tables...), phrases) {
		takes, gives := verb.FindAllStringSubmatch(p.en, -1), verb.FindAllStringSubmatch(p.vi, -1)
		if !strings.Contains(p.vi, "%[") && len(takes) != len(gives) {
			t.Errorf("%q takes %d things, %q puts %d into it", p.en, len(takes), p.vi, len(gives))
			continue
		}
		for i, give := range gives {
			at := i
			if give[1] != "" {
				at = int(give[1][0] - '1')
			}
			if at >= len(takes) || !fits(give[2], takes[at][2]) {
				t.Errorf("%q puts in with %s what %q does not give", p.vi, give[0], p.en)
			}
		}
	}
}

func fits(give, take string) bool {
	return give == take || give == "w" && strings.Contains("svq", take) || give == "t" && strings.Contains("sv", take) || give == "s" && take == "v" || give == "n" && take == "d"
}

// sample is what fmt could have put in.
var sample = map[string]string{"s": "Ánh-Sáng", "v": "5 đ", "d": "12", "x": "0f3a", "X": "00AD", "q": `"học \"bổng\""`}

// TestEachIsFound: of all sentences that could have made a message, its own is taken.
func TestEachIsFound(t *testing.T) {
	for _, p := range slices.Concat(tables...) {
		if strings.Contains(p.vi, "t") && slices.ContainsFunc(verb.FindAllStringSubmatch(p.vi, -1), func(v []string) bool { return v[2] == "t" }) {
			continue // what it takes has to be a sentence: below
		}
		put := func(text string) string {
			next := 0
			all := verb.FindAllStringSubmatch(p.en, -1)
			return verb.ReplaceAllStringFunc(text, func(v string) string {
				kind := verb.FindStringSubmatch(v)
				next++
				at := next
				if kind[1] != "" {
					at = int(kind[1][0] - '0')
				}
				value := sample[all[at-1][2]]
				if kind[2] == "n" {
					value = "13"
				}
				if text == p.vi && all[at-1][2] == "q" {
					if value = bare(value); kind[2] == "q" {
						value = "“" + value + "”"
					}
				}
				return value
			})
		}
		message, want := put(p.en), put(p.vi)
		if got, ok := Vietnamese(message); !ok || got != want {
			t.Errorf("%q becomes\n%q and should be\n%q", message, got, want)
		}
	}
}

func TestVietnamese(t *testing.T) {
	for message, want := range map[string]string{
		"this code is taken": "mã này đã được dùng",
		`500.000 đ is asked, 120.000 đ is available in "ngheo": 200.000 đ free, of which 80.000 đ is reserved`:                 "cần 500.000 đ, ngăn “ngheo” chi được 120.000 đ: còn 200.000 đ, trong đó 80.000 đ đã giữ chỗ",
		"donation.receive is for the treasurer or cashier of HKH-QN or of a unit above it; Phạm Văn Đức is none on 22/11/2026": "việc này dành cho kế toán hoặc thủ quỹ của HKH-QN hoặc của đơn vị cấp trên; ngày 22/11/2026 Phạm Văn Đức không giữ nhiệm vụ ấy",
		"a reason is needed": "cần ghi lý do",
		`compartment "goc" is endowment principal, of which nothing is ever spent`:                                                      "ngăn “goc” là quỹ gốc, không bao giờ chi",
		`row "12" is paid, or ended already`:                                                                                            "dòng “12” đã chi, hoặc đã kết thúc",
		"Điều 4: “Mỗi suất không quá 2 triệu” — row \"7\" would get 3.000.000 đ":                                                        "quy chế quỹ, Điều 4: “Mỗi suất không quá 2 triệu” — row \"7\" sẽ nhận 3.000.000 đ",
		"this slot has a sponsor; ND-12 will be asked next, you are number 2":                                                           "suất này đã có nhà đỡ đầu; ND-12 sẽ được hỏi tiếp theo, bạn là số 2",
		"payer is approver, witness is payer: these are different people; a small unit gives a reason for an override, which is listed": "người trao cũng là người duyệt, người chứng kiến cũng là người trao: phải là những người khác nhau; đơn vị ít người thì ghi lý do kiêm nhiệm, lý do ấy được liệt kê",
		"Xã Đông was merged into Xã Tây (XT) on 01/07/2025":                                                                             "Xã Đông đã sáp nhập vào Xã Tây (XT) ngày 01/07/2025",
		"there is no fund 0196": "không có quỹ 0196",
	} {
		if got, ok := Vietnamese(message); !ok || got != want {
			t.Errorf("%q becomes\n%q and should be\n%q", message, got, want)
		}
	}
	for _, message := range []string{"", "the disk is full", "one; two", "compartment \"a\" sings"} {
		if got, ok := Vietnamese(message); ok {
			t.Errorf("%q is no refusal of ours and becomes %q", message, got)
		}
	}
}

// TestTables: no Vietnamese is missing, and none ends or begins as it should not in the middle of a page.
func TestTables(t *testing.T) {
	for _, p := range slices.Concat(slices.Concat(tables...), phrases) {
		if strings.TrimSpace(p.vi) != p.vi || p.vi == "" || strings.HasSuffix(p.vi, ".") || strings.Contains(p.vi, "  ") {
			t.Errorf("%q is no sentence that can stand by itself", p.vi)
		}
	}
	for _, text := range slices.Sorted(maps.Keys(words)) {
		if strings.TrimSpace(words[text]) == "" {
			t.Errorf("the word %q has no Vietnamese", text)
		}
	}
}

func BenchmarkVietnamese(b *testing.B) {
	message := fmt.Sprintf("%s is asked, %s is free in %q", "5.000.000 đ", "1.000 đ", "chung")
	for b.Loop() {
		Vietnamese(message)
	}
}

// TestProvoked: refusals as the ledger's own tests provoked them, with what was really put into them, and what a page says of each.
func TestProvoked(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "provoked.txt"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	if len(lines) < 200 {
		t.Fatalf("only %d lines were provoked", len(lines))
	}
	for i := 0; i+1 < len(lines); i += 2 {
		if got, ok := Vietnamese(lines[i]); !ok || "\t"+got != lines[i+1] {
			t.Errorf("%q becomes\n%q and should be\n%q", lines[i], got, lines[i+1])
		}
	}
}
