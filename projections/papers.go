package projections

import (
	"context"
	"errors"
	"sort"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/person"
	"sovang/eventstore"
	"sovang/eventstore/vault"
	"sovang/projections/readdb"
)

// SeriesEnd is a series of receipts or vouchers of a fund and its last number.
type SeriesEnd struct {
	Series string `json:"series"`
	Last   int64  `json:"last"`
}

// SeriesOf lists the series of a fund with their last numbers as of an entry, in the order in which they were begun. It steps from series to series
// in the index of numbers, however many papers there are.
func (r *Reader) SeriesOf(ctx context.Context, of uuid.UUID, asOf AsOf) ([]SeriesEnd, error) {
	found := []SeriesEnd{}
	err := r.view(ctx, asOf, func(v *view) error {
		k, ok, err := v.key(of, fundName)
		if err != nil || !ok {
			return notFound(err, "fund", of)
		}
		for series := int64(0); ; {
			if series, err = v.nextSeries(k, series); err != nil || series == 0 {
				return err
			}
			last, err := v.lastPaper(k, series, v.n)
			if err != nil {
				return err
			}
			if last == 0 {
				continue // begun later
			}
			one := SeriesEnd{Last: last}
			if err := v.wordsInto(wordInto{series, &one.Series}); err != nil {
				return err
			}
			found = append(found, one)
		}
	})
	return found, err
}

// nextSeries is the first series of a fund after one, 0 where there is none.
func (v *view) nextSeries(in, after int64) (next int64, err error) {
	for _, table := range []string{"@receipts", "@donations"} {
		var series int64
		ok, err := v.row("SELECT series FROM "+table+" WHERE fund = $1 AND series > $2 ORDER BY series LIMIT 1", []any{in, after}, &series)
		if err != nil {
			return 0, err
		}
		if ok && (next == 0 || series < next) {
			next = series
		}
	}
	return next, nil
}

// lastPaper is the last number of a series that an entry had given by then, 0 for none. Numbers grow with the entries, so that an earlier end is found by
// halving.
func (v *view) lastPaper(in, series, entry int64) (int64, error) {
	last := int64(0)
	for _, table := range []string{"@receipts", "@donations"} {
		var no int64
		ok, err := v.row("SELECT no FROM "+table+" WHERE fund = $1 AND series = $2 ORDER BY no DESC LIMIT 1", []any{in, series}, &no)
		if err != nil {
			return 0, err
		}
		if ok {
			last = max(last, no)
		}
	}
	if entry >= v.latest {
		return last, nil
	}
	var failed error
	after := sort.Search(int(last), func(i int) bool {
		if failed != nil {
			return true
		}
		var n int64
		n, failed = v.paperEntry(in, series, int64(i)+1)
		return n > entry
	})
	return int64(after), failed
}

// paperEntry is the entry that gave a number.
func (v *view) paperEntry(in, series, no int64) (n int64, err error) {
	for _, table := range []string{"@donations", "@receipts"} {
		ok, err := v.row("SELECT n FROM "+table+" WHERE fund = $1 AND series = $2 AND no = $3", []any{in, series, no}, &n)
		if ok || err != nil {
			return n, err
		}
	}
	return 0, domain.Errorf(domain.Internal, "number %d is missing in its series", no)
}

// NumbersBetween gives the numbers of a series that the entries after one and up to another one gave: from is 1 more than to where they gave none.
func (r *Reader) NumbersBetween(ctx context.Context, of uuid.UUID, series string, after, until uint64) (from, to int64, err error) {
	err = r.view(ctx, AsOf{}, func(v *view) error {
		k, ok, err := v.key(of, fundName)
		if err != nil || !ok {
			return notFound(err, "fund", of)
		}
		word, ok, err := v.wordOf(series)
		if err != nil || !ok {
			return err
		}
		if from, err = v.lastPaper(k, word, int64(after)); err == nil {
			to, err = v.lastPaper(k, word, int64(until))
		}
		from++
		return err
	})
	return from, to, err
}

// Card gives all that is known of a person now: it is read from the log and opened, for the read side keeps names alone. The zero Card where they were
// forgotten.
func (r *Reader) Card(ctx context.Context, log eventstore.Log, keys *vault.Vault, who uuid.UUID) (person.Card, error) {
	cards, err := r.Cards(ctx, log, keys, []uuid.UUID{who})
	return cards[who], err
}

