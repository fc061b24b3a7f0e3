package match

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/pledge"
	"sovang/projections"
)

// TestBooked: money is booked on the day it came, and once that is closed on the day of the decision.
func TestBooked(t *testing.T) {
	day := func(d int) domain.Date { return domain.NewDate(2026, time.March, d) }
	closed := func(until ...domain.Date) (all []projections.Close) {
		for _, u := range until {
			all = append(all, projections.Close{Until: u})
		}
		return all
	}
	for _, tt := range []struct {
		closes []projections.Close
		want   domain.Date
	}{{nil, day(10)}, {closed(day(9)), day(10)}, {closed(day(10)), 0}, {closed(day(9), day(20)), 0}, {closed(day(9), day(20), day(9)), day(10)}, {closed(day(20), 0), day(10)}} {
		if got := Booked(day(10), tt.closes); got != tt.want {
			t.Errorf("closed until %v, it is booked on %s, want %s", tt.closes, got, tt.want)
		}
	}
}

// TestCommand: a bank line becomes the pledger's donation whole; of a donation, what names the pledge or is what was due is counted whole, and else what it lacks.
func TestCommand(t *testing.T) {
	p := projections.PledgeInfo{Pledge: uuid.New(), Donor: uuid.New(), Code: "KH7QX4M2", Campaign: "TET"}
	m := projections.Matched{ID: uuid.New(), Fund: uuid.New(), Amount: 700, Currency: "VND", Day: 20_000}
	m.No = 2
	counted := func(basis pledge.Basis, code string, amount money.Money) ledger.Command {
		return ledger.ApplyPayment{Pledge: p.Pledge, Donation: m.ID, Instalment: 2, Basis: basis, Code: code, Amount: amount}
	}
	for _, tt := range []struct {
		basis pledge.Basis
		want  ledger.Command
	}{{pledge.ByReference, counted(pledge.ByReference, p.Code, money.Dong(700))}, {pledge.BySame, counted(pledge.BySame, "", money.Dong(700))}, {pledge.ByChoice, counted(pledge.ByChoice, "", money.Money{})}} {
		m.Basis = tt.basis
		if diff := cmp.Diff(tt.want, Command(m, p, 0)); diff != "" {
			t.Errorf("%s: %s", tt.basis, diff)
		}
	}
	m.Line, m.Basis = true, pledge.ByReference
	want := ledger.ReceiveDonation{Basis: pledge.ByReference, PledgeCode: p.Code, Receive: fund.Receive{Fund: m.Fund, Donor: p.Donor, Amount: money.Dong(700), Given: m.Day, Booked: 20_001,
		Unidentified: m.ID, Pledge: p.Pledge, Campaign: "TET"}}
	if diff := cmp.Diff(ledger.Command(want), Command(m, p, 20_001)); diff != "" {
		t.Error(diff)
	}
}
