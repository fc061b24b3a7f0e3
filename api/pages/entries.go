package pages

import (
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/catalog"
	"sovang/projections"
)

func (s *Site) entryPages() []Page {
	return []Page{
		{Path: "/entries", For: wholeLog(), Template: "entries", Menu: "menu.entries", Under: Checking, Unlisted: true, Show: (*Call).entries},
		{Path: "/entries/{entry}", For: wholeLog(), Template: "entry", Unlisted: true, Show: (*Call).entry},
	}
}

// wholeLog is for whoever may see every entry: the log is of no unit.
func wholeLog() Access { return Report("entries").AtTheTop() }

// entriesShown is a part of the log, the last entry first.
type entriesShown struct {
	When
	Entries []projections.EntryInfo
	Asked   entriesAsked
	Facts   []factGroup // to choose from
	Actors  []projections.EntryCount
	Count   int64  // of all entries by then
	Earlier string // the address of the part before, "" where there is none
	Newest  string // that of the newest part, "" where this is it
	All     string // without any condition, "" where there is none
}

// entriesAsked is what was asked for, as it was typed.
type entriesAsked struct{ Fact, Actor, Of, About, From, To string }

// factGroup is the facts of one kind of thing that the log holds, with how often.
type factGroup struct {
	Kind  string
	Facts []projections.EntryCount
}

// entriesKept are the parameters that moving in time leaves alone.
var entriesKept = []string{"fact", "actor", "of", "about", "from", "to"}

// onePage is how many entries a page shows.
const onePage = 50

func (c *Call) entries() (any, error) {
	h, err := c.when(entriesKept...)
	if err != nil || h.AsOf.Entry == 0 {
		return entriesShown{When: h}, err
	}
	shown := entriesShown{When: h, Asked: entriesAsked{c.Query("fact"), c.Query("actor"), c.Query("of"), c.Query("about"), c.Query("from"), c.Query("to")}}
	q, err := c.entriesQuery(shown.Asked)
	if err != nil {
		return nil, err
	}
	q.AsOf, q.At, q.Limit = h.AsOf, h.At, onePage+1
	if _, shown.Entries, err = c.Read().Find(c.Context(), q); err != nil {
		return nil, err
	}
	if len(shown.Entries) > onePage {
		shown.Entries = shown.Entries[:onePage]
		shown.Earlier = h.With("before", strconv.FormatUint(shown.Entries[onePage-1].Entry, 10))
	}
	if q.Before != 0 {
		shown.Newest = h.With("", "")
	}
	if len(h.Keep) > 0 {
		bare := h
		bare.Keep = nil
		shown.All = bare.With("", "")
	}
	counts, err := c.Read().CountEntries(c.Context(), 0, h.AsOf)
	shown.Count, shown.Actors, shown.Facts = counts.Entries, counts.Actors, groupFacts(counts.Facts)
	return shown, err
}

// entriesQuery is what was asked for, as the read side takes it. What cannot be read or found says so.
func (c *Call) entriesQuery(asked entriesAsked) (q projections.FindQuery, err error) {
	q.Actor = asked.Actor
	if asked.Fact != "" {
		q.Facts = []string{asked.Fact}
	}
	if asked.Of != "" {
		if q.Whose, err = c.whose(asked.Of); err != nil {
			return q, err
		}
	}
	if q.From, err = dayOf("from", asked.From); err != nil {
		return q, err
	}
	if q.To, err = dayOf("to", asked.To); err != nil {
		return q, err
	}
	if q.Before, err = numberOf("before", c.Query("before")); err != nil || asked.About == "" {
		return q, err
	}
	if q.About, err = uuid.Parse(asked.About); err == nil {
		return q, nil
	}
	n, failed := strconv.ParseUint(strings.TrimPrefix(asked.About, "#"), 10, 63)
	if failed != nil || n == 0 {
		return q, domain.Errorf(domain.Invalid, "%q is neither an id nor the number of an entry", asked.About).On("about")
	}
	q.After, q.Before = n-1, n+1
	return q, nil
}

// whose is a unit with its funds, or a fund, by its code or id; both where both are called so.
func (c *Call) whose(text string) (all []uuid.UUID, err error) {
	unit, noUnit := c.Read().UnitNamed(c.Context(), text)
	if noUnit == nil {
		if all, err = c.Read().WhoseUnit(c.Context(), unit, projections.AsOf{}); err != nil {
			return nil, err
		}
	}
	fund, noFund := c.Read().FundNamed(c.Context(), text)
	if noFund == nil && !slices.Contains(all, fund) {
		all = append(all, fund)
	}
	if len(all) == 0 {
		return nil, domain.Errorf(domain.NotFound, "there is no fund and no unit %s", text).On("of")
	}
	return all, nil
}

// dayOf reads a day that was typed into a field; nothing is the zero Date.
func dayOf(field, text string) (domain.Date, error) {
	if text == "" {
		return 0, nil
	}
	day, err := domain.ParseDate(text)
	return day, domain.Under(field, err)
}

// numberOf reads the number of an entry of the address; 0 where none was typed.
func numberOf(field, text string) (uint64, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(strings.TrimPrefix(text, "#"), 10, 63)
	if err != nil || n == 0 {
		return 0, domain.Errorf(domain.Invalid, "%q is not the number of an entry", text).On(field)
	}
	return n, nil
}

// groupFacts puts facts together by what they are about, in the order in which the catalog has them.
func groupFacts(counts []projections.EntryCount) (groups []factGroup) {
	for _, name := range catalog.Names() {
		i := slices.IndexFunc(counts, func(x projections.EntryCount) bool { return x.Name == name })
		if i < 0 {
			continue
		}
		kind, _, _ := strings.Cut(name, ".")
		at := slices.IndexFunc(groups, func(g factGroup) bool { return g.Kind == kind })
		if at < 0 {
			at = len(groups)
			groups = append(groups, factGroup{Kind: kind})
		}
		groups[at].Facts = append(groups[at].Facts, counts[i])
	}
	return groups
}
