package projections

import (
	"encoding/binary"
	"errors"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/person"
	"sovang/projections/readdb"
)

// Tallies are the flows that roll-ups add up, packed in the order of the entries: about ten bytes a gift. A roll-up over thousands of units reads
// all of them in one go, which costs less than one step into an index for each unit would, and what it finds is exact on both axes of
// time: a cell says which entry made it and on which day it is booked.
//
// A chunk is the cells of tallyChunk entries, and its key the first of these divided by tallyChunk. Which cells stand together hangs on
// the log alone, so that every build makes the same rows.
const tallyChunk = 128

// Whose donation it was, as cells of flowDonated have it: one of person.Kinds from giverKinds on, or else one of these. They stand in tables: never
// renumber.
const (
	giverAnonymous int64 = 0
	giverSheet     int64 = 1 // the many of a collection sheet
	giverRedated   int64 = 2 // a donation's days were corrected: redates says whose it was
	giverKinds     int64 = 8
)

// giverCodes are the kinds of persons in the order of their codes: add to its end.
var giverCodes = [...]person.Kind{person.Individual, person.Enterprise, person.Foundation, person.Agency, person.Religious, person.Armed,
	person.Overseas, person.School, person.Clan, person.Collective}

// tallied are the kinds of flow that cells are kept of: those that change what a fund has from without, and money that is on its way.
var tallied = func() (kinds [128]bool) {
	for _, k := range []int64{flowDonated, flowInterest, flowArrived, flowExchanged, flowSent, flowRefused, flowSettled, flowShortfall, flowSold,
		flowHandedOver, flowTakenOver, flowRefunded, flowLost, flowReversed, flowUndone, flowUnidentified, flowHeld} {
		kinds[k] = true
	}
	for _, k := range payoutKinds {
		kinds[k.flow], kinds[k.flow+flowReturned] = true, true
	}
	return kinds
}()

// tally is one cell: what an entry let flow through a pot. about is the giver's kind of a donation, the other fund of a transfer.
type tally struct {
	n, pot, kind, about, booked, amount, count int64
}

// tallies is packed cells, each told as its difference from the one before.
type tallies struct {
	chunk int64
	last  tally
	cells []byte
	dirty bool
}

// pack appends a cell.
func (t *tallies) pack(c tally) {
	head := (c.n - t.last.n) << 1
	if c.about != 0 {
		head |= 1
	}
	b := binary.AppendUvarint(t.cells, uint64(head))
	b = append(b, byte(c.kind))
	if c.about != 0 {
		b = binary.AppendUvarint(b, uint64(c.about))
	}
	b = binary.AppendUvarint(b, uint64(c.pot))
	b = binary.AppendVarint(b, c.booked-t.last.booked)
	b = binary.AppendVarint(b, c.amount)
	t.cells = binary.AppendVarint(b, c.count)
	t.last, t.dirty = c, true
}

var errTorn = errors.New("the tallies of the read side are damaged")

// unpack reads the cells of a chunk in order, until each says stop.
func unpack(chunk int64, b []byte, each func(*tally) bool) error {
	c := tally{n: chunk * tallyChunk}
	unsigned := func() int64 {
		x, size := binary.Uvarint(b)
		if size <= 0 {
			b = nil
			return 0
		}
		b = b[size:]
		return int64(x)
	}
	signed := func() int64 {
		x, size := binary.Varint(b)
		if size <= 0 {
			b = nil
			return 0
		}
		b = b[size:]
		return x
	}
	for len(b) > 0 {
		head := unsigned()
		c.n += head >> 1
		if len(b) == 0 {
			return errTorn
		}
		c.kind, b = int64(b[0]), b[1:]
		c.about = 0
		if head&1 != 0 {
			c.about = unsigned()
		}
		c.pot = unsigned()
		c.booked += signed()
		c.amount = signed()
		if b == nil {
			return errTorn
		}
		if c.count = signed(); b == nil {
			return errTorn
		}
		if !each(&c) {
			return nil
		}
	}
	return nil
}

