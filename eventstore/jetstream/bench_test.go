package jetstream_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"sovang/domain/ledger"
	"sovang/eventstore"
	"sovang/eventstore/jetstream"
	"sovang/eventstore/storetest"
)

// BenchmarkGifts is durable gifts by callers in this process, each sending its next one when it has the answer to the last; fsync
// before each ack. Beside it, in the same run: raw publishes of the same bytes at the group size that was reached, one in flight
// ("raw"), and the same bytes packed by 100 ("packed").
func BenchmarkGifts(b *testing.B) {
	for _, callers := range []int{64, 256} {
		for _, funds := range []int{1, 8} {
			b.Run(fmt.Sprintf("callers=%d/funds=%d", callers, funds), func(b *testing.B) { gifts(b, callers, funds) })
		}
	}
}

func gifts(b *testing.B, callers, funds int) {
	log := open(b, jetstream.Options{})
	w, err := eventstore.Open(b.Context(), log, eventstore.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for n := range funds {
		storetest.Must(b, w, storetest.Fund(n)...)
	}
	requests := make([]ledger.Request, b.N) // made before, so that only the ledger is measured
	for i := range requests {
		requests[i] = storetest.Gift(i%funds, 50_000+int64(i%7), i)
	}
	start := w.Position()
	before := w.Metrics.Bytes.Load()
	var next atomic.Int64
	b.ResetTimer()
	begun, worked := time.Now(), cpu(b)
	var wait sync.WaitGroup
	for range callers {
		wait.Go(func() {
			for {
				i := next.Add(1) - 1
				if i >= int64(b.N) {
					return
				}
				outcomes, err := w.Submit(b.Context(), requests[i])
				if err == nil {
					err = outcomes[0].Err
				}
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	took, worked := time.Since(begun), cpu(b)-worked
	b.StopTimer()
	if err := w.Close(b.Context()); err != nil {
		b.Fatal(err)
	}
	messages := w.Position().Sequence - start.Sequence
	size := float64(w.Metrics.Bytes.Load()-before) / float64(b.N)
	group := float64(b.N) / float64(messages)
	rate := float64(b.N) / took.Seconds()
	raw, packed := rawPublishes(b, group, size), rawPublishes(b, 100, size)
	_, acks, waited := w.Metrics.Append.Read()
	b.ReportMetric(float64(waited.Microseconds())/float64(acks), "us/ack")
	b.ReportMetric(float64(took.Microseconds())/float64(messages), "us/message")
	b.ReportMetric(1e6/(raw/group), "us/raw-ack")
	b.ReportMetric(rate, "gifts/s")
	b.ReportMetric(group, "gifts/message")
	b.ReportMetric(size, "B/gift")
	b.ReportMetric(raw, "raw/s")
	b.ReportMetric(rate/raw, "of-raw")
	b.ReportMetric(packed, "packed/s")
	b.ReportMetric(rate/packed, "of-packed")
	b.ReportMetric(float64(worked.Nanoseconds())/float64(b.N)/1000, "cpu-us/gift")
	b.ReportMetric(0, "ns/op")
}

// cpu is the processor time that this process has used: on a busy machine it says more than the clock.
func cpu(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// rawPublishes is how many entries a second bare publishes of that many bytes carry, one in flight, over the same log.
func rawPublishes(b *testing.B, group, size float64) float64 {
	log := open(b, jetstream.Options{})
	data := make([]byte, int(group*size))
	for i := range data {
		data[i] = 'x'
	}
	var n uint64
	begun := time.Now()
	for time.Since(begun) < time.Second {
		if _, err := log.Append(b.Context(), n, data); err != nil {
			b.Fatal(err)
		}
		n++
	}
	return float64(n) * group / time.Since(begun).Seconds()
}
