package sponsorship

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
)

// free refuses a slot that is not there, is closed, is sponsored, is held for somebody else, or is somebody else's turn.
func (s *Slot) free(sponsor uuid.UUID, now time.Time) error {
	if err := s.exists(); err != nil {
		return err
	}
	switch holder := s.HeldFor(now); {
	case s.Closed:
		return s.gone()
	case s.Taken() && s.Live.At > 0:
		return domain.Errorf(domain.Conflict, "this slot was taken at %s", local(s.Live.At)).On("slot")
	case s.Taken():
		return domain.Errorf(domain.Conflict, "this slot has a sponsor").On("slot")
	case holder != uuid.Nil && holder != sponsor:
		return domain.Errorf(domain.Conflict, "this slot is held for another sponsor until %s", local(s.Hold.Until)).On("slot")
	case holder == uuid.Nil && len(s.Queue) > 0 && s.Queue[0] != sponsor:
		return domain.Errorf(domain.Conflict, "others have waited for this slot longer").On("slot")
	}
	return nil
}

func (s *Slot) gone() error {
	return domain.Errorf(domain.Violation, "the child of this slot left on %s", s.ClosedOn).On("slot")
}

// HoldFor keeps the slot for a sponsor until a moment after now; the holder may move that moment.
func (s *Slot) HoldFor(sponsor uuid.UUID, until, now time.Time, cause HoldCause) ([]domain.Event, error) {
	if err := s.free(sponsor, now); err != nil {
		return nil, err
	}
	switch {
	case !until.After(now):
		return nil, domain.Errorf(domain.Invalid, "a hold must end later than now").On("until")
	case until.Sub(now) > LongestHold:
		return nil, domain.Errorf(domain.Invalid, "a hold keeps other sponsors from a child; it may last %d days at most", LongestHold/day).On("until")
	}
	return []domain.Event{Held{Sponsor: sponsor, Until: until.UnixMicro(), Cause: cause}}, nil
}

// ReleaseHold gives a hold up before it runs out; the first of the line is asked next.
func (s *Slot) ReleaseHold(sponsor uuid.UUID, now time.Time) ([]domain.Event, error) {
	if err := s.exists(); err != nil {
		return nil, err
	}
	if sponsor == uuid.Nil || s.HeldFor(now) != sponsor {
		return nil, domain.Errorf(domain.Conflict, "this slot is not held for this sponsor").On("slot", "sponsor")
	}
	return append([]domain.Event{HoldReleased{Sponsor: sponsor}}, s.asked(now)...), nil
}

// asked holds a slot that has become free for the first of the line, who so has the first word.
func (s *Slot) asked(now time.Time) []domain.Event {
	if len(s.Queue) == 0 {
		return nil
	}
	return []domain.Event{Held{Sponsor: s.Queue[0], Until: now.Add(AskedTime).UnixMicro(), Cause: FromQueue}}
}

// Wait puts a sponsor into the line for a slot that is not free for them now.
func (s *Slot) Wait(sponsor uuid.UUID, now time.Time) ([]domain.Event, error) {
	if err := s.exists(); err != nil {
		return nil, err
	}
	switch {
	case s.Closed:
		return nil, s.gone()
	case s.Live.Sponsor == sponsor || s.HeldFor(now) == sponsor:
		return nil, domain.Errorf(domain.Conflict, "this slot is theirs already").On("sponsor")
	case slices.Contains(s.Queue, sponsor):
		return nil, domain.Errorf(domain.Conflict, "they wait for this slot already, as number %d", slices.Index(s.Queue, sponsor)+1).On("sponsor")
	case len(s.Queue) >= mostWaiting:
		return nil, domain.Errorf(domain.Violation, "%d wait for this slot; offer another child", mostWaiting).On("slot")
	}
	return []domain.Event{Queued{Sponsor: sponsor}}, nil
}

// StopWaiting takes a sponsor out of the line.
func (s *Slot) StopWaiting(sponsor uuid.UUID) ([]domain.Event, error) {
	if err := s.exists(); err != nil {
		return nil, err
	}
	if !slices.Contains(s.Queue, sponsor) {
		return nil, domain.Errorf(domain.Conflict, "this sponsor does not wait for this slot").On("sponsor")
	}
	return []domain.Event{QueueLeft{Sponsor: sponsor}}, nil
}

// Turn says whose turn it is after whoever has the slot now, and which number a sponsor has or would have in the line.
func (s *Slot) Turn(sponsor uuid.UUID) (next uuid.UUID, number int, waits bool) {
	if len(s.Queue) > 0 {
		next = s.Queue[0]
	}
	if i := slices.Index(s.Queue, sponsor); i >= 0 {
		return next, i + 1, true
	}
	return next, len(s.Queue) + 1, false
}

// Take begins a sponsorship on a day not before the last one ended.
func (s *Slot) Take(t Taken, now time.Time) ([]domain.Event, error) {
	if err := s.free(t.Sponsor, now); err != nil {
		return nil, err
	}
	if t.From < s.Ended {
		return nil, domain.Errorf(domain.Violation, "the sponsorship before ended on %s; another cannot begin before that", s.Ended).On("from")
	}
	wish, err := t.Wish.checked(s.Path)
	if err != nil {
		return nil, err
	}
	t.Wish, t.At = wish, now.UnixMicro()
	return []domain.Event{t}, nil
}

