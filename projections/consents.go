package projections

import (
	"context"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/law"
	"sovang/domain/person"
	"sovang/projections/readdb"
)

// What happened to a consent, as consents.what has it.
const (
	consentGiven int64 = iota + 1
	consentWithdrawn
	withdrawalAnswered
	allForgotten // of no purpose: the person was forgotten
)

func (f *fold) consentEvent(k int64, event domain.Event) {
	add := func(what int64, purpose person.Purpose, whose person.Case, by person.Giver, day, until domain.Date, paper, wording string) {
		f.t.consents.add(k, f.word(string(purpose)), f.at.n, f.at.nth, what, f.word(string(whose)), f.word(string(by)), int64(day), int64(until), paper, wording)
	}
	switch e := event.(type) {
	case person.ConsentGiven:
		add(consentGiven, e.Purpose, e.Case, e.By, e.From, e.Until, e.Evidence, e.Wording)
	case person.ConsentWithdrawn:
		add(consentWithdrawn, e.Purpose, "", "", e.On, 0, e.Reason, "")
	case person.WithdrawalAnswered:
		add(withdrawalAnswered, e.Purpose, "", "", e.On, 0, e.Evidence, "")
	case person.Forgotten:
		add(allForgotten, "", "", "", domain.Date(f.at.day), 0, "", "")
	}
}

// ConsentState is how a consent stands on a day.
type ConsentState string

// The states.
const (
	ConsentStands    ConsentState = "stands"
	ConsentEnded     ConsentState = "ended" // by its date
	ConsentReplaced  ConsentState = "replaced"
	ConsentWithdrawn ConsentState = "withdrawn"
	ConsentForgotten ConsentState = "forgotten" // with the person
)

// ConsentInfo is one consent that was given, and what became of it.
type ConsentInfo struct {
	Person   uuid.UUID      `json:"person"`
	Purpose  person.Purpose `json:"purpose"`
	Case     person.Case    `json:"case"`
	By       person.Giver   `json:"by"`
	Evidence string         `json:"evidence"`
	Wording  string         `json:"wording"`
	From     domain.Date    `json:"from"`
	Until    domain.Date    `json:"until,omitzero"`
	Entry    uint64         `json:"entry"`
	State    ConsentState   `json:"state"`

	Withdrawn  domain.Date `json:"withdrawn,omitzero"`    // when that was asked for
	CarriedOut domain.Date `json:"carried_out,omitzero"`  // when no public view showed it any more
	AnswerBy   domain.Date `json:"answer_by,omitzero"`    // by law
	CarryOutBy domain.Date `json:"carry_out_by,omitzero"` // by law
	Answered   domain.Date `json:"answered,omitzero"`
	Reason     string      `json:"reason,omitempty"`
}

// Open says whether a withdrawal waits for its answer.
func (c ConsentInfo) Open() bool { return c.State == ConsentWithdrawn && c.Answered == 0 }

// ConsentsQuery asks who consented to what.
type ConsentsQuery struct {
	Person uuid.UUID
	Unit   uuid.UUID // that keeps the records
	Open   bool      // only withdrawals that wait for an answer
	AsOf   AsOf
	At     *domain.Date // how they stood on this day; nil: on that of the entry
}

// Consents lists consents, person by person and purpose by purpose in the order in which they were given: names change, and what was known then does not.
func (r *Reader) Consents(ctx context.Context, q ConsentsQuery) ([]ConsentInfo, error) {
	found := []ConsentInfo{}
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) error {
		day := domain.DateOf(v.asOf.Recorded)
		if q.At != nil {
			day = *q.At
		}
		var who, unit int64
		for _, x := range []struct {
			id   uuid.UUID
			kind int64
			into *int64
			what string
		}{{q.Person, personName, &who, "person"}, {q.Unit, unitName, &unit, "unit"}} {
			if x.id == uuid.Nil {
				continue
			}
			k, ok, err := v.key(x.id, x.kind)
			if err != nil || !ok {
				return notFound(err, x.what, x.id)
			}
			*x.into = k
		}
		histories, err := v.consentHistories(who, unit, q.Open, day)
		for _, h := range histories {
			if c := h.info; !q.Open || c.Open() {
				found = append(found, c)
			}
		}
		return err
	})
	return found, err
}

