package intake

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
)

// The columns of a file of donations.
const (
	Date        Column = "date"
	Booked      Column = "booked"
	Donor       Column = "donor"
	DonorCode   Column = "donor code"
	DonorKind   Column = "donor kind"
	Phone       Column = "phone"
	Address     Column = "address"
	Amount      Column = "amount"
	Reference   Column = "reference"
	Compartment Column = "compartment"
	Place       Column = "place"
	Campaign    Column = "campaign"
	Anonymity   Column = "anonymity"
)

// Donations are the headings of a file of donations.
var Donations = Headings{
	Must: []Column{Date, Amount},
	Names: map[Column][]string{
		Date:        {"ngay", "date", "ngay nop", "ngay ung ho", "ngay dong gop", "ngay gd", "ngay giao dich", "ngay thu", "gift date", "given"},
		Booked:      {"ngay ghi so", "booked", "booking date"},
		Donor:       {"nha hao tam", "donor", "nguoi ung ho", "nguoi dong gop", "don vi ung ho", "don vi", "ho ten", "ho va ten", "ten", "name", "unit"},
		DonorCode:   {"ma nha hao tam", "donor code", "ma don vi", "unit code", "ma nguoi ung ho", "ma"},
		DonorKind:   {"loai", "donor kind", "kind", "loai nha hao tam"},
		Phone:       {"dien thoai", "phone", "so dien thoai", "sdt"},
		Address:     {"dia chi", "address"},
		Amount:      {"so tien", "amount", "amount vnd", "so tien vnd", "so tien dong", "so tien d", "donated vnd", "thuc thu"},
		Reference:   {"so tham chieu", "reference", "ma giao dich", "so ct", "so chung tu", "tham chieu", "ref", "box", "so hop"},
		Compartment: {"ngan quy", "compartment", "ngan"},
		Place:       {"noi", "place", "noi giu", "tai khoan", "account"},
		Campaign:    {"dot van dong", "campaign", "dot"},
		Anonymity:   {"an danh", "anonymity", "anonymous"},
	},
}

// Target is where an import goes when its rows do not say.
type Target struct {
	Fund        uuid.UUID
	Unit        uuid.UUID // keeps the record of people who are new
	Place       string
	Compartment string // "" is unrestricted
	Campaign    string
	Kind        person.Kind // of donors who are new; individual where empty
	Actor       string
}

// People is who is known already. Code finds by the code, in capitals, within the target's unit; Name suggests codes of people who are called so (folded as
// Fold does).
type People struct {
	Code func(code string) (uuid.UUID, bool)
	Name func(folded string) []string
}

// Plan is what one row would do. Err is set where the row is refused before the ledger is asked; nothing is done for it then.
type Plan struct {
	Line    int
	Request ledger.Request
	Date    domain.Date
	Who     string
	Amount  money.Money
	Note    string // what the reader of the preview should know
	Err     error
}

// sovangImport is the root of the ids that imports give to commands: fixed for ever, since it decides what is the same row.
var sovangImport = uuid.MustParse("6b0d8a9e-52d3-5a43-9d7e-0d5a0f7c6b11")

// PlanDonations says what each row of a file of donations would do. A row is known by its reference; without one by its date, donor, amount
// and which of the equal ones in the file it is. That identity becomes the id of the command, so that the same row in another file, or in the same
// file again, is the same donation, while two equal genuine gifts stay two.
func PlanDonations(t *Table, to Target, known People) []Plan {
	d := donations{to: to, known: known, seen: map[string]int{}, firstOf: map[string]uuid.UUID{}}
	plans := make([]Plan, 0, len(t.Rows))
	for _, row := range t.Rows {
		p := Plan{Line: row.Line}
		p.Request, p.Err = d.row(row, &p)
		plans = append(plans, p)
	}
	return plans
}

type donations struct {
	to      Target
	known   People
	seen    map[string]int       // how many rows with that identity have come
	firstOf map[string]uuid.UUID // donors who are new, by code
}

func (d *donations) row(row Row, p *Plan) (ledger.Request, error) {
	name, code := row.Get(Donor), codeOf(row, DonorCode)
	p.Who = strings.TrimSpace(code + " " + name)
	var err error
	if p.Date, err = ParseDate(row.Get(Date)); err != nil {
		return ledger.Request{}, err
	}
	if p.Amount, err = ParseAmount(row.Get(Amount)); err != nil {
		return ledger.Request{}, err
	}
	c := ledger.ReceiveDonation{Receive: fund.Receive{
		Fund: d.to.Fund, Amount: p.Amount, Given: p.Date, Booked: p.Date, Reference: row.Get(Reference),
		Place: cmp.Or(row.Get(Place), d.to.Place), Campaign: cmp.Or(row.Get(Campaign), d.to.Campaign),
	}}
	if text := row.Get(Booked); text != "" {
		if c.Booked, err = ParseDate(text); err != nil {
			return ledger.Request{}, onField(err, "booked")
		}
	}
	if c.Anonymity, err = parseAnonymity(row.Get(Anonymity)); err != nil {
		return ledger.Request{}, err
	}
	if compartment := cmp.Or(row.Get(Compartment), d.to.Compartment); compartment != "" {
		c.Lines = []fund.AskedLine{{Compartment: compartment, Amount: p.Amount}}
	}
	id := d.identity(row, p, name, code)
	if c.Donor, c.NewDonor, err = d.donor(row, p, id, name, code); err != nil {
		return ledger.Request{}, err
	}
	at := time.Unix(int64(p.Date)*24*60*60, 0).Add(-7 * time.Hour).UTC() // midnight in Vietnam
	return ledger.Request{ID: id, At: at, Actor: d.to.Actor, Command: c}, nil
}

