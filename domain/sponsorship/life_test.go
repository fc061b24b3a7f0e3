package sponsorship

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

var (
	dated  = with(opened, func(o *Opened) { o.Steps = months9 })
	queued = Queued{Sponsor: binh}
	paused = Paused{Sponsorship: first, On: today + 10, Reason: "đi chữa bệnh"}
	notice = NoticeGiven{Sponsorship: first, By: BySponsor, Reason: "nghỉ hưu", On: today, Until: today + 30}
	closed = Closed{Reason: "chuyển tỉnh", On: today + 5}
	hash   = bytes.Repeat([]byte{7}, 32)
	memo   = MemoNoted{Sponsorship: first, Currency: money.VND, Amount: 500_000, On: today, Proof: hash}
)

func TestTheLifeOfASponsorship(t *testing.T) {
	wait := func(sponsor uuid.UUID) when {
		return func(s *Slot) ([]domain.Event, error) { return s.Wait(sponsor, now) }
	}
	take := func(taken Taken) when { return func(s *Slot) ([]domain.Event, error) { return s.Take(taken, now) } }
	pause := func(on domain.Date) when {
		return func(s *Slot) ([]domain.Event, error) { return s.Pause("đi chữa bệnh", on) }
	}
	resume := func(on domain.Date) when { return func(s *Slot) ([]domain.Event, error) { return s.Resume(on) } }
	give := func(n NoticeGiven) when { return func(s *Slot) ([]domain.Event, error) { return s.GiveNotice(n) } }
	shut := func(s *Slot) ([]domain.Event, error) { return s.Close("chuyển tỉnh", today+5) }
	report := func(term domain.Date, attachment []byte) when {
		return func(s *Slot) ([]domain.Event, error) {
			return s.SendReport(ReportSent{Term: term, Attachment: attachment, On: today})
		}
	}
	january := on("2025-01-15")
	sent := ReportSent{Sponsorship: first, Term: january, Attachment: hash, On: today}
	week := Held{Sponsor: binh, Until: now.Add(AskedTime).UnixMicro(), Cause: FromQueue}
	for title, tt := range map[string]struct {
		given  []domain.Event
		when   when
		then   []domain.Event
		code   domain.Code
		fields []string
	}{
		"wait for what another has":         {given(opened, taken), wait(binh), given(queued), "", nil},
		"wait twice":                        {given(opened, taken, queued), wait(binh), nil, domain.Conflict, []string{"sponsor"}},
		"wait for one's own":                {given(opened, taken), wait(an), nil, domain.Conflict, []string{"sponsor"}},
		"wait for what is held for oneself": {given(opened, held), wait(an), nil, domain.Conflict, []string{"sponsor"}},
		"wait for who has left":             {given(opened, closed), wait(binh), nil, domain.Violation, []string{"slot"}},
		"leave the line": {given(opened, taken, queued), func(s *Slot) ([]domain.Event, error) { return s.StopWaiting(binh) },
			given(QueueLeft{Sponsor: binh}), "", nil},
		"leave a line one is not in": {given(opened, taken), func(s *Slot) ([]domain.Event, error) { return s.StopWaiting(binh) },
			nil, domain.Conflict, []string{"sponsor"}},
		"an end asks the first of the line": {given(opened, taken, queued), func(s *Slot) ([]domain.Event, error) { return s.End("thôi", BySponsor, today, now) },
			given(Ended{Sponsorship: first, Reason: "thôi", By: BySponsor, On: today}, week), "", nil},
		"a release asks the first of the line": {given(opened, held, queued), func(s *Slot) ([]domain.Event, error) { return s.ReleaseHold(an, now) },
			given(HoldReleased{Sponsor: an}, week), "", nil},
		"take out of turn":       {given(opened, queued), take(Taken{Sponsor: an, From: today}), nil, domain.Conflict, []string{"slot"}},
		"take in turn":           {given(opened, queued), take(Taken{Sponsor: binh, From: today}), given(takenBy(binh, today)), "", nil},
		"take from who has left": {given(opened, closed), take(Taken{Sponsor: an, From: today}), nil, domain.Violation, []string{"slot"}},

		"wish for another fund":                    {given(opened), take(Taken{Sponsor: an, From: today, Wish: Wish{Rest: "casino"}}), nil, domain.Invalid, []string{"wish.rest"}},
		"wish for no compartment":                  {given(opened), take(Taken{Sponsor: an, From: today, Wish: Wish{Rest: ToCompartment}}), nil, domain.Invalid, []string{"wish.compartment"}},
		"wish for a compartment beside":            {given(opened), take(Taken{Sponsor: an, From: today, Wish: Wish{Rest: ToUnrestricted, Compartment: "x"}}), nil, domain.Invalid, []string{"wish.compartment"}},
		"wish for a refund of what is in no books": {given(direct), take(Taken{Sponsor: an, From: today, Wish: Wish{Rest: BackToTheSponsor}}), nil, domain.Invalid, []string{"wish.rest"}},

		"pause":                      {given(opened, taken), pause(today + 10), given(paused), "", nil},
		"pause twice":                {given(opened, taken, paused), pause(today + 20), nil, domain.Conflict, []string{"slot"}},
		"pause before it began":      {given(opened, taken), pause(today - 1), nil, domain.Violation, []string{"on"}},
		"pause nobody's":             {given(opened), pause(today), nil, domain.Conflict, []string{"slot"}},
		"resume":                     {given(opened, taken, paused), resume(today + 20), given(Resumed{Sponsorship: first, On: today + 20}), "", nil},
		"resume before the pause":    {given(opened, taken, paused), resume(today + 9), nil, domain.Violation, []string{"on"}},
		"resume what is not paused":  {given(opened, taken), resume(today), nil, domain.Conflict, []string{"slot"}},
		"pause again before the end": {given(opened, taken, paused, Resumed{Sponsorship: first, On: today + 20}), pause(today + 15), nil, domain.Violation, []string{"on"}},

		"give notice":             {given(opened, taken), give(NoticeGiven{By: BySponsor, Reason: "nghỉ hưu", On: today, Until: today + 30}), given(notice), "", nil},
		"give notice twice":       {given(opened, taken, notice), give(notice), nil, domain.Conflict, []string{"slot"}},
		"give notice backwards":   {given(opened, taken), give(NoticeGiven{By: BySponsor, Reason: "x", On: today, Until: today - 1}), nil, domain.Invalid, []string{"until"}},
		"give notice by a friend": {given(opened, taken), give(NoticeGiven{By: "friend", Reason: "x", On: today, Until: today}), nil, domain.Invalid, []string{"by"}},
		"give no reason":          {given(opened, taken), give(NoticeGiven{By: BySponsor, On: today, Until: today}), nil, domain.Invalid, []string{"reason"}},

		"close a sponsored slot": {given(opened, taken, queued), shut, given(Ended{Sponsorship: first, Reason: "chuyển tỉnh", By: ByChild, On: today + 5}, closed), "", nil},
		"close one that waits":   {given(opened), shut, given(closed), "", nil},
		"close twice":            {given(opened, closed), shut, nil, "", nil},
		"close before it began":  {given(opened, takenBy(an, today+6)), shut, nil, domain.Violation, []string{"on"}},

		"report":                        {given(dated, taken), report(january, hash), given(sent), "", nil},
		"report twice":                  {given(dated, taken, sent), report(january, hash), nil, domain.Conflict, []string{"term"}},
		"report of no term":             {given(dated, taken), report(january+1, hash), nil, domain.Invalid, []string{"term"}},
		"report without a report":       {given(dated, taken), report(january, nil), nil, domain.Invalid, []string{"attachment"}},
		"report to nobody":              {given(dated), report(january, hash), nil, domain.Conflict, []string{"slot"}},
		"report of a term after theirs": {given(dated, taken, ended), report(january, hash), nil, domain.Violation, []string{"term"}},
	} {
		t.Run(title, func(t *testing.T) { try(t, fold(tt.given...), tt.when, tt.then, tt.code, tt.fields) })
	}
}

