package bench

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"sovang/projections"
	"sovang/projections/readdb"
)

// proof compares what was acknowledged with the log, with the read side, and the read side with one made anew. Each fault is a sentence.
func (s *soak) proof() (faults []string, err error) {
	last, err := s.p.Sync(s.r.ctx)
	if err != nil {
		return nil, err
	}
	want, faults := s.acknowledged(last)
	more, err := s.inLog(want)
	if err != nil {
		return nil, err
	}
	faults = append(faults, more...)
	store, err := s.read(s.r.ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	for _, look := range []func(*readdb.Store) ([]string, error){
		func(store *readdb.Store) ([]string, error) { return s.inReadSide(store, want) },
		s.balances,
		s.rebuilt,
	} {
		more, err := look(store)
		if err != nil {
			return nil, err
		}
		faults = append(faults, more...)
	}
	return faults, nil
}

// acknowledged gives the ids that the entries after the base were acknowledged with, one after the other up to the last. Everything was asked until it was
// acknowledged, so there is nothing else.
func (s *soak) acknowledged(last uint64) (ids []uuid.UUID, faults []string) {
	ids = make([]uuid.UUID, last-s.base)
	filled := 0
	for n, k := range s.flow.kept {
		switch {
		case k.entry == 0:
		case k.entry <= s.base || k.entry > last:
			faults = append(faults, fmt.Sprintf("request %d was acknowledged as entry %d, which there is not", n, k.entry))
		case ids[k.entry-s.base-1] != uuid.Nil:
			faults = append(faults, fmt.Sprintf("entry %d was acknowledged for two requests", k.entry))
		default:
			ids[k.entry-s.base-1] = k.id
			filled++
		}
	}
	if filled < len(ids) {
		faults = append(faults, fmt.Sprintf("%d of %d entries were acknowledged to nobody", len(ids)-filled, len(ids)))
	}
	return ids, faults
}

// inLog reads the log from its first to its last entry.
func (s *soak) inLog(want []uuid.UUID) (faults []string, err error) {
	c := comparison{s: s, want: want, where: "the log"}
	err = s.p.Lines(s.r.ctx, func(line []byte) error {
		var e struct {
			N  uint64    `json:"n"`
			ID uuid.UUID `json:"id"`
		}
		if err := json.Unmarshal(line, &e); err != nil {
			return err
		}
		c.next(e.N, e.ID)
		return nil
	})
	return c.end(), err
}

// inReadSide reads the table of entries.
func (s *soak) inReadSide(store *readdb.Store, want []uuid.UUID) (_ []string, err error) {
	name, err := store.Active(s.r.ctx)
	if err != nil {
		return nil, err
	}
	db, err := store.Open(s.r.ctx, name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	c := comparison{s: s, want: want, where: "the read side"}
	err = db.Query(s.r.ctx, func(row readdb.Row) error {
		var n uint64
		var id []byte
		if err := row.Scan(&n, &id); err != nil {
			return err
		}
		if len(id) != len(uuid.Nil) {
			return fmt.Errorf("entry %d has an id of %d bytes", n, len(id))
		}
		c.next(n, uuid.UUID(id))
		return nil
	}, "SELECT n, id FROM @entries ORDER BY n")
	return c.end(), err
}

// comparison holds what comes, in order, against what was acknowledged.
type comparison struct {
	s      *soak
	want   []uuid.UUID
	where  string
	last   uint64
	wrong  int
	faults []string
}

func (c *comparison) next(n uint64, id uuid.UUID) {
	if n != c.last+1 {
		c.fault(fmt.Sprintf("in %s entry %d follows entry %d", c.where, n, c.last))
	}
	c.last = n
	if n <= c.s.base {
		return
	}
	if i := n - c.s.base - 1; i >= uint64(len(c.want)) || c.want[i] != id {
		c.fault(fmt.Sprintf("entry %d of %s is %s, which was not acknowledged as that", n, c.where, id))
	}
}

const mostFaults = 5 // that are told of one kind

func (c *comparison) fault(text string) {
	if c.wrong++; c.wrong <= mostFaults {
		c.faults = append(c.faults, text)
	}
}

func (c *comparison) end() []string {
	if want := c.s.base + uint64(len(c.want)); c.last != want {
		c.fault(fmt.Sprintf("%s ends with entry %d in place of %d", c.where, c.last, want))
	}
	if c.wrong > mostFaults {
		c.faults = append(c.faults, fmt.Sprintf("%d faults of this kind in all", c.wrong))
	}
	return c.faults
}

// balances compares what each fund holds with what was acknowledged to it.
func (s *soak) balances(store *readdb.Store) (faults []string, err error) {
	reader, err := projections.OpenReader(s.r.ctx, store)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	for n, gave := range s.flow.gave {
		b, err := reader.Balances(s.r.ctx, projections.BalancesQuery{Fund: id(ofFund, n)})
		if err != nil {
			return nil, err
		}
		var free, places int64
		for _, f := range b.Funds {
			for _, c := range f.Currencies {
				free, places = free+c.Free, places+c.Places
			}
		}
		if free != gave || places != gave {
			faults = append(faults, fmt.Sprintf("fund %d shows %d đồng free, %d in its places; acknowledged were %d", n, free, places, gave))
		}
	}
	return faults, nil
}

// migrations is the table in which it is kept when the others were made.
const migrations = "goose_db_version"

// rebuilt compares every table with what a rebuild makes of the same log.
func (s *soak) rebuilt(store *readdb.Store) (faults []string, err error) {
	s.r.tell("comparing every table with a rebuild")
	before, err := tables(s.r.ctx, store)
	if err != nil {
		return nil, err
	}
	if err := s.p.Rebuild(s.r.ctx); err != nil {
		return nil, err
	}
	after, err := tables(s.r.ctx, store)
	if err != nil {
		return nil, err
	}
	for _, table := range slices.Sorted(maps.Keys(after)) {
		if table == migrations { // it says when
			continue
		}
		if before[table] != after[table] {
			faults = append(faults, "the rows of "+table+" are not those of a rebuild")
		}
	}
	if len(before) != len(after) {
		faults = append(faults, fmt.Sprintf("there were %d tables, and a rebuild has %d", len(before), len(after)))
	}
	return faults, nil
}
