package jetstream_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sovang/domain/ledger"
	"sovang/eventstore"
	"sovang/eventstore/jetstream"
	"sovang/eventstore/storetest"
)

// A full disk, freed again. The child has a small disk of its own: a tmpfs in its own mount namespace.
func TestFullDiskFreedAgain(t *testing.T) {
	reserves := []string{"2 MiB", "none"}
	if testing.Short() { // without a reserve it waits for publishes that get no answer
		reserves = reserves[:1]
	}
	for _, reserve := range reserves {
		t.Run(reserve, func(t *testing.T) {
			c := child(t, "full disk", t.TempDir(), "SOVANG_RESERVE="+reserve)
			c.SysProcAttr.Cloneflags = syscall.CLONE_NEWNS
			if os.Getuid() != 0 {
				c.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
				c.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
				c.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
			}
			out, err := c.CombinedOutput()
			if err != nil || !strings.Contains(string(out), "all is well") {
				t.Fatalf("%v (this test needs root, or user namespaces):\n%s", err, out)
			}
			t.Logf("%s", out)
		})
	}
}

func childFillsDisk(dir string) error {
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return err
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=24m"); err != nil {
		return err
	}
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 16<<20), 0o600); err != nil {
		return err
	}
	o := jetstream.Options{Dir: dir, Reserve: -1, Timeout: time.Second}
	if os.Getenv("SOVANG_RESERVE") != "none" {
		o.Reserve = 2 << 20
	}
	ctx := context.Background()
	s, err := jetstream.Open(ctx, o)
	if err != nil {
		return err
	}
	w, err := eventstore.Open(ctx, s, eventstore.Options{})
	if err != nil {
		return err
	}
	f := filler{ctx: ctx, w: w, answered: map[int]uint64{}}
	if _, err := w.Submit(ctx, storetest.Fund(1)...); err != nil {
		return err
	}
	stopped, err := f.fill()
	if err != nil {
		return err
	}
	if err := os.Remove(ballast); err != nil {
		return err
	}
	if err := f.again(stopped); err != nil {
		return err
	}
	if err := errors.Join(w.Close(ctx), s.Close()); err != nil {
		return err
	}
	return f.check(o)
}

// filler gives large bunches of gifts until there is no room.
type filler struct {
	ctx      context.Context
	w        *eventstore.Writer
	answered map[int]uint64
}

const bunch = 500

func bunchOf(first int) []ledger.Request {
	rs := make([]ledger.Request, bunch)
	for i := range rs {
		rs[i] = storetest.Gift(1, 1000, first+i)
	}
	return rs
}

func (f *filler) give(first int) error {
	ctx, cancel := context.WithTimeout(f.ctx, 30*time.Second)
	defer cancel()
	outcomes, err := f.w.Submit(ctx, bunchOf(first)...)
	for i, o := range outcomes {
		if o.Err == nil {
			f.answered[first+i] = o.Number
		}
	}
	return err
}

// fill gives until the disk is full and two more calls have been refused; it says where it stopped.
func (f *filler) fill() (int, error) {
	refused := 0
	for n := 0; n < 200; n++ {
		err := f.give(n * bunch)
		if err == nil {
			continue
		}
		if !errors.Is(err, eventstore.ErrFull) {
			return 0, fmt.Errorf("the disk is full, and the answer is: %w", err)
		}
		fmt.Println("refused:", err)
		if refused++; refused == 3 {
			return n * bunch, nil
		}
	}
	return 0, errors.New("the disk did not become full")
}

// again waits until what was refused is accepted.
func (f *filler) again(stopped int) error {
	for begun := time.Now(); ; {
		err := f.give(stopped)
		if err == nil {
			fmt.Println("accepted again", time.Since(begun).Round(time.Millisecond), "after there was room")
			return f.give(stopped + bunch)
		}
		if time.Since(begun) > 30*time.Second {
			return fmt.Errorf("there is room again, and the answer is: %w", err)
		}
	}
}

func (f *filler) check(o jetstream.Options) error {
	s, err := jetstream.Open(f.ctx, o)
	if err != nil {
		return err
	}
	w, err := eventstore.Open(f.ctx, s, eventstore.Options{})
	if err != nil {
		return err
	}
	for i, number := range f.answered {
		outcomes, err := w.Submit(f.ctx, storetest.Gift(1, 1000, i))
		if err != nil || !outcomes[0].Repeated || outcomes[0].Number != number {
			return fmt.Errorf("gift %d was entry %d, and now %+v, %v", i, number, outcomes, err)
		}
	}
	fmt.Println(len(f.answered), "gifts, all is well")
	return errors.Join(w.Close(f.ctx), s.Close())
}
