package pages

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/api/draft"
	"sovang/api/grid"
	"sovang/api/intake"
	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/person"
	"sovang/projections"
)

func (s *Site) gridPages() []Page {
	entering := Command("fund.receive")
	return []Page{
		{Path: "/grid", For: entering, Template: "grids", Menu: "menu.grid", Under: Recording, Unlisted: true, Show: (*Call).grids, Do: (*Call).beginGrid},
		{Path: "/grid/people", For: entering, Template: "grids", Unlisted: true, Show: (*Call).suggest},
		{Path: "/grid/{id}", For: entering, Template: "grid", Unlisted: true, Show: (*Call).grid, Do: (*Call).doGrid},
	}
}

// gridsShown is the batches that whoever asks has begun, and what a new one needs.
type gridsShown struct {
	Funds  []projections.FundInfo
	Today  string
	Drafts []gridDraft
	Posted []gridDraft
}

type gridDraft struct {
	draft.Draft[grid.Form]
	Fund  projections.FundInfo
	Rows  int
	Sheet grid.Sheet
	Mark  string
}

func (c *Call) grids() (any, error) {
	funds, err := c.fundsToReceive()
	if err != nil {
		return nil, err
	}
	shown := gridsShown{Funds: funds, Today: domain.DateOf(time.Now()).ISO()}
	all, err := c.site.grids.All(c.Context(), c.account.ID)
	for _, d := range all {
		g := gridDraft{Draft: d, Sheet: grid.Read(d.ID, d.Form, nil), Mark: grid.Mark(d.ID)}
		g.Rows = g.Sheet.Count
		if i := slices.IndexFunc(funds, func(f projections.FundInfo) bool { return f.Fund == d.Form.Fund }); i >= 0 {
			g.Fund = funds[i]
		}
		if d.Form.State == grid.Posted {
			shown.Posted = append(shown.Posted, g)
		} else {
			shown.Drafts = append(shown.Drafts, g)
		}
	}
	return shown, err
}

// fundsToReceive are the funds for which whoever asks may enter gifts, in the order of their codes.
func (c *Call) fundsToReceive() (mine []projections.FundInfo, err error) {
	asOf, err := c.Read().AsOf(c.Context(), "")
	if err != nil || asOf.Entry == 0 {
		return nil, err
	}
	o, err := c.offices()
	if err != nil {
		return nil, err
	}
	funds, err := c.Read().Funds(c.Context(), asOf)
	for _, f := range funds {
		if f.WoundUp == 0 && o.roles(c.Who(), o.up(f.Unit))&c.page.For.roles != 0 {
			mine = append(mine, f)
		}
	}
	return mine, err
}

func (c *Call) fundToReceive(id uuid.UUID) (projections.FundInfo, error) {
	funds, err := c.fundsToReceive()
	if err != nil {
		return projections.FundInfo{}, err
	}
	for _, f := range funds {
		if f.Fund == id {
			return f, nil
		}
	}
	return projections.FundInfo{}, domain.Errorf(domain.Denied, "this is of a unit in which you hold no role for it")
}

// firstRows is how many empty rows a batch begins with, and how many are added.
const firstRows = 10

func (c *Call) beginGrid() (string, error) {
	if c.Typed("do") == "discard" {
		return "/grid", c.discardGrid()
	}
	id, err := uuid.Parse(c.Typed("fund"))
	if err != nil {
		return "", domain.Errorf(domain.Invalid, "choose the fund to which the gifts go").On("fund")
	}
	f, err := c.fundToReceive(id)
	if err != nil {
		return "", err
	}
	form := grid.Form{Fund: f.Fund, Day: c.Typed("day"), Count: c.Typed("count"), Sum: c.Typed("sum"), Rows: make([]grid.Row, firstRows)}
	if err := grid.Read(c.ID(), form, nil).Fault; err != nil {
		return "", err
	}
	choices, err := c.gridChoices(f, form.Day)
	if err != nil {
		return "", err
	}
	if len(choices.Places) > 0 {
		form.Place = choices.Places[0].Place
	}
	return "/grid/" + c.ID().String(), c.site.grids.Begin(c.Context(), c.account.ID, c.ID(), form)
}

func (c *Call) discardGrid() error {
	id, err := uuid.Parse(c.Typed("draft"))
	if err != nil {
		return domain.Errorf(domain.Invalid, "no draft is named")
	}
	d, err := c.site.grids.Get(c.Context(), c.account.ID, id)
	switch {
	case domain.CodeOf(err) == domain.NotFound: // sent twice
		return nil
	case err != nil:
		return err
	case d.Form.State == grid.Posting:
		return domain.Errorf(domain.Violation, "this batch is being written; finish it first")
	}
	return c.site.grids.Discard(c.Context(), d)
}

// gridShown is one batch while it is typed.
type gridShown struct {
	ID       uuid.UUID
	Mark     string
	Fund     projections.FundInfo
	Form     grid.Form
	Day      string // as the browser's own field for days takes it
	Revision uint64
	Sheet    grid.Sheet
	Rows     []gridRow
	Kinds    []person.Kind
	Free     int // rows that may still be added
	gridChoices
}

