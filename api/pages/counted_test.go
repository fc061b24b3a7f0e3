package pages

import (
	"testing"

	"sovang/domain"
)

// TestCountOnce: what was counted is counted again once the ledger has grown, or on another day; and who asks about the past neither sees nor changes what is kept of now.
func TestCountOnce(t *testing.T) {
	var k countedAt
	made := 0
	count := func() (int, error) { made++; return made, nil }
	for i, step := range []struct {
		entry uint64
		day   int32
		of    string
		want  int
	}{
		{7, 1, "a", 1}, {7, 1, "a", 1}, {7, 1, "b", 2}, {7, 1, "a", 1}, {8, 1, "a", 3}, {7, 1, "a", 4}, {7, 1, "a", 5}, {8, 1, "a", 3}, {8, 2, "a", 6}, {8, 2, "a", 6},
	} {
		got, err := countOnce(&k, step.entry, domain.Date(step.day), step.of, count)
		if err != nil || got != step.want {
			t.Errorf("step %d: %d, %v, not %d", i, got, err, step.want)
		}
	}
}
