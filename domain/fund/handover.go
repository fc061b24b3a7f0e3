package fund

import (
	"github.com/google/uuid"

	"sovang/domain"
)

// PassOn decides that the fund goes on whole under another unit from a day on, under another code where one is given. That the unit exists and
// has no fund of the same code is decided in ledger.
func (f *Fund) PassOn(unit uuid.UUID, as string, from domain.Date, decision string, a Asked) ([]domain.Event, error) {
	if err := f.mustExist(); err != nil {
		return nil, err
	}
	if as == "" {
		as = f.Code
	}
	if err := code(as, "code"); err != nil {
		return nil, err
	}
	if f.Unit == unit {
		return nil, domain.Errorf(domain.Conflict, "the fund is this unit's already").On("unit")
	}
	day, err := f.bookable(from, a)
	if err != nil {
		return nil, err
	}
	if day < f.Since {
		return nil, domain.Errorf(domain.Violation, "the fund is its unit's since %s only; it cannot pass on before", f.Since).On("booked")
	}
	return []domain.Event{PassedOn{unit, f.Unit, day, as, decision}}, nil
}
