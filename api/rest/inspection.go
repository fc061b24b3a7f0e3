package rest

import (
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections"
)

// whose narrows what is read of the log to what changed a fund, or a unit and the funds that are its own.
type whose struct {
	Fund string `query:"fund" doc:"Only what changed this fund, by code or id."`
	Unit string `query:"unit" doc:"Only what changed this unit or one of its own funds, by code or id."`
}

// recorded narrows it to days.
type recorded struct {
	Since *domain.Date `query:"since" doc:"Recorded on this day or later."`
	Until *domain.Date `query:"until" doc:"Recorded on this day or earlier."`
}

func (r recorded) days() (from, to domain.Date) {
	if r.Since != nil {
		from = *r.Since
	}
	if r.Until != nil {
		to = *r.Until
	}
	return from, to
}

// whose are the ids of what is named; nil: nothing is.
func (c *call) whose(q whose) ([]uuid.UUID, error) {
	if q.Fund != "" && q.Unit != "" {
		return nil, domain.Errorf(domain.Invalid, "name a fund or a unit, not both").On("fund", "unit")
	}
	fund, unit, err := c.scope(part(q))
	if err != nil {
		return nil, err
	}
	return c.read.Whose(c.ctx, fund, unit)
}

// inspections is what those who inspect ask, beside what everybody may.
func inspections() resource {
	return resource{"inspection", nil,
		[]get{
			reads("/entries/newest", "entries", "Entries by what they are like, the newest first", readNewest),
			reads("/findings", "findings", "What an inspection looks at: rules set aside, papers voided, money missing, what was taken back or changed later; the newest first", readFindings),
			reads("/differences", "differences", "What changed in the books of a fund, or of a unit's own funds, between two points in time", readDifferences),
			reads("/funds/{fund}/journal", "journal", "The journal of a fund: balanced postings, the newest entry first, and its accounts before and after", readJournal),
		}}
}

func readNewest(c *call, q struct {
	Actor string `query:"actor" doc:"Written by them, in any case and spacing."`
	Facts string `query:"facts" doc:"Holding one of these facts, by the names that the log has, with commas between: fund.donation-received,fund.payout-made."`
	About string `query:"about" doc:"Speaking of the thing with this id: what has a history of its own, or what an entry made and others changed."`
	After uint64 `query:"after" doc:"With higher numbers than this."`
	whose
	recorded
	paged
}) (p Page[projections.EntryInfo], err error) {
	ask := projections.FindQuery{Actor: q.Actor, After: q.After, AsOf: c.asOf, At: q.At}
	ask.From, ask.To = q.days()
	if q.Facts != "" {
		ask.Facts = strings.Split(q.Facts, ",")
	}
	if q.About != "" {
		if ask.About, err = uuid.Parse(q.About); err != nil {
			return p, domain.Errorf(domain.Invalid, "this is no id").On("about")
		}
	}
	if ask.Whose, err = c.whose(q.whose); err != nil {
		return p, err
	}
	p.AsOf = c.asOf
	p.Items, p.Next, err = older(c, q.paged, func(e projections.EntryInfo) uint64 { return e.Entry }, func(below uint64, limit int) ([]projections.EntryInfo, error) {
		ask.Before, ask.Limit = below, limit
		_, found, err := c.read.Find(c.ctx, ask)
		return found, err
	})
	return p, err
}

// Findings is a page of what an inspection looks at. It may be short of its limit, or empty, and yet not be the last: then it has looked at many entries.
type Findings struct {
	AsOf     projections.AsOf      `json:"as_of"`
	Findings []projections.Finding `json:"findings"`
	Deficits []projections.Deficit `json:"deficits"` // that stand; of all pages
	Next     string                `json:"next,omitempty"`
}

func readFindings(c *call, q struct {
	Kind  string `query:"kind" enum:"override,void,uncovered,reversal,redating,closing,unidentified,waiver,ending" doc:"Only findings of this kind."`
	After uint64 `query:"after" doc:"Of entries with higher numbers than this."`
	whose
	recorded
	paged
}) (f Findings, err error) {
	ask := projections.FindingsQuery{Kind: q.Kind, After: q.After, AsOf: c.asOf, At: q.At}
	ask.From, ask.To = q.days()
	if ask.Whose, err = c.whose(q.whose); err != nil {
		return f, err
	}
	var more uint64
	f.Findings, f.Next, err = older(c, q.paged, func(x projections.Finding) uint64 { return x.Entry }, func(below uint64, limit int) ([]projections.Finding, error) {
		ask.Before, ask.Limit = below, limit
		found, err := c.read.Findings(c.ctx, c.s.o.Entries, ask)
		f.AsOf, f.Deficits, more = found.AsOf, found.Deficits, found.Next
		return found.Findings, err
	})
	if f.Next == "" && more != 0 {
		f.Next = c.next(more, 0)
	}
	return f, err
}

// Journal is a page of a fund's journal. It may be short of its limit, or empty, and yet not be the last: then it has looked at many entries.
type Journal struct {
	AsOf         projections.AsOf                 `json:"as_of"`
	Fund         uuid.UUID                        `json:"fund"`
	Accounts     []projections.AccountSpan        `json:"accounts"` // over all days that are asked for; of all pages
	Transactions []projections.JournalTransaction `json:"transactions"`
	Next         string                           `json:"next,omitempty"`
}

func readJournal(c *call, q struct {
	Fund    string       `path:"fund"`
	Account string       `query:"account" doc:"Only transactions that post to this account, as accounts names it; its postings then have a running balance."`
	Since   *domain.Date `query:"since" doc:"Booked on this day or later."`
	Until   *domain.Date `query:"until" doc:"Booked on this day or earlier."`
	paged
}) (j Journal, err error) {
	ask := projections.JournalQuery{Account: q.Account, From: q.Since, To: q.Until, AsOf: c.asOf}
	if q.At != nil && (ask.To == nil || *q.At < *ask.To) {
		ask.To = q.At
	}
	if ask.Fund, err = c.named("fund", q.Fund); err != nil {
		return j, err
	}
	var more uint64
	j.Transactions, j.Next, err = older(c, q.paged, func(t projections.JournalTransaction) uint64 { return t.Entry }, func(below uint64, limit int) ([]projections.JournalTransaction, error) {
		ask.Before, ask.Limit = below, limit
		found, err := c.read.Journal(c.ctx, c.s.o.Entries, ask)
		j.AsOf, j.Fund, j.Accounts, more = found.AsOf, found.Fund, found.Accounts, found.Next
		return found.Transactions, err
	})
	if j.Next == "" && more != 0 {
		j.Next = c.next(more, 0)
	}
	return j, err
}

func readDifferences(c *call, q struct {
	From string `query:"from" doc:"The earlier point in time, as as_of takes one: an entry's number, a date or a moment; the first entry where left out. The later one is as_of."`
	scope
}) (d projections.Differences, err error) {
	ask := projections.DifferencesQuery{AsOf: c.asOf, At: q.At}
	if q.Fund == "" && q.Unit == "" {
		return d, domain.Errorf(domain.Invalid, "name a fund or a unit").On("fund", "unit")
	}
	if ask.Fund, ask.Unit, err = c.scope(q.part); err != nil {
		return d, err
	}
	from := q.From
	if from == "" {
		from = "1"
	}
	if ask.From, err = c.read.AsOf(c.ctx, from); err != nil {
		return d, refusalOn("from", err)
	}
	return c.read.Differences(c.ctx, ask)
}
