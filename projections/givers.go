package projections

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections/readdb"
)

// donationBy narrows a query over donations d to what is booked by the view's day: "" where every day will do. n is the number of its first
// parameter; args gives the parameters.
func (v *view) donationBy(n int) string {
	if v.at == nil {
		return ""
	}
	return " AND " + numbered(standsOf("d.id", "d.booked"), n) + " <= $" + itoa(int64(n+1))
}

// standing is donationBy for entries e.
func (v *view) standing(n int) string {
	if v.at == nil {
		return ""
	}
	return " AND " + numbered(stands("e.booked"), n) + " <= $" + itoa(int64(n+1))
}

// args adds the parameters of donationBy and standing.
func (v *view) args(args ...any) []any {
	if v.at == nil {
		return args
	}
	return append(args, v.n, int64(*v.at))
}

// given lists what a donor gave, the newest first: donations, and beside them rows of collection sheets and what another fund
// still keeps. An entry is never divided
// between two pages.
func (v *view) given(donor, in, below int64, limit int, beside elsewhere) ([]Donation, error) {
	found, err := v.donations(v.givenAsk(donor, in, below, limit), min(limit, aheadMost))
	if err != nil || !beside.sheets && !beside.held {
		return found, err
	}
	const of = givenOf
	rows, err := v.givenIn("r.donor = $1 AND "+of+v.donationBy(6)+` AND r.donation >= COALESCE((SELECT MIN(y.donation) FROM (SELECT r.donation
		FROM @donation_rows r JOIN @donations d ON d.n = r.donation
		WHERE r.donor = $1 AND `+of+v.donationBy(6)+" ORDER BY r.donation DESC LIMIT $5) y), 0)", v.args(donor, in, below, v.n, limit)...)
	if err != nil {
		return nil, err
	}
	held, err := v.heldOf(donor, in, below)
	if err != nil || len(rows)+len(held) == 0 {
		return found, err
	}
	found = append(append(found, rows...), held...)
	slices.SortStableFunc(found, func(a, b Donation) int {
		return cmp.Or(cmp.Compare(b.Entry, a.Entry), cmp.Compare(a.row.Row, b.row.Row))
	})
	for limit < len(found) && found[limit].Entry == found[limit-1].Entry {
		limit++
	}
	return found[:min(limit, len(found))], nil
}

// givenOf is donations d to a fund ($2, 0: to any) below one entry and up to another.
const givenOf = "($2 = 0 OR d.fund = $2) AND d.n < $3 AND d.n <= $4"

func (v *view) givenAsk(donor, in, below int64, limit int) readdb.Ask {
	return v.donationsAsk("d.donor = $1 AND "+givenOf+v.donationBy(6)+" ORDER BY d.donor, d.n DESC LIMIT $5", v.args(donor, in, below, v.n, limit)...)
}

// elsewhere says where beside donations of their own something stands of somebody, whenever: most have nothing there, which is one question.
type elsewhere struct{ sheets, held, rosters, changes bool }

func elsewhereAsk(k int64) readdb.Ask {
	return readdb.Ask{Args: []any{k}, Query: `SELECT EXISTS (SELECT 1 FROM @donation_rows r WHERE r.donor = $1), EXISTS (SELECT 1 FROM @held_rows r WHERE r.donor = $1),
		EXISTS (SELECT 1 FROM @roster_rows r WHERE r.person = $1), EXISTS (SELECT 1 FROM @donation_changes r WHERE r.donor = $1)`}
}

func (v *view) elsewhere(k int64) (e elsewhere, err error) {
	a := elsewhereAsk(k)
	_, err = v.row(a.Query, a.Args, &e.sheets, &e.held, &e.rosters, &e.changes)
	return e, err
}

