package bench

import (
	"encoding/hex"
	"fmt"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/boxes"
	"sovang/domain/campaign"
	"sovang/domain/fund"
	"sovang/domain/goods"
	"sovang/domain/ledger"
	"sovang/domain/levy"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/pledge"
	"sovang/domain/sponsorship"
)

// The kinds of ids of what stands beside the gifts.
const (
	ofPledge = iota + 101
	ofSlot
	ofChild
	ofRound
	ofPupil
	ofCampaign
	ofBoxes
	ofLevy
	ofRoster
	ofGiver // of whom there are few, who give much
	ofMatter
)

// together is how many people, rows or children one decision takes.
const together = 500

// kinds fills the book with what else pages show, in proportion to its gifts: to a million belong 20,000 pledges, 20,000 children of the Three Godfathers,
// a list of 40,000 awards and 200 short ones, 200 campaigns, 10,000 boxes, 10,000 households, 10,000 rows of rosters, 10,000 transfers, a thousand
// deliveries of goods and as many hand-outs to twenty pupils, a thousand corrections of every sort, a thousand bank lines that nobody explains, and a donor
// of ten thousand gifts. What is told apart by a number has it from n.
func (r *run) kinds(p *Program) error {
	for _, kind := range []struct {
		what string
		fill func() []ledger.Request
	}{
		{"accounts and campaigns", r.places}, {"pledges", r.pledges}, {"children and their sponsors", r.children}, {"awards", r.awards}, {"boxes", r.boxes},
		{"levies", r.levies}, {"rosters", r.rosters}, {"transfers", r.transfers}, {"goods", r.goods},
		{"corrections", r.corrections}, {"a donor of many gifts", r.faithful},
	} {
		r.tell("filling it: " + kind.what)
		if err := p.Submit(r.ctx, kind.fill()); err != nil {
			return fmt.Errorf("%s: %w", kind.what, err)
		}
	}
	_, err := p.Sync(r.ctx)
	return err
}

// share is one of so many gifts, and never none.
func (r *run) share(of int) int { return max(8, r.Gifts/of) }

func (r *run) asked(c ledger.Command) ledger.Request { return ask(r.ids.next(), c) }

// by has somebody else ask: who proposes, signs and pays are three.
func (r *run) by(who string, c ledger.Command) ledger.Request {
	asked := r.asked(c)
	asked.Actor = who
	return asked
}

const (
	proposer = "bench proposer"
	signer   = "bench signer"
	payer    = "bench payer"
)

// people registers so many people of a kind.
func (r *run) people(kind byte, is person.Kind, prefix string, n int) (all []ledger.Request) {
	for from := 0; from < n; from += together {
		var people []ledger.Registration
		for i := from; i < min(from+together, n); i++ {
			people = append(people, ledger.Registration{Person: id(kind, i), Unit: id(ofUnit, i%funds), Kind: is, Code: fmt.Sprintf("%s-%d", prefix, i),
				Card: person.Card{Name: fmt.Sprintf("%s %s %d", families[i%len(families)], prefix, i), School: "Trường THCS Quang Trung"}})
		}
		all = append(all, r.asked(ledger.RegisterPeople{People: people}))
	}
	return all
}

var families = []string{"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng"}

func campaignCode(n int) string { return fmt.Sprintf("VD-%d", n) }

// places opens bank accounts, and campaigns: appeals, and one of each other kind.
func (r *run) places() (all []ledger.Request) {
	for n := range funds {
		all = append(all, r.asked(fund.OpenPlace{Fund: id(ofFund, n), Place: "bank", Kind: fund.Bank, Name: "Tài khoản"}),
			r.asked(fund.Move{Fund: id(ofFund, n), From: "cash", To: "bank", Amount: money.Dong(int64(r.Gifts/funds) * 10_000), Booked: day}))
	}
	kinds := []campaign.Kind{campaign.Boxes, campaign.Levy, campaign.DaySalary, campaign.Appeal}
	for n := range r.share(5000) {
		open := ledger.OpenCampaign{Campaign: id(ofCampaign, n), Unit: id(ofUnit, n%funds), Code: campaignCode(n), Name: fmt.Sprintf("Đợt vận động %d", n), Kind: kinds[min(n, 3)],
			Appeal: "Vì em đến trường", From: day, Target: money.Dong(100_000_000)}
		all = append(all, r.asked(open))
	}
	return append(all, r.asked(ledger.SetCampaignRule{Campaign: id(ofCampaign, 0), From: day, Remainder: "chi hội", Basis: "kế hoạch",
		Levels: []campaign.Level{{Name: "chi hội", Percent: 60}, {Name: "phường", Percent: 40}}}))
}

