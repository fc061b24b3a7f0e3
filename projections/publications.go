package projections

import (
	"cmp"
	"context"
	"encoding/hex"
	"slices"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/law"
	"sovang/projections/readdb"
)

func (f *fold) yearPublished(in *fundRows, e fund.YearPublished) {
	f.t.publications.add(in.k, f.at.n, int64(e.Year), int64(e.Until), int64(e.Entry), f.key(e.Unit), int64(e.On), e.Version, bit(e.Provisional), e.Document,
		bytesOrNil(e.Before), e.Where)
}

// Publication is one version of the disclosure of a fund's year; or, where Version is 0, that a final one is missing.
type Publication struct {
	Fund        uuid.UUID   `json:"fund"`
	FundCode    string      `json:"fund_code"`
	Year        int         `json:"year"`
	Due         domain.Date `json:"due,omitzero"` // by law, before this day
	Version     int64       `json:"version,omitempty"`
	Provisional bool        `json:"provisional,omitempty"`
	On          domain.Date `json:"on,omitzero"`
	Until       domain.Date `json:"until,omitzero"`    // the last day of which it speaks
	Entry       uint64      `json:"entry,omitempty"`   // up to which it speaks
	Document    string      `json:"document,omitzero"` // SHA-256, hexadecimal
	Before      string      `json:"before,omitempty"`  // the document whose place it took
	Where       string      `json:"where,omitempty"`
	Unit        uuid.UUID   `json:"unit,omitzero"` // whose disclosure it was a part of
	Laid        uint64      `json:"laid,omitempty"`
	InTime      bool        `json:"in_time"`           // final, and public before the due day
	Overdue     int64       `json:"overdue,omitempty"` // days since the last one in time, of one that is missing
}

// Publications is what was made public, by fund, year and version; years without a final version stand last of their fund and year.
type Publications struct {
	AsOf         AsOf          `json:"as_of"`
	At           *domain.Date  `json:"at,omitempty"`
	Publications []Publication `json:"publications"`
}

// PublicationsQuery asks what was made public.
type PublicationsQuery struct {
	Fund, Unit uuid.UUID
	Year       int // 0: of all years
	AsOf       AsOf
	At         *domain.Date // what was public by the end of this day; nil: of the day of the report's entry
}

// Publications reports which years of which funds were made public when, and which are missing.
func (r *Reader) Publications(ctx context.Context, q PublicationsQuery) (Publications, error) {
	p := Publications{At: q.At, Publications: []Publication{}}
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) error {
		p.AsOf = v.asOf
		funds, err := v.funds(q.Fund, q.Unit)
		if err != nil {
			return err
		}
		for _, f := range funds {
			all, err := v.publications(f)
			if err != nil {
				return err
			}
			missing, err := v.unpublished(f, all)
			if err != nil {
				return err
			}
			all = append(all, missing...)
			slices.SortStableFunc(all, func(a, b Publication) int { return cmp.Compare(a.Year, b.Year) })
			for _, one := range all {
				if q.Year == 0 || q.Year == one.Year {
					p.Publications = append(p.Publications, one)
				}
			}
		}
		return nil
	})
	return p, err
}

// dueOn is the day before which the disclosure of a year is to be public, by the law of the spring after it; the zero Date where no law says.
func dueOn(year int) domain.Date {
	return law.On(domain.NewDate(year+1, time.March, 1)).DisclosureDue(year)
}

// publications is what was made public of a fund, in order.
func (v *view) publications(f fundKey) ([]Publication, error) {
	var found []Publication
	var units []int64
	err := v.rows(func(r readdb.Row) error {
		p := Publication{Fund: f.id, FundCode: f.code}
		var unit, provisional int64
		var document, before []byte
		if err := r.Scan(&p.Laid, &p.Year, &p.Until, &p.Entry, &unit, &p.On, &p.Version, &provisional, &document, &before, &p.Where); err != nil {
			return err
		}
		p.Provisional, p.Due = provisional != 0, dueOn(p.Year)
		p.Document, p.Before = hex.EncodeToString(document), hex.EncodeToString(before)
		p.InTime = !p.Provisional && (p.Due == 0 || p.On < p.Due)
		found, units = append(found, p), append(units, unit)
		return nil
	}, `SELECT n, year, until_day, entry, unit, on_day, version, provisional, document, before_document, place FROM @publications
		WHERE fund = $1 AND n <= $2 AND on_day <= $3 ORDER BY n`, f.k, v.n, v.lastDay())
	for i := range found {
		if err == nil {
			found[i].Unit, err = v.id(units[i])
		}
	}
	return found, err
}

// unpublished is the years of a fund that are over and have no final version. A fund that was wound up owes the year in which it was, and none after it: what
// still happens to it stands in the successor's.
func (v *view) unpublished(f fundKey, all []Publication) (missing []Publication, err error) {
	ended, _, err := v.woundUp(f.k)
	if err != nil {
		return nil, err
	}
	today := domain.DateOf(v.asOf.Recorded)
	if v.at != nil {
		today = min(today, *v.at)
	}
	for year := f.since.Year(); fund.LastDay(year) < today && (ended == 0 || year <= ended.Year()); year++ {
		if slices.ContainsFunc(all, func(p Publication) bool { return p.Year == year && !p.Provisional }) {
			continue
		}
		p := Publication{Fund: f.id, FundCode: f.code, Year: year, Due: dueOn(year)}
		if p.Due != 0 {
			p.Overdue = max(int64(today-p.Due)+1, 0)
		}
		missing = append(missing, p)
	}
	return missing, nil
}
