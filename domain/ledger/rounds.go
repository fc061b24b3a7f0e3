package ledger

import (
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/award"
	"sovang/domain/fund"
	"sovang/domain/money"
)

// The bounds of one decision about rows: that are named, and that change their recipients' own streams.
const (
	mostRows   = 5000
	MostMerits = 500 // of a round that forbids stacking: each row changes its recipient's own stream
)

func roundOf(v View, id uuid.UUID) *award.Round { return v.State(award.StreamOf(id)).(*award.Round) }

func meritOf(v View, person uuid.UUID) *award.Merit {
	return v.State(award.MeritOf(person)).(*award.Merit)
}

// decideRound decides the commands of award rounds; false for any other command.
func decideRound(v View, r Request, a fund.Asked) (changes []domain.Change, err error, ours bool) {
	by := strings.TrimSpace(r.Actor)
	switch c := r.Command.(type) {
	case OpenRound:
		changes, err = openRound(v, c, a, by)
	case Nominate:
		changes, err = nominate(v, c, a, by)
	case ExcludeRows:
		changes, err = excludeRows(v, c, by)
	case FreezeRound:
		changes, err = freezeRound(v, c, by)
	case ReviseRound:
		changes, err = reviseRound(v, c, a, by)
	case ApproveRound:
		changes, err = approveRound(v, c, a, by)
	case AnnounceRound:
		changes, err = only(award.StreamOf(c.Round))(roundOf(v, c.Round).Announce(c.On, a.Day, by))
	case PayRound:
		changes, err = payRound(v, c, a, by)
	case ProveRows:
		changes, err = proveRows(v, c, a, by)
	case GiveUpRows:
		changes, err = giveUpRows(v, c, a, by)
	case CancelRows:
		changes, err = cancelRows(v, c, by)
	case SubstituteRow:
		changes, err = substituteRow(v, c, by)
	case CloseRound:
		changes, err = closeRound(v, c, by)
	case CancelRound:
		changes, err = cancelRound(v, c, by)
	default:
		return nil, nil, false
	}
	return changes, err, true
}

func openRound(v View, c OpenRound, a fund.Asked, by string) ([]domain.Change, error) {
	if err := named(c.Round, "round"); err != nil {
		return nil, err
	}
	if c.Budget.Currency == "" {
		return nil, domain.Errorf(domain.Invalid, "a budget is needed").On("budget")
	}
	if len(c.From) == 0 {
		c.From = []string{fund.UnrestrictedIn(c.Budget.Currency)}
	}
	_, campaign, err := attributed(v, c.Campaign, a.Day, false)
	if err != nil {
		return nil, err
	}
	opened, err := one(award.StreamOf(c.Round))(roundOf(v, c.Round).Open(award.Opened{
		Unit: c.Unit, Fund: c.Fund, Code: c.Code, Programme: c.Programme, Criteria: c.Criteria, Awards: c.Awards, Recipients: c.Recipients,
		Currency: c.Budget.Currency, Budget: c.Budget.Minor, From: c.From, Stacking: c.Stacking, SchoolYear: c.SchoolYear, Occasion: c.Occasion,
		Campaign: campaign, ClaimDays: c.ClaimDays, By: by,
	}))
	if err != nil {
		return nil, err
	}
	if err := unitLive(v, c.Unit, "unit"); err != nil {
		return nil, err
	}
	if err := fundExists(v, c.Fund, "fund"); err != nil {
		return nil, err
	}
	for i, code := range c.From {
		field := fmt.Sprintf("from[%d]", i)
		inside, ok := fundOf(v, c.Fund).Compartments[code]
		switch {
		case !ok:
			return nil, domain.Errorf(domain.NotFound, "the fund has no compartment %q", code).On(field)
		case inside.Currency != c.Budget.Currency:
			return nil, domain.Errorf(domain.Invalid, "compartment %q holds %s, the budget is in %s", code, inside.Currency, c.Budget.Currency).On(field)
		}
		for _, before := range c.From[:i] {
			if before == code {
				return nil, domain.Errorf(domain.Invalid, "%q stands twice", code).On(field)
			}
		}
	}
	claimed, err := claim(v, "round", opened.Events[0].(award.Opened).Code, c.Round)
	if err != nil {
		return nil, err
	}
	return []domain.Change{opened, claimed}, nil
}

