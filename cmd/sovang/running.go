package main

import (
	"context"
	"os"
	"path/filepath"

	"sovang/api/pages"
	"sovang/eventstore"
	"sovang/projections"
)

// running is what this process knows of itself: from its own counters, the lease, NATS and its files.
func (h *house) running(ctx context.Context) pages.Instance {
	i := pages.Instance{Began: h.began, Book: h.book, Ready: h.ready(ctx), Stopped: h.read.projector.Stopped(), Model: projections.Version, Database: h.database}
	if h.lease != nil {
		i.Name, i.Writer, i.Writes = h.lease.ID(), h.lease.Holder(), h.lease.Mine()
	}
	i.Read, i.Last = h.read.projector.Reached(), h.writer.Known()
	size, err := h.store.Size(ctx)
	i.Messages, i.Bytes, i.Unasked = size.Messages, size.Bytes, err
	for _, c := range size.Copies {
		i.Copies = append(i.Copies, pages.Stored{Server: c.Server, Leads: c.Leads, Current: c.Current, Away: c.Away, Behind: c.Behind})
	}
	if file, err := os.Stat(filepath.Join(bookDir(h.dir, h.book), eventstore.SnapshotFile)); err == nil {
		i.Snapshot, i.Taken = file.Size(), file.ModTime()
	}
	m := &h.writer.Metrics
	i.Entries, i.Groups, i.Refused, i.Repeated, i.Conflicts = m.Entries.Load(), m.Messages.Load(), m.Refused.Load(), m.Repeated.Load(), m.Conflicts.Load()
	if i.Nearly = m.Append.Within(99); i.Nearly > 0 {
		i.Half = m.Append.Within(50)
	}
	return i
}

// databaseOf is where the read models lie, for people.
func databaseOf(g *globals) string {
	if g.Postgres != "" {
		return "PostgreSQL"
	}
	return "SQLite"
}
