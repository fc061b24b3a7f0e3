package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"sovang/api/auth"
	"sovang/api/sheet"
	"sovang/domain"
	"sovang/domain/staff"
	"sovang/projections"
)

type tokenCmd struct {
	Issue  tokenIssue  `cmd:"" help:"Issue a token of the API. Its secret is shown once."`
	List   tokenList   `cmd:"" help:"List the tokens that were issued, without their secrets."`
	Revoke tokenRevoke `cmd:"" help:"Revoke a token: it opens nothing from then on."`
}

// tokenAsk is what a door is asked about tokens.
type tokenAsk struct {
	Do     string    `json:"do"` // issue, list, revoke
	Ask    auth.Ask  `json:"ask,omitzero"`
	Revoke uuid.UUID `json:"revoke,omitzero"`
	By     string    `json:"by,omitzero"`
}

// tokenAnswer is what a door says: tokens, and the secret of the one that was issued.
type tokenAnswer struct {
	Secret string       `json:"secret,omitzero"`
	Tokens []auth.Token `json:"tokens"`
}

// Tokens implements door.
func (h *house) Tokens(ctx context.Context, q tokenAsk) (a tokenAnswer, err error) {
	var one auth.Token
	switch q.Do {
	case "issue":
		a.Secret, one, err = h.tokens.Issue(ctx, q.Ask)
	case "revoke":
		one, err = h.tokens.Revoke(ctx, q.Revoke, q.By)
	case "list":
		a.Tokens, err = h.tokens.All(ctx)
		return a, err
	default:
		err = domain.Errorf(domain.Invalid, "%q is nothing that can be asked of tokens", q.Do)
	}
	if err == nil {
		a.Tokens = []auth.Token{one}
	}
	return a, err
}

// Tokens implements door.
func (v *visitor) Tokens(ctx context.Context, q tokenAsk) (a tokenAnswer, err error) {
	err = v.ask(ctx, question{Do: doToken, Token: &q}, nil, func(said answer) {
		if said.Token != nil {
			a = *said.Token
		}
	})
	return a, err
}

type tokenIssue struct {
	For  string `arg:"" name:"actor" help:"Who acts with it, as the log is to name them."`
	Role string `required:"" help:"What it may be used as: treasurer, cashier, approver, auditor, registrar, chair." placeholder:"ROLE"`
	Unit string `help:"Only for this unit and what is below it, by code or id." placeholder:"CODE"`
	Days int    `help:"How many days it lives (${default})." default:"90" placeholder:"N"`
}

// Run issues a token. The secret goes to standard output alone, so that a script can keep it; what it is goes beside it.
func (c *tokenIssue) Run(ctx context.Context, p Process, g *globals) (err error) {
	d, err := g.door(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	ask := auth.Ask{Actor: c.For, Role: staff.Role(c.Role), Expires: time.Now().AddDate(0, 0, c.Days), By: g.Actor}
	if c.Unit != "" {
		err := g.readingBeside(ctx, d, func(r *projections.Reader) (err error) {
			ask.Unit, err = r.UnitNamed(ctx, c.Unit)
			return err
		})
		if err != nil {
			return err
		}
	}
	a, err := d.Tokens(ctx, tokenAsk{Do: "issue", Ask: ask})
	if err != nil {
		return err
	}
	t := a.Tokens[0]
	fmt.Fprintln(p.Out, a.Secret)
	fmt.Fprintf(p.Err, "token %s for %s as %s until %s; its secret is not shown again\n", t.ID, t.Actor, t.Role, domain.DateOf(t.Expires))
	return nil
}

type tokenList struct {
	Format sheet.Format `help:"${formats}" default:"table" enum:"table,json,csv"`
}

// Run lists tokens.
func (c *tokenList) Run(ctx context.Context, p Process, g *globals) (err error) {
	d, err := g.door(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	a, err := d.Tokens(ctx, tokenAsk{Do: "list"})
	if err != nil {
		return err
	}
	s := &sheet.Sheet{Name: "tokens", Title: "Mã truy cập", Columns: []sheet.Column{
		{Key: "actor", Title: "Ai"}, {Key: "role", Title: "Vai trò"}, {Key: "unit", Title: "Đơn vị"}, {Key: "issued", Title: "Cấp"}, {Key: "issued_by", Title: "Người cấp"},
		{Key: "expires", Title: "Hết hạn"}, {Key: "state", Title: "Tình trạng"}, {Key: "id", Title: "Id"},
	}}
	for _, t := range a.Tokens {
		s.Add(t.Actor, term(t.Role), t.Unit, domain.DateOf(t.Issued), t.IssuedBy, domain.DateOf(t.Expires), tokenState(t, time.Now()), t.ID)
	}
	return s.Write(p.Out, c.Format)
}

func tokenState(t auth.Token, now time.Time) sheet.Term {
	switch {
	case !t.Revoked.IsZero():
		return sheet.Term{Key: "revoked", Title: "đã thu hồi"}
	case !t.Live(now):
		return sheet.Term{Key: "expired", Title: "hết hạn"}
	}
	return sheet.Term{Key: "live", Title: "còn hiệu lực"}
}

type tokenRevoke struct {
	Token string `arg:"" help:"Id of the token: token list shows it."`
}

// Run revokes a token.
func (c *tokenRevoke) Run(ctx context.Context, p Process, g *globals) (err error) {
	id, err := uuid.Parse(c.Token)
	if err != nil {
		return domain.Errorf(domain.Invalid, "%q is no id of a token", c.Token).On("token")
	}
	d, err := g.door(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	a, err := d.Tokens(ctx, tokenAsk{Do: "revoke", Revoke: id, By: g.Actor})
	if err != nil {
		return err
	}
	fmt.Fprintf(p.Out, "the token of %s was revoked on %s\n", a.Tokens[0].Actor, domain.DateOf(a.Tokens[0].Revoked))
	return nil
}
