package pages

import (
	"strconv"

	"sovang/domain"
	"sovang/domain/award"
	"sovang/projections"
)

func (s *Site) roundPages() []Page {
	return []Page{
		{Path: "/rounds", For: Report("round"), Template: "rounds", Menu: "menu.rounds", Under: Deciding, Unlisted: true, Show: (*Call).rounds},
		{Path: "/rounds/{round}", For: Report("round"), Template: "round", Unlisted: true, Files: true, Show: (*Call).round, Do: (*Call).doRound},
		{Path: "/rounds/new", For: Command("round.open"), Template: "roundnew", Unlisted: true, Show: (*Call).newRound, Do: (*Call).openRound},
		{Path: "/rounds/{round}/nominate", For: Command("round.nominate"), Template: "nominate", Unlisted: true, Texts: true, Show: (*Call).nominating, Do: (*Call).nominate},
	}
}

// stages are those that rounds can be looked for by, in the order in which they come.
var stages = []award.Stage{award.Nominating, award.IsFrozen, award.IsApproved, award.IsClosed, award.IsOff}

// roundsShown is the rounds of some units: what waits for a signature, and a part of all, the youngest first.
type roundsShown struct {
	When
	reach
	Stage   award.Stage
	Stages  []stageShown
	Waiting []roundLine // where no stage was asked for
	Rounds  []roundLine
	Older   string // the address of the part after, "" where there is none
	Nothing bool   // there is no round at all
}

type stageShown struct {
	Stage  award.Stage // "": all
	Count  int64
	Path   string
	Chosen bool
}

type roundLine struct {
	projections.RoundLine
	UnitName string
}

// roundsAPart is how many rounds a page shows.
const roundsAPart = 30

func (c *Call) rounds() (any, error) {
	shown := roundsShown{Stage: award.Stage(c.Query("stage"))}
	var err error
	if shown.When, err = c.when("unit", "stage"); err != nil {
		return nil, err
	}
	if shown.reach, err = c.reach(shown.AsOf); err != nil {
		return nil, err
	}
	q := projections.RoundLinesQuery{Units: shown.ids(), Stage: shown.Stage, Limit: roundsAPart, AsOf: shown.AsOf, At: shown.When.At}
	if before := c.Query("before"); before != "" {
		if q.Before, err = strconv.ParseUint(before, 10, 64); err != nil {
			return nil, domain.Errorf(domain.Invalid, "%q is no entry number", before).On("before")
		}
	}
	found, err := c.Read().RoundLines(c.Context(), q)
	if err != nil {
		return nil, err
	}
	if shown.Rounds, err = c.roundLines(found.Rounds); err != nil {
		return nil, err
	}
	if found.More {
		shown.Older = shown.Change("before", strconv.FormatUint(found.Rounds[len(found.Rounds)-1].Entry, 10))
	}
	all := int64(0)
	for _, s := range stages {
		all += found.Stages[s]
		if n := found.Stages[s]; n > 0 || s == shown.Stage {
			shown.Stages = append(shown.Stages, stageShown{s, n, shown.Change("stage", string(s)), s == shown.Stage})
		}
	}
	shown.Nothing = all == 0
	shown.Stages = append([]stageShown{{"", all, shown.Change("stage", ""), shown.Stage == ""}}, shown.Stages...)
	if shown.Stage == "" && q.Before == 0 && found.Stages[award.IsFrozen] > 0 {
		q.Stage = award.IsFrozen
		waiting, err := c.Read().RoundLines(c.Context(), q)
		if err != nil {
			return nil, err
		}
		if shown.Waiting, err = c.roundLines(waiting.Rounds); err != nil {
			return nil, err
		}
	}
	return shown, nil
}

func (c *Call) roundLines(lines []projections.RoundLine) (all []roundLine, err error) {
	o, err := c.offices()
	for _, l := range lines {
		all = append(all, roundLine{l, o.units[l.Unit].Name})
	}
	return all, err
}
