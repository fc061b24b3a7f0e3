package award

import (
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
)

// Merit is the nominations of one person by rounds that forbid stacking.
type Merit struct {
	Nominations []MeritNominated `json:"nominations"`
}

// Against gives the nominations that forbid another one, as the log has them. Whether their rounds still have these lists is for the
// caller to ask: a list that was revised, or a round that was given up, forbids nothing.
func (m *Merit) Against(n MeritNominated) []MeritNominated {
	var against []MeritNominated
	for _, have := range m.Nominations {
		if have.SchoolYear == n.SchoolYear && (have.Stacking == OnceAYear || n.Stacking == OnceAYear || have.Award == n.Award) {
			against = append(against, have)
		}
	}
	return against
}

// Release takes a nomination back, nothing where there is none.
func (m *Merit) Release(round, list uuid.UUID, award string) []domain.Event {
	for _, have := range m.Nominations {
		if have.Round == round && have.List == list && have.Award == award {
			return []domain.Event{MeritReleased{round, list, award}}
		}
	}
	return nil
}

// Evolve implements domain.State.
func (m *Merit) Evolve(_ uuid.UUID, e domain.Event) {
	switch e := e.(type) {
	case MeritNominated:
		m.drop(e.Round, uuid.Nil, e.Award) // an earlier version of the same round's list
		m.Nominations = append(m.Nominations, e)
	case MeritReleased:
		m.drop(e.Round, e.List, e.Award)
	}
}

func (m *Merit) drop(round, list uuid.UUID, award string) {
	m.Nominations = slices.DeleteFunc(m.Nominations, func(n MeritNominated) bool {
		return n.Round == round && n.Award == award && (list == uuid.Nil || n.List == list)
	})
}

// Clone implements domain.State.
func (m *Merit) Clone() domain.State { return &Merit{slices.Clone(m.Nominations)} }

// Attachment is a file that proves payments: a photographed or scanned list with signatures. Only its hash is here.
type Attachment struct {
	First uuid.UUID `json:"first"` // the entry that used it first
}

// Evolve implements domain.State.
func (a *Attachment) Evolve(entry uuid.UUID, e domain.Event) {
	if _, ok := e.(AttachmentUsed); ok && a.First == uuid.Nil {
		a.First = entry
	}
}

// Clone implements domain.State.
func (a *Attachment) Clone() domain.State { b := *a; return &b }
