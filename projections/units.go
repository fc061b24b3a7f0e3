package projections

import (
	"context"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/projections/readdb"
)

// fundRows is what the fold knows of a fund.
type fundRows struct {
	k            int64
	compartments map[string]*compartment
	places       map[string]*pot
	placeMoney   map[string]int64 // place → currency
}

func (f *fold) fundOpened(id uuid.UUID, e fund.Opened) {
	in := newFundRows(f.key(id))
	f.funds[id] = in
	f.t.funds.add(in.k, f.at.n, f.key(e.Unit), f.word(string(e.Form)), int64(e.From), e.Code, e.Name, e.Honours)
	f.t.fundUnits.add(in.k, f.at.n, int64(e.From), f.key(e.Unit), e.Code)
	for _, c := range e.Currencies {
		f.compartmentOpened(in, fund.UnrestrictedIn(c), c, fund.Restriction{Kind: fund.Unrestricted})
	}
}

func newFundRows(k int64) *fundRows {
	return &fundRows{k, map[string]*compartment{}, map[string]*pot{}, map[string]int64{}}
}

func (f *fold) compartmentOpened(in *fundRows, code string, currency money.Currency, r fund.Restriction) {
	f.pots++
	c := &compartment{pot: pot{k: f.pots}, currency: f.word(string(currency))}
	in.compartments[code] = c
	f.t.compartments.add(c.k, f.at.n, in.k, c.currency, f.word(string(r.Kind)), f.key(r.Beneficiary), f.key(r.Slot), bit(r.Programme), bit(r.Commissioned),
		code, r.Wording, r.Endowment)
}

func (f *fold) placeOpened(in *fundRows, e fund.PlaceOpened) {
	f.pots++
	in.places[e.Place] = &pot{k: f.pots}
	in.placeMoney[e.Place] = f.word(string(e.Currency))
	f.t.places.add(f.pots, f.at.n, in.k, in.placeMoney[e.Place], f.word(string(e.Kind)), e.Place, e.Name)
}

// place books an amount into a place, or out of it where it is negative.
func (f *fold) place(in *fundRows, code string, amount, booked int64) {
	p := in.places[code]
	if p == nil {
		f.fail(domain.Errorf(domain.Internal, "fund %d has no place %q", in.k, code))
		return
	}
	f.at.booked = booked
	if amount >= 0 {
		f.flow(p, flowIn, amount, 1, booked)
	} else {
		f.flow(p, flowOut, -amount, 1, booked)
	}
}

// placeKey is the key of a place; 0 for none.
func (f *fold) placeKey(in *fundRows, code string) int64 {
	if p := in.places[code]; p != nil {
		return p.k
	}
	return 0
}

func (f *fold) resumeFunds() {
	byFund, byCompartment := map[int64]*fundRows{}, map[int64]*compartment{}
	f.rows(func(r readdb.Row) error {
		var k int64
		var id []byte
		if err := r.Scan(&k, &id); err != nil {
			return err
		}
		in := newFundRows(k)
		byFund[k], f.funds[uuid.UUID(id)] = in, in
		return nil
	}, "SELECT f.k, x.id FROM @funds f JOIN @names x ON x.k = f.k")
	f.rows(func(r readdb.Row) error {
		var k, in, currency int64
		var code string
		if err := r.Scan(&k, &in, &currency, &code); err != nil {
			return err
		}
		c := &compartment{pot: pot{k: k}, currency: currency}
		byFund[in].compartments[code], byCompartment[k] = c, c
		f.pots = max(f.pots, k)
		return nil
	}, "SELECT k, fund, currency, code FROM @compartments")
	f.rows(func(r readdb.Row) error {
		var k, in, currency int64
		var code string
		if err := r.Scan(&k, &in, &currency, &code); err != nil {
			return err
		}
		byFund[in].places[code], byFund[in].placeMoney[code] = &pot{k: k}, currency
		f.pots = max(f.pots, k)
		return nil
	}, "SELECT k, fund, currency, code FROM @places")
	f.resumeFree(byCompartment)
}

