package sponsorship

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"sovang/domain"
	"sovang/domain/money"
)

func id(word string) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, []byte(word)) }

var (
	now    = time.Date(2024, time.September, 5, 3, 0, 0, 0, time.UTC)
	today  = domain.DateOf(now)
	an     = id("An")
	binh   = id("Bình")
	gift   = id("donation")
	first  = id("entry of the first sponsorship")
	opened = Opened{
		Unit: id("unit"), Fund: id("fund"), Code: "QN24-0001", Child: id("child"), Kind: Poor, Need: "sinh hoạt phí", SchoolYear: "2024-2025",
		Currency: money.VND, Instalment: 500_000, Instalments: 9, Schedule: "9 tháng học", Path: ViaAssociation, Opened: today,
	}
	direct = with(opened, func(o *Opened) { o.Path, o.Fund = Direct, uuid.Nil })
	held   = Held{Sponsor: an, Until: now.Add(24 * time.Hour).UnixMicro()}
	taken  = Taken{Sponsor: an, From: today, At: now.UnixMicro()}
	paid   = PaidFor{Sponsorship: first, Donation: gift, Currency: money.VND, Amount: 500_000, Booked: today}
	ended  = Ended{Sponsorship: first, Reason: "chuyển tỉnh", By: BySponsor, On: today + 30}
)

func takenBy(sponsor uuid.UUID, from domain.Date) Taken {
	return Taken{Sponsor: sponsor, From: from, At: now.UnixMicro()}
}

func with(o Opened, change func(*Opened)) Opened {
	change(&o)
	return o
}

// fold takes in events of entries that all have the id of the first sponsorship: only Taken asks for it.
func fold(events ...domain.Event) *Slot {
	s := &Slot{}
	for _, e := range events {
		s.Evolve(first, e)
	}
	return s
}

func given(events ...domain.Event) []domain.Event { return events }

type when = func(*Slot) ([]domain.Event, error)

