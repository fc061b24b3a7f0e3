package books_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sovang/api/books"
	"sovang/api/scenarios"
	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/domain/unit"
	"sovang/eventstore"
	"sovang/eventstore/memory"
	"sovang/eventstore/vault"
)

// entries is the log of all cases, and of more that go on from them.
func entries(t *testing.T, more ...scenarios.Case) []domain.Entry {
	t.Helper()
	master, err := vault.ParseMaster(strings.Repeat("01", 32))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := vault.New(t.Context(), vault.NewMemory(), master)
	if err != nil {
		t.Fatal(err)
	}
	log := &memory.Log{}
	w, err := eventstore.Open(t.Context(), log, eventstore.Options{Seal: keys.SealRequests})
	if err != nil {
		t.Fatal(err)
	}
	cases, err := scenarios.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range append(cases, more...) {
		outcomes, err := w.Submit(t.Context(), c.Requests...)
		if err != nil {
			t.Fatal(err)
		}
		if last := outcomes[len(outcomes)-1]; last.Err != nil {
			t.Fatalf("%s: %v", c.Name, last.Err)
		}
	}
	if err := w.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	var all []domain.Entry
	for m, err := range log.Read(t.Context(), 1, false) {
		if err != nil {
			t.Fatal(err)
		}
		for e, err := range eventstore.Entries(m) {
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, e)
		}
	}
	return all
}

// TestSecondOpinion: hledger finds nothing wrong, and has for every account what the postings add up to.
func TestSecondOpinion(t *testing.T) {
	_, accounts, kinds := agreed(t, entries(t))
	if accounts < 60 || kinds < 17 {
		t.Errorf("only %d accounts and %d kinds of event were compared", accounts, kinds)
	}
}

// TestSecondOpinionOnCorrections: what was re-dated, re-designated, repaid to a bridge or kept for others.
func TestSecondOpinionOnCorrections(t *testing.T) {
	file, _, kinds := agreed(t, corrected())
	if kinds != 9 {
		t.Errorf("%d kinds of event were compared", kinds)
	}
	for day, want := range map[string]string{"2024-10-04": "", "2024-10-05": "100 VND", "2024-10-06": "170 VND", "2024-10-11": "120 VND", "2024-10-12": "90 VND"} {
		out := hledger(t, "bal", "-f", file, "-N", "-E", "assets:XA/KH:place:cash", "-e", day, "--format", "%(total)")
		if got := strings.TrimSpace(out); got != want {
			t.Errorf("before %s the box held %q, want %q", day, got, want)
		}
	}
}

