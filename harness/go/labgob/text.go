package labgob

import (
	"math"
	"strconv"
	"sync"
	"unicode/utf8"
)

// The text of a value is JSON. What JSON itself cannot tell apart is told by its spelling, which
// every reader of JSON takes for the same:
//
//	int      5         uint   5e0         float  5.0, with a point always
//	slice    [1,2]     array  [TAB 1,2]   what an interface holds  SPACE 5
//
// What JSON has no word for is an object with the key "$", as in harness/realm/inside/labgob.ts:
// bytes (one letter a byte), map (a list of pairs), bigint (an integer beyond 2^53, a uint in
// hexadecimal), nan, inf, -inf, -0. A string that is no UTF-8 is written as bytes with a TAB, and with
// more of them what writes itself. An interface holds an int, a string, a bool or null as they are,
// and anything else as an object whose only key is the name of the type.

const (
	// Integers up to here are exact as a number of JSON.
	exactMax = 1<<53 - 1
	// Ours: far above honest data, far below what would exhaust a stack.
	depthMax = 1000
	// Buffers above this are not kept.
	keptBytesMax = 1 << 20
)

type writer struct {
	buf   []byte
	depth int
	// What an interface held last, which is often what the next one holds.
	held heldType
	// An interface held what can change behind it.
	sawLoose bool
}

var writers = sync.Pool{New: func() interface{} { return &writer{} }}

func takeWriter() *writer {
	w := writers.Get().(*writer)
	w.buf = w.buf[:0]
	w.depth = 0
	return w
}

func (w *writer) release() {
	w.held = heldType{}
	w.sawLoose = false
	if cap(w.buf) <= keptBytesMax {
		writers.Put(w)
	}
}

// enter counts one level of nesting, which leave takes back.
func (w *writer) enter() error {
	w.depth++
	if w.depth > depthMax {
		return errorf("nested more than %d levels deep; does it contain itself?", depthMax)
	}
	return nil
}

func (w *writer) leave() { w.depth-- }

func (w *writer) text(s string) { w.buf = append(w.buf, s...) }

func (w *writer) int(v int64) {
	if v > exactMax || v < -exactMax {
		w.text(`{"$":"bigint","v":"`)
		w.buf = strconv.AppendInt(w.buf, v, 10)
		w.text(`"}`)
		return
	}
	if 0 <= v && v < 10 {
		w.buf = append(w.buf, byte('0'+v))
		return
	}
	w.buf = strconv.AppendInt(w.buf, v, 10)
}

func (w *writer) uint(v uint64) {
	if v > exactMax {
		w.text(`{"$":"bigint","v":"0x`)
		w.buf = strconv.AppendUint(w.buf, v, 16)
		w.text(`"}`)
		return
	}
	w.buf = strconv.AppendUint(w.buf, v, 10)
	w.text("e0")
}

func (w *writer) float(v float64) {
	switch {
	case v != v:
		w.text(`{"$":"nan"}`)
	case math.IsInf(v, 1):
		w.text(`{"$":"inf"}`)
	case math.IsInf(v, -1):
		w.text(`{"$":"-inf"}`)
	case v == 0 && math.Signbit(v):
		w.text(`{"$":"-0"}`)
	default:
		from := len(w.buf)
		w.buf = strconv.AppendFloat(w.buf, v, 'g', -1, 64)
		w.point(from)
	}
}

// point puts a decimal point into the number that begins at a place, unless it has one.
func (w *writer) point(from int) {
	at := len(w.buf)
	for i := from; i < len(w.buf); i++ {
		switch w.buf[i] {
		case '.':
			return
		case 'e':
			at = i
		}
	}
	tail := string(w.buf[at:])
	w.buf = append(append(w.buf[:at], ".0"...), tail...)
}

func (w *writer) bool(v bool) {
	if v {
		w.text("true")
	} else {
		w.text("false")
	}
}

// isPlain tells whether a byte stands for itself in a string of JSON.
var isPlain = func() (plain [256]bool) {
	for b := 0x20; b < 0x80; b++ {
		plain[b] = b != '"' && b != '\\'
	}
	return plain
}()

func (w *writer) string(s string) {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			if !utf8.ValidString(s) {
				w.latin1(oddOpener, []byte(s))
				return
			}
			break
		}
	}
	w.buf = append(w.buf, '"')
	from := 0
	for i := 0; i < len(s); i++ {
		if b := s[i]; !isPlain[b] && b < utf8.RuneSelf {
			w.text(s[from:i])
			w.escape(b)
			from = i + 1
		}
	}
	w.text(s[from:])
	w.buf = append(w.buf, '"')
}

// What bytes begin with, a string that is no UTF-8, and what writes itself as gob or binary.
const (
	bytesOpener  = `{"$":"bytes","v":`
	oddOpener    = bytesOpener + "\t\""
	gobOpener    = bytesOpener + "\t\t\""
	binaryOpener = bytesOpener + "\t\t\t\""
	plainOpener  = bytesOpener + "\""
)

func (w *writer) bytes(s []byte) { w.latin1(plainOpener, s) }

// latin1 writes each byte as one letter.
func (w *writer) latin1(opener string, s []byte) {
	w.text(opener)
	from := 0
	for i, b := range s {
		if isPlain[b] {
			continue
		}
		w.buf = append(w.buf, s[from:i]...)
		if b < utf8.RuneSelf {
			w.escape(b)
		} else {
			w.buf = append(w.buf, 0xc0|b>>6, 0x80|b&0x3f)
		}
		from = i + 1
	}
	w.buf = append(w.buf, s[from:]...)
	w.text(`"}`)
}

func (w *writer) escape(b byte) {
	const hex = "0123456789abcdef"
	switch b {
	case '"', '\\':
		w.buf = append(w.buf, '\\', b)
	case '\b':
		w.text(`\b`)
	case '\f':
		w.text(`\f`)
	case '\n':
		w.text(`\n`)
	case '\r':
		w.text(`\r`)
	case '\t':
		w.text(`\t`)
	default:
		w.buf = append(w.buf, '\\', 'u', '0', '0', hex[b>>4], hex[b&0xf])
	}
}
