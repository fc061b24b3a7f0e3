package projections

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections/readdb"
)

// stood is the day on which a donation or payout was booked before an entry came.
func (x *restater) stood(of uuid.UUID, booked domain.Date, before uint64) (domain.Date, error) {
	dates, err := x.redatings(of)
	for _, d := range dates {
		if d.Entry < before {
			booked = d.Booked
		}
	}
	return booked, err
}

// donations: reversals and refunds of what was booked in the period.
func (x *restater) donations() error {
	type gift struct {
		kind, amount int64
		booked       domain.Date
	}
	var gifts []gift
	found, err := x.changes(func(r readdb.Row) (c Restated, currency, approver int64, err error) {
		var g gift
		var id []byte
		err = r.Scan(&c.Entry, &g.kind, &c.Amount, &c.Booked, &c.Reason, &approver, &id, &c.OfEntry, &g.amount, &currency, &g.booked)
		c.Of, gifts = scannedID(id), append(gifts, g)
		return c, currency, approver, err
	}, `SELECT x.n, x.kind, x.amount, x.booked, x.reason, x.approver, x.id, d.n, d.amount, d.currency,
			COALESCE((SELECT y.booked FROM @donation_changes y WHERE y.id = x.id AND y.kind = 1), d.booked)
		FROM @donation_changes x JOIN @entries e ON e.id = x.id JOIN @donations d ON d.n = e.n
		WHERE x.n > $1 AND x.n <= $2 AND x.kind IN (3, 4) AND d.fund = $3 ORDER BY x.n`, x.closed, x.n, x.k)
	for i, c := range found {
		if err != nil {
			return err
		}
		var booked domain.Date
		if booked, err = x.stood(c.Of, gifts[i].booked, c.Entry); err != nil || !x.within(booked) {
			continue
		}
		var before int64
		if _, err = x.row("SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM @donation_changes WHERE id = $1 AND kind IN (3, 4) AND n < $2",
			[]any{c.Of[:], int64(c.Entry)}, &before); err != nil {
			return err
		}
		if c.Kind = RestatedReversal; gifts[i].kind == donationRefunded {
			c.Kind = RestatedRefund
		}
		c.Was = Stand{Amount: gifts[i].amount - before, Booked: booked}
		c.Is = Stand{Amount: c.Was.Amount - c.Amount, Booked: booked}
		x.note(c)
	}
	return err
}

// returns: what came back of payouts of the period.
func (x *restater) returns() error {
	var amounts []int64
	var days []domain.Date
	found, err := x.changes(func(r readdb.Row) (c Restated, currency, _ int64, err error) {
		var amount int64
		var booked domain.Date
		var id []byte
		err = r.Scan(&c.Entry, &c.Amount, &c.Booked, &c.Reason, &id, &c.OfEntry, &amount, &currency, &booked)
		c.Of, amounts, days = scannedID(id), append(amounts, amount), append(days, booked)
		return c, currency, 0, err
	}, `SELECT x.n, x.amount, x.booked, x.reason, x.id, p.n, p.amount, p.currency, p.booked
		FROM @payout_returns x JOIN @entries e ON e.id = x.id JOIN @payouts p ON p.n = e.n
		WHERE x.n > $1 AND x.n <= $2 AND p.fund = $3 ORDER BY x.n`, x.closed, x.n, x.k)
	for i, c := range found {
		if err != nil {
			return err
		}
		var booked domain.Date
		if booked, err = x.stood(c.Of, days[i], c.Entry); err != nil || !x.within(booked) {
			continue
		}
		var before int64
		if _, err = x.row("SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM @payout_returns WHERE id = $1 AND n < $2", []any{c.Of[:], int64(c.Entry)}, &before); err != nil {
			return err
		}
		c.Kind, c.Was = RestatedReturn, Stand{Amount: amounts[i] - before, Booked: booked}
		c.Is = Stand{Amount: c.Was.Amount - c.Amount, Booked: booked}
		x.note(c)
	}
	return err
}

// refusals: transfers sent in the period that came back.
func (x *restater) refusals() error {
	found, err := x.changes(func(r readdb.Row) (c Restated, currency, _ int64, err error) {
		err = r.Scan(&c.Entry, &c.Amount, &c.Booked, &c.Reason, &c.OfEntry, &currency, &c.Was.Booked)
		c.Kind, c.Was.Amount = RestatedRefusal, c.Amount
		return c, currency, 0, err
	}, `SELECT x.n, x.amount, x.booked, x.reason, t.n, t.currency, t.booked FROM @transfer_ends x JOIN @entries e ON e.id = x.id
		JOIN @transfers t ON t.n = e.n WHERE x.n > $1 AND x.n <= $2 AND x.kind = 3 AND t.fund = $3 ORDER BY x.n`, x.closed, x.n, x.k)
	for _, c := range found {
		if x.within(c.Was.Booked) {
			x.note(c)
		}
	}
	return err
}

