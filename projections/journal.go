package projections

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/catalog"
	"sovang/domain/journal"
	"sovang/eventstore"
	"sovang/projections/readdb"
)

// JournalQuery asks for the journal of one fund: its balanced postings, the newest entry first.
type JournalQuery struct {
	Fund     uuid.UUID
	Account  string       // only transactions that post to this account, as AccountBalance names it; "": all
	From, To *domain.Date // booked on these days or between; nil: since the beginning, to the end
	Before   uint64       // only entries with lower numbers; 0: any
	Limit    int          // of transactions, but that an entry is never divided; 0: 50
	AsOf     AsOf
}

// Journal is a part of a fund's journal, and what its accounts had before and after the days that are asked for.
type Journal struct {
	AsOf         AsOf                 `json:"as_of"`
	Fund         uuid.UUID            `json:"fund"`
	Accounts     []AccountSpan        `json:"accounts"`
	Transactions []JournalTransaction `json:"transactions"`
	Next         uint64               `json:"next,omitempty"` // the Before of the part that follows; 0: there is none
}

// AccountSpan is one account over the days that are asked for: opening + change = closing.
type AccountSpan struct {
	Account  string `json:"account"`
	Currency string `json:"currency"`
	Opening  int64  `json:"opening"`
	Change   int64  `json:"change"`
	Closing  int64  `json:"closing"`
}

// JournalTransaction is the postings of one fact on one day.
type JournalTransaction struct {
	Entry    uint64           `json:"entry"`
	Recorded time.Time        `json:"recorded"`
	Actor    string           `json:"actor"`
	Booked   domain.Date      `json:"booked"`
	Fact     string           `json:"fact"`
	Postings []JournalPosting `json:"postings"`
}

// JournalPosting is one line of a transaction. Balance is what its account had after it, among what is booked by the last of the days asked for, in the
// order of the log; it is told where one account is asked for.
type JournalPosting struct {
	Account  string `json:"account"`
	Currency string `json:"currency"`
	Amount   int64  `json:"amount"`
	Balance  int64  `json:"balance"`
}

// mostWalked is how many entries one part of a journal looks at: an account that is seldom posted to is found over several parts.
const mostWalked = 2000

// onTwoDays are the facts whose entries may be booked on another day than entries.booked says.
var onTwoDays = []string{"fund.redated", "fund.transfer-accepted", "fund.transfer-settled"}

// Journal reports a part of a fund's journal. It is read from the log, while the balances are those of Accounts: that they add up is tested.
func (r *Reader) Journal(ctx context.Context, log eventstore.Log, q JournalQuery) (j Journal, err error) {
	if r.held == nil {
		if r, err = r.Hold(ctx); err != nil {
			return j, err
		}
		defer func() { _ = r.Close() }() // it ends a sight
	}
	asOf, limit := q.AsOf, cmp.Or(q.Limit, 50)
	if asOf.Entry == 0 {
		if asOf, err = r.AsOf(ctx, ""); err != nil {
			return j, err
		}
	}
	j = Journal{AsOf: asOf, Fund: q.Fund, Transactions: []JournalTransaction{}}
	if j.Accounts, err = r.spans(ctx, q, asOf); err != nil {
		return j, err
	}
	code, err := r.openedAs(ctx, q.Fund)
	if err != nil {
		return j, err
	}
	find := FindQuery{Whose: []uuid.UUID{q.Fund}, Before: q.Before, Limit: limit + 1, AsOf: asOf}
	for walked := 0; ; {
		_, entries, err := r.findBooked(ctx, find, q.From, q.To)
		if err != nil {
			return j, err
		}
		for _, e := range entries {
			if len(j.Transactions) >= limit || walked >= mostWalked {
				j.Next = e.Entry + 1
				return j, r.runDown(ctx, q, &j)
			}
			walked++
			some, err := r.transactionsOf(ctx, log, q, e, code)
			if err != nil {
				return j, err
			}
			j.Transactions = append(j.Transactions, some...)
			find.Before = e.Entry
		}
		if len(entries) <= limit {
			return j, r.runDown(ctx, q, &j)
		}
	}
}

// spans is what the fund's accounts had before the days and after them.
func (r *Reader) spans(ctx context.Context, q JournalQuery, asOf AsOf) ([]AccountSpan, error) {
	opening, closing, err := r.around(ctx, q, asOf)
	if err != nil {
		return nil, err
	}
	spans := []AccountSpan{}
	for k, amount := range closing {
		spans = append(spans, AccountSpan{k[0], k[1], opening[k], amount - opening[k], amount})
	}
	for k, amount := range opening {
		if _, ok := closing[k]; !ok {
			spans = append(spans, AccountSpan{k[0], k[1], amount, -amount, 0})
		}
	}
	slices.SortFunc(spans, func(a, b AccountSpan) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Currency, b.Currency))
	})
	return spans, nil
}

// amounts are balances by account and currency.
type amounts map[[2]string]int64

