package pages

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"sovang/api/intake"
	"sovang/api/rest"
	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/projections"
)

// typedAwards is a list of awards as it was pasted or came as a file, understood row by row; nothing of it is in the books yet.
type typedAwards struct {
	Rows    []typedAward
	Wrong   int // rows that cannot be taken
	New     int // people who are registered with it
	Sum     money.Money
	Skipped []int    // lines of totals
	Ignored []string // columns that say nothing here
	Refused *Refusal // what the ledger says of the list as a whole, nil: nothing

	why   error // of Refused
	asked []fund.AskedRow
	new   []ledger.Registration
}

// typedAward is one row: whom it means and what they are to have, or why it cannot be taken.
type typedAward struct {
	Line             int
	Code, Name       string
	Award, Recipient string
	Institution      string
	Amount           money.Money
	New, Twice       bool // somebody who is registered with it; whose name stands in a row before
	Told             Told // why it cannot be taken
}

// The bounds of a list on a page: what is pasted, and what is shown of it. Longer lists are imported.
const (
	mostAwards   = 5000
	awardsShown  = 50
	wrongShown   = 200
	mostRefusals = 100 // rows of which the ledger is asked one after another
)

// Shown are the rows that a page has room for: those that cannot be taken first.
func (l typedAwards) Shown() (all []typedAward) {
	for _, r := range l.Rows {
		if r.Told.Text != "" && len(all) < wrongShown {
			all = append(all, r)
		}
	}
	for _, r := range l.Rows {
		if r.Told.Text == "" && len(all) < max(awardsShown, l.Wrong) {
			all = append(all, r)
		}
	}
	return all
}

// Good says whether the list can be taken as it stands.
func (l *typedAwards) Good() bool {
	return l != nil && l.Wrong == 0 && l.Refused == nil && len(l.Rows) > 0
}

// refusal is why the list is not taken, nil where it can be.
func (l *typedAwards) refusal() error {
	if l.Wrong > 0 {
		return domain.Errorf(domain.Invalid, "%d rows cannot be taken; what is wrong stands beside each", l.Wrong).On("rows")
	}
	return l.why
}

// headed puts headings above rows that have none: name and amount, or the row's code before them.
func headed(text string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	switch cells := strings.FieldsFunc(first, func(r rune) bool { return r == '\t' || r == ';' }); {
	case !strings.ContainsAny(first, "0123456789"):
		return text
	case len(cells) == 2:
		return "họ tên" + separatorOf(first) + "số tiền\n" + text
	case len(cells) == 3:
		return strings.Join([]string{"stt", "họ tên", "số tiền"}, separatorOf(first)) + "\n" + text
	}
	return text
}

func separatorOf(line string) string {
	if strings.Contains(line, "\t") {
		return "\t"
	}
	return ";"
}

// readAwards understands the rows of a field. What is wrong with one is said beside it, all at once; the error is of the whole.
func (c *Call) readAwards(field string, to intake.Awarding) (*typedAwards, error) {
	text := c.Typed(field)
	if strings.TrimSpace(text) == "" {
		return nil, domain.Errorf(domain.Invalid, "paste the rows, or choose a file").On(field)
	}
	t, err := intake.ReadTable(strings.NewReader(headed(text)), intake.Awards)
	if err != nil {
		return nil, onField(field, err)
	}
	if len(t.Rows) > mostAwards {
		return nil, domain.Errorf(domain.Invalid, "%d rows stand here, and a page takes %d; a longer list is imported: sovang import awards", len(t.Rows), mostAwards).On(field)
	}
	if to.Named, err = c.recipients(to.Unit, t); err != nil {
		return nil, err
	}
	plan, err := intake.PlanAwards(t, to, intake.People{})
	if err != nil {
		return nil, onField(field, err)
	}
	l := &typedAwards{Sum: plan.Sum, Skipped: t.Skipped, Ignored: t.Ignored, asked: plan.Asked, new: plan.New, New: len(plan.New)}
	seen := map[string]bool{}
	for i, p := range plan.Rows {
		a, folded := plan.Asked[i], intake.Fold(p.Who)
		row := typedAward{Line: p.Line, Name: p.Who, Code: a.Code, Award: string(a.Award), Recipient: a.RecipientKind, Institution: a.Institution, Amount: p.Amount,
			New: to.Named[i].New, Twice: seen[folded]}
		seen[folded] = true
		if p.Err != nil {
			l.wrong(&row, c, p.Err)
		}
		l.Rows = append(l.Rows, row)
	}
	return l, nil
}

func (l *typedAwards) wrong(row *typedAward, c *Call, err error) {
	_, refusal := refusalOf(err)
	if refusal == nil {
		refusal = &Refusal{Sentence: err.Error()}
	}
	if row.Told.Text == "" {
		l.Wrong++
	}
	row.Told = c.Told(refusal.Sentence)
}

