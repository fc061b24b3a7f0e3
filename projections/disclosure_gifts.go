package projections

import (
	"cmp"
	"database/sql"
	"slices"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/person"
	"sovang/projections/readdb"
)

// DisclosedGifts is the donations of a year, each by the name that may be shown. The listed ones, the hidden and those that went back add up to what
// was donated.
type DisclosedGifts struct {
	Listed []DisclosedGift `json:"listed"`
	Hidden []GiftSum       `json:"hidden"` // name and amount are not shown; only together
	Back   []GiftSum       `json:"back"`   // of the year's donations, reversed or given back by its end
}

// DisclosedGift is one donation, or one row of a collection sheet, less what went back.
type DisclosedGift struct {
	Booked   domain.Date `json:"booked"`
	Name     string      `json:"name"`
	Named    bool        `json:"named,omitempty"`
	Source   string      `json:"source"`
	Currency string      `json:"currency"`
	Amount   int64       `json:"amount"`
}

// GiftSum is several donations of one currency together.
type GiftSum struct {
	Currency string `json:"currency"`
	Counted
}

// gift is a donation, or a row (from 0; −1: none) of a sheet, as it was booked.
type gift struct {
	n, row        int64
	booked, given domain.Date
	came          int64 // the entry that booked it
	fund          int64
	currency      int64
	donor         int64
	amount        int64
	before        int64 // of a row: the rows before it
	from          int64 // of a sheet: its first position
	compartment   int64
	rows          int64
	anonymity     fund.Anonymity
}

// giftName names a donation, or a row of one.
type giftName struct{ n, row int64 }

// giftBack is what went back of a donation, or of a row.
type giftBack struct {
	gift
	kind, amount int64 // kind: reversed or refunded
	by           int64 // the entry
	on           domain.Date
	cause        int64
	was          int64 // what had been left of it
}

const giftColumns = `d.n, d.fund, d.currency, d.donor, d.amount, d.rows, d.anonymity, d.compartment, d.from_pos`

func (g *gift) columns(more ...any) []any {
	return append([]any{&g.n, &g.fund, &g.currency, &g.donor, &g.amount, &g.rows, (*degree)(&g.anonymity), &g.compartment, &g.from}, more...)
}

// degree reads how anonymous a gift is.
type degree fund.Anonymity

// Scan implements sql.Scanner.
func (d *degree) Scan(from any) error {
	var n sql.NullInt64
	if err := n.Scan(from); err != nil {
		return err
	}
	*d = degree(degrees[n.Int64])
	return nil
}

// gifts counts donations by who gave, and lists them by the names that may be shown.
func (x *discloser) gifts() error {
	var err error
	if x.backs, err = x.wentBack(); err != nil {
		return err
	}
	gone := map[giftName]int64{}
	for _, b := range x.backs {
		gone[giftName{b.n, b.row}] += b.amount
	}
	names, err := x.publicNames()
	if err != nil {
		return err
	}
	l := giftList{discloser: x, names: names, gone: gone, few: map[hiddenIn]int64{}}
	given, err := x.donated()
	if err != nil {
		return err
	}
	for _, g := range given {
		if !x.in(g.booked) {
			continue
		}
		if g.given < g.booked && g.given <= closedBefore(x.periods[g.fund], g.came) {
			x.late = append(x.late, g)
		}
		if err := l.add(g); err != nil {
			return err
		}
	}
	x.doc.Gifts = l.listed()
	for _, b := range x.backs {
		if !x.in(b.on) {
			continue
		}
		m, source, err := x.sourceOf(b.gift)
		if err != nil {
			return err
		}
		if b.kind == donationRefunded {
			m.use(DisclosedUse{Kind: refundUse, Count: 1})
			continue
		}
		m.income(DisclosedIncome{Source: source, Reversals: 1, Reversed: b.amount})
	}
	return nil
}

// sourceOf is the currency of a gift, and what kind of giver gave it. Of one whose amount is hidden that is not told, or what the listed ones of
// that kind leave of its sum would be the amount.
func (x *discloser) sourceOf(g gift) (m *DisclosedMoney, source string, err error) {
	currency, err := x.word(g.currency)
	switch {
	case err != nil:
	case g.anonymity == fund.Hidden:
		source = anonymousSource
	default:
		source, err = x.kindOf(g.donor)
	}
	return x.doc.of(currency), source, err
}

// kindOf is what kind of person or body a donor is.
func (x *discloser) kindOf(k int64) (string, error) {
	if k == 0 {
		return anonymousSource, nil
	}
	if kind, ok := x.kinds[k]; ok {
		return kind, nil
	}
	where, args := "", []any{int64(0)}
	if x.asked++; x.asked <= singly {
		where, args = " AND k = $2", append(args, k)
	}
	words := map[int64]int64{}
	if err := x.rows(func(r readdb.Row) error {
		var k, kind int64
		err := r.Scan(&k, &kind)
		words[k] = kind
		return err
	}, "SELECT k, kind FROM @people WHERE k > $1"+where, args...); err != nil {
		return "", err
	}
	for k, w := range words {
		kind, err := x.word(w)
		if err != nil {
			return "", err
		}
		x.kinds[k] = kind
	}
	return x.kinds[k], nil
}

