package pages

// vietnamese is what pages say to whoever has not chosen another language.
var vietnamese = map[string]string{
	"skip":           "Đến nội dung",
	"menu":           "Các trang",
	"language.other": "English",

	"foot.entry":    "Theo bút toán %s.",
	"foot.entry.at": "Theo bút toán %s, ghi lúc %s.",
	"foot.nothing":  "Sổ chưa có bút toán nào.",
	"foot.promise":  "Sổ Vàng: sổ không sửa lại được, mỗi đồng đều lần theo được.",

	"menu.front": "Các quỹ",

	"title.front":     "Các quỹ khuyến học",
	"front.head":      "Mỗi đồng góp đều đến tay học trò",
	"front.lead":      "Đây là sổ của các quỹ khuyến học. Điều đã ghi thì không sửa lại được; ai cũng xem được quỹ đã nhận bao nhiêu, đã trao bao nhiêu và còn lại bao nhiêu.",
	"front.nothing":   "Sổ chưa có đơn vị nào. Người quản trị đầu tiên mở sổ bằng liên kết mà chương trình đã in ra khi khởi động.",
	"front.look":      "Tìm đơn vị hoặc quỹ",
	"front.find":      "Tìm",
	"front.found":     "Tìm thấy %s trong %s đơn vị.",
	"front.all":       "%s đơn vị, %s quỹ.",
	"front.left":      "Còn %s đơn vị chưa hiện: hãy tìm theo tên.",
	"front.table":     "Các quỹ theo đơn vị",
	"front.unit":      "Đơn vị, quỹ",
	"front.donations": "Lượt ủng hộ",
	"front.received":  "Đã nhận ủng hộ",
	"front.given":     "Đã trao",
	"front.holds":     "Còn",
	"rule.head":       "Tiền đi theo một quy tắc",
	"rule.text":       "Mỗi đồng vào một ngăn quỹ được đánh số theo thứ tự nhận và được chi theo đúng thứ tự đó; tiền bị trả lại thì chi lại trước.",

	"error.title":     "Không xem được trang",
	"error.home":      "Về trang đầu",
	"error.status":    "Mã %d.",
	"error.invalid":   "Địa chỉ hoặc biểu mẫu có chỗ không đúng",
	"error.denied":    "Trang này không dành cho bạn",
	"error.not_found": "Không có trang này",
	"error.conflict":  "Đã có người làm trước",
	"error.violation": "Trái với quy tắc của sổ",
	"error.internal":  "Lỗi hệ thống. Nhật ký của chương trình ghi rõ hơn.",
	"error.slow":      "Trang mất quá nhiều thời gian. Hãy thử lại sau.",
	"error.large":     "Biểu mẫu quá lớn",

	"refused.invalid":   "Chưa ghi: có chỗ chưa đúng.",
	"refused.denied":    "Chưa ghi: bạn không có quyền làm việc này.",
	"refused.not_found": "Chưa ghi: trong sổ không có điều được nêu.",
	"refused.conflict":  "Chưa ghi: đã có người làm trước, hoặc mẫu này đã gửi với nội dung khác.",
	"refused.violation": "Chưa ghi: trái với quy tắc của sổ.",
}
