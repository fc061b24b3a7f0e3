package pages

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/person"
	"sovang/domain/sponsorship"
	"sovang/projections"
)

func (s *Site) childPages() []Page {
	return []Page{
		{Path: "/children", For: Report("godfathers"), Template: "children", Unlisted: true, Show: (*Call).children, Do: (*Call).doChildren},
		{Path: "/children/{child}", For: Report("godfathers"), Template: "child", Unlisted: true, Show: (*Call).child, Do: (*Call).doChild},
	}
}

// childrenShown is the children whom a unit proposed, by how they stand. Names are told to those who may know them: no slot stands beside one, for its page has the kind.
type childrenShown struct {
	Desk
	State  projections.ChildState
	States []childCount
	All    []childShown
	Count  int64
	Await  []childShown // who wait for the word of whoever looks
	Next   string
	First  string
	Deeds  []deed
	Verify bool
}

type childCount struct {
	State projections.ChildState
	Count int64
	Path  string
	Here  bool
}

type childShown struct {
	projections.ChildInfo
	Name string
}

// childrenListed is how many children a part of the list has, and mostAwaiting how many are shown to be vouched for at once.
const childrenListed, mostAwaiting = 50, 100

func (c *Call) children() (any, error) {
	d, err := c.desk("state")
	if err != nil {
		return nil, err
	}
	p := childrenShown{Desk: d, State: projections.ChildState(c.Query("state"))}
	found, err := c.Read().Children(c.Context(), projections.ChildrenQuery{Unit: d.Unit.Unit, AsOf: d.AsOf, At: c.dayOrToday(d.When)})
	if err != nil {
		return nil, err
	}
	for _, state := range projections.ChildStates {
		if n := found.States[state]; n > 0 {
			p.States = append(p.States, childCount{state, n, d.Change("state", string(state)), state == p.State})
			p.Count += n
		}
	}
	called := c.names()
	slices.Reverse(found.Children) // the last one first
	part, next := pageOf(found.Children, c.Query("after"), childrenListed, func(x projections.ChildInfo) string { return x.Child.String() },
		func(x projections.ChildInfo) bool { return p.State == "" || x.State == p.State })
	if p.All, err = called.children(part); err != nil {
		return nil, err
	}
	p.Next, p.First = c.parts(d.When, next)
	if !d.Open() {
		return p, nil
	}
	if p.Verify = c.mayThere("child.verify", d.Unit.Unit); p.Verify {
		waits := slices.DeleteFunc(slices.Clone(found.Children), func(x projections.ChildInfo) bool { return !x.Awaits(c.Who()) })
		if p.Await, err = called.children(waits[:min(len(waits), mostAwaiting)]); err != nil {
			return nil, err
		}
	}
	if c.mayThere("child.propose", d.Unit.Unit) {
		propose := c.deed("propose", "child.propose", "child.propose.text", c.Ask("", "rows", "child.rows", "child.rows.hint", "area required"), c.Ask("", "on", "forms.on", "", "date"))
		propose.Open = len(found.Children) == 0
		p.Deeds = append(p.Deeds, propose)
	}
	return p, nil
}

// dayOrToday is the day of which a list speaks that is of today where no other is asked for.
func (c *Call) dayOrToday(h When) *domain.Date {
	if h.At == nil && !h.Past() {
		today := domain.DateOf(time.Now())
		return &today
	}
	return h.At
}

func (n *names) children(found []projections.ChildInfo) (all []childShown, err error) {
	for _, x := range found {
		name, err := n.Of(x.Child)
		if err != nil {
			return nil, err
		}
		all = append(all, childShown{x, name})
	}
	return all, nil
}

// doChildren proposes children, or vouches for some.
func (c *Call) doChildren() (string, error) {
	d, err := c.desk()
	if err != nil {
		return "", err
	}
	on, err := c.day("on")
	if err != nil {
		return "", err
	}
	switch c.Typed("do") {
	case "propose":
		return c.done("propose"), c.propose(d.Unit.Unit, on)
	case "verify":
		children, err := c.ticked("children")
		if err != nil {
			return "", err
		}
		return c.done("verify"), c.ask(ledger.VerifyChildren{Children: children, On: on})
	}
	return "", c.errNoTask()
}

var yearOnly = regexp.MustCompile(`^(19|20)\d\d$`)

// propose proposes the children of lines: a code or a name; of somebody new the year or day of birth, the school, the guardian, too.
func (c *Call) propose(unit uuid.UUID, on domain.Date) error {
	lines := c.pasted("rows")
	if len(lines) == 0 || len(lines) > ledger.MostChildren {
		return domain.Errorf(domain.Invalid, "type or paste 1 to %d lines", ledger.MostChildren).On("rows")
	}
	keys, typed := make([]string, len(lines)), make([]string, len(lines))
	for i, line := range lines {
		keys[i], typed[i] = "child "+strconv.Itoa(i), cell(line, 0)
	}
	known, err := c.people(unit, person.Individual, keys, typed)
	if err != nil {
		return err
	}
	for i := range known.New {
		line := lines[slices.Index(known.IDs, known.New[i].Person)]
		card := &known.New[i].Card
		card.Born, card.School, card.Guardian = cell(line, 1), cell(line, 2), cell(line, 3)
		if _, err := domain.ParseDate(card.Born); err != nil && card.Born != "" && !yearOnly.MatchString(card.Born) {
			return domain.InRow("rows", slices.Index(known.IDs, known.New[i].Person), domain.Errorf(domain.Invalid, "%q is no day or year of birth", card.Born).On("born"))
		}
	}
	return c.askWith(known.New, ledger.ProposeChildren{Unit: unit, Children: known.IDs, On: on})
}

