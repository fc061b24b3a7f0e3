package document

import (
	"strconv"

	"sovang/api/sheet"
	"sovang/projections"
)

// longform has a line for every figure: which section and line it stands in, what about, and the figures themselves.
func longform(name string, entry uint64) *sheet.Sheet {
	return &sheet.Sheet{Name: name, AsOf: entry, Columns: []sheet.Column{{Key: "section"}, {Key: "line"}, {Key: "key"}, {Key: "currency"}, {Key: "amount"}, {Key: "count"},
		{Key: "date"}, {Key: "text"}}}
}

// lines is the disclosure in its long form.
func (y year) lines(hash string) *sheet.Sheet {
	s := longform("disclosure", y.AsOf.Entry)
	text := func(line, key string, value string) { s.Add("document", line, key, nil, nil, nil, nil, value) }
	text("year", "", strconv.Itoa(y.Disclosure.Year))
	s.Add("document", "from", "", nil, nil, nil, y.From, nil)
	s.Add("document", "until", "", nil, nil, nil, y.Until, nil)
	text("entry", "", strconv.FormatUint(y.AsOf.Entry, 10))
	text("root", "", y.Root)
	text("sha256", "", hash)
	text("provisional", "", strconv.FormatBool(y.Provisional))
	text("unit", y.Unit, y.UnitName)
	for _, f := range y.Funds {
		s.Add("fund", string(f.Form), f.Code, nil, nil, nil, f.Closed, f.Name)
	}
	for _, m := range y.Money {
		y.moneyLines(s, m)
	}
	y.unspentLines(s)
	for _, g := range y.Goods {
		for _, c := range []struct {
			line string
			projections.Counted
		}{{"opening", g.Opening}, {"received", g.Received}, {"given", g.Given}, {"lost", g.Lost}, {"closing", g.Closing}} {
			s.Add("goods", c.line+"-"+string(g.Valuation), g.Item, g.Currency, sheet.Amount(g.Currency, c.Amount), c.Count, nil, g.Name)
		}
	}
	for _, g := range y.Groups {
		key := g.Key
		if g.Small {
			key = "(small)"
		}
		s.Add("group", g.By+"/"+string(g.Award), key, g.Currency, sheet.Amount(g.Currency, g.Amount), sheet.CountOrBlank(g.Count), nil, nil)
	}
	y.giftLines(s)
	y.correctionLines(s)
	for _, a := range y.Apart {
		s.Add("apart", a.What, "", a.Currency, sheet.AmountOrBlank(a.Currency, a.Amount), sheet.CountOrBlank(a.Count), nil, nil)
	}
	for _, p := range y.Published {
		s.Add("published", strconv.FormatInt(p.Version, 10), p.Document, nil, nil, int64(p.Funds), p.On, p.Where)
	}
	for _, r := range y.Law.Rules {
		s.Add("law", string(r.Name), "", nil, nil, nil, r.From, r.Value)
	}
	return s
}

// figures adds a line with an amount to the long form of a document.
type figures func(section, line, key string, amount int64, count any)

func figuresIn(s *sheet.Sheet, currency string) figures {
	return func(section, line, key string, amount int64, count any) {
		s.Add(section, line, key, currency, sheet.Amount(currency, amount), count, nil, nil)
	}
}

func incomeLines(figure figures, income []projections.DisclosedIncome) {
	for _, i := range income {
		figure("income", "received", i.Source, i.Amount, i.Count)
		if i.Reversed != 0 {
			figure("income", "reversed", i.Source, i.Reversed, i.Reversals)
		}
	}
}

func (y year) moneyLines(s *sheet.Sheet, m projections.DisclosedMoney) {
	figure := figuresIn(s, m.Currency)
	for _, t := range []struct {
		line   string
		amount int64
	}{{"opening", m.Opening.Total}, {"income", m.IncomeTotal}, {"use", m.UseTotal}, {"received", m.ReceivedTotal}, {"sent", m.SentTotal}, {"exchanged", m.Exchanged},
		{"closing", m.Closing.Total}} {
		figure("summary", t.line, "", t.amount, nil)
	}
	incomeLines(figure, m.Income)
	for _, u := range m.Use {
		figure("use", "paid", used(u).Key, u.Amount, sheet.CountOrBlank(u.Count))
		if u.Returned != 0 {
			figure("use", "returned", used(u).Key, u.Returned, sheet.CountOrBlank(u.Returns))
		}
	}
	for _, t := range m.Transfers {
		figure("transfer", t.Way, t.Level, t.Amount, t.Count)
	}
	if m.Eliminated.Count > 0 {
		figure("transfer", "eliminated", "", m.Eliminated.Amount, m.Eliminated.Count)
	}
	for _, b := range []struct {
		line string
		projections.DisclosedBalance
	}{{"opening", m.Opening}, {"closing", m.Closing}} {
		for _, p := range b.Places {
			figure("place", b.line, string(p.Kind), p.Amount, nil)
		}
		for _, r := range b.Restrictions {
			figure("restriction", b.line, string(r.Restriction), r.Free, nil)
		}
		for _, o := range []struct {
			key    string
			amount int64
		}{{"uncovered", b.Uncovered}, {"in-transit", b.InTransit}, {"unidentified", b.Unidentified}, {"held", b.Held}} {
			if o.amount != 0 {
				figure("balance", b.line, o.key, o.amount, nil)
			}
		}
	}
	for _, o := range []struct {
		key    string
		amount int64
	}{{"running", m.Office.Running}, {"fees", m.Office.Fees}, {"cost", m.Office.Cost}, {"donated", m.Office.Donated}, {"named", m.Office.Named}, {"state", m.Office.State},
		{"base", m.Office.Base}, {"most", m.Office.Most}} {
		figure("office", "", o.key, o.amount, nil)
	}
}

func (y year) unspentLines(s *sheet.Sheet) {
	for _, u := range y.Unspent {
		s.Add("unspent", string(u.Restriction), u.Fund+"/"+u.Compartment, u.Currency, sheet.Amount(u.Currency, u.Free), nil, u.Since, u.Wording)
	}
}

func (y year) giftLines(s *sheet.Sheet) {
	for _, g := range y.Gifts.Listed {
		s.Add("gift", g.Source, g.Name, g.Currency, sheet.Amount(g.Currency, g.Amount), int64(1), g.Booked, nil)
	}
	for _, h := range y.Gifts.Hidden {
		s.Add("gift", "hidden", "", h.Currency, sheet.Amount(h.Currency, h.Amount), h.Count, nil, nil)
	}
	for _, b := range y.Gifts.Back {
		s.Add("gift", "back", "", b.Currency, sheet.Amount(b.Currency, b.Amount), b.Count, nil, nil)
	}
}

func (y year) correctionLines(s *sheet.Sheet) {
	for _, c := range y.Corrections.Changes {
		s.Add("correction", string(c.Kind), strconv.FormatUint(c.Entry, 10), c.Currency, sheet.AmountOrBlank(c.Currency, c.Amount), nil, c.Booked, c.Why)
	}
}
