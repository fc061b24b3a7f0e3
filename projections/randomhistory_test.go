package projections_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
)

// history writes a random history of that many commands over two funds: everything that money can do. The same seed is the same history.
func history(tb testing.TB, seed uint64, commands int) *book {
	return historyIn(newBook(tb), seed, commands)
}

// historyIn is history from the moment on at which a book stands.
func historyIn(b *book, seed uint64, commands int) *book {
	r := &random{Rand: rand.New(rand.NewPCG(seed, 7)), book: b, children: map[uuid.UUID]uuid.UUID{}, memos: map[uuid.UUID]uuid.UUID{},
		offices: rand.New(rand.NewPCG(seed, 8))}
	r.funds = []uuid.UUID{b.found(1), b.found(2)}
	r.folk = b.people(12)
	forest := &forest{Rand: rand.New(rand.NewPCG(seed, 8)), book: b, funds: map[uuid.UUID][]uuid.UUID{}}
	for n := range commands {
		if n%12 == 0 {
			forest.step()
		}
		if r.IntN(6) == 0 {
			b.days(r.IntN(3))
		}
		r.step()
		if b.next%11 == 0 {
			r.consent()
		}
	}
	r.compete()
	return b
}

// random is what a random history remembers, to have something to speak of.
type random struct {
	*rand.Rand
	book         *book
	funds, folk  []uuid.UUID
	donations    [2][]uuid.UUID
	payouts      [2][]uuid.UUID
	reservations [2][]uuid.UUID
	transfers    []uuid.UUID
	awaiting     [2][]uuid.UUID
	unidentified [2][]uuid.UUID
	losses       [2][]uuid.UUID
	lists        [2][]listed
	slots        []uuid.UUID
	children     map[uuid.UUID]uuid.UUID // slot → child
	memos        map[uuid.UUID]uuid.UUID // slot → a memo of it
	campaigns    []called
	openings     []opened
	rosters      rosters
	stores       [2][]uuid.UUID // deliveries, and what gave or lost
	pledges      []uuid.UUID
	offices      *rand.Rand // of its own: who serves changes nothing that is told of money
	ended        []ended
}

type listed struct {
	list, payout uuid.UUID
	rows         int
}

func pick[T any](r *random, from []T) (one T) {
	if len(from) == 0 {
		return one
	}
	return from[r.IntN(len(from))]
}

func (r *random) dong(most int64) money.Money { return money.Dong(1 + r.Int64N(most)) }

func (r *random) compartment() string {
	return pick(r, []string{"unrestricted", "unrestricted", "hoc-bong"})
}

func (r *random) booked() domain.Date { return r.book.today() - domain.Date(r.IntN(3)) }

// note keeps an id where the command was accepted.
func (r *random) note(into *[]uuid.UUID, command ledger.Command) bool {
	id, ok := r.book.try(command)
	if ok && into != nil {
		*into = append(*into, id)
	}
	return ok
}

func (r *random) step() {
	i := r.IntN(2)
	f := r.funds[i]
	if r.IntN(12) == 0 {
		r.levels(i)
		return
	}
	if r.IntN(50) == 0 {
		r.handOver(i, f)
		return
	}
	if r.IntN(6) == 0 {
		r.correct(i, f)
		return
	}
	if r.offices.IntN(60) == 0 {
		r.serve(i, f)
	}
	if r.IntN(12) == 0 {
		r.goods(i, f) // beside the money, as in the world
	}
	if r.book.next%7 == 0 {
		r.declare()
	}
	if r.IntN(40) == 0 {
		r.round(i, f)
		return
	}
	if r.IntN(14) == 0 {
		r.salary(i, f)
		return
	}
	switch n := r.IntN(32); {
	case n < 8:
		r.gift(i, f)
	case n < 12:
		r.pay(i, f)
	case n < 14:
		r.list(i, f)
	case n < 17:
		r.giveBack(i, f)
	case n < 19:
		r.reverse(i, f)
	case n < 21:
		r.reserve(i, f)
	case n < 24:
		r.transfer(i, f)
	case n < 27:
		r.facts(i, f)
	case n < 29:
		r.dollars(i, f)
	default:
		r.sponsor(i, f)
	}
}