// childPage is one child, by the code of their record, with their slots and what can be done. The name stands in the list alone.
type childPage struct {
	When
	Child              projections.ChildInfo
	Code               string
	UnitName, UnitCode string
	Deeds              []deed
}

// childNamed finds a child by the code or id of their record.
func (c *Call) childNamed(h When) (x projections.ChildInfo, who projections.Person, err error) {
	id, err := c.Read().PersonNamed(c.Context(), c.Path("child"))
	if err != nil {
		return x, who, err
	}
	found, err := c.Read().Children(c.Context(), projections.ChildrenQuery{Child: id, AsOf: h.AsOf, At: c.dayOrToday(h)})
	if err != nil {
		return x, who, err
	}
	if len(found.Children) == 0 {
		return x, who, errNoPage
	}
	if err := c.Within(found.Children[0].Unit); err != nil {
		return x, who, err
	}
	who, err = c.Read().Person(c.Context(), id)
	return found.Children[0], who, err
}

func (c *Call) child() (any, error) {
	h, err := c.when()
	if err != nil {
		return nil, err
	}
	x, who, err := c.childNamed(h)
	if err != nil {
		return nil, err
	}
	o, err := c.offices()
	if err != nil {
		return nil, err
	}
	p := childPage{When: h, Child: x, Code: cmp.Or(who.Code, x.Child.String()[:8]), UnitName: o.units[x.Unit].Name, UnitCode: o.units[x.Unit].Code}
	if who.Forgotten {
		p.Code = c.say("person.forgotten")
	}
	if h.Past() || h.At != nil {
		return p, nil
	}
	if x.State == projections.ChildExited && c.mayThere("child.propose", x.Unit) {
		p.Deeds = append(p.Deeds, c.deed("propose", "child.again", "child.propose.text", c.Ask("", "on", "forms.on", "", "date")))
	}
	if x.State != projections.ChildExited && c.mayThere("slot.open", x.Unit) {
		open, err := c.openingSlot(x)
		if err != nil {
			return nil, err
		}
		p.Deeds = append(p.Deeds, open)
	}
	if x.State != projections.ChildExited && c.mayThere("child.exit", x.Unit) {
		p.Deeds = append(p.Deeds, c.exiting(x))
	}
	return p, nil
}

// exiting is the form with which a child leaves: whoever sponsored them may be offered another child's slot.
func (c *Call) exiting(x projections.ChildInfo) deed {
	d := c.deed("exit", "child.exit", "child.exit.text", c.whyAndWhen()...)
	for _, s := range carried(x) {
		d.Fields = append(d.Fields, asking{Call: c, Form: "exit", Name: "next-" + s.Code, Word: "child.next", Fill: []any{s.Code}, Hint: "child.next.hint"})
	}
	return d
}

// carried are the open slots of a child that somebody carries, or carried.
func carried(x projections.ChildInfo) (slots []projections.SlotInfo) {
	for _, s := range x.Slots {
		if s.State != projections.SlotClosed && len(s.Sponsorships) > 0 {
			slots = append(slots, s)
		}
	}
	return slots
}

// doChild does what the page of a child offers.
func (c *Call) doChild() (string, error) {
	h, err := c.when()
	if err != nil {
		return "", err
	}
	x, _, err := c.childNamed(h)
	if err != nil {
		return "", err
	}
	on, err := c.day("on")
	if err != nil {
		return "", err
	}
	switch c.Typed("do") {
	case "propose":
		return c.done("propose"), c.ask(ledger.ProposeChildren{Unit: x.Unit, Children: []uuid.UUID{x.Child}, On: on})
	case "exit":
		ask := ledger.ExitChild{Child: x.Child, Reason: c.Typed("reason"), On: on}
		if ask.Offers, err = c.offers(); err != nil {
			return "", err
		}
		return c.done("exit"), c.ask(ask)
	case "open":
		ask, err := c.slotAsked(x)
		if err != nil {
			return "", err
		}
		if err := c.ask(ask); err != nil {
			return "", err
		}
		return "/godfathers/" + pathOf(strings.TrimSpace(ask.Code)) + "?done=open", nil
	}
	return "", c.errNoTask()
}

// offers are the slots that sponsors are offered, as the form has them: sent again, it finds the child gone and asks for the same all the same.
func (c *Call) offers() (all []ledger.Offer, err error) {
	for _, field := range slices.Sorted(maps.Keys(c.form)) {
		of, is := strings.CutPrefix(field, "next-")
		if !is || strings.TrimSpace(c.Typed(field)) == "" {
			continue
		}
		before, err := c.slotOf(field, of)
		if err != nil {
			return nil, err
		}
		next, err := c.slotOf(field, c.Typed(field))
		if err != nil {
			return nil, err
		}
		all = append(all, ledger.Offer{Slot: before.Slot, Next: next.Slot})
	}
	return all, nil
}

// slotOf finds a slot by its code as it was typed into a field.
func (c *Call) slotOf(field, code string) (projections.SlotInfo, error) {
	code = strings.TrimSpace(code)
	s, err := c.slotNamed(code, projections.GodfathersQuery{})
	if err == errNoPage {
		s, err = c.slotNamed(strings.ToUpper(code), projections.GodfathersQuery{})
	}
	if err == errNoPage {
		err = domain.Errorf(domain.NotFound, "there is no such slot").On(field)
	}
	return s, err
}

// kindOptions are the three kinds.
func (c *Call) kindOptions() []option { return chooseWords(c, "kind.", sponsorship.Kinds...) }
