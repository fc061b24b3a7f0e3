package intake

import (
	"strings"
	"unicode"

	"github.com/shopspring/decimal"
	"golang.org/x/text/unicode/norm"

	"sovang/domain"
	"sovang/domain/money"
)

// ParseAmount reads an amount as people in Vietnam type it:
//
//	1500000   1.500.000   1,500,000   1 500 000   50.000,00     plain, in groups of three, as banks print it
//	500k  500 nghìn  1tr5  2,3tr  3 triệu  1 tỷ 2  1tr500k      spoken
//	… đ  … đồng  … VND        25.50 USD  USD 25,50              with a currency; đồng where none is named
//
// A fraction of a đồng, a sign, and anything that could be read in two ways ("1.500tr") are refused with code invalid.
func ParseAmount(text string) (money.Money, error) {
	folded := foldAmount(text)
	if folded == "" {
		return money.Money{}, domain.Errorf(domain.Invalid, "an amount is missing").On("amount")
	}
	if strings.ContainsAny(folded, "-()") || strings.HasPrefix(folded, "+") {
		return money.Money{}, domain.Errorf(domain.Invalid, "%q: an amount has no sign; what goes out is a command of its own", Clean(text)).On("amount")
	}
	number, currency := cutCurrency(folded)
	d, ok := spoken(number, currency)
	if !ok {
		return money.Money{}, domain.Errorf(domain.Invalid, "%q is no amount that can be read in one way only; write 1500000, 1.500.000, 500k, 1tr5, 2,3tr or 25.50 USD", Clean(text)).On("amount")
	}
	m, err := money.Of(d, currency)
	if err != nil {
		return money.Money{}, onField(err, "amount")
	}
	return m, nil
}

// foldAmount drops spaces and marks: "1 triệu 5" becomes "1trieu5", "1.500 đồng" becomes "1.500dong".
func foldAmount(text string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(text) {
		r = unicode.ToLower(r)
		switch {
		case unicode.IsSpace(r) || unicode.Is(unicode.Mn, r) || r == '\uFEFF' || r == '\u200B' || r == '\'':
		case r == 'đ' || r == '₫':
			b.WriteByte('d')
		case r == '–' || r == '—' || r == '−':
			b.WriteByte('-')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// cutCurrency takes a currency off either end.
func cutCurrency(folded string) (string, money.Currency) {
	if n := len(folded) - 3; n > 0 {
		for _, cut := range [][2]string{{folded[:n], folded[n:]}, {folded[3:], folded[:3]}} {
			if !letters(cut[1]) || !strings.ContainsAny(cut[0], "0123456789") {
				continue
			}
			if c, err := money.ParseCurrency(strings.ToUpper(cut[1])); err == nil {
				return cut[0], c
			}
		}
	}
	for _, dong := range []string{"dong", "d"} {
		if rest, ok := strings.CutSuffix(folded, dong); ok {
			return rest, money.VND
		}
	}
	return folded, money.VND
}

func letters(s string) bool {
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return true
}

// units are what đồng are counted in when spoken, by the power of ten, longest spelling first.
var units = []struct {
	word  string
	power int32
}{
	{"nghin", 3}, {"ngan", 3}, {"k", 3}, {"trieu", 6}, {"tr", 6}, {"m", 6}, {"ty", 9}, {"ti", 9},
}

// spoken reads "1.500.000", "1tr5", "2,3tr", "1ty2", "1tr500k".
func spoken(text string, c money.Currency) (decimal.Decimal, bool) {
	digits := strings.IndexFunc(text, func(r rune) bool { return r >= 'a' && r <= 'z' })
	if digits < 0 {
		return plain(text, c)
	}
	if c != money.VND || digits == 0 {
		return decimal.Decimal{}, false
	}
	whole, power, rest, ok := cutUnit(text, digits)
	if !ok {
		return decimal.Decimal{}, false
	}
	head, ok := counted(whole)
	if !ok {
		return decimal.Decimal{}, false
	}
	sum := head.Shift(power)
	switch {
	case rest == "":
		return sum, true
	case !head.IsInteger() || len(rest) > 9:
		return decimal.Decimal{}, false
	case onlyDigits(rest): // 1tr5 is one and a half million, 1tr05 is 1,050,000
		return sum.Add(decimal.RequireFromString("0." + rest).Shift(power)), true
	}
	tail, ok := spoken(rest, c) // 1tr500k
	if !ok || tail.GreaterThanOrEqual(decimal.New(1, power)) {
		return decimal.Decimal{}, false
	}
	return sum.Add(tail), true
}

func cutUnit(text string, at int) (number string, power int32, rest string, ok bool) {
	for _, u := range units {
		if rest, ok := strings.CutPrefix(text[at:], u.word); ok {
			return text[:at], u.power, rest, true
		}
	}
	return "", 0, "", false
}

// counted reads the number before a unit: whole, or with one separator before one or two decimals. Three digits after it ("1.500tr")
// could be a group or a fraction, so they are refused.
func counted(text string) (decimal.Decimal, bool) {
	whole, fraction, found := cutAny(text)
	if !onlyDigits(whole) || found && (!onlyDigits(fraction) || len(fraction) > 2) {
		return decimal.Decimal{}, false
	}
	if !found {
		fraction = "0"
	}
	d, err := decimal.NewFromString(whole + "." + fraction)
	return d, err == nil
}

// plain reads digits, in groups of three or not, with or without decimals.
func plain(text string, c money.Currency) (decimal.Decimal, bool) {
	whole, fraction := text, ""
	if i := strings.LastIndexAny(text, ".,"); i >= 0 {
		other := strings.IndexAny(text, ".,")
		after := text[i+1:]
		// The last separator opens decimals if it is of the other kind than the first, or is not followed by a group of three.
		// One separator before three digits is a group in đồng, and could be either in a currency with cents: refused there.
		switch {
		case text[other] != text[i]:
			whole, fraction = text[:i], after
		case len(after) != 3:
			if other != i {
				return decimal.Decimal{}, false
			}
			whole, fraction = text[:i], after
		case other == i && c.Exponent() > 0:
			return decimal.Decimal{}, false
		}
		if fraction == "" && len(whole) < len(text) || len(fraction) > 4 {
			return decimal.Decimal{}, false
		}
	}
	digits, ok := ungroup(whole)
	if !ok || len(digits) > 20 || fraction != "" && !onlyDigits(fraction) {
		return decimal.Decimal{}, false
	}
	if fraction == "" {
		fraction = "0"
	}
	d, err := decimal.NewFromString(digits + "." + fraction)
	return d, err == nil
}

// ungroup takes the separators out of 1.500.000; every group but the first must have three digits and one kind of separator serves.
func ungroup(text string) (string, bool) {
	i := strings.IndexAny(text, ".,")
	if i < 0 {
		return text, onlyDigits(text)
	}
	groups := strings.Split(text, text[i:i+1])
	for n, g := range groups {
		if !onlyDigits(g) || n > 0 && len(g) != 3 || n == 0 && len(g) > 3 {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

func cutAny(text string) (before, after string, found bool) {
	i := strings.IndexAny(text, ".,")
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+1:], true
}

func onlyDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
