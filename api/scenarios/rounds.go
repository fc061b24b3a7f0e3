package scenarios

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"sovang/api/intake"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
)

// Four people, as an association has them: who proposes, who signs, who pays, and who sees it.
const (
	secretary = "Thư ký Hội"
	chair     = "Chủ tịch Hội"
	treasurer = "Thủ quỹ Hội"
	witness   = "Trưởng Ban Kiểm tra"
)

// by is ask for somebody else than the demo's own actor.
func (b *book) by(actor, key string, c ledger.Command) {
	b.ask(key, c)
	b.requests[len(b.requests)-1].Actor = actor
}

// ceremony: 165 scholarships of a million each, handed over on one evening.
func ceremony(b *book) {
	b.on(2024, 8, 20)
	from := b.found("HKH-QN", "Hội Khuyến học tỉnh Quảng Ninh", "QN-HB", "Quỹ học bổng tỉnh Quảng Ninh")
	b.lump("QN-2024", "HKH-QN", from, "165000000", "Các đơn vị ủng hộ lễ trao học bổng 2024")
	b.round(ledger.OpenRound{
		Unit: ID("unit/HKH-QN"), Fund: from, Code: "HBVK-2024", Programme: "Học bổng vượt khó 2024", Criteria: "học sinh, sinh viên nghèo vượt khó, học tốt",
		Awards: []string{"scholarship"}, Recipients: []string{"pupil"}, Budget: money.Dong(165_000_000), Occasion: "Lễ trao học bổng", SchoolYear: "2024-2025",
		ClaimDays: 30,
	}, "quang-ninh-2024/ceremony.csv", everyRow)
}

// awards: half a year's awards of all levels, in three rounds; the longest list has 38,928 rows and is paid in one decision.
func awards(b *book) {
	b.on(2025, 6, 30)
	to := ID("fund/QN-KT")
	b.ask("fund/QN-KT", fund.Open{Fund: to, Unit: ID("unit/HKH-QN"), Code: "QN-KT", Name: "Quỹ khuyến tài tỉnh Quảng Ninh", Form: fund.AssociationFund, From: b.day})
	b.places(to, "QN-KT")
	b.lump("QN-2025", "HKH-QN", to, "5372000000", "Các cấp hội và nhà hảo tâm, sáu tháng đầu năm 2025")
	for _, r := range []struct {
		code, programme, award, recipient string
		budget                            int64
	}{
		{"HB-2025-1", "Học bổng khuyến tài", "scholarship", "pupil", 872_000_000},
		{"GV-2025-1", "Khen thưởng nhà giáo", "reward", "teacher", 1_500_000_000},
		{"HS-2025-1", "Khen thưởng học sinh giỏi", "reward", "pupil", 3_000_000_000},
	} {
		b.round(ledger.OpenRound{
			Unit: ID("unit/HKH-QN"), Fund: to, Code: r.code, Programme: r.programme, Criteria: "thành tích sáu tháng đầu năm 2025", Awards: []string{r.award},
			Recipients: []string{r.recipient}, Budget: money.Dong(r.budget), Occasion: "Tổng kết năm học", SchoolYear: "2024-2025", ClaimDays: 90,
		}, "quang-ninh-2025-h1/awards.csv", func(row intake.Row) bool {
			return row.Get(intake.AwardKind) == r.award && row.Get(intake.RecipientKind) == r.recipient
		})
	}
}

func everyRow(intake.Row) bool { return true }

// round leads a list through a round: nominated, frozen, approved by its hash, announced, paid in one decision, proved.
func (b *book) round(open ledger.OpenRound, file string, chosen func(intake.Row) bool) {
	id, key := ID("round/"+open.Code), "round/"+open.Code
	open.Round = id
	b.by(secretary, key, open)
	text, err := File(file)
	if err != nil {
		b.fail(err)
		return
	}
	table, err := intake.ReadTable(strings.NewReader(string(text)), intake.Awards)
	if err != nil {
		b.fail(err)
		return
	}
	var rows []intake.Row
	for _, row := range table.Rows {
		if chosen(row) {
			rows = append(rows, row)
		}
	}
	table.Rows = rows
	list, err := intake.PlanAwards(table, intake.Awarding{
		Target: intake.Target{Fund: open.Fund, Unit: open.Unit, Actor: secretary}, Name: open.Programme, Award: fund.AwardKind(open.Awards[0]), Booked: b.day, Round: id}, nobody)
	if err != nil {
		b.fail(err)
		return
	}
	for _, p := range list.Rows {
		if p.Err != nil {
			b.fail(fmt.Errorf("%s, line %d: %w", file, p.Line, p.Err))
		}
	}
	b.requests = append(b.requests, list.Requests...)
	b.by(secretary, key+"/freeze", ledger.FreezeRound{Round: id})
	b.by(chair, key+"/approve", ledger.ApproveRound{Round: id, Hash: hex.EncodeToString(list.Hash)})
	b.by(secretary, key+"/announce", ledger.AnnounceRound{Round: id, On: b.day})
	b.by(treasurer, key+"/pay", ledger.PayRound{Round: id, Place: "ngan-hang", Witness: witness, Booked: b.day, Content: open.Programme})
	sum := sha256.Sum256([]byte("danh sách ký nhận " + open.Code))
	b.by(secretary, key+"/prove", ledger.ProveRows{Round: id, Attachment: hex.EncodeToString(sum[:]), Name: "ky-nhan-" + open.Code + ".pdf"})
	b.by(chair, key+"/close", ledger.CloseRound{Round: id})
}
