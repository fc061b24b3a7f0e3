package unit

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"sovang/domain"
)

// TestPlacesHoldFromTheirDay: whatever is recorded in whatever order, on a day that placement holds which has the latest day up to it and, of
// one day, was recorded last; and stretches tell the same as asking day by day.
func TestPlacesHoldFromTheirDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := &Unit{}
		u.Evolve(uuid.Nil, founded)
		recorded := []Placed{{Parent: founded.Parent, From: founded.From}}
		day := rapid.Custom(func(t *rapid.T) domain.Date { return may + domain.Date(rapid.IntRange(0, 9).Draw(t, "day")) })
		for range rapid.IntRange(0, 8).Draw(t, "placements") {
			p := Placed{Parent: rapid.SampledFrom([]uuid.UUID{{}, parent, other}).Draw(t, "parent"), From: day.Draw(t, "from")}
			u.Evolve(uuid.Nil, p)
			recorded = append(recorded, p)
		}
		end := Forever
		if rapid.Bool().Draw(t, "ends") {
			end = day.Draw(t, "end") + 1
			u.Evolve(uuid.Nil, Ended{How: Dissolved, From: end, Decision: "QĐ"})
		}
		for d := may - 1; d < may+12; d++ {
			want := uuid.Nil
			for _, p := range recorded {
				if d >= end || p.From > d {
					continue
				}
				latest := true
				for _, q := range recorded {
					latest = latest && !(q.From <= d && q.From > p.From)
				}
				if latest {
					want = p.Parent
				}
			}
			if got := u.ParentOn(d); got != want || u.LivesOn(d) != (d >= may && d < end) {
				t.Fatalf("on %s it lies under %v, want %v", d, got, want)
			}
			var at []Stretch
			for _, s := range u.Stretches(may, Forever) {
				if s.From <= d && d < s.Until {
					at = append(at, s)
				}
			}
			if u.LivesOn(d) != (len(at) == 1) || len(at) == 1 && at[0].Parent != want {
				t.Fatalf("on %s the stretches say %v, want %v", d, at, want)
			}
		}
	})
}

func TestStretchesAreCutToWhatIsAsked(t *testing.T) {
	u := &Unit{}
	for _, e := range []domain.Event{founded, Placed{other, true, june}, Placed{From: june + 10}, Ended{How: Dissolved, From: june + 20}} {
		u.Evolve(uuid.Nil, e)
	}
	want := []Stretch{{Placement{parent, false, june - 5}, june}, {Placement{other, true, june}, june + 10}, {Placement{From: june + 10}, june + 20}}
	if diff := cmp.Diff(want, u.Stretches(june-5, Forever)); diff != "" {
		t.Error(diff)
	}
	if got := u.Stretches(june+20, Forever); got != nil {
		t.Errorf("after its end: %v", got)
	}
}
