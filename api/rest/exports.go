package rest

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"sovang/api/books"
	"sovang/api/rollup"
	"sovang/api/sheet"
	"sovang/domain"
	"sovang/domain/unit"
	"sovang/eventstore"
	"sovang/projections"
)

// sending is for how long one file may be on its way: a book of millions of gifts over a slow line.
const sending = 30 * time.Minute

// addExports adds the books as files for other programs. They are written from the log itself while it is read, and so no answer that a client could take
// for whole when it is not: one that breaks off ends the connection.
func (s *Server) addExports(kept schemas) {
	var q struct {
		part
		when
	}
	params := paramsOf(reflect.TypeOf(q))
	for _, f := range books.Formats {
		s.addExport(kept, f.Name, "accounts", "The books as a file for "+f.Name+", written from the log", f.Media, params, func(c *call, asOf uint64, only books.Choice) error {
			return books.Copy(c.whole, f.New(c.w, only), c.s.o.Entries, asOf, only)
		})
	}
	s.addExport(kept, "jsonl", "entries", "The log itself, a line an entry, each byte by byte as it is stored", "application/x-ndjson", params[2:], func(c *call, asOf uint64, _ books.Choice) error {
		return copyLines(c.whole, c.w, c.s.o.Entries, asOf)
	})
}

func (s *Server) addExport(kept schemas, format, report, summary, media string, params []param, send func(*call, uint64, books.Choice) error) {
	op := fileOf(kept, "inspection", "/exports/"+format, "export"+title(format), media, params)
	op.Summary = summary
	op.Description = "As `sovang export " + format + "` has it. Of the whole book where neither a fund nor a unit is named. It is sent while it is written: one that breaks off ends the connection, and is no whole file."
	s.add(op, Route{Method: op.Method, Path: op.Path, Report: report, File: true}, func(c *call) error { return c.export(params, media, send) })
}

// fileOf describes a route that answers with a file for other programs.
func fileOf(kept schemas, tag, path, id, media string, params []param) *huma.Operation {
	op := &huma.Operation{Method: http.MethodGet, Path: Base + path, OperationID: id, Tags: []string{tag}}
	for _, p := range params {
		op.Parameters = append(op.Parameters, p.document())
	}
	op.Parameters = append(op.Parameters, getParameters()...)
	op.Responses = responses(kept, nil, nil)
	op.Responses["200"] = &huma.Response{Description: "As of the entry that Sovang-Entry names.", Headers: op.Responses["default"].Headers,
		Content: map[string]*huma.MediaType{media: {Schema: texted()}}}
	op.Responses["304"] = &huma.Response{Description: "Nothing has been entered since the answer with that ETag."}
	return op
}

// export finds out what is asked for, and sends it.
func (c *call) export(params []param, media string, send func(*call, uint64, books.Choice) error) error {
	var q struct {
		part
		when
	}
	v, err := c.params(reflect.TypeOf(q), params)
	if err != nil {
		return err
	}
	reflect.ValueOf(&q).Elem().Set(v)
	only, done, err := c.exported(q.part, q.At)
	if err != nil || done {
		return err
	}
	c.w.Header().Set("Content-Type", media)
	if c.r.Method == http.MethodHead {
		c.w.WriteHeader(http.StatusOK)
		return nil
	}
	_ = http.NewResponseController(c.w).SetWriteDeadline(time.Now().Add(sending)) // where there is none to move, none ends it
	if err := send(c, c.asOf.Entry, only); err != nil {
		if c.w.status == 0 {
			c.w.Header().Del("Content-Type")
			return err
		}
		c.s.o.Log.Error("an export broke off", "route", c.w.route, "entry", c.asOf.Entry, "error", err)
		panic(http.ErrAbortHandler) // what has gone out must not pass for the whole
	}
	return nil
}

// exported is what of the books is asked for; done where the caller has it already. The sight of the read side is let go before the log is read.
func (c *call) exported(q part, at *domain.Date) (only books.Choice, done bool, err error) {
	if err := c.wait(); err != nil {
		return only, false, err
	}
	if c.read, err = c.s.o.Read.Hold(c.ctx); err != nil {
		return only, false, err
	}
	defer func() { _ = c.read.Close() }()
	latest, err := c.read.AsOf(c.ctx, "")
	if err != nil {
		return only, false, err
	}
	if c.asOf = latest; c.r.URL.RawQuery != "" {
		if err := c.since(); err != nil {
			return only, false, err
		}
	}
	if c.has(latest.Entry) {
		return only, true, nil
	}
	fund, unit, err := c.scope(q)
	if err != nil {
		return only, false, err
	}
	if err := c.within(struct{}{}); err != nil {
		return only, false, err
	}
	if only.Funds, err = c.fundsOf(fund, unit); err != nil {
		return only, false, err
	}
	if at != nil {
		only.Until = *at
	}
	c.w.Header().Set("ETag", c.tag(latest.Entry))
	c.w.Header().Set(entryHeader, strconv.FormatUint(c.asOf.Entry, 10))
	return only, false, nil
}

// fundsOf are the funds that are named, as of the entry that is asked for; nil: none is, and all are meant.
func (c *call) fundsOf(fund, unit uuid.UUID) (ids []uuid.UUID, err error) {
	if fund == uuid.Nil && unit == uuid.Nil {
		return nil, nil
	}
	var found []projections.FundInfo
	if unit != uuid.Nil {
		found, err = c.read.FundsOf(c.ctx, unit, c.asOf, nil)
	} else {
		found, err = c.read.Funds(c.ctx, c.asOf)
	}
	for _, f := range found {
		if fund == uuid.Nil || f.Fund == fund {
			ids = append(ids, f.Fund)
		}
	}
	if err == nil && len(ids) == 0 {
		err = domain.Errorf(domain.NotFound, "there is no such fund as of that entry").On("fund")
	}
	return ids, err
}

// addRollupFile adds the roll-up as a file for spreadsheets.
func (s *Server) addRollupFile(kept schemas) {
	params := paramsOf(reflect.TypeFor[rollupAsked]())
	op := fileOf(kept, "units", "/rollup/csv", "exportRollup", "text/csv", params)
	op.Summary = "The roll-up for a spreadsheet, a total line at its end"
	op.Description = "As `sovang report rollup --format csv` has it: a line for each unit and currency, and last one for each currency with `(total)` in the place of the unit's code. Amounts are whole units with decimals."
	g := reads("/rollup/csv", "rollup", "", func(c *call, q rollupAsked) (projections.Rollup, error) { return c.rollup(q) })
	g.write = func(c *call, answer any) error {
		var text bytes.Buffer
		all := answer.(projections.Rollup)
		if err := rollup.Sheet(all, "", func(k unit.Kind) sheet.Term { return sheet.Term{Key: string(k), Title: string(k)} }).Write(&text, sheet.CSV); err != nil {
			return err
		}
		c.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		_, err := c.w.Write(text.Bytes())
		return err
	}
	s.add(op, Route{Method: op.Method, Path: op.Path, Report: "rollup", File: true}, func(c *call) error { return c.get(g, params) })
}

// copyLines writes the lines of the log through an entry as they are stored.
func copyLines(ctx context.Context, out io.Writer, log eventstore.Log, through uint64) error {
	w, n := bufio.NewWriterSize(out, 256<<10), uint64(0)
	for m, err := range log.Read(ctx, 1, false) {
		if err != nil {
			return err
		}
		for line := range eventstore.Lines(m) {
			if n++; n > through {
				return w.Flush()
			}
			if _, err := w.Write(append(line[:len(line):len(line)], '\n')); err != nil {
				return err
			}
		}
	}
	return w.Flush()
}
