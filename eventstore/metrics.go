package eventstore

import (
	"sync/atomic"
	"time"
)

// Metrics counts what a writer has done since it was opened. Read it at any time.
type Metrics struct {
	Entries   atomic.Uint64 // appended
	Messages  atomic.Uint64 // appended
	Bytes     atomic.Uint64 // appended
	Refused   atomic.Uint64
	Repeated  atomic.Uint64
	Conflicts atomic.Uint64 // somebody else had written
	Retries   atomic.Uint64 // publishes without an answer
	Loads     atomic.Uint64 // looks at the read side or at old entries
	Forwarded atomic.Uint64 // requests that the instance with the lease answered for this one
	Answered  atomic.Uint64 // requests of other instances that this one answered
	Append    Histogram     // from the publish to its ack
}

// Bounds are the upper ends of a histogram's buckets; a last bucket holds what is longer.
var Bounds = [...]time.Duration{
	100 * time.Microsecond, 200 * time.Microsecond, 500 * time.Microsecond, time.Millisecond, 2 * time.Millisecond, 5 * time.Millisecond,
	10 * time.Millisecond, 25 * time.Millisecond, 50 * time.Millisecond, 100 * time.Millisecond, 250 * time.Millisecond, time.Second, 5 * time.Second,
}

// Histogram counts durations by Bounds.
type Histogram struct {
	buckets [len(Bounds) + 1]atomic.Uint64
	sum     atomic.Int64
}

func (h *Histogram) observe(d time.Duration) {
	i := 0
	for i < len(Bounds) && d > Bounds[i] {
		i++
	}
	h.buckets[i].Add(1)
	h.sum.Add(int64(d))
}

// Within gives the first of Bounds within which so many of a hundred durations were; 0 where there were none, or not so many within any bound.
func (h *Histogram) Within(percent uint64) time.Duration {
	atMost, count, _ := h.Read()
	for i, n := range atMost {
		if count > 0 && n*100 >= count*percent {
			return Bounds[i]
		}
	}
	return 0
}

// Read gives how many durations were at most as long as each of Bounds, how many there were in all, and their sum.
func (h *Histogram) Read() (atMost [len(Bounds)]uint64, count uint64, sum time.Duration) {
	for i := range h.buckets {
		count += h.buckets[i].Load()
		if i < len(Bounds) {
			atMost[i] = count
		}
	}
	return atMost, count, time.Duration(h.sum.Load())
}
