package projections

import (
	"context"
	"encoding/hex"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/staff"
	"sovang/projections/readdb"
)

func (f *fold) roleGranted(unit uuid.UUID, e staff.Granted) {
	id := f.at.id // of its own: f.at is another at the next entry
	f.t.staffGrants.add(id[:], f.at.n, f.key(unit), f.key(e.Person), f.word(e.Actor), f.word(string(e.Role)), int64(e.From), int64(e.Until), f.word(e.By),
		staff.Of(e.Beside...).Words(), e.Basis, e.Override)
}

func (f *fold) roleEnded(e staff.Ended) {
	f.t.staffEnds.add(e.Grant[:], f.at.n, int64(e.On), f.word(e.By), e.Reason)
}

func (f *fold) commandSigned(command uuid.UUID, e staff.Signed) {
	f.t.signatures.add(command[:], f.at.n, f.at.day, f.word(e.Actor), f.word(e.Command), e.Digest)
}

// How a role stands on a day.
const (
	RoleHeld   = "held"
	RoleComing = "coming" // it begins later
	RoleOver   = "over"   // its time has run out
	RoleEnded  = "ended"  // it was taken back
)

// Serving is one role of somebody's in a unit, and with it in everything below.
type Serving struct {
	Entry    uint64      `json:"entry"`
	Unit     uuid.UUID   `json:"unit"`
	UnitCode string      `json:"unit_code"`
	Actor    string      `json:"actor"`
	Person   uuid.UUID   `json:"person,omitzero"`
	Role     staff.Role  `json:"role"`
	From     domain.Date `json:"from"`
	Until    domain.Date `json:"until,omitzero"` // the last day
	State    string      `json:"state"`          // held, coming, over, ended
	By       string      `json:"by"`
	Basis    string      `json:"basis"`
	Beside   []string    `json:"beside,omitempty"` // roles that should not lie in one hand with it
	Override string      `json:"override,omitempty"`
	Ended    domain.Date `json:"ended,omitzero"` // the first day on which it is held no more
	EndedBy  string      `json:"ended_by,omitempty"`
	Reason   string      `json:"reason,omitempty"` // of the end
}

// StaffQuery asks who holds which role.
type StaffQuery struct {
	Unit uuid.UUID // there: what was granted in it and in the units above it; the nil UUID: everywhere
	AsOf AsOf
	At   *domain.Date // how roles stand on that day, those left out that begin later; nil: on the day of the report's entry
}

// Staff reports who holds, held and will hold which role, by unit, role and time.
func (r *Reader) Staff(ctx context.Context, q StaffQuery) (AsOf, []Serving, error) {
	all := []Serving{}
	asOf := q.AsOf
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) error {
		asOf = v.asOf
		day := domain.DateOf(v.asOf.Recorded)
		if q.At != nil {
			day = *q.At
		}
		units, err := v.unitsUp(q.Unit, day)
		if err != nil {
			return err
		}
		all, err = v.serving(units, day)
		return err
	})
	return asOf, all, err
}

// unitsUp is the keys of a unit, of those above it on a day, and of the successors of what is no more; nil for the nil UUID.
func (v *view) unitsUp(unit uuid.UUID, day domain.Date) (map[int64]bool, error) {
	if unit == uuid.Nil {
		return nil, nil
	}
	first, ok, err := v.key(unit, unitName)
	if err != nil || !ok {
		return nil, notFound(err, "unit", unit)
	}
	up := map[int64]bool{}
	for line := []int64{first}; len(line) > 0 && err == nil; line = line[1:] {
		k := line[0]
		if k == 0 || up[k] {
			continue
		}
		up[k] = true
		err = v.rows(func(r readdb.Row) error {
			var next int64
			err := r.Scan(&next)
			line = append(line, next)
			return err
		}, `SELECT parent FROM @unit_places WHERE k = $1 AND n = (SELECT p.n FROM @unit_places p JOIN @units u ON u.k = p.k
				WHERE p.k = $1 AND p.n <= $2 AND (p.since <= $3 OR p.since <= u.since) ORDER BY p.since DESC, p.n DESC LIMIT 1)
			UNION ALL SELECT heir FROM @unit_heirs WHERE k = $1 AND n <= $2 AND since <= $3`, k, v.n, int64(day))
	}
	return up, err
}

// serving is the roles of some units, or of all, as they stand on a day.
func (v *view) serving(units map[int64]bool, day domain.Date) ([]Serving, error) {
	all, keys := []Serving{}, [][6]int64{} // unit, person, actor, role, by, ended by
	err := v.rows(func(r readdb.Row) error {
		var x Serving
		var k [6]int64
		var beside string
		if err := r.Scan(&x.Entry, &k[0], &k[1], &k[2], &k[3], &x.From, &x.Until, &k[4], &beside, &x.Basis, &x.Override, &x.UnitCode,
			&x.Ended, &k[5], &x.Reason); err != nil {
			return err
		}
		x.Beside = strings.Fields(beside)
		if (units == nil || units[k[0]]) && v.by(x.From) {
			x.State = standing(x, day)
			all, keys = append(all, x), append(keys, k)
		}
		return nil
	}, `SELECT g.n, g.unit, g.person, g.actor, g.role, g.from_day, g.until_day, g.by_whom, g.beside, g.basis, g.override, u.code,
		COALESCE(x.day, 0), COALESCE(x.by_whom, 0), COALESCE(x.reason, '') FROM @staff_grants g JOIN @units u ON u.k = g.unit
		LEFT JOIN @staff_ends x ON x.id = g.id AND x.n = (SELECT MAX(y.n) FROM @staff_ends y WHERE y.id = g.id AND y.n <= $1)
		WHERE g.n <= $1 ORDER BY u.code, g.unit, g.from_day, g.n`, v.n)
	for i := range all {
		x, k := &all[i], keys[i]
		var role string
		if err == nil {
			err = v.wordsInto(wordInto{k[2], &x.Actor}, wordInto{k[3], &role}, wordInto{k[4], &x.By}, wordInto{k[5], &x.EndedBy})
			x.Role = staff.Role(role)
		}
		if err == nil {
			x.Unit, err = v.id(k[0])
		}
		if err == nil {
			x.Person, err = v.id(k[1])
		}
	}
	return all, err
}

