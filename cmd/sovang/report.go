package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"

	"sovang/api/intake"
	"sovang/api/sheet"
	"sovang/domain"
	"sovang/projections"
)

type reportCmd struct {
	Balances     reportBalances     `cmd:"" help:"What funds hold, by compartment."`
	Places       reportPlaces       `cmd:"" help:"What lies in cash boxes, bank accounts and savings."`
	Accounts     reportAccounts     `cmd:"" help:"The balances of the double entry, as export hledger has them."`
	Donor        reportDonor        `cmd:"" help:"What somebody gave."`
	Trail        reportTrail        `cmd:"" help:"Where the money of a donation went, or where that of a payout came from."`
	Payouts      reportPayouts      `cmd:"" help:"What was paid out."`
	List         reportList         `cmd:"" help:"A payout list, counted by award, recipients and level."`
	Round        reportRound        `cmd:"" help:"An award round: how far its rows have come, who did what; or all rounds."`
	Awards       reportAwards       `cmd:"" help:"Awards counted: scholarships, support and rewards apart."`
	Already      reportAlready      `cmd:"" name:"already-awarded" help:"How many awards those on a round's list have had elsewhere this year."`
	Overrides    reportOverrides    `cmd:"" help:"Where one person stood for two, and lists paid without a round."`
	Godfathers   reportGodfathers   `cmd:"" help:"Three Godfathers: slots, sponsorships, payments."`
	Pledges      reportPledges      `cmd:"" help:"What was promised, due, paid and overdue; never part of a balance."`
	Rosters      reportRosters      `cmd:"" help:"One day's salary: rosters, what was remitted, every difference with its reason."`
	Held         reportHeld         `cmd:"" help:"What is kept for other funds, for whom and since when."`
	Unidentified reportUnidentified `cmd:"" help:"Bank lines that nobody can explain yet."`
	Deed         reportDeed         `cmd:"" help:"The clauses of a fund's deed that are in force on a day."`
	Campaigns    reportCampaigns    `cmd:"" help:"Campaigns: what entered the books in their name, beside what was only counted or expected."`
	Boxes        reportBoxes        `cmd:"" help:"Savings boxes: handed out, opened, counted, kept, donated, split between levels."`
	Levies       reportLevies       `cmd:"" help:"What households are expected to give and gave; nobody is in debt."`
	Figures      reportFigures      `cmd:"" help:"What units declare, beside what the books say of the same; never added up."`
	Restatement  reportRestatement  `cmd:"" help:"What was entered after a close and changed what had been closed: was, is, why."`
	Disclosure   reportDisclosure   `cmd:"" help:"What is made public of a year: everything that must be, and nothing that must not."`
	Publications reportPublications `cmd:"" help:"Which years of which funds were made public when, and which are missing."`
	Goods        reportGoods        `cmd:"" help:"Goods in kind: pieces and their value, beside the money."`
	Receipts     reportReceipts     `cmd:"" help:"The register of receipts, without gaps."`
	Units        reportUnits        `cmd:"" help:"Units of a day and their funds, as a tree if you like; those that have ended say who came after them."`
	UnitHistory  reportUnitHistory  `cmd:"" name:"unit-history" help:"What happened to a unit: names, kinds, places, predecessors, successors, decisions."`
	Funds        reportFunds        `cmd:"" help:"Funds: whose they are, their legal form, whose name they honour."`
	Rollup       reportRollup       `cmd:"" help:"A tree of units rolled up: opening, income, use, transfers eliminated inside, closing."`
	PerCapita    reportPerCapita    `cmd:"" name:"per-capita" help:"Amounts a head, booked or declared, with all that defines them."`
	Cluster      reportCluster      `cmd:"" help:"An emulation cluster: its members side by side, booked and declared apart; or all clusters."`
	Consents     reportConsents     `cmd:"" help:"Who consented to being shown, for what, until when; withdrawals and their deadlines."`
	Law          reportLaw          `cmd:"" help:"What the law asks of these books, by date, with its source."`
	Staff        reportStaff        `cmd:"" help:"Who holds which role, where and until when."`
	Duties       reportDuties       `cmd:"" help:"The table of duties: who may ask for what."`
	Signatures   reportSignatures   `cmd:"" help:"Who signed which command."`
	Entries      reportEntries      `cmd:"" help:"The entries of the log: what, when, by whom."`
	Findings     reportFindings     `cmd:"" help:"What an inspection looks at: rules set aside, papers voided, money missing, what was taken back or changed later."`
	Differences  reportDifferences  `cmd:"" help:"What changed in the books between two points in time."`
	Journal      reportJournal      `cmd:"" help:"The journal of a fund: balanced postings, and its accounts before and after."`
}

