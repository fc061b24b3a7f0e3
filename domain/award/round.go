package award

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Round is the state of an award round. The zero Round is one that was never opened.
type Round struct {
	Unit        uuid.UUID      `json:"unit"`
	Fund        uuid.UUID      `json:"fund"`
	Code        string         `json:"code"`
	Awards      []string       `json:"awards"`
	Recipients  []string       `json:"recipients"`
	Currency    money.Currency `json:"currency"`
	Budget      int64          `json:"budget"`
	From        []string       `json:"from"`
	Stacking    Stacking       `json:"stacking"`
	SchoolYear  string         `json:"school_year"`
	Campaign    string         `json:"campaign"`
	ClaimDays   int64          `json:"claim_days"`
	Stage       Stage          `json:"stage"`
	List        uuid.UUID      `json:"list"`
	Version     int64          `json:"version"`
	Hash        []byte         `json:"hash"`
	Proposers   []string       `json:"proposers"` // whoever opened, nominated, froze: of the list as it is now
	Approver    string         `json:"approver"`
	Reservation uuid.UUID      `json:"reservation"`
	Announced   domain.Date    `json:"announced"`
	Paid        int64          `json:"paid"` // rows
}

// Exists says whether the round was opened.
func (r *Round) Exists() bool { return r.Unit != uuid.Nil }

// Has says whether a nomination on that list still counts: it is the round's list now, and the round was not given up.
func (r *Round) Has(list uuid.UUID) bool { return r.List == list && r.Stage != IsOff }

const (
	shortText   = 500
	longText    = 5000
	mostFrom    = 50
	mostDays    = 3660
	mostPersons = 1000
)

// Open decides the beginning of a round. That the fund pays from these compartments is decided in ledger.
func (r *Round) Open(o Opened) ([]domain.Event, error) {
	if r.Exists() {
		return nil, domain.Errorf(domain.Conflict, "this round is open already").On("round")
	}
	var err error
	for _, text := range []struct {
		field string
		into  *string
		most  int
		must  bool
	}{{"programme", &o.Programme, shortText, true}, {"criteria", &o.Criteria, longText, true}, {"occasion", &o.Occasion, shortText, false},
		{"campaign", &o.Campaign, 64, false}} {
		read := domain.OptionalText
		if text.must {
			read = domain.Text
		}
		if *text.into, err = read(text.field, *text.into, text.most); err != nil {
			return nil, err
		}
	}
	if o.Code, err = domain.CodeText("code", o.Code); err != nil {
		return nil, err
	}
	if err := allOf("awards", o.Awards, awards); err != nil {
		return nil, err
	}
	if err := allOf("recipients", o.Recipients, domain.RecipientKinds); err != nil {
		return nil, err
	}
	switch {
	case o.Budget <= 0:
		return nil, domain.Errorf(domain.Invalid, "a budget of more than nothing is needed").On("budget")
	case o.Budget > money.Max:
		return nil, domain.Errorf(domain.Invalid, "the budget is larger than this ledger takes").On("budget")
	case o.ClaimDays < 0 || o.ClaimDays > mostDays:
		return nil, domain.Errorf(domain.Invalid, "the days in which an award is to be collected are 0 to %d", mostDays).On("claim_days")
	case len(o.From) == 0 || len(o.From) > mostFrom:
		return nil, domain.Errorf(domain.Invalid, "1 to %d compartments pay, in order", mostFrom).On("from")
	}
	if err := stacks(o.Stacking, o.SchoolYear); err != nil {
		return nil, err
	}
	return []domain.Event{o}, nil
}

// allOf refuses words that are none of the known, or stand twice.
func allOf(field string, given, known []string) error {
	if len(given) == 0 {
		return domain.Errorf(domain.Invalid, "name at least one of %s", strings.Join(known, ", ")).On(field)
	}
	for i, word := range given {
		if !slices.Contains(known, word) || slices.Contains(given[:i], word) {
			return domain.Errorf(domain.Invalid, "%q is none of %s, or stands twice", word, strings.Join(known, ", ")).On(fmt.Sprintf("%s[%d]", field, i))
		}
	}
	return nil
}

func stacks(rule Stacking, year string) error {
	switch rule {
	case MayStack, OnceAYear, OnceAYearPerKind:
	default:
		return domain.Errorf(domain.Invalid, "awards may stack (left out), or are given %s or %s, not %q", OnceAYear, OnceAYearPerKind, rule).On("stacking")
	}
	if year == "" && rule == MayStack {
		return nil
	}
	_, err := domain.SchoolYear(year)
	return err
}

