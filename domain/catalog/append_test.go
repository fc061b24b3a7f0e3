package catalog

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"sovang/domain/fund"
)

// What is written by hand is what the general encoder writes, whatever is in it; a member that a hand forgot would be money left out.
func TestDonationsAreWrittenAsTheGeneralEncoderWritesThem(t *testing.T) {
	donations := rapid.MakeCustom[fund.DonationReceived](rapid.MakeConfig{
		Types: map[reflect.Type]*rapid.Generator[any]{
			reflect.TypeFor[uuid.UUID](): rapid.Custom(func(t *rapid.T) any { return uuid.UUID{rapid.SampledFrom([]byte{0, 7, 255}).Draw(t, "id")} }),
		},
		Kinds: map[reflect.Kind]*rapid.Generator[any]{
			reflect.String: rapid.Custom(func(t *rapid.T) any {
				if rapid.IntRange(0, 50).Draw(t, "spoilt") == 50 {
					return "\xff"
				}
				return rapid.SampledFrom([]string{"", "VND", "PT/2026", "đồng", "a\"b\\c\n\x01", "<&>\u2028\x7f"}).Draw(t, "text")
			}),
		},
	})
	hand := 0
	rapid.Check(t, func(t *rapid.T) {
		e := donations.Draw(t, "donation")
		if rapid.Bool().Draw(t, "no sheet") {
			e.Rows = nil
		}
		want, wrong := json.Marshal(e, json.Deterministic(true))
		got, err := Append([]byte("before "), e)
		if (err != nil) != (wrong != nil) || err == nil && string(got) != "before "+string(want) {
			t.Fatalf("%v, %v\n%s\n%s", err, wrong, got, want)
		}
		if _, ok := e.AppendJSON(nil); ok {
			hand++
		}
	})
	if hand < 5 {
		t.Errorf("only %d were written by hand", hand)
	}
}

func TestEverySampleIsAppendedAsItIsEncoded(t *testing.T) {
	for _, e := range samples {
		if got, err := Append(nil, e); err != nil || !bytes.Equal(got, encode(t, e)) {
			t.Errorf("%T: %s, %v", e, got, err)
		}
	}
}
