package scenarios

import (
	"encoding/hex"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/sponsorship"
	"sovang/domain/staff"
)

// board is what lies on the desks of the province's approver and chair: a fund with two compartments; a round whose second version waits for a signature,
// one that asks for more than there is, one that is still nominated, one that is being paid, with one person standing for two; children who wait for a
// sponsor, and one whose sponsor has ended.
type board struct {
	*book
	pupils int
}

func (b *book) whose(role staff.Role) string {
	for _, p := range DemoPeople {
		if p.Role == role && p.Unit == "HKH-QN" {
			return p.Name
		}
	}
	b.fail(fmt.Errorf("nobody is %s", role))
	return ""
}

func (b *book) as(role staff.Role, key string, c ledger.Command) uuid.UUID {
	b.by(b.whose(role), key, c)
	return ID(b.name + "/" + key)
}

func boardOf(from *book) {
	b := board{book: from}
	b.on(2026, 1, 6)
	in, f := ID("unit/HKH-QN"), ID("fund/QN-TET")
	b.as(staff.Chair, "board/fund", fund.Open{Fund: f, Unit: in, Code: "QN-TET", Name: "Quỹ Tết khuyến học tỉnh Quảng Ninh", Form: fund.AssociationFund, From: b.day})
	b.as(staff.Treasurer, "board/cash", fund.OpenPlace{Fund: f, Place: "tien-mat", Kind: fund.Cash, Name: "Tiền mặt"})
	b.as(staff.Treasurer, "board/bank", fund.OpenPlace{Fund: f, Place: "ngan-hang", Kind: fund.Bank, Name: "Tài khoản ngân hàng"})
	b.as(staff.Treasurer, "board/wall", fund.OpenCompartment{Fund: f, Compartment: "bien-dao", Restriction: fund.Restriction{Kind: fund.Purpose, Wording: "Học sinh biên giới, hải đảo"}})
	for _, g := range []struct {
		code, name, compartment string
		kind                    person.Kind
		amount                  int64
	}{{"NHT-TET-1", "Công ty Cảng Minh Họa", "bien-dao", person.Enterprise, 20_000_000}, {"NHT-TET-2", "Hội đồng hương Quảng Ninh", "unrestricted", person.Collective, 15_000_000}} {
		donor := ID("board/donor/" + g.code)
		b.as(staff.Treasurer, "board/gift/"+g.code, ledger.ReceiveDonation{
			Receive: fund.Receive{Fund: f, Donor: donor, Amount: money.Dong(g.amount), Place: "ngan-hang", Given: b.day, Booked: b.day,
				Lines: []fund.AskedLine{{Compartment: g.compartment, Amount: money.Dong(g.amount)}}},
			NewDonor: &ledger.Registration{Person: donor, Unit: in, Kind: g.kind, Code: g.code, Card: person.Card{Name: g.name}}})
	}
	b.rounds()
	b.children()
	b.goods()
}

// folk registers pupils for a list and gives its rows.
func (b *board) rows(names []string, amounts ...int64) (rows []fund.AskedRow) {
	schools := []string{"Trường THPT Minh Họa", "Trường THCS Minh Họa", "Trường Tiểu học Minh Họa"}
	levels := []string{"upper-secondary", "lower-secondary", "primary"}
	var people []ledger.Registration
	for i, name := range names {
		b.pupils++
		id := ID(fmt.Sprint("board/pupil/", b.pupils))
		people = append(people, ledger.Registration{Person: id, Unit: ID("unit/HKH-QN"), Kind: person.Individual, Code: fmt.Sprintf("HS-TET-%02d", b.pupils), Card: person.Card{Name: name}})
		rows = append(rows, fund.AskedRow{Code: fmt.Sprintf("%02d", i+1), Recipient: id, RecipientKind: "pupil", Award: fund.Scholarship, Amount: money.Dong(amounts[i%len(amounts)]),
			Institution: schools[i%3], Level: levels[i%3], Score: fmt.Sprintf("%d.%d", 7+i%3, i%10)})
	}
	b.as(staff.Registrar, fmt.Sprint("board/pupils/", b.pupils), ledger.RegisterPeople{People: people})
	return rows
}

func (b *board) open(code, programme, criteria, award string, budget int64, from ...string) uuid.UUID {
	id := ID("round/" + code)
	b.as(staff.Registrar, "board/"+code, ledger.OpenRound{Round: id, Unit: ID("unit/HKH-QN"), Fund: ID("fund/QN-TET"), Code: code, Programme: programme, Criteria: criteria,
		Awards: []string{award}, Recipients: []string{"pupil"}, Budget: money.Dong(budget), From: from, SchoolYear: "2025-2026", Occasion: "Tết Bính Ngọ", ClaimDays: 30})
	return id
}

func (b *board) list(key string, id uuid.UUID, rows []fund.AskedRow) {
	b.as(staff.Registrar, "board/"+key+"/rows", ledger.Nominate{Round: id, Rows: rows})
	b.as(staff.Registrar, "board/"+key+"/freeze", ledger.FreezeRound{Round: id})
}

