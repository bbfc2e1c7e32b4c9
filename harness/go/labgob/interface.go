package labgob

import (
	"reflect"
	"unsafe"
)

// heldType is what an interface held: its codec and the name that it is registered under.
type heldType struct {
	t      reflect.Type
	c      *codec
	opener string
}

func (c *codec) makeInterface() {
	isEmpty := c.t.NumMethod() == 0
	c.enc = func(w *writer, p unsafe.Pointer, _ bool) error {
		w.buf = append(w.buf, ' ')
		var held interface{}
		if isEmpty {
			held = *(*interface{})(p)
		} else if v := c.at(p); !v.IsNil() {
			held = v.Interface()
		}
		return w.heldValue(held)
	}
	c.dec = func(r *reader, p unsafe.Pointer, isField bool) error {
		if !r.takeByte(' ') && !r.isHost {
			return r.mismatchInterface(c.t)
		}
		if err := r.enter(); err != nil {
			return err
		}
		defer r.leave()
		held, err := r.heldValue()
		if err != nil {
			return err
		}
		switch {
		case held == nil && isField:
			return nil
		case held == nil:
			c.at(p).Set(reflect.Zero(c.t))
			return nil
		case isEmpty:
			*(*interface{})(p) = held
			return nil
		case !reflect.TypeOf(held).AssignableTo(c.t):
			return errorf("%T is not assignable to type %s", held, c.t)
		}
		c.at(p).Set(reflect.ValueOf(held))
		return nil
	}
}

func (r *reader) mismatchInterface(local reflect.Type) error {
	err := r.mismatch("a variable of type " + local.String())
	return errorf("%v: what is decoded into an interface must have been one: encode its address",
		trimPrefix(err))
}

// heldValue writes what an interface holds.
func (w *writer) heldValue(held interface{}) error {
	switch v := held.(type) {
	case nil:
		w.text("null")
		return nil
	case int:
		w.int(int64(v))
		return nil
	case string:
		w.heldString(v)
		return nil
	case bool:
		w.bool(v)
		return nil
	}
	if t := reflect.TypeOf(held); w.held.t != t {
		name, ok := nameOf(t)
		if !ok {
			return errorf("type not registered for interface: %s; call labgob.Register(%s{}) first",
				t, t)
		}
		opener := writer{}
		opener.text("{")
		opener.string(name)
		opener.text(":")
		w.held = heldType{t, codecOf(t), string(opener.buf)}
	}
	c := w.held.c
	w.sawLoose = w.sawLoose || !c.isSolid
	if c.err != nil {
		return c.err
	}
	if c.kind == reflect.Ptr && reflect.ValueOf(held).IsNil() {
		return errorf("cannot encode a nil pointer of type %s inside an interface", c.t)
	}
	if err := w.enter(); err != nil {
		return err
	}
	defer w.leave()
	w.text(w.held.opener)
	if err := c.enc(w, c.dataOf(&held), false); err != nil {
		return err
	}
	w.text("}")
	return nil
}

// heldString writes a string; one that is no UTF-8 needs its type, or it would be read as bytes.
func (w *writer) heldString(v string) {
	from := len(w.buf)
	w.string(v)
	if w.buf[from] == '{' {
		tagged := string(w.buf[from:])
		w.buf = append(append(append(w.buf[:from], `{"string":`...), tagged...), '}')
	}
}

// heldValue reads what an interface held.
func (r *reader) heldValue() (interface{}, error) {
	switch b := r.peek(); b {
	case 'n':
		if r.take("null") {
			return nil, nil
		}
	case 't', 'f':
		return r.bool()
	case '"':
		return r.string()
	case '{':
		if len(r.data) > r.at+2 && r.data[r.at+2] != '$' {
			return r.heldTyped()
		}
		fallthrough
	default:
		if digits := r.number(); r.isHost && describeNumber(digits) == "a float" {
			return r.float(64)
		}
		v, err := r.int(64)
		return int(v), err
	}
	return nil, r.broken()
}

func (r *reader) heldTyped() (interface{}, error) {
	r.at++
	name, err := r.name()
	if err != nil || !r.takeByte(':') {
		return nil, r.broken()
	}
	t, ok := typeNamed(string(name))
	if !ok {
		return nil, errorf("name not registered for interface: %q", name)
	}
	c := codecOf(t)
	if c.err != nil {
		return nil, c.err
	}
	v, p := c.alloc()
	if err := r.top(c, p); err != nil {
		return nil, err
	}
	if !r.takeByte('}') {
		return nil, r.broken()
	}
	return v.Interface(), nil
}
