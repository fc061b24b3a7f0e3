package readdb

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"unsafe"

	"modernc.org/libc"
	"modernc.org/libc/sys/types"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqlitePool is the connections that views of a file read over. The one that was used last is used next, since its pages are warm.
type sqlitePool struct {
	path string
	gate gate

	mu     sync.Mutex
	idle   []*sqliteConn
	mapped []*sqliteConn // idle ones with a memory map; they go first
	maps   int           // how many have one
	lent   map[*sqliteConn]bool
	last   bool // nothing is kept for later
	closed bool
}

// Reading through a memory map spares a system call a page, which is half of what a small report costs. But each connection maps the file for
// itself, and what all of them touched counts as memory of the process: so few have a map, and of a part of the file. Views are short and ask
// processors, not the disk; most of them find one of the few.
const (
	sqliteMaps   = 2
	sqliteMapped = 160 << 20
)

// sqliteViews is how many views of one file may be open at a time. Nothing waits in them, so that few more than there are processors do as much work.
const sqliteViews = 16

func newSQLitePool(path string) *sqlitePool {
	return &sqlitePool{path: path, gate: newGate(sqliteViews, runtime.GOMAXPROCS(0)+1), lent: map[*sqliteConn]bool{}}
}

func (sqlite) view(ctx context.Context, db *DB) (snapshot, error) {
	if db.pool == nil {
		return nil, errors.New("a generation that is being loaded cannot be viewed")
	}
	leave, err := db.pool.gate.enter(ctx)
	if err != nil {
		return nil, err
	}
	c, err := db.pool.take()
	if err == nil {
		err = c.run("BEGIN")
	}
	if err != nil {
		db.pool.give(c)
		leave()
		return nil, err
	}
	v := &sqliteView{pool: db.pool, conn: c, text: db.text, leave: leave}
	v.unwatch = context.AfterFunc(ctx, v.interrupt)
	return v, nil
}

func (p *sqlitePool) take() (c *sqliteConn, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, errors.New("the read model is closed")
	}
	if n := len(p.mapped); n > 0 {
		c, p.mapped = p.mapped[n-1], p.mapped[:n-1]
	} else if n := len(p.idle); n > 0 && p.maps == sqliteMaps {
		c, p.idle = p.idle[n-1], p.idle[:n-1]
	} else if c, err = openSQLiteConn(p.path, p.maps < sqliteMaps); err != nil {
		return nil, err
	} else if c.mapped {
		p.maps++
	}
	p.lent[c] = true
	return c, nil
}

// give takes a connection back, nil where there was none to take.
func (p *sqlitePool) give(c *sqliteConn) {
	if c == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.lent, c)
	switch {
	case p.closed || p.last || c.broken:
		if c.mapped {
			p.maps--
		}
		c.close()
	case c.mapped:
		p.mapped = append(p.mapped, c)
	default:
		p.idle = append(p.idle, c)
	}
}

// retire keeps no connection from now on but those that are lent.
func (p *sqlitePool) retire() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = true
	p.maps -= len(p.mapped)
	for _, c := range slices.Concat(p.idle, p.mapped) {
		c.close()
	}
	p.idle, p.mapped = nil, nil
}

// close breaks off what is under way.
func (p *sqlitePool) close() {
	p.retire()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for c := range p.lent {
		c.interrupt()
	}
}

// sqliteView is a transaction that reads.
type sqliteView struct {
	pool    *sqlitePool
	conn    *sqliteConn
	text    func(string) string
	leave   func() // the gate
	unwatch func() bool
	over    bool // guarded by the connection's ending
}

func (v *sqliteView) query(scan func(Row) error, query string, args []any) error {
	return v.conn.query(scan, v.text, query, args)
}

func (v *sqliteView) together(asks []Ask) error {
	for _, a := range asks {
		if err := v.conn.query(a.Scan, v.text, a.Query, a.Args); err != nil {
			return fmt.Errorf("%s: %w", a.Query, err)
		}
	}
	return nil
}

// ahead does nothing: SQLite is asked where it stands.
func (v *sqliteView) ahead([]Ask) error { return nil }

// interrupt is called when the view's context ends, and may come too late: then the connection is another's already.
func (v *sqliteView) interrupt() {
	v.conn.ending.Lock()
	defer v.conn.ending.Unlock()
	if !v.over {
		v.conn.interruptLocked()
	}
}

func (v *sqliteView) close() {
	v.unwatch()
	v.conn.ending.Lock()
	v.over = true
	v.conn.ending.Unlock()
	if err := v.conn.run("ROLLBACK"); err != nil {
		v.conn.broken = true
	}
	v.pool.give(v.conn)
	v.leave()
}

