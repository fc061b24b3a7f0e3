package rest

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sovang/api/apply"
)

// TestSlowLine: a line of a bulk that comes byte by byte has one time limit, not one for each byte; the lines before it are answered.
func TestSlowLine(t *testing.T) {
	type end struct {
		lines int
		took  time.Duration
	}
	ended := make(chan end, 1)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b := &bulk{c: &call{s: &Server{duties: dutiesTable()}, r: r, whole: r.Context()}, ctx: r.Context(), control: http.NewResponseController(w), goOn: true, unread: make(chan struct{}), pause: 400 * time.Millisecond}
		_ = b.control.EnableFullDuplex()
		reader := apply.NewReaderFor(patient{b}, "kế toán")
		began, lines := time.Now(), 0
		for more := true; more; {
			var batch []line
			batch, more = b.gather(reader)
			lines += len(batch)
		}
		ended <- end{lines, time.Since(began)}
	}))
	defer s.Close()
	c, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if _, err := c.Write([]byte("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{}\n{\r\n")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			_, _ = c.Write([]byte("1\r\n \r\n")) // fails once it is cut off
		case e := <-ended:
			if e.lines == 0 || e.took > 5*time.Second {
				t.Errorf("%d lines were read in %v", e.lines, e.took)
			}
			return
		case <-ctx.Done():
			t.Fatal("a line that dribbles in is waited for")
		}
	}
}
