package labgob

import (
	"bytes"
	"reflect"
	"sync"
	"unsafe"
)

// A Raft encodes its whole log whenever an entry is added. What of a long slice is, word by word of
// its memory, what it was the last time has the same text, and is not encoded again.
//
// That holds for types whose values do not change behind their memory: numbers, strings, and what
// consists of them. What an interface holds is never written to either, so it is enough that its
// two words are the same. The old elements are kept, so that none of their memory is used for
// something else meanwhile.

const (
	// Shorter slices are not worth it.
	cachedMin = 32
	// A longer text is not kept.
	cachedBytesMax = 4 << 20
)

// rowCache is a slice as it was written last.
type rowCache struct {
	sync.Mutex
	elements reflect.Value
	text     []byte
	// Where the text of each element ends.
	ends []int
}

// isSolid tells whether what a value of a type leads to is fixed by its own memory.
func isSolid(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct:
		for i := 0; i < t.NumField(); i++ {
			if !isSolid(t.Field(i).Type) {
				return false
			}
		}
		return !isCustom(t)
	case reflect.Array:
		return isSolid(t.Elem()) && !isCustom(t)
	case reflect.Ptr, reflect.Slice, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		return false
	}
	return !isCustom(t)
}

func (c *codec) encElements(w *writer, s *sliceHeader, size uintptr) error {
	if s.len < cachedMin || !c.elem.isSolid || size == 0 || w.sawLoose {
		return c.elem.encRow(w, s.data, s.len, size)
	}
	c.last.Lock()
	defer c.last.Unlock()
	same := c.sameElements(s, size)
	from := len(w.buf)
	if same > 0 {
		w.buf = append(w.buf, c.last.text[:c.last.ends[same-1]]...)
	}
	c.last.ends = c.last.ends[:same]
	for i := same; i < s.len; i++ {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		if err := c.elem.enc(w, unsafe.Pointer(uintptr(s.data)+uintptr(i)*size), false); err != nil {
			c.last.forget()
			return err
		}
		c.last.ends = append(c.last.ends, len(w.buf)-from)
	}
	if text := w.buf[from:]; w.sawLoose || len(text) > cachedBytesMax {
		c.last.forget()
	} else {
		c.keep(s, same, text)
	}
	return nil
}

func (l *rowCache) forget() {
	l.elements, l.text, l.ends = reflect.Value{}, nil, nil
}

// sameElements is how many elements are as they were.
func (c *codec) sameElements(s *sliceHeader, size uintptr) int {
	if !c.last.elements.IsValid() {
		return 0
	}
	old, n := c.last.elements, s.len
	if old.Len() < n {
		n = old.Len()
	}
	a := memory(unsafe.Pointer(old.Pointer()), uintptr(n)*size)
	b := memory(s.data, uintptr(n)*size)
	return commonPrefix(a, b) / int(size)
}

// keep remembers the elements from the first new one on.
func (c *codec) keep(s *sliceHeader, same int, text []byte) {
	l := &c.last
	now := reflect.NewAt(c.t, unsafe.Pointer(s)).Elem()
	if !l.elements.IsValid() || l.elements.Cap() < s.len {
		wider := reflect.MakeSlice(c.t, s.len, 2*s.len)
		if same > 0 {
			reflect.Copy(wider, l.elements.Slice(0, same))
		}
		l.elements = wider
	}
	l.elements = l.elements.Slice(0, s.len)
	reflect.Copy(l.elements.Slice(same, s.len), now.Slice(same, s.len))
	at := 0
	if same > 0 {
		at = l.ends[same-1]
	}
	l.text = append(l.text[:at], text[at:]...)
}

// memory is so many bytes at an address, to look at.
func memory(p unsafe.Pointer, n uintptr) []byte {
	return *(*[]byte)(unsafe.Pointer(&sliceHeader{p, int(n), int(n)}))
}

func commonPrefix(a, b []byte) int {
	at := 0
	for _, piece := range []int{1 << 16, 1 << 12, 1 << 8, 1 << 4} {
		for at+piece <= len(a) && bytes.Equal(a[at:at+piece], b[at:at+piece]) {
			at += piece
		}
	}
	for at < len(a) && a[at] == b[at] {
		at++
	}
	return at
}
