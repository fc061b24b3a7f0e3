package rest

import (
	"strconv"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections"
)

func entries() resource {
	return resource{"entries", nil,
		[]get{
			reads("/entries", "entries", "The entries of the log, in their order: what, when, by whom", func(c *call, q struct {
				From uint64 `query:"from" doc:"From this entry on."`
				To   uint64 `query:"to" doc:"Up to this entry."`
				paged
			}) (p Page[projections.EntryInfo], err error) {
				s, err := c.span(q.paged)
				if err != nil {
					return p, err
				}
				found, err := c.read.Entries(c.r.Context(), projections.EntriesQuery{From: max(q.From, s.from), To: q.To, Limit: s.limit + 1, AsOf: c.asOf, At: q.At})
				p = Page[projections.EntryInfo]{AsOf: c.asOf, Items: found}
				if len(found) > s.limit {
					p.Items, p.Next = found[:s.limit], c.next(found[s.limit].Entry, 0)
				}
				return p, err
			}),
			reads("/entries/{entry}", "entries", "One entry, by its number or by the id of its command", func(c *call, q struct {
				Entry string `path:"entry" doc:"The number of an entry, or the id of its command."`
				when
			}) (none projections.EntryInfo, err error) {
				if id, err := uuid.Parse(q.Entry); err == nil {
					return c.read.Entry(c.r.Context(), id, c.asOf, q.At)
				}
				n, err := strconv.ParseUint(q.Entry, 10, 63)
				if err != nil || n == 0 {
					return none, domain.Errorf(domain.Invalid, "an entry is named by its number or an id").On("entry")
				}
				found, err := c.read.Entries(c.r.Context(), projections.EntriesQuery{From: n, To: n, AsOf: c.asOf, At: q.At})
				return only(found, err, "entry", q.Entry)
			}),
			reads("/entries/{entry}/body", "entries", "One entry byte by byte as it is stored: what is sealed in it stays sealed, and its hash is its leaf", func(c *call, q ofEntry) (Line, error) {
				return c.s.o.Read.Line(c.r.Context(), c.s.o.Entries, q.Entry, c.asOf, q.At)
			}),
			reads("/entries/{entry}/proof", "entries", "That an entry is in the log as of another (RFC 6962): the path from its leaf to the root", func(c *call, q ofEntry) (projections.Inclusion, error) {
				return c.s.o.Read.Inclusion(c.r.Context(), c.s.o.Entries, q.Entry, c.asOf)
			}),
			reads("/root", "entries", "The one hash that stands for every byte of the log up to an entry (RFC 6962)", func(c *call, _ when) (projections.Root, error) {
				return c.s.o.Read.Root(c.r.Context(), c.s.o.Entries, c.asOf)
			}),
			reads("/root/extension", "entries", "That the log goes on from what it was (RFC 6962): nothing before was changed, left out or put in", func(c *call, q struct {
				From uint64 `query:"from" doc:"The entry whose root you kept; the first one where left out."`
				when
			}) (projections.Extension, error) {
				return c.s.o.Read.Extension(c.r.Context(), c.s.o.Entries, projections.AsOf{Entry: max(1, q.From)}, c.asOf)
			}),
		}}
}

type ofEntry struct {
	Entry uint64 `path:"entry"`
	when
}

// Line is one line of the log, which is JSON already.
type Line []byte
