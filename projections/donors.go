package projections

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections/readdb"
)

// Number is a place in a series of receipts or vouchers; the zero Number is none.
type Number = fund.Number

// DonationState is how far a donation has come.
type DonationState string

// The states of a donation.
const (
	DonationBooked   DonationState = "booked"
	DonationAwaiting DonationState = "awaiting" // no position, no receipt
	DonationDropped  DonationState = "dropped"  // awaited, and never came
	DonationReversed DonationState = "reversed" // all of it went back, reversed or refunded
	DonationHeld     DonationState = "held"     // kept by another fund until this one accepts it: no position, no receipt
)

// DonationLine is the part of a donation in one compartment.
type DonationLine struct {
	Compartment string `json:"compartment"`
	Amount      int64  `json:"amount"`
	From        int64  `json:"from"` // its first position
	key         int64
}

// Donation is one donation as of a report's entry.
type Donation struct {
	ID        uuid.UUID      `json:"id"`
	Entry     uint64         `json:"entry"`
	Fund      uuid.UUID      `json:"fund"`
	FundCode  string         `json:"fund_code"`
	Donor     uuid.UUID      `json:"donor,omitzero"` // nil UUID: anonymous
	Payer     uuid.UUID      `json:"payer,omitzero"`
	Behind    uuid.UUID      `json:"behind,omitzero"`
	Currency  string         `json:"currency"`
	Amount    int64          `json:"amount"`
	Lines     []DonationLine `json:"lines"` // empty while it awaits clearing
	Place     string         `json:"place,omitempty"`
	Given     domain.Date    `json:"given"`
	Booked    domain.Date    `json:"booked"`
	Campaign  string         `json:"campaign,omitempty"`
	Anonymity fund.Anonymity `json:"anonymity,omitempty"`
	Receipt   Number         `json:"receipt,omitzero"` // the first one; Receipts says what became of it
	Reference string         `json:"reference,omitempty"`
	State     DonationState  `json:"state"`
	Reversed  int64          `json:"reversed"`
	Refunded  int64          `json:"refunded"`
	Rows      int64          `json:"rows,omitempty"` // of a collection sheet: how many
	Row       string         `json:"row,omitempty"`  // of a collection sheet: the one row that is spoken of
	// Held and HeldBy: the entry under which another fund had kept this money, and that fund's code.
	Held         uuid.UUID       `json:"held,omitzero"`
	HeldBy       string          `json:"held_by,omitempty"`
	Redated      []Redating      `json:"redated,omitempty"`
	Redesignated []Redesignation `json:"redesignated,omitempty"` // of this donation alone; what moved with others its trace shows

	row GivenRow
}

// DonorQuery asks for what one person gave.
type DonorQuery struct {
	Donor uuid.UUID
	Fund  uuid.UUID // only to this fund; nil UUID: to all
	AsOf  AsOf
	At    *domain.Date // only what was booked by the end of this day; nil: all
	Limit int          // at most so many donations, the newest first; 0: 1,000
	Below uint64       // only those of earlier entries, for the next page; 0: from the newest
}

// DonorTotal is what a donor gave to one fund in one currency. Amount is what was booked; Reversed and Refunded of it went back. Count is
// of gifts, rows of collection sheets among them, that did not go back altogether.
type DonorTotal struct {
	Fund     uuid.UUID `json:"fund"`
	FundCode string    `json:"fund_code"`
	Currency string    `json:"currency"`
	Count    int64     `json:"count"`
	Amount   int64     `json:"amount"`
	Awaiting int64     `json:"awaiting"`
	Held     int64     `json:"held"` // kept by another fund until this one accepts it
	Reversed int64     `json:"reversed"`
	Refunded int64     `json:"refunded"`
}

// DonorHistory is what one person gave.
type DonorHistory struct {
	AsOf      AsOf         `json:"as_of"`
	At        *domain.Date `json:"at,omitempty"`
	Donor     Person       `json:"donor"`
	Totals    []DonorTotal `json:"totals"` // over all donations, not only those listed
	Donations []Donation   `json:"donations"`
	Soft      []SoftCredit `json:"soft"` // what they gave through their units: in no sum, and without a receipt of their own
}

// Donor reports a donor's history.
func (r *Reader) Donor(ctx context.Context, q DonorQuery) (DonorHistory, error) {
	h := DonorHistory{At: q.At, Totals: []DonorTotal{}, Donations: []Donation{}, Soft: []SoftCredit{}}
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) (err error) {
		h.AsOf = v.asOf
		k, ok, err := v.key(q.Donor, personName)
		if err != nil || !ok {
			return notFound(err, "person", q.Donor)
		}
		in := int64(0)
		if q.Fund != uuid.Nil {
			if in, ok, err = v.key(q.Fund, fundName); err != nil || !ok {
				return notFound(err, "fund", q.Fund)
			}
		}
		limit, below := q.Limit, int64(q.Below)
		if limit == 0 {
			limit = 1000
		}
		if below == 0 {
			below = v.n + 1
		}
		if err := v.Ahead(personAsk(k), elsewhereAsk(k), v.donorSumsAsk(k, in), v.givenAsk(k, in, below, limit)); err != nil {
			return err
		}
		beside, err := v.elsewhere(k)
		if err != nil {
			return err
		}
		if h.Donor, err = v.person(k); err != nil {
			return err
		}
		if h.Donations, err = v.given(k, in, below, limit, beside); err != nil {
			return err
		}
		if h.Totals, err = v.donorTotals(k, in, beside); err == nil && q.Below == 0 && beside.rosters {
			h.Soft, err = v.softCredits(k, q.Fund)
		}
		return err
	})
	return h, err
}

