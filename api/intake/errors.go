package intake

import (
	"errors"

	"sovang/domain"
)

// onField names the field that a domain error without one speaks of.
func onField(err error, field string) error {
	if e, ok := errors.AsType[*domain.Error](err); ok && len(e.Fields) == 0 {
		return domain.Errorf(e.Code, "%s", e.Message).On(field)
	}
	return err
}
