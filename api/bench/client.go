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
	conn net.Conn
	in   *bufio.Reader
	out  []byte
	head string // of every request
}

// call opens connections to a server.
func call(p *Program, callers int) ([]*caller, error) {
	all := make([]*caller, 0, callers)
	for range callers {
		conn, err := net.Dial("tcp", p.Address)
		if err != nil {
			hangUp(all)
			return nil, err
		}
		all = append(all, &caller{conn: conn, in: bufio.NewReaderSize(conn, 16<<10), head: " HTTP/1.1\r\nHost: " + p.Address + "\r\nAuthorization: Bearer " + p.Token + "\r\n"})
	}
	return all, nil
}

func hangUp(all []*caller) {
	for _, c := range all {
		_ = c.conn.Close()
	}
}

// answering bounds how long an answer may take.
const answering = time.Minute

// ask puts a request and reads its answer; headers are whole lines. An answer that is not of the 200s is an error with what it says.
func (c *caller) ask(method, path, headers string, body []byte) error {
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
	if err := c.conn.SetDeadline(time.Now().Add(answering)); err != nil {
		return err
	}
	if _, err := c.conn.Write(c.out); err != nil {
		return err
	}
	resp, err := http.ReadResponse(c.in, nil)
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
