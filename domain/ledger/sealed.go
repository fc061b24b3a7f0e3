package ledger

import (
	"slices"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/person"
)

// Sealed gives what of a command is sealed, in the order in which WithSealed puts it back: the command's own form as text (Encode) leaves it out.
func Sealed(c Command) (boxes []domain.Sealed) {
	eachPersonal(c, func(p personal) { boxes = append(boxes, *p.sealed) })
	return boxes
}

// WithSealed gives the command with those boxes in their places. It fails where there are more places or fewer.
func WithSealed(c Command, boxes []domain.Sealed) (Command, error) {
	n := 0
	c = eachPersonal(c, func(p personal) {
		if n < len(boxes) {
			*p.sealed = boxes[n]
		}
		n++
	})
	if n != len(boxes) {
		return nil, domain.Errorf(domain.Invalid, "%s has %d sealed parts, not %d", Name(c), n, len(boxes))
	}
	return c, nil
}

// personal is a place of a command that may hold personal data: a card or a memo, and beside it the same sealed.
type personal struct {
	card   *person.Card
	memo   *string // where there is no card
	sealed *domain.Sealed
}

// eachPersonal visits every such place, in a copy that shares none of them with c, and gives the copy.
func eachPersonal(c Command, visit func(personal)) Command {
	registered := func(r *Registration) { visit(personal{card: &r.Card, sealed: &r.Sealed}) }
	brought := func(r *Registration) *Registration {
		if r == nil {
			return nil
		}
		b := *r
		registered(&b)
		return &b
	}
	switch c := c.(type) {
	case RegisterPeople:
		c.People = slices.Clone(c.People)
		for i := range c.People {
			registered(&c.People[i])
		}
		return c
	case DescribePerson:
		visit(personal{card: &c.Card, sealed: &c.Sealed})
		return c
	case ReceiveDonation:
		c.NewDonor = brought(c.NewDonor)
		return c
	case ReceiveGoods:
		c.NewDonor = brought(c.NewDonor)
		return c
	case MakePledge:
		c.NewDonor = brought(c.NewDonor)
		return c
	case OpenSlot:
		c.NewChild = brought(c.NewChild)
		return c
	case TakeSlot:
		c.NewSponsor = brought(c.NewSponsor)
		return c
	case fund.ReceiveUnidentified:
		visit(personal{memo: &c.Memo, sealed: &c.Sealed})
		return c
	}
	return c
}