// nominate records rows in the round's list, which the first nomination begins.
func nominate(v View, c Nominate, a fund.Asked, by string) ([]domain.Change, error) {
	round := roundOf(v, c.Round)
	most := fund.MaxChunk
	if round.Stacking != award.MayStack {
		most = MostMerits
	}
	if len(c.Rows) == 0 || len(c.Rows) > most {
		return nil, domain.Errorf(domain.Invalid, "1 to %d rows of this round are nominated at a time, not %d", most, len(c.Rows)).On("rows")
	}
	id, list := round.List, listOf(v, round.List)
	if id == uuid.Nil {
		id, list = a.ID, listOf(v, a.ID)
	}
	nominated := award.Nominated{List: id, Rows: int64(len(c.Rows)), By: by}
	for _, row := range c.Rows {
		nominated.Amount += max(0, min(row.Amount.Minor, money.Max))
	}
	joined, err := one(award.StreamOf(c.Round))(round.Nominate(nominated))
	if err != nil {
		return nil, err
	}
	rows := append([]fund.AskedRow(nil), c.Rows...)
	for i := range rows {
		suppose(round, &rows[i])
		if err := round.Takes(string(rows[i].Award), rows[i].RecipientKind); err != nil {
			return nil, domain.InRow("rows", i, err)
		}
	}
	var opened []domain.Event
	if round.List == uuid.Nil {
		if opened, err = list.Begin(fund.ListOpened{Round: c.Round, Fund: round.Fund, Currency: round.Currency, Version: 1}); err != nil {
			return nil, err
		}
		list = &fund.List{Fund: round.Fund, Currency: round.Currency, Round: c.Round}
	}
	recorded, err := list.Record(fund.RecordList{Fund: round.Fund, List: id, Currency: round.Currency, First: int64(len(list.Rows)), Rows: rows, Round: c.Round})
	if err != nil {
		return nil, err
	}
	if err := recipientsThere(v, rows); err != nil {
		return nil, err
	}
	merits := meritsOf(v, c.Round, round, id)
	if err := merits.nominate(rows); err != nil {
		return nil, err
	}
	return append([]domain.Change{joined, {Stream: fund.ListStream(id), Events: append(opened, recorded...)}}, merits.changes()...), nil
}

// suppose fills in what a row leaves out because the round allows only one of it.
func suppose(round *award.Round, row *fund.AskedRow) {
	if row.Award == "" && len(round.Awards) == 1 {
		row.Award = fund.AwardKind(round.Awards[0])
	}
	if row.RecipientKind == "" && len(round.Recipients) == 1 {
		row.RecipientKind = round.Recipients[0]
	}
}

// namedRows is the rows of a round's list that a command names.
func namedRows(round *award.Round, list *fund.List, codes []string) (fund.Set, error) {
	if len(codes) > mostRows {
		return nil, domain.Errorf(domain.Invalid, "at most %d rows are named at a time", mostRows).On("rows")
	}
	rows, err := list.Named(codes, "rows")
	if err == nil {
		err = meritBound(round, rows)
	}
	return rows, err
}

func meritBound(round *award.Round, rows fund.Set) error {
	if n := rows.Len(); round.Stacking != award.MayStack && n > MostMerits {
		return domain.Errorf(domain.Invalid, "of this round at most %d rows end at a time, not %d: name them", MostMerits, n).On("rows")
	}
	return nil
}

