package ledger

import (
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/goods"
	"sovang/domain/staff"
)

// signatory is somebody whom a command names as one who stands for it.
type signatory struct {
	field, name string
	roles       staff.Set // of which they must hold one
}

var (
	board      = staff.Of(staff.Approver, staff.Chair)
	chairAlone = staff.Of(staff.Chair)
	inspection = staff.Of(staff.Auditor)
	overseers  = board | inspection
)

// signatories are those whose names a command bears. Where duties are in force each of them holds the role and has signed. Of those
// who count boxes it is two who must: the others may be parents and teachers.
func signatories(c Command) []signatory {
	approved := func(name string) []signatory { return []signatory{{"approver", name, board}} }
	switch c := c.(type) {
	case fund.Reserve:
		return approved(c.Approver)
	case fund.Reverse:
		return approved(c.Approver)
	case fund.Refund:
		return approved(c.Approver)
	case fund.Reopen:
		return approved(c.Approver)
	case fund.Redesignate:
		return approved(c.Approver)
	case fund.Redate:
		return approved(c.Approver)
	case fund.AdoptDeed:
		return approved(c.Approver)
	case fund.ReplaceReceipt:
		return approved(c.Approver)
	case fund.SpreadLoss:
		return []signatory{{"chair", c.Chair, chairAlone}, {"inspector", c.Inspector, inspection}}
	case fund.Close:
		return []signatory{{"signed", c.Signed, overseers}}
	case goods.Lose:
		return approved(c.Approver)
	case goods.Reverse:
		return approved(c.Approver)
	case goods.Revalue:
		return approved(c.Approver)
	case WriteOffPledge:
		return approved(c.Approver)
	case WaiveHousehold:
		return approved(c.Approver)
	case CorrectRoster:
		return approved(c.Approver)
	case SubstituteRow:
		return approved(c.Approver)
	case PayRound:
		return []signatory{{"witness", c.Witness, staff.Working}}
	case OpenBoxes:
		var counters []signatory
		for _, name := range c.Counters {
			counters = append(counters, signatory{"counters", name, staff.Working})
		}
		return counters
	}
	return nil
}

// Signers are the people whom a command names as those who stand for it, as they are named: where duties are in force each holds the role for it and
// signs, or asks for the command.
func Signers(c Command) (names []string) {
	for _, s := range signatories(c) {
		if s.name != "" && !slices.Contains(names, s.name) {
			names = append(names, s.name)
		}
	}
	return names
}

// counting is how many of the counters of boxes must be of the unit's own and sign.
const counting = 2

// signed refuses a command under which somebody whom it names does not stand with a role of that day and their own signature. Whoever
// asks for the command signs by that.
func signed(v View, r *Request, unit uuid.UUID, day domain.Date) error {
	named := signatories(r.Command)
	if len(named) == 0 {
		return nil
	}
	digest, err := Digest(r.Command)
	if err != nil {
		return err
	}
	up, signatures := unitsUp(v, unit, day), signaturesUnder(v, r.ID)
	if _, several := r.Command.(OpenBoxes); several {
		return countersStand(v, r, named, up, signatures, digest[:], day)
	}
	for _, s := range named {
		if s.name == "" { // whether it may be left out is the command's own rule
			continue
		}
		if !holds(v, s.name, up, s.roles, day) {
			return domain.Errorf(domain.Denied, "%s does not hold the role of %s in the unit or above it on %s", s.name, s.roles, day).On(s.field)
		}
		if !domain.SameActor(s.name, r.Actor) && !signatures.By(s.name, digest[:]) {
			return domain.Errorf(domain.Denied, "%s has not signed this command as it stands; they sign it with staff.sign", s.name).On(s.field)
		}
	}
	return nil
}

func countersStand(v View, r *Request, counters []signatory, up []uuid.UUID, signatures *staff.Signature, digest []byte, day domain.Date) error {
	stand := map[string]bool{}
	for _, s := range counters {
		if holds(v, s.name, up, s.roles, day) && (domain.SameActor(s.name, r.Actor) || signatures.By(s.name, digest)) {
			stand[domain.ActorKey(s.name)] = true
		}
	}
	if len(stand) < counting {
		return domain.Errorf(domain.Denied, "%d of the counters hold a role in the unit and sign the count with staff.sign; here %d do", counting, len(stand)).On("counters")
	}
	return nil
}

func sign(v View, r Request, c Sign, today domain.Date) ([]domain.Change, error) {
	if err := named(c.ID, "id"); err != nil {
		return nil, err
	}
	command, err := Decode(c.Command, c.Data)
	if domain.CodeOf(err) == domain.Invalid && byName[c.Command].decode != nil {
		return nil, domain.Under("data", err)
	} else if err != nil {
		return nil, err
	}
	stands, any := false, false
	for _, s := range signatories(command) {
		any = any || s.name != ""
		stands = stands || domain.SameActor(s.name, r.Actor)
	}
	if g, ok := command.(GrantRole); ok { // the first one above units that have duties
		any = true
		stands = slices.ContainsFunc(servedBelow(v, g.Unit, today), func(u uuid.UUID) bool { return holds(v, r.Actor, unitsUp(v, u, today), chairAlone, today) })
	}
	switch {
	case !any:
		return nil, domain.Errorf(domain.Invalid, "this command names nobody who would sign it").On("data")
	case !stands:
		return nil, domain.Errorf(domain.Denied, "this command does not name %s as one who signs it", r.Actor).On("actor")
	}
	if e, done := v.Entry(c.ID); done {
		return nil, domain.Errorf(domain.Conflict, "a command with this id was accepted already, in entry %d", e.Number).On("id")
	}
	digest, err := Digest(command)
	if err != nil {
		return nil, err
	}
	return only(staff.SignatureOf(c.ID))(signaturesUnder(v, c.ID).Sign(staff.Signed{Actor: r.Actor, Command: c.Command, Digest: digest[:]}))
}
