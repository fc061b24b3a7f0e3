package books_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/sponsorship"
	"sovang/domain/unit"
	"sovang/eventstore"
	"sovang/eventstore/memory"
	"sovang/eventstore/vault"
	"sovang/projections"
	"sovang/projections/readdb"
)

// year is a commune's ledger through which a test walks day by day.
type year struct {
	t      *testing.T
	log    *memory.Log
	keys   *vault.Vault
	writer *eventstore.Writer
	now    time.Time
	asked  int
	stored func(entry uint64) // told of every entry; may be nil
}

func newYear(t *testing.T) *year {
	master, err := vault.ParseMaster(strings.Repeat("01", 32))
	if err != nil {
		t.Fatal(err)
	}
	y := &year{t: t, log: &memory.Log{}}
	if y.keys, err = vault.New(t.Context(), vault.NewMemory(), master); err != nil {
		t.Fatal(err)
	}
	y.writer, err = eventstore.Open(t.Context(), y.log, eventstore.Options{Seal: y.keys.SealRequests, Now: func() time.Time { return y.now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = y.writer.Close(context.WithoutCancel(t.Context())) })
	return y
}

func the(name string) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, []byte(name)) }

func đồng(n int64) money.Money { return money.Dong(n) }

// on lets the day come, at eight in the morning.
func (y *year) on(date string) {
	d, err := domain.ParseDate(date)
	if err != nil {
		y.t.Fatal(err)
	}
	y.now = time.Unix(int64(d)*24*60*60, 0).Add(time.Hour)
}

func (y *year) ask(who string, c ledger.Command) (uuid.UUID, error) {
	y.t.Helper()
	y.asked++
	y.now = y.now.Add(time.Minute)
	r := ledger.Request{ID: the(fmt.Sprint("request ", y.asked)), Actor: who, Command: c}
	outcomes, err := y.writer.Submit(y.t.Context(), r)
	if err != nil {
		y.t.Fatal(err)
	}
	if y.stored != nil && outcomes[0].Err == nil {
		y.stored(outcomes[0].Number)
	}
	return r.ID, outcomes[0].Err
}

// does has somebody do something, which is accepted.
func (y *year) does(who string, c ledger.Command) uuid.UUID {
	y.t.Helper()
	id, err := y.ask(who, c)
	if err != nil {
		y.t.Fatalf("%s, %s: %v", y.now.In(domain.Vietnam).Format("02/01/2006"), ledger.Name(c), err)
	}
	return id
}

// mayNot has somebody ask for something that is refused in those words.
func (y *year) mayNot(who string, c ledger.Command, words ...string) {
	y.t.Helper()
	_, err := y.ask(who, c)
	for _, w := range words {
		if err == nil || !strings.Contains(err.Error(), w) {
			y.t.Errorf("%s, %s: got %v, want a refusal that says %q", y.now.In(domain.Vietnam).Format("02/01/2006"), ledger.Name(c), err, w)
		}
	}
}

// reads builds the read side anew, from the log alone.
func (y *year) reads() *projections.Reader {
	y.t.Helper()
	p, err := projections.Open(y.t.Context(), readdb.SQLite(y.t.TempDir(), projections.Version), y.log, projections.Options{Vault: y.keys})
	if err != nil {
		y.t.Fatal(err)
	}
	y.t.Cleanup(func() { _ = p.Close() })
	if err := p.Rebuild(y.t.Context(), nil); err != nil {
		y.t.Fatal(err)
	}
	return p.Reader()
}

func (y *year) entries() (all []domain.Entry) {
	for m, err := range y.log.Read(y.t.Context(), 1, false) {
		if err != nil {
			y.t.Fatal(err)
		}
		for e, err := range eventstore.Entries(m) {
			if err != nil {
				y.t.Fatal(err)
			}
			all = append(all, e)
		}
	}
	return all
}

// holds checks what is free in compartments.
func (y *year) holds(want map[string]int64) {
	y.t.Helper()
	b, err := y.reads().Balances(y.t.Context(), projections.BalancesQuery{Fund: the("quỹ")})
	if err != nil {
		y.t.Fatal(err)
	}
	for _, c := range b.Funds[0].Compartments {
		if c.Currency == "VND" && c.Free != want[c.Compartment] {
			y.t.Errorf("%s: %s holds %d, want %d", y.now.In(domain.Vietnam).Format("02/01/2006"), c.Compartment, c.Free, want[c.Compartment])
		}
	}
}

