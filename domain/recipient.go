package domain

import (
	"slices"
	"strings"
)

// RecipientKinds are who an award or goods can be for.
var RecipientKinds = []string{"pupil", "student", "teacher", "adult", "collective"}

// RecipientKind refuses, on that field, a word that is no kind of recipient. "" is none that is said, and allowed.
func RecipientKind(kind, field string) error {
	if kind == "" || slices.Contains(RecipientKinds, kind) {
		return nil
	}
	return Errorf(Invalid, "%q is no kind of recipient; write %s", kind, strings.Join(RecipientKinds, ", ")).On(field)
}
