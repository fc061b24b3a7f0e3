package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// serving is a serve inside the test.
type serving struct {
	address string
	out     *bytes.Buffer // what it has printed until it was ready; more only when it ends
	stop    func() result // ends it as SIGTERM does
}

func serveInside(t testing.TB, args ...string) serving {
	t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ready, ended := make(chan string, 1), make(chan result, 1)
	var out bytes.Buffer
	go func() {
		var err bytes.Buffer
		code := Run(ctx, Process{Args: append(args, "--listen", "127.0.0.1:0"), Out: &out, Err: &err, Ready: func(a string) { ready <- a }})
		ended <- result{code, out.String(), err.String()}
	}()
	select {
	case a := <-ready:
		end := sync.OnceValue(func() result { stop(); return <-ended })
		t.Cleanup(func() { end() }) // to its end: its directory is removed next
		return serving{address: "http://" + a, out: &out, stop: end}
	case r := <-ended:
		stop()
		t.Fatalf("serve ends with %d: %s", r.code, r.err)
	case <-time.After(time.Minute):
		stop()
		t.Fatal("serve does not come up")
	}
	panic("unreachable")
}

func (s serving) get(t testing.TB, path string) (int, string) {
	t.Helper()
	resp, err := http.Get(s.address + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// TestBesideServe: every subcommand gives through the socket what it gives alone.
func TestBesideServe(t *testing.T) {
	dir := t.TempDir()
	requests := cases(t, "quang-dien-2009", "quang-ninh-2024", "hai-duong-2024", "minh-hoa")
	file := lines(t, requests)
	s := serveInside(t, "--data", dir, "serve")
	for path, want := range map[string]string{"/healthz": "ok\n", "/readyz": "ready\n"} {
		if status, body := s.get(t, path); status != 200 || body != want {
			t.Errorf("%s answers %d, %q", path, status, body)
		}
	}
	if out := must(t, "--data", dir, "apply", file); out != itoa(len(requests))+" applied, 0 were there before\n" {
		t.Errorf("says %q", out)
	}
	if out := must(t, "--data", dir, "apply", file); out != "0 applied, "+itoa(len(requests))+" were there before\n" {
		t.Errorf("again says %q", out)
	}
	if r := sovangWith(t, t.Context(), gift("x", "QD", "-1"), "--data", dir, "apply", "-"); r.code != exitRefused || !strings.Contains(r.err, "line 1: ") || !strings.Contains(r.err, "(amount) [invalid]") {
		t.Errorf("a refusal through the socket: %d, %q", r.code, r.err)
	}
	if r := sovang(t, "--data", dir, "--book", "other", "apply", file); r.code != exitRefused || !strings.Contains(r.err, `serves the book "main"`) {
		t.Errorf("another book: %d, %q", r.code, r.err)
	}
	importAgain(t, dir)
	beside := snapshot(t, dir)
	journal := must(t, "--data", dir, "export", "hledger")
	if out := must(t, "--data", dir, "rebuild"); !strings.Contains(out, "built anew from "+itoa(len(requests))+" entries") {
		t.Errorf("rebuild says %q", out)
	}
	same(t, "a rebuild beside serve", beside, snapshot(t, dir))
	if status, body := s.get(t, "/metrics"); status != 200 || !strings.Contains(body, "sovang_entries_total "+itoa(len(requests))) {
		t.Errorf("metrics answer %d:\n%s", status, body)
	}
	if r := sovang(t, "--data", dir, "serve", "--listen", "127.0.0.1:0"); r.code != exitRefused || !strings.Contains(r.err, "in use") {
		t.Errorf("a second serve on the directory: %d, %q", r.code, r.err)
	}
	if mode := stat(t, filepath.Join(dir, socketName)).Mode().Perm(); mode != 0o600 {
		t.Errorf("the socket has the rights %o", mode)
	}
	if r := s.stop(); r.code != exitDone {
		t.Errorf("serve ends with %d: %s", r.code, r.err)
	}
	same(t, "the end of serve", beside, snapshot(t, dir))
	if alone := must(t, "--data", dir, "export", "hledger"); alone != journal {
		t.Error("the journal differs alone and beside serve")
	}
}

func stat(t testing.TB, path string) os.FileInfo {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

// TestForget: whatever says who somebody was is gone from reports, from the files of the read side and for good; the sums stand.
func TestForget(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "quang-dien-2009", "minh-hoa")))
	before := must(t, "--data", dir, "report", "balances")
	who := readReport(t, "--data", dir, "report", "donor", "Trần Thị Hiền").Rows[0]["id"].(string)
	s := serveInside(t, "--data", dir, "serve")
	if out := must(t, "--data", dir, "person", "forget", who, "--yes", "--reason", "theo yêu cầu"); !strings.Contains(out, "forgotten in entry") {
		t.Errorf("says %q", out)
	}
	must(t, "--data", dir, "person", "forget", who, "--yes", "--reason", "theo yêu cầu")
	if out := must(t, "--data", dir, "report", "donor", who); !strings.Contains(out, "(đã xoá)") || strings.Contains(out, "Hiền") || !strings.Contains(out, "20.000.000 đ") {
		t.Errorf("the donor's report:\n%s", out)
	}
	if r := sovang(t, "--data", dir, "report", "donor", "Hiền"); r.code != exitRefused {
		t.Errorf("the name still finds somebody: %s", r.out)
	}
	if after := must(t, "--data", dir, "report", "balances"); after[strings.Index(after, "\n"):] != before[strings.Index(before, "\n"):] {
		t.Errorf("the sums have changed:\n%s", after)
	}
	s.stop()
	must(t, "--data", dir, "rebuild")
	if out := must(t, "--data", dir, "report", "donor", who); !strings.Contains(out, "(đã xoá)") {
		t.Errorf("after a rebuild:\n%s", out)
	}
	if log := must(t, "--data", dir, "export", "jsonl"); strings.Contains(log, "Hiền") {
		t.Error("the log holds the name in the clear")
	}
}

