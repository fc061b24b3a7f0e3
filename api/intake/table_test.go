package intake

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"sovang/domain"
)

var simple = Headings{
	Names: map[Column][]string{"date": {"date", "ngay"}, "amount": {"amount", "so tien"}, "donor": {"donor", "nha hao tam"}},
	Must:  []Column{"amount"},
}

func TestReadTable(t *testing.T) {
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("Ngày\tSố tiền\tNhà hảo tâm\n1/2/2024\t500k\tAn\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"comma":        "date,amount,donor\n1/2/2024,500k,An\n",
		"semicolon":    "Ngày;Số tiền;Nhà hảo tâm\n1/2/2024;500k;An\n",
		"tab":          "Ngày\tSố tiền\tNhà hảo tâm\n1/2/2024\t500k\tAn\n",
		"mark":         "\ufeffNgày,Số tiền,Nhà hảo tâm\r\n1/2/2024,500k,An\r\n",
		"decomposed":   "Nga\u0300y,So\u0302\u0301 tie\u0302\u0300n,Nha\u0300 ha\u0309o ta\u0302m\n1/2/2024,500k,An\n",
		"title":        "\"HỘI KHUYẾN HỌC, TỈNH\"\n\nTừ ngày 1/1;đến 1/2\nNgày,Số tiền,Nhà hảo tâm\n1/2/2024,500k,An\n",
		"blank lines":  "date,amount,donor\n,,\n1/2/2024,500k,An\n\n,,\n",
		"with a total": "date,amount,donor\n1/2/2024,500k,An\nTổng cộng,500000,\n",
		"utf-16":       utf16,
		"more columns": "stt,date,amount,donor,ghi chú\n1,1/2/2024,500k,An,x\n",
	} {
		table, err := ReadTable(strings.NewReader(text), simple)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(table.Rows) != 1 || table.Rows[0].Get("amount") != "500k" || table.Rows[0].Get("donor") != "An" || table.Rows[0].Get("place") != "" {
			t.Errorf("%s: read %+v", name, table.Rows)
		}
	}
	table, err := ReadTable(strings.NewReader("date,amount\n\"1/2\n/2024\",5\n2/2/2024,6\n"), simple)
	if err != nil || len(table.Rows) != 2 || table.Rows[1].Line != 4 {
		t.Errorf("line numbers: %+v, %v", table, err)
	}
}

// TestTotals: a total is no row; somebody whose name has the same letters is one.
func TestTotals(t *testing.T) {
	table, err := ReadTable(strings.NewReader("date,amount,donor\n1/2/2024,1,Tống\n1/2/2024,2,Công\n1/2/2024,3,CÔNG\n,6,Cộng:\n,6,TỔNG\n,6,Tong cong\n,6,Tổng số\n"), simple)
	if err != nil || len(table.Rows) != 3 || !slices.Equal(table.Skipped, []int{5, 6, 7, 8}) {
		t.Errorf("%+v, %v", table, err)
	}
}

func TestReadTableRefuses(t *testing.T) {
	for text, says := range map[string]string{
		"":                 "headings",
		"name,sum\nAn,5\n": "amount / so tien",
		"date,amount,số tiền\n1/2/2024,5,6\n": "two headings",
		"date,amount\n1/2/2024,\"5\n":         "line 2: a quotation mark",
		"date,amount\n1/2/2024,5\nx,\xff\n":   "line 3: the text is not UTF-8",
	} {
		_, err := ReadTable(strings.NewReader(text), simple)
		if domain.CodeOf(err) != domain.Invalid || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q", text, err, says)
		}
	}
}

func FuzzReadTable(f *testing.F) {
	f.Add("date,amount\n1/2/2024,5\n")
	f.Add("\ufeffNgày;Số tiền\n\"a\nb\";6\n")
	f.Fuzz(func(t *testing.T, text string) {
		table, err := ReadTable(strings.NewReader(text), simple)
		if err != nil {
			return
		}
		last := 0
		for _, r := range table.Rows {
			if r.Line <= last {
				t.Fatalf("line %d comes after %d", r.Line, last)
			}
			last = r.Line
			_ = r.Get("amount")
		}
	})
}
