package projections

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/campaign"
	"sovang/projections/readdb"
)

// What whoever enters gifts asks while they type: each is one look at an index.

// suggestLooks is how many people of a unit are looked at for a word inside a name: beyond, only beginnings of names and codes are found, so that
// nobody waits for each key they press.
const suggestLooks = 50_000

// Suggest finds people whom those units keep by the beginning of their name, of a word in it, or of their code, in any writing; those whose name begins
// so come first. Names are as they are now.
func (r *Reader) Suggest(ctx context.Context, units []uuid.UUID, text string, limit int) ([]Person, error) {
	found := []Person{}
	folded, code := likeText(Fold(text)), likeText(asciiLower(text))
	if folded == "" {
		return found, nil
	}
	err := r.view(ctx, AsOf{}, func(v *view) error {
		keys, err := v.unitKeys(units)
		if err != nil {
			return err
		}
		for _, k := range keys {
			for _, look := range []struct {
				where string
				args  []any
			}{
				{"p.unit = $1 AND p.folded >= $2 AND p.folded < $3 ORDER BY p.folded, p.k LIMIT $4", []any{k, folded, folded + "\uffff", limit}},
				{"LOWER(p.code) >= $2 AND LOWER(p.code) < $3 AND p.unit = $1 ORDER BY LOWER(p.code), p.k LIMIT $4", []any{k, code, code + "\uffff", limit}},
				{"p.k IN (SELECT s.k FROM (SELECT k, folded FROM @people WHERE unit = $1 ORDER BY folded LIMIT $4) s WHERE s.folded LIKE $2 LIMIT $3) ORDER BY p.folded, p.k",
					[]any{k, "% " + folded + "%", limit, suggestLooks}},
			} {
				if len(found) >= limit {
					return nil
				}
				some, err := v.people(look.where, look.args...)
				if err != nil {
					return err
				}
				for _, p := range some {
					if len(found) < limit && !p.Forgotten && !slices.ContainsFunc(found, func(o Person) bool { return o.ID == p.ID }) {
						found = append(found, p)
					}
				}
			}
		}
		return nil
	})
	return found, err
}

// mostCalled is how many namesakes are told of one name in one unit.
const mostCalled = 20

// Called gives, for each of some names or codes as they were typed, the people of those units who are called exactly so, in any writing, or have that code.
func (r *Reader) Called(ctx context.Context, units []uuid.UUID, names []string) (map[string][]Person, error) {
	called := map[string][]Person{}
	err := r.view(ctx, AsOf{}, func(v *view) error {
		keys, err := v.unitKeys(units)
		if err != nil {
			return err
		}
		for _, name := range names {
			if _, done := called[name]; done || Fold(name) == "" {
				continue
			}
			called[name] = nil
			for _, k := range keys {
				some, err := v.people("p.unit = $1 AND p.folded = $2 ORDER BY p.k LIMIT $3", k, Fold(name), mostCalled)
				if err == nil && len(some) == 0 {
					some, err = v.people("LOWER(p.code) = $2 AND p.unit = $1 ORDER BY p.k LIMIT $3", k, asciiLower(name), mostCalled)
				}
				if err != nil {
					return err
				}
				called[name] = append(called[name], some...)
			}
		}
		return nil
	})
	return called, err
}

// Gift is what makes one gift look like another.
type Gift struct {
	Donor    uuid.UUID
	Currency string
	Amount   int64
	Given    domain.Date
}

// SameGifts gives, for each of some gifts to a fund, the donations of the same donor, amount and day that are in its books and did not go back.
func (r *Reader) SameGifts(ctx context.Context, fund uuid.UUID, gifts []Gift) (map[Gift][]Donation, error) {
	same := map[Gift][]Donation{}
	err := r.view(ctx, AsOf{}, func(v *view) error {
		in, ok, err := v.key(fund, fundName)
		if err != nil || !ok {
			return notFound(err, "fund", fund)
		}
		for _, g := range gifts {
			if _, done := same[g]; done || g.Donor == uuid.Nil {
				continue
			}
			if same[g], err = v.sameGifts(in, g); err != nil {
				return err
			}
		}
		return nil
	})
	return same, err
}

