package readdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Tx is the one writing transaction of a generation.
type Tx struct {
	db    *DB
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	bulk  map[string]any // what the dialect keeps between inserts
}

// Begin opens a writing session. Rows are written inside Begin … Commit; Next begins the following transaction on the same session.
func (db *DB) Begin(ctx context.Context) (*Tx, error) {
	if db.write == nil {
		return nil, errors.New("this read model was opened for reading only")
	}
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return nil, err
	}
	tx := &Tx{db: db, conn: conn, stmts: map[string]*sql.Stmt{}, bulk: map[string]any{}}
	if err := db.dialect.begin(ctx, conn); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return tx, nil
}

// Next begins the next transaction after a Commit.
func (tx *Tx) Next(ctx context.Context) error { return tx.db.dialect.begin(ctx, tx.conn) }

// Commit makes everything since Begin or Next visible at once. After an error nothing of it is.
func (tx *Tx) Commit(ctx context.Context) error {
	_, err := tx.conn.ExecContext(ctx, "COMMIT")
	return err
}

// Scrub overwrites what was deleted, as far as the database lets us: between transactions, after somebody was forgotten.
func (tx *Tx) Scrub(ctx context.Context) error { return tx.db.dialect.scrub(ctx, tx) }

// Close rolls back what was not committed and gives the connection back.
func (tx *Tx) Close() error {
	// The context of the work may be over; the connection must not go back into the pool inside a transaction. The error of a
	// ROLLBACK outside of one, or over a broken connection, says nothing new.
	_, _ = tx.conn.ExecContext(context.Background(), "ROLLBACK")
	for _, s := range tx.stmts {
		_ = s.Close()
	}
	return tx.conn.Close()
}

func (tx *Tx) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := tx.stmts[query]; ok {
		return s, nil
	}
	s, err := tx.conn.PrepareContext(ctx, tx.db.text(query))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", query, err)
	}
	tx.stmts[query] = s
	return s, nil
}

// Exec runs a statement and gives the number of rows it changed.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	s, err := tx.prepared(ctx, query)
	if err != nil {
		return 0, err
	}
	result, err := s.ExecContext(ctx, args...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", query, err)
	}
	return result.RowsAffected()
}

// Query runs a query inside the transaction and calls scan for each row.
func (tx *Tx) Query(ctx context.Context, scan func(Row) error, query string, args ...any) error {
	s, err := tx.prepared(ctx, query)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", query, err)
	}
	return drain(rows, scan, query)
}

// Row is DB.Row inside the transaction.
func (tx *Tx) Row(ctx context.Context, query string, args []any, into ...any) (bool, error) {
	s, err := tx.prepared(ctx, query)
	if err != nil {
		return false, err
	}
	return one(s.QueryRowContext(ctx, args...), query, into)
}

// Rows is a buffer of new rows of one table.
type Rows struct {
	Table   string
	Columns []string
	Values  []any  // row after row: int64, string, []byte or nil
	Upsert  string // an ON CONFLICT clause, for tables that are not only appended to
}

// Len is how many rows are in the buffer.
func (r *Rows) Len() int { return len(r.Values) / len(r.Columns) }

// Insert writes the buffered rows the fastest way the database has, and empties the buffer. A failed Insert leaves the transaction to be
// closed.
func (tx *Tx) Insert(ctx context.Context, rows *Rows) error {
	if len(rows.Values) == 0 {
		return nil
	}
	if err := tx.db.dialect.insert(ctx, tx, rows); err != nil {
		return fmt.Errorf("%s: %w", rows.Table, err)
	}
	clear(rows.Values)
	rows.Values = rows.Values[:0]
	return nil
}
