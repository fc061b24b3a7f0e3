package bench

import (
	"errors"
	"testing"
	"time"
)

func TestMedianAndPart(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{{nil, 0}, {[]float64{3}, 3}, {[]float64{9, 1, 5}, 5}, {[]float64{4, 1, 2, 3}, 2.5}} {
		if got := median(c.values); got != c.want {
			t.Errorf("the median of %v is %v, not %v", c.values, got, c.want)
		}
	}
	var took []time.Duration
	for n := range 100 {
		took = append(took, time.Duration(99-n))
	}
	if p50, p99 := part(took, 0.5), part(took, 0.99); p50 != 50 || p99 != 99 {
		t.Errorf("p50 %d, p99 %d", p50, p99)
	}
	if part(nil, 0.5) != 0 {
		t.Error("nothing took something")
	}
}

// TestRatios: a ratio is that of each turn with its own limit, so that a machine that was slow for one turn does not count.
func TestRatios(t *testing.T) {
	s, limit := series{rates: []float64{50, 5, 60}}, series{rates: []float64{100, 10, 100}}
	if got := s.of(limit); got != 0.5 {
		t.Errorf("the ratio is %v", got)
	}
	l := s.line("x", "x", &limit, "y").must("≥ 0,6", false).small(true)
	if l.Value != 50 || l.Limit != 100 || l.Ratio != 0.5 || !l.Missed || !l.Small {
		t.Errorf("%+v", l)
	}
}

func TestLoad(t *testing.T) {
	var asked [4]int
	got, err := load(t.Context(), len(asked), 5*time.Millisecond, func(c int) error { asked[c]++; return nil })
	sum := 0
	for _, n := range asked {
		sum += n
	}
	if err != nil || sum == 0 || len(got.took) != sum || got.rate <= 0 {
		t.Errorf("%d took, %d asked, %v/s, %v", len(got.took), sum, got.rate, err)
	}
	refused := errors.New("no")
	if _, err := load(t.Context(), 4, time.Minute, func(int) error { return refused }); !errors.Is(err, refused) {
		t.Errorf("a load that is refused ends with %v", err)
	}
}
