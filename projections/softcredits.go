package projections

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections/readdb"
)

// SoftCredit says that somebody stands behind their unit's gift. It is no donation: it has no đồng, no receipt and no place in any sum of
// donations.
type SoftCredit struct {
	Roster   uuid.UUID   `json:"roster"`
	Code     string      `json:"code"` // of their row
	Giver    uuid.UUID   `json:"giver"`
	Campaign string      `json:"campaign"`
	Day      domain.Date `json:"day"`
	Currency string      `json:"currency"`
	Amount   int64       `json:"amount"` // as the unit wrote it down
	State    RosterState `json:"state"`  // attached, or reversed
	Donation uuid.UUID   `json:"donation"`
	Fund     uuid.UUID   `json:"fund"`
	FundCode string      `json:"fund_code"`
	Receipt  Number      `json:"receipt"` // the unit's
}

// softCredits lists what somebody stands behind, oldest first: only rosters of which money came, for a roster alone is nothing given. in: only
// of donations to that fund; nil UUID: all.
func (v *view) softCredits(person int64, in uuid.UUID) ([]SoftCredit, error) {
	soft := []SoftCredit{}
	var keys []int64
	if err := v.rows(func(r readdb.Row) error {
		var c SoftCredit
		var k int64
		err := r.Scan(&k, &c.Code, &c.Amount)
		soft, keys = append(soft, c), append(keys, k)
		return err
	}, `SELECT r.k, r.code, r.amount FROM @roster_rows r WHERE r.person = $1 AND r.n <= $2 AND r.amount > 0 AND NOT EXISTS
		(SELECT 1 FROM @roster_rows s WHERE s.k = r.k AND s.row_no = r.row_no AND s.n > r.n AND s.n <= $2) ORDER BY r.k, r.row_no`, person, v.n); err != nil {
		return nil, err
	}
	given := []SoftCredit{}
	for i, c := range soft {
		found, err := v.rosters("r.k = $2", keys[i])
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			continue
		}
		x := found[0]
		if x.Donation == uuid.Nil || in != uuid.Nil && x.Fund != in {
			continue
		}
		c.Roster, c.Giver, c.Campaign, c.Day, c.Currency, c.State = x.Roster, x.Giver, x.Campaign, x.Day, x.Currency, x.State
		c.Donation, c.Fund, c.FundCode, c.Receipt = x.Donation, x.Fund, x.FundCode, x.Receipt
		given = append(given, c)
	}
	return given, nil
}

// Employee is a row of a roster as of a report's entry.
type Employee struct {
	Row    int64     `json:"row"`
	Code   string    `json:"code"`
	Person uuid.UUID `json:"person,omitzero"` // nil UUID: known by nothing but the code
	Amount int64     `json:"amount"`
}

// RosterChange is what a correction did to a row: an amount of 0 did not stand there.
type RosterChange struct {
	Entry     uint64    `json:"entry"`
	Version   int64     `json:"version"`
	Row       int64     `json:"row"`
	Code      string    `json:"code"`
	WasPerson uuid.UUID `json:"was_person,omitzero"`
	WasAmount int64     `json:"was_amount"`
	Person    uuid.UUID `json:"person,omitzero"`
	Amount    int64     `json:"amount"`
	Reason    string    `json:"reason"`
	Approver  string    `json:"approver,omitempty"`
	Actor     string    `json:"actor"`
}

// RosterBook is one roster with its rows and its corrections, in order.
type RosterBook struct {
	AsOf    AsOf           `json:"as_of"`
	Roster  RosterInfo     `json:"roster"`
	Rows    []Employee     `json:"rows"`
	Changes []RosterChange `json:"changes"`
}

// RosterBook reports one roster whole.
func (r *Reader) RosterBook(ctx context.Context, id uuid.UUID, asOf AsOf, at *domain.Date) (RosterBook, error) {
	b := RosterBook{Rows: []Employee{}, Changes: []RosterChange{}}
	err := r.viewAt(ctx, asOf, at, func(v *view) error {
		b.AsOf = v.asOf
		found, err := v.rostersOf(RostersQuery{Roster: id})
		if err != nil || len(found) == 0 {
			return notFound(err, "roster", id)
		}
		if b.Roster = found[0].RosterInfo; b.Roster.Version == 0 {
			return nil // rows of a day to come are not there yet
		}
		return v.rosterRows(&b, found[0].key)
	})
	return b, err
}

// rosterRows reads the rows with their whole past: what a row is now, and what corrections made of it.
func (v *view) rosterRows(b *RosterBook, k int64) error {
	type then struct {
		Employee
		n, person int64
	}
	var all []then
	if err := v.rows(func(r readdb.Row) error {
		var t then
		err := r.Scan(&t.Row, &t.n, &t.Amount, &t.person, &t.Code)
		all = append(all, t)
		return err
	}, "SELECT row_no, n, amount, person, code FROM @roster_rows WHERE k = $1 AND n <= $2 ORDER BY row_no, n", k, v.n); err != nil {
		return err
	}
	corrections, err := v.rosterCorrections(k)
	if err != nil {
		return err
	}
	changed := map[int64][]RosterChange{} // by entry
	for i := range all {
		t := &all[i]
		if t.Person, err = v.id(t.person); err != nil {
			return err
		}
		if c, ok := corrections[t.n]; ok {
			c.Row, c.Code, c.Person, c.Amount = t.Row, t.Code, t.Person, t.Amount
			if i > 0 && all[i-1].Row == t.Row {
				c.WasPerson, c.WasAmount = all[i-1].Person, all[i-1].Amount
			}
			changed[t.n] = append(changed[t.n], c)
		}
		if last := i+1 == len(all) || all[i+1].Row != t.Row; last && t.Amount > 0 {
			b.Rows = append(b.Rows, t.Employee)
		}
	}
	for _, n := range slices.Sorted(maps.Keys(corrections)) {
		b.Changes = append(b.Changes, changed[n]...)
	}
	return nil
}

// rosterCorrections is the corrections of a roster by their entries.
func (v *view) rosterCorrections(k int64) (map[int64]RosterChange, error) {
	found, keys := map[int64]RosterChange{}, map[int64][2]int64{}
	err := v.rows(func(r readdb.Row) error {
		var c RosterChange
		var k [2]int64
		err := r.Scan(&c.Entry, &c.Version, &c.Reason, &k[0], &k[1])
		found[int64(c.Entry)], keys[int64(c.Entry)] = c, k
		return err
	}, "SELECT s.n, s.version, s.reason, s.approver, e.actor FROM @roster_steps s JOIN @entries e ON e.n = s.n WHERE s.k = $1 AND s.what = 3 AND s.n <= $2", k, v.n)
	for n, c := range found {
		if err == nil {
			err = v.wordsInto(wordInto{keys[n][0], &c.Approver}, wordInto{keys[n][1], &c.Actor})
			found[n] = c
		}
	}
	return found, err
}
