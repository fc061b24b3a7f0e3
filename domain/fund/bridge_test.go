package fund

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// bridged is a fund with a bridge of 100 đ, all of one donor, and a slot whose sponsor is late.
func bridgedFund(events ...domain.Event) (*Fund, uuid.UUID) {
	f, slot := &Fund{}, uuid.NewSHA1(uuid.Nil, []byte("slot"))
	for i, e := range append([]domain.Event{
		Opened{Unit: slot, Currencies: []money.Currency{money.VND}},
		PlaceOpened{Place: "cash", Kind: Cash, Currency: money.VND},
		CompartmentOpened{"cau-noi", money.VND, Restriction{Kind: Purpose, Bridge: true}},
		CompartmentOpened{"suat", money.VND, Restriction{Kind: Slot, Slot: slot}},
		DonationReceived{Currency: money.VND, Amount: 100, Lines: []Line{{Compartment: "cau-noi", Amount: 100}}, Place: "cash"},
		PayoutMade{Kind: Award, Slot: slot, Currency: money.VND, Amount: 30, Pieces: []Piece{{"cau-noi", []Span{{0, 30}}}}, Place: "cash"},
	}, events...) {
		f.Evolve(numbered(i), e)
	}
	return f, slot
}

func numbered(i int) uuid.UUID { return uuid.NewSHA1(uuid.Nil, []byte{byte(i)}) }

func late(from, amount int64) DonationReceived {
	return DonationReceived{Currency: money.VND, Amount: amount, Lines: []Line{{"suat", amount, from, 0}}, Place: "cash"}
}

func every(uuid.UUID) bool { return true }

func (f *Fund) repay(slot uuid.UUID) {
	for _, e := range f.RepayBridge(slot, "suat", 0, every) {
		f.Evolve(uuid.Nil, e)
	}
}

func whole(home Piece, f *Fund) (now []Piece) {
	return gather(f.whereabouts(home), func(h held) Piece { return h.now })
}

func samePieces(a, b []Piece) bool {
	return slices.EqualFunc(a, b, func(a, b Piece) bool { return a.Compartment == b.Compartment && slices.Equal(a.Spans, b.Spans) })
}

func TestLateMoneyTakesOverWhatTheBridgePaid(t *testing.T) {
	f, slot := bridgedFund(late(0, 20))
	f.repay(slot)
	if f.Owed(slot) != 10 {
		t.Errorf("%d đ are owed still", f.Owed(slot))
	}
	if now := whole(Piece{"suat", []Span{{0, 20}}}, f); !samePieces(now, []Piece{{"cau-noi", []Span{{0, 20}}}}) {
		t.Errorf("the sponsor's đồng are in %v", now)
	}
	if now := whole(Piece{"cau-noi", []Span{{0, 100}}}, f); !samePieces(now, []Piece{{"cau-noi", []Span{{20, 120}}}}) {
		t.Errorf("the bridge's donor has %v", now)
	}
	if free := f.Compartments["cau-noi"].Free; !slices.Equal(free, Set{{30, 120}}) {
		t.Errorf("free in the bridge: %v", free)
	}
	if len(f.RepayBridge(slot, "suat", 0, every)) != 0 || len(f.RepayBridge(slot, "cau-noi", 0, every)) != 0 || len(f.RepayBridge(numbered(99), "suat", 0, every)) != 0 {
		t.Error("repaid out of nothing, or out of another's money")
	}
}

// What a bridge paid while nobody carried the slot is no later sponsor's to repay.
func TestLateMoneyRepaysItsOwnPayoutsAlone(t *testing.T) {
	f, slot := bridgedFund(
		PayoutMade{Kind: Award, Slot: numbered(77), Currency: money.VND, Amount: 5, Pieces: []Piece{{"cau-noi", []Span{{30, 35}}}}, Place: "cash"})
	f.Evolve(numbered(6), PayoutMade{Kind: Award, Slot: slot, Currency: money.VND, Amount: 30, Pieces: []Piece{{"cau-noi", []Span{{35, 65}}}}, Place: "cash"})
	f.Evolve(numbered(7), late(0, 50))
	events := f.RepayBridge(slot, "suat", 0, func(payout uuid.UUID) bool { return payout == numbered(6) })
	if len(events) != 1 || !slices.Equal(events[0].(BridgeRepaid).Over.Spans, []Span{{35, 65}}) {
		t.Errorf("repaid %v", events)
	}
}

