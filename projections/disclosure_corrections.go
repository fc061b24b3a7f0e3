package projections

import (
	"cmp"
	"slices"
	"strings"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections/readdb"
)

// Corrections is what was put right in a year: was, is and why, without a name. Reasons are told by their kinds; in free words only where the
// rule is that they are published.
type Corrections struct {
	Changes []Correction  `json:"changes"`
	Sums    []RestatedSum `json:"sums"`
}

// Correction is one of them.
type Correction struct {
	Kind       RestatedKind `json:"kind"`
	Fund       string       `json:"fund"`
	Entry      uint64       `json:"entry"`
	Of         uint64       `json:"of,omitempty"` // the entry that is corrected
	Booked     domain.Date  `json:"booked"`
	Currency   string       `json:"currency,omitempty"`
	Amount     int64        `json:"amount"`
	Was        Stand        `json:"was"`
	Is         Stand        `json:"is"`
	Why        string       `json:"why,omitempty"`         // a cause or basis
	Reason     string       `json:"reason,omitempty"`      // in words, of what is to be published
	AfterClose bool         `json:"after_close,omitempty"` // it changed what had been closed
	Withheld   bool         `json:"withheld,omitzero"`     // amounts are not said: it is of a donation whose amount is hidden
}

// of leaves out what may not be told of a donation.
func (c *Correction) of(anonymity fund.Anonymity) {
	if anonymity == fund.Hidden {
		c.Withheld, c.Amount, c.Was.Amount, c.Is.Amount = true, 0, 0, 0
	}
}

// corrections gathers what was corrected on days of the time.
func (x *discloser) corrections() error {
	x.doc.Corrections = Corrections{Changes: []Correction{}, Sums: []RestatedSum{}}
	for _, find := range []func() error{x.correctedGifts, x.lateGifts, x.returnedPayouts, x.refusedTransfers, x.redatedDocuments, x.otherPurposes, x.repaidBridges,
		x.voidPapers, x.reopenings} {
		if err := find(); err != nil {
			return err
		}
	}
	x.summed()
	return nil
}

// summed puts the corrections in order and adds them up.
func (x *discloser) summed() {
	c := &x.doc.Corrections
	slices.SortStableFunc(c.Changes, func(a, b Correction) int { return cmp.Compare(a.Entry, b.Entry) })
	for _, one := range c.Changes {
		i := slices.IndexFunc(c.Sums, func(s RestatedSum) bool { return s.Kind == one.Kind && s.Currency == one.Currency })
		if i < 0 {
			i = len(c.Sums)
			c.Sums = append(c.Sums, RestatedSum{Kind: one.Kind, Currency: one.Currency})
		}
		c.Sums[i].Count++
		c.Sums[i].Amount += one.Amount
	}
	slices.SortFunc(c.Sums, func(a, b RestatedSum) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), foreign(a.Currency)-foreign(b.Currency), cmp.Compare(a.Currency, b.Currency))
	})
}

// correct keeps a correction of something that had stood on a day of a fund's books.
func (x *discloser) correct(in int64, c Correction, stood domain.Date, currency, why int64) error {
	f, ours := x.funds[in]
	if !ours {
		return nil
	}
	if currency != 0 {
		if err := x.wordsInto(wordInto{currency, &c.Currency}); err != nil {
			return err
		}
	}
	if err := x.wordsInto(wordInto{why, &c.Why}); err != nil {
		return err
	}
	c.Fund = f.code
	c.AfterClose = stood != 0 && stood <= closedBefore(x.periods[in], int64(c.Entry))
	x.doc.Corrections.Changes = append(x.doc.Corrections.Changes, c)
	return nil
}

// correctedGifts: reversals and refunds, those of the rows of a sheet together.
func (x *discloser) correctedGifts() error {
	var all []giftBack
	for _, b := range x.backs {
		if i := len(all) - 1; i >= 0 && all[i].by == b.by && all[i].n == b.n {
			all[i].amount, all[i].was = all[i].amount+b.amount, all[i].was+b.was
			continue
		}
		all = append(all, b)
	}
	for _, b := range all {
		if !x.in(b.on) {
			continue
		}
		c := Correction{Kind: RestatedReversal, Entry: uint64(b.by), Of: uint64(b.n), Booked: b.on, Amount: b.amount, Was: Stand{Amount: b.was, Booked: b.gift.booked},
			Is: Stand{Amount: b.was - b.amount, Booked: b.gift.booked}}
		if b.kind == donationRefunded {
			c.Kind = RestatedRefund
		}
		c.of(b.anonymity)
		if err := x.correct(b.fund, c, b.gift.booked, b.currency, b.cause); err != nil {
			return err
		}
	}
	return nil
}

