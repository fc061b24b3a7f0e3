package ledger

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/domain/sponsorship"
)

// decideSponsorship decides the commands about children and slots; false for any other.
func decideSponsorship(v View, r Request, recorded time.Time) (changes []domain.Change, ok bool, err error) {
	ok = true
	switch c := r.Command.(type) {
	case ProposeChildren:
		changes, err = decideProposeChildren(v, r, recorded, c)
	case VerifyChildren:
		changes, err = decideVerifyChildren(v, r, recorded, c)
	case ExitChild:
		changes, err = decideExitChild(v, r, recorded, c)
	case OpenSlot:
		changes, err = decideOpenSlot(v, r, recorded, c)
	case HoldSlot:
		changes, err = decideHoldSlot(v, r, recorded, c)
	case TakeSlot:
		changes, err = decideTakeSlot(v, r, recorded, c)
	case QueueForSlot:
		changes, err = decideQueueForSlot(v, r, recorded, c)
	case CarryOver:
		changes, err = decideCarryOver(v, r, recorded, c)
	default:
		return decideSlotAlone(v, r, recorded)
	}
	return changes, ok, err
}

// decideSlotAlone decides the commands that ask nothing of any stream but the slot's own.
func decideSlotAlone(v View, r Request, recorded time.Time) (changes []domain.Change, ok bool, err error) {
	today := domain.DateOf(recorded)
	var slot uuid.UUID
	var decide func(*sponsorship.Slot) ([]domain.Event, error)
	switch c := r.Command.(type) {
	case ReleaseHold:
		slot, decide = c.Slot, func(s *sponsorship.Slot) ([]domain.Event, error) { return s.ReleaseHold(c.Sponsor, recorded) }
	case LeaveQueue:
		slot, decide = c.Slot, func(s *sponsorship.Slot) ([]domain.Event, error) { return s.StopWaiting(c.Sponsor) }
	case PauseSponsorship:
		slot, decide = c.Slot, func(s *sponsorship.Slot) ([]domain.Event, error) { return s.Pause(c.Reason, c.On.Or(today)) }
	case ResumeSponsorship:
		slot, decide = c.Slot, func(s *sponsorship.Slot) ([]domain.Event, error) { return s.Resume(c.On.Or(today)) }
	case GiveNotice:
		slot, decide = c.Slot, func(s *sponsorship.Slot) ([]domain.Event, error) {
			return s.GiveNotice(sponsorship.NoticeGiven{By: c.By, Reason: c.Reason, On: c.On.Or(today), Until: c.Until})
		}
	case EndSponsorship:
		slot, decide = c.Slot, func(s *sponsorship.Slot) ([]domain.Event, error) {
			return s.End(c.Reason, c.By, c.On.Or(today), recorded)
		}
	case NoteMemo:
		slot, decide = c.Slot, func(s *sponsorship.Slot) ([]domain.Event, error) {
			on, err := past(c.On, recorded)
			if err != nil {
				return nil, err
			}
			return s.NoteMemo(sponsorship.MemoNoted{Sponsorship: c.Sponsorship, Currency: c.Amount.Currency, Amount: c.Amount.Minor, On: on, Proof: c.Proof})
		}
	case StrikeMemo:
		slot, decide = c.Slot, func(s *sponsorship.Slot) ([]domain.Event, error) { return s.StrikeMemo(c.Memo, c.Reason) }
	case SendReport:
		slot, decide = c.Slot, func(s *sponsorship.Slot) ([]domain.Event, error) {
			return s.SendReport(sponsorship.ReportSent{Term: c.Term, Attachment: c.Attachment, On: c.On.Or(today)})
		}
	default:
		return nil, false, nil
	}
	if err := named(slot, "slot"); err != nil {
		return nil, true, err
	}
	changes, err = only(sponsorship.StreamOf(slot))(decide(slotOf(v, slot)))
	return changes, true, err
}

func decideOpenSlot(v View, r Request, recorded time.Time, c OpenSlot) ([]domain.Change, error) {
	if err := named(c.Slot, "slot"); err != nil {
		return nil, err
	}
	child, changes, err := knownOrNew(v, c.Child, "child", c.NewChild, "new_child")
	if err != nil {
		return nil, err
	}
	on, err := past(c.On, recorded)
	if err != nil {
		return nil, err
	}
	asked, err := c.opened(child, on)
	if err != nil {
		return nil, err
	}
	d := newDraft(v, r.ID)
	opened, err := slotOf(v, c.Slot).Open(asked)
	if err != nil {
		return nil, err
	}
	if err := unitLive(v, c.Unit, "unit"); err != nil {
		return nil, err
	}
	if c.Fund != uuid.Nil {
		if err := fundExists(v, c.Fund, "fund"); err != nil {
			return nil, err
		}
	}
	d.add(sponsorship.StreamOf(c.Slot), opened...)
	claimed, err := claim(v, "slot", opened[0].(sponsorship.Opened).Code, c.Slot)
	if err != nil {
		return nil, err
	}
	if err := followsOn(d, recorded, c, child); err != nil {
		return nil, err
	}
	if err := listed(d, r, on, c.Unit, child, c.Slot); err != nil {
		return nil, err
	}
	return append(append(changes, d.changes...), claimed), nil
}

