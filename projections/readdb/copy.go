package readdb

import (
	"encoding/binary"
	"fmt"
	"io"
)

// copySource is rows in the binary form of COPY, encoded as they are asked for.
type copySource struct {
	rows  *Rows
	types []string
	at    int    // index of the next value
	buf   []byte // encoded and not read yet
	state int    // 0 before the header, 1 in the rows, 2 after the trailer
}

const copyChunk = 64 << 10

// Read implements io.Reader.
func (c *copySource) Read(p []byte) (int, error) {
	if len(c.buf) == 0 {
		if err := c.fill(); err != nil {
			return 0, err
		}
	}
	n := copy(p, c.buf)
	c.buf = c.buf[n:]
	return n, nil
}

func (c *copySource) fill() error {
	b := make([]byte, 0, copyChunk+4096)
	switch c.state {
	case 2:
		return io.EOF
	case 0:
		b = append(b, "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00"...)
		c.state = 1
	}
	var err error
	for c.at < len(c.rows.Values) && len(b) < copyChunk {
		b = binary.BigEndian.AppendUint16(b, uint16(len(c.types)))
		for i, kind := range c.types {
			if b, err = appendField(b, kind, c.rows.Values[c.at+i]); err != nil {
				return fmt.Errorf("%s: %w", c.rows.Columns[i], err)
			}
		}
		c.at += len(c.types)
	}
	if c.at == len(c.rows.Values) {
		b = binary.BigEndian.AppendUint16(b, 0xffff)
		c.state = 2
	}
	c.buf = b
	return nil
}

func appendField(b []byte, kind string, value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return binary.BigEndian.AppendUint32(b, 0xffffffff), nil
	case int64:
		switch {
		case kind == "int8":
			b = binary.BigEndian.AppendUint32(b, 8)
			return binary.BigEndian.AppendUint64(b, uint64(v)), nil
		case kind == "int4" && int64(int32(v)) == v:
			b = binary.BigEndian.AppendUint32(b, 4)
			return binary.BigEndian.AppendUint32(b, uint32(v)), nil
		case kind == "int2" && int64(int16(v)) == v:
			b = binary.BigEndian.AppendUint32(b, 2)
			return binary.BigEndian.AppendUint16(b, uint16(v)), nil
		}
		return nil, fmt.Errorf("%d does not fit %s", v, kind)
	case string:
		b = binary.BigEndian.AppendUint32(b, uint32(len(v)))
		return append(b, v...), nil
	case []byte:
		b = binary.BigEndian.AppendUint32(b, uint32(len(v)))
		return append(b, v...), nil
	}
	return nil, fmt.Errorf("a %T cannot be written", value)
}
