package labgob

import (
	"bytes"
	"math"
	"math/bits"
	"strconv"
)

// reader takes one value from one line. It checks every byte: nothing that is in a line can make
// it read past the end, loop or nest without a limit.
type reader struct {
	data  []byte
	at    int
	depth int
	// The host marks no interfaces, and its numbers are of any kind.
	isHost bool
	// Of the struct that was read last: its fields, and how many of them the receiver has.
	fieldsRead, fieldsKnown int
}

// whole gives the error, or one if something stands behind the value.
func (r *reader) whole(err error) error {
	if err == nil && r.at != len(r.data) {
		return errorf("something stands behind the value, from byte %d on", r.at)
	}
	return err
}

func (r *reader) enter() error {
	r.depth++
	if r.depth > depthMax {
		return errorf("nested more than %d levels deep", depthMax)
	}
	return nil
}

func (r *reader) leave() { r.depth-- }

// peek is the next byte, 0 at the end.
func (r *reader) peek() byte {
	if r.at < len(r.data) {
		return r.data[r.at]
	}
	return 0
}

// take reads exactly this text if it is next.
func (r *reader) take(text string) bool {
	end := r.at + len(text)
	if end > len(r.data) || string(r.data[r.at:end]) != text {
		return false
	}
	r.at = end
	return true
}

// takeByte is take for one byte.
func (r *reader) takeByte(b byte) bool {
	if r.at < len(r.data) && r.data[r.at] == b {
		r.at++
		return true
	}
	return false
}

// bigint reads the beginning of an integer that is no exact number of JSON.
func (r *reader) bigint() bool { return r.take(`{"$":"bigint","v":"`) }

// number is the text of the next number, without taking it.
func (r *reader) number() []byte {
	end := r.at
	for end < len(r.data) {
		switch b := r.data[end]; {
		case '0' <= b && b <= '9', b == '-', b == '+', b == '.', b == 'e', b == 'E':
			end++
			continue
		}
		break
	}
	return r.data[r.at:end]
}

// int reads an integer of so many bits.
func (r *reader) int(size uint) (int64, error) {
	from := r.at
	isTagged := r.peek() == '{' && r.bigint()
	digits := r.number()
	v, isRight := parseInt(digits)
	if !isRight {
		r.at = from
		return 0, r.mismatch("an int")
	}
	r.at += len(digits)
	if isTagged && !r.take(`"}`) {
		return 0, r.broken()
	}
	if size < 64 && (v >= 1<<(size-1) || v < -1<<(size-1)) {
		return 0, errorf("%s at byte %d is out of range for an int%d", digits, from, size)
	}
	return v, nil
}

// parseInt reads decimal digits with a sign; false for anything else and beyond 64 bits.
func parseInt(digits []byte) (int64, bool) {
	isNegative := len(digits) > 0 && digits[0] == '-'
	if isNegative {
		digits = digits[1:]
	}
	if len(digits) == 0 || len(digits) > 19 {
		return 0, false
	}
	var v uint64
	for _, digit := range digits {
		if digit < '0' || digit > '9' {
			return 0, false
		}
		v = v*10 + uint64(digit-'0')
	}
	if isNegative {
		return -int64(v), v <= 1<<63
	}
	return int64(v), v < 1<<63
}

// uint reads an unsigned integer of so many bits.
func (r *reader) uint(size uint) (uint64, error) {
	from := r.at
	if r.bigint() {
		if !r.take("0x") {
			r.at = from
			return 0, r.mismatch("a uint")
		}
		end := bytes.IndexByte(r.data[r.at:], '"')
		if end < 0 {
			return 0, r.broken()
		}
		v, err := strconv.ParseUint(string(r.data[r.at:r.at+end]), 16, 64)
		r.at += end
		if err != nil || !r.take(`"}`) {
			return 0, r.broken()
		}
		return v, rangeOfUint(v, size)
	}
	digits := r.number()
	isMarked := bytes.HasSuffix(digits, []byte("e0"))
	if !isMarked && !r.isHost {
		return 0, r.mismatch("a uint")
	}
	v, isRight := parseInt(bytes.TrimSuffix(digits, []byte("e0")))
	if !isRight || v < 0 {
		return 0, r.mismatch("a uint")
	}
	r.at += len(digits)
	return uint64(v), rangeOfUint(uint64(v), size)
}

func rangeOfUint(v uint64, size uint) error {
	if bits.Len64(v) > int(size) {
		return errorf("%d is out of range for a uint%d", v, size)
	}
	return nil
}

func (r *reader) float(size uint) (float64, error) {
	switch {
	case r.take(`{"$":"nan"}`):
		return math.NaN(), nil
	case r.take(`{"$":"inf"}`):
		return math.Inf(1), nil
	case r.take(`{"$":"-inf"}`):
		return math.Inf(-1), nil
	case r.take(`{"$":"-0"}`):
		return math.Copysign(0, -1), nil
	}
	digits := r.number()
	if bytes.IndexByte(digits, '.') < 0 && !(r.isHost && len(digits) > 0) {
		return 0, r.mismatch("a float")
	}
	v, err := strconv.ParseFloat(string(digits), 64)
	if err != nil {
		return 0, r.broken()
	}
	if size == 32 && math.Abs(v) > math.MaxFloat32 {
		return 0, errorf("%s is out of range for a float32", digits)
	}
	r.at += len(digits)
	return v, nil
}

func (r *reader) bool() (bool, error) {
	switch {
	case r.take("true"):
		return true, nil
	case r.take("false"):
		return false, nil
	}
	return false, r.mismatch("a bool")
}
