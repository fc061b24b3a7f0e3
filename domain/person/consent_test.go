package person

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
)

var (
	today  = domain.NewDate(2026, time.November, 22)
	signed = ConsentGiven{Purpose: DonorLists, Case: Adult, By: Self, Evidence: "hồ sơ 12", Wording: "MAU-01", From: today - 10}
	body   = Registered{Unit: registered.Unit, Kind: Enterprise, Card: box}
)

func consent(change func(*ConsentGiven)) ConsentGiven {
	c := signed
	change(&c)
	return c
}

// TestWhoseConsentIsEnough walks the table of cases: who must have signed for what.
func TestWhoseConsentIsEnough(t *testing.T) {
	enough := map[Case]map[bool]map[Giver]bool{ // case → discloses → by
		Adult:       {true: {Self: true, Both: true}, false: {Self: true, Both: true}},
		Represented: {true: {Guardian: true, Both: true}, false: {Guardian: true, Both: true}},
		OlderChild:  {true: {Both: true}, false: {Guardian: true, Both: true}},
		SmallChild:  {true: {Guardian: true, Both: true}, false: {Guardian: true, Both: true}},
	}
	p := &Person{}
	p.Evolve(uuid.Nil, registered)
	for _, purpose := range Purposes {
		for _, c := range Cases {
			for _, by := range Givers {
				_, err := p.GiveConsent(consent(func(g *ConsentGiven) { g.Purpose, g.Case, g.By, g.Until = purpose, c, by, today+100 }), today, 7)
				if got := err == nil; got != enough[c][purpose.Discloses()][by] {
					t.Errorf("%s for a %s by %s: %v", purpose, c, by, err)
				}
				if refusal, ok := errors.AsType[*domain.Error](err); err != nil && (!ok || refusal.Code != domain.Violation || !slices.Equal(refusal.Fields, []string{"by"})) {
					t.Errorf("%s for a %s by %s: %v", purpose, c, by, err)
				}
			}
		}
	}
}

