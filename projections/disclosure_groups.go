package projections

import (
	"cmp"
	"maps"
	"slices"

	"sovang/domain/fund"
	"sovang/projections/readdb"
)

// Group is awards of one kind to those who have something in common, such as a level of school or an institution. Small is all groups together that
// are too small to be shown, and those that hide them: what it says can be had from the sums anyway; its count is 0
// where even that would be too small.
type Group struct {
	By       string         `json:"by"` // recipient, level, institution
	Award    fund.AwardKind `json:"award"`
	Currency string         `json:"currency"`
	Key      string         `json:"key"` // "": it was not said
	Small    bool           `json:"small,omitempty"`
	Counted
}

// conceal leaves out how many awards there were where they were too few to be a group.
func (x *discloser) conceal() error {
	least := x.threshold()
	for i := range x.doc.Money {
		for j := range x.doc.Money[i].Use {
			if u := &x.doc.Money[i].Use[j]; u.Kind == string(fund.Award) && u.Count < least {
				u.Few, u.Count, u.Returns = true, 0, 0
			}
		}
	}
	for i := range x.doc.Groups {
		if g := &x.doc.Groups[i]; g.Small && g.Count < least {
			g.Count = 0
		}
	}
	return nil
}

// margin is what the groups of one kind add up to, which the use of the money says.
type margin struct {
	by       string
	award    fund.AwardKind
	currency string
}

// cells is the awards of one margin by group and fund.
type cells map[string]map[int64]Counted

func (c cells) add(key string, fund int64, n Counted) {
	if c[key] == nil {
		c[key] = map[int64]Counted{}
	}
	was := c[key][fund]
	was.add(n.Count, n.Amount)
	c[key][fund] = was
}

// groups counts the awards that were paid by what recipients have in common. Whoever is alone in a group, or one of few, could be known by it; so
// small groups are not shown.
func (x *discloser) groups() error {
	margins := map[margin]cells{}
	if err := x.each(func(in int64) error {
		if err := x.paidAlone(in, margins); err != nil {
			return err
		}
		return x.paidByList(in, margins)
	}); err != nil {
		return err
	}
	order := slices.SortedFunc(maps.Keys(margins), func(a, b margin) int {
		return cmp.Or(rank(groupOrder, a.by)-rank(groupOrder, b.by), foreign(a.currency)-foreign(b.currency), cmp.Compare(a.currency, b.currency),
			rank(awardOrder, string(a.award))-rank(awardOrder, string(b.award)))
	})
	for _, m := range order {
		x.doc.Groups = append(x.doc.Groups, m.shown(margins[m], x.threshold())...)
	}
	return nil
}

var groupOrder = []string{"recipient", "level", "institution"}

// paidAlone counts awards that were paid one by one: nothing of their recipients stands in the books but who they are.
func (x *discloser) paidAlone(in int64, margins map[margin]cells) error {
	type paid struct {
		award, currency, fund int64
		Counted
	}
	var all []paid
	err := x.rows(func(r readdb.Row) error {
		var p paid
		err := r.Scan(&p.fund, &p.award, &p.currency, &p.Count, &p.Amount)
		all = append(all, p)
		return err
	}, `SELECT fund, award, currency, COUNT(*), CAST(SUM(amount) AS BIGINT) FROM (SELECT p.fund AS fund, p.award AS award, p.currency AS currency, p.amount AS amount, `+
		numbered(stands("p.booked"), 2)+` AS day FROM @payouts p JOIN @entries e ON e.n = p.n JOIN @words w ON w.k = p.kind AND w.word = 'award'
		WHERE `+ofFund("p.fund", in)+" AND p.n <= $2 AND p.list = 0) paid WHERE day BETWEEN $3 AND $4 GROUP BY fund, award, currency", in, x.n, int64(x.from), int64(x.until))
	for _, p := range all {
		if err != nil {
			return err
		}
		if _, ours := x.funds[p.fund]; ours {
			err = x.group(margins, p.fund, p.award, p.currency, [3]int64{}, p.Counted)
		}
	}
	return err
}

// group adds awards to the groups they belong to: recipient, level, institution.
func (x *discloser) group(margins map[margin]cells, in, award, currency int64, keys [3]int64, n Counted) error {
	var m margin
	var kind string
	if err := x.wordsInto(wordInto{award, &kind}, wordInto{currency, &m.currency}); err != nil {
		return err
	}
	m.award = fund.AwardKind(kind)
	for i, by := range groupOrder {
		key, err := x.word(keys[i])
		if err != nil {
			return err
		}
		m.by = by
		if margins[m] == nil {
			margins[m] = cells{}
		}
		margins[m].add(key, in, n)
	}
	return nil
}

