package pages

import (
	"cmp"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"sovang/api/paper"
	"sovang/api/picture"
	"sovang/api/visit"
	"sovang/domain"
	"sovang/domain/person"
	"sovang/projections"
)

// mostPrinted is how many papers one job prints, and shownFor how long its papers can be printed by whoever asked for them: what was lost on the way is
// asked for again, and whoever comes later gets copies.
const (
	mostPrinted = 100
	shownFor    = 15 * time.Minute
)

// printAsked is the form that asks for papers.
type printAsked struct {
	Fund     projections.FundInfo
	Own      []projections.FundInfo
	Series   []projections.SeriesEnd
	Chosen   string
	From, To string
	Wide     bool // on A4
	Most     int
}

func (c *Call) askPrint() (any, error) {
	asked := printAsked{Chosen: cmp.Or(c.Typed("series"), c.Query("series")), From: cmp.Or(c.Typed("from"), c.Query("from")), To: cmp.Or(c.Typed("to"), c.Query("to")),
		Wide: c.Typed("size") == "a4", Most: mostPrinted}
	asOf, err := c.AsOf()
	if err != nil {
		return nil, err
	}
	if asked.Fund, asked.Own, err = c.fundAsked(asOf); err != nil || asked.Fund.Fund == uuid.Nil {
		return asked, err
	}
	asked.Series, err = c.Read().SeriesOf(c.Context(), asked.Fund.Fund, asOf)
	slices.SortFunc(asked.Series, bySeries)
	return asked, err
}

// job is what was asked to be printed. It lies in the session of whoever asked, with the secrets of its codes, which nothing else keeps.
type job struct {
	ID     uuid.UUID         `json:"id"`
	Fund   string            `json:"fund"`
	Series string            `json:"series"`
	From   int64             `json:"from"`
	To     int64             `json:"to"`
	Wide   bool              `json:"wide,omitzero"`
	List   bool              `json:"list,omitzero"` // the lists that are signed for, too
	Codes  map[string]string `json:"codes"`         // by number
	Until  time.Time         `json:"until"`
}

const jobKey = "print"

// jobHere is the job that the session has, the zero one where it has none that lives.
func (c *Call) jobHere() (j job) {
	if json.Unmarshal([]byte(c.site.o.Sessions.Kept(c.Context(), jobKey)), &j) != nil || time.Now().After(j.Until) {
		return job{}
	}
	return j
}

// print makes codes for the papers that are asked for, notes which of them are printed for the first time, and goes to where they are shown.
func (c *Call) print() (string, error) {
	if j := c.jobHere(); j.ID == c.ID() { // the answer was lost
		return "/receipts/print/" + j.ID.String(), nil
	}
	of, _, err := c.fundAsked(projections.AsOf{})
	if err != nil {
		return "", err
	}
	j := job{ID: c.ID(), Fund: of.Code, Series: c.Typed("series"), Wide: c.Typed("size") == "a4", List: c.Typed("list") != "", Codes: map[string]string{}, Until: time.Now().Add(shownFor)}
	if j.From, err = c.numberAsked("from"); err != nil {
		return "", err
	}
	if j.To, err = c.numberAsked("to"); err != nil {
		return "", err
	}
	if j.To = cmp.Or(j.To, j.From); j.To < j.From || j.To-j.From >= mostPrinted {
		return "", domain.Errorf(domain.Invalid, "one job prints 1 to %d papers, from a number to a later one", mostPrinted).On("to")
	}
	filed, err := c.filings(of, j.Series, j.From, j.To, projections.AsOf{})
	if err != nil {
		return "", err
	}
	if len(filed) == 0 {
		return "", domain.Errorf(domain.NotFound, "this fund has no such number").On("from")
	}
	kept, err := c.site.jobs.once(j.ID, c.account.ID, func() (string, error) {
		if c.Typed("codes") != "" {
			if err := c.makeCodes(&j, filed); err != nil {
				return "", err
			}
		}
		kept, err := json.Marshal(j)
		return string(kept), err
	})
	if err != nil {
		return "", err
	}
	c.site.o.Sessions.Keep(c.Context(), jobKey, kept)
	_, err = c.site.o.Prints.Take(c.Context(), j.ID, c.Who(), papersOf(filed))
	return "/receipts/print/" + j.ID.String(), err
}

