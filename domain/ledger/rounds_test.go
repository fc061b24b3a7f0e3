package ledger_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	awarding "sovang/domain/award"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
)

// The rules of award rounds: four people, one hash, money set aside with the signature, rows that end before they are paid.

var (
	vòng, vòngKhác = id(-301), id(-302)
	chi            = id(-303) // a third pupil
	thưKý          = "Thư ký Hà"
	chủTịch        = "Chủ tịch Lê"
	thủQuỹ         = "Thủ quỹ Mai"
	kiểmTra        = "Kiểm tra Sơn"
	chứngTừ        = strings.Repeat("ab", 32)
)

// said is a command with who asks.
type said struct {
	by      string
	command ledger.Command
	days    int // after the village's day
}

// ask decides a command for somebody, some days later.
func (b *book) ask(s said) (domain.Entry, error) {
	b.number++
	request := ledger.Request{ID: id(int(b.number)), Actor: s.by, Command: s.command}
	changes, err := decided(b, request, recorded.AddDate(0, 0, s.days))
	if err != nil {
		return domain.Entry{}, err
	}
	entry := domain.Entry{Number: b.number, ID: request.ID}
	for _, c := range changes {
		state := b.State(c.Stream)
		for i, e := range c.Events {
			c.Events[i] = throughJSON(e)
			state.Evolve(request.ID, c.Events[i])
		}
		entry.Changes = append(entry.Changes, c)
	}
	b.entries[request.ID] = entry
	return entry, nil
}

func openRound(round uuid.UUID, code string, stacking awarding.Stacking) ledger.OpenRound {
	return ledger.OpenRound{Round: round, Unit: hộiXã, Fund: quỹXã, Code: code, Programme: "Học không bao giờ cùng", Criteria: "vượt khó",
		Awards: []string{"scholarship", "reward"}, Recipients: []string{"pupil", "adult"}, Budget: đồng(1000), From: []string{"storm", "unrestricted"},
		Stacking: stacking, SchoolYear: "2024-2025", ClaimDays: 10}
}

func row(code string, who uuid.UUID, amount int64) fund.AskedRow {
	return fund.AskedRow{Code: code, Recipient: who, RecipientKind: "pupil", Award: fund.Scholarship, Amount: đồng(amount)}
}

func nominating(round uuid.UUID, rows ...fund.AskedRow) ledger.Nominate {
	return ledger.Nominate{Round: round, Rows: rows}
}

// hashOf is the hash that stands under a round's list now.
func (b *book) hashOf(round uuid.UUID) string {
	return hex.EncodeToString(b.State(awarding.StreamOf(round)).(*awarding.Round).Hash)
}

func (b *book) listOfRound(round uuid.UUID) *fund.List {
	return b.State(fund.ListStream(b.State(awarding.StreamOf(round)).(*awarding.Round).List)).(*fund.List)
}

// nominated is a village with 700 in the storm compartment and 400 unrestricted, and a round with three rows of 300, 200 and 100.
func nominated(t *testing.T, stacking awarding.Stacking) *book {
	t.Helper()
	b := village(t, giving(đồng(700), into("storm", đồng(700))), giving(đồng(400)),
		ledger.RegisterPeople{People: []ledger.Registration{{Person: chi, Unit: hộiHuyện, Kind: person.Individual, Sealed: domain.Sealed{Box: []byte{1}}}}})
	b.all(t, said{thưKý, openRound(vòng, "D-1", stacking), 0}, said{thưKý, nominating(vòng, row("A", an, 300), row("B", bình, 200), row("C", chi, 100)), 0})
	return b
}

func (b *book) all(t *testing.T, steps ...said) {
	t.Helper()
	for _, s := range steps {
		if _, err := b.ask(s); err != nil {
			t.Fatalf("given %T: %v", s.command, err)
		}
	}
}

// at brings a nominated round to a stage.
func (b *book) to(t *testing.T, stage awarding.Stage) *book {
	t.Helper()
	b.all(t, said{thưKý, ledger.FreezeRound{Round: vòng}, 0})
	if stage == awarding.IsApproved {
		b.all(t, said{chủTịch, ledger.ApproveRound{Round: vòng, Hash: b.hashOf(vòng)}, 0}, said{thưKý, ledger.AnnounceRound{Round: vòng}, 0})
	}
	return b
}