// paidByList counts the rows of lists that were paid.
func (x *discloser) paidByList(in int64, margins map[margin]cells) error {
	type part struct{ fund, currency, list, from, to int64 }
	var parts []part
	if err := x.rows(func(r readdb.Row) error {
		var p part
		err := r.Scan(&p.fund, &p.currency, &p.list, &p.from, &p.to)
		parts = append(parts, p)
		return err
	}, `SELECT fund, currency, k, from_row, to_row FROM (SELECT p.fund AS fund, p.currency AS currency, l.k AS k, l.from_row AS from_row, l.to_row AS to_row, `+
		numbered(stands("p.booked"), 2)+` AS day FROM @payouts p JOIN @entries e ON e.n = p.n JOIN @list_payments l ON l.n = p.n
		WHERE `+ofFund("p.fund", in)+" AND p.n <= $2 AND p.list > 0) paid WHERE day BETWEEN $3 AND $4", in, x.n, int64(x.from), int64(x.until)); err != nil {
		return err
	}
	for _, p := range parts {
		if _, ours := x.funds[p.fund]; !ours {
			continue
		}
		var awards []int64
		var keys [][3]int64
		var sums []Counted
		if err := x.rows(func(r readdb.Row) error {
			var award int64
			var k [3]int64
			var n Counted
			err := r.Scan(&award, &k[0], &k[1], &k[2], &n.Count, &n.Amount)
			awards, keys, sums = append(awards, award), append(keys, k), append(sums, n)
			return err
		}, numbered(`SELECT award, recipient_kind, level, institution, COUNT(*), CAST(SUM(amount) AS BIGINT) FROM (SELECT l.award AS award, l.amount AS amount, `+
			insteadOf("recipient_kind")+" AS recipient_kind, "+saidInstead("level")+" AS level, "+saidInstead("institution")+` AS institution FROM @list_rows l
			WHERE l.k = $1 AND l.row_no >= $2 AND l.row_no < $3) counted GROUP BY award, recipient_kind, level, institution`, 4), p.list, p.from, p.to, x.n); err != nil {
			return err
		}
		for i := range awards {
			if err := x.group(margins, p.fund, awards[i], p.currency, keys[i], sums[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// saidInstead is insteadOf for what a substitution may leave as it was.
func saidInstead(column string) string {
	return "COALESCE((SELECT s." + column + " FROM @list_substitutions s WHERE s.k = l.k AND s.row_no = l.row_no AND s.n <= $N AND s." + column +
		" > 0 ORDER BY s.n DESC LIMIT 1), l." + column + ")"
}

// shown is the groups of one margin that may be shown, the largest first, and the small ones together.
func (m margin) shown(c cells, least int64) []Group {
	small := c.small(least)
	var groups []Group
	rest := Group{By: m.by, Award: m.award, Currency: m.currency, Small: true}
	for key := range c {
		n := c.total(key)
		if small[key] {
			rest.add(n.Count, n.Amount)
			continue
		}
		groups = append(groups, Group{m.by, m.award, m.currency, key, false, n})
	}
	slices.SortFunc(groups, func(a, b Group) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Key, b.Key)) })
	if rest.Count > 0 {
		groups = append(groups, rest)
	}
	return groups
}

func (c cells) total(key string) (n Counted) {
	for _, part := range c[key] {
		n.add(part.Count, part.Amount)
	}
	return n
}

// small says which groups are not shown: those of fewer than least; those of which a fund's own disclosure hides a part that the sum would give away; and
// as many more, the smallest first, as it takes that what is hidden is at least two groups and least awards, so that no sum gives one away.
func (c cells) small(least int64) map[string]bool {
	hidden := map[string]bool{}
	apart := c.apart(least)
	for key := range c {
		part, funds := int64(0), 0
		for f, n := range c[key] {
			if apart[f][key] {
				part, funds = part+n.Count, funds+1
			}
		}
		hidden[key] = c.total(key).Count < least || len(c.funds()) > 1 && part > 0 && (part < least || funds < 2)
	}
	c.hideMore(hidden, least)
	return hidden
}

// apart is small for each of the funds by itself.
func (c cells) apart(least int64) map[int64]map[string]bool {
	all := map[int64]map[string]bool{}
	for f := range c.funds() {
		own := cells{}
		for key := range c {
			if n, ok := c[key][f]; ok {
				own.add(key, f, n)
			}
		}
		hidden := map[string]bool{}
		for key := range own {
			hidden[key] = own.total(key).Count < least
		}
		own.hideMore(hidden, least)
		all[f] = hidden
	}
	return all
}

func (c cells) funds() map[int64]bool {
	funds := map[int64]bool{}
	for _, by := range c {
		for f := range by {
			funds[f] = true
		}
	}
	return funds
}

// hideMore hides further groups until nothing can be told from what is left of the sum.
func (c cells) hideMore(hidden map[string]bool, least int64) {
	keys := slices.SortedFunc(maps.Keys(c), func(a, b string) int {
		return cmp.Or(cmp.Compare(c.total(a).Count, c.total(b).Count), cmp.Compare(a, b))
	})
	groups, awards := 0, int64(0)
	for _, key := range keys {
		if hidden[key] {
			groups, awards = groups+1, awards+c.total(key).Count
		}
	}
	for _, key := range keys {
		if groups == 0 || groups > 1 && awards >= least {
			return
		}
		if !hidden[key] {
			hidden[key] = true
			groups, awards = groups+1, awards+c.total(key).Count
		}
	}
}
