package ledger

import (
	"slices"

	"sovang/domain"
	"sovang/domain/fund"
)

// Sealed gives what of a command is sealed, in the order in which WithSealed puts it back: the command's own form as text (Encode) leaves it out.
func Sealed(c Command) (boxes []domain.Sealed) {
	eachSealed(c, func(s *domain.Sealed) { boxes = append(boxes, *s) })
	return boxes
}

// WithSealed gives the command with those boxes in their places. It fails where there are more places or fewer.
func WithSealed(c Command, boxes []domain.Sealed) (Command, error) {
	n := 0
	c = eachSealed(c, func(s *domain.Sealed) {
		if n < len(boxes) {
			*s = boxes[n]
		}
		n++
	})
	if n != len(boxes) {
		return nil, domain.Errorf(domain.Invalid, "%s has %d sealed parts, not %d", Name(c), n, len(boxes))
	}
	return c, nil
}

// eachSealed visits every place of a command that may hold something sealed, in a copy that shares none of them with c, and gives the copy.
func eachSealed(c Command, visit func(*domain.Sealed)) Command {
	brought := func(r *Registration) *Registration {
		if r == nil {
			return nil
		}
		b := *r
		visit(&b.Sealed)
		return &b
	}
	switch c := c.(type) {
	case RegisterPeople:
		c.People = slices.Clone(c.People)
		for i := range c.People {
			visit(&c.People[i].Sealed)
		}
		return c
	case DescribePerson:
		visit(&c.Sealed)
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
		visit(&c.Sealed)
		return c
	}
	return c
}
