package projections

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections/readdb"
)

func errNotAwaiting(id uuid.UUID) error {
	return domain.Errorf(domain.Internal, "donation %s does not await anything", id)
}

func errNotUnidentified(id uuid.UUID) error {
	return domain.Errorf(domain.Internal, "bank line %s is not an unexplained one", id)
}

// What was done to a reservation (reservation_changes.kind).
const (
	reservationMade int64 = iota + 1
	reservationUsed
	reservationReleased
)

// reserved is what is left of a reservation in one compartment.
type reserved struct {
	c      *compartment
	amount int64
}

func (f *fold) amountReserved(in *fundRows, e fund.AmountReserved) {
	f.t.reservations.add(f.at.n, e.Amount, in.k, f.word(string(e.Currency)), f.word(string(e.Kind)), f.key(e.Recipient), f.key(e.Slot),
		f.key(e.List), f.word(e.Approver))
	var shares []reserved
	sums := map[*compartment]int64{}
	for _, s := range e.Shares {
		c := f.compartment(in, s.Compartment)
		if sums[c] == 0 {
			shares = append(shares, reserved{c, 0})
		}
		sums[c] += s.Amount
	}
	for i := range shares {
		f.reservationChange(f.at.id, &shares[i], reservationMade, sums[shares[i].c])
	}
	f.reservations[f.at.id] = shares
}

// reservationChange adds to what is left of a reservation (positive when it is made), with a row, a flow and what a restart needs.
func (f *fold) reservationChange(id uuid.UUID, r *reserved, kind, amount int64) {
	if amount == 0 {
		return
	}
	r.amount += amount
	f.flow(&r.c.pot, flowReserved, amount, 0, f.at.day)
	f.t.reservationChanges.add(id[:], f.at.n, amount, r.c.k, kind)
	if r.amount == 0 {
		f.exec("DELETE FROM @reservation_left WHERE id = $1 AND c = $2", id[:], r.c.k)
		return
	}
	f.exec("INSERT INTO @reservation_left (id, c, amount) VALUES ($1, $2, $3) ON CONFLICT (id, c) DO UPDATE SET amount = excluded.amount",
		id[:], r.c.k, r.amount)
}

func (f *fold) reservationReleased(in *fundRows, e fund.ReservationReleased) {
	shares, part, left := f.reservations[e.Reservation], map[*compartment]int64{}, int64(0)
	for _, s := range e.Shares {
		part[f.compartment(in, s.Compartment)] += s.Amount
	}
	for i := range shares {
		amount := shares[i].amount
		if len(e.Shares) > 0 {
			amount = part[shares[i].c]
		}
		f.reservationChange(e.Reservation, &shares[i], reservationReleased, -amount)
		left += shares[i].amount
	}
	if left == 0 {
		delete(f.reservations, e.Reservation)
	}
}

// fromReservation uses up a reservation by what was taken from the compartments it names.
func (f *fold) fromReservation(in *fundRows, id uuid.UUID, pieces []fund.Piece) {
	shares, ok := f.reservations[id]
	if !ok {
		return
	}
	taken := map[*compartment]int64{}
	for _, p := range pieces {
		taken[f.compartment(in, p.Compartment)] += p.Len()
	}
	left := int64(0)
	for i := range shares {
		f.reservationChange(id, &shares[i], reservationUsed, -taken[shares[i].c])
		taken[shares[i].c] = 0
		left += shares[i].amount
	}
	if left == 0 {
		delete(f.reservations, id)
	}
}

func (f *fold) payoutMade(in *fundRows, e fund.PayoutMade) {
	booked, kind := int64(e.Booked), paidAs(e.Kind, e.Award)
	u := &taking{f.at.n, usePayout, 0}
	count := int64(1)
	for _, p := range e.Pieces {
		c := f.compartment(in, p.Compartment)
		f.consume(u, c, p.Spans)
		f.flow(&c.pot, kind, p.Len(), count, booked)
		count = 0
	}
	for _, p := range e.Uncovered {
		f.flow(&f.compartment(in, p.Compartment).pot, kind, p.Len(), count, booked)
		count = 0
	}
	f.uncover(in, u, e.Uncovered, booked)
	f.fromReservation(in, e.Reservation, e.Pieces)
	f.place(in, e.Place, -e.Amount, booked)
	series := f.receipt(in, e.Voucher, e.Amount, string(e.Currency), booked, paperPayout)
	f.t.payouts.add(f.at.n, e.Amount, int64(0), in.k, f.key(e.Recipient), f.key(e.Slot), int64(0), f.word(string(e.Currency)),
		f.placeKey(in, e.Place), booked, series, e.Voucher.No, f.word(string(e.Kind)), f.word(string(e.Award)), bit(e.Fact), idOrNil(e.Reservation),
		e.Content, e.Reference)
	f.attributed(e.Campaign)
}

// idOrNil is an id as a column has it: NULL for the nil UUID.
func idOrNil(id uuid.UUID) any {
	if id == uuid.Nil {
		return nil
	}
	return id[:]
}

