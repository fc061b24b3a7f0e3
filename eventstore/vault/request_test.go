package vault

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/person"
)

func reg(id uuid.UUID, name string) ledger.Registration {
	return ledger.Registration{Person: id, Unit: uuid.New(), Kind: person.Individual, Card: person.Card{Name: name}}
}

func opened(t *testing.T, v *Vault, id uuid.UUID, s domain.Sealed) person.Card {
	t.Helper()
	cards, errs, err := v.OpenCards(t.Context(), []uuid.UUID{id}, []domain.Sealed{s})
	if err != nil || errs[0] != nil {
		t.Fatal(err, errs[0])
	}
	return cards[0]
}

func TestEveryPersonalPartOfACommandIsSealed(t *testing.T) {
	v := open(t, NewMemory())
	donor, child, sponsor := reg(an, " Nguye\u0302\u0303n Văn An "), reg(an, "Nguyễn Văn An"), reg(an, "Nguyễn Văn An")
	for title, tt := range map[string]struct {
		command ledger.Command
		sealed  func(ledger.Command) domain.Sealed
	}{
		"register":    {ledger.RegisterPeople{People: []ledger.Registration{reg(binh, "Bình"), donor}}, func(c ledger.Command) domain.Sealed { return c.(ledger.RegisterPeople).People[1].Sealed }},
		"describe":    {ledger.DescribePerson{Person: an, Card: donor.Card}, func(c ledger.Command) domain.Sealed { return c.(ledger.DescribePerson).Sealed }},
		"new donor":   {ledger.ReceiveDonation{NewDonor: &donor}, func(c ledger.Command) domain.Sealed { return c.(ledger.ReceiveDonation).NewDonor.Sealed }},
		"new child":   {ledger.OpenSlot{NewChild: &child}, func(c ledger.Command) domain.Sealed { return c.(ledger.OpenSlot).NewChild.Sealed }},
		"new sponsor": {ledger.TakeSlot{NewSponsor: &sponsor}, func(c ledger.Command) domain.Sealed { return c.(ledger.TakeSlot).NewSponsor.Sealed }},
	} {
		t.Run(title, func(t *testing.T) {
			before, err := ledger.Digest(tt.command)
			if err != nil {
				t.Fatal(err)
			}
			r := ledger.Request{ID: uuid.New(), Command: tt.command}
			if err := v.SealRequest(t.Context(), &r); err != nil {
				t.Fatal(err)
			}
			if card := opened(t, v, an, tt.sealed(r.Command)); card.Name != "Nguyễn Văn An" {
				t.Errorf("sealed %+v; want the name trimmed and in NFC", card)
			}
			if text, _ := json.Marshal(r.Command); strings.Contains(string(text), "An") {
				t.Errorf("clear text stays in the command: %s", text)
			}
			if after, _ := ledger.Digest(r.Command); after != before {
				t.Error("sealing changes the digest: a repetition would be refused")
			}
		})
	}
	if donor.Card.Name == "" || donor.Sealed.Box != nil {
		t.Error("what the caller holds was changed")
	}
}

func TestAMemoIsSealedWithTheKeyOfItsCommand(t *testing.T) {
	v := open(t, NewMemory())
	r := ledger.Request{ID: uuid.New(), Command: fund.ReceiveUnidentified{Memo: "NGUYEN VAN AN ung ho"}}
	if err := v.SealRequest(t.Context(), &r); err != nil {
		t.Fatal(err)
	}
	c := r.Command.(fund.ReceiveUnidentified)
	if got, err := v.Open(t.Context(), r.ID, MemoField, c.Sealed); err != nil || string(got) != "NGUYEN VAN AN ung ho" || c.Memo != "" {
		t.Errorf("got %q, %v; left %q", got, err, c.Memo)
	}
	plain := ledger.Request{ID: uuid.New(), Command: fund.ReceiveUnidentified{}}
	if err := v.SealRequest(t.Context(), &plain); err != nil || plain.Command.(fund.ReceiveUnidentified).Sealed.Box != nil {
		t.Errorf("nothing was sealed as %v, %v", plain.Command, err)
	}
}

func TestACommandWithoutPersonalPartsCostsNothing(t *testing.T) {
	keys := &counting{Keys: NewMemory()}
	v := open(t, keys)
	keys.creates, keys.gets = 0, 0
	r := ledger.Request{ID: uuid.New(), Command: ledger.ReceiveDonation{}}
	if err := v.SealRequest(t.Context(), &r); err != nil || keys.creates+keys.gets != 0 {
		t.Errorf("%v, %d batches", err, keys.creates+keys.gets)
	}
}

func TestBadCardsAreRefusedByFieldAndTheOthersGoOn(t *testing.T) {
	v := open(t, NewMemory())
	nameless := reg(an, " ")
	requests := []*ledger.Request{
		{ID: uuid.New(), Command: ledger.RegisterPeople{People: []ledger.Registration{reg(an, "An"), reg(binh, "B\x00nh")}}},
		{ID: uuid.New(), Command: ledger.ReceiveDonation{NewDonor: &nameless}},
		{ID: uuid.New(), Command: ledger.DescribePerson{Card: person.Card{Name: "An"}}},
		{ID: uuid.New(), Command: ledger.DescribePerson{Person: an, Card: person.Card{Name: "An"}}},
		{ID: uuid.New(), Command: ledger.RegisterPeople{People: make([]ledger.Registration, ledger.MostPeople+1)}},
		{Command: fund.ReceiveUnidentified{Memo: "x"}},
	}
	fields := []string{"people[1].card.name", "new_donor.card.name", "person", "", "people", "id"}
	for i, err := range v.SealRequests(t.Context(), requests) {
		if fields[i] == "" {
			if err != nil {
				t.Errorf("request %d: %v", i, err)
			}
			continue
		}
		refusal, ok := err.(*domain.Error)
		if !ok || refusal.Code != domain.Invalid || !reflect.DeepEqual(refusal.Fields, []string{fields[i]}) {
			t.Errorf("request %d: %#v, want one on %s", i, err, fields[i])
		}
	}
	if requests[0].Command.(ledger.RegisterPeople).People[0].Sealed.Box != nil {
		t.Error("half a refused request was sealed")
	}
	if card := opened(t, v, an, requests[3].Command.(ledger.DescribePerson).Sealed); card.Name != "An" {
		t.Errorf("got %v", card)
	}
}

// The first registration may be repeated by a file that is applied again after the person was forgotten: the writer answers such a
// repetition with the first result, and refuses everything else in the book's order. Nothing of the card may come along.
func TestTheForgottenPassWithoutABox(t *testing.T) {
	v := open(t, NewMemory())
	if err := v.Destroy(t.Context(), an); err != nil {
		t.Fatal(err)
	}
	r := ledger.Request{ID: uuid.New(), Command: ledger.RegisterPeople{People: []ledger.Registration{reg(an, "An"), reg(binh, "Bình")}}}
	if err := v.SealRequest(t.Context(), &r); err != nil {
		t.Fatal(err)
	}
	people := r.Command.(ledger.RegisterPeople).People
	if len(people[0].Sealed.Box) > 0 || people[0].Card.Name != "" {
		t.Errorf("got %+v", people[0])
	}
	if card := opened(t, v, binh, people[1].Sealed); card.Name != "Bình" {
		t.Errorf("got %+v", card)
	}
}
