package statistic

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sovang/domain"
)

// Period is what a figure is about: from a day to a day, both within.
type Period struct{ From, Until domain.Date }

// ParsePeriod reads 2024 (a year), 2024-H1, 2024-Q3, 2024-09 (a month), 2019-2024 (years, whole), 2024-09-30 (a day), and 2024-08-01/2025-07-31
// (from a day to a day). Two writings of one period are one. It refuses, on the field period, anything else.
func ParsePeriod(text string) (Period, error) {
	text = strings.ToUpper(strings.TrimSpace(text))
	from, until, ranged := strings.Cut(text, "/")
	if ranged {
		first, errFirst := domain.ParseDate(from)
		last, errLast := domain.ParseDate(until)
		if errFirst == nil && errLast == nil && len(from) == len("2024-08-01") && first <= last {
			return Period{first, last}, nil
		}
		return Period{}, noPeriod(text)
	}
	year, rest, parted := strings.Cut(text, "-")
	y, ok := yearOf(year)
	switch {
	case !ok:
	case !parted:
		return months(y, 1, 12), nil
	case rest == "H1" || rest == "H2":
		return months(y, int(rest[1]-'1')*6+1, 6), nil
	case len(rest) == 2 && rest[0] == 'Q' && rest[1] >= '1' && rest[1] <= '4':
		return months(y, int(rest[1]-'1')*3+1, 3), nil
	case len(rest) == 2 && digitsOnly(rest):
		if m, err := strconv.Atoi(rest); err == nil && m >= 1 && m <= 12 {
			return months(y, m, 1), nil
		}
	case len(rest) == 4:
		if last, ok := yearOf(rest); ok && last > y {
			return Period{months(y, 1, 12).From, months(last, 1, 12).Until}, nil
		}
	case len(rest) == 5:
		if day, err := domain.ParseDate(text); err == nil {
			return Period{day, day}, nil
		}
	}
	return Period{}, noPeriod(text)
}

func noPeriod(text string) error {
	return domain.Errorf(domain.Invalid, "%q is no period; write 2024, 2024-H1, 2024-Q3, 2024-09, 2019-2024, 2024-09-30 or 2024-08-01/2025-07-31", cut(text)).On("period")
}

func yearOf(text string) (int, bool) {
	y, err := strconv.Atoi(text)
	return y, err == nil && len(text) == 4 && y >= 1900 && y <= 2200
}

func months(year, first, count int) Period {
	return Period{domain.NewDate(year, time.Month(first), 1), domain.NewDate(year, time.Month(first+count), 1) - 1}
}

// String gives the shortest writing that ParsePeriod reads.
func (p Period) String() string {
	if p.From == p.Until {
		return p.From.ISO()
	}
	y, last := p.From.Year(), p.Until.Year()
	if p == (Period{months(y, 1, 12).From, months(last, 1, 12).Until}) {
		if y == last {
			return strconv.Itoa(y)
		}
		return fmt.Sprintf("%d-%d", y, last)
	}
	month, _ := p.From.MonthDay()
	m := int(month)
	switch p {
	case months(y, m, 1):
		return fmt.Sprintf("%d-%02d", y, m)
	case months(y, m, 3):
		if m%3 == 1 {
			return fmt.Sprintf("%d-Q%d", y, m/3+1)
		}
	case months(y, m, 6):
		if m%6 == 1 {
			return fmt.Sprintf("%d-H%d", y, m/6+1)
		}
	}
	return p.From.ISO() + "/" + p.Until.ISO()
}
