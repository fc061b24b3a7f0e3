package rest

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/eventstore"
	"sovang/projections/readdb"
)

// Problem is what is wrong with a request (RFC 9457).
type Problem struct {
	Type   string       `json:"type"`             // always about:blank: Code says which
	Title  string       `json:"title"`            // of the status
	Status int          `json:"status"`           // of HTTP
	Code   string       `json:"code"`             // what a caller can do: the ledger's code, or that of the way here
	Detail string       `json:"detail"`           // a sentence that a treasurer can read
	Errors []FieldError `json:"errors,omitempty"` // every field that is wrong, as far as is known
	ID     uuid.UUID    `json:"id,omitzero"`      // of the command that was asked for, as its Idempotency-Key gives it
	Sign   *ToSign      `json:"sign,omitempty"`   // what those whom the command names sign first, where that is what it lacks
}

// FieldError is what is wrong with one field: of the body (Pointer), or of the address (Parameter).
type FieldError struct {
	Pointer   string `json:"pointer,omitempty"`   // a JSON pointer: /lines/1/amount
	Parameter string `json:"parameter,omitempty"` // of the path or the query
	Detail    string `json:"detail"`
}

// statusOf maps the ledger's codes to statuses. Invalid is a request that is wrong in itself; a violation is well-formed and against a rule of money.
var statusOf = map[domain.Code]int{
	domain.Invalid:   http.StatusBadRequest,
	domain.Denied:    http.StatusForbidden,
	domain.NotFound:  http.StatusNotFound,
	domain.Conflict:  http.StatusConflict,
	domain.Violation: http.StatusUnprocessableEntity,
	domain.Internal:  http.StatusInternalServerError,
}

// StatusOf is the status of HTTP that says a code.
func StatusOf(code domain.Code) int { return statusOf[code] }

// The codes of the way here: what is wrong before the ledger is asked, or when it cannot answer.
const (
	codeStranger    = "unauthenticated"
	codeNoRoute     = "not_found"
	codeMethod      = "method_not_allowed"
	codeMedia       = "unsupported_media_type"
	codeTooLarge    = "too_large"
	codeTooMany     = "too_many_requests"
	codeTimeout     = "timeout"
	codeUnavailable = "unavailable"
)

// failure is an error with its status: what is no refusal of the ledger.
type failure struct {
	status int
	code   string
	detail string
}

func (f *failure) Error() string { return f.detail }

func fail(status int, code, detail string) error { return &failure{status, code, detail} }

// fieldErrors is several refusals at once.
type fieldErrors struct {
	code   domain.Code
	fields []FieldError
}

func (f *fieldErrors) Error() string {
	if len(f.fields) == 1 {
		return f.fields[0].Detail
	}
	return strconv.Itoa(len(f.fields)) + " fields are wrong; each says how"
}

// problemOf turns any error into what the caller is told. What is ours is told in one plain sentence, and logged whole by the caller of this.
func problemOf(err error, parameter func(field string) bool) Problem {
	p := Problem{Type: "about:blank"}
	several, refusal, f := (*fieldErrors)(nil), (*domain.Error)(nil), (*failure)(nil)
	tooLarge := (*http.MaxBytesError)(nil)
	switch {
	case errors.As(err, &f):
		p.Status, p.Code, p.Detail = f.status, f.code, f.detail
	case errors.As(err, &several):
		p.Status, p.Code, p.Detail, p.Errors = statusOf[several.code], string(several.code), several.Error(), several.fields
	case errors.As(err, &refusal) && statusOf[refusal.Code] != http.StatusInternalServerError && statusOf[refusal.Code] != 0:
		p.Status, p.Code, p.Detail, p.Errors = statusOf[refusal.Code], string(refusal.Code), refusal.Message, fieldsOf(refusal, parameter)
	case errors.As(err, &tooLarge):
		p.Status, p.Code, p.Detail = http.StatusRequestEntityTooLarge, codeTooLarge, "the body has more than "+strconv.FormatInt(tooLarge.Limit>>10, 10)+" KiB"
	case errors.Is(err, eventstore.ErrUncertain), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		p.Status, p.Code = http.StatusGatewayTimeout, codeTimeout
		p.Detail = "the answer was not known in time; asked again with the same Idempotency-Key it tells what became of this"
	case errors.Is(err, eventstore.ErrFull), errors.Is(err, eventstore.ErrClosed), errors.Is(err, eventstore.ErrLost), errors.Is(err, eventstore.ErrUnreadable),
		errors.Is(err, eventstore.ErrNobody):
		p.Status, p.Code, p.Detail = http.StatusServiceUnavailable, codeUnavailable, "the ledger takes nothing now; nothing was written"
	case errors.Is(err, eventstore.ErrAway), readdb.Away(err):
		p.Status, p.Code = http.StatusServiceUnavailable, codeUnavailable
		p.Detail = "what the ledger stands on cannot be reached now; ask again in a moment, for a command with the same Idempotency-Key"
	default:
		p.Status, p.Code, p.Detail = http.StatusInternalServerError, string(domain.Internal), "this is a fault of the program; its log says more"
	}
	if r := (*refused)(nil); errors.As(err, &r) {
		p.ID, p.Sign = r.id, r.sign
	}
	p.Title = http.StatusText(p.Status)
	return p
}

// fieldsOf gives a refusal's fields as pointers into the body, or as parameters of the address where they stand there.
func fieldsOf(refusal *domain.Error, parameter func(string) bool) []FieldError {
	var all []FieldError
	for _, field := range refusal.Fields {
		e := FieldError{Detail: refusal.Message}
		if name := strings.ReplaceAll(field, "-", "_"); parameter(name) {
			e.Parameter = name
		} else {
			e.Pointer = pointer(field)
		}
		all = append(all, e)
	}
	return all
}

// pointer writes a field as people do, lines[1].amount, as a JSON pointer: /lines/1/amount.
func pointer(field string) string {
	if field == "" {
		return ""
	}
	field = strings.NewReplacer("~", "~0", "/", "~1").Replace(field)
	return "/" + strings.NewReplacer("[", "/", "].", "/", "]", "", ".", "/").Replace(field)
}
