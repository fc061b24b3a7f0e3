package projections_test

import (
	"testing"

	"sovang/projections"
	"sovang/projections/readdb"
)

func TestFirst(t *testing.T) {
	b := history(t, 1, 400)
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		p := b.project(t, open(t), projections.Options{})
		got, err := p.Reader().Balances(t.Context(), projections.BalancesQuery{})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%+v", got)
	})
}
