// Package labgob turns values into text and back, for RPCs, saved state and snapshots.
//
// It stands in for the labs' labgob and has its API and its behaviour: encoding/gob with two
// warnings. Only fields that begin with a capital letter travel. Fields are matched by name; one
// that the receiver does not have is skipped, one that the sender does not have is left alone. A
// field that is zero is not brought over, so that decoding into a variable that is not zero may
// leave old values in it. What an interface holds must be registered, unless it is of a basic type.
//
// What differs from gob is on the wire. Each value is one line of JSON in the format of the labs'
// other labgob (harness/realm/inside/labgob.ts), so that the tester can read what a server saves
// and sends. White space tells apart what JSON cannot: see text.go. Maps are written in the order
// of their keys, so that the same values are always the same bytes. A type is looked at once, not
// for every message.
package labgob

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"unsafe"
)

// LabEncoder writes values, one after another.
type LabEncoder struct {
	w io.Writer
}

// NewEncoder makes an encoder that writes to w.
func NewEncoder(w io.Writer) *LabEncoder {
	return &LabEncoder{w: w}
}

// Encode writes one value. It writes nothing where it returns an error. Like gob's it panics for a
// nil pointer.
func (enc *LabEncoder) Encode(e interface{}) error {
	out := takeWriter()
	defer out.release()
	if err := out.top(e); err != nil {
		return err
	}
	out.buf = append(out.buf, '\n')
	return enc.put(out.buf)
}

// put writes it all. A bytes.Buffer that must grow would first clear what it is about to write.
func (enc *LabEncoder) put(data []byte) error {
	buffer, isBuffer := enc.w.(*bytes.Buffer)
	if !isBuffer || buffer.Cap()-buffer.Len() >= len(data) {
		_, err := enc.w.Write(data)
		return err
	}
	held := buffer.Bytes()
	*buffer = *bytes.NewBuffer(append(held[:len(held):len(held)], data...))
	return nil
}

// EncodeValue is Encode for a value that is at hand by reflection.
func (enc *LabEncoder) EncodeValue(value reflect.Value) error {
	if !value.IsValid() {
		return errNilValue
	}
	return enc.Encode(value.Interface())
}

// LabDecoder reads the values that a LabEncoder has written, in their order.
type LabDecoder struct {
	lines lineReader
}

// NewDecoder makes a decoder that reads from r.
func NewDecoder(r io.Reader) *LabDecoder {
	return &LabDecoder{lines: makeLineReader(r)}
}

// Decode reads the next value into what e points to; nil drops it. It returns io.EOF where there
// is no value any more, and an error for bytes that are none or of another type. What e points to
// may then be half written.
func (dec *LabDecoder) Decode(e interface{}) error {
	line, err := dec.lines.next()
	if err != nil {
		return err
	}
	return decodeLine(line, e)
}

// DecodeValue is Decode for a variable that is at hand by reflection: a pointer that is not nil, or
// something that can be set. The zero reflect.Value drops what is read.
func (dec *LabDecoder) DecodeValue(value reflect.Value) error {
	switch {
	case !value.IsValid():
		return dec.Decode(nil)
	case value.Kind() == reflect.Ptr && !value.IsNil():
		return dec.Decode(value.Interface())
	case value.CanSet():
		return dec.Decode(value.Addr().Interface())
	}
	return errors.New("labgob: DecodeValue of a value that cannot be set")
}

var errNilValue = errors.New("labgob: cannot encode nil")

// top writes a value that stands by itself.
func (w *writer) top(e interface{}) error {
	if e == nil {
		return errNilValue
	}
	t := reflect.TypeOf(e)
	c := codecOf(t)
	if c.err != nil {
		return c.err
	}
	c.checkType()
	if t.Kind() == reflect.Ptr && reflect.ValueOf(e).IsNil() {
		panic("labgob: cannot encode a nil pointer of type " + t.String())
	}
	return c.enc(w, c.dataOf(&e), false)
}

// decodeLine reads one value. Nothing that is in it can make it panic.
func decodeLine(line []byte, e interface{}) (err error) {
	defer func() {
		if what := recover(); what != nil {
			err = errorf("cannot decode: %v", what)
		}
	}()
	in := reader{data: line}
	if e == nil {
		return in.whole(in.skip())
	}
	t := reflect.TypeOf(e)
	if t.Kind() != reflect.Ptr {
		return errorf("Decode wants a pointer, but got a %s", t)
	}
	if reflect.ValueOf(e).IsNil() {
		return errorf("Decode wants a pointer, but this %s is nil", t)
	}
	c := codecOf(t)
	if c.err != nil {
		return c.err
	}
	c.checkType()
	c.checkDefault(c.dataOf(&e))
	return in.whole(in.top(c.elem, c.elem.addressIn(e)))
}

// top reads a value that stands by itself. Of a struct at least one field must be known.
func (r *reader) top(c *codec, p unsafe.Pointer) error {
	base := c.base()
	isStruct := base.kind == reflect.Struct && !base.isCustom
	if err := c.dec(r, p, false); err != nil {
		return err
	}
	if isStruct && base.t.NumField() > 0 && r.fieldsRead > 0 && r.fieldsKnown == 0 {
		return errorf("no field of what was encoded is one of %s", base.t)
	}
	return nil
}
