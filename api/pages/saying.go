package pages

import (
	"bytes"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/award"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/projections"
)

// saying tells in words what a command asks for: nobody signs what they have not been shown.
type saying struct {
	*Call
	names *names
	fund  projections.FundBalance // whose places and compartments it speaks of
}

// fact is one thing that a command says, with the word for it.
type fact struct{ Word, Value string }

// factRow is one row of a command: what it is of, and two amounts.
type factRow struct{ Name, One, Two string }

// tell fills in what the command of a page says: every field as it stands, and what else has to be known of it.
func (c *Call) tell(p *signatureShown) error {
	request, err := p.Request()
	if err != nil {
		return err
	}
	s := saying{Call: c, names: c.names()}
	if s.fund, err = c.fundOf(request.Command); err != nil {
		return err
	}
	var left []string // out, for a table tells it
	switch a := request.Command.(type) {
	case ledger.OpenBoxes:
		left = []string{"rows"}
		p.tellOpening(a)
	case ledger.WriteOffPledge:
		err = c.tellWriteOff(p, a)
	case ledger.WaiveHousehold:
		left = []string{"levy"}
		err = c.tellWaiver(p, a)
	case ledger.CorrectRoster:
		left = []string{"roster", "rows"}
		err = c.tellCorrection(p, a)
	case ledger.PayRound:
		err = c.tellPayment(p, a)
	case fund.Close:
		left = []string{"counts"}
		s.tellClose(p, a)
	}
	if err != nil {
		return err
	}
	said, err := s.fields(p.Data, left...)
	p.Facts = append(said, p.Facts...)
	return err
}

// fundOf is the fund that a command speaks of, with its places and compartments; the zero one where it names none.
func (c *Call) fundOf(command ledger.Command) (none projections.FundBalance, err error) {
	var of uuid.UUID
	var at *domain.Date
	switch a := command.(type) {
	case fund.Close:
		of, at = a.Fund, &a.Until
	case ledger.PayRound:
		o, err := c.Read().Round(c.Context(), projections.RoundQuery{Round: a.Round})
		if err != nil {
			return none, err
		}
		of = o.Fund
	case ledger.OpenBoxes:
		found, err := c.openedInto(a.Boxes)
		return projections.FundBalance{Places: found}, err
	default:
		name, data, err := ledger.Encode(command)
		if err != nil || name == "" {
			return none, err
		}
		var says struct {
			Fund uuid.UUID `json:"fund"`
		}
		if err := json.Unmarshal(data, &says); err != nil {
			return none, err
		}
		of = says.Fund
	}
	if of == uuid.Nil {
		return none, nil
	}
	b, err := c.Read().Balances(c.Context(), projections.BalancesQuery{Fund: of, At: at})
	if err != nil || len(b.Funds) == 0 {
		return none, err
	}
	return b.Funds[0], nil
}

// fields are the members of a command's JSON in their order, under the words for them, without those that are told elsewhere.
func (s saying) fields(data jsontext.Value, without ...string) (facts []fact, err error) {
	d := jsontext.NewDecoder(bytes.NewReader(data))
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	for d.PeekKind() == '"' {
		token, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		name := token.String()
		value, err := d.ReadValue()
		if err != nil {
			return nil, err
		}
		if slices.Contains(without, name) {
			continue
		}
		text, err := s.value(name, value)
		if err != nil {
			return nil, err
		}
		facts = append(facts, fact{"said." + name, text})
	}
	return facts, nil
}

// value is one value of a command as people read it.
func (s saying) value(name string, v jsontext.Value) (string, error) {
	switch v.Kind() {
	case '"':
		var text string
		if err := json.Unmarshal(v, &text); err != nil {
			return "", err
		}
		return s.text(name, text)
	case 't':
		return s.say("said.yes"), nil
	case '{':
		return s.inner(v)
	case '[':
		var items []jsontext.Value
		if err := json.Unmarshal(v, &items); err != nil {
			return "", err
		}
		texts, between := make([]string, len(items)), ", "
		for i, item := range items {
			if item.Kind() == '{' {
				between = "\n"
			}
			var err error
			if texts[i], err = s.value(name, item); err != nil {
				return "", err
			}
		}
		return strings.Join(texts, between), nil
	}
	return string(v), nil
}

// inner is an object within a command: one line.
func (s saying) inner(v jsontext.Value) (string, error) {
	facts, err := s.fields(v)
	parts := make([]string, len(facts))
	for i, f := range facts {
		parts[i] = s.Word("", f.Word) + ": " + f.Value
	}
	return strings.Join(parts, "; "), err
}

// enumerated are the fields whose values are words of the ledger's own, with what the words for them begin with.
var enumerated = map[string]string{"cause": "cause.", "kind": "said.kind.", "basis": "said.basis.", "valuation": "said.valuation.", "rule": "said.rule.", "recipient_kind": "recipient.",
	"recipients": "recipient.", "awards": "award.", "level": "level."}

func (s saying) text(name, text string) (string, error) {
	if id, err := uuid.Parse(text); err == nil {
		return s.named(name, id)
	}
	if begin, ok := enumerated[name]; ok {
		return s.Word(begin, text), nil
	}
	switch name {
	case "amount", "counted", "donated", "unit_value":
		if m, err := money.Parse(text); err == nil {
			return m.String(), nil
		}
	case "place":
		for _, p := range s.fund.Places {
			if p.Place == text {
				return p.Name, nil
			}
		}
	case "compartment", "into", "line":
		for _, k := range s.fund.Compartments {
			if k.Compartment == text && k.Wording == "" {
				return s.Word("restriction.", string(k.Restriction)), nil
			} else if k.Compartment == text {
				return k.Wording, nil
			}
		}
	}
	if day, err := domain.ParseDate(text); err == nil && len(text) == len("2006-01-02") {
		return day.String(), nil
	}
	return text, nil
}