// opened is the slot as it is asked for, its schedule in steps wherever it has dates.
func (c OpenSlot) opened(child uuid.UUID, on domain.Date) (sponsorship.Opened, error) {
	o := sponsorship.Opened{
		Unit: c.Unit, Fund: c.Fund, Code: c.Code, Child: child, Kind: c.Kind, Need: c.Need, SchoolYear: c.SchoolYear,
		Currency: c.Instalment.Currency, Instalment: c.Instalment.Minor, Instalments: c.Instalments, Schedule: c.Schedule,
		Path: c.Path, Opened: on, Renewal: c.Renewal, Renewed: c.Renewed, Terms: c.Terms, Previous: c.Previous,
	}
	steps := c.Steps
	switch {
	case len(steps) > 0 && (c.Instalment != (money.Money{}) || c.Instalments != 0 || c.First != 0 || c.Every != 0):
		return o, domain.Errorf(domain.Invalid, "a schedule is steps, or one instalment so many times").On("steps")
	case len(steps) > 0:
		o.Currency = steps[0].Amount.Currency
	case c.First != 0:
		every := c.Every
		if every == 0 && c.Instalments > 1 {
			every = 1
		}
		steps = []AskedStep{{First: c.First, Every: every, Count: c.Instalments, Amount: c.Instalment}}
	case c.Every != 0:
		return o, domain.Errorf(domain.Invalid, "say when the first instalment is due").On("first")
	}
	for i, s := range steps {
		if s.Amount.Currency != o.Currency {
			return o, domain.Errorf(domain.Invalid, "a slot is in one currency").On(fmt.Sprintf("steps[%d].amount", i))
		}
		if s.Count == 0 && len(c.Steps) > 0 {
			s.Count = 1
		}
		o.Steps = append(o.Steps, sponsorship.Step{First: s.First, Every: s.Every, Count: s.Count, Amount: s.Amount.Minor, Heads: s.Heads})
	}
	return o, nil
}

// followsOn checks the slot of the year before, and gives its sponsor the first word about the new one.
func followsOn(d *draft, recorded time.Time, c OpenSlot, child uuid.UUID) error {
	if c.Previous == uuid.Nil {
		if c.FirstRefusalUntil != "" {
			return domain.Errorf(domain.Invalid, "the first word belongs to the sponsor of the previous slot: name it").On("previous")
		}
		return nil
	}
	before := slotOf(d, c.Previous)
	switch {
	case !before.Exists() || c.Previous == c.Slot:
		return domain.Errorf(domain.NotFound, "there is no such slot").On("previous")
	case before.Child != child:
		return domain.Errorf(domain.Invalid, "the previous slot is another child's").On("previous")
	case before.Renewal != "" && c.Renewed == "":
		return domain.Errorf(domain.Violation, "the slot before is renewed on a condition (%s): say how it was met", before.Renewal).On("renewed")
	case c.FirstRefusalUntil == "":
		return nil
	}
	until, err := moment(c.FirstRefusalUntil, "first_refusal_until")
	if err != nil {
		return err
	}
	of, ok := before.Latest()
	if !ok {
		return domain.Errorf(domain.Violation, "nobody sponsored the previous slot, who could have the first word").On("previous")
	}
	held, err := slotOf(d, c.Slot).HoldFor(of.Sponsor, until, recorded, sponsorship.FirstRefusal)
	if err != nil {
		return inPlaceOf("until", "first_refusal_until", err)
	}
	d.add(sponsorship.StreamOf(c.Slot), held...)
	return nil
}

// listed notes a slot with its child, and proposes a child whom nobody has.
func listed(d *draft, r Request, on domain.Date, unit, childID, slot uuid.UUID) error {
	child := childOf(d, childID)
	if child.Proposer == "" {
		if child.Exited != 0 {
			return domain.Errorf(domain.Violation, "this child left on %s; propose them anew", child.Exited).On("child")
		}
		proposed, err := child.Propose(sponsorship.Proposed{Unit: unit, By: r.Actor, On: on})
		if err != nil {
			return err
		}
		d.add(sponsorship.ChildStream(childID), proposed...)
	}
	d.add(sponsorship.ChildStream(childID), child.List(slot)...)
	return nil
}

func moment(text, field string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, domain.Errorf(domain.Invalid, "%q is no moment; write 2024-11-01T17:00:00+07:00", text).On(field)
	}
	return t, nil
}

// Whether a hold still stands is judged by the book's own clock, recorded: a caller's claim of the time could take a slot away from
// the one it is held for.
func decideHoldSlot(v View, r Request, recorded time.Time, c HoldSlot) ([]domain.Change, error) {
	if err := named(c.Slot, "slot"); err != nil {
		return nil, err
	}
	until, err := moment(c.Until, "until")
	if err != nil {
		return nil, err
	}
	if err := personKnown(v, c.Sponsor, "sponsor"); err != nil {
		return nil, err
	}
	_, err = shown(v, c.Slot, c.Sponsor, c.Knows) // a hold binds nobody yet: what was shown is written down when the slot is taken
	held, refused := slotOf(v, c.Slot).HoldFor(c.Sponsor, until, recorded, sponsorship.AskedFor)
	if refused != nil {
		return nil, told(v, c.Slot, c.Sponsor, refused)
	}
	if err != nil {
		return nil, err
	}
	return withListed(v, r, c.Slot, held), nil
}

