// Package sentence says the ledger's refusals in Vietnamese.
//
// Refusals are written once, in English, where they are made, and are handed on as plain text: through the process that writes, through files and over
// the network. So a refusal is found again by its text. It promises that every refusal that a page can show has its Vietnamese sentence with the same
// things put into it; a test reads the source and finds what is missing.
package sentence

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// pair is one sentence in both languages. What fmt puts into the English one goes into the Vietnamese one by the same verb, in the same order or by its
// number, %[2]s. Beside fmt's verbs there are three: %w for words of the program, one or a list, %t for a sentence that has to
// be known here, too, and %n for the number of a row, which programs count from nought and people from one.
// Where the Vietnamese names things by number it may leave some out.
type pair struct{ en, vi string }

// tables are all sentences, a table for each part of the ledger.
var tables = [][]pair{award, fund, money, ledger, unions, people, pages, reports, audit, desk, forms, rounds, papers, board, grids, movements,
	deeds}

// Vietnamese gives the Vietnamese of a refusal's message; false where no sentence of ours has made it.
func Vietnamese(message string) (string, bool) { return first(sentences(), message) }

var (
	sentences = sync.OnceValue(func() []*pattern { return patterns(slices.Concat(tables...)) })
	fragments = sync.OnceValue(func() []*pattern { return patterns(phrases) })
)

// first tries patterns in their order: the one that says most in its own words comes first.
func first(all []*pattern, text string) (string, bool) {
	for _, p := range all {
		if vi, ok := p.say(text); ok {
			return vi, true
		}
	}
	return "", false
}

// pattern is a pair made ready.
type pattern struct {
	pair
	begin, end string // what every text that it made begins and ends with
	own        int    // how much of it is its own words
	narrow     int    // how many of the things put into it are a number or stand in quotation marks
	finds      func() *regexp.Regexp
}

// verb is one thing that is put into a sentence, narrow one that not every text can be.
var verb, narrow = regexp.MustCompile(`%(?:\[(\d)\])?0?\d*([a-zA-Z])`), regexp.MustCompile(`%[dqx]`)

// made is what each of fmt's verbs may have made.
var made = map[string]string{
	"s": `(.*?)`, "v": `(.*?)`, "d": `(-?\d+)`, "x": `([0-9a-f]*)`, "X": `([0-9A-F]*)`, "q": `("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)+')`,
}

func patterns(pairs []pair) []*pattern {
	all := make([]*pattern, len(pairs))
	for i, p := range pairs {
		own := verb.Split(p.en, -1)
		all[i] = &pattern{pair: p, begin: own[0], end: own[len(own)-1], own: len(strings.Join(own, "")), narrow: len(narrow.FindAllString(p.en, -1)), finds: sync.OnceValue(func() *regexp.Regexp {
			text, kinds := regexp.QuoteMeta(own[0]), verb.FindAllStringSubmatch(p.en, -1)
			for j, kind := range kinds {
				text += made[kind[2]] + regexp.QuoteMeta(own[j+1])
			}
			return regexp.MustCompile(`(?s)^` + text + `$`)
		})}
	}
	slices.SortStableFunc(all, func(a, b *pattern) int { return b.own + 3*b.narrow - a.own - 3*a.narrow })
	return all
}

// say gives the Vietnamese where the pattern made that text.
func (p *pattern) say(text string) (string, bool) {
	if len(text) < p.own || !strings.HasPrefix(text, p.begin) || !strings.HasSuffix(text, p.end) {
		return "", false
	}
	parts := p.finds().FindStringSubmatch(text)
	if parts == nil {
		return "", false
	}
	known, next := true, 0
	vi := verb.ReplaceAllStringFunc(p.vi, func(v string) string {
		kind := verb.FindStringSubmatch(v)
		next++
		at := next
		if kind[1] != "" {
			at, _ = strconv.Atoi(kind[1]) // a digit
		}
		switch kind[2] {
		case "w":
			return word(bare(parts[at]))
		case "t":
			inner, ok := part(parts[at])
			known = known && ok
			return inner
		case "n":
			n, _ := strconv.Atoi(parts[at]) // digits
			return strconv.Itoa(n + 1)
		case "q":
			return "“" + bare(parts[at]) + "”"
		}
		return parts[at]
	})
	return vi, known
}

// part is a sentence or a part of one.
func part(text string) (string, bool) {
	if vi, ok := words[text]; ok {
		return vi, true
	}
	if vi, ok := first(fragments(), text); ok {
		return vi, true
	}
	return Vietnamese(text)
}

// bare takes quotation marks off, where there are some.
func bare(text string) string {
	if plain, err := strconv.Unquote(text); err == nil {
		return plain
	}
	return text
}

// others is how a list ends that names some of many.
var others = regexp.MustCompile(`^(.*) and (\d+ )?others$`)

// joints are between the words of a list.
var joints = []struct{ en, vi string }{{", ", ", "}, {" or ", " hoặc "}, {" and ", " và "}}

// word gives the Vietnamese of a word of the program, or of each word of a list. What is no word of the program, as a name or a code, stays.
func word(text string) string {
	if vi, ok := words[text]; ok {
		return vi
	}
	if vi, ok := first(fragments(), text); ok {
		return vi
	}
	if m := others.FindStringSubmatch(text); m != nil {
		return word(m[1]) + " và " + m[2] + "nơi khác nữa"
	}
	for _, joint := range joints {
		if one, rest, ok := strings.Cut(text, joint.en); ok {
			return word(one) + joint.vi + word(rest)
		}
	}
	return text
}