// rowsEnded takes rows off the list of a round, with the nominations of their recipients, and what was reserved for them.
func rowsEnded(v View, id uuid.UUID, round *award.Round, rows fund.Set, how fund.RowEnd, reason, by string) ([]domain.Change, error) {
	list := listOf(v, round.List)
	off, err := one(fund.ListStream(round.List))(list.End(rows, how, reason, by))
	if err != nil {
		return nil, err
	}
	changes := []domain.Change{off}
	if round.Reservation != uuid.Nil {
		released, err := one(fund.StreamOf(round.Fund))(fundOf(v, round.Fund).ReleasePart(round.Reservation, list.Amount(rows),
			fmt.Sprintf("%s: %s", round.Code, off.Events[0].(fund.ListRowsEnded).Reason)))
		if err != nil {
			return nil, err
		}
		changes = append(changes, released)
	}
	merits := meritsOf(v, id, round, round.List)
	merits.release(list, rows)
	return append(changes, merits.changes()...), nil
}

func excludeRows(v View, c ExcludeRows, by string) ([]domain.Change, error) {
	round := roundOf(v, c.Round)
	if err := round.Excluding(); err != nil {
		return nil, err
	}
	if c.How == "" {
		c.How = fund.Excluded
	}
	if c.How != fund.Excluded && c.How != fund.Declined {
		return nil, domain.Errorf(domain.Invalid, "a row is %s or %s, not %q", fund.Excluded, fund.Declined, c.How).On("how")
	}
	rows, err := namedRows(round, listOf(v, round.List), c.Rows)
	if err != nil {
		return nil, err
	}
	return rowsEnded(v, c.Round, round, rows, c.How, c.Reason, by)
}

func freezeRound(v View, c FreezeRound, by string) ([]domain.Change, error) {
	round := roundOf(v, c.Round)
	list := listOf(v, round.List)
	frozen, err := one(award.StreamOf(c.Round))(round.Freeze(award.Frozen{
		List: round.List, Hash: list.Signed(), Rows: list.Live().Len(), Amount: list.Sum().Minor, By: by}))
	if err != nil {
		return nil, err
	}
	bound, err := one(fund.ListStream(round.List))(list.Bind(round.Fund, list.Signed()))
	return []domain.Change{frozen, bound}, err
}

func reviseRound(v View, c ReviseRound, a fund.Asked, by string) ([]domain.Change, error) {
	round := roundOf(v, c.Round)
	revised, err := one(award.StreamOf(c.Round))(round.Revise(a.ID, c.Reason, by))
	if err != nil {
		return nil, err
	}
	begun, err := one(fund.ListStream(a.ID))(listOf(v, a.ID).Begin(fund.ListOpened{
		Round: c.Round, Fund: round.Fund, Currency: round.Currency, Version: round.Version + 1, Before: round.List}))
	return []domain.Change{revised, begun}, err
}

// approveRound signs and reserves in one decision.
func approveRound(v View, c ApproveRound, a fund.Asked, by string) ([]domain.Change, error) {
	hash, err := hex.DecodeString(strings.TrimSpace(c.Hash))
	if err != nil || len(hash) == 0 {
		return nil, domain.Errorf(domain.Invalid, "the hash of the frozen list is needed, in hexadecimal").On("hash")
	}
	round := roundOf(v, c.Round)
	list := listOf(v, round.List)
	approved, err := one(award.StreamOf(c.Round))(round.Approve(award.Approved{
		Hash: hash, Rows: list.Live().Len(), Amount: list.Sum().Minor, By: by}, c.Override))
	if err != nil {
		return nil, err
	}
	if err := fundOf(v, round.Fund).ForbiddenByDeed(list, list.Live(), a.Day); err != nil {
		return nil, err
	}
	from := make([]fund.AskedShare, len(round.From))
	for i, code := range round.From {
		from[i].Compartment = code
	}
	reserved, err := one(fund.StreamOf(round.Fund))(fundOf(v, round.Fund).Reserve(fund.Reserve{
		Fund: round.Fund, Amount: list.Sum(), From: from, List: round.List, Hash: hash, Approver: by}, a))
	if err != nil {
		return nil, err
	}
	return []domain.Change{approved, reserved}, nil
}

