package pages

import (
	"errors"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/award"
	"sovang/domain/staff"
	"sovang/eventstore"
	"sovang/projections"
)

func (s *Site) signaturePages() []Page {
	return []Page{
		{Path: "/signatures", For: Report("signatures"), Template: "signatures", Menu: "menu.signatures", Under: Deciding, Unlisted: true, Show: (*Call).signatures},
		{Path: "/signatures/{command}", For: Report("signatures"), Template: "signature", Unlisted: true, Show: (*Call).signature, Do: (*Call).doSignature},
	}
}

// signaturesShown is what concerns whoever looks: lists to approve, what waits for their signature, what they asked for, what they signed and what others
// signed of theirs; and what one person did for two, in their units.
type signaturesShown struct {
	Rounds    []roundLine
	More      bool
	ToSign    []Waits
	Asked     []Waits // theirs, which others have to sign, or which they can book
	Given     []Waits // they have signed it, and it waits for others or for who asked for it
	Signed    []signedShown
	Overrides []projections.Overridden
}

// signedShown is a signature that was given: by whoever looks, or by others under what they asked for.
type signedShown struct {
	projections.EntryInfo
	By, Command string
	Mine        bool // whoever looks gave it
	Asker       string
	Became      uint64 // the entry that the command made, 0 while there is none
}

// The bounds of the page: how many signatures and overrides are listed, the youngest first, and among how many signatures of the book those that others
// gave are looked for.
const mostGiven, mostSearched = 50, 200

func (c *Call) signatures() (any, error) {
	shown := signaturesShown{}
	asOf, err := c.AsOf()
	if err != nil || asOf.Entry == 0 {
		return shown, err
	}
	units, err := c.unitsInReach(asOf)
	if err != nil {
		return nil, err
	}
	in := reach{Units: units}.ids()
	if c.MayAsk("round.approve") {
		if err := c.toApprove(&shown, in, asOf); err != nil {
			return nil, err
		}
	}
	waiting, err := c.waitingHere()
	if err != nil {
		return nil, err
	}
	shown.ToSign, shown.Asked, shown.Given = sortWaits(waiting)
	if shown.Signed, err = c.signed(asOf); err != nil {
		return nil, err
	}
	_, overrides, err := c.Read().Overrides(c.Context(), asOf, nil)
	for _, o := range slices.Backward(overrides) {
		if slices.Contains(in, o.In) && len(shown.Overrides) < mostGiven {
			shown.Overrides = append(shown.Overrides, o)
		}
	}
	return shown, err
}

// sortWaits tells apart what waits for the signature of whoever looks, what they asked for, and what they have signed.
func sortWaits(all []Waits) (toSign, asked, given []Waits) {
	for _, w := range all {
		switch {
		case w.Mine:
			asked = append(asked, w)
		case w.Sign:
			toSign = append(toSign, w)
		default:
			given = append(given, w)
		}
	}
	return toSign, asked, given
}

// toApprove is the frozen lists of the units in which whoever asks may approve.
func (c *Call) toApprove(shown *signaturesShown, in []uuid.UUID, asOf projections.AsOf) error {
	units := []uuid.UUID{}
	for _, u := range in {
		may, err := c.mayIn("round.approve", u)
		if err != nil {
			return err
		}
		if may {
			units = append(units, u)
		}
	}
	found, err := c.Read().RoundLines(c.Context(), projections.RoundLinesQuery{Units: units, Stage: award.IsFrozen, Limit: roundsAPart, AsOf: asOf})
	if err != nil {
		return err
	}
	shown.More = found.More
	shown.Rounds, err = c.roundLines(found.Rounds)
	return err
}

// signed are the last signatures that whoever asks gave, and those that others gave under what they asked for.
func (c *Call) signed(asOf projections.AsOf) (all []signedShown, err error) {
	read, err := c.Read().Hold(c.Context()) // for all lines
	if err != nil {
		return nil, err
	}
	defer func() { _ = read.Close() }()
	q := projections.FindQuery{Facts: []string{"signature.given"}, Actor: c.Who(), Limit: mostGiven, AsOf: asOf}
	_, mine, err := read.Find(c.Context(), q)
	if err != nil {
		return nil, err
	}
	q.Actor, q.Limit = "", mostSearched
	_, last, err := read.Find(c.Context(), q)
	if err != nil {
		return nil, err
	}
	last = slices.DeleteFunc(last, func(e projections.EntryInfo) bool { return domain.SameActor(e.Actor, c.Who()) })
	for _, e := range append(mine, last...) {
		one, err := c.signedIn(read, e, asOf)
		if err != nil {
			return nil, err
		}
		if one.Mine || domain.SameActor(one.Asker, c.Who()) {
			all = append(all, one)
		}
	}
	slices.SortStableFunc(all, func(a, b signedShown) int { return int(b.Entry) - int(a.Entry) })
	return all[:min(len(all), mostGiven)], nil
}

