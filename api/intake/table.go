package intake

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"sovang/domain"
)

// Column is what a heading stands for, whatever words the file uses.
type Column string

// Headings says which folded headings (see Fold) stand for which column, and which columns a file must have.
type Headings struct {
	Names map[Column][]string
	Must  []Column
}

// Table is a file of rows as it was read: cleaned, by column, each with the line it stands on.
type Table struct {
	Rows    []Row
	Ignored []string // headings that say nothing to this import, as they stand in the file
	Skipped []int    // lines of totals, which are no rows
	columns map[Column]int
}

// Row is one row of a table.
type Row struct {
	Line  int
	cells []string
	table *Table
}

// Get is the cell of that column, cleaned; "" where the file has no such column or the row ends before it.
func (r Row) Get(c Column) string {
	i, ok := r.table.columns[c]
	if !ok || i >= len(r.cells) {
		return ""
	}
	return r.cells[i]
}

// Has says whether the file has that column.
func (t *Table) Has(c Column) bool { _, ok := t.columns[c]; return ok }

// The bounds of a file: what a province's largest list needs several times over.
const (
	maxFile = 256 << 20
	maxRows = 1_000_000
	maxHead = 20 // lines in which the headings must appear: banks print their name and period above them
)

// ReadTable reads comma, semicolon or tab separated text in UTF-8 (or UTF-16 with its mark). The headings are in the first line that names every
// column a file must have. Refused, with the line: text in another encoding, a quote left open, two headings for one column, more
// than a million rows.
func ReadTable(r io.Reader, h Headings) (*Table, error) {
	limited := &io.LimitedReader{R: r, N: maxFile + 1}
	text, err := io.ReadAll(transform.NewReader(limited, unicode.BOMOverride(transform.Nop)))
	if err != nil {
		return nil, err
	}
	if limited.N <= 0 {
		return nil, domain.Errorf(domain.Invalid, "the file is larger than %d MiB; cut it into several", maxFile>>20)
	}
	if line := badLine(text); line > 0 {
		return nil, domain.Errorf(domain.Invalid, "line %d: the text is not UTF-8; save the file as CSV UTF-8 and try again", line)
	}
	var firstErr error
	for _, comma := range ",;\t" {
		t, err := readWith(text, comma, h)
		if err == nil {
			return t, nil
		}
		if firstErr == nil || !errors.Is(err, errNoHeadings) {
			firstErr = err
		}
	}
	if errors.Is(firstErr, errNoHeadings) {
		return nil, domain.Errorf(domain.Invalid, "no line among the first %d has the headings that are needed: %s", maxHead, wanted(h)).On("headings")
	}
	return nil, firstErr
}

var errNoHeadings = errors.New("no headings")

func readWith(text []byte, comma rune, h Headings) (*Table, error) {
	c := csv.NewReader(bytes.NewReader(text))
	c.Comma, c.FieldsPerRecord, c.LazyQuotes, c.ReuseRecord = comma, -1, false, true
	t := &Table{}
	for {
		record, err := c.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			if t.columns == nil {
				return nil, errNoHeadings // a title line may hold stray quotes under another separator
			}
			return nil, brokenCSV(err)
		}
		line, _ := c.FieldPos(0)
		switch {
		case t.columns == nil:
			if err := t.head(record, h); err != nil {
				return nil, err
			}
			if t.columns == nil && line >= maxHead {
				return nil, errNoHeadings
			}
		case len(t.Rows) == maxRows:
			return nil, domain.Errorf(domain.Invalid, "line %d: more than %d rows; cut the file into several", line, maxRows)
		default:
			t.add(record, line)
		}
	}
	if t.columns == nil {
		return nil, errNoHeadings
	}
	return t, nil
}

// head takes the record as the line of headings if it names all columns that the file must have.
func (t *Table) head(record []string, h Headings) error {
	columns, ignored := map[Column]int{}, []string(nil)
	var twice Column
	for i, cell := range record {
		c, ok := h.column(Fold(cell))
		if !ok {
			if Clean(cell) != "" {
				ignored = append(ignored, Clean(cell))
			}
			continue
		}
		if _, ok := columns[c]; ok {
			twice = c
			continue
		}
		columns[c] = i
	}
	for _, c := range h.Must {
		if _, ok := columns[c]; !ok {
			return nil
		}
	}
	if twice != "" {
		return domain.Errorf(domain.Invalid, "two headings stand for %q; leave one", twice).On("headings")
	}
	t.columns, t.Ignored = columns, ignored
	return nil
}

func (h Headings) column(folded string) (Column, bool) {
	if folded == "" {
		return "", false
	}
	for c, names := range h.Names {
		for _, n := range names {
			if n == folded {
				return c, true
			}
		}
	}
	return "", false
}

// add takes a row in; lines that are empty or hold a total are none.
func (t *Table) add(record []string, line int) {
	cells, empty := make([]string, len(record)), true
	for i, cell := range record {
		cells[i] = Clean(cell)
		empty = empty && cells[i] == ""
	}
	if empty {
		return
	}
	if slices.ContainsFunc(cells, namesTotal) {
		t.Skipped = append(t.Skipped, line)
		return
	}
	t.Rows = append(t.Rows, Row{Line: line, cells: cells, table: t})
}

// namesTotal says whether a cell calls its row a total. The short words count only with their own marks: Công and Tống are
// people, some of whom write no other name.
func namesTotal(cell string) bool {
	switch Fold(cell) {
	case "tong cong", "tong so", "total", "sum", "so du dau ky", "so du cuoi ky":
		return true
	}
	word := strings.TrimRight(strings.ToLower(cell), " :.")
	return word == "tổng" || word == "cộng"
}

// ReadText reads a file of text, in UTF-8 or in UTF-16 with its mark, of at most so many bytes. Anything else is refused, with the line.
func ReadText(r io.Reader, most int64) (string, error) {
	limited := &io.LimitedReader{R: r, N: most + 1}
	text, err := io.ReadAll(transform.NewReader(limited, unicode.BOMOverride(transform.Nop)))
	switch {
	case err != nil:
		return "", err
	case limited.N <= 0:
		return "", domain.Errorf(domain.Invalid, "the file is larger than %d kB; cut it into several, or have it imported", most>>10)
	}
	if line := badLine(text); line > 0 {
		return "", domain.Errorf(domain.Invalid, "line %d: the text is not UTF-8; save the file as CSV UTF-8 and try again", line)
	}
	return string(text), nil
}

func badLine(text []byte) int {
	if utf8.Valid(text) {
		return 0
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, maxFile+1)
	for n := 1; lines.Scan(); n++ {
		if !utf8.Valid(lines.Bytes()) {
			return n
		}
	}
	return 1
}

func brokenCSV(err error) error {
	if p, ok := errors.AsType[*csv.ParseError](err); ok {
		return domain.Errorf(domain.Invalid, "line %d: a quotation mark is left open or stands in the middle of a cell", p.StartLine)
	}
	return err
}

func wanted(h Headings) string {
	var b strings.Builder
	for i, c := range h.Must {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(strings.Join(h.Names[c][:min(3, len(h.Names[c]))], " / "))
	}
	return b.String()
}
