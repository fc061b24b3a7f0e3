package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"sovang/api"
)

type serveCmd struct {
	Listen string `help:"Address of health and metrics." default:"127.0.0.1:8080" placeholder:"ADDR"`
}

// Run opens the house and serves it until a signal. It ends in the order of promises: no new visitors, answers to what was asked, the writer's last
// publish and snapshot, then the log.
func (c *serveCmd) Run(ctx context.Context, p Process, g *globals) error {
	h, err := openHouse(ctx, g, p)
	if err != nil {
		return err
	}
	return h.serve(ctx, p, c.Listen)
}

// leaving bounds what may still be done after a signal.
const leaving = 30 * time.Second

// serve serves an open house and closes it.
func (h *house) serve(ctx context.Context, p Process, address string) (err error) {
	defer func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaving)
		defer cancel()
		err = errors.Join(err, h.Close(last))
	}()
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	socket, err := listenSocket(h.dir)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	fmt.Fprintf(p.Out, "serving %s on http://%s (/healthz, /readyz, /metrics); stop with Ctrl-C\n", h, l.Addr())
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
		case <-ctx.Done():
		}
	})
	err = api.Serve(ctx, l, api.Handler(api.Operations{Ready: h.ready, Metrics: h.metrics()}))
	stop()
	open.Wait()
	return err
}
