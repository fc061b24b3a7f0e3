package pages

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/catalog"
	"sovang/domain/fund"
	"sovang/domain/journal"
	"sovang/eventstore"
	"sovang/projections"
)

// entryShown is one entry: as it was stored, what it did to the books, what it speaks of, and the proof that it is in the book.
type entryShown struct {
	When
	domain.Entry
	Digest        string
	Before, After string   // addresses of its neighbours, "" where there is none
	Facts         []string // the names of its facts, each once
	Overrides     []fund.BatchOverridden
	Stored        string // its JSON, laid out
	Bytes         int    // of it as it is stored
	Cut           bool
	Postings      []entryPosting
	About         []entryLink
	Proof         projections.Inclusion
	Leaf, Root    string
	Path          []string
}

// entryPosting is one line of the double entry.
type entryPosting struct {
	Date          domain.Date
	Account       string
	Currency      string
	Debit, Credit int64
}

// entryLink leads to what the entry speaks of.
type entryLink struct {
	To, Kind, Name string
	History        bool // it leads to all entries about it
}

// mostStored is how much of an entry is laid out: a list of a thousand rows is told by its beginning.
const mostStored = 24 << 10

func (c *Call) entry() (any, error) {
	h, err := c.when()
	if err != nil {
		return nil, err
	}
	n, err := c.entryNumber(h)
	if err != nil {
		return nil, err
	}
	line, err := c.Read().Line(c.Context(), c.site.o.Entries, n, h.AsOf, h.At)
	if err != nil {
		return nil, err
	}
	e := entryShown{When: h, Bytes: len(line), Before: c.neighbour(h, n, -1), After: c.neighbour(h, n, 1)}
	if e.Entry, err = eventstore.Decode(line); err != nil {
		return nil, err
	}
	e.Digest = hex.EncodeToString(e.Entry.Digest[:])
	e.Stored, e.Cut = laidOut(line)
	for _, change := range e.Entry.Changes {
		for _, event := range change.Events {
			if name, _, _ := catalog.Name(event); !slices.Contains(e.Facts, name) {
				e.Facts = append(e.Facts, name)
			}
			if o, ok := event.(fund.BatchOverridden); ok {
				e.Overrides = append(e.Overrides, o)
			}
		}
	}
	if e.Postings, err = c.postingsOf(e.Entry); err != nil {
		return nil, err
	}
	if e.About, err = c.aboutOf(e.Entry, line); err != nil {
		return nil, err
	}
	return e, c.prove(&e)
}

// entryNumber is the number of the entry that the address names, by it or by the id of its command.
func (c *Call) entryNumber(h When) (uint64, error) {
	if id, err := uuid.Parse(c.Path("entry")); err == nil {
		e, err := c.Read().Entry(c.Context(), id, h.AsOf, h.At)
		return e.Entry, err
	}
	return numberOf("entry", c.Path("entry"))
}

// neighbour is the address of the entry beside.
func (c *Call) neighbour(h When, n uint64, by int64) string {
	to := int64(n) + by
	if to < 1 || to > int64(h.AsOf.Entry) {
		return ""
	}
	h.path = "/entries/" + strconv.FormatInt(to, 10)
	return h.With("", "")
}

// laidOut is JSON with its parts on lines of their own, or the beginning of it.
func laidOut(line []byte) (text string, cut bool) {
	var b bytes.Buffer
	if json.Indent(&b, line, "", "  ") != nil { // the log holds nothing else
		b.Reset()
		b.Write(line)
	}
	if b.Len() <= mostStored {
		return b.String(), false
	}
	part := b.Bytes()[:mostStored]
	return string(part[:bytes.LastIndexByte(part, '\n')+1]), true
}