// TestSIGTERM: a signal in the middle of a load ends it cleanly. What was said to be applied is there, and the file can be applied again whole.
func TestSIGTERM(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "quang-dien-2009")))
	const gifts = 40_000
	var text strings.Builder
	for i := range gifts {
		text.WriteString(gift("sigterm"+itoa(i), "QD", "1000"))
	}
	file := writeFile(t, "gifts.jsonl", text.String())
	c := program(t, "--data", dir, "apply", "-")
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	// Half of the file, and no end: the program has applied some of it and waits for more when the signal comes.
	if _, err := io.WriteString(in, text.String()[:text.Len()/2]); err != nil {
		t.Fatal(err)
	}
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	err = c.Wait()
	applied, _, _ := strings.Cut(out.String(), " applied")
	if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != exitRefused || !strings.Contains(errs.String(), "stopped on a signal") || applied == "0" {
		t.Fatalf("ends with %v: %q, %q", err, out.String(), errs.String())
	}
	again := must(t, "--data", dir, "apply", file)
	var fresh, before int
	if _, err := readTally(again, &fresh, &before); err != nil || fresh+before != gifts || itoa(before) != applied {
		t.Errorf("%s were applied before the signal; again says %q (%v)", applied, again, err)
	}
	if got := number64(t, readReport(t, "--data", dir, "report", "balances").row(t, "fund", "QD"), "free"); got != 99_820_000+gifts*1000 {
		t.Errorf("the fund holds %d", got)
	}
}

// serveOutside starts serve as a process of its own and gives it once it says that it serves.
func serveOutside(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	c := program(t, append(args, "serve", "--listen", "127.0.0.1:0")...)
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "serving ") {
		t.Fatalf("serve says %q (%v): %s", line, err, errs.String())
	}
	return c
}

