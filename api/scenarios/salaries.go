package scenarios

import (
	"fmt"
	"strings"

	"github.com/google/uuid"

	"sovang/api/intake"
	"sovang/domain"
	"sovang/domain/campaign"
	"sovang/domain/ledger"
	"sovang/domain/person"
)

// quangDien: one day's salary. A unit's remittance is one donation with one receipt, and its roster stands behind it: 1,521 employees behind 40
// receipts. One unit remitted 50,000 đ less than its roster says, and why is part of the fact.
func quangDien(b *book) {
	b.day = domain.NewDate(2009, 11, 20)
	to := b.found("HKH-QD", "Hội Khuyến học huyện Quảng Điền", "QD", "Quỹ khuyến học huyện Quảng Điền")
	b.campaign("NGAY-LUONG-2009", "HKH-QD", "Một ngày lương vì khuyến học 2009", campaign.DaySalary)
	target := intake.Target{Fund: to, Unit: ID("unit/HKH-QD"), Place: "tien-mat", Campaign: "NGAY-LUONG-2009", Kind: person.Agency, Actor: actor}
	b.donations("quang-dien-2009/remittances.csv", target)
	b.rosters("quang-dien-2009/rosters.csv", intake.Rostering{Target: target, Day: b.day, Reasons: map[string]string{"QD17": "một người nộp sau ngày chốt"}})
}

// rosters imports a file of rosters just as the command line does, behind the donations that the case has booked.
func (b *book) rosters(file string, to intake.Rostering) {
	text, err := File(file)
	if err != nil {
		b.fail(err)
		return
	}
	table, err := intake.ReadTable(strings.NewReader(string(text)), intake.Rosters)
	if err != nil {
		b.fail(err)
		return
	}
	units, remitted := map[string]uuid.UUID{}, map[uuid.UUID][]intake.Remitted{}
	for _, r := range b.requests {
		if c, ok := r.Command.(ledger.ReceiveDonation); ok && c.NewDonor != nil {
			units[c.NewDonor.Code] = c.NewDonor.Person
			remitted[c.Donor] = append(remitted[c.Donor], intake.Remitted{Donation: r.ID, Amount: c.Amount})
		}
	}
	known := nobody
	known.Code = func(code string) (uuid.UUID, bool) { id, ok := units[code]; return id, ok }
	for _, p := range intake.PlanRosters(table, to, known, intake.Remittances{
		Of: func(giver uuid.UUID) []intake.Remitted { return remitted[giver] }, Rows: func(uuid.UUID) map[string]int64 { return nil },
	}) {
		if p.Err != nil {
			b.fail(fmt.Errorf("%s, line %d: %w", file, p.Line, p.Err))
		}
		b.requests = append(b.requests, p.Requests...)
	}
}