// redatings: documents that left the period, came into it, or changed their day inside it.
func (x *restater) redated() error {
	found, err := x.changes(func(r readdb.Row) (c Restated, currency, approver int64, err error) {
		var id []byte
		err = r.Scan(&c.Entry, &id, &c.Amount, &currency, &c.Was.Given, &c.Is.Given, &c.Was.Booked, &c.Is.Booked, &approver, &c.Reason)
		c.Kind, c.Of, c.Booked, c.Was.Amount, c.Is.Amount = RestatedRedating, scannedID(id), c.Is.Booked, c.Amount, c.Amount
		return c, currency, approver, err
	}, `SELECT n, id, amount, currency, given_was, given, booked_was, booked, approver, reason FROM @redates
		WHERE n > $1 AND n <= $2 AND fund = $3 ORDER BY n`, x.closed, x.n, x.k)
	for _, c := range found {
		if x.within(c.Was.Given) || x.within(c.Is.Given) || x.within(c.Was.Booked) || x.within(c.Is.Booked) {
			x.note(c)
		}
	}
	return err
}

// redesignated: đồng that came in the period and have another purpose since.
func (x *restater) redesignated() error {
	moves, err := x.redesignations("x.n > $1 AND x.n <= $2 AND x.fund = $3 ORDER BY x.n, x.nth", x.closed, x.n, x.k)
	for i, m := range moves {
		if err != nil {
			return err
		}
		if slices.ContainsFunc(moves[:i], func(o Redesignation) bool { return o.Entry == m.Entry && o.c == m.c && o.into == m.into }) {
			continue // several at once out of one compartment into another are told as one
		}
		c := Restated{
			Kind: RestatedRedesignation, Entry: m.Entry, Booked: m.Booked, Of: m.Donation, Reason: m.Reason, Approver: m.Approver,
			Was: Stand{Compartment: m.Compartment}, Is: Stand{Compartment: m.Into},
		}
		if c.Amount, c.Currency, err = x.cameWith(int64(m.Entry), m.c, m.into); err == nil && c.Amount > 0 {
			c.Was.Amount, c.Is.Amount = c.Amount, c.Amount
			x.note(c)
		}
	}
	return err
}

// cameWith is how much of what an entry re-designated had come into the books in the period.
func (x *restater) cameWith(n, c, into int64) (amount int64, currency string, err error) {
	var pieces []takenPiece
	err = x.rows(func(r readdb.Row) error {
		var p takenPiece
		err := r.Scan(&p.c, &p.Span[0], &p.Span[1])
		pieces = append(pieces, p)
		return err
	}, "SELECT src_c, src_from, src_to FROM @lineage WHERE n = $1 AND sold = 0 AND c = $2 AND src_c = $3 ORDER BY from_pos", n, into, c)
	for _, p := range pieces {
		if err != nil {
			return 0, "", err
		}
		var all []owned
		if all, err = x.owners(p.c, p.Span, nil); err != nil {
			return 0, "", err
		}
		for _, o := range all {
			if o.source.Entry == 0 {
				continue
			}
			var day domain.Date
			if _, err = x.row(numbered("SELECT "+stands("e.booked")+" FROM @entries e WHERE e.n = $1", 2), []any{int64(o.source.Entry), n - 1}, &day); err != nil {
				return 0, "", err
			}
			if x.within(day) {
				amount += o.Len()
			}
		}
		var w *walls
		if w, err = x.walls(p.c); err == nil {
			currency = w.currency
		}
	}
	return amount, currency, err
}

// repaid: what a bridge had paid in the period and late money has taken the place of.
func (x *restater) repaid() error {
	type repayment struct{ n, c, bridge int64 }
	var all []repayment
	var days []domain.Date
	err := x.rows(func(r readdb.Row) error {
		var p repayment
		var booked domain.Date
		err := r.Scan(&p.n, &p.c, &p.bridge, &booked)
		all, days = append(all, p), append(days, booked)
		return err
	}, "SELECT n, c, bridge, booked FROM @repayments WHERE n > $1 AND n <= $2 AND fund = $3 ORDER BY n, nth", x.closed, x.n, x.k)
	seen := map[repayment]bool{}
	for i, p := range all {
		if err != nil {
			return err
		}
		if !seen[p] {
			seen[p] = true
			err = x.repaidBy(p.n, p.c, p.bridge, days[i])
		}
	}
	return err
}

