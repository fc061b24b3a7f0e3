package intake

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/roster"
)

// The columns of a file of rosters, besides Date and Amount.
const (
	GiverCode    Column = "unit code"
	Giver        Column = "unit"
	EmployeeNo   Column = "no"
	Employee     Column = "employee"
	EmployeeCode Column = "employee code"
	Position     Column = "position"
	Because      Column = "reason"
)

// Rosters are the headings of a file of rosters: one row an employee, any number of units.
var Rosters = Headings{
	Must: []Column{GiverCode, Amount},
	Names: map[Column][]string{
		GiverCode:    {"ma don vi", "unit code", "ma truong", "ma co quan"},
		Giver:        {"don vi", "unit", "truong", "co quan", "ten don vi"},
		EmployeeNo:   {"stt", "no", "so thu tu"},
		Employee:     {"ho ten", "employee", "ho va ten", "can bo", "giao vien", "name"},
		EmployeeCode: {"ma nhan vien", "employee code", "ma can bo", "ma giao vien", "ma vien chuc"},
		Position:     {"chuc vu", "position", "chuc danh"},
		Amount:       {"so tien", "amount", "amount vnd", "so tien vnd", "mot ngay luong", "thuc nop"},
		Date:         {"ngay", "date"},
		Because:      {"ly do chenh lech", "reason", "ghi chu chenh lech"},
	},
}

// Rostering is where rosters go.
type Rostering struct {
	Target                     // Campaign is that of all of them
	Day      domain.Date       // where the rows do not say; left out: the day on which the ledger takes it in
	Nameless bool              // register nobody: an employee is a number or code and nothing else
	Reasons  map[string]string // unit code → why its remittance differs, where the rows do not say
	Correct  string            // why a roster that is known is corrected; "": known rosters are not
	Approver string            // of the correction
}

// Remitted is a donation that a roster can stand behind.
type Remitted struct {
	Donation uuid.UUID
	Amount   money.Money // what stands of it
	Roster   uuid.UUID   // that stands behind it already; nil UUID: none
}

// Remittances is what is known of units: their standing donations in the fund, of the campaign or of none; and the rows, code → amount, of a
// roster as it is now, nil where the ledger does not know it.
type Remittances struct {
	Of   func(giver uuid.UUID) []Remitted
	Rows func(roster uuid.UUID) map[string]int64
}

// RosterPlan is what the rows of one unit would do. Err is set where the unit is refused before the ledger is asked; nothing is done for it then.
type RosterPlan struct {
	Line      int // the first
	Roster    uuid.UUID
	Unit      string
	Employees int
	Sum       money.Money
	Remitted  money.Money // the zero Money: no donation of the unit was found
	Reason    string      // of the difference
	Note      string
	Requests  []ledger.Request
	Err       error
}

// PlanRosters makes a roster of the rows of each unit, registers the employees it does not know, and puts the roster behind the unit's donation. A
// roster is known by fund, campaign and unit, so that the same file asks for the very same commands. A row with an empty or zero amount is somebody
// who did not take part, which is nobody's business: it is left out. A remittance that differs is refused until somebody gives the reason.
func PlanRosters(t *Table, to Rostering, known People, remitted Remittances) []RosterPlan {
	var order []string
	units := map[string]*unitRows{}
	for _, row := range t.Rows {
		code := codeOf(row, GiverCode)
		u := units[code]
		if u == nil {
			u = &unitRows{to: to, known: known, remitted: remitted, code: code, rows: map[string]bool{}, plan: RosterPlan{Line: row.Line, Unit: code}}
			u.plan.Unit = strings.TrimSpace(code + " " + row.Get(Giver))
			u.plan.Roster = uuid.NewSHA1(sovangImport, fmt.Appendf(nil, "roster\n%s\n%s\n%s", to.Fund, strings.ToUpper(to.Campaign), code))
			units[code], order = u, append(order, code)
		}
		if err := u.row(row); err != nil && u.plan.Err == nil {
			u.plan.Err = domain.Under(fmt.Sprintf("line %d", row.Line), err)
		}
	}
	plans := make([]RosterPlan, len(order))
	for i, code := range order {
		plans[i] = units[code].planned()
	}
	return plans
}

// unitRows is the rows of one unit while its roster is made.
type unitRows struct {
	to       Rostering
	known    People
	remitted Remittances
	code     string
	day      domain.Date
	reason   string
	rows     map[string]bool // codes that are taken
	asked    []ledger.RosterRow
	new      []ledger.Registration
	absent   int
	plan     RosterPlan
}

