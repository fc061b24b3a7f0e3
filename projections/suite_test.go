package projections_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/award"
	"sovang/domain/fund"
	"sovang/domain/goods"
	"sovang/domain/sponsorship"
	"sovang/eventstore"
	"sovang/eventstore/memory"
	"sovang/projections"
	"sovang/projections/readdb"
	"sovang/projections/readdb/pgtest"
)

// facts is what a log holds that reports can be asked about.
type facts struct {
	funds, people, donations, payouts, lists, slots, rounds []uuid.UUID
	rows                                                    map[uuid.UUID][]string // of a list payment or a collection sheet, by its id
	last                                                    uint64
	closes                                                  []uint64
	days                                                    []domain.Date
	deliveries                                              []uuid.UUID // of goods
}

func factsOf(tb testing.TB, log eventstore.Log) facts {
	tb.Helper()
	f := facts{rows: map[uuid.UUID][]string{}}
	codes := map[uuid.UUID][]string{}
	for e := range entries(tb, log) {
		f.last = e.Number
		for _, c := range e.Changes {
			id, _ := uuid.Parse(string(c.Stream[len(c.Stream.Kind())+1:]))
			for _, event := range c.Events {
				switch event := event.(type) {
				case fund.Opened:
					f.funds = append(f.funds, id)
				case fund.DonationReceived:
					f.donations = append(f.donations, e.ID)
					for _, row := range event.Rows {
						f.rows[e.ID] = append(f.rows[e.ID], row.Code)
					}
					f.days = append(f.days, event.Booked)
				case fund.PeriodClosed:
					f.closes = append(f.closes, e.Number)
				case goods.Received:
					f.deliveries = append(f.deliveries, e.ID)
				case fund.PayoutMade:
					f.payouts = append(f.payouts, e.ID)
				case fund.ListRowsRecorded:
					for _, r := range event.Rows {
						codes[id] = append(codes[id], r.Code)
					}
				case fund.ListPaid:
					f.payouts, f.lists = append(f.payouts, e.ID), append(f.lists, event.List)
					for _, s := range event.Rows {
						f.rows[e.ID] = append(f.rows[e.ID], codes[event.List][s.From():s.To()]...)
					}
				case award.Opened:
					f.rounds = append(f.rounds, id)
				case sponsorship.Opened:
					f.slots = append(f.slots, id)
				}
			}
			if c.Stream.Kind() == "person" {
				f.people = append(f.people, id)
			}
		}
	}
	return f
}

// entries reads a log.
func entries(tb testing.TB, log eventstore.Log) func(func(domain.Entry) bool) {
	return func(yield func(domain.Entry) bool) {
		for m, err := range log.Read(tb.Context(), 1, false) {
			if err != nil {
				tb.Fatal(err)
			}
			for e, err := range eventstore.Entries(m) {
				if err != nil {
					tb.Fatal(err)
				}
				if !yield(e) {
					return
				}
			}
		}
	}
}

// until copies the beginning of a log, through an entry.
func until(tb testing.TB, log eventstore.Log, entry uint64) *memory.Log {
	tb.Helper()
	short := &memory.Log{}
	for m, err := range log.Read(tb.Context(), 1, false) {
		if err != nil {
			tb.Fatal(err)
		}
		if m.Sequence > entry {
			break
		}
		if _, err := short.Append(tb.Context(), m.Sequence-1, m.Data); err != nil {
			tb.Fatal(err)
		}
	}
	return short
}

