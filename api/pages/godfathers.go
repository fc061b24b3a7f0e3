package pages

import (
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/sponsorship"
	"sovang/projections"
)

func (s *Site) godfatherPages() []Page {
	return []Page{
		{Path: "/godfathers", For: Report("godfathers"), Template: "godfathers", Menu: "menu.godfathers", Under: Deciding, Unlisted: true, Show: (*Call).godfathers},
		{Path: "/godfathers/{slot}", For: Report("godfathers"), Template: "slot", Unlisted: true, Files: true, Show: (*Call).slot, Do: (*Call).doSlot},
	}
}

// godfathersShown is the three kinds of children in some units, each by how their slots stand, and a part of the slots. No child is named: by the code of
// the slot alone, for the kind says what a name must not stand beside.
type godfathersShown struct {
	When
	reach
	Year   string
	Years  []string
	State  string
	Kinds  []kindShown
	Slots  []slotShown
	Late   []slotShown // that are behind, the most first
	Due    []dueShown  // terms of which a sponsor has not been told
	From   int64
	To     int64
	All    int64
	Before string
	After  string
}

// slotStates are those that the board counts, in the order of a slot's way; a gap is one that somebody carried and nobody does.
var slotStates = []string{"waiting", "held", "sponsored", "gap", "closed"}

// kindShown is one of the three kinds in one currency.
type kindShown struct {
	Kind     sponsorship.Kind
	Currency string
	States   []stateCount
	Slots    int64
	Expected int64 // through the association
	Paid     int64
	Arrears  int64
	Bridged  int64
	Memo     int64 // past the books: noted, in no balance
	Due      int64 // reports
}

type stateCount struct {
	State string
	Count int64
	Path  string
}

type slotShown struct {
	*projections.SlotInfo        // of a report: not to be changed
	Stands                string // one of slotStates
	Sponsor               string
}

type dueShown struct {
	Code    string
	Sponsor string
	Term    domain.Date
	Days    int64
}

// The bounds of the board.
const (
	slotsAPart = 50
	mostLate   = 10
)

func (c *Call) godfathers() (any, error) {
	shown := godfathersShown{Year: c.Query("year"), State: c.Query("state")}
	var err error
	if shown.When, err = c.when("unit", "year", "state", "slot"); err != nil {
		return nil, err
	}
	if shown.reach, err = c.reach(shown.AsOf); err != nil {
		return nil, err
	}
	if shown.From, err = c.asked("slot"); err != nil {
		return nil, err
	}
	shown.From = max(shown.From, 1)
	if shown.AsOf.Entry == 0 {
		return shown, nil
	}
	q := c.slotsAsked(shown.When)
	q.OnlySlots = true
	found, err := c.Read().Godfathers(c.Context(), q)
	if err != nil {
		return nil, err
	}
	in := map[uuid.UUID]bool{}
	for _, u := range shown.ids() {
		in[u] = true
	}
	var slots []slotShown
	slots = slices.Grow(slots, len(found.Slots))
	for i := range found.Slots {
		s := &found.Slots[i]
		if !in[s.Unit] {
			continue
		}
		if !slices.Contains(shown.Years, s.SchoolYear) {
			shown.Years = append(shown.Years, s.SchoolYear)
		}
		if shown.Year == "" || shown.Year == s.SchoolYear {
			slots = append(slots, slotShown{SlotInfo: s, Stands: stands(s)})
		}
	}
	slices.Sort(shown.Years)
	shown.Kinds = countKinds(slots, shown.When)
	return c.slotsOf(shown, slots, found.At)
}

// slotsAsked asks for slots as they stand now, holds and arrears of today, or as they stood at the moment that was asked for.
func (c *Call) slotsAsked(h When) projections.GodfathersQuery {
	q := projections.GodfathersQuery{AsOf: h.AsOf, At: h.At}
	if !h.Past() && h.At == nil {
		today := domain.DateOf(time.Now())
		q.At, q.Moment = &today, time.Now()
	}
	return q
}

// stands is how a slot stands on the board.
func stands(s *projections.SlotInfo) string {
	switch {
	case s.State == projections.SlotClosed:
		return "closed"
	case s.State.Sponsored():
		return "sponsored"
	case s.State == projections.SlotHeld:
		return "held"
	case len(s.Sponsorships) > 0:
		return "gap"
	}
	return "waiting"
}

