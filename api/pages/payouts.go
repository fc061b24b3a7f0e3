package pages

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/projections"
)

func (s *Site) payoutPages() []Page {
	return []Page{{Path: "/payouts", For: Report("payouts"), Template: "payouts", Menu: "menu.payouts", Under: Recording, Unlisted: true, Show: (*Call).payouts, Do: (*Call).doPayouts}}
}

// payoutsShown is what a unit's funds paid out, the newest first, and what is set aside in them; and the forms that pay and set aside.
type payoutsShown struct {
	Desk
	tasks
	Rows    []payoutRow
	Aside   []reservationRow
	Earlier string // address of the part that follows, "" where there is none
	Newest  string
	Waits   []Waits
}

type payoutRow struct {
	projections.Payout
	Who string
}

type reservationRow struct {
	projections.ReservationInfo
	Fund     uuid.UUID
	FundName string
	Who      string
}

// Several says whether the fund of each payout has to be told.
func (p payoutsShown) Several() bool { return len(p.Funds) > 1 }

// payoutsAPart is how many payouts a page shows.
const payoutsAPart = 40

func (c *Call) payouts() (any, error) {
	d, err := c.desk()
	if err != nil {
		return nil, err
	}
	p := payoutsShown{Desk: d}
	if err := c.payoutRows(&p); err != nil {
		return nil, err
	}
	if err := c.asideIn(&p); err != nil || !d.Open() {
		return p, err
	}
	if p.Waits, err = c.WaitingOn(d.at("/payouts")); err != nil {
		return nil, err
	}
	return p, c.payoutTasks(&p)
}

// payoutRows reads a part of what was paid out, with who got it.
func (c *Call) payoutRows(p *payoutsShown) error {
	before, err := numberOf("before", c.Query("before"))
	if err != nil {
		return err
	}
	for _, f := range p.Funds {
		some, err := c.Read().Payouts(c.Context(), projections.PayoutsQuery{Fund: f.Fund, AsOf: p.AsOf, At: p.At, Limit: payoutsAPart + 1, Below: before})
		if err != nil {
			return err
		}
		for _, x := range some {
			p.Rows = append(p.Rows, payoutRow{Payout: x})
		}
	}
	slices.SortFunc(p.Rows, func(a, b payoutRow) int { return cmp.Compare(b.Entry, a.Entry) })
	if len(p.Rows) > payoutsAPart {
		p.Rows = p.Rows[:payoutsAPart]
		p.Earlier = p.With("before", strconv.FormatUint(p.Rows[payoutsAPart-1].Entry, 10))
	}
	if before != 0 {
		p.Newest = p.With("", "")
	}
	who := c.names()
	for i := range p.Rows {
		if p.Rows[i].Who, err = who.Of(p.Rows[i].Recipient); err != nil {
			return err
		}
	}
	return nil
}

// asideIn reads what is set aside and not paid yet.
func (c *Call) asideIn(p *payoutsShown) error {
	who := c.names()
	for _, f := range p.Funds {
		all, err := c.Read().Reservations(c.Context(), f.Fund, p.AsOf, p.At)
		if err != nil {
			return err
		}
		for _, x := range all {
			if x.Left == 0 {
				continue
			}
			row := reservationRow{ReservationInfo: x, Fund: f.Fund, FundName: f.Name}
			if row.Who, err = who.Of(x.Recipient); err != nil {
				return err
			}
			p.Aside = append(p.Aside, row)
		}
	}
	return nil
}

// Kind is the word for what a payout was for.
func (p payoutRow) Kind() string { return cmp.Or(string(p.Award), string(p.Payout.Kind)) }

// Paper is the address of its voucher, "" where it has none.
func (p payoutRow) Paper() string {
	if p.Voucher.No == 0 {
		return ""
	}
	return paperAddress(p.FundCode, p.Voucher)
}

// Single says whether it was set aside for one award or cost: what is for a list its round pays and gives up.
func (r reservationRow) Single() bool { return r.List == uuid.Nil }

// payoutKinds are what a single payout can be for: the kinds of award, then costs.
var payoutKinds = []string{string(fund.Scholarship), string(fund.Support), string(fund.Reward), string(fund.ProgrammeCost), string(fund.RunningCost), string(fund.Fee)}

// kindTyped reads what a payout is for.
func (c *Call) kindTyped() (kind fund.PayoutKind, award fund.AwardKind) {
	switch text := c.Typed("kind"); fund.AwardKind(text) {
	case fund.Scholarship, fund.Support, fund.Reward:
		return fund.Award, fund.AwardKind(text)
	default:
		return fund.PayoutKind(text), ""
	}
}

// payable says whether somebody may be paid out of a compartment by the treasurer's choice. A slot's is chosen by the slot, for there are hundreds.
func payable(k projections.CompartmentBalance) bool {
	return k.Available > 0 && k.Restriction != fund.Endowment && k.Restriction != fund.Slot
}

