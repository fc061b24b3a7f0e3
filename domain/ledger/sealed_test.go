package ledger_test

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sovang/domain"
	"sovang/domain/ledger"
)

// TestSealed walks the types of all commands: whatever can hold something sealed is given and put back, and the command it was read from stays as it was.
func TestSealed(t *testing.T) {
	some := 0
	for _, name := range ledger.Names() {
		full, bare, n := reflect.New(ledger.Type(name)).Elem(), reflect.New(ledger.Type(name)).Elem(), 0
		var boxes []domain.Sealed
		furnish(full, func(s reflect.Value) {
			n++
			boxes = append(boxes, domain.Sealed{Box: []byte{byte(n)}})
			s.Set(reflect.ValueOf(boxes[n-1]))
		})
		furnish(bare, func(reflect.Value) {})
		command, empty := full.Interface().(ledger.Command), bare.Interface().(ledger.Command)
		if got := ledger.Sealed(command); !cmp.Equal(got, boxes) {
			t.Errorf("%s: boxes are %v, want %v", name, got, boxes)
		}
		put, err := ledger.WithSealed(empty, boxes)
		if err != nil || !reflect.DeepEqual(put, command) {
			t.Errorf("%s: %+v, %v", name, put, err)
		}
		for _, s := range ledger.Sealed(empty) {
			if s.Box != nil {
				t.Errorf("%s: the command that was given was changed", name)
			}
		}
		if _, err := ledger.WithSealed(empty, append(boxes, domain.Sealed{})); domain.CodeOf(err) != domain.Invalid {
			t.Errorf("%s: one box too many: %v", name, err)
		}
		some += n
	}
	if some < 8 {
		t.Errorf("only %d boxes: this test would show nothing", some)
	}
}

// furnish gives every pointer something to point at and every list two rows, and shows each Sealed on the way.
func furnish(v reflect.Value, visit func(reflect.Value)) {
	if v.Type() == reflect.TypeFor[domain.Sealed]() {
		visit(v)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.CanSet() && v.Type().Elem().Kind() == reflect.Struct {
			v.Set(reflect.New(v.Type().Elem()))
			furnish(v.Elem(), visit)
		}
	case reflect.Slice:
		if v.CanSet() && v.Type().Elem().Kind() == reflect.Struct {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
			furnish(v.Index(0), visit)
			furnish(v.Index(1), visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				furnish(v.Field(i), visit)
			}
		}
	}
}