// giftList gathers the list of gifts.
type giftList struct {
	*discloser
	names        *publicNames
	gone         map[giftName]int64
	all          []listedGift
	hidden, back map[string]*GiftSum
	few          map[hiddenIn]int64 // how many are hidden
}

// hiddenIn is where gifts hide among others: in the same fund and currency.
type hiddenIn struct{ fund, currency int64 }

type listedGift struct {
	DisclosedGift
	gift
}

func (l *giftList) add(g gift) error {
	m, source, err := l.sourceOf(g)
	if err != nil {
		return err
	}
	m.income(DisclosedIncome{Source: source, Count: 1, Amount: g.amount})
	left := g.amount - l.gone[giftName{g.n, g.row}]
	if back := g.amount - left; back > 0 {
		l.sum(&l.back, m.Currency, back)
	}
	if left == 0 {
		return nil
	}
	if g.anonymity == fund.Hidden {
		l.sum(&l.hidden, m.Currency, left)
		l.few[hiddenIn{g.fund, g.currency}]++
		return nil
	}
	name, err := l.names.of(g.donor, person.DonorLists, g.anonymity)
	l.all = append(l.all, listedGift{DisclosedGift{g.booked, name.Text, name.Named, source, m.Currency, left}, g})
	return err
}

func (l *giftList) sum(into *map[string]*GiftSum, currency string, amount int64) {
	if *into == nil {
		*into = map[string]*GiftSum{}
	}
	if (*into)[currency] == nil {
		(*into)[currency] = &GiftSum{Currency: currency}
	}
	(*into)[currency].add(1, amount)
}

// listed is the list in the order of booking. Fewer hidden gifts than make a group would show their amounts as what is left of the sum, so those who
// wish no name join them, and are of no kind of giver either: then nobody can tell whose is which. That is done fund by fund, so that the disclosures
// of single funds and of several together hide the same and none is what is left between them.
func (l *giftList) listed() DisclosedGifts {
	least := l.threshold()
	slices.SortFunc(l.all, func(a, b listedGift) int {
		return cmp.Or(cmp.Compare(a.Booked, b.Booked), cmp.Compare(a.n, b.n), cmp.Compare(a.row, b.row))
	})
	kept := l.all[:0]
	for _, g := range l.all {
		in := hiddenIn{g.fund, g.currency}
		if h := l.few[in]; h > 0 && h < least && !g.Named {
			l.few[in]++
			l.sum(&l.hidden, g.Currency, g.Amount)
			m := l.doc.of(g.Currency)
			m.income(DisclosedIncome{Source: g.Source, Count: -1, Amount: -g.amount})
			m.income(DisclosedIncome{Source: anonymousSource, Count: 1, Amount: g.amount})
			continue
		}
		kept = append(kept, g)
	}
	for i := range l.doc.Money {
		m := &l.doc.Money[i]
		m.Income = slices.DeleteFunc(m.Income, func(s DisclosedIncome) bool { return s == DisclosedIncome{Source: s.Source} })
	}
	d := DisclosedGifts{Listed: make([]DisclosedGift, len(kept)), Hidden: sortedSums(l.hidden), Back: sortedSums(l.back)}
	for i := range kept {
		d.Listed[i] = kept[i].DisclosedGift
	}
	return d
}

func sortedSums(sums map[string]*GiftSum) []GiftSum {
	all := []GiftSum{}
	for _, s := range sums {
		all = append(all, *s)
	}
	slices.SortFunc(all, func(a, b GiftSum) int { return cmp.Compare(a.Currency, b.Currency) })
	return all
}

// donated is every donation of the funds that was booked by the end of the time, the rows of sheets one by one.
func (x *discloser) donated() ([]gift, error) {
	var all []gift
	var sheets []gift
	read := func(r readdb.Row) error {
		g := gift{row: -1}
		if err := r.Scan(g.columns(&g.came, &g.given, &g.booked)...); err != nil {
			return err
		}
		if _, ours := x.funds[g.fund]; !ours || g.booked > x.until {
			return nil
		}
		if g.rows > 0 {
			sheets = append(sheets, g)
		} else {
			all = append(all, g)
		}
		return nil
	}
	days := numbered("COALESCE((SELECT z.given FROM @redates z WHERE z.id = e.id AND z.n <= $N ORDER BY z.n DESC LIMIT 1), d.given), ", 2)
	err := x.each(func(in int64) error {
		if err := x.rows(read, "SELECT "+giftColumns+", d.n, "+days+numbered(stands("d.booked"), 2)+` FROM @donations d JOIN @entries e ON e.n = d.n
			WHERE `+x.givenTo(in)+" AND d.n <= $2 AND d.awaiting = 0", x.givenArgs(in, x.n)...); err != nil {
			return err
		}
		return x.rows(read, "SELECT "+giftColumns+", x.n, "+days+numbered(stands("x.booked"), 2)+` FROM @donations d JOIN @entries e ON e.n = d.n
			JOIN @donation_changes x ON x.id = e.id AND x.kind = 1 WHERE `+x.givenTo(in)+" AND d.awaiting = 1 AND x.n <= $2", x.givenArgs(in, x.n)...)
	})
	for _, s := range sheets {
		if err == nil {
			var rows []gift
			rows, err = x.rowsOf(s)
			all = append(all, rows...)
		}
	}
	return all, err
}

