package projections

import "sovang/domain/fund"

// What a numbered paper stands for (receipts.what). Never renumber.
const (
	paperDonation     int64 = 1
	paperInterest     int64 = 2
	paperUnidentified int64 = 3
	paperPayout       int64 = 4
	paperList         int64 = 5
	paperReturn       int64 = 6
	paperRefund       int64 = 7
	paperSent         int64 = 8
	paperAccepted     int64 = 9
	paperSale         int64 = 10
	paperReplacement  int64 = 11
	paperHandedOver   int64 = 12
	paperHeldReturned int64 = 13
)

// receipt enters a number in the register of its series and gives the series' key.
func (f *fold) receipt(in *fundRows, number fund.Number, amount int64, currency string, booked, what int64) int64 {
	if number.No == 0 {
		return 0
	}
	series := f.word(number.Series)
	f.t.receipts.add(f.at.n, amount, in.k, series, number.No, booked, f.word(currency), what)
	return series
}

func (f *fold) receiptVoided(in *fundRows, e fund.ReceiptVoided) {
	f.t.receiptVoids.add(in.k, f.word(e.Receipt.Series), e.Receipt.No, f.at.n, e.Donation[:], e.Reason, f.word(e.Approver))
}

func (f *fold) receiptIssued(in *fundRows, e fund.ReceiptIssued) {
	series := f.receipt(in, e.Receipt, e.Amount, string(e.Currency), int64(e.Booked), paperReplacement)
	f.t.receiptReplacements.add(in.k, series, e.Receipt.No, f.at.n, f.word(e.Replaces.Series), e.Replaces.No, e.Donation[:])
}
