package bench

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// unreached names the pages that are not measured, and why. One that is neither measured nor named makes the measurement fail.
var unreached = map[string]string{
	"/demo":                 "only the demonstration has it",
	"/export/{format}":      "a file, as long as the book",
	"/setup/{link}":         "a link that is good once: signing in has used it",
	"/invitation/{link}":    "a link that is good once",
	"/sign-out":             "it ends what measures",
	"/signatures/{command}": "it shows one command that waits for the signatures of others",
	"/grid/people":          "it answers the script of a page, in JSON",
}

// forms is what is done on a page once it has been seen, so that it leads on: a batch of gifts is begun, typed and posted, receipts are printed.
var forms = map[string]func(b *browser, path, text string) error{
	"/grid":                               (*browser).beginBatch,
	"/grid/{id}":                          (*browser).postBatch,
	"/receipts/print?from&fund&series&to": (*browser).printReceipts,
}

// hiddenOf finds what a form says of itself.
var hiddenOf = regexp.MustCompile(`<input type="hidden" name="(id|revision)" value="([^"]*)"`)

// fill sends a form with what it says of itself, and gives where it leads.
func (b *browser) fillIn(path, text string, typed url.Values) (to string, err error) {
	for _, m := range hiddenOf.FindAllStringSubmatch(text, -1) {
		typed.Set(m[1], m[2])
	}
	resp, answer, err := b.send(path, typed)
	if err != nil {
		return "", err
	}
	if to = resp.Header.Get("Location"); to == "" {
		return "", fmt.Errorf("the form of %s leads nowhere: %.500s", path, answer)
	}
	return to, nil
}

// batch is how many gifts one batch has.
const batch = 50

func (b *browser) beginBatch(path, text string) error {
	day := b.booked(0).ISO()
	to, err := b.fillIn(path, text, url.Values{"fund": {id(ofFund, 0).String()}, "day": {day}, "count": {fmt.Sprint(batch)}, "sum": {fmt.Sprint(batch * 100_000)}})
	if err != nil {
		return err
	}
	_, text, err = b.send(to, nil)
	if err != nil {
		return err
	}
	to, err = b.fillIn(to, text, url.Values{"do": {"paste"}, "day": {day}, "place": {"cash"}, "paste": {strings.Repeat("Nguyễn Văn Tặng\t100000\n", batch)}})
	b.next = append(b.next, to)
	return err
}

func (b *browser) postBatch(path, text string) error {
	typed := url.Values{"do": {"post"}, "day": {b.booked(0).ISO()}, "place": {"cash"}, "count": {fmt.Sprint(batch)}, "sum": {fmt.Sprint(batch * 100_000)}}
	for range batch {
		for field, value := range map[string]string{"who": "", "donor": "", "known": "", "pick": "", "amount": "100000", "note": "", "anonymity": ""} {
			typed.Add(field, value)
		}
	}
	to, err := b.fillIn(path, text, typed)
	b.next = append(b.next, to)
	return err
}

// printReceipts prints the ten that the link names, with a code on each.
func (b *browser) printReceipts(path, text string) error {
	u, err := url.Parse(path)
	if err != nil {
		return err
	}
	typed := u.Query()
	typed.Set("size", "a5")
	typed.Set("codes", "yes")
	to, err := b.fillIn(u.Path, text, typed)
	b.next = append(b.next, to)
	return err
}
