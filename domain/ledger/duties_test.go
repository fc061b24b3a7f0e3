package ledger_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"sovang/domain"
	awarding "sovang/domain/award"
	"sovang/domain/boxes"
	"sovang/domain/campaign"
	"sovang/domain/cluster"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/levy"
	"sovang/domain/person"
	"sovang/domain/pledge"
	"sovang/domain/roster"
	"sovang/domain/sponsorship"
	"sovang/domain/staff"
	"sovang/domain/unit"
)

// The tree in which duties are tried: a province, its commune and another one, a hamlet of the commune; everything that a command may
// speak of is the commune's.
var (
	tỉnh, xã, xãKhác, xóm = id(-301), id(-302), id(-303), id(-304)
	things                = map[string]uuid.UUID{
		"Unit": xã, "Fund": id(-310), "Person": id(-311), "Child": id(-312), "Slot": id(-313), "Next": id(-313), "Pledge": id(-314), "From": id(-314), "To": id(-314),
		"Campaign": id(-315), "Round": id(-316), "Boxes": id(-317), "Levy": id(-318), "Roster": id(-319), "Giver": id(-311), "Parent": xã, "Cluster": id(-320),
	}
	daily = domain.DateOf(recorded)
)

// commune is the book: what there is in it, and everybody's roles.
func commune() *book {
	b := newBook()
	for _, u := range []struct{ id, parent uuid.UUID }{{tỉnh, uuid.Nil}, {xã, tỉnh}, {xãKhác, tỉnh}, {xóm, xã}} {
		b.lay(unit.StreamOf(u.id), unit.Founded{Kind: unit.Association, Code: u.id.String()[:8], Name: "Hội", Parent: u.parent, From: daily - 1000})
	}
	f := things["Fund"]
	b.lay(fund.StreamOf(f), fund.Opened{Unit: xã, Code: "KH", Currencies: nil})
	b.lay(person.StreamOf(things["Person"]), person.Registered{Unit: xã, Kind: person.School})
	b.lay(person.StreamOf(things["Child"]), person.Registered{Unit: xã, Kind: person.Individual})
	b.lay(sponsorship.ChildStream(things["Child"]), sponsorship.Proposed{Unit: xã, By: "cô giáo"})
	b.lay(sponsorship.StreamOf(things["Slot"]), sponsorship.Opened{Unit: xã, Child: things["Child"], Fund: f})
	b.lay(pledge.StreamOf(things["Pledge"]), pledge.Made{Fund: f})
	b.lay(cluster.StreamOf(things["Cluster"]), cluster.Formed{Code: "CUM", Units: []uuid.UUID{xã}})
	b.lay(campaign.StreamOf(things["Campaign"]), campaign.Opened{Unit: xã})
	b.lay(boxes.StreamOf(things["Boxes"]), boxes.Begun{Unit: xã, Level: "xã", Levels: []boxes.LevelFund{{Level: "xã", Fund: f}}})
	b.lay(levy.StreamOf(things["Levy"]), levy.Begun{Unit: xã})
	b.lay(roster.StreamOf(things["Roster"]), roster.Estimated{Giver: things["Giver"]})
	b.lay(awarding.StreamOf(things["Round"]), awarding.Opened{Unit: xã, Fund: f})
	b.office("trưởng ban", xã, staff.Chair)
	b.office("kiểm tra", xã, staff.Auditor)
	b.office("người duyệt", xã, staff.Approver)
	return b
}

// office lays a role down as it was granted long ago, or for other days.
func (b *book) office(actor string, unit uuid.UUID, role staff.Role, days ...domain.Date) {
	g := staff.Granted{Actor: actor, Role: role, From: daily - 100, By: "đại hội", Basis: "đại hội"}
	if len(days) == 2 {
		g.From, g.Until = days[0], days[1]
	}
	b.lay(staff.StreamOf(unit), g)
	b.lay(staff.RollStream, staff.Enrolled{Actor: actor, Unit: unit})
}

