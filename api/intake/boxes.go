package intake

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/boxes"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
)

// The columns of a file of savings boxes.
const (
	BoxCode    Column = "box"
	Keeper     Column = "keeper"
	KeeperCode Column = "keeper code"
	KeeperKind Column = "keeper kind"
	Tier       Column = "tier"
	Counted    Column = "counted"
	Donated    Column = "donated"
)

// Boxes are the headings of a file of savings boxes.
var Boxes = Headings{
	Must: []Column{BoxCode},
	Names: map[Column][]string{
		BoxCode:    {"box", "ma heo", "heo", "so heo", "ma hop", "so hop", "ma"},
		Keeper:     {"keeper", "nguoi giu", "gia dinh", "ho gia dinh", "ho ten", "ten"},
		KeeperCode: {"keeper code", "ma nguoi giu"},
		KeeperKind: {"kind", "keeper kind", "loai", "loai nguoi giu"},
		Tier:       {"tier", "nhom", "cap", "ap", "xom", "to"},
		Counted:    {"counted", "counted vnd", "dem duoc", "so dem duoc"},
		Donated:    {"donated", "donated vnd", "gop quy", "so gop", "gop"},
	},
}

// Boxing is what an import does with boxes of a book: hand them out on a day, open them on a day, or both. A zero day leaves that out.
type Boxing struct {
	Boxes     uuid.UUID
	Unit      uuid.UUID // keeps the record of keepers who are new
	HandedOut domain.Date
	Opened    domain.Date
	Booked    domain.Date // of what is donated; left out: the day on which the ledger takes it in
	Counters  []string
	Minutes   string
	Place     string
	Actor     string
}

// Batch is an import that is whole or nothing: what each row says, and the commands that do it, none while a row is refused.
type Batch struct {
	Rows     []Plan
	Requests []ledger.Request
	id       uuid.UUID
	at       domain.Date
	actor    string
}

// ask adds a command, known within the batch by its step. It says midnight in Vietnam of the batch's day.
func (b *Batch) ask(step string, c ledger.Command) {
	at := time.Unix(int64(b.at)*24*60*60, 0).Add(-7 * time.Hour).UTC()
	b.Requests = append(b.Requests, ledger.Request{ID: uuid.NewSHA1(b.id, []byte(step)), At: at, Actor: b.actor, Command: c})
}

// inChunks cuts rows into chunks of that many at most; step names a chunk by where it begins.
func inChunks[R any](rows []R, size int, each func(step string, chunk []R)) {
	for i := 0; i < len(rows); i += size {
		each(strconv.Itoa(i), rows[i:min(i+size, len(rows))])
	}
}

// refused says whether a row was, and so whether nothing is done.
func (b *Batch) refused() bool {
	for _, p := range b.Rows {
		if p.Err != nil {
			return true
		}
	}
	return len(b.Rows) == 0
}

// Boxes in one decision. An opening writes a box once as counted and once for each level: three levels still fit.
const (
	chunkHandedOut = 2000
	chunkOpened    = 1500
)

// PlanBoxes hands boxes out, opens them, or both, by a file. The same file asks for the very same commands.
func PlanBoxes(t *Table, to Boxing, known People) (*Batch, error) {
	if to.HandedOut == 0 && to.Opened == 0 {
		return nil, domain.Errorf(domain.Invalid, "say when the boxes were handed out, when they were opened, or both")
	}
	if to.Opened != 0 && !t.Has(Counted) {
		return nil, domain.Errorf(domain.Invalid, "the file does not say what was counted").On("headings")
	}
	if len(t.Rows) == 0 {
		return nil, domain.Errorf(domain.Invalid, "the file has no rows")
	}
	b := boxing{to: to, known: known, Batch: &Batch{id: uuid.NewSHA1(sovangImport, fmt.Appendf(nil, "boxes\n%s", to.Boxes)), actor: to.Actor}}
	for _, row := range t.Rows {
		p := Plan{Line: row.Line, Date: to.Opened.Or(to.HandedOut)}
		p.Err = b.row(row, &p)
		b.Rows = append(b.Rows, p)
	}
	if b.refused() {
		return b.Batch, nil
	}
	b.at = to.HandedOut.Or(to.Opened)
	inChunks(b.new, chunkPeople, func(step string, chunk []ledger.Registration) {
		b.ask("people\n"+chunk[0].Person.String(), ledger.RegisterPeople{People: chunk})
	})
	if to.HandedOut != 0 {
		inChunks(b.out, chunkHandedOut, func(step string, chunk []boxes.AskedBox) {
			b.ask("hand-out\n"+step+"\n"+chunk[0].Box, ledger.HandOutBoxes{Boxes: to.Boxes, On: to.HandedOut, Rows: chunk})
		})
	}
	b.at = to.Opened
	if to.Opened != 0 {
		inChunks(b.counts, chunkOpened, func(step string, chunk []boxes.AskedCount) {
			b.ask("open\n"+step+"\n"+chunk[0].Box, ledger.OpenBoxes{Boxes: to.Boxes, On: to.Opened, Counters: to.Counters, Minutes: to.Minutes, Rows: chunk,
				Place: to.Place, Booked: to.Booked})
		})
	}
	return b.Batch, nil
}

