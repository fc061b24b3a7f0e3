package projections

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections/readdb"
)

// Reader answers questions from the generation in use. It is safe for many goroutines. Every report holds a consistent view from its
// first row to its last.
type Reader struct {
	current  func() *readdb.DB
	own      *readdb.DB // opened for this reader alone
	now      func() time.Time
	words    *sync.Map // generation and key → text
	ids      *lasting[int64, uuid.UUID]
	keys     *lasting[named, keyed]
	walls    *lasting[int64, walls]
	slots    *workedOut[slotsAt, slotsKept]
	children *workedOut[childrenAt, childrenKept]
	pledges  *workedOut[pledgesAt, []PledgeInfo]
	runs     *workedOut[listAt, []rowRun]
	boxes    *workedOut[boxesAt, int64]
	tallies  *summed
	ways     *ways
	barren   *barren
	held     *held // the one sight of the tables that all its reports have
}

// held is a snapshot that several reports share.
type held struct {
	*readdb.View
	db               string
	latest, recorded int64
}

// Reader answers from whatever generation the projector serves.
func (p *Projector) Reader() *Reader {
	return newReader(p.opts.Now, func() *readdb.DB {
		if s := p.served.Load(); s != nil {
			return s.db
		}
		return nil
	})
}

func newReader(now func() time.Time, current func() *readdb.DB) *Reader {
	return &Reader{now: now, words: &sync.Map{}, ids: &lasting[int64, uuid.UUID]{}, keys: &lasting[named, keyed]{}, walls: &lasting[int64, walls]{},
		slots: &workedOut[slotsAt, slotsKept]{}, children: &workedOut[childrenAt, childrenKept]{}, pledges: &workedOut[pledgesAt, []PledgeInfo]{},
		runs: &workedOut[listAt, []rowRun]{}, boxes: &workedOut[boxesAt, int64]{}, tallies: &summed{most: mostTallySums, anew: sumAnew}, ways: &ways{}, barren: &barren{}, current: current}
}

// OpenReader opens the generation that is in use now, for reports beside a running serve. It must be closed.
func OpenReader(ctx context.Context, store *readdb.Store) (*Reader, error) {
	name, err := store.Active(ctx)
	if err != nil {
		return nil, err
	}
	if name == "" {
		return nil, errNothingYet()
	}
	db, err := store.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	r := newReader(time.Now, func() *readdb.DB { return db })
	r.own = db
	return r, nil
}

// Close closes what OpenReader opened, and ends what Hold held.
func (r *Reader) Close() error {
	if r.held != nil {
		r.held.Close()
		return nil
	}
	if r.own == nil {
		return nil
	}
	return r.own.Close()
}

func errNothingYet() error {
	return domain.Errorf(domain.NotFound, "the read side has not been built yet; run sovang serve or sovang rebuild first")
}

// AsOf says what a report knew: everything up to that entry, and nothing after it. The zero AsOf in a query is the last entry.
type AsOf struct {
	Entry    uint64    `json:"entry"`
	Recorded time.Time `json:"recorded,omitzero"` // when that entry was recorded
}

// AsOf reads what people type after --as-of: nothing (the last entry), an entry's number ("1234", "#1234"), a date (the end of that day
// in Vietnam) or a moment (RFC 3339).
func (r *Reader) AsOf(ctx context.Context, text string) (AsOf, error) {
	var asked AsOf
	entry, until, err := Until(text)
	if err != nil {
		return AsOf{}, err
	}
	asked.Entry = entry
	err = r.view(ctx, asked, func(v *view) error {
		if !until.IsZero() {
			if err := v.until(until); err != nil {
				return err
			}
		}
		asked = v.asOf
		return nil
	})
	return asked, err
}

// Until reads the same without asking anything: the number of an entry, or the last instant that a date or moment stands for; neither where
// nothing was typed.
func Until(text string) (entry uint64, moment time.Time, err error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, moment, nil
	}
	if entry, err = strconv.ParseUint(strings.TrimPrefix(text, "#"), 10, 63); err == nil {
		if entry == 0 {
			err = domain.Errorf(domain.Invalid, "entries are numbered from 1").On("as-of")
		}
		return entry, moment, err
	}
	if moment, err = time.Parse(time.RFC3339, text); err == nil && !moment.IsZero() {
		return 0, moment, nil
	}
	d, err := domain.ParseDate(text)
	if err != nil {
		return 0, time.Time{}, domain.Errorf(domain.Invalid, "%q is no entry number, date or moment; write 1234, 2024-10-29 or 2024-10-29T08:00:00+07:00", text).On("as-of")
	}
	return 0, startOf(d + 1).Add(-time.Microsecond), nil
}

// startOf is the first moment of a day in Vietnam.
func startOf(d domain.Date) time.Time {
	return time.Unix(int64(d)*24*60*60, 0).Add(-7 * time.Hour)
}

