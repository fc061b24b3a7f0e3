package grid

import (
	"strings"

	"sovang/api/intake"
)

// Paste reads lines as they are copied from a spreadsheet: name, amount, content, in columns between tabs; or a line "name amount" without. A heading is
// left out. What cannot be understood stays in its row, to be mended there.
func Paste(text string) (rows []Row) {
	for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		row := pasted(line)
		if row.Empty() || len(rows) == 0 && heading(row) {
			continue
		}
		rows = append(rows, row)
	}
	return rows
}

func pasted(line string) Row {
	cells := strings.Split(line, "\t")
	if len(cells) == 1 {
		cells = strings.Split(line, ";")
	}
	for i := range cells {
		cells[i] = intake.Clean(cells[i])
	}
	if len(cells) == 1 {
		return spoken(cells[0])
	}
	if numbered(cells) {
		cells = cells[1:]
	}
	row := Row{Who: cells[0], Amount: cells[1]}
	if len(cells) > 2 {
		row.Note = cells[2]
	}
	return row
}

// spoken reads "name amount": the amount is the last word with a digit and what follows it, as in "1 triệu". Where digits stand before three digits it could
// be either part of the amount, and nothing is guessed.
func spoken(line string) Row {
	words := strings.Fields(line)
	at := len(words) - 1
	for at > 0 && !strings.ContainsAny(words[at], "0123456789") {
		at--
	}
	if at < 1 {
		return Row{Who: line}
	}
	amount := strings.Join(words[at:], " ")
	digits := func(w string) bool { return strings.Trim(w, "0123456789") == "" }
	if _, err := intake.ParseAmount(amount); err != nil || digits(words[at-1]) && digits(words[at]) && len(words[at]) == 3 {
		return Row{Who: line}
	}
	return Row{Who: strings.Join(words[:at], " "), Amount: amount}
}

// numbered says whether the first column only counts the rows: a small number, and an amount stands after the name.
func numbered(cells []string) bool {
	if len(cells) < 3 || len(cells[0]) > 4 || strings.Trim(cells[0], "0123456789.") != "" || cells[0] == "" {
		return false
	}
	_, err := intake.ParseAmount(cells[2])
	return err == nil
}

func heading(r Row) bool {
	_, err := intake.ParseAmount(r.Amount)
	if err == nil {
		return false
	}
	switch intake.Fold(r.Amount) {
	case "so tien", "amount", "tien", "so tien d", "so tien vnd":
		return true
	}
	return false
}
