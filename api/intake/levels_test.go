package intake

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/money"
)

var (
	theBoxes   = uuid.MustParse("b0000000-0000-4000-8000-00000000b0b0")
	handed     = domain.NewDate(2024, 9, 10)
	opened     = domain.NewDate(2024, 11, 5)
	theBoxing  = Boxing{Boxes: theBoxes, Unit: theUnit, HandedOut: handed, Opened: opened, Counters: []string{"Bà Hoa", "Ông Lâm"}, Minutes: "BB 03", Place: "tien-mat", Actor: "test"}
	theLevying = Levying{Levy: theBoxes, Unit: theUnit, List: true, Given: opened, Place: "tien-mat", Today: opened, Actor: "test"}
)

func namesOf(requests []ledger.Request) (names []string) {
	for _, r := range requests {
		names = append(names, ledger.Name(r.Command))
	}
	return names
}

func TestPlanBoxes(t *testing.T) {
	const file = "Mã heo;Người giữ;Mã người giữ;Loại;Nhóm;Đếm được;Góp quỹ\nh01;Ai cũng được;K1;;ấp 1;1tr;500k\nH02;Lớp 5A;;lớp;;420k;0\nH03;;;;;0;\nTổng cộng;;;;;1,42tr;500k\n"
	b, err := PlanBoxes(read(t, Boxes, file), theBoxing, knowing(nil))
	if err != nil {
		t.Fatal(err)
	}
	if got := namesOf(b.Requests); !slices.Equal(got, []string{"person.register", "boxes.hand-out", "boxes.open"}) {
		t.Fatalf("got %v", got)
	}
	out, open := b.Requests[1].Command.(ledger.HandOutBoxes), b.Requests[2].Command.(ledger.OpenBoxes)
	if len(out.Rows) != 3 || out.Rows[0].Keeper != known || out.Rows[0].Box != "H01" || out.Rows[1].Kind != "class" || out.Rows[1].Keeper == uuid.Nil || out.Rows[2].Keeper != uuid.Nil {
		t.Errorf("handed out: %+v", out.Rows)
	}
	if open.Rows[0].Donated != money.Dong(500_000) || open.Rows[1].Donated != money.Dong(0) || open.Rows[2].Donated != (money.Money{}) || open.Rows[2].Counted != money.Dong(0) {
		t.Errorf("opened: %+v", open.Rows)
	}
	again, err := PlanBoxes(read(t, Boxes, file), theBoxing, knowing(map[string]uuid.UUID{}))
	for i := range b.Requests {
		if err != nil || again.Requests[i].ID != b.Requests[i].ID {
			t.Errorf("the same file asks for another command %d (%v)", i, err)
		}
	}
	back := theBoxing
	back.HandedOut = 0
	if only, err := PlanBoxes(read(t, Boxes, file), back, knowing(nil)); err != nil || !slices.Equal(namesOf(only.Requests), []string{"boxes.open"}) {
		t.Errorf("brought back only: %v, %v", namesOf(only.Requests), err)
	}
}

func TestPlanBoxesInChunks(t *testing.T) {
	var file strings.Builder
	file.WriteString("box,keeper,counted\n")
	for i := range 3200 {
		file.WriteString("B" + strings.Repeat("0", 3) + string(rune('a'+i%26)) + uuid.NewSHA1(theBoxes, []byte{byte(i), byte(i >> 8)}).String()[:6] + ",Nhà,1000\n")
	}
	b, err := PlanBoxes(read(t, Boxes, file.String()), theBoxing, knowing(nil))
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, name := range namesOf(b.Requests) {
		count[name]++
	}
	if count["person.register"] != 13 || count["boxes.hand-out"] != 2 || count["boxes.open"] != 3 {
		t.Errorf("got %v", count)
	}
}

