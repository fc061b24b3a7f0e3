package fund

import (
	"sovang/domain/member"
	"sovang/domain/money"
)

// AppendJSON appends a donation as the general encoder writes it. It is false, and b as it was, for what the general encoder must judge.
func (e DonationReceived) AppendJSON(b []byte) ([]byte, bool) {
	if len(e.Rows) > 0 || !member.Writable(string(e.Currency), e.Place, e.Campaign, string(e.Anonymity), e.Receipt.Series, e.Reference, e.Basis) {
		return b, false
	}
	whole := b
	b = append(b, '{')
	b = member.OptionalID(b, "donor", e.Donor)
	b = member.OptionalID(b, "payer", e.Payer)
	b = member.OptionalID(b, "behind", e.Behind)
	b = member.Text(b, "currency", string(e.Currency))
	b = member.Number(b, "amount", e.Amount)
	b = append(member.Name(b, "lines"), '[')
	for i, l := range e.Lines {
		if !member.Writable(l.Compartment) {
			return whole, false
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = append(l.appendJSON(b), '}')
	}
	b = append(b, ']')
	b = member.OptionalText(b, "place", e.Place)
	b = member.Date(b, "given", e.Given)
	b = member.Date(b, "booked", e.Booked)
	b = member.OptionalText(b, "campaign", e.Campaign)
	b = member.OptionalText(b, "anonymity", string(e.Anonymity))
	if e.Receipt != (Number{}) {
		b = append(member.Name(b, "receipt"), '{')
		b = member.Text(b, "series", e.Receipt.Series)
		b = append(member.Number(b, "no", e.Receipt.No), '}')
	}
	b = member.OptionalText(b, "reference", e.Reference)
	b = member.OptionalID(b, "unidentified", e.Unidentified)
	b = member.OptionalTrue(b, "awaiting", e.Awaiting)
	b = member.OptionalID(b, "held", e.Held)
	b = member.OptionalText(b, "basis", e.Basis)
	return append(b, '}'), true
}

func (l Line) appendJSON(b []byte) []byte {
	b = append(b, '{')
	b = member.Text(b, "compartment", l.Compartment)
	b = member.Number(b, "amount", l.Amount)
	b = member.Number(b, "from", l.From)
	return member.OptionalNumber(b, "worth", l.Worth)
}

// AppendMembers appends what stands in a command's JSON, an object that has begun, as the general encoder writes it. It is false, and b
// means nothing, for what the general encoder must judge.
func (c Receive) AppendMembers(b []byte) ([]byte, bool) {
	if len(c.Rows) > 0 || !known(c.Amount) || !member.Writable(c.Place, c.Campaign, string(c.Anonymity), c.Reference) {
		return b, false
	}
	b = member.ID(b, "fund", c.Fund)
	b = member.OptionalID(b, "donor", c.Donor)
	b = member.OptionalID(b, "payer", c.Payer)
	b = member.OptionalID(b, "behind", c.Behind)
	b = appendMoney(b, "amount", c.Amount)
	if len(c.Lines) > 0 {
		b = append(member.Name(b, "lines"), '[')
		for i, l := range c.Lines {
			if !known(l.Amount) || !known(l.Worth) || !member.Writable(l.Compartment) {
				return b, false
			}
			if i > 0 {
				b = append(b, ',')
			}
			b = append(l.appendJSON(b), '}')
		}
		b = append(b, ']')
	}
	b = member.OptionalText(b, "place", c.Place)
	b = member.OptionalDate(b, "given", c.Given)
	b = member.OptionalDate(b, "booked", c.Booked)
	b = member.OptionalText(b, "campaign", c.Campaign)
	b = member.OptionalText(b, "anonymity", string(c.Anonymity))
	b = member.OptionalText(b, "reference", c.Reference)
	b = member.OptionalID(b, "unidentified", c.Unidentified)
	b = member.OptionalTrue(b, "awaiting", c.Awaiting)
	return member.OptionalID(b, "pledge", c.Pledge), true
}

func (l AskedLine) appendJSON(b []byte) []byte {
	b = append(b, '{')
	b = member.OptionalText(b, "compartment", l.Compartment)
	b = member.OptionalID(b, "slot", l.Slot)
	if l.Amount != (money.Money{}) {
		b = appendMoney(b, "amount", l.Amount)
	}
	b = member.OptionalNumber(b, "percent", l.Percent)
	if l.Worth != (money.Money{}) {
		b = appendMoney(b, "worth", l.Worth)
	}
	return b
}

// known says whether an amount is none, or of a currency that stands in no need of quoting.
func known(m money.Money) bool {
	if m.Currency == money.VND || m == (money.Money{}) {
		return true
	}
	_, err := money.ParseCurrency(string(m.Currency))
	return err == nil
}

func appendMoney(b []byte, name string, m money.Money) []byte {
	b, _ = m.AppendText(append(member.Name(b, name), '"')) // never fails
	return append(b, '"')
}
