package goods

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/position"
)

// Give decides to hand goods out to everybody on a list.
func (s *Store) Give(c Give, a Asked) ([]domain.Event, error) {
	e := HandedOut{RecipientKind: c.RecipientKind, Occasion: c.Occasion, Campaign: c.Campaign, Content: c.Content}
	if err := cleaned(text{"occasion", &e.Occasion, false}, text{"content", &e.Content, false}); err != nil {
		return nil, err
	}
	if len(c.Rows) == 0 || len(c.Rows) > MaxRows {
		return nil, invalid("rows", "goods are given to 1 to %d recipients at once", MaxRows)
	}
	err := domain.RecipientKind(c.RecipientKind, "recipient_kind")
	if err != nil {
		return nil, err
	}
	if e.Booked, err = a.bookable(c.Booked); err != nil {
		return nil, err
	}
	if len(c.Each) > 0 {
		if e.Each, err = s.quantities(c.Each, "each"); err != nil {
			return nil, err
		}
	}
	if e.Rows, err = s.rows(c); err != nil {
		return nil, err
	}
	if e.Taken, err = s.take(sum(e.Each, e.Rows), c.From, e.Booked); err != nil {
		return nil, err
	}
	e.Voucher = s.number(outgoing, e.Booked)
	return []domain.Event{e}, nil
}

// rows checks the recipients of a list one by one: each stands there once, and gets something.
func (s *Store) rows(c Give) ([]Row, error) {
	rows, codes, people := make([]Row, len(c.Rows)), map[string]int{}, map[uuid.UUID]int{}
	for i, r := range c.Rows {
		row, err := s.row(r, i, len(c.Each) > 0)
		if err == nil {
			if before, twice := codes[row.Code]; twice {
				err = domain.Errorf(domain.Conflict, "rows[%d] has this code already", before).On("code")
			} else if before, twice := people[row.Recipient]; twice {
				err = domain.Errorf(domain.Conflict, "rows[%d] is the same recipient; put all they get into one row", before).On("recipient")
			}
		}
		if err != nil {
			return nil, domain.InRow("rows", i, err)
		}
		codes[row.Code], people[row.Recipient], rows[i] = i, i, row
	}
	return rows, nil
}

func (s *Store) row(r AskedRow, i int, each bool) (Row, error) {
	row := Row{Code: strconv.Itoa(i + 1), Recipient: r.Recipient, RecipientKind: r.RecipientKind}
	err := domain.RecipientKind(r.RecipientKind, "recipient_kind")
	switch {
	case r.Recipient == uuid.Nil:
		return Row{}, invalid("recipient", "this must be given")
	case err != nil:
		return Row{}, err
	case len(r.Goods) == 0 && !each:
		return Row{}, invalid("goods", "say what this recipient gets, or in each what everybody gets")
	}
	if r.Code != "" {
		if row.Code, err = domain.CodeText("code", r.Code); err != nil {
			return Row{}, err
		}
	}
	if len(r.Goods) > 0 {
		row.Goods, err = s.quantities(r.Goods, "goods")
	}
	return row, err
}

const mostItems = 50 // of one recipient

// quantities checks what is asked for of each item; an item stands there once.
func (s *Store) quantities(asked []Quantity, field string) ([]Quantity, error) {
	if len(asked) == 0 || len(asked) > mostItems {
		return nil, invalid(field, "1 to %d items stand here", mostItems)
	}
	all := make([]Quantity, len(asked))
	for i, q := range asked {
		at := fmt.Sprintf("%s[%d].", field, i)
		code, _, err := s.item(q.Item, at+"item")
		if err != nil {
			return nil, err
		}
		if err := pieces(q.Pieces, at+"pieces"); err != nil {
			return nil, err
		}
		if slices.ContainsFunc(all[:i], func(before Quantity) bool { return before.Item == code }) {
			return nil, invalid(at+"item", "%q stands here twice", code)
		}
		all[i] = Quantity{code, q.Pieces}
	}
	return all, nil
}

// of is what a row gets.
func (r Row) of(each []Quantity) []Quantity {
	if len(r.Goods) > 0 {
		return r.Goods
	}
	return each
}

