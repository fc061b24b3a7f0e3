package intake

import (
	"strings"
	"testing"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/pledge"
)

func TestPlanPledges(t *testing.T) {
	const file = `Ngày cam kết;Nhà hảo tâm;Mã;Số tiền;Hạn;Hình thức;Số đợt;Số tháng;Đến ngày;Mã cam kết;Thỏa thuận
1/2/2024;;K1;5tr;1/3/2024;;;;;;
1/2/2024;Công ty;N1;36tr;5/9/2024;nhiều đợt;3;12;;kh7q-x4m2;TT-12
1/2/2024;;N1;200k;5/2/2024;Hàng tháng;;;31/12/2024;;
1/2/2024;;N1;200k;5/2/2024;hàng tháng;;3;;;
1/2/2024;Bà Sáu;;3tr;1/3/2024;một lần;3;;;;
1/2/2024;;;3tr;1/3/2024;;;;;;
1/2/2024;;K1;3tr;;;;;;;
1/2/2024;;K1;3tr;1/3/2024;;;;;KH7QX4M3;
1/2/2024;;K1;3tr;1/3/2024;lâu lâu;;;;;
1/2/2024;;K1;3tr;1/3/2024;;ba;;;;
1/2/2024;;K1;5tr;1/3/2024;;;;;;
1/2/2024;Ai đó;;1tr;5/9/2024;;;;;KH 7QX4M2;
1/2/2024;;K1;3tr;31/2/2024;;;;;;
`
	plans := PlanPledges(read(t, Pledges, file), target, knowing(nil))
	command := func(i int) ledger.MakePledge {
		t.Helper()
		if plans[i].Err != nil {
			t.Fatalf("row %d: %v", i, plans[i].Err)
		}
		c := plans[i].Request.Command.(ledger.MakePledge)
		if c.Pledge != plans[i].Request.ID {
			t.Errorf("row %d: the pledge is not known by its command", i)
		}
		return c
	}
	if c := command(0); c.Donor != known || c.Kind != pledge.OneOff || c.Amount != money.Dong(5_000_000) || c.Due != domain.NewDate(2024, 3, 1) || c.Made != domain.NewDate(2024, 2, 1) {
		t.Errorf("a one-off pledge: %+v", c)
	}
	if c := command(1); c.NewDonor == nil || c.Kind != pledge.Instalments || c.Count != 3 || c.Months != 12 || c.Code != "KH7QX4M2" || c.Agreement != "TT-12" {
		t.Errorf("three a year: %+v", c)
	}
	if c := command(2); c.NewDonor != nil || c.Donor != command(1).Donor || c.Kind != pledge.Standing || c.Months != 1 || c.Until != domain.NewDate(2024, 12, 31) {
		t.Errorf("monthly: %+v", c)
	}
	if c := command(4); c.Kind != pledge.Instalments || c.Count != 3 || c.Months != 1 {
		t.Errorf("so many times without a word for it: %+v", c)
	}
	for i, field := range map[int]string{3: "months", 5: "donor", 6: "due", 7: "pledge code", 8: "pledge kind", 9: "count", 12: "due"} {
		if err := plans[i].Err; domain.CodeOf(err) != domain.Invalid || !strings.HasSuffix(err.Error(), "("+field+")") {
			t.Errorf("row %d: got %v, want one on %s", i, err, field)
		}
	}
	if command(10).Pledge == command(0).Pledge {
		t.Error("two equal pledges became one")
	}
	if command(11).Pledge != command(1).Pledge || plans[11].Note == "" {
		t.Errorf("one reference code became two pledges: %q", plans[11].Note)
	}
	for i, p := range PlanPledges(read(t, Pledges, file), target, knowing(nil)) {
		if p.Request.ID != plans[i].Request.ID {
			t.Errorf("row %d of the same file is another pledge", i)
		}
	}
}
