package ledger_test

import (
	"fmt"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
)

var (
	walls = append(slices.Clone(compartments), "suat")
	today = fund.Days{Given: domain.DateOf(recorded), Booked: domain.DateOf(recorded)}
)

// awards says whether the deed allows an award of that much.
func (f *naiveFund) awards(amount int) bool { return f.most == 0 || amount <= f.most }

func (s *story) give() step {
	f, place := s.fund(), s.place()
	c := ledger.ReceiveDonation{Receive: fund.Receive{Fund: f.id, Place: place}}
	amounts, sum := map[string]int{}, 0
	for _, name := range compartments {
		if s.draw(2) == 0 {
			amounts[name] = s.amount()
			sum += amounts[name]
			c.Lines = append(c.Lines, fund.AskedLine{Compartment: name, Amount: dong(amounts[name])})
		}
	}
	if sum == 0 {
		amounts["unrestricted"], sum = 3, 3
	}
	c.Amount = dong(sum)
	return step{"give", c, true, func(id uuid.UUID) {
		g := &naiveGift{of: f, lines: map[string][]*cell{}, place: place, amount: sum, days: today}
		for name, n := range amounts {
			g.lines[name] = f.grow(name, n)
		}
		f.places[place] += sum
		s.gifts[id] = g
		f.fill()
	}}
}

// split shares an amount over compartments in order, as much as each has available; legal only if nothing unrestricted is asked
// while something is uncovered, and if it is enough.
func (f *naiveFund) split(amount int, from []string) (parts []int, legal bool) {
	legal = true
	for _, name := range from {
		if f.compartments[name].kind == fund.Unrestricted && len(f.owed) > 0 {
			legal = false
		}
		part := min(f.available(name), amount)
		parts, amount = append(parts, part), amount-part
	}
	return parts, legal && amount == 0
}

func (s *story) from() (names []string, asked []fund.AskedShare) {
	names = slices.Clone(compartments)
	for i := range names {
		j := i + s.draw(len(names)-i)
		names[i], names[j] = names[j], names[i]
	}
	names = names[:1+s.draw(len(names))]
	for _, name := range names {
		asked = append(asked, fund.AskedShare{Compartment: name})
	}
	return names, asked
}

func (f *naiveFund) takeParts(names []string, parts []int) (cells []*cell) {
	for i, name := range names {
		cells = append(cells, f.take(name, parts[i], paid)...)
	}
	return cells
}

func (s *story) pay() step {
	f, place, amount := s.fund(), s.place(), s.amount()
	names, from := s.from()
	parts, legal := f.split(amount, names)
	c := fund.Pay{Fund: f.id, Kind: fund.Award, Award: fund.Reward, Recipient: s.people[0], Amount: dong(amount), From: from, Place: place}
	return step{"pay", c, legal && f.spendable(place) >= amount && f.awards(amount), func(id uuid.UUID) {
		s.payouts[id] = &naivePayout{of: f, rows: [][]*cell{f.takeParts(names, parts)}, amount: amount, place: place, booked: today.Booked}
		f.places[place] -= amount
	}}
}

func (s *story) reserve() step {
	f, amount := s.fund(), s.amount()
	names, from := s.from()
	parts, legal := f.split(amount, names)
	c := fund.Reserve{Fund: f.id, Amount: dong(amount), From: from, Recipient: s.people[0], Approver: "chủ tịch"}
	return step{"reserve", c, legal, func(id uuid.UUID) {
		f.order++
		r := &naiveReservation{order: f.order, left: map[string]int{}}
		for i, name := range names {
			if parts[i] > 0 {
				r.left[name], r.names = parts[i], append(r.names, name)
				f.compartments[name].reserved += parts[i]
			}
		}
		f.reservations[id] = r
	}}
}

func (s *story) release() step {
	f := s.fund()
	id, r, ok := pick(s, f.reservations)
	if !ok {
		return step{}
	}
	return step{"release", fund.Release{Fund: f.id, Reservation: id, Reason: "thôi"}, true, func(uuid.UUID) {
		for name, n := range r.left {
			f.compartments[name].reserved -= n
		}
		delete(f.reservations, id)
	}}
}

