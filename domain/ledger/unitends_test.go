package ledger_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/unit"
)

const resolution = "Nghị quyết 1679/NQ-UBTVQH15"

func merging(into string, units ...string) ledger.MergeUnits {
	c := ledger.MergeUnits{Into: word(into), Decision: resolution}
	for _, u := range units {
		c.Units = append(c.Units, word(u))
	}
	return c
}

func with[C any](c C, change func(*C)) C {
	change(&c)
	return c
}

// communes is a province of two districts; in the first two communes, of which one has a school, and a new commune under the province.
func communes(t *testing.T) *diary {
	d := plantedTree(t)
	for _, c := range []ledger.FoundUnit{below("second", "district", day0-1000), below("new", "province", day0-20)} {
		if _, err := d.write(c.Name, c); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func gone(how unit.How, from domain.Date, into ...uuid.UUID) unit.Ended {
	return unit.Ended{How: how, Into: into, From: from, Decision: resolution}
}

func under(name, parent string, from domain.Date) domain.Change {
	c := unit.Placed{From: from}
	if parent != "" {
		c.Parent = word(parent)
	}
	return to(unit.StreamOf(word(name)), c)
}

func of(name string) domain.Stream { return unit.StreamOf(word(name)) }

// byStream are the changes of a decision by stream: those to units below stand in the order of ids.
func byStream(changes []domain.Change) []domain.Change {
	slices.SortFunc(changes, func(a, b domain.Change) int { return slices.Compare([]byte(a.Stream), []byte(b.Stream)) })
	return changes
}

func (d *diary) comesTo(title, name string, c ledger.Command, want ...domain.Change) {
	d.t.Helper()
	got, err := d.write(name, c)
	if text, expected := fmt.Sprintf("%+v", byStream(got)), fmt.Sprintf("%+v", byStream(want)); err != nil || text != expected {
		d.t.Errorf("%s: %v\n got %s\nwant %s", title, err, text, expected)
	}
}

func TestCommunesMergeIntoANewOne(t *testing.T) {
	d := communes(t)
	d.comesTo("two into a new one", "merge", with(merging("new", "commune", "second"), func(c *ledger.MergeUnits) { c.From = day0 - 10 }),
		to(of("commune"), gone(unit.Merged, day0-10, word("new"))), to(of("second"), gone(unit.Merged, day0-10, word("new"))),
		to(of("new"), unit.Succeeded{Predecessors: []uuid.UUID{word("commune"), word("second")}, How: unit.Merged, From: day0 - 10, Decision: resolution}),
		under("school", "new", day0-10))
	d.refuses("twice", "x", merging("province", "commune"), domain.Conflict, "units[0]")
	d.refuses("into what has ended", "x", merging("commune", "school"), domain.Violation, "into")
	d.refuses("renamed", "x", ledger.RenameUnit{Unit: word("commune"), Name: "Xã"}, domain.Violation, "from")
	d.refuses("retyped", "x", ledger.RetypeUnit{Unit: word("commune"), Kind: unit.Branch}, domain.Violation, "from")
	d.refuses("moved", "x", laid("commune", "province", 0), domain.Violation, "from")
	d.refuses("a place above", "x", laid("school", "commune", day0-5), domain.Violation, "parent")
	d.refuses("a place above, from before its end on", "x", laid("other-district", "commune", day0-11), domain.Violation, "parent")
	d.refuses("founded below", "x", below("x", "commune", 0), domain.Violation, "parent")
	d.refuses("founded below before its end", "x", below("x", "commune", day0-11), domain.Violation, "parent")
	d.takes("moved before its end", "y", laid("commune", "other-district", day0-11), under("commune", "other-district", day0-11))
	d.refuses("its code is its own for ever", "z", with(below("z", "", 0), func(c *ledger.FoundUnit) { c.Code = "commune" }), domain.Conflict, "code")
}

func TestBadMergers(t *testing.T) {
	d := communes(t)
	early := func(by domain.Date) func(*ledger.MergeUnits) {
		return func(c *ledger.MergeUnits) { c.From = day0 - by }
	}
	d.refuses("nobody", "x", merging("new"), domain.Invalid, "units")
	d.refuses("into nobody", "x", ledger.MergeUnits{Units: []uuid.UUID{word("commune")}, Decision: resolution}, domain.Invalid, "into")
	d.refuses("what is not there", "x", merging("new", "nowhere"), domain.NotFound, "units[0]")
	d.refuses("no id", "x", ledger.MergeUnits{Units: []uuid.UUID{{}}, Into: word("new"), Decision: resolution}, domain.Invalid, "units[0]")
	d.refuses("into what is not there", "x", merging("nowhere", "commune"), domain.NotFound, "into")
	d.refuses("one twice", "x", merging("new", "commune", "commune"), domain.Invalid, "units[1]")
	d.refuses("into itself", "x", merging("commune", "second", "commune"), domain.Invalid, "into")
	d.refuses("without a decision", "x", with(merging("new", "commune"), func(c *ledger.MergeUnits) { c.Decision = " " }), domain.Invalid, "decision")
	d.refuses("on a day to come", "x", with(merging("new", "commune"), early(-1)), domain.Invalid, "from")
	d.refuses("before the successor begins", "x", with(merging("new", "commune"), early(21)), domain.Violation, "into")
	d.refuses("into what is only to begin", "x", merging("late", "commune"), domain.Violation, "into")
	d.refuses("before it began", "x", with(merging("district", "commune"), early(1000)), domain.Violation, "from")
	d.refuses("more than fit", "x", ledger.MergeUnits{Units: make([]uuid.UUID, ledger.MostEnded+1), Into: word("new"), Decision: resolution}, domain.Invalid, "units")
	d.refuses("with a child that is none", "x", with(merging("new", "commune"), func(c *ledger.MergeUnits) {
		c.Children = []ledger.ChildUnit{{Unit: word("second"), Parent: word("new")}}
	}),
		domain.Invalid, "children[0].unit")
	d.refuses("with a child that is not there", "x", with(merging("new", "commune"), func(c *ledger.MergeUnits) { c.Children = []ledger.ChildUnit{{Unit: word("x")}} }), domain.NotFound, "children[0].unit")
	d.refuses("with a child under what ends", "x", with(merging("new", "commune"), func(c *ledger.MergeUnits) {
		c.Children = []ledger.ChildUnit{{Unit: word("school"), Parent: word("commune")}}
	}), domain.Violation, "children[0].parent")
	d.refuses("with a child under itself", "x", with(merging("new", "commune"), func(c *ledger.MergeUnits) {
		c.Children = []ledger.ChildUnit{{Unit: word("school"), Parent: word("school")}}
	}), domain.Violation, "children[0].parent")
	d.refuses("with a caretaker who is nobody", "x", with(merging("new", "commune"), func(c *ledger.MergeUnits) {
		c.Children = []ledger.ChildUnit{{Unit: word("school"), Caretaker: true}}
	}), domain.Invalid, "children[0].parent")
	d.refuses("with a child twice", "x", with(merging("new", "commune"), func(c *ledger.MergeUnits) {
		c.Children = []ledger.ChildUnit{{Unit: word("school")}, {Unit: word("school")}}
	}), domain.Invalid, "children[1].unit")
	d.refuses("into what lies two below", "x", merging("commune", "province"), domain.Violation, "children")
}

// TestASuccessorFromBelow goes up to whoever stood above what it takes the place of.
func TestASuccessorFromBelow(t *testing.T) {
	d := communes(t)
	d.comesTo("a district into its commune", "merge", merging("commune", "district"),
		to(of("district"), gone(unit.Merged, day0, word("commune"))), under("second", "commune", day0),
		to(of("commune"), unit.Placed{Parent: word("province"), From: day0},
			unit.Succeeded{Predecessors: []uuid.UUID{word("district")}, How: unit.Merged, From: day0, Decision: resolution}))
}

// TestWhatIsRecordedForLaterGoesAlong: a unit that comes to lie under one that ends only later comes to lie under its successor then.
func TestWhatIsRecordedForLaterGoesAlong(t *testing.T) {
	d := communes(t)
	d.takes("the school is to move", "1", laid("school", "second", day0+100), under("school", "second", day0+100))
	d.takes("and to move on", "2", laid("school", "province", day0+200), under("school", "province", day0+200))
	d.comesTo("merged", "merge", merging("new", "second"), to(of("second"), gone(unit.Merged, day0, word("new"))), under("school", "new", day0+100),
		to(of("new"), unit.Succeeded{Predecessors: []uuid.UUID{word("second")}, How: unit.Merged, From: day0, Decision: resolution}))
}

func TestSplits(t *testing.T) {
	split := ledger.SplitUnit{Unit: word("district"), Into: []uuid.UUID{word("other-district"), word("new")}, Decision: resolution}
	d := communes(t)
	d.refuses("into one", "x", with(split, func(c *ledger.SplitUnit) { c.Into = c.Into[:1] }), domain.Invalid, "into")
	d.refuses("into one twice", "x", with(split, func(c *ledger.SplitUnit) { c.Into = []uuid.UUID{word("new"), word("new")} }), domain.Invalid, "into[1]")
	d.refuses("into itself", "x", with(split, func(c *ledger.SplitUnit) { c.Into = []uuid.UUID{word("new"), word("district")} }), domain.Invalid, "into[1]")
	d.refuses("with nothing said of those below", "x", split, domain.Violation, "children")
	split.Children = []ledger.ChildUnit{{Unit: word("commune"), Parent: word("other-district")}, {Unit: word("second"), Parent: word("province"), Caretaker: true}}
	d.comesTo("split", "split", split, to(of("district"), gone(unit.Split, day0, split.Into...)),
		under("commune", "other-district", day0), to(of("second"), unit.Placed{Parent: word("province"), Caretaker: true, From: day0}),
		to(of("new"), unit.Succeeded{Predecessors: []uuid.UUID{word("district")}, How: unit.Split, From: day0, Decision: resolution}),
		to(of("other-district"), unit.Succeeded{Predecessors: []uuid.UUID{word("district")}, How: unit.Split, From: day0, Decision: resolution}))
}

func TestDissolutions(t *testing.T) {
	d := communes(t)
	d.refuses("nobody", "x", ledger.DissolveUnit{Decision: resolution}, domain.Invalid, "unit")
	d.refuses("with nothing said of what lies below", "x", ledger.DissolveUnit{Unit: word("commune"), Decision: resolution}, domain.Violation, "children")
	d.comesTo("with everything below named", "1", ledger.DissolveUnit{Unit: word("commune"), Decision: resolution, Children: []ledger.ChildUnit{{Unit: word("school")}}},
		to(of("commune"), gone(unit.Dissolved, day0)), under("school", "", day0))
	d.comesTo("what owns nothing", "2", ledger.DissolveUnit{Unit: word("school"), Decision: resolution, Reason: "hết người"},
		to(of("school"), unit.Ended{How: unit.Dissolved, From: day0, Decision: resolution, Reason: "hết người"}))
	d.comesTo("a district, into the province", "3", ledger.DissolveUnit{Unit: word("district"), Into: word("province"), Decision: resolution},
		to(of("district"), gone(unit.Dissolved, day0, word("province"))), under("second", "province", day0),
		to(of("province"), unit.Succeeded{Predecessors: []uuid.UUID{word("district")}, How: unit.Dissolved, From: day0, Decision: resolution}))
	d.refuses("twice", "x", ledger.DissolveUnit{Unit: word("school"), Decision: resolution}, domain.Conflict, "unit")
}

// TestFundsGoToTheSuccessor: every one of them, whole where nothing else is said, and to nobody else.
func TestFundsGoToTheSuccessor(t *testing.T) {
	funds := func(rows ...ledger.HandOverFund) func(*ledger.MergeUnits) {
		return func(c *ledger.MergeUnits) { c.Funds = rows }
	}
	d := communes(t)
	for name, owner := range map[string]string{"general": "commune", "named": "commune", "other": "second", "its own": "new", "above": "province"} {
		if _, err := d.write(name, fund.Open{Fund: word(name), Unit: word(owner), Code: name[:3], Name: name, Form: fund.AssociationFund, From: day0 - 15}); err != nil {
			t.Fatal(err)
		}
	}
	d.refuses("nothing is said of them", "x", merging("new", "commune"), domain.Violation, "funds")
	d.refuses("one is forgotten", "x", with(merging("new", "commune"), funds(ledger.HandOverFund{Fund: word("general")})), domain.Violation, "funds")
	both := []ledger.HandOverFund{{Fund: word("general")}, {Fund: word("named"), Code: "ten"}}
	d.refuses("one is another's", "x", with(merging("new", "commune"), funds(append(both, ledger.HandOverFund{Fund: word("other")})...)), domain.Violation, "funds[2].fund")
	d.refuses("one is nobody's", "x", with(merging("new", "commune"), funds(append(both, ledger.HandOverFund{Fund: word("none")})...)), domain.NotFound, "funds[2].fund")
	d.refuses("one is named twice", "x", with(merging("new", "commune"), funds(append(both, both[0])...)), domain.Invalid, "funds[2].fund")
	d.refuses("to somebody else", "x", with(merging("new", "commune"), funds(ledger.HandOverFund{Fund: word("general"), Unit: word("second")}, both[1])), domain.Violation, "funds[0].unit")
	d.refuses("into a fund of somebody else", "x", with(merging("new", "commune"), funds(ledger.HandOverFund{Fund: word("general"), Into: word("above")}, both[1])), domain.Violation, "funds[0].into")
	d.refuses("into no fund", "x", with(merging("new", "commune"), funds(ledger.HandOverFund{Fund: word("general"), Into: word("none")}, both[1])), domain.NotFound, "funds[0].into")
	d.refuses("before they end", "x", with(merging("new", "commune"), func(c *ledger.MergeUnits) { c.Funds, c.Booked = both, day0-1 }), domain.Invalid, "booked")
	d.refuses("before the fund was", "x", with(merging("new", "commune"), func(c *ledger.MergeUnits) { c.Funds, c.From = both, day0-16 }), domain.Violation, "from")
	d.refuses("dissolved into nobody", "x", ledger.DissolveUnit{Unit: word("second"), Decision: resolution, Funds: []ledger.HandOverFund{{Fund: word("other"), Unit: word("new")}}},
		domain.Violation, "into")
	passed := func(name, was, as string) domain.Change {
		return to(fund.StreamOf(word(name)), fund.PassedOn{Unit: word("new"), Was: word(was), From: day0, Code: as, Decision: resolution})
	}
	got, err := d.write("merge", with(merging("new", "commune"), funds(both...)))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []domain.Change{passed("general", "commune", "gen"), passed("named", "commune", "ten")} {
		if !slices.ContainsFunc(got, func(c domain.Change) bool { return fmt.Sprint(c) == fmt.Sprint(want) }) {
			t.Errorf("%v does not hold %v", got, want)
		}
	}
	d.refuses("whoever comes second", "x", with(merging("province", "commune"), funds(both...)), domain.Conflict, "units[0]")
	d.refuses("what they owned is owned no more", "x", with(merging("province", "second"), funds(both...)), domain.Violation, "funds")
}
