package pages

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"sovang/api/draft"
	"sovang/api/grid"
	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/projections"
)

// json answers the page's script instead of showing a page.
func (c *Call) json(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "application/json")
	c.w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	c.status, c.bytes = http.StatusOK, len(text)
	c.w.WriteHeader(c.status)
	if c.Request.Method != http.MethodHead {
		_, _ = c.w.Write(text) // a reader who left is no fault of ours
	}
	return nil
}

// scripted says whether the form was sent by the page's script, which wants to know what was understood and goes nowhere.
func (c *Call) scripted() bool { return c.Request.Header.Get("Accept") == "application/json" }

// doGrid keeps a batch, changes its rows, or posts it.
func (c *Call) doGrid() (string, error) {
	d, f, err := c.draftAsked()
	if err != nil {
		return "", err
	}
	switch d.Form.State {
	case grid.Posted:
		return "/batch/" + d.ID.String(), nil
	case grid.Posting: // whatever was pressed: it is asked for again as it was
		return c.finish(d, f)
	}
	was := d.Form
	d.Form = c.typedGrid(was)
	do, row, _ := strings.Cut(c.Typed("do"), "-")
	anchor := ""
	switch do {
	case "more":
		anchor = "#who-" + strconv.Itoa(len(d.Form.Rows))
		d.Form.Rows = append(d.Form.Rows, make([]grid.Row, max(0, min(firstRows, grid.Most-len(d.Form.Rows)-d.Form.Booked)))...)
	case "paste":
		d.Form.Rows = pasteInto(d.Form.Rows, grid.Paste(c.Typed("paste")))
	case "copy":
		if n, err := strconv.Atoi(row); err == nil && n > 0 && n < len(d.Form.Rows) {
			d.Form.Rows[n] = d.Form.Rows[n].Under(d.Form.Rows[n-1])
			anchor = "#who-" + row
		}
	case "drop":
		if n, err := strconv.Atoi(row); err == nil && n >= 0 && n < len(d.Form.Rows) {
			d.Form.Rows = append(d.Form.Rows[:n:n], d.Form.Rows[n+1:]...)
		}
	}
	if d, err = c.keepGrid(d, was); err != nil {
		return "", c.orMoved(err)
	}
	if do == "post" {
		return c.postGrid(d, f)
	}
	if c.scripted() {
		return "", c.tellGrid(d, f)
	}
	return "/grid/" + d.ID.String() + anchor, nil
}

// pasteInto puts rows after the last one in which something stands.
func pasteInto(rows, pasted []grid.Row) []grid.Row {
	last := len(rows)
	for last > 0 && rows[last-1].Empty() {
		last--
	}
	return append(rows[:last:last], pasted...)
}

// keepGrid keeps what was typed if the window has seen what is kept. The same once more, as after an answer that was lost, is no change.
func (c *Call) keepGrid(d draft.Draft[grid.Form], was grid.Form) (draft.Draft[grid.Form], error) {
	seen, err := strconv.ParseUint(c.Typed("revision"), 10, 64)
	if err != nil {
		return d, domain.Errorf(domain.Invalid, "the form cannot be read")
	}
	if seen != d.Revision {
		if same(was, d.Form) {
			return d, nil
		}
		return d, draft.ErrMoved
	}
	d.Revision, err = c.site.grids.Keep(c.Context(), d)
	return d, err
}

func same(a, b grid.Form) bool {
	one, err := json.Marshal(a)
	if err != nil {
		return false
	}
	two, err := json.Marshal(b)
	return err == nil && bytes.Equal(one, two)
}

// orMoved tells the script that another window has changed the draft; a page says so by itself, and keeps what was typed.
func (c *Call) orMoved(err error) error {
	if errors.Is(err, draft.ErrMoved) && c.scripted() {
		return c.json(map[string]any{"moved": true, "text": c.Told(draft.ErrMoved.Message).Text})
	}
	return err
}

// told is what the script shows beside the rows.
type told struct {
	Revision uint64    `json:"revision"`
	Bar      string    `json:"bar"`
	Rows     []toldRow `json:"rows"`
}

