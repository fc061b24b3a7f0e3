package pages

import (
	"cmp"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/award"
	"sovang/domain/catalog"
	"sovang/domain/fund"
	"sovang/eventstore"
	"sovang/projections"
)

func (s *Site) findingPages() []Page {
	return []Page{{Path: "/findings", For: Report("overrides"), Template: "findings", Menu: "menu.findings", Under: Checking, Unlisted: true, Show: (*Call).findings}}
}

// findingKind is one kind of thing that an inspection looks at, and the facts that it is told by.
type findingKind struct {
	name  string
	facts []string
}

// findingKinds are all kinds, in the order in which they are offered.
var findingKinds = []findingKind{
	{"override", []string{"round.approved", "round.paid", "list.row-substituted", "staff.role-granted", "fund.list-paid"}},
	{"void", []string{"fund.receipt-voided", "store.delivery-reversed", "store.issue-reversed"}},
	{"uncovered", []string{"fund.loss-recorded", "fund.loss-spread", "fund.deficit-covered"}},
	{"reversal", []string{"fund.donation-reversed", "fund.donation-refunded", "fund.payout-returned", "fund.transfer-refused", "fund.donation-dropped"}},
	{"redating", []string{"fund.redated", "fund.redesignated", "fund.bridge-repaid"}},
	{"closing", []string{"fund.period-closed", "fund.period-reopened"}},
	{"unidentified", []string{"fund.unidentified-received", "fund.unidentified-returned"}},
	{"waiver", []string{"levy.waived", "levy.households-exempted", "pledge.written-off", "roster.difference-named"}},
	{"ending", []string{"fund.wound-up", "fund.handed-over", "unit.ended"}},
}

// findingsShown is what an inspection looks at, the newest first.
type findingsShown struct {
	When
	Kinds           []string // to choose from
	Kind            string
	Units           []projections.UnitBranch
	Of, From, To    string
	Whole           bool // it may be asked for without a unit, and its entries may be opened
	Rows            []finding
	Earlier, Newest string
	Deficits        []deficit // that stand
}

// finding is one fact that an inspection looks at.
type finding struct {
	projections.EntryInfo
	Kind, Fact, Fund string
	Booked           domain.Date
	Amount           int64
	Currency         string
	Reason, Approver string
}

// deficit is a compartment in which money is missing.
type deficit struct {
	Fund, Compartment, Currency string
	Amount                      int64
}

func (c *Call) findings() (any, error) {
	h, err := c.when("kind", "of", "from", "to", "after")
	if err != nil || h.AsOf.Entry == 0 {
		return findingsShown{When: h}, err
	}
	f := findingsShown{When: h, Kind: c.Query("kind"), Of: c.Query("of"), From: c.Query("from"), To: c.Query("to"), Whole: c.May(wholeLog())}
	q := projections.FindQuery{AsOf: h.AsOf, At: h.At}
	for _, k := range findingKinds {
		f.Kinds = append(f.Kinds, k.name)
		if f.Kind == "" || f.Kind == k.name {
			q.Facts = append(q.Facts, k.facts...)
			q.Uncovered = q.Uncovered || k.name == "uncovered"
		}
	}
	if f.Kind != "" && !slices.Contains(f.Kinds, f.Kind) {
		return nil, domain.Errorf(domain.Invalid, "there are no findings of the kind %q", f.Kind).On("kind")
	}
	if q.From, err = dayOf("from", f.From); err != nil {
		return nil, err
	}
	if q.To, err = dayOf("to", f.To); err != nil {
		return nil, err
	}
	if q.After, err = numberOf("after", c.Query("after")); err != nil {
		return nil, err
	}
	if q.Before, err = numberOf("before", c.Query("before")); err != nil {
		return nil, err
	}
	if q.Before != 0 {
		f.Newest = h.With("", "")
	}
	if f.Units, err = c.unitsInReach(h.AsOf); err != nil {
		return nil, err
	}
	if q.Whose, err = c.inspected(&f); err != nil {
		return nil, err
	}
	if err := c.standing(&f, q.Whose); err != nil {
		return nil, err
	}
	return f, c.walkFindings(&f, q)
}

// inspected is whose findings are asked for: of a unit or fund, or else of all that whoever asks may see; nil is the whole book.
func (c *Call) inspected(f *findingsShown) ([]uuid.UUID, error) {
	funds, err := c.Read().Funds(c.Context(), f.AsOf)
	if err != nil {
		return nil, err
	}
	if f.Of == "" {
		if f.Whole {
			return nil, nil
		}
		all := []uuid.UUID{}
		for _, u := range f.Units {
			all = append(all, u.Unit)
			for _, x := range funds {
				if x.Unit == u.Unit {
					all = append(all, x.Fund)
				}
			}
		}
		return all, nil
	}
	whose, err := c.whose(f.Of)
	if err != nil {
		return nil, err
	}
	for _, id := range whose {
		unit := id
		if i := slices.IndexFunc(funds, func(x projections.FundInfo) bool { return x.Fund == id }); i >= 0 {
			unit = funds[i].Unit
		}
		if err := c.Within(unit); err != nil {
			return nil, err
		}
	}
	return whose, nil
}

// standing adds the deficits that stand as of the page's entry.
func (c *Call) standing(f *findingsShown, whose []uuid.UUID) error {
	if f.Kind != "" && f.Kind != "uncovered" {
		return nil
	}
	b, err := c.Read().Balances(c.Context(), projections.BalancesQuery{AsOf: f.AsOf, At: f.At})
	for _, x := range b.Funds {
		if whose != nil && !slices.Contains(whose, x.Fund) {
			continue
		}
		for _, k := range x.Compartments {
			if k.Uncovered > 0 {
				f.Deficits = append(f.Deficits, deficit{x.Code, cmp.Or(k.Wording, k.Compartment), k.Currency, k.Uncovered})
			}
		}
	}
	return err
}

