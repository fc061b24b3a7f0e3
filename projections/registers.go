package projections

import (
	"context"
	"math"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections/readdb"
)

// Paper is what a numbered receipt or voucher stands for.
type Paper string

// The papers, by receipts.what.
var papers = map[int64]Paper{
	paperDonation: "donation", paperInterest: "interest", paperUnidentified: "unidentified-returned", paperPayout: "payout", paperList: "list",
	paperReturn: "return", paperRefund: "refund", paperSent: "transfer-sent", paperAccepted: "transfer-accepted", paperSale: "sale",
	paperReplacement: "replacement", paperHandedOver: "held-handed-over", paperHeldReturned: "held-returned",
}

// Receipt is one number of a register.
type Receipt struct {
	Series     string      `json:"series"`
	No         int64       `json:"no"`
	Entry      uint64      `json:"entry"`
	ID         uuid.UUID   `json:"id"`                // of the donation, payout … that the entry made
	Donation   uuid.UUID   `json:"donation,omitzero"` // whose paper it is, also where another entry cleared it or replaced its paper
	What       Paper       `json:"what"`
	Currency   string      `json:"currency"`
	Amount     int64       `json:"amount"`
	Booked     domain.Date `json:"booked"`
	Void       bool        `json:"void,omitempty"`
	VoidEntry  uint64      `json:"void_entry,omitempty"`
	Reason     string      `json:"reason,omitempty"` // of the void
	Approver   string      `json:"approver,omitempty"`
	Replaces   Number      `json:"replaces,omitzero"`
	ReplacedBy Number      `json:"replaced_by,omitzero"`
}

// SeriesTotal is one series: issued + void = all, and all = last, since a series counts 1, 2, 3 … without gaps. Of a range, all = last − first + 1.
type SeriesTotal struct {
	Series string `json:"series"`
	All    int64  `json:"all"`
	Issued int64  `json:"issued"`
	Void   int64  `json:"void"`
	First  int64  `json:"first"`
	Last   int64  `json:"last"`
}

// Whole says whether no number is missing between the first and the last.
func (t SeriesTotal) Whole() bool { return t.All == t.Last-t.First+1 }

// Register is the receipts and vouchers of a fund.
type Register struct {
	AsOf     AsOf          `json:"as_of"`
	At       *domain.Date  `json:"at,omitempty"`
	Fund     uuid.UUID     `json:"fund"`
	FundCode string        `json:"fund_code"`
	Series   []SeriesTotal `json:"series"`
	Receipts []Receipt     `json:"receipts"`
}

// RegisterQuery asks for the register of a fund.
type RegisterQuery struct {
	Fund     uuid.UUID
	Series   string // only this one; "": all
	From, To int64  // numbers; 0: all
	Range    bool   // the totals are of those numbers, not of whole series
	AsOf     AsOf
	At       *domain.Date // only what was booked by the end of this day; nil: all
	Limit    int          // 0: 10,000
}

// Receipts reports a register of receipts and vouchers.
func (r *Reader) Receipts(ctx context.Context, q RegisterQuery) (Register, error) {
	g := Register{At: q.At, Fund: q.Fund, Series: []SeriesTotal{}, Receipts: []Receipt{}}
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) error {
		g.AsOf = v.asOf
		k, ok, err := v.key(q.Fund, fundName)
		if err != nil || !ok {
			return notFound(err, "fund", q.Fund)
		}
		if _, g.FundCode, err = v.fundOf(k); err != nil {
			return err
		}
		series := int64(0)
		if q.Series != "" {
			if series, ok, err = v.wordOf(q.Series); err != nil {
				return err
			} else if !ok {
				return domain.Errorf(domain.NotFound, "there is no series %q", q.Series).On("series")
			}
		}
		from, to, limit := min(q.From, math.MaxInt32), min(q.To, math.MaxInt32), q.Limit
		if to == 0 {
			to = math.MaxInt32
		}
		if limit == 0 {
			limit = 10_000
		}
		first, last := from, to
		if !q.Range {
			first, last = 0, math.MaxInt32
		}
		if err := v.seriesTotals(&g, k, series, first, last); err != nil {
			return err
		}
		return v.receipts(&g, k, series, from, to, limit)
	})
	return g, err
}

