package post

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"
)

// Folder puts each message into a folder as a file of its own, which is there whole or not at all: .eml, the address after "To:". What carries
// messages to phones takes them from there.
type Folder struct{ Dir string }

// Takes implements Sender.
func (f Folder) Takes(to string) bool {
	_, ok := f.address(to)
	return ok
}

func (Folder) address(to string) (string, bool) {
	if address, ok := Mail(to); ok {
		return address, true
	}
	return Phone(to)
}

// Send implements Sender. The file is written beside its place, synced and renamed, so that whoever watches the folder never takes half of one.
func (f Folder) Send(_ context.Context, m Message) error {
	to, ok := f.address(m.To)
	if !ok {
		return errAddress()
	}
	now := time.Now()
	name := filepath.Join(f.Dir, now.UTC().Format("20060102T150405.000000Z")+"-"+uuid.NewString()+".eml")
	file, err := os.OpenFile(name+".part", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(written("", to, m, now))
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(name+".part"))
	}
	return os.Rename(name+".part", name)
}
