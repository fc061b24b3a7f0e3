package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sovang/api/rest"
	"sovang/api/scenarios"
	"sovang/projections/readdb/pgtest"
)

// things are what the parameters of paths name in the furnished ledger.
func things(t *testing.T, c client) map[string]string {
	t.Helper()
	first := func(path, list, id string) string {
		t.Helper()
		all, _ := c.ask("GET", "/api/v1"+path, "").wants(t, 200).json(t)[list].([]any)
		if len(all) == 0 {
			t.Fatalf("%s is empty", path)
		}
		for _, one := range all {
			if text, ok := one.(map[string]any)[id].(string); ok {
				return text
			}
		}
		t.Fatalf("%s: none has %s", path, id)
		return ""
	}
	delivery := first("/goods", "lots", "delivery")
	return map[string]string{"fund": "MH", "unit": first("/rounds", "items", "unit"), "person": "NHT-2", "entry": "12", "year": "2026",
		"/donations/{id}": scenarios.ID("minh-hoa/gift/2").String(), "/payouts/{id}": first("/funds/MH/payouts", "items", "id"), "/deliveries/{id}": delivery,
		"/people/{person}/payouts": first("/funds/MH/payouts", "items", "recipient"), "/people/{person}/goods": first("/deliveries/"+delivery+"/trail", "fates", "recipient"),
		"list": first("/rounds", "items", "list"), "slot": first("/slots", "slots", "slot"), "child": first("/children", "children", "child"),
		"pledge": first("/pledges", "items", "pledge"), "round": first("/rounds", "items", "id"), "roster": first("/rosters", "items", "roster"),
		"code": first("/campaigns", "campaigns", "code"), "cluster": first("/clusters", "items", "cluster")}
}

// pathOf is a route with things in it.
func pathOf(t *testing.T, route rest.Route, names map[string]string) string {
	return regexp.MustCompile(`\{[^}]*\}`).ReplaceAllStringFunc(strings.TrimPrefix(route.Path, rest.Base), func(p string) string {
		name := strings.Trim(p, "{}")
		if whole := strings.TrimPrefix(route.Path, rest.Base); names[whole] != "" {
			name = whole
		} else if name == "id" {
			name = route.Path[len(rest.Base) : strings.Index(route.Path, p)+len(p)]
		}
		if names[name] == "" {
			t.Fatalf("%s: nothing is known for %s", route.Path, name)
		}
		return names[name]
	})
}

// timeless are the reads that are the same as of every entry, or on every day.
var timeless = map[string]map[string]string{
	"as_of": {"/law": "a table of the program", "/duties": "a table of the program", "/overrides": empty},
	"at": {"/root": bytewise, "/exports/jsonl": bytewise, "/root/extension": bytewise, "/entries/{entry}/proof": bytewise, "/duties": "a table of the program", "/people": "nobody is registered on a day", "/people/{person}": "nobody is registered on a day",
		"/lists/{list}/changes": empty, "/overrides": empty, "/funds/{fund}/restatement": empty, "/funds/{fund}/deed": empty, "/rounds/{round}/already-awarded": empty},
}

const (
	empty    = "these books have none"
	bytewise = "the log's bytes have no day"
)

// besides is what reads must be asked beside the path.
var besides = map[string]string{"/clusters/{cluster}": "year=2026&", "/units/{unit}/per-capita": "year=2009&", "/disclosures/{year}": "fund=MH&", "/unidentified": "all=true&", "/differences": "fund=MH&"}

var says = regexp.MustCompile(`"(as_of|at)":(\{[^}]*\}|"[^"]*"),?`)

// TestEveryReadKnowsBothTimes walks all reads: as_of and at are taken everywhere and tell something else where they must, every answer says of which
// entry it is, and who has it is not sent it again.
func TestEveryReadKnowsBothTimes(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { readsKnowBothTimes(t) })
	if !testing.Short() {
		t.Run("postgres", func(t *testing.T) { readsKnowBothTimes(t, "--postgres", pgtest.Start(t).Database(t)) })
	}
}

