package main

import (
	"testing"
	"time"

	"sovang/api/scenarios"
	"sovang/domain/ledger"
)

// BenchmarkApproveAndPay is the time from the signature under a list of 38,928 rewards to the end of its payment, as the command line takes it: the program
// starts, loads the list, decides, syncs the log and brings the read side up to it, twice.
func BenchmarkApproveAndPay(b *testing.B) {
	requests := cases(b, "quang-ninh-2024", "quang-ninh-2025-h1")
	round, approve, pay := scenarios.ID("round/HS-2025-1"), 0, 0
	for i, r := range requests {
		switch c := r.Command.(type) {
		case ledger.ApproveRound:
			if c.Round == round {
				approve = i
			}
		case ledger.PayRound:
			if c.Round == round {
				pay = i
			}
		}
	}
	if approve == 0 || pay < approve {
		b.Fatal("the case has no such round")
	}
	for range b.N {
		b.StopTimer()
		dir := b.TempDir()
		must(b, "--data", dir, "apply", lines(b, requests[:approve]))
		signed, paid := lines(b, requests[approve:pay]), lines(b, requests[pay:pay+1])
		b.StartTimer()
		must(b, "--data", dir, "apply", signed)
		must(b, "--data", dir, "apply", paid)
		b.StopTimer()
		began := time.Now() // the same without anything to decide: what of it is the program's own beginning and end
		must(b, "--data", dir, "apply", signed)
		must(b, "--data", dir, "apply", paid)
		b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms-idle")
		b.StartTimer()
	}
}
