package ledger_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/staff"
	"sovang/domain/unit"
)

func granting(to string, role staff.Role, in uuid.UUID) ledger.GrantRole {
	return ledger.GrantRole{Unit: in, Actor: to, Role: role, Basis: "đại hội"}
}

func until(c ledger.GrantRole, from, until domain.Date) ledger.GrantRole {
	c.From, c.Until = from, until
	return c
}

func ending(of string, role staff.Role, in uuid.UUID, on domain.Date) ledger.EndRole {
	return ledger.EndRole{Unit: in, Actor: of, Role: role, On: on, Reason: "nghỉ"}
}

// officeholders is a tree with duties in force in the commune: a chair until the end of the year, somebody who keeps the books, an office. Above it the
// province, below it a hamlet, beside it another commune, none with duties of its own.
func officeholders() *book {
	b := newBook()
	for _, u := range []struct{ id, parent uuid.UUID }{{tỉnh, uuid.Nil}, {xã, tỉnh}, {xãKhác, tỉnh}, {xóm, xã}} {
		b.lay(unit.StreamOf(u.id), unit.Founded{Kind: unit.Association, Code: u.id.String()[:8], Name: "Hội", Parent: u.parent, From: daily - 1000})
	}
	b.office("Nam", xã, staff.Chair, daily-100, daily+40)
	b.office("Hoa", xã, staff.Treasurer)
	b.office("Lan", xã, staff.Registrar)
	return b
}

// signedGrant is the signature under the grant that a test asks for last.
func signedGrant(c ledger.GrantRole) ledger.Sign {
	name, data, err := ledger.Encode(c)
	if err != nil {
		panic(err)
	}
	return ledger.Sign{Command: name, ID: id(-360), Data: jsontext.Value(data)}
}

type asked struct {
	by      string
	command ledger.Command
}

