package pages

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/pledge"
	"sovang/projections"
)

// pledgesShown is what was promised to the funds of a unit, and how it stands on a day. None of it is in any balance.
type pledgesShown struct {
	Desk
	Only  string // "", due, overdue, over: which are shown
	Sums  []projections.PledgeSum
	Rows  []pledgeRow
	Count int    // of those that the choice fits
	Next  string // address of the part of the list that follows; "": none does
	First string // of its beginning, where that is not shown
	Due   int    // so many fall due in the next days
	Late  int    // so many are overdue
	May   bool   // whoever asks may write down another
}

type pledgeRow struct {
	*projections.PledgeInfo
	Who string
}

// mostPledges is how many pledges a page shows, and soon how many days ahead something is said to fall due.
const (
	mostPledges = 100
	soon        = 7
)

// dueSoon says whether something of a pledge falls due in the days that come, the day itself among them.
func dueSoon(x *projections.PledgeInfo, day domain.Date) bool {
	return x.NextDue != 0 && x.NextDue >= day && x.NextDue <= day+soon
}

// ended says whether nothing is expected of a pledge any more.
func ended(x *projections.PledgeInfo) bool {
	return x.State == pledge.Cancel || x.State == pledge.ClosedShort || x.State == pledge.Fulfilled
}

func (c *Call) pledges() (any, error) {
	d, err := c.desk("only")
	if err != nil {
		return nil, err
	}
	p := pledgesShown{Desk: d, Only: c.Query("only"), May: d.Open() && c.mayThere("pledge.make", d.Unit.Unit)}
	all, err := c.pledgesOf(d)
	if err != nil {
		return nil, err
	}
	p.Sums = projections.SumPledges(all, projections.ByFund)
	var found []*projections.PledgeInfo
	for i := range all {
		x := &all[i]
		late, due := x.Overdue > 0, dueSoon(x, d.Day())
		if late {
			p.Late++
		}
		if due {
			p.Due++
		}
		if p.Only == "" && !ended(x) || p.Only == "overdue" && late || p.Only == "due" && due || p.Only == "over" && ended(x) {
			found = append(found, x)
		}
	}
	slices.SortStableFunc(found, byUrgency)
	p.Count = len(found)
	who := c.names()
	rows, next := pageOf(found, c.Query("after"), mostPledges, func(x *projections.PledgeInfo) string { return x.Code }, func(*projections.PledgeInfo) bool { return true })
	p.Next, p.First = c.parts(p.When, next)
	for _, x := range rows {
		name, err := who.Of(x.Donor)
		if err != nil {
			return nil, err
		}
		p.Rows = append(p.Rows, pledgeRow{x, name})
	}
	return p, nil
}

// byUrgency puts first what is overdue longest, then what falls due first.
func byUrgency(a, b *projections.PledgeInfo) int {
	return cmp.Or(cmp.Compare(b.OverdueDays, a.OverdueDays), cmp.Compare(dueOrNever(a), dueOrNever(b)), cmp.Compare(a.Code, b.Code))
}

func dueOrNever(x *projections.PledgeInfo) domain.Date { return cmp.Or(x.NextDue, domain.Date(1<<30)) }

