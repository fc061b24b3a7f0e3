package projections

import (
	"cmp"
	"encoding/hex"
	"errors"
	"slices"
	"time"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/law"
	"sovang/projections/readdb"
)

// Unspent is restricted money that waits: what is free of one compartment, of named recipients all of a fund's together.
type Unspent struct {
	Fund        string               `json:"fund"`
	Restriction fund.RestrictionKind `json:"restriction"`
	Compartment string               `json:"compartment,omitempty"`
	Wording     string               `json:"wording,omitempty"`
	Currency    string               `json:"currency"`
	Free        int64                `json:"free"`
	Reserved    int64                `json:"reserved"` // of what is free
	Since       domain.Date          `json:"since"`    // when the first đồng that is still free was booked
}

// unspent lists the restricted money that is left, the oldest first.
func (x *discloser) unspent() error {
	for _, p := range x.pots {
		b := p.compartmentKey.balance(p.after)
		if p.kind == string(fund.Unrestricted) || b.Free <= 0 {
			continue
		}
		since, err := x.freeSince(p)
		if err != nil {
			return err
		}
		u := Unspent{Fund: x.funds[p.fund].code, Restriction: b.Restriction, Compartment: p.code, Wording: p.wording, Currency: p.currency, Free: b.Free, Reserved: b.Reserved,
			Since: since}
		if p.named() {
			u.Compartment, u.Wording = "", ""
			if i := slices.IndexFunc(x.doc.Unspent, func(o Unspent) bool {
				return o.Fund == u.Fund && o.Restriction == u.Restriction && o.Currency == u.Currency
			}); i >= 0 {
				o := &x.doc.Unspent[i]
				o.Free, o.Reserved, o.Since = o.Free+u.Free, o.Reserved+u.Reserved, min(o.Since, u.Since)
				continue
			}
		}
		x.doc.Unspent = append(x.doc.Unspent, u)
	}
	slices.SortStableFunc(x.doc.Unspent, func(a, b Unspent) int {
		return cmp.Or(cmp.Compare(a.Since, b.Since), cmp.Compare(a.Fund, b.Fund), cmp.Compare(a.Compartment, b.Compartment), cmp.Compare(a.Restriction, b.Restriction))
	})
	return nil
}

// freeSince is the day on which the lowest free position of a compartment was booked.
func (x *discloser) freeSince(p disclosedPot) (day domain.Date, err error) {
	next := p.compartmentKey.balance(p.after).Positions
	for at, step := int64(0), int64(1<<20); at < next; at, step = at+step, 4*step {
		used, _, err := x.occupied(p.k, at, min(at+step, next))
		if err != nil {
			return 0, err
		}
		free := fund.Set{{at, min(at+step, next)}}
		for _, u := range used {
			free.Remove(u.Span)
		}
		if len(free) > 0 {
			return x.cameOn(p.k, free[0].From())
		}
	}
	return x.until, nil
}

// cameOn is the day on which a position came into its compartment, or, of one that was handed over, into that of the fund before.
func (x *discloser) cameOn(c, position int64) (day domain.Date, err error) {
	var n, kind int64
	for {
		if _, err = x.row(`SELECT n, kind FROM (SELECT n, kind, from_pos FROM @segments WHERE c = $1 AND from_pos <= $2 AND to_pos > $2
			UNION ALL SELECT n, 1, from_pos FROM @donations WHERE compartment = $1 AND from_pos <= $2 AND from_pos + amount > $2) came ORDER BY from_pos DESC LIMIT 1`,
			[]any{c, position}, &n, &kind); err != nil {
			return 0, err
		}
		if kind != segmentHandOver {
			break
		}
		before, err := x.row("SELECT src_c, src_from + $2 - from_pos FROM @lineage WHERE c = $1 AND from_pos <= $2 AND to_pos > $2 AND n = $3",
			[]any{c, position, n}, &c, &position)
		if err != nil || !before {
			return 0, errors.Join(err, missingIf(!before && err == nil, "piece handed over by entry", n))
		}
	}
	_, err = x.row(numbered("SELECT "+stands("COALESCE((SELECT y.booked FROM @donation_changes y WHERE y.id = e.id AND y.kind = 1), e.booked)")+
		" FROM @entries e WHERE e.n = $1", 2), []any{n, x.n}, &day)
	return day, err
}