// tally notes a flow of the entry that is being folded; several of one kind about the same are one.
func (f *fold) tally(p *pot, kind, about, amount, count, booked int64) {
	if !tallied[kind] {
		return
	}
	for i := range f.told {
		c := &f.told[i]
		if c.pot == p.k && c.kind == kind && c.about == about && c.booked == booked {
			c.amount, c.count = c.amount+amount, c.count+count
			return
		}
	}
	f.told = append(f.told, tally{f.at.n, p.k, kind, about, booked, amount, count})
}

// settleTallies packs the cells of the entry that was just folded.
func (f *fold) settleTallies() {
	if len(f.told) == 0 {
		return
	}
	if chunk := f.at.n / tallyChunk; chunk != f.tallies.chunk {
		f.flushTallies()
		f.tallies = tallies{chunk: chunk, last: tally{n: chunk * tallyChunk}, cells: f.tallies.cells[:0]}
	}
	for _, c := range f.told {
		f.tallies.pack(c)
	}
	f.told = f.told[:0]
}

// flushTallies writes the chunk that is being filled.
func (f *fold) flushTallies() {
	if f.tallies.dirty {
		f.t.tallies.add(f.tallies.chunk, slices.Clone(f.tallies.cells))
		f.tallies.dirty = false
	}
}

// resumeTallies reads back the last chunk, what transfers are under way, and to whom.
func (f *fold) resumeTallies() {
	var cells []byte
	if f.row("SELECT chunk, cells FROM @tallies ORDER BY chunk DESC LIMIT 1", nil, &f.tallies.chunk, &cells) {
		f.tallies.cells = cells
		f.tallies.last = tally{n: f.tallies.chunk * tallyChunk}
		f.fail(unpack(f.tallies.chunk, cells, func(c *tally) bool {
			f.tallies.last = *c
			return true
		}))
	}
	f.rows(func(r readdb.Row) error {
		var id []byte
		var to int64
		err := r.Scan(&id, &to)
		f.underWay[scannedID(id)] = to
		return err
	}, `SELECT e.id, t.to_fund FROM @transfers t CROSS JOIN @entries e
		WHERE e.n = t.n AND NOT EXISTS (SELECT 1 FROM @transfer_ends x WHERE x.id = e.id AND x.kind IN (2, 3))`) // CROSS: SQLite keeps the order, else it reads all entries
}

// giver is whose donation it is: of rows, the many's of a sheet.
func (f *fold) giver(donor uuid.UUID, rows int64) int64 {
	return f.giverByKey(f.key(donor), rows)
}

func (f *fold) giverByKey(donor, rows int64) int64 {
	switch {
	case rows > 0:
		return giverSheet
	case donor >= int64(len(f.kinds)):
		return giverAnonymous
	}
	return int64(f.kinds[donor]) // of nobody 0, too
}

// knowKind remembers of which kind somebody is, by the key of the word for it.
func (f *fold) knowKind(k, word int64) {
	if word == 0 {
		return
	}
	for i, kind := range giverCodes {
		if f.words.known[string(kind)] == word {
			if grow := int(k) + 1 - len(f.kinds); grow > 0 {
				f.kinds = append(f.kinds, make([]uint8, grow)...)
			}
			f.kinds[k] = uint8(giverKinds + int64(i))
			return
		}
	}
	f.fail(domain.Errorf(domain.Internal, "a person is of a kind that this program's reports do not know; use a newer program"))
}

// receiver is to whom a transfer that is under way was sent.
func (f *fold) receiver(transfer uuid.UUID) int64 {
	to, ok := f.underWay[transfer]
	if !ok {
		f.fail(domain.Errorf(domain.Internal, "transfer %s was never sent, or ended before", transfer))
	}
	return to
}
