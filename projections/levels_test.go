package projections_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/boxes"
	"sovang/domain/campaign"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/levy"
	"sovang/domain/money"
	"sovang/projections"
)

// called is a campaign with its code.
type called struct {
	id   uuid.UUID
	code string
}

// opened is an opening of boxes by one of the two units.
type opened struct {
	book, id uuid.UUID
	unit     int
	box      string
}

// levels is what campaigns bring about: rules of splitting, boxes that one unit opens and the other has a share in, households.
func (r *random) levels(i int) {
	c, n := pick(r, r.campaigns), r.IntN(12)
	switch {
	case n == 0 || len(r.campaigns) == 0:
		r.campaign(i)
	case n == 1 && r.IntN(3) == 0:
		r.note(nil, ledger.CloseCampaign{Campaign: c.id, Reason: "đã xong"})
		if r.IntN(2) == 0 {
			r.note(nil, ledger.ExtendCampaign{Campaign: c.id, Until: r.book.today() + 30, Reason: "còn nhà gửi tới"})
		}
	case n < 4:
		p := 1 + r.Int64N(99)
		rule := ledger.SetCampaignRule{Campaign: c.id, Levels: []campaign.Level{{Name: "xã", Percent: p}, {Name: "huyện", Percent: 100 - p}}, Remainder: "xã",
			Voluntary: r.IntN(2) == 0}
		r.note(nil, rule)
	case n < 8:
		r.boxes(i, c)
	case n < 10:
		r.share()
	default:
		r.levy(i, c)
	}
}

func (r *random) campaign(i int) {
	c := called{id("campaign", r.book.next), fmt.Sprintf("DOT-%d", r.book.next)}
	open := ledger.OpenCampaign{Campaign: c.id, Unit: id("unit", i+1), Code: c.code, Name: "Nuôi heo đất", Kind: campaign.Boxes, Appeal: "Mỗi nhà một heo đất",
		From: r.book.today() - 5}
	if r.IntN(3) == 0 {
		open.Fills = []campaign.Pot{{Fund: r.funds[i], Compartment: "hoc-bong"}}
	}
	if r.note(nil, open) {
		r.campaigns = append(r.campaigns, c)
	}
}

// boxes hands boxes out, opens some of them and loses one.
func (r *random) boxes(i int, c called) {
	book := id("boxes", r.book.next)
	if !r.note(nil, ledger.BeginBoxes{Boxes: book, Unit: id("unit", i+1), Campaign: c.code, Level: "xã", Levels: []boxes.LevelFund{
		{Level: "xã", Fund: r.funds[i]}, {Level: "huyện", Fund: r.funds[1-i], Compartment: "hoc-bong"}}}) {
		return
	}
	hand := ledger.HandOutBoxes{Boxes: book}
	open := ledger.OpenBoxes{Boxes: book, Counters: []string{"Bà Hoa", "Ông Lâm"}, Minutes: "BB 01", Place: "cash"}
	for n := range 3 + r.IntN(5) {
		box := boxes.AskedBox{Box: fmt.Sprintf("H%d", n), Kind: pick(r, boxes.Kinds), Keeper: pick(r, r.folk), Tier: pick(r, []string{"", "ấp 1", "ấp 2"})}
		hand.Rows = append(hand.Rows, box)
		counted := r.Int64N(300_000)
		open.Rows = append(open.Rows, boxes.AskedCount{AskedBox: boxes.AskedBox{Box: box.Box}, Counted: money.Dong(counted), Donated: money.Dong(counted - r.Int64N(counted+1))})
	}
	if !r.note(nil, hand) {
		return
	}
	r.book.days(r.IntN(3))
	last := open.Rows[len(open.Rows)-1]
	last.Stray, last.Keeper, last.Box = true, pick(r, r.folk), "LA-1"
	later := open.Rows[:1]
	open.Rows = append(open.Rows[1:len(open.Rows)-1], last)
	if opening, ok := r.book.try(open); ok {
		r.openings = append(r.openings, opened{book, opening, i, open.Rows[0].Box})
	}
	switch r.IntN(3) {
	case 0:
		open.Rows, open.Minutes = later, "BB 02"
		r.note(nil, open)
	case 1:
		r.note(nil, ledger.LoseBoxes{Boxes: book, Rows: []boxes.AskedLoss{{Box: "H0", Fate: pick(r, boxes.Fates), Reason: "không thấy nữa"}}})
	}
}