func countKinds(slots []slotShown, h When) (all []kindShown) {
	for _, kind := range sponsorship.Kinds {
		for _, s := range slots {
			if s.Kind != kind {
				continue
			}
			i := slices.IndexFunc(all, func(k kindShown) bool { return k.Kind == kind && k.Currency == s.Currency })
			if i < 0 {
				i = len(all)
				k := kindShown{Kind: kind, Currency: s.Currency}
				for _, state := range slotStates {
					k.States = append(k.States, stateCount{State: state, Path: h.Change("state", state) + "#slots"})
				}
				all = append(all, k)
			}
			all[i].add(s)
		}
	}
	return all
}

func (k *kindShown) add(s slotShown) {
	k.Slots++
	k.States[slices.Index(slotStates, s.Stands)].Count++
	k.Bridged += s.Bridged
	k.Memo += s.Memo
	for _, x := range s.Sponsorships {
		k.Due += int64(len(x.ReportsDue))
	}
	if s.Path == sponsorship.ViaAssociation {
		k.Expected, k.Paid = k.Expected+s.Expected, k.Paid+s.PaidInAll
		if s.State.Sponsored() {
			k.Arrears += s.Arrears
		}
	}
}

// slotsOf is what is late, the reports that are due, and a part of the slots, with the names of those who sponsor them.
func (c *Call) slotsOf(shown godfathersShown, slots []slotShown, day domain.Date) (any, error) {
	late := slices.DeleteFunc(slices.Clone(slots), func(s slotShown) bool {
		return s.Arrears == 0 || !s.State.Sponsored() || s.Path != sponsorship.ViaAssociation
	})
	slices.SortStableFunc(late, func(a, b slotShown) int { return int(min(max(b.Arrears-a.Arrears, -1), 1)) })
	shown.Late = late[:min(len(late), mostLate)]
	for _, s := range slots {
		for _, x := range s.Sponsorships {
			for _, term := range x.ReportsDue {
				if len(shown.Due) < mostLate {
					name, err := c.calls(x.Sponsor)
					if err != nil {
						return nil, err
					}
					shown.Due = append(shown.Due, dueShown{s.Code, name, term, int64(day - term)})
				}
			}
		}
	}
	if shown.State != "" {
		slots = slices.DeleteFunc(slots, func(s slotShown) bool { return s.Stands != shown.State })
	}
	shown.All = int64(len(slots))
	first := min(shown.From-1, shown.All)
	shown.Slots = slots[first:min(first+slotsAPart, shown.All)]
	shown.To = first + int64(len(shown.Slots))
	if shown.From > 1 {
		shown.Before = shown.Change("slot", strconv.FormatInt(max(1, shown.From-slotsAPart), 10)) + "#slots"
	}
	if shown.To < shown.All {
		shown.After = shown.Change("slot", strconv.FormatInt(shown.To+1, 10)) + "#slots"
	}
	for _, part := range [][]slotShown{shown.Late, shown.Slots} {
		for i := range part {
			name, err := c.calls(part[i].SlotInfo.Sponsor)
			if err != nil {
				return nil, err
			}
			part[i].Sponsor = name
		}
	}
	return shown, nil
}

// slotPage is one slot with everybody who ever sponsored it.
type slotPage struct {
	When
	Slot     slotShown
	UnitName string
	Child    string // the code of their record
	Past     []sponsorshipShown
	Queue    []string
	Others   []string // the child's other slots, by code
	Done     string
	MayHold  bool
	MayFree  bool
	Longest  int
	Memos    []sponsorship.Memo
	Deeds    []deed
}

type sponsorshipShown struct {
	projections.SponsorshipInfo
	Name string
}

// slotNamed finds a slot by its public code.
func (c *Call) slotNamed(code string, q projections.GodfathersQuery) (found projections.SlotInfo, err error) {
	q.Code, q.OnlySlots = code, true
	all, err := c.Read().Godfathers(c.Context(), q)
	if err != nil {
		return found, err
	}
	for _, s := range all.Slots {
		return s, c.Within(s.Unit)
	}
	return found, errNoPage
}

