package pages

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/sponsorship"
	"sovang/projections"
)

// The ways that a sponsor's wish, an end and a report are written down.
var (
	rests   = []sponsorship.Rest{sponsorship.ToUnrestricted, sponsorship.ToCompartment, sponsorship.ToNextChild, sponsorship.BackToTheSponsor}
	enders  = []string{sponsorship.BySponsor, sponsorship.ByChild, sponsorship.ByAssociation}
	restsBy = map[sponsorship.Path][]sponsorship.Rest{sponsorship.Direct: {sponsorship.ToNextChild}, sponsorship.ViaSchool: {sponsorship.ToNextChild}, sponsorship.ViaAssociation: rests}
)

// slotDeeds are the forms of a slot that fit how it stands, and what whoever asks may do in its unit.
func (c *Call) slotDeeds(p slotPage) (deeds []deed, err error) {
	s := p.Slot
	for _, x := range []struct {
		command string
		fits    bool
		form    func(slotPage) (deed, error)
	}{
		{"slot.take", !s.State.Sponsored() && s.State != projections.SlotClosed, c.taking},
		{"slot.send-report", len(reportsDue(*s.SlotInfo)) > 0, c.reporting},
		{"slot.note-memo", s.Path != sponsorship.ViaAssociation && len(s.Sponsorships) > 0, c.noting},
		{"slot.strike-memo", len(p.Memos) > 0, c.striking},
		{"slot.pause", s.State.Sponsored() && s.State != projections.SlotPaused, c.pausing},
		{"slot.resume", s.State == projections.SlotPaused, c.resuming},
		{"slot.give-notice", s.State.Sponsored() && s.State != projections.SlotNotice, c.noticing},
		{"slot.end", s.State.Sponsored(), c.ending},
		{"slot.queue", s.State.Sponsored() || s.State == projections.SlotHeld || s.State != projections.SlotClosed && len(s.Waiting) > 0, c.queueing},
		{"slot.leave-queue", len(s.Waiting) > 0, c.leaving},
		{"slot.carry", s.State == projections.SlotClosed && slices.ContainsFunc(s.Sponsorships, wishesNext), c.carrying},
	} {
		if !x.fits || !c.mayThere(x.command, s.Unit) {
			continue
		}
		d, err := x.form(p)
		if err != nil {
			return nil, err
		}
		deeds = append(deeds, d)
	}
	return deeds, nil
}

func wishesNext(x projections.SponsorshipInfo) bool { return x.Wish.Rest == sponsorship.ToNextChild }

// reportsDue are the terms of which the last sponsor has not been told.
func reportsDue(s projections.SlotInfo) []domain.Date {
	if len(s.Sponsorships) == 0 {
		return nil
	}
	return s.Sponsorships[len(s.Sponsorships)-1].ReportsDue
}

func (c *Call) taking(p slotPage) (deed, error) {
	s := p.Slot
	holder := ""
	if s.State == projections.SlotHeld {
		who, err := c.Read().Person(c.Context(), s.SlotInfo.Sponsor)
		if err != nil {
			return deed{}, err
		}
		holder = cmp.Or(who.Code, who.ID.String())
	}
	wishes := append([]option{{"", c.say("wish.none")}}, chooseWords(c, "wish.", restsBy[s.Path]...)...)
	d := c.deed("take", "slot.take", "slot.take.text",
		c.Ask("", "sponsor", "slot.take.sponsor", "slot.take.hint", "required").With(holder),
		c.Ask("", "from", "slot.take.from", "", "date"),
		c.Ask("", "new", "forms.new", "", "tick"),
		c.Choose("", "kind-of", "forms.kindof", "", c.DonorKinds()),
		c.Choose("", "wish.rest", "slot.wish", "slot.wish.hint", wishes))
	if s.Path == sponsorship.ViaAssociation {
		found, err := c.Read().Balances(c.Context(), projections.BalancesQuery{Fund: s.Fund})
		if err != nil {
			return d, err
		}
		walls := []option{{"", c.say("forms.none")}}
		for _, f := range found.Funds {
			for _, k := range f.Compartments {
				if k.Currency == s.Currency && k.Restriction != "slot" {
					walls = append(walls, option{k.Compartment, c.wordingOf(k)})
				}
			}
		}
		d.Fields = append(d.Fields, c.Choose("take", "wish.compartment", "slot.wish.into", "", walls))
	}
	d.Fields = append(d.Fields, c.Ask("take", "wish.words", "slot.wish.words", "", ""))
	if s.Path == sponsorship.ViaAssociation {
		d.Fields = append(d.Fields, c.Ask("take", "late_money_stays", "slot.wish.late", "slot.wish.late.hint", "tick"))
	}
	beside, err := c.carriedBeside(*s.SlotInfo, s.SlotInfo.Sponsor)
	if len(beside) > 0 {
		d.Fields = append(d.Fields, c.Ask("take", "knows", "slot.knows", "", "tick"))
	}
	return d, err
}