// share has the other level accept its share of an opening, or a row of it given back before that.
func (r *random) share() {
	o := pick(r, r.openings)
	if r.IntN(3) == 0 {
		r.note(nil, fund.ReturnHeld{Fund: r.funds[o.unit], Held: o.id, For: r.funds[1-o.unit], Row: o.box, Reason: "đếm nhầm"})
		return
	}
	r.note(nil, ledger.AcceptBoxes{Boxes: o.book, Opening: o.id, Level: "huyện", Place: pick(r, []string{"cash", "bank"})})
}

// levy lists households, and some of them give, are exempted, waived, or move away.
func (r *random) levy(i int, c called) {
	l := id("levy", r.book.next)
	begin := ledger.BeginLevy{Levy: l, Unit: id("unit", i+1), Fund: r.funds[i], Compartment: r.compartment(), Basis: levy.ByHead, Rate: money.Dong(20_000)}
	if r.IntN(2) == 0 {
		begin.Campaign = c.code
	}
	if !r.note(nil, begin) {
		return
	}
	list := ledger.ListHouseholds{Levy: l}
	pay := ledger.PayLevy{Levy: l, Place: "cash"}
	for n := range 5 + r.IntN(4) {
		code := fmt.Sprintf("HO-%d", n)
		list.Rows = append(list.Rows, levy.AskedHousehold{Code: code, Head: pick(r, r.folk), Heads: 1 + r.Int64N(6)})
		if r.IntN(3) > 0 {
			pay.Rows = append(pay.Rows, levy.AskedPayment{Household: code, Amount: r.dong(120_000)})
		}
	}
	r.note(nil, list)
	r.note(nil, ledger.ExemptHouseholds{Levy: l, Rows: []levy.AskedExemption{{Household: "HO-0", Reason: "hộ nghèo"}}})
	if sheet, ok := r.book.try(pay); ok && r.IntN(2) == 0 {
		r.note(nil, fund.Reverse{Fund: r.funds[i], Donation: sheet, Row: pay.Rows[0].Household, Cause: fund.KeyingError, Cover: true, Reason: "nhầm hộ", Approver: "chủ tịch"})
	}
	r.note(nil, ledger.WaiveHousehold{Levy: l, Household: "HO-1", Reason: "mới bị lũ", Approver: "trưởng họ"})
	r.note(nil, ledger.MoveHousehold{Levy: l, Household: "HO-2", Reason: "vào Nam"})
}

