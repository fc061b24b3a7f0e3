package bench

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"

	"sovang/projections/readdb"
)

// everything digests the log and every table of a server's read side, by name.
func (r *run) everything(p *Program) (all map[string]digest, err error) {
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
	if all, err = tables(r.ctx, store); err != nil {
		return nil, err
	}
	all[""] = digest(log.Sum(nil))
	return all, nil
}

// digest stands for bytes, or for rows whatever their order.
type digest [sha256.Size]byte

// tables digests every table of the generation in use.
func tables(ctx context.Context, store *readdb.Store) (all map[string]digest, err error) {
	name, err := store.Active(ctx)
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	names, err := db.Tables(ctx)
	if err != nil {
		return nil, err
	}
	all = map[string]digest{}
	for _, table := range names {
		if all[table], err = rows(ctx, db, table); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// rows digests a table row by row and adds the digests up, so that neither their order nor their number matters to the memory it takes.
func rows(ctx context.Context, db *readdb.DB, table string) (all digest, err error) {
	var sum [4]uint64
	var cells, into []any
	var text []byte
	err = db.Query(ctx, func(row readdb.Row) error {
		if into == nil {
			columns, err := row.(*sql.Rows).Columns() // a DB is asked through database/sql
			if err != nil {
				return err
			}
			cells, into = make([]any, len(columns)), make([]any, len(columns))
			for i := range cells {
				into[i] = &cells[i]
			}
		}
		if err := row.Scan(into...); err != nil {
			return err
		}
		text = text[:0]
		for _, cell := range cells {
			text = appendCell(text, cell)
		}
		d := sha256.Sum256(text)
		for i := range sum {
			sum[i] += binary.LittleEndian.Uint64(d[8*i:])
		}
		return nil
	}, "SELECT * FROM @"+table)
	for i := range sum {
		binary.LittleEndian.PutUint64(all[8*i:], sum[i])
	}
	return all, err
}

// appendCell writes a cell so that no two rows are written alike.
func appendCell(b []byte, cell any) []byte {
	switch c := cell.(type) {
	case nil:
		return append(b, 'n')
	case int64:
		return binary.LittleEndian.AppendUint64(append(b, 'i'), uint64(c))
	case []byte:
		return append(binary.LittleEndian.AppendUint64(append(b, 'b'), uint64(len(c))), c...)
	case string:
		return append(binary.LittleEndian.AppendUint64(append(b, 's'), uint64(len(c))), c...)
	}
	return fmt.Appendf(b, "%T%q", cell, cell)
}

func same(before, after map[string]digest) bool { return maps.Equal(before, after) }
