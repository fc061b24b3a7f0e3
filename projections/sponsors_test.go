package projections_test

import (
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/sponsorship"
)

// sponsor is one step of the history about children, slots and sponsors, now and then about something else that moves no money.
func (r *random) sponsor(i int, f uuid.UUID) {
	switch s := pick(r, r.slots); r.IntN(15) {
	case 14:
		r.pledge(i, f)
	case 0, 1:
		r.openSlot(i, f)
	case 2:
		sponsor := pick(r, r.folk)
		if r.note(nil, ledger.HoldSlot{Slot: s, Sponsor: sponsor, Until: r.until(), Knows: r.slots}) && r.IntN(2) == 0 {
			r.note(nil, ledger.ReleaseHold{Slot: s, Sponsor: sponsor})
		}
	case 3:
		r.housekeeping(f)
	case 4, 5:
		r.take(s)
	case 6:
		r.note(&r.donations[i], ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Donor: pick(r, r.folk), Amount: money.Dong(100_000), Place: "cash",
			Lines: []fund.AskedLine{{Slot: s, Amount: money.Dong(100_000)}}}})
	case 7:
		r.note(nil, ledger.EndSponsorship{Slot: s, Reason: "chuyển trường", By: "child"})
	case 8:
		r.line(s)
	case 9:
		r.interrupt(s)
	case 10:
		r.bridge(i, f)
	case 11:
		r.past(s)
	case 12:
		r.exit(i, f)
	default:
		r.verify(pick(r, r.folk))
	}
}

func (r *random) until() string { return r.book.now.Add(48 * time.Hour).Format(time.RFC3339) }

func (r *random) openSlot(i int, f uuid.UUID) {
	slot, child := id("slot", r.book.next), pick(r, r.folk)
	open := ledger.OpenSlot{Slot: slot, Unit: id("unit", i+1), Fund: f, Code: fmt.Sprintf("S-%d/2024-2025", r.book.next), Child: child,
		Kind: pick(r, sponsorship.Kinds), Need: "học phí", SchoolYear: "2024-2025", Path: sponsorship.ViaAssociation}
	switch r.IntN(4) {
	case 0:
		open.Instalment, open.Instalments, open.Schedule = money.Dong(100_000), 9, "tháng"
	case 1:
		open.Instalment, open.Instalments, open.Schedule, open.First = money.Dong(100_000), 9, "tháng", r.book.today()-20
	default:
		open.Steps = []ledger.AskedStep{{First: r.book.today() - 40, Every: 1, Count: 9, Amount: money.Dong(80_000)}, {First: r.book.today() - 3, Amount: money.Dong(2_000), Heads: 30}}
		open.Terms, open.Renewal = []domain.Date{r.book.today() + 2, r.book.today() + 200}, "hạnh kiểm tốt"
	}
	if r.IntN(3) == 0 {
		open.Path, open.Fund = sponsorship.Direct, uuid.Nil
	}
	if before := pick(r, r.slots); before != uuid.Nil && r.IntN(3) == 0 {
		open.Child, open.Previous, open.Renewed, open.FirstRefusalUntil = r.children[before], before, "xếp loại tốt", r.until()
	}
	if r.note(nil, open) {
		r.slots, r.children[slot] = append(r.slots, slot), open.Child
		if r.IntN(3) > 0 {
			r.verify(open.Child)
		}
	}
}

// verify has two people verify a child.
func (r *random) verify(child uuid.UUID) {
	if r.IntN(4) == 0 {
		r.note(nil, ledger.ProposeChildren{Unit: id("unit", 1), Children: []uuid.UUID{child}})
	}
	r.note(nil, ledger.VerifyChildren{Children: []uuid.UUID{child}})
	r.note(nil, ledger.VerifyChildren{Children: []uuid.UUID{child}})
}

func (r *random) take(slot uuid.UUID) (sponsor uuid.UUID, ok bool) {
	sponsor = pick(r, r.folk)
	wish := pick(r, []sponsorship.Wish{{}, {Rest: sponsorship.ToNextChild}, {Rest: sponsorship.ToNextChild, LateMoneyStays: true}, {Rest: sponsorship.ToUnrestricted, Words: "cho quỹ chung"},
		{Rest: sponsorship.ToCompartment, Compartment: "hoc-bong"}, {Rest: sponsorship.BackToTheSponsor}})
	return sponsor, r.note(nil, ledger.TakeSlot{Slot: slot, Sponsor: sponsor, Wish: wish, Knows: r.slots})
}

// line is who waits.
func (r *random) line(slot uuid.UUID) {
	sponsor := pick(r, r.folk)
	if r.note(nil, ledger.QueueForSlot{Slot: slot, Sponsor: sponsor}) && r.IntN(3) == 0 {
		r.note(nil, ledger.LeaveQueue{Slot: slot, Sponsor: sponsor})
	}
}

