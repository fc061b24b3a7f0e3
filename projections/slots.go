package projections

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
	"sovang/domain/sponsorship"
	"sovang/projections/readdb"
)

// SlotState is how a sponsorship slot stands.
type SlotState string

// The states of a slot.
const (
	SlotOpen     SlotState = "open"
	SlotHeld     SlotState = "held"             // for one sponsor, until a moment
	SlotAwaiting SlotState = "awaiting-payment" // taken; the first payment is still to come
	SlotActive   SlotState = "active"
	SlotPaused   SlotState = "paused"
	SlotNotice   SlotState = "notice" // it goes on until a day
	SlotEnded    SlotState = "ended"  // the last sponsorship ended; the slot can be taken again
	SlotClosed   SlotState = "closed" // the child left
)

// Sponsored says whether somebody carries a slot in that state.
func (s SlotState) Sponsored() bool {
	return s == SlotAwaiting || s == SlotActive || s == SlotPaused || s == SlotNotice
}

// SlotPayment is what one donation paid for a slot.
type SlotPayment struct {
	Entry    uint64      `json:"entry"`
	Donation uuid.UUID   `json:"donation"`
	Amount   int64       `json:"amount"` // negative: taken back
	Booked   domain.Date `json:"booked"`
}

// SponsorshipInfo is one sponsorship of a slot, live or ended. Standing is at the report's day; where the slot's instalments have no dates nothing of it
// is due.
type SponsorshipInfo struct {
	Sponsorship uuid.UUID        `json:"sponsorship"`
	Sponsor     uuid.UUID        `json:"sponsor"`
	From        domain.Date      `json:"from"`
	To          domain.Date      `json:"to,omitzero"` // when it ended, or until when notice was given
	Ended       bool             `json:"ended"`
	Wish        sponsorship.Wish `json:"wish,omitzero"`
	sponsorship.Standing
	Memo       int64         `json:"memo"`        // of what was paid, what went past the books
	Carried    int64         `json:"carried"`     // of what was paid, what came from a child who left
	Bridged    int64         `json:"bridged"`     // what bridges paid in its place, not repaid
	ReportsDue []domain.Date `json:"reports_due"` // terms that are over, whose report was not sent
}

// SlotInfo is one slot as of a report's entry, day and moment.
type SlotInfo struct {
	Slot                 uuid.UUID             `json:"slot"`
	Entry                uint64                `json:"entry"`
	Code                 string                `json:"code"`
	Unit                 uuid.UUID             `json:"unit"`
	Fund                 uuid.UUID             `json:"fund,omitzero"`
	Child                uuid.UUID             `json:"child"`
	Kind                 sponsorship.Kind      `json:"kind"`
	Need                 string                `json:"need"`
	SchoolYear           string                `json:"school_year"`
	Currency             string                `json:"currency"`
	Instalment           int64                 `json:"instalment"` // the first one
	Instalments          int64                 `json:"instalments"`
	Expected             int64                 `json:"expected"` // of all instalments
	Steps                []sponsorship.Step    `json:"steps"`
	Schedule             string                `json:"schedule"`
	Path                 sponsorship.Path      `json:"path"`
	Opened               domain.Date           `json:"opened"`
	Previous             uuid.UUID             `json:"previous,omitzero"`
	Renewal              string                `json:"renewal,omitempty"`
	Renewed              string                `json:"renewed,omitempty"`
	State                SlotState             `json:"state"`
	HeldUntil            time.Time             `json:"held_until,omitzero"`
	HeldFor              sponsorship.HoldCause `json:"held_for,omitempty"`
	Waiting              []uuid.UUID           `json:"waiting"`              // sponsors in the line, the first one first
	Sponsor              uuid.UUID             `json:"sponsor,omitzero"`     // of the hold or of the live sponsorship
	Sponsorship          uuid.UUID             `json:"sponsorship,omitzero"` // the live one
	Since                domain.Date           `json:"since,omitzero"`
	Until                domain.Date           `json:"until,omitzero"` // where notice was given
	sponsorship.Standing                       // of the live sponsorship, or the last one
	PaidInAll            int64                 `json:"paid_in_all"` // booked
	Memo                 int64                 `json:"memo"`        // noted
	Bridged              int64                 `json:"bridged"`     // paid by bridges, and not repaid
	EndedOn              domain.Date           `json:"ended_on,omitzero"`
	EndReason            string                `json:"end_reason,omitempty"`
	Payments             []SlotPayment         `json:"payments"`

	Sponsorships []SponsorshipInfo `json:"sponsorships"` // all there ever were, in order

	state sponsorship.Slot
	terms []domain.Date
}

// Memos are what was noted past the books and not struck, in order.
func (s SlotInfo) Memos() []sponsorship.Memo { return slices.Clone(s.state.Memos) }