// The rules of granting and ending, each told as given, when, then. code "" is: accepted.
var grants = map[string]struct {
	given []asked
	when  asked
	after time.Duration
	code  domain.Code
	field string
}{
	"a chair grants in the unit": {when: asked{"Nam", until(granting("Bình", staff.Cashier, xã), 0, daily+40)}},
	"and below it":               {when: asked{"nam", until(granting("Bình", staff.Cashier, xóm), 0, daily+40)}},
	"not above":                  {when: asked{"Nam", granting("Bình", staff.Chair, tỉnh)}}, // but the first one there, see below
	"not past the last day of their own role": {when: asked{"Nam", until(granting("Bình", staff.Cashier, xã), 0, daily+41)}, code: domain.Denied, field: "until"},
	"nor without end":                         {when: asked{"Nam", granting("Bình", staff.Cashier, xã)}, code: domain.Denied, field: "until"},
	"nor to themselves":                       {when: asked{"Nam", until(granting("NAM", staff.Approver, xã), 0, daily+1)}, code: domain.Denied, field: "actor"},
	"who keeps the books grants nothing":      {when: asked{"Hoa", until(granting("Bình", staff.Public, xã), 0, daily+1)}, code: domain.Denied, field: "actor"},
	"an office grants what touches no money":  {when: asked{"Lan", granting("Bình", staff.Registrar, xã)}},
	"and nothing else":                        {when: asked{"Lan", granting("Bình", staff.Cashier, xã)}, code: domain.Denied, field: "actor"},
	"a stranger grants nothing":               {when: asked{"ai đó", granting("Bình", staff.Public, xóm)}, code: domain.Denied, field: "actor"},
	"no such role":                            {when: asked{"Nam", granting("Bình", "boss", xã)}, code: domain.Invalid, field: "role"},
	"no such unit":                            {when: asked{"Nam", granting("Bình", staff.Chair, id(-1))}, code: domain.NotFound, field: "unit"},
	"no unit":                                 {when: asked{"Nam", granting("Bình", staff.Chair, uuid.Nil)}, code: domain.Invalid, field: "unit"},
	"nobody":                                  {when: asked{"Nam", granting(" ", staff.Chair, xã)}, code: domain.Invalid, field: "actor"},
	"without a basis":                         {when: asked{"Nam", ledger.GrantRole{Unit: xã, Actor: "Bình", Role: staff.Cashier, Until: daily}}, code: domain.Invalid, field: "basis"},
	"an end before the beginning":             {when: asked{"Nam", until(granting("Bình", staff.Cashier, xã), daily, daily-1)}, code: domain.Invalid, field: "until"},
	"somebody who is not registered":          {when: asked{"Nam", ledger.GrantRole{Unit: xã, Actor: "Bình", Role: staff.Cashier, Until: daily, Basis: "x", Person: id(-1)}}, code: domain.NotFound, field: "person"},
	"the same again":                          {when: asked{"Nam", until(granting("Hoa", staff.Treasurer, xã), daily+5, daily+6)}, code: domain.Conflict, field: "role"},
	"the same after it was ended":             {given: []asked{{"Nam", ending("Hoa", staff.Treasurer, xã, daily)}}, when: asked{"Nam", until(granting("Hoa", staff.Treasurer, xã), daily, daily+6)}},
	"the same in another unit":                {when: asked{"Nam", until(granting("Hoa", staff.Treasurer, xóm), 0, daily+6)}},
	"books and box in one hand":               {when: asked{"Nam", until(granting("Hoa", staff.Cashier, xã), 0, daily+6)}, code: domain.Violation, field: "role"},
	"also below":                              {when: asked{"Nam", until(granting("Hoa", staff.Auditor, xóm), 0, daily+6)}, code: domain.Violation, field: "role"},
	"also above":                              {given: []asked{{"Nam", granting("Cả", staff.Chair, tỉnh)}}, when: asked{"Cả", granting("Hoa", staff.Auditor, tỉnh)}, code: domain.Violation, field: "role"},
	"not beside":                              {given: []asked{{"Nam", granting("Cả", staff.Chair, tỉnh)}}, when: asked{"Cả", granting("Hoa", staff.Auditor, xãKhác)}},
	"with a reason":                           {when: asked{"Nam", ledger.GrantRole{Unit: xã, Actor: "Hoa", Role: staff.Cashier, Until: daily, Basis: "x", Override: "chỉ có hai người"}}},
	"in look-alike letters":                   {when: asked{"Nam", until(granting("Ноа", staff.Approver, xã), 0, daily)}, code: domain.Conflict, field: "actor"},
	"chair and approver are one hand":         {given: []asked{{"Nam", until(granting("Bình", staff.Approver, xã), 0, daily+2)}}, when: asked{"Nam", until(granting("Bình", staff.Chair, xã), 0, daily+2)}},
	"the first above is given by one below":   {when: asked{"Nam", granting("Nam", staff.Chair, tỉnh)}},
	"but not over the head of another chair":  {given: []asked{{"Mai", granting("Mai", staff.Chair, xãKhác)}}, when: asked{"Nam", granting("Nam", staff.Chair, tỉnh)}, code: domain.Denied, field: "actor"},
	"who signs it first": {given: []asked{{"Mai", granting("Mai", staff.Chair, xãKhác)}, {"Mai", signedGrant(granting("Nam", staff.Chair, tỉnh))}},
		when: asked{"Nam", granting("Nam", staff.Chair, tỉnh)}},
	"for exactly that": {given: []asked{{"Mai", granting("Mai", staff.Chair, xãKhác)}, {"Mai", signedGrant(granting("Cả", staff.Chair, tỉnh))}},
		when: asked{"Nam", granting("Nam", staff.Chair, tỉnh)}, code: domain.Denied, field: "actor"},
	"as no others do":                                 {when: asked{"Hoa", signedGrant(granting("Nam", staff.Chair, tỉnh))}, code: domain.Denied, field: "actor"},
	"and by nobody else":                              {when: asked{"ai đó", granting("ai đó", staff.Chair, tỉnh)}, code: domain.Denied, field: "actor"},
	"the first beside by anybody":                     {when: asked{"Mai", granting("Mai", staff.Chair, xãKhác)}},
	"and is the chair's":                              {when: asked{"Mai", granting("Mai", staff.Treasurer, xãKhác)}, code: domain.Violation, field: "role"},
	"who holds it today":                              {when: asked{"Mai", until(granting("Mai", staff.Chair, xãKhác), daily+1, 0)}, code: domain.Violation, field: "from"},
	"a chair above rules below":                       {given: []asked{{"Nam", granting("Cả", staff.Chair, tỉnh)}}, when: asked{"Cả", granting("Bình", staff.Cashier, xã)}},
	"the last chair does not go":                      {when: asked{"Nam", ending("Nam", staff.Chair, xã, 0)}, code: domain.Violation, field: "role"},
	"but when another is there":                       {given: []asked{{"Nam", until(granting("Bình", staff.Chair, xã), 0, daily+3)}}, when: asked{"Nam", ending("Nam", staff.Chair, xã, 0)}},
	"or above":                                        {given: []asked{{"Nam", granting("Cả", staff.Chair, tỉnh)}}, when: asked{"Cả", ending("Nam", staff.Chair, xã, 0)}},
	"not for a day when the other has gone":           {given: []asked{{"Nam", until(granting("Bình", staff.Chair, xã), 0, daily+3)}}, when: asked{"Nam", ending("Nam", staff.Chair, xã, daily+4)}, code: domain.Violation, field: "role"},
	"somebody lays down their own":                    {when: asked{"Hoa", ending("Hoa", staff.Treasurer, xã, 0)}},
	"and nobody else's":                               {when: asked{"Hoa", ending("Lan", staff.Registrar, xã, 0)}, code: domain.Denied, field: "actor"},
	"an end before it began":                          {when: asked{"Nam", ending("Hoa", staff.Treasurer, xã, daily-101)}, code: domain.Invalid, field: "on"},
	"an end of what is not held":                      {when: asked{"Nam", ending("Hoa", staff.Auditor, xã, 0)}, code: domain.NotFound, field: "role"},
	"an end twice":                                    {given: []asked{{"Nam", ending("Hoa", staff.Treasurer, xã, 0)}}, when: asked{"Nam", ending("Hoa", staff.Treasurer, xã, 0)}, code: domain.NotFound, field: "role"},
	"an end brought forward":                          {given: []asked{{"Nam", ending("Hoa", staff.Treasurer, xã, daily+9)}}, when: asked{"Nam", ending("Hoa", staff.Treasurer, xã, daily+2)}},
	"an end in another unit":                          {when: asked{"Nam", ending("Hoa", staff.Treasurer, xóm, 0)}, code: domain.NotFound, field: "role"},
	"when the chair's time is over, who works":        {after: 50 * day, when: asked{"Hoa", granting("Bình", staff.Chair, xã)}},
	"and the outgoing chair":                          {after: 50 * day, when: asked{"Nam", granting("Bình", staff.Chair, xã)}},
	"grant the next, not themselves":                  {after: 50 * day, when: asked{"Nam", granting("Nam", staff.Chair, xã)}, code: domain.Denied, field: "actor"},
	"and nothing else by then":                        {after: 50 * day, when: asked{"Nam", granting("Bình", staff.Cashier, xã)}, code: domain.Denied, field: "actor"},
	"nor does a stranger":                             {after: 50 * day, when: asked{"ai đó", granting("Bình", staff.Chair, xã)}, code: domain.Denied, field: "actor"},
	"a new root where no root has duties":             {when: asked{"ai đó", ledger.FoundUnit{Unit: id(-350), Kind: unit.Clan, Code: "HO", Name: "Họ"}}},
	"a new root where one has":                        {given: []asked{{"Nam", granting("Cả", staff.Chair, tỉnh)}}, when: asked{"ai đó", ledger.FoundUnit{Unit: id(-350), Kind: unit.Clan, Code: "HO", Name: "Họ"}}, code: domain.Denied, field: "actor"},
	"by the chair of it":                              {given: []asked{{"Nam", granting("Cả", staff.Chair, tỉnh)}}, when: asked{"Cả", ledger.FoundUnit{Unit: id(-350), Kind: unit.Clan, Code: "HO", Name: "Họ"}}},
	"a unit does not leave by itself":                 {given: []asked{{"Nam", granting("Cả", staff.Chair, tỉnh)}}, when: asked{"Nam", ledger.MoveUnit{Unit: xã, Parent: xóm}}, code: domain.Denied, field: "actor"},
	"nor is it taken where nobody above could refuse": {given: []asked{{"Mai", granting("Mai", staff.Chair, xãKhác)}}, when: asked{"Mai", ledger.MoveUnit{Unit: xã, Parent: xãKhác}}, code: domain.Denied, field: "actor"},
	"nor out from under its duties":                   {when: asked{"Lan", ledger.MoveUnit{Unit: xóm}}, code: domain.Violation, field: "parent"},
	"nor to where there are none":                     {when: asked{"Lan", ledger.MoveUnit{Unit: xóm, Parent: xãKhác}}, code: domain.Violation, field: "parent"},
	"beside the duties, all is as ever":               {when: asked{"ai đó", fund.Open{Fund: id(-351), Unit: xãKhác, Code: "K", Name: "Quỹ", Form: fund.AssociationFund}}},
	"and inside, it is not":                           {when: asked{"ai đó", fund.Open{Fund: id(-351), Unit: xóm, Code: "K", Name: "Quỹ", Form: fund.AssociationFund}}, code: domain.Denied, field: "actor"},
}

