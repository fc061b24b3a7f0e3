package scenarios

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"sovang/api/intake"
	"sovang/domain"
	"sovang/domain/boxes"
	"sovang/domain/campaign"
	"sovang/domain/fund"
	"sovang/domain/ledger"
)

// boxRun is a campaign of savings boxes as the press tells it: when they were handed out and opened.
type boxRun struct {
	code      string
	handedOut domain.Date
	opened    domain.Date
}

// raising opens a campaign of boxes with its rule of splitting.
func (b *book) raising(run boxRun, unitCode, name string, rule ledger.SetCampaignRule) {
	rule.Campaign = ID("campaign/" + run.code)
	b.ask("campaign/"+run.code, ledger.OpenCampaign{Campaign: rule.Campaign, Unit: ID("unit/" + unitCode), Code: run.code, Name: name, Kind: campaign.Boxes,
		From: run.handedOut})
	b.ask("rule/"+run.code, rule)
}

// bookOfBoxes begins a unit's book of boxes; levels go by name to funds, the first one opens.
func (b *book) bookOfBoxes(key, unitCode string, run boxRun, levels ...boxes.LevelFund) uuid.UUID {
	id := ID("boxes/" + key)
	b.ask("boxes/"+key, ledger.BeginBoxes{Boxes: id, Unit: ID("unit/" + unitCode), Campaign: run.code, Level: levels[0].Level, Levels: levels})
	return id
}

// boxes hands out and opens the boxes of a table just as the command line does.
func (b *book) boxes(id uuid.UUID, unitCode string, run boxRun, table string) {
	t, err := intake.ReadTable(strings.NewReader(table), intake.Boxes)
	if err != nil {
		b.fail(err)
		return
	}
	b.day = run.opened
	b.batch(intake.PlanBoxes(t, intake.Boxing{
		Boxes: id, Unit: ID("unit/" + unitCode), HandedOut: run.handedOut, Opened: run.opened, Booked: run.opened,
		Counters: []string{"Trưởng ban khuyến học", "Kế toán hội"}, Minutes: "BB khui heo " + run.opened.String(), Place: "tien-mat", Actor: actor,
	}, nobody))
}

// batch takes in the commands of an import.
func (b *book) batch(batch *intake.Batch, err error) {
	if err != nil {
		b.fail(err)
		return
	}
	for _, p := range batch.Rows {
		if p.Err != nil {
			b.fail(fmt.Errorf("line %d: %w", p.Line, p.Err))
		}
	}
	b.requests = append(b.requests, batch.Requests...)
}

// only keeps the rows of a file of the case whose cell under that heading says so.
func (b *book) only(file, heading, says string) string {
	text, err := File(file)
	if err != nil {
		b.fail(err)
		return ""
	}
	records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		b.fail(err)
		return ""
	}
	var kept strings.Builder
	w := csv.NewWriter(&kept)
	at := 0
	for i, record := range records {
		for j, cell := range record {
			if i == 0 && cell == heading {
				at = j
			}
		}
		if i == 0 || record[at] == says {
			b.fail(w.Write(record))
		}
	}
	w.Flush()
	return kept.String()
}

// tanQuang: two tiers open their savings pigs on one day, and everything counted is donated; each tier keeps what its own boxes bring.
func tanQuang(b *book) {
	run := boxRun{"HEO-TQ-2022", domain.NewDate(2022, 1, 10), domain.NewDate(2022, 10, 2)}
	b.day = run.handedOut
	commune := b.found("HKH-TQ", "Hội Khuyến học xã Tân Quang", "TQ-XA", "Quỹ khuyến học xã Tân Quang")
	hamlets := ID("fund/TQ-XOM")
	b.ask("fund/TQ-XOM", fund.Open{Fund: hamlets, Unit: ID("unit/HKH-TQ"), Code: "TQ-XOM", Name: "Quỹ khuyến học các xóm", Form: fund.AssociationFund, From: b.day})
	b.places(hamlets, "TQ-XOM")
	b.raising(run, "HKH-TQ", "Nuôi heo đất Tân Quang 2022", ledger.SetCampaignRule{Levels: []campaign.Level{{Name: "nơi khui", Percent: 100}}})
	for _, tier := range []struct {
		name string
		to   uuid.UUID
	}{{"commune", commune}, {"hamlet", hamlets}} {
		id := b.bookOfBoxes("TQ/"+tier.name, "HKH-TQ", run, boxes.LevelFund{Level: "nơi khui", Fund: tier.to})
		b.boxes(id, "HKH-TQ", run, b.only("tan-quang-2022/boxes.csv", "tier", tier.name))
	}
	for _, f := range []struct {
		id    uuid.UUID
		count string
	}{{commune, "272922500"}, {hamlets, "154354500"}} {
		b.ask("close/"+f.id.String(), fund.Close{Fund: f.id, Until: domain.NewDate(2022, 12, 31), Counts: []fund.AskedCount{
			{Place: "tien-mat", Counted: b.dong(f.count)}, {Place: "ngan-hang", Counted: b.dong("0")},
		}})
	}
}