func TestMemos(t *testing.T) {
	note := func(m MemoNoted) when { return func(s *Slot) ([]domain.Event, error) { return s.NoteMemo(m) } }
	other := memo
	other.Sponsorship = id("stranger")
	early, dollars, nothing, short := memo, memo, memo, memo
	early.On, dollars.Currency, nothing.Amount, short.Proof = today-1, "USD", 0, []byte("x")
	for title, tt := range map[string]struct {
		given  []domain.Event
		when   when
		then   []domain.Event
		code   domain.Code
		fields []string
	}{
		"note":                             {given(direct, taken), note(memo), given(memo), "", nil},
		"note for the live one":            {given(direct, taken), note(MemoNoted{Currency: money.VND, Amount: 500_000, On: today, Proof: hash}), given(memo), "", nil},
		"note for one that ended":          {given(direct, taken, ended), note(memo), given(memo), "", nil},
		"note for nobody":                  {given(direct), note(MemoNoted{Currency: money.VND, Amount: 1, On: today}), nil, domain.Conflict, []string{"slot"}},
		"note for a stranger":              {given(direct, taken), note(other), nil, domain.NotFound, []string{"sponsorship"}},
		"note what goes through the books": {given(opened, taken), note(memo), nil, domain.Violation, []string{"slot"}},
		"note before it began":             {given(direct, taken), note(early), nil, domain.Violation, []string{"on"}},
		"note dollars":                     {given(direct, taken), note(dollars), nil, domain.Invalid, []string{"amount"}},
		"note nothing":                     {given(direct, taken), note(nothing), nil, domain.Invalid, []string{"amount"}},
		"note with half a proof":           {given(direct, taken), note(short), nil, domain.Invalid, []string{"proof"}},
		"strike": {given(direct, taken, memo), func(s *Slot) ([]domain.Event, error) { return s.StrikeMemo(first, "nhầm") },
			given(MemoStruck{Memo: first, Sponsorship: first, Currency: money.VND, Amount: 500_000, On: today, Reason: "nhầm"}), "", nil},
		"strike what is not there": {given(direct, taken), func(s *Slot) ([]domain.Event, error) { return s.StrikeMemo(first, "nhầm") }, nil, domain.NotFound, []string{"memo"}},
		"strike without a reason":  {given(direct, taken, memo), func(s *Slot) ([]domain.Event, error) { return s.StrikeMemo(first, "") }, nil, domain.Invalid, []string{"reason"}},
	} {
		t.Run(title, func(t *testing.T) { try(t, fold(tt.given...), tt.when, tt.then, tt.code, tt.fields) })
	}
	if s := fold(direct, taken, memo); !s.Active() || s.Standing(s.Live, today).Paid != 500_000 {
		t.Errorf("a memo is a payment that is shown: %+v", s)
	}
}

