package pages

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sovang/api/intake"
	"sovang/domain"
	"sovang/domain/award"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/projections"
)

// nominatingShown is the page on which rows join a round's list: what was pasted, as the ledger understands it.
type nominatingShown struct {
	Round              projections.Round
	UnitName, FundName string
	Listed             int64        // rows that stand on the list
	Typed              *typedAwards // nil: nothing was pasted, or it could not be read
	Looked             string       // of the text that is shown as understood
	Before             int64        // rows of the version before, where the list is still empty
}

// roundToNominate is the round of the page, with its rows where all is true.
func (c *Call) roundToNominate() (o projections.Round, err error) {
	id, err := c.Read().RoundNamed(c.Context(), c.Path("round"))
	if err != nil {
		return o, err
	}
	if o, err = c.Read().Round(c.Context(), projections.RoundQuery{Round: id}); err != nil {
		return o, err
	}
	return o, c.Within(o.Unit)
}

func (c *Call) nominating() (any, error) {
	o, err := c.roundToNominate()
	if err != nil {
		return nil, err
	}
	f, err := c.Read().Fund(c.Context(), o.Fund, projections.AsOf{}, nil)
	if err != nil {
		return nil, err
	}
	units, err := c.offices()
	if err != nil {
		return nil, err
	}
	p := nominatingShown{Round: o, UnitName: units.units[o.Unit].Name, FundName: f.Name}
	for _, k := range o.Counts {
		if k.State == projections.RowNominated {
			p.Listed += k.Rows
		}
	}
	if o.Version > 1 && p.Listed == 0 {
		rows, err := c.rowsBefore(o)
		if err != nil {
			return nil, err
		}
		p.Before = int64(len(rows))
	}
	if c.form != nil && c.Typed("do") != "copy" {
		if p.Typed = c.understood; p.Typed == nil {
			p.Typed, err = c.nominees(o)
		}
		if _, refusal := refusalOf(err); refusal != nil { // the page says it already
			err = nil
		}
		p.Looked = digestOf(c.Typed("rows"))
	}
	return p, err
}

// digestOf is the same of a text however its lines end: a file that was shown in a field comes back as browsers end lines.
func digestOf(text string) string {
	sum := sha256.Sum256([]byte(strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))))
	return hex.EncodeToString(sum[:8])
}

// nominees understands the rows that were pasted for a round, and asks the ledger what it would say of them.
func (c *Call) nominees(o projections.Round) (*typedAwards, error) {
	to := intake.Awarding{Target: intake.Target{Fund: o.Fund, Unit: o.Unit, Actor: c.Who()}, Name: c.ID().String(), Round: o.ID, Today: today()}
	if len(o.Awards) == 1 {
		to.Award = fund.AwardKind(o.Awards[0])
	}
	if len(o.Recipients) == 1 {
		to.Recipients = o.Recipients[0]
	}
	l, err := c.readAwards("rows", to)
	if err != nil || l.Wrong > 0 {
		return l, err
	}
	return l, c.tryAwards(l, nominations(o))
}

// nominations are the commands that put rows on a round's list, in chunks that one decision takes.
func nominations(o projections.Round) func(rows []fund.AskedRow) []ledger.Command {
	most := fund.MaxChunk
	if o.Stacking != string(award.MayStack) {
		most = ledger.MostMerits
	}
	return func(rows []fund.AskedRow) (all []ledger.Command) {
		for some := range slices.Chunk(rows, most) {
			all = append(all, ledger.Nominate{Round: o.ID, Rows: some})
		}
		return all
	}
}

// nominate shows what was pasted as it is understood, and takes what was shown and no other; or takes the rows of the version before over.
func (c *Call) nominate() (string, error) {
	o, err := c.roundToNominate()
	if err != nil {
		return "", err
	}
	do := c.Typed("do")
	switch do {
	case "copy":
		return roundPath(o) + "?done=copy", c.copyRows(o)
	case "look", "take":
	default:
		return "", domain.Errorf(domain.Invalid, "%q is nothing that this form can do", do).On("do")
	}
	if c.understood, err = c.nominees(o); err != nil {
		return "", err
	}
	if do == "look" || c.Typed("looked") != digestOf(c.Typed("rows")) { // what was changed after the look is looked at again
		return "", nil
	}
	if err := c.understood.refusal(); err != nil {
		return "", err
	}
	return roundPath(o) + "?done=nominate", c.askWith(c.understood.new, nominations(o)(c.understood.asked)...)
}

func roundPath(o projections.Round) string { return "/rounds/" + url.PathEscape(o.Code) }

// rowsBefore are the rows of the version before the one that a round's list is of now, but for those that had left it.
func (c *Call) rowsBefore(o projections.Round) (rows []projections.RoundRow, err error) {
	for _, s := range slices.Backward(o.Steps) {
		if s.What != "revised" {
			continue
		}
		asOf, err := c.Read().AsOf(c.Context(), strconv.FormatUint(s.Entry-1, 10))
		if err != nil {
			return nil, err
		}
		was, err := c.Read().Round(c.Context(), projections.RoundQuery{Round: o.ID, AsOf: asOf, Rows: true})
		for _, r := range was.Rows {
			if r.State == projections.RowFrozen {
				rows = append(rows, r)
			}
		}
		return rows, err
	}
	return nil, nil
}

// copyRows takes the rows of the version before over, but for those that are named.
func (c *Call) copyRows(o projections.Round) error {
	before, err := c.rowsBefore(o)
	if err != nil {
		return err
	}
	without := codes(c.Typed("except"))
	for _, code := range without {
		if !slices.ContainsFunc(before, func(r projections.RoundRow) bool { return r.Code == code }) {
			return domain.Errorf(domain.NotFound, "the list has no row %q", code).On("except")
		}
	}
	var rows []fund.AskedRow
	for _, r := range before {
		if slices.Contains(without, r.Code) {
			continue
		}
		a := fund.AskedRow{Code: r.Code, Recipient: r.Recipient, RecipientKind: r.RecipientKind, Award: fund.AwardKind(r.Award), Institution: r.Institution, Level: r.Level,
			Amount: money.Money{Minor: r.Amount, Currency: money.Currency(o.Currency)}}
		if r.Score != 0 {
			a.Score = strings.Replace(score(r.Score), ",", ".", 1)
		}
		rows = append(rows, a)
	}
	if len(rows) == 0 {
		return domain.Errorf(domain.Violation, "no row is left").On("except")
	}
	return c.askWith(nil, nominations(o)(rows)...)
}
