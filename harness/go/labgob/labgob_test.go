package labgob

import (
	"bytes"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

func TestValuesInOneBufferAreReadInTheirOrder(t *testing.T) {
	for name, reader := range map[string]func([]byte) io.Reader{
		"buffer":      func(data []byte) io.Reader { return bytes.NewBuffer(data) },
		"byte reader": func(data []byte) io.Reader { return bytes.NewReader(data) },
		"reader":      func(data []byte) io.Reader { return iotest.OneByteReader(bytes.NewReader(data)) },
	} {
		var buf bytes.Buffer
		e := NewEncoder(&buf)
		log := []entry{{}, {Term: 1, Command: "line\nbreak"}}
		for _, value := range []interface{}{3, -1, log, "skipped", "last"} {
			if err := e.Encode(value); err != nil {
				t.Fatal(err)
			}
		}
		d := NewDecoder(reader(buf.Bytes()))
		var term, vote int
		var read []entry
		var last string
		for _, target := range []interface{}{&term, &vote, &read, nil, &last} {
			if err := d.Decode(target); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if term != 3 || vote != -1 || !reflect.DeepEqual(read, log) || last != "last" {
			t.Errorf("%s: read %v %v %v %v", name, term, vote, read, last)
		}
		if err := d.Decode(&last); err != io.EOF {
			t.Errorf("%s: behind the last value: %v", name, err)
		}
	}
}

func TestAnEmptyBufferIsAtItsEnd(t *testing.T) {
	x := 5
	for _, data := range [][]byte{nil, {}} {
		if err := NewDecoder(bytes.NewBuffer(data)).Decode(&x); err != io.EOF || x != 5 {
			t.Errorf("error %v, x is %d", err, x)
		}
	}
	if err := NewDecoder(strings.NewReader("12")).Decode(&x); err != io.ErrUnexpectedEOF {
		t.Errorf("half a line: %v", err)
	}
}

func TestValuesByReflection(t *testing.T) {
	var buf bytes.Buffer
	e, d := NewEncoder(&buf), NewDecoder(&buf)
	if e.EncodeValue(reflect.ValueOf(op{Seq: 4})) != nil || e.EncodeValue(reflect.ValueOf(7)) != nil {
		t.Fatal("not encoded")
	}
	var o op
	if err := d.DecodeValue(reflect.ValueOf(&o)); err != nil || o.Seq != 4 {
		t.Errorf("%v, %v", err, o)
	}
	var n int
	if err := d.DecodeValue(reflect.ValueOf(&n).Elem()); err != nil || n != 7 {
		t.Errorf("%v, %v", err, n)
	}
	if e.EncodeValue(reflect.Value{}) == nil || e.Encode(nil) == nil {
		t.Error("nil was encoded")
	}
	e.Encode(1)
	e.Encode(2)
	if err := d.DecodeValue(reflect.Value{}); err != nil {
		t.Error(err)
	}
	if d.DecodeValue(reflect.ValueOf(3)) == nil {
		t.Error("decoded into a value that cannot be set")
	}
	if d.Decode(n) == nil || d.Decode((*int)(nil)) == nil {
		t.Error("decoded into what is no pointer")
	}
}

// texts pins the format: the tester reads it (harness/tester/saved-shape.ts).
var texts = []struct {
	value interface{}
	text  string
}{
	{5, `5`}, {-5, `-5`}, {uint(5), `5e0`}, {5.0, `5.0`}, {1e21, `1.0e+21`}, {"a\"ü\n", `"a\"ü\n"`},
	{true, `true`}, {[]int{1, 2}, `[1,2]`}, {[2]int{1, 2}, "[\t1,2]"}, {[]int(nil), `[]`},
	{int64(1 << 60), `{"$":"bigint","v":"1152921504606846976"}`},
	{uint64(1 << 60), `{"$":"bigint","v":"0x1000000000000000"}`},
	{[]byte("a\x00\xff"), `{"$":"bytes","v":"a\u0000ÿ"}`},
	{map[int]string{10: "b", 9: "a", -1: "c"}, `{"$":"map","v":[[-1,"c"],[9,"a"],[10,"b"]]}`},
	{map[string]int{"b": 1, "a": 2}, `{"$":"map","v":[["a",2],["b",1]]}`},
	{entry{1, 0, 7}, `{"Term":1,"Index":0,"Command": 7}`},
	{entry{}, `{"Term":0,"Index":0,"Command": null}`},
	{entry{Command: op{Kind: "Put"}}, `{"Term":0,"Index":0,"Command": ` +
		`{"labgob.op":{"Kind":"Put","Key":"","Value":"","Client":0,"Seq":0}}}`},
	{config{}, `{"Num":0,"Shards":[` + "\t" + `0,0,0,0,0,0,0,0,0,0],"Groups":null}`},
	{struct{ P *int }{}, `{"P":null}`},
}

func TestTheTextIsJSONThatTheTesterReads(t *testing.T) {
	for _, each := range texts {
		text, err := Marshal(each.value)
		if err != nil || string(text) != each.text {
			t.Errorf("%#v: %s, error %v", each.value, text, err)
		}
	}
}

func TestMapsAreTheSameBytesEveryTime(t *testing.T) {
	m := map[interface{}]map[Embedded]bool{}
	for i := 0; i < 50; i++ {
		m[i], m[string(rune('a'+i))] = map[Embedded]bool{{i, 1}: true, {1, i}: false}, nil
	}
	first, err := Marshal(m)
	for i := 0; i < 20; i++ {
		again, _ := Marshal(m)
		if err != nil || !bytes.Equal(first, again) {
			t.Fatalf("error %v\n%s\n%s", err, first, again)
		}
	}
}

func TestCommandsTravelBetweenHostAndServer(t *testing.T) {
	for _, text := range []string{"5", `"x"`, "true", "null", "-9007199254740991"} {
		command, err := UnmarshalCommand([]byte(text))
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if again, err := MarshalCommand(command); err != nil || string(again) != text {
			t.Errorf("%s became %s, error %v", text, again, err)
		}
	}
	text, _ := MarshalCommand(op{Key: "k"})
	if command, err := UnmarshalCommand(text); err != nil || command != (op{Key: "k"}) {
		t.Errorf("%#v, error %v", command, err)
	}
	if _, err := UnmarshalCommand([]byte(`5 `)); err == nil {
		t.Error("took what stands behind the value")
	}
	if _, err := MarshalCommand(struct{ A int }{}); err == nil {
		t.Error("took a type that is not registered")
	}
}

func TestRegisteringTwoTypesUnderOneNamePanics(t *testing.T) {
	for what, register := range map[string]func(){
		"a type under two names":    func() { RegisterName("other", op{}) },
		"two types under one name":  func() { RegisterName("labgob.op", entry{}) },
		"a type and its pointer":    func() { Register(&op{}) },
		"a type under no name":      func() { RegisterName("", numbers{}) },
		"nothing wrong: once again": func() { Register(op{}); panic("is right") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("no panic for %s", what)
				}
			}()
			register()
		}()
	}
}