func (s *story) payReserved() step {
	f, place, amount := s.fund(), s.place(), s.amount()
	id, r, ok := pick(s, f.reservations)
	if !ok {
		return step{}
	}
	left, parts, legal := amount, map[string]int{}, f.spendable(place) >= amount
	for _, name := range r.names {
		part := min(r.left[name], left)
		parts[name], left = part, left-part
		older := 0
		for _, other := range f.reservations {
			if other.order < r.order {
				older += other.left[name]
			}
		}
		if part > 0 && older+part > len(f.freeCells(name)) {
			legal = false
		}
	}
	c := fund.Pay{Fund: f.id, Kind: fund.Award, Award: fund.Support, Recipient: s.people[0], Amount: dong(amount), Reservation: id, Place: place}
	return step{"pay reserved", c, legal && left == 0 && f.awards(amount), func(paidID uuid.UUID) {
		var cells []*cell
		for _, name := range r.names {
			cells = append(cells, f.take(name, parts[name], paid)...)
			f.compartments[name].reserved -= parts[name]
			r.left[name] -= parts[name]
		}
		s.payouts[paidID] = &naivePayout{of: f, rows: [][]*cell{cells}, amount: amount, place: place, booked: today.Booked}
		f.places[place] -= amount
		sum := 0
		for _, n := range r.left {
			sum += n
		}
		if sum == 0 {
			delete(f.reservations, id)
		}
	}}
}

// payList records a list of a few rows and pays it, all but perhaps one row, as one step.
func (s *story) payList() step {
	f, place, list := s.fund(), s.place(), id(1_000_000+int(s.number))
	record := fund.RecordList{Fund: f.id, List: list}
	var rows []fund.ListRow
	for i := range 1 + s.draw(4) {
		amount := dong(1 + s.draw(5))
		code := fmt.Sprint("HS", i)
		record.Rows = append(record.Rows, fund.AskedRow{Code: code, Recipient: s.people[i%3], Award: fund.Reward, Amount: amount})
		rows = append(rows, fund.ListRow{Code: code, Recipient: s.people[i%3], Award: fund.Reward, Amount: amount.Minor})
	}
	if _, err := s.do(record); err != nil {
		panic(err)
	}
	names, from := s.from()
	c := fund.PayList{Fund: f.id, List: list, Hash: fund.HashRows(nil, rows), From: from, Place: place}
	absent := -1
	if len(rows) > 1 && s.draw(2) == 0 {
		absent = s.draw(len(rows))
		c.Except = []string{rows[absent].Code}
	}
	sum := 0
	for i, r := range rows {
		if i != absent {
			sum += int(r.Amount)
		}
	}
	parts, legal := f.split(sum, names)
	for i, r := range rows {
		legal = legal && (i == absent || f.awards(int(r.Amount)))
	}
	return step{"pay list", c, legal && f.spendable(place) >= sum, func(id uuid.UUID) {
		cells := f.takeParts(names, parts)
		p := &naivePayout{of: f, list: true, amount: sum, place: place, booked: today.Booked}
		for i, r := range rows {
			if i != absent {
				p.rows, p.codes = append(p.rows, cells[:r.Amount]), append(p.codes, r.Code)
				cells = cells[r.Amount:]
			}
		}
		s.payouts[id] = p
		f.places[place] -= sum
	}}
}

func (s *story) giveBack() step {
	id, p, ok := pick(s, s.payouts)
	if !ok {
		return step{}
	}
	row, amount, place := s.draw(len(p.rows)), s.amount(), s.place()
	out := p.rows[row]
	c := fund.Return{Fund: p.of.id, Payout: id, Amount: dong(amount), Place: place}
	if p.list {
		c.Row = p.codes[row]
	}
	kind := "return"
	if p.of.into != nil {
		kind = "return late"
	}
	return step{kind, c, amount <= len(out), func(uuid.UUID) {
		for _, c := range out[len(out)-amount:] {
			p.of.back(c)
		}
		p.of.home(out[len(out)-amount:])
		p.rows[row] = out[:len(out)-amount]
		if p.of.into != nil {
			p.of.comesLate(place, amount)
			return
		}
		p.of.places[place] += amount
		p.of.fill()
	}}
}

func (s *story) charge() step {
	f, place, amount := s.fund(), s.place(), s.amount()
	name := walls[s.draw(len(walls))]
	if s.draw(2) == 0 { // often none at all, so that the rest is not only about deficits
		return step{}
	}
	c := fund.Charge{Fund: f.id, Kind: fund.Seizure, Amount: dong(amount), Compartment: name, Place: place}
	return step{"charge", c, true, func(id uuid.UUID) {
		s.payouts[id] = &naivePayout{of: f, rows: [][]*cell{f.seize(name, amount, id, paid)}, amount: amount, place: place, booked: today.Booked}
		f.places[place] -= amount
		f.fill()
	}}
}

