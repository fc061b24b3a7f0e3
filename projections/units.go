package projections

import (
	"database/sql"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/domain/unit"
)

// fundRows is what the fold knows of a fund.
type fundRows struct {
	k            int64
	compartments map[string]*compartment
	places       map[string]*pot
	placeMoney   map[string]int64 // place → currency
}

func (f *fold) unitFounded(k int64, e unit.Founded) {
	f.t.units.add(k, f.at.n, f.key(e.Parent), f.word(string(e.Kind)), int64(e.From), e.Code)
	f.t.unitNames.add(k, f.at.n, int64(e.From), e.Name)
}

func (f *fold) fundOpened(id uuid.UUID, e fund.Opened) {
	in := newFundRows(f.key(id))
	f.funds[id] = in
	f.t.funds.add(in.k, f.at.n, f.key(e.Unit), f.word(string(e.Form)), int64(e.From), e.Code, e.Name)
	for _, c := range e.Currencies {
		f.compartmentOpened(in, fund.UnrestrictedIn(c), c, fund.Restriction{Kind: fund.Unrestricted})
	}
}

func newFundRows(k int64) *fundRows {
	return &fundRows{k, map[string]*compartment{}, map[string]*pot{}, map[string]int64{}}
}

func (f *fold) compartmentOpened(in *fundRows, code string, currency money.Currency, r fund.Restriction) {
	f.pots++
	c := &compartment{pot: pot{k: f.pots}, currency: f.word(string(currency))}
	in.compartments[code] = c
	programme := int64(0)
	if r.Programme {
		programme = 1
	}
	f.t.compartments.add(c.k, f.at.n, in.k, c.currency, f.word(string(r.Kind)), f.key(r.Beneficiary), f.key(r.Slot), programme,
		code, r.Wording, r.Endowment)
}

func (f *fold) placeOpened(in *fundRows, e fund.PlaceOpened) {
	f.pots++
	in.places[e.Place] = &pot{k: f.pots}
	in.placeMoney[e.Place] = f.word(string(e.Currency))
	f.t.places.add(f.pots, f.at.n, in.k, in.placeMoney[e.Place], f.word(string(e.Kind)), e.Place, e.Name)
}

// place books an amount into a place, or out of it where it is negative.
func (f *fold) place(in *fundRows, code string, amount, booked int64) {
	p := in.places[code]
	if p == nil {
		f.fail(domain.Errorf(domain.Internal, "fund %d has no place %q", in.k, code))
		return
	}
	f.at.booked = booked
	if amount >= 0 {
		f.flow(p, flowIn, amount, 1, booked)
	} else {
		f.flow(p, flowOut, -amount, 1, booked)
	}
}

// placeKey is the key of a place; 0 for none.
func (f *fold) placeKey(in *fundRows, code string) int64 {
	if p := in.places[code]; p != nil {
		return p.k
	}
	return 0
}

func (f *fold) resumeFunds() {
	byFund, byCompartment := map[int64]*fundRows{}, map[int64]*compartment{}
	f.rows(func(r *sql.Rows) error {
		var k int64
		var id []byte
		if err := r.Scan(&k, &id); err != nil {
			return err
		}
		in := newFundRows(k)
		byFund[k], f.funds[uuid.UUID(id)] = in, in
		return nil
	}, "SELECT f.k, x.id FROM @funds f JOIN @names x ON x.k = f.k WHERE x.kind = $1", fundName)
	f.rows(func(r *sql.Rows) error {
		var k, in, currency int64
		var code string
		if err := r.Scan(&k, &in, &currency, &code); err != nil {
			return err
		}
		c := &compartment{pot: pot{k: k}, currency: currency}
		byFund[in].compartments[code], byCompartment[k] = c, c
		f.pots = max(f.pots, k)
		return nil
	}, "SELECT k, fund, currency, code FROM @compartments")
	f.rows(func(r *sql.Rows) error {
		var k, in, currency int64
		var code string
		if err := r.Scan(&k, &in, &currency, &code); err != nil {
			return err
		}
		byFund[in].places[code], byFund[in].placeMoney[code] = &pot{k: k}, currency
		f.pots = max(f.pots, k)
		return nil
	}, "SELECT k, fund, currency, code FROM @places")
	f.resumeFree(byCompartment)
}
