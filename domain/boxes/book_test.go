package boxes

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

func id(word string) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, []byte(word)) }

var (
	out     = domain.NewDate(2011, time.January, 10)
	opening = domain.NewDate(2011, time.October, 2)
	today   = opening + 10
	ours    = LevelFund{"chi hội", id("branch"), "unrestricted"}
	theirs  = LevelFund{"xã", id("commune"), "unrestricted"}
	begun   = Begun{Unit: id("unit"), Campaign: id("campaign"), Level: "chi hội", Levels: []LevelFund{ours, theirs}}
	handed  = HandedOut{out, []KeptRow{{"H1", Family, id("An"), "tổ 1"}, {"H2", Class, uuid.Nil, ""}, {"H3", Family, uuid.Nil, ""}}}
	opened  = Opened{On: opening, Counters: []string{"Bà Hoa", "Ông Lâm"}, Minutes: "BB 03", Rule: 1,
		Rows:   []CountedRow{{"H1", 900_001, 500_001}, {"H2", 200_000, 0}},
		Shares: []Share{{"chi hội", ours.Fund, 300_001}, {"xã", theirs.Fund, 200_000}}}
	sheets  = []Sheet{{ours, 300_001, []Gift{{"H1", id("An"), 300_001}}}, {theirs, 200_000, []Gift{{"H1", id("An"), 200_000}}}}
	lost    = Lost{opening, []LostRow{{"H3", NotReturned, "gia đình đi làm xa"}}}
	chauDuc = Rule{No: 1, Levels: []string{"chi hội", "xã"}, Parts: sixtyForty}
)

// sixtyForty gives the first level what rounding leaves.
func sixtyForty(before int64, boxes []int64) (parts [][]int64, err error) {
	for _, b := range boxes {
		second := (before+b)*40/100 - before*40/100
		parts, before = append(parts, []int64{b - second, second}), before+b
	}
	return parts, nil
}

// entry is the id of every entry that fold takes in: the opening's.
var entry = id("opening")

func fold(events ...domain.Event) *Book {
	b := &Book{}
	for _, e := range events {
		b.Evolve(entry, e)
	}
	return b
}

func given(events ...domain.Event) []domain.Event { return events }

type when = func(*Book) ([]domain.Event, error)

type rule struct {
	given []domain.Event
	when  when
	then  []domain.Event
	code  domain.Code
	field string
}

func check(t *testing.T, rules map[string]rule) {
	t.Helper()
	for title, tt := range rules {
		t.Run(title, func(t *testing.T) {
			b := fold(tt.given...)
			before := b.Clone()
			got, err := tt.when(b)
			if err != nil {
				got = nil
			}
			if diff := cmp.Diff(tt.then, got); diff != "" || domain.CodeOf(err) != tt.code {
				t.Errorf("got error %v (want %q)\n%s", err, tt.code, diff)
			}
			if refusal, ok := errors.AsType[*domain.Error](err); ok && !slices.Equal(refusal.Fields, []string{tt.field}) {
				t.Errorf("the refusal is on %v, want %s", refusal.Fields, tt.field)
			}
			if !cmp.Equal(before, domain.State(b)) {
				t.Error("deciding changed the state")
			}
		})
	}
}