// pledgesOf are the pledges that the funds of a desk keep, as they stand on its day.
func (c *Call) pledgesOf(d Desk) (all []projections.PledgeInfo, err error) {
	day := d.Day()
	if len(d.Funds) == 1 {
		return c.Read().Pledges(c.Context(), projections.PledgesQuery{Fund: d.Funds[0].Fund, Kept: true, AsOf: d.AsOf, At: &day})
	}
	for _, f := range d.Funds {
		found, err := c.Read().Pledges(c.Context(), projections.PledgesQuery{Fund: f.Fund, Kept: true, AsOf: d.AsOf, At: &day})
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// Percent is what of a hundred a part is, as it is read: 87 %.
func (c *Call) Percent(share float64) string { return c.Count(int(share*100+0.5)) + " %" }

// Rate is what of what was due came, "" where nothing was due.
func (c *Call) Rate(f pledge.Fulfilment) string {
	if share, ok := f.Rate(); ok {
		return c.Percent(share)
	}
	return ""
}

// pledgeShown is one pledge, with what can be done with it.
type pledgeShown struct {
	Desk
	projections.PledgeInfo
	Who      string
	FundName string
	Counted  []countedGift // donations that stand applied
	Movable  []option      // the same, to choose from
	Offered  []projections.Donation
	Approved []string // who may approve
	May      map[string]bool
}

// countedGift is a donation, or a part of it, that is counted towards a pledge.
type countedGift struct {
	pledge.Application
	Receipt string
	Given   domain.Date
}

func (c *Call) pledge() (any, error) {
	id, err := c.pledgeNamed()
	if err != nil {
		return nil, err
	}
	p := pledgeShown{May: map[string]bool{}}
	if p.When, err = c.when(); err != nil {
		return nil, err
	}
	p.Today = today()
	day := p.Day()
	found, err := c.Read().Pledges(c.Context(), projections.PledgesQuery{Pledge: id, AsOf: p.AsOf, At: &day})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, domain.Errorf(domain.NotFound, "this pledge had not been made by then").On("pledge")
	}
	p.PledgeInfo = found[0]
	of, err := c.Read().Fund(c.Context(), p.PledgeInfo.Fund, p.AsOf, nil)
	if err != nil {
		return nil, err
	}
	if err := c.Within(of.Unit); err != nil {
		return nil, err
	}
	p.FundName = of.Name
	if p.Who, err = c.names().Of(p.Donor); err != nil {
		return nil, err
	}
	return p, c.pledgeDeeds(&p, of.Unit)
}

func (c *Call) pledgeNamed() (uuid.UUID, error) {
	id, err := c.Read().PledgeNamed(c.Context(), c.Path("pledge"))
	if domain.CodeOf(err) == domain.NotFound {
		err = errNoPage
	}
	return id, err
}

// pledgeDeeds finds the donations that stand applied and those that may be, and says what whoever asks may do.
func (c *Call) pledgeDeeds(p *pledgeShown, unit uuid.UUID) error {
	for _, a := range p.Applied {
		g := countedGift{Application: a}
		d, err := c.Read().Donation(c.Context(), a.Donation, p.AsOf)
		if err != nil {
			return err
		}
		g.Given = d.Given
		for _, h := range p.History { // the report has the reason where it tells what happened
			if h.Donation == a.Donation && h.No == a.Instalment && h.Basis != "" {
				g.Basis = pledge.Basis(h.Basis)
			}
		}
		if d.Receipt.No != 0 {
			g.Receipt = d.Receipt.Series + " " + c.Count(d.Receipt.No)
		}
		p.Counted = append(p.Counted, g)
		p.Movable = append(p.Movable, option{a.Donation.String() + " " + strconv.Itoa(a.Instalment),
			strings.TrimSpace(a.Booked.String() + ": " + c.Amount(p.Currency, a.Amount) + " " + g.Receipt)})
	}
	if !p.Open() {
		return nil
	}
	live := p.State != pledge.Cancel && p.State != pledge.ClosedShort
	for command, fits := range map[string]bool{
		"apply": live, "unapply": len(p.Applied) > 0, "move": len(p.Applied) > 0, "pause": p.State == pledge.Active, "resume": p.State == pledge.Resting, "activate": p.State == pledge.Draft,
		"cancel": live && p.State != pledge.Fulfilled && (p.Paid == 0 || p.Kind == pledge.Standing), "write-off": live && p.Kind != pledge.Standing && p.Left > 0,
	} {
		p.May[command] = fits && c.mayThere("pledge."+command, unit)
	}
	if err := c.offer(p); err != nil {
		return err
	}
	var err error
	p.Approved, err = c.others(unit, approving)
	return err
}

// mostOffered is how many of somebody's latest donations are offered to be counted.
const mostOffered = 20

// offer finds the latest donations of whoever promised that are not counted towards this pledge.
func (c *Call) offer(p *pledgeShown) error {
	if !p.May["apply"] || p.Donor == uuid.Nil {
		return nil
	}
	h, err := c.Read().Donor(c.Context(), projections.DonorQuery{Donor: p.Donor, Fund: p.PledgeInfo.Fund, AsOf: p.AsOf, Limit: mostOffered})
	for _, d := range h.Donations {
		known := slices.ContainsFunc(p.Applied, func(a pledge.Application) bool { return a.Donation == d.ID })
		if !known && d.State == projections.DonationBooked && d.Currency == p.Currency && d.Amount > d.Reversed+d.Refunded {
			p.Offered = append(p.Offered, d)
		}
	}
	return err
}
