package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/api/match"
	"sovang/api/sheet"
	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/pledge"
	"sovang/projections"
)

type matchCmd struct {
	Fund      string       `required:"" help:"The fund, by code or id." placeholder:"CODE"`
	Preview   bool         `xor:"what" required:"" help:"Show what would be counted towards which pledge, and why; write nothing."`
	Commit    bool         `xor:"what" required:"" help:"Count what is certain: by reference code, or by donor, amount and day."`
	Choose    []string     `help:"Your own choice, of a donation or bank line: ID=CODE. It goes before everything else." placeholder:"ID=CODE"`
	Suggested bool         `help:"Count what is only suggested, too."`
	Window    int          `help:"Days that a payment may be away from the day it was due (${default})." default:"15" placeholder:"DAYS"`
	Format    sheet.Format `help:"${formats}" default:"table" enum:"table,json,csv"`
}

// Run counts money towards pledges. Each is a decision of its own, in which the ledger looks again whether it is so.
func (c *matchCmd) Run(ctx context.Context, p Process, g *globals) (err error) {
	if c.Window < 0 {
		return domain.Errorf(domain.Invalid, "a window is 0 days or more").On("window")
	}
	door, err := g.door(ctx, p)
	if err != nil {
		return err
	}
	i := &importing{door: door}
	defer func() { err = errors.Join(err, door.Close(context.WithoutCancel(ctx))) }()
	var found []matching
	var asOf projections.AsOf
	err = g.readingBeside(ctx, door, func(r *projections.Reader) error {
		if asOf, err = r.AsOf(ctx, ""); err == nil {
			found, err = c.find(ctx, r, asOf, g.Actor)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := c.perform(ctx, p, i, found); err != nil {
		return err
	}
	return c.show(p, found, asOf.Entry)
}

// matching is money, the pledge it may be for, and what became of counting it.
type matching struct {
	projections.Matched
	who     string
	request *ledger.Request // nil: nothing is asked
	outcome outcome
}

func (c *matchCmd) find(ctx context.Context, r *projections.Reader, asOf projections.AsOf, actor string) ([]matching, error) {
	q := projections.MatchQuery{Window: c.Window, Suggested: c.Suggested, At: domain.DateOf(time.Now()), AsOf: asOf}
	var err error
	if q.Fund, err = r.FundNamed(ctx, c.Fund); err != nil {
		return nil, err
	}
	if q.Chosen, err = c.chosen(ctx, r); err != nil {
		return nil, err
	}
	matched, err := r.Matches(ctx, q)
	if err != nil {
		return nil, err
	}
	pledges, err := r.Pledges(ctx, projections.PledgesQuery{Fund: q.Fund, Kept: true, At: &q.At, AsOf: asOf})
	if err != nil {
		return nil, err
	}
	closes, err := r.Closes(ctx, q.Fund, asOf)
	if err != nil {
		return nil, err
	}
	where := map[uuid.UUID]*projections.PledgeInfo{}
	for i := range pledges {
		where[pledges[i].Pledge] = &pledges[i]
	}
	all := make([]matching, len(matched))
	for i, m := range matched {
		delete(q.Chosen, m.ID)
		all[i].Matched = m
		if all[i].who, err = who(ctx, r, cmp.Or(m.Donor, m.Pledger)); err != nil {
			return nil, err
		}
		if p := where[m.Pledge]; p != nil && m.Taken(c.Suggested) {
			all[i].request = &ledger.Request{ID: matchID(m), Actor: actor, Command: match.Command(m, *p, match.Booked(m.Day, closes))}
		}
	}
	for id := range q.Chosen {
		return nil, domain.Errorf(domain.NotFound, "%s is no donation or bank line of this fund that waits to be counted", id).On("choose")
	}
	return all, nil
}

// chosen reads ID=CODE.
func (c *matchCmd) chosen(ctx context.Context, r *projections.Reader) (map[uuid.UUID]uuid.UUID, error) {
	chosen := map[uuid.UUID]uuid.UUID{}
	for _, text := range c.Choose {
		left, code, ok := strings.Cut(text, "=")
		id, err := uuid.Parse(strings.TrimSpace(left))
		if !ok || err != nil {
			return nil, domain.Errorf(domain.Invalid, "%q is no choice; write the id of a donation or bank line, =, and the pledge's reference code", text).On("choose")
		}
		if chosen[id], err = r.PledgeNamed(ctx, strings.TrimSpace(code)); err != nil {
			return nil, err
		}
	}
	return chosen, nil
}

// matchSpace is where the ids of matches come from: the same match, of the same money as it stood, is the same command.
var matchSpace = uuid.MustParse("f2c5d9b0-31f4-5d0a-9d55-6f0b8c1e7a24")

func matchID(m projections.Matched) uuid.UUID {
	return uuid.NewSHA1(matchSpace, fmt.Appendf(nil, "%s\n%s\n%d\n%d\n%s", m.ID, m.Pledge, m.No, m.Touched, m.Basis))
}

// perform tries or submits what is asked, one after another; one that is refused leaves the others alone.
func (c *matchCmd) perform(ctx context.Context, p Process, i *importing, found []matching) error {
	var requests []ledger.Request
	var at []int
	for n := range found {
		if r := found[n].request; r != nil {
			requests, at = append(requests, *r), append(at, n)
		}
	}
	if len(requests) == 0 {
		return nil
	}
	take := func(first int, some []outcome) {
		for k, o := range some {
			found[at[first+k]].outcome = o
		}
	}
	if c.Commit {
		return i.commit(ctx, p, requests, take)
	}
	tried, err := i.door.Try(ctx, requests)
	take(0, tried)
	return err
}

func (c *matchCmd) show(p Process, found []matching, asOf uint64) error {
	s := sheet.Sheet{Name: "match", Title: "Đối chiếu với cam kết", AsOf: asOf, Columns: []sheet.Column{
		{Key: "day", Title: "Ngày"}, {Key: "what", Title: "Khoản"}, {Key: "who", Title: "Ai"}, {Key: "amount", Title: "Số tiền"}, {Key: "pledge", Title: "Cam kết"},
		{Key: "instalment", Title: "Đợt"}, {Key: "due", Title: "Hạn"}, {Key: "result", Title: "Kết quả"}, {Key: "why", Title: "Vì sao"}, {Key: "entry", Title: "Bút toán"},
		{Key: "note", Title: "Ghi chú"}, {Key: "id", Title: "Id"},
	}}
	counts := map[string]int{}
	for _, m := range found {
		result, note, entry := sheet.Term{Key: "none", Title: "không"}, "", any(nil)
		switch {
		case m.request != nil && m.outcome.Err != nil:
			result, note = sheet.Term{Key: "refused", Title: "từ chối"}, told(m.outcome.Err)
		case m.request != nil:
			result = sheet.Term{Key: "counted", Title: "tính vào"}
			if c.Commit {
				entry = m.outcome.Entry
			}
		case m.Pledge != uuid.Nil:
			result = sheet.Term{Key: "suggested", Title: "gợi ý"}
		}
		counts[result.Key]++
		if m.Why == pledge.NoPledge || m.Why == pledge.NoDonor { // all the donor's donations of other years
			continue
		}
		s.Add(m.Day, paid(m.Line), m.who, sheet.Amount(m.Currency, m.Amount), m.Code, days(m.No), m.Due, result, sheet.Term{Key: string(m.Why), Title: whys[m.Why]}, entry, note, m.ID)
	}
	if err := s.Write(p.Out, c.Format); err != nil {
		return err
	}
	verb := "would be counted"
	if c.Commit {
		verb = "are counted"
	}
	fmt.Fprintf(p.Err, "%d %s, %d are only suggested, %d are for no pledge, %d are refused\n", counts["counted"], verb, counts["suggested"], counts["none"], counts["refused"])
	if c.Commit && counts["refused"] > 0 {
		return errTold
	}
	return nil
}

func paid(line bool) sheet.Term {
	if line {
		return sheet.Term{Key: "line", Title: "chưa rõ"}
	}
	return sheet.Term{Key: "donation", Title: "ủng hộ"}
}

// whys are the reasons of matches in words.
var whys = map[pledge.Why]string{
	pledge.CodeInText: "có mã cam kết trong nội dung chuyển tiền", pledge.ManyCodes: "nội dung có mã của nhiều cam kết", pledge.CodeOfEnded: "mã của cam kết không còn nhận tiền",
	pledge.Chosen: "thủ quỹ chọn", pledge.ChosenEnded: "cam kết được chọn không nhận được tiền này", pledge.OnlyOne: "đúng người, đúng số tiền, gần hạn, duy nhất",
	pledge.SeveralSame: "nhiều đợt cùng số tiền, gần hạn: gợi ý đợt lâu nhất", pledge.OldestOfMany: "cùng người: gợi ý đợt đến hạn lâu nhất", pledge.TakenBack: "thủ quỹ đã rút ra trước đây",
	pledge.NoDonor: "không rõ ai chuyển", pledge.NoPledge: "không còn cam kết nào",
}