// reports asks everything that can be asked, as of one entry, and gives the answers by the question.
func reports(tb testing.TB, r *projections.Reader, f facts, asOf projections.AsOf) map[string]any {
	tb.Helper()
	all := map[string]any{}
	ctx := tb.Context()
	ask := func(name string, report any, err error) {
		if err != nil {
			report = fmt.Sprintf("%s: %v", domain.CodeOf(err), err)
			if domain.CodeOf(err) == domain.Internal {
				tb.Fatalf("%s: %v", name, err)
			}
		}
		all[name] = report
	}
	for _, at := range []*domain.Date{nil, &f.days[0], &f.days[len(f.days)/2], &f.days[len(f.days)-1]} {
		b, err := r.Balances(ctx, projections.BalancesQuery{AsOf: asOf, At: at})
		ask(fmt.Sprint("balances at ", at), b, err)
		a, err := r.Accounts(ctx, projections.BalancesQuery{AsOf: asOf, At: at})
		ask(fmt.Sprint("accounts at ", at), a, err)
		x, err := r.Boxes(ctx, projections.BoxesQuery{AsOf: asOf, At: at, Rows: true})
		ask(fmt.Sprint("boxes at ", at), x, err)
		u, err := r.Rollup(ctx, projections.RollupQuery{AsOf: asOf, At: at, Since: &f.days[0]})
		ask(fmt.Sprint("roll-up at ", at), u, err)
		k, err := r.Clusters(ctx, asOf, at)
		ask(fmt.Sprint("clusters at ", at), k, err)
		o, err := r.Cluster(ctx, projections.ClusterQuery{Cluster: id("cluster", 1), Year: 2024, AsOf: asOf, At: at})
		ask(fmt.Sprint("cluster at ", at), o, err)
		l, err := r.Levies(ctx, projections.LeviesQuery{AsOf: asOf, At: at, Rows: true})
		ask(fmt.Sprint("levies at ", at), l, err)
		c, err := r.Campaigns(ctx, projections.CampaignsQuery{AsOf: asOf, At: at})
		ask(fmt.Sprint("campaigns at ", at), c, err)
	}
	for _, id := range f.funds {
		askOfFund(ctx, r, id, asOf, f.days, ask)
		g, err := r.Receipts(ctx, projections.RegisterQuery{Fund: id, AsOf: asOf})
		ask(fmt.Sprint("receipts of ", id), g, err)
		e, err := r.SeriesOf(ctx, id, asOf)
		ask(fmt.Sprint("series of ", id), e, err)
		p, err := r.Payouts(ctx, projections.PayoutsQuery{Fund: id, AsOf: asOf})
		ask(fmt.Sprint("payouts of ", id), p, err)
		for _, at := range []*domain.Date{nil, &f.days[len(f.days)/2]} {
			s, err := r.Reservations(ctx, id, asOf, at)
			ask(fmt.Sprint("reservations at ", at, " of ", id), s, err)
			t, err := r.Transfers(ctx, id, asOf, at)
			ask(fmt.Sprint("transfers at ", at, " of ", id), t, err)
			for _, x := range t {
				one, err := r.Transfer(ctx, x.ID, asOf)
				ask(fmt.Sprint("transfer ", x.ID), one, err)
			}
			one, err := r.Fund(ctx, id, asOf, at)
			ask(fmt.Sprint("fund at ", at, " ", id), one, err)
		}
		c, err := r.Closes(ctx, id, asOf)
		ask(fmt.Sprint("closes of ", id), c, err)
	}
	for _, n := range []int{1, 2} {
		for _, at := range []*domain.Date{nil, &f.days[len(f.days)/2]} {
			own, err := r.FundsOf(ctx, id("unit", n), asOf, at)
			ask(fmt.Sprint("funds at ", at, " of unit ", n), own, err)
			out, late, err := r.BoxesOut(ctx, id("unit", n), asOf, f.days[len(f.days)/2])
			ask(fmt.Sprint("boxes out of unit ", n), [2]int64{out, late}, err)
			compareBoxesOut(tb, r, id("unit", n), asOf, out, err)
			x, err := r.Rosters(ctx, projections.RostersQuery{Unit: id("unit", n), AsOf: asOf, At: at})
			ask(fmt.Sprint("rosters at ", at, " of unit ", n), x, err)
		}
	}
	for _, id := range f.people {
		d, err := r.Donor(ctx, projections.DonorQuery{Donor: id, AsOf: asOf})
		d.Donor = projections.Person{} // as it is now, whatever the report's entry
		ask(fmt.Sprint("donor ", id), d, err)
		d, err = r.Donor(ctx, projections.DonorQuery{Donor: id, Fund: f.funds[0], AsOf: asOf, Limit: 3})
		d.Donor = projections.Person{}
		ask(fmt.Sprint("donor in one fund ", id), d, err)
		p, err := r.Payouts(ctx, projections.PayoutsQuery{Recipient: id, AsOf: asOf})
		ask(fmt.Sprint("payouts to ", id), p, err)
		_, err = r.PersonAsOf(ctx, id, asOf)
		ask(fmt.Sprint("person ", id), "registered", err)
	}
	for _, id := range f.donations {
		t, err := r.TraceDonation(ctx, projections.TraceQuery{ID: id, AsOf: asOf, Proofs: true})
		ask(fmt.Sprint("trace of donation ", id), t, err)
	}
	for _, id := range f.payouts {
		t, err := r.TracePayout(ctx, projections.TraceQuery{ID: id, AsOf: asOf})
		ask(fmt.Sprint("trace of payout ", id), t, err)
		for _, row := range f.rows[id] {
			t, err := r.TracePayout(ctx, projections.TraceQuery{ID: id, Row: row, AsOf: asOf})
			ask(fmt.Sprint("trace of row ", id, row), t, err)
		}
	}
	at := &f.days[len(f.days)*2/3]
	for _, day := range []*domain.Date{nil, at} {
		h, err := r.Held(ctx, projections.HeldQuery{AsOf: asOf, At: day, All: true, Rows: true})
		ask(fmt.Sprint("held at ", day), h, err)
		l, err := r.BankLines(ctx, projections.BankLinesQuery{AsOf: asOf, At: day, All: true})
		ask(fmt.Sprint("bank lines at ", day), l, err)
		for _, id := range f.funds {
			d, err := r.Deed(ctx, projections.DeedQuery{Fund: id, AsOf: asOf, At: day})
			ask(fmt.Sprint("deed at ", day, " of ", id), d, err)
			for _, n := range f.closes {
				s, err := r.Restatement(ctx, projections.RestatementQuery{Fund: id, Close: n, AsOf: asOf, At: day})
				ask(fmt.Sprint("restatement at ", day, " of ", id, " since ", n), s, err)
			}
			s, err := r.Restatement(ctx, projections.RestatementQuery{Fund: id, Day: f.days[len(f.days)/3], AsOf: asOf, At: day})
			ask(fmt.Sprint("restatement at ", day, " of ", id), s, err)
		}
	}
	for _, day := range []*domain.Date{nil, at} {
		p, err := r.Publications(ctx, projections.PublicationsQuery{AsOf: asOf, At: day})
		ask(fmt.Sprint("publications at ", day), p, err)
	}
	for _, day := range []*domain.Date{nil, at} {
		campaigns, err := r.Campaigns(ctx, projections.CampaignsQuery{AsOf: asOf, At: day})
		ask(fmt.Sprint("campaigns to disclose at ", day), campaigns, err)
		for _, c := range campaigns.Campaigns {
			d, err := r.CampaignDisclosure(ctx, projections.CampaignDisclosureQuery{Campaign: c.Code, AsOf: asOf, At: day})
			for i := range d.Gifts.Listed {
				d.Gifts.Listed[i].Name, d.Gifts.Listed[i].Named = "", false
			}
			ask(fmt.Sprint("disclosure at ", day, " of campaign ", c.Code), d, err)
		}
		for _, q := range []projections.DisclosureQuery{{Fund: f.funds[0]}, {Unit: id("unit", 1)}, {Unit: id("unit", 1), Tree: true}} {
			q.Year, q.At, q.AsOf = 2024, day, asOf
			d, err := r.Disclosure(ctx, q)
			for i := range d.Gifts.Listed { // names are as they may be shown now, whatever the report's entry
				d.Gifts.Listed[i].Name, d.Gifts.Listed[i].Named = "", false
			}
			ask(fmt.Sprint("disclosure at ", day, " of ", q.Fund, q.Unit, q.Tree), d, err)
		}
	}
	for _, id := range f.funds {
		g, err := r.Receipts(ctx, projections.RegisterQuery{Fund: id, AsOf: asOf, At: at})
		ask(fmt.Sprint("receipts at a day of ", id), g, err)
		p, err := r.Payouts(ctx, projections.PayoutsQuery{Fund: id, AsOf: asOf, At: at})
		ask(fmt.Sprint("payouts at a day of ", id), p, err)
	}
	for _, id := range f.people {
		d, err := r.Donor(ctx, projections.DonorQuery{Donor: id, AsOf: asOf, At: at})
		d.Donor = projections.Person{}
		ask(fmt.Sprint("donor at a day ", id), d, err)
	}
	for i, id := range f.donations {
		if i%3 == 0 {
			t, err := r.TraceDonation(ctx, projections.TraceQuery{ID: id, AsOf: asOf, At: at, Proofs: true})
			ask(fmt.Sprint("trace at a day of donation ", id), t, err)
			d, err := r.DonationAt(ctx, id, asOf, at)
			ask(fmt.Sprint("donation at a day ", id), d, err)
			e, err := r.Entry(ctx, id, asOf, at)
			ask(fmt.Sprint("entry at a day ", id), e, err)
		}
		for _, row := range f.rows[id] {
			t, err := r.TraceDonation(ctx, projections.TraceQuery{ID: id, Row: row, AsOf: asOf})
			ask(fmt.Sprint("trace of row ", row, " of donation ", id), t, err)
		}
	}
	for i, id := range f.payouts {
		if i%3 == 0 {
			t, err := r.TracePayout(ctx, projections.TraceQuery{ID: id, AsOf: asOf, At: at})
			ask(fmt.Sprint("trace at a day of payout ", id), t, err)
			p, err := r.Payout(ctx, id, asOf, at)
			ask(fmt.Sprint("payout at a day ", id), p, err)
		}
	}
	for _, id := range f.lists {
		day, err := r.List(ctx, projections.ListQuery{List: id, AsOf: asOf, At: at})
		ask(fmt.Sprint("list at a day ", id), day, err)
		l, err := r.List(ctx, projections.ListQuery{List: id, AsOf: asOf})
		ask(fmt.Sprint("list ", id), l, err)
	}
	for _, at := range []*domain.Date{nil, &f.days[len(f.days)/2]} {
		rounds, err := r.Rounds(ctx, asOf, at)
		ask(fmt.Sprint("rounds at ", at), rounds, err)
		lines, err := r.RoundLines(ctx, projections.RoundLinesQuery{AsOf: asOf, At: at})
		ask(fmt.Sprint("lines of rounds at ", at), lines, err)
		linesAreRounds(tb, lines, rounds)
		partsAreRounds(tb, ctx, r, asOf, at)
		for _, id := range f.rounds {
			o, err := r.Round(ctx, projections.RoundQuery{Round: id, AsOf: asOf, At: at, Rows: true})
			ask(fmt.Sprint("round ", id, " at ", at), o, err)
			if o.Version > 1 {
				_, d, err := r.ListDiff(ctx, o.List, asOf, at)
				ask(fmt.Sprint("list diff at ", at, " of ", id), d, err)
			}
			if at == nil && len(o.Code) > 0 {
				_, _, all, err := r.AlreadyAwarded(ctx, projections.AlreadyQuery{Round: id, AsOf: asOf, All: true})
				ask(fmt.Sprint("already awarded of ", id), all, err)
			}
		}
		_, awards, err := r.Awards(ctx, projections.AwardsQuery{By: projections.AwardColumns, AsOf: asOf, At: at})
		ask(fmt.Sprint("awards at ", at), awards, err)
		_, serving, err := r.Staff(ctx, projections.StaffQuery{AsOf: asOf, At: at})
		ask(fmt.Sprint("staff at ", at), serving, err)
		if at == nil {
			posts, err := r.Posts(ctx, asOf)
			ask("posts", posts, err)
			comparePosts(tb, serving, posts, asOf)
		}
		_, signatures, err := r.Signatures(ctx, asOf, at)
		ask(fmt.Sprint("signatures at ", at), signatures, err)
		for _, s := range signatures {
			under, err := r.SignaturesUnder(ctx, s.ID)
			if err != nil || !slices.ContainsFunc(under, func(u projections.SignatureInfo) bool { return u.Entry == s.Entry }) {
				tb.Errorf("the signature of entry %d is not under its command: %v", s.Entry, err)
			}
		}
		_, overrides, err := r.Overrides(ctx, asOf, at)
		ask(fmt.Sprint("overrides at ", at), overrides, err)
	}
	g, err := r.Godfathers(ctx, projections.GodfathersQuery{AsOf: asOf})
	g.Circumstances = nil // as the cards are now, whatever the entry
	ask("godfathers", g, err)
	for _, at := range f.days[len(f.days)/2:][:2] {
		g, err := r.Godfathers(ctx, projections.GodfathersQuery{AsOf: asOf, At: &at})
		g.Circumstances = nil
		ask(fmt.Sprint("godfathers at ", at), g, err)
		c, err := r.Children(ctx, projections.ChildrenQuery{AsOf: asOf, At: &at})
		ask(fmt.Sprint("children at ", at), c, err)
	}
	c, err := r.Children(ctx, projections.ChildrenQuery{AsOf: asOf})
	ask("children", c, err)
	p, err := r.Pledges(ctx, projections.PledgesQuery{AsOf: asOf})
	ask("pledges", p, err)
	people, err := r.People(ctx, projections.PeopleQuery{Limit: 10_000, AsOf: asOf})
	ids := map[uuid.UUID]bool{} // their names, and so their order, are as they are now
	for _, x := range people {
		ids[x.ID] = true
	}
	ask("people", ids, err)
	for _, id := range f.funds {
		m, err := r.Matches(ctx, projections.MatchQuery{Fund: id, Window: 15, AsOf: asOf})
		ask(fmt.Sprint("matches of ", id), m, err)
	}
	for _, at := range f.days[:1] {
		p, err := r.Pledges(ctx, projections.PledgesQuery{Fund: f.funds[0], AsOf: asOf, At: &at})
		ask(fmt.Sprint("pledges at ", at), p, err)
	}
	for _, at := range []*domain.Date{nil, &f.days[len(f.days)/2]} {
		x, err := r.Rosters(ctx, projections.RostersQuery{AsOf: asOf, At: at})
		ask(fmt.Sprint("rosters at ", at), x, err)
		for i := range x {
			b, err := r.RosterBook(ctx, x[i].Roster, asOf, at)
			b.AsOf = projections.AsOf{}
			ask(fmt.Sprint("roster ", x[i].Roster, at), b, err)
		}
	}
	for _, q := range []projections.FiguresQuery{{Booked: true}, {At: &f.days[len(f.days)/2], Booked: true, Withdrawn: true}, {Unit: id("unit", 1), Measure: "population"}, {Period: "2024"}} {
		q.AsOf = asOf
		x, err := r.Figures(ctx, q)
		ask(fmt.Sprint("figures ", q.Unit, q.Measure, q.Period, q.At != nil), x, err)
	}
	for _, q := range []projections.GoodsQuery{{}, {Fund: f.funds[0], At: &f.days[len(f.days)/2]}, {Donor: f.people[0]}, {Unit: id("unit", 1), From: &f.days[len(f.days)/3]}} {
		q.AsOf = asOf
		g, err := r.Goods(ctx, q)
		ask(fmt.Sprint("goods ", q.Fund, q.Donor, q.Unit), g, err)
	}
	for _, id := range f.deliveries {
		x, err := r.TraceGoods(ctx, id, asOf, nil)
		ask(fmt.Sprint("trace of goods ", id), x, err)
	}
	for _, id := range f.people {
		x, err := r.GoodsTo(ctx, id, asOf, &f.days[len(f.days)/2])
		ask(fmt.Sprint("goods to ", id), x, err)
	}
	for _, id := range f.funds {
		x, err := r.GoodsPapers(ctx, id, asOf, nil)
		ask(fmt.Sprint("papers of goods of ", id), x, err)
		items, err := r.StoreItems(ctx, id, asOf)
		ask(fmt.Sprint("items of ", id), items, err)
	}
	for _, at := range []*domain.Date{nil, &f.days[len(f.days)/2]} {
		c, err := r.Consents(ctx, projections.ConsentsQuery{AsOf: asOf, At: at})
		ask(fmt.Sprint("consents at ", at), c, err)
	}
	e, err := r.Entries(ctx, projections.EntriesQuery{AsOf: asOf})
	ask("entries", e, err)
	for _, at := range []*domain.Date{nil, &f.days[len(f.days)/2]} {
		u, err := r.UnitsAt(ctx, asOf, at)
		ask(fmt.Sprint("units at ", at), u, err)
		tree, err := r.UnitBranches(ctx, uuid.Nil, asOf, at)
		ask(fmt.Sprint("branches at ", at), tree, err)
		for i := range u {
			h, err := r.UnitHistory(ctx, u[i].Unit, asOf, at)
			h.AsOf = projections.AsOf{}
			ask(fmt.Sprint("history of unit ", u[i].Code, " at ", at), h, err)
		}
	}
	fs, err := r.Funds(ctx, asOf)
	ask("funds", fs, err)
	compareDesk(tb, r, fs, asOf)
	return all
}

