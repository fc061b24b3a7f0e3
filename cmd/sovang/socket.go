package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"sovang/domain"
)

// socketName is the socket beside the data: readable and writable by its owner alone, for whoever connects may write to the ledger.
const socketName = "sovang.sock"

// listenSocket opens the socket of a data directory. The lock of the directory is ours, so a socket that lies there is left over from a
// process that is gone, and is removed.
func listenSocket(dir string) (net.Listener, error) {
	path := socketPath(dir)
	if len(path) > longestSocket {
		return nil, domain.Errorf(domain.Invalid, "the path of the data directory is too long for a socket (%d bytes with it, at most %d); choose a shorter one", len(path), longestSocket).On("data")
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	// Until this is done the directory's own rights (0700) keep others out.
	return l, os.Chmod(path, 0o600)
}

// longestSocket is what the system takes as the name of a socket.
const longestSocket = 107

// socketPath is the shorter of the two names of the socket, if the longer one is too long.
func socketPath(dir string) string {
	path := filepath.Join(dir, socketName)
	if len(path) <= longestSocket {
		return path
	}
	if wd, err := os.Getwd(); err == nil {
		if relative, err := filepath.Rel(wd, path); err == nil && len(relative) < len(path) {
			return relative
		}
	}
	return path
}

// attend answers the questions of other processes until ctx ends, then lets those under way finish.
func attend(ctx context.Context, l net.Listener, h *house) {
	var open sync.WaitGroup
	stop := context.AfterFunc(ctx, func() { _ = l.Close() })
	defer stop()
	for {
		c, err := l.Accept()
		if err != nil {
			break // closed, or the process is out of files: the next start serves again
		}
		open.Go(func() {
			// A visitor who asks nothing must not hold the house open; one whose question is under way gets the answer.
			idle := context.AfterFunc(ctx, func() { _ = c.SetReadDeadline(time.Now()) })
			defer idle()
			defer c.Close()
			if err := answerAll(ctx, c, h); err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, os.ErrDeadlineExceeded) {
				h.log.Warn("a visitor's connection broke", "error", err)
			}
		})
	}
	open.Wait()
}

func answerAll(ctx context.Context, c net.Conn, h *house) error {
	w := newWire(c)
	for {
		var q question
		if err := w.read(&q); err != nil {
			return err
		}
		err := answerOne(context.WithoutCancel(ctx), w, h, q)
		last := answer{End: true}
		if err != nil {
			last = refused(err)
			last.End = true
		}
		if err := errors.Join(w.write(last), w.out.Flush()); err != nil {
			return err
		}
		if err != nil && q.Lines > 0 {
			return nil // lines of the question may be unread: the connection is of no more use
		}
	}
}

func answerOne(ctx context.Context, w *wire, d *house, q question) error {
	if q.Book != d.book {
		return domain.Errorf(domain.Conflict, "the serve that has this data directory open serves the book %q", d.book).On("book")
	}
	switch q.Do {
	case doHello:
		return nil
	case doSubmit, doTry:
		requests, err := w.commands(q.Lines)
		if err != nil {
			return err
		}
		do := d.Submit
		if q.Do == doTry {
			do = d.Try
		}
		outcomes, err := do(ctx, requests)
		for _, o := range outcomes {
			if err := w.write(answered(o)); err != nil {
				return err
			}
		}
		return err
	case doSync:
		entry, err := d.Sync(ctx)
		return errors.Join(err, w.write(answer{Entry: entry}))
	case doRebuild:
		return d.Rebuild(ctx, func(done, all uint64) {
			if w.write(answer{Done: done, All: all}) == nil {
				_ = w.out.Flush() // a visitor who left does not stop the work
			}
		})
	case doToken:
		if q.Token == nil {
			return domain.Errorf(domain.Invalid, "what is asked of tokens is missing").On("token")
		}
		tokens, err := d.Tokens(ctx, *q.Token)
		if err != nil {
			return err
		}
		return w.write(answer{Token: &tokens})
	case doLink:
		if q.Link == nil {
			return domain.Errorf(domain.Invalid, "whose link is missing").On("link")
		}
		path, err := d.Link(ctx, *q.Link)
		if err == nil {
			err = w.write(answer{Link: path})
		}
		return err
	case doVisit:
		if q.Visit == nil {
			return domain.Errorf(domain.Invalid, "what is asked of codes is missing").On("visit")
		}
		codes, err := d.Visits(ctx, *q.Visit)
		if err != nil {
			return err
		}
		return w.write(answer{Visit: &codes})
	case doLook:
		if q.Look == nil {
			return domain.Errorf(domain.Invalid, "what is looked for is missing").On("look")
		}
		found, err := d.Look(ctx, *q.Look)
		if err == nil {
			err = w.write(answer{Look: &found})
		}
		return err
	case doRoot:
		root, err := d.Root(ctx, q.Entry)
		if err == nil {
			err = w.write(answer{Root: &root})
		}
		return err
	case doLog:
		return d.Entries(ctx, func(line []byte) error {
			_, err := w.out.Write(append(line[:len(line):len(line)], '\n'))
			return err
		})
	}
	return domain.Errorf(domain.Invalid, "%q is nothing that can be asked here", q.Do)
}

// errNobody: no process listens at the socket.
var errNobody = errors.New("nobody listens")

// patience is how long a process that has the directory open may take to say that it is there.
const patience = 5 * time.Second

// visit connects to the serve that has the directory open; errNobody where there is none. One that listens and does not answer is a conflict: the
// directory is in use.
func visit(ctx context.Context, dir, book string) (*visitor, error) {
	c, err := net.DialTimeout("unix", socketPath(dir), patience)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNobody, err)
	}
	v := &visitor{c, newWire(c), book}
	_ = c.SetDeadline(time.Now().Add(patience)) // a connection that has ended says so in the question
	err = v.ask(ctx, question{Do: doHello}, nil, nil)
	_ = c.SetDeadline(time.Time{})
	if _, refused := errors.AsType[*domain.Error](err); err != nil && !refused && ctx.Err() == nil {
		err = domain.Errorf(domain.Conflict, "the data directory %s is in use by a process that does not answer (%v); end it, or wait for it", dir, err).On("data")
	}
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return v, nil
}
