package projections

import (
	"sovang/domain"
	"sovang/domain/fund"
)

// How a transfer ended (transfer_ends.kind).
const (
	transferAccepted int64 = iota + 1
	transferSettled
	transferRefused
)

func (f *fold) transferSent(in *fundRows, e fund.TransferSent) {
	c := f.compartment(in, e.Compartment)
	f.consume(&taking{f.at.n, useTransfer, 0}, c, e.Spans)
	to := f.key(e.To)
	f.underWay[f.at.id] = to
	f.flowAbout(&c.pot, flowSent, to, e.Amount, 1, int64(e.Booked))
	f.place(in, e.Place, -e.Amount, int64(e.Booked))
	series := f.receipt(in, e.Voucher, e.Amount, string(e.Currency), int64(e.Booked), paperSent)
	f.t.transfers.add(f.at.n, e.Amount, in.k, to, c.k, c.currency, f.placeKey(in, e.Place), int64(e.Booked), series, e.Voucher.No,
		f.word(string(e.Binding.Kind)), e.Binding.Wording, e.Basis, e.Content)
}

func (f *fold) transferSettled(in *fundRows, e fund.TransferSettled) {
	booked, to := int64(e.Booked), f.receiver(e.Transfer)
	delete(f.underWay, e.Transfer)
	if e.Shortfall.Len() > 0 {
		short := f.compartment(in, e.Shortfall.Compartment)
		u := &taking{f.at.n, useShortfall, 0}
		for _, s := range e.Shortfall.Spans {
			f.endUses(short, s)
			f.use(u, short, s)
		}
		f.flowAbout(&short.pot, flowShortfall, to, e.Shortfall.Len(), 1, booked)
	}
	f.flowAbout(&f.compartment(in, e.Compartment).pot, flowSettled, to, e.Received, 1, booked)
	f.t.transferEnds.add(e.Transfer[:], f.at.n, transferSettled, e.Received, in.k, int64(0), int64(0), booked, int64(0), int64(0), "")
}

func (f *fold) transferRefused(in *fundRows, e fund.TransferRefused) {
	f.back(in, flowRefused, f.receiver(e.Transfer), e.Freed, e.Healed, int64(e.Booked))
	delete(f.underWay, e.Transfer)
	f.place(in, e.Place, e.Amount, int64(e.Booked))
	f.t.transferEnds.add(e.Transfer[:], f.at.n, transferRefused, e.Amount, in.k, int64(0), f.placeKey(in, e.Place), int64(e.Booked),
		int64(0), int64(0), e.Reason)
}

func (f *fold) transferAccepted(in *fundRows, e fund.TransferAccepted) {
	c := f.compartment(in, e.Compartment)
	f.segment(c, e.From, e.Amount, f.at.n, segmentTransfer)
	f.place(in, e.Place, e.Amount, int64(e.Booked))
	series := f.receipt(in, e.Receipt, e.Amount, string(e.Currency), int64(e.Booked), paperAccepted)
	f.t.transferEnds.add(e.Transfer[:], f.at.n, transferAccepted, e.Amount, in.k, c.k, f.placeKey(in, e.Place), int64(e.Booked), series,
		e.Receipt.No, "")
	sender := f.funds[e.Sender]
	if sender == nil {
		f.fail(domain.Errorf(domain.Internal, "transfer %s came from a fund that was never opened", e.Transfer))
		return
	}
	f.flowAbout(&c.pot, flowArrived, sender.k, e.Amount, 1, int64(e.Booked))
	source := f.compartment(sender, e.Source.Compartment)
	paired(e.Source.Spans, []fund.Span{{e.From, e.From + e.Amount}}, func(s, to fund.Span) {
		f.t.lineage.add(to.From(), to.To(), s.From(), s.To(), f.at.n, int64(0), int64(0), int64(0), int64(0), c.k, source.k)
	})
}

func (f *fold) currencySold(in *fundRows, e fund.CurrencySold) {
	from, into := f.compartment(in, e.Compartment), f.compartment(in, e.Into)
	f.consume(&taking{f.at.n, useSale, 0}, from, e.Spans)
	f.segment(into, e.From, e.Credited, f.at.n, segmentSale)
	f.flow(&from.pot, flowSold, e.Amount, 1, int64(e.Booked))
	f.flow(&into.pot, flowExchanged, e.Credited, 1, int64(e.Booked))
	worth := e.Worth
	if worth == 0 { // never valued: no exchange difference
		worth = e.Credited
	}
	f.flow(&into.pot, flowWorth, worth, 0, int64(e.Booked))
	f.place(in, e.Place, -e.Amount, int64(e.Booked))
	f.place(in, e.IntoPlace, e.Credited, int64(e.Booked))
	f.receipt(in, e.Receipt, e.Credited, "VND", int64(e.Booked), paperSale)
	off := int64(0)
	for _, s := range e.Spans {
		to := [2]int64{e.From + fund.Proportion(off, e.Credited, e.Amount), e.From + fund.Proportion(off+s.Len(), e.Credited, e.Amount)}
		f.t.lineage.add(to[0], to[1], s.From(), s.To(), f.at.n, off, e.Amount, e.Credited, e.From, into.k, from.k)
		off += s.Len()
	}
}