func (x *restater) repaidBy(n, c, bridge int64, booked domain.Date) error {
	var spans []fund.Span
	scan := func(r readdb.Row) error {
		var s fund.Span
		err := r.Scan(&s[0], &s[1])
		spans = append(spans, s)
		return err
	}
	err := x.rows(scan, `SELECT from_pos, to_pos FROM @covers WHERE n = $1 AND c = $2 AND by_c = $3
		UNION ALL SELECT from_pos, to_pos FROM @past_covers WHERE n = $1 AND c = $2 AND by_c = $3 ORDER BY 1`, n, bridge, c)
	if err != nil {
		return err
	}
	from, into, err := x.twoWalls(bridge, c)
	if err != nil {
		return err
	}
	paid, order := map[int64]int64{}, []int64{}
	for _, s := range spans {
		used, past, err := x.occupied(bridge, s.From(), s.To())
		if err != nil {
			return err
		}
		for _, u := range slices.Concat(used, past) {
			if u.kind == usePayout && u.n < n && (u.until == 0 || u.until > n) {
				if paid[u.n] == 0 {
					order = append(order, u.n)
				}
				paid[u.n] += u.Len()
			}
		}
	}
	slices.Sort(order)
	for _, payout := range order {
		p, err := x.payoutAt(payout)
		if err != nil {
			return err
		}
		if x.within(p.payout.Booked) {
			x.note(Restated{
				Kind: RestatedRepayment, Entry: uint64(n), Booked: booked, Of: p.payout.ID, OfEntry: p.payout.Entry, Currency: from.currency,
				Amount: paid[payout], Was: Stand{paid[payout], 0, p.payout.Booked, from.code, Number{}, 0},
				Is: Stand{paid[payout], 0, p.payout.Booked, into.code, Number{}, 0},
			})
		}
	}
	return nil
}

func (x *tracer) twoWalls(a, b int64) (*walls, *walls, error) {
	from, err := x.walls(a)
	if err != nil {
		return nil, nil, err
	}
	into, err := x.walls(b)
	return from, into, err
}

// voided: numbers of the period that are void since, and what replaces them.
func (x *restater) voided() error {
	var series [][2]int64
	found, err := x.changes(func(r readdb.Row) (c Restated, currency, approver int64, err error) {
		var s [2]int64
		var donation []byte
		err = r.Scan(&c.Entry, &donation, &c.Reason, &approver, &s[0], &c.Was.Receipt.No, &c.Amount, &currency, &c.Was.Booked, &s[1], &c.Is.Receipt.No)
		c.Kind, c.Of, c.Was.Amount, series = RestatedVoid, scannedID(donation), c.Amount, append(series, s)
		return c, currency, approver, err
	}, `SELECT x.n, x.donation, x.reason, x.approver, r.series, r.no, r.amount, r.currency, r.booked, COALESCE(b.series, 0), COALESCE(b.no, 0)
		FROM @receipt_voids x JOIN (SELECT series, no, amount, currency, booked FROM @receipts WHERE fund = $3
			UNION ALL SELECT series, no, amount, currency, booked FROM @donations WHERE fund = $3 AND no > 0) r ON r.series = x.series AND r.no = x.no
		LEFT JOIN @receipt_replacements b ON b.fund = x.fund AND b.old_series = x.series AND b.old_no = x.no AND b.n <= $2
		WHERE x.n > $1 AND x.n <= $2 AND x.fund = $3 ORDER BY x.n, r.series, r.no`, x.closed, x.n, x.k)
	for i, c := range found {
		if err == nil {
			err = x.wordsInto(wordInto{series[i][0], &c.Was.Receipt.Series}, wordInto{series[i][1], &c.Is.Receipt.Series})
		}
		var by bool
		if err == nil {
			by, err = x.entryBy(int64(c.Entry))
		}
		if err == nil && by && x.within(c.Was.Booked) {
			x.note(c)
		}
	}
	return err
}

// reopened: the close itself was undone, and perhaps made again.
func (x *restater) reopened() error {
	found, err := x.changes(func(r readdb.Row) (c Restated, _, approver int64, err error) {
		err = r.Scan(&c.Entry, &c.Was.Closed, &c.Is.Closed, &approver, &c.Reason)
		c.Kind = RestatedReopening
		return c, 0, approver, err
	}, "SELECT n, was, until_day, approver, reason FROM @periods WHERE n > $1 AND n <= $2 AND fund = $3 AND was > 0 ORDER BY n", x.closed, x.n, x.k)
	for _, c := range found {
		by, failed := x.entryBy(int64(c.Entry)) // it has no booking day
		if err = cmp.Or(err, failed); err == nil && by && c.Was.Closed >= x.until && c.Is.Closed < x.until {
			x.note(c)
		}
	}
	return err
}
