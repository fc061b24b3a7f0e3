package readdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// home is the schema that says which generation is in use.
const home = "sovang_read"

// postgresWords turns the migrations into PostgreSQL's, with the schema's name before each table. Texts compare by their
// bytes, as SQLite's do: a list has one order, wherever it is asked for. Ids of entries are random and are asked for one by one: as hashes
// they take half the room, and each entry touches one page of the index. That an id stands once is the writer's promise.
func postgresWords(schema string) *strings.Replacer {
	return strings.NewReplacer("UNIQUE INDEX entries_id ON @entries (id)", "INDEX entries_id ON "+schema+".entries USING HASH (id)", "@", schema+".", " TEXT", ` TEXT COLLATE "C"`, " BLOB", " BYTEA", ") WITHOUT ROWID", ")", "INTEGER PRIMARY KEY", "BIGINT NOT NULL PRIMARY KEY")
}

type postgres struct{}

func (postgres) begin(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "BEGIN")
	return err
}

// insert is COPY in binary form; where rows may be there already, one statement over arrays.
func (p postgres) insert(ctx context.Context, tx *Tx, rows *Rows) error {
	return tx.conn.Raw(func(raw any) error {
		conn := raw.(*stdlib.Conn).Conn()
		types, err := tx.db.columnTypes(ctx, conn, rows)
		if err != nil {
			return err
		}
		if rows.Upsert != "" {
			return p.upsert(ctx, conn, tx.db, rows, types)
		}
		text := "COPY " + tx.db.prefix + rows.Table + " (" + strings.Join(rows.Columns, ",") + ") FROM STDIN BINARY"
		_, err = conn.PgConn().CopyFrom(ctx, &copySource{rows: rows, types: types}, text)
		return err
	})
}

func (postgres) upsert(ctx context.Context, conn *pgx.Conn, db *DB, rows *Rows, types []string) error {
	width := len(rows.Columns)
	arrays, args := make([]string, width), make([]any, width)
	for c := range width {
		arrays[c] = fmt.Sprintf("$%d::%s[]", c+1, types[c])
		column := make([]any, 0, rows.Len())
		for i := c; i < len(rows.Values); i += width {
			column = append(column, rows.Values[i])
		}
		args[c] = column
	}
	_, err := conn.Exec(ctx, "INSERT INTO "+db.prefix+rows.Table+" ("+strings.Join(rows.Columns, ",")+") SELECT * FROM unnest("+
		strings.Join(arrays, ",")+") "+rows.Upsert, args...)
	return err
}

// columnTypes looks up once per table what PostgreSQL calls the types of the columns.
func (db *DB) columnTypes(ctx context.Context, conn *pgx.Conn, rows *Rows) ([]string, error) {
	if types, ok := db.widths.Load(rows.Table); ok {
		return types.([]string), nil
	}
	found := map[string]string{}
	result, err := conn.Query(ctx, `SELECT column_name::text, udt_name::text FROM information_schema.columns
		WHERE table_schema = $1 AND table_name = $2`, db.name, rows.Table)
	if err != nil {
		return nil, err
	}
	var name, kind string
	if _, err := pgx.ForEachRow(result, []any{&name, &kind}, func() error { found[name] = kind; return nil }); err != nil {
		return nil, err
	}
	types := make([]string, len(rows.Columns))
	for i, c := range rows.Columns {
		if types[i] = found[c]; types[i] == "" {
			return nil, fmt.Errorf("there is no column %s", c)
		}
	}
	db.widths.Store(rows.Table, types)
	return types, nil
}

func (postgres) seal(ctx context.Context, db *DB) error {
	if err := migrate(ctx, db.write, goose.DialectPostgres, db.prefix, postgresWords(db.name), complete); err != nil {
		return err
	}
	tables, err := db.filled(ctx)
	if err != nil {
		return err
	}
	for _, t := range tables {
		if _, err := db.write.ExecContext(ctx, "VACUUM (ANALYZE) "+db.prefix+t); err != nil {
			return err
		}
	}
	return nil
}

// filled gives the tables that hold anything. Most hold nothing, and PostgreSQL had rather know nothing of such a table than that it is empty.
func (db *DB) filled(ctx context.Context) (names []string, err error) {
	rows, err := db.write.QueryContext(ctx, "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "+
		"WHERE n.nspname = $1 AND c.relkind = 'r' AND pg_relation_size(c.oid) > 0 ORDER BY c.relname", db.name)
	if err != nil {
		return nil, err
	}
	err = drain(rows, func(r Row) error {
		var name string
		err := r.Scan(&name)
		names = append(names, name)
		return err
	}, "tables that hold anything")
	return names, err
}

func (postgres) tables() (string, func(*DB) []any) {
	return "SELECT tablename::text FROM pg_tables WHERE schemaname = $1 ORDER BY tablename", func(db *DB) []any { return []any{db.name} }
}