// onField says of a refusal of the whole which field of the form it is about.
func onField(field string, err error) error {
	if refusal, ok := errors.AsType[*domain.Error](err); ok {
		return domain.Errorf(refusal.Code, "%s", refusal.Message).On(field)
	}
	return err
}

// recipients finds whom rows mean, among those of a unit and of where whoever asks works: a code is that person, or somebody new with it; of a name that somebody bears it has to be
// said who is meant.
func (c *Call) recipients(unit uuid.UUID, t *intake.Table) ([]intake.Named, error) {
	all, own, texts := make([]intake.Named, len(t.Rows)), make([]uuid.UUID, len(t.Rows)), []string{}
	for i, row := range t.Rows {
		all[i].Name = strings.TrimSpace(strings.TrimLeft(row.Get(intake.Recipient), "+="))
		key := cmp.Or(row.Get(intake.RecipientCode), row.Get(intake.RowCode), "#"+strconv.Itoa(i))
		own[i] = c.following("person\n" + strings.ToUpper(key) + "\n" + all[i].Name)
		texts = append(texts, cmp.Or(row.Get(intake.RecipientCode), all[i].Name))
	}
	registered, err := c.Read().PeopleWith(c.Context(), own)
	if err != nil {
		return nil, err
	}
	units, err := c.unitsToName(unit)
	if err != nil {
		return nil, err
	}
	called, err := c.Read().Called(c.Context(), units, texts)
	if err != nil {
		return nil, err
	}
	for i, row := range t.Rows {
		n, bearers := &all[i], called[texts[i]]
		if _, ours := registered[own[i]]; ours {
			n.ID = own[i]
			continue
		}
		if code := row.Get(intake.RecipientCode); code != "" {
			bearers = slices.DeleteFunc(slices.Clone(bearers), func(p projections.Person) bool { return !strings.EqualFold(p.Code, code) })
			n.ID, n.Err = whichOf("="+code, code, bearers, own[i])
			if len(bearers) == 0 {
				n.ID, n.New, n.Err = own[i], true, nil
			}
			continue
		}
		n.ID, n.Err = whichOf(row.Get(intake.Recipient), n.Name, bearers, own[i])
		n.New = n.Err == nil && n.ID == own[i]
	}
	return all, nil
}

// unitsToName are the units whose people may be named in a form of a unit: its own, and those in which whoever asks works.
func (c *Call) unitsToName(unit uuid.UUID) ([]uuid.UUID, error) {
	units := []uuid.UUID{unit}
	seats, err := c.Seats()
	for _, s := range seats {
		if !slices.Contains(units, s.Unit) {
			units = append(units, s.Unit)
		}
	}
	return units, err
}

// tryAwards asks the ledger what it would say of a list. A row that it refuses is marked and left out of the next try, so that all are told at once; what it says of the whole stays in
// Refused. made are the commands for rows, in chunks; of which row a refusal speaks, its field says.
func (c *Call) tryAwards(l *typedAwards, made func(rows []fund.AskedRow) []ledger.Command) error {
	rows, at := slices.Clone(l.asked), make([]int, len(l.asked))
	for i := range at {
		at[i] = i
	}
	for range mostRefusals {
		commands := made(rows)
		requests := c.requestsWith("", l.new, commands)
		outcomes, err := c.site.o.Try(c.Context(), requests)
		if err != nil {
			return err
		}
		refused := slices.IndexFunc(outcomes, func(o rest.Outcome) bool { return o.Err != nil })
		if refused < 0 {
			return nil
		}
		_, refusal := refusalOf(outcomes[refused].Err)
		if refusal == nil {
			return outcomes[refused].Err
		}
		i, ofRow := rowRefused(refusal, commands, refused-(len(requests)-len(commands)))
		if !ofRow || i >= len(rows) || len(rows) == 1 && l.Wrong > 0 {
			if l.Wrong == 0 {
				l.Refused, l.why = refusal, outcomes[refused].Err
			}
			return nil
		}
		l.wrong(&l.Rows[at[i]], c, outcomes[refused].Err)
		rows, at = slices.Delete(rows, i, i+1), slices.Delete(at, i, i+1)
		if len(rows) == 0 {
			return nil
		}
	}
	return nil
}

// rowRefused is the row of which a refusal of a command speaks, counted over all commands that have rows.
func rowRefused(refusal *Refusal, commands []ledger.Command, which int) (row int, ok bool) {
	if which < 0 {
		return 0, false
	}
	for _, field := range refusal.Fields {
		if number, of := strings.CutPrefix(field, "rows["); of {
			number, _, _ = strings.Cut(number, "]")
			if row, err := strconv.Atoi(number); err == nil {
				for _, before := range commands[:which] {
					row += len(rowsOf(before))
				}
				return row, true
			}
		}
	}
	return 0, false
}

func rowsOf(command ledger.Command) []fund.AskedRow {
	switch a := command.(type) {
	case ledger.Nominate:
		return a.Rows
	case fund.RecordList:
		return a.Rows
	}
	return nil
}
