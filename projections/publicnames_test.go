package projections

import (
	"fmt"
	"testing"

	"sovang/domain/fund"
	"sovang/domain/person"
)

// TestNumbersOfADocument: stable inside one document, by the order in which it asks, and the same for whoever looks the names up one by one or
// reads them all at once.
func TestNumbersOfADocument(t *testing.T) {
	p := &publicNames{numbers: map[int64]int{}, shown: map[shownFor]string{{3, person.RecipientLists}: "Lớp 1A"}, whole: map[person.Purpose]bool{person.RecipientLists: true}}
	for _, tt := range []struct {
		k    int64
		want string
	}{{9, "Người nhận 1"}, {3, "Lớp 1A"}, {2, "Người nhận 2"}, {9, "Người nhận 1"}, {0, "Người nhận 3"}} {
		got, err := p.of(tt.k, person.RecipientLists, fund.Named)
		if err != nil || got.Text != tt.want {
			t.Errorf("%d is %+v, %v", tt.k, got, err)
		}
	}
	other := &publicNames{numbers: map[int64]int{}, shown: p.shown, whole: p.whole}
	if got, err := other.of(2, person.RecipientLists, fund.Named); err != nil || got.Text != fmt.Sprint("Người nhận ", 1) {
		t.Errorf("in another document: %+v, %v", got, err)
	}
}
