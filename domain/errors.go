package domain

import (
	"errors"
	"fmt"
	"strings"
)

// Code says what a caller can do about an error. There are six on purpose: one table maps them to exit codes and, later, to HTTP.
type Code string

// The codes.
const (
	Invalid   Code = "invalid"   // the request is wrong in itself: mend the named fields and ask again
	Denied    Code = "denied"    // this actor may not
	NotFound  Code = "not_found" // what the request names is not in the ledger
	Conflict  Code = "conflict"  // somebody was first, or the same id came with other content
	Violation Code = "violation" // well-formed, but against a rule of money
	Internal  Code = "internal"  // our fault: logged whole, shown in one plain sentence
)

// Error is a refusal that a treasurer can read: a code, a sentence, and the fields it speaks of (JSON paths such as "lines[1].amount").
type Error struct {
	Code    Code
	Message string
	Fields  []string
}

// Error gives "message (field, field)".
func (e *Error) Error() string {
	if len(e.Fields) == 0 {
		return e.Message
	}
	return e.Message + " (" + strings.Join(e.Fields, ", ") + ")"
}

// Errorf makes an Error with a code and a formatted sentence.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// On names the fields an error speaks of and returns the error.
func (e *Error) On(fields ...string) *Error {
	e.Fields = append(e.Fields, fields...)
	return e
}

// Under puts a prefix before the fields of a refusal: "card.name" of the third person is "people[2].card.name". Other errors stay
// as they are.
func Under(prefix string, err error) error {
	refusal, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	moved := *refusal
	moved.Fields = make([]string, len(refusal.Fields))
	for i, field := range refusal.Fields {
		moved.Fields[i] = prefix + "." + field
	}
	return &moved
}

// InRow says in which row of a command a refusal's fields stand: "amount" of the second of its lines is "lines[1].amount".
func InRow(rows string, i int, err error) error {
	return Under(fmt.Sprintf("%s[%d]", rows, i), err)
}

// CodeOf gives the code of err, Internal for an error that is not ours and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return Internal
}
