package grid

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/projections"
)

var batch, fundID, unit = uuid.MustParse("0192aaaa-0000-7000-8000-000000000001"), uuid.New(), uuid.New()

func form(rows ...Row) Form {
	return Form{Fund: fundID, Day: "20/11/2026", Place: "quy", Rows: rows}
}

// TestRead: what rows say is understood or has to be chosen, nothing is guessed, and empty rows are nothing.
func TestRead(t *testing.T) {
	an, an2, code := projections.Person{ID: uuid.New(), Name: "Nguyễn Văn An"}, projections.Person{ID: uuid.New(), Name: "Nguyễn Văn An"}, projections.Person{ID: uuid.New(), Code: "ND-7"}
	known := Known{"Nguyễn Văn An": {an, an2}, "nd-7": {code}}
	f := form(
		Row{Who: "Nguyễn Văn An", Amount: "500k"},
		Row{},
		Row{Who: "Nguyễn Văn An", Amount: "1tr5", Pick: an2.ID.String()},
		Row{Who: norm.NFD.String("Nguyễn Văn An"), Amount: "1tr5", Donor: an2.ID, Known: "Nguyễn Văn An"},
		Row{Who: "Trần Mới", Amount: "2,3tr"},
		Row{Who: "trần mới", Amount: "1.000", Pick: "new:" + string(person.Enterprise)},
		Row{Who: "nd-7", Amount: "100"},
		Row{Amount: "20k", Anonymity: string(fund.Hidden), Note: " hộp   thư "},
		Row{Who: "Ai đó", Amount: "nhiều"},
		Row{Who: "Nguyễn Văn An", Amount: "7", Pick: uuid.NewString()},
		Row{Who: "Mỹ", Amount: "25.50 USD"},
	)
	f.Count, f.Sum = "10", "5.321.107"
	s := Read(batch, f, known)
	var got []string
	for _, l := range s.Lines {
		who := "?"
		switch l.Gift.Donor {
		case an2.ID:
			who = "an2"
		case code.ID:
			who = "nd-7"
		case uuid.Nil:
			who = "nobody"
		case newDonor(batch, 4):
			who = "new of row 4"
		}
		got = append(got, fmt.Sprint(l.No, " ", l.At, " ", who, " ", l.Gift.Amount, " fault ", l.Fault != nil, " choose ", l.Choose, " twin ", l.Twin, " new ", l.SameNew))
	}
	want := []string{
		"1 0 nobody 500.000 đ fault true choose true twin 0 new 0",
		"2 2 an2 1.500.000 đ fault false choose false twin 0 new 0",
		"3 3 an2 1.500.000 đ fault false choose false twin 3 new 0",
		"4 4 new of row 4 2.300.000 đ fault false choose false twin 0 new 0",
		"5 5 new of row 4 1.000 đ fault false choose false twin 0 new 5",
		"6 6 nd-7 100 đ fault false choose false twin 0 new 0",
		"7 7 nobody 20.000 đ fault false choose false twin 0 new 0",
		"8 8 ?  fault true choose false twin 0 new 0",
		"9 9 nobody 7 đ fault true choose true twin 0 new 0",
		"10 10 ?  fault true choose false twin 0 new 0",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if s.Count != 10 || s.Sum != 5_821_107 || s.Faults != 4 || s.Matches() {
		t.Errorf("the batch is %d, %d, %d", s.Count, s.Sum, s.Faults)
	}
	if err := f.Postable(s); err == nil || !strings.Contains(err.Error(), "marked") {
		t.Errorf("it can be posted: %v", err)
	}
}

// TestFreeze: a batch asks for the same however often it is sent, goes on after the row that was refused, and leaves no name when it is done.
func TestFreeze(t *testing.T) {
	f := form(Row{Who: "Trần Mới", Amount: "500k"}, Row{}, Row{Who: "Trần Mới", Amount: "100k"}, Row{Who: "Lê Khác", Amount: "1tr"})
	f.Compartment, f.Count, f.Sum = "hoc-bong", "3", "1,6tr"
	s := Read(batch, f, nil)
	if err := f.Postable(s); err != nil {
		t.Fatal(err)
	}
	f.Freeze(batch, s)
	first := f.Requests(batch, unit, s)
	if len(first) != 3 || first[0].ID != RowID(batch, 1) || first[0].Why != "lô 00000001; dòng 1" {
		t.Fatalf("the requests are %+v", first)
	}
	one, two := first[0].Command.(ledger.ReceiveDonation), first[1].Command.(ledger.ReceiveDonation)
	if one.NewDonor == nil || one.NewDonor.Person != one.Donor || two.NewDonor != nil || two.Donor != one.Donor || one.Lines[0].Amount != money.Dong(500_000) {
		t.Errorf("the commands are %+v, %+v", one, two)
	}
	later := f.Requests(batch, unit, Read(batch, f, Known{"Trần Mới": {{ID: one.Donor}}}))
	if diff := cmp.Diff(first, later); diff != "" {
		t.Errorf("once the donor is known, it asks for something else: %s", diff)
	}
	f.Thaw(2)
	s = Read(batch, f, nil)
	if f.Booked != 2 || len(s.Lines) != 1 || s.Lines[0].No != 3 || s.Count != 3 || s.Sum != 1_600_000 || !s.Matches() {
		t.Fatalf("after two rows it is %+v", s)
	}
	f.Freeze(batch, s)
	if rest := f.Requests(batch, unit, s); len(rest) != 1 || rest[0].ID != first[2].ID {
		t.Errorf("the rest is %+v", rest)
	}
	f.Done()
	if f.State != Posted || f.Booked != 3 || f.BookedSum != 1_600_000 || len(f.Rows)+len(f.Gifts) > 0 {
		t.Errorf("done, it is %+v", f)
	}
}

// TestOverride: what differs from the count is posted with a reason alone, and each entry says so.
func TestOverride(t *testing.T) {
	for _, tt := range []struct{ count, sum, reason, want string }{
		{"", "", "", "posted all the same"}, {"1", "400k", "", "posted all the same"}, {"2", "500k", " ", "posted all the same"}, {"1", "500k", "", ""},
		{"x", "500k", "y", "no number"}, {"1", "sáu", "y", "no amount"}, {"1", "400k", "thiếu một tờ", ""},
	} {
		f := form(Row{Amount: "500k"})
		f.Count, f.Sum, f.Reason = tt.count, tt.sum, tt.reason
		s := Read(batch, f, nil)
		if err := f.Postable(s); (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: %v", tt, err)
		}
	}
	f := form(Row{Amount: "500k"})
	f.Count, f.Sum, f.Reason = "1", "400k", "thiếu một tờ"
	s := Read(batch, f, nil)
	f.Freeze(batch, s)
	if why := f.Requests(batch, unit, s)[0].Why; why != "lô 00000001; kiểm đếm 1 khoản 400.000 đ, ghi 1 khoản 500.000 đ: thiếu một tờ; dòng 1" {
		t.Errorf("the entry says %q", why)
	}
	f = form(make([]Row, Most+1)...)
	f.Rows[0].Amount = "1"
	if s := Read(batch, f, nil); s.Fault == nil {
		t.Error("a batch may be as long as one likes")
	}
}

// TestPaste: lines of a spreadsheet become rows, and what could be read in two ways stays as it is.
func TestPaste(t *testing.T) {
	got := Paste("Họ tên\tSố tiền\tNội dung\r\nNguyễn Văn An\t500.000\tTết\n\n2\tTrần Bình\t1tr5\n Lê Châu  700k\nLê Châu 1 triệu\nTổ 5 500k\nAn 1 500 000\nkhông có\n;;\nHà;200k")
	want := []Row{{Who: "Nguyễn Văn An", Amount: "500.000", Note: "Tết"}, {Who: "Trần Bình", Amount: "1tr5"}, {Who: "Lê Châu", Amount: "700k"}, {Who: "Lê Châu", Amount: "1 triệu"},
		{Who: "Tổ 5", Amount: "500k"}, {Who: "An 1 500 000"}, {Who: "không có"}, {Who: "Hà", Amount: "200k"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
