// Package position is numbered things in order of receipt: đồng of a compartment, pieces of an item in store.
//
// It promises that whatever is taken out of a set and put back leaves the very same set, however it is cut.
package position

import (
	"slices"
	"sort"
)

// Span is the positions From, From+1, … To-1 of one sequence, written [from, to] in the log.
type Span [2]int64

// From is the first position.
func (s Span) From() int64 { return s[0] }

// To is one past the last position.
func (s Span) To() int64 { return s[1] }

// Len is how many positions there are.
func (s Span) Len() int64 { return s[1] - s[0] }

// Shifted is the span that lies further up by that many positions.
func (s Span) Shifted(by int64) Span { return Span{s[0] + by, s[1] + by} }

// Intersect is what two spans share, and false where that is nothing.
func (s Span) Intersect(t Span) (Span, bool) {
	u := Span{max(s[0], t[0]), min(s[1], t[1])}
	return u, u[0] < u[1]
}

// Total is how many positions the spans have together.
func Total(spans []Span) (n int64) {
	for _, s := range spans {
		n += s.Len()
	}
	return n
}

// Part is the positions that stand at offsets from … to-1 of a sequence of spans.
func Part(spans []Span, from, to int64) []Span {
	var part []Span
	for _, s := range spans {
		if from >= to || to <= 0 {
			break
		}
		if from < s.Len() {
			part = follow(part, Span{s[0] + max(from, 0), s[0] + min(to, s.Len())})
		}
		from, to = from-s.Len(), to-s.Len()
	}
	return part
}

// follow appends s to a sequence, as one span with the last where it continues it.
func follow(spans []Span, s Span) []Span {
	if n := len(spans); n > 0 && spans[n-1][1] == s[0] {
		spans[n-1][1] = s[1]
		return spans
	}
	return append(spans, s)
}

// Set is positions as sorted, disjoint spans that do not touch. The free positions of a compartment are one: mostly a single span,
// with a few holes below where something came back.
type Set []Span

// Len is how many positions the set has.
func (f Set) Len() int64 { return Total(f) }

// at is the index of the first span that ends behind position p.
func (f Set) at(p int64) int { return sort.Search(len(f), func(i int) bool { return f[i][1] > p }) }

// Add puts a span into the set that shares nothing with it.
func (f *Set) Add(s Span) {
	if s.Len() <= 0 {
		return
	}
	if n := len(*f); n > 0 && (*f)[n-1][1] == s[0] { // the common case: what is new comes at the end
		(*f)[n-1][1] = s[1]
		return
	}
	i := f.at(s[0])
	if i > 0 && (*f)[i-1][1] == s[0] {
		i--
		(*f)[i][1] = s[1]
	} else {
		*f = slices.Insert(*f, i, s)
	}
	if i+1 < len(*f) && (*f)[i+1][0] == s[1] {
		(*f)[i][1] = (*f)[i+1][1]
		*f = slices.Delete(*f, i+1, i+2)
	}
}

// Remove takes a span out of the set, as much of it as is there.
func (f *Set) Remove(s Span) {
	if s.Len() <= 0 {
		return
	}
	i := f.at(s[0])
	for i < len(*f) && (*f)[i][0] < s[1] {
		have := (*f)[i]
		switch left, right := have[0] < s[0], have[1] > s[1]; {
		case left && right:
			(*f)[i][1] = s[0]
			*f = slices.Insert(*f, i+1, Span{s[1], have[1]})
			return
		case left:
			(*f)[i][1] = s[0]
			i++
		case right:
			(*f)[i][0] = s[1]
			return
		default:
			*f = slices.Delete(*f, i, i+1)
		}
	}
}

// Within is the part of the set that lies in s.
func (f Set) Within(s Span) []Span {
	var part []Span
	for i := f.at(s[0]); i < len(f) && f[i][0] < s[1]; i++ {
		if both, ok := f[i].Intersect(s); ok {
			part = append(part, both)
		}
	}
	return part
}

// Lowest is the n lowest positions, ascending; fewer where there are fewer.
func (f Set) Lowest(n int64) []Span { return Part(f, 0, n) }

// Without is what of the ascending spans is not in the set.
func (f Set) Without(spans []Span) []Span {
	var rest []Span
	for _, s := range spans {
		left := Set{s}
		for _, have := range f.Within(s) {
			left.Remove(have)
		}
		rest = append(rest, left...)
	}
	return rest
}

// Highest is the n last positions of an ascending sequence, still ascending.
func Highest(spans []Span, n int64) []Span {
	all := Total(spans)
	return Part(spans, max(all-n, 0), all)
}

// Ascending is the same positions in ascending order.
func Ascending(spans []Span) []Span {
	var set Set
	for _, s := range spans {
		set.Add(s)
	}
	return set
}
