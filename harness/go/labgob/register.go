package labgob

import (
	"fmt"
	"reflect"
	"sync"
)

var registry = struct {
	sync.RWMutex
	types map[string]reflect.Type
	names map[reflect.Type]string
}{types: map[string]reflect.Type{}, names: map[reflect.Type]string{}}

// Register tells the type of a value that an interface will hold. Like gob's it panics where a type
// would have two names, or a name two types: a type and a pointer to it, for example.
func Register(value interface{}) {
	t := reflect.TypeOf(value)
	name := t.String()
	if taken, ok := typeNamed(name); ok && taken != t && t.Name() != "" {
		name = t.PkgPath() + "." + t.Name()
	}
	RegisterName(name, value)
}

// RegisterName is Register with a name of one's own.
func RegisterName(name string, value interface{}) {
	t := reflect.TypeOf(value)
	codecOf(t).checkType()
	register(name, t)
}

// Foresee makes known what will be registered under its own name, and says nothing of it yet.
func Foresee(value interface{}) {
	t := reflect.TypeOf(value)
	if _, taken := typeNamed(t.String()); !taken {
		register(t.String(), t)
	}
}

func register(name string, t reflect.Type) {
	if name == "" {
		panic("labgob: attempt to register an empty name")
	}
	registry.Lock()
	defer registry.Unlock()
	if taken, ok := registry.types[name]; ok && taken != t {
		panic(fmt.Sprintf("labgob: registering duplicate types for %q: %s != %s", name, taken, t))
	}
	base := baseOf(t)
	if taken, ok := registry.names[base]; ok && taken != name {
		panic(fmt.Sprintf("labgob: registering duplicate names for %s: %q != %q", t, taken, name))
	}
	registry.types[name] = t
	registry.names[base] = name
}

// baseOf is the type that pointers lead to.
func baseOf(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Ptr {
		t = t.Elem()
	}
	return t
}

// nameOf is the name that a type or a pointer to it is registered under.
func nameOf(t reflect.Type) (string, bool) {
	registry.RLock()
	defer registry.RUnlock()
	name, ok := registry.names[baseOf(t)]
	return name, ok
}

func typeNamed(name string) (reflect.Type, bool) {
	registry.RLock()
	defer registry.RUnlock()
	t, ok := registry.types[name]
	return t, ok
}

// The types that gob knows without being told.
func init() {
	for _, value := range []interface{}{
		int(0), int8(0), int16(0), int32(0), int64(0),
		uint(0), uint8(0), uint16(0), uint32(0), uint64(0), uintptr(0),
		float32(0), float64(0), complex64(0), complex128(0), false, "",
		[]int(nil), []int8(nil), []int16(nil), []int32(nil), []int64(nil),
		[]uint(nil), []uint8(nil), []uint16(nil), []uint32(nil), []uint64(nil), []uintptr(nil),
		[]float32(nil), []float64(nil), []complex64(nil), []complex128(nil),
		[]bool(nil), []string(nil),
	} {
		t := reflect.TypeOf(value)
		register(t.String(), t)
	}
}