// compareBoxesOut: as many boxes are out as the report of boxes says, closed campaigns left out.
func compareBoxesOut(tb testing.TB, r *projections.Reader, unit uuid.UUID, asOf projections.AsOf, out int64, err error) {
	tb.Helper()
	if err != nil {
		return
	}
	report, err := r.Boxes(tb.Context(), projections.BoxesQuery{Unit: unit, AsOf: asOf})
	if err != nil {
		tb.Fatal(err)
	}
	want := int64(0)
	for _, b := range report.Books {
		c, err := r.Campaign(tb.Context(), b.Campaign, asOf)
		if err != nil {
			tb.Fatal(err)
		}
		if !c.Closed {
			want += b.Total.Out
		}
	}
	if out != want {
		tb.Errorf("as of %d %d boxes are out, the report says %d", asOf.Entry, out, want)
	}
}

// comparePosts: posts are held on exactly the days on which the report of roles says so.
func comparePosts(tb testing.TB, serving []projections.Serving, posts []projections.Post, asOf projections.AsOf) {
	tb.Helper()
	if len(serving) != len(posts) {
		tb.Fatalf("as of %d there are %d posts and %d roles", asOf.Entry, len(posts), len(serving))
	}
	for _, s := range serving {
		found := slices.ContainsFunc(posts, func(p projections.Post) bool {
			return p.Unit == s.Unit && p.Actor == s.Actor && p.Role == s.Role && p.From == s.From && p.Until == s.Until && p.Ended == s.Ended && p.On(s.From) != (s.Ended == s.From)
		})
		if !found {
			tb.Errorf("as of %d there is no post like %+v", asOf.Entry, s)
		}
	}
}

