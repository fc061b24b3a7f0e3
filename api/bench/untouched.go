package bench

import (
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"sovang/projections/readdb"
)

// everything digests the log and every table of a server's read side, by name.
func (r *run) everything(p *Program) (all map[string][32]byte, err error) {
	if _, err := p.Sync(r.ctx); err != nil {
		return nil, err
	}
	log := sha256.New()
	err = p.Lines(r.ctx, func(line []byte) error {
		log.Write(line)
		log.Write([]byte{'\n'})
		return nil
	})
	if err != nil {
		return nil, err
	}
	store, err := r.ReadOnly(r.ctx, r.dir(lively))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	name, err := store.Active(r.ctx)
	if err != nil {
		return nil, err
	}
	db, err := store.Open(r.ctx, name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tables, err := db.Tables(r.ctx)
	if err != nil {
		return nil, err
	}
	all = map[string][32]byte{"": [32]byte(log.Sum(nil))}
	for _, table := range tables {
		if all[table], err = r.rows(db, table); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// rows digests the rows of a table, whatever their order.
func (r *run) rows(db *readdb.DB, table string) ([32]byte, error) {
	var rows []string
	err := db.Query(r.ctx, func(row readdb.Row) error {
		columns, err := row.(*sql.Rows).Columns() // a DB is asked through database/sql
		if err != nil {
			return err
		}
		cells, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := row.Scan(into...); err != nil {
			return err
		}
		rows = append(rows, fmt.Sprintf("%q", cells))
		return nil
	}, "SELECT * FROM @"+table)
	if err != nil {
		return [32]byte{}, err
	}
	slices.Sort(rows)
	sum := sha256.New()
	for _, row := range rows {
		sum.Write([]byte(row + "\n"))
	}
	return [32]byte(sum.Sum(nil)), nil
}

func same(before, after map[string][32]byte) bool { return maps.Equal(before, after) }
