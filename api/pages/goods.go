package pages

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/goods"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/projections"
)

func (s *Site) goodsPages() []Page {
	return []Page{
		{Path: "/goods", For: Report("goods"), Template: "goods", Menu: "menu.goods", Under: Recording, Unlisted: true, Show: (*Call).goods, Do: (*Call).doGoods},
		{Path: "/goods/{paper}", For: Report("goods"), Template: "goodspaper", Unlisted: true, Show: (*Call).goodsPaper, Do: (*Call).doGoodsPaper},
	}
}

// goodsShown is the stores of a unit's funds: each kind of thing with its pieces, and the papers with which they came and went. Values stand beside the pieces and in no balance.
type goodsShown struct {
	Desk
	Items  []storeItem
	Papers []goodsPaperLine
	All    int
	Next   string
	First  string
	Deeds  []deed
}

type storeItem struct {
	projections.GoodsItem
	Fund string
}

// Came is how many came: what never did is left out.
func (s storeItem) Came() int64 { return s.Pieces.Received - s.Pieces.Reversed }

type goodsPaperLine struct {
	projections.GoodsPaper
	Fund string
}

// papersListed is how many papers of stores a part of the list has.
const papersListed = 50

func (c *Call) goods() (any, error) {
	d, err := c.desk()
	if err != nil {
		return nil, err
	}
	p := goodsShown{Desk: d}
	var papers []goodsPaperLine
	for _, f := range d.Funds {
		items, err := c.storeOf(f, d)
		if err != nil {
			return nil, err
		}
		p.Items = append(p.Items, items...)
		found, err := c.Read().GoodsPapers(c.Context(), f.Fund, d.AsOf, d.At)
		if err != nil {
			return nil, err
		}
		for _, x := range found {
			papers = append(papers, goodsPaperLine{x, f.Code})
		}
	}
	slices.SortStableFunc(papers, func(a, b goodsPaperLine) int { return cmp.Compare(b.Entry, a.Entry) })
	p.All = len(papers)
	next := ""
	p.Papers, next = pageOf(papers, c.Query("after"), papersListed, func(x goodsPaperLine) string { return x.Fund + " " + numberOn(x.Number) }, func(goodsPaperLine) bool { return true })
	p.Next, p.First = c.parts(d.When, next)
	if d.Open() && len(d.Funds) > 0 {
		p.Deeds, err = c.goodsDeeds(p)
	}
	return p, err
}

// numberOn is a number as it is printed.
func numberOn(n goods.Number) string { return n.Series + " " + strconv.FormatInt(n.No, 10) }

// On is a number of a paper as it is printed; nothing for none.
func (goodsPaperLine) On(n goods.Number) string {
	if n.No == 0 {
		return ""
	}
	return numberOn(n)
}

// storeOf is what lies in the store of a fund: also what has a code and never came.
func (c *Call) storeOf(f projections.FundInfo, d Desk) (all []storeItem, err error) {
	items, err := c.Read().StoreItems(c.Context(), f.Fund, d.AsOf)
	if err != nil {
		return nil, err
	}
	held, err := c.Read().Goods(c.Context(), projections.GoodsQuery{Fund: f.Fund, AsOf: d.AsOf, At: d.At, Bare: true})
	for _, i := range items {
		n := len(all)
		for _, x := range held.Items {
			if x.Item == i.Item {
				all = append(all, storeItem{x, f.Code})
			}
		}
		if len(all) == n {
			all = append(all, storeItem{projections.GoodsItem{Item: i.Item, Name: i.Name, Measure: i.Measure, Currency: string(money.VND)}, f.Code})
		}
	}
	return all, err
}

// goodsDeeds are the forms of a desk's stores.
func (c *Call) goodsDeeds(p goodsShown) (deeds []deed, err error) {
	funds := make([]option, len(p.Funds))
	for i, f := range p.Funds {
		funds[i] = option{f.Fund.String(), f.Name + " (" + f.Code + ")"}
	}
	in := c.Choose("", "fund", "desk.fund", "", funds)
	campaigns, err := c.campaignsFor(p.Unit.Unit)
	if err != nil {
		return nil, err
	}
	approver, err := c.approver("", p.Unit.Unit)
	if err != nil {
		return nil, err
	}
	may := func(command string, d deed) {
		if c.mayThere(command, p.Unit.Unit) {
			deeds = append(deeds, d)
		}
	}
	booked := c.Ask("", "booked", "desk.booked", "", "date")
	if len(p.Items) > 0 {
		may("goods.receive", c.deed("receive", "goods.receive", "goods.receive.text", in, c.Ask("", "donor", "pledge.who", "goods.donor.hint", ""), c.Ask("", "new", "forms.new", "", "tick"),
			c.Choose("", "kind-of", "forms.kindof", "", c.DonorKinds()), c.Ask("", "lots", "goods.lots", "goods.lots.hint", "area required"), c.Ask("", "valued_by", "goods.valuedby", "goods.valuedby.hint", ""),
			c.Ask("", "given", "goods.given", "", "date"), booked, c.Choose("", "campaign", "rosters.campaign", "", campaigns),
			c.Choose("", "anonymity", "goods.anonymity", "", []option{{"", c.say("anonymity.named")}, {string(goods.Benefactor), c.say("anonymity.benefactor")}, {string(goods.Hidden), c.say("anonymity.hidden")}}),
			c.Ask("", "content", "goods.content", "", "")))
		may("goods.give", c.deed("give", "goods.give", "goods.give.text", in, c.Ask("", "each", "goods.each", "goods.each.hint", "area"), c.Ask("", "rows", "goods.rows", "goods.rows.hint", "area required"),
			c.Choose("", "recipient_kind", "goods.recipients", "", append([]option{{"", c.say("forms.none")}}, chooseWords(c, "recipient.", domain.RecipientKinds...)...)),
			booked, c.Ask("", "occasion", "round.occasion", "", ""), c.Choose("", "campaign", "rosters.campaign", "", campaigns), c.Ask("", "content", "goods.content", "", "")))
		may("goods.lose", c.deed("lose", "goods.lose", "goods.lose.text", in, c.Ask("", "goods", "goods.lost", "goods.each.hint", "area required"), booked, c.Ask("", "reason", "desk.reason", "", "required"), approver))
	}
	item := c.deed("open-item", "goods.item", "goods.item.text", in, c.Ask("", "name", "goods.name", "", "required"), c.Ask("", "measure", "goods.measure", "goods.measure.hint", "required"),
		c.Ask("", "item", "goods.code", "goods.code.hint", "required"))
	item.Open = len(p.Items) == 0
	may("goods.open-item", item)
	return deeds, nil
}

