package projections

import (
	"context"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections/readdb"
)

// What became of money kept for another fund (held.kind).
const (
	heldReceived int64 = iota + 1
	heldHandedOver
	heldReturned
)

func (f *fold) heldReceived(in *fundRows, e fund.HeldReceived) {
	f.place(in, e.Place, e.Amount, int64(e.Booked))
	f.flow(in.places[e.Place], flowHeld, e.Amount, 1, int64(e.Booked))
	id := f.at.id
	to := f.key(e.For)
	f.t.held.add(id[:], f.at.n, e.Amount, in.k, to, f.placeKey(in, e.Place), int64(e.Given), int64(e.Booked), f.word(e.Campaign),
		int64(0), int64(0), heldReceived, "", "")
	for i, r := range e.Rows {
		f.t.heldRows.add(f.at.n, int64(i), r.Amount, to, f.key(r.Donor), r.Code)
	}
}

func (f *fold) heldHandedOver(in *fundRows, e fund.HeldHandedOver) {
	f.place(in, e.Place, -e.Amount, int64(e.Booked))
	f.flow(in.places[e.Place], flowHeld, -e.Amount, 0, int64(e.Booked))
	series := f.receipt(in, e.Voucher, e.Amount, string(e.Currency), int64(e.Booked), paperHandedOver)
	f.t.held.add(e.Held[:], f.at.n, e.Amount, in.k, f.key(e.For), f.placeKey(in, e.Place), int64(0), int64(e.Booked), int64(0),
		series, e.Voucher.No, heldHandedOver, "", "")
}

func (f *fold) heldReturned(in *fundRows, e fund.HeldReturned) {
	f.place(in, e.Place, -e.Amount, int64(e.Booked))
	f.flow(in.places[e.Place], flowHeld, -e.Amount, 0, int64(e.Booked))
	series := f.receipt(in, e.Voucher, e.Amount, string(e.Currency), int64(e.Booked), paperHeldReturned)
	f.t.held.add(e.Held[:], f.at.n, e.Amount, in.k, f.key(e.For), f.placeKey(in, e.Place), int64(0), int64(e.Booked), int64(0),
		series, e.Voucher.No, heldReturned, e.Row, e.Reason)
}

// HeldMoney is money that one fund keeps for another, as of a report's entry and day. Left is still kept.
type HeldMoney struct {
	ID         uuid.UUID   `json:"id"` // of the entry that brought it; one may keep for several funds
	Entry      uint64      `json:"entry"`
	Fund       uuid.UUID   `json:"fund"`
	FundCode   string      `json:"fund_code"`
	For        uuid.UUID   `json:"for"`
	ForCode    string      `json:"for_code"`
	Place      string      `json:"place"`
	Currency   string      `json:"currency"`
	Campaign   string      `json:"campaign,omitempty"`
	Given      domain.Date `json:"given"`
	Booked     domain.Date `json:"booked"`
	Amount     int64       `json:"amount"`
	Returned   int64       `json:"returned"` // of the amount: given back to those who gave
	HandedOver int64       `json:"handed_over"`
	Left       int64       `json:"left"`
	OverOn     domain.Date `json:"over_on,omitzero"`
	Donation   uuid.UUID   `json:"donation,omitzero"` // of the other fund, by which it was handed over
	Voucher    Number      `json:"voucher,omitzero"`
	Rows       []HeldRow   `json:"rows,omitempty"`

	keys [5]int64
}

// HeldRow is one gift of what is held.
type HeldRow struct {
	Code     string    `json:"code"`
	Donor    uuid.UUID `json:"donor,omitzero"`
	Amount   int64     `json:"amount"`
	Returned bool      `json:"returned,omitempty"`
}

// HeldQuery asks for what is held for others.
type HeldQuery struct {
	Fund, For uuid.UUID // by whom, for whom; nil UUIDs: all
	AsOf      AsOf
	At        *domain.Date // only what was booked by the end of this day; nil: all
	All       bool         // also what is held no more
	Rows      bool         // name every gift of it
}

