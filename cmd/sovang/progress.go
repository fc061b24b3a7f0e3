package main

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	isterm "golang.org/x/term"

	"sovang/domain"
)

// bar shows how far long work has come, on the error stream and only where that is a terminal: a log file has no use for it.
type bar struct{ inner *progressbar.ProgressBar }

// progress begins a bar of all steps; 0 where it is not known how many there will be.
func (p Process) progress(what string, all int64) *bar {
	f, ok := p.Err.(*os.File)
	if !ok || !isterm.IsTerminal(int(f.Fd())) {
		return &bar{}
	}
	if all <= 0 {
		all = -1
	}
	return &bar{progressbar.NewOptions64(all, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(what),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30), progressbar.OptionShowCount())}
}

func (b *bar) to(n int64) {
	if b.inner != nil {
		_ = b.inner.Set64(n) // a bar that cannot be drawn is no reason to stop
	}
}

// of sets both how many are done and how many there are.
func (b *bar) of(done, all uint64) {
	if b.inner != nil {
		b.inner.ChangeMax64(int64(all))
		b.to(int64(done))
	}
}

func (b *bar) end() {
	if b.inner != nil {
		_ = b.inner.Finish()
	}
}

// inputMissing says of a file that the user named that it is not there.
func inputMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return domain.Errorf(domain.NotFound, "%v", err).On("file")
	}
	return err
}
