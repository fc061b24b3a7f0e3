package goods

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"sovang/domain"
	"sovang/domain/money"
	"sovang/domain/position"
)

// where a piece is; a naive store has one cell for every piece that ever came.
type cell struct {
	where    string // store, given, lost, void
	by       uuid.UUID
	delivery uuid.UUID
	since    domain.Date // in the store, or out of it
}

// history is a store, a naive one beside it, and the documents that commands may speak of.
type history struct {
	t     *rapid.T
	store *Store
	cells map[string][]cell
	docs  map[uuid.UUID]domain.Event
	ids   []uuid.UUID
	stock map[uuid.UUID]map[domain.Date]int64 // of a delivery: in less out, by day
	paper map[string]int64
	n     int
}

// TestLaw: whatever is asked for, received = in store + given + lost + reversed, no lot is below zero on any day, the oldest pieces go first, and
// numbers have no gaps.
func TestLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := &history{t: t, store: fold(opened), cells: map[string][]cell{}, docs: map[uuid.UUID]domain.Event{},
			stock: map[uuid.UUID]map[domain.Date]int64{}, paper: map[string]int64{}}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			h.step()
			h.holds()
		}
	})
}

func (h *history) day() domain.Date {
	return day + domain.Date(rapid.IntRange(0, 20).Draw(h.t, "day"))
}

func (h *history) goods(most int64) []Quantity {
	return []Quantity{{rapid.SampledFrom([]string{"xe-dap", "vo"}).Draw(h.t, "item"), rapid.Int64Range(1, most).Draw(h.t, "pieces")}}
}

func (h *history) document() uuid.UUID {
	if len(h.ids) == 0 {
		return uuid.Nil
	}
	return rapid.SampledFrom(h.ids).Draw(h.t, "document")
}

func (h *history) part() Part {
	p := Part{Item: rapid.SampledFrom([]string{"", "xe-dap", "vo"}).Draw(h.t, "of"), Pieces: rapid.Int64Range(0, 4).Draw(h.t, "part")}
	if rapid.Bool().Draw(h.t, "named row") {
		p.Row = rapid.SampledFrom([]string{"1", "2"}).Draw(h.t, "row")
	}
	return p
}

func (h *history) step() {
	h.n++
	entry := id(fmt.Sprint("entry", h.n))
	var events []domain.Event
	var err error
	switch rapid.IntRange(0, 6).Draw(h.t, "what") {
	case 0, 1:
		q := h.goods(12)[0]
		lots := []AskedLot{{q.Item, q.Pieces, money.Dong(1000), Declared}, {"vo", 2, money.Dong(5), Declared}}
		events, err = h.store.Receive(Receive{Lots: lots, Booked: h.day()}, today)
	case 2, 3:
		c := Give{Each: h.goods(4), Rows: []AskedRow{{Recipient: id("an")}, {Recipient: id("bình"), Goods: h.goods(5)}}, Booked: h.day()}
		if rapid.IntRange(0, 3).Draw(h.t, "named") == 0 {
			c.From = []LotName{{h.document(), 0}}
		}
		if len(c.From) == 0 && rapid.Bool().Draw(h.t, "today") {
			c.Booked = 0
		}
		if events, err = h.store.Give(c, today); err == nil && c.Booked == 0 {
			h.oldest(events[0].(HandedOut))
		}
	case 4:
		events, err = h.store.Lose(Lose{Goods: h.goods(5), Reason: "mất", Approver: "x", Booked: h.day()}, today)
	case 5:
		of := h.document()
		events, err = h.store.Return(Return{Of: of, Part: h.part(), Reason: "x", Booked: h.day()}, h.docs[of], today)
	default:
		of := h.document()
		events, err = h.store.Reverse(Reverse{Document: of, Line: rapid.Int64Range(0, 2).Draw(h.t, "line"), Part: h.part(), Reason: "x", Approver: "y", Booked: h.day()},
			h.docs[of], today)
	}
	if err != nil {
		if domain.CodeOf(err) == domain.Internal {
			h.t.Fatal(err)
		}
		return
	}
	was := h.store.Clone()
	for _, e := range events {
		h.tell(entry, e)
		h.store.Evolve(entry, e)
	}
	if cmp.Equal(was, domain.State(h.store)) {
		h.t.Fatal("a clone goes along with the state")
	}
}

