package pledge

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Basis is why a payment is counted towards a pledge. It stands in the fact.
type Basis string

// The bases, in the order in which they are asked.
const (
	ByReference Basis = "reference"   // the pledge's code stood in the transfer text
	ByChoice    Basis = "choice"      // the treasurer said so
	BySame      Basis = "same-amount" // the donor's only instalment of that amount about that day
	ByOldest    Basis = "oldest-due"  // the donor's oldest instalment: a suggestion, taken on the treasurer's word
)

// Bases lists them.
var Bases = []Basis{ByReference, ByChoice, BySame, ByOldest}

// Incoming is money that is not counted towards any pledge yet: a donation, or a bank line that nobody has explained.
type Incoming struct {
	Donor    uuid.UUID // nil UUID: not known
	Fund     uuid.UUID
	Currency money.Currency
	Amount   int64 // what of it is not counted yet
	Day      domain.Date
	Codes    []string    // that its transfer text may hold (see Codes)
	Chosen   uuid.UUID   // the pledge that the treasurer chose; nil UUID: none
	Refused  []uuid.UUID // pledges from which the treasurer has taken it back by hand
}

// Candidate is a pledge that money may be for, as it stands.
type Candidate struct {
	Pledge   uuid.UUID
	Code     string
	Donor    uuid.UUID
	Fund     uuid.UUID
	Currency money.Currency
	State    State
	Made     domain.Date // money that came before is for it only where somebody says so
	Expected []Expected
}

// Why is the reason of a match, or of there being none.
type Why string

// The reasons.
const (
	CodeInText   Why = "code-in-text"   // one code, of one pledge
	ManyCodes    Why = "many-codes"     // codes of several pledges
	CodeOfEnded  Why = "code-of-ended"  // of a pledge that takes nothing: ended, a draft, another fund or currency
	Chosen       Why = "chosen"         //
	ChosenEnded  Why = "chosen-ended"   // the chosen pledge takes nothing
	OnlyOne      Why = "only-one"       // of the donor's, with that amount, about that day
	SeveralSame  Why = "several-same"   // of the donor's have that amount about that day: the oldest is suggested
	OldestOfMany Why = "oldest-of-many" // of the donor's none has that amount about that day: the oldest is suggested
	TakenBack    Why = "taken-back"     // the treasurer has taken it back from that pledge before
	NoDonor      Why = "no-donor"       // nobody knows whose money it is
	NoPledge     Why = "no-pledge"      // the donor has promised nothing that is open
)

// Match is which pledge money is for, and why. Certain ones may be counted without asking; the others are suggestions, or nothing where
// Pledge is the nil UUID.
type Match struct {
	Pledge  uuid.UUID
	No      int // the instalment; 0: the oldest ones
	Basis   Basis
	Certain bool
	Why     Why
}

// Taken says whether the match is to be counted: what is certain, and suggestions where they are wanted; never what the treasurer has taken
// back before.
func (m Match) Taken(suggested bool) bool {
	return m.Pledge != uuid.Nil && (m.Certain || suggested && m.Why != TakenBack)
}

// Find says which of the candidates money is for: by the reference code in its text; else by the same donor, amount and a day not
// further than window days; else it suggests the donor's oldest. What the treasurer chose, or has undone, is never overridden.
func Find(in Incoming, all []Candidate, window int) Match {
	if in.Chosen != uuid.Nil {
		if i := slices.IndexFunc(all, func(c Candidate) bool { return c.Pledge == in.Chosen && c.takes(in) }); i < 0 {
			return Match{Why: ChosenEnded}
		}
		return Match{Pledge: in.Chosen, Basis: ByChoice, Certain: true, Why: Chosen}
	}
	m, found := in.byCode(all)
	if !found {
		m = in.byDonor(all, window)
	}
	if m.Pledge != uuid.Nil && slices.Contains(in.Refused, m.Pledge) {
		m.Certain, m.Why = false, TakenBack
	}
	return m
}

// takes says whether money of that fund and currency may be counted towards the pledge.
func (c *Candidate) takes(in Incoming) bool {
	return c.Fund == in.Fund && c.Currency == in.Currency && (c.State == Active || c.State == Resting || c.State == Fulfilled)
}

// byCode: where one code is a part of another, as a short one may be by chance, the longer one was meant.
func (in *Incoming) byCode(all []Candidate) (Match, bool) {
	var named *Candidate
	for i := range all {
		c := &all[i]
		if c.Code == "" || !slices.Contains(in.Codes, c.Code) || named != nil && strings.Contains(named.Code, c.Code) {
			continue
		}
		if named != nil && !strings.Contains(c.Code, named.Code) {
			return Match{Why: ManyCodes}, true
		}
		named = c
	}
	switch {
	case named == nil:
		return Match{}, false
	case !named.takes(*in):
		return Match{Why: CodeOfEnded}, true
	}
	return Match{Pledge: named.Pledge, Basis: ByReference, Certain: true, Why: CodeInText}, true
}

// lacking is an instalment of a candidate that is not paid in full.
type lacking struct {
	pledge uuid.UUID
	Expected
}

func (in *Incoming) byDonor(all []Candidate, window int) Match {
	if in.Donor == uuid.Nil {
		return Match{Why: NoDonor}
	}
	var open, same []lacking
	for i := range all {
		c := &all[i]
		if c.Donor != in.Donor || in.Day < c.Made || !c.takes(*in) {
			continue
		}
		for _, e := range c.Expected {
			if e.State != Ahead && e.State != Due && e.State != Overdue {
				continue
			}
			x := lacking{c.Pledge, e}
			open = append(open, x)
			if apart := int(in.Day - e.Due); e.Amount-e.Paid == in.Amount && max(apart, -apart) <= window {
				same = append(same, x)
			}
		}
	}
	oldest := func(from []lacking) lacking {
		return slices.MinFunc(from, func(a, b lacking) int {
			if a.Due != b.Due {
				return int(a.Due - b.Due)
			}
			return slices.Compare(a.pledge[:], b.pledge[:])
		})
	}
	switch {
	case len(same) == 1:
		return Match{same[0].pledge, same[0].No, BySame, true, OnlyOne}
	case len(same) > 1:
		return Match{oldest(same).pledge, oldest(same).No, ByOldest, false, SeveralSame}
	case len(open) > 0:
		return Match{oldest(open).pledge, 0, ByOldest, false, OldestOfMany}
	}
	return Match{Why: NoPledge}
}
