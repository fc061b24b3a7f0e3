package goods

import (
	"maps"
	"slices"
	"sort"
	"strconv"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/position"
)

// Store is the state of one fund's store. The zero Store is empty.
type Store struct {
	Items  map[string]*Item                      `json:"items"`
	Series map[string]int64                      `json:"series"` // the last number given
	Papers map[uuid.UUID]Number                  `json:"papers"` // the paper that stands for a document now, where it is not its first; No 0: void
	Back   map[uuid.UUID]map[string]position.Set `json:"back"`   // what came back of what a document gave or lost, by item
	Undone map[uuid.UUID]int64                   `json:"undone"` // of Back: how many pieces never left
}

// Item is one kind of thing: its pieces 0 … Next-1, those of them that are in the store, and those that never came.
type Item struct {
	Name    string       `json:"name"`
	Measure string       `json:"measure"`
	Next    int64        `json:"next"`
	Free    position.Set `json:"free"`
	Void    position.Set `json:"void"`
	Lots    []Lot        `json:"lots"` // ascending

	Since map[domain.Date]position.Set `json:"since"` // pieces that came back, by the day on which they last did
}

// Lot is one line of a delivery.
type Lot struct {
	Delivery uuid.UUID     `json:"delivery"`
	Line     int64         `json:"line"`
	Span     position.Span `json:"span"`
	Booked   domain.Date   `json:"booked"`
	Worth    Worth         `json:"worth"`
}

// there is the pieces of a lot that were in the store on that day and are there still.
func (i *Item) there(l *Lot, day domain.Date) position.Set {
	if l.Booked > day {
		return nil
	}
	free := position.Set(i.Free.Within(l.Span))
	for since, back := range i.Since {
		if since > day {
			for _, s := range back.Within(l.Span) {
				free.Remove(s)
			}
		}
	}
	return free
}

// lotAt is the index of the lot that a piece is of.
func (i *Item) lotAt(piece int64) int {
	return sort.Search(len(i.Lots), func(n int) bool { return i.Lots[n].Span.To() > piece })
}

// byLot cuts ascending spans of an item where its lots end.
func (s *Store) byLot(item string, spans []position.Span) (taken []Taken) {
	it := s.Items[item]
	for _, span := range spans {
		for n := it.lotAt(span.From()); n < len(it.Lots); n++ {
			l := &it.Lots[n]
			both, ok := l.Span.Intersect(span)
			if !ok {
				break
			}
			if last := len(taken) - 1; last >= 0 && taken[last].Delivery == l.Delivery && taken[last].Line == l.Line {
				taken[last].Spans = append(taken[last].Spans, both)
				continue
			}
			taken = append(taken, Taken{item, l.Delivery, l.Line, []position.Span{both}})
		}
	}
	return taken
}

// Evolve implements domain.State.
func (s *Store) Evolve(entry uuid.UUID, e domain.Event) {
	switch e := e.(type) {
	case ItemOpened:
		if s.Items == nil {
			s.Items = map[string]*Item{}
		}
		s.Items[e.Item] = &Item{Name: e.Name, Measure: e.Measure}
	case Received:
		s.received(entry, e)
	case HandedOut:
		s.out(e.Taken)
		s.numbered(e.Voucher)
	case Lost:
		s.out(e.Taken)
		s.numbered(e.Voucher)
	case Returned:
		s.back(e.Of, e.Taken, e.Booked)
		s.numbered(e.Receipt)
	case IssueReversed:
		s.back(e.Of, e.Taken, e.Booked)
		s.replaced(e.Of, e.Voucher)
		if s.Undone == nil {
			s.Undone = map[uuid.UUID]int64{}
		}
		s.Undone[e.Of] += count(e.Taken)
	case DeliveryReversed:
		s.out(e.Taken)
		s.replaced(e.Delivery, e.Receipt)
		for _, t := range e.Taken {
			for _, span := range t.Spans {
				s.Items[t.Item].Void.Add(span)
			}
		}
	case Revalued:
		for i := range s.Items[e.Item].Lots {
			if l := &s.Items[e.Item].Lots[i]; l.Delivery == e.Delivery && l.Line == e.Line {
				l.Worth = e.Is
			}
		}
	}
}

func (s *Store) received(entry uuid.UUID, e Received) {
	for i, in := range e.Lots {
		item := s.Items[in.Item]
		span := position.Span{in.From, in.From + in.Pieces}
		item.Lots = append(item.Lots, Lot{entry, int64(i + 1), span, e.Booked, Worth{in.Value, in.Currency, in.Valuation}})
		item.Free.Add(span)
		item.Next = span.To()
	}
	s.numbered(e.Receipt)
}

// out takes pieces out of the store.
func (s *Store) out(taken []Taken) {
	for _, t := range taken {
		for _, span := range t.Spans {
			s.Items[t.Item].Free.Remove(span)
		}
	}
}

func (s *Store) back(of uuid.UUID, taken []Taken, booked domain.Date) {
	if s.Back == nil {
		s.Back = map[uuid.UUID]map[string]position.Set{}
	}
	if s.Back[of] == nil {
		s.Back[of] = map[string]position.Set{}
	}
	for _, t := range taken {
		all := s.Back[of][t.Item]
		for _, span := range t.Spans {
			all.Add(span)
			s.Items[t.Item].back(span, booked)
		}
		s.Back[of][t.Item] = all
	}
}

func (i *Item) back(span position.Span, booked domain.Date) {
	i.Free.Add(span)
	if i.Since == nil {
		i.Since = map[domain.Date]position.Set{}
	}
	for day, set := range i.Since {
		if set.Remove(span); len(set) == 0 {
			delete(i.Since, day)
		} else {
			i.Since[day] = set
		}
	}
	set := i.Since[booked]
	set.Add(span)
	i.Since[booked] = set
}

func (s *Store) numbered(n Number) {
	if n.No == 0 {
		return
	}
	if s.Series == nil {
		s.Series = map[string]int64{}
	}
	s.Series[n.Series] = n.No
}

func (s *Store) replaced(document uuid.UUID, by Number) {
	if s.Papers == nil {
		s.Papers = map[uuid.UUID]Number{}
	}
	s.Papers[document] = by
	s.numbered(by)
}

// number is the next one of a kind of document in the year of that day.
func (s *Store) number(kind string, day domain.Date) Number {
	series := kind + "/" + strconv.Itoa(day.Year())
	return Number{series, s.Series[series] + 1}
}

// paper is what stands for a document now.
func (s *Store) paper(document uuid.UUID, first Number) Number {
	if now, ok := s.Papers[document]; ok {
		return now
	}
	return first
}

// Clone implements domain.State.
func (s *Store) Clone() domain.State {
	c := &Store{Series: maps.Clone(s.Series), Papers: maps.Clone(s.Papers), Items: maps.Clone(s.Items), Back: maps.Clone(s.Back), Undone: maps.Clone(s.Undone)}
	for code, item := range c.Items {
		i := *item
		i.Free, i.Void, i.Lots = slices.Clone(item.Free), slices.Clone(item.Void), slices.Clone(item.Lots)
		i.Since = maps.Clone(item.Since)
		for day := range i.Since {
			i.Since[day] = slices.Clone(i.Since[day])
		}
		c.Items[code] = &i
	}
	for of, back := range c.Back {
		b := maps.Clone(back)
		for item := range b {
			b[item] = slices.Clone(b[item])
		}
		c.Back[of] = b
	}
	return c
}
