package labgob

import (
	"encoding"
	"reflect"
	"unsafe"
)

// These are encoding/gob's own, which is not needed for them.
type gobEncoder interface{ GobEncode() ([]byte, error) }
type gobDecoder interface{ GobDecode([]byte) error }

var (
	gobEncoderType        = reflect.TypeOf((*gobEncoder)(nil)).Elem()
	gobDecoderType        = reflect.TypeOf((*gobDecoder)(nil)).Elem()
	binaryMarshalerType   = reflect.TypeOf((*encoding.BinaryMarshaler)(nil)).Elem()
	binaryUnmarshalerType = reflect.TypeOf((*encoding.BinaryUnmarshaler)(nil)).Elem()
)

func isCustom(t reflect.Type) bool {
	if t.Kind() == reflect.Ptr || t.Kind() == reflect.Interface {
		return false
	}
	address := reflect.PtrTo(t)
	return address.Implements(gobEncoderType) || address.Implements(gobDecoderType) ||
		address.Implements(binaryMarshalerType) || address.Implements(binaryUnmarshalerType)
}

// makeCustom makes the codec of a type that writes and reads itself; false for all others. What it
// makes of itself travels as bytes.
func (c *codec) makeCustom() bool {
	if !isCustom(c.t) {
		return false
	}
	address := reflect.PtrTo(c.t)
	isGob := address.Implements(gobEncoderType) || address.Implements(gobDecoderType)
	c.isCustom = true
	opener := binaryOpener
	if isGob {
		opener = gobOpener
	}
	c.enc = func(w *writer, p unsafe.Pointer, isField bool) error {
		v := c.at(p)
		if isField && v.IsZero() {
			w.text("null")
			return nil
		}
		data, err := marshal(v.Addr().Interface(), isGob)
		if err == nil {
			w.latin1(opener, data)
		}
		return err
	}
	c.dec = func(r *reader, p unsafe.Pointer, isField bool) error {
		if isField && r.take("null") {
			return nil
		}
		data, err := r.latin1(opener, "a "+c.t.String())
		if err != nil {
			return err
		}
		return unmarshal(c.at(p).Addr().Interface(), append([]byte(nil), data...), isGob)
	}
	return true
}

func marshal(address interface{}, isGob bool) ([]byte, error) {
	if v, ok := address.(gobEncoder); ok && isGob {
		return v.GobEncode()
	}
	if v, ok := address.(encoding.BinaryMarshaler); ok && !isGob {
		return v.MarshalBinary()
	}
	return nil, errorf("%T has a method to decode itself, but none to encode itself", address)
}

func unmarshal(address interface{}, data []byte, isGob bool) error {
	if v, ok := address.(gobDecoder); ok && isGob {
		return v.GobDecode(data)
	}
	if v, ok := address.(encoding.BinaryUnmarshaler); ok && !isGob {
		return v.UnmarshalBinary(data)
	}
	return errorf("%T has a method to encode itself, but none to decode itself", address)
}
