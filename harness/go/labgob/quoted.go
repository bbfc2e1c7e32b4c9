package labgob

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// string reads a string; one that is no UTF-8 comes as bytes.
func (r *reader) string() (string, error) {
	if r.peek() == '{' {
		raw, err := r.latin1(oddOpener, "a string")
		return string(raw), err
	}
	if !r.takeByte('"') {
		return "", r.mismatch("a string")
	}
	raw, err := r.quoted(false)
	return string(raw), err
}

// latin1 reads bytes, which may be a part of the line: copy them.
func (r *reader) latin1(opener, local string) ([]byte, error) {
	if !r.take(opener) {
		return nil, r.mismatch(local)
	}
	raw, err := r.quoted(true)
	if err != nil || !r.takeByte('}') {
		return nil, r.broken()
	}
	return raw, nil
}

// quoted reads a string from behind its first quote; narrow: each of its letters is one byte. What
// it gives may be a part of the line.
func (r *reader) quoted(isNarrow bool) ([]byte, error) {
	rest := r.data[r.at:]
	for i, b := range rest {
		if b == '"' {
			r.at += i + 1
			return rest[:i], nil
		}
		if !isPlain[b] && (b < utf8.RuneSelf || isNarrow) {
			return r.quotedFrom(i, isNarrow)
		}
	}
	return nil, r.broken()
}

// name reads the name of a field or type.
func (r *reader) name() ([]byte, error) {
	if !r.takeByte('"') {
		return nil, r.broken()
	}
	return r.quoted(false)
}

// quotedFrom goes on behind letters that stand for themselves.
func (r *reader) quotedFrom(plain int, isNarrow bool) ([]byte, error) {
	out := append(make([]byte, 0, 2*plain+32), r.data[r.at:r.at+plain]...)
	r.at += plain
	for r.at < len(r.data) {
		b := r.data[r.at]
		switch {
		case b == '"':
			r.at++
			return out, nil
		case b == '\\':
			letter, isRight := r.escaped()
			if !isRight || (isNarrow && letter > 0xff) {
				return nil, r.broken()
			}
			if isNarrow {
				out = append(out, byte(letter))
			} else {
				out = append(out, string(letter)...)
			}
			continue
		case b < 0x20:
			return nil, r.broken()
		case isNarrow && b >= utf8.RuneSelf:
			letter, size := utf8.DecodeRune(r.data[r.at:])
			if size != 2 || letter > 0xff {
				return nil, r.broken()
			}
			out = append(out, byte(letter))
			r.at += size
			continue
		}
		out = append(out, b)
		r.at++
	}
	return nil, r.broken()
}

// escaped reads what stands behind a backslash.
func (r *reader) escaped() (rune, bool) {
	if r.at+1 >= len(r.data) {
		return 0, false
	}
	b := r.data[r.at+1]
	r.at += 2
	if at := bytes.IndexByte([]byte(`"\/bfnrt`), b); at >= 0 {
		return rune("\"\\/\b\f\n\r\t"[at]), true
	}
	if b != 'u' {
		return 0, false
	}
	letter, isRight := r.hex4()
	if isRight && utf16.IsSurrogate(letter) {
		from := r.at
		if r.take(`\u`) {
			if second, isRight := r.hex4(); isRight {
				if both := utf16.DecodeRune(letter, second); both != utf8.RuneError {
					return both, true
				}
			}
		}
		r.at = from
		return utf8.RuneError, true
	}
	return letter, isRight
}

func (r *reader) hex4() (rune, bool) {
	if r.at+4 > len(r.data) {
		return 0, false
	}
	v, err := strconv.ParseUint(string(r.data[r.at:r.at+4]), 16, 16)
	r.at += 4
	return rune(v), err == nil
}
