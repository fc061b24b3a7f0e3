package ledger_test

import (
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/unit"
)

// below founds a unit under another; from 0: today.
func below(name, parent string, from domain.Date) ledger.FoundUnit {
	c := ledger.FoundUnit{Unit: word(name), Kind: unit.Association, Code: name, Name: name, From: from}
	if parent != "" {
		c.Parent = word(parent)
	}
	return c
}

func laid(name, parent string, from domain.Date) ledger.MoveUnit {
	c := ledger.MoveUnit{Unit: word(name), From: from}
	if parent != "" {
		c.Parent = word(parent)
	}
	return c
}

// tree is a province of two districts, the first with a commune with a school.
var tree = map[string]ledger.Command{
	"province": below("province", "", day0-1000), "district": below("district", "province", day0-1000), "other district": below("other-district", "province", day0-1000),
	"commune": below("commune", "district", day0-1000), "school": below("school", "commune", day0-900),
	"late": below("late", "province", day0+30),
}

func plantedTree(t *testing.T) *diary {
	return newDiary(t, tree, "province", "district", "other district", "commune", "school", "late")
}

func TestUnitsMove(t *testing.T) {
	d := plantedTree(t)
	placed := func(name string, parent uuid.UUID, from domain.Date) domain.Change {
		return to(unit.StreamOf(word(name)), unit.Placed{Parent: parent, From: from})
	}
	d.takes("today", "1", laid("commune", "other-district", 0), placed("commune", word("other-district"), day0))
	d.takes("into the past", "2", laid("commune", "province", day0-500), placed("commune", word("province"), day0-500))
	d.takes("ahead", "3", laid("commune", "district", day0+500), placed("commune", word("district"), day0+500))
	d.takes("out of the tree", "4", laid("school", "", day0), placed("school", uuid.Nil, day0))
	d.takes("a root into the tree", "5", laid("school", "commune", day0+1), placed("school", word("commune"), day0+1))
	d.takes("retyped", "6", ledger.RetypeUnit{Unit: word("school"), Kind: unit.College}, to(unit.StreamOf(word("school")), unit.Retyped{Kind: unit.College, From: day0}))
	d.takes("under a caretaker", "7", ledger.MoveUnit{Unit: word("school"), Parent: word("district"), Caretaker: true, From: day0 + 2},
		to(unit.StreamOf(word("school")), unit.Placed{Parent: word("district"), Caretaker: true, From: day0 + 2}))

	d.refuses("nobody", "x", ledger.MoveUnit{}, domain.Invalid, "unit")
	d.refuses("what is not there", "x", laid("nowhere", "province", 0), domain.NotFound, "unit")
	d.refuses("under what is not there", "x", laid("school", "nowhere", 0), domain.NotFound, "parent")
	d.refuses("under itself", "x", laid("commune", "commune", 0), domain.Invalid, "parent")
	d.refuses("under what begins later", "x", laid("commune", "late", day0+29), domain.Violation, "parent")
	d.refuses("before it began", "x", laid("school", "province", day0-901), domain.Violation, "from")
	d.refuses("founded under what begins later", "x", below("x", "late", day0), domain.Violation, "parent")
}

// TestNoUnitLiesUnderItself on any day, whatever was recorded for days to come.
func TestNoUnitLiesUnderItself(t *testing.T) {
	d := plantedTree(t)
	d.refuses("under its child", "x", laid("district", "commune", 0), domain.Violation, "parent")
	d.refuses("under its child's child", "x", laid("province", "school", 0), domain.Violation, "parent")
	d.takes("the commune leaves", "1", laid("commune", "other-district", day0+10), to(unit.StreamOf(word("commune")), unit.Placed{Parent: word("other-district"), From: day0 + 10}))
	d.refuses("under what leaves only later", "x", laid("district", "commune", day0+9), domain.Violation, "parent")
	d.takes("under what has left", "2", laid("district", "commune", day0+10), to(unit.StreamOf(word("district")), unit.Placed{Parent: word("commune"), From: day0 + 10}))
	d.refuses("back under what then lies under it", "x", laid("commune", "district", day0+20), domain.Violation, "parent")
	d.refuses("above what lies under it later", "x", laid("other-district", "district", day0), domain.Violation, "parent")
	d.takes("the district leaves again", "3", laid("district", "province", day0+15), to(unit.StreamOf(word("district")), unit.Placed{Parent: word("province"), From: day0 + 15}))
	d.takes("now it may", "4", laid("commune", "district", day0+20), to(unit.StreamOf(word("commune")), unit.Placed{Parent: word("district"), From: day0 + 20}))
	d.takes("and the other way round", "5", laid("other-district", "district", day0+15),
		to(unit.StreamOf(word("other-district")), unit.Placed{Parent: word("district"), From: day0 + 15}))
}