// view is one report's sight of the tables.
type view struct {
	*readdb.View
	ctx    context.Context
	r      *Reader
	db     string
	n      int64 // rows of later entries are not there yet
	latest int64 // the last entry of all
	asOf   AsOf
	at     *domain.Date // only what is booked by the end of this day; nil: all
	days   map[int64]domain.Date
	names  map[int64]uuid.UUID

	fundCodes map[int64]string
	traced    bool // what became of the positions of a donation is asked next
}

// viewAt runs a report as of an entry about a day.
func (r *Reader) viewAt(ctx context.Context, asOf AsOf, at *domain.Date, report func(*view) error) error {
	return r.view(ctx, asOf, func(v *view) error {
		v.at, v.days = at, map[int64]domain.Date{}
		return report(v)
	})
}

// stands is the day on which a donation or payout is booked, in SQL, as the last re-dating known to the view has it: of entry e, whose own
// row says column.
func stands(column string) string { return standsOf("e.id", column) }

// standsOf is stands for what has that id.
func standsOf(id, column string) string {
	return "COALESCE((SELECT z.booked FROM @redates z WHERE z.id = " + id + " AND z.n <= $N ORDER BY z.n DESC LIMIT 1), " + column + ")"
}

// lastDay is the view's day as a query compares it.
func (v *view) lastDay() int64 {
	if v.at == nil {
		return 1 << 30
	}
	return int64(*v.at)
}

// by says whether something that is booked on a day was so by the view's day.
func (v *view) by(day domain.Date) bool { return v.at == nil || day <= *v.at }

// entryBy is by for what an entry did.
func (v *view) entryBy(n int64) (bool, error) {
	if v.at == nil {
		return true, nil
	}
	day, ok := v.days[n]
	if !ok {
		if _, err := v.row(numbered("SELECT "+stands("e.booked")+" FROM @entries e WHERE e.n = $1", 2), []any{n, v.n}, &day); err != nil {
			return false, err
		}
		v.days[n] = day
	}
	return v.by(day), nil
}

// entriesBy is entryBy for a query, for the entry that column names: "" where every day will do. n is the number of its first parameter;
// seen gives the parameters.
func (v *view) entriesBy(column string, n int) string {
	if v.at == nil {
		return ""
	}
	return " AND EXISTS (SELECT 1 FROM @entries e WHERE e.n = " + column + " AND " + numbered(stands("e.booked"), n) + " <= $" + itoa(int64(n+1)) + ")"
}

// seen adds the view's entry, and its day where it has one.
func (v *view) seen(args ...any) []any {
	if args = append(args, v.n); v.at != nil {
		args = append(args, int64(*v.at))
	}
	return args
}

// Hold gives a reader whose reports share one sight of the tables: they agree with each other, and the last entry is looked up once. It is for
// one goroutine, ends with ctx, and must be closed.
func (r *Reader) Hold(ctx context.Context) (*Reader, error) {
	h, err := r.hold(ctx)
	if err != nil {
		return nil, err
	}
	held := *r
	held.held, held.own = h, nil
	return &held, nil
}

func (r *Reader) hold(ctx context.Context) (*held, error) {
	db := r.current()
	if db == nil {
		return nil, errNothingYet()
	}
	snapshot, err := db.View(ctx)
	if err != nil {
		return nil, err
	}
	h := &held{View: snapshot, db: db.Name()}
	if _, err := h.Row("SELECT entry, recorded FROM @checkpoint WHERE one = 1", nil, &h.latest, &h.recorded); err != nil {
		h.Close()
		return nil, err
	}
	return h, nil
}

// view runs a report as of an entry.
func (r *Reader) view(ctx context.Context, asOf AsOf, report func(*view) error) error {
	h := r.held
	if h == nil {
		var err error
		if h, err = r.hold(ctx); err != nil {
			return err
		}
		defer h.Close()
	}
	v := &view{View: h.View, ctx: ctx, r: r, db: h.db, latest: h.latest, names: map[int64]uuid.UUID{}, fundCodes: map[int64]string{}}
	recorded := h.recorded
	if asOf.Entry > uint64(v.latest) {
		return domain.Errorf(domain.NotFound, "there is no entry %d; the last one is %d", asOf.Entry, v.latest).On("as-of")
	}
	if v.n = int64(asOf.Entry); v.n == 0 {
		v.n = v.latest
	}
	if v.n != v.latest {
		var err error
		if recorded, err = v.recorded(v.n); err != nil {
			return err
		}
	}
	v.stands(recorded)
	return report(v)
}

func (v *view) stands(recorded int64) {
	v.asOf = AsOf{Entry: uint64(v.n)}
	if v.n > 0 {
		v.asOf.Recorded = time.UnixMicro(recorded).UTC()
	}
}

func (v *view) recorded(n int64) (at int64, err error) {
	ok, err := v.Row("SELECT recorded FROM @entries WHERE n = $1", []any{n}, &at)
	if err == nil && !ok {
		err = domain.Errorf(domain.Internal, "the read side has no entry %d", n)
	}
	return at, err
}