// sqliteConn is a connection that knows nothing of database/sql. It is for one goroutine, but for interrupt.
type sqliteConn struct {
	tls    *libc.TLS
	db     uintptr
	stmts  map[string]*sqliteStmt
	mapped bool
	broken bool // not to be used again

	ending sync.Mutex // an interruption may come from anywhere, at any time
	ended  bool
}

// sqliteStmt is a prepared statement. SQLite numbers $1, $2 … by where they stand first; nth says which argument each is.
type sqliteStmt struct {
	conn    *sqliteConn
	handle  uintptr
	columns int32
	nth     []int
	bound   uintptr // memory of SQLite's with the texts and bytes of the arguments
	room    int
}

// mostStatements bounds what a connection keeps prepared; a report has a few dozen.
const mostStatements = 1000

func openSQLiteConn(path string, mapped bool) (*sqliteConn, error) {
	c := &sqliteConn{tls: libc.NewTLS(), stmts: map[string]*sqliteStmt{}, mapped: mapped}
	name, err := libc.CString(path)
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(c.tls, name)
	into := c.tls.Alloc(8)
	defer c.tls.Free(8)
	code := sqlite3.Xsqlite3_open_v2(c.tls, name, into, sqlite3.SQLITE_OPEN_READONLY|sqlite3.SQLITE_OPEN_NOMUTEX, 0)
	c.db = *(*uintptr)(at(into))
	if code != sqlite3.SQLITE_OK {
		err := c.failed(code)
		c.close()
		return nil, err
	}
	// Plans that hold whatever is asked: SQLite would look at the arguments, and prepare most statements anew each time they are bound.
	arguments := libc.NewVaList(int32(1), uintptr(0))
	defer libc.Xfree(c.tls, arguments)
	if code := sqlite3.Xsqlite3_db_config(c.tls, c.db, sqlite3.SQLITE_DBCONFIG_ENABLE_QPSG, arguments); code != sqlite3.SQLITE_OK {
		err := c.failed(code)
		c.close()
		return nil, err
	}
	pragmas := []string{"PRAGMA busy_timeout = 10000", "PRAGMA query_only = ON", "PRAGMA cache_size = -4000"}
	if mapped {
		pragmas = append(pragmas, "PRAGMA mmap_size = "+strconv.Itoa(sqliteMapped))
	}
	for _, text := range pragmas {
		if err := c.run(text); err != nil {
			c.close()
			return nil, err
		}
	}
	return c, nil
}

func (c *sqliteConn) close() {
	c.ending.Lock()
	defer c.ending.Unlock()
	if c.ended {
		return
	}
	c.ended = true
	c.forget()
	sqlite3.Xsqlite3_close_v2(c.tls, c.db)
	c.tls.Close()
}

// forget lets go of all statements.
func (c *sqliteConn) forget() {
	for _, s := range c.stmts {
		sqlite3.Xsqlite3_finalize(c.tls, s.handle)
		libc.Xfree(c.tls, s.bound)
	}
	clear(c.stmts)
}

// interrupt breaks off the query that is under way, if any.
func (c *sqliteConn) interrupt() {
	c.ending.Lock()
	defer c.ending.Unlock()
	c.interruptLocked()
}

// interruptLocked: SQLite allows it from another thread, which here is another TLS.
func (c *sqliteConn) interruptLocked() {
	if !c.ended {
		tls := libc.NewTLS()
		defer tls.Close()
		sqlite3.Xsqlite3_interrupt(tls, c.db)
	}
}

// run runs a statement that gives nothing that we want to know.
func (c *sqliteConn) run(text string) error {
	return c.query(func(Row) error { return nil }, func(text string) string { return text }, text, nil)
}

// query runs a query; text is what SQLite gets to read.
func (c *sqliteConn) query(scan func(Row) error, text func(string) string, query string, args []any) error {
	s, ok := c.stmts[query]
	if !ok {
		if len(c.stmts) >= mostStatements {
			c.forget()
		}
		var err error
		if s, err = c.prepare(text(query)); err != nil {
			return err
		}
		c.stmts[query] = s
	}
	if err := s.bind(args); err != nil {
		return err
	}
	defer sqlite3.Xsqlite3_reset(c.tls, s.handle)
	for {
		switch code := sqlite3.Xsqlite3_step(c.tls, s.handle); code {
		case sqlite3.SQLITE_ROW:
			if err := scan(s); err != nil {
				return err
			}
		case sqlite3.SQLITE_DONE:
			return nil
		default:
			return c.failed(code)
		}
	}
}