func (u *unitRows) row(row Row) error {
	if text := row.Get(Date); text != "" {
		day, err := ParseDate(text)
		if err != nil {
			return err
		}
		if u.day != 0 && u.day != day {
			return domain.Errorf(domain.Invalid, "the rows of one unit are of one day; this one is of %s, those before of %s", day, u.day).On("date")
		}
		u.day = day
	}
	u.reason = cmp.Or(u.reason, row.Get(Because))
	if text := row.Get(Amount); text == "" || text == "0" {
		u.absent++
		return nil
	}
	amount, err := ParseAmount(row.Get(Amount))
	if err != nil {
		return err
	}
	if amount.Minor == 0 {
		u.absent++
		return nil
	}
	if u.plan.Sum.Currency != "" && amount.Currency != u.plan.Sum.Currency {
		return domain.Errorf(domain.Invalid, "all amounts of a roster are in one currency").On("amount")
	}
	if amount.Minor < 0 || amount.Minor > money.Max-u.plan.Sum.Minor {
		return domain.Errorf(domain.Invalid, "whoever stands on a roster gave more than nothing, and no more than this ledger takes").On("amount")
	}
	code := cmp.Or(codeOf(row, EmployeeCode), strings.ToUpper(row.Get(EmployeeNo)), strconv.Itoa(len(u.asked)+u.absent+1))
	if u.rows[code] {
		return domain.Errorf(domain.Conflict, "the roster has a row %q already", code).On("no")
	}
	u.rows[code] = true
	u.plan.Sum = money.Money{Minor: u.plan.Sum.Minor + amount.Minor, Currency: amount.Currency}
	u.asked = append(u.asked, ledger.RosterRow{Code: code, Person: u.employee(row, code), Amount: amount})
	return nil
}

// employee finds who gave it, by the employee's code; a number on the roster is nobody's code, for the next roster numbers others. Somebody
// new is registered under an id that comes from roster and row.
func (u *unitRows) employee(row Row, rowCode string) uuid.UUID {
	name, code := row.Get(Employee), codeOf(row, EmployeeCode)
	if u.to.Nameless {
		return uuid.Nil
	}
	if code != "" && !strings.HasPrefix(code, u.code) {
		code = u.code + "-" + code // every school has a GV01
	}
	own := uuid.NewSHA1(u.plan.Roster, []byte("employee\n"+rowCode))
	if code != "" {
		if id, ok := u.known.Code(code); ok && id != own {
			return id
		}
	}
	if name == "" {
		return uuid.Nil
	}
	u.new = append(u.new, ledger.Registration{Person: own, Unit: u.to.Unit, Kind: person.Individual, Code: code,
		Card: person.Card{Name: name, Note: row.Get(Position)}})
	return own
}

// planned ends a unit's rows: what is to be asked of the ledger.
func (u *unitRows) planned() RosterPlan {
	p := &u.plan
	if p.Employees = len(u.asked); u.absent > 0 {
		p.Note = fmt.Sprintf("%d did not take part", u.absent)
	}
	if p.Err != nil {
		return *p
	}
	giver, ok := u.known.Code(u.code)
	switch {
	case u.code == "":
		p.Err = domain.Errorf(domain.Invalid, "whose roster this is must be given").On("unit code")
	case !ok:
		p.Err = domain.Errorf(domain.NotFound, "no donor has the code %q; take its donation in first", u.code).On("unit code")
	case len(u.asked) == 0:
		p.Err = domain.Errorf(domain.Invalid, "nobody of this unit took part").On("amount")
	}
	if p.Err == nil {
		u.reason = cmp.Or(u.reason, u.to.Reasons[u.code])
		u.day = cmp.Or(u.day, u.to.Day)
		p.Err = u.requests(giver)
	}
	if p.Err != nil {
		p.Requests = nil
	}
	return *p
}

