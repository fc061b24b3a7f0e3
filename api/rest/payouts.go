package rest

import (
	"github.com/google/uuid"

	"sovang/projections"
)

func (c *call) payouts(q paged, fund, recipient uuid.UUID) (Page[projections.Payout], error) {
	part, next, err := older(c, q, func(p projections.Payout) uint64 { return p.Entry }, func(below uint64, limit int) ([]projections.Payout, error) {
		return c.read.Payouts(c.r.Context(), projections.PayoutsQuery{Fund: fund, Recipient: recipient, AsOf: c.asOf, At: q.At, Limit: limit, Below: below})
	})
	return Page[projections.Payout]{c.asOf, part, next}, err
}

func payouts() resource {
	const f = "/funds/{fund}"
	return resource{"payouts",
		[]post{
			{f + "/reservations", "fund.reserve", "Set money aside for what was approved", "", nil},
			{f + "/reservations/{reservation}/release", "fund.release", "Give up what is left of a reservation", "", nil},
			{f + "/payouts", "fund.pay", "Pay one recipient, or a cost", "/payouts/{id}", nil},
			{f + "/charges", "fund.charge", "Record a payment that has happened: a bank's fee, a seizure", "/payouts/{id}", nil},
			{f + "/payouts/{payout}/returns", "fund.return", "Paid money came back", "/payouts/{payout}", nil},
		},
		[]get{
			reads(f+"/payouts", "payouts", "What a fund paid out, the newest first", func(c *call, q pagedOfFund) (Page[projections.Payout], error) {
				id, err := c.named("fund", q.Fund)
				if err != nil {
					return Page[projections.Payout]{}, err
				}
				return c.payouts(q.paged, id, uuid.Nil)
			}),
			reads(f+"/reservations", "balances", "What is set aside, and for what", func(c *call, q pagedOfFund) (Page[projections.ReservationInfo], error) {
				id, err := c.named("fund", q.Fund)
				if err != nil {
					return Page[projections.ReservationInfo]{}, err
				}
				all, err := c.read.Reservations(c.r.Context(), id, c.asOf, q.At)
				return page(c, all, q.paged, err)
			}),
			reads("/payouts/{id}", "payouts", "One payout", func(c *call, q ofID) (projections.Payout, error) {
				return c.read.Payout(c.r.Context(), q.ID, c.asOf, q.At)
			}),
			reads("/payouts/{id}/trail", "trail", "Where the money of a payout came from", func(c *call, q trailOf) (projections.PayoutTrace, error) {
				return c.read.TracePayout(c.r.Context(), c.trace(q))
			}),
		}}
}

// ListRows is a page of a payout list; the counts are of the whole.
type ListRows struct {
	projections.PayoutList
	Next string `json:"next,omitempty"`
}

// ListDiff is a page of how a list differs from the version that it took the place of.
type ListDiff = Page[projections.RowDiff]

func lists() resource {
	type ofList struct {
		List uuid.UUID `path:"list"`
		when
	}
	type pagedOfList struct {
		List uuid.UUID `path:"list"`
		paged
	}
	return resource{"lists",
		[]post{
			{"/lists/{list}/rows", "list.record", "Record rows of a payout list", "/lists/{list}", nil},
			{"/lists/{list}/payouts", "fund.pay-list", "Pay rows of a list in one decision", "/payouts/{id}", nil},
		},
		[]get{
			reads("/lists/{list}", "list", "A payout list, counted by award, recipients and level", func(c *call, q ofList) (projections.PayoutList, error) {
				return c.read.List(c.r.Context(), projections.ListQuery{List: q.List, AsOf: c.asOf, At: q.At, Limit: -1})
			}),
			reads("/lists/{list}/rows", "list", "The rows of a payout list", func(c *call, q pagedOfList) (l ListRows, err error) {
				s, err := c.span(q.paged)
				if err != nil {
					return l, err
				}
				l.PayoutList, err = c.read.List(c.r.Context(), projections.ListQuery{List: q.List, AsOf: c.asOf, At: q.At, From: int64(s.from), Limit: s.limit + 1})
				if len(l.Rows) > s.limit {
					l.Rows, l.Next = l.Rows[:s.limit], c.next(s.from+uint64(s.limit), 0)
				}
				return l, err
			}),
			reads("/lists/{list}/changes", "round", "How a list differs from the version before", func(c *call, q pagedOfList) (ListDiff, error) {
				_, diffs, err := c.read.ListDiff(c.r.Context(), q.List, c.asOf, q.At)
				return page(c, diffs, q.paged, err)
			}),
			reads("/awards", "awards", "Awards counted: scholarships, support and rewards apart", func(c *call, q struct {
				scopedPage
				By []string `query:"by" doc:"Columns that are told apart, with commas between: round, programme, occasion, fund, award, recipient, level, institution."`
			}) (p Page[projections.AwardCount], err error) {
				ask := projections.AwardsQuery{By: q.By, AsOf: c.asOf, At: q.At}
				if ask.Fund, ask.Unit, err = c.scope(q.part); err != nil {
					return p, err
				}
				if len(ask.By) == 0 {
					ask.By = []string{"award", "recipient", "level"}
				}
				_, counts, err := c.read.Awards(c.r.Context(), ask)
				return page(c, counts, q.paged, err)
			}),
			reads("/overrides", "overrides", "Where one person stood for two, and lists paid without a round", func(c *call, q paged) (Page[projections.Overridden], error) {
				_, all, err := c.read.Overrides(c.r.Context(), c.asOf, q.At)
				return page(c, all, q, err)
			}),
		}}
}

func transfers() resource {
	const f = "/funds/{fund}/transfers"
	return resource{"transfers",
		[]post{
			{f, "fund.send", "Put money on its way to another fund", "", nil},
			{f + "/{transfer}/acceptance", "fund.accept", "Take a transfer into the receiving fund", "", nil},
			{f + "/{transfer}/refusal", "fund.refuse", "Send a transfer back before it was accepted", "", nil},
		},
		[]get{
			reads(f, "balances", "Transfers from and to a fund", func(c *call, q pagedOfFund) (Page[projections.Transfer], error) {
				id, err := c.named("fund", q.Fund)
				if err != nil {
					return Page[projections.Transfer]{}, err
				}
				all, err := c.read.Transfers(c.r.Context(), id, c.asOf, q.At)
				return page(c, all, q.paged, err)
			}),
		}}
}
