package eventstore_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/sponsorship"
	"sovang/eventstore"
	"sovang/eventstore/memory"
	"sovang/eventstore/storetest"
)

// requests makes many requests over few people, slots, pledges and donations, so that most touch what others made, some come twice
// and some contradict.
func requests(dice *rand.Rand, n int) []ledger.Request {
	id := func(kind string, n int) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, kind, n)) }
	some := func(kind string) uuid.UUID { return id(kind, dice.IntN(n/8+2)) }
	unit := storetest.Unit(0).Command.(ledger.FoundUnit).Unit
	var donations []uuid.UUID
	donation := func() uuid.UUID {
		if len(donations) == 0 {
			return uuid.Nil
		}
		return donations[dice.IntN(len(donations))]
	}
	rs := storetest.Fund(0)
	for i := range n {
		r := ledger.Request{ID: id("command", i), Actor: "test", Why: "đúng vậy"}
		amount := money.Dong(int64(1+dice.IntN(20)) * 1000)
		switch dice.IntN(14) {
		case 0, 1:
			r.Command = ledger.RegisterPeople{People: []ledger.Registration{{
				Person: some("person"), Unit: unit, Kind: person.Individual, Code: fmt.Sprint("P", dice.IntN(n)), Sealed: domain.Sealed{Box: []byte("box")},
			}}}
		case 2:
			r.Command = ledger.DescribePerson{Person: some("person"), Sealed: domain.Sealed{Box: []byte("other box")}}
		case 3:
			r.Command = ledger.OpenSlot{
				Slot: some("slot"), Unit: unit, Fund: storetest.FundID(0), Code: fmt.Sprint("S", dice.IntN(n)), Child: some("person"), Kind: sponsorship.Poor,
				Need: "học phí", SchoolYear: "2026-2027", Instalment: amount, Instalments: 10, Schedule: "monthly", Path: sponsorship.ViaAssociation,
			}
		case 4:
			r.Command = ledger.TakeSlot{Slot: some("slot"), Sponsor: some("person")}
		case 5:
			r.Command = ledger.EndSponsorship{Slot: some("slot"), Reason: "ended", By: "sponsor"}
		case 6:
			r.Command = ledger.MakePledge{Pledge: some("pledge"), Donor: some("person"), Fund: storetest.FundID(0), Amount: amount, Due: domain.NewDate(2027, 1, 1)}
		case 7:
			r.Command = ledger.ApplyPayment{Pledge: some("pledge"), Donation: donation()}
		case 8:
			r.Command = fund.Reverse{Fund: storetest.FundID(0), Donation: donation(), Cause: fund.KeyingError, Reason: "sai", Approver: "chủ tịch"}
		case 12:
			r.Command, r.Actor = ledger.VerifyChildren{Children: []uuid.UUID{some("person")}}, fmt.Sprint("verifier ", dice.IntN(3))
		case 13:
			r.Command = ledger.ExitChild{Child: some("person"), Reason: "left"}
		case 9:
			r = rs[dice.IntN(len(rs))] // again
		default:
			r.Command = ledger.ReceiveDonation{Receive: fund.Receive{Fund: storetest.FundID(0), Donor: some("person"), Amount: amount, Place: "cash"}}
			donations = append(donations, r.ID)
		}
		rs = append(rs, r)
	}
	return rs
}

// ticking is a clock that only looks at how often the log grew: the same for every writer over the same entries.
func ticking(w **eventstore.Writer) func() time.Time {
	return func() time.Time {
		if *w == nil {
			return time.Time{}
		}
		return time.Date(2026, 11, 22, 0, 0, int((*w).Position().Entry), 0, time.UTC)
	}
}

func lines(t *testing.T, log eventstore.Log) (all [][]byte) {
	for m, err := range log.Read(t.Context(), 1, false) {
		if err != nil {
			t.Fatal(err)
		}
		for text := range eventstore.Lines(m) {
			all = append(all, bytes.Clone(text))
		}
	}
	return all
}

