package projections

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/law"
	"sovang/projections/readdb"
)

// scope finds the funds that the disclosure adds up, and whether their books are closed for all of it.
func (x *discloser) scope(q DisclosureQuery) error {
	found, err := x.scoped(q)
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(f fundKey) bool { return f.since > x.until })
	if len(found) == 0 {
		return domain.Errorf(domain.NotFound, "there is no fund of this that was open by %s", x.until).On("fund", "unit")
	}
	for i := range found {
		f := &found[i]
		x.funds[f.k], x.order = f, append(x.order, f)
	}
	if x.periods, err = x.closings(); err != nil {
		return err
	}
	for _, f := range x.order {
		d := DisclosedFund{Code: f.code, Name: f.name, Form: fund.Form(f.form), Honours: f.honours, Closed: closedBefore(x.periods[f.k], x.n+1), id: f.id}
		d.Unit, d.UnitName = x.tree.units[f.unit].Code, x.tree.units[f.unit].Name
		d.Provisional = d.Closed < fund.LastDay(x.doc.Year)
		x.doc.Provisional = x.doc.Provisional || d.Provisional
		x.doc.Funds = append(x.doc.Funds, d)
	}
	if q.Unit != uuid.Nil {
		x.doc.Unit, x.doc.UnitName = x.tree.units[q.Unit].Code, x.tree.units[q.Unit].Name
	}
	return nil
}

// scoped is the funds of a query; those of a tree are the ones that a roll-up adds up.
func (x *discloser) scoped(q DisclosureQuery) ([]fundKey, error) {
	var err error
	if x.tree, err = x.view.sight(); err != nil {
		return nil, err
	}
	if !q.Tree {
		return x.view.funds(q.Fund, q.Unit)
	}
	below, err := x.view.tree(q.Unit)
	if err != nil {
		return nil, err
	}
	x.unit = x.tree.units[q.Unit].k
	all, err := x.view.funds(uuid.Nil, uuid.Nil)
	return slices.DeleteFunc(all, func(f fundKey) bool { _, in := below.funds[f.k]; return !in }), err
}

// closing is what a close, or its undoing, left closed.
type closing struct {
	n     int64
	until domain.Date
}

// closings is every close of the funds by the view's entry, in order.
func (x *discloser) closings() (map[int64][]closing, error) {
	all := map[int64][]closing{}
	err := x.each(func(in int64) error {
		return x.rows(func(r readdb.Row) error {
			var k int64
			var c closing
			err := r.Scan(&k, &c.n, &c.until)
			all[k] = append(all[k], c)
			return err
		}, "SELECT fund, n, until_day FROM @periods WHERE ($1 = 0 OR fund = $1) AND n <= $2 ORDER BY fund, n", in, x.n)
	})
	return all, err
}

// closedBefore is the last day that was closed when an entry came.
func closedBefore(closes []closing, n int64) (until domain.Date) {
	for _, c := range closes {
		if c.n < n {
			until = c.until
		}
	}
	return until
}

// money sums up what went through the funds' compartments and lies in their places.
func (x *discloser) money() error {
	before, err := x.sums(x.from - 1)
	if err != nil {
		return err
	}
	after, err := x.sums(x.until)
	if err != nil {
		return err
	}
	for _, f := range x.order {
		compartments, err := x.compartments(f.k)
		if err != nil {
			return err
		}
		for _, c := range compartments {
			p := disclosedPot{c, f.k, before[c.k], after[c.k]}
			x.pots = append(x.pots, p)
			x.compartment(p)
		}
		places, err := x.places(f.k)
		if err != nil {
			return err
		}
		for _, p := range places {
			m := x.doc.of(p.currency)
			m.Opening.place(p.balance(before[p.k]))
			m.Closing.place(p.balance(after[p.k]))
		}
	}
	x.doc.Money = slices.DeleteFunc(x.doc.Money, func(m DisclosedMoney) bool { return m.idle() })
	slices.SortFunc(x.doc.Money, func(a, b DisclosedMoney) int {
		return cmp.Or(foreign(a.Currency)-foreign(b.Currency), cmp.Compare(a.Currency, b.Currency))
	})
	return nil
}

