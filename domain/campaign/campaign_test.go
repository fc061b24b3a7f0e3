package campaign

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

func id(word string) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, []byte(word)) }

var (
	first  = domain.NewDate(2022, time.January, 10)
	last   = domain.NewDate(2022, time.October, 2)
	opened = Opened{Unit: id("unit"), Code: "HEO-2022", Name: "Nuôi heo đất 2022", Kind: Boxes, From: first, Until: last,
		Fills: []Pot{{id("fund"), "hoc-bong"}}}
	thaiBinh = RuleSet{From: first, Levels: []Level{{"tỉnh", 10}, {"huyện", 20}, {"xã", 70}}, Remainder: "xã"}
	closed   = Closed{On: last - 5, Reason: "đã khui hết"}
)

func with[T any](v T, change func(*T)) T {
	change(&v)
	return v
}

func fold(events ...domain.Event) *Campaign {
	c := &Campaign{}
	for _, e := range events {
		c.Evolve(uuid.Nil, e)
	}
	return c
}

func given(events ...domain.Event) []domain.Event { return events }

func TestCampaign(t *testing.T) {
	type when = func(*Campaign) ([]domain.Event, error)
	open := func(change func(*Opened)) when {
		return func(c *Campaign) ([]domain.Event, error) { return c.Open(with(opened, change)) }
	}
	rule := func(change func(*RuleSet)) when {
		return func(c *Campaign) ([]domain.Event, error) { return c.SetRule(with(thaiBinh, change)) }
	}
	levels := func(parts ...Level) when { return rule(func(r *RuleSet) { r.Levels = parts }) }
	end := func(on domain.Date, reason string) when {
		return func(c *Campaign) ([]domain.Event, error) { return c.Close(on, last+100, reason) }
	}
	extend := func(until domain.Date, reason string) when {
		return func(c *Campaign) ([]domain.Event, error) { return c.Extend(until, last-2, reason) }
	}
	same := func(*Opened) {}
	unchanged := func(*RuleSet) {}
	for title, tt := range map[string]struct {
		given []domain.Event
		when  when
		then  []domain.Event
		code  domain.Code
		field string
	}{
		"open":                              {nil, open(same), given(opened), "", ""},
		"open with a code in small letters": {nil, open(func(o *Opened) { o.Code = " heo-2022" }), given(opened), "", ""},
		"open twice":                        {given(opened), open(same), nil, domain.Conflict, "campaign"},
		"open as nothing known":             {nil, open(func(o *Opened) { o.Kind = "fair" }), nil, domain.Invalid, "kind"},
		"open without a code":               {nil, open(func(o *Opened) { o.Code = "" }), nil, domain.Invalid, "code"},
		"open with a code of two words":     {nil, open(func(o *Opened) { o.Code = "Nuôi heo" }), nil, domain.Invalid, "code"},
		"open without a name":               {nil, open(func(o *Opened) { o.Name = " " }), nil, domain.Invalid, "name"},
		"open with a book for an appeal":    {nil, open(func(o *Opened) { o.Appeal = strings.Repeat("a", 4001) }), nil, domain.Invalid, "appeal"},
		"open with an end before its begin": {nil, open(func(o *Opened) { o.Until = o.From - 1 }), nil, domain.Invalid, "until"},
		"open for a day":                    {nil, open(func(o *Opened) { o.Until = o.From }), given(with(opened, func(o *Opened) { o.Until = o.From })), "", ""},
		"open with a target":                {nil, open(func(o *Opened) { o.Currency, o.Target = "VND", 100 }), given(with(opened, func(o *Opened) { o.Currency, o.Target = "VND", 100 })), "", ""},
		"open with a target of nothing":     {nil, open(func(o *Opened) { o.Currency = "VND" }), nil, domain.Invalid, "target"},
		"open with a target in no money":    {nil, open(func(o *Opened) { o.Target = 100 }), nil, domain.Invalid, "target"},
		"open filling the same twice":       {nil, open(func(o *Opened) { o.Fills = append(o.Fills, o.Fills[0]) }), nil, domain.Invalid, "fills[1].compartment"},

		"rule":                       {given(opened), rule(unchanged), given(thaiBinh), "", ""},
		"rule of nothing":            {nil, rule(unchanged), nil, domain.NotFound, "campaign"},
		"rule when it is over":       {given(opened, closed), rule(unchanged), nil, domain.Conflict, "campaign"},
		"rule that sums to 99":       {given(opened), levels(Level{"tỉnh", 10}, Level{"huyện", 19}, Level{"xã", 70}), nil, domain.Invalid, "levels"},
		"rule that sums to 101":      {given(opened), levels(Level{"tỉnh", 31}, Level{"xã", 70}), nil, domain.Invalid, "levels"},
		"rule below nothing":         {given(opened), levels(Level{"tỉnh", -10}, Level{"xã", 110}), nil, domain.Invalid, "levels[0].percent"},
		"rule above all":             {given(opened), levels(Level{"xã", 110}, Level{"tỉnh", -10}), nil, domain.Invalid, "levels[0].percent"},
		"rule without levels":        {given(opened), levels(), nil, domain.Invalid, "levels"},
		"rule with a level twice":    {given(opened), levels(Level{"xã", 50}, Level{"xã ", 50}), nil, domain.Invalid, "levels[1].name"},
		"rule with a level unnamed":  {given(opened), levels(Level{"", 100}), nil, domain.Invalid, "levels[0].name"},
		"rule without a remainder":   {given(opened), rule(func(r *RuleSet) { r.Remainder = "" }), nil, domain.Invalid, "remainder"},
		"rule with a strange one":    {given(opened), rule(func(r *RuleSet) { r.Remainder = "thôn" }), nil, domain.Invalid, "remainder"},
		"rule where it gets nothing": {given(opened), rule(func(r *RuleSet) { r.Levels = []Level{{"tỉnh", 100}, {"xã", 0}} }), nil, domain.Invalid, "remainder"},
		"rule of one level":          {given(opened), rule(func(r *RuleSet) { r.Levels, r.Remainder = []Level{{"xã", 100}}, "" }), given(RuleSet{From: first, Levels: []Level{{"xã", 100}}, Remainder: "xã"}), "", ""},
		"rule of 100/0/0":            {given(opened), rule(func(r *RuleSet) { r.Levels = []Level{{"xã", 100}, {"huyện", 0}, {"tỉnh", 0}} }), given(RuleSet{From: first, Levels: []Level{{"xã", 100}, {"huyện", 0}, {"tỉnh", 0}}, Remainder: "xã"}), "", ""},
		"another rule later":         {given(opened, thaiBinh), rule(func(r *RuleSet) { r.From++ }), given(with(thaiBinh, func(r *RuleSet) { r.From++ })), "", ""},
		"another rule on the day":    {given(opened, thaiBinh), rule(unchanged), nil, domain.Violation, "from"},
		"rule from before the begin": {given(opened), rule(func(r *RuleSet) { r.From-- }), nil, domain.Violation, "from"},
		"rule from after the end":    {given(opened), rule(func(r *RuleSet) { r.From = last + 1 }), nil, domain.Violation, "from"},

		"close":                         {given(opened), end(closed.On, closed.Reason), given(closed), "", ""},
		"extend":                        {given(opened), extend(last+30, "kéo dài"), given(Extended{last + 30, "kéo dài"}), "", ""},
		"extend what was closed":        {given(opened, closed), extend(last, "còn nhà gửi tới"), given(Extended{last, "còn nhà gửi tới"}), "", ""},
		"extend without an end":         {given(opened), extend(0, "quanh năm"), given(Extended{0, "quanh năm"}), "", ""},
		"extend to the day it has":      {given(opened), extend(last, "x"), nil, domain.Conflict, "until"},
		"extend into the past":          {given(opened), extend(last-3, "x"), nil, domain.Invalid, "until"},
		"extend without a reason":       {given(opened), extend(last+1, ""), nil, domain.Invalid, "reason"},
		"extend nothing":                {nil, extend(last, "x"), nil, domain.NotFound, "campaign"},
		"close again what was extended": {given(opened, closed, Extended{last, "x"}), end(closed.On, closed.Reason), given(closed), "", ""},
		"close nothing":                 {nil, end(closed.On, ""), nil, domain.NotFound, "campaign"},
		"close twice":                   {given(opened, closed), end(closed.On, ""), nil, domain.Conflict, "campaign"},
		"close before it began":         {given(opened), end(first-1, ""), nil, domain.Violation, "on"},
		"close after its planned end":   {given(opened), end(last+1, ""), nil, domain.Violation, "on"},
		"close in the future":           {given(opened), end(last+101, ""), nil, domain.Invalid, "on"},
	} {
		t.Run(title, func(t *testing.T) {
			c := fold(tt.given...)
			before := c.Clone()
			got, err := tt.when(c)
			if err != nil {
				got = nil
			}
			if diff := cmp.Diff(tt.then, got); diff != "" || domain.CodeOf(err) != tt.code {
				t.Errorf("got error %v (want %q)\n%s", err, tt.code, diff)
			}
			if refusal, ok := errors.AsType[*domain.Error](err); ok && !slices.Equal(refusal.Fields, []string{tt.field}) {
				t.Errorf("the refusal is on %v, want %s", refusal.Fields, tt.field)
			}
			if !cmp.Equal(before, domain.State(c)) {
				t.Error("deciding changed the state")
			}
		})
	}
}

