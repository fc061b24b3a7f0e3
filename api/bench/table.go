package bench

import (
	"math"

	"sovang/api/sheet"
)

// Sheet shows lines. Rates, bytes and microseconds are whole; where a value has one and is "times", it is a ratio.
func Sheet(lines []Line, note string) *sheet.Sheet {
	s := &sheet.Sheet{Name: "bench", Title: "Tốc độ và kích cỡ", Note: note, Aside: []string{"name"}, Columns: []sheet.Column{
		{Key: "name", Title: "Tên"}, {Key: "what", Title: "Việc"}, {Key: "value", Title: "Đo được"}, {Key: "unit", Title: "Đơn vị"},
		{Key: "limit", Title: "Giới hạn"}, {Key: "limit_is", Title: "Giới hạn là"}, {Key: "ratio", Title: "Tỷ lệ"},
		{Key: "p50_us", Title: "p50, µs"}, {Key: "p99_us", Title: "p99, µs"}, {Key: "goal", Title: "Phải đạt"}, {Key: "reached", Title: "Đạt"},
	}}
	for _, l := range lines {
		s.Add(l.Name, l.What, l.cell(l.Value), string(l.Unit), l.cell(l.Limit), l.LimitIs, number(l.Ratio), whole(micros(l.P50)), whole(micros(l.P99)), l.Goal, l.verdict())
	}
	return s
}

func (l Line) cell(value float64) any {
	if l.Unit == Times {
		return number(value)
	}
	return whole(value)
}

func whole(value float64) any {
	if value == 0 {
		return nil
	}
	return int64(math.Round(value))
}

func number(value float64) any {
	if value == 0 {
		return nil
	}
	return math.Round(value*1000) / 1000
}

func (l Line) verdict() any {
	switch {
	case l.Goal == "":
		return nil
	case l.Missed:
		return sheet.Term{Key: "missed", Title: "chưa"}
	case l.Small:
		return sheet.Term{Key: "small", Title: "đạt ở cỡ này"}
	}
	return sheet.Term{Key: "reached", Title: "đạt"}
}
