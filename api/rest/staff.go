package rest

import (
	"sovang/domain/ledger"
	"sovang/domain/staff"
	"sovang/projections"
)

// Duties is the table of duties: for what which roles are.
type Duties struct {
	Commands []Duty `json:"commands"`
	Reports  []Duty `json:"reports"`
}

// Duty is one row of it.
type Duty struct {
	What  string       `json:"what"`
	Roles []staff.Role `json:"roles"`
}

func serving() resource {
	return resource{"staff",
		[]post{
			{"/units/{unit}/staff", "staff.grant", "Give somebody a role in a unit and everything below it", "", nil},
			{"/units/{unit}/staff/ends", "staff.end", "Take a role back", "", nil},
			{"/signatures", "staff.sign", "Sign a command that names whoever asks, before it is asked for", "", nil},
		},
		[]get{
			reads("/staff", "staff", "Who holds which role, where and until when", func(c *call, q struct {
				Unit string `query:"unit" doc:"Only what counts in this unit: granted there or above."`
				paged
			}) (none Page[projections.Serving], err error) {
				ask := projections.StaffQuery{AsOf: c.asOf, At: q.At}
				if ask.Unit, err = c.optional("unit", q.Unit); err != nil {
					return none, err
				}
				_, all, err := c.read.Staff(c.r.Context(), ask)
				return page(c, all, q.paged, err)
			}),
			reads("/signatures", "signatures", "Who signed which command", func(c *call, q paged) (Page[projections.SignatureInfo], error) {
				_, all, err := c.read.Signatures(c.r.Context(), c.asOf, q.At)
				return page(c, all, q, err)
			}),
			reads("/duties", "duties", "The table of duties: who may ask for what", func(*call, when) (d Duties, err error) {
				for _, row := range ledger.Duties() {
					d.Commands = append(d.Commands, Duty{row.Command, row.Roles.List()})
				}
				for _, row := range staff.Reads {
					d.Reports = append(d.Reports, Duty{row.Report, row.Roles.List()})
				}
				return d, nil
			}),
		}}
}
