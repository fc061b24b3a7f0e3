package vault

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Master is the key that wraps every other key. It never lies where the wrapped keys lie, so that a backup of these alone opens nothing.
type Master struct{ key [32]byte }

// String keeps the key out of logs and error messages.
func (m Master) String() string { return "master key " + hex.EncodeToString(m.name()) }

// GoString keeps it out of %#v too.
func (m Master) GoString() string { return m.String() }

// name tells master keys apart without giving anything away: eight bytes of a hash over 256 random bits.
func (m Master) name() []byte {
	sum := sha256.Sum256(append([]byte("sovang master key\x00"), m.key[:]...))
	return sum[:8]
}

// ParseMaster reads a master key as an operator gives it, in a variable or a file of their own: 32 bytes in base64 or in hexadecimal.
func ParseMaster(text string) (Master, error) {
	text = strings.TrimSpace(text)
	for _, decode := range []func(string) ([]byte, error){
		hex.DecodeString, base64.StdEncoding.DecodeString, base64.RawURLEncoding.DecodeString,
	} {
		if raw, err := decode(text); err == nil && len(raw) == 32 {
			return Master{[32]byte(raw)}, nil
		}
	}
	return Master{}, errors.New("the master key must be 32 bytes, written in base64 or hexadecimal")
}

// ReadMaster reads the master key from a file that the operator named. The file is never made.
func ReadMaster(path string) (Master, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Master{}, fmt.Errorf("the master key cannot be read: %w", err)
	}
	m, err := ParseMaster(string(text))
	if err != nil {
		return Master{}, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}

// OwnMaster reads the master key from the program's own file and makes that file, readable by its owner alone, where it is not there.
// The file appears whole or not at all, and it is on the disk when OwnMaster returns: a crash in between leaves at most a temporary
// file with a key that nothing was ever wrapped with. Of two processes that make it at once both get the key of the first.
func OwnMaster(path string) (Master, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := makeMaster(path); err != nil {
			return Master{}, fmt.Errorf("the master key cannot be made: %w", err)
		}
	case err != nil:
		return Master{}, fmt.Errorf("the master key cannot be read: %w", err)
	case info.Mode().Perm()&0o077 != 0:
		return Master{}, fmt.Errorf("%s can be read by others than its owner; run chmod 600 on it, and think about who has read it", path)
	}
	return ReadMaster(path)
}

func makeMaster(path string) (err error) {
	var key [32]byte
	rand.Read(key[:]) // never fails: the program stops where the system has no randomness
	temporary := path + ".new-" + rand.Text()
	file, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(temporary)) }()
	_, err = file.WriteString(base64.StdEncoding.EncodeToString(key[:]) + "\n")
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	// Unlike a rename, a link never replaces a key that is there. The directory is synced even if another process was first: its link
	// may not be on the disk yet, and this one is about to wrap keys with what it found.
	if err := os.Link(temporary, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	directory, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(directory.Sync(), directory.Close())
}
