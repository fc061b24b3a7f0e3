// Package catalog says what the log calls each fact and how to read every version of it that was ever written.
//
// It promises that a name, once here, keeps its meaning for ever: facts are added, never renamed or removed, and a change of shape is
// a new version with an upcaster from the one before. What it does not know it refuses, so that an old program stops at a new fact
// instead of passing over it.
package catalog

import (
	"bytes"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sovang/domain"
	"sovang/domain/fund"
)

// Upcast turns the members of one version into those of the next. Values stay raw JSON, so that no amount passes through a float.
type Upcast func(members map[string]jsontext.Value) error

// added lifts a version to one that only has more members: what the older one lacks is empty.
func added(map[string]jsontext.Value) error { return nil }

// fact is one kind of event: its name, its Go type, how its newest version is read, and what leads there from the older ones.
type fact struct {
	name    string
	kind    reflect.Type
	decode  func(data []byte) (domain.Event, error)
	upcasts []Upcast // upcasts[i] turns version i+1 into version i+2
}

func (f fact) version() int { return len(f.upcasts) + 1 }

// of declares a fact kept as type T. With n upcasts its newest version is n+1.
func of[T any](name string, upcasts ...Upcast) fact {
	return fact{name: name, kind: reflect.TypeFor[T](), decode: decode[T], upcasts: upcasts}
}

// decode is strict: a member that T does not have belongs to a version this program does not know.
// scanned is what is so frequent that it is read by hand where it looks as we write it.
type scanned interface{ ScanJSON(data []byte) bool }

func decode[T any](data []byte) (domain.Event, error) {
	var event T
	if quick, ok := any(&event).(scanned); ok {
		if quick.ScanJSON(data) { // as nearly all are
			return event, nil
		}
		event = *new(T)
	}
	if err := json.Unmarshal(data, &event, json.RejectUnknownMembers(true)); err != nil {
		return nil, err
	}
	return event, nil
}

var (
	byName = index(func(f fact) string { return f.name })
	byKind = index(func(f fact) reflect.Type { return f.kind })
)

func index[K comparable](key func(fact) K) map[K]fact {
	m := make(map[K]fact, len(facts))
	for _, f := range facts {
		m[key(f)] = f
	}
	return m
}

// Name gives what the log calls an event and the version in which it is written, and false for what is no event.
func Name(event domain.Event) (name string, version int, ok bool) {
	f, ok := byKind[reflect.TypeOf(event)]
	if !ok {
		return "", 0, false
	}
	return f.name, f.version(), true
}

// Append appends an event as the log has it: compact JSON, its members in the order of the type. It fails where a text is not valid UTF-8.
func Append(b []byte, event domain.Event) ([]byte, error) {
	if donation, ok := event.(fund.DonationReceived); ok { // as nearly all are
		if b, ok := donation.AppendJSON(b); ok {
			return b, nil
		}
	}
	into := bytes.NewBuffer(b) // written in place, where there is room
	if err := json.MarshalWrite(into, event, json.Deterministic(true)); err != nil {
		return nil, err
	}
	return into.Bytes(), nil
}

// Names lists every fact in the order of the catalog.
func Names() []string {
	names := make([]string, len(facts))
	for i, f := range facts {
		names[i] = f.name
	}
	return names
}

// Decode reads an event, by value, from what the log holds, lifting an older version to the newest. An unknown name or version, or
// data that does not fit, is an Internal error: the reader must stop there.
func Decode(name string, version int, data []byte) (domain.Event, error) {
	f, ok := byName[name]
	if !ok {
		return nil, domain.Errorf(domain.Internal, "the log holds a fact %q that this program does not know; use a newer program", name)
	}
	if version < 1 || version > f.version() {
		return nil, domain.Errorf(domain.Internal, "the log holds %s in version %d; this program knows up to %d; use a newer program", name, version, f.version())
	}
	if version < f.version() {
		var err error
		if data, err = f.lift(version, data); err != nil {
			return nil, domain.Errorf(domain.Internal, "%s version %d cannot be read: %v", name, version, err)
		}
	}
	event, err := f.decode(data)
	if err != nil {
		return nil, domain.Errorf(domain.Internal, "%s version %d cannot be read: %v", name, version, err)
	}
	return event, nil
}

func (f fact) lift(version int, data []byte) ([]byte, error) {
	var members map[string]jsontext.Value
	if err := json.Unmarshal(data, &members); err != nil {
		return nil, err
	}
	for _, up := range f.upcasts[version-1:] {
		if err := up(members); err != nil {
			return nil, err
		}
	}
	return json.Marshal(members)
}