func foreign(currency string) int {
	if currency == "VND" {
		return 0
	}
	return 1
}

// sums is the flows of the funds by the end of a day.
func (x *discloser) sums(day domain.Date) (flowSums, error) {
	all := flowSums{}
	err := x.each(func(in int64) error {
		found, err := x.flowsAt(in, day)
		for k, s := range found {
			all[k] = s
		}
		return err
	})
	return all, err
}

func (x *discloser) compartment(p disclosedPot) {
	m := x.doc.of(p.currency)
	was, is := p.compartmentKey.balance(p.before), p.compartmentKey.balance(p.after)
	m.Opening.compartment(was)
	m.Closing.compartment(is)
	for _, k := range payoutKinds {
		out, back := p.moved(k.flow), p.moved(k.flow+flowReturned)
		m.use(DisclosedUse{Kind: string(k.kind), Award: k.award, Count: out.count, Amount: out.amount, Returns: back.count, Returned: back.amount})
	}
	for kind, flow := range map[string]int64{refundUse: flowRefunded, lossKind: flowLost, shortfallUse: flowShortfall} {
		s := p.moved(flow)
		m.use(DisclosedUse{Kind: kind, Count: s.count, Amount: s.amount})
	}
	interest := p.moved(flowInterest)
	m.income(DisclosedIncome{Source: interestSource, Count: interest.count, Amount: interest.amount})
	m.Exchanged += p.moved(flowExchanged).amount - p.moved(flowSold).amount
}

// use adds to what was spent on the same thing.
func (m *DisclosedMoney) use(u DisclosedUse) {
	if u.Count == 0 && u.Amount == 0 && u.Returns == 0 && u.Returned == 0 {
		return
	}
	i := slices.IndexFunc(m.Use, func(o DisclosedUse) bool { return o.Kind == u.Kind && o.Award == u.Award })
	if i < 0 {
		i = len(m.Use)
		m.Use = append(m.Use, DisclosedUse{Kind: u.Kind, Award: u.Award})
	}
	o := &m.Use[i]
	o.Count, o.Amount, o.Returns, o.Returned = o.Count+u.Count, o.Amount+u.Amount, o.Returns+u.Returns, o.Returned+u.Returned
	o.Net = o.Amount - o.Returned
}

// income adds to what came from the same source.
func (m *DisclosedMoney) income(s DisclosedIncome) {
	if s.Count == 0 && s.Amount == 0 && s.Reversals == 0 && s.Reversed == 0 {
		return
	}
	i := slices.IndexFunc(m.Income, func(o DisclosedIncome) bool { return o.Source == s.Source })
	if i < 0 {
		i = len(m.Income)
		m.Income = append(m.Income, DisclosedIncome{Source: s.Source})
	}
	o := &m.Income[i]
	o.Count, o.Amount, o.Reversals, o.Reversed = o.Count+s.Count, o.Amount+s.Amount, o.Reversals+s.Reversals, o.Reversed+s.Reversed
	o.Net = o.Amount - o.Reversed
}

func (b *DisclosedBalance) compartment(c CompartmentBalance) {
	b.Own += c.Free - c.Uncovered
	b.Uncovered += c.Uncovered
	b.InTransit += c.InTransit
	b.Total = b.Own + b.InTransit
	if c.Free == 0 && c.Uncovered == 0 {
		return
	}
	i := slices.IndexFunc(b.Restrictions, func(o BalanceByPurpose) bool { return o.Restriction == c.Restriction })
	if i < 0 {
		i = len(b.Restrictions)
		b.Restrictions = append(b.Restrictions, BalanceByPurpose{Restriction: c.Restriction})
	}
	o := &b.Restrictions[i]
	o.Free, o.Reserved, o.Uncovered = o.Free+c.Free, o.Reserved+c.Reserved, o.Uncovered+c.Uncovered
}