// TestKill kills serve in the middle of a load, again and again. No gift that was acknowledged is lost, none is there twice, and what reports show is what
// a rebuild shows.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "quang-dien-2009")))
	const rounds, perRound = 10, 3000
	acknowledged := 0
	for round := range rounds {
		c := serveOutside(t, "--data", dir)
		killer := time.AfterFunc(time.Duration(5+round*25)*time.Millisecond, func() { _ = c.Process.Kill() })
		acknowledged += load(t, dir, round, perRound)
		killer.Stop()
		_ = c.Process.Kill()
		_ = c.Wait()
	}
	// Each round's gifts, applied again whole, must find exactly those that were stored: at least the acknowledged ones, and none twice.
	stored := int((number64(t, readReport(t, "--data", dir, "report", "balances").row(t, "fund", "QD"), "free") - 99_820_000) / 1000)
	if stored < acknowledged {
		t.Errorf("%d gifts were acknowledged, %d are there", acknowledged, stored)
	}
	fresh, before := 0, 0
	for round := range rounds {
		var f, b int
		out := must(t, "--data", dir, "apply", writeFile(t, "round.jsonl", roundOf(round, perRound)))
		if _, err := readTally(out, &f, &b); err != nil {
			t.Fatalf("%q: %v", out, err)
		}
		fresh, before = fresh+f, before+b
	}
	if before != stored || fresh+before != rounds*perRound {
		t.Errorf("%d were there, applying again found %d and added %d", stored, before, fresh)
	}
	t.Logf("%d rounds: %d gifts acknowledged, %d stored when the process was killed", rounds, acknowledged, stored)
	if got := number64(t, readReport(t, "--data", dir, "report", "balances").row(t, "fund", "QD"), "free"); got != 99_820_000+rounds*perRound*1000 {
		t.Errorf("the fund holds %d", got)
	}
	shown := must(t, "--data", dir, "report", "balances", "--format", "csv")
	must(t, "--data", dir, "rebuild")
	if again := must(t, "--data", dir, "report", "balances", "--format", "csv"); again != shown {
		t.Errorf("a rebuild shows\n%s\nand not\n%s", again, shown)
	}
}

func roundOf(round, gifts int) string {
	var text strings.Builder
	for i := range gifts {
		text.WriteString(gift("kill"+itoa(round)+"/"+itoa(i), "QD", "1000"))
	}
	return text.String()
}

// load sends a round's gifts through the socket until the connection breaks, and counts those that were acknowledged.
func load(t testing.TB, dir string, round, gifts int) (acknowledged int) {
	t.Helper()
	v, err := visit(t.Context(), dir, "main")
	if err != nil {
		return 0 // killed before anybody could knock
	}
	defer v.Close(t.Context())
	for b := range batches(t.Context(), strings.NewReader(roundOf(round, gifts))) {
		for len(b.requests) > 0 {
			some := b.requests[:min(20, len(b.requests))]
			b.requests = b.requests[len(some):]
			outcomes, err := v.Submit(t.Context(), some)
			for _, o := range outcomes {
				if o.Err == nil {
					acknowledged++
				}
			}
			if err != nil {
				return acknowledged
			}
		}
	}
	return acknowledged
}

// TestImport: the preview shows what the commit does, row by row; a refused row leaves the others alone; equal genuine gifts stay two.
func TestImport(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "quang-dien-2009")))
	file := writeFile(t, "gifts.csv", "\ufeffNgày;Nhà hảo tâm;Mã;Số tiền;Số tham chiếu\r\n"+
		"20/11/2009;Trường Mầm non số 1;QD01;500k;\r\n"+ // known by code
		"20/11/2009;Trường Mầm non số 2;;1tr5;\r\n"+ // a name only suggests
		"20/11/2009;Bà Nguyễn Thị Nga;N1;1.000.000;FT1\r\n"+
		"21/11/2009;;N1;2,3tr;FT2\r\n"+ // new above
		"21/11/2009;Công;n1;200000;FT3\r\n"+ // N1 again, in small letters, and no total
		"21/11/2009;;;200000;\r\n"+ // anonymous
		"21/11/2009;;;200000;\r\n"+ // and another, equal and genuine
		"31/11/2009;;;200000;\r\n"+ // no such day
		"21/11/2009;;;-200000;\r\n"+
		"21/11/2009;;;0;\r\n"+
		"21/11/2009;Ai đó;;1.500tr;\r\n"+
		"Tổng cộng;;;5.500.000;\r\n")
	args := []string{"--data", dir, "import", "donations", file, "--fund", "QD", "--place", "tien-mat", "--format", "json"}
	results := func(what string) (all []string, notes []string) {
		t.Helper()
		r := sovang(t, append(args, what)...)
		if r.code != exitRefused {
			t.Fatalf("ends with %d: %s", r.code, r.err)
		}
		for _, row := range parseReport(t, r.out).Rows {
			note, _ := row["note"].(string)
			all, notes = append(all, row["result"].(string)), append(notes, note)
		}
		return all, notes
	}
	want := "new new new new new new new refused refused refused refused"
	preview, notes := results("--preview")
	if strings.Join(preview, " ") != want || !strings.Contains(notes[1], "QD02") {
		t.Errorf("preview: %v %q", preview, notes)
	}
	if got := number64(t, readReport(t, "--data", dir, "report", "balances").row(t, "fund", "QD"), "free"); got != 99_820_000 {
		t.Errorf("the preview wrote: the fund holds %d", got)
	}
	if commit, _ := results("--commit"); strings.Join(commit, " ") != want {
		t.Errorf("commit: %v", commit)
	}
	if again, _ := results("--commit"); strings.Join(again, " ") != strings.ReplaceAll(want, "new", "there before") {
		t.Errorf("again: %v", again)
	}
	if got := number64(t, readReport(t, "--data", dir, "report", "balances").row(t, "fund", "QD"), "free"); got != 99_820_000+5_900_000 {
		t.Errorf("the fund holds %d", got)
	}
	if out := must(t, "--data", dir, "report", "donor", "N1"); !strings.Contains(out, "3.500.000 đ (3 lượt)") || !strings.Contains(out, "Nguyễn Thị Nga") {
		t.Errorf("the new donor:\n%s", out)
	}
	other := writeFile(t, "other.csv", "Ngày,Số tiền,Số tham chiếu\n21/11/2009,5000,FT2\n")
	if r := sovang(t, "--data", dir, "import", "donations", other, "--fund", "QD", "--place", "tien-mat", "--commit"); r.code != exitRefused || !strings.Contains(r.out, "taken in before with other details (amount") || !strings.Contains(r.out, "[conflict]") {
		t.Errorf("the same reference with another amount: %d, %s", r.code, r.out)
	}
}

