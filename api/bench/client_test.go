package bench

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestSilentCallers: whoever was silent while others had their turn asks on a new connection, and on its old one else.
func TestSilentCallers(t *testing.T) {
	var opened atomic.Int64
	s := httptest.NewUnstartedServer(http.HandlerFunc(Nothing))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	s.Start()
	defer s.Close()
	all, err := call(&Program{Address: strings.TrimPrefix(s.URL, "http://")}, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer hangUp(all)
	ask := func() {
		t.Helper()
		if err := all[0].ask("POST", "/", "", []byte("{}")); err != nil {
			t.Fatal(err)
		}
	}
	ask()
	ask()
	if n := opened.Load(); n != 1 {
		t.Errorf("%d connections for two requests of one caller", n)
	}
	all[0].asked = time.Now().Add(-idle)
	ask()
	if n := opened.Load(); n != 2 {
		t.Errorf("%d connections; one that was silent should be opened anew", n)
	}
}
