package pages

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/person"
	"sovang/projections"
)

func (s *Site) peoplePages() []Page {
	keepers := Access{roles: Command("person.describe").roles | Command("person.forget").roles}
	return []Page{
		{Path: "/people", For: keepers, Template: "people", Menu: "menu.people", Under: Recording, Unlisted: true, Show: (*Call).peopleFound},
		{Path: "/people/{person}", For: keepers, Template: "person", Unlisted: true, Show: (*Call).person, Do: (*Call).doPerson},
	}
}

// peopleShown is who was found in the records of a unit, and whose withdrawal waits for an answer.
type peopleShown struct {
	Desk
	Asked string
	Found []projections.Person
	More  bool
	Open  []consentShown
}

// consentShown is a consent with whom it is of.
type consentShown struct {
	projections.ConsentInfo
	Name string
	Late bool // the day to answer by is over
}

// mostFound is how many people a search shows.
const mostFound = 40

func (c *Call) peopleFound() (any, error) {
	d, err := c.desk("q")
	if err != nil {
		return nil, err
	}
	p := peopleShown{Desk: d, Asked: c.Query("q")}
	if p.Found, err = c.Read().Suggest(c.Context(), []uuid.UUID{d.Unit.Unit}, p.Asked, mostFound+1); err != nil {
		return nil, err
	}
	if p.More = len(p.Found) > mostFound; p.More {
		p.Found = p.Found[:mostFound]
	}
	open, err := c.Read().Consents(c.Context(), projections.ConsentsQuery{Unit: d.Unit.Unit, Open: true})
	if err != nil {
		return nil, err
	}
	for _, x := range open {
		one, err := c.consentShown(x)
		if err != nil {
			return nil, err
		}
		p.Open = append(p.Open, one)
	}
	return p, nil
}

func (c *Call) consentShown(x projections.ConsentInfo) (consentShown, error) {
	name, err := c.calls(x.Person)
	return consentShown{x, name, x.Open() && x.AnswerBy != 0 && today() > x.AnswerBy}, err
}

// personShown is one person: what the read side has of them, what they let be shown, and what may be done.
type personShown struct {
	projections.Person
	UnitName, UnitCode string
	Has                []string // words of what the card has; not what stands there
	Consents           []consentShown
	Standing, Open     []option // purposes for which a consent stands; whose withdrawal waits
	May                map[string]bool
	Sure               bool // forgetting was asked for once
}

// personDeeds are the forms of the page, and the command behind each.
var personDeeds = map[string]string{"describe": "person.describe", "consent": "person.consent", "withdraw": "person.withdraw-consent", "answer": "person.answer-withdrawal", "forget": "person.forget"}

// personAsked is the person of the page, of a unit in which whoever asks keeps records.
func (c *Call) personAsked() (p projections.Person, err error) {
	id, err := c.Read().PersonNamed(c.Context(), c.Path("person"))
	if err != nil {
		return p, err
	}
	if p, err = c.Read().Person(c.Context(), id); err != nil {
		return p, err
	}
	return p, c.Within(p.Unit)
}

func (c *Call) person() (any, error) {
	who, err := c.personAsked()
	if err != nil {
		return nil, err
	}
	o, err := c.offices()
	if err != nil {
		return nil, err
	}
	p := personShown{Person: who, UnitName: o.units[who.Unit].Name, UnitCode: o.units[who.Unit].Code, May: map[string]bool{},
		Sure: c.Typed("do") == "forget" && c.Refused == nil}
	for do, command := range personDeeds {
		p.May[do] = !who.Forgotten && c.mayThere(command, who.Unit)
	}
	all, err := c.Read().Consents(c.Context(), projections.ConsentsQuery{Person: who.ID})
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		one, err := c.consentShown(x)
		if err != nil {
			return nil, err
		}
		p.Consents = append(p.Consents, one)
		if x.State == projections.ConsentStands || x.State == projections.ConsentEnded {
			p.Standing = append(p.Standing, chooseWords(c, "purpose.", x.Purpose)...)
		}
		if x.Open() {
			p.Open = append(p.Open, chooseWords(c, "purpose.", x.Purpose)...)
		}
	}
	natural := who.Kind.Natural()
	p.May["consent"], p.May["withdraw"], p.May["answer"] = p.May["consent"] && natural, p.May["withdraw"] && len(p.Standing) > 0, p.May["answer"] && len(p.Open) > 0
	if p.Sure { // nothing else is offered beside that question
		clear(p.May)
	}
	if p.May["describe"] {
		p.Has, err = c.known(who.ID)
	}
	return p, err
}

