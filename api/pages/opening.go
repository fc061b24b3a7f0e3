package pages

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"sovang/domain"
	"sovang/domain/boxes"
	"sovang/domain/campaign"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/staff"
	"sovang/projections"
)

// openingShown is the form of an opening day: what was counted in each box, of it what is donated, and how that will be split.
type openingShown struct {
	boxBookShown
	Lines   []openingLine
	Others  []string // who may count beside whoever asks
	Places  []projections.PlaceBalance
	Preview *openingPreview // of what was typed
	Volunt  bool            // the rule is that families give what they wish: what is donated is typed
}

// openingLine is one line of the form, as it was typed.
type openingLine struct {
	No                             int
	Box, Counted, Donated, Keeping string
	Stray                          bool
}

// openingPreview is what an opening would come to.
type openingPreview struct {
	Boxes            int
	Counted, Donated int64
	Shares           []openingShare
}

type openingShare struct {
	Level  string
	Own    bool
	Amount int64
}

// Lines that the form shows: so many that are empty are there to be typed into, and at most so many are taken.
const (
	emptyLines = 8
	mostLines  = 400
)

func (c *Call) opening() (any, error) {
	p := openingShown{}
	shown, err := c.boxBook()
	if err != nil {
		return nil, err
	}
	p.boxBookShown = shown.(boxBookShown)
	if p.Others, err = c.others(p.BoxBook.Unit, staff.Working); err != nil {
		return nil, err
	}
	for _, s := range p.Shares {
		if s.Own {
			p.Places, err = c.placesOf(s.Fund, string(money.VND))
		}
	}
	if len(p.Places) == 0 && err == nil { // nothing was opened yet: no share says which fund it is
		p.Places, err = c.ownPlaces(p.BoxBook)
	}
	if err != nil {
		return nil, err
	}
	rule, _ := ruleOn(p.Campaign, p.Today)
	p.Volunt = rule.Voluntary
	p.Lines = c.typedLines()
	n := len(p.Lines)
	for range emptyLines {
		p.Lines = append(p.Lines, openingLine{})
	}
	if n == 0 { // those that are still out stand there already, so that only what was counted is typed
		for i, x := range firstOut(p.Rows, emptyLines) {
			p.Lines[i].Box = x.Box
		}
	}
	for i := range p.Lines {
		p.Lines[i].No = i + 1
	}
	if c.Typed("do") == "preview" && c.Refused == nil {
		p.Preview, err = c.preview(p)
	}
	return p, err
}

func firstOut(rows []projections.BoxInfo, most int) (out []projections.BoxInfo) {
	for _, x := range rows {
		if x.State == projections.BoxOut && len(out) < most {
			out = append(out, x)
		}
	}
	return out
}

// ownPlaces are the places of the fund that the opener's share goes to.
func (c *Call) ownPlaces(b projections.BoxBook) ([]projections.PlaceBalance, error) {
	fund, err := c.Read().BoxesFund(c.Context(), b.Boxes, b.Level)
	if err != nil {
		return nil, err
	}
	return c.placesOf(fund, string(money.VND))
}

// typedLines are the lines that were typed, those that were left empty taken out; what was pasted comes behind.
func (c *Call) typedLines() (all []openingLine) {
	boxesTyped, counted, donated, stray := c.form["box"], c.form["counted"], c.form["donated"], c.form["stray"]
	at := func(all []string, i int) string {
		if i < len(all) {
			return strings.TrimSpace(all[i])
		}
		return ""
	}
	for i := range boxesTyped {
		l := openingLine{Box: at(boxesTyped, i), Counted: at(counted, i), Donated: at(donated, i), Stray: slices.Contains(stray, strconv.Itoa(i+1))}
		if l.Counted != "" || l.Donated != "" {
			all = append(all, l)
		}
	}
	for _, line := range strings.Split(c.Typed("paste"), "\n") {
		cells := strings.FieldsFunc(line, func(r rune) bool { return r == '\t' || r == ';' || r == '\r' })
		if len(cells) == 0 || strings.TrimSpace(cells[0]) == "" {
			continue
		}
		all = append(all, openingLine{Box: at(cells, 0), Counted: at(cells, 1), Donated: at(cells, 2)})
	}
	return all
}