func TestBeginAndHandOut(t *testing.T) {
	begin := func(change func(*Begun)) when {
		return func(b *Book) ([]domain.Event, error) {
			e := begun
			e.Levels = slices.Clone(begun.Levels)
			change(&e)
			return b.Begin(e)
		}
	}
	hand := func(on domain.Date, rows ...AskedBox) when {
		return func(b *Book) ([]domain.Event, error) { return b.HandOut(on, today, rows) }
	}
	many := make([]AskedBox, MostBoxes+1)
	for i := range many {
		many[i].Box = fmt.Sprint("H", i)
	}
	check(t, map[string]rule{
		"begin":                          {nil, begin(func(*Begun) {}), given(begun), "", ""},
		"begin twice":                    {given(begun), begin(func(*Begun) {}), nil, domain.Conflict, "boxes"},
		"begin at no level":              {nil, begin(func(e *Begun) { e.Level = "" }), nil, domain.Invalid, "level"},
		"begin at a strange level":       {nil, begin(func(e *Begun) { e.Level = "huyện" }), nil, domain.Invalid, "level"},
		"begin without levels":           {nil, begin(func(e *Begun) { e.Levels = nil }), nil, domain.Invalid, "levels"},
		"begin with a level twice":       {nil, begin(func(e *Begun) { e.Levels[1].Level = "chi hội" }), nil, domain.Invalid, "levels[1].level"},
		"begin with one fund for two":    {nil, begin(func(e *Begun) { e.Levels[1].Fund = ours.Fund }), nil, domain.Invalid, "levels[1].fund"},
		"hand out":                       {given(begun), hand(out, AskedBox{"h1 ", "", id("An"), " tổ 1"}, AskedBox{"H2", Class, uuid.Nil, ""}, AskedBox{Box: "H3"}), given(handed), "", ""},
		"hand out of no book":            {nil, hand(out, AskedBox{Box: "H1"}), nil, domain.NotFound, "boxes"},
		"hand out tomorrow":              {given(begun), hand(today+1, AskedBox{Box: "H1"}), nil, domain.Invalid, "on"},
		"hand out nothing":               {given(begun), hand(out), nil, domain.Invalid, "rows"},
		"hand out too many":              {given(begun), hand(out, many...), nil, domain.Invalid, "rows"},
		"hand out to a stranger":         {given(begun), hand(out, AskedBox{Box: "H1", Kind: "club"}), nil, domain.Invalid, "rows[0].kind"},
		"hand out without a code":        {given(begun), hand(out, AskedBox{}), nil, domain.Invalid, "rows[0].box"},
		"hand out the same twice":        {given(begun), hand(out, AskedBox{Box: "H1"}, AskedBox{Box: "h1"}), nil, domain.Invalid, "rows[1].box"},
		"hand out what was handed out":   {given(begun, handed), hand(out, AskedBox{Box: "H9"}, AskedBox{Box: "h1"}), nil, domain.Conflict, "rows[1].box"},
		"hand out what was opened":       {given(begun, handed, opened), hand(out, AskedBox{Box: "H1"}), nil, domain.Conflict, "rows[0].box"},
		"hand out with a tale of a tier": {given(begun), hand(out, AskedBox{Box: "H1", Tier: string(make([]byte, 61))}), nil, domain.Invalid, "rows[0].tier"},
	})
}