// payRound pays rows as one decision over the list; that payer and witness are somebody else than proposer and approver is the round's.
func payRound(v View, c PayRound, a fund.Asked, by string) ([]domain.Change, error) {
	round := roundOf(v, c.Round)
	if err := round.Payable(); err != nil {
		return nil, err
	}
	if len(c.Except) > mostRows || len(c.Only) > mostRows {
		return nil, domain.Errorf(domain.Invalid, "at most %d rows are named at a time", mostRows).On("only")
	}
	list := listOf(v, round.List)
	ours, theirs, err := fundOf(v, round.Fund).PayList(fund.PayList{
		Fund: round.Fund, List: round.List, Hash: round.Hash, Except: c.Except, Only: c.Only, Reservation: round.Reservation,
		Place: c.Place, Booked: c.Booked, Content: c.Content, Campaign: round.Campaign, Round: c.Round}, list, a)
	if err != nil {
		return nil, err
	}
	made := ours[0].(fund.ListPaid)
	paid := award.Paid{List: round.List, Rows: fund.Total(made.Rows), Amount: made.Amount, By: by, Witness: c.Witness}
	absent, err := list.Named(c.Except, "except")
	if err != nil {
		return nil, err
	}
	for _, s := range absent {
		paid.Absent = append(paid.Absent, s)
	}
	seen, err := one(award.StreamOf(c.Round))(round.Pay(paid, c.Override))
	if err != nil {
		return nil, err
	}
	return []domain.Change{seen, {Stream: fund.StreamOf(round.Fund), Events: ours}, {Stream: fund.ListStream(round.List), Events: theirs}}, nil
}

func proveRows(v View, c ProveRows, a fund.Asked, by string) ([]domain.Change, error) {
	round := roundOf(v, c.Round)
	if err := round.Payable(); err != nil {
		return nil, err
	}
	list := listOf(v, round.List)
	rows := list.Unproved()
	if len(c.Rows) > 0 {
		var err error
		if len(c.Rows) > mostRows {
			return nil, domain.Errorf(domain.Invalid, "at most %d rows are named at a time", mostRows).On("rows")
		}
		if rows, err = list.Named(c.Rows, "rows"); err != nil {
			return nil, err
		}
	}
	hash, err := hex.DecodeString(strings.TrimSpace(c.Attachment))
	if err != nil {
		hash = nil // Prove says what is needed
	}
	stream := award.AttachmentOf(hash)
	again := v.State(stream).(*award.Attachment).First
	proved, err := one(fund.ListStream(round.List))(list.Prove(fund.ListRowsProved{Rows: rows, Attachment: hash, Name: c.Name, By: by, Again: again}))
	if err != nil {
		return nil, err
	}
	used := award.AttachmentUsed{Hash: hash, Name: proved.Events[0].(fund.ListRowsProved).Name, Round: c.Round, List: round.List, Rows: rows.Len(), Again: again}
	return []domain.Change{proved, {Stream: stream, Events: []domain.Event{used}}}, nil
}

func giveUpRows(v View, c GiveUpRows, a fund.Asked, by string) ([]domain.Change, error) {
	round := roundOf(v, c.Round)
	if err := round.Overdue(a.Day); err != nil {
		return nil, err
	}
	list := listOf(v, round.List)
	rows, err := namedRows(round, list, c.Rows)
	if err != nil {
		return nil, err
	}
	if len(c.Rows) == 0 {
		if rows = list.Open(); len(rows) == 0 {
			return nil, domain.Errorf(domain.Violation, "every award of this round is paid or given up").On("round")
		}
		if err := meritBound(round, rows); err != nil {
			return nil, err
		}
	}
	if strings.TrimSpace(c.Reason) == "" {
		c.Reason = fmt.Sprintf("không nhận trong %d ngày", round.ClaimDays)
	}
	return rowsEnded(v, c.Round, round, rows, fund.Unclaimed, c.Reason, by)
}

