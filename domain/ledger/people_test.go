package ledger_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/code"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/pledge"
	"sovang/domain/sponsorship"
	"sovang/domain/unit"
)

func word(w string) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, []byte(w)) }

// diary is a book in memory in which time passes; what a command creates has the id of word(its name).
type diary struct {
	*book
	t   *testing.T
	now time.Time
}

func newDiary(t *testing.T, given map[string]ledger.Command, order ...string) *diary {
	d := &diary{newBook(), t, recorded}
	for _, name := range order {
		if _, err := d.write(name, given[name]); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return d
}

func (d *diary) decide(name string, c ledger.Command) ([]domain.Change, error) {
	actor := "thủ quỹ"
	if _, ok := c.(ledger.VerifyChildren); ok { // two others do that
		actor = name
	}
	return decided(d, ledger.Request{ID: word(name), Actor: actor, Command: c}, d.now)
}

func (d *diary) write(name string, c ledger.Command) ([]domain.Change, error) {
	changes, err := d.decide(name, c)
	if err != nil {
		return nil, err
	}
	for _, change := range changes {
		for i, e := range change.Events {
			change.Events[i] = throughJSON(e)
			d.State(change.Stream).Evolve(word(name), change.Events[i])
		}
	}
	d.entries[word(name)] = domain.Entry{ID: word(name), Changes: changes}
	return changes, nil
}

func (d *diary) refuses(title, name string, c ledger.Command, why domain.Code, fields ...string) {
	d.t.Helper()
	_, err := d.decide(name, c)
	refusal, ok := errors.AsType[*domain.Error](err)
	if !ok || refusal.Code != why || !slices.Equal(refusal.Fields, fields) || refusal.Message == "" {
		d.t.Errorf("%s: got %v, want %s on %v", title, err, why, fields)
	}
}

func (d *diary) takes(title, name string, c ledger.Command, want ...domain.Change) {
	d.t.Helper()
	got, err := d.write(name, c)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		d.t.Errorf("%s: %v\n%s", title, err, diff)
	}
}

func to(s domain.Stream, events ...domain.Event) domain.Change {
	return domain.Change{Stream: s, Events: events}
}

var (
	sealedCard = domain.Sealed{Box: []byte("sealed")}
	day0       = domain.DateOf(recorded)
	province   = ledger.FoundUnit{Unit: word("province"), Kind: unit.Association, Code: "HKH-QN", Name: "Hội Khuyến học Quảng Ninh"}
	school     = ledger.FoundUnit{Unit: word("school"), Kind: unit.School, Code: "TH-1", Name: "Trường", Parent: word("province")}
	enterprise = ledger.Registration{Person: word("donor"), Unit: word("province"), Kind: person.Enterprise, Code: "DN-1", Sealed: sealedCard}
	child      = ledger.Registration{Person: word("child"), Unit: word("school"), Kind: person.Individual, Code: "P0622", Sealed: sealedCard}
	theFund    = fund.Open{Fund: word("fund"), Unit: word("province"), Code: "quy", Name: "Quỹ", Form: fund.AssociationFund}
	cash       = fund.OpenPlace{Fund: word("fund"), Place: "cash", Kind: fund.Cash}
	slot       = ledger.OpenSlot{Slot: word("slot"), Unit: word("school"), Fund: word("fund"), Code: "QN24-0001", Child: word("child"), Kind: sponsorship.Poor,
		Need: "học phí", SchoolYear: "2024-2025", Instalment: money.Dong(500_000), Instalments: 9, Schedule: "tháng", Path: sponsorship.ViaAssociation}
	verify  = ledger.VerifyChildren{Children: []uuid.UUID{word("child")}}
	promise = ledger.MakePledge{Pledge: word("pledge"), Donor: word("donor"), Fund: word("fund"), Amount: money.Dong(1_000), Due: day0 + 30}
	given   = map[string]ledger.Command{
		"province": province, "school": school, "people": ledger.RegisterPeople{People: []ledger.Registration{enterprise, child}},
		"fund": theFund, "cash": cash, "slot": slot, "pledge": promise,
		"verify 1": verify, "verify 2": verify,
		"other fund": fund.Open{Fund: word("other fund"), Unit: word("school"), Code: "quy-2", Name: "Quỹ", Form: fund.AssociationFund},
		"other cash": fund.OpenPlace{Fund: word("other fund"), Place: "cash", Kind: fund.Cash},
	}
)