func pays(more ...func(*ledger.PayRound)) ledger.PayRound {
	c := ledger.PayRound{Round: vòng, Place: "cash", Witness: kiểmTra}
	for _, m := range more {
		m(&c)
	}
	return c
}

func TestRoundRefusals(t *testing.T) {
	for name, tt := range map[string]struct {
		stage awarding.Stage
		given []said
		when  func(*book) said
		code  domain.Code
		field string
		says  string
	}{
		"a recipient whom the round is not for": {stage: awarding.Nominating,
			when: func(*book) said {
				r := row("D", an, 5)
				r.RecipientKind = "teacher"
				return said{thưKý, nominating(vòng, row("E", bình, 1), r), 0}
			}, code: domain.Violation, field: "rows[1].recipient_kind"},
		"an award that the round does not give": {stage: awarding.Nominating,
			when: func(*book) said {
				r := row("D", an, 5)
				r.Award = fund.Support
				return said{thưKý, nominating(vòng, r), 0}
			}, code: domain.Violation, field: "rows[0].award"},
		"a stranger": {stage: awarding.Nominating,
			when: func(*book) said { return said{thưKý, nominating(vòng, row("D", id(-999), 5)), 0} },
			code: domain.NotFound, field: "rows[0].recipient"},
		"a row code that stands already": {stage: awarding.Nominating,
			when: func(*book) said { return said{thưKý, nominating(vòng, row("A", bình, 5)), 0} },
			code: domain.Conflict, field: "rows[0].code"},
		"a row code that only looks new": {stage: awarding.Nominating,
			when: func(*book) said { return said{thưKý, nominating(vòng, row("A ", bình, 5)), 0} },
			code: domain.Invalid, field: "rows[0].code"},
		"a score that is none": {stage: awarding.Nominating,
			when: func(*book) said {
				r := row("D", an, 5)
				r.Score = "8,755"
				return said{thưKý, nominating(vòng, r), 0}
			}, code: domain.Invalid, field: "rows[0].score"},
		"rows recorded around the round": {stage: awarding.Nominating,
			when: func(b *book) said {
				return said{thưKý, fund.RecordList{Fund: quỹXã, List: b.State(awarding.StreamOf(vòng)).(*awarding.Round).List, First: 3, Rows: []fund.AskedRow{row("D", an, 5)}}, 0}
			}, code: domain.Violation, field: "list"},
		"freezing more than the budget": {stage: awarding.Nominating,
			given: []said{{thưKý, nominating(vòng, row("D", donor, 401)), 0}},
			when:  func(*book) said { return said{thưKý, ledger.FreezeRound{Round: vòng}, 0} }, code: domain.Violation, field: "round", says: "1.001"},
		"freezing nobody": {stage: awarding.Nominating,
			given: []said{{thưKý, ledger.ExcludeRows{Round: vòng, Rows: []string{"A", "B", "C"}, Reason: "không đủ"}, 0}},
			when:  func(*book) said { return said{thưKý, ledger.FreezeRound{Round: vòng}, 0} }, code: domain.Violation, field: "round"},
		"excluding without a reason": {stage: awarding.Nominating,
			when: func(*book) said { return said{thưKý, ledger.ExcludeRows{Round: vòng, Rows: []string{"A"}}, 0} }, code: domain.Invalid, field: "reason"},
		"excluding twice": {stage: awarding.Nominating,
			given: []said{{thưKý, ledger.ExcludeRows{Round: vòng, Rows: []string{"A"}, Reason: "không đủ"}, 0}},
			when: func(*book) said {
				return said{thưKý, ledger.ExcludeRows{Round: vòng, Rows: []string{"A"}, Reason: "không đủ"}, 0}
			}, code: domain.Conflict, field: "rows"},
		"a frozen list edited": {stage: awarding.IsFrozen,
			when: func(*book) said { return said{thưKý, nominating(vòng, row("D", an, 5)), 0} }, code: domain.Violation, field: "round", says: "new version"},
		"a frozen row excluded": {stage: awarding.IsFrozen,
			when: func(*book) said {
				return said{thưKý, ledger.ExcludeRows{Round: vòng, Rows: []string{"A"}, Reason: "nhầm"}, 0}
			}, code: domain.Violation, field: "round"},
		"approval by the proposer": {stage: awarding.IsFrozen,
			when: func(b *book) said { return said{thưKý, ledger.ApproveRound{Round: vòng, Hash: b.hashOf(vòng)}, 0} }, code: domain.Denied, field: "actor"},
		"approval by the proposer in other letters": {stage: awarding.IsFrozen,
			when: func(b *book) said {
				return said{" THƯ  KÝ HÀ", ledger.ApproveRound{Round: vòng, Hash: b.hashOf(vòng)}, 0}
			}, code: domain.Denied, field: "actor"},
		"approval by the proposer with a letter that is not seen": {stage: awarding.IsFrozen,
			when: func(b *book) said {
				return said{"Thư ký\u200d Hà", ledger.ApproveRound{Round: vòng, Hash: b.hashOf(vòng)}, 0}
			}, code: domain.Denied, field: "actor"},
		"approval by somebody with a letter that has no width": {stage: awarding.IsFrozen,
			when: func(b *book) said {
				return said{"Thư ký\u200b Hà", ledger.ApproveRound{Round: vòng, Hash: b.hashOf(vòng)}, 0}
			}, code: domain.Invalid, field: "actor"},
		"approval of another hash": {stage: awarding.IsFrozen,
			when: func(b *book) said {
				return said{chủTịch, ledger.ApproveRound{Round: vòng, Hash: strings.Repeat("00", 32)}, 0}
			}, code: domain.Violation, field: "hash"},
		"approval of no hash": {stage: awarding.IsFrozen,
			when: func(b *book) said { return said{chủTịch, ledger.ApproveRound{Round: vòng, Hash: "xyz"}, 0} }, code: domain.Invalid, field: "hash"},
		"approval of what is not there": {stage: awarding.IsFrozen,
			given: []said{{thủQuỹ, paying(đồng(600), "storm", "unrestricted"), 0}},
			when: func(b *book) said {
				return said{chủTịch, ledger.ApproveRound{Round: vòng, Hash: b.hashOf(vòng)}, 0}
			}, code: domain.Violation, field: "amount"},
		"approving twice": {stage: awarding.IsApproved,
			when: func(b *book) said {
				return said{chủTịch, ledger.ApproveRound{Round: vòng, Hash: b.hashOf(vòng)}, 0}
			}, code: domain.Violation, field: "round"},
		"reserving around the round": {stage: awarding.IsFrozen,
			when: func(b *book) said {
				return said{chủTịch, fund.Reserve{Fund: quỹXã, List: b.State(awarding.StreamOf(vòng)).(*awarding.Round).List, Hash: b.listOfRound(vòng).Hash, Approver: "x"}, 0}
			}, code: domain.Violation, field: "list"},
		"paying around the round": {stage: awarding.IsApproved,
			when: func(b *book) said {
				r := b.State(awarding.StreamOf(vòng)).(*awarding.Round)
				return said{thủQuỹ, fund.PayList{Fund: quỹXã, List: r.List, Hash: r.Hash, Reservation: r.Reservation, Place: "cash"}, 0}
			}, code: domain.Violation, field: "list"},
		"releasing around the round": {stage: awarding.IsApproved,
			when: func(b *book) said {
				return said{thủQuỹ, fund.Release{Fund: quỹXã, Reservation: b.State(awarding.StreamOf(vòng)).(*awarding.Round).Reservation, Reason: "x"}, 0}
			}, code: domain.Violation, field: "reservation"},
		"payment before the approval": {stage: awarding.IsFrozen,
			when: func(*book) said { return said{thủQuỹ, pays(), 0} }, code: domain.Violation, field: "round"},
		"payment by the approver": {stage: awarding.IsApproved,
			when: func(*book) said { return said{chủTịch, pays(), 0} }, code: domain.Denied, field: "actor", says: "payer is approver"},
		"payment by the proposer": {stage: awarding.IsApproved,
			when: func(*book) said { return said{thưKý, pays(), 0} }, code: domain.Denied, field: "actor"},
		"the payer as witness": {stage: awarding.IsApproved,
			when: func(*book) said {
				return said{thủQuỹ, pays(func(c *ledger.PayRound) { c.Witness = "thủ quỹ mai" }), 0}
			}, code: domain.Denied, field: "actor"},
		"no witness": {stage: awarding.IsApproved,
			when: func(*book) said { return said{thủQuỹ, pays(func(c *ledger.PayRound) { c.Witness = " " }), 0} }, code: domain.Invalid, field: "witness"},
		"paying twice": {stage: awarding.IsApproved, given: []said{{thủQuỹ, pays(), 0}},
			when: func(*book) said { return said{thủQuỹ, pays(), 0} }, code: domain.Conflict, field: "only"},
		"paying one row twice": {stage: awarding.IsApproved, given: []said{{thủQuỹ, pays(func(c *ledger.PayRound) { c.Only = []string{"A"} }), 0}},
			when: func(*book) said {
				return said{thủQuỹ, pays(func(c *ledger.PayRound) { c.Only = []string{"B", "A"} }), 0}
			}, code: domain.Conflict, field: "only"},
		"paying a row that was cancelled": {stage: awarding.IsApproved,
			given: []said{{chủTịch, ledger.CancelRows{Round: vòng, Rows: []string{"B"}, Reason: "trùng"}, 0}},
			when: func(*book) said {
				return said{thủQuỹ, pays(func(c *ledger.PayRound) { c.Only = []string{"B"} }), 0}
			}, code: domain.Violation, field: "only"},
		"giving up before the days are over": {stage: awarding.IsApproved,
			when: func(*book) said { return said{thưKý, ledger.GiveUpRows{Round: vòng}, 10} }, code: domain.Violation, field: "round", says: "until"},
		"giving up what was paid": {stage: awarding.IsApproved, given: []said{{thủQuỹ, pays(), 0}},
			when: func(*book) said { return said{thưKý, ledger.GiveUpRows{Round: vòng}, 11} }, code: domain.Violation, field: "round"},
		"cancelling a paid row": {stage: awarding.IsApproved, given: []said{{thủQuỹ, pays(), 0}},
			when: func(*book) said {
				return said{chủTịch, ledger.CancelRows{Round: vòng, Rows: []string{"A"}, Reason: "x"}, 0}
			}, code: domain.Conflict, field: "rows"},
		"proving what is not paid": {stage: awarding.IsApproved,
			when: func(*book) said {
				return said{thưKý, ledger.ProveRows{Round: vòng, Rows: []string{"A"}, Attachment: chứngTừ, Name: "a.pdf"}, 0}
			}, code: domain.Conflict, field: "rows"},
		"proving with no hash": {stage: awarding.IsApproved, given: []said{{thủQuỹ, pays(), 0}},
			when: func(*book) said {
				return said{thưKý, ledger.ProveRows{Round: vòng, Attachment: "ab", Name: "a.pdf"}, 0}
			}, code: domain.Invalid, field: "attachment"},
		"a substitution that its approver asks for": {stage: awarding.IsApproved,
			when: func(*book) said {
				return said{chủTịch, ledger.SubstituteRow{Round: vòng, Row: "A", Recipient: donor, Reason: "x", Approver: chủTịch}, 0}
			}, code: domain.Denied, field: "actor"},
		"a substitution by the same": {stage: awarding.IsApproved,
			when: func(*book) said {
				return said{thủQuỹ, ledger.SubstituteRow{Round: vòng, Row: "A", Recipient: an, Reason: "x", Approver: chủTịch}, 0}
			}, code: domain.Invalid, field: "recipient"},
		"closing with open rows": {stage: awarding.IsApproved,
			when: func(*book) said { return said{chủTịch, ledger.CloseRound{Round: vòng}, 0} }, code: domain.Violation, field: "round", says: "3 rows"},
		"closing without proof or reason": {stage: awarding.IsApproved, given: []said{{thủQuỹ, pays(), 0}},
			when: func(*book) said { return said{chủTịch, ledger.CloseRound{Round: vòng}, 0} }, code: domain.Violation, field: "reason"},
		"cancelling a round of which something was paid": {stage: awarding.IsApproved, given: []said{{thủQuỹ, pays(func(c *ledger.PayRound) { c.Only = []string{"A"} }), 0}},
			when: func(*book) said { return said{chủTịch, ledger.CancelRound{Round: vòng, Reason: "hoãn"}, 0} }, code: domain.Violation, field: "round"},
		"a round that is not there": {stage: awarding.Nominating,
			when: func(*book) said { return said{thưKý, ledger.FreezeRound{Round: id(-998)}, 0} }, code: domain.NotFound, field: "round"},
		"a code that is taken": {stage: awarding.Nominating,
			when: func(*book) said { return said{thưKý, openRound(vòngKhác, "d-1", ""), 0} }, code: domain.Conflict, field: "code"},
		"a school year of two years": {stage: awarding.Nominating,
			when: func(*book) said {
				c := openRound(vòngKhác, "D-2", awarding.OnceAYear)
				c.SchoolYear = "2024-2026"
				return said{thưKý, c, 0}
			}, code: domain.Invalid, field: "school_year"},
	} {
		t.Run(name, func(t *testing.T) {
			b := nominated(t, awarding.MayStack)
			if tt.stage != awarding.Nominating {
				b.to(t, tt.stage)
			}
			b.all(t, tt.given...)
			list, free := len(b.listOfRound(vòng).Rows), b.free(quỹXã, "storm")
			_, err := b.ask(tt.when(b))
			var refusal *domain.Error
			if !errors.As(err, &refusal) || refusal.Code != tt.code || !slices.Contains(refusal.Fields, tt.field) || !strings.Contains(refusal.Message, tt.says) {
				t.Fatalf("%v [%s]; want %s on %s saying %q", err, domain.CodeOf(err), tt.code, tt.field, tt.says)
			}
			if len(b.listOfRound(vòng).Rows) != list || b.free(quỹXã, "storm") != free {
				t.Error("the refusal changed something")
			}
		})
	}
}

