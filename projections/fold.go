package projections

import (
	"context"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/award"
	"sovang/domain/boxes"
	"sovang/domain/campaign"
	"sovang/domain/catalog"
	"sovang/domain/cluster"
	"sovang/domain/code"
	"sovang/domain/fund"
	"sovang/domain/goods"
	"sovang/domain/levy"
	"sovang/domain/person"
	"sovang/domain/pledge"
	"sovang/domain/roster"
	"sovang/domain/sponsorship"
	"sovang/domain/staff"
	"sovang/domain/statistic"
	"sovang/domain/unit"
	"sovang/eventstore/merkle"
	"sovang/eventstore/vault"
	"sovang/projections/readdb"
)

// fold turns entries into rows. It holds in memory only what the next entry may need: keys, running totals, free positions, what is
// open. All of it stands in tables too, so that a new fold begins where the last transaction ended; after an error the fold is thrown
// away.
type fold struct {
	ctx   context.Context
	tx    *readdb.Tx
	vault *vault.Vault
	err   error // the first one; everything after it is without effect

	t        *tables
	names    keyring
	words    dictionary
	mentions []mention

	funds        map[uuid.UUID]*fundRows
	pots         int64 // how many compartments and places there are: the last key
	reservations map[uuid.UUID][]reserved
	awaiting     map[uuid.UUID]int64
	unidentified map[uuid.UUID]*unexplained
	lists        map[int64]*listEnd
	underWay     map[uuid.UUID]int64 // transfers that have not ended, and to which fund
	kinds        []uint8             // of givers, by key: giverKinds and more; 0: not known to have given

	promised map[string]promised // by reference code
	memos    []memo              // of this batch, to be looked through for codes

	at       at
	edge     merkle.Edge // of the tree over the entries folded so far
	changed  []flow
	days     map[day]sum
	dirty    []*total
	keptRuns []*openRun
	told     []tally // the cells of this entry
	tallies  tallies
	marks    marks
	moved    []*compartment // whose free positions changed in this batch
	lowered  []*compartment // whose lowest free position may have changed in this entry

	people   map[uuid.UUID]*personRow // who changed in this batch
	order    []*personRow
	unopened int64 // people whose key is missing though nobody destroyed it
}

// at is where the fold stands.
type at struct {
	n        int64 // the entry
	message  int64
	recorded int64 // microseconds
	day      int64 // of recorded, in Vietnam
	booked   int64 // of the last fact that had a booking day, else day
	stands   int64 // on which day the entry's facts are booked: that of the first flow; 0: nothing flowed
	id       uuid.UUID
	moved    uuid.UUID // the donation of which the entry has re-designated something
	gift     []any     // the columns of the donation that the entry received; there is one at most
	nth      int64     // event of the entry
}

