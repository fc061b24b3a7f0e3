package projections

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/goods"
)

// Disclosure is what is made public of a year: of one fund, of a unit's funds, or of a unit and everything below it. Nobody is named in it who
// has not consented, and nothing in it leads from a number to a person: no ids of donors, recipients, donations or payouts. Everything adds up:
// in each currency, what there was, what came and what went give what there is.
type Disclosure struct {
	AsOf        AsOf             `json:"as_of"`
	Root        string           `json:"root,omitempty"` // of the log through that entry; whoever writes the document sets it
	Year        int              `json:"year"`
	From        domain.Date      `json:"from"`
	Until       domain.Date      `json:"until"`
	Provisional bool             `json:"provisional"` // the books of some fund are not closed for all of it
	Unit        string           `json:"unit,omitempty"`
	UnitName    string           `json:"unit_name,omitempty"`
	Tree        bool             `json:"tree,omitempty"`
	Funds       []DisclosedFund  `json:"funds"`
	Money       []DisclosedMoney `json:"money"` // by currency, đồng first
	Goods       []DisclosedGoods `json:"goods"`
	Unspent     []Unspent        `json:"unspent"` // restricted money, the oldest first
	Gifts       DisclosedGifts   `json:"gifts"`
	Groups      []Group          `json:"groups"`
	Corrections Corrections      `json:"corrections"`
	Apart       []Apart          `json:"apart"`
	Law         DisclosureLaw    `json:"law"`
	Published   []EarlierVersion `json:"published"` // what had been made public of the year by then
}

// DisclosedFund is a fund that the disclosure adds up.
type DisclosedFund struct {
	Code        string      `json:"code"`
	Name        string      `json:"name"`
	Unit        string      `json:"unit"`
	UnitName    string      `json:"unit_name"`
	Form        fund.Form   `json:"form"`
	Honours     string      `json:"honours,omitempty"`
	Closed      domain.Date `json:"closed,omitzero"` // the last day that takes no booking any more
	Provisional bool        `json:"provisional"`

	id uuid.UUID
}

// DisclosedMoney is one currency: Opening + Income − Use + Received − Sent + Exchanged = Closing, each as its total.
type DisclosedMoney struct {
	Currency      string              `json:"currency"`
	Opening       DisclosedBalance    `json:"opening"`
	Income        []DisclosedIncome   `json:"income"`
	IncomeTotal   int64               `json:"income_total"`
	Use           []DisclosedUse      `json:"use"`
	UseTotal      int64               `json:"use_total"`
	Transfers     []DisclosedTransfer `json:"transfers"` // with funds that the disclosure does not add up
	ReceivedTotal int64               `json:"received_total"`
	SentTotal     int64               `json:"sent_total"`
	Eliminated    Counted             `json:"eliminated"` // transfers between its own funds: in neither sum
	Exchanged     int64               `json:"exchanged"`  // đồng that sold currency brought; of the currency, less than nothing: what was sold
	Closing       DisclosedBalance    `json:"closing"`
	Office        Office              `json:"office"`
}

// Counted is an amount and how many it was.
type Counted struct {
	Count  int64 `json:"count"`
	Amount int64 `json:"amount"`
}

func (c *Counted) add(count, amount int64) { c.Count, c.Amount = c.Count+count, c.Amount+amount }

// DisclosedBalance is what there is at the end of a day: Total = Own + InTransit, and Own + Unidentified + Held is what lies in the places.
type DisclosedBalance struct {
	Own          int64              `json:"own"`        // free, less what is uncovered
	Uncovered    int64              `json:"uncovered"`  // paid with no money behind it
	InTransit    int64              `json:"in_transit"` // sent, not accepted yet
	Total        int64              `json:"total"`
	Unidentified int64              `json:"unidentified"` // bank lines that nobody can explain yet
	Held         int64              `json:"held"`         // for funds that the disclosure does not add up, or that have not accepted it
	Places       []BalanceByPlace   `json:"places"`
	Restrictions []BalanceByPurpose `json:"restrictions"`
}

