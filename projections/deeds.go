package projections

import (
	"strings"

	"sovang/domain/fund"
)

func (f *fold) deedAdopted(in *fundRows, e fund.DeedAdopted) {
	f.t.deeds.add(in.k, f.at.n, int64(e.From), f.word(e.Approver), e.Title)
	for i, c := range e.Clauses {
		var awards []string
		for _, a := range c.Awards {
			awards = append(awards, string(a))
		}
		f.t.deedClauses.add(in.k, f.at.n, int64(i), c.Cap, f.word(string(c.Currency)), f.word(string(c.Rule)), int64(c.Opens), int64(c.Closes),
			c.No, c.Text, strings.Join(c.Recipients, " "), strings.Join(awards, " "))
	}
}