func (c *sqliteConn) prepare(text string) (*sqliteStmt, error) {
	p, err := libc.CString(text)
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(c.tls, p)
	into := c.tls.Alloc(8)
	defer c.tls.Free(8)
	if code := sqlite3.Xsqlite3_prepare_v2(c.tls, c.db, p, -1, into, 0); code != sqlite3.SQLITE_OK {
		return nil, c.failed(code)
	}
	s := &sqliteStmt{conn: c, handle: *(*uintptr)(at(into))}
	s.columns = sqlite3.Xsqlite3_column_count(c.tls, s.handle)
	for i := range sqlite3.Xsqlite3_bind_parameter_count(c.tls, s.handle) {
		name := libc.GoString(sqlite3.Xsqlite3_bind_parameter_name(c.tls, s.handle, i+1))
		nth, err := strconv.Atoi(name[min(1, len(name)):])
		if err != nil {
			sqlite3.Xsqlite3_finalize(c.tls, s.handle)
			return nil, fmt.Errorf("%q is no parameter such as $1", name)
		}
		s.nth = append(s.nth, nth-1)
	}
	return s, nil
}

// bind gives a statement its arguments. Texts and bytes lie in memory of the statement's own until the next time.
func (s *sqliteStmt) bind(args []any) error {
	tls := s.conn.tls
	var cells [16]cell
	all, size := cells[:0], 1 // an empty text needs a place, too
	for _, arg := range args {
		c, err := argument(arg)
		if err != nil {
			return err
		}
		all, size = append(all, c), size+len(c.bytes)
	}
	if size > s.room {
		libc.Xfree(tls, s.bound)
		if s.bound, s.room = libc.Xmalloc(tls, types.Size_t(size)), size; s.bound == 0 {
			s.room = 0
			return errors.New("no memory is left for a query")
		}
	}
	free := s.bound
	for i, nth := range s.nth {
		if nth >= len(all) {
			return fmt.Errorf("argument $%d is missing", nth+1)
		}
		var code int32
		switch c := all[nth]; c.kind {
		case cellNull:
			code = sqlite3.Xsqlite3_bind_null(tls, s.handle, int32(i+1))
		case cellInt:
			code = sqlite3.Xsqlite3_bind_int64(tls, s.handle, int32(i+1), c.n)
		default:
			copy(unsafe.Slice((*byte)(at(free)), len(c.bytes)), c.bytes)
			if c.kind == cellText {
				code = sqlite3.Xsqlite3_bind_text(tls, s.handle, int32(i+1), free, int32(len(c.bytes)), 0)
			} else {
				code = sqlite3.Xsqlite3_bind_blob(tls, s.handle, int32(i+1), free, int32(len(c.bytes)), 0)
			}
			free += uintptr(len(c.bytes))
		}
		if code != sqlite3.SQLITE_OK {
			return s.conn.failed(code)
		}
	}
	return nil
}

// Scan implements Row.
func (s *sqliteStmt) Scan(into ...any) error {
	if len(into) != int(s.columns) {
		return fmt.Errorf("%d columns are to go into %d places", s.columns, len(into))
	}
	for i, p := range into {
		c, err := s.cell(int32(i))
		if err == nil {
			err = c.into(p)
		}
		if err != nil {
			return fmt.Errorf("column %d: %w", i, err)
		}
	}
	return nil
}

func (s *sqliteStmt) cell(i int32) (c cell, err error) {
	tls := s.conn.tls
	var p uintptr
	switch kind := sqlite3.Xsqlite3_column_type(tls, s.handle, i); kind {
	case sqlite3.SQLITE_INTEGER:
		return cell{kind: cellInt, n: sqlite3.Xsqlite3_column_int64(tls, s.handle, i)}, nil
	case sqlite3.SQLITE_NULL:
		return cell{}, nil
	case sqlite3.SQLITE_TEXT:
		c.kind, p = cellText, sqlite3.Xsqlite3_column_text(tls, s.handle, i)
	case sqlite3.SQLITE_BLOB:
		c.kind, p = cellBytes, sqlite3.Xsqlite3_column_blob(tls, s.handle, i)
	default:
		return c, fmt.Errorf("a column of type %d is neither a number, a text nor bytes", kind)
	}
	if n := sqlite3.Xsqlite3_column_bytes(tls, s.handle, i); p != 0 && n > 0 {
		c.bytes = unsafe.Slice((*byte)(at(p)), n)
	}
	return c, nil
}

// at is memory of SQLite's, which is no memory of Go's and does not move.
func at(p uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&p)) }

// sqliteError is what SQLite answered.
type sqliteError struct {
	code int32
	text string
}

func (e *sqliteError) Error() string { return fmt.Sprintf("%s (%d)", e.text, e.code) }

// failed is the error of a code. What else than a fault of the query may be wrong makes the connection one that is not used again.
func (c *sqliteConn) failed(code int32) error {
	switch code & 0xff {
	case sqlite3.SQLITE_ERROR, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_BUSY:
	default:
		c.broken = true
	}
	return &sqliteError{code, libc.GoString(sqlite3.Xsqlite3_errmsg(c.tls, c.db))}
}
