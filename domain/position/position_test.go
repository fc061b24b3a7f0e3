package position

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// cells is a set as a test sees it: one cell for every position.
func cells(spans []Span) (all []int64) {
	for _, s := range spans {
		for p := s.From(); p < s.To(); p++ {
			all = append(all, p)
		}
	}
	return all
}

// TestSet adds and removes at random, beside a set with one cell for every position.
func TestSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var set Set
		naive := map[int64]bool{}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			from := rapid.Int64Range(0, 40).Draw(t, "from")
			s := Span{from, from + rapid.Int64Range(0, 12).Draw(t, "len")}
			add := rapid.Bool().Draw(t, "add")
			if add {
				for _, part := range set.Without([]Span{s}) {
					set.Add(part)
				}
			} else {
				set.Remove(s)
			}
			for _, p := range cells([]Span{s}) {
				naive[p] = add
			}
			have := cells(set)
			for p, in := range naive {
				if in != slices.Contains(have, p) {
					t.Fatalf("%v holds %d: %v", set, p, !in)
				}
			}
			for i, span := range set {
				if span.Len() <= 0 || i > 0 && set[i-1].To() >= span.From() {
					t.Fatalf("%v is not sorted, disjoint and apart", set)
				}
			}
			n := rapid.Int64Range(0, 60).Draw(t, "n")
			lowest, highest := cells(set.Lowest(n)), cells(Highest(set, n))
			k := min(int(n), len(have))
			if !slices.Equal(lowest, have[:k]) || !slices.Equal(highest, have[len(have)-k:]) {
				t.Fatalf("of %v the %d lowest are %v, the highest %v", set, n, lowest, highest)
			}
		}
	})
}

// TestPart: what stands at offsets of a sequence that is not ascending.
func TestPart(t *testing.T) {
	taken := []Span{{7, 9}, {0, 3}, {20, 21}}
	for from := int64(0); from <= 6; from++ {
		for to := from; to <= 7; to++ {
			if got, want := cells(Part(taken, from, to)), cells(taken)[from:min(to, 6)]; !slices.Equal(got, want) {
				t.Errorf("%d…%d of %v is %v, want %v", from, to, taken, got, want)
			}
		}
	}
	if got := Ascending(taken); !slices.Equal(got, []Span{{0, 3}, {7, 9}, {20, 21}}) {
		t.Errorf("ascending: %v", got)
	}
}