// TestOverridesAreKept: one person may stand for two with a reason, and the fact says so.
func TestOverridesAreKept(t *testing.T) {
	b := nominated(t, awarding.MayStack).to(t, awarding.IsFrozen)
	e, err := b.ask(said{thưKý, ledger.ApproveRound{Round: vòng, Hash: b.hashOf(vòng), Override: "chi hội hai người"}, 0})
	if err != nil {
		t.Fatal(err)
	}
	if o := e.Changes[0].Events[0].(awarding.Approved).Override; o == nil || o.Reason != "chi hội hai người" || !slices.Equal(o.Same, []string{"approver is proposer"}) {
		t.Errorf("the override is %+v", o)
	}
	e, err = b.ask(said{thưKý, pays(func(c *ledger.PayRound) { c.Override = "chi hội hai người" }), 0})
	if err != nil {
		t.Fatal(err)
	}
	if o := e.Changes[0].Events[0].(awarding.Paid).Override; o == nil || !slices.Equal(o.Same, []string{"payer is proposer", "payer is approver"}) {
		t.Errorf("the override is %+v", o)
	}
}

// reservedFor is what is left of a round's reservation.
func (b *book) reservedFor(round uuid.UUID) int64 {
	r := b.State(awarding.StreamOf(round)).(*awarding.Round)
	if left := b.fundState(quỹXã).Reservations[r.Reservation]; left != nil {
		return left.Left()
	}
	return 0
}

