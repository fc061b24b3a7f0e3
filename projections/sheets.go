package projections

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections/readdb"
)

// sheetRows keeps the rows of a collection sheet: row r owns the positions between the sums of the amounts before and through it.
func (f *fold) sheetRows(rows []fund.GiftRow) {
	if len(rows) == 0 {
		return
	}
	f.findable()
	before := int64(0)
	for i, r := range rows {
		f.t.donationRows.add(f.at.n, int64(i), r.Amount, before, f.key(r.Donor), r.Code)
		before += r.Amount
	}
}

// findable lets the fold find this entry again by its id.
func (f *fold) findable() {
	id := f.at.id // the row keeps the slice beyond this entry
	f.t.entryOf.add(id[:], f.at.n)
}

// found is the entry of a sheet or list payment; false for every other id.
func (f *fold) found(id uuid.UUID) (n int64, ok bool) {
	f.written(f.t.entryOf)
	ok = f.row("SELECT n FROM @entry_of WHERE id = $1", []any{id[:]}, &n)
	return n, ok
}

// gifts is how many gifts a donation is: the rows of a sheet, else one.
func (f *fold) gifts(donation uuid.UUID) int64 {
	count := int64(1)
	if n, ok := f.found(donation); ok {
		f.written(f.t.entries)
		f.row("SELECT rows FROM @donations WHERE n = $1", []any{n}, &count)
	}
	return max(count, 1)
}

// wentFrom is the entry of the donation that brought in what goes back; 0 where nothing does.
func (f *fold) wentFrom(in *fundRows, id uuid.UUID, gone []fund.Piece) int64 {
	if len(gone) == 0 || len(gone[0].Spans) == 0 {
		return 0
	}
	f.written(f.t.entries, f.t.segments, f.t.flows)
	n := f.broughtIn(f.compartment(in, gone[0].Compartment), gone[0].Spans[0].From())
	if !f.row("SELECT n FROM @donations WHERE n = $1", []any{n}, &n) {
		f.fail(domain.Errorf(domain.Internal, "no donation brought in what of donation %s goes back", id))
	}
	return n
}

// undone counts the gifts that have gone back altogether with the positions of gone: donation n, or rows of a sheet.
func (f *fold) undone(in *fundRows, n int64, id uuid.UUID, gone []fund.Piece, booked int64) {
	if n == 0 {
		return
	}
	f.written(f.t.entries, f.t.donationRows, f.t.donationLines, f.t.donationChanges, f.t.segments, f.t.flows, f.t.gone)
	var amount, rows, first, back int64
	f.row("SELECT amount, rows, compartment FROM @donations WHERE n = $1", []any{n}, &amount, &rows, &first)
	if first == 0 {
		f.row("SELECT compartment FROM @donation_lines WHERE donation = $1 ORDER BY n, line LIMIT 1", []any{n}, &first)
	}
	count := int64(1)
	if rows > 0 {
		amount, count = f.undoneRows(n, first, gone)
	} else if f.row("SELECT CAST(SUM(amount) AS BIGINT) FROM @donation_changes WHERE id = $1 AND kind IN (3, 4)", []any{id[:]}, &back); back < amount {
		return
	}
	for _, c := range in.compartments {
		if c.k == first {
			f.flow(&c.pot, flowUndone, amount, count, booked)
		}
	}
}

// undoneRows is which rows of sheet n have wholly gone back, of those that share positions with gone.
func (f *fold) undoneRows(n, c int64, gone []fund.Piece) (amount, count int64) {
	var begin int64
	f.row("SELECT from_pos FROM @donation_lines WHERE donation = $1 AND compartment = $2 UNION ALL SELECT from_pos FROM @donations WHERE n = $1 AND compartment = $2",
		[]any{n, c}, &begin)
	touched := map[int64]bool{}
	for _, p := range gone {
		for _, s := range p.Spans {
			f.rows(func(r readdb.Row) error {
				var row, whole, back int64
				if err := r.Scan(&row, &whole, &back); err != nil {
					return err
				}
				if back == whole && !touched[row] {
					amount, count = amount+whole, count+1
				}
				touched[row] = true
				return nil
			}, `SELECT r.row_no, r.amount, CAST(COALESCE((SELECT SUM(CASE WHEN g.to_pos < $3 + r.before + r.amount THEN g.to_pos ELSE $3 + r.before + r.amount END
					- CASE WHEN g.from_pos > $3 + r.before THEN g.from_pos ELSE $3 + r.before END) FROM @gone g WHERE g.c = $2 AND g.from_pos >= $3
					AND g.from_pos < $3 + r.before + r.amount AND g.to_pos > $3 + r.before), 0) AS BIGINT)
				FROM @donation_rows r WHERE r.donation = $1 AND r.before < $5 - $3 AND r.before + r.amount > $4 - $3 ORDER BY r.row_no`,
				n, c, begin, s.From(), s.To())
		}
	}
	return amount, count
}

