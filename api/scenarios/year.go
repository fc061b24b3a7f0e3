package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/campaign"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
)

// lived is a year in one province, from December 2025 to November 2026, for people to look at and to try: gifts of every month, money that goes up and
// down, rounds, sponsorships and promises in every state. All of it is invented. It belongs to the demonstration alone, after the cases, whose
// figures it leaves as they are.
func lived(b *book) {
	y := &year{book: b, known: map[string]uuid.UUID{}}
	y.campaigns()
	y.gifts()
	y.give()
	y.transfers()
	y.rounds()
	y.godfathers()
	y.promises()
	y.salaries()
	y.pigs()
	y.clan()
	y.happen()
	y.agree()
}

// year gathers what happens, and lets it happen in the order of days.
type year struct {
	*book
	known   map[string]uuid.UUID // people by code
	planned []planned
}

type planned struct {
	day domain.Date
	do  func()
}

// when plans something for a day.
func (y *year) when(day domain.Date, do func()) { y.planned = append(y.planned, planned{day, do}) }

// happen asks for all that was planned, day by day.
func (y *year) happen() {
	slices.SortStableFunc(y.planned, func(a, b planned) int { return cmp.Compare(a.day, b.day) })
	for _, p := range y.planned {
		y.day = p.day
		p.do()
	}
	y.planned = nil
}

// possible plans what the ledger takes only until a day, since it speaks of days to come. A demonstration that is furnished later goes without it.
func (y *year) possible(last, day domain.Date, do func()) {
	if domain.DateOf(time.Now()) <= last {
		y.when(day, do)
	}
}

func in(year int, month time.Month, day int) domain.Date { return domain.NewDate(year, month, day) }

// The words of which names are made.
var (
	families = []string{"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Đinh"}
	middles  = []string{"Thị", "Văn", "Minh", "Thu", "Quang", "Ngọc", "Hữu", "Thanh", "Gia", "Hải", "Bảo"}
	firsts   = []string{"Anh", "Bình", "Châu", "Dung", "Đạt", "Giang", "Hà", "Hòa", "Huy", "Khánh", "Lan", "Linh", "Long", "Mai", "Nam", "Ngân", "Oanh", "Phúc", "Quân", "Sơn", "Tâm",
		"Thảo", "Trang", "Tuấn", "Uyên", "Vân", "Yến"}
	schools = []string{"Trường THCS Trọng Điểm", "Trường THPT Hòn Gai", "Trường THCS Bãi Cháy", "Trường Tiểu học Hạ Long", "Trường THPT Hải Đảo", "Trường THCS Minh Giang"}
)

func of[T any](list []T, n int) T { return list[n%len(list)] }

// called makes a name; another number is another name.
func called(n int) string {
	return of(families, n*5+n/14) + " " + of(middles, n*7+n/3) + " " + of(firsts, n*11+n/5)
}

// person gives somebody by their code, whom it registers first where they are new: in the command itself, where there is room for them.
func (y *year) person(code, unit, name string, kind person.Kind) (uuid.UUID, *ledger.Registration) {
	if id, ok := y.known[code]; ok {
		return id, nil
	}
	id := ID("year/" + code)
	y.known[code] = id
	return id, &ledger.Registration{Person: id, Unit: ID("unit/" + unit), Kind: kind, Code: code, Card: person.Card{Name: name}}
}

