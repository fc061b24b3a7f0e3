package projections

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/person"
	"sovang/projections/readdb"
)

// Person is what reports show of a person.
type Person struct {
	ID        uuid.UUID   `json:"id"`
	Code      string      `json:"code,omitempty"`
	Name      string      `json:"name"` // "" where Forgotten
	Kind      person.Kind `json:"kind"`
	Unit      uuid.UUID   `json:"unit"`
	Forgotten bool        `json:"forgotten,omitempty"`
	Entry     uint64      `json:"entry"` // that changed the record last
}

// PeopleQuery looks for people. Names are personal data and exist only as they are now; an entry in the past narrows to those who were registered by then.
type PeopleQuery struct {
	Search string // part of a name, in any writing, or the beginning of a code
	Code   string // exactly this code
	Unit   uuid.UUID
	Limit  int // 0: 100
	Skip   int // of those who are found, in their order
	AsOf   AsOf
}

// People finds people by name or code, in the order of their names: by tên, đệm and họ (person.Order). Those who were forgotten have none and come first.
func (r *Reader) People(ctx context.Context, q PeopleQuery) ([]Person, error) {
	found := []Person{}
	err := r.view(ctx, q.AsOf, func(v *view) (err error) {
		unit := int64(0)
		if q.Unit != uuid.Nil {
			var ok bool
			if unit, ok, err = v.key(q.Unit, unitName); err != nil || !ok {
				return notFound(err, "unit", q.Unit)
			}
		}
		limit := q.Limit
		if limit == 0 {
			limit = 100
		}
		where, order, args := "p.k > 0", " ORDER BY p.sorted, p.k", []any{}
		given := func(arg any) string {
			args = append(args, arg)
			return "$" + itoa(int64(len(args)))
		}
		if unit != 0 {
			where += " AND p.unit = " + given(unit)
		}
		if q.Code != "" {
			where, order = where+" AND LOWER(p.code) = "+given(asciiLower(q.Code))+" AND p.code = "+given(q.Code), " ORDER BY p.code, p.k"
		} else if q.Search != "" {
			where += " AND (p.folded LIKE " + given("%"+likeText(Fold(q.Search))+"%") + " OR LOWER(p.code) LIKE " + given(likeText(asciiLower(q.Search))+"%") + ")"
		}
		where, args = where+v.registered(len(args)+1), v.past(args...)
		found, err = v.people(where+order+" LIMIT "+given(limit)+" OFFSET "+given(q.Skip), args...)
		return err
	})
	return found, err
}

// registered narrows people p to those whom the ledger knew by the view's entry: "" where that is the last one. n is the number of its parameter; past
// gives the parameters.
func (v *view) registered(n int) string {
	if v.n == v.latest {
		return ""
	}
	return " AND EXISTS (SELECT 1 FROM @streams s WHERE s.k = p.k AND s.n <= $" + itoa(int64(n)) + ")"
}

func (v *view) past(args ...any) []any {
	if v.n == v.latest {
		return args
	}
	return append(args, v.n)
}

// asciiLower is what LOWER does in both databases: A to Z, and nothing else.
func asciiLower(text string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, text)
}

// likeText leaves out what LIKE gives a meaning to; no name has it.
func likeText(text string) string {
	return strings.NewReplacer("%", "", "_", "", "\\", "").Replace(text)
}

// Person reports one person.
func (r *Reader) Person(ctx context.Context, id uuid.UUID) (p Person, err error) {
	return r.PersonAsOf(ctx, id, AsOf{})
}

// PersonAsOf reports one person as they are now, if they were registered by an entry.
func (r *Reader) PersonAsOf(ctx context.Context, id uuid.UUID, asOf AsOf) (p Person, err error) {
	err = r.view(ctx, asOf, func(v *view) error {
		k, ok, err := v.key(id, personName)
		if err != nil || !ok {
			return notFound(err, "person", id)
		}
		found, err := v.people("p.k = $1"+v.registered(2), v.past(k)...)
		if err != nil || len(found) == 0 {
			return notFound(err, "person", id)
		}
		p = found[0]
		return nil
	})
	return p, err
}

// PersonNamed finds a person by id or code.
func (r *Reader) PersonNamed(ctx context.Context, text string) (uuid.UUID, error) {
	return r.named(ctx, text, "person", personName, "SELECT x.id, p.code FROM @people p JOIN @names x ON x.k = p.k WHERE LOWER(p.code) = $1 ORDER BY p.k")
}

func (v *view) person(k int64) (Person, error) {
	found, err := v.peopleAsked(personAsk(k))
	if err == nil && len(found) == 0 {
		id, err := v.id(k)
		return Person{ID: id}, err
	}
	if err != nil {
		return Person{}, err
	}
	return found[0], nil
}

