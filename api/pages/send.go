package pages

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"sovang/api/post"
	"sovang/api/visit"
	"sovang/domain"
	"sovang/domain/person"
	"sovang/projections"
)

func (s *Site) sendPages() []Page {
	return []Page{{Path: "/h/send", For: Anybody(), Template: "send", Unlisted: true, Show: (*Call).askToSend, Do: (*Call).sendCode}}
}

// letters are the messages that are being sent. Nobody waits for one: how long that takes would tell whether there is somebody to send it to.
type letters struct {
	open  sync.WaitGroup
	slots chan struct{}
}

// What is sent at once, how often to one person, and how long it may take.
const (
	mostLetters = 16
	mostADay    = 3
	carrying    = 20 * time.Second
)

// bySelf is who a code is issued by that its donor asked for themselves.
const bySelf = "(người ủng hộ tự xin)"

// Close waits for the messages that are being sent, and breaks off what is made for nobody's request.
func (s *Site) Close() {
	s.close()
	s.making.Wait()
	s.letters.open.Wait()
}

// Sends says whether codes can be sent.
func (c *Call) Sends() bool { return c.site.o.Send != nil }

// askToSend shows the form that asks for a code, or says what is said of every request alike.
func (c *Call) askToSend() (any, error) { return c.Query("done") != "", nil }

// sendCode takes a request for a code. The answer is the same whoever is behind the code and the address, and comes as fast.
func (c *Call) sendCode() (string, error) {
	if !c.Sends() {
		return "", domain.Errorf(domain.NotFound, "no messages are sent here; ask the treasurer for a code")
	}
	address := c.address()
	if c.site.strangers.tired(address) {
		return "", errOften
	}
	c.site.strangers.tried(address)
	code, ok := visit.Read(c.Typed("code"))
	if !ok {
		return "", domain.Errorf(domain.Invalid, "a code has 26 letters and digits; it stands on the receipt beside the square").On("code")
	}
	contact := strings.TrimSpace(c.Typed("contact"))
	if _, mail := post.Mail(contact); !mail {
		if _, phone := post.Phone(contact); !phone {
			return "", domain.Errorf(domain.Invalid, "write an e-mail address, or the number of a phone").On("contact")
		}
	}
	select {
	case c.site.letters.slots <- struct{}{}:
	default:
		return "", errOften
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Context()), carrying)
	s, lang := c.site, c.Lang
	s.letters.open.Go(func() {
		defer func() { cancel(); <-s.letters.slots }()
		sent, err := s.sendHistory(ctx, lang, code, contact)
		level := slog.LevelInfo
		if err != nil {
			level = slog.LevelError
		}
		s.o.Log.LogAttrs(ctx, level, "a code was asked for", slog.Bool("sent", sent), slog.Any("error", err)) // nobody's address, and not whose
	})
	return "/h/send?done=1", nil
}

// sendHistory sends a code for all that somebody gave to the address that the ledger has of them, if that is the one that was named, by whoever has the
// code of one of their gifts.
func (s *Site) sendHistory(ctx context.Context, lang Lang, code, contact string) (sent bool, err error) {
	donor, err := s.donorOf(ctx, code)
	if err != nil || donor == uuid.Nil {
		return false, err
	}
	card, err := s.o.Card(ctx, donor)
	if err != nil {
		return false, err
	}
	to := contactOf(card, contact)
	if to == "" || !s.o.Send.Takes(to) {
		return false, nil
	}
	made, err := s.o.Visits.Of(ctx, donor)
	if err != nil {
		return false, err
	}
	now, today := time.Now(), 0
	for _, x := range made {
		if x.IssuedBy == bySelf && now.Sub(x.Issued) < 24*time.Hour {
			today++
		}
	}
	if today >= mostADay {
		return false, nil
	}
	secret, _, err := s.o.Visits.Issue(ctx, visit.Ask{Kind: visit.History, Donor: donor, Until: now.Add(visit.SentHistory), By: bySelf})
	if err != nil {
		return false, err
	}
	subject, err := lang.say("send.subject")
	if err != nil {
		return false, err
	}
	text, err := lang.say("send.text", s.o.URL+"/h/"+secret, secret)
	if err != nil {
		return false, err
	}
	err = s.o.Send.Send(ctx, post.Message{To: to, Subject: subject, Text: text})
	return err == nil, err
}

// donorOf is whose gift a code opens, nobody where it opens none or where the gift is nobody's.
func (s *Site) donorOf(ctx context.Context, typed string) (uuid.UUID, error) {
	code, err := s.o.Visits.Open(ctx, visit.Gift, typed)
	if domain.CodeOf(err) == domain.NotFound {
		return uuid.Nil, nil
	}
	if err != nil {
		return uuid.Nil, err
	}
	trace, err := s.o.Read.TraceDonation(ctx, projections.TraceQuery{ID: code.Donation, Row: code.Row, Rows: 1})
	if err != nil {
		return uuid.Nil, err
	}
	if trace.Row != nil {
		return trace.Row.Donor, nil
	}
	return trace.Donation.Donor, nil
}

// contactOf is the address of a card that somebody has named, however it was written; "" where it is another one.
func contactOf(card person.Card, named string) string {
	mail, isMail := post.Mail(named)
	if own, ok := post.Mail(card.Email); ok && isMail && strings.EqualFold(own, mail) {
		return own
	}
	phone, isPhone := post.Phone(named)
	if own, ok := post.Phone(card.Phone); ok && isPhone && own == phone {
		return own
	}
	return ""
}
