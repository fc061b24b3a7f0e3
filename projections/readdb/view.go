package readdb

import (
	"context"
	"errors"
	"fmt"
)

// View is a generation as it was at one moment: nothing written meanwhile is seen. It is for one goroutine, and ends with its context: a query
// that is under way then is broken off.
//
// It holds one connection and never waits for another: as many views as the pool has connections would wait for each other.
type View struct {
	ctx context.Context
	on  snapshot
}

// snapshot is a transaction that reads, on a connection of its own. Views go past database/sql: for the small queries that reports are made of it
// and its drivers cost several times what the database does.
type snapshot interface {
	// query calls scan for each row.
	query(scan func(Row) error, query string, args []any) error
	// together runs queries in order, in one round trip where there are any.
	together([]Ask) error
	// ahead asks queries whose rows are kept until they are asked for; where asking costs no trip it may do nothing.
	ahead([]Ask) error
	close()
}

// View begins a view. It must be closed.
func (db *DB) View(ctx context.Context) (*View, error) {
	s, err := db.dialect.view(ctx, db)
	if err != nil {
		return nil, err
	}
	return &View{ctx, s}, nil
}

// Close ends the view.
func (v *View) Close() { v.on.close() }

// Query runs a query and calls scan for each row. scan must not query.
func (v *View) Query(scan func(Row) error, query string, args ...any) error {
	return v.failed(v.run(scan, query, args), query)
}

// errOne ends a query that has the row it wants.
var errOne = errors.New("one row is enough")

// Row runs a query of at most one row and scans it; false where there is none.
func (v *View) Row(query string, args []any, into ...any) (found bool, err error) {
	err = v.run(func(r Row) error {
		if err := r.Scan(into...); err != nil {
			return err
		}
		found = true
		return errOne
	}, query, args)
	if err == errOne {
		return true, nil
	}
	return found, v.failed(err, query)
}

// Ask is one of several queries.
type Ask struct {
	Query string
	Args  []any
	Scan  func(Row) error // for each row; it must not query
}

// Together runs queries of which none needs what another finds: on PostgreSQL they take one round trip.
func (v *View) Together(asks ...Ask) error {
	err := v.ctx.Err()
	if err == nil {
		err = v.on.together(asks)
	}
	if err != nil && v.ctx.Err() != nil {
		err = v.ctx.Err()
	}
	return err
}

// Ahead says what will be asked, of which nothing needs what another finds: on PostgreSQL it is asked now, in one round trip, and a Query, Row or
// Together with the same text and arguments is answered from that. What is only perhaps asked costs little. Scan is not used.
func (v *View) Ahead(asks ...Ask) error {
	err := v.ctx.Err()
	if err == nil {
		err = v.on.ahead(asks)
	}
	if err != nil && v.ctx.Err() != nil {
		err = v.ctx.Err()
	}
	return err
}

func (v *View) run(scan func(Row) error, query string, args []any) error {
	if err := v.ctx.Err(); err != nil {
		return err
	}
	return v.on.query(scan, query, args)
}

// failed names the query, unless the view's end broke it off.
func (v *View) failed(err error, query string) error {
	if err == nil {
		return nil
	}
	if ended := v.ctx.Err(); ended != nil {
		return ended
	}
	return fmt.Errorf("%s: %w", query, err)
}
