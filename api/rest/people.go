package rest

import (
	"github.com/google/uuid"

	"sovang/projections"
)

// People is a page of people that were looked for. Names are as they are now: they have no past.
type People struct {
	AsOf   projections.AsOf     `json:"as_of"`
	People []projections.Person `json:"people"`
	Next   string               `json:"next,omitempty"`
}

// Gifts is a page of what one person gave.
type Gifts struct {
	projections.DonorHistory
	Next string `json:"next,omitempty"`
}

type ofPerson struct {
	Person string `path:"person"`
	when
}

func people() resource {
	type search struct {
		Search string `query:"search" doc:"Part of a name, in any writing, or the beginning of a code."`
		Code   string `query:"code" doc:"Exactly this code."`
		Unit   string `query:"unit"`
		paged
	}
	type gifts struct {
		Person string `path:"person"`
		Fund   string `query:"fund"`
		paged
	}
	return resource{"people",
		[]post{
			{"/people", "person.register", "Register people", "", []string{"people[].person"}},
			{"/people/{person}/cards", "person.describe", "Replace a person's card", "/people/{person}", nil},
			{"/people/{person}/forgetting", "person.forget", "Destroy what says who somebody is; sums and proofs stand", "/people/{person}", nil},
			{"/people/{person}/consents", "person.consent", "Note that somebody consents to being shown", "", nil},
			{"/people/{person}/consents/withdrawals", "person.withdraw-consent", "Note that a consent was withdrawn: public views change at once", "", nil},
			{"/people/{person}/consents/answers", "person.answer-withdrawal", "Note that a withdrawal was answered", "", nil},
		},
		[]get{
			reads("/people", "donor", "Look for people", func(c *call, q search) (People, error) {
				s, err := c.span(q.paged)
				if err != nil {
					return People{}, err
				}
				ask := projections.PeopleQuery{Search: q.Search, Code: q.Code, Limit: s.limit + 1, Skip: int(s.from), AsOf: c.asOf}
				if ask.Unit, err = c.optional("unit", q.Unit); err != nil {
					return People{}, err
				}
				p := People{AsOf: c.asOf}
				p.People, err = c.read.People(c.r.Context(), ask)
				if len(p.People) > s.limit {
					p.People, p.Next = p.People[:s.limit], c.next(s.from+uint64(s.limit), 0)
				}
				return p, err
			}),
			reads("/people/{person}", "donor", "One person", func(c *call, q ofPerson) (projections.Person, error) {
				id, err := c.named("person", q.Person)
				if err != nil {
					return projections.Person{}, err
				}
				return c.read.PersonAsOf(c.r.Context(), id, c.asOf)
			}),
			reads("/people/{person}/donations", "donor", "What somebody gave, the newest first", func(c *call, q gifts) (g Gifts, err error) {
				ask := projections.DonorQuery{AsOf: c.asOf, At: q.At}
				if ask.Donor, err = c.named("person", q.Person); err != nil {
					return g, err
				}
				if ask.Fund, err = c.optional("fund", q.Fund); err != nil {
					return g, err
				}
				part, next, err := older(c, q.paged, func(d projections.Donation) uint64 { return d.Entry }, func(below uint64, limit int) ([]projections.Donation, error) {
					ask.Below, ask.Limit = below, limit
					g.DonorHistory, err = c.read.Donor(c.r.Context(), ask)
					return g.Donations, err
				})
				g.Donations, g.Next = part, next
				return g, err
			}),
			reads("/people/{person}/payouts", "payouts", "What was paid to somebody, the newest first; rows of lists are in their lists", func(c *call, q struct {
				Person string `path:"person"`
				paged
			}) (Page[projections.Payout], error) {
				id, err := c.named("person", q.Person)
				if err != nil {
					return Page[projections.Payout]{}, err
				}
				return c.payouts(q.paged, uuid.Nil, id)
			}),
			reads("/consents", "consents", "Who consented to being shown, for what, until when; withdrawals and their deadlines", func(c *call, q struct {
				Person string `query:"person"`
				Unit   string `query:"unit"`
				Open   bool   `query:"open" doc:"Only withdrawals that nobody has answered."`
				paged
			}) (none Page[projections.ConsentInfo], err error) {
				ask := projections.ConsentsQuery{Open: q.Open, AsOf: c.asOf, At: q.At}
				if ask.Person, err = c.optional("person", q.Person); err != nil {
					return none, err
				}
				if ask.Unit, err = c.optional("unit", q.Unit); err != nil {
					return none, err
				}
				found, err := c.read.Consents(c.r.Context(), ask)
				return page(c, found, q.paged, err)
			}),
			reads("/people/{person}/goods", "goods", "What goods somebody got", func(c *call, q struct {
				Person string `path:"person"`
				paged
			}) (Page[projections.GoodsGot], error) {
				id, err := c.named("person", q.Person)
				if err != nil {
					return Page[projections.GoodsGot]{}, err
				}
				got, err := c.read.GoodsTo(c.r.Context(), id, c.asOf, q.At)
				return page(c, got, q.paged, err)
			}),
		}}
}
