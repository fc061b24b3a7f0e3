package picture

import (
	"strconv"
	"strings"

	"sovang/domain/money"
)

// Words is how pictures speak. The zero Words speak Vietnamese.
type Words struct {
	AsTable string // opens the table
	What    string // heads of its columns
	From    string
	To      string
	Amount  string
	Share   string
	Returns string                       // of a way that came back
	More    func(n int) string           // what a bound leaves out, as one
	Money   func(string, int64) string   // currency and minor units, whole; a count where the currency is ""
	Rough   func(string, float64) string // the same on an axis
	Percent func(part, whole int64) string
}

// Vietnamese and English are the two tongues of the pages.
var (
	Vietnamese = Words{"Xem bảng số", "Phần", "Từ", "Đến", "Số tiền", "Tỷ lệ", "đã trả về",
		func(n int) string { return "và " + count(n) + " nơi khác" }, exactly, roughly, percent}
	English = Words{"Show as a table", "Part", "From", "To", "Amount", "Share", "came back",
		func(n int) string { return "and " + count(n) + " more" }, exactly, roughlyEnglish, func(part, whole int64) string {
			return strings.Replace(percent(part, whole), ",", ".", 1)
		}}
)

func (a About) words() Words {
	if a.Words.Money == nil {
		return Vietnamese
	}
	return a.Words
}

func count(n int) string { return money.Grouped(strconv.Itoa(n)) }

func exactly(currency string, minor int64) string {
	if currency == "" {
		return money.Grouped(strconv.FormatInt(minor, 10))
	}
	return money.Money{Minor: minor, Currency: money.Currency(currency)}.String()
}

// minors is how many minor units make one of a currency: axes speak of whole ones.
func minors(currency string) float64 {
	if currency == "" || currency == string(money.VND) {
		return 1
	}
	return 100
}

func roughly(currency string, minor float64) string {
	return rough(minor/minors(currency), []string{" nghìn", " tr", " tỷ", " nghìn tỷ"}, ",")
}

func roughlyEnglish(currency string, minor float64) string {
	return rough(minor/minors(currency), []string{"k", "M", "B", "T"}, ".")
}

func rough(x float64, units []string, point string) string {
	sign := ""
	if x < 0 {
		sign, x = "-", -x
	}
	unit := ""
	for i := len(units) - 1; i >= 0; i-- {
		size := 1000.0
		for range i {
			size *= 1000
		}
		if x >= size {
			x, unit = x/size, units[i]
			break
		}
	}
	return sign + strings.Replace(n(x), ".", point, 1) + unit
}

// percent is a share to a tenth, never 0 for something nor 100 for less than all.
func percent(part, whole int64) string {
	if whole <= 0 {
		return "–"
	}
	tenths := int64(float64(part)/float64(whole)*1000 + 0.5)
	switch {
	case part > 0 && tenths == 0:
		return "< 0,1 %"
	case part < whole && tenths >= 1000:
		return "> 99,9 %"
	case tenths%10 == 0:
		return strconv.FormatInt(tenths/10, 10) + " %"
	}
	return strconv.FormatInt(tenths/10, 10) + "," + strconv.FormatInt(tenths%10, 10) + " %"
}
