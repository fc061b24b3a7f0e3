package sentence

// deeds are what forms of small papers refuse.
var deeds = []pair{
	{"tick at least one line of the list", "hãy đánh dấu ít nhất một dòng"},
	{"%q is no day or year of birth", "%q không phải là ngày hoặc năm sinh"},
	{"type the code of one unit", "hãy gõ mã của một đơn vị"},
	{"there is neither a unit nor a fund %q", "không có đơn vị hay quỹ nào có mã %q"},
	{"choose the report that was sent", "hãy chọn bản báo cáo đã gửi"},
}
