package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/api/intake"
	"sovang/api/sheet"
	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/projections"
)

type importCmd struct {
	Donations  importDonations  `cmd:"" help:"Donations, a row each."`
	Pledges    importPledges    `cmd:"" help:"Pledges, a row each."`
	Awards     importAwards     `cmd:"" help:"Awards: a payout list, paid in one decision."`
	Boxes      importBoxes      `cmd:"" help:"Savings boxes: handed out, opened and counted, or both."`
	Households importHouseholds `cmd:"" help:"Households of a levy: listed, exempt, what they gave, or all of it."`
	Roster     importRoster     `cmd:"" help:"One day's salary: rosters of any number of units, a row an employee."`
	Figures    importFigures    `cmd:"" help:"Declared figures of any number of units: beside the books, never in them."`
}

// fileFlags are common to all imports.
type fileFlags struct {
	File    string       `arg:"" help:"CSV in UTF-8, divided by comma, semicolon or tab, with Vietnamese or English headings."`
	Preview bool         `xor:"what" required:"" help:"Show row by row what would happen; write nothing."`
	Commit  bool         `xor:"what" required:"" help:"Do exactly that."`
	Format  sheet.Format `help:"${formats}" default:"table" enum:"table,json,csv"`
}

// importFlags are common to the imports into a fund.
type importFlags struct {
	fileFlags
	Fund  string `xor:"whose" required:"" help:"The fund, by code or id." placeholder:"CODE"`
	Place string `help:"Place of the money, where the rows do not say." placeholder:"CODE"`
}

// importing is an import under way.
type importing struct {
	door   door
	target intake.Target
	known  intake.People
	table  *intake.Table
}

func (f *importFlags) open(ctx context.Context, p Process, g *globals, h intake.Headings) (*importing, error) {
	return f.begin(ctx, p, g, h, func(r *projections.Reader) (intake.Target, error) { return f.aim(ctx, r, g) })
}

// begin reads the file, opens the door and looks up where the import goes and who is known there.
func (f *fileFlags) begin(ctx context.Context, p Process, g *globals, h intake.Headings, aim func(*projections.Reader) (intake.Target, error)) (*importing, error) {
	return f.beginWith(ctx, p, g, h, func(i *importing, r *projections.Reader) (err error) {
		if i.target, err = aim(r); err != nil {
			return err
		}
		i.known, err = knownIn(ctx, r, i.target.Unit)
		return err
	})
}

// beginWith reads the file, opens the door and looks up what the import needs to know.
func (f *fileFlags) beginWith(ctx context.Context, p Process, g *globals, h intake.Headings, look func(*importing, *projections.Reader) error) (i *importing, err error) {
	i = &importing{}
	if i.table, err = readTable(f.File, h); err != nil {
		return nil, err
	}
	if i.door, err = g.door(ctx, p); err != nil {
		return nil, err
	}
	if err := g.readingBeside(ctx, i.door, func(r *projections.Reader) error { return look(i, r) }); err != nil {
		return nil, errors.Join(err, i.door.Close(context.WithoutCancel(ctx)))
	}
	return i, nil
}

func readTable(name string, h intake.Headings) (*intake.Table, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, inputMissing(err)
	}
	defer file.Close()
	return intake.ReadTable(file, h)
}

// aim finds the fund and its unit.
func (f *importFlags) aim(ctx context.Context, r *projections.Reader, g *globals) (intake.Target, error) {
	id, err := r.FundNamed(ctx, f.Fund)
	if err != nil {
		return intake.Target{}, err
	}
	funds, err := r.Funds(ctx, projections.AsOf{})
	for _, info := range funds {
		if info.Fund == id {
			return intake.Target{Fund: id, Unit: info.Unit, Place: f.Place, Actor: g.Actor}, err
		}
	}
	return intake.Target{}, errors.Join(err, domain.Errorf(domain.NotFound, "there is no fund %q", f.Fund).On("fund"))
}