func (f *naiveFund) seize(name string, amount int, id uuid.UUID, as cellState) []*cell {
	cells := f.take(name, amount, as)
	missing := f.grow(name, amount-len(cells))
	for _, c := range missing {
		c.state = as
	}
	f.owe(missing, id, false)
	return append(cells, missing...)
}

func (s *story) lose() step {
	f, place, amount := s.fund(), s.place(), s.amount()
	if s.draw(3) > 0 {
		return step{}
	}
	return step{"lose", fund.RecordLoss{Fund: f.id, Place: place, Amount: dong(amount), Reason: "mất trộm"}, true, func(id uuid.UUID) {
		f.seize("unrestricted", amount, id, lost)
		f.places[place] -= amount
		s.losses = append(s.losses, id)
	}}
}

func (s *story) spread() step {
	if len(s.losses) == 0 {
		return step{}
	}
	loss := s.losses[s.draw(len(s.losses))]
	for _, f := range s.funds {
		var open []*cell
		for _, c := range f.owed {
			if c.cause == loss {
				open = append(open, c)
			}
		}
		var names []string
		var weights []int64
		sum := int64(0)
		for _, name := range []string{"bao-so-3", "suat", "vuot-kho"} {
			if a := f.available(name); a > 0 {
				names, weights, sum = append(names, name), append(weights, int64(a)), sum+int64(a)
			}
		}
		if len(open) == 0 {
			continue
		}
		c := fund.SpreadLoss{Fund: f.id, Loss: loss, Chair: "chủ tịch", Inspector: "trưởng ban kiểm tra"}
		return step{"spread", c, sum > 0, func(uuid.UUID) {
			done := 0
			for i, n := range money.SplitLargestRemainder(min(int64(len(open)), sum), weights) {
				for _, by := range f.freeCells(names[i])[:n] {
					cover(by, open[done])
					f.settle(open[done])
					done++
				}
			}
		}}
	}
	return step{}
}

func (s *story) move() step {
	f, amount := s.fund(), s.amount()
	return step{"move", fund.Move{Fund: f.id, From: "cash", To: "bank", Amount: dong(amount)}, f.spendable("cash") >= amount, func(uuid.UUID) {
		f.places["cash"] -= amount
		f.places["bank"] += amount
	}}
}

func (s *story) send() step {
	f, place, amount := s.fund(), s.place(), s.amount()
	to := s.funds[0]
	if to == f {
		to = s.funds[1]
	}
	name := compartments[s.draw(len(compartments))]
	unrestricted := f.compartments[name].kind == fund.Unrestricted
	c := fund.Send{Fund: f.id, To: to.id, Compartment: name, Amount: dong(amount), Place: place, Basis: "nhà tài trợ đồng ý"}
	legal := f.spendable(place) >= amount && f.available(name) >= amount && !(unrestricted && len(f.owed) > 0)
	return step{"send", c, legal, func(id uuid.UUID) {
		s.transfers[id] = &naiveTransfer{from: f, to: to, cells: f.take(name, amount, sent), place: place, compartment: name, stage: fund.InTransit}
		f.places[place] -= amount
	}}
}

func (s *story) accept() step {
	id, t, ok := pick(s, s.transfers)
	if !ok {
		return step{}
	}
	place, received := s.place(), len(t.cells)
	c := fund.Accept{Fund: t.to.id, Transfer: id, Compartment: t.compartment, Place: place}
	kind := "accept"
	if received > 1 && s.draw(4) == 0 {
		received--
		c.Received = dong(received)
		kind = "accept short"
	}
	return step{kind, c, t.stage == fund.InTransit, func(uuid.UUID) {
		via := map[*naiveFund]bool{}
		for _, c := range t.cells {
			for f := range c.tainted(t.from) {
				via[f] = true
			}
		}
		for _, c := range t.to.grow(t.compartment, received) {
			c.via = via
		}
		t.to.places[place] += received
		t.stage = fund.Accepted
		t.to.fill()
	}}
}

func (s *story) refuse() step {
	id, t, ok := pick(s, s.transfers)
	if !ok || s.draw(2) == 0 {
		return step{}
	}
	return step{"refuse", fund.Refuse{Fund: t.to.id, Transfer: id, Reason: "nhầm người nhận"}, t.stage == fund.InTransit, func(uuid.UUID) {
		for _, c := range t.cells {
			t.from.back(c)
		}
		t.from.places[t.place] += len(t.cells)
		t.stage = fund.Refused
		t.from.fill()
	}}
}