// campaigns of the year: spring with a target that was reached, autumn with one that is not.
func (y *year) campaigns() {
	for _, c := range []struct {
		code, unit, name, appeal string
		kind                     campaign.Kind
		from, until              domain.Date
		target                   int64
	}{
		{"XUAN-KH-2026", "HKH-QN", "Xuân khuyến học 2026", "Mỗi nhà một phần quà cho em đến trường", campaign.Appeal, in(2026, 1, 5), in(2026, 2, 28), 250_000_000},
		{"THANG-KH-2026", "HKH-QN", "Tháng khuyến học 2026", "Không để em nào phải nghỉ học vì nghèo", campaign.Appeal, in(2026, 9, 1), in(2026, 12, 31), 500_000_000},
		{"NGAY-LUONG-2026", "HKH-QN", "Một ngày lương vì em đến trường 2026", "", campaign.DaySalary, in(2026, 10, 1), in(2026, 12, 31), 30_000_000},
		{"HEO-BC-2026", "QN-BC-K1", "Nuôi heo đất khu phố 1 Bãi Cháy", "", campaign.Boxes, in(2026, 1, 10), in(2026, 12, 31), 0},
	} {
		y.when(c.from, func() {
			open := ledger.OpenCampaign{Campaign: ID("campaign/" + c.code), Unit: ID("unit/" + c.unit), Code: c.code, Name: c.name, Kind: c.kind, Appeal: c.appeal,
				From: c.from, Until: c.until, Occasion: c.name}
			if c.target > 0 {
				open.Target = money.Dong(c.target)
			}
			y.ask("campaign/"+c.code, open)
		})
	}
}

// campaignOn is the appeal that runs on a day.
func campaignOn(day domain.Date) string {
	switch {
	case day >= in(2026, 1, 5) && day <= in(2026, 2, 28):
		return "XUAN-KH-2026"
	case day >= in(2026, 9, 1):
		return "THANG-KH-2026"
	}
	return ""
}

// giver is one of those who give in the year.
type giver struct {
	code, name string
	kind       person.Kind
	unit       string // where they live, whose fund they give to
	usual      int64  // đồng
	hidden     bool   // their name, each time
	months     []int  // in which they give, counted from December 2025
}

// givers are those with a name of their own, and neighbours by the dozen.
func givers() []giver {
	all := []giver{
		{"NHT-HANH", "Bà Lê Thị Hồng Hạnh", person.Individual, "HKH-QN", 5_000_000, false, []int{0, 2, 5, 9, 11}},
		{"NHT-BAO", "Ông Trịnh Quốc Bảo", person.Individual, "HKH-QN", 2_000_000, false, []int{1, 6}},
		{"DN-THAN", "Công ty Than Minh Khai", person.Enterprise, "HKH-QN", 80_000_000, false, []int{1, 9}},
		{"DN-CANG", "Công ty Cảng Cửa Lục", person.Enterprise, "HKH-QN", 60_000_000, false, []int{2, 10}},
		{"DN-DL", "Công ty Du lịch Vịnh Xanh", person.Enterprise, "QN-BC", 45_000_000, false, []int{1, 6, 9}},
		{"DN-HS", "Hợp tác xã Hải sản Vân Đồn", person.Enterprise, "QN-VD", 18_000_000, false, []int{2, 8}},
		{"QUY-SM", "Quỹ Sao Mai", person.Foundation, "HKH-QN", 120_000_000, false, []int{9}},
		{"CQ-THUE", "Chi cục Thuế Hạ Long", person.Agency, "QN-HG", 9_500_000, false, []int{5, 10}},
		{"CHUA-LT", "Chùa Long Tiên", person.Religious, "QN-HG", 15_000_000, false, []int{2, 7}},
		{"DB-VD", "Đồn biên phòng Vân Đồn", person.Armed, "QN-VD", 6_000_000, false, []int{0, 5, 9}},
		{"KB-PHAM", "Ông Phạm Văn Biển", person.Overseas, "QN-VD-HO", 25_000_000, false, []int{2}},
		{"CHS-HG", "Cựu học sinh khóa 1988–1991", person.Collective, "QN-HG", 32_000_000, false, []int{8}},
		{"LOP-BC", "Tập thể lớp 9A Bãi Cháy", person.Collective, "QN-BC", 1_200_000, false, []int{5, 11}},
	}
	homes := []string{"HKH-QN", "QN-HG", "QN-BC", "QN-HG", "HKH-QN", "QN-VD", "QN-MG", "QN-HG-K1", "QN-BC-K1", "HKH-QN", "QN-HG-K2", "QN-VD-T1"}
	title := []string{"Ông", "Bà", "Anh", "Chị", "Cô", "Thầy"}
	// How much of the year's giving a month sees: Tết, the end of the school year, its beginning.
	weight := []int{5, 9, 13, 4, 4, 6, 8, 4, 9, 16, 14, 8}
	for n := range 96 {
		g := giver{code: fmt.Sprintf("NHT-%03d", 101+n), name: of(title, n) + " " + called(n+3), kind: person.Individual, unit: of(homes, n), usual: int64(2+n*n%17) * 100_000,
			hidden: n%13 == 5}
		for m, w := range weight {
			if (n*31+m*17+n*m)%40 < w {
				g.months = append(g.months, m)
			}
		}
		all = append(all, g)
	}
	return all
}

