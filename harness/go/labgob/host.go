package labgob

import "reflect"

// What the harness needs beside the labs' API: one value, without the end of a line.

// Marshal gives the text of one value.
func Marshal(v interface{}) ([]byte, error) {
	w := takeWriter()
	defer w.release()
	if err := w.top(v); err != nil {
		return nil, err
	}
	return append([]byte(nil), w.buf...), nil
}

// Unmarshal reads the text of one value into what v points to.
func Unmarshal(text []byte, v interface{}) error {
	return decodeLine(text, v)
}

// MarshalCommand gives the text of what an interface holds, as the host itself would write it.
func MarshalCommand(command interface{}) ([]byte, error) {
	w := takeWriter()
	defer w.release()
	if err := w.heldValue(command); err != nil {
		return nil, err
	}
	return append([]byte(nil), w.buf...), nil
}

// UnmarshalCommand reads what MarshalCommand or the host has written: an integer as int.
func UnmarshalCommand(text []byte) (interface{}, error) {
	r := reader{data: text, isHost: true}
	v, err := r.heldValue()
	return v, r.whole(err)
}

// NameOf is the name that a type, or what it points to, is registered under.
func NameOf(t reflect.Type) (name string, ok bool) { return nameOf(t) }

// TypeOf is the type that is registered under a name.
func TypeOf(name string) (reflect.Type, bool) { return typeNamed(name) }

// Check warns, once for each type, of fields that do not travel.
func Check(t reflect.Type) { codecOf(t).checkType() }

// CheckDefault warns, once for each type, if what the value points to is not zero.
func CheckDefault(value interface{}) {
	if t := reflect.TypeOf(value); t != nil {
		c := codecOf(t)
		c.checkDefault(c.dataOf(&value))
	}
}
