package projections

import (
	"context"
	"database/sql"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/sponsorship"
)

// SlotState is how a sponsorship slot stands.
type SlotState string

// The states of a slot.
const (
	SlotOpen     SlotState = "open"
	SlotHeld     SlotState = "held"             // for one sponsor, until a moment
	SlotAwaiting SlotState = "awaiting-payment" // taken; the first payment is still to come
	SlotActive   SlotState = "active"
	SlotEnded    SlotState = "ended" // the last sponsorship ended; the slot can be taken again
)

// SlotPayment is what one donation paid for a slot.
type SlotPayment struct {
	Entry    uint64      `json:"entry"`
	Donation uuid.UUID   `json:"donation"`
	Amount   int64       `json:"amount"` // negative: taken back
	Booked   domain.Date `json:"booked"`
}

// SlotInfo is one slot as of a report's entry and moment.
type SlotInfo struct {
	Slot        uuid.UUID        `json:"slot"`
	Entry       uint64           `json:"entry"`
	Code        string           `json:"code"`
	Unit        uuid.UUID        `json:"unit"`
	Fund        uuid.UUID        `json:"fund,omitzero"`
	Child       uuid.UUID        `json:"child"`
	Kind        sponsorship.Kind `json:"kind"`
	Need        string           `json:"need"`
	SchoolYear  string           `json:"school_year"`
	Currency    string           `json:"currency"`
	Instalment  int64            `json:"instalment"`
	Instalments int64            `json:"instalments"`
	Expected    int64            `json:"expected"` // instalment × instalments
	Schedule    string           `json:"schedule"`
	Path        sponsorship.Path `json:"path"`
	Opened      domain.Date      `json:"opened"`
	State       SlotState        `json:"state"`
	HeldUntil   time.Time        `json:"held_until,omitzero"`
	Sponsor     uuid.UUID        `json:"sponsor,omitzero"`     // of the hold or of the live sponsorship
	Sponsorship uuid.UUID        `json:"sponsorship,omitzero"` // the live one
	Since       domain.Date      `json:"since,omitzero"`
	Paid        int64            `json:"paid"` // for the live sponsorship, or the last one
	PaidInAll   int64            `json:"paid_in_all"`
	EndedOn     domain.Date      `json:"ended_on,omitzero"`
	EndReason   string           `json:"end_reason,omitempty"`
	Payments    []SlotPayment    `json:"payments"`

	taken int64 // the entry of the live sponsorship
}

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
	Children int64                      `json:"children"` // different ones
}

// Godfathers is the Three Godfathers relations.
type Godfathers struct {
	AsOf   AsOf             `json:"as_of"`
	Moment time.Time        `json:"moment"` // at which holds were looked at
	Counts []GodfatherCount `json:"counts"`
	Slots  []SlotInfo       `json:"slots"`
}

// GodfathersQuery asks for sponsorship slots.
type GodfathersQuery struct {
	Unit       uuid.UUID
	Slot       uuid.UUID
	Sponsor    uuid.UUID // only those this sponsor holds or sponsors
	SchoolYear string
	AsOf       AsOf
	Moment     time.Time // when holds have run out or not; zero: when the report's entry was recorded
	OnlyCounts bool      // leave Slots empty
}

// Godfathers reports sponsorship slots, in the order of their codes.
func (r *Reader) Godfathers(ctx context.Context, q GodfathersQuery) (Godfathers, error) {
	g := Godfathers{Counts: []GodfatherCount{}, Slots: []SlotInfo{}}
	err := r.view(ctx, q.AsOf, func(v *view) error {
		g.AsOf, g.Moment = v.asOf, q.Moment
		if g.Moment.IsZero() {
			g.Moment = v.asOf.Recorded
		}
		slots, err := v.slots(q, g.Moment)
		if err != nil {
			return err
		}
		g.Counts = countSlots(slots)
		if !q.OnlyCounts {
			g.Slots = append(g.Slots, slots...)
		}
		return nil
	})
	return g, err
}

func (v *view) slots(q GodfathersQuery, moment time.Time) ([]SlotInfo, error) {
	unit, slot, year := int64(0), int64(0), int64(0)
	var ok bool
	var err error
	if q.Unit != uuid.Nil {
		if unit, ok, err = v.key(q.Unit, unitName); err != nil || !ok {
			return nil, notFound(err, "unit", q.Unit)
		}
	}
	if q.Slot != uuid.Nil {
		if slot, ok, err = v.key(q.Slot, slotName); err != nil || !ok {
			return nil, notFound(err, "slot", q.Slot)
		}
	}
	if q.SchoolYear != "" {
		if year, ok, err = v.wordOf(q.SchoolYear); err != nil || !ok {
			return nil, err
		}
	}
	const which = "s.n <= $1 AND ($2 = 0 OR s.unit = $2) AND ($3 = 0 OR s.k = $3) AND ($4 = 0 OR s.school_year = $4)"
	slots, byKey, err := v.slotRows(which, v.n, unit, slot, year)
	if err != nil {
		return nil, err
	}
	if err := v.slotEvents(slots, byKey, which, v.n, unit, slot, year); err != nil {
		return nil, err
	}
	kept := slots[:0]
	for i := range slots {
		slots[i].at(moment)
		if q.Sponsor == uuid.Nil || slots[i].Sponsor == q.Sponsor {
			kept = append(kept, slots[i])
		}
	}
	return kept, nil
}

