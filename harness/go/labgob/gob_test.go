package labgob

import (
	"fmt"
	"math/rand"
	"reflect"
	"testing"
	"testing/quick"
)

// same tells whether both codecs do the same with a value that is decoded into two equal targets,
// and returns what ours made.
func same(t *testing.T, value, gobTarget, ourTarget interface{}) {
	t.Helper()
	theirs, err := gobBytes(value)
	if err != nil {
		t.Fatalf("gob cannot encode %#v: %v", value, err)
	}
	ours, err := ourBytes(value)
	if err != nil {
		t.Fatalf("cannot encode %#v: %v", value, err)
	}
	gobErr, ourErr := gobDecode(theirs, gobTarget), ourDecode(ours, ourTarget)
	if (gobErr == nil) != (ourErr == nil) {
		t.Fatalf("%.300s\ninto %T\n gob: %v\nours: %v", ours, ourTarget, gobErr, ourErr)
	}
	if gobErr == nil && !reflect.DeepEqual(gobTarget, ourTarget) {
		t.Fatalf("%.300s\ninto %T\n gob: %.400s\nours: %.400s", ours, ourTarget,
			show(gobTarget), show(ourTarget))
	}
}

func show(pointer interface{}) string {
	return fmt.Sprintf("%#v", reflect.ValueOf(pointer).Elem())
}

func fresh(like interface{}) interface{} {
	return reflect.New(reflect.TypeOf(like)).Interface()
}

func TestEveryValueIsDecodedAsByGob(t *testing.T) {
	for _, value := range samples() {
		at := addressable(value)
		same(t, at, fresh(value), fresh(value))
	}
}

// Whatever is encoded and into whatever it is decoded: gob and ours agree on whether it is an
// error, and if not on the result.
func TestEveryValueIntoEveryType(t *testing.T) {
	tried := 0
	for _, value := range samples() {
		at := addressable(value)
		for _, other := range samples() {
			if differs(value, other) {
				continue
			}
			same(t, at, fresh(other), fresh(other))
			tried++
		}
	}
	if tried < 7000 {
		t.Fatalf("only %d pairs were tried", tried)
	}
}

// differs names the pairs on which gob, which knows types where we see values, is stricter: nothing
// in an empty list, or in a nil map or pointer, says of what type it would have been.
func differs(value, other interface{}) bool {
	text, _ := Marshal(addressable(value))
	return isVague(text) && reflect.TypeOf(value) != reflect.TypeOf(other)
}

func isVague(text []byte) bool {
	for _, vague := range []string{"[]", "null", "[\t]"} {
		if len(text) >= len(vague) && contains(text, vague) {
			return true
		}
	}
	return false
}

func contains(text []byte, part string) bool {
	for i := 0; i+len(part) <= len(text); i++ {
		if string(text[i:i+len(part)]) == part {
			return true
		}
	}
	return false
}

// randomTypes are filled by testing/quick, with a seed.
var randomTypes = []interface{}{
	op{}, appendArgs2{}, config{}, shardState{}, numbers{}, Embedded{}, randomTree{}, []op{},
	map[int64]op{}, map[string][]map[uint16]float64{}, [4][]string{}, randomPointers{},
}

type appendArgs2 struct {
	Term    int
	Entries []struct {
		Term    int
		Command op
	}
	Data []byte
}

type randomTree struct {
	Name  string
	Kids  []*Embedded
	Where map[Embedded]*int
	One   **op
}

type randomPointers struct {
	A *int
	B *string
	C **bool
	D *[]uint8
	E *map[int]int
	F *Embedded
	G *[2]float32
}

func random(t *testing.T, like interface{}, seed int64) interface{} {
	value, ok := quick.Value(reflect.TypeOf(like), rand.New(rand.NewSource(seed)))
	if !ok {
		t.Fatalf("testing/quick makes no %T", like)
	}
	return addressable(value.Interface())
}

// Also into variables that are not zero, where what was zero keeps the old value.
func TestRandomValuesAreDecodedAsByGob(t *testing.T) {
	for _, like := range randomTypes {
		for seed := int64(1); seed <= 25; seed++ {
			value := random(t, like, seed)
			if hasNilElement(value) {
				continue
			}
			same(t, value, fresh(like), fresh(like))
			same(t, value, random(t, like, -seed), random(t, like, -seed))
			sparse := fresh(like)
			same(t, sparse, random(t, like, -seed), random(t, like, -seed))
		}
	}
}

// hasNilElement: testing/quick puts nil pointers into lists and maps, which neither codec takes.
func hasNilElement(value interface{}) bool {
	_, err := gobBytes(value)
	_, ourErr := ourBytes(value)
	return err != nil && ourErr != nil
}

func TestWhatGobDoesNotEncodeNeitherDoWe(t *testing.T) {
	type private struct{ a, b int }
	type unregistered struct{ A int }
	nilOp := (*op)(nil)
	for _, value := range []interface{}{
		private{}, []private{}, map[string]private{}, struct{ P private }{}, make(chan int),
		func() {}, []chan int{}, map[string]func(){}, entry{Command: unregistered{}},
		entry{Command: nilOp}, []*int{nil}, map[int]*int{1: nil}, []interface{}{make(chan int)},
		[1]*int{},
	} {
		if _, err := gobBytes(value); err == nil {
			t.Errorf("gob encodes %#v", value)
		}
		text, err := ourBytes(value)
		if err == nil || len(text) > 0 {
			t.Errorf("%#v: error %v, and %d bytes were written", value, err, len(text))
		}
	}
}

func TestBothPanicForANilPointer(t *testing.T) {
	for name, encode := range map[string]func(interface{}) ([]byte, error){
		"gob": gobBytes, "ours": ourBytes,
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s did not panic", name)
				}
			}()
			encode((*op)(nil))
		}()
	}
}
