package main

import "testing"

// checkGoods: what was declared, estimated, given, stolen, found and corrected in Minh Họa, in pieces and in value, and never among the money.
func checkGoods(t *testing.T, ask func(...string) report) {
	t.Helper()
	want := func(row map[string]any, figures map[string]int64) {
		t.Helper()
		for key, n := range figures {
			if got := number64(t, row, key); got != n {
				t.Errorf("%s of %s is %d, want %d", key, row["item"], got, n)
			}
		}
	}
	items := ask("goods", "--fund", "MH")
	want(items.row(t, "item", "xe-dap"), map[string]int64{"received": 50, "given": 37, "recipients": 37, "lost": 1, "in_store": 12,
		"received_declared": 100_000_000, "given_declared": 74_000_000, "store_declared": 24_000_000})
	want(items.row(t, "item", "vo"), map[string]int64{"received": 1000, "given": 670, "recipients": 40, "in_store": 330, "received_estimated": 7_500_000})
	want(items.row(t, "item", "ga-giong"), map[string]int64{"received": 200, "given": 180, "recipients": 18, "in_store": 20})
	want(ask("goods", "--fund", "MH", "--at", "12/09/2026").row(t, "item", "xe-dap"), map[string]int64{"given": 37, "lost": 2, "in_store": 11})
	want(ask("goods", "--fund", "MH", "--year", "2027").row(t, "item", "xe-dap"), map[string]int64{"opening": 12, "received": 0, "in_store": 12})
	want(ask("goods", "--to", "HX-05", "--at", "20/09/2026").row(t, "item", "xe-dap"), map[string]int64{"pieces": 1})
	want(ask("goods", "--to", "HX-05").row(t, "item", "xe-dap"), map[string]int64{"pieces": 1, "back": 1})
	checkGoodsPapers(t, ask("goods", "--papers", "--fund", "MH"))
	lots := ask("goods", "--donor", "NHT-2")
	want(lots.row(t, "item", "xe-dap"), map[string]int64{"received": 52, "reversed": 2, "handed_out": 37, "recipients": 37, "in_store": 12, "unit_value": 2_000_000})
	var pieces [3]int64
	for _, row := range ask("goods", "--pieces", lots.row(t, "item", "xe-dap")["id"].(string)).Rows {
		if row["item"] == "xe-dap" {
			for i, state := range []string{"given", "in-store", "lost"} {
				if row["state"] == state {
					pieces[i] += number64(t, row, "pieces")
				}
			}
		}
	}
	if pieces != [3]int64{37, 12, 1} {
		t.Errorf("of the bicycles %v are given, in store and lost", pieces)
	}
}

// checkGoodsPapers: in each series 1, 2, 3 … without gaps; what a keying error voided names what replaces it.
func checkGoodsPapers(t *testing.T, r report) {
	t.Helper()
	next := map[string]int{}
	void := 0
	for _, row := range r.Rows {
		number := row["paper"].(string)
		series := number[:len("PN/2026")]
		if next[series]++; number != series+"/"+itoa(next[series]) {
			t.Errorf("%s follows number %d", number, next[series]-1)
		}
		if row["void"] == true {
			if void++; row["replaced_by"] == "" || row["reason"] == "" {
				t.Errorf("a void paper is %v", row)
			}
		}
	}
	if next["PN/2026"] != 5 || next["PX/2026"] != 5 || void != 2 {
		t.Errorf("%v, %d of them void", next, void)
	}
}