// doGoods writes down what came into a store and went out of it.
func (c *Call) doGoods() (string, error) {
	d, err := c.desk()
	if err != nil {
		return "", err
	}
	in, err := c.uuid("fund")
	if err != nil {
		return "", err
	}
	if _, mine := d.Of(in); !mine {
		return "", domain.Errorf(domain.Invalid, "the form names nothing here; open the page again").On("fund")
	}
	booked, err := c.day("booked")
	if err != nil {
		return "", err
	}
	do := c.Typed("do")
	switch do {
	case "open-item":
		return c.done(do), c.ask(goods.OpenItem{Fund: in, Item: c.Typed("item"), Name: c.Typed("name"), Measure: c.Typed("measure")})
	case "receive":
		return c.done(do), c.receiveGoods(in, d.Unit.Unit, booked)
	case "give":
		return c.done(do), c.giveGoods(in, d.Unit.Unit, booked)
	case "lose":
		lost, err := c.quantities("goods")
		if err != nil {
			return "", err
		}
		return c.askSigned(d.Unit.Unit, c.done(do), goods.Lose{Fund: in, Goods: lost, Booked: booked, Reason: c.Typed("reason"), Approver: c.Typed("approver")})
	}
	return "", c.errNoTask()
}

// estimates are the words with which a line says that the association has estimated its value; any other says that the donor did.
var estimates = []string{"uoc", "uoc tinh", "hoi uoc", "hoi uoc tinh", "estimated", "est"}

// receiveGoods writes down a delivery: on a line the thing, how many, what one is worth, and whose word that is.
func (c *Call) receiveGoods(in, unit uuid.UUID, booked domain.Date) error {
	ask := ledger.ReceiveGoods{Receive: goods.Receive{Fund: in, Booked: booked, Campaign: c.Typed("campaign"), Anonymity: goods.Anonymity(c.Typed("anonymity")), ValuedBy: c.Typed("valued_by"), Content: c.Typed("content")}}
	var err error
	if ask.Given, err = c.day("given"); err != nil {
		return err
	}
	if c.Typed("donor") != "" || c.Typed("new") != "" {
		if ask.Donor, ask.NewDonor, err = c.donorOrNew("donor", unit); err != nil {
			return err
		}
	}
	for i, line := range c.pasted("lots") {
		lot := goods.AskedLot{Item: cell(line, 0), Valuation: goods.Declared}
		if lot.Pieces, err = wholeOr("pieces", strings.ReplaceAll(cell(line, 1), ".", "")); err == nil {
			lot.UnitValue, err = typedAmount("unit_value", cell(line, 2), string(money.VND))
		}
		if err != nil {
			return domain.InRow("lots", i, err)
		}
		if slices.Contains(estimates, projections.Fold(cell(line, 3))) {
			lot.Valuation = goods.Estimated
		}
		ask.Lots = append(ask.Lots, lot)
	}
	return c.ask(ask)
}

// quantities reads things with how many of each, one on a line.
func (c *Call) quantities(field string) (all []goods.Quantity, err error) {
	for i, line := range c.pasted(field) {
		n, err := wholeOr("pieces", strings.ReplaceAll(cell(line, 1), ".", ""))
		if err != nil {
			return nil, domain.InRow(field, i, err)
		}
		all = append(all, goods.Quantity{Item: cell(line, 0), Pieces: n})
	}
	return all, nil
}

// giveGoods hands things out: on a line whom, and, where it is not what everybody gets, what and how many of it, in turn.
func (c *Call) giveGoods(in, unit uuid.UUID, booked domain.Date) error {
	ask := goods.Give{Fund: in, RecipientKind: c.Typed("recipient_kind"), Booked: booked, Occasion: c.Typed("occasion"), Campaign: c.Typed("campaign"), Content: c.Typed("content")}
	var err error
	if ask.Each, err = c.quantities("each"); err != nil {
		return err
	}
	lines := c.pasted("rows")
	if err := fewEnough("rows", lines); err != nil {
		return err
	}
	keys, typed := make([]string, len(lines)), make([]string, len(lines))
	for i, line := range lines {
		keys[i], typed[i] = "recipient "+strconv.Itoa(i), cell(line, 0)
	}
	known, err := c.people(unit, person.Individual, keys, typed)
	if err != nil {
		return err
	}
	for i, line := range lines {
		row := goods.AskedRow{Recipient: known.IDs[i]}
		for j := 1; j < len(line); j += 2 {
			n, err := wholeOr("pieces", strings.ReplaceAll(cell(line, j+1), ".", ""))
			if err != nil {
				return domain.InRow("rows", i, err)
			}
			row.Goods = append(row.Goods, goods.Quantity{Item: cell(line, j), Pieces: n})
		}
		ask.Rows = append(ask.Rows, row)
	}
	return c.askWith(known.New, ask)
}
