package person

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// TestOrder: people by tên, then đệm, then họ, by the Vietnamese alphabet and then by tones; bodies by their whole name.
func TestOrder(t *testing.T) {
	want := []string{
		"", "An", "Bùi An", "Đinh An", "Lê An", "Lê Thị An", "Bùi Văn An", "Nguyễn Văn An", "Phạm An Án", "Nguyễn Văn Anh", "Trần Thị Ánh", "H'Bia Ayun", "Y Ăm", "Lê Ân",
		"Lò Văn Cún", "Trần Dũng", "Trần Đông", "Vũ Hoa", "Vũ Hòa", "Vũ Hoá", "Vũ Hoạ", "Lê Lan", "Lê Lương", "Nguyễn Như Ý", "Zhang Zi",
	}
	got := slices.Clone(want)
	rand.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
	slices.SortFunc(got, func(a, b string) int { return cmp.Compare(Order(a, Individual), Order(b, Individual)) })
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	bodies := []string{"Công ty An Bình", "Công ty Ánh Dương", "Công ty TNHH An", "Công ty TNHH Ân", "Doanh nghiệp A", "Đoàn thanh niên"}
	if !slices.IsSortedFunc(bodies, func(a, b string) int { return cmp.Compare(Order(a, Enterprise), Order(b, Enterprise)) }) {
		t.Error("bodies are not in the order of their names")
	}
	for _, same := range [][2]string{{"Hoà", "HÒA"}, {norm.NFD.String("Nguyễn Thị Ngọc"), "  nguyễn  THỊ ngọc "}, {"Đạt", "Ðạt"}, {"K'Bor", "K’Bor"}} {
		if Order(same[0], Overseas) != Order(same[1], Overseas) {
			t.Errorf("%q and %q differ", same[0], same[1])
		}
	}
}

// TestOrderOfSyllables: syllables stand as the Vietnamese collation of Unicode has them.
func TestOrderOfSyllables(t *testing.T) {
	by := collate.New(language.Vietnamese, collate.IgnoreCase)
	vowels := strings.Split("a à ả ã á ạ ă ằ ẳ ẵ ắ ặ â ầ ẩ ẫ ấ ậ e è ẻ ẽ é ẹ ê ề ể ễ ế ệ i ì ỉ ĩ í ị o ò ỏ õ ó ọ ô ồ ổ ỗ ố ộ ơ ờ ở ỡ ớ ợ u ù ủ ũ ú ụ ư ừ ử ữ ứ ự y ỳ ỷ ỹ ý ỵ", " ")
	syllable := rapid.Custom(func(t *rapid.T) string {
		return rapid.SampledFrom([]string{"", "b", "c", "ch", "d", "đ", "g", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "ph", "qu", "s", "t", "th", "tr", "v", "x"}).Draw(t, "begins") +
			rapid.SampledFrom(vowels).Draw(t, "vowel") + rapid.SampledFrom([]string{"", "c", "ch", "i", "m", "n", "ng", "nh", "o", "p", "t", "u", "y"}).Draw(t, "ends")
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := syllable.Draw(t, "a"), syllable.Draw(t, "b")
		if want, got := by.CompareString(a, b), cmp.Compare(Order(a, Individual), Order(b, Individual)); want != got {
			t.Errorf("%q and %q: %d, the collation has %d", a, b, got, want)
		}
	})
}
