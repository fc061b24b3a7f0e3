package intake

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/pledge"
)

// The columns of a file of pledges, besides those of a file of donations.
const (
	Due        Column = "due"
	Made       Column = "made"
	PledgeKind Column = "pledge kind"
	Count      Column = "count"
	Months     Column = "months"
	Until      Column = "until"
	PledgeCode Column = "pledge code"
	Agreement  Column = "agreement"
)

// Pledges are the headings of a file of pledges.
var Pledges = Headings{
	Must: []Column{Amount, Due},
	Names: map[Column][]string{
		Amount:      {"so tien", "amount", "amount vnd", "so tien vnd", "cam ket", "so tien cam ket", "muc dang ky"},
		Due:         {"han", "due", "ngay den han", "han nop", "han dau", "due date", "tu ngay"},
		Made:        {"ngay cam ket", "made", "ngay", "date", "ngay dang ky"},
		Donor:       {"nha hao tam", "donor", "nguoi ung ho", "don vi ung ho", "don vi", "ho ten", "ho va ten", "ten", "name"},
		DonorCode:   {"ma nha hao tam", "donor code", "ma don vi", "ma nguoi ung ho", "ma"},
		DonorKind:   {"loai", "donor kind", "loai nha hao tam"},
		Phone:       {"dien thoai", "phone", "so dien thoai", "sdt"},
		Address:     {"dia chi", "address"},
		PledgeKind:  {"hinh thuc", "pledge kind", "kind", "loai cam ket"},
		Count:       {"so dot", "count", "so ky"},
		Months:      {"so thang", "months", "chu ky"},
		Until:       {"den ngay", "until", "den het"},
		PledgeCode:  {"ma cam ket", "pledge code", "code"},
		Compartment: {"ngan quy", "compartment", "ngan"},
		Campaign:    {"dot van dong", "campaign", "dot"},
		Agreement:   {"thoa thuan", "agreement", "thoa thuan hop tac"},
	},
}

// PlanPledges says what each row of a file of pledges would do. A row is known by its reference code; without one by its day, donor, amount,
// first due day and which of the equal ones in the file it is. That identity is the pledge's id, so that the same row again is the same
// pledge.
func PlanPledges(t *Table, to Target, known People) []Plan {
	d := pledges{donations{to: to, known: known, seen: map[string]int{}, firstOf: map[string]uuid.UUID{}}}
	plans := make([]Plan, 0, len(t.Rows))
	for _, row := range t.Rows {
		p := Plan{Line: row.Line}
		p.Request, p.Err = d.row(row, &p)
		plans = append(plans, p)
	}
	return plans
}

type pledges struct{ donations }

func (d *pledges) row(row Row, p *Plan) (ledger.Request, error) {
	name, code := row.Get(Donor), codeOf(row, DonorCode)
	p.Who = strings.TrimSpace(code + " " + name)
	if p.Who == "" {
		return ledger.Request{}, domain.Errorf(domain.Invalid, "who pledges it is missing").On("donor")
	}
	var err error
	if p.Amount, err = ParseAmount(row.Get(Amount)); err != nil {
		return ledger.Request{}, err
	}
	c := ledger.MakePledge{Fund: d.to.Fund, Amount: p.Amount, Compartment: cmp.Or(row.Get(Compartment), d.to.Compartment),
		Campaign: cmp.Or(row.Get(Campaign), d.to.Campaign), Agreement: row.Get(Agreement)}
	for _, x := range []struct {
		column Column
		into   *domain.Date
	}{{Due, &c.Due}, {Made, &c.Made}, {Until, &c.Until}} {
		if text := row.Get(x.column); text != "" {
			if *x.into, err = ParseDate(text); err != nil {
				return ledger.Request{}, inColumn(err, x.column)
			}
		}
	}
	if p.Date = c.Due; c.Due == 0 {
		return ledger.Request{}, domain.Errorf(domain.Invalid, "a pledge needs the day it is due").On("due")
	}
	if err := rhythm(row, &c); err != nil {
		return ledger.Request{}, err
	}
	if text := row.Get(PledgeCode); text != "" {
		if c.Code, err = pledge.CodeText("pledge code", text); err != nil {
			return ledger.Request{}, err
		}
	}
	c.Pledge = d.identity(c, p, name, code)
	if c.Donor, c.NewDonor, err = d.donor(row, p, c.Pledge, name, code); err != nil {
		return ledger.Request{}, err
	}
	at := time.Unix(int64(c.Made.Or(c.Due))*24*60*60, 0).Add(-7 * time.Hour).UTC() // midnight in Vietnam
	return ledger.Request{ID: c.Pledge, At: at, Actor: d.to.Actor, Command: c}, nil
}