// counting reads the lines as the ledger is asked.
func (c *Call) counting(p openingShown) (ask ledger.OpenBoxes, err error) {
	ask = ledger.OpenBoxes{Boxes: p.Boxes, Minutes: c.Typed("minutes"), Place: c.Typed("place"), Counters: []string{c.Who()}}
	for _, name := range append(c.form["counter"], strings.Split(c.Typed("counters"), ",")...) {
		if name = strings.TrimSpace(name); name != "" {
			ask.Counters = append(ask.Counters, name)
		}
	}
	if ask.On, err = c.day("on"); err != nil {
		return ask, err
	}
	ask.On = cmp.Or(ask.On, today())
	ask.Booked = ask.On
	lines := c.typedLines()
	if len(lines) == 0 || len(lines) > mostLines {
		return ask, domain.Errorf(domain.Invalid, "count 1 to %d boxes at a time", mostLines).On("counted")
	}
	for i, l := range lines {
		row := boxes.AskedCount{AskedBox: boxes.AskedBox{Box: l.Box}, Stray: l.Stray}
		for _, x := range []struct {
			into *money.Money
			text string
			name string
		}{{&row.Counted, l.Counted, "counted"}, {&row.Donated, l.Donated, "donated"}} {
			if x.text == "0" { // nothing was found, or is donated: that is said, not left out
				*x.into = money.Dong(0)
				continue
			}
			if *x.into, err = typedAmount("rows["+strconv.Itoa(i)+"]."+x.name, x.text, string(money.VND)); err != nil {
				return ask, err
			}
		}
		ask.Rows = append(ask.Rows, row)
	}
	return ask, nil
}

// ruleOn is the campaign's rule in force on a day, and its number.
func ruleOn(of projections.CampaignInfo, day domain.Date) (campaign.Rule, int64) {
	for i := len(of.Rules) - 1; i >= 0; i-- {
		if r := of.Rules[i]; r.From <= day {
			return campaign.Rule{From: r.From, Levels: r.Levels, Remainder: r.Remainder, Voluntary: r.Voluntary}, int64(i + 1)
		}
	}
	return campaign.Rule{}, 0
}

// preview adds up what was typed and splits it as the ledger will: by running totals, after what was opened under the same rule.
func (c *Call) preview(p openingShown) (*openingPreview, error) {
	ask, err := c.counting(p)
	if err != nil {
		return nil, err
	}
	rule, no := ruleOn(p.Campaign, ask.On)
	v := &openingPreview{Boxes: len(ask.Rows)}
	for _, r := range ask.Rows {
		v.Counted += r.Counted.Minor
		switch {
		case r.Donated.Currency != "":
			v.Donated += r.Donated.Minor
		case !rule.Voluntary:
			v.Donated += r.Counted.Minor
		}
	}
	before := int64(0)
	for _, o := range p.Openings {
		if o.Rule == no {
			before += o.Donated
		}
	}
	if no == 0 || v.Donated == 0 {
		return v, nil
	}
	was, now := rule.Shares(before), rule.Shares(before+v.Donated)
	for i, l := range rule.Levels {
		v.Shares = append(v.Shares, openingShare{l.Name, l.Name == p.Level, now[i] - was[i]})
	}
	return v, nil
}

// openBoxes shows what an opening would come to, or asks for it. Who counts beside whoever asks signs it before it is written.
func (c *Call) openBoxes() (string, error) {
	shown, err := c.boxBook()
	if err != nil {
		return "", err
	}
	p := openingShown{boxBookShown: shown.(boxBookShown)}
	ask, err := c.counting(p)
	if err != nil {
		return "", err
	}
	to := "/boxes/" + p.Boxes.String() + "?done=opened"
	if c.Typed("do") == "preview" {
		return "", c.trySigned(ledger.Request{ID: c.ID(), Command: ask})
	}
	return c.askSigned(p.BoxBook.Unit, to, ask)
}
