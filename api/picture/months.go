package picture

import (
	"math"
)

// Series is one kind of bar in every period.
type Series struct {
	Name string
	Tone Tone
}

// Period is one place on the axis of time. Amounts has one for each series.
type Period struct {
	Name    string // in the table and to whoever points at a bar: 03/2026
	Tick    string // under the bars: 3
	Under   string // under the ticks, where it is another than before: 2026
	Amounts []int64
}

// The room around bars.
const (
	monthsTall  = 200.0
	monthsLeft  = 50.0
	monthsRight = 4.0
	monthsTop   = 12.0
	monthsFoot  = 22.0
	monthsUnder = 15.0
)

// Months draws bars over time, a group a period, from zero. Less than nothing goes below the line.
func Months(a About, series []Series, periods []Period) Picture {
	p := Picture{Table: amountsTable(a, "", series, len(periods), func(i int) (string, []int64) { return periods[i].Name, periods[i].Amounts }), words: a.words()}
	low, high := int64(0), int64(0)
	for _, x := range periods {
		for i := range series {
			low, high = min(low, x.Amounts[i]), max(high, x.Amounts[i])
		}
	}
	step := niceStep(float64(high)-float64(low), minors(a.Currency))
	bottom, top := math.Floor(float64(low)/step)*step, math.Ceil(float64(high)/step)*step
	if little := step / 5; float64(low) > -little { // no line of the grid is needed for it
		bottom = min(0, max(bottom, -little))
	}
	if top == bottom {
		top = step
	}
	foot := 0.0
	for _, x := range periods {
		if x.Under != "" {
			foot = monthsUnder
		}
	}
	room := monthsTall - monthsTop - monthsFoot
	y := func(v float64) float64 { return monthsTop + (top-v)/(top-bottom)*room }
	d := begin(a, "drawing", wide, monthsTall+foot)
	for v := math.Ceil(bottom/step) * step; v <= top+step/2; v += step {
		class := "grid"
		if math.Abs(v) < step/2 {
			class, v = "axis", 0
		}
		d.line(class, monthsLeft, y(v), wide-monthsRight, y(v))
		d.text("tick", "end", monthsLeft-4, y(v)+4, a.words().Rough(a.Currency, v))
	}
	d.bars(a, series, periods, y)
	p.SVG, p.Legend = d.end(), legendOf(series)
	return p
}

// bars draws the bars, and as many ticks under them as have room.
func (d *pen) bars(a About, series []Series, periods []Period, y func(float64) float64) {
	if len(periods) == 0 || len(series) == 0 {
		return
	}
	slot := (wide - monthsLeft - monthsRight) / float64(len(periods))
	bar := slot * 0.8 / float64(len(series))
	longest := 1
	for _, x := range periods {
		longest = max(longest, len([]rune(x.Tick)))
	}
	each := max(1, int(math.Ceil((float64(longest)*7+3)/slot)))
	for i, x := range periods {
		left := monthsLeft + float64(i)*slot
		for s, kind := range series {
			v := x.Amounts[s]
			if v == 0 {
				continue
			}
			from, to := y(math.Max(0, float64(v))), y(math.Min(0, float64(v)))
			tip := x.Name + ": " + a.words().Money(a.Currency, v)
			if len(series) > 1 {
				tip = kind.Name + ", " + tip
			}
			d.rect("bar tone-"+string(kind.Tone), tip, left+slot*0.1+float64(s)*bar, from, bar, to-from)
		}
		if i%each == 0 {
			d.text("tick", "middle", left+slot/2, monthsTall-7, x.Tick)
		}
		if x.Under != "" && (i == 0 || periods[i-1].Under != x.Under) {
			anchor, at := "start", left+slot*0.1
			if i+1 < len(periods) && periods[i+1].Under != x.Under { // the next one begins at once
				anchor, at = "end", left+slot*0.8
			}
			d.text("tick", anchor, at, monthsTall-7+monthsUnder, x.Under)
		}
	}
}

// niceStep is the distance of the lines of a grid: 1, 2 or 5 of a power of ten, at most five of them, never less than one.
func niceStep(span, least float64) float64 {
	if span <= 0 {
		return least
	}
	rough := span / 4
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	for _, m := range []float64{1, 2, 5, 10} {
		if power*m >= rough {
			return math.Max(least, power*m)
		}
	}
	return math.Max(least, power*10)
}

// amountsTable is the table behind a picture of amounts: a row for each of what is drawn, a column for each series.
func amountsTable(a About, first string, series []Series, rows int, at func(row int) (name string, amounts []int64)) Table {
	t := Table{Caption: a.Title, Head: []string{first}, Amounts: len(series)}
	for _, s := range series {
		t.Head = append(t.Head, s.Name)
	}
	for i := range rows {
		name, amounts := at(i)
		row := []string{name}
		for k := range series {
			row = append(row, a.words().Money(a.Currency, amounts[k]))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