// A position of the bridge changes hands each time it is repaid; each owner keeps what became theirs.
func TestAPositionOfTheBridgeChangesHandsTwice(t *testing.T) {
	f, slot := bridgedFund(late(0, 30))
	f.repay(slot)
	f.Evolve(uuid.Nil, PayoutReturned{Payout: numbered(5), Kind: Award, Currency: money.VND, Amount: 30, Freed: []Piece{{"cau-noi", []Span{{0, 30}}}}, Place: "cash"})
	f.Evolve(uuid.Nil, PayoutMade{Kind: Award, Slot: slot, Currency: money.VND, Amount: 30, Pieces: []Piece{{"cau-noi", []Span{{0, 30}}}}, Place: "cash"})
	f.Evolve(uuid.Nil, late(30, 30))
	f.repay(slot)
	for name, tt := range map[string]struct{ home, now Piece }{
		"the bridge's donor": {Piece{"cau-noi", []Span{{0, 30}}}, Piece{"cau-noi", []Span{{100, 130}}}},
		"the first sponsor":  {Piece{"suat", []Span{{0, 30}}}, Piece{"cau-noi", []Span{{130, 160}}}},
		"the second sponsor": {Piece{"suat", []Span{{30, 60}}}, Piece{"cau-noi", []Span{{0, 30}}}},
	} {
		if now := whole(tt.home, f); !samePieces(now, []Piece{tt.now}) {
			t.Errorf("%s has %v, want %v", name, now, tt.now)
		}
	}
	if via := f.via(numbered(7), Piece{"cau-noi", []Span{{130, 160}}}); len(via) != 1 {
		t.Errorf("came through %v", via)
	}
}

// The sponsor gave for one child: what comes back of the award that their money took over is behind the child's wall again, the rest in
// the bridge.
func TestWhatComesBackOfARepaidAwardGoesToItsSlot(t *testing.T) {
	f, slot := bridgedFund(late(0, 20))
	f.repay(slot)
	paid := Paid{Kind: Award, Currency: money.VND, Pieces: []Piece{{"cau-noi", []Span{{0, 30}}}}}
	events, err := f.Return(Return{Payout: numbered(5), Place: "cash", Amount: money.Dong(15)}, paid, Asked{ID: numbered(60), Day: 20_000})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		f.Evolve(numbered(60), e)
	}
	if now := whole(Piece{"suat", []Span{{0, 20}}}, f); !samePieces(now, []Piece{{"cau-noi", []Span{{0, 15}}}, {"suat", []Span{{20, 25}}}}) {
		t.Errorf("the sponsor's đồng are in %v", now)
	}
	if bridge, child := f.Compartments["cau-noi"].Free, f.Compartments["suat"].Free; !slices.Equal(bridge, Set{{20, 120}}) || !slices.Equal(child, Set{{20, 25}}) {
		t.Errorf("free in the bridge %v, for the child %v", bridge, child)
	}
	if f.Owed(slot) != 0 {
		t.Errorf("%d đ are owed", f.Owed(slot))
	}
}

func TestWhatTheBridgeIsOwedNoMore(t *testing.T) {
	back := PayoutReturned{Payout: numbered(5), Kind: Award, Currency: money.VND, Amount: 10, Freed: []Piece{{"cau-noi", []Span{{20, 30}}}}, Place: "cash"}
	f, slot := bridgedFund(back)
	if f.Owed(slot) != 20 {
		t.Errorf("%d đ are owed after 10 of 30 came back", f.Owed(slot))
	}
	// The bridge's donation bounces: what the slot got stands on nothing, and is the next unrestricted đồng's to fill.
	bounced := DonationReversed{Donation: numbered(4), Cause: Bounced, Currency: money.VND, Amount: 100, Void: []Piece{{"cau-noi", []Span{{20, 100}}}},
		Uncovered: []Piece{{"cau-noi", []Span{{0, 20}}}}, Gone: []Piece{{"cau-noi", []Span{{0, 100}}}}, Place: "cash"}
	f.Evolve(numbered(50), bounced)
	f.Evolve(numbered(51), late(0, 50))
	if events := f.RepayBridge(slot, "suat", 0, every); len(events) != 0 {
		t.Errorf("repaid to nobody: %v", events)
	}
	f.Evolve(numbered(52), DonationReceived{Currency: money.VND, Amount: 20, Lines: []Line{{"unrestricted", 20, 0, 0}}, Place: "cash"})
	f.Evolve(numbered(53), DeficitCovered{money.VND, f.fill(uuid.Nil, money.VND)})
	f.repay(slot)
	if now := whole(Piece{"unrestricted", []Span{{0, 20}}}, f); f.Owed(slot) != 0 || !samePieces(now, []Piece{{"cau-noi", []Span{{100, 120}}}}) {
		t.Errorf("who had filled it has %v; %d owed", now, f.Owed(slot))
	}
	// What came back of an uncovered payout is owed to nobody, not to the bridge either.
	f, slot = bridgedFund()
	f.Evolve(numbered(50), DonationReversed{Donation: numbered(4), Cause: Bounced, Currency: money.VND, Amount: 100, Void: []Piece{{"cau-noi", []Span{{30, 100}}}},
		Uncovered: []Piece{{"cau-noi", []Span{{0, 30}}}}, Gone: []Piece{{"cau-noi", []Span{{0, 100}}}}, Place: "cash"})
	f.Evolve(numbered(51), PayoutReturned{Payout: numbered(5), Kind: Award, Currency: money.VND, Amount: 30, Healed: []Piece{{"cau-noi", []Span{{0, 30}}}}, Place: "cash"})
	if f.Owed(slot) != 0 {
		t.Errorf("%d đ are owed of what nobody paid", f.Owed(slot))
	}
}
