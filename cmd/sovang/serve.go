package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"sovang/api"
	"sovang/api/pages"
	"sovang/api/rest"
)

type serveCmd struct {
	Listen string `help:"Address of the API, health and metrics." default:"127.0.0.1:8080" placeholder:"ADDR"`
	Log    string `help:"What is written down: every request (info), or only what somebody should look at (warn, error)." default:"info" enum:"info,warn,error"`
	Rate   int    `help:"How many requests a second one token may make; 0: any number." default:"1000" placeholder:"N"`

	Profile string `hidden:"" help:"Directory for profiles of this run."`
}

// Run opens the house and serves it until a signal. It ends in the order of promises: no new visitors, answers to what was asked, the writer's last
// publish and snapshot, then the log.
func (c *serveCmd) Run(ctx context.Context, p Process, g *globals) error {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Log)); err != nil {
		return err
	}
	g.Lines = &level
	return profiled(c.Profile, func() error {
		h, err := openHouse(ctx, g, p)
		if err != nil {
			return err
		}
		return h.serve(ctx, p, c.Listen, c.Rate)
	})
}

// leaving bounds what may still be done after a signal.
const leaving = 30 * time.Second

// serve serves an open house and closes it.
func (h *house) serve(ctx context.Context, p Process, address string, rate int) (err error) {
	defer func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaving)
		defer cancel()
		err = errors.Join(err, h.Close(last))
	}()
	programs := rest.New(h.rest(rate))
	people, err := pages.New(h.pages())
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	socket, err := listenSocket(h.dir)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	if h.lease != nil {
		h.lease.Stand()
	}
	fmt.Fprintf(p.Out, "serving %s on http://%s (pages, /api/v1, /healthz, /readyz, /metrics); stop with Ctrl-C\n", h, l.Addr())
	if p.Ready != nil {
		p.Ready(l.Addr().String())
	}
	ctx, stop := context.WithCancel(ctx)
	var open sync.WaitGroup
	open.Go(func() { attend(ctx, socket, h) })
	open.Go(func() {
		select {
		case <-h.writer.Done(): // it must not go on; reports do, and /readyz says why
			h.log.Error("no more writing", "error", h.writer.Err())
			if h.lease != nil {
				h.leave(ctx)
			}
		case <-ctx.Done():
		}
	})
	err = api.Serve(ctx, l, api.Handler(api.Operations{Ready: h.ready, Writer: h.writes, Metrics: h.metrics(), API: programs, Pages: people}))
	stop()
	open.Wait()
	return err
}

// pages is what pages stand on: the same as the API.
func (h *house) pages() pages.Options {
	o := h.rest(0)
	return pages.Options{Submit: o.Submit, Try: o.Try, Wait: o.Wait, Reached: o.Reached, Read: o.Read, Log: o.Log}
}

// rest is what the API stands on: the same door as every subcommand's, and the same read side as every report's.
func (h *house) rest(rate int) rest.Options {
	return rest.Options{Submit: h.Submit, Try: h.Try, Wait: h.read.projector.Wait, Reached: h.read.projector.Reached, Last: h.writer.Known,
		Read:   h.read.reader,
		Tokens: h.tokens, Log: h.log, Rate: rate}
}