// reportFlags are common to all reports.
type reportFlags struct {
	Format sheet.Format `help:"${formats}" default:"table" enum:"table,json,csv"`
	Wide   bool         `help:"All columns of the table; json and csv always have them."`
	AsOf   string       `help:"What was known then: an entry's number, a date, a moment." placeholder:"WHEN"`
}

// atFlag is the other axis of time.
type atFlag struct {
	At string `help:"Only what was booked by the end of this day." placeholder:"DATE"`
}

func (a atFlag) date() (*domain.Date, error) {
	if a.At == "" {
		return nil, nil
	}
	d, err := intake.ParseDate(a.At)
	return &d, err
}

// day is the day of which a report speaks that is always of one: that of --at, else that of the entry which --as-of leads to, else today.
func (f *reportFlags) day(at string, asOf projections.AsOf) (domain.Date, error) {
	day, err := atFlag{at}.date()
	switch {
	case err != nil:
		return 0, err
	case day != nil:
		return *day, nil
	case f.AsOf != "":
		return domain.DateOf(asOf.Recorded), nil
	}
	return domain.DateOf(time.Now()), nil
}

// run reads and writes one report.
func (f *reportFlags) run(ctx context.Context, p Process, g *globals, report func(*projections.Reader, projections.AsOf) (*sheet.Sheet, error)) error {
	return g.reading(ctx, p, func(r *projections.Reader) error {
		asOf, err := r.AsOf(ctx, f.AsOf)
		if err != nil {
			return err
		}
		s, err := report(r, asOf)
		if err != nil {
			return err
		}
		s.Wide = f.Wide
		return s.Write(p.Out, f.Format)
	})
}

// cut tells the reader of a report of at most limit rows that it may have ended there: silence would make a part look like all.
func cut(p Process, rows, limit int, rest string) {
	if rows >= limit {
		fmt.Fprintf(p.Err, "%s rows are shown and there may be more: %s\n", sheet.Count(int64(rows)), rest)
	}
}

