package rest

import (
	"sovang/domain"
	"sovang/projections"
)

func goods() resource {
	const g = "/funds/{fund}/goods"
	return resource{"goods",
		[]post{
			{g + "/items", "goods.open-item", "Open an item of the store", "", nil},
			{g + "/deliveries", "goods.receive", "Receive goods", "/deliveries/{id}/trail", []string{"new_donor.person"}},
			{g + "/handouts", "goods.give", "Give goods out, piece by piece", "", nil},
			{g + "/losses", "goods.lose", "Goods were lost or spoiled", "", nil},
			{g + "/handouts/{of}/returns", "goods.return", "Goods came back", "", nil},
			{g + "/documents/{document}/reversals", "goods.reverse", "Take a delivery or a handout back", "", nil},
			{g + "/deliveries/{delivery}/values", "goods.revalue", "Correct the value of a delivery", "", nil},
		},
		[]get{
			reads("/goods", "goods", "Goods in kind: pieces and their value, beside the money", func(c *call, q struct {
				scopedPage
				Donor    string       `query:"donor"`
				Campaign string       `query:"campaign" doc:"Only what came in this campaign, by code."`
				From     *domain.Date `query:"from" doc:"What moved is counted from this day on."`
			}) (r Goods, err error) {
				ask := projections.GoodsQuery{Campaign: q.Campaign, From: q.From, AsOf: c.asOf, At: q.At}
				if ask.Fund, ask.Unit, err = c.scope(q.part); err != nil {
					return r, err
				}
				if ask.Donor, err = c.optional("donor", q.Donor); err != nil {
					return r, err
				}
				if r.GoodsReport, err = c.read.Goods(c.r.Context(), ask); err != nil {
					return r, err
				}
				r.Lots, r.Next, err = cut(c, r.Lots, q.paged)
				return r, err
			}),
			reads(g+"/papers", "goods", "The register of papers of a store", func(c *call, q pagedOfFund) (Page[projections.GoodsPaper], error) {
				id, err := c.named("fund", q.Fund)
				if err != nil {
					return Page[projections.GoodsPaper]{}, err
				}
				papers, err := c.read.GoodsPapers(c.r.Context(), id, c.asOf, q.At)
				return page(c, papers, q.paged, err)
			}),
			reads("/deliveries/{id}/trail", "trail", "Where the pieces of a delivery are", func(c *call, q ofID) (projections.GoodsTrace, error) {
				return c.read.TraceGoods(c.r.Context(), q.ID, c.asOf, q.At)
			}),
		}}
}

// Goods is a page of the lots of stores, line by line of each delivery; the items count all of them.
type Goods struct {
	projections.GoodsReport
	Next string `json:"next,omitempty"`
}
