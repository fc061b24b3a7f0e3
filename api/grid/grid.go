// Package grid reads gifts as a treasurer types them, row by row beside a counted heap of cash, and makes them the commands of one batch.
//
// It promises that nothing is guessed (a name that several people bear has to be chosen from), that empty rows are nothing, that a batch asks for the same
// commands however often it is sent, since their ids come from the batch's and the row's place in it, and that all of this is pure: what is known of people
// comes in, commands go out.
package grid

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"sovang/api/intake"
	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/projections"
)

// State is how far a batch has come.
type State string

// The states of a batch.
const (
	Open    State = ""        // rows are typed
	Posting State = "posting" // it was asked for, and nobody knows yet what became of it: it is asked for again as it was
	Posted  State = "posted"
)

// Most is how many rows a batch has at most.
const Most = 1000

// Form is a batch as it was typed.
type Form struct {
	Fund        uuid.UUID `json:"fund"`
	Day         string    `json:"day"`
	Place       string    `json:"place"`
	Compartment string    `json:"compartment,omitzero"` // "": unrestricted
	Campaign    string    `json:"campaign,omitzero"`
	Count       string    `json:"count,omitzero"` // of gifts, as counted beforehand
	Sum         string    `json:"sum,omitzero"`
	Reason      string    `json:"reason,omitzero"` // why it is posted though what was counted differs
	Rows        []Row     `json:"rows,omitempty"`

	State State  `json:"state,omitzero"`
	Gifts []Gift `json:"gifts,omitempty"` // of a batch that was asked for: its rows as they were understood then
	// Override is why it was asked for though it differs from what was counted; nil where it does not, or it was asked for before that was a fact.
	Override *fund.BatchOverride `json:"override,omitempty"`
	// Booked and BookedSum are of the rows that are in the books; those are the first ones, and are typed no more.
	Booked    int   `json:"booked,omitzero"`
	BookedSum int64 `json:"booked_sum,omitzero"`
}

// Row is one gift as it was typed. Whoever gave is known by Donor where Who still is what stood there when they were chosen.
type Row struct {
	Who       string    `json:"who,omitzero"`
	Donor     uuid.UUID `json:"donor,omitzero"`
	Known     string    `json:"known,omitzero"`
	Pick      string    `json:"pick,omitzero"` // chosen where several are called so: an id, or "new:" and a kind
	Amount    string    `json:"amount,omitzero"`
	Note      string    `json:"note,omitzero"`
	Anonymity string    `json:"anonymity,omitzero"`
}

// Empty says whether nothing was typed.
func (r Row) Empty() bool {
	return strings.TrimSpace(r.Who) == "" && strings.TrimSpace(r.Amount) == "" && strings.TrimSpace(r.Note) == ""
}

// Under takes over from the row above what was left empty, but for who gave: a second gift like the last one is somebody else's.
func (r Row) Under(above Row) Row {
	r.Amount, r.Note, r.Anonymity = cmp.Or(strings.TrimSpace(r.Amount), above.Amount), cmp.Or(strings.TrimSpace(r.Note), above.Note), cmp.Or(r.Anonymity, above.Anonymity)
	return r
}

// Gift is a row as it was understood.
type Gift struct {
	Donor     uuid.UUID      `json:"donor,omitzero"` // nil UUID: nobody is named
	New       string         `json:"new,omitzero"`   // the name under which the donor is registered by this row
	Kind      person.Kind    `json:"kind,omitzero"`
	Amount    money.Money    `json:"amount"`
	Note      string         `json:"note,omitzero"`
	Anonymity fund.Anonymity `json:"anonymity,omitzero"`
}

// Line is a row with what is to be said of it.
type Line struct {
	Row
	Gift      Gift
	At        int                  // its place among the rows that were typed, from 0
	No        int                  // its place in the batch, from 1
	Shown     int                  // its place on the page, with those that are booked before and the empty ones, from 1
	Fault     error                // why it cannot be booked; nil: it can, as far as is seen without the ledger
	Choose    bool                 // the fault is that somebody has to be chosen
	Namesakes []projections.Person // to choose from
	SameNew   int                  // the row, as they are counted on the page with the empty ones, that registers the same new donor; 0: none
	Twin      int                  // an earlier row with the same donor and amount, 0: none
}

// Sheet is a batch with all that can be said of it.
type Sheet struct {
	Day      domain.Date
	Lines    []Line // those that are not empty
	Count    int    // of all gifts, those that are booked among them
	Sum      int64
	Currency money.Currency
	Faults   int   // of rows
	Fault    error // of the head

	Counted    int64 // the expected count, -1: none was given
	CountedSum int64 // -1: none was given
}

// Matches says whether both the count and the sum are those that were counted beforehand.
func (s Sheet) Matches() bool {
	return s.Counted == int64(s.Count) && s.CountedSum == s.Sum
}

// Known is what is known of people: those called like a row's Who, by what was typed.
type Known map[string][]projections.Person

// Names are the texts of rows for which it has to be known who is called so.
func (f Form) Names() (names []string) {
	for _, r := range f.Rows {
		if who := intake.Clean(r.Who); who != "" && !r.chosen() {
			names = append(names, who)
		}
	}
	return names
}

