package fund

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bytes"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// List is the state of a payout list: its rows in frozen order, the hash over them, and which of them are paid. It is a stream of its
// own, so that tens of thousands of rows never weigh on the fund.
type List struct {
	Fund     uuid.UUID       `json:"fund"`
	Round    uuid.UUID       `json:"round"` // the award round whose list it is; nil UUID: a list of its own
	Currency money.Currency  `json:"currency"`
	Rows     []Item          `json:"rows"`
	Hash     []byte          `json:"hash"` // over all rows so far; Signed is what an approver signs
	Frozen   bool            `json:"frozen"`
	Paid     Set             `json:"paid"`   // row numbers
	Proved   Set             `json:"proved"` // paid ones that a signed list proves
	Ended    Set             `json:"ended"`  // rows that nothing is paid for: excluded, declined, cancelled, not collected
	Returned map[int64]int64 `json:"returned"`
	byCode   map[string]int64
}

// Item is what later decisions need to know of a row.
type Item struct {
	Code          string    `json:"code"`
	Recipient     uuid.UUID `json:"recipient"`      // the substitute, where there is one
	RecipientKind string    `json:"recipient_kind"` // "" where it was not said
	Award         AwardKind `json:"award"`
	Amount        int64     `json:"amount"`
}

// MaxChunk is the largest number of rows in one chunk of a list.
const MaxChunk = 1000

// ListStream names the stream of a payout list.
func ListStream(id uuid.UUID) domain.Stream { return domain.StreamOf("list", id) }

// HashRows carries the hash of a list on over more rows; nil is the hash of no rows. Every field counts, each with its length before it.
func HashRows(before []byte, rows []ListRow) []byte {
	hash := before
	var line []byte
	for _, r := range rows {
		line = append(line[:0], hash...)
		for _, field := range []string{r.Code, r.Recipient.String(), r.RecipientKind, string(r.Award), r.Institution, r.Level} {
			line = binary.AppendUvarint(line, uint64(len(field)))
			line = append(line, field...)
		}
		line = binary.BigEndian.AppendUint64(line, uint64(r.Amount))
		if r.Score != 0 { // the lists of before scores keep their hash
			line = binary.BigEndian.AppendUint64(line, uint64(r.Score))
		}
		sum := sha256.Sum256(line)
		hash = sum[:]
	}
	return hash
}

// Evolve implements domain.State.
func (l *List) Evolve(_ uuid.UUID, e domain.Event) {
	switch e := e.(type) {
	case ListOpened:
		l.Fund, l.Currency, l.Round = e.Fund, e.Currency, e.Round
	case ListRowsRecorded:
		l.Fund, l.Currency = e.Fund, e.Currency
		if l.byCode == nil {
			l.byCode = map[string]int64{}
		}
		for _, r := range e.Rows {
			l.byCode[r.Code] = int64(len(l.Rows))
			l.Rows = append(l.Rows, Item{r.Code, r.Recipient, r.RecipientKind, r.Award, r.Amount})
		}
		l.Hash = HashRows(l.Hash, e.Rows)
	case ListFrozen:
		l.Frozen, l.Hash = true, e.Hash
	case ListRowsPaid:
		for _, s := range e.Rows {
			l.Paid.Add(s)
		}
	case ListRowReturned:
		if l.Returned == nil {
			l.Returned = map[int64]int64{}
		}
		l.Returned[e.Row] += e.Amount
	case ListRowsEnded:
		for _, s := range e.Rows {
			l.Ended.Add(s)
		}
	case ListRowSubstituted:
		l.Rows[e.Row].Recipient, l.Rows[e.Row].RecipientKind = e.Recipient, e.RecipientKind
	case ListRowsProved:
		for _, s := range e.Rows {
			l.Proved.Add(s)
		}
	}
}

// Clone implements domain.State.
func (l *List) Clone() domain.State {
	m := *l
	m.Rows, m.Paid, m.Proved, m.Ended = slices.Clone(l.Rows), slices.Clone(l.Paid), slices.Clone(l.Proved), slices.Clone(l.Ended)
	m.Returned, m.byCode = maps.Clone(l.Returned), maps.Clone(l.byCode)
	return &m
}

// Sum is the amount of all rows that have not ended.
func (l *List) Sum() money.Money {
	return money.Money{Minor: l.amount(l.Live()), Currency: l.Currency}
}

// Row is the number of the row with that code.
func (l *List) Row(code string) (int64, error) {
	row, ok := l.byCode[code]
	if !ok {
		return 0, domain.Errorf(domain.NotFound, "the list has no row %q", code).On("row")
	}
	return row, nil
}

