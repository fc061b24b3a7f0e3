package projections

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections/readdb"
)

// What a name belongs to, as names.kind has it.
const (
	unitName int64 = iota + 1
	fundName
	personName
	slotName
	pledgeName
	listName
	paymentName // a donation's own stream, in which the pledges it is counted towards stand
	campaignName
	boxesName
	levyName
	roundName
	meritName // a person's nominations by rounds that forbid stacking
	attachmentName
	childName // a person, as a child who may be sponsored
	rosterName
	signatureName  // a command, as one that is signed
	remittanceName // a donation's own stream, in which the roster behind it stands
	clusterName
)

// scannedID is an id as a row gave it. A question that is given up between a row's arrival and its reading leaves nothing in it, and Scan says so: the error
// is returned with the row, and must not be beaten by a panic.
func scannedID(b []byte) (id uuid.UUID) {
	copy(id[:], b)
	return id
}

// keepNames bounds the cache of keys in memory: about 100 MB. Beyond it the cache begins anew.
const keepNames = 1_000_000

// keyring turns ids into integer keys, once for ever. Keys are given in the order of the log, so that every build gives the same ones.
type keyring struct {
	known map[uuid.UUID]int64
	next  int64
}

// mention is an id that the rows of a batch will need a key for.
type mention struct {
	id   uuid.UUID
	kind int64
}

// learn makes sure that every id the entries speak of has a key in memory. Done for a whole batch, it costs a query per 32 unknown ids.
func (f *fold) learn(entries []domain.Entry) {
	if len(f.names.known) > keepNames {
		f.names.known = make(map[uuid.UUID]int64, keepNames/4)
	}
	f.mentions = f.mentions[:0]
	for i := range entries {
		for _, c := range entries[i].Changes {
			f.mentionStream(c.Stream)
			for _, e := range c.Events {
				f.mentionEvent(e)
			}
		}
	}
	f.lookUp()
	for _, m := range f.mentions {
		if _, ok := f.names.known[m.id]; !ok {
			f.names.known[m.id] = f.names.next
			f.t.names.add(m.id[:], f.names.next, m.kind)
			f.names.next++
		}
	}
}

const lookUpWidth = 32

// lookUp asks the database for the mentioned ids that are not in memory.
func (f *fold) lookUp() {
	var args []any
	ask := func() {
		if len(args) == 0 || f.err != nil {
			return
		}
		for len(args) < lookUpWidth {
			args = append(args, args[0])
		}
		f.fail(f.tx.Query(f.ctx, func(r readdb.Row) error {
			var id []byte
			var k, kind int64
			if err := r.Scan(&id, &k, &kind); err != nil {
				return err
			}
			f.names.known[uuid.UUID(id)] = k
			f.knowKind(k, kind)
			return nil
		}, "SELECT x.id, x.k, COALESCE((SELECT p.kind FROM @people p WHERE p.k = x.k), 0) FROM @names x WHERE x.id IN ("+placeholders(lookUpWidth)+")", args...))
		args = args[:0]
	}
	if f.names.next > 1 {
		for i := range f.mentions {
			if _, ok := f.names.known[f.mentions[i].id]; !ok {
				if args = append(args, f.mentions[i].id[:]); len(args) == lookUpWidth {
					ask()
				}
			}
		}
	}
	ask()
}

func placeholders(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("$" + itoa(int64(i+1)))
	}
	return b.String()
}

// key is the key of an id that learn has seen; 0 for the nil UUID.
func (f *fold) key(id uuid.UUID) int64 {
	if id == uuid.Nil {
		return 0
	}
	k, ok := f.names.known[id]
	if !ok {
		f.fail(domain.Errorf(domain.Internal, "the read side has no key for %s", id))
	}
	return k
}

// dictionary turns texts that repeat into integer keys: series, actors, currencies, institutions. The empty text is 0.
type dictionary struct {
	known map[string]int64
}

func (f *fold) word(text string) int64 {
	if text == "" {
		return 0
	}
	if k, ok := f.words.known[text]; ok {
		return k
	}
	k := int64(len(f.words.known) + 1)
	f.words.known[text] = k
	f.t.words.add(k, text)
	return k
}

// table is a buffer of rows to insert.
type table struct{ readdb.Rows }

func (t *table) add(values ...any) { t.Values = append(t.Values, values...) }

func newTable(name, columns, upsert string) *table {
	return &table{readdb.Rows{Table: name, Columns: slices.Collect(strings.FieldsSeq(columns)), Upsert: upsert}}
}
