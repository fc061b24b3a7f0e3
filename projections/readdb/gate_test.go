package readdb

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// TestGate: a few at once, whoever has waited goes too, and never more than may be open.
func TestGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(3, 1)
		enter := func(ctx context.Context) (func(), time.Duration, error) {
			begun := time.Now()
			leave, err := g.enter(ctx)
			return leave, time.Since(begun), err
		}
		first, took, err := enter(t.Context())
		if err != nil || took != 0 {
			t.Fatal("the first does not go in at once:", took, err)
		}
		second, took, err := enter(t.Context())
		if err != nil || took != moment {
			t.Fatal("the second waits for", took, err)
		}
		time.AfterFunc(moment/2, first)
		third, took, err := enter(t.Context())
		if err != nil || took != moment/2 {
			t.Fatal("with the first gone the third waits for", took, err)
		}
		fourth, _, err := enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		late, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if _, took, err := enter(late); took != time.Hour || !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal("one too many waits for", took, err)
		}
		for _, leave := range []func(){second, third, fourth} {
			leave()
		}
		short, cancel := context.WithTimeout(t.Context(), moment/4)
		defer cancel()
		last, _, err := enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := enter(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal("who left while waiting was let in:", err)
		}
		if last(); len(g.few)+len(g.open) != 0 {
			t.Fatalf("%d and %d places are not given back", len(g.few), len(g.open))
		}
	})
}
