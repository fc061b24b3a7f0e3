package rest

import (
	"sovang/domain/statistic"
	"sovang/projections"
)

func clusters() resource {
	return resource{"clusters",
		[]post{
			{"/clusters", "cluster.form", "Put units side by side in an emulation cluster", "/clusters/{cluster}", []string{"cluster"}},
			{"/clusters/{cluster}/changes", "cluster.change", "Let units join and leave a cluster from a day on, or give it another name", "/clusters/{cluster}", nil},
		},
		[]get{
			reads("/clusters", "cluster", "Emulation clusters, in the order of their codes", func(c *call, q paged) (Page[projections.ClusterInfo], error) {
				all, err := c.read.Clusters(c.r.Context(), c.asOf, q.At)
				return page(c, all, q, err)
			}),
			reads("/clusters/{cluster}", "cluster", "The members of a cluster side by side in a year; no sum over them, no rank", func(c *call, q struct {
				Cluster string `path:"cluster"`
				Year    int    `query:"year" doc:"Of which year."`
				when
			}) (none projections.ClusterReport, err error) {
				ask := projections.ClusterQuery{Year: q.Year, AsOf: c.asOf, At: q.At}
				if ask.Cluster, err = c.named("cluster", q.Cluster); err != nil {
					return none, err
				}
				return c.read.Cluster(c.r.Context(), ask)
			}),
			reads("/units/{unit}/per-capita", "per-capita", "Amounts a head, booked or declared, with all that defines them", func(c *call, q struct {
				Unit   string `path:"unit"`
				Year   int    `query:"year" doc:"Of which year."`
				Basis  string `query:"basis" enum:"booked,declared" doc:"booked or declared; booked where left out."`
				Levels string `query:"levels" enum:"own,below" doc:"own or below; below where left out."`
				Per    string `query:"per" enum:"population,pupils" doc:"population or pupils; population where left out."`
				when
			}) (none projections.PerCapita, err error) {
				ask := projections.PerCapitaQuery{Year: q.Year, Basis: projections.Basis(q.Basis), Levels: statistic.Levels(q.Levels), Per: q.Per, AsOf: c.asOf, At: q.At}
				if ask.Unit, err = c.named("unit", q.Unit); err != nil {
					return none, err
				}
				return c.read.PerCapita(c.r.Context(), ask)
			}),
		}}
}