// knownIn is everybody whose record a unit keeps.
func knownIn(ctx context.Context, r *projections.Reader, unit uuid.UUID) (intake.People, error) {
	const everybody = 10_000_000
	people, err := r.People(ctx, projections.PeopleQuery{Unit: unit, Limit: everybody})
	if err != nil {
		return intake.People{}, err
	}
	codes, names := map[string]uuid.UUID{}, map[string][]string{}
	for _, p := range people {
		if p.Code == "" || p.Forgotten {
			continue
		}
		codes[strings.ToUpper(p.Code)] = p.ID
		folded := intake.Fold(p.Name)
		names[folded] = append(names[folded], p.Code)
	}
	return intake.People{
		Code: func(code string) (uuid.UUID, bool) { id, ok := codes[code]; return id, ok },
		Name: func(folded string) []string { return names[folded] },
	}, nil
}

// submit hears the answer even if a signal comes meanwhile.
func submit(ctx context.Context, d door, requests []ledger.Request) ([]outcome, error) {
	ctx, cancel := lasting(ctx)
	defer cancel()
	return d.Submit(ctx, requests)
}

// batch imports a file whose rows are planned together, in books or a levy that a unit keeps. With one row refused nothing at all is done.
func (f *fileFlags) batch(ctx context.Context, p Process, g *globals, h intake.Headings, keeper func(*projections.Reader) (uuid.UUID, error),
	plan func(unit uuid.UUID, t *intake.Table, known intake.People) (*intake.Batch, error)) (err error) {
	i, err := f.begin(ctx, p, g, h, func(r *projections.Reader) (intake.Target, error) {
		unit, err := keeper(r)
		return intake.Target{Unit: unit}, err
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, i.door.Close(context.WithoutCancel(ctx))) }()
	batch, err := plan(i.target.Unit, i.table, i.known)
	if err != nil {
		return err
	}
	outcomes, err := f.perform(ctx, p, i.door, batch.Requests)
	if err != nil {
		return err
	}
	return f.present(p, i.table, batch.Rows, len(batch.Requests) > 0, outcomes)
}

// day is a flag with the date it stands for.
type day struct {
	text string
	into *domain.Date
}

// dates reads those that were given.
func dates(all ...day) error {
	for _, d := range all {
		if d.text == "" {
			continue
		}
		var err error
		if *d.into, err = intake.ParseDate(d.text); err != nil {
			return err
		}
	}
	return nil
}

// perform tries or submits the commands of an import that is whole or nothing.
func (f *fileFlags) perform(ctx context.Context, p Process, d door, requests []ledger.Request) ([]outcome, error) {
	if len(requests) == 0 {
		return nil, nil
	}
	// What is only recorded is inert: were the rest refused after it, no money would have moved. Still, nothing is recorded that is known
	// beforehand to be refused.
	tried, err := d.Try(ctx, requests)
	if err != nil || f.Preview || firstRefusal(tried) != nil {
		return tried, err
	}
	bar := p.progress("importing", int64(len(requests)))
	defer bar.end()
	var outcomes []outcome
	for len(outcomes) < len(requests) {
		if ctx.Err() != nil {
			return outcomes, ctx.Err()
		}
		rest := requests[len(outcomes):]
		got, err := submit(ctx, d, rest[:upTo(rest)])
		if outcomes = append(outcomes, got...); err != nil || firstRefusal(got) != nil {
			return outcomes, err
		}
		bar.to(int64(len(outcomes)))
	}
	return outcomes, nil
}

func firstRefusal(outcomes []outcome) error {
	for _, o := range outcomes {
		if o.Err != nil {
			return o.Err
		}
	}
	return nil
}