// oldest checks that what is given today is the lowest pieces that are in the store.
func (h *history) oldest(e HandedOut) {
	for item, spans := range spansOf(e.Taken) {
		if got, want := position.Ascending(spans), h.store.Items[item].Free.Lowest(position.Total(spans)); !slices.Equal(got, position.Ascending(want)) {
			h.t.Fatalf("%v of %s are given, and %v are older", got, item, want)
		}
	}
}

// tell does to the naive store what a fact says.
func (h *history) tell(entry uuid.UUID, e domain.Event) {
	switch e := e.(type) {
	case Received:
		h.stock[entry] = map[domain.Date]int64{}
		for _, in := range e.Lots {
			for range in.Pieces {
				h.cells[in.Item] = append(h.cells[in.Item], cell{"store", entry, entry, e.Booked})
			}
			h.stock[entry][e.Booked] += in.Pieces
		}
		h.made(entry, e, e.Receipt)
	case HandedOut:
		h.move(e.Taken, "store", "given", entry, e.Booked)
		h.made(entry, e, e.Voucher)
	case Lost:
		h.move(e.Taken, "store", "lost", entry, e.Booked)
		h.made(entry, e, e.Voucher)
	case Returned:
		h.move(e.Taken, map[bool]string{true: "lost", false: "given"}[e.Loss], "store", e.Of, e.Booked)
		h.numbered(e.Receipt)
	case IssueReversed:
		h.move(e.Taken, map[bool]string{true: "lost", false: "given"}[e.Loss], "store", e.Of, e.Booked)
		h.numbered(e.Voucher)
	case DeliveryReversed:
		h.move(e.Taken, "store", "void", entry, e.Booked)
		h.numbered(e.Receipt)
	}
}

func (h *history) made(entry uuid.UUID, e domain.Event, paper Number) {
	h.docs[entry], h.ids = e, append(h.ids, entry)
	h.numbered(paper)
}

func (h *history) numbered(n Number) {
	if n.No == 0 {
		return
	}
	if h.paper[n.Series]++; h.paper[n.Series] != n.No {
		h.t.Fatalf("%s/%d follows %d", n.Series, n.No, h.paper[n.Series]-1)
	}
}

// move checks that every piece is where it is taken from, and of the lot that is named.
func (h *history) move(taken []Taken, from, to string, by uuid.UUID, on domain.Date) {
	for _, t := range taken {
		for _, s := range t.Spans {
			for p := s.From(); p < s.To(); p++ {
				c := &h.cells[t.Item][p]
				if c.where != from || c.delivery != t.Delivery || from != "store" && c.by != by {
					h.t.Fatalf("piece %d of %s is %+v and not in %s", p, t.Item, c, from)
				}
				if on < c.since {
					h.t.Fatalf("piece %d of %s is %+v and cannot have moved on %s", p, t.Item, c, on)
				}
				c.where, c.by, c.since = to, by, on
			}
			h.stock[t.Delivery][on] += s.Len() * map[bool]int64{true: 1, false: -1}[to == "store"]
		}
	}
}

// holds compares the store with the naive one, and looks at every day.
func (h *history) holds() {
	for code, item := range h.store.Items {
		var free, void position.Set
		for p, c := range h.cells[code] {
			switch one := (position.Span{int64(p), int64(p) + 1}); c.where {
			case "store":
				free.Add(one)
			case "void":
				void.Add(one)
			}
		}
		if !slices.Equal(free, item.Free) || !slices.Equal(void, item.Void) ||
			item.Next != int64(len(h.cells[code])) {
			h.t.Fatalf("of %s there are %v (void %v), and the store says %v (%v)", code, free, void, item.Free, item.Void)
		}
	}
	for delivery, days := range h.stock {
		var sum int64
		for d := day - 1; d < day+70; d++ {
			if sum += days[d]; sum < 0 {
				h.t.Fatalf("on %s %d pieces of %s are in the store", d, sum, delivery)
			}
		}
	}
}
