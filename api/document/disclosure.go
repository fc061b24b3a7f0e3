// Package document writes what leaves the house on paper or on a notice board: today the yearly disclosure and the report at the end of a campaign.
//
// It promises that the three forms of a document say the same, that its hash is that of its canonical JSON (RFC 8785) and of nothing else, so that
// anyone can compute it again, and that nothing in it is cut without saying so.
package document

import (
	"crypto/sha256"
	"encoding/hex"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sovang/api/sheet"
	"sovang/domain"
)

// Options says how a document is written.
type Options struct {
	Format sheet.Format
	Wide   bool // a table has all of every list
}

// canonical is a document as it is hashed, JSON as RFC 8785 orders and spaces it, and its SHA-256, hexadecimal.
func canonical(document any) (data []byte, hash string, err error) {
	if data, err = json.Marshal(document); err != nil {
		return nil, "", err
	}
	value := jsontext.Value(data)
	if err = value.Canonicalize(); err != nil {
		return nil, "", err
	}
	sum := sha256.Sum256(value)
	return value, hex.EncodeToString(sum[:]), nil
}

// page is a document in sections for people, and in lines for programs.
type page struct {
	head     []string
	sections []*sheet.Sheet
	lines    *sheet.Sheet
}

// write writes a document, its hash with it.
func write(w io.Writer, document any, p func(hash string) page, o Options) error {
	data, hash, err := canonical(document)
	if err != nil {
		return err
	}
	switch o.Format {
	case sheet.JSON:
		return writeJSON(w, data, hash)
	case sheet.CSV:
		return p(hash).lines.Write(w, sheet.CSV)
	case sheet.Table:
		return p(hash).writeTable(w)
	}
	return domain.Errorf(domain.Invalid, "%q is no format; there are table, json and csv", o.Format).On("format")
}

// writeJSON puts the canonical document and its hash into one object: the bytes of the document stand as they were hashed.
func writeJSON(w io.Writer, data []byte, hash string) error {
	for _, part := range [][]byte{[]byte(`{"document":`), data, []byte(`,"sha256":"` + hash + "\"}\n")} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

func (p page) writeTable(w io.Writer) error {
	for _, line := range p.head {
		if _, err := io.WriteString(w, line+"\n"); err != nil {
			return err
		}
	}
	for _, s := range p.sections {
		if len(s.Rows) == 0 && s.Note == "" {
			continue
		}
		if _, err := io.WriteString(w, "\n"); err != nil {
			return err
		}
		if err := s.Write(w, sheet.Table); err != nil {
			return err
		}
	}
	return nil
}
