package intake

import (
	"strings"
	"testing"

	"sovang/domain"
	"sovang/domain/money"
)

func TestParseAmount(t *testing.T) {
	for text, want := range map[string]money.Money{
		"1500000": money.Dong(1_500_000), "1.500.000": money.Dong(1_500_000), "1,500,000": money.Dong(1_500_000),
		"1 500 000": money.Dong(1_500_000), "1\u00a0500\u00a0000 đ": money.Dong(1_500_000), "1.500": money.Dong(1_500),
		"50.000,00": money.Dong(50_000), "125,400,000.00": money.Dong(125_400_000), "500.00": money.Dong(500),
		"500k": money.Dong(500_000), "500K": money.Dong(500_000), "500 nghìn": money.Dong(500_000), "500 ngàn đồng": money.Dong(500_000),
		"1tr5": money.Dong(1_500_000), "1tr05": money.Dong(1_050_000), "1tr500": money.Dong(1_500_000), "1tr500k": money.Dong(1_500_000),
		"1 triệu 5": money.Dong(1_500_000), "2,3tr": money.Dong(2_300_000), "2.3 tr": money.Dong(2_300_000), "3 triệu": money.Dong(3_000_000),
		"1 tỷ 2": money.Dong(1_200_000_000), "1,25 tỉ": money.Dong(1_250_000_000), "2m": money.Dong(2_000_000),
		"1.234.567 đ": money.Dong(1_234_567), "1.234.567₫": money.Dong(1_234_567), "VND 20000": money.Dong(20_000), "20000 vnđ": money.Dong(20_000),
		"0": money.Dong(0), "007": money.Dong(7), "200 nghi\u0300n": money.Dong(200_000),
		"25.50 USD": {Minor: 2550, Currency: "USD"}, "25,5 usd": {Minor: 2550, Currency: "USD"}, "USD 1,234.50": {Minor: 123450, Currency: "USD"},
		"1.234,50 EUR": {Minor: 123450, Currency: "EUR"}, "100 USD": {Minor: 10000, Currency: "USD"}, "1000 JPY": {Minor: 1000, Currency: "JPY"},
	} {
		if got, err := ParseAmount(text); err != nil || got != want {
			t.Errorf("%q is %v (%v), want %v", text, got, err, want)
		}
	}
}

func TestParseAmountRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", "đ", "abc", "-5000", "(5000)", "+5", "−5", "1.5", "0,5", "1tr5tr", "1k5tr", "1.500tr", "1,500 USD", "1.50.000", "1.500,000.000",
		"15.00.000", "1..5", "1.", ".5", "1.5tr5", "1e9", "1E+06", "0x10", "99999999999999999999999", "9999999tỷ", "1 XYZ", "12 tr xyz", "1000000000000001",
		"1tr5 USD", "25.505 USD", "k", "tr5", "1kk", "٣٠٠٠",
	} {
		got, err := ParseAmount(text)
		if domain.CodeOf(err) != domain.Invalid {
			t.Errorf("%q is %v (%v), want a refusal", text, got, err)
		}
	}
}

func FuzzParseAmount(f *testing.F) {
	for _, seed := range []string{"1.500.000", "1tr5", "2,3tr", "25.50 USD", "1 tỷ 2", "-1", "1tr500k"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ParseAmount(text)
		if err != nil {
			return
		}
		if m.Minor < 0 || m.Minor > money.Max {
			t.Fatalf("%q became %v", text, m)
		}
		again, err := ParseAmount(m.Decimal().String() + " " + string(m.Currency))
		if err != nil && !(m.Currency != money.VND && strings.Contains(m.Decimal().String(), ".")) || err == nil && again != m {
			t.Fatalf("%q is %v, which reads again as %v (%v)", text, m, again, err)
		}
	})
}

func TestParseDate(t *testing.T) {
	want := domain.NewDate(2024, 10, 9)
	for _, text := range []string{"09/10/2024", "9/10/2024", "2024-10-09", "9-10-2024", "09.10.2024", "09/10/2024 7:47:48", "2024-10-09T07:00:00+07:00", " 9/10/2024 "} {
		if got, err := ParseDate(text); err != nil || got != want {
			t.Errorf("%q is %v (%v)", text, got, err)
		}
	}
	for _, text := range []string{"", "31/02/2024", "9/10/24", "10/2024", "hôm nay", "2024/13/01", "13/13/2024", "45574"} {
		if got, err := ParseDate(text); domain.CodeOf(err) != domain.Invalid {
			t.Errorf("%q is %v (%v), want a refusal", text, got, err)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	f.Add("09/10/2024")
	f.Add("2024-10-09")
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := ParseDate(text); err == nil {
			if again, err := ParseDate(d.String()); err != nil || again != d {
				t.Fatalf("%q is %v, which reads again as %v (%v)", text, d, again, err)
			}
		}
	})
}

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"Số tiền (VNĐ)": "so tien vnd", "so_tien-vnd": "so tien vnd", "Số tiền": "so tien", "\ufeffNgày": "ngay", "ĐẶNG ðức": "dang duc", " ": "",
	} {
		if got := Fold(text); got != want {
			t.Errorf("%q folds to %q, want %q", text, got, want)
		}
	}
	if got := Clean(" Nguye\u0302\u0303n  Văn\tA\u200b "); got != "Nguyễn Văn A" {
		t.Errorf("cleaned to %q", got)
	}
}
