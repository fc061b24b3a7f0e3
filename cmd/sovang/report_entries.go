package main

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"sovang/api/intake"
	"sovang/api/sheet"
	"sovang/domain"
	"sovang/projections"
)

type reportEntries struct {
	reportFlags
	atFlag
	recorded
	From   uint64 `help:"From this entry on." placeholder:"N"`
	To     uint64 `help:"Up to this entry." placeholder:"N"`
	Limit  int    `help:"At most so many (${default})." default:"100" placeholder:"N"`
	Newest bool   `help:"The newest first, as everywhere where entries are looked for by what they are like."`
	By     string `help:"Only what they wrote." placeholder:"ACTOR"`
	Fact   string `help:"Only entries with one of these facts, as the log calls them, with commas between." placeholder:"FACT"`
	About  string `help:"Only what speaks of the thing with this id." placeholder:"ID"`
}

// recorded narrows what is read of the log to a fund or a unit, and to days.
type recorded struct {
	Fund  string `help:"Only what changed this fund, by code or id." placeholder:"CODE"`
	Unit  string `help:"Only what changed this unit or one of its own funds, by code or id." placeholder:"CODE"`
	Since string `help:"Recorded on this day or later." placeholder:"DATE"`
	Until string `help:"Recorded on this day or earlier." placeholder:"DATE"`
}

// whose are the ids of the fund, or of the unit and its funds; nil: neither was named.
func (c recorded) whose(ctx context.Context, r *projections.Reader) ([]uuid.UUID, error) {
	if c.Fund != "" && c.Unit != "" {
		return nil, domain.Errorf(domain.Invalid, "name a fund or a unit, not both").On("fund", "unit")
	}
	fund, unit, err := scope{c.Fund, c.Unit}.find(ctx, r)
	if err != nil {
		return nil, err
	}
	return r.Whose(ctx, fund, unit)
}

// days are the first and the last; 0: any.
func (c recorded) days() (from, to domain.Date, err error) {
	if c.Since != "" {
		if from, err = intake.ParseDate(c.Since); err != nil {
			return 0, 0, err
		}
	}
	if c.Until != "" {
		to, err = intake.ParseDate(c.Until)
	}
	return from, to, err
}

// Run shows what was decided when, by whom: in the order of the log, or the newest first where entries are looked for by what they are like.
func (c *reportEntries) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		at, err := c.date()
		if err != nil {
			return nil, err
		}
		var entries []projections.EntryInfo
		rest := "--from goes on, --limit shows more"
		if c.Newest || c.By+c.Fact+c.About+c.Fund+c.Unit+c.Since+c.Until != "" {
			rest = "--to goes on, --limit shows more"
			entries, err = c.find(ctx, r, projections.FindQuery{Limit: c.Limit, AsOf: asOf, At: at})
		} else {
			entries, err = r.Entries(ctx, projections.EntriesQuery{From: c.From, To: c.To, Limit: c.Limit, AsOf: asOf, At: at})
		}
		if err != nil {
			return nil, err
		}
		cut(p, len(entries), c.Limit, rest)
		s := &sheet.Sheet{Name: "entries", Title: "Bút toán", AsOf: asOf.Entry, Columns: []sheet.Column{
			{Key: "entry", Title: "Số"}, {Key: "recorded", Title: "Ghi lúc"}, {Key: "actor", Title: "Ai"}, {Key: "facts", Title: "Việc"}, {Key: "id", Title: "Id"},
		}}
		for _, e := range entries {
			s.Add(e.Entry, e.Recorded, e.Actor, strings.Join(e.Facts, " "), e.ID)
		}
		return s, nil
	})
}

// find looks for entries, the newest first.
func (c *reportEntries) find(ctx context.Context, r *projections.Reader, q projections.FindQuery) (found []projections.EntryInfo, err error) {
	if q.Actor = c.By; c.Fact != "" {
		q.Facts = strings.Split(c.Fact, ",")
	}
	if c.About != "" {
		if q.About, err = uuid.Parse(c.About); err != nil {
			return nil, domain.Errorf(domain.Invalid, "%q is no id", c.About).On("about")
		}
	}
	if q.After = c.From; q.After > 0 {
		q.After--
	}
	if c.To > 0 {
		q.Before = c.To + 1
	}
	if q.From, q.To, err = c.days(); err != nil {
		return nil, err
	}
	if q.Whose, err = c.whose(ctx, r); err != nil {
		return nil, err
	}
	_, found, err = r.Find(ctx, q)
	return found, err
}