type toldRow struct {
	At    int    `json:"at"`
	Under string `json:"under"` // below who gave
	Echo  string `json:"echo"`  // below the amount
	Bad   bool   `json:"bad"`
}

// tellGrid answers the script with the parts of the page that say what was understood.
func (c *Call) tellGrid(d draft.Draft[grid.Form], f projections.FundInfo) error {
	g, err := c.gridShown(d, f)
	if err != nil {
		return err
	}
	part := func(name string, of any) string {
		var b strings.Builder
		if err == nil {
			err = c.site.templates[c.Lang]["grid"].ExecuteTemplate(&b, name, map[string]any{"C": c, "G": g, "R": of})
		}
		return b.String()
	}
	answer := told{Revision: d.Revision, Bar: part("gridbar", nil), Rows: []toldRow{}}
	for _, r := range g.Rows {
		answer.Rows = append(answer.Rows, toldRow{r.At, part("gridunder", r), part("gridecho", r), r.Fault != ""})
	}
	if err != nil {
		return err
	}
	return c.json(answer)
}

// postGrid has a batch written: first all of it is tried, and nothing is written where a row would be refused; then it is frozen, so that whatever becomes of
// this request the next one asks for the very same.
func (c *Call) postGrid(d draft.Draft[grid.Form], f projections.FundInfo) (string, error) {
	s, err := c.readGrid(d.ID, &d.Form, f)
	if err != nil {
		return "", err
	}
	if err := d.Form.Postable(s); err != nil {
		return "", err
	}
	frozen := d
	frozen.Form.Freeze(d.ID, s)
	requests := c.rowRequests(frozen, f, s)
	tried, err := c.site.o.Try(c.Context(), requests)
	if err != nil {
		return "", err
	}
	c.found = found{}
	for i, o := range tried {
		if o.Err != nil {
			c.found[s.Lines[i].No] = o.Err
		}
	}
	if len(c.found) > 0 {
		return "", domain.Errorf(domain.Invalid, "rows are marked in which something is not right; nothing of the batch was written").On("rows")
	}
	if frozen.Revision, err = c.site.grids.Keep(c.Context(), frozen); err != nil {
		return c.takenOn(frozen, f, err)
	}
	return c.finish(frozen, f)
}

func (c *Call) rowRequests(d draft.Draft[grid.Form], f projections.FundInfo, s grid.Sheet) []ledger.Request {
	requests := d.Form.Requests(d.ID, f.Unit, s)
	for i := range requests {
		requests[i].Actor = c.Who()
	}
	return requests
}

// takenOn goes on where another request, as of a double click, has taken the batch further meanwhile.
func (c *Call) takenOn(d draft.Draft[grid.Form], f projections.FundInfo, err error) (string, error) {
	if !errors.Is(err, draft.ErrMoved) {
		return "", err
	}
	now, gone := c.site.grids.Get(c.Context(), d.Owner, d.ID)
	switch {
	case gone != nil:
		return "", gone
	case now.Form.State == grid.Posted:
		return "/batch/" + d.ID.String(), nil
	case now.Form.State == grid.Posting:
		return c.finish(now, f)
	}
	return "", err
}

// finish asks for everything a frozen batch makes. Crashed on the way, it is asked for again: what is there stays, what is missing comes. Where a row is
// refused that was not when it was tried, those before it are booked, and the rest is open again.
func (c *Call) finish(d draft.Draft[grid.Form], f projections.FundInfo) (string, error) {
	requests := c.rowRequests(d, f, grid.Read(d.ID, d.Form, nil))
	accepted, refused := c.submit(requests)
	if refused != nil {
		if _, ours := refusalOf(refused); ours == nil {
			return "", refused // nobody knows yet what is written: it stays as it is
		}
		c.found = found{d.Form.Booked + accepted + 1: refused}
		d.Form.Thaw(accepted)
	} else {
		d.Form.Done()
	}
	if _, err := c.site.grids.Keep(c.Context(), d); err != nil {
		return c.takenOn(d, f, err)
	}
	if refused != nil {
		c.form = nil // the page shows what is left
		return "", refused
	}
	return "/batch/" + d.ID.String(), nil
}
