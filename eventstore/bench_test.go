package eventstore_test

import (
	"bytes"
	"testing"

	"sovang/domain/ledger"
	"sovang/eventstore"
	"sovang/eventstore/memory"
	"sovang/eventstore/storetest"
)

// oneGift is the line of a donation, as most lines are.
func oneGift(b *testing.B) []byte {
	log := &memory.Log{}
	w, err := eventstore.Open(b.Context(), log, eventstore.Options{})
	if err != nil {
		b.Fatal(err)
	}
	storetest.Must(b, w, append(storetest.Fund(1), storetest.Gift(1, 50_000))...)
	if err := w.Close(b.Context()); err != nil {
		b.Fatal(err)
	}
	last, err := log.Get(b.Context(), w.Position().Sequence)
	if err != nil {
		b.Fatal(err)
	}
	all := bytes.Split(bytes.TrimSpace(last.Data), []byte("\n"))
	return all[len(all)-1]
}

func BenchmarkEncode(b *testing.B) {
	e, err := eventstore.Decode(oneGift(b))
	if err != nil {
		b.Fatal(err)
	}
	var line []byte
	b.ReportAllocs()
	for b.Loop() {
		if line, err = eventstore.Encode(line[:0], e); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(len(line)))
}

func BenchmarkDecode(b *testing.B) {
	line := oneGift(b)
	b.ReportAllocs()
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		if _, err := eventstore.Decode(line); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDigest(b *testing.B) {
	gift := storetest.Gift(1, 50_000).Command
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ledger.Digest(gift); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSubmit is what a gift costs without any disk: bunches of 1,000 into a log in memory.
func BenchmarkSubmit(b *testing.B) {
	w, err := eventstore.Open(b.Context(), &memory.Log{}, eventstore.Options{})
	if err != nil {
		b.Fatal(err)
	}
	storetest.Must(b, w, storetest.Fund(1)...)
	gifts := make([]ledger.Request, b.N)
	for i := range gifts {
		gifts[i] = storetest.Gift(1, 50_000, i)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for rest := gifts; len(rest) > 0; {
		n := min(1000, len(rest))
		storetest.Must(b, w, rest[:n]...)
		rest = rest[n:]
	}
	b.StopTimer()
	if err := w.Close(b.Context()); err != nil {
		b.Fatal(err)
	}
}