// jobs remembers what made secrets not long ago, so that a double click, whose halves come at once, makes them once.
type jobs struct {
	mu   sync.Mutex
	made map[uuid.UUID]madeJob
}

type madeJob struct {
	whose  uuid.UUID // the account
	secret string
	until  time.Time
}

// once makes something for the form with that id, or gives what was made for it a moment ago. Another account's form is another one.
func (j *jobs) once(id, whose uuid.UUID, make func() (string, error)) (string, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	now := time.Now()
	if there := j.made[id]; there.whose == whose && now.Before(there.until) {
		return there.secret, nil
	}
	secret, err := make()
	if err != nil {
		return "", err
	}
	if j.made == nil {
		j.made = map[uuid.UUID]madeJob{}
	}
	maps.DeleteFunc(j.made, func(_ uuid.UUID, m madeJob) bool { return now.After(m.until) })
	j.made[id] = madeJob{whose, secret, now.Add(shownFor)}
	return secret, nil
}

// makeCodes makes the code of each donation whose paper is printed and stands. One that has had so many codes that no more are made is printed without.
func (c *Call) makeCodes(j *job, filed []filing) error {
	for _, f := range filed {
		if f.Receipt.Donation == uuid.Nil || f.Void {
			continue
		}
		secret, _, err := c.site.o.Visits.Issue(c.Context(), visit.Ask{Kind: visit.Gift, Donation: f.Receipt.Donation, By: c.Who()})
		if domain.CodeOf(err) == domain.Violation {
			continue
		}
		if err != nil {
			return err
		}
		j.Codes[itoa(f.No)] = secret
	}
	return nil
}

func papersOf(filed []filing) (ids []uuid.UUID) {
	for _, f := range filed {
		ids = append(ids, paper.ID(f.Fund.Fund, f.Number()))
	}
	return ids
}

// printedPapers is a job as it is printed.
type printedPapers struct {
	Papers []printedPaper
	Wide   bool
	Copies int
	Back   string
}

type printedPaper struct {
	Name string
	Body template.HTML
}

// errNoJob: papers that were printed are printed again from the register, as copies.
var errNoJob = &failure{http.StatusNotFound, "error.job"}

func (c *Call) printed() (any, error) {
	j := c.jobHere()
	if j.ID == uuid.Nil || j.ID.String() != c.Path("job") {
		return nil, errNoJob
	}
	asOf, err := c.AsOf()
	if err != nil {
		return nil, err
	}
	id, err := c.Read().FundNamed(c.Context(), j.Fund)
	if err != nil {
		return nil, err
	}
	funds, err := c.Read().Funds(c.Context(), asOf)
	if err != nil {
		return nil, err
	}
	of := funds[slices.IndexFunc(funds, func(f projections.FundInfo) bool { return f.Fund == id })]
	if err := c.Within(of.Unit); err != nil { // the role may have ended meanwhile
		return nil, err
	}
	filed, err := c.filings(of, j.Series, j.From, j.To, asOf)
	if err != nil {
		return nil, err
	}
	prints, err := c.site.o.Prints.Of(c.Context(), papersOf(filed))
	if err != nil {
		return nil, err
	}
	cards, err := c.cardsOn(filed)
	if err != nil {
		return nil, err
	}
	shown := printedPapers{Wide: j.Wide, Back: "/receipts?fund=" + j.Fund}
	for i, f := range filed {
		// A form that is sent again much later, with the id that it had, is a reprint.
		original := prints[i].Job == j.ID && time.Since(prints[i].At) < shownFor
		sheets, err := c.sheets(f, cards[f.Person.ID].Address, j, original)
		if err != nil {
			return nil, err
		}
		if !original {
			shown.Copies++
		}
		shown.Papers = append(shown.Papers, sheets...)
	}
	return shown, nil
}