func notFound(err error, what string, id uuid.UUID) error {
	if err != nil {
		return err
	}
	return domain.Errorf(domain.NotFound, "there is no %s %s", what, id).On(what)
}

// Donation reports one donation by its id, as it is known last.
func (r *Reader) Donation(ctx context.Context, id uuid.UUID, asOf AsOf) (Donation, error) {
	return r.DonationAt(ctx, id, asOf, nil)
}

// DonationAt reports one donation as it stood on a day; one that is booked later is not found. nil: as it is known last.
func (r *Reader) DonationAt(ctx context.Context, id uuid.UUID, asOf AsOf, at *domain.Date) (Donation, error) {
	var d Donation
	err := r.viewAt(ctx, asOf, at, func(v *view) (err error) {
		d, err = v.donation(id)
		return err
	})
	return d, err
}

func (v *view) donation(id uuid.UUID) (Donation, error) {
	byID := v.donationsAsk("d.id = $1 AND d.n <= $2"+v.donationBy(3), v.args(id[:], v.n)...)
	if err := v.Ahead(byID, v.changesAsk([]Donation{{ID: id}})); err != nil {
		return Donation{}, err
	}
	found, err := v.donations(byID, 1)
	if err != nil || len(found) == 0 {
		return Donation{}, notFound(err, "donation", id)
	}
	return found[0], nil
}

// donationKeys is what a donation's row says by keys.
type donationKeys struct {
	fund, donor, payer, behind, currency, compartment, place, campaign, series, from int64
	awaiting                                                                         int64
}

// donationsAsk asks for donations d.
func (v *view) donationsAsk(where string, args ...any) readdb.Ask {
	return readdb.Ask{Args: args, Query: `SELECT d.n, d.id, d.amount, d.from_pos, d.fund, d.donor, d.payer, d.behind, d.currency, d.compartment, d.place, d.given, d.booked,
		d.campaign, d.series, d.no, d.rows, d.anonymity, d.awaiting, d.reference FROM @donations d WHERE ` + where}
}

// donations reads what donationsAsk asks for; about how many are expected.
func (v *view) donations(ask readdb.Ask, about int) ([]Donation, error) {
	found, keys := make([]Donation, 0, about), make([]donationKeys, 0, about)
	var d Donation
	var k donationKeys
	var id []byte
	var anonymity int64
	into := []any{&d.Entry, &id, &d.Amount, &k.from, &k.fund, &k.donor, &k.payer, &k.behind, &k.currency, &k.compartment, &k.place,
		&d.Given, &d.Booked, &k.campaign, &k.series, &d.Receipt.No, &d.Rows, &anonymity, &k.awaiting, &d.Reference} // once for all rows
	err := v.asked(func(r readdb.Row) error {
		if err := r.Scan(into...); err != nil {
			return err
		}
		d.ID, d.Anonymity = uuid.UUID(id), degrees[anonymity]
		found, keys = append(found, d), append(keys, k)
		return nil
	}, ask)
	if err == nil && len(found) <= aheadMost {
		err = v.Ahead(v.donationAsks(found, keys)...)
	}
	if err != nil {
		return nil, err
	}
	changes, err := v.changesOf(found)
	for i := range found {
		if err == nil {
			err = v.donationWords(&found[i], keys[i])
		}
		if err == nil {
			err = v.donationLines(&found[i], keys[i])
		}
		if err == nil {
			err = v.changed(&found[i], keys[i], changes[found[i].ID])
		}
		if err == nil && found[i].Rows > 0 {
			err = v.heldBefore(&found[i], keys[i].fund)
		}
	}
	return found, err
}

