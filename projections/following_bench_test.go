package projections_test

import (
	"context"
	"syscall"
	"testing"
	"time"

	"sovang/eventstore"
	"sovang/eventstore/memory"
	"sovang/projections"
	"sovang/projections/readdb"
	"sovang/projections/readdb/pgtest"
)

// BenchmarkFollowing tells what a gift costs the read side while it follows a writer with 64 callers: 200 messages of 30 gifts a second, nobody
// waiting for them. It counts the processor's time (of PostgreSQL only what the client takes), which says more than a rate on a busy machine.
func BenchmarkFollowing(b *testing.B) {
	all := gifts()
	eachStore(b, func(b *testing.B, store *readdb.Store) {
		log := &memory.Log{}
		begin, rest := thirds(b, all.log)
		appendAll(b, log, begin)
		p, err := projections.Open(b.Context(), store, log, projections.Options{Vault: all.vault})
		if err != nil {
			b.Fatal(err)
		}
		ctx, cancel := context.WithCancel(b.Context())
		ended := make(chan error)
		go func() { ended <- p.Run(ctx) }()
		if err := p.Wait(ctx, uint64(entriesIn(begin))); err != nil {
			b.Fatal(err)
		}
		count := 0
		began := processorTime(b)
		pace := time.NewTicker(5 * time.Millisecond)
		for b.Loop() {
			<-pace.C
			m := rest[count%len(rest)]
			appendAll(b, log, [][]byte{m})
			if count++; count == len(rest) {
				break
			}
		}
		pace.Stop()
		last := entriesIn(begin) + entriesIn(rest[:count])
		if err := p.Wait(ctx, uint64(last)); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64((processorTime(b)-began).Microseconds())/float64(entriesIn(rest[:count])), "cpu-µs/entry")
		cancel()
		if err := <-ended; err != nil {
			b.Error(err)
		}
		if err := p.Close(); err != nil {
			b.Error(err)
		}
	})
}

// eachStore runs a benchmark on SQLite and on PostgreSQL.
func eachStore(b *testing.B, run func(*testing.B, *readdb.Store)) {
	b.Run("sqlite", func(b *testing.B) { run(b, readdb.SQLite(b.TempDir(), projections.Version)) })
	b.Run("postgres", func(b *testing.B) { run(b, postgres(b, pgtest.Start(b).Database(b))) })
}

// thirds gives a log's messages up to the first gifts as they are, and the rest in messages of 30 entries.
func thirds(b *testing.B, log *memory.Log) (begin, rest [][]byte) {
	var line []byte
	n := 0
	for m, err := range log.Read(b.Context(), 1, false) {
		if err != nil {
			b.Fatal(err)
		}
		if m.Sequence <= benchDonors/100+100 {
			begin = append(begin, m.Data)
			continue
		}
		for text := range eventstore.Lines(m) {
			line = append(append(line, text...), '\n')
			if n++; n%30 == 0 {
				rest, line = append(rest, line), nil
			}
		}
	}
	return begin, rest
}

func appendAll(b *testing.B, log *memory.Log, messages [][]byte) {
	for _, data := range messages {
		last, err := log.Last(b.Context())
		if err == nil {
			_, err = log.Append(b.Context(), last, data)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

func entriesIn(messages [][]byte) (n int) {
	for _, data := range messages {
		for range eventstore.Lines(eventstore.Message{Data: data}) {
			n++
		}
	}
	return n
}

// processorTime is what this process has used.
func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// BenchmarkRebuild makes all read models of 200,000 gifts anew, indexes and switch included.
func BenchmarkRebuild(b *testing.B) {
	all := gifts()
	eachStore(b, func(b *testing.B, store *readdb.Store) {
		p, err := projections.Open(b.Context(), store, all.log, projections.Options{Vault: all.vault})
		if err != nil {
			b.Fatal(err)
		}
		began := processorTime(b)
		for b.Loop() {
			if err := p.Rebuild(b.Context(), nil); err != nil {
				b.Fatal(err)
			}
		}
		entries := float64(p.Reached()) * float64(b.N)
		b.ReportMetric(entries/b.Elapsed().Seconds(), "entries/s")
		b.ReportMetric(float64((processorTime(b)-began).Microseconds())/entries, "cpu-µs/entry")
		if err := p.Close(); err != nil {
			b.Error(err)
		}
	})
}