// office measures what the office cost by what the law measures it by.
func (x *discloser) office() error {
	for _, p := range x.pots {
		given := p.moved(flowDonated).amount - p.moved(flowReversed).amount - p.moved(flowRefunded).amount
		if given == 0 { // also of a currency in which there is nothing to disclose
			continue
		}
		switch office := &x.doc.of(p.currency).Office; {
		case p.named():
			office.Named += given
		case p.commissioned:
			office.State += given
		}
	}
	return x.totals()
}

// measure is the office's share of one currency by the law of the last day.
func (m *DisclosedMoney) measure(l law.Law) {
	o := &m.Office
	for _, u := range m.Use {
		switch fund.PayoutKind(u.Kind) {
		case fund.RunningCost:
			o.Running += u.Net
		case fund.Fee:
			o.Fees += u.Net
		}
		if u.Kind == refundUse {
			o.Donated -= u.Net
		}
	}
	for _, s := range m.Income {
		if s.Source != interestSource {
			o.Donated += s.Net
		}
	}
	if !l.BaseWithoutState {
		o.State = 0
	}
	if !l.BaseWithoutNamed {
		o.Named = 0
	}
	o.Cost, o.Base, o.CapPercent = o.Running+o.Fees, max(o.Donated-o.Named-o.State, 0), l.AdminPercent
	most, capped := l.AdminMost(o.Base)
	o.Most, o.Holds = most, !capped || o.Cost <= most
}

// goods reports goods in kind by item and by whose word their value is.
func (x *discloser) goods() error {
	lots, err := x.goodsLots(goodsFilter{}, true)
	if err != nil {
		return err
	}
	ours := lots[:0]
	for _, l := range lots {
		if _, ok := x.funds[l.keys.fund]; ok {
			ours = append(ours, l)
		}
	}
	before, err := x.piecesBefore(ours, x.from)
	if err != nil {
		return err
	}
	for _, l := range ours {
		was, is := before[lotName{l.Delivery, l.Line}], l.Pieces
		g := x.ware(l)
		moved := is.less(was)
		for _, c := range []struct {
			into   *Counted
			pieces int64
		}{{&g.Opening, was.InStore}, {&g.Received, moved.Received - moved.Reversed}, {&g.Given, moved.Given}, {&g.Lost, moved.Lost}, {&g.Closing, is.InStore}} {
			c.into.add(c.pieces, c.pieces*l.Value)
		}
	}
	slices.SortFunc(x.doc.Goods, func(a, b DisclosedGoods) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Item, b.Item), cmp.Compare(a.Measure, b.Measure), cmp.Compare(a.Currency, b.Currency), cmp.Compare(a.Valuation, b.Valuation))
	})
	return nil
}

func (x *discloser) ware(l GoodsLot) *DisclosedGoods {
	key := DisclosedGoods{Item: l.Item, Name: l.Name, Measure: l.Measure, Currency: l.Currency, Valuation: l.Valuation}
	i := slices.IndexFunc(x.doc.Goods, func(g DisclosedGoods) bool {
		return g.Item == key.Item && g.Name == key.Name && g.Measure == key.Measure && g.Currency == key.Currency && g.Valuation == key.Valuation
	})
	if i < 0 {
		i, x.doc.Goods = len(x.doc.Goods), append(x.doc.Goods, key)
	}
	return &x.doc.Goods[i]
}

// Apart is a figure that was declared or promised and is in none of the sums.
type Apart struct {
	What     string `json:"what"` // boxes-counted, boxes-kept, households-expected
	Currency string `json:"currency,omitempty"`
	Counted
}

// apart tells what was counted or expected beside the books: of savings boxes what families kept, of levies what was expected.
func (x *discloser) apart() error {
	counted, kept := Apart{What: "boxes-counted", Currency: "VND"}, Apart{What: "boxes-kept", Currency: "VND"}
	expected := Apart{What: "households-expected", Currency: "VND"}
	seen := map[[2]int64]bool{}
	err := x.each(func(in int64) error {
		return x.rows(func(r readdb.Row) error {
			var n, nth, of, all, donated int64
			err := r.Scan(&n, &nth, &of, &all, &donated)
			if _, ours := x.funds[of]; ours && !seen[[2]int64{n, nth}] {
				seen[[2]int64{n, nth}] = true
				counted.add(1, all)
				if all > donated {
					kept.add(1, all-donated)
				}
			}
			return err
		}, `SELECT c.n, c.nth, l.fund, c.counted, c.donated FROM @box_counts c JOIN @openings o ON o.n = c.n JOIN @box_levels l ON l.k = c.k
			WHERE `+ofFund("l.fund", in)+" AND c.n <= $2 AND o.day BETWEEN $3 AND $4 ORDER BY c.n, c.nth, l.nth", in, x.n, int64(x.from), int64(x.until))
	})
	if err != nil {
		return err
	}
	var levies LevyReport
	keys, err := x.levies(LeviesQuery{Year: x.doc.Year}, &levies)
	for i := range levies.Levies {
		l := &levies.Levies[i]
		k, _, failed := x.key(l.Fund, fundName)
		if err = cmp.Or(err, failed); err != nil {
			return err
		}
		if _, ours := x.funds[k]; !ours {
			continue
		}
		if err = x.households(keys[i], l); err != nil {
			return err
		}
		l.count()
		expected.add(l.Households, l.Expected)
	}
	for _, a := range []Apart{counted, kept, expected} {
		if a.Count > 0 {
			x.doc.Apart = append(x.doc.Apart, a)
		}
	}
	return err
}

