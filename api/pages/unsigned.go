package pages

import (
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"sovang/api/draft"
	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/projections"
)

func (s *Site) unsignedPages() []Page {
	return []Page{{Path: "/unsigned/{command}", For: SignedIn(), Template: "unsigned", Unlisted: true, Show: (*Call).unsigned, Do: (*Call).doUnsigned}}
}

// unsignedShown is a command that waits for signatures, as it will be asked for.
type unsignedShown struct {
	Waits
	Unit  projections.UnitInfo
	Facts []fact
	Rows  []factRow // of what the command has rows of
	Sum   [2]string // counted and donated, of boxes
}

// fact is one thing that a command says, with the word for it.
type fact struct{ Word, Value string }

// factRow is one row of a command: what it is of, and two amounts.
type factRow struct{ Name, One, Two string }

// askSigned asks for a command that names somebody who must sign it. Where signatures are all that is missing, it waits for them, and whoever asks is led
// to where it waits.
func (c *Call) askSigned(unit uuid.UUID, to string, command ledger.Command) (string, error) {
	request := ledger.Request{ID: c.ID(), Actor: c.Who(), Command: command}
	if len(c.signers(command)) > 0 {
		if err := c.trySigned(request); err != nil {
			return "", err
		}
	}
	waits, err := c.SubmitSigned(request, unit, c.Request.URL.Path)
	if err == nil && waits {
		to = "/unsigned/" + c.ID().String()
	}
	return to, err
}

// signers are those whom a command names, but for whoever asks.
func (c *Call) signers(command ledger.Command) []string {
	return slices.DeleteFunc(ledger.Signers(command), func(name string) bool { return domain.SameActor(name, c.Who()) })
}

// trySigned asks what the ledger would say of a command if all whom it names had signed it: signatures are looked at before everything else, and who lacks them
// would not learn what else is wrong.
func (c *Call) trySigned(request ledger.Request) error {
	name, data, err := ledger.Encode(request.Command)
	if err != nil {
		return err
	}
	var all []ledger.Request
	for _, signer := range c.signers(request.Command) {
		all = append(all, ledger.Request{ID: c.following("sign " + signer), Actor: signer, Command: ledger.Sign{Command: name, ID: request.ID, Data: data}})
	}
	outcomes, err := c.site.o.Try(c.Context(), append(all, request))
	if err != nil || len(outcomes) == 0 {
		return err
	}
	return outcomes[len(outcomes)-1].Err
}

// waiting is the command of the page, for who asked for it and those whom it names.
func (c *Call) waiting() (w Waits, err error) {
	id, err := uuid.Parse(c.Path("command"))
	if err != nil {
		return w, errNoPage
	}
	found, err := c.site.waiting.Get(c.Context(), id)
	if domain.CodeOf(err) == domain.NotFound {
		return w, errNoPage
	}
	if err != nil {
		return w, err
	}
	all, err := c.shown([]draft.Waiting{found})
	if err != nil {
		return w, err
	}
	if len(all) == 0 {
		return w, errNoPage
	}
	if w = all[0]; !w.Mine && !bears(w, c.Who()) {
		return w, errNoPage
	}
	return w, nil
}

// bears says whether a command names somebody as one who stands for it.
func bears(w Waits, actor string) bool {
	return slices.ContainsFunc(w.Signers(), func(name string) bool { return domain.SameActor(name, actor) })
}

func (c *Call) unsigned() (any, error) {
	w, err := c.waiting()
	if err != nil {
		return nil, err
	}
	o, err := c.offices()
	if err != nil {
		return nil, err
	}
	p := unsignedShown{Waits: w, Unit: o.units[w.Unit]}
	return p, c.tell(&p)
}

// tell says what a command says. Nobody signs what they have not been shown: what is not told in words is told as it stands.
func (c *Call) tell(p *unsignedShown) error {
	request, err := p.Request()
	if err != nil {
		return err
	}
	switch a := request.Command.(type) {
	case ledger.OpenBoxes:
		return c.tellOpening(p, a)
	case ledger.WriteOffPledge:
		return c.tellWriteOff(p, a)
	case fund.Close:
		return c.tellClose(p, a)
	case fund.Reopen:
		f, err := c.Read().Fund(c.Context(), a.Fund, projections.AsOf{}, nil)
		p.Facts = []fact{{"desk.fund", f.Name}, {"desk.approver", a.Approver}, {"desk.reason", a.Reason}}
		return err
	}
	data := p.Data.Clone()
	if err := data.Indent(jsontext.WithIndent("  ")); err != nil {
		return err
	}
	p.Facts = []fact{{"unsigned.data", string(data)}}
	return nil
}

