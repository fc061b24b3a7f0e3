package projections

import (
	"cmp"
	"context"
	"strconv"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
	"sovang/domain/pledge"
	"sovang/projections/readdb"
)

// What happened to a pledge (pledge_events.what).
const (
	pledgeApplied int64 = iota + 1
	pledgeUnapplied
	pledgeCancelled
	pledgeWrittenOff
	pledgePaused
	pledgeResumed
	pledgeActivated
)

func (f *fold) pledgeEvent(k int64, event domain.Event) {
	add := func(what, amount int64, day domain.Date, no int, basis pledge.Basis, who, reason string, donation []byte) {
		f.t.pledgeEvents.add(k, f.at.n, amount, int64(day), int64(no), f.word(string(basis)), f.word(who), f.at.nth, what, reason, donation)
	}
	today := domain.Date(f.at.day) // of facts that were laid down before they had a day
	switch e := event.(type) {
	case pledge.Made:
		f.pledgeMade(k, e)
	case pledge.PaymentApplied:
		add(pledgeApplied, e.Amount, e.Booked, e.Instalment, e.Basis, "", "", e.Donation[:])
	case pledge.PaymentUnapplied:
		add(pledgeUnapplied, e.Amount, e.Booked, e.Instalment, "", "", e.Reason, e.Donation[:])
	case pledge.Cancelled:
		add(pledgeCancelled, 0, e.On.Or(today), 0, "", e.By, e.Reason, nil)
	case pledge.WrittenOff:
		add(pledgeWrittenOff, e.Amount, e.On.Or(today), 0, "", e.Approver, e.Reason, nil)
	case pledge.Paused:
		add(pledgePaused, 0, e.From, 0, "", e.By, e.Reason, nil)
	case pledge.Resumed:
		add(pledgeResumed, 0, e.On, 0, "", "", "", nil)
	case pledge.Activated:
		add(pledgeActivated, 0, e.On, 0, "", "", "", nil)
	}
}

func (f *fold) pledgeMade(k int64, e pledge.Made) {
	f.t.pledges.add(k, f.at.n, f.key(e.Donor), f.key(e.Fund), f.word(string(e.Currency)), e.Amount, int64(e.Due), int64(e.Made), f.word(string(e.Kind)),
		int64(e.Months), int64(e.Until), f.key(e.Slot), f.word(e.Campaign), bit(e.Draft), e.Compartment, e.Code, e.Agreement)
	if e.Code != "" {
		f.promised[e.Code] = promised{k, f.at.n}
	}
	for i, x := range e.Instalments {
		f.t.pledgeDues.add(k, int64(i+1), int64(x.Due), x.Amount)
	}
}

// PledgeInfo is one pledge as of a report's entry, and how it stands at the report's day. Nothing of it is in any balance.
type PledgeInfo struct {
	Pledge      uuid.UUID   `json:"pledge"`
	Entry       uint64      `json:"entry"`
	Code        string      `json:"code,omitempty"`
	Donor       uuid.UUID   `json:"donor"`
	Fund        uuid.UUID   `json:"fund"`
	FundCode    string      `json:"fund_code"`
	Compartment string      `json:"compartment,omitempty"`
	Slot        uuid.UUID   `json:"slot,omitzero"`
	Kind        pledge.Kind `json:"kind"`
	Currency    string      `json:"currency"`
	Amount      int64       `json:"amount"` // in all; of a standing pledge, a period
	Made        domain.Date `json:"made"`
	Due         domain.Date `json:"due"` // the first day
	Campaign    string      `json:"campaign,omitempty"`
	Agreement   string      `json:"agreement,omitempty"`
	pledge.Fulfilment
	Expected []pledge.Expected    `json:"expected"`
	Applied  []pledge.Application `json:"applied"` // what stands of donations, counted towards it; no money moved
	History  []PledgeChange       `json:"history"` // all that happened, in order
	refused  map[uuid.UUID]bool   // donations that were taken back by hand
	touched  map[uuid.UUID]uint64 // the last entry that spoke of a donation
	made     pledge.Made
	events   []domain.Event
}

// PledgeChange is one thing that happened to a pledge.
type PledgeChange struct {
	Entry    uint64      `json:"entry"`
	What     string      `json:"what"` // the fact's name
	Day      domain.Date `json:"day,omitzero"`
	Amount   int64       `json:"amount,omitzero"`
	No       int         `json:"instalment,omitzero"`
	Donation uuid.UUID   `json:"donation,omitzero"`
	Basis    string      `json:"basis,omitempty"`
	Who      string      `json:"who,omitempty"`
	Reason   string      `json:"reason,omitempty"`
}