func (f *fold) fail(err error) {
	if f.err == nil && err != nil {
		f.err = err
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// newFold begins where the tables end.
func newFold(ctx context.Context, tx *readdb.Tx, vault *vault.Vault) (*fold, error) {
	f := &fold{
		ctx: ctx, tx: tx, vault: vault, t: newTables(),
		names: keyring{known: map[uuid.UUID]int64{}}, words: dictionary{known: map[string]int64{}},
		funds: map[uuid.UUID]*fundRows{}, reservations: map[uuid.UUID][]reserved{},
		awaiting: map[uuid.UUID]int64{}, unidentified: map[uuid.UUID]*unexplained{},
		lists: map[int64]*listEnd{}, days: map[day]sum{}, underWay: map[uuid.UUID]int64{},
		people: map[uuid.UUID]*personRow{}, promised: map[string]promised{},
	}
	f.resume()
	return f, f.err
}

func (f *fold) resume() {
	var edge []byte
	_, err := f.tx.Row(f.ctx, "SELECT entry, message, recorded, next_key, edge FROM @checkpoint WHERE one = 1", nil,
		&f.at.n, &f.at.message, &f.at.recorded, &f.names.next, &edge)
	if err == nil {
		f.edge, err = merkle.ParseEdge(uint64(f.at.n), edge)
	}
	if err != nil {
		f.fail(err)
		return
	}
	f.rows(func(r readdb.Row) error {
		var k int64
		var word string
		err := r.Scan(&k, &word)
		f.words.known[word] = k
		return err
	}, "SELECT k, word FROM @words")
	f.resumeFunds()
	f.resumeFlows()
	f.resumeOpen()
	f.resumeTallies()
	f.resumeMarks()
	f.resumePledges()
	f.row("SELECT COUNT(*) FROM @people WHERE folded = '' AND forgotten = $1", []any{keyMissing}, &f.unopened)
}

func (f *fold) rows(scan func(readdb.Row) error, query string, args ...any) {
	if f.err == nil {
		f.fail(f.tx.Query(f.ctx, scan, query, args...))
	}
}

func (f *fold) exec(query string, args ...any) {
	if f.err == nil {
		_, err := f.tx.Exec(f.ctx, query, args...)
		f.fail(err)
	}
}

func (f *fold) row(query string, args []any, into ...any) bool {
	if f.err != nil {
		return false
	}
	ok, err := f.tx.Row(f.ctx, query, args, into...)
	f.fail(err)
	return ok
}

// written makes sure that these tables have their rows, before one of them is looked into.
func (f *fold) written(tables ...*table) {
	for _, t := range tables {
		if f.err == nil {
			f.fail(f.tx.Insert(f.ctx, &t.Rows))
		}
	}
}

// message notes which entry a message begins with, so that an entry's number leads to its place in the log.
func (f *fold) message(sequence uint64, first uint64) {
	f.at.message = int64(sequence)
	f.t.messages.add(int64(first), int64(sequence))
}

// entry folds one entry.
func (f *fold) entry(e *domain.Entry) error {
	if f.err != nil {
		return f.err
	}
	f.at = at{n: int64(e.Number), message: f.at.message, recorded: e.Recorded.UnixMicro(), day: int64(domain.DateOf(e.Recorded)), id: e.ID}
	actor, what := f.word(e.Actor), f.what(e)
	walked := make([]int64, 0, 4)
	for _, c := range e.Changes {
		walked = f.stream(c.Stream, walked)
		f.at.booked = f.at.day
		for _, event := range c.Events {
			f.at.nth++
			if !f.event(c.Stream, event) {
				f.fail(domain.Errorf(domain.Internal, "%s has a fact (%T) that this program's reports do not know; use a newer program",
					c.Stream, event))
			}
		}
	}
	f.settle()
	if f.at.stands == 0 {
		f.at.stands = f.at.day
	}
	f.t.entries.add(f.at.n, f.at.recorded, actor, what, f.at.stands, e.ID[:])
	if f.at.gift == nil {
		f.at.gift = noGift
	}
	f.t.entries.add(f.at.gift...)
	f.mark(actor, what, e)
	return f.err
}

// noGift is the columns of a donation in the row of an entry that received none.
var noGift = make([]any, 18)

// what names the facts of an entry, each once: "fund.donation-received code.claimed".
func (f *fold) what(e *domain.Entry) int64 {
	var first string
	var b strings.Builder
	for _, c := range e.Changes {
		for _, event := range c.Events {
			name, _, _ := catalog.Name(event)
			switch {
			case first == "":
				first = name
			case name == first || strings.Contains(b.String(), name):
			default:
				b.WriteString(" " + name)
			}
		}
	}
	if b.Len() == 0 {
		return f.word(first)
	}
	return f.word(first + b.String())
}

// stream indexes the entries of the streams that are walked; those of units, funds and staff are always in memory.
func (f *fold) stream(s domain.Stream, walked []int64) []int64 {
	switch kind := s.Kind(); kind {
	case "unit", "fund", "staff":
	case "code":
		f.t.codes.add(string(s), f.at.n)
	default:
		if streamName(kind) == 0 {
			f.fail(domain.Errorf(domain.Internal, "stream %s is of no known kind", s))
			return walked
		}
		k := f.key(streamID(s))
		for _, was := range walked {
			if was == k {
				return walked
			}
		}
		f.t.streams.add(k, f.at.n)
		walked = append(walked, k)
	}
	return walked
}

// event hands a fact to the read models that are made of it; false where nobody knows it.
func (f *fold) event(s domain.Stream, event domain.Event) bool {
	switch e := event.(type) {
	case code.Claimed, pledge.Counted, award.MeritNominated, award.MeritReleased, award.AttachmentUsed, roster.Listed: // only their streams are walked
	case unit.Founded, unit.Renamed, unit.Retyped, unit.Placed, unit.Ended, unit.Succeeded:
		f.unitEvent(f.key(streamID(s)), e)
	case person.Registered, person.Described, person.Forgotten:
		f.personEvent(streamID(s), e)
		f.consentEvent(f.key(streamID(s)), e)
	case person.ConsentGiven, person.ConsentWithdrawn, person.WithdrawalAnswered:
		f.consentEvent(f.key(streamID(s)), e)
	case fund.ListRowsRecorded, fund.ListFrozen, fund.ListRowsPaid, fund.ListRowReturned:
		f.listEvent(f.key(streamID(s)), e)
	case fund.ListOpened, fund.ListRowsEnded, fund.ListRowSubstituted, fund.ListRowsProved:
		f.rowEvent(f.key(streamID(s)), e)
	case award.Opened, award.Nominated, award.Revised, award.Frozen, award.Approved, award.Announced, award.Paid, award.Closed, award.Cancelled:
		f.roundEvent(f.key(streamID(s)), e)
	case sponsorship.Opened:
		f.slotOpened(f.key(streamID(s)), e)
	case sponsorship.Proposed, sponsorship.Verified, sponsorship.SlotListed, sponsorship.Exited:
		f.childEvent(f.key(streamID(s)), e)
	case pledge.Made, pledge.Activated, pledge.PaymentApplied, pledge.PaymentUnapplied, pledge.Paused, pledge.Resumed, pledge.Cancelled,
		pledge.WrittenOff:
		f.pledgeEvent(f.key(streamID(s)), e)
	case campaign.Opened, campaign.RuleSet, campaign.Extended, campaign.Closed:
		f.campaignEvent(f.key(streamID(s)), e)
	case boxes.Begun, boxes.HandedOut, boxes.BroughtIn, boxes.Opened, boxes.Lost, boxes.Accepted:
		f.boxesEvent(f.key(streamID(s)), e)
	case levy.Begun, levy.HouseholdsListed, levy.HouseholdsExempted, levy.Waived, levy.HouseholdMoved, levy.Paid, levy.TakenBack:
		f.levyEvent(f.key(streamID(s)), e)
	case roster.Estimated, roster.RowsRecorded, roster.Corrected, roster.Attached, roster.Detached, roster.RemittanceUndone, roster.DifferenceNamed:
		f.rosterEvent(f.key(streamID(s)), e)
	case goods.ItemOpened, goods.Received, goods.HandedOut, goods.Lost, goods.Returned, goods.DeliveryReversed, goods.IssueReversed, goods.Revalued:
		f.storeEvent(streamID(s), e)
	case cluster.Formed, cluster.Changed:
		f.clusterEvent(f.key(streamID(s)), e)
	case statistic.Declared, statistic.Corrected, statistic.Withdrawn:
		f.figureEvent(f.key(streamID(s)), e)
	case staff.Granted:
		f.roleGranted(streamID(s), e)
	case staff.Ended:
		f.roleEnded(e)
	case staff.Signed:
		f.commandSigned(streamID(s), e)
	case staff.Enrolled: // the roll is the ledger's own index of what staffGrants says
	case fund.Opened:
		f.fundOpened(streamID(s), e)
	default:
		if s.Kind() == "slot" {
			return f.slotEvent(f.key(streamID(s)), e)
		}
		if s.Kind() != "fund" {
			return false
		}
		rows, ok := f.funds[streamID(s)]
		if !ok {
			f.fail(domain.Errorf(domain.Internal, "%s was never opened", s))
			return true
		}
		return f.fundEvent(rows, e)
	}
	return true
}

// fundEvent is event for what happens inside one fund.
func (f *fold) fundEvent(in *fundRows, event domain.Event) bool {
	switch e := event.(type) {
	case fund.CompartmentOpened:
		f.compartmentOpened(in, e.Compartment, e.Currency, e.Restriction)
	case fund.PlaceOpened:
		f.placeOpened(in, e)
	case fund.DonationReceived:
		f.donationReceived(in, e)
	case fund.DonationCleared:
		f.donationCleared(in, e)
	case fund.DonationDropped:
		f.donationDropped(e)
	case fund.InterestReceived:
		f.interestReceived(in, e)
	case fund.UnidentifiedReceived:
		f.unidentifiedReceived(in, e)
	case fund.UnidentifiedReturned:
		f.unidentifiedReturned(in, e)
	case fund.AmountReserved:
		f.amountReserved(in, e)
	case fund.ReservationReleased:
		f.reservationReleased(in, e)
	case fund.PayoutMade:
		f.payoutMade(in, e)
	case fund.ListPaid:
		f.listPaid(in, e)
	case fund.PayoutReturned:
		f.payoutReturned(in, e)
	case fund.DonationReversed:
		f.donationReversed(in, e)
	case fund.DonationRefunded:
		f.donationRefunded(in, e)
	case fund.DeficitCovered:
		f.coverAll(in, e.Covers, true)
	case fund.LossRecorded:
		f.lossRecorded(in, e)
	case fund.LossSpread:
		f.coverAll(in, e.Covers, true)
	case fund.MoneyMoved:
		f.place(in, e.From, -e.Amount, int64(e.Booked))
		f.place(in, e.To, e.Amount, int64(e.Booked))
	case fund.TransferSent:
		f.transferSent(in, e)
	case fund.TransferSettled:
		f.transferSettled(in, e)
	case fund.TransferRefused:
		f.transferRefused(in, e)
	case fund.TransferAccepted:
		f.transferAccepted(in, e)
	case fund.CurrencySold:
		f.currencySold(in, e)
	case fund.PeriodClosed:
		f.t.periods.add(in.k, f.at.n, int64(e.Until), int64(0), f.word(e.Signed), e.Reason)
	case fund.PeriodReopened:
		f.t.periods.add(in.k, f.at.n, int64(e.Until), int64(e.Was), f.word(e.Approver), e.Reason)
	case fund.YearPublished:
		f.yearPublished(in, e)
	case fund.ReceiptVoided:
		f.receiptVoided(in, e)
	case fund.ReceiptIssued:
		f.receiptIssued(in, e)
	default:
		return f.fundCorrection(in, event)
	}
	return true
}

// fundCorrection is fundEvent for what is held for others, changes its place in the books, or binds the fund.
func (f *fold) fundCorrection(in *fundRows, event domain.Event) bool {
	switch e := event.(type) {
	case fund.HeldReceived:
		f.heldReceived(in, e)
	case fund.HeldHandedOver:
		f.heldHandedOver(in, e)
	case fund.HeldReturned:
		f.heldReturned(in, e)
	case fund.Redesignated:
		f.redesignated(in, e)
	case fund.BridgeRepaid:
		f.bridgeRepaid(in, e)
	case fund.Redated:
		f.redated(in, e)
	case fund.DeedAdopted:
		f.deedAdopted(in, e)
	case fund.PassedOn:
		f.passedOn(in, e)
	case fund.HandedOver:
		f.handedOver(in, e)
	case fund.TakenOver:
		f.takenOver(in, e)
	case fund.BatchOverridden: // found by the marks, and read from its entry
	case fund.WoundUp:
		f.t.fundEnds.add(in.k, f.at.n, int64(e.On), f.key(e.Into), e.Decision)
	default:
		return false
	}
	return true
}

// claim makes sure, before anything is folded, that this is still the one projector, and keeps it so until the transaction ends.
func (f *fold) claim() error {
	changed, err := f.tx.Exec(f.ctx, "UPDATE @checkpoint SET entry = entry WHERE one = 1 AND entry = $1", f.at.n)
	if err == nil && changed != 1 {
		err = errMovedOn
	}
	return err
}

// write puts everything folded so far into the tables, and the checkpoint after it, which must still be where this fold began.
func (f *fold) write(from int64) error {
	f.flushPeople()
	f.flushMemos()
	f.flushFlows()
	f.flushFree()
	f.written(f.t.all...)
	if f.err != nil {
		return f.err
	}
	f.forgetRuns()
	changed, err := f.tx.Exec(f.ctx, "UPDATE @checkpoint SET entry = $1, message = $2, recorded = $3, next_key = $4, edge = $5 WHERE one = 1 AND entry = $6",
		f.at.n, f.at.message, f.at.recorded, f.names.next, f.edge.Bytes(), from)
	if err == nil && changed != 1 {
		err = errMovedOn
	}
	return err
}
