package rest

import (
	"sovang/domain"
	"sovang/domain/law"
	"sovang/projections"
)

func statistics() resource {
	const u = "/units/{unit}/statistics"
	return resource{"statistics",
		[]post{
			{u, "statistic.declare", "Declare figures of a unit, with source and date; never in a balance", "", nil},
			{u + "/{figure}/corrections", "statistic.correct", "Correct a declared figure", "", nil},
			{u + "/{figure}/withdrawals", "statistic.withdraw", "Withdraw a declared figure", "", nil},
		},
		[]get{
			reads("/figures", "figures", "What units declare of themselves, beside what the books say", func(c *call, q struct {
				Unit      string `query:"unit"`
				Measure   string `query:"measure" doc:"Only this measure, by code."`
				Period    string `query:"period" doc:"Only this period: 2024, 2024-H1, 2024-Q3, 2024-09."`
				Withdrawn bool   `query:"withdrawn" doc:"Withdrawn figures too."`
				paged
			}) (p Figures, err error) {
				ask := projections.FiguresQuery{Measure: q.Measure, Period: q.Period, Withdrawn: q.Withdrawn, Booked: true, AsOf: c.asOf, At: q.At}
				if ask.Unit, err = c.optional("unit", q.Unit); err != nil {
					return p, err
				}
				if p.FigureReport, err = c.read.Figures(c.r.Context(), ask); err != nil {
					return p, err
				}
				p.Figures, p.Next, err = cut(c, p.Figures, q.paged)
				return p, err
			}),
		}}
}

// Figures is a page of declared figures.
type Figures struct {
	projections.FigureReport
	Next string `json:"next,omitempty"`
}

// Publications is a page of what was made public.
type Publications struct {
	projections.Publications
	Next string `json:"next,omitempty"`
}

// Laws is what the law asks on a day, or has asked since ever.
type Laws struct {
	Rules []LegalRule `json:"rules"`
}

// LegalRule is one parameter from one day on.
type LegalRule struct {
	Name      law.Name    `json:"name"`
	From      domain.Date `json:"from,omitzero"` // none: always
	Value     string      `json:"value"`
	Source    string      `json:"source"`
	Confirmed bool        `json:"confirmed"` // false: look it up before you rely on it
}

func disclosures() resource {
	return resource{"disclosure",
		[]post{
			{"/disclosures", "disclosure.publish", "Lay down that a year was made public: it cannot be reopened", "", nil},
		},
		[]get{
			reads("/publications", "publications", "Which years of which funds were made public when, and which are missing", func(c *call, q struct {
				scopedPage
				Year int `query:"year"`
			}) (p Publications, err error) {
				ask := projections.PublicationsQuery{Year: q.Year, AsOf: c.asOf, At: q.At}
				if ask.Fund, ask.Unit, err = c.scope(q.part); err != nil {
					return p, err
				}
				if p.Publications, err = c.read.Publications(c.r.Context(), ask); err != nil {
					return p, err
				}
				p.Publications.Publications, p.Next, err = cut(c, p.Publications.Publications, q.paged)
				return p, err
			}),
			reads("/disclosures/{year}", "disclosure", "Everything that is made public of a year, of a fund, a unit or a tree of units", readDisclosure),
			reads("/law", "law", "What the law asks of these books, with its source: on a day, or ever", func(_ *call, q when) (Laws, error) {
				laws := Laws{[]LegalRule{}}
				for _, r := range law.Rules() {
					if q.At == nil || r.InForce(*q.At) {
						laws.Rules = append(laws.Rules, LegalRule{r.Name, r.From, r.Value, r.Source, r.Confirmed})
					}
				}
				return laws, nil
			}),
		}}
}

func readDisclosure(c *call, q struct {
	Year int  `path:"year"`
	Tree bool `query:"tree" doc:"Everything below the unit, too."`
	scope
}) (d projections.Disclosure, err error) {
	ask := projections.DisclosureQuery{Year: q.Year, Tree: q.Tree, AsOf: c.asOf, At: q.At}
	if q.Year < 1900 || q.Year > 9999 {
		return d, domain.Errorf(domain.Invalid, "%d is no year", q.Year).On("year")
	}
	if ask.Fund, ask.Unit, err = c.scope(q.part); err != nil {
		return d, err
	}
	return c.read.Disclosure(c.r.Context(), ask)
}
