package pages

import (
	"net/url"
	"strings"
	"time"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/sponsorship"
	"sovang/projections"
)

// pathOf is a code as it stands in an address.
func pathOf(code string) string { return url.PathEscape(code) }

// endOf is the end of a day in Vietnam, as commands take a moment.
func endOf(day domain.Date) string {
	return time.Unix(int64(day+1)*24*60*60, 0).Add(-7*time.Hour - time.Second).In(domain.Vietnam).Format(time.RFC3339)
}

// needs are what slots are for most of the time; anything else is typed.
var needs = []string{"living", "tuition", "insurance", "books"}

// otherNeed is chosen where it is typed what a slot is for.
const otherNeed = "else"

// openingSlot is the form that opens a slot of a child.
func (c *Call) openingSlot(x projections.ChildInfo) (d deed, err error) {
	var funds []option
	own, err := c.Read().FundsOf(c.Context(), x.Unit, projections.AsOf{}, nil)
	if err != nil {
		return d, err
	}
	for _, f := range own {
		if f.WoundUp == 0 {
			funds = append(funds, option{f.Fund.String(), f.Name + " (" + f.Code + ")"})
		}
	}
	funds = append(funds, option{"", c.say("slot.nofund")}) // last: most slots are paid through the association
	d = c.deed("open", "slot.open", "slot.open.text",
		c.Ask("", "code", "slot.new.code", "slot.new.code.hint", "required"),
		c.Ask("", "school_year", "round.year", "", "required").With(schoolYear(today())),
		c.Choose("", "kind", "slot.kind", "", c.kindOptions()),
		c.Choose("", "need", "slot.need", "", append(chooseWords(c, "need.", needs...), option{otherNeed, c.say("slot.need.else")})),
		c.Ask("", "need_else", "slot.need.other", "", ""),
		c.Choose("", "path", "slot.path", "", chooseWords(c, "path.", sponsorship.Paths...)),
		c.Choose("", "fund", "slot.fund", "slot.fund.hint", funds).With(funds[0].Value),
		c.Ask("", "instalment", "slot.instalment", "desk.amount.hint", ""),
		c.Ask("", "instalments", "slot.count", "", "").With("9"),
		c.Ask("", "first", "slot.first", "", "date"),
		c.Ask("", "every", "slot.every", "", "").With("1"),
		c.Ask("", "steps", "slot.steps", "slot.steps.hint", "area"),
		c.Ask("", "schedule", "slot.schedule", "slot.schedule.hint", ""),
		c.Ask("", "terms", "slot.terms", "slot.terms.hint", ""),
		c.Ask("", "renewal", "slot.renewal", "slot.renewal.hint", ""))
	if before := slotsBefore(x); len(before) > 0 {
		choices := []option{{"", c.say("forms.none")}}
		for _, s := range before {
			choices = append(choices, option{s.Code, s.Code + ", " + s.SchoolYear})
		}
		for _, f := range []asking{c.Choose("", "previous", "slot.previous", "", choices), c.Ask("", "renewed", "slot.renewed", "", ""),
			c.Ask("", "first_refusal_until", "slot.refusal", "slot.refusal.hint", "date")} {
			f.Form = "open"
			d.Fields = append(d.Fields, f)
		}
	}
	return d, nil
}

// slotsBefore are the slots of a child that another year's may follow, the last one first.
func slotsBefore(x projections.ChildInfo) (slots []projections.SlotInfo) {
	for _, s := range x.Slots {
		if s.State != projections.SlotClosed {
			slots = append([]projections.SlotInfo{s}, slots...)
		}
	}
	return slots
}

// slotAsked reads the form that opens a slot.
func (c *Call) slotAsked(x projections.ChildInfo) (ask ledger.OpenSlot, err error) {
	ask = ledger.OpenSlot{Slot: c.following("slot"), Unit: x.Unit, Child: x.Child, Code: c.Typed("code"), Kind: sponsorship.Kind(c.Typed("kind")), Need: c.Typed("need"),
		SchoolYear: strings.TrimSpace(c.Typed("school_year")), Schedule: c.Typed("schedule"), Path: sponsorship.Path(c.Typed("path")), Renewal: c.Typed("renewal"), Renewed: c.Typed("renewed")}
	if ask.Need == otherNeed {
		ask.Need = c.Typed("need_else")
	}
	if c.Typed("fund") != "" && ask.Path == sponsorship.ViaAssociation {
		if ask.Fund, err = c.uuid("fund"); err != nil {
			return ask, err
		}
	}
	if code := c.Typed("previous"); code != "" {
		before, err := c.slotOf("previous", code)
		if err != nil {
			return ask, err
		}
		ask.Previous = before.Slot
	}
	until, err := c.day("first_refusal_until")
	if err != nil {
		return ask, err
	}
	if until != 0 {
		ask.FirstRefusalUntil = endOf(until)
	}
	if ask.Terms, err = c.days("terms"); err != nil {
		return ask, err
	}
	return ask, c.scheduled(&ask)
}

// scheduled reads what is due, and when: one instalment so many times, or steps.
func (c *Call) scheduled(ask *ledger.OpenSlot) (err error) {
	lines := c.pasted("steps")
	for i, line := range lines {
		s := ledger.AskedStep{}
		for j, read := range []func(string) error{
			func(text string) (err error) { s.First, err = dayOf("first", text); return err },
			func(text string) (err error) {
				s.Amount, err = typedAmount("amount", text, string(money.VND))
				return err
			},
			func(text string) (err error) { s.Count, err = wholeOr("count", text); return err },
			func(text string) (err error) { s.Every, err = wholeOr("every", text); return err },
			func(text string) (err error) { s.Heads, err = wholeOr("heads", text); return err },
		} {
			if err := read(cell(line, j)); err != nil {
				return domain.InRow("steps", i, err)
			}
		}
		ask.Steps = append(ask.Steps, s)
	}
	if len(lines) > 0 { // they say all of it
		return nil
	}
	if ask.Instalment, err = c.amount("instalment", string(money.VND)); err != nil {
		return err
	}
	if ask.First, err = c.day("first"); err != nil {
		return err
	}
	if ask.Instalments, err = wholeOr("instalments", c.Typed("instalments")); err != nil || ask.First == 0 || ask.Instalments < 2 {
		return err
	}
	ask.Every, err = wholeOr("every", c.Typed("every"))
	return err
}

// wholeOr reads a whole number; nothing is 0.
func wholeOr(field, text string) (int64, error) {
	if strings.TrimSpace(text) == "" {
		return 0, nil
	}
	n, err := wholeNumber(field, strings.TrimSpace(text))
	return int64(n), err
}

// days reads days with commas or semicolons between them.
func (c *Call) days(field string) (all []domain.Date, err error) {
	for _, text := range strings.FieldsFunc(c.Typed(field), func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if strings.TrimSpace(text) == "" {
			continue
		}
		day, err := dayOf(field, strings.TrimSpace(text))
		if err != nil {
			return nil, err
		}
		all = append(all, day)
	}
	return all, nil
}
