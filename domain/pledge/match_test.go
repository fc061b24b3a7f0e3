package pledge

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"sovang/domain"
	"sovang/domain/money"
)

func TestFind(t *testing.T) {
	var (
		donor, stranger, theFund = id("donor"), id("stranger"), id("fund")
		coded                    = Candidate{Pledge: id("coded"), Code: "KH7QX4M2", Donor: donor, Fund: theFund, Currency: money.VND, State: Active,
			Expected: []Expected{{No: 1, Due: today, Amount: 500, State: Due}}}
		plain = Candidate{Pledge: id("plain"), Code: "KHB3T9WR", Donor: donor, Fund: theFund, Currency: money.VND, State: Active,
			Expected: []Expected{{No: 1, Due: today - 40, Amount: 300, Paid: 300, State: Kept}, {No: 2, Due: today - 10, Amount: 300, State: Overdue},
				{No: 3, Due: today + 20, Amount: 300, State: Ahead}, {No: 4, Due: today + 50, Amount: 300, Paid: 100, State: Ahead}}}
		change = func(c Candidate, f func(*Candidate)) Candidate { f(&c); return c }
		in     = func(f func(*Incoming)) Incoming {
			x := Incoming{Donor: donor, Fund: theFund, Currency: money.VND, Amount: 700, Day: today}
			f(&x)
			return x
		}
	)
	for title, tt := range map[string]struct {
		in   Incoming
		all  []Candidate
		want Match
	}{
		"a code in the text": {in(func(x *Incoming) { x.Donor, x.Codes = uuid.Nil, []string{"KH7QX4M2", "XXXXXX"} }), []Candidate{plain, coded},
			Match{coded.Pledge, 0, ByReference, true, CodeInText}},
		"a code goes before donor and amount": {in(func(x *Incoming) { x.Amount, x.Codes = 300, []string{"KH7QX4M2"} }), []Candidate{plain, coded},
			Match{coded.Pledge, 0, ByReference, true, CodeInText}},
		"the code of somebody else's pledge: they paid for another": {in(func(x *Incoming) { x.Donor, x.Codes = stranger, []string{"KH7QX4M2"} }), []Candidate{coded},
			Match{coded.Pledge, 0, ByReference, true, CodeInText}},
		"two codes": {in(func(x *Incoming) { x.Codes = []string{"KH7QX4M2", "KHB3T9WR"} }), []Candidate{plain, coded}, Match{Why: ManyCodes}},
		"a code within a code": {in(func(x *Incoming) { x.Codes = []string{"KH7QX4M2", "7QX4M2"} }), []Candidate{change(plain, func(c *Candidate) { c.Code = "7QX4M2" }), coded},
			Match{coded.Pledge, 0, ByReference, true, CodeInText}},
		"the code of a cancelled pledge": {in(func(x *Incoming) { x.Codes = []string{"KH7QX4M2"} }), []Candidate{change(coded, func(c *Candidate) { c.State = Cancel }), plain},
			Match{Why: CodeOfEnded}},
		"the code of a pledge to another fund":       {in(func(x *Incoming) { x.Codes, x.Fund = []string{"KH7QX4M2"}, id("other fund") }), []Candidate{coded}, Match{Why: CodeOfEnded}},
		"the code of a fulfilled pledge: it is more": {in(func(x *Incoming) { x.Codes = []string{"KH7QX4M2"} }), []Candidate{change(coded, func(c *Candidate) { c.State = Fulfilled })}, Match{coded.Pledge, 0, ByReference, true, CodeInText}},
		"the treasurer chose": {in(func(x *Incoming) { x.Chosen, x.Codes = plain.Pledge, []string{"KH7QX4M2"} }), []Candidate{plain, coded},
			Match{plain.Pledge, 0, ByChoice, true, Chosen}},
		"the treasurer chose what takes nothing": {in(func(x *Incoming) { x.Chosen, x.Codes = plain.Pledge, []string{"KH7QX4M2"} }),
			[]Candidate{change(plain, func(c *Candidate) { c.State = Draft }), coded}, Match{Why: ChosenEnded}},
		"the only one of that amount about that day":  {in(func(x *Incoming) { x.Amount = 300 }), []Candidate{plain, coded}, Match{plain.Pledge, 2, BySame, true, OnlyOne}},
		"what is lacking counts, not what was agreed": {in(func(x *Incoming) { x.Amount, x.Day = 200, today+50 }), []Candidate{plain, coded}, Match{plain.Pledge, 4, BySame, true, OnlyOne}},
		"two of that amount about that day":           {in(func(x *Incoming) { x.Amount, x.Day = 300, today+5 }), []Candidate{plain, coded}, Match{plain.Pledge, 2, ByOldest, false, SeveralSame}},
		"that amount, but long ago":                   {in(func(x *Incoming) { x.Amount, x.Day = 500, today-100 }), []Candidate{plain, coded}, Match{plain.Pledge, 0, ByOldest, false, OldestOfMany}},
		"some other amount":                           {in(func(*Incoming) {}), []Candidate{coded, plain}, Match{plain.Pledge, 0, ByOldest, false, OldestOfMany}},
		"what was taken back by hand is not counted there again by itself": {in(func(x *Incoming) { x.Amount, x.Refused = 300, []uuid.UUID{plain.Pledge} }), []Candidate{plain},
			Match{plain.Pledge, 2, BySame, false, TakenBack}},
		"money from before it was pledged": {in(func(x *Incoming) { x.Amount = 500 }), []Candidate{change(coded, func(c *Candidate) { c.Made = today + 1 })}, Match{Why: NoPledge}},
		"dollars":                          {in(func(x *Incoming) { x.Currency = "USD" }), []Candidate{coded, plain}, Match{Why: NoPledge}},
		"nobody's money":                   {in(func(x *Incoming) { x.Donor = uuid.Nil }), []Candidate{coded, plain}, Match{Why: NoDonor}},
		"of a stranger":                    {in(func(x *Incoming) { x.Donor = stranger }), []Candidate{coded, plain}, Match{Why: NoPledge}},
		"nothing was promised":             {in(func(*Incoming) {}), nil, Match{Why: NoPledge}},
	} {
		t.Run(title, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Find(tt.in, tt.all, 15)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Whatever the candidates: what is certain is one of them that takes the money; the order in which they stand changes nothing; and what the
// treasurer chose is what is found, or nothing.
func TestFindIsFaithful(t *testing.T) {
	donors, states := []uuid.UUID{id("a"), id("b")}, []State{Active, Resting, Fulfilled, Cancel, Draft}
	codes := []string{"", "KH7QX4M2", "KHB3T9WR"}
	rapid.Check(t, func(t *rapid.T) {
		var all []Candidate
		for i := range rapid.IntRange(0, 6).Draw(t, "n") {
			c := Candidate{Pledge: id(string(rune('p' + i))), Donor: rapid.SampledFrom(donors).Draw(t, "donor"), Fund: id("fund"), Currency: money.VND,
				State: rapid.SampledFrom(states).Draw(t, "state")}
			if i < len(codes) { // no two pledges have one code
				c.Code = codes[i]
			}
			for no := range rapid.IntRange(0, 3).Draw(t, "instalments") {
				c.Expected = append(c.Expected, Expected{No: no + 1, Due: today + domain.Date(rapid.IntRange(-40, 40).Draw(t, "due")), Amount: rapid.Int64Range(1, 4).Draw(t, "amount"),
					State: rapid.SampledFrom([]InstalmentState{Ahead, Due, Overdue, Lapsed, Rested}).Draw(t, "state")})
			}
			all = append(all, c)
		}
		in := Incoming{Donor: rapid.SampledFrom(donors).Draw(t, "giver"), Fund: id("fund"), Currency: money.VND, Amount: rapid.Int64Range(1, 4).Draw(t, "given"), Day: today,
			Codes: rapid.SliceOf(rapid.SampledFrom(codes[1:])).Draw(t, "codes")}
		if rapid.IntRange(0, 3).Draw(t, "choose") == 0 {
			in.Chosen = id("q")
		}
		m := Find(in, all, 15)
		shuffled := rapid.Permutation(all).Draw(t, "shuffled")
		if diff := cmp.Diff(m, Find(in, shuffled, 15)); diff != "" {
			t.Fatalf("in another order it finds another: %s", diff)
		}
		if in.Chosen != uuid.Nil && m.Pledge != uuid.Nil && m.Pledge != in.Chosen {
			t.Fatalf("%s was chosen, %s found", in.Chosen, m.Pledge)
		}
		if m.Certain && m.Pledge == uuid.Nil {
			t.Fatalf("certain of nothing: %+v", m)
		}
		for _, c := range all {
			if c.Pledge == m.Pledge && !c.takes(in) {
				t.Fatalf("%+v takes nothing", c)
			}
		}
	})
}