// Pause lets nothing fall due from a day on.
func (s *Slot) Pause(reason string, on domain.Date) ([]domain.Event, error) {
	if err := s.live(); err != nil {
		return nil, err
	}
	reason, err := domain.Text("reason", reason, longestText)
	if err != nil {
		return nil, err
	}
	switch last := s.lastPause(); {
	case s.Paused():
		return nil, domain.Errorf(domain.Conflict, "this sponsorship is paused since %s", last.From).On("slot")
	case on < s.Live.From:
		return nil, domain.Errorf(domain.Violation, "the sponsorship began on %s; it cannot be paused before", s.Live.From).On("on")
	case on < last.To:
		return nil, domain.Errorf(domain.Violation, "the sponsorship was resumed on %s; it cannot be paused again before", last.To).On("on")
	}
	return []domain.Event{Paused{Sponsorship: s.Live.ID, On: on, Reason: reason}}, nil
}

func (s *Slot) lastPause() Pause {
	if len(s.Live.Pauses) == 0 {
		return Pause{}
	}
	return s.Live.Pauses[len(s.Live.Pauses)-1]
}

// Resume ends a pause.
func (s *Slot) Resume(on domain.Date) ([]domain.Event, error) {
	if err := s.live(); err != nil {
		return nil, err
	}
	if !s.Paused() {
		return nil, domain.Errorf(domain.Conflict, "this sponsorship is not paused").On("slot")
	}
	if began := s.lastPause().From; on < began {
		return nil, domain.Errorf(domain.Violation, "the pause began on %s; it cannot end before", began).On("on")
	}
	return []domain.Event{Resumed{Sponsorship: s.Live.ID, On: on}}, nil
}

// GiveNotice says until when the sponsorship goes on. It ends by End and not by itself: somebody looks after the child that day.
func (s *Slot) GiveNotice(n NoticeGiven) ([]domain.Event, error) {
	if err := s.live(); err != nil {
		return nil, err
	}
	var err error
	if n.Reason, err = domain.Text("reason", n.Reason, longestText); err != nil {
		return nil, err
	}
	switch {
	case n.By != BySponsor && n.By != ByChild && n.By != ByAssociation:
		return nil, whoEnds(n.By)
	case s.Live.Notice != 0:
		return nil, domain.Errorf(domain.Conflict, "notice was given already, until %s", s.Live.Notice).On("slot")
	case n.Until < n.On:
		return nil, domain.Errorf(domain.Invalid, "notice given on %s cannot end before", n.On).On("until")
	case n.Until < s.Live.From:
		return nil, domain.Errorf(domain.Violation, "the sponsorship began on %s; it cannot end before", s.Live.From).On("until")
	}
	n.Sponsorship = s.Live.ID
	return []domain.Event{n}, nil
}

func whoEnds(by string) error {
	return domain.Errorf(domain.Invalid, "a sponsorship is ended by sponsor, child or association, not by %q", by).On("by")
}

// End ends the live sponsorship. The slot can be taken again, and the first of the line is asked.
func (s *Slot) End(reason, by string, on domain.Date, now time.Time) ([]domain.Event, error) {
	ended, err := s.end(reason, by, on)
	if err != nil {
		return nil, err
	}
	return append([]domain.Event{ended}, s.asked(now)...), nil
}

func (s *Slot) end(reason, by string, on domain.Date) (Ended, error) {
	if err := s.live(); err != nil {
		return Ended{}, err
	}
	reason, err := domain.Text("reason", reason, longestText)
	if err != nil {
		return Ended{}, err
	}
	if by != BySponsor && by != ByChild && by != ByAssociation {
		return Ended{}, whoEnds(by)
	}
	if on < s.Live.From {
		return Ended{}, domain.Errorf(domain.Violation, "the sponsorship began on %s; it cannot end before", s.Live.From).On("on")
	}
	return Ended{Sponsorship: s.Live.ID, Reason: reason, By: by, On: on}, nil
}

// Close ends the slot with the child's exit: the live sponsorship, a hold and the line with it. A slot that is closed stays so.
func (s *Slot) Close(reason string, on domain.Date) ([]domain.Event, error) {
	if !s.Exists() || s.Closed {
		return nil, nil
	}
	var events []domain.Event
	if s.Taken() {
		ended, err := s.end(reason, ByChild, on)
		if err != nil {
			return nil, err
		}
		events = append(events, ended)
	}
	return append(events, Closed{Reason: reason, On: on}), nil
}

// SendReport notes that the sponsor of the live sponsorship was told about a term.
func (s *Slot) SendReport(r ReportSent) ([]domain.Event, error) {
	if err := s.exists(); err != nil {
		return nil, err
	}
	of, ok := s.Latest()
	if !ok {
		return nil, domain.Errorf(domain.Conflict, "this slot never had a sponsor whom to report to").On("slot")
	}
	terms := TermsOf(s.Terms, s.SchoolYear, s.Steps)
	switch {
	case !slices.Contains(terms, r.Term):
		return nil, domain.Errorf(domain.Invalid, "no term of this slot ends on %s; they end on %s", r.Term, listed(terms)).On("term")
	case !of.ReportDue(r.Term):
		return nil, domain.Errorf(domain.Violation, "this sponsor did not carry the slot when that term ended").On("term")
	case len(r.Attachment) != 32:
		return nil, domain.Errorf(domain.Invalid, "the report's SHA-256 is needed: 32 bytes").On("attachment")
	case slices.Contains(s.Reports, Reported{of.ID, r.Term}):
		return nil, domain.Errorf(domain.Conflict, "the report of that term was sent already").On("term")
	}
	r.Sponsorship = of.ID
	return []domain.Event{r}, nil
}

func listed(days []domain.Date) (text string) {
	for i, d := range days {
		if i > 0 {
			text += ", "
		}
		text += d.String()
	}
	return text
}
