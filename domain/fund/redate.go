package fund

import (
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Dated is what there was of a document: what Redate needs of the old entry.
type Dated struct {
	What     Document
	Currency money.Currency
	Amount   int64
	Place    string
	Shares   []DatedShare
	Days     Days
	// Explains: the document explained a bank line that had been booked before; its money lies in the place since then.
	Explains bool
}

// DatedDonation is a donation that was booked as it came.
func DatedDonation(e DonationReceived) Dated {
	return Dated{DonationDocument, e.Currency, e.Amount, e.Place, datedLines(e.Lines), Days{e.Given, e.Booked}, e.Unidentified != uuid.Nil}
}

// DatedClearing is a donation that had to wait, and was booked when it was cleared.
func DatedClearing(e DonationReceived, cleared DonationCleared) Dated {
	return Dated{What: DonationDocument, Currency: cleared.Currency, Amount: cleared.Amount, Place: cleared.Place, Shares: datedLines(cleared.Lines),
		Days: Days{e.Given, cleared.Booked}}
}

func datedLines(lines []Line) (shares []DatedShare) {
	for _, l := range lines {
		shares = append(shares, DatedShare{Compartment: l.Compartment, Amount: l.Amount})
	}
	return shares
}

// DatedPayout is a payout to one recipient, a cost or a charge.
func DatedPayout(e PayoutMade) Dated {
	d := Dated{What: PayoutDocument, Currency: e.Currency, Amount: e.Amount, Place: e.Place, Days: Days{Booked: e.Booked}}
	for _, p := range slices.Concat(e.Pieces, e.Uncovered) {
		d.share(DatedShare{p.Compartment, e.Kind, e.Award, p.Len()})
	}
	return d
}

// DatedList is the payment of a list's rows.
func DatedList(e ListPaid) Dated {
	d := Dated{What: PayoutDocument, Currency: e.Currency, Amount: e.Amount, Place: e.Place, Days: Days{Booked: e.Booked}}
	for _, s := range e.Shares {
		d.share(DatedShare{s.Compartment, Award, s.Award, s.Amount})
	}
	return d
}

// share adds an amount to the share of the same compartment and kind.
func (d *Dated) share(s DatedShare) {
	for i := range d.Shares {
		if have := &d.Shares[i]; have.Compartment == s.Compartment && have.Kind == s.Kind && have.Award == s.Award {
			have.Amount += s.Amount
			return
		}
	}
	d.Shares = append(d.Shares, s)
}

// Redate decides other days for a donation or a payout. was has the days of the old entry; where they were corrected before, the
// latest ones count.
func (f *Fund) Redate(c Redate, was Dated, a Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustExist(), given(c.Reason, "a reason", "reason"), readable(c.Reason, "reason"),
		given(c.Approver, "an approver", "approver"), readable(c.Approver, "approver")); err != nil {
		return nil, err
	}
	days := was.Days
	if latest, again := f.Exceptions.Redated[c.Document]; again {
		days = latest
	}
	now := Days{c.Given.Or(days.Given), c.Booked.Or(days.Booked)}
	switch {
	case was.What == PayoutDocument && c.Given != 0:
		return nil, domain.Errorf(domain.Invalid, "a payout has a booking day alone").On("given")
	case now == days:
		return nil, domain.Errorf(domain.Invalid, "the document has these days already; name another").On("given", "booked")
	case now.Given > a.Day:
		return nil, domain.Errorf(domain.Invalid, "%s has not come yet", now.Given).On("given")
	}
	if now.Booked != days.Booked {
		if err := f.rebookable(days.Booked, now.Booked, was, a); err != nil {
			return nil, err
		}
	}
	return []domain.Event{Redated{
		Of: c.Document, What: was.What, Currency: was.Currency, Amount: was.Amount, Place: was.Place, Shares: was.Shares,
		GivenWas: days.Given, Given: now.Given, BookedWas: days.Booked, Booked: now.Booked, Reason: c.Reason, Approver: c.Approver,
	}}, nil
}

// rebookable: both booking days lie in the open period, for what was published of a closed one stays as it was.
func (f *Fund) rebookable(from, to domain.Date, was Dated, a Asked) error {
	if from <= f.Closed() {
		return domain.Errorf(domain.Violation, "it was booked on %s, and the books are closed until %s: it stays there; only the day on which it was given can be corrected",
			from, f.Closed()).On("booked")
	}
	if was.Explains {
		return domain.Errorf(domain.Violation, "the donation explains a bank line, whose money lies in %q since its own day; only the day on which it was given can be corrected",
			was.Place).On("booked")
	}
	if _, err := f.bookable(to, a); err != nil || was.What != PayoutDocument {
		return err
	}
	return f.redatableByDeed(from, to, was)
}

// redatableByDeed refuses a day on which the deed would not have let this be paid: it is asked as if the payment had not been made yet.
// Fees may be facts of the bank, and are let through.
func (f *Fund) redatableByDeed(from, to domain.Date, was Dated) error {
	before, sums := f.clone(), map[PayoutKind]int64{}
	before.paidOutOf(was.Currency, from, was.Shares, -1)
	for _, s := range was.Shares {
		sums[s.Kind] += s.Amount
	}
	for _, kind := range []PayoutKind{Award, RunningCost} {
		if sums[kind] > 0 {
			if err := before.payableByDeed(kind, money.Money{Minor: sums[kind], Currency: was.Currency}, to, true); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *Fund) redated(e Redated) {
	f.Exceptions.Redated[e.Of] = Days{e.Given, e.Booked}
	sign := int64(1)
	if e.What == PayoutDocument {
		sign = -1
		f.paidOutOf(e.Currency, e.BookedWas, e.Shares, -1)
		f.paidOutOf(e.Currency, e.Booked, e.Shares, 1)
	}
	f.flow(e.Place, e.BookedWas, -sign*e.Amount)
	f.flow(e.Place, e.Booked, sign*e.Amount)
}

func (f *Fund) paidOutOf(c money.Currency, day domain.Date, shares []DatedShare, sign int64) {
	for _, s := range shares {
		f.paidOut(c, day, s.Kind, sign*s.Amount)
	}
}