// payoutTasks are the forms that pay, set aside and give up what was set aside.
func (c *Call) payoutTasks(p *payoutsShown) error {
	d := p.Desk
	balances, err := c.heldBy(d)
	if err != nil {
		return err
	}
	from, places := c.compartmentsToChoose(d, balances, payable), c.placesToChoose(d, balances, func(projections.PlaceBalance) bool { return true })
	if len(places) == 0 {
		return nil
	}
	campaigns, err := c.campaignsFor(d.Unit.Unit)
	if err != nil {
		return err
	}
	approver, err := c.approver("reserve", d.Unit.Unit)
	if err != nil {
		return err
	}
	kinds := chooseWords(c, "payouts.kind.", payoutKinds...)
	aside := []option{}
	for _, r := range p.Aside {
		if r.Single() {
			aside = append(aside, option{inFund(r.Fund, r.ID.String()), c.reservationSaid(r)})
		}
	}
	recipients := append([]option{c.none("task.kind.none")}, chooseWords(c, "recipient.", domain.RecipientKinds...)...)
	fields := []asking{c.Choose("pay", "kind", "task.kind", "", kinds), c.Ask("pay", "recipient", "task.recipient", "task.recipient.hint", ""),
		c.Choose("pay", "recipient_kind", "task.recipientkind", "", recipients), c.Ask("pay", "content", "task.content", "", ""), c.Ask("pay", "amount", "task.amount", "desk.amount.hint", "required"),
		c.Choose("pay", "compartment", "task.from", "", append(slices.Clone(from), c.none("task.from.other"))).With(firstChoice(from)), c.Ask("pay", "slot", "task.slot", "task.slot.hint", "")}
	if len(aside) > 0 {
		fields = append(fields, c.Choose("pay", "reservation", "task.reservation", "task.reservation.hint", append([]option{c.none("task.reservation.none")}, aside...)))
	}
	fields = append(fields, c.Choose("pay", "place", "task.place.out", "", places), c.Ask("pay", "booked", "desk.booked", "", "date"),
		c.Ask("pay", "reference", "task.reference", "", ""), c.Choose("pay", "campaign", "task.campaign", "", campaigns))
	p.offer(c, d.Unit.Unit, "fund.pay", deed{Do: "pay", Lead: c.say("task.lead.pay"), Fields: fields})
	if len(from) > 0 {
		p.offer(c, d.Unit.Unit, "fund.reserve", deed{Do: "reserve", Lead: c.say("task.lead.reserve"), Fields: []asking{c.Choose("reserve", "kind", "task.kind", "", kinds),
			c.Ask("reserve", "recipient", "task.recipient", "task.recipient.hint", ""), c.Ask("reserve", "amount", "task.amount", "desk.amount.hint", "required"),
			c.Choose("reserve", "compartment", "task.from", "", from), approver}})
	}
	if len(aside) > 0 {
		p.offer(c, d.Unit.Unit, "fund.release", deed{Do: "release", Lead: c.say("task.lead.release"), Fields: []asking{c.Choose("release", "reservation", "task.reservation", "", aside),
			c.Ask("release", "reason", "desk.reason", "", "required")}})
	}
	return nil
}

// reservationSaid is what something set aside is known by.
func (c *Call) reservationSaid(r reservationRow) string {
	parts := []string{r.Who, c.Amount(r.Currency, r.Left), c.say("task.reservation.by", r.Approver, c.Count(r.Entry))}
	return strings.Join(slices.DeleteFunc(parts, func(t string) bool { return t == "" }), ", ")
}

// doPayouts pays, sets aside, or gives up what was set aside.
func (c *Call) doPayouts() (string, error) {
	d, err := c.desk()
	if err != nil {
		return "", err
	}
	switch c.Typed("do") {
	case "pay":
		ask, err := c.paying(d)
		if err != nil {
			return "", err
		}
		return c.done("pay"), c.ask(ask)
	case "reserve":
		ask, err := c.reserving(d)
		if err != nil {
			return "", err
		}
		return c.askSigned(d.Unit.Unit, d.at("/payouts", "done", "reserve"), ask)
	case "release":
		in, id, err := c.reservationChosen(d)
		if err == nil && id == uuid.Nil {
			err = domain.Errorf(domain.Invalid, "choose what is set aside").On("reservation")
		}
		if err != nil {
			return "", err
		}
		return c.done("release"), c.ask(fund.Release{Fund: in, Reservation: id, Reason: c.Typed("reason")})
	}
	return "", c.errNoTask()
}

// chosenIn reads what was chosen of a desk's funds: the fund and the code; nothing chosen is the nil UUID.
func (c *Call) chosenIn(field string, d Desk) (in uuid.UUID, code string, err error) {
	text := c.Typed(field)
	if text == "" {
		return uuid.Nil, "", nil
	}
	id, code, _ := strings.Cut(text, " ")
	in, failed := uuid.Parse(id)
	if _, mine := d.Of(in); failed != nil || !mine || code == "" {
		return in, "", domain.Errorf(domain.Invalid, "the form names nothing here; open the page again").On(field)
	}
	return in, code, nil
}

