package picture

// Branch is one unit of a tree, under the one before it that lies less deep.
type Branch struct {
	Name    string
	Depth   int // 0: the top
	Amounts []int64
}

// Branches draws a bar for each unit and series, all by one measure, beside one another as they lie in the tree. More than most are counted in a last line.
func Branches(a About, series []Series, branches []Branch, most int) Picture {
	p := Picture{Table: amountsTable(a, a.words().What, series, len(branches), func(i int) (string, []int64) { return branches[i].Name, branches[i].Amounts }), words: a.words(), Legend: legendOf(series)}
	shown := branches
	if most > 0 && len(branches) > most {
		shown = branches[:most]
	}
	high := int64(1)
	for _, x := range branches {
		for i := range series {
			high = max(high, x.Amounts[i])
		}
	}
	const bar, letters, measure = 8.0, 17.0, wide - 4*12
	tall := letters + bar*float64(len(series)) + 7
	height := tall * float64(len(shown))
	if len(shown) < len(branches) {
		height += letters
	}
	d := begin(a, "drawing", wide, height)
	for row, x := range shown {
		y, left := float64(row)*tall, float64(min(x.Depth, 4))*12
		said := ""
		for i := range series {
			if i > 0 {
				said += " · "
			}
			said += a.words().Money(a.Currency, x.Amounts[i])
		}
		d.text("label", "start", left, y+letters-5, short(x.Name, max(8, 50-3*min(x.Depth, 4)-len([]rune(said)))))
		d.text("label strong", "end", wide, y+letters-5, said)
		for i, s := range series {
			top := y + letters + float64(i)*bar
			d.rect("bed", "", left, top, measure, bar-1)
			if v := max(0, x.Amounts[i]); v > 0 {
				d.rect("bar tone-"+string(s.Tone), x.Name+", "+s.Name+": "+a.words().Money(a.Currency, v), left, top, float64(v)/float64(high)*measure, bar-1)
			}
		}
	}
	if rest := len(branches) - len(shown); rest > 0 {
		d.text("label", "start", 0, height-4, a.words().More(rest))
	}
	p.SVG = d.end()
	return p
}
