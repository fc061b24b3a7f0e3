package jetstream_test

import (
	"context"
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
// before each ack. Beside it, in turns within the same run so that both see the same machine: raw publishes of as many bytes at the
// group size that was reached, one in flight ("raw"), and the same bytes packed by 100 ("packed").
func BenchmarkGifts(b *testing.B) {
	for _, callers := range []int{64, 256} {
		for _, funds := range []int{1, 8} {
			b.Run(fmt.Sprintf("callers=%d/funds=%d", callers, funds), func(b *testing.B) { gifts(b, callers, funds) })
		}
	}
}

const turns = 10

func gifts(b *testing.B, callers, funds int) {
	w, err := eventstore.Open(b.Context(), open(b, jetstream.Options{}), eventstore.Options{})
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
	raw, packed := &limit{log: open(b, jetstream.Options{})}, &limit{log: open(b, jetstream.Options{})}
	start, bytes := w.Position(), w.Metrics.Bytes.Load()
	var took, worked time.Duration
	b.ResetTimer()
	for turn := range turns {
		part := requests[turn*b.N/turns : (turn+1)*b.N/turns]
		if len(part) == 0 {
			continue
		}
		before := w.Position()
		begun, used := time.Now(), cpu(b)
		submit(b, w, callers, part)
		took, worked = took+time.Since(begun), worked+cpu(b)-used
		b.StopTimer()
		size := float64(w.Metrics.Bytes.Load()-bytes) / float64(w.Position().Entry-start.Entry)
		raw.publish(b, float64(len(part))/float64(w.Position().Sequence-before.Sequence), size)
		packed.publish(b, 100, size)
		b.StartTimer()
	}
	b.StopTimer()
	if err := w.Close(b.Context()); err != nil {
		b.Fatal(err)
	}
	rate := float64(b.N) / took.Seconds()
	_, acks, waited := w.Metrics.Append.Read()
	for unit, n := range map[string]float64{
		"gifts/s": rate, "gifts/message": float64(b.N) / float64(w.Position().Sequence-start.Sequence), "us/ack": float64(waited.Microseconds()) / float64(acks),
		"B/gift": float64(w.Metrics.Bytes.Load()-bytes) / float64(b.N), "cpu-us/gift": worked.Seconds() * 1e6 / float64(b.N), "ns/op": 0,
		"raw/s": raw.rate(), "of-raw": rate / raw.rate(), "packed/s": packed.rate(), "of-packed": rate / packed.rate(),
	} {
		b.ReportMetric(n, unit)
	}
}

func submit(b *testing.B, w *eventstore.Writer, callers int, requests []ledger.Request) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range callers {
		wait.Go(func() {
			for {
				i := next.Add(1) - 1
				if i >= int64(len(requests)) {
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
}

// cpu is the processor time that this process has used: on a busy machine it says more than the clock.
func cpu(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// limit is bare publishes of entries of that size over a log of their own.
type limit struct {
	log     eventstore.Log
	last    uint64
	entries float64
	took    time.Duration
}

func (l *limit) publish(b *testing.B, group, size float64) {
	data := make([]byte, int(group*size))
	for i := range data {
		data[i] = 'x'
	}
	begun := time.Now()
	for time.Since(begun) < 200*time.Millisecond {
		var err error
		if l.last, err = l.log.Append(b.Context(), l.last, data); err != nil {
			b.Fatal(err)
		}
		l.entries += group
	}
	l.took += time.Since(begun)
}

func (l *limit) rate() float64 { return l.entries / l.took.Seconds() }

// BenchmarkInstances is durable gifts by 64 callers on a cluster of three NATS servers with three copies, in turns within the same run: over one instance ("alone"), split
// over two or three that share a lease ("shared"), and split over as many that know nothing of each other ("starving").
func BenchmarkInstances(b *testing.B) {
	for _, n := range []int{2, 3} {
		b.Run(fmt.Sprintf("instances=%d", n), func(b *testing.B) { split(b, n) })
	}
}

func split(b *testing.B, size int) {
	_, address := cluster(b)
	const callers, each = 64, 30
	ways := map[string]*instances{}
	for _, way := range []string{"alone", "shared", "starving"} {
		o := jetstream.Options{URL: address, Replicas: 3, Book: way, Term: 3 * time.Second}
		n := &instances{}
		for i := range size {
			switch {
			case way == "shared":
				one := join(b, o, nil)
				if i == 0 {
					one.lease.Stand()
					one.holds(b)
				}
				n.writers = append(n.writers, one.writer)
			case way == "starving" || i == 0:
				n.writers = append(n.writers, bare(b, o))
			}
		}
		storetest.Must(b, n.writers[0], storetest.Fund(1)...)
		ways[way] = n
	}
	b.ResetTimer()
	for turn := range b.N {
		for _, way := range []string{"alone", "shared", "starving"} {
			ways[way].give(b, callers, each, turn)
		}
	}
	b.StopTimer()
	for way, n := range ways {
		b.ReportMetric(n.rate(), way+"/s")
	}
	b.ReportMetric(ways["shared"].rate()/ways["starving"].rate(), "shared/starving")
	b.ReportMetric(ways["shared"].rate()/ways["alone"].rate(), "shared/alone")
	b.ReportMetric(0, "ns/op")
}

// instances are writers over one book and what they have done.
type instances struct {
	writers []*eventstore.Writer
	gifts   int
	took    time.Duration
}

func bare(b *testing.B, o jetstream.Options) *eventstore.Writer {
	o.Synced = true
	w, err := eventstore.Open(b.Context(), open(b, o), eventstore.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = w.Close(context.WithoutCancel(b.Context())) })
	return w
}

func (n *instances) give(b *testing.B, callers, each, turn int) {
	var wait sync.WaitGroup
	begun := time.Now()
	for c := range callers {
		wait.Go(func() {
			w := n.writers[c%len(n.writers)]
			for i := range each {
				outcomes, err := w.Submit(b.Context(), storetest.Gift(1, 1000, turn, c, i))
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
	n.took += time.Since(begun)
	n.gifts += callers * each
}

func (n *instances) rate() float64 { return float64(n.gifts) / n.took.Seconds() }

// BenchmarkTakeOver is how long a caller of one instance waits when the other, which writes, dies, and when it is stopped as an operator does; with the term that
// serve has, on a cluster of three NATS servers.
func BenchmarkTakeOver(b *testing.B) {
	_, address := cluster(b)
	waits := map[string]time.Duration{}
	for turn := range b.N {
		for _, way := range []string{"died", "left"} {
			o := jetstream.Options{URL: address, Replicas: 3, Book: fmt.Sprint(way, turn), Term: 3 * time.Second}
			first, second := join(b, o, nil), join(b, o, nil)
			first.lease.Stand()
			first.holds(b)
			storetest.Must(b, second.writer, storetest.Fund(1)...)
			begun := time.Now()
			if way == "died" {
				first.lease.Die()
			} else if err := first.lease.Leave(b.Context()); err != nil {
				b.Fatal(err)
			}
			storetest.Must(b, second.writer, storetest.Gift(1, 1000, turn))
			waits[way] += time.Since(begun)
		}
	}
	for way, wait := range waits {
		b.ReportMetric(float64(wait.Milliseconds())/float64(b.N), way+"-ms")
	}
	b.ReportMetric(0, "ns/op")
}
