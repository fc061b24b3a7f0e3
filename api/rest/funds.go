package rest

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections"
)

type ofFund struct {
	Fund string `path:"fund"`
	when
}

type pagedOfFund struct {
	Fund string `path:"fund"`
	paged
}

// part narrows a report to a fund, or to the funds of a unit.
type part struct {
	Fund string `query:"fund"`
	Unit string `query:"unit"`
}

// scope is a report about a part; scopedPage is a page of a list of one.
type (
	scope struct {
		part
		when
	}
	scopedPage struct {
		part
		paged
	}
)

func (c *call) scope(q part) (fund, unit uuid.UUID, err error) {
	if fund, err = c.optional("fund", q.Fund); err != nil {
		return fund, unit, err
	}
	unit, err = c.optional("unit", q.Unit)
	return fund, unit, err
}

func (c *call) balances(q part, at *domain.Date) (ask projections.BalancesQuery, err error) {
	ask.AsOf, ask.At = c.asOf, at
	ask.Fund, ask.Unit, err = c.scope(q)
	return ask, err
}

func funds() resource {
	const f = "/funds/{fund}"
	return resource{"funds",
		[]post{
			{"/funds", "fund.open", "Open a fund", f, []string{"fund"}},
			{f + "/compartments", "fund.open-compartment", "Open a compartment: a wall around restricted money", f, nil},
			{f + "/places", "fund.open-place", "Open a place where money lies", f, nil},
			{f + "/deeds", "fund.adopt-deed", "Adopt the fund's deed, or its next version", f + "/deed", nil},
			{f + "/interest", "fund.receive-interest", "Book what the money of a compartment earned", "", nil},
			{f + "/moves", "fund.move", "Move money between places; no đồng changes its owner", "", nil},
			{f + "/currency-sales", "fund.sell-currency", "Sell foreign money for đồng", "", nil},
			{f + "/redesignations", "fund.redesignate", "Give free đồng another purpose", "", nil},
			{f + "/documents/{document}/dates", "fund.redate", "Correct the days of a donation or payout", "", nil},
			{f + "/losses", "fund.record-loss", "Record a theft or another loss", "", nil},
			{f + "/losses/{loss}/spreading", "fund.spread-loss", "Share what a loss left uncovered", "", nil},
			{f + "/closes", "fund.close", "Close a period", "", nil},
			{f + "/reopenings", "fund.reopen", "Reopen the period that was closed last", "", nil},
			{f + "/unidentified", "fund.receive-unidentified", "Book a bank line that nobody can explain yet", "", nil},
			{f + "/unidentified/{line}/returns", "fund.return-unidentified", "Send such a line back", "", nil},
			{f + "/held/{held}/returns", "fund.return-held", "Give money that is held for another fund back", "", nil},
		},
		[]get{
			reads("/funds", "funds", "Funds, in the order of their codes", func(c *call, q paged) (Page[projections.FundInfo], error) {
				all, err := c.read.FundsAt(c.r.Context(), c.asOf, q.At)
				return page(c, all, q, err)
			}),
			reads(f, "funds", "One fund", func(c *call, q ofFund) (projections.FundInfo, error) {
				all, err := c.read.FundsAt(c.r.Context(), c.asOf, q.At)
				if err != nil {
					return projections.FundInfo{}, err
				}
				return one(c, "fund", q.Fund, all, func(f projections.FundInfo) uuid.UUID { return f.Fund })
			}),
			reads(f+"/balance", "balances", "What a fund holds, by compartment and place", func(c *call, q ofFund) (none projections.FundBalance, err error) {
				id, err := c.named("fund", q.Fund)
				if err != nil {
					return none, err
				}
				b, err := c.read.Balances(c.r.Context(), projections.BalancesQuery{Fund: id, AsOf: c.asOf, At: q.At})
				if err != nil {
					return none, err
				}
				if len(b.Funds) == 0 {
					return none, domain.Errorf(domain.NotFound, "there is no fund %s as of that entry and day", q.Fund).On("fund")
				}
				return b.Funds[0], nil
			}),
			reads("/balances", "balances", "What funds hold, by compartment and place", func(c *call, q scopedPage) (b Balances, err error) {
				ask, err := c.balances(q.part, q.At)
				if err != nil {
					return b, err
				}
				if b.Balances, err = c.read.Balances(c.r.Context(), ask); err != nil {
					return b, err
				}
				b.Funds, b.Next, err = cut(c, b.Funds, q.paged)
				return b, err
			}),
			reads("/places", "places", "What lies in cash boxes, bank accounts and savings", func(c *call, q scopedPage) (none Page[FundPlaces], err error) {
				ask, err := c.balances(q.part, q.At)
				if err != nil {
					return none, err
				}
				b, err := c.read.Balances(c.r.Context(), ask)
				all := make([]FundPlaces, 0, len(b.Funds))
				for _, f := range b.Funds {
					all = append(all, FundPlaces{f.Fund, f.Code, f.Places})
				}
				return page(c, all, q.paged, err)
			}),
			reads("/accounts", "accounts", "The balances of the double entry", func(c *call, q scopedPage) (a Accounts, err error) {
				ask, err := c.balances(q.part, q.At)
				if err != nil {
					return a, err
				}
				if a.Accounts, err = c.read.Accounts(c.r.Context(), ask); err != nil {
					return a, err
				}
				a.Accounts.Accounts, a.Next, err = cut(c, a.Accounts.Accounts, q.paged)
				return a, err
			}),
			reads(f+"/deed", "deed", "The clauses that bind a fund on a day, and every version of its deed", func(c *call, q ofFund) (d projections.Deeds, err error) {
				id, err := c.named("fund", q.Fund)
				if err != nil {
					return d, err
				}
				return c.read.Deed(c.r.Context(), projections.DeedQuery{Fund: id, AsOf: c.asOf, At: q.At})
			}),
			reads(f+"/receipts", "receipts", "The register of receipts and vouchers, without gaps", readReceipts),
			reads(f+"/restatement", "restatement", "What was entered after a close and changed what had been closed", readRestatement),
			reads("/held", "held", "What is kept for other funds, for whom and since when", readHeld),
			reads("/unidentified", "unidentified", "Bank lines that nobody can explain yet", func(c *call, q struct {
				Fund string `query:"fund"`
				All  bool   `query:"all" doc:"Also lines that have been explained or sent back since."`
				paged
			}) (Page[projections.BankLine], error) {
				id, err := c.optional("fund", q.Fund)
				if err != nil {
					return Page[projections.BankLine]{}, err
				}
				lines, err := c.read.BankLines(c.r.Context(), projections.BankLinesQuery{Fund: id, AsOf: c.asOf, At: q.At, All: q.All})
				return page(c, lines, q.paged, err)
			}),
		}}
}

