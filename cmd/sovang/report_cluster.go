package main

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"sovang/api/rollup"
	"sovang/api/sheet"
	"sovang/domain"
	"sovang/projections"
)

type reportCluster struct {
	reportFlags
	atFlag
	Cluster string `arg:"" optional:"" help:"The cluster, by code or id; without it, all clusters."`
	Year    int    `help:"Of which year; the last one that the report can speak of, where left out." placeholder:"2024"`
}

// Run shows the members of a cluster side by side, or the clusters.
func (c *reportCluster) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		at, err := c.date()
		if err != nil {
			return nil, err
		}
		if c.Cluster == "" {
			return clusterList(ctx, r, asOf, at)
		}
		q := projections.ClusterQuery{Year: c.Year, AsOf: asOf, At: at}
		if q.Cluster, err = r.ClusterNamed(ctx, c.Cluster); err != nil {
			return nil, err
		}
		if q.Year == 0 {
			day := domain.DateOf(asOf.Recorded)
			if at != nil {
				day = *at
			}
			q.Year = day.Year()
		}
		found, err := r.Cluster(ctx, q)
		if err != nil {
			return nil, err
		}
		return clusterSheet(found), nil
	})
}

func clusterList(ctx context.Context, r *projections.Reader, asOf projections.AsOf, at *domain.Date) (*sheet.Sheet, error) {
	clusters, err := r.Clusters(ctx, asOf, at)
	if err != nil {
		return nil, err
	}
	units, err := unitCode(ctx, r, asOf)
	if err != nil {
		return nil, err
	}
	s := &sheet.Sheet{Name: "clusters", Title: "Cụm thi đua", AsOf: asOf.Entry, Columns: []sheet.Column{
		{Key: "cluster", Title: "Mã"}, {Key: "name", Title: "Tên"}, {Key: "from", Title: "Từ"}, {Key: "units", Title: "Đơn vị"}, {Key: "id", Title: "Id"},
	}, Aside: []string{"id"}}
	for _, c := range clusters {
		var codes []string
		for _, u := range c.Units {
			codes = append(codes, units[u])
		}
		s.Add(c.Code, c.Name, c.From, strings.Join(codes, " "), c.Cluster)
	}
	return s, nil
}

// clusterDeclared are the declared measures that have a column: the figure that was published last.
var clusterDeclared = []struct{ key, title, measure string }{
	{"declared_mobilised", "Vận động (công bố)", "fund-mobilised"}, {"declared_awarded", "Đã trao (công bố)", "awarded"},
	{"declared_members", "Hội viên (công bố)", "members"}, {"declared_boxes_opened", "Heo đất khui (công bố)", "boxes-opened"},
}

func clusterSheet(c projections.ClusterReport) *sheet.Sheet {
	s := &sheet.Sheet{Name: "cluster", Title: c.Name + " (" + c.Code + "), từ " + c.From.String() + " đến hết " + c.Until.String(), AsOf: c.AsOf.Entry, Columns: []sheet.Column{
		{Key: "unit", Title: "Đơn vị"}, {Key: "name", Title: "Tên"}, {Key: "within", Title: "Thuộc"}, {Key: "currency", Title: "Tiền"}, {Key: "donated", Title: "Ủng hộ (thực thu)"},
		{Key: "gifts", Title: "Lượt"}, {Key: "income", Title: "Thu"}, {Key: "use", Title: "Chi"}, {Key: "per_head", Title: "Bình quân"}, {Key: "heads", Title: "Dân số"}, {Key: "heads_day", Title: "Đến ngày"},
	}, Aside: []string{"name", "currency", "gifts", "heads", "heads_day"}}
	for _, u := range rollup.Uses[:3] {
		s.Columns = append(s.Columns, sheet.Column{Key: u.Key, Title: u.Title}, sheet.Column{Key: u.Key + "_count", Title: "Lượt " + strings.ToLower(u.Title)})
		s.Aside = append(s.Aside, u.Key+"_count")
	}
	for i, d := range clusterDeclared {
		s.Columns = append(s.Columns, sheet.Column{Key: d.key, Title: d.title}, sheet.Column{Key: d.key + "_source", Title: "Nguồn: " + d.title})
		if s.Aside = append(s.Aside, d.key+"_source"); i > 0 {
			s.Aside = append(s.Aside, d.key)
		}
	}
	codes := map[uuid.UUID]string{}
	for _, m := range c.Members {
		codes[m.Unit] = m.Code
	}
	for i := range c.Members {
		m := &c.Members[i]
		booked := m.Booked
		if len(booked) == 0 {
			booked = []projections.ClusterBooked{{Currency: "VND"}}
		}
		for j, b := range booked {
			s.Add(append(clusterBookedCells(m, codes[m.Within], b), clusterDeclaredCells(m, j == 0)...)...)
		}
	}
	s.Note = "Số của mỗi đơn vị gồm cả cấp dưới; chuyển giữa các quỹ không tính là thu, không tính là chi. Không cộng các dòng: đơn vị \"thuộc\" đơn vị khác đã nằm trong số của đơn vị ấy.\n" +
		"Thực thu là số đã ghi sổ; công bố là số đơn vị tự nêu (nguồn mới nhất): hai loại đặt cạnh nhau, không cộng vào nhau.\n"
	return s
}

func clusterBookedCells(m *projections.ClusterMember, within string, b projections.ClusterBooked) []any {
	cells := []any{m.Code, m.Name, within, b.Currency, sheet.Amount(b.Currency, b.Donated), sheet.CountOrBlank(b.Gifts), sheet.Amount(b.Currency, b.Income), sheet.Amount(b.Currency, b.Use)}
	if m.Heads != nil && b.Currency == "VND" {
		cells = append(cells, sheet.Amount(b.Currency, b.PerHead), m.Heads.Is.Value, m.Heads.SpeaksOf())
	} else {
		cells = append(cells, nil, nil, nil)
	}
	for _, u := range rollup.Uses[:3] {
		var sum, n int64
		for _, p := range b.Paid {
			if p.Kind == u.Kind && p.Award == u.Award {
				sum, n = sum+p.Amount-p.Returned, n+p.Count-p.Returns
			}
		}
		cells = append(cells, sheet.AmountOrBlank(b.Currency, sum), sheet.CountOrBlank(n))
	}
	return cells
}

// clusterDeclaredCells is what a member declares, on its first line.
func clusterDeclaredCells(m *projections.ClusterMember, first bool) (cells []any) {
	for _, d := range clusterDeclared {
		var last *projections.FigureInfo
		for i := range m.Declared {
			if f := &m.Declared[i]; f.Measure == d.measure && (last == nil || f.SourceDate >= last.SourceDate) {
				last = f
			}
		}
		if last == nil || !first {
			cells = append(cells, nil, nil)
			continue
		}
		var is any = last.Is.Value
		if last.In == "VND" {
			is = sheet.Amount("VND", last.Is.Value)
		}
		cells = append(cells, is, strings.TrimSpace(headBounds[last.Bound]+last.Source+" "+last.SourceDate.String()))
	}
	return cells
}
