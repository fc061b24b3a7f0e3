package projections_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/award"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
)

// by is try for another actor than the treasurer.
func (b *book) by(actor string, command ledger.Command) (uuid.UUID, bool) {
	b.tb.Helper()
	b.next++
	b.now = b.now.Add(1e9)
	request := ledger.Request{ID: id("command", b.next), Actor: actor, Command: command}
	outcomes, err := b.writer.Submit(b.tb.Context(), request)
	if err != nil {
		b.tb.Fatal(err)
	}
	if err := outcomes[0].Err; domain.CodeOf(err) == domain.Internal {
		b.tb.Fatalf("%T: %v", command, err)
	}
	return request.ID, outcomes[0].Err == nil
}

// hashOfRound is the hash of a round's frozen list, as the log has it.
func (b *book) hashOfRound(round uuid.UUID) (hash []byte) {
	for e := range entries(b.tb, b.log) {
		for _, c := range e.Changes {
			for _, event := range c.Events {
				if frozen, ok := event.(award.Frozen); ok && c.Stream == award.StreamOf(round) {
					hash = frozen.Hash
				}
			}
		}
	}
	return hash
}

// round tells an award round from its opening to wherever it comes.
func (r *random) round(i int, f uuid.UUID) {
	b := r.book
	round, n := id("round", b.next), 2+r.IntN(7)
	open := ledger.OpenRound{Round: round, Unit: id("unit", i+1), Fund: f, Code: fmt.Sprintf("DOT-%d", b.next), Programme: pick(r, []string{"Học không bao giờ cùng", "Vượt khó"}),
		Criteria: "vượt khó", Awards: []string{"scholarship", "reward"}, Recipients: []string{"pupil", "adult"}, Budget: money.Dong(2_000_000),
		From: []string{"hoc-bong", "unrestricted"}, Occasion: pick(r, []string{"Tết", "khai giảng", ""}), ClaimDays: 1,
		Stacking: pick(r, []award.Stacking{award.MayStack, award.OnceAYear, award.OnceAYearPerKind}), SchoolYear: "2024-2025"}
	if r.IntN(3) == 0 {
		open.Campaign = pick(r, r.campaigns).code
	}
	if _, ok := b.by("thư ký", open); !ok {
		return
	}
	for k := range n {
		b.by("thư ký", ledger.Nominate{Round: round, Rows: []fund.AskedRow{{Code: fmt.Sprint("D", k), Recipient: pick(r, r.folk), RecipientKind: pick(r, []string{"pupil", "adult"}),
			Award: pick(r, []fund.AwardKind{fund.Scholarship, fund.Reward}), Amount: r.dong(40_000), Institution: "Trường B", Level: "primary", Score: "8.5"}}})
	}
	if r.IntN(2) == 0 {
		b.by("thư ký", ledger.ExcludeRows{Round: round, Rows: []string{fmt.Sprint("D", r.IntN(n))}, Reason: "không đủ điều kiện"})
	}
	if _, ok := b.by("thư ký", ledger.FreezeRound{Round: round}); !ok || r.IntN(8) == 0 {
		b.by("chủ tịch", ledger.CancelRound{Round: round, Reason: "hoãn"})
		return
	}
	if r.IntN(3) == 0 {
		b.by("thư ký", ledger.ReviseRound{Round: round, Reason: "sót tên"})
		for k := range n {
			b.by("phó thư ký", ledger.Nominate{Round: round, Rows: []fund.AskedRow{{Code: fmt.Sprint("D", k), Recipient: pick(r, r.folk), RecipientKind: "pupil",
				Award: fund.Scholarship, Amount: r.dong(50_000)}}})
		}
		b.by("thư ký", ledger.FreezeRound{Round: round})
	}
	approve := ledger.ApproveRound{Round: round, Hash: hex.EncodeToString(b.hashOfRound(round))}
	approver := pick(r, []string{"chủ tịch", "thư ký"})
	if approver == "thư ký" {
		approve.Override = "chi hội chỉ có hai người"
	}
	if _, ok := b.by(approver, approve); ok {
		r.awardRows(i, f, round, n)
	}
}

// awardRows pays what was approved, or part of it, and what comes after.
func (r *random) awardRows(i int, f, round uuid.UUID, n int) {
	b := r.book
	row := func() string { return fmt.Sprint("D", r.IntN(n)) }
	b.by("thư ký", ledger.AnnounceRound{Round: round, On: b.today()})
	if r.IntN(3) == 0 {
		b.by("thư ký", ledger.SubstituteRow{Round: round, Row: row(), Recipient: pick(r, r.folk), Reason: "em chuyển trường", Approver: "chủ tịch", Institution: "Trường C"})
	}
	if r.IntN(3) == 0 {
		b.by("chủ tịch", ledger.CancelRows{Round: round, Rows: []string{row()}, How: fund.Declined, Reason: "không nhận"})
	}
	pay := ledger.PayRound{Round: round, Place: pick(r, []string{"cash", "bank"}), Witness: "hiệu trưởng", Booked: r.booked()}
	if r.IntN(2) == 0 {
		pay.Except = []string{row()}
	}
	payout, paid := b.by("thủ quỹ", pay)
	if paid {
		name := fmt.Sprint("ky-nhan-", r.IntN(4))
		sum := sha256.Sum256([]byte(name))
		b.by("thư ký", ledger.ProveRows{Round: round, Attachment: hex.EncodeToString(sum[:]), Name: name + ".pdf"})
		b.by("thủ quỹ", fund.Return{Fund: f, Payout: payout, Row: row(), Place: "cash", Reason: "vắng"})
	}
	if r.IntN(2) == 0 {
		b.days(3)
		b.by("thủ quỹ", ledger.GiveUpRows{Round: round})
	}
	b.by("chủ tịch", ledger.CloseRound{Round: round, Reason: "không có danh sách ký"})
}
