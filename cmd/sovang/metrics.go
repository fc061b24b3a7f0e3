package main

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"sovang/eventstore"
)

// metrics gathers the counters of the house. They count; they name nobody.
func (h *house) metrics() prometheus.Gatherer {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), houseCollector{h})
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
	lastEntry      = prometheus.NewDesc("sovang_last_entry", "Number of the last entry of the book.", nil, nil)
	readEntry      = prometheus.NewDesc("sovang_read_entry", "Number of the last entry that reports see.", nil, nil)
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
	out <- prometheus.MustNewConstMetric(lastEntry, prometheus.GaugeValue, float64(c.h.writer.Position().Entry))
	out <- prometheus.MustNewConstMetric(readEntry, prometheus.GaugeValue, float64(c.h.read.projector.Reached()))
	out <- histogram(appendSeconds, &m.Append)
}

func histogram(d *prometheus.Desc, h *eventstore.Histogram) prometheus.Metric {
	atMost, n, sum := h.Read()
	buckets := map[float64]uint64{}
	for i, bound := range eventstore.Bounds {
		buckets[bound.Seconds()] = atMost[i]
	}
	return prometheus.MustNewConstHistogram(d, n, sum.Seconds(), buckets)
}
