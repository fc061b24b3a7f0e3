package projections

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections/readdb"
)

// Payout is money paid out: to a recipient, for a cost, for rows of a list, or lost.
type Payout struct {
	ID        uuid.UUID       `json:"id"`
	Entry     uint64          `json:"entry"`
	Fund      uuid.UUID       `json:"fund"`
	FundCode  string          `json:"fund_code"`
	Kind      fund.PayoutKind `json:"kind"` // "loss" for a loss
	Award     fund.AwardKind  `json:"award,omitempty"`
	Recipient uuid.UUID       `json:"recipient,omitzero"`
	Slot      uuid.UUID       `json:"slot,omitzero"`
	List      uuid.UUID       `json:"list,omitzero"`
	Rows      int64           `json:"rows,omitempty"` // of the list that it paid
	Currency  string          `json:"currency"`
	Amount    int64           `json:"amount"`
	Returned  int64           `json:"returned"` // of the amount, by the report's entry
	Place     string          `json:"place"`
	Booked    domain.Date     `json:"booked"`
	Voucher   Number          `json:"voucher,omitzero"`
	Content   string          `json:"content,omitempty"`
	Reference string          `json:"reference,omitempty"`
	Fact      bool            `json:"fact,omitempty"` // happened whether there was money or not
	Redated   []Redating      `json:"redated,omitempty"`
}

// PayoutsQuery asks for payouts, the newest first.
type PayoutsQuery struct {
	Fund      uuid.UUID // one of Fund and Recipient is needed
	Recipient uuid.UUID // single payouts to this person; rows of lists are in Awards
	AsOf      AsOf
	At        *domain.Date // only what was booked by the end of this day; nil: all
	Limit     int          // 0: 1,000
	Below     uint64       // only of earlier entries
}

// Payouts lists payouts.
func (r *Reader) Payouts(ctx context.Context, q PayoutsQuery) ([]Payout, error) {
	payouts := []Payout{}
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) error {
		limit, below := q.Limit, int64(q.Below)
		if limit == 0 {
			limit = 1000
		}
		if below == 0 {
			below = v.n + 1
		}
		id, kind, what, column := q.Fund, fundName, "fund", "p.fund"
		if q.Recipient != uuid.Nil {
			id, kind, what, column = q.Recipient, personName, "person", "p.recipient"
		}
		k, ok, err := v.key(id, kind)
		if err != nil || !ok {
			return notFound(err, what, id)
		}
		where, args := column+" = $1 AND p.n < $2 AND p.n <= $3", []any{k, below, v.n, limit}
		if v.at != nil {
			where += " AND " + numbered(stands("p.booked"), 3) + " <= $5"
			args = append(args, int64(*v.at))
		}
		found, err := v.payoutsWhere(where+" ORDER BY p.n DESC LIMIT $4", args...)
		for _, p := range found {
			payouts = append(payouts, p.payout)
		}
		return err
	})
	return payouts, err
}

// Payout reports one payout by its id, as it stood on a day; one that is booked later is not found. nil: as it is known last.
func (r *Reader) Payout(ctx context.Context, id uuid.UUID, asOf AsOf, at *domain.Date) (p Payout, err error) {
	err = r.viewAt(ctx, asOf, at, func(v *view) error {
		found, err := v.payoutByID(id)
		if err == nil && !v.by(found.payout.Booked) {
			err = notFound(nil, "payout", id)
		}
		if err == nil {
			p = found.payout
		}
		return err
	})
	return p, err
}

func (v *view) payoutByID(id uuid.UUID) (payoutKey, error) {
	n, ok, err := v.entryOf(id)
	if err != nil || !ok {
		return payoutKey{}, notFound(err, "payout", id)
	}
	found, err := v.payoutsWhere("p.n = $1", n)
	if err != nil || len(found) == 0 {
		return payoutKey{}, notFound(err, "payout", id)
	}
	return found[0], nil
}

func (v *view) payoutsWhere(where string, args ...any) ([]payoutKey, error) {
	var found []payoutKey
	var keys [][9]int64
	err := v.asked(func(r readdb.Row) error {
		var p payoutKey
		var k [9]int64
		var id, recipient []byte
		var fact int64
		o := &p.payout
		if err := r.Scan(&p.n, &id, &p.amount, &p.rows, &k[0], &k[1], &k[2], &p.list, &k[3], &k[4], &o.Booked, &k[5], &o.Voucher.No, &k[6], &k[7],
			&fact, &o.Content, &o.Reference, &k[8], &o.Returned, &recipient); err != nil {
			return err
		}
		o.ID, o.Entry, o.Amount, o.Rows, o.Fact = uuid.UUID(id), uint64(p.n), p.amount, p.rows, fact != 0
		o.Recipient = scannedID(recipient)
		found, keys = append(found, p), append(keys, k)
		return nil
	}, v.payoutsAsk(where, args...))
	for i := range found {
		if err == nil {
			err = v.payoutWords(&found[i], keys[i])
		}
	}
	return found, err
}

