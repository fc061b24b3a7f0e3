// Package paper is what of the books goes out of the house on paper: receipts, vouchers and signed lists, by forms that change with the circulars.
//
// It promises that of each numbered paper there is one original: the first print of it. Every later one is a copy and says so, whoever prints it, on
// whichever instance, and after whatever crash. A print is no fact of money and stands in no sum, so it lies beside the log, where tokens and codes are.
package paper

import (
	"context"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/eventstore/vault"
)

// Prints knows which papers were printed. It is safe for many goroutines and for many instances over one bucket.
type Prints struct {
	bucket vault.Keys
	now    func() time.Time
}

// NewPrints keeps prints in a bucket; now is the clock, time.Now where nil.
func NewPrints(bucket vault.Keys, now func() time.Time) *Prints {
	if now == nil {
		now = time.Now
	}
	return &Prints{bucket, now}
}

// Print is the first print of a paper. The zero Print: it was never printed.
type Print struct {
	Job uuid.UUID `json:"job"` // that it was printed with: asked again for the same job, it is the same print
	By  string    `json:"by"`
	At  time.Time `json:"at"`
}

// ID is what a numbered paper of a fund is known by.
func ID(of uuid.UUID, n fund.Number) uuid.UUID {
	return uuid.NewSHA1(of, []byte("paper "+n.Series+" "+strconv.FormatInt(n.No, 10)))
}

// Take notes that a job prints papers and gives the first print of each: where its Job is another one, this one makes a copy. Of two jobs at once one has
// the original, and a job that is carried out again, since its answer was lost, has what it had.
func (p *Prints) Take(ctx context.Context, job uuid.UUID, by string, papers []uuid.UUID) ([]Print, error) {
	by, err := domain.Text("by", by, 500)
	if err != nil {
		return nil, err
	}
	value, err := json.Marshal(Print{job, by, p.now().UTC().Truncate(time.Second)})
	if err != nil {
		return nil, err
	}
	values := make([][]byte, len(papers))
	for i := range values {
		values[i] = value
	}
	kept, err := p.bucket.Create(ctx, papers, values)
	if err != nil {
		return nil, err
	}
	return readPrints(papers, kept)
}

// Of gives the first print of each paper.
func (p *Prints) Of(ctx context.Context, papers []uuid.UUID) ([]Print, error) {
	kept, err := p.bucket.Get(ctx, papers)
	if err != nil {
		return nil, err
	}
	return readPrints(papers, kept)
}

func readPrints(papers []uuid.UUID, kept [][]byte) ([]Print, error) {
	prints := make([]Print, len(kept))
	for i, value := range kept {
		if value == nil {
			continue
		}
		if err := json.Unmarshal(value, &prints[i]); err != nil {
			return nil, domain.Errorf(domain.Internal, "the print of %s cannot be read: %v", papers[i], err)
		}
	}
	return prints, nil
}
