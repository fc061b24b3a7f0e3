package sponsorship

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Slot is the state of one slot's stream. The zero Slot is one that was never opened. It has room for one live sponsorship and for
// no more: that is how a child cannot be promised twice.
type Slot struct {
	Code        string         `json:"code"`
	Unit        uuid.UUID      `json:"unit"`
	Child       uuid.UUID      `json:"child"`
	Fund        uuid.UUID      `json:"fund"`
	Currency    money.Currency `json:"currency"`
	Path        Path           `json:"path"`
	SchoolYear  string         `json:"school_year"`
	Steps       []Step         `json:"steps"`
	Instalment  int64          `json:"instalment"`
	Instalments int64          `json:"instalments"`
	Terms       []domain.Date  `json:"terms"`
	Renewal     string         `json:"renewal"`
	Hold        Hold           `json:"hold"`
	Queue       []uuid.UUID    `json:"queue"` // sponsors who wait, the first one first
	Live        Sponsorship    `json:"live"`
	Past        []Sponsorship  `json:"past"`     // those that ended, in order
	Ended       domain.Date    `json:"ended"`    // when the last sponsorship before this one ended
	Payments    []Payment      `json:"payments"` // what was paid for and not reversed, in order
	Memos       []Memo         `json:"memos"`    // what was noted and not struck, in order
	Carried     []Carried      `json:"carried"`
	Reports     []Reported     `json:"reports"`
	Closed      bool           `json:"closed"`
	ClosedOn    domain.Date    `json:"closed_on"`
}

// Hold keeps the slot for one sponsor until a moment in Unix microseconds. Nothing is written when it runs out.
type Hold struct {
	Sponsor uuid.UUID `json:"sponsor"`
	Until   int64     `json:"until"`
	Cause   HoldCause `json:"cause"`
}

// Sponsorship is known by the entry that took the slot; the zero Sponsorship is none.
type Sponsorship struct {
	ID      uuid.UUID   `json:"id"`
	Sponsor uuid.UUID   `json:"sponsor"`
	At      int64       `json:"at"` // when the book took it in, Unix microseconds; 0 where the log does not say
	Wish    Wish        `json:"wish"`
	Notice  domain.Date `json:"notice"`  // until when, where notice was given
	Bridged int64       `json:"bridged"` // what bridges paid in its place and its late money has not relieved
	// Relieved is what its late money has repaid the bridges in all, taken back since or not.
	Relieved int64 `json:"relieved"`
	Spell
}

// Payment is what one donation has paid for one sponsorship.
type Payment struct {
	Sponsorship uuid.UUID   `json:"sponsorship"`
	Donation    uuid.UUID   `json:"donation"`
	Amount      int64       `json:"amount"`
	Booked      domain.Date `json:"booked"`
}

// Carried is what came over from a child who left. Back is how much of it has gone since: reversed, refunded, taken elsewhere by its donor.
type Carried struct {
	Sponsor  uuid.UUID   `json:"sponsor"`
	Entry    uuid.UUID   `json:"entry"`    // that carried it
	Position int64       `json:"position"` // the first of its positions in the slot's compartment, of the fund in which that was
	Amount   int64       `json:"amount"`   // as it came
	Back     int64       `json:"back"`
	On       domain.Date `json:"on"`
}

// Stands is what is left of it.
func (c Carried) Stands() int64 { return c.Amount - c.Back }

// Memo is money that reached the child past the association.
type Memo struct {
	ID          uuid.UUID   `json:"id"`
	Sponsorship uuid.UUID   `json:"sponsorship"`
	Amount      int64       `json:"amount"`
	On          domain.Date `json:"on"`
}

// Reported is one term whose report a sponsor has.
type Reported struct {
	Sponsorship uuid.UUID   `json:"sponsorship"`
	Term        domain.Date `json:"term"`
}

// Exists says whether the slot was opened.
func (s *Slot) Exists() bool { return s.Path != "" }

// Taken says whether a sponsorship is live.
func (s *Slot) Taken() bool { return s.Live.ID != uuid.Nil }

// Active says whether the live sponsorship has had its first payment.
func (s *Slot) Active() bool {
	of := s.Live.ID
	return s.Taken() && (slices.ContainsFunc(s.Payments, func(p Payment) bool { return p.Sponsorship == of }) ||
		slices.ContainsFunc(s.Memos, func(m Memo) bool { return m.Sponsorship == of }) ||
		slices.ContainsFunc(s.Carried, func(c Carried) bool { return c.Sponsor == s.Live.Sponsor && c.Stands() > 0 }))
}

// Paused says whether the live sponsorship is paused.
func (s *Slot) Paused() bool {
	return len(s.Live.Pauses) > 0 && s.Live.Pauses[len(s.Live.Pauses)-1].To == 0
}

