package main

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"sovang/domain/ledger"
	"sovang/domain/person"
	"sovang/projections/readdb/pgtest"
)

// outsideNATS runs a NATS server elsewhere: on its own port and files, as an operator would set it up.
func outsideNATS(t testing.TB, dir string, port int) *server.Server {
	t.Helper()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: port, NoSigs: true, NoLog: true, JetStream: true, StoreDir: dir, SyncAlways: true})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	if !s.ReadyForConnections(30 * time.Second) {
		t.Fatal("the NATS server does not start")
	}
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	return s
}

// TestTwoServes: one book on a NATS server and a PostgreSQL elsewhere, two instances side by side, both written to at once. Then NATS and
// PostgreSQL go away and come back while writing.
func TestTwoServes(t *testing.T) {
	pg := pgtest.Start(t)
	store := t.TempDir()
	ns := outsideNATS(t, store, -1)
	dsn := pg.Database(t)
	flags := func(dir string) []string {
		return []string{"--data", dir, "--nats", ns.ClientURL(), "--nats-sync-always", "--postgres", dsn}
	}
	a, b := t.TempDir(), t.TempDir()
	shareMaster(t, a, b)
	first := serveInside(t, append(flags(a), "serve")...)
	second := serveInside(t, append(flags(b), "serve")...)
	must(t, append(flags(a), "apply", lines(t, cases(t, "quang-dien-2009")))...)
	var both sync.WaitGroup
	for i, dir := range []string{a, b} {
		both.Go(func() {
			var text strings.Builder
			for n := range 1000 {
				text.WriteString(gift(fmt.Sprintf("two serves %d/%d", i, n), "QD", "1000"))
			}
			if r := sovangWith(t, t.Context(), text.String(), append(flags(dir), "apply", "-")...); r.out != "1000 applied, 0 were there before\n" {
				t.Errorf("instance %d: %d, %q, %q", i, r.code, r.out, r.err)
			}
		})
	}
	both.Wait()
	holds := func(want int64) {
		t.Helper()
		for _, dir := range []string{a, b} {
			if got := number64(t, readReport(t, append(flags(dir), "report", "balances")...).row(t, "fund", "QD"), "free"); got != want {
				t.Errorf("%s shows %d, want %d", dir, got, want)
			}
		}
	}
	holds(99_820_000 + 2000*1000)
	oneWrites(t, first, second)
	for _, s := range []serving{first, second} {
		if status, body := s.get(t, "/readyz"); status != 200 {
			t.Errorf("not ready: %s", body)
		}
	}

	// NATS goes away under a write; the write waits and is answered when it is back.
	port := portOf(t, ns.ClientURL())
	ns.Shutdown()
	ns.WaitForShutdown()
	notReady(t, first)
	answered := make(chan result, 1)
	go func() {
		answered <- sovangWith(t, t.Context(), gift("while NATS is away", "QD", "1000"), append(flags(a), "apply", "-")...)
	}()
	outsideNATS(t, store, port)
	if r := <-answered; r.code != exitDone || r.out != "1 applied, 0 were there before\n" {
		t.Errorf("written while NATS was away: %d, %q, %q", r.code, r.out, r.err)
	}
	pg.Stop()
	if err := pg.Run(); err != nil {
		t.Fatal(err)
	}
	holds(99_820_000 + 2001*1000)
	operationShown(t, first, second) // from here on duties are in force
	for _, s := range []serving{first, second} {
		if r := s.stop(); r.code != exitDone {
			t.Errorf("serve ends with %d: %s", r.code, r.err)
		}
	}
}

