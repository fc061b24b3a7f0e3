package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/api/sheet"
	codes "sovang/api/visit"
	"sovang/domain"
	"sovang/projections"
)

type visitCmd struct {
	Code    visitCode    `cmd:"" help:"Make the code that opens one donation to its donor, to be printed on the receipt. It is shown once."`
	History visitHistory `cmd:"" help:"Make a code that opens, once and for a while, everything that a donor gave. It is shown once."`
	List    visitList    `cmd:"" help:"List the codes of a donation or of a donor, without their secrets."`
	Revoke  visitRevoke  `cmd:"" help:"Revoke a code: it opens nothing from then on."`
}

// visitAsk is what a door is asked about codes.
type visitAsk struct {
	Do     string    `json:"do"` // issue, list, revoke
	Ask    codes.Ask `json:"ask,omitzero"`
	Of     uuid.UUID `json:"of,omitzero"` // a donation or a donor
	Revoke uuid.UUID `json:"revoke,omitzero"`
	By     string    `json:"by,omitzero"`
}

// visitAnswer is what a door says: codes, and the secret of the one that was made.
type visitAnswer struct {
	Secret string       `json:"secret,omitzero"`
	Codes  []codes.Code `json:"codes"`
}

// Visits implements door.
func (h *house) Visits(ctx context.Context, q visitAsk) (a visitAnswer, err error) {
	var one codes.Code
	switch q.Do {
	case "issue":
		a.Secret, one, err = h.visits.Issue(ctx, q.Ask)
	case "revoke":
		one, err = h.visits.Revoke(ctx, q.Revoke, q.By)
	case "list":
		a.Codes, err = h.visits.Of(ctx, q.Of)
		return a, err
	default:
		err = domain.Errorf(domain.Invalid, "%q is nothing that can be asked of codes", q.Do)
	}
	if err == nil {
		a.Codes = []codes.Code{one}
	}
	return a, err
}

// Visits implements door.
func (v *visitor) Visits(ctx context.Context, q visitAsk) (a visitAnswer, err error) {
	err = v.ask(ctx, question{Do: doVisit, Visit: &q}, nil, func(said answer) {
		if said.Visit != nil {
			a = *said.Visit
		}
	})
	return a, err
}

// siteFlag says where the pages are found from outside, so that a code can be printed as an address.
type siteFlag struct {
	Site string `help:"Where the pages are found from outside: the code is shown as an address there, too." placeholder:"URL" env:"SOVANG_SITE"`
}

// Validate refuses what is no address, before a code is made that would be lost with it.
func (f siteFlag) Validate() error {
	site, err := url.Parse(f.Site)
	if f.Site != "" && (err != nil || site.Scheme != "https" && site.Scheme != "http" || site.Host == "") {
		return fmt.Errorf("%q is no address of a site; write https://quy.example", f.Site)
	}
	return nil
}

// show writes a code to standard output, as an address where it is known where the pages are, so that a script can print it; what it is goes beside it.
func (f siteFlag) show(p Process, path, secret string) {
	if f.Site != "" {
		secret = strings.TrimRight(f.Site, "/") + path + secret
	}
	fmt.Fprintln(p.Out, secret)
}

type visitCode struct {
	siteFlag
	Donation string `arg:"" help:"Id of the donation: report donor shows it."`
	Row      string `help:"Of a donation that was a collection sheet: only this row, by its code." placeholder:"CODE"`
}

