package goods

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
	"sovang/domain/position"
)

func id(word string) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, []byte(word)) }

var (
	day   = domain.NewDate(2026, time.September, 1)
	today = Asked{ID: id("command"), Day: day + 60, Closed: day - 30}
	bikes = ItemOpened{"xe-dap", "Xe đạp", "chiếc"}
	books = ItemOpened{"vo", "Vở", "quyển"}
	pn    = func(no int64) Number { return Number{"PN/2026", no} }
	px    = func(no int64) Number { return Number{"PX/2026", no} }
	lot   = func(item string, from, n, value int64) LotIn { return LotIn{item, from, n, value, money.VND, Declared} }
	first = Received{Donor: id("donor"), Lots: []LotIn{lot("xe-dap", 0, 50, 2_000_000), lot("vo", 0, 1000, 8_000)}, Given: day, Booked: day, Receipt: pn(1)}
	later = Received{Donor: id("other donor"), Lots: []LotIn{lot("xe-dap", 50, 10, 1_500_000)}, Given: day + 9, Booked: day + 9, Receipt: pn(2)}
	given = HandedOut{Each: []Quantity{{"xe-dap", 1}}, Rows: []Row{{Code: "1", Recipient: id("an")}, {Code: "2", Recipient: id("bình")},
		{Code: "3", Recipient: id("chi"), Goods: []Quantity{{"xe-dap", 2}, {"vo", 40}}}}, Booked: day + 4, Voucher: px(1),
		Taken: []Taken{taken("first", "xe-dap", 1, 0, 4), taken("first", "vo", 2, 0, 40)}}
	stolen = Lost{Taken: []Taken{taken("first", "xe-dap", 1, 4, 6)}, Reason: "mất trộm", Approver: "chủ tịch", Booked: day + 5, Voucher: px(2)}
)

func taken(delivery, item string, line, from, to int64) Taken {
	return Taken{item, id(delivery), line, []position.Span{{from, to}}}
}

// made is an entry of a history: what it did and under which name later ones speak of it.
type made struct {
	name string
	did  domain.Event
}

var (
	opened    = []made{{"", bikes}, {"", books}}
	delivered = append(slices.Clone(opened), made{"first", first})
	both      = append(slices.Clone(delivered), made{"later", later})
	handed    = append(slices.Clone(delivered), made{"given", given})
	robbed    = append(slices.Clone(handed), made{"stolen", stolen})
)

func after(history []made, more ...made) []made { return append(slices.Clone(history), more...) }

func fold(history []made) *Store {
	s := &Store{}
	for _, m := range history {
		s.Evolve(id(m.name), m.did)
	}
	return s
}

