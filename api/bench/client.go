package bench

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// caller is one connection that is kept and on which one request follows another. It writes and reads the bytes itself: on a machine that load and
// server share, a client that spends as much as the server halves what is measured.
type caller struct {
	conn    net.Conn
	in      *bufio.Reader
	out     []byte
	address string
	head    string    // of every request
	asked   time.Time // the last answer, or when it was opened
}

// call opens connections to a server.
func call(p *Program, callers int) ([]*caller, error) {
	all := make([]*caller, 0, callers)
	for range callers {
		c := &caller{address: p.Address, head: " HTTP/1.1\r\nHost: " + p.Address + "\r\nAuthorization: Bearer " + p.Token + "\r\n"}
		if err := c.dial(); err != nil {
			hangUp(all)
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

func (c *caller) dial() (err error) {
	if c.conn, err = net.Dial("tcp", c.address); err == nil {
		c.in, c.asked = bufio.NewReaderSize(c.conn, 16<<10), time.Now()
	}
	return err
}

// idle is how long a connection may be silent and still be used: the server ends one on which nothing was asked since it was opened after five
// seconds, as it must with whoever only holds connections, and one that is kept after two minutes.
const idle = 3 * time.Second

// redial opens the connection anew where it was silent, while others had their turn, for so long that the server may be ending it.
func (c *caller) redial() error {
	if time.Since(c.asked) < idle {
		return nil
	}
	c.hangUp() // nothing is under way on it
	return c.dial()
}

// hangUp closes the connection, if there is one.
func (c *caller) hangUp() {
	if c.conn != nil {
		_ = c.conn.Close()
	}
}

func hangUp(all []*caller) {
	for _, c := range all {
		c.hangUp()
	}
}

// answering bounds how long an answer may take.
const answering = time.Minute

// ask puts a request and reads its answer; headers are whole lines. An answer that is not of the 200s is an error with what it says.
func (c *caller) ask(method, path, headers string, body []byte) error {
	resp, err := c.exchange(method, path, headers, body)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 4096))
		return fmt.Errorf("%s %s is answered %s: %s", method, path, resp.Status, text)
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// exchange puts a request and gives the answer to it, whatever that is; its body is to be read to the end.
func (c *caller) exchange(method, path, headers string, body []byte) (*http.Response, error) {
	c.out = append(c.out[:0], method...)
	c.out = append(c.out, ' ')
	c.out = append(c.out, path...)
	c.out = append(c.out, c.head...)
	c.out = append(c.out, headers...)
	if body != nil {
		c.out = append(c.out, "Content-Length: "...)
		c.out = strconv.AppendInt(c.out, int64(len(body)), 10)
		c.out = append(c.out, "\r\n"...)
	}
	c.out = append(append(c.out, "\r\n"...), body...)
	if err := c.redial(); err != nil {
		return nil, err
	}
	if err := c.conn.SetDeadline(time.Now().Add(answering)); err != nil {
		return nil, err
	}
	if _, err := c.conn.Write(c.out); err != nil {
		return nil, err
	}
	resp, err := http.ReadResponse(c.in, nil)
	c.asked = time.Now()
	return resp, err
}