func (c *Call) pausing(slotPage) (deed, error) {
	return c.deed("pause", "slot.pause", "slot.pause.text", c.whyAndWhen()...), nil
}

func (c *Call) resuming(slotPage) (deed, error) {
	return c.deed("resume", "slot.resume", "", c.Ask("", "on", "forms.on", "", "date")), nil
}

func (c *Call) noticing(slotPage) (deed, error) {
	return c.deed("give-notice", "slot.notice", "slot.notice.text", append([]asking{c.Choose("", "by", "slot.by", "", chooseWords(c, "by.", enders...)),
		c.Ask("", "until", "slot.notice.until", "", "date required")}, c.whyAndWhen()...)...), nil
}

func (c *Call) ending(slotPage) (deed, error) {
	return c.deed("end", "slot.end", "slot.end.text", append([]asking{c.Choose("", "by", "slot.by", "", chooseWords(c, "by.", enders...))}, c.whyAndWhen()...)...), nil
}

func (c *Call) queueing(slotPage) (deed, error) {
	return c.deed("queue", "slot.wait", "slot.wait.text", c.Ask("", "sponsor", "slot.take.sponsor", "slot.take.hint", "required")), nil
}

func (c *Call) leaving(p slotPage) (deed, error) {
	var waiting []option
	for i, id := range p.Slot.Waiting {
		waiting = append(waiting, option{id.String(), p.Queue[i]})
	}
	return c.deed("leave-queue", "slot.leave", "", c.Choose("", "sponsor", "slot.queue", "", waiting)), nil
}

func (c *Call) noting(p slotPage) (deed, error) {
	return c.deed("note-memo", "slot.note", "slot.note.text", c.ofWhom(p), c.Ask("", "amount", "slot.note.amount", "desk.amount.hint", "required"),
		c.Ask("", "on", "forms.on", "", "date"), c.Ask("", "proof", "slot.note.proof", "", "file")), nil
}

// ofWhom is the choice among all who ever sponsored the slot, the last one first.
func (c *Call) ofWhom(p slotPage) asking {
	var all []option
	for _, x := range slices.Backward(p.Past) {
		all = append(all, option{x.Sponsorship.String(), x.Name + ", " + x.From.String()})
	}
	return c.Choose("", "sponsorship", "slot.sponsor", "", all)
}

func (c *Call) striking(p slotPage) (deed, error) {
	var memos []option
	for _, m := range slices.Backward(p.Memos) {
		memos = append(memos, option{m.ID.String(), m.On.String() + ": " + c.Amount(p.Slot.Currency, m.Amount)})
	}
	return c.deed("strike-memo", "slot.strike", "slot.strike.text", c.Choose("", "memo", "slot.strike.which", "", memos), c.Ask("", "reason", "desk.reason", "", "required")), nil
}

func (c *Call) reporting(p slotPage) (deed, error) {
	var terms []option
	for _, day := range reportsDue(*p.Slot.SlotInfo) {
		terms = append(terms, option{day.ISO(), day.String()})
	}
	return c.deed("send-report", "slot.report", "slot.report.text", c.Choose("", "term", "slot.term", "", terms), c.Ask("", "on", "slot.report.on", "", "date"),
		c.Ask("", "attachment", "slot.report.file", "", "file required")), nil
}