// ofFund limits a query to the fund $1, or, where that is 0, to none: two texts, since one with OR would look at every row.
func ofFund(column string, in int64) string {
	if in == 0 {
		return "$1 = 0"
	}
	return column + " = $1"
}

// givenTo limits a query over donations d to those of the fund $1, or, of one campaign, to that.
func (x *discloser) givenTo(in int64) string {
	if x.only != 0 {
		return "d.campaign > 0 AND d.campaign = $1" // there is an index of those that have one
	}
	return ofFund("d.fund", in)
}

func (x *discloser) givenArgs(in int64, more ...any) []any {
	if x.only != 0 {
		in = x.only
	}
	return append([]any{in}, more...)
}

// rowsOf is the rows of a sheet as gifts of their own.
func (x *discloser) rowsOf(sheet gift) ([]gift, error) {
	var rows []gift
	err := x.rows(func(r readdb.Row) error {
		g := sheet
		err := r.Scan(&g.row, &g.amount, &g.before, &g.donor)
		rows = append(rows, g)
		return err
	}, "SELECT row_no, amount, before, donor FROM @donation_rows WHERE donation = $1 ORDER BY row_no", sheet.n)
	return rows, err
}

// wentBack is what was reversed or given back by the end of the time, row by row where it was of a sheet.
func (x *discloser) wentBack() ([]giftBack, error) {
	var changes []giftBack
	var codes []string
	err := x.each(func(in int64) error {
		return x.rows(func(r readdb.Row) error {
			b := giftBack{gift: gift{row: -1}}
			var whole int64
			var code string
			if err := r.Scan(b.gift.columns(&b.by, &b.kind, &whole, &b.on, &b.cause, &code, &b.gift.booked)...); err != nil {
				return err
			}
			if _, ours := x.funds[b.fund]; ours {
				b.was, b.amount = b.gift.amount, whole
				changes, codes = append(changes, b), append(codes, code)
			}
			return nil
		}, "SELECT "+giftColumns+", x.n, x.kind, x.amount, x.booked, x.cause, x.row_code, "+
			numbered(stands("COALESCE((SELECT y.booked FROM @donation_changes y WHERE y.id = e.id AND y.kind = 1), d.booked)"), 2)+`
			FROM @donation_changes x JOIN @entries e ON e.id = x.id JOIN @donations d ON d.n = e.n
			WHERE `+x.givenTo(in)+" AND x.n <= $2 AND x.kind IN (3, 4) AND x.booked <= $3 ORDER BY x.n", x.givenArgs(in, x.n, int64(x.until))...)
	})
	var all []giftBack
	sheets, left := map[int64][]gift{}, map[giftName]int64{}
	for i, b := range changes {
		if err != nil {
			return nil, err
		}
		parts := []giftBack{b}
		if b.rows > 0 {
			if sheets[b.n] == nil {
				if sheets[b.n], err = x.rowsOf(b.gift); err != nil {
					return nil, err
				}
			}
			if parts, err = x.rowsBack(b, codes[i], sheets[b.n]); err != nil {
				return nil, err
			}
		}
		for _, p := range parts {
			name := giftName{p.n, p.row}
			if _, known := left[name]; !known {
				left[name] = p.was
			}
			p.was = left[name]
			left[name] -= p.amount
			all = append(all, p)
		}
	}
	return all, err
}

// rowsBack divides what went back of a sheet among its rows, by the positions that went.
func (x *discloser) rowsBack(b giftBack, code string, rows []gift) (parts []giftBack, err error) {
	from := b.from
	if b.compartment == 0 { // it had to wait
		if _, err = x.row("SELECT from_pos, compartment FROM @donation_lines WHERE donation = $1 ORDER BY line LIMIT 1", []any{b.n}, &from, &b.compartment); err != nil {
			return nil, err
		}
	}
	var gone []fund.Span
	if err = x.rows(func(r readdb.Row) error {
		var s fund.Span
		err := r.Scan(&s[0], &s[1])
		gone = append(gone, s)
		return err
	}, "SELECT from_pos, to_pos FROM @gone WHERE n = $1 AND c = $2 ORDER BY from_pos", b.by, b.compartment); err != nil {
		return nil, err
	}
	for _, row := range rows {
		p := giftBack{gift: row, kind: b.kind, by: b.by, on: b.on, cause: b.cause, was: row.amount}
		p.gift.booked = b.gift.booked
		for _, s := range gone {
			if both, ok := s.Intersect(fund.Span{from + row.before, from + row.before + row.amount}); ok {
				p.amount += both.Len()
			}
		}
		if p.amount > 0 {
			parts = append(parts, p)
		}
	}
	return parts, nil
}

// named reports whose compartments are for named recipients.
func (p disclosedPot) named() bool {
	return p.kind == string(fund.Beneficiary) || p.kind == string(fund.Slot)
}
