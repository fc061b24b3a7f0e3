package intake

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
)

var (
	theFund = uuid.MustParse("f0000000-0000-4000-8000-000000000001")
	theUnit = uuid.MustParse("a0000000-0000-4000-8000-000000000001")
	known   = uuid.MustParse("b0000000-0000-4000-8000-000000000001")
	target  = Target{Fund: theFund, Unit: theUnit, Place: "tien-mat", Actor: "test"}
)

// knowing are people who know one donor, or whoever is added.
func knowing(more map[string]uuid.UUID) People {
	return People{
		Code: func(code string) (uuid.UUID, bool) {
			if code == "K1" {
				return known, true
			}
			id, ok := more[code]
			return id, ok
		},
		Name: func(folded string) []string {
			if folded == "tran thi hien" {
				return []string{"K1"}
			}
			return nil
		},
	}
}

func read(t *testing.T, h Headings, text string) *Table {
	t.Helper()
	table, err := ReadTable(strings.NewReader(text), h)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestPlanDonations(t *testing.T) {
	plans := PlanDonations(read(t, Donations, `Ngày,Nhà hảo tâm,Mã,Số tiền,Số tham chiếu,Ngăn quỹ,Ẩn danh,Loại
1/2/2024,Ai cũng được,K1,1tr,,,,
1/2/2024,Trần Thị Hiền,,1tr,,,,
1/2/2024,Công ty,N1,2tr,FT1,sach-vo,x,Doanh nghiệp
2/2/2024,,N1,3tr,,,,
2/2/2024,,,100k,,,,
2/2/2024,,,100k,,,,
2/2/2024,,N9,100k,,,,
2/2/2024,,,x,,,,
2/2/2024,,,100k,,,vàng,
2/2/2024,A,,100k,,,,vua
1/2/2024,Công ty,N1,2tr,ft 1,sach-vo,x,Doanh nghiệp
3/2/2024,,k1,1tr,,,,
3/2/2024,,n1,1tr,,,,
`), target, knowing(nil))
	command := func(i int) ledger.ReceiveDonation {
		t.Helper()
		if plans[i].Err != nil {
			t.Fatalf("row %d: %v", i, plans[i].Err)
		}
		return plans[i].Request.Command.(ledger.ReceiveDonation)
	}
	if c := command(0); c.Donor != known || c.NewDonor != nil || c.Amount != money.Dong(1_000_000) || c.Given != domain.NewDate(2024, 2, 1) || c.Booked != c.Given || c.Place != "tien-mat" || c.Lines != nil {
		t.Errorf("a donor known by code: %+v", c)
	}
	if c := command(1); c.Donor == known || c.NewDonor == nil || c.NewDonor.Card.Name != "Trần Thị Hiền" || !strings.Contains(plans[1].Note, "K1") {
		t.Errorf("a name only suggests: %+v, %q", c, plans[1].Note)
	}
	c := command(2)
	if c.NewDonor == nil || c.NewDonor.Kind != person.Enterprise || c.NewDonor.Code != "N1" || c.NewDonor.Unit != theUnit || c.Anonymity != fund.Benefactor ||
		!slices.Equal(c.Lines, []fund.AskedLine{{Compartment: "sach-vo", Amount: money.Dong(2_000_000)}}) {
		t.Errorf("a new donor: %+v", c)
	}
	if later := command(3); later.Donor != c.Donor || later.NewDonor != nil {
		t.Errorf("new a row above: %+v", later)
	}
	if a, b := command(4), command(5); a.Donor != uuid.Nil || b.Donor != uuid.Nil || plans[4].Request.ID == plans[5].Request.ID {
		t.Error("two equal genuine gifts are not two")
	}
	for i, field := range map[int]string{6: "donor code", 7: "amount", 8: "anonymity", 9: "donor kind"} {
		if err := plans[i].Err; domain.CodeOf(err) == "" || !strings.Contains(err.Error(), "("+field+")") {
			t.Errorf("row %d: %v, want a refusal of %s", i, err, field)
		}
	}
	if a, b := command(11), command(12); a.Donor != known || b.Donor != c.Donor {
		t.Error("a code is the same in small letters")
	}
	if plans[10].Request.ID == plans[2].Request.ID {
		t.Error("a reference with a space in it is another reference")
	}
}

// TestPlanIsTheSame: once the people of a file are known, the file asks for the very same commands.
func TestPlanIsTheSame(t *testing.T) {
	text := "Ngày,Nhà hảo tâm,Mã,Số tiền\n1/2/2024,A,N1,1tr\n1/2/2024,B,N2,1tr\n2/2/2024,A,N1,5k\n"
	first := PlanDonations(read(t, Donations, text), target, knowing(nil))
	then := map[string]uuid.UUID{}
	for _, p := range first {
		if c := p.Request.Command.(ledger.ReceiveDonation); c.NewDonor != nil {
			then[c.NewDonor.Code] = c.NewDonor.Person
		}
	}
	for i, p := range PlanDonations(read(t, Donations, strings.ReplaceAll(text, "1tr", "1.000.000 đ")), target, knowing(then)) {
		was, _ := ledger.Digest(first[i].Request.Command)
		if is, _ := ledger.Digest(p.Request.Command); is != was || p.Request.ID != first[i].Request.ID {
			t.Errorf("row %d asks for something else: %+v", i, p.Request)
		}
	}
}

func TestPlanAwards(t *testing.T) {
	text := "STT,Mã,Họ tên,Số tiền,Loại,Đối tượng,Trường\n1,K1,Hiền,1tr,học bổng,học sinh,T1\n2,N1,Nga,500k,,giáo viên,T2\n3,N1,Nga,250k,hỗ trợ,giáo viên,T2\n4,,Tập thể lớp 1A,100k,,tập thể,T1\n"
	to := Awarding{Target: target, Name: "Khen thưởng", Award: fund.Reward, Booked: domain.NewDate(2024, 2, 1), Pay: true, From: []fund.AskedShare{{Compartment: "unrestricted"}}}
	l, err := PlanAwards(read(t, Awards, text), to, knowing(nil))
	if err != nil || len(l.Requests) != 3 || l.Sum != money.Dong(1_850_000) {
		t.Fatalf("%+v, %v", l, err)
	}
	people, rows, pay := l.Requests[0].Command.(ledger.RegisterPeople).People, l.Requests[1].Command.(fund.RecordList).Rows, l.Requests[2].Command.(fund.PayList)
	if len(people) != 2 || people[0].Code != "N1" || people[1].Kind != person.Collective {
		t.Errorf("registered: %+v", people)
	}
	if rows[0].Recipient != known || rows[0].Award != fund.Scholarship || rows[1].Recipient != people[0].Person || rows[2].Recipient != people[0].Person || rows[2].Code != "3" || rows[3].RecipientKind != "collective" {
		t.Errorf("rows: %+v", rows)
	}
	if string(pay.Hash) != string(l.Hash) || len(l.Hash) != 32 || pay.List != l.List || pay.Content != "Khen thưởng" {
		t.Errorf("paid: %+v", pay)
	}
	again, err := PlanAwards(read(t, Awards, text), to, knowing(map[string]uuid.UUID{"N1": people[0].Person}))
	if err != nil || len(again.Requests) != 3 {
		t.Fatalf("%+v, %v", again, err)
	}
	for i := range l.Requests {
		was, _ := ledger.Digest(l.Requests[i].Command)
		if is, _ := ledger.Digest(again.Requests[i].Command); is != was || again.Requests[i].ID != l.Requests[i].ID {
			t.Errorf("command %d differs once the people are known", i)
		}
	}
}

// TestPlanAwardsWithoutADate: the file asks for the same on whatever day it is read.
func TestPlanAwardsWithoutADate(t *testing.T) {
	var pays [2][32]byte
	for i, today := range []domain.Date{domain.NewDate(2024, 2, 1), domain.NewDate(2024, 2, 2)} {
		l, err := PlanAwards(read(t, Awards, "Họ tên,Số tiền\nNga,500k\n"), Awarding{Target: target, Name: "x", Award: fund.Reward, Today: today, Pay: true}, knowing(nil))
		if err != nil || l.Rows[0].Date != today {
			t.Fatalf("%+v, %v", l, err)
		}
		pays[i], _ = ledger.Digest(l.Requests[2].Command)
	}
	if pays[0] != pays[1] {
		t.Error("tomorrow the same file pays something else")
	}
}

func TestPlanAwardsIsWholeOrNothing(t *testing.T) {
	for row, field := range map[string]string{
		",,1tr,,": "recipient", "1,A,0,,": "amount", "1,A,25 USD,,": "amount", "1,A,1tr,vàng,": "award", "1,A,1tr,,mèo": "recipient kind", "9,A,1tr,,": "row",
	} {
		l, err := PlanAwards(read(t, Awards, "STT,Họ tên,Số tiền,Loại,Đối tượng\n9,Ổn,1tr,,\n"+row+"\n"), Awarding{Target: target, Name: "x", Award: fund.Reward}, knowing(nil))
		if err != nil || len(l.Requests) != 0 || l.Rows[0].Err != nil || !strings.Contains(l.Rows[1].Err.Error(), "("+field+")") {
			t.Errorf("%s: %+v, %v", row, l, err)
		}
	}
	if _, err := PlanAwards(read(t, Awards, "Họ tên,Số tiền\n"), Awarding{Target: target}, knowing(nil)); domain.CodeOf(err) != domain.Invalid {
		t.Errorf("an empty list: %v", err)
	}
}

func TestPlanAwardsInChunks(t *testing.T) {
	var text strings.Builder
	text.WriteString("Họ tên,Số tiền\n")
	for range 2345 {
		text.WriteString("An,1000\n")
	}
	l, err := PlanAwards(read(t, Awards, text.String()), Awarding{Target: target, Name: "x", Award: fund.Reward, Pay: true}, knowing(nil))
	if err != nil || len(l.Requests) != 10+3+1 {
		t.Fatalf("%d commands, %v", len(l.Requests), err)
	}
	if last := l.Requests[12].Command.(fund.RecordList); last.First != 2000 || len(last.Rows) != 345 || last.Rows[344].Code != "#2345" {
		t.Errorf("the last chunk begins at %d with %d rows", last.First, len(last.Rows))
	}
}
