package fund

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"sovang/domain"
)

// Live is the rows that have not ended, paid or not.
func (l *List) Live() Set {
	live := Set{}
	live.Add(Span{0, int64(len(l.Rows))})
	for _, s := range l.Ended {
		live.Remove(s)
	}
	return live
}

// Open is the live rows that are not paid.
func (l *List) Open() Set {
	open := l.Live()
	for _, s := range l.Paid {
		open.Remove(s)
	}
	return open
}

// Unproved is the paid rows that no signed list proves and that did not come back whole.
func (l *List) Unproved() Set {
	var unproved Set
	for _, s := range l.Proved.Without(l.Paid) {
		unproved.Add(s)
	}
	for row, back := range l.Returned {
		if back == l.Rows[row].Amount {
			unproved.Remove(Span{row, row + 1})
		}
	}
	return unproved
}

// Signed is the hash that an approver signs: that of the rows, and where rows were excluded, of which ones too.
func (l *List) Signed() []byte {
	if l.Frozen || len(l.Ended) == 0 {
		return l.Hash
	}
	text := append([]byte(nil), l.Hash...)
	for _, s := range l.Ended {
		text = binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(text, uint64(s.From())), uint64(s.To()))
	}
	sum := sha256.Sum256(text)
	return sum[:]
}

// Begin decides the beginning of a round's list.
func (l *List) Begin(o ListOpened) ([]domain.Event, error) {
	if l.Fund != uuid.Nil {
		return nil, domain.Errorf(domain.Conflict, "there is a list with this id already").On("list")
	}
	return []domain.Event{o}, nil
}

// Named is the rows with these codes; a code that stands twice, or that the list has not, is refused.
func (l *List) Named(codes []string, field string) (Set, error) {
	var rows Set
	for i, code := range codes {
		row, ok := l.byCode[code]
		one := Span{row, row + 1}
		switch {
		case !ok:
			return nil, domain.InRow(field, i, domain.Errorf(domain.NotFound, "the list has no row %q", code).On("code"))
		case len(rows.Within(one)) > 0:
			return nil, domain.InRow(field, i, domain.Errorf(domain.Invalid, "row %q stands twice", code).On("code"))
		}
		rows.Add(one)
	}
	return rows, nil
}

// End decides that nothing will be paid for rows that are open.
func (l *List) End(rows Set, how RowEnd, reason, by string) ([]domain.Event, error) {
	if len(rows) == 0 {
		return nil, domain.Errorf(domain.Invalid, "name the rows").On("rows")
	}
	if err := l.allIn(rows, l.Open(), "is paid, or ended already"); err != nil {
		return nil, err
	}
	reason, err := domain.Text("reason", reason, 500)
	if err != nil {
		return nil, err
	}
	return []domain.Event{ListRowsEnded{rows, how, reason, by}}, nil
}

// allIn refuses, by its code, the first row that is not in a set.
func (l *List) allIn(rows, in Set, why string) error {
	if out := in.Without(rows); len(out) > 0 {
		return domain.Errorf(domain.Conflict, "row %q %s", l.Rows[out[0].From()].Code, why).On("rows")
	}
	return nil
}

// Amount is what rows add up to.
func (l *List) Amount(rows Set) int64 { return l.amount(rows) }

// Substitute decides that an open row goes to somebody else.
func (l *List) Substitute(s ListRowSubstituted) ([]domain.Event, error) {
	one := Set{{s.Row, s.Row + 1}}
	if err := l.allIn(one, l.Open(), "is paid, or ended already"); err != nil {
		return nil, err
	}
	var err error
	if s.Reason, err = domain.Text("reason", s.Reason, 500); err == nil {
		s.Approver, err = domain.Text("approver", s.Approver, 500)
	}
	if err != nil {
		return nil, err
	}
	if s.Was = l.Rows[s.Row].Recipient; s.Recipient == s.Was {
		return nil, domain.Errorf(domain.Invalid, "the row is this recipient's already").On("recipient")
	}
	if err := firstOf(domain.RecipientKind(s.RecipientKind, "recipient_kind"), readable(s.Institution, "institution"), readable(s.Level, "level")); err != nil {
		return nil, err
	}
	return []domain.Event{s}, nil
}

// Prove decides that a signed list proves the payment of rows.
func (l *List) Prove(p ListRowsProved) ([]domain.Event, error) {
	if len(p.Rows) == 0 {
		return nil, domain.Errorf(domain.Violation, "there is no paid row that waits for a proof").On("rows")
	}
	if err := l.allIn(p.Rows, l.Paid, "is not paid"); err != nil {
		return nil, err
	}
	for _, s := range p.Rows {
		if done := l.Proved.Within(s); len(done) > 0 {
			return nil, domain.Errorf(domain.Conflict, "row %q is proved already", l.Rows[done[0].From()].Code).On("rows")
		}
	}
	var err error
	if p.Name, err = domain.Text("name", p.Name, 500); err != nil {
		return nil, err
	}
	if len(p.Attachment) != sha256.Size {
		return nil, domain.Errorf(domain.Invalid, "the SHA-256 of the file is needed: 64 hexadecimal digits").On("attachment")
	}
	return []domain.Event{p}, nil
}

// ReleasePart decides to give up a part of a reservation: of the compartments that would have paid last.
func (f *Fund) ReleasePart(id uuid.UUID, amount int64, reason string) ([]domain.Event, error) {
	r, ok := f.Reservations[id]
	if !ok || r.Left() < amount {
		return nil, domain.Errorf(domain.Internal, "less than %d is left of reservation %s", amount, id)
	}
	if r.Left() == amount {
		return []domain.Event{ReservationReleased{Reservation: id, Reason: reason}}, nil
	}
	var shares []Share
	for i := len(r.Shares) - 1; i >= 0 && amount > 0; i-- {
		if part := min(r.Shares[i].Amount, amount); part > 0 {
			shares, amount = append(shares, Share{r.Shares[i].Compartment, part}), amount-part
		}
	}
	return []domain.Event{ReservationReleased{Reservation: id, Reason: reason, Shares: shares}}, nil
}

// parseScore reads a score: at most two decimals, not below nothing, 0 where none is given.
func parseScore(text, field string) (int64, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, ",", "."))
	if text == "" {
		return 0, nil
	}
	wrong := domain.Errorf(domain.Invalid, "%q is no score; write 8.75", text).On(field)
	if len(text) > 12 || strings.ContainsAny(text, "eE") {
		return 0, wrong
	}
	d, err := decimal.NewFromString(text)
	if err != nil || d.IsNegative() {
		return 0, wrong
	}
	if d = d.Shift(2); !d.IsInteger() {
		return 0, wrong
	}
	return d.IntPart(), nil
}
