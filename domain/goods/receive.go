package goods

import (
	"cmp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

const (
	// mostLots is how many lines a delivery has at most.
	mostLots = 200
	// MaxRows is how many recipients one decision gives to at most.
	MaxRows = 3000
	// mostPieces bounds one quantity, and mostEver the pieces of an item over all time.
	mostPieces = 1_000_000_000
	mostEver   = 1_000_000_000_000
)

func invalid(field, format string, args ...any) error {
	return domain.Errorf(domain.Invalid, format, args...).On(field)
}

// bookable is the booking day that was asked for, today where none was; refused where it has not come, or lies in a closed period.
func (a Asked) bookable(asked domain.Date) (domain.Date, error) {
	day := asked.Or(a.Day)
	if err := day.Bookable(a.Day, a.Closed); err != nil {
		return 0, err
	}
	return day, nil
}

// text is a field of free text, cleaned in place.
type text struct {
	field string
	of    *string
	needs bool
}

func cleaned(texts ...text) (err error) {
	for _, t := range texts {
		if t.needs {
			*t.of, err = domain.Text(t.field, *t.of, 500)
		} else {
			*t.of, err = domain.OptionalText(t.field, *t.of, 500)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// OpenItem decides the code of another kind of thing.
func (s *Store) OpenItem(c OpenItem) ([]domain.Event, error) {
	code, err := domain.CodeText("item", c.Item)
	if err != nil {
		return nil, err
	}
	code = strings.ToLower(code)
	if there, ok := s.Items[code]; ok {
		return nil, domain.Errorf(domain.Conflict, "%q is %s already", code, there.Name).On("item")
	}
	if c.Name, err = domain.Text("name", c.Name, 200); err != nil {
		return nil, err
	}
	if c.Measure, err = domain.Text("measure", c.Measure, 40); err != nil {
		return nil, err
	}
	return []domain.Event{ItemOpened{code, c.Name, c.Measure}}, nil
}

func plainCode(code string) string { return strings.ToLower(strings.TrimSpace(code)) }

// item finds an item by its code, however it is written.
func (s *Store) item(code, field string) (string, *Item, error) {
	code = plainCode(code)
	if code == "" {
		return "", nil, invalid(field, "this must be given")
	}
	if it, ok := s.Items[code]; ok {
		return code, it, nil
	}
	return "", nil, domain.Errorf(domain.NotFound, "the store has no item %q; open it first", code).On(field)
}

func pieces(n int64, field string) error {
	if n <= 0 {
		return invalid(field, "%d pieces are not more than none", n)
	}
	if n > mostPieces {
		return invalid(field, "more than %d pieces at once cannot be numbered", int64(mostPieces))
	}
	return nil
}

// Receive decides a delivery.
func (s *Store) Receive(c Receive, a Asked) ([]domain.Event, error) {
	e := Received{Donor: c.Donor, Campaign: c.Campaign, Anonymity: c.Anonymity, ValuedBy: c.ValuedBy, Content: c.Content}
	var err error
	if err := cleaned(text{"valued_by", &e.ValuedBy, false}, text{"content", &e.Content, false}); err != nil {
		return nil, err
	}
	if e.Booked, err = a.bookable(c.Booked); err != nil {
		return nil, err
	}
	e.Given = c.Given.Or(e.Booked)
	switch {
	case e.Given > a.Day:
		return nil, invalid("given", "%s has not come yet", e.Given)
	case len(c.Lots) == 0 || len(c.Lots) > mostLots:
		return nil, invalid("lots", "a delivery has 1 to %d lines", mostLots)
	case !slices.Contains([]Anonymity{Named, Benefactor, Hidden}, c.Anonymity):
		return nil, invalid("anonymity", "%q is no degree of anonymity; leave it out or write benefactor or hidden", c.Anonymity)
	case c.Donor == uuid.Nil && c.Anonymity != Named:
		return nil, invalid("anonymity", "nobody is named who could be hidden")
	}
	next := map[string]int64{}
	for i, lot := range c.Lots {
		in, err := s.lotIn(lot, next, e.ValuedBy)
		if err != nil {
			return nil, domain.InRow("lots", i, err)
		}
		e.Lots = append(e.Lots, in)
	}
	e.Receipt = s.number(incoming, e.Booked)
	return []domain.Event{e}, nil
}

// lotIn numbers the pieces of one line; next is how far lines before it have numbered each item.
func (s *Store) lotIn(c AskedLot, next map[string]int64, valuedBy string) (LotIn, error) {
	code, item, err := s.item(c.Item, "item")
	if err != nil {
		return LotIn{}, err
	}
	if err := pieces(c.Pieces, "pieces"); err != nil {
		return LotIn{}, err
	}
	worth, err := valued(c.UnitValue, c.Valuation, valuedBy, c.Pieces)
	if err != nil {
		return LotIn{}, err
	}
	from := max(item.Next, next[code])
	if next[code] = from + c.Pieces; next[code] > mostEver {
		return LotIn{}, domain.Errorf(domain.Violation, "more pieces of %s came than this ledger can number", item.Name).On("pieces")
	}
	return LotIn{code, from, c.Pieces, worth.Value, worth.Currency, worth.Valuation}, nil
}

// valued checks the value of a piece: more than nothing, since goods of no value would be missing from the year's figures.
func valued(value money.Money, by Valuation, valuedBy string, pieces int64) (Worth, error) {
	switch {
	case !value.Positive():
		return Worth{}, invalid("unit_value", "what one piece is worth must be given; where the donor did not say it, estimate it")
	case value.Minor > money.Max/pieces:
		return Worth{}, invalid("unit_value", "%d pieces at %s are worth more than this ledger can add up", pieces, value)
	case by != Declared && by != Estimated:
		return Worth{}, invalid("valuation", "%q is no valuation; a value is declared by the donor or estimated by the association", by)
	case by == Estimated && valuedBy == "":
		return Worth{}, invalid("valuation", "an estimate says who made it; name them in valued_by")
	}
	return Worth{value.Minor, value.Currency, by}, nil
}

// Revalue decides another unit value for a lot, whatever became of its pieces.
func (s *Store) Revalue(c Revalue) ([]domain.Event, error) {
	if err := cleaned(text{"valued_by", &c.ValuedBy, false}, text{"reason", &c.Reason, true}, text{"approver", &c.Approver, true}); err != nil {
		return nil, err
	}
	lot, err := s.lot(c.Delivery, c.Line)
	if err != nil {
		return nil, err
	}
	is, err := valued(c.UnitValue, c.Valuation, c.ValuedBy, lot.Span.Len())
	if err != nil {
		return nil, err
	}
	if is == lot.Worth {
		return nil, domain.Errorf(domain.Conflict, "the lot has this value").On("unit_value")
	}
	return []domain.Event{Revalued{lot.item, lot.Delivery, lot.Line, lot.Worth, is, c.ValuedBy, c.Reason, c.Approver}}, nil
}

// line is a lot and the item it is of.
type line struct {
	item string
	*Lot
}

// lines are the lots of a delivery, in its order.
func (s *Store) lines(delivery uuid.UUID) (lines []line) {
	for code, item := range s.Items {
		for i := range item.Lots {
			if item.Lots[i].Delivery == delivery {
				lines = append(lines, line{code, &item.Lots[i]})
			}
		}
	}
	slices.SortFunc(lines, func(a, b line) int { return cmp.Compare(a.Line, b.Line) })
	return lines
}

// lot finds a line of a delivery; number 0 is its only one.
func (s *Store) lot(delivery uuid.UUID, number int64) (line, error) {
	lines := s.lines(delivery)
	switch {
	case len(lines) == 0:
		return line{}, domain.Errorf(domain.NotFound, "this store has had no such delivery").On("delivery")
	case number == 0 && len(lines) > 1:
		return line{}, invalid("line", "the delivery has %d lines; name the one", len(lines))
	case number < 0 || number > int64(len(lines)):
		return line{}, domain.Errorf(domain.NotFound, "the delivery has no line %d", number).On("line")
	}
	return lines[max(number, 1)-1], nil
}