// gridChoices is what can be chosen for all rows of a batch.
type gridChoices struct {
	Places       []projections.PlaceBalance
	Compartments []projections.CompartmentBalance
	Campaigns    []projections.CampaignName
}

// gridRow is a row as it was typed, and what is to be said of it.
type gridRow struct {
	At, No int // its place among all rows from 0, and in the batch from 1; 0: it is empty
	Typed  grid.Row
	Line   *grid.Line // nil: it is empty
	Booked []projections.Donation
	Fault  string
	Fields []string
}

func (c *Call) gridChoices(f projections.FundInfo, day string) (choices gridChoices, err error) {
	b, err := c.Read().Balances(c.Context(), projections.BalancesQuery{Fund: f.Fund})
	if err != nil {
		return choices, err
	}
	for _, one := range b.Funds {
		choices.Places = append(choices.Places, one.Places...)
		for _, k := range one.Compartments {
			if k.Compartment != fund.UnrestrictedIn("VND") && k.Restriction != fund.Income {
				choices.Compartments = append(choices.Compartments, k)
			}
		}
	}
	slices.SortStableFunc(choices.Places, func(a, b projections.PlaceBalance) int {
		return boolInt(b.Kind == fund.Cash) - boolInt(a.Kind == fund.Cash)
	})
	on, err := domain.ParseDate(day)
	if err != nil {
		on = domain.DateOf(time.Now())
	}
	o, err := c.offices()
	if err != nil {
		return choices, err
	}
	choices.Campaigns, err = c.Read().CampaignsOn(c.Context(), o.up(f.Unit), on)
	return choices, err
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// found is what a form that was refused found out about its rows, by their place in the batch.
type found map[int]error

func (c *Call) grid() (any, error) {
	d, f, err := c.draftAsked()
	if err != nil {
		return nil, err
	}
	if c.form != nil && d.Form.State == grid.Open {
		d.Form = c.typedGrid(d.Form)
	}
	return c.gridShown(d, f)
}

func (c *Call) gridShown(d draft.Draft[grid.Form], f projections.FundInfo) (*gridShown, error) {
	g := &gridShown{ID: d.ID, Mark: grid.Mark(d.ID), Fund: f, Form: d.Form, Revision: d.Revision, Kinds: person.Kinds, Day: d.Form.Day}
	if g.Form.State != grid.Open {
		g.Sheet = grid.Read(d.ID, d.Form, nil)
		return g, nil
	}
	var err error
	if g.Sheet, err = c.readGrid(d.ID, &g.Form, f); err != nil {
		return nil, err
	}
	if g.Sheet.Day != 0 {
		g.Day = g.Sheet.Day.ISO()
	}
	if g.gridChoices, err = c.gridChoices(f, g.Day); err != nil {
		return nil, err
	}
	twins, err := c.booked(g.Sheet, f.Fund)
	if err != nil {
		return nil, err
	}
	for at, r := range g.Form.Rows {
		g.Rows = append(g.Rows, gridRow{At: at, Typed: r})
	}
	for i := range g.Sheet.Lines {
		l := &g.Sheet.Lines[i]
		row := &g.Rows[l.At]
		row.Line, row.No, row.Typed = l, l.No, l.Row
		row.Booked = twins[giftOf(l, g.Sheet.Day)]
		if err := cmpFault(c.found[l.No], l.Fault); err != nil {
			_, refusal := refusalOf(err)
			if refusal == nil {
				return nil, err
			}
			row.Fault, row.Fields = c.Told(refusal.Sentence).Text, refusal.Fields
		}
	}
	g.Free = grid.Most - len(g.Form.Rows) - g.Form.Booked
	return g, nil
}

func cmpFault(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// Wrong says whether the refusal of the row speaks of a field.
func (r gridRow) Wrong(field string) bool {
	if r.Fault == "" {
		return false
	}
	who := slices.ContainsFunc(r.Fields, func(f string) bool {
		return f == "who" || strings.HasPrefix(f, "donor") || strings.HasPrefix(f, "new_donor")
	})
	note := slices.ContainsFunc(r.Fields, func(f string) bool { return f == "reference" })
	switch field {
	case "who":
		return who
	case "note":
		return note
	}
	return !who && !note
}

func giftOf(l *grid.Line, day domain.Date) projections.Gift {
	return projections.Gift{Donor: l.Gift.Donor, Currency: string(l.Gift.Amount.Currency), Amount: l.Gift.Amount.Minor, Given: day}
}

// booked are the donations in the books that look like rows of the batch: the same donor, amount and day.
func (c *Call) booked(s grid.Sheet, fund uuid.UUID) (map[projections.Gift][]projections.Donation, error) {
	var gifts []projections.Gift
	for i := range s.Lines {
		if l := &s.Lines[i]; l.Gift.Donor != uuid.Nil && l.Gift.New == "" && l.SameNew == 0 && l.Gift.Amount.Positive() && s.Day != 0 {
			gifts = append(gifts, giftOf(l, s.Day))
		}
	}
	if len(gifts) == 0 {
		return nil, nil
	}
	return c.Read().SameGifts(c.Context(), fund, gifts)
}

// draftAsked is the batch of the page's path, and its fund.
func (c *Call) draftAsked() (d draft.Draft[grid.Form], f projections.FundInfo, err error) {
	id, err := uuid.Parse(c.Path("id"))
	if err != nil {
		return d, f, errNoPage
	}
	if d, err = c.site.grids.Get(c.Context(), c.account.ID, id); err == nil {
		f, err = c.fundToReceive(d.Form.Fund)
	}
	return d, f, err
}

// keepers are the units whose people whoever enters gifts for a fund may choose from: its own, and those in which they work.
func (c *Call) keepers(f projections.FundInfo) (units []uuid.UUID, err error) {
	seats, err := c.Seats()
	units = []uuid.UUID{f.Unit}
	for _, s := range seats {
		if !slices.Contains(units, s.Unit) {
			units = append(units, s.Unit)
		}
	}
	return units, err
}

// readGrid understands a batch with what the read side knows of people. Whoever was chosen and is not theirs to choose is taken out again.
func (c *Call) readGrid(id uuid.UUID, form *grid.Form, f projections.FundInfo) (grid.Sheet, error) {
	units, err := c.keepers(f)
	if err != nil {
		return grid.Sheet{}, err
	}
	var chosen []uuid.UUID
	for _, r := range form.Rows {
		if r.Donor != uuid.Nil {
			chosen = append(chosen, r.Donor)
		}
	}
	people, err := c.Read().PeopleWith(c.Context(), chosen)
	if err != nil {
		return grid.Sheet{}, err
	}
	for i := range form.Rows {
		if r := &form.Rows[i]; r.Donor != uuid.Nil && !slices.Contains(units, people[r.Donor].Unit) {
			r.Donor, r.Known = uuid.Nil, ""
		}
	}
	known, err := c.Read().Called(c.Context(), units, form.Names())
	return grid.Read(id, *form, known), err
}

// typedGrid takes in what was typed. What is booked already is not typed.
func (c *Call) typedGrid(was grid.Form) grid.Form {
	f := was
	f.Day, f.Place, f.Compartment, f.Campaign = c.Typed("day"), c.Typed("place"), c.Typed("compartment"), c.Typed("campaign")
	f.Count, f.Sum, f.Reason = c.Typed("count"), c.Typed("sum"), strings.TrimSpace(c.Typed("reason"))
	at := func(name string, i int) string {
		if all := c.form[name]; i < len(all) {
			return all[i]
		}
		return ""
	}
	f.Rows = nil
	for i := range min(len(c.form["amount"]), grid.Most+firstRows) {
		donor, err := uuid.Parse(at("donor", i))
		if err != nil {
			donor = uuid.Nil
		}
		f.Rows = append(f.Rows, grid.Row{Who: intake.Clean(at("who", i)), Donor: donor, Known: intake.Clean(at("known", i)), Pick: at("pick", i), Amount: at("amount", i), Note: intake.Clean(at("note", i)),
			Anonymity: at("anonymity", i)})
	}
	return f
}

// suggest answers the page's script: who is called like what is typed.
func (c *Call) suggest() (any, error) {
	id, err := uuid.Parse(c.Query("fund"))
	if err != nil {
		return nil, domain.Errorf(domain.Invalid, "no fund is named")
	}
	f, err := c.fundToReceive(id)
	if err != nil {
		return nil, err
	}
	units, err := c.keepers(f)
	if err != nil {
		return nil, err
	}
	people, err := c.Read().Suggest(c.Context(), units, c.Query("q"), 8)
	if err != nil {
		return nil, err
	}
	type suggestion struct {
		ID    uuid.UUID `json:"id"`
		Label string    `json:"label"`
		Kind  string    `json:"kind"`
	}
	all := []suggestion{}
	for _, p := range people {
		all = append(all, suggestion{p.ID, called(p), c.say("donor." + string(p.Kind))})
	}
	return nil, c.json(all)
}

// called is how a person is called where they are chosen.
func called(p projections.Person) string {
	if p.Code == "" {
		return p.Name
	}
	return p.Name + " (" + p.Code + ")"
}

// CalledFully is how a person is called where they are chosen, for templates.
func (c *Call) CalledFully(p projections.Person) string { return called(p) }

// Label is what stands beside a field of a row for who does not see the column's head.
func (c *Call) Label(word string, at int) string {
	return c.say(word) + ", " + c.say("grid.row", strconv.Itoa(at+1))
}

// RowNo is the number of a row in its batch; base is how many are booked already.
func (c *Call) RowNo(at, base int) int { return base + at + 1 }

// Parts is what the parts of the page that the script asks for, too, are shown with.
func (c *Call) Parts(row, g any) map[string]any { return map[string]any{"C": c, "G": g, "R": row} }
