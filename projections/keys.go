package projections

import (
	"database/sql"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/award"
	"sovang/domain/boxes"
	"sovang/domain/campaign"
	"sovang/domain/fund"
	"sovang/domain/goods"
	"sovang/domain/levy"
	"sovang/domain/person"
	"sovang/domain/pledge"
	"sovang/domain/roster"
	"sovang/domain/sponsorship"
	"sovang/domain/unit"
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
	remittanceName // a donation's own stream, in which the roster behind it stands
)

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
		f.fail(f.tx.Query(f.ctx, func(r *sql.Rows) error {
			var id []byte
			var k int64
			if err := r.Scan(&id, &k); err != nil {
				return err
			}
			f.names.known[uuid.UUID(id)] = k
			return nil
		}, "SELECT id, k FROM @names WHERE id IN ("+placeholders(lookUpWidth)+")", args...))
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

func (f *fold) mention(kind int64, ids ...uuid.UUID) {
	for _, id := range ids {
		if id != uuid.Nil {
			f.mentions = append(f.mentions, mention{id, kind})
		}
	}
}

// streamNames says which streams are walked and what their ids name.
func streamName(kind string) int64 {
	switch kind {
	case "unit":
		return unitName
	case "fund", "store": // a store is its fund's
		return fundName
	case "person":
		return personName
	case "slot":
		return slotName
	case "pledge":
		return pledgeName
	case "list":
		return listName
	case "payment":
		return paymentName
	case "campaign":
		return campaignName
	case "boxes":
		return boxesName
	case "levy":
		return levyName
	case "round":
		return roundName
	case "merit":
		return meritName
	case "attachment":
		return attachmentName
	case "child":
		return childName
	case "roster":
		return rosterName
	case "remittance":
		return remittanceName
	}
	return 0
}

func (f *fold) mentionStream(s domain.Stream) {
	if kind := streamName(s.Kind()); kind != 0 {
		f.mention(kind, streamID(s))
	}
}

// streamID is the id in a stream's name; the nil UUID where there is none.
func streamID(s domain.Stream) uuid.UUID {
	_, text, _ := strings.Cut(string(s), "/")
	id, err := uuid.Parse(text)
	if err != nil {
		return uuid.Nil
	}
	return id
}

func (f *fold) mentionEvent(e domain.Event) {
	switch e := e.(type) {
	case unit.Founded:
		f.mention(unitName, e.Parent)
	case person.Registered:
		f.mention(unitName, e.Unit)
	case fund.Opened:
		f.mention(unitName, e.Unit)
	case fund.CompartmentOpened:
		f.mention(personName, e.Restriction.Beneficiary)
		f.mention(slotName, e.Restriction.Slot)
	case fund.DonationReceived:
		f.mention(personName, e.Donor, e.Payer, e.Behind)
		f.mentionRows(e.Rows)
	case goods.Received:
		f.mention(personName, e.Donor)
	case goods.HandedOut:
		for i := range e.Rows {
			f.mention(personName, e.Rows[i].Recipient)
		}
	case fund.HeldReceived:
		f.mention(fundName, e.For)
		f.mentionRows(e.Rows)
	case fund.HeldHandedOver:
		f.mention(fundName, e.For)
	case fund.HeldReturned:
		f.mention(fundName, e.For)
	case fund.BridgeRepaid:
		f.mention(slotName, e.Slot)
	case fund.AmountReserved:
		f.mention(personName, e.Recipient)
		f.mention(slotName, e.Slot)
		f.mention(listName, e.List)
	case fund.PayoutMade:
		f.mention(personName, e.Recipient)
		f.mention(slotName, e.Slot)
	case fund.ListPaid:
		f.mention(listName, e.List)
	case fund.PayoutReturned:
		f.mention(listName, e.List)
	case fund.TransferSent:
		f.mention(fundName, e.To)
	case fund.TransferAccepted:
		f.mention(fundName, e.Sender)
	case fund.ListRowsRecorded:
		f.mention(fundName, e.Fund)
		for i := range e.Rows {
			f.mention(personName, e.Rows[i].Recipient)
		}
	case fund.ListOpened:
		f.mention(roundName, e.Round)
		f.mention(fundName, e.Fund)
		f.mention(listName, e.Before)
	case fund.ListRowSubstituted:
		f.mention(personName, e.Was, e.Recipient)
	case award.Opened:
		f.mention(unitName, e.Unit)
		f.mention(fundName, e.Fund)
	case award.Nominated:
		f.mention(listName, e.List)
	case award.Revised:
		f.mention(listName, e.List)
	case sponsorship.Opened:
		f.mention(unitName, e.Unit)
		f.mention(fundName, e.Fund)
		f.mention(personName, e.Child)
		f.mention(slotName, e.Previous)
	case sponsorship.Held:
		f.mention(personName, e.Sponsor)
	case sponsorship.HoldReleased:
		f.mention(personName, e.Sponsor)
	case sponsorship.Taken:
		f.mention(personName, e.Sponsor)
	case boxes.Begun:
		f.mention(unitName, e.Unit)
		f.mention(campaignName, e.Campaign)
		for i := range e.Levels {
			f.mention(fundName, e.Levels[i].Fund)
		}
	case boxes.HandedOut:
		f.mentionKeepers(e.Rows)
	case boxes.BroughtIn:
		f.mentionKeepers(e.Rows)
	case levy.Begun:
		f.mention(unitName, e.Unit)
		f.mention(fundName, e.Fund)
		f.mention(campaignName, e.Campaign)
	case levy.HouseholdsListed:
		for i := range e.Rows {
			f.mention(personName, e.Rows[i].Head)
		}
	case sponsorship.Queued:
		f.mention(personName, e.Sponsor)
	case sponsorship.QueueLeft:
		f.mention(personName, e.Sponsor)
	case sponsorship.CarriedOver:
		f.mention(slotName, e.From)
		f.mention(personName, e.Sponsor)
	case sponsorship.Proposed:
		f.mention(unitName, e.Unit)
	case sponsorship.SlotListed:
		f.mention(slotName, e.Slot)
	case campaign.Opened:
		f.mention(unitName, e.Unit)
		for i := range e.Fills {
			f.mention(fundName, e.Fills[i].Fund)
		}
	case roster.Estimated:
		f.mention(personName, e.Giver)
		f.mention(rosterName, e.Of)
	case roster.RowsRecorded:
		f.mention(personName, e.Giver)
		for i := range e.Rows {
			f.mention(personName, e.Rows[i].Person)
		}
	case roster.Corrected:
		for i := range e.Rows {
			f.mention(personName, e.Rows[i].Person)
		}
	case pledge.Made:
		f.mention(personName, e.Donor)
		f.mention(fundName, e.Fund)
		f.mention(slotName, e.Slot)
	}
}

func (f *fold) mentionRows(rows []fund.GiftRow) {
	for i := range rows {
		f.mention(personName, rows[i].Donor)
	}
}

func (f *fold) mentionKeepers(rows []boxes.KeptRow) {
	for i := range rows {
		f.mention(personName, rows[i].Keeper)
	}
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
