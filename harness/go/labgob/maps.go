package labgob

import (
	"bytes"
	"reflect"
	"sort"
	"unsafe"
)

// mapOpener begins a map, a list of pairs.
const mapOpener = `{"$":"map","v":[`

func (c *codec) makeMap() {
	c.enc = func(w *writer, p unsafe.Pointer, isField bool) error {
		m := c.at(p)
		if isField && m.IsNil() {
			w.text("null")
			return nil
		}
		if err := w.enter(); err != nil {
			return err
		}
		defer w.leave()
		w.text(mapOpener)
		if err := c.encPairs(w, m); err != nil {
			return err
		}
		w.text("]}")
		return nil
	}
	c.dec = func(r *reader, p unsafe.Pointer, isField bool) error {
		if isField && r.take("null") {
			return nil
		}
		if !r.take(mapOpener) {
			return r.mismatch("a map")
		}
		if err := r.enter(); err != nil {
			return err
		}
		defer r.leave()
		m := c.at(p)
		if m.IsNil() {
			m.Set(reflect.MakeMap(c.t))
		}
		return c.decPairs(r, m)
	}
}

// encPairs writes the pairs in the order of their keys.
func (c *codec) encPairs(w *writer, m reflect.Value) error {
	keys, err := c.sortedKeys(w, m)
	if err != nil {
		return err
	}
	key, keyAt := c.key.alloc()
	elem, elemAt := c.elem.alloc()
	for i, each := range keys {
		if i > 0 {
			w.text(",")
		}
		key.Set(each)
		elem.Set(m.MapIndex(each))
		w.text("[")
		if err := c.key.enc(w, keyAt, false); err != nil {
			return err
		}
		w.text(",")
		if err := c.elem.enc(w, elemAt, false); err != nil {
			return err
		}
		w.text("]")
	}
	return nil
}

// sortedKeys orders numbers and strings by their value, and all other keys by their text.
func (c *codec) sortedKeys(w *writer, m reflect.Value) ([]reflect.Value, error) {
	keys := m.MapKeys()
	var isLess func(i, j int) bool
	switch kind := c.key.kind; {
	case c.key.isCustom:
	case kind == reflect.String:
		isLess = func(i, j int) bool { return keys[i].String() < keys[j].String() }
	case reflect.Int <= kind && kind <= reflect.Int64:
		isLess = func(i, j int) bool { return keys[i].Int() < keys[j].Int() }
	case reflect.Uint <= kind && kind <= reflect.Uintptr:
		isLess = func(i, j int) bool { return keys[i].Uint() < keys[j].Uint() }
	case kind == reflect.Float32, kind == reflect.Float64:
		isLess = func(i, j int) bool { return keys[i].Float() < keys[j].Float() }
	}
	if isLess != nil {
		sort.Slice(keys, isLess)
		return keys, nil
	}
	return keys, c.sortByText(w, keys)
}

func (c *codec) sortByText(w *writer, keys []reflect.Value) error {
	texts := make([][]byte, len(keys))
	key, keyAt := c.key.alloc()
	end := len(w.buf)
	for i, each := range keys {
		key.Set(each)
		if err := c.key.enc(w, keyAt, false); err != nil {
			return err
		}
		texts[i] = append([]byte(nil), w.buf[end:]...)
		w.buf = w.buf[:end]
	}
	sort.Sort(byText{texts, keys})
	return nil
}

type byText struct {
	texts [][]byte
	keys  []reflect.Value
}

func (s byText) Len() int           { return len(s.keys) }
func (s byText) Less(i, j int) bool { return bytes.Compare(s.texts[i], s.texts[j]) < 0 }
func (s byText) Swap(i, j int) {
	s.texts[i], s.texts[j] = s.texts[j], s.texts[i]
	s.keys[i], s.keys[j] = s.keys[j], s.keys[i]
}

func (c *codec) decPairs(r *reader, m reflect.Value) error {
	for n := 0; !r.take("]}"); n++ {
		if n > 0 && !r.takeByte(',') || !r.takeByte('[') {
			return r.broken()
		}
		key, keyAt := c.key.alloc()
		elem, elemAt := c.elem.alloc()
		if err := c.key.dec(r, keyAt, false); err != nil {
			return err
		}
		if !r.takeByte(',') {
			return r.broken()
		}
		if err := c.elem.dec(r, elemAt, false); err != nil {
			return err
		}
		if !r.takeByte(']') {
			return r.broken()
		}
		m.SetMapIndex(key, elem)
	}
	return nil
}