// fundKey, compartmentKey and placeKey are what reports begin with.
type fundKey struct {
	k          int64
	id, unit   uuid.UUID
	code, name string
	first      string    // code under which it was opened: what auditors' tools call it for ever …
	opener     uuid.UUID // … with that of the unit that opened it
	form       string
	since      domain.Date
	honours    string
}

type compartmentKey struct {
	k                             int64
	code, wording, currency, kind string
	words                         [2]int64 // currency, kind
	commissioned                  bool
}

type placeKey struct {
	k                          int64
	code, name, currency, kind string
	words                      [2]int64
}

// funds lists one fund, those that are a unit's on the view's day, or all, in the order of their codes.
func (v *view) funds(id, unit uuid.UUID) ([]fundKey, error) {
	var found []fundKey
	var forms []int64
	var only, of int64
	for _, x := range []struct {
		id   uuid.UUID
		kind int64
		into *int64
		what string
	}{{id, fundName, &only, "fund"}, {unit, unitName, &of, "unit"}} {
		if x.id == uuid.Nil {
			continue
		}
		k, ok, err := v.key(x.id, x.kind)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, domain.Errorf(domain.NotFound, "there is no %s %s", x.what, x.id).On(x.what)
		}
		*x.into = k
	}
	err := v.asked(func(r readdb.Row) error {
		var f fundKey
		var id, unit, opener []byte
		var form int64
		if err := r.Scan(&f.k, &id, &unit, &opener, &f.code, &f.first, &f.name, &form, &f.since, &f.honours); err != nil {
			return err
		}
		f.id, f.unit, f.opener = uuid.UUID(id), uuid.UUID(unit), uuid.UUID(opener)
		found, forms = append(found, f), append(forms, form)
		return nil
	}, v.fundsAsk(only, of))
	for i := range found {
		if err == nil {
			found[i].form, err = v.word(forms[i])
		}
	}
	if err == nil && only != 0 && len(found) == 0 {
		err = domain.Errorf(domain.NotFound, "there is no fund %s as of entry %d", id, v.n).On("fund")
	}
	return found, err
}

// fundsAsk asks for one fund (0: all) of one unit (0: of any). CROSS: SQLite begins with the funds; where a rebuild has measured the names, and not the few funds, it
// would go through all names.
func (v *view) fundsAsk(only, of int64) readdb.Ask {
	which := "$2 = 0"
	if only != 0 { // two texts, since one with OR would look at every fund
		which = "f.k = $2"
	}
	return readdb.Ask{Query: `SELECT f.k, x.id, u.id, o.id, ` + fundCode("f.k", 1, 4) + ` , f.code, f.name, f.form, f.since, f.honours FROM @funds f CROSS JOIN @names x
		CROSS JOIN @names o CROSS JOIN @names u WHERE x.k = f.k AND o.k = f.unit AND u.k = ` + fundUnit("f.k", 1, 4) + ` AND f.n <= $1 AND ` + which + ` AND ($3 = 0 OR u.k = $3) ORDER BY 5, f.k`,
		Args: []any{v.n, only, of, v.lastDay()}}
}

func (v *view) compartmentsAsk(in int64) readdb.Ask {
	return readdb.Ask{Query: "SELECT k, code, wording, currency, kind, commissioned FROM @compartments WHERE fund = $1 AND n <= $2 ORDER BY k", Args: []any{in, v.n}}
}

func (v *view) placesAsk(in int64) readdb.Ask {
	return readdb.Ask{Query: "SELECT k, code, name, currency, kind FROM @places WHERE fund = $1 AND n <= $2 ORDER BY k", Args: []any{in, v.n}}
}

// compartments lists a fund's compartments in the order of their opening; all funds' for 0.
func (v *view) compartments(in int64) ([]compartmentKey, error) {
	var found []compartmentKey
	err := v.asked(func(r readdb.Row) error {
		var c compartmentKey
		if err := r.Scan(&c.k, &c.code, &c.wording, &c.words[0], &c.words[1], &c.commissioned); err != nil {
			return err
		}
		found = append(found, c)
		return nil
	}, v.compartmentsAsk(in))
	for i := range found {
		if err == nil {
			err = v.wordsInto(wordInto{found[i].words[0], &found[i].currency}, wordInto{found[i].words[1], &found[i].kind})
		}
	}
	return found, err
}