// inColumn says of a refusal which column it speaks of, whatever it said before.
func inColumn(err error, c Column) error {
	if e, ok := errors.AsType[*domain.Error](err); ok {
		return domain.Errorf(e.Code, "%s", e.Message).On(string(c))
	}
	return err
}

// rhythms are the kinds of pledge as files call them, folded, with the months between two payments where the word says it.
var rhythms = map[string]struct {
	kind   pledge.Kind
	months int
}{
	"": {pledge.OneOff, 0}, "mot lan": {pledge.OneOff, 0}, "one off": {pledge.OneOff, 0},
	"nhieu dot": {pledge.Instalments, 0}, "nhieu ky": {pledge.Instalments, 0}, "instalments": {pledge.Instalments, 0},
	"dinh ky": {pledge.Standing, 0}, "standing": {pledge.Standing, 0}, "hang thang": {pledge.Standing, 1}, "monthly": {pledge.Standing, 1},
	"hang quy": {pledge.Standing, 3}, "quarterly": {pledge.Standing, 3}, "hang nam": {pledge.Standing, 12}, "yearly": {pledge.Standing, 12},
}

// rhythm reads how often the pledge is paid.
func rhythm(row Row, c *ledger.MakePledge) error {
	for _, x := range []struct {
		column Column
		into   *int
	}{{Count, &c.Count}, {Months, &c.Months}} {
		if text := row.Get(x.column); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil || n < 1 {
				return domain.Errorf(domain.Invalid, "%q is no number; write 1, 2, 3 …", text).On(string(x.column))
			}
			*x.into = n
		}
	}
	r, ok := rhythms[Fold(row.Get(PledgeKind))]
	switch {
	case !ok:
		return domain.Errorf(domain.Invalid, "%q is no kind of pledge; write một lần, nhiều đợt, hàng tháng, hàng quý, hàng năm or định kỳ", row.Get(PledgeKind)).On("pledge kind")
	case r.months != 0 && c.Months != 0 && c.Months != r.months:
		return domain.Errorf(domain.Invalid, "%q is every %d months, the row says %d", row.Get(PledgeKind), r.months, c.Months).On("months")
	case r.kind == pledge.OneOff && c.Count > 1: // so many times is said without a word for it
		r.kind = pledge.Instalments
	case r.kind == pledge.OneOff:
		c.Count = 0
	}
	c.Kind = r.kind
	if r.months != 0 {
		c.Months = r.months
	}
	if c.Kind == pledge.Instalments && c.Months == 0 {
		c.Months = 1
	}
	return nil
}

// identity is the id of the pledge that a row makes, and of its command.
func (d *pledges) identity(c ledger.MakePledge, p *Plan, name, code string) uuid.UUID {
	key := "code\n" + c.Code
	if c.Code == "" {
		who := "code\n" + code
		if code == "" {
			who = "name\n" + strings.ToLower(name)
		}
		key = fmt.Sprintf("row\n%s\n%s\n%s\n%d %s", c.Made.ISO(), c.Due.ISO(), who, c.Amount.Minor, c.Amount.Currency)
	}
	d.seen[key]++
	n := d.seen[key]
	if n > 1 && c.Code != "" {
		p.Note, n = "the code stood in an earlier row: this is the same pledge", 1
	}
	return uuid.NewSHA1(sovangImport, fmt.Appendf(nil, "pledge\n%s\n%s\n%d", d.to.Fund, key, n))
}