const day = 24 * time.Hour

func TestGranting(t *testing.T) {
	for title, tt := range grants {
		t.Run(title, func(t *testing.T) {
			b := officeholders()
			at := recorded
			ask := func(n int, a asked) error {
				changes, err := decided(b, ledger.Request{ID: id(-360 - n), Actor: a.by, Command: a.command}, at)
				if err == nil {
					b.take(id(-360-n), changes)
				}
				return err
			}
			for i, a := range tt.given {
				if err := ask(i+1, a); err != nil {
					t.Fatalf("given %T: %v", a.command, err)
				}
			}
			at = at.Add(tt.after)
			err := ask(0, tt.when)
			refused, _ := errors.AsType[*domain.Error](err)
			if domain.CodeOf(err) != tt.code || refused != nil && !slices.Contains(refused.Fields, tt.field) {
				t.Errorf("%v; want %q on %q", err, tt.code, tt.field)
			}
		})
	}
}

// What a unit left is its successors', and of those under whom it lay; its own staff go on with it, too.
func TestDutiesFollowAMerger(t *testing.T) {
	b := officeholders()
	b.office("Mai", xãKhác, staff.Treasurer)
	b.lay(fund.StreamOf(id(-352)), fund.Opened{Unit: xã, Code: "KH"})
	open := fund.OpenPlace{Fund: id(-352), Place: "ket", Kind: fund.Cash, Name: "Két"}
	ask := func(by string) domain.Code {
		_, err := decided(b, ledger.Request{ID: id(-353), Actor: by, Command: open}, recorded)
		return domain.CodeOf(err)
	}
	if code := ask("Mai"); code != domain.Denied {
		t.Errorf("before the merger: %q", code)
	}
	b.State(unit.StreamOf(xã)).Evolve(id(-354), unit.Ended{How: unit.Merged, Into: []uuid.UUID{xãKhác}, From: daily})
	for _, by := range []string{"Mai", "Hoa"} {
		if code := ask(by); code == domain.Denied {
			t.Errorf("after it: %s is denied", by)
		}
	}
}

