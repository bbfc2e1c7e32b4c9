package labgob

import (
	"reflect"
	"unsafe"
)

// Pointers are followed: what travels is what they lead to. A nil one is a field that is zero, and
// an error everywhere else.
func (c *codec) makePointer() {
	c.enc = func(w *writer, p unsafe.Pointer, isField bool) error {
		to := *(*unsafe.Pointer)(p)
		if to == nil {
			if !isField {
				return errorf("cannot encode a nil pointer of type %s", c.t)
			}
			w.text("null")
			return nil
		}
		if err := w.enter(); err != nil {
			return err
		}
		defer w.leave()
		return c.elem.enc(w, to, isField)
	}
	c.dec = func(r *reader, p unsafe.Pointer, isField bool) error {
		if isField && r.take("null") {
			return nil
		}
		if to := *(*unsafe.Pointer)(p); to != nil {
			return c.elem.dec(r, to, isField)
		}
		if err := r.enter(); err != nil {
			return err
		}
		defer r.leave()
		v, to := c.elem.alloc()
		if err := c.elem.dec(r, to, isField); err != nil {
			return err
		}
		if !isField || c.elem.isSent(v) {
			*(*unsafe.Pointer)(p) = to
		}
		return nil
	}
}

// isSent tells whether a field that holds this, or points to it, is brought over.
func (c *codec) isSent(v reflect.Value) bool {
	switch {
	case c.isCustom, c.kind == reflect.Struct, c.kind == reflect.Array:
		return true
	case c.kind == reflect.Slice:
		return v.Len() > 0
	}
	return !v.IsZero()
}

// sliceHeader is the memory of a slice.
type sliceHeader struct {
	data     unsafe.Pointer
	len, cap int
}

func (c *codec) makeSlice() {
	size := c.t.Elem().Size()
	c.enc = func(w *writer, p unsafe.Pointer, _ bool) error {
		w.text("[")
		s := (*sliceHeader)(p)
		if err := c.encElements(w, s, size); err != nil {
			return err
		}
		w.text("]")
		return nil
	}
	c.dec = func(r *reader, p unsafe.Pointer, isField bool) error {
		if r.peek() != '[' || (r.at+1 < len(r.data) && r.data[r.at+1] == '\t') {
			return r.mismatch("a slice")
		}
		r.at++
		n, err := r.count()
		if err != nil {
			return err
		}
		s := (*sliceHeader)(p)
		if n > 0 || !isField {
			// The elements that are there are used again, as by gob.
			if s.cap < n {
				c.at(p).Set(reflect.MakeSlice(c.t, n, n))
			}
			s.len = n
		}
		return c.elem.decRow(r, s.data, n, size)
	}
}

func (c *codec) makeArray() {
	size, length := c.t.Elem().Size(), c.t.Len()
	c.enc = func(w *writer, p unsafe.Pointer, _ bool) error {
		w.text("[\t")
		if err := c.elem.encRow(w, p, length, size); err != nil {
			return err
		}
		w.text("]")
		return nil
	}
	c.dec = func(r *reader, p unsafe.Pointer, _ bool) error {
		if !r.take("[\t") {
			return r.mismatch("an array")
		}
		n, err := r.count()
		if err != nil {
			return err
		}
		if n != length {
			return errorf("cannot decode an array of %d elements into a %s", n, c.t)
		}
		return c.elem.decRow(r, p, n, size)
	}
}

// encRow writes so many values that lie behind each other.
func (c *codec) encRow(w *writer, p unsafe.Pointer, n int, size uintptr) error {
	if err := w.enter(); err != nil {
		return err
	}
	defer w.leave()
	for i := 0; i < n; i++ {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		if err := c.enc(w, unsafe.Pointer(uintptr(p)+uintptr(i)*size), false); err != nil {
			return err
		}
	}
	return nil
}

// decRow reads them, and the bracket behind.
func (c *codec) decRow(r *reader, p unsafe.Pointer, n int, size uintptr) error {
	if err := r.enter(); err != nil {
		return err
	}
	defer r.leave()
	for i := 0; i < n; i++ {
		if i > 0 && !r.takeByte(',') {
			return r.broken()
		}
		if err := c.dec(r, unsafe.Pointer(uintptr(p)+uintptr(i)*size), false); err != nil {
			return err
		}
	}
	if !r.takeByte(']') {
		return r.broken()
	}
	return nil
}

func (c *codec) makeStruct() {
	c.enc = func(w *writer, p unsafe.Pointer, _ bool) error {
		if err := w.enter(); err != nil {
			return err
		}
		defer w.leave()
		if len(c.fields) == 0 {
			w.text("{")
		}
		for i := range c.fields {
			f := &c.fields[i]
			w.buf = append(w.buf, f.lead...)
			if err := f.c.enc(w, unsafe.Pointer(uintptr(p)+f.offset), true); err != nil {
				return err
			}
		}
		w.buf = append(w.buf, '}')
		return nil
	}
	c.dec = func(r *reader, p unsafe.Pointer, _ bool) error {
		if r.peek() != '{' || (len(r.data) > r.at+2 && r.data[r.at+2] == '$') {
			return r.mismatch("a " + c.t.String())
		}
		if err := r.enter(); err != nil {
			return err
		}
		defer r.leave()
		return c.decFields(r, p)
	}
}

func (c *codec) decFields(r *reader, p unsafe.Pointer) error {
	r.at++
	read, known := 0, 0
	for next := 0; !r.takeByte('}'); {
		if read > 0 && !r.takeByte(',') {
			return r.broken()
		}
		read++
		var f *field
		if next < len(c.fields) && r.take(c.fields[next].opener) {
			f = &c.fields[next]
			next++
		} else {
			name, err := r.name()
			if err != nil || !r.takeByte(':') {
				return r.broken()
			}
			f = c.byFieldName(name)
		}
		if f == nil {
			if err := r.skip(); err != nil {
				return err
			}
			continue
		}
		known++
		if err := f.c.dec(r, unsafe.Pointer(uintptr(p)+f.offset), true); err != nil {
			return inField(c.t, f.name, err)
		}
	}
	r.fieldsRead, r.fieldsKnown = read, known
	return nil
}
