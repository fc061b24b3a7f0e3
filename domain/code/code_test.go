package code

import (
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
)

func TestACodeIsClaimedOnce(t *testing.T) {
	first, second := uuid.MustParse("0192f2a1-0000-7000-8000-000000000001"), uuid.MustParse("0192f2a1-0000-7000-8000-000000000002")
	c := &Code{}
	events, err := c.Claim(first)
	if err != nil || len(events) != 1 || events[0] != (Claimed{Owner: first}) {
		t.Fatalf("got %v, %v", events, err)
	}
	open := c.Clone()
	c.Evolve(uuid.Nil, events[0])
	for _, owner := range []uuid.UUID{first, second} {
		if _, err := c.Claim(owner); domain.CodeOf(err) != domain.Conflict {
			t.Errorf("claimed again: %v", err)
		}
	}
	if _, err := open.(*Code).Claim(second); err != nil {
		t.Errorf("the clone was changed with it: %v", err)
	}
}

func TestStreams(t *testing.T) {
	if StreamOf("unit", "hkh-qn") != "code/unit/HKH-QN" || StreamOf("unit", "đỡ") != StreamOf("unit", "ĐỠ") || StreamOf("unit", "A") == StreamOf("slot", "A") {
		t.Error("codes that sound alike must be one, and scopes apart")
	}
}
