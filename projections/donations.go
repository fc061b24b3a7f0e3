package projections

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
)

// What became of a donation, or of a line nobody could explain (donation_changes.kind, unidentified.kind).
const (
	donationCleared int64 = iota + 1
	donationDropped
	donationReversed
	donationRefunded
	donationRedated      // redates says how
	donationRedesignated // redesignations says how
)

const (
	lineReceived int64 = iota + 1
	lineExplained
	lineReturned
)

// unexplained is what is left of a bank line.
type unexplained struct {
	place  *pot
	k      int64
	amount int64
}

var anonymities = map[fund.Anonymity]int64{fund.Named: 0, fund.Benefactor: 1, fund.Hidden: 2}

func (f *fold) donationReceived(in *fundRows, e fund.DonationReceived) {
	compartment, from := int64(0), int64(0)
	if e.Awaiting {
		f.awaiting[f.at.id] = f.at.n
		f.exec("INSERT INTO @awaiting (id, n) VALUES ($1, $2)", f.at.id[:], f.at.n)
	} else {
		if f.linesTaken(in, f.at.n, e.Lines, f.giver(e.Donor, int64(len(e.Rows))), int64(max(len(e.Rows), 1)), int64(e.Booked), len(e.Lines) == 1); len(e.Lines) == 1 {
			compartment, from = f.compartment(in, e.Lines[0].Compartment).k, e.Lines[0].From
		}
		if e.Unidentified == uuid.Nil {
			f.place(in, e.Place, e.Amount, int64(e.Booked))
		} else { // the money has lain in its place since the bank line came
			f.explained(e.Unidentified, lineExplained, e.Amount, int64(e.Booked))
		}
	}
	if f.at.gift != nil {
		f.fail(domain.Errorf(domain.Internal, "entry %d has received two donations", f.at.n))
	}
	f.at.gift = append(f.at.gift, e.Amount, from, in.k, f.key(e.Donor), f.key(e.Payer), f.key(e.Behind), f.word(string(e.Currency)), compartment,
		f.placeKey(in, e.Place), int64(e.Given), int64(e.Booked), f.word(e.Campaign), f.word(e.Receipt.Series), e.Receipt.No, int64(len(e.Rows)), anonymities[e.Anonymity], bit(e.Awaiting),
		e.Reference)
	f.sheetRows(e.Rows)
	f.mentioned(f.at.id, e.Reference)
	if !e.Awaiting && len(e.Lines) > 1 {
		f.linesKept(in, f.at.n, e.Lines)
	}
}

// linesTaken gives a donation's lines their positions. count is how many gifts it is: the rows of a sheet, else one; they are counted
// in the compartment it begins in, so that counts add up. kept: the donation's own row says which positions, so that no segment has to.
func (f *fold) linesTaken(in *fundRows, donation int64, lines []fund.Line, giver, count, booked int64, kept bool) {
	for _, l := range lines {
		c := f.compartment(in, l.Compartment)
		f.arrive(c, l.From, l.Amount, true)
		if !kept {
			f.t.segments.add(l.From, c.next, donation, c.k, segmentDonation)
		}
		f.flowAbout(&c.pot, flowDonated, giver, l.Amount, count, booked)
		count = 0
	}
}

func (f *fold) linesKept(in *fundRows, donation int64, lines []fund.Line) {
	for i, l := range lines {
		f.t.donationLines.add(donation, f.at.n, l.From, l.Amount, f.compartment(in, l.Compartment).k, int64(i))
	}
}

func (f *fold) donationCleared(in *fundRows, e fund.DonationCleared) {
	donation := f.awaited(e.Donation)
	f.linesTaken(in, donation, e.Lines, f.giverOf(donation), f.gifts(e.Donation), int64(e.Booked), false)
	f.linesKept(in, donation, e.Lines)
	f.place(in, e.Place, e.Amount, int64(e.Booked))
	series := f.receipt(in, e.Receipt, e.Amount, string(e.Currency), int64(e.Booked), paperDonation)
	f.t.donationChanges.add(e.Donation[:], f.at.n, donationCleared, e.Amount, int64(e.Booked), f.donorOf(donation), f.placeKey(in, e.Place), series, e.Receipt.No,
		int64(0), int64(0), "", "")
}

// donorOf is the key of whoever gave a donation that was received by an earlier entry; 0 of nobody.
func (f *fold) donorOf(donation int64) (donor int64) {
	f.written(f.t.entries)
	f.row("SELECT donor FROM @donations WHERE n = $1", []any{donation}, &donor)
	return donor
}

// giverOf is whose a donation is that was received by an earlier entry.
func (f *fold) giverOf(donation int64) int64 {
	var donor, rows, kind int64
	f.written(f.t.entries)
	f.row("SELECT donor, rows, COALESCE((SELECT p.kind FROM @people p WHERE p.k = d.donor), 0) FROM @donations d WHERE n = $1", []any{donation}, &donor, &rows, &kind)
	f.knowKind(donor, kind) // what clears a donation does not name its donor, whom this program may not have met since it began
	return f.giverByKey(donor, rows)
}

func (f *fold) donationDropped(e fund.DonationDropped) {
	donation := f.awaited(e.Donation)
	f.t.donationChanges.add(e.Donation[:], f.at.n, donationDropped, int64(0), f.at.day, f.donorOf(donation), int64(0), int64(0), int64(0), int64(0), int64(0), "", e.Reason)
}