// Record decides another chunk of rows.
func (l *List) Record(c RecordList) ([]domain.Event, error) {
	currency, err := currencyOr(c.Currency, money.VND)
	switch {
	case err != nil:
		return nil, err
	case l.Round != c.Round:
		return nil, domain.Errorf(domain.Violation, "this list belongs to an award round, or its round has another; rows join it by round.nominate").On("list")
	case l.Frozen:
		return nil, domain.Errorf(domain.Violation, "the list is frozen; a change is a new list").On("list")
	case len(l.Rows) > 0 && (l.Fund != c.Fund || l.Currency != currency):
		return nil, domain.Errorf(domain.Invalid, "the list belongs to another fund or currency").On("fund")
	case c.First != int64(len(l.Rows)):
		return nil, domain.Errorf(domain.Conflict, "the list has %d rows, the chunk begins at %d", len(l.Rows), c.First).On("first")
	case len(c.Rows) == 0 || len(c.Rows) > MaxChunk:
		return nil, domain.Errorf(domain.Invalid, "a chunk has 1 to %d rows", MaxChunk).On("rows")
	}
	rows, seen, sum := make([]ListRow, len(c.Rows)), map[string]bool{}, l.Sum().Minor
	for i, r := range c.Rows {
		at := func(field string) string { return fmt.Sprintf("rows[%d].%s", i, field) }
		if err := r.check(currency, at); err != nil {
			return nil, err
		}
		score, err := parseScore(r.Score, at("score"))
		if err != nil {
			return nil, err
		}
		if sum += r.Amount.Minor; sum > mostNumbered { // far enough from where a sum would begin anew below nothing
			return nil, domain.Errorf(domain.Violation, "the list adds up to more than a fund of this ledger can number").On(at("amount"))
		}
		if _, taken := l.byCode[r.Code]; taken || seen[r.Code] {
			return nil, domain.Errorf(domain.Conflict, "the list has a row %q already", r.Code).On(at("code"))
		}
		seen[r.Code] = true
		rows[i] = ListRow{r.Code, r.Recipient, r.RecipientKind, r.Award, r.Amount.Minor, r.Institution, r.Level, score}
	}
	return []domain.Event{ListRowsRecorded{c.Fund, currency, c.First, rows}}, nil
}

func (r AskedRow) check(c money.Currency, at func(string) string) error {
	if r.Amount.Currency != c && r.Amount != (money.Money{}) {
		return domain.Errorf(domain.Invalid, "the row is in %s, the list in %s", r.Amount.Currency, c).On(at("amount"))
	}
	if r.Recipient == uuid.Nil {
		return domain.Errorf(domain.Invalid, "an award has a recipient").On(at("recipient"))
	}
	if strings.TrimSpace(r.Code) != r.Code { // or two rows could look like one
		return domain.Errorf(domain.Invalid, "%q has space around it", r.Code).On(at("code"))
	}
	return firstOf(domain.RecipientKind(r.RecipientKind, at("recipient_kind")), positive(r.Amount, at("amount")), awardKind(r.Award, at("award")), given(r.Code, "a code", at("code")),
		readable(r.Code, at("code")), readable(r.Institution, at("institution")), readable(r.Level, at("level")))
}

// Bind checks that the list is the one whose hash was approved, and freezes it.
func (l *List) Bind(fund uuid.UUID, hash []byte) ([]domain.Event, error) {
	switch {
	case len(l.Rows) == 0:
		return nil, domain.Errorf(domain.NotFound, "there is no such list").On("list")
	case l.Fund != fund:
		return nil, domain.Errorf(domain.Invalid, "the list belongs to another fund").On("list")
	case l.Frozen && bytes.Equal(hash, l.Hash):
		return nil, nil
	case !bytes.Equal(hash, l.Signed()):
		return nil, domain.Errorf(domain.Violation, "this is not the list that was approved: its hash is %x", l.Signed()).On("hash")
	}
	return []domain.Event{ListFrozen{l.Signed(), int64(len(l.Rows))}}, nil
}