// TestImportAwards: one refused row keeps the whole list out; what is mended is one decision; a row cannot be paid twice.
func TestImportAwards(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "quang-dien-2009")))
	rows := "Mã,Họ và tên,Số tiền,Đối tượng,Cấp\nH1,Lê An,1tr,học sinh,primary\nH2,Lê Bình,500k,học sinh,primary\n,Lê Chi,500k,giáo viên,\n"
	args := func(text string, more ...string) []string {
		return append([]string{"--data", dir, "import", "awards", writeFile(t, "awards.csv", text), "--fund", "QD", "--place", "tien-mat", "--date", "22/11/2009", "--list", "Khen thưởng"}, more...)
	}
	if r := sovang(t, args(rows+"H3,Lê Dung,-5,,\n", "--commit")...); r.code != exitRefused || !strings.Contains(r.out, "an amount has no sign") || !strings.Contains(r.out, "another row of the list is refused") {
		t.Errorf("a broken row: %d, %s", r.code, r.out)
	}
	if r := sovang(t, args(rows+"H4,Lê Giàu,5 tỷ,,\n", "--commit")...); r.code != exitRefused || !strings.Contains(r.err, "[violation]") {
		t.Errorf("more than is there: %d, %s, %s", r.code, r.out, r.err)
	}
	if got := number64(t, readReport(t, "--data", dir, "report", "balances").row(t, "fund", "QD"), "free"); got != 99_820_000 {
		t.Errorf("the fund holds %d", got)
	}
	must(t, args(rows, "--preview")...)
	must(t, args(rows, "--commit")...)
	must(t, args(rows, "--commit")...)
	if got := number64(t, readReport(t, "--data", dir, "report", "balances").row(t, "fund", "QD"), "free"); got != 97_820_000 {
		t.Errorf("the fund holds %d", got)
	}
	list := listOf(t, dir, "QD")
	if number64(t, list.Total, "paid_rows") != 3 {
		t.Errorf("the list: %v", list)
	}
	payout := readReport(t, "--data", dir, "report", "payouts", "--fund", "QD").Rows[0]["id"].(string)
	if out := must(t, "--data", dir, "report", "trail", payout, "--row", "H2"); !strings.Contains(out, "500.000 đ") || !strings.Contains(out, "QD01 Trường Mầm non số 1") {
		t.Errorf("the trail of a row:\n%s", out)
	}
	first := readReport(t, "--data", dir, "report", "donor", "QD01").Rows[0]["id"].(string)
	if out := must(t, "--data", dir, "report", "trail", first); !strings.Contains(out, "H1 Lê An") || !strings.Contains(out, "còn trong quỹ") {
		t.Errorf("the trail of a donation:\n%s", out)
	}
}
