package pages

import (
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"sovang/api/grid"
	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/staff"
	"sovang/projections"
)

func (s *Site) batchPages() []Page {
	return []Page{{Path: "/batch/{id}", For: Report("receipts"), Template: "batch", Unlisted: true, Show: (*Call).batch, Do: (*Call).doBatch}}
}

// batchShown is a batch that was posted: it is changed no more, except that a gift may be taken back by a fact of its own.
type batchShown struct {
	ID       uuid.UUID
	Mark     string
	Fund     projections.FundInfo
	Form     *grid.Form // nil where whoever looks did not type it, or a month has gone by
	Differs  []string   // each time it was posted though it differed: what was counted, what was posted, and why
	Rows     []batchRow
	Sum      int64
	Back     int64 // of it went back
	Currency string
	Waits    []Waits
	Prints   []papersRun // what prints the batch's receipts, where whoever looks may
	// Row is the one that is to be taken back, nil where none is asked about; Approvers may stand for it.
	Row       *batchRow
	Approvers []string
}

type batchRow struct {
	No int
	projections.Donation
	Who     projections.Person
	Waiting bool // somebody has asked to take it back
}

// batchChunk is how many gifts of a batch are looked for at once. They are found by their ids, which come from the batch's.
const batchChunk = 64

func (c *Call) batch() (any, error) {
	b, err := c.batchAsked()
	if err != nil {
		return nil, err
	}
	donors := []uuid.UUID{}
	for _, r := range b.Rows {
		if r.Donor != uuid.Nil {
			donors = append(donors, r.Donor)
		}
	}
	people, err := c.Read().PeopleWith(c.Context(), donors)
	if err != nil {
		return nil, err
	}
	if b.Waits, err = c.WaitingOn(b.path()); err != nil {
		return nil, err
	}
	for i := range b.Rows {
		r := &b.Rows[i]
		r.Who = people[r.Donor]
		b.Sum, b.Back = b.Sum+r.Amount, b.Back+r.Reversed+r.Refunded
		r.Waiting = slices.ContainsFunc(b.Waits, func(w Waits) bool { return reverses(w, r.ID) })
	}
	if d, err := c.site.grids.Get(c.Context(), c.account.ID, b.ID); err == nil {
		b.Form = &d.Form
	} else if domain.CodeOf(err) != domain.NotFound {
		return nil, err
	}
	if b.Differs, err = c.differs(b); err != nil {
		return nil, err
	}
	if may, err := c.MayIn(printing, b.Fund.Unit); err != nil {
		return nil, err
	} else if may {
		b.Prints = b.papers()
	}
	asked := c.Query("row")
	if c.form != nil {
		asked = c.Typed("row")
	}
	if no, err := strconv.Atoi(asked); err == nil && no >= 1 && no <= len(b.Rows) && c.MayAsk("fund.reverse") {
		b.Row = &b.Rows[no-1]
		b.Approvers, err = c.holders(b.Fund.Unit, staff.Of(staff.Approver, staff.Chair))
		return b, err
	}
	return b, nil
}

// differs tells for what reasons a batch was posted that is not what was counted: as the log has it, and of one that was posted before that was a fact, as
// its draft has it.
func (c *Call) differs(b *batchShown) (all []string, err error) {
	first, last := b.Rows[0].Entry, b.Rows[0].Entry
	for _, r := range b.Rows {
		first, last = min(first, r.Entry), max(last, r.Entry)
	}
	facts, err := c.Read().BatchOverrides(c.Context(), c.site.o.Entries, b.ID, b.Fund.Fund, first, last, projections.AsOf{})
	for _, o := range facts {
		all = append(all, c.Overridden(o)+": "+o.Reason)
	}
	if b.Form != nil && len(all) == 0 && err == nil {
		if text := b.Form.Differs(grid.Read(b.ID, *b.Form, nil)); text != "" {
			all = append(all, text)
		}
	}
	return all, err
}

// Overridden says what had been counted of a batch, and what was posted.
func (c *Call) Overridden(o fund.BatchOverridden) string {
	in := func(n int64) string { return c.Amount(string(o.Currency), n) }
	posted := c.say("override.posted", c.Count(o.Donations), in(o.Amount))
	switch {
	case o.Counted != nil && o.CountedAmount != nil:
		return c.say("override.counted", c.say("override.both", c.Count(*o.Counted), in(*o.CountedAmount)), posted)
	case o.Counted != nil:
		return c.say("override.counted", c.say("override.gifts", c.Count(*o.Counted)), posted)
	case o.CountedAmount != nil:
		return c.say("override.counted", in(*o.CountedAmount), posted)
	}
	return c.say("override.uncounted", posted)
}