// lateGifts: donations that were given in a closed period and booked after it.
func (x *discloser) lateGifts() error {
	for _, g := range x.late {
		c := Correction{Kind: RestatedLate, Entry: uint64(g.came), Of: uint64(g.n), Booked: g.booked, Amount: g.amount, Is: Stand{Amount: g.amount, Given: g.given, Booked: g.booked}}
		c.of(g.anonymity)
		if err := x.correct(g.fund, c, g.given, g.currency, 0); err != nil {
			return err
		}
	}
	return nil
}

// corrected is a row of a query for corrections.
type corrected struct {
	Correction
	fund, currency, why int64
	stood               domain.Date
}

// found asks for corrections of the funds and keeps those that scan says belong to the time.
func (x *discloser) found(scan func(readdb.Row) (c corrected, keep bool, err error), query func(in int64) string, args ...any) error {
	var all []corrected
	if err := x.each(func(in int64) error {
		return x.rows(func(r readdb.Row) error {
			c, keep, err := scan(r)
			if keep {
				all = append(all, c)
			}
			return err
		}, query(in), append([]any{in, x.n}, args...)...)
	}); err != nil {
		return err
	}
	for _, c := range all {
		if err := x.correct(c.fund, c.Correction, c.stood, c.currency, c.why); err != nil {
			return err
		}
	}
	return nil
}

// returnedPayouts: what came back of payouts. How much each had been is not said: it may be one pupil's award.
func (x *discloser) returnedPayouts() error {
	return x.found(func(r readdb.Row) (c corrected, keep bool, err error) {
		err = r.Scan(&c.Entry, &c.Amount, &c.Booked, &c.Of, &c.fund, &c.currency, &c.stood)
		c.Kind, c.Was = RestatedReturn, Stand{Booked: c.stood}
		return c, x.in(c.Booked), err
	}, func(in int64) string {
		return `SELECT x.n, x.amount, x.booked, p.n, p.fund, p.currency, ` + numbered(stands("p.booked"), 2) + `
			FROM @payout_returns x JOIN @entries e ON e.id = x.id JOIN @payouts p ON p.n = e.n WHERE ` + ofFund("p.fund", in) + " AND x.n <= $2 ORDER BY x.n"
	})
}

func (x *discloser) refusedTransfers() error {
	return x.found(func(r readdb.Row) (c corrected, keep bool, err error) {
		err = r.Scan(&c.Entry, &c.Amount, &c.Booked, &c.Of, &c.fund, &c.currency, &c.stood)
		c.Kind, c.Was = RestatedRefusal, Stand{Amount: c.Amount, Booked: c.stood}
		return c, x.in(c.Booked), err
	}, func(in int64) string {
		return `SELECT x.n, x.amount, x.booked, t.n, t.fund, t.currency, t.booked FROM @transfer_ends x JOIN @entries e ON e.id = x.id JOIN @transfers t ON t.n = e.n
			WHERE ` + ofFund("t.fund", in) + " AND x.n <= $2 AND x.kind = 3 ORDER BY x.n"
	})
}

func (x *discloser) redatedDocuments() error {
	return x.found(func(r readdb.Row) (c corrected, keep bool, err error) {
		var anonymity fund.Anonymity
		err = r.Scan(&c.Entry, &c.Of, &c.Amount, &c.fund, &c.currency, &c.Was.Given, &c.Is.Given, &c.Was.Booked, &c.Is.Booked, (*degree)(&anonymity))
		c.Kind, c.Booked, c.stood, c.Was.Amount, c.Is.Amount = RestatedRedating, c.Is.Booked, c.Was.Booked, c.Amount, c.Amount
		c.of(anonymity)
		return c, x.in(c.Is.Booked) || x.in(c.Was.Booked), err
	}, func(in int64) string {
		return `SELECT z.n, e.n, z.amount, z.fund, z.currency, z.given_was, z.given, z.booked_was, z.booked, d.anonymity FROM @redates z
			JOIN @entries e ON e.id = z.id LEFT JOIN @donations d ON d.n = e.n
			WHERE ` + ofFund("z.fund", in) + " AND z.n <= $2 ORDER BY z.n"
	})
}