// TestRoundToItsEnd: the reservation is always what the open rows add up to, from the signature to the end.
func TestRoundToItsEnd(t *testing.T) {
	b := nominated(t, awarding.MayStack)
	b.all(t, said{thưKý, nominating(vòng, row("D", donor, 150)), 0}, said{thưKý, ledger.ExcludeRows{Round: vòng, Rows: []string{"D"}, Reason: "không đủ"}, 0})
	plain := hex.EncodeToString(b.listOfRound(vòng).Hash)
	b.to(t, awarding.IsApproved)
	if b.hashOf(vòng) == plain {
		t.Error("the hash that was signed does not say which rows were excluded")
	}
	holds := func(when string, reserved, free int64) {
		t.Helper()
		if got := b.reservedFor(vòng); got != reserved || b.fundState(quỹXã).Compartments["storm"].Available() != free {
			t.Errorf("%s: %d is reserved, %d available; want %d and %d", when, got, b.fundState(quỹXã).Compartments["storm"].Available(), reserved, free)
		}
	}
	holds("approved", 600, 100)
	b.all(t, said{thủQuỹ, ledger.SubstituteRow{Round: vòng, Row: "C", Recipient: donor, Reason: "em chuyển trường", Approver: chủTịch}, 0})
	e, err := b.ask(said{thủQuỹ, pays(func(c *ledger.PayRound) { c.Except = []string{"B", "C"} }), 1})
	if err != nil {
		t.Fatal(err)
	}
	if absent := e.Changes[0].Events[0].(awarding.Paid).Absent; fmt.Sprint(absent) != "[[1 3]]" {
		t.Errorf("absent: %v", absent)
	}
	holds("A paid", 300, 100)
	b.all(t, said{chủTịch, ledger.CancelRows{Round: vòng, Rows: []string{"B"}, How: fund.Declined, Reason: "nhận nơi khác"}, 2})
	holds("B declined", 100, 300)
	back, err := b.ask(said{thủQuỹ, fund.Return{Fund: quỹXã, Payout: e.ID, Row: "A", Amount: đồng(300), Place: "cash", Reason: "trả lại"}, 3})
	if err != nil || len(back.Changes) != 2 {
		t.Fatalf("%v, %v", back.Changes, err)
	}
	holds("A came back", 100, 600)
	if _, err := b.ask(said{thủQuỹ, pays(func(c *ledger.PayRound) { c.Only = []string{"A"} }), 3}); domain.CodeOf(err) != domain.Conflict || !strings.Contains(err.Error(), "came back") {
		t.Errorf("paying a returned row again: %v", err)
	}
	b.all(t, said{thưKý, ledger.GiveUpRows{Round: vòng}, 11})
	holds("C not collected", 0, 700)
	b.all(t, said{chủTịch, ledger.CloseRound{Round: vòng}, 12}) // what came back whole needs no proof
	if _, err := b.ask(said{thủQuỹ, pays(), 12}); domain.CodeOf(err) != domain.Violation {
		t.Errorf("a closed round pays: %v", err)
	}
}