// cardsOn is what is known of those who stand on papers, asked for together.
func (c *Call) cardsOn(filed []filing) (map[uuid.UUID]person.Card, error) {
	var who []uuid.UUID
	for _, f := range filed {
		if f.Person.ID != uuid.Nil && !f.Person.Forgotten && !slices.Contains(who, f.Person.ID) {
			who = append(who, f.Person.ID)
		}
	}
	return c.site.o.Cards(c.Context(), who)
}

// sheets draws a paper of somebody with that address, and the list that is signed for with it.
func (c *Call) sheets(f filing, address string, j job, original bool) (all []printedPaper, err error) {
	s, err := c.sheet(f, address, original)
	if err != nil {
		return nil, err
	}
	if code := j.Codes[itoa(f.No)]; code != "" {
		s.Code, s.Link = code, c.site.o.URL+"/g/"+code
		if s.Square, err = picture.Code(picture.About{ID: "code-" + itoa(f.No), Title: "Mã của phiếu " + s.Number(), Words: picture.Vietnamese}, s.Link); err != nil {
			return nil, err
		}
	}
	body, err := c.site.o.Forms.Fill(s)
	all = append(all, printedPaper{s.Number(), body})
	if err != nil || !j.List || f.Payout.List == uuid.Nil {
		return all, err
	}
	s.Form, _ = c.site.o.Forms.For("DS", f.Booked)
	if err := c.signedRows(f, &s); err != nil {
		return nil, err
	}
	body, err = c.site.o.Forms.Fill(s)
	return append(all, printedPaper{s.Title + " " + s.Number(), body}), err
}

// sheet fills a form in, but for the code.
func (c *Call) sheet(f filing, address string, original bool) (s paper.Sheet, err error) {
	form, ok := c.site.o.Forms.For(f.Series, f.Booked)
	if !ok {
		return s, domain.Errorf(domain.NotFound, "there is no form for papers of the series %q", f.Series).On("series")
	}
	s = paper.Sheet{Form: form, Unit: f.Unit.Name, Fund: f.Fund.Name + " (" + f.Fund.Code + ")", Book: f.Series, No: f.No, Day: f.Booked, Person: f.Person.Name, Content: f.Content,
		Amount: c.Amount(f.Currency, f.Amount), Words: f.Words(), Attached: f.Attached, Original: original, Instead: f.Named(f.ReplacedBy), Replaces: f.Named(f.Replaces)}
	if f.Void {
		s.Void = f.Reason
	}
	if f.Receipt.Donation != uuid.Nil && f.Person.ID == uuid.Nil && f.Donation.Rows == 0 {
		s.Person = "Nhà hảo tâm (không nêu tên)"
	}
	if f.Person.Forgotten {
		s.Person = "(đã xóa)"
	}
	s.Address = address
	return s, nil
}

// mostSigned is how many rows of a list are printed with a voucher.
const mostSigned = 2000

// signedRows are the rows of the list that a payout paid, each with room for a signature.
func (c *Call) signedRows(f filing, s *paper.Sheet) error {
	list, err := c.Read().List(c.Context(), projections.ListQuery{List: f.Payout.List, Limit: mostSigned})
	if err != nil {
		return err
	}
	total := int64(0)
	for _, r := range list.Rows {
		if r.Paid != f.Entry {
			continue
		}
		who, err := c.Read().Person(c.Context(), r.Recipient)
		if err != nil && domain.CodeOf(err) != domain.NotFound {
			return err
		}
		name := who.Name
		if who.Forgotten {
			name = "(đã xóa)"
		}
		total += r.Amount
		s.Rows = append(s.Rows, paper.Row{No: int64(len(s.Rows)) + 1, Code: r.Code, Name: name, Where: r.Institution, Amount: c.Amount(list.Currency, r.Amount)})
	}
	s.Total = c.Amount(list.Currency, total)
	return nil
}
