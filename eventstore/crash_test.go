package eventstore_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"sovang/domain/ledger"
	"sovang/eventstore"
	"sovang/eventstore/jetstream"
	"sovang/eventstore/storetest"
)

// Crashes need a process of their own: the test binary again, told by its environment what to do.
func TestMain(m *testing.M) {
	switch os.Getenv("SOVANG_CHILD") {
	case "":
		os.Exit(m.Run())
	case "load":
		fmt.Fprintln(os.Stderr, load(os.Getenv("SOVANG_DIR")))
		os.Exit(1)
	}
}

func variable(name string) int {
	n, _ := strconv.Atoi(os.Getenv(name))
	return n
}

// die is what a crash is: nothing is flushed, closed or said.
func die() {
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}

// bomb ends the process at the n-th time that a point comes by.
type bomb struct {
	mu    sync.Mutex
	point string
	left  int
}

func (b *bomb) at(point string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if point != b.point {
		return
	}
	if b.left--; b.left == 0 {
		die()
	}
}

// mined is a log in which the process ends between publish and ack: once the message is stored, seen over another connection.
type mined struct {
	eventstore.Log
	bomb *bomb
}

func (m *mined) Append(ctx context.Context, after uint64, data []byte) (uint64, error) {
	if m.bomb.point != "published" {
		return m.Log.Append(ctx, after, data)
	}
	go func() { _, _ = m.Log.Append(ctx, after, data) }()
	for {
		last, err := m.Log.Last(ctx)
		if err != nil {
			return 0, err
		}
		if last > after {
			m.bomb.at("published")
			return last, nil
		}
	}
}

// load opens a book and has callers give gifts without end, numbered from SOVANG_FROM. It says of each gift that it has an answer for:
// "gift entry". SOVANG_POINT and SOVANG_NTH say where it dies.
func load(dir string) error {
	ctx := context.Background()
	slog.SetLogLoggerLevel(slog.LevelError)
	b := &bomb{point: os.Getenv("SOVANG_POINT"), left: variable("SOVANG_NTH")}
	store, err := jetstream.Open(ctx, jetstream.Options{Dir: dir})
	if err != nil {
		return err
	}
	read := newIndex(store)
	if err := read.advance(ctx, 1_000_000); err != nil {
		return err
	}
	o := eventstore.Options{Dir: dir, Index: read, Every: 100}.WithHook(b.at)
	w, err := eventstore.Open(ctx, &mined{store, b}, o)
	if err != nil {
		return err
	}
	if _, err := w.Submit(ctx, storetest.Fund(1)...); err != nil {
		return err
	}
	callers, failed := max(variable("SOVANG_CALLERS"), 1), make(chan error, 1)
	var mu sync.Mutex
	for c := range callers {
		go func() {
			for i := variable("SOVANG_FROM") + c; ; i += callers {
				outcomes, err := w.Submit(ctx, gift(i))
				if err == nil {
					err = outcomes[0].Err
				}
				if err != nil {
					failed <- err
					return
				}
				mu.Lock()
				fmt.Println(i, outcomes[0].Number)
				mu.Unlock()
			}
		}()
	}
	return <-failed
}

// child is that process, not started yet.
func child(t testing.TB, dir string, environment ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), self)
	c.Env = append(append(os.Environ(), "SOVANG_CHILD=load", "SOVANG_DIR="+dir), environment...)
	c.Stderr = os.Stderr
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return c
}

func dong(i int) int64 { return 1 + int64(i%5) }

func gift(i int) ledger.Request { return storetest.Gift(1, dong(i), i) }

// crashes is what a number of children told before they died.
type crashes struct {
	dir      string
	answered map[int]uint64 // gift → entry
	highest  int            // the last gift that may have been given
}