// otherPurposes: đồng that have another restriction since. Where nobody could be asked, the reason is published.
func (x *discloser) otherPurposes() error {
	type move struct {
		c, into, nth int64
		reason       string
		clause       string
	}
	var moves []move
	var all []corrected
	if err := x.each(func(in int64) error {
		return x.rows(func(r readdb.Row) error {
			var c corrected
			var m move
			err := r.Scan(&c.Entry, &m.nth, &c.Amount, &c.fund, &m.c, &m.into, &c.Booked, &c.why, &m.clause, &m.reason)
			if c.Kind = RestatedRedesignation; x.in(c.Booked) {
				all, moves = append(all, c), append(moves, m)
			}
			return err
		}, "SELECT n, nth, amount, fund, c, into_c, booked, basis, clause, reason FROM @redesignations WHERE "+ofFund("fund", in)+" AND n <= $2 ORDER BY n, nth", in, x.n)
	}); err != nil {
		return err
	}
	for i, c := range all {
		m := moves[i]
		if _, ours := x.funds[c.fund]; !ours {
			continue
		}
		from, into, err := x.twoWalls(m.c, m.into)
		if err != nil {
			return err
		}
		basis, err := x.word(c.why)
		if err != nil {
			return err
		}
		switch fund.Basis(basis) {
		case fund.NearestUse:
			c.Reason = strings.TrimSpace(m.clause + " " + m.reason)
		case fund.ClosingRule:
			c.Reason = m.clause
		}
		c.Currency = from.currency
		c.Was, c.Is = Stand{Amount: c.Amount, Compartment: from.public()}, Stand{Amount: c.Amount, Compartment: into.public()}
		if err := x.correct(c.fund, c.Correction, 0, 0, c.why); err != nil {
			return err
		}
	}
	return nil
}

// public is what a compartment may be called before everybody: that of a named recipient by its kind alone.
func (w *walls) public() string {
	if w.kind == string(fund.Beneficiary) || w.kind == string(fund.Slot) {
		return w.kind
	}
	return w.code
}

func (x *discloser) repaidBridges() error {
	return x.found(func(r readdb.Row) (c corrected, keep bool, err error) {
		err = r.Scan(&c.Entry, &c.Amount, &c.fund, &c.Booked, &c.currency)
		c.Kind = RestatedRepayment
		return c, x.in(c.Booked), err
	}, func(in int64) string {
		return `SELECT x.n, x.amount, x.fund, x.booked, c.currency FROM @repayments x JOIN @compartments c ON c.k = x.c
			WHERE ` + ofFund("x.fund", in) + " AND x.n <= $2 ORDER BY x.n, x.nth"
	})
}

// voidPapers: numbers that are void, and what replaces them.
func (x *discloser) voidPapers() error {
	var series [][2]int64
	var all []corrected
	if err := x.each(func(in int64) error {
		return x.rows(func(r readdb.Row) error {
			var c corrected
			var s [2]int64
			var anonymity fund.Anonymity
			err := r.Scan(&c.Entry, &c.Booked, &c.fund, &s[0], &c.Was.Receipt.No, &c.Amount, &c.currency, &c.Was.Booked, &s[1], &c.Is.Receipt.No, (*degree)(&anonymity))
			c.Kind, c.Was.Amount, c.stood = RestatedVoid, c.Amount, c.Was.Booked
			if c.of(anonymity); x.in(c.Booked) {
				all, series = append(all, c), append(series, s)
			}
			return err
		}, `SELECT x.n, e.booked, x.fund, x.series, x.no, r.amount, r.currency, r.booked, COALESCE(b.series, 0), COALESCE(b.no, 0), d.anonymity
			FROM @receipt_voids x JOIN @entries e ON e.n = x.n
			JOIN (SELECT fund, series, no, amount, currency, booked FROM @receipts UNION ALL SELECT fund, series, no, amount, currency, booked FROM @donations WHERE no > 0) r
				ON r.fund = x.fund AND r.series = x.series AND r.no = x.no
			LEFT JOIN @receipt_replacements b ON b.fund = x.fund AND b.old_series = x.series AND b.old_no = x.no AND b.n <= $2
			LEFT JOIN @entries g ON g.id = x.donation LEFT JOIN @donations d ON d.n = g.n
			WHERE `+ofFund("x.fund", in)+" AND x.n <= $2 ORDER BY x.n, x.series, x.no", in, x.n)
	}); err != nil {
		return err
	}
	for i, c := range all {
		if err := x.wordsInto(wordInto{series[i][0], &c.Was.Receipt.Series}, wordInto{series[i][1], &c.Is.Receipt.Series}); err != nil {
			return err
		}
		if err := x.correct(c.fund, c.Correction, c.stood, c.currency, 0); err != nil {
			return err
		}
	}
	return nil
}

// reopenings: closes that were undone.
func (x *discloser) reopenings() error {
	return x.found(func(r readdb.Row) (c corrected, keep bool, err error) {
		err = r.Scan(&c.Entry, &c.fund, &c.Booked, &c.Was.Closed, &c.Is.Closed)
		c.Kind, c.stood = RestatedReopening, c.Was.Closed
		return c, x.in(c.Booked) || x.from <= c.Was.Closed && c.Is.Closed < x.until, err
	}, func(in int64) string {
		return `SELECT p.n, p.fund, e.booked, p.was, p.until_day FROM @periods p JOIN @entries e ON e.n = p.n WHERE ` + ofFund("p.fund", in) +
			" AND p.n <= $2 AND p.was > 0 ORDER BY p.n"
	})
}
