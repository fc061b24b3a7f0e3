package pages

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/award"
	"sovang/domain/fund"
	"sovang/domain/ledger"
)

// roundDeeds are the forms of a round's page besides those of signing, paying and proving, and the command behind each.
var roundDeeds = map[string]string{"nominate": "round.nominate", "exclude": "round.exclude", "freeze": "round.freeze", "revise": "round.revise", "unclaimed": "round.unclaimed",
	"cancel-rows": "round.cancel-rows", "substitute": "round.substitute", "close": "round.close", "cancel": "round.cancel"}

// deedsNow says which of them the round's stage allows; who may, the table of duties says.
func deedsNow(s *roundShown) map[string]bool {
	nominating, frozen, approved := s.Round.Stage == string(award.Nominating), s.Round.Stage == string(award.IsFrozen), s.Round.Stage == string(award.IsApproved)
	overdue := s.Round.ClaimDays > 0 && s.Round.Announced != 0 && today() > s.Round.Announced+domain.Date(s.Round.ClaimDays)
	return map[string]bool{
		"nominate": nominating, "exclude": nominating && s.Live > 0, "freeze": nominating && s.Live > 0, "revise": frozen,
		"unclaimed": approved && s.Open > 0 && overdue, "cancel-rows": approved && s.Open > 0, "substitute": approved && s.Open > 0,
		"close": approved && s.Open == 0, "cancel": nominating || frozen || approved && s.PaidRows == 0,
	}
}

// offerDeeds keeps those that whoever asks may do.
func (c *Call) offerDeeds(s *roundShown, units []uuid.UUID) error {
	s.Deeds = map[string]bool{}
	for do, now := range deedsNow(s) {
		if !now {
			continue
		}
		may, err := c.mayIn(roundDeeds[do], units...)
		if err != nil {
			return err
		}
		s.Deeds[do] = may
	}
	if !s.Deeds["substitute"] || len(s.People) > 0 {
		return nil
	}
	var err error
	s.People, err = c.others(s.Round.Unit, Report("round").roles)
	return err
}

// RowEnds are how rows leave a list of a round: first as is usual at its stage, or declined.
func (s roundShown) RowEnds(c *Call) []option {
	usual := fund.Excluded
	if s.Round.Stage == string(award.IsApproved) {
		usual = fund.Cancelled
	}
	return chooseWords(c, "rowstate.", usual, fund.Declined)
}

// RecipientKinds are those whom the round is for; none: as it was.
func (s roundShown) RecipientKinds(c *Call) []option {
	return append([]option{{"", c.say("round.aswas")}}, chooseWords(c, "recipient.", s.Round.Recipients...)...)
}

// deedOf is the command that one of those forms asks for; nil where it is none of them.
func (c *Call) deedOf(do string, id uuid.UUID) (ledger.Command, error) {
	rows, reason := codes(c.Typed("rows")), c.Typed("reason")
	switch do {
	case "exclude":
		return ledger.ExcludeRows{Round: id, Rows: rows, How: fund.RowEnd(c.Typed("how")), Reason: reason}, c.someRows(rows)
	case "freeze":
		return ledger.FreezeRound{Round: id}, nil
	case "revise":
		return ledger.ReviseRound{Round: id, Reason: reason}, nil
	case "unclaimed":
		return ledger.GiveUpRows{Round: id, Rows: rows, Reason: reason}, nil
	case "cancel-rows":
		return ledger.CancelRows{Round: id, Rows: rows, How: fund.RowEnd(c.Typed("how")), Reason: reason}, c.someRows(rows)
	case "substitute":
		who, err := c.someDonor("recipient")
		return ledger.SubstituteRow{Round: id, Row: c.Typed("row"), Recipient: who, RecipientKind: c.Typed("recipient_kind"), Institution: c.Typed("institution"), Level: c.Typed("level"),
			Reason: reason, Approver: c.Typed("approver"), Override: c.Typed("override")}, err
	case "close":
		return ledger.CloseRound{Round: id, Reason: reason}, nil
	case "cancel":
		return ledger.CancelRound{Round: id, Reason: reason}, nil
	}
	return nil, nil
}

func (c *Call) someRows(rows []string) error {
	if len(rows) == 0 {
		return domain.Errorf(domain.Invalid, "name the rows by their codes").On("rows")
	}
	return nil
}

// Steps that lie behind a round of which nothing is on the list yet.
func (s roundShown) Empty() bool { return s.Live == 0 && s.Round.Stage == string(award.Nominating) }
