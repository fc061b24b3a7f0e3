package rest

import (
	"strings"

	"sovang/projections"
)

// ofLevel is what boxes and levies can be asked for by.
type ofLevel struct {
	Unit     string `query:"unit"`
	Campaign string `query:"campaign" doc:"Only those of this campaign, by code."`
	Rows     bool   `query:"rows" doc:"Every one of them: for the treasurer, never to be posted."`
}

// Campaigns is a page of campaigns.
type Campaigns struct {
	projections.CampaignReport
	Next string `json:"next,omitempty"`
}

// Boxes is a page of books of savings boxes; the total is of all of them.
type Boxes struct {
	projections.BoxReport
	Next string `json:"next,omitempty"`
}

// Levies is a page of levies.
type Levies struct {
	projections.LevyReport
	Next string `json:"next,omitempty"`
}

func campaigns() resource {
	const k = "/campaigns/{campaign}"
	type asked struct {
		Unit string `query:"unit"`
		paged
	}
	return resource{"campaigns",
		[]post{
			{"/campaigns", "campaign.open", "Open a campaign", "", []string{"campaign"}},
			{k + "/rules", "campaign.set-rule", "Say how what is donated is split between levels, from a day on", "", nil},
			{k + "/extensions", "campaign.extend", "Let a campaign last longer", "", nil},
			{k + "/close", "campaign.close", "Close a campaign", "", nil},
		},
		[]get{
			reads("/campaigns", "campaigns", "Campaigns: what entered the books in their name, beside what was only counted or expected", func(c *call, q asked) (r Campaigns, err error) {
				ask := projections.CampaignsQuery{AsOf: c.asOf, At: q.At}
				if ask.Unit, err = c.optional("unit", q.Unit); err != nil {
					return r, err
				}
				if r.CampaignReport, err = c.read.Campaigns(c.r.Context(), ask); err != nil {
					return r, err
				}
				r.Campaigns, r.Next, err = cut(c, r.Campaigns, q.paged)
				return r, err
			}),
			reads("/campaigns/{code}", "campaigns", "One campaign", func(c *call, q struct {
				Code string `path:"code"`
				when
			}) (projections.CampaignInfo, error) {
				found, err := c.read.Campaigns(c.r.Context(), projections.CampaignsQuery{Code: strings.ToUpper(q.Code), AsOf: c.asOf, At: q.At})
				return only(found.Campaigns, err, "code", q.Code)
			}),
		}}
}

func boxes() resource {
	const b = "/boxes/{boxes}"
	return resource{"boxes",
		[]post{
			{"/boxes", "boxes.begin", "Begin a book of savings boxes", "", []string{"boxes"}},
			{b + "/handouts", "boxes.hand-out", "Hand boxes out", "", nil},
			{b + "/openings", "boxes.open", "Open boxes: counted by two, donated in part or whole", "", nil},
			{b + "/losses", "boxes.lose", "Boxes that were lost, broken or not returned", "", nil},
			{b + "/openings/{opening}/acceptance", "boxes.accept", "A level accepts its share", "", nil},
		},
		[]get{
			reads("/boxes", "boxes", "Savings boxes: handed out, opened, counted, kept, donated, split between levels", func(c *call, q struct {
				ofLevel
				paged
			}) (r Boxes, err error) {
				ask := projections.BoxesQuery{Campaign: strings.ToUpper(q.Campaign), AsOf: c.asOf, At: q.At, Rows: q.Rows}
				if ask.Unit, err = c.optional("unit", q.Unit); err != nil {
					return r, err
				}
				if r.BoxReport, err = c.read.Boxes(c.r.Context(), ask); err != nil {
					return r, err
				}
				r.Books, r.Next, err = cut(c, r.Books, q.paged)
				return r, err
			}),
		}}
}

func levies() resource {
	const l = "/levies/{levy}"
	return resource{"levies",
		[]post{
			{"/levies", "levy.begin", "Begin a year's levy: expected, never a debt", "", []string{"levy"}},
			{l + "/households", "levy.list", "List households", "", nil},
			{l + "/exemptions", "levy.exempt", "Exempt households, with the reason", "", nil},
			{l + "/households/{household}/waivers", "levy.waive", "Waive what a household has not given", "", nil},
			{l + "/households/{household}/departure", "levy.move-away", "A household moved away", "", nil},
			{l + "/payments", "levy.pay", "Households gave: one donation with rows", "/donations/{id}", nil},
		},
		[]get{
			reads("/levies", "levies", "What households are expected to give and gave; nobody is in debt", func(c *call, q struct {
				ofLevel
				Year int `query:"year"`
				paged
			}) (r Levies, err error) {
				ask := projections.LeviesQuery{Campaign: strings.ToUpper(q.Campaign), Year: q.Year, AsOf: c.asOf, At: q.At, Rows: q.Rows}
				if ask.Unit, err = c.optional("unit", q.Unit); err != nil {
					return r, err
				}
				if r.LevyReport, err = c.read.Levies(c.r.Context(), ask); err != nil {
					return r, err
				}
				r.Levies, r.Next, err = cut(c, r.Levies, q.paged)
				return r, err
			}),
		}}
}
