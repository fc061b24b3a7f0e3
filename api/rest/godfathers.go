package rest

import (
	"github.com/google/uuid"

	"sovang/projections"
)

// Slots is a page of sponsorship slots; the counts are of all that were asked for.
type Slots struct {
	projections.Godfathers
	Next string `json:"next,omitempty"`
}

// ChildrenPage is a page of children; the states are counted over all that were asked for.
type ChildrenPage struct {
	projections.Children
	Next string `json:"next,omitempty"`
}

// slotsOf is what slots can be asked for by.
type slotsOf struct {
	Unit    string `query:"unit"`
	Sponsor string `query:"sponsor"`
	Year    string `query:"school_year" doc:"Only this school year: 2024-2025."`
}

func (c *call) slots(q slotsOf, at when) (ask projections.GodfathersQuery, err error) {
	ask = projections.GodfathersQuery{SchoolYear: q.Year, AsOf: c.asOf, At: at.At}
	if ask.Unit, err = c.optional("unit", q.Unit); err != nil {
		return ask, err
	}
	ask.Sponsor, err = c.optional("sponsor", q.Sponsor)
	return ask, err
}

func slots() resource {
	const s = "/slots/{slot}"
	return resource{"slots",
		[]post{
			{"/slots", "slot.open", "Open a sponsorship slot", s, []string{"slot", "new_child.person"}},
			{s + "/holds", "slot.hold", "Hold a slot for a sponsor until a moment", s, nil},
			{s + "/holds/release", "slot.release-hold", "Give a hold up", s, nil},
			{s + "/queue", "slot.queue", "Wait for a slot", s, nil},
			{s + "/queue/departures", "slot.leave-queue", "Wait no more", s, nil},
			{s + "/sponsorships", "slot.take", "Sponsor a slot", s, []string{"new_sponsor.person"}},
			{s + "/pauses", "slot.pause", "Pause a sponsorship", s, nil},
			{s + "/resumptions", "slot.resume", "Resume it", s, nil},
			{s + "/notices", "slot.give-notice", "Give notice of its end", s, nil},
			{s + "/endings", "slot.end", "End it", s, nil},
			{s + "/memos", "slot.note-memo", "Note what was given directly; no money of the books", s, nil},
			{s + "/memos/{memo}/strikes", "slot.strike-memo", "Strike such a note", s, nil},
			{s + "/reports", "slot.send-report", "Note that the sponsor was sent a report", s, nil},
			{s + "/carry-overs", "slot.carry", "Carry what is left over to the child's next slot", s, nil},
		},
		[]get{
			reads("/godfathers", "godfathers", "Three Godfathers: slots, sponsorships and payments, counted", func(c *call, q struct {
				slotsOf
				when
			}) (g projections.Godfathers, err error) {
				ask, err := c.slots(q.slotsOf, q.when)
				if err != nil {
					return g, err
				}
				ask.OnlyCounts = true
				g, err = c.read.Godfathers(c.r.Context(), ask)
				if g.Slots == nil {
					g.Slots = []projections.SlotInfo{}
				}
				return g, err
			}),
			reads("/slots", "godfathers", "Sponsorship slots one by one", func(c *call, q struct {
				slotsOf
				paged
			}) (g Slots, err error) {
				ask, err := c.slots(q.slotsOf, q.when)
				if err != nil {
					return g, err
				}
				if g.Godfathers, err = c.read.Godfathers(c.r.Context(), ask); err != nil {
					return g, err
				}
				g.Slots, g.Next, err = cut(c, g.Slots, q.paged)
				return g, err
			}),
			reads(s, "godfathers", "One slot with its sponsorships and payments", func(c *call, q struct {
				Slot uuid.UUID `path:"slot"`
				when
			}) (projections.SlotInfo, error) {
				g, err := c.read.Godfathers(c.r.Context(), projections.GodfathersQuery{Slot: q.Slot, AsOf: c.asOf, At: q.At})
				return only(g.Slots, err, "slot", q.Slot.String())
			}),
		}}
}

func children() resource {
	return resource{"children",
		[]post{
			{"/children", "child.propose", "Propose children for sponsorship", "", nil},
			{"/children/verifications", "child.verify", "Verify proposed children", "", nil},
			{"/children/{child}/exit", "child.exit", "A child leaves sponsorship", "/children/{child}", nil},
		},
		[]get{
			reads("/children", "godfathers", "Who may be sponsored, and how they stand", func(c *call, q struct {
				Unit  string `query:"unit"`
				State string `query:"state" enum:"proposed,verified,waiting,held,sponsored,gap,exited"`
				paged
			}) (p ChildrenPage, err error) {
				ask := projections.ChildrenQuery{State: projections.ChildState(q.State), AsOf: c.asOf, At: q.At}
				if ask.Unit, err = c.optional("unit", q.Unit); err != nil {
					return p, err
				}
				if p.Children, err = c.read.Children(c.r.Context(), ask); err != nil {
					return p, err
				}
				p.Children.Children, p.Next, err = cut(c, p.Children.Children, q.paged)
				return p, err
			}),
			reads("/children/{child}", "godfathers", "One child with all slots", func(c *call, q struct {
				Child string `path:"child"`
				when
			}) (none projections.ChildInfo, err error) {
				id, err := c.named("child", q.Child)
				if err != nil {
					return none, err
				}
				found, err := c.read.Children(c.r.Context(), projections.ChildrenQuery{Child: id, AsOf: c.asOf, At: q.At})
				return only(found.Children, err, "child", q.Child)
			}),
		}}
}
