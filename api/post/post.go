// Package post carries messages to people: into a folder, from which another program takes them, or to a mail server.
//
// It promises that a message is on its way when Send returns without an error, that it goes to the one address that it names, and that neither its text
// nor that address stands in an error, for errors are logged.
package post

import (
	"bytes"
	"context"
	"encoding/base64"
	"mime"
	"net/mail"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
)

// Message is a message to one person.
type Message struct {
	To      string // an e-mail address, or the number of a phone
	Subject string
	Text    string
}

// Sender is a way by which messages go.
type Sender interface {
	// Takes says whether it can carry messages to such an address.
	Takes(to string) bool
	// Send carries a message. invalid: it does not take the address; every other error may pass.
	Send(ctx context.Context, m Message) error
}

// Mail says whether something is an e-mail address, and gives it as mail servers take it.
func Mail(to string) (address string, ok bool) {
	found, err := mail.ParseAddress(strings.TrimSpace(to))
	if err != nil || strings.ContainsAny(found.Address, "\r\n") {
		return "", false
	}
	return found.Address, true
}

// Phone says whether something is the number of a phone, and gives its digits: those after +84 as after 0.
func Phone(to string) (digits string, ok bool) {
	var b strings.Builder
	for i, r := range strings.TrimSpace(to) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '+' && i == 0, strings.ContainsRune(" .-()", r):
		default:
			return "", false
		}
	}
	digits = b.String()
	if rest, abroad := strings.CutPrefix(digits, "84"); abroad && len(rest) >= 9 {
		digits = "0" + rest
	}
	return digits, len(digits) >= 9 && len(digits) <= 15
}

// errAddress refuses an address without telling it.
func errAddress() error {
	return domain.Errorf(domain.Invalid, "messages cannot be carried to such an address").On("to")
}

// written is a message as mail programs read it (RFC 5322), in UTF-8.
func written(from, to string, m Message, at time.Time) []byte {
	var b bytes.Buffer
	if from != "" {
		b.WriteString("From: " + from + "\r\n")
	}
	b.WriteString("To: " + to + "\r\nSubject: " + mime.BEncoding.Encode("utf-8", strings.NewReplacer("\r", " ", "\n", " ").Replace(m.Subject)) +
		"\r\nDate: " + at.Format(time.RFC1123Z) + "\r\nMessage-ID: <" + uuid.NewString() + "@sovang>\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n")
	text := base64.StdEncoding.EncodeToString([]byte(m.Text))
	for len(text) > 76 {
		b.WriteString(text[:76] + "\r\n")
		text = text[76:]
	}
	b.WriteString(text + "\r\n")
	return b.Bytes()
}
