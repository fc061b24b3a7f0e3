package pages

import (
	"slices"
	"testing"
)

// TestTold: a refusal is told in the language of the page, as a sentence that stands by itself; what nobody has translated says that it is in English.
func TestTold(t *testing.T) {
	for _, x := range []struct {
		lang    Lang
		message string
		want    Told
	}{
		{Vietnamese, "this code is taken", Told{"Mã này đã được dùng.", false}},
		{English, "this code is taken", Told{"this code is taken", false}},
		{Vietnamese, "an unheard-of refusal", Told{"an unheard-of refusal", true}},
		{Vietnamese, `Điều 3: “Chỉ học sinh.” — row "1" is a teacher`, Told{`Quy chế quỹ, Điều 3: “Chỉ học sinh.” — row "1" là giáo viên.`, false}},
		{Vietnamese, "", Told{}},
	} {
		c := &Call{Lang: x.lang}
		if got := c.Told(x.message); got != x.want {
			t.Errorf("%q in %s is %v, want %v", x.message, x.lang, got, x.want)
		}
	}
}

// TestMarks: a refusal names fields as the form does.
func TestMarks(t *testing.T) {
	page := `<label for="a">Mã <span class="unseen">của</span>
 đơn vị</label><input id="a" name="a" aria-invalid="true" aria-errormessage="refused">
<label for="b">Tên &amp; họ</label><select name="b" id="b" aria-invalid="true"></select><label for="c">Khác</label><input id="c"><input name="d" aria-invalid="true">`
	if got, want := marks([]byte(page)), []Mark{{"a", "Mã của đơn vị"}, {"b", "Tên & họ"}}; !slices.Equal(got, want) {
		t.Errorf("marked are %v, want %v", got, want)
	}
}