func TestPlanBoxesRefuses(t *testing.T) {
	nothing := theBoxing
	nothing.HandedOut, nothing.Opened = 0, 0
	for title, tt := range map[string]struct {
		file  string
		to    Boxing
		field string
		whole bool
	}{
		"nothing to do":       {"box,counted\nH1,5\n", nothing, "", true},
		"nothing counted":     {"box\nH1\n", theBoxing, "headings", true},
		"no rows":             {"box,counted\n", theBoxing, "", true},
		"no code":             {"box,counted\n,5\n", theBoxing, "box", false},
		"what is no amount":   {"box,counted\nH1,x\n", theBoxing, "counted", false},
		"less than nothing":   {"box,counted,donated\nH1,5,-5\n", theBoxing, "donated", false},
		"a stranger's box":    {"box,counted,kind\nH1,5,club\n", theBoxing, "keeper kind", false},
		"one row among many":  {"box,counted\nH1,5\nH2,x\n", theBoxing, "counted", false},
		"an amount left open": {"box,counted\nH1,\n", theBoxing, "counted", false},
	} {
		b, err := PlanBoxes(read(t, Boxes, tt.file), tt.to, knowing(nil))
		if tt.whole {
			if domain.CodeOf(err) != domain.Invalid {
				t.Errorf("%s: %v", title, err)
			}
			continue
		}
		last := b.Rows[len(b.Rows)-1]
		if err != nil || len(b.Requests) != 0 || domain.CodeOf(last.Err) != domain.Invalid || !strings.HasSuffix(last.Err.Error(), "("+tt.field+")") {
			t.Errorf("%s: %v, %v, %d commands", title, err, last.Err, len(b.Requests))
		}
	}
}

func TestPlanHouseholds(t *testing.T) {
	const file = "Hộ,Chủ hộ,Số khẩu,Dự kiến,Đã góp,Lý do miễn\n1,Thào Văn An,5,250.000,100k,\n2,Thào Ngọc Giang,,300k,0,hộ nghèo\n"
	b, err := PlanHouseholds(read(t, Households, file), theLevying, knowing(nil))
	if err != nil || !slices.Equal(namesOf(b.Requests), []string{"person.register", "levy.list", "levy.exempt", "levy.pay"}) {
		t.Fatalf("got %v, %v", namesOf(b.Requests), err)
	}
	list, pay := b.Requests[1].Command.(ledger.ListHouseholds), b.Requests[3].Command.(ledger.PayLevy)
	if list.Rows[0].Heads != 5 || list.Rows[0].Expected != money.Dong(250_000) || list.Rows[1].Head == uuid.Nil || len(pay.Rows) != 1 || pay.Rows[0].Amount != money.Dong(100_000) {
		t.Errorf("listed %+v, paid %+v", list.Rows, pay.Rows)
	}
	paying := theLevying
	paying.List = false
	if only, err := PlanHouseholds(read(t, Households, file), paying, knowing(nil)); err != nil || !slices.Equal(namesOf(only.Requests), []string{"levy.pay"}) || only.Requests[0].ID != b.Requests[3].ID {
		t.Errorf("paid only: %v", err)
	}
	for title, broken := range map[string]string{"heads": "household,heads\n1,many\n", "expected": "household,expected\n1,x\n", "paid": "household,paid\n1,x\n", "household": "household,paid\n,5\n"} {
		to := theLevying
		if title != "paid" && title != "household" {
			to.Given = 0
		}
		b, err := PlanHouseholds(read(t, Households, broken), to, knowing(nil))
		if err != nil || len(b.Requests) != 0 || !strings.HasSuffix(b.Rows[0].Err.Error(), "("+title+")") {
			t.Errorf("%s: %v, %+v", title, err, b)
		}
	}
	paying.Given = 0
	if _, err := PlanHouseholds(read(t, Households, file), paying, knowing(nil)); domain.CodeOf(err) != domain.Invalid {
		t.Errorf("nothing to do: %v", err)
	}
}
