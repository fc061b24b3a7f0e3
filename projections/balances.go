package projections

import (
	"context"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections/readdb"
)

// BalancesQuery asks for the balances of one fund, of all funds of one unit, or of all.
type BalancesQuery struct {
	Fund uuid.UUID
	Unit uuid.UUID
	AsOf AsOf
	At   *domain.Date // only what was booked by the end of this day; nil: all
}

// Balances is what funds hold, as of an entry. Amounts are minor units.
type Balances struct {
	AsOf  AsOf          `json:"as_of"`
	At    *domain.Date  `json:"at,omitempty"`
	Funds []FundBalance `json:"funds"`
}

// FundBalance is one fund's compartments and places. For each currency,
// Σ (free − uncovered) + Σ unidentified + Σ held for others = Σ places' balances.
type FundBalance struct {
	Fund         uuid.UUID            `json:"fund"`
	Code         string               `json:"code"`
	Name         string               `json:"name"`
	Unit         uuid.UUID            `json:"unit"`
	Currencies   []CurrencyBalance    `json:"currencies"`
	Compartments []CompartmentBalance `json:"compartments"`
	Places       []PlaceBalance       `json:"places"`
}

// CurrencyBalance is a fund's total in one currency.
type CurrencyBalance struct {
	Currency     string `json:"currency"`
	Free         int64  `json:"free"`
	Reserved     int64  `json:"reserved"`
	Available    int64  `json:"available"`
	Uncovered    int64  `json:"uncovered"`
	InTransit    int64  `json:"in_transit"`
	Unidentified int64  `json:"unidentified"`
	Held         int64  `json:"held"` // for other funds
	Places       int64  `json:"places"`
}

// Paid is what was paid out for one purpose, and what of it came back.
type Paid struct {
	Kind     fund.PayoutKind `json:"kind"`
	Award    fund.AwardKind  `json:"award,omitempty"`
	Amount   int64           `json:"amount"`
	Count    int64           `json:"count"` // payouts, or rows of lists, that begin in the compartment
	Returned int64           `json:"returned"`
	Returns  int64           `json:"returns"`
}

// CompartmentBalance is one compartment. Free includes reserved; available = free − reserved.
type CompartmentBalance struct {
	Compartment string               `json:"compartment"`
	Currency    string               `json:"currency"`
	Restriction fund.RestrictionKind `json:"restriction"`
	Wording     string               `json:"wording,omitempty"`

	Donated   int64 `json:"donated"`
	Donations int64 `json:"donations"` // that begin in the compartment: rows of sheets one by one, those that went back altogether left out
	Interest  int64 `json:"interest"`
	Arrived   int64 `json:"arrived"`   // accepted transfers
	Exchanged int64 `json:"exchanged"` // đồng that sold currency brought

	Paid []Paid `json:"paid"`

	Sent      int64 `json:"sent"` // to other funds, whatever became of it
	Accepted  int64 `json:"accepted"`
	Refused   int64 `json:"refused"`
	Shortfall int64 `json:"shortfall"`
	InTransit int64 `json:"in_transit"`
	Sold      int64 `json:"sold"`

	Reversed int64 `json:"reversed"` // of its donations, spent or free
	Void     int64 `json:"void"`     // free positions that a reversal or a heal ended
	Refunded int64 `json:"refunded"`
	Covering int64 `json:"covering"` // made owner of spent positions

	HandedOver int64 `json:"handed_over"` // went on in another fund
	TakenOver  int64 `json:"taken_over"`  // came from one that way

	MovedOut int64 `json:"moved_out"` // re-designated for another compartment of the fund
	MovedIn  int64 `json:"moved_in"`  // … from another
	Repaying int64 `json:"repaying"`  // late money of a slot that took the place of what a bridge had paid
	Repaid   int64 `json:"repaid"`    // of a bridge: came back to it by that

	Lost int64 `json:"lost"`

	Free      int64 `json:"free"`
	Reserved  int64 `json:"reserved"`
	Available int64 `json:"available"`
	Uncovered int64 `json:"uncovered"` // the deficit
	Positions int64 `json:"positions"` // how many were ever numbered
}

// PlaceBalance is one place where money lies.
type PlaceBalance struct {
	Place        string         `json:"place"`
	Kind         fund.PlaceKind `json:"kind"`
	Name         string         `json:"name"`
	Currency     string         `json:"currency"`
	In           int64          `json:"in"`
	Out          int64          `json:"out"`
	Balance      int64          `json:"balance"`
	Unidentified int64          `json:"unidentified"` // bank lines nobody can explain, part of the balance
	Held         int64          `json:"held"`         // kept for other funds, part of the balance
}

