package main

import (
	"regexp"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"sovang/eventstore"
)

// metrics gathers the counters of the house. They count; they name nobody.
func (h *house) metrics() prometheus.Gatherer {
	r := prometheus.NewRegistry()
	live := collectors.GoRuntimeMetricsRule{Matcher: regexp.MustCompile(`^/gc/heap/live:bytes$`)} // what the last collection left
	r.MustRegister(collectors.NewGoCollector(collectors.WithGoCollectorRuntimeMetrics(live)), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), houseCollector{h})
	return r
}

// houseCollector reads the writer's own counters at each look.
type houseCollector struct{ h *house }

var (
	entriesTotal   = prometheus.NewDesc("sovang_entries_total", "Entries appended since the start.", nil, nil)
	messagesTotal  = prometheus.NewDesc("sovang_messages_total", "Messages appended since the start, each with one fsync.", nil, nil)
	bytesTotal     = prometheus.NewDesc("sovang_appended_bytes_total", "Bytes appended since the start.", nil, nil)
	refusedTotal   = prometheus.NewDesc("sovang_refused_total", "Commands refused since the start.", nil, nil)
	repeatedTotal  = prometheus.NewDesc("sovang_repeated_total", "Commands that had been accepted before.", nil, nil)
	conflictsTotal = prometheus.NewDesc("sovang_conflicts_total", "Publishes that another writer was ahead of.", nil, nil)
	retriesTotal   = prometheus.NewDesc("sovang_retries_total", "Publishes without an answer.", nil, nil)
	loadsTotal     = prometheus.NewDesc("sovang_loads_total", "Looks at the read side or at old entries.", nil, nil)
	forwardedTotal = prometheus.NewDesc("sovang_forwarded_total", "Commands that the instance which writes answered for this one.", nil, nil)
	answeredTotal  = prometheus.NewDesc("sovang_answered_total", "Commands of other instances that this one answered.", nil, nil)
	takenTotal     = prometheus.NewDesc("sovang_lease_taken_total", "How often this instance has become the one that writes.", nil, nil)
	leaseHeld      = prometheus.NewDesc("sovang_lease_held", "1 where this instance writes the book, else 0.", []string{"instance"}, nil)
	leaseHolder    = prometheus.NewDesc("sovang_lease_holder", "1, with the instance that writes the book as this one knows it; nothing where none does.", []string{"instance"}, nil)
	lastEntry      = prometheus.NewDesc("sovang_last_entry", "Number of the last entry of the book.", nil, nil)
	readEntry      = prometheus.NewDesc("sovang_read_entry", "Number of the last entry that reports see.", nil, nil)
	lagEntries     = prometheus.NewDesc("sovang_lag_entries", "Entries that are stored and that reports do not see yet.", nil, nil)
	groupEntries   = prometheus.NewDesc("sovang_group_entries", "Entries in a message, on the average since the start.", nil, nil)
	appendSeconds  = prometheus.NewDesc("sovang_append_seconds", "From a publish to its ack.", nil, nil)
)

// Describe implements prometheus.Collector.
func (c houseCollector) Describe(out chan<- *prometheus.Desc) { prometheus.DescribeByCollect(c, out) }

// Collect implements prometheus.Collector.
func (c houseCollector) Collect(out chan<- prometheus.Metric) {
	count := func(d *prometheus.Desc, n uint64) {
		out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n))
	}
	m := &c.h.writer.Metrics
	count(entriesTotal, m.Entries.Load())
	count(messagesTotal, m.Messages.Load())
	count(bytesTotal, m.Bytes.Load())
	count(refusedTotal, m.Refused.Load())
	count(repeatedTotal, m.Repeated.Load())
	count(conflictsTotal, m.Conflicts.Load())
	count(retriesTotal, m.Retries.Load())
	count(loadsTotal, m.Loads.Load())
	count(forwardedTotal, m.Forwarded.Load())
	count(answeredTotal, m.Answered.Load())
	c.lease(out, count)
	gauge := func(d *prometheus.Desc, n float64) { out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, n) }
	seen, last := c.h.read.projector.Reached(), c.h.writer.Known() // in this order: what comes in between is lag, and lag is never negative
	gauge(lastEntry, float64(last))
	gauge(readEntry, float64(seen))
	gauge(lagEntries, float64(last-min(last, seen)))
	gauge(groupEntries, float64(m.Entries.Load())/float64(max(1, m.Messages.Load())))
	out <- histogram(appendSeconds, &m.Append)
}

// lease says who writes the book, where several could.
func (c houseCollector) lease(out chan<- prometheus.Metric, count func(*prometheus.Desc, uint64)) {
	l := c.h.lease
	if l == nil {
		return
	}
	count(takenTotal, l.Taken())
	held := 0.0
	if l.Mine() {
		held = 1
	}
	out <- prometheus.MustNewConstMetric(leaseHeld, prometheus.GaugeValue, held, l.ID())
	if holder := l.Holder(); holder != "" {
		out <- prometheus.MustNewConstMetric(leaseHolder, prometheus.GaugeValue, 1, holder)
	}
}

func histogram(d *prometheus.Desc, h *eventstore.Histogram) prometheus.Metric {
	atMost, n, sum := h.Read()
	buckets := map[float64]uint64{}
	for i, bound := range eventstore.Bounds {
		buckets[bound.Seconds()] = atMost[i]
	}
	return prometheus.MustNewConstHistogram(d, n, sum.Seconds(), buckets)
}