// fundOf is the fund of a unit that takes gifts of the day.
func fundOf(unit string) uuid.UUID {
	if unit == "HKH-QN" {
		return ID("fund/QN-HB")
	}
	return ID("fund/" + unit)
}

// lastDay is the last of the demonstration's days.
var lastDay = in(2026, 11, 20)

// gifts plans what everybody gives.
func (y *year) gifts() {
	for n, g := range givers() {
		for i, m := range g.months {
			day := min(in(2025, time.December+time.Month(m), 1+(n*7+m*11)%27), lastDay)
			amount := g.usual
			if g.kind == person.Individual && i > 0 {
				amount += int64((n+i)%4) * 100_000
			}
			y.when(day, func() { y.gift(g, m, n, amount) })
		}
	}
}

func (y *year) gift(g giver, month, nth int, amount int64) uuid.UUID {
	donor, first := y.person(g.code, g.unit, g.name, g.kind)
	r := fund.Receive{Fund: fundOf(g.unit), Donor: donor, Amount: money.Dong(amount), Place: "ngan-hang", Given: y.day, Booked: y.day, Campaign: campaignOn(y.day)}
	if nth%5 < 2 && amount < 3_000_000 {
		r.Place = "tien-mat"
	} else {
		r.Reference = fmt.Sprintf("FT26%02d%04d", month, nth*37%10_000)
	}
	if g.hidden {
		r.Anonymity = fund.Benefactor
	}
	return y.ask(fmt.Sprintf("gift/%s/%d", g.code, month), ledger.ReceiveDonation{Receive: r, NewDonor: first})
}

// agree: some let their names be shown in public, each on a paper of their own.
func (y *year) agree() {
	y.day = in(2026, 11, 2)
	for n, g := range givers() {
		if _, gave := y.known[g.code]; gave && g.kind == person.Individual && (n < 2 || n%3 == 0) {
			y.consents(g.code, person.DonorLists, person.Adult, person.Self, n)
		}
	}
}

func (y *year) consents(code string, purpose person.Purpose, of person.Case, by person.Giver, n int) {
	y.ask("consent/"+code+"/"+string(purpose), ledger.GiveConsent{Person: y.known[code], Purpose: purpose, Case: of, By: by, Evidence: fmt.Sprintf("hồ sơ đồng ý số %d/2026", n+1),
		Wording: "MAU-01", From: y.day})
}