// Balances reports what funds hold.
func (r *Reader) Balances(ctx context.Context, q BalancesQuery) (Balances, error) {
	result := Balances{At: q.At, Funds: []FundBalance{}}
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) (err error) {
		result.AsOf = v.asOf
		if err := v.balanceAhead(q.Fund); err != nil {
			return err
		}
		funds, err := v.funds(q.Fund, q.Unit)
		if err != nil {
			return err
		}
		of := v.flowsOf(funds, q)
		for _, f := range funds {
			flows, err := of(f)
			if err != nil {
				return err
			}
			b, err := v.balance(f, flows)
			if err != nil {
				return err
			}
			result.Funds = append(result.Funds, b)
		}
		return nil
	})
	return result, err
}

// Wordings are what the compartments of a fund are bound to, by their code; those bound to nothing are not there.
func (r *Reader) Wordings(ctx context.Context, fund uuid.UUID, asOf AsOf) (map[string]string, error) {
	wordings := map[string]string{}
	err := r.view(ctx, asOf, func(v *view) error {
		k, ok, err := v.key(fund, fundName)
		if err != nil || !ok {
			return notFound(err, "fund", fund)
		}
		return v.rows(func(row readdb.Row) error {
			var code, wording string
			err := row.Scan(&code, &wording)
			wordings[code] = wording
			return err
		}, "SELECT code, wording FROM @compartments WHERE fund = $1 AND n <= $2 AND wording <> ''", k, v.n)
	})
	return wordings, err
}

// balanceAhead asks all that one fund's balance is made of at once.
func (v *view) balanceAhead(of uuid.UUID) error {
	if of == uuid.Nil {
		return nil
	}
	k, ok, err := v.key(of, fundName)
	if err != nil || !ok {
		return err
	}
	return v.Ahead(append(v.flowAsks(k), v.fundsAsk(k, 0), v.compartmentsAsk(k), v.placesAsk(k))...)
}

// onlyFund is the key of the one fund that is asked for, 0 where it is several.
func onlyFund(funds []fundKey, asked uuid.UUID) int64 {
	if asked != uuid.Nil && len(funds) == 1 {
		return funds[0].k
	}
	return 0
}

// fewFunds is how many funds a unit may have for each to be asked for alone: more are asked for at once, with those of all units.
const fewFunds = 8

// flowsOf gives what flowed through each of some funds.
func (v *view) flowsOf(funds []fundKey, q BalancesQuery) func(fundKey) (flowSums, error) {
	if (q.Fund != uuid.Nil || q.Unit != uuid.Nil) && len(funds) <= fewFunds {
		return func(f fundKey) (flowSums, error) { return v.flows(f.k, q.At) }
	}
	var all flowSums
	return func(fundKey) (_ flowSums, err error) {
		if all == nil {
			all, err = v.flows(0, q.At)
		}
		return all, err
	}
}

// sums is what flowed through one compartment or place, by kind.
type sums map[int64]sum

// flowSums is sums by the key of the compartment or place.
type flowSums map[int64]sums

// flows sums up what flowed through the compartments and places of a fund (0: of all), by key.
func (v *view) flows(in int64, at *domain.Date) (flowSums, error) {
	if at != nil {
		return v.flowsAt(in, *at)
	}
	if v.n == v.latest {
		a := flowNowAsk(in)
		return v.sumsOf(a.Query, a.Args...)
	}
	return v.flowsThrough(in, v.n)
}

// flowAsks are the questions of flows; none where they hang on each other.
func (v *view) flowAsks(in int64) []readdb.Ask {
	switch {
	case v.at != nil && v.n == v.latest:
		return flowDaysAsks(in, *v.at)
	case v.at != nil:
		return nil
	case v.n == v.latest:
		return []readdb.Ask{flowNowAsk(in)}
	}
	return []readdb.Ask{flowsThroughAsk(in, v.n)}
}

func flowNowAsk(in int64) readdb.Ask {
	return readdb.Ask{Query: "SELECT k, kind, total, count FROM @flow_now x WHERE " + inFund(in), Args: []any{in}}
}

func flowsThroughAsk(in, n int64) readdb.Ask {
	return readdb.Ask{Query: `SELECT f.k, f.kind, f.n, f.total, f.count, f.cells FROM @flow_now x JOIN @flows f ON f.k = x.k AND f.kind = x.kind
		AND f.n = (SELECT MAX(y.n) FROM @flows y WHERE y.k = x.k AND y.kind = x.kind AND y.n <= $2) WHERE ` + inFund(in), Args: []any{in, n}}
}

// inFund limits x.k to the compartments and places of the fund $1. They are two texts, since one with OR would look at every row.
func inFund(in int64) string {
	if in == 0 {
		return "$1 = 0"
	}
	return "x.k IN (SELECT c.k FROM @compartments c WHERE c.fund = $1 UNION ALL SELECT p.k FROM @places p WHERE p.fund = $1)"
}