// consentHistory is a consent while its rows are read.
type consentHistory struct {
	info ConsentInfo
	k    int64
	keys [3]int64 // purpose, case, by
	out  int64    // the entry that withdrew it
}

// consentHistories reads what was known of consents that were given by a day, as they stood on it.
func (v *view) consentHistories(who, unit int64, open bool, day domain.Date) (found []*consentHistory, err error) {
	where, args := "", []any{v.n, int64(day)} // what is not asked for is not in the query: an index is taken for what is
	for _, x := range []struct {
		column string
		k      int64
	}{{"c.k", who}, {"p.unit", unit}} {
		if x.k != 0 {
			args = append(args, x.k)
			where += " AND " + x.column + " = $" + itoa(int64(len(args)))
		}
	}
	if open { // who never withdrew anything is not looked at
		where += " AND c.k IN (SELECT x.k FROM @consents x WHERE x.what > 1 AND x.n <= $1)"
	}
	var last *consentHistory // of the purpose being read
	var forgotten int64      // who among the people was
	err = v.rows(func(r readdb.Row) error {
		h := &consentHistory{}
		var n, what, at, until int64
		var paper, wording string
		if err := r.Scan(&h.k, &h.keys[0], &n, &what, &h.keys[1], &h.keys[2], &at, &until, &paper, &wording); err != nil {
			return err
		}
		if what == allForgotten { // read first: the empty purpose is key 0
			forgotten = h.k
			return nil
		}
		if last != nil && (last.k != h.k || last.keys[0] != h.keys[0]) {
			last = nil
		}
		switch {
		case what == consentGiven:
			if last != nil && last.info.State == ConsentStands {
				last.info.State = ConsentReplaced
			}
			h.info = ConsentInfo{Evidence: paper, Wording: wording, From: domain.Date(at), Until: domain.Date(until), Entry: uint64(n), State: ConsentStands}
			if forgotten == h.k {
				h.info.State = ConsentForgotten
			}
			found, last = append(found, h), h
		case last == nil: // of a consent that begins later than the day
		case what == consentWithdrawn:
			last.info.Withdrawn, last.info.Reason, last.out = domain.Date(at), paper, n
			if last.info.State == ConsentStands {
				last.info.State = ConsentWithdrawn
			}
		default:
			last.info.Answered = domain.Date(at)
		}
		return nil
	}, `SELECT c.k, c.purpose, c.n, c.what, c.whose, c.by_whom, c.day, c.until_day, c.paper, c.wording FROM @consents c JOIN @people p ON p.k = c.k
		WHERE c.n <= $1 AND c.day <= $2`+where+` ORDER BY c.k, c.purpose, c.n, c.nth`, args...)
	for _, h := range found {
		if err == nil {
			err = v.finishConsent(h, day)
		}
	}
	return found, err
}

func (v *view) finishConsent(h *consentHistory, day domain.Date) (err error) {
	c := &h.info
	if c.Person, err = v.id(h.k); err != nil {
		return err
	}
	var purpose, whose, by string
	if err := v.wordsInto(wordInto{h.keys[0], &purpose}, wordInto{h.keys[1], &whose}, wordInto{h.keys[2], &by}); err != nil {
		return err
	}
	c.Purpose, c.Case, c.By = person.Purpose(purpose), person.Case(whose), person.Giver(by)
	if c.State == ConsentStands && c.Until != 0 && c.Until < day {
		c.State = ConsentEnded
	}
	if h.out == 0 {
		return nil
	}
	recorded, err := v.recorded(h.out)
	c.CarriedOut = domain.DateOf(time.UnixMicro(recorded))
	asked := law.On(c.Withdrawn)
	c.AnswerBy, c.CarryOutBy = asked.AnswerBy(c.Withdrawn), asked.CarryOutBy(c.Withdrawn)
	return err
}
