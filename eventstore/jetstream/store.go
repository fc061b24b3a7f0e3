// Package jetstream keeps a book in NATS JetStream: the log in one stream under one literal subject, wrapped keys in a bucket apart.
//
// It promises that a message is on the disk before Append returns, that nobody who uses its connection can delete, purge or change
// what is stored, and that a stream whose settings could forget is refused at every start. It runs a server inside the process, or
// uses one elsewhere.
package jetstream

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"sovang/domain"
	"sovang/eventstore"
)

// Options of a Store.
type Options struct {
	// Dir is the data directory, held by a lock while the store is open. It may be "" with a URL: nothing is locked then.
	Dir string
	// Book names the book: letters, digits, "-" and "_"; "main" where left out.
	Book string
	// URL is a NATS server elsewhere; "": one runs inside this process and keeps its files in Dir/nats.
	URL string
	// Synced confirms that the server at URL runs with sync_interval: always, which a client cannot see. Without it a power cut could
	// take what was acknowledged, and the store does not open.
	Synced bool
	// Replicas of a new stream at URL; 1 where 0.
	Replicas int
	// Reserve is the free space in bytes on the disk of the server inside below which nothing is written; 64 MiB where 0, none where
	// negative.
	Reserve int64
	// Term is how long a lease holds that is not renewed; 3 s where 0.
	Term time.Duration
	// Timeout is how long a publish waits for its ack before it counts as unanswered; where 0 it is 2 s inside and 5 s elsewhere.
	Timeout time.Duration
	// Log is slog.Default() where nil.
	Log *slog.Logger
}

// Store is one book in JetStream. It implements eventstore.Log.
type Store struct {
	o    Options
	lock *lock

	current atomic.Pointer[session] // nil while the server inside is being reopened
	mu      sync.Mutex              // of what Append does
	doubt   *uint64                 // the fence of a publish without an answer
	silent  int                     // publishes without an answer in a row
	closed  bool
	silence time.Duration // how long a replay is patient
}

var _ eventstore.Log = (*Store)(nil)

// session is one connection to one run of a server.
type session struct {
	inside *inside    // nil with a server elsewhere
	write  *nats.Conn // publishes and asks
	read   *nats.Conn // replays: so that they do not stand in the way of an ack
	js     jetstream.JetStream
	readJS jetstream.JetStream
	link   atomic.Pointer[link] // of write, as it is now
}

// link is a connection between two of its breaks: what was asked over it and not answered when it broke never will be.
type link struct {
	context.Context
	broken context.CancelFunc
}

// newLink says that the connection to publish by has broken, or begins.
func (c *session) newLink() {
	l := &link{}
	l.Context, l.broken = context.WithCancel(context.Background())
	if was := c.link.Swap(l); was != nil {
		was.broken()
	}
}

// linked is ctx until an answer to what is asked now can no longer come.
func (c *session) linked(ctx context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	stop := context.AfterFunc(c.link.Load(), cancel)
	return ctx, func() { stop(); cancel() }
}

// Open locks the data directory, starts or reaches the server, makes the book's streams where they are not there yet, and checks them.
// It fails where another process has the directory, where the stream could forget, and with eventstore.ErrLost where it did.
func Open(ctx context.Context, o Options) (*Store, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	s := &Store{o: o, silence: silence}
	var err error
	if o.Dir != "" { // before NATS opens it: two servers on one directory lose what they acknowledged
		if s.lock, err = lockDir(o.Dir); err != nil {
			return nil, err
		}
	}
	session, err := s.connect(ctx)
	if err != nil {
		return nil, errors.Join(err, s.lock.release())
	}
	s.current.Store(session)
	return s, nil
}

