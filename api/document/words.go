package document

import "sovang/api/sheet"

// words are the words of the field on paper.
var words = map[string]string{
	"none": "không ràng buộc", "purpose": "có mục đích", "beneficiary": "người hưởng cụ thể", "slot": "suất đỡ đầu", "endowment": "quỹ gốc", "income": "lãi quỹ gốc",
	"administration": "quản lý",
	"cash":           "tiền mặt", "bank": "ngân hàng", "savings": "tiết kiệm", "advance": "tạm ứng",
	"award": "trao, không rõ hình thức", "programme": "chương trình", "running": "quản lý", "fee": "phí", "seizure": "bị thu", "loss": "mất", "refund": "trả lại người cho",
	"shortfall":   "hao hụt khi chuyển",
	"scholarship": "học bổng", "support": "hỗ trợ", "reward": "khen thưởng",
	"pupil": "học sinh", "student": "sinh viên", "teacher": "giáo viên", "adult": "người lớn",
	"primary": "tiểu học", "lower-secondary": "THCS", "upper-secondary": "THPT", "university": "đại học",
	"individual": "cá nhân", "enterprise": "doanh nghiệp", "foundation": "quỹ, tổ chức", "agency": "cơ quan", "religious": "tôn giáo", "armed-forces": "lực lượng vũ trang",
	"overseas": "kiều bào", "school": "trường", "clan": "dòng họ", "collective": "tập thể", "anonymous": "không nêu tên", "interest": "lãi",
	"licensed": "quỹ được cấp phép", "association": "quỹ của hội",
}

// term is a word for programs and for people.
func term(key string) sheet.Term {
	if title, ok := words[key]; ok {
		return sheet.Term{Key: key, Title: title}
	}
	return sheet.Term{Key: key, Title: key}
}
