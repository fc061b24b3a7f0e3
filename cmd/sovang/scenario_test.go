package main

import (
	"encoding/csv"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sovang/api/intake"
	"sovang/api/scenarios"
	"sovang/api/sheet"
)

// want is what must come out of the real cases, to the đồng.
func checkFigures(t *testing.T, dir string, short bool) {
	t.Helper()
	ask := func(args ...string) report {
		return readReport(t, append([]string{"--data", dir, "report"}, args...)...)
	}
	balances := ask("balances")
	unrestricted := func(fund, column string, want int64) {
		t.Helper()
		if got := number64(t, balances.row(t, "fund", fund, "compartment", "unrestricted"), column); got != want {
			t.Errorf("%s of %s is %d, want %d", column, fund, got, want)
		}
	}
	for fund, boxes := range map[string][2]int64{"TQ-XA": {16, 272_922_500}, "TQ-XOM": {133, 154_354_500}, "PM": {260, 13_000_000}, "QD": {40, 99_820_000}} {
		unrestricted(fund, "donations", boxes[0])
		unrestricted(fund, "received", boxes[1])
		unrestricted(fund, "free", boxes[1])
	}
	if sum := number64(t, balances.row(t, "fund", "TQ-XA"), "free") + number64(t, balances.row(t, "fund", "TQ-XOM"), "free"); sum != 427_277_000 {
		t.Errorf("the boxes of Tân Quang hold %d", sum)
	}
	checkLevels(t, dir)
	checkReceipts(t, ask("receipts", "--fund", "QD"))
	checkRosters(t, ask, must(t, "--data", dir, "export", "jsonl"))
	checkTransfers(t, balances)
	if got := number64(t, balances.row(t, "fund", "QN-HB", "compartment", "unrestricted"), "paid"); got != 165_000_000 {
		t.Errorf("the ceremony paid %d", got)
	}
	checkCeremony(t, dir)
	checkSlots(t, ask("godfathers"))
	checkSponsors(t, ask)
	if !short {
		checkAwards(t, dir)
		checkGoods(t, ask)
	}
}

// checkReceipts: 40 remittances, 40 receipts numbered without a gap, none of them per employee.
func checkReceipts(t *testing.T, r report) {
	t.Helper()
	var sum int64
	for i, row := range r.Rows {
		if row["receipt"] != "PT/2009/"+itoa(i+1) || row["void"] == true {
			t.Errorf("receipt %d is %v", i+1, row["receipt"])
		}
		sum += number64(t, row, "amount")
	}
	if len(r.Rows) != 40 || sum != 99_820_000 {
		t.Errorf("%d receipts over %d", len(r.Rows), sum)
	}
}

// checkRosters: 40 rosters of 99,870,000 behind 99,820,000, the one difference named; who stands on one has no receipt and no donation, and no name in
// the log.
func checkRosters(t *testing.T, ask func(...string) report, log string) {
	t.Helper()
	r := ask("rosters", "--campaign", "ngay-luong-2009")
	differing := 0
	for _, row := range r.Rows {
		if row["state"] != "attached" || row["donation"] == nil {
			t.Errorf("a roster without a donation: %v", row)
		}
		if row["difference"] != nil {
			if differing++; !strings.HasPrefix(row["unit"].(string), "QD17 ") || number64(t, row, "difference") != -50_000 || row["reason"] != "một người nộp sau ngày chốt" ||
				number64(t, row, "roster") != 1_840_000 || number64(t, row, "remitted") != 1_790_000 {
				t.Errorf("a difference: %v", row)
			}
		}
	}
	if len(r.Rows) != 40 || differing != 1 || number64(t, r.Total, "roster") != 99_870_000 || number64(t, r.Total, "remitted") != 99_820_000 || number64(t, r.Total, "employees") != 1_521 {
		t.Errorf("%d rosters, %d differ: %v", len(r.Rows), differing, r.Total)
	}
	rows := ask("rosters", "--giver", "QD17", "--rows")
	var sum int64
	for _, row := range rows.Rows {
		sum += number64(t, row, "amount")
		if strings.Contains(log, row["employee"].(string)) {
			t.Errorf("%s stands in the log", row["employee"])
		}
	}
	if sum != 1_840_000 {
		t.Errorf("the rows of QD17 come to %d", sum)
	}
	employee := ask("donor", intake.Fold(rows.Rows[0]["employee"].(string)))
	mine := ask("donor", employee.Rows[0]["id"].(string))
	if len(mine.Rows) != 1 || mine.Rows[0]["amount"] != nil || mine.Rows[0]["receipt"] != nil || number64(t, mine.Rows[0], "soft") <= 0 {
		t.Errorf("an employee gave %v", mine.Rows)
	}
}

