package projections

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/cluster"
	"sovang/domain/money"
	"sovang/domain/statistic"
	"sovang/projections/readdb"
)

func (f *fold) clusterEvent(k int64, event domain.Event) {
	switch e := event.(type) {
	case cluster.Formed:
		f.t.clusters.add(k, f.at.n, int64(e.From), e.Code)
		f.t.clusterNames.add(k, f.at.n, int64(e.From), e.Name)
		for _, u := range e.Units {
			f.t.clusterMembers.add(k, f.key(u), f.at.n, int64(e.From), int64(1))
		}
	case cluster.Changed:
		if e.Name != "" {
			f.t.clusterNames.add(k, f.at.n, int64(e.From), e.Name)
		}
		for _, u := range e.Joined {
			f.t.clusterMembers.add(k, f.key(u), f.at.n, int64(e.From), int64(1))
		}
		for _, u := range e.Left {
			f.t.clusterMembers.add(k, f.key(u), f.at.n, int64(e.From), int64(0))
		}
	}
}

// ClusterInfo is an emulation cluster as of an entry, on a day.
type ClusterInfo struct {
	Cluster uuid.UUID   `json:"cluster"`
	Code    string      `json:"code"`
	Name    string      `json:"name"`
	From    domain.Date `json:"from"`
	Units   []uuid.UUID `json:"units"` // that belong to it on the day, in the order of their codes

	k int64
}

// Clusters lists the clusters that there are on a day, in the order of their codes; at nil: all, as they are known last.
func (r *Reader) Clusters(ctx context.Context, asOf AsOf, at *domain.Date) (found []ClusterInfo, err error) {
	err = r.viewAt(ctx, asOf, at, func(v *view) error {
		found, err = v.clusters(0)
		return err
	})
	return found, err
}

// ClusterNamed finds a cluster by its id or code.
func (r *Reader) ClusterNamed(ctx context.Context, text string) (uuid.UUID, error) {
	return r.named(ctx, text, "cluster", clusterName, "SELECT x.id, c.code FROM @clusters c JOIN @names x ON x.k = c.k WHERE LOWER(c.code) = $1 ORDER BY c.k")
}

// clusters reads one cluster, or all.
func (v *view) clusters(only int64) ([]ClusterInfo, error) {
	found := []ClusterInfo{}
	at := map[int64]int{}
	err := v.rows(func(r readdb.Row) error {
		var c ClusterInfo
		var id []byte
		err := r.Scan(&c.k, &id, &c.From, &c.Code, &c.Name)
		c.Cluster, c.Units = scannedID(id), []uuid.UUID{}
		at[c.k] = len(found)
		found = append(found, c)
		return err
	}, `SELECT c.k, x.id, c.since, c.code, (SELECT y.name FROM @cluster_names y WHERE y.k = c.k AND y.n <= $1 AND y.since <= $2 ORDER BY y.since DESC, y.n DESC LIMIT 1)
		FROM @clusters c JOIN @names x ON x.k = c.k WHERE c.n <= $1 AND c.since <= $2 AND ($3 = 0 OR c.k = $3) ORDER BY c.code, c.k`, v.n, v.lastDay(), only)
	if err != nil {
		return nil, err
	}
	return found, v.rows(func(r readdb.Row) error {
		var k int64
		var id []byte
		err := r.Scan(&k, &id)
		if i, ok := at[k]; ok {
			found[i].Units = append(found[i].Units, scannedID(id))
		}
		return err
	}, `SELECT m.k, x.id FROM @cluster_members m JOIN @names x ON x.k = m.unit JOIN @units u ON u.k = m.unit
		WHERE m.n <= $1 AND m.since <= $2 AND ($3 = 0 OR m.k = $3) AND m.joined = 1 AND NOT EXISTS (SELECT 1 FROM @cluster_members y WHERE y.k = m.k AND y.unit = m.unit
			AND y.n <= $1 AND y.since <= $2 AND (y.since > m.since OR y.since = m.since AND y.n > m.n)) ORDER BY m.k, u.code, m.unit`, v.n, v.lastDay(), only)
}

// ClusterQuery asks for the figures of a cluster's members in a year.
type ClusterQuery struct {
	Cluster uuid.UUID
	Year    int
	AsOf    AsOf
	At      *domain.Date // the year through this day; nil: all of it
}

// ClusterReport is the members of a cluster side by side. There is no sum over them and no rank: one may lie below another, and what one
// passed on to another is nobody's income twice.
type ClusterReport struct {
	AsOf AsOf `json:"as_of"`
	ClusterInfo
	From    domain.Date     `json:"period_from"`
	Until   domain.Date     `json:"period_until"`
	Members []ClusterMember `json:"members"`
}