// papersOf is the papers of fund $1, of series $2 or of all for 0, from number $3 to $4: those of donations that were booked at once stand in their own
// rows. Of one series the index of numbers is asked.
func papersOf(series int64) string {
	where := " WHERE fund = $1 AND series = $2 AND no >= $3 AND no <= $4"
	if series == 0 {
		where = " WHERE fund = $1 AND $2 = 0 AND no >= $3 AND no <= $4"
	}
	return `(SELECT n, amount, fund, series, no, booked, currency, what, 0 AS gift FROM @receipts` + where + `
	UNION ALL SELECT n, amount, fund, series, no, booked, currency, 1, 1 FROM @donations` + where + ` AND no > 0)`
}

func (v *view) seriesTotals(g *Register, k, series, from, to int64) error {
	var keys []int64
	err := v.rows(func(r readdb.Row) error {
		var t SeriesTotal
		var word int64
		err := r.Scan(&word, &t.All, &t.First, &t.Last, &t.Void)
		t.Issued = t.All - t.Void
		g.Series, keys = append(g.Series, t), append(keys, word)
		return err
	}, `SELECT r.series, COUNT(*), MIN(r.no), MAX(r.no), COUNT(x.n) FROM `+papersOf(series)+` r
		LEFT JOIN @receipt_voids x ON x.fund = r.fund AND x.series = r.series AND x.no = r.no AND x.n <= $5`+v.entriesBy("x.n", 5)+`
		WHERE r.n <= $5`+v.entriesBy("r.n", 5)+" GROUP BY r.series ORDER BY r.series", v.seen(k, series, from, to)...)
	for i := range g.Series {
		if err == nil {
			err = v.wordsInto(wordInto{keys[i], &g.Series[i].Series})
		}
	}
	return err
}

func (v *view) receipts(g *Register, k, series, from, to int64, limit int) error {
	var keys [][5]int64
	err := v.rows(func(r readdb.Row) error {
		var p Receipt
		var id, donation []byte
		var what int64
		var k [5]int64
		if err := r.Scan(&k[0], &p.No, &p.Entry, &id, &what, &k[1], &p.Amount, &p.Booked, &p.VoidEntry, &p.Reason, &k[2], &k[3], &p.Replaces.No,
			&k[4], &p.ReplacedBy.No, &donation); err != nil {
			return err
		}
		p.ID, p.Donation, p.What, p.Void = uuid.UUID(id), scannedID(donation), papers[what], p.VoidEntry > 0
		g.Receipts, keys = append(g.Receipts, p), append(keys, k)
		return nil
	}, `SELECT r.series, r.no, r.n, e.id, r.what, r.currency, r.amount, r.booked, COALESCE(x.n, 0), COALESCE(x.reason, ''), COALESCE(x.approver, 0),
			COALESCE(o.old_series, 0), COALESCE(o.old_no, 0), COALESCE(b.series, 0), COALESCE(b.no, 0),
			CASE WHEN r.gift = 1 THEN e.id WHEN r.what = 1 THEN (SELECT c.id FROM @donation_changes c WHERE c.n = r.n AND c.kind = 1) ELSE o.donation END
		FROM `+papersOf(series)+` r JOIN @entries e ON e.n = r.n
		LEFT JOIN @receipt_voids x ON x.fund = r.fund AND x.series = r.series AND x.no = r.no AND x.n <= $6`+v.entriesBy("x.n", 6)+`
		LEFT JOIN @receipt_replacements o ON o.fund = r.fund AND o.series = r.series AND o.no = r.no AND o.n <= $6`+v.entriesBy("o.n", 6)+`
		LEFT JOIN @receipt_replacements b ON b.fund = r.fund AND b.old_series = r.series AND b.old_no = r.no AND b.n <= $6`+v.entriesBy("b.n", 6)+`
		WHERE r.n <= $6`+v.entriesBy("r.n", 6)+` ORDER BY r.series, r.no LIMIT $5`,
		v.seen(k, series, from, to, limit)...)
	for i := range g.Receipts {
		p, k := &g.Receipts[i], keys[i]
		if err == nil {
			err = v.wordsInto(wordInto{k[0], &p.Series}, wordInto{k[1], &p.Currency}, wordInto{k[2], &p.Approver}, wordInto{k[3], &p.Replaces.Series},
				wordInto{k[4], &p.ReplacedBy.Series})
		}
	}
	return err
}