func (v *view) sameGifts(in int64, g Gift) ([]Donation, error) {
	donor, ok, err := v.key(g.Donor, personName)
	if err != nil || !ok {
		return nil, err
	}
	currency, ok, err := v.wordOf(g.Currency)
	if err != nil || !ok {
		return nil, err
	}
	found, err := v.donations(v.donationsAsk("d.donor = $1 AND d.fund = $2 AND d.currency = $3 AND d.amount = $4 AND d.given = $5 ORDER BY d.n LIMIT 5", donor, in, currency, g.Amount, int64(g.Given)), 0)
	return slices.DeleteFunc(found, func(d Donation) bool { return d.State == DonationReversed || d.State == DonationDropped }), err
}

// DonationsWith gives the donations that the commands with those ids made, in their order; those that made none are left out.
func (r *Reader) DonationsWith(ctx context.Context, ids []uuid.UUID, asOf AsOf) ([]Donation, error) {
	all := []Donation{}
	err := r.view(ctx, asOf, func(v *view) error {
		for some := range slices.Chunk(ids, lookUpWidth) {
			args := make([]any, 0, lookUpWidth+1)
			for i := range some {
				args = append(args, some[i][:])
			}
			for len(args) < lookUpWidth {
				args = append(args, args[0])
			}
			found, err := v.donations(v.donationsAsk("d.id IN ("+placeholders(lookUpWidth)+") AND d.n <= $"+itoa(lookUpWidth+1), append(args, v.n)...), lookUpWidth)
			if err != nil {
				return err
			}
			for _, id := range some {
				if i := slices.IndexFunc(found, func(d Donation) bool { return d.ID == id }); i >= 0 {
					all = append(all, found[i])
				}
			}
		}
		return nil
	})
	return all, err
}

// PeopleWith gives people by their ids; whom the ledger does not know is left out.
func (r *Reader) PeopleWith(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]Person, error) {
	all := map[uuid.UUID]Person{}
	err := r.view(ctx, AsOf{}, func(v *view) error {
		for some := range slices.Chunk(ids, lookUpWidth) {
			args := make([]any, 0, lookUpWidth)
			for i := range some {
				args = append(args, some[i][:])
			}
			for len(args) < lookUpWidth {
				args = append(args, args[0])
			}
			found, err := v.people("x.id IN ("+placeholders(lookUpWidth)+")", args...)
			if err != nil {
				return err
			}
			for _, p := range found {
				all[p.ID] = p
			}
		}
		return nil
	})
	return all, err
}

// CampaignName is what a campaign is called, without what was attributed to it.
type CampaignName struct {
	Campaign uuid.UUID
	Unit     uuid.UUID
	Code     string
	Name     string
	Kind     campaign.Kind
}

// CampaignsOn lists the campaigns of those units that run on a day, the one that began last first.
func (r *Reader) CampaignsOn(ctx context.Context, units []uuid.UUID, day domain.Date) ([]CampaignName, error) {
	all := []CampaignName{}
	err := r.view(ctx, AsOf{}, func(v *view) error {
		for _, unit := range units {
			k, ok, err := v.key(unit, unitName)
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			err = v.rows(func(r readdb.Row) error {
				c := CampaignName{Unit: unit}
				var id []byte
				var kind string
				var until, end int64
				if err := r.Scan(&id, &c.Code, &c.Name, &kind, &until, &end); err != nil {
					return err
				}
				if end != 0 {
					until = end
				}
				if c.Campaign, c.Kind = uuid.UUID(id), campaign.Kind(kind); until == 0 || day <= domain.Date(until) {
					all = append(all, c)
				}
				return nil
			}, `SELECT x.id, c.code, c.name, w.word, c.until_day, COALESCE((SELECT z.day FROM @campaign_ends z WHERE z.k = c.k ORDER BY z.n DESC LIMIT 1), 0)
				FROM @campaigns c JOIN @names x ON x.k = c.k JOIN @words w ON w.k = c.kind WHERE c.unit = $1 AND c.from_day <= $2 ORDER BY c.from_day DESC, c.n DESC`, k, int64(day))
			if err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}