// operationShown looks at the page of operation of each of two instances: they agree on who writes, one of them does, and reports lag behind with neither. Whoever signed
// in at the one is signed in at the other.
func operationShown(t *testing.T, first, second serving) {
	t.Helper()
	const name = "Trần Thị Bình"
	b := browse(t, first.address)
	link := find(t, second.out.String(), `(/setup/\S+)`)
	unit := find(t, b.ask("GET", link, "").wants(t, 200).text, `<option value="([0-9a-f-]{36})"`)
	b.ask("POST", link, form("name", name, "unit", unit, "chosen", "mười con heo đất", "again", "mười con heo đất")).to(t, "/today")
	names, writers := map[string]bool{}, map[string]bool{}
	for _, s := range []serving{first, second} {
		b.address = s.address
		page := b.ask("GET", "/running", "").wants(t, 200, "Sẵn sàng", "Các bản chạy khác gửi lệnh", "PostgreSQL", "<dd>0 bút toán</dd>").text
		name := find(t, page, `Bản chạy này</dt><dd><code>([^<]+)</code>`)
		writer := find(t, page, `Bản chạy đang giữ quyền ghi</dt><dd>(?:<code>|<strong>)([^<]+)<`)
		if writer == "chính bản này" {
			writer = name
		}
		names[name], writers[writer] = true, true
	}
	if len(names) != 2 || len(writers) != 1 || !names[slices.Collect(maps.Keys(writers))[0]] {
		t.Errorf("the instances are %v, and write by %v", names, writers)
	}
}

// oneWrites checks that the instances agree on who writes, and that it decided what the others were asked.
func oneWrites(t testing.TB, all ...serving) {
	t.Helper()
	names := map[string]bool{}
	held, forwarded, answered := 0, false, false
	for _, s := range all {
		_, ready := s.get(t, "/readyz")
		_, writer, _ := strings.Cut(ready, "written by ")
		writer, this := strings.CutSuffix(strings.TrimSpace(writer), " (this instance)")
		names[writer] = true
		_, metrics := s.get(t, "/metrics")
		if strings.Contains(metrics, fmt.Sprintf("sovang_lease_held{instance=%q} 1\n", writer)) != this || !strings.Contains(metrics, fmt.Sprintf("sovang_lease_holder{instance=%q} 1\n", writer)) {
			t.Errorf("written by %q; the metrics say otherwise: %s", writer, metrics)
		}
		if this {
			held++
		}
		forwarded = forwarded || !this && !strings.Contains(metrics, "sovang_forwarded_total 0\n")
		answered = answered || this && !strings.Contains(metrics, "sovang_answered_total 0\n")
	}
	if len(names) != 1 || held != 1 || !forwarded || !answered {
		t.Errorf("written by %v, held by %d, forwarded %v, answered %v", names, held, forwarded, answered)
	}
}

