package rest

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/api/auth"
	"sovang/domain/ledger"
	"sovang/domain/staff"
	"sovang/eventstore/vault"
)

// memory is a bucket of tokens that lasts as long as a test.
type memory struct{ *vault.Memory }

// IDs implements auth.Bucket.
func (memory) IDs(context.Context) ([]uuid.UUID, error) { return nil, nil }

// asking is an API whose door takes everything, and the headers of who asks.
func asking(t testing.TB, door func([]ledger.Request)) (*Server, http.Header) {
	t.Helper()
	tokens := auth.New(memory{vault.NewMemory()}, nil)
	secret, _, err := tokens.Issue(t.Context(), auth.Ask{Actor: "thủ quỹ", Role: staff.Treasurer, Expires: time.Now().Add(time.Hour), By: "chủ tịch"})
	if err != nil {
		t.Fatal(err)
	}
	number := uint64(0)
	s := New(Options{Tokens: tokens, Reached: func() uint64 { return 7 }, Log: slog.New(slog.DiscardHandler),
		Submit: func(_ context.Context, rs []ledger.Request) ([]Outcome, error) {
			door(rs)
			number++
			return []Outcome{{Entry: number}}, nil
		}})
	return s, http.Header{"Authorization": {"Bearer " + secret}, "Content-Type": {"application/json"}}
}

const giftPath = Base + "/funds/01937b1e-8a1c-7c44-9f2b-6a1d6c2f9a10/donations"

const giftBody = `{"amount":"500000","place":"cash","donor":"01937b1e-8a1c-7c44-9f2b-6a1d6c2f9a11","booked":"2025-09-05"}`

// TestOneCommandHoweverWritten: a command is the same whatever stands between its parts, and with a body of any length or none that is told.
func TestOneCommandHoweverWritten(t *testing.T) {
	var asked []ledger.Request
	s, headers := asking(t, func(rs []ledger.Request) { asked = append(asked, rs...) })
	fund := "/funds/01937b1e-8a1c-7c44-9f2b-6a1d6c2f9a10"
	for _, c := range []struct {
		path, body string
		told       bool // how long it is
		same       int  // as the command before that many
	}{
		{fund + "/donations", giftBody, true, 0},
		{fund + "/donations", giftBody, false, 1},
		{fund + "/donations", " \t\r\n" + strings.Replace(giftBody, "{", "{ \n", 1) + "\n ", true, 2},
		{fund + "/donations", "\u00a0" + giftBody, true, 3}, // white space, though not of JSON
		{strings.ToUpper(fund[len("/funds/"):]), giftBody, true, 4},
		{fund + "/closes", "", true, 0},
		{fund + "/closes", " { } ", true, 1},
	} {
		path := c.path
		if !strings.HasPrefix(path, "/") {
			path = "/funds/" + path + "/donations"
		}
		r := httptest.NewRequest("POST", Base+path, strings.NewReader(c.body))
		if !c.told {
			r.ContentLength = -1
		}
		r.Header = headers.Clone()
		r.Header.Set("Idempotency-Key", "k")
		w := httptest.NewRecorder()
		before := len(asked)
		s.ServeHTTP(w, r)
		if w.Code != http.StatusCreated || len(asked) != before+1 {
			t.Fatalf("%q is answered %d %s", c.body, w.Code, w.Body)
		}
		if diff := cmp.Diff(asked[before-c.same], asked[before]); c.same > 0 && diff != "" {
			t.Errorf("%q is another command: %s", c.body, diff)
		}
	}
}

// TestWrongTogether: what stands in the path and in the body is said to stand twice, and a byte is counted from where the body begins.
func TestWrongTogether(t *testing.T) {
	s, headers := asking(t, func(rs []ledger.Request) { t.Errorf("%+v was asked for", rs) })
	for body, want := range map[string]string{
		`{"fund":"01937b1e-8a1c-7c44-9f2b-6a1d6c2f9a10"}`: "stands twice",
		`{"amount":"1","amount":"2"}`:                     "stands twice",
		`{"amount":]}`:                                    "from byte 10 on",
		`{,"amount":"1"}`:                                 "from byte 1 on",
		`{`:                                               "no JSON",
		`[1]`:                                             "JSON object",
		`{"amount":"1"}{}`:                                "no JSON",
		`null`:                                            "JSON object",
		`}`:                                               "no JSON",
	} {
		r := httptest.NewRequest("POST", giftPath, strings.NewReader(body))
		r.Header = headers.Clone()
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, r); w.Code != 400 || !strings.Contains(w.Body.String(), want) || w.Header().Get(entryHeader) != "7" {
			t.Errorf("%s is answered %d %s, as of %s; want %q", body, w.Code, w.Body, w.Header().Get(entryHeader), want)
		}
	}
	r := httptest.NewRequest("POST", giftPath, strings.NewReader(giftBody[:50]))
	r.Header, r.ContentLength = headers.Clone(), int64(len(giftBody))
	w := httptest.NewRecorder()
	if s.ServeHTTP(w, r); w.Code != 400 || !strings.Contains(w.Body.String(), "did not arrive whole") {
		t.Errorf("half a body is answered %d %s", w.Code, w.Body)
	}
	r = httptest.NewRequest("POST", giftPath, strings.NewReader(strings.Repeat(" ", MostBody)+giftBody))
	r.Header = headers.Clone()
	w = httptest.NewRecorder()
	if s.ServeHTTP(w, r); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a body of more than a mebibyte is answered %d %s", w.Code, w.Body)
	}
}

