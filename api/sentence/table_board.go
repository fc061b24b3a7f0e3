package sentence

// board is refusals of the pages of approvers and chairs.
var board = []pair{
	{"%q is no entry number", "%q không phải là số bút toán"},
	{"%q is no number", "%q không phải là số"},
	{"choose the photograph or scan of the signed list, or give its SHA-256 in hexadecimal", "hãy chọn bản chụp hoặc bản quét danh sách ký nhận, hoặc ghi mã SHA-256 của nó bằng chữ số thập lục phân"},
	{"the form does not say what to do", "biểu mẫu không nói phải làm gì"},
	{"%q is no year", "%q không phải là năm"},
	{"%s lies before the year %d", "%s ở trước năm %d"},
	{"%s asked for this, and carries it out or puts it away", "%s đã yêu cầu việc này, và là người cho vào sổ hoặc bỏ đi"},
	{"not everybody whom it names has signed this yet", "chưa đủ chữ ký của những người được nêu tên"},
}
