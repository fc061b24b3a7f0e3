package pages

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/person"
	"sovang/domain/staff"
	"sovang/projections"
)

// offices is who holds which role where today, and how units and funds lie: what every page of whoever is signed in asks.
type offices struct {
	held  map[string][]projections.Serving // by domain.ActorKey, those that are held today or begin later
	units map[uuid.UUID]projections.UnitInfo
	codes map[string]uuid.UUID // of units, as they are folded
}

// offices are those of the last entry, or of a moment before.
func (c *Call) offices() (offices, error) {
	return c.site.offices.get(c.site.o.Reached(), func() (o offices, err error) {
		o = offices{map[string][]projections.Serving{}, map[uuid.UUID]projections.UnitInfo{}, map[string]uuid.UUID{}}
		now, err := c.Read().AsOf(c.Context(), "")
		if err != nil || now.Entry == 0 {
			return o, err
		}
		today := domain.DateOf(time.Now())
		_, all, err := c.Read().Staff(c.Context(), projections.StaffQuery{AsOf: now})
		if err != nil {
			return o, err
		}
		for _, x := range all {
			if over := x.Ended != 0 && today >= x.Ended || x.Until != 0 && today > x.Until; !over {
				key := domain.ActorKey(x.Actor)
				o.held[key] = append(o.held[key], x)
			}
		}
		units, err := c.Read().Units(c.Context(), now)
		for _, u := range units {
			o.units[u.Unit], o.codes[projections.Fold(u.Code)] = u, u.Unit
		}
		return o, err
	})
}

// up is a unit and those above it; of one that is no more, those above its successors too, for they answer for it.
func (o offices) up(unit uuid.UUID) (up []uuid.UUID) {
	seen := map[uuid.UUID]bool{}
	for line := []uuid.UUID{unit}; len(line) > 0; line = line[1:] {
		u, ok := o.units[line[0]]
		if !ok || seen[line[0]] {
			continue
		}
		seen[line[0]] = true
		up = append(up, line[0])
		line = append(append(line, u.Parent), u.Into...)
	}
	return up
}

// roles are what an actor holds today, in one of some units, or anywhere where units is nil.
func (o offices) roles(actor string, units []uuid.UUID) (roles staff.Set) {
	today := domain.DateOf(time.Now())
	for _, x := range o.held[domain.ActorKey(actor)] {
		if x.From > today {
			continue
		}
		if units == nil {
			roles |= staff.Of(x.Role)
		}
		for _, u := range units {
			if u == x.Unit {
				roles |= staff.Of(x.Role)
			}
		}
	}
	return roles
}

// holders are the names of those who hold one of some roles today in a unit or above it.
func (c *Call) holders(unit uuid.UUID, roles staff.Set) (names []string, err error) {
	o, err := c.offices()
	if err != nil {
		return nil, err
	}
	up := o.up(unit)
	for _, held := range o.held {
		if len(held) > 0 && o.roles(held[0].Actor, up)&roles != 0 {
			names = append(names, held[0].Actor)
		}
	}
	inOrder(names)
	return names, nil
}

// inOrder puts names of people in the order of their given names.
func inOrder(names []string) {
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(strings.Compare(person.Order(a, person.Individual), person.Order(b, person.Individual)), strings.Compare(a, b))
	})
}

// others are holders but for whoever asks.
func (c *Call) others(unit uuid.UUID, roles staff.Set) ([]string, error) {
	all, err := c.holders(unit, roles)
	return slices.DeleteFunc(all, func(a string) bool { return domain.SameActor(a, c.Who()) }), err
}

// roots are the units that lie under no other.
func (o offices) roots() []uuid.UUID {
	roots := []uuid.UUID{}
	for id, u := range o.units {
		if u.Parent == uuid.Nil {
			roots = append(roots, id)
		}
	}
	return roots
}

// Who is the name under which whoever asks is signed in, "" for a stranger.
func (c *Call) Who() string { return c.account.Actor }

// Roles are the roles that whoever asks holds today, anywhere.
func (c *Call) Roles() []staff.Role { return c.roles.List() }

// May says whether whoever asks may see what is for those; where, Within says.
func (c *Call) May(a Access) bool {
	held := c.roles
	if a.top {
		held = c.topRoles
	}
	return a.anyone || c.Who() != "" && (a.signed || held&a.roles != 0)
}

// MayAsk says whether whoever asks holds a role, anywhere, that the command is for.
func (c *Call) MayAsk(command string) bool { return c.May(Command(command)) }

// MayIn says whether whoever asks holds a role in a unit, or above it, that is for those.
func (c *Call) MayIn(a Access, unit uuid.UUID) (bool, error) {
	o, err := c.offices()
	return c.Who() != "" && o.roles(c.Who(), o.up(unit))&a.roles != 0, err
}

// Within refuses what is of a unit in which, and above which, whoever asks holds no role that the page is for.
func (c *Call) Within(unit uuid.UUID) error {
	if c.page.For.anyone {
		return nil
	}
	may, err := c.MayIn(c.page.For, unit)
	if err == nil && !may {
		err = domain.Errorf(domain.Denied, "this is of a unit in which you hold no role for it")
	}
	return err
}

// Seat is a unit in which whoever asks holds a role that the page is for.
type Seat struct {
	Unit       uuid.UUID
	Code, Name string
}

// Seats are those units, in the order in which the roles were given.
func (c *Call) Seats() (seats []Seat, err error) {
	o, err := c.offices()
	if err != nil {
		return nil, err
	}
	seen := map[uuid.UUID]bool{}
	for _, x := range o.held[domain.ActorKey(c.Who())] {
		if u, ok := o.units[x.Unit]; ok && c.page.For.roles.Has(x.Role) && !seen[x.Unit] && x.State == projections.RoleHeld {
			seen[x.Unit] = true
			seats = append(seats, Seat{u.Unit, u.Code, u.Name})
		}
	}
	return seats, nil
}
