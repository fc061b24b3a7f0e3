package domain

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Date is a civil day, counted from 1970-01-01. The zero Date is that day and stands for "not given" in commands: no fund of
// this ledger is that old.
type Date int32

// Vietnam is UTC+7 all year round; a booking day is a day there.
var Vietnam = time.FixedZone("+07", 7*60*60)

const secondsADay = 24 * 60 * 60

// DateOf is the day in Vietnam at that moment.
func DateOf(t time.Time) Date {
	_, offset := t.In(Vietnam).Zone()
	local := t.Unix() + int64(offset)
	if local < 0 {
		local -= secondsADay - 1 // rounds down before 1970 too
	}
	return Date(local / secondsADay)
}

// NewDate is the day with that year, month and day of month.
func NewDate(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsADay)
}

// ParseDate reads 2024-10-29 (the log, commands) or 29/10/2024 (screens, files).
func ParseDate(text string) (Date, error) {
	for _, layout := range []string{time.DateOnly, "02/01/2006", "2/1/2006"} {
		if t, err := time.Parse(layout, text); err == nil {
			if t.Year() < 1900 || t.Year() > 9999 {
				break
			}
			return Date(t.Unix() / secondsADay), nil
		}
	}
	return 0, Errorf(Invalid, "%q is no date; write 2024-10-29 or 29/10/2024", text)
}

func (d Date) time() time.Time { return time.Unix(int64(d)*secondsADay, 0).UTC() }

// SchoolYear reads a school year as it is written, "2024-2025", and gives the year in which it begins. No other spelling is taken: two
// spellings of one year would be two years to whoever asks for it.
func SchoolYear(text string) (int, error) {
	from, to, _ := strings.Cut(text, "-")
	first, err := strconv.Atoi(from)
	if err != nil || first < 1900 || first > 9998 || from != strconv.Itoa(first) || to != strconv.Itoa(first+1) {
		return 0, Errorf(Invalid, "%q is no school year; write 2024-2025", text).On("school_year")
	}
	return first, nil
}

// Or is the day, or otherwise where none was given.
func (d Date) Or(otherwise Date) Date {
	if d == 0 {
		return otherwise
	}
	return d
}

// NotAhead refuses, on that field, a day that has not come yet: what is told as done was done by today.
func (d Date) NotAhead(today Date, field string) error {
	if d > today {
		return Errorf(Invalid, "%s has not come yet", d).On(field)
	}
	return nil
}

// Bookable refuses, on the field booked, a day that has not come yet and one of a closed period: closed is the last day that takes no
// booking any more, the zero Date where none is closed.
func (d Date) Bookable(today, closed Date) error {
	if err := d.NotAhead(today, "booked"); err != nil {
		return err
	}
	if d <= closed {
		return Errorf(Violation, "the books are closed until %s and take no booking on %s; book it in the open period, the real date stands beside it", closed, d).On("booked")
	}
	return nil
}

// Year is the calendar year.
func (d Date) Year() int { return d.time().Year() }

// MonthDay is the day of the year, as its month and the day of that: 5 February is 2, 5.
func (d Date) MonthDay() (time.Month, int) {
	_, month, day := d.time().Date()
	return month, day
}

// String gives dd/MM/yyyy, as screens show it.
func (d Date) String() string { return d.time().Format("02/01/2006") }

// ISO gives 2024-10-29, as the log and exports have it.
func (d Date) ISO() string { return d.time().Format(time.DateOnly) }

// MarshalText writes 2024-10-29.
func (d Date) MarshalText() ([]byte, error) { return d.AppendText(nil) }

// AppendText appends 2024-10-29.
func (d Date) AppendText(b []byte) ([]byte, error) {
	year, month, day := d.time().Date()
	if year < 0 || year > 9999 {
		return d.time().AppendFormat(b, time.DateOnly), nil
	}
	digit := func(n int) byte { return byte('0' + n%10) } // what the layout says, without reading it each time
	return append(b, digit(year/1000), digit(year/100), digit(year/10), digit(year), '-',
		digit(int(month)/10), digit(int(month)), '-', digit(day/10), digit(day)), nil
}

// UnmarshalText reads what ParseDate reads.
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := ParseDate(string(text))
	if err != nil {
		return fmt.Errorf("date: %w", err)
	}
	*d = parsed
	return nil
}