// present shows the rows of an import that is whole or nothing, with what became of it; ready says that no row was refused beforehand.
func (f *fileFlags) present(p Process, t *intake.Table, plans []intake.Plan, ready bool, outcomes []outcome) error {
	rows := make([]outcome, len(plans))
	refusal := firstRefusal(outcomes)
	for n := range rows {
		switch {
		case !ready && plans[n].Err == nil:
			rows[n].Err = domain.Errorf(domain.Invalid, "not taken, since another row of the list is refused")
		case refusal != nil:
			rows[n].Err = refusal
		case len(outcomes) > 0:
			rows[n] = outcomes[len(outcomes)-1] // the payment, or the last chunk
		}
	}
	if err := f.show(p, t, plans, rows); refusal == nil {
		return err
	}
	return refusal
}

// show prints a row for each row of the file and ends refused where one of them was.
func (f *fileFlags) show(p Process, t *intake.Table, plans []intake.Plan, outcomes []outcome) error {
	s := sheet.Sheet{Name: "import", Columns: []sheet.Column{
		{Key: "line", Title: "Dòng"}, {Key: "result", Title: "Kết quả"}, {Key: "date", Title: "Ngày"}, {Key: "who", Title: "Ai"},
		{Key: "amount", Title: "Số tiền"}, {Key: "entry", Title: "Bút toán"}, {Key: "note", Title: "Ghi chú"},
	}}
	counts := map[string]int{}
	sums := map[money.Currency]int64{}
	for n, plan := range plans {
		result, entry, note := f.became(plan, outcomes[n])
		if result.Key == "new" {
			sums[plan.Amount.Currency] += plan.Amount.Minor
		}
		counts[result.Key]++
		s.Add(int64(plan.Line), result, plan.Date, plan.Who, plan.Amount, entry, note)
	}
	if err := s.Write(p.Out, f.Format); err != nil {
		return err
	}
	f.summarise(p, t, counts, sums)
	if counts["refused"] > 0 {
		return errTold
	}
	return nil
}

// became is what became of a row: the word for it, the entry, the note.
func (f *fileFlags) became(plan intake.Plan, o outcome) (result sheet.Term, entry any, note string) {
	if plan.Err != nil {
		o.Err = plan.Err
	}
	switch {
	case o.Err != nil:
		return sheet.Term{Key: "refused", Title: "từ chối"}, nil, told(o.Err)
	case o.Repeated:
		return sheet.Term{Key: "there before", Title: "đã có"}, o.Entry, ""
	case f.Commit && o.Entry > 0:
		entry = o.Entry
	}
	return sheet.Term{Key: "new", Title: "mới"}, entry, plan.Note
}

// told is a refusal as the row's note has it, with its code. An id that was used for something else is the row's own identity here, of which its
// reader knows nothing: they are told what may have changed instead.
func told(err error) string {
	text := err.Error()
	if e, ok := errors.AsType[*domain.Error](err); ok && e.Code == domain.Conflict && slices.Equal(e.Fields, []string{"id"}) {
		text = "this was taken in before with other details (amount, codes, place, compartment, campaign or booking date): " + text
	}
	return fmt.Sprintf("%s [%s]", text, domain.CodeOf(err))
}

func (f *fileFlags) summarise(p Process, t *intake.Table, counts map[string]int, sums map[money.Currency]int64) {
	verb := "would be new"
	if f.Commit {
		verb = "are new"
	}
	of := "" // figures are never added up
	if sums != nil {
		var total []string
		for c, n := range sums {
			total = append(total, money.Money{Minor: n, Currency: c}.String())
		}
		of = " (" + cmp.Or(strings.Join(total, ", "), "0 đ") + ")"
	}
	fmt.Fprintf(p.Err, "%d rows %s%s, %d were there before, %d are refused\n", counts["new"], verb, of, counts["there before"], counts["refused"])
	if len(t.Ignored) > 0 {
		fmt.Fprintf(p.Err, "columns that say nothing here: %s\n", strings.Join(t.Ignored, ", "))
	}
	if len(t.Skipped) > 0 {
		fmt.Fprintf(p.Err, "lines with totals, passed over: %s\n", strings.Trim(fmt.Sprint(t.Skipped), "[]"))
	}
}