// mostFindings is how many entries one page reads: of some facts only those count that say that a rule was set aside.
const mostFindings = 1000

// walkFindings reads entries until a page is full.
func (c *Call) walkFindings(f *findingsShown, q projections.FindQuery) error {
	read, err := c.Read().Hold(c.Context()) // for all lines
	if err != nil {
		return err
	}
	defer func() { _ = read.Close() }()
	codes := map[uuid.UUID]string{}
	funds, err := read.Funds(c.Context(), projections.AsOf{})
	if err != nil {
		return err
	}
	for _, x := range funds {
		codes[x.Fund] = x.Code
	}
	q.Limit = onePage
	for seen := 0; ; {
		_, some, err := read.Find(c.Context(), q)
		if err != nil {
			return err
		}
		for _, info := range some {
			if len(f.Rows) >= onePage || seen >= mostFindings {
				f.Earlier = f.With("before", strconv.FormatUint(info.Entry+1, 10))
				return nil
			}
			seen++
			line, err := read.Line(c.Context(), c.site.o.Entries, info.Entry, f.AsOf, nil)
			if err != nil {
				return err
			}
			e, err := eventstore.Decode(line)
			if err != nil {
				return err
			}
			f.Rows = append(f.Rows, findingsOf(info, e, f.Kind, codes)...)
			q.Before = info.Entry
		}
		if len(some) < onePage {
			return nil
		}
	}
}

// findingsOf are the facts of an entry that an inspection looks at.
func findingsOf(info projections.EntryInfo, e domain.Entry, kind string, codes map[uuid.UUID]string) (all []finding) {
	code, approved := "", false
	for _, change := range e.Changes {
		code = cmp.Or(code, codes[change.Stream.ID()])
	}
	for _, change := range e.Changes {
		for _, event := range change.Events {
			_, round := event.(award.Paid)
			approved = approved || round
		}
	}
	for _, change := range e.Changes {
		for _, event := range change.Events {
			fact, _, _ := catalog.Name(event)
			is := kindOfFinding(fact, event, approved)
			if is == "" || kind != "" && is != kind {
				continue
			}
			one := finding{EntryInfo: info, Kind: is, Fact: fact, Fund: cmp.Or(codes[change.Stream.ID()], code)}
			one.tell(event)
			one.Reason = cmp.Or(one.Reason, e.Why)
			all = append(all, one)
		}
	}
	return all
}

// kindOfFinding is the kind of finding that a fact is; "" where it is none.
func kindOfFinding(fact string, event domain.Event, round bool) string {
	switch x := event.(type) {
	case award.Approved:
		return onlyIf(x.Override != nil, "override")
	case award.Paid:
		return onlyIf(x.Override != nil, "override")
	case fund.ListRowSubstituted:
		return onlyIf(x.Override != "", "override")
	case fund.ListPaid:
		return onlyIf(x.Round == uuid.Nil && !round, "override")
	case fund.PayoutMade:
		return onlyIf(len(x.Uncovered) > 0, "uncovered")
	case fund.PeriodClosed:
		return onlyIf(x.Signed != "", "closing")
	}
	if over := reflect.ValueOf(event).FieldByName("Override"); over.IsValid() && over.IsZero() {
		return ""
	}
	for _, k := range findingKinds {
		if slices.Contains(k.facts, fact) {
			return k.name
		}
	}
	return ""
}

func onlyIf(is bool, kind string) string {
	if is {
		return kind
	}
	return ""
}

// tell takes from a fact what all of them say under the same names, and what some say in their own way.
func (f *finding) tell(event domain.Event) {
	v := reflect.ValueOf(event)
	text := func(names ...string) string {
		var said []string
		for _, name := range names {
			if x := v.FieldByName(name); x.IsValid() && x.Kind() == reflect.String && x.Len() > 0 {
				said = append(said, x.String())
			}
		}
		return strings.Join(said, ", ")
	}
	f.Reason = cmp.Or(text("Override"), text("Reason"), text("Decision"), text("Named"), text("Content"), text("Reference"))
	f.Approver = cmp.Or(text("Approver"), text("Signed"), text("Chair", "Inspector"), text("By"))
	f.Currency = text("Currency")
	if x := v.FieldByName("Amount"); x.IsValid() && x.CanInt() && f.Currency != "" {
		f.Amount = x.Int()
	}
	for _, name := range []string{"Booked", "On"} {
		if x, ok := fieldOf[domain.Date](v, name); ok && f.Booked == 0 {
			f.Booked = x
		}
	}
	if x, ok := fieldOf[*award.Override](v, "Override"); ok && x != nil {
		f.Reason = x.Reason + " (" + strings.Join(x.Same, ", ") + ")"
	}
	switch x := event.(type) {
	case fund.LossSpread:
		f.Amount = covered(x.Covers)
	case fund.DeficitCovered:
		f.Amount = covered(x.Covers)
	case fund.PeriodClosed:
		f.Booked = x.Until
	}
}

func covered(covers []fund.Cover) (sum int64) {
	for _, c := range covers {
		sum += c.Over.Len()
	}
	return sum
}

func fieldOf[T any](v reflect.Value, name string) (found T, ok bool) {
	if x := v.FieldByName(name); x.IsValid() {
		found, ok = x.Interface().(T)
	}
	return found, ok
}
