package eventstore_test

import (
	"reflect"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/staff"
)

// Everything that a resident state holds comes back from the snapshot: every field, filled, survives being written and read.
func TestStatesSurviveTheSnapshot(t *testing.T) {
	for _, stream := range []domain.Stream{"fund/x", "unit/x", "staff/x", staff.RollStream} {
		state := ledger.New(stream)
		n := 0
		fill(t, reflect.ValueOf(state).Elem(), &n)
		text, err := json.Marshal(state)
		if err != nil {
			t.Fatal(err)
		}
		back := ledger.New(stream)
		if err := json.Unmarshal(text, back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(state, back, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s\n%s", stream, diff, text)
		}
		if n < 4 {
			t.Errorf("%s: only %d values", stream, n)
		}
	}
}

// fill puts another value into every field, two into every slice and map.
func fill(t *testing.T, v reflect.Value, n *int) {
	t.Helper()
	*n++
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), n)
	case reflect.Struct:
		for i := range v.NumField() {
			if !v.Type().Field(i).IsExported() {
				t.Fatalf("%s.%s would be missing from the snapshot", v.Type(), v.Type().Field(i).Name)
			}
			fill(t, v.Field(i), n)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 2 {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(t, key, n)
			fill(t, value, n)
			v.SetMapIndex(key, value)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			fill(t, v.Index(i), n)
		}
	case reflect.String:
		v.SetString("đ" + string(rune('a'+*n%26)))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Uint8, reflect.Uint64:
		v.SetUint(uint64(*n % 256))
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(int64(*n))
	default:
		t.Fatalf("a state holds a %s", v.Type())
	}
}