// TestReports asks everything on both databases, now and as of entries in the past, and compares: SQLite with PostgreSQL, and what is
// said as of an entry with what a ledger says that ends there.
func TestReports(t *testing.T) {
	seeds := []uint64{1, 2, 3}
	if testing.Short() {
		seeds = seeds[:1]
	}
	for _, seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			b := history(t, seed, 500)
			f := factsOf(t, b.log)
			lite := b.project(t, readdb.SQLite(t.TempDir(), projections.Version), projections.Options{Batch: 7}).Reader()
			for _, n := range []uint64{f.last / 3, f.last / 2, f.last - 20} {
				past := reports(t, lite, f, projections.AsOf{Entry: n})
				short := *b
				short.log = until(t, b.log, n)
				same(t, fmt.Sprint("as of entry ", n, " and in a ledger that ends there"), reports(t, short.built(t), f, projections.AsOf{}), past)
			}
			now := reports(t, lite, f, projections.AsOf{})
			t.Run("postgres", func(t *testing.T) {
				pg := b.project(t, postgres(t, pgtest.Shared(t).Database(t)), projections.Options{}).Reader()
				same(t, "now", now, reports(t, pg, f, projections.AsOf{}))
				n := projections.AsOf{Entry: f.last / 2}
				same(t, "in the past", reports(t, lite, f, n), reports(t, pg, f, n))
			})
		})
	}
}

// built is a reader of a read model that was built in one go.
func (b *book) built(tb testing.TB) *projections.Reader {
	tb.Helper()
	p, err := projections.Open(tb.Context(), readdb.SQLite(tb.TempDir(), projections.Version), b.log, projections.Options{Vault: b.vault})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = p.Close() })
	if err := p.Rebuild(tb.Context(), nil); err != nil {
		tb.Fatal(err)
	}
	return p.Reader()
}

func same(tb testing.TB, what string, a, b map[string]any) {
	tb.Helper()
	for name := range a {
		if diff := cmp.Diff(a[name], b[name], cmpopts.IgnoreUnexported(projections.DisclosedFund{}, projections.Donation{}, projections.GivenRow{}, projections.HeldMoney{}, projections.Redesignation{}, projections.DonationLine{}, projections.ListRow{}, projections.SlotInfo{}, projections.Round{}, projections.PledgeInfo{}, projections.GoodsLot{}, projections.ClusterInfo{}, projections.ChildInfo{})); diff != "" {
			tb.Errorf("%s, %s:\n%s", what, name, diff)
			return
		}
	}
}
