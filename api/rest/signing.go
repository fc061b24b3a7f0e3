package rest

import (
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
)

// ToSign is a command that waits for signatures: what each of those whom it names posts to /signatures as it stands here. Then it is asked for again with the
// same Idempotency-Key.
type ToSign struct {
	Who     []string       `json:"who"` // whoever asks for the command need not sign it
	Command string         `json:"command"`
	ID      uuid.UUID      `json:"id"`
	Data    jsontext.Value `json:"data"`
}

// refused is the ledger's refusal of a command that has an id.
type refused struct {
	error
	id   uuid.UUID
	sign *ToSign
}

func (r *refused) Unwrap() error { return r.error }

// refusal tells, beside what the ledger says, the id that the key gave the command, and where it may be signatures that are missing what is to be signed.
// Without a key the next request is another command, which nobody has signed.
func (c *call) refusal(err error, request *ledger.Request, data []byte) error {
	r := &refused{error: err, id: request.ID}
	ours, ok := err.(*domain.Error)
	if !ok || ours.Code != domain.Denied || len(ours.Fields) == 0 || ours.Fields[0] == "actor" || c.r.Header.Get("Idempotency-Key") == "" {
		return r
	}
	if who := ledger.Signers(request.Command); len(who) > 0 {
		r.sign = &ToSign{who, ledger.Name(request.Command), request.ID, jsontext.Value(data).Clone()}
	}
	return r
}
