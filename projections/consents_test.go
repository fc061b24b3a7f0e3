package projections_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/projections"
	"sovang/projections/readdb"
)

// consent lays down, withdraws and answers what people of a random history let be shown: with dice and ids of its own, so that what money does in the
// same history stays what it was.
func (r *random) consent() {
	dice := rand.New(rand.NewPCG(uint64(r.book.next), 41))
	who, purpose := r.folk[dice.IntN(len(r.folk))], person.Purposes[dice.IntN(len(person.Purposes))]
	var commands []ledger.Command
	switch dice.IntN(5) {
	case 0, 1:
		all := []person.Purpose{purpose, ""}
		commands = append(commands, ledger.WithdrawConsent{Person: who, Purpose: all[dice.IntN(2)], Reason: "đổi ý"})
		if dice.IntN(2) == 0 {
			commands = append(commands, ledger.AnswerWithdrawal{Person: who, Purpose: purpose, Evidence: "công văn 1"})
		}
	default:
		c := adult(who, purpose)
		c.From = r.book.today() - domain.Date(dice.IntN(3))
		if dice.IntN(2) == 0 {
			c.Case, c.By, c.Until = person.SmallChild, person.Guardian, c.From+domain.Date(1+dice.IntN(30))
		}
		commands = append(commands, c)
	}
	for i, c := range commands {
		_, err := r.book.writer.Submit(r.book.tb.Context(), ledger.Request{ID: id("consent", r.book.next, i), Actor: "thủ quỹ", Command: c})
		if err != nil {
			r.book.tb.Fatal(err)
		}
	}
}

func adult(who uuid.UUID, purpose person.Purpose) ledger.GiveConsent {
	return ledger.GiveConsent{Person: who, Purpose: purpose, Case: person.Adult, By: person.Self, Evidence: "hồ sơ 1", Wording: "MAU-1"}
}

// TestConsentsAreTheState: what is reported as standing is what the log adds up to, as of entries of the past too, and with what had ended by date.
func TestConsentsAreTheState(t *testing.T) {
	b := history(t, 41, 400)
	r, w := b.built(t), newWorld()
	standing, last := 0, b.writer.Position().Entry
	for e := range entries(t, b.log) {
		w.add(e)
		if e.Number%61 != 0 && e.Number != last {
			continue
		}
		found, err := r.Consents(t.Context(), projections.ConsentsQuery{AsOf: projections.AsOf{Entry: e.Number}})
		if err != nil {
			t.Fatal(err)
		}
		want, got := map[string]bool{}, map[string]bool{}
		for s, state := range w.states {
			if p, ok := state.(*person.Person); ok {
				for purpose, c := range p.Consents {
					want[fmt.Sprint(s, purpose, "open")] = c.Open && !c.Stands
					want[fmt.Sprint(s, purpose)] = c.Stands
				}
			}
		}
		for _, c := range found {
			s := fmt.Sprint(person.StreamOf(c.Person), c.Purpose)
			got[s] = got[s] || c.State == projections.ConsentStands || c.State == projections.ConsentEnded
			if c.State != projections.ConsentForgotten {
				got[s+"open"] = c.Open()
			}
			if c.State == projections.ConsentStands {
				standing++
			}
		}
		for s, is := range want {
			if got[s] != is {
				t.Errorf("as of entry %d: %s is %v, reported as %v", e.Number, s, is, got[s])
			}
		}
	}
	if standing == 0 {
		t.Error("nobody ever consented")
	}
}

