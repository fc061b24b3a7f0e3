package fund

import (
	"fmt"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// purpose is what money is asked for; it decides which compartments may pay.
type purpose struct {
	kind      PayoutKind
	recipient uuid.UUID
	slot      uuid.UUID
	list      bool
}

// permits says whether a restriction allows a payout, and if not why.
func (r Restriction) permits(p purpose) error {
	var why string
	switch {
	case r.Kind == Endowment:
		why = "is endowment principal, of which nothing is ever spent"
	case p.kind == RunningCost || p.kind == Fee:
		if r.Kind != Unrestricted && r.Kind != Administration {
			why = "is restricted; running costs and fees are paid from unrestricted money or from administration"
		}
	case r.Kind == Administration:
		why = "is for administration"
	case p.kind == ProgrammeCost:
		if r.Kind != Unrestricted && !r.Programme {
			why = "is restricted to a purpose that does not name programme costs"
		}
	case r.Kind == Beneficiary && (p.list || p.recipient != r.Beneficiary):
		why = "is for another, named beneficiary"
	case r.Kind == Slot && (p.list || p.slot != r.Slot):
		why = "is for another sponsorship slot"
	}
	if why == "" {
		return nil
	}
	return domain.Errorf(domain.Violation, "%s", why)
}

// shares splits an amount over the compartments asked for, in order: a named amount is taken as it is, the others give what is
// available and still needed. Every compartment must permit the purpose.
func (f *Fund) shares(amount money.Money, from []AskedShare, p purpose) ([]Share, error) {
	if len(from) == 0 {
		from = []AskedShare{{Compartment: UnrestrictedIn(amount.Currency)}}
	}
	shares, left, used := make([]Share, 0, len(from)), amount.Minor, map[string]bool{}
	for i, asked := range from {
		if used[asked.Compartment] {
			return nil, domain.Errorf(domain.Invalid, "%q stands twice", asked.Compartment).On(fmt.Sprintf("from[%d].compartment", i))
		}
		used[asked.Compartment] = true
		part, err := f.share(asked, amount, left, p)
		if err != nil {
			return nil, domain.InRow("from", i, err)
		}
		if part > 0 {
			shares, left = append(shares, Share{asked.Compartment, part}), left-part
		}
	}
	if left > 0 {
		if len(from) == 1 {
			return nil, f.short(amount, f.Compartments[from[0].Compartment], from[0].Compartment)
		}
		return nil, domain.Errorf(domain.Violation, "%s is asked, the compartments named have %s available", amount,
			money.Money{Minor: amount.Minor - left, Currency: amount.Currency}).On("amount")
	}
	return shares, nil
}

// share is what one compartment gives of an amount of which left is still needed.
func (f *Fund) share(asked AskedShare, amount money.Money, left int64, p purpose) (int64, error) {
	c, err := f.compartment(asked.Compartment, amount.Currency, "compartment")
	if err != nil {
		return 0, err
	}
	if err := c.Restriction.permits(p); err != nil {
		return 0, domain.Errorf(domain.CodeOf(err), "compartment %q %v", asked.Compartment, err).On("compartment")
	}
	if err := f.approvable(c); err != nil {
		return 0, err
	}
	available := max(c.Available(), 0)
	switch {
	case asked.Amount == (money.Money{}):
		return min(available, left), nil
	case asked.Amount.Currency != amount.Currency || asked.Amount.Minor <= 0 || asked.Amount.Minor > left:
		return 0, domain.Errorf(domain.Invalid, "the parts do not add up to %s", amount).On("amount")
	case asked.Amount.Minor > available:
		return 0, f.short(asked.Amount, c, asked.Compartment)
	}
	return asked.Amount.Minor, nil
}

func (f *Fund) short(asked money.Money, c *Compartment, code string) error {
	of := func(n int64) money.Money { return money.Money{Minor: n, Currency: c.Currency} }
	if c.Reserved > 0 {
		return domain.Errorf(domain.Violation, "%s is asked, %s is available in %q: %s free, of which %s is reserved",
			asked, of(max(c.Available(), 0)), code, of(c.Free.Len()), of(c.Reserved)).On("amount")
	}
	return domain.Errorf(domain.Violation, "%s is asked, %s is free in %q", asked, of(c.Free.Len()), code).On("amount")
}

// approvable stops new approvals of unrestricted money while something is uncovered: the next unrestricted đồng is owed to that.
func (f *Fund) approvable(c *Compartment) error {
	if c.Restriction.Kind != Unrestricted {
		return nil
	}
	for _, d := range f.Deficits {
		if f.Compartments[d.Compartment].Currency == c.Currency {
			return domain.Errorf(domain.Violation, "%s in %q is uncovered; until it is filled nothing unrestricted can be approved",
				money.Money{Minor: f.Compartments[d.Compartment].Uncovered, Currency: c.Currency}, d.Compartment).On("compartment")
		}
	}
	return nil
}

// lowest takes the lowest free positions for each share.
func (f *Fund) lowest(shares []Share) []Piece {
	pieces := make([]Piece, 0, len(shares))
	for _, s := range shares {
		pieces = append(pieces, Piece{s.Compartment, f.Compartments[s.Compartment].Free.Lowest(s.Amount)})
	}
	return pieces
}

// Reserve decides to set money aside. For a list, amount is the list's sum, which ledger has filled in.
func (f *Fund) Reserve(c Reserve, a Asked) ([]domain.Event, error) {
	if c.Kind == "" {
		c.Kind = Award
	}
	if err := firstOf(f.mustExist(), positive(c.Amount, "amount"), payable(c.Kind),
		given(c.Approver, "an approver", "approver"), readable(c.Approver, "approver")); err != nil {
		return nil, err
	}
	if (c.Kind == Award) != (c.Recipient != uuid.Nil || c.List != uuid.Nil) {
		return nil, domain.Errorf(domain.Invalid, "an award is reserved for a recipient or a list, a cost for nobody").On("recipient")
	}
	if err := f.reservableByDeed(c.Kind, c.Amount, a.Day); err != nil {
		return nil, err
	}
	shares, err := f.shares(c.Amount, c.From, purpose{c.Kind, c.Recipient, c.Slot, c.List != uuid.Nil})
	if err != nil {
		return nil, err
	}
	return []domain.Event{AmountReserved{c.Amount.Currency, c.Amount.Minor, shares, c.Recipient, c.Slot, c.List, c.Hash, c.Kind, c.Approver}}, nil
}

func payable(k PayoutKind) error {
	switch k {
	case Award, ProgrammeCost, RunningCost, Fee:
		return nil
	}
	return domain.Errorf(domain.Invalid, "a payout is %s, %s, %s or %s, not %q", Award, ProgrammeCost, RunningCost, Fee, k).On("kind")
}

// Release decides to give up what is left of a reservation.
func (f *Fund) Release(c Release, _ Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustExist(), given(c.Reason, "a reason", "reason"), readable(c.Reason, "reason")); err != nil {
		return nil, err
	}
	if _, ok := f.Reservations[c.Reservation]; !ok {
		return nil, domain.Errorf(domain.NotFound, "there is no such reservation, or it has been paid or released").On("reservation")
	}
	return []domain.Event{ReservationReleased{Reservation: c.Reservation, Reason: c.Reason}}, nil
}

