package pages

import (
	"cmp"
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/award"
	"sovang/domain/ledger"
	"sovang/projections"
)

// roundShown is one round: what is to be signed, what pays it, who did what, and a part of the list.
type roundShown struct {
	When
	Round    projections.Round
	UnitName string
	UnitCode string
	FundName string
	Done     string // what was just done, "": nothing

	Live, Amount, PaidRows, Paid, Returned int64 // of the list that stands

	Hash    string // of the frozen list, "" while it is not frozen
	Changed bool   // the form that was sent had seen another list
	Diffs   []diffShown
	More    int // differences that are not shown
	Against int64

	Pays  []payingShown
	Short int64 // what all compartments together lack

	Steps     []projections.RoundStep
	Overrides int // steps that one person took for two
	Same      bool
	Trial     *Refusal // why the ledger would refuse the signature as things stand

	Rows           []roundRow
	From, To, All  int64
	Before, After  string
	Waits          []Waits // payments of this round that wait for their witness
	Places         []projections.PlaceBalance
	People         []string // who works in the unit, to choose a witness from
	fundUnit       uuid.UUID
	MayApprove     bool
	MayAnnounce    bool
	MayPay         bool
	MayProve       bool
	Deeds          map[string]bool // what else may be done with it
	Unproved, Open int64
}

type diffShown struct {
	projections.RowDiff
	Before, After string
}

// payingShown is a compartment that pays a round, in its order.
type payingShown struct {
	projections.CompartmentBalance
	Takes int64 // what the list would take from it
}

type roundRow struct {
	projections.RoundRow
	Name string
}

// The bounds of one page of a round.
const (
	rowsAPart = 50
	mostDiffs = 200
)

func (c *Call) round() (any, error) {
	shown := roundShown{Done: c.Done("round.done.")}
	var err error
	if shown.When, err = c.when("row"); err != nil {
		return nil, err
	}
	id, err := c.Read().RoundNamed(c.Context(), c.Path("round"))
	if err != nil {
		return nil, err
	}
	if shown.From, err = c.asked("row"); err != nil {
		return nil, err
	}
	shown.From = max(shown.From, 1)
	q := projections.RoundQuery{Round: id, AsOf: shown.AsOf, At: shown.When.At, Rows: true, From: shown.From - 1, Most: rowsAPart}
	if shown.Round, err = c.Read().Round(c.Context(), q); err != nil {
		return nil, err
	}
	if err := c.Within(shown.Round.Unit); err != nil {
		return nil, err
	}
	for _, fill := range []func(*roundShown) error{c.roundSums, c.roundSteps, c.roundRows, c.roundDiff, c.roundMoney, c.roundForms} {
		if err := fill(&shown); err != nil {
			return nil, err
		}
	}
	return shown, nil
}

// asked reads a number of the address, 0 where there is none.
func (c *Call) asked(name string) (int64, error) {
	text := c.Query(name)
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, domain.Errorf(domain.Invalid, "%q is no number", text).On(name)
	}
	return n, nil
}

func (c *Call) roundSums(s *roundShown) error {
	o, err := c.offices()
	s.UnitName, s.UnitCode = o.units[s.Round.Unit].Name, o.units[s.Round.Unit].Code
	for _, k := range s.Round.Counts {
		s.All += k.Rows
		switch k.State {
		case projections.RowExcluded, projections.RowDeclined, projections.RowCancelled, projections.RowUnclaimed, projections.RowRevised:
			continue
		case projections.RowPaid, projections.RowProved, projections.RowReturned:
			s.PaidRows, s.Paid = s.PaidRows+k.Rows, s.Paid+k.Amount
		case projections.RowApproved, projections.RowAnnounced, projections.RowAbsent:
			s.Open += k.Rows
		}
		if k.State == projections.RowPaid {
			s.Unproved += k.Rows
		}
		s.Live, s.Amount, s.Returned = s.Live+k.Rows, s.Amount+k.Amount, s.Returned+k.Returned
	}
	return err
}

// roundSteps is who did what, and whether whoever looks has proposed the list as it stands.
func (c *Call) roundSteps(s *roundShown) error {
	s.Steps = s.Round.Steps
	for _, x := range s.Steps {
		switch x.What {
		case "frozen":
			s.Hash = x.Hash
		case "revised":
			s.Hash, s.Same = "", false
		}
		switch x.What {
		case "nominated", "frozen", "revised":
			s.Same = s.Same || domain.SameActor(x.By, c.Who())
		}
		if x.Same != "" {
			s.Overrides++
		}
	}
	s.Changed = c.Refused != nil && c.Typed("do") == "approve" && c.Typed("hash") != s.Hash
	return nil
}

