package projections

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/goods"
	"sovang/projections/readdb"
)

// Pieces is how many pieces came, and where they are: Received = InStore + Given + Lost + Reversed.
type Pieces struct {
	Received int64 `json:"received"`
	InStore  int64 `json:"in_store"`
	Given    int64 `json:"given"`
	Lost     int64 `json:"lost"`
	Reversed int64 `json:"reversed"` // never came
}

func (p *Pieces) plus(q Pieces) {
	p.Received, p.InStore, p.Given = p.Received+q.Received, p.InStore+q.InStore, p.Given+q.Given
	p.Lost, p.Reversed = p.Lost+q.Lost, p.Reversed+q.Reversed
}

func (p Pieces) times(value int64) Pieces {
	return Pieces{p.Received * value, p.InStore * value, p.Given * value, p.Lost * value, p.Reversed * value}
}

func (p Pieces) less(q Pieces) Pieces {
	return Pieces{p.Received - q.Received, p.InStore - q.InStore, p.Given - q.Given, p.Lost - q.Lost, p.Reversed - q.Reversed}
}

// GoodsLot is one line of a delivery as of a report's entry and day.
type GoodsLot struct {
	Delivery   uuid.UUID       `json:"delivery"`
	Line       int64           `json:"line"`
	Entry      uint64          `json:"entry"`
	Fund       uuid.UUID       `json:"fund"`
	FundCode   string          `json:"fund_code"`
	Item       string          `json:"item"`
	Name       string          `json:"name"`
	Measure    string          `json:"measure"`
	Donor      uuid.UUID       `json:"donor,omitzero"` // nil UUID: anonymous
	Anonymity  goods.Anonymity `json:"anonymity,omitempty"`
	Given      domain.Date     `json:"given"`
	Booked     domain.Date     `json:"booked"`
	Campaign   string          `json:"campaign,omitempty"`
	Receipt    goods.Number    `json:"receipt"` // the first one; the register says what became of it
	Value      int64           `json:"value"`   // of one piece
	Currency   string          `json:"currency"`
	Valuation  goods.Valuation `json:"valuation"`
	Revalued   int64           `json:"revalued"`   // how often its value was corrected
	Recipients int64           `json:"recipients"` // who got of it and did not give all of that back
	Pieces     Pieces          `json:"pieces"`

	from int64
	keys lotKeys
}

type lotKeys struct{ fund, item, donor, campaign, anonymity, series int64 }

// GoodsItem is one kind of thing in one fund's store: pieces, and their value by currency and by whose word it is. Values are never in a
// balance.
type GoodsItem struct {
	Fund       uuid.UUID `json:"fund"`
	FundCode   string    `json:"fund_code"`
	Item       string    `json:"item"`
	Name       string    `json:"name"`
	Measure    string    `json:"measure"`
	Currency   string    `json:"currency"`
	Opening    int64     `json:"opening"`    // pieces in store before the first day
	Recipients int64     `json:"recipients"` // since ever
	Pieces     Pieces    `json:"pieces"`     // from the first day on; InStore: at the end
	Declared   Pieces    `json:"declared"`   // their value as donors declared it
	Estimated  Pieces    `json:"estimated"`  // as the association estimated it
}

// StoreItem is a kind of thing that has a code in a fund's store, whether any of it ever came.
type StoreItem struct {
	Item    string `json:"item"`
	Name    string `json:"name"`
	Measure string `json:"measure"`
}

// StoreItems lists the kinds of things of a fund's store, in the order of their codes.
func (r *Reader) StoreItems(ctx context.Context, fund uuid.UUID, asOf AsOf) ([]StoreItem, error) {
	items := []StoreItem{}
	err := r.view(ctx, asOf, func(v *view) error {
		k, ok, err := v.key(fund, fundName)
		if err != nil || !ok {
			return notFound(err, "fund", fund)
		}
		return v.rows(func(r readdb.Row) error {
			var i StoreItem
			err := r.Scan(&i.Item, &i.Name, &i.Measure)
			items = append(items, i)
			return err
		}, "SELECT i.code, i.name, i.measure FROM @items i WHERE i.fund = $1 AND i.n <= $2 ORDER BY i.code", k, v.n)
	})
	return items, err
}

// GoodsQuery asks for goods in kind.
type GoodsQuery struct {
	Fund     uuid.UUID // nil UUID: of all
	Unit     uuid.UUID // only of this unit's funds
	Donor    uuid.UUID // only what this person gave
	Campaign string    // only what came in this campaign
	AsOf     AsOf
	At       *domain.Date // only what was booked by the end of this day; nil: all
	From     *domain.Date // what moved is counted from this day on; nil: since ever
	Bare     bool         // leaves out who got them, for which every row that was given is asked for
}