// TestServeTakesOver: what an instance is asked goes to the one that writes, names sealed before. That one is killed, and the other goes on; a third comes, and the lease is
// handed to it when the second is stopped.
func TestServeTakesOver(t *testing.T) {
	ns := outsideNATS(t, t.TempDir(), -1)
	a, b, c := t.TempDir(), t.TempDir(), t.TempDir()
	shareMaster(t, a, b)
	shareMaster(t, a, c)
	flags := func(dir string) []string {
		return []string{"--data", dir, "--nats", ns.ClientURL(), "--nats-sync-always"}
	}
	first := serveOutside(t, flags(a)...)
	second := serveInside(t, append(flags(b), "serve")...)
	said, err := nats.Connect(ns.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	defer said.Close()
	way, err := said.SubscribeSync("writer.>")
	if err != nil {
		t.Fatal(err)
	}
	book := cases(t, "quang-dien-2009")
	unit := book[slices.IndexFunc(book, func(r ledger.Request) bool { return ledger.Name(r.Command) == "unit.found" })].Command.(ledger.FoundUnit).Unit
	book = append(book, ledger.Request{ID: uuid.New(), Actor: "test", Command: ledger.RegisterPeople{People: []ledger.Registration{{
		Person: uuid.New(), Unit: unit, Kind: person.Individual, Card: person.Card{Name: "Trần Thị Hiền"},
	}}}})
	must(t, append(flags(b), "apply", lines(t, book))...)
	if _, metrics := second.get(t, "/metrics"); !strings.Contains(metrics, "sovang_entries_total 0\n") || strings.Contains(metrics, "sovang_forwarded_total 0\n") {
		t.Errorf("it wrote by itself: %s", metrics)
	}
	if who := readReport(t, append(flags(b), "report", "donor", "Trần Thị Hiền")...).Rows; len(who) != 1 {
		t.Errorf("the donor is known as %v", who)
	}
	if err := said.Flush(); err != nil {
		t.Fatal(err)
	}
	for n, _, _ := way.Pending(); n > 0; n-- {
		m, err := way.NextMsg(time.Second)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(m.Data), "Hiền") {
			t.Fatalf("a name in the clear on the way: %s", m.Data)
		}
	}
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()
	if r := sovangWith(t, t.Context(), gift("after the kill", "QD", "1000"), append(flags(b), "apply", "-")...); r.code != exitDone || r.out != "1 applied, 0 were there before\n" {
		t.Errorf("after the kill: %d, %q, %q", r.code, r.out, r.err)
	}
	third := serveInside(t, append(flags(c), "serve")...)
	if r := second.stop(); r.code != exitDone {
		t.Errorf("serve ends with %d: %s", r.code, r.err)
	}
	if r := sovangWith(t, t.Context(), gift("after the stop", "QD", "1000"), append(flags(c), "apply", "-")...); r.code != exitDone || r.out != "1 applied, 0 were there before\n" {
		t.Errorf("after the stop: %d, %q, %q", r.code, r.out, r.err)
	}
	if _, metrics := third.get(t, "/metrics"); !strings.Contains(metrics, "sovang_lease_taken_total 1\n") {
		t.Errorf("it has not taken over: %s", metrics)
	}
	if r := third.stop(); r.code != exitDone {
		t.Errorf("serve ends with %d: %s", r.code, r.err)
	}
}

// notReady waits for the proof of a moment ago to run out.
func notReady(t testing.TB, s serving) {
	t.Helper()
	deadline, look := time.After(20*time.Second), time.NewTicker(100*time.Millisecond)
	defer look.Stop()
	for {
		if status, _ := s.get(t, "/readyz"); status == 503 {
			return
		}
		select {
		case <-look.C:
		case <-deadline:
			t.Error("ready without NATS")
			return
		}
	}
}

func portOf(t testing.TB, address string) int {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	var port int
	if _, err := fmt.Sscan(u.Port(), &port); err != nil {
		t.Fatal(err)
	}
	return port
}

// TestNATSRefused: what could lose an acknowledged entry is refused at the start, in words that say what to do.
func TestNATSRefused(t *testing.T) {
	ns := outsideNATS(t, t.TempDir(), -1)
	if r := sovang(t, "--data", t.TempDir(), "--nats", ns.ClientURL(), "report", "units"); r.code != exitRefused || !strings.Contains(r.err, "sync_interval: always") {
		t.Errorf("not confirmed: %d, %q", r.code, r.err)
	}
	nc, err := nats.Connect(ns.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := js.CreateStream(t.Context(), jetstream.StreamConfig{Name: "LEDGER-main", Subjects: []string{"ledger.main"}, MaxMsgs: 10}); err != nil {
		t.Fatal(err)
	}
	if r := sovang(t, "--data", t.TempDir(), "--nats", ns.ClientURL(), "--nats-sync-always", "report", "units"); r.code != exitRefused || !strings.Contains(r.err, "max-msgs must be unlimited") {
		t.Errorf("a stream that could forget: %d, %q", r.code, r.err)
	}
	if r := sovang(t, "--data", t.TempDir(), "--nats", "nats://127.0.0.1:1", "--nats-sync-always", "report", "units"); r.code != exitInternal || !strings.Contains(r.err, "cannot be reached") {
		t.Errorf("nobody there: %d, %q", r.code, r.err)
	}
}

// shareMaster gives both data directories one master key, as the manual tells operators to.
func shareMaster(t testing.TB, a, b string) {
	t.Helper()
	key, err := masterText(a)
	if err != nil {
		t.Fatal(err)
	}
	writeTo(t, b+"/master.key", key)
}
