package pages

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// TestAsItGrows: what is made ahead is made when the program begins and after every hour in which the ledger has grown, not after one in which it has not, and no
// more once the program ends. The clock is the bubble's own: hours pass at once.
func TestAsItGrows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithCancel(t.Context())
		entry, made := uint64(7), 0
		s := &Site{o: Options{Reached: func() uint64 { return entry }}}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			s.asItGrows(ctx, func(context.Context) { made++ })
		}()
		synctest.Wait()
		if made != 1 {
			t.Errorf("at the beginning it is made %d times", made)
		}
		for hour, tt := range []struct {
			grown uint64
			want  int
		}{{0, 1}, {1, 2}, {0, 2}, {100, 3}} {
			entry += tt.grown
			time.Sleep(lookAgain - time.Minute)
			if synctest.Wait(); made != max(1, tt.want-int(min(tt.grown, 1))) {
				t.Errorf("before hour %d is over it was made %d times", hour, made)
			}
			time.Sleep(time.Minute)
			if synctest.Wait(); made != tt.want {
				t.Errorf("after hour %d it was made %d times, want %d", hour, made, tt.want)
			}
		}
		entry++
		end()
		<-ended
		if made != 3 {
			t.Errorf("once it ended it was made %d times", made)
		}
	})
}
