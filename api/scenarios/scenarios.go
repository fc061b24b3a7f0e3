// Package scenarios is real cases from Vietnam's education-promotion funds, as the commands that book them.
//
// The totals are the press's; every name, code and single amount was invented so that they add up to them. It promises that the commands of a case are
// the same on every run, ids included: applied twice, they change nothing the second time.
package scenarios

import (
	"embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/api/intake"
	"sovang/domain"
	"sovang/domain/campaign"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/unit"
)

//go:embed files
var files embed.FS

// Case is one case: its commands in order.
type Case struct {
	Name     string // the folder it comes from
	Title    string
	Requests []ledger.Request
}

// All gives every case, in the order in which they can be applied: a case may use units of the ones before it.
func All() ([]Case, error) {
	var all []Case
	for _, c := range []struct {
		name, title string
		build       func(*book)
	}{
		{"tan-quang-2022", "Tân Quang 2022: hai cấp khui heo đất", tanQuang},
		{"phong-my-2015", "Phong Mỹ 2015: gia đình giữ phần lớn", phongMy},
		{"chau-duc-2011", "Châu Đức 2011: chia 60/40", chauDuc},
		{"thai-binh-2004", "Thái Bình 2004: chia 10/20/70 cho tỉnh, huyện, xã", thaiBinh},
		{"son-la-clan", "Sơn La: 152 hộ một dòng họ góp quỹ", sonLa},
		{"quang-dien-2009", "Quảng Điền 2009: một ngày lương", quangDien},
		{"quang-ninh-2024", "Quảng Ninh 2024: lễ trao 165 học bổng", ceremony},
		{"quang-ninh-2024-slots", "Quảng Ninh 2024: Ba đỡ đầu", slots},
		{"quang-ninh-2025-h1", "Quảng Ninh 2025: 42.139 suất sáu tháng đầu năm", awards},
		{"hai-duong-2024", "Hải Dương 2024: sau bão số 3", haiDuong},
		{"phu-tho-2024", "Phú Thọ 2024: giúp vùng bão lũ", phuTho},
		{"minh-hoa", "Xã Minh Họa: mọi nghiệp vụ một lần", walkthrough},
		{"levels-2025", "Quảng Ninh 2025: tỉnh, phường xã, chi hội dưới một cây", tree},
		{"declared", "Số khai báo của các tỉnh, bên cạnh sổ", figures},
	} {
		b := &book{name: c.name}
		c.build(b)
		if b.err != nil {
			return nil, fmt.Errorf("scenario %s: %w", c.name, b.err)
		}
		all = append(all, Case{c.name, c.title, b.requests})
	}
	return all, nil
}

// File gives the text of one of the cases' files, such as "hai-duong-2024/gifts.csv".
func File(name string) ([]byte, error) { return files.ReadFile("files/" + name) }

// root is where the ids of everything in the cases come from.
var root = uuid.MustParse("3c1de1b4-6a3e-5d0e-8c55-1f6f7a1b9d20")

// ID is the id of something in the cases: "unit/HKH-QN", "fund/QN-HB", or the command of a case that has that key.
func ID(key string) uuid.UUID { return uuid.NewSHA1(root, []byte(key)) }

// book collects the commands of one case. The first error stays.
type book struct {
	name     string
	day      domain.Date
	requests []ledger.Request
	err      error
}

const actor = "sovang-demo"

// ask adds a command and gives its id.
func (b *book) ask(key string, c ledger.Command) uuid.UUID {
	id := ID(b.name + "/" + key)
	at := time.Unix(int64(b.day)*24*60*60, 0).Add(time.Hour).UTC() // eight in the morning in Vietnam
	b.requests = append(b.requests, ledger.Request{ID: id, At: at, Actor: actor, Command: c})
	return id
}

func (b *book) fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

// found founds an association with one fund, a cash box and a bank account, and gives the fund.
func (b *book) found(code, name, fundCode, fundName string) uuid.UUID {
	unitID, fundID := ID("unit/"+code), ID("fund/"+fundCode)
	b.ask("unit/"+code, ledger.FoundUnit{Unit: unitID, Kind: unit.Association, Code: code, Name: name, From: b.day})
	b.ask("fund/"+fundCode, fund.Open{Fund: fundID, Unit: unitID, Code: fundCode, Name: fundName, Form: fund.AssociationFund, From: b.day})
	b.places(fundID, fundCode)
	return fundID
}

// campaign opens a campaign that runs for that day alone.
func (b *book) campaign(code, unitCode, name string, kind campaign.Kind) uuid.UUID {
	id := ID("campaign/" + code)
	b.ask("campaign/"+code, ledger.OpenCampaign{Campaign: id, Unit: ID("unit/" + unitCode), Code: code, Name: name, Kind: kind, From: b.day})
	return id
}

func (b *book) places(fundID uuid.UUID, fundCode string) {
	b.ask("place/"+fundCode+"/cash", fund.OpenPlace{Fund: fundID, Place: "tien-mat", Kind: fund.Cash, Name: "Tiền mặt"})
	b.ask("place/"+fundCode+"/bank", fund.OpenPlace{Fund: fundID, Place: "ngan-hang", Kind: fund.Bank, Name: "Tài khoản ngân hàng"})
}

// rows reads a file of the case as maps by its headings.
func (b *book) rows(file string) []map[string]string {
	text, err := File(file)
	if err != nil {
		b.fail(err)
		return nil
	}
	records, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		b.fail(fmt.Errorf("%s: %w", file, err))
		return nil
	}
	rows := make([]map[string]string, len(records)-1)
	for i, r := range records[1:] {
		rows[i] = map[string]string{}
		for j, heading := range records[0] {
			rows[i][heading] = r[j]
		}
	}
	return rows
}

// donations imports a file of donations just as the command line does.
func (b *book) donations(file string, to intake.Target) {
	text, err := File(file)
	if err != nil {
		b.fail(err)
		return
	}
	table, err := intake.ReadTable(strings.NewReader(string(text)), intake.Donations)
	if err != nil {
		b.fail(err)
		return
	}
	for _, p := range intake.PlanDonations(table, to, nobody) {
		if p.Err != nil {
			b.fail(fmt.Errorf("%s, line %d: %w", file, p.Line, p.Err))
		}
		b.requests = append(b.requests, p.Request)
	}
}

func (b *book) on(year, month, day int) { b.day = domain.NewDate(year, time.Month(month), day) }

// nobody is known: the ids that an import gives do not depend on it.
var nobody = intake.People{
	Code: func(string) (uuid.UUID, bool) { return uuid.Nil, false },
	Name: func(string) []string { return nil },
}

// dong reads an amount of a file.
func (b *book) dong(text string) money.Money {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		b.fail(err)
	}
	return money.Dong(n)
}

func (b *book) date(text string) domain.Date {
	d, err := domain.ParseDate(text)
	if err != nil {
		b.fail(err)
	}
	return d
}
