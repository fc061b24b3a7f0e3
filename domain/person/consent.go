package person

import (
	"slices"
	"strings"
	"unicode"

	"sovang/domain"
)

// Purpose is what a consent is for. A consent for one purpose is none for another, and silence is none at all.
type Purpose string

// The purposes.
const (
	DonorLists     Purpose = "donor-lists"     // the name in public lists of donors and sponsors
	SponsorSees    Purpose = "sponsor-sees"    // a sponsored child's name for its sponsor
	RecipientLists Purpose = "recipient-lists" // the name in public lists of recipients
	PictureOrStory Purpose = "picture-or-story"
	Contact        Purpose = "contact" // calls and letters that are not about a gift or an award of their own
)

// Purposes lists them.
var Purposes = []Purpose{DonorLists, SponsorSees, RecipientLists, PictureOrStory, Contact}

// Discloses says whether others get to know something: of a child the law then asks for more.
func (p Purpose) Discloses() bool { return p != Contact }

// Case says whose consent is needed. Age is personal data and sealed, so whoever lays a consent down states the case and what proves it.
type Case string

// The cases.
const (
	Adult       Case = "adult"
	Represented Case = "represented" // an adult for whom a guardian decides by law
	OlderChild  Case = "older-child" // has reached the age from which the law has the child asked, too
	SmallChild  Case = "small-child" // has not
)

// Cases lists them.
var Cases = []Case{Adult, Represented, OlderChild, SmallChild}

// Giver says who has signed.
type Giver string

// The givers.
const (
	Self     Giver = "self"
	Guardian Giver = "guardian"
	Both     Giver = "both"
)

// Givers lists them.
var Givers = []Giver{Self, Guardian, Both}

// ConsentGiven lays a consent down; it takes the place of an earlier one for the same purpose.
type ConsentGiven struct {
	Purpose  Purpose     `json:"purpose"`
	Case     Case        `json:"case"`
	By       Giver       `json:"by"`
	Evidence string      `json:"evidence"` // where the signed paper is to be found; nothing personal
	Wording  string      `json:"wording"`  // version of the text that was signed
	From     domain.Date `json:"from"`
	Until    domain.Date `json:"until,omitzero"` // the last day; the zero Date: until it is withdrawn
}

// ConsentWithdrawn ends what was given for a purpose, at once and everywhere; On is the day on which it was asked for.
type ConsentWithdrawn struct {
	Purpose Purpose     `json:"purpose"`
	On      domain.Date `json:"on"`
	Reason  string      `json:"reason,omitzero"`
}

// WithdrawalAnswered says that whoever withdrew has been told, and that what was published elsewhere has been taken down.
type WithdrawalAnswered struct {
	Purpose  Purpose     `json:"purpose"`
	On       domain.Date `json:"on"`
	Evidence string      `json:"evidence,omitzero"`
}

// Consent is what a rule asks about one purpose.
type Consent struct {
	Stands    bool        `json:"stands,omitzero"`    // given and not withdrawn; it may have ended by date
	Withdrawn domain.Date `json:"withdrawn,omitzero"` // the last time
	Open      bool        `json:"open,omitzero"`      // a withdrawal that nobody has answered
}

// Natural says whether that kind is a human being, who has personal data. The name of a body may be shown unless it gave anonymously.
func (k Kind) Natural() bool { return k == Individual || k == Overseas }

// GiveConsent lays a consent down that is given from then on; today is the day of the book, age the one from which on a child is asked, too.
func (p *Person) GiveConsent(c ConsentGiven, today domain.Date, age int) ([]domain.Event, error) {
	if err := p.Known("person"); err != nil {
		return nil, err
	}
	if !p.Kind.Natural() {
		return nil, domain.Errorf(domain.Violation, "a body needs no consent: its name is shown unless it gave anonymously").On("person")
	}
	if err := c.proper(); err != nil {
		return nil, err
	}
	var err error
	if c.Evidence, err = reference("evidence", c.Evidence); err != nil {
		return nil, err
	}
	if c.Wording, err = domain.CodeText("wording", c.Wording); err != nil {
		return nil, err
	}
	if err := c.From.NotAhead(today, "from"); err != nil {
		return nil, err
	}
	if c.Until != 0 && c.Until < c.From {
		return nil, domain.Errorf(domain.Invalid, "it would end on %s, before it begins on %s", c.Until, c.From).On("until")
	}
	if before := p.Consents[c.Purpose]; c.From < before.Withdrawn {
		return nil, domain.Errorf(domain.Conflict, "consent was withdrawn on %s; what was signed before then holds no more", before.Withdrawn).On("from")
	}
	if err := c.enough(age); err != nil {
		return nil, err
	}
	return []domain.Event{c}, nil
}

func (c ConsentGiven) proper() error {
	switch {
	case !slices.Contains(Purposes, c.Purpose):
		return domain.Errorf(domain.Invalid, "%q is no purpose; there are %s", c.Purpose, listed(Purposes)).On("purpose")
	case !slices.Contains(Cases, c.Case):
		return domain.Errorf(domain.Invalid, "%q is no case; there are %s", c.Case, listed(Cases)).On("case")
	case !slices.Contains(Givers, c.By):
		return domain.Errorf(domain.Invalid, "%q is nobody who can consent; there are %s", c.By, listed(Givers)).On("by")
	}
	return nil
}

