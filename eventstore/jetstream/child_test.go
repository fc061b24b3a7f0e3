package jetstream_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"sovang/eventstore/jetstream"
)

// Some tests need a process of their own, to be killed: the test binary again, told by its environment what to do.
func TestMain(m *testing.M) {
	if what := os.Getenv("SOVANG_CHILD"); what != "" {
		if err := children(what)(os.Getenv("SOVANG_DIR")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child is such a process over a data directory, not started yet.
func child(t testing.TB, what, dir string, environment ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), self)
	c.Env = append(os.Environ(), "SOVANG_CHILD="+what, "SOVANG_DIR="+dir)
	c.Env = append(c.Env, environment...)
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return c
}

func children(what string) func(dir string) error {
	return map[string]func(string) error{"open": childOpens, "full disk": childFillsDisk, "writes": childWrites}[what]
}

func childOpens(dir string) error {
	s, err := jetstream.Open(context.Background(), jetstream.Options{Dir: dir})
	if err != nil {
		return err
	}
	return s.Close()
}
