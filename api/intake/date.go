package intake

import (
	"strings"

	"sovang/domain"
)

// ParseDate reads 29/10/2024, 29-10-2024, 29.10.2024 or 2024-10-29, with or without a time of day behind it. The day comes before the month, as in
// Vietnam; years have four digits.
func ParseDate(text string) (domain.Date, error) {
	day, _, _ := strings.Cut(Clean(text), " ")
	day, _, _ = strings.Cut(day, "T")
	if !(len(day) > 4 && onlyDigits(day[:4])) { // not 2024-…
		day = strings.NewReplacer("-", "/", ".", "/").Replace(day)
	}
	d, err := domain.ParseDate(day)
	if err != nil {
		return 0, domain.Errorf(domain.Invalid, "%q is no date; write 29/10/2024 or 2024-10-29", Clean(text)).On("date")
	}
	return d, nil
}