// TestRevision: a new version is a new list that names the one before; the old hash is no longer signed.
func TestRevision(t *testing.T) {
	b := nominated(t, awarding.OnceAYear).to(t, awarding.IsFrozen)
	old := b.hashOf(vòng)
	e, err := b.ask(said{thưKý, ledger.ReviseRound{Round: vòng, Reason: "sót một em"}, 0})
	if err != nil {
		t.Fatal(err)
	}
	if o := e.Changes[1].Events[0].(fund.ListOpened); o.Version != 2 || o.Before == uuid.Nil {
		t.Errorf("the new list is %+v", o)
	}
	// The same pupils may stand on the new version, and one who is not taken over is free for others.
	b.all(t, said{"Phó thư ký", nominating(vòng, row("A", an, 300), row("B", bình, 210)), 0}, said{thưKý, openRound(vòngKhác, "D-2", awarding.OnceAYear), 0},
		said{thưKý, nominating(vòngKhác, row("A", chi, 5)), 0}, said{thưKý, ledger.FreezeRound{Round: vòng}, 0})
	if _, err := b.ask(said{chủTịch, ledger.ApproveRound{Round: vòng, Hash: old}, 0}); domain.CodeOf(err) != domain.Violation {
		t.Errorf("the old hash was approved: %v", err)
	}
	b.all(t, said{chủTịch, ledger.ApproveRound{Round: vòng, Hash: b.hashOf(vòng)}, 0})
}

