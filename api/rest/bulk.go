package rest

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strconv"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"sovang/api/apply"
	"sovang/domain"
	"sovang/domain/ledger"
)

// Row is the answer to one line of a bulk: what became of it.
type Row struct {
	Line     int       `json:"line"`
	ID       uuid.UUID `json:"id,omitzero"`
	Entry    uint64    `json:"entry,omitzero"`
	Repeated bool      `json:"repeated,omitzero"`
	Problem  *Problem  `json:"problem,omitempty"`
}

// The bounds of a bulk.
const (
	bulkBatch  = 500              // commands, by weight, that are decided and stored together
	bulkBytes  = 2 << 20          // of commands that are
	bulkTrial  = 10_000           // commands of a dry run: each is tried on top of all before it
	bulkPause  = 30 * time.Second // that a caller may take over one line, or over reading the answers
	ndjsonType = "application/x-ndjson"
)

func (s *Server) addBulk(kept schemas) {
	op := &huma.Operation{Method: http.MethodPost, Path: Base + "/commands", OperationID: "commands", Summary: "Many commands, a line each", Tags: []string{"commands"},
		Description: "Lines as `sovang apply` takes them; the actor is the token's and may be left out. A line is answered by a line, in the same order, while more are read. " +
			"Where Content-Length tells how long the body is, up to 500 lines are answered together. " +
			"on_error=stop (the usual) ends at the first refusal, on_error=continue passes it over. A dry run tries up to 10,000 lines, each on top of those before.",
		Parameters: []*huma.Param{
			{Name: "on_error", In: "query", Schema: &huma.Schema{Type: "string", Enum: []any{"stop", "continue"}}, Description: "What a refusal does: ends the whole, or is passed over."},
			{Name: "Sovang-Dry-Run", In: "header", Schema: &huma.Schema{Type: "boolean"}, Description: "Say what would become of each, and write nothing."},
		},
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{ndjsonType: {Schema: texted()}}},
	}
	kept.of(reflect.TypeFor[Row]())
	op.Responses = responses(kept, nil, nil)
	op.Responses["200"] = &huma.Response{Description: "A line for each line that was decided (schema Row).", Content: map[string]*huma.MediaType{ndjsonType: {Schema: texted()}}}
	s.add(op, Route{Method: op.Method, Path: op.Path, Bulk: true}, (*call).bulk)
}

// bulk reads lines, has them decided in batches and answers each. Memory is that of two batches, however long the body is; whoever goes away ends
// it, and what was answered by then, and perhaps a batch more, is stored.
func (c *call) bulk() error {
	goOn, dry, err := c.bulkAsked()
	if err != nil {
		return err
	}
	control := http.NewResponseController(c.w)
	_ = control.EnableFullDuplex()                                    // HTTP/1 would read the body whole before the first answer
	ctx, cancel := context.WithCancel(context.WithoutCancel(c.whole)) // net/http ends the connection's own at any end of reading, ours among them
	b := &bulk{c: c, ctx: ctx, control: control, goOn: goOn, unread: make(chan struct{}), pause: bulkPause}
	defer func() { cancel(); b.leave() }()
	go b.watch()
	batches := b.read()
	c.w.Header().Set("Content-Type", ndjsonType)
	if dry {
		return b.try(batches)
	}
	for batch := range batches {
		if err := b.submit(batch); err != nil {
			return b.end(err)
		}
		if b.stopped {
			return nil
		}
	}
	return nil
}

func (c *call) bulkAsked() (goOn, dry bool, err error) {
	if media, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type")); err != nil || media != ndjsonType && media != "application/jsonl" {
		return false, false, fail(http.StatusUnsupportedMediaType, codeMedia, "lines of commands are "+ndjsonType)
	}
	query, err := c.query("on_error", "dry_run")
	if err != nil {
		return false, false, err
	}
	switch query.Get("on_error") {
	case "", "stop":
	case "continue":
		goOn = true
	default:
		return false, false, domain.Errorf(domain.Invalid, "on_error is stop or continue").On("on_error")
	}
	dry, err = c.dryRun()
	return goOn, dry, err
}

// bulk is one bulk under way.
type bulk struct {
	c       *call
	ctx     context.Context
	control *http.ResponseController
	goOn    bool
	stopped bool          // at a refusal
	rows    []byte        // that are not written yet
	unread  chan struct{} // closed when nobody reads the body any more
	pause   time.Duration // for one line
	until   time.Time     // the next line has to be there; of the goroutine that reads

	mu      sync.Mutex
	leaving bool
}

