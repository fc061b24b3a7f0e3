package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sovang/api/scenarios"
)

// TestDisclosureIsPublished: what report disclosure writes can be hashed again from the outside, made public by its hash, found among the publications, and
// in the next version; a name is in it only where somebody consented.
func TestDisclosureIsPublished(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "minh-hoa")))
	text := must(t, "--data", dir, "report", "disclosure", "--fund", "MH", "--year", "2026", "--format", "json")
	var d struct {
		Document jsontext.Value `json:"document"`
		SHA256   string         `json:"sha256"`
	}
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(d.Document)
	if hex.EncodeToString(sum[:]) != d.SHA256 {
		t.Errorf("the document has the hash %x, it says %s", sum, d.SHA256)
	}
	root := readReport(t, "--data", dir, "audit", "root").Rows[0]["root"].(string)
	if !strings.Contains(text, `"root":"`+root+`"`) || !strings.Contains(text, `"provisional":true`) {
		t.Errorf("the root %s is not in the document", root)
	}
	for _, person := range readReport(t, "--data", dir, "report", "donor", "Nguyễn").Rows {
		if name := fmt.Sprint(person["name"]); strings.Contains(text, name) {
			t.Errorf("%q is in what is made public, and has not consented", name)
		}
	}
	if strings.Contains(text, scenarios.ID("minh-hoa/gift/2").String()) {
		t.Error("the id of a donation leads to its donor's page")
	}
	fund := readReport(t, "--data", dir, "report", "funds").row(t, "code", "MH")["fund"]
	publish := fmt.Sprintf(`{"id":"00000000-0000-4000-8000-0000000000aa","actor":"chủ tịch","command":"disclosure.publish","data":{"funds":["%s"],"year":2026,"entry":5,"document":"%s","where":"bảng tin","provisional":true}}`,
		fund, d.SHA256)
	must(t, "--data", dir, "apply", writeFile(t, "publish.jsonl", publish+"\n"))
	p := readReport(t, "--data", dir, "report", "publications", "--fund", "MH").Rows[0]
	if p["document"] != d.SHA256 || p["state"] != "provisional" || p["version"] != 1.0 {
		t.Errorf("published as %v", p)
	}
	if next := must(t, "--data", dir, "report", "disclosure", "--fund", "MH", "--year", "2026"); !strings.Contains(next, "Đã công khai trước đó") || !strings.Contains(next, d.SHA256) {
		t.Errorf("the next version does not name the one before:\n%s", next)
	}
	storm := must(t, "--data", dir, "report", "disclosure", "--campaign", "HEO-MH-2026")
	if !strings.Contains(storm, "CÔNG KHAI ĐỢT VẬN ĐỘNG") || !strings.Contains(storm, "Thu của đợt") {
		t.Errorf("the campaign:\n%s", storm)
	}
}
