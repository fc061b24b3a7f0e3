package sentence

// movements is refusals of the forms for single movements of money.
var movements = []pair{
	{"choose what is set aside", "hãy chọn khoản đã dành riêng"},
	{"the compartment and the place are of one fund; from fund to fund money is sent", "ngăn quỹ và nơi giữ tiền phải của cùng một quỹ; từ quỹ này sang quỹ khác thì gửi tiền"},
	{"choose the compartment that pays, or type the code of the slot", "hãy chọn ngăn quỹ để chi, hoặc gõ mã suất đỡ đầu"},
	{"no money of slot %s lies in this fund", "quỹ này không có tiền của suất %s"},
	{"there is no slot %q", "không có suất đỡ đầu %q"},
	{"both compartments are of one fund; from fund to fund money is sent", "hai ngăn phải của cùng một quỹ; từ quỹ này sang quỹ khác thì gửi tiền"},
	{"%q is none of: %s", "%q không phải là một trong: %s"},
	{"%q is no day of a year; write 05/02", "%q không phải là ngày trong năm; hãy ghi như 05/02"},
	{"the fund has neither a compartment nor a place %q", "quỹ không có ngăn hay nơi giữ tiền nào là %q"},
	{"there is no unit %q", "không có đơn vị %q"},
	{"no fund of this unit was there in %d", "năm %d đơn vị này chưa có quỹ nào"},
}
