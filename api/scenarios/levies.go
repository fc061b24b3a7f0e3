package scenarios

import (
	"bytes"

	"sovang/api/intake"
	"sovang/domain"
	"sovang/domain/campaign"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/levy"
	"sovang/domain/unit"
)

// sonLa: a clan whose households give 200 to 300 thousand each for 1 June; those that are poor are exempt, and nobody is in debt.
func sonLa(b *book) {
	b.day = domain.NewDate(2024, 6, 1)
	clan, to := ID("unit/HO-THAO"), ID("fund/HO-THAO")
	b.ask("unit/HO-THAO", ledger.FoundUnit{Unit: clan, Kind: unit.Clan, Code: "HO-THAO", Name: "Ban khuyến học dòng họ Thào, Long Hẹ", From: b.day})
	b.ask("fund/HO-THAO", fund.Open{Fund: to, Unit: clan, Code: "HO-THAO", Name: "Quỹ khuyến học dòng họ Thào", Form: fund.ClanFund, From: b.day})
	b.places(to, "HO-THAO")
	b.ask("campaign/1-6-2024", ledger.OpenCampaign{Campaign: ID("campaign/HO-THAO-2024"), Unit: clan, Code: "HO-THAO-2024", Name: "Dòng họ Thào góp quỹ 1/6/2024",
		Kind: campaign.Levy, Occasion: "Quốc tế Thiếu nhi 1/6", From: b.day})
	id := ID("levy/HO-THAO-2024")
	b.ask("levy", ledger.BeginLevy{Levy: id, Unit: clan, Fund: to, Campaign: "HO-THAO-2024", Year: 2024, Basis: levy.ByList})
	text, err := File("son-la-clan/households.csv")
	b.fail(err)
	table, err := intake.ReadTable(bytes.NewReader(text), intake.Households)
	if err != nil {
		b.fail(err)
		return
	}
	b.batch(intake.PlanHouseholds(table, intake.Levying{Levy: id, Unit: clan, List: true, Given: b.day, Booked: b.day, Place: "tien-mat", Actor: actor}, nobody))
}
