package readdb

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// stmtKey: the connections are those of all generations, and a query names none.
type stmtKey struct{ generation, query string }

// postgresStmt is a prepared statement of one connection.
type postgresStmt struct {
	*pgconn.StatementDescription
	params, columns []int16 // binary where the type is one of ours, else text
}

func newPostgresStmt(d *pgconn.StatementDescription) *postgresStmt {
	s := &postgresStmt{StatementDescription: d}
	for _, oid := range d.ParamOIDs {
		s.params = append(s.params, binaryOf(oid))
	}
	for _, f := range d.Fields {
		s.columns = append(s.columns, binaryOf(f.DataTypeOID))
	}
	return s
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
func (c *postgresConn) bind(of *postgresStmt, args []any) ([][]byte, error) {
	params := make([][]byte, len(of.ParamOIDs))
	if len(args) < len(params) {
		return nil, fmt.Errorf("argument $%d is missing", len(args)+1)
	}
	for i, oid := range of.ParamOIDs {
		a, err := argument(args[i])
		if err != nil {
			return nil, err
		}
		if a.kind == cellNull {
			continue
		}
		from := len(c.param)
		if c.param, err = appendParam(c.param, oid, a); err != nil {
			return nil, fmt.Errorf("argument $%d: %w", i+1, err)
		}
		params[i] = c.param[from:len(c.param):len(c.param)]
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

// read gives the rows of a result to scan. Where scan wants no more, the rest is read and left: the connection is as good as before. What the connection
// itself fails with is failed.
func (s *postgresStmt) read(r *pgconn.ResultReader, scan func(Row) error) (stopped, failed error) {
	row := postgresRow{s, nil}
	for stopped == nil && r.NextRow() {
		row.values = r.Values()
		stopped = scan(&row)
	}
	_, failed = r.Close()
	return stopped, failed
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
		if err := scanColumn(r.of, i, r.values[i], p); err != nil {
			return err
		}
	}
	return nil
}

// keep copies the row, as it came: what is kept is read once, or never.
func (r *postgresRow) keep() keptRow {
	size := 0
	for _, v := range r.values {
		size += len(v)
	}
	k := keptRow{r.of, make([]byte, 0, size), make([]int32, len(r.values))}
	for i, v := range r.values {
		k.bytes, k.sizes[i] = append(k.bytes, v...), int32(len(v))
		if v == nil {
			k.sizes[i] = -1
		}
	}
	return k
}

// keptRow is a row whose columns lie one behind the other.
type keptRow struct {
	of    *postgresStmt
	bytes []byte
	sizes []int32 // of each column; -1: NULL
}

// Scan implements Row.
func (k keptRow) Scan(into ...any) error {
	if len(into) != len(k.sizes) {
		return fmt.Errorf("%d columns are to go into %d places", len(k.sizes), len(into))
	}
	rest := k.bytes
	for i, size := range k.sizes {
		var v []byte
		if size >= 0 {
			v, rest = rest[:size:size], rest[size:]
		}
		if err := scanColumn(k.of, i, v, into[i]); err != nil {
			return err
		}
	}
	return nil
}

func scanColumn(of *postgresStmt, i int, v []byte, into any) error {
	c, err := postgresCell(of.Fields[i].DataTypeOID, v)
	if err == nil {
		err = c.into(into)
	}
	if err != nil {
		return fmt.Errorf("column %d: %w", i, err)
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