// TestPublicNames tells, on both databases, whose name is public when.
func TestPublicNames(t *testing.T) {
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		b := small(t)
		now := b.now
		p := b.project(t, open(t), projections.Options{Now: func() time.Time { return now }})
		r := p.Reader()
		ann, kid, firm := id("person", 0), id("person", 1), id("firm")
		b.must(ledger.RegisterPeople{People: []ledger.Registration{{Person: firm, Unit: id("unit", 1), Kind: person.Enterprise, Card: person.Card{Name: "Công ty Ánh Dương"}}}})
		is := func(title string, who uuid.UUID, purpose person.Purpose, anonymity fund.Anonymity, text string) {
			t.Helper()
			b.caughtUp(t, p)
			got, err := r.PublicName(t.Context(), who, purpose, anonymity)
			named := text != "nhà hảo tâm" && text != "Người nhận 1"
			if err != nil || got != (projections.PublicName{Text: text, Named: named}) {
				t.Errorf("%s: %+v, %v, want %s", title, got, err, text)
			}
			if beside := got.Beside("mồ côi"); (beside == "") != named {
				t.Errorf("%s: beside %s stands %q", title, got.Text, beside)
			}
		}
		is("silence", ann, person.DonorLists, fund.Named, "nhà hảo tâm")
		is("a body", firm, person.DonorLists, fund.Named, "Công ty Ánh Dương")
		is("a body that gave anonymously", firm, person.DonorLists, fund.Benefactor, "nhà hảo tâm")
		is("a body that hid", firm, person.DonorLists, fund.Hidden, "nhà hảo tâm")

		b.must(adult(ann, person.DonorLists))
		before := b.writer.Position().Entry
		is("with consent", ann, person.DonorLists, fund.Named, "Nguyễn Thị Đào 0")
		is("with consent, but this gift anonymous", ann, person.DonorLists, fund.Benefactor, "nhà hảo tâm")
		is("for another purpose", ann, person.RecipientLists, fund.Named, "Người nhận 1")
		b.must(ledger.WithdrawConsent{Person: ann})
		is("withdrawn", ann, person.DonorLists, fund.Named, "nhà hảo tâm")
		past, err := r.Consents(t.Context(), projections.ConsentsQuery{Person: ann, AsOf: projections.AsOf{Entry: before}})
		if err != nil || len(past) != 1 || past[0].State != projections.ConsentStands {
			t.Errorf("what was known before the withdrawal: %+v, %v", past, err)
		}

		until := b.today() + 5
		b.must(ledger.GiveConsent{Person: kid, Purpose: person.RecipientLists, Case: person.OlderChild, By: person.Both, Evidence: "hồ sơ 2", Wording: "MAU-2", Until: until})
		now = b.now
		is("a child and its guardian", kid, person.RecipientLists, fund.Named, "Nguyễn Thị Đào 1")
		is("a child for its sponsor", kid, person.SponsorSees, fund.Named, "Người nhận 1")
		now = now.AddDate(0, 0, 5)
		is("on the last day", kid, person.RecipientLists, fund.Named, "Nguyễn Thị Đào 1")
		now = now.AddDate(0, 0, 1)
		is("on the day after", kid, person.RecipientLists, fund.Named, "Người nhận 1")

		b.must(adult(kid, person.RecipientLists))
		is("anew", kid, person.RecipientLists, fund.Named, "Nguyễn Thị Đào 1")
		b.must(ledger.ForgetPerson{Person: kid})
		is("forgotten", kid, person.RecipientLists, fund.Named, "Người nhận 1")
	})
}

// TestConsentGatesNoMoney: who never consented, who withdrew and who did is paid alike, and the books are the same but for the consents.
func TestConsentGatesNoMoney(t *testing.T) {
	var books [2]projections.Balances
	for i := range books {
		b := small(t)
		folk := []uuid.UUID{id("person", 0), id("person", 1), id("person", 2)}
		if i == 1 {
			b.must(adult(folk[0], person.RecipientLists))
			b.must(adult(folk[1], person.RecipientLists))
			b.must(ledger.WithdrawConsent{Person: folk[1]})
		}
		for _, who := range folk {
			b.must(fund.Pay{Fund: id("fund", 1), Kind: fund.Award, Award: fund.Scholarship, Recipient: who, Amount: money.Dong(1000), Place: "cash"})
		}
		var err error
		if books[i], err = b.built(t).Balances(t.Context(), projections.BalancesQuery{}); err != nil {
			t.Fatal(err)
		}
		books[i].AsOf = projections.AsOf{}
	}
	if diff := cmp.Diff(books[0], books[1]); diff != "" {
		t.Error(diff)
	}
}

