package auth

import "strings"

// Role is what a token may be used as.
type Role string

// The roles.
const (
	Treasurer Role = "treasurer"
	Cashier   Role = "cashier"
	Approver  Role = "approver"
	Auditor   Role = "auditor"
	Registrar Role = "registrar"
	Chair     Role = "chair"
)

// Roles lists the roles that a token can have. Donors and the public have none: what they may see needs no account.
var Roles = []Role{Treasurer, Cashier, Approver, Auditor, Registrar, Chair}

func roleNames() string {
	names := make([]string, len(Roles))
	for i, r := range Roles {
		names[i] = string(r)
	}
	return strings.Join(names, ", ")
}
