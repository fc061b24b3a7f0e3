package readdb

import (
	"fmt"
	"sync"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// pageMemory is how much of a connection's cache of pages is taken in one piece, in KiB: all that one has that reads.
const pageMemory = 4_000

// wholeCaches has SQLite take the first of the memory of each cache in one piece, and give it back in one. Page by page, each takes twice its size,
// for the allocator beneath rounds up to powers of two and a page with its head is a little more than one; and when many are given back, each piece
// stays of which anything is still used.
//
// It has to be said before the first file is opened.
var wholeCaches = sync.OnceValue(func() error {
	tls := libc.NewTLS()
	defer tls.Close()
	arguments := libc.NewVaList(uintptr(0), int32(0), int32(-pageMemory))
	defer libc.Xfree(tls, arguments)
	if code := sqlite3.Xsqlite3_config(tls, sqlite3.SQLITE_CONFIG_PAGECACHE, arguments); code != sqlite3.SQLITE_OK {
		return fmt.Errorf("SQLite does not take its memory as asked: code %d", code)
	}
	return nil
})