func (c *Call) carrying(slotPage) (deed, error) {
	return c.deed("carry", "slot.carry", "slot.carry.text", c.Ask("", "next", "slot.carry.next", "slot.carry.hint", "required")), nil
}

// slotDeed reads which command a form of the page of a slot asks for.
func (c *Call) slotDeed(do string, s projections.SlotInfo) (ledger.Command, error) {
	on, err := c.day("on")
	if err != nil {
		return nil, err
	}
	reason, by := c.Typed("reason"), c.Typed("by")
	switch do {
	case "hold":
		return c.holding(s)
	case "release":
		sponsor, err := c.uuid("sponsor") // as the page had it: sent twice it is one command
		return ledger.ReleaseHold{Slot: s.Slot, Sponsor: sponsor}, err
	case "take":
		return c.take(s)
	case "pause":
		return ledger.PauseSponsorship{Slot: s.Slot, Reason: reason, On: on}, nil
	case "resume":
		return ledger.ResumeSponsorship{Slot: s.Slot, On: on}, nil
	case "give-notice":
		until, err := c.day("until")
		return ledger.GiveNotice{Slot: s.Slot, By: by, Reason: reason, On: on, Until: until}, err
	case "end":
		return ledger.EndSponsorship{Slot: s.Slot, Reason: reason, By: by, On: on}, nil
	case "queue":
		sponsor, err := c.someDonor("sponsor")
		return ledger.QueueForSlot{Slot: s.Slot, Sponsor: sponsor}, err
	case "leave-queue":
		sponsor, err := c.uuid("sponsor")
		return ledger.LeaveQueue{Slot: s.Slot, Sponsor: sponsor}, err
	}
	return c.slotPaper(do, s, on)
}

// slotPaper reads which paper is written down about a slot.
func (c *Call) slotPaper(do string, s projections.SlotInfo, on domain.Date) (ledger.Command, error) {
	switch do {
	case "note-memo":
		of, err := c.uuid("sponsorship")
		if err != nil {
			return nil, err
		}
		amount, err := c.amount("amount", s.Currency)
		if err != nil {
			return nil, err
		}
		proof, err := c.fileHash("proof")
		return ledger.NoteMemo{Slot: s.Slot, Sponsorship: of, Amount: amount, On: on, Proof: proof}, err
	case "strike-memo":
		memo, err := c.uuid("memo")
		return ledger.StrikeMemo{Slot: s.Slot, Memo: memo, Reason: c.Typed("reason")}, err
	case "send-report":
		term, err := c.day("term")
		if err != nil {
			return nil, err
		}
		report, err := c.fileHash("attachment")
		if err == nil && len(report) == 0 {
			err = domain.Errorf(domain.Invalid, "choose the report that was sent").On("attachment")
		}
		return ledger.SendReport{Slot: s.Slot, Term: term, Attachment: report, On: on}, err
	case "carry":
		next, err := c.slotOf("next", c.Typed("next"))
		return ledger.CarryOver{Slot: s.Slot, Next: next.Slot}, err
	}
	return nil, c.errNoTask()
}

// take begins a sponsorship, of somebody registered or of somebody new.
func (c *Call) take(s projections.SlotInfo) (ledger.Command, error) {
	from, err := c.day("from")
	if err != nil {
		return nil, err
	}
	ask := ledger.TakeSlot{Slot: s.Slot, From: from, Wish: sponsorship.Wish{Rest: sponsorship.Rest(c.Typed("wish.rest")), Compartment: c.Typed("wish.compartment"), Words: c.Typed("wish.words"),
		LateMoneyStays: c.Typed("late_money_stays") != ""}}
	if ask.Sponsor, ask.NewSponsor, err = c.donorOrNew("sponsor", s.Unit); err != nil {
		return nil, err
	}
	if c.Typed("knows") != "" {
		sponsor := ask.Sponsor
		if ask.NewSponsor != nil {
			sponsor = uuid.Nil
		}
		ask.Knows, err = c.carriedBeside(s, sponsor)
	}
	return ask, err
}
