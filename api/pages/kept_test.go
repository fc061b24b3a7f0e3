package pages

import (
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
)

// TestKept: a crowd that comes at once has a thing made once; one that is made anew keeps nobody waiting who can see the old one; a failure is kept by
// nobody; and what was dropped is made again.
func TestKept(t *testing.T) {
	var k kept[int]
	var made atomic.Int64
	count := func() (int, error) { return int(made.Add(1)), nil }
	if _, err := k.get(1, func() (int, error) { return 0, errors.New("x") }); err == nil {
		t.Error("a failure is none")
	}
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			if n, err := k.get(1, count); n != 1 || err != nil {
				t.Errorf("%d, %v", n, err)
			}
		})
	}
	all.Wait()
	if n, _ := k.get(2, count); n != 1 {
		t.Errorf("made anew at once: %d", n)
	}
	k.made = k.made.Add(-keeping) // time goes by
	begun, onward := make(chan struct{}), make(chan struct{})
	all.Go(func() {
		n, err := k.get(3, func() (int, error) { close(begun); <-onward; return count() })
		if n != 2 || err != nil {
			t.Errorf("made anew: %d, %v", n, err)
		}
	})
	<-begun
	if n, _ := k.get(3, count); n != 1 {
		t.Errorf("whoever asks meanwhile sees %d", n)
	}
	close(onward)
	all.Wait()
	if n, _ := k.get(3, count); n != 2 {
		t.Errorf("after that %d is shown", n)
	}
	k.drop()
	if n, _ := k.get(3, count); n != 3 {
		t.Errorf("after it was dropped, %d", n)
	}
	func() {
		defer func() { _ = recover() }()
		k.drop()
		_, _ = k.get(4, func() (int, error) { panic("broken") })
	}()
	if n, _ := k.get(4, count); n != 4 {
		t.Errorf("after one that broke down, %d", n)
	}
}

// TestKeptLast: what is old is given all the same, and is to be made anew once for all who ask; but not where somebody may no longer be named in it, nor where
// nothing was made yet.
func TestKeptLast(t *testing.T) {
	var k kept[int]
	made, behind := 0, 0
	look := func(entry, since uint64, want, wantBehind int) {
		t.Helper()
		n, err := k.last(entry, since, func() (int, error) { made++; return made, nil }, func() { behind++ })
		if n != want || behind != wantBehind || err != nil {
			t.Errorf("%d, %d to be made anew, %v; not %d, %d", n, behind, err, want, wantBehind)
		}
	}
	look(5, 0, 1, 0)
	look(5, 5, 1, 0)
	look(6, 0, 1, 0) // believed for a while
	k.made = k.made.Add(-longest)
	look(6, 5, 1, 1)
	look(5, 0, 1, 1)
	look(7, 6, 2, 1)
}

// TestKeptEach: what is quickly made goes where there is too much of it, what takes long stays.
func TestKeptEach(t *testing.T) {
	var k keptEach[int]
	dear := k.of("dear")
	dear.cost = longest
	cheap := k.of("cheap")
	for i := range mostKept {
		k.of(strconv.Itoa(i))
	}
	if k.of("dear") != dear || k.of("cheap") == cheap || len(k.all) > mostKept {
		t.Errorf("%d are kept", len(k.all))
	}
}
