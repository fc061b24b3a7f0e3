package main

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"sovang/api/scenarios"
)

// batchOfAThousand is as many gifts as a batch takes, and what they come to: every third from somebody new, others without a name, all of different amounts; what they say
// is long enough that the log takes them in several messages.
func batchOfAThousand() (rows [][5]string, sum int64) {
	for i := range 1000 {
		amount := int64(20_000 + 1000*i)
		row := [5]string{"", itoa(int(amount)), "hộp số " + itoa(i) + strings.Repeat(" của các cháu thiếu nhi", 15), "", ""}
		if i%3 == 0 {
			row[0] = fmt.Sprintf("Người góp thứ %d", i)
		}
		rows, sum = append(rows, row), sum+amount
	}
	return rows, sum
}

// TestBatchKilled: a thousand gifts, one fewer than were counted, are posted while the program is killed again and again. Asked for once more after each start, all of
// them are in the books once, and the page of the batch has them; why they were posted all the same is a fact of its own, once.
func TestBatchKilled(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "quang-dien-2009")))
	b := theOnlyHand(t, dir)
	rows, sum := batchOfAThousand()
	began := time.Now()
	c := serveToBeKilled(t, dir, b)
	page := b.ask("GET", "/grid", "").wants(t, 200)
	id := find(t, page.text, `name="id" value="([^"]+)"`)
	b.ask("POST", "/grid", form("id", id, "fund", scenarios.ID("fund/QD").String(), "day", "2026-02-03", "count", "1001", "sum", itoa(int(sum)))).to(t, "/grid/"+id)
	e := &entry{browser: b, id: id}
	e.seen(b.ask("GET", "/grid/"+id, ""))
	e.post(e.sent("save", "1001", itoa(int(sum)), "", rows...)).wants(t, 303)
	t.Logf("kept after %s", time.Since(began))
	e.weighs(t)

	half := 0
	for round := range 4 {
		sent := e.sent("post", "1001", itoa(int(sum)), "một phong bì trống", rows...)
		killed := make(chan struct{})
		before := logged(t, dir)
		go func() { // when the log has grown by so much: an entry of a gift has some 700 bytes
			defer close(killed)
			for began := time.Now(); logged(t, dir) < before+int64(300_000+60_000*round) && time.Since(began) < 20*time.Second; {
				time.Sleep(200 * time.Microsecond) // a file tells nobody that it has grown
			}
			_ = c.Process.Kill()
		}()
		posted := e.postsOrDies(sent)
		<-killed
		_ = c.Wait()
		c = serveToBeKilled(t, dir, b)
		stored := strings.Count(must(t, "--data", dir, "report", "receipts", "--fund", "QD", "--format", "csv"), "PT/2026/")
		t.Logf("killed after %d bytes: %d of 1,000 gifts are there, answered: %t", 300_000+60_000*round, stored, posted)
		if stored > 0 && stored < 1000 {
			half++
		}
		if stored == 1000 {
			break
		}
		e.seen(b.ask("GET", "/grid/"+id, ""))
	}
	e.seen(b.ask("GET", "/grid/"+id, "").wants(t, 200))
	began = time.Now()
	e.post(e.sent("post", "1001", itoa(int(sum)), "một phong bì trống", rows...)).to(t, "/batch/"+id)
	t.Logf("posted after %s, killed %d times in the middle", time.Since(began), half)
	began = time.Now()
	batch := b.ask("GET", "/batch/"+id, "").wants(t, 200, "1.000 khoản, 519.500.000 đ", "Người góp thứ 999")
	t.Logf("shown after %s, %d kB", time.Since(began), len(batch.text)>>10)
	if n := len(regexp.MustCompile(`PT/2026 \d+</a>`).FindAllString(batch.text, -1)); n != 1000 {
		t.Errorf("%d receipts are on the page", n)
	}
	if got := number64(t, readReport(t, "--data", dir, "report", "balances").row(t, "fund", "QD"), "free"); got != 99_820_000+sum {
		t.Errorf("the fund holds %d", got)
	}
	found := must(t, "--data", dir, "report", "findings", "--kind", "override", "--format", "csv")
	if n := strings.Count(found, "fund.batch-overridden"); n != 1 || !strings.Contains(found, "kiểm đếm 1001 khoản 519.500.000 đ, ghi 1000 khoản 519.500.000 đ: một phong bì trống") {
		t.Errorf("why it was posted is a fact %d times:\n%s", n, found)
	}
}

// logged is how many bytes the log has.
func logged(t *testing.T, dir string) (bytes int64) {
	blocks, err := filepath.Glob(filepath.Join(dir, "nats", "jetstream", "$G", "streams", "LEDGER-main", "msgs", "*.blk"))
	if err != nil || len(blocks) == 0 {
		t.Errorf("there is no log below %s: %v", dir, err)
	}
	for _, name := range blocks {
		if info, err := os.Stat(name); err == nil {
			bytes += info.Size()
		}
	}
	return bytes
}

// weighs asks for the page of a batch as a browser does.
func (e *entry) weighs(t *testing.T) {
	t.Helper()
	began := time.Now()
	weight := e.weight("/grid/" + e.id)
	t.Logf("the page of a thousand rows takes %s and weighs %d kB on the way", time.Since(began), weight>>10)
	if weight > heaviest {
		t.Errorf("the page of a thousand rows weighs %d bytes", weight)
	}
}

// postsOrDies sends a form to a program that may be killed before it answers.
func (e *entry) postsOrDies(sent string) (answered bool) {
	r, err := http.NewRequestWithContext(e.t.Context(), "POST", e.address+"/grid/"+e.id, strings.NewReader(sent))
	if err != nil {
		e.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := e.client.Do(r)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	return resp.StatusCode == http.StatusSeeOther
}

// theOnlyHand signs in as the chair of a small association who is its treasurer, too.
func theOnlyHand(t *testing.T, dir string) *browser {
	t.Helper()
	const name, other, password = "Trần Thị Bình", "Vũ Văn Hòa", "mười con heo đất"
	grant := func(actor, whom, role string) {
		must(t, "--data", dir, "--actor", actor, "staff", "grant", whom, role, "--unit", "HKH-QD", "--basis", "Biên bản số 1", "--override", "hội có hai người")
	}
	grant("Người lập sổ", name, "chair")
	grant(name, other, "chair")
	grant(other, name, "treasurer")
	s := serveInside(t, "--data", dir, "serve")
	b := browse(t, s.address)
	link := find(t, s.out.String(), `(/setup/\S+)`)
	unit := find(t, b.ask("GET", link, "").text, `<option value="([0-9a-f-]{36})"`)
	b.ask("POST", link, form("name", name, "unit", unit, "chosen", password, "again", password)).to(t, "/today")
	s.stop()
	return b
}

// serveToBeKilled starts the program as a process of its own, at an address to which the browser turns.
func serveToBeKilled(t *testing.T, dir string, b *browser) *exec.Cmd {
	t.Helper()
	c := program(t, "--data", dir, "serve", "--listen", "127.0.0.1:0")
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	b.address = find(t, line, `(http://[0-9.:]+)`)
	b.ask("GET", "/readyz", "").wants(t, 200)
	return c
}
