package projections

import (
	"context"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections/readdb"
)

// BankLine is a bank line that nobody could explain when it came (chưa rõ), as of a report's entry and day. Its text stands sealed in
// the log alone: names occur in it.
type BankLine struct {
	ID        uuid.UUID   `json:"id"`
	Entry     uint64      `json:"entry"`
	Fund      uuid.UUID   `json:"fund"`
	FundCode  string      `json:"fund_code"`
	Place     string      `json:"place"`
	Currency  string      `json:"currency"`
	Booked    domain.Date `json:"booked"`
	Reference string      `json:"reference,omitempty"`
	Amount    int64       `json:"amount"`
	Explained int64       `json:"explained"` // by donations
	Returned  int64       `json:"returned"`  // sent back
	Left      int64       `json:"left"`
}

// BankLinesQuery asks for bank lines that nobody could explain.
type BankLinesQuery struct {
	Fund uuid.UUID // nil UUID: of all
	AsOf AsOf
	At   *domain.Date // only what was booked by the end of this day; nil: all
	All  bool         // also those that have been explained or sent back since
}

// BankLines reports bank lines that nobody can explain, the oldest first.
func (r *Reader) BankLines(ctx context.Context, q BankLinesQuery) ([]BankLine, error) {
	lines := []BankLine{}
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) error {
		only := int64(0)
		if q.Fund != uuid.Nil {
			k, ok, err := v.key(q.Fund, fundName)
			if err != nil || !ok {
				return notFound(err, "fund", q.Fund)
			}
			only = k
		}
		var keys [][3]int64
		err := v.rows(func(r readdb.Row) error {
			var l BankLine
			var k [3]int64
			var id []byte
			if err := r.Scan(&l.Entry, &id, &l.Amount, &k[0], &k[1], &k[2], &l.Booked, &l.Reference, &l.Explained, &l.Returned); err != nil {
				return err
			}
			l.ID, l.Left = uuid.UUID(id), l.Amount-l.Explained-l.Returned
			if q.All || l.Left > 0 {
				lines, keys = append(lines, l), append(keys, k)
			}
			return nil
		}, `SELECT x.n, x.id, x.amount, p.fund, x.place, p.currency, x.booked, x.reference,
				CAST(COALESCE((SELECT SUM(y.amount) FROM @unidentified y WHERE y.id = x.id AND y.kind = 2 AND y.n <= $2 AND y.booked <= $3), 0) AS BIGINT),
				CAST(COALESCE((SELECT SUM(y.amount) FROM @unidentified y WHERE y.id = x.id AND y.kind = 3 AND y.n <= $2 AND y.booked <= $3), 0) AS BIGINT)
			FROM @unidentified x JOIN @places p ON p.k = x.place
			WHERE x.kind = 1 AND ($1 = 0 OR p.fund = $1) AND x.n <= $2 AND x.booked <= $3 ORDER BY x.n`, only, v.n, v.lastDay())
		for i := range lines {
			l, k := &lines[i], keys[i]
			if err == nil {
				l.Fund, l.FundCode, err = v.fundOf(k[0])
			}
			if err == nil {
				l.Place, err = v.placeCode(k[1])
			}
			if err == nil {
				err = v.wordsInto(wordInto{k[2], &l.Currency})
			}
		}
		return err
	})
	return lines, err
}
