package post_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"io"
	"math/big"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sovang/api/post"
	"sovang/domain"
)

var letter = post.Message{To: "Bà Lan <lan@example.vn>", Subject: "Mã xem các khoản ủng hộ", Text: "Mở http://x/h/ABC\nMã dùng được một lần.\n"}

// reads checks a message as a mail program reads it.
func reads(t *testing.T, text, from string) {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, m.Body))
	if err != nil || string(body) != letter.Text || m.Header.Get("To") != "lan@example.vn" || m.Header.Get("From") != from || strings.Contains(text, "Mã xem") {
		t.Errorf("it reads %q, %v:\n%s", body, err, text)
	}
}

func TestFolder(t *testing.T) {
	f := post.Folder{Dir: t.TempDir()}
	if err := f.Send(t.Context(), letter); err != nil {
		t.Fatal(err)
	}
	phone := letter
	phone.To = "+84 912 345 678"
	if err := f.Send(t.Context(), phone); err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{"", "Lan", "0912", "lan@", "lan@example.vn\r\nBcc: x@y.vn"} {
		if err := f.Send(t.Context(), post.Message{To: to}); domain.CodeOf(err) != domain.Invalid || to != "" && strings.Contains(err.Error(), to) || f.Takes(to) {
			t.Errorf("%q: %v", to, err)
		}
	}
	files, err := filepath.Glob(filepath.Join(f.Dir, "*"))
	if err != nil || len(files) != 2 {
		t.Fatalf("%v, %v", files, err)
	}
	first, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	reads(t, string(first), "")
	second, err := os.ReadFile(files[1])
	if err != nil || !strings.Contains(string(second), "To: 0912345678\r\n") {
		t.Errorf("%s, %v", second, err)
	}
	if err := (post.Folder{Dir: filepath.Join(f.Dir, "nothing")}).Send(t.Context(), letter); err == nil {
		t.Error("a folder that is not there takes messages")
	}
}

// server is a mail server that speaks SMTP over real connections, for one message.
type server struct {
	t        *testing.T
	settings *tls.Config
	starts   bool // it offers STARTTLS
	refuses  bool
	got      chan string // commands, and what came as the message
}

func (s *server) listen(implicit bool) (address string) {
	s.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	s.got = make(chan string, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		if implicit {
			conn = tls.Server(conn, s.settings)
		}
		s.got <- s.speak(conn)
	}()
	s.t.Cleanup(func() { l.Close(); <-done })
	return l.Addr().String()
}

func (s *server) speak(conn net.Conn) (heard string) {
	say := func(line string) { _, _ = io.WriteString(conn, line+"\r\n") }
	r := bufio.NewReader(conn)
	say("220 mail.test ready")
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return heard
		}
		heard += line
		switch verb, _, _ := strings.Cut(strings.TrimSpace(line), " "); verb {
		case "EHLO":
			if _, over := conn.(*tls.Conn); s.starts && !over {
				say("250-mail.test\r\n250 STARTTLS")
			} else {
				say("250-mail.test\r\n250 AUTH PLAIN")
			}
		case "STARTTLS":
			say("220 go on")
			conn = tls.Server(conn, s.settings)
			r = bufio.NewReader(conn)
		case "RCPT":
			if s.refuses {
				say("550 there is no lan@example.vn here")
			} else {
				say("250 fine")
			}
		case "AUTH":
			say("235 welcome")
		case "DATA":
			say("354 go on")
			for {
				part, err := r.ReadString('\n')
				if err != nil || part == ".\r\n" {
					break
				}
				heard += part
			}
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return heard
		default:
			say("250 fine")
		}
	}
}

// certificate is one of this machine's own, and who trusts it.
func certificate(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"localhost"}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, &tls.Config{RootCAs: pool}
}

func TestSMTP(t *testing.T) {
	own, trusted := certificate(t)
	for name, x := range map[string]struct {
		scheme        string
		starts, plain bool
	}{"from the beginning": {"smtps", false, false}, "with STARTTLS": {"smtp", true, false}, "on this machine": {"smtp", false, true}} {
		t.Run(name, func(t *testing.T) {
			s := &server{t: t, settings: own, starts: x.starts}
			_, port, _ := net.SplitHostPort(s.listen(x.scheme == "smtps"))
			way, err := post.ParseSMTP(x.scheme+"://quy@localhost:"+port, "Quỹ An <quy@example.vn>", "bí mật")
			if err != nil {
				t.Fatal(err)
			}
			way.TLS = trusted
			if err := way.Send(t.Context(), letter); err != nil {
				t.Fatal(err)
			}
			heard := <-s.got
			for _, part := range []string{"MAIL FROM:<quy@example.vn>", "RCPT TO:<lan@example.vn>", "AUTH PLAIN " + base64.StdEncoding.EncodeToString([]byte("\x00quy\x00bí mật"))} {
				if !strings.Contains(heard, part) {
					t.Errorf("it did not hear %q:\n%s", part, heard)
				}
			}
			if strings.Contains(heard, "STARTTLS") != x.starts {
				t.Errorf("STARTTLS: %s", heard)
			}
			_, text, _ := strings.Cut(heard, "DATA\r\n")
			text, _, _ = strings.Cut(text, "QUIT")
			reads(t, text, "quy@example.vn")
		})
	}
}

// TestSMTPRefuses: a server that is not trusted hears no message, and what a server says of an address is not told on.
func TestSMTPRefuses(t *testing.T) {
	own, trusted := certificate(t)
	s := &server{t: t, settings: own}
	_, port, _ := net.SplitHostPort(s.listen(true))
	way, err := post.ParseSMTP("smtps://localhost:"+port, "quy@example.vn", "")
	if err != nil {
		t.Fatal(err)
	}
	if err := way.Send(t.Context(), letter); err == nil {
		t.Error("a server that nobody vouches for is told")
	}
	s = &server{t: t, settings: own, refuses: true}
	_, port, _ = net.SplitHostPort(s.listen(true))
	way, _ = post.ParseSMTP("smtps://localhost:"+port, "quy@example.vn", "")
	way.TLS = trusted
	if err := way.Send(t.Context(), letter); err == nil || strings.Contains(err.Error(), "lan@") || !strings.Contains(err.Error(), "550") {
		t.Errorf("a refusal is %v", err)
	}
	if way.Takes("0912345678") || !way.Takes("lan@example.vn") {
		t.Error("mail goes to phones, or not to addresses")
	}
	for _, bad := range []string{"", "mail.example", "http://mail.example", "smtp://u:p@mail.example"} {
		if _, err := post.ParseSMTP(bad, "quy@example.vn", ""); err == nil {
			t.Errorf("%q is the address of a mail server", bad)
		}
	}
	if _, err := post.ParseSMTP("smtp://mail.example", "", ""); err == nil {
		t.Error("messages are from nobody")
	}
}
