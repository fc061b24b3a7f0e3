package eventstore_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/unit"
	"sovang/eventstore"
)

func entry() domain.Entry {
	return domain.Entry{
		Number: 7, ID: uuid.MustParse("0192f0c1-0000-7000-8000-000000000007"), Digest: [32]byte{1, 2, 255},
		At: time.Date(2024, 10, 29, 1, 2, 3, 4000, time.UTC), Recorded: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC),
		Actor: "thủ quỹ \"A\" <a@b>", Why: "dòng\nmới",
		Changes: []domain.Change{{Stream: "unit/x", Events: []domain.Event{
			unit.Renamed{Name: "Chi hội", From: domain.NewDate(2024, 10, 1)}, unit.Renamed{Name: "Chi hội 2", From: domain.NewDate(2024, 11, 1)},
		}}, {Stream: "unit/y", Events: []domain.Event{unit.Renamed{Name: "z"}}}},
	}
}

const wanted = `{"n":7,"id":"0192f0c1-0000-7000-8000-000000000007","digest":"AQL_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",` +
	`"at":"2024-10-29T01:02:03.000004Z","recorded":"2026-11-22T00:00:00.000000Z","actor":"thủ quỹ \"A\" <a@b>","why":"dòng\nmới",` +
	`"changes":[{"stream":"unit/x","events":[{"type":"unit.renamed","v":1,"data":{"name":"Chi hội","from":"2024-10-01"}},` +
	`{"type":"unit.renamed","v":1,"data":{"name":"Chi hội 2","from":"2024-11-01"}}]},` +
	`{"stream":"unit/y","events":[{"type":"unit.renamed","v":1,"data":{"name":"z","from":"1970-01-01"}}]}]}`

func TestLineOfAnEntry(t *testing.T) {
	got, err := eventstore.Encode([]byte("before "), entry())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("before "+wanted, string(got)); diff != "" {
		t.Fatal(diff)
	}
	back, err := eventstore.Decode([]byte(wanted))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(entry(), back); diff != "" {
		t.Fatal(diff)
	}
}

// Most entries claim no other moment than that of their recording, and do not say it twice. Lines that do are read as ever.
func TestMomentIsSaidOnce(t *testing.T) {
	e := entry()
	e.At = e.Recorded
	got, err := eventstore.Encode(nil, e)
	if err != nil || strings.Contains(string(got), `"at"`) {
		t.Fatalf("%s, %v", got, err)
	}
	twice := strings.Replace(string(got), `"recorded"`, `"at":"2026-11-22T00:00:00.000000Z","recorded"`, 1)
	for _, text := range []string{string(got), twice} {
		slow, err := eventstore.DecodeSlow([]byte(text))
		if diff := cmp.Diff(e, slow); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", text, err, diff)
		}
		if quick, ok := eventstore.Scan([]byte(text)); !ok || cmp.Diff(e, quick) != "" {
			t.Errorf("%s: the short way gives %v, %v", text, quick, ok)
		}
	}
	for _, broken := range []string{`"at":"","recorded"`, `"at":"yesterday","recorded"`} {
		if _, err := eventstore.Decode([]byte(strings.Replace(string(got), `"recorded"`, broken, 1))); err == nil {
			t.Errorf("%s is read", broken)
		}
	}
}

func TestUnknownStopsTheReaderAndNamesTheEntry(t *testing.T) {
	for name, change := range map[string][2]string{
		"fact":    {"unit.renamed", "unit.repainted"},
		"version": {`"v":1`, `"v":99`},
		"member":  {`"actor"`, `"actress"`},
		"data":    {`"name":`, `"surname":`},
		"digest":  {`"AQL_`, `"AQ`},
		"longer":  {`"AQL_`, `"AQL_AAAA`},
		"time":    {"2024-10-29T", "yesterday "},
		"cut":     {`]}]}`, ``},
	} {
		text := strings.Replace(wanted, change[0], change[1], 1)
		if text == wanted {
			t.Fatal(name)
		}
		m := eventstore.Message{Sequence: 3, Data: []byte(wanted + "\n" + text + "\n" + wanted)}
		n := 0
		for e, err := range eventstore.Entries(m) {
			if n++; n == 1 && (err != nil || e.Number != 7) {
				t.Fatalf("%s: %v", name, err)
			}
			if n == 2 && (err == nil || !strings.Contains(err.Error(), "message 3") || !strings.Contains(err.Error(), "0192f0c1-0000-7000-8000-000000000007")) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n != 2 {
			t.Errorf("%s: the reader went on", name)
		}
	}
}

func TestWhatCannotBeWritten(t *testing.T) {
	for name, spoil := range map[string]func(*domain.Entry){
		"no fact":        func(e *domain.Entry) { e.Changes[0].Events[0] = "text" },
		"no UTF-8":       func(e *domain.Entry) { e.Actor = "\xff" },
		"no UTF-8 in it": func(e *domain.Entry) { e.Changes[0].Events[0] = unit.Renamed{Name: "a\xffb"} },
	} {
		e := entry()
		spoil(&e)
		if got, err := eventstore.Encode([]byte("x"), e); err == nil || string(got) != "x" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// Whatever a line looks like: what the short way reads, the long way reads too, and the same.
func TestBothWaysAgree(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 1))
	pieces := []string{`"`, `\`, `\u00e9`, `,`, `{`, `}`, `[`, `]`, `:`, ` `, "\n", "\xff", "đ", `0`, `1`, `9`, `-`, `"v":2`, `"changes":[]`, `"why":"x"`, `null`, `1e3`, `2024-13-29`, `]}]}`}
	both := 0
	for range 60_000 {
		text := []byte([]string{wanted, strings.Replace(wanted, `"at":"2024-10-29T01:02:03.000004Z",`, "", 1)}[dice.IntN(2)])
		for range 1 + dice.IntN(2) {
			from := dice.IntN(len(text) + 1)
			to := min(len(text), from+dice.IntN(3))
			text = slices.Replace(text, from, to, []byte(pieces[dice.IntN(len(pieces))])...)
		}
		quick, ok := eventstore.Scan(text)
		if !ok {
			continue
		}
		both++
		slow, err := eventstore.DecodeSlow(text)
		if err != nil {
			t.Fatalf("the long way refuses it: %v\n%s", err, text)
		}
		if diff := cmp.Diff(slow, quick); diff != "" {
			t.Fatalf("%s\n%s", diff, text)
		}
	}
	if both < 1000 {
		t.Fatalf("only %d lines were read", both)
	}
}

// Every line that the program writes goes the short way.
func TestShortWay(t *testing.T) {
	log, _, _ := filled(t, 5)
	for _, text := range lines(t, log) {
		if _, ok := eventstore.Scan(text); !ok {
			t.Fatalf("%s", text)
		}
	}
	if _, ok := eventstore.Scan([]byte(wanted)); !ok {
		t.Fatal(wanted)
	}
}