// around is what the accounts had by the day before the first and by the last of the days that are asked for, as of an entry.
func (r *Reader) around(ctx context.Context, q JournalQuery, asOf AsOf) (opening, closing amounts, err error) {
	opening = amounts{}
	if q.From != nil {
		before := *q.From - 1
		if opening, err = r.amountsAt(ctx, q.Fund, asOf, &before); err != nil {
			return nil, nil, err
		}
	}
	closing, err = r.amountsAt(ctx, q.Fund, asOf, q.To)
	return opening, closing, err
}

func (r *Reader) amountsAt(ctx context.Context, fund uuid.UUID, asOf AsOf, at *domain.Date) (amounts, error) {
	a, err := r.Accounts(ctx, BalancesQuery{Fund: fund, AsOf: asOf, At: at})
	sums := amounts{}
	for _, x := range a.Accounts {
		sums[[2]string{x.Account, x.Currency}] = x.Amount
	}
	return sums, err
}

// transactionsOf reads what an entry did to the fund's books on the days that are asked for.
func (r *Reader) transactionsOf(ctx context.Context, log eventstore.Log, q JournalQuery, info EntryInfo, code string) (all []JournalTransaction, err error) {
	line, err := r.Line(ctx, log, info.Entry, AsOf{}, nil)
	if err != nil {
		return nil, err
	}
	e, err := eventstore.Decode(line)
	if err != nil {
		return nil, fmt.Errorf("entry %d: %w", info.Entry, err)
	}
	for _, t := range slices.Backward(journal.Transactions(e)) { // as the whole list, the last first
		if t.Fund != q.Fund || q.From != nil && t.Date < *q.From || q.To != nil && t.Date > *q.To {
			continue
		}
		name, _, _ := catalog.Name(t.Event)
		one := JournalTransaction{Entry: info.Entry, Recorded: info.Recorded, Actor: info.Actor, Booked: t.Date, Fact: name}
		posts := q.Account == ""
		for _, p := range t.Postings {
			x := JournalPosting{Account: p.Account.Name(code), Currency: string(p.Currency), Amount: p.Amount}
			posts = posts || x.Account == q.Account
			one.Postings = append(one.Postings, x)
		}
		if posts {
			all = append(all, one)
		}
	}
	return all, nil
}

// openedAs is what accounts call a fund: the code under which it was opened.
func (r *Reader) openedAs(ctx context.Context, fund uuid.UUID) (code string, err error) {
	err = r.view(ctx, AsOf{}, func(v *view) error {
		found, err := v.funds(fund, uuid.Nil)
		if err == nil && len(found) > 0 {
			code = found[0].first
		}
		return err
	})
	return code, err
}

// runDown tells the balances after each posting of the one account, from what it had after the newest transaction of the part.
func (r *Reader) runDown(ctx context.Context, q JournalQuery, j *Journal) error {
	if q.Account == "" || len(j.Transactions) == 0 {
		return nil
	}
	opening, _, err := r.around(ctx, q, j.AsOf)
	if err != nil {
		return err
	}
	before, after, err := r.around(ctx, q, AsOf{Entry: j.Transactions[0].Entry})
	if err != nil {
		return err
	}
	for i := range j.Transactions {
		for k := range slices.Backward(j.Transactions[i].Postings) {
			p := &j.Transactions[i].Postings[k]
			key := [2]string{p.Account, p.Currency}
			if p.Account != q.Account {
				continue
			}
			p.Balance = opening[key] - before[key] + after[key]
			after[key] -= p.Amount
		}
	}
	return nil
}

// findBooked is Find for entries that may be booked on some days.
func (r *Reader) findBooked(ctx context.Context, q FindQuery, from, to *domain.Date) (AsOf, []EntryInfo, error) {
	if from == nil && to == nil {
		return r.Find(ctx, q)
	}
	q.booked = &[2]domain.Date{0, 1 << 30}
	if from != nil {
		q.booked[0] = *from
	}
	if to != nil {
		q.booked[1] = *to
	}
	err := r.view(ctx, q.AsOf, func(v *view) error { return v.recordedFor(&q) })
	if err != nil || q.To == 0 {
		return q.AsOf, nil, err
	}
	return r.Find(ctx, q)
}

// recordedFor narrows a query to the days on which what is booked on its days was recorded. To stays 0 where nothing was.
func (v *view) recordedFor(q *FindQuery) error {
	k, ok, err := v.key(q.Whose[0], fundName)
	if err != nil || !ok {
		return err
	}
	return v.rows(func(r readdb.Row) error { return r.Scan(&q.From, &q.To) },
		`SELECT CAST(COALESCE(MIN(y.recorded), 0) AS INT), CAST(COALESCE(MAX(y.recorded), 0) AS INT) FROM @flow_now x
		JOIN @flow_days y ON y.k = x.k AND y.kind = x.kind AND y.booked >= $2 AND y.booked <= $3 WHERE `+inFund(k), k, int64(q.booked[0]), int64(q.booked[1]))
}
