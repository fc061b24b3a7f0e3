package pages

import (
	"encoding/hex"
	"net/url"
	"slices"

	"github.com/google/uuid"

	"sovang/api/draft"
	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/projections"
)

// askSigned asks for a command that may name others who sign it, under the form's own id, and says where to go on: to, or where it waits for them. to is
// the page that it is about, with the word of what was done.
func (c *Call) askSigned(unit uuid.UUID, to string, command ledger.Command) (string, error) {
	return c.askSignedFor("", unit, to, command)
}

// askSignedFor is askSigned of a command that is asked for with a reason of its own.
func (c *Call) askSignedFor(why string, unit uuid.UUID, to string, command ledger.Command) (string, error) {
	waits, err := c.SubmitSigned(ledger.Request{ID: c.ID(), Why: why, Command: command}, unit, withoutDone(to))
	if err == nil && waits {
		to = waitsAt(c.ID())
	}
	return to, err
}

// withoutDone is the address of a page without the word of what was done on it.
func withoutDone(to string) string {
	u, err := url.Parse(to)
	if err != nil {
		return to
	}
	q := u.Query()
	q.Del("done")
	u.RawQuery = q.Encode()
	return u.String()
}

// waitsAt is the page of a command that waits.
func waitsAt(command uuid.UUID) string { return "/signatures/" + command.String() }

// SubmitSigned asks for a command that may bear the names of others. What is wrong with it is said at once; where only their signatures are missing it waits
// for them, as it stands: waits is true then. Asked for again once they have signed, it is carried out. about is the page that shows it meanwhile.
func (c *Call) SubmitSigned(r ledger.Request, unit uuid.UUID, about string) (waits bool, err error) {
	r.Actor = c.Who()
	named := len(c.signers(r.Command)) > 0
	if named {
		if err := c.trySigned(r); err != nil {
			return false, err
		}
	}
	err = c.Submit(r.Actor, r)
	switch {
	case err == nil:
		return false, c.site.waiting.Remove(c.Context(), r.ID)
	case named && domain.CodeOf(err) == domain.Denied: // signed by all it would be accepted: that was tried
		return true, c.site.waiting.Add(c.Context(), r, unit, about)
	}
	return false, err
}

// signers are those whom a command names, but for whoever asks.
func (c *Call) signers(command ledger.Command) []string {
	return slices.DeleteFunc(ledger.Signers(command), func(name string) bool { return domain.SameActor(name, c.Who()) })
}

// trySigned asks what the ledger would say of a command if all whom it names had signed it: signatures are looked at before everything else, and who lacks them
// would not learn what else is wrong.
func (c *Call) trySigned(r ledger.Request) error {
	sign, err := signatureUnder(r)
	if err != nil {
		return err
	}
	r.Actor = c.Who()
	var all []ledger.Request
	for _, signer := range c.signers(r.Command) {
		all = append(all, ledger.Request{ID: c.following("sign " + signer), Actor: signer, Command: sign})
	}
	outcomes, err := c.site.o.Try(c.Context(), append(all, r))
	if err != nil || len(outcomes) == 0 {
		return err
	}
	return outcomes[len(outcomes)-1].Err
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

// bears says whether a command names somebody as one who stands for it.
func bears(w draft.Waiting, actor string) bool {
	return slices.ContainsFunc(w.Signers(), func(name string) bool { return domain.SameActor(name, actor) })
}

// WaitingOn are the commands that wait and were asked for on a page.
func (c *Call) WaitingOn(about string) ([]Waits, error) {
	return c.queued(func(w draft.Waiting) bool { return w.About == about })
}

// waitingHere are the commands that whoever looks asked for, or that bear their name.
func (c *Call) waitingHere() ([]Waits, error) {
	return c.queued(func(w draft.Waiting) bool { return domain.SameActor(w.By, c.Who()) || bears(w, c.Who()) })
}

// queued are the commands that wait of which something is true, the oldest first, with who has signed each as it stands.
func (c *Call) queued(is func(draft.Waiting) bool) (shown []Waits, err error) {
	all, err := c.site.waiting.All(c.Context())
	for _, w := range all {
		if !is(w) {
			continue
		}
		s, known, err := c.waits(w)
		if err != nil {
			return nil, err
		}
		if known {
			shown = append(shown, s)
		}
	}
	return shown, err
}

// waits says who has signed a command as it stands, and whether whoever looks is to. One of a version that knew other commands is not known.
func (c *Call) waits(w draft.Waiting) (s Waits, known bool, err error) {
	r, err := w.Request()
	if err != nil {
		return s, false, nil
	}
	digest, err := ledger.Digest(r.Command)
	if err != nil {
		return s, false, err
	}
	signatures, err := c.Read().SignaturesUnder(c.Context(), w.ID)
	if err != nil {
		return s, false, err
	}
	s = Waits{Waiting: w, Mine: domain.SameActor(w.By, c.Who())}
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
	return s, true, nil
}