// BalanceByPlace is what lies in one kind of place.
type BalanceByPlace struct {
	Kind   fund.PlaceKind `json:"kind"`
	Amount int64          `json:"amount"`
}

// BalanceByPurpose is what is free under one kind of restriction.
type BalanceByPurpose struct {
	Restriction fund.RestrictionKind `json:"restriction"`
	Free        int64                `json:"free"`
	Reserved    int64                `json:"reserved"` // of what is free
	Uncovered   int64                `json:"uncovered"`
}

// DisclosedIncome is what came from one kind of giver, or as interest. Reversed was booked back in the year, whenever it had come.
type DisclosedIncome struct {
	Source    string `json:"source"` // a kind of person, "anonymous" or "interest"
	Count     int64  `json:"count"`
	Amount    int64  `json:"amount"`
	Reversals int64  `json:"reversals"`
	Reversed  int64  `json:"reversed"`
	Net       int64  `json:"net"`
}

// DisclosedUse is what was spent on one thing, and what of such spending came back in the year.
type DisclosedUse struct {
	Kind     string         `json:"kind"` // of payout, or "refund", "loss", "shortfall"
	Award    fund.AwardKind `json:"award,omitempty"`
	Count    int64          `json:"count"`
	Amount   int64          `json:"amount"`
	Returns  int64          `json:"returns"`
	Returned int64          `json:"returned"`
	Net      int64          `json:"net"`
	Few      bool           `json:"few,omitempty"` // fewer awards than make a group: how many, and how many came back, is not said
}

// DisclosedTransfer is what went to, or came from, other units by where these stand.
type DisclosedTransfer struct {
	Way   string `json:"way"`   // received, sent
	Level string `json:"level"` // above, below, beside, same, outside
	Counted
}

// Office is what the office cost of what the law measures that by.
type Office struct {
	Running    int64 `json:"running"`
	Fees       int64 `json:"fees"`
	Cost       int64 `json:"cost"`
	Donated    int64 `json:"donated"` // donations that were not reversed or given back
	Named      int64 `json:"named"`   // of these, to named recipients
	State      int64 `json:"state"`   // of these, commissioned by the State
	Base       int64 `json:"base"`    // Donated − Named − State; goods are in none of them
	CapPercent int64 `json:"cap_percent"`
	Most       int64 `json:"most"`
	Holds      bool  `json:"holds"`
}

// DisclosedGoods is goods in kind, beside the money: pieces and their value.
type DisclosedGoods struct {
	Item      string          `json:"item"`
	Name      string          `json:"name"`
	Measure   string          `json:"measure"`
	Currency  string          `json:"currency"`
	Valuation goods.Valuation `json:"valuation"`
	Opening   Counted         `json:"opening"`
	Received  Counted         `json:"received"`
	Given     Counted         `json:"given"`
	Lost      Counted         `json:"lost"`
	Closing   Counted         `json:"closing"`
}

// DisclosureQuery asks for the disclosure of a year.
type DisclosureQuery struct {
	Fund uuid.UUID // one of Fund and Unit is needed
	Unit uuid.UUID
	Tree bool // everything below the unit, too
	Year int
	AsOf AsOf
	At   *domain.Date // only what was booked by the end of this day; nil: by the end of the year
}

