package picture

import (
	"cmp"
	"math"
	"slices"
)

// Node is a place that money comes to: the gift, a compartment, an award.
type Node struct {
	Column int // 0: where it begins
	Name   string
	Tone   Tone
}

// Link is money on its way from one node to another, further to the right. Back: it went there and came back; what it did then is another link, so that
// this one is in no sum.
type Link struct {
	From, To int // nodes
	Amount   int64
	Back     bool
}

// Flow draws the way of money from the left to the right. Of each column at most so many nodes are drawn: the smallest go together in one that says how
// many they are. Nodes that nothing comes to or goes from are left out.
func Flow(a About, nodes []Node, links []Link, most int) Picture {
	p := Picture{Table: flowTable(a, nodes, links), words: a.words()}
	f := &flow{about: a, links: slices.DeleteFunc(slices.Clone(links), func(l Link) bool { return l.Amount <= 0 })}
	for _, x := range nodes {
		f.nodes = append(f.nodes, placed{Node: x})
	}
	f.gather(most)
	height := f.place()
	d := begin(a, "drawing flow", wide, height)
	f.draw(d)
	p.SVG = d.end()
	return p
}

// The room around nodes.
const (
	nodeWide  = 8.0
	nodeLeast = 3.0   // however little money it is
	slotLeast = 30.0  // two lines of letters
	slotApart = 6.0   // between two
	flowTall  = 150.0 // of a column that all money goes through
	innerAt   = 0.72  // of its even share, where a column between the first and the last stands
)

// placed is a node where it is drawn.
type placed struct {
	Node
	through, back    int64 // what goes through it; what only came back from it
	x, y, h          float64
	inward, outwards float64 // how much of its height links have taken on either side
	gone             bool    // in another one
}

// measure is how much a node is drawn for: what came back counts where nothing else does.
func (x *placed) measure() int64 {
	if x.through == 0 {
		return x.back
	}
	return x.through
}

type flow struct {
	about   About
	nodes   []placed
	links   []Link
	columns int
	scale   float64
}

// sums counts what goes through each node.
func (f *flow) sums() {
	into, from := make([]int64, len(f.nodes)), make([]int64, len(f.nodes))
	for i := range f.nodes {
		f.nodes[i].back = 0
	}
	for _, l := range f.links {
		if l.Back {
			f.nodes[l.To].back += l.Amount
			continue
		}
		from[l.From] += l.Amount
		into[l.To] += l.Amount
	}
	for i := range f.nodes {
		f.nodes[i].through = max(into[i], from[i])
		f.columns = max(f.columns, f.nodes[i].Column+1)
	}
}

// gather puts the smallest nodes of a crowded column into one.
func (f *flow) gather(most int) {
	f.sums()
	for column := range f.columns {
		var here []int
		for i, x := range f.nodes {
			if x.Column == column && x.through+x.back > 0 {
				here = append(here, i)
			}
		}
		if most < 2 || len(here) <= most {
			continue
		}
		slices.SortStableFunc(here, func(a, b int) int { return cmp.Compare(f.nodes[b].through, f.nodes[a].through) })
		few := here[most-1:]
		rest := len(f.nodes)
		f.nodes = append(f.nodes, placed{Node: Node{column, f.about.words().More(len(few)), f.nodes[few[0]].Tone}})
		for _, i := range few {
			f.nodes[i].gone = true
		}
		f.repoint(rest)
	}
	f.sums()
}

// repoint leads the links of nodes that are gone to the one that stands for them.
func (f *flow) repoint(rest int) {
	type way struct {
		from, to int
		back     bool
	}
	sums, order := map[way]int64{}, []way{}
	for _, l := range f.links {
		w := way{l.From, l.To, l.Back}
		if f.nodes[w.from].gone && f.nodes[w.from].Column == f.nodes[rest].Column {
			w.from = rest
		}
		if f.nodes[w.to].gone && f.nodes[w.to].Column == f.nodes[rest].Column {
			w.to = rest
		}
		if _, known := sums[w]; !known {
			order = append(order, w)
		}
		sums[w] += l.Amount
	}
	f.links = f.links[:0]
	for _, w := range order {
		f.links = append(f.links, Link{w.from, w.to, sums[w], w.back})
	}
}

