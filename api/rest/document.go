package rest

import (
	"net/http"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"sovang/domain"
)

// Version is the version of the API. What is added keeps it; a client that was written against it goes on working.
const Version = "1.0.0"

// document is what the OpenAPI document says of the whole. It is served as 3.1 and, for generators that know no newer, as 3.0.
func document() huma.Config {
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{Title: "Sổ Vàng", Version: Version, Description: "The ledger of scholarship and education-promotion funds. " +
				"Amounts in commands are exact texts (\"1000000\", \"25.50 USD\"), in reports whole minor units with the currency beside them. " +
				"What is written is never changed: a correction is another command."},
			Components: &huma.Components{
				Schemas:         huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer", Description: "A token of sovang token issue."}},
			},
			Security: []map[string][]string{{"token": {}}},
		},
	}
}

func texted() *huma.Schema { return &huma.Schema{Type: "string"} }

func pathParameter(f field) *huma.Param {
	p := &huma.Param{Name: f.name, In: "path", Required: true, Schema: texted(), Description: "An id."}
	if f.typ != uuidType {
		p.Description = f.describe()
	} else if codes[f.name] {
		p.Description = "An id, or a code."
	}
	return p
}

// codes are parameters that take a code for an id.
var codes = map[string]bool{"fund": true, "for": true, "unit": true, "person": true, "donor": true, "sponsor": true, "giver": true, "child": true, "pledge": true, "round": true}

// called says what parameters are that have the same meaning wherever they stand.
var called = map[string]string{
	"entry": "The number of an entry.", "year": "A year, as 2025.", "series": "Only this series of numbers, as PT/2025.", "id": "The id of the command that made it.",
	"list": "The id of a list.", "slot": "The id of a slot.", "roster": "The id of a roster.", "code": "Its code.", "cluster": "An id, or a code.", "state": "Only what is in this state.",
	"figure": "The id of a figure.", "household": "The code of a household.",
}

func (p param) document() *huma.Param {
	d := &huma.Param{Name: p.name, In: p.in, Required: p.in == "path", Description: p.doc, Schema: texted()}
	for _, w := range p.words {
		d.Schema.Enum = append(d.Schema.Enum, w)
	}
	switch reflect.Zero(p.typ).Interface().(type) {
	case int, int64, uint64:
		zero := 0.0
		d.Schema = &huma.Schema{Type: "integer", Format: "int64", Minimum: &zero}
	case bool:
		d.Schema = &huma.Schema{Type: "boolean"}
	case uuid.UUID:
		d.Schema = &huma.Schema{Type: "string", Format: "uuid"}
	case *domain.Date:
		d.Schema = &huma.Schema{Type: "string", Format: "date"}
	}
	if d.Description == "" && codes[p.name] {
		d.Description = "An id, or a code."
	}
	if d.Description == "" {
		d.Description = called[p.name]
	}
	return d
}

func postParameters() []*huma.Param {
	return []*huma.Param{
		{Name: "Idempotency-Key", In: "header", Schema: texted(), Description: "The same key of the same actor for the same command is one command for ever; with other content it is a conflict."},
		{Name: "Sovang-Dry-Run", In: "header", Schema: &huma.Schema{Type: "boolean"}, Description: "Say what would become of it, and write nothing."},
		{Name: "why", In: "query", Schema: texted(), Description: "The reason, for the log; no names."},
		{Name: "at", In: "query", Schema: &huma.Schema{Type: "string", Format: "date-time"}, Description: "When it happened, as the caller says; data only."},
	}
}

func getParameters() []*huma.Param {
	return []*huma.Param{
		{Name: "If-None-Match", In: "header", Schema: texted(), Description: "The ETag of an answer that the caller has."},
		{Name: "Sovang-Wait", In: "header", Schema: &huma.Schema{Type: "integer", Format: "int64"}, Description: "Answer when this entry can be seen."},
	}
}

// responses are the answers of one operation; every other status is a problem.
func responses(kept schemas, good map[int]string, body *huma.Schema) map[string]*huma.Response {
	entry := map[string]*huma.Param{entryHeader: {Description: "The entry that the answer speaks of.", Schema: &huma.Schema{Type: "integer", Format: "int64"}}}
	all := map[string]*huma.Response{"default": {Description: "What is wrong, and with which fields.", Headers: entry, Content: map[string]*huma.MediaType{
		"application/problem+json": {Schema: kept.of(reflect.TypeFor[Problem]())}}}}
	for status, says := range good {
		r := &huma.Response{Description: says, Headers: entry, Content: map[string]*huma.MediaType{"application/json": {Schema: body}}}
		if status == http.StatusCreated {
			r.Headers = map[string]*huma.Param{entryHeader: entry[entryHeader], "Location": {Description: "Where it is found.", Schema: texted()}}
		}
		all[strconv.Itoa(status)] = r
	}
	return all
}
