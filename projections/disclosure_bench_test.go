package projections_test

import (
	"testing"

	"sovang/projections"
	"sovang/projections/readdb"
)

// BenchmarkDisclosure makes the disclosure of one year: of a province of 4,600 funds and 300,000 gifts, a third of them in that year, of one of its funds,
// and of one fund to which 200,000 gifts came.
func BenchmarkDisclosure(b *testing.B) {
	for _, of := range []struct {
		log  *giftWriter
		name string
		q    projections.DisclosureQuery
	}{
		{&province().giftWriter, "province", projections.DisclosureQuery{Unit: id("u", 0), Tree: true, Year: 2024}},
		{&province().giftWriter, "commune", projections.DisclosureQuery{Fund: id("f", 1), Year: 2024}},
		{gifts(), "fund", projections.DisclosureQuery{Fund: id("fund", 0), Year: 2024}},
	} {
		p, err := projections.Open(b.Context(), readdb.SQLite(b.TempDir(), projections.Version), of.log.log, projections.Options{Vault: of.log.vault})
		if err != nil {
			b.Fatal(err)
		}
		if err := p.Rebuild(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
		b.Run(of.name, func(b *testing.B) {
			for b.Loop() {
				d, err := p.Reader().Disclosure(b.Context(), of.q)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(len(d.Gifts.Listed)), "gifts")
			}
		})
		if err := p.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
