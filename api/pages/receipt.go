package pages

import (
	"cmp"
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/api/paper"
	"sovang/api/picture"
	"sovang/api/visit"
	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/domain/staff"
	"sovang/projections"
)

// receiptShown is one numbered paper.
type receiptShown struct {
	When
	filing
	tasks
	Printed   paper.Print
	Codes     []codeShown
	Whole     bool          // whoever asks may make a code for everything that the donor gave
	Once      string        // that code as an address, where it was just made
	Square    template.HTML // … and as a picture
	Prints    bool          // whoever asks may print it, and make codes
	Voids     bool          // … may have it replaced
	Approvers []string
	Causes    []fund.Cause
	Waits     []Waits // what was asked for here and is not signed by all
}

// codeShown is a code of the donation that the paper is for.
type codeShown struct {
	visit.Code
	State string // live, revoked, used, expired
}

// filing is a paper with what it is about: all that is needed to print it.
type filing struct {
	projections.Receipt
	Fund     projections.FundInfo
	Unit     projections.UnitInfo
	Person   projections.Person
	Donation projections.Donation // the zero one: it is for no donation
	Payout   projections.Payout   // the zero one: it is for no payout
	Content  string
	Attached string
}

// paperAsked is the number that a page is of.
func (c *Call) paperAsked(asOf projections.AsOf) (f filing, err error) {
	if f.Fund, _, err = c.fundAsked(asOf); err != nil {
		return f, err
	}
	if f.Fund.Fund == uuid.Nil {
		return f, domain.Errorf(domain.Invalid, "name the fund, the series and the number").On("fund")
	}
	no, err := c.numberAsked("no")
	if err != nil {
		return f, err
	}
	filed, err := c.filings(f.Fund, cmp.Or(c.Typed("series"), c.Query("series")), no, no, asOf)
	if err != nil {
		return f, err
	}
	if len(filed) == 0 {
		return f, domain.Errorf(domain.NotFound, "this fund has no such number").On("no")
	}
	return filed[0], nil
}