// What of a body is read after a refusal and thrown away: a connection that is closed over unread bytes takes the answer with it.
const (
	leftover     = 16 << 20
	leftoverTime = 2 * time.Second
)

// leave waits until the body is read by nobody: the server may not go on with the connection before.
func (b *bulk) leave() {
	b.mu.Lock()
	b.leaving = true
	_ = b.control.SetReadDeadline(time.Now().Add(leftoverTime))
	b.mu.Unlock()
	<-b.unread
}

// watch ends the reading of a bulk when the program is to stop: the next line may be long in coming. Lines that were read are answered.
func (b *bulk) watch() {
	select {
	case <-b.c.s.o.Leaving:
		b.mu.Lock()
		b.leaving = true
		_ = b.control.SetReadDeadline(time.Now())
		b.mu.Unlock()
	case <-b.ctx.Done():
	}
}

// stopping says whether the program is to stop.
func (b *bulk) stopping() bool {
	select {
	case <-b.c.s.o.Leaving:
		return true
	default:
		return false
	}
}

// left says whether the caller has gone, or has been silent for too long.
func (b *bulk) left() bool { return b.c.whole.Err() != nil && !b.stopping() }

func errStopping() error {
	return fail(http.StatusServiceUnavailable, codeUnavailable, "the program stops; ask for the lines from this one on again, with the same ids")
}

// line is one line that was read: a command, or why it is none.
type line struct {
	no      int
	request ledger.Request
	err     error
}

// read gives the lines of the body as they come, in batches: what is there, of which the first line is waited for, so that a caller who waits for an
// answer before the next line gets it. Whoever said how long the body is does not wait. It ends with the body, or with a line that cannot be told from
// the next.
func (b *bulk) read() <-chan []line {
	out := make(chan []line)
	go func() {
		defer close(b.unread)
		defer func() {
			close(out)
			_, _ = io.CopyN(io.Discard, patient{b}, leftover)
		}()
		r := apply.NewReaderFor(patient{b}, b.c.who.Actor)
		for more := true; more; {
			var batch []line
			if batch, more = b.gather(r); len(batch) == 0 {
				return
			}
			select {
			case out <- batch:
			case <-b.ctx.Done():
				return
			}
		}
	}()
	return out
}

// gather reads the lines that are decided together; more is false after the last.
func (b *bulk) gather(r *apply.Reader) (batch []line, more bool) {
	told := b.c.r.ContentLength > 0
	batch = make([]line, 0, 100)
	begun := r.Read()
	for w := 0; w < bulkBatch && r.Read()-begun < bulkBytes && (len(batch) == 0 || told || r.Ready()); {
		b.until = time.Now().Add(b.pause)
		request, no, err := r.Next()
		if err == io.EOF || err != nil && b.left() {
			return batch, false
		}
		if err == nil {
			err = b.allowed(request)
		}
		request.Actor, request.Within = b.c.who.Actor, b.c.who.Unit
		batch = append(batch, line{no, request, err})
		if err != nil && (!b.goOn || apply.Ends(err)) {
			return batch, false
		}
		w += apply.Weight(request)
	}
	return batch, true
}

// allowed says whether the token may ask for that, in that name.
func (b *bulk) allowed(request ledger.Request) error {
	if actor := b.c.who.Actor; request.Actor != actor && !domain.SameActor(request.Actor, actor) {
		return domain.Errorf(domain.Denied, "the token is %s's; it asks for nobody else", actor).On("actor")
	}
	return b.c.s.duties.allows(b.c.who.Role, ledger.Name(request.Command))
}

// patient reads the body up to a deadline that each line moves: a bulk may take long, but a caller who is silent, or sends a byte now and then, may not.
type patient struct{ b *bulk }

// Read implements io.Reader.
func (p patient) Read(buffer []byte) (int, error) {
	p.b.mu.Lock()
	if !p.b.leaving {
		_ = p.b.control.SetReadDeadline(p.b.until)
	}
	p.b.mu.Unlock()
	if p.b.stopping() {
		return 0, errStopping()
	}
	n, err := p.b.c.r.Body.Read(buffer)
	if err != nil && err != io.EOF && p.b.stopping() {
		err = errStopping()
	}
	return n, err
}

// submit has a batch decided and answers each of its lines, up to the refusal that ends the bulk.
func (b *bulk) submit(batch []line) error {
	for len(batch) > 0 && !b.stopped {
		n := 0
		for n < len(batch) && batch[n].err == nil {
			n++
		}
		if n == 0 {
			if err := b.refuse(batch[0], batch[0].err); err != nil {
				return err
			}
			batch = batch[1:]
			continue
		}
		done, err := b.decide(batch[:n])
		if err != nil {
			return err
		}
		batch = batch[done:]
	}
	return b.flush()
}

