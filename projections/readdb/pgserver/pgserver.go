// Package pgserver starts a PostgreSQL of its own from the programs installed on the machine: for tests, and for measurements that take the
// database away.
//
// It promises a server on a Unix socket in a temporary directory, reached by no network, with the data of nobody, and gone with the process that
// started it.
package pgserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is a PostgreSQL.
type Server struct {
	dir     string
	bin     string
	process *exec.Cmd
	exited  chan struct{}
	as      *syscall.Credential // nil: the user of this process
}

// Installed says what is missing, nil where a server can be started.
func Installed() error {
	_, err := programs()
	return err
}

// Start makes a server in a directory below in ("": the system's for what is temporary) and returns when it takes connections.
func Start(in string) (_ *Server, err error) {
	s := &Server{}
	if s.bin, err = programs(); err != nil {
		return nil, err
	}
	if s.as, err = notRoot(); err != nil {
		return nil, err
	}
	// The path of a Unix socket may hold about a hundred bytes, and the server's user must be able to reach it.
	if s.dir, err = os.MkdirTemp(in, "sovang-pg-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Remove())
		}
	}()
	if s.as != nil {
		if err := os.Chown(s.dir, int(s.as.Uid), int(s.as.Gid)); err != nil {
			return nil, err
		}
	}
	// The order of another language than the machine's: what depends on the server's order of words shows. Servers before 15, or built
	// without ICU, do not have it.
	err = s.initdb("--locale", "C", "--locale-provider", "icu", "--icu-locale", "vi")
	if err != nil {
		err = s.initdb("--locale", "C")
	}
	if err != nil {
		return nil, err
	}
	return s, s.Run()
}

func (s *Server) initdb(locale ...string) error {
	init := s.command("initdb", append([]string{"--pgdata", filepath.Join(s.dir, "data"), "--auth", "trust", "--username", "sovang", "--encoding", "UTF8",
		"--no-sync", "--no-instructions"}, locale...)...)
	if out, err := init.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

// recovery is how long a server may take that was stopped as by a crash, on a disk that is busy with other things: it syncs every file.
const recovery = 3 * time.Minute

// Run starts the server, also after Stop, and returns when it takes connections.
func (s *Server) Run() error {
	s.process = s.command("postgres", "-D", filepath.Join(s.dir, "data"), "-k", s.dir, "-c", "listen_addresses=", "-c", "unix_socket_permissions=0777",
		"-c", "shared_buffers=128MB", "-c", "max_wal_size=2GB", "-c", "max_connections=100", "-c", "log_min_messages=fatal")
	log, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	s.process.Stdout, s.process.Stderr = log, log
	if err := s.process.Start(); err != nil {
		return err
	}
	exited := make(chan struct{})
	s.exited = exited
	go func() { _ = s.process.Wait(); close(exited) }()
	deadline := time.After(recovery)
	retry := time.NewTicker(20 * time.Millisecond)
	defer retry.Stop()
	for {
		if out, err := s.command("pg_isready", "-h", s.dir, "-d", "postgres", "-t", "1").CombinedOutput(); err == nil {
			return nil
		} else if _, missing := err.(*exec.Error); missing {
			return fmt.Errorf("%w: %s", err, out)
		}
		select {
		case <-exited:
			text, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			return fmt.Errorf("the server ended:\n%s", text)
		case <-deadline:
			return fmt.Errorf("the server did not come up in %s", recovery)
		case <-retry.C:
		}
	}
}

// Stop stops the server at once, as a crash does; Run starts it again on the same data.
func (s *Server) Stop() {
	if s.process == nil || s.process.Process == nil {
		return
	}
	_ = s.process.Process.Signal(syscall.SIGQUIT)
	<-s.exited
}

// Remove stops the server and removes its data.
func (s *Server) Remove() error {
	s.Stop()
	return os.RemoveAll(s.dir)
}

// DSN is where a database of that name is reached.
func (s *Server) DSN(database string) string {
	return "host=" + s.dir + " user=sovang dbname=" + database
}

// Database makes an empty database and gives its DSN.
func (s *Server) Database(ctx context.Context) (dsn string, err error) {
	name := "t" + strconv.FormatInt(time.Now().UnixNano(), 36)
	conn, err := pgx.Connect(ctx, s.DSN("postgres"))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	_, err = conn.Exec(ctx, "CREATE DATABASE "+name)
	return s.DSN(name), err
}

func (s *Server) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(s.bin, name), args...)
	c.Dir = os.TempDir()
	c.Env = append(os.Environ(), "LC_ALL=C", "TZ=UTC")
	c.SysProcAttr = &syscall.SysProcAttr{Credential: s.as, Pdeathsig: syscall.SIGKILL}
	return c
}

// programs finds the directory that holds initdb and postgres: the newest installed.
func programs() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	slices.SortFunc(found, func(a, b string) int { return majorOf(b) - majorOf(a) })
	if path, err := exec.LookPath("postgres"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			found = append(found, path)
		}
	}
	for _, path := range found {
		dir := filepath.Dir(path)
		if _, err := os.Stat(filepath.Join(dir, "initdb")); err == nil {
			return dir, nil
		}
	}
	return "", fmt.Errorf("neither initdb nor postgres was found; install PostgreSQL (make test does), or run with -short")
}

func majorOf(path string) int {
	n, _ := strconv.Atoi(strings.Split(strings.TrimPrefix(path, "/usr/lib/postgresql/"), "/")[0])
	return n
}

// notRoot is whom the server runs as, where this process is root's: PostgreSQL refuses that.
func notRoot() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err1 == nil && err2 == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, fmt.Errorf("PostgreSQL does not run as root, and there is no user postgres or nobody")
}