// GoodsReport is goods in kind, lot by lot in the order of receipt, and by item.
type GoodsReport struct {
	AsOf  AsOf         `json:"as_of"`
	At    *domain.Date `json:"at,omitempty"`
	From  *domain.Date `json:"from,omitempty"`
	Lots  []GoodsLot   `json:"lots"`
	Items []GoodsItem  `json:"items"`
}

// Goods reports goods in kind.
func (r *Reader) Goods(ctx context.Context, q GoodsQuery) (GoodsReport, error) {
	g := GoodsReport{At: q.At, From: q.From, Lots: []GoodsLot{}, Items: []GoodsItem{}}
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) (err error) {
		g.AsOf = v.asOf
		f, err := v.goodsFilter(q)
		if err != nil {
			return err
		}
		if g.Lots, err = v.goodsLots(f, q.Bare); err != nil {
			return err
		}
		if g.Items, err = v.goodsItems(g.Lots, q.From); err != nil || q.Bare {
			return err
		}
		return v.itemRecipients(f, g.Items)
	})
	return g, err
}

// goodsFilter is the keys of what a report is narrowed to; 0 for what is not named.
type goodsFilter struct{ fund, unit, donor, campaign int64 }

func (v *view) goodsFilter(q GoodsQuery) (f goodsFilter, err error) {
	for _, named := range []struct {
		id   uuid.UUID
		kind int64
		what string
		into *int64
	}{{q.Fund, fundName, "fund", &f.fund}, {q.Unit, unitName, "unit", &f.unit}, {q.Donor, personName, "person", &f.donor}} {
		if named.id == uuid.Nil {
			continue
		}
		var ok bool
		if *named.into, ok, err = v.key(named.id, named.kind); err != nil || !ok {
			return f, notFound(err, named.what, named.id)
		}
	}
	if q.Campaign != "" {
		if _, _, err = v.unitAndCampaign(uuid.Nil, q.Campaign); err != nil {
			return f, err
		}
		var ok bool
		if f.campaign, ok, err = v.wordOf(q.Campaign); err == nil && !ok {
			f.campaign = -1 // nobody has named it yet
		}
	}
	return f, err
}

// lotsWhere narrows a query over lots l.
var lotsWhere = ` l.n <= $1 AND l.booked <= $2 AND ($3 = 0 OR l.fund = $3) AND ($4 = 0 OR l.donor = $4) AND ($5 = 0 OR l.campaign = $5)
	AND ($6 = 0 OR $6 = ` + fundUnit("l.fund", 1, 2) + ")"

func (v *view) lotArgs(f goodsFilter, more ...any) []any {
	return append([]any{v.n, v.lastDay(), f.fund, f.donor, f.campaign, f.unit}, more...)
}

func (v *view) goodsLots(f goodsFilter, bare bool) ([]GoodsLot, error) {
	return v.lots(lotsWhere, v.lotArgs(f), bare)
}

// lots reads lots with what became of their pieces, bare: not to how many they went; $1 and $2 of the condition are the view's entry and day.
func (v *view) lots(where string, args []any, bare bool) ([]GoodsLot, error) {
	lots, at := []GoodsLot{}, map[lotName]int{}
	err := v.rows(func(r readdb.Row) error {
		var l GoodsLot
		var id []byte
		k := &l.keys
		err := r.Scan(&id, &l.Line, &l.Entry, &l.from, &l.Pieces.Received, &k.fund, &k.item, &k.donor, &l.Given, &l.Booked, &k.campaign, &k.anonymity, &k.series, &l.Receipt.No)
		l.Delivery = scannedID(id)
		l.Pieces.InStore = l.Pieces.Received
		at[lotName{l.Delivery, l.Line}] = len(lots)
		lots = append(lots, l)
		return err
	}, `SELECT l.id, l.line, l.n, l.from_pos, l.pieces, l.fund, l.item, l.donor, l.given, l.booked, l.campaign, l.anonymity, l.series, l.no FROM @lots l
		WHERE `+where+" ORDER BY l.n, l.line", args...)
	if err != nil {
		return nil, err
	}
	if err := v.lotMoves(where, args, func(name lotName, what, n int64) { lots[at[name]].Pieces.moved(what, n) }); err != nil {
		return nil, err
	}
	if err := v.lotWorths(where, args, lots, at); err != nil {
		return nil, err
	}
	if !bare {
		err = v.lotRecipients(where, args, lots, at)
	}
	for i := range lots {
		if err == nil {
			err = v.lotWords(&lots[i])
		}
	}
	return lots, err
}