// terms are the words of the field on screens.
var terms = map[string]string{
	"none": "không", "purpose": "mục đích", "beneficiary": "người hưởng", "slot": "suất đỡ đầu", "endowment": "quỹ gốc", "income": "lãi quỹ gốc",
	"administration": "quản lý",
	"cash":           "tiền mặt", "bank": "ngân hàng", "savings": "tiết kiệm", "advance": "tạm ứng",
	"award": "trao", "programme": "chương trình", "running": "quản lý", "fee": "phí", "seizure": "bị thu", "loss": "mất",
	"scholarship": "học bổng", "support": "hỗ trợ", "reward": "khen thưởng",
	"pupil": "học sinh", "student": "sinh viên", "teacher": "giáo viên", "adult": "người lớn", "collective": "tập thể",
	"primary": "tiểu học", "lower-secondary": "THCS", "upper-secondary": "THPT", "university": "đại học",
	"booked": "đã ghi sổ", "awaiting": "chờ tiền", "dropped": "không đến", "reversed": "đã hủy",
	"poor": "nghèo vượt khó", "orphaned-or-disabled": "mồ côi, khuyết tật", "excellent": "giỏi thành tài",
	"association": "hội khuyến học", "branch": "chi hội", "committee": "ban khuyến học", "clan": "dòng họ", "school": "trường", "college": "trường nghề, đại học",
	"enterprise": "doanh nghiệp", "agency": "cơ quan", "armed-forces": "lực lượng vũ trang", "family": "gia đình",
	"individual": "cá nhân", "foundation": "quỹ", "religious": "tôn giáo", "overseas": "kiều bào",
	"licensed": "quỹ được cấp phép", "held": "giữ hộ quỹ khác",
	"commune": "xã", "hamlet": "xóm",
	"nominating": "đang đề cử", "nominated": "đề cử", "frozen": "đã chốt", "approved": "đã duyệt", "announced": "đã thông báo", "paid": "đã trao", "proved": "đã ký nhận",
	"closed": "đã đóng", "cancelled": "đã hủy bỏ", "excluded": "bị loại", "declined": "từ chối nhận", "absent": "vắng mặt", "returned": "đã trả về", "unclaimed": "không đến nhận",
	"revised": "đã sửa danh sách", "substituted": "thay người", "added": "thêm", "removed": "bớt", "changed": "đổi", "list without round": "chi theo danh sách không qua đợt xét", "role granted": "giao nhiệm vụ",
	"once-a-year": "mỗi năm học một suất", "once-a-year-per-kind": "mỗi năm học một suất mỗi hình thức",
	"exact": "đúng", "over": "trên", "nearly": "gần", "about": "khoảng", "own": "riêng đơn vị", "below": "cả cấp dưới",
	"stock": "cuối kỳ", "flow": "trong kỳ", "target": "chỉ tiêu giao",
	"people": "người", "units": "đơn vị", "families": "gia đình", "clans": "dòng họ", "communities": "cộng đồng", "awards": "suất", "boxes": "heo đất", "VND": "đ",
	"donations": "ủng hộ", "awards-paid": "đã trao", "scholarships": "tiền học bổng", "rewards": "tiền khen thưởng", "scholarships-no": "số suất học bổng",
	"pupil-rewards": "lượt khen thưởng học sinh", "boxes-opened": "heo đã khui", "boxes-kept": "heo còn giữ", "boxes-counted": "tiền đếm được", "boxes-money-kept": "gia đình giữ lại",
	"declared": "công bố",
	"living":   "sinh hoạt", "tuition": "học phí", "insurance": "bảo hiểm", "books": "sách vở",
}

// term is a word for programs and for people.
func term[S ~string](s S) sheet.Term {
	if title, ok := terms[string(s)]; ok {
		return sheet.Term{Key: string(s), Title: title}
	}
	return sheet.Term{Key: string(s), Title: string(s)}
}

// number is a receipt's or voucher's number as paper has it.
func number(n projections.Number) string {
	if n.No == 0 {
		return ""
	}
	return n.Series + "/" + strconv.FormatInt(n.No, 10)
}

// scope narrows a report to a fund or a unit.
type scope struct {
	Fund string `help:"Only this fund, by code or id." placeholder:"CODE"`
	Unit string `help:"Only the funds of this unit, by code or id." placeholder:"CODE"`
}

func (s scope) find(ctx context.Context, r *projections.Reader) (fund, unit uuid.UUID, err error) {
	if s.Fund != "" {
		fund, err = r.FundNamed(ctx, s.Fund)
	}
	if s.Unit != "" {
		var failed error
		unit, failed = r.UnitNamed(ctx, s.Unit)
		err = errors.Join(err, failed)
	}
	return fund, unit, err
}

// who names a person as reports may: the code where there is one, else the name.
func who(ctx context.Context, r *projections.Reader, id uuid.UUID) (string, error) {
	if id == uuid.Nil {
		return "", nil
	}
	p, err := r.Person(ctx, id)
	switch {
	case err != nil:
		return "", err
	case p.Forgotten:
		return "(đã xoá)", nil
	case p.Code != "":
		return p.Code + " " + p.Name, nil
	}
	return p.Name, nil
}