// GodfatherCount counts the slots of one kind; the three kinds are counted apart. Sums are of the slots, by how the money reaches the
// child: only what goes through the association is ever booked.
type GodfatherCount struct {
	Kind     sponsorship.Kind           `json:"kind"`
	Currency string                     `json:"currency"`
	Slots    int64                      `json:"slots"`
	States   map[SlotState]int64        `json:"states"`
	Paths    map[sponsorship.Path]int64 `json:"paths"`
	Expected map[sponsorship.Path]int64 `json:"expected"` // over the instalments agreed
	Paid     int64                      `json:"paid"`     // booked
	Memo     map[sponsorship.Path]int64 `json:"memo"`     // noted, in no balance
	Arrears  int64                      `json:"arrears"`  // of the live sponsorships through the association; never a receivable
	Bridged  int64                      `json:"bridged"`  // paid by bridges and not repaid
	Children int64                      `json:"children"` // different ones
}

// Sponsored is how many of the slots somebody carries.
func (c GodfatherCount) Sponsored() (n int64) {
	for state, count := range c.States {
		if state.Sponsored() {
			n += count
		}
	}
	return n
}

// CircumstanceCount counts children with a flag of circumstance on their card. A child with two flags is counted under both.
type CircumstanceCount struct {
	Circumstance string `json:"circumstance"`
	Children     int64  `json:"children"`
	Sponsored    int64  `json:"sponsored"`
}

// Godfathers is the Three Godfathers relations.
type Godfathers struct {
	AsOf          AsOf                `json:"as_of"`
	At            domain.Date         `json:"at"`     // the day of which it speaks
	Moment        time.Time           `json:"moment"` // at which holds were looked at
	Counts        []GodfatherCount    `json:"counts"`
	Circumstances []CircumstanceCount `json:"circumstances"` // of the children of these slots, as their cards are now
	Slots         []SlotInfo          `json:"slots"`
}

// GodfathersQuery asks for sponsorship slots.
type GodfathersQuery struct {
	Unit       uuid.UUID
	Slot       uuid.UUID
	Code       string // of one slot
	Child      uuid.UUID
	Sponsor    uuid.UUID // only those this sponsor holds or sponsors
	SchoolYear string
	AsOf       AsOf
	At         *domain.Date // what was true at the end of that day; nil: when the report's entry was recorded
	Moment     time.Time    // when holds have run out or not; zero: at the end of At, or when the report's entry was recorded
	OnlyCounts bool         // leave Slots empty
	OnlySlots  bool         // leave Counts and Circumstances empty; Slots are shared with others who ask, so that nobody may change them

	childrenOf uuid.UUID // all slots of the children whom this unit proposed, or has a slot of
}

// when is the moment and the day that a report of slots speaks of.
func (q GodfathersQuery) when(asOf AsOf) (time.Time, domain.Date) {
	moment := q.Moment
	switch {
	case moment.IsZero() && q.At != nil:
		moment = startOf(*q.At + 1).Add(-time.Microsecond).UTC()
	case moment.IsZero():
		moment = asOf.Recorded
	}
	if q.At != nil {
		return moment, *q.At
	}
	return moment, domain.DateOf(moment)
}

// Godfathers reports sponsorship slots, in the order of their codes.
func (r *Reader) Godfathers(ctx context.Context, q GodfathersQuery) (Godfathers, error) {
	g := Godfathers{Counts: []GodfatherCount{}, Circumstances: []CircumstanceCount{}, Slots: []SlotInfo{}}
	err := r.view(ctx, q.AsOf, func(v *view) error {
		g.AsOf = v.asOf
		g.Moment, g.At = q.when(v.asOf)
		slots, err := v.slots(q, g.Moment, g.At)
		if err != nil {
			return err
		}
		if q.OnlySlots {
			g.Slots = slots
			return nil
		}
		g.Counts = countSlots(slots)
		if g.Circumstances, err = v.circumstances(slots); err != nil {
			return err
		}
		if !q.OnlyCounts {
			g.Slots = append(g.Slots, slots...)
		}
		return nil
	})
	return g, err
}

// slotsAt is what slots were worked out for: with holds as they were from one moment to another.
type slotsAt struct {
	db   string
	last int64 // entry about any slot
	unit uuid.UUID
	year string
	at   domain.Date
}

type slotsKept struct {
	slots []SlotInfo
	holds holdsStand
}

// holdsStand is for how long holds are what they were at a moment.
type holdsStand struct {
	since, till time.Time // till: the moment at which the first of them runs out; the zero Time: none does
}