// givenIn is rows of sheets as donations of their own: the sheet's day, receipt and campaign, the row's donor, amount and positions.
func (v *view) givenIn(where string, args ...any) ([]Donation, error) {
	var rows []GivenRow
	var sheets, donors []int64
	if err := v.rows(func(r readdb.Row) error {
		var g GivenRow
		var n, donor int64
		err := r.Scan(&n, &g.Row, &g.Amount, &g.before, &donor, &g.Code)
		rows, sheets, donors = append(rows, g), append(sheets, n), append(donors, donor)
		return err
	}, `SELECT r.donation, r.row_no, r.amount, r.before, r.donor, r.code FROM @donation_rows r JOIN @donations d ON d.n = r.donation
		WHERE `+where+" ORDER BY r.donation DESC, r.row_no", args...); err != nil {
		return nil, err
	}
	var found []Donation
	known := map[int64]Donation{}
	for i, g := range rows {
		d, ok := known[sheets[i]]
		if !ok {
			all, err := v.donations(v.donationsAsk("d.n = $1", sheets[i]), 1)
			if err != nil {
				return nil, err
			}
			d = all[0]
			known[sheets[i]] = d
		}
		var err error
		if g.Donor, err = v.id(donors[i]); err != nil {
			return nil, err
		}
		d, err = v.rowOf(d, g)
		if err != nil {
			return nil, err
		}
		found = append(found, d)
	}
	return found, nil
}

// rowOf is one row of a sheet as a donation of its own.
func (v *view) rowOf(d Donation, g GivenRow) (Donation, error) {
	d.Donor, d.Row, d.Amount, d.row, d.Reversed, d.Refunded = g.Donor, g.Code, g.Amount, g, 0, 0
	if d.State == DonationReversed {
		d.State = DonationBooked
	}
	lines := []DonationLine{}
	for _, l := range d.Lines {
		part := DonationLine{l.Compartment, g.Amount, l.From + g.before, l.key}
		lines = append(lines, part)
		if err := v.goneOf(&d, part); err != nil {
			return d, err
		}
	}
	d.Lines = lines
	d.wentBack()
	return d, nil
}

// goneOf adds up what of a row's positions was reversed or refunded.
func (v *view) goneOf(d *Donation, l DonationLine) error {
	end := l.From + l.Amount
	type part struct{ amount, n, kind int64 }
	var parts []part
	err := v.rows(func(r readdb.Row) error {
		var from, to, n, kind int64
		err := r.Scan(&from, &to, &n, &kind)
		parts = append(parts, part{min(to, end) - max(from, l.From), n, kind})
		return err
	}, `SELECT from_pos, to_pos, n, kind FROM @gone WHERE c = $1 AND from_pos < $2 AND to_pos > $3 AND n <= $4
		AND from_pos >= COALESCE((SELECT MAX(z.from_pos) FROM @gone z WHERE z.c = $1 AND z.from_pos <= $3), 0)`, l.key, end, l.From, v.n)
	for _, p := range parts {
		by, failed := v.entryBy(p.n)
		switch err = cmp.Or(err, failed); {
		case err != nil:
			return err
		case !by:
		case p.kind == goneRefunded:
			d.Refunded += p.amount
		default:
			d.Reversed += p.amount
		}
	}
	return err
}

// donorTotals sums over the index of a donor's donations, over what changed afterwards, which few of them have, and over rows of sheets.
func (v *view) donorTotals(donor, in int64, beside elsewhere) ([]DonorTotal, error) {
	t := &donorSums{}
	err := v.asked(func(r readdb.Row) error {
		var fund, currency, awaiting, count, amount int64
		err := r.Scan(&fund, &currency, &awaiting, &count, &amount)
		if t := t.of(fund, currency); awaiting == 0 {
			t.Count, t.Amount = t.Count+count, t.Amount+amount
		} else {
			t.Awaiting += amount
		}
		return err
	}, v.donorSumsAsk(donor, in))
	if err == nil && beside.changes {
		err = v.donorChanges(t, donor, in)
	}
	if err == nil && beside.sheets {
		err = v.addRows(t, donor, in)
	}
	if err == nil && beside.held {
		err = v.addHeld(t, donor, in)
	}
	for i := range t.totals {
		if err == nil {
			err = v.wordsInto(wordInto{t.keys[i][1], &t.totals[i].Currency})
		}
		if err == nil {
			t.totals[i].Fund, t.totals[i].FundCode, err = v.fundOf(t.keys[i][0])
		}
	}
	return append([]DonorTotal{}, t.totals...), err
}

