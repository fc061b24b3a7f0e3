package api

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

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
		ended <- Serve(ctx, l, Handler(Operations{Ready: func(context.Context) error { return notReady }, Writer: func() string { return writer }, Metrics: registry}), Usual)
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

// TestSlowBody: whoever sends a body byte by byte is cut off when its time is over, on a real connection, however lively they seem.
func TestSlowBody(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	read := make(chan error, 1)
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(r.Body)
		read <- err
		w.WriteHeader(http.StatusBadRequest)
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- Serve(ctx, l, h, Patience{Head: 300 * time.Millisecond, Body: 600 * time.Millisecond, Answer: 5 * time.Second, Idle: time.Second})
	}()
	for what, head := range map[string]string{"body": "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n", "head": "POST / HTTP/1.1\r\nHost: x\r\nX-Slow: "} {
		began := time.Now()
		if sent := dribble(t, l.Addr().String(), head); sent > 200 {
			t.Errorf("of a %s %d bytes were taken one by one", what, sent)
		}
		if took := time.Since(began); took > 4*time.Second {
			t.Errorf("a %s that dribbles is cut off after %v", what, took)
		}
		if what == "body" {
			if err := <-read; err == nil || !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("the body ends with %v", err)
			}
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// dribble sends a head and then a byte every 20 ms until the connection is closed; it gives how many were sent.
func dribble(t *testing.T, address, head string) (sent int) {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_, _ = io.Copy(io.Discard, c) // until the other side ends it
	}()
	if _, err := io.WriteString(c, head); err != nil {
		t.Fatal(err)
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for ; ; sent++ {
		select {
		case <-gone:
			return sent
		case <-tick.C:
			if _, err := c.Write([]byte("a")); err != nil {
				return sent
			}
		}
	}
}