// Run makes the code of a donation.
func (c *visitCode) Run(ctx context.Context, p Process, g *globals) (err error) {
	id, err := uuid.Parse(c.Donation)
	if err != nil {
		return domain.Errorf(domain.Invalid, "%q is no id of a donation", c.Donation).On("donation")
	}
	d, err := g.door(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	if err := g.readingBeside(ctx, d, func(r *projections.Reader) error {
		_, err := r.TraceDonation(ctx, projections.TraceQuery{ID: id, Row: c.Row, Rows: 1})
		return err
	}); err != nil {
		return err
	}
	a, err := d.Visits(ctx, visitAsk{Do: "issue", Ask: codes.Ask{Kind: codes.Gift, Donation: id, Row: c.Row, By: g.Actor}})
	if err != nil {
		return err
	}
	c.show(p, "/g/", a.Secret)
	fmt.Fprintf(p.Err, "code %s of the donation %s until it is revoked; it is not shown again\n", a.Codes[0].ID, id)
	return nil
}

type visitHistory struct {
	siteFlag
	Donor string `arg:"" help:"The donor, by code or id."`
	Days  int    `help:"How many days it can be used (${default}, at most 31)." default:"7" placeholder:"N"`
}

// Run makes a code for everything that a donor gave.
func (c *visitHistory) Run(ctx context.Context, p Process, g *globals) (err error) {
	d, err := g.door(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	ask := codes.Ask{Kind: codes.History, Until: time.Now().AddDate(0, 0, c.Days), By: g.Actor}
	if err := g.readingBeside(ctx, d, func(r *projections.Reader) (err error) {
		ask.Donor, err = r.PersonNamed(ctx, c.Donor)
		return err
	}); err != nil {
		return err
	}
	a, err := d.Visits(ctx, visitAsk{Do: "issue", Ask: ask})
	if err != nil {
		return err
	}
	c.show(p, "/h/", a.Secret)
	fmt.Fprintf(p.Err, "code %s of the donor %s, to be used once until %s; it is not shown again\n", a.Codes[0].ID, c.Donor, domain.DateOf(a.Codes[0].Until))
	return nil
}

type visitList struct {
	Of     string       `arg:"" help:"Id of the donation, or the donor by code or id."`
	Format sheet.Format `help:"${formats}" default:"table" enum:"table,json,csv"`
}

// Run lists codes.
func (c *visitList) Run(ctx context.Context, p Process, g *globals) (err error) {
	d, err := g.door(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	of, err := uuid.Parse(c.Of)
	if err != nil {
		if err := g.readingBeside(ctx, d, func(r *projections.Reader) (err error) {
			of, err = r.PersonNamed(ctx, c.Of)
			return err
		}); err != nil {
			return err
		}
	}
	a, err := d.Visits(ctx, visitAsk{Do: "list", Of: of})
	if err != nil {
		return err
	}
	s := &sheet.Sheet{Name: "codes", Title: "Mã xem khoản ủng hộ", Columns: []sheet.Column{
		{Key: "kind", Title: "Loại"}, {Key: "row", Title: "Dòng"}, {Key: "issued", Title: "Cấp"}, {Key: "issued_by", Title: "Người cấp"}, {Key: "until", Title: "Hết hạn"},
		{Key: "state", Title: "Tình trạng"}, {Key: "id", Title: "Id"},
	}}
	for _, x := range a.Codes {
		var until any
		if !x.Until.IsZero() {
			until = domain.DateOf(x.Until)
		}
		s.Add(codeKinds[x.Kind], x.Row, domain.DateOf(x.Issued), x.IssuedBy, until, codeState(x, time.Now()), x.ID)
	}
	return s.Write(p.Out, c.Format)
}

var codeKinds = map[codes.Kind]sheet.Term{codes.Gift: {Key: "gift", Title: "một khoản"}, codes.History: {Key: "history", Title: "mọi khoản, một lần"}}

func codeState(c codes.Code, now time.Time) sheet.Term {
	switch {
	case !c.Revoked.IsZero():
		return sheet.Term{Key: "revoked", Title: "đã thu hồi"}
	case !c.Used.IsZero():
		return sheet.Term{Key: "used", Title: "đã dùng"}
	case !c.Live(now):
		return sheet.Term{Key: "expired", Title: "hết hạn"}
	}
	return sheet.Term{Key: "live", Title: "còn hiệu lực"}
}

type visitRevoke struct {
	Code string `arg:"" help:"Id of the code: visit list shows it."`
}

// Run revokes a code.
func (c *visitRevoke) Run(ctx context.Context, p Process, g *globals) (err error) {
	id, err := uuid.Parse(c.Code)
	if err != nil {
		return domain.Errorf(domain.Invalid, "%q is no id of a code", c.Code).On("code")
	}
	d, err := g.door(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	a, err := d.Visits(ctx, visitAsk{Do: "revoke", Revoke: id, By: g.Actor})
	if err != nil {
		return err
	}
	fmt.Fprintf(p.Out, "the code was revoked on %s\n", domain.DateOf(a.Codes[0].Revoked))
	return nil
}
