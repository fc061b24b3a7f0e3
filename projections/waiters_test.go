package projections_test

import (
	"testing"
	"testing/synctest"
	"time"

	"sovang/projections"
	"sovang/projections/readdb"
)

// TestGathering: what nobody waits for is gathered for a moment and seen at once; whoever waits, does not wait for the moment to pass.
func TestGathering(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := small(t)
		p := b.project(t, readdb.SQLite(t.TempDir(), projections.Version), projections.Options{})
		b.gift(1000) // to see it, it must be following
		b.caughtUp(t, p)
		seen := p.Reached()
		for range 10 {
			b.gift(1000)
			time.Sleep(time.Millisecond)
			synctest.Wait()
			if p.Reached() != seen {
				t.Fatalf("entry %d is seen before the moment of gathering is over", p.Reached())
			}
		}
		time.Sleep(50 * time.Millisecond)
		synctest.Wait()
		if p.Reached() != seen+10 {
			t.Fatalf("entry %d is seen after the moment of gathering, not %d", p.Reached(), seen+10)
		}
		begun := time.Now()
		b.gift(1000)
		b.caughtUp(t, p)
		waiting := make(chan error)
		go func() { waiting <- p.Wait(t.Context(), seen+12) }()
		synctest.Wait()
		b.gift(1000)
		if err := <-waiting; err != nil {
			t.Error(err)
		}
		if took := time.Since(begun); took != 0 {
			t.Errorf("who waited waited %s more", took)
		}
	})
}

// TestGatheringFast: what comes fast is gathered for longer, though not for ever.
func TestGatheringFast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := small(t)
		p := b.project(t, readdb.SQLite(t.TempDir(), projections.Version), projections.Options{})
		b.gift(1000)
		b.caughtUp(t, p)
		seen := p.Reached()
		for range 250 {
			b.gift(1000)
		}
		time.Sleep(199 * time.Millisecond)
		synctest.Wait()
		if p.Reached() != seen {
			t.Fatalf("entry %d is seen before what comes fast was gathered", p.Reached())
		}
		time.Sleep(time.Millisecond)
		synctest.Wait()
		if p.Reached() != seen+250 {
			t.Fatalf("entry %d is seen after the time of gathering, not %d", p.Reached(), seen+250)
		}
	})
}
