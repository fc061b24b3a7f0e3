package pages

import (
	"strconv"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/projections"
)

func (s *Site) pledgePages() []Page {
	return []Page{
		{Path: "/pledges", For: Report("pledges"), Template: "pledges", Menu: "menu.pledges", Under: Recording, Unlisted: true, Show: (*Call).pledges},
		{Path: "/pledges/new", For: Command("pledge.make"), Template: "pledgenew", Unlisted: true, Show: (*Call).newPledge, Do: (*Call).makePledge},
		{Path: "/pledges/{pledge}", For: Report("pledges"), Template: "pledge", Unlisted: true, Show: (*Call).pledge, Do: (*Call).doPledge},
	}
}

// doPledge counts a donation towards a pledge or takes one back, or ends, pauses or resumes it.
func (c *Call) doPledge() (string, error) {
	id, err := c.pledgeNamed()
	if err != nil {
		return "", err
	}
	found, err := c.Read().Pledges(c.Context(), projections.PledgesQuery{Pledge: id})
	if err != nil || len(found) == 0 {
		return "", err
	}
	day, err := c.day("on")
	if err != nil {
		return "", err
	}
	by, reason := strings.TrimSpace(c.Typed("by")), c.Typed("reason")
	var ask ledger.Command
	switch c.Typed("do") {
	case "apply":
		ask, err = c.applying(found[0])
	case "unapply":
		ask, err = c.unapplying(id)
	case "move":
		ask, err = c.movingPayment(id, found[0].Currency)
	case "pause":
		ask = ledger.PausePledge{Pledge: id, From: day, Reason: reason, By: by}
	case "resume":
		ask = ledger.ResumePledge{Pledge: id, On: day}
	case "activate":
		ask = ledger.ActivatePledge{Pledge: id, On: day}
	case "cancel":
		ask = ledger.CancelPledge{Pledge: id, Reason: reason, By: by, On: day}
	case "write-off":
		of, err := c.Read().Fund(c.Context(), found[0].Fund, projections.AsOf{}, nil)
		if err != nil {
			return "", err
		}
		return c.askSigned(of.Unit, c.done("write-off"), ledger.WriteOffPledge{Pledge: id, Reason: reason, Approver: c.Typed("approver"), On: day})
	default:
		err = domain.Errorf(domain.Invalid, "%q is nothing that this form can do", c.Typed("do")).On("do")
	}
	if err == nil {
		err = c.ask(ask)
	}
	if err != nil {
		return "", err
	}
	return c.done(c.Typed("do")), nil
}

// applying reads which donation is to be counted: one that was offered, or the one of a receipt, whoever paid it.
func (c *Call) applying(p projections.PledgeInfo) (ask ledger.ApplyPayment, err error) {
	ask = ledger.ApplyPayment{Pledge: p.Pledge}
	if text := strings.TrimSpace(c.Typed("receipt")); text != "" {
		ask.Donation, err = c.donationOf(p.Fund, text)
	} else if c.Typed("donation") == "" {
		err = domain.Errorf(domain.Invalid, "choose a donation, or type the number of its receipt").On("donation")
	} else {
		ask.Donation, err = c.uuid("donation")
	}
	if err != nil {
		return ask, err
	}
	if ask.Instalment, err = c.number("instalment"); err != nil {
		return ask, err
	}
	ask.Amount, err = c.amount("amount", p.Currency)
	return ask, err
}

// number reads a whole number that was typed; nothing is 0.
func (c *Call) number(field string) (int, error) {
	text := strings.TrimSpace(c.Typed(field))
	if text == "" {
		return 0, nil
	}
	return wholeNumber(field, text)
}

func wholeNumber(field, text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, domain.Errorf(domain.Invalid, "%q is no whole number", text).On(field)
	}
	return n, nil
}

// donationOf is the donation of a receipt, typed as it is printed: series and number.
func (c *Call) donationOf(fund uuid.UUID, text string) (uuid.UUID, error) {
	wrong := domain.Errorf(domain.NotFound, "this fund has no receipt %q; type the series and the number as they are printed", text).On("receipt")
	i := strings.LastIndexAny(text, " /")
	if i < 0 {
		return uuid.Nil, wrong
	}
	no, err := strconv.ParseInt(strings.ReplaceAll(text[i+1:], ".", ""), 10, 64)
	if err != nil || no < 1 {
		return uuid.Nil, wrong
	}
	register, err := c.Read().Receipts(c.Context(), projections.RegisterQuery{Fund: fund, Series: strings.TrimSpace(text[:i]), From: no, To: no, Limit: 1})
	if err != nil || len(register.Receipts) == 0 {
		return uuid.Nil, wrong
	}
	return register.Receipts[0].ID, nil
}

// unapplying reads what is to be taken back: "donation instalment".
func (c *Call) unapplying(id uuid.UUID) (ask ledger.UnapplyPayment, err error) {
	ask = ledger.UnapplyPayment{Pledge: id, Reason: c.Typed("reason")}
	donation, no, _ := strings.Cut(c.Typed("counted"), " ")
	if ask.Donation, err = uuid.Parse(donation); err != nil {
		return ask, domain.Errorf(domain.Invalid, "choose what is to be taken back").On("counted")
	}
	ask.Instalment, _ = strconv.Atoi(no)
	return ask, nil
}
