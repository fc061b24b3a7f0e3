package projections_test

import (
	"fmt"

	"github.com/google/uuid"

	"sovang/domain/campaign"
	"sovang/domain/ledger"
)

// called is a campaign with its code.
type called struct {
	id   uuid.UUID
	code string
}

// levels is what campaigns bring about: rules of splitting, boxes, households.
func (r *random) levels(i int) {
	c, n := pick(r, r.campaigns), r.IntN(6)
	switch {
	case n == 0 || len(r.campaigns) == 0:
		c := called{id("campaign", r.book.next), fmt.Sprintf("DOT-%d", r.book.next)}
		open := ledger.OpenCampaign{Campaign: c.id, Unit: id("unit", i+1), Code: c.code, Name: "Nuôi heo đất", Kind: campaign.Boxes, Appeal: "Mỗi nhà một heo đất",
			From: r.book.today() - 5}
		if r.IntN(3) == 0 {
			open.Fills = []campaign.Pot{{Fund: r.funds[i], Compartment: "hoc-bong"}}
		}
		if r.note(nil, open) {
			r.campaigns = append(r.campaigns, c)
		}
	case n == 1 && r.IntN(2) == 0:
		r.note(nil, ledger.CloseCampaign{Campaign: c.id, Reason: "đã xong"})
	case n < 4:
		p := 1 + r.Int64N(99)
		rule := ledger.SetCampaignRule{Campaign: c.id, Levels: []campaign.Level{{Name: "xã", Percent: p}, {Name: "huyện", Percent: 100 - p}}, Remainder: "xã",
			Voluntary: r.IntN(2) == 0}
		r.note(nil, rule)
	}
}
