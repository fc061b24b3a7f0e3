package sheet

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

func example() *Sheet {
	s := &Sheet{Name: "donor", Title: "Nhà hảo tâm", AsOf: 1234, Columns: []Column{
		{"date", "Ngày"}, {"name", "Tên"}, {"amount", "Số tiền"}, {"share", "Tỷ lệ"}, {"at", "Lúc"}, {"id", "Mã"},
	}}
	at := time.Date(2024, 10, 29, 1, 2, 3, 0, time.UTC)
	s.Add(domain.NewDate(2024, 10, 29), "Nguye\u0302\u0303n Thị Ánh", money.Dong(1_234_567), 0.5, at, uuid.Nil)
	s.Add(nil, "=1+1", money.Money{Minor: 2550, Currency: "USD"}, nil, nil, uuid.MustParse("00000000-0000-0000-0000-000000000001"))
	s.Total = []any{nil, "Cộng", money.Dong(-1_234_567)}
	return s
}

func TestWrite(t *testing.T) {
	for format, want := range map[Format]string{
		Table: `Nhà hảo tâm (bút toán 1.234)
┌────────────┬────────────────┬──────────────┬────────┬─────────────────────┬──────────────────────────────────────┐
│ Ngày       │ Tên            │      Số tiền │  Tỷ lệ │ Lúc                 │ Mã                                   │
├────────────┼────────────────┼──────────────┼────────┼─────────────────────┼──────────────────────────────────────┤
│ 29/10/2024 │ Nguyễn Thị Ánh │  1.234.567 đ │ 50,0 % │ 29/10/2024 08:02:03 │                                      │
│            │ =1+1           │    25,50 USD │        │                     │ 00000000-0000-0000-0000-000000000001 │
├────────────┼────────────────┼──────────────┼────────┼─────────────────────┼──────────────────────────────────────┤
│            │ Cộng           │ -1.234.567 đ │        │                     │                                      │
└────────────┴────────────────┴──────────────┴────────┴─────────────────────┴──────────────────────────────────────┘
`,
		CSV: "date,name,amount,share,at,id\n2024-10-29,Nguye\u0302\u0303n Thị Ánh,1234567,0.5,2024-10-29T01:02:03Z,\n,'=1+1,25.50,,,00000000-0000-0000-0000-000000000001\n",
		JSON: `{
  "report": "donor",
  "as_of_entry": 1234,
  "rows": [
    {
      "date": "2024-10-29",
      "name": "Nguye` + "\u0302\u0303" + `n Thị Ánh",
      "amount": 1234567,
      "share": 0.5,
      "at": "2024-10-29T01:02:03Z"
    },
    {
      "name": "=1+1",
      "amount": 25.50,
      "id": "00000000-0000-0000-0000-000000000001"
    }
  ],
  "total": {
    "name": "Cộng",
    "amount": -1234567
  }
}
`,
	} {
		var b bytes.Buffer
		if err := example().Write(&b, format); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, b.String()); diff != "" {
			t.Errorf("%s:\n%s", format, diff)
		}
	}
	if err := example().Write(&bytes.Buffer{}, "pdf"); domain.CodeOf(err) != domain.Invalid {
		t.Errorf("pdf: %v", err)
	}
}

// TestLongText: a sentence goes on below itself, word by word, and the table stays straight.
func TestLongText(t *testing.T) {
	s := &Sheet{Columns: []Column{{"note", "Ghi chú"}, {"amount", "Số tiền"}}}
	s.Add(strings.Repeat("quỹ khuyến học xã ", 5)+"An Bình", money.Dong(1_234_567))
	want := `┌──────────────────────────────────────────────────────────────────┬─────────────┐
│ Ghi chú                                                          │     Số tiền │
├──────────────────────────────────────────────────────────────────┼─────────────┤
│ quỹ khuyến học xã quỹ khuyến học xã quỹ khuyến học xã quỹ khuyến │ 1.234.567 đ │
│ học xã quỹ khuyến học xã An Bình                                 │             │
└──────────────────────────────────────────────────────────────────┴─────────────┘
`
	var b bytes.Buffer
	if err := s.Write(&b, Table); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestTerminalIsNotMoved(t *testing.T) {
	s := &Sheet{Columns: []Column{{"name", "Tên"}}}
	s.Add("\x1b[2Jxoá\u009b")
	var b bytes.Buffer
	if err := s.Write(&b, Table); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(b.String(), "\x1b\u009b") {
		t.Errorf("%q", b.String())
	}
}

// TestWideTable: a table keeps to the screen. What it leaves aside is named, not passed over; JSON and CSV have everything.
func TestWideTable(t *testing.T) {
	s := &Sheet{Title: "Ba đỡ đầu", AsOf: 7, Aside: []string{"noted", "bridged"}, Columns: []Column{
		{"kind", "Đối tượng"}, {"expected", "Dự kiến đóng góp qua hội trong năm học"}, {"taken", "Suất đã có người đỡ đầu"}, {"memo", "Dự kiến trực tiếp và qua trường"},
		{"noted", "Đã trao ngoài sổ"}, {"bridged", "Bắc cầu"}, {"currency", "Tiền"}, {"late", "Chậm nộp đến cuối năm học"},
	}}
	s.Add("nghèo vượt khó", money.Dong(5_088_000_000), int64(989), money.Dong(871_500_000), money.Dong(1), nil, "VND", money.Dong(0))
	want := `Ba đỡ đầu (bút toán 7)
┌────────────────┬─────────────────┬──────────┬───────────────┬──────────┐
│                │    Dự kiến đóng │  Suất đã │  Dự kiến trực │ Chậm nộp │
│                │     góp qua hội │ có người │   tiếp và qua │ đến cuối │
│ Đối tượng      │   trong năm học │   đỡ đầu │        trường │  năm học │
├────────────────┼─────────────────┼──────────┼───────────────┼──────────┤
│ nghèo vượt khó │ 5.088.000.000 đ │      989 │ 871.500.000 đ │      0 đ │
└────────────────┴─────────────────┴──────────┴───────────────┴──────────┘
Còn các cột (--wide): Đã trao ngoài sổ.
`
	var b bytes.Buffer
	if err := s.Write(&b, Table); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestNothingIsSaid(t *testing.T) {
	s := &Sheet{Title: "Kiêm nhiệm", AsOf: 9, Columns: []Column{{"amount", "Số tiền"}}, Total: []any{money.Dong(0)}, Note: "Từ đầu năm."}
	var b bytes.Buffer
	if err := s.Write(&b, Table); err != nil {
		t.Fatal(err)
	}
	if want := "Kiêm nhiệm (bút toán 9)\nKhông có dòng nào.\nTừ đầu năm.\n"; b.String() != want {
		t.Errorf("%q", b.String())
	}
}