// phongMy: families keep most of what their pigs held; only what they give back is booked.
func phongMy(b *book) {
	run := boxRun{"HEO-PM-2015", domain.NewDate(2014, 9, 5), domain.NewDate(2015, 5, 19)}
	b.day = run.handedOut
	to := b.found("HKH-PM", "Hội Khuyến học xã Phong Mỹ", "PM", "Quỹ khuyến học xã Phong Mỹ")
	b.raising(run, "HKH-PM", "Nuôi heo đất Phong Mỹ 2014–2015", ledger.SetCampaignRule{Levels: []campaign.Level{{Name: "xã", Percent: 100}}, Voluntary: true})
	id := b.bookOfBoxes("PM", "HKH-PM", run, boxes.LevelFund{Level: "xã", Fund: to})
	text, err := File("phong-my-2015/boxes.csv")
	b.fail(err)
	b.boxes(id, "HKH-PM", run, string(text))
}

// chauDuc: 60 per cent stay where the boxes were opened, 40 go to the commune.
func chauDuc(b *book) {
	run := boxRun{"HEO-CD-2011", domain.NewDate(2011, 1, 15), domain.NewDate(2011, 10, 2)}
	b.day = run.handedOut
	branch := b.found("CH-CD", "Chi hội khuyến học ấp, Châu Đức", "CD-CH", "Quỹ chi hội khuyến học ấp")
	commune := b.found("HKH-CD", "Hội Khuyến học xã, Châu Đức", "CD-XA", "Quỹ khuyến học xã")
	b.raising(run, "HKH-CD", "Nuôi heo đất Châu Đức 2011", ledger.SetCampaignRule{Remainder: "chi hội",
		Levels: []campaign.Level{{Name: "chi hội", Percent: 60}, {Name: "xã", Percent: 40}}})
	id := b.bookOfBoxes("CD", "CH-CD", run, boxes.LevelFund{Level: "chi hội", Fund: branch}, boxes.LevelFund{Level: "xã", Fund: commune})
	b.boxes(id, "CH-CD", run, equal("CD", 40, 14_000_000))
	b.accepted(id, "xã")
}

// thaiBinh: 10, 20 and 70 per cent for province, district and commune, of a sum that divides and of one that does not. Each level
// accepts its part.
func thaiBinh(b *book) {
	run := boxRun{"HEO-TB-2004", domain.NewDate(2004, 1, 15), domain.NewDate(2004, 10, 2)}
	b.day = run.handedOut
	province := b.found("HKH-TB", "Hội Khuyến học tỉnh Thái Bình", "TB-TINH", "Quỹ khuyến học tỉnh Thái Bình")
	district := b.found("HKH-TB-H", "Hội Khuyến học huyện, Thái Bình", "TB-HUYEN", "Quỹ khuyến học huyện")
	commune := b.found("HKH-TB-X", "Hội Khuyến học xã, Thái Bình", "TB-XA", "Quỹ khuyến học xã")
	b.raising(run, "HKH-TB", "Nuôi lợn khuyến học Thái Bình 2004", ledger.SetCampaignRule{Remainder: "xã",
		Levels: []campaign.Level{{Name: "tỉnh", Percent: 10}, {Name: "huyện", Percent: 20}, {Name: "xã", Percent: 70}}})
	for _, part := range []struct {
		key   string
		boxes int64
		sum   int64
	}{{"TB", 500, 2_500_000_000}, {"TB-LE", 7, 1_000_001}} {
		id := b.bookOfBoxes(part.key, "HKH-TB-X", run, boxes.LevelFund{Level: "xã", Fund: commune}, boxes.LevelFund{Level: "huyện", Fund: district},
			boxes.LevelFund{Level: "tỉnh", Fund: province})
		b.boxes(id, "HKH-TB-X", run, equal(part.key, part.boxes, part.sum))
		b.accepted(id, "huyện", "tỉnh")
	}
}

// equal is a table of that many boxes, all alike but for the last, which takes the remainder.
func equal(prefix string, n, sum int64) string {
	var t strings.Builder
	t.WriteString("box,keeper,counted_vnd\n")
	for i := range n {
		amount := sum / n
		if i == n-1 {
			amount = sum - (n-1)*amount
		}
		fmt.Fprintf(&t, "%s-%03d,Gia đình số %d,%d\n", prefix, i+1, i+1, amount)
	}
	return t.String()
}

// accepted has other levels take their shares of the opening that was asked for last.
func (b *book) accepted(id uuid.UUID, levels ...string) {
	if b.err != nil {
		return
	}
	opening := b.requests[len(b.requests)-1].ID
	for _, level := range levels {
		b.ask("accept/"+id.String()+"/"+level, ledger.AcceptBoxes{Boxes: id, Opening: opening, Level: level, Place: "ngan-hang", Booked: b.day + 3})
	}
}
