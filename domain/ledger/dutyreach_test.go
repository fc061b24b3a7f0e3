package ledger_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	awarding "sovang/domain/award"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/levy"
	"sovang/domain/person"
	"sovang/domain/roster"
	"sovang/domain/sponsorship"
	"sovang/domain/staff"
	"sovang/domain/unit"
)

// TestDutiesReachOthersBooks: whoever holds every role in one unit does nothing through it in the books of another.
func TestDutiesReachOthersBooks(t *testing.T) {
	theirFund, theirSlot, theirLevy, theirRoster, gift, bare := id(-420), id(-421), id(-422), id(-423), id(-424), id(-425)
	b := commune()
	for _, role := range staff.Roles {
		b.office("Phạm Văn Ba", xã, role)
	}
	b.office("trưởng ban khác", xãKhác, staff.Chair)
	b.lay(fund.StreamOf(theirFund), fund.Opened{Unit: xãKhác, Code: "KHAC"})
	b.lay(sponsorship.StreamOf(theirSlot), sponsorship.Opened{Unit: xãKhác, Child: things["Child"], Fund: theirFund})
	b.lay(levy.StreamOf(theirLevy), levy.Begun{Unit: xã, Fund: theirFund})
	b.lay(person.StreamOf(bare), person.Registered{Unit: xã, Kind: person.School})
	b.lay(roster.StreamOf(theirRoster), roster.Estimated{Giver: bare})
	b.entries[gift] = domain.Entry{ID: gift, Changes: []domain.Change{{Stream: fund.StreamOf(theirFund), Events: []domain.Event{fund.DonationReceived{Donor: bare}}}}}
	wound := id(-429)
	b.lay(fund.StreamOf(wound), fund.Opened{Unit: xã, Code: "CU"}, fund.WoundUp{Into: theirFund, Code: "KHAC", On: daily})
	ours := sponsorship.Opened{Unit: xã, Child: things["Child"], Fund: theirFund}
	b.lay(sponsorship.StreamOf(id(-426)), ours)
	for title, c := range map[string]ledger.Command{
		"a levy into their fund":                  ledger.BeginLevy{Levy: id(-427), Unit: xã, Fund: theirFund},
		"what comes in of it":                     ledger.PayLevy{Levy: theirLevy},
		"a roster behind their donation":          ledger.AttachRoster{Roster: theirRoster, Donation: gift},
		"holding their slot at an exit":           ledger.ExitChild{Child: things["Child"], Offers: []ledger.Offer{{Slot: things["Slot"], Next: theirSlot}}},
		"the money of a slot that they book":      ledger.CarryOver{Slot: id(-426), Next: id(-426)},
		"a fund that is handed over to them":      ledger.HandOverFunds{Funds: []ledger.HandOverFund{{Fund: things["Fund"], Unit: xãKhác}}},
		"what comes back into their box":          fund.Return{Fund: wound, Payout: gift, Place: "ket", Reason: "vắng"},
		"what is covered by their money":          fund.Reverse{Fund: wound, Donation: gift, Cause: fund.KeyingError, Cover: true, Place: "ket", Reason: "nhầm"},
		"the year of a fund that they answer for": ledger.PublishDisclosure{Unit: xã, Funds: []uuid.UUID{wound}},
		"a fund of theirs that is handed over":    ledger.HandOverFunds{Funds: []ledger.HandOverFund{{Fund: theirFund, Unit: xã}}},
	} {
		_, err := decided(b, ledger.Request{ID: id(-428), Actor: "Phạm Văn Ba", Command: c}, recorded)
		refused, _ := errors.AsType[*domain.Error](err)
		if domain.CodeOf(err) != domain.Denied || !slices.Equal(refused.Fields, []string{"actor"}) {
			t.Errorf("%s: %v", title, err)
		}
	}
}

// TestDutiesStay: a fund does not come to where nobody holds a role, or whoever handed it over would act there without anybody's signature.
func TestDutiesStay(t *testing.T) {
	b := commune()
	b.office("kế toán", xã, staff.Treasurer)
	theirs := id(-431)
	b.lay(fund.StreamOf(theirs), fund.Opened{Unit: xãKhác, Code: "KHAC"})
	for i, plan := range []ledger.HandOverFund{{Fund: things["Fund"], Unit: xãKhác}, {Fund: things["Fund"], Into: theirs}} {
		c := ledger.HandOverFunds{Funds: []ledger.HandOverFund{plan}, Decision: "QĐ"}
		_, err := decided(b, ledger.Request{ID: id(-432), Actor: "kế toán", Command: c}, recorded)
		refused, _ := errors.AsType[*domain.Error](err)
		want := fmt.Sprintf("funds[0].%s", []string{"unit", "into"}[i])
		if domain.CodeOf(err) != domain.Violation || !slices.Equal(refused.Fields, []string{want}) {
			t.Errorf("%+v: %v", plan, err)
		}
	}
}