// drawn takes an amount out of a reservation, in the order of its shares.
func (f *Fund) drawn(id uuid.UUID, amount money.Money, p purpose) ([]Share, error) {
	r, ok := f.Reservations[id]
	switch {
	case !ok:
		return nil, domain.Errorf(domain.NotFound, "there is no such reservation, or it has been paid or released").On("reservation")
	case r.Kind != p.kind || r.Recipient != p.recipient || r.Slot != p.slot || (r.List != uuid.Nil) != p.list:
		return nil, domain.Errorf(domain.Violation, "the money was reserved for something else").On("reservation")
	case r.Currency != amount.Currency || r.Left() < amount.Minor:
		return nil, domain.Errorf(domain.Violation, "%s is asked, %s is left of the reservation", amount,
			money.Money{Minor: r.Left(), Currency: r.Currency}).On("amount")
	}
	var shares []Share
	left := amount.Minor
	for _, s := range r.Shares {
		part := min(s.Amount, left)
		if part == 0 {
			continue
		}
		if !f.funded(r, s.Compartment, part) {
			return nil, domain.Errorf(domain.Violation, "the reservation is unfunded: a fact took money that older reservations in %q still have first call on", s.Compartment).On("reservation")
		}
		shares, left = append(shares, Share{s.Compartment, part}), left-part
	}
	return shares, nil
}

