package main

import (
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"sovang/api/apply"
	"sovang/domain"
	"sovang/domain/ledger"
)

// TestRefusedBeforeItWasRead: a question that is refused at its first line is answered with the refusal, though the rest of it no longer finds a
// reader.
func TestRefusedBeforeItWasRead(t *testing.T) {
	l, err := net.Listen("unix", filepath.Join(t.TempDir(), "s"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go attend(t.Context(), l, &house{book: "main", log: slog.New(slog.DiscardHandler)})
	r, err := apply.Parse([]byte(gift("x", "QD", "1000")))
	if err != nil {
		t.Fatal(err)
	}
	r.Why = strings.Repeat("vì sao ", 60)
	requests := make([]ledger.Request, 3000)
	for i := range requests {
		requests[i] = r
	}
	for range 5 {
		c, err := net.Dial("unix", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		v := &visitor{c, newWire(c), "another"}
		if outcomes, err := v.Try(t.Context(), requests); domain.CodeOf(err) != domain.Conflict || len(outcomes) != 0 {
			t.Errorf("%d outcomes, %v", len(outcomes), err)
		}
		_ = v.Close(t.Context())
	}
}

// TestAskedNothing: what cannot be said is not waited for.
func TestAskedNothing(t *testing.T) {
	here, there := net.Pipe()
	defer there.Close()
	v := &visitor{here, newWire(here), "no text \xff"}
	if _, err := v.Sync(t.Context()); err == nil {
		t.Error("a question that is no text was asked")
	}
	_ = v.Close(t.Context())
}
