package pages

import (
	"strings"

	"github.com/google/uuid"

	"sovang/projections"
)

// reach is the units in which whoever asks may see a page, and the one of them that they chose; none chosen is all of them.
type reach struct {
	Units  []projections.UnitBranch
	Chosen projections.UnitInfo // the zero UnitInfo: all
	top    int                  // where the chosen one stands among them
}

// mostChoices is how many units a list to choose from has: of more, the code is typed.
const mostChoices = 300

// reach reads the unit of the address. One that whoever asks holds no role for is refused.
func (c *Call) reach(asOf projections.AsOf) (r reach, err error) {
	if r.Units, err = c.unitsInReach(asOf); err != nil {
		return r, err
	}
	code := c.Query("unit")
	if code == "" {
		return r, nil
	}
	unit, err := c.Read().UnitNamed(c.Context(), code)
	if err != nil {
		return r, err
	}
	if err := c.Within(unit); err != nil {
		return r, err
	}
	for i, u := range r.Units {
		if u.Unit == unit {
			r.top, r.Chosen = i, u.UnitInfo
		}
	}
	if r.Chosen.Unit == uuid.Nil { // theirs through a unit that is no more
		o, err := c.offices()
		r.Chosen, r.top = o.units[unit], -1
		return r, err
	}
	return r, nil
}

// Many says whether there are too many to choose from a list.
func (r reach) Many() bool { return len(r.Units) > mostChoices }

// ids are the chosen unit and those below it, or all.
func (r reach) ids() []uuid.UUID {
	ids := []uuid.UUID{}
	if r.Chosen.Unit != uuid.Nil && r.top < 0 {
		return append(ids, r.Chosen.Unit)
	}
	for i, u := range r.Units {
		if r.Chosen.Unit != uuid.Nil && (i < r.top || i > r.top && u.Level <= r.Units[r.top].Level) {
			if i > r.top {
				break
			}
			continue
		}
		ids = append(ids, u.Unit)
	}
	return ids
}

// mayIn says whether whoever asks holds a role for a command in each of some units or above it. The ledger decides; this is for what is shown.
func (c *Call) mayIn(command string, units ...uuid.UUID) (bool, error) {
	for _, u := range units {
		if may, err := c.MayIn(Command(command), u); err != nil || !may {
			return false, err
		}
	}
	return true, nil
}

// Word is the word for a code that may be one of the ledger's or somebody's own: that stands as it is.
func (c *Call) Word(kind, code string) string {
	text, err := c.T(kind + code)
	if err != nil {
		return code
	}
	return text
}

// Same says where one person stood for two, of a fact that puts several after one another.
func (c *Call) Same(text string) string {
	parts := strings.Split(text, ", ")
	for i, p := range parts {
		parts[i] = c.Word("same.", p)
	}
	return strings.Join(parts, "; ")
}
