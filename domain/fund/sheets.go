package fund

import (
	"fmt"
	"strconv"

	"sovang/domain"
	"sovang/domain/money"
)

// A collection sheet is one donation of many: the boxes of an opening, the households of a levy. It is one line and one receipt, and
// row r owns the positions between the sums of the amounts before and through r.

// MaxGifts is the largest number of rows of a collection sheet.
const MaxGifts = 5000

// MaxSheet bounds what the rows of one entry weigh, in bytes as GiftsWeigh has it: an entry holds 512 KiB, and there are other things in it.
const MaxSheet = 440_000

// GiftsWeigh is about how many bytes rows take in the log: never less.
func GiftsWeigh(rows []GiftRow) (bytes int) {
	const around = len(`{"code":"","donor":"00000000-0000-0000-0000-000000000000","amount":},`)
	for _, r := range rows {
		bytes += around + len(r.Code) + len(strconv.FormatInt(r.Amount, 10))
	}
	return bytes
}

// gifts checks the rows of a collection sheet, which add up to the donation.
func gifts(c Receive) ([]GiftRow, error) {
	switch {
	case len(c.Rows) == 0:
		return nil, nil
	case c.Awaiting:
		return nil, domain.Errorf(domain.Invalid, "a collection sheet is booked when it has been counted; it does not await clearing").On("awaiting")
	case len(c.Lines) > 1:
		return nil, domain.Errorf(domain.Invalid, "a collection sheet goes to one compartment").On("lines")
	case len(c.Rows) > MaxGifts:
		return nil, domain.Errorf(domain.Invalid, "a collection sheet has at most %d rows; make it several sheets", MaxGifts).On("rows")
	}
	rows, seen, sum := make([]GiftRow, len(c.Rows)), make(map[string]int, len(c.Rows)), int64(0)
	for i, r := range c.Rows {
		row, err := r.row(c.Amount.Currency)
		if err != nil {
			return nil, domain.InRow("rows", i, err)
		}
		if first, twice := seen[row.Code]; twice {
			return nil, domain.Errorf(domain.Invalid, "%q stands in row %d already", row.Code, first+1).On(fmt.Sprintf("rows[%d].code", i))
		}
		rows[i], seen[row.Code] = row, i
		sum += row.Amount
	}
	if sum != c.Amount.Minor {
		return nil, domain.Errorf(domain.Invalid, "the rows add up to %s, the donation is %s", money.Money{Minor: sum, Currency: c.Amount.Currency}, c.Amount).On("rows")
	}
	if weight := GiftsWeigh(rows); weight > MaxSheet {
		return nil, domain.Errorf(domain.Invalid, "the sheet is too long to be written at once (%d bytes, at most %d); make it several sheets", weight, MaxSheet).On("rows")
	}
	return rows, nil
}

func (r AskedGift) row(c money.Currency) (GiftRow, error) {
	code, err := domain.CodeText("code", r.Code)
	if err := firstOf(err, positive(r.Amount, "amount")); err != nil {
		return GiftRow{}, err
	}
	if r.Amount.Currency != c {
		return GiftRow{}, domain.Errorf(domain.Invalid, "the row is in %s, the donation in %s", r.Amount.Currency, c).On("amount")
	}
	return GiftRow{code, r.Donor, r.Amount.Minor}, nil
}

// row is the positions of one row of a sheet; false where there is none of that code.
func (g Given) row(code string) (Span, bool) {
	if len(g.Lines) == 0 {
		return Span{}, false
	}
	from := g.Lines[0].From
	for _, r := range g.Rows {
		if r.Code == code {
			return Span{from, from + r.Amount}, true
		}
		from += r.Amount
	}
	return Span{}, false
}