// Held reports what funds keep for others, the oldest first.
func (r *Reader) Held(ctx context.Context, q HeldQuery) ([]HeldMoney, error) {
	held := []HeldMoney{}
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) error {
		var only [2]int64
		for i, id := range []uuid.UUID{q.Fund, q.For} {
			if id == uuid.Nil {
				continue
			}
			k, ok, err := v.key(id, fundName)
			if err != nil || !ok {
				return notFound(err, "fund", id)
			}
			only[i] = k
		}
		found, err := v.held("h.kind = 1 AND ($1 = 0 OR h.fund = $1) AND ($2 = 0 OR h.for_fund = $2) AND h.n <= $3 AND h.booked <= $4 ORDER BY h.n, h.for_fund",
			only[0], only[1], v.n, v.lastDay())
		for i := range found {
			h := &found[i]
			if err == nil {
				err = v.heldSince(h)
			}
			if err == nil && q.Rows {
				err = v.heldGifts(h)
			}
			if q.All || h.Left > 0 {
				held = append(held, *h)
			}
		}
		return err
	})
	return held, err
}

func (v *view) held(where string, args ...any) ([]HeldMoney, error) {
	var found []HeldMoney
	err := v.rows(func(r readdb.Row) error {
		var h HeldMoney
		var id []byte
		err := r.Scan(&h.Entry, &id, &h.Amount, &h.keys[0], &h.keys[1], &h.keys[2], &h.Given, &h.Booked, &h.keys[3], &h.keys[4])
		h.ID, h.Left = scannedID(id), h.Amount
		found = append(found, h)
		return err
	}, `SELECT h.n, h.id, h.amount, h.fund, h.for_fund, h.place, h.given, h.booked, h.campaign, p.currency
		FROM @held h JOIN @places p ON p.k = h.place WHERE `+where, args...)
	for i := range found {
		h := &found[i]
		if err == nil {
			h.Fund, h.FundCode, err = v.fundOf(h.keys[0])
		}
		if err == nil {
			h.For, h.ForCode, err = v.fundOf(h.keys[1])
		}
		if err == nil {
			h.Place, err = v.placeCode(h.keys[2])
		}
		if err == nil {
			err = v.wordsInto(wordInto{h.keys[3], &h.Campaign}, wordInto{h.keys[4], &h.Currency})
		}
	}
	return found, err
}

// heldSince takes in what became of held money.
func (v *view) heldSince(h *HeldMoney) error {
	var over, series int64
	err := v.rows(func(r readdb.Row) error {
		var n, kind, amount, word, no int64
		var booked domain.Date
		if err := r.Scan(&n, &kind, &amount, &booked, &word, &no); err != nil {
			return err
		}
		if h.Left -= amount; kind == heldReturned {
			h.Returned += amount
			return nil
		}
		over, series = n, word
		h.HandedOver, h.OverOn, h.Voucher.No = h.HandedOver+amount, booked, no
		return nil
	}, "SELECT n, kind, amount, booked, series, no FROM @held WHERE id = $1 AND for_fund = $2 AND kind > 1 AND n <= $3 AND booked <= $4 ORDER BY n",
		h.ID[:], h.keys[1], v.n, v.lastDay())
	if err == nil && over != 0 {
		h.Donation, err = v.idOf(over)
	}
	if err == nil {
		err = v.wordsInto(wordInto{series, &h.Voucher.Series})
	}
	return err
}

// heldGifts names the gifts of held money.
func (v *view) heldGifts(h *HeldMoney) error {
	var donors []int64
	err := v.rows(func(r readdb.Row) error {
		var g HeldRow
		var donor, back int64
		err := r.Scan(&g.Code, &donor, &g.Amount, &back)
		g.Returned = back > 0
		h.Rows, donors = append(h.Rows, g), append(donors, donor)
		return err
	}, `SELECT g.code, g.donor, g.amount, (SELECT COUNT(*) FROM @held x WHERE x.id = $3 AND x.for_fund = $2 AND x.kind = 3 AND x.row_code = g.code
			AND x.n <= $4 AND x.booked <= $5)
		FROM @held_rows g WHERE g.n = $1 AND g.for_fund = $2 ORDER BY g.row_no`, int64(h.Entry), h.keys[1], h.ID[:], v.n, v.lastDay())
	for i := range h.Rows {
		if err == nil {
			h.Rows[i].Donor, err = v.id(donors[i])
		}
	}
	return err
}
