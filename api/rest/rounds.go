package rest

import "sovang/projections"

// RoundRows is a page of a round's rows; the counts are of the whole.
type RoundRows struct {
	projections.Round
	Next string `json:"next,omitempty"`
}

// AlreadyAwarded is a page of what those on a round's list have had elsewhere.
type AlreadyAwarded struct {
	Page[projections.Already]
	Year string `json:"year"` // it speaks of
}

func rounds() resource {
	const r = "/rounds/{round}"
	return resource{"rounds",
		[]post{
			{"/rounds", "round.open", "Open an award round", r, []string{"round"}},
			{r + "/rows", "round.nominate", "Nominate", r, nil},
			{r + "/exclusions", "round.exclude", "Exclude rows, or note that they declined", r, nil},
			{r + "/freezing", "round.freeze", "Freeze the list: its hash is what is approved", r, nil},
			{r + "/revisions", "round.revise", "Open a frozen list again", r, nil},
			{r + "/approval", "round.approve", "Approve the frozen list and reserve its sum", r, nil},
			{r + "/announcement", "round.announce", "Announce the awards", r, nil},
			{r + "/payouts", "round.pay", "Pay rows of the list", "/payouts/{id}", nil},
			{r + "/proofs", "round.prove", "Attach the signed list", r, nil},
			{r + "/unclaimed", "round.unclaimed", "Rows that nobody came for", r, nil},
			{r + "/cancellations", "round.cancel-rows", "Cancel rows", r, nil},
			{r + "/substitutions", "round.substitute", "Give a row to somebody else", r, nil},
			{r + "/close", "round.close", "Close the round", r, nil},
			{r + "/cancellation", "round.cancel", "Cancel the round", r, nil},
		},
		[]get{
			reads("/rounds", "round", "Award rounds", func(c *call, q paged) (Page[projections.Round], error) {
				all, err := c.read.Rounds(c.r.Context(), c.asOf, q.At)
				return page(c, all, q, err)
			}),
			reads(r, "round", "A round: how far its rows have come, who did what", func(c *call, q struct {
				Round string `path:"round"`
				when
			}) (none projections.Round, err error) {
				id, err := c.named("round", q.Round)
				if err != nil {
					return none, err
				}
				return c.read.Round(c.r.Context(), projections.RoundQuery{Round: id, AsOf: c.asOf, At: q.At})
			}),
			reads(r+"/rows", "round", "The rows of a round", func(c *call, q struct {
				Round string `path:"round"`
				paged
			}) (p RoundRows, err error) {
				id, err := c.named("round", q.Round)
				if err != nil {
					return p, err
				}
				if p.Round, err = c.read.Round(c.r.Context(), projections.RoundQuery{Round: id, AsOf: c.asOf, At: q.At, Rows: true}); err != nil {
					return p, err
				}
				p.Rows, p.Next, err = cut(c, p.Rows, q.paged)
				return p, err
			}),
			reads(r+"/already-awarded", "already-awarded", "How many awards those on a round's list have had elsewhere this year", func(c *call, q struct {
				Round string `path:"round"`
				Year  string `query:"year" doc:"2024-2025, or 2024; the round's school year where left out."`
				All   bool   `query:"all" doc:"Also those who had none."`
				paged
			}) (p AlreadyAwarded, err error) {
				ask := projections.AlreadyQuery{Year: q.Year, All: q.All, AsOf: c.asOf, At: q.At}
				if ask.Round, err = c.named("round", q.Round); err != nil {
					return p, err
				}
				_, year, all, err := c.read.AlreadyAwarded(c.r.Context(), ask)
				p.Year = year
				p.Page, err = page(c, all, q.paged, err)
				return p, err
			}),
		}}
}
