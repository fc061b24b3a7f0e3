package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"github.com/nats-io/nats-server/v2/server"

	"sovang/api/bench"
	"sovang/projections"
	"sovang/projections/readdb"
	"sovang/projections/readdb/pgserver"
)

// serveNATS runs a NATS server as an operator does elsewhere, until a signal.
func serveNATS(ctx context.Context, p Process, dir string, port int) error {
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: port, NoSigs: true, NoLog: true, JetStream: true, StoreDir: dir, SyncAlways: true})
	if err != nil {
		return err
	}
	s.Start()
	defer func() { s.Shutdown(); s.WaitForShutdown() }()
	if !s.ReadyForConnections(leaving) {
		return fmt.Errorf("NATS does not start over %s", dir)
	}
	fmt.Fprintf(p.Out, "serving NATS on %s (nothing else)\n", s.ClientURL())
	<-ctx.Done()
	return nil
}

// ownNATS is a NATS server in a process of its own.
type ownNATS struct {
	ctx     context.Context
	dir     string
	running *bench.Program
}

func startNATS(ctx context.Context, dir string) (*ownNATS, error) {
	n := &ownNATS{ctx: ctx, dir: dir}
	err := n.start("-1")
	return n, err
}

func (n *ownNATS) start(port string) (err error) {
	n.running, err = benchChild(n.ctx, "bench", "--nats-dir="+n.dir, "--nats-port="+port)
	return err
}

// Stop implements bench.Server.
func (n *ownNATS) Stop() { _ = n.running.Kill() }

// Run implements bench.Server: on the port it had, for that is where it is looked for.
func (n *ownNATS) Run() error {
	_, port, err := net.SplitHostPort(n.running.Address)
	if err != nil {
		return err
	}
	return n.start(port)
}

// benchOutside starts serve on a NATS and a PostgreSQL of their own.
func benchOutside(ctx context.Context, dir, profile string) (_ *bench.Outside, err error) {
	var ends []func() error // the last begun is the first to end
	end := func() (err error) {
		for i := len(ends) - 1; i >= 0; i-- {
			err = errors.Join(err, ends[i]())
		}
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, end())
		}
	}()
	nats, err := startNATS(ctx, filepath.Join(dir, "nats-elsewhere"))
	if err != nil {
		return nil, err
	}
	ends = append(ends, func() error { _, err := nats.running.Stop(); return err })
	// Not below dir: a socket's path is short, and the server may have to run as another user.
	pg, err := pgserver.Start(os.TempDir())
	if err != nil {
		return nil, err
	}
	ends = append(ends, pg.Remove)
	dsn, err := pg.Database(ctx)
	if err != nil {
		return nil, err
	}
	p, err := benchServe(ctx, filepath.Join(dir, "data"), "--profile", profile, "--nats", "nats://"+nats.running.Address, "--nats-sync-always", "--postgres", dsn)
	if err != nil {
		return nil, err
	}
	stop := p.Stop
	p.Stop = func() (int64, error) {
		peak, err := stop()
		return peak, errors.Join(err, end())
	}
	return &bench.Outside{Program: p, NATS: nats, Postgres: pg,
		ReadOnly: func(ctx context.Context) (*readdb.Store, error) {
			return readdb.Postgres(ctx, dsn, projections.Version)
		}}, nil
}
