package eventstore_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/catalog"
	"sovang/eventstore"
)

// FuzzDecode: whatever stands in a line of the log, both ways to read it end, the quick one reads nothing that the other refuses or reads otherwise, and
// what was read can be written down and read again.
func FuzzDecode(f *testing.F) {
	paths, err := filepath.Glob(filepath.Join("..", "domain", "catalog", "testdata", "*.json"))
	if err != nil || len(paths) == 0 {
		f.Fatal("no golden files", err)
	}
	for _, path := range paths {
		name, _, _ := strings.Cut(filepath.Base(path), ".v")
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		event, err := catalog.Decode(name, 1, text)
		if err != nil {
			continue // of a later version
		}
		line, err := eventstore.Encode(nil, domain.Entry{Number: 7, ID: uuid.Max, At: time.Unix(1, 0).UTC(), Recorded: time.Unix(2, 3000).UTC(), Actor: "thủ quỹ", Why: "thử",
			Changes: []domain.Change{{Stream: domain.StreamOf("fund", uuid.Max), Events: []domain.Event{event}}}})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(line)
	}
	for _, text := range []string{"", "{}", `{"n":1}`, `{"n":18446744073709551616,"id":"`, `{"n":1,"id":"ffffffff-ffff-ffff-ffff-ffffffffffff","digest":"`, "[", "\x00"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		quick, ok := eventstore.Scan(line)
		slow, err := eventstore.DecodeSlow(line)
		if ok && err != nil {
			t.Fatalf("%q is scanned and cannot be decoded: %v", line, err)
		}
		if diff := cmp.Diff(slow, quick); ok && diff != "" {
			t.Fatalf("%q is scanned otherwise: %s", line, diff)
		}
		if err != nil {
			return
		}
		again, err := eventstore.Encode(nil, slow)
		if err != nil {
			t.Fatalf("%q is read and cannot be written: %v", line, err)
		}
		if e, err := eventstore.Decode(again); err != nil || !e.Recorded.Equal(slow.Recorded) || cmp.Diff(e.Changes, slow.Changes) != "" {
			t.Fatalf("%q is written as %q, %v", line, again, err)
		}
	})
}

// FuzzPassed: what another instance asks or answers is read or refused, whatever it is.
func FuzzPassed(f *testing.F) {
	f.Add([]byte(`{"id":"ffffffff-ffff-ffff-ffff-ffffffffffff","actor":"x","command":"fund.receive","data":{"amount":"1"}}` + "\n"))
	f.Add([]byte(`{"number":1}` + "\n" + `{"code":"denied","message":"no","fields":["a"]}`))
	f.Add([]byte("\n\n{"))
	f.Fuzz(func(_ *testing.T, text []byte) {
		_ = eventstore.DecodeQuestion(text)
		_ = eventstore.DecodeAnswer(text)
	})
}
