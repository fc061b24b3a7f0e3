package sponsorship

import (
	"sovang/domain"
)

// Wish is what a sponsor signs beside the promise: what becomes of their money that is left when the child exits, and that late money
// repays the bridge that stood in.
type Wish struct {
	Rest           Rest   `json:"rest,omitzero"`
	Compartment    string `json:"compartment,omitzero"`      // of ToCompartment, in the slot's fund
	Words          string `json:"words,omitzero"`            // as they were signed
	LateMoneyStays bool   `json:"late_money_stays,omitzero"` // late money is for the child anew and repays no bridge
}

// checked refuses a wish that nobody could follow.
func (w Wish) checked(path Path) (Wish, error) {
	var err error
	if w.Words, err = domain.OptionalText("wish.words", w.Words, longestText); err != nil {
		return Wish{}, err
	}
	switch w.Rest {
	case NoWish, ToNextChild:
	case ToUnrestricted, ToCompartment, BackToTheSponsor:
		if path != ViaAssociation {
			return Wish{}, domain.Errorf(domain.Invalid, "nothing of this slot is in the books, so nothing can be left in them").On("wish.rest")
		}
	default:
		return Wish{}, domain.Errorf(domain.Invalid, "what is left goes to next-child, unrestricted, compartment or refund, not to %q", w.Rest).On("wish.rest")
	}
	if (w.Rest == ToCompartment) != (w.Compartment != "") {
		return Wish{}, domain.Errorf(domain.Invalid, "a wish for a compartment names one, another wish none").On("wish.compartment")
	}
	return w, nil
}
