package campaign

import (
	"fmt"
	"math/bits"
	"slices"

	"sovang/domain"
)

// Rule is one version of the split.
type Rule struct {
	From      domain.Date `json:"from"`
	Levels    []Level     `json:"levels"`
	Remainder string      `json:"remainder"`
	Voluntary bool        `json:"voluntary"`
}

// RuleOn gives the rule in force on a day and its number, counted from 1; 0 where none is in force yet.
func (c *Campaign) RuleOn(day domain.Date) (Rule, int) {
	for i := len(c.Rules) - 1; i >= 0; i-- {
		if c.Rules[i].From <= day {
			return c.Rules[i], i + 1
		}
	}
	return Rule{}, 0
}

// Shares splits the sum of many boxes, minor units, in the order of the levels: each level has its percent rounded down, and the named
// one takes what is left, so that the shares add up to the sum. Box by box a level gets the difference of its shares of the running
// totals after and before that box: then the parts of each box add up to the box, each level's share of many boxes is what the sum
// gives it, and no order of opening gives a level more than another.
func (r Rule) Shares(sum int64) []int64 {
	shares, left, at := make([]int64, len(r.Levels)), sum, r.remainderAt()
	for i, l := range r.Levels {
		if i == at {
			continue
		}
		shares[i] = percent(sum, l.Percent)
		left -= shares[i]
	}
	shares[at] = left
	return shares
}

// Parts splits boxes one after another, the first after boxes that came to before in all: a row for each box, in the order of the
// levels. Boxes of a few đồng would leave less than nothing to the level that takes the remainder; another box of the same opening
// then gives it a đồng in exchange, which changes no box and no level. It is refused where the whole opening is as small as that.
func (r Rule) Parts(before int64, boxes []int64) ([][]int64, error) {
	parts, was, at := make([][]int64, len(boxes)), r.Shares(before), r.remainderAt()
	owing, rest := 0, int64(0)
	for i, amount := range boxes {
		before += amount
		now := r.Shares(before)
		parts[i] = make([]int64, len(now))
		for l := range now {
			parts[i][l] = now[l] - was[l]
		}
		if rest += parts[i][at]; parts[i][at] < 0 {
			owing++
		}
		was = now
	}
	if rest < 0 {
		return nil, domain.Errorf(domain.Violation, "so few đồng cannot be split by this rule").On("rows")
	}
	for i := 0; owing > 0 && i < len(parts); i++ {
		if parts[i][at] < 0 {
			exchange(parts, i, at)
			owing--
		}
	}
	return parts, nil
}

func (r Rule) remainderAt() int {
	return slices.IndexFunc(r.Levels, func(l Level) bool { return l.Name == r.Remainder })
}

// exchange lifts what box i has for level at to nothing: another box that has some gives a đồng of it for one of another level.
func exchange(parts [][]int64, i, at int) {
	for j := 0; parts[i][at] < 0; {
		for parts[j][at] <= 0 {
			j++
		}
		l := slices.IndexFunc(parts[i], func(part int64) bool { return part > 0 })
		parts[i][l]--
		parts[j][l]++
		parts[i][at]++
		parts[j][at]--
	}
}

// percent is ⌊sum·p/100⌋ without overflow, for sums of nothing or more.
func percent(sum, p int64) int64 {
	high, low := bits.Mul64(uint64(sum), uint64(p))
	share, _ := bits.Div64(high, low, 100)
	return int64(share)
}

const mostLevels = 10

func levels(asked []Level) ([]Level, error) {
	if len(asked) == 0 || len(asked) > mostLevels {
		return nil, domain.Errorf(domain.Invalid, "a rule splits between 1 to %d levels", mostLevels).On("levels")
	}
	levels, sum := slices.Clone(asked), int64(0)
	for i, l := range levels {
		at := func(field string) string { return fmt.Sprintf("levels[%d].%s", i, field) }
		var err error
		if levels[i].Name, err = domain.Text(at("name"), l.Name, 60); err != nil {
			return nil, err
		}
		if l.Percent < 0 || l.Percent > 100 {
			return nil, domain.Errorf(domain.Invalid, "%d is no percentage", l.Percent).On(at("percent"))
		}
		if slices.ContainsFunc(levels[:i], func(other Level) bool { return other.Name == levels[i].Name }) {
			return nil, domain.Errorf(domain.Invalid, "level %q stands here twice", levels[i].Name).On(at("name"))
		}
		sum += l.Percent
	}
	if sum != 100 {
		return nil, domain.Errorf(domain.Invalid, "the rule sums to %d, not to 100", sum).On("levels")
	}
	return levels, nil
}

// remainder is the level that takes what rounding leaves: the named one, or the only one.
func remainder(levels []Level, name string) (string, error) {
	name, err := domain.OptionalText("remainder", name, 60)
	if err != nil {
		return "", err
	}
	if name == "" && len(levels) == 1 {
		return levels[0].Name, nil
	}
	for _, l := range levels {
		switch {
		case l.Name == name && l.Percent > 0:
			return name, nil
		case l.Name == name:
			return "", domain.Errorf(domain.Invalid, "level %q gets nothing by this rule, so it cannot take the remainder either", name).On("remainder")
		}
	}
	return "", domain.Errorf(domain.Invalid, "name the level that takes the remainder").On("remainder")
}
