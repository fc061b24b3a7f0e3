package scenarios

import (
	"strconv"

	"github.com/google/uuid"

	"sovang/api/intake"
	"sovang/domain"
	"sovang/domain/campaign"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/person"
)

// haiDuong: an association receives from enterprises after storm no. 3 and sends to seven others.
func haiDuong(b *book) {
	b.day = domain.NewDate(2024, 10, 29)
	from := b.found("HKH-HD", "Hội Khuyến học tỉnh Hải Dương", "HD", "Quỹ khuyến học tỉnh Hải Dương")
	b.campaign("BAO-SO-3", "HKH-HD", "Ủng hộ sau bão số 3", campaign.Appeal)
	b.donations("hai-duong-2024/gifts.csv", intake.Target{Fund: from, Unit: ID("unit/HKH-HD"), Place: "ngan-hang",
		Campaign: "BAO-SO-3", Kind: person.Enterprise, Actor: actor})
	b.transfers("hai-duong-2024/transfers.csv", "HD", from, map[string]uuid.UUID{"Hội Khuyến học tỉnh Quảng Ninh": ID("fund/QN-HB")})
}

// phuTho: help to two provinces and three districts, out of one donation of the sum.
func phuTho(b *book) {
	b.day = domain.NewDate(2024, 9, 15)
	from := b.found("HKH-PT", "Hội Khuyến học tỉnh Phú Thọ", "PT", "Quỹ khuyến học tỉnh Phú Thọ")
	b.lump("PT", "HKH-PT", from, "190000000", "Các nhà hảo tâm tỉnh Phú Thọ")
	b.transfers("phu-tho-2024/transfers.csv", "PT", from, nil)
}

// lump is the one donation of the exact sum with which a case begins that only pays out.
func (b *book) lump(key, unitCode string, to uuid.UUID, amount, donor string) {
	id := ID(b.name + "/lump/" + key)
	b.ask("lump/"+key, ledger.ReceiveDonation{
		Receive: fund.Receive{Fund: to, Donor: id, Amount: b.dong(amount), Place: "ngan-hang", Given: b.day, Booked: b.day},
		NewDonor: &ledger.Registration{Person: id, Unit: ID("unit/" + unitCode), Kind: person.Collective, Code: "NHT-" + key,
			Card: person.Card{Name: donor}},
	})
}

// transfers sends what the rows say. The receivers are founded, unless they are known already, and accept.
func (b *book) transfers(file, prefix string, from uuid.UUID, known map[string]uuid.UUID) {
	for i, row := range b.rows(file) {
		b.day = b.date(row["date"])
		no := strconv.Itoa(i + 1)
		to, ok := known[row["to"]]
		if !ok {
			to = b.found("HKH-"+prefix+"-"+no, row["to"], prefix+"-"+no, "Quỹ khuyến học · "+row["to"])
		}
		sent := b.ask("send/"+no, fund.Send{Fund: from, To: to, Amount: b.dong(row["amount_vnd"]), Purpose: row["purpose"],
			Place: "ngan-hang", Booked: b.day, Content: row["purpose"]})
		b.ask("accept/"+no, fund.Accept{Fund: to, Transfer: sent, Compartment: "bao-so-3", Place: "ngan-hang", Booked: b.day})
	}
}
