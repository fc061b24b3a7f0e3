package money

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"sovang/domain"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]Money{
		"1000000":              {1_000_000, VND},
		" 1000000 VND ":        {1_000_000, VND},
		"25.50 USD":            {2_550, "USD"},
		"25.5 USD":             {2_550, "USD"},
		"25 USD":               {2_500, "USD"},
		"0":                    {0, VND},
		"-3 USD":               {-300, "USD"},
		"1e3":                  {1_000, VND},
		"1000000000000000":     {Max, VND},
		"10000000000000.00USD": {},
	} {
		got, err := Parse(text)
		if want == (Money{}) {
			if err == nil {
				t.Errorf("%q became %v", text, got)
			}
			continue
		}
		if err != nil || got != want {
			t.Errorf("%q: got %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for text, says := range map[string]string{
		"":                   "no amount",
		"abc":                "no amount",
		"1.000":              "without a point",
		"1.000.000":          "without a point",
		"0.5":                "without a point",
		"5e-1":               "no fractions",
		"1,000":              "no amount",
		"1000000đ":           "no amount",
		"25.505 USD":         "more than 2 decimals",
		"5 XAU":              `"XAU" is not known`,
		"5 usd":              `"usd" is not known`,
		"5 USD VND":          "not known",
		"1000000000000001":   "larger",
		"-1000000000000001":  "larger",
		"1e999":              "larger",
		"1e99999999":         "no amount",
		"99999999999999 USD": "larger",
		"NaN":                "no amount",
		"Inf":                "no amount",
	} {
		got, err := Parse(text)
		if domain.CodeOf(err) != domain.Invalid || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: got %v, %v; want a refusal that says %q", text, got, err, says)
		}
	}
}

func TestOfKnowsItsCurrencies(t *testing.T) {
	if _, err := Of(decimal.NewFromInt(1), "XAU"); domain.CodeOf(err) != domain.Invalid {
		t.Errorf("gold was taken: %v", err)
	}
	if got := Dong(5); got != (Money{5, VND}) || !got.Positive() || (Money{}).Positive() {
		t.Errorf("got %v", got)
	}
}

func TestJSON(t *testing.T) {
	type asked struct {
		Amount Money `json:"amount,omitzero"`
	}
	for text, want := range map[string]Money{
		`{"amount":1000000}`:     {1_000_000, VND},
		`{"amount":"1000000"}`:   {1_000_000, VND},
		`{"amount":"25.50 USD"}`: {2_550, "USD"},
		`{"amount":""}`:          {},
		`{"amount":null}`:        {},
		`{}`:                     {},
	} {
		var got asked
		if err := json.Unmarshal([]byte(text), &got); err != nil || got.Amount != want {
			t.Errorf("%s: got %v, %v; want %v", text, got.Amount, err, want)
		}
	}
	for _, text := range []string{`{"amount":0.5}`, `{"amount":true}`, `{"amount":[1]}`, `{"amount":"x"}`} {
		var got asked
		err := json.Unmarshal([]byte(text), &got)
		if refusal, ok := errors.AsType[*domain.Error](err); !ok || refusal.Code != domain.Invalid {
			t.Errorf("%s: got %v, %v", text, got, err)
		}
	}
	out, err := json.Marshal(asked{Money{2_550, "USD"}})
	if err != nil || string(out) != `{"amount":"25.50 USD"}` {
		t.Errorf("wrote %s, %v", out, err)
	}
}