// TransferState is how far a transfer has come.
type TransferState string

// The states of a transfer.
const (
	TransferInTransit TransferState = "in-transit"
	TransferAccepted  TransferState = "accepted"
	TransferRefused   TransferState = "refused"
)

// Transfer is money sent from one fund to another.
type Transfer struct {
	ID          uuid.UUID     `json:"id"`
	Entry       uint64        `json:"entry"`
	From        uuid.UUID     `json:"from"`
	FromCode    string        `json:"from_code"`
	To          uuid.UUID     `json:"to"`
	ToCode      string        `json:"to_code"`
	Compartment string        `json:"compartment"` // of the sender
	Into        string        `json:"into,omitempty"`
	Currency    string        `json:"currency"`
	Amount      int64         `json:"amount"`
	Received    int64         `json:"received"` // the rest of an accepted one is the sender's fee
	Booked      domain.Date   `json:"booked"`
	Voucher     Number        `json:"voucher,omitzero"`
	Content     string        `json:"content,omitempty"`
	Basis       string        `json:"basis,omitempty"`
	State       TransferState `json:"state"`
	Ended       uint64        `json:"ended,omitempty"` // the entry that accepted or refused it
	Reason      string        `json:"reason,omitempty"`
}

// Transfers lists the transfers that a fund sent or was sent, or all for the nil UUID, in order: those that were on their way by a day, and how far
// they had come then; nil: by now.
func (r *Reader) Transfers(ctx context.Context, of uuid.UUID, asOf AsOf, at *domain.Date) ([]Transfer, error) {
	found := []Transfer{}
	err := r.viewAt(ctx, asOf, at, func(v *view) (err error) {
		k, ok := int64(0), true
		if of != uuid.Nil {
			if k, ok, err = v.key(of, fundName); err != nil || !ok {
				return notFound(err, "fund", of)
			}
		}
		found, err = v.transfers(k)
		return err
	})
	return found, err
}

// Transfer reports one transfer, by the id of the command that sent it.
func (r *Reader) Transfer(ctx context.Context, id uuid.UUID, asOf AsOf) (t Transfer, err error) {
	err = r.viewAt(ctx, asOf, nil, func(v *view) error {
		n, ok, err := v.entryOf(id)
		if err != nil || !ok {
			return notFound(err, "transfer", id)
		}
		found, err := v.transfersWhere("t.n = $1", n)
		if err != nil || len(found) == 0 {
			return notFound(err, "transfer", id)
		}
		t = found[0]
		return nil
	})
	return t, err
}

func (v *view) transfers(of int64) ([]Transfer, error) {
	return v.transfersWhere("($1 = 0 OR t.fund = $1 OR t.to_fund = $1)", of)
}

