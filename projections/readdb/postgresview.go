package readdb

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// postgresView is one pipeline, and so one transaction: PostgreSQL begins it with the first query and ends it at the pipeline's end, without a word for
// either, and what is asked in between sees what the first one saw.
type postgresView struct {
	*postgresConn
	pool    *postgresPool
	db      *DB
	begun   bool
	failed  error // what the connection failed with: PostgreSQL hears nothing more in this pipeline
	kept    []foreseen
	unwatch func() bool

	ending sync.Mutex
	over   bool // the connection is another's already
	cut    bool // … or nobody's: it was broken off
}

// foreseen is a question that was asked ahead, and what came.
type foreseen struct {
	query string
	args  []any
	rows  []keptRow
}

func (postgres) view(ctx context.Context, db *DB) (snapshot, error) {
	c, err := db.views.take(ctx)
	if err != nil {
		return nil, err
	}
	v := &postgresView{postgresConn: c, pool: db.views, db: db}
	v.unwatch = context.AfterFunc(ctx, v.interrupt)
	return v, nil
}

// interrupt is called when the view's context ends: what is under way fails, and the connection with it.
func (v *postgresView) interrupt() {
	v.ending.Lock()
	defer v.ending.Unlock()
	if !v.over {
		v.cut = true
		_ = v.pg.Conn().SetDeadline(time.Unix(1, 0))
	}
}

// close ends the pipeline. Nobody waits for the answer, which is nothing but that it has ended: whoever takes the connection next reads it.
func (v *postgresView) close() {
	v.unwatch()
	v.ending.Lock()
	v.over = true
	broken := v.cut || v.failed != nil
	v.ending.Unlock()
	if v.begun && !broken {
		broken = v.line.Sync() != nil
	}
	v.pool.give(v.postgresConn, broken)
}

func (v *postgresView) query(scan func(Row) error, query string, args []any) error {
	if rows, ok := v.foreseen(query, args); ok {
		return each(rows, scan)
	}
	return v.send([]Ask{{query, args, scan}})
}

func (v *postgresView) together(asks []Ask) error {
	rest := make([]Ask, 0, len(asks))
	for _, a := range asks {
		rows, ok := v.foreseen(a.Query, a.Args)
		if !ok {
			rest = append(rest, a)
			continue
		}
		if err := each(rows, a.Scan); err != nil {
			return fmt.Errorf("%s: %w", a.Query, err)
		}
	}
	return v.send(rest)
}

// ahead asks now, and keeps what comes.
func (v *postgresView) ahead(asks []Ask) error {
	from := len(v.kept)
	asked := make([]Ask, 0, len(asks))
	for _, a := range asks {
		if _, ok := v.foreseen(a.Query, a.Args); ok {
			continue
		}
		i := len(v.kept)
		v.kept = append(v.kept, foreseen{query: a.Query, args: a.Args})
		asked = append(asked, Ask{a.Query, a.Args, func(r Row) error {
			v.kept[i].rows = append(v.kept[i].rows, r.(*postgresRow).keep())
			return nil
		}})
	}
	err := v.send(asked)
	if err != nil {
		v.kept = v.kept[:from]
	}
	return err
}

func (v *postgresView) foreseen(query string, args []any) ([]keptRow, bool) {
	for i := range v.kept {
		if a := &v.kept[i]; a.query == query && sameArguments(a.args, args) {
			return a.rows, true
		}
	}
	return nil, false
}

// send sends the queries at once and then reads what they give.
func (v *postgresView) send(asks []Ask) error {
	if len(asks) == 0 {
		return nil
	}
	if v.failed != nil {
		return v.failed
	}
	stmts, err := v.prepared(asks)
	if err != nil {
		return err
	}
	params := make([][][]byte, len(asks))
	v.param = v.param[:0]
	for i, a := range asks {
		if params[i], err = v.bind(stmts[i], a.Args); err != nil {
			return ofSeveral(asks, i, err)
		}
	}
	for i, s := range stmts {
		v.line.SendQueryStatement(s.StatementDescription, params[i], s.params, s.columns)
	}
	if err := v.flush(); err != nil {
		return err
	}
	var stopped error
	for i, s := range stmts {
		scan := asks[i].Scan
		if stopped != nil { // what was asked after it is read, and left
			scan = func(Row) error { return errOne }
		}
		unwanted, err := v.answer(s, scan)
		if err != nil {
			v.failed = ofSeveral(asks, i, err)
			return v.failed
		}
		if stopped == nil {
			stopped = unwanted
		}
	}
	return stopped
}

// ofSeveral names the query that failed, where the caller cannot know it.
func ofSeveral(asks []Ask, i int, err error) error {
	if len(asks) == 1 {
		return err
	}
	return fmt.Errorf("%s: %w", asks[i].Query, err)
}

func (v *postgresView) answer(s *postgresStmt, scan func(Row) error) (stopped, failed error) {
	r, err := nextOf[*pgconn.ResultReader](v)
	if err != nil {
		return nil, err
	}
	return s.read(r, scan)
}

// flush sends what is waiting, and asks for the answers so far.
func (v *postgresView) flush() error {
	v.begun = true
	v.line.SendFlushRequest()
	if err := v.line.Flush(); err != nil {
		v.failed = err
	}
	return v.failed
}

// nextOf is the next answer of the pipeline, which is of that kind.
func nextOf[T any](v *postgresView) (answer T, err error) {
	r, err := v.line.GetResults()
	if err != nil {
		return answer, err
	}
	answer, ok := r.(T)
	if !ok {
		err = fmt.Errorf("PostgreSQL answers with a %T", r)
	}
	return answer, err
}

// prepared gives the statements of queries; those that the connection does not know yet are prepared in one round trip.
func (v *postgresView) prepared(asks []Ask) ([]*postgresStmt, error) {
	stmts := make([]*postgresStmt, len(asks))
	var names []string
	for i, a := range asks {
		if stmts[i] = v.stmts[stmtKey{v.db.prefix, a.Query}]; stmts[i] == nil {
			v.made++
			names = append(names, "view_"+strconv.Itoa(v.made))
			v.line.SendPrepare(names[len(names)-1], v.db.text(a.Query), nil)
		}
	}
	if len(names) == 0 {
		return stmts, nil
	}
	if err := v.flush(); err != nil {
		return nil, err
	}
	for i, a := range asks {
		if stmts[i] != nil {
			continue
		}
		d, err := nextOf[*pgconn.StatementDescription](v)
		if err != nil {
			v.failed = fmt.Errorf("%s: %w", a.Query, err)
			return nil, v.failed
		}
		d.Name, names = names[0], names[1:]
		stmts[i] = newPostgresStmt(d)
		v.stmts[stmtKey{v.db.prefix, a.Query}] = stmts[i]
	}
	return stmts, nil
}
