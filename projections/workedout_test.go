package projections_test

import (
	"reflect"
	"testing"
	"time"

	"sovang/domain"
	"sovang/projections"
	"sovang/projections/readdb"
)

// TestWorkedOutOnce: what a reader keeps of slots and pledges is what another works out anew, as of entry after entry, on several days, and at moments before and after
// holds run out.
func TestWorkedOutOnce(t *testing.T) {
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		b := history(t, 23, 300)
		p := b.project(t, open(t), projections.Options{})
		keeps, last := p.Reader(), b.last()
		slots, pledges := 0, 0
		for i := range uint64(90) {
			asOf := projections.AsOf{Entry: last - (i*5)%min(last, 200)}
			if i%3 == 1 {
				asOf.Entry = max(1, asOf.Entry-1) // mostly about something else
			}
			at := b.today() + 1 - domain.Date(i/30)
			for hours := range 3 {
				q := projections.GodfathersQuery{AsOf: asOf, At: &at, Moment: b.now.Add(time.Duration(hours-1) * 40 * time.Hour), OnlySlots: i%2 == 0}
				got, err := keeps.Godfathers(t.Context(), q)
				want, fresh := p.Reader().Godfathers(t.Context(), q)
				if err != nil || fresh != nil || !reflect.DeepEqual(got, want) {
					t.Fatalf("slots as of %d, %s: %v, %v\n%+v\nwant\n%+v", asOf.Entry, at, err, fresh, got, want)
				}
				slots = max(slots, len(got.Slots))
			}
			for n := range 2 {
				q := projections.PledgesQuery{Fund: id("fund", n+1), AsOf: asOf, At: &at}
				got, err := keeps.Pledges(t.Context(), q)
				want, fresh := p.Reader().Pledges(t.Context(), q)
				if err != nil || fresh != nil || !reflect.DeepEqual(got, want) {
					t.Fatalf("pledges as of %d, %s: %v, %v\n%+v\nwant\n%+v", asOf.Entry, at, err, fresh, got, want)
				}
				pledges = max(pledges, len(got))
			}
		}
		if slots == 0 || pledges == 0 {
			t.Errorf("%d slots, %d pledges: the test shows nothing", slots, pledges)
		}
	})
}
