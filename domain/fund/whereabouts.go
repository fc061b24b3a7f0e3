package fund

import (
	"slices"

	"github.com/google/uuid"
)

// Where a donation's đồng are now. Its own positions never change, but three things carry a đồng elsewhere inside the fund: it covers
// what another had spent, it is re-designated, or late money takes the place of what a bridge had paid with it.

// held is positions of a donation and where they are now: themselves, or what they have become. Both have the same length and order.
type held struct {
	home, now Piece
	stays     []Piece // where they were the donation's own on the way, themselves included
}

// Stay is positions of a donation, Home, that were its own At some place of the fund and are Now where they are: single spans of the same length
// and order. What its donor took elsewhere by consent did not stay where it was taken from; what covers another's use never was there.
type Stay struct {
	Home, At, Now Piece
}

// Stays follows a donation's own positions through every compartment in which they were, or are, the donation's.
func (f *Fund) Stays(home ...Piece) (all []Stay) {
	for _, p := range home {
		for _, h := range f.whereabouts(p) {
			for _, at := range h.stays {
				all = append(all, Stay{h.home, at, h.now})
			}
		}
	}
	return all
}

// whereabouts follows a donation's own positions to single spans that are all free or all used. It never leaves the fund.
func (f *Fund) whereabouts(home Piece) []held {
	var found []held
	for _, s := range home.Spans {
		found = append(found, f.follow(home.Compartment, s, home.Compartment, s, -1)...)
	}
	return found
}

// follow goes on from positions that became the donation's by the cover number since, -1 where they were nobody's before. What
// happened to them earlier concerned another owner: a bridge's position changes hands each time that late money repays it.
func (f *Fund) follow(homeCode string, home Span, code string, now Span, since int) (found []held) {
	rest := Set{now}
	at := func(s Span) Span { return Span{home[0] + s[0] - now[0], home[0] + s[1] - now[0]} }
	onward := func(from, to Piece, since int) {
		offset := int64(0)
		for _, s := range from.Spans {
			for _, both := range rest.Within(s) {
				for _, next := range Part(to.Spans, offset+both[0]-s[0], offset+both[1]-s[0]) {
					part := Span{both[0], both[0] + next.Len()}
					found = append(found, f.follow(homeCode, at(part), to.Compartment, next, since)...)
					both[0] = part[1]
				}
			}
			rest.Remove(s)
			offset += s.Len()
		}
	}
	taken := map[int]bool{}                // of found: by the donor's consent
	for _, m := range f.Exceptions.Moved { // before the covers: what covers something has come to its last place
		if m.From.Compartment == code && m.Covers > since {
			before := len(found)
			onward(m.From, Piece{m.Into, []Span{m.Span}}, -1)
			for i := before; i < len(found) && m.Basis == DonorConsent; i++ {
				taken[i] = true
			}
		}
	}
	for i, c := range f.Exceptions.Covers {
		if c.By.Compartment == code {
			onward(c.By, c.Over, i)
		}
	}
	for _, s := range rest {
		free := f.Compartments[code].Free.Within(s)
		used := Set(free).Without([]Span{s})
		for _, t := range slices.Concat(free, used) {
			found = append(found, held{home: Piece{homeCode, []Span{at(t)}}, now: Piece{code, []Span{t}}})
		}
	}
	for i := range found {
		if h := &found[i]; since < 0 && !taken[i] {
			from := now[0] + h.home.Spans[0][0] - home[0]
			h.stays = append([]Piece{{code, []Span{{from, from + h.home.Len()}}}}, h.stays...)
		}
	}
	return found
}

// NowOf is where the đồng are by now that came in at these positions, spent or not.
func (f *Fund) NowOf(home ...Piece) (now []Piece) {
	for _, p := range home {
		for _, h := range f.whereabouts(p) {
			now = append(now, h.now)
		}
	}
	return now
}

// Continued is what another fund's positions became here when it handed them over.
func (f *Fund) Continued(from uuid.UUID, theirs ...Piece) (ours []Piece) {
	for _, code := range sortedKeys(f.Compartments) {
		for _, a := range f.Compartments[code].Arrived {
			if a.Source == nil || a.Source.Fund != from {
				continue
			}
			offset := a.Span.From()
			for _, s := range a.Source.Piece.Spans {
				for _, p := range theirs {
					if p.Compartment != a.Source.Piece.Compartment {
						continue
					}
					for _, both := range Set(p.Spans).Within(s) {
						ours = append(ours, Piece{code, []Span{both.Shifted(offset - s.From())}})
					}
				}
				offset += s.Len()
			}
		}
	}
	return ours
}

