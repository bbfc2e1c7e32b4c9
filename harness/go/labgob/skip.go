package labgob

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
)

// errorf makes an error that says where it is from.
func errorf(format string, args ...interface{}) error {
	return fmt.Errorf("labgob: "+format, args...)
}

// broken is the error for bytes that no encoder wrote.
func (r *reader) broken() error {
	return errorf("the bytes are damaged at byte %d; no encoder wrote them", r.at)
}

// mismatch is the error where a value of one type is to be decoded into another one.
func (r *reader) mismatch(local string) error {
	if r.at >= len(r.data) {
		return r.broken()
	}
	return errorf("cannot decode %s into %s", r.describeNext(), local)
}

// describeNext says what was encoded here.
func (r *reader) describeNext() string {
	rest := r.data[r.at:]
	switch b := rest[0]; {
	case b == ' ':
		return "what an interface held"
	case b == '"':
		return "a string"
	case b == 't', b == 'f':
		return "a bool"
	case b == 'n':
		return "nil"
	case bytes.HasPrefix(rest, []byte("[\t")):
		return "an array"
	case b == '[':
		return "a slice"
	case bytes.HasPrefix(rest, []byte(`{"$":"map"`)):
		return "a map"
	case bytes.HasPrefix(rest, []byte(oddOpener)):
		return "a string"
	case bytes.HasPrefix(rest, []byte(gobOpener)), bytes.HasPrefix(rest, []byte(binaryOpener)):
		return "what has encoded itself"
	case bytes.HasPrefix(rest, []byte(plainOpener)):
		return "a []byte"
	case bytes.HasPrefix(rest, []byte(`{"$":"bigint","v":"0x`)):
		return "a uint"
	case bytes.HasPrefix(rest, []byte(`{"$":"bigint"`)):
		return "an int"
	case bytes.HasPrefix(rest, []byte(`{"$"`)):
		return "a float"
	case b == '{':
		return "a struct"
	}
	return describeNumber(r.number())
}

func describeNumber(digits []byte) string {
	switch {
	case len(digits) == 0:
		return "damaged bytes"
	case bytes.IndexByte(digits, '.') >= 0:
		return "a float"
	case bytes.HasSuffix(digits, []byte("e0")):
		return "a uint"
	}
	return "an int"
}

// skip passes over one value.
func (r *reader) skip() error {
	if err := r.enter(); err != nil {
		return err
	}
	defer r.leave()
	r.takeByte(' ')
	switch b := r.peek(); {
	case b == '"':
		return r.skipQuoted()
	case b == '[':
		r.at++
		r.takeByte('\t')
		return r.skipList(']', false)
	case b == '{':
		r.at++
		return r.skipList('}', true)
	case b == 't' && r.take("true"), b == 'f' && r.take("false"), b == 'n' && r.take("null"):
		return nil
	}
	digits := r.number()
	if len(digits) == 0 {
		return r.broken()
	}
	r.at += len(digits)
	return nil
}

// skipList passes over what stands between brackets.
func (r *reader) skipList(end byte, hasKeys bool) error {
	if r.peek() == end {
		r.at++
		return nil
	}
	for {
		if hasKeys {
			if err := r.skipQuoted(); err != nil {
				return err
			}
			if !r.takeByte(':') {
				return r.broken()
			}
			for r.takeByte('\t') {
			}
		}
		if err := r.skip(); err != nil {
			return err
		}
		switch b := r.peek(); b {
		case ',':
			r.at++
		case end:
			r.at++
			return nil
		default:
			return r.broken()
		}
	}
}

func (r *reader) skipQuoted() error {
	if r.peek() != '"' {
		return r.broken()
	}
	for at := r.at + 1; at < len(r.data); at++ {
		switch r.data[at] {
		case '"':
			r.at = at + 1
			return nil
		case '\\':
			at++
		}
	}
	return r.broken()
}

// count is how many elements follow up to the closing bracket; the reader stays where it is. Only
// the memory for them depends on it: whether the bytes are right is seen when they are read.
func (r *reader) count() (int, error) {
	n, depth := 1, 0
	if r.peek() == ']' {
		return 0, nil
	}
	for at := r.at; at < len(r.data); at++ {
		switch r.data[at] {
		case '"':
			for at++; at < len(r.data) && r.data[at] != '"'; at++ {
				if r.data[at] == '\\' {
					at++
				}
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return n, nil
			}
			depth--
		case ',':
			if depth == 0 {
				n++
			}
		}
	}
	return 0, r.broken()
}

// lineReader takes line by line from what a decoder reads.
type lineReader struct {
	buffer *bytes.Buffer
	bytes  io.ByteReader
}

// makeLineReader reads no further than it must where that is possible, as gob does.
func makeLineReader(r io.Reader) lineReader {
	if buffer, ok := r.(*bytes.Buffer); ok {
		return lineReader{buffer: buffer}
	}
	if reader, ok := r.(io.ByteReader); ok {
		return lineReader{bytes: reader}
	}
	return lineReader{bytes: bufio.NewReader(r)}
}

// next is the next line without its end. It is good until the buffer is written to.
func (l lineReader) next() ([]byte, error) {
	if l.buffer != nil {
		rest := l.buffer.Bytes()
		if len(rest) == 0 {
			return nil, io.EOF
		}
		end := bytes.IndexByte(rest, '\n')
		if end < 0 {
			l.buffer.Next(len(rest))
			return nil, io.ErrUnexpectedEOF
		}
		return l.buffer.Next(end + 1)[:end], nil
	}
	var line []byte
	for {
		b, err := l.bytes.ReadByte()
		if err == io.EOF && len(line) > 0 {
			return nil, io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, err
		}
		if b == '\n' {
			return line, nil
		}
		line = append(line, b)
	}
}
