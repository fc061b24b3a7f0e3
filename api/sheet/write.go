package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/jedib0t/go-pretty/v6/table"
	prettytext "github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/text/unicode/norm"

	"sovang/domain/money"
)

// widest is how many letters a cell of a table has in one line; longer text, such as why a row was refused, goes on below.
const widest = 60

func (s *Sheet) writeTable(w io.Writer) error {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = prettytext.FormatDefault
	t.Style().Format.Footer = prettytext.FormatDefault
	header, configs := table.Row{}, []table.ColumnConfig(nil)
	for i, c := range s.Columns {
		header = append(header, c.Title)
		config := table.ColumnConfig{Number: i + 1, WidthMax: widest, WidthMaxEnforcer: prettytext.WrapSoft}
		if s.numeric(i) {
			config.Align, config.AlignHeader, config.AlignFooter = prettytext.AlignRight, prettytext.AlignRight, prettytext.AlignRight
		}
		configs = append(configs, config)
	}
	t.SuppressEmptyColumns()
	t.AppendHeader(header)
	t.SetColumnConfigs(configs)
	for _, row := range s.Rows {
		t.AppendRow(forPeople(row))
	}
	if s.Total != nil {
		t.AppendFooter(forPeople(s.Total))
	}
	var head strings.Builder
	if s.Title != "" {
		fmt.Fprintf(&head, "%s (bút toán %s)\n", s.Title, shown(s.AsOf))
	}
	note := strings.TrimRight(s.Note, "\n")
	if note != "" {
		note += "\n"
	}
	_, err := io.WriteString(w, head.String()+t.Render()+"\n"+note)
	return err
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
	for _, row := range s.Rows {
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