// awaited ends the waiting of a donation and gives the entry that received it.
func (f *fold) awaited(id uuid.UUID) int64 {
	n, ok := f.awaiting[id]
	if !ok {
		f.fail(errNotAwaiting(id))
	}
	delete(f.awaiting, id)
	f.exec("DELETE FROM @awaiting WHERE id = $1", id[:])
	return n
}

func (f *fold) interestReceived(in *fundRows, e fund.InterestReceived) {
	c := f.compartment(in, e.Compartment)
	f.segment(c, e.From, e.Amount, f.at.n, segmentInterest)
	f.flow(&c.pot, flowInterest, e.Amount, 1, int64(e.Booked))
	f.place(in, e.Place, e.Amount, int64(e.Booked))
	f.receipt(in, e.Receipt, e.Amount, string(e.Currency), int64(e.Booked), paperInterest)
}

func (f *fold) unidentifiedReceived(in *fundRows, e fund.UnidentifiedReceived) {
	f.place(in, e.Place, e.Amount, int64(e.Booked))
	p := in.places[e.Place]
	f.flow(p, flowUnidentified, e.Amount, 1, int64(e.Booked))
	f.unidentified[f.at.id] = &unexplained{p, f.placeKey(in, e.Place), e.Amount}
	id := f.at.id // the row keeps the slice beyond this entry
	f.t.unidentified.add(id[:], f.at.n, lineReceived, e.Amount, f.placeKey(in, e.Place), int64(e.Booked), e.Reference)
	f.mentioned(id, e.Reference)
	f.remembered(id, e.Memo)
}

func (f *fold) unidentifiedReturned(in *fundRows, e fund.UnidentifiedReturned) {
	f.explained(e.Line, lineReturned, e.Amount, int64(e.Booked))
	f.place(in, e.Place, -e.Amount, int64(e.Booked))
	f.receipt(in, e.Voucher, e.Amount, string(e.Currency), int64(e.Booked), paperUnidentified)
}

// explained takes an amount off a bank line that nobody could explain.
func (f *fold) explained(line uuid.UUID, how, amount, booked int64) {
	u := f.unidentified[line]
	if u == nil {
		f.fail(errNotUnidentified(line))
		return
	}
	f.at.booked = booked
	f.flow(u.place, flowUnidentified, -amount, 0, booked)
	if u.amount -= amount; u.amount <= 0 {
		delete(f.unidentified, line)
	}
	f.t.unidentified.add(line[:], f.at.n, how, amount, u.k, booked, "")
}

func (f *fold) donationReversed(in *fundRows, e fund.DonationReversed) {
	booked := int64(e.Booked)
	void := &taking{f.at.n, useVoid, 0}
	for _, p := range e.Void {
		c := f.compartment(in, p.Compartment)
		f.consume(void, c, p.Spans)
		f.flow(&c.pot, flowVoid, p.Len(), 0, booked)
	}
	f.at.booked = booked
	f.coverAll(in, e.Covers, false)
	for _, p := range e.Uncovered {
		c := f.compartment(in, p.Compartment)
		for _, s := range p.Spans {
			f.endCovers(c, s)
			f.t.covers.add(s.From(), s.To(), int64(0), f.at.n, c.k, int64(0))
		}
		f.flow(&c.pot, flowUnbacked, p.Len(), 0, booked)
	}
	donation := f.wentFrom(in, e.Donation, e.Gone)
	f.goneFrom(in, e.Gone, goneReversed, booked)
	f.place(in, e.Place, -e.Amount, booked)
	f.t.donationChanges.add(e.Donation[:], f.at.n, donationReversed, e.Amount, booked, f.donorOf(donation), f.placeKey(in, e.Place), int64(0), int64(0),
		f.word(string(e.Cause)), f.word(e.Approver), e.Row, e.Reason)
	f.undone(in, donation, e.Donation, e.Gone, booked)
}

func (f *fold) donationRefunded(in *fundRows, e fund.DonationRefunded) {
	booked := int64(e.Booked)
	u := &taking{f.at.n, useRefund, 0}
	for _, p := range e.Pieces {
		c := f.compartment(in, p.Compartment)
		f.consume(u, c, p.Spans)
		f.flow(&c.pot, flowRefunded, p.Len(), 0, booked)
	}
	donation := f.wentFrom(in, e.Donation, e.Home())
	f.goneFrom(in, e.Home(), goneRefunded, booked)
	f.place(in, e.Place, -e.Amount, booked)
	series := f.receipt(in, e.Voucher, e.Amount, string(e.Currency), booked, paperRefund)
	f.t.donationChanges.add(e.Donation[:], f.at.n, donationRefunded, e.Amount, booked, f.donorOf(donation), f.placeKey(in, e.Place), series, e.Voucher.No,
		int64(0), f.word(e.Approver), e.Row, e.Reason)
	f.undone(in, donation, e.Donation, e.Home(), booked)
}

// goneFrom notes which of a donation's own positions it has lost.
func (f *fold) goneFrom(in *fundRows, pieces []fund.Piece, kind, booked int64) {
	for _, p := range pieces {
		c := f.compartment(in, p.Compartment)
		for _, s := range p.Spans {
			f.t.gone.add(s.From(), s.To(), f.at.n, c.k, kind)
		}
		if kind == goneReversed {
			f.flow(&c.pot, flowReversed, p.Len(), 0, booked)
		}
	}
}