// place gives each node its place and the picture its height.
func (f *flow) place() (height float64) {
	largest := int64(1)
	for column := range f.columns {
		sum := int64(0)
		for _, x := range f.nodes {
			if x.Column == column {
				sum += x.through
			}
		}
		largest = max(largest, sum)
	}
	f.scale = flowTall / float64(largest)
	for column := range f.columns {
		y := 2.0
		for i := range f.nodes {
			x := &f.nodes[i]
			if x.Column != column || x.gone || x.through+x.back == 0 {
				continue
			}
			x.x = 0
			if f.columns > 1 {
				x.x = float64(column) * (wide - nodeWide) / float64(f.columns-1)
			}
			if column > 0 && column < f.columns-1 { // room for the names on the right of it, and for those on the left of the last ones
				x.x *= innerAt
			}
			x.h = max(nodeLeast, float64(x.measure())*f.scale)
			x.y = y
			y += max(x.h, slotLeast) + slotApart
		}
		height = max(height, y)
	}
	return max(height, slotLeast)
}

func (f *flow) draw(d *pen) {
	ways := slices.Clone(f.links)
	slices.SortStableFunc(ways, func(a, b Link) int {
		return cmp.Or(cmp.Compare(f.nodes[a.From].y, f.nodes[b.From].y), cmp.Compare(f.nodes[a.To].y, f.nodes[b.To].y))
	})
	for _, l := range ways {
		f.ribbon(d, l)
	}
	for i := range f.nodes {
		x := &f.nodes[i]
		if x.gone || x.through+x.back == 0 {
			continue
		}
		class := "node tone-" + string(x.Tone)
		if x.through == 0 {
			class = "node back"
		}
		f.label(d, class, x)
	}
}

// label draws a node, its name and how much went through it: to the right of it, and in the last column to the left.
func (f *flow) label(d *pen, class string, x *placed) {
	amount := f.about.words().Money(f.about.Currency, x.through)
	if x.through == 0 {
		amount = f.about.words().Money(f.about.Currency, x.back) + ", " + f.about.words().Returns
	}
	d.rect(class, x.Name+": "+amount, x.x, x.y, nodeWide, x.h)
	at, anchor := x.x+nodeWide+4, "start"
	if x.Column == f.columns-1 && x.Column > 0 {
		at, anchor = x.x-4, "end"
	}
	top := x.y + max(0, (x.h-slotLeast)/2)
	d.text("label strong", anchor, at, top+11, short(x.Name, 51/f.columns))
	d.text("label", anchor, at, top+24, amount)
}

// ribbon draws a link as wide as its money; one that came back is an outline.
func (f *flow) ribbon(d *pen, l Link) {
	from, to := &f.nodes[l.From], &f.nodes[l.To]
	thick := math.Max(1, float64(l.Amount)*f.scale)
	y1, y2 := from.y+from.outwards, to.y+to.inward
	if l.Back {
		y1 = from.y + math.Min(from.outwards, math.Max(0, from.h-thick))
	} else {
		from.outwards += float64(l.Amount) * f.scale
	}
	to.inward += float64(l.Amount) * f.scale
	x1, x2 := from.x+nodeWide, to.x
	bend := n((x1 + x2) / 2)
	edge := func(ax, ay, bx, by float64) string {
		return "C" + bend + " " + n(ay) + " " + bend + " " + n(by) + " " + n(bx) + " " + n(by)
	}
	class := "ribbon tone-" + string(to.Tone)
	tip := from.Name + " → " + to.Name + ": " + f.about.words().Money(f.about.Currency, l.Amount)
	if l.Back {
		class, tip = "ribbon back", tip+", "+f.about.words().Returns
	}
	d.path(class, tip, "M"+n(x1)+" "+n(y1)+edge(x1, y1, x2, y2)+"V"+n(y2+thick)+edge(x2, y2+thick, x1, y1+thick)+"Z")
}

func flowTable(a About, nodes []Node, links []Link) Table {
	t := Table{Caption: a.Title, Head: []string{a.words().From, a.words().To, a.words().Amount}, Amounts: 1}
	for _, l := range links {
		amount := a.words().Money(a.Currency, l.Amount)
		if l.Back {
			amount += " (" + a.words().Returns + ")"
		}
		t.Rows = append(t.Rows, []string{nodes[l.From].Name, nodes[l.To].Name, amount})
	}
	return t
}
