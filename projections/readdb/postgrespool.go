package readdb

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// postgresPool is the connections that views read over, beside those of database/sql, which know nothing of pipelines. The one that was used last is
// used next.
type postgresPool struct {
	config *pgconn.Config
	slots  chan struct{} // one for each view that may be open

	mu     sync.Mutex
	idle   []*postgresConn
	closed bool
}

// postgresConn is a connection for views, and what it has prepared.
type postgresConn struct {
	pg    *pgconn.PgConn
	line  *pgconn.Pipeline // of the view, and, until the next one, of the last
	since time.Time        // when it was given back

	stmts map[stmtKey]*postgresStmt
	made  int
	param []byte // the arguments of what is being asked
}

// postgresViews is how many views may be open at a time.
const postgresViews = 16

// A view is the transaction of its pipeline, which nobody begins: so the connection says of what kind transactions are. Plans hold whatever is asked. PostgreSQL
// would plan most statements anew each time, since it thinks that a plan for all arguments costs more; planning costs more than either.
const viewSettings = "SET default_transaction_isolation = 'repeatable read'; SET default_transaction_read_only = on; " +
	"SET plan_cache_mode = force_generic_plan; SET jit = off"

func newPostgresPool(config *pgconn.Config) *postgresPool {
	return &postgresPool{config: config, slots: make(chan struct{}, postgresViews)}
}

func (p *postgresPool) take(ctx context.Context) (*postgresConn, error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	c, err := p.ready(ctx)
	if err != nil {
		<-p.slots
		return nil, err
	}
	c.line = c.pg.StartPipeline(context.Background())
	return c, nil
}

// ready is a connection that answers. One that was idle for long may be dead without a word.
func (p *postgresPool) ready(ctx context.Context) (*postgresConn, error) {
	for {
		c, err := p.pop()
		if err != nil {
			return nil, err
		}
		if c == nil {
			return p.connect(ctx)
		}
		err = c.ended(ctx)
		if err == nil && time.Since(c.since) > time.Second {
			err = c.pg.Ping(ctx)
		}
		if err == nil {
			return c, nil
		}
		_ = c.pg.Close(ctx)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
}

// ended reads that the last view's pipeline has ended.
func (c *postgresConn) ended(ctx context.Context) error {
	unwatch := context.AfterFunc(ctx, func() { _ = c.pg.Conn().SetDeadline(time.Unix(1, 0)) })
	err := c.line.Close()
	if !unwatch() && err == nil {
		err = ctx.Err() // it has a deadline now
	}
	return err
}

// pop is the connection that was used last, nil where there is none.
func (p *postgresPool) pop() (c *postgresConn, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, errors.New("the read model is closed")
	}
	if n := len(p.idle); n > 0 {
		c, p.idle = p.idle[n-1], p.idle[:n-1]
	}
	return c, nil
}

func (p *postgresPool) connect(ctx context.Context) (*postgresConn, error) {
	pg, err := pgconn.ConnectConfig(ctx, p.config)
	if err != nil {
		return nil, err
	}
	if _, err := pg.Exec(ctx, viewSettings).ReadAll(); err != nil {
		return nil, errors.Join(err, pg.Close(ctx))
	}
	return &postgresConn{pg: pg, stmts: map[stmtKey]*postgresStmt{}}, nil
}

// give takes a connection back. One that has prepared very much makes room.
func (p *postgresPool) give(c *postgresConn, broken bool) {
	c.since = time.Now()
	p.mu.Lock()
	keep := !broken && !p.closed && len(c.stmts) < mostStatements
	if keep {
		p.idle = append(p.idle, c)
	}
	p.mu.Unlock()
	if !keep {
		c.end()
	}
	<-p.slots
}

func (p *postgresPool) close() {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	for _, c := range idle {
		_ = c.line.Close()
		c.end()
	}
}

// end closes a connection, within a second: PostgreSQL is told, and need not answer.
func (c *postgresConn) end() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = c.pg.Close(ctx)
}
