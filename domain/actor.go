package domain

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// SameActor says whether two texts name one who acts: written by another keyboard, in other letters or with other spaces, a name is
// still the same. Nothing never equals nothing.
func SameActor(a, b string) bool {
	a = ActorKey(a)
	return a != "" && a == ActorKey(b)
}

// ActorKey is the one writing of an actor's name that all of them share.
func ActorKey(name string) string {
	// Upper case first: letters that differ only there (ς and σ, ſ and s) become one.
	return norm.NFC.String(strings.ToLower(strings.ToUpper(strings.Join(strings.Fields(norm.NFC.String(name)), " "))))
}
