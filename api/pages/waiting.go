package pages

import (
	"encoding/hex"
	"errors"
	"slices"

	"github.com/google/uuid"

	"sovang/api/draft"
	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/projections"
)

// SubmitSigned asks for a command that may bear the names of others. Where only their signatures are missing it waits for them, as it stands: waits is
// true then. Asked for again once they have signed, it is carried out. about is the page that shows it meanwhile.
func (c *Call) SubmitSigned(r ledger.Request, unit uuid.UUID, about string) (waits bool, err error) {
	r.Actor = c.Who()
	err = c.Submit(r.Actor, r)
	if err == nil {
		return false, c.site.waiting.Remove(c.Context(), r.ID)
	}
	missing, err := c.onlySignatures(r, err)
	if !missing {
		return false, err
	}
	return true, c.site.waiting.Add(c.Context(), r, unit, about)
}

// askAgain asks for a command that has waited, as it was asked for. It goes on waiting where signatures are still missing.
func (c *Call) askAgain(w draft.Waiting) (waits bool, err error) {
	r, err := w.Request()
	if err != nil {
		return false, err
	}
	return c.SubmitSigned(r, w.Unit, w.About)
}

// onlySignatures says whether a command was refused because somebody whom it names has not signed it, though they could. Otherwise the refusal stands.
func (c *Call) onlySignatures(r ledger.Request, refused error) (bool, error) {
	refusal, ok := errors.AsType[*domain.Error](refused)
	if !ok || refusal.Code != domain.Denied || len(refusal.Fields) == 0 || refusal.Fields[0] == "actor" {
		return false, refused
	}
	sign, err := signatureUnder(r)
	if err != nil {
		return false, err
	}
	could := false
	for _, name := range ledger.Signers(r.Command) {
		if domain.SameActor(name, r.Actor) {
			continue
		}
		tried, err := c.site.o.Try(c.Context(), []ledger.Request{{ID: uuid.New(), Actor: name, Command: sign}})
		if err != nil {
			return false, err
		}
		could = could || tried[0].Err == nil
	}
	return could, refused
}

// signatureUnder is what somebody asks for who signs a command.
func signatureUnder(r ledger.Request) (ledger.Sign, error) {
	name, data, err := ledger.Encode(r.Command)
	return ledger.Sign{Command: name, ID: r.ID, Data: data}, err
}

// Sign puts the signature of whoever asks under a command that waits. Asked for twice it is there once.
func (c *Call) Sign(w draft.Waiting) error {
	r, err := w.Request()
	if err != nil {
		return err
	}
	sign, err := signatureUnder(r)
	if err != nil {
		return err
	}
	return c.Submit(c.Who(), ledger.Request{ID: uuid.NewSHA1(r.ID, []byte("signature of "+domain.ActorKey(c.Who()))), Command: sign})
}

// Waits is a command that waits, as a page shows it.
type Waits struct {
	draft.Waiting
	Mine   bool     // whoever looks asked for it, and carries it out
	Sign   bool     // whoever looks is named, and has not signed
	Signed []string // of those named
	Open   []string // those named who have not signed yet; whoever asked for it signs by that
}

// WaitingOn are the commands that wait and were asked for on that page, or are for whoever looks to sign where about is "".
func (c *Call) WaitingOn(about string) (shown []Waits, err error) {
	all, err := c.site.waiting.All(c.Context())
	if err != nil || len(all) == 0 {
		return nil, err
	}
	found, err := c.shown(all)
	for _, s := range found {
		if about == s.About && about != "" || about == "" && s.Sign {
			shown = append(shown, s)
		}
	}
	return shown, err
}

// shown says of commands that wait who has signed each as it stands, and whether whoever looks is to.
func (c *Call) shown(all []draft.Waiting) (shown []Waits, err error) {
	for _, w := range all {
		r, err := w.Request()
		if err != nil {
			continue // of a version that knew other commands
		}
		digest, err := ledger.Digest(r.Command)
		if err != nil {
			return nil, err
		}
		signatures, err := c.Read().SignaturesUnder(c.Context(), w.ID)
		if err != nil {
			return nil, err
		}
		s := Waits{Waiting: w, Mine: domain.SameActor(w.By, c.Who())}
		for _, name := range w.Signers() {
			switch i := slices.IndexFunc(signatures, func(g projections.SignatureInfo) bool {
				return g.Digest == hex.EncodeToString(digest[:]) && domain.SameActor(g.Actor, name)
			}); {
			case i >= 0 || domain.SameActor(name, w.By):
				s.Signed = append(s.Signed, name)
			default:
				s.Open = append(s.Open, name)
				s.Sign = s.Sign || domain.SameActor(name, c.Who())
			}
		}
		shown = append(shown, s)
	}
	return shown, nil
}