func (r *random) gift(i int, f uuid.UUID) {
	g := fund.Receive{Fund: f, Donor: pick(r, append(r.folk, uuid.Nil)), Amount: r.dong(1_000_000), Place: pick(r, []string{"cash", "bank"}), Booked: r.booked()}
	if r.IntN(3) == 0 {
		g.Campaign = pick(r, r.campaigns).code
	}
	switch r.IntN(6) {
	case 0:
		a, c := r.dong(1000), r.dong(1000)
		g.Amount = money.Dong(a.Minor + c.Minor)
		g.Lines = []fund.AskedLine{{Compartment: "unrestricted", Amount: a}, {Compartment: "hoc-bong", Amount: c}}
	case 1:
		g.Lines = []fund.AskedLine{{Compartment: "hoc-bong", Amount: g.Amount}}
	case 2:
		g.Awaiting, g.Place = true, ""
		r.note(&r.awaiting[i], ledger.ReceiveDonation{Receive: g})
		return
	case 3:
		if len(r.awaiting[i]) > 0 && r.IntN(4) > 0 {
			d := pick(r, r.awaiting[i])
			if r.note(nil, fund.Clear{Fund: f, Donation: d, Place: "bank"}) {
				r.donations[i] = append(r.donations[i], d)
			}
			return
		}
		r.note(nil, fund.Drop{Fund: f, Donation: pick(r, r.awaiting[i]), Reason: "không chuyển"})
		return
	case 4:
		if len(r.unidentified[i]) > 0 {
			if r.IntN(8) == 0 {
				r.note(nil, fund.ReturnUnidentified{Fund: f, Line: pick(r, r.unidentified[i]), Reason: "nhầm"})
				return
			}
			g.Unidentified, g.Place = pick(r, r.unidentified[i]), ""
			g.Amount, g.Booked = r.dong(20_000), 0
		} else {
			r.note(&r.unidentified[i], fund.ReceiveUnidentified{Fund: f, Amount: r.dong(100_000), Place: "bank", Memo: "NGUYEN VAN A"})
			return
		}
	}
	received := ledger.ReceiveDonation{Receive: g}
	if r.book.next%20 == 0 { // the only one of a batch, of which another sum was counted
		received.Override = &fund.BatchOverride{Batch: id("batch", r.book.next), Donations: 1, Sum: g.Amount, Counted: new(int64(2)), Reason: "đếm nhầm"}
	}
	r.note(&r.donations[i], received)
}

func (r *random) pay(i int, f uuid.UUID) {
	p := fund.Pay{Fund: f, Kind: fund.Award, Award: pick(r, []fund.AwardKind{fund.Scholarship, fund.Support, fund.Reward}), Recipient: pick(r, r.folk),
		Amount: r.dong(600_000), From: []fund.AskedShare{{Compartment: r.compartment()}}, Place: pick(r, []string{"cash", "bank"}), Booked: r.booked(), Content: "chi"}
	if r.IntN(3) == 0 {
		p.Campaign = pick(r, r.campaigns).code
	}
	if r.IntN(4) == 0 {
		p.From = []fund.AskedShare{{Compartment: "hoc-bong"}, {Compartment: "unrestricted"}}
	}
	if r.IntN(5) == 0 {
		p.Kind, p.Award, p.Recipient = pick(r, []fund.PayoutKind{fund.RunningCost, fund.ProgrammeCost}), "", uuid.Nil
		p.From = []fund.AskedShare{{Compartment: "unrestricted"}}
	}
	if r.IntN(3) == 0 {
		p.Reservation = pick(r, r.reservations[i])
	}
	r.note(&r.payouts[i], p)
}