// places lists a fund's places in the order of their opening.
func (v *view) places(in int64) ([]placeKey, error) {
	var found []placeKey
	err := v.asked(func(r readdb.Row) error {
		var p placeKey
		if err := r.Scan(&p.k, &p.code, &p.name, &p.words[0], &p.words[1]); err != nil {
			return err
		}
		found = append(found, p)
		return nil
	}, v.placesAsk(in))
	for i := range found {
		if err == nil {
			err = v.wordsInto(wordInto{found[i].words[0], &found[i].currency}, wordInto{found[i].words[1], &found[i].kind})
		}
	}
	return found, err
}

// fundOf, compartmentCode and placeCode name by key what a row speaks of. Codes of compartments and places never change once they are there;
// that of a fund may when it passes on.
func (v *view) fundOf(k int64) (uuid.UUID, string, error) {
	id, err := v.id(k)
	if err != nil || k == 0 {
		return id, "", err
	}
	code, ok := v.fundCodes[k]
	if ok {
		return id, code, nil
	}
	a := v.fundCodeAsk(k)
	ok, err = v.row(a.Query, a.Args, &code)
	if err == nil && !ok {
		err = missingIf(true, "fund", k)
	}
	v.fundCodes[k] = code
	return id, code, err
}

func (v *view) fundCodeAsk(k int64) readdb.Ask {
	return readdb.Ask{Query: "SELECT " + fundCode("$1", 2, 3), Args: []any{k, v.n, v.lastDay()}}
}

// fundAsks are the questions of fundOf for funds that are not known yet.
func (v *view) fundAsks(asks []readdb.Ask, funds ...int64) []readdb.Ask {
	asks = v.idAsks(asks, funds...)
	for _, k := range funds {
		if _, ok := v.fundCodes[k]; !ok && k != 0 {
			asks = append(asks, v.fundCodeAsk(k))
		}
	}
	return asks
}

func (v *view) compartmentCode(k int64) (string, error) { return v.fixed("compartments", "code", k) }

func (v *view) placeCode(k int64) (string, error) { return v.fixed("places", "code", k) }

type fixedKey struct {
	db, table, column string
	k                 int64
}

// fixed is a text of a row that is never changed, kept in memory; "" for 0.
func (v *view) fixed(table, column string, k int64) (string, error) {
	if k == 0 {
		return "", nil
	}
	key := fixedKey{v.db, table, column, k}
	if text, ok := v.r.words.Load(key); ok {
		return text.(string), nil
	}
	var text string
	ok, err := v.row("SELECT "+column+" FROM @"+table+" WHERE k = $1", []any{k}, &text)
	if err == nil && !ok {
		err = missingIf(true, table, k)
	}
	if err == nil {
		v.r.words.Store(key, text)
	}
	return text, err
}

// FundInfo is a fund.
type FundInfo struct {
	Fund uuid.UUID   `json:"fund"`
	Unit uuid.UUID   `json:"unit"`
	Code string      `json:"code"`
	Name string      `json:"name"`
	Form fund.Form   `json:"form"`
	From domain.Date `json:"from"`

	Honours string `json:"honours,omitzero"` // of a named fund: the name it honours

	OpenedBy uuid.UUID `json:"opened_by"` // the unit that opened it, under the code OpenedAs: what exports call it for ever
	OpenedAs string    `json:"opened_as"`

	WoundUp   domain.Date `json:"wound_up,omitzero"`  // the day on which another fund took it over
	Successor uuid.UUID   `json:"successor,omitzero"` // that fund
}

// Funds lists all funds in the order of their codes.
func (r *Reader) Funds(ctx context.Context, asOf AsOf) ([]FundInfo, error) {
	return r.FundsAt(ctx, asOf, nil)
}

