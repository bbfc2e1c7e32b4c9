package labgob

import (
	"bytes"
	"math/rand"
	"reflect"
	"strings"
	"testing"
)

// Bytes that no encoder wrote are an error or another value, and never a panic, an endless loop or
// more memory than they could hold.
func TestDamagedBytesAreAnErrorAndNoPanic(t *testing.T) {
	random := rand.New(rand.NewSource(7))
	values := samples()
	errors := 0
	for round := 0; round < 20000; round++ {
		value := values[random.Intn(len(values))]
		text, err := ourBytes(addressable(value))
		if err != nil {
			t.Fatal(err)
		}
		damage(random, text)
		other := values[random.Intn(len(values))]
		if round%2 == 0 {
			other = value
		}
		if tryDecode(t, text, reflect.New(reflect.TypeOf(other)).Interface()) != nil {
			errors++
		}
		if tryCommand(t, text) != nil {
			errors++
		}
	}
	if errors < 10000 {
		t.Errorf("only %d errors", errors)
	}
}

// damage changes, drops or inserts what often matters.
func damage(random *rand.Rand, text []byte) {
	const often = "{}[]\",:\\u\t 0-9.e$n\x00\xff"
	for n := 1 + random.Intn(3); n > 0 && len(text) > 1; n-- {
		at := random.Intn(len(text) - 1)
		switch random.Intn(3) {
		case 0:
			text[at] = often[random.Intn(len(often))]
		case 1:
			copy(text[at:], text[at+1:])
		default:
			copy(text[at+1:], text[at:])
		}
	}
}

func tryDecode(t *testing.T, text []byte, target interface{}) error {
	defer func() {
		if what := recover(); what != nil {
			t.Fatalf("%q into %T: panic: %v", text, target, what)
		}
	}()
	return NewDecoder(bytes.NewBuffer(text)).Decode(target)
}

func tryCommand(t *testing.T, text []byte) error {
	defer func() {
		if what := recover(); what != nil {
			t.Fatalf("%q as a command: panic: %v", text, what)
		}
	}()
	_, err := UnmarshalCommand(text)
	return err
}

func TestDeepNestingIsAnErrorBothWays(t *testing.T) {
	for _, text := range []string{"[", `{"Many":[`, `{"Left":`, `{"Unknown":[`} {
		line := strings.Repeat(text, 100000) + "\n"
		if ourDecode([]byte(line), &tree{}) == nil || ourDecode([]byte(line), nil) == nil {
			t.Errorf("%s 100,000 times was taken", text)
		}
	}
	circle := &tree{}
	circle.Left = circle
	if _, err := ourBytes(circle); err == nil || !strings.Contains(err.Error(), "contain itself") {
		t.Errorf("a circle: %v", err)
	}
}

func TestErrorsSayWhatWasThereAndWhere(t *testing.T) {
	for _, each := range []struct {
		value, target interface{}
		want          string
	}{
		{"text", new(int), "labgob: cannot decode a string into an int"},
		{struct{ Term string }{"x"}, new(entry),
			"labgob: cannot decode a string into an int (field Term of labgob.entry)"},
		{300, new(int8), "labgob: 300 at byte 0 is out of range for an int8"},
		{5, new(interface{}), "labgob: cannot decode an int into a variable of type interface {}: " +
			"what is decoded into an interface must have been one: encode its address"},
		{struct{ Foo int }{1}, new(entry), "labgob: no field of what was encoded is one of labgob.entry"},
		{[3]int{}, new([2]int), "labgob: cannot decode an array of 3 elements into a [2]int"},
		{[]int{1}, new(map[int]int), "labgob: cannot decode a slice into a map"},
	} {
		text, err := ourBytes(each.value)
		if err != nil {
			t.Fatal(err)
		}
		if err := ourDecode(text, each.target); err == nil || err.Error() != each.want {
			t.Errorf("%s\n got: %v\nwant: %s", text, err, each.want)
		}
	}
	_, err := ourBytes(entry{Command: struct{ A int }{1}})
	if err == nil || !strings.Contains(err.Error(), "type not registered for interface") {
		t.Error(err)
	}
}