func (c *Call) roundRows(s *roundShown) error {
	for _, x := range s.Round.Rows {
		name, err := c.calls(x.Recipient)
		if err != nil {
			return err
		}
		s.Rows = append(s.Rows, roundRow{x, name})
	}
	s.To = s.From + int64(len(s.Rows)) - 1
	if s.From > 1 {
		s.Before = s.Change("row", strconv.FormatInt(max(1, s.From-rowsAPart), 10)) + "#rows"
	}
	if s.From-1+rowsAPart < s.All {
		s.After = s.Change("row", strconv.FormatInt(s.From+rowsAPart, 10)) + "#rows"
	}
	return nil
}

// calls names somebody as the office knows them; "" for nobody.
func (c *Call) calls(id uuid.UUID) (string, error) {
	if id == uuid.Nil {
		return "", nil
	}
	p, err := c.Read().Person(c.Context(), id)
	if err == nil && p.Forgotten {
		return c.say("person.forgotten"), nil
	}
	return p.Name, err
}

// roundDiff is how the list differs from the version before it, as far as a page has room.
func (c *Call) roundDiff(s *roundShown) error {
	if s.Round.Version < 2 || s.Round.List == uuid.Nil {
		return nil
	}
	_, diffs, err := c.Read().ListDiff(c.Context(), s.Round.List, s.AsOf, s.When.At)
	if err != nil {
		return err
	}
	s.Against, s.More = s.Round.Version-1, max(0, len(diffs)-mostDiffs)
	for _, d := range diffs[:len(diffs)-s.More] {
		one := diffShown{RowDiff: d}
		if one.Before, err = c.diffSide(s, d.Field, d.Before); err != nil {
			return err
		}
		if one.After, err = c.diffSide(s, d.Field, d.After); err != nil {
			return err
		}
		s.Diffs = append(s.Diffs, one)
	}
	return nil
}

func (c *Call) diffSide(s *roundShown, field, text string) (string, error) {
	switch n, failed := strconv.ParseInt(text, 10, 64); {
	case text == "":
		return "", nil
	case field == "recipient":
		id, err := uuid.Parse(text)
		if err != nil {
			return "", err
		}
		return c.calls(id)
	case field == "amount" && failed == nil:
		return c.Amount(s.Round.Currency, n), nil
	case field == "score" && failed == nil:
		return score(n), nil
	case field == "award":
		return c.Word("award.", text), nil
	case field == "recipient_kind":
		return c.Word("recipient.", text), nil
	case field == "level":
		return c.Word("level.", text), nil
	}
	return text, nil
}

// score shows hundredths as a mark: 8,5.
func score(hundredths int64) string {
	text := strconv.FormatInt(hundredths/100, 10)
	if rest := hundredths % 100; rest != 0 {
		text += "," + strings.TrimRight(strconv.FormatInt(100+rest, 10)[1:], "0")
	}
	return text
}

// Score is score for templates.
func (r roundRow) Score() string {
	if r.RoundRow.Score == 0 {
		return ""
	}
	return score(r.RoundRow.Score)
}

// roundMoney is what the compartments that pay hold, and what an approval would take from each: they are emptied in their order.
func (c *Call) roundMoney(s *roundShown) error {
	b, err := c.Read().Balances(c.Context(), projections.BalancesQuery{Fund: s.Round.Fund, AsOf: s.AsOf, At: s.When.At})
	if err != nil || len(b.Funds) == 0 {
		return err
	}
	s.FundName, s.fundUnit = b.Funds[0].Name, b.Funds[0].Unit
	waits := s.Round.Stage == string(award.Nominating) || s.Round.Stage == string(award.IsFrozen)
	left := s.Amount
	for _, code := range s.Round.From {
		i := slices.IndexFunc(b.Funds[0].Compartments, func(k projections.CompartmentBalance) bool {
			return k.Compartment == code && k.Currency == s.Round.Currency
		})
		if i < 0 {
			continue // opened later than the moment that is looked at
		}
		one := payingShown{CompartmentBalance: b.Funds[0].Compartments[i]}
		if waits {
			one.Takes = min(left, max(0, one.Available-one.Uncovered))
			left -= one.Takes
		}
		s.Pays = append(s.Pays, one)
	}
	if waits {
		s.Short = left
	}
	for _, p := range b.Funds[0].Places {
		if p.Currency == s.Round.Currency {
			s.Places = append(s.Places, p)
		}
	}
	return nil
}