func TestBridges(t *testing.T) {
	bridge := func(amount int64, booked domain.Date) when {
		return func(s *Slot) ([]domain.Event, error) {
			return s.Bridge(Bridged{Payout: id("payout"), Currency: money.VND, Amount: amount, Booked: booked})
		}
	}
	of := func(sponsorship uuid.UUID, amount int64, booked domain.Date) Bridged {
		return Bridged{Sponsorship: sponsorship, Payout: id("payout"), Currency: money.VND, Amount: amount, Booked: booked}
	}
	for title, tt := range map[string]struct {
		given  []domain.Event
		when   when
		then   []domain.Event
		code   domain.Code
		fields []string
	}{
		"for a late sponsor":                 {given(dated, taken), bridge(500_000, today), given(of(first, 500_000, today)), "", nil},
		"for more than is late":              {given(dated, taken), bridge(500_001, today), nil, domain.Violation, []string{"amount"}},
		"for one who has paid":               {given(dated, taken, paid), bridge(1, today), nil, domain.Violation, []string{"amount"}},
		"for the same month again":           {given(dated, taken, of(first, 500_000, today)), bridge(1, today), nil, domain.Violation, []string{"amount"}},
		"once more, after that was relieved": {given(dated, taken, of(first, 500_000, today), paid, BridgeRelieved{Sponsorship: first, Amount: 500_000}), bridge(500_000, today+31), given(of(first, 500_000, today+31)), "", nil},
		"in a gap":                           {given(dated), bridge(500_000, today), given(of(uuid.Nil, 500_000, today)), "", nil},
		"in a pause":                         {given(dated, taken, paid, paused), bridge(500_000, today+31), given(of(uuid.Nil, 500_000, today+31)), "", nil},
		"where nothing has dates":            {given(opened, taken), bridge(500_000, today), given(of(first, 500_000, today)), "", nil},
		"for what is not there":              {nil, bridge(1, today), nil, domain.NotFound, []string{"slot"}},
	} {
		t.Run(title, func(t *testing.T) { try(t, fold(tt.given...), tt.when, tt.then, tt.code, tt.fields) })
	}
	stays := taken
	stays.Wish.LateMoneyStays = true
	for title, tt := range map[string]struct {
		given []domain.Event
		want  int64
	}{
		"nothing was bridged":         {given(dated, taken), 0},
		"late money repays":           {given(dated, taken, of(first, 500_000, today)), 500_000},
		"after the sponsorship ended": {given(dated, taken, of(first, 500_000, today), ended), 500_000},
		"as the agreement says":       {given(dated, stays, of(first, 500_000, today)), 0},
		"what came back is not owed":  {given(dated, taken, of(first, 500_000, today), BridgeReturned{Sponsorship: first, Amount: 200_000}), 300_000},
		"what was paid in a gap":      {given(dated, taken, of(uuid.Nil, 500_000, today)), 0},
	} {
		if got := fold(tt.given...).Relieves(paid); got != tt.want {
			t.Errorf("%s: %d", title, got)
		}
	}
}