func registration(r ledger.Registration, change func(*ledger.Registration)) ledger.Registration {
	change(&r)
	return r
}

func registering(people ...ledger.Registration) ledger.RegisterPeople {
	return ledger.RegisterPeople{People: people}
}

func TestUnitsAreFoundedUnderUnitsThatAreThere(t *testing.T) {
	d := newDiary(t, given)
	d.refuses("no parent", "school", school, domain.NotFound, "parent")
	d.refuses("no id", "x", ledger.FoundUnit{Kind: unit.School, Code: "A", Name: "A"}, domain.Invalid, "unit")
	d.refuses("its own parent", "x", ledger.FoundUnit{Unit: word("x"), Parent: word("x"), Kind: unit.School, Code: "A", Name: "A"}, domain.Invalid, "parent")
	d.refuses("renamed before founded", "x", ledger.RenameUnit{Unit: word("province"), Name: "Hội"}, domain.NotFound, "unit")
	d.refuses("renamed without an id", "x", ledger.RenameUnit{Name: "Hội"}, domain.Invalid, "unit")
	d.takes("founded today", "province", province,
		to(unit.StreamOf(word("province")), unit.Founded{Kind: unit.Association, Code: "HKH-QN", Name: province.Name, From: day0}),
		to("code/unit/HKH-QN", code.Claimed{Owner: word("province")}))
	d.takes("founded below", "school", school,
		to(unit.StreamOf(word("school")), unit.Founded{Kind: unit.School, Code: "TH-1", Name: "Trường", Parent: word("province"), From: day0}),
		to("code/unit/TH-1", code.Claimed{Owner: word("school")}))
	twin := ledger.FoundUnit{Unit: word("twin"), Kind: unit.School, Code: "th-1", Name: "Trường"}
	d.refuses("a code that sounds the same", "twin", twin, domain.Conflict, "code")
	d.refuses("the same unit", "again", province, domain.Conflict, "unit")
	d.takes("renamed", "rename", ledger.RenameUnit{Unit: word("school"), Name: "Trường mới", From: day0 + 1},
		to(unit.StreamOf(word("school")), unit.Renamed{Name: "Trường mới", From: day0 + 1}))
}

func TestPeopleAreRegisteredOnceAndOneToACode(t *testing.T) {
	d := newDiary(t, given, "province", "school")
	other := registration(enterprise, func(r *ledger.Registration) { r.Person = word("other") })
	d.refuses("nobody", "x", registering(), domain.Invalid, "people")
	d.refuses("too many", "x", registering(make([]ledger.Registration, ledger.MostPeople+1)...), domain.Invalid, "people")
	d.refuses("one without an id", "x", registering(child, registration(enterprise, func(r *ledger.Registration) { r.Person = uuid.Nil })), domain.Invalid, "people[1].person")
	d.refuses("one of no unit", "x", registering(child, registration(enterprise, func(r *ledger.Registration) { r.Unit = uuid.Nil })), domain.Invalid, "people[1].unit")
	d.refuses("one of an unknown unit", "x", registering(registration(enterprise, func(r *ledger.Registration) { r.Unit = word("x") })), domain.NotFound, "people[0].unit")
	d.refuses("one in the clear", "x", registering(registration(enterprise, func(r *ledger.Registration) { r.Sealed = domain.Sealed{} })), domain.Internal, "people[0].card")
	d.refuses("the same twice", "x", registering(child, enterprise, enterprise), domain.Invalid, "people[2].person")
	d.refuses("two to a code", "x", registering(enterprise, child, other), domain.Invalid, "people[2].code")
	d.takes("the same code in two units", "people", registering(enterprise, registration(child, func(r *ledger.Registration) { r.Code = "DN-1" })),
		to(person.StreamOf(word("donor")), person.Registered{Unit: word("province"), Kind: person.Enterprise, Code: "DN-1", Card: sealedCard}),
		to(code.StreamOf(word("province").String(), "DN-1"), code.Claimed{Owner: word("donor")}),
		to(person.StreamOf(word("child")), person.Registered{Unit: word("school"), Kind: person.Individual, Code: "DN-1", Card: sealedCard}),
		to(code.StreamOf(word("school").String(), "DN-1"), code.Claimed{Owner: word("child")}))
	d.refuses("a code that is taken", "x", registering(other), domain.Conflict, "people[0].code")
	d.refuses("somebody known", "x", registering(enterprise), domain.Conflict, "people[0].person")
	d.takes("one without a code", "coded", registering(registration(other, func(r *ledger.Registration) { r.Code = "" })),
		to(person.StreamOf(word("other")), person.Registered{Unit: word("province"), Kind: person.Enterprise, Card: sealedCard}))
}