// HeldFor gives the sponsor for whom the slot is held at that moment, the nil UUID where it is free.
func (s *Slot) HeldFor(now time.Time) uuid.UUID {
	if now.UnixMicro() >= s.Hold.Until {
		return uuid.Nil
	}
	return s.Hold.Sponsor
}

// Latest is the live sponsorship, or the last one that ended; false where there never was one.
func (s *Slot) Latest() (Sponsorship, bool) {
	if s.Taken() {
		return s.Live, true
	}
	if len(s.Past) == 0 {
		return Sponsorship{}, false
	}
	return s.Past[len(s.Past)-1], true
}

// Sponsorship finds a sponsorship of this slot, live or ended.
func (s *Slot) Sponsorship(id uuid.UUID) (Sponsorship, bool) {
	if id != uuid.Nil && s.Live.ID == id {
		return s.Live, true
	}
	i := slices.IndexFunc(s.Past, func(p Sponsorship) bool { return p.ID == id })
	if i < 0 {
		return Sponsorship{}, false
	}
	return s.Past[i], true
}

// Standing is how a sponsorship's payments stand at the end of a day. Where the instalments have no dates nothing is due.
func (s *Slot) Standing(of Sponsorship, at domain.Date) Standing {
	paid := int64(0)
	for _, p := range s.Payments {
		if p.Sponsorship == of.ID && p.Booked <= at {
			paid += p.Amount
		}
	}
	for _, m := range s.Memos {
		if m.Sponsorship == of.ID && m.On <= at {
			paid += m.Amount
		}
	}
	for _, c := range s.Carried {
		if c.Sponsor == of.Sponsor && c.On <= at {
			paid += c.Stands()
		}
	}
	return StandingOf(of.DueBy(Instalments(s.Steps), at), paid)
}

func (s *Slot) exists() error {
	if !s.Exists() {
		return domain.Errorf(domain.NotFound, "there is no such slot").On("slot")
	}
	return nil
}

// live refuses a slot that is not there or has no sponsor.
func (s *Slot) live() error {
	if err := s.exists(); err != nil {
		return err
	}
	if !s.Taken() {
		return domain.Errorf(domain.Conflict, "this slot has no sponsor").On("slot")
	}
	return nil
}

// Evolve implements domain.State.
func (s *Slot) Evolve(entry uuid.UUID, e domain.Event) {
	switch e := e.(type) {
	case Opened:
		*s = Slot{Code: e.Code, Unit: e.Unit, Child: e.Child, Fund: e.Fund, Currency: e.Currency, Path: e.Path, SchoolYear: e.SchoolYear, Steps: e.Steps,
			Instalment: e.Instalment, Instalments: e.Instalments, Terms: e.Terms, Renewal: e.Renewal}
	case Held:
		s.Hold = Hold(e)
		s.left(e.Sponsor)
	case HoldReleased:
		s.Hold = Hold{}
	case Queued:
		s.Queue = append(s.Queue, e.Sponsor)
	case QueueLeft:
		s.left(e.Sponsor)
	case Taken:
		s.Live = Sponsorship{ID: entry, Sponsor: e.Sponsor, At: e.At, Wish: e.Wish, Spell: Spell{From: e.From, After: s.Ended}}
		s.Hold = Hold{}
		s.left(e.Sponsor)
	case Ended:
		s.Live.To = e.On
		s.Past = append(s.Past, s.Live)
		s.Live, s.Ended = Sponsorship{}, e.On
	case Closed:
		s.Closed, s.ClosedOn, s.Hold, s.Queue = true, e.On, Hold{}, nil
	case Paused:
		s.Live.Pauses = append(s.Live.Pauses, Pause{From: e.On})
	case Resumed:
		s.Live.Pauses[len(s.Live.Pauses)-1].To = e.On
	case NoticeGiven:
		s.Live.Notice, s.Live.To = e.Until, e.Until
	case ReportSent:
		s.Reports = append(s.Reports, Reported{e.Sponsorship, e.Term})
	default:
		s.paymentEvent(entry, e)
	}
}

// left takes a sponsor out of the line: they have what they waited for, or wait no more.
func (s *Slot) left(sponsor uuid.UUID) {
	s.Queue = slices.DeleteFunc(s.Queue, func(q uuid.UUID) bool { return q == sponsor })
}

// Clone implements domain.State.
func (s *Slot) Clone() domain.State {
	t := *s
	t.Queue, t.Payments, t.Memos, t.Carried, t.Reports = slices.Clone(s.Queue), slices.Clone(s.Payments), slices.Clone(s.Memos), slices.Clone(s.Carried), slices.Clone(s.Reports)
	t.Live.Pauses, t.Past = slices.Clone(s.Live.Pauses), slices.Clone(s.Past) // of what has ended nothing changes but what was bridged
	return &t
}

func local(micros int64) string {
	return time.UnixMicro(micros).In(domain.Vietnam).Format("15:04 02/01/2006")
}