func cancelRows(v View, c CancelRows, by string) ([]domain.Change, error) {
	round := roundOf(v, c.Round)
	if err := round.Payable(); err != nil {
		return nil, err
	}
	if c.How == "" {
		c.How = fund.Cancelled
	}
	if c.How != fund.Cancelled && c.How != fund.Declined {
		return nil, domain.Errorf(domain.Invalid, "a row is %s or %s, not %q", fund.Cancelled, fund.Declined, c.How).On("how")
	}
	rows, err := namedRows(round, listOf(v, round.List), c.Rows)
	if err != nil {
		return nil, err
	}
	return rowsEnded(v, c.Round, round, rows, c.How, c.Reason, by)
}

func substituteRow(v View, c SubstituteRow, by string) ([]domain.Change, error) {
	round := roundOf(v, c.Round)
	override, err := round.Substituting(by, c.Approver, c.Override)
	if err != nil {
		return nil, err
	}
	list := listOf(v, round.List)
	row, err := list.Row(c.Row)
	if err != nil {
		return nil, err
	}
	was := list.Rows[row]
	if c.RecipientKind == "" {
		c.RecipientKind = was.RecipientKind
	}
	if err := round.Takes(string(was.Award), c.RecipientKind); err != nil {
		return nil, err
	}
	e := fund.ListRowSubstituted{Row: row, Recipient: c.Recipient, RecipientKind: c.RecipientKind, Institution: c.Institution, Level: c.Level,
		Reason: c.Reason, Approver: c.Approver, By: by}
	if override != nil {
		e.Same, e.Override = override.Same, override.Reason
	}
	given, err := one(fund.ListStream(round.List))(list.Substitute(e))
	if err != nil {
		return nil, err
	}
	if err := personKnown(v, c.Recipient, "recipient"); err != nil {
		return nil, err
	}
	merits := meritsOf(v, c.Round, round, round.List)
	merits.release(list, fund.Set{{row, row + 1}})
	if err := merits.one(c.Recipient, was.Award); err != nil {
		return nil, err
	}
	return append([]domain.Change{given}, merits.changes()...), nil
}

func closeRound(v View, c CloseRound, by string) ([]domain.Change, error) {
	round := roundOf(v, c.Round)
	list := listOf(v, round.List)
	return only(award.StreamOf(c.Round))(round.Close(list.Open().Len(), list.Unproved().Len(), c.Reason, by))
}

func cancelRound(v View, c CancelRound, by string) ([]domain.Change, error) {
	round := roundOf(v, c.Round)
	off, err := one(award.StreamOf(c.Round))(round.Cancel(c.Reason, by))
	if err != nil {
		return nil, err
	}
	changes := []domain.Change{off}
	if left, ok := fundOf(v, round.Fund).Reservations[round.Reservation]; ok {
		released, err := one(fund.StreamOf(round.Fund))(fundOf(v, round.Fund).ReleasePart(round.Reservation, left.Left(),
			fmt.Sprintf("%s: %s", round.Code, off.Events[0].(award.Cancelled).Reason)))
		if err != nil {
			return nil, err
		}
		changes = append(changes, released)
	}
	return changes, nil
}

// decideRelease gives up a reservation, but not what an award round approved: that would leave its list without money.
func decideRelease(v View, _ Request, recorded time.Time, c fund.Release) ([]domain.Change, error) {
	f := fundOf(v, c.Fund)
	if r, ok := f.Reservations[c.Reservation]; ok && r.List != uuid.Nil && listOf(v, r.List).Round != uuid.Nil {
		return nil, domain.Errorf(domain.Violation, "an award round reserved this; cancel its rows, or the round").On("reservation")
	}
	return only(fund.StreamOf(c.Fund))(f.Release(c, fund.Asked{Day: domain.DateOf(recorded)}))
}