func (r *random) list(i int, f uuid.UUID) {
	l := listed{list: id("list", r.book.next), rows: 2 + r.IntN(9)}
	var rows []fund.AskedRow
	for n := range l.rows {
		rows = append(rows, fund.AskedRow{Code: fmt.Sprintf("R%d", n), Recipient: pick(r, r.folk), RecipientKind: "pupil",
			Award: pick(r, []fund.AwardKind{fund.Scholarship, fund.Reward}), Amount: r.dong(60_000), Institution: "Trường A", Level: "lower"})
	}
	half := len(rows) / 2
	r.book.must(fund.RecordList{Fund: f, List: l.list, Rows: rows[:half]})
	r.book.must(fund.RecordList{Fund: f, List: l.list, First: int64(half), Rows: rows[half:]})
	hash := hashOf(rows)
	pay := fund.PayList{Fund: f, List: l.list, Hash: hash, From: []fund.AskedShare{{Compartment: "hoc-bong"}, {Compartment: "unrestricted"}}, Place: "cash", Booked: r.booked()}
	if r.IntN(3) == 0 {
		pay.Except = []string{"R1"}
	}
	if p, ok := r.book.try(pay); ok {
		l.payout = p
		r.lists[i] = append(r.lists[i], l)
		if pay.Except != nil {
			pay.Except, pay.Only = nil, []string{"R1"}
			r.note(nil, pay)
		}
	}
}

func (r *random) giveBack(i int, f uuid.UUID) {
	if l := pick(r, r.lists[i]); l.rows > 0 && r.IntN(2) == 0 {
		back := fund.Return{Fund: f, Payout: l.payout, Row: fmt.Sprintf("R%d", r.IntN(l.rows)), Place: "cash", Reason: "vắng"}
		if r.IntN(2) == 0 {
			back.Amount = r.dong(5_000)
		}
		r.note(nil, back)
		return
	}
	back := fund.Return{Fund: f, Payout: pick(r, r.payouts[i]), Place: "cash", Reason: "trả lại"}
	if r.IntN(2) == 0 {
		back.Amount = r.dong(100_000)
	}
	r.note(nil, back)
}

func (r *random) reverse(i int, f uuid.UUID) {
	d := pick(r, r.donations[i])
	switch r.IntN(5) {
	case 0:
		r.note(nil, fund.Refund{Fund: f, Donation: d, Place: "bank", Approver: "chủ tịch", Reason: "theo ý người tặng"})
	case 1:
		r.note(nil, fund.Reverse{Fund: f, Donation: d, Cause: fund.Bounced, Place: "bank", Reason: "séc bị trả"})
	case 2:
		r.note(nil, fund.Reverse{Fund: f, Donation: d, Cause: fund.KeyingError, Line: r.compartment(), Amount: r.dong(50_000), Cover: true, Reason: "nhầm"})
	default:
		r.note(nil, fund.Reverse{Fund: f, Donation: d, Cause: fund.KeyingError, Cover: r.IntN(2) == 0, Reason: "nhầm", Approver: "chủ tịch"})
	}
}

func (r *random) reserve(i int, f uuid.UUID) {
	if r.IntN(3) == 0 && len(r.reservations[i]) > 0 {
		r.note(nil, fund.Release{Fund: f, Reservation: pick(r, r.reservations[i]), Reason: "hoãn"})
		return
	}
	reserve := fund.Reserve{Fund: f, Amount: r.dong(200_000), From: []fund.AskedShare{{Compartment: r.compartment()}}, Recipient: pick(r, r.folk), Approver: "chủ tịch"}
	reservation, ok := r.book.try(reserve)
	if !ok {
		return
	}
	r.reservations[i] = append(r.reservations[i], reservation)
	if r.IntN(2) == 0 { // and pay a part of it
		r.note(&r.payouts[i], fund.Pay{Fund: f, Kind: fund.Award, Award: fund.Support, Recipient: reserve.Recipient, Reservation: reservation,
			Amount: money.Dong(1 + r.Int64N(reserve.Amount.Minor)), Place: "cash"})
	}
}

func (r *random) transfer(i int, f uuid.UUID) {
	to := r.funds[1-i]
	switch t := pick(r, r.transfers); r.IntN(4) {
	case 0, 1:
		r.note(&r.transfers, fund.Send{Fund: f, To: to, Compartment: r.compartment(), Amount: r.dong(300_000), Place: "bank", Basis: "đồng ý", Purpose: ""})
	case 2:
		accept := fund.Accept{Fund: f, Transfer: t, Place: "bank"}
		if r.IntN(3) == 0 {
			accept.Received = r.dong(200_000)
		}
		r.note(nil, accept)
	default:
		if r.IntN(2) == 0 {
			r.note(nil, fund.Refuse{Fund: f, Transfer: t, Reason: "không nhận"})
		}
	}
}