// Two people cannot serve under one name, however far apart; they need a difference.
func TestOneNameIsOnePerson(t *testing.T) {
	r := &staff.Roll{}
	enrol := func(name string, person, in uuid.UUID) error {
		events, err := r.Enrol(staff.Enrolled{Actor: name, Person: person, Unit: in})
		for _, e := range events {
			r.Evolve(uuid.Nil, e)
		}
		return err
	}
	for _, tt := range []struct {
		name       string
		person, in uuid.UUID
		code       domain.Code
	}{
		{"Nguyễn Thị Thủy", an, xã, ""},
		{"Nguyễn Thị Thủy", an, xóm, ""},
		{"nguyễn thị  thủy", uuid.Nil, tỉnh, ""},
		{"Nguyễn Thị Thuỷ", uuid.Nil, xã, domain.Conflict},
		{"Nguyễn Thị Тhủy", an, xã, domain.Conflict}, // a Cyrillic letter
		{"Nguyễn Thị Thủy", bình, xãKhác, domain.Conflict},
		{"Nguyễn Thị Thủy (xã Khác)", bình, xãKhác, ""},
	} {
		if err := enrol(tt.name, tt.person, tt.in); domain.CodeOf(err) != tt.code {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.code)
		}
	}
	if n := len(r.Names); n != 2 {
		t.Errorf("%d names", n)
	}
}
