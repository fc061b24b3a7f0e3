package pages

import (
	"bytes"
	"io"
	"net/http"
	"time"

	"github.com/google/uuid"

	"sovang/api/books"
	"sovang/domain"
	"sovang/eventstore"
)

func (s *Site) exportPages() []Page {
	return []Page{{Path: "/export/{format}", For: Report("accounts"), Unlisted: true, Send: (*Call).export}}
}

// exporter writes entries as another tool reads them.
type exporter interface {
	Add(domain.Entry) error
	Close() error
}

// exportFormat is one kind of file that the books can be taken away as.
type exportFormat struct {
	name, suffix, kind string
	make               func(io.Writer, books.Choice) exporter
}

var exportFormats = []exportFormat{
	{"hledger", ".journal", "text/plain; charset=utf-8", func(w io.Writer, only books.Choice) exporter {
		j := books.NewJournal(w)
		j.Only = only
		return j
	}},
	{"beancount", ".beancount", "text/plain; charset=utf-8", func(w io.Writer, only books.Choice) exporter {
		b := books.NewBeancount(w)
		b.Only = only
		return b
	}},
	{"csv", ".csv", "text/csv; charset=utf-8", func(w io.Writer, only books.Choice) exporter {
		p := books.NewPostings(w)
		p.Only = only
		return p
	}},
}

// export sends the books of a fund, or of all where the whole book is asked for, written from the log itself as of an entry and up to a day.
func (c *Call) export() error {
	var format exportFormat
	for _, f := range exportFormats {
		if f.name == c.Path("format") {
			format = f
		}
	}
	if format.name == "" {
		return errNoPage
	}
	asOf, err := c.AsOf()
	if err != nil {
		return err
	}
	at, err := c.At()
	if err != nil {
		return err
	}
	only, name := books.Choice{}, "so-vang"
	if at != nil {
		only.Until = *at
	}
	if only.Funds, name, err = c.fundToExport(name); err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", format.kind)
	h.Set("Content-Disposition", `attachment; filename="`+plainID(name)+format.suffix+`"`)
	c.status = http.StatusOK
	_ = http.NewResponseController(c.w).SetWriteDeadline(time.Now().Add(sending)) // where there is none to move, none ends it
	w := format.make(c.w, only)
	if err := c.sendEntries(w, asOf.Entry, only.Funds); err != nil {
		c.site.o.Log.Error("an export broke off", "entry", asOf.Entry, "error", err)
		panic(http.ErrAbortHandler) // what has gone out must not pass for the whole
	}
	return nil
}

// fundToExport is the fund that is asked for; none is the whole book, for who may see it.
func (c *Call) fundToExport(whole string) (funds []uuid.UUID, name string, err error) {
	code := c.Query("fund")
	if code == "" {
		if !c.May(Report("accounts").AtTheTop()) {
			return nil, "", domain.Errorf(domain.Denied, "name a unit or a fund")
		}
		return nil, whole, nil
	}
	id, err := c.Read().FundNamed(c.Context(), code)
	if err != nil {
		return nil, "", err
	}
	all, err := c.Read().Funds(c.Context(), *c.asOf)
	for _, f := range all {
		if f.Fund == id {
			return []uuid.UUID{id}, f.Code, c.Within(f.Unit)
		}
	}
	if err == nil {
		err = domain.Errorf(domain.NotFound, "there was no fund %s as of that entry", code).On("fund")
	}
	return nil, "", err
}

// sendEntries reads the log from its beginning through an entry. Of one fund only lines are decoded that speak of it, or that say what it is called.
func (c *Call) sendEntries(w exporter, through uint64, funds []uuid.UUID) error {
	wanted := [][]byte{[]byte(`"unit.founded"`), []byte(`"fund.opened"`)}
	for _, f := range funds {
		wanted = append(wanted, []byte(`"fund/`+f.String()+`"`))
	}
	n := uint64(0)
	for m, err := range c.site.o.Entries.Read(c.Context(), 1, false) {
		if err != nil {
			return err
		}
		for line := range eventstore.Lines(m) {
			if n++; n > through {
				return w.Close()
			}
			if len(funds) > 0 && !containsAny(line, wanted) {
				continue
			}
			e, err := eventstore.Decode(line)
			if err == nil {
				err = w.Add(e)
			}
			if err != nil {
				return err
			}
		}
	}
	return w.Close()
}

func containsAny(line []byte, wanted [][]byte) bool {
	for _, text := range wanted {
		if bytes.Contains(line, text) {
			return true
		}
	}
	return false
}