// BatchMark is how a batch is called.
func (c *Call) BatchMark(o fund.BatchOverridden) string { return grid.Mark(o.Batch) }

// PaperOf is the address of the receipt of a row.
func (b *batchShown) PaperOf(r batchRow) string { return paperAddress(b.Fund.Code, r.Receipt) }

// papersRun is receipts with numbers one after another: as many as one job prints at most.
type papersRun struct {
	Path, Series string
	From, To     int64
}

// papers are the receipts of the batch in runs. Where others received donations meanwhile, theirs lie between.
func (b *batchShown) papers() (runs []papersRun) {
	for _, r := range b.Rows {
		n := r.Receipt
		if n.No == 0 || r.State == projections.DonationReversed {
			continue
		}
		if last := len(runs) - 1; last >= 0 && runs[last].Series == n.Series && runs[last].To+1 == n.No && runs[last].To-runs[last].From+1 < mostPrinted {
			runs[last].To = n.No
		} else {
			runs = append(runs, papersRun{Series: n.Series, From: n.No, To: n.No})
		}
	}
	for i, r := range runs {
		runs[i].Path = printAddress(b.Fund.Code, r.Series, r.From, r.To)
	}
	return runs
}

func (b *batchShown) path() string { return "/batch/" + b.ID.String() }

func reverses(w Waits, donation uuid.UUID) bool {
	r, err := w.Request()
	reverse, ok := r.Command.(fund.Reverse)
	return err == nil && ok && reverse.Donation == donation
}

// batchAsked is the batch of the page's path, with its donations.
func (c *Call) batchAsked() (*batchShown, error) {
	id, err := uuid.Parse(c.Path("id"))
	if err != nil {
		return nil, errNoPage
	}
	b := &batchShown{ID: id, Mark: grid.Mark(id)}
	for from := 1; from <= grid.Most; from += batchChunk {
		ids := make([]uuid.UUID, batchChunk)
		for i := range ids {
			ids[i] = grid.RowID(id, from+i)
		}
		some, err := c.Read().DonationsWith(c.Context(), ids, projections.AsOf{})
		if err != nil {
			return nil, err
		}
		for _, d := range some {
			b.Rows = append(b.Rows, batchRow{No: len(b.Rows) + 1, Donation: d})
		}
		if len(some) < batchChunk {
			break
		}
	}
	if len(b.Rows) == 0 {
		return nil, errNoPage
	}
	funds, err := c.Read().Funds(c.Context(), projections.AsOf{})
	if err != nil {
		return nil, err
	}
	for _, f := range funds {
		if f.Fund == b.Rows[0].Fund {
			b.Fund = f
		}
	}
	b.Currency = b.Rows[0].Currency
	return b, c.Within(b.Fund.Unit)
}

// doBatch takes a gift back.
func (c *Call) doBatch() (string, error) {
	b, err := c.batchAsked()
	if err != nil {
		return "", err
	}
	if do := c.Typed("do"); do != "reverse" {
		return "", domain.Errorf(domain.Invalid, "%q is nothing that this form can do", do).On("do")
	}
	no, err := strconv.Atoi(c.Typed("row"))
	if err != nil || no < 1 || no > len(b.Rows) {
		return "", domain.Errorf(domain.Invalid, "no row of the batch is named")
	}
	if strings.TrimSpace(c.Typed("approver")) == "" {
		return "", domain.Errorf(domain.Invalid, "%s is needed", "an approver").On("approver")
	}
	return c.askSignedFor("lô "+b.Mark+"; dòng "+strconv.Itoa(no), b.Fund.Unit, b.path(), fund.Reverse{Fund: b.Fund.Fund, Donation: b.Rows[no-1].ID, Cause: fund.KeyingError,
		Reason: strings.TrimSpace(c.Typed("reason")), Approver: strings.TrimSpace(c.Typed("approver"))})
}

// BatchWho is who gave, as the batch names them.
func (c *Call) BatchWho(r any) string {
	var row batchRow
	switch r := r.(type) {
	case batchRow:
		row = r
	case *batchRow:
		row = *r
	}
	switch {
	case row.Donor == uuid.Nil:
		return c.say("batch.anonymous")
	case row.Who.Forgotten || row.Who.Name == "":
		return c.say("batch.forgotten")
	}
	return called(row.Who)
}