// PledgesQuery asks for pledges.
type PledgesQuery struct {
	Donor, Fund, Pledge uuid.UUID // nil UUIDs: all
	Kept                bool      // beside those to the fund, those to funds that were wound up into it: it keeps them
	Campaign            string    // "": all
	AsOf                AsOf
	At                  *domain.Date // how they stand on this day; nil: on the day of the report's entry
}

// Pledges lists the pledges that were made by a day, in the order of the log, and how they stand on it.
func (r *Reader) Pledges(ctx context.Context, q PledgesQuery) ([]PledgeInfo, error) {
	found := []PledgeInfo{}
	err := r.view(ctx, q.AsOf, func(v *view) error {
		all, err := v.pledgesOn(q)
		found = append(found, all...)
		return err
	})
	return found, err
}

// pledgesOn are the pledges of a query as they stand on its day.
func (v *view) pledgesOn(q PledgesQuery) ([]PledgeInfo, error) {
	day := domain.DateOf(v.asOf.Recorded)
	if q.At != nil {
		day = *q.At
	}
	return v.pledgesBy(q, day)
}

// pledgesAt is what pledges were worked out for.
type pledgesAt struct {
	db   string
	last int64 // entry about any pledge, or about the end of any fund
	fund uuid.UUID
	kept bool
	day  domain.Date
}

// pledgesBy are the pledges of a query as they stand on a day. Those of a fund are kept until a pledge changes.
func (v *view) pledgesBy(q PledgesQuery, day domain.Date) ([]PledgeInfo, error) {
	of := pledgesAt{v.db, 0, q.Fund, q.Kept, day}
	keep := q.Fund != uuid.Nil && q.Donor == uuid.Nil && q.Pledge == uuid.Nil && q.Campaign == ""
	if keep {
		var err error
		if of.last, err = v.lastAbout("pledges", "pledge_events", "fund_ends"); err != nil {
			return nil, err
		}
		if found, ok := v.r.pledges.get(of); ok {
			return found, nil
		}
	}
	all, err := v.pledges(q)
	if err != nil {
		return nil, err
	}
	found := all[:0]
	for i := range all {
		if p := pledge.By(day, all[i].events); p.Exists() {
			all[i].Fulfilment, all[i].Expected, all[i].Applied = p.At(day), p.Expect(day), p.Applied
			found = append(found, all[i])
		}
	}
	if keep {
		v.r.pledges.put(of, found, len(found))
	}
	return found, nil
}

// pledges reads pledges with all that happened to them.
func (v *view) pledges(q PledgesQuery) ([]PledgeInfo, error) {
	where, args, err := v.pledgesWhere(q)
	if err != nil {
		return nil, err
	}
	found, at, err := v.pledgeRows(where, args)
	if err == nil {
		err = v.pledgeDues(found, at, where, args)
	}
	for i := range found {
		found[i].events = append(found[i].events, found[i].made)
	}
	if err == nil {
		err = v.pledgeEvents(found, at, where, args)
	}
	return found, err
}

// pledgesWhere narrows pledges p to those of a query; $1 is the view's entry.
func (v *view) pledgesWhere(q PledgesQuery) (where string, args []any, err error) {
	where, args = " p.n <= $1 ", []any{v.n}
	narrow := func(column string, k int64) {
		args = append(args, k)
		where += "AND p." + column + " = $" + strconv.Itoa(len(args)) + " "
	}
	for _, x := range []struct {
		id     uuid.UUID
		kind   int64
		what   string
		column string
	}{{q.Donor, personName, "person", "donor"}, {q.Fund, fundName, "fund", "fund"}, {q.Pledge, pledgeName, "pledge", "k"}} {
		if x.id == uuid.Nil {
			continue
		}
		k, ok, err := v.key(x.id, x.kind)
		if err != nil || !ok {
			return "", nil, notFound(err, x.what, x.id)
		}
		if x.column == "fund" && q.Kept {
			args = append(args, k)
			where += "AND p.fund IN " + promisedTo(len(args), 1) + " "
			continue
		}
		narrow(x.column, k)
	}
	if q.Campaign != "" {
		k, ok, err := v.wordOf(q.Campaign)
		if err != nil {
			return "", nil, err
		}
		if !ok {
			k = -1 // no pledge names it
		}
		narrow("campaign", k)
	}
	return where, args, nil
}

