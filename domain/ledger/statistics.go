package ledger

import (
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/statistic"
)

// DeclareFigures takes in what one source published about one unit. The figures are numbered in the unit's order.
type DeclareFigures struct {
	Unit       uuid.UUID         `json:"unit"`
	Source     string            `json:"source"`      // who published it, where
	SourceDate domain.Date       `json:"source_date"` // the day it was published
	Rows       []statistic.Asked `json:"rows"`
}

// CorrectFigure says that a figure of a unit, known by its number, is another. What is left out stays.
type CorrectFigure struct {
	Unit   uuid.UUID       `json:"unit"`
	Figure int64           `json:"figure"`
	Value  string          `json:"value,omitzero"`
	Bound  statistic.Bound `json:"bound,omitzero"`
	Note   string          `json:"note,omitzero"`
	Reason string          `json:"reason"`
}

// WithdrawFigure takes a figure of a unit back.
type WithdrawFigure struct {
	Unit   uuid.UUID `json:"unit"`
	Figure int64     `json:"figure"`
	Reason string    `json:"reason"`
}

// decideStatistics decides the commands about declared figures; false for any other command.
func decideStatistics(v View, r Request, recorded time.Time) (changes []domain.Change, ok bool, err error) {
	switch c := r.Command.(type) {
	case DeclareFigures:
		changes, err = inStatistics(v, c.Unit, func(s *statistic.Statistics) ([]domain.Event, error) {
			return s.Declare(statistic.Published{Source: c.Source, On: c.SourceDate}, domain.DateOf(recorded), c.Rows)
		})
	case CorrectFigure:
		changes, err = inStatistics(v, c.Unit, func(s *statistic.Statistics) ([]domain.Event, error) {
			return s.Correct(statistic.AskedCorrection{Figure: c.Figure, Value: c.Value, Bound: c.Bound, Note: c.Note, Reason: c.Reason})
		})
	case WithdrawFigure:
		changes, err = inStatistics(v, c.Unit, func(s *statistic.Statistics) ([]domain.Event, error) { return s.Withdraw(c.Figure, c.Reason) })
	default:
		return nil, false, nil
	}
	return changes, true, err
}

func inStatistics(v View, unit uuid.UUID, decide func(*statistic.Statistics) ([]domain.Event, error)) ([]domain.Change, error) {
	if err := unitExists(v, unit, "unit"); err != nil {
		return nil, err
	}
	stream := statistic.StreamOf(unit)
	return only(stream)(decide(v.State(stream).(*statistic.Statistics)))
}
