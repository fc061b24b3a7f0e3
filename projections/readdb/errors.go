package readdb

import (
	"errors"

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
	if e, ok := errors.AsType[*sqlitedriver.Error](err); ok {
		switch e.Code() & 0xff {
		case sqlitecode.SQLITE_ERROR, sqlitecode.SQLITE_CONSTRAINT, sqlitecode.SQLITE_MISMATCH, sqlitecode.SQLITE_CORRUPT, sqlitecode.SQLITE_NOTADB:
			return true
		}
	}
	return false
}
