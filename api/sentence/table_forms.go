package sentence

// forms is refusals of the forms with which the desk begins something.
var forms = []pair{
	{"choose the fund and the compartment", "hãy chọn quỹ và ngăn quỹ"},
	{"type who it is: a code, or a name", "hãy gõ đó là ai: mã hoặc tên"},
	{"type or paste 1 to %d lines", "hãy gõ hoặc dán từ 1 đến %d dòng"},
	{"somebody called %q is registered; write = before the name where it is them, + where it is somebody else", "đã có người tên %q trong danh bạ; hãy ghi dấu = trước tên nếu là người ấy, dấu + nếu là người khác"},
	{"%d people and %s stand here, not what was counted beforehand; look again, or say why it is written down all the same", "ở đây có %d người và %s, không khớp số đã đếm; hãy xem lại, hoặc ghi lý do vẫn ghi"},
	{"choose where the money lies", "hãy chọn nơi có tiền"},
	{"both places are of one fund; from fund to fund money is sent", "hai nơi phải của cùng một quỹ; từ quỹ này sang quỹ khác thì gửi tiền"},
	{"choose the compartment of that fund that earned it", "hãy chọn ngăn quỹ của chính quỹ ấy đã sinh lãi"},
}