func TestTheForgottenAreKnownToHaveBeenAndTakePartInNothingNew(t *testing.T) {
	d := newDiary(t, given, "province", "school", "people", "fund", "cash", "slot", "verify 1", "verify 2")
	d.takes("described", "describe", ledger.DescribePerson{Person: word("donor"), Sealed: sealedCard}, to(person.StreamOf(word("donor")), person.Described{Card: sealedCard}))
	d.takes("forgotten", "forget", ledger.ForgetPerson{Person: word("donor"), Reason: "yêu cầu"}, to(person.StreamOf(word("donor")), person.Forgotten{Reason: "yêu cầu"}))
	d.refuses("forgotten twice", "x", ledger.ForgetPerson{Person: word("donor")}, domain.Conflict, "person")
	d.refuses("nobody forgotten", "x", ledger.ForgetPerson{Person: word("x")}, domain.NotFound, "person")
	d.refuses("forgotten without an id", "x", ledger.ForgetPerson{}, domain.Invalid, "person")
	d.refuses("described", "x", ledger.DescribePerson{Person: word("donor"), Sealed: sealedCard}, domain.Conflict, "person")
	d.refuses("described without an id", "x", ledger.DescribePerson{Sealed: sealedCard}, domain.Invalid, "person")
	d.refuses("a donor", "x", ledger.ReceiveDonation{Receive: fund.Receive{Fund: word("fund"), Donor: word("donor"), Amount: money.Dong(5), Place: "cash"}}, domain.Conflict, "donor")
	d.refuses("a sponsor", "x", ledger.TakeSlot{Slot: word("slot"), Sponsor: word("donor")}, domain.Conflict, "sponsor")
	d.refuses("a pledger", "x", promise, domain.Conflict, "donor")
	d.refuses("registered again", "x", registering(enterprise), domain.Conflict, "people[0].person")
}

func TestSlotsAreOpenedForChildrenTheLedgerKnows(t *testing.T) {
	with := func(change func(*ledger.OpenSlot)) ledger.OpenSlot {
		s := slot
		change(&s)
		return s
	}
	d := newDiary(t, given, "province", "school", "fund", "cash")
	d.refuses("no child", "x", slot, domain.NotFound, "child")
	d.refuses("no child named", "x", with(func(s *ledger.OpenSlot) { s.Child = uuid.Nil }), domain.Invalid, "child")
	d.refuses("another child", "x", with(func(s *ledger.OpenSlot) { s.Child, s.NewChild = word("donor"), &child }), domain.Invalid, "child", "new_child.person")
	d.refuses("a child of no unit", "x", with(func(s *ledger.OpenSlot) {
		stray := registration(child, func(r *ledger.Registration) { r.Unit = uuid.Nil })
		s.NewChild = &stray
	}), domain.Invalid, "new_child.unit")
	d.refuses("no id", "x", with(func(s *ledger.OpenSlot) { s.Slot, s.NewChild = uuid.Nil, &child }), domain.Invalid, "slot")
	d.refuses("no unit", "x", with(func(s *ledger.OpenSlot) { s.Unit, s.NewChild = word("x"), &child }), domain.NotFound, "unit")
	d.refuses("no fund", "x", with(func(s *ledger.OpenSlot) { s.Fund, s.NewChild = word("x"), &child }), domain.NotFound, "fund")
	opened := sponsorship.Opened{Unit: word("school"), Fund: word("fund"), Code: "QN24-0001", Child: word("child"), Kind: sponsorship.Poor, Need: "học phí",
		SchoolYear: "2024-2025", Currency: "VND", Instalment: 500_000, Instalments: 9, Schedule: "tháng", Path: sponsorship.ViaAssociation, Opened: day0}
	d.takes("with a new child", "slot", with(func(s *ledger.OpenSlot) { s.Child, s.NewChild = uuid.Nil, &child }),
		to(person.StreamOf(word("child")), person.Registered{Unit: word("school"), Kind: person.Individual, Code: "P0622", Card: sealedCard}),
		to(code.StreamOf(word("school").String(), "P0622"), code.Claimed{Owner: word("child")}),
		to(sponsorship.StreamOf(word("slot")), opened),
		to(sponsorship.ChildStream(word("child")), sponsorship.Proposed{Unit: word("school"), By: "thủ quỹ", On: day0}, sponsorship.SlotListed{Slot: word("slot")}),
		to("code/slot/QN24-0001", code.Claimed{Owner: word("slot")}))
	d.refuses("its code again", "x", with(func(s *ledger.OpenSlot) { s.Slot = word("slot 2") }), domain.Conflict, "code")
	d.refuses("the slot again", "x", slot, domain.Conflict, "slot")
	direct := opened
	direct.Code, direct.Path, direct.Fund = "QN24-0002", sponsorship.Direct, uuid.Nil
	d.takes("a memo slot for the same child", "slot 2", with(func(s *ledger.OpenSlot) {
		s.Slot, s.Code, s.Path, s.Fund = word("slot 2"), "QN24-0002", sponsorship.Direct, uuid.Nil
	}),
		to(sponsorship.StreamOf(word("slot 2")), direct), to(sponsorship.ChildStream(word("child")), sponsorship.SlotListed{Slot: word("slot 2")}), to("code/slot/QN24-0002", code.Claimed{Owner: word("slot 2")}))
}

