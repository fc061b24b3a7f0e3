package projections_test

import (
	"testing"

	"sovang/domain"
	"sovang/domain/campaign"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/projections"
	"sovang/projections/readdb"
	"sovang/projections/readdb/pgtest"
)

// TestCampaignTarget: what a campaign hopes for is told as it was said, and those that run on a day and hope for something can be asked for: on both databases.
func TestCampaignTarget(t *testing.T) {
	b := newBook(t)
	b.found(1)
	open := func(code string, from, until domain.Date, target money.Money) {
		b.must(ledger.OpenCampaign{Campaign: id(code), Unit: id("unit", 1), Code: code, Name: "Đợt " + code, Kind: campaign.Appeal, From: from, Until: until, Target: target})
	}
	open("OVER", b.today()-20, b.today()-10, money.Dong(1_000_000))
	open("RUNS", b.today()-5, b.today()+5, money.Dong(2_000_000))
	open("QUIET", b.today()-5, 0, money.Money{})
	open("CLOSED", b.today()-5, 0, money.Dong(3_000_000))
	open("USD", b.today()-1, 0, money.Money{Minor: 50_000, Currency: "USD"})
	b.must(ledger.CloseCampaign{Campaign: id("CLOSED"), On: b.today() - 1})
	for name, r := range map[string]*projections.Reader{
		"sqlite":   b.project(t, readdb.SQLite(t.TempDir(), projections.Version), projections.Options{}).Reader(),
		"postgres": b.project(t, postgres(t, pgtest.Shared(t).Database(t)), projections.Options{}).Reader(),
	} {
		t.Run(name, func(t *testing.T) {
			asOf, err := r.AsOf(t.Context(), "")
			if err != nil {
				t.Fatal(err)
			}
			for what, tt := range map[string]struct {
				ask  projections.CampaignsQuery
				want map[string]int64
			}{
				"all":     {projections.CampaignsQuery{}, map[string]int64{"OVER": 1_000_000, "RUNS": 2_000_000, "QUIET": 0, "CLOSED": 3_000_000, "USD": 50_000}},
				"running": {projections.CampaignsQuery{On: b.today()}, map[string]int64{"RUNS": 2_000_000, "QUIET": 0, "USD": 50_000}},
				"bare":    {projections.CampaignsQuery{On: b.today(), Bare: true}, map[string]int64{"RUNS": 2_000_000, "QUIET": 0, "USD": 50_000}},
				"hoping":  {projections.CampaignsQuery{On: b.today(), Hoping: true}, map[string]int64{"RUNS": 2_000_000, "USD": 50_000}},
			} {
				tt.ask.AsOf = asOf
				found, err := r.Campaigns(t.Context(), tt.ask)
				if err != nil || len(found.Campaigns) != len(tt.want) {
					t.Errorf("%s: %d campaigns, %v", what, len(found.Campaigns), err)
				}
				for _, c := range found.Campaigns {
					if want, ok := tt.want[c.Code]; !ok || c.Target != want || (c.Currency == "USD") != (c.Code == "USD") || (c.Currency == "") != (want == 0) {
						t.Errorf("%s: %s hopes for %d %s", what, c.Code, c.Target, c.Currency)
					}
				}
			}
		})
	}
}
