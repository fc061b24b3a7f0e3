package main

import (
	"bytes"
	"testing"
)

// FuzzWire: whatever comes over the socket, a question and its commands are read or refused.
func FuzzWire(f *testing.F) {
	f.Add([]byte(`{"do":"submit","book":"main","lines":1}` + "\n" + gift("a", "MH", "1")))
	f.Add([]byte(`{"do":"submit","lines":1000001}` + "\n"))
	f.Add([]byte(`{"do":"token","token":{"do":"issue","ask":{"actor":"x"}}}` + "\n\n"))
	f.Add([]byte("{\"do\":\"root\",\"entry\":-1}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		w := newWire(bytes.NewBuffer(bytes.Clone(text)))
		var q question
		if err := w.read(&q); err != nil {
			return
		}
		if requests, err := w.commands(min(q.Lines, 1000)); err == nil && len(requests) != min(q.Lines, 1000) {
			t.Errorf("%q has %d commands, asked for %d", text, len(requests), q.Lines)
		}
	})
}
