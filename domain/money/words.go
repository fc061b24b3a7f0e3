package money

import "strings"

var digitWords = [...]string{"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"}

// currencyWords is how a currency is called after an amount in words.
var currencyWords = map[Currency]string{
	VND: "đồng", "USD": "đô la Mỹ", "EUR": "ơ-rô", "JPY": "yên Nhật", "KRW": "uôn Hàn Quốc", "GBP": "bảng Anh", "AUD": "đô la Úc", "CAD": "đô la Ca-na-đa",
	"CHF": "phơ-răng Thụy Sĩ", "SGD": "đô la Xin-ga-po", "THB": "bạt Thái", "TWD": "đô la Đài Loan", "CNY": "nhân dân tệ", "CZK": "cua-ron Séc",
}

// Words gives the amount as a receipt spells it out: 1.005.000 đ is "một triệu không trăm linh năm nghìn đồng". Hundredths of what has them
// follow as "và năm mươi xu". It is nothing for the zero Money.
func (m Money) Words() string {
	if m == (Money{}) {
		return ""
	}
	minor, sign := m.Minor, ""
	if minor < 0 {
		minor, sign = -minor, "âm "
	}
	per := int64(1)
	for range exponents[m.Currency] {
		per *= 10
	}
	text := sign + NumberWords(minor/per) + " " + currencyWords[m.Currency]
	if hundredths := minor % per; hundredths > 0 {
		text += " và " + NumberWords(hundredths) + " xu"
	}
	return text
}

// NumberWords spells a number that is not negative: 21 is "hai mươi mốt". From a billion on, it is counted in billions.
func NumberWords(n int64) string {
	if n == 0 {
		return digitWords[0]
	}
	return strings.Join(spell(nil, n, false), " ")
}

// spell adds the words of n to words. full: something stands before, so that noughts in front are spoken, too.
func spell(words []string, n int64, full bool) []string {
	const billion = 1_000_000_000
	if n >= billion {
		words = append(spell(words, n/billion, full), "tỷ")
		n, full = n%billion, true
	}
	for _, step := range []struct {
		of   int64
		word string
	}{{1_000_000, "triệu"}, {1000, "nghìn"}, {1, ""}} {
		part := n / step.of
		if n %= step.of; part == 0 {
			continue
		}
		words = hundreds(words, part, full)
		if step.word != "" {
			words = append(words, step.word)
		}
		full = true
	}
	return words
}

// hundreds adds the words of a number from 1 to 999.
func hundreds(words []string, n int64, full bool) []string {
	if n >= 100 || full {
		words, full = append(words, digitWords[n/100], "trăm"), true
	}
	tens, ones := n/10%10, n%10
	switch {
	case tens == 1:
		words = append(words, "mười")
	case tens > 1:
		words = append(words, digitWords[tens], "mươi")
	case ones > 0 && full:
		words = append(words, "linh")
	}
	switch {
	case ones == 0:
		return words
	case ones == 1 && tens > 1:
		return append(words, "mốt")
	case ones == 4 && tens > 1:
		return append(words, "tư")
	case ones == 5 && tens > 0:
		return append(words, "lăm")
	}
	return append(words, digitWords[ones])
}