// speaking makes a command of a type that speaks of the commune's things, and names those who hold the offices that it asks for.
func speaking(c reflect.Value) {
	for i := range c.NumField() {
		field, name := c.Field(i), c.Type().Field(i).Name
		switch {
		case c.Type().Field(i).Anonymous:
			speaking(field)
		case field.Type() == reflect.TypeFor[uuid.UUID]():
			field.Set(reflect.ValueOf(things[name]))
		case field.Type() == reflect.TypeFor[[]uuid.UUID]() && name == "Children":
			field.Set(reflect.ValueOf([]uuid.UUID{things["Child"]}))
		case field.Type() == reflect.TypeFor[[]uuid.UUID]() && name == "Units":
			field.Set(reflect.ValueOf([]uuid.UUID{xã}))
		case field.Type() == reflect.TypeFor[[]uuid.UUID]() && name == "Funds":
			field.Set(reflect.ValueOf([]uuid.UUID{things["Fund"]}))
		case field.Type() == reflect.TypeFor[[]ledger.HandOverFund]():
			field.Set(reflect.MakeSlice(field.Type(), 1, 1))
			speaking(field.Index(0))
		case name == "Approver":
			field.SetString("người duyệt")
		case name == "Chair" || name == "Witness" || name == "Signed":
			field.SetString("trưởng ban")
		case name == "Inspector":
			field.SetString("kiểm tra")
		case name == "Counters":
			field.Set(reflect.ValueOf([]string{"trưởng ban", "kiểm tra", "phụ huynh"}))
		case name == "Level":
			field.SetString("xã")
		case field.Type() == reflect.TypeFor[[]ledger.Registration]():
			field.Set(reflect.ValueOf([]ledger.Registration{{Person: id(-399), Unit: xã}}))
		}
	}
}

