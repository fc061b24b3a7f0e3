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
				found, err := c.s.o.Read.Entries(c.r.Context(), projections.EntriesQuery{From: max(q.From, s.from), To: q.To, Limit: s.limit + 1, AsOf: c.asOf, At: q.At})
				p = Page[projections.EntryInfo]{AsOf: c.asOf, Items: found}
				if len(found) > s.limit {
					p.Items, p.Next = found[:s.limit], c.next(found[s.limit].Entry, 0)
				}
				return p, err
			}),
			reads("/entries/{entry}", "entries", "One entry, by its number or by the id of its command", func(c *call, q struct {
				Entry string `path:"entry"`
				when
			}) (none projections.EntryInfo, err error) {
				if id, err := uuid.Parse(q.Entry); err == nil {
					return c.s.o.Read.Entry(c.r.Context(), id, c.asOf, q.At)
				}
				n, err := strconv.ParseUint(q.Entry, 10, 63)
				if err != nil || n == 0 {
					return none, domain.Errorf(domain.Invalid, "an entry is named by its number or an id").On("entry")
				}
				found, err := c.s.o.Read.Entries(c.r.Context(), projections.EntriesQuery{From: n, To: n, AsOf: c.asOf, At: q.At})
				return only(found, err, "entry", q.Entry)
			}),
		}}
}
