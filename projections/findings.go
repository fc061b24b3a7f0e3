package projections

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/award"
	"sovang/domain/catalog"
	"sovang/domain/fund"
	"sovang/eventstore"
)

// FindingsQuery asks for what an inspection looks at: rules that were set aside, papers voided, money missing, what was taken back or changed later.
type FindingsQuery struct {
	Kind   string      // only these, one of FindingKinds; "": all
	Whose  []uuid.UUID `json:",omitzero"` // of these funds and units; nil: the whole book
	From   domain.Date // recorded on this day or later; 0: any
	To     domain.Date // recorded on this day or earlier; 0: any
	After  uint64      // only entries with higher numbers
	Before uint64      // only entries with lower numbers; 0: any
	Limit  int         // of findings, but that those of one entry are never divided; 0: 50
	AsOf   AsOf
	At     *domain.Date // only what is booked by the end of this day; nil: all
}

// Findings is a part of what an inspection looks at, the newest first, and the deficits that stand.
type Findings struct {
	AsOf     AsOf      `json:"as_of"`
	Findings []Finding `json:"findings"`
	Deficits []Deficit `json:"deficits"`       // none where other kinds are asked for
	Next     uint64    `json:"next,omitempty"` // the Before of the part that follows; 0: there is none
}

// Finding is one fact that an inspection looks at.
type Finding struct {
	Entry    uint64      `json:"entry"`
	Recorded time.Time   `json:"recorded"`
	Actor    string      `json:"actor"`
	Kind     string      `json:"kind"` // one of FindingKinds
	Fact     string      `json:"fact"` // as the log calls it
	FundCode string      `json:"fund_code,omitempty"`
	Booked   domain.Date `json:"booked,omitzero"`
	Currency string      `json:"currency,omitempty"`
	Amount   int64       `json:"amount,omitempty"`
	Reason   string      `json:"reason,omitempty"`
	Same     []string    `json:"same,omitempty"` // where one person stood for two: "witness is proposer"
	Approver string      `json:"approver,omitempty"`
	// Batch is what was posted and what had been counted, where a batch of donations was posted though they differ.
	Batch *fund.BatchOverridden `json:"batch,omitempty"`
}

// Deficit is a compartment in which money is missing: positions were used that nobody owns.
type Deficit struct {
	FundCode    string `json:"fund_code"`
	Compartment string `json:"compartment"`
	Wording     string `json:"wording,omitempty"`
	Currency    string `json:"currency"`
	Amount      int64  `json:"amount"`
}

// findingKind is one kind of thing that an inspection looks at, and the facts that it is told by.
type findingKind struct {
	name  string
	facts []string
}

// findingKinds are all kinds, in the order in which they are offered.
var findingKinds = []findingKind{
	{"override", []string{"round.approved", "round.paid", "list.row-substituted", "staff.role-granted", "fund.list-paid", "fund.batch-overridden"}},
	{"void", []string{"fund.receipt-voided", "store.delivery-reversed", "store.issue-reversed"}},
	{"uncovered", []string{"fund.loss-recorded", "fund.loss-spread", "fund.deficit-covered"}},
	{"reversal", []string{"fund.donation-reversed", "fund.donation-refunded", "fund.payout-returned", "fund.transfer-refused", "fund.donation-dropped"}},
	{"redating", []string{"fund.redated", "fund.redesignated", "fund.bridge-repaid"}},
	{"closing", []string{"fund.period-closed", "fund.period-reopened"}},
	{"unidentified", []string{"fund.unidentified-received", "fund.unidentified-returned"}},
	{"waiver", []string{"levy.waived", "levy.households-exempted", "pledge.written-off", "roster.difference-named"}},
	{"ending", []string{"fund.wound-up", "fund.handed-over", "unit.ended"}},
}

// FindingKinds names the kinds of findings, in the order in which they are offered.
func FindingKinds() (names []string) {
	for _, k := range findingKinds {
		names = append(names, k.name)
	}
	return names
}

// mostFindings is how many entries one part reads: of some facts only those count that say that a rule was set aside.
const mostFindings = 1000