// commands is one of every kind, in the commune, asked for by somebody.
func oneOfEach(t *testing.T, actor string) map[string]ledger.Command {
	all := map[string]ledger.Command{}
	for _, name := range ledger.Names() {
		empty, err := ledger.Decode(name, []byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		c := reflect.New(reflect.TypeOf(empty)).Elem()
		speaking(c)
		all[name] = c.Interface()
	}
	all["unit.move"] = ledger.MoveUnit{Unit: xóm, Parent: xã}
	all["unit.merge"] = ledger.MergeUnits{Units: []uuid.UUID{xóm}, Into: xã}
	all["unit.split"] = ledger.SplitUnit{Unit: xã, Into: []uuid.UUID{xóm}}
	all["unit.dissolve"] = ledger.DissolveUnit{Unit: xóm, Into: xã}
	all["staff.grant"] = ledger.GrantRole{Unit: xã, Actor: "ai đó", Role: staff.Registrar, Basis: "đại hội", Until: daily}
	all["staff.end"] = ledger.EndRole{Unit: xã, Actor: "ai đó", Role: staff.Registrar, Reason: "nghỉ"}
	witnessed := ledger.PayRound{Round: things["Round"], Witness: actor}
	name, data, err := ledger.Encode(witnessed)
	if err != nil {
		t.Fatal(err)
	}
	all["staff.sign"] = ledger.Sign{Command: name, ID: id(-398), Data: jsontext.Value(data)}
	return all
}

// TestDuties walks the whole table: every command asked for by a holder of every role, granted in the unit, above, below and beside it, and
// on days before and after it is held. It is denied exactly where the table says so.
func TestDuties(t *testing.T) {
	places := []struct {
		title string
		unit  uuid.UUID
		days  []domain.Date
		holds bool
	}{
		{"in the unit", xã, nil, true},
		{"above it", tỉnh, nil, true},
		{"below it", xóm, nil, false},
		{"beside it", xãKhác, nil, false},
		{"on its first and last day", xã, []domain.Date{daily, daily}, true},
		{"before it begins", xã, []domain.Date{daily + 1, daily + 100}, false},
		{"after its last day", xã, []domain.Date{daily - 100, daily - 1}, false},
	}
	table := ledger.Duties()
	commands := oneOfEach(t, "Phạm Văn Ba")
	for _, role := range staff.Roles {
		for _, place := range places {
			b := commune()
			b.office("Phạm Văn Ba", place.unit, role, place.days...)
			for _, d := range table {
				c := commands[d.Command]
				b.signAll(t, c)
				_, err := decided(b, ledger.Request{ID: id(-397), Actor: "phạm văn  BA", Command: c}, recorded)
				denied := domain.CodeOf(err) == domain.Denied
				if want := !(place.holds && d.Roles.Has(role)); denied != want {
					t.Errorf("%s by a %s %s: %v", d.Command, role, place.title, err)
				}
				if refused, ok := errors.AsType[*domain.Error](err); ok && denied && !slices.Equal(refused.Fields, []string{"actor"}) {
					t.Errorf("%s is denied on %v: %v", d.Command, refused.Fields, err)
				}
			}
		}
	}
}

// signAll lays down the signature of everybody whom a command names.
func (b *book) signAll(t *testing.T, c ledger.Command) {
	digest, err := ledger.Digest(c)
	if err != nil {
		t.Fatal(err)
	}
	delete(b.states, staff.SignatureOf(id(-397)))
	for _, name := range []string{"trưởng ban", "kiểm tra", "người duyệt"} {
		b.lay(staff.SignatureOf(id(-397)), staff.Signed{Actor: name, Digest: digest[:]})
	}
}

// TestEveryCommandHasDuties: a command that nobody put into the table, or that is put there without a unit, is named.
func TestEveryCommandHasDuties(t *testing.T) {
	var rows []string
	for _, d := range ledger.Duties() {
		rows = append(rows, d.Command)
		if d.Roles == 0 {
			t.Errorf("%s stands in no row of the table of duties: say there who may ask for it, and in which units", d.Command)
		}
		if d.Roles&^staff.Working != 0 {
			t.Errorf("%s is for donors or the public, who only look", d.Command)
		}
	}
	if !slices.Equal(rows, ledger.Names()) {
		t.Errorf("the table has other rows than there are commands")
	}
}

// TestEveryNameIsSigned: whoever a command names as standing for it must sign, and be refused without.
func TestEveryNameIsSigned(t *testing.T) {
	b := commune()
	b.office("kế toán", xã, staff.Treasurer)
	b.office("văn phòng", xã, staff.Registrar)
	for name, c := range oneOfEach(t, "kế toán") {
		of := reflect.TypeOf(c)
		var fields []string
		for _, field := range []string{"Approver", "Chair", "Inspector", "Witness", "Signed", "Counters"} {
			if _, ok := of.FieldByName(field); ok {
				fields = append(fields, strings.ToLower(field))
			}
		}
		if len(fields) == 0 {
			continue
		}
		_, err := decided(b, ledger.Request{ID: id(-397), Actor: "kế toán", Command: c}, recorded)
		refused, ok := errors.AsType[*domain.Error](err)
		if !ok || refused.Code != domain.Denied || !slices.Contains(fields, refused.Fields[0]) {
			t.Errorf("%s goes through without a signature of its %v: %v", name, fields, err)
		}
		b.signAll(t, c)
		if _, err := decided(b, ledger.Request{ID: id(-397), Actor: "kế toán", Command: c}, recorded); domain.CodeOf(err) == domain.Denied {
			t.Errorf("%s is signed and denied: %v", name, err)
		}
		delete(b.states, staff.SignatureOf(id(-397)))
	}
}

// A signature is for one content, by the one who is named, who holds the role on the day of the decision.
func TestSignatures(t *testing.T) {
	b := village(t, giving(đồng(1000)))
	b.office("chủ tịch", hộiXã, staff.Chair)
	b.office("thủ quỹ", hộiXã, staff.Treasurer) // who asks for everything in a village
	b.office("kế toán cũ", hộiXã, staff.Approver, daily-100, daily-1)
	refund := fund.Refund{Fund: quỹXã, Place: "cash", Approver: "Chủ tịch", Reason: "theo ý người ủng hộ"}
	name, data, _ := ledger.Encode(refund)
	decide := func(actor string, command uuid.UUID, c ledger.Command) error {
		changes, err := decided(b, ledger.Request{ID: command, Actor: actor, Command: c}, recorded)
		if err == nil {
			b.take(command, changes)
		}
		return err
	}
	under := id(-330)
	sign := ledger.Sign{Command: name, ID: under, Data: jsontext.Value(data)}
	expect := func(title string, err error, code domain.Code, field string) {
		t.Helper()
		refused, _ := errors.AsType[*domain.Error](err)
		if domain.CodeOf(err) != code || code != "" && !slices.Contains(refused.Fields, field) {
			t.Errorf("%s: %v, want %s on %s", title, err, code, field)
		}
	}
	refund.Donation = id(int(firstGift(b)))
	_, data, _ = ledger.Encode(refund)
	sign.Data = jsontext.Value(data)
	expect("without a signature", decide("thủ quỹ", under, refund), domain.Denied, "approver")
	expect("signed by somebody else", decide("thủ quỹ", id(-331), sign), domain.Denied, "actor")
	expect("signed", decide("CHỦ TỊCH", id(-332), sign), "", "")
	expect("signed again", decide("chủ tịch", id(-333), sign), domain.Conflict, "id")
	other := refund
	other.Amount = đồng(10)
	expect("another content", decide("thủ quỹ", under, other), domain.Denied, "approver")
	expect("another id", decide("thủ quỹ", id(-334), refund), domain.Denied, "approver")
	expect("as it was signed", decide("thủ quỹ", under, refund), "", "")
	expect("signed after it was done", decide("chủ tịch", id(-335), ledger.Sign{Command: name, ID: under, Data: jsontext.Value(strings.Replace(string(data), "theo ý", "vì", 1))}),
		domain.Conflict, "id")
	refund.Approver = "kế toán cũ"
	expect("somebody whose time is over", decide("thủ quỹ", id(-336), refund), domain.Denied, "approver")
	expect("a command that does not exist", decide("chủ tịch", id(-337), ledger.Sign{Command: "fund.steal", ID: under, Data: jsontext.Value("{}")}), domain.Invalid, "command")
	expect("data that is none", decide("chủ tịch", id(-338), ledger.Sign{Command: name, ID: under, Data: jsontext.Value(`{"fund": 7}`)}), domain.Invalid, "data.fund")
	_, move, _ := ledger.Encode(fund.Move{Fund: quỹXã, From: "cash", To: "bank", Amount: đồng(5)})
	expect("what nobody signs", decide("chủ tịch", id(-339), ledger.Sign{Command: "fund.move", ID: under, Data: jsontext.Value(move)}), domain.Invalid, "data")
	expect("nothing", decide("chủ tịch", id(-340), ledger.Sign{Command: name, Data: jsontext.Value(data)}), domain.Invalid, "id")
}

func firstGift(b *book) (n uint64) {
	for i := uint64(1); ; i++ {
		for _, c := range b.entries[id(int(i))].Changes {
			if _, ok := c.Events[0].(fund.DonationReceived); ok {
				return i
			}
		}
		if i > 1000 {
			panic(fmt.Sprint("no gift among ", i))
		}
	}
}

// BenchmarkDuties is what asking for a role adds to a decision: where there are no duties anywhere, where they are in force elsewhere, and where
// the one who asks holds a role three levels above.
func BenchmarkDuties(b *testing.B) {
	chain := func() *book {
		k := newBook()
		above := uuid.Nil
		for i := range 4 {
			k.lay(unit.StreamOf(id(-380-i)), unit.Founded{Kind: unit.Association, Code: fmt.Sprint(i), Name: "Hội", Parent: above, From: daily - 1000})
			above = id(-380 - i)
		}
		k.lay(unit.StreamOf(id(-390)), unit.Founded{Kind: unit.Association, Code: "khác", Name: "Hội", From: daily - 1000})
		k.lay(fund.StreamOf(id(-391)), fund.Opened{Unit: above, Code: "KH"})
		return k
	}
	none, elsewhere, above := chain(), chain(), chain()
	elsewhere.office("thủ quỹ", id(-390), staff.Treasurer)
	above.office("thủ quỹ", id(-380), staff.Treasurer)
	for title, k := range map[string]*book{"none": none, "elsewhere": elsewhere, "above": above} {
		b.Run(title, func(b *testing.B) {
			r := ledger.Request{ID: id(-392), Actor: "thủ quỹ", Command: fund.Drop{Fund: id(-391)}} // is refused at once
			b.ReportAllocs()
			for b.Loop() {
				_, _ = ledger.Decide(k, r, recorded)
			}
		})
	}
}
