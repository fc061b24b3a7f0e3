package vault

import (
	"context"
	"errors"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/person"
)

// The fields that personal data is sealed under.
const (
	CardField = "card"
	MemoField = "memo"
)

// SealRequest seals every personal part of a command: the clear text leaves it and the box takes its place. The parts are checked
// first and a refusal names its field. A part of somebody whose key was destroyed leaves the command and no box takes its place. After
// an error the request is as it was. A command without personal parts costs nothing.
func (v *Vault) SealRequest(ctx context.Context, r *ledger.Request) error {
	return v.SealRequests(ctx, []*ledger.Request{r})[0]
}

// SealRequests is SealRequest for many, with the keys of them all made in one batch; errs[i] is that of rs[i].
func (v *Vault) SealRequests(ctx context.Context, rs []*ledger.Request) (errs []error) {
	errs = make([]error, len(rs))
	var drafts []draft
	var plains []Plain
	for i, r := range rs {
		d, err := drafted(r)
		if errs[i] = err; err != nil || len(d.plains) == 0 {
			continue
		}
		if drafts == nil {
			drafts = make([]draft, len(rs))
		}
		drafts[i], plains = d, append(plains, d.plains...)
	}
	if len(plains) == 0 {
		return errs
	}
	sealed, wrong, err := v.sealEach(ctx, plains)
	next := 0
	for i := range rs {
		if errs[i] != nil {
			continue
		}
		if errs[i] = err; err != nil {
			continue
		}
		end := next + len(drafts[i].plains)
		if errs[i] = unusable(wrong[next:end]); errs[i] == nil && next < end {
			drafts[i].put(sealed[next:end])
		}
		next = end
	}
	return errs
}

// unusable lets the forgotten pass with an empty box: the request may be the repetition of one that was accepted before the
// forgetting, and if it is not, its decision refuses it in the book's order.
func unusable(wrong []error) error {
	for _, err := range wrong {
		if err != nil && !errors.Is(err, ErrForgotten) {
			return err
		}
	}
	return nil
}

// draft is what of one request is to be sealed, and how the boxes get into it.
type draft struct {
	plains []Plain
	put    func([]domain.Sealed)
}

func drafted(r *ledger.Request) (draft, error) {
	switch c := r.Command.(type) {
	case ledger.RegisterPeople:
		return draftPeople(r, c)
	case ledger.DescribePerson:
		plain, err := plainCard(c.Person, c.Card)
		if err != nil {
			return draft{}, err
		}
		return draft{[]Plain{plain}, func(s []domain.Sealed) {
			c.Card, c.Sealed = person.Card{}, s[0]
			r.Command = c
		}}, nil
	case ledger.ReceiveDonation:
		if c.NewDonor == nil { // as nearly always: nothing is copied for it
			return draft{}, nil
		}
		return draftDonation(r, c)
	case ledger.ReceiveGoods:
		return draftNew(c.NewDonor, "new_donor", func(reg *ledger.Registration) { c.NewDonor = reg; r.Command = c })
	case ledger.MakePledge:
		return draftNew(c.NewDonor, "new_donor", func(reg *ledger.Registration) { c.NewDonor = reg; r.Command = c })
	case ledger.OpenSlot:
		return draftNew(c.NewChild, "new_child", func(reg *ledger.Registration) { c.NewChild = reg; r.Command = c })
	case ledger.TakeSlot:
		return draftNew(c.NewSponsor, "new_sponsor", func(reg *ledger.Registration) { c.NewSponsor = reg; r.Command = c })
	case fund.ReceiveUnidentified:
		return draftMemo(r, c)
	}
	return draft{}, nil
}

func draftDonation(r *ledger.Request, c ledger.ReceiveDonation) (draft, error) {
	return draftNew(c.NewDonor, "new_donor", func(reg *ledger.Registration) { c.NewDonor = reg; r.Command = c })
}

func draftPeople(r *ledger.Request, c ledger.RegisterPeople) (draft, error) {
	if len(c.People) > ledger.MostPeople {
		return draft{}, domain.Errorf(domain.Invalid, "1 to %d people are registered at a time, not %d", ledger.MostPeople, len(c.People)).On("people")
	}
	plains := make([]Plain, len(c.People))
	for i, reg := range c.People {
		var err error
		if plains[i], err = plainCard(reg.Person, reg.Card); err != nil {
			return draft{}, domain.InRow("people", i, err)
		}
	}
	return draft{plains, func(s []domain.Sealed) {
		people := make([]ledger.Registration, len(c.People)) // the caller may share its slice between requests
		for i, reg := range c.People {
			reg.Card, reg.Sealed = person.Card{}, s[i]
			people[i] = reg
		}
		r.Command = ledger.RegisterPeople{People: people}
	}}, nil
}

// draftNew is for commands that bring one new person along, if any.
func draftNew(reg *ledger.Registration, field string, put func(*ledger.Registration)) (draft, error) {
	if reg == nil {
		return draft{}, nil
	}
	plain, err := plainCard(reg.Person, reg.Card)
	if err != nil {
		return draft{}, domain.Under(field, err)
	}
	return draft{[]Plain{plain}, func(s []domain.Sealed) {
		sealed := *reg
		sealed.Card, sealed.Sealed = person.Card{}, s[0]
		put(&sealed)
	}}, nil
}

// draftMemo: nobody knows yet whose name stands in a bank's text, so its key is that of the command.
func draftMemo(r *ledger.Request, c fund.ReceiveUnidentified) (draft, error) {
	memo, err := domain.OptionalText("memo", c.Memo, 1000)
	if err != nil || memo == "" {
		return draft{}, err
	}
	if r.ID == uuid.Nil {
		return draft{}, domain.Errorf(domain.Invalid, "a command needs an id").On("id")
	}
	return draft{[]Plain{{r.ID, MemoField, []byte(memo)}}, func(s []domain.Sealed) {
		c.Memo, c.Sealed = "", s[0]
		r.Command = c
	}}, nil
}

func plainCard(id uuid.UUID, card person.Card) (Plain, error) {
	if id == uuid.Nil {
		return Plain{}, domain.Errorf(domain.Invalid, "this must be given").On("person")
	}
	checked, err := card.Checked()
	if err != nil {
		return Plain{}, err
	}
	data, err := json.Marshal(checked)
	if err != nil {
		return Plain{}, err
	}
	return Plain{id, CardField, data}, nil
}

// OpenCards opens the cards of many people with one look-up of their keys; what is wrong with one stands beside it, as in OpenAll.
func (v *Vault) OpenCards(ctx context.Context, persons []uuid.UUID, sealed []domain.Sealed) ([]person.Card, []error, error) {
	boxes := make([]Box, len(persons))
	for i := range persons {
		boxes[i] = Box{persons[i], CardField, sealed[i]}
	}
	opened, err := v.OpenAll(ctx, boxes)
	if err != nil {
		return nil, nil, err
	}
	cards, errs := make([]person.Card, len(persons)), make([]error, len(persons))
	for i, o := range opened {
		if errs[i] = o.Err; o.Err == nil {
			errs[i] = json.Unmarshal(o.Data, &cards[i])
		}
	}
	return cards, errs, nil
}
