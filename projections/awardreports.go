package projections

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
)

// AwardCount is awards of one kind: from lists, with or without a round, and single payouts.
type AwardCount struct {
	Round         string `json:"round,omitempty"` // its code; "": none
	Programme     string `json:"programme,omitempty"`
	Occasion      string `json:"occasion,omitempty"`
	Fund          string `json:"fund"`
	Award         string `json:"award"`
	RecipientKind string `json:"recipient_kind,omitempty"`
	Level         string `json:"level,omitempty"`
	Institution   string `json:"institution,omitempty"`
	Currency      string `json:"currency"`
	Rows          int64  `json:"rows"` // on a list that stands, excluded and cancelled ones left out
	Amount        int64  `json:"amount"`
	PaidRows      int64  `json:"paid_rows"`
	Paid          int64  `json:"paid"`
	ReturnedRows  int64  `json:"returned_rows"` // of the paid ones, those of which all came back
	Returned      int64  `json:"returned"`
}

// AwardsQuery asks for awards, counted.
type AwardsQuery struct {
	Fund, Unit uuid.UUID // nil UUID: all
	By         []string  // columns that are told apart: round, programme, occasion, fund, award, recipient, level, institution; currencies always are
	AsOf       AsOf
	At         *domain.Date
}

// AwardColumns is what awards can be told apart by.
var AwardColumns = []string{"round", "programme", "occasion", "fund", "award", "recipient", "level", "institution"}

// Awards counts awards over all lists and single payouts, the three kinds apart wherever award is among the columns.
func (r *Reader) Awards(ctx context.Context, q AwardsQuery) (AsOf, []AwardCount, error) {
	for _, by := range q.By {
		if !slices.Contains(AwardColumns, by) {
			return AsOf{}, nil, domain.Errorf(domain.Invalid, "awards are told apart by %s, not by %q", strings.Join(AwardColumns, ", "), by).On("by")
		}
	}
	var asOf AsOf
	found := []AwardCount{}
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) error {
		asOf = v.asOf
		w := awardWalk{v: v, by: q.By, counts: map[AwardCount]*AwardCount{}, rounds: map[int64]Round{}}
		if err := w.walk(q); err != nil {
			return err
		}
		for _, c := range w.counts {
			found = append(found, *c)
		}
		slices.SortFunc(found, func(a, b AwardCount) int {
			return firstDifference(compare(a.Round, b.Round), compare(a.Programme, b.Programme), compare(a.Occasion, b.Occasion), compare(a.Fund, b.Fund),
				compare(a.Award, b.Award), compare(a.RecipientKind, b.RecipientKind), compare(a.Level, b.Level), compare(a.Institution, b.Institution),
				compare(a.Currency, b.Currency))
		})
		return nil
	})
	return asOf, found, err
}

// awardWalk gathers counts.
type awardWalk struct {
	v      *view
	by     []string
	counts map[AwardCount]*AwardCount
	rounds map[int64]Round
}

func (w *awardWalk) walk(q AwardsQuery) error {
	funds, err := w.v.funds(q.Fund, q.Unit)
	if err != nil {
		return err
	}
	return w.over(funds)
}

// over gathers the awards of these funds.
func (w *awardWalk) over(funds []fundKey) error {
	for _, f := range funds {
		lists, err := w.v.fates("l.fund = $1 AND l.n <= $2", f.k, w.v.n)
		if err != nil {
			return err
		}
		for _, l := range lists {
			if err := w.list(f, l); err != nil {
				return err
			}
		}
		if err := w.singles(f); err != nil {
			return err
		}
	}
	return nil
}

func (w *awardWalk) round(k int64) (Round, error) {
	if o, ok := w.rounds[k]; ok || k == 0 {
		return o, nil
	}
	found, err := w.v.rounds("r.k = $1 AND r.n <= $2", k, w.v.n)
	if err == nil && len(found) > 0 {
		w.rounds[k] = found[0]
	}
	return w.rounds[k], err
}

