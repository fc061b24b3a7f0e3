package jetstream_test

import (
	"testing"

	"sovang/eventstore"
	"sovang/eventstore/jetstream"
	"sovang/eventstore/storetest"
)

func open(t testing.TB, o jetstream.Options) *jetstream.Store {
	t.Helper()
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	s, err := jetstream.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestLog(t *testing.T) {
	storetest.Run(t, func(t testing.TB) eventstore.Log { return open(t, jetstream.Options{}) })
}
