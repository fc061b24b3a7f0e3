package staff

import (
	"bytes"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
)

// Signature is who has signed a command that is known by its id. A signature is for exactly one content: the command with another
// digest is not signed.
type Signature struct {
	Signed []Signed `json:"signed"`
}

// SignatureOf names the stream of the signatures under the command with that id.
func SignatureOf(command uuid.UUID) domain.Stream { return domain.StreamOf("signature", command) }

// By says whether somebody has signed the command with that digest.
func (s *Signature) By(actor string, digest []byte) bool {
	return slices.ContainsFunc(s.Signed, func(g Signed) bool { return bytes.Equal(g.Digest, digest) && domain.SameActor(g.Actor, actor) })
}

// Sign puts a signature under a command. Whether the command asks for it is seen by the caller.
func (s *Signature) Sign(e Signed) ([]domain.Event, error) {
	if s.By(e.Actor, e.Digest) {
		return nil, domain.Errorf(domain.Conflict, "%s has signed this command already", e.Actor).On("id")
	}
	return []domain.Event{e}, nil
}

// Evolve implements domain.State.
func (s *Signature) Evolve(_ uuid.UUID, e domain.Event) {
	if e, ok := e.(Signed); ok {
		s.Signed = append(s.Signed, e)
	}
}

// Clone implements domain.State.
func (s *Signature) Clone() domain.State { return &Signature{Signed: slices.Clone(s.Signed)} }
