package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"sovang/api/scenarios"
)

// pledgeBook is a ledger with a company's pledge of two instalments, a family's of one amount, and money that came: the first with the code
// in its text, the second something of the family's, the third exactly what they promised.
func pledgeBook(t *testing.T) (dir string, donations map[string]string) {
	t.Helper()
	dir, donations = t.TempDir(), map[string]string{}
	id := func(key string) string { return uuid.NewSHA1(uuid.NameSpaceURL, []byte("match/"+key)).String() }
	fund, unit := scenarios.ID("fund/QD").String(), scenarios.ID("unit/HKH-QD").String()
	var b strings.Builder
	ask := func(key, command, data string) {
		fmt.Fprintf(&b, `{"id":%q,"actor":"thủ quỹ","command":%q,"data":{%s}}`+"\n", id(key), command, data)
	}
	for _, code := range []string{"CTY", "NHA"} {
		ask(code, "person.register", fmt.Sprintf(`"people":[{"person":%q,"unit":%q,"kind":"enterprise","code":%q,"card":{"name":"Nhà hảo tâm %s"}}]`, id("person/"+code), unit, code, code))
	}
	ask("p", "pledge.make", fmt.Sprintf(`"pledge":%q,"donor":%q,"fund":%q,"kind":"instalments","amount":"1000","count":2,"months":1,"due":"2024-10-01","made":"2024-09-01","code":"KH7QX4M2"`, id("p"), id("person/CTY"), fund))
	ask("q", "pledge.make", fmt.Sprintf(`"pledge":%q,"donor":%q,"fund":%q,"amount":"300","due":"2024-10-05","made":"2024-09-01","code":"KHB3T9WR"`, id("q"), id("person/NHA"), fund))
	for _, x := range [][2]string{{"line", `"amount":"700","memo":"KH 7Q-X4M2 ct1111"`}, {"other", `"amount":"44","donor":"` + id("person/NHA") + `"`},
		{"same", `"amount":"300","donor":"` + id("person/NHA") + `"`}} {
		command := map[bool]string{true: "fund.receive-unidentified", false: "fund.receive"}[x[0] == "line"]
		ask(x[0], command, fmt.Sprintf(`"fund":%q,"place":"tien-mat","booked":"2024-10-03",%s`, fund, x[1]))
		donations[x[0]] = id(x[0])
	}
	must(t, "--data", dir, "apply", lines(t, cases(t, "quang-dien-2009")))
	must(t, "--data", dir, "apply", writeFile(t, "pledges.jsonl", b.String()))
	return dir, donations
}

func matched(t *testing.T, args ...string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, row := range readReport(t, append([]string{"match", "--fund", "QD"}, args...)...).Rows {
		found[row["id"].(string)] = fmt.Sprint(row["result"], " ", row["why"], " ", row["pledge"])
	}
	return found
}

// TestMatch: a preview writes nothing; a commit counts what is certain and nothing else; a second one finds nothing to do; a choice and a suggestion
// are taken when somebody says so; and no balance moves but for the bank line, which becomes a donation.
func TestMatch(t *testing.T) {
	dir, d := pledgeBook(t)
	want := map[string]string{d["line"]: "counted code-in-text KH7QX4M2", d["same"]: "counted only-one KHB3T9WR", d["other"]: "suggested oldest-of-many KHB3T9WR"}
	before := must(t, "--data", dir, "report", "entries", "--format", "csv")
	if got := matched(t, "--data", dir, "--preview"); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the preview says %v, want %v", got, want)
	}
	if after := must(t, "--data", dir, "report", "entries", "--format", "csv"); after != before {
		t.Error("a preview wrote something")
	}
	places := must(t, "--data", dir, "report", "places", "--format", "csv")
	if got := matched(t, "--data", dir, "--commit"); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the commit says %v, want %v", got, want)
	}
	// Once the family has paid in full nothing of theirs is open, so that what else they gave is for no pledge.
	if got := matched(t, "--data", dir, "--commit"); len(got) != 0 {
		t.Errorf("again it finds %v", got)
	}
	pledges := readReport(t, "--data", dir, "report", "pledges", "--fund", "QD", "--at", "2024-10-31")
	if row := pledges.row(t, "code", "KH7QX4M2"); number64(t, row, "paid") != 700 || number64(t, row, "due") != 500 || row["rate"] != 1.0 || number64(t, row, "prepaid") != 200 {
		t.Errorf("the company's: %v", row)
	}
	if row := pledges.row(t, "code", "KHB3T9WR"); row["state"] != "fulfilled" || number64(t, row, "paid") != 300 {
		t.Errorf("the family's: %v", row)
	}
	if row := readReport(t, "--data", dir, "report", "pledges", "--fund", "QD", "--at", "2024-10-02").row(t, "code", "KHB3T9WR"); row["state"] != "active" || number64(t, row, "paid") != 0 {
		t.Errorf("the family's before they paid: %v", row)
	}
	if got := matched(t, "--data", dir, "--commit", "--choose", d["other"]+"=kh7q-x4m2"); got[d["other"]] != "counted chosen KH7QX4M2" {
		t.Errorf("chosen: %v", got)
	}
	for args, says := range map[string]string{
		d["other"] + "=KH7QX4M2": "waits to be counted", d["same"]: "is no choice", "x=KH7QX4M2": "is no choice", d["same"] + "=KH7QX4M3": "no pledge with the code",
	} {
		if r := sovang(t, "--data", dir, "match", "--fund", "QD", "--commit", "--choose", args); r.code != exitRefused || !strings.Contains(r.err, says) {
			t.Errorf("--choose %s ends with %d: %s", args, r.code, r.err)
		}
	}
	if after := must(t, "--data", dir, "report", "places", "--format", "csv"); strings.ReplaceAll(after, ",700", ",") != strings.ReplaceAll(places, ",700", ",") {
		t.Errorf("counting moved money:\n%s\n%s", places, after)
	}
	if sums := readReport(t, "--data", dir, "report", "pledges", "--by", "fund", "--at", "2024-10-31"); len(sums.Rows) != 1 || number64(t, sums.Rows[0], "paid") != 1044 {
		t.Errorf("by fund: %v", sums.Rows)
	}
}

// TestMatchSuggested: what is only suggested is counted when somebody says so, and the fact says that it was a suggestion.
func TestMatchSuggested(t *testing.T) {
	dir, d := pledgeBook(t)
	if got := matched(t, "--data", dir, "--commit", "--suggested", "--window", "0"); got[d["same"]] != "counted oldest-of-many KHB3T9WR" {
		t.Errorf("got %v", got)
	}
	if out := must(t, "--data", dir, "report", "pledges", "--pledge", "KHB3T9WR"); !strings.Contains(out, "hạn lâu nhất, thủ quỹ đồng ý") {
		t.Errorf("the basis is not told:\n%s", out)
	}
	if r := sovang(t, "--data", dir, "match", "--fund", "QD", "--preview", "--window=-1"); r.code != exitRefused {
		t.Errorf("a window below nothing ends with %d", r.code)
	}
}