// broughtIn is the entry that numbered a position. What segments do not say is found by halving: the positions of a compartment are
// numbered in the order of the entries. A rebuild has no index that would say it, and few donations ever go back.
func (f *fold) broughtIn(c *compartment, position int64) int64 {
	var n, to int64
	if f.row("SELECT n, to_pos FROM @segments WHERE c = $1 AND from_pos <= $2 ORDER BY from_pos DESC LIMIT 1", []any{c.k, position}, &n, &to) && to > position {
		return n
	}
	low, high := int64(1), f.at.n
	for low < high && f.err == nil {
		middle := (low + high) / 2
		if f.numberedThrough(c, middle) > position {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// numberedThrough is how many positions a compartment had through an entry.
func (f *fold) numberedThrough(c *compartment, n int64) (positions int64) {
	for _, t := range c.totals {
		if numbers[t.kind] {
			positions += f.through(t, n).amount
		}
	}
	return positions
}

// GivenRow is one gift of a collection sheet.
type GivenRow struct {
	Row    int64     `json:"row"` // from 0
	Code   string    `json:"code"`
	Donor  uuid.UUID `json:"donor,omitzero"`
	Amount int64     `json:"amount"`
	before int64
}

// givenRow finds a row of a sheet by its code, and the part of its line that the row owns.
func (v *view) givenRow(d Donation, code string) (*GivenRow, []DonationLine, error) {
	rows, err := v.givenRows("r.donation = $1 AND r.code = $2 ORDER BY r.row_no LIMIT 1", int64(d.Entry), code)
	if err != nil {
		return nil, nil, err
	}
	if len(rows) == 0 {
		return nil, nil, domain.Errorf(domain.NotFound, "this donation has no row %q", code).On("row")
	}
	row := &rows[0]
	lines := []DonationLine{}
	for _, l := range d.Lines {
		lines = append(lines, DonationLine{l.Compartment, row.Amount, l.From + row.before, l.key})
	}
	return row, lines, nil
}

func (v *view) givenRows(where string, args ...any) ([]GivenRow, error) {
	rows := []GivenRow{}
	var donors []int64
	err := v.rows(func(r readdb.Row) error {
		var g GivenRow
		var donor int64
		err := r.Scan(&g.Row, &g.Amount, &g.before, &donor, &g.Code)
		rows, donors = append(rows, g), append(donors, donor)
		return err
	}, "SELECT r.row_no, r.amount, r.before, r.donor, r.code FROM @donation_rows r WHERE "+where, args...)
	for i := range rows {
		if err == nil {
			rows[i].Donor, err = v.id(donors[i])
		}
	}
	return rows, err
}

// givenBy shares positions of a sheet out to its rows.
func (x *tracer) givenBy(w *walls, g segmentAt, source Source) ([]owned, error) {
	rows, err := x.givenRows("r.donation = $1 AND r.before < $2 AND r.before + r.amount > $3 ORDER BY r.row_no", g.n, g.To()-g.begin, g.From()-g.begin)
	if err != nil {
		return nil, err
	}
	var found []owned
	for _, r := range rows {
		begin := g.begin + r.before
		if both, ok := g.Span.Intersect(fund.Span{begin, begin + r.Amount}); ok {
			source.Donor, source.Row = r.Donor, r.Code
			found = append(found, owned{both, source})
		}
	}
	return found, nil
}
