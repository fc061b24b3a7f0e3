package fund

import (
	"sovang/domain/member"
	"sovang/domain/money"
)

// ScanJSON reads what AppendJSON writes, in less than half the time that the general decoder takes. It is false, and the event means nothing, for whatever
// looks different in any way: the general decoder must judge.
func (e *DonationReceived) ScanJSON(data []byte) bool {
	r := member.NewReader(data)
	r.Begin()
	e.Donor = r.OptionalID("donor")
	e.Payer = r.OptionalID("payer")
	e.Behind = r.OptionalID("behind")
	e.Currency = money.Currency(r.Text("currency"))
	e.Amount = r.Number("amount")
	if !r.Named("lines") {
		return false
	}
	r.Must("[")
	e.Lines = []Line{}
	for again := !r.Has("]"); again; again = r.Has(",") {
		e.Lines = append(e.Lines, scanLine(r))
	}
	if len(e.Lines) > 0 {
		r.Must("]")
	}
	e.Place = r.OptionalText("place")
	e.Given = r.Date("given")
	e.Booked = r.Date("booked")
	e.Campaign = r.OptionalText("campaign")
	e.Anonymity = Anonymity(r.OptionalText("anonymity"))
	if r.Named("receipt") {
		r.Begin()
		e.Receipt = Number{Series: r.Text("series"), No: r.Number("no")}
		r.End()
	}
	e.Reference = r.OptionalText("reference")
	e.Unidentified = r.OptionalID("unidentified")
	e.Awaiting = r.OptionalTrue("awaiting")
	e.Held = r.OptionalID("held")
	e.Basis = r.OptionalText("basis")
	r.End()
	return r.Done()
}

func scanLine(r *member.Reader) (l Line) {
	r.Begin()
	l.Compartment = r.Text("compartment")
	l.Amount = r.Number("amount")
	l.From = r.Number("from")
	l.Worth = r.OptionalNumber("worth")
	r.End()
	return l
}