func (w *awardWalk) list(f fundKey, l *listRowsFate) error {
	o, err := w.round(l.round)
	if err != nil {
		return err
	}
	of := AwardCount{Round: o.Code, Programme: o.Programme, Occasion: o.Occasion, Fund: f.code}
	if err := w.v.wordsInto(wordInto{l.currency, &of.Currency}); err != nil {
		return err
	}
	return w.v.awarded(l, func(a awarded) error {
		switch a.state {
		case RowExcluded, RowDeclined, RowCancelled, RowUnclaimed, RowRevised:
			return nil
		}
		one := of
		if err := w.v.wordsInto(wordInto{a.award, &one.Award}, wordInto{a.kind, &one.RecipientKind}, wordInto{a.level, &one.Level},
			wordInto{a.institution, &one.Institution}); err != nil {
			return err
		}
		w.add(one, a.amount, a.paid > 0, a.back)
		return nil
	})
}

// add counts one award under what is told apart.
func (w *awardWalk) add(one AwardCount, amount int64, paid bool, back int64) {
	for column, text := range map[string]*string{"round": &one.Round, "programme": &one.Programme, "occasion": &one.Occasion, "fund": &one.Fund,
		"award": &one.Award, "recipient": &one.RecipientKind, "level": &one.Level, "institution": &one.Institution} {
		if !slices.Contains(w.by, column) {
			*text = ""
		}
	}
	c := count(w.counts, one)
	c.Rows, c.Amount = c.Rows+1, c.Amount+amount
	if paid {
		c.PaidRows, c.Paid, c.Returned = c.PaidRows+1, c.Paid+amount, c.Returned+back
		c.ReturnedRows += bit(back == amount)
	}
}

// singles counts awards that were paid one by one.
func (w *awardWalk) singles(f fundKey) error {
	kind, ok, err := w.v.wordOf(string(fund.Award))
	if err != nil || !ok {
		return err
	}
	found, err := w.v.payoutsWhere("p.fund = $1 AND p.list = 0 AND p.kind = $2 AND p.n <= $3", f.k, kind, w.v.n)
	for _, p := range found {
		if err == nil && w.v.by(p.payout.Booked) {
			w.add(AwardCount{Fund: f.code, Award: string(p.payout.Award), Currency: p.payout.Currency}, p.amount, true, p.payout.Returned)
		}
	}
	return err
}

// Overridden is a step that one person took for two, a list that was paid without a round, or a role that should not lie in one hand with
// another of the same person's.
type Overridden struct {
	Entry    uint64      `json:"entry"`
	Day      domain.Date `json:"day"`
	Fund     string      `json:"fund,omitempty"`
	Unit     string      `json:"unit,omitempty"` // of a role
	Round    string      `json:"round,omitempty"`
	What     string      `json:"what"` // approved, paid, substituted, list without round, role granted
	Same     string      `json:"same,omitempty"`
	Reason   string      `json:"reason,omitempty"`
	Who      string      `json:"who,omitempty"` // holds the role
	By       string      `json:"by"`
	Rows     int64       `json:"rows"`
	Amount   int64       `json:"amount"`
	Currency string      `json:"currency"`
	In       uuid.UUID   `json:"-"` // the unit: the round's, the fund's, or in which the role was granted
}

// Overrides lists them, the oldest first: what an inspection looks at.
func (r *Reader) Overrides(ctx context.Context, asOf AsOf, at *domain.Date) (AsOf, []Overridden, error) {
	all := []Overridden{}
	err := r.viewAt(ctx, asOf, at, func(v *view) error {
		asOf = v.asOf
		rounds, err := v.rounds(`r.n <= $1 AND (EXISTS (SELECT 1 FROM @round_events e WHERE e.k = r.k AND e.same <> 0)
			OR EXISTS (SELECT 1 FROM @list_substitutions x JOIN @lists l ON l.k = x.k WHERE l.round = r.k AND x.same <> 0))`, v.n)
		if err != nil {
			return err
		}
		for i := range rounds {
			o := &rounds[i]
			if err := v.roundHistory(o); err != nil {
				return err
			}
			for _, s := range o.Steps {
				if s.Same != "" {
					all = append(all, Overridden{Entry: s.Entry, Day: s.Day, Fund: o.FundCode, Round: o.Code, What: s.What, Same: s.Same, Reason: s.Override,
						By: s.By, Rows: s.Rows, Amount: s.Amount, Currency: o.Currency, In: o.Unit})
				}
			}
		}
		around, err := v.roundless()
		all = append(all, around...)
		if err != nil {
			return err
		}
		roles, err := v.besides()
		all = append(all, roles...)
		slices.SortStableFunc(all, func(a, b Overridden) int { return int(a.Entry) - int(b.Entry) })
		return err
	})
	return asOf, all, err
}

