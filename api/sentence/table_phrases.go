package sentence

// phrases are parts of refusals that are put together with others.
var phrases = []pair{
	{"say what kind of recipient %s is", "hãy ghi %s là loại người nhận nào"},
	{"%s is a %s", "%s là %w"},
	{"%s would get a %s", "%s sẽ nhận %w"},
	{"%s would get %s", "%s sẽ nhận %s"},
	{"it would be paid on %s", "sẽ chi vào ngày %s"},
	{"%s is asked, %s of the year's awards has been paid and %s promised", "cần %s, trong năm đã chi %s tiền trao và đã hứa %s"},
	{"nothing but running costs has been paid or promised in %d, and nothing was paid the year before: reserve the awards first", "năm %d chưa chi hay hứa gì ngoài chi quản lý, và năm trước không chi gì: hãy giữ tiền cho các suất trao trước"},
	{"%s would be running costs, of %s paid out and promised in %d and %s paid out the year before", "chi quản lý sẽ là %s, trên tổng %s đã chi và đã hứa trong năm %d và %s đã chi năm trước"},
	{"you will be asked next", "bạn sẽ được hỏi tiếp theo"},
	{"the first of the line will be asked next", "người đầu hàng chờ sẽ được hỏi tiếp theo"},
	{"the first of the line will be asked next, you are number %d", "người đầu hàng chờ sẽ được hỏi tiếp theo, bạn là số %d"},
	{"the first of the line will be asked next, you would be number %d", "người đầu hàng chờ sẽ được hỏi tiếp theo, bạn sẽ là số %d"},
	{"%s will be asked next", "%s sẽ được hỏi tiếp theo"},
	{"%s will be asked next, you are number %d", "%s sẽ được hỏi tiếp theo, bạn là số %d"},
	{"%s will be asked next, you would be number %d", "%s sẽ được hỏi tiếp theo, bạn sẽ là số %d"},
}
