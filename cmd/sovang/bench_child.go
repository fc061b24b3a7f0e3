package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"

	"sovang/api/auth"
	"sovang/api/bench"
	codes "sovang/api/visit"
	"sovang/domain/ledger"
	"sovang/domain/staff"
)

// benchBook is the book of what is measured.
const benchBook = "main"

func listenLoopback() (net.Listener, error) { return net.Listen("tcp", "127.0.0.1:0") }

// benchServe starts serve on a directory, with a token that any number of requests may be made with; where are flags.
func benchServe(ctx context.Context, dir string, where ...string) (_ *bench.Program, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	settings, err := benchSettings(dir)
	if err != nil {
		return nil, err
	}
	args := []string{"--config", settings, "--data", dir, "--book", benchBook, "serve", "--listen", "127.0.0.1:0", "--rate", "0", "--log", "warn"}
	p, err := benchChild(ctx, append(args, where...)...)
	if err != nil {
		return nil, err
	}
	v, err := visit(ctx, dir, benchBook)
	if err != nil {
		_, stopped := p.Stop()
		return nil, errors.Join(err, stopped)
	}
	ask := auth.Ask{Actor: "bench", Role: staff.Treasurer, Expires: time.Now().AddDate(0, 0, 7), By: "bench"}
	a, err := v.Tokens(ctx, tokenAsk{Do: "issue", Ask: ask})
	stop := p.Stop
	p.Stop = func() (int64, error) {
		closed := v.Close(ctx)
		peak, err := stop()
		return peak, errors.Join(closed, err)
	}
	if err != nil {
		_, stopped := p.Stop()
		return nil, errors.Join(err, stopped)
	}
	p.Token, p.Sync, p.Lines = a.Secret, v.Sync, v.Entries
	p.Link = func(ctx context.Context, actor string) (string, error) { return v.Link(ctx, linkAsk{actor, "bench"}) }
	p.Code = func(ctx context.Context, a codes.Ask) (string, error) {
		said, err := v.Visits(ctx, visitAsk{Do: "issue", Ask: a})
		return said.Secret, err
	}
	p.Rebuild = func(ctx context.Context) error { // by a visitor of its own: the first one may be asked something else meanwhile
		other, err := visit(ctx, dir, benchBook)
		if err != nil {
			return err
		}
		return errors.Join(other.Rebuild(ctx, func(uint64, uint64) {}), other.Close(ctx))
	}
	p.Submit = func(ctx context.Context, requests []ledger.Request) error {
		outcomes, err := v.Submit(ctx, requests)
		for _, o := range outcomes {
			err = errors.Join(err, o.Err)
		}
		return err
	}
	return p, nil
}

// benchChild starts this program as a process of its own and waits until it says where it serves. It inherits no setting of the ledger.
func benchChild(ctx context.Context, args ...string) (*bench.Program, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := exec.CommandContext(ctx, self, args...)
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	c.WaitDelay = leaving + 5*time.Second
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); !strings.HasPrefix(name, "SOVANG_") || strings.HasPrefix(name, "SOVANG_TEST_") {
			c.Env = append(c.Env, variable)
		}
	}
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.Start(); err != nil {
		return nil, err
	}
	said := bufio.NewReader(out)
	text, err := said.ReadString('\n')
	_, rest, ok := strings.Cut(text, " on ")
	if ok {
		_, rest, ok = strings.Cut(rest, "://")
	}
	address, _, _ := strings.Cut(rest, " ")
	if err != nil || !ok {
		_ = c.Process.Kill()
		return nil, fmt.Errorf("the program under measure does not serve: %q (%w)\n%s", text, errors.Join(err, c.Wait()), errs.String())
	}
	return &bench.Program{Address: address, Process: c.Process.Pid, Kill: func() error {
		err := c.Process.Kill()
		_, _ = io.Copy(io.Discard, said)
		_ = c.Wait() // it ends as it was told to
		return err
	}, Stop: func() (int64, error) {
		// What is told of a process that has ended counts what the one that started it had at that moment, and that may be more.
		peak := bench.MemoryOf(c.Process.Pid, "VmHWM")
		if err := c.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return 0, err
		}
		_, _ = io.Copy(io.Discard, said)
		if err := c.Wait(); err != nil {
			return 0, fmt.Errorf("the program under measure ended with %w\n%s", err, errs.String())
		}
		return cmp.Or(peak, peakOf(c.ProcessState)), nil
	}}, nil
}

// peakOf is the most memory that a process had, in bytes: the system counts it in kilobytes, macOS in bytes.
func peakOf(s *os.ProcessState) int64 {
	used, ok := s.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return int64(used.Maxrss)
	}
	return int64(used.Maxrss) * 1024
}
