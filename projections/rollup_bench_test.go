package projections_test

import (
	"context"
	"database/sql"
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
	"sovang/eventstore/memory"
	"sovang/eventstore/vault"
	"sovang/projections"
	"sovang/projections/readdb"
	"sovang/projections/readdb/pgtest"
)

// A province: its association, 100 communes, the branches and committees below these, each with a fund.
const (
	provinceUnits    = 4600
	provinceCommunes = 100
	provinceGifts    = 300_000
)

// province is the log of a province over three years: 300,000 gifts, an award in 40, and a transfer from each commune to one below it each week.
var province = sync.OnceValue(func() *provinceWriter {
	w := &provinceWriter{giftWriter: giftWriter{log: &memory.Log{}, at: time.Date(2023, 1, 2, 0, 0, 0, 0, time.UTC)}, step: 3 * 365 * 24 * time.Hour / (provinceGifts * 21 / 20)}
	w.vault = must(vault.New(context.Background(), vault.NewMemory(), must(vault.ParseMaster(base64.StdEncoding.EncodeToString(make([]byte, 32))))))
	for i := range provinceUnits {
		founded := unit.Founded{Kind: unit.Association, Code: fmt.Sprint("U", i), Name: "Hội Khuyến học"}
		if i > provinceCommunes {
			founded.Kind, founded.Parent = unit.Branch, id("u", 1+i%provinceCommunes)
		} else if i > 0 {
			founded.Parent = id("u", 0)
		}
		w.write(domain.Change{Stream: unit.StreamOf(id("u", i)), Events: []domain.Event{founded}})
		w.write(domain.Change{Stream: fund.StreamOf(id("f", i)), Events: []domain.Event{
			fund.Opened{Unit: id("u", i), Code: fmt.Sprint("F", i), Name: "Quỹ", Form: fund.AssociationFund, Currencies: []money.Currency{money.VND}},
			fund.PlaceOpened{Place: "bidv", Kind: fund.Bank, Name: "BIDV", Currency: money.VND},
		}})
	}
	for n := range benchDonors {
		card := must(w.vault.Seal(context.Background(), id("donor", n), vault.CardField, []byte(`{"name":"Nguyễn Văn Tặng"}`)))
		w.write(domain.Change{Stream: domain.StreamOf("person", id("donor", n)), Events: []domain.Event{person.Registered{Unit: id("u", 0), Kind: person.Kinds[n%7], Card: card}}})
	}
	for n := range provinceGifts {
		w.at = w.at.Add(w.step)
		i := n * 7919 % provinceUnits
		if w.gift(i, n); n%40 == 39 {
			w.payout(i, n)
		}
		if n%20 == 19 && i <= provinceCommunes {
			w.transfer(i, provinceCommunes+i+1, n)
		}
	}
	w.flush()
	return w
})

// provinceWriter is giftWriter over many funds.
type provinceWriter struct {
	giftWriter
	step      time.Duration
	next, low [provinceUnits]int64
}

func (w *provinceWriter) gift(i, n int) {
	amount := int64(50_000 + n%7*10_000)
	w.write(domain.Change{Stream: fund.StreamOf(id("f", i)), Events: []domain.Event{fund.DonationReceived{
		Donor: id("donor", n%benchDonors), Currency: money.VND, Amount: amount, Lines: []fund.Line{{Compartment: "unrestricted", Amount: amount, From: w.next[i]}},
		Place: "bidv", Given: domain.DateOf(w.at), Booked: domain.DateOf(w.at), Receipt: fund.Number{Series: "BC/2024", No: int64(n)}, Reference: fmt.Sprintf("FT24%08d", n),
	}}})
	w.next[i] += amount
}

func (w *provinceWriter) take(i int) []fund.Span {
	amount := (w.next[i] - w.low[i]) / 2
	w.low[i] += amount
	return []fund.Span{{w.low[i] - amount, w.low[i]}}
}

func (w *provinceWriter) payout(i, n int) {
	spans := w.take(i)
	w.write(domain.Change{Stream: fund.StreamOf(id("f", i)), Events: []domain.Event{fund.PayoutMade{
		Kind: fund.Award, Award: fund.Scholarship, Recipient: id("donor", n%benchDonors), Currency: money.VND, Amount: spans[0].Len(),
		Pieces: []fund.Piece{{Compartment: "unrestricted", Spans: spans}}, Place: "bidv", Booked: domain.DateOf(w.at),
		Voucher: fund.Number{Series: "UNC/2024", No: int64(n)}, Content: "Học bổng",
	}}})
}

