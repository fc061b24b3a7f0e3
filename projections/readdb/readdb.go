// Package readdb is the database under the read side: SQLite in a directory, or PostgreSQL, with one set of migrations and one set of
// queries for both.
//
// It promises that a read model is complete or not served: it lives in a generation (a SQLite file, a PostgreSQL schema) that is built
// beside the one in use and then takes its place in one step; that rows and checkpoint are written in one transaction; and that
// everything here can be thrown away, because the log makes it again.
//
// Queries are written once. "@" before a table's name stands for the schema, parameters are $1, $2 …, and neither dialect's own
// functions, casts or operators occur. Only the bulk path (Tx.Insert) and physical options differ.
package readdb

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
)

// DB is one generation of the read model, open for queries. It is safe for many goroutines.
type DB struct {
	name    string
	prefix  string        // what "@" becomes
	read    *sql.DB       // a pool, for single questions
	pool    *sqlitePool   // for views, on SQLite
	views   *postgresPool // … on PostgreSQL: the store's
	write   *sql.DB       // one connection on SQLite, the same pool on PostgreSQL
	dialect dialect
	shared  bool         // the pool is the store's
	stmts   sync.Map     // text with "@" → *sql.Stmt of the read pool
	widths  sync.Map     // PostgreSQL: table → the types of its columns
	closed  func() error // what is left to do once it is closed; may be nil
}

// dialect is what the two databases do differently.
type dialect interface {
	begin(ctx context.Context, conn *sql.Conn) error
	insert(ctx context.Context, tx *Tx, rows *Rows) error
	view(ctx context.Context, db *DB) (snapshot, error)
	seal(ctx context.Context, db *DB) error
	scrub(ctx context.Context, tx *Tx) error
	tables() (query string, args func(*DB) []any)
}

// Name is the generation's name: a file's stem or a schema.
func (db *DB) Name() string { return db.name }

func (db *DB) text(query string) string { return strings.ReplaceAll(query, "@", db.prefix) }

// prepared keeps one statement per text; database/sql prepares it again on each connection that needs it.
func (db *DB) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := db.stmts.Load(query); ok {
		return s.(*sql.Stmt), nil
	}
	s, err := db.read.PrepareContext(ctx, db.text(query))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", query, err)
	}
	if was, raced := db.stmts.LoadOrStore(query, s); raced {
		_ = s.Close()
		return was.(*sql.Stmt), nil
	}
	return s, nil
}

// Query runs a query and calls scan for each row.
func (db *DB) Query(ctx context.Context, scan func(Row) error, query string, args ...any) error {
	s, err := db.prepared(ctx, query)
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
func (db *DB) Row(ctx context.Context, query string, args []any, into ...any) (bool, error) {
	s, err := db.prepared(ctx, query)
	if err != nil {
		return false, err
	}
	return one(s.QueryRowContext(ctx, args...), query, into)
}

// Tables gives the names of all tables of the generation, in order.
func (db *DB) Tables(ctx context.Context) (names []string, err error) {
	query, args := db.dialect.tables()
	err = db.Query(ctx, func(r Row) error {
		var name string
		err := r.Scan(&name)
		names = append(names, name)
		return err
	}, query, args(db)...)
	return names, err
}

func drain(rows *sql.Rows, scan func(Row) error, query string) error {
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return fmt.Errorf("%s: %w", query, err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("%s: %w", query, err)
	}
	return nil
}

func one(row *sql.Row, query string, into []any) (bool, error) {
	switch err := row.Scan(into...); err {
	case nil:
		return true, nil
	case sql.ErrNoRows:
		return false, nil
	default:
		return false, fmt.Errorf("%s: %w", query, err)
	}
}

// Retire gives back the memory of a generation that was replaced: connections are closed as soon as nobody uses them. It can still be read.
func (db *DB) Retire() {
	if db.shared { // so are the connections
		return
	}
	if db.pool != nil {
		db.pool.retire()
	}
	db.read.SetMaxIdleConns(-1)
	if db.write != nil {
		db.write.SetMaxIdleConns(-1)
	}
}

// Close closes the database. Queries under way are broken off.
func (db *DB) Close() error {
	db.stmts.Range(func(_, s any) bool { _ = s.(*sql.Stmt).Close(); return true })
	if db.shared {
		return nil
	}
	if db.pool != nil {
		db.pool.close()
	}
	err := db.read.Close()
	if db.write != nil && db.write != db.read {
		if e := db.write.Close(); err == nil {
			err = e
		}
	}
	if err == nil && db.closed != nil {
		err = db.closed()
	}
	return err
}
