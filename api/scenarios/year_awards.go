package scenarios

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"sovang/api/intake"
	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
)

// listed is a round of the year as it is planned: how many pupils, from which one on, and what each is given.
type listed struct {
	code, programme string
	award           fund.AwardKind
	day             domain.Date
	pupils, first   int
	each            int64
}

// rounds of the year: two paid and signed for, one of which some came back or was never collected, one approved that waits to be paid, one whose second
// version waits for the approver, one for which names are still being gathered.
func (y *year) rounds() {
	y.when(in(2026, 2, 5), func() {
		l := listed{"TET-2026", "Xuân cho em đến trường 2026", fund.Support, y.day, 36, 0, 500_000}
		hash := y.nominated(l)
		y.approved(l, hash)
		y.day = in(2026, 2, 11)
		y.paid(l)
		y.signedFor(l)
		y.by(chair, "round/"+l.code+"/close", ledger.CloseRound{Round: l.id()})
	})
	y.when(in(2026, 5, 20), y.ofWhichSomeCameBack)
	y.when(in(2026, 9, 25), func() {
		l := listed{"TSDT-2026", "Tiếp sức đến trường 2026", fund.Scholarship, y.day, 150, 200, 2_000_000}
		y.approved(l, y.nominated(l))
		y.day = in(2026, 10, 2)
		payout := y.paid(l)
		y.signedFor(l)
		y.by(chair, "round/"+l.code+"/close", ledger.CloseRound{Round: l.id()})
		y.ask("return/3", fund.Return{Fund: fundOf("HKH-QN"), Payout: payout, Row: "140", Place: "ngan-hang", Booked: in(2026, 10, 10), Reason: "em được trường miễn học phí, gửi trả lại"})
	})
	y.when(in(2026, 11, 9), func() {
		l := listed{"KT-2026", "Khen thưởng học sinh giỏi 2026", fund.Reward, y.day, 18, 60, 400_000}
		y.approved(l, y.nominated(l))
	})
	y.when(in(2026, 11, 12), y.forTheApprover)
	y.when(in(2026, 11, 17), func() {
		l := listed{"AO-AM-2026", "Áo ấm vùng cao 2026", fund.Support, y.day, 9, 90, 350_000}
		y.opened(l)
		y.names(l, l.programme)
	})
}

func (l listed) id() uuid.UUID { return ID("round/" + l.code) }

func (y *year) opened(l listed) {
	y.by(secretary, "round/"+l.code, ledger.OpenRound{Round: l.id(), Unit: ID("unit/HKH-QN"), Fund: fundOf("HKH-QN"), Code: l.code, Programme: l.programme,
		Criteria: "học sinh được trường và chi hội giới thiệu", Awards: []string{string(l.award)}, Recipients: []string{"pupil"}, Budget: money.Dong(int64(l.pupils) * l.each * 2),
		Occasion: l.programme, SchoolYear: "2026-2027", ClaimDays: 60})
}

// names nominates the pupils of a list under its name, and gives the list's hash.
func (y *year) names(l listed, name string) string {
	var t strings.Builder
	t.WriteString("stt,ma,nguoi nhan,ngay sinh,truong,so tien\n")
	for n := l.first; n < l.first+l.pupils; n++ {
		fmt.Fprintf(&t, "%d,HSQN-%03d,%s,%d,%s,%d\n", n-l.first+1, n+1, called(n+400), 2009+n%9, of(schools, n), l.each)
	}
	table, err := intake.ReadTable(strings.NewReader(t.String()), intake.Awards)
	if err != nil {
		y.fail(err)
		return ""
	}
	known := nobody
	known.Code = func(code string) (uuid.UUID, bool) { id, ok := y.known[code]; return id, ok }
	list, err := intake.PlanAwards(table, intake.Awarding{Target: intake.Target{Fund: fundOf("HKH-QN"), Unit: ID("unit/HKH-QN"), Actor: secretary}, Name: name, Award: l.award,
		Booked: y.day, Round: l.id()}, known)
	if err != nil {
		y.fail(err)
		return ""
	}
	for _, r := range list.Requests {
		if c, ok := r.Command.(ledger.RegisterPeople); ok {
			for _, p := range c.People {
				y.known[p.Code] = p.Person
			}
		}
	}
	y.requests = append(y.requests, list.Requests...)
	return hex.EncodeToString(list.Hash)
}

// nominated opens a round, names its pupils and freezes the list.
func (y *year) nominated(l listed) string {
	y.opened(l)
	hash := y.names(l, l.programme)
	y.by(secretary, "round/"+l.code+"/freeze", ledger.FreezeRound{Round: l.id()})
	return hash
}

func (y *year) approved(l listed, hash string) {
	y.by(chair, "round/"+l.code+"/approve", ledger.ApproveRound{Round: l.id(), Hash: hash})
	y.by(secretary, "round/"+l.code+"/announce", ledger.AnnounceRound{Round: l.id(), On: y.day})
}

func (y *year) paid(l listed, absent ...string) uuid.UUID {
	return y.byOne(treasurer, "round/"+l.code+"/pay", ledger.PayRound{Round: l.id(), Place: "ngan-hang", Except: absent, Witness: witness, Booked: y.day, Content: l.programme})
}

func (y *year) signedFor(l listed) {
	sum := sha256.Sum256([]byte("danh sách ký nhận " + l.code))
	y.by(secretary, "round/"+l.code+"/prove", ledger.ProveRows{Round: l.id(), Attachment: hex.EncodeToString(sum[:]), Name: "ky-nhan-" + l.code + ".pdf"})
}

// byOne is by, and gives the command's id.
func (y *year) byOne(actor, key string, c ledger.Command) uuid.UUID {
	y.by(actor, key, c)
	return y.requests[len(y.requests)-1].ID
}

// ofWhichSomeCameBack: two pupils do not come and are given up after the last day, one award comes back since the family has moved, another one in part.
func (y *year) ofWhichSomeCameBack() {
	l := listed{"HBVK-HK2-2026", "Học bổng vượt khó học kỳ II", fund.Scholarship, y.day, 24, 36, 1_000_000}
	y.approved(l, y.nominated(l))
	y.day = in(2026, 5, 28)
	payout := y.paid(l, "7", "15")
	y.signedFor(l)
	y.day = in(2026, 6, 3)
	y.ask("return/1", fund.Return{Fund: fundOf("HKH-QN"), Payout: payout, Row: "4", Place: "ngan-hang", Booked: y.day, Reason: "gia đình em chuyển tỉnh, gửi trả lại"})
	y.ask("return/2", fund.Return{Fund: fundOf("HKH-QN"), Payout: payout, Row: "11", Amount: money.Dong(300_000), Place: "ngan-hang", Booked: y.day, Reason: "em đã có suất khác của trường"})
	y.by(secretary, "round/"+l.code+"/unclaimed", ledger.GiveUpRows{Round: l.id(), Rows: []string{"7", "15"}, Reason: "đã mời hai lần, gia đình không đến nhận"})
}

// forTheApprover: the list was frozen, three pupils were added by a new version, and that waits.
func (y *year) forTheApprover() {
	l := listed{"HBVK-2026", "Học bổng vượt khó 2026", fund.Scholarship, y.day, 22, 108, 1_500_000}
	y.nominated(l)
	y.by(secretary, "round/"+l.code+"/revise", ledger.ReviseRound{Round: l.id(), Reason: "xã Minh Giang giới thiệu thêm ba em"})
	l.pupils += 3
	y.names(l, l.programme+" (bổ sung)")
	y.by(secretary, "round/"+l.code+"/freeze/2", ledger.FreezeRound{Round: l.id()})
}