func TestAHoldStandsUntilTheBooksOwnClockSaysOtherwise(t *testing.T) {
	d := newDiary(t, given, "province", "school", "people", "fund", "cash", "slot", "verify 1", "verify 2")
	stream := sponsorship.StreamOf(word("slot"))
	other := registration(enterprise, func(r *ledger.Registration) { r.Person, r.Code = word("other"), "DN-2" })
	until := recorded.Add(time.Hour)
	hold := ledger.HoldSlot{Slot: word("slot"), Sponsor: word("donor"), Until: until.In(domain.Vietnam).Format(time.RFC3339)}
	d.refuses("until no moment", "x", ledger.HoldSlot{Slot: word("slot"), Sponsor: word("donor"), Until: "tomorrow"}, domain.Invalid, "until")
	d.refuses("no slot", "x", ledger.HoldSlot{Sponsor: word("donor"), Until: hold.Until}, domain.Invalid, "slot")
	d.refuses("no sponsor", "x", ledger.HoldSlot{Slot: word("slot"), Until: hold.Until}, domain.Invalid, "sponsor")
	d.takes("held", "hold", hold, to(stream, sponsorship.Held{Sponsor: word("donor"), Until: until.UnixMicro()}))
	take := ledger.TakeSlot{Slot: word("slot"), NewSponsor: &other}
	d.refuses("taken by another", "take", take, domain.Conflict, "slot")
	d.refuses("released by another", "x", ledger.ReleaseHold{Slot: word("slot"), Sponsor: word("child")}, domain.Conflict, "slot", "sponsor")
	// The caller claims another time; the book's clock decides.
	late := ledger.Request{ID: word("take"), Actor: "x", At: until.Add(time.Hour), Command: take}
	if _, err := ledger.Decide(d, late, d.now); domain.CodeOf(err) != domain.Conflict {
		t.Errorf("a claimed time ended the hold: %v", err)
	}
	d.now = until
	d.takes("taken when it has run out", "take", take,
		to(person.StreamOf(word("other")), person.Registered{Unit: word("province"), Kind: person.Enterprise, Code: "DN-2", Card: sealedCard}),
		to(code.StreamOf(word("province").String(), "DN-2"), code.Claimed{Owner: word("other")}),
		to(stream, sponsorship.Taken{Sponsor: word("other"), From: day0, At: d.now.UnixMicro()}))
	d.refuses("taken by two", "take 2", ledger.TakeSlot{Slot: word("slot"), Sponsor: word("donor")}, domain.Conflict, "slot")
	d.takes("ended", "end", ledger.EndSponsorship{Slot: word("slot"), Reason: "x", By: sponsorship.ByAssociation, On: day0 + 3},
		to(stream, sponsorship.Ended{Sponsorship: word("take"), Reason: "x", By: "association", On: day0 + 3}))
	d.refuses("taken from before that", "take 2", ledger.TakeSlot{Slot: word("slot"), Sponsor: word("donor")}, domain.Violation, "from")
	d.takes("taken again", "take 2", ledger.TakeSlot{Slot: word("slot"), Sponsor: word("donor"), From: day0 + 3},
		to(stream, sponsorship.Taken{Sponsor: word("donor"), From: day0 + 3, At: d.now.UnixMicro()}))
	if got := d.State(stream).(*sponsorship.Slot).Live; got.ID != word("take 2") || got.Sponsor != word("donor") {
		t.Errorf("live is %+v", got)
	}
}