// scrub lets PostgreSQL reuse, and so overwrite, the space of deleted names. Its write-ahead log and backups age on their own terms;
// the manual says how to keep those short.
func (postgres) scrub(ctx context.Context, tx *Tx) error {
	_, err := tx.conn.ExecContext(ctx, "VACUUM "+tx.db.prefix+"people")
	return err
}

type postgresStore struct {
	db      *sql.DB
	views   *postgresPool
	version int
}

// Postgres is a store in a PostgreSQL database: a schema per generation, and one, sovang_read, that says which is in use.
func Postgres(ctx context.Context, dsn string, version int) (*Store, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "sovang"
	}
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(12)
	db.SetMaxIdleConns(8)
	s := &postgresStore{db, newPostgresPool(&config.Config), version}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return &Store{version, s}, nil
}

// prepare makes the home schema. Two instances that start at once both try: IF NOT EXISTS still collides, and then it is there.
func (s *postgresStore) prepare(ctx context.Context) error {
	for _, text := range []string{
		"CREATE SCHEMA IF NOT EXISTS " + home,
		"CREATE TABLE IF NOT EXISTS " + home + ".generations (name TEXT PRIMARY KEY, touched BIGINT NOT NULL)",
		"CREATE TABLE IF NOT EXISTS " + home + ".active (version INT PRIMARY KEY, name TEXT NOT NULL)",
	} {
		_, err := s.db.ExecContext(ctx, text)
		if e, ok := errors.AsType[*pgconn.PgError](err); ok && (e.Code == "23505" || e.Code == "42P06" || e.Code == "42P07") {
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *postgresStore) active(ctx context.Context) (name string, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT name FROM "+home+".active WHERE version = $1", s.version).Scan(&name)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return name, err
}

func (s *postgresStore) open(_ context.Context, name string) (*DB, error) {
	return &DB{name: name, prefix: name + ".", read: s.db, write: s.db, views: s.views, dialect: postgres{}, shared: true}, nil
}

func (s *postgresStore) create(ctx context.Context, name string) (*DB, error) {
	if err := s.touch(ctx, name, time.Now()); err != nil {
		return nil, err
	}
	if _, err := s.db.ExecContext(ctx, "CREATE SCHEMA "+name); err != nil {
		return nil, err
	}
	if err := migrate(ctx, s.db, goose.DialectPostgres, name+".", postgresWords(name), tablesOnly); err != nil {
		return nil, err
	}
	return s.open(ctx, name)
}

func (s *postgresStore) activate(ctx context.Context, name string) error {
	_, err := s.db.ExecContext(ctx, "INSERT INTO "+home+".active (version, name) VALUES ($1, $2) ON CONFLICT (version) DO UPDATE SET name = excluded.name",
		s.version, name)
	return err
}

func (s *postgresStore) touch(ctx context.Context, name string, now time.Time) error {
	_, err := s.db.ExecContext(ctx, "INSERT INTO "+home+".generations (name, touched) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET touched = excluded.touched",
		name, now.UnixMicro())
	return err
}

func (s *postgresStore) drop(ctx context.Context, name string) error {
	if _, ok := parseGeneration(name); !ok {
		return fmt.Errorf("%q is no generation of the read model", name)
	}
	if _, err := s.db.ExecContext(ctx, "DROP SCHEMA IF EXISTS "+name+" CASCADE"); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, "DELETE FROM "+home+".generations WHERE name = $1", name)
	return err
}

func (s *postgresStore) list(ctx context.Context) ([]Generation, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT name, touched FROM "+home+".generations")
	if err != nil {
		return nil, err
	}
	var found []Generation
	err = drain(rows, func(r Row) error {
		var name string
		var touched int64
		if err := r.Scan(&name, &touched); err != nil {
			return err
		}
		if g, ok := parseGeneration(name); ok {
			g.Touched = time.UnixMicro(touched)
			found = append(found, g)
		}
		return nil
	}, "generations")
	return found, err
}

// lock holds an advisory lock on a connection of its own, so that a process that dies gives it up.
func (s *postgresStore) lock(ctx context.Context, name string) (func() error, bool, error) {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return nil, false, err
	}
	h := fnv.New64a()
	h.Write([]byte(home + "." + name))
	key := int64(h.Sum64())
	var ok bool
	if err := conn.QueryRowContext(ctx, "SELECT pg_try_advisory_lock($1)", key).Scan(&ok); err != nil || !ok {
		return nil, false, errors.Join(err, conn.Close())
	}
	return func() error {
		_, err := conn.ExecContext(context.Background(), "SELECT pg_advisory_unlock($1)", key)
		return errors.Join(err, conn.Close())
	}, true, nil
}

func (s *postgresStore) size(ctx context.Context, name string) (size int64, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT COALESCE(SUM(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "+
		"WHERE n.nspname = $1 AND c.relkind = 'r'", name).Scan(&size)
	return size, err
}

func (s *postgresStore) forget(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, "DELETE FROM "+home+".active WHERE version = $1", s.version)
	return err
}

func (s *postgresStore) close() error {
	s.views.close()
	return s.db.Close()
}
