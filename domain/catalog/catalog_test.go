package catalog

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"sovang/domain"
)

var update = flag.Bool("update", false, "write the golden file of each fact's newest version")

func golden(name string, version int) string {
	return filepath.Join("testdata", fmt.Sprintf("%s.v%d.json", name, version))
}

// encode is how events are written into the log: compact, members in the order of the type.
func encode(t *testing.T, e domain.Event) []byte {
	t.Helper()
	data, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestEveryVersionOfEveryFactHasAGoldenFile(t *testing.T) {
	if *update {
		writeGolden(t)
	}
	total := 0
	for _, f := range facts {
		files, err := filepath.Glob(filepath.Join("testdata", f.name+".v*.json"))
		if err != nil {
			t.Fatal(err)
		}
		if len(files) != f.version() {
			t.Errorf("%s is at version %d and has %d golden files", f.name, f.version(), len(files))
		}
		total += len(files)
	}
	all, _ := filepath.Glob("testdata/*.json")
	if len(all) != total {
		t.Errorf("%d golden files, %d of facts that are in the catalog: was a fact renamed or removed?", len(all), total)
	}
}

func writeGolden(t *testing.T) {
	t.Helper()
	if err := os.MkdirAll("testdata", 0o755); err != nil {
		t.Fatal(err)
	}
	for _, e := range samples {
		name, version, ok := Name(e)
		if !ok {
			t.Fatalf("%T is not in the catalog", e)
		}
		data := jsontext.Value(encode(t, e))
		if err := data.Indent(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden(name, version), append(data, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestGoldenFilesReadBackAsTheyWereWritten(t *testing.T) {
	for _, f := range facts {
		for version := 1; version <= f.version(); version++ {
			t.Run(fmt.Sprintf("%s.v%d", f.name, version), func(t *testing.T) {
				stored, err := os.ReadFile(golden(f.name, version))
				if err != nil {
					t.Fatal(err)
				}
				event, err := Decode(f.name, version, stored)
				if err != nil {
					t.Fatal(err)
				}
				if got := reflect.TypeOf(event); got != f.kind {
					t.Fatalf("decoded into %v, want %v by value", got, f.kind)
				}
				again := encode(t, event)
				if same, err := Decode(f.name, f.version(), again); err != nil || !cmp.Equal(same, event) {
					t.Errorf("decoded, encoded and decoded again it differs (%v):\n%s", err, cmp.Diff(event, same))
				}
				if version == f.version() {
					compact := jsontext.Value(bytes.Clone(stored))
					if err := compact.Compact(); err != nil {
						t.Fatal(err)
					}
					if string(compact) != string(again) {
						t.Errorf("the newest version is written otherwise now:\n%s", cmp.Diff(string(compact), string(again)))
					}
				}
			})
		}
	}
}

// A sample with an empty member would let a renamed or lost member go unseen.
func TestSamplesCoverEveryFactAndEveryMember(t *testing.T) {
	filled := map[string]map[string]bool{}
	for _, e := range samples {
		name, _, ok := Name(e)
		if !ok {
			t.Fatalf("%T is not in the catalog", e)
		}
		if filled[name] != nil {
			t.Errorf("%s has two samples", name)
		}
		filled[name] = map[string]bool{}
		v := reflect.ValueOf(e)
		for i := range v.NumField() {
			if v.Field(i).IsZero() {
				t.Errorf("the sample of %s leaves %s empty", name, v.Type().Field(i).Name)
			}
		}
	}
	for _, name := range Names() {
		if filled[name] == nil {
			t.Errorf("%s has no sample", name)
		}
	}
}

func TestNamesAndTypesAreUnique(t *testing.T) {
	if len(byName) != len(facts) || len(byKind) != len(facts) {
		t.Errorf("%d facts, %d names, %d types", len(facts), len(byName), len(byKind))
	}
	kinds := map[string]bool{"unit": true, "person": true, "code": true, "fund": true, "list": true, "slot": true, "child": true, "pledge": true, "payment": true,
		"campaign": true, "boxes": true, "levy": true, "round": true, "merit": true, "attachment": true,
		"roster": true, "remittance": true, "statistics": true, "cluster": true, "store": true,
		"staff": true, "signature": true}
	for _, name := range Names() {
		if kind, rest, _ := strings.Cut(name, "."); !kinds[kind] || rest == "" || strings.ToLower(rest) != rest {
			t.Errorf("%q is not <kind of stream>.<what-happened>", name)
		}
	}
}

func TestUnknownFactsAreRefused(t *testing.T) {
	for title, tt := range map[string]struct {
		name    string
		version int
		data    string
		says    string
	}{
		"unknown name":        {"fund.dissolved", 1, `{}`, `"fund.dissolved"`},
		"version of tomorrow": {"unit.renamed", 2, `{"name":"a","from":"2024-01-01"}`, "version 2"},
		"version nought":      {"unit.renamed", 0, `{}`, "version 0"},
		"unknown member":      {"unit.renamed", 1, `{"name":"a","from":"2024-01-01","to":"2025-01-01"}`, "to"},
		"wrong type":          {"unit.renamed", 1, `{"name":7}`, "unit.renamed"},
		"broken":              {"unit.renamed", 1, `{"name":`, "unit.renamed"},
		"twice the same":      {"unit.renamed", 1, `{"name":"a","name":"b"}`, "name"},
	} {
		t.Run(title, func(t *testing.T) {
			event, err := Decode(tt.name, tt.version, []byte(tt.data))
			if domain.CodeOf(err) != domain.Internal || !strings.Contains(fmt.Sprint(err), tt.says) {
				t.Errorf("got %v, %v; want an internal error that says %s", event, err, tt.says)
			}
		})
	}
	if _, _, ok := Name(&struct{}{}); ok {
		t.Error("a stranger has a name")
	}
	if _, _, ok := Name(nil); ok {
		t.Error("nothing has a name")
	}
}

// No fact has an older version yet; the way they will take is tried on one made up here.
func TestOlderVersionsAreLiftedFromRawJSON(t *testing.T) {
	type grown struct {
		Currency string `json:"currency"`
		Amount   int64  `json:"amount"`
		Why      string `json:"why"`
	}
	f := of[grown]("test.grown",
		func(m map[string]jsontext.Value) error { m["currency"] = jsontext.Value(`"VND"`); return nil },
		func(m map[string]jsontext.Value) error {
			m["why"] = m["reason"]
			delete(m, "reason")
			return nil
		})
	for version, stored := range []string{
		`{"amount":9007199254740993,"reason":"x"}`,
		`{"amount":9007199254740993,"currency":"VND","reason":"x"}`,
	} {
		lifted, err := f.lift(version+1, []byte(stored))
		if err != nil {
			t.Fatal(err)
		}
		event, err := f.decode(lifted)
		if want := (grown{"VND", 9007199254740993, "x"}); err != nil || event != want {
			t.Errorf("version %d: got %v, %v; want %v, to the last đồng", version+1, event, err, want)
		}
	}
}

func BenchmarkDecodeDonation(b *testing.B) {
	data, err := os.ReadFile(golden("fund.donation-received", 1))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := Decode("fund.donation-received", 1, data); err != nil {
			b.Fatal(err)
		}
	}
}
