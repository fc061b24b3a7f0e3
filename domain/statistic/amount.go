package statistic

import (
	"strconv"
	"strings"

	"sovang/domain"
	"sovang/domain/money"
)

// Amount is an exact decimal: Value counts the last of its Decimals. 335 with one decimal is 33.5.
type Amount struct {
	Value    int64 `json:"value"`
	Decimals int   `json:"decimals,omitzero"`
}

// mostDecimals is how fine a figure may be: no finer, so that three digits after a point are never read as a fraction.
const mostDecimals = 2

// decimals is how fine a figure in that unit of measure may be: as a currency's own, none for what is counted in ones.
func decimals(in string) int {
	if c, err := money.ParseCurrency(in); err == nil {
		return int(c.Exponent())
	}
	for _, m := range Measures {
		if m.In == in {
			return 0
		}
	}
	return mostDecimals
}

// String gives the amount with a point before its decimals, as commands have it.
func (a Amount) String() string {
	digits := strconv.FormatInt(a.Value, 10)
	if a.Decimals == 0 {
		return digits
	}
	if lacks := a.Decimals + 1 - len(digits); lacks > 0 {
		digits = strings.Repeat("0", lacks) + digits
	}
	return digits[:len(digits)-a.Decimals] + "." + digits[len(digits)-a.Decimals:]
}

// ParseAmount reads "467032" or "33.5": digits, and a point before at most two decimals. It refuses, on the field value, a sign, grouped
// digits, and a fraction of what is counted in ones; in is the unit of measure.
func ParseAmount(text, in string) (Amount, error) {
	most := decimals(in)
	refused := func(format string, args ...any) (Amount, error) {
		return Amount{}, domain.Errorf(domain.Invalid, format, args...).On("value")
	}
	text = strings.TrimSpace(text)
	whole, fraction, pointed := strings.Cut(text, ".")
	switch {
	case text == "":
		return refused("a figure is needed")
	case strings.HasPrefix(text, "-"):
		return refused("%q: nothing is counted below zero", cut(text))
	case len(text) > 40 || !digitsOnly(whole) || pointed && !digitsOnly(fraction):
		return refused("%q is no figure; write 467032, or 33.5", cut(text))
	case pointed && most == 0:
		return refused("%q could be read as a thousandth; %s are counted whole, write it without a point", text, in)
	}
	if fraction = strings.TrimRight(fraction, "0"); len(fraction) > most {
		return refused("%q is finer than %d decimals", text, most)
	}
	value, err := strconv.ParseInt(whole+fraction, 10, 64)
	if err != nil || value > money.Max {
		return refused("%q is larger than this ledger takes", text)
	}
	return Amount{value, len(fraction)}, nil
}

func digitsOnly(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// cut bounds what a refusal repeats.
func cut(text string) string {
	if runes := []rune(text); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return text
}