// identity is the id of the command that a row makes.
func (d *donations) identity(row Row, p *Plan, name, code string) uuid.UUID {
	key := "reference\n" + row.Get(Reference)
	if row.Get(Reference) == "" {
		who := "code\n" + code
		if code == "" {
			who = "name\n" + strings.ToLower(name) // marks and all: Hoà and Hoá are two people
		}
		key = fmt.Sprintf("row\n%s\n%s\n%d %s", p.Date.ISO(), who, p.Amount.Minor, p.Amount.Currency)
	}
	d.seen[key]++
	if n := d.seen[key]; n > 1 {
		if row.Get(Reference) != "" {
			p.Note = "the reference stood in an earlier row: this is the same donation"
			n = 1
		}
		return uuid.NewSHA1(sovangImport, fmt.Appendf(nil, "donation\n%s\n%s\n%d", d.to.Fund, key, n))
	}
	return uuid.NewSHA1(sovangImport, fmt.Appendf(nil, "donation\n%s\n%s\n1", d.to.Fund, key))
}

// donor finds who gave, by code; somebody new is registered in the same decision. Their id comes from the command's, so that the row asks for the
// very same thing when the file is imported again after they are known.
func (d *donations) donor(row Row, p *Plan, command uuid.UUID, name, code string) (uuid.UUID, *ledger.Registration, error) {
	if name == "" && code == "" {
		return uuid.Nil, nil, nil // anonymous
	}
	own := uuid.NewSHA1(command, []byte("donor"))
	if code != "" {
		id, ok := d.known.Code(code)
		if !ok {
			id, ok = d.firstOf[code]
		}
		if ok && id != own {
			return id, nil, nil
		}
		d.firstOf[code] = own
	}
	if name == "" {
		return uuid.Nil, nil, domain.Errorf(domain.NotFound, "no donor has the code %q; add a name to register a new one", code).On("donor code")
	}
	kind := d.to.Kind
	if text := row.Get(DonorKind); text != "" || kind == "" {
		var err error
		if kind, err = parseKind(text); err != nil {
			return uuid.Nil, nil, err
		}
	}
	if p.Note == "" {
		p.Note = "new donor"
		if codes := d.known.Name(Fold(name)); code == "" && len(codes) > 0 {
			p.Note = fmt.Sprintf("new donor; the same name has %s: write the code if it is the same", strings.Join(codes, ", "))
		}
	}
	return own, &ledger.Registration{Person: own, Unit: d.to.Unit, Kind: kind, Code: code,
		Card: person.Card{Name: name, Phone: row.Get(Phone), Address: row.Get(Address)}}, nil
}

// codeOf is a cell that holds a code, in capitals: nd-1 and ND-1 are one code in the ledger, and so are they here.
func codeOf(row Row, c Column) string { return strings.ToUpper(row.Get(c)) }

func parseAnonymity(text string) (fund.Anonymity, error) {
	switch Fold(text) {
	case "", "khong", "no", "0", "named":
		return fund.Named, nil
	case "co", "x", "yes", "1", "benefactor", "nha hao tam", "giau ten":
		return fund.Benefactor, nil
	case "hidden", "giau ten va so tien", "an het":
		return fund.Hidden, nil
	}
	return "", domain.Errorf(domain.Invalid, "%q is no degree of anonymity; write benefactor, hidden, or leave it empty", text).On("anonymity")
}

// kinds are the kinds of donor as files call them, folded.
var kinds = map[string]person.Kind{
	"": person.Individual, "ca nhan": person.Individual, "individual": person.Individual, "doanh nghiep": person.Enterprise, "enterprise": person.Enterprise,
	"quy": person.Foundation, "foundation": person.Foundation, "co quan": person.Agency, "agency": person.Agency, "ton giao": person.Religious,
	"religious": person.Religious, "luc luong vu trang": person.Armed, "armed forces": person.Armed, "kieu bao": person.Overseas, "overseas": person.Overseas,
	"truong": person.School, "truong hoc": person.School, "school": person.School, "dong ho": person.Clan, "clan": person.Clan, "tap the": person.Collective, "collective": person.Collective,
}

func parseKind(text string) (person.Kind, error) {
	if k, ok := kinds[Fold(text)]; ok {
		return k, nil
	}
	return "", domain.Errorf(domain.Invalid, "%q is no kind of donor; write individual, enterprise, foundation, agency, religious, armed-forces, overseas, school, clan or collective", text).On("donor kind")
}
