package pages

import (
	"slices"
	"strconv"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/goods"
	"sovang/domain/money"
	"sovang/eventstore"
	"sovang/projections"
)

// rowsTold is how many recipients of a list its paper shows.
const rowsTold = 200

// goodsPaperShown is one paper of a store: what came, was given, lost or came back, and what can be put right about it.
type goodsPaperShown struct {
	When
	Fund    projections.FundInfo
	What    string // received, given, lost, returned
	Numbers []goodsPaperLine
	Booked  domain.Date
	Who     string // gave the delivery
	Text    string
	Lots    []projections.GoodsLot
	Rows    []goodsRow
	More    int // rows that are not shown
	Taken   []things
	Of      uuid.UUID // of what came back: the paper with which it went
	Deeds   []deed
}

type goodsRow struct {
	Code, Who string
	Goods     []things
}

// things are so many of one kind.
type things struct {
	projections.StoreItem
	Pieces int64
}

// namedThings gives quantities the names of what they are of.
func namedThings(items []projections.StoreItem, all []goods.Quantity) (named []things) {
	for _, q := range all {
		t := things{projections.StoreItem{Item: q.Item, Name: q.Item}, q.Pieces}
		if i := slices.IndexFunc(items, func(x projections.StoreItem) bool { return x.Item == q.Item }); i >= 0 {
			t.StoreItem = items[i]
		}
		named = append(named, t)
	}
	return named
}

// madeInStore is a paper as it was written down, and the store that it is of.
func (c *Call) madeInStore(h When) (of projections.FundInfo, made domain.Event, err error) {
	id, err := uuid.Parse(c.Path("paper"))
	if err != nil {
		return of, nil, errNoPage
	}
	entry, err := c.Read().Entry(c.Context(), id, h.AsOf, h.At)
	if err != nil {
		return of, nil, err
	}
	line, err := c.Read().Line(c.Context(), c.site.o.Entries, entry.Entry, h.AsOf, h.At)
	if err != nil {
		return of, nil, err
	}
	stored, err := eventstore.Decode(line)
	if err != nil {
		return of, nil, err
	}
	for _, change := range stored.Changes {
		if change.Stream.Kind() != "store" || len(change.Events) == 0 {
			continue
		}
		if of, err = c.Read().Fund(c.Context(), change.Stream.ID(), h.AsOf, h.At); err != nil {
			return of, nil, err
		}
		return of, change.Events[0], c.Within(of.Unit)
	}
	return of, nil, errNoPage
}

func (c *Call) goodsPaper() (any, error) {
	h, err := c.when()
	if err != nil {
		return nil, err
	}
	of, made, err := c.madeInStore(h)
	if err != nil {
		return nil, err
	}
	p := goodsPaperShown{When: h, Fund: of}
	if err := c.tellPaper(&p, made); err != nil {
		return nil, err
	}
	papers, err := c.Read().GoodsPapers(c.Context(), of.Fund, h.AsOf, h.At)
	if err != nil {
		return nil, err
	}
	for _, x := range papers {
		if x.Document.String() == c.Path("paper") {
			p.Numbers = append(p.Numbers, goodsPaperLine{x, of.Code})
		}
	}
	if h.Past() || h.At != nil {
		return p, nil
	}
	return p, c.paperDeeds(&p)
}

// tellPaper puts what was written down into words of the page.
func (c *Call) tellPaper(p *goodsPaperShown, made domain.Event) (err error) {
	people := c.names()
	items, err := c.Read().StoreItems(c.Context(), p.Fund.Fund, p.AsOf)
	if err != nil {
		return err
	}
	switch e := made.(type) {
	case goods.Received:
		p.What, p.Booked, p.Text = "received", e.Booked, e.Content
		if p.Who, err = people.Of(e.Donor); err != nil {
			return err
		}
		id, _ := uuid.Parse(c.Path("paper")) // read before
		trace, err := c.Read().TraceGoods(c.Context(), id, p.AsOf, p.When.At)
		p.Lots = trace.Lots
		return err
	case goods.HandedOut:
		p.What, p.Booked, p.Text = "given", e.Booked, e.Content
		p.More = max(0, len(e.Rows)-rowsTold)
		for _, r := range e.Rows[:len(e.Rows)-p.More] {
			who, err := people.Of(r.Recipient)
			if err != nil {
				return err
			}
			got := r.Goods
			if len(got) == 0 {
				got = e.Each
			}
			p.Rows = append(p.Rows, goodsRow{r.Code, who, namedThings(items, got)})
		}
		p.Taken = namedThings(items, piecesOf(e.Taken))
	case goods.Lost:
		p.What, p.Booked, p.Text, p.Taken = "lost", e.Booked, e.Reason, namedThings(items, piecesOf(e.Taken))
	case goods.Returned:
		p.What, p.Booked, p.Text, p.Taken, p.Of = "returned", e.Booked, e.Reason, namedThings(items, piecesOf(e.Taken)), e.Of
	default:
		return errNoPage // a code, a correction: no paper of its own
	}
	return nil
}