// went checks to whom a donation's đồng went; what is free stands under its compartment.
func (y *year) went(donation uuid.UUID, want map[string]int64) {
	y.t.Helper()
	trace, err := y.reads().TraceDonation(y.t.Context(), projections.TraceQuery{ID: donation})
	if err != nil {
		y.t.Fatal(err)
	}
	got := map[string]int64{}
	for _, f := range trace.Fates {
		if f.RowCount == 0 {
			f.Rows = []projections.RowShare{{Recipient: f.Recipient, Amount: f.Amount}}
		}
		for _, share := range f.Rows {
			where := f.Compartment
			for _, who := range []string{"Mai", "Sơn"} {
				if share.Recipient == the(who) {
					where = who
				}
			}
			got[where] += share.Amount
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		y.t.Errorf("%s: the donation went to %v, want %v", y.now.In(domain.Vietnam).Format("02/01/2006"), got, want)
	}
}

// slot is a slot as it stands today.
func (y *year) slot(name string) projections.SlotInfo {
	y.t.Helper()
	today := domain.DateOf(y.now)
	g, err := y.reads().Godfathers(y.t.Context(), projections.GodfathersQuery{Slot: the(name), At: &today})
	if err != nil || len(g.Slots) != 1 {
		y.t.Fatal(err, len(g.Slots))
	}
	return g.Slots[0]
}

func slotOf(child, code string, first string) ledger.OpenSlot {
	due, _ := domain.ParseDate(first)
	return ledger.OpenSlot{Slot: the("suất của " + child), Unit: the("hội"), Fund: the("quỹ"), Code: code, Child: the(child), Kind: sponsorship.Poor, Need: "sinh hoạt phí",
		SchoolYear: "2024-2025", Steps: []ledger.AskedStep{{First: due, Every: 1, Count: 9, Amount: đồng(500_000)}}, Path: sponsorship.ViaAssociation}
}

func gives(who, slot string, n int64) ledger.ReceiveDonation {
	return ledger.ReceiveDonation{Receive: fund.Receive{Fund: the("quỹ"), Donor: the(who), Amount: đồng(n), Place: "ket", Lines: []fund.AskedLine{{Slot: the(slot)}}}}
}

func pays(child string, n int64, from string) fund.Pay {
	return fund.Pay{Fund: the("quỹ"), Kind: fund.Award, Award: fund.Support, Recipient: the(child), Slot: the("suất của " + child), Amount: đồng(n),
		From: []fund.AskedShare{{Compartment: from}}, Place: "ket"}
}

// commune is an association with a fund, a cash box, a bridge to which an enterprise gave three million, two children and two sponsors.
func (y *year) commune() (gift uuid.UUID) {
	const treasurer = "thủ quỹ"
	y.does(treasurer, ledger.FoundUnit{Unit: the("hội"), Kind: unit.Association, Code: "HKH", Name: "Hội Khuyến học xã"})
	y.does(treasurer, fund.Open{Fund: the("quỹ"), Unit: the("hội"), Code: "BDD", Name: "Quỹ Ba đỡ đầu", Form: fund.AssociationFund})
	y.does(treasurer, fund.OpenPlace{Fund: the("quỹ"), Place: "ket", Kind: fund.Cash, Name: "Két"})
	y.does(treasurer, fund.OpenCompartment{Fund: the("quỹ"), Compartment: "cau", Restriction: fund.Restriction{Kind: fund.Purpose, Wording: "bắc cầu khi người đỡ đầu chậm", Bridge: true}})
	var people []ledger.Registration
	for code, name := range map[string]string{"HS-01": "Mai", "HS-02": "Sơn", "NHT-01": "bà Hiền", "NHT-02": "ông Bình", "NHT-03": "công ty"} {
		people = append(people, ledger.Registration{Person: the(name), Unit: the("hội"), Kind: person.Individual, Code: code, Card: person.Card{Name: name}})
	}
	slices.SortFunc(people, func(a, b ledger.Registration) int { return strings.Compare(a.Code, b.Code) })
	y.does(treasurer, ledger.RegisterPeople{People: people})
	return y.does(treasurer, ledger.ReceiveDonation{Receive: fund.Receive{Fund: the("quỹ"), Donor: the("công ty"), Amount: đồng(3_000_000), Place: "ket",
		Lines: []fund.AskedLine{{Compartment: "cau"}}}})
}

// TestAYearOfOneSponsoredChild: Mai is proposed and verified, bà Hiền sponsors her, is late, and the bridge pays; late money repays it; Mai
// moves away, and what is left goes to the next child, as bà Hiền had wished.
func TestAYearOfOneSponsoredChild(t *testing.T) {
	y := newYear(t)
	const treasurer, chair, school = "thủ quỹ", "chi hội trưởng", "hiệu trưởng"

	y.on("01/09/2024")
	bridge := y.commune()
	y.does(chair, slotOf("Mai", "BDD24-01", "05/09/2024"))
	y.does(chair, slotOf("Sơn", "BDD24-02", "05/09/2024"))

	// Nobody sponsors a child whom two people have not verified, and the one who proposed is neither.
	take := ledger.TakeSlot{Slot: the("suất của Mai"), Sponsor: the("bà Hiền"), Wish: sponsorship.Wish{Rest: sponsorship.ToNextChild, Words: "còn lại xin giúp em khác"}}
	y.mayNot(treasurer, take, "verified by 0 of 2 people")
	both := ledger.VerifyChildren{Children: []uuid.UUID{the("Mai"), the("Sơn")}}
	y.mayNot(" Chi hội Trưởng", both, "proposed this child", "children[0]")
	y.does(treasurer, both)
	y.mayNot("THỦ QUỸ", both, "a second person does")
	y.does(school, both)

	// Bà Hiền takes the slot. Ông Bình comes second, is told so, and waits.
	y.on("04/09/2024")
	y.does(treasurer, take)
	y.mayNot(treasurer, ledger.TakeSlot{Slot: the("suất của Mai"), Sponsor: the("ông Bình")}, "taken at 08:01 04/09/2024", "you would be number 1")
	y.does(treasurer, ledger.QueueForSlot{Slot: the("suất của Mai"), Sponsor: the("ông Bình")})
	y.mayNot(treasurer, ledger.HoldSlot{Slot: the("suất của Mai"), Sponsor: the("công ty"), Until: "2024-09-10T08:00:00+07:00"}, "NHT-02 will be asked next", "you would be number 2")

	// September goes as promised.
	y.on("05/09/2024")
	september := y.does(treasurer, gives("bà Hiền", "suất của Mai", 500_000))
	y.does(treasurer, pays("Mai", 500_000, "slot-BDD24-01"))
	y.mayNot(treasurer, pays("Mai", 100_000, "cau"), "a bridge pays what a sponsor is late with")
	y.holds(map[string]int64{"cau": 3_000_000})

	// In October she is late. Mai does not wait: the bridge pays as much as is late, and no more.
	y.on("08/10/2024")
	if s := y.slot("suất của Mai"); s.Arrears != 500_000 || s.State != projections.SlotActive {
		t.Errorf("in October the slot is %s and late by %d", s.State, s.Arrears)
	}
	y.mayNot(treasurer, pays("Mai", 600_000, "cau"), "500.000 đ on 08/10/2024 that it has not paid yet")
	y.does(treasurer, pays("Mai", 500_000, "cau"))
	y.mayNot(treasurer, pays("Mai", 1, "cau"), "a bridge pays what a sponsor is late with")
	y.holds(map[string]int64{"cau": 2_500_000})
	y.went(bridge, map[string]int64{"Mai": 500_000, "cau": 2_500_000})

	// Late money takes over what the bridge paid ("trả bù"), in the decision that receives it. The enterprise's đồng are free again.
	y.on("20/10/2024")
	october := y.does(treasurer, gives("bà Hiền", "suất của Mai", 1_000_000))
	y.holds(map[string]int64{"cau": 3_000_000, "slot-BDD24-01": 500_000})
	y.went(bridge, map[string]int64{"cau": 3_000_000})
	y.went(october, map[string]int64{"Mai": 500_000, "slot-BDD24-01": 500_000})
	if s := y.slot("suất của Mai"); s.Arrears != 0 || s.Prepaid != 500_000 || s.Bridged != 0 {
		t.Errorf("after the late money the slot is %+v", s.Standing)
	}

	y.on("05/11/2024")
	y.does(treasurer, pays("Mai", 500_000, "slot-BDD24-01"))
	y.on("05/12/2024")
	december := y.does(treasurer, gives("bà Hiền", "suất của Mai", 1_500_000)) // three months ahead
	y.does(treasurer, pays("Mai", 500_000, "slot-BDD24-01"))
	y.on("06/01/2025")
	y.does(treasurer, pays("Mai", 500_000, "slot-BDD24-01"))
	y.does("chủ tịch", fund.Reserve{Fund: the("quỹ"), Amount: đồng(500_000), From: []fund.AskedShare{{Compartment: "slot-BDD24-01"}}, Recipient: the("Mai"),
		Slot: the("suất của Mai"), Approver: "chủ tịch"})

	// The first term is over: bà Hiền is told how Mai does.
	y.on("17/01/2025")
	if due := y.slot("suất của Mai").Sponsorships[0].ReportsDue; len(due) != 1 || due[0].String() != "15/01/2025" {
		t.Errorf("reports due: %v", due)
	}
	letter := sha256.Sum256([]byte("Em Mai học kỳ I: giỏi"))
	y.does(school, ledger.SendReport{Slot: the("suất của Mai"), Term: domain.NewDate(2025, 1, 15), Attachment: letter[:]})
	y.mayNot(school, ledger.SendReport{Slot: the("suất của Mai"), Term: domain.NewDate(2025, 1, 15), Attachment: letter[:]}, "was sent already")
	if due := y.slot("suất của Mai").Sponsorships[0].ReportsDue; len(due) != 0 {
		t.Errorf("reports still due: %v", due)
	}

	// Mai moves to another province. Payment stops that day, what was reserved is released, and what is left goes where bà Hiền wished: with her
	// to the next child, who is offered to her first.
	y.on("20/01/2025")
	y.does(chair, ledger.ExitChild{Child: the("Mai"), Reason: "gia đình chuyển tỉnh", Offers: []ledger.Offer{{Slot: the("suất của Mai"), Next: the("suất của Sơn")}}})
	y.mayNot(treasurer, pays("Mai", 500_000, "cau"), "nothing is paid for it from that day on")
	y.mayNot(treasurer, gives("bà Hiền", "suất của Mai", 500_000), "nothing beyond that is taken")
	y.mayNot(treasurer, ledger.TakeSlot{Slot: the("suất của Mai"), Sponsor: the("ông Bình")}, "left on 20/01/2025")
	y.holds(map[string]int64{"cau": 3_000_000, "slot-BDD24-02": 500_000})
	y.mayNot(treasurer, ledger.TakeSlot{Slot: the("suất của Sơn"), Sponsor: the("ông Bình")}, "held for another sponsor until", "you would be number 1")
	if s := y.slot("suất của Mai"); s.State != projections.SlotClosed || s.EndReason != "gia đình chuyển tỉnh" {
		t.Errorf("Mai's slot is %s (%s)", s.State, s.EndReason)
	}

	y.on("25/01/2025")
	y.does(treasurer, ledger.TakeSlot{Slot: the("suất của Sơn"), Sponsor: the("bà Hiền"), Wish: take.Wish})
	if s := y.slot("suất của Sơn"); s.State != projections.SlotActive || s.Paid != 500_000 || s.Arrears != 0 {
		t.Errorf("Sơn's slot is %s: %+v", s.State, s.Standing)
	}
	y.does(treasurer, pays("Sơn", 500_000, "slot-BDD24-02"))

	// Every đồng of the year can be followed, and the books agree.
	y.went(september, map[string]int64{"Mai": 500_000})
	y.went(october, map[string]int64{"Mai": 1_000_000})
	y.went(december, map[string]int64{"Mai": 1_000_000, "Sơn": 500_000})
	y.went(bridge, map[string]int64{"cau": 3_000_000})
	y.holds(map[string]int64{"cau": 3_000_000})

	// Next year's slot: bà Hiền has the first word.
	y.on("01/08/2025")
	again := slotOf("Sơn", "BDD25-02", "05/09/2025")
	again.Slot, again.SchoolYear, again.Previous, again.FirstRefusalUntil = the("suất năm sau"), "2025-2026", the("suất của Sơn"), "2025-08-15T17:00:00+07:00"
	y.does(chair, again)
	y.mayNot(treasurer, ledger.TakeSlot{Slot: the("suất năm sau"), Sponsor: the("ông Bình"), Knows: []uuid.UUID{the("suất của Sơn")}}, "held for another sponsor until 17:00 15/08/2025")
	y.mayNot(treasurer, ledger.TakeSlot{Slot: the("suất năm sau"), Sponsor: the("ông Bình")}, "held for another sponsor until 17:00 15/08/2025")
	y.on("16/08/2025")
	y.mayNot(treasurer, ledger.TakeSlot{Slot: the("suất năm sau"), Sponsor: the("ông Bình")}, "others sponsor this child too", "BDD24-02", "knows")
	y.does(treasurer, ledger.TakeSlot{Slot: the("suất năm sau"), Sponsor: the("ông Bình"), Knows: []uuid.UUID{the("suất của Sơn")}})

	agreed(t, y.entries())
}