func (v *view) pledgeRows(where string, args []any) (found []PledgeInfo, at map[int64]int, err error) {
	at = map[int64]int{}
	type keys struct{ donor, fund, currency, kind, slot, campaign int64 }
	var all []keys
	err = v.rows(func(r readdb.Row) error {
		var p PledgeInfo
		var id []byte
		var k, draft int64
		var w keys
		err := r.Scan(&k, &p.Entry, &id, &w.donor, &w.fund, &w.currency, &p.Amount, &p.Due, &p.Made, &w.kind, &p.made.Months, &p.made.Until, &w.slot,
			&w.campaign, &draft, &p.Compartment, &p.Code, &p.Agreement)
		p.Pledge, p.made.Draft, p.History = scannedID(id), draft == 1, []PledgeChange{}
		at[k] = len(found)
		found, all = append(found, p), append(all, w)
		return err
	}, `SELECT p.k, p.n, x.id, p.donor, p.fund, p.currency, p.amount, p.due, p.made, p.kind, p.months, p.until_day, p.slot, p.campaign, p.draft,
			p.compartment, p.code, p.agreement FROM @pledges p JOIN @names x ON x.k = p.k WHERE`+where+`ORDER BY p.n`, args...)
	for i := range found {
		p, w := &found[i], all[i]
		var kind string
		if err == nil {
			p.Donor, err = v.id(w.donor)
		}
		if err == nil {
			p.Fund, p.FundCode, err = v.fundOf(w.fund)
		}
		if err == nil {
			p.Slot, err = v.id(w.slot)
		}
		if err == nil {
			err = v.wordsInto(wordInto{w.currency, &p.Currency}, wordInto{w.kind, &kind}, wordInto{w.campaign, &p.Campaign})
		}
		p.Kind = pledge.Kind(kind)
		p.made.Donor, p.made.Fund, p.made.Compartment, p.made.Slot, p.made.Currency = p.Donor, p.Fund, p.Compartment, p.Slot, money.Currency(p.Currency)
		p.made.Amount, p.made.Due, p.made.Made, p.made.Kind, p.made.Code, p.made.Campaign = p.Amount, p.Due, p.Made, p.Kind, p.Code, p.Campaign
	}
	return found, at, err
}

func (v *view) pledgeDues(found []PledgeInfo, at map[int64]int, where string, args []any) error {
	return v.rows(func(r readdb.Row) error {
		var k int64
		var x pledge.Instalment
		if err := r.Scan(&k, &x.Due, &x.Amount); err != nil {
			return err
		}
		m := &found[at[k]].made
		m.Instalments = append(m.Instalments, x)
		return nil
	}, "SELECT y.k, y.due, y.amount FROM @pledge_dues y JOIN @pledges p ON p.k = y.k WHERE"+where+"ORDER BY y.k, y.no", args...)
}

// pledgeFacts are the names of pledge_events.what.
var pledgeFacts = map[int64]string{pledgeApplied: "payment-applied", pledgeUnapplied: "payment-unapplied", pledgeCancelled: "cancelled",
	pledgeWrittenOff: "written-off", pledgePaused: "paused", pledgeResumed: "resumed", pledgeActivated: "activated"}

func (v *view) pledgeEvents(found []PledgeInfo, at map[int64]int, where string, args []any) error {
	type words struct {
		p, h       int
		basis, who int64
	}
	var all []words
	err := v.rows(func(r readdb.Row) error {
		var k, what int64
		var w words
		var h PledgeChange
		var donation []byte
		if err := r.Scan(&k, &h.Entry, &h.Amount, &h.Day, &h.No, &w.basis, &w.who, &what, &h.Reason, &donation); err != nil {
			return err
		}
		if len(donation) > 0 {
			h.Donation = uuid.UUID(donation)
		}
		h.What = pledgeFacts[what]
		p := &found[at[k]]
		w.p, w.h = at[k], len(p.History)
		p.History, all = append(p.History, h), append(all, w)
		p.happened(what, h)
		return nil
	}, `SELECT y.k, y.n, y.amount, y.day, y.instalment, y.basis, y.who, y.what, y.reason, y.donation FROM @pledge_events y JOIN @pledges p ON p.k = y.k
		WHERE y.n <= $1 AND`+where+`ORDER BY y.k, y.n, y.nth`, args...)
	for _, w := range all {
		if h := &found[w.p].History[w.h]; err == nil {
			err = v.wordsInto(wordInto{w.basis, &h.Basis}, wordInto{w.who, &h.Who})
		}
	}
	return err
}