// flowsThrough is the running totals through an entry: one step into the index for each.
func (v *view) flowsThrough(in, n int64) (flowSums, error) {
	found := flowSums{}
	err := v.asked(func(r readdb.Row) error {
		var k, kind, first int64
		var s sum
		var cells []byte
		err := r.Scan(&k, &kind, &first, &s.amount, &s.count, &cells)
		if err == nil {
			s, err = sumThrough(s, first, cells, n)
		}
		found.add(k, kind, s)
		return err
	}, flowsThroughAsk(in, n))
	return found, err
}

func (v *view) sumsOf(query string, args ...any) (flowSums, error) {
	found := flowSums{}
	return found, v.rows(found.scan, query, args...)
}

// scan adds a row.
func (m flowSums) scan(r readdb.Row) error {
	var k, kind int64
	var s sum
	if err := r.Scan(&k, &kind, &s.amount, &s.count); err != nil {
		return err
	}
	m.add(k, kind, s)
	return nil
}

func (m flowSums) add(k, kind int64, s sum) {
	if m[k] == nil {
		m[k] = sums{}
	}
	was := m[k][kind]
	m[k][kind] = sum{was.amount + s.amount, was.count + s.count}
}

// flowsAt sums by booking day. Whole days of recording are sums already; of the day in which the view's entry was recorded, the single
// flows up to it are added.
func (v *view) flowsAt(in int64, at domain.Date) (flowSums, error) {
	if v.n == v.latest {
		return v.flowsBy(in, at)
	}
	byDay := "SELECT k, kind, CAST(SUM(amount) AS BIGINT), CAST(SUM(count) AS BIGINT) FROM @flow_days x WHERE " + inFund(in) +
		" AND booked <= $2 AND recorded < $3 GROUP BY k, kind"
	today := domain.DateOf(v.asOf.Recorded)
	found, err := v.sumsOf(byDay, in, int64(at), int64(today))
	if err != nil {
		return nil, err
	}
	return found, v.addFlowsOfDay(found, in, at, today)
}

// flowsBy is flowsAt as of the last entry: whole months, and the days of the one that the day is in.
func (v *view) flowsBy(in int64, at domain.Date) (flowSums, error) {
	found, asks := flowSums{}, flowDaysAsks(in, at)
	for i := range asks {
		asks[i].Scan = found.scan
	}
	return found, v.Together(asks...)
}

func flowDaysAsks(in int64, at domain.Date) []readdb.Ask {
	const sums = "SELECT x.k, x.kind, CAST(SUM(y.amount) AS BIGINT), CAST(SUM(y.count) AS BIGINT) FROM @flow_now x JOIN "
	return []readdb.Ask{
		{Args: []any{in, monthOf(at)}, Query: sums +
			"@flow_months y ON y.k = x.k AND y.kind = x.kind AND y.month < $2 WHERE " + inFund(in) + " GROUP BY x.k, x.kind"},
		{Args: []any{in, int64(startOfMonth(at)), int64(at)}, Query: sums +
			"@flow_days y ON y.k = x.k AND y.kind = x.kind AND y.booked >= $2 AND y.booked <= $3 WHERE " + inFund(in) + " GROUP BY x.k, x.kind"},
	}
}

func (v *view) addFlowsOfDay(found flowSums, in int64, at, today domain.Date) error {
	before, err := v.lastBy(startOf(today).UnixMicro() - 1)
	if err != nil {
		return err
	}
	shifted, err := v.addShifts(found, in, at, before)
	if err != nil {
		return err
	}
	return v.flowsBetween("@flow_now x JOIN @flows f ON f.k = x.k AND f.kind = x.kind WHERE "+inFund(in), in, before, v.n, func(k, kind int64, c cell) {
		if c.booked <= int64(at) && !shifted[[3]int64{k, kind, c.n}] {
			found.add(k, kind, c.sum)
		}
	})
}

// addShifts adds what single entries booked on several days, and says which flows these are the parts of.
func (v *view) addShifts(found flowSums, in int64, at domain.Date, before int64) (map[[3]int64]bool, error) {
	shifted := map[[3]int64]bool{}
	err := v.rows(func(r readdb.Row) error {
		var k, kind, n, booked int64
		var s sum
		if err := r.Scan(&k, &kind, &n, &booked, &s.amount, &s.count); err != nil {
			return err
		}
		shifted[[3]int64{k, kind, n}] = true
		if booked <= int64(at) {
			found.add(k, kind, s)
		}
		return nil
	}, "SELECT x.k, x.kind, x.n, x.booked, x.amount, x.count FROM @flow_shifts x WHERE "+inFund(in)+" AND x.n > $2 AND x.n <= $3", in, before, v.n)
	return shifted, err
}