// interrupt pauses and resumes, or gives notice.
func (r *random) interrupt(slot uuid.UUID) {
	if r.IntN(3) == 0 {
		r.note(nil, ledger.GiveNotice{Slot: slot, By: "sponsor", Reason: "nghỉ hưu", Until: r.book.today() + 20})
		return
	}
	if r.note(nil, ledger.PauseSponsorship{Slot: slot, Reason: "đi xa", On: r.booked()}) && r.IntN(2) == 0 {
		r.book.days(2)
		r.note(nil, ledger.ResumeSponsorship{Slot: slot})
	}
}

// past is what goes past the books: memos and reports.
func (r *random) past(slot uuid.UUID) {
	r.verify(r.children[slot])
	r.take(slot)
	if memo, ok := r.book.try(ledger.NoteMemo{Slot: slot, Amount: r.dong(100_000)}); ok {
		if r.memos[slot] = memo; r.IntN(2) == 0 {
			r.note(nil, ledger.StrikeMemo{Slot: slot, Memo: memo, Reason: "nhầm"})
		}
	}
	report := sha256.Sum256(slot[:])
	for day := range domain.Date(30) {
		if r.note(nil, ledger.SendReport{Slot: slot, Term: r.book.today() - day, Attachment: report[:]}) {
			return
		}
	}
}

// bridge opens a slot, has it taken, lets the bridge pay, and then the late sponsor; some of what the bridge paid comes back.
func (r *random) bridge(i int, f uuid.UUID) {
	r.openSlot(i, f)
	if len(r.slots) == 0 {
		return
	}
	slot := r.slots[len(r.slots)-1]
	r.verify(r.children[slot])
	sponsor, _ := r.take(slot)
	r.note(&r.donations[i], ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Amount: money.Dong(50_000), Place: "cash", Lines: []fund.AskedLine{{Compartment: "cau"}}}})
	paid, ok := r.book.try(fund.Pay{Fund: f, Kind: fund.Award, Award: fund.Support, Recipient: r.children[slot], Slot: slot, Amount: money.Dong(30_000),
		From: []fund.AskedShare{{Compartment: "cau"}}, Place: "cash"})
	if ok && r.IntN(2) == 0 {
		r.note(nil, fund.Return{Fund: f, Payout: paid, Amount: money.Dong(10_000), Place: "cash", Reason: "em vắng"})
	}
	r.note(&r.donations[i], ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Donor: sponsor, Amount: money.Dong(90_000), Place: "cash", Lines: []fund.AskedLine{{Slot: slot}}}})
}

// exit lets a child leave whose sponsor has paid, and offers that sponsor another child; or carries over what was left, later.
func (r *random) exit(i int, f uuid.UUID) {
	slot, next, sponsor := id("slot", r.book.next, "a"), id("slot", r.book.next, "b"), pick(r, r.folk)
	for n, s := range []uuid.UUID{slot, next} {
		child := r.folk[(r.IntN(6)+6*n)%len(r.folk)]
		if !r.note(nil, ledger.OpenSlot{Slot: s, Unit: id("unit", i+1), Fund: f, Code: fmt.Sprintf("X-%d-%d/2024", r.book.next, n), Child: child, Kind: sponsorship.Poor,
			Need: "sách vở", SchoolYear: "2024-2025", Instalment: money.Dong(50_000), Instalments: 2, First: r.book.today(), Schedule: "tháng", Path: sponsorship.ViaAssociation}) {
			return
		}
		r.slots, r.children[s] = append(r.slots, s), child
		r.verify(child)
	}
	r.note(nil, ledger.TakeSlot{Slot: slot, Sponsor: sponsor, Wish: sponsorship.Wish{Rest: sponsorship.ToNextChild}, Knows: r.slots})
	r.note(&r.donations[i], ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Donor: sponsor, Amount: money.Dong(90_000), Place: "cash", Lines: []fund.AskedLine{{Slot: slot}}}})
	leave := ledger.ExitChild{Child: r.children[slot], Reason: "chuyển tỉnh", Offers: []ledger.Offer{{Slot: slot, Next: next}}}
	if r.IntN(2) == 0 {
		leave.Offers = nil
	}
	r.note(nil, leave)
	r.note(nil, ledger.TakeSlot{Slot: next, Sponsor: sponsor, Knows: r.slots})
	r.note(nil, ledger.CarryOver{Slot: slot, Next: next})
	if given := r.donations[i]; len(given) > 0 && r.IntN(2) == 0 { // the sponsor's, as it is now
		r.note(nil, fund.Refund{Fund: f, Donation: given[len(given)-1], Amount: money.Dong(30_000), Place: "cash", Approver: "chủ tịch", Reason: "theo ý người tặng"})
	}
}