// TestWitnessOfOthersMoney: where only the unit whose money it is has duties, whoever a command names signs there.
func TestWitnessOfOthersMoney(t *testing.T) {
	b := newBook()
	for s, state := range commune().states {
		if s.Kind() != "staff" {
			b.states[s] = state
		}
	}
	b.office("thủ quỹ", xóm, staff.Cashier)
	theirs, round := id(-440), id(-441)
	b.lay(fund.StreamOf(theirs), fund.Opened{Unit: xóm, Code: "XOM"})
	b.lay(awarding.StreamOf(round), awarding.Opened{Unit: xã, Fund: theirs})
	_, err := decided(b, ledger.Request{ID: id(-442), Actor: "thủ quỹ", Command: ledger.PayRound{Round: round, Witness: "ai đó"}}, recorded)
	refused, _ := errors.AsType[*domain.Error](err)
	if domain.CodeOf(err) != domain.Denied || !slices.Equal(refused.Fields, []string{"witness"}) {
		t.Errorf("a round of a unit without duties pays another's money before an unknown witness: %v", err)
	}
}

// TestOnePersonOneName: somebody who is registered serves under one name, or two roles that lie apart would be in one hand unseen.
func TestOnePersonOneName(t *testing.T) {
	b := commune()
	grant := func(n int, actor string, role staff.Role) error {
		c := ledger.GrantRole{Unit: xã, Actor: actor, Role: role, Person: things["Child"], Basis: "đại hội"}
		changes, err := decided(b, ledger.Request{ID: id(n), Actor: "trưởng ban", Command: c}, recorded)
		if err == nil {
			b.take(id(n), changes)
		}
		return err
	}
	if err := grant(-450, "Lê Thị Hai", staff.Treasurer); err != nil {
		t.Fatal(err)
	}
	if err := grant(-451, "chị Hai", staff.Cashier); domain.CodeOf(err) != domain.Conflict {
		t.Errorf("books and box under two names of one person: %v", err)
	}
	if err := grant(-452, "lê thị  hai", staff.Registrar); err != nil {
		t.Errorf("the same name: %v", err)
	}
}

// TestDutiesOfEndings: a merger is the chair's, moves no unit below under somebody else's and comes to no unit without duties.
func TestDutiesOfEndings(t *testing.T) {
	ending := func(b *book, actor string, c ledger.Command) error {
		_, err := decided(b, ledger.Request{ID: id(-460), Actor: actor, Command: c}, recorded)
		return err
	}
	begun := func() *book {
		b := commune()
		b.office("Cả", tỉnh, staff.Chair)
		b.office("văn phòng", tỉnh, staff.Registrar)
		b.lay(unit.StreamOf(id(-461)), unit.Founded{Kind: unit.Association, Code: "NGOAI", Name: "Hội", From: daily - 1000})
		return b
	}
	merge := ledger.MergeUnits{Units: []uuid.UUID{xã}, Into: xãKhác, Decision: "NQ"}
	if err := ending(begun(), "văn phòng", merge); domain.CodeOf(err) != domain.Denied {
		t.Errorf("an office hands funds over by a merger: %v", err)
	}
	if err := ending(begun(), "Cả", merge); domain.CodeOf(err) == domain.Denied {
		t.Errorf("the chair above both: %v", err)
	}
	out := merge
	out.Into = id(-461)
	if err := ending(begun(), "Cả", out); domain.CodeOf(err) != domain.Violation {
		t.Errorf("into a unit without duties: %v", err)
	}
	out = merge
	out.Children = []ledger.ChildUnit{{Unit: xóm, Parent: id(-461)}}
	if err := ending(begun(), "Cả", out); domain.CodeOf(err) != domain.Violation {
		t.Errorf("a hamlet to where nobody holds a role: %v", err)
	}
	b := begun()
	b.office("chủ tịch ngoài", id(-461), staff.Chair)
	if err := ending(b, "Cả", out); domain.CodeOf(err) != domain.Denied {
		t.Errorf("a hamlet under another's unit: %v", err)
	}
}

// TestRolesWithinABound: whoever comes in for one unit makes nobody chair of another, nor ends what somebody holds there.
func TestRolesWithinABound(t *testing.T) {
	for _, c := range []ledger.Command{granting("ai đó", staff.Chair, xãKhác), ending("Lan", staff.Registrar, xã, 0)} {
		_, err := decided(officeholders(), ledger.Request{ID: id(-470), Actor: "Lan", Command: c, Within: xóm}, recorded)
		if domain.CodeOf(err) != domain.Denied {
			t.Errorf("%T: %v", c, err)
		}
	}
	if _, err := decided(officeholders(), ledger.Request{ID: id(-470), Actor: "Lan", Command: granting("Bình", staff.Registrar, xóm), Within: xã}, recorded); err != nil {
		t.Errorf("inside the bound: %v", err)
	}
}
