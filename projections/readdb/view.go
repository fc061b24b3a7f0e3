package readdb

import (
	"context"
	"database/sql"
	"fmt"
)

// View is a generation as it was at one moment: nothing written meanwhile is seen. It is for one goroutine.
//
// It holds one connection and never waits for another: as many views as the pool has connections would wait for each other.
type View struct {
	db  *DB
	tx  *sql.Tx
	own map[string]*sql.Stmt // prepared here, since the pool did not have them yet
}

// View begins a view. It must be closed.
func (db *DB) View(ctx context.Context) (*View, error) {
	tx, err := db.read.BeginTx(ctx, db.dialect.snapshot())
	if err != nil {
		return nil, err
	}
	return &View{db: db, tx: tx}, nil
}

// Close ends the view. What it had to prepare is then prepared for all; where that fails, the next view does it for itself again.
func (v *View) Close() {
	_ = v.tx.Rollback()
	for query := range v.own {
		_, _ = v.db.prepared(context.Background(), query)
	}
}

// Query runs a query and calls scan for each row. scan must not query.
func (v *View) Query(ctx context.Context, scan func(*sql.Rows) error, query string, args ...any) error {
	s, err := v.prepared(ctx, query)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", query, err)
	}
	return drain(rows, scan, query)
}

// Row runs a query of at most one row and scans it; false where there is none.
func (v *View) Row(ctx context.Context, query string, args []any, into ...any) (bool, error) {
	s, err := v.prepared(ctx, query)
	if err != nil {
		return false, err
	}
	return one(s.QueryRowContext(ctx, args...), query, into)
}

func (v *View) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := v.db.stmts.Load(query); ok {
		return v.tx.StmtContext(ctx, s.(*sql.Stmt)), nil
	}
	if s := v.own[query]; s != nil {
		return s, nil
	}
	s, err := v.tx.PrepareContext(ctx, v.db.text(query))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", query, err)
	}
	if v.own == nil {
		v.own = map[string]*sql.Stmt{}
	}
	v.own[query] = s
	return s, nil
}
