package vault

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestOwnMasterIsMadeOnceAndForItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "master.key")
	var group sync.WaitGroup
	got := make([]Master, 8)
	for i := range got {
		group.Go(func() {
			var err error
			if got[i], err = OwnMaster(path); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for _, m := range got {
		if m != got[0] || m == (Master{}) {
			t.Fatal("eight starts at once did not agree on one key")
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info.Mode(), err)
	}
	if left, _ := filepath.Glob(path + ".*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if again, err := OwnMaster(path); err != nil || again != got[0] {
		t.Errorf("the next start got %v, %v", again, err)
	}
}

func TestOwnMasterRefuses(t *testing.T) {
	for title, tt := range map[string]struct {
		text string
		mode os.FileMode
		says string
	}{
		"a file that others can read": {strings.Repeat("ab", 32), 0o644, "chmod 600"},
		"half a key":                  {"abcd", 0o600, "32 bytes"},
		"an empty file":               {"", 0o600, "32 bytes"},
	} {
		t.Run(title, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "master.key")
			if err := os.WriteFile(path, []byte(tt.text), tt.mode); err != nil {
				t.Fatal(err)
			}
			if _, err := OwnMaster(path); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want a refusal that says %s", err, tt.says)
			}
			if now, _ := os.ReadFile(path); string(now) != tt.text {
				t.Error("the file was changed")
			}
		})
	}
	if _, err := OwnMaster(filepath.Join(t.TempDir(), "no", "such", "folder")); err == nil {
		t.Error("a key was made nowhere")
	}
}

func TestANamedMasterIsReadAndNeverMade(t *testing.T) {
	path := filepath.Join(t.TempDir(), "named.key")
	if _, err := ReadMaster(path); err == nil {
		t.Fatal("a key was read from nothing")
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Fatal("the file was made")
	}
	raw := []byte("thirty-two bytes of a master key")
	if err := os.WriteFile(path, []byte(base64.StdEncoding.EncodeToString(raw)+"\n"), 0o444); err != nil {
		t.Fatal(err)
	}
	m, err := ReadMaster(path)
	if err != nil || m.key != [32]byte(raw) {
		t.Errorf("got %v, %v", m, err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if shown := fmt.Sprintf(verb, m); strings.Contains(shown, "thirty") || strings.Contains(shown, "0x74, 0x68") || strings.Contains(shown, "116 104") {
			t.Errorf("%s shows the key: %s", verb, shown)
		}
	}
}