func TestOneLiveSponsorship(t *testing.T) {
	take := func(sponsor uuid.UUID, from domain.Date, at time.Time) when {
		return func(s *Slot) ([]domain.Event, error) { return s.Take(Taken{Sponsor: sponsor, From: from}, at) }
	}
	hold := func(sponsor uuid.UUID, until, at time.Time) when {
		return func(s *Slot) ([]domain.Event, error) { return s.HoldFor(sponsor, until, at, AskedFor) }
	}
	release := func(sponsor uuid.UUID, at time.Time) when {
		return func(s *Slot) ([]domain.Event, error) { return s.ReleaseHold(sponsor, at) }
	}
	end := func(reason, by string, on domain.Date) when {
		return func(s *Slot) ([]domain.Event, error) { return s.End(reason, by, on, now) }
	}
	tomorrow, expiry := now.Add(24*time.Hour), time.UnixMicro(held.Until)
	for title, tt := range map[string]struct {
		given  []domain.Event
		when   when
		then   []domain.Event
		code   domain.Code
		fields []string
	}{
		"take":                                  {given(opened), take(an, today, now), given(taken), "", nil},
		"take what is not there":                {nil, take(an, today, now), nil, domain.NotFound, []string{"slot"}},
		"take what is taken":                    {given(opened, taken), take(binh, today, now), nil, domain.Conflict, []string{"slot"}},
		"take one's own again":                  {given(opened, taken), take(an, today, now), nil, domain.Conflict, []string{"slot"}},
		"take what is held for oneself":         {given(opened, held), take(an, today, now), given(taken), "", nil},
		"take what is held for another":         {given(opened, held), take(binh, today, now), nil, domain.Conflict, []string{"slot"}},
		"take just before the hold runs out":    {given(opened, held), take(binh, today, expiry.Add(-time.Microsecond)), nil, domain.Conflict, []string{"slot"}},
		"take when the hold has run out":        {given(opened, held), take(binh, today, expiry), given(Taken{Sponsor: binh, From: today, At: expiry.UnixMicro()}), "", nil},
		"take when the hold was released":       {given(opened, held, HoldReleased{an}), take(binh, today, now), given(takenBy(binh, today)), "", nil},
		"take again when ended":                 {given(opened, taken, ended), take(binh, today+30, now), given(takenBy(binh, today+30)), "", nil},
		"take from before the end of the last":  {given(opened, taken, ended), take(binh, today+29, now), nil, domain.Violation, []string{"from"}},
		"taking ends a hold":                    {given(opened, held, taken, ended), take(binh, today+30, now), given(takenBy(binh, today+30)), "", nil},
		"hold":                                  {given(opened), hold(an, tomorrow, now), given(held), "", nil},
		"hold what is not there":                {nil, hold(an, tomorrow, now), nil, domain.NotFound, []string{"slot"}},
		"hold until now":                        {given(opened), hold(an, now, now), nil, domain.Invalid, []string{"until"}},
		"hold for ever":                         {given(opened), hold(an, now.Add(LongestHold+1), now), nil, domain.Invalid, []string{"until"}},
		"hold what is held for another":         {given(opened, held), hold(binh, tomorrow, now), nil, domain.Conflict, []string{"slot"}},
		"hold for longer":                       {given(opened, held), hold(an, tomorrow.Add(time.Hour), now), given(Held{Sponsor: an, Until: tomorrow.Add(time.Hour).UnixMicro()}), "", nil},
		"hold when another's hold has run out":  {given(opened, held), hold(binh, expiry.Add(time.Hour), expiry), given(Held{Sponsor: binh, Until: expiry.Add(time.Hour).UnixMicro()}), "", nil},
		"hold what is taken":                    {given(opened, taken), hold(binh, tomorrow, now), nil, domain.Conflict, []string{"slot"}},
		"release a hold":                        {given(opened, held), release(an, now), given(HoldReleased{an}), "", nil},
		"release another's hold":                {given(opened, held), release(binh, now), nil, domain.Conflict, []string{"slot", "sponsor"}},
		"release what has run out":              {given(opened, held), release(an, expiry), nil, domain.Conflict, []string{"slot", "sponsor"}},
		"release nothing":                       {given(opened), release(an, now), nil, domain.Conflict, []string{"slot", "sponsor"}},
		"release nothing for nobody":            {given(opened), release(uuid.Nil, now), nil, domain.Conflict, []string{"slot", "sponsor"}},
		"release a hold on what is not there":   {nil, release(an, now), nil, domain.NotFound, []string{"slot"}},
		"end":                                   {given(opened, taken), end(" chuyển tỉnh", BySponsor, today+30), given(ended), "", nil},
		"end what is not there":                 {nil, end("x", BySponsor, today), nil, domain.NotFound, []string{"slot"}},
		"end what has no sponsor":               {given(opened), end("x", BySponsor, today), nil, domain.Conflict, []string{"slot"}},
		"end twice":                             {given(opened, taken, ended), end("x", BySponsor, today+31), nil, domain.Conflict, []string{"slot"}},
		"end without a reason":                  {given(opened, taken), end("", BySponsor, today), nil, domain.Invalid, []string{"reason"}},
		"end by a stranger":                     {given(opened, taken), end("x", "neighbour", today), nil, domain.Invalid, []string{"by"}},
		"end before it began":                   {given(opened, taken), end("x", ByChild, today-1), nil, domain.Violation, []string{"on"}},
		"end a memo sponsorship":                {given(direct, taken), end("x", ByAssociation, today), given(Ended{first, "x", ByAssociation, today}), "", nil},
		"take a slot whose money goes past us":  {given(direct), take(an, today, now), given(taken), "", nil},
		"take a slot that is for another child": {given(opened, taken, ended, takenBy(binh, today+30)), take(an, today+60, now), nil, domain.Conflict, []string{"slot"}},
	} {
		t.Run(title, func(t *testing.T) { try(t, fold(tt.given...), tt.when, tt.then, tt.code, tt.fields) })
	}
}

func try(t *testing.T, s *Slot, when when, then []domain.Event, code domain.Code, fields []string) {
	t.Helper()
	before := s.Clone()
	got, err := when(s)
	sameEvents(t, got, then, err, code, fields)
	if !cmp.Equal(before, domain.State(s)) {
		t.Error("deciding changed the state")
	}
}

func sameEvents(t *testing.T, got, want []domain.Event, err error, code domain.Code, fields []string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" || domain.CodeOf(err) != code {
		t.Errorf("got error %v (want %q)\n%s", err, code, diff)
	}
	if refusal, ok := errors.AsType[*domain.Error](err); ok && !slices.Equal(refusal.Fields, fields) {
		t.Errorf("the refusal is on %v, want %v", refusal.Fields, fields)
	}
}

