package ledger_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/levy"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/sponsorship"
)

// sponsored is a diary with a fund that has a bridge, three children with a slot each (500,000 a month from today on), all verified, and
// two sponsors.
func sponsored(t *testing.T) *diary {
	d := newDiary(t, given, "province", "school", "people", "fund", "cash")
	must := func(name string, c ledger.Command) {
		t.Helper()
		if _, err := d.write(name, c); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	must("bridge", fund.OpenCompartment{Fund: word("fund"), Compartment: "cau", Restriction: fund.Restriction{Kind: fund.Purpose, Wording: "bắc cầu", Bridge: true}})
	must("books", fund.OpenCompartment{Fund: word("fund"), Compartment: "sach-vo", Restriction: fund.Restriction{Kind: fund.Purpose, Wording: "sách vở"}})
	must("bridge gift", ledger.ReceiveDonation{Receive: fund.Receive{Fund: word("fund"), Amount: money.Dong(2_000_000), Place: "cash", Lines: []fund.AskedLine{{Compartment: "cau"}}}})
	more := []ledger.Registration{}
	for _, who := range []string{"second donor", "second child", "third child"} {
		more = append(more, registration(enterprise, func(r *ledger.Registration) {
			r.Person, r.Kind, r.Code = word(who), person.Individual, strings.ReplaceAll(who, " ", "-")
		}))
	}
	must("more people", registering(more...))
	children := []uuid.UUID{word("child"), word("second child"), word("third child")}
	for i, child := range children {
		must("open "+child.String(), ledger.OpenSlot{Slot: word([]string{"slot", "slot 2", "slot 3"}[i]), Unit: word("school"), Fund: word("fund"), Code: []string{"S24-1", "S24-2", "S24-3"}[i], Child: child,
			Kind: sponsorship.Poor, Need: "học phí", SchoolYear: "2024-2025", Instalment: money.Dong(500_000), Instalments: 9, First: day0, Schedule: "tháng", Path: sponsorship.ViaAssociation})
	}
	must("first verifier", ledger.VerifyChildren{Children: children})
	must("second verifier", ledger.VerifyChildren{Children: children})
	return d
}

func (d *diary) must(name string, c ledger.Command) []domain.Change {
	d.t.Helper()
	changes, err := d.write(name, c)
	if err != nil {
		d.t.Fatalf("%s: %v", name, err)
	}
	return changes
}

func (d *diary) free(compartment string) int64 {
	c := d.State(fund.StreamOf(word("fund"))).(*fund.Fund).Compartments[compartment]
	if c == nil {
		return 0
	}
	return c.Free.Len()
}

func taking(slot, sponsor string, wish sponsorship.Wish) ledger.TakeSlot {
	return ledger.TakeSlot{Slot: word(slot), Sponsor: word(sponsor), Wish: wish}
}

func giftOf(donor, slot string, amount int64) ledger.ReceiveDonation {
	g := slotGift(amount, slot)
	g.Donor = word(donor)
	return g
}

func payout(child, slot, from string, amount int64) fund.Pay {
	return fund.Pay{Fund: word("fund"), Kind: fund.Award, Award: fund.Support, Recipient: word(child), Slot: word(slot), Amount: money.Dong(amount),
		From: []fund.AskedShare{{Compartment: from}}, Place: "cash"}
}

func TestOnlyAVerifiedChildHasASponsor(t *testing.T) {
	d := newDiary(t, given, "province", "school", "people", "fund", "cash", "slot")
	hold := ledger.HoldSlot{Slot: word("slot"), Sponsor: word("donor"), Until: recorded.Add(time.Hour).Format(time.RFC3339)}
	d.refuses("held unverified", "x", hold, domain.Violation, "slot")
	d.refuses("taken unverified", "x", taking("slot", "donor", sponsorship.Wish{}), domain.Violation, "slot")
	d.must("verify 1", verify)
	d.refuses("taken verified by one", "x", taking("slot", "donor", sponsorship.Wish{}), domain.Violation, "slot")
	d.refuses("verified twice by one", "verify 1", verify, domain.Denied, "children[0]")
	both := ledger.VerifyChildren{Children: []uuid.UUID{word("child"), word("donor")}}
	d.refuses("a list with somebody nobody proposed", "verify 2", both, domain.NotFound, "children[1]")
	both.Children[1] = word("child")
	d.refuses("a list with a child twice", "verify 2", both, domain.Invalid, "children[1]")
	d.refuses("an empty list", "verify 2", ledger.VerifyChildren{}, domain.Invalid, "children")
	d.refuses("too long a list", "verify 2", ledger.VerifyChildren{Children: make([]uuid.UUID, ledger.MostChildren+1)}, domain.Invalid, "children")
	d.refuses("verified tomorrow", "verify 2", ledger.VerifyChildren{Children: []uuid.UUID{word("child")}, On: day0 + 1}, domain.Invalid, "on")
	d.refuses("proposed by no unit", "x", ledger.ProposeChildren{Unit: word("x"), Children: []uuid.UUID{word("donor")}}, domain.NotFound, "unit")
	d.refuses("proposed though unknown", "x", ledger.ProposeChildren{Unit: word("school"), Children: []uuid.UUID{word("x")}}, domain.NotFound, "children[0]")
	d.refuses("proposed again", "x", ledger.ProposeChildren{Unit: word("school"), Children: []uuid.UUID{word("child")}}, domain.Conflict, "children[0]")
	d.must("verify 2", verify)
	d.must("take", taking("slot", "donor", sponsorship.Wish{}))
}

func TestASponsorIsShownWhoElseSponsorsTheChild(t *testing.T) {
	d := sponsored(t)
	d.must("twin", ledger.OpenSlot{Slot: word("twin"), Unit: word("school"), Code: "S24-9", Child: word("child"), Kind: sponsorship.Poor, Need: "sách", SchoolYear: "2024-2025",
		Instalment: money.Dong(100_000), Instalments: 1, Schedule: "một lần", Path: sponsorship.Direct})
	d.must("take", taking("slot", "donor", sponsorship.Wish{}))
	blind := taking("twin", "second donor", sponsorship.Wish{})
	_, err := d.decide("x", blind)
	if refusal, ok := errors.AsType[*domain.Error](err); !ok || refusal.Code != domain.Violation || !strings.Contains(refusal.Message, "S24-1, 4.500.000 đ ("+word("slot").String()) {
		t.Errorf("not shown: %v", err)
	}
	d.refuses("a hold, too", "x", ledger.HoldSlot{Slot: word("twin"), Sponsor: word("second donor"), Until: recorded.Add(time.Hour).Format(time.RFC3339)}, domain.Violation, "knows")
	blind.Knows = []uuid.UUID{word("slot 2"), word("slot")}
	taken := d.must("take twin", blind)[0].Events[0].(sponsorship.Taken)
	if len(taken.Knows) != 1 || taken.Knows[0] != word("slot") {
		t.Errorf("the sponsor was shown %v", taken.Knows)
	}
	d.must("twin ended", ledger.EndSponsorship{Slot: word("twin"), Reason: "x", By: sponsorship.BySponsor})
	d.must("one's own is no surprise", taking("twin", "donor", sponsorship.Wish{}))
}

func TestTheLoserIsToldWhoIsNext(t *testing.T) {
	d := sponsored(t)
	d.must("take", taking("slot", "donor", sponsorship.Wish{}))
	says := func(c ledger.Command, want string) {
		t.Helper()
		if _, err := d.decide("x", c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	says(taking("slot", "second donor", sponsorship.Wish{}), "nobody waits yet: you would be number 1")
	d.must("queue", ledger.QueueForSlot{Slot: word("slot"), Sponsor: word("second donor")})
	says(taking("slot", "second donor", sponsorship.Wish{}), "you will be asked next")
	says(taking("slot", "third child", sponsorship.Wish{}), "second-donor will be asked next, you would be number 2")
	d.must("queue third", ledger.QueueForSlot{Slot: word("slot"), Sponsor: word("third child")})
	says(taking("slot", "third child", sponsorship.Wish{}), "second-donor will be asked next, you are number 2")
	d.must("end", ledger.EndSponsorship{Slot: word("slot"), Reason: "x", By: sponsorship.BySponsor})
	says(taking("slot", "donor", sponsorship.Wish{}), "third-child will be asked next, you would be number 2")
	d.must("second takes", taking("slot", "second donor", sponsorship.Wish{}))
	d.refuses("a stranger waits", "x", ledger.QueueForSlot{Slot: word("slot"), Sponsor: word("stranger")}, domain.NotFound, "sponsor")
}

// What is left when the child exits, by the wish: where 500,000 of a sponsor's million is after it.
func TestWhatIsLeftFollowsTheWish(t *testing.T) {
	for title, tt := range map[string]struct {
		wish   sponsorship.Wish
		offers []ledger.Offer
		where  string
	}{
		"no wish: it stays until somebody may decide": {sponsorship.Wish{}, nil, "slot-S24-1"},
		"unrestricted":                     {sponsorship.Wish{Rest: sponsorship.ToUnrestricted}, nil, "unrestricted"},
		"a compartment":                    {sponsorship.Wish{Rest: sponsorship.ToCompartment, Compartment: "sach-vo"}, nil, "sach-vo"},
		"back: the treasurer refunds it":   {sponsorship.Wish{Rest: sponsorship.BackToTheSponsor}, nil, "slot-S24-1"},
		"the next child, who is offered":   {sponsorship.Wish{Rest: sponsorship.ToNextChild}, []ledger.Offer{{Slot: word("slot"), Next: word("slot 2")}}, "slot-S24-2"},
		"the next child, nobody yet":       {sponsorship.Wish{Rest: sponsorship.ToNextChild}, nil, "slot-S24-1"},
		"another child, but not the money": {sponsorship.Wish{Rest: sponsorship.ToUnrestricted}, []ledger.Offer{{Slot: word("slot"), Next: word("slot 2")}}, "unrestricted"},
	} {
		t.Run(title, func(t *testing.T) {
			d := sponsored(t)
			d.must("take", taking("slot", "donor", tt.wish))
			d.must("gift", giftOf("donor", "slot", 1_000_000))
			d.must("pay", payout("child", "slot", "slot-S24-1", 500_000))
			d.must("set aside", fund.Reserve{Fund: word("fund"), Amount: money.Dong(300_000), From: []fund.AskedShare{{Compartment: "slot-S24-1"}}, Recipient: word("child"), Slot: word("slot"), Approver: "chủ tịch"})
			d.must("exit", ledger.ExitChild{Child: word("child"), Reason: "chuyển tỉnh", Offers: tt.offers})
			for _, c := range []string{"unrestricted", "sach-vo", "slot-S24-1", "slot-S24-2"} {
				want := int64(0)
				if c == tt.where {
					want = 500_000
				}
				if got := d.free(c); got != want {
					t.Errorf("%s holds %d, want %d", c, got, want)
				}
			}
			if open := d.State(fund.StreamOf(word("fund"))).(*fund.Fund).Reservations; len(open) > 0 {
				t.Errorf("still set aside: %v", open)
			}
			next := d.State(sponsorship.StreamOf(word("slot 2"))).(*sponsorship.Slot)
			if offered := next.HeldFor(d.now) == word("donor"); offered != (tt.offers != nil) {
				t.Errorf("the next child is offered: %v", offered)
			}
			d.refuses("paid after the exit", "x", payout("child", "slot", "cau", 1), domain.Violation, "slot")
			d.refuses("set aside after the exit", "x", fund.Reserve{Fund: word("fund"), Amount: money.Dong(1), From: []fund.AskedShare{{Compartment: "cau"}}, Recipient: word("child"),
				Slot: word("slot"), Approver: "chủ tịch"}, domain.Violation, "slot")
			d.refuses("taken after the exit", "x", taking("slot", "second donor", sponsorship.Wish{}), domain.Violation, "slot")
			d.refuses("given after the exit", "x", giftOf("donor", "slot", 1), domain.Violation, "lines[0].slot")
			d.refuses("left twice", "x", ledger.ExitChild{Child: word("child"), Reason: "x"}, domain.Conflict, "child")
		})
	}
}

func TestEachSponsorsMoneyFollowsTheirOwnWish(t *testing.T) {
	d := sponsored(t)
	d.must("take", taking("slot", "donor", sponsorship.Wish{Rest: sponsorship.ToCompartment, Compartment: "sach-vo"}))
	d.must("gift", giftOf("donor", "slot", 700_000))
	d.must("end", ledger.EndSponsorship{Slot: word("slot"), Reason: "thôi", By: sponsorship.BySponsor})
	d.must("take 2", taking("slot", "second donor", sponsorship.Wish{Rest: sponsorship.ToNextChild, Words: "xin giúp em khác"}))
	d.must("gift 2", giftOf("second donor", "slot", 400_000))
	d.must("late gift of the first", giftOf("donor", "slot", 100_000))
	d.must("pay", payout("child", "slot", "slot-S24-1", 500_000))
	d.must("exit", ledger.ExitChild{Child: word("child"), Reason: "chuyển tỉnh"})
	if d.free("sach-vo") != 300_000 || d.free("slot-S24-1") != 400_000 {
		t.Errorf("%d went to the books, %d is left", d.free("sach-vo"), d.free("slot-S24-1"))
	}
	carry := ledger.CarryOver{Slot: word("slot"), Next: word("slot 2")}
	d.refuses("to a slot that is not theirs", "x", carry, domain.Violation, "slot", "next")
	d.refuses("of a child who is there", "x", ledger.CarryOver{Slot: word("slot 3"), Next: word("slot 2")}, domain.Violation, "slot")
	d.refuses("to no slot", "x", ledger.CarryOver{Slot: word("slot"), Next: word("x")}, domain.NotFound, "next")
	d.must("next child", taking("slot 2", "second donor", sponsorship.Wish{}))
	moved := d.must("carry", carry)
	if e, ok := moved[0].Events[len(moved[0].Events)-1].(fund.Redesignated); !ok || e.Basis != fund.SignedWish || e.Clause != "xin giúp em khác" {
		t.Errorf("got %+v", moved[0].Events)
	}
	s := d.State(sponsorship.StreamOf(word("slot 2"))).(*sponsorship.Slot)
	if got := s.Standing(s.Live, day0); !s.Active() || got.Paid != 400_000 || got.Arrears != 100_000 || d.free("slot-S24-2") != 400_000 {
		t.Errorf("the next slot stands at %+v", got)
	}
	d.refuses("twice", "x", carry, domain.Violation, "slot", "next")
}

// A fund that was wound up promised nothing that its successor does not keep: what is left of each sponsor's money, given before and after, paid
// by then or carried over, follows that sponsor's wish from where it lies by now.
func TestTheWishIsKeptByTheSuccessor(t *testing.T) {
	d := sponsored(t)
	d.must("take", taking("slot", "donor", sponsorship.Wish{Rest: sponsorship.ToNextChild}))
	d.must("gift", giftOf("donor", "slot", 700_000))
	d.must("end", ledger.EndSponsorship{Slot: word("slot"), Reason: "thôi", By: sponsorship.BySponsor})
	d.must("take 2", taking("slot", "second donor", sponsorship.Wish{Rest: sponsorship.ToCompartment, Compartment: "sach-vo"}))
	d.must("gift 2", giftOf("second donor", "slot", 400_000))
	d.must("pay", payout("child", "slot", "slot-S24-1", 500_000))
	wound := func(from, into string) {
		d.must("open "+into, fund.Open{Fund: word(into), Unit: word("school"), Code: strings.ToUpper(strings.ReplaceAll(into, " ", "")), Name: into, Form: fund.AssociationFund, Currencies: []money.Currency{"VND"}})
		d.must("wind up "+from, ledger.HandOverFunds{Decision: "BB 1", Funds: []ledger.HandOverFund{{Fund: word(from), Into: word(into)}}})
	}
	has := func(in, compartment string, want int64) {
		t.Helper()
		c := d.State(fund.StreamOf(word(in))).(*fund.Fund).Compartments[compartment]
		if c == nil && want != 0 || c != nil && c.Free.Len() != want {
			t.Errorf("%s holds %v in %s, want %d", in, c, compartment, want)
		}
	}
	d.must("a bridge where nobody is late", payout("third child", "slot 3", "cau", 100_000))
	wound("fund", "fund b")
	late := giftOf("second donor", "slot", 50_000)
	late.Fund = word("fund b")
	d.must("gift 3", late)
	d.must("next child", taking("slot 2", "donor", sponsorship.Wish{Rest: sponsorship.ToUnrestricted}))
	d.must("exit", ledger.ExitChild{Child: word("child"), Reason: "chuyển tỉnh"})
	has("fund b", "sach-vo", 450_000)
	has("fund b", "slot-S24-1", 200_000)
	d.must("carry", ledger.CarryOver{Slot: word("slot"), Next: word("slot 2")})
	has("fund b", "slot-S24-2", 200_000)
	wound("fund b", "fund c")
	d.must("exit 2", ledger.ExitChild{Child: word("second child"), Reason: "chuyển tỉnh"})
	has("fund c", "slot-S24-2", 0)
	has("fund c", "unrestricted", 200_000)
	has("fund c", "cau", 1_900_000)

	d = sponsored(t)
	d.must("take", taking("slot", "donor", sponsorship.Wish{}))
	d.must("bridge pays for the late", payout("child", "slot", "cau", 500_000))
	d.must("open", fund.Open{Fund: word("fund b"), Unit: word("school"), Code: "B", Name: "B", Form: fund.AssociationFund, Currencies: []money.Currency{"VND"}})
	d.refuses("late money would not find the bridge", "x", ledger.HandOverFunds{Decision: "BB 1", Funds: []ledger.HandOverFund{{Fund: word("fund"), Into: word("fund b")}}},
		domain.Violation, "funds[0].fund")
}

func TestOffersThatCannotBe(t *testing.T) {
	d := sponsored(t)
	d.must("take", taking("slot", "donor", sponsorship.Wish{Rest: sponsorship.ToNextChild}))
	d.must("take 3", taking("slot 3", "second donor", sponsorship.Wish{}))
	leave := func(offers ...ledger.Offer) ledger.ExitChild {
		return ledger.ExitChild{Child: word("child"), Reason: "x", Offers: offers}
	}
	d.refuses("a slot that is taken", "x", leave(ledger.Offer{Slot: word("slot"), Next: word("slot 3")}), domain.Conflict, "offers[0].next")
	d.refuses("a slot that is not there", "x", leave(ledger.Offer{Slot: word("slot"), Next: word("x")}), domain.NotFound, "offers[0].next")
	d.refuses("another child's sponsor", "x", leave(ledger.Offer{Slot: word("slot 3"), Next: word("slot 2")}), domain.NotFound, "offers[0].slot")
	d.refuses("the child who leaves", "x", leave(ledger.Offer{Slot: word("slot"), Next: word("slot")}), domain.Invalid, "offers[0].next")
	d.refuses("two children for one", "x", leave(ledger.Offer{Slot: word("slot"), Next: word("slot 2")}, ledger.Offer{Slot: word("slot"), Next: word("slot 2")}), domain.Invalid, "offers[1].slot")
	d.refuses("until no moment", "x", leave(ledger.Offer{Slot: word("slot"), Next: word("slot 2"), Until: "Tết"}), domain.Invalid, "offers[0].until")
	d.refuses("before the sponsorship began", "x", ledger.ExitChild{Child: word("child"), Reason: "x", On: day0 - 1}, domain.Violation, "on")
	d.refuses("a child nobody proposed", "x", ledger.ExitChild{Child: word("donor"), Reason: "x"}, domain.NotFound, "child")
}

func TestBridgesPayForTheLateAndAreRepaidByThem(t *testing.T) {
	d := sponsored(t)
	d.must("take", taking("slot", "donor", sponsorship.Wish{}))
	d.refuses("to another child", "x", payout("second child", "slot", "cau", 1), domain.Violation, "recipient")
	d.refuses("for no slot", "x", payout("child", "x", "unrestricted", 1), domain.Violation, "amount")
	d.refuses("more than is late", "x", payout("child", "slot", "cau", 500_001), domain.Violation, "amount")
	d.refuses("set aside", "x", fund.Reserve{Fund: word("fund"), Amount: money.Dong(1), From: []fund.AskedShare{{Compartment: "cau"}}, Recipient: word("child"), Slot: word("slot"), Approver: "x"}, domain.Violation, "from")
	d.must("bridged", payout("child", "slot", "cau", 500_000))
	d.must("some came back", fund.Return{Fund: word("fund"), Payout: word("bridged"), Amount: money.Dong(100_000), Place: "cash", Reason: "vắng"})
	d.must("and is paid again", payout("child", "slot", "cau", 100_000))
	d.must("ended", ledger.EndSponsorship{Slot: word("slot"), Reason: "không liên lạc được", By: sponsorship.ByAssociation})
	d.must("taken by another", taking("slot", "second donor", sponsorship.Wish{}))
	d.must("whose money repays nothing", giftOf("second donor", "slot", 500_000))
	if d.free("cau") != 1_500_000 || d.free("slot-S24-1") != 500_000 {
		t.Errorf("the bridge has %d, the slot %d", d.free("cau"), d.free("slot-S24-1"))
	}
	late := d.must("late money", giftOf("donor", "slot", 200_000))
	if d.free("cau") != 1_700_000 {
		t.Errorf("late money of who has left: the bridge has %d; %+v", d.free("cau"), late)
	}
	d.must("exit", ledger.ExitChild{Child: word("child"), Reason: "chuyển tỉnh"})
	d.refuses("after the exit more than is owed", "x", giftOf("donor", "slot", 300_001), domain.Violation, "lines[0].slot")
	d.must("after the exit what is owed", giftOf("donor", "slot", 300_000))
	if d.free("cau") != 2_000_000 {
		t.Errorf("all is repaid, and the bridge has %d", d.free("cau"))
	}
}

// A slot's money lies behind one wall: with two, nobody could say which of them a donation goes behind.
func TestASlotHasOneWall(t *testing.T) {
	d := sponsored(t)
	wall := fund.OpenCompartment{Fund: word("fund"), Compartment: "suat-1", Restriction: fund.Restriction{Kind: fund.Slot, Slot: word("slot")}}
	d.must("a wall", wall)
	wall.Compartment = "suat-2"
	d.refuses("another wall", "x", wall, domain.Conflict, "restriction.slot")
	d.must("take", taking("slot", "donor", sponsorship.Wish{}))
	d.must("gift", giftOf("donor", "slot", 500_000))
	d.refuses("a wall beside it", "x", wall, domain.Conflict, "restriction.slot")
	d.refuses("a levy for it", "x", ledger.BeginLevy{Levy: word("levy"), Unit: word("school"), Fund: word("fund"), Compartment: "suat-1", Basis: levy.ByHousehold,
		Rate: money.Dong(1)}, domain.Violation, "compartment")
	if d.free("suat-1") != 500_000 {
		t.Errorf("behind the wall lie %d", d.free("suat-1"))
	}
}

// A donor's consent moves money behind a slot's wall and away from it: what has left has not paid for the slot, what came repays the
// bridge that stood in, and a reversal finds it where it went.
func TestConsentToASlotIsAPayment(t *testing.T) {
	d := sponsored(t)
	d.must("take", taking("slot", "donor", sponsorship.Wish{}))
	stands := func(title string, paid, arrears, bridge, behind int64) {
		t.Helper()
		s := d.State(sponsorship.StreamOf(word("slot"))).(*sponsorship.Slot)
		if got := s.PaidBy(word("gift")) + s.PaidBy(word("free gift")); got != paid || s.Standing(s.Live, day0).Arrears != arrears {
			t.Errorf("%s: %d was paid, %d is late; want %d, %d", title, got, s.Standing(s.Live, day0).Arrears, paid, arrears)
		}
		if d.free("cau") != bridge || d.free("slot-S24-1") != behind {
			t.Errorf("%s: the bridge has %d, the slot %d; want %d, %d", title, d.free("cau"), d.free("slot-S24-1"), bridge, behind)
		}
	}
	consent := func(donation, from, into string) fund.Redesignate {
		return fund.Redesignate{Fund: word("fund"), Donation: word(donation), Compartment: from, Into: into, Basis: fund.DonorConsent, Reason: "xin chuyển", Approver: "chủ tịch"}
	}
	d.must("gift", giftOf("donor", "slot", 500_000))
	stands("given", 500_000, 0, 2_000_000, 500_000)
	d.must("away", consent("gift", "slot-S24-1", "sach-vo"))
	stands("moved away", 0, 500_000, 2_000_000, 0)
	d.must("bridged", payout("child", "slot", "cau", 400_000))
	free := giftOf("donor", "slot", 500_000)
	free.Lines = nil
	d.must("free gift", free)
	d.must("to the slot", consent("free gift", "unrestricted", "slot-S24-1"))
	stands("moved in", 500_000, 0, 2_000_000, 100_000)
	d.must("keyed wrongly", fund.Reverse{Fund: word("fund"), Donation: word("free gift"), Amount: money.Dong(100_000), Cause: fund.KeyingError, Reason: "nhầm", Approver: "chủ tịch"})
	stands("reversed in part", 400_000, 100_000, 2_000_000, 0)
	d.must("exit", ledger.ExitChild{Child: word("child"), Reason: "chuyển tỉnh"})
	d.refuses("to a slot whose child left", "x", consent("gift", "sach-vo", "slot-S24-1"), domain.Violation, "into")
	if len(d.must("reversed", fund.Reverse{Fund: word("fund"), Donation: word("gift"), Cause: fund.KeyingError, Reason: "nhầm", Approver: "chủ tịch"})) != 1 {
		t.Error("a donation that had left the slot took a payment from it")
	}
}

// A payment that was booked on the wrong day is late, or not, from the right one on.
func TestARedatedPaymentOfASlot(t *testing.T) {
	d := sponsored(t)
	d.must("take", taking("slot", "donor", sponsorship.Wish{}))
	d.must("gift", giftOf("donor", "slot", 500_000))
	d.now = d.now.AddDate(0, 0, 25)
	d.must("redated", fund.Redate{Fund: word("fund"), Document: word("gift"), Booked: day0 + 20, Reason: "nhầm ngày", Approver: "chủ tịch"})
	s := d.State(sponsorship.StreamOf(word("slot"))).(*sponsorship.Slot)
	for day, late := range map[domain.Date]int64{day0: 500_000, day0 + 19: 500_000, day0 + 20: 0} {
		if got := s.Standing(s.Live, day).Arrears; got != late {
			t.Errorf("on %s %d is late, want %d", day, got, late)
		}
	}
	if s.PaidBy(word("gift")) != 500_000 {
		t.Errorf("%d was paid", s.PaidBy(word("gift")))
	}
}

// Late money repaid the bridge and bounced: the month is late again, but the child has had it, and no bridge pays it a second time.
func TestAMonthIsNotBridgedTwice(t *testing.T) {
	d := sponsored(t)
	d.must("take", taking("slot", "donor", sponsorship.Wish{}))
	d.must("bridged", payout("child", "slot", "cau", 500_000))
	d.must("late", giftOf("donor", "slot", 500_000))
	d.must("bounced", fund.Reverse{Fund: word("fund"), Donation: word("late"), Cause: fund.Bounced, Reason: "ngân hàng trả lại"})
	d.refuses("the same month", "x", payout("child", "slot", "cau", 1), domain.Violation, "amount")
	d.now = d.now.AddDate(0, 1, 0)
	d.refuses("more than the next month", "x", payout("child", "slot", "cau", 500_001), domain.Violation, "amount")
	d.must("the next month", payout("child", "slot", "cau", 500_000))
	d.refuses("and no more", "x", payout("child", "slot", "cau", 1), domain.Violation, "amount")
}

func TestNextYearsSlot(t *testing.T) {
	d := sponsored(t)
	next := ledger.OpenSlot{Slot: word("next"), Unit: word("school"), Fund: word("fund"), Code: "S25-1", Child: word("child"), Kind: sponsorship.Poor, Need: "học phí", SchoolYear: "2025-2026",
		Steps: []ledger.AskedStep{{First: day0 + 300, Amount: money.Dong(6_000_000)}}, Renewal: "hạnh kiểm tốt", Path: sponsorship.ViaAssociation, Previous: word("slot"),
		FirstRefusalUntil: recorded.Add(24 * time.Hour).Format(time.RFC3339)}
	with := func(change func(*ledger.OpenSlot)) ledger.OpenSlot {
		c := next
		change(&c)
		return c
	}
	d.refuses("after a slot nobody had", "x", next, domain.Violation, "previous")
	d.must("take", taking("slot", "donor", sponsorship.Wish{}))
	d.refuses("after another child's", "x", with(func(c *ledger.OpenSlot) { c.Previous = word("slot 2") }), domain.Invalid, "previous")
	d.refuses("after none", "x", with(func(c *ledger.OpenSlot) { c.Previous = word("x") }), domain.NotFound, "previous")
	d.refuses("a first word without a slot before", "x", with(func(c *ledger.OpenSlot) { c.Previous = uuid.Nil }), domain.Invalid, "previous")
	d.refuses("for ever", "x", with(func(c *ledger.OpenSlot) { c.FirstRefusalUntil = "2099-01-01T00:00:00Z" }), domain.Invalid, "first_refusal_until")
	d.refuses("in steps and instalments", "x", with(func(c *ledger.OpenSlot) { c.Instalments = 3 }), domain.Invalid, "steps")
	d.refuses("in two currencies", "x", with(func(c *ledger.OpenSlot) {
		c.Steps = append(c.Steps[:1:1], ledger.AskedStep{First: day0, Amount: money.Money{Minor: 1, Currency: "USD"}})
	}), domain.Invalid, "steps[1].amount")
	d.refuses("opened tomorrow", "x", with(func(c *ledger.OpenSlot) { c.On = day0 + 1 }), domain.Invalid, "on")
	d.must("next", next)
	d.refuses("taken by another", "x", ledger.TakeSlot{Slot: word("next"), Sponsor: word("second donor"), Knows: []uuid.UUID{word("slot")}}, domain.Conflict, "slot")
	d.must("take next", taking("next", "donor", sponsorship.Wish{}))
	third := with(func(c *ledger.OpenSlot) {
		c.Slot, c.Code, c.SchoolYear, c.Previous = word("third"), "S26-1", "2026-2027", word("next")
	})
	d.refuses("without the condition met", "x", third, domain.Violation, "renewed")
	third.Renewed = "xếp loại tốt cả năm"
	d.must("third", third)
}
