package projections

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
	"sovang/domain/sponsorship"
	"sovang/projections/readdb"
)

// event is the fact that a row was written of.
func (r *slotRow) event(sponsor, other uuid.UUID, by, detail, in string) domain.Event {
	day, currency := domain.Date(r.day), money.Currency(in)
	var of, about uuid.UUID
	copy(of[:], r.sponsorship)
	if len(r.about) == len(about) {
		about = uuid.UUID(r.about)
	}
	switch r.what {
	case slotHeld:
		return sponsorship.Held{Sponsor: sponsor, Until: r.moment, Cause: sponsorship.HoldCause(detail)}
	case slotHoldReleased:
		return sponsorship.HoldReleased{Sponsor: sponsor}
	case slotQueued:
		return sponsorship.Queued{Sponsor: sponsor}
	case slotQueueLeft:
		return sponsorship.QueueLeft{Sponsor: sponsor}
	case slotTaken:
		return sponsorship.Taken{Sponsor: sponsor, From: day, At: r.moment, Wish: sponsorship.Wish{Rest: sponsorship.Rest(detail), Compartment: by,
			Words: r.reason, LateMoneyStays: r.amount == 1}}
	case slotPaused:
		return sponsorship.Paused{Sponsorship: of, On: day, Reason: r.reason}
	case slotResumed:
		return sponsorship.Resumed{Sponsorship: of, On: day}
	case slotNoticeGiven:
		return sponsorship.NoticeGiven{Sponsorship: of, By: by, Reason: r.reason, On: day, Until: domain.Date(r.day2)}
	case slotEnded:
		return sponsorship.Ended{Sponsorship: of, Reason: r.reason, By: by, On: day}
	case slotClosed:
		return sponsorship.Closed{Reason: r.reason, On: day}
	case slotReportSent:
		return sponsorship.ReportSent{Sponsorship: of, Term: domain.Date(r.day2), Attachment: r.about, On: day}
	case slotPaidFor:
		return sponsorship.PaidFor{Sponsorship: of, Donation: about, Currency: currency, Amount: r.amount, Booked: day}
	case slotPaymentReversed:
		return sponsorship.PaymentReversed{Sponsorship: of, Donation: about, Currency: currency, Amount: r.amount, Booked: day}
	case slotMemoNoted:
		return sponsorship.MemoNoted{Sponsorship: of, Currency: currency, Amount: r.amount, On: day}
	case slotMemoStruck:
		return sponsorship.MemoStruck{Memo: about, Sponsorship: of, Currency: currency, Amount: r.amount, On: day, Reason: r.reason}
	case slotBridged:
		return sponsorship.Bridged{Sponsorship: of, Payout: about, Currency: currency, Amount: r.amount, Booked: day}
	case slotBridgeRelieved:
		return sponsorship.BridgeRelieved{Sponsorship: of, Donation: about, Currency: currency, Amount: r.amount, Booked: day}
	case slotBridgeReturned:
		return sponsorship.BridgeReturned{Sponsorship: of, Payout: about, Currency: currency, Amount: r.amount, Booked: day}
	case slotCarriedBack:
		return sponsorship.CarriedBack{Donation: about, Sponsor: sponsor, Position: r.moment, Currency: currency, Amount: r.amount, On: day}
	case slotCarriedOver:
		return sponsorship.CarriedOver{From: other, Sponsorship: of, Sponsor: sponsor, Currency: currency, Amount: r.amount, Position: r.moment, On: day}
	}
	return nil
}

// happened takes in one event of the slot. What was written of a sponsorship that had not begun by the report's day has not happened.
func (s *SlotInfo) happened(n int64, entry uuid.UUID, event domain.Event) {
	live := s.state.Live.ID
	switch e := event.(type) {
	case sponsorship.PaidFor:
		s.PaidInAll += e.Amount
		s.Payments = append(s.Payments, SlotPayment{uint64(n), e.Donation, e.Amount, e.Booked})
	case sponsorship.PaymentReversed:
		s.PaidInAll -= e.Amount
		s.Payments = append(s.Payments, SlotPayment{uint64(n), e.Donation, -e.Amount, e.Booked})
	case sponsorship.MemoNoted:
		s.Memo += e.Amount
	case sponsorship.MemoStruck:
		s.Memo -= e.Amount
	case sponsorship.Bridged:
		s.Bridged += e.Amount
	case sponsorship.BridgeRelieved:
		s.Bridged -= e.Amount
	case sponsorship.BridgeReturned:
		s.Bridged -= e.Amount
	case sponsorship.Ended:
		if e.Sponsorship != live {
			return
		}
		s.EndedOn, s.EndReason = e.On, e.Reason
	case sponsorship.Taken:
		s.EndedOn, s.EndReason = 0, ""
	case sponsorship.Paused:
		if e.Sponsorship != live {
			return
		}
	case sponsorship.Resumed:
		if e.Sponsorship != live || !s.state.Paused() {
			return
		}
	case sponsorship.NoticeGiven:
		if e.Sponsorship != live {
			return
		}
	}
	s.state.Evolve(entry, event)
}