// lastBy is the last entry recorded at or before a moment, 0 if there is none. Recorded never runs backwards, so that halving finds it.
func (v *view) lastBy(micros int64) (int64, error) {
	low, high := int64(0), v.latest
	for low < high {
		middle := (low + high + 1) / 2
		at, err := v.recorded(middle)
		if err != nil {
			return 0, err
		}
		if at <= micros {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return low, nil
}

// until makes the view one as of a moment.
func (v *view) until(t time.Time) error {
	n, err := v.lastBy(t.UnixMicro())
	if err != nil {
		return err
	}
	if n == 0 {
		return domain.Errorf(domain.NotFound, "nothing had been recorded by %s", t.In(domain.Vietnam).Format("15:04 02/01/2006")).On("as-of")
	}
	at, err := v.recorded(n)
	v.n = n
	v.stands(at)
	return err
}

func (v *view) rows(scan func(readdb.Row) error, query string, args ...any) error {
	return v.Query(scan, query, args...)
}

func (v *view) row(query string, args []any, into ...any) (bool, error) {
	return v.Row(query, args, into...)
}

type wordKey struct {
	db string
	k  int64
}

// word is the text of a key; "" for 0.
func (v *view) word(k int64) (string, error) {
	if k == 0 {
		return "", nil
	}
	if w, ok := v.r.words.Load(wordKey{v.db, k}); ok {
		return w.(string), nil
	}
	var w string
	ok, err := v.row("SELECT word FROM @words WHERE k = $1", []any{k}, &w)
	if err == nil && !ok {
		err = domain.Errorf(domain.Internal, "the read side has no word %d", k)
	}
	if err == nil {
		v.r.words.Store(wordKey{v.db, k}, w)
	}
	return w, err
}

// wordsInto replaces keys by their texts, after the rows that held them were read.
func (v *view) wordsInto(pairs ...wordInto) error {
	for _, p := range pairs {
		w, err := v.word(p.k)
		if err != nil {
			return err
		}
		*p.into = w
	}
	return nil
}

type wordInto struct {
	k    int64
	into *string
}

// wordOf is the key of a text; false where it never occurred.
func (v *view) wordOf(text string) (k int64, ok bool, err error) {
	ok, err = v.row("SELECT k FROM @words WHERE word = $1", []any{text}, &k)
	return k, ok, err
}

// id is the id of a key; the nil UUID for 0.
func (v *view) id(k int64) (uuid.UUID, error) {
	if id, ok := v.knownID(k); ok {
		return id, nil
	}
	var raw []byte
	a := idAsk(k)
	ok, err := v.row(a.Query, a.Args, &raw)
	if err != nil || !ok {
		return uuid.Nil, errors.Join(err, missingIf(!ok && err == nil, "name", k))
	}
	id := uuid.UUID(raw)
	v.names[k] = id
	v.r.ids.put(v.db, k, id)
	return id, nil
}

func missingIf(missing bool, what string, k int64) error {
	if !missing {
		return nil
	}
	return domain.Errorf(domain.Internal, "the read side has no %s %d", what, k)
}

// tableOf is where a thing of that kind has its row.
var tableOf = map[int64]string{unitName: "units", fundName: "funds", personName: "people", slotName: "slots", pledgeName: "pledges", listName: "lists",
	campaignName: "campaigns", clusterName: "clusters", roundName: "rounds", boxesName: "box_books", levyName: "levies", rosterName: "rosters"}

// key is the key of an id of that kind; false where the ledger has none. One id may name things of several kinds.
func (v *view) key(id uuid.UUID, kind int64) (k int64, ok bool, err error) {
	about := named{id, kind}
	if was, ok := v.r.keys.get(v.db, about); ok {
		return was.k, was.since <= v.n, nil
	}
	since := "0"
	if kind == unitName || kind == fundName { // there from the entry that began them on
		since = "t.n"
	}
	var is keyed
	ok, err = v.row("SELECT x.k, "+since+" FROM @names x JOIN @"+tableOf[kind]+" t ON t.k = x.k WHERE x.id = $1", []any{id[:]}, &is.k, &is.since)
	if err == nil && ok {
		v.r.keys.put(v.db, about, is)
	}
	return is.k, ok && is.since <= v.n, err
}

// unitKeys are the keys of those of some units that the ledger has.
func (v *view) unitKeys(units []uuid.UUID) (keys []int64, err error) {
	for _, unit := range units {
		k, ok, err := v.key(unit, unitName)
		if err != nil {
			return nil, err
		}
		if ok {
			keys = append(keys, k)
		}
	}
	return keys, nil
}

// entryOf is the entry that the command with that id made; false where none did by the view's entry.
func (v *view) entryOf(id uuid.UUID) (n int64, ok bool, err error) {
	ok, err = v.row("SELECT n FROM @entries WHERE id = $1 AND n <= $2", []any{id[:], v.n}, &n)
	return n, ok, err
}

// idOf is the id of an entry.
func (v *view) idOf(n int64) (uuid.UUID, error) {
	var raw []byte
	ok, err := v.row("SELECT id FROM @entries WHERE n = $1", []any{n}, &raw)
	if err != nil || !ok {
		return uuid.Nil, errors.Join(err, missingIf(!ok && err == nil, "entry", n))
	}
	return uuid.UUID(raw), nil
}
