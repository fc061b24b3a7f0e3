package projections

import (
	"context"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections/readdb"
)

// RosterState is how far a roster has come.
type RosterState string

// The states of a roster.
const (
	RosterEstimated RosterState = "estimated" // expected, no more; never owed
	RosterRecorded  RosterState = "recorded"  // what everybody gave is written down; no donation is known to be theirs
	RosterAttached  RosterState = "attached"  // a donation of the unit stands behind it
	RosterReversed  RosterState = "reversed"  // that donation went back
)

// RosterEstimate is what was expected before the day.
type RosterEstimate struct {
	Amount    int64       `json:"amount"`
	Employees int64       `json:"employees,omitempty"`
	Day       domain.Date `json:"day"`
	Made      domain.Date `json:"made"`
	Of        uuid.UUID   `json:"of,omitzero"` // the earlier roster it was taken from
	Basis     string      `json:"basis,omitempty"`
}

// RosterInfo is one roster as of a report's entry and day. No amount of it is money of the books: Remitted is, in the donation.
type RosterInfo struct {
	Roster     uuid.UUID       `json:"roster"`
	Entry      uint64          `json:"entry"` // that spoke of it first
	Giver      uuid.UUID       `json:"giver"`
	Campaign   string          `json:"campaign"`
	Currency   string          `json:"currency"`
	Day        domain.Date     `json:"day,omitzero"`
	State      RosterState     `json:"state"`
	Version    int64           `json:"version"` // 0: an estimate only
	Employees  int64           `json:"employees"`
	Sum        int64           `json:"sum"`
	Estimate   *RosterEstimate `json:"estimate,omitempty"`
	Donation   uuid.UUID       `json:"donation,omitzero"`
	Fund       uuid.UUID       `json:"fund,omitzero"`
	FundCode   string          `json:"fund_code,omitempty"`
	Receipt    Number          `json:"receipt,omitzero"` // of the donation: the unit's, and the only one
	Booked     domain.Date     `json:"booked,omitzero"`
	Remitted   int64           `json:"remitted"`          // what stands of the donation
	Undone     bool            `json:"undone,omitempty"`  // some or all of the donation was reversed or refunded
	Difference int64           `json:"difference"`        // remitted less sum; 0 where no donation stands
	Named      string          `json:"named,omitempty"`   // its reason
	Unnamed    bool            `json:"unnamed,omitempty"` // the difference is another than the one that was named
}

// rosterStand is a roster while its steps are added up: its key, and the difference that was named last.
type rosterStand struct {
	RosterInfo
	key, named int64
}

// RostersQuery asks for rosters.
type RostersQuery struct {
	Campaign string    // its code; "": all
	Giver    uuid.UUID // nil UUID: all
	Roster   uuid.UUID // nil UUID: all
	Unit     uuid.UUID // whose registered people the givers are; nil UUID: all
	AsOf     AsOf
	At       *domain.Date // only what was so by the end of this day; nil: all
}

// Rosters lists rosters in the order in which the ledger heard of them.
func (r *Reader) Rosters(ctx context.Context, q RostersQuery) ([]RosterInfo, error) {
	found := []RosterInfo{}
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) error {
		all, err := v.rostersOf(q)
		for _, x := range all {
			found = append(found, x.RosterInfo)
		}
		return err
	})
	return found, err
}

func (v *view) rostersOf(q RostersQuery) ([]rosterStand, error) {
	campaign, giver, only, unit := int64(0), int64(0), int64(0), int64(0)
	var ok bool
	var err error
	if q.Campaign != "" {
		if ok, err = v.row("SELECT c.word FROM @campaigns c WHERE c.code = $1 AND c.n <= $2", []any{q.Campaign, v.n}, &campaign); err != nil {
			return nil, err
		} else if !ok {
			return nil, domain.Errorf(domain.NotFound, "there is no campaign %q", q.Campaign).On("campaign")
		}
	}
	if q.Giver != uuid.Nil {
		if giver, ok, err = v.key(q.Giver, personName); err != nil || !ok {
			return nil, notFound(err, "person", q.Giver)
		}
	}
	if q.Roster != uuid.Nil {
		if only, ok, err = v.key(q.Roster, rosterName); err != nil || !ok {
			return nil, notFound(err, "roster", q.Roster)
		}
	}
	if q.Unit != uuid.Nil {
		if unit, ok, err = v.key(q.Unit, unitName); err != nil || !ok {
			return nil, notFound(err, "unit", q.Unit)
		}
	}
	return v.rosters("($2 = 0 OR r.campaign = $2) AND ($3 = 0 OR r.giver = $3) AND ($4 = 0 OR r.k = $4) AND ($5 = 0 OR EXISTS (SELECT 1 FROM @people p WHERE p.k = r.giver AND p.unit = $5))",
		campaign, giver, only, unit)
}

