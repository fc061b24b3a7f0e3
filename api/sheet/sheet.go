// Package sheet writes a report as a table for people, as JSON for programs and as CSV for spreadsheets.
//
// It promises that the three say the same: amounts are exact in each (never a float), a table aligns Vietnamese text by what the eye counts, JSON and CSV
// carry English keys that do not change, and text in a CSV cannot act as a formula where it is opened.
package sheet

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Format is one of the three ways to write a sheet.
type Format string

// The formats.
const (
	Table Format = "table"
	JSON  Format = "json"
	CSV   Format = "csv"
)

// Column is a column of a report: Key in JSON and CSV, Title over the table.
type Column struct {
	Key   string
	Title string
}

// Term is a word of the field in a cell: Key for programs, Title for people.
type Term struct{ Key, Title string }

// Sheet is a report. A cell is one of: string, Term, int64, uint64, float64 (a ratio), bool, money.Money, domain.Date, time.Time, uuid.UUID; nil and the zero
// Money, Date, Time and UUID are empty cells.
type Sheet struct {
	Name    string // the report's name in JSON
	Title   string // over the table
	AsOf    uint64 // the entry up to which it speaks; 0: a part of a document, which says so once
	Columns []Column
	Aside   []string // keys of columns that a table leaves out unless it is asked for all
	Wide    bool     // a table has all its columns
	Rows    [][]any
	Total   []any   // a last line, of the table and of JSON only; nil: none
	Sums    [][]any // last lines of the CSV only, for who takes it to a spreadsheet: their first cells say what they are
	Note    string  // under the table
}

// Amount is minor units with their currency, as a cell.
func Amount(currency string, minor int64) money.Money {
	return money.Money{Minor: minor, Currency: money.Currency(currency)}
}

// AmountOrBlank is Amount, but an empty cell for nothing.
func AmountOrBlank(currency string, minor int64) any {
	if minor == 0 {
		return nil
	}
	return Amount(currency, minor)
}

// CountOrBlank is a count, but an empty cell for none.
func CountOrBlank(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

// Add appends a row.
func (s *Sheet) Add(cells ...any) { s.Rows = append(s.Rows, cells) }

// Write writes the sheet in a format.
func (s *Sheet) Write(w io.Writer, f Format) error {
	switch f {
	case JSON:
		return s.writeJSON(w)
	case CSV:
		return s.writeCSV(w)
	case Table:
		return s.writeTable(w)
	}
	return domain.Errorf(domain.Invalid, "%q is no format; there are table, json and csv", f).On("format")
}

// Count gives 1.234.567.
func Count(n int64) string { return money.Grouped(strconv.FormatInt(n, 10)) }

// Shown is a cell as people read it.
func Shown(cell any) string { return shown(cell) }

// shown is Shown.
func shown(cell any) string {
	switch c := cell.(type) {
	case nil:
		return ""
	case string:
		return c
	case Term:
		return c.Title
	case int64:
		return Count(c)
	case uint64:
		return money.Grouped(strconv.FormatUint(c, 10))
	case float64:
		return strings.Replace(strconv.FormatFloat(c*100, 'f', 1, 64), ".", ",", 1) + " %"
	case bool:
		if c {
			return "✓"
		}
		return ""
	case money.Money:
		return c.String()
	case domain.Date:
		if c == 0 {
			return ""
		}
		return c.String()
	case time.Time:
		if c.IsZero() {
			return ""
		}
		return c.In(domain.Vietnam).Format("02/01/2006 15:04:05")
	case uuid.UUID:
		if c == uuid.Nil {
			return ""
		}
		return c.String()
	}
	return fmt.Sprint(cell)
}

// plain is a cell as programs read it: the text, and whether it is a bare JSON literal.
func plain(cell any) (text string, literal bool) {
	switch c := cell.(type) {
	case nil:
		return "", false
	case Term:
		return c.Key, false
	case int64:
		return strconv.FormatInt(c, 10), true
	case uint64:
		return strconv.FormatUint(c, 10), true
	case float64:
		return strconv.FormatFloat(c, 'f', -1, 64), true
	case bool:
		return strconv.FormatBool(c), true
	case money.Money:
		if c.Currency == "" {
			return "", false
		}
		return c.Decimal().StringFixed(c.Currency.Exponent()), true
	case domain.Date:
		if c == 0 {
			return "", false
		}
		return c.ISO(), false
	case time.Time:
		if c.IsZero() {
			return "", false
		}
		return c.UTC().Format(time.RFC3339Nano), false
	}
	return shown(cell), false
}