// roundless is the list payments that no round approved.
func (v *view) roundless() ([]Overridden, error) {
	var all []Overridden
	found, err := v.payoutsWhere("p.list > 0 AND p.n <= $1 AND EXISTS (SELECT 1 FROM @lists l WHERE l.k = p.list AND l.round = 0) ORDER BY p.n", v.n)
	for _, p := range found {
		if err != nil {
			return nil, err
		}
		var actor int64
		if _, err = v.row("SELECT actor FROM @entries WHERE n = $1", []any{p.n}, &actor); err != nil {
			return nil, err
		}
		o := Overridden{Entry: uint64(p.n), Day: p.payout.Booked, Fund: p.payout.FundCode, What: "list without round", Reason: p.payout.Content,
			Rows: p.rows, Amount: p.amount, Currency: p.payout.Currency}
		in, failed := v.funds(p.payout.Fund, uuid.Nil)
		if failed != nil {
			return nil, failed
		}
		for _, f := range in {
			o.In = f.unit
		}
		if err = v.wordsInto(wordInto{actor, &o.By}); err == nil && v.by(o.Day) {
			all = append(all, o)
		}
	}
	return all, err
}

// RowDiff is one row in which two versions of a round's list differ.
type RowDiff struct {
	Code   string `json:"code"`
	What   string `json:"what"` // added, removed, changed
	Field  string `json:"field,omitempty"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// ListDiff compares a list with the version that it took the place of, row by row, by what was booked by a day; nil: by all.
func (r *Reader) ListDiff(ctx context.Context, list uuid.UUID, asOf AsOf, at *domain.Date) (AsOf, []RowDiff, error) {
	diffs := []RowDiff{}
	err := r.viewAt(ctx, asOf, at, func(v *view) error {
		asOf = v.asOf
		k, ok, err := v.key(list, listName)
		if err != nil || !ok {
			return notFound(err, "list", list)
		}
		var before int64
		if ok, err = v.row("SELECT before_list FROM @lists WHERE k = $1 AND n <= $2", []any{k, v.n}, &before); err != nil || !ok {
			return notFound(err, "list", list)
		}
		if before == 0 {
			return domain.Errorf(domain.Violation, "this list took the place of no other").On("list")
		}
		was, _, err := v.rowsByCode(before)
		if err != nil {
			return err
		}
		is, order, err := v.rowsByCode(k)
		if err != nil {
			return err
		}
		diffs = append(diffs, differences(was, is, order)...)
		return nil
	})
	return asOf, diffs, err
}

// rowsByCode is the rows of a list that were not taken off it before it was frozen.
func (v *view) rowsByCode(k int64) (map[string]map[string]string, []string, error) {
	rows, order := map[string]map[string]string{}, []string(nil)
	lists, err := v.fates("l.k = $1", k)
	for _, l := range lists {
		if err != nil {
			return nil, nil, err
		}
		err = v.awarded(l, func(a awarded) error {
			if a.state == RowExcluded || a.state == RowDeclined {
				return nil
			}
			x, err := v.roundRow(a)
			rows[a.code] = map[string]string{"recipient": x.Recipient.String(), "recipient_kind": x.RecipientKind, "award": x.Award, "institution": x.Institution,
				"level": x.Level, "amount": itoa(x.Amount), "score": itoa(x.Score)}
			order = append(order, a.code)
			return err
		})
	}
	return rows, order, err
}

func differences(was, is map[string]map[string]string, order []string) (diffs []RowDiff) {
	for _, code := range order {
		before, there := was[code]
		if !there {
			diffs = append(diffs, RowDiff{Code: code, What: "added", Field: "amount", After: is[code]["amount"]})
			continue
		}
		for _, field := range []string{"recipient", "recipient_kind", "award", "institution", "level", "score", "amount"} {
			if before[field] != is[code][field] {
				diffs = append(diffs, RowDiff{code, "changed", field, before[field], is[code][field]})
			}
		}
	}
	var gone []string
	for code := range was {
		if is[code] == nil {
			gone = append(gone, code)
		}
	}
	slices.Sort(gone)
	for _, code := range gone {
		diffs = append(diffs, RowDiff{Code: code, What: "removed", Field: "amount", Before: was[code]["amount"]})
	}
	return diffs
}
