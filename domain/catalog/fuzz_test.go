package catalog_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"sovang/domain/catalog"
)

// FuzzDecode: a fact that can be read, of whatever version, can be written down and is read again as the same.
func FuzzDecode(f *testing.F) {
	paths, err := filepath.Glob(filepath.Join("testdata", "*.json"))
	if err != nil || len(paths) == 0 {
		f.Fatal("no golden files", err)
	}
	for _, path := range paths {
		name, version, _ := strings.Cut(strings.TrimSuffix(filepath.Base(path), ".json"), ".v")
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(name, int(version[0]-'0'), text)
	}
	f.Fuzz(func(t *testing.T, name string, version int, data []byte) {
		event, err := catalog.Decode(name, version, data)
		if err != nil {
			return
		}
		text, err := catalog.Append(nil, event)
		if err != nil {
			t.Fatalf("%s %d %q cannot be written: %v", name, version, data, err)
		}
		now, latest, _ := catalog.Name(event)
		again, err := catalog.Decode(now, latest, text)
		if err != nil || !reflect.DeepEqual(again, event) {
			t.Fatalf("%s %d %q is written as %q and read as %+v, %v", name, version, data, text, again, err)
		}
	})
}