// What a writer remembers must not show: whatever was dropped from memory, left to a read side that lags, restarted or taken from a
// snapshot, the same requests make the same bytes and get the same answers.
func TestMemoryDoesNotShow(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			dice := rand.New(rand.NewPCG(seed, 7))
			rs := requests(dice, 400)

			var plain, poor *eventstore.Writer
			plainLog, poorLog := &memory.Log{}, &memory.Log{}
			read := newIndex(poorLog)
			open := func(log eventstore.Log, into **eventstore.Writer, o eventstore.Options) {
				*into = nil
				o.Now = ticking(into)
				w, err := eventstore.Open(t.Context(), log, o)
				if err != nil {
					t.Fatal(err)
				}
				*into = w
			}
			small := eventstore.Options{Index: read, Dir: t.TempDir()}.WithMemory(2000)
			open(plainLog, &plain, eventstore.Options{})
			open(poorLog, &poor, small)
			accepted := 0
			for i, r := range rs {
				a, err := plain.Submit(t.Context(), r)
				if err != nil {
					t.Fatal(err)
				}
				b, err := poor.Submit(t.Context(), r)
				if err != nil {
					t.Fatal(err)
				}
				if fmt.Sprint(a[0]) != fmt.Sprint(b[0]) {
					t.Fatalf("request %d %T:\n%+v\n%+v", i, r.Command, a[0], b[0])
				}
				if a[0].Err == nil && !a[0].Repeated {
					accepted++
				}
				switch dice.IntN(20) {
				case 0:
					if err := poor.Close(t.Context()); err != nil {
						t.Fatal(err)
					}
					open(poorLog, &poor, small)
				case 1, 2, 3:
					read.catchUp(t, dice.IntN(30))
					eventstore.Tick(poor)
				}
			}
			if err := errors.Join(plain.Close(t.Context()), poor.Close(t.Context())); err != nil {
				t.Fatal(err)
			}
			if a, b := lines(t, plainLog), lines(t, poorLog); !bytes.Equal(bytes.Join(a, nil), bytes.Join(b, nil)) || len(a) != accepted {
				t.Fatalf("%d entries and %d, %d accepted", len(a), len(b), accepted)
			}
			if accepted < 60 || read.looks < 20 {
				t.Fatalf("the test tests little: %d accepted, %d looks", accepted, read.looks)
			}
		})
	}
}

// The same in calls of many requests at once: misses send a call away and bring it back, in order.
func TestBulksKeepOrder(t *testing.T) {
	dice := rand.New(rand.NewPCG(3, 3))
	rs := requests(dice, 3000)
	var one, bulk *eventstore.Writer
	oneLog, bulkLog := &memory.Log{}, &memory.Log{}
	read := newIndex(bulkLog)
	var err error
	now := func() time.Time { return time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC) }
	if one, err = eventstore.Open(t.Context(), oneLog, eventstore.Options{Now: now}); err != nil {
		t.Fatal(err)
	}
	if bulk, err = eventstore.Open(t.Context(), bulkLog, eventstore.Options{Now: now, Index: read}.WithMemory(5000)); err != nil {
		t.Fatal(err)
	}
	for rest := rs; len(rest) > 0; {
		n := min(1+dice.IntN(700), len(rest))
		got, err := bulk.Submit(t.Context(), rest[:n]...)
		if err != nil {
			t.Fatal(err)
		}
		for i, o := range got {
			want, err := one.Submit(t.Context(), rest[i])
			if err != nil {
				t.Fatal(err)
			}
			if fmt.Sprint(want[0]) != fmt.Sprint(o) {
				t.Fatalf("%T: %+v, alone %+v", rest[i].Command, o, want[0])
			}
			if o.Err != nil {
				n = i + 1 // the rest was not attempted
				break
			}
		}
		rest = rest[n:]
		read.catchUp(t, 2)
		eventstore.Tick(bulk)
	}
	if err := errors.Join(one.Close(t.Context()), bulk.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	if a, b := lines(t, oneLog), lines(t, bulkLog); !bytes.Equal(bytes.Join(a, nil), bytes.Join(b, nil)) {
		t.Fatal("other bytes")
	}
}
