package person

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
)

var (
	box        = domain.Sealed{Box: []byte("sealed")}
	registered = Registered{Unit: uuid.MustParse("0192f2a1-0000-7000-8000-000000000001"), Kind: Individual, Code: "P0622", Card: box}
	forgotten  = Forgotten{Reason: "gia đình yêu cầu"}
)

func with(r Registered, change func(*Registered)) Registered {
	change(&r)
	return r
}

// rule is one line of a table: what had happened, what is asked, and what comes of it, or the refusal and the fields it is on.
type rule struct {
	given  []domain.Event
	when   func(*Person) ([]domain.Event, error)
	then   []domain.Event
	code   domain.Code
	fields []string
}

func (r rule) holds(t *testing.T) {
	p := &Person{}
	for _, e := range r.given {
		p.Evolve(uuid.Nil, e)
	}
	before := p.Clone()
	got, err := r.when(p)
	if diff := cmp.Diff(r.then, got); diff != "" || domain.CodeOf(err) != r.code {
		t.Errorf("got error %v (want %q)\n%s", err, r.code, diff)
	}
	if refusal, ok := errors.AsType[*domain.Error](err); ok && !slices.Equal(refusal.Fields, r.fields) {
		t.Errorf("the refusal is on %v, want %v", refusal.Fields, r.fields)
	}
	if !cmp.Equal(before, domain.State(p)) {
		t.Error("deciding changed the state")
	}
}

func TestPerson(t *testing.T) {
	register := func(r Registered) func(*Person) ([]domain.Event, error) {
		return func(p *Person) ([]domain.Event, error) { return p.Register(r) }
	}
	describe := func(card domain.Sealed) func(*Person) ([]domain.Event, error) {
		return func(p *Person) ([]domain.Event, error) { return p.Describe(card) }
	}
	forget := func(reason string) func(*Person) ([]domain.Event, error) {
		return func(p *Person) ([]domain.Event, error) { return p.Forget(reason) }
	}
	coded := func(code string) Registered { return with(registered, func(r *Registered) { r.Code = code }) }
	for title, tt := range map[string]rule{
		"register":                        {nil, register(registered), []domain.Event{registered}, "", nil},
		"register without a code":         {nil, register(coded("")), []domain.Event{coded("")}, "", nil},
		"register with space around":      {nil, register(coded(" P0622 ")), []domain.Event{registered}, "", nil},
		"register twice":                  {[]domain.Event{registered}, register(registered), nil, domain.Conflict, []string{"person"}},
		"register the forgotten":          {[]domain.Event{registered, forgotten}, register(registered), nil, domain.Conflict, []string{"person"}},
		"register as nothing known":       {nil, register(with(registered, func(r *Registered) { r.Kind = "ghost" })), nil, domain.Invalid, []string{"kind"}},
		"register with a code of two":     {nil, register(coded("P 1")), nil, domain.Invalid, []string{"code"}},
		"register by an identity number":  {nil, register(coded("022304001234")), nil, domain.Invalid, []string{"code"}},
		"register by a telephone number":  {nil, register(coded("0912345678")), nil, domain.Invalid, []string{"code"}},
		"register by a short number":      {nil, register(coded("00123")), []domain.Event{coded("00123")}, "", nil},
		"register a card in the clear":    {nil, register(with(registered, func(r *Registered) { r.Card = domain.Sealed{} })), nil, domain.Internal, []string{"card"}},
		"describe":                        {[]domain.Event{registered}, describe(box), []domain.Event{Described{box}}, "", nil},
		"describe in the clear":           {[]domain.Event{registered}, describe(domain.Sealed{}), nil, domain.Internal, []string{"card"}},
		"describe nobody":                 {nil, describe(box), nil, domain.NotFound, []string{"person"}},
		"describe the forgotten":          {[]domain.Event{registered, forgotten}, describe(box), nil, domain.Conflict, []string{"person"}},
		"forget":                          {[]domain.Event{registered}, forget(" gia đình yêu cầu "), []domain.Event{forgotten}, "", nil},
		"forget without a reason":         {[]domain.Event{registered}, forget(""), []domain.Event{Forgotten{}}, "", nil},
		"forget for an unreadable reason": {[]domain.Event{registered}, forget("a\x00"), nil, domain.Invalid, []string{"reason"}},
		"forget nobody":                   {nil, forget(""), nil, domain.NotFound, []string{"person"}},
		"forget twice":                    {[]domain.Event{registered, Described{box}, forgotten}, forget(""), nil, domain.Conflict, []string{"person"}},
	} {
		t.Run(title, tt.holds)
	}
}

func TestCard(t *testing.T) {
	card := Card{Name: " Nguye\u0302\u0303n Văn An ", Phone: "0912 345 678 ", Circumstances: []string{" orphaned"}}
	got, err := card.Checked()
	if want := (Card{Name: "Nguyễn Văn An", Phone: "0912 345 678", Circumstances: []string{"orphaned"}}); err != nil || !cmp.Equal(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	if card.Circumstances[0] != " orphaned" {
		t.Error("the caller's card was changed")
	}
	for field, card := range map[string]Card{
		"card.name":             {Name: ""},
		"card.email":            {Name: "An", Email: "a\r\nb"},
		"card.note":             {Name: "An", Note: strings.Repeat("x", 2001)},
		"card.born":             {Name: "An", Born: strings.Repeat("1", 201)},
		"card.circumstances":    {Name: "An", Circumstances: make([]string, 17)},
		"card.circumstances[1]": {Name: "An", Circumstances: []string{"poor", ""}},
	} {
		_, err := card.Checked()
		refusal, ok := errors.AsType[*domain.Error](err)
		if !ok || refusal.Code != domain.Invalid || !slices.Equal(refusal.Fields, []string{field}) {
			t.Errorf("got %v, want one on %s", err, field)
		}
	}
}
