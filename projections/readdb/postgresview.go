package readdb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgresView is a transaction that reads, on a connection of the pool: prepared statements, binary both ways. The transaction begins in the
// round trip of the first query.
type postgresView struct {
	conn    *sql.Conn
	pg      *pgconn.PgConn
	stmts   *postgresStmts
	db      *DB
	begun   bool
	unwatch func() bool

	ending sync.Mutex
	over   bool // the connection is another's already
	broken bool // … or nobody's: it was broken off
}

// postgresStmts are what a connection has prepared.
type postgresStmts struct {
	made  int
	by    map[stmtKey]*postgresStmt
	param []byte // the arguments of the query under way
}

// stmtKey: the pool is that of all generations, and a query names none.
type stmtKey struct{ generation, query string }

type postgresStmt struct {
	*pgconn.StatementDescription
	params, columns []int16 // binary where the type is one of ours, else text
}

// stmtsKey is where a connection keeps its statements.
const stmtsKey = "sovang"

const beginView = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

func (postgres) view(ctx context.Context, db *DB) (snapshot, error) {
	conn, err := db.read.Conn(ctx)
	if err != nil {
		return nil, err
	}
	v := &postgresView{conn: conn, db: db}
	_ = conn.Raw(func(raw any) error { // only to know it: it is ours until it is closed
		v.pg = raw.(*stdlib.Conn).Conn().PgConn()
		return nil
	})
	v.stmts, _ = v.pg.CustomData()[stmtsKey].(*postgresStmts)
	if v.stmts == nil {
		v.stmts = &postgresStmts{by: map[stmtKey]*postgresStmt{}}
		v.pg.CustomData()[stmtsKey] = v.stmts
	}
	v.unwatch = context.AfterFunc(ctx, v.interrupt)
	return v, nil
}

// interrupt is called when the view's context ends: what is under way fails, and the connection with it.
func (v *postgresView) interrupt() {
	v.ending.Lock()
	defer v.ending.Unlock()
	if !v.over {
		v.broken = true
		_ = v.pg.Conn().SetDeadline(time.Unix(1, 0))
	}
}

func (v *postgresView) close() {
	v.unwatch()
	v.ending.Lock()
	v.over = true
	broken := v.broken
	v.ending.Unlock()
	if !broken && v.begun {
		if _, err := v.pg.Exec(context.Background(), "ROLLBACK").ReadAll(); err != nil {
			broken = true
		}
	}
	if broken {
		_ = v.conn.Raw(func(any) error { return driver.ErrBadConn })
	}
	_ = v.conn.Close()
}

func (v *postgresView) query(scan func(Row) error, query string, args []any) error {
	if !v.begun {
		return v.together([]Ask{{query, args, scan}})
	}
	s, err := v.prepared(query)
	if err != nil {
		return err
	}
	v.stmts.param = v.stmts.param[:0]
	params, err := v.stmts.bind(s, args)
	if err != nil {
		return err
	}
	return s.read(v.pg.ExecStatement(context.Background(), s.StatementDescription, params, s.params, s.columns), scan)
}

// together sends the queries at once and then reads what they give.
func (v *postgresView) together(asks []Ask) (err error) {
	stmts, params := make([]*postgresStmt, len(asks)), make([][][]byte, len(asks))
	v.stmts.param = v.stmts.param[:0]
	for i, a := range asks {
		if stmts[i], err = v.prepared(a.Query); err == nil {
			params[i], err = v.stmts.bind(stmts[i], a.Args)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", a.Query, err)
		}
	}
	p := v.pg.StartPipeline(context.Background())
	defer func() {
		if closed := p.Close(); err == nil {
			err = closed
		}
	}()
	if !v.begun {
		p.SendQueryParams(beginView, nil, nil, nil, nil)
	}
	for i, s := range stmts {
		p.SendQueryStatement(s.StatementDescription, params[i], s.params, s.columns)
	}
	if err := p.Sync(); err != nil {
		return err
	}
	if !v.begun {
		v.begun = true
		if _, err := result(p); err != nil {
			return err
		}
	}
	for i, s := range stmts {
		r, err := result(p)
		if err == nil {
			err = s.read(r, asks[i].Scan)
		}
		if err == errOne {
			return err
		}
		if err != nil {
			return fmt.Errorf("%s: %w", asks[i].Query, err)
		}
	}
	return nil
}

// result is the next result of a pipeline.
func result(p *pgconn.Pipeline) (*pgconn.ResultReader, error) {
	r, err := p.GetResults()
	if err != nil {
		return nil, err
	}
	reader, ok := r.(*pgconn.ResultReader)
	if !ok {
		return nil, fmt.Errorf("PostgreSQL answers a query with a %T", r)
	}
	return reader, nil
}