// TestAttachmentTwice: one scan under two payments is flagged in the fact.
func TestAttachmentTwice(t *testing.T) {
	b := nominated(t, awarding.MayStack).to(t, awarding.IsApproved)
	b.all(t, said{thủQuỹ, pays(), 0})
	first, err := b.ask(said{thưKý, ledger.ProveRows{Round: vòng, Rows: []string{"A"}, Attachment: chứngTừ, Name: "a.pdf"}, 0})
	if err != nil {
		t.Fatal(err)
	}
	second, err := b.ask(said{thưKý, ledger.ProveRows{Round: vòng, Attachment: strings.ToUpper(chứngTừ), Name: "b.pdf"}, 0})
	if err != nil {
		t.Fatal(err)
	}
	if p := second.Changes[0].Events[0].(fund.ListRowsProved); p.Again != first.ID || fund.Total(p.Rows) != 2 {
		t.Errorf("the second proof is %+v", p)
	}
	if p := first.Changes[0].Events[0].(fund.ListRowsProved); p.Again != uuid.Nil {
		t.Errorf("the first proof is %+v", p)
	}
}

// TestReturnOfACoveredAward: an award whose donation was reversed and covered comes back through a round's list: the đồng that cover it are free.
func TestReturnOfACoveredAward(t *testing.T) {
	b := nominated(t, awarding.MayStack)
	gift := id(int(b.number) - 4) // the 700 for the storm
	b.to(t, awarding.IsApproved)
	e, err := b.ask(said{thủQuỹ, pays(), 0})
	if err != nil {
		t.Fatal(err)
	}
	b.all(t, said{thủQuỹ, fund.Reverse{Fund: quỹXã, Donation: gift, Cause: fund.KeyingError, Line: "storm", Amount: đồng(350), Cover: true, Place: "cash", Reason: "nhầm", Approver: chủTịch}, 0})
	if free := b.free(quỹXã, "unrestricted"); free != 400-250 {
		t.Errorf("%d unrestricted is free after the cover", free)
	}
	b.all(t, said{thủQuỹ, fund.Return{Fund: quỹXã, Payout: e.ID, Row: "C", Place: "cash", Reason: "trả lại"}, 0},
		said{thủQuỹ, fund.Return{Fund: quỹXã, Payout: e.ID, Row: "B", Place: "cash", Reason: "trả lại"}, 0})
	if free := b.free(quỹXã, "storm"); free != 300 {
		t.Errorf("%d is free in the storm compartment; C and B came back with 300", free)
	}
	if _, err := b.ask(said{thủQuỹ, fund.Return{Fund: quỹXã, Payout: e.ID, Row: "B", Place: "cash", Reason: "lần nữa"}, 0}); domain.CodeOf(err) != domain.Conflict {
		t.Errorf("B came back twice: %v", err)
	}
}

