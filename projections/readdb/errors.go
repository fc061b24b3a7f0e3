package readdb

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"io/fs"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	sqlitedriver "modernc.org/sqlite"
	sqlitecode "modernc.org/sqlite/lib"
)

// Hopeless says whether an error of the database is one that trying again does not mend: our statement or the rows are wrong, not the
// connection, the disk or the load.
func Hopeless(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok && len(e.Code) == 5 {
		switch e.Code[:2] {
		case "22", "23", "42": // data, integrity, syntax or a missing table
			return true
		}
	}
	if code, ok := sqliteCode(err); ok {
		switch code {
		case sqlitecode.SQLITE_ERROR, sqlitecode.SQLITE_CONSTRAINT, sqlitecode.SQLITE_MISMATCH, sqlitecode.SQLITE_CORRUPT, sqlitecode.SQLITE_NOTADB:
			return true
		}
	}
	return false
}

// Away says whether an error means that the database cannot be reached now, or takes nothing now: it is worth asking again later.
func Away(err error) bool {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok && len(e.Code) == 5 {
		switch e.Code[:2] {
		case "08", "53", "57", "58": // the connection, its resources, an operator's stop, the system
			return true
		}
		return false
	}
	if code, ok := sqliteCode(err); ok {
		switch code {
		case sqlitecode.SQLITE_BUSY, sqlitecode.SQLITE_LOCKED, sqlitecode.SQLITE_IOERR, sqlitecode.SQLITE_FULL, sqlitecode.SQLITE_CANTOPEN:
			return true
		}
		return false
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return pgconn.SafeToRetry(err) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// Damaged says whether an error means that a generation is not there any more, or not what it was: only making it anew helps.
func Damaged(err error) bool {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errRotten) {
		return true
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch e.Code {
		case "42P01", "3F000", "XX001", "XX002": // no table, no schema, data or index corrupted
			return true
		}
	}
	if code, ok := sqliteCode(err); ok {
		switch code {
		case sqlitecode.SQLITE_CORRUPT, sqlitecode.SQLITE_NOTADB:
			return true
		case sqlitecode.SQLITE_ERROR: // SQLite has no code of its own for it
			return strings.Contains(err.Error(), "no such table")
		}
	}
	return false
}

// sqliteCode is what SQLite answered, whichever way it was asked.
func sqliteCode(err error) (code int, ok bool) {
	if e, ok := errors.AsType[*sqlitedriver.Error](err); ok {
		return e.Code() & 0xff, true
	}
	if e, ok := errors.AsType[*sqliteError](err); ok {
		return int(e.code & 0xff), true
	}
	return 0, false
}
