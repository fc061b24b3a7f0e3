package ledger

import (
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
)

// in is one unit.
func in(unit uuid.UUID) places {
	if unit == uuid.Nil {
		return places{}
	}
	return places{units: []uuid.UUID{unit}}
}

// with adds units, each once.
func (p places) with(units ...uuid.UUID) places {
	for _, u := range units {
		if u != uuid.Nil && !slices.Contains(p.units, u) {
			p.units = append(p.units, u)
		}
	}
	return p
}

// and adds the unit in which somebody is registered on the way.
func (p places) and(newcomer *Registration) places {
	if newcomer == nil {
		return p
	}
	return p.with(newcomer.Unit)
}

func inFund(v View, id uuid.UUID) places { return in(unitOfFund(v, id)) }

// unitOfFund is whose the books of a fund are. What still happens to one that was wound up happens to the money of the fund that took it over: it
// comes into that fund's places, and is taken from them.
func unitOfFund(v View, id uuid.UUID) uuid.UUID {
	now, _ := goesOn(v, id, "")
	return fundOf(v, now).Unit
}

func ofParent(_ View, c FoundUnit) places {
	return places{in(c.Parent).units, c.Parent == uuid.Nil}
}

// ofMove is who lets a unit go, the unit itself where nobody above it could refuse, and who takes it.
func ofMove(v View, c MoveUnit, day domain.Date) places {
	p := places{root: c.Parent == uuid.Nil}.with(unitOf(v, c.Unit).ParentOn(c.From.Or(day)))
	if len(p.units) == 0 || !inForce(rollOf(v), unitsUp(v, p.units[0], day)) {
		p = p.with(c.Unit)
	}
	return p.with(c.Parent)
}

// ofEnding is the units that end and those that come after them, and whoever a fund of theirs or a unit below them goes to: whoever decides it stands
// above them all.
func ofEnding(v View, plan []HandOverFund, children []ChildUnit, units []uuid.UUID) places {
	p := places{}
	for _, c := range children {
		p = p.with(c.Unit, c.Parent)
		p.root = p.root || c.Parent == uuid.Nil
	}
	for i, u := range units {
		if i > MostEnded { // a list that is too long is refused for that
			break
		}
		p = p.with(u)
	}
	return p.with(ofHandOver(v, HandOverFunds{Funds: plan}).units...)
}

// ofHandOver is the units of the funds that are handed over, and those that take them.
func ofHandOver(v View, c HandOverFunds) (p places) {
	for _, f := range c.Funds {
		p = p.with(fundOf(v, f.Fund).Unit, f.Unit, fundOf(v, f.Into).Unit)
	}
	return p
}

func ofFunds(v View, ids []uuid.UUID) (p places) {
	for i, id := range ids {
		if i == MostPublished { // a list that is too long is refused for that
			break
		}
		p = p.with(unitOfFund(v, id))
	}
	return p
}

func ofPeople(c RegisterPeople) (p places) {
	for _, reg := range c.People {
		p = p.with(reg.Unit)
	}
	return p
}

func ofChild(v View, child uuid.UUID) places {
	if unit := childOf(v, child).Unit; unit != uuid.Nil {
		return in(unit)
	}
	return in(personOf(v, child).Unit)
}

// ofExit is the child's unit and those of the slots that its sponsors are offered: an offer holds a slot for weeks.
func ofExit(v View, c ExitChild) places {
	p := ofChild(v, c.Child)
	for _, o := range c.Offers {
		p = p.with(slotOf(v, o.Next).Unit)
	}
	return p
}

// ofChildren asks for every child of a list, so that a view misses all it misses at once.
func ofChildren(v View, c VerifyChildren) (p places) {
	for i, child := range c.Children {
		if i == MostChildren { // a list that is too long is refused for that
			break
		}
		p = p.with(ofChild(v, child).units...)
	}
	return p
}

func ofSlot(v View, id uuid.UUID) places { return in(slotOf(v, id).Unit) }

func ofPledge(v View, id uuid.UUID) places { return inFund(v, pledgeOf(v, id).Fund) }

func ofRound(v View, id uuid.UUID) places { return in(roundOf(v, id).Unit) }

// ofRoundsMoney is the unit of a round and, where its money is another's, that one too.
func ofRoundsMoney(v View, id uuid.UUID) places {
	return ofRound(v, id).with(unitOfFund(v, roundOf(v, id).Fund))
}

// ofLevy is the unit of a levy and, where its money is another's, that one too.
func ofLevy(v View, id uuid.UUID) places {
	l := levyOf(v, id)
	return in(l.Unit).with(unitOfFund(v, l.Fund))
}

// ofCount is the unit of the boxes and that of the fund into which they are opened.
func ofCount(v View, id uuid.UUID) places {
	b := boxesOf(v, id)
	into, _ := b.FundOf(b.Level)
	return in(b.Unit).with(unitOfFund(v, into.Fund))
}

// ofLevel is the unit of the fund that takes its share of an opening.
func ofLevel(v View, c AcceptBoxes) places {
	to, _ := boxesOf(v, c.Boxes).FundOf(c.Level)
	return inFund(v, to.Fund)
}

// ofRoster is the unit in which whoever gives the day's salary is registered, and that of the fund which their donation is in.
func ofRoster(v View, id uuid.UUID, giver ...uuid.UUID) places {
	r := rosterOf(v, id)
	p := in(personOf(v, r.Giver).Unit)
	for _, g := range giver {
		p = p.with(personOf(v, g).Unit)
	}
	return p.with(ofDonation(v, r.Donation).units...)
}

// ofDonation is the unit of the fund that a donation is in.
func ofDonation(v View, donation uuid.UUID) places {
	if donation == uuid.Nil {
		return places{}
	}
	of, _, _ := find[fund.DonationReceived](v, donation)
	return inFund(v, of)
}