func (r *random) facts(i int, f uuid.UUID) {
	switch r.IntN(6) {
	case 0:
		r.note(&r.payouts[i], fund.Charge{Fund: f, Kind: pick(r, []fund.PayoutKind{fund.Fee, fund.Seizure}), Amount: r.dong(200_000), Compartment: r.compartment(), Place: "bank"})
	case 1:
		if r.note(&r.losses[i], fund.RecordLoss{Fund: f, Place: "cash", Amount: r.dong(900_000), Reason: "mất trộm"}) && r.IntN(2) == 0 {
			r.note(nil, fund.SpreadLoss{Fund: f, Loss: r.losses[i][len(r.losses[i])-1], Chair: "chủ tịch", Inspector: "kiểm tra"})
		}
	case 2:
		r.note(nil, fund.SpreadLoss{Fund: f, Loss: pick(r, r.losses[i]), Chair: "chủ tịch", Inspector: "kiểm tra"})
	case 3:
		r.note(nil, fund.ReceiveInterest{Fund: f, Of: r.compartment(), Amount: r.dong(5_000), Place: "bank"})
	case 4:
		r.note(nil, fund.Move{Fund: f, From: "cash", To: "bank", Amount: r.dong(100_000)})
	default:
		r.note(nil, fund.ReplaceReceipt{Fund: f, Donation: pick(r, r.donations[i]), Reason: "rách", Approver: "chủ tịch"})
	}
}

func (r *random) dollars(i int, f uuid.UUID) {
	if r.IntN(2) == 0 {
		cents := 1 + r.Int64N(5000)
		r.note(&r.donations[i], ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Donor: pick(r, r.folk), Amount: money.Money{Minor: cents, Currency: "USD"}, Place: "bank-usd"}})
		return
	}
	cents := 1 + r.Int64N(4000)
	r.note(nil, fund.SellCurrency{Fund: f, Compartment: "unrestricted-usd", Amount: money.Money{Minor: cents, Currency: "USD"}, Place: "bank-usd",
		IntoPlace: "bank", Credited: money.Dong(cents*253 + r.Int64N(200)), Fee: money.Dong(r.Int64N(3))})
}

// housekeeping is what moves no money.
func (r *random) housekeeping(f uuid.UUID) {
	switch r.IntN(4) {
	case 0:
		r.note(nil, ledger.RenameUnit{Unit: id("unit", 1), Name: fmt.Sprintf("Hội mới %d", r.book.next), From: r.book.today()})
	case 1:
		r.note(nil, ledger.DescribePerson{Person: pick(r, r.folk), Card: person.Card{Name: fmt.Sprintf("Trần Văn Ước %d", r.book.next)}})
	case 2:
		r.note(nil, ledger.ForgetPerson{Person: r.folk[len(r.folk)-1], Reason: "theo yêu cầu"})
	default:
		if r.IntN(2) == 0 {
			r.publish(f)
			return
		}
		until := r.book.today() - 10
		state := r.book.placesAt(f, until)
		r.note(nil, fund.Close{Fund: f, Until: until, Counts: state})
		if r.book.next%2 == 0 {
			r.note(nil, fund.Reopen{Fund: f, Approver: "chủ tịch", Reason: "bổ sung"})
		}
	}
}

// placesAt counts what lies in the places of a fund at the end of a day, as the books have it.
func (b *book) placesAt(f uuid.UUID, until domain.Date) (counts []fund.AskedCount) {
	for name, p := range b.state(f).Places {
		sum := int64(0)
		for day, amount := range p.Days {
			if day <= until {
				sum += amount
			}
		}
		counts = append(counts, fund.AskedCount{Place: name, Counted: money.Money{Minor: sum, Currency: p.Currency}})
	}
	slices.SortFunc(counts, func(a, b fund.AskedCount) int { return strings.Compare(a.Place, b.Place) })
	return counts
}
