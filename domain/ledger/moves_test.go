package ledger_test

import (
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
)

// The steps of a story in which đồng change walls, owners or days.

func (s *story) giveSheet() step {
	f, place, name := s.fund(), s.place(), walls[s.draw(len(walls))]
	c := ledger.ReceiveDonation{Receive: fund.Receive{Fund: f.id, Place: place, Lines: []fund.AskedLine{{Compartment: name}}}}
	var amounts []int
	sum := 0
	for i := range 1 + s.draw(5) {
		amounts = append(amounts, 1+s.draw(4))
		sum += amounts[i]
		c.Rows = append(c.Rows, fund.AskedGift{Code: fmt.Sprint("HEO-", i), Donor: s.people[i%3], Amount: dong(amounts[i])})
	}
	c.Amount = dong(sum)
	off := s.draw(8) == 0
	if off {
		c.Amount = dong(sum + 1)
	}
	return step{"give a sheet", c, !off, func(id uuid.UUID) {
		g := &naiveGift{of: f, lines: map[string][]*cell{}, rows: map[string][]*cell{}, place: place, amount: sum, days: today}
		for i, n := range amounts {
			row := f.grow(name, n)
			g.rows[fmt.Sprint("HEO-", i)], g.lines[name] = row, append(g.lines[name], row...)
		}
		f.places[place] += sum
		s.gifts[id] = g
		s.repaid(f, id, name)
		f.fill()
	}}
}

// repaid: money of a slot has come in. Whoever received it may have repaid the bridge in the same decision.
func (s *story) repaid(f *naiveFund, entry uuid.UUID, name string) {
	if name != "suat" {
		return
	}
	before := len(f.bridged)
	told, _ := s.Entry(entry)
	for _, change := range told.Changes {
		for _, e := range change.Events {
			if _, ok := e.(fund.BridgeRepaid); ok {
				f.repay()
				s.told["bridge repaid"]++
				return
			}
		}
	}
	events := s.fundState(f.id).RepayBridge(f.slot, "suat", today.Booked, func(uuid.UUID) bool { return true })
	if f.repay(); len(f.bridged) < before {
		s.told["bridge repaid"]++
	}
	if len(events) > 0 {
		s.lay(fund.StreamOf(f.id), events...)
	}
}

func (s *story) lateMoney() step {
	f, place, amount := s.fund(), s.place(), s.amount()
	c := ledger.ReceiveDonation{Receive: fund.Receive{Fund: f.id, Place: place, Amount: dong(amount), Lines: []fund.AskedLine{{Compartment: "suat"}}}}
	return step{"late money", c, true, func(id uuid.UUID) {
		s.gifts[id] = &naiveGift{of: f, lines: map[string][]*cell{"suat": f.grow("suat", amount)}, place: place, amount: amount, days: today}
		f.places[place] += amount
		s.repaid(f, id, "suat")
		f.fill()
	}}
}

// bridge pays for the slot, out of its own money and the bridge's.
func (s *story) bridge() step {
	f, place, amount := s.fund(), s.place(), s.amount()
	names := [][]string{{"vuot-kho"}, {"vuot-kho"}, {"suat", "vuot-kho"}, {"suat"}}[s.draw(4)]
	c := fund.Pay{Fund: f.id, Kind: fund.Award, Award: fund.Support, Recipient: s.people[0], Slot: f.slot, Amount: dong(amount), Place: place}
	for _, name := range names {
		c.From = append(c.From, fund.AskedShare{Compartment: name})
	}
	parts, legal := f.split(amount, names)
	return step{"bridge", c, legal && f.spendable(place) >= amount && f.awards(amount), func(id uuid.UUID) {
		cells := f.takeParts(names, parts)
		for _, c := range cells {
			if c.in.name == "vuot-kho" {
				f.bridged = append(f.bridged, c)
			}
		}
		s.payouts[id] = &naivePayout{of: f, rows: [][]*cell{cells}, amount: amount, place: place, booked: today.Booked}
		f.places[place] -= amount
	}}
}