// sum is what all rows get, items in the order in which they first stand there.
func sum(each []Quantity, rows []Row) (all []Quantity) {
	at := map[string]int{}
	for _, r := range rows {
		for _, q := range r.of(each) {
			i, ok := at[q.Item]
			if !ok {
				i = len(all)
				at[q.Item], all = i, append(all, Quantity{Item: q.Item})
			}
			all[i].Pieces += q.Pieces
		}
	}
	return all
}

// Share is what one row of a hand-out got of one item, in the order in which its pieces were taken.
type Share struct {
	Row   int // counted from 0
	Item  string
	Spans []position.Span
}

// Shares says which pieces each row got.
func (e HandedOut) Shares() []Share {
	var shares []Share
	next := map[string]int64{}
	spans := spansOf(e.Taken)
	for i, r := range e.Rows {
		for _, q := range r.of(e.Each) {
			from := next[q.Item]
			next[q.Item] = from + q.Pieces
			shares = append(shares, Share{i, q.Item, position.Part(spans[q.Item], from, next[q.Item])})
		}
	}
	return shares
}

// spansOf is the pieces that were taken, item by item, in their sequence.
func spansOf(taken []Taken) map[string][]position.Span {
	spans := map[string][]position.Span{}
	for _, t := range taken {
		spans[t.Item] = append(spans[t.Item], t.Spans...)
	}
	return spans
}

// take finds the oldest pieces that are in the store, and were so on that day.
func (s *Store) take(asked []Quantity, from []LotName, day domain.Date) (taken []Taken, err error) {
	named, err := s.namedLots(from, asked)
	if err != nil {
		return nil, err
	}
	for _, q := range asked {
		item, left := s.Items[q.Item], q.Pieces
		for i := range item.Lots {
			lot := &item.Lots[i]
			if left == 0 {
				break
			}
			if len(named[q.Item]) > 0 && !slices.Contains(named[q.Item], lot) {
				continue
			}
			if spans := item.there(lot, day).Lowest(left); len(spans) > 0 {
				taken = append(taken, Taken{q.Item, lot.Delivery, lot.Line, spans})
				left -= position.Total(spans)
			}
		}
		if left > 0 {
			return nil, item.short(q.Pieces, left, day, len(named[q.Item]) > 0)
		}
	}
	return taken, nil
}

// namedLots are the lots that a command names, by item.
func (s *Store) namedLots(from []LotName, asked []Quantity) (map[string][]*Lot, error) {
	if len(from) > mostLots {
		return nil, invalid("from", "at most %d lots are named", mostLots)
	}
	named := map[string][]*Lot{}
	for i, name := range from {
		at := fmt.Sprintf("from[%d]", i)
		lines := s.lines(name.Delivery)
		if len(lines) == 0 {
			return nil, domain.Under(at, domain.Errorf(domain.NotFound, "this store has had no such delivery").On("delivery"))
		}
		if name.Line != 0 {
			one, err := s.lot(name.Delivery, name.Line)
			if err != nil {
				return nil, domain.Under(at, err)
			}
			lines = []line{one}
		}
		wanted := false
		for _, l := range lines {
			wanted = wanted || slices.ContainsFunc(asked, func(q Quantity) bool { return q.Item == l.item })
			named[l.item] = append(named[l.item], l.Lot)
		}
		if !wanted {
			return nil, invalid(at, "nothing of this lot is asked for")
		}
	}
	return named, nil
}

// short says how many pieces there were, and why others in the store are not among them.
func (i *Item) short(asked, missing int64, day domain.Date, named bool) error {
	there, now := asked-missing, i.Free.Len()
	switch {
	case named:
		return domain.Errorf(domain.Violation, "%d %s %s are asked for; of the lots that are named %d were in the store on %s", asked, i.Measure, i.Name, there, day).On("from")
	case there < now:
		return domain.Errorf(domain.Violation, "%d %s %s are asked for and %d are in the store, but only %d of them were there on %s",
			asked, i.Measure, i.Name, now, there, day).On("booked")
	}
	return domain.Errorf(domain.Violation, "%d %s %s are asked for; %d are in the store", asked, i.Measure, i.Name, now).On("goods")
}