// signedIn reads a signature from its entry, and what became of the command.
func (c *Call) signedIn(read *projections.Reader, info projections.EntryInfo, asOf projections.AsOf) (one signedShown, err error) {
	line, err := read.Line(c.Context(), c.site.o.Entries, info.Entry, asOf, nil)
	if err != nil {
		return one, err
	}
	e, err := eventstore.Decode(line)
	if err != nil {
		return one, err
	}
	one = signedShown{EntryInfo: info, By: info.Actor, Mine: domain.SameActor(info.Actor, c.Who())}
	for _, change := range e.Changes {
		for _, event := range change.Events {
			signed, ok := event.(staff.Signed)
			if !ok {
				continue
			}
			one.Command = signed.Command
			made, err := read.Entry(c.Context(), change.Stream.ID(), asOf, nil)
			if err == nil {
				one.Became, one.Asker = made.Entry, made.Actor
			} else if domain.CodeOf(err) != domain.NotFound {
				return one, err
			}
		}
	}
	return one, nil
}

// signatureShown is a command that waits for signatures, as it will be asked for.
type signatureShown struct {
	Waits
	Unit  projections.UnitInfo
	Facts []fact
	Rows  []factRow // of what the command has rows of
	Sum   [2]string // counted and donated, of boxes
}

// waiting is the command of the page, for who asked for it and those whom it names.
func (c *Call) waiting() (w Waits, err error) {
	id, err := uuid.Parse(c.Path("command"))
	if err != nil {
		return w, errNoPage
	}
	found, err := c.site.waiting.Get(c.Context(), id)
	if err != nil {
		return w, err
	}
	w, known, err := c.waits(found)
	if err == nil && !(known && (w.Mine || bears(found, c.Who()))) {
		err = errNoPage
	}
	return w, err
}

func (c *Call) signature() (any, error) {
	w, err := c.waiting()
	if err != nil {
		return nil, err
	}
	o, err := c.offices()
	if err != nil {
		return nil, err
	}
	p := signatureShown{Waits: w, Unit: o.units[w.Unit]}
	return p, c.tell(&p)
}

// doSignature signs a command, or, for who asked for it, carries it out or puts it away. What waits no more, as after a double click, is not asked for again.
func (c *Call) doSignature() (string, error) {
	w, err := c.waiting()
	switch {
	case domain.CodeOf(err) == domain.NotFound && !errors.Is(err, errNoPage):
		return "/signatures?done=gone", nil
	case err != nil:
		return "", err
	}
	do := c.Typed("do")
	switch {
	case do == "sign" && bears(w.Waiting, c.Who()):
		return "/signatures?done=sign", c.Sign(w.Waiting)
	case do == "sign":
		return "", domain.Errorf(domain.Denied, "this command does not name %s as one who signs it", c.Who()).On("actor")
	case do != "drop" && do != "carry":
		return "", domain.Errorf(domain.Invalid, "%q is nothing that this form can do", do).On("do")
	case !w.Mine:
		return "", domain.Errorf(domain.Denied, "%s asked for this, and carries it out or puts it away", w.By).On("actor")
	case do == "drop":
		return "/signatures?done=drop", c.site.waiting.Remove(c.Context(), w.ID)
	}
	return w.About, c.carry(w)
}

// carry asks for a command that has waited, as it was asked for.
func (c *Call) carry(w Waits) error {
	r, err := w.Request()
	if err != nil {
		return err
	}
	waits, err := c.SubmitSigned(r, w.Unit, w.About)
	if err == nil && waits {
		err = domain.Errorf(domain.Violation, "not everybody whom it names has signed this yet").On("command")
	}
	return err
}