// pledges: a half of one payment and a half of several, due over a year, the half of them paid in part.
func (r *run) pledges() (all []ledger.Request) {
	for n := range r.share(50) {
		donor := id(ofDonor, some(n, r.donors()))
		make := ledger.MakePledge{Pledge: id(ofPledge, n), Donor: donor, Fund: id(ofFund, n%funds), Amount: money.Dong(1_200_000), Due: day + domain.Date(some(n, 600)), Made: day}
		switch n % 4 {
		case 1, 2:
			make.Kind, make.Count, make.Months = pledge.Instalments, 4, 3
		case 3:
			make.Kind, make.Amount, make.Months = pledge.Standing, money.Dong(100_000), 1
		}
		all = append(all, r.asked(make))
		if n%2 == 0 {
			all = append(all, r.asked(ledger.ReceiveDonation{Receive: fund.Receive{Fund: id(ofFund, n%funds), Donor: donor, Amount: money.Dong(300_000), Place: "cash", Booked: day + 10,
				Pledge: id(ofPledge, n), Campaign: campaignCode(3 + n%max(1, r.share(5000)-3))}}))
		}
	}
	return all
}

// children of all three kinds: waiting, sponsored in time and late, in a gap, gone.
func (r *run) children() []ledger.Request {
	n := r.share(50)
	all := r.people(ofChild, person.Individual, "TE", n)
	kinds := []sponsorship.Kind{sponsorship.Poor, sponsorship.OrphanedOrDisabled, sponsorship.Excellent}
	for i := range n {
		open := ledger.OpenSlot{Slot: id(ofSlot, i), Unit: id(ofUnit, i%funds), Code: fmt.Sprintf("QN25-%05d", i), Child: id(ofChild, i), Kind: kinds[i%3], Need: "tuition",
			SchoolYear: "2025-2026", Instalment: money.Dong(500_000), Instalments: 9, First: day, Every: 1, Path: sponsorship.Direct, On: day,
			Terms: []domain.Date{day + 120, day + 270}}
		if i%20 == 0 {
			open.Path, open.Fund = sponsorship.ViaAssociation, id(ofFund, i%funds)
		}
		all = append(all, r.by(proposer, open))
	}
	for from := 0; from < n; from += together {
		var some []uuid.UUID
		for i := from; i < min(from+together, n); i++ {
			some = append(some, id(ofChild, i))
		}
		all = append(all, r.by(signer, ledger.VerifyChildren{Children: some, On: day}), r.by(payer, ledger.VerifyChildren{Children: some, On: day}))
	}
	for i := range n {
		if i%5 == 4 {
			continue // still waiting
		}
		sponsor := id(ofDonor, i%max(1, r.donors()/4))
		all = append(all, r.asked(ledger.TakeSlot{Slot: id(ofSlot, i), Sponsor: sponsor, From: day + 10}))
		switch {
		case i%20 == 0:
			all = append(all, r.asked(ledger.ReceiveDonation{Receive: fund.Receive{Fund: id(ofFund, i%funds), Donor: sponsor, Amount: money.Dong(1_000_000),
				Lines: []fund.AskedLine{{Slot: id(ofSlot, i)}}, Place: "cash", Booked: day + 20}}))
		case i%5 == 1:
			all = append(all, r.asked(ledger.NoteMemo{Slot: id(ofSlot, i), Amount: money.Dong(500_000 * int64(1+i%9)), On: day + 40}))
		case i%5 == 2 && i%3 == 0:
			all = append(all, r.asked(ledger.EndSponsorship{Slot: id(ofSlot, i), By: sponsorship.BySponsor, Reason: "chuyển công tác", On: day + 90}))
		case i%50 == 3:
			all = append(all, r.asked(ledger.ExitChild{Child: id(ofChild, i), Reason: "theo gia đình", On: day + 90}))
		}
	}
	return all
}

// awards: one long list that is paid and signed for, and short ones in every state.
func (r *run) awards() []ledger.Request {
	n := r.share(25)
	all := r.people(ofPupil, person.Individual, "HS", n)
	all = append(all, r.round(0, 0, n, 5)...)
	for i := range r.share(5000) {
		all = append(all, r.round(1+i, some(i, n-8), 8, i%6)...)
	}
	return all
}