// in refuses, on that field, a round that is not at that stage.
func (r *Round) in(stage Stage, says string) error {
	switch {
	case !r.Exists():
		return domain.Errorf(domain.NotFound, "there is no such round").On("round")
	case r.Stage == stage:
		return nil
	case r.Stage == IsClosed || r.Stage == IsOff:
		return domain.Errorf(domain.Violation, "round %s is %s", r.Code, r.Stage).On("round")
	}
	return domain.Errorf(domain.Violation, "%s", says).On("round")
}

// Takes refuses a row whose kind of award or of recipient the round does not give.
func (r *Round) Takes(award, recipient string) error {
	if !slices.Contains(r.Awards, award) {
		return domain.Errorf(domain.Violation, "this round gives %s, not %s", strings.Join(r.Awards, ", "), spoken(award)).On("award")
	}
	if !slices.Contains(r.Recipients, recipient) {
		return domain.Errorf(domain.Violation, "this round is for %s, not for %s", strings.Join(r.Recipients, ", "), spoken(recipient)).On("recipient_kind")
	}
	return nil
}

func spoken(word string) string {
	if word == "" {
		return "one that does not say"
	}
	return word
}

// Nominate decides that rows join the list; the first ones begin it.
func (r *Round) Nominate(n Nominated) ([]domain.Event, error) {
	if err := r.in(Nominating, "the list is frozen; a change is a new version: round.revise"); err != nil {
		return nil, err
	}
	if err := r.proposing(n.By); err != nil {
		return nil, err
	}
	return []domain.Event{n}, nil
}

func (r *Round) proposing(by string) error {
	if len(r.Proposers) >= mostPersons && !slices.Contains(r.Proposers, domain.ActorKey(by)) {
		return domain.Errorf(domain.Invalid, "%d people have proposed already", mostPersons).On("round")
	}
	return nil
}

// Excluding checks that rows may still leave the list by a plain exclusion.
func (r *Round) Excluding() error {
	return r.in(Nominating, "the list is frozen; before the approval a change is a new version (round.revise), after it a row is cancelled (round.cancel-rows)")
}

// Freeze decides that the list takes no change any more.
func (r *Round) Freeze(f Frozen) ([]domain.Event, error) {
	if err := r.in(Nominating, "the list is frozen already"); err != nil {
		return nil, err
	}
	if f.Rows == 0 {
		return nil, domain.Errorf(domain.Violation, "nobody is on the list").On("round")
	}
	if err := r.within(f.Amount); err != nil {
		return nil, err
	}
	if err := r.proposing(f.By); err != nil {
		return nil, err
	}
	return []domain.Event{f}, nil
}

func (r *Round) within(amount int64) error {
	if amount > r.Budget {
		of := func(n int64) money.Money { return money.Money{Minor: n, Currency: r.Currency} }
		return domain.Errorf(domain.Violation, "the list adds up to %s, the round's budget is %s", of(amount), of(r.Budget)).On("round")
	}
	return nil
}

// Revise decides a new version of a list that was frozen and not approved.
func (r *Round) Revise(list uuid.UUID, reason, by string) ([]domain.Event, error) {
	if err := r.in(IsFrozen, "only a frozen list that was not approved has a new version"); err != nil {
		return nil, err
	}
	reason, err := domain.Text("reason", reason, shortText)
	if err != nil {
		return nil, err
	}
	return []domain.Event{Revised{list, r.List, r.Version + 1, reason, by}}, nil
}

// Approve decides the signature under the frozen list. It is refused to a proposer, and for any hash but the list's.
func (r *Round) Approve(a Approved, override string) ([]domain.Event, error) {
	if err := r.in(IsFrozen, "the list must be frozen, and is approved once"); err != nil {
		return nil, err
	}
	if !bytes.Equal(a.Hash, r.Hash) {
		return nil, domain.Errorf(domain.Violation, "this is not the list that was frozen: its hash is %x", r.Hash).On("hash")
	}
	if err := r.within(a.Amount); err != nil {
		return nil, err
	}
	var same []string
	if r.proposed(a.By) {
		same = append(same, "approver is proposer")
	}
	var err error
	if a.Override, err = overridden(same, override); err != nil {
		return nil, err
	}
	a.List = r.List
	return []domain.Event{a}, nil
}

func (r *Round) proposed(name string) bool {
	return slices.Contains(r.Proposers, domain.ActorKey(name))
}

// overridden lets one person stand for two where a reason is given, and keeps it.
func overridden(same []string, reason string) (*Override, error) {
	reason, err := domain.OptionalText("override", reason, shortText)
	switch {
	case err != nil:
		return nil, err
	case len(same) == 0:
		return nil, nil // a reason that was not needed says nothing
	case reason == "":
		return nil, domain.Errorf(domain.Denied, "%s: these are different people; a small unit gives a reason for an override, which is listed", strings.Join(same, ", ")).On("actor")
	}
	return &Override{same, reason}, nil
}

