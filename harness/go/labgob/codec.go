package labgob

import (
	"reflect"
	"sync"
	"sync/atomic"
	"unsafe"
)

// codec is what is known of one type: how a variable of it, given by its address, is written and
// read. isField: it is the field of a struct, which is not brought over when it is zero. A zero
// field is written all the same, so that whoever looks at the text sees every field; the reader
// drops it.
type codec struct {
	t    reflect.Type
	kind reflect.Kind
	// Why values of this type cannot travel.
	err error
	enc func(w *writer, p unsafe.Pointer, isField bool) error
	dec func(r *reader, p unsafe.Pointer, isField bool) error
	// Of a pointer, slice, array, map.
	elem *codec
	// Of a map.
	key    *codec
	fields []field
	// By name, made when a field comes out of order.
	byName map[string]*field
	// It writes and reads itself.
	isCustom bool
	// Nothing that it leads to can change without a change of its own memory, unless an interface
	// holds what can.
	isSolid bool
	// Of a slice: the one that was written last.
	last rowCache
	// An interface holds the value itself, not its address.
	isDirect bool
	// Whether the type was checked, and a warning printed on what it is decoded into: 1 when done.
	isChecked, isWarned uint32
}

type field struct {
	name string
	// The name as it stands before the value, and with what stands before that.
	opener, lead string
	offset       uintptr
	c            *codec
}

var (
	codecs   sync.Map
	building sync.Mutex
)

// codecOf looks a type up; the first time, it makes its codec.
func codecOf(t reflect.Type) *codec {
	if found, ok := codecs.Load(t); ok {
		return found.(*codec)
	}
	building.Lock()
	defer building.Unlock()
	made := map[reflect.Type]*codec{}
	c := makeCodec(t, made)
	for isSpreading := true; isSpreading; {
		isSpreading = false
		for _, each := range made {
			isSpreading = each.spreadError() || isSpreading
		}
	}
	for _, each := range made {
		each.isSolid = isSolid(each.t)
	}
	for each, c := range made {
		codecs.Store(each, c)
	}
	return c
}

// makeCodec makes codecs of a type and of all that it is made of; made holds those begun.
func makeCodec(t reflect.Type, made map[reflect.Type]*codec) *codec {
	if found, ok := codecs.Load(t); ok {
		return found.(*codec)
	}
	if begun := made[t]; begun != nil {
		return begun
	}
	c := &codec{t: t, kind: t.Kind(), isDirect: isDirect(t)}
	made[t] = c
	if c.makeCustom() || c.makeScalar() {
		return c
	}
	switch c.kind {
	case reflect.Ptr:
		c.elem = makeCodec(t.Elem(), made)
		c.makePointer()
	case reflect.Slice:
		c.elem = makeCodec(t.Elem(), made)
		c.makeSlice()
	case reflect.Array:
		c.elem = makeCodec(t.Elem(), made)
		c.makeArray()
	case reflect.Map:
		c.key = makeCodec(t.Key(), made)
		c.elem = makeCodec(t.Elem(), made)
		c.makeMap()
	case reflect.Struct:
		c.makeFields(made)
		c.makeStruct()
	case reflect.Interface:
		c.makeInterface()
	default:
		c.err = errorf("a value of type %s does not travel", t)
	}
	return c
}

// makeFields finds the fields that travel. At least one must, where there are any.
func (c *codec) makeFields(made map[reflect.Type]*codec) {
	for i := 0; i < c.t.NumField(); i++ {
		f := c.t.Field(i)
		if !isCapital(f.Name) || !travels(f.Type) {
			continue
		}
		opener, lead := &writer{}, ","
		opener.string(f.Name)
		opener.text(":")
		if len(c.fields) == 0 {
			lead = "{"
		}
		text := string(opener.buf)
		c.fields = append(c.fields,
			field{f.Name, text, lead + text, f.Offset, makeCodec(f.Type, made)})
	}
	if c.t.NumField() > 0 && len(c.fields) == 0 {
		c.err = errorf("no field of type %s travels: none begins with a capital letter", c.t)
	}
}

// travels is false for the types that gob leaves out of a struct.
func travels(t reflect.Type) bool {
	for t.Kind() == reflect.Ptr && t.Name() == "" {
		t = t.Elem()
	}
	return t.Kind() != reflect.Chan && t.Kind() != reflect.Func
}

// spreadError takes over an error of a part; true if it did.
func (c *codec) spreadError() bool {
	if c.err != nil || c.isCustom {
		return false
	}
	parts := []*codec{c.elem, c.key}
	for _, f := range c.fields {
		parts = append(parts, f.c)
	}
	for _, part := range parts {
		if part != nil && part.err != nil {
			c.err = part.err
			return true
		}
	}
	return false
}

// base is the codec of what pointers lead to.
func (c *codec) base() *codec {
	for c.kind == reflect.Ptr && !c.isCustom {
		c = c.elem
	}
	return c
}

func (c *codec) byFieldName(name []byte) *field {
	building.Lock()
	defer building.Unlock()
	if c.byName == nil {
		c.byName = map[string]*field{}
		for i := range c.fields {
			c.byName[c.fields[i].name] = &c.fields[i]
		}
	}
	return c.byName[string(name)]
}

// isDirect tells whether an interface holds a value of this type in its own word: pointers, and
// what consists of one. It is so in every Go since 1.4.
func isDirect(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Ptr, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		return true
	case reflect.Struct:
		return t.NumField() == 1 && isDirect(t.Field(0).Type)
	case reflect.Array:
		return t.Len() == 1 && isDirect(t.Elem())
	}
	return false
}

// eface is the memory of an interface without methods.
type eface struct {
	t, data unsafe.Pointer
}

// dataOf is the address of the value of this type that an interface holds, which must not be
// written to. Nothing is copied.
func (c *codec) dataOf(e *interface{}) unsafe.Pointer {
	held := (*eface)(unsafe.Pointer(e))
	if c.isDirect {
		return unsafe.Pointer(&held.data)
	}
	return held.data
}

// addressIn is the pointer that an interface holds, to a value of this type.
func (c *codec) addressIn(pointer interface{}) unsafe.Pointer {
	return (*eface)(unsafe.Pointer(&pointer)).data
}

// alloc makes a zero variable.
func (c *codec) alloc() (reflect.Value, unsafe.Pointer) {
	v := reflect.New(c.t)
	return v.Elem(), unsafe.Pointer(v.Pointer())
}

// at is the variable at an address, for reflection.
func (c *codec) at(p unsafe.Pointer) reflect.Value {
	return reflect.NewAt(c.t, p).Elem()
}

// once is true the first time.
func once(flag *uint32) bool {
	return atomic.LoadUint32(flag) == 0 && atomic.SwapUint32(flag, 1) == 0
}
