package pledge

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"sovang/domain"
	"sovang/domain/money"
)

func id(word string) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, []byte(word)) }

var (
	today     = domain.NewDate(2024, time.September, 5)
	gift      = id("donation")
	other     = id("another donation")
	made      = Made{Donor: id("donor"), Fund: id("fund"), Compartment: "unrestricted", Currency: money.VND, Amount: 10_000, Due: today + 30, Made: today, Code: "KH7QX4M2"}
	cancelled = Cancelled{Reason: "giải thể", By: "nhà hảo tâm", On: today}
	off       = WrittenOff{Currency: money.VND, Amount: 6_000, Reason: "không liên lạc được", Approver: "chủ tịch", On: today}
)

func applied(donation uuid.UUID, amount int64) PaymentApplied {
	return appliedTo(1, donation, amount)
}

func appliedTo(no int, donation uuid.UUID, amount int64) PaymentApplied {
	return PaymentApplied{Donation: donation, Currency: money.VND, Amount: amount, Booked: today, Instalment: no}
}

func unapplied(donation uuid.UUID, amount int64) PaymentUnapplied {
	return PaymentUnapplied{Donation: donation, Currency: money.VND, Amount: amount, Reason: "ghi nhầm", Instalment: 1}
}

func with(m Made, change func(*Made)) Made {
	change(&m)
	return m
}

func fold(events ...domain.Event) *Pledge {
	p := &Pledge{}
	for _, e := range events {
		p.Evolve(uuid.Nil, e)
	}
	return p
}

func given(events ...domain.Event) []domain.Event { return events }