func (v *view) donorSumsAsk(donor, in int64) readdb.Ask {
	return readdb.Ask{Args: v.args(donor, in, v.n), Query: "SELECT d.fund, d.currency, d.awaiting, COUNT(*), CAST(SUM(d.amount) AS BIGINT) FROM @donations d" +
		" WHERE d.donor = $1 AND ($2 = 0 OR d.fund = $2) AND d.n <= $3" + v.donationBy(4) + " GROUP BY d.fund, d.currency, d.awaiting ORDER BY d.fund, d.currency, d.awaiting"}
}

// donorSums gathers totals by fund and currency.
type donorSums struct {
	keys   [][2]int64
	totals []DonorTotal
}

func (s *donorSums) of(fund, currency int64) *DonorTotal {
	i := slices.Index(s.keys, [2]int64{fund, currency})
	if i < 0 {
		i = len(s.keys)
		s.keys, s.totals = append(s.keys, [2]int64{fund, currency}), append(s.totals, DonorTotal{})
	}
	return &s.totals[i]
}

// donorChanges takes in what became of a donor's donations, in the order of the donations.
func (v *view) donorChanges(s *donorSums, donor, in int64) error {
	var last, back int64
	return v.rows(func(r readdb.Row) error {
		var fund, currency, n, given, kind, changed int64
		var booked domain.Date
		if err := r.Scan(&fund, &currency, &n, &given, &kind, &changed, &booked); err != nil {
			return err
		}
		if n != last {
			last, back = n, 0
		}
		t := s.of(fund, currency)
		if !v.by(booked) {
			return nil
		}
		switch kind {
		case donationCleared:
			t.Count, t.Amount, t.Awaiting = t.Count+1, t.Amount+given, t.Awaiting-given
		case donationDropped:
			t.Awaiting -= given
		case donationReversed:
			t.Reversed, back = t.Reversed+changed, back+changed
		case donationRefunded:
			t.Refunded, back = t.Refunded+changed, back+changed
		}
		if back == given && (kind == donationReversed || kind == donationRefunded) {
			t.Count--
		}
		return nil
	}, "SELECT d.fund, d.currency, d.n, d.amount, x.kind, x.amount, CASE x.kind WHEN 1 THEN "+numbered(stands("x.booked"), 3)+` ELSE x.booked END
		FROM @donation_changes x JOIN @entries e ON e.id = x.id JOIN @donations d ON d.n = e.n
		WHERE x.donor = $1 AND ($2 = 0 OR d.fund = $2) AND d.n <= $3 AND x.n <= $3`+v.donationBy(4)+" ORDER BY d.fund, d.currency, d.n, x.n, x.kind",
		v.args(donor, in, v.n)...)
}

// addRows adds what stands of a donor on sheets.
func (v *view) addRows(t *donorSums, donor, in int64) error {
	rows, err := v.givenIn("r.donor = $1 AND ($2 = 0 OR d.fund = $2) AND d.n <= $3"+v.donationBy(4), v.args(donor, in, v.n)...)
	for _, d := range rows {
		if err == nil {
			err = v.addRow(t, d)
		}
	}
	return err
}