// ClusterMember is one unit with all below it.
type ClusterMember struct {
	Unit     uuid.UUID       `json:"unit"`
	Code     string          `json:"code"`
	Name     string          `json:"name"`
	Ended    bool            `json:"ended,omitempty"`
	Within   uuid.UUID       `json:"within,omitzero"` // the member below which it lies: its figures are part of that one's
	Booked   []ClusterBooked `json:"booked"`          // one a currency
	Heads    *FigureInfo     `json:"heads,omitempty"` // how many people, where somebody has declared it
	Declared []FigureInfo    `json:"declared"`        // of the year, for the unit and all below it
}

// ClusterBooked is what entered the books of a member and of all below it in one currency. Transfers are neither income nor use.
type ClusterBooked struct {
	Currency string `json:"currency"`
	Donated  int64  `json:"donated"` // less what was taken back and refunded
	Gifts    int64  `json:"gifts"`   // those that went back altogether left out
	Income   int64  `json:"income"`
	Use      int64  `json:"use"`
	Paid     []Paid `json:"paid"`
	PerHead  int64  `json:"per_head,omitempty"` // donated, in đồng, where the heads are known
}

// clusterMeasures are what members declare that is put beside their books.
var clusterMeasures = []string{"fund-mobilised", "awarded", "scholarships", "scholarships-paid", "pupils-rewarded", "rewards-paid", "members", "boxes-opened"}

// Cluster puts the members of a cluster side by side, as they are on the last day.
func (r *Reader) Cluster(ctx context.Context, q ClusterQuery) (ClusterReport, error) {
	c := ClusterReport{Members: []ClusterMember{}}
	if q.Year < 1900 || q.Year > 2200 {
		return c, domain.Errorf(domain.Invalid, "%d is no year that figures can be of", q.Year).On("year")
	}
	var err error
	if c.From, c.Until, err = yearThrough(q.Year, q.At); err != nil {
		return c, err
	}
	err = r.viewAt(ctx, q.AsOf, &c.Until, func(v *view) error {
		c.AsOf = v.asOf
		k, ok, err := v.key(q.Cluster, clusterName)
		if err != nil || !ok {
			return notFound(err, "cluster", q.Cluster)
		}
		found, err := v.clusters(k)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return notFound(nil, "cluster", q.Cluster)
		}
		c.ClusterInfo = found[0]
		return v.clusterMembers(&c)
	})
	return c, err
}

// clusterMembers adds up the trees of all members in one go.
func (v *view) clusterMembers(c *ClusterReport) error {
	t, err := v.tree(uuid.Nil)
	if err != nil {
		return err
	}
	sums, err := v.rollup(t, &c.From)
	if err != nil {
		return err
	}
	var above []int // members around the unit that is looked at, the innermost last
	for i, at := range t.order {
		n := &t.nodes[at]
		for len(above) > 0 && n.level <= t.nodes[above[len(above)-1]].level {
			above = above[:len(above)-1]
		}
		if !slices.Contains(c.Units, n.id) {
			continue
		}
		m := ClusterMember{Unit: n.id, Code: n.code, Name: n.name, Ended: n.ended, Declared: []FigureInfo{}}
		if len(above) > 0 {
			m.Within = t.nodes[above[len(above)-1]].id
		}
		above = append(above, at)
		if err := v.clusterMember(c, &m, sums, sums.below(i)); err != nil {
			return err
		}
		c.Members = append(c.Members, m)
	}
	slices.SortFunc(c.Members, func(a, b ClusterMember) int { return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Name, b.Name)) })
	return nil
}

// below is the accounts of the unit at that place in the order and of all below it, added up.
func (s *rollupSums) below(place int) []rollupAccount {
	units := s.tree.from(place)
	all := s.of(units[0])
	for _, at := range units[1:] {
		for i, more := range s.of(at) {
			all[i].add(&more)
		}
	}
	return all
}

func (v *view) clusterMember(c *ClusterReport, m *ClusterMember, s *rollupSums, accounts []rollupAccount) error {
	heads, known, err := v.heads(m.Unit, "population", statistic.Below)
	if err != nil {
		return err
	}
	if known {
		m.Heads = &heads
	}
	m.Booked = []ClusterBooked{}
	for i := range accounts {
		if accounts[i].empty() {
			continue
		}
		f := accounts[i].figures(s.currencies[i])
		b := ClusterBooked{Currency: f.Currency, Donated: f.Donated() - f.Reversed - f.Refunded, Gifts: -f.Undone, Income: f.Income(), Use: f.Use(), Paid: f.Paid}
		for _, g := range f.Donations {
			b.Gifts += g.Count
		}
		if known && f.Currency == string(money.VND) {
			b.PerHead = aHead(b.Donated, heads.Is.Value)
		}
		m.Booked = append(m.Booked, b)
	}
	for _, measure := range clusterMeasures {
		figures, err := v.figures(FiguresQuery{Unit: m.Unit, Measure: measure})
		if err != nil {
			return err
		}
		for _, f := range figures {
			if f.Levels == statistic.Below && f.ofYear(c.From, c.Until) {
				m.Declared = append(m.Declared, f)
			}
		}
	}
	return nil
}