func TestPledge(t *testing.T) {
	type when = func(*Pledge) ([]domain.Event, error)
	pledge := func(m Made) when { return func(p *Pledge) ([]domain.Event, error) { return p.Make(m) } }
	apply := func(donation uuid.UUID, c money.Currency, amount int64) when {
		return func(p *Pledge) ([]domain.Event, error) {
			return p.Apply(Counting{Donation: donation, Currency: c, Amount: amount, Booked: today})
		}
	}
	unapply := func(donation uuid.UUID, amount int64, reason string) when {
		return func(p *Pledge) ([]domain.Event, error) { return p.Unapply(donation, 0, amount, 0, reason) }
	}
	cancel := func(reason, by string) when {
		return func(p *Pledge) ([]domain.Event, error) { return p.CancelAll(reason, by, today) }
	}
	writeOff := func(reason, approver string) when {
		return func(p *Pledge) ([]domain.Event, error) { return p.WriteOff(reason, approver, today) }
	}
	for title, tt := range map[string]struct {
		given  []domain.Event
		when   when
		then   []domain.Event
		code   domain.Code
		fields []string
	}{
		"make":                       {nil, pledge(made), given(made), "", nil},
		"make twice":                 {given(made), pledge(made), nil, domain.Conflict, []string{"pledge"}},
		"make of nothing":            {nil, pledge(with(made, func(m *Made) { m.Amount = 0 })), nil, domain.Invalid, []string{"amount"}},
		"make of less than nothing":  {nil, pledge(with(made, func(m *Made) { m.Amount = -1 })), nil, domain.Invalid, []string{"amount"}},
		"make without a day":         {nil, pledge(with(made, func(m *Made) { m.Due = 0 })), nil, domain.Invalid, []string{"due"}},
		"make for yesterday":         {nil, pledge(with(made, func(m *Made) { m.Due = today - 1 })), nil, domain.Invalid, []string{"due"}},
		"make for today":             {nil, pledge(with(made, func(m *Made) { m.Due = today })), given(with(made, func(m *Made) { m.Due = today })), "", nil},
		"apply a part":               {given(made), apply(gift, money.VND, 4_000), given(applied(gift, 4_000)), "", nil},
		"apply the rest":             {given(made, applied(gift, 4_000)), apply(other, money.VND, 6_000), given(applied(other, 6_000)), "", nil},
		"apply more than is lacking": {given(made, applied(gift, 4_000)), apply(other, money.VND, 60_000), given(applied(other, 6_000), appliedTo(0, other, 54_000)), "", nil},
		"apply nothing":              {given(made), apply(gift, money.VND, 0), nil, domain.Invalid, []string{"amount"}},
		"apply dollars":              {given(made), apply(gift, "USD", 1), nil, domain.Invalid, []string{"amount"}},
		"apply to nothing":           {nil, apply(gift, money.VND, 1), nil, domain.NotFound, []string{"pledge"}},
		"apply to the cancelled":     {given(made, cancelled), apply(gift, money.VND, 1), nil, domain.Conflict, []string{"pledge"}},
		"apply to the written off":   {given(made, applied(gift, 4_000), off), apply(other, money.VND, 1), nil, domain.Conflict, []string{"pledge"}},

		"unapply all":                   {given(made, applied(gift, 4_000), applied(gift, 1)), unapply(gift, 0, "ghi nhầm"), given(unapplied(gift, 1), PaymentUnapplied{Donation: gift, Currency: money.VND, Amount: 4_000, Instalment: 1}), "", nil},
		"unapply a part":                {given(made, applied(gift, 4_000)), unapply(gift, 1, "ghi nhầm"), given(unapplied(gift, 1)), "", nil},
		"unapply from the written off":  {given(made, applied(gift, 4_000), off), unapply(gift, 0, "ghi nhầm"), given(unapplied(gift, 4_000)), "", nil},
		"unapply more than is applied":  {given(made, applied(gift, 4_000)), unapply(gift, 4_001, "ghi nhầm"), nil, domain.Violation, []string{"amount"}},
		"unapply less than nothing":     {given(made, applied(gift, 4_000)), unapply(gift, -1, "ghi nhầm"), nil, domain.Violation, []string{"amount"}},
		"unapply what was never":        {given(made, applied(gift, 4_000)), unapply(other, 0, "ghi nhầm"), nil, domain.NotFound, []string{"donation"}},
		"unapply twice":                 {given(made, applied(gift, 4_000), unapplied(gift, 4_000)), unapply(gift, 0, "ghi nhầm"), nil, domain.NotFound, []string{"donation"}},
		"unapply without a reason":      {given(made, applied(gift, 4_000)), unapply(gift, 0, " "), nil, domain.Invalid, []string{"reason"}},
		"unapply from nothing":          {nil, unapply(gift, 0, "ghi nhầm"), nil, domain.NotFound, []string{"pledge"}},
		"apply again what was returned": {given(made, applied(gift, 4_000), unapplied(gift, 4_000)), apply(gift, money.VND, 4_000), given(applied(gift, 4_000)), "", nil},

		"cancel":                            {given(made), cancel("giải thể", "nhà hảo tâm"), given(cancelled), "", nil},
		"cancel what was unapplied":         {given(made, applied(gift, 1), unapplied(gift, 1)), cancel("giải thể", "nhà hảo tâm"), given(cancelled), "", nil},
		"cancel what was paid into":         {given(made, applied(gift, 1)), cancel("giải thể", "nhà hảo tâm"), nil, domain.Violation, []string{"pledge"}},
		"cancel twice":                      {given(made, cancelled), cancel("giải thể", "nhà hảo tâm"), nil, domain.Conflict, []string{"pledge"}},
		"cancel nothing":                    {nil, cancel("giải thể", "nhà hảo tâm"), nil, domain.NotFound, []string{"pledge"}},
		"cancel without a reason":           {given(made), cancel("", "nhà hảo tâm"), nil, domain.Invalid, []string{"reason"}},
		"cancel by nobody":                  {given(made), cancel("giải thể", ""), nil, domain.Invalid, []string{"by"}},
		"write off what is left":            {given(made, applied(gift, 4_000)), writeOff("không liên lạc được", "chủ tịch"), given(off), "", nil},
		"write off all of it":               {given(made), writeOff("không liên lạc được", "chủ tịch"), given(WrittenOff{money.VND, 10_000, off.Reason, off.Approver, today}), "", nil},
		"write off what lacks nothing":      {given(made, applied(gift, 10_000)), writeOff("x", "chủ tịch"), nil, domain.Violation, []string{"pledge"}},
		"write off twice":                   {given(made, off), writeOff("x", "chủ tịch"), nil, domain.Conflict, []string{"pledge"}},
		"write off nothing":                 {nil, writeOff("x", "chủ tịch"), nil, domain.NotFound, []string{"pledge"}},
		"write off without an approver":     {given(made), writeOff("x", ""), nil, domain.Invalid, []string{"approver"}},
		"write off without a reason":        {given(made), writeOff("", "chủ tịch"), nil, domain.Invalid, []string{"reason"}},
		"write off what surplus has filled": {given(made, applied(gift, 20_000)), writeOff("x", "chủ tịch"), nil, domain.Violation, []string{"pledge"}},
	} {
		t.Run(title, func(t *testing.T) {
			p := fold(tt.given...)
			before := p.Clone()
			got, err := tt.when(p)
			if diff := cmp.Diff(tt.then, got); diff != "" || domain.CodeOf(err) != tt.code {
				t.Errorf("got error %v (want %q)\n%s", err, tt.code, diff)
			}
			if refusal, ok := errors.AsType[*domain.Error](err); ok && !slices.Equal(refusal.Fields, tt.fields) {
				t.Errorf("the refusal is on %v, want %v", refusal.Fields, tt.fields)
			}
			if !cmp.Equal(before, domain.State(p)) {
				t.Error("deciding changed the state")
			}
		})
	}
}