func (w *provinceWriter) transfer(i, to, n int) {
	spans, day := w.take(i), domain.DateOf(w.at)
	amount := spans[0].Len()
	w.write(domain.Change{Stream: fund.StreamOf(id("f", i)), Events: []domain.Event{fund.TransferSent{To: id("f", to), Compartment: "unrestricted", Spans: spans,
		Currency: money.VND, Amount: amount, Place: "bidv", Booked: day, Voucher: fund.Number{Series: "UNC/2024", No: int64(provinceGifts + n)}}}})
	sent := id("gift", w.n)
	w.write(domain.Change{Stream: fund.StreamOf(id("f", to)), Events: []domain.Event{fund.TransferAccepted{Transfer: sent, Sender: id("f", i),
		Source: fund.Piece{Compartment: "unrestricted", Spans: spans}, Compartment: "unrestricted", From: w.next[to], Currency: money.VND, Amount: amount, Place: "bidv",
		Booked: day, Receipt: fund.Number{Series: "BC/2024", No: int64(provinceGifts + n)}}}},
		domain.Change{Stream: fund.StreamOf(id("f", i)), Events: []domain.Event{fund.TransferSettled{Transfer: sent, Compartment: "unrestricted", Currency: money.VND, Received: amount, Booked: day}}})
	w.next[to] += amount
}

// BenchmarkRollup rolls a province up: the whole of it, on any day, as of any entry, and one commune with what lies below it. The history is
// loaded by a rebuild, as a log would be. "limit" only reads the rows that a roll-up reads.
func BenchmarkRollup(b *testing.B) {
	log, v := province().log, province().vault
	for _, store := range []struct {
		name string
		open func() *readdb.Store
	}{
		{"sqlite", func() *readdb.Store { return readdb.SQLite(b.TempDir(), projections.Version) }},
		{"postgres", func() *readdb.Store { return postgres(b, pgtest.Start(b).Database(b)) }},
	} {
		s := store.open()
		p, err := projections.Open(b.Context(), s, log, projections.Options{Vault: v})
		if err != nil {
			b.Fatal(err)
		}
		begun := time.Now()
		if err := p.Rebuild(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
		b.Logf("%s: %d entries rebuilt in %s", store.name, province().n, time.Since(begun))
		bareRead(b, store.name, s)
		rollups(b, store.name, p.Reader())
		if err := p.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// bareRead is the limit that a roll-up is measured against.
func bareRead(b *testing.B, name string, s *readdb.Store) {
	generation, err := s.Active(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	db, err := s.Open(b.Context(), generation)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	b.Run(name+"/limit", func(b *testing.B) {
		size := 0
		for b.Loop() {
			v, err := db.View(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			var chunk int64
			var cells sql.RawBytes
			size = 0
			err = v.Query(func(r readdb.Row) error {
				err := r.Scan(&chunk, &cells)
				size += len(cells)
				return err
			}, "SELECT chunk, cells FROM @tallies ORDER BY chunk")
			v.Close()
			if err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(size)/provinceGifts, "B/gift")
		b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/report")
	})
}

func rollups(b *testing.B, store string, r *projections.Reader) {
	first := domain.NewDate(2023, 1, 1)
	for _, ask := range []struct {
		name string
		q    func(n int) projections.RollupQuery
	}{
		{"now", func(int) projections.RollupQuery { return projections.RollupQuery{} }},
		{"at", func(n int) projections.RollupQuery {
			at := first + domain.Date(n*37%1095)
			since := at - 200
			return projections.RollupQuery{At: &at, Since: &since}
		}},
		{"at-as-of", func(n int) projections.RollupQuery {
			at := first + domain.Date(n*37%1095)
			return projections.RollupQuery{At: &at, AsOf: projections.AsOf{Entry: 20_000 + uint64(n*7919%provinceGifts)}}
		}},
		{"commune", func(n int) projections.RollupQuery {
			at := first + domain.Date(n*37%1095)
			return projections.RollupQuery{Unit: id("u", 1+n%provinceCommunes), At: &at}
		}},
	} {
		b.Run(store+"/"+ask.name, func(b *testing.B) {
			for n := 0; b.Loop(); n++ {
				if _, err := r.Rollup(b.Context(), ask.q(n)); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/report")
		})
	}
}