func (c *Call) reservationChosen(d Desk) (in, id uuid.UUID, err error) {
	in, code, err := c.chosenIn("reservation", d)
	if err == nil && code != "" {
		id, err = uuid.Parse(code)
	}
	return in, id, err
}

// paying reads a payout: out of what was set aside, of a slot's money, or of a compartment.
func (c *Call) paying(d Desk) (ask fund.Pay, err error) {
	in, place, currency, err := c.placeChosen("place", d)
	if err != nil {
		return ask, err
	}
	ask = fund.Pay{Fund: in, Place: place, Content: strings.TrimSpace(c.Typed("content")), Reference: strings.TrimSpace(c.Typed("reference")), Campaign: c.Typed("campaign"),
		RecipientKind: c.Typed("recipient_kind")}
	ask.Kind, ask.Award = c.kindTyped()
	if ask.Amount, err = c.amount("amount", currency); err != nil {
		return ask, err
	}
	if ask.Booked, err = c.day("booked"); err != nil {
		return ask, err
	}
	if ask.Recipient, err = c.donorTyped("recipient"); err != nil {
		return ask, err
	}
	held, reserved, err := c.reservationChosen(d)
	switch {
	case err != nil:
		return ask, err
	case reserved != uuid.Nil && held != in:
		return ask, ofOneFund("reservation")
	case reserved != uuid.Nil:
		ask.Reservation = reserved
		return ask, c.asReserved(&ask)
	case strings.TrimSpace(c.Typed("slot")) != "":
		return ask, c.ofSlot(&ask, currency)
	}
	from, code, err := c.chosenIn("compartment", d)
	switch {
	case err != nil:
		return ask, err
	case code == "":
		return ask, domain.Errorf(domain.Invalid, "choose the compartment that pays, or type the code of the slot").On("compartment")
	case from != in:
		return ask, ofOneFund("compartment")
	}
	ask.From = []fund.AskedShare{{Compartment: code}}
	return ask, nil
}

func ofOneFund(field string) error {
	return domain.Errorf(domain.Invalid, "the compartment and the place are of one fund; from fund to fund money is sent").On(field)
}

// asReserved fills in for whom the money was set aside, where the form leaves it out.
func (c *Call) asReserved(ask *fund.Pay) error {
	all, err := c.Read().Reservations(c.Context(), ask.Fund, projections.AsOf{}, nil)
	for _, r := range all {
		if r.ID == ask.Reservation {
			ask.Slot = r.Slot
			if ask.Recipient == uuid.Nil {
				ask.Recipient = r.Recipient
			}
		}
	}
	return err
}

// ofSlot pays from the money of a sponsorship slot, to its child.
func (c *Call) ofSlot(ask *fund.Pay, currency string) error {
	code := strings.ToUpper(strings.TrimSpace(c.Typed("slot")))
	found, err := c.Read().Godfathers(c.Context(), projections.GodfathersQuery{Code: code, OnlySlots: true})
	if err != nil || len(found.Slots) == 0 {
		return cmp.Or(err, error(domain.Errorf(domain.NotFound, "there is no slot %q", code)))
	}
	slot := found.Slots[0]
	b, err := c.balanceOf(ask.Fund, projections.AsOf{})
	if err != nil {
		return err
	}
	for _, k := range b.Compartments {
		if k.Restriction == fund.Slot && k.Wording == slot.Code && k.Currency == currency {
			ask.Slot, ask.From = slot.Slot, []fund.AskedShare{{Compartment: k.Compartment}}
			if ask.Recipient == uuid.Nil {
				ask.Recipient = slot.Child
			}
			return nil
		}
	}
	return domain.Errorf(domain.NotFound, "no money of slot %s lies in this fund", slot.Code).On("slot")
}

// reserving reads what is to be set aside.
func (c *Call) reserving(d Desk) (ask fund.Reserve, err error) {
	in, code, err := c.chosenIn("compartment", d)
	if err == nil && code == "" {
		err = domain.Errorf(domain.Invalid, "choose the fund and the compartment").On("compartment")
	}
	if err != nil {
		return ask, err
	}
	ask = fund.Reserve{Fund: in, From: []fund.AskedShare{{Compartment: code}}, Approver: c.Typed("approver")}
	ask.Kind, _ = c.kindTyped()
	b, err := c.balanceOf(in, projections.AsOf{})
	if err != nil {
		return ask, err
	}
	currency := string(money.VND)
	if k, ok := compartmentNamed(b, code); ok {
		currency = k.Currency
	}
	if ask.Amount, err = c.amount("amount", currency); err != nil {
		return ask, err
	}
	ask.Recipient, err = c.donorTyped("recipient")
	return ask, err
}