// FundsAt lists the funds that there were on a day; nil: all.
func (r *Reader) FundsAt(ctx context.Context, asOf AsOf, at *domain.Date) ([]FundInfo, error) {
	return r.fundInfos(ctx, uuid.Nil, uuid.Nil, asOf, at)
}

// FundsOf lists the funds that are a unit's on a day, in the order of their codes; nil: those that are its own now.
func (r *Reader) FundsOf(ctx context.Context, unit uuid.UUID, asOf AsOf, at *domain.Date) ([]FundInfo, error) {
	return r.fundInfos(ctx, uuid.Nil, unit, asOf, at)
}

// Fund reports one fund as it was on a day; nil: as it is now.
func (r *Reader) Fund(ctx context.Context, id uuid.UUID, asOf AsOf, at *domain.Date) (FundInfo, error) {
	found, err := r.fundInfos(ctx, id, uuid.Nil, asOf, at)
	if err == nil && len(found) == 0 {
		err = notFound(nil, "fund", id)
	}
	if err != nil {
		return FundInfo{}, err
	}
	return found[0], nil
}

func (r *Reader) fundInfos(ctx context.Context, id, unit uuid.UUID, asOf AsOf, at *domain.Date) ([]FundInfo, error) {
	funds := []FundInfo{}
	err := r.viewAt(ctx, asOf, at, func(v *view) error {
		found, err := v.funds(id, unit)
		for _, f := range found {
			if !v.by(f.since) {
				continue
			}
			info := FundInfo{Fund: f.id, Unit: f.unit, Code: f.code, Name: f.name, Form: fund.Form(f.form), From: f.since, Honours: f.honours,
				OpenedBy: f.opener, OpenedAs: f.first}
			var ended error
			if info.WoundUp, info.Successor, ended = v.woundUp(f.k); ended != nil {
				return ended
			}
			funds = append(funds, info)
		}
		return err
	})
	return funds, err
}

// FundNamed finds a fund by its id or code, UnitNamed a unit. Codes may be typed in capitals or not; the one that is written so goes
// before others, and a code that several have is refused.
func (r *Reader) FundNamed(ctx context.Context, text string) (uuid.UUID, error) {
	return r.named(ctx, text, "fund", fundName, `SELECT x.id, u.code FROM @fund_units u JOIN @names x ON x.k = u.k
		WHERE LOWER(u.code) = $1 AND NOT EXISTS (SELECT 1 FROM @fund_units z WHERE z.k = u.k AND z.n > u.n) ORDER BY u.k`)
}

// UnitNamed finds a unit by its id or code.
func (r *Reader) UnitNamed(ctx context.Context, text string) (uuid.UUID, error) {
	return r.named(ctx, text, "unit", unitName, "SELECT x.id, u.code FROM @units u JOIN @names x ON x.k = u.k WHERE LOWER(u.code) = $1 ORDER BY u.k")
}

func (r *Reader) named(ctx context.Context, text, what string, kind int64, byCode string) (id uuid.UUID, err error) {
	err = r.view(ctx, AsOf{}, func(v *view) error {
		if parsed, err := uuid.Parse(text); err == nil {
			_, ok, err := v.key(parsed, kind)
			if id = parsed; err != nil || !ok {
				return notFound(err, what, parsed)
			}
			return nil
		}
		var exact, like []uuid.UUID
		err := v.rows(func(r readdb.Row) error {
			var raw []byte
			var code string
			if err := r.Scan(&raw, &code); err != nil {
				return err
			}
			if like = append(like, uuid.UUID(raw)); code == text {
				exact = append(exact, uuid.UUID(raw))
			}
			return nil
		}, byCode, asciiLower(text))
		if len(exact) > 0 {
			like = exact
		}
		switch {
		case err != nil:
			return err
		case len(like) == 0:
			return domain.Errorf(domain.NotFound, "there is no %s with the code %q", what, text).On(what)
		case len(like) > 1:
			return domain.Errorf(domain.Conflict, "several have the code %q; name the %s by its id", text, what).On(what)
		}
		id = like[0]
		return nil
	})
	return id, err
}