// happened takes in one thing, as the fact that it was.
func (p *PledgeInfo) happened(what int64, h PledgeChange) {
	currency := money.Currency(p.Currency)
	var e domain.Event
	switch what {
	case pledgeApplied:
		e = pledge.PaymentApplied{Donation: h.Donation, Currency: currency, Amount: h.Amount, Booked: h.Day, Instalment: h.No}
	case pledgeUnapplied:
		e = pledge.PaymentUnapplied{Donation: h.Donation, Currency: currency, Amount: h.Amount, Booked: h.Day, Instalment: h.No}
	case pledgeCancelled:
		e = pledge.Cancelled{On: h.Day}
	case pledgeWrittenOff:
		e = pledge.WrittenOff{Currency: currency, Amount: h.Amount, On: h.Day}
	case pledgePaused:
		e = pledge.Paused{From: h.Day}
	case pledgeResumed:
		e = pledge.Resumed{On: h.Day}
	case pledgeActivated:
		e = pledge.Activated{On: h.Day}
	}
	p.events = append(p.events, e)
	if h.Donation == uuid.Nil {
		return
	}
	if p.touched == nil {
		p.touched, p.refused = map[uuid.UUID]uint64{}, map[uuid.UUID]bool{}
	}
	p.touched[h.Donation] = h.Entry
	p.refused[h.Donation] = what == pledgeUnapplied && h.Day == 0
}

// PledgeNamed finds a pledge by its id or reference code, written with or without spaces and hyphens.
func (r *Reader) PledgeNamed(ctx context.Context, text string) (uuid.UUID, error) {
	if code, err := pledge.CodeText("pledge", text); err == nil {
		text = code
	}
	return r.named(ctx, text, "pledge", pledgeName, "SELECT x.id, p.code FROM @pledges p JOIN @names x ON x.k = p.k WHERE p.code = UPPER($1) ORDER BY p.k LIMIT 2")
}

// PledgeGroup says by what pledges are added up.
type PledgeGroup string

// The groups.
const (
	ByDonor    PledgeGroup = "donor"
	ByFund     PledgeGroup = "fund"
	ByCampaign PledgeGroup = "campaign"
)

// PledgeSum is what the pledges of one donor, fund or campaign add up to, in one currency.
type PledgeSum struct {
	ID       uuid.UUID `json:"id,omitzero"` // of the donor or the fund
	Name     string    `json:"name"`        // the fund's or campaign's code
	Currency string    `json:"currency"`
	Count    int64     `json:"count"`
	pledge.Fulfilment
}

// SumPledges adds pledges up, in the order in which the groups first occur. Drafts promise nothing and are left out.
func SumPledges(all []PledgeInfo, by PledgeGroup) []PledgeSum {
	type group struct {
		id             uuid.UUID
		name, currency string
	}
	sums, at := []PledgeSum{}, map[group]int{}
	for i := range all {
		p := &all[i]
		g := group{currency: p.Currency}
		switch by {
		case ByDonor:
			g.id = p.Donor
		case ByFund:
			g.id, g.name = p.Fund, p.FundCode
		case ByCampaign:
			g.name = p.Campaign
		}
		if p.State == pledge.Draft {
			continue
		}
		k, ok := at[g]
		if !ok {
			k = len(sums)
			at[g] = k
			sums = append(sums, PledgeSum{ID: g.id, Name: g.name, Currency: g.currency})
		}
		sums[k].add(p.Fulfilment)
	}
	return sums
}

func (s *PledgeSum) add(p pledge.Fulfilment) {
	s.Count++
	if p.State != pledge.Cancel {
		s.Pledged += p.Pledged
	}
	s.Due, s.Kept, s.Paid, s.Prepaid, s.Over = s.Due+p.Due, s.Kept+p.Kept, s.Paid+p.Paid, s.Prepaid+p.Prepaid, s.Over+p.Over
	s.Lapsed, s.Overdue, s.WrittenOff, s.Left = s.Lapsed+p.Lapsed, s.Overdue+p.Overdue, s.WrittenOff+p.WrittenOff, s.Left+p.Left
	s.OverdueDays = max(s.OverdueDays, p.OverdueDays)
	s.NextAmount = 0
	if s.NextDue = cmp.Or(s.NextDue, p.NextDue); p.NextDue != 0 {
		s.NextDue = min(s.NextDue, p.NextDue)
	}
}