// DisclosureLaw is the law by which the disclosure was made.
type DisclosureLaw struct {
	Decree    string      `json:"decree"`
	Due       domain.Date `json:"due,omitzero"` // before which day it is to be public
	Threshold int         `json:"threshold"`    // groups of fewer are not shown
	Rules     []LawRule   `json:"rules"`
}

// LawRule is one parameter with its source.
type LawRule struct {
	Name      law.Name    `json:"name"`
	Value     string      `json:"value"`
	From      domain.Date `json:"from,omitzero"`
	Source    string      `json:"source"`
	Confirmed bool        `json:"confirmed"` // false: look it up before you rely on it
}

// ruling are the parameters that a disclosure hangs on.
var ruling = []law.Name{law.Decree, law.Disclosure, law.AdminCap, law.AdminBase, law.Suppression}

// ruledOn is the day whose law binds a disclosure: that of the spring in which it is made, or of the last entry where that is earlier.
func (x *discloser) ruledOn() domain.Date {
	if x.only != 0 {
		return domain.DateOf(x.asOf.Recorded)
	}
	return max(x.until, min(domain.NewDate(x.doc.Year+1, time.March, 1), domain.DateOf(x.asOf.Recorded)))
}

func (x *discloser) law() error {
	day := x.ruledOn()
	l := law.On(day)
	x.doc.Law = DisclosureLaw{Decree: l.Decree, Due: l.DisclosureDue(x.doc.Year), Threshold: l.SuppressBelow, Rules: []LawRule{}}
	for _, r := range law.Rules() {
		if slices.Contains(ruling, r.Name) && r.InForce(day) {
			x.doc.Law.Rules = append(x.doc.Law.Rules, LawRule{r.Name, r.Value, r.From, r.Source, r.Confirmed})
		}
	}
	return nil
}

// threshold is how many make a group that may be shown.
func (x *discloser) threshold() int64 { return int64(law.On(x.ruledOn()).SuppressBelow) }

// EarlierVersion is a document of the year that was public already.
type EarlierVersion struct {
	Version     int64       `json:"version"`
	Document    string      `json:"document"` // SHA-256, hexadecimal
	Entry       uint64      `json:"entry"`
	On          domain.Date `json:"on"`
	Where       string      `json:"where"`
	Provisional bool        `json:"provisional,omitempty"`
	Funds       int         `json:"funds"` // how many of the funds it was published for
}

// published lists the documents that had been made public of the year for some of the funds.
func (x *discloser) published() error {
	err := x.each(func(in int64) error {
		return x.rows(func(r readdb.Row) error {
			var of, provisional int64
			var document []byte
			v := EarlierVersion{Funds: 1}
			if err := r.Scan(&of, &v.Version, &document, &v.Entry, &v.On, &v.Where, &provisional); err != nil {
				return err
			}
			v.Document, v.Provisional = hex.EncodeToString(document), provisional != 0
			if _, ours := x.funds[of]; !ours {
				return nil
			}
			if i := slices.IndexFunc(x.doc.Published, func(o EarlierVersion) bool { return o.Document == v.Document && o.On == v.On && o.Where == v.Where }); i >= 0 {
				x.doc.Published[i].Funds++
				return nil
			}
			x.doc.Published = append(x.doc.Published, v)
			return nil
		}, `SELECT fund, version, document, entry, on_day, place, provisional FROM @publications WHERE `+ofFund("fund", in)+" AND n <= $2 AND year = $3 ORDER BY n, fund",
			in, x.n, x.doc.Year)
	})
	slices.SortStableFunc(x.doc.Published, func(a, b EarlierVersion) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.Version, b.Version))
	})
	return err
}