// Findings lists what an inspection looks at. The marks say which entries may hold some; each is read from the log.
func (r *Reader) Findings(ctx context.Context, log eventstore.Log, q FindingsQuery) (f Findings, err error) {
	if r.held == nil {
		if r, err = r.Hold(ctx); err != nil {
			return f, err
		}
		defer func() { _ = r.Close() }() // it ends a sight
	}
	if q.AsOf.Entry == 0 {
		if q.AsOf, err = r.AsOf(ctx, ""); err != nil {
			return f, err
		}
	}
	f = Findings{AsOf: q.AsOf, Findings: []Finding{}, Deficits: []Deficit{}}
	find := FindQuery{Whose: q.Whose, From: q.From, To: q.To, After: q.After, Before: q.Before, AsOf: q.AsOf, At: q.At}
	for _, k := range findingKinds {
		if q.Kind == "" || q.Kind == k.name {
			find.Facts = append(find.Facts, k.facts...)
			find.Uncovered = find.Uncovered || k.name == "uncovered"
		}
	}
	if len(find.Facts) == 0 {
		return f, domain.Errorf(domain.Invalid, "there are no findings of the kind %q", q.Kind).On("kind")
	}
	if find.Uncovered {
		if f.Deficits, err = r.deficits(ctx, q); err != nil {
			return f, err
		}
	}
	return f, r.walkFindings(ctx, log, q, find, &f)
}

// deficits are those that stand.
func (r *Reader) deficits(ctx context.Context, q FindingsQuery) ([]Deficit, error) {
	all := []Deficit{}
	b, err := r.Balances(ctx, BalancesQuery{AsOf: q.AsOf, At: q.At})
	for _, x := range b.Funds {
		if q.Whose != nil && !slices.Contains(q.Whose, x.Fund) {
			continue
		}
		for _, k := range x.Compartments {
			if k.Uncovered > 0 {
				all = append(all, Deficit{x.Code, k.Compartment, k.Wording, k.Currency, k.Uncovered})
			}
		}
	}
	return all, err
}

// walkFindings reads entries until the part is full.
func (r *Reader) walkFindings(ctx context.Context, log eventstore.Log, q FindingsQuery, find FindQuery, f *Findings) error {
	codes := map[uuid.UUID]string{}
	funds, err := r.Funds(ctx, AsOf{})
	if err != nil {
		return err
	}
	for _, x := range funds {
		codes[x.Fund] = x.Code
	}
	limit := cmp.Or(q.Limit, 50)
	find.Limit = limit
	for seen := 0; ; {
		_, some, err := r.Find(ctx, find)
		if err != nil {
			return err
		}
		for _, info := range some {
			if len(f.Findings) >= limit || seen >= mostFindings {
				f.Next = info.Entry + 1
				return nil
			}
			seen++
			line, err := r.Line(ctx, log, info.Entry, q.AsOf, nil)
			if err != nil {
				return err
			}
			e, err := eventstore.Decode(line)
			if err != nil {
				return fmt.Errorf("entry %d: %w", info.Entry, err)
			}
			f.Findings = append(f.Findings, findingsOf(info, e, q.Kind, codes)...)
			find.Before = info.Entry
		}
		if len(some) < limit {
			return nil
		}
	}
}

// findingsOf are the facts of an entry that an inspection looks at.
func findingsOf(info EntryInfo, e domain.Entry, kind string, codes map[uuid.UUID]string) (all []Finding) {
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
			one := Finding{Entry: info.Entry, Recorded: info.Recorded, Actor: info.Actor, Kind: is, Fact: fact, FundCode: cmp.Or(codes[change.Stream.ID()], code)}
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
func (f *Finding) tell(event domain.Event) {
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
		f.Reason, f.Same = x.Reason, x.Same
	}
	switch x := event.(type) {
	case fund.LossSpread:
		f.Amount = covered(x.Covers)
	case fund.DeficitCovered:
		f.Amount = covered(x.Covers)
	case fund.PeriodClosed:
		f.Booked = x.Until
	case fund.BatchOverridden:
		f.Batch = &x
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