// postingsOf is what the entry did to the books, in double entry.
func (c *Call) postingsOf(e domain.Entry) (all []entryPosting, err error) {
	funds, err := c.Read().Funds(c.Context(), projections.AsOf{})
	if err != nil {
		return nil, err
	}
	codes := map[uuid.UUID]string{}
	for _, f := range funds {
		codes[f.Fund] = f.OpenedAs
	}
	for _, t := range journal.Transactions(e) {
		for _, p := range t.Postings {
			all = append(all, entryPosting{p.Date, p.Account.Name(codes[t.Fund]), string(p.Currency), max(0, p.Amount), max(0, -p.Amount)})
		}
	}
	return all, nil
}

var anID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// mostLinks is how many things an entry links to.
const mostLinks = 30

// aboutOf finds out what the ids in an entry stand for.
func (c *Call) aboutOf(e domain.Entry, line []byte) (links []entryLink, err error) {
	o, err := c.offices()
	if err != nil {
		return nil, err
	}
	read, err := c.Read().Hold(c.Context()) // for all that is looked up
	if err != nil {
		return nil, err
	}
	defer func() { _ = read.Close() }()
	funds, err := read.Funds(c.Context(), projections.AsOf{})
	if err != nil {
		return nil, err
	}
	kinds := map[uuid.UUID]string{}
	for _, change := range e.Changes {
		kinds[change.Stream.ID()] = change.Stream.Kind()
	}
	links = append(links, entryLink{To: "/entries?about=" + e.ID.String(), Kind: "entry.itself", History: true})
	seen := map[string]bool{e.ID.String(): true}
	for _, found := range anID.FindAll(line, -1) {
		text := string(found)
		if seen[text] || len(links) == mostLinks {
			continue
		}
		seen[text] = true
		id := uuid.MustParse(text)
		link := entryLink{To: "/entries?about=" + text, Name: text[:8], History: true}
		if i := slices.IndexFunc(funds, func(f projections.FundInfo) bool { return f.Fund == id }); i >= 0 {
			link.Kind, link.Name = "facts.fund", funds[i].Name+" ("+funds[i].Code+")"
		} else if u, ok := o.units[id]; ok {
			link.Kind, link.Name = "facts.unit", u.Name+" ("+u.Code+")"
		} else if kinds[id] != "" {
			link.Kind = "facts." + kinds[id]
			err = c.called(read, id, &link)
		} else {
			err = c.elsewhere(read, id, &link)
		}
		if err != nil {
			return nil, err
		}
		if link.Kind != "" {
			links = append(links, link)
		}
	}
	return links, nil
}

// called puts the name of a person into a link, where it is one that has a name still.
func (c *Call) called(read *projections.Reader, id uuid.UUID, link *entryLink) error {
	p, err := read.Person(c.Context(), id)
	if domain.CodeOf(err) == domain.NotFound {
		return nil
	}
	if err == nil && p.Name != "" {
		link.Name = p.Name
	}
	return err
}

// elsewhere finds an id that the entry only mentions: another entry, or a person.
func (c *Call) elsewhere(read *projections.Reader, id uuid.UUID, link *entryLink) error {
	other, err := read.Entry(c.Context(), id, projections.AsOf{}, nil)
	if err == nil {
		link.To, link.Kind, link.Name, link.History = "/entries/"+strconv.FormatUint(other.Entry, 10), "entry.head", c.Count(other.Entry), false
		return nil
	}
	if domain.CodeOf(err) != domain.NotFound {
		return err
	}
	if _, err = read.Person(c.Context(), id); err == nil {
		link.Kind = "facts.person"
		return c.called(read, id, link)
	}
	if domain.CodeOf(err) == domain.NotFound {
		return nil // an id of something whose own entries do not name it so
	}
	return err
}

// prove adds the way from the entry to the root of the book as of the page's entry.
func (c *Call) prove(e *entryShown) (err error) {
	if e.Proof, err = c.Read().Inclusion(c.Context(), c.site.o.Entries, e.Number, e.AsOf); err != nil {
		return err
	}
	e.Leaf, e.Root = hex.EncodeToString(e.Proof.Leaf[:]), e.Proof.Root.Hex()
	for _, h := range e.Proof.Path {
		e.Path = append(e.Path, hex.EncodeToString(h[:]))
	}
	return nil
}
