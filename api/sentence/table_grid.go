package sentence

// grids is refusals of batches of gifts, of drafts, and of what waits for signatures.
var grids = []pair{
	{"the rows before are in %s; a batch is in one currency", "các dòng trước tính bằng %s; một lô chỉ có một loại tiền"},
	{"%q is no number of gifts", "%q không phải là số khoản"},
	{"a batch has at most %d rows; make two", "một lô có nhiều nhất %d dòng; hãy chia làm hai"},
	{"somebody called %q is known already: choose who it is", "đã có người tên %q: hãy chọn đúng người"},
	{"there is no gift in this batch yet", "lô này chưa có khoản nào"},
	{"rows are marked in which something is not right; nothing of the batch was written", "có dòng chưa đúng, đã được đánh dấu; chưa khoản nào của lô được ghi"},
	{"count and sum are not those that were counted; look again, or say why it is posted all the same", "số khoản và tổng tiền không khớp với số đã đếm; hãy xem lại, hoặc ghi lý do vẫn ghi sổ"},
	{"choose the fund to which the gifts go", "hãy chọn quỹ nhận các khoản này"},
	{"no draft is named", "chưa nêu bản nháp nào"},
	{"this batch is being written; finish it first", "lô này đang được ghi sổ; hãy ghi nốt trước"},
	{"no row of the batch is named", "chưa nêu dòng nào của lô"},
	{"a batch has an id", "lô phải có mã"},
	{"a batch has at least the donation that is posted, and the same currency", "lô có ít nhất khoản đang ghi, và cùng loại tiền"},
	{"%s was counted, the batch is in %s", "đã đếm %s, còn lô tính bằng %s"},
	{"less than nothing cannot be counted", "không thể đếm được ít hơn 0"},
	{"the batch is what was counted; there is nothing to say why", "lô khớp với số đã đếm, không có gì phải nêu lý do"},
}
