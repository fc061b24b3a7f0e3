package pages

import (
	"net/url"
	"strconv"

	"sovang/domain"
	"sovang/projections"
)

// When is what the head of a report shows of the two axes of time: as of which entry, and about which day. The template "when" draws it.
type When struct {
	AsOf projections.AsOf
	At   *domain.Date
	Last uint64 // entry of all
	// Asked and Day are as they were typed, "" where the report is of the last entry and of all days.
	Asked, Day string
	// Keep are the other parameters of the report, which moving in time leaves alone.
	Keep []Field
	path string
}

// when reads as_of and at of a report's address, and keeps the other parameters that it names.
func (c *Call) when(keep ...string) (h When, err error) {
	h = When{Last: c.site.o.Reached(), Asked: c.Query("as_of"), Day: c.Query("at"), path: c.Request.URL.Path}
	for _, name := range keep {
		if v := c.Query(name); v != "" {
			h.Keep = append(h.Keep, Field{name, v})
		}
	}
	if h.AsOf, err = c.AsOf(); err != nil {
		return h, err
	}
	if h.Asked == "" {
		h.Last = h.AsOf.Entry // also of a page that was made a moment ago for somebody else
	}
	h.At, err = c.At()
	return h, err
}

// Day as the browser's own field for days takes it.
func (h When) ISO() string {
	if h.At == nil {
		return ""
	}
	return h.At.ISO()
}

// Past says whether the report is not of the last entry.
func (h When) Past() bool { return h.AsOf.Entry < h.Last }

// Step is the address of the same report so many entries earlier or later, "" where there is none.
func (h When) Step(by int64) string {
	to := int64(h.AsOf.Entry) + by
	if to < 1 || to > int64(h.Last) {
		return ""
	}
	return h.address(strconv.FormatInt(to, 10))
}

// Now is the address of the same report as of the last entry.
func (h When) Now() string { return h.address("") }

// With is the address of the same report at the same time with one parameter more; name "": with none.
func (h When) With(name, value string) string { return h.address(h.Asked, Field{name, value}) }

func (h When) address(asOf string, more ...Field) string {
	q := url.Values{}
	for _, k := range more {
		if k.Name != "" {
			q.Set(k.Name, k.Value)
		}
	}
	for _, k := range h.Keep {
		q.Set(k.Name, k.Value)
	}
	if h.Day != "" {
		q.Set("at", h.Day)
	}
	if asOf != "" {
		q.Set("as_of", asOf)
	}
	if len(q) == 0 {
		return h.path
	}
	return h.path + "?" + q.Encode()
}

// Change is the address of the same report at the same moment with another value of one parameter, "" for none.
func (h When) Change(name, value string) string {
	q := url.Values{}
	for _, k := range h.Keep {
		q.Set(k.Name, k.Value)
	}
	for k, v := range map[string]string{"as_of": h.Asked, "at": h.Day, name: value} {
		if q.Del(k); v != "" {
			q.Set(k, v)
		}
	}
	return h.path + "?" + q.Encode()
}