func checkTransfers(t *testing.T, balances report) {
	t.Helper()
	for fund, want := range map[string][3]int64{"HD": {60_000_000, 35_000_000, 25_000_000}, "PT": {190_000_000, 190_000_000, 0}} {
		row := balances.row(t, "fund", fund, "compartment", "unrestricted")
		if got := [3]int64{number64(t, row, "received"), number64(t, row, "sent"), number64(t, row, "free")}; got != want || number64(t, row, "in_transit") != 0 {
			t.Errorf("%s received, sent and holds %v, want %v; in transit %v", fund, got, want, row["in_transit"])
		}
	}
	arrived := map[string]int64{}
	for _, row := range balances.Rows {
		if row["compartment"] == "bao-so-3" {
			fund := row["fund"].(string)
			arrived[fund[:2]] += number64(t, row, "free")
		}
	}
	if arrived["HD"]+arrived["QN"] != 35_000_000 || arrived["PT"] != 190_000_000 {
		t.Errorf("arrived: %v", arrived)
	}
}

// listOf finds the list that a fund's only payout paid, and counts it.
func listOf(t *testing.T, dir, fund string) report {
	t.Helper()
	payouts := readReport(t, "--data", dir, "report", "payouts", "--fund", fund)
	if len(payouts.Rows) != 1 {
		t.Fatalf("%s made %d payouts", fund, len(payouts.Rows))
	}
	return readReport(t, "--data", dir, "report", "list", payouts.Rows[0]["list"].(string))
}

func checkCeremony(t *testing.T, dir string) {
	t.Helper()
	list := listOf(t, dir, "QN-HB")
	for level, want := range map[string]int64{"primary": 39, "lower-secondary": 48, "upper-secondary": 58, "university": 20} {
		row := list.row(t, "level", level, "award", "scholarship")
		if got := number64(t, row, "paid_rows"); got != want || number64(t, row, "paid_amount") != want*1_000_000 {
			t.Errorf("%d scholarships over %v at %s", got, row["paid_amount"], level)
		}
	}
	if number64(t, list.Total, "paid_rows") != 165 || number64(t, list.Total, "paid_amount") != 165_000_000 {
		t.Errorf("paid in all: %v", list.Total)
	}
	if r := sovang(t, "--data", dir, "report", "list", readReport(t, "--data", dir, "report", "payouts", "--fund", "QN-HB").Rows[0]["list"].(string)); !strings.Contains(r.out, "Số trường, đơn vị: 131") {
		t.Errorf("institutions: %s", r.out)
	}
}

// checkAwards: 42,139 awards in three rounds, each nominated, frozen, approved and paid as a list by four people.
func checkAwards(t *testing.T, dir string) {
	t.Helper()
	awards := readReport(t, "--data", dir, "report", "awards", "--fund", "QN-KT", "--by", "round,award,recipient")
	var rows, amount int64
	for _, want := range []struct {
		round, award, recipient string
		rows, amount            int64
	}{{"HB-2025-1", "scholarship", "pupil", 965, 872_000_000}, {"GV-2025-1", "reward", "teacher", 2_246, 1_500_000_000}, {"HS-2025-1", "reward", "pupil", 38_928, 3_000_000_000}} {
		row := awards.row(t, "round", want.round, "award", want.award, "recipient", want.recipient)
		if number64(t, row, "paid_rows") != want.rows || number64(t, row, "paid_amount") != want.amount {
			t.Errorf("%s to %s: %v", want.award, want.recipient, row)
		}
		rows, amount = rows+number64(t, row, "paid_rows"), amount+number64(t, row, "paid_amount")
	}
	if len(awards.Rows) != 3 || rows != 42_139 || amount != 5_372_000_000 {
		t.Errorf("paid in all: %d awards over %d", rows, amount)
	}
}