func (b *board) rounds() {
	first := b.rows([]string{"Nguyễn Hải Đăng", "Trần Bảo Châu", "Lê Minh Khôi", "Phạm Thu Trang", "Hoàng Gia Bảo", "Vũ Ngọc Diệp", "Đặng Quốc Anh", "Bùi Khánh Linh", "Đỗ Tuấn Kiệt",
		"Hồ Thanh Tâm", "Ngô Phương Thảo", "Dương Đức Huy"}, 1_500_000, 2_000_000, 1_000_000)
	waits := b.open("BIENDAO-2026", "Tết khuyến học biên giới, hải đảo", "học sinh xã biên giới, hải đảo, học lực khá trở lên", "scholarship", 25_000_000, "bien-dao", "unrestricted")
	b.list("BIENDAO-2026/1", waits, first[:11])
	b.as(staff.Registrar, "board/BIENDAO-2026/revise", ledger.ReviseRound{Round: waits, Reason: "nhà trường báo một em chuyển đi, sót một em"})
	second := append([]fund.AskedRow(nil), first[1:]...)
	second[0].Amount = money.Dong(2_500_000)
	b.list("BIENDAO-2026/2", waits, second)

	many := b.rows([]string{"Lý Quang Vinh", "Mai Anh Thư", "Tô Nhật Minh", "Đinh Hà My", "Cao Xuân Bách"}, 4_000_000)
	b.list("TIEPSUC-2026", b.open("TIEPSUC-2026", "Tiếp sức học kỳ II", "học sinh có nguy cơ bỏ học", "scholarship", 30_000_000, "unrestricted"), many)

	begun := b.open("HE-2026", "Trại hè khuyến học", "học sinh tiêu biểu các phường, xã", "scholarship", 12_000_000, "unrestricted")
	b.as(staff.Registrar, "board/HE-2026/rows", ledger.Nominate{Round: begun, Rows: b.rows([]string{"Tạ Bích Ngọc", "Kiều Đình Phúc"}, 1_000_000)})
	b.paid()
}

// paid is a round in the middle of being paid: a pupil was away, and two people did the work of three, with a reason.
func (b *board) paid() {
	rows := b.rows([]string{"Chu Hải Yến", "Lâm Thành Đạt", "Quách Thùy Dương"}, 1_000_000)
	id := b.open("GIO-2026", "Giỗ Tổ khuyến học", "học sinh mồ côi học tốt", "scholarship", 3_000_000, "unrestricted")
	b.list("GIO-2026", id, rows)
	b.on(2026, 1, 8)
	frozen := make([]fund.ListRow, len(rows))
	for i, r := range rows {
		frozen[i] = fund.ListRow{Code: r.Code, Recipient: r.Recipient, RecipientKind: r.RecipientKind, Award: r.Award, Amount: r.Amount.Minor, Institution: r.Institution, Level: r.Level,
			Score: int64(100*(7+i%3) + 10*(i%10))}
	}
	b.as(staff.Approver, "board/GIO-2026/approve", ledger.ApproveRound{Round: id, Hash: hex.EncodeToString(fund.HashRows(nil, frozen))})
	b.as(staff.Registrar, "board/GIO-2026/announce", ledger.AnnounceRound{Round: id, On: b.day})
	pay := ledger.PayRound{Round: id, Place: "ngan-hang", Except: []string{"02"}, Witness: b.whose(staff.Registrar), Booked: b.day, Content: "Giỗ Tổ khuyến học",
		Override: "chỉ có hai người đi trao ở đảo"}
	name, data, err := ledger.Encode(pay)
	if err != nil {
		b.fail(err)
		return
	}
	b.as(staff.Registrar, "board/GIO-2026/sign", ledger.Sign{Command: name, ID: ID(b.name + "/board/GIO-2026/pay"), Data: jsontext.Value(data)})
	b.as(staff.Cashier, "board/GIO-2026/pay", pay)
}

// children who wait, of the three kinds, and one in a gap: their sponsor has ended.
func (b *board) children() {
	in, f := ID("unit/HKH-QN"), ID("fund/QN-BDD")
	var all []uuid.UUID
	for _, x := range []struct {
		code, name string
		kind       sponsorship.Kind
	}{{"TET-P1", "Triệu Mỹ Duyên", sponsorship.Poor}, {"TET-O2", "Nông Văn Thắng", sponsorship.OrphanedOrDisabled}, {"TET-E3", "Hà Gia Hưng", sponsorship.Excellent}} {
		child := ID("board/child/" + x.code)
		b.as(staff.Registrar, "board/slot/"+x.code, ledger.OpenSlot{Slot: ID("slot/" + x.code), Unit: in, Fund: f, Code: "QN25-" + x.code, Child: child, Kind: x.kind, Need: "tuition",
			SchoolYear: "2025-2026", Instalment: money.Dong(500_000), Instalments: 5, First: b.day, Every: 1, Path: sponsorship.ViaAssociation, On: b.day,
			NewChild: &ledger.Registration{Person: child, Unit: in, Kind: person.Individual, Code: x.code, Card: person.Card{Name: x.name}}})
		all = append(all, child)
	}
	for _, role := range []staff.Role{staff.Treasurer, staff.Approver} {
		b.as(role, "board/verify/"+string(role), ledger.VerifyChildren{Children: all, On: b.day})
	}
	sponsor := ID("board/sponsor")
	b.as(staff.Registrar, "board/take", ledger.TakeSlot{Slot: ID("slot/TET-E3"), Sponsor: sponsor, From: b.day,
		NewSponsor: &ledger.Registration{Person: sponsor, Unit: in, Kind: person.Individual, Code: "DD-TET", Card: person.Card{Name: "Nguyễn Đình Lâm"}}})
	b.on(2026, 2, 20)
	b.as(staff.Registrar, "board/end", ledger.EndSponsorship{Slot: ID("slot/TET-E3"), By: "sponsor", Reason: "người đỡ đầu chuyển công tác", On: b.day})
}
