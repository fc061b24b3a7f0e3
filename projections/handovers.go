package projections

import "sovang/domain/fund"

// passedOn notes whose the fund is from a day on.
func (f *fold) passedOn(in *fundRows, e fund.PassedOn) {
	f.t.fundUnits.add(in.k, f.at.n, int64(e.From), f.key(e.Unit), e.Code)
}

// fundUnit is the key of the unit whose a fund is on a day, in SQL: n and day are the numbers of the parameters that hold the view's entry and
// day. A fund that is not open yet on that day is the unit's that will open it.
func fundUnit(fundKey string, n, day int) string { return fundThen("unit", fundKey, n, day) }

// fundCode is fundUnit for what the fund is called.
func fundCode(fundKey string, n, day int) string { return fundThen("code", fundKey, n, day) }

func fundThen(column, fundKey string, n, day int) string {
	return "COALESCE((SELECT y." + column + " FROM @fund_units y WHERE y.k = " + fundKey + " AND y.n <= $" + itoa(int64(n)) + " AND y.since <= $" +
		itoa(int64(day)) + " ORDER BY y.since DESC, y.n DESC LIMIT 1), (SELECT y." + column + " FROM @funds y WHERE y.k = " + fundKey + "))"
}
