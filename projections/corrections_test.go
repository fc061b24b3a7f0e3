package projections_test

import (
	"fmt"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/eventstore"
)

// correct is what changes owners, days, compartments or the rules of a fund: sheets with their reversals, re-designation, re-dating, deeds,
// late money of slots, what boxes hold for others.
func (r *random) correct(i int, f uuid.UUID) {
	switch r.IntN(12) {
	case 0, 1:
		r.sheet(i, f)
	case 2, 3:
		r.redesignate(i, f)
	case 4:
		document := pick(r, r.donations[i])
		if r.IntN(2) == 0 {
			document = pick(r, r.payouts[i])
		}
		redate := fund.Redate{Fund: f, Document: document, Reason: "ghi nhầm ngày", Approver: "chủ tịch", Booked: r.book.today() - domain.Date(r.IntN(9))}
		if r.IntN(2) == 0 {
			redate.Booked, redate.Given = 0, r.book.today()-domain.Date(r.IntN(30))
		}
		r.note(nil, redate)
	case 5:
		r.note(nil, fund.AdoptDeed{Fund: f, Title: "Quy chế quỹ", From: r.book.today() + domain.Date(r.IntN(3)), Approver: "đại hội", Clauses: []fund.Clause{
			{No: "Điều 1", Text: "Quỹ giúp học sinh."},
			{No: "Điều 2", Text: "Mỗi suất không quá.", Rule: fund.AwardCap, Cap: 550_000 + r.Int64N(100_000)},
			{No: "Điều 3", Text: "Ba hình thức.", Rule: fund.AwardsRule, Awards: []fund.AwardKind{fund.Scholarship, fund.Support, fund.Reward}},
		}})
	case 6, 7, 8, 9:
		r.late(i, f)
	default: // what is held for the other level: accepted, or a row of it given back
		r.share()
	}
}

// sheet receives a collection sheet, and may send one row of it back.
func (r *random) sheet(i int, f uuid.UUID) {
	g := fund.Receive{Fund: f, Place: "cash", Booked: r.booked(), Amount: money.Dong(0)}
	for n := range 2 + r.IntN(5) {
		row := fund.AskedGift{Code: fmt.Sprintf("H%d", n), Donor: pick(r, append(r.folk, uuid.Nil)), Amount: r.dong(90_000)}
		g.Amount.Minor += row.Amount.Minor
		g.Rows = append(g.Rows, row)
	}
	if r.IntN(2) == 0 {
		g.Lines = []fund.AskedLine{{Compartment: pick(r, []string{"hoc-bong", "cau"}), Amount: g.Amount}}
	}
	d, ok := r.book.try(ledger.ReceiveDonation{Receive: g})
	if !ok {
		return
	}
	r.donations[i] = append(r.donations[i], d)
	switch row := fmt.Sprintf("H%d", r.IntN(len(g.Rows))); r.IntN(4) {
	case 0:
		r.note(nil, fund.Reverse{Fund: f, Donation: d, Row: row, Cause: fund.KeyingError, Cover: true, Reason: "đếm nhầm"})
	case 1:
		r.note(nil, fund.Refund{Fund: f, Donation: d, Row: row, Place: "cash", Approver: "chủ tịch", Reason: "theo ý người tặng"})
	}
}

func (r *random) redesignate(i int, f uuid.UUID) {
	c := fund.Redesignate{Fund: f, Compartment: "hoc-bong", Into: pick(r, []string{"unrestricted", "cau"}), Amount: r.dong(200_000),
		Basis: fund.ClosingRule, Clause: "in trong lời kêu gọi", Reason: "đợt vận động đã xong", Approver: "chủ tịch"}
	switch r.IntN(4) {
	case 0:
		c.Donation, c.Basis, c.Amount = pick(r, r.donations[i]), fund.DonorConsent, money.Money{}
	case 1:
		c.Donation, c.Basis, c.Amount = pick(r, r.donations[i]), fund.DonorConsent, money.Money{}
		c.Compartment, c.Into = "unrestricted", "hoc-bong"
	case 2:
		c.Compartment, c.Into = "cau", "unrestricted"
	}
	r.note(nil, c)
}

// late lets a bridge pay for a slot, gives late money to the slot, and repays the bridge with it.
func (r *random) late(i int, f uuid.UUID) {
	slot := pick(r, r.slots)
	switch r.IntN(4) {
	case 0:
		r.note(&r.donations[i], ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Donor: pick(r, r.folk), Amount: r.dong(300_000), Place: "cash",
			Lines: []fund.AskedLine{{Compartment: "cau", Percent: 100}}}})
	case 1:
		r.note(&r.payouts[i], fund.Pay{Fund: f, Kind: fund.Award, Award: fund.Support, Recipient: r.children[slot], Slot: slot, Amount: r.dong(100_000),
			From: []fund.AskedShare{{Compartment: "cau"}}, Place: "cash"})
	case 2:
		amount := r.dong(100_000)
		r.note(&r.donations[i], ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Donor: pick(r, r.folk), Amount: amount, Place: "cash",
			Lines: []fund.AskedLine{{Slot: slot, Amount: amount}}}})
	}
	state := r.book.state(f)
	for slot := range state.Bridged {
		for code, c := range state.Compartments {
			if c.Restriction.Slot == slot {
				r.book.write(fund.StreamOf(f), state.RepayBridge(slot, code, r.book.today(), func(uuid.UUID) bool { return true })...)
				return
			}
		}
	}
}

// state is what a fund's stream adds up to now.
func (b *book) state(f uuid.UUID) *fund.Fund {
	state := &fund.Fund{}
	for e := range entries(b.tb, b.log) {
		for _, c := range e.Changes {
			if c.Stream == fund.StreamOf(f) {
				for _, event := range c.Events {
					state.Evolve(e.ID, event)
				}
			}
		}
	}
	return state
}

// write adds an entry of one stream to the log, as another writer of the book would.
func (b *book) write(s domain.Stream, events ...domain.Event) {
	if len(events) > 0 {
		b.decided(domain.Change{Stream: s, Events: events})
	}
}

// decided adds an entry to the log beside the writer, which takes it in when it next meets it.
func (b *book) decided(changes ...domain.Change) {
	b.tb.Helper()
	b.next++
	last, err := b.log.Last(b.tb.Context())
	if err != nil {
		b.tb.Fatal(err)
	}
	e := domain.Entry{Number: last + 1, ID: id("decided", b.next), At: b.now, Recorded: b.now, Actor: "thủ quỹ", Changes: changes}
	copy(e.Digest[:], e.ID[:])
	line, err := eventstore.Encode(nil, e)
	if err == nil {
		_, err = b.log.Append(b.tb.Context(), last, append(line, '\n'))
	}
	if err != nil {
		b.tb.Fatal(err)
	}
}