// round leads a list of so many pupils, from one on, so many steps: named, frozen, approved, announced, paid, proved.
func (r *run) round(n, from, rows, steps int) (all []ledger.Request) {
	is, in := id(ofRound, n), id(ofFund, n%funds)
	all = append(all, r.by(proposer, ledger.OpenRound{Round: is, Unit: id(ofUnit, n%funds), Fund: in, Code: fmt.Sprintf("HB-%d", n), Programme: fmt.Sprintf("Học bổng %d", n),
		Criteria: "vượt khó", Awards: []string{string(fund.Scholarship)}, Recipients: []string{"pupil"}, Budget: money.Dong(int64(rows) * 100_000), SchoolYear: "2025-2026", ClaimDays: 60}))
	var asked []fund.AskedRow
	var frozen []fund.ListRow
	for i := range rows {
		row := fund.AskedRow{Code: fmt.Sprint(i + 1), Recipient: id(ofPupil, from+i), RecipientKind: "pupil", Award: fund.Scholarship, Amount: money.Dong(50_000), Institution: "Trường THCS Quang Trung"}
		asked = append(asked, row)
		frozen = append(frozen, fund.ListRow{Code: row.Code, Recipient: row.Recipient, RecipientKind: row.RecipientKind, Award: row.Award, Amount: row.Amount.Minor, Institution: row.Institution})
		if len(asked) == together || i == rows-1 {
			all = append(all, r.by(proposer, ledger.Nominate{Round: is, Rows: asked}))
			asked = nil
		}
	}
	hash := hex.EncodeToString(fund.HashRows(nil, frozen))
	all = append(all, []ledger.Request{
		r.by(proposer, ledger.FreezeRound{Round: is}), r.by(signer, ledger.ApproveRound{Round: is, Hash: hash}), r.by(proposer, ledger.AnnounceRound{Round: is, On: day + 200}),
		r.by(payer, ledger.PayRound{Round: is, Place: "cash", Witness: actor, Booked: day + 210, Content: "trao học bổng"}),
		r.by(proposer, ledger.ProveRows{Round: is, Attachment: hash, Name: "ky-nhan.pdf"}),
	}[:steps]...)
	return all
}

// boxes of families, by the hundred: the half of them opened, whose other share waits to be accepted.
func (r *run) boxes() (all []ledger.Request) {
	for n := range r.share(10_000) {
		is := id(ofBoxes, n)
		all = append(all, r.asked(ledger.BeginBoxes{Boxes: is, Unit: id(ofUnit, n%funds), Campaign: campaignCode(0), Level: "chi hội", Levels: []boxes.LevelFund{
			{Level: "chi hội", Fund: id(ofFund, n%funds)}, {Level: "phường", Fund: id(ofFund, (n+1)%funds)}}}))
		var out []boxes.AskedBox
		var counted []boxes.AskedCount
		for i := range 100 {
			out = append(out, boxes.AskedBox{Box: fmt.Sprintf("H-%d-%02d", n, i), Tier: fmt.Sprintf("tổ %d", i%10)})
			if i%2 == 0 {
				counted = append(counted, boxes.AskedCount{AskedBox: boxes.AskedBox{Box: out[i].Box}, Counted: money.Dong(300_000), Donated: money.Dong(100_000)})
			}
		}
		all = append(all, r.asked(ledger.HandOutBoxes{Boxes: is, On: day, Rows: out}), r.asked(ledger.OpenBoxes{Boxes: is, On: day + 100, Counters: []string{signer, payer}, Minutes: "BB",
			Place: "cash", Booked: day + 100, Rows: counted}))
	}
	return all
}

// levies of a hundred households each, the half of which have given.
func (r *run) levies() (all []ledger.Request) {
	for n := range r.share(10_000) {
		is := id(ofLevy, n)
		var listed []levy.AskedHousehold
		var paid []levy.AskedPayment
		for i := range 100 {
			listed = append(listed, levy.AskedHousehold{Code: fmt.Sprintf("HO-%02d", i), Heads: int64(1 + i%5)})
			if i%2 == 0 {
				paid = append(paid, levy.AskedPayment{Household: listed[i].Code, Amount: money.Dong(int64(1+i%5) * 20_000)})
			}
		}
		all = append(all, r.asked(ledger.BeginLevy{Levy: is, Unit: id(ofUnit, n%funds), Fund: id(ofFund, n%funds), Year: 2026, Basis: levy.ByHead, Rate: money.Dong(20_000)}),
			r.asked(ledger.ListHouseholds{Levy: is, Rows: listed}), r.asked(ledger.PayLevy{Levy: is, Given: day + 100, Booked: day + 100, Place: "cash", Rows: paid}))
	}
	return all
}

