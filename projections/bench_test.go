package projections_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"sync"
	"testing"
	"time"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/unit"
	"sovang/eventstore"
	"sovang/eventstore/memory"
	"sovang/eventstore/vault"
	"sovang/projections"
	"sovang/projections/readdb"
	"sovang/projections/readdb/pgtest"
)

// benchGifts is how many gifts the benchmarks fold: one in 40 entries is a payout instead.
const benchGifts = 200_000

// benchDonors is how many people gave.
const benchDonors = 2000

// gifts is a log of gifts to eight funds in messages of a hundred entries, as the writer makes them.
var gifts = sync.OnceValue(func() *giftWriter {
	w := &giftWriter{log: &memory.Log{}, at: time.Date(2024, 9, 1, 0, 0, 0, 0, time.UTC)}
	w.vault = must(vault.New(context.Background(), vault.NewMemory(), must(vault.ParseMaster(base64.StdEncoding.EncodeToString(make([]byte, 32))))))
	for i := range 8 {
		u, f := id("unit", i), id("fund", i)
		w.write(domain.Change{Stream: unit.StreamOf(u), Events: []domain.Event{unit.Founded{Kind: unit.Association, Code: fmt.Sprint("U", i), Name: "Hội"}}})
		w.write(domain.Change{Stream: fund.StreamOf(f), Events: []domain.Event{
			fund.Opened{Unit: u, Code: fmt.Sprint("F", i), Name: "Quỹ", Form: fund.AssociationFund, Currencies: []money.Currency{money.VND}},
			fund.PlaceOpened{Place: "bidv", Kind: fund.Bank, Name: "BIDV", Currency: money.VND},
		}})
	}
	for n := range benchDonors {
		who := id("donor", n)
		card := must(w.vault.Seal(context.Background(), who, vault.CardField, []byte(`{"name":"Nguyễn Văn Tặng"}`)))
		w.write(domain.Change{Stream: domain.StreamOf("person", who), Events: []domain.Event{person.Registered{Unit: id("unit", 0), Kind: person.Individual, Card: card}}})
	}
	w.flush()
	for n := range benchGifts {
		if n%40 == 39 {
			w.payout(n)
			continue
		}
		w.gift(n)
	}
	w.flush()
	return w
})

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

type giftWriter struct {
	log     *memory.Log
	vault   *vault.Vault
	n       uint64
	at      time.Time
	line    []byte
	pending int
	next    [8]int64
	low     [8]int64
	no      [8]int64
	voucher [8]int64
}

func (w *giftWriter) write(changes ...domain.Change) {
	w.n++
	w.at = w.at.Add(11 * time.Millisecond)
	e := domain.Entry{Number: w.n, ID: id("gift", w.n), At: w.at, Recorded: w.at, Actor: "thu-quy@hkh.vn", Changes: changes}
	copy(e.Digest[:], e.ID[:])
	var err error
	if w.line, err = eventstore.Encode(w.line, e); err != nil {
		panic(err)
	}
	w.line = append(w.line, '\n')
	if w.pending++; w.pending == 100 {
		w.flush()
	}
}

func (w *giftWriter) flush() {
	last, _ := w.log.Last(context.Background())
	if _, err := w.log.Append(context.Background(), last, w.line); err != nil {
		panic(err)
	}
	w.line, w.pending = w.line[:0], 0
}

func (w *giftWriter) gift(n int) {
	i, amount := n%8, int64(50_000+n%7*10_000)
	w.no[i]++
	w.write(domain.Change{Stream: fund.StreamOf(id("fund", i)), Events: []domain.Event{fund.DonationReceived{
		Donor: id("donor", n%benchDonors), Currency: money.VND, Amount: amount, Lines: []fund.Line{{Compartment: "unrestricted", Amount: amount, From: w.next[i]}},
		Place: "bidv", Given: domain.DateOf(w.at), Booked: domain.DateOf(w.at), Receipt: fund.Number{Series: "BC/2024", No: w.no[i]}, Reference: fmt.Sprintf("FT24%08d", n),
	}}})
	w.next[i] += amount
}

func (w *giftWriter) payout(n int) {
	i := n % 8
	amount := (w.next[i] - w.low[i]) / 2
	w.voucher[i]++
	w.write(domain.Change{Stream: fund.StreamOf(id("fund", i)), Events: []domain.Event{fund.PayoutMade{
		Kind: fund.Award, Award: fund.Scholarship, Recipient: id("pupil", n), Currency: money.VND, Amount: amount,
		Pieces: []fund.Piece{{Compartment: "unrestricted", Spans: []fund.Span{{w.low[i], w.low[i] + amount}}}}, Place: "bidv", Booked: domain.DateOf(w.at),
		Voucher: fund.Number{Series: "UNC/2024", No: w.voucher[i]}, Content: "Học bổng",
	}}})
	w.low[i] += amount
}

// BenchmarkReports asks what pages ask most, over the same gifts.
func BenchmarkReports(b *testing.B) {
	log, v := gifts().log, gifts().vault
	for _, store := range []struct {
		name string
		open func() *readdb.Store
	}{
		{"sqlite", func() *readdb.Store { return readdb.SQLite(b.TempDir(), projections.Version) }},
		{"postgres", func() *readdb.Store { return postgres(b, pgtest.Start(b).Database(b)) }},
	} {
		p, err := projections.Open(b.Context(), store.open(), log, projections.Options{Vault: v})
		if err != nil {
			b.Fatal(err)
		}
		if err := p.Rebuild(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
		askEach(b, store.name, p.Reader())
		if err := p.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func askEach(b *testing.B, name string, r *projections.Reader) {
	ctx, day := b.Context(), domain.NewDate(2024, 9, 1)
	for _, ask := range []struct {
		name string
		ask  func(n int) error
	}{
		{"balance", func(n int) error {
			_, err := r.Balances(ctx, projections.BalancesQuery{Fund: id("fund", n%8)})
			return err
		}},
		{"balance-as-of", func(n int) error {
			_, err := r.Balances(ctx, projections.BalancesQuery{Fund: id("fund", n%8), AsOf: projections.AsOf{Entry: uint64(100 + n%benchGifts)}})
			return err
		}},
		{"balance-at", func(n int) error {
			_, err := r.Balances(ctx, projections.BalancesQuery{Fund: id("fund", n%8), At: &day})
			return err
		}},
		{"donor", func(n int) error {
			_, err := r.Donor(ctx, projections.DonorQuery{Donor: id("donor", n%benchDonors), Limit: 20})
			return err
		}},
		{"trace", func(n int) error {
			_, err := r.TraceDonation(ctx, projections.TraceQuery{ID: id("gift", benchDonors+1000+n*40%(benchGifts-2000))})
			return err
		}},
	} {
		b.Run(name+"/"+ask.name, func(b *testing.B) {
			b.RunParallel(func(pb *testing.PB) {
				for n := 0; pb.Next(); n++ {
					if err := ask.ask(n * 7919); err != nil {
						b.Error(err)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reports/s")
		})
	}
}
