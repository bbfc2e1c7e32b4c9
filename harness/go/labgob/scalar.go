package labgob

import (
	"reflect"
	"unsafe"
)

// makeScalar makes the codec of a type that has no parts; false for all others.
func (c *codec) makeScalar() bool {
	switch c.kind {
	case reflect.Bool:
		c.enc, c.dec = encBool, decBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		c.makeInt()
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64,
		reflect.Uintptr:
		c.makeUint()
	case reflect.Float32, reflect.Float64:
		c.makeFloat()
	case reflect.Complex64, reflect.Complex128:
		c.makeComplex()
	case reflect.String:
		c.enc, c.dec = encString, decString
	case reflect.Slice:
		if c.t.Elem().Kind() != reflect.Uint8 {
			return false
		}
		c.enc, c.dec = encBytes, decBytes
	default:
		return false
	}
	return true
}

func encBool(w *writer, p unsafe.Pointer, _ bool) error {
	w.bool(*(*bool)(p))
	return nil
}

func decBool(r *reader, p unsafe.Pointer, isField bool) error {
	v, err := r.bool()
	if err == nil && (v || !isField) {
		*(*bool)(p) = v
	}
	return err
}

func encString(w *writer, p unsafe.Pointer, _ bool) error {
	w.string(*(*string)(p))
	return nil
}

func decString(r *reader, p unsafe.Pointer, isField bool) error {
	v, err := r.string()
	if err == nil && (v != "" || !isField) {
		*(*string)(p) = v
	}
	return err
}

func encBytes(w *writer, p unsafe.Pointer, _ bool) error {
	w.bytes(*(*[]byte)(p))
	return nil
}

// decBytes uses the memory that is there if it is large enough, as gob does.
func decBytes(r *reader, p unsafe.Pointer, isField bool) error {
	v, err := r.latin1(plainOpener, "a []byte")
	if err != nil || (len(v) == 0 && isField) {
		return err
	}
	to := (*[]byte)(p)
	if cap(*to) < len(v) {
		*to = make([]byte, len(v))
	}
	*to = (*to)[:len(v)]
	copy(*to, v)
	return nil
}

func (c *codec) makeInt() {
	size := uint(c.t.Bits())
	load := map[uint]func(p unsafe.Pointer) int64{
		8:  func(p unsafe.Pointer) int64 { return int64(*(*int8)(p)) },
		16: func(p unsafe.Pointer) int64 { return int64(*(*int16)(p)) },
		32: func(p unsafe.Pointer) int64 { return int64(*(*int32)(p)) },
		64: func(p unsafe.Pointer) int64 { return *(*int64)(p) },
	}[size]
	c.enc = func(w *writer, p unsafe.Pointer, _ bool) error {
		w.int(load(p))
		return nil
	}
	c.dec = func(r *reader, p unsafe.Pointer, isField bool) error {
		v, err := r.int(size)
		if err == nil && (v != 0 || !isField) {
			storeInt(p, size, uint64(v))
		}
		return err
	}
}

func (c *codec) makeUint() {
	size := uint(c.t.Bits())
	load := map[uint]func(p unsafe.Pointer) uint64{
		8:  func(p unsafe.Pointer) uint64 { return uint64(*(*uint8)(p)) },
		16: func(p unsafe.Pointer) uint64 { return uint64(*(*uint16)(p)) },
		32: func(p unsafe.Pointer) uint64 { return uint64(*(*uint32)(p)) },
		64: func(p unsafe.Pointer) uint64 { return *(*uint64)(p) },
	}[size]
	c.enc = func(w *writer, p unsafe.Pointer, _ bool) error {
		w.uint(load(p))
		return nil
	}
	c.dec = func(r *reader, p unsafe.Pointer, isField bool) error {
		v, err := r.uint(size)
		if err == nil && (v != 0 || !isField) {
			storeInt(p, size, v)
		}
		return err
	}
}

func storeInt(p unsafe.Pointer, size uint, v uint64) {
	switch size {
	case 8:
		*(*uint8)(p) = uint8(v)
	case 16:
		*(*uint16)(p) = uint16(v)
	case 32:
		*(*uint32)(p) = uint32(v)
	default:
		*(*uint64)(p) = v
	}
}

func (c *codec) makeFloat() {
	size := uint(c.t.Bits())
	c.enc = func(w *writer, p unsafe.Pointer, _ bool) error {
		if size == 32 {
			w.float(float64(*(*float32)(p)))
		} else {
			w.float(*(*float64)(p))
		}
		return nil
	}
	c.dec = func(r *reader, p unsafe.Pointer, isField bool) error {
		v, err := r.float(size)
		if err != nil || (v == 0 && isField) {
			return err
		}
		if size == 32 {
			*(*float32)(p) = float32(v)
		} else {
			*(*float64)(p) = v
		}
		return nil
	}
}

// makeComplex writes a complex number as an array of its two parts.
func (c *codec) makeComplex() {
	c.enc = func(w *writer, p unsafe.Pointer, _ bool) error {
		v := c.at(p).Complex()
		w.text("[\t")
		w.float(real(v))
		w.text(",")
		w.float(imag(v))
		w.text("]")
		return nil
	}
	c.dec = func(r *reader, p unsafe.Pointer, isField bool) error {
		if !r.take("[\t") {
			return r.mismatch("a complex number")
		}
		size := uint(c.t.Bits() / 2)
		re, err := r.float(size)
		if err != nil || !r.take(",") {
			return r.mismatch("a complex number")
		}
		im, err := r.float(size)
		if err != nil || !r.take("]") {
			return r.mismatch("a complex number")
		}
		if v := complex(re, im); v != 0 || !isField {
			c.at(p).SetComplex(v)
		}
		return nil
	}
}
