package money

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestAmountsInWords(t *testing.T) {
	for amount, want := range map[Money]string{
		{}:                                  "",
		Dong(0):                             "không đồng",
		Dong(5):                             "năm đồng",
		Dong(10):                            "mười đồng",
		Dong(14):                            "mười bốn đồng",
		Dong(15):                            "mười lăm đồng",
		Dong(21):                            "hai mươi mốt đồng",
		Dong(24):                            "hai mươi tư đồng",
		Dong(55):                            "năm mươi lăm đồng",
		Dong(101):                           "một trăm linh một đồng",
		Dong(110):                           "một trăm mười đồng",
		Dong(115):                           "một trăm mười lăm đồng",
		Dong(500_000):                       "năm trăm nghìn đồng",
		Dong(1_005_000):                     "một triệu không trăm linh năm nghìn đồng",
		Dong(1_000_001):                     "một triệu không trăm linh một đồng",
		Dong(12_345_678):                    "mười hai triệu ba trăm bốn mươi lăm nghìn sáu trăm bảy mươi tám đồng",
		Dong(1_000_000_000):                 "một tỷ đồng",
		Dong(2_015_000_000):                 "hai tỷ không trăm mười lăm triệu đồng",
		Dong(1_000_000_000_000):             "một nghìn tỷ đồng",
		Dong(Max):                           "một triệu tỷ đồng",
		Dong(-15):                           "âm mười lăm đồng",
		{Minor: 2550, Currency: "USD"}:      "hai mươi lăm đô la Mỹ và năm mươi xu",
		{Minor: 100, Currency: "EUR"}:       "một ơ-rô",
		{Minor: 1_000_000, Currency: "JPY"}: "một triệu yên Nhật",
	} {
		if got := amount.Words(); got != want {
			t.Errorf("%s is %q, want %q", amount, got, want)
		}
	}
}

// TestWordsOfAllCurrencies: no amount ends without the name of its currency.
func TestWordsOfAllCurrencies(t *testing.T) {
	for _, c := range Currencies() {
		if currencyWords[c] == "" {
			t.Errorf("%s has no word", c)
		}
	}
}

// TestWordsAreReadBack: what is spelt is the number, whoever adds it up again.
func TestWordsAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, Max).Draw(t, "n")
		if got := heard(NumberWords(n)); got != n {
			t.Fatalf("%d is spelt %q, which is %d", n, NumberWords(n), got)
		}
	})
}

// heard adds up what was spelt, word by word.
func heard(text string) int64 {
	values := map[string]int64{"mốt": 1, "tư": 4, "lăm": 5}
	for n, word := range digitWords {
		values[word] = int64(n)
	}
	var billions, sum, group, digit int64
	for _, word := range strings.Fields(text) {
		switch word {
		case "linh":
		case "mười":
			group += 10
		case "mươi":
			group, digit = group+digit*10, 0
		case "trăm":
			group, digit = group+digit*100, 0
		case "nghìn":
			sum, group, digit = sum+(group+digit)*1000, 0, 0
		case "triệu":
			sum, group, digit = sum+(group+digit)*1_000_000, 0, 0
		case "tỷ":
			billions, sum, group, digit = sum+group+digit, 0, 0, 0
		default:
			digit = values[word]
		}
	}
	return billions*1_000_000_000 + sum + group + digit
}
