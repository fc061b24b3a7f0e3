package unit

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
)

var (
	may     = domain.NewDate(2024, time.May, 1)
	june    = domain.NewDate(2024, time.June, 1)
	parent  = uuid.MustParse("0192f2a1-0000-7000-8000-000000000001")
	founded = Founded{Kind: Association, Code: "HKH-QN", Name: "Hội Khuyến học Quảng Ninh", Parent: parent, From: may}
)

func with(f Founded, change func(*Founded)) Founded {
	change(&f)
	return f
}

func TestUnit(t *testing.T) {
	found := func(f Founded) func(*Unit) ([]domain.Event, error) {
		return func(u *Unit) ([]domain.Event, error) { return u.Found(f) }
	}
	rename := func(name string, from domain.Date) func(*Unit) ([]domain.Event, error) {
		return func(u *Unit) ([]domain.Event, error) { return u.Rename(Renamed{Name: name, From: from}) }
	}
	for title, tt := range map[string]struct {
		given  []domain.Event
		when   func(*Unit) ([]domain.Event, error)
		then   []domain.Event
		code   domain.Code
		fields []string
	}{
		"found": {nil, found(founded), []domain.Event{founded}, "", nil},
		"found with space around name and code": {nil, found(with(founded, func(f *Founded) { f.Name, f.Code = " "+f.Name+" ", "HKH-QN " })),
			[]domain.Event{founded}, "", nil},
		"found twice":            {[]domain.Event{founded}, found(founded), nil, domain.Conflict, []string{"unit"}},
		"found as nothing known": {nil, found(with(founded, func(f *Founded) { f.Kind = "club" })), nil, domain.Invalid, []string{"kind"}},
		"found without a kind":   {nil, found(with(founded, func(f *Founded) { f.Kind = "" })), nil, domain.Invalid, []string{"kind"}},
		"found without a name":   {nil, found(with(founded, func(f *Founded) { f.Name = "  " })), nil, domain.Invalid, []string{"name"}},
		"found with too long a name": {nil, found(with(founded, func(f *Founded) { f.Name = strings.Repeat("ê", 201) })), nil, domain.Invalid,
			[]string{"name"}},
		"found with a hidden letter":  {nil, found(with(founded, func(f *Founded) { f.Name = "Hội\x00" })), nil, domain.Invalid, []string{"name"}},
		"found without a code":        {nil, found(with(founded, func(f *Founded) { f.Code = "" })), nil, domain.Invalid, []string{"code"}},
		"found with a code of two":    {nil, found(with(founded, func(f *Founded) { f.Code = "HKH QN" })), nil, domain.Invalid, []string{"code"}},
		"rename":                      {[]domain.Event{founded}, rename(" Hội mới ", june), []domain.Event{Renamed{"Hội mới", june}}, "", nil},
		"rename on the day it began":  {[]domain.Event{founded}, rename("Hội mới", may), []domain.Event{Renamed{"Hội mới", may}}, "", nil},
		"rename what is not there":    {nil, rename("Hội mới", june), nil, domain.NotFound, []string{"unit"}},
		"rename to nothing":           {[]domain.Event{founded}, rename("", june), nil, domain.Invalid, []string{"name"}},
		"rename to the same":          {[]domain.Event{founded}, rename(founded.Name, june), nil, domain.Invalid, []string{"name"}},
		"rename before it was":        {[]domain.Event{founded}, rename("Hội mới", may-1), nil, domain.Violation, []string{"from"}},
		"rename before the last name": {[]domain.Event{founded, Renamed{"Hội mới", june}}, rename("Hội cũ", may), nil, domain.Violation, []string{"from"}},
	} {
		t.Run(title, func(t *testing.T) {
			u := &Unit{}
			for _, e := range tt.given {
				u.Evolve(uuid.Nil, e)
			}
			before := u.Clone()
			got, err := tt.when(u)
			if diff := cmp.Diff(tt.then, got); diff != "" || domain.CodeOf(err) != tt.code {
				t.Errorf("got error %v (want %q)\n%s", err, tt.code, diff)
			}
			if refusal, ok := errors.AsType[*domain.Error](err); ok && !slices.Equal(refusal.Fields, tt.fields) {
				t.Errorf("the refusal is on %v, want %v", refusal.Fields, tt.fields)
			}
			if !cmp.Equal(before, domain.State(u)) {
				t.Error("deciding changed the state")
			}
		})
	}
}

func TestCloneLeavesTheOtherAlone(t *testing.T) {
	u := &Unit{}
	u.Evolve(uuid.Nil, founded)
	c := u.Clone()
	c.Evolve(uuid.Nil, Renamed{"Hội mới", june})
	if u.Name != founded.Name || c.(*Unit).Name != "Hội mới" {
		t.Errorf("got %v and %v", u, c)
	}
}
