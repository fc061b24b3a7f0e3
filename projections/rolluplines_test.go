package projections

import "testing"

// TestRollupLines: no two kinds of flow share a line of an account by mistake.
func TestRollupLines(t *testing.T) {
	if rollReversed != rollGivers+len(giverCodes) || rollReturned != rollPaid+len(payoutKinds) || rollCount != rollReturned+len(payoutKinds) {
		t.Errorf("the lines overlap: givers from %d, then %d; payouts from %d, then %d, then %d", rollGivers, rollReversed, rollPaid, rollReturned, rollCount)
	}
}
