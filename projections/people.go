package projections

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"sovang/domain"
	"sovang/domain/person"
	"sovang/domain/sponsorship"
	"sovang/eventstore/vault"
)

// What people.forgotten holds where nobody was forgotten: nothing, or that the key is missing, which only a later forgetting explains.
const (
	remembered int64 = 0
	keyMissing int64 = -1
)

// personRow is what a batch does to one person.
type personRow struct {
	id        uuid.UUID
	k, n      int64
	isNew     bool
	unit      int64
	kind      int64
	is        person.Kind // where it is new
	code      string
	card      *domain.Sealed // nil: not changed
	forgotten int64
}

func (f *fold) personEvent(id uuid.UUID, event domain.Event) {
	row := f.people[id]
	if row == nil {
		row = &personRow{id: id, k: f.key(id)}
		f.people[id] = row
		f.order = append(f.order, row)
	}
	row.n = f.at.n
	switch e := event.(type) {
	case person.Registered:
		row.isNew, row.unit, row.kind, row.is, row.code, row.card = true, f.key(e.Unit), f.word(string(e.Kind)), e.Kind, e.Code, &e.Card
		f.knowKind(row.k, row.kind)
	case person.Described:
		row.card = &e.Card
	case person.Forgotten:
		row.forgotten, row.card = f.at.n, nil
	}
}

// flushPeople writes the people a batch changed. Those forgotten lose their key here, before the transaction commits: a crash in
// between repeats both, and a key once destroyed stays so.
func (f *fold) flushPeople() {
	if len(f.order) == 0 || f.err != nil {
		return
	}
	f.destroyKeys()
	cards := f.openCards()
	for _, p := range f.order {
		name, flags := norm.NFC.String(cards[p.id].Name), circumstances(cards[p.id])
		switch {
		case f.err != nil:
			return
		case p.isNew:
			f.t.people.add(p.k, p.n, p.forgotten, p.unit, p.kind, flags, p.code, name, Fold(name), person.Order(name, p.is))
		case p.forgotten > 0:
			f.written(f.t.people)
			f.exec("UPDATE @people SET n = $1, forgotten = $1, circumstances = 0, name = '', folded = '', sorted = '' WHERE k = $2", p.n, p.k)
		default:
			f.written(f.t.people)
			f.exec(`UPDATE @people SET n = $1, forgotten = $2, name = $3, folded = $4, circumstances = $5, sorted = CASE WHEN kind IN ($6, $7) THEN $8 ELSE $9 END WHERE k = $10`,
				p.n, p.forgotten, name, Fold(name), flags, f.word(string(person.Individual)), f.word(string(person.Overseas)), person.Order(name, person.Individual), person.Order(name, person.Collective), p.k)
		}
	}
	clear(f.people)
	f.order = f.order[:0]
}

// destroyKeys carries out what the log asks for. Keys that are gone already, as in a rebuild, cost one look-up for all of them.
func (f *fold) destroyKeys() {
	var ids []uuid.UUID
	for _, p := range f.order {
		if p.forgotten > 0 {
			ids = append(ids, p.id)
		}
	}
	if len(ids) == 0 {
		return
	}
	done, err := f.vault.Forgotten(f.ctx, ids)
	f.fail(err)
	for i, id := range ids {
		if f.err == nil && !done[i] {
			f.fail(f.vault.Destroy(f.ctx, id))
		}
	}
}

// circumstances is the flags of a card that are counted, as a set.
func circumstances(c person.Card) (flags int64) {
	for i, flag := range sponsorship.Circumstances {
		if slices.ContainsFunc(c.Circumstances, func(one string) bool { return strings.EqualFold(strings.TrimSpace(one), flag) }) {
			flags |= 1 << i
		}
	}
	return flags
}

// openCards opens the cards of a batch with one look-up of keys.
func (f *fold) openCards() map[uuid.UUID]person.Card {
	var boxes []vault.Box
	var rows []*personRow
	for _, p := range f.order {
		if p.card != nil && len(p.card.Box) > 0 {
			boxes, rows = append(boxes, vault.Box{Person: p.id, Field: vault.CardField, Sealed: *p.card}), append(rows, p)
		}
	}
	cards := make(map[uuid.UUID]person.Card, len(rows))
	if len(boxes) == 0 || f.err != nil {
		return cards
	}
	opened, err := f.vault.OpenAll(f.ctx, boxes)
	if err != nil {
		f.fail(err)
		return cards
	}
	for i, o := range opened {
		switch {
		case o.Err == nil:
			var card person.Card
			if err := json.Unmarshal(o.Data, &card); err != nil {
				f.fail(domain.Errorf(domain.Internal, "the card of %s in entry %d cannot be read", rows[i].id, rows[i].n))
			}
			cards[rows[i].id] = card
		case errors.Is(o.Err, vault.ErrForgotten): // by a forgetting whose entry is still to come
			rows[i].forgotten = rows[i].n
		case errors.Is(o.Err, vault.ErrNoKey):
			rows[i].forgotten = keyMissing
			f.unopened++
		default:
			f.fail(domain.Errorf(domain.Internal, "the card of %s in entry %d: %v", rows[i].id, rows[i].n, o.Err))
		}
	}
	return cards
}

// explained is asked when the log has come to its end: every missing key must have been explained by a forgetting.
func (f *fold) missingKeys() error {
	if f.unopened == 0 || f.err != nil {
		return f.err
	}
	var n int64
	if f.row("SELECT n FROM @people WHERE forgotten = $1 ORDER BY n LIMIT 1", []any{keyMissing}, &n) {
		return domain.Errorf(domain.Internal, "the key of a person in entry %d is missing, though nobody was forgotten; restore the keys from a backup", n)
	}
	if f.err == nil {
		f.unopened = 0
	}
	return f.err
}

// Fold makes a name findable however it is typed: small letters without diacritics, đ as d, one space between words.
func Fold(name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(name) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'đ' || r == 'Đ' || r == 'ð' || r == 'Ð' || r == 'ɖ' || r == 'Ɖ':
			b.WriteByte('d')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// forgets says whether the batch takes somebody's name away.
func (f *fold) forgets() bool {
	for _, p := range f.order {
		if p.forgotten > 0 {
			return true
		}
	}
	return false
}
