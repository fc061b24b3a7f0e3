package eventstore

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
)

// asked is one request, ready to be decided.
type asked struct {
	request ledger.Request
	digest  [32]byte
	refused error // found before the loop
	barrier bool  // no request: only proof that nobody else wrote
}

// job is one call of Submit (or a look at the state). It belongs to the loop from the moment it is sent until done is closed.
type job struct {
	asked    []asked
	outcomes []Outcome
	single   struct { // what these hold for one request: most calls ask one
		asked   [1]asked
		outcome [1]Outcome
	}
	err  error         // the writer could not go on
	done chan struct{} // closed by finish

	next     int  // the first request not decided
	settled  int  // how many outcomes are proven: always a prefix of the decided ones
	stopped  bool // the last decided request was refused
	finished bool
	queued   bool

	peek  func(*loop, *job) // a look at the state instead of requests, taken when wants are at hand
	wants []need

	waits  int                         // loads under way
	missed int                         // the request they are for
	failed error                       // why one of them failed
	have   map[uuid.UUID]*domain.Entry // what they brought; nil: there is no such entry
	holds  []*held                     // states kept in memory for this job
}

func newJob(requests int) *job {
	j := &job{done: make(chan struct{})}
	if j.asked, j.outcomes = j.single.asked[:], j.single.outcome[:]; requests != 1 {
		j.asked, j.outcomes = make([]asked, requests), make([]Outcome, requests)
	}
	return j
}

// complete says whether nothing is left to decide.
func (j *job) complete() bool { return j.stopped || j.next == len(j.asked) }

// finish gives the caller what is known. Requests that were not decided get ErrNotAttempted, or the error that ended the job.
func (j *job) finish(err error) {
	if j.finished {
		return
	}
	j.finished, j.err = true, err
	rest := err
	if rest == nil {
		rest = ErrNotAttempted
	}
	for i := j.settled; i < len(j.asked); i++ {
		j.outcomes[i] = Outcome{ID: j.asked[i].request.ID, Err: rest}
	}
	close(j.done)
}
