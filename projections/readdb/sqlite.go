package readdb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the database/sql driver "sqlite"
)

// sqliteWords turns the migrations into SQLite's: they are written in it.
var sqliteWords = strings.NewReplacer("@", "")

// rowsPerStatement was measured: with fewer the calls cost, with many more the binding does.
const rowsPerStatement = 32

type sqlite struct{ bulk bool }

// openSQLite opens a generation's file. bulk opens it for loading: unserved, so that nothing is lost when a crash spoils it.
func openSQLite(path string, bulk, readOnly bool) (*DB, error) {
	if err := wholeCaches(); err != nil {
		return nil, err
	}
	db := &DB{name: strings.TrimSuffix(filepath.Base(path), ".db"), dialect: sqlite{bulk}}
	var err error
	if !readOnly {
		pragmas := []string{"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(NORMAL)", "secure_delete(ON)", "cache_size(-32000)"}
		mode := "rw" // a file that is gone must not come back empty
		if bulk {
			pragmas = []string{"busy_timeout(10000)", "journal_mode(OFF)", "synchronous(OFF)", "secure_delete(ON)", "cache_size(-128000)", "locking_mode(EXCLUSIVE)"}
			mode = "rwc"
		}
		if db.write, err = sql.Open("sqlite", sqliteDSN(path, mode, pragmas)); err != nil {
			return nil, err
		}
		db.write.SetMaxOpenConns(1)
		db.write.SetMaxIdleConns(1)
		if bulk { // nobody else may read it yet
			db.read = db.write
			return db, nil
		}
		// The file must be there, and in WAL mode, before a reader opens it.
		if err := db.write.Ping(); err != nil {
			return nil, errors.Join(err, db.write.Close())
		}
	}
	pragmas := []string{"busy_timeout(10000)", "query_only(ON)", "cache_size(-4000)"}
	if db.read, err = sql.Open("sqlite", sqliteDSN(path, "ro", pragmas)); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	db.read.SetMaxOpenConns(4)
	db.read.SetMaxIdleConns(4)
	db.pool = newSQLitePool(path)
	return db, nil
}

func sqliteDSN(path, mode string, pragmas []string) string {
	q := url.Values{"_pragma": pragmas, "mode": {mode}}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

func (sqlite) begin(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE")
	return err
}

// bulkStatements inserts rowsPerStatement rows, or one.
type bulkStatements struct{ many, single driver.StmtExecContext }

// insert goes past database/sql, which costs as much again as SQLite itself.
func (s sqlite) insert(ctx context.Context, tx *Tx, rows *Rows) error {
	return tx.conn.Raw(func(raw any) error {
		key := "\x00" + rows.Table + rows.Upsert // one list of columns per table and kind of insert
		st, ok := tx.bulk[key].(bulkStatements)
		if !ok {
			var err error
			if st, err = prepareBulk(ctx, raw, rows); err != nil {
				return err
			}
			tx.bulk[key] = st
		}
		return execBulk(ctx, st, rows)
	})
}

// prepareBulk prepares to insert OR FAIL: an insert that fails may leave the rows before the one at fault, since the whole transaction goes then. As it is
// without that, SQLite copies every page that a statement touches to a file beside it, to be able to take the statement alone back.
func prepareBulk(ctx context.Context, raw any, rows *Rows) (st bulkStatements, err error) {
	row := "(" + strings.TrimSuffix(strings.Repeat("?,", len(rows.Columns)), ",") + ")"
	prepare := func(n int) (driver.StmtExecContext, error) {
		text := "INSERT OR FAIL INTO " + rows.Table + " (" + strings.Join(rows.Columns, ",") + ") VALUES " +
			strings.TrimSuffix(strings.Repeat(row+",", n), ",") + " " + rows.Upsert
		p, err := raw.(driver.ConnPrepareContext).PrepareContext(ctx, text)
		if err != nil {
			return nil, err
		}
		return p.(driver.StmtExecContext), nil
	}
	if st.many, err = prepare(rowsPerStatement); err != nil {
		return st, err
	}
	st.single, err = prepare(1)
	return st, err
}

func execBulk(ctx context.Context, st bulkStatements, rows *Rows) error {
	// The driver starts a goroutine per statement for a context that can end; between statements is soon enough.
	if err := ctx.Err(); err != nil {
		return err
	}
	width, values := len(rows.Columns), rows.Values
	args := make([]driver.NamedValue, rowsPerStatement*width)
	for i := range args {
		args[i].Ordinal = i + 1
	}
	for len(values) > 0 {
		n, stmt := rowsPerStatement*width, st.many
		if len(values) < n {
			n, stmt = width, st.single
		}
		for i, v := range values[:n] {
			args[i].Value = v
		}
		if _, err := stmt.ExecContext(context.Background(), args[:n]); err != nil {
			return err
		}
		values = values[n:]
	}
	return nil
}

// seal makes a loaded file fit to be served: indexes, and all of it on the disk. It has no statistics, as a file that grew has none: nobody analyzes it again while it
// grows, so that of tables that were small SQLite would believe it for ever, and what it knows of the large ones alone makes it read them whole for a few funds.
func (s sqlite) seal(ctx context.Context, db *DB) error {
	if err := migrate(ctx, db.write, goose.DialectSQLite3, "", sqliteWords, complete); err != nil {
		return err
	}
	for _, text := range []string{"PRAGMA locking_mode = NORMAL", "PRAGMA synchronous = FULL", "PRAGMA journal_mode = WAL"} {
		if _, err := db.write.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
	}
	return nil
}

// scrub empties the write-ahead log into the file, where secure_delete has overwritten what was deleted. A reader can hold it up;
// then it must be asked for again.
func (sqlite) scrub(ctx context.Context, tx *Tx) error {
	var busy, inLog, moved int
	if err := tx.conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &inLog, &moved); err != nil {
		return err
	}
	if busy != 0 {
		return errors.New("a long report holds the write-ahead log")
	}
	return nil
}

