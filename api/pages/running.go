package pages

import (
	"context"
	"strconv"
	"strings"
	"time"
)

func (s *Site) runningPages() []Page {
	return []Page{{Path: "/running", For: Command("staff.grant"), Template: "running", Menu: "menu.running", Under: Running, Unlisted: true, Show: (*Call).running}}
}

// Instance is what a running program knows of itself and of the book that it serves. Of other instances it knows none but the one that writes: nobody
// keeps a list of them, so none is shown.
type Instance struct {
	Name   string // of this one among several; "": no other can write the book
	Writer string // the one that writes the book, as this one knows it; "": none does
	Writes bool   // that is this one
	Began  time.Time
	Book   string

	Ready      error  // nil: a publish has just succeeded, and reads have shown it
	Last, Read uint64 // entries: the last that is stored, and the last that reports see
	Stopped    error  // why the read side stands still; nil: it does not
	Model      int64  // version of the read models
	Database   string // that they lie in

	Messages, Bytes uint64   // of the log
	Unasked         error    // why NATS could not be asked how large it is
	Copies          []Stored // the NATS servers that hold it; empty: the one inside
	Snapshot        int64    // bytes; 0: there is none
	Taken           time.Time

	Entries, Groups, Refused, Repeated, Conflicts uint64        // since it began
	Half, Nearly                                  time.Duration // in which half of all publishes and 99 of 100 were acknowledged, at most; 0: there were none, or longer than any bound
}

// Stored is one server that holds the log.
type Stored struct {
	Server               string
	Leads, Current, Away bool
	Behind               uint64
}

// Lag is how many entries are stored that reports do not see yet.
func (i Instance) Lag() uint64 { return i.Last - min(i.Last, i.Read) }

// looking bounds what the page asks of NATS: where it is away, the page says so.
const looking = 3 * time.Second

func (c *Call) running() (any, error) {
	ctx, cancel := context.WithTimeout(c.Context(), looking)
	defer cancel()
	return c.site.o.Running(ctx), nil
}

// Bytes is a size as people say it: 12,3 MB.
func (c *Call) Bytes(n any) string {
	var size float64
	switch n := n.(type) {
	case uint64:
		size = float64(n)
	case int64:
		size = float64(n)
	}
	unit := 0
	for units := []string{"B", "kB", "MB", "GB", "TB"}; ; unit++ {
		if size < 1000 || unit == len(units)-1 {
			decimals := 1
			if unit == 0 || size >= 100 {
				decimals = 0
			}
			return strings.Replace(strconv.FormatFloat(size, 'f', decimals, 64), ".", ",", 1) + " " + units[unit]
		}
		size /= 1000
	}
}

// Short is a time that a machine takes: 0,5 ms.
func (c *Call) Short(d time.Duration) string {
	return strings.Replace(strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', -1, 64), ".", ",", 1) + " ms"
}