func (b *DisclosedBalance) place(p PlaceBalance) {
	b.Unidentified, b.Held = b.Unidentified+p.Unidentified, b.Held+p.Held
	if p.Balance == 0 {
		return
	}
	i := slices.IndexFunc(b.Places, func(o BalanceByPlace) bool { return o.Kind == p.Kind })
	if i < 0 {
		i = len(b.Places)
		b.Places = append(b.Places, BalanceByPlace{Kind: p.Kind})
	}
	b.Places[i].Amount += p.Balance
}

// empty says that nothing is there.
func (b *DisclosedBalance) empty() bool {
	return b.Own == 0 && b.Uncovered == 0 && b.InTransit == 0 && b.Unidentified == 0 && b.Held == 0 && len(b.Places) == 0 && len(b.Restrictions) == 0
}

// idle says that there is and was nothing of a currency.
func (m *DisclosedMoney) idle() bool {
	return m.Opening.empty() && m.Closing.empty() && len(m.Income) == 0 && len(m.Use) == 0 && m.Exchanged == 0
}

// totals adds up what was gathered, and puts it in the order of reports.
func (x *discloser) totals() error {
	l := law.On(x.ruledOn())
	for i := range x.doc.Money {
		m := &x.doc.Money[i]
		slices.SortFunc(m.Income, func(a, b DisclosedIncome) int { return rank(sourceOrder, a.Source) - rank(sourceOrder, b.Source) })
		slices.SortFunc(m.Use, func(a, b DisclosedUse) int {
			return cmp.Or(rank(useOrder, a.Kind)-rank(useOrder, b.Kind), rank(awardOrder, string(a.Award))-rank(awardOrder, string(b.Award)))
		})
		slices.SortFunc(m.Transfers, func(a, b DisclosedTransfer) int {
			return cmp.Or(cmp.Compare(a.Way, b.Way), rank(levelOrder, a.Level)-rank(levelOrder, b.Level))
		})
		for _, s := range m.Income {
			m.IncomeTotal += s.Net
		}
		for _, u := range m.Use {
			m.UseTotal += u.Net
		}
		for _, t := range m.Transfers {
			if t.Way == "received" {
				m.ReceivedTotal += t.Amount
			} else {
				m.SentTotal += t.Amount
			}
		}
		for _, b := range []*DisclosedBalance{&m.Opening, &m.Closing} {
			slices.SortFunc(b.Places, func(a, c BalanceByPlace) int {
				return rank(placeOrder, string(a.Kind)) - rank(placeOrder, string(c.Kind))
			})
			slices.SortFunc(b.Restrictions, func(a, c BalanceByPurpose) int {
				return rank(restrictionOrder, string(a.Restriction)) - rank(restrictionOrder, string(c.Restriction))
			})
		}
		m.measure(l)
	}
	return nil
}

// The orders of reports.
var (
	sourceOrder = []string{"individual", "enterprise", "foundation", "agency", "religious", "armed-forces", "overseas", "school", "clan", "collective", anonymousSource, interestSource}
	useOrder    = []string{string(fund.Award), string(fund.ProgrammeCost), string(fund.RunningCost), string(fund.Fee), string(fund.Seizure), shortfallUse, lossKind, refundUse}
	awardOrder  = []string{string(fund.Scholarship), string(fund.Support), string(fund.Reward), ""}
	levelOrder  = []string{levelAbove, levelBelow, levelBeside, levelSame, levelOutside}
	placeOrder  = []string{string(fund.Cash), string(fund.Bank), string(fund.Savings), string(fund.Advance)}

	restrictionOrder = []string{string(fund.Unrestricted), string(fund.Purpose), string(fund.Beneficiary), string(fund.Slot), string(fund.Endowment), string(fund.Income),
		string(fund.Administration)}
)

func rank(order []string, word string) int {
	if i := slices.Index(order, word); i >= 0 {
		return i
	}
	return len(order)
}

const (
	anonymousSource = "anonymous"
	interestSource  = "interest"
	shortfallUse    = "shortfall" // lost under way to another fund
	refundUse       = "refund"    // given back at the donor's wish
)