func holdsFrom(moment time.Time, slots []SlotInfo) holdsStand {
	h := holdsStand{since: moment}
	for i := range slots {
		if until := slots[i].HeldUntil; !until.IsZero() && (h.till.IsZero() || until.Before(h.till)) {
			h.till = until
		}
	}
	return h
}

// at says whether they are the same at another moment.
func (h holdsStand) at(moment time.Time) bool {
	return !moment.Before(h.since) && (h.till.IsZero() || moment.Before(h.till))
}

// slots are the slots of a query as they stand, for reading. Those of a unit, a school year or all are kept until one of them changes.
func (v *view) slots(q GodfathersQuery, moment time.Time, at domain.Date) ([]SlotInfo, error) {
	if q.Slot != uuid.Nil || q.Code != "" || q.Child != uuid.Nil || q.Sponsor != uuid.Nil || q.childrenOf != uuid.Nil {
		return v.workOutSlots(q, moment, at)
	}
	last, err := v.lastAbout("slots", "slot_events")
	if err != nil {
		return nil, err
	}
	of := slotsAt{v.db, last, q.Unit, q.SchoolYear, at}
	if kept, ok := v.r.slots.get(of); ok && kept.holds.at(moment) {
		return kept.slots, nil
	}
	slots, err := v.workOutSlots(q, moment, at)
	if err != nil {
		return nil, err
	}
	v.r.slots.put(of, slotsKept{slots, holdsFrom(moment, slots)}, len(slots))
	return slots, nil
}

func (v *view) workOutSlots(q GodfathersQuery, moment time.Time, at domain.Date) ([]SlotInfo, error) {
	which, args, ok, err := v.slotsWhere(q, at)
	if err != nil || !ok {
		return nil, err
	}
	slots, byKey, err := v.slotRows(which, args...)
	if err != nil {
		return nil, err
	}
	if err := v.slotSteps(slots, byKey, which, args...); err != nil {
		return nil, err
	}
	if err := v.slotEvents(slots, byKey, which, args...); err != nil {
		return nil, err
	}
	kept := slots[:0]
	for i := range slots {
		slots[i].stands(moment, at)
		if q.Sponsor == uuid.Nil || slots[i].Sponsor == q.Sponsor {
			kept = append(kept, slots[i])
		}
	}
	return kept, nil
}

// slotsWhere narrows slots s to those of a query; $1 is the view's entry, $2 the day. false: there can be none.
func (v *view) slotsWhere(q GodfathersQuery, at domain.Date) (where string, args []any, ok bool, err error) {
	where, args = "s.n <= $1 AND s.opened <= $2", []any{v.n, int64(at)}
	narrow := func(condition string, value any) {
		args = append(args, value)
		where += " AND " + strings.ReplaceAll(condition, "$N", "$"+strconv.Itoa(len(args)))
	}
	for _, x := range []struct {
		id        uuid.UUID
		kind      int64
		what      string
		condition string
	}{
		{q.Unit, unitName, "unit", "s.unit = $N"}, {q.Slot, slotName, "slot", "s.k = $N"}, {q.Child, personName, "person", "s.child = $N"},
		{q.Sponsor, personName, "", "s.k IN (SELECT z.k FROM @slot_events z WHERE z.sponsor = $N)"}, {q.childrenOf, unitName, "unit", "s.child IN " + ofUnit},
	} {
		if x.id == uuid.Nil {
			continue
		}
		k, ok, err := v.key(x.id, x.kind)
		if err == nil && !ok && x.what == "" {
			return "", nil, false, nil // nobody who ever sponsored anything
		}
		if err != nil || !ok {
			return "", nil, false, notFound(err, x.what, x.id)
		}
		narrow(x.condition, k)
	}
	if q.Code != "" {
		narrow("s.code = $N", q.Code)
	}
	if q.SchoolYear != "" {
		k, ok, err := v.wordOf(q.SchoolYear)
		if err != nil || !ok {
			return "", nil, false, err
		}
		narrow("s.school_year = $N", k)
	}
	return where, args, true, nil
}

