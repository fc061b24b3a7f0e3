package eventstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
)

// Lease says which of several instances writes a book, and carries to it what the others are asked. It makes the work quick and never right: two
// instances that both believe they hold it are kept apart by the fence of the log.
type Lease interface {
	// Mine says whether this instance holds it, as far as its own clock and the last answer tell. It answers at once.
	Mine() bool
	// Held returns when somebody holds it and has not just failed to answer: true where that is this instance. ErrNobody when ctx ends before.
	Held(ctx context.Context) (mine bool, err error)
	// Ask puts a question to the holder, once, and gives the answer. ErrNobody: certainly nobody took it. ErrUncertain: no answer came.
	Ask(ctx context.Context, question []byte) ([]byte, error)
	// MaxQuestion is how many bytes a question can have.
	MaxQuestion() int
}

// ErrNobody: no instance holds the lease of the book, or the one that does cannot be reached. Nothing was written; it can be asked again.
var ErrNobody = errors.New("no instance of the program writes the book now; nothing was written")

// patience is how long a request may be without an answer, over all attempts; a caller over HTTP waits 30 seconds.
const patience = 20 * time.Second

const (
	partLines  = 500         // requests of one question
	partBytes  = 256 << 10   // after which it takes no more
	followTime = time.Second // how often who does not write looks whether others did
)

// passed is one request on its way to the instance that decides it: a line of a question. Personal data is sealed before.
type passed struct {
	ID      uuid.UUID       `json:"id"`
	At      time.Time       `json:"at,omitzero"`
	Actor   string          `json:"actor"`
	Why     string          `json:"why,omitzero"`
	Within  uuid.UUID       `json:"within,omitzero"`
	Command string          `json:"command"`
	Data    jsontext.Value  `json:"data"`
	Boxes   []domain.Sealed `json:"boxes,omitempty"`
}

// told is one outcome on its way back: a line of an answer. The last line has End.
type told struct {
	Number   uint64      `json:"n,omitzero"`
	Repeated bool        `json:"repeated,omitzero"`
	Code     domain.Code `json:"code,omitzero"`
	Message  string      `json:"message,omitzero"`
	Fields   []string    `json:"fields,omitempty"`
	End      string      `json:"end,omitzero"`
}

// How an answer ends.
const (
	endDone    = "done"    // with an outcome for each request up to the first refusal
	endFull    = "full"    // ErrFull: the rest was not written
	endAway    = "away"    // ErrAway: what the next one needs could not be read, and it was not written
	endFailed  = "failed"  // the next one could not be decided, and was not written
	endStrange = "strange" // the question cannot be read here: another version asks
)

// forward has the instance that writes decide requests, in parts, each asked again until there is an answer or no more patience. It gives an outcome for each.
func (w *Writer) forward(ctx context.Context, all []asked) ([]Outcome, error) {
	select {
	case <-w.closing:
		return nil, w.ended()
	default:
	}
	outcomes := make([]Outcome, 0, len(all))
	var err error
	for len(outcomes) < len(all) && err == nil && (len(outcomes) == 0 || outcomes[len(outcomes)-1].Err == nil) {
		var part []Outcome
		part, err = w.part(ctx, all[len(outcomes):])
		outcomes = append(outcomes, part...)
	}
	rest := err
	if rest == nil {
		rest = ErrNotAttempted
	}
	for i := len(outcomes); i < len(all); i++ {
		outcomes = append(outcomes, Outcome{ID: all[i].request.ID, Err: rest})
	}
	return outcomes, err
}

// part has the first of some requests decided, and gives the outcomes of those.
func (w *Writer) part(ctx context.Context, all []asked) ([]Outcome, error) {
	if all[0].refused != nil {
		w.Metrics.Refused.Add(1)
		return []Outcome{{ID: all[0].request.ID, Err: all[0].refused}}, nil
	}
	n, question := encodeQuestion(all, w.o.Lease.MaxQuestion())
	if n == 0 { // it cannot be passed on; whoever decides it, the fence keeps it right
		return w.here(ctx, all[:1])
	}
	before, doubt := w.Known(), false
	for wait := newWait(w); ; {
		mine, err := wait.held(ctx)
		if err != nil {
			return nil, impatient(ctx, err, doubt)
		}
		var outcomes []Outcome
		if mine {
			outcomes, err = w.here(ctx, all[:n])
		} else {
			outcomes, err = w.there(ctx, all[:n], question)
		}
		if again, ok := errors.AsType[*unanswered](err); ok {
			doubt = doubt || !again.certain
			continue
		}
		for i := range outcomes { // what was asked twice, because no answer came, is no repetition of the caller's
			outcomes[i].Repeated = outcomes[i].Repeated && !(doubt && outcomes[i].Number > before)
		}
		return outcomes, err
	}
}