func (v *postgresView) prepared(query string) (*postgresStmt, error) {
	key := stmtKey{v.db.prefix, query}
	if s := v.stmts.by[key]; s != nil {
		return s, nil
	}
	ctx := context.Background()
	if len(v.stmts.by) >= mostStatements {
		for old, s := range v.stmts.by {
			if err := v.pg.Deallocate(ctx, s.Name); err != nil {
				return nil, err
			}
			delete(v.stmts.by, old)
		}
	}
	v.stmts.made++
	d, err := v.pg.Prepare(ctx, "view_"+strconv.Itoa(v.stmts.made), v.db.text(query), nil)
	if err != nil {
		return nil, err
	}
	s := &postgresStmt{StatementDescription: d}
	for _, oid := range d.ParamOIDs {
		s.params = append(s.params, binaryOf(oid))
	}
	for _, f := range d.Fields {
		s.columns = append(s.columns, binaryOf(f.DataTypeOID))
	}
	v.stmts.by[key] = s
	return s, nil
}

// binaryOf is 1 for a type that is written and read in binary.
func binaryOf(oid uint32) int16 {
	switch oid {
	case pgtype.Int8OID, pgtype.Int4OID, pgtype.Int2OID, pgtype.BoolOID, pgtype.TextOID, pgtype.VarcharOID, pgtype.NameOID, pgtype.ByteaOID:
		return 1
	}
	return 0
}

// bind writes the arguments of a statement.
func (s *postgresStmts) bind(of *postgresStmt, args []any) ([][]byte, error) {
	params := make([][]byte, len(of.ParamOIDs))
	if len(args) < len(params) {
		return nil, fmt.Errorf("argument $%d is missing", len(args)+1)
	}
	for i, oid := range of.ParamOIDs {
		c, err := argument(args[i])
		if err != nil {
			return nil, err
		}
		if c.kind == cellNull {
			continue
		}
		from := len(s.param)
		if s.param, err = appendParam(s.param, oid, c); err != nil {
			return nil, fmt.Errorf("argument $%d: %w", i+1, err)
		}
		params[i] = s.param[from:len(s.param):len(s.param)]
	}
	return params, nil
}

func appendParam(b []byte, oid uint32, c cell) ([]byte, error) {
	if c.kind != cellInt {
		return append(b, c.bytes...), nil
	}
	switch {
	case oid == pgtype.Int8OID:
		return binary.BigEndian.AppendUint64(b, uint64(c.n)), nil
	case oid == pgtype.Int4OID && c.n == int64(int32(c.n)):
		return binary.BigEndian.AppendUint32(b, uint32(c.n)), nil
	case oid == pgtype.Int2OID && c.n == int64(int16(c.n)):
		return binary.BigEndian.AppendUint16(b, uint16(c.n)), nil
	case oid == pgtype.BoolOID && c.n>>1 == 0:
		return append(b, byte(c.n)), nil
	case oid == pgtype.Int4OID, oid == pgtype.Int2OID, oid == pgtype.BoolOID, oid == pgtype.ByteaOID:
		return nil, fmt.Errorf("%d does not fit its type", c.n)
	}
	return strconv.AppendInt(b, c.n, 10), nil
}

// read gives the rows of a result to scan.
func (s *postgresStmt) read(r *pgconn.ResultReader, scan func(Row) error) error {
	row := postgresRow{s, nil}
	var stopped error
	for stopped == nil && r.NextRow() {
		row.values = r.Values()
		stopped = scan(&row)
	}
	if _, err := r.Close(); err != nil {
		return err
	}
	return stopped
}

type postgresRow struct {
	of     *postgresStmt
	values [][]byte
}

// Scan implements Row.
func (r *postgresRow) Scan(into ...any) error {
	if len(into) != len(r.values) {
		return fmt.Errorf("%d columns are to go into %d places", len(r.values), len(into))
	}
	for i, p := range into {
		c, err := postgresCell(r.of.Fields[i].DataTypeOID, r.values[i])
		if err == nil {
			err = c.into(p)
		}
		if err != nil {
			return fmt.Errorf("column %d: %w", i, err)
		}
	}
	return nil
}

func postgresCell(oid uint32, v []byte) (c cell, err error) {
	if v == nil {
		return cell{}, nil
	}
	c.kind = cellInt
	switch oid {
	case pgtype.Int8OID:
		c.n = int64(binary.BigEndian.Uint64(v))
	case pgtype.Int4OID:
		c.n = int64(int32(binary.BigEndian.Uint32(v)))
	case pgtype.Int2OID:
		c.n = int64(int16(binary.BigEndian.Uint16(v)))
	case pgtype.BoolOID:
		c.n = int64(v[0])
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.NameOID:
		return cell{kind: cellText, bytes: v}, nil
	case pgtype.ByteaOID:
		return cell{kind: cellBytes, bytes: v}, nil
	case pgtype.NumericOID: // a sum that nobody cast
		c.n, err = strconv.ParseInt(string(v), 10, 64)
	default:
		err = errors.New("a column of type " + strconv.Itoa(int(oid)) + " is neither a number, a text nor bytes")
	}
	return c, err
}
