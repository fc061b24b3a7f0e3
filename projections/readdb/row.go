package readdb

import (
	"bytes"
	"database/sql"
	"fmt"
	"reflect"
)

// Row is one row of a result, valid until the scan that got it returns.
type Row interface {
	// Scan takes the columns in order into pointers: to integers, texts, bytes (which are copied), booleans (0 or 1), a sql.Scanner, and
	// sql.RawBytes, which are not copied.
	Scan(into ...any) error
}

// cell is one column of a row, as a view's connection has it.
type cell struct {
	kind  cellKind
	n     int64
	bytes []byte // of the connection: whoever keeps them copies them
}

type cellKind uint8

const (
	cellNull cellKind = iota
	cellInt
	cellText
	cellBytes
)

// into gives a column to a pointer. What does not fit is a fault of ours: nothing is converted in silence.
func (c cell) into(p any) error {
	switch p := p.(type) {
	case *int64:
		if c.kind == cellInt {
			*p = c.n
			return nil
		}
	case *uint64:
		if c.kind == cellInt && c.n >= 0 {
			*p = uint64(c.n)
			return nil
		}
	case *string:
		if c.kind == cellText {
			*p = string(c.bytes)
			return nil
		}
	case *[]byte:
		switch c.kind {
		case cellNull:
			*p = nil
			return nil
		case cellBytes, cellText:
			*p = append(make([]byte, 0, len(c.bytes)), c.bytes...)
			return nil
		}
	case *sql.RawBytes: // for who is done with them when the scan is
		if c.kind == cellBytes {
			*p = c.bytes
			return nil
		}
	case *bool:
		if c.kind == cellInt && c.n>>1 == 0 {
			*p = c.n == 1
			return nil
		}
	case sql.Scanner:
		return p.Scan(c.value())
	default:
		if c.reflected(reflect.ValueOf(p)) {
			return nil
		}
	}
	return fmt.Errorf("a column of kind %d does not fit a %T", c.kind, p)
}

// value is the column as database/sql would have it.
func (c cell) value() any {
	switch c.kind {
	case cellInt:
		return c.n
	case cellText:
		return string(c.bytes)
	case cellBytes:
		return append([]byte{}, c.bytes...)
	}
	return nil
}

// reflected is into for types of our own: days, numbers of entries.
func (c cell) reflected(p reflect.Value) bool {
	if p.Kind() != reflect.Pointer {
		return false
	}
	v := p.Elem()
	switch {
	case c.kind == cellInt && v.CanInt() && !v.OverflowInt(c.n):
		v.SetInt(c.n)
	case c.kind == cellInt && v.CanUint() && c.n >= 0 && !v.OverflowUint(uint64(c.n)):
		v.SetUint(uint64(c.n))
	case c.kind == cellText && v.Kind() == reflect.String:
		v.SetString(string(c.bytes))
	default:
		return false
	}
	return true
}

// argument is a parameter of a query as a cell.
func argument(arg any) (cell, error) {
	switch a := arg.(type) {
	case nil:
		return cell{}, nil
	case int64:
		return cell{kind: cellInt, n: a}, nil
	case int:
		return cell{kind: cellInt, n: int64(a)}, nil
	case string:
		return cell{kind: cellText, bytes: []byte(a)}, nil
	case []byte:
		if a == nil {
			return cell{}, nil
		}
		return cell{kind: cellBytes, bytes: a}, nil
	}
	switch v := reflect.ValueOf(arg); {
	case v.CanInt():
		return cell{kind: cellInt, n: v.Int()}, nil
	case v.CanUint() && v.Uint() < 1<<63:
		return cell{kind: cellInt, n: int64(v.Uint())}, nil
	case v.Kind() == reflect.String:
		return cell{kind: cellText, bytes: []byte(v.String())}, nil
	case v.Kind() == reflect.Bool:
		return cell{kind: cellInt, n: map[bool]int64{true: 1}[v.Bool()]}, nil
	}
	return cell{}, fmt.Errorf("a %T is no parameter", arg)
}

// each gives rows that were kept to scan.
func each(rows []keptRow, scan func(Row) error) error {
	for _, r := range rows {
		if err := scan(r); err != nil {
			return err
		}
	}
	return nil
}

// sameArguments says whether two queries of one text ask the same.
func sameArguments(a, b []any) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		x, err := argument(a[i])
		y, other := argument(b[i])
		if err != nil || other != nil || x.kind != y.kind || x.n != y.n || !bytes.Equal(x.bytes, y.bytes) {
			return false
		}
	}
	return true
}