// funded says whether so much of a reservation is there once all older ones have theirs.
func (f *Fund) funded(r *Reservation, compartment string, part int64) bool {
	c := f.Compartments[compartment]
	if c.Free.Len() >= c.Reserved {
		return true
	}
	older := int64(0)
	for _, other := range f.Reservations {
		for _, s := range other.Shares {
			if other.Order < r.Order && s.Compartment == compartment {
				older += s.Amount
			}
		}
	}
	return older+part <= c.Free.Len()
}

// Pay decides a payout to one recipient, or a cost, by reservation or straight from the compartments named.
func (f *Fund) Pay(c Pay, a Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustExist(), positive(c.Amount, "amount"), payable(c.Kind), awarded(c), readable(c.Content, "content"),
		readable(c.Reference, "reference"), readable(c.Campaign, "campaign")); err != nil {
		return nil, err
	}
	day, err := f.bookable(c.Booked, a)
	if err != nil {
		return nil, err
	}
	if err := firstOf(f.forbidden(c, day), f.holding(c.Place, c.Amount, "place")); err != nil {
		return nil, err
	}
	shares, err := f.drawnOrShared(c.Reservation, c.Amount, c.From, purpose{c.Kind, c.Recipient, c.Slot, false})
	if err != nil {
		return nil, err
	}
	return []domain.Event{PayoutMade{
		Kind: c.Kind, Award: c.Award, Recipient: c.Recipient, Slot: c.Slot, Reservation: c.Reservation,
		Currency: c.Amount.Currency, Amount: c.Amount.Minor, Pieces: f.lowest(shares),
		Place: c.Place, Booked: day, Voucher: f.number(c.Place, outgoing, day), Content: c.Content, Reference: c.Reference,
		Campaign: c.Campaign, RecipientKind: c.RecipientKind,
	}}, nil
}

func awarded(c Pay) error {
	if c.Kind != Award {
		if c.Award != "" || c.Recipient != uuid.Nil || c.RecipientKind != "" {
			return domain.Errorf(domain.Invalid, "only an award has a recipient").On("recipient")
		}
		return nil
	}
	if c.Recipient == uuid.Nil {
		return domain.Errorf(domain.Invalid, "an award has a recipient").On("recipient")
	}
	return firstOf(awardKind(c.Award, "award"), domain.RecipientKind(c.RecipientKind, "recipient_kind"))
}

// forbidden is what the deed has against a single payment.
func (f *Fund) forbidden(c Pay, day domain.Date) error {
	if c.Kind == Award {
		for _, clause := range f.deedOn(day) {
			if err := clause.forbids(proposed{"", c.Award, c.RecipientKind, c.Amount}); err != nil {
				return err
			}
		}
	}
	return f.payableByDeed(c.Kind, c.Amount, day, c.Reservation != uuid.Nil)
}

func awardKind(k AwardKind, field string) error {
	switch k {
	case Scholarship, Support, Reward:
		return nil
	}
	return domain.Errorf(domain.Invalid, "an award is a %s, a %s or a %s, not %q", Scholarship, Support, Reward, k).On(field)
}

func (f *Fund) drawnOrShared(reservation uuid.UUID, amount money.Money, from []AskedShare, p purpose) ([]Share, error) {
	if reservation == uuid.Nil {
		return f.shares(amount, from, p)
	}
	if len(from) > 0 {
		return nil, domain.Errorf(domain.Invalid, "a reservation has chosen its compartments already").On("from")
	}
	return f.drawn(reservation, amount, p)
}

// Charge records a fact: the bank took its fee, a court seized. Free positions go, reserved or not; what is missing is uncovered.
func (f *Fund) Charge(c Charge, a Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustExist(), positive(c.Amount, "amount"), readable(c.Content, "content"), readable(c.Reference, "reference")); err != nil {
		return nil, err
	}
	if c.Kind != Fee && c.Kind != Seizure {
		return nil, domain.Errorf(domain.Invalid, "a charge is a %s or a %s, not %q", Fee, Seizure, c.Kind).On("kind")
	}
	day, err := f.bookable(c.Booked, a)
	if err != nil {
		return nil, err
	}
	if _, err := f.place(c.Place, c.Amount.Currency, "place"); err != nil {
		return nil, err
	}
	code := c.Compartment
	if code == "" {
		code = UnrestrictedIn(c.Amount.Currency)
	}
	from, err := f.compartment(code, c.Amount.Currency, "compartment")
	if err != nil {
		return nil, err
	}
	if c.Kind == Fee {
		if err := from.Restriction.permits(purpose{kind: Fee}); err != nil {
			return nil, domain.Errorf(domain.Violation, "compartment %q %v", code, err).On("compartment")
		}
	}
	pieces, uncovered := f.seized(code, c.Amount.Minor)
	e := PayoutMade{
		Kind: c.Kind, Currency: c.Amount.Currency, Amount: c.Amount.Minor, Pieces: pieces, Uncovered: uncovered,
		Place: c.Place, Booked: day, Voucher: f.number(c.Place, outgoing, day), Content: c.Content, Reference: c.Reference, Fact: true,
	}
	return f.filled(c.Fund, a, e.Currency, e), nil
}