// give plans what units pay out on their own, besides rounds, and what a year's running costs.
func (y *year) give() {
	units := []string{"QN-HG", "QN-BC", "QN-VD", "QN-MG", "QN-HG-K1", "QN-VD-HO"}
	awards := []fund.AwardKind{fund.Scholarship, fund.Support, fund.Reward}
	for n := range 46 {
		unit, award := of(units, n), of(awards, n/2)
		day := min(in(2026, time.Month(2+n*10/46), 3+n*5%24), lastDay)
		amount := map[fund.AwardKind]int64{fund.Scholarship: 1_500_000, fund.Support: 800_000, fund.Reward: 300_000}[award]
		y.when(day, func() {
			code := fmt.Sprintf("HS-%s-%02d", unit, n)
			pupil, first := y.person(code, unit, called(n+200), person.Individual)
			first.Card.School = of(schools, n)
			y.ask("pupil/"+code, ledger.RegisterPeople{People: []ledger.Registration{*first}})
			y.ask("award/"+code, fund.Pay{Fund: fundOf(unit), Kind: fund.Award, Award: award, Recipient: pupil, RecipientKind: "pupil", Amount: money.Dong(amount),
				Place: "ngan-hang", Booked: y.day, Campaign: campaignOn(y.day), Content: "trao tại trường"})
		})
	}
	for month := time.Month(1); month <= 11; month++ {
		y.when(in(2026, month, 20), func() {
			y.ask(fmt.Sprintf("cost/%d", month), fund.Pay{Fund: fundOf("HKH-QN"), Kind: fund.RunningCost, Amount: money.Dong(180_000 + int64(month)*7_000), Place: "ngan-hang",
				Booked: y.day, Content: "in giấy khen, văn phòng phẩm"})
		})
	}
	y.when(in(2026, 6, 2), func() {
		y.ask("cost/summer", fund.Pay{Fund: fundOf("QN-BC"), Kind: fund.RunningCost, Amount: money.Dong(1_350_000), Place: "ngan-hang", Booked: y.day, Content: "phông chữ lễ tổng kết"})
	})
}

// transfers: part of what wards and communes were given goes up, and help comes down. Two are under way.
func (y *year) transfers() {
	for i, s := range []struct {
		from, to string
		amount   int64
		day      domain.Date
		taken    int // days later; 0: not yet
	}{
		{"QN-HG", "HKH-QN", 4_000_000, in(2026, 3, 6), 3}, {"QN-BC", "HKH-QN", 6_000_000, in(2026, 3, 9), 2}, {"QN-HG-K1", "QN-HG", 500_000, in(2026, 3, 2), 1},
		{"HKH-QN", "QN-VD", 10_000_000, in(2026, 8, 12), 4}, {"QN-VD", "QN-VD-T1", 2_000_000, in(2026, 8, 20), 2}, {"HKH-QN", "QN-MG", 6_000_000, in(2026, 9, 3), 5},
		{"QN-BC", "HKH-QN", 7_500_000, in(2026, 10, 14), 1}, {"QN-HG", "HKH-QN", 5_000_000, in(2026, 11, 16), 0}, {"HKH-QN", "QN-HG", 3_000_000, in(2026, 11, 18), 0},
	} {
		y.when(s.day, func() {
			sent := y.ask(fmt.Sprintf("send/%d", i), fund.Send{Fund: fundOf(s.from), To: fundOf(s.to), Amount: money.Dong(s.amount), Place: "ngan-hang", Booked: y.day,
				Content: "điều chuyển giữa các cấp hội"})
			if s.taken > 0 {
				y.ask(fmt.Sprintf("accept/%d", i), fund.Accept{Fund: fundOf(s.to), Transfer: sent, Place: "ngan-hang", Booked: s.day + domain.Date(s.taken)})
			}
		})
	}
	y.when(in(2026, 11, 19), func() {
		y.ask("line/1", fund.ReceiveUnidentified{Fund: fundOf("HKH-QN"), Amount: money.Dong(1_500_000), Place: "ngan-hang", Booked: y.day, Reference: "FT2611190071", Memo: "UNG HO QUY KHUYEN HOC"})
		y.ask("line/2", fund.ReceiveUnidentified{Fund: fundOf("QN-HG"), Amount: money.Dong(300_000), Place: "ngan-hang", Booked: y.day, Reference: "FT2611190084", Memo: "gop quy"})
		donor, first := y.person("DN-XANG", "HKH-QN", "Công ty Xăng dầu Bến Đoan", person.Enterprise)
		y.ask("awaiting", ledger.ReceiveDonation{Receive: fund.Receive{Fund: fundOf("HKH-QN"), Donor: donor, Amount: money.Dong(20_000_000), Given: y.day, Booked: y.day, Awaiting: true},
			NewDonor: first})
	})
}