// stands says how the slot stands at a moment of a day: a hold runs out without any event, and what is due is computed.
func (s *SlotInfo) stands(moment time.Time, at domain.Date) {
	for _, of := range append(slices.Clone(s.state.Past), s.state.Live) {
		if of.ID != uuid.Nil {
			s.Sponsorships = append(s.Sponsorships, s.sponsorship(of, at))
		}
	}
	if n := len(s.Sponsorships); n > 0 {
		s.Standing = s.Sponsorships[n-1].Standing
	}
	live := s.state.Live
	s.State = s.stateAt(moment)
	switch {
	case s.State.Sponsored():
		s.Sponsor, s.Sponsorship, s.Since, s.Until = live.Sponsor, live.ID, live.From, live.Notice
	case s.State == SlotHeld:
		s.Sponsor, s.HeldUntil, s.HeldFor = s.state.Hold.Sponsor, time.UnixMicro(s.state.Hold.Until).UTC(), s.state.Hold.Cause
	}
	s.Waiting = append(s.Waiting, s.state.Queue...)
}

func (s *SlotInfo) stateAt(moment time.Time) SlotState {
	switch {
	case s.state.Closed:
		return SlotClosed
	case s.state.Taken() && s.state.Live.Notice != 0:
		return SlotNotice
	case s.state.Taken() && s.state.Paused():
		return SlotPaused
	case s.state.Active():
		return SlotActive
	case s.state.Taken():
		return SlotAwaiting
	case s.state.HeldFor(moment) != uuid.Nil:
		return SlotHeld
	case len(s.state.Past) > 0:
		return SlotEnded
	}
	return SlotOpen
}

func (s *SlotInfo) sponsorship(of sponsorship.Sponsorship, at domain.Date) SponsorshipInfo {
	x := SponsorshipInfo{Sponsorship: of.ID, Sponsor: of.Sponsor, From: of.From, To: of.To, Ended: of.ID != s.state.Live.ID, Wish: of.Wish,
		Standing: s.state.Standing(of, at), Bridged: of.Bridged, ReportsDue: []domain.Date{}}
	for _, m := range s.state.Memos {
		if m.Sponsorship == of.ID {
			x.Memo += m.Amount
		}
	}
	for _, c := range s.state.Carried {
		if c.Sponsor == of.Sponsor {
			x.Carried += c.Stands()
		}
	}
	for _, term := range sponsorship.TermsOf(s.terms, s.SchoolYear, s.Steps) {
		if term <= at && of.ReportDue(term) && !slices.Contains(s.state.Reports, sponsorship.Reported{Sponsorship: of.ID, Term: term}) {
			x.ReportsDue = append(x.ReportsDue, term)
		}
	}
	return x
}

func countSlots(slots []SlotInfo) []GodfatherCount {
	counts := []GodfatherCount{}
	children := map[sponsorship.Kind]map[uuid.UUID]bool{}
	for _, kind := range sponsorship.Kinds {
		at := map[string]int{}
		children[kind] = map[uuid.UUID]bool{}
		for _, s := range slots {
			if s.Kind != kind {
				continue
			}
			i, ok := at[s.Currency]
			if !ok {
				i = len(counts)
				at[s.Currency] = i
				counts = append(counts, GodfatherCount{Kind: kind, Currency: s.Currency, States: map[SlotState]int64{},
					Paths: map[sponsorship.Path]int64{}, Expected: map[sponsorship.Path]int64{}, Memo: map[sponsorship.Path]int64{}})
			}
			counts[i].add(s)
			if !children[kind][s.Child] {
				children[kind][s.Child] = true
				counts[i].Children++
			}
		}
	}
	return counts
}

// Add adds another count of the same currency. Children of two kinds are counted under each.
func (c *GodfatherCount) Add(d GodfatherCount) {
	c.Slots, c.Paid, c.Arrears, c.Bridged, c.Children = c.Slots+d.Slots, c.Paid+d.Paid, c.Arrears+d.Arrears, c.Bridged+d.Bridged, c.Children+d.Children
	for state, n := range d.States {
		c.States[state] += n
	}
	for _, path := range sponsorship.Paths {
		c.Paths[path] += d.Paths[path]
		c.Expected[path] += d.Expected[path]
		c.Memo[path] += d.Memo[path]
	}
}

func (c *GodfatherCount) add(s SlotInfo) {
	c.Slots++
	c.States[s.State]++
	c.Paths[s.Path]++
	c.Expected[s.Path] += s.Expected
	c.Paid += s.PaidInAll
	c.Memo[s.Path] += s.Memo
	c.Bridged += s.Bridged
	if s.State.Sponsored() && s.Path == sponsorship.ViaAssociation { // past the books nobody has to note what was given
		c.Arrears += s.Arrears
	}
}

// circumstances counts the flags on the cards of the children of slots: a child once, however many slots they have.
func (v *view) circumstances(slots []SlotInfo) ([]CircumstanceCount, error) {
	sponsored := map[uuid.UUID]bool{} // child → somebody carries one of the slots
	for _, s := range slots {
		sponsored[s.Child] = sponsored[s.Child] || s.State.Sponsored()
	}
	counts := make([]CircumstanceCount, len(sponsorship.Circumstances))
	for i, flag := range sponsorship.Circumstances {
		counts[i].Circumstance = flag
	}
	if len(slots) == 0 {
		return counts, nil
	}
	return counts, v.rows(func(r readdb.Row) error {
		var id []byte
		var flags int64
		if err := r.Scan(&id, &flags); err != nil {
			return err
		}
		carried, ours := sponsored[uuid.UUID(id)]
		for i := range counts {
			if ours && flags&(1<<i) != 0 {
				counts[i].Children++
				if carried {
					counts[i].Sponsored++
				}
			}
		}
		return nil
	}, "SELECT x.id, p.circumstances FROM @people p JOIN @names x ON x.k = p.k WHERE p.circumstances <> 0")
}