func decideTakeSlot(v View, r Request, recorded time.Time, c TakeSlot) ([]domain.Change, error) {
	if err := named(c.Slot, "slot"); err != nil {
		return nil, err
	}
	sponsor, changes, err := knownOrNew(v, c.Sponsor, "sponsor", c.NewSponsor, "new_sponsor")
	if err != nil {
		return nil, err
	}
	others, unseen := shown(v, c.Slot, sponsor, c.Knows)
	s := slotOf(v, c.Slot)
	taken, err := s.Take(sponsorship.Taken{Sponsor: sponsor, From: c.From.Or(domain.DateOf(recorded)), Wish: c.Wish, Knows: others}, recorded)
	if err != nil {
		return nil, told(v, c.Slot, sponsor, err)
	}
	if unseen != nil {
		return nil, unseen
	}
	if w := taken[0].(sponsorship.Taken).Wish; w.Rest == sponsorship.ToCompartment {
		switch into, ok := fundOf(v, bookedBy(v, s)).Compartments[w.Compartment]; {
		case !ok:
			return nil, domain.Errorf(domain.NotFound, "the fund has no compartment %q", w.Compartment).On("wish.compartment")
		case into.Currency != s.Currency || into.Restriction.Kind == fund.Slot:
			return nil, domain.Errorf(domain.Violation, "what is left of this slot cannot go to compartment %q", w.Compartment).On("wish.compartment")
		}
	}
	return append(changes, withListed(v, r, c.Slot, taken)...), nil
}

// withListed is the change to a slot and, for one that was opened before children had streams of their own, its place among the child's.
func withListed(v View, r Request, slot uuid.UUID, events []domain.Event) []domain.Change {
	d := newDraft(v, r.ID)
	d.add(sponsorship.StreamOf(slot), events...)
	child := slotOf(v, slot).Child
	d.add(sponsorship.ChildStream(child), childOf(v, child).List(slot)...)
	return d.changes
}

// shown refuses a sponsor for a child who is not verified, and one who was not shown the slots that others carry for the same child. It
// gives those slots.
func shown(v View, slot, sponsor uuid.UUID, knows []uuid.UUID) (others []uuid.UUID, err error) {
	s := slotOf(v, slot)
	if !s.Exists() {
		return nil, nil // the slot itself says so
	}
	child := childOf(v, s.Child)
	var list []string
	for _, other := range child.Slots {
		x := slotOf(v, other)
		if other == slot || !x.Taken() || x.Live.Sponsor == sponsor {
			continue
		}
		others = append(others, other)
		if !slices.Contains(knows, other) {
			total := money.Money{Minor: sponsorship.Total(x.Steps, x.Instalment, x.Instalments), Currency: x.Currency}
			list = append(list, fmt.Sprintf("%s, %s (%s)", x.Code, total, other))
		}
	}
	if err := child.Sponsorable(); err != nil {
		return nil, err
	}
	if len(list) > 0 {
		return nil, domain.Errorf(domain.Violation, "others sponsor this child too, and a sponsor is shown that first: %s; say in knows that they were shown",
			strings.Join(list, "; ")).On("knows")
	}
	return others, nil
}

// told adds to the refusal of a slot that somebody else has whose turn it is next, by public codes: never by names.
func told(v View, slot, sponsor uuid.UUID, err error) error {
	refusal, ok := errors.AsType[*domain.Error](err)
	s := slotOf(v, slot)
	if !ok || refusal.Code != domain.Conflict || !slices.Contains(refusal.Fields, "slot") || s.Live.Sponsor == sponsor {
		return err
	}
	next, number, waits := s.Turn(sponsor)
	if next == uuid.Nil {
		return domain.Errorf(refusal.Code, "%s; nobody waits yet: you would be number 1 and asked next", refusal.Message).On(refusal.Fields...)
	}
	var turn string
	switch code := personOf(v, next).Code; {
	case waits && number == 1:
		turn = "you will be asked next"
	case code == "":
		turn = "the first of the line will be asked next"
	default:
		turn = code + " will be asked next"
	}
	switch {
	case waits && number > 1:
		turn += fmt.Sprintf(", you are number %d", number)
	case !waits:
		turn += fmt.Sprintf(", you would be number %d", number)
	}
	return domain.Errorf(refusal.Code, "%s; %s", refusal.Message, turn).On(refusal.Fields...)
}

func decideQueueForSlot(v View, _ Request, recorded time.Time, c QueueForSlot) ([]domain.Change, error) {
	if err := named(c.Slot, "slot"); err != nil {
		return nil, err
	}
	if err := personKnown(v, c.Sponsor, "sponsor"); err != nil {
		return nil, err
	}
	return only(sponsorship.StreamOf(c.Slot))(slotOf(v, c.Slot).Wait(c.Sponsor, recorded))
}