// compareLevels compares the reports of boxes and levies with the states, which know nothing of days.
func (w *world) compareLevels(t *testing.T, r *projections.Reader, asOf projections.AsOf) {
	t.Helper()
	report, err := r.Boxes(t.Context(), projections.BoxesQuery{AsOf: asOf, Rows: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range report.Books {
		state := w.states[domain.StreamOf("boxes", b.Boxes)].(*boxes.Book)
		if len(b.Rows) != len(state.Boxes) || b.Total.HandedOut+b.Total.Strays != int64(len(b.Rows)) {
			t.Errorf("%v: %d boxes are reported, the state has %d", asOf, len(b.Rows), len(state.Boxes))
		}
		for _, x := range b.Rows {
			s := state.Boxes[x.Box]
			gone := s.State == boxes.Gone
			if s.Keeper != x.Keeper || s.On != x.On || !gone && string(x.State) != string(s.State) || gone != (x.Reason != "") {
				t.Errorf("%v: box %s is %+v, the state says %+v", asOf, x.Box, x, s)
			}
		}
		donated, shared, waiting := int64(0), int64(0), 0
		for _, sum := range state.Donated {
			donated += sum
		}
		for _, levels := range state.Waiting {
			waiting += len(levels)
		}
		for _, s := range b.Shares {
			shared += s.Amount
			if s.Accepted+s.Waiting+s.Back != s.Amount {
				t.Errorf("%v: a share does not add up: %+v", asOf, s)
			}
			if s.Waiting > 0 && waiting == 0 {
				t.Errorf("%v: %d wait for %s, the state knows of none", asOf, s.Waiting, s.Level)
			}
		}
		if donated != shared || b.Total.Donated != donated || b.Total.Counted != b.Total.Kept+donated {
			t.Errorf("%v: %d was donated, %d is shared, %+v reported", asOf, donated, shared, b.Total)
		}
	}
	w.compareHeld(t, report)
	campaigns, err := r.Campaigns(t.Context(), projections.CampaignsQuery{AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range campaigns.Campaigns {
		if s := w.states[domain.StreamOf("campaign", c.Campaign)].(*campaign.Campaign); s.Until != c.Until || s.Over != c.Closed || len(s.Rules) != len(c.Rules) {
			t.Errorf("%v: campaign %s is %+v, the state says %+v", asOf, c.Code, c, s)
		}
	}
	levies, err := r.Levies(t.Context(), projections.LeviesQuery{AsOf: asOf, Rows: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range levies.Levies {
		state := w.states[domain.StreamOf("levy", l.Levy)].(*levy.Levy)
		lacks := int64(0)
		for _, h := range l.Rows {
			s := state.Households[h.Household]
			lacks += s.Lacks()
			if s.Paid != h.Paid || s.Waived != h.Waived || s.Exempt != h.Exempt || s.Moved != h.Moved || s.Head != h.Head || s.Expected != h.Listed {
				t.Errorf("%v: household %s is %+v, the state says %+v", asOf, h.Household, h, s)
			}
		}
		if l.Open != lacks || len(l.Rows) != len(state.Households) || l.Expected != l.Paid-l.More+l.Open {
			t.Errorf("%v: a levy is open by %d, the state says %d: %+v", asOf, l.Open, lacks, l)
		}
	}
}

// compareHeld: what waits for other levels is what the funds hold for them.
func (w *world) compareHeld(t *testing.T, report projections.BoxReport) {
	t.Helper()
	held, waiting := map[uuid.UUID]int64{}, map[uuid.UUID]int64{}
	for _, s := range w.states {
		if f, ok := s.(*fund.Fund); ok {
			for _, h := range f.Held {
				held[h.For] += h.Amount
			}
		}
	}
	for _, b := range report.Books {
		for _, s := range b.Shares {
			waiting[s.Fund] += s.Waiting
		}
	}
	for f, amount := range held {
		if waiting[f] != amount {
			t.Errorf("%v: %d is held for fund %s, the boxes say %d", report.AsOf, amount, f, waiting[f])
		}
	}
}

// attributed is money that an entry moved in a campaign's name, or moved back.
type attributed struct {
	campaign, currency string
	document           uuid.UUID // whose day may be corrected later; the nil UUID: it may not
	day                domain.Date
	booked, back, paid int64
}

// attributions are read off the log, with the days that were corrected since.
type attributions struct {
	all    []attributed
	named  map[uuid.UUID]attributed // donations and payouts of campaigns
	days   map[uuid.UUID]domain.Date
	awaits map[uuid.UUID]string
}

func (a *attributions) add(e domain.Entry) {
	note := func(x attributed) {
		if x.campaign != "" {
			a.all = append(a.all, x)
			if x.document == e.ID {
				a.named[e.ID] = x
			}
		}
	}
	back := func(of uuid.UUID, day domain.Date, booked, paid int64) {
		was := a.named[of]
		note(attributed{campaign: was.campaign, currency: was.currency, day: day, back: booked, paid: -paid})
	}
	for _, c := range e.Changes {
		for _, event := range c.Events {
			switch x := event.(type) {
			case fund.DonationReceived:
				if x.Awaiting {
					a.awaits[e.ID] = x.Campaign
					continue
				}
				note(attributed{x.Campaign, string(x.Currency), e.ID, x.Booked, x.Amount, 0, 0})
			case fund.DonationCleared:
				cleared := attributed{a.awaits[x.Donation], string(x.Currency), x.Donation, x.Booked, x.Amount, 0, 0}
				note(cleared)
				a.named[x.Donation] = cleared
			case fund.DonationReversed:
				back(x.Donation, x.Booked, x.Amount, 0)
			case fund.DonationRefunded:
				back(x.Donation, x.Booked, x.Amount, 0)
			case fund.PayoutMade:
				note(attributed{x.Campaign, string(x.Currency), e.ID, x.Booked, 0, 0, x.Amount})
			case fund.ListPaid:
				note(attributed{x.Campaign, string(x.Currency), e.ID, x.Booked, 0, 0, x.Amount})
			case fund.PayoutReturned:
				back(x.Payout, x.Booked, 0, x.Amount)
			case fund.Redated:
				a.days[x.Of] = x.Booked
			}
		}
	}
}

// TestCampaignsAreTheLog compares what campaigns are said to have brought, and what was paid in their name, with the log: as of entries of the
// past, and at days of it.
func TestCampaignsAreTheLog(t *testing.T) {
	b := history(t, 34, 500)
	f := factsOf(t, b.log)
	r := b.built(t)
	a := &attributions{nil, map[uuid.UUID]attributed{}, map[uuid.UUID]domain.Date{}, map[uuid.UUID]string{}}
	compared := 0
	for e := range entries(t, b.log) {
		a.add(e)
		if e.Number%41 != 0 && e.Number != f.last {
			continue
		}
		for _, at := range []*domain.Date{nil, &f.days[len(f.days)/3], &f.days[len(f.days)/2]} {
			report, err := r.Campaigns(t.Context(), projections.CampaignsQuery{AsOf: projections.AsOf{Entry: e.Number}, At: at})
			if err != nil {
				t.Fatal(err)
			}
			got, want := map[string][3]int64{}, map[string][3]int64{}
			for _, c := range report.Campaigns {
				for _, m := range c.Money {
					got[c.Code+" "+m.Currency] = [3]int64{m.Booked, m.Reversed + m.Refunded, m.PaidOut}
					compared++
				}
			}
			for _, x := range a.all {
				day := x.day
				if corrected, ok := a.days[x.document]; ok && x.document != uuid.Nil {
					day = corrected
				}
				if at == nil || day <= *at {
					sum := want[x.campaign+" "+x.currency]
					want[x.campaign+" "+x.currency] = [3]int64{sum[0] + x.booked - x.back, sum[1] + x.back, sum[2] + x.paid}
				}
			}
			for key, sums := range got {
				if sums != want[key] {
					t.Errorf("as of %d at %v: campaign %s is %v, the log says %v", e.Number, at, key, sums, want[key])
				}
			}
			for key, sums := range want {
				if _, ok := got[key]; !ok && sums != [3]int64{} {
					t.Errorf("as of %d at %v: %s is not reported, the log says %v", e.Number, at, key, sums)
				}
			}
		}
	}
	if compared < 50 {
		t.Errorf("only %d sums were compared", compared)
	}
}

// TestThousandsInOneDecision: as many boxes and households as a province's largest commune has, each in one decision; more than an entry holds
// is refused in words that say what to do.
func TestThousandsInOneDecision(t *testing.T) {
	b := newBook(t)
	f := b.found(1)
	b.must(ledger.OpenCampaign{Campaign: id("campaign"), Unit: id("unit", 1), Code: "HEO", Name: "Nuôi heo đất", Kind: campaign.Boxes})
	b.must(ledger.SetCampaignRule{Campaign: id("campaign"), Levels: []campaign.Level{{Name: "xã", Percent: 100}}})
	b.must(ledger.BeginBoxes{Boxes: id("boxes"), Unit: id("unit", 1), Campaign: "HEO", Level: "xã", Levels: []boxes.LevelFund{{Level: "xã", Fund: f}}})
	b.must(ledger.BeginLevy{Levy: id("levy"), Unit: id("unit", 1), Fund: f, Basis: levy.ByHousehold, Rate: money.Dong(200_000)})
	folk := b.people(12)
	const many = 3000
	hand, open := ledger.HandOutBoxes{Boxes: id("boxes")}, ledger.OpenBoxes{Boxes: id("boxes"), Counters: []string{"Bà Hoa", "Ông Lâm"}, Minutes: "BB 01", Place: "cash"}
	list, pay := ledger.ListHouseholds{Levy: id("levy")}, ledger.PayLevy{Levy: id("levy"), Place: "cash"}
	for n := range many {
		code := fmt.Sprintf("HEO-%05d", n)
		hand.Rows = append(hand.Rows, boxes.AskedBox{Box: code, Keeper: folk[n%len(folk)], Tier: "ấp 12"})
		open.Rows = append(open.Rows, boxes.AskedCount{AskedBox: boxes.AskedBox{Box: code}, Counted: money.Dong(621_000), Donated: money.Dong(310_000)})
		list.Rows = append(list.Rows, levy.AskedHousehold{Code: code, Head: folk[n%len(folk)], Heads: 4})
		pay.Rows = append(pay.Rows, levy.AskedPayment{Household: code, Amount: money.Dong(200_000)})
	}
	b.must(hand)
	b.must(open)
	b.must(list)
	b.must(pay)
	r := b.built(t)
	report, err := r.Boxes(t.Context(), projections.BoxesQuery{})
	if err != nil || report.Total.Donated != many*310_000 || report.Total.Opened != many {
		t.Errorf("%v: %+v", err, report.Total)
	}
	long := ledger.HandOutBoxes{Boxes: id("boxes")}
	for n := range boxes.MostBoxes {
		long.Rows = append(long.Rows, boxes.AskedBox{Box: fmt.Sprintf("%060d", n), Keeper: folk[0], Tier: "một nhóm có tên rất dài"})
	}
	if _, err := b.refused(long); domain.CodeOf(err) != domain.Invalid || !strings.Contains(err.Error(), "ask for less at once") {
		t.Errorf("an entry of more than it holds: %v", err)
	}
}

// refused submits a command and gives the refusal.
func (b *book) refused(command ledger.Command) (uuid.UUID, error) {
	b.tb.Helper()
	b.next++
	request := ledger.Request{ID: id("command", b.next), Actor: "thủ quỹ", Command: command}
	outcomes, err := b.writer.Submit(b.tb.Context(), request)
	if err != nil {
		b.tb.Fatal(err)
	}
	return request.ID, outcomes[0].Err
}