// corrected is a small log: a donation of 100 entered for the 6th that was given on the 4th, 70 of savings boxes of which 20 are given back
// and 50 handed over on the 10th, an award of 30 entered for the 20th that was paid on the 11th.
func corrected() (entries []domain.Entry) {
	day := func(n int) domain.Date { return domain.NewDate(2024, time.October, n) }
	xa, kh, other := uuid.New(), uuid.New(), uuid.New()
	piece := func(compartment string, from, to int64) fund.Piece {
		return fund.Piece{Compartment: compartment, Spans: []fund.Span{{from, to}}}
	}
	add := func(stream domain.Stream, events ...domain.Event) {
		n := uint64(len(entries) + 1)
		entries = append(entries, domain.Entry{Number: n, ID: uuid.New(), Changes: []domain.Change{{Stream: stream, Events: events}}})
	}
	add(unit.StreamOf(xa), unit.Founded{Code: "XA"})
	add(fund.StreamOf(kh), fund.Opened{Unit: xa, Code: "KH"})
	for _, e := range []domain.Event{
		fund.DonationReceived{Currency: "VND", Amount: 100, Place: "cash", Booked: day(6), Lines: []fund.Line{{Compartment: "storm", Amount: 60}, {Compartment: "bridge", Amount: 40}}},
		fund.Redated{What: fund.DonationDocument, Currency: "VND", Amount: 100, Place: "cash", BookedWas: day(6), Booked: day(4), Given: day(4), GivenWas: day(6),
			Shares: []fund.DatedShare{{Compartment: "storm", Amount: 60}, {Compartment: "bridge", Amount: 40}}},
		fund.HeldReceived{For: other, Currency: "VND", Amount: 70, Place: "cash", Booked: day(5)},
		fund.HeldReturned{Row: "1", For: other, Currency: "VND", Amount: 20, Place: "cash", Booked: day(10), Voucher: fund.Number{Series: "PC/2024", No: 1}},
		fund.HeldHandedOver{For: other, Currency: "VND", Amount: 50, Place: "bank", Booked: day(12), Voucher: fund.Number{Series: "BN/2024", No: 1}},
		fund.MoneyMoved{From: "cash", To: "bank", Currency: "VND", Amount: 50 - 20, Booked: day(10)},
		fund.Redesignated{Compartment: "storm", Spans: []fund.Span{{0, 10}}, Into: "slot", Currency: "VND", Amount: 10, Booked: day(12)},
		fund.PayoutMade{Kind: fund.Award, Award: fund.Support, Currency: "VND", Amount: 30, Pieces: []fund.Piece{piece("bridge", 0, 30)}, Place: "cash", Booked: day(20)},
		fund.Redated{What: fund.PayoutDocument, Currency: "VND", Amount: 30, Place: "cash", BookedWas: day(20), Booked: day(11),
			Shares: []fund.DatedShare{{Compartment: "bridge", Kind: fund.Award, Award: fund.Support, Amount: 30}}},
		fund.BridgeRepaid{Currency: "VND", Amount: 10, By: piece("slot", 0, 10), Over: piece("bridge", 0, 10), From: 40, Booked: day(21)},
	} {
		add(fund.StreamOf(kh), e)
	}
	return entries
}

// agreed has hledger check a log's books and compare every account; it gives the journal's file and how much there was to compare.
func agreed(t *testing.T, log []domain.Entry) (file string, accounts, events int) {
	t.Helper()
	var text, rows bytes.Buffer
	j, p := books.NewJournal(&text), books.NewPostings(&rows)
	for _, e := range log {
		if err := j.Add(e); err != nil {
			t.Fatal(err)
		}
		if err := p.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "ledger.journal")
	if err := os.WriteFile(file, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	hledger(t, "check", "-f", file, "--strict")
	want, kinds := sums(t, &rows)
	got := map[string]string{}
	balances, err := csv.NewReader(strings.NewReader(hledger(t, "bal", "-f", file, "--flat", "-N", "-E", "-O", "csv", "--layout", "bare"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range balances[1:] {
		got[b[0]+" "+b[1]] = b[2]
	}
	for account, sum := range want {
		if shown := got[account]; shown != sum && !(sum == "0" || sum == "0.00") {
			t.Errorf("%s: hledger says %q, we say %q", account, shown, sum)
		}
	}
	return file, len(want), len(kinds)
}

func hledger(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("hledger", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("hledger %s: %v\n%.2000s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// sums adds up the amounts of each account in each currency.
func sums(t *testing.T, rows *bytes.Buffer) (map[string]string, map[string]bool) {
	t.Helper()
	records, err := csv.NewReader(rows).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	minor, kinds := map[string]int64{}, map[string]bool{}
	for _, r := range records[1:] {
		m, err := money.Parse(r[7] + " " + r[8])
		if err != nil {
			t.Fatal(err)
		}
		minor[r[6]+" "+r[8]] += m.Minor
		kinds[r[4]] = true
	}
	sums := map[string]string{}
	for account, n := range minor {
		c := money.Currency(account[len(account)-3:])
		sums[account] = money.Money{Minor: n, Currency: c}.Decimal().StringFixed(c.Exponent())
	}
	return sums, kinds
}
