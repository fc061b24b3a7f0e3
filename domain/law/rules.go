package law

import (
	"time"

	"sovang/domain"
)

// rules, of each parameter the older ones first. Add lines; a value that was in force stays.
var rules = []Rule{
	{Decree, domain.NewDate(2020, time.January, 15), "93/2019/NĐ-CP", "Nghị định 93/2019/NĐ-CP; ngày hiệu lực theo báo chí", false,
		func(l *Law) { l.Decree = "93/2019/NĐ-CP" }},
	{Decree, domain.NewDate(2024, time.December, 10), "93/2019/NĐ-CP, sửa đổi bởi 136/2024/NĐ-CP", "Nghị định 136/2024/NĐ-CP; ngày hiệu lực theo báo chí", false,
		func(l *Law) { l.Decree = "93/2019/NĐ-CP, 136/2024/NĐ-CP" }},
	{Decree, domain.NewDate(2026, time.March, 1), "03/2026/NĐ-CP", "Nghị định 03/2026/NĐ-CP, thay 93/2019 và 136/2024", true,
		func(l *Law) { l.Decree = "03/2026/NĐ-CP" }},

	{Disclosure, domain.NewDate(2020, time.January, 15), "trước ngày 31/03 năm sau", "Nghị định 93/2019/NĐ-CP, giữ lại trong 03/2026/NĐ-CP", true,
		func(l *Law) { l.DisclosureMonth, l.DisclosureDay = time.March, 31 }},

	{AdminCap, domain.NewDate(2020, time.January, 15), "5 %", "mức thường dùng, theo báo chí", false,
		func(l *Law) { l.AdminPercent = 5 }},
	{AdminBase, domain.NewDate(2020, time.January, 15), "tổng thu trong năm, không tính hiện vật, tiền Nhà nước giao, khoản có người nhận cụ thể", "theo báo chí", false,
		func(l *Law) { l.BaseWithoutKind, l.BaseWithoutState, l.BaseWithoutNamed = true, true, true }},

	{Suppression, 0, "nhóm dưới 5 người", "quy tắc của sổ này: số đếm nhỏ chỉ ra từng người", true,
		func(l *Law) { l.SuppressBelow = 5 }},

	{ChildConsent, domain.NewDate(2017, time.July, 1), "từ đủ 7 tuổi: cả trẻ em và người giám hộ", "Nghị định 56/2017/NĐ-CP; ngày hiệu lực theo báo chí", false,
		func(l *Law) { l.ChildConsentAge = 7 }},
	{ChildConsent, domain.NewDate(2026, time.January, 1), "từ đủ 7 tuổi: cả trẻ em và người giám hộ", "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15", true,
		func(l *Law) { l.ChildConsentAge = 7 }},

	{AnswerWithdrawal, domain.NewDate(2026, time.January, 1), "2 ngày làm việc", "Nghị định 356/2025/NĐ-CP", true,
		func(l *Law) { l.AnswerWorkingDays = 2 }},
	{CarryOut, domain.NewDate(2026, time.January, 1), "15 ngày", "Nghị định 356/2025/NĐ-CP", true,
		func(l *Law) { l.CarryOutDays = 15 }},
}
