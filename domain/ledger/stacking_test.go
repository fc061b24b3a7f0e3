package ledger_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"sovang/domain"
	awarding "sovang/domain/award"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/person"
)

// TestStackingLaw: whatever rounds nominate, exclude, cancel and substitute, nobody stands twice on lists that forbid it.
func TestStackingLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := stackingVillage(t)
		rounds := []uuid.UUID{id(-401), id(-402), id(-403)}
		people := []uuid.UUID{an, bình, chi}
		for n := range rapid.IntRange(1, 40).Draw(t, "steps") {
			r := rapid.SampledFrom(rounds).Draw(t, "round")
			who := rapid.SampledFrom(people).Draw(t, "who")
			list := b.listOfRound(r)
			code := fmt.Sprint("R", rapid.IntRange(0, max(0, len(list.Rows)-1)).Draw(t, "row"))
			one := row(fmt.Sprint("R", len(list.Rows)), who, 1)
			one.Award = rapid.SampledFrom([]fund.AwardKind{fund.Scholarship, fund.Reward}).Draw(t, "award")
			var c ledger.Command
			switch rapid.IntRange(0, 6).Draw(t, "what") {
			case 0, 1, 2, 3:
				c = nominating(r, one)
			case 4:
				c = ledger.ExcludeRows{Round: r, Rows: []string{code}, Reason: "x"}
			case 5:
				c = ledger.CancelRound{Round: r, Reason: "x"}
			case 6:
				c = ledger.FreezeRound{Round: r}
				if b.State(awarding.StreamOf(r)).(*awarding.Round).Stage == awarding.IsFrozen {
					c = ledger.ReviseRound{Round: r, Reason: "x"}
				}
			}
			if _, err := b.ask(said{thưKý, c, 0}); domain.CodeOf(err) == domain.Internal {
				t.Fatalf("step %d, %T: %v", n, c, err)
			}
			stand(t, b, rounds)
		}
	})
}

func stackingVillage(t *rapid.T) *book {
	b := newBook()
	for _, c := range append(villageCommands(), ledger.RegisterPeople{People: []ledger.Registration{{Person: chi, Unit: hộiHuyện, Kind: person.Individual,
		Sealed: domain.Sealed{Box: []byte{1}}}}}) {
		if _, err := b.do(c); err != nil {
			t.Fatalf("given %T: %v", c, err)
		}
	}
	for i, rule := range []awarding.Stacking{awarding.OnceAYear, awarding.OnceAYearPerKind, awarding.OnceAYearPerKind} {
		if _, err := b.ask(said{thưKý, openRound(id(-401-i), fmt.Sprint("S-", i), rule), 0}); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// stand checks the law against the lists themselves, not against what the recipients' streams remember.
func stand(t *rapid.T, b *book, rounds []uuid.UUID) {
	type nomination struct {
		round int
		award fund.AwardKind
	}
	of := map[uuid.UUID][]nomination{}
	for i, id := range rounds {
		if b.State(awarding.StreamOf(id)).(*awarding.Round).Stage == awarding.IsOff {
			continue
		}
		list := b.listOfRound(id)
		for _, s := range list.Live() {
			for _, r := range list.Rows[s.From():s.To()] {
				for _, other := range of[r.Recipient] {
					if i == 0 || other.round == 0 || other.award == r.Award {
						t.Fatalf("somebody stands on the lists of rounds %d (%s) and %d (%s)", other.round, other.award, i, r.Award)
					}
				}
				of[r.Recipient] = append(of[r.Recipient], nomination{i, r.Award})
			}
		}
	}
}
