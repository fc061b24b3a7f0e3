package main

import (
	"context"
	"strings"

	"sovang/api/sheet"
	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/staff"
	"sovang/projections"
)

// roleTerms are the roles as screens have them.
var roleTerms = map[staff.Role]string{
	staff.Treasurer: "kế toán", staff.Cashier: "thủ quỹ", staff.Approver: "người duyệt", staff.Auditor: "kiểm tra", staff.Registrar: "văn phòng",
	staff.Chair: "chủ tịch", staff.Donor: "nhà hảo tâm", staff.Public: "công chúng",
}

var standingTerms = map[string]string{
	projections.RoleHeld: "đang giữ", projections.RoleComing: "chưa đến ngày", projections.RoleOver: "hết nhiệm kỳ", projections.RoleEnded: "đã thôi",
}

func roleTerm(r staff.Role) sheet.Term { return sheet.Term{Key: string(r), Title: roleTerms[r]} }

type reportStaff struct {
	reportFlags
	atFlag
	Unit string `help:"Only what counts in this unit: granted there or above, by code or id." placeholder:"CODE"`
}

// Run shows who holds which role, where and until when.
func (c *reportStaff) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		q := projections.StaffQuery{AsOf: asOf}
		var err error
		if q.At, err = c.date(); err != nil {
			return nil, err
		}
		if _, q.Unit, err = (scope{Unit: c.Unit}).find(ctx, r); err != nil {
			return nil, err
		}
		asOf, all, err := r.Staff(ctx, q)
		if err != nil {
			return nil, err
		}
		s := &sheet.Sheet{Name: "staff", Title: "Người giữ nhiệm vụ", AsOf: asOf.Entry,
			Aside: []string{"by", "basis", "beside", "override", "ended_by", "reason", "person", "entry"}, Columns: []sheet.Column{
				{Key: "unit", Title: "Đơn vị"}, {Key: "actor", Title: "Ai"}, {Key: "role", Title: "Nhiệm vụ"}, {Key: "from", Title: "Từ"}, {Key: "until", Title: "Đến hết"},
				{Key: "state", Title: "Tình trạng"}, {Key: "ended", Title: "Thôi từ"}, {Key: "by", Title: "Ai giao"}, {Key: "basis", Title: "Căn cứ"},
				{Key: "beside", Title: "Kiêm"}, {Key: "override", Title: "Lý do kiêm"}, {Key: "ended_by", Title: "Ai cho thôi"}, {Key: "reason", Title: "Lý do thôi"},
				{Key: "person", Title: "Id người"}, {Key: "entry", Title: "Bút toán"},
			}}
		for _, x := range all {
			s.Add(x.UnitCode, x.Actor, roleTerm(x.Role), x.From, x.Until, sheet.Term{Key: x.State, Title: standingTerms[x.State]}, x.Ended, x.By, x.Basis,
				strings.Join(x.Beside, " "), x.Override, x.EndedBy, x.Reason, x.Person, x.Entry)
		}
		return s, nil
	})
}

type reportDuties struct {
	reportFlags
	atFlag
	Role string `help:"Only what is for this role." placeholder:"ROLE"`
}

// Run shows the table of duties: for every command and every report the roles that it is for. It is the program's, the same on every
// day, and what the ledger decides by.
func (c *reportDuties) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(_ *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		if _, err := c.date(); err != nil {
			return nil, err
		}
		if c.Role != "" && staff.Of(staff.Role(c.Role)) == 0 {
			return nil, domain.Errorf(domain.Invalid, "%q is no role; there are %s", c.Role, staff.Of(staff.Roles...)).On("role")
		}
		s := &sheet.Sheet{Name: "duties", Title: "Ai được làm gì", AsOf: asOf.Entry, Columns: []sheet.Column{{Key: "what", Title: "Việc"}, {Key: "kind", Title: "Loại"}}}
		for _, role := range staff.Roles {
			s.Columns = append(s.Columns, sheet.Column{Key: string(role), Title: roleTerms[role]})
		}
		add := func(what string, kind sheet.Term, roles staff.Set) {
			if c.Role != "" && !roles.Has(staff.Role(c.Role)) {
				return
			}
			row := []any{what, kind}
			for _, role := range staff.Roles {
				row = append(row, mark(roles.Has(role)))
			}
			s.Add(row...)
		}
		for _, d := range ledger.Duties() {
			add(d.Command, sheet.Term{Key: "command", Title: "lệnh"}, d.Roles)
		}
		for _, d := range staff.Reads {
			add(d.Report, sheet.Term{Key: "report", Title: "báo cáo"}, d.Roles)
		}
		return s, nil
	})
}

// mark is a tick in a table, true for programs.
func mark(yes bool) any {
	if yes {
		return sheet.Term{Key: "yes", Title: "×"}
	}
	return ""
}

type reportSignatures struct {
	reportFlags
	atFlag
}

// Run shows who signed which command, and whether it was accepted since.
func (c *reportSignatures) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		at, err := c.date()
		if err != nil {
			return nil, err
		}
		asOf, all, err := r.Signatures(ctx, asOf, at)
		if err != nil {
			return nil, err
		}
		s := &sheet.Sheet{Name: "signatures", Title: "Chữ ký", AsOf: asOf.Entry, Aside: []string{"digest"}, Columns: []sheet.Column{
			{Key: "entry", Title: "Bút toán"}, {Key: "day", Title: "Ngày"}, {Key: "actor", Title: "Ai ký"}, {Key: "command", Title: "Lệnh"}, {Key: "accepted", Title: "Đã ghi ở"},
			{Key: "id", Title: "Id của lệnh"}, {Key: "digest", Title: "Mã băm"},
		}}
		for _, x := range all {
			var accepted any
			if x.Accepted > 0 {
				accepted = x.Accepted
			}
			s.Add(x.Entry, x.Day, x.Actor, x.Command, accepted, x.ID, x.Digest)
		}
		return s, nil
	})
}
