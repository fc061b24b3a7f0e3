package journal_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/journal"
)

var (
	day   = domain.NewDate(2024, time.October, 29)
	later = domain.NewDate(2024, time.November, 20)
)

func piece(compartment string, from, to int64) fund.Piece {
	return fund.Piece{Compartment: compartment, Spans: []fund.Span{{from, to}}}
}

func TestPostings(t *testing.T) {
	for title, tt := range map[string]struct {
		event domain.Event
		want  string // account amount currency, a posting a line
	}{
		"a donation of two lines": {
			fund.DonationReceived{Currency: "VND", Amount: 100, Place: "bidv", Booked: day,
				Lines: []fund.Line{{Compartment: "hoc-bong", Amount: 70}, {Compartment: "unrestricted", Amount: 30}}},
			`assets:Q:place:bidv 100 VND
			income:Q:hoc-bong:donation -70 VND
			income:Q:unrestricted:donation -30 VND`,
		},
		"a donation that awaits clearing": {
			fund.DonationReceived{Currency: "VND", Amount: 100, Booked: day, Awaiting: true, Lines: []fund.Line{{Compartment: "unrestricted", Amount: 100}}}, ``,
		},
		"an unexplained line, explained": {
			fund.DonationReceived{Currency: "VND", Amount: 100, Place: "bidv", Booked: day, Unidentified: uuid.New(),
				Lines: []fund.Line{{Compartment: "unrestricted", Amount: 100}}},
			`liabilities:Q:unidentified 100 VND
			income:Q:unrestricted:donation -100 VND`,
		},
		"an award partly on credit": {
			fund.PayoutMade{Kind: fund.Award, Award: fund.Scholarship, Currency: "VND", Amount: 50, Place: "cash", Booked: day,
				Pieces: []fund.Piece{piece("hoc-bong", 0, 40)}, Uncovered: []fund.Piece{piece("unrestricted", 7, 17)}},
			`assets:Q:place:cash -50 VND
			expense:Q:hoc-bong:award:scholarship 40 VND
			expense:Q:unrestricted:award:scholarship 10 VND`,
		},
		"a list over two walls": {
			fund.ListPaid{Currency: "VND", Amount: 50, Place: "cash", Booked: day, Shares: []fund.ListShare{
				{Compartment: "hoc-bong", Award: fund.Reward, Amount: 20}, {Compartment: "hoc-bong", Award: fund.Support, Amount: 10},
				{Compartment: "unrestricted", Award: fund.Reward, Amount: 20}}},
			`assets:Q:place:cash -50 VND
			expense:Q:hoc-bong:award:reward 20 VND
			expense:Q:hoc-bong:award:support 10 VND
			expense:Q:unrestricted:award:reward 20 VND`,
		},
		"a reversal: 10 void, 20 spent and covered": {
			fund.DonationReversed{Currency: "VND", Amount: 30, Place: "bidv", Booked: day, Gone: []fund.Piece{piece("hoc-bong", 0, 30)},
				Void: []fund.Piece{piece("hoc-bong", 20, 30)}, Covers: []fund.Cover{{By: piece("unrestricted", 5, 25), Over: piece("hoc-bong", 0, 20)}}},
			`assets:Q:place:bidv -30 VND
			income:Q:hoc-bong:donation 30 VND
			equity:Q:hoc-bong:cover -20 VND
			equity:Q:unrestricted:cover 20 VND`,
		},
		"a bounced donation whose đồng had covered another wall": {
			fund.DonationReversed{Currency: "VND", Amount: 30, Place: "bidv", Booked: day, Gone: []fund.Piece{piece("unrestricted", 0, 30)},
				Uncovered: []fund.Piece{piece("hoc-bong", 0, 30)}},
			`assets:Q:place:bidv -30 VND
			income:Q:unrestricted:donation 30 VND
			equity:Q:unrestricted:cover -30 VND
			equity:Q:hoc-bong:cover 30 VND`,
		},
		"a deficit of its own wall, covered": {
			fund.DeficitCovered{Currency: "VND", Covers: []fund.Cover{{By: piece("unrestricted", 20, 30), Over: piece("unrestricted", 5, 15)}}}, ``,
		},
		"a deficit behind another wall, covered": {
			fund.DeficitCovered{Currency: "VND", Covers: []fund.Cover{{By: piece("unrestricted", 20, 30), Over: piece("hoc-bong", 5, 15)}}},
			`equity:Q:unrestricted:cover 10 VND
			equity:Q:hoc-bong:cover -10 VND`,
		},
		"a transfer sent": {
			fund.TransferSent{Compartment: "hoc-bong", Currency: "VND", Amount: 100, Place: "bidv", Booked: day},
			`assets:Q:place:bidv -100 VND
			assets:Q:transit:hoc-bong 100 VND`,
		},
		"a transfer settled with a shortfall": {
			fund.TransferSettled{Compartment: "hoc-bong", Currency: "VND", Received: 98, Shortfall: piece("hoc-bong", 98, 100), Booked: day},
			`expense:Q:hoc-bong:transfer-out 98 VND
			expense:Q:hoc-bong:fee 2 VND
			assets:Q:transit:hoc-bong -100 VND`,
		},
		"a transfer refused, of which a part was owed by then": {
			fund.TransferRefused{Currency: "VND", Amount: 100, Place: "bidv", Booked: day,
				Freed: []fund.Piece{piece("hoc-bong", 0, 60)}, Healed: []fund.Piece{piece("hoc-bong", 60, 100)}},
			`assets:Q:place:bidv 100 VND
			assets:Q:transit:hoc-bong -100 VND`,
		},
		"foreign money sold above its worth": {
			fund.CurrencySold{Compartment: "unrestricted-usd", Currency: "USD", Amount: 10_000, Place: "usd", Into: "unrestricted",
				Credited: 2_530_000, Worth: 2_500_000, IntoPlace: "bidv", Booked: day},
			`assets:Q:place:usd -10000 USD
			equity:Q:unrestricted-usd:exchange 10000 USD
			assets:Q:place:bidv 2530000 VND
			equity:Q:unrestricted:exchange -2500000 VND
			income:Q:unrestricted:exchange -30000 VND`,
		},
		"foreign money sold that was never valued": {
			fund.CurrencySold{Compartment: "unrestricted-usd", Currency: "USD", Amount: 1, Place: "usd", Into: "unrestricted", Credited: 250, IntoPlace: "bidv", Booked: day},
			`assets:Q:place:usd -1 USD
			equity:Q:unrestricted-usd:exchange 1 USD
			assets:Q:place:bidv 250 VND
			equity:Q:unrestricted:exchange -250 VND`,
		},
		"a reservation moves no money": {fund.AmountReserved{Currency: "VND", Amount: 100}, ``},
		"nor does a stranger":          {struct{}{}, ``},
	} {
		t.Run(title, func(t *testing.T) {
			var got []string
			for _, p := range journal.Postings(funds[0], day, tt.event) {
				got = append(got, fmt.Sprintf("%s %d %s", p.Account.Name("Q"), p.Amount, p.Currency))
			}
			if diff := cmp.Diff(strings.Join(strings.Fields(tt.want), " "), strings.Join(got, " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestACoverHasTheDayOfWhatBroughtItAbout(t *testing.T) {
	cover := fund.DeficitCovered{Currency: "VND", Covers: []fund.Cover{{By: piece("unrestricted", 0, 1), Over: piece("hoc-bong", 0, 1)}}}
	donation := fund.DonationReceived{Currency: "VND", Amount: 1, Place: "cash", Booked: day, Lines: []fund.Line{{Compartment: "unrestricted", Amount: 1}}}
	for title, tt := range map[string]struct {
		events []domain.Event
		want   domain.Date
	}{
		"a donation": {[]domain.Event{donation, cover}, day},
		"a decision": {[]domain.Event{cover}, later},
	} {
		entry := domain.Entry{Recorded: time.Date(2024, time.November, 19, 20, 0, 0, 0, time.UTC), Changes: []domain.Change{
			{Stream: "person/x", Events: []domain.Event{struct{}{}}}, {Stream: fund.StreamOf(funds[0]), Events: tt.events},
		}}
		transactions := journal.Transactions(entry)
		if last := transactions[len(transactions)-1]; len(transactions) != len(tt.events) || last.Date != tt.want || last.Fund != funds[0] {
			t.Errorf("%s: got %+v, want the day %v", title, last, tt.want)
		}
	}
}