// decide answers those that were decided and says how many.
func (b *bulk) decide(batch []line) (int, error) {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	requests := make([]ledger.Request, len(batch))
	for i := range batch {
		requests[i] = batch[i].request
	}
	outcomes, err := b.c.s.o.Submit(ctx, requests)
	for i, o := range outcomes {
		if o.Err != nil {
			if err := b.refuse(batch[i], o.Err); err != nil {
				return 0, err
			}
			continue
		}
		if err := b.write(Row{Line: batch[i].no, ID: batch[i].request.ID, Entry: o.Entry, Repeated: o.Repeated}); err != nil {
			return 0, err
		}
	}
	return len(outcomes), err
}

func (b *bulk) refuse(l line, err error) error {
	b.stopped = !b.goOn
	if refusal := (*domain.Error)(nil); l.err == nil && errors.As(err, &refusal) && refusal.Code == domain.Invalid {
		if name, data, failed := ledger.Encode(l.request.Command); failed == nil {
			err = alsoWrong(err, name, data)
		}
	}
	p := problemOf(err, func(string) bool { return false })
	if p.Status == http.StatusInternalServerError {
		b.c.s.o.Log.Error("a line of a bulk failed", "line", l.no, "error", err)
	}
	return b.write(Row{Line: l.no, ID: l.request.ID, Problem: &p})
}

// mostRows bounds the answers that are held back, in bytes.
const mostRows = 64 << 10

func (b *bulk) write(r Row) (err error) {
	if b.rows, err = r.append(b.rows); err != nil || len(b.rows) < mostRows {
		return err
	}
	return b.flush()
}

// flush sends the answers that were held back.
func (b *bulk) flush() error {
	if len(b.rows) > 0 {
		_ = b.control.SetWriteDeadline(time.Now().Add(bulkPause))
		_, err := b.c.w.Write(b.rows)
		if b.rows = b.rows[:0]; err != nil {
			return err
		}
	}
	return b.control.Flush()
}

// append writes the line of a row as the general encoder does.
func (r Row) append(b []byte) ([]byte, error) {
	b = strconv.AppendInt(append(b, `{"line":`...), int64(r.Line), 10)
	if r.ID != uuid.Nil {
		b = append(appendID(append(b, `,"id":"`...), r.ID), '"')
	}
	if r.Entry != 0 {
		b = strconv.AppendUint(append(b, `,"entry":`...), r.Entry, 10)
	}
	if r.Repeated {
		b = append(b, `,"repeated":true`...)
	}
	if r.Problem != nil {
		text, err := json.Marshal(r.Problem)
		if err != nil {
			return b, err
		}
		b = append(append(b, `,"problem":`...), text...)
	}
	return append(b, "}\n"...), nil
}

// end tells, on a line of its own, why a bulk cannot go on: the lines without an answer may be asked again with the same ids.
func (b *bulk) end(err error) error {
	if b.left() {
		return nil // nobody listens
	}
	p := problemOf(err, func(string) bool { return false })
	if p.Status == http.StatusInternalServerError {
		b.c.s.o.Log.Error("a bulk failed", "error", err)
	}
	if err := b.write(Row{Problem: &p}); err != nil {
		return err
	}
	return b.flush()
}

// try answers what would become of every line and writes nothing.
func (b *bulk) try(batches <-chan []line) error {
	var all []line
	var requests []ledger.Request
	for batch := range batches {
		if all = append(all, batch...); len(all) > bulkTrial {
			return fail(http.StatusRequestEntityTooLarge, codeTooLarge, "a dry run has at most 10000 lines")
		}
		for _, l := range batch {
			if l.err == nil {
				requests = append(requests, l.request)
			}
		}
	}
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	outcomes, err := b.c.s.o.Try(ctx, requests)
	if err != nil {
		return err
	}
	for _, l := range all {
		r := Row{Line: l.no, ID: l.request.ID}
		err := l.err
		if err == nil {
			r.Entry, r.Repeated, err = outcomes[0].Entry, outcomes[0].Repeated, outcomes[0].Err
			outcomes = outcomes[1:]
		}
		if err != nil {
			err = b.refuse(l, err)
		} else {
			err = b.write(r)
		}
		if err != nil {
			return b.end(err)
		}
		if b.stopped {
			break
		}
	}
	return b.flush()
}
