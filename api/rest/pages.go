package rest

import (
	"encoding/base64"
	"hash/fnv"
	"net/url"

	"github.com/go-json-experiment/json"

	"sovang/domain"
	"sovang/projections"
)

// Page is a part of a list. All pages of one list speak of the same entry.
type Page[T any] struct {
	AsOf  projections.AsOf `json:"as_of"`
	Items []T              `json:"items"`
	Next  string           `json:"next,omitempty"` // ?cursor= of the next page; none: this is the last one
}

// paged is the parameters of a list.
type paged struct {
	when
	Limit  int    `query:"limit" doc:"At most so many; 100 where left out, at most 1000."`
	Cursor string `query:"cursor" doc:"Where the next page begins, as the page before says it; all other parameters stay as they were."`
}

// cursor is where a page begins: as of which entry, and at which place of the list of then. Of tells whether it is of this very list.
type cursor struct {
	Entry uint64 `json:"e"`
	From  uint64 `json:"f"`
	Skip  uint64 `json:"s,omitzero"`
	Of    uint64 `json:"o"`
}

// cursor reads a cursor and refuses one of another list.
func (c *call) cursor(text string) (cursor, error) {
	wrong := domain.Errorf(domain.Invalid, "this is no cursor of this list; leave it out to begin anew").On("cursor")
	c.stands("cursor")
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return cursor{}, wrong
	}
	var k cursor
	if json.Unmarshal(data, &k, json.RejectUnknownMembers(true)) != nil || k.Entry == 0 || k.Entry > 1<<62 || k.From > 1<<62 || k.Skip > 1<<31 || k.Of != c.list() {
		return cursor{}, wrong
	}
	return k, nil
}

// list identifies the list that is asked for: everything but where it begins, and how much of it.
func (c *call) list() uint64 {
	query := c.r.URL.Query()
	for _, name := range []string{"cursor", "limit", "as_of"} {
		query.Del(name)
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(c.r.URL.Path + "?" + url.Values(query).Encode()))
	return h.Sum64()
}

// span is which part of a list is asked for.
type span struct {
	from  uint64 // 0: from the beginning; else what the page before said
	skip  int    // of what begins there: so many stood on the page before
	limit int
}

const (
	usual = 100
	most  = 1000
)

func (c *call) span(p paged) (span, error) {
	s := span{limit: p.Limit}
	if s.limit == 0 {
		s.limit = usual
	}
	if s.limit > most {
		return s, domain.Errorf(domain.Invalid, "a page has at most %d", most).On("limit")
	}
	if p.Cursor == "" {
		return s, nil
	}
	k, err := c.cursor(p.Cursor)
	s.from, s.skip = k.From, int(k.Skip)
	return s, err
}

// next is the cursor of the page that begins at from.
func (c *call) next(from uint64, skip int) string {
	data, err := json.Marshal(cursor{c.asOf.Entry, from, uint64(skip), c.list()})
	if err != nil {
		return "" // three numbers
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

// cut gives the part of a whole list that is asked for, and the cursor of what comes after.
func cut[T any](c *call, all []T, p paged) (part []T, next string, err error) {
	s, err := c.span(p)
	if err != nil {
		return nil, "", err
	}
	from := min(int(s.from), len(all))
	to := min(from+s.limit, len(all))
	if to < len(all) {
		next = c.next(uint64(to), 0)
	}
	return all[from:to], next, nil
}

// page is cut as an answer of its own.
func page[T any](c *call, all []T, p paged, err error) (Page[T], error) {
	if err != nil {
		return Page[T]{}, err
	}
	part, next, err := cut(c, all, p)
	return Page[T]{c.asOf, part, next}, err
}

// older is a page of a list that goes from the newest to the oldest and that the read side gives in parts: those of entries below a number. An entry
// may have several, and a page may end among them.
func older[T any](c *call, p paged, entry func(T) uint64, fetch func(below uint64, limit int) ([]T, error)) (part []T, next string, err error) {
	s, err := c.span(p)
	if err != nil {
		return nil, "", err
	}
	all, err := fetch(s.from, s.skip+s.limit+1)
	if err != nil {
		return nil, "", err
	}
	to := min(s.skip+s.limit, len(all))
	if to < len(all) {
		below, skip := entry(all[to])+1, 0
		for i := to - 1; i >= 0 && entry(all[i]) == entry(all[to]); i-- {
			skip++
		}
		next = c.next(below, skip)
	}
	return all[min(s.skip, to):to], next, nil
}
