package staff

import "strings"

// Role is what somebody may be in a unit.
type Role string

// The roles. Treasurer is the one who keeps the books (kế toán), cashier the one who keeps the box (thủ quỹ).
const (
	Treasurer Role = "treasurer"
	Cashier   Role = "cashier"
	Approver  Role = "approver"
	Auditor   Role = "auditor"
	Registrar Role = "registrar"
	Chair     Role = "chair"
	Donor     Role = "donor"
	Public    Role = "public"
)

// Roles are all of them, in the order in which they are shown.
var Roles = []Role{Treasurer, Cashier, Approver, Auditor, Registrar, Chair, Donor, Public}

// Set is some of the roles.
type Set uint16

// Of is the set of those roles; a role that there is not is left out.
func Of(roles ...Role) (s Set) {
	for _, r := range roles {
		s |= r.bit()
	}
	return s
}

func (r Role) bit() Set {
	for i, one := range Roles {
		if one == r {
			return 1 << i
		}
	}
	return 0
}

// Has says whether the role is among them.
func (s Set) Has(r Role) bool { return s&r.bit() != 0 }

// List gives them one by one, in the order of Roles.
func (s Set) List() []Role {
	var list []Role
	for _, r := range Roles {
		if s.Has(r) {
			list = append(list, r)
		}
	}
	return list
}

// Words are their names with blanks between, as a table keeps them.
func (s Set) Words() string {
	var words []string
	for _, r := range s.List() {
		words = append(words, string(r))
	}
	return strings.Join(words, " ")
}

// String names them in a sentence: "treasurer, cashier or chair".
func (s Set) String() string {
	var names []string
	for _, r := range s.List() {
		names = append(names, string(r))
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " or " + names[n-1]
	}
	return strings.Join(names, "")
}

// Working are the roles of those who do the unit's work; donors and the public only look.
var Working = Of(Treasurer, Cashier, Approver, Auditor, Registrar, Chair)

// Grants are the roles that a holder of that role may give to others: a chair all of them, a registrar those that touch no money.
func (r Role) Grants() Set {
	switch r {
	case Chair:
		return Of(Roles...)
	case Registrar:
		return Of(Registrar, Donor, Public)
	}
	return 0
}

// Apart are the roles that one person may not hold beside this one. Who keeps the books does not keep the box; who approves a payment
// neither books nor pays it; who inspects has no part in what is inspected.
func (r Role) Apart() Set {
	switch r {
	case Treasurer:
		return Of(Cashier, Approver, Chair, Auditor)
	case Cashier:
		return Of(Treasurer, Approver, Chair, Auditor)
	case Approver, Chair:
		return Of(Treasurer, Cashier, Auditor)
	case Registrar:
		return Of(Auditor)
	case Auditor:
		return Working &^ Of(Auditor)
	}
	return 0
}