// named is what an id in a command stands for, as far as pages have a word for it. What was meant to be there and is not is told by its id.
func (s saying) named(field string, id uuid.UUID) (text string, err error) {
	switch field {
	case "unit":
		o, err := s.offices()
		if u, ok := o.units[id]; ok || err != nil {
			return u.Name, err
		}
	case "fund":
		return s.fund.Name + " (" + s.fund.Code + ")", nil
	case "recipient", "person":
		return s.names.Of(id)
	case "round":
		var o projections.Round
		if o, err = s.Read().Round(s.Context(), projections.RoundQuery{Round: id}); err == nil {
			return o.Programme + " (" + o.Code + ")", nil
		}
	case "donation", "document":
		if text, err = s.donation(id); err == nil && text != "" {
			return text, nil
		}
		var p projections.Payout
		if p, err = s.Read().Payout(s.Context(), id, projections.AsOf{}, nil); err == nil {
			return strings.Join([]string{p.Voucher.Series + " " + itoa(p.Voucher.No), s.Amount(p.Currency, p.Amount), p.Content}, ", "), nil
		}
	case "pledge":
		var found []projections.PledgeInfo
		if found, err = s.Read().Pledges(s.Context(), projections.PledgesQuery{Pledge: id}); err == nil && len(found) > 0 {
			who, err := s.names.Of(found[0].Donor)
			return strings.TrimSuffix(found[0].Code+", "+who, ", "), err
		}
	}
	if domain.CodeOf(err) == domain.NotFound {
		err = nil
	}
	return id.String(), err
}

// donation is what a donation is known by: its paper, whose it is, and how much; "" where there is none with that id.
func (s saying) donation(id uuid.UUID) (string, error) {
	found, err := s.Read().DonationsWith(s.Context(), []uuid.UUID{id}, projections.AsOf{})
	if err != nil || len(found) == 0 {
		return "", err
	}
	d := found[0]
	who, err := s.names.Of(d.Donor)
	parts := []string{who, s.Amount(d.Currency, d.Amount), d.Given.String()}
	if d.Receipt.No != 0 {
		parts = append([]string{d.Receipt.Series + " " + itoa(d.Receipt.No)}, parts...)
	}
	return strings.Join(slices.DeleteFunc(parts, func(t string) bool { return t == "" }), ", "), err
}

// tellOpening adds what was counted, box by box.
func (p *signatureShown) tellOpening(a ledger.OpenBoxes) {
	var counted, donated int64
	for _, r := range a.Rows {
		p.Rows = append(p.Rows, factRow{r.Box, r.Counted.String(), r.Donated.String()})
		counted, donated = counted+r.Counted.Minor, donated+r.Donated.Minor
	}
	p.Sum = [2]string{money.Dong(counted).String(), money.Dong(donated).String()}
}

// openedInto are the places into which what a book's opener gets may be put.
func (c *Call) openedInto(id uuid.UUID) ([]projections.PlaceBalance, error) {
	unit, err := c.Read().BoxesUnit(c.Context(), id)
	if err != nil {
		return nil, err
	}
	report, err := c.Read().Boxes(c.Context(), projections.BoxesQuery{Unit: unit})
	for _, b := range report.Books {
		if b.Boxes == id {
			return c.ownPlaces(b)
		}
	}
	return nil, err
}

// tellWriteOff adds what was pledged and what came of it.
func (c *Call) tellWriteOff(p *signatureShown, a ledger.WriteOffPledge) error {
	found, err := c.Read().Pledges(c.Context(), projections.PledgesQuery{Pledge: a.Pledge})
	if err != nil || len(found) == 0 {
		return err
	}
	x := found[0]
	p.Facts = []fact{{"pledge.pledged", c.Amount(x.Currency, x.Pledged)}, {"pledge.paid", c.Amount(x.Currency, x.Paid)}, {"pledge.left", c.Amount(x.Currency, x.Left)}}
	return nil
}

// tellPayment adds how much of the list is still to be paid: the list itself is on the round's page.
func (c *Call) tellPayment(p *signatureShown, a ledger.PayRound) error {
	o, err := c.Read().Round(c.Context(), projections.RoundQuery{Round: a.Round})
	rows, amount := unpaid(o)
	p.Facts = []fact{{"unsigned.unpaid", c.say("rounds.list", c.Count(rows), c.Amount(o.Currency, amount))}}
	return err
}

// unpaid is how many rows of an approved list are still to be paid, and what they come to.
func unpaid(o projections.Round) (rows, amount int64) {
	if o.Stage != string(award.IsApproved) {
		return 0, 0
	}
	for _, k := range o.Counts {
		switch k.State {
		case projections.RowApproved, projections.RowAnnounced, projections.RowAbsent:
			rows, amount = rows+k.Rows, amount+k.Amount
		}
	}
	return rows, amount
}

// tellClose adds what was counted beside what the books said then.
func (s saying) tellClose(p *signatureShown, a fund.Close) {
	for _, n := range a.Counts {
		for _, x := range s.fund.Places {
			if x.Place == n.Place {
				p.Rows = append(p.Rows, factRow{x.Name, s.Amount(x.Currency, x.Balance), s.Amount(x.Currency, n.Counted.Minor)})
			}
		}
	}
}

// Called is the word of a command, its name where there is none.
func (c *Call) Called(command string) string { return c.Word("command.", command) }

// RoleWords names roles that stand after one another in a fact.
func (c *Call) RoleWords(text string) string {
	parts := strings.Split(text, ", ")
	for i, p := range parts {
		parts[i] = c.Word("role.", p)
	}
	return strings.Join(parts, ", ")
}
