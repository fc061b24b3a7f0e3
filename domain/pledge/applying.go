package pledge

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Counting is what of a donation is to be counted: Amount units, towards instalment No, or, where No is 0, towards the oldest that lack
// something, the rest being more than was pledged.
type Counting struct {
	Donation uuid.UUID
	Currency money.Currency
	Amount   int64
	Booked   domain.Date // of the donation
	No       int
	Basis    Basis
}

// Lacks is what a one-off pledge or one of instalments still expects, never less than nothing. A standing pledge always takes more: it is
// then prepaid.
func (p *Pledge) Lacks() (sum int64) {
	if p.Plan.Kind == Standing {
		return money.Max
	}
	for no := 1; ; no++ {
		x, ok := p.Plan.At(no)
		if !ok {
			return sum
		}
		sum += max(0, x.Amount-p.paidFor(no))
	}
}

// LacksIn is what one instalment still expects.
func (p *Pledge) LacksIn(no int) (int64, error) {
	x, ok := p.Plan.At(no)
	if !ok {
		return 0, domain.Errorf(domain.NotFound, "this pledge has no instalment %d", no).On("instalment")
	}
	return max(0, x.Amount-p.paidFor(no)), nil
}

// furthest bounds how many periods of a standing pledge one payment can reach: ten years of months.
const furthest = 120

// Apply counts a donation towards the pledge. It may come to more than was pledged: the surplus keeps its compartment, and on a standing
// pledge it is prepaid. That the donation has that much to give is seen by the caller (Payment.Applied).
func (p *Pledge) Apply(c Counting) ([]domain.Event, error) {
	if err := p.live(); err != nil {
		return nil, err
	}
	switch {
	case p.Stage == Draft:
		return nil, domain.Errorf(domain.Violation, "this pledge is a draft; activate it first").On("pledge")
	case c.Currency != p.Currency:
		return nil, domain.Errorf(domain.Invalid, "the pledge is in %s, the donation in %s", p.Currency, c.Currency).On("amount")
	case c.Amount <= 0:
		return nil, domain.Errorf(domain.Invalid, "more than nothing must be applied").On("amount")
	}
	applied := func(no int, amount int64) domain.Event {
		return PaymentApplied{c.Donation, c.Currency, amount, c.Booked, no, c.Basis}
	}
	if c.No != 0 {
		lacks, err := p.LacksIn(c.No)
		if err != nil {
			return nil, err
		}
		if c.Amount > lacks {
			return nil, domain.Errorf(domain.Violation, "instalment %d lacks %s; leave the instalment out to have the rest counted where it fits", c.No,
				money.Money{Minor: lacks, Currency: p.Currency}).On("amount")
		}
		return []domain.Event{applied(c.No, c.Amount)}, nil
	}
	var events []domain.Event
	left, first := c.Amount, p.oldest(c.Booked)
	for no := first; left > 0 && (p.Plan.Kind != Standing || no < first+furthest); no++ {
		x, ok := p.Plan.At(no)
		if !ok {
			break
		}
		part := min(left, max(0, x.Amount-p.paidFor(no)))
		if part == 0 || p.passed(x.Due) {
			continue
		}
		events, left = append(events, applied(no, part)), left-part
	}
	if left > 0 {
		events = append(events, applied(0, left))
	}
	return events, nil
}

// oldest is the first instalment a payment of that day may be for: of a standing pledge the period in which it came, for those before
// have lapsed.
func (p *Pledge) oldest(day domain.Date) int {
	no := 1
	if p.Plan.Kind != Standing {
		return no
	}
	for ; ; no++ {
		if next, ok := p.Plan.At(no + 1); !ok || next.Due > day {
			return no
		}
	}
}

// passed says whether a period of a standing pledge that begins on that day is not expected, since the pledge rested then.
func (p *Pledge) passed(due domain.Date) bool {
	if p.Plan.Kind != Standing {
		return false
	}
	falls, ok := p.falls(due)
	return !ok || falls != due
}

// Unapply takes back that much of what a donation was counted for, the last of it first; all of it where amount is 0, only that of one
// instalment where no is not 0. It is taken back from a cancelled or written-off pledge too: a reversed donation has paid for nothing.
// booked is the day of the reversal, 0 where it was never so. The first of the events says why.
func (p *Pledge) Unapply(donation uuid.UUID, no int, amount int64, booked domain.Date, reason string) ([]domain.Event, error) {
	if !p.Exists() {
		return nil, p.live()
	}
	there := int64(0)
	for _, a := range p.Applied {
		if a.Donation == donation && (no == 0 || a.Instalment == no) {
			there += a.Amount
		}
	}
	if amount == 0 {
		amount = there
	}
	switch {
	case there == 0:
		return nil, domain.Errorf(domain.NotFound, "nothing of this donation is applied to this pledge").On("donation")
	case amount < 0 || amount > there:
		return nil, domain.Errorf(domain.Violation, "%s of this donation is applied; %s cannot be taken back",
			money.Money{Minor: there, Currency: p.Currency}, money.Money{Minor: amount, Currency: p.Currency}).On("amount")
	}
	reason, err := domain.Text("reason", reason, longestText)
	if err != nil {
		return nil, err
	}
	var events []domain.Event
	for i := len(p.Applied) - 1; i >= 0 && amount > 0; i-- {
		if a := p.Applied[i]; a.Donation == donation && (no == 0 || a.Instalment == no) {
			part := min(a.Amount, amount)
			events = append(events, PaymentUnapplied{donation, p.Currency, part, reason, a.Instalment, booked})
			amount, reason = amount-part, "" // said once: hundreds of instalments must fit into an entry
		}
	}
	return events, nil
}

// Redate counts a donation anew that was booked on another day than was thought: towards the same, paid on the right day.
func (p *Pledge) Redate(donation uuid.UUID, booked domain.Date, reason string) (events []domain.Event) {
	var again []domain.Event
	for _, a := range p.Applied {
		if a.Donation == donation && a.Booked != booked {
			events, reason = append(events, PaymentUnapplied{donation, p.Currency, a.Amount, reason, a.Instalment, 0}), ""
			again = append(again, PaymentApplied{donation, p.Currency, a.Amount, booked, a.Instalment, a.Basis})
		}
	}
	return append(events, again...)
}