// run starts a child that goes on where the last one stopped, and kills it after so many answers (0: it dies by itself).
func (c *crashes) run(t *testing.T, answers int, environment ...string) {
	t.Helper()
	from := c.highest + 1
	process := child(t, c.dir, append(environment, "SOVANG_FROM="+strconv.Itoa(from))...)
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	told := 0
	for lines := bufio.NewReader(out); ; {
		text, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) { // a line that was cut off is no answer
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		var i int
		var entry uint64
		if _, err := fmt.Sscan(text, &i, &entry); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		c.answered[i], c.highest = entry, max(c.highest, i)
		if told++; told == answers {
			if err := process.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	err = process.Wait()
	if status, ok := process.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
		t.Fatalf("the child did not die as it should: %v", err)
	}
	c.highest += 64 // each caller may have had one more under way
}

// check opens the book, asks every gift again, and compares answers, log and sum.
func (c *crashes) check(t *testing.T) {
	t.Helper()
	store, err := jetstream.Open(t.Context(), jetstream.Options{Dir: c.dir})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	before, _ := storetest.Ledger(t, store)
	for i, entry := range c.answered {
		if before[gift(i).ID] != entry {
			t.Fatalf("gift %d was answered with entry %d; in the log it is %d", i, entry, before[gift(i).ID])
		}
	}
	read := newIndex(store)
	read.catchUp(t, len(before)/2) // some ids are the read side's, some the tail's
	w, err := eventstore.Open(t.Context(), store, eventstore.Options{Dir: c.dir, Index: read})
	if err != nil {
		t.Fatal(err)
	}
	var want int64
	all := make([]ledger.Request, c.highest+1)
	for i := range all {
		all[i] = gift(i)
		want += dong(i)
	}
	outcomes, err := w.Submit(t.Context(), all...)
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range outcomes {
		if entry := before[all[i].ID]; o.Err != nil || o.Repeated != (entry != 0) || o.Repeated && o.Number != entry {
			t.Fatalf("gift %d asked again: %+v, it was entry %d", i, o, entry)
		}
	}
	if err := w.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	numbers, free := storetest.Ledger(t, store)
	if got := free[storetest.FundID(1)]; got != want || len(numbers) != len(all)+3 {
		t.Fatalf("the fund holds %d of %d, the log %d entries of %d", got, want, len(numbers), len(all)+3)
	}
	t.Logf("%d answers before the crashes, %d gifts in the end, each once", len(c.answered), len(all))
}

func newCrashes(t *testing.T) *crashes {
	return &crashes{dir: t.TempDir(), answered: map[int]uint64{}, highest: -1}
}

func TestCrashPoints(t *testing.T) {
	for _, point := range []string{
		"published",    // the message is stored, its ack has not been seen
		"acknowledged", // its ack has been seen, nobody has an answer
		"snapshot",     // a snapshot is written, the mark and a tail of entries are older and newer
	} {
		t.Run(point, func(t *testing.T) {
			c := newCrashes(t)
			for nth := 1; nth <= 3; nth++ {
				if point == "snapshot" {
					c.run(t, 0, "SOVANG_POINT="+point, "SOVANG_NTH=1", "SOVANG_CALLERS=8")
					continue
				}
				c.run(t, 0, "SOVANG_POINT="+point, "SOVANG_NTH="+strconv.Itoa(3*nth), "SOVANG_CALLERS=8")
			}
			c.check(t)
		})
	}
}

func TestKilledInTheMiddle(t *testing.T) {
	c := newCrashes(t)
	rounds := 20
	if testing.Short() {
		rounds = 5
	}
	for range rounds {
		c.run(t, 1+rand.IntN(400), "SOVANG_CALLERS="+strconv.Itoa(1+rand.IntN(16)))
	}
	c.check(t)
}

// The mark that a killed process leaves is behind the log or level with it, never ahead; and one that is ahead stops the writer.
func TestLogThatEndsBeforeTheMark(t *testing.T) {
	c := newCrashes(t)
	c.run(t, 300, "SOVANG_CALLERS=4")
	c.check(t)
	nats := filepath.Join(c.dir, "nats")
	if err := os.Rename(nats, nats+".away"); err != nil {
		t.Fatal(err)
	}
	store, err := jetstream.Open(t.Context(), jetstream.Options{Dir: c.dir})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if _, err := eventstore.Open(t.Context(), store, eventstore.Options{Dir: c.dir}); !errors.Is(err, eventstore.ErrLost) {
		t.Fatalf("an empty log after %d entries: %v", c.highest, err)
	} else if !strings.Contains(err.Error(), "the log ends at message 0") {
		t.Fatal(err)
	}
}

// Between the write of a message and its answer there is an fsync of the same file: a trace of the system calls says so.
func TestSyncBeforeAnswer(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil && testing.Short() {
		t.Skip("no strace")
	} else if err != nil {
		t.Fatal("this test needs strace: ", err)
	}
	dir := t.TempDir()
	trace := filepath.Join(t.TempDir(), "trace")
	c := child(t, dir, "SOVANG_CALLERS=1")
	c.Args = []string{strace, "-f", "-y", "-s", "40", "-e", "trace=write,pwrite64,fsync,fdatasync", "-o", trace, c.Path}
	c.Path = strace
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for range 60 {
		if !lines.Scan() {
			t.Fatal("the child ended")
		}
	}
	_ = c.Process.Signal(syscall.SIGTERM)
	_ = c.Process.Kill()
	_ = c.Wait()
	data, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	answers, excerpt := synced(t, string(data))
	if answers < 50 {
		t.Fatalf("%d answers in the trace", answers)
	}
	t.Logf("%d answers, each after an fsync that came after the write; the last one:\n%s", answers, strings.Join(excerpt, "\n"))
}

// synced reads a trace: before each answer (a line on stdout) stands a write to a message block, and after the last such write an
// fsync of that block that has returned.
func synced(t *testing.T, trace string) (answers int, excerpt []string) {
	const block = "/LEDGER-main/msgs/"
	written, clean := 0, false
	waiting := map[string]bool{} // processes within an fsync of a block that strace has split in two
	for _, text := range strings.Split(trace, "\n") {
		pid, call, _ := strings.Cut(text, " ")
		call = strings.TrimSpace(call)
		ofBlock := strings.Contains(call, block) && strings.Contains(call, ".blk")
		switch {
		case ofBlock && (strings.HasPrefix(call, "write(") || strings.HasPrefix(call, "pwrite64(")):
			written, clean = written+1, false
			excerpt = append(excerpt, text)
		case ofBlock && strings.Contains(call, "sync(") && strings.Contains(call, "unfinished"):
			waiting[pid] = true
		case ofBlock && strings.Contains(call, "sync(") && strings.HasSuffix(call, "= 0"), waiting[pid] && strings.Contains(call, "sync resumed") && strings.HasSuffix(call, "= 0"):
			delete(waiting, pid)
			clean = true
			excerpt = append(excerpt, text)
		case strings.HasPrefix(call, "write(1<") && strings.Contains(call, `\n"`):
			excerpt = append(excerpt, text)
			if written == 0 || !clean {
				t.Fatalf("an answer without an fsync after the write:\n%s", strings.Join(excerpt, "\n"))
			}
			if answers++; answers < 50 {
				excerpt = nil
			}
			written, clean = 0, false
		}
	}
	return answers, excerpt[max(0, len(excerpt)-6):]
}