func TestPayments(t *testing.T) {
	pay := func(currency money.Currency, amount int64) when {
		return func(s *Slot) ([]domain.Event, error) { return s.Pay(gift, an, currency, amount, today) }
	}
	reverse := func(donation uuid.UUID, amount int64) when {
		return func(s *Slot) ([]domain.Event, error) { return s.ReversePayment(donation, amount, today) }
	}
	back := func(amount int64) PaymentReversed {
		return PaymentReversed{Sponsorship: first, Donation: gift, Currency: money.VND, Amount: amount, Booked: today}
	}
	again := PaidFor{Sponsorship: id("second"), Donation: gift, Currency: money.VND, Amount: 100, Booked: today}
	more := PaidFor{Sponsorship: first, Donation: gift, Currency: money.VND, Amount: 100_000_000, Booked: today}
	for title, tt := range map[string]struct {
		given  []domain.Event
		when   when
		then   []domain.Event
		code   domain.Code
		fields []string
	}{
		"pay":                                 {given(opened, taken), pay(money.VND, 500_000), given(paid), "", nil},
		"pay more than was promised: prepaid": {given(opened, taken, paid), pay(money.VND, 100_000_000), given(more), "", nil},
		"pay nothing":                         {given(opened, taken), pay(money.VND, 0), nil, domain.Invalid, []string{"amount"}},
		"pay less than nothing":               {given(opened, taken), pay(money.VND, -1), nil, domain.Invalid, []string{"amount"}},
		"pay in dollars":                      {given(opened, taken), pay("USD", 100), nil, domain.Invalid, []string{"amount"}},
		"pay for what is not there":           {nil, pay(money.VND, 1), nil, domain.NotFound, []string{"slot"}},
		"pay for what has no sponsor":         {given(opened), pay(money.VND, 1), nil, domain.Violation, []string{"slot"}},
		"pay for what another has ended":      {given(opened, takenBy(binh, today), ended), pay(money.VND, 1), nil, domain.Violation, []string{"slot"}},
		"pay late, for what has ended":        {given(opened, taken, ended), pay(money.VND, 500_000), given(paid), "", nil},
		"pay directly to the child":           {given(direct, taken), pay(money.VND, 1), nil, domain.Violation, []string{"slot"}},
		"reverse":                             {given(opened, taken, paid), reverse(gift, 500_000), given(back(500_000)), "", nil},
		"reverse a part":                      {given(opened, taken, paid), reverse(gift, 1), given(back(1)), "", nil},
		"reverse when it has ended":           {given(opened, taken, paid, ended), reverse(gift, 500_000), given(back(500_000)), "", nil},
		"reverse over two sponsorships, the later first": {given(opened, taken, paid, ended, again), reverse(gift, 150),
			given(PaymentReversed{id("second"), gift, money.VND, 100, today}, back(50)), "", nil},
		"reverse more than was paid":    {given(opened, taken, paid), reverse(gift, 500_001), nil, domain.Violation, []string{"amount"}},
		"reverse twice":                 {given(opened, taken, paid, back(500_000)), reverse(gift, 1), nil, domain.Violation, []string{"amount"}},
		"reverse another's payment":     {given(opened, taken, paid), reverse(id("stranger"), 1), nil, domain.Violation, []string{"amount"}},
		"reverse nothing":               {given(opened, taken, paid), reverse(gift, 0), nil, domain.Invalid, []string{"amount"}},
		"pay after a reversal":          {given(opened, taken, paid, back(500_000)), pay(money.VND, 500_000), given(paid), "", nil},
		"reverse what is left of parts": {given(opened, taken, paid, back(499_999)), reverse(gift, 1), given(back(1)), "", nil},
	} {
		t.Run(title, func(t *testing.T) { try(t, fold(tt.given...), tt.when, tt.then, tt.code, tt.fields) })
	}
}

func TestTheFirstPaymentMakesASponsorshipActive(t *testing.T) {
	back := PaymentReversed{Sponsorship: first, Donation: gift, Currency: money.VND, Amount: 500_000, Booked: today}
	for title, tt := range map[string]struct {
		given  []domain.Event
		active bool
	}{
		"taken":             {given(opened, taken), false},
		"paid":              {given(opened, taken, paid), true},
		"paid and reversed": {given(opened, taken, paid, back), false},
		"ended":             {given(opened, taken, paid, ended), false},
	} {
		if got := fold(tt.given...).Active(); got != tt.active {
			t.Errorf("%s: active is %v", title, got)
		}
	}
}

