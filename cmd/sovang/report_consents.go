package main

import (
	"context"

	"github.com/google/uuid"

	"sovang/api/sheet"
	"sovang/domain"
	"sovang/domain/law"
	"sovang/domain/person"
	"sovang/projections"
)

type reportConsents struct {
	reportFlags
	At     string `help:"How they stand on this day; today if left out, or the day that --as-of leads to." placeholder:"DATE"`
	Person string `help:"Only of this person, by code or id." placeholder:"CODE"`
	Unit   string `help:"Only of people whose records this unit keeps, by code or id." placeholder:"CODE"`
	Open   bool   `help:"Only withdrawals that nobody has answered, with the deadlines of the law."`
}

// consentWords are the words of consents on screens.
var consentWords = map[string]string{
	string(person.DonorLists): "tên trong danh sách ủng hộ", string(person.SponsorSees): "tên cho người đỡ đầu", string(person.RecipientLists): "tên trong danh sách nhận",
	string(person.PictureOrStory): "ảnh, câu chuyện", string(person.Contact): "liên hệ",
	string(person.Adult): "người lớn", string(person.Represented): "có người đại diện", string(person.OlderChild): "trẻ từ đủ 7 tuổi", string(person.SmallChild): "trẻ dưới 7 tuổi",
	string(person.Self): "chính mình", string(person.Guardian): "người giám hộ", string(person.Both): "cả hai",
	string(projections.ConsentStands): "đang hiệu lực", string(projections.ConsentEnded): "hết hạn", string(projections.ConsentReplaced): "đã thay",
	string(projections.ConsentWithdrawn): "đã rút", string(projections.ConsentForgotten): "đã xoá cùng hồ sơ",
}

func consentWord[S ~string](s S) sheet.Term {
	return sheet.Term{Key: string(s), Title: consentWords[string(s)]}
}

// Run shows who consented to what, until when, and what was withdrawn.
func (c *reportConsents) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		day, err := c.day(c.At, asOf)
		if err != nil {
			return nil, err
		}
		q := projections.ConsentsQuery{AsOf: asOf, At: &day, Open: c.Open}
		for _, x := range []struct {
			text string
			find func(context.Context, string) (uuid.UUID, error)
			into *uuid.UUID
		}{{c.Person, r.PersonNamed, &q.Person}, {c.Unit, r.UnitNamed, &q.Unit}} {
			if x.text == "" {
				continue
			}
			if *x.into, err = x.find(ctx, x.text); err != nil {
				return nil, err
			}
		}
		found, err := r.Consents(ctx, q)
		if err != nil {
			return nil, err
		}
		return consentSheet(ctx, r, found, asOf, day)
	})
}

func consentSheet(ctx context.Context, r *projections.Reader, found []projections.ConsentInfo, asOf projections.AsOf, day domain.Date) (*sheet.Sheet, error) {
	s := &sheet.Sheet{Name: "consents", Title: "Đồng ý cho công bố, tính đến " + day.String(), AsOf: asOf.Entry,
		Aside: []string{"case", "wording", "carry_out_by", "reason", "entry", "id"}, Columns: []sheet.Column{
			{Key: "who", Title: "Ai"}, {Key: "purpose", Title: "Việc"}, {Key: "case", Title: "Trường hợp"}, {Key: "by", Title: "Người ký"}, {Key: "evidence", Title: "Giấy"},
			{Key: "wording", Title: "Mẫu"}, {Key: "from", Title: "Từ"}, {Key: "until", Title: "Đến"}, {Key: "state", Title: "Tình trạng"}, {Key: "withdrawn", Title: "Rút ngày"},
			{Key: "carried_out", Title: "Đã thôi hiện"}, {Key: "answer_by", Title: "Hạn trả lời"}, {Key: "carry_out_by", Title: "Hạn thực hiện"}, {Key: "answered", Title: "Đã trả lời"},
			{Key: "reason", Title: "Lý do"}, {Key: "entry", Title: "Bút toán"}, {Key: "id", Title: "Id"},
		}}
	open, late := 0, 0
	for _, x := range found {
		name, err := who(ctx, r, x.Person)
		if err != nil {
			return nil, err
		}
		s.Add(name, consentWord(x.Purpose), consentWord(x.Case), consentWord(x.By), x.Evidence, x.Wording, x.From, x.Until, consentWord(x.State), x.Withdrawn,
			x.CarriedOut, x.AnswerBy, x.CarryOutBy, x.Answered, x.Reason, x.Entry, x.Person)
		if x.Open() {
			open++
			if x.AnswerBy != 0 && day > x.AnswerBy {
				late++
			}
		}
	}
	s.Note = "Im lặng không phải là đồng ý. Rút lại có hiệu lực ngay trên mọi trang công khai; sổ sách và việc trao tiền không đổi."
	if open > 0 {
		s.Note += "\n" + sheet.Count(int64(open)) + " lần rút chờ trả lời, " + sheet.Count(int64(late)) + " đã quá hạn."
	}
	return s, nil
}

type reportLaw struct {
	reportFlags
	At string `help:"Which rules are in force on this day; today if left out, or the day that --as-of leads to." placeholder:"DATE"`
}

// lawWords are the words for the parameters.
var lawWords = map[law.Name]string{
	law.Decree: "nghị định", law.Disclosure: "hạn công khai", law.AdminCap: "chi quản lý tối đa", law.AdminBase: "tính trên", law.Suppression: "không công bố",
	law.ChildConsent: "đồng ý của trẻ em", law.AnswerWithdrawal: "trả lời rút đồng ý", law.CarryOut: "thực hiện rút đồng ý",
}

// Run shows what the law asks, by date, with its source.
func (c *reportLaw) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(_ *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		day, err := c.day(c.At, asOf)
		if err != nil {
			return nil, err
		}
		s := &sheet.Sheet{Name: "law", Title: "Quy định theo ngày, tính đến " + day.String(), AsOf: asOf.Entry, Aside: []string{"source"}, Columns: []sheet.Column{
			{Key: "parameter", Title: "Về"}, {Key: "from", Title: "Từ"}, {Key: "value", Title: "Nội dung"}, {Key: "in_force", Title: "Áp dụng"}, {Key: "confirmed", Title: "Đã đối chiếu"},
			{Key: "source", Title: "Nguồn"},
		}}
		for _, x := range law.Rules() {
			s.Add(sheet.Term{Key: string(x.Name), Title: lawWords[x.Name]}, x.From, x.Value, x.InForce(day), x.Confirmed, x.Source)
		}
		s.Note = "Dòng chưa đối chiếu lấy từ báo chí: xem văn bản trước khi dựa vào."
		return s, nil
	})
}
