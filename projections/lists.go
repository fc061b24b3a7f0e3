package projections

import (
	"sovang/domain"
	"sovang/domain/fund"
)

// listEnd is where the next chunk of a list goes on.
type listEnd struct{ rows, sum int64 }

func (f *fold) listEvent(k int64, event domain.Event) {
	switch e := event.(type) {
	case fund.ListRowsRecorded:
		f.rowsRecorded(k, e)
	case fund.ListFrozen:
		f.t.listFreezes.add(k, f.at.n, e.Rows, e.Hash)
		delete(f.lists, k)
	case fund.ListRowsPaid, fund.ListRowReturned: // the fund's fact of the same entry has more
	}
}

func (f *fold) rowsRecorded(k int64, e fund.ListRowsRecorded) {
	end := f.lists[k]
	if end == nil {
		end = &listEnd{}
		f.written(f.t.listRows)
		f.row("SELECT COUNT(*), CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM @list_rows WHERE k = $1", []any{k}, &end.rows, &end.sum)
		f.lists[k] = end
		f.written(f.t.lists)
		if known := int64(0); !f.row("SELECT k FROM @lists WHERE k = $1", []any{k}, &known) {
			f.t.lists.add(k, f.at.n, f.key(e.Fund), f.word(string(e.Currency)), int64(0), int64(0), int64(0))
		}
	}
	if e.First != end.rows {
		f.fail(domain.Errorf(domain.Internal, "a chunk of a list begins at row %d where %d is the next", e.First, end.rows))
	}
	for _, r := range e.Rows {
		f.t.listRows.add(end.rows, r.Amount, end.sum, f.at.n, k, f.key(r.Recipient), f.word(r.RecipientKind), f.word(string(r.Award)),
			f.word(r.Institution), f.word(r.Level), r.Score, r.Code)
		end.rows++
		end.sum += r.Amount
	}
}

// rowsPaid notes which rows a payment paid, and at which offset of its sequence of đồng each run of rows begins.
func (f *fold) rowsPaid(k int64, rows []fund.Span) {
	f.written(f.t.listRows)
	off := int64(0)
	for _, s := range rows {
		var before, last, amount int64
		first := f.row("SELECT before FROM @list_rows WHERE k = $1 AND row_no = $2", []any{k, s.From()}, &before)
		if !f.row("SELECT before, amount FROM @list_rows WHERE k = $1 AND row_no = $2", []any{k, s.To() - 1}, &last, &amount) || !first {
			f.fail(domain.Errorf(domain.Internal, "rows %d to %d of a list are paid that it does not have", s.From(), s.To()))
			return
		}
		f.t.listPayments.add(s.From(), s.To(), f.at.n, off, before, k)
		off += last + amount - before
	}
}
