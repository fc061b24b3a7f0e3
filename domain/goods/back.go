package goods

import (
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/position"
)

// Lose decides that pieces are no longer there.
func (s *Store) Lose(c Lose, a Asked) ([]domain.Event, error) {
	e := Lost{Reason: c.Reason, Approver: c.Approver}
	if err := cleaned(text{"reason", &e.Reason, true}, text{"approver", &e.Approver, true}); err != nil {
		return nil, err
	}
	goods, err := s.quantities(c.Goods, "goods")
	if err != nil {
		return nil, err
	}
	if e.Booked, err = a.bookable(c.Booked); err != nil {
		return nil, err
	}
	if e.Taken, err = s.take(goods, c.From, e.Booked); err != nil {
		return nil, err
	}
	e.Voucher = s.number(outgoing, e.Booked)
	return []domain.Event{e}, nil
}

// Return decides that pieces come back which were given, or lost; out is what the entry of that document did: HandedOut or Lost.
func (s *Store) Return(c Return, out domain.Event, a Asked) ([]domain.Event, error) {
	if err := cleaned(text{"reason", &c.Reason, true}); err != nil {
		return nil, err
	}
	day, err := a.bookable(c.Booked)
	if err != nil {
		return nil, err
	}
	left, err := issued(out, "of")
	if err != nil {
		return nil, err
	}
	if len(left.rows) > 1 && c.Row == "" {
		return nil, invalid("row", "these goods went to %d recipients; name the row that gives back", len(left.rows))
	}
	taken, err := s.still(c.Of, left, c.Part, day)
	if err != nil {
		return nil, err
	}
	return []domain.Event{Returned{c.Of, c.Row, left.loss, taken, c.Reason, day, s.number(incoming, day)}}, nil
}

// issue is a document that gave or lost pieces, as what comes back of it needs it.
type issue struct {
	rows   []Row // of a loss none
	shares []Share
	booked domain.Date
	paper  Number
	loss   bool
}

func issued(out domain.Event, field string) (issue, error) {
	switch e := out.(type) {
	case HandedOut:
		return issue{e.Rows, e.Shares(), e.Booked, e.Voucher, false}, nil
	case Lost:
		i := issue{booked: e.Booked, paper: e.Voucher, loss: true}
		for item, spans := range spansOf(e.Taken) {
			i.shares = append(i.shares, Share{0, item, spans})
		}
		slices.SortFunc(i.shares, func(a, b Share) int { return slices.Compare([]string{a.Item}, []string{b.Item}) })
		return i, nil
	}
	return issue{}, domain.Errorf(domain.NotFound, "this store has given out or lost nothing under that id").On(field)
}

// still picks the pieces that a part names and that are still out, a row's highest first.
func (s *Store) still(of uuid.UUID, left issue, part Part, day domain.Date) (taken []Taken, err error) {
	if day < left.booked {
		return nil, invalid("booked", "they left the store on %s and cannot be back on %s", left.booked, day)
	}
	shares, err := left.part(part)
	if err != nil {
		return nil, err
	}
	rests, items := map[string][]position.Span{}, []string{}
	for _, share := range shares {
		if rest := s.Back[of][share.Item].Without(position.Ascending(share.Spans)); len(rest) > 0 {
			if rests[share.Item] == nil {
				items = append(items, share.Item)
			}
			rests[share.Item] = append(rests[share.Item], rest...)
		}
	}
	if len(items) == 0 {
		return nil, domain.Errorf(domain.Conflict, "all of this is back in the store").On("pieces")
	}
	if part.Pieces != 0 && len(items) > 1 {
		return nil, invalid("item", "these are several items; name the one")
	}
	for _, item := range items {
		all := position.Ascending(rests[item])
		n := position.Total(all)
		if part.Pieces != 0 {
			if err := pieces(part.Pieces, "pieces"); err != nil {
				return nil, err
			}
			if part.Pieces > n {
				return nil, domain.Errorf(domain.Violation, "%d are to come back and %d are out", part.Pieces, n).On("pieces")
			}
			n = part.Pieces
		}
		taken = append(taken, s.byLot(item, position.Highest(all, n))...)
	}
	return taken, nil
}

// part is the shares of a row and item, of all where they are not named.
func (i issue) part(p Part) ([]Share, error) {
	row := -1
	if p.Row != "" {
		if row = slices.IndexFunc(i.rows, func(r Row) bool { return r.Code == p.Row }); row < 0 {
			return nil, domain.Errorf(domain.NotFound, "the document has no row %q", p.Row).On("row")
		}
	}
	var shares []Share
	for _, share := range i.shares {
		if (row < 0 || share.Row == row) && (p.Item == "" || share.Item == plainCode(p.Item)) {
			shares = append(shares, share)
		}
	}
	if len(shares) == 0 {
		return nil, domain.Errorf(domain.NotFound, "there is no %q in it", p.Item).On("item")
	}
	return shares, nil
}

