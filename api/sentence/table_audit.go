package sentence

// audit is refusals of the pages on which the book is looked at as it was written.
var audit = []pair{
	{"%q is no fact that the log knows", "sổ không có điều ghi nào tên là %q"},
	{"%q is neither an id nor the number of an entry", "%q không phải là mã định danh hay số của một bút toán"},
	{"there is no fund and no unit %s", "không có quỹ hay đơn vị nào là %s"},
	{"%q is not the number of an entry", "%q không phải là số của một bút toán"},
	{"look for what one fund or unit has been through, or for an id in it", "hãy tìm theo một quỹ hay đơn vị, hoặc theo một mã định danh trong đó"},
	{"there was no fund %s as of that entry", "theo bút toán ấy thì chưa có quỹ %s"},
	{"entry %d is after entry %d: ask for the earlier one first", "bút toán %d đứng sau bút toán %d: hãy ghi bút toán trước ở ô thứ nhất"},
	{"there are no findings of the kind %q", "không có loại điều cần xem xét %q"},
	{"%q is no root: it has 64 hexadecimal digits", "%q không phải là gốc của sổ: gốc có 64 chữ số thập lục phân"},
}