func TestPaidAndLacking(t *testing.T) {
	for title, tt := range map[string]struct {
		given       []domain.Event
		paid, lacks int64
	}{
		"nothing yet":  {given(made), 0, 10_000},
		"a part":       {given(made, applied(gift, 4_000)), 4_000, 6_000},
		"taken back":   {given(made, applied(gift, 4_000), applied(other, 1), unapplied(gift, 3_999)), 2, 9_998},
		"all":          {given(made, applied(gift, 10_000)), 10_000, 0},
		"more":         {given(made, applied(gift, 12_000)), 12_000, 0},
		"all returned": {given(made, applied(gift, 12_000), unapplied(gift, 12_000)), 0, 10_000},
	} {
		if p := fold(tt.given...); p.Paid() != tt.paid || p.Lacks() != tt.lacks {
			t.Errorf("%s: %d paid, %d lacking", title, p.Paid(), p.Lacks())
		}
	}
}

// What a donation's own stream says, and what the pledges say of it, is the same after any history.
func TestADonationAndItsPledgesAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := []uuid.UUID{id("pledge 1"), id("pledge 2"), id("pledge 3")}
		pledges := map[uuid.UUID]*Pledge{}
		for _, pledgeID := range ids {
			pledges[pledgeID] = fold(made)
		}
		payment := domain.State(&Payment{})
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			pledgeID := rapid.SampledFrom(ids).Draw(t, "pledge")
			p, amount := pledges[pledgeID], rapid.Int64Range(0, 50).Draw(t, "amount")
			events, err := p.Apply(Counting{Donation: gift, Currency: money.VND, Amount: amount, Booked: today})
			change := amount
			if rapid.Bool().Draw(t, "back") {
				if amount == 0 {
					amount = p.From(gift)
				}
				change = -amount
				events, err = p.Unapply(gift, 0, amount, 0, "x")
			}
			if err != nil {
				continue
			}
			for _, e := range payment.(*Payment).Count(pledgeID, change) {
				payment.Evolve(uuid.Nil, e)
			}
			for _, e := range events {
				p.Evolve(uuid.Nil, e)
			}
			sum := int64(0)
			for _, other := range pledges {
				sum += other.From(gift)
			}
			if payment.(*Payment).Applied() != sum || payment.(*Payment).Towards[pledgeID] != p.From(gift) {
				t.Fatalf("the donation says %v, the pledges %d", payment, sum)
			}
		}
		clone := payment.Clone()
		clone.Evolve(uuid.Nil, Counted{Pledge: ids[0], Amount: 1 << 40})
		if payment.(*Payment).Towards[ids[0]] == 1<<40 {
			t.Fatal("the clone changed the payment")
		}
		if got := clone.(*Payment).Pledges(); !slices.IsSortedFunc(got, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) }) {
			t.Fatalf("got %v", got)
		}
	})
}