// TestAcceptedByHand: the answer is what the general encoder makes of it.
func TestAcceptedByHand(t *testing.T) {
	id, other := uuid.Must(uuid.NewV7()), uuid.New()
	for _, a := range []Accepted{{}, {Entry: 17, ID: id}, {Entry: 1 << 60, ID: id, Repeated: true}, {ID: id, DryRun: true},
		{Entry: 2, ID: id, Repeated: true, DryRun: true, Made: map[string]uuid.UUID{"people[1].person": other, "child": id}}} {
		want, err := json.Marshal(a, json.Deterministic(true))
		if got := a.append(nil); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s, where the encoder has %s (%v)", got, want, err)
		}
	}
}

// TestRowsByHand: as the answer to one command, the rows of a bulk.
func TestRowsByHand(t *testing.T) {
	for _, r := range []Row{{}, {Line: 3, ID: uuid.New(), Entry: 17}, {Line: 1, ID: uuid.New(), Entry: 1, Repeated: true},
		{Line: 2, ID: uuid.New(), Problem: &Problem{Code: "invalid", Detail: "\"<Hội>\""}}} {
		want, err := json.Marshal(r)
		if got, failed := r.append(nil); err != nil || failed != nil || string(got) != string(want)+"\n" {
			t.Errorf("%s, where the encoder has %s (%v, %v)", got, want, err, failed)
		}
	}
}

// TestIDsOfKeys: an id that a key was given once is that of the key for ever.
func TestIDsOfKeys(t *testing.T) {
	for _, texts := range [][]string{{"bà hoà", "fund.receive", "k-1"}, {"", "", ""}, {strings.Repeat("ặ", 400), "x", strings.Repeat("k", mostKey)}} {
		want := uuid.NewSHA1(keySpace, []byte(strings.Join(texts, "\x00")))
		if got := idFrom(texts...); got != want {
			t.Errorf("%v is %s, not %s", texts, got, want)
		}
	}
	if got := idFrom("bà hoà", "fund.receive", "k-1").String(); got != "6c8b59c9-10d3-5c86-a507-364642c49c6a" {
		t.Errorf("the id of a key was another yesterday: %s", got)
	}
}

// TestDeadlineOfMany: who asks at the same time shares a deadline, which lies a second too late at most.
func TestDeadlineOfMany(t *testing.T) {
	var d deadlines
	ctx := d.after(time.Minute)
	end, ok := ctx.Deadline()
	if left := time.Until(end); !ok || left < time.Minute || left > time.Minute+together {
		t.Errorf("it ends in %v", left)
	}
	if d.after(time.Minute) != ctx {
		t.Error("the next one has another")
	}
	d.shared.Load().given = time.Now()
	if d.after(time.Minute) == ctx {
		t.Error("after a second it is still given")
	}
}

// BenchmarkCommand is a gift on its way through the API, without a connection and without a ledger behind the door.
func BenchmarkCommand(b *testing.B) {
	s, headers := asking(b, func([]ledger.Request) {})
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		r := httptest.NewRequest("POST", giftPath, strings.NewReader(giftBody))
		r.Header = headers.Clone()
		r.Header["Idempotency-Key"] = []string{strconv.Itoa(n)}
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, r); w.Code != http.StatusCreated {
			b.Fatal(w.Body)
		}
	}
}

// BenchmarkNoCommand is what of BenchmarkCommand is not the API.
func BenchmarkNoCommand(b *testing.B) {
	_, headers := asking(b, func([]ledger.Request) {})
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		r := httptest.NewRequest("POST", giftPath, strings.NewReader(giftBody))
		r.Header = headers.Clone()
		r.Header["Idempotency-Key"] = []string{strconv.Itoa(n)}
		w := httptest.NewRecorder()
		w.WriteHeader(http.StatusCreated)
	}
}