func (c *Call) slot() (any, error) {
	shown := slotPage{Done: c.Done("slot.done."), Longest: int(sponsorship.LongestHold / (24 * time.Hour))}
	var err error
	if shown.When, err = c.when(); err != nil {
		return nil, err
	}
	s, err := c.slotNamed(c.Path("slot"), c.slotsAsked(shown.When))
	if err != nil {
		return nil, err
	}
	o, err := c.offices()
	if err != nil {
		return nil, err
	}
	shown.Memos = s.Memos()
	shown.Slot, shown.UnitName = slotShown{SlotInfo: &s, Stands: stands(&s)}, o.units[s.Unit].Name
	if shown.Slot.Sponsor, err = c.calls(s.Sponsor); err != nil {
		return nil, err
	}
	child, err := c.Read().Person(c.Context(), s.Child)
	if err != nil {
		return nil, err
	}
	if shown.Child = child.Code; child.Forgotten {
		shown.Child = c.say("person.forgotten")
	}
	for _, x := range s.Sponsorships {
		name, err := c.calls(x.Sponsor)
		if err != nil {
			return nil, err
		}
		shown.Past = append(shown.Past, sponsorshipShown{x, name})
	}
	for _, id := range s.Waiting {
		name, err := c.calls(id)
		if err != nil {
			return nil, err
		}
		shown.Queue = append(shown.Queue, name)
	}
	if err := c.siblings(&shown); err != nil || shown.Before() {
		return shown, err
	}
	free := s.State == projections.SlotOpen || s.State == projections.SlotEnded
	if shown.MayHold, err = c.mayIn("slot.hold", s.Unit); err != nil {
		return nil, err
	}
	shown.MayHold = shown.MayHold && free
	shown.MayFree, err = c.mayIn("slot.release-hold", s.Unit)
	shown.MayFree = shown.MayFree && s.State == projections.SlotHeld
	if err == nil {
		shown.Deeds, err = c.slotDeeds(shown)
	}
	return shown, err
}

// Before says whether another moment than now is looked at: then nothing can be done.
func (p slotPage) Before() bool { return p.When.Past() || p.When.At != nil }

// siblings are the child's slots beside this one: whoever is to sponsor it is shown them first.
func (c *Call) siblings(shown *slotPage) error {
	q := c.slotsAsked(shown.When)
	q.Child, q.OnlySlots = shown.Slot.Child, true
	all, err := c.Read().Godfathers(c.Context(), q)
	for _, s := range all.Slots {
		if s.Slot != shown.Slot.Slot {
			shown.Others = append(shown.Others, s.Code)
		}
	}
	return err
}

// doSlot does what the page of a slot offers.
func (c *Call) doSlot() (string, error) {
	now, err := c.when()
	if err != nil {
		return "", err
	}
	s, err := c.slotNamed(c.Path("slot"), c.slotsAsked(now))
	if err != nil {
		return "", err
	}
	do := c.Typed("do")
	command, err := c.slotDeed(do, s)
	if err == nil {
		err = c.ask(command)
	}
	return "/godfathers/" + pathOf(s.Code) + "?done=" + do, err
}

// holding is the command that keeps a slot for a sponsor until the end of a day; the child's slots of other sponsors were shown beside the form.
func (c *Call) holding(s projections.SlotInfo) (ledger.Command, error) {
	sponsor, err := c.Read().PersonNamed(c.Context(), c.Typed("sponsor"))
	if err != nil {
		return nil, domain.Under("sponsor", err)
	}
	until, err := domain.ParseDate(c.Typed("until"))
	if err != nil {
		return nil, domain.Errorf(domain.Invalid, "%q is no date; write 29/10/2024 or 2024-10-29", c.Typed("until")).On("until")
	}
	knows, err := c.carriedBeside(s, sponsor)
	return ledger.HoldSlot{Slot: s.Slot, Sponsor: sponsor, Until: endOf(until), Knows: knows}, err
}

// carriedBeside are the child's slots beside this one that others than a sponsor carry.
func (c *Call) carriedBeside(s projections.SlotInfo, sponsor uuid.UUID) (slots []uuid.UUID, err error) {
	all, err := c.Read().Godfathers(c.Context(), projections.GodfathersQuery{Child: s.Child, OnlySlots: true})
	for _, x := range all.Slots {
		if x.Slot != s.Slot && x.Sponsor != sponsor && x.State.Sponsored() {
			slots = append(slots, x.Slot)
		}
	}
	return slots, err
}