// donationAsks are the questions that the rows of donations lead to.
func (v *view) donationAsks(found []Donation, keys []donationKeys) []readdb.Ask {
	var asks []readdb.Ask
	for some := range slices.Chunk(found, lookUpWidth) {
		asks = append(asks, v.changesAsk(some))
	}
	var funds, ids []int64
	for i, k := range keys {
		if !slices.Contains(funds, k.fund) {
			funds = append(funds, k.fund)
		}
		for _, id := range []int64{k.donor, k.payer, k.behind} {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
		if v.traced && k.compartment != 0 {
			asks = v.lineAsks(asks, k.compartment, fund.Span{k.from, k.from + found[i].Amount})
		}
	}
	return v.idAsks(v.fundAsks(asks, funds...), ids...)
}

var degrees = []fund.Anonymity{fund.Named, fund.Benefactor, fund.Hidden}

func (v *view) donationWords(d *Donation, k donationKeys) (err error) {
	if d.Fund, d.FundCode, err = v.fundOf(k.fund); err != nil {
		return err
	}
	for _, p := range []struct {
		k    int64
		into *uuid.UUID
	}{{k.donor, &d.Donor}, {k.payer, &d.Payer}, {k.behind, &d.Behind}} {
		if *p.into, err = v.id(p.k); err != nil {
			return err
		}
	}
	if d.Place, err = v.placeCode(k.place); err != nil {
		return err
	}
	return v.wordsInto(wordInto{k.currency, &d.Currency}, wordInto{k.campaign, &d.Campaign}, wordInto{k.series, &d.Receipt.Series})
}

func (v *view) donationLines(d *Donation, k donationKeys) error {
	d.Lines = []DonationLine{}
	if k.compartment != 0 {
		code, err := v.compartmentCode(k.compartment)
		d.Lines = append(d.Lines, DonationLine{code, d.Amount, k.from, k.compartment})
		return err
	}
	err := v.rows(func(r readdb.Row) error {
		var l DonationLine
		if err := r.Scan(&l.key, &l.Amount, &l.From); err != nil {
			return err
		}
		d.Lines = append(d.Lines, l)
		return nil
	}, "SELECT compartment, amount, from_pos FROM @donation_lines WHERE donation = $1 AND n <= $2 ORDER BY n, line", int64(d.Entry), v.n)
	for i := range d.Lines {
		if err == nil {
			d.Lines[i].Compartment, err = v.compartmentCode(d.Lines[i].key)
		}
	}
	return err
}

// donationChange is one thing that became of a donation after it was received.
type donationChange struct {
	n, kind, amount, place, series, no int64
	booked                             domain.Date
}

// changesOf reads what became of donations, with one query for 32 of them.
func (v *view) changesOf(donations []Donation) (map[uuid.UUID][]donationChange, error) {
	changes := map[uuid.UUID][]donationChange{}
	for some := range slices.Chunk(donations, lookUpWidth) {
		if err := v.asked(func(r readdb.Row) error {
			var id []byte
			var c donationChange
			err := r.Scan(&id, &c.n, &c.kind, &c.amount, &c.booked, &c.place, &c.series, &c.no)
			if err == nil {
				changes[uuid.UUID(id)] = append(changes[uuid.UUID(id)], c)
			}
			return err
		}, v.changesAsk(some)); err != nil {
			return nil, err
		}
	}
	return changes, nil
}

// changesAsk asks what became of at most lookUpWidth donations.
func (v *view) changesAsk(some []Donation) readdb.Ask {
	args := make([]any, 0, lookUpWidth+1)
	for i := range some {
		args = append(args, some[i].ID[:])
	}
	for len(args) < lookUpWidth && len(some) > 1 {
		args = append(args, args[0])
	}
	of := "id IN (" + placeholders(len(args)) + ")"
	args = append(args, v.n)
	return readdb.Ask{Args: args,
		Query: numbered("SELECT id, n, kind, amount, booked, place, series, no FROM @donation_changes WHERE "+of+" AND n <= $N ORDER BY n, kind", len(args))}
}

// changed takes in what became of a donation.
func (v *view) changed(d *Donation, k donationKeys, changes []donationChange) (err error) {
	if slices.ContainsFunc(changes, func(c donationChange) bool { return c.kind == donationRedated }) {
		if d.Redated, err = v.redatings(d.ID); err != nil {
			return err
		}
	}
	d.State = DonationBooked
	if k.awaiting != 0 {
		d.State = DonationAwaiting
	}
	for _, c := range changes {
		if c.kind == donationCleared && len(d.Redated) > 0 {
			c.booked = d.Redated[len(d.Redated)-1].Booked
		}
		if !v.by(c.booked) && c.kind != donationRedated {
			continue
		}
		switch c.kind {
		case donationCleared:
			d.State, d.Booked, d.Receipt.No = DonationBooked, c.booked, c.no
			if d.Place, err = v.placeCode(c.place); err != nil {
				return err
			}
			if err = v.wordsInto(wordInto{c.series, &d.Receipt.Series}); err != nil {
				return err
			}
		case donationDropped:
			d.State = DonationDropped
		case donationReversed:
			d.Reversed += c.amount
		case donationRefunded:
			d.Refunded += c.amount
		case donationRedesignated:
			moved, err := v.redesignated(c.n, d.ID)
			if err != nil {
				return err
			}
			d.Redesignated = append(d.Redesignated, moved...)
		}
	}
	for _, r := range d.Redated {
		d.Given, d.Booked = r.Given, r.Booked
	}
	d.wentBack()
	return nil
}

// wentBack sees whether all of a donation has gone back.
func (d *Donation) wentBack() {
	if d.Reversed+d.Refunded == d.Amount && d.State == DonationBooked {
		d.State = DonationReversed
	}
}
