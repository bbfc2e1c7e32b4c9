package labgob

import (
	"fmt"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// Ours: fields deeper in a variable than this are not looked at, as in the labs' labgob.
const defaultDepthMax = 3

// isCapital tells whether a field of this name travels.
func isCapital(name string) bool {
	letter, _ := utf8.DecodeRuneInString(name)
	return unicode.IsUpper(letter)
}

// checkType warns, once for each type, of fields that do not travel.
func (c *codec) checkType() {
	if once(&c.isChecked) && !c.isCustom {
		checkParts(c.t)
	}
}

func checkParts(t reflect.Type) {
	switch t.Kind() {
	case reflect.Struct:
		for i := 0; i < t.NumField(); i++ {
			f := t.Field(i)
			if !isCapital(f.Name) {
				fmt.Printf("labgob error: field %s of %s begins with a lower-case letter, so it "+
					"does not travel in an RPC, saved state or snapshot\n", f.Name, t)
			}
			codecOf(f.Type).checkType()
		}
	case reflect.Slice, reflect.Array, reflect.Ptr:
		codecOf(t.Elem()).checkType()
	case reflect.Map:
		codecOf(t.Key()).checkType()
		codecOf(t.Elem()).checkType()
	}
}

// checkDefault warns, once for each type, when what a pointer leads to is not zero: whatever was
// zero when it was encoded keeps its old value there.
func (c *codec) checkDefault(p unsafe.Pointer) {
	if c.isWarned == 1 {
		return
	}
	if name, isUsed := c.usedPart(p, "", 1); isUsed && once(&c.isWarned) {
		fmt.Printf("labgob warning: decoding into %s, which is not zero: what was zero when it was "+
			"encoded keeps the old value\n", name)
	}
}

// usedPart finds a number, string or bool that is not zero, and says what it is called.
func (c *codec) usedPart(p unsafe.Pointer, name string, depth int) (string, bool) {
	switch {
	case depth > defaultDepthMax:
		return "", false
	case c.kind == reflect.Ptr:
		if to := *(*unsafe.Pointer)(p); to != nil {
			return c.elem.usedPart(to, name, depth+1)
		}
	case c.kind == reflect.Struct:
		for _, f := range c.fields {
			if name == "" {
				name = c.t.String()
			}
			found, isUsed := f.c.usedPart(unsafe.Pointer(uintptr(p)+f.offset), name+"."+f.name, depth+1)
			if isUsed {
				return found, true
			}
		}
	case c.kind <= reflect.Float64 || c.kind == reflect.String:
		if !c.at(p).IsZero() {
			if name == "" {
				name = "a variable of type " + c.t.String()
			}
			return name, true
		}
	}
	return "", false
}

// inField says in which field of which type something went wrong; the innermost one is told.
func inField(t reflect.Type, name string, err error) error {
	if strings.Contains(err.Error(), " (field ") {
		return err
	}
	return errorf("%v (field %s of %s)", trimPrefix(err), name, t)
}

func trimPrefix(err error) string {
	return strings.TrimPrefix(err.Error(), "labgob: ")
}