func personAsk(k int64) readdb.Ask { return peopleAsk("p.k = $1", k) }

func peopleAsk(where string, args ...any) readdb.Ask {
	return readdb.Ask{Args: args,
		Query: "SELECT x.id, p.n, p.forgotten, p.unit, p.kind, p.code, p.name FROM @people p JOIN @names x ON x.k = p.k WHERE " + where}
}

func (v *view) people(where string, args ...any) ([]Person, error) {
	return v.peopleAsked(peopleAsk(where, args...))
}

func (v *view) peopleAsked(ask readdb.Ask) ([]Person, error) {
	found := []Person{}
	var keys [][2]int64
	err := v.asked(func(r readdb.Row) error {
		var p Person
		var id []byte
		var forgotten int64
		var k [2]int64
		if err := r.Scan(&id, &p.Entry, &forgotten, &k[0], &k[1], &p.Code, &p.Name); err != nil {
			return err
		}
		p.ID, p.Forgotten = uuid.UUID(id), forgotten != 0
		found, keys = append(found, p), append(keys, k)
		return nil
	}, ask)
	for i := range found {
		var kind string
		if err == nil {
			err = v.wordsInto(wordInto{keys[i][1], &kind})
		}
		if err == nil {
			found[i].Kind = person.Kind(kind)
			found[i].Unit, err = v.id(keys[i][0])
		}
	}
	return found, err
}

// EntryInfo is one entry for the audit: what, when, by whom. Its facts are read from the log.
type EntryInfo struct {
	Entry    uint64    `json:"entry"`
	ID       uuid.UUID `json:"id"`
	Recorded time.Time `json:"recorded"`
	Actor    string    `json:"actor"`
	Facts    []string  `json:"facts"` // the names of its facts, each once
}

// EntriesQuery asks for entries in their order.
type EntriesQuery struct {
	From, To uint64        // numbers; 0: from the first, to the last
	Stream   domain.Stream // only those that changed this person, slot, pledge or list; "": all
	Limit    int           // 0: 1,000
	AsOf     AsOf
	At       *domain.Date // only those whose facts are booked by the end of this day; nil: all
}

// Entries lists entries.
func (r *Reader) Entries(ctx context.Context, q EntriesQuery) ([]EntryInfo, error) {
	found := []EntryInfo{}
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) (err error) {
		to, limit := v.n, q.Limit
		if q.To != 0 {
			to = min(to, int64(q.To))
		}
		if limit == 0 {
			limit = 1000
		}
		if q.Stream == "" {
			found, err = v.entries("e.n >= $1 AND e.n <= $2"+v.standing(4)+" ORDER BY e.n LIMIT $3", v.args(int64(q.From), to, limit)...)
			return err
		}
		k, ok, err := v.key(streamID(q.Stream), streamName(q.Stream.Kind()))
		if err != nil || !ok {
			return notFound(err, q.Stream.Kind(), streamID(q.Stream))
		}
		found, err = v.entries("e.n IN (SELECT s.n FROM @streams s WHERE s.k = $1 AND s.n >= $2 AND s.n <= $3)"+v.standing(5)+" ORDER BY e.n LIMIT $4",
			v.args(k, int64(q.From), to, limit)...)
		return err
	})
	return found, err
}

// Entry reports one entry by the id of the command that made it; one that is later, or whose facts are booked after a day, is not found.
func (r *Reader) Entry(ctx context.Context, id uuid.UUID, asOf AsOf, at *domain.Date) (e EntryInfo, err error) {
	err = r.viewAt(ctx, asOf, at, func(v *view) error {
		found, err := v.entries("e.id = $1 AND e.n <= $2"+v.standing(3), v.args(id[:], v.n)...)
		if err != nil || len(found) == 0 {
			return notFound(err, "entry", id)
		}
		e = found[0]
		return nil
	})
	return e, err
}

func (v *view) entries(where string, args ...any) ([]EntryInfo, error) {
	found := []EntryInfo{}
	var keys [][2]int64
	err := v.rows(func(r readdb.Row) error {
		var e EntryInfo
		var id []byte
		var recorded int64
		var k [2]int64
		if err := r.Scan(&e.Entry, &id, &recorded, &k[0], &k[1]); err != nil {
			return err
		}
		e.ID, e.Recorded = uuid.UUID(id), time.UnixMicro(recorded).UTC()
		found, keys = append(found, e), append(keys, k)
		return nil
	}, "SELECT e.n, e.id, e.recorded, e.actor, e.what FROM @entries e WHERE "+where, args...)
	for i := range found {
		var facts string
		if err == nil {
			err = v.wordsInto(wordInto{keys[i][0], &found[i].Actor}, wordInto{keys[i][1], &facts})
			found[i].Facts = strings.Fields(facts)
		}
	}
	return found, err
}