// undoRow reverses or refunds one row of a sheet.
func (s *story) undoRow() step {
	id, g, ok := pick(s, s.gifts)
	if !ok || len(g.rows) == 0 {
		return step{}
	}
	codes := slices.Sorted(maps.Keys(g.rows))
	code := codes[s.draw(len(codes))]
	row := g.rows[code]
	if s.draw(2) == 0 {
		place, can := s.place(), g.of.refundable(row)
		c := fund.Refund{Fund: g.of.id, Donation: id, Row: code, Place: place, Approver: "chủ tịch", Reason: "xin lại"}
		return step{"refund a row", c, len(can) == len(row) && g.of.spendable(place) >= len(row), func(uuid.UUID) { g.refunded(row, place) }}
	}
	c := fund.Reverse{Fund: g.of.id, Donation: id, Row: code, Cause: fund.KeyingError, Reason: "đếm nhầm", Approver: "chủ tịch", Cover: s.draw(2) == 0}
	if s.draw(3) == 0 {
		c.Cause = fund.Bounced
	}
	return s.reversal("reverse a row", c, g, row, len(row))
}

func (s *story) redesignate() step {
	f := s.fund()
	from, into := walls[s.draw(len(walls))], walls[s.draw(len(walls))]
	basis := []fund.Basis{fund.DonorConsent, fund.DonorConsent, fund.ClosingRule, fund.SignedWish, fund.NearestUse}[s.draw(5)]
	c := fund.Redesignate{Fund: f.id, Compartment: from, Into: into, Basis: basis, Reason: "hết mục đích", Approver: "chủ tịch", Clause: "Điều 4"}
	var cells []*cell
	kind, can := "re-designate", 0
	if s.draw(3) > 0 {
		id, g, ok := pick(s, s.gifts)
		if !ok {
			return step{}
		}
		if g.of == f { // where some of it is, and mostly by consent
			for _, name := range walls {
				if len(cells) == 0 {
					from, cells = name, g.freeIn(f, name)
				}
			}
		}
		if c.Donation, c.Compartment, kind = id, from, "re-designate a donation"; s.draw(3) > 0 {
			c.Basis = fund.DonorConsent
		}
	} else {
		cells = f.freeCells(from)
	}
	can = min(len(cells), f.available(from))
	n := can
	if s.draw(2) == 0 {
		n = s.amount()
		c.Amount = dong(n)
	}
	legal := n > 0 && n <= can && from != into && f.mayMove(c)
	return step{kind, c, legal, func(id uuid.UUID) {
		for _, c := range cells[:n] {
			c.owner.wall = into
			c.becomes(f.grow(into, 1)[0])
			c.state = moved
		}
		s.repaid(f, id, into)
		f.fill()
	}}
}

// freeIn is the cells of a compartment where a gift's đồng are free, from the lowest.
func (g *naiveGift) freeIn(f *naiveFund, name string) (cells []*cell) {
	for _, line := range g.lines {
		for _, h := range line {
			if at := h.now(); at.in == f.compartments[name] && at.state == free {
				cells = append(cells, at)
			}
		}
	}
	slices.SortFunc(cells, func(a, b *cell) int { return a.at - b.at })
	return cells
}

// mayMove is the rules of re-designation in plain words.
func (f *naiveFund) mayMove(c fund.Redesignate) bool {
	consent, wish := c.Basis == fund.DonorConsent, c.Basis == fund.SignedWish
	switch {
	case consent && c.Donation == uuid.Nil:
		return false
	case c.Compartment == "suat":
		return consent || wish && c.Into != "suat"
	case wish, c.Into == "suat" && !consent:
		return false
	case c.Compartment == "unrestricted" && (!consent || len(f.owed) > 0):
		return false
	}
	return c.Basis != fund.NearestUse || c.Into != "unrestricted"
}

func (s *story) redate() step {
	day := today.Booked - domain.Date(s.draw(4))
	if s.draw(2) == 0 {
		id, g, ok := pick(s, s.gifts)
		if !ok {
			return step{}
		}
		c := fund.Redate{Fund: g.of.id, Document: id, Booked: day, Reason: "ghi nhầm ngày", Approver: "chủ tịch"}
		if s.draw(2) == 0 {
			c.Given = day - 1
		}
		now := fund.Days{Given: c.Given.Or(g.days.Given), Booked: day}
		return step{"re-date", c, now != g.days && g.of.into == nil, func(uuid.UUID) {
			g.of.shift(g.place, g.days.Booked, -g.amount)
			g.of.shift(g.place, day, g.amount)
			g.days = now
		}}
	}
	id, p, ok := pick(s, s.payouts)
	if !ok {
		return step{}
	}
	c := fund.Redate{Fund: p.of.id, Document: id, Booked: day, Reason: "ghi nhầm ngày", Approver: "chủ tịch"}
	return step{"re-date", c, day != p.booked && p.of.into == nil, func(uuid.UUID) {
		p.of.shift(p.place, p.booked, p.amount)
		p.of.shift(p.place, day, -p.amount)
		p.booked = day
	}}
}

