package domain_test

import (
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
)

func TestStreamOf(t *testing.T) {
	for _, id := range []uuid.UUID{uuid.Nil, uuid.Max, uuid.NewSHA1(uuid.NameSpaceOID, []byte("quỹ"))} {
		if got, want := domain.StreamOf("remittance", id), domain.Stream("remittance/"+id.String()); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
