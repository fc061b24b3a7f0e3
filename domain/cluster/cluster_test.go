package cluster

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
)

var (
	day     = domain.NewDate(2024, 1, 1)
	a, b, c = id("Thái Bình"), id("Nam Định"), id("Hà Nam")
	formed  = Formed{Code: "CUM-1", Name: "Cụm 1", Units: []uuid.UUID{a, b}, From: day}
	given   = func(events ...domain.Event) []domain.Event { return events }
	form    = func(f Formed) func(*Cluster) ([]domain.Event, error) {
		return func(c *Cluster) ([]domain.Event, error) { return c.Form(f) }
	}
	change = func(x Changed) func(*Cluster) ([]domain.Event, error) {
		return func(c *Cluster) ([]domain.Event, error) { return c.Change(x) }
	}
	with          = func(f Formed, change func(*Formed)) Formed { change(&f); return f }
	everybodyLeft = Changed{Left: []uuid.UUID{a, b}, From: day + 10}
)

func id(word string) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, []byte(word)) }

// TestRules: who may be put side by side, from when.
func TestRules(t *testing.T) {
	many := make([]uuid.UUID, mostUnits+1)
	for i := range many {
		many[i] = id("x" + string(rune('a'+i%26)) + string(rune('a'+i/26)))
	}
	for name, tt := range map[string]struct {
		given []domain.Event
		when  func(*Cluster) ([]domain.Event, error)
		code  domain.Code
		field string
		units []uuid.UUID
	}{
		"formed":                      {nil, form(formed), "", "", []uuid.UUID{a, b}},
		"formed twice":                {given(formed), form(formed), domain.Conflict, "cluster", nil},
		"without a code":              {nil, form(with(formed, func(f *Formed) { f.Code = " " })), domain.Invalid, "code", nil},
		"without a name":              {nil, form(with(formed, func(f *Formed) { f.Name = "" })), domain.Invalid, "name", nil},
		"of one":                      {nil, form(with(formed, func(f *Formed) { f.Units = f.Units[:1] })), domain.Invalid, "units", nil},
		"of one named twice":          {nil, form(with(formed, func(f *Formed) { f.Units = []uuid.UUID{a, a} })), domain.Invalid, "units[1]", nil},
		"of nobody":                   {nil, form(with(formed, func(f *Formed) { f.Units = []uuid.UUID{a, uuid.Nil} })), domain.Invalid, "units[1]", nil},
		"of too many":                 {nil, form(with(formed, func(f *Formed) { f.Units = many })), domain.Invalid, "units", nil},
		"one joins":                   {given(formed), change(Changed{Joined: []uuid.UUID{c}, From: day}), "", "", []uuid.UUID{a, b, c}},
		"one in the place of another": {given(formed), change(Changed{Joined: []uuid.UUID{c}, Left: []uuid.UUID{a}, From: day + 1}), "", "", []uuid.UUID{b, c}},
		"everybody leaves":            {given(formed), change(everybodyLeft), "", "", []uuid.UUID{}},
		"two come back":               {given(formed, everybodyLeft), change(Changed{Joined: []uuid.UUID{a, c}, From: day + 10}), "", "", []uuid.UUID{a, c}},
		"another name":                {given(formed), change(Changed{Name: "Cụm Đồng bằng", From: day}), "", "", []uuid.UUID{a, b}},
		"the same name":               {given(formed), change(Changed{Name: "Cụm 1", From: day}), domain.Invalid, "join", nil},
		"nothing":                     {given(formed), change(Changed{From: day}), domain.Invalid, "join", nil},
		"one would stay":              {given(formed), change(Changed{Left: []uuid.UUID{a}, From: day}), domain.Violation, "leave", nil},
		"joins twice":                 {given(formed), change(Changed{Joined: []uuid.UUID{a}, From: day}), domain.Conflict, "join[0]", nil},
		"leaves who is not there":     {given(formed), change(Changed{Left: []uuid.UUID{c}, From: day}), domain.Conflict, "leave[0]", nil},
		"before the last change":      {given(formed, everybodyLeft), change(Changed{Joined: []uuid.UUID{a, c}, From: day + 9}), domain.Violation, "from", nil},
		"too many join":               {given(formed), change(Changed{Joined: many[:mostUnits-1], From: day}), domain.Invalid, "join", nil},
		"a cluster never formed":      {nil, change(everybodyLeft), domain.NotFound, "cluster", nil},
	} {
		s := &Cluster{}
		for _, e := range tt.given {
			s.Evolve(uuid.Nil, e)
		}
		before := s.Clone().(*Cluster)
		events, err := tt.when(s)
		if domain.CodeOf(err) != tt.code || tt.field != "" && !slices.Contains(err.(*domain.Error).Fields, tt.field) {
			t.Errorf("%s: %v", name, err)
		}
		if !slices.Equal(s.Units, before.Units) || s.Name != before.Name {
			t.Errorf("%s: deciding changed the state", name)
		}
		if err != nil {
			continue
		}
		for _, e := range events {
			s.Evolve(uuid.Nil, e)
		}
		if !slices.Equal(s.Units, tt.units) {
			t.Errorf("%s: %v", name, s.Units)
		}
		if s.Units = append(s.Units, c); slices.Equal(before.Units, s.Units) {
			t.Errorf("%s: a clone shares its units", name)
		}
	}
}