func (c *Call) tellOpening(p *unsignedShown, a ledger.OpenBoxes) error {
	p.Facts = []fact{{"boxes.minutes", a.Minutes}, {"boxes.counters", strings.Join(a.Counters, ", ")}, {"boxes.on", a.On.String()}}
	if a.Booked != 0 && a.Booked != a.On {
		p.Facts = append(p.Facts, fact{"desk.bookedon", a.Booked.String()})
	}
	book, err := c.openedInto(a.Boxes)
	if err != nil {
		return err
	}
	for _, x := range book {
		if x.Place == a.Place {
			p.Facts = append(p.Facts, fact{"boxes.place", x.Name})
		}
	}
	var counted, donated int64
	for _, r := range a.Rows {
		p.Rows = append(p.Rows, factRow{r.Box, r.Counted.String(), r.Donated.String()})
		counted, donated = counted+r.Counted.Minor, donated+r.Donated.Minor
	}
	p.Sum = [2]string{money.Dong(counted).String(), money.Dong(donated).String()}
	return nil
}

// openedInto are the places into which what a book's opener gets may be put.
func (c *Call) openedInto(id uuid.UUID) ([]projections.PlaceBalance, error) {
	unit, err := c.Read().BoxesUnit(c.Context(), id)
	if err != nil {
		return nil, err
	}
	report, err := c.Read().Boxes(c.Context(), projections.BoxesQuery{Unit: unit})
	for _, b := range report.Books {
		if b.Boxes == id {
			return c.ownPlaces(b)
		}
	}
	return nil, err
}

func (c *Call) tellWriteOff(p *unsignedShown, a ledger.WriteOffPledge) error {
	found, err := c.Read().Pledges(c.Context(), projections.PledgesQuery{Pledge: a.Pledge})
	if err != nil || len(found) == 0 {
		return err
	}
	x := found[0]
	p.Facts = []fact{{"pledge.code", x.Code}, {"pledge.pledged", c.Amount(x.Currency, x.Pledged)}, {"pledge.paid", c.Amount(x.Currency, x.Paid)},
		{"pledge.left", c.Amount(x.Currency, x.Left)}, {"desk.approver", a.Approver}, {"desk.reason", a.Reason}}
	return nil
}

func (c *Call) tellClose(p *unsignedShown, a fund.Close) error {
	b, err := c.Read().Balances(c.Context(), projections.BalancesQuery{Fund: a.Fund, At: &a.Until})
	for _, f := range b.Funds {
		p.Facts = []fact{{"desk.fund", f.Name}, {"closing.until", a.Until.String()}, {"closing.signed", a.Signed}, {"closing.reason", a.Reason}}
		for _, n := range a.Counts {
			for _, x := range f.Places {
				if x.Place == n.Place {
					p.Rows = append(p.Rows, factRow{x.Name, c.Amount(x.Currency, x.Balance), c.Amount(x.Currency, n.Counted.Minor)})
				}
			}
		}
	}
	return err
}

// doUnsigned signs a command, or, for who asked for it, carries it out or takes it away.
func (c *Call) doUnsigned() (string, error) {
	w, err := c.waiting()
	if err != nil {
		return "", err
	}
	switch do := c.Typed("do"); {
	case do == "drop" && w.Mine:
		return "/today", c.site.waiting.Remove(c.Context(), w.ID)
	case do == "sign" && bears(w, c.Who()):
		return "/today?done=signed", c.Sign(w.Waiting)
	case do == "send" && w.Mine:
		request, err := w.Request()
		if err == nil {
			err = c.Submit(c.Who(), request)
		}
		if err == nil {
			err = c.site.waiting.Remove(c.Context(), w.ID)
		}
		return w.About, err
	default:
		return "", domain.Errorf(domain.Invalid, "%q is nothing that this form can do", do).On("do")
	}
}

// unsignedOf are the commands that wait for whoever asks, and those that they asked for.
func (c *Call) unsignedOf() (toSign, asked []Waits, err error) {
	all, err := c.site.waiting.All(c.Context())
	if err != nil || len(all) == 0 {
		return nil, nil, err
	}
	shown, err := c.shown(all)
	for _, w := range shown {
		switch {
		case w.Mine:
			asked = append(asked, w)
		case w.Sign:
			toSign = append(toSign, w)
		}
	}
	return toSign, asked, err
}

// Words of commands that can wait, so that none is said that is not there.
var waitable = []string{"unsigned.boxes.open", "unsigned.pledge.write-off", "unsigned.fund.close", "unsigned.fund.reopen", "unsigned.levy.waive", "unsigned.roster.correct"}

// Called is the word of a command that waits.
func (c *Call) Called(command string) string {
	for _, w := range waitable {
		if w == "unsigned."+command {
			return c.say(w)
		}
	}
	return command
}

// Following gives the id for one of several forms of a page: the same for the same page.
func (c *Call) Following(what string) uuid.UUID { return c.following(what) }

// List puts things together for a template that takes several.
func (c *Call) List(all ...any) []any { return all }

// Number shows a number without points between thousands.
func (c *Call) Number(n int64) string { return strconv.FormatInt(n, 10) }
