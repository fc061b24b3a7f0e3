package pages

import (
	"reflect"
	"strings"
	"testing"

	"sovang/domain/ledger"
)

// TestSaying: whatever a command says that others sign, there is a word for it: nobody signs a heap of brackets.
func TestSaying(t *testing.T) {
	checked := 0
	for _, row := range ledger.Duties() {
		command, err := ledger.Decode(row.Command, []byte("{}"))
		if err != nil {
			t.Fatalf("%s: %v", row.Command, err)
		}
		if !signable(command) {
			continue
		}
		checked++
		if _, ok := words["command."+row.Command]; !ok {
			t.Errorf("%s has no word", row.Command)
		}
		for _, name := range members(reflect.TypeOf(command)) {
			if _, ok := words["said."+name]; !ok {
				t.Errorf("%s says %q, for which there is no word", row.Command, name)
			}
		}
	}
	if checked < 18 {
		t.Errorf("only %d commands are signed", checked)
	}
}

// signable says whether a command names somebody who signs it, once names are put in.
func signable(command ledger.Command) bool {
	v := reflect.New(reflect.TypeOf(command)).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i); {
		case f.Kind() == reflect.String && f.Type() == reflect.TypeFor[string]():
			f.SetString("Nguyễn Thu Hà")
		case f.Type() == reflect.TypeFor[[]string]():
			f.Set(reflect.ValueOf([]string{"Nguyễn Thu Hà"}))
		}
	}
	named, ok := v.Interface().(ledger.Command)
	return ok && len(ledger.Signers(named)) > 0
}

// members are the names that a type has in JSON, and those of the objects in it.
func members(of reflect.Type) (names []string) {
	switch of.Kind() {
	case reflect.Slice:
		if of.Elem().Kind() == reflect.Struct {
			return members(of.Elem())
		}
	case reflect.Struct:
		for i := range of.NumField() {
			f := of.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name != "" {
				names = append(names, name)
			}
			if f.Anonymous || f.Type.Kind() == reflect.Slice {
				names = append(names, members(f.Type)...)
			}
		}
	}
	return names
}