// Disclosure reports a year as it is made public.
func (r *Reader) Disclosure(ctx context.Context, q DisclosureQuery) (Disclosure, error) {
	from, until := domain.NewDate(q.Year, 1, 1), fund.LastDay(q.Year)
	switch {
	case q.Year < 1900 || q.Year > 9998:
		return Disclosure{}, domain.Errorf(domain.Invalid, "a disclosure is of a calendar year").On("year")
	case (q.Fund == uuid.Nil) == (q.Unit == uuid.Nil):
		return Disclosure{}, domain.Errorf(domain.Invalid, "a disclosure is of one fund or of one unit").On("fund", "unit")
	case q.Tree && q.Unit == uuid.Nil:
		return Disclosure{}, domain.Errorf(domain.Invalid, "only a unit has others below it").On("tree")
	case q.At != nil && *q.At < from:
		return Disclosure{}, domain.Errorf(domain.NotFound, "there is no day of %d by %s", q.Year, *q.At).On("at", "year")
	case q.At != nil:
		until = min(until, *q.At)
	}
	d := Disclosure{Year: q.Year, From: from, Until: until, Tree: q.Tree, Funds: []DisclosedFund{}, Money: []DisclosedMoney{}, Goods: []DisclosedGoods{},
		Unspent: []Unspent{}, Groups: []Group{}, Apart: []Apart{}, Published: []EarlierVersion{}}
	err := r.viewAt(ctx, q.AsOf, &until, func(v *view) error {
		d.AsOf = v.asOf
		x := &discloser{tracer: newTracer(v, 0), doc: &d, from: from, until: until, funds: map[int64]*fundKey{}, kinds: map[int64]string{}, others: map[int64]uuid.UUID{}}
		for _, part := range []func() error{func() error { return x.scope(q) }, x.money, x.gifts, x.transfers, x.office, x.goods, x.unspent, x.groups, x.corrections,
			x.apart, x.law, x.published, x.conceal} {
			if err := part(); err != nil {
				return err
			}
		}
		return nil
	})
	return d, err
}

// discloser gathers one disclosure.
type discloser struct {
	*tracer
	doc         *Disclosure
	from, until domain.Date
	funds       map[int64]*fundKey // by key
	order       []*fundKey
	tree        *sight
	others      map[int64]uuid.UUID // other funds → their units
	only        int64               // the word of the campaign whose donations alone count; 0: all
	unit        int64               // the key of the unit in whose eyes others are above or below; 0: each fund's own
	pots        []disclosedPot
	kinds       map[int64]string // a donor's key → kind
	backs       []giftBack       // what was reversed or given back
	late        []gift           // given in a closed period
	periods     map[int64][]closing
	asked       int // donors whose kind was looked up one by one
}

// disclosedPot is a compartment of the funds with what went through it before and by the end of the time.
type disclosedPot struct {
	compartmentKey
	fund          int64
	before, after sums
}

func (p disclosedPot) moved(kind int64) sum {
	return sum{p.after[kind].amount - p.before[kind].amount, p.after[kind].count - p.before[kind].count}
}

// few is up to how many funds are asked about one by one; more are sifted out of the whole book's.
const few = 16

// each asks a question with "fund = $1", for each of the funds, or of all funds with 0 where they are many; what answers sifts by x.funds.
func (x *discloser) each(ask func(fund int64) error) error {
	if len(x.order) > few || x.only != 0 {
		return ask(0)
	}
	for _, f := range x.order {
		if err := ask(f.k); err != nil {
			return err
		}
	}
	return nil
}

func (x *discloser) in(day domain.Date) bool { return x.from <= day && day <= x.until }

// in one currency, made where it is new.
func (d *Disclosure) of(currency string) *DisclosedMoney {
	i := slices.IndexFunc(d.Money, func(m DisclosedMoney) bool { return m.Currency == currency })
	if i < 0 {
		i = len(d.Money)
		d.Money = append(d.Money, DisclosedMoney{Currency: currency, Income: []DisclosedIncome{}, Use: []DisclosedUse{}, Transfers: []DisclosedTransfer{},
			Opening: DisclosedBalance{Places: []BalanceByPlace{}, Restrictions: []BalanceByPurpose{}},
			Closing: DisclosedBalance{Places: []BalanceByPlace{}, Restrictions: []BalanceByPurpose{}}})
	}
	return &d.Money[i]
}