func TestOpen(t *testing.T) {
	for title, tt := range map[string]struct {
		given  []domain.Event
		change func(*Opened)
		code   domain.Code
		field  string
	}{
		"as it is":                        {nil, func(*Opened) {}, "", ""},
		"directly to the child":           {nil, func(o *Opened) { o.Path, o.Fund = Direct, uuid.Nil }, "", ""},
		"through the school":              {nil, func(o *Opened) { o.Path, o.Fund = ViaSchool, uuid.Nil }, "", ""},
		"twice":                           {given(opened), func(*Opened) {}, domain.Conflict, "slot"},
		"of a fourth kind":                {nil, func(o *Opened) { o.Kind = "lucky" }, domain.Invalid, "kind"},
		"without a need":                  {nil, func(o *Opened) { o.Need = " " }, domain.Invalid, "need"},
		"without a schedule":              {nil, func(o *Opened) { o.Schedule = "" }, domain.Invalid, "schedule"},
		"in no school year":               {nil, func(o *Opened) { o.SchoolYear = "2024" }, domain.Invalid, "school_year"},
		"in a year of two years":          {nil, func(o *Opened) { o.SchoolYear = "2024-2026" }, domain.Invalid, "school_year"},
		"with a code without its year":    {nil, func(o *Opened) { o.Code = "QN-0001" }, domain.Invalid, "code"},
		"without a code":                  {nil, func(o *Opened) { o.Code = "" }, domain.Invalid, "code"},
		"on no path":                      {nil, func(o *Opened) { o.Path = "pigeon" }, domain.Invalid, "path"},
		"booked by no fund":               {nil, func(o *Opened) { o.Fund = uuid.Nil }, domain.Invalid, "fund"},
		"direct, but booked":              {nil, func(o *Opened) { o.Path = Direct }, domain.Invalid, "fund"},
		"through the school, but booked":  {nil, func(o *Opened) { o.Path = ViaSchool }, domain.Invalid, "fund"},
		"in shells":                       {nil, func(o *Opened) { o.Currency = "XSH" }, domain.Invalid, "instalment"},
		"for nothing":                     {nil, func(o *Opened) { o.Instalment = 0 }, domain.Invalid, "instalment"},
		"for less than nothing":           {nil, func(o *Opened) { o.Instalment = -1 }, domain.Invalid, "instalment"},
		"for more than there is":          {nil, func(o *Opened) { o.Instalment = money.Max/9 + 1 }, domain.Invalid, "instalment"},
		"in no instalments":               {nil, func(o *Opened) { o.Instalments = 0 }, domain.Invalid, "instalments"},
		"in more instalments than months": {nil, func(o *Opened) { o.Instalments = 1001 }, domain.Invalid, "instalments"},
	} {
		t.Run(title, func(t *testing.T) {
			o := with(opened, tt.change)
			var then []domain.Event
			var fields []string
			if tt.code == "" {
				then = given(o)
			} else {
				fields = []string{tt.field}
			}
			try(t, fold(tt.given...), func(s *Slot) ([]domain.Event, error) { return s.Open(o) }, then, tt.code, fields)
		})
	}
}

// The law, over any history whatever: no two sponsorships are ever live at once, nor do two of them share a day but the one on which
// one ends and the next begins; and a hold keeps out everyone else for as long as it stands.
func TestNoChildIsEverPromisedTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, at := fold(opened), now
		live, lastEnd, n := uuid.Nil, domain.Date(0), 0
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			at = at.Add(time.Duration(rapid.IntRange(0, 48).Draw(t, "hours")) * time.Hour)
			who := rapid.SampledFrom([]uuid.UUID{an, binh, id("Chi")}).Draw(t, "who")
			day := domain.DateOf(at) + domain.Date(rapid.IntRange(-3, 3).Draw(t, "days"))
			holder := s.HeldFor(at)
			var events []domain.Event
			var err error
			n++
			entry := id(string(rune(n)))
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				if events, err = s.Take(Taken{Sponsor: who, From: day}, at); err == nil {
					if live != uuid.Nil || holder != uuid.Nil && holder != who || day < lastEnd {
						t.Fatalf("%v took what was %v's, held for %v, on %v after %v", who, live, holder, day, lastEnd)
					}
					live = entry
				}
			case 1:
				events, err = s.HoldFor(who, at.Add(time.Duration(rapid.IntRange(-2, 72).Draw(t, "for"))*time.Hour), at, AskedFor)
				if err == nil && (live != uuid.Nil || holder != uuid.Nil && holder != who) {
					t.Fatalf("held for %v what was %v's or held for %v", who, live, holder)
				}
			case 2:
				if events, err = s.End("x", BySponsor, day, at); err == nil {
					live, lastEnd = uuid.Nil, day
				}
			case 3:
				events, err = s.ReleaseHold(who, at)
			}
			for _, e := range events {
				s.Evolve(entry, e)
			}
			if s.Live.ID != live {
				t.Fatalf("the state says %v is live, the history %v (%v)", s.Live.ID, live, err)
			}
		}
	})
}

func TestCloneLeavesTheOtherAlone(t *testing.T) {
	s := fold(opened, taken, paid)
	before := s.Clone()
	c := s.Clone()
	c.Evolve(first, PaymentReversed{Sponsorship: first, Donation: gift, Currency: money.VND, Amount: 1, Booked: today})
	c.Evolve(first, ended)
	if !cmp.Equal(before, domain.State(s)) {
		t.Errorf("got %+v", s)
	}
}