// unanswered: nobody answered a question; certain: and nobody took it.
type unanswered struct{ certain bool }

func (*unanswered) Error() string { return "no answer" }

// there has the holder of the lease decide requests, once.
func (w *Writer) there(ctx context.Context, some []asked, question []byte) ([]Outcome, error) {
	answer, err := w.o.Lease.Ask(ctx, question)
	if err != nil {
		return nil, &unanswered{errors.Is(err, ErrNobody)}
	}
	outcomes, end, err := decodeAnswer(answer, some)
	switch {
	case err != nil:
		return nil, err
	case end == endStrange:
		return w.here(ctx, some)
	case end == endFull:
		err = ErrFull
	case end == endAway:
		err = ErrAway
	case end != endDone:
		err = fmt.Errorf("%w: the instance that writes the book ends its answer with %q", ErrUncertain, end)
	}
	for i := range outcomes {
		w.heard(outcomes[i].Number)
	}
	w.Metrics.Forwarded.Add(uint64(len(outcomes)))
	return outcomes, err
}

// waiting is how long a request is still passed on: in spells, and between them it is looked whether the log itself is away. Then it is waited for, as a publish waits.
type waiting struct {
	w     *Writer
	left  int
	until time.Time
}

const spells = 4

func newWait(w *Writer) *waiting { return &waiting{w, spells, time.Now().Add(w.o.patience / spells)} }

// held is the lease's Held with patience.
func (p *waiting) held(ctx context.Context) (mine bool, err error) {
	for {
		if mine, err = p.spell(ctx); err == nil {
			return mine, nil
		}
		if ctx.Err() != nil {
			return false, err
		}
		if _, away := p.w.log.Last(ctx); away != nil {
			p.left = spells
		} else if p.left--; p.left == 0 {
			return false, err
		}
		p.until = time.Now().Add(p.w.o.patience / spells)
	}
}

func (p *waiting) spell(ctx context.Context) (mine bool, err error) {
	if p.w.o.Lease.Mine() {
		return true, nil
	}
	if time.Now().After(p.until) { // somebody may hold it and not answer, again and again
		return false, ErrNobody
	}
	ctx, cancel := context.WithDeadline(ctx, p.until)
	defer cancel()
	return p.w.o.Lease.Held(ctx)
}

// impatient is what a caller is told in the end.
func impatient(ctx context.Context, err error, doubt bool) error {
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("%w before the answer was known; the same ids asked again will tell", ctx.Err())
	case doubt:
		return fmt.Errorf("%w: the instance that writes the book does not answer", ErrUncertain)
	}
	return err
}

// here decides requests in this instance after all.
func (w *Writer) here(ctx context.Context, some []asked) ([]Outcome, error) {
	j := newJob(len(some))
	copy(j.asked, some)
	if err := w.do(ctx, j); err != nil {
		return nil, err
	}
	for i := range j.outcomes {
		if errors.Is(j.outcomes[i].Err, ErrNotAttempted) || j.err != nil && j.outcomes[i].Err == j.err {
			return j.outcomes[:i], j.err
		}
	}
	return j.outcomes, j.err
}

// heard notes an entry that another instance said it made.
func (w *Writer) heard(number uint64) {
	for {
		last := w.elsewhere.Load()
		if number <= last || w.elsewhere.CompareAndSwap(last, number) {
			return
		}
	}
}

// Known is the number of the last entry that this instance knows of: stored here, or heard of from the one that writes.
func (w *Writer) Known() uint64 { return max(w.Position().Entry, w.elsewhere.Load()) }

// follow keeps the state of an instance that does not write close to the end of the log, so that it can take over at once.
func (w *Writer) follow() {
	tick := time.NewTicker(followTime)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-w.closing:
			return
		case <-w.done:
			return
		}
		if w.o.Lease.Mine() {
			continue
		}
		if last, err := w.log.Last(w.ctx); err == nil && last > w.Position().Sequence {
			_ = w.Sync(w.ctx) // whatever stops the writer is told by Err
		}
	}
}

// Answer decides what another instance was asked and passed on, and gives the answer for it; nil where it is not known or cannot be given.
func (w *Writer) Answer(ctx context.Context, question []byte) []byte {
	some, err := decodeQuestion(question)
	if err != nil {
		w.o.Log.Warn("another instance asks what cannot be read here", "error", err)
		return appendTold(nil, told{End: endStrange})
	}
	j := newJob(len(some))
	copy(j.asked, some)
	if w.do(ctx, j) != nil {
		return nil
	}
	w.Metrics.Answered.Add(uint64(len(some)))
	return encodeAnswer(j)
}

