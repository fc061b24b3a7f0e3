package pages

import (
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"sovang/api/draft"
	"sovang/domain"
	"sovang/domain/award"
	"sovang/domain/money"
	"sovang/projections"
)

func (s *Site) signaturePages() []Page {
	return []Page{{Path: "/signatures", For: Report("signatures"), Template: "signatures", Menu: "menu.signatures", Under: Deciding, Unlisted: true,
		Show: (*Call).signatures, Do: (*Call).doSignature}}
}

// signaturesShown is what waits for whoever looks: lists to approve, commands that bear their name, what they asked for and others have to sign; and what
// was signed and what one person did for two, in their units.
type signaturesShown struct {
	Done      string
	Rounds    []roundLine
	More      bool
	Waits     []Waits
	Given     []projections.SignatureInfo
	Overrides []projections.Overridden
}

// mostGiven is how many signatures and overrides are listed, the youngest first.
const mostGiven = 100

func (c *Call) signatures() (any, error) {
	shown := signaturesShown{Done: c.Query("done")}
	asOf, err := c.AsOf()
	if err != nil || asOf.Entry == 0 {
		return shown, err
	}
	units, err := c.unitsInReach(asOf)
	if err != nil {
		return nil, err
	}
	in := reach{Units: units}.ids()
	if c.MayAsk("round.approve") {
		if err := c.toApprove(&shown, in, asOf); err != nil {
			return nil, err
		}
	}
	if shown.Waits, err = c.mineToo(); err != nil {
		return nil, err
	}
	_, all, err := c.Read().Signatures(c.Context(), asOf, nil)
	if err != nil {
		return nil, err
	}
	for _, g := range slices.Backward(all) {
		if domain.SameActor(g.Actor, c.Who()) && len(shown.Given) < mostGiven {
			shown.Given = append(shown.Given, g)
		}
	}
	_, overrides, err := c.Read().Overrides(c.Context(), asOf, nil)
	for _, o := range slices.Backward(overrides) {
		if slices.Contains(in, o.In) && len(shown.Overrides) < mostGiven {
			shown.Overrides = append(shown.Overrides, o)
		}
	}
	return shown, err
}

// toApprove is the frozen lists of the units in which whoever asks may approve.
func (c *Call) toApprove(shown *signaturesShown, in []uuid.UUID, asOf projections.AsOf) error {
	units := []uuid.UUID{}
	for _, u := range in {
		may, err := c.mayIn("round.approve", u)
		if err != nil {
			return err
		}
		if may {
			units = append(units, u)
		}
	}
	found, err := c.Read().RoundLines(c.Context(), projections.RoundLinesQuery{Units: units, Stage: award.IsFrozen, Limit: roundsAPart, AsOf: asOf})
	if err != nil {
		return err
	}
	shown.More = found.More
	shown.Rounds, err = c.roundLines(found.Rounds)
	return err
}

// mineToo is what waits for the signature of whoever asks, and what they asked for that waits for others.
func (c *Call) mineToo() ([]Waits, error) {
	all, err := c.WaitingOn("")
	if err != nil {
		return nil, err
	}
	waiting, err := c.site.waiting.All(c.Context())
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, w := range waiting {
		if !domain.SameActor(w.By, c.Who()) || seen[w.About] {
			continue
		}
		seen[w.About] = true
		about, err := c.WaitingOn(w.About)
		if err != nil {
			return nil, err
		}
		for _, x := range about {
			if x.Mine && !slices.ContainsFunc(all, func(y Waits) bool { return y.ID == x.ID }) {
				all = append(all, x)
			}
		}
	}
	return all, nil
}

// doSignature signs a command that waits, carries one out that is signed, or puts one away.
func (c *Call) doSignature() (string, error) {
	id, err := uuid.Parse(c.Typed("command"))
	if err != nil {
		return "", domain.Errorf(domain.Invalid, "no command is named").On("command")
	}
	w, err := c.site.waiting.Get(c.Context(), id)
	if err != nil {
		return "", err
	}
	mine, do := domain.SameActor(w.By, c.Who()), c.Typed("do")
	switch {
	case do == "sign":
		return "/signatures?done=sign", c.Sign(w)
	case !mine:
		return "", domain.Errorf(domain.Denied, "%s asked for this, and carries it out or puts it away", w.By).On("actor")
	case do == "drop":
		return "/signatures?done=drop", c.site.waiting.Remove(c.Context(), id)
	case do == "carry":
		waits, err := c.askAgain(w)
		if err == nil && waits {
			err = domain.Errorf(domain.Violation, "not everybody whom it names has signed this yet").On("command")
		}
		return "/signatures?done=carry", err
	}
	return "", domain.Errorf(domain.Invalid, "the form does not say what to do").On("do")
}

// Content is what a command says, for who is to sign it: every field as it stands, under the word for it.
func (c *Call) Content(w draft.Waiting) (fields []Field, err error) {
	var members map[string]jsontext.Value
	if err := json.Unmarshal(w.Data, &members); err != nil {
		return nil, err
	}
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		text, err := c.spelled(name, members[name])
		if err != nil {
			return nil, err
		}
		fields = append(fields, Field{c.Word("said.", name), text})
	}
	return fields, nil
}

// spelled is one value of a command as people read it.
func (c *Call) spelled(name string, v jsontext.Value) (string, error) {
	switch v.Kind() {
	case '"':
		var text string
		if err := json.Unmarshal(v, &text); err != nil {
			return "", err
		}
		if id, err := uuid.Parse(text); err == nil {
			return c.named(name, id)
		}
		if day, err := domain.ParseDate(text); err == nil && len(text) == len("2006-01-02") {
			return day.String(), nil
		}
		if n, err := strconv.ParseInt(text, 10, 64); err == nil && strings.HasSuffix(name, "amount") {
			return money.Dong(n).String(), nil
		}
		return text, nil
	case '[':
		var items []jsontext.Value
		if err := json.Unmarshal(v, &items); err != nil {
			return "", err
		}
		texts := make([]string, len(items))
		for i, item := range items {
			text, err := c.spelled(name, item)
			if err != nil {
				return "", err
			}
			texts[i] = text
		}
		return strings.Join(texts, "; "), nil
	}
	return string(v), nil
}

// named is what an id in a command stands for, as far as pages have a word for it.
func (c *Call) named(field string, id uuid.UUID) (string, error) {
	o, err := c.offices()
	if err != nil {
		return "", err
	}
	switch field {
	case "unit":
		if u, ok := o.units[id]; ok {
			return u.Name, nil
		}
	case "fund", "to":
		b, err := c.Read().Balances(c.Context(), projections.BalancesQuery{Fund: id})
		if err == nil && len(b.Funds) > 0 {
			return b.Funds[0].Name, nil
		}
	case "round":
		asOf, err := c.AsOf()
		if err != nil {
			return "", err
		}
		if o, err := c.Read().Round(c.Context(), projections.RoundQuery{Round: id, AsOf: asOf}); err == nil {
			return o.Programme + " (" + o.Code + ")", nil
		}
	}
	return id.String(), nil
}

// RoleWords names roles that stand after one another in a fact.
func (c *Call) RoleWords(text string) string {
	parts := strings.Split(text, ", ")
	for i, p := range parts {
		parts[i] = c.Word("role.", p)
	}
	return strings.Join(parts, ", ")
}
