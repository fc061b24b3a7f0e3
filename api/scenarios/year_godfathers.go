package scenarios

import (
	"fmt"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/sponsorship"
)

// fostered is a child of the Three Godfathers in the school year 2026–2027, and how it stands with them.
type fostered struct {
	kind    sponsorship.Kind
	need    string
	each    int64 // a month
	months  int64 // of the school year
	sponsor string
	paid    int64 // months
	path    sponsorship.Path
	then    func(y *year, slot uuid.UUID)
}

// godfathers: children of all three kinds, waiting, held, sponsored in time and late, at rest, with notice given, in a gap, gone.
func (y *year) godfathers() {
	day := in(2026, 9, 5)
	children := []fostered{
		{sponsorship.Poor, "living", 500_000, 9, "NHT-BAO", 3, sponsorship.ViaAssociation, nil},
		{sponsorship.OrphanedOrDisabled, "tuition", 400_000, 9, "NHT-BAO", 1, sponsorship.ViaAssociation, nil}, // late
		{sponsorship.Excellent, "books", 300_000, 9, "DN-THAN", 9, sponsorship.ViaAssociation, nil},            // all of it, ahead
		{sponsorship.Poor, "insurance", 350_000, 9, "DN-CANG", 2, sponsorship.ViaAssociation, func(y *year, slot uuid.UUID) {
			y.ask("slot/pause", ledger.PauseSponsorship{Slot: slot, Reason: "công ty sắp xếp lại sản xuất", On: y.day})
		}},
		{sponsorship.OrphanedOrDisabled, "living", 600_000, 9, "CHUA-LT", 2, sponsorship.ViaAssociation, func(y *year, slot uuid.UUID) {
			y.ask("slot/notice", ledger.GiveNotice{Slot: slot, By: sponsorship.BySponsor, Reason: "hết nhiệm kỳ ban từ thiện", On: y.day, Until: in(2026, 12, 31)})
		}},
		{sponsorship.Poor, "living", 500_000, 9, "CHS-HG", 1, sponsorship.ViaAssociation, func(y *year, slot uuid.UUID) {
			y.ask("slot/end", ledger.EndSponsorship{Slot: slot, Reason: "nhóm bạn ngừng góp", By: sponsorship.BySponsor, On: y.day})
		}},
		{sponsorship.OrphanedOrDisabled, "living", 500_000, 9, "DB-VD", 0, sponsorship.Direct, func(y *year, slot uuid.UUID) {
			y.ask("slot/memo", ledger.NoteMemo{Slot: slot, Amount: money.Dong(1_000_000), On: y.day})
		}},
		{sponsorship.Excellent, "tuition", 800_000, 9, "DN-DL", 2, sponsorship.ViaAssociation, func(y *year, slot uuid.UUID) {
			y.ask("slot/exit", ledger.ExitChild{Child: y.known["TE-08"], Reason: "em theo gia đình vào Nam", On: y.day})
		}},
		{sponsorship.Poor, "tuition", 400_000, 9, "", 0, sponsorship.ViaAssociation, nil},
		{sponsorship.Excellent, "living", 700_000, 9, "", 0, sponsorship.ViaAssociation, nil},
		{sponsorship.Poor, "books", 250_000, 9, "", 0, sponsorship.ViaAssociation, nil},
		{sponsorship.OrphanedOrDisabled, "living", 600_000, 9, "", 0, sponsorship.ViaAssociation, nil}, // held below
	}
	y.when(day, func() { y.proposed(children) })
	y.when(day+10, func() {
		for i, c := range children {
			if c.sponsor != "" {
				y.taken(i, c)
			}
		}
	})
	y.when(in(2026, 11, 10), func() {
		for i, c := range children {
			if c.then != nil {
				c.then(y, slotOf(i))
			}
		}
		y.by(secretary, "child/later", ledger.RegisterPeople{People: []ledger.Registration{y.child(len(children))}})
		y.by(secretary, "child/proposed", ledger.ProposeChildren{Unit: ID("unit/QN-HG"), Children: []uuid.UUID{y.known[childCode(len(children))]}, On: y.day})
	})
	y.possible(in(2026, 12, 30), in(2026, 11, 12), func() {
		y.ask("slot/hold", ledger.HoldSlot{Slot: slotOf(11), Sponsor: y.known["KB-PHAM"], Until: "2026-12-31T17:00:00+07:00"})
	})
}

func slotOf(i int) uuid.UUID { return ID(fmt.Sprintf("year/slot/%d", i)) }

func childCode(i int) string { return fmt.Sprintf("TE-%02d", i+1) }

func (y *year) child(i int) ledger.Registration {
	_, r := y.person(childCode(i), "HKH-QN", called(i+700), person.Individual)
	r.Card.Born, r.Card.School = fmt.Sprint(2011+i%6), of(schools, i)
	return *r
}

// proposed opens the slots of the year; two people vouch for each child.
func (y *year) proposed(children []fostered) {
	var ids []uuid.UUID
	for i, c := range children {
		r := y.child(i)
		open := ledger.OpenSlot{Slot: slotOf(i), Unit: ID("unit/HKH-QN"), Fund: ID("fund/QN-BDD"), Code: fmt.Sprintf("QN26-%02d", i+1), Child: r.Person, NewChild: &r, Kind: c.kind,
			Need: c.need, SchoolYear: "2026-2027", Instalment: money.Dong(c.each), Instalments: c.months, Schedule: "school-months", On: y.day, First: y.day, Every: 1, Path: c.path,
			Terms: []domain.Date{in(2026, 11, 15), in(2027, 5, 31)}}
		if c.path != sponsorship.ViaAssociation {
			open.Fund = uuid.Nil
		}
		y.by(secretary, "slot/"+childCode(i), open)
		ids = append(ids, r.Person)
	}
	for _, verifier := range []string{"Hội khuyến học phường Hồng Gai", "Trường THCS Trọng Điểm"} {
		y.by(verifier, "verify/"+verifier, ledger.VerifyChildren{Children: ids, On: y.day})
	}
}

// taken lets a sponsor take a slot and pay so many months of it. The first child's family lets the sponsor know its name.
func (y *year) taken(i int, c fostered) {
	take := ledger.TakeSlot{Slot: slotOf(i), Sponsor: y.known[c.sponsor], From: y.day}
	if c.path == sponsorship.ViaAssociation {
		take.Wish = sponsorship.Wish{Rest: sponsorship.ToUnrestricted, Words: "phần còn lại giúp em khác"}
	}
	y.ask("take/"+childCode(i), take)
	if c.paid > 0 {
		y.ask("paid/"+childCode(i), ledger.ReceiveDonation{Receive: fund.Receive{Fund: ID("fund/QN-BDD"), Donor: y.known[c.sponsor], Amount: money.Dong(c.each * c.paid),
			Lines: []fund.AskedLine{{Slot: slotOf(i)}}, Place: "ngan-hang", Given: y.day, Booked: y.day}})
	}
	if i%2 == 0 {
		y.consents(childCode(i), person.SponsorSees, person.OlderChild, person.Both, 100+i)
	}
	if i == 0 {
		y.ask("support/"+childCode(i), fund.Pay{Fund: ID("fund/QN-BDD"), Kind: fund.Award, Award: fund.Support, Recipient: y.known[childCode(i)], RecipientKind: "pupil",
			Amount: money.Dong(c.each), Place: "ngan-hang", Booked: y.day, Slot: slotOf(i), From: []fund.AskedShare{{Compartment: "slot-QN26-01"}}, Content: "tháng 9"})
	}
}
