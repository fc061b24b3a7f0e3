package catalog

import (
	"bytes"
	"reflect"
	"strings"
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
	readsAlike := func(t *rapid.T, text []byte) {
		var quick, long fund.DonationReceived
		if !quick.ScanJSON(text) {
			return
		}
		if err := json.Unmarshal(text, &long, json.RejectUnknownMembers(true)); err != nil || !reflect.DeepEqual(quick, long) {
			t.Fatalf("%s\n%+v\n%+v, %v", text, quick, long, err)
		}
	}
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
		if text, ok := e.AppendJSON(nil); ok {
			hand++
			readsAlike(t, text)
		}
	})
	if hand == 0 {
		t.Error("none was written by hand")
	}
}

func TestEverySampleIsAppendedAsItIsEncoded(t *testing.T) {
	for _, e := range samples {
		if got, err := Append(nil, e); err != nil || !bytes.Equal(got, encode(t, e)) {
			t.Errorf("%T: %s, %v", e, got, err)
		}
	}
}

const common = `{"donor":"01937b1e-8a1c-7c44-9f2b-6a1d6c2f9a10","currency":"VND","amount":5,"lines":[{"compartment":"thưởng","amount":2,"from":17},{"compartment":"","amount":3,"from":0}],` +
	`"place":"cash","given":"2025-09-05","booked":"2025-09-05","receipt":{"series":"PT","no":1},"awaiting":true,"basis":"choice"}`

// TestCommonDonationIsReadByHand: what nearly all donations look like is, and what is not whole is left to the general decoder.
func TestCommonDonationIsReadByHand(t *testing.T) {
	var quick fund.DonationReceived
	if !quick.ScanJSON([]byte(common)) {
		t.Error("it is not read by hand")
	}
	for n := range common {
		if quick.ScanJSON([]byte(common[:n])) {
			t.Errorf("%s is taken", common[:n])
		}
	}
	for _, change := range [][2]string{{`"amount":5`, `"amount":05`}, {`"amount":5`, `"amount":1234567890123456789`}, {`"no":1`, `"no":1.0`}, {`2025-09-05`, `2025-9-05`}, {`"awaiting":true`, `"awaiting":false`},
		{`"place":"cash"`, "\"place\":\"\xff\""}, {`"place"`, ` "place"`}, {`6a1d6c2f9a10`, `6a1d6c2f9a1g`}} {
		if text := strings.Replace(common, change[0], change[1], 1); quick.ScanJSON([]byte(text)) {
			t.Errorf("%s is taken", text)
		}
	}
}

// FuzzDonation: what is read by hand is what the general decoder reads.
func FuzzDonation(f *testing.F) {
	for _, e := range samples {
		if d, ok := e.(fund.DonationReceived); ok {
			f.Add(encode(&testing.T{}, d))
		}
	}
	f.Add([]byte(common))
	f.Add([]byte(`{"currency":"VND","amount":-0,"lines":[],"given":"2025-02-30","booked":"1899-12-31"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var quick, long fund.DonationReceived
		if !quick.ScanJSON(text) {
			return
		}
		if err := json.Unmarshal(text, &long, json.RejectUnknownMembers(true)); err != nil || !reflect.DeepEqual(quick, long) {
			t.Fatalf("%s\n%+v\n%+v, %v", text, quick, long, err)
		}
	})
}

func BenchmarkDecodeCommonDonation(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Decode("fund.donation-received", 2, []byte(common)); err != nil {
			b.Fatal(err)
		}
	}
}