func TestParseReadsWhatStringWrites(t *testing.T) {
	currencies := make([]Currency, 0, len(exponents))
	for c := range exponents {
		currencies = append(currencies, c)
	}
	rapid.Check(t, func(t *rapid.T) {
		m := Money{rapid.Int64Range(-Max, Max).Draw(t, "minor"), rapid.SampledFrom(currencies).Draw(t, "currency")}
		if got, err := reparse(m); err != nil || got != m {
			t.Fatalf("%q: got %v, %v; want %v", m, got, err, m)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"1000000", "25.50 USD", "-1 EUR", "1e15", "0.0001", "1 ", "\x00", "9e99999999999999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := Parse(text)
		if err != nil {
			if domain.CodeOf(err) != domain.Invalid {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if again, err := reparse(m); err != nil || again != m {
			t.Fatalf("%q is %v, read again %v, %v", text, m, again, err)
		}
		if m.Minor > Max || m.Minor < -Max {
			t.Fatalf("%q is beyond the bound", text)
		}
	})
}

func TestSplits(t *testing.T) {
	for title, tt := range map[string]struct {
		amount  int64
		weights []int64
		largest []int64
	}{
		"Châu Đức, 60/40":                 {14_000_000, []int64{60, 40}, []int64{8_400_000, 5_600_000}},
		"Thái Bình, 10/20/70":             {2_500_000_000, []int64{10, 20, 70}, []int64{250_000_000, 500_000_000, 1_750_000_000}},
		"10/20/70 with one đồng more":     {1_000_001, []int64{10, 20, 70}, []int64{100_000, 200_000, 700_001}},
		"a third each":                    {100, []int64{1, 1, 1}, []int64{34, 33, 33}},
		"less than there are to share it": {2, []int64{1, 1, 1, 1}, []int64{1, 1, 0, 0}},
		"one gets it all":                 {7, []int64{5}, []int64{7}},
		"a weight of nothing":             {10, []int64{0, 1, 0}, []int64{0, 10, 0}},
		"a weight below nothing":          {10, []int64{-5, 1}, []int64{0, 10}},
		"nothing":                         {0, []int64{1, 2}, []int64{0, 0}},
		"to take back":                    {-100, []int64{1, 1, 1}, []int64{-33, -33, -34}},
		"as large as it gets":             {math.MaxInt64, []int64{math.MaxInt64, math.MaxInt64}, []int64{1 << 62, 1<<62 - 1}},
		"nobody":                          {10, nil, nil},
		"no weight":                       {10, []int64{0, 0}, nil},
	} {
		t.Run(title, func(t *testing.T) {
			if got := SplitLargestRemainder(tt.amount, tt.weights); !equal(got, tt.largest) {
				t.Errorf("by largest remainder: got %v, want %v", got, tt.largest)
			}
		})
	}
}

func equal(a, b []int64) bool {
	if len(a) != len(b) || (a == nil) != (b == nil) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestSplitsAreExactAndFair(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int64().Draw(t, "amount")
		weights := rapid.SliceOfN(rapid.Int64Range(0, math.MaxInt64), 1, 30).Draw(t, "weights")
		weights[0] = max(weights[0], 1)
		shares := SplitLargestRemainder(amount, weights)
		if left(amount, shares) != 0 {
			t.Fatalf("%v do not add up to %d", shares, amount)
		}
		sum := decimal.Zero
		for _, w := range weights {
			sum = sum.Add(decimal.NewFromInt(w))
		}
		for i, s := range shares {
			// |share·Σ − amount·weight| < Σ: nobody is a whole unit away from the exact share.
			off := decimal.NewFromInt(s).Mul(sum).Sub(decimal.NewFromInt(amount).Mul(decimal.NewFromInt(weights[i])))
			if off.Abs().GreaterThanOrEqual(sum) {
				t.Fatalf("share %d of %d by %d is a unit off", s, amount, weights[i])
			}
		}
	})
}

func reparse(m Money) (Money, error) {
	text, err := m.MarshalText()
	if err != nil {
		return Money{}, err
	}
	return Parse(string(text))
}

func TestAmountsAsPeopleReadThem(t *testing.T) {
	for want, m := range map[string]Money{
		"1.234.567 đ":  Dong(1_234_567),
		"-1.000 đ":     Dong(-1000),
		"999 đ":        Dong(999),
		"0 đ":          Dong(0),
		"-0,05 USD":    {-5, "USD"},
		"1.234,50 USD": {123_450, "USD"},
		"":             {},
	} {
		if got := m.String(); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

func TestAMillionDigitsAreRefusedAtOnce(t *testing.T) {
	if _, err := Parse(strings.Repeat("9", 1_000_000)); domain.CodeOf(err) != domain.Invalid {
		t.Error(err)
	}
}

func TestAmountsAreWrittenAsDecimals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Money{rapid.Int64().Draw(t, "minor"), rapid.SampledFrom([]Currency{VND, "USD", "JPY", "XXX"}).Draw(t, "currency")}
		want := m.Decimal().StringFixed(exponents[m.Currency]) + " " + string(m.Currency)
		if got, err := m.AppendText([]byte("a ")); err != nil || string(got) != "a "+want {
			t.Fatalf("%s, %v; want %s", got, err, want)
		}
	})
}