// cardFields are what the form of a card can change besides the name. No page and no resource shows what stands there; that something does is said of those that tell nothing by it.
var cardFields = []struct {
	name  string
	field func(*person.Card) *string
	told  bool
}{
	{"phone", func(c *person.Card) *string { return &c.Phone }, true}, {"email", func(c *person.Card) *string { return &c.Email }, true},
	{"address", func(c *person.Card) *string { return &c.Address }, true}, {"born", func(c *person.Card) *string { return &c.Born }, true},
	{"school", func(c *person.Card) *string { return &c.School }, true}, {"guardian", func(c *person.Card) *string { return &c.Guardian }, false},
	{"note", func(c *person.Card) *string { return &c.Note }, false},
}

// known are the words of what a card has.
func (c *Call) known(who uuid.UUID) (words []string, err error) {
	card, err := c.site.o.Card(c.Context(), who)
	for _, f := range cardFields {
		if f.told && *f.field(&card) != "" {
			words = append(words, "card."+f.name)
		}
	}
	return words, err
}

// doPerson describes somebody anew, lays down a consent or that it was withdrawn, or has them forgotten.
func (c *Call) doPerson() (string, error) {
	who, err := c.personAsked()
	if err != nil {
		return "", err
	}
	do := c.Typed("do")
	var ask ledger.Command
	switch do {
	case "describe":
		ask, err = c.describe(who.ID)
	case "consent":
		ask, err = c.consent(who.ID)
	case "withdraw":
		w := ledger.WithdrawConsent{Person: who.ID, Purpose: person.Purpose(c.Typed("purpose")), Reason: c.Typed("reason")}
		w.On, err = c.day("on")
		ask = w
	case "answer":
		a := ledger.AnswerWithdrawal{Person: who.ID, Purpose: person.Purpose(c.Typed("purpose")), Evidence: c.Typed("evidence")}
		a.On, err = c.day("on")
		ask = a
	case "forget":
		if c.Typed("sure") != "1" { // asked twice: the first time it is shown what goes and what stays
			if !c.mayThere("person.forget", who.Unit) {
				return "", domain.Errorf(domain.Denied, "this is of a unit in which you hold no role for it")
			}
			return "", nil
		}
		ask = ledger.ForgetPerson{Person: who.ID, Reason: c.Typed("reason")}
	default:
		err = domain.Errorf(domain.Invalid, "%q is nothing that this form can do", do).On("do")
	}
	if err != nil {
		return "", err
	}
	return "/people/" + who.ID.String() + "?done=" + do, c.ask(ask)
}

// describe is a card with what was typed in the place of what stood there: what was left empty stays, and - takes it away.
func (c *Call) describe(who uuid.UUID) (ledger.Command, error) {
	card, err := c.site.o.Card(c.Context(), who)
	if err != nil {
		return nil, err
	}
	card.Name = c.Typed("card.name")
	for _, f := range cardFields {
		switch text := strings.TrimSpace(c.Typed("card." + f.name)); text {
		case "":
		case "-":
			*f.field(&card) = ""
		default:
			*f.field(&card) = text
		}
	}
	switch text := strings.TrimSpace(c.Typed("card.circumstances")); text {
	case "":
	case "-":
		card.Circumstances = nil
	default:
		card.Circumstances = strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' })
		for i := range card.Circumstances {
			card.Circumstances[i] = strings.TrimSpace(card.Circumstances[i])
		}
		card.Circumstances = slices.DeleteFunc(card.Circumstances, func(t string) bool { return t == "" })
	}
	return ledger.DescribePerson{Person: who, Card: card}, nil
}

func (c *Call) consent(who uuid.UUID) (_ ledger.Command, err error) {
	ask := ledger.GiveConsent{Person: who, Purpose: person.Purpose(c.Typed("purpose")), Case: person.Case(c.Typed("case")), By: person.Giver(c.Typed("by")),
		Evidence: c.Typed("evidence"), Wording: c.Typed("wording")}
	if ask.From, err = c.day("from"); err == nil {
		ask.Until, err = c.day("until")
	}
	return ask, err
}

// Purposes, Cases and Givers are what the form of a consent is chosen from.
func (c *Call) Purposes() []option { return chooseWords(c, "purpose.", person.Purposes...) }

// Cases are whose consent is needed.
func (c *Call) Cases() []option { return chooseWords(c, "case.", person.Cases...) }

// Givers are who has signed.
func (c *Call) Givers() []option { return chooseWords(c, "giver.", person.Givers...) }

// Standing is what can be withdrawn: every purpose at once, or one.
func (c *Call) Standing(of []option) []option {
	return append([]option{{"", c.say("purpose.all")}}, of...)
}
