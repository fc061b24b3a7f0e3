package scenarios

import (
	"github.com/google/uuid"

	"sovang/api/intake"
	"sovang/domain"
	"sovang/domain/campaign"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/person"
)

// tanQuang: two tiers open their savings pigs on one day, and everything counted is donated.
func tanQuang(b *book) {
	b.day = domain.NewDate(2022, 10, 2)
	commune := b.found("HKH-TQ", "Hội Khuyến học xã Tân Quang", "TQ-XA", "Quỹ khuyến học xã Tân Quang")
	b.campaign("HEO-HKH-TQ", "HKH-TQ", "Nuôi heo đất Tân Quang 2022", campaign.Boxes)
	hamlets := ID("fund/TQ-XOM")
	b.ask("fund/TQ-XOM", fund.Open{Fund: hamlets, Unit: ID("unit/HKH-TQ"), Code: "TQ-XOM", Name: "Quỹ khuyến học các xóm", Form: fund.AssociationFund, From: b.day})
	b.places(hamlets, "TQ-XOM")
	for _, row := range b.rows("tan-quang-2022/boxes.csv") {
		to := commune
		if row["tier"] == "hamlet" {
			to = hamlets
		}
		b.box(row["box"], row["keeper"], row["counted_vnd"], "HKH-TQ", to)
	}
	for _, f := range []struct {
		id    uuid.UUID
		count string
	}{{commune, "272922500"}, {hamlets, "154354500"}} {
		b.ask("close/"+f.id.String(), fund.Close{Fund: f.id, Until: domain.NewDate(2022, 12, 31), Counts: []fund.AskedCount{
			{Place: "tien-mat", Counted: b.dong(f.count)}, {Place: "ngan-hang", Counted: b.dong("0")},
		}})
	}
}

// phongMy: families keep most of what their pigs held; only what they donate is booked.
func phongMy(b *book) {
	b.day = domain.NewDate(2015, 5, 19)
	to := b.found("HKH-PM", "Hội Khuyến học xã Phong Mỹ", "PM", "Quỹ khuyến học xã Phong Mỹ")
	b.campaign("HEO-HKH-PM", "HKH-PM", "Nuôi heo đất Phong Mỹ 2014–2015", campaign.Boxes)
	for _, row := range b.rows("phong-my-2015/boxes.csv") {
		if row["donated_vnd"] != "0" {
			b.box(row["box"], row["keeper"], row["donated_vnd"], "HKH-PM", to)
		}
	}
}

// box books what was donated out of one savings pig, its keeper registered with it.
func (b *book) box(box, keeper, amount, unitCode string, to uuid.UUID) {
	donor := ID(b.name + "/keeper/" + box)
	b.ask("box/"+box, ledger.ReceiveDonation{
		Receive: fund.Receive{Fund: to, Donor: donor, Amount: b.dong(amount), Place: "tien-mat", Given: b.day, Booked: b.day,
			Campaign: "HEO-" + unitCode, Reference: box},
		NewDonor: &ledger.Registration{Person: donor, Unit: ID("unit/" + unitCode), Kind: person.Collective, Code: box, Card: person.Card{Name: keeper}},
	})
}

// quangDien: one day's salary; a unit's remittance is one donation with one receipt, whoever stands on its roster.
func quangDien(b *book) {
	b.day = domain.NewDate(2009, 11, 20)
	to := b.found("HKH-QD", "Hội Khuyến học huyện Quảng Điền", "QD", "Quỹ khuyến học huyện Quảng Điền")
	b.campaign("NGAY-LUONG-2009", "HKH-QD", "Một ngày lương vì khuyến học 2009", campaign.DaySalary)
	b.donations("quang-dien-2009/remittances.csv", intake.Target{Fund: to, Unit: ID("unit/HKH-QD"), Place: "tien-mat",
		Campaign: "NGAY-LUONG-2009", Kind: person.Agency, Actor: actor})
}
