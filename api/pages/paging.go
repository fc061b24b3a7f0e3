package pages

import "slices"

// pageOf is the part of a list that follows the row with that key, of those rows that fit, and the key behind which the next part begins; "" where there is none. A key that is not in the
// list begins it anew. The row of the key need not fit any more: what it stood for may have changed since.
func pageOf[T any](rows []T, after string, most int, key func(T) string, fits func(T) bool) (part []T, next string) {
	if i := slices.IndexFunc(rows, func(r T) bool { return key(r) == after }); i >= 0 && after != "" {
		rows = rows[i+1:]
	}
	for _, r := range rows {
		if !fits(r) {
			continue
		}
		if len(part) == most {
			return part, key(part[most-1])
		}
		part = append(part, r)
	}
	return part, ""
}

// parts are the addresses of the next part of a list and of its beginning, "" where there is none or it is shown.
func (c *Call) parts(h When, next string) (following, first string) {
	if next != "" {
		following = h.With("after", next)
	}
	if c.Query("after") != "" {
		first = h.With("", "")
	}
	return following, first
}
