package pages

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestAsItGrows: what is made ahead is made when the program begins and after every hour in which the ledger has grown, not after one in which it has not, and no
// more once the program ends. The clock is the bubble's own: hours pass at once.
func TestAsItGrows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithCancel(t.Context())
		var entry, made atomic.Uint64
		entry.Store(7)
		s := &Site{o: Options{Reached: entry.Load}}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			s.asItGrows(ctx, func(context.Context) { made.Add(1) })
		}()
		synctest.Wait()
		if made.Load() != 1 {
			t.Errorf("at the beginning it is made %d times", made.Load())
		}
		for hour, tt := range []struct {
			grown, want uint64
		}{{0, 1}, {1, 2}, {0, 2}, {100, 3}} {
			entry.Add(tt.grown)
			time.Sleep(lookAgain - time.Minute)
			if synctest.Wait(); made.Load() != max(1, tt.want-min(tt.grown, 1)) {
				t.Errorf("before hour %d is over it was made %d times", hour, made.Load())
			}
			time.Sleep(time.Minute)
			if synctest.Wait(); made.Load() != tt.want {
				t.Errorf("after hour %d it was made %d times, want %d", hour, made.Load(), tt.want)
			}
		}
		entry.Add(1)
		end()
		<-ended
		if made.Load() != 3 {
			t.Errorf("once it ended it was made %d times", made.Load())
		}
	})
}
