package pages

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/unit"
	"sovang/projections"
)

func (s *Site) treePages() []Page {
	return []Page{
		{Path: "/units", For: Report("units"), Template: "units", Menu: "menu.units", Under: Running, Unlisted: true, Show: (*Call).units, Do: (*Call).doUnits},
		{Path: "/units/{unit}", For: Report("units"), Template: "unitrecord", Unlisted: true, Show: (*Call).unitRecord, Do: (*Call).doUnit},
	}
}

// unitsShown is where whoever asks works, and the clusters whose members lie there.
type unitsShown struct {
	When
	Seats    []projections.UnitInfo
	Clusters []clusterShown
	Deeds    []deed
}

type clusterShown struct {
	projections.ClusterInfo
	Members []projections.UnitInfo
}

func (c *Call) units() (any, error) {
	p := unitsShown{}
	var err error
	if p.When, err = c.when(); err != nil {
		return nil, err
	}
	units, err := c.Read().UnitsAt(c.Context(), p.AsOf, p.When.At)
	if err != nil {
		return nil, err
	}
	byID := map[uuid.UUID]projections.UnitInfo{}
	for _, u := range units {
		byID[u.Unit] = u
	}
	seats, err := c.Seats()
	if err != nil {
		return nil, err
	}
	forms := false
	for _, s := range seats {
		if u, ok := byID[s.Unit]; ok {
			p.Seats = append(p.Seats, u)
			forms = forms || c.mayThere("cluster.form", s.Unit)
		}
	}
	clusters, err := c.Read().Clusters(c.Context(), p.AsOf, p.When.At)
	if err != nil {
		return nil, err
	}
	var names []option
	for _, x := range clusters {
		shown := clusterShown{ClusterInfo: x}
		for _, id := range x.Units {
			shown.Members = append(shown.Members, byID[id])
		}
		p.Clusters = append(p.Clusters, shown)
		names = append(names, option{x.Cluster.String(), x.Name + " (" + x.Code + ")"})
	}
	if p.Past() || p.When.At != nil || !forms {
		return p, nil
	}
	from := c.Ask("", "from", "units.from", "", "date")
	if len(names) > 0 {
		p.Deeds = append(p.Deeds, c.deed("change-cluster", "units.cluster.change", "units.cluster.change.text", c.Choose("", "cluster", "units.cluster", "", names), c.Ask("", "name", "units.newname", "", ""),
			c.Ask("", "join", "units.cluster.join", "units.codes.hint", ""), c.Ask("", "leave", "units.cluster.leave", "units.codes.hint", ""), from, c.Ask("", "reason", "desk.reason", "", "")))
	}
	p.Deeds = append(p.Deeds, c.deed("form-cluster", "units.cluster.form", "units.cluster.text", c.Ask("", "code", "units.cluster.code", "", "required"), c.Ask("", "name", "units.cluster.name", "", "required"),
		c.Ask("", "units", "units.cluster.members", "units.codes.hint", "required"), from))
	return p, nil
}

// unitsTyped are units by their codes, with commas or blanks between.
func (c *Call) unitsTyped(field string) (all []uuid.UUID, err error) {
	for _, code := range strings.FieldsFunc(c.Typed(field), func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' || r == '\r' || r == '\t' }) {
		id, err := c.Read().UnitNamed(c.Context(), code)
		if err != nil {
			return nil, domain.Under(field, err)
		}
		all = append(all, id)
	}
	return all, nil
}

// doUnits forms a cluster, or changes one.
func (c *Call) doUnits() (string, error) {
	from, err := c.day("from")
	if err != nil {
		return "", err
	}
	do := c.Typed("do")
	switch do {
	case "form-cluster":
		members, err := c.unitsTyped("units")
		if err != nil {
			return "", err
		}
		return c.done(do), c.ask(ledger.FormCluster{Cluster: c.following("cluster"), Code: c.Typed("code"), Name: c.Typed("name"), Units: members, From: from})
	case "change-cluster":
		ask := ledger.ChangeCluster{Name: c.Typed("name"), From: from, Reason: c.Typed("reason")}
		if ask.Cluster, err = c.uuid("cluster"); err != nil {
			return "", err
		}
		if ask.Join, err = c.unitsTyped("join"); err != nil {
			return "", err
		}
		if ask.Leave, err = c.unitsTyped("leave"); err != nil {
			return "", err
		}
		return c.done(do), c.ask(ask)
	}
	return "", c.errNoTask()
}

// unitRecordShown is one unit: what it is called and is, where it lies, how it came to be so, what lies below it, and what can be changed.
type unitRecordShown struct {
	When
	Unit  projections.UnitInfo
	Above projections.UnitInfo
	Below []projections.UnitInfo
	More  int
	Funds []projections.FundInfo
	Steps []unitStep
	Deeds []deed
}

type unitStep struct {
	projections.UnitStep
	Others []projections.UnitInfo // of a placement the one above; of an end or a beginning those after or before
}