// Cards is Card for several: a message in which many were registered is read once, and all keys are asked for together. Those who were forgotten have none.
func (r *Reader) Cards(ctx context.Context, log eventstore.Log, keys *vault.Vault, who []uuid.UUID) (map[uuid.UUID]person.Card, error) {
	found := map[uuid.UUID]person.Card{}
	err := r.view(ctx, AsOf{}, func(v *view) error {
		t := &keptTree{v: v, log: log}
		var persons []uuid.UUID
		var boxes []domain.Sealed
		for _, id := range who {
			k, ok, err := v.key(id, personName)
			if err != nil || !ok {
				return notFound(err, "person", id)
			}
			box, err := t.cardBox(k, person.StreamOf(id))
			if err != nil {
				return err
			}
			if box != nil {
				persons, boxes = append(persons, id), append(boxes, *box)
			}
		}
		if len(persons) == 0 {
			return nil
		}
		cards, errs, err := keys.OpenCards(ctx, persons, boxes)
		if err != nil {
			return err
		}
		for i, id := range persons {
			switch {
			case errs[i] == nil:
				found[id] = cards[i]
			case !errors.Is(errs[i], vault.ErrForgotten): // by a forgetting whose entry is still to come
				return errs[i]
			}
		}
		return nil
	})
	return found, err
}

// cardBox finds the last card of a person in the log, nil where they were forgotten.
func (t *keptTree) cardBox(k int64, stream domain.Stream) (*domain.Sealed, error) {
	var numbers []uint64
	err := t.v.rows(func(r readdb.Row) error {
		var n uint64
		err := r.Scan(&n)
		numbers = append(numbers, n)
		return err
	}, "SELECT n FROM @streams WHERE k = $1 ORDER BY n DESC", k)
	for _, n := range numbers {
		var line []byte
		if err == nil {
			err = t.lines(n-1, 1, func(l []byte) { line = l })
		}
		if err != nil {
			return nil, err
		}
		e, err := eventstore.Decode(line)
		if err != nil {
			return nil, err
		}
		if box, said := cardIn(e, stream); said {
			return box, nil
		}
	}
	return nil, err
}

// cardIn gives the card that an entry says of a person; said: it says one, or that they were forgotten.
func cardIn(e domain.Entry, stream domain.Stream) (box *domain.Sealed, said bool) {
	for _, c := range e.Changes {
		if c.Stream != stream {
			continue
		}
		for _, event := range c.Events {
			switch event := event.(type) {
			case person.Registered:
				box, said = &event.Card, true
			case person.Described:
				box, said = &event.Card, true
			case person.Forgotten:
				box, said = nil, true
			}
		}
	}
	return box, said
}

// OnPapers gives who stands on each paper, as they are known now: who paid, or who was paid. The zero Person where the paper names nobody.
func (r *Reader) OnPapers(ctx context.Context, of []Receipt) ([]Person, error) {
	people, known := make([]Person, len(of)), map[int64]Person{}
	err := r.view(ctx, AsOf{}, func(v *view) error {
		for i, p := range of {
			k, err := v.onPaper(p)
			if err != nil {
				return err
			}
			one, have := known[k]
			if !have && k > 0 {
				if one, err = v.person(k); err != nil {
					return err
				}
				known[k] = one
			}
			people[i] = one
		}
		return nil
	})
	return people, err
}

// onPaper is the key of who stands on a paper, 0 for nobody.
func (v *view) onPaper(p Receipt) (k int64, err error) {
	var payer, donor int64
	switch {
	case p.Donation != uuid.Nil:
		_, err = v.row("SELECT d.payer, d.donor FROM @entries e JOIN @donations d ON d.n = e.n WHERE e.id = $1", []any{p.Donation[:]}, &payer, &donor)
	case p.What == papers[paperPayout]:
		_, err = v.row("SELECT recipient, 0 FROM @payouts WHERE n = $1", []any{int64(p.Entry)}, &payer, &donor)
	}
	if payer == 0 {
		payer = donor
	}
	return payer, err
}
