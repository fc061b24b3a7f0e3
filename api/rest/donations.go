package rest

import (
	"github.com/google/uuid"

	"sovang/projections"
)

type ofID struct {
	ID uuid.UUID `path:"id"`
	when
}

// trailOf is what can be asked of a trail.
type trailOf struct {
	ID   uuid.UUID `path:"id"`
	Row  string    `query:"row" doc:"Only this row of a collection sheet, or of a list, by its code."`
	Rows int       `query:"rows" doc:"Rows of a list that are named one by one; 200 where left out."`
	when
}

func (c *call) trace(q trailOf) projections.TraceQuery {
	return projections.TraceQuery{ID: q.ID, Row: q.Row, Rows: min(q.Rows, most), AsOf: c.asOf, At: q.At}
}

func donations() resource {
	const d = "/funds/{fund}/donations/{donation}"
	return resource{"donations",
		[]post{
			{"/funds/{fund}/donations", "fund.receive", "Receive a donation", "/donations/{id}", []string{"new_donor.person"}},
			{d + "/clearing", "fund.clear", "The money of an awaiting donation has come", "/donations/{donation}", nil},
			{d + "/dropping", "fund.drop", "An awaiting donation never came", "/donations/{donation}", nil},
			{d + "/reversals", "fund.reverse", "Take a donation back out of the books, whole or in part", "/donations/{donation}", nil},
			{d + "/refunds", "fund.refund", "Give free đồng of a donation back at the donor's wish", "/donations/{donation}", nil},
			{d + "/receipts", "fund.replace-receipt", "Void a receipt and issue another that names the old number", "/donations/{donation}", nil},
		},
		[]get{
			reads("/donations/{id}", "donor", "One donation", func(c *call, q ofID) (projections.Donation, error) {
				return c.read.DonationAt(c.r.Context(), q.ID, c.asOf, q.At)
			}),
			reads("/donations/{id}/trail", "trail", "Where the money of a donation went", func(c *call, q trailOf) (projections.DonationTrace, error) {
				return c.read.TraceDonation(c.r.Context(), c.trace(q))
			}),
		}}
}