func (u *unitRows) requests(giver uuid.UUID) error {
	behind, err := u.behind(giver)
	if err != nil {
		return err
	}
	if now := u.remitted.Rows(u.plan.Roster); now != nil && u.to.Correct != "" {
		u.correct(now, behind)
	} else {
		u.people(nil)
		for i := 0; i < len(u.asked); i += roster.MaxChunk {
			u.ask("rows\n"+strconv.Itoa(i), ledger.RecordRoster{Roster: u.plan.Roster, Giver: giver, Campaign: u.to.Campaign, Day: u.day, First: int64(i),
				Rows: u.asked[i:min(i+roster.MaxChunk, len(u.asked))]})
		}
	}
	if behind == nil || behind.Roster == u.plan.Roster && u.to.Correct != "" {
		return nil
	}
	attach := ledger.AttachRoster{Roster: u.plan.Roster, Donation: behind.Donation}
	if d := u.difference(); d != 0 {
		attach.Difference, attach.Reason = money.Money{Minor: d, Currency: u.plan.Sum.Currency}, u.reason
	}
	u.ask("attach\n"+behind.Donation.String(), attach)
	return nil
}

func (u *unitRows) difference() int64 { return u.plan.Remitted.Minor - u.plan.Sum.Minor }

// behind finds the donation of the unit: the one there is, or of several the one that comes to the same.
func (u *unitRows) behind(giver uuid.UUID) (*Remitted, error) {
	var free []Remitted
	for _, d := range u.remitted.Of(giver) {
		if d.Roster == u.plan.Roster {
			free = []Remitted{d}
			break
		}
		if d.Roster == uuid.Nil && d.Amount.Currency == u.plan.Sum.Currency {
			free = append(free, d)
		}
	}
	if len(free) > 1 {
		free = slices.DeleteFunc(free, func(d Remitted) bool { return d.Amount != u.plan.Sum })
	}
	if len(free) != 1 {
		u.plan.Note = strings.TrimPrefix(u.plan.Note+"; no donation of this unit is known for certain to be the one: import it, then this file again, or attach it by a command", "; ")
		return nil, nil
	}
	u.plan.Remitted = free[0].Amount
	if d := u.difference(); d != 0 && u.reason == "" {
		return nil, domain.Errorf(domain.Violation, "the roster adds up to %s, %s was remitted: give the reason of the difference of %s (a column “Lý do chênh lệch”, or --difference %s=…)",
			u.plan.Sum, u.plan.Remitted, money.Money{Minor: d, Currency: u.plan.Sum.Currency}, u.code).On("reason")
	} else if d != 0 {
		u.plan.Reason = u.reason
	}
	return &free[0], nil
}

// correct makes the next version of a roster: what the file says otherwise than the ledger. The same file again finds nothing to correct.
func (u *unitRows) correct(now map[string]int64, behind *Remitted) {
	c := ledger.CorrectRoster{Roster: u.plan.Roster, Reason: u.to.Correct, Approver: u.to.Approver}
	fresh := map[uuid.UUID]bool{}
	for _, row := range u.asked {
		was, there := now[row.Code]
		switch {
		case !there:
			c.Rows, fresh[row.Person] = append(c.Rows, ledger.RosterChange{Code: row.Code, Person: row.Person, Amount: row.Amount}), true
		case was != row.Amount.Minor:
			c.Rows = append(c.Rows, ledger.RosterChange{Code: row.Code, Amount: row.Amount})
		}
	}
	var struck []string
	for code := range now {
		if !u.rows[code] {
			struck = append(struck, code)
		}
	}
	slices.Sort(struck)
	for _, code := range struck {
		c.Rows = append(c.Rows, ledger.RosterChange{Code: code, Struck: true})
	}
	if len(c.Rows) == 0 {
		return
	}
	if behind != nil && behind.Roster == u.plan.Roster && u.difference() != 0 {
		c.DifferenceReason = u.reason
	}
	u.people(fresh)
	u.ask(fmt.Sprintf("correct\n%v\n%v", now, c.Rows), c)
}

// people registers those who are new; only some of them where only is not nil.
func (u *unitRows) people(only map[uuid.UUID]bool) {
	all := u.new
	if only != nil {
		all = slices.DeleteFunc(slices.Clone(all), func(r ledger.Registration) bool { return !only[r.Person] })
	}
	for i := 0; i < len(all); i += chunkPeople {
		some := all[i:min(i+chunkPeople, len(all))]
		u.ask("people\n"+some[0].Person.String(), ledger.RegisterPeople{People: some})
	}
}

func (u *unitRows) ask(step string, c ledger.Command) {
	var at time.Time
	if u.day != 0 {
		at = time.Unix(int64(u.day)*24*60*60, 0).Add(-7 * time.Hour).UTC()
	}
	u.plan.Requests = append(u.plan.Requests, ledger.Request{ID: uuid.NewSHA1(u.plan.Roster, []byte(step)), At: at, Actor: u.to.Actor, Command: c})
}