type lotName struct {
	delivery uuid.UUID
	line     int64
}

// moved counts what a document did to n pieces.
func (p *Pieces) moved(what, n int64) {
	switch what {
	case piecesGiven:
		p.Given, p.InStore = p.Given+n, p.InStore-n
	case piecesLost:
		p.Lost, p.InStore = p.Lost+n, p.InStore-n
	case piecesBack, piecesNotGiven:
		p.Given, p.InStore = p.Given-n, p.InStore+n
	case piecesFound, piecesNotLost:
		p.Lost, p.InStore = p.Lost-n, p.InStore+n
	case piecesNever:
		p.Reversed, p.InStore = p.Reversed+n, p.InStore-n
	}
}

func (v *view) lotMoves(where string, args []any, add func(name lotName, what, n int64)) error {
	return v.rows(func(r readdb.Row) error {
		var id []byte
		var line, what, n int64
		if err := r.Scan(&id, &line, &what, &n); err != nil {
			return err
		}
		add(lotName{uuid.UUID(id), line}, what, n)
		return nil
	}, `SELECT m.id, m.line, m.what, CAST(SUM(m.to_pos - m.from_pos) AS BIGINT) FROM @goods_moves m JOIN @lots l ON l.id = m.id AND l.line = m.line
		WHERE m.n <= $1 AND m.booked <= $2 AND `+where+" GROUP BY m.id, m.line, m.what", args...)
}

// lotWorths reads what a piece is worth as the view knows it: a corrected value is what the lot was worth from its first day on.
func (v *view) lotWorths(where string, args []any, lots []GoodsLot, at map[lotName]int) error {
	currencies := map[lotName]int64{}
	err := v.rows(func(r readdb.Row) error {
		var id []byte
		var line, value, currency, declared int64
		if err := r.Scan(&id, &line, &value, &currency, &declared); err != nil {
			return err
		}
		name := lotName{uuid.UUID(id), line}
		l := &lots[at[name]]
		if l.Value != 0 {
			l.Revalued++
		}
		l.Value, l.Valuation, currencies[name] = value, goods.Estimated, currency
		if declared != 0 {
			l.Valuation = goods.Declared
		}
		return nil
	}, `SELECT w.id, w.line, w.value, w.currency, w.declared FROM @lot_values w JOIN @lots l ON l.id = w.id AND l.line = w.line
		WHERE w.n <= $1 AND `+where+" ORDER BY w.n", args...)
	for name, i := range at {
		if err == nil {
			err = v.wordsInto(wordInto{currencies[name], &lots[i].Currency})
		}
	}
	return err
}

// stillOut is the rows of goods that were given, each with how many of its pieces did not come back, as a query in which the lot l is at hand.
const stillOut = `(SELECT g.recipient, g.id, g.line, g.item, g.fund, g.doc, g.n, g.code, i.booked, i.occasion, i.campaign, g.to_pos - g.from_pos AS got, g.to_pos - g.from_pos - COALESCE((SELECT SUM(
		CASE WHEN b.to_pos < g.to_pos THEN b.to_pos ELSE g.to_pos END - CASE WHEN b.from_pos > g.from_pos THEN b.from_pos ELSE g.from_pos END)
		FROM @goods_moves b WHERE b.doc = g.doc AND b.id = g.id AND b.line = g.line AND b.what IN (3, 5) AND b.from_pos < g.to_pos AND b.to_pos > g.from_pos
		AND b.n <= $1 AND b.booked <= $2), 0) AS pieces
	FROM @goods_rows g JOIN @goods_issues i ON i.doc = g.doc WHERE g.n <= $1 AND i.booked <= $2)`

func (v *view) lotRecipients(where string, args []any, lots []GoodsLot, at map[lotName]int) error {
	return v.rows(func(r readdb.Row) error {
		var id []byte
		var line, n int64
		err := r.Scan(&id, &line, &n)
		if err == nil {
			lots[at[lotName{uuid.UUID(id), line}]].Recipients = n
		}
		return err
	}, "SELECT o.id, o.line, COUNT(DISTINCT o.recipient) FROM "+stillOut+" o JOIN @lots l ON l.id = o.id AND l.line = o.line WHERE o.pieces > 0 AND "+where+
		" GROUP BY o.id, o.line", args...)
}

