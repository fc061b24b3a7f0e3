package projections

import (
	"strings"

	"sovang/domain"
	"sovang/domain/award"
	"sovang/domain/fund"
)

// What happened to a round (round_events.what).
const (
	roundNominated int64 = iota + 1
	roundRevised
	roundFrozen
	roundApproved
	roundAnnounced
	roundPaid
	roundClosed
	roundCancelled
)

// roundEvent writes what happened to an award round.
func (f *fold) roundEvent(k int64, event domain.Event) {
	add := func(what, list, rows, amount, day int64, by, witness string, o *award.Override, reason string, hash []byte) {
		same, override := "", ""
		if o != nil {
			same, override = strings.Join(o.Same, ", "), o.Reason
		}
		if hash == nil {
			hash = []byte{}
		}
		f.t.roundEvents.add(k, f.at.n, what, list, rows, amount, day, f.word(by), f.word(witness), f.word(same), override, reason, hash)
	}
	switch e := event.(type) {
	case award.Opened:
		f.t.rounds.add(k, f.at.n, f.key(e.Unit), f.key(e.Fund), f.word(e.Programme), f.word(string(e.Currency)), e.Budget, f.word(string(e.Stacking)),
			f.word(e.SchoolYear), f.word(e.Occasion), f.word(e.Campaign), e.ClaimDays, f.word(e.By), e.Code, e.Criteria,
			strings.Join(e.Awards, " "), strings.Join(e.Recipients, " "), strings.Join(e.From, " "))
	case award.Nominated:
		add(roundNominated, f.key(e.List), e.Rows, e.Amount, f.at.day, e.By, "", nil, "", nil)
	case award.Revised:
		add(roundRevised, f.key(e.List), 0, 0, f.at.day, e.By, "", nil, e.Reason, nil)
	case award.Frozen:
		add(roundFrozen, f.key(e.List), e.Rows, e.Amount, f.at.day, e.By, "", nil, "", e.Hash)
	case award.Approved:
		add(roundApproved, f.key(e.List), e.Rows, e.Amount, f.at.day, e.By, "", e.Override, "", e.Hash)
	case award.Announced:
		add(roundAnnounced, 0, 0, 0, int64(e.On), e.By, "", nil, "", nil)
	case award.Paid:
		add(roundPaid, f.key(e.List), e.Rows, e.Amount, f.at.day, e.By, e.Witness, e.Override, "", nil)
		for _, s := range e.Absent {
			f.t.listAbsences.add(f.key(e.List), s[0], s[1], f.at.n)
		}
	case award.Closed:
		add(roundClosed, 0, e.Unproved, 0, f.at.day, e.By, "", nil, e.Reason, nil)
	case award.Cancelled:
		add(roundCancelled, 0, 0, 0, f.at.day, e.By, "", nil, e.Reason, nil)
	}
}

// rowEvent writes what a round's list remembers of single rows.
func (f *fold) rowEvent(k int64, event domain.Event) {
	switch e := event.(type) {
	case fund.ListOpened:
		f.t.lists.add(k, f.at.n, f.key(e.Fund), f.word(string(e.Currency)), f.key(e.Round), e.Version, f.key(e.Before))
		f.lists[k] = &listEnd{}
	case fund.ListRowsEnded:
		for _, s := range e.Rows {
			f.t.listEnds.add(k, s.From(), s.To(), f.at.n, f.word(string(e.How)), f.word(e.By), e.Reason)
		}
	case fund.ListRowSubstituted:
		f.t.listSubstitutions.add(k, e.Row, f.at.n, f.key(e.Was), f.key(e.Recipient), f.word(e.RecipientKind), f.word(e.Institution), f.word(e.Level),
			f.word(e.Approver), f.word(e.By), f.word(strings.Join(e.Same, ", ")), e.Override, e.Reason)
	case fund.ListRowsProved:
		for _, s := range e.Rows {
			f.t.listProofs.add(k, s.From(), s.To(), f.at.n, f.word(e.By), idOrNil(e.Again), e.Attachment, e.Name)
		}
	}
}