// transfersWhere lists transfers; where speaks of t and $1.
func (v *view) transfersWhere(where string, of int64) ([]Transfer, error) {
	found := []Transfer{}
	var keys [][6]int64
	err := v.rows(func(r readdb.Row) error {
		var t Transfer
		var id []byte
		var k [6]int64
		var end int64
		if err := r.Scan(&t.Entry, &id, &k[0], &k[1], &k[2], &k[3], &t.Amount, &t.Booked, &k[4], &t.Voucher.No, &t.Content, &t.Basis, &t.Ended, &end,
			&t.Received, &k[5], &t.Reason); err != nil {
			return err
		}
		t.ID, t.State = uuid.UUID(id), TransferInTransit
		switch end {
		case transferAccepted:
			t.State = TransferAccepted
		case transferRefused:
			t.State, t.Received = TransferRefused, 0
		}
		found, keys = append(found, t), append(keys, k)
		return nil
	}, `SELECT t.n, e.id, t.fund, t.to_fund, t.c, t.currency, t.amount, t.booked, t.series, t.no, t.content, t.basis, COALESCE(x.n, 0),
			COALESCE(x.kind, 0), COALESCE(x.amount, 0), COALESCE(x.c, 0), COALESCE(x.reason, '')
		FROM @transfers t JOIN @entries e ON e.n = t.n LEFT JOIN @transfer_ends x ON x.id = e.id AND x.kind IN (1, 3) AND x.n <= $2 AND x.booked <= $3
		WHERE t.n <= $2 AND t.booked <= $3 AND `+where+` ORDER BY t.n`, of, v.n, v.lastDay())
	for i := range found {
		t, k := &found[i], keys[i]
		if err == nil {
			t.From, t.FromCode, err = v.fundOf(k[0])
		}
		if err == nil {
			t.To, t.ToCode, err = v.fundOf(k[1])
		}
		if err == nil {
			t.Compartment, err = v.compartmentCode(k[2])
		}
		if err == nil {
			t.Into, err = v.compartmentCode(k[5])
		}
		if err == nil {
			err = v.wordsInto(wordInto{k[3], &t.Currency}, wordInto{k[4], &t.Voucher.Series})
		}
	}
	return found, err
}

// ReservationInfo is money set aside.
type ReservationInfo struct {
	ID        uuid.UUID `json:"id"`
	Entry     uint64    `json:"entry"`
	Currency  string    `json:"currency"`
	Amount    int64     `json:"amount"`
	Used      int64     `json:"used"`
	Released  int64     `json:"released"`
	Left      int64     `json:"left"`
	Recipient uuid.UUID `json:"recipient,omitzero"`
	Slot      uuid.UUID `json:"slot,omitzero"`
	List      uuid.UUID `json:"list,omitzero"`
	Approver  string    `json:"approver"`
}

// Reservations lists the reservations of a fund in their order, those that are used up or released too, as they stood on a day; nil: as they stand.
func (r *Reader) Reservations(ctx context.Context, of uuid.UUID, asOf AsOf, at *domain.Date) ([]ReservationInfo, error) {
	found := []ReservationInfo{}
	err := r.viewAt(ctx, asOf, at, func(v *view) error {
		k, ok, err := v.key(of, fundName)
		if err != nil || !ok {
			return notFound(err, "fund", of)
		}
		var keys [][5]int64
		err = v.rows(func(r readdb.Row) error {
			var s ReservationInfo
			var id []byte
			var k [5]int64
			err := r.Scan(&s.Entry, &id, &s.Amount, &k[0], &k[1], &k[2], &k[3], &k[4], &s.Used, &s.Released)
			s.ID, s.Left = scannedID(id), s.Amount-s.Used-s.Released
			found, keys = append(found, s), append(keys, k)
			return err
		}, `SELECT s.n, e.id, s.amount, s.currency, s.recipient, s.slot, s.list, s.approver,
				CAST(COALESCE((SELECT -SUM(x.amount) FROM @reservation_changes x WHERE x.id = e.id AND x.kind = 2 AND x.n <= $2`+v.entriesBy("x.n", 2)+`), 0) AS BIGINT),
				CAST(COALESCE((SELECT -SUM(x.amount) FROM @reservation_changes x WHERE x.id = e.id AND x.kind = 3 AND x.n <= $2`+v.entriesBy("x.n", 2)+`), 0) AS BIGINT)
			FROM @reservations s JOIN @entries e ON e.n = s.n WHERE s.fund = $1 AND s.n <= $2`+v.entriesBy("s.n", 2)+` ORDER BY s.n`, v.seen(k)...)
		for i := range found {
			s, k := &found[i], keys[i]
			if err == nil {
				s.Recipient, err = v.id(k[1])
			}
			if err == nil {
				s.Slot, err = v.id(k[2])
			}
			if err == nil {
				s.List, err = v.id(k[3])
			}
			if err == nil {
				err = v.wordsInto(wordInto{k[0], &s.Currency}, wordInto{k[4], &s.Approver})
			}
		}
		return err
	})
	return found, err
}
