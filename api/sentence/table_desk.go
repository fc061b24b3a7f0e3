package sentence

// desk is refusals of the treasurer's pages.
var desk = []pair{
	{"%q is nothing that this form can do", "mẫu này không làm được việc %q"},
	{"the form names nothing here; open the page again", "mẫu này không nêu việc gì; hãy mở lại trang"},
	{"the unit has no such fund", "đơn vị không có quỹ này"},
	{"%q is no whole number", "%q không phải số nguyên"},
	{"there is no such bank line in the funds of this unit", "các quỹ của đơn vị này không có dòng ngân hàng ấy"},
	{"%s has not been counted; type 0 where it is empty", "chưa ghi số đếm của %s; nếu không có tiền thì ghi 0"},
	{"choose a donation, or type the number of its receipt", "hãy chọn một khoản ủng hộ, hoặc gõ số phiếu thu"},
	{"count 1 to %d boxes at a time", "mỗi lần đếm từ 1 đến %d con heo"},
	{"choose what is to be taken back", "hãy chọn khoản cần rút ra"},
	{"name a box", "hãy ghi mã heo"},
	{"type what was given, a household on a line: its code and the amount", "hãy ghi số đã góp, mỗi hộ một dòng: mã hộ và số tiền"},
	{"there is no pledge %q", "không có cam kết %q"},
	{"there is no fund %q", "không có quỹ %q"},
	{"this pledge had not been made by then", "đến lúc ấy chưa có cam kết này"},
	{"nobody is registered under %q", "chưa có ai đăng ký với tên hoặc mã %q"},
	{"this fund has no receipt %q; type the series and the number as they are printed", "quỹ này không có phiếu thu %q; hãy gõ ký hiệu và số đúng như trên phiếu"},
	{"several people are called %q; type the code of the one that is meant", "có nhiều người tên %q; hãy gõ mã của đúng người"},
}