func (f *fold) listPaid(in *fundRows, e fund.ListPaid) {
	booked, list := int64(e.Booked), f.key(e.List)
	u := &taking{f.at.n, usePayout, 0}
	for _, p := range e.Pieces {
		f.consume(u, f.compartment(in, p.Compartment), p.Spans)
	}
	for _, s := range e.Shares {
		f.flow(&f.compartment(in, s.Compartment).pot, paidAs(fund.Award, s.Award), s.Amount, s.Rows, booked)
	}
	f.fromReservation(in, e.Reservation, e.Pieces)
	f.place(in, e.Place, -e.Amount, booked)
	series := f.receipt(in, e.Voucher, e.Amount, string(e.Currency), booked, paperList)
	rows := fund.Total(e.Rows)
	f.t.payouts.add(f.at.n, e.Amount, rows, in.k, int64(0), int64(0), list, f.word(string(e.Currency)), f.placeKey(in, e.Place), booked,
		series, e.Voucher.No, f.word(string(fund.Award)), int64(0), int64(0), idOrNil(e.Reservation), e.Content, "")
	f.rowsPaid(list, e.Rows)
	f.attributed(e.Campaign)
	f.findable()
}

func (f *fold) payoutReturned(in *fundRows, e fund.PayoutReturned) {
	booked, kind := int64(e.Booked), flowReturned+paidAs(e.Kind, e.Award)
	f.back(in, kind, 0, e.Freed, e.Healed, booked)
	f.place(in, e.Place, e.Amount, booked)
	series := f.receipt(in, e.Receipt, e.Amount, string(e.Currency), booked, paperReturn)
	list := f.key(e.List)
	f.t.payoutReturns.add(e.Payout[:], f.at.n, e.Row, e.Amount, list, f.placeKey(in, e.Place), booked, series, e.Receipt.No, e.Reason)
	if list != 0 {
		f.t.listReturns.add(e.Row, f.at.n, e.Amount, list)
	}
}

// back takes in positions that come back: free again, or void where no money had stood behind them.
func (f *fold) back(in *fundRows, kind, about int64, freed, healed []fund.Piece, booked int64) {
	count := int64(1)
	f.free(in, freed)
	for _, p := range freed {
		f.flowAbout(&f.compartment(in, p.Compartment).pot, kind, about, p.Len(), count, booked)
		count = 0
	}
	void := &taking{f.at.n, useVoid, 0}
	for _, p := range healed {
		c := f.compartment(in, p.Compartment)
		for _, s := range p.Spans {
			f.endUses(c, s)
			f.endCovers(c, s)
			f.use(void, c, s)
		}
		f.flowAbout(&c.pot, kind, about, p.Len(), count, booked)
		f.flow(&c.pot, flowHealed, p.Len(), 0, booked)
		count = 0
	}
}

func (f *fold) lossRecorded(in *fundRows, e fund.LossRecorded) {
	booked := int64(e.Booked)
	u := &taking{f.at.n, useLoss, 0}
	for _, p := range e.Pieces {
		c := f.compartment(in, p.Compartment)
		f.consume(u, c, p.Spans)
		f.flow(&c.pot, flowLost, p.Len(), 0, booked)
	}
	for _, p := range e.Uncovered {
		f.flow(&f.compartment(in, p.Compartment).pot, flowLost, p.Len(), 0, booked)
	}
	f.uncover(in, u, e.Uncovered, booked)
	f.place(in, e.Place, -e.Amount, booked)
	f.t.payouts.add(f.at.n, e.Amount, int64(0), in.k, int64(0), int64(0), int64(0), f.word(string(e.Currency)), f.placeKey(in, e.Place), booked,
		int64(0), int64(0), f.word(lossKind), int64(0), int64(1), nil, e.Reason, "")
}

// lossKind is what payouts.kind says of a loss.
const lossKind = "loss"

// resumeOpen reads back what is open: reservations, awaiting donations, unexplained lines.
func (f *fold) resumeOpen() {
	byKey := map[int64]*compartment{}
	places := map[int64]*pot{}
	for _, in := range f.funds {
		for _, c := range in.compartments {
			byKey[c.k] = c
		}
		for _, p := range in.places {
			places[p.k] = p
		}
	}
	f.rows(func(r readdb.Row) error {
		var id []byte
		var c, amount int64
		if err := r.Scan(&id, &c, &amount); err != nil {
			return err
		}
		f.reservations[uuid.UUID(id)] = append(f.reservations[uuid.UUID(id)], reserved{byKey[c], amount})
		return nil
	}, "SELECT id, c, amount FROM @reservation_left ORDER BY id, c")
	f.rows(func(r readdb.Row) error {
		var id []byte
		var n int64
		if err := r.Scan(&id, &n); err != nil {
			return err
		}
		f.awaiting[uuid.UUID(id)] = n
		return nil
	}, "SELECT id, n FROM @awaiting")
	f.rows(func(r readdb.Row) error {
		var id []byte
		var place, amount int64
		if err := r.Scan(&id, &place, &amount); err != nil {
			return err
		}
		f.unidentified[uuid.UUID(id)] = &unexplained{places[place], place, amount}
		return nil
	}, `SELECT x.id, x.place, x.amount - COALESCE((SELECT SUM(y.amount) FROM @unidentified y WHERE y.id = x.id AND y.kind > 1), 0)
		FROM @unidentified x WHERE x.kind = 1
		AND x.amount > COALESCE((SELECT SUM(y.amount) FROM @unidentified y WHERE y.id = x.id AND y.kind > 1), 0)`)
}