func (s *story) adoptDeed() step {
	f, most := s.fund(), 4+s.draw(9)
	c := fund.AdoptDeed{Fund: f.id, Title: "Quy chế", Approver: "chủ tịch", Clauses: []fund.Clause{{No: "Điều 5", Text: "Mức trần", Rule: fund.AwardCap, Cap: int64(most)}}}
	if s.draw(3) > 0 { // mostly one that caps nothing
		c.Clauses[0].Rule, c.Clauses[0].Cap, most = "", 0, 0
	}
	return step{"adopt a deed", c, true, func(uuid.UUID) { f.most = most }}
}

// hold keeps another fund's share of an opening; it has no command of its own.
func (s *story) hold() step {
	f, place := s.fund(), s.place()
	h := &naiveHeld{to: s.other(f), rows: map[string]int{}, place: place}
	var rows []fund.GiftRow
	for i := range 1 + s.draw(3) {
		code, n := fmt.Sprint("HEO-", i), s.amount()
		rows, h.codes = append(rows, fund.GiftRow{Code: code, Donor: s.people[i%3], Amount: int64(n)}), append(h.codes, code)
		h.rows[code] = n
		h.amount += n
	}
	events, err := s.fundState(f.id).Hold(h.to.id, money.VND, rows, place, "", 0, 0, fund.Asked{Day: today.Booked})
	if err != nil {
		panic(err)
	}
	entry := s.lay(fund.StreamOf(f.id), events...)
	f.held[entry.ID] = h
	f.places[place] += h.amount
	s.told["hold"]++
	return step{}
}

func (s *story) other(f *naiveFund) *naiveFund {
	if s.funds[0] == f {
		return s.funds[1]
	}
	return s.funds[0]
}

// spendable is what lies in a place beside the money of other funds.
func (f *naiveFund) spendable(place string) int {
	n := f.places[place]
	for _, h := range f.held {
		if h.place == place {
			n -= h.amount
		}
	}
	return n
}

// handOver: what is held becomes a sheet of the fund it is for, in one decision.
func (s *story) handOver() step {
	f := s.fund()
	held, h, ok := pick(s, f.held)
	if !ok {
		return step{}
	}
	was := s.entries[held].Changes[0].Events[0].(fund.HeldReceived)
	over, rows, err := s.fundState(f.id).HandOver(held, was, 0, fund.Asked{Day: today.Booked})
	if (err == nil) != (h.amount > 0 && f.places[h.place] >= h.amount) {
		panic(fmt.Sprint("hand over: ", err))
	}
	if err != nil {
		return step{}
	}
	c := fund.Receive{Fund: h.to.id, Amount: dong(h.amount), Place: "cash"}
	for _, r := range rows {
		c.Rows = append(c.Rows, fund.AskedGift{Code: r.Code, Donor: r.Donor, Amount: money.Dong(r.Amount)})
	}
	s.number++
	received, err := s.fundState(h.to.id).Receive(c, fund.Asked{ID: id(int(s.number)), Day: today.Booked})
	if err != nil {
		panic(err)
	}
	entry := s.take(id(int(s.number)), []domain.Change{{Stream: fund.StreamOf(f.id), Events: []domain.Event{over}}, {Stream: fund.StreamOf(h.to.id), Events: received}})
	g := &naiveGift{of: h.to, lines: map[string][]*cell{}, rows: map[string][]*cell{}, place: "cash", amount: h.amount, days: today}
	for _, code := range h.codes {
		if n := h.rows[code]; n > 0 {
			g.rows[code] = h.to.grow("unrestricted", n)
			g.lines["unrestricted"] = append(g.lines["unrestricted"], g.rows[code]...)
		}
	}
	s.gifts[entry.ID] = g
	f.places[h.place] -= h.amount
	h.to.places["cash"] += h.amount
	delete(f.held, held)
	h.to.fill()
	s.told["hand over"]++
	return step{}
}

func (s *story) returnHeld() step {
	f := s.fund()
	held, h, ok := pick(s, f.held)
	if !ok {
		return step{}
	}
	code := h.codes[s.draw(len(h.codes))]
	n := h.rows[code]
	c := fund.ReturnHeld{Fund: f.id, Held: held, For: h.to.id, Row: code, Reason: "đếm nhầm"}
	return step{"return held", c, n > 0 && f.places[h.place] >= n, func(uuid.UUID) {
		h.rows[code] = 0
		h.amount -= n
		f.places[h.place] -= n
	}}
}