// Announce decides the day on which recipients were told.
func (r *Round) Announce(on, today domain.Date, by string) ([]domain.Event, error) {
	if err := r.in(IsApproved, "only an approved list is announced"); err != nil {
		return nil, err
	}
	on = on.Or(today)
	switch {
	case r.Announced != 0:
		return nil, domain.Errorf(domain.Conflict, "the list was announced on %s", r.Announced).On("round")
	case on > today:
		return nil, domain.Errorf(domain.Invalid, "%s has not come yet", on).On("on")
	}
	return []domain.Event{Announced{on, by}}, nil
}

// Pay decides who pays and who sees it; which rows and what money is decided in ledger.
func (r *Round) Pay(p Paid, override string) ([]domain.Event, error) {
	if err := r.Payable(); err != nil {
		return nil, err
	}
	var err error
	if p.Witness, err = domain.Text("witness", p.Witness, shortText); err != nil {
		return nil, err
	}
	var same []string
	for _, pair := range []struct {
		is  bool
		how string
	}{
		{r.proposed(p.By), "payer is proposer"}, {domain.SameActor(p.By, r.Approver), "payer is approver"},
		{r.proposed(p.Witness), "witness is proposer"}, {domain.SameActor(p.Witness, r.Approver), "witness is approver"},
		{domain.SameActor(p.Witness, p.By), "witness is payer"},
	} {
		if pair.is {
			same = append(same, pair.how)
		}
	}
	if p.Override, err = overridden(same, override); err != nil {
		return nil, err
	}
	return []domain.Event{p}, nil
}

// Payable refuses a round in which nothing can be paid now.
func (r *Round) Payable() error { return r.in(IsApproved, "the list must be approved first") }

// Overdue refuses to give up on awards before the days to collect them are over.
func (r *Round) Overdue(today domain.Date) error {
	if err := r.Payable(); err != nil {
		return err
	}
	switch last := r.Announced + domain.Date(r.ClaimDays); {
	case r.ClaimDays == 0:
		return domain.Errorf(domain.Violation, "the round set no days in which awards are to be collected; cancel single rows instead").On("round")
	case r.Announced == 0:
		return domain.Errorf(domain.Violation, "the list was not announced yet").On("round")
	case today <= last:
		return domain.Errorf(domain.Violation, "awards can be collected until %s", last).On("round")
	}
	return nil
}

// Substituting refuses an approver of a substitution who is the one that asks for it, or who proposed the list.
func (r *Round) Substituting(by, approver, override string) (*Override, error) {
	if err := r.Payable(); err != nil {
		return nil, err
	}
	var same []string
	if domain.SameActor(by, approver) {
		same = append(same, "approver is who substitutes")
	}
	if r.proposed(approver) {
		same = append(same, "approver is proposer")
	}
	return overridden(same, override)
}

// Close decides the end of a round. open are rows that are neither paid nor ended, unproved the paid ones without a signed list.
func (r *Round) Close(open, unproved int64, reason, by string) ([]domain.Event, error) {
	if err := r.Payable(); err != nil {
		return nil, err
	}
	reason, err := domain.OptionalText("reason", reason, shortText)
	switch {
	case err != nil:
		return nil, err
	case open > 0:
		return nil, domain.Errorf(domain.Violation, "%d rows are neither paid nor given up, and money is reserved for them", open).On("round")
	case unproved > 0 && reason == "":
		return nil, domain.Errorf(domain.Violation, "%d paid rows have no signed list; prove them, or say why there is none", unproved).On("reason")
	}
	return []domain.Event{Closed{unproved, reason, by}}, nil
}

// Cancel decides to give a round up of which nothing was paid.
func (r *Round) Cancel(reason, by string) ([]domain.Event, error) {
	switch {
	case !r.Exists():
		return nil, domain.Errorf(domain.NotFound, "there is no such round").On("round")
	case r.Stage == IsClosed || r.Stage == IsOff:
		return nil, domain.Errorf(domain.Conflict, "round %s is %s", r.Code, r.Stage).On("round")
	case r.Paid > 0:
		return nil, domain.Errorf(domain.Violation, "%d awards of this round have been paid; cancel the rows that are left and close it", r.Paid).On("round")
	}
	reason, err := domain.Text("reason", reason, shortText)
	if err != nil {
		return nil, err
	}
	return []domain.Event{Cancelled{reason, by}}, nil
}