func (sqlite) tables() (string, func(*DB) []any) {
	return "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name", func(*DB) []any { return nil }
}

// sqliteStore is a directory of generations, read_v1_g1.db …, and a file per version that names the one in use.
type sqliteStore struct {
	dir      string
	version  int
	readOnly bool
}

func (s *sqliteStore) path(name string) string { return filepath.Join(s.dir, name+".db") }

func (s *sqliteStore) pointer() string {
	return filepath.Join(s.dir, "read_v"+strconv.Itoa(s.version)+".active")
}

func (s *sqliteStore) active(context.Context) (string, error) {
	name, err := os.ReadFile(s.pointer())
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	return strings.TrimSpace(string(name)), err
}

func (s *sqliteStore) open(_ context.Context, name string) (*DB, error) {
	if _, err := os.Stat(s.path(name)); err != nil {
		return nil, err
	}
	if s.readOnly { // beside the one who writes, and has compared
		return openSQLite(s.path(name), false, true)
	}
	rest, err := wake(s.path(name))
	if err != nil {
		return nil, err
	}
	db, err := openSQLite(s.path(name), false, false)
	if err == nil {
		db.closed = rest.sleep
	}
	return db, err
}

func (s *sqliteStore) create(ctx context.Context, name string) (*DB, error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, err
	}
	if err := s.drop(ctx, name); err != nil { // what a crash left
		return nil, err
	}
	db, err := openSQLite(s.path(name), true, false)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, db.write, goose.DialectSQLite3, "", sqliteWords, tablesOnly); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	// Names of people will be in it.
	if err := os.Chmod(s.path(name), 0o600); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// activate: the file is synced before the pointer names it, and the pointer is replaced in one step. A crash in between leaves the old
// one in use and a file to sweep.
func (s *sqliteStore) activate(_ context.Context, name string) error {
	for _, path := range []string{s.path(name), s.dir} {
		if err := syncPath(path); err != nil {
			return err
		}
	}
	next := s.pointer() + ".new"
	if err := os.WriteFile(next, []byte(name+"\n"), 0o600); err != nil {
		return err
	}
	if err := syncPath(next); err != nil {
		return err
	}
	if err := os.Rename(next, s.pointer()); err != nil {
		return err
	}
	return syncPath(s.dir)
}

func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func (s *sqliteStore) drop(_ context.Context, name string) error {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal", ".sum"} {
		if err := os.Remove(s.path(name) + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (s *sqliteStore) list(context.Context) ([]Generation, error) {
	paths, err := filepath.Glob(filepath.Join(s.dir, "read_v*_g*.db"))
	if err != nil {
		return nil, err
	}
	var found []Generation
	for _, path := range paths {
		g, ok := parseGeneration(strings.TrimSuffix(filepath.Base(path), ".db"))
		if !ok {
			continue
		}
		for _, suffix := range []string{"", "-wal"} {
			if info, err := os.Stat(path + suffix); err == nil && info.ModTime().After(g.Touched) {
				g.Touched = info.ModTime()
			}
		}
		found = append(found, g)
	}
	return found, nil
}

// lock: a data directory has one process that writes, which its own lock sees to.
func (s *sqliteStore) lock(context.Context, string) (func() error, bool, error) {
	return func() error { return nil }, true, nil
}

func (s *sqliteStore) touch(context.Context, string, time.Time) error { return nil }

// size counts what is still in the write-ahead log too.
func (s *sqliteStore) size(_ context.Context, name string) (size int64, err error) {
	for _, suffix := range []string{"", "-wal"} {
		info, err := os.Stat(s.path(name) + suffix)
		if err == nil {
			size += info.Size()
		} else if suffix == "" || !errors.Is(err, os.ErrNotExist) {
			return 0, err
		}
	}
	return size, nil
}

func (s *sqliteStore) forget(context.Context) error {
	if err := os.Remove(s.pointer()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

func (s *sqliteStore) close() error { return nil }