// TestWithdrawalsAndTheirDeadlines: the law of the day on which it was asked says by when; what the ledger shows is gone at once.
func TestWithdrawalsAndTheirDeadlines(t *testing.T) {
	b := small(t)
	b.now = time.Date(2026, 11, 27, 3, 0, 0, 0, time.UTC) // a Friday
	ann, bao := id("person", 0), id("person", 1)
	for _, who := range []uuid.UUID{ann, bao} {
		b.must(adult(who, person.DonorLists))
		b.must(adult(who, person.Contact))
	}
	b.days(3)
	asked := b.today() - 2
	b.must(ledger.WithdrawConsent{Person: ann, On: asked, Reason: "đổi ý"})
	b.must(ledger.AnswerWithdrawal{Person: ann, Purpose: person.Contact})
	r := b.built(t)
	open, err := r.Consents(t.Context(), projections.ConsentsQuery{Unit: id("unit", 1), Open: true})
	if err != nil || len(open) != 1 {
		t.Fatalf("%+v, %v", open, err)
	}
	want := projections.ConsentInfo{Person: ann, Purpose: person.DonorLists, Case: person.Adult, By: person.Self, Evidence: "hồ sơ 1", Wording: "MAU-1",
		From: asked - 1, Entry: open[0].Entry, State: projections.ConsentWithdrawn, Withdrawn: asked, CarriedOut: asked + 2,
		AnswerBy: domain.NewDate(2026, 12, 1), CarryOutBy: asked + 15, Reason: "đổi ý"}
	if diff := cmp.Diff(want, open[0]); diff != "" {
		t.Error(diff)
	}
	all, err := r.Consents(t.Context(), projections.ConsentsQuery{})
	if err != nil || len(all) != 4 || slices.IndexFunc(all, func(c projections.ConsentInfo) bool {
		return c.Purpose == person.Contact && c.Person == ann && c.Answered != 0 && !c.Open()
	}) < 0 {
		t.Errorf("%+v, %v", all, err)
	}
	day := asked - 1 // as it stood the day before it was asked
	was, err := r.Consents(t.Context(), projections.ConsentsQuery{Person: ann, At: &day})
	if err != nil || len(was) != 2 || was[0].State != projections.ConsentStands || was[1].State != projections.ConsentStands {
		t.Errorf("%+v, %v", was, err)
	}
}

// TestManyPublicNames: looked up one by one or read all at once, the names are the same, and they are those of people whose consent stands now.
func TestManyPublicNames(t *testing.T) {
	b := history(t, 42, 300)
	firm := id("firm")
	b.must(ledger.RegisterPeople{People: []ledger.Registration{{Person: firm, Unit: id("unit", 1), Kind: person.Enterprise, Card: person.Card{Name: "Công ty Ánh Dương"}}}})
	for n := range 4 { // of which one has been forgotten perhaps
		b.try(adult(id("person", n), person.DonorLists))
		b.try(adult(id("person", n), person.RecipientLists))
	}
	b.try(ledger.ForgetPerson{Person: id("person", 3)})
	folk := []uuid.UUID{firm}
	for n := range 12 {
		folk = append(folk, id("person", n))
	}
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		now := b.now
		r := b.project(t, open(t), projections.Options{Now: func() time.Time { return now }}).Reader()
		for _, purpose := range person.Purposes {
			singly, atOnce, err := r.NamesBothWays(t.Context(), folk, purpose)
			if err != nil || !cmp.Equal(singly, atOnce) {
				t.Fatalf("%s: %v\n%s", purpose, err, cmp.Diff(singly, atOnce))
			}
			for i, who := range folk {
				standing := who == firm
				found, err := r.Consents(t.Context(), projections.ConsentsQuery{Person: who})
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range found {
					standing = standing || c.Purpose == purpose && c.State == projections.ConsentStands
				}
				if singly[i].Named != standing {
					t.Errorf("%s: %s is %+v, and of consents there are %+v", purpose, who, singly[i], found)
				}
			}
		}
	})
}
