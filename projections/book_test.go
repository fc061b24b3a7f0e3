package projections_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/unit"
	"sovang/eventstore"
	"sovang/eventstore/memory"
	"sovang/eventstore/vault"
)

// id makes an id that is the same in every run.
func id(parts ...any) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, parts...)) }

// book is a ledger in memory with a writer whose clock the test moves.
type book struct {
	tb     testing.TB
	log    *memory.Log
	vault  *vault.Vault
	keys   *vault.Memory
	writer *eventstore.Writer
	now    time.Time
	next   int
}

func newBook(tb testing.TB) *book {
	tb.Helper()
	b := &book{tb: tb, log: &memory.Log{}, keys: vault.NewMemory(), now: time.Date(2024, 9, 1, 1, 0, 0, 0, time.UTC)}
	var err error
	if b.vault, err = vault.New(tb.Context(), b.keys, master(tb)); err != nil {
		tb.Fatal(err)
	}
	b.writer, err = eventstore.Open(tb.Context(), b.log, eventstore.Options{Seal: b.vault.SealRequests, Now: func() time.Time { return b.now }})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = b.writer.Close(context.WithoutCancel(tb.Context())) })
	return b
}

func master(tb testing.TB) vault.Master {
	tb.Helper()
	m, err := vault.OwnMaster(filepath.Join(tb.TempDir(), "master.key"))
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// hashOf is the hash an approver signs.
func hashOf(asked []fund.AskedRow) []byte {
	var rows []fund.ListRow
	for _, r := range asked {
		rows = append(rows, fund.ListRow{Code: r.Code, Recipient: r.Recipient, RecipientKind: r.RecipientKind, Award: r.Award, Amount: r.Amount.Minor,
			Institution: r.Institution, Level: r.Level})
	}
	return fund.HashRows(nil, rows)
}

// try submits a command a second later and gives its id; false where it was refused.
func (b *book) try(command ledger.Command) (uuid.UUID, bool) {
	b.tb.Helper()
	b.next++
	b.now = b.now.Add(time.Second)
	request := ledger.Request{ID: id("command", b.next), Actor: b.actor(command), Command: command}
	outcomes, err := b.writer.Submit(b.tb.Context(), request)
	if err != nil {
		b.tb.Fatal(err)
	}
	if err := outcomes[0].Err; err != nil {
		if domain.CodeOf(err) == domain.Internal {
			b.tb.Fatalf("%T: %v", command, err)
		}
		return request.ID, false
	}
	return request.ID, true
}

// actor is who asks: the treasurer, but for what takes other people.
func (b *book) actor(command ledger.Command) string {
	if _, ok := command.(ledger.VerifyChildren); ok {
		return fmt.Sprint("cán bộ ", b.next%2)
	}
	return "thủ quỹ"
}

// must submits a command that is accepted.
func (b *book) must(command ledger.Command) uuid.UUID {
	b.tb.Helper()
	b.next++
	b.now = b.now.Add(time.Second)
	request := ledger.Request{ID: id("command", b.next), Actor: b.actor(command), Command: command}
	outcomes, err := b.writer.Submit(b.tb.Context(), request)
	if err != nil {
		b.tb.Fatal(err)
	}
	if outcomes[0].Err != nil {
		b.tb.Fatalf("%T: %v", command, outcomes[0].Err)
	}
	return request.ID
}

func (b *book) days(n int) { b.now = b.now.AddDate(0, 0, n) }

func (b *book) today() domain.Date { return domain.DateOf(b.now) }

// found opens a unit with a fund, a cash box, a bank account, and a compartment for scholarships.
func (b *book) found(n int) uuid.UUID {
	u, f := id("unit", n), id("fund", n)
	b.must(ledger.FoundUnit{Unit: u, Kind: unit.Association, Code: fmt.Sprintf("HKH-%d", n), Name: fmt.Sprintf("Hội Khuyến học %d", n)})
	b.must(fund.Open{Fund: f, Unit: u, Code: fmt.Sprintf("QKH-%d", n), Name: "Quỹ khuyến học", Form: fund.AssociationFund,
		Currencies: []money.Currency{money.VND, "USD"}, Honours: fmt.Sprint("Tô Hiệu ", n)})
	b.must(fund.OpenPlace{Fund: f, Place: "cash", Kind: fund.Cash, Name: "Quỹ tiền mặt"})
	b.must(fund.OpenPlace{Fund: f, Place: "bank", Kind: fund.Bank, Name: "Ngân hàng"})
	b.must(fund.OpenPlace{Fund: f, Place: "bank-usd", Kind: fund.Bank, Name: "Ngân hàng, đô la", Currency: "USD"})
	b.must(fund.OpenCompartment{Fund: f, Compartment: "hoc-bong", Restriction: fund.Restriction{Kind: fund.Purpose, Wording: "Học bổng", Programme: true}})
	b.must(fund.OpenCompartment{Fund: f, Compartment: "cau", Restriction: fund.Restriction{Kind: fund.Purpose, Wording: "Bắc cầu đỡ đầu", Bridge: true}})
	return f
}

func (b *book) people(n int) []uuid.UUID {
	all := make([]uuid.UUID, n)
	var list []ledger.Registration
	for i := range all {
		all[i] = id("person", i)
		list = append(list, ledger.Registration{Person: all[i], Unit: id("unit", 1), Kind: person.Individual, Code: fmt.Sprintf("N%d", i),
			Card: person.Card{Name: fmt.Sprintf("Nguyễn Thị Đào %d", i), Phone: "0900", Circumstances: [][]string{nil, {"poor"}, {"orphaned", "ethnic-minority"}}[i%3]}})
	}
	b.must(ledger.RegisterPeople{People: list})
	return all
}