// addRow adds a row of a sheet to its donor's totals.
func (v *view) addRow(s *donorSums, d Donation) error {
	fund, ok, err := v.key(d.Fund, fundName)
	if err != nil || !ok {
		return notFound(err, "fund", d.Fund)
	}
	currency, _, err := v.wordOf(d.Currency)
	if err != nil {
		return err
	}
	t := s.of(fund, currency)
	if d.State == DonationAwaiting {
		t.Awaiting += d.Amount
		return nil
	}
	t.Amount, t.Reversed, t.Refunded = t.Amount+d.Amount, t.Reversed+d.Reversed, t.Refunded+d.Refunded
	if d.State == DonationBooked {
		t.Count++
	}
	return nil
}

// stillHeld is gifts of $1 that one fund still keeps for another ($2, 0: any) as of entry $3 and day $4.
const stillHeld = `FROM @held_rows g JOIN @entries e ON e.n = g.n JOIN @held h ON h.id = e.id AND h.for_fund = g.for_fund AND h.n = g.n AND h.kind = 1
	JOIN @places p ON p.k = h.place WHERE g.donor = $1 AND ($2 = 0 OR g.for_fund = $2) AND g.n <= $3 AND h.booked <= $4
	AND NOT EXISTS (SELECT 1 FROM @held x WHERE x.id = h.id AND x.for_fund = h.for_fund AND x.kind > 1 AND x.n <= $3 AND x.booked <= $4
		AND (x.kind = 2 OR x.row_code = g.code))`

// heldOf is what a donor gave that another fund still keeps: a gift that has reached nobody's books yet.
func (v *view) heldOf(donor, in, below int64) ([]Donation, error) {
	var found []Donation
	var keys [][5]int64
	err := v.rows(func(r readdb.Row) error {
		d := Donation{State: DonationHeld, Lines: []DonationLine{}}
		var id []byte
		var k [5]int64
		err := r.Scan(&d.Entry, &id, &d.row.Row, &d.Amount, &d.Row, &d.Given, &d.Booked, &k[0], &k[1], &k[2], &k[3], &k[4])
		d.ID, d.Held = scannedID(id), scannedID(id)
		found, keys = append(found, d), append(keys, k)
		return err
	}, "SELECT g.n, e.id, g.row_no, g.amount, g.code, h.given, h.booked, h.for_fund, h.fund, p.currency, h.campaign, h.place "+stillHeld+
		" AND g.n < $5 ORDER BY g.n DESC, g.for_fund, g.row_no", donor, in, v.n, v.lastDay(), below)
	for i := range found {
		d, k := &found[i], keys[i]
		if err == nil {
			d.Donor, err = v.id(donor)
		}
		if err == nil {
			d.Fund, d.FundCode, err = v.fundOf(k[0])
		}
		if err == nil {
			_, d.HeldBy, err = v.fundOf(k[1])
		}
		if err == nil {
			d.Place, err = v.placeCode(k[4])
		}
		if err == nil {
			err = v.wordsInto(wordInto{k[2], &d.Currency}, wordInto{k[3], &d.Campaign})
		}
	}
	return found, err
}

func (v *view) addHeld(s *donorSums, donor, in int64) error {
	return v.rows(func(r readdb.Row) error {
		var fund, currency, amount int64
		err := r.Scan(&fund, &currency, &amount)
		s.of(fund, currency).Held += amount
		return err
	}, "SELECT g.for_fund, p.currency, CAST(SUM(g.amount) AS BIGINT) "+stillHeld+" GROUP BY g.for_fund, p.currency ORDER BY g.for_fund, p.currency",
		donor, in, v.n, v.lastDay())
}

// heldBefore links the sheet of a fund to the one that kept its money until then.
func (v *view) heldBefore(d *Donation, k int64) error {
	var id []byte
	var by int64
	ok, err := v.row("SELECT id, fund FROM @held WHERE n = $1 AND for_fund = $2 AND kind = 2", []any{int64(d.Entry), k}, &id, &by)
	if err != nil || !ok {
		return err
	}
	d.Held = uuid.UUID(id)
	_, d.HeldBy, err = v.fundOf(by)
	return err
}