// Post is one role of somebody's in a unit, without what it rests on.
type Post struct {
	Unit  uuid.UUID
	Actor string
	Role  staff.Role
	From  domain.Date
	Until domain.Date // the last day; 0: open
	Ended domain.Date // the first day on which it is held no more; 0: it was not ended
}

// On says whether the role is held on that day.
func (p Post) On(day domain.Date) bool {
	return day >= p.From && (p.Until == 0 || day <= p.Until) && (p.Ended == 0 || day < p.Ended)
}

// Posts lists every role that was ever granted, in the order of the log: in one query, for who has to look often.
func (r *Reader) Posts(ctx context.Context, asOf AsOf) ([]Post, error) {
	posts := []Post{}
	err := r.view(ctx, asOf, func(v *view) error {
		return v.rows(func(r readdb.Row) error {
			var p Post
			var unit []byte
			err := r.Scan(&unit, &p.Actor, &p.Role, &p.From, &p.Until, &p.Ended)
			p.Unit = scannedID(unit)
			posts = append(posts, p)
			return err
		}, `SELECT x.id, a.word, w.word, g.from_day, g.until_day,
				COALESCE((SELECT y.day FROM @staff_ends y WHERE y.id = g.id AND y.n <= $1 ORDER BY y.n DESC LIMIT 1), 0)
			FROM @staff_grants g JOIN @names x ON x.k = g.unit JOIN @words a ON a.k = g.actor JOIN @words w ON w.k = g.role WHERE g.n <= $1 ORDER BY g.n`, v.n)
	})
	return posts, err
}

// standing is how a role stands on a day.
func standing(x Serving, day domain.Date) string {
	switch {
	case x.Ended != 0 && day >= x.Ended:
		return RoleEnded
	case day < x.From:
		return RoleComing
	case x.Until != 0 && day > x.Until:
		return RoleOver
	}
	return RoleHeld
}

// besides is the roles that were granted though somebody held others that should not lie in one hand with them.
func (v *view) besides() ([]Overridden, error) {
	granted, err := v.serving(nil, domain.DateOf(v.asOf.Recorded))
	var all []Overridden
	for _, x := range granted {
		if x.Override != "" {
			all = append(all, Overridden{Entry: x.Entry, Day: x.From, Unit: x.UnitCode, What: "role granted", Same: strings.Join(append(x.Beside, string(x.Role)), ", "),
				Reason: x.Override, By: x.By, Who: x.Actor, In: x.Unit})
		}
	}
	return all, err
}

// SignatureInfo is a signature under a command.
type SignatureInfo struct {
	Entry    uint64      `json:"entry"`
	Day      domain.Date `json:"day"`
	Actor    string      `json:"actor"`
	Command  string      `json:"command"`
	ID       uuid.UUID   `json:"id"` // of the command
	Digest   string      `json:"digest"`
	Accepted uint64      `json:"accepted,omitzero"` // the entry that the command made, 0 while there is none
}

// Signatures lists what was signed, the oldest first.
func (r *Reader) Signatures(ctx context.Context, asOf AsOf, at *domain.Date) (AsOf, []SignatureInfo, error) {
	all := []SignatureInfo{}
	err := r.viewAt(ctx, asOf, at, func(v *view) (err error) {
		asOf = v.asOf
		all, err = v.signatures("1 = 1")
		return err
	})
	return asOf, all, err
}

// SignaturesUnder lists the signatures under the command with that id.
func (r *Reader) SignaturesUnder(ctx context.Context, command uuid.UUID) (all []SignatureInfo, err error) {
	err = r.view(ctx, AsOf{}, func(v *view) (err error) {
		all, err = v.signatures("s.id = $3", command[:])
		return err
	})
	return all, err
}

func (v *view) signatures(where string, args ...any) ([]SignatureInfo, error) {
	all := []SignatureInfo{}
	var keys [][2]int64
	err := v.rows(func(r readdb.Row) error {
		var x SignatureInfo
		var k [2]int64
		var id, digest []byte
		if err := r.Scan(&id, &x.Entry, &x.Day, &k[0], &k[1], &digest, &x.Accepted); err != nil {
			return err
		}
		x.ID, x.Digest = uuid.UUID(id), hex.EncodeToString(digest)
		all, keys = append(all, x), append(keys, k)
		return nil
	}, `SELECT s.id, s.n, s.day, s.actor, s.command, s.digest, COALESCE((SELECT e.n FROM @entries e WHERE e.id = s.id AND e.n <= $1), 0)
		FROM @signatures s WHERE s.n <= $1 AND s.day <= $2 AND `+where+` ORDER BY s.n`, append([]any{v.n, v.lastDay()}, args...)...)
	for i := range all {
		if err == nil {
			err = v.wordsInto(wordInto{keys[i][0], &all[i].Actor}, wordInto{keys[i][1], &all[i].Command})
		}
	}
	return all, err
}