// seized is what a fact takes of a compartment: its lowest free positions, and new uncovered ones at its end for the rest.
func (f *Fund) seized(code string, amount int64) (pieces, uncovered []Piece) {
	c := f.Compartments[code]
	free := c.Free.Lowest(amount)
	if len(free) > 0 {
		pieces = []Piece{{code, free}}
	}
	if missing := amount - Total(free); missing > 0 {
		uncovered = []Piece{{code, []Span{{c.Next, c.Next + missing}}}}
	}
	return pieces, uncovered
}

// RecordLoss records a theft: a fact, of unrestricted money first; SpreadLoss decides about the rest.
func (f *Fund) RecordLoss(c RecordLoss, a Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustExist(), positive(c.Amount, "amount"), given(c.Reason, "a reason", "reason"), readable(c.Reason, "reason")); err != nil {
		return nil, err
	}
	day, err := f.bookable(c.Booked, a)
	if err != nil {
		return nil, err
	}
	if _, err := f.place(c.Place, c.Amount.Currency, "place"); err != nil {
		return nil, err
	}
	pieces, uncovered := f.seized(UnrestrictedIn(c.Amount.Currency), c.Amount.Minor)
	return []domain.Event{LossRecorded{c.Amount.Currency, c.Amount.Minor, pieces, uncovered, c.Place, day, c.Reason}}, nil
}

// SpreadLoss shares what a loss left uncovered between the other compartments, by what each has available and by largest remainder.
func (f *Fund) SpreadLoss(c SpreadLoss, _ Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustExist(), given(c.Chair, "the chair", "chair"), given(c.Inspector, "the inspection", "inspector"),
		readable(c.Chair, "chair"), readable(c.Inspector, "inspector")); err != nil {
		return nil, err
	}
	if c.Chair == c.Inspector {
		return nil, domain.Errorf(domain.Denied, "chair and inspection are two people").On("inspector")
	}
	var open []Span
	var code string
	for _, d := range f.Deficits {
		if d.Cause == c.Loss && !d.Reversal {
			code, open = d.Compartment, append(open, d.Spans...)
		}
	}
	if len(open) == 0 {
		return nil, domain.Errorf(domain.NotFound, "there is no such loss, or nothing of it is uncovered").On("loss")
	}
	currency := f.Compartments[code].Currency
	names, available := f.availableBeside(currency)
	covers, done := []Cover{}, int64(0)
	for i, amount := range money.SplitLargestRemainder(min(Total(open), sumOf(available)), available) {
		if amount == 0 {
			continue
		}
		by := Piece{names[i], f.Compartments[names[i]].Free.Lowest(amount)}
		covers = append(covers, Cover{by, Piece{code, Part(open, done, done+amount)}})
		done += amount
	}
	if done == 0 {
		return nil, domain.Errorf(domain.Violation, "no compartment has anything available to share the loss").On("loss")
	}
	return []domain.Event{LossSpread{c.Loss, currency, covers, c.Chair, c.Inspector}}, nil
}

// availableBeside is the restricted compartments of a currency, by code, with what each has available.
func (f *Fund) availableBeside(c money.Currency) (names []string, available []int64) {
	for _, code := range sortedKeys(f.Compartments) {
		if one := f.Compartments[code]; one.Currency == c && one.Restriction.Kind != Unrestricted && one.Available() > 0 {
			names, available = append(names, code), append(available, one.Available())
		}
	}
	return names, available
}

func sumOf(amounts []int64) (n int64) {
	for _, a := range amounts {
		n += a
	}
	return n
}
