package document

import (
	"strings"

	"sovang/api/sheet"
	"sovang/domain/money"
	"sovang/projections"
)

// Shown is a document as a page shows it: the lines above, and sections as tables of text.
type Shown struct {
	Hash     string
	Head     []string
	Sections []Section
}

// Section is one table of a document.
type Section struct {
	Title string
	Head  []Cell
	Rows  [][]Cell
	Total []Cell
	Notes []string
}

// Cell is one cell as people read it. Number: it stands to the right.
type Cell struct {
	Text   string
	Number bool
}

// ShownYear gives the disclosure of a year for a page: the same document, with the same hash, as Year writes. Long lists are cut as a table's are, and say so.
func ShownYear(d projections.Disclosure) (Shown, error) {
	_, hash, err := canonical(d)
	if err != nil {
		return Shown{}, err
	}
	y := year{Disclosure: d}
	s := Shown{Hash: hash, Head: y.head(hash)}
	for _, one := range y.sections() {
		if len(one.Rows) > 0 || one.Note != "" {
			s.Sections = append(s.Sections, shownSection(one))
		}
	}
	return s, nil
}

func shownSection(s *sheet.Sheet) Section {
	all := Section{Title: s.Title, Total: cells(s.Total)}
	for _, row := range s.Rows {
		all.Rows = append(all.Rows, cells(row))
	}
	for i, c := range s.Columns {
		number := len(all.Rows) > 0 && i < len(all.Rows[0]) && all.Rows[0][i].Number
		all.Head = append(all.Head, Cell{c.Title, number})
	}
	for line := range strings.SplitSeq(s.Note, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			all.Notes = append(all.Notes, line)
		}
	}
	return all
}

func cells(row []any) []Cell {
	var all []Cell
	for _, c := range row {
		number := false
		switch c.(type) {
		case int64, uint64, float64, money.Money:
			number = true
		}
		all = append(all, Cell{sheet.Shown(c), number})
	}
	return all
}