func TestChildren(t *testing.T) {
	proposed := Proposed{Unit: id("unit"), By: "Chi hội trưởng", On: today}
	one, two := Verified{By: "xã", On: today}, Verified{By: "trường", On: today}
	exited := Exited{Reason: "chuyển tỉnh", On: today}
	verify := func(by string) func(*Child) ([]domain.Event, error) {
		return func(c *Child) ([]domain.Event, error) { return c.Verify(Verified{By: by, On: today}) }
	}
	exit := func(on domain.Date) func(*Child) ([]domain.Event, error) {
		return func(c *Child) ([]domain.Event, error) {
			return c.Exit(Exited{Reason: "chuyển tỉnh", On: on}, today)
		}
	}
	propose := func(c *Child) ([]domain.Event, error) { return c.Propose(proposed) }
	for title, tt := range map[string]struct {
		given  []domain.Event
		when   func(*Child) ([]domain.Event, error)
		then   []domain.Event
		code   domain.Code
		fields []string
	}{
		"propose":                        {nil, propose, given(proposed), "", nil},
		"propose twice":                  {given(proposed), propose, nil, domain.Conflict, []string{"child"}},
		"propose who came back":          {given(proposed, one, two, exited), propose, given(proposed), "", nil},
		"verify":                         {given(proposed), verify("xã"), given(one), "", nil},
		"verify as the second":           {given(proposed, one), verify("trường"), given(two), "", nil},
		"verify by the proposer":         {given(proposed), verify(" CHI HỘI TRƯỞNG "), nil, domain.Denied, []string{"child"}},
		"verify by the proposer, spaced": {given(proposed), verify("Chi  hội trưởng"), nil, domain.Denied, []string{"child"}},
		"verify by one twice":            {given(proposed, one), verify("Xã"), nil, domain.Denied, []string{"child"}},
		"verify a third time":            {given(proposed, one, two), verify("tỉnh"), nil, domain.Conflict, []string{"child"}},
		"verify whom nobody knows":       {nil, verify("xã"), nil, domain.NotFound, []string{"child"}},
		"verify who has left":            {given(proposed, one, two, exited), verify("tỉnh"), nil, domain.Violation, []string{"child"}},
		"verify before the proposal":     {given(Proposed{By: "x", On: today + 1}), verify("xã"), nil, domain.Violation, []string{"on"}},
		"exit":                           {given(proposed, one, two), exit(today), given(exited), "", nil},
		"exit twice":                     {given(proposed, exited), exit(today), nil, domain.Conflict, []string{"child"}},
		"exit tomorrow":                  {given(proposed), exit(today + 1), nil, domain.Invalid, []string{"on"}},
		"exit of nobody":                 {nil, exit(today), nil, domain.NotFound, []string{"child"}},
	} {
		t.Run(title, func(t *testing.T) {
			c := &Child{}
			for _, e := range tt.given {
				c.Evolve(uuid.Nil, e)
			}
			before := c.Clone()
			got, err := tt.when(c)
			sameEvents(t, got, tt.then, err, tt.code, tt.fields)
			sameEvents(t, given(*before.(*Child)), given(*c), nil, "", nil)
		})
	}
	// A return is verified anew.
	c := &Child{}
	for _, e := range given(proposed, one, two) {
		c.Evolve(uuid.Nil, e)
	}
	if c.Sponsorable() != nil {
		t.Error("two have verified the child")
	}
	for _, e := range given(exited, proposed, one) {
		c.Evolve(uuid.Nil, e)
	}
	if domain.CodeOf(c.Sponsorable()) != domain.Violation {
		t.Error("a return was taken for verified")
	}
}

func TestTheMomentAHoldEndsTheNextOfTheLineMayTakeTheSlot(t *testing.T) {
	s := fold(opened, taken, queued, Queued{Sponsor: id("Chi")}, ended, Held{Sponsor: binh, Until: now.Add(AskedTime).UnixMicro(), Cause: FromQueue})
	later := now.Add(AskedTime)
	if _, err := s.Take(Taken{Sponsor: id("Chi"), From: today + 40}, later.Add(-time.Microsecond)); domain.CodeOf(err) != domain.Conflict {
		t.Errorf("taken while it was held: %v", err)
	}
	if _, err := s.Take(Taken{Sponsor: an, From: today + 40}, later); domain.CodeOf(err) != domain.Conflict {
		t.Errorf("taken out of turn: %v", err)
	}
	if _, err := s.Take(Taken{Sponsor: id("Chi"), From: today + 40}, later); err != nil {
		t.Errorf("it is Chi's turn: %v", err)
	}
}