// Balances is a page of what funds hold.
type Balances struct {
	projections.Balances
	Next string `json:"next,omitempty"`
}

// Accounts is a page of the balances of the double entry.
type Accounts struct {
	projections.Accounts
	Next string `json:"next,omitempty"`
}

// FundPlaces is where one fund's money lies.
type FundPlaces struct {
	Fund     uuid.UUID                  `json:"fund"`
	FundCode string                     `json:"fund_code"`
	Places   []projections.PlaceBalance `json:"places"`
}

// Receipts is a page of a register; the series are counted whole.
type Receipts struct {
	projections.Register
	Next string `json:"next,omitempty"`
}

func readReceipts(c *call, q struct {
	Fund   string `path:"fund"`
	Series string `query:"series"`
	From   int64  `query:"from" doc:"From this number on."`
	To     int64  `query:"to" doc:"Up to this number."`
	paged
}) (r Receipts, err error) {
	ask := projections.RegisterQuery{Series: q.Series, From: q.From, To: q.To, AsOf: c.asOf, At: q.At}
	if ask.Fund, err = c.named("fund", q.Fund); err != nil {
		return r, err
	}
	if r.Register, err = c.read.Receipts(c.r.Context(), ask); err != nil {
		return r, err
	}
	r.Register.Receipts, r.Next, err = cut(c, r.Register.Receipts, q.paged)
	return r, err
}

func readRestatement(c *call, q struct {
	Fund   string       `path:"fund"`
	Period *domain.Date `query:"period" doc:"The closed period that this day lies in; the last one closed where left out."`
	Close  uint64       `query:"close" doc:"The period that this entry closed."`
	when
}) (r projections.Restatement, err error) {
	ask := projections.RestatementQuery{Close: q.Close, AsOf: c.asOf, At: q.At}
	if q.Period != nil {
		ask.Day = *q.Period
	}
	if ask.Fund, err = c.named("fund", q.Fund); err != nil {
		return r, err
	}
	return c.read.Restatement(c.r.Context(), ask)
}

func readHeld(c *call, q struct {
	Fund string `query:"fund" doc:"Only what this fund keeps, by code or id."`
	For  string `query:"for" doc:"Only what is kept for this fund, by code or id."`
	All  bool   `query:"all" doc:"Also what was handed over or given back."`
	Rows bool   `query:"rows" doc:"Name every gift of it."`
	paged
}) (p Page[projections.HeldMoney], err error) {
	ask := projections.HeldQuery{AsOf: c.asOf, At: q.At, All: q.All, Rows: q.Rows}
	if ask.Fund, err = c.optional("fund", q.Fund); err != nil {
		return p, err
	}
	if ask.For, err = c.optional("for", q.For); err != nil {
		return p, err
	}
	held, err := c.read.Held(c.r.Context(), ask)
	return page(c, held, q.paged, err)
}
