package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/jedib0t/go-pretty/v6/table"
	prettytext "github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/text/unicode/norm"

	"sovang/domain/money"
)

// widest is how many letters a cell of a table has in one line; longer text, such as why a row was refused, goes on below. A hash of 64 letters is
// never cut: it is there to be copied.
const widest = 64

// screen is how many letters a table has across before its headings are broken into lines, and narrowest how many such a line has at least.
const screen, narrowest = 120, 8

// nothing stands where a table has no rows.
const nothing = "Không có dòng nào."

func (s *Sheet) writeTable(w io.Writer) error {
	var out strings.Builder
	if s.Title != "" {
		out.WriteString(s.Title)
		if s.AsOf > 0 {
			fmt.Fprintf(&out, " (bút toán %s)", shown(s.AsOf))
		}
		out.WriteString("\n")
	}
	if len(s.Rows) == 0 {
		out.WriteString(nothing + "\n")
	} else {
		out.WriteString(s.table() + "\n" + s.more())
	}
	if note := strings.TrimRight(s.Note, "\n"); note != "" {
		out.WriteString(note + "\n")
	}
	_, err := io.WriteString(w, out.String())
	return err
}

func (s *Sheet) table() string {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = prettytext.FormatDefault
	t.Style().Format.Footer = prettytext.FormatDefault
	columns := s.onScreen()
	pick := func(row []any) table.Row {
		picked := make([]any, len(columns))
		for i, c := range columns {
			if c < len(row) {
				picked[i] = row[c]
			}
		}
		return forPeople(picked)
	}
	rows := make([]table.Row, 0, len(s.Rows))
	for _, row := range s.Rows {
		rows = append(rows, pick(row))
	}
	total := table.Row(nil)
	if s.Total != nil {
		total = pick(s.Total)
	}
	configs := make([]table.ColumnConfig, len(columns))
	for i, c := range columns {
		configs[i] = table.ColumnConfig{Number: i + 1, WidthMax: widest, WidthMaxEnforcer: prettytext.WrapSoft, VAlignHeader: prettytext.VAlignBottom}
		if s.numeric(c) {
			configs[i].Align, configs[i].AlignHeader, configs[i].AlignFooter = prettytext.AlignRight, prettytext.AlignRight, prettytext.AlignRight
		}
	}
	t.SuppressEmptyColumns()
	t.AppendHeader(s.headings(columns, append(rows, total)))
	t.SetColumnConfigs(configs)
	t.AppendRows(rows)
	if total != nil {
		t.AppendFooter(total)
	}
	return t.Render()
}

// onScreen gives the columns of a table. Every amount says its currency itself.
func (s *Sheet) onScreen() (columns []int) {
	for i, c := range s.Columns {
		if s.Wide || c.Key != "currency" && !slices.Contains(s.Aside, c.Key) {
			columns = append(columns, i)
		}
	}
	return columns
}

// more says that columns with something in them were left aside: what is not seen is not nothing.
func (s *Sheet) more() string {
	var left []string
	for i, c := range s.Columns {
		said := func(row []any) bool { return i < len(row) && shown(row[i]) != "" }
		if !s.Wide && slices.Contains(s.Aside, c.Key) && slices.ContainsFunc(s.Rows, said) {
			left = append(left, c.Title)
		}
	}
	if left == nil {
		return ""
	}
	return "Còn các cột (--wide): " + strings.Join(left, ", ") + ".\n"
}

// headings breaks those that are wider than what stands under them where the table would be wider than a screen.
func (s *Sheet) headings(columns []int, rows []table.Row) table.Row {
	titles, widths, across := make(table.Row, len(columns)), make([]int, len(columns)), 1
	for i, c := range columns {
		titles[i] = s.Columns[c].Title
		for _, row := range rows {
			if i < len(row) {
				widths[i] = max(widths[i], min(prettytext.StringWidth(row[i].(string)), widest))
			}
		}
		if widths[i] > 0 { // an empty column is not shown
			across += 3 + max(widths[i], prettytext.StringWidth(s.Columns[c].Title))
		}
	}
	if across > screen {
		for i, title := range titles {
			lines := strings.Split(prettytext.WrapSoft(title.(string), max(widths[i], narrowest)), "\n")
			for n := range lines {
				lines[n] = strings.TrimSpace(lines[n]) // padding would stand in the way of aligning to the right
			}
			titles[i] = strings.Join(lines, "\n")
		}
	}
	return titles
}

// numeric says whether a column holds numbers: the first cell that is not nil decides.
func (s *Sheet) numeric(column int) bool {
	for _, row := range s.Rows {
		if column >= len(row) {
			continue
		}
		switch row[column].(type) {
		case nil:
			continue
		case int64, uint64, float64, money.Money:
			return true
		}
		return false
	}
	return false
}

func forPeople(row []any) table.Row {
	cells := make(table.Row, len(row))
	for i, c := range row {
		// Decomposed letters would be counted twice by a terminal; control characters could move its cursor.
		cells[i] = strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
				return ' '
			}
			return r
		}, norm.NFC.String(shown(c)))
	}
	return cells
}

func (s *Sheet) writeJSON(w io.Writer) error {
	e := jsontext.NewEncoder(w, jsontext.WithIndent("  "), jsontext.AllowDuplicateNames(false))
	put := func(tokens ...jsontext.Token) error {
		for _, t := range tokens {
			if err := e.WriteToken(t); err != nil {
				return err
			}
		}
		return nil
	}
	if err := put(jsontext.BeginObject, jsontext.String("report"), jsontext.String(s.Name), jsontext.String("as_of_entry"), jsontext.Uint(s.AsOf),
		jsontext.String("rows"), jsontext.BeginArray); err != nil {
		return err
	}
	for _, row := range s.Rows {
		if err := s.object(e, row); err != nil {
			return err
		}
	}
	if err := put(jsontext.EndArray); err != nil {
		return err
	}
	if s.Total != nil {
		if err := put(jsontext.String("total")); err != nil {
			return err
		}
		if err := s.object(e, s.Total); err != nil {
			return err
		}
	}
	return put(jsontext.EndObject)
}

// object writes one row; empty cells are left out.
func (s *Sheet) object(e *jsontext.Encoder, row []any) error {
	if err := e.WriteToken(jsontext.BeginObject); err != nil {
		return err
	}
	for i, c := range s.Columns {
		if i >= len(row) {
			break
		}
		text, literal := plain(row[i])
		if text == "" {
			continue
		}
		if err := e.WriteToken(jsontext.String(c.Key)); err != nil {
			return err
		}
		if !literal {
			quoted, err := jsontext.AppendQuote(nil, strings.ToValidUTF8(text, "\uFFFD"))
			if err != nil {
				return err
			}
			text = string(quoted)
		}
		if err := e.WriteValue(jsontext.Value(text)); err != nil {
			return err
		}
	}
	return e.WriteToken(jsontext.EndObject)
}

func (s *Sheet) writeCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	record := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		record[i] = c.Key
	}
	if err := out.Write(record); err != nil {
		return err
	}
	for _, row := range slices.Concat(s.Rows, s.Sums) {
		clear(record)
		for i, c := range row {
			text, literal := plain(c)
			if !literal {
				text = Inert(text)
			}
			record[i] = text
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// Inert puts an apostrophe before text that a spreadsheet would take for a formula.
func Inert(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n", rune(text[0])) {
		return "'" + text
	}
	return text
}