func (r Row) chosen() bool {
	return r.Donor != uuid.Nil && intake.Clean(r.Who) == intake.Clean(r.Known)
}

// Read understands a batch.
func Read(id uuid.UUID, f Form, known Known) Sheet {
	s := Sheet{Count: f.Booked, Sum: f.BookedSum, Counted: -1, CountedSum: -1}
	s.head(f)
	fresh, seen := map[string]*Line{}, map[string]int{}
	for at, row := range f.Rows {
		if row.Empty() {
			continue
		}
		l := Line{Row: row, At: at, No: f.Booked + len(s.Lines) + 1, Shown: f.Booked + at + 1}
		l.amount(&s)
		l.who(id, known, fresh)
		if l.Fault == nil {
			_, l.Fault = domain.OptionalText("reference", l.Row.Note, 500)
		}
		l.Gift.Note, l.Gift.Anonymity = intake.Clean(row.Note), fund.Anonymity(row.Anonymity)
		if l.Gift.Donor != uuid.Nil && l.Gift.Amount.Positive() {
			key := l.Gift.Donor.String() + " " + l.Gift.Amount.String()
			if l.Twin = seen[key]; l.Twin == 0 {
				seen[key] = l.Shown
			}
		}
		if s.Lines = append(s.Lines, l); l.Fault != nil {
			s.Faults++
		}
		s.Count++
		s.Sum += l.Gift.Amount.Minor
	}
	return s
}

func (s *Sheet) head(f Form) {
	keep := func(err error, field string) {
		if err != nil && s.Fault == nil {
			s.Fault = on(err, field)
		}
	}
	var err error
	s.Day, err = intake.ParseDate(f.Day)
	keep(err, "day")
	if text := strings.TrimSpace(f.Count); text != "" {
		n, err := strconv.ParseUint(text, 10, 31)
		if s.Counted = int64(n); err != nil {
			s.Counted = -1
			keep(domain.Errorf(domain.Invalid, "%q is no number of gifts", intake.Clean(text)), "count")
		}
	}
	if strings.TrimSpace(f.Sum) != "" {
		m, err := intake.ParseAmount(f.Sum)
		if s.CountedSum = m.Minor; err != nil {
			s.CountedSum = -1
		}
		keep(err, "sum")
	}
	if len(f.Rows)+f.Booked > Most {
		keep(domain.Errorf(domain.Invalid, "a batch has at most %d rows; make two", Most), "rows")
	}
}

// on names the field of a refusal, whatever it was called where it came from.
func on(err error, field string) error {
	return domain.Errorf(domain.CodeOf(err), "%s", sentence(err)).On(field)
}

func sentence(err error) string {
	if e, ok := err.(*domain.Error); ok {
		return e.Message
	}
	return err.Error()
}

func (l *Line) amount(s *Sheet) {
	l.Gift.Amount, l.Fault = intake.ParseAmount(l.Row.Amount)
	if l.Fault != nil {
		l.Fault = on(l.Fault, "amount")
		return
	}
	switch {
	case !l.Gift.Amount.Positive():
		l.Fault = domain.Errorf(domain.Invalid, "%s is not more than nothing", l.Gift.Amount).On("amount")
	case s.Currency == "":
		s.Currency = l.Gift.Amount.Currency
	case s.Currency != l.Gift.Amount.Currency:
		l.Fault = domain.Errorf(domain.Invalid, "the rows before are in %s; a batch is in one currency", s.Currency).On("amount")
		l.Gift.Amount = money.Money{}
	}
}

// who finds out who gave. A name that nobody bears is that of a new donor; the same new name in a later row is the same person.
func (l *Line) who(id uuid.UUID, known Known, fresh map[string]*Line) {
	who := intake.Clean(l.Row.Who)
	if who == "" {
		return
	}
	if l.chosen() {
		l.Gift.Donor = l.Row.Donor
		return
	}
	l.Namesakes = known[who]
	if len(l.Namesakes) == 1 && strings.EqualFold(l.Namesakes[0].Code, who) { // a code says exactly who
		l.choose(l.Namesakes[0].ID)
		return
	}
	if picked, err := uuid.Parse(l.Pick); err == nil {
		for _, p := range l.Namesakes {
			if p.ID == picked {
				l.choose(picked)
				return
			}
		}
	}
	kind, isNew := strings.CutPrefix(l.Pick, "new:")
	if len(l.Namesakes) > 0 && !isNew {
		l.Choose = true
		if l.Fault == nil {
			l.Fault = domain.Errorf(domain.Invalid, "somebody called %q is known already: choose who it is", who).On("who")
		}
		return
	}
	if !isNew || kind == "" {
		kind = string(person.Individual)
	}
	key := intake.Fold(who)
	if first := fresh[key]; first != nil {
		l.SameNew, l.Gift.Donor = first.Shown, first.Gift.Donor
		return
	}
	fresh[key] = l
	l.Gift.Donor, l.Gift.New, l.Gift.Kind = newDonor(id, l.No), who, person.Kind(kind)
}

func (l *Line) choose(donor uuid.UUID) {
	l.Row.Donor, l.Row.Known, l.Row.Pick, l.Gift.Donor = donor, l.Row.Who, "", donor
}
