package projections

import "sovang/domain/fund"

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