func (v *view) lotWords(l *GoodsLot) (err error) {
	if l.Fund, l.FundCode, err = v.fundOf(l.keys.fund); err != nil {
		return err
	}
	if l.Donor, err = v.id(l.keys.donor); err != nil {
		return err
	}
	if l.Item, l.Name, l.Measure, err = v.item(l.keys.fund, l.keys.item); err != nil {
		return err
	}
	var anonymity string
	err = v.wordsInto(wordInto{l.keys.campaign, &l.Campaign}, wordInto{l.keys.anonymity, &anonymity}, wordInto{l.keys.series, &l.Receipt.Series})
	l.Anonymity = goods.Anonymity(anonymity)
	return err
}

func (v *view) item(fund, k int64) (code, name, measure string, err error) {
	ok, err := v.row("SELECT code, name, measure FROM @items WHERE fund = $1 AND k = $2", []any{fund, k}, &code, &name, &measure)
	if err == nil {
		err = missingIf(!ok, "item", k)
	}
	return code, name, measure, err
}

// goodsItems adds lots up by item. What moved before the first day stands in Opening alone.
func (v *view) goodsItems(lots []GoodsLot, from *domain.Date) ([]GoodsItem, error) {
	before := map[lotName]Pieces{}
	if from != nil {
		var err error
		if before, err = v.piecesBefore(lots, *from); err != nil {
			return nil, err
		}
	}
	type name struct {
		fund, item int64
		currency   string
	}
	items, at := []GoodsItem{}, map[name]int{}
	for _, l := range lots {
		key := name{l.keys.fund, l.keys.item, l.Currency}
		i, ok := at[key]
		if !ok {
			i = len(items)
			at[key], items = i, append(items, GoodsItem{Fund: l.Fund, FundCode: l.FundCode, Item: l.Item, Name: l.Name, Measure: l.Measure, Currency: l.Currency})
		}
		was := before[lotName{l.Delivery, l.Line}]
		moved := l.Pieces.less(was)
		moved.InStore = l.Pieces.InStore
		items[i].Opening += was.InStore
		items[i].Pieces.plus(moved)
		if l.Valuation == goods.Declared {
			items[i].Declared.plus(moved.times(l.Value))
		} else {
			items[i].Estimated.plus(moved.times(l.Value))
		}
	}
	slices.SortStableFunc(items, func(a, b GoodsItem) int {
		return cmp.Or(cmp.Compare(a.FundCode, b.FundCode), cmp.Compare(a.Item, b.Item), cmp.Compare(a.Currency, b.Currency))
	})
	return items, nil
}

// piecesBefore is what had become of the lots by the evening before a day.
func (v *view) piecesBefore(lots []GoodsLot, from domain.Date) (map[lotName]Pieces, error) {
	before := map[lotName]Pieces{}
	for _, l := range lots {
		if l.Booked < from {
			before[lotName{l.Delivery, l.Line}] = Pieces{Received: l.Pieces.Received, InStore: l.Pieces.Received}
		}
	}
	err := v.lotMoves("l.n <= $1", []any{v.n, min(int64(from)-1, v.lastDay())}, func(name lotName, what, n int64) {
		if p, ok := before[name]; ok {
			p.moved(what, n)
			before[name] = p
		}
	})
	return before, err
}

// itemRecipients counts who got of an item, each once whatever lots it came from.
func (v *view) itemRecipients(f goodsFilter, items []GoodsItem) error {
	type name struct {
		fund uuid.UUID
		item string
	}
	count := map[name]int64{}
	var keys [][3]int64
	err := v.rows(func(r readdb.Row) error {
		var k [3]int64
		err := r.Scan(&k[0], &k[1], &k[2])
		keys = append(keys, k)
		return err
	}, "SELECT o.fund, o.item, COUNT(DISTINCT o.recipient) FROM "+stillOut+" o JOIN @lots l ON l.id = o.id AND l.line = o.line WHERE o.pieces > 0 AND "+lotsWhere+
		" GROUP BY o.fund, o.item", v.lotArgs(f)...)
	for _, k := range keys {
		if err == nil {
			var code string
			var fund uuid.UUID
			if fund, err = v.id(k[0]); err == nil {
				code, _, _, err = v.item(k[0], k[1])
			}
			count[name{fund, code}] = k[2]
		}
	}
	for i := range items {
		items[i].Recipients = count[name{items[i].Fund, items[i].Item}]
	}
	return err
}
