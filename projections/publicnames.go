package projections

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/person"
	"sovang/projections/readdb"
)

// PublicName is how somebody is called where anyone can read it.
type PublicName struct {
	Text  string `json:"text"`
	Named bool   `json:"named,omitempty"` // Text is their own name
}

// Beside is a category (orphaned, disabled, poor, of a minority) as it may stand beside this name: never beside somebody's own, whatever they have
// consented to.
func (p PublicName) Beside(category string) string {
	if p.Named {
		return ""
	}
	return category
}

// benefactor is a donor whose name is not shown.
const benefactor = "nhà hảo tâm"

// publicNames decides, for one public document, how people are called in it: the one place that does. A body has its name, unless it gave
// anonymously; a human being only where a consent for that purpose holds now, whatever entry and day the document speaks of. Who has withdrawn, was
// forgotten or never said anything is a nhà hảo tâm, or as a recipient a number.
//
// The numbers run through the document in the order in which it asks. Nothing about a person is in them, so nobody can get from the number to the
// person or from one document to another, as they could from a hash of an id that stands in the log; there is no secret to be kept; and whoever makes
// the same document again has the same numbers.
type publicNames struct {
	v       *view
	today   domain.Date
	numbers map[int64]int
	shown   map[shownFor]string // the name; "": it may not be
	looked  int
	whole   map[person.Purpose]bool // all names that may be shown for it are in shown
}

type shownFor struct {
	k       int64
	purpose person.Purpose
}

// singly is how many people are looked up one by one before all are read at once.
const singly = 200

func (v *view) publicNames() (*publicNames, error) {
	today, err := v.today()
	return &publicNames{v: v, today: today, numbers: map[int64]int{}, shown: map[shownFor]string{}, whole: map[person.Purpose]bool{}}, err
}

// today is the day on which somebody reads this: by the clock, or by the last entry where the clock is behind the book.
func (v *view) today() (domain.Date, error) {
	now := domain.DateOf(v.r.now())
	if v.latest == 0 {
		return now, nil
	}
	recorded, err := v.recorded(v.latest)
	return max(now, domain.DateOf(time.UnixMicro(recorded))), err
}

// of says how the person with that key (0: nobody) is called for a purpose. anonymity is the gift's, Named where there is none.
func (p *publicNames) of(k int64, purpose person.Purpose, anonymity fund.Anonymity) (PublicName, error) {
	if purpose == person.DonorLists && (k == 0 || anonymity != fund.Named) {
		return PublicName{Text: benefactor}, nil
	}
	name, err := p.name(k, purpose)
	switch {
	case err != nil:
		return PublicName{}, err
	case name != "" && anonymity == fund.Named:
		return PublicName{Text: name, Named: true}, nil
	case purpose == person.DonorLists:
		return PublicName{Text: benefactor}, nil
	}
	if p.numbers[k] == 0 {
		p.numbers[k] = len(p.numbers) + 1
	}
	return PublicName{Text: fmt.Sprintf("Người nhận %d", p.numbers[k])}, nil
}

// name is somebody's name where it may be shown, else "".
func (p *publicNames) name(k int64, purpose person.Purpose) (string, error) {
	key := shownFor{k, purpose}
	name, known := p.shown[key]
	if known || p.whole[purpose] {
		return name, nil
	}
	if p.looked++; p.looked > singly {
		if err := p.readAll(purpose); err != nil {
			return "", err
		}
		return p.shown[key], nil
	}
	var kind int64
	ok, err := p.v.row("SELECT p.kind, p.name FROM @people p WHERE p.k = $1 AND p.forgotten = 0", []any{k}, &kind, &name)
	if err != nil || !ok {
		return "", err
	}
	natural, err := p.natural(kind)
	if err == nil && natural {
		var consents map[int64]bool
		if consents, err = p.consenting(purpose, k); !consents[k] {
			name = ""
		}
	}
	if err == nil {
		p.shown[key] = name
	}
	return name, err
}

func (p *publicNames) natural(kind int64) (bool, error) {
	word, err := p.v.word(kind)
	return person.Kind(word).Natural(), err
}

// readAll reads the names of everybody who may be named for a purpose.
func (p *publicNames) readAll(purpose person.Purpose) error {
	consents, err := p.consenting(purpose, 0)
	if err != nil {
		return err
	}
	kinds := map[int64]bool{}
	for _, kind := range person.Kinds {
		if k, ok, err := p.v.wordOf(string(kind)); err != nil {
			return err
		} else if ok {
			kinds[k] = kind.Natural()
		}
	}
	p.whole[purpose] = true
	return p.v.rows(func(r readdb.Row) error {
		var k, kind int64
		var name string
		err := r.Scan(&k, &kind, &name)
		if natural, known := kinds[kind]; known && (!natural || consents[k]) {
			p.shown[shownFor{k, purpose}] = name
		}
		return err
	}, "SELECT p.k, p.kind, p.name FROM @people p WHERE p.forgotten = 0")
}

// consenting is who has consented to a purpose, one person or all (0), as of the last entry there is and today.
func (p *publicNames) consenting(purpose person.Purpose, who int64) (map[int64]bool, error) {
	word, ok, err := p.v.wordOf(string(purpose))
	consents := map[int64]bool{}
	if err != nil || !ok {
		return consents, err
	}
	one := ""
	args := []any{word, consentGiven, consentWithdrawn, p.v.latest}
	if who != 0 {
		one, args = " AND c.k = $5", append(args, who)
	}
	return consents, p.v.rows(func(r readdb.Row) error {
		var k, what, from, until int64
		if err := r.Scan(&k, &what, &from, &until); err != nil {
			return err
		}
		consents[k] = what == consentGiven && domain.Date(from) <= p.today && (until == 0 || domain.Date(until) >= p.today)
		return nil
	}, "SELECT c.k, c.what, c.day, c.until_day FROM @consents c WHERE c.purpose = $1 AND (c.what = $2 OR c.what = $3) AND c.n <= $4"+one+" ORDER BY c.k, c.n, c.nth", args...)
}

// PublicName says how a person is called where anyone can read it, now. anonymity is that of the gift it is about, fund.Named where there is none.
func (r *Reader) PublicName(ctx context.Context, who uuid.UUID, purpose person.Purpose, anonymity fund.Anonymity) (name PublicName, err error) {
	err = r.view(ctx, AsOf{}, func(v *view) error {
		k, ok, err := v.key(who, personName)
		if err != nil || !ok {
			return notFound(err, "person", who)
		}
		names, err := v.publicNames()
		if err == nil {
			name, err = names.of(k, purpose, anonymity)
		}
		return err
	})
	return name, err
}
