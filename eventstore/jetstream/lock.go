package jetstream

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"sovang/domain"
	"sovang/eventstore"
)

// lock holds a data directory for one process. The system lets go of it when the process ends, however it ends.
type lock struct{ file *os.File }

func lockDir(dir string) (*lock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "lock")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer f.Close()
		if err != syscall.EWOULDBLOCK {
			return nil, fmt.Errorf("%s cannot be locked: %w", path, err)
		}
		by := "another process"
		if pid, _ := os.ReadFile(path); len(pid) > 0 {
			by += " (" + strings.TrimSpace(string(pid)) + ")"
		}
		return nil, domain.Errorf(domain.Conflict, "the data directory %s is in use by %s", dir, by).On("data")
	}
	// Only for the message above, so that nothing depends on it.
	_ = f.Truncate(0)
	_, _ = f.WriteAt(fmt.Appendf(nil, "%d\n", os.Getpid()), 0)
	return &lock{f}, nil
}

func (l *lock) release() error {
	if l == nil {
		return nil
	}
	return l.file.Close()
}

// room refuses to write data into the reserve of free space.
func (s *Store) room(data int64) error {
	if s.o.URL != "" || s.o.Reserve < 0 {
		return nil
	}
	var fs syscall.Statfs_t
	if err := syscall.Statfs(s.o.Dir, &fs); err != nil {
		return fmt.Errorf("the free space of %s is not known: %w", s.o.Dir, err)
	}
	free := int64(fs.Bavail) * fs.Bsize
	if free-data >= s.o.Reserve {
		return nil
	}
	return fmt.Errorf("%w: the disk is full: %d MiB are free under %s, and %d MiB are kept in reserve", eventstore.ErrFull, free>>20, s.o.Dir, s.o.Reserve>>20)
}