func (f *Fund) isFree(p Piece) bool {
	return len(f.Compartments[p.Compartment].Free.Within(p.Spans[0])) > 0
}

// moved notes that positions became others, one for one in order, with the same owners; what the others must know of where they
// come from goes with them, and what foreign money was worth.
func (f *Fund) moved(from Piece, into string, to Span, basis Basis) {
	f.Exceptions.Moved = append(f.Exceptions.Moved, Moved{from, into, to, len(f.Exceptions.Covers), basis})
	source, target, offset := f.Compartments[from.Compartment], f.Compartments[into], to.From()
	f.arrived(from, Piece{into, []Span{to}})
	for _, s := range from.Spans {
		for _, v := range slices.Clone(source.Valued) {
			if both, ok := v.Span.Intersect(s); ok {
				target.Valued = append(target.Valued, Valued{both.Shifted(offset - s[0]), v.upTo(both[1]) - v.upTo(both[0])})
			}
		}
		offset += s.Len()
	}
}

// own notes covers: whose đồng stands behind what is covered by now, and through which funds it may have come.
func (f *Fund) own(covers []Cover) {
	f.Exceptions.Covers = append(f.Exceptions.Covers, covers...)
	for _, c := range covers {
		f.arrived(c.By, c.Over)
	}
}

// arrived takes what is known of the funds that đồng came through from positions to those where they are now, one for one in order.
func (f *Fund) arrived(from, to Piece) {
	target, offset := f.Compartments[to.Compartment], int64(0)
	for _, s := range from.Spans {
		for _, a := range slices.Clone(f.Compartments[from.Compartment].Arrived) {
			if both, ok := a.Span.Intersect(s); ok {
				for _, now := range Part(to.Spans, offset+both[0]-s[0], offset+both[1]-s[0]) {
					target.Arrived = append(target.Arrived, Arrival{Span: now, Via: a.Via})
				}
			}
		}
		offset += s.Len()
	}
}

// via is this fund and every fund that đồng of a piece may have come through: by transfers in, by covers, by sold currency, by
// re-designation. Positions can be each other's source over time, so each is looked at once.
func (f *Fund) via(fund uuid.UUID, p Piece) []uuid.UUID {
	funds, seen := []uuid.UUID{fund}, map[string]Set{}
	for todo := []Piece{p}; len(todo) > 0; {
		p, todo = todo[0], todo[1:]
		visited := seen[p.Compartment]
		p.Spans = visited.Without(p.Spans)
		for _, s := range p.Spans {
			visited.Add(s)
			for _, arrival := range f.Compartments[p.Compartment].Arrived {
				if _, ok := arrival.Span.Intersect(s); ok {
					funds = append(funds, arrival.Via...)
				}
			}
		}
		seen[p.Compartment] = visited
		todo = append(todo, f.sources(p)...)
	}
	slices.SortFunc(funds, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(funds)
}

// sources is what stands, or once stood, behind the positions of a piece inside this fund: unrestricted đồng that cover them, positions
// that became these, foreign money that was sold for them (the whole sale: it may name more than that, never less).
func (f *Fund) sources(p Piece) (behind []Piece) {
	back := func(to, from Piece) {
		offset := int64(0)
		for _, over := range to.Spans {
			for _, s := range p.Spans {
				if both, ok := over.Intersect(s); ok && to.Compartment == p.Compartment {
					behind = append(behind, Piece{from.Compartment, Part(from.Spans, offset+both[0]-over[0], offset+both[1]-over[0])})
				}
			}
			offset += over.Len()
		}
	}
	for _, c := range f.Exceptions.Covers {
		back(c.Over, c.By)
	}
	for _, m := range f.Exceptions.Moved {
		back(Piece{m.Into, []Span{m.Span}}, m.From)
	}
	for _, sale := range f.Exceptions.Sales {
		for _, s := range p.Spans {
			if _, ok := sale.Span.Intersect(s); ok && sale.Into == p.Compartment {
				behind = append(behind, sale.From)
			}
		}
	}
	return behind
}