func (o *Options) complete() error {
	if o.Book == "" {
		o.Book = "main"
	}
	for _, c := range o.Book {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
			return domain.Errorf(domain.Invalid, "a book's name has letters, digits, - and _; %q has others", o.Book).On("book")
		}
	}
	if o.URL == "" && o.Dir == "" {
		return domain.Errorf(domain.Invalid, "a data directory, or the URL of a NATS server, is needed").On("data", "nats")
	}
	if o.URL != "" && !o.Synced {
		return domain.Errorf(domain.Invalid, "set sync_interval: always in the jetstream block of the NATS server at %s, and confirm it: "+
			"without it a power cut can take gifts that were acknowledged, and no client can see the setting", o.URL).On("nats")
	}
	if o.Reserve == 0 {
		o.Reserve = 64 << 20
	}
	if o.Timeout == 0 && o.URL == "" {
		o.Timeout = 2 * time.Second
	} else if o.Timeout == 0 {
		o.Timeout = 5 * time.Second
	}
	if o.Term == 0 {
		o.Term = 3 * time.Second
	}
	if o.Replicas == 0 {
		o.Replicas = 1
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return nil
}

// connect starts the server inside, if it is ours, and connects to it; the streams are there and sound when it returns.
func (s *Store) connect(ctx context.Context) (*session, error) {
	c := &session{}
	url, credentials := s.o.URL, nats.Option(nil)
	if url == "" {
		var err error
		if c.inside, err = startInside(filepath.Join(s.o.Dir, "nats"), s.bucketStream(), s.o.Log); err != nil {
			return nil, err
		}
		url, credentials = c.inside.server.ClientURL(), nats.Token(c.inside.door.secret)
	}
	err := c.dial(url, credentials, s.o.Log)
	if err == nil {
		err = s.prepare(ctx, c)
	}
	if err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

// manners are how every connection to a server behaves; broken hears that one has broken, and may be nil.
func manners(log *slog.Logger, broken func()) []nats.Option {
	return []nats.Option{
		nats.Name("sovang"), nats.MaxReconnects(-1), nats.ReconnectWait(200 * time.Millisecond), nats.ReconnectJitter(50*time.Millisecond, time.Second),
		nats.PingInterval(10 * time.Second), nats.MaxPingsOutstanding(2),
		// What is published while the server is away must not be sent later, when nobody waits for it any more.
		nats.ReconnectBufSize(-1),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if broken != nil {
				broken()
			}
			if err != nil {
				log.Warn("the NATS server is away", "error", err)
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) { log.Info("the NATS server is back") }),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { log.Warn("NATS", "error", err) }),
	}
}

func (c *session) dial(url string, credentials nats.Option, log *slog.Logger) (err error) {
	c.newLink()
	options, short := manners(log, nil), manners(log, c.newLink)
	if credentials != nil {
		options, short = append(options, credentials), append(short, credentials)
	}
	if c.inside != nil { // publishes are spared the way through the system
		short = append(short, nats.InProcessServer(c.inside.server))
	}
	if c.write, err = nats.Connect(url, short...); err != nil {
		return fmt.Errorf("the NATS server at %s cannot be reached: %w", url, err)
	}
	if c.read, err = nats.Connect(url, options...); err != nil {
		return fmt.Errorf("the NATS server at %s cannot be reached: %w", url, err)
	}
	if c.js, err = jetstream.New(c.write, jetstream.WithPublishAsyncMaxPending(512)); err != nil {
		return err
	}
	c.readJS, err = jetstream.New(c.read)
	return err
}

// close ends the connections without waiting for what they may still hold, and then the server inside.
func (c *session) close() {
	for _, nc := range []*nats.Conn{c.write, c.read} {
		if nc != nil {
			nc.Close()
		}
	}
	if c.inside != nil {
		c.inside.stop()
	}
}

var errReopening = errors.New("the NATS server inside is being opened again")

func (s *Store) session() (*session, error) {
	if c := s.current.Load(); c != nil {
		return c, nil
	}
	return nil, errReopening
}

// Close ends the connections, the server inside and the lock.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	if c := s.current.Swap(nil); c != nil {
		c.close()
	}
	return s.lock.release()
}

func (s *Store) stream() string { return "LEDGER-" + s.o.Book }

func (s *Store) subject() string { return "ledger." + s.o.Book }