func readsKnowBothTimes(t *testing.T, where ...string) {
	dir := t.TempDir()
	slots := casesThat(t, func(name string) bool { return name == "quang-ninh-2024-slots" })[:20]
	house := append([]string{"--data", dir}, where...)
	must(t, append(house, "apply", lines(t, append(cases(t, "quang-dien-2009", "quang-ninh-2024", "minh-hoa"), slots...)))...)
	s := serveInside(t, append(house, "serve", "--rate", "0")...)
	if status, text := s.get(t, "/readyz"); status != 200 {
		t.Fatalf("not ready: %d, %s", status, text)
	}
	c := client{t, s.address, token(t, dir, "kiểm toán", "--role", "auditor")}
	unit := func(fund string) string {
		return c.ask("GET", "/api/v1/funds/"+fund, "").wants(t, 200).json(t)["unit"].(string)
	}
	registrar := client{t, s.address, token(t, dir, "văn phòng", "--role", "registrar")}
	registrar.ask("POST", "/api/v1/units/"+c.ask("GET", "/api/v1/rounds", "").json(t)["items"].([]any)[0].(map[string]any)["unit"].(string)+"/statistics",
		`{"source":"niên giám","source_date":"2010-02-01","rows":[{"measure":"population","period":"2009","levels":"below","value":"90000"}]}`).wants(t, 201)
	registrar.ask("POST", "/api/v1/people/NHT-1/consents", `{"purpose":"donor-lists","case":"adult","by":"self","evidence":"hồ sơ 1","wording":"1"}`).wants(t, 201)
	made := registrar.ask("POST", "/api/v1/clusters", `{"code":"CUM-1","name":"Cụm 1","from":"2026-02-01","units":["`+unit("MH")+`","`+unit("QD")+`"]}`).wants(t, 201)
	last := made.header.Get("Sovang-Entry")
	c.ask("GET", "/api/v1/funds", "", "Sovang-Wait", last).wants(t, 200)
	names := things(t, c)
	for _, route := range rest.New(rest.Options{}).Routes() {
		if route.Report == "" { // what is no fact has no past
			continue
		}
		name := strings.TrimPrefix(route.Path, rest.Base)
		path := rest.Base + pathOf(t, route, names) + "?" + besides[name]
		whole := c.ask("GET", path, "")
		if nothing := timeless["at"][name] == empty && whole.status != 400; whole.status != 200 && !nothing {
			t.Errorf("%s answers %d: %s", path, whole.status, whole.text)
		}
		if whole.header.Get("Sovang-Entry") != last {
			t.Errorf("%s is of entry %s, the last is %s", path, whole.header.Get("Sovang-Entry"), last)
		}
		if whole.status == 200 {
			c.ask("GET", path, "", "If-None-Match", whole.header.Get("ETag")).wants(t, 304)
		}
		for axis, value := range map[string]string{"as_of": "11", "at": "1990-01-01"} {
			past := c.ask("GET", path+axis+"="+value, "")
			if past.status != 200 && past.status != 404 && past.status != 422 && besides[name] == "" {
				t.Errorf("%s%s=%s answers %d: %s", path, axis, value, past.status, past.text)
			}
			if axis == "as_of" && past.header.Get("Sovang-Entry") != value {
				t.Errorf("%s%s=%s is of entry %s", path, axis, value, past.header.Get("Sovang-Entry"))
			}
			same := says.ReplaceAllString(past.text, "") == says.ReplaceAllString(whole.text, "")
			if _, may := timeless[axis][name]; same && !may {
				t.Errorf("%s is the same with %s=%s: %.200s", path, axis, value, past.text)
			} else if !same && may && axis == "as_of" {
				t.Errorf("%s is not the same with %s=%s: %.200s", path, axis, value, past.text)
			}
			if past.status == 200 && past.header.Get("ETag") == whole.header.Get("ETag") {
				t.Errorf("%s%s=%s has the ETag of another answer", path, axis, value)
			}
		}
		if both := c.ask("GET", path+"as_of=2100-01-01&at=2100-01-01", ""); both.status != whole.status || both.header.Get("Sovang-Entry") != last {
			t.Errorf("%s: at the end of time %d, of entry %s: %s", path, both.status, both.header.Get("Sovang-Entry"), both.text)
		}
	}
	everyListInPages(t, c, client{t, s.address, token(t, dir, "kế toán", "--role", "treasurer")}, names)
	s.stop()
}

// everyListInPages reads every list page by page while the ledger grows: the pages together are the list as it was when the first was read.
func everyListInPages(t *testing.T, c, giver client, names map[string]string) {
	t.Helper()
	walked := 0
	for _, route := range rest.New(rest.Options{}).Routes() {
		name := strings.TrimPrefix(route.Path, rest.Base)
		if route.Report == "" || timeless["at"][name] == empty {
			continue
		}
		path := rest.Base + pathOf(t, route, names) + "?" + besides[name]
		first := c.ask("GET", path+"limit=1", "")
		if first.status == 400 { // no list
			continue
		}
		of := first.header.Get("Sovang-Entry")
		whole := c.ask("GET", path+"limit=1000&as_of="+of, "").wants(t, 200).json(t)
		list, most := "", 0
		for key, value := range first.wants(t, 200).json(t) {
			if items, ok := value.([]any); ok && len(items) == 1 && len(whole[key].([]any)) > most {
				list, most = key, len(whole[key].([]any))
			}
		}
		if most < 2 {
			continue
		}
		if walked++; first.json(t)["next"] == nil {
			t.Errorf("%s: of %d %s one is shown and no cursor", path, most, list)
		}
		var all []any
		next, limit := path+"limit="+itoa(1+most/4), 1+most/4
		for next != "" && len(all) < 1000 { // of a long list its beginning
			giver.ask("POST", "/api/v1/funds/MH/donations", `{"donor":"6ab920ea-38bc-56c3-a74f-093b7a8dd36d","amount":"1000","place":"tien-mat"}`).wants(t, 201)
			page := c.ask("GET", next, "").wants(t, 200)
			if len(all) == 0 {
				of = page.header.Get("Sovang-Entry")
			} else if page.header.Get("Sovang-Entry") != of {
				t.Errorf("%s is of entry %s, the first page of %s", next, page.header.Get("Sovang-Entry"), of)
			}
			v := page.json(t)
			items := v[list].([]any)
			if all = append(all, items...); len(items) > limit || len(items) == 0 {
				t.Fatalf("%s has %d of %s, %d with those before", next, len(items), list, len(all))
			}
			if next, _ = v["next"].(string); next != "" {
				next = path + "limit=" + itoa(limit) + "&cursor=" + next
			}
		}
		want := c.ask("GET", path+"limit=1000&as_of="+of, "").wants(t, 200).json(t)[list].([]any)
		if diff := cmp.Diff(want, all[:min(len(all), len(want))]); diff != "" {
			t.Errorf("%s: page by page it is not what it was (-whole +pages):\n%.2000s", path, diff)
		}
	}
	if walked < 15 {
		t.Errorf("only %d lists were read in pages", walked)
	}
}