func TestStore(t *testing.T) {
	type when = func(*Store) ([]domain.Event, error)
	open := func(c OpenItem) when { return func(s *Store) ([]domain.Event, error) { return s.OpenItem(c) } }
	receive := func(c Receive) when { return func(s *Store) ([]domain.Event, error) { return s.Receive(c, today) } }
	give := func(c Give) when { return func(s *Store) ([]domain.Event, error) { return s.Give(c, today) } }
	lose := func(c Lose) when { return func(s *Store) ([]domain.Event, error) { return s.Lose(c, today) } }
	back := func(of domain.Event, c Return) when {
		return func(s *Store) ([]domain.Event, error) { return s.Return(c, of, today) }
	}
	reverse := func(of domain.Event, c Reverse) when {
		c.Reason, c.Approver = "nhầm", "chủ tịch"
		return func(s *Store) ([]domain.Event, error) { return s.Reverse(c, of, today) }
	}
	revalue := func(c Revalue) when {
		c.Reason, c.Approver = "nhầm", "chủ tịch"
		return func(s *Store) ([]domain.Event, error) { return s.Revalue(c) }
	}
	asked := func(item string, n, value int64) []AskedLot {
		return []AskedLot{{item, n, money.Dong(value), Declared}}
	}
	each := func(n int64) []Quantity { return []Quantity{{"xe-dap", n}} }
	an := []AskedRow{{Recipient: id("an")}}
	one := Row{Code: "1", Recipient: id("an")}
	undone := func(by Number, t ...Taken) made {
		return made{"", DeliveryReversed{id("first"), t, "nhầm", "chủ tịch", day + 60, pn(1), by}}
	}
	for title, tt := range map[string]struct {
		given  []made
		when   when
		then   domain.Event
		code   domain.Code
		field  string
		saying string
	}{
		"an item":                    {nil, open(OpenItem{Item: "XE-DAP", Name: " Xe đạp ", Measure: "chiếc"}), bikes, "", "", ""},
		"an item twice":              {opened, open(OpenItem{Item: "Xe-Dap", Name: "Xe", Measure: "chiếc"}), nil, domain.Conflict, "item", "Xe đạp already"},
		"an item without a measure":  {nil, open(OpenItem{Item: "xe-dap", Name: "Xe đạp"}), nil, domain.Invalid, "measure", ""},
		"an item with a bad code":    {nil, open(OpenItem{Item: "xe đạp", Name: "Xe đạp", Measure: "chiếc"}), nil, domain.Invalid, "item", ""},
		"a delivery":                 {both[:3], receive(Receive{Donor: later.Donor, Lots: asked("Xe-Dap", 10, 1_500_000), Booked: day + 9}), later, "", "", ""},
		"two lines of one item":      {opened, receive(Receive{Lots: append(asked("vo", 5, 1), asked("vo", 7, 2)...), Booked: day}), Received{Lots: []LotIn{lot("vo", 0, 5, 1), lot("vo", 5, 7, 2)}, Given: day, Booked: day, Receipt: pn(1)}, "", "", ""},
		"an estimate":                {opened, receive(Receive{Lots: []AskedLot{{"vo", 5, money.Dong(1), Estimated}}, Booked: day, ValuedBy: "Hội"}), Received{Lots: []LotIn{{"vo", 0, 5, 1, money.VND, Estimated}}, Given: day, Booked: day, ValuedBy: "Hội", Receipt: pn(1)}, "", "", ""},
		"an estimate of nobody":      {opened, receive(Receive{Lots: []AskedLot{{"vo", 5, money.Dong(1), Estimated}}}), nil, domain.Invalid, "lots[0].valuation", "who made it"},
		"no valuation":               {opened, receive(Receive{Lots: []AskedLot{{"vo", 5, money.Dong(1), ""}}}), nil, domain.Invalid, "lots[0].valuation", ""},
		"no value":                   {opened, receive(Receive{Lots: asked("vo", 5, 0)}), nil, domain.Invalid, "lots[0].unit_value", "estimate"},
		"a value beyond all":         {opened, receive(Receive{Lots: asked("vo", 1_000_000_000, 1_000_001)}), nil, domain.Invalid, "lots[0].unit_value", ""},
		"an item nobody opened":      {opened, receive(Receive{Lots: asked("gao", 5, 1)}), nil, domain.NotFound, "lots[0].item", "open it first"},
		"no pieces":                  {opened, receive(Receive{Lots: asked("vo", 0, 1)}), nil, domain.Invalid, "lots[0].pieces", ""},
		"less than no pieces":        {opened, receive(Receive{Lots: asked("vo", -3, 1)}), nil, domain.Invalid, "lots[0].pieces", ""},
		"pieces beyond all":          {opened, receive(Receive{Lots: asked("vo", 1_000_000_001, 1)}), nil, domain.Invalid, "lots[0].pieces", ""},
		"no lines":                   {opened, receive(Receive{}), nil, domain.Invalid, "lots", ""},
		"a delivery of tomorrow":     {opened, receive(Receive{Lots: asked("vo", 1, 1), Booked: day + 61}), nil, domain.Invalid, "booked", ""},
		"given tomorrow":             {opened, receive(Receive{Lots: asked("vo", 1, 1), Given: day + 61}), nil, domain.Invalid, "given", ""},
		"a delivery into the closed": {opened, receive(Receive{Lots: asked("vo", 1, 1), Booked: day - 30}), nil, domain.Violation, "booked", "closed until"},
		"hiding nobody":              {opened, receive(Receive{Lots: asked("vo", 1, 1), Anonymity: Hidden}), nil, domain.Invalid, "anonymity", ""},
		"a strange anonymity":        {opened, receive(Receive{Lots: asked("vo", 1, 1), Donor: id("d"), Anonymity: "x"}), nil, domain.Invalid, "anonymity", ""},

		"a list": {delivered, give(Give{Each: each(1), Rows: []AskedRow{{Recipient: id("an")}, {Recipient: id("bình")}, {Recipient: id("chi"), Goods: []Quantity{{"xe-dap", 2}, {"vo", 40}}}}, Booked: day + 4}), given, "", "", ""},
		"the oldest first, over lots": {both, give(Give{Each: each(52), Rows: an, Booked: day + 9}), HandedOut{Each: each(52), Rows: []Row{one}, Booked: day + 9, Voucher: px(1),
			Taken: []Taken{taken("first", "xe-dap", 1, 0, 50), taken("later", "xe-dap", 1, 50, 52)}}, "", "", ""},
		"a named lot": {both, give(Give{Each: each(3), Rows: an, From: []LotName{{id("later"), 0}}, Booked: day + 9}), HandedOut{Each: each(3), Rows: []Row{one}, Booked: day + 9, Voucher: px(1),
			Taken: []Taken{taken("later", "xe-dap", 1, 50, 53)}}, "", "", ""},
		"more than the named lot":            {both, give(Give{Each: each(11), Rows: an, From: []LotName{{id("later"), 1}}}), nil, domain.Violation, "from", "10 were in the store"},
		"a lot of nobody":                    {both, give(Give{Each: each(1), Rows: an, From: []LotName{{id("none"), 0}}}), nil, domain.NotFound, "from[0].delivery", ""},
		"a line of nobody":                   {both, give(Give{Each: each(1), Rows: an, From: []LotName{{id("first"), 3}}}), nil, domain.NotFound, "from[0].line", ""},
		"a lot of something else":            {both, give(Give{Each: each(1), Rows: an, From: []LotName{{id("first"), 2}}}), nil, domain.Invalid, "from[0]", ""},
		"more than there is":                 {delivered, give(Give{Each: each(51), Rows: an}), nil, domain.Violation, "goods", "51 chiếc Xe đạp are asked for; 50 are in the store"},
		"more than there was on that day":    {both, give(Give{Each: each(51), Rows: an, Booked: day + 8}), nil, domain.Violation, "booked", "only 50 of them"},
		"before anything came":               {delivered, give(Give{Each: each(1), Rows: an, Booked: day - 1}), nil, domain.Violation, "booked", ""},
		"what was needed on a later day":     {after(handed, made{"", HandedOut{Each: each(46), Rows: []Row{one}, Taken: []Taken{taken("first", "xe-dap", 1, 4, 50)}, Booked: day + 20}}), give(Give{Each: each(1), Rows: an, Booked: day + 10}), nil, domain.Violation, "goods", ""},
		"what is back only later":            {after(robbed, made{"", Returned{Of: id("stolen"), Loss: true, Taken: []Taken{taken("first", "xe-dap", 1, 5, 6)}, Booked: day + 30}}), give(Give{Each: each(45), Rows: an, Booked: day + 29}), nil, domain.Violation, "booked", "45 are in the store, but only 44"},
		"nobody":                             {delivered, give(Give{Each: each(1)}), nil, domain.Invalid, "rows", ""},
		"no goods":                           {delivered, give(Give{Rows: an}), nil, domain.Invalid, "rows[0].goods", ""},
		"no recipient":                       {delivered, give(Give{Each: each(1), Rows: []AskedRow{{}}}), nil, domain.Invalid, "rows[0].recipient", ""},
		"one recipient twice":                {delivered, give(Give{Each: each(1), Rows: append(an, an...)}), nil, domain.Conflict, "rows[1].recipient", "rows[0]"},
		"one code twice":                     {delivered, give(Give{Each: each(1), Rows: []AskedRow{{Recipient: id("an"), Code: "2"}, {Recipient: id("bình")}}}), nil, domain.Conflict, "rows[1].code", ""},
		"an item twice in a row":             {delivered, give(Give{Rows: []AskedRow{{Recipient: id("an"), Goods: append(each(1), each(1)...)}}}), nil, domain.Invalid, "rows[0].goods[1].item", "twice"},
		"nothing of an item":                 {delivered, give(Give{Each: each(0), Rows: an}), nil, domain.Invalid, "each[0].pieces", ""},
		"a strange recipient":                {delivered, give(Give{Each: each(1), Rows: an, RecipientKind: "cat"}), nil, domain.Invalid, "recipient_kind", "pupil, student"},
		"a strange recipient of a row":       {delivered, give(Give{Each: each(1), Rows: []AskedRow{{Recipient: id("an"), RecipientKind: "cat"}}}), nil, domain.Invalid, "rows[0].recipient_kind", ""},
		"too many at once":                   {delivered, give(Give{Each: each(1), Rows: make([]AskedRow, MaxRows+1)}), nil, domain.Invalid, "rows", "3000"},
		"a loss":                             {handed, lose(Lose{Goods: each(2), Reason: "mất trộm", Approver: "chủ tịch", Booked: day + 5}), stolen, "", "", ""},
		"a loss without a reason":            {handed, lose(Lose{Goods: each(2), Approver: "chủ tịch"}), nil, domain.Invalid, "reason", ""},
		"a loss that nobody approved":        {handed, lose(Lose{Goods: each(2), Reason: "mất"}), nil, domain.Invalid, "approver", ""},
		"a loss of more than is there":       {handed, lose(Lose{Goods: each(47), Reason: "mất", Approver: "chủ tịch"}), nil, domain.Violation, "goods", "46"},
		"a loss of nothing":                  {handed, lose(Lose{Reason: "mất", Approver: "chủ tịch"}), nil, domain.Invalid, "goods", ""},
		"one of two stolen is found":         {robbed, back(stolen, Return{Of: id("stolen"), Part: Part{Pieces: 1}, Reason: "tìm thấy", Booked: day + 8}), Returned{id("stolen"), "", true, []Taken{taken("first", "xe-dap", 1, 5, 6)}, "tìm thấy", day + 8, pn(2)}, "", "", ""},
		"a row gives one back":               {handed, back(given, Return{Of: id("given"), Part: Part{"3", "Xe-Dap", 1}, Reason: "thừa", Booked: day + 8}), Returned{id("given"), "3", false, []Taken{taken("first", "xe-dap", 1, 3, 4)}, "thừa", day + 8, pn(2)}, "", "", ""},
		"a row gives all back":               {handed, back(given, Return{Of: id("given"), Part: Part{Row: "3"}, Reason: "chuyển trường", Booked: day + 8}), Returned{id("given"), "3", false, []Taken{taken("first", "xe-dap", 1, 2, 4), taken("first", "vo", 2, 0, 40)}, "chuyển trường", day + 8, pn(2)}, "", "", ""},
		"back without a row":                 {handed, back(given, Return{Of: id("given"), Reason: "x"}), nil, domain.Invalid, "row", "3 recipients"},
		"back of a row that is not there":    {handed, back(given, Return{Of: id("given"), Part: Part{Row: "9"}, Reason: "x"}), nil, domain.NotFound, "row", ""},
		"back of what a row did not get":     {handed, back(given, Return{Of: id("given"), Part: Part{Row: "1", Item: "vo"}, Reason: "x"}), nil, domain.NotFound, "item", ""},
		"some of several items":              {handed, back(given, Return{Of: id("given"), Part: Part{Row: "3", Pieces: 1}, Reason: "x"}), nil, domain.Invalid, "item", ""},
		"more back than was given":           {handed, back(given, Return{Of: id("given"), Part: Part{Row: "1", Pieces: 2}, Reason: "x"}), nil, domain.Violation, "pieces", "1 are out"},
		"less than nothing back":             {handed, back(given, Return{Of: id("given"), Part: Part{Row: "1", Pieces: -2}, Reason: "x"}), nil, domain.Invalid, "pieces", ""},
		"back twice":                         {after(handed, made{"", Returned{Of: id("given"), Row: "1", Taken: []Taken{taken("first", "xe-dap", 1, 0, 1)}, Booked: day + 8}}), back(given, Return{Of: id("given"), Part: Part{Row: "1"}, Reason: "x"}), nil, domain.Conflict, "pieces", ""},
		"back before it was given":           {handed, back(given, Return{Of: id("given"), Part: Part{Row: "1"}, Reason: "x", Booked: day + 3}), nil, domain.Invalid, "booked", ""},
		"back of nothing that was given":     {handed, back(first, Return{Of: id("first"), Reason: "x"}), nil, domain.NotFound, "of", ""},
		"back without a reason":              {handed, back(given, Return{Of: id("given"), Part: Part{Row: "1"}}), nil, domain.Invalid, "reason", ""},
		"a delivery that was two too many":   {robbed, reverse(first, Reverse{Document: id("first"), Line: 1, Part: Part{Pieces: 2}}), DeliveryReversed{id("first"), []Taken{taken("first", "xe-dap", 1, 48, 50)}, "nhầm", "chủ tịch", day + 60, pn(1), pn(2)}, "", "", ""},
		"a part of several lines":            {delivered, reverse(first, Reverse{Document: id("first"), Part: Part{Pieces: 2}}), nil, domain.Invalid, "line", ""},
		"a part by item":                     {delivered, reverse(first, Reverse{Document: id("first"), Part: Part{Item: "VO", Pieces: 2}}), DeliveryReversed{id("first"), []Taken{taken("first", "vo", 2, 998, 1000)}, "nhầm", "chủ tịch", day + 60, pn(1), pn(2)}, "", "", ""},
		"all of a delivery":                  {delivered, reverse(first, Reverse{Document: id("first")}), DeliveryReversed{id("first"), []Taken{taken("first", "xe-dap", 1, 0, 50), taken("first", "vo", 2, 0, 1000)}, "nhầm", "chủ tịch", day + 60, pn(1), Number{}}, "", "", ""},
		"a delivery that was given on":       {handed, reverse(first, Reverse{Document: id("first"), Line: 1}), nil, domain.Violation, "pieces", "46 of the lot are in the store; correct first"},
		"more than the delivery":             {handed, reverse(first, Reverse{Document: id("first"), Line: 1, Part: Part{Pieces: 51}}), nil, domain.Violation, "pieces", "50 came"},
		"a delivery reversed before":         {after(delivered, undone(Number{}, taken("first", "xe-dap", 1, 0, 50), taken("first", "vo", 2, 0, 1000))), reverse(first, Reverse{Document: id("first")}), nil, domain.Conflict, "document", ""},
		"the rest of a delivery":             {after(delivered, undone(pn(2), taken("first", "xe-dap", 1, 40, 50))), reverse(first, Reverse{Document: id("first"), Line: 1}), DeliveryReversed{id("first"), []Taken{taken("first", "xe-dap", 1, 0, 40)}, "nhầm", "chủ tịch", day + 60, pn(2), pn(3)}, "", "", ""},
		"a delivery reversed the day before": {delivered, reverse(first, Reverse{Document: id("first"), Booked: day - 1}), nil, domain.Invalid, "booked", ""},
		"a delivery that was needed":         {after(robbed, made{"", Returned{Of: id("stolen"), Loss: true, Taken: []Taken{taken("first", "xe-dap", 1, 4, 6)}, Booked: day + 30}}), reverse(first, Reverse{Document: id("first"), Line: 1, Part: Part{Pieces: 46}, Booked: day + 29}), nil, domain.Violation, "booked", "only 44"},
		"a line that is not there":           {delivered, reverse(first, Reverse{Document: id("first"), Line: 3}), nil, domain.NotFound, "line", ""},
		"a row of a delivery":                {delivered, reverse(first, Reverse{Document: id("first"), Part: Part{Row: "1"}}), nil, domain.Invalid, "row", ""},
		"a row that was never given":         {handed, reverse(given, Reverse{Document: id("given"), Part: Part{Row: "2"}}), IssueReversed{id("given"), "2", false, []Taken{taken("first", "xe-dap", 1, 1, 2)}, "nhầm", "chủ tịch", day + 60, px(1), px(2)}, "", "", ""},
		"a list that was never given":        {handed, reverse(given, Reverse{Document: id("given")}), IssueReversed{id("given"), "", false, given.Taken, "nhầm", "chủ tịch", day + 60, px(1), Number{}}, "", "", ""},
		"a list of which a row gave back":    {after(handed, made{"", Returned{Of: id("given"), Row: "1", Taken: []Taken{taken("first", "xe-dap", 1, 0, 1)}, Booked: day + 8, Receipt: pn(2)}}), reverse(given, Reverse{Document: id("given"), Part: Part{Item: "xe-dap"}}), IssueReversed{id("given"), "", false, []Taken{taken("first", "xe-dap", 1, 1, 4)}, "nhầm", "chủ tịch", day + 60, px(1), px(2)}, "", "", ""},
		"a part of a list":                   {handed, reverse(given, Reverse{Document: id("given"), Part: Part{Pieces: 1}}), nil, domain.Invalid, "row", ""},
		"a loss that was none":               {robbed, reverse(stolen, Reverse{Document: id("stolen")}), IssueReversed{id("stolen"), "", true, stolen.Taken, "nhầm", "chủ tịch", day + 60, px(2), Number{}}, "", "", ""},
		"a line of a list":                   {handed, reverse(given, Reverse{Document: id("given"), Line: 1}), nil, domain.Invalid, "line", ""},
		"nothing of this store":              {handed, reverse(nil, Reverse{Document: id("x")}), nil, domain.NotFound, "document", ""},

		"another value":              {handed, revalue(Revalue{Delivery: id("first"), Line: 1, UnitValue: money.Dong(1_900_000), Valuation: Estimated, ValuedBy: "Hội"}), Revalued{"xe-dap", id("first"), 1, Worth{2_000_000, money.VND, Declared}, Worth{1_900_000, money.VND, Estimated}, "Hội", "nhầm", "chủ tịch"}, "", "", ""},
		"the same value":             {handed, revalue(Revalue{Delivery: id("first"), Line: 1, UnitValue: money.Dong(2_000_000), Valuation: Declared}), nil, domain.Conflict, "unit_value", ""},
		"a value of several lines":   {handed, revalue(Revalue{Delivery: id("first"), UnitValue: money.Dong(1), Valuation: Declared}), nil, domain.Invalid, "line", "2 lines"},
		"a value of no delivery":     {handed, revalue(Revalue{Delivery: id("none"), UnitValue: money.Dong(1), Valuation: Declared}), nil, domain.NotFound, "delivery", ""},
		"a value of the only line":   {both, revalue(Revalue{Delivery: id("later"), UnitValue: money.Dong(7), Valuation: Declared}), Revalued{"xe-dap", id("later"), 1, Worth{1_500_000, money.VND, Declared}, Worth{7, money.VND, Declared}, "", "nhầm", "chủ tịch"}, "", "", ""},
		"an estimated value of none": {both, revalue(Revalue{Delivery: id("later"), UnitValue: money.Dong(7), Valuation: Estimated}), nil, domain.Invalid, "valuation", ""},
	} {
		t.Run(title, func(t *testing.T) {
			s := fold(tt.given)
			was := s.Clone()
			got, err := tt.when(s)
			if diff := cmp.Diff(was, domain.State(s)); diff != "" {
				t.Errorf("deciding changed the state: %s", diff)
			}
			if tt.code != "" {
				refusal, ok := errors.AsType[*domain.Error](err)
				if !ok || refusal.Code != tt.code || !slices.Equal(refusal.Fields, []string{tt.field}) || !strings.Contains(refusal.Message, tt.saying) {
					t.Fatalf("got %v, want %s on %s saying %q", err, tt.code, tt.field, tt.saying)
				}
				return
			}
			if diff := cmp.Diff([]domain.Event{tt.then}, got); err != nil || diff != "" {
				t.Fatalf("%v\n%s", err, diff)
			}
		})
	}
}

// TestShares: over lots and rows, every row gets the pieces that stand between the sums of the rows before and through it.
func TestShares(t *testing.T) {
	want := []Share{{0, "xe-dap", []position.Span{{0, 1}}}, {1, "xe-dap", []position.Span{{1, 2}}}, {2, "xe-dap", []position.Span{{2, 4}}}, {2, "vo", []position.Span{{0, 40}}}}
	if diff := cmp.Diff(want, given.Shares()); diff != "" {
		t.Error(diff)
	}
}