func slotGift(amount int64, s string) ledger.ReceiveDonation {
	return ledger.ReceiveDonation{Receive: fund.Receive{Fund: word("fund"), Donor: word("donor"), Amount: money.Dong(amount), Place: "cash",
		Lines: []fund.AskedLine{{Slot: word(s)}}}}
}

func TestADonationPaysForALiveSponsorshipAndAReversalTakesItBack(t *testing.T) {
	d := newDiary(t, given, "province", "school", "people", "fund", "cash", "slot", "verify 1", "verify 2")
	slotState := func() *sponsorship.Slot {
		return d.State(sponsorship.StreamOf(word("slot"))).(*sponsorship.Slot)
	}
	d.refuses("for nobody's slot", "gift", slotGift(500_000, "slot"), domain.Violation, "lines[0].slot")
	if _, err := d.write("take", ledger.TakeSlot{Slot: word("slot"), Sponsor: word("donor")}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.write("gift", slotGift(500_000, "slot")); err != nil {
		t.Fatal(err)
	}
	if s := slotState(); !s.Active() || s.PaidBy(word("gift")) != 500_000 {
		t.Errorf("got %+v", s)
	}
	if _, err := d.write("part", fund.Reverse{Fund: word("fund"), Donation: word("gift"), Cause: fund.Bounced, Amount: money.Dong(200_000), Reason: "x"}); err != nil {
		t.Fatal(err)
	}
	if got := slotState().PaidBy(word("gift")); got != 300_000 {
		t.Errorf("%d stand", got)
	}
	if _, err := d.write("end", ledger.EndSponsorship{Slot: word("slot"), Reason: "x", By: "child"}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.write("rest", fund.Reverse{Fund: word("fund"), Donation: word("gift"), Cause: fund.Bounced, Reason: "x"}); err != nil {
		t.Fatal(err)
	}
	if s := slotState(); len(s.Payments) > 0 {
		t.Errorf("after all was reversed %+v stands", s.Payments)
	}
}

func pledgeGift(name string, amount int64, change func(*fund.Receive)) ledger.ReceiveDonation {
	r := fund.Receive{Fund: word("fund"), Amount: money.Dong(amount), Place: "cash", Reference: name}
	if change != nil {
		change(&r)
	}
	return ledger.ReceiveDonation{Receive: r}
}

func TestPledges(t *testing.T) {
	d := newDiary(t, given, "province", "school", "people", "fund", "cash", "other fund", "other cash")
	stream := pledge.StreamOf(word("pledge"))
	d.refuses("of a stranger", "x", ledger.MakePledge{Pledge: word("p"), Donor: word("x"), Fund: word("fund"), Amount: money.Dong(1), Due: day0}, domain.NotFound, "donor")
	d.refuses("to no fund", "x", ledger.MakePledge{Pledge: word("p"), Donor: word("donor"), Fund: word("x"), Amount: money.Dong(1), Due: day0}, domain.NotFound, "fund")
	d.refuses("to no compartment", "x", ledger.MakePledge{Pledge: word("p"), Donor: word("donor"), Fund: word("fund"), Compartment: "x", Amount: money.Dong(1), Due: day0}, domain.NotFound, "compartment")
	d.refuses("in another currency", "x", ledger.MakePledge{Pledge: word("p"), Donor: word("donor"), Fund: word("fund"), Compartment: "unrestricted",
		Amount: money.Money{Minor: 1, Currency: "USD"}, Due: day0}, domain.Invalid, "amount")
	called := pledge.CodeFor(word("pledge"), 0)
	d.takes("made", "pledge", promise, to(stream, pledge.Made{Donor: word("donor"), Fund: word("fund"), Compartment: "unrestricted", Currency: "VND", Amount: 1_000,
		Due: day0 + 30, Made: day0, Code: called}), to(domain.Stream("code/pledge/"+called), code.Claimed{Owner: word("pledge")}))
	for name, c := range map[string]ledger.ReceiveDonation{
		"400": pledgeGift("400", 400, nil), "900": pledgeGift("900", 900, nil),
		"elsewhere": pledgeGift("elsewhere", 5, func(r *fund.Receive) { r.Fund = word("other fund") }),
		"awaiting":  pledgeGift("awaiting", 5, func(r *fund.Receive) { r.Awaiting, r.Place = true, "" }),
	} {
		if _, err := d.write(name, c); err != nil {
			t.Fatal(err)
		}
	}
	apply := func(donation string, amount money.Money) ledger.ApplyPayment {
		return ledger.ApplyPayment{Pledge: word("pledge"), Donation: word(donation), Amount: amount}
	}
	payment := func(donation string) domain.Stream { return pledge.PaymentOf(word(donation)) }
	d.refuses("no donation", "x", apply("x", money.Money{}), domain.NotFound, "donation")
	d.refuses("not cleared", "x", apply("awaiting", money.Money{}), domain.Violation, "donation")
	d.refuses("in another fund", "x", apply("elsewhere", money.Money{}), domain.Violation, "donation")
	d.refuses("no pledge", "x", ledger.ApplyPayment{Pledge: word("x"), Donation: word("400")}, domain.NotFound, "pledge")
	d.refuses("more than the donation", "x", apply("400", money.Dong(401)), domain.Violation, "amount")
	d.refuses("dollars", "x", apply("400", money.Money{Minor: 1, Currency: "USD"}), domain.Invalid, "amount")
	d.takes("all of one", "apply 1", apply("400", money.Money{}),
		to(stream, pledge.PaymentApplied{Donation: word("400"), Currency: "VND", Amount: 400, Booked: day0, Instalment: 1, Basis: pledge.ByChoice}),
		to(payment("400"), pledge.Counted{Pledge: word("pledge"), Amount: 400}))
	d.refuses("the same again", "x", apply("400", money.Money{}), domain.Violation, "amount")
	d.takes("of another what is lacking", "apply 2", apply("900", money.Money{}),
		to(stream, pledge.PaymentApplied{Donation: word("900"), Currency: "VND", Amount: 600, Booked: day0, Instalment: 1, Basis: pledge.ByChoice}),
		to(payment("900"), pledge.Counted{Pledge: word("pledge"), Amount: 600}))
	d.refuses("what lacks nothing", "x", apply("900", money.Money{}), domain.Violation, "pledge")
	d.takes("a surplus, by name", "apply 3", apply("900", money.Dong(100)),
		to(stream, pledge.PaymentApplied{Donation: word("900"), Currency: "VND", Amount: 100, Booked: day0, Basis: pledge.ByChoice}),
		to(payment("900"), pledge.Counted{Pledge: word("pledge"), Amount: 700}))
	d.takes("unapplied", "unapply", ledger.UnapplyPayment{Pledge: word("pledge"), Donation: word("400"), Reason: "nhầm"},
		to(stream, pledge.PaymentUnapplied{Donation: word("400"), Currency: "VND", Amount: 400, Reason: "nhầm", Instalment: 1}),
		to(payment("400"), pledge.Counted{Pledge: word("pledge")}))
	d.refuses("unapplied twice", "x", ledger.UnapplyPayment{Pledge: word("pledge"), Donation: word("400"), Reason: "nhầm"}, domain.NotFound, "donation")
	d.refuses("cancelled although paid into", "x", ledger.CancelPledge{Pledge: word("pledge"), Reason: "x", By: "x"}, domain.Violation, "pledge")
	d.takes("written off", "off", ledger.WriteOffPledge{Pledge: word("pledge"), Reason: "x", Approver: "chủ tịch"},
		to(stream, pledge.WrittenOff{Currency: "VND", Amount: 400, Reason: "x", Approver: "chủ tịch", On: day0}))
	d.refuses("applied to what is closed", "x", apply("400", money.Money{}), domain.Conflict, "pledge")
}

// A donation may keep several pledges, and no more of it may be counted than still stands: a reversal takes back what is too much.
func TestAReversedDonationKeepsNoPledge(t *testing.T) {
	d := newDiary(t, given, "province", "school", "people", "fund", "cash")
	for i := range 3 {
		p := promise
		p.Pledge = word(fmt.Sprint("pledge ", i))
		if _, err := d.write(fmt.Sprint("pledge ", i), p); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.write("gift", pledgeGift("gift", 2_500, func(r *fund.Receive) { r.Pledge = word("pledge 0") })); err != nil {
		t.Fatal(err)
	}
	if _, err := d.write("apply", ledger.ApplyPayment{Pledge: word("pledge 1"), Donation: word("gift")}); err != nil {
		t.Fatal(err)
	}
	d.refuses("more than is left", "x", ledger.ApplyPayment{Pledge: word("pledge 2"), Donation: word("gift"), Amount: money.Dong(501)}, domain.Violation, "amount")
	counted := func() (sum int64) {
		for i := range 3 {
			sum += d.State(pledge.StreamOf(word(fmt.Sprint("pledge ", i)))).(*pledge.Pledge).From(word("gift"))
		}
		if own := d.State(pledge.PaymentOf(word("gift"))).(*pledge.Payment).Applied(); own != sum {
			t.Errorf("the donation says %d, the pledges %d", own, sum)
		}
		return sum
	}
	for i, step := range []struct{ amount, counted int64 }{{300, 2_000}, {300, 1_900}, {1_200, 700}, {700, 0}} {
		c := fund.Reverse{Fund: word("fund"), Donation: word("gift"), Cause: fund.Bounced, Amount: money.Dong(step.amount), Reason: "ngân hàng trả lại"}
		if _, err := d.write(fmt.Sprint("reversal ", i), c); err != nil {
			t.Fatal(err)
		}
		if got := counted(); got != step.counted {
			t.Errorf("after reversal %d, %d is counted; want %d", i, got, step.counted)
		}
	}
	d.refuses("nothing is left", "x", ledger.ApplyPayment{Pledge: word("pledge 2"), Donation: word("gift")}, domain.Violation, "amount")
}

// A pledge on a slot: money that keeps it goes behind the slot's wall and pays for the sponsorship; what is more is prepaid.
func TestAPledgeOnASlot(t *testing.T) {
	d := newDiary(t, given, "province", "school", "people", "fund", "cash", "other fund", "slot", "verify 1", "verify 2")
	c := promise
	c.Slot, c.Amount = word("slot"), money.Dong(500_000)
	elsewhere := c
	elsewhere.Fund = word("other fund")
	d.refuses("of another fund", "x", elsewhere, domain.Violation, "slot")
	for _, step := range []struct {
		name    string
		command ledger.Command
	}{{"pledge", c}, {"take", ledger.TakeSlot{Slot: word("slot"), Sponsor: word("donor")}},
		{"gift", pledgeGift("gift", 700_000, func(r *fund.Receive) { r.Pledge = word("pledge") })}} {
		if _, err := d.write(step.name, step.command); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
	}
	p := d.State(pledge.StreamOf(word("pledge"))).(*pledge.Pledge)
	if _, err := d.write("more", ledger.ApplyPayment{Pledge: word("pledge"), Donation: word("gift"), Amount: money.Dong(200_000)}); err != nil {
		t.Fatal(err)
	}
	if at := p.At(day0); at.Paid != 700_000 || at.Prepaid != 700_000 || at.Over != 0 {
		t.Errorf("got %+v", at)
	}
	s := d.State(sponsorship.StreamOf(word("slot"))).(*sponsorship.Slot)
	if s.PaidBy(word("gift")) != 700_000 {
		t.Errorf("the slot got %d", s.PaidBy(word("gift")))
	}
	c.Pledge, c.Compartment = word("pledge 2"), "unrestricted"
	d.refuses("and in a compartment", "x", c, domain.Invalid, "slot")
}