func (v *view) slotRows(where string, args ...any) (slots []SlotInfo, byKey map[int64]int, err error) {
	byKey = map[int64]int{}
	var keys [][11]int64
	err = v.rows(func(r readdb.Row) error {
		var s SlotInfo
		var k int64
		var w [11]int64
		var id, child []byte
		if err := r.Scan(&k, &s.Entry, &id, &w[0], &w[1], &child, &w[2], &w[3], &w[4], &w[5], &s.Instalment, &s.Instalments, &w[6], &w[7], &s.Opened,
			&w[8], &w[9], &w[10], &s.Code); err != nil {
			return err
		}
		s.Slot, s.Child, s.State, s.Payments = uuid.UUID(id), uuid.UUID(child), SlotOpen, []SlotPayment{}
		s.Steps, s.Waiting, s.Sponsorships = []sponsorship.Step{}, []uuid.UUID{}, []SponsorshipInfo{}
		byKey[k] = len(slots)
		slots, keys = append(slots, s), append(keys, w)
		return nil
	}, `SELECT s.k, s.n, x.id, s.unit, s.fund, c.id, s.kind, s.need, s.school_year, s.currency, s.instalment, s.instalments, s.schedule, s.path,
		s.opened, s.previous, s.renewal, s.renewed, s.code FROM @slots s JOIN @names x ON x.k = s.k JOIN @names c ON c.k = s.child WHERE `+where+` ORDER BY s.code`, args...)
	for i := range slots {
		s, w := &slots[i], keys[i]
		var kind, path string
		if err == nil {
			s.Unit, err = v.id(w[0])
		}
		if err == nil {
			s.Fund, err = v.id(w[1])
		}
		if err == nil {
			s.Previous, err = v.id(w[8])
		}
		if err == nil {
			err = v.wordsInto(wordInto{w[2], &kind}, wordInto{w[3], &s.Need}, wordInto{w[4], &s.SchoolYear}, wordInto{w[5], &s.Currency},
				wordInto{w[6], &s.Schedule}, wordInto{w[7], &path}, wordInto{w[9], &s.Renewal}, wordInto{w[10], &s.Renewed})
			s.Kind, s.Path = sponsorship.Kind(kind), sponsorship.Path(path)
		}
	}
	return slots, byKey, err
}

// slotSteps reads the schedules, and begins each slot's state with what it was opened as.
func (v *view) slotSteps(slots []SlotInfo, byKey map[int64]int, where string, args ...any) error {
	err := v.rows(func(r readdb.Row) error {
		var k int64
		var s sponsorship.Step
		if err := r.Scan(&k, &s.First, &s.Every, &s.Count, &s.Heads, &s.Amount); err != nil {
			return err
		}
		switch at := &slots[byKey[k]]; s.Count {
		case 0:
			at.terms = append(at.terms, s.First)
		default:
			at.Steps = append(at.Steps, s)
		}
		return nil
	}, `SELECT t.k, t.first_due, t.every_months, t.count, t.heads, t.amount FROM @slot_steps t JOIN @slots s ON s.k = t.k WHERE `+where+` ORDER BY t.k, t.nth`, args...)
	for i := range slots {
		s := &slots[i]
		s.Expected = sponsorship.Total(s.Steps, s.Instalment, s.Instalments)
		s.state.Evolve(uuid.Nil, sponsorship.Opened{Unit: s.Unit, Fund: s.Fund, Code: s.Code, Child: s.Child, Kind: s.Kind, SchoolYear: s.SchoolYear,
			Currency: money.Currency(s.Currency), Instalment: s.Instalment, Instalments: s.Instalments, Path: s.Path, Steps: s.Steps, Terms: s.terms})
	}
	return err
}

// slotEvents folds what had happened to the slots by the end of the day, in order: the rows are the facts again, and the slot's own rules say
// what they add up to.
func (v *view) slotEvents(slots []SlotInfo, byKey map[int64]int, where string, args ...any) error {
	type happened struct {
		slot  int
		n     int64
		entry uuid.UUID
		row   slotRow
	}
	var all []happened
	err := v.rows(func(r readdb.Row) error {
		var k int64
		var id []byte
		var h happened
		x := &h.row
		if err := r.Scan(&k, &h.n, &id, &x.what, &x.sponsor, &x.other, &x.amount, &x.moment, &x.day, &x.day2, &x.by, &x.detail, &x.reason, &x.sponsorship, &x.about); err != nil {
			return err
		}
		h.slot, h.entry = byKey[k], uuid.UUID(id)
		all = append(all, h)
		return nil
	}, `SELECT y.k, y.n, e.id, y.what, y.sponsor, y.other, y.amount, y.moment, y.day, y.day_2, y.by_whom, y.detail, y.reason, y.sponsorship, y.about
		FROM @slot_events y JOIN @slots s ON s.k = y.k JOIN @entries e ON e.n = y.n WHERE y.n <= $1 AND y.day <= $2 AND `+where+` ORDER BY y.k, y.n, y.nth`, args...)
	for _, h := range all {
		if err != nil {
			return err
		}
		var sponsor, other uuid.UUID
		var by, detail string
		if sponsor, err = v.id(h.row.sponsor); err != nil {
			return err
		}
		if other, err = v.id(h.row.other); err != nil {
			return err
		}
		if err = v.wordsInto(wordInto{h.row.by, &by}, wordInto{h.row.detail, &detail}); err != nil {
			return err
		}
		slots[h.slot].happened(h.n, h.entry, h.row.event(sponsor, other, by, detail, slots[h.slot].Currency))
	}
	return err
}