// encodeQuestion writes as many of the requests as fit, up to the first that was refused already or cannot be written down; none where that is the first.
func encodeQuestion(all []asked, limit int) (n int, question []byte) {
	for ; n < len(all) && n < partLines && len(question) < partBytes && all[n].refused == nil; n++ {
		r := &all[n].request
		name, data, err := ledger.Encode(r.Command)
		if err != nil {
			break
		}
		text, err := json.Marshal(passed{r.ID, r.At, r.Actor, r.Why, r.Within, name, data, ledger.Sealed(r.Command)})
		if err != nil || len(question)+len(text)+1 > limit {
			break
		}
		question = append(append(question, text...), '\n')
	}
	return n, question
}

func decodeQuestion(question []byte) (all []asked, err error) {
	for line := range bytes.Lines(question) {
		var p passed
		if err := json.Unmarshal(line, &p, json.RejectUnknownMembers(true)); err != nil {
			return nil, err
		}
		command, err := ledger.Decode(p.Command, p.Data)
		if err == nil {
			command, err = ledger.WithSealed(command, p.Boxes)
		}
		if err != nil {
			return nil, err
		}
		a := asked{request: ledger.Request{ID: p.ID, At: p.At, Actor: p.Actor, Why: p.Why, Within: p.Within, Command: command}}
		if a.refused = proper(&a.request); a.refused == nil {
			a.digest, a.refused = ledger.Digest(command)
		}
		all = append(all, a)
	}
	if len(all) == 0 || len(all) > partLines {
		return nil, fmt.Errorf("a question has 1 to %d commands, not %d", partLines, len(all))
	}
	return all, nil
}

// encodeAnswer writes the outcomes of a job that is done; nil where one is not known.
func encodeAnswer(j *job) (answer []byte) {
	for i := range j.outcomes {
		o := &j.outcomes[i]
		refusal, refused := errors.AsType[*domain.Error](o.Err)
		switch {
		case o.Err == nil:
			answer = appendTold(answer, told{Number: o.Number, Repeated: o.Repeated})
		case refused:
			answer = appendTold(answer, told{Code: refusal.Code, Message: refusal.Message, Fields: refusal.Fields})
		case errors.Is(o.Err, ErrNotAttempted):
			return appendTold(answer, told{End: endDone})
		case errors.Is(o.Err, ErrFull):
			return appendTold(answer, told{End: endFull})
		case errors.Is(o.Err, ErrAway):
			return appendTold(answer, told{End: endAway})
		case j.err != nil:
			return nil
		default:
			return appendTold(answer, told{End: endFailed, Message: o.Err.Error()})
		}
	}
	return appendTold(answer, told{End: endDone})
}

func appendTold(b []byte, t told) []byte {
	text, err := json.Marshal(t)
	if err != nil { // a refusal quotes what no JSON can hold
		text, _ = json.Marshal(told{Code: domain.Internal, Message: "the answer cannot be written down"})
	}
	return append(append(b, text...), '\n')
}

// decodeAnswer reads the outcomes of the first of some requests; an error is a fault of who answered.
func decodeAnswer(answer []byte, some []asked) (outcomes []Outcome, end string, err error) {
	for line := range bytes.Lines(answer) {
		var t told
		if err := json.Unmarshal(line, &t, json.RejectUnknownMembers(true)); err != nil {
			return nil, "", fmt.Errorf("%w: the answer of the instance that writes the book cannot be read: %w", ErrUncertain, err)
		}
		id := uuid.Nil
		if len(outcomes) < len(some) {
			id = some[len(outcomes)].request.ID
		}
		switch {
		case t.End == endFailed && id != uuid.Nil:
			return append(outcomes, Outcome{ID: id, Err: errors.New(t.Message)}), endDone, nil
		case t.End != "":
			return outcomes, t.End, nil
		case id == uuid.Nil:
			return nil, "", fmt.Errorf("%w: the instance that writes the book answers more than it was asked", ErrUncertain)
		case t.Code != "":
			outcomes = append(outcomes, Outcome{ID: id, Err: domain.Errorf(t.Code, "%s", t.Message).On(t.Fields...)})
		default:
			outcomes = append(outcomes, Outcome{ID: id, Number: t.Number, Repeated: t.Repeated})
		}
	}
	return nil, "", fmt.Errorf("%w: the answer of the instance that writes the book breaks off", ErrUncertain)
}
