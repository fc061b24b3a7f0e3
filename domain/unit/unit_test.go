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
	other   = uuid.MustParse("0192f2a1-0000-7000-8000-000000000002")
	today   = domain.NewDate(2024, time.September, 5)
	ended   = Ended{How: Merged, Into: []uuid.UUID{other}, From: june, Decision: "Nghị quyết 1", Reason: "sắp xếp"}
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
	retype := func(kind Kind, from domain.Date) func(*Unit) ([]domain.Event, error) {
		return func(u *Unit) ([]domain.Event, error) { return u.Retype(Retyped{kind, from}) }
	}
	place := func(p Placed) func(*Unit) ([]domain.Event, error) {
		return func(u *Unit) ([]domain.Event, error) { return u.Place(p) }
	}
	end := func(e Ended) func(*Unit) ([]domain.Event, error) {
		return func(u *Unit) ([]domain.Event, error) { return u.End(e, today) }
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
		"found with a hidden letter":    {nil, found(with(founded, func(f *Founded) { f.Name = "Hội\x00" })), nil, domain.Invalid, []string{"name"}},
		"found without a code":          {nil, found(with(founded, func(f *Founded) { f.Code = "" })), nil, domain.Invalid, []string{"code"}},
		"found with a code of two":      {nil, found(with(founded, func(f *Founded) { f.Code = "HKH QN" })), nil, domain.Invalid, []string{"code"}},
		"rename":                        {[]domain.Event{founded}, rename(" Hội mới ", june), []domain.Event{Renamed{"Hội mới", june}}, "", nil},
		"rename on the day it began":    {[]domain.Event{founded}, rename("Hội mới", may), []domain.Event{Renamed{"Hội mới", may}}, "", nil},
		"rename what is not there":      {nil, rename("Hội mới", june), nil, domain.NotFound, []string{"unit"}},
		"rename to nothing":             {[]domain.Event{founded}, rename("", june), nil, domain.Invalid, []string{"name"}},
		"rename to the same":            {[]domain.Event{founded}, rename(founded.Name, june), nil, domain.Invalid, []string{"name"}},
		"rename before it was":          {[]domain.Event{founded}, rename("Hội mới", may-1), nil, domain.Violation, []string{"from"}},
		"rename before the last name":   {[]domain.Event{founded, Renamed{"Hội mới", june}}, rename("Hội cũ", may), nil, domain.Violation, []string{"from"}},
		"retype":                        {[]domain.Event{founded}, retype(Branch, june), []domain.Event{Retyped{Branch, june}}, "", nil},
		"retype what is not there":      {nil, retype(Branch, june), nil, domain.NotFound, []string{"unit"}},
		"retype as nothing known":       {[]domain.Event{founded}, retype("club", june), nil, domain.Invalid, []string{"kind"}},
		"retype to the same":            {[]domain.Event{founded}, retype(Association, june), nil, domain.Invalid, []string{"kind"}},
		"retype before it was":          {[]domain.Event{founded}, retype(Branch, may-1), nil, domain.Violation, []string{"from"}},
		"retype before the last kind":   {[]domain.Event{founded, Retyped{Branch, june}}, retype(Clan, may), nil, domain.Violation, []string{"from"}},
		"rename after the end":          {[]domain.Event{founded, ended}, rename("Hội mới", june), nil, domain.Violation, []string{"from"}},
		"rename before the end":         {[]domain.Event{founded, ended}, rename("Hội mới", june-1), []domain.Event{Renamed{"Hội mới", june - 1}}, "", nil},
		"place":                         {[]domain.Event{founded}, place(Placed{other, true, june}), []domain.Event{Placed{other, true, june}}, "", nil},
		"make a root":                   {[]domain.Event{founded}, place(Placed{From: june}), []domain.Event{Placed{From: june}}, "", nil},
		"place what is not there":       {nil, place(Placed{other, false, june}), nil, domain.NotFound, []string{"unit"}},
		"place before it was":           {[]domain.Event{founded}, place(Placed{other, false, may - 1}), nil, domain.Violation, []string{"from"}},
		"place after the end":           {[]domain.Event{founded, ended}, place(Placed{other, false, june}), nil, domain.Violation, []string{"from"}},
		"place where it lies":           {[]domain.Event{founded}, place(Placed{parent, false, june}), nil, domain.Invalid, []string{"parent"}},
		"place where it lay":            {[]domain.Event{founded, Placed{other, false, june}}, place(Placed{parent, false, june}), []domain.Event{Placed{parent, false, june}}, "", nil},
		"place with a caretaker":        {[]domain.Event{founded}, place(Placed{parent, true, june}), []domain.Event{Placed{parent, true, june}}, "", nil},
		"a caretaker who is nobody":     {[]domain.Event{founded}, place(Placed{Caretaker: true, From: june}), nil, domain.Invalid, []string{"parent"}},
		"end":                           {[]domain.Event{founded}, end(ended), []domain.Event{ended}, "", nil},
		"end what is not there":         {nil, end(ended), nil, domain.NotFound, []string{"unit"}},
		"end twice":                     {[]domain.Event{founded, ended}, end(ended), nil, domain.Conflict, []string{"unit"}},
		"end without a decision":        {[]domain.Event{founded}, end(Ended{How: Dissolved, From: june}), nil, domain.Invalid, []string{"decision"}},
		"end with a hidden letter":      {[]domain.Event{founded}, end(Ended{How: Dissolved, From: june, Decision: "QĐ", Reason: "a\x00"}), nil, domain.Invalid, []string{"reason"}},
		"end on a day to come":          {[]domain.Event{founded}, end(Ended{How: Dissolved, From: today + 1, Decision: "QĐ"}), nil, domain.Invalid, []string{"from"}},
		"end on the day it began":       {[]domain.Event{founded}, end(Ended{How: Dissolved, From: may, Decision: "QĐ"}), nil, domain.Violation, []string{"from"}},
		"end before its last name":      {[]domain.Event{founded, Renamed{"Hội mới", june + 1}}, end(ended), nil, domain.Violation, []string{"from"}},
		"end before its last place":     {[]domain.Event{founded, Placed{other, false, june + 1}}, end(ended), nil, domain.Violation, []string{"from"}},
		"end on the day of its kind":    {[]domain.Event{founded, Retyped{Branch, june}}, end(ended), []domain.Event{ended}, "", nil},
		"end before what is only meant": {[]domain.Event{founded, Placed{other, false, today + 1}}, end(ended), []domain.Event{ended}, "", nil},
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
	c.Evolve(uuid.Nil, Placed{other, false, may})
	c.Evolve(uuid.Nil, ended)
	if u.Name != founded.Name || c.(*Unit).Name != "Hội mới" || u.ParentOn(may) != parent || u.Ended != nil {
		t.Errorf("got %v and %v", u, c)
	}
}
