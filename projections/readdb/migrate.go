package readdb

import (
	"bytes"
	"context"
	"database/sql"
	"embed"
	"io/fs"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

//go:embed migrations/*.sql
var migrations embed.FS

// The migrations: what a rebuild loads into, and what is made of it before it is served.
const (
	tablesOnly = 1
	complete   = 2
)

// migrate brings a generation to that migration.
func migrate(ctx context.Context, db *sql.DB, dialect goose.Dialect, prefix string, replace *strings.Replacer, to int64) error {
	store, err := database.NewStore(dialect, prefix+"goose_db_version")
	if err != nil {
		return err
	}
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider("", db, rewritten{dir, replace}, goose.WithStore(store), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	_, err = provider.UpTo(ctx, to)
	return err
}

// rewritten is a file system whose texts are put into a dialect's words as they are read.
type rewritten struct {
	fs.FS
	replace *strings.Replacer
}

// Open implements fs.FS.
func (r rewritten) Open(name string) (fs.File, error) {
	f, err := r.FS.Open(name)
	if err != nil || !strings.HasSuffix(name, ".sql") {
		return f, err
	}
	defer f.Close()
	raw, err := fs.ReadFile(r.FS, name)
	if err != nil {
		return nil, err
	}
	text := r.replace.Replace(string(raw))
	return &textFile{*bytes.NewReader([]byte(text)), name}, nil
}

// textFile is a small file in memory.
type textFile struct {
	bytes.Reader
	name string
}

func (f *textFile) Stat() (fs.FileInfo, error) { return f, nil }
func (f *textFile) Close() error               { return nil }
func (f *textFile) Name() string               { return f.name }
func (f *textFile) Mode() fs.FileMode          { return 0o444 }
func (f *textFile) ModTime() time.Time         { return time.Time{} }
func (f *textFile) IsDir() bool                { return false }
func (f *textFile) Sys() any                   { return nil }
