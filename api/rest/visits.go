package rest

import (
	"bytes"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"sovang/api/visit"
	"sovang/domain"
	"sovang/projections"
)

// DonationCode is a code that opens the page of one donation to whoever has it: the donor, for it stands on their receipt.
type DonationCode struct {
	ID        uuid.UUID `json:"id"`
	Row       string    `json:"row,omitempty"` // of a collection sheet
	Issued    time.Time `json:"issued"`
	IssuedBy  string    `json:"issued_by"`
	Revoked   time.Time `json:"revoked,omitzero"`
	RevokedBy string    `json:"revoked_by,omitempty"`
	Secret    string    `json:"secret,omitempty"` // as it is printed; shown once
}

// DonationCodes is all codes of a donation.
type DonationCodes struct {
	Codes []DonationCode `json:"codes"`
}

// codeAsked is the body with which a code is asked for.
type codeAsked struct {
	Row string `json:"row,omitempty"`
}

func codeOf(c visit.Code, secret string) DonationCode {
	return DonationCode{c.ID, c.Row, c.Issued, c.IssuedBy, c.Revoked, c.RevokedBy, secret}
}

// receives is the command by whose roles codes are made: whoever takes a donation prints its receipt, and the code on it.
const receives = "fund.receive"

// addVisits adds the codes of donations. They are no facts, and so neither a command nor a report.
func (s *Server) addVisits(kept schemas) {
	const path = Base + "/donations/{id}/codes"
	id := pathParameter(field{name: "id", typ: uuidType})
	one, all := kept.of(reflect.TypeFor[DonationCode]()), kept.of(reflect.TypeFor[DonationCodes]())
	add := func(op *huma.Operation, h handler) {
		op.Tags = []string{"donations"}
		s.add(op, Route{Method: op.Method, Path: op.Path, As: receives}, h)
	}
	add(&huma.Operation{Method: http.MethodGet, Path: path, OperationID: "getDonationCodes", Summary: "The codes that open a donation to its donor, without their secrets",
		Parameters: []*huma.Param{id}, Responses: responses(kept, map[int]string{http.StatusOK: "In the order in which they were made."}, all)}, (*call).codes)
	add(&huma.Operation{Method: http.MethodPost, Path: path, OperationID: "makeDonationCode", Summary: "Make a code that opens a donation to its donor",
		Description: "Its secret is shown once, to be printed on the receipt. Asked again, it makes another one; a donation may have several.", Parameters: []*huma.Param{id},
		RequestBody: &huma.RequestBody{Content: map[string]*huma.MediaType{"application/json": {Schema: kept.of(reflect.TypeFor[codeAsked]())}}},
		Responses:   responses(kept, map[int]string{http.StatusCreated: "The code, and its secret."}, one)}, (*call).makeCode)
	add(&huma.Operation{Method: http.MethodPost, Path: path + "/{code}/revocation", OperationID: "revokeDonationCode", Summary: "Revoke a code: it opens nothing from then on",
		Parameters: []*huma.Param{id, pathParameter(field{name: "code", typ: uuidType})}, Responses: responses(kept, map[int]string{http.StatusOK: "It is revoked, now or before."}, one)}, (*call).revokeCode)
}

// donationOf finds the donation that a path names, if it is one that the token may speak of.
func (c *call) donationOf() (d projections.Donation, err error) {
	if _, err := c.query(); err != nil {
		return d, err
	}
	id, err := c.idInPath("id")
	if err != nil {
		return d, err
	}
	d, err = c.read.Donation(c.r.Context(), id, projections.AsOf{})
	if last := c.s.o.Last(); domain.CodeOf(err) == domain.NotFound && last > c.s.o.Reached() { // it may have been taken a moment ago
		if err := c.s.o.Wait(c.r.Context(), last); err != nil {
			return d, err
		}
		d, err = c.read.Donation(c.r.Context(), id, projections.AsOf{})
	}
	if err != nil {
		return d, err
	}
	return d, c.within(d)
}

func (c *call) idInPath(name string) (uuid.UUID, error) {
	c.stands(name)
	id, err := uuid.Parse(c.r.PathValue(name))
	if err != nil {
		return id, domain.Errorf(domain.Invalid, "this is no id").On(name)
	}
	return id, nil
}

func (c *call) codes() error {
	d, err := c.donationOf()
	if err != nil {
		return err
	}
	all, err := c.s.o.Visits.Of(c.r.Context(), d.ID)
	if err != nil {
		return err
	}
	answer := DonationCodes{Codes: []DonationCode{}}
	for _, x := range all {
		answer.Codes = append(answer.Codes, codeOf(x, ""))
	}
	return c.json(http.StatusOK, answer)
}

func (c *call) makeCode() error {
	d, err := c.donationOf()
	if err != nil {
		return err
	}
	body, err := c.body(nil)
	if err != nil {
		return err
	}
	var asked codeAsked
	if body = bytes.TrimSpace(body); len(body) == 0 {
		body = []byte("{}")
	}
	if err := json.Unmarshal(body, &asked, json.RejectUnknownMembers(true)); err != nil {
		return domain.Errorf(domain.Invalid, "this may have a row of a collection sheet, and nothing else").On("row")
	}
	if asked.Row != "" {
		if _, err := c.read.TraceDonation(c.r.Context(), projections.TraceQuery{ID: d.ID, Row: asked.Row, Rows: 1}); err != nil {
			return err
		}
	}
	secret, made, err := c.s.o.Visits.Issue(c.r.Context(), visit.Ask{Kind: visit.Gift, Donation: d.ID, Row: asked.Row, By: c.who.Actor})
	if err != nil {
		return err
	}
	c.w.Header().Set("Cache-Control", "no-store")
	c.w.Header().Set("Location", Base+"/donations/"+d.ID.String()+"/codes")
	return c.json(http.StatusCreated, codeOf(made, secret))
}

func (c *call) revokeCode() error {
	d, err := c.donationOf()
	if err != nil {
		return err
	}
	id, err := c.idInPath("code")
	if err != nil {
		return err
	}
	all, err := c.s.o.Visits.Of(c.r.Context(), d.ID)
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.ID == id {
			revoked, err := c.s.o.Visits.Revoke(c.r.Context(), id, c.who.Actor)
			if err != nil {
				return err
			}
			return c.json(http.StatusOK, codeOf(revoked, ""))
		}
	}
	return domain.Errorf(domain.NotFound, "this donation has no such code").On("code")
}