// printed gives what a function prints.
func printed(t *testing.T, f func()) string {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout := os.Stdout
	os.Stdout = write
	defer func() { os.Stdout = stdout }()
	f()
	write.Close()
	text, _ := io.ReadAll(read)
	return string(text)
}

func TestLowerCaseFieldsAreToldOnce(t *testing.T) {
	type inner struct{ Yes, no int }
	type outer struct{ Deep []map[string]*inner }
	said := printed(t, func() {
		Marshal([]map[*inner]int{})
		Marshal(outer{})
		ourDecode([]byte("5\n"), &outer{})
		Register(outer{})
	})
	want := "labgob error: field no of labgob.inner"
	if strings.Count(said, "\n") != 1 || !strings.Contains(said, want) {
		t.Errorf("printed: %q", said)
	}
}

func TestDecodingIntoAUsedVariableIsToldOnce(t *testing.T) {
	type args struct{ X, Y int }
	text, _ := ourBytes(args{0, 3})
	target := args{99, 99}
	said := printed(t, func() {
		ourDecode(text, &args{})
		ourDecode(text, &target)
		ourDecode(text, &target)
	})
	want := "labgob warning: decoding into labgob.args.X, which is not zero"
	if strings.Count(said, "\n") != 1 || !strings.Contains(said, want) {
		t.Errorf("printed: %q", said)
	}
	if target != (args{99, 3}) {
		t.Errorf("%v: what was zero did not keep the old value", target)
	}
}