func TestConsent(t *testing.T) {
	withdrawn := ConsentWithdrawn{Purpose: DonorLists, On: today - 3, Reason: "đổi ý"}
	answered := WithdrawalAnswered{Purpose: DonorLists, On: today - 2}
	child := consent(func(c *ConsentGiven) { c.Case, c.By, c.Until = SmallChild, Guardian, today+365 })
	toBeSeen := consent(func(c *ConsentGiven) { c.Purpose = Contact })
	give := func(c ConsentGiven) func(*Person) ([]domain.Event, error) {
		return func(p *Person) ([]domain.Event, error) { return p.GiveConsent(c, today, 7) }
	}
	changed := func(change func(*ConsentGiven)) func(*Person) ([]domain.Event, error) {
		return give(consent(change))
	}
	withdraw := func(w ConsentWithdrawn) func(*Person) ([]domain.Event, error) {
		return func(p *Person) ([]domain.Event, error) { return p.WithdrawConsent(w, today) }
	}
	answer := func(a WithdrawalAnswered) func(*Person) ([]domain.Event, error) {
		return func(p *Person) ([]domain.Event, error) { return p.AnswerWithdrawal(a, today) }
	}
	is := func(events ...domain.Event) []domain.Event { return events }
	for title, tt := range map[string]rule{
		"given":                            {is(registered), give(signed), is(signed), "", nil},
		"given again, by a newer paper":    {is(registered, signed), give(signed), is(signed), "", nil},
		"given with space around":          {is(registered), changed(func(c *ConsentGiven) { c.Evidence, c.Wording = " hồ sơ 12 ", "MAU-01 " }), is(signed), "", nil},
		"given by nobody":                  {nil, give(signed), nil, domain.NotFound, []string{"person"}},
		"given by the forgotten":           {is(registered, forgotten), give(signed), nil, domain.Conflict, []string{"person"}},
		"given by a body":                  {is(body), give(signed), nil, domain.Violation, []string{"person"}},
		"for nothing known":                {is(registered), changed(func(c *ConsentGiven) { c.Purpose = "all" }), nil, domain.Invalid, []string{"purpose"}},
		"in no case":                       {is(registered), changed(func(c *ConsentGiven) { c.Case = "" }), nil, domain.Invalid, []string{"case"}},
		"by a neighbour":                   {is(registered), changed(func(c *ConsentGiven) { c.By = "neighbour" }), nil, domain.Invalid, []string{"by"}},
		"without a paper":                  {is(registered), changed(func(c *ConsentGiven) { c.Evidence = " " }), nil, domain.Invalid, []string{"evidence"}},
		"with a telephone":                 {is(registered), changed(func(c *ConsentGiven) { c.Evidence = "gọi 0912 345 678" }), nil, domain.Invalid, []string{"evidence"}},
		"with an identity number":          {is(registered), changed(func(c *ConsentGiven) { c.Evidence = "CCCD 022304001234" }), nil, domain.Invalid, []string{"evidence"}},
		"with a mail address":              {is(registered), changed(func(c *ConsentGiven) { c.Evidence = "an@example.vn" }), nil, domain.Invalid, []string{"evidence"}},
		"with a date and a number":         {is(registered), changed(func(c *ConsentGiven) { c.Evidence = "phiếu 12 ngày 05/09/2024" }), is(consent(func(c *ConsentGiven) { c.Evidence = "phiếu 12 ngày 05/09/2024" })), "", nil},
		"without the wording":              {is(registered), changed(func(c *ConsentGiven) { c.Wording = "" }), nil, domain.Invalid, []string{"wording"}},
		"from tomorrow":                    {is(registered), changed(func(c *ConsentGiven) { c.From = today + 1 }), nil, domain.Invalid, []string{"from"}},
		"until the day it begins":          {is(registered), changed(func(c *ConsentGiven) { c.Until = c.From }), is(consent(func(c *ConsentGiven) { c.Until = c.From })), "", nil},
		"until before it begins":           {is(registered), changed(func(c *ConsentGiven) { c.Until = c.From - 1 }), nil, domain.Invalid, []string{"until"}},
		"small child":                      {is(registered), give(child), is(child), "", nil},
		"small child for ever":             {is(registered), changed(func(c *ConsentGiven) { c.Case, c.By = SmallChild, Guardian }), nil, domain.Invalid, []string{"until"}},
		"small child until it is seven":    {is(registered), changed(func(c *ConsentGiven) { c.Case, c.By, c.Until = SmallChild, Guardian, domain.NewDate(2033, 11, 12) }), nil, domain.Violation, []string{"until"}},
		"small child until the day before": {is(registered), changed(func(c *ConsentGiven) { c.Case, c.By, c.Until = SmallChild, Guardian, domain.NewDate(2033, 11, 11) }), is(consent(func(c *ConsentGiven) { c.Case, c.By, c.Until = SmallChild, Guardian, domain.NewDate(2033, 11, 11) })), "", nil},

		"withdrawn":                         {is(registered, signed), withdraw(withdrawn), is(withdrawn), "", nil},
		"withdrawn for all purposes":        {is(registered, toBeSeen, signed), withdraw(ConsentWithdrawn{On: today}), is(ConsentWithdrawn{Purpose: DonorLists, On: today}, ConsentWithdrawn{Purpose: Contact, On: today}), "", nil},
		"withdrawn for another purpose":     {is(registered, signed), withdraw(ConsentWithdrawn{Purpose: Contact, On: today}), nil, domain.Conflict, []string{"purpose"}},
		"withdrawn twice":                   {is(registered, signed, withdrawn), withdraw(withdrawn), nil, domain.Conflict, []string{"purpose"}},
		"withdrawn though it had ended":     {is(registered, consent(func(c *ConsentGiven) { c.Until = today - 5 })), withdraw(withdrawn), is(withdrawn), "", nil},
		"withdrawn before anything":         {is(registered), withdraw(ConsentWithdrawn{On: today}), nil, domain.Conflict, []string{"purpose"}},
		"withdrawn tomorrow":                {is(registered, signed), withdraw(ConsentWithdrawn{On: today + 1}), nil, domain.Invalid, []string{"on"}},
		"withdrawn for nothing known":       {is(registered, signed), withdraw(ConsentWithdrawn{Purpose: "x", On: today}), nil, domain.Invalid, []string{"purpose"}},
		"withdrawn with a telephone":        {is(registered, signed), withdraw(ConsentWithdrawn{On: today, Reason: "0912345678 gọi"}), nil, domain.Invalid, []string{"reason"}},
		"withdrawn by the forgotten":        {is(registered, signed, forgotten), withdraw(withdrawn), nil, domain.Conflict, []string{"person"}},
		"given by the paper withdrawn":      {is(registered, signed, withdrawn), give(signed), nil, domain.Conflict, []string{"from"}},
		"given anew":                        {is(registered, signed, withdrawn), changed(func(c *ConsentGiven) { c.From = today - 3 }), is(consent(func(c *ConsentGiven) { c.From = today - 3 })), "", nil},
		"withdrawn after it was given anew": {is(registered, signed, withdrawn, signed), withdraw(withdrawn), is(withdrawn), "", nil},

		"answered":                  {is(registered, signed, withdrawn), answer(answered), is(answered), "", nil},
		"answered twice":            {is(registered, signed, withdrawn, answered), answer(answered), nil, domain.Conflict, []string{"purpose"}},
		"answered before it came":   {is(registered, signed, withdrawn), answer(WithdrawalAnswered{Purpose: DonorLists, On: today - 4}), nil, domain.Invalid, []string{"on"}},
		"answered tomorrow":         {is(registered, signed, withdrawn), answer(WithdrawalAnswered{Purpose: DonorLists, On: today + 1}), nil, domain.Invalid, []string{"on"}},
		"answered without a wish":   {is(registered, signed), answer(answered), nil, domain.Conflict, []string{"purpose"}},
		"answered with a telephone": {is(registered, signed, withdrawn), answer(WithdrawalAnswered{Purpose: DonorLists, On: today, Evidence: "0912345678"}), nil, domain.Invalid, []string{"evidence"}},
	} {
		t.Run(title, tt.holds)
	}
}

// TestForgettingEndsEveryConsent, and a clone shares nothing with what it was cloned from.
func TestForgettingEndsEveryConsent(t *testing.T) {
	p := &Person{}
	for _, e := range []domain.Event{registered, signed} {
		p.Evolve(uuid.Nil, e)
	}
	q := p.Clone().(*Person)
	q.Evolve(uuid.Nil, ConsentWithdrawn{Purpose: DonorLists, On: today})
	if !p.Consents[DonorLists].Stands || q.Consents[DonorLists].Stands {
		t.Errorf("%+v, %+v", p.Consents, q.Consents)
	}
	p.Evolve(uuid.Nil, forgotten)
	if len(p.Consents) != 0 {
		t.Errorf("%+v", p.Consents)
	}
}
