package post

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/smtp"
	"net/textproto"
	"net/url"
	"time"
)

// SMTP hands messages to a mail server. Nothing is said to it in the clear, but where it is on this very machine.
type SMTP struct {
	Address  string // host and port
	Host     string // that its certificate names
	At       bool   // TLS from the beginning (smtps), else STARTTLS
	From     string
	User     string // "": the server asks for nobody's name
	Password string
	TLS      *tls.Config // nil: the certificates that the system trusts
}

// patience is how long a mail server may take for one message.
const patience = 15 * time.Second

// ParseSMTP reads the address of a mail server: smtp://user@mail.example:587 (STARTTLS) or smtps://user@mail.example:465.
func ParseSMTP(text, from, password string) (s SMTP, err error) {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return s, errors.New("write smtp://user@mail.example:587, or smtps:// where TLS is spoken from the beginning")
	}
	if _, has := u.User.Password(); has {
		return s, errors.New("a password does not belong into an address, where everybody on this machine sees it")
	}
	port := u.Port()
	if s.At = u.Scheme == "smtps"; port == "" {
		port = map[bool]string{true: "465", false: "587"}[s.At]
	}
	s.Host, s.Address, s.User, s.Password = u.Hostname(), net.JoinHostPort(u.Hostname(), port), u.User.Username(), password
	var ok bool
	if s.From, ok = Mail(from); !ok {
		return s, errors.New("say from which e-mail address messages are sent")
	}
	return s, nil
}

// Takes implements Sender.
func (s SMTP) Takes(to string) bool {
	_, ok := Mail(to)
	return ok
}

// Send implements Sender. What the server says may hold the address, so only its code is told on.
func (s SMTP) Send(ctx context.Context, m Message) error {
	to, ok := Mail(m.To)
	if !ok {
		return errAddress()
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := s.send(ctx, to, written(s.From, to, m, time.Now()))
	if said, ok := errors.AsType[*textproto.Error](err); ok {
		return fmt.Errorf("the mail server refuses with code %d", said.Code)
	}
	return err
}

func (s SMTP) send(ctx context.Context, to string, text []byte) error {
	c, err := s.greet(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	if s.User != "" {
		if err := c.Auth(smtp.PlainAuth("", s.User, s.Password, s.Host)); err != nil {
			return err
		}
	}
	if err := c.Mail(s.From); err != nil {
		return err
	}
	if err := c.Rcpt(to); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	if err := w.Close(); err != nil { // the server has taken it, or says why not
		return err
	}
	_ = c.Quit() // whatever it says to that, it has the message
	return nil
}

// greet opens a connection on which nobody listens.
func (s SMTP) greet(ctx context.Context) (*smtp.Client, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", s.Address)
	if err != nil {
		return nil, err
	}
	if until, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(until) // a connection of the net package takes it
	}
	settings := &tls.Config{}
	if s.TLS != nil {
		settings = s.TLS.Clone()
	}
	settings.ServerName = s.Host
	if s.At {
		conn = tls.Client(conn, settings)
	}
	c, err := smtp.NewClient(conn, s.Host)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if s.At {
		return c, nil
	}
	if ok, _ := c.Extension("STARTTLS"); ok {
		err = c.StartTLS(settings)
	} else if ip := net.ParseIP(s.Host); s.Host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		err = errors.New("the mail server does not speak STARTTLS, and messages are not sent in the clear")
	}
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}
