package scenarios

import (
	"github.com/google/uuid"

	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/unit"
)

// merger lets two communes with four funds become a new one on 1 July 2025: the fund that honours a name and the one for godchildren pass on whole, the
// two general ones are taken over by the new commune's, one of them with money for school books behind its wall. An award that was paid before
// comes back after it, and is paid again by the new commune. Communes, people and sums are invented.
func (t *grove) merger() {
	t.on(2024, 9, 5)
	for _, u := range []struct {
		code, name, parent string
		kind               unit.Kind
	}{
		{"QN-DM", "Hội Khuyến học xã Đông Minh", "HKH-QN", unit.Association},
		{"QN-TM", "Hội Khuyến học xã Tây Minh", "HKH-QN", unit.Association},
		{"QN-TM-K1", "Chi hội khuyến học thôn Cầu", "QN-TM", unit.Branch},
	} {
		t.ask("unit/"+u.code, ledger.FoundUnit{Unit: ID("unit/" + u.code), Kind: u.kind, Code: u.code, Name: u.name, Parent: ID("unit/" + u.parent), From: t.day})
	}
	t.open(fund.Open{Unit: ID("unit/QN-DM"), Code: "QN-DM", Name: "Quỹ khuyến học xã Đông Minh"}, "sach-vo", "sách vở cho học sinh nghèo")
	t.open(fund.Open{Unit: ID("unit/QN-DM"), Code: "QN-DM-CD", Name: "Quỹ khuyến học Cụ đồ Minh", Honours: "Cụ đồ Minh"}, "", "")
	t.open(fund.Open{Unit: ID("unit/QN-TM"), Code: "QN-TM", Name: "Quỹ khuyến học xã Tây Minh"}, "", "")
	t.open(fund.Open{Unit: ID("unit/QN-TM"), Code: "QN-TM-BDD", Name: "Quỹ Ba đỡ đầu xã Tây Minh"}, "do-dau", "đỡ đầu học sinh mồ côi của xã")
	t.on(2024, 9, 12)
	t.gives("QN-DM", "unrestricted", "Bà con xã Đông Minh", person.Collective, 18_000_000)
	t.gives("QN-DM", "sach-vo", "Nhà sách Minh Họa", person.Enterprise, 6_000_000)
	t.gives("QN-DM-CD", "unrestricted", "Con cháu Cụ đồ Minh", person.Clan, 25_000_000)
	t.gives("QN-TM", "unrestricted", "Bà con xã Tây Minh", person.Collective, 11_500_000)
	t.gives("QN-TM-BDD", "do-dau", "Cựu học sinh Tây Minh", person.Collective, 9_000_000)
	t.on(2024, 10, 15)
	back := t.pays("QN-DM", "sach-vo", "Vũ Minh Tâm", fund.Support, 1_500_000)
	t.pays("QN-TM", "unrestricted", "Hoàng Thu An", fund.Reward, 500_000)

	t.on(2025, 7, 1)
	t.ask("unit/QN-MG", ledger.FoundUnit{Unit: ID("unit/QN-MG"), Kind: unit.Association, Code: "QN-MG", Name: "Hội Khuyến học xã Minh Giang", Parent: ID("unit/HKH-QN"), From: t.day})
	t.open(fund.Open{Unit: ID("unit/QN-MG"), Code: "QN-MG", Name: "Quỹ khuyến học xã Minh Giang"}, "", "")
	same := []ledger.HandOverPlace{{From: "tien-mat", Into: "tien-mat"}, {From: "ngan-hang", Into: "ngan-hang"}}
	t.ask("merge", ledger.MergeUnits{Units: []uuid.UUID{ID("unit/QN-DM"), ID("unit/QN-TM")}, Into: ID("unit/QN-MG"), From: t.day,
		Decision: "Nghị quyết 1679/NQ-UBTVQH15, biên bản bàn giao số 1 (minh họa)", Reason: "sáp nhập xã", Funds: []ledger.HandOverFund{
			{Fund: t.fund("QN-DM"), Into: t.fund("QN-MG"), Compartments: []ledger.HandOverCompartment{{From: "sach-vo", Into: "sach-vo"}}, Places: same},
			{Fund: t.fund("QN-DM-CD"), Unit: ID("unit/QN-MG")},
			{Fund: t.fund("QN-TM"), Into: t.fund("QN-MG"), Places: same},
			{Fund: t.fund("QN-TM-BDD"), Unit: ID("unit/QN-MG")},
		}})
	t.on(2025, 9, 8)
	t.ask("merge/back", fund.Return{Fund: t.fund("QN-DM"), Payout: back, Place: "ngan-hang", Booked: t.day, Reason: "gia đình em chuyển tỉnh, gửi trả lại"})
	t.on(2025, 10, 6)
	t.pays("QN-MG", "sach-vo", "Lương Bảo Ngọc", fund.Support, 2_000_000)
	t.pays("QN-DM-CD", "unrestricted", "Đinh Quang Huy", fund.Scholarship, 3_000_000)
	t.pays("QN-TM-BDD", "do-dau", "Tạ Thu Thảo", fund.Scholarship, 1_200_000)
}

// open opens a fund with its places, and a compartment for one purpose where one is named.
func (t *grove) open(o fund.Open, compartment, purpose string) {
	o.Fund, o.Form, o.From = t.fund(o.Code), fund.AssociationFund, t.day
	t.ask("fund/"+o.Code, o)
	t.places(o.Fund, o.Code)
	if compartment != "" {
		t.ask("fund/"+o.Code+"/"+compartment, fund.OpenCompartment{Fund: o.Fund, Compartment: compartment, Restriction: fund.Restriction{Kind: fund.Purpose, Wording: purpose}})
	}
}

func (t *grove) gives(to, compartment, donor string, kind person.Kind, amount int64) {
	key := to + "/" + compartment
	id := ID("tree/donor/" + key)
	t.ask("gift/"+key, ledger.ReceiveDonation{
		Receive: fund.Receive{Fund: t.fund(to), Donor: id, Amount: money.Dong(amount), Place: "ngan-hang", Given: t.day, Booked: t.day,
			Lines: []fund.AskedLine{{Compartment: compartment}}},
		NewDonor: &ledger.Registration{Person: id, Unit: ID("unit/HKH-QN"), Kind: kind, Code: "NHT-" + to + "-" + compartment, Card: person.Card{Name: donor}}})
}

func (t *grove) pays(from, compartment, pupil string, award fund.AwardKind, amount int64) uuid.UUID {
	key := from + "/" + compartment
	id := ID("tree/pupil/" + key)
	t.ask("pupil/"+key, ledger.RegisterPeople{People: []ledger.Registration{{Person: id, Unit: ID("unit/HKH-QN"), Kind: person.Individual, Code: "HS-" + from + "-" + compartment,
		Card: person.Card{Name: pupil}}}})
	return t.ask("award/"+key, fund.Pay{Fund: t.fund(from), Kind: fund.Award, Award: award, Recipient: id, RecipientKind: "pupil", Amount: money.Dong(amount),
		From: []fund.AskedShare{{Compartment: compartment}}, Place: "ngan-hang", Booked: t.day, Content: "trao tại lễ khai giảng"})
}