// roundForms is what whoever asks may do with the round now; of the past nothing.
func (c *Call) roundForms(s *roundShown) error {
	if s.Past() || s.When.At != nil {
		return nil
	}
	var err error
	if s.Waits, err = c.WaitingOn("/rounds/" + url.PathEscape(s.Round.Code)); err != nil {
		return err
	}
	units := []uuid.UUID{s.Round.Unit, s.fundUnit}
	may := func(when bool, command string) bool {
		if !when || err != nil {
			return false
		}
		var yes bool
		yes, err = c.mayIn(command, units...)
		return yes
	}
	frozen, approved := s.Round.Stage == string(award.IsFrozen), s.Round.Stage == string(award.IsApproved)
	s.MayApprove = may(frozen, "round.approve")
	s.MayAnnounce = may(approved && s.Round.Announced == 0, "round.announce")
	s.MayPay = may(approved && s.Open > 0, "round.pay")
	s.MayProve = may(approved && s.Unproved > 0, "round.prove")
	if err == nil && s.MayPay {
		s.People, err = c.others(s.Round.Unit, Report("round").roles)
	}
	if err == nil {
		err = c.offerDeeds(s, units)
	}
	if err == nil && s.MayApprove && c.Refused == nil {
		s.Trial, err = c.tried(ledger.ApproveRound{Round: s.Round.ID, Hash: s.Hash, Override: c.trialOverride(s)})
	}
	return err
}

// trialOverride is a reason for the trial where the form asks for one: that it is missing is said beside the field.
func (c *Call) trialOverride(s *roundShown) string {
	if s.Same {
		return "?"
	}
	return ""
}

// tried asks the ledger what it would say, and writes nothing; nil where it would accept.
func (c *Call) tried(command ledger.Command) (*Refusal, error) {
	outcomes, err := c.site.o.Try(c.Context(), []ledger.Request{{ID: uuid.Must(uuid.NewV7()), Actor: c.Who(), Command: command}})
	if err != nil {
		return nil, err
	}
	for _, o := range outcomes {
		if _, refusal := refusalOf(o.Err); refusal != nil {
			return refusal, nil
		}
		if o.Err != nil {
			return nil, o.Err
		}
	}
	return nil, nil
}

// doRound carries out a step of a round.
func (c *Call) doRound() (string, error) {
	id, err := c.Read().RoundNamed(c.Context(), c.Path("round"))
	if err != nil {
		return "", err
	}
	do := c.Typed("do")
	command, err := c.stepOf(do, id)
	if err != nil {
		return "", err
	}
	asOf, err := c.AsOf()
	if err != nil {
		return "", err
	}
	o, err := c.Read().Round(c.Context(), projections.RoundQuery{Round: id, AsOf: asOf})
	if err != nil {
		return "", err
	}
	return c.askSigned(o.Unit, "/rounds/"+url.PathEscape(o.Code)+"?done="+do, command)
}

// stepOf is the command that a form of the round asks for.
func (c *Call) stepOf(do string, id uuid.UUID) (ledger.Command, error) {
	switch do {
	case "approve":
		return ledger.ApproveRound{Round: id, Hash: c.Typed("hash"), Override: c.Typed("override")}, nil
	case "announce":
		on, err := c.day("on")
		return ledger.AnnounceRound{Round: id, On: on}, err
	case "pay":
		booked, err := c.day("booked")
		return ledger.PayRound{Round: id, Place: c.Typed("place"), Except: codes(c.Typed("except")), Witness: c.Typed("witness"), Booked: booked,
			Content: c.Typed("content"), Override: c.Typed("override")}, err
	case "prove":
		hash, name := strings.TrimSpace(c.Typed("attachment")), strings.TrimSpace(c.Typed("name"))
		if scan := c.Typed("scan"); scan != "" {
			hash, name = scan, cmp.Or(name, c.Typed("scan-name"))
		}
		if sum, err := hex.DecodeString(hash); err != nil || len(sum) == 0 {
			return nil, domain.Errorf(domain.Invalid, "choose the photograph or scan of the signed list, or give its SHA-256 in hexadecimal").On("attachment")
		}
		return ledger.ProveRows{Round: id, Rows: codes(c.Typed("rows")), Attachment: hash, Name: name}, nil
	}
	deed, err := c.deedOf(do, id)
	if deed == nil && err == nil {
		err = domain.Errorf(domain.Invalid, "the form does not say what to do").On("do")
	}
	return deed, err
}

// codes are the codes of rows in a text, with blanks, commas or semicolons between.
func codes(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' || r == '\r' || r == '\t' })
}
