package rest

import (
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections"
)

func pledges() resource {
	const p = "/pledges/{pledge}"
	return resource{"pledges",
		[]post{
			{"/pledges", "pledge.make", "Make a pledge: never part of a balance", p, []string{"pledge", "new_donor.person"}},
			{p + "/activation", "pledge.activate", "A draft holds from now on", p, nil},
			{p + "/pauses", "pledge.pause", "Pause a pledge", p, nil},
			{p + "/resumptions", "pledge.resume", "Resume a paused pledge", p, nil},
			{p + "/payments", "pledge.apply", "Count a donation towards a pledge; no money moves", p, nil},
			{p + "/payments/{donation}/removal", "pledge.unapply", "Count it no more", p, nil},
			{"/pledges/payments/{donation}/moves", "pledge.move", "Count it towards another pledge", "", nil},
			{p + "/cancellation", "pledge.cancel", "Cancel a pledge", p, nil},
			{p + "/write-offs", "pledge.write-off", "Write off what will not come", p, nil},
		},
		[]get{
			reads("/pledges", "pledges", "What was promised, due, paid and overdue on a day", func(c *call, q struct {
				Fund     string `query:"fund"`
				Donor    string `query:"donor"`
				Campaign string `query:"campaign" doc:"Only those of this campaign, by code."`
				Overdue  bool   `query:"overdue" doc:"Only those of which something is overdue."`
				paged
			}) (none Page[projections.PledgeInfo], err error) {
				ask := projections.PledgesQuery{Campaign: q.Campaign, AsOf: c.asOf, At: q.At}
				if ask.Fund, err = c.optional("fund", q.Fund); err != nil {
					return none, err
				}
				if ask.Donor, err = c.optional("donor", q.Donor); err != nil {
					return none, err
				}
				found, err := c.read.Pledges(c.r.Context(), ask)
				if q.Overdue {
					found = keep(found, func(p projections.PledgeInfo) bool { return p.Overdue > 0 })
				}
				return page(c, found, q.paged, err)
			}),
			reads(p, "pledges", "One pledge and how it stands on a day", func(c *call, q struct {
				Pledge string `path:"pledge"`
				when
			}) (none projections.PledgeInfo, err error) {
				id, err := c.named("pledge", q.Pledge)
				if err != nil {
					return none, err
				}
				found, err := c.read.Pledges(c.r.Context(), projections.PledgesQuery{Pledge: id, AsOf: c.asOf, At: q.At})
				return only(found, err, "pledge", q.Pledge)
			}),
		}}
}

// keep is those that fit.
func keep[T any](all []T, fits func(T) bool) []T {
	kept := []T{}
	for _, x := range all {
		if fits(x) {
			kept = append(kept, x)
		}
	}
	return kept
}

// only is the one thing that was asked for by name.
func only[T any](found []T, err error, parameter, text string) (T, error) {
	if err != nil || len(found) == 0 {
		var none T
		if err == nil {
			err = domain.Errorf(domain.NotFound, "there is no %s %s as of that entry and day", parameter, text).On(parameter)
		}
		return none, err
	}
	return found[0], nil
}

func rosters() resource {
	const r = "/rosters/{roster}"
	return resource{"rosters",
		[]post{
			{"/rosters/{roster}/estimates", "roster.estimate", "Say what one day's salary may bring", r, nil},
			{r + "/rows", "roster.record", "Record who gave one day's salary", r, nil},
			{r + "/donations", "roster.attach", "Say which donation a roster stands behind", r, nil},
			{r + "/corrections", "roster.correct", "Correct a roster: đồng and receipt stay", r, nil},
			{r + "/detachment", "roster.detach", "Take a roster away from its donation", r, nil},
			{r + "/differences", "roster.name-difference", "Name the difference between roster and bank line", r, nil},
		},
		[]get{
			reads("/rosters", "rosters", "Rosters, what was remitted, every difference with its reason", func(c *call, q struct {
				Campaign string `query:"campaign" doc:"Only those of this campaign, by code."`
				Giver    string `query:"giver"`
				paged
			}) (none Page[projections.RosterInfo], err error) {
				ask := projections.RostersQuery{Campaign: strings.ToUpper(q.Campaign), AsOf: c.asOf, At: q.At}
				if ask.Giver, err = c.optional("giver", q.Giver); err != nil {
					return none, err
				}
				found, err := c.read.Rosters(c.r.Context(), ask)
				return page(c, found, q.paged, err)
			}),
			reads(r, "rosters", "One roster with its rows and how they were corrected", func(c *call, q struct {
				Roster uuid.UUID `path:"roster"`
				paged
			}) (b RosterRows, err error) {
				if b.RosterBook, err = c.read.RosterBook(c.r.Context(), q.Roster, c.asOf, q.At); err != nil {
					return b, err
				}
				b.Rows, b.Next, err = cut(c, b.Rows, q.paged)
				return b, err
			}),
		}}
}

// RosterRows is a page of a roster.
type RosterRows struct {
	projections.RosterBook
	Next string `json:"next,omitempty"`
}