// payoutsAsk asks for payouts p and their entries e; what was returned of each, and to whom it went, come with them.
func (v *view) payoutsAsk(where string, args ...any) readdb.Ask {
	args = append(args[:len(args):len(args)], v.n, v.lastDay())
	return readdb.Ask{Args: args, Query: strings.ReplaceAll(numbered(`SELECT p.n, e.id, p.amount, p.rows, p.fund, p.recipient, p.slot, p.list, p.currency, p.place,
		p.booked, p.series, p.no, p.kind, p.award, p.fact, p.content, p.reference, (SELECT COUNT(*) FROM @redates z WHERE z.id = e.id AND z.n <= $N),
		(SELECT CAST(COALESCE(SUM(z.amount), 0) AS BIGINT) FROM @payout_returns z WHERE z.id = e.id AND z.n <= $N AND z.booked <= $M), x.id
		FROM @payouts p JOIN @entries e ON e.n = p.n LEFT JOIN @names x ON x.k = p.recipient WHERE `+where, len(args)-1), "$M", "$"+itoa(int64(len(args))))}
}

func (v *view) payoutWords(p *payoutKey, k [9]int64) (err error) {
	o := &p.payout
	if o.Fund, o.FundCode, err = v.fundOf(k[0]); err != nil {
		return err
	}
	if o.Slot, err = v.id(k[2]); err != nil {
		return err
	}
	if o.List, err = v.id(p.list); err != nil {
		return err
	}
	if o.Place, err = v.placeCode(k[4]); err != nil {
		return err
	}
	var kind, award string
	if k[8] > 0 {
		if o.Redated, err = v.redatings(o.ID); err != nil {
			return err
		}
		o.Booked = o.Redated[len(o.Redated)-1].Booked
	}
	if err = v.wordsInto(wordInto{k[3], &o.Currency}, wordInto{k[5], &o.Voucher.Series}, wordInto{k[6], &kind}, wordInto{k[7], &award}); err != nil {
		return err
	}
	o.Kind, o.Award = fund.PayoutKind(kind), fund.AwardKind(award)
	return nil
}

// ListRow is one award of a payout list as of a report's entry.
type ListRow struct {
	Row           int64          `json:"row"` // from 0
	Code          string         `json:"code"`
	Recipient     uuid.UUID      `json:"recipient"`
	RecipientKind string         `json:"recipient_kind,omitempty"`
	Award         fund.AwardKind `json:"award"`
	Institution   string         `json:"institution,omitempty"`
	Level         string         `json:"level,omitempty"`
	Amount        int64          `json:"amount"`
	Paid          uint64         `json:"paid,omitempty"` // the entry that paid it; 0: not paid
	Returned      int64          `json:"returned"`
	before        int64
}

// ListCount is the rows of one kind.
type ListCount struct {
	Award         fund.AwardKind `json:"award"`
	RecipientKind string         `json:"recipient_kind,omitempty"`
	Level         string         `json:"level,omitempty"`
	Rows          int64          `json:"rows"`
	Amount        int64          `json:"amount"`
	PaidRows      int64          `json:"paid_rows"`
	PaidAmount    int64          `json:"paid_amount"`
	Returned      int64          `json:"returned"`
}

// PayoutList is a list of awards.
type PayoutList struct {
	AsOf         AsOf         `json:"as_of"`
	At           *domain.Date `json:"at,omitempty"`
	List         uuid.UUID    `json:"list"`
	Fund         uuid.UUID    `json:"fund"`
	FundCode     string       `json:"fund_code"`
	Currency     string       `json:"currency"`
	Frozen       bool         `json:"frozen"`
	Counts       []ListCount  `json:"counts"`
	Institutions int64        `json:"institutions"` // how many different ones
	Rows         []ListRow    `json:"rows"`
}

// ListQuery asks for a payout list.
type ListQuery struct {
	List  uuid.UUID
	AsOf  AsOf
	At    *domain.Date // only what was booked by the end of this day; nil: all
	From  int64        // the first row
	Limit int          // rows; 0: 1,000; negative: none, only the counts
}

// List reports a payout list.
func (r *Reader) List(ctx context.Context, q ListQuery) (PayoutList, error) {
	l := PayoutList{List: q.List, At: q.At, Counts: []ListCount{}, Rows: []ListRow{}}
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) error {
		l.AsOf = v.asOf
		k, ok, err := v.key(q.List, listName)
		if err != nil || !ok {
			return notFound(err, "list", q.List)
		}
		var in, currency, frozen int64
		if ok, err = v.row("SELECT fund, currency FROM @lists WHERE k = $1 AND n <= $2", []any{k, v.n}, &in, &currency); err != nil || !ok {
			return notFound(err, "list", q.List)
		}
		if l.Fund, l.FundCode, err = v.fundOf(in); err != nil {
			return err
		}
		if _, err = v.row("SELECT COUNT(*) FROM @list_freezes WHERE k = $1 AND n <= $2", []any{k, v.n}, &frozen); err != nil {
			return err
		}
		l.Frozen = frozen > 0
		if err = v.wordsInto(wordInto{currency, &l.Currency}); err != nil {
			return err
		}
		if err = v.listCounts(&l, k); err != nil || q.Limit < 0 {
			return err
		}
		limit := q.Limit
		if limit == 0 {
			limit = 1000
		}
		rows, err := v.listRows("l.k = $1 AND l.n <= $2 AND l.row_no >= $3 ORDER BY l.row_no LIMIT $4", k, v.n, q.From, limit)
		l.Rows = append(l.Rows, rows...)
		return err
	})
	return l, err
}