// filings gives the papers of a series from one number to another, with what each is about.
func (c *Call) filings(of projections.FundInfo, series string, from, to int64, asOf projections.AsOf) (all []filing, err error) {
	if from == 0 || series == "" {
		return nil, domain.Errorf(domain.Invalid, "name the series and the number").On("no")
	}
	g, err := c.Read().Receipts(c.Context(), projections.RegisterQuery{Fund: of.Fund, Series: series, From: from, To: to, Range: true, AsOf: asOf, Limit: mostPrinted})
	if err != nil {
		return nil, err
	}
	people, err := c.Read().OnPapers(c.Context(), g.Receipts)
	if err != nil {
		return nil, err
	}
	o, err := c.offices()
	if err != nil {
		return nil, err
	}
	bound := map[uuid.UUID]map[string]string{} // what compartments are bound to, asked for once a fund
	for i, p := range g.Receipts {
		f := filing{Receipt: p, Fund: of, Unit: o.units[of.Unit], Person: people[i]}
		if err := c.fillIn(&f, bound, asOf); err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// fillIn looks up what a paper is about, and says it in the words of papers, which are Vietnamese whoever reads the page.
func (c *Call) fillIn(f *filing, bound map[uuid.UUID]map[string]string, asOf projections.AsOf) (err error) {
	f.Content = wordsPaper["paper.what."+string(f.What)].vi
	switch {
	case f.Receipt.Donation != uuid.Nil:
		if f.Donation, err = c.Read().Donation(c.Context(), f.Receipt.Donation, asOf); err != nil {
			return err
		}
		in := f.Donation.Fund
		if bound[in] == nil {
			if bound[in], err = c.Read().Wordings(c.Context(), in, projections.AsOf{}); err != nil {
				return err
			}
		}
		f.Content = giftContent(f.Donation, f.Fund, bound[in])
		if f.Donation.Rows > 0 {
			f.Attached = "01 danh sách " + c.Count(f.Donation.Rows) + " người"
		}
	case f.What == "payout" || f.What == "list":
		if f.Payout, err = c.Read().Payout(c.Context(), f.ID, asOf, nil); err != nil {
			return err
		}
		f.Content = cmp.Or(f.Payout.Content, f.Content)
		if f.Payout.Rows > 0 {
			f.Attached = "01 danh sách ký nhận " + c.Count(f.Payout.Rows) + " người"
		}
	}
	return err
}

// giftContent says what a donation is for, as its receipt does; bound is what the compartments of the fund are bound to.
func giftContent(d projections.Donation, of projections.FundInfo, bound map[string]string) string {
	var purposes []string
	for _, l := range d.Lines {
		if wording := bound[l.Compartment]; wording != "" && !slices.Contains(purposes, wording) {
			purposes = append(purposes, wording)
		}
	}
	text := "Ủng hộ " + of.Name
	if len(purposes) > 0 {
		text += ": " + strings.Join(purposes, "; ")
	}
	return text
}

// Number is the paper's own.
func (f filing) Number() projections.Number {
	return projections.Number{Series: f.Series, No: f.No}
}

// Named is a number as people say it, "" where there is none.
func (f filing) Named(n projections.Number) string {
	if n.No == 0 {
		return ""
	}
	return n.Series + " " + itoa(n.No)
}

// Address is where a paper of the same fund is shown.
func (f filing) Address(n projections.Number) string { return paperAddress(f.Fund.Code, n) }

// Words is the amount spelt out.
func (f filing) Words() string {
	return money.Money{Minor: f.Amount, Currency: money.Currency(f.Currency)}.Words()
}

// approving are the roles of those who may stand for a paper that is made void.
var approving = staff.Of(staff.Approver, staff.Chair)

func (c *Call) receipt() (any, error) {
	shown := receiptShown{Causes: []fund.Cause{fund.KeyingError, fund.Bounced, fund.Unlawful}}
	var err error
	if shown.When, err = c.when("fund", "series", "no"); err != nil {
		return nil, err
	}
	if shown.filing, err = c.paperAsked(shown.AsOf); err != nil {
		return nil, err
	}
	if shown.Prints, err = c.MayIn(printing, shown.Unit.Unit); err != nil {
		return nil, err
	}
	if shown.Voids, err = c.MayIn(Command("fund.replace-receipt"), shown.Unit.Unit); err != nil {
		return nil, err
	}
	shown.Voids = shown.Voids && !shown.Void && shown.Receipt.Donation != uuid.Nil && !shown.Past()
	prints, err := c.site.o.Prints.Of(c.Context(), []uuid.UUID{paper.ID(shown.Fund.Fund, shown.Number())})
	if err != nil {
		return nil, err
	}
	shown.Printed = prints[0]
	if shown.Waits, err = c.WaitingOn(shown.Address(shown.Number())); err != nil {
		return nil, err
	}
	if shown.Approvers, err = c.holders(shown.Unit.Unit, approving); err != nil {
		return nil, err
	}
	if err := c.paperTasks(&shown); err != nil {
		return nil, err
	}
	return shown, c.codesOn(&shown)
}

// codesOn tells the codes of the donation that a paper is for.
func (c *Call) codesOn(shown *receiptShown) (err error) {
	if !shown.Prints || shown.Receipt.Donation == uuid.Nil {
		return nil
	}
	if shown.Codes, err = c.codesOf(shown.Receipt.Donation); err != nil {
		return err
	}
	if shown.Whole, err = c.mayOpenAll(shown.Donation.Donor); err != nil {
		return err
	}
	if shown.Once = c.site.o.Sessions.Take(c.Context(), onceKey); shown.Once != "" {
		shown.Square, err = picture.Code(picture.About{ID: "whole", Title: c.say("receipt.all"), Words: c.pictures()}, shown.Once)
	}
	return err
}

// onceKey is where a code that was just made waits in the session to be shown.
const onceKey = "history-code"

// wholeDays is how long a code for everything that a donor gave can be used when it was handed to them.
const wholeDays = 7

// mayOpenAll says whether whoever asks may make a code for everything that a donor gave, in other units, too: who takes donations where the donor's record
// is kept.
func (c *Call) mayOpenAll(donor uuid.UUID) (bool, error) {
	if donor == uuid.Nil {
		return false, nil
	}
	who, err := c.Read().Person(c.Context(), donor)
	if err != nil || who.Forgotten {
		return false, err
	}
	return c.MayIn(printing, who.Unit)
}

// openAll makes that code, to be shown once.
func (c *Call) openAll(f filing) error {
	if may, err := c.mayOpenAll(f.Donation.Donor); err != nil || !may {
		return cmp.Or(err, error(domain.Errorf(domain.Denied, "this code is made where the donor's record is kept")))
	}
	secret, err := c.site.jobs.once(c.ID(), c.account.ID, func() (string, error) {
		secret, _, err := c.site.o.Visits.Issue(c.Context(), visit.Ask{Kind: visit.History, Donor: f.Donation.Donor, Until: time.Now().AddDate(0, 0, wholeDays), By: c.Who()})
		return secret, err
	})
	if err == nil {
		c.site.o.Sessions.Keep(c.Context(), onceKey, c.site.o.URL+"/h/"+secret)
	}
	return err
}

// codesOf are the codes that were made of a donation or for a donor, the newest first.
func (c *Call) codesOf(of uuid.UUID) (all []codeShown, err error) {
	codes, err := c.site.o.Visits.Of(c.Context(), of)
	for _, x := range slices.Backward(codes) {
		all = append(all, codeShown{x, codeState(x, time.Now())})
	}
	return all, err
}

// doReceipt revokes a code, has a paper replaced, or the donation that it is for reversed.
func (c *Call) doReceipt() (string, error) {
	f, err := c.paperAsked(projections.AsOf{})
	if err != nil {
		return "", err
	}
	back := f.Address(f.Number())
	switch c.Typed("do") {
	case "revoke":
		return back, c.revokeCode(f)
	case "open-all":
		return back, c.openAll(f)
	case "replace":
		return c.askSigned(f.Unit.Unit, back, fund.ReplaceReceipt{Fund: f.Fund.Fund, Donation: f.Receipt.Donation, Reason: c.Typed("reason"), Approver: c.Typed("approver")})
	case "reverse":
		return c.askSigned(f.Unit.Unit, back, fund.Reverse{Fund: f.Fund.Fund, Donation: f.Receipt.Donation, Cause: fund.Cause(c.Typed("cause")), Cover: c.Typed("cover") != "",
			Reason: c.Typed("reason"), Approver: c.Typed("approver")})
	case "":
		return "", domain.Errorf(domain.Invalid, "choose what is to be done with the paper").On("do")
	}
	return c.doPaperTask(f)
}

// revokeCode ends a code of the donation that a paper is for.
func (c *Call) revokeCode(f filing) error {
	if may, err := c.MayIn(printing, f.Unit.Unit); err != nil || !may {
		return cmp.Or(err, error(domain.Errorf(domain.Denied, "codes are for those who take donations in this unit")))
	}
	id, err := uuid.Parse(c.Typed("code"))
	if err != nil {
		return domain.Errorf(domain.Invalid, "no code is named").On("code")
	}
	codes, err := c.site.o.Visits.Of(c.Context(), f.Receipt.Donation)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(codes, func(x visit.Code) bool { return x.ID == id }) {
		return domain.Errorf(domain.NotFound, "this donation has no such code").On("code")
	}
	_, err = c.site.o.Visits.Revoke(c.Context(), id, c.Who())
	return err
}

// codeState is the word for what a code is worth at a moment.
func codeState(x visit.Code, now time.Time) string {
	switch {
	case !x.Revoked.IsZero():
		return "revoked"
	case !x.Used.IsZero():
		return "used"
	case !x.Live(now):
		return "expired"
	}
	return "live"
}