func TestWhatACampaignTakes(t *testing.T) {
	c := fold(opened)
	over := fold(opened, closed)
	for title, tt := range map[string]struct {
		err error
		ok  bool
	}{
		"its first day":                 {c.Takes(first, "x"), true},
		"the day before":                {c.Takes(first-1, "x"), false},
		"its last day":                  {c.Takes(last, "x"), true},
		"the day after":                 {c.Takes(last+1, "x"), false},
		"the day it was closed":         {over.Takes(closed.On, "x"), true},
		"the day after it was closed":   {over.Takes(closed.On+1, "x"), false},
		"a payout after its end":        {over.Gives(last+200, "x"), true},
		"a payout before it began":      {c.Gives(first-1, "x"), false},
		"a campaign without a last day": {fold(with(opened, func(o *Opened) { o.Until = 0 })).Takes(last+1000, "x"), true},
	} {
		if (tt.err == nil) != tt.ok {
			t.Errorf("%s: %v", title, tt.err)
		}
	}
	if !c.Filling(id("fund"), "hoc-bong") || c.Filling(id("fund"), "unrestricted") || !c.Filling(id("other"), "unrestricted") {
		t.Error("a campaign fills what it names of a fund, and anything of a fund it does not name")
	}
}

func TestCloneLeavesTheOtherAlone(t *testing.T) {
	c := fold(opened, thaiBinh)
	d := c.Clone().(*Campaign)
	d.Rules[0].Levels[0].Percent, d.Fills[0].Compartment = 99, "x"
	if c.Rules[0].Levels[0].Percent != 10 || c.Fills[0].Compartment != "hoc-bong" {
		t.Error("the clone shares with its origin")
	}
}
