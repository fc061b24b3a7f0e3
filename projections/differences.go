package projections

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
)

// DifferencesQuery asks what changed in the books of a fund, or of the funds of a unit, between two points in time: what was known as of the one entry
// against what was known as of the other.
type DifferencesQuery struct {
	Fund uuid.UUID
	Unit uuid.UUID // its own funds; nil with a nil Fund: all funds
	From AsOf      // the earlier one
	AsOf AsOf
	At   *domain.Date // of both, only what is booked by the end of this day; nil: all
}

// Differences is what changed between two points in time.
type Differences struct {
	From     AsOf             `json:"from"`
	AsOf     AsOf             `json:"as_of"`
	Funds    []FundDifference `json:"funds"`    // those in which something changed
	Same     int              `json:"same"`     // how many funds there are besides
	Restated []RestatedFund   `json:"restated"` // what was entered in between and changed what a fund had closed
}

// FundDifference is the compartments and places of one fund whose balances changed.
type FundDifference struct {
	Fund uuid.UUID    `json:"fund"`
	Code string       `json:"fund_code"`
	Name string       `json:"name"`
	Rows []Difference `json:"rows"`
}

// Difference is one balance as it was and as it is; of a compartment, what is free less what is uncovered.
type Difference struct {
	Name     string `json:"name,omitempty"`
	Code     string `json:"code"`            // of the compartment or place
	Place    bool   `json:"place,omitempty"` // it is a place, else a compartment
	Currency string `json:"currency"`
	Was      int64  `json:"was"`
	Is       int64  `json:"is"`
}

// By is how much it changed.
func (d Difference) By() int64 { return d.Is - d.Was }

// RestatedFund is what was entered after the close of a fund's last closed period, between the two points in time.
type RestatedFund struct {
	Fund    uuid.UUID   `json:"fund"`
	Code    string      `json:"fund_code"`
	Until   domain.Date `json:"until"` // the last day of that period
	Changes []Restated  `json:"changes"`
}

// Differences compares two points in time. A fund that was opened in between was empty before.
func (r *Reader) Differences(ctx context.Context, q DifferencesQuery) (d Differences, err error) {
	if q.AsOf.Entry == 0 {
		if q.AsOf, err = r.AsOf(ctx, ""); err != nil {
			return d, err
		}
	}
	d = Differences{From: q.From, AsOf: q.AsOf, Funds: []FundDifference{}, Restated: []RestatedFund{}}
	if q.From.Entry > q.AsOf.Entry {
		return d, domain.Errorf(domain.Invalid, "entry %d is after entry %d: ask for the earlier one first", q.From.Entry, q.AsOf.Entry).On("from")
	}
	ask := BalancesQuery{Fund: q.Fund, Unit: q.Unit, AsOf: q.AsOf, At: q.At}
	is, err := r.Balances(ctx, ask)
	if err != nil {
		return d, err
	}
	ask.AsOf = q.From
	was, err := r.Balances(ctx, ask)
	if err != nil && domain.CodeOf(err) != domain.NotFound {
		return d, err
	}
	for _, f := range is.Funds {
		before := FundBalance{}
		if i := slices.IndexFunc(was.Funds, func(x FundBalance) bool { return x.Fund == f.Fund }); i >= 0 {
			before = was.Funds[i]
		}
		if rows := differencesOf(f, before); len(rows) > 0 {
			d.Funds = append(d.Funds, FundDifference{f.Fund, f.Code, f.Name, rows})
		} else {
			d.Same++
		}
		if err := r.restatedSince(ctx, q, f, &d); err != nil {
			return d, err
		}
	}
	return d, nil
}

// differencesOf are the compartments and places in which something changed.
func differencesOf(is, was FundBalance) []Difference {
	rows := []Difference{}
	add := func(d Difference) {
		if d.Was != d.Is {
			rows = append(rows, d)
		}
	}
	for _, k := range is.Compartments {
		before := CompartmentBalance{}
		for _, x := range was.Compartments {
			if x.Compartment == k.Compartment && x.Currency == k.Currency {
				before = x
			}
		}
		add(Difference{k.Wording, k.Compartment, false, k.Currency, before.Free - before.Uncovered, k.Free - k.Uncovered})
	}
	for _, p := range is.Places {
		before := PlaceBalance{}
		for _, x := range was.Places {
			if x.Place == p.Place && x.Currency == p.Currency {
				before = x
			}
		}
		add(Difference{p.Name, p.Place, true, p.Currency, before.Balance, p.Balance})
	}
	return rows
}

// restatedSince adds what was entered in between and changed what the fund had closed.
func (r *Reader) restatedSince(ctx context.Context, q DifferencesQuery, f FundBalance, d *Differences) error {
	x, err := r.Restatement(ctx, RestatementQuery{Fund: f.Fund, AsOf: q.AsOf, At: q.At})
	if domain.CodeOf(err) == domain.NotFound {
		return nil // it has closed nothing
	}
	if err != nil {
		return err
	}
	changes := slices.DeleteFunc(x.Changes, func(c Restated) bool { return c.Entry <= q.From.Entry })
	if len(changes) > 0 {
		d.Restated = append(d.Restated, RestatedFund{f.Fund, f.Code, x.Until, changes})
	}
	return nil
}

// Whose gives the ids whose entries are those of a fund, or else of a unit; nil where neither is named.
func (r *Reader) Whose(ctx context.Context, fund, unit uuid.UUID) ([]uuid.UUID, error) {
	switch {
	case fund != uuid.Nil:
		return []uuid.UUID{fund}, nil
	case unit != uuid.Nil:
		return r.WhoseUnit(ctx, unit, AsOf{})
	}
	return nil, nil
}

// WhoseUnit gives the ids of a unit and of the funds that are its own now: whose entries those of the unit are.
func (r *Reader) WhoseUnit(ctx context.Context, unit uuid.UUID, asOf AsOf) ([]uuid.UUID, error) {
	all := []uuid.UUID{unit}
	funds, err := r.FundsOf(ctx, unit, asOf, nil)
	for _, f := range funds {
		all = append(all, f.Fund)
	}
	return all, err
}
