package rest

import "github.com/go-json-experiment/json"

// examples are requests of the commands most used, as the document shows them: what stands in the path stands there alone.
var examples = map[string]string{
	"unit.found":      `{"unit":"0197a2c4-0000-7000-8000-000000000001","kind":"branch","code":"CH-HONGGAI","name":"Chi hội Khuyến học Hồng Gai","parent":"0197a2c4-0000-7000-8000-000000000002"}`,
	"person.register": `{"people":[{"person":"0197a2c4-0000-7000-8000-000000000010","unit":"0197a2c4-0000-7000-8000-000000000001","kind":"individual","code":"NHT-1","card":{"name":"Nguyễn Văn An","phone":"0900000000"}}]}`,
	"fund.open":       `{"fund":"0197a2c4-0000-7000-8000-000000000020","unit":"0197a2c4-0000-7000-8000-000000000001","code":"QKH-HG","name":"Quỹ khuyến học Hồng Gai","form":"association"}`,
	"fund.receive": `{"donor":"0197a2c4-0000-7000-8000-000000000010","amount":"1000000","place":"tien-mat","given":"2026-11-20","campaign":"THANG-KH-2026",` +
		`"lines":[{"compartment":"hoc-bong","amount":"700000"},{"compartment":"unrestricted","amount":"300000"}]}`,
	"fund.receive-unidentified": `{"amount":"1500000","place":"ngan-hang","booked":"2026-11-19","reference":"FT2611190071","memo":"UNG HO QUY KHUYEN HOC"}`,
	"fund.pay":                  `{"kind":"award","award":"scholarship","recipient":"0197a2c4-0000-7000-8000-000000000011","recipient_kind":"pupil","amount":"2000000","from":[{"compartment":"hoc-bong"}],"place":"tien-mat","content":"Học bổng học kỳ I"}`,
	"fund.charge":               `{"kind":"fee","amount":"11000","place":"ngan-hang","content":"Phí tháng 11"}`,
	"fund.move":                 `{"from":"ngan-hang","to":"tien-mat","amount":"5000000"}`,
	"fund.reverse":              `{"cause":"keying-error","reason":"Gõ nhầm số tiền","approver":"Trần Thị Bình"}`,
	"fund.close":                `{"until":"2026-10-31","counts":[{"place":"ngan-hang","counted":"12500000"},{"place":"tien-mat","counted":"300000"}]}`,
	"pledge.make":               `{"pledge":"0197a2c4-0000-7000-8000-000000000030","donor":"0197a2c4-0000-7000-8000-000000000010","fund":"0197a2c4-0000-7000-8000-000000000020","kind":"instalments","amount":"1000000","count":3,"months":1,"due":"2026-12-05","code":"KH7QX4M2"}`,
	"pledge.apply":              `{"donation":"0197a2c4-0000-7000-8000-000000000040","amount":"1000000"}`,
	"round.approve":             `{"hash":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}`,
}

// exampleOf is the example of a command as JSON has it; nil where there is none.
func exampleOf(command string) any {
	text, ok := examples[command]
	if !ok {
		return nil
	}
	var v map[string]any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		panic("rest: the example of " + command + ": " + err.Error())
	}
	return v
}
