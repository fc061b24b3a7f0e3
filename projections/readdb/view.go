package readdb

import (
	"context"
	"database/sql"
	"fmt"
)

// View is a generation as it was at one moment: nothing written meanwhile is seen. It is for one goroutine.
type View struct {
	db *DB
	tx *sql.Tx
}

// View begins a view. It must be closed.
func (db *DB) View(ctx context.Context) (*View, error) {
	tx, err := db.read.BeginTx(ctx, db.dialect.snapshot())
	if err != nil {
		return nil, err
	}
	return &View{db, tx}, nil
}

// Close ends the view.
func (v *View) Close() { _ = v.tx.Rollback() }

// Query runs a query and calls scan for each row. scan must not query.
func (v *View) Query(ctx context.Context, scan func(*sql.Rows) error, query string, args ...any) error {
	s, err := v.db.prepared(ctx, query)
	if err != nil {
		return err
	}
	rows, err := v.tx.StmtContext(ctx, s).QueryContext(ctx, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", query, err)
	}
	return drain(rows, scan, query)
}

// Row runs a query of at most one row and scans it; false where there is none.
func (v *View) Row(ctx context.Context, query string, args []any, into ...any) (bool, error) {
	s, err := v.db.prepared(ctx, query)
	if err != nil {
		return false, err
	}
	return one(v.tx.StmtContext(ctx, s).QueryRowContext(ctx, args...), query, into)
}