func (v *view) balance(f fundKey, flows flowSums) (FundBalance, error) {
	b := FundBalance{Fund: f.id, Code: f.code, Name: f.name, Unit: f.unit}
	compartments, err := v.compartments(f.k)
	if err != nil {
		return b, err
	}
	places, err := v.places(f.k)
	if err != nil {
		return b, err
	}
	totals := totalsBy{}
	for _, c := range compartments {
		balance := c.balance(flows[c.k])
		b.Compartments = append(b.Compartments, balance)
		t := totals.of(balance.Currency, &b.Currencies)
		t.Free, t.Reserved, t.Available = t.Free+balance.Free, t.Reserved+balance.Reserved, t.Available+balance.Available
		t.Uncovered, t.InTransit = t.Uncovered+balance.Uncovered, t.InTransit+balance.InTransit
	}
	for _, p := range places {
		balance := p.balance(flows[p.k])
		b.Places = append(b.Places, balance)
		t := totals.of(balance.Currency, &b.Currencies)
		t.Places, t.Unidentified, t.Held = t.Places+balance.Balance, t.Unidentified+balance.Unidentified, t.Held+balance.Held
	}
	return b, nil
}

// totalsBy finds the total of a currency by its index.
type totalsBy map[string]int

func (t totalsBy) of(currency string, in *[]CurrencyBalance) *CurrencyBalance {
	i, ok := t[currency]
	if !ok {
		i = len(*in)
		t[currency] = i
		*in = append(*in, CurrencyBalance{Currency: currency})
	}
	return &(*in)[i]
}

// payoutKinds are the kinds of payout in the order of reports.
var payoutKinds = [...]struct {
	flow  int64
	kind  fund.PayoutKind
	award fund.AwardKind
}{
	{flowScholarship, fund.Award, fund.Scholarship}, {flowSupport, fund.Award, fund.Support}, {flowReward, fund.Award, fund.Reward},
	{flowAwardOther, fund.Award, ""}, {flowProgramme, fund.ProgrammeCost, ""}, {flowRunning, fund.RunningCost, ""},
	{flowFee, fund.Fee, ""}, {flowSeizure, fund.Seizure, ""},
}

func (c compartmentKey) balance(s sums) CompartmentBalance {
	of := func(kind int64) int64 { return s[kind].amount }
	b := CompartmentBalance{
		Compartment: c.code, Currency: c.currency, Restriction: fund.RestrictionKind(c.kind), Wording: c.wording,
		Donated: of(flowDonated), Donations: s[flowDonated].count - s[flowUndone].count, Interest: of(flowInterest), Arrived: of(flowArrived),
		Exchanged: of(flowExchanged), Paid: []Paid{},
		Sent: of(flowSent), Accepted: of(flowSettled), Refused: of(flowRefused), Shortfall: of(flowShortfall), Sold: of(flowSold),
		Reversed: of(flowReversed), Void: of(flowVoid) + of(flowHealed), Refunded: of(flowRefunded), Covering: of(flowCovering),
		Lost: of(flowLost), Reserved: of(flowReserved),
		HandedOver: of(flowHandedOver), TakenOver: of(flowTakenOver),
		MovedOut: of(flowMovedOut), MovedIn: of(flowMovedIn), Repaying: of(flowRepaying), Repaid: of(flowRepaid),
	}
	paid := int64(0)
	for _, k := range payoutKinds {
		out, back := s[k.flow], s[k.flow+flowReturned]
		if out == (sum{}) && back == (sum{}) {
			continue
		}
		b.Paid = append(b.Paid, Paid{k.kind, k.award, out.amount, out.count, back.amount, back.count})
		paid += out.amount - back.amount
	}
	b.InTransit = b.Sent - b.Accepted - b.Refused - b.Shortfall
	b.Positions = b.Donated + b.Interest + b.Arrived + b.Exchanged + of(flowMade) + b.MovedIn + b.Repaid + b.TakenOver
	b.Free = b.Positions - paid - b.Sent + b.Refused - b.Sold - b.Void - b.Refunded - b.Covering - b.Lost - b.MovedOut - b.Repaying - b.HandedOver
	b.Uncovered = of(flowMade) + of(flowUnbacked) - of(flowFilled) - of(flowHealed)
	b.Available = b.Free - b.Reserved
	return b
}

func (p placeKey) balance(s sums) PlaceBalance {
	return PlaceBalance{
		Place: p.code, Kind: fund.PlaceKind(p.kind), Name: p.name, Currency: p.currency,
		In: s[flowIn].amount, Out: s[flowOut].amount, Balance: s[flowIn].amount - s[flowOut].amount,
		Unidentified: s[flowUnidentified].amount, Held: s[flowHeld].amount,
	}
}
