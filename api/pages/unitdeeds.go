package pages

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/unit"
	"sovang/projections"
)

// doUnit changes what a unit is, founds one under it, or ends it.
func (c *Call) doUnit() (string, error) {
	h, err := c.when()
	if err != nil {
		return "", err
	}
	told, err := c.unitHere(h)
	if err != nil {
		return "", err
	}
	from, err := c.day("from")
	if err != nil {
		return "", err
	}
	do, kind := c.Typed("do"), unit.Kind(c.Typed("kind"))
	switch do {
	case "found":
		ask := ledger.FoundUnit{Unit: c.following("unit"), Kind: kind, Code: c.Typed("code"), Name: c.Typed("name"), Parent: told.Unit, From: from}
		return "/units/" + pathOf(strings.TrimSpace(ask.Code)) + "?done=found", c.ask(ask)
	case "rename":
		return c.done(do), c.ask(ledger.RenameUnit{Unit: told.Unit, Name: c.Typed("name"), From: from})
	case "retype":
		return c.done(do), c.ask(ledger.RetypeUnit{Unit: told.Unit, Kind: kind, From: from})
	case "move":
		parent, err := c.unitOr("parent", uuid.Nil)
		if err != nil {
			return "", err
		}
		return c.done(do), c.ask(ledger.MoveUnit{Unit: told.Unit, Parent: parent, Caretaker: c.Typed("caretaker") != "", From: from})
	case "merge", "split", "dissolve":
		return c.done(do), c.endUnit(do, told.Unit, from)
	}
	return "", c.errNoTask()
}

// unitOr is a unit by its code; none where nothing was typed.
func (c *Call) unitOr(field string, none uuid.UUID) (uuid.UUID, error) {
	all, err := c.unitsTyped(field)
	switch {
	case err != nil || len(all) == 0:
		return none, err
	case len(all) > 1:
		return none, domain.Errorf(domain.Invalid, "type the code of one unit").On(field)
	}
	return all[0], nil
}

// endUnit merges a unit into another, splits it, or dissolves it, with what becomes of its funds and of the units below it.
func (c *Call) endUnit(do string, id uuid.UUID, from domain.Date) error {
	into, err := c.unitsTyped("into")
	if err != nil {
		return err
	}
	booked, err := c.day("booked")
	if err != nil {
		return err
	}
	heir := uuid.Nil
	if do != "split" {
		if heir, err = c.unitOr("into", uuid.Nil); err != nil {
			return err
		}
	}
	funds, err := c.handedOver(heir)
	if err != nil {
		return err
	}
	children, err := c.laid(heir)
	if err != nil {
		return err
	}
	decision, reason := c.Typed("decision"), c.Typed("reason")
	switch do {
	case "merge":
		return c.ask(ledger.MergeUnits{Units: []uuid.UUID{id}, Into: heir, From: from, Booked: booked, Decision: decision, Reason: reason, Funds: funds, Children: children})
	case "split":
		return c.ask(ledger.SplitUnit{Unit: id, Into: into, From: from, Booked: booked, Decision: decision, Reason: reason, Funds: funds, Children: children})
	}
	return c.ask(ledger.DissolveUnit{Unit: id, Into: heir, From: from, Booked: booked, Decision: decision, Reason: reason, Funds: funds, Children: children})
}

// handedOver reads what becomes of each fund: its code, and whoever it goes to: a unit to which it passes on whole (with another code for it, where that has a fund of its code), or a
// fund that takes it over. Nothing is the successor.
func (c *Call) handedOver(heir uuid.UUID) (all []ledger.HandOverFund, err error) {
	for i, line := range c.pasted("funds") {
		h := ledger.HandOverFund{Unit: heir}
		if h.Fund, err = c.Read().FundNamed(c.Context(), cell(line, 0)); err != nil {
			return nil, domain.InRow("funds", i, domain.Under("fund", err))
		}
		if to := cell(line, 1); to != "" {
			if h.Unit, err = c.Read().UnitNamed(c.Context(), to); domain.CodeOf(err) == domain.NotFound {
				h.Unit = uuid.Nil
				h.Into, err = c.Read().FundNamed(c.Context(), to)
			}
			if domain.CodeOf(err) == domain.NotFound {
				err = domain.Errorf(domain.NotFound, "there is neither a unit nor a fund %q", to).On("into")
			}
			if err != nil {
				return nil, domain.InRow("funds", i, err)
			}
		}
		h.Code = cell(line, 2)
		all = append(all, h)
	}
	return all, nil
}

// laid reads where units below come to lie that do not go under the successor; a line that says nothing goes there.
func (c *Call) laid(heir uuid.UUID) (all []ledger.ChildUnit, err error) {
	for i, line := range c.pasted("children") {
		to := cell(line, 1)
		if to == "" && heir != uuid.Nil {
			continue
		}
		x := ledger.ChildUnit{}
		if x.Unit, err = c.Read().UnitNamed(c.Context(), cell(line, 0)); err == nil && to != "" && !slices.Contains(roots, projections.Fold(to)) {
			x.Parent, err = c.Read().UnitNamed(c.Context(), to)
		}
		if err != nil {
			return nil, domain.InRow("children", i, err)
		}
		all = append(all, x)
	}
	return all, nil
}

// roots are the words for a unit that lies under no other.
var roots = []string{"khong", "dung rieng", "none"}