type boxing struct {
	*Batch
	to     Boxing
	known  People
	new    []ledger.Registration
	out    []boxes.AskedBox
	counts []boxes.AskedCount
}

func (b *boxing) row(row Row, p *Plan) error {
	box := boxes.AskedBox{Box: strings.ToUpper(row.Get(BoxCode)), Tier: row.Get(Tier)}
	p.Who = strings.TrimSpace(box.Box + " " + row.Get(Keeper))
	if box.Box == "" {
		return domain.Errorf(domain.Invalid, "the box's code is missing").On("box")
	}
	var err error
	if box.Kind, err = ParseKeeper(row.Get(KeeperKind)); err != nil {
		return err
	}
	if b.to.HandedOut != 0 {
		box.Keeper = b.keeper(row, p, box)
		b.out = append(b.out, box)
	}
	if b.to.Opened == 0 {
		return nil
	}
	count := boxes.AskedCount{AskedBox: boxes.AskedBox{Box: box.Box}}
	if count.Counted, err = amountOrNothing(row.Get(Counted), "counted"); err != nil {
		return err
	}
	p.Amount = count.Counted
	if text := row.Get(Donated); text != "" {
		if count.Donated, err = amountOrNothing(text, "donated"); err != nil {
			return err
		}
		p.Amount = count.Donated
		p.Note = strings.TrimPrefix(p.Note+"; counted "+count.Counted.String(), "; ")
	}
	b.counts = append(b.counts, count)
	return nil
}

// amountOrNothing reads an amount of a file, in which nothing is written 0.
func amountOrNothing(text, field string) (money.Money, error) {
	if strings.Trim(text, "0.,") == "" && text != "" {
		return money.Dong(0), nil
	}
	m, err := ParseAmount(text)
	if err != nil {
		return m, domain.Errorf(domain.CodeOf(err), "%s", strings.TrimSuffix(err.Error(), " (amount)")).On(field)
	}
	return m, nil
}

// ParseKeeper reads what kind of keeper a box has: a family where nothing is said.
func ParseKeeper(text string) (boxes.KeeperKind, error) {
	switch Fold(text) {
	case "", "family", "gia dinh", "ho":
		return boxes.Family, nil
	case "class", "lop":
		return boxes.Class, nil
	case "unit", "don vi", "co quan", "truong":
		return boxes.Unit, nil
	}
	return "", domain.Errorf(domain.Invalid, "%q keeps no boxes; write family, class or unit", text).On("keeper kind")
}

// keeper finds who keeps a box, by code; somebody who is named without one, or with a new one, is registered under an id that comes from
// the book and the box.
func (b *boxing) keeper(row Row, p *Plan, box boxes.AskedBox) uuid.UUID {
	name, code := row.Get(Keeper), codeOf(row, KeeperCode)
	own := uuid.NewSHA1(b.id, []byte("keeper\n"+box.Box))
	if id, ok := b.known.Code(code); ok && code != "" && id != own {
		return id
	}
	if name == "" {
		return uuid.Nil
	}
	p.Note = "new keeper"
	b.new = append(b.new, ledger.Registration{Person: own, Unit: b.to.Unit, Kind: person.Collective, Code: code, Card: person.Card{Name: name}})
	return own
}