// Reverse decides that a document said what never was; made is what its entry did: Received, HandedOut or Lost.
func (s *Store) Reverse(c Reverse, made domain.Event, a Asked) ([]domain.Event, error) {
	if err := cleaned(text{"reason", &c.Reason, true}, text{"approver", &c.Approver, true}); err != nil {
		return nil, err
	}
	day, err := a.bookable(c.Booked)
	if err != nil {
		return nil, err
	}
	if received, ok := made.(Received); ok {
		return s.reverseDelivery(c, received, day)
	}
	left, err := issued(made, "document")
	if err != nil {
		return nil, err
	}
	switch {
	case c.Line != 0:
		return nil, invalid("line", "only a delivery has lines")
	case c.Pieces != 0 && c.Row == "" && len(left.rows) > 1:
		return nil, invalid("row", "a part of a list names its row")
	}
	taken, err := s.still(c.Document, left, c.Part, day)
	if err != nil {
		return nil, err
	}
	e := IssueReversed{c.Document, c.Row, left.loss, taken, c.Reason, c.Approver, day, s.paper(c.Document, left.paper), Number{}}
	stays := -s.Undone[c.Document] - count(taken) // what was given and came back was given all the same
	for _, share := range left.shares {
		stays += position.Total(share.Spans)
	}
	if stays > 0 {
		e.Voucher = s.number(outgoing, day)
	}
	return []domain.Event{e}, nil
}

// reverseDelivery takes back pieces that are in the store, a lot's highest first; what was given on is corrected first.
func (s *Store) reverseDelivery(c Reverse, e Received, day domain.Date) ([]domain.Event, error) {
	if c.Row != "" {
		return nil, invalid("row", "a delivery has lines, not rows")
	}
	if c.Line < 0 || c.Line > int64(len(e.Lots)) {
		return nil, domain.Errorf(domain.NotFound, "the delivery has no line %d", c.Line).On("line")
	}
	var chosen []line
	stays := int64(0)
	for _, l := range s.lines(c.Document) {
		left := l.Span.Len() - s.voided(l)
		stays += left
		if left > 0 && (c.Line == 0 || l.Line == c.Line) && (c.Item == "" || l.item == plainCode(c.Item)) {
			chosen = append(chosen, l)
		}
	}
	switch {
	case len(chosen) == 0:
		return nil, domain.Errorf(domain.Conflict, "nothing of this is left to reverse").On("document")
	case c.Pieces != 0 && len(chosen) > 1:
		return nil, invalid("line", "a part of a delivery of several lines names its line")
	}
	out := DeliveryReversed{Delivery: c.Document, Reason: c.Reason, Approver: c.Approver, Booked: day, Void: s.paper(c.Document, e.Receipt)}
	for _, l := range chosen {
		taken, err := s.never(l, c.Pieces, day)
		if err != nil {
			return nil, err
		}
		out.Taken = append(out.Taken, taken)
	}
	if stays > count(out.Taken) {
		out.Receipt = s.number(incoming, day)
	}
	return []domain.Event{out}, nil
}

func (s *Store) voided(l line) int64 { return position.Total(s.Items[l.item].Void.Within(l.Span)) }

// never picks n pieces of a lot that never came, all that are left of it where n is 0.
func (s *Store) never(l line, n int64, day domain.Date) (Taken, error) {
	item := s.Items[l.item]
	left := l.Span.Len() - s.voided(l)
	if n == 0 {
		n = left
	} else if err := pieces(n, "pieces"); err != nil {
		return Taken{}, err
	}
	there := item.there(l.Lot, day)
	switch here := position.Total(item.Free.Within(l.Span)); {
	case n > left:
		return Taken{}, domain.Errorf(domain.Violation, "%d pieces of %s are to be reversed; %d came", n, item.Name, left).On("pieces")
	case n > here:
		return Taken{}, domain.Errorf(domain.Violation, "%d pieces of %s are to be reversed and %d of the lot are in the store; correct first what was given or lost of it",
			n, item.Name, here).On("pieces")
	case day < l.Booked:
		return Taken{}, invalid("booked", "the delivery is of %s and cannot be reversed on %s", l.Booked, day)
	case n > there.Len():
		return Taken{}, domain.Errorf(domain.Violation, "of the %d pieces of %s in the store only %d were there on %s", here, item.Name, there.Len(), day).On("booked")
	}
	return Taken{l.item, l.Delivery, l.Line, position.Highest(there, n)}, nil
}

// count is how many pieces were taken.
func count(taken []Taken) (n int64) {
	for _, t := range taken {
		n += position.Total(t.Spans)
	}
	return n
}
