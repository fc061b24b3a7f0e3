package ledger

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/award"
	"sovang/domain/fund"
)

// merits gathers what one decision of a round changes in its recipients' own streams: one change a person. A round in which awards may
// stack changes none.
type merits struct {
	v     View
	id    uuid.UUID
	round *award.Round
	list  uuid.UUID
	of    map[uuid.UUID]*award.Merit // as they will be
	made  map[uuid.UUID][]domain.Event
	order []uuid.UUID
}

func meritsOf(v View, id uuid.UUID, round *award.Round, list uuid.UUID) *merits {
	return &merits{v: v, id: id, round: round, list: list, of: map[uuid.UUID]*award.Merit{}, made: map[uuid.UUID][]domain.Event{}}
}

func (m *merits) merit(person uuid.UUID) *award.Merit {
	if m.of[person] == nil {
		m.of[person] = meritOf(m.v, person).Clone().(*award.Merit)
	}
	return m.of[person]
}

func (m *merits) add(person uuid.UUID, events []domain.Event) {
	if len(events) > 0 && m.made[person] == nil {
		m.order = append(m.order, person)
	}
	for _, e := range events {
		m.of[person].Evolve(uuid.Nil, e)
		m.made[person] = append(m.made[person], e)
	}
}

func (m *merits) changes() []domain.Change {
	var changes []domain.Change
	for _, person := range m.order {
		changes = append(changes, domain.Change{Stream: award.MeritOf(person), Events: m.made[person]})
	}
	return changes
}

// nominate notes the rows' recipients. All of them are asked for before the first is refused, so that a view misses all it misses at once.
func (m *merits) nominate(rows []fund.AskedRow) error {
	var first error
	for i, row := range rows {
		if err := m.one(row.Recipient, row.Award); err != nil && first == nil {
			first = domain.InRow("rows", i, err)
		}
	}
	return first
}

// one notes one nomination. It is refused without a word about whose list, which round and which unit it is that has the person already.
func (m *merits) one(person uuid.UUID, kind fund.AwardKind) error {
	if m.round.Stacking == award.MayStack {
		return nil
	}
	n := award.MeritNominated{Round: m.id, List: m.list, SchoolYear: m.round.SchoolYear, Award: string(kind), Stacking: m.round.Stacking}
	taken := false
	for _, have := range m.merit(person).Against(n) {
		of := m.round
		if have.Round != m.id {
			of = roundOf(m.v, have.Round)
		}
		taken = taken || have.List == m.list || of.Has(have.List)
	}
	if taken {
		return domain.Errorf(domain.Conflict, "this recipient is on a list of school year %s already, and awards do not stack", n.SchoolYear).On("recipient")
	}
	m.add(person, []domain.Event{n})
	return nil
}

// release takes the nominations of rows back.
func (m *merits) release(list *fund.List, rows fund.Set) {
	if m.round.Stacking == award.MayStack {
		return
	}
	for _, s := range rows {
		for _, row := range list.Rows[s.From():s.To()] {
			m.add(row.Recipient, m.merit(row.Recipient).Release(m.id, m.list, string(row.Award)))
		}
	}
}