func checkSlots(t *testing.T, g report) {
	t.Helper()
	for kind, want := range map[string]int64{"poor": 989, "orphaned-or-disabled": 264, "excellent": 578} {
		row := g.row(t, "kind", kind)
		if number64(t, row, "slots") != want || number64(t, row, "taken") != want {
			t.Errorf("%s: %v", kind, row)
		}
	}
	total := g.Total
	if number64(t, total, "taken") != 1_831 || number64(t, total, "association") != 1_268 || number64(t, total, "direct") != 353 || number64(t, total, "school") != 210 {
		t.Errorf("in all: %v", total)
	}
	for key, want := range map[string]int64{"expected": 9_711_000_000, "memo_direct": 2_676_000_000, "memo_school": 1_479_000_000, "noted": 0} {
		if got := number64(t, total, key); got != want {
			t.Errorf("%s is %d in all, want %d", key, got, want)
		}
	}
}

// checkSponsors: 1,831 children verified by two and sponsored; what is late, and which reports are due, on days of the school year.
func checkSponsors(t *testing.T, ask func(...string) report) {
	t.Helper()
	children := ask("godfathers", "--children")
	for _, row := range children.Rows {
		if row["state"] != "sponsored" || number64(t, row, "verifications") != 2 {
			t.Fatalf("a child is %v", row)
		}
	}
	if reports := ask("godfathers", "--due-reports", "--at", "31/01/2025"); len(children.Rows) != 1_831 || len(reports.Rows) != 1_831 {
		t.Errorf("%d children, %d reports due after the first term", len(children.Rows), len(reports.Rows))
	}
	if both := ask("godfathers", "--due-reports", "--at", "30/06/2025"); len(both.Rows) != 2*1_831 {
		t.Errorf("%d reports due after both terms", len(both.Rows))
	}
	late := ask("godfathers", "--arrears", "--at", "04/11/2024").row(t, "code", "QN24-P0622") // a million a month from 5 September on, one paid
	if number64(t, late, "due") != 2_000_000 || number64(t, late, "arrears") != 1_000_000 {
		t.Errorf("late by %v", late)
	}
	for _, row := range ask("godfathers", "--arrears", "--at", "04/10/2024").Rows {
		if row["code"] == "QN24-P0622" {
			t.Errorf("late although the first month is paid: %v", row)
		}
	}
	for _, row := range ask("godfathers", "--circumstances", "--public").Rows {
		t.Logf("published: %v", row)
	}
}

// TestScenarios applies the real cases through the command path, twice, and checks every figure. Then the books are held against hledger's, and the
// read side is built anew.
func TestScenarios(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	requests := cases(t)
	brief := testing.Short()
	if !brief {
		requests = everyCase(t)
	}
	file := lines(t, requests)
	all := itoa(len(requests))
	if out := must(t, "--data", dir, "apply", file); out != all+" applied, 0 were there before\n" {
		t.Errorf("says %q", out)
	}
	checkFigures(t, dir, brief)
	before := snapshot(t, dir)
	if out := must(t, "--data", dir, "apply", file); out != "0 applied, "+all+" were there before\n" {
		t.Errorf("again says %q", out)
	}
	importAgain(t, dir)
	importLevels(t, dir)
	same(t, "applying everything twice", before, snapshot(t, dir))
	if !brief {
		demoAgain(t, dir, len(requests))
		same(t, "the demo", before, snapshot(t, dir))
	}
	secondOpinion(t, dir)
	must(t, "--data", dir, "rebuild")
	same(t, "a rebuild", before, snapshot(t, dir))
}

// demoAgain furnishes with the same cases: nothing is new, and the summary shows their figures.
func demoAgain(t *testing.T, dir string, all int) {
	t.Helper()
	out := must(t, "--data", dir, "demo", "--no-serve")
	for _, figure := range []string{"0 commands applied, " + sheet.Count(int64(all)), "272.922.500 đ", "154.354.500 đ", "5.372.000.000 đ", "42.139", "1.831"} {
		if !strings.Contains(out, figure) {
			t.Errorf("%s is not in\n%s", figure, out)
		}
	}
}

