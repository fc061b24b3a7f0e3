package scenarios

import (
	"fmt"
	"strconv"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/person"
	"sovang/domain/sponsorship"
)

// slots: the Three Godfathers of one school year. Each child is registered and proposed with the slot and verified by two people, each sponsor
// registered with the first slot they take.
func slots(b *book) {
	b.day = domain.NewDate(2024, 9, 5)
	to, unitID := ID("fund/QN-BDD"), ID("unit/HKH-QN")
	b.ask("fund/QN-BDD", fund.Open{Fund: to, Unit: unitID, Code: "QN-BDD", Name: "Quỹ Ba đỡ đầu tỉnh Quảng Ninh", Form: fund.AssociationFund, From: b.day})
	b.places(to, "QN-BDD")
	rows := b.rows("quang-ninh-2024/slots.csv")
	var children []uuid.UUID
	for _, row := range rows {
		b.slot(row)
		children = append(children, ID("child/"+row["child_code"]))
	}
	for i, verifier := range []string{"sovang-demo: hội khuyến học xã", "sovang-demo: nhà trường"} {
		for n, list := 0, children; len(list) > 0; n++ {
			chunk := list[:min(len(list), ledger.MostChildren)]
			list = list[len(chunk):]
			b.ask(fmt.Sprintf("verify/%d/%d", i, n), ledger.VerifyChildren{Children: chunk, On: b.day})
			b.requests[len(b.requests)-1].Actor = verifier
		}
	}
	sponsors := map[string]bool{}
	for _, row := range rows {
		b.sponsored(row, sponsors)
	}
}

// months between the instalments of a schedule of the file; yearly ones fall due once in a school year.
var months = map[string]int64{"monthly": 1, "school-months": 1, "quarterly": 3, "yearly": 12}

func (b *book) slot(row map[string]string) {
	code, unitID := row["child_code"], ID("unit/HKH-QN")
	child := ID("child/" + code)
	instalments, err := strconv.ParseInt(row["instalments"], 10, 64)
	if err != nil {
		b.fail(err)
	}
	open := ledger.OpenSlot{
		Slot: ID("slot/" + code), Unit: unitID, Fund: ID("fund/QN-BDD"), Code: "QN24-" + code, Child: child, Kind: sponsorship.Kind(row["kind"]), Need: row["need"],
		SchoolYear: row["school_year"], Instalment: b.dong(row["instalment_vnd"]), Instalments: instalments, Schedule: row["schedule"],
		On: b.day, First: b.day, Every: months[row["schedule"]], Path: sponsorship.Path(row["payment_path"]),
		NewChild: &ledger.Registration{Person: child, Unit: unitID, Kind: person.Individual, Code: code, Card: person.Card{
			Name: row["child"], Born: row["birth_year"], Address: row["commune"], Circumstances: circumstances(row["circumstances"])}},
	}
	if open.Path != sponsorship.ViaAssociation {
		open.Fund = uuid.Nil // memo only
	}
	b.ask("open/"+code, open)
}

func (b *book) sponsored(row map[string]string, sponsors map[string]bool) {
	code, slot, sponsor := row["child_code"], ID("slot/"+row["child_code"]), ID("sponsor/"+row["sponsor"])
	take := ledger.TakeSlot{Slot: slot, Sponsor: sponsor, From: b.day}
	if !sponsors[row["sponsor"]] {
		sponsors[row["sponsor"]] = true
		take.NewSponsor = &ledger.Registration{Person: sponsor, Unit: ID("unit/HKH-QN"), Kind: person.Individual, Code: "DD" + strconv.Itoa(len(sponsors)),
			Card: person.Card{Name: row["sponsor"]}}
	}
	b.ask("take/"+code, take)
	if code == "P0622" { // the first child of the file has had a first month paid, so that arrears and payments can be seen
		b.ask("pay/"+code, ledger.ReceiveDonation{Receive: fund.Receive{Fund: ID("fund/QN-BDD"), Donor: sponsor, Amount: b.dong(row["instalment_vnd"]),
			Lines: []fund.AskedLine{{Slot: slot}}, Place: "ngan-hang", Given: b.day, Booked: b.day}})
	}
}

func circumstances(text string) []string {
	switch text {
	case "":
		return nil
	case "orphan;disabled":
		return []string{"orphaned", "disabled"}
	case "orphan":
		return []string{"orphaned"}
	}
	return []string{text}
}
