package bench

import (
	"errors"
	"fmt"
	"time"

	"sovang/api/scenarios"
	"sovang/domain/ledger"
)

// list measures the time from the signature under a list of rewards to the end of its payment, until reports show both.
func (r *run) list() error {
	code, rows, names := "HS-2025-1", 38_928, []string{"quang-ninh-2024", "quang-ninh-2025-h1"}
	if r.Small {
		code, rows, names = "HBVK-2024", 165, names[:1]
	}
	r.tell(fmt.Sprintf("a list of %d rewards, approved and paid", rows))
	requests, approve, pay, err := round(code, names...)
	if err != nil {
		return err
	}
	var took []time.Duration
	for n := range r.Long {
		name := fmt.Sprintf("list-%d", n)
		p, err := r.server(name)
		if err != nil {
			return err
		}
		if err := p.Submit(r.ctx, requests[:approve]); err != nil {
			return err
		}
		if _, err := p.Sync(r.ctx); err != nil {
			return err
		}
		begun := time.Now()
		if err := p.Submit(r.ctx, requests[approve:pay+1]); err != nil {
			return err
		}
		if _, err := p.Sync(r.ctx); err != nil {
			return err
		}
		took = append(took, time.Since(begun))
	}
	l := Line{Name: "list", What: fmt.Sprintf("Duyệt và chi danh sách %d suất", rows), Unit: Micros, Value: micros(part(took, 0.5))}
	r.add(l.must("< 3 s", part(took, 0.5) < 3*time.Second).small(r.Small))
	return nil
}

// round gives the commands of cases, and which of them approve and pay the round with that code.
func round(code string, names ...string) (requests []ledger.Request, approve, pay int, err error) {
	cases, err := scenarios.All()
	if err != nil {
		return nil, 0, 0, err
	}
	for _, c := range cases {
		for _, name := range names {
			if c.Name == name {
				requests = append(requests, c.Requests...)
			}
		}
	}
	id := scenarios.ID("round/" + code)
	for i, r := range requests {
		switch c := r.Command.(type) {
		case ledger.ApproveRound:
			if c.Round == id {
				approve = i
			}
		case ledger.PayRound:
			if c.Round == id {
				pay = i
			}
		}
	}
	if approve == 0 || pay < approve {
		return nil, 0, 0, errors.New("the case has no such round")
	}
	return requests, approve, pay, nil
}
