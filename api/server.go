// Package api is the faces of the ledger towards the network: here what operators need (whether the program lives, whether it can write and has shown
// what it wrote, and its counters), beside the API and the pages.
//
// It promises that /healthz answers as long as the process does; that /readyz is 200 only where a publish to the log has just succeeded and the read
// side has caught up with it; and that neither tells a stranger anything about the books.
package api

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Operations is what the server of health and metrics asks of the house.
type Operations struct {
	// Ready says in one sentence why the house is not ready, nil if it is. It proves it by writing and by waiting for the read side.
	Ready func(context.Context) error
	// Writer says which of several instances writes the book, for a second line of /readyz; nil, or "": nobody else could.
	Writer func() string
	// Metrics is where the counters are.
	Metrics prometheus.Gatherer
	// API serves what is below /api/; nil: nothing.
	API http.Handler
	// Pages serves everything else; nil: nothing.
	Pages http.Handler
}

// probe bounds one look at readiness: a load balancer does not wait longer.
const probe = 5 * time.Second

// Handler serves /healthz, /readyz, /metrics, the API and the pages.
func Handler(o Operations) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), probe)
		defer cancel()
		if err := o.Ready(ctx); err != nil {
			say(w, http.StatusServiceUnavailable, "not ready: "+err.Error())
			return
		}
		text := "ready"
		if o.Writer != nil {
			if writer := o.Writer(); writer != "" {
				text += "\nwritten by " + writer
			}
		}
		say(w, http.StatusOK, text)
	})
	if o.Pages != nil {
		mux.Handle("/", o.Pages)
	}
	mux.Handle("GET /metrics", promhttp.HandlerFor(o.Metrics, promhttp.HandlerOpts{}))
	others := guarded(mux)
	if o.API == nil {
		return others
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/") { // it guards itself, and has a mux of its own: one of them is enough for what is asked most
			o.API.ServeHTTP(w, r)
			return
		}
		others.ServeHTTP(w, r)
	})
}

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n")) // a caller who left is no fault of ours
}

func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// Patience is how long a connection may take: whoever sends a byte a second would otherwise keep one for ever.
type Patience struct {
	Head   time.Duration // to the end of a request's head
	Body   time.Duration // to the end of its body, from its beginning
	Answer time.Duration // to the end of the answer
	Idle   time.Duration // between two requests
}

// Usual is the patience with which a ledger is served. Bulks and files have their own.
var Usual = Patience{Head: 5 * time.Second, Body: 30 * time.Second, Answer: 30 * time.Second, Idle: 2 * time.Minute}

// Serve serves until ctx ends, then lets the requests under way finish.
func Serve(ctx context.Context, l net.Listener, h http.Handler, p Patience) error {
	s := &http.Server{Handler: h, ReadHeaderTimeout: p.Head, ReadTimeout: p.Body, WriteTimeout: p.Answer, IdleTimeout: p.Idle, MaxHeaderBytes: 64 << 10}
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	leave, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*probe)
	defer cancel()
	err := s.Shutdown(leave)
	if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