// rosters of a hundred employees each; behind the half of them stands what was remitted.
func (r *run) rosters() []ledger.Request {
	n := r.share(10_000)
	all := r.people(ofGiver, person.Agency, "CQ", n)
	for i := range n {
		var rows []ledger.RosterRow
		for e := range 100 {
			rows = append(rows, ledger.RosterRow{Code: fmt.Sprintf("NV-%02d", e), Amount: money.Dong(200_000)})
		}
		all = append(all, r.asked(ledger.RecordRoster{Roster: id(ofRoster, i), Giver: id(ofGiver, i), Campaign: campaignCode(2), Day: day + 30, Rows: rows}))
		gift := r.asked(ledger.ReceiveDonation{Receive: fund.Receive{Fund: id(ofFund, i%funds), Donor: id(ofGiver, i), Amount: money.Dong(20_000_000), Place: "bank", Booked: day + 31,
			Campaign: campaignCode(2)}})
		if all = append(all, gift); i%2 == 0 {
			all = append(all, r.asked(ledger.AttachRoster{Roster: id(ofRoster, i), Donation: gift.ID}))
		}
	}
	return all
}

// transfers from fund to fund; every tenth is under way.
func (r *run) transfers() (all []ledger.Request) {
	for n := range r.share(100) {
		sent := r.asked(fund.Send{Fund: id(ofFund, n%funds), To: id(ofFund, (n+1)%funds), Amount: money.Dong(100_000), Place: "cash", Booked: day + domain.Date(some(n, 300)), Content: "điều chuyển"})
		if all = append(all, sent); n%10 > 0 {
			all = append(all, r.asked(fund.Accept{Fund: id(ofFund, (n+1)%funds), Transfer: sent.ID, Place: "cash", Booked: day + 300}))
		}
	}
	return all
}

// goods are deliveries of school bags and rice, each handed out to twenty pupils, and some bags that came back.
func (r *run) goods() (all []ledger.Request) {
	bag, rice := "cap-sach", "gao"
	for n := range funds {
		all = append(all, r.asked(goods.OpenItem{Fund: id(ofFund, n), Item: bag, Name: "Cặp sách", Measure: "chiếc"}),
			r.asked(goods.OpenItem{Fund: id(ofFund, n), Item: rice, Name: "Gạo", Measure: "bao 10 kg"}))
	}
	for n := range r.share(1000) {
		in := id(ofFund, n%funds)
		all = append(all, r.asked(ledger.ReceiveGoods{Receive: goods.Receive{Fund: in, Donor: id(ofDonor, n), Booked: day + 40, ValuedBy: "Tổ định giá", Lots: []goods.AskedLot{
			{Item: bag, Pieces: 25, UnitValue: money.Dong(150_000), Valuation: goods.Declared}, {Item: rice, Pieces: 40, UnitValue: money.Dong(180_000), Valuation: goods.Estimated}}}}))
		var rows []goods.AskedRow
		for i := range min(20, r.share(25)) {
			rows = append(rows, goods.AskedRow{Recipient: id(ofPupil, (20*n+i)%r.share(25))})
		}
		given := r.asked(goods.Give{Fund: in, Each: []goods.Quantity{{Item: bag, Pieces: 1}, {Item: rice, Pieces: 2}}, Rows: rows, RecipientKind: "pupil", Booked: day + 41, Content: "đầu năm học"})
		if all = append(all, given); n%10 == 0 {
			all = append(all, r.asked(goods.Return{Fund: in, Of: given.ID, Part: goods.Part{Row: "1", Item: bag}, Booked: day + 42, Reason: "đã có cặp mới"}))
		}
	}
	return all
}

// corrections of every sort, and bank lines that nobody explains.
func (r *run) corrections() (all []ledger.Request) {
	for n := range r.share(1000) {
		in := n % funds
		gift := id(ofGift, r.Gifts-1-n)
		all = append(all, r.asked(fund.ReceiveUnidentified{Fund: id(ofFund, in), Amount: money.Dong(120_000), Place: "bank", Booked: day + 20, Reference: fmt.Sprintf("FT%08d", n), Memo: "UNG HO QUY KHUYEN HOC"}))
		if n%2 == 0 {
			all = append(all, r.asked(fund.Reverse{Fund: id(ofFund, (r.Gifts-1-n)%funds), Donation: gift, Cause: fund.KeyingError, Booked: day + 310, Reason: "nhập nhầm", Approver: signer}))
		}
	}
	return all
}

// faithful is one donor who gave again and again.
func (r *run) faithful() (all []ledger.Request) {
	for n := range r.share(100) {
		all = append(all, r.asked(ledger.ReceiveDonation{Receive: fund.Receive{Fund: id(ofFund, n%funds), Donor: id(ofDonor, 1), Amount: money.Dong(amount(n)), Place: "cash", Booked: r.booked(n * 100)}}))
	}
	return all
}
