package projections

import (
	"context"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections/readdb"
)

// Close is the close of a period of a fund, or the re-opening of one, as of a report's entry.
type Close struct {
	Entry    uint64      `json:"entry"`
	Recorded domain.Date `json:"recorded"`           // the day on which it was written
	By       string      `json:"by"`                 // who asked for it
	Until    domain.Date `json:"until,omitzero"`     // the books are closed until the end of this day from then on; 0: not at all
	Was      domain.Date `json:"was,omitzero"`       // of a re-opening: until when they had been closed
	Approver string      `json:"approver,omitempty"` // of a re-opening; of a close, who signed the differences, where there were any
	Reason   string      `json:"reason,omitempty"`
	Stands   bool        `json:"stands"` // a close that was not re-opened since
}

// Closes lists the closes and re-openings of a fund, in the order of the log.
func (r *Reader) Closes(ctx context.Context, fund uuid.UUID, asOf AsOf) ([]Close, error) {
	found := []Close{}
	err := r.view(ctx, asOf, func(v *view) error {
		k, ok, err := v.key(fund, fundName)
		if err != nil || !ok {
			return notFound(err, "fund", fund)
		}
		var keys [][2]int64
		err = v.rows(func(r readdb.Row) error {
			var c Close
			var w [2]int64
			var recorded int64
			err := r.Scan(&c.Entry, &recorded, &w[0], &c.Until, &c.Was, &w[1], &c.Reason)
			c.Recorded, c.Stands = domain.DateOf(time.UnixMicro(recorded)), c.Was == 0
			found, keys = append(found, c), append(keys, w)
			return err
		}, "SELECT p.n, e.recorded, e.actor, p.until_day, p.was, p.approver, p.reason FROM @periods p JOIN @entries e ON e.n = p.n WHERE p.fund = $1 AND p.n <= $2 ORDER BY p.n", k, v.n)
		for i := range found {
			if err == nil {
				err = v.wordsInto(wordInto{keys[i][0], &found[i].By}, wordInto{keys[i][1], &found[i].Approver})
			}
			if found[i].Was == 0 {
				continue
			}
			for j := i - 1; j >= 0; j-- { // the last close that stands is the one that is re-opened
				if found[j].Stands {
					found[j].Stands = false
					break
				}
			}
		}
		return err
	})
	return found, err
}
