package projections_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"sovang/eventstore"
	"sovang/eventstore/jetstream"
	"sovang/eventstore/storetest"
	"sovang/eventstore/vault"
	"sovang/projections"
	"sovang/projections/readdb"
)

// A book on disk as the program keeps it: log, writer with its files, read side on SQLite.
type onDisk struct {
	log  *jetstream.Store
	w    *eventstore.Writer
	p    *projections.Projector
	stop func() error
}

func openOnDisk(ctx context.Context, dir string) (*onDisk, error) {
	log, err := jetstream.Open(ctx, jetstream.Options{Dir: dir, Log: quiet()})
	if err != nil {
		return nil, err
	}
	v, err := vault.New(ctx, vault.NewMemory(), vault.Master{})
	if err != nil {
		return nil, err
	}
	p, err := projections.Open(ctx, readdb.SQLite(filepath.Join(dir, "read"), projections.Version), log, projections.Options{Vault: v, Log: quiet()})
	if err != nil {
		return nil, err
	}
	running, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- p.Run(running) }()
	last, err := lastEntry(ctx, log)
	if err == nil {
		err = p.Wait(ctx, last)
	}
	if err != nil {
		cancel()
		return nil, err
	}
	w, err := eventstore.Open(ctx, log, eventstore.Options{Dir: dir, Index: p.Index(), Log: quiet()})
	return &onDisk{log, w, p, func() error {
		err := w.Close(ctx)
		cancel()
		<-ended
		_ = p.Close()
		_ = log.Close()
		return err
	}}, err
}

func lastEntry(ctx context.Context, log eventstore.Log) (n uint64, err error) {
	for m, err := range log.Read(ctx, 1, false) {
		if err != nil {
			return 0, err
		}
		for e, err := range eventstore.Entries(m) {
			if err != nil {
				return 0, err
			}
			n = e.Number
		}
	}
	return n, nil
}

func markedEntry(dir string) (mark struct{ Sequence, Entry uint64 }) {
	data, err := os.ReadFile(filepath.Join(dir, "high-water"))
	if err == nil {
		err = json.Unmarshal(data, &mark)
	}
	if err != nil { // there is none before the first second has passed
		return struct{ Sequence, Entry uint64 }{}
	}
	return mark
}

// dieBeforeTheMark gives gifts from the one with that number on, says each that was answered, and ends the process at a moment when the rows of the read
// side are on disk and the high-water mark still speaks of an earlier entry.
func dieBeforeTheMark(dir string, from int) {
	ctx := context.Background()
	slog.SetDefault(quiet())
	b, err := openOnDisk(ctx, dir)
	if err == nil {
		_, err = b.w.Submit(ctx, storetest.Fund(1)...)
	}
	for i := from; err == nil; i++ {
		var outcomes []eventstore.Outcome
		if outcomes, err = b.w.Submit(ctx, storetest.Gift(1, 1, i)); err != nil {
			break
		}
		fmt.Println(i, outcomes[0].Number)
		if err = b.p.Wait(ctx, outcomes[0].Number); err == nil && i >= from+50 && markedEntry(dir).Entry < b.p.Reached() {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// TestDeathBetweenRowsAndMark: the read side may be ahead of the mark, never of the log; nothing is lost, doubled or made anew.
func TestDeathBetweenRowsAndMark(t *testing.T) {
	dir, from, answered := t.TempDir(), 0, map[int]uint64{}
	for range 3 {
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		child := exec.CommandContext(t.Context(), self)
		child.Env = append(os.Environ(), "SOVANG_CHILD="+dir, fmt.Sprint("SOVANG_FROM=", from))
		child.Stderr = os.Stderr
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(out); lines.Scan(); {
			var i int
			var entry uint64
			if _, err := fmt.Sscan(lines.Text(), &i, &entry); err != nil {
				t.Fatal(err)
			}
			answered[i], from = entry, i+1
		}
		_ = child.Wait()
		if status := child.ProcessState.Sys().(syscall.WaitStatus); status.Signal() != syscall.SIGKILL {
			t.Fatalf("the child did not die as it should: %v", child.ProcessState)
		}
		if mark := markedEntry(dir); mark.Entry >= answered[from-1] {
			t.Fatalf("the mark is at entry %d, the last answer was %d: this was not the moment", mark.Entry, answered[from-1])
		}
	}
	b, err := openOnDisk(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if generations, _ := filepath.Glob(filepath.Join(dir, "read", "*.db")); len(generations) != 1 {
		t.Errorf("the read side was made anew: %v", generations)
	}
	for i := range from {
		outcomes, err := b.w.Submit(t.Context(), storetest.Gift(1, 1, i))
		if err != nil || !outcomes[0].Repeated || outcomes[0].Number != answered[i] {
			t.Fatalf("gift %d asked again: %+v, %v; it was entry %d", i, outcomes, err, answered[i])
		}
	}
	balances, err := b.p.Reader().Balances(t.Context(), projections.BalancesQuery{Fund: storetest.FundID(1)})
	if err != nil || balances.Funds[0].Currencies[0].Free != int64(from) {
		t.Errorf("%d gifts of 1 đồng, the fund holds %+v, %v", from, balances, err)
	}
	if err := b.stop(); err != nil {
		t.Error(err)
	}
}