func TestOpening(t *testing.T) {
	try := func(change func(*Opened, *Rule), rows ...AskedCount) when {
		return func(b *Book) ([]domain.Event, error) {
			e, r := Opened{On: opening, Counters: opened.Counters, Minutes: opened.Minutes}, chauDuc
			change(&e, &r)
			events, _, err := b.Open(e, today, rows, r)
			return events, err
		}
	}
	same := func(*Opened, *Rule) {}
	count := func(box string, counted, donated int64) AskedCount {
		return AskedCount{AskedBox: AskedBox{Box: box}, Counted: money.Dong(counted), Donated: money.Dong(donated)}
	}
	people := func(names ...string) func(*Opened, *Rule) { return func(e *Opened, _ *Rule) { e.Counters = names } }
	h1 := count("H1", 900_001, 500_001)
	all := AskedCount{AskedBox: AskedBox{Box: "H1"}, Counted: money.Dong(100)}
	stray := AskedCount{AskedBox: AskedBox{Box: "S1", Keeper: id("Bình")}, Counted: money.Dong(100), Donated: money.Dong(0), Stray: true}
	nothing := func(rows ...CountedRow) Opened {
		return Opened{On: opening, Counters: opened.Counters, Minutes: opened.Minutes, Rule: 1, Rows: rows}
	}
	check(t, map[string]rule{
		"open":                             {given(begun, handed), try(same, h1, count("h2", 200_000, 0)), given(opened), "", ""},
		"open of no book":                  {nil, try(same, h1), nil, domain.NotFound, "boxes"},
		"open nothing":                     {given(begun, handed), try(same), nil, domain.Invalid, "rows"},
		"open tomorrow":                    {given(begun, handed), try(func(e *Opened, _ *Rule) { e.On = today + 1 }, h1), nil, domain.Invalid, "on"},
		"open alone":                       {given(begun, handed), try(people("Bà Hoa"), h1), nil, domain.Violation, "counters"},
		"open before nobody":               {given(begun, handed), try(people(), h1), nil, domain.Violation, "counters"},
		"open before one, written twice":   {given(begun, handed), try(people("Bà Hoa", "bà  HOA "), h1), nil, domain.Violation, "counters[1]"},
		"open before one on two keyboards": {given(begun, handed), try(people("Bà Hoà", "Ba\u0300 Hoa\u0300"), h1), nil, domain.Violation, "counters[1]"},
		"open before a blank":              {given(begun, handed), try(people("Bà Hoa", " "), h1), nil, domain.Invalid, "counters[1]"},
		"open without minutes":             {given(begun, handed), try(func(e *Opened, _ *Rule) { e.Minutes = "" }, h1), nil, domain.Invalid, "minutes"},
		"open again":                       {given(begun, handed, opened), try(same, h1), nil, domain.Conflict, "rows[0].box"},
		"open twice at once":               {given(begun, handed), try(same, h1, count("h1", 1, 1)), nil, domain.Invalid, "rows[1].box"},
		"open what was never handed out":   {given(begun, handed), try(same, h1, count("H9", 1, 1)), nil, domain.NotFound, "rows[1].box"},
		"open a stray one, said to be":     {given(begun, handed), try(same, stray), given(BroughtIn{opening, []KeptRow{{"S1", Family, id("Bình"), ""}}}, nothing(CountedRow{"S1", 100, 0})), "", ""},
		"open one said to be stray":        {given(begun, handed), try(same, func() AskedCount { c := h1; c.Stray = true; return c }()), nil, domain.Conflict, "rows[0].stray"},
		"open another's box":               {given(begun, handed), try(same, func() AskedCount { c := h1; c.Keeper = id("Bình"); return c }()), nil, domain.Conflict, "rows[0].keeper"},
		"open before it was handed out":    {given(begun, handed), try(func(e *Opened, _ *Rule) { e.On = out - 1 }, h1), nil, domain.Violation, "rows[0].box"},
		"open what was not returned":       {given(begun, handed, lost), try(same, count("H3", 5, 0)), given(nothing(CountedRow{"H3", 5, 0})), "", ""},
		"donate more than was counted":     {given(begun, handed), try(same, count("H1", 100, 101)), nil, domain.Violation, "rows[0].donated"},
		"count less than nothing":          {given(begun, handed), try(same, count("H1", -1, 0)), nil, domain.Invalid, "rows[0].counted"},
		"donate less than nothing":         {given(begun, handed), try(same, count("H1", 1, -1)), nil, domain.Invalid, "rows[0].donated"},
		"count dollars":                    {given(begun, handed), try(same, AskedCount{AskedBox: AskedBox{Box: "H1"}, Counted: money.Money{Minor: 1, Currency: "USD"}}), nil, domain.Invalid, "rows[0].counted"},
		"count what nobody says":           {given(begun, handed), try(same, AskedCount{AskedBox: AskedBox{Box: "H1"}}), nil, domain.Invalid, "rows[0].counted"},
		"an empty box":                     {given(begun, handed), try(same, count("H1", 0, 0)), given(nothing(CountedRow{"H1", 0, 0})), "", ""},
		"what is donated is all": {given(begun, handed), try(same, all), given(func() Opened {
			o := nothing(CountedRow{"H1", 100, 100})
			o.Shares = []Share{{"chi hội", ours.Fund, 60}, {"xã", theirs.Fund, 40}}
			return o
		}()), "", ""},
		"where families give back as wished": {given(begun, handed), try(func(_ *Opened, r *Rule) { r.Voluntary = true }, all), given(nothing(CountedRow{"H1", 100, 0})), "", ""},
		"no rule in force":                   {given(begun, handed), try(func(_ *Opened, r *Rule) { *r = Rule{} }, h1), nil, domain.Violation, "on"},
		"no rule, and nothing to split":      {given(begun, handed), try(func(_ *Opened, r *Rule) { *r = Rule{} }, count("H1", 5, 0)), given(func() Opened { o := nothing(CountedRow{"H1", 5, 0}); o.Rule = 0; return o }()), "", ""},
		"a level without a fund":             {given(begun, handed), try(func(_ *Opened, r *Rule) { r.Levels = []string{"chi hội", "huyện"} }, h1), nil, domain.Violation, "boxes"},
	})
	_, got, err := fold(begun, handed).Open(Opened{On: opening, Counters: opened.Counters, Minutes: "BB 03"}, today, []AskedCount{h1, count("H2", 200_000, 0)}, chauDuc)
	if diff := cmp.Diff(sheets, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
}

// The running totals go on from opening to opening, so that a second one rounds as if it had been part of the first.
func TestSecondOpeningGoesOn(t *testing.T) {
	b := fold(begun, handed, opened)
	_, got, err := b.Open(Opened{On: opening + 1, Counters: opened.Counters, Minutes: "BB 04"}, today,
		[]AskedCount{{AskedBox: AskedBox{Box: "H3"}, Counted: money.Dong(2), Donated: money.Dong(2)}}, chauDuc)
	if want := []Sheet{{ours, 1, []Gift{{"H3", uuid.Nil, 1}}}, {theirs, 1, []Gift{{"H3", uuid.Nil, 1}}}}; err != nil || !cmp.Equal(got, want) {
		t.Errorf("%v\n%s", err, cmp.Diff(want, got))
	}
	if other := (&Book{}); other.Exists() {
		t.Error("a book that nobody began is there")
	}
}

func TestLosingAndAccepting(t *testing.T) {
	lose := func(box string, fate Fate, reason string) when {
		return func(b *Book) ([]domain.Event, error) { return b.Lose(opening, today, []AskedLoss{{box, fate, reason}}) }
	}
	accept := func(which uuid.UUID, level string) when {
		return func(b *Book) ([]domain.Event, error) {
			return b.Accept(Accepted{Opening: which, Level: level, Fund: theirs.Fund, Amount: 200_000, On: today})
		}
	}
	accepted := Accepted{entry, "xã", theirs.Fund, 200_000, today}
	check(t, map[string]rule{
		"lose":                            {given(begun, handed), lose("h3", NotReturned, "gia đình đi làm xa"), given(lost), "", ""},
		"lose of no book":                 {nil, lose("H3", Missing, "x"), nil, domain.NotFound, "boxes"},
		"lose what is not there":          {given(begun), lose("H3", Missing, "x"), nil, domain.NotFound, "rows[0].box"},
		"lose what was opened":            {given(begun, handed, opened), lose("H1", Missing, "x"), nil, domain.Conflict, "rows[0].box"},
		"lose twice":                      {given(begun, handed, lost), lose("H3", Missing, "x"), nil, domain.Conflict, "rows[0].box"},
		"lose in another way":             {given(begun, handed), lose("H3", "eaten", "x"), nil, domain.Invalid, "rows[0].fate"},
		"lose without a reason":           {given(begun, handed), lose("H3", Broken, ""), nil, domain.Invalid, "rows[0].reason"},
		"lose nothing":                    {given(begun, handed), func(b *Book) ([]domain.Event, error) { return b.Lose(opening, today, nil) }, nil, domain.Invalid, "rows"},
		"lose before it was handed out":   {given(begun, handed), func(b *Book) ([]domain.Event, error) { return b.Lose(out-1, today, []AskedLoss{{"H3", Broken, "x"}}) }, nil, domain.Violation, "rows[0].box"},
		"accept":                          {given(begun, handed, opened), accept(entry, "xã"), given(accepted), "", ""},
		"accept twice":                    {given(begun, handed, opened, accepted), accept(entry, "xã"), nil, domain.NotFound, "opening"},
		"accept what the opener keeps":    {given(begun, handed, opened), accept(entry, "chi hội"), nil, domain.NotFound, "opening"},
		"accept of an opening never seen": {given(begun, handed), accept(entry, "xã"), nil, domain.NotFound, "opening"},
		"accept of no book":               {nil, accept(entry, "xã"), nil, domain.NotFound, "boxes"},
	})
}

func TestCloneLeavesTheOtherAlone(t *testing.T) {
	b := fold(begun, handed, opened)
	c := b.Clone().(*Book)
	c.Evolve(id("later"), Lost{opening, []LostRow{{"H3", Broken, "x"}}})
	c.Evolve(entry, Accepted{Opening: entry, Level: "xã"})
	c.Donated[1]++
	c.Levels[0].Level = "x"
	if b.Boxes["H3"].State != Out || len(b.Waiting[entry]) != 1 || b.Donated[1] != 500_001 || b.Levels[0].Level != "chi hội" {
		t.Errorf("the clone changed the book: %+v", b)
	}
}