// mostBelow is how many units below one are listed.
const mostBelow = 200

// unitHere is the unit of the page as it is known: only for who works in it or above it.
func (c *Call) unitHere(h When) (projections.UnitHistory, error) {
	id, err := c.Read().UnitNamed(c.Context(), c.Path("unit"))
	if err != nil {
		return projections.UnitHistory{}, err
	}
	if err := c.Within(id); err != nil {
		return projections.UnitHistory{}, err
	}
	return c.Read().UnitHistory(c.Context(), id, h.AsOf, h.At)
}

func (c *Call) unitRecord() (any, error) {
	h, err := c.when()
	if err != nil {
		return nil, err
	}
	told, err := c.unitHere(h)
	if err != nil {
		return nil, err
	}
	units, err := c.Read().UnitsAt(c.Context(), h.AsOf, h.At)
	if err != nil {
		return nil, err
	}
	p := unitRecordShown{When: h, Unit: told.UnitInfo}
	byID := map[uuid.UUID]projections.UnitInfo{}
	for _, u := range units {
		byID[u.Unit] = u
		if u.Parent == told.Unit && (u.Ended == 0 || u.Ended > today()) {
			p.Below = append(p.Below, u)
		}
	}
	p.Above = byID[told.Parent]
	for _, s := range told.Steps {
		step := unitStep{UnitStep: s}
		for _, id := range append(slices.Clone(s.Units), s.Parent) {
			if u, ok := byID[id]; ok {
				step.Others = append(step.Others, u)
			}
		}
		p.Steps = append(p.Steps, step)
	}
	if p.Funds, err = c.Read().FundsOf(c.Context(), told.Unit, h.AsOf, h.At); err != nil {
		return nil, err
	}
	p.Funds = slices.DeleteFunc(p.Funds, func(f projections.FundInfo) bool { return f.WoundUp != 0 })
	if !h.Past() && h.At == nil && p.Unit.Ended == 0 {
		p.Deeds = c.unitDeeds(p)
	}
	p.More = max(0, len(p.Below)-mostBelow)
	p.Below = p.Below[:len(p.Below)-p.More]
	return p, nil
}

// unitDeeds are what a resolution may change of a unit.
func (c *Call) unitDeeds(p unitRecordShown) (deeds []deed) {
	may := func(command string, d deed) {
		if c.mayThere(command, p.Unit.Unit) {
			deeds = append(deeds, d)
		}
	}
	from := c.Ask("", "from", "units.from", "", "date")
	may("unit.found", c.deed("found", "units.found", "units.found.text", c.Ask("", "name", "setup.unit.name", "", "required"), c.Ask("", "code", "setup.unit.code", "setup.unit.code.hint", "required"),
		c.Choose("", "kind", "setup.kind", "", chooseWords(c, "kind.", unit.Kinds...)).With(string(unit.Branch)), from))
	may("unit.rename", c.deed("rename", "units.rename", "units.rename.text", c.Ask("", "name", "units.newname", "", "required"), from))
	may("unit.retype", c.deed("retype", "units.retype", "", c.Choose("", "kind", "setup.kind", "", chooseWords(c, "kind.", unit.Kinds...)).With(string(p.Unit.Kind)), from))
	may("unit.move", c.deed("move", "units.move", "units.move.text", c.Ask("", "parent", "units.parent", "units.parent.hint", ""), from, c.Ask("", "caretaker", "units.caretaker", "", "tick")))

	funds, below := make([]string, len(p.Funds)), make([]string, 0, len(p.Below))
	for i, f := range p.Funds {
		funds[i] = f.Code + "; "
	}
	for _, u := range p.Below {
		below = append(below, u.Code+"; ")
	}
	plan := func(funded, laid string) []asking {
		fields := []asking{c.Ask("", "decision", "units.decision", "units.decision.hint", "required"), from, c.Ask("", "booked", "units.booked", "units.booked.hint", "date"), c.Ask("", "reason", "desk.reason", "", "")}
		if len(p.Funds) > 0 {
			fields = append(fields, c.Ask("", "funds", "units.funds", funded, "area").With(strings.Join(funds, "\n")))
		}
		if len(p.Below) > 0 {
			fields = append(fields, c.Ask("", "children", "units.children", laid, "area").With(strings.Join(below, "\n")))
		}
		return fields
	}
	may("unit.merge", c.deed("merge", "units.merge", "units.merge.text", append([]asking{c.Ask("", "into", "units.into", "", "required")}, plan("units.funds.hint", "units.children.hint")...)...))
	may("unit.split", c.deed("split", "units.split", "units.split.text", append([]asking{c.Ask("", "into", "units.into.many", "units.codes.hint", "required")}, plan("units.funds.each", "units.children.each")...)...))
	may("unit.dissolve", c.deed("dissolve", "units.dissolve", "units.dissolve.text", append([]asking{c.Ask("", "into", "units.into.rest", "", "")}, plan("units.funds.hint", "units.children.hint")...)...))
	return deeds
}