// BenchmarkApproveAndPay signs and pays a list of 38,928 rows, as half a year's rewards of one province are.
func BenchmarkApproveAndPay(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		book := newBook()
		for _, c := range append(villageCommands(), giving(đồng(3_000_000_000))) {
			if _, err := book.do(c); err != nil {
				b.Fatal(err)
			}
		}
		open := openRound(vòng, "HS", awarding.MayStack)
		open.Budget, open.From = money.Dong(3_000_000_000), nil
		steps := []said{{thưKý, open, 0}}
		for i := 0; i < 38_928; i += fund.MaxChunk {
			var rows []fund.AskedRow
			for n := i; n < min(i+fund.MaxChunk, 38_928); n++ {
				rows = append(rows, row(fmt.Sprint("KT-", n), an, 77_000))
			}
			steps = append(steps, said{thưKý, nominating(vòng, rows...), 0})
		}
		for _, s := range append(steps, said{thưKý, ledger.FreezeRound{Round: vòng}, 0}) {
			if _, err := book.ask(s); err != nil {
				b.Fatal(err)
			}
		}
		b.StartTimer()
		began := time.Now()
		for _, s := range []said{{chủTịch, ledger.ApproveRound{Round: vòng, Hash: book.hashOf(vòng)}, 0}, {thủQuỹ, pays(), 0}} {
			if _, err := book.ask(s); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms/list")
	}
}
