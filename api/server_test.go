package api

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

func TestHandler(t *testing.T) {
	registry := prometheus.NewRegistry()
	counter := prometheus.NewCounter(prometheus.CounterOpts{Name: "sovang_entries_total", Help: "Entries."})
	registry.MustRegister(counter)
	counter.Add(3)
	var notReady error
	writer := ""
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- Serve(ctx, l, Handler(Operations{Ready: func(context.Context) error { return notReady }, Writer: func() string { return writer }, Metrics: registry}))
	}()
	for _, tt := range []struct {
		path     string
		notReady error
		status   int
		says     string
	}{
		{"/healthz", errors.New("disk full"), 200, "ok"},
		{"/readyz", nil, 200, "ready"},
		{"/readyz", errors.New("the disk is full"), 503, "not ready: the disk is full"},
		{"/metrics", nil, 200, "sovang_entries_total 3"},
		{"/", nil, 404, ""},
	} {
		notReady = tt.notReady
		resp, err := http.Get("http://" + l.Addr().String() + tt.path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != tt.status || !strings.Contains(string(body), tt.says) {
			t.Errorf("%s answers %d %q, want %d %q", tt.path, resp.StatusCode, body, tt.status, tt.says)
		}
	}
	writer = "another instance"
	resp, err := http.Get("http://" + l.Addr().String() + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if string(body) != "ready\nwritten by another instance\n" {
		t.Errorf("where several could write: %q", body)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("ended with %v", err)
	}
}
