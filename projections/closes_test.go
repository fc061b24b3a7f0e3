package projections_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/projections"
)

// TestCloses: the closes of a fund in their order, with who signed a difference; one that was opened again does not stand, the one before it does.
func TestCloses(t *testing.T) {
	b := newBook(t)
	f, first := b.found(1), b.today()
	b.days(60)
	counted := func(until domain.Date, cash int64, signed, reason string) {
		b.must(fund.Close{Fund: f, Until: until, Signed: signed, Reason: reason, Counts: []fund.AskedCount{{Place: "cash", Counted: money.Dong(cash)}, {Place: "bank", Counted: money.Dong(0)}, {Place: "bank-usd", Counted: money.Money{Currency: "USD"}}}})
	}
	counted(first+10, 0, "", "")
	counted(first+20, 5, "Bình", "thừa khi đếm")
	b.must(fund.Reopen{Fund: f, Approver: "Khoa", Reason: "thiếu chứng từ"})
	type close struct {
		Until, Was domain.Date
		Approver   string
		Stands     bool
	}
	want := []close{{first + 10, 0, "", true}, {first + 20, 0, "Bình", false}, {first + 10, first + 20, "Khoa", false}}
	found, err := b.built(t).Closes(t.Context(), f, projections.AsOf{})
	if err != nil {
		t.Fatal(err)
	}
	var got []close
	for _, c := range found {
		got = append(got, close{c.Until, c.Was, c.Approver, c.Stands})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
