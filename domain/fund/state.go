package fund

import (
	"maps"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Fund is the state of one fund's stream. The zero Fund is one that was never opened.
type Fund struct {
	Unit         uuid.UUID                  `json:"unit"`
	Since        domain.Date                `json:"since"`   // the day since which it is this unit's
	Honours      string                     `json:"honours"` // of a named fund: the name it honours
	Code         string                     `json:"code"`
	Compartments map[string]*Compartment    `json:"compartments"`
	Places       map[string]*Place          `json:"places"`
	Series       map[string]int64           `json:"series"` // the last number given in each series
	Awaiting     map[uuid.UUID]Awaited      `json:"awaiting"`
	Unidentified map[uuid.UUID]Unidentified `json:"unidentified"`
	Reservations map[uuid.UUID]*Reservation `json:"reservations"`
	Transfers    map[uuid.UUID]*Transfer    `json:"transfers"`
	Held         []Held                     `json:"held"`    // what this fund keeps for others, oldest first
	Bridged      map[uuid.UUID][]Stood      `json:"bridged"` // slot → what bridges paid for it and late money has not repaid, in order
	Deeds        []Deed                     `json:"deeds"`   // its versions, by the day from which each is in force
	Paid         map[int]YearPaid           `json:"paid"`    // by year of booking, in đồng
	Exceptions   Exceptions                 `json:"exceptions"`
	Deficits     []Deficit                  `json:"deficits"`            // oldest first
	Closes       []domain.Date              `json:"closes"`              // the closes that stand, the last one last
	Published    map[int]Published          `json:"published"`           // by year: what is public of it
	Successor    *Succession                `json:"successor,omitempty"` // of a fund that was wound up
	Reserved     int64                      `json:"reserved"`            // how many reservations there ever were: their order
	Numbered     int64                      `json:"numbered"`            // how many positions there ever were, in all compartments
}

// Compartment is one hard wall's inside.
type Compartment struct {
	Currency    money.Currency `json:"currency"`
	Restriction Restriction    `json:"restriction"`
	Next        int64          `json:"next"` // the next position
	Free        Set            `json:"free"` // reserved ones among them: a reservation chooses no positions
	Reserved    int64          `json:"reserved"`
	Uncovered   int64          `json:"uncovered"`
	Arrived     []Arrival      `json:"arrived"` // segments that came by transfer
	Valued      []Valued       `json:"valued"`  // segments of foreign money that were worth something known
}

// Available is what a decision may still use.
func (c *Compartment) Available() int64 { return c.Free.Len() - c.Reserved }

// Place is where money lies.
type Place struct {
	Name     string                `json:"name"`
	Kind     PlaceKind             `json:"kind"`
	Currency money.Currency        `json:"currency"`
	Balance  int64                 `json:"balance"`
	Days     map[domain.Date]int64 `json:"days"` // net flow by booking day
}

// Awaited is a donation that has not been cleared.
type Awaited struct {
	Currency money.Currency `json:"currency"`
	Amount   int64          `json:"amount"`
	Lines    []Line         `json:"lines"`
}

// Unidentified is what is left of an unexplained bank line.
type Unidentified struct {
	Currency money.Currency `json:"currency"`
	Amount   int64          `json:"amount"`
	Place    string         `json:"place"`
}

// Reservation is money set aside; Shares is what is left of it.
type Reservation struct {
	Order     int64          `json:"order"` // older reservations are funded first
	Currency  money.Currency `json:"currency"`
	Shares    []Share        `json:"shares"`
	Recipient uuid.UUID      `json:"recipient"`
	Slot      uuid.UUID      `json:"slot"`
	List      uuid.UUID      `json:"list"`
	Kind      PayoutKind     `json:"kind"`
}

// Left is what is left of the reservation in all compartments.
func (r *Reservation) Left() (n int64) {
	for _, s := range r.Shares {
		n += s.Amount
	}
	return n
}

// Stage is how far a transfer has come.
type Stage string

// The stages of a transfer.
const (
	InTransit Stage = "in-transit"
	Accepted  Stage = "accepted"
	Refused   Stage = "refused"
)

// Transfer is a transfer sent from this fund; what was sent is kept until it is accepted or refused.
type Transfer struct {
	Stage Stage         `json:"stage"`
	To    uuid.UUID     `json:"to"`
	Sent  *TransferSent `json:"sent,omitempty"`
}

// Arrival is a segment that came by transfer or hand-over, with every fund its đồng may have come through.
type Arrival struct {
	Span   Span        `json:"span"`
	Via    []uuid.UUID `json:"via"`
	Source *Source     `json:"source,omitempty"` // of a hand-over
}

// Source is what a segment was in the fund that handed it over: positions one for one in order.
type Source struct {
	Fund  uuid.UUID `json:"fund"`
	Piece Piece     `json:"piece"`
}

// Valued is a segment of foreign money with its worth in đồng on the day it was given.
type Valued struct {
	Span  Span  `json:"span"`
	Worth int64 `json:"worth"`
}

// Deficit is spent positions that no money stands behind.
type Deficit struct {
	Cause       uuid.UUID `json:"cause"` // the entry that made it
	Compartment string    `json:"compartment"`
	Spans       []Span    `json:"spans"`
	Reversal    bool      `json:"reversal"` // a reversed donation: its own đồng, come back by transfer, may not fill it
}

// Exceptions is what was undone or changed owners, by what it happened to: rare, so it may be remembered.
type Exceptions struct {
	Gone     map[uuid.UUID]map[string]Set  `json:"gone"`     // donation → compartment of its line → positions reversed or refunded
	Returned map[uuid.UUID]map[int64]int64 `json:"returned"` // payout → row → amount that came back
	Cleared  map[uuid.UUID]uuid.UUID       `json:"cleared"`  // donation that had to wait → the entry that cleared it
	Receipts map[uuid.UUID]Number          `json:"receipts"` // donation → receipt now, where it is not the first; No 0: void
	Covers   []Cover                       `json:"covers"`   // in order: of two over one position the later one holds
	Sales    []Sale                        `json:"sales"`
	Moved    []Moved                       `json:"moved"`   // in order
	Redated  map[uuid.UUID]Days            `json:"redated"` // donation or payout → its days now, where they were corrected
}

// Moved is positions that became others of the same fund, one for one in order, and kept their owners: re-designated, or relieved
// by late money of a slot.
type Moved struct {
	From   Piece  `json:"from"`
	Into   string `json:"into"`
	Span   Span   `json:"span"`
	Covers int    `json:"covers"` // how many covers there were before: what became theirs later is not moved by this
	Basis  Basis  `json:"basis"`  // of a re-designation
}

// Days is when a document was given, if it is a donation, and booked.
type Days struct {
	Given  domain.Date `json:"given"`
	Booked domain.Date `json:"booked"`
}

// Deed is one version of a fund's deed.
type Deed struct {
	From    domain.Date `json:"from"`
	Clauses []Clause    `json:"clauses"`
}

// Held is what is left of money kept for another fund.
type Held struct {
	ID       uuid.UUID      `json:"id"` // the entry that brought it
	For      uuid.UUID      `json:"for"`
	Currency money.Currency `json:"currency"`
	Amount   int64          `json:"amount"`
	Place    string         `json:"place"`
	Returned []string       `json:"returned"` // rows given back
}

// Stood is what a bridge compartment paid for a slot by one payout.
type Stood struct {
	Payout uuid.UUID `json:"payout"`
	Paid   Piece     `json:"paid"`
}

// YearPaid is what a year's payouts came to, returns taken off: what the caps of a deed are measured by.
type YearPaid struct {
	Awards  int64 `json:"awards"`
	Running int64 `json:"running"`
	All     int64 `json:"all"`
}

// Succession says where a fund that was wound up goes on.
type Succession struct {
	Into         uuid.UUID         `json:"into"`
	Code         string            `json:"code"`
	On           domain.Date       `json:"on"`
	Decision     string            `json:"decision"`
	Compartments map[string]string `json:"compartments"` // in which of the successor's the money of each goes on
	Places       map[string]string `json:"places"`
}

// Sale is where sold foreign money became đồng.
type Sale struct {
	From Piece  `json:"from"`
	Into string `json:"into"`
	Span Span   `json:"span"`
}

// Exists says whether the fund was opened.
func (f *Fund) Exists() bool { return f.Unit != uuid.Nil }

// Closed is the last day that takes no booking any more; the zero Date where no period is closed.
func (f *Fund) Closed() domain.Date {
	if len(f.Closes) == 0 {
		return 0
	}
	return f.Closes[len(f.Closes)-1]
}

// Clone implements domain.State.
func (f *Fund) Clone() domain.State { return f.clone() }

func (f *Fund) clone() *Fund {
	g := *f
	g.Compartments = cloned(f.Compartments, func(c *Compartment) *Compartment {
		d := *c
		d.Free, d.Arrived, d.Valued = slices.Clone(c.Free), slices.Clone(c.Arrived), slices.Clone(c.Valued)
		return &d
	})
	g.Places = cloned(f.Places, func(p *Place) *Place {
		q := *p
		q.Days = maps.Clone(p.Days)
		return &q
	})
	g.Series, g.Awaiting, g.Unidentified = maps.Clone(f.Series), maps.Clone(f.Awaiting), maps.Clone(f.Unidentified)
	g.Reservations = cloned(f.Reservations, func(r *Reservation) *Reservation {
		q := *r
		q.Shares = slices.Clone(r.Shares)
		return &q
	})
	g.Transfers = cloned(f.Transfers, func(t *Transfer) *Transfer { u := *t; return &u })
	g.Held = slices.Clone(f.Held)
	for i := range g.Held {
		g.Held[i].Returned = slices.Clone(g.Held[i].Returned)
	}
	g.Bridged = cloned(f.Bridged, cloneStood)
	g.Deeds, g.Paid = slices.Clone(f.Deeds), maps.Clone(f.Paid)
	if f.Successor != nil {
		s := *f.Successor
		s.Compartments, s.Places = maps.Clone(s.Compartments), maps.Clone(s.Places)
		g.Successor = &s
	}
	g.Exceptions = f.Exceptions.clone()
	g.Deficits = cloneDeficits(f.Deficits)
	g.Closes, g.Published = slices.Clone(f.Closes), maps.Clone(f.Published)
	return &g
}

func (x Exceptions) clone() Exceptions {
	y := x
	y.Gone = cloned(x.Gone, func(m map[string]Set) map[string]Set {
		return cloned(m, func(s Set) Set { return slices.Clone(s) })
	})
	y.Returned = cloned(x.Returned, maps.Clone)
	y.Cleared, y.Receipts, y.Redated = maps.Clone(x.Cleared), maps.Clone(x.Receipts), maps.Clone(x.Redated)
	y.Covers, y.Sales, y.Moved = slices.Clone(x.Covers), slices.Clone(x.Sales), slices.Clone(x.Moved)
	return y
}

func cloneStood(stood []Stood) []Stood {
	copies := slices.Clone(stood)
	for i := range copies {
		copies[i].Paid.Spans = slices.Clone(copies[i].Paid.Spans)
	}
	return copies
}

func cloneDeficits(deficits []Deficit) []Deficit {
	copies := slices.Clone(deficits)
	for i := range copies {
		copies[i].Spans = slices.Clone(copies[i].Spans)
	}
	return copies
}

func cloned[K comparable, V any](m map[K]V, copied func(V) V) map[K]V {
	if m == nil {
		return nil
	}
	n := make(map[K]V, len(m))
	for k, v := range m {
		n[k] = copied(v)
	}
	return n
}
