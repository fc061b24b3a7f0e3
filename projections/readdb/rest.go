package readdb

import (
	"bufio"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"time"
)

// A SQLite file has no checksums: a bit that flips on the disk becomes another amount, or hides an id that was accepted, and nobody is
// told. So a file that is closed in order gets a checksum beside it, and whoever opens it next compares. After a crash there is none,
// and the file is taken as SQLite recovers it.

// errRotten: the file at rest has changed.
var errRotten = errors.New("the file is not what it was when it was closed")

// rest is the checksum of a file at rest and of its write-ahead log, with what tells cheaply that nothing was written since.
type rest struct {
	path string
	text string // "" where none was there
	size int64
	at   time.Time
}

func restFile(path string) string { return path + ".sum" }

// wake compares the checksum, if there is one, and takes it away: from now on the file may change.
func wake(path string) (*rest, error) {
	r := &rest{path: path}
	want, err := os.ReadFile(restFile(path))
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	if r.text, err = restText(path); err != nil {
		return nil, err
	}
	if r.text != string(want) {
		return nil, fmt.Errorf("%s: %w", path, errRotten)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	r.size, r.at = info.Size(), info.ModTime()
	return r, os.Remove(restFile(path))
}

// sleep leaves the checksum of a file that has been closed; there is none where the file was dropped meanwhile, or the disk is full.
func (r *rest) sleep() error {
	info, err := os.Stat(r.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, walErr := os.Stat(r.path + "-wal")
	if r.text == "" || info.Size() != r.size || !info.ModTime().Equal(r.at) || walErr == nil {
		if r.text, err = restText(r.path); err != nil {
			return err
		}
	}
	if err := os.WriteFile(restFile(r.path), []byte(r.text), 0o600); err != nil {
		if err := os.Remove(restFile(r.path)); !errors.Is(err, fs.ErrNotExist) { // half of one would condemn a sound file
			return err
		}
	}
	return nil
}

// restText is size and CRC-32C of the file and of its write-ahead log, which stays where a reader beside has held it.
func restText(path string) (string, error) {
	var text string
	for _, name := range []string{path, path + "-wal"} {
		size, sum, err := checksum(name)
		if err != nil {
			return "", err
		}
		text += fmt.Sprintf("%d %08x\n", size, sum)
	}
	return text, nil
}

// checksum of a file that is not there is that of an empty one.
func checksum(path string) (size int64, sum uint32, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, 0, nil
	}
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	h := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	size, err = io.Copy(h, bufio.NewReaderSize(f, 1<<20))
	return size, h.Sum32(), err
}