// paidBy is the entry that paid a row of a list by the view's entry and day, 0 for none; cameBackOf what of the row came back. Both name
// the view's entry as $n, its day as the parameter after it.
func (v *view) paidBy(n int) string {
	return numbered(`COALESCE((SELECT p.n FROM @list_payments p WHERE p.k = l.k AND p.n <= $N AND p.to_row > l.row_no`+v.entriesBy("p.n", n)+`
		AND p.from_row = (SELECT MAX(z.from_row) FROM @list_payments z WHERE z.k = l.k AND z.from_row <= l.row_no)), 0)`, n)
}

func (v *view) cameBackOf(n int) string {
	return numbered(`COALESCE((SELECT CAST(SUM(x.amount) AS BIGINT) FROM @list_returns x WHERE x.k = l.k AND x.row_no = l.row_no AND x.n <= $N`+
		v.entriesBy("x.n", n)+`), 0)`, n)
}

func (v *view) listCounts(l *PayoutList, k int64) error {
	var keys [][3]int64
	err := v.rows(func(r readdb.Row) error {
		var c ListCount
		var k [3]int64
		if err := r.Scan(&k[0], &k[1], &k[2], &c.Rows, &c.Amount, &c.PaidRows, &c.PaidAmount, &c.Returned); err != nil {
			return err
		}
		l.Counts, keys = append(l.Counts, c), append(keys, k)
		return nil
	}, numbered(`SELECT award, recipient_kind, level, COUNT(*), CAST(SUM(amount) AS BIGINT),
			CAST(SUM(CASE WHEN paid > 0 THEN 1 ELSE 0 END) AS BIGINT), CAST(SUM(CASE WHEN paid > 0 THEN amount ELSE 0 END) AS BIGINT),
			CAST(SUM(back) AS BIGINT)
		FROM (SELECT l.award AS award, `+insteadOf("recipient_kind")+` AS recipient_kind, l.level AS level, l.amount AS amount, `+v.paidBy(2)+` AS paid, `+v.cameBackOf(2)+
		` AS back FROM @list_rows l WHERE l.k = $1 AND l.n <= $N) counted GROUP BY award, recipient_kind, level ORDER BY award, recipient_kind, level`, 2), v.seen(k)...)
	if err != nil {
		return err
	}
	for i := range l.Counts {
		var award string
		if err := v.wordsInto(wordInto{keys[i][0], &award}, wordInto{keys[i][1], &l.Counts[i].RecipientKind}, wordInto{keys[i][2], &l.Counts[i].Level}); err != nil {
			return err
		}
		l.Counts[i].Award = fund.AwardKind(award)
	}
	_, err = v.row("SELECT COUNT(DISTINCT institution) FROM @list_rows WHERE k = $1 AND n <= $2 AND institution > 0", []any{k, v.n}, &l.Institutions)
	return err
}

// insteadOf is a column of a row of a list, or what a substitution put in its place.
func insteadOf(column string) string {
	return "COALESCE((SELECT s." + column + " FROM @list_substitutions s WHERE s.k = l.k AND s.row_no = l.row_no AND s.n <= $N ORDER BY s.n DESC LIMIT 1), l." +
		column + ")"
}

func (v *view) listRows(where string, args ...any) ([]ListRow, error) {
	var found []ListRow
	var keys [][5]int64
	n := len(args) + 1
	args = v.seen(args...)
	err := v.rows(func(r readdb.Row) error {
		var l ListRow
		var k [5]int64
		if err := r.Scan(&l.Row, &l.Amount, &l.before, &k[0], &k[1], &k[2], &k[3], &k[4], &l.Code, &l.Paid, &l.Returned); err != nil {
			return err
		}
		found, keys = append(found, l), append(keys, k)
		return nil
	}, numbered(`SELECT l.row_no, l.amount, l.before, `+insteadOf("recipient")+`, `+insteadOf("recipient_kind")+`, l.award, l.institution, l.level, l.code, `+v.paidBy(n)+`, `+v.cameBackOf(n)+
		` FROM @list_rows l WHERE `+where, n), args...)
	for i := range found {
		l, k := &found[i], keys[i]
		var award string
		if err == nil {
			l.Recipient, err = v.id(k[0])
		}
		if err == nil {
			err = v.wordsInto(wordInto{k[1], &l.RecipientKind}, wordInto{k[2], &award}, wordInto{k[3], &l.Institution}, wordInto{k[4], &l.Level})
			l.Award = fund.AwardKind(award)
		}
	}
	return found, err
}

// numbered puts the number of a parameter where a shared part of a query says $N.
func numbered(query string, n int) string { return strings.ReplaceAll(query, "$N", "$"+itoa(int64(n))) }
