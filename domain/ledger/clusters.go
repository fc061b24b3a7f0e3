package ledger

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/cluster"
)

// FormCluster puts units side by side from a day on.
type FormCluster struct {
	Cluster uuid.UUID   `json:"cluster"`
	Code    string      `json:"code"`
	Name    string      `json:"name"`
	Units   []uuid.UUID `json:"units"`
	From    domain.Date `json:"from,omitzero"` // today where left out
}

// ChangeCluster gives a cluster another name, and lets units join and leave it, from a day on.
type ChangeCluster struct {
	Cluster uuid.UUID   `json:"cluster"`
	Name    string      `json:"name,omitzero"`
	Join    []uuid.UUID `json:"join,omitempty"`
	Leave   []uuid.UUID `json:"leave,omitempty"`
	From    domain.Date `json:"from,omitzero"` // today where left out
	Reason  string      `json:"reason,omitzero"`
}

func clusterOf(v View, id uuid.UUID) *cluster.Cluster {
	return v.State(cluster.StreamOf(id)).(*cluster.Cluster)
}

// decideCluster decides the commands about emulation clusters; false for any other command.
func decideCluster(v View, r Request, recorded time.Time) (changes []domain.Change, ok bool, err error) {
	switch c := r.Command.(type) {
	case FormCluster:
		changes, err = formCluster(v, c, recorded)
	case ChangeCluster:
		changes, err = changeCluster(v, c, recorded)
	default:
		return nil, false, nil
	}
	return changes, true, err
}

func formCluster(v View, c FormCluster, recorded time.Time) ([]domain.Change, error) {
	if err := named(c.Cluster, "cluster"); err != nil {
		return nil, err
	}
	from := c.From.Or(domain.DateOf(recorded))
	formed, err := one(cluster.StreamOf(c.Cluster))(clusterOf(v, c.Cluster).Form(cluster.Formed{Code: c.Code, Name: c.Name, Units: c.Units, From: from}))
	if err != nil {
		return nil, err
	}
	if err := membersLive(v, "units", c.Units, from); err != nil {
		return nil, err
	}
	claimed, err := claim(v, "cluster", formed.Events[0].(cluster.Formed).Code, c.Cluster)
	if err != nil {
		return nil, err
	}
	return []domain.Change{formed, claimed}, nil
}

func changeCluster(v View, c ChangeCluster, recorded time.Time) ([]domain.Change, error) {
	if err := named(c.Cluster, "cluster"); err != nil {
		return nil, err
	}
	from := c.From.Or(domain.DateOf(recorded))
	changed, err := one(cluster.StreamOf(c.Cluster))(clusterOf(v, c.Cluster).Change(cluster.Changed{Name: c.Name, Joined: c.Join, Left: c.Leave, From: from, Reason: c.Reason}))
	if err != nil {
		return nil, err
	}
	if err := membersLive(v, "join", c.Join, from); err != nil {
		return nil, err
	}
	return []domain.Change{changed}, nil
}

// membersLive refuses, on its place in the field, a unit that does not live on that day.
func membersLive(v View, field string, units []uuid.UUID, on domain.Date) error {
	for i, id := range units {
		place := fmt.Sprintf("%s[%d]", field, i)
		if err := unitExists(v, id, place); err != nil {
			return err
		}
		switch u := unitOf(v, id); {
		case u.Ended != nil && on >= u.Ended.From:
			return ended(v, u, place)
		case on < u.From:
			return domain.Errorf(domain.Violation, "%s begins on %s; it cannot belong to a cluster from %s on", u.Name, u.From, on).On(place)
		}
	}
	return nil
}
