package ledger

import (
	"crypto/sha256"
	"reflect"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"sovang/domain/money"
)

// A digest says for ever whether a repeated id means the same command, so what is written by hand must be what the general encoder writes.
func TestDigestsOfDonationsAreThoseOfTheGeneralEncoder(t *testing.T) {
	commands := rapid.MakeCustom[ReceiveDonation](rapid.MakeConfig{
		Types: map[reflect.Type]*rapid.Generator[any]{
			reflect.TypeFor[uuid.UUID]():      rapid.Custom(func(t *rapid.T) any { return uuid.UUID{rapid.SampledFrom([]byte{0, 7, 255}).Draw(t, "id")} }),
			reflect.TypeFor[money.Currency](): rapid.SampledFrom([]money.Currency{"VND", "VND", "VND", "USD", "USD", "", "\"", "XXX"}).AsAny(),
		},
		Kinds: map[reflect.Kind]*rapid.Generator[any]{
			reflect.String: rapid.Custom(func(t *rapid.T) any {
				if rapid.IntRange(0, 50).Draw(t, "spoilt") == 50 {
					return "\xff"
				}
				return rapid.SampledFrom([]string{"", "cash", "đồng", "a\"b\\c\n\x01", "<&>\u2028\x7f"}).Draw(t, "text")
			}),
		},
	})
	hand := 0
	rapid.Check(t, func(t *rapid.T) {
		c := commands.Draw(t, "command")
		if rapid.IntRange(0, 3).Draw(t, "sheet") > 0 { // mostly what is written by hand
			c.Rows, c.NewDonor, c.Override = nil, nil, nil
			c.Lines = c.Lines[:min(1, len(c.Lines))]
			c.Amount.Currency = money.VND
		}
		name, data, wrong := Encode(impersonal(c))
		got, err := Digest(c)
		if (err != nil) != (wrong != nil) || err == nil && got != sha256.Sum256([]byte(name+"\n"+string(data))) {
			mine, _ := c.appendJSON(nil)
			t.Fatalf("%v, %v\n%s\n%s", err, wrong, mine, data)
		}
		if _, ok := c.appendJSON(nil); ok {
			hand++
		}
	})
	if hand == 0 {
		t.Error("none was written by hand")
	}
}