// chosen is the rows a payment names, in frozen order; a row that was paid before is refused.
func (l *List) chosen(c PayList) (Set, error) {
	rows := l.Live()
	if len(c.Only) > 0 {
		if len(c.Except) > 0 {
			return nil, domain.Errorf(domain.Invalid, "name the rows to pay or the rows to leave out").On("except")
		}
		rows = nil
	}
	for _, names := range [][]string{c.Only, c.Except} {
		for _, code := range names {
			row, err := l.Row(code)
			if err != nil {
				return nil, err
			}
			one := Span{row, row + 1}
			if len(l.Ended.Within(one)) > 0 {
				return nil, domain.Errorf(domain.Violation, "nothing is paid for row %q any more: it was taken off the list", code).On("only")
			}
			if rows.Remove(one); len(c.Only) > 0 {
				rows.Add(one)
			}
		}
	}
	for _, s := range rows {
		if twice := l.Paid.Within(s); len(twice) > 0 {
			row := twice[0].From()
			if l.Returned[row] > 0 {
				return nil, domain.Errorf(domain.Conflict, "row %q has been paid and came back; it is not paid again", l.Rows[row].Code).On("only")
			}
			return nil, domain.Errorf(domain.Conflict, "row %q has been paid", l.Rows[row].Code).On("only")
		}
	}
	if len(rows) == 0 {
		return nil, domain.Errorf(domain.Invalid, "no row is left to pay").On("only")
	}
	return rows, nil
}

// PayList decides the payment of a list's rows as one: the concatenated lowest free positions, a sub-interval a row. The first events
// are the fund's, the others the list's.
func (f *Fund) PayList(c PayList, l *List, a Asked) (ours, theirs []domain.Event, err error) {
	if err := firstOf(f.mustExist(), readable(c.Content, "content"), readable(c.Campaign, "campaign")); err != nil {
		return nil, nil, err
	}
	if l.Round != c.Round {
		return nil, nil, domain.Errorf(domain.Violation, "this list belongs to an award round; it is paid by round.pay").On("list")
	}
	if theirs, err = l.Bind(c.Fund, c.Hash); err != nil {
		return nil, nil, err
	}
	rows, err := l.chosen(c)
	if err != nil {
		return nil, nil, err
	}
	day, err := f.bookable(c.Booked, a)
	if err != nil {
		return nil, nil, err
	}
	amount := money.Money{Minor: l.amount(rows), Currency: l.Currency}
	if err := firstOf(f.ForbiddenByDeed(l, rows, day), f.payableByDeed(Award, amount, day, c.Reservation != uuid.Nil),
		f.holding(c.Place, amount, "place")); err != nil {
		return nil, nil, err
	}
	if r, ok := f.Reservations[c.Reservation]; ok && r.List != c.List {
		return nil, nil, domain.Errorf(domain.Violation, "the money was reserved for something else").On("reservation")
	}
	shares, err := f.drawnOrShared(c.Reservation, amount, c.From, purpose{kind: Award, list: true})
	if err != nil {
		return nil, nil, err
	}
	pieces := f.lowest(shares)
	ours = []domain.Event{ListPaid{
		List: c.List, Hash: l.Hash, Rows: rows, Reservation: c.Reservation, Currency: amount.Currency, Amount: amount.Minor,
		Pieces: pieces, Shares: l.shares(rows, pieces), Place: c.Place, Booked: day, Voucher: f.number(c.Place, outgoing, day), Content: c.Content,
		Round: c.Round, Campaign: c.Campaign,
	}}
	return ours, append(theirs, ListRowsPaid{rows}), nil
}

func (l *List) amount(rows []Span) (sum int64) {
	for _, s := range rows {
		for _, r := range l.Rows[s.From():s.To()] {
			sum += r.Amount
		}
	}
	return sum
}

// shares adds up what the rows took from each compartment, by kind of award.
func (l *List) shares(rows []Span, pieces []Piece) []ListShare {
	var shares []ListShare
	at := map[ListShare]int{} // by compartment and award alone
	piece, left := 0, pieces[0].Len()
	for _, s := range rows {
		for _, r := range l.Rows[s.From():s.To()] {
			begins := int64(1)
			for due := r.Amount; due > 0; {
				if left == 0 {
					piece++
					left = pieces[piece].Len()
				}
				part := min(due, left)
				key := ListShare{Compartment: pieces[piece].Compartment, Award: r.Award}
				i, ok := at[key]
				if !ok {
					i = len(shares)
					at[key], shares = i, append(shares, key)
				}
				shares[i].Amount += part
				shares[i].Rows += begins
				due, left, begins = due-part, left-part, 0
			}
		}
	}
	return shares
}

// Part is where a row's positions stand in the sequence of a payment's pieces: from offset from, amount of them.
func (l *List) Part(paid ListPaid, row int64) (from, amount int64, err error) {
	for _, s := range paid.Rows {
		if row < s.From() {
			break
		}
		if row < s.To() {
			return from + l.amount([]Span{{s.From(), row}}), l.Rows[row].Amount, nil
		}
		from += l.amount([]Span{s})
	}
	return 0, 0, domain.Errorf(domain.NotFound, "that payout did not pay this row").On("row")
}