// importAgain imports what was applied: the rows are known for what they are, so nothing is new.
func importAgain(t *testing.T, dir string) {
	t.Helper()
	for name, args := range map[string][]string{
		"hai-duong-2024/gifts.csv":        {"donations", "--fund", "HD", "--place", "ngan-hang", "--campaign", "BAO-SO-3", "--kind", "enterprise"},
		"quang-dien-2009/remittances.csv": {"donations", "--fund", "QD", "--place", "tien-mat", "--campaign", "NGAY-LUONG-2009", "--kind", "agency"},
		"quang-dien-2009/rosters.csv":     {"roster", "--fund", "QD", "--campaign", "NGAY-LUONG-2009", "--date", "20/11/2009", "--difference", "QD17=một người nộp sau ngày chốt"},
		"quang-ninh-2024/ceremony.csv": {"awards", "--round", "HBVK-2024", "--actor", "Thư ký Hội", "--list", "Học bổng vượt khó 2024",
			"--date", "20/08/2024"},
	} {
		for _, what := range []string{"--preview", "--commit"} {
			r := parseReport(t, must(t, append([]string{"--data", dir, "import", args[0], scenario(t, name), what, "--format", "json"}, args[1:]...)...))
			for _, row := range r.Rows {
				if row["result"] != "there before" {
					t.Errorf("%s %s: %v", name, what, row)
				}
			}
		}
	}
}

func scenario(t *testing.T, name string) string {
	t.Helper()
	text, err := scenarios.File(name)
	if err != nil {
		t.Fatal(err)
	}
	return writeFile(t, filepath.Base(name), string(text))
}

// snapshot is every figure that reports show.
func snapshot(t testing.TB, dir string) map[string]string {
	t.Helper()
	shown := map[string]string{}
	for _, args := range []string{"balances", "places", "accounts", "godfathers", "units", "receipts --fund MH", "receipts --fund QD", "donor QD05",
		"entries --limit 10000", "balances --as-of 100 --at 31/12/2015", "payouts --fund MH", "goods", "goods --lots --year 2026",
		"figures", "figures --at 31/12/2024 --withdrawn", "campaigns", "boxes", "boxes --levels", "levies --households",
		"rosters", "rosters --giver QD17 --rows", "rosters --at 20/11/2009"} {
		shown[args] = must(t, append(append([]string{"--data", dir, "report"}, strings.Fields(args)...), "--format", "csv")...)
	}
	return shown
}

func same(t testing.TB, what string, before, after map[string]string) {
	t.Helper()
	for args, text := range before {
		if after[args] != text {
			t.Errorf("%s changed report %s:\n%.2000s\n— was —\n%.2000s", what, args, after[args], text)
		}
	}
}

// secondOpinion: hledger checks the exported journal strictly and has the program's own balance for every account.
func secondOpinion(t *testing.T, dir string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ledger.journal")
	must(t, "--data", dir, "export", "hledger", "-o", file)
	hledger(t, "check", "-f", file, "--strict")
	theirs := map[string]string{}
	balances, err := csv.NewReader(strings.NewReader(hledger(t, "bal", "-f", file, "--flat", "-N", "-O", "csv", "--layout", "bare"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range balances[1:] {
		theirs[b[0]+" "+b[1]] = b[2]
	}
	ours, err := csv.NewReader(strings.NewReader(must(t, "--data", dir, "report", "accounts", "--format", "csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range ours[1:] {
		key := a[0] + " " + a[1]
		if theirs[key] != a[2] {
			t.Errorf("%s: hledger has %q, we %q", key, theirs[key], a[2])
		}
		delete(theirs, key)
	}
	if len(theirs) > 0 || len(ours) < 70 {
		t.Errorf("only hledger has %v; we have %d accounts", theirs, len(ours)-1)
	}
}

func hledger(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("hledger", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("hledger %s: %v\n%.2000s", strings.Join(args, " "), err, out)
	}
	return string(out)
}
