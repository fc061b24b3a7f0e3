package sentence

// papers is what the pages of receipts and prints refuse themselves.
var papers = []pair{
	{"one job prints 1 to %d papers, from a number to a later one", "mỗi lần in từ 1 đến %d phiếu, từ một số đến một số sau đó"},
	{"name the fund, the series and the number", "hãy nêu quỹ, quyển và số"},
	{"codes are for those who take donations in this unit", "mã dành cho người nhận tiền ủng hộ của đơn vị này"},
	{"choose what is to be done with the paper", "hãy chọn việc cần làm với phiếu"},
	{"no code is named", "chưa nêu mã nào"},
	{"%q is no number of a paper", "%q không phải là số phiếu"},
	{"this fund has no series %q", "quỹ này không có quyển %q"},
	{"name the series and the number", "hãy nêu quyển và số"},
	{"this fund has no such number", "quỹ này không có số phiếu ấy"},
	{"this donation has no such code", "khoản ủng hộ này không có mã ấy"},
	{"there is no form for papers of the series %q", "chưa có mẫu in cho quyển %q"},
	{"the fund %s was opened later", "quỹ %s mở sau ngày ấy"},
	{"messages cannot be carried to such an address", "không gửi được đến địa chỉ như thế"},
	{"write an e-mail address, or the number of a phone", "hãy ghi địa chỉ e-mail hoặc số điện thoại"},
	{"this code is made where the donor's record is kept", "mã này do đơn vị giữ hồ sơ của người ủng hộ lập"},
	{"no messages are sent here; ask the treasurer for a code", "ở đây không gửi thư; hãy hỏi thủ quỹ để nhận mã"},
}
