// Package cluster is emulation clusters (cụm thi đua): units whose figures are put side by side.
//
// It promises that who belonged to a cluster on a day can be said of every day, and that changes follow each other in time. A cluster moves
// no money, and no sum over its members is a figure of anybody's: they may lie in different provinces, or one below another.
package cluster

import (
	"fmt"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
)

// Formed begins a cluster of units from a day on.
type Formed struct {
	Code  string      `json:"code"`
	Name  string      `json:"name"`
	Units []uuid.UUID `json:"units"`
	From  domain.Date `json:"from"`
}

// Changed is another name, and who joined and left, from a day on: whoever leaves belonged to the cluster until the day before.
type Changed struct {
	Name   string      `json:"name,omitzero"`
	Joined []uuid.UUID `json:"joined,omitempty"`
	Left   []uuid.UUID `json:"left,omitempty"`
	From   domain.Date `json:"from"`
	Reason string      `json:"reason,omitzero"`
}

// Cluster is the state of one cluster's stream: as it is since its last change. The zero Cluster is one that was never formed.
type Cluster struct {
	Code  string      `json:"code"`
	Name  string      `json:"name"`
	Units []uuid.UUID `json:"units"` // in the order in which they joined
	From  domain.Date `json:"from"`  // of the last change
}

// StreamOf names a cluster's stream.
func StreamOf(id uuid.UUID) domain.Stream { return domain.StreamOf("cluster", id) }

// Exists says whether the cluster was formed.
func (c *Cluster) Exists() bool { return c.Code != "" }

const (
	longestName = 200
	longestText = 500
	mostUnits   = 200
)

// Form begins the cluster. That the units live on that day and the code is free is seen by the caller.
func (c *Cluster) Form(f Formed) ([]domain.Event, error) {
	if c.Exists() {
		return nil, domain.Errorf(domain.Conflict, "this cluster was formed before, as %s", c.Name).On("cluster")
	}
	var err error
	if f.Code, err = domain.CodeText("code", f.Code); err != nil {
		return nil, err
	}
	if f.Name, err = domain.Text("name", f.Name, longestName); err != nil {
		return nil, err
	}
	if err := each("units", f.Units); err != nil {
		return nil, err
	}
	if len(f.Units) < 2 {
		return nil, domain.Errorf(domain.Invalid, "a cluster is two units at least, to be put side by side").On("units")
	}
	return []domain.Event{f}, nil
}

// each refuses, on the field, too many units, none by that name, and one that stands there twice.
func each(field string, units []uuid.UUID) error {
	if len(units) > mostUnits {
		return domain.Errorf(domain.Invalid, "these are %d units; a cluster has %d at the most", len(units), mostUnits).On(field)
	}
	for i, u := range units {
		if u == uuid.Nil {
			return domain.Errorf(domain.Invalid, "this must be given").On(fmt.Sprintf("%s[%d]", field, i))
		}
		if slices.Contains(units[:i], u) {
			return domain.Errorf(domain.Invalid, "this unit stands here twice").On(fmt.Sprintf("%s[%d]", field, i))
		}
	}
	return nil
}

// Change gives the cluster another name, and lets units join and leave. That those who join live on that day is seen by the caller.
func (c *Cluster) Change(x Changed) ([]domain.Event, error) {
	if !c.Exists() {
		return nil, domain.Errorf(domain.NotFound, "there is no such cluster").On("cluster")
	}
	var err error
	if x.Name, err = domain.OptionalText("name", x.Name, longestName); err != nil {
		return nil, err
	}
	if x.Reason, err = domain.OptionalText("reason", x.Reason, longestText); err != nil {
		return nil, err
	}
	if x.From < c.From {
		return nil, domain.Errorf(domain.Violation, "the cluster is as it is since %s; a change cannot begin before", c.From).On("from")
	}
	if x.Name == c.Name {
		x.Name = ""
	}
	if x.Name == "" && len(x.Joined) == 0 && len(x.Left) == 0 {
		return nil, domain.Errorf(domain.Invalid, "nothing would change; say who joins, who leaves, or the new name").On("join", "leave", "name")
	}
	if err := c.members(x); err != nil {
		return nil, err
	}
	return []domain.Event{x}, nil
}

func (c *Cluster) members(x Changed) error {
	if err := each("join", x.Joined); err != nil {
		return err
	}
	if err := each("leave", x.Left); err != nil {
		return err
	}
	for i, u := range x.Joined {
		if slices.Contains(c.Units, u) {
			return domain.Errorf(domain.Conflict, "this unit belongs to the cluster already").On(fmt.Sprintf("join[%d]", i))
		}
	}
	for i, u := range x.Left {
		if !slices.Contains(c.Units, u) {
			return domain.Errorf(domain.Conflict, "this unit does not belong to the cluster").On(fmt.Sprintf("leave[%d]", i))
		}
	}
	switch left := len(c.Units) + len(x.Joined) - len(x.Left); {
	case left == 1:
		return domain.Errorf(domain.Violation, "one unit alone would stay, with nobody beside it; let it leave, too").On("leave")
	case left > mostUnits:
		return domain.Errorf(domain.Invalid, "these would be %d units; a cluster has %d at the most", left, mostUnits).On("join")
	}
	return nil
}

// Evolve implements domain.State.
func (c *Cluster) Evolve(_ uuid.UUID, e domain.Event) {
	switch e := e.(type) {
	case Formed:
		*c = Cluster{Code: e.Code, Name: e.Name, Units: slices.Clone(e.Units), From: e.From}
	case Changed:
		if e.Name != "" {
			c.Name = e.Name
		}
		c.Units = slices.DeleteFunc(c.Units, func(u uuid.UUID) bool { return slices.Contains(e.Left, u) })
		c.Units = append(c.Units, e.Joined...)
		c.From = e.From
	}
}

// Clone implements domain.State.
func (c *Cluster) Clone() domain.State {
	d := *c
	d.Units = slices.Clone(c.Units)
	return &d
}
