package campaign

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sovang/domain"
)

func TestSharesOfCasesFromThePress(t *testing.T) {
	three := Rule{Levels: []Level{{"tỉnh", 10}, {"huyện", 20}, {"xã", 70}}, Remainder: "xã"}
	for title, tt := range map[string]struct {
		rule Rule
		sum  int64
		want []int64
	}{
		"Châu Đức 2011":                 {Rule{Levels: []Level{{"chi hội", 60}, {"xã", 40}}, Remainder: "chi hội"}, 14_000_000, []int64{8_400_000, 5_600_000}},
		"Thái Bình 2004":                {three, 2_500_000_000, []int64{250_000_000, 500_000_000, 1_750_000_000}},
		"a sum that does not divide":    {three, 1_000_001, []int64{100_000, 200_000, 700_001}},
		"the remainder at the province": {Rule{Levels: three.Levels, Remainder: "tỉnh"}, 1_000_001, []int64{100_001, 200_000, 700_000}},
		"all of it to one":              {Rule{Levels: []Level{{"xã", 100}, {"huyện", 0}, {"tỉnh", 0}}, Remainder: "xã"}, 1_000_001, []int64{1_000_001, 0, 0}},
		"nothing":                       {three, 0, []int64{0, 0, 0}},
		"more than a product can hold":  {three, 1_000_000_000_000_000_001, []int64{100_000_000_000_000_000, 200_000_000_000_000_000, 700_000_000_000_000_001}},
	} {
		if got := tt.rule.Shares(tt.sum); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", title, got, tt.want)
		}
	}
}

func TestRuleInForce(t *testing.T) {
	c := fold(opened, thaiBinh, with(thaiBinh, func(r *RuleSet) { r.From, r.Remainder = first+10, "tỉnh" }))
	for day, want := range map[domain.Date]int{first - 1: 0, first: 1, first + 9: 1, first + 10: 2, last: 2} {
		if _, no := c.RuleOn(day); no != want {
			t.Errorf("on %s rule %d is in force, want %d", day, no, want)
		}
	}
	if r, _ := c.RuleOn(first + 10); r.Remainder != "tỉnh" {
		t.Errorf("got %v", r)
	}
}

func anyRule(t *rapid.T) Rule {
	n, left := rapid.IntRange(1, 6).Draw(t, "levels"), int64(100)
	r := Rule{}
	for i := range n {
		p := left
		if i < n-1 {
			p = rapid.Int64Range(0, left).Draw(t, "percent")
		}
		left -= p
		r.Levels = append(r.Levels, Level{string(rune('a' + i)), p})
	}
	takers := slices.Collect(func(yield func(string) bool) {
		for _, l := range r.Levels {
			if l.Percent > 0 && !yield(l.Name) {
				return
			}
		}
	})
	r.Remainder = rapid.SampledFrom(takers).Draw(t, "remainder")
	return r
}

// Whatever the rule and the boxes: the parts of each box add up to it and none is less than nothing, each level has of all boxes what the
// sum gives it, whatever the order and however many openings, and along the way it is never further from that than a đồng for each level.
func TestPartsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRule(t)
		most := rapid.SampledFrom([]int64{3, 1_000, 5_000_000}).Draw(t, "most")
		boxes := rapid.SliceOfN(rapid.Int64Range(0, most), 1, 60).Draw(t, "boxes")
		boxes[0] += 1_000 // an opening of a few đồng in all is refused; see below
		sum := int64(0)
		for _, b := range boxes {
			sum += b
		}
		want := r.Shares(sum)
		for range 2 {
			got := make([]int64, len(r.Levels))
			before := int64(0)
			for opening := range slices.Chunk(boxes, 1+rapid.IntRange(0, len(boxes)-1).Draw(t, "opening")) {
				parts, err := r.Parts(before, opening)
				if err != nil {
					if total := before + sumOf(opening); before > 0 && total-before < 1_000 {
						return // a last opening of a few đồng
					}
					t.Fatal(err)
				}
				for i, box := range opening {
					if sumOf(parts[i]) != box || slices.Min(parts[i]) < 0 {
						t.Fatalf("a box of %d is split into %v", box, parts[i])
					}
					for l, part := range parts[i] {
						got[l] += part
					}
				}
				before += sumOf(opening)
				if now := r.Shares(before); !slices.Equal(got, now) {
					t.Fatalf("after %d the levels have %v, want %v", before, got, now)
				}
			}
			if !slices.Equal(got, want) {
				t.Fatalf("in this order the levels have %v, want %v", got, want)
			}
			rest := boxes[1:]
			rand.New(rand.NewPCG(uint64(sum), 1)).Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
		}
	})
}

// Each running share, box by box, is the percent rounded down; the level with the remainder is at most a đồng above it for each other level.
func TestRunningSharesAreClose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, sum := anyRule(t), rapid.Int64Range(0, 1_000_000_000_000_000).Draw(t, "sum")
		for i, share := range r.Shares(sum) {
			exact, most := r.Levels[i].Percent*sum, int64(100)
			if r.Levels[i].Name == r.Remainder {
				if share*100 < exact || share*100 >= exact+100*int64(len(r.Levels)) {
					t.Fatalf("the remainder of %d is %d by %v", sum, share, r)
				}
				continue
			}
			if share*100 > exact || share*100 <= exact-most {
				t.Fatalf("%d percent of %d is %d", r.Levels[i].Percent, sum, share)
			}
		}
	})
}

func TestAFewDongCannotBeSplit(t *testing.T) {
	r := Rule{Levels: []Level{{"a", 40}, {"b", 40}, {"c", 20}}, Remainder: "c"}
	if parts, err := r.Parts(4, []int64{1}); domain.CodeOf(err) != domain.Violation {
		t.Errorf("got %v, %v", parts, err)
	}
	parts, err := r.Parts(0, []int64{4, 1})
	if err != nil || sumOf(parts[1]) != 1 || slices.Min(parts[1]) < 0 {
		t.Errorf("got %v, %v", parts, err)
	}
}

func sumOf(parts []int64) (sum int64) {
	for _, p := range parts {
		sum += p
	}
	return sum
}
