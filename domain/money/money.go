// Package money is exact amounts: whole minor units of a named currency, never a float. VND has no minor unit, USD has cents.
package money

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"sovang/domain"
)

// Currency is an ISO 4217 code that this ledger knows.
type Currency string

// VND is the đồng, the ledger's own currency.
const VND Currency = "VND"

// exponents holds how many decimals each known currency has (ISO 4217).
var exponents = map[Currency]int32{
	VND: 0, "USD": 2, "EUR": 2, "JPY": 0, "KRW": 0, "GBP": 2, "AUD": 2, "CAD": 2, "CHF": 2, "SGD": 2, "THB": 2, "TWD": 2, "CNY": 2, "CZK": 2,
}

// Currencies lists the currencies that are known, by their codes.
func Currencies() []Currency { return slices.Sorted(maps.Keys(exponents)) }

// ParseCurrency accepts a known code.
func ParseCurrency(code string) (Currency, error) {
	c := Currency(code)
	if _, ok := exponents[c]; !ok {
		return "", domain.Errorf(domain.Invalid, "currency %q is not known here", code)
	}
	return c, nil
}

// Exponent is the number of decimals, 0 for VND and 2 for USD.
func (c Currency) Exponent() int32 { return exponents[c] }

// Money is an amount in minor units. The zero Money has no currency and stands for "not given".
type Money struct {
	Minor    int64
	Currency Currency
}

// Max bounds one amount, so that sums over a ledger of any size stay far from overflow: 10^15 minor units, a million billion đồng.
const Max = int64(1_000_000_000_000_000)

// Dong is an amount in VND.
func Dong(n int64) Money { return Money{n, VND} }

// Of gives the exact amount of that many whole units. It refuses what the currency cannot pay: half a đồng, a tenth of a cent.
func Of(d decimal.Decimal, c Currency) (Money, error) {
	exponent, ok := exponents[c]
	if !ok {
		return Money{}, domain.Errorf(domain.Invalid, "currency %q is not known here", c)
	}
	// A huge exponent ("1e999999999") would cost memory before it was refused: bound it by digits first.
	if digits := int64(d.NumDigits()) + int64(d.Exponent()); digits > 16 || d.Exponent() < -1000 {
		return Money{}, domain.Errorf(domain.Invalid, "the amount is larger or finer than this ledger takes")
	}
	minor := d.Shift(exponent)
	if !minor.IsInteger() {
		if exponent == 0 {
			return Money{}, domain.Errorf(domain.Invalid, "%s %s: %s has no fractions", d, c, c)
		}
		return Money{}, domain.Errorf(domain.Invalid, "%s %s has more than %d decimals", d, c, exponent)
	}
	if minor.Abs().GreaterThan(decimal.NewFromInt(Max)) {
		return Money{}, domain.Errorf(domain.Invalid, "%s %s is larger than this ledger takes", d, c)
	}
	return Money{minor.IntPart(), c}, nil
}

// Parse reads "1000000", "1000000 VND" or "25.50 USD": digits, a point before decimals, and a currency where it is not VND.
// It is the form of commands and of the log; what people type on screens is read elsewhere.
func Parse(text string) (Money, error) {
	number, code, found := strings.Cut(strings.TrimSpace(text), " ")
	currency := VND
	if found {
		var err error
		if currency, err = ParseCurrency(strings.TrimSpace(code)); err != nil {
			return Money{}, err
		}
	}
	if exponents[currency] == 0 && strings.Contains(number, ".") {
		return Money{}, domain.Errorf(domain.Invalid, "%q could be read as a thousandth; %s has no fractions, write it without a point", text, currency)
	}
	if len(number) > 64 { // far more than any amount needs; a million digits would cost seconds before they were refused
		return Money{}, domain.Errorf(domain.Invalid, "the amount is larger or finer than this ledger takes")
	}
	d, err := decimal.NewFromString(number)
	if err != nil {
		return Money{}, domain.Errorf(domain.Invalid, "%q is no amount; write 1000000, or 25.50 USD", text)
	}
	return Of(d, currency)
}

// Positive says whether there is more than nothing.
func (m Money) Positive() bool { return m.Minor > 0 }

// Decimal is the amount in whole units.
func (m Money) Decimal() decimal.Decimal { return decimal.New(m.Minor, -exponents[m.Currency]) }

// String gives the amount as people read it, "1.234.567 đ" or "1.234,50 USD"; nothing for the zero Money. It is for screens and
// sentences: what is stored or compared is MarshalText.
func (m Money) String() string {
	if m == (Money{}) {
		return ""
	}
	whole, fraction, _ := strings.Cut(m.Decimal().StringFixed(exponents[m.Currency]), ".")
	text := Grouped(whole)
	if fraction != "" {
		text += "," + fraction
	}
	if m.Currency == VND {
		return text + " đ"
	}
	return text + " " + string(m.Currency)
}

// Grouped puts points between the thousands of a whole number's digits.
func Grouped(digits string) string {
	sign := ""
	if rest, ok := strings.CutPrefix(digits, "-"); ok {
		sign, digits = "-", rest
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "." + digits[i:]
	}
	return sign + digits
}

// MarshalText writes what Parse reads, "1000000 VND" or "25.50 USD"; nothing for the zero Money.
func (m Money) MarshalText() ([]byte, error) {
	if m == (Money{}) {
		return nil, nil
	}
	return m.AppendText(nil)
}

// AppendText appends what MarshalText writes.
func (m Money) AppendText(b []byte) ([]byte, error) {
	if m == (Money{}) {
		return b, nil
	}
	minor := uint64(m.Minor)
	if m.Minor < 0 {
		b, minor = append(b, '-'), -minor
	}
	unit := uint64(1)
	for range exponents[m.Currency] {
		unit *= 10
	}
	b = strconv.AppendUint(b, minor/unit, 10)
	if unit > 1 {
		b = append(b, '.')
		for rest := minor % unit; unit > 1; rest %= unit {
			unit /= 10
			b = append(b, byte('0'+rest/unit))
		}
	}
	return append(append(b, ' '), m.Currency...), nil
}

// UnmarshalJSON reads a JSON string as Parse does, or a JSON number as whole đồng.
func (m *Money) UnmarshalJSON(raw []byte) error {
	text := string(raw)
	if text == "null" || text == `""` {
		*m = Money{}
		return nil
	}
	parsed, err := Parse(strings.Trim(text, `"`))
	if err != nil {
		return err
	}
	*m = parsed
	return nil
}