func (v *view) slotRows(where string, args ...any) (slots []SlotInfo, byKey map[int64]int, err error) {
	byKey = map[int64]int{}
	var keys [][8]int64
	err = v.rows(func(r *sql.Rows) error {
		var s SlotInfo
		var k int64
		var w [8]int64
		var id, child []byte
		if err := r.Scan(&k, &s.Entry, &id, &w[0], &w[1], &child, &w[2], &w[3], &w[4], &w[5], &s.Instalment, &s.Instalments, &w[6], &w[7], &s.Opened,
			&s.Code); err != nil {
			return err
		}
		s.Slot, s.Child, s.Expected, s.State, s.Payments = uuid.UUID(id), uuid.UUID(child), s.Instalment*s.Instalments, SlotOpen, []SlotPayment{}
		byKey[k] = len(slots)
		slots, keys = append(slots, s), append(keys, w)
		return nil
	}, `SELECT s.k, s.n, x.id, s.unit, s.fund, c.id, s.kind, s.need, s.school_year, s.currency, s.instalment, s.instalments, s.schedule, s.path,
		s.opened, s.code FROM @slots s JOIN @names x ON x.k = s.k JOIN @names c ON c.k = s.child WHERE `+where+` ORDER BY s.code`, args...)
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
			err = v.wordsInto(wordInto{w[2], &kind}, wordInto{w[3], &s.Need}, wordInto{w[4], &s.SchoolYear}, wordInto{w[5], &s.Currency},
				wordInto{w[6], &s.Schedule}, wordInto{w[7], &path})
			s.Kind, s.Path = sponsorship.Kind(kind), sponsorship.Path(path)
		}
	}
	return slots, byKey, err
}

// slotEvents folds what happened to the slots, in order.
func (v *view) slotEvents(slots []SlotInfo, byKey map[int64]int, where string, args ...any) error {
	sponsors, live := map[int]int64{}, map[int]int64{}
	err := v.rows(func(r *sql.Rows) error {
		var k, n, what, sponsor, amount, until int64
		var day domain.Date
		var reason string
		var donation []byte
		if err := r.Scan(&k, &n, &what, &sponsor, &amount, &until, &day, &reason, &donation); err != nil {
			return err
		}
		i, ok := byKey[k]
		if !ok {
			return nil
		}
		slots[i].happened(n, what, amount, until, day, reason, donation)
		if sponsor != 0 && what != slotHoldReleased {
			sponsors[i] = sponsor
		}
		return nil
	}, `SELECT y.k, y.n, y.what, y.sponsor, y.amount, y.until_at, y.day, y.reason, y.donation FROM @slot_events y JOIN @slots s ON s.k = y.k
		WHERE y.n <= $1 AND `+where+` ORDER BY y.k, y.n, y.nth`, args...)
	for i := range slots {
		if k := sponsors[i]; err == nil && k != 0 {
			slots[i].Sponsor, err = v.id(k)
		}
		if live[i] = slots[i].taken; err == nil && live[i] != 0 {
			slots[i].Sponsorship, err = v.idOf(live[i])
		}
	}
	return err
}

// happened takes in one event of the slot.
func (s *SlotInfo) happened(n, what, amount, until int64, day domain.Date, reason string, donation []byte) {
	switch what {
	case slotHeld:
		s.HeldUntil = time.UnixMicro(until).UTC()
	case slotHoldReleased:
		s.HeldUntil = time.Time{}
	case slotTaken:
		s.taken, s.Since, s.HeldUntil, s.Paid, s.EndedOn, s.EndReason = n, day, time.Time{}, 0, 0, ""
	case slotPaidFor, slotPaymentReversed:
		if what == slotPaymentReversed {
			amount = -amount
		}
		s.Paid += amount
		s.PaidInAll += amount
		s.Payments = append(s.Payments, SlotPayment{uint64(n), uuid.UUID(donation), amount, day})
	case slotEnded:
		s.taken, s.EndedOn, s.EndReason = 0, day, reason
	}
}

// at says how the slot stands at a moment: a hold runs out without any event.
func (s *SlotInfo) at(moment time.Time) {
	if !moment.Before(s.HeldUntil) {
		s.HeldUntil = time.Time{}
	}
	switch {
	case s.taken != 0 && s.Paid > 0:
		s.State = SlotActive
	case s.taken != 0:
		s.State = SlotAwaiting
	case !s.HeldUntil.IsZero():
		s.State = SlotHeld
	case s.EndedOn != 0:
		s.State = SlotEnded
	}
	if s.State == SlotOpen || s.State == SlotEnded {
		s.Sponsor = uuid.Nil
	}
}

func countSlots(slots []SlotInfo) []GodfatherCount {
	counts := []GodfatherCount{}
	children := map[sponsorship.Kind]map[uuid.UUID]bool{}
	for _, kind := range []sponsorship.Kind{sponsorship.Poor, sponsorship.OrphanedOrDisabled, sponsorship.Excellent} {
		at := map[string]int{}
		children[kind] = map[uuid.UUID]bool{}
		for _, s := range slots {
			if s.Kind != kind {
				continue
			}
			i, ok := at[s.Currency]
			if !ok {
				i = len(counts)
				at[s.Currency] = i
				counts = append(counts, GodfatherCount{Kind: kind, Currency: s.Currency, States: map[SlotState]int64{},
					Paths: map[sponsorship.Path]int64{}, Expected: map[sponsorship.Path]int64{}})
			}
			c := &counts[i]
			c.Slots++
			c.States[s.State]++
			c.Paths[s.Path]++
			c.Expected[s.Path] += s.Expected
			c.Paid += s.PaidInAll
			if !children[kind][s.Child] {
				children[kind][s.Child] = true
				c.Children++
			}
		}
	}
	return counts
}