// piecesOf adds up what was taken, by item in the order in which they first stand there.
func piecesOf(taken []goods.Taken) (all []goods.Quantity) {
	for _, t := range taken {
		i := slices.IndexFunc(all, func(q goods.Quantity) bool { return q.Item == t.Item })
		if i < 0 {
			i, all = len(all), append(all, goods.Quantity{Item: t.Item})
		}
		for _, s := range t.Spans {
			all[i].Pieces += s.Len()
		}
	}
	return all
}

// paperDeeds are what can be put right about a paper: what came back of it, what never was, what a piece is worth.
func (c *Call) paperDeeds(p *goodsPaperShown) error {
	approver, err := c.approver("", p.Fund.Unit)
	if err != nil || p.What == "returned" {
		return err
	}
	part := []asking{}
	if len(p.Lots) > 1 {
		lines := []option{{"", c.say("goods.part.all")}}
		for _, l := range p.Lots {
			lines = append(lines, option{strconv.FormatInt(l.Line, 10), l.Name})
		}
		part = append(part, c.Choose("", "line", "goods.part.line", "", lines))
	}
	if p.What == "given" {
		part = append(part, c.Ask("", "row", "goods.part.row", "goods.part.row.hint", ""))
	}
	if p.What != "received" && len(p.Taken) > 1 {
		items := []option{{"", c.say("goods.part.all")}}
		for _, q := range p.Taken {
			items = append(items, option{q.Item, q.Name})
		}
		part = append(part, c.Choose("", "item", "goods.part.item", "", items))
	}
	part = append(part, c.Ask("", "pieces", "goods.part.pieces", "", ""), c.Ask("", "booked", "desk.booked", "", "date"), c.Ask("", "reason", "desk.reason", "", "required"))
	if p.What != "received" && c.mayThere("goods.return", p.Fund.Unit) {
		p.Deeds = append(p.Deeds, c.deed("return", "goods.return."+p.What, "goods.return.text", slices.Clone(part)...))
	}
	if c.mayThere("goods.reverse", p.Fund.Unit) {
		p.Deeds = append(p.Deeds, c.deed("reverse", "goods.reverse", "goods.reverse.text", append(slices.Clone(part), approver)...))
	}
	if p.What == "received" && c.mayThere("goods.revalue", p.Fund.Unit) {
		fields := []asking{}
		if len(p.Lots) > 1 {
			fields = append(fields, c.Choose("", "line", "goods.part.line", "", part[0].Options[1:]))
		}
		fields = append(fields, c.Ask("", "unit_value", "goods.value", "desk.amount.hint", "required"), c.Choose("", "valuation", "goods.whose", "", chooseWords(c, "goods.by.", goods.Declared, goods.Estimated)),
			c.Ask("", "valued_by", "goods.valuedby", "goods.valuedby.hint", ""), c.Ask("", "reason", "desk.reason", "", "required"), approver)
		p.Deeds = append(p.Deeds, c.deed("revalue", "goods.revalue", "goods.revalue.text", fields...))
	}
	return nil
}

// doGoodsPaper puts something right about a paper.
func (c *Call) doGoodsPaper() (string, error) {
	h, err := c.when()
	if err != nil {
		return "", err
	}
	of, _, err := c.madeInStore(h)
	if err != nil {
		return "", err
	}
	id, booked := uuid.MustParse(c.Path("paper")), domain.Date(0)
	if booked, err = c.day("booked"); err != nil {
		return "", err
	}
	line, err := wholeOr("line", c.Typed("line"))
	if err != nil {
		return "", err
	}
	part := goods.Part{Row: c.Typed("row"), Item: c.Typed("item")}
	if part.Pieces, err = wholeOr("pieces", c.Typed("pieces")); err != nil {
		return "", err
	}
	do := c.Typed("do")
	switch do {
	case "return":
		return c.done(do), c.ask(goods.Return{Fund: of.Fund, Of: id, Part: part, Booked: booked, Reason: c.Typed("reason")})
	case "reverse":
		return c.askSigned(of.Unit, c.done(do), goods.Reverse{Fund: of.Fund, Document: id, Line: line, Part: part, Booked: booked, Reason: c.Typed("reason"), Approver: c.Typed("approver")})
	case "revalue":
		value, err := c.amount("unit_value", string(money.VND))
		if err != nil {
			return "", err
		}
		return c.askSigned(of.Unit, c.done(do), goods.Revalue{Fund: of.Fund, Delivery: id, Line: line, UnitValue: value, Valuation: goods.Valuation(c.Typed("valuation")),
			ValuedBy: c.Typed("valued_by"), Reason: c.Typed("reason"), Approver: c.Typed("approver")})
	}
	return "", c.errNoTask()
}
