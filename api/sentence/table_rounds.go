package sentence

// rounds is refusals of the forms of rounds, lists, people and figures.
var rounds = []pair{
	{"all compartments that pay a round are of one fund", "mọi ngăn chi cho một đợt phải của cùng một quỹ"},
	{"paste the rows, or choose a file", "hãy dán các dòng, hoặc chọn một tệp"},
	{"%d rows stand here, and a page takes %d; a longer list is imported: sovang import awards", "ở đây có %d dòng, mà trang này nhận %d dòng; danh sách dài hơn thì nhập bằng lệnh: sovang import awards"},
	{"%d rows cannot be taken; what is wrong stands beside each", "%d dòng chưa đưa vào được; chỗ sai ghi bên cạnh từng dòng"},
	{"the file is larger than %d kB; cut it into several, or have it imported", "tệp lớn hơn %d kB; hãy cắt thành nhiều tệp, hoặc nhờ người nhập bằng lệnh"},
	{"name the rows by their codes", "hãy ghi mã của các suất"},
	{"no row is left", "không còn suất nào"},
	{"all compartments that pay a list are of one fund", "mọi ngăn chi cho một danh sách phải của cùng một quỹ"},
	{"the money lies in another fund than the compartment that pays", "nơi có tiền thuộc quỹ khác với ngăn chi"},
	{"choose the figure", "hãy chọn số liệu"},
	{"choose whose role it is", "hãy chọn nhiệm vụ của ai"},
}