// enough refuses a consent that those who have given it could not give, as the case is stated.
func (c ConsentGiven) enough(age int) error {
	child, guardian := c.By != Guardian, c.By != Self
	switch c.Case {
	case Adult:
		if c.By == Guardian {
			return domain.Errorf(domain.Violation, "an adult consents for themselves").On("by")
		}
	case OlderChild:
		if c.Purpose.Discloses() && !(child && guardian) {
			return domain.Errorf(domain.Violation, "of a child from %d years on, the child and the guardian both consent to being shown", age).On("by")
		}
	}
	if c.Case != Adult && !guardian {
		return domain.Errorf(domain.Violation, "this takes the guardian's consent").On("by")
	}
	if c.Case != SmallChild {
		return nil
	}
	if c.Until == 0 {
		return domain.Errorf(domain.Invalid, "a guardian's consent for a small child ends before the child is %d; say when", age).On("until")
	}
	month, day := c.From.MonthDay()
	if c.Until >= domain.NewDate(c.From.Year()+age, month, day) {
		return domain.Errorf(domain.Violation, "a child that has not reached %d years on %s has by %s", age, c.From, c.Until).On("until")
	}
	return nil
}

// WithdrawConsent ends what was given for a purpose, or, with none, for every purpose for which consent stands.
func (p *Person) WithdrawConsent(w ConsentWithdrawn, today domain.Date) ([]domain.Event, error) {
	if err := p.Known("person"); err != nil {
		return nil, err
	}
	if err := w.On.NotAhead(today, "on"); err != nil {
		return nil, err
	}
	var err error
	if w.Reason, err = optionalReference("reason", w.Reason); err != nil {
		return nil, err
	}
	if w.Purpose != "" && !slices.Contains(Purposes, w.Purpose) {
		return nil, domain.Errorf(domain.Invalid, "%q is no purpose; there are %s", w.Purpose, listed(Purposes)).On("purpose")
	}
	var events []domain.Event
	for _, purpose := range Purposes {
		if p.Consents[purpose].Stands && (w.Purpose == "" || w.Purpose == purpose) {
			events = append(events, ConsentWithdrawn{Purpose: purpose, On: w.On, Reason: w.Reason})
		}
	}
	if len(events) == 0 {
		return nil, domain.Errorf(domain.Conflict, "there is no consent that could be withdrawn").On("purpose")
	}
	return events, nil
}

// AnswerWithdrawal lays down that a withdrawal has been answered.
func (p *Person) AnswerWithdrawal(a WithdrawalAnswered, today domain.Date) ([]domain.Event, error) {
	if err := p.Known("person"); err != nil {
		return nil, err
	}
	open := p.Consents[a.Purpose]
	if !open.Open {
		return nil, domain.Errorf(domain.Conflict, "no withdrawal for this purpose waits for an answer").On("purpose")
	}
	if err := a.On.NotAhead(today, "on"); err != nil {
		return nil, err
	}
	if a.On < open.Withdrawn {
		return nil, domain.Errorf(domain.Invalid, "it was withdrawn on %s", open.Withdrawn).On("on")
	}
	var err error
	if a.Evidence, err = optionalReference("evidence", a.Evidence); err != nil {
		return nil, err
	}
	return []domain.Event{a}, nil
}

// consent takes in what happened to one purpose.
func (p *Person) consent(purpose Purpose, change func(*Consent)) {
	if p.Consents == nil {
		p.Consents = map[Purpose]Consent{}
	}
	c := p.Consents[purpose]
	change(&c)
	p.Consents[purpose] = c
}

// reference is text that points to a paper and stays readable for ever: numbers that could be an identity card's or a telephone's are refused,
// and addresses of mail.
func reference(field, text string) (string, error) {
	text, err := domain.Text(field, text, shortText)
	if err != nil {
		return "", err
	}
	return text, nothingPersonal(field, text)
}

func optionalReference(field, text string) (string, error) {
	if strings.TrimSpace(text) == "" {
		return "", nil
	}
	return reference(field, text)
}

func nothingPersonal(field, text string) error {
	digits := strings.FieldsFunc(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .", r) { // 0912 345 678, 0912.345.678
			return -1
		}
		return r
	}, text), func(r rune) bool { return !unicode.IsDigit(r) })
	if strings.Contains(text, "@") || slices.ContainsFunc(digits, func(run string) bool { return len(run) >= 9 }) {
		return domain.Errorf(domain.Invalid, "this looks like a telephone, identity or mail address, which must not stand in the log; name the paper by its number in the file").On(field)
	}
	return nil
}

func listed[S ~string](all []S) string {
	words := make([]string, len(all))
	for i, one := range all {
		words[i] = string(one)
	}
	return strings.Join(words, ", ")
}
