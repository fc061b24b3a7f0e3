package eventstore

import "time"

// The two ways to read a line.
var (
	Scan       = scan
	DecodeSlow = decode
)

// DecodeQuestion and DecodeAnswer read what instances say to each other.
func DecodeQuestion(text []byte) error {
	_, err := decodeQuestion(text)
	return err
}

func DecodeAnswer(text []byte) error {
	_, _, err := decodeAnswer(text, nil)
	return err
}

// WithHook gives options with a function that is called at the points where tests stop the process.
func (o Options) WithHook(hook func(point string)) Options {
	o.hook = hook
	return o
}

// WithMemory gives options of a writer that remembers that many bytes of old states.
func (o Options) WithMemory(bytes int) Options {
	o.memory = bytes
	return o
}

// WithPatience gives options of a writer that waits that long for the one that writes.
func (o Options) WithPatience(d time.Duration) Options {
	o.patience = d
	return o
}

// Tick has a writer do now what it does each second.
func Tick(w *Writer) {
	j := newJob(0)
	j.peek = func(l *loop, _ *job) { l.tick() }
	if err := w.do(w.ctx, j); err != nil {
		panic(err)
	}
}