// rosters adds the steps of rosters up. where speaks of rosters r and has its parameters from $2 on.
func (v *view) rosters(where string, args ...any) ([]rosterStand, error) {
	var all []rosterStand
	var keys [][3]int64
	err := v.rows(func(r readdb.Row) error {
		var x rosterStand
		var k [3]int64
		err := r.Scan(&x.key, &x.Entry, &k[0], &k[1], &k[2])
		all, keys = append(all, x), append(keys, k)
		return err
	}, "SELECT r.k, r.n, r.giver, r.currency, r.campaign FROM @rosters r WHERE r.n <= $1 AND "+where+" ORDER BY r.n, r.k", append([]any{v.n}, args...)...)
	var found []rosterStand
	for i := range all {
		x := &all[i]
		if err == nil {
			x.Roster, err = v.id(x.key)
		}
		if err == nil {
			x.Giver, err = v.id(keys[i][0])
		}
		if err == nil {
			err = v.wordsInto(wordInto{keys[i][1], &x.Currency}, wordInto{keys[i][2], &x.Campaign})
		}
		if err == nil {
			err = v.rosterSteps(x)
		}
		if x.State != "" { // by the day of the report somebody had spoken of it
			found = append(found, *x)
		}
	}
	return found, err
}

func (v *view) rosterSteps(x *rosterStand) error {
	var steps []rosterStep
	err := v.rows(func(r readdb.Row) error {
		var s rosterStep
		err := r.Scan(&s.what, &s.amount, &s.employees, &s.difference, &s.day, &s.since, &s.of, &s.version, &s.reason, &s.named, &s.donation)
		steps = append(steps, s)
		return err
	}, `SELECT what, amount, employees, difference, day, since, of_k, version, reason, named, donation FROM @roster_steps
		WHERE k = $1 AND n <= $2 ORDER BY n, what`, x.key, v.n)
	for _, s := range steps {
		if err == nil && v.by(s.since) {
			err = v.rosterAt(x, s)
		}
	}
	if x.State == RosterAttached {
		x.Difference = x.Remitted - x.Sum
		x.Unnamed = x.Difference != x.named
	}
	return err
}

// rosterAt takes one step in. Corrections of a roster that is not there by the report's day are passed over.
func (v *view) rosterAt(x *rosterStand, s rosterStep) (err error) {
	switch s.what {
	case rosterEstimated:
		e := &RosterEstimate{Amount: s.amount, Employees: s.employees, Day: s.day, Made: s.since, Basis: s.reason}
		x.Estimate, x.State, x.Day = e, RosterEstimated, s.day
		e.Of, err = v.id(s.of)
		return err
	case rosterRecorded:
		x.State, x.Day, x.Version = RosterRecorded, s.day, 1
		x.Employees, x.Sum = x.Employees+s.employees, x.Sum+s.amount
		return nil
	}
	switch {
	case x.Version == 0:
	case s.what == rosterCorrected:
		x.Version, x.Employees, x.Sum = s.version, x.Employees+s.employees, x.Sum+s.amount
		if x.State == RosterAttached {
			x.named, x.Named = s.difference, s.named
		}
	case s.what == rosterAttached:
		return v.rosterBehind(x, s)
	case uuid.UUID(idOr(s.donation)) != x.Donation && s.what != rosterNamed: // of a donation that was not there by the report's day
	case s.what == rosterDetached:
		x.State, x.Donation, x.Fund, x.FundCode, x.Receipt, x.Booked = RosterRecorded, uuid.Nil, uuid.Nil, "", Number{}, 0
		x.Remitted, x.Undone, x.named, x.Named = 0, false, 0, ""
	case s.what == rosterUndone:
		if x.Remitted, x.Undone = s.amount, true; s.amount == 0 {
			x.State, x.named, x.Named = RosterReversed, 0, ""
		}
	case s.what == rosterNamed && x.State == RosterAttached:
		x.named, x.Named = s.difference, s.named
	}
	return nil
}

func idOr(raw []byte) [16]byte {
	var id [16]byte
	copy(id[:], raw)
	return id
}

// rosterBehind puts a roster behind its donation, if that was booked by the report's day.
func (v *view) rosterBehind(x *rosterStand, s rosterStep) error {
	d, err := v.donation(uuid.UUID(idOr(s.donation)))
	if domain.CodeOf(err) == domain.NotFound && v.at != nil || err == nil && d.State == DonationAwaiting {
		return nil
	}
	if err != nil {
		return err
	}
	x.State, x.Donation, x.Fund, x.FundCode, x.Receipt, x.Booked = RosterAttached, d.ID, d.Fund, d.FundCode, d.Receipt, d.Booked
	x.Remitted, x.Undone, x.named, x.Named = s.amount, false, s.difference, s.named
	return nil
}
