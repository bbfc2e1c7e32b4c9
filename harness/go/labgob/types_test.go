package labgob

import (
	"bytes"
	"encoding/gob"
	"math"
	"reflect"
	"time"
)

// Types as they stand in students' code, and some that they do not dare.

type entry struct {
	Term    int
	Index   int
	Command interface{}
}

type op struct {
	Kind, Key, Value string
	Client           int64
	Seq              int
}

type appendArgs struct {
	Term, LeaderId, PrevLogIndex, PrevLogTerm int
	Entries                                   []entry
	LeaderCommit                              int
}

type config struct {
	Num    int
	Shards [10]int
	Groups map[int][]string
}

type shardState struct {
	Data map[string]string
	Last map[int64]op
	Sets []map[string]bool
}

type numbers struct {
	A int8
	B int16
	C int32
	D int64
	E uint
	F uint8
	G uint16
	H uint32
	I uint64
	J float32
	K float64
	L complex128
	M bool
	N string
	O []byte
	P uintptr
}

type pointers struct {
	Int    *int
	Text   *string
	Deep   **int64
	Struct *op
	Slice  *[]int
	Array  *[2]int
	Map    *map[string]int
	Chan   chan int
	Func   func()
	hidden int
	Embedded
	Structs []*op
}

type Embedded struct{ Inside, Other int }

type tree struct {
	Name        string
	Left, Right *tree
	Many        []tree
	ByName      map[string]*tree
}

type named []byte
type kind int

type mixed struct {
	Arrays  [2][3]uint8
	Named   named
	Kinds   map[kind]bool
	Floats  map[float64]string
	Structs map[Embedded]int
	Any     map[interface{}]string
	When    time.Time
	Custom  custom
	Empty   struct{}
	Bytes   [][]byte
}

// custom writes itself in its own way.
type custom struct{ text string }

func (c *custom) GobEncode() ([]byte, error) { return []byte("<" + c.text + ">"), nil }
func (c *custom) GobDecode(data []byte) error {
	c.text = string(data[1 : len(data)-1])
	return nil
}

type shape interface{ area() float64 }
type square struct{ Side float64 }

func (s square) area() float64 { return s.Side * s.Side }

type drawing struct {
	Shapes []shape
	First  shape
}

func init() {
	for _, value := range []interface{}{op{}, &tree{}, square{}, []entry{}, map[string]int{}} {
		Register(value)
		gob.Register(value)
	}
	RegisterName("my config", config{})
	gob.RegisterName("my config", config{})
}

// samples are values that gob encodes.
func samples() []interface{} {
	seven, text, big := 7, "text", int64(math.MaxInt64)
	zero, none := 0, ""
	bigAt := &big
	return []interface{}{
		0, 1, -1, math.MaxInt64, math.MinInt64, 1 << 53, 1<<53 - 1, -(1 << 53), int8(-128),
		int16(300), int32(-70000), uint(0), uint8(200), uint64(math.MaxUint64), uint32(1 << 31),
		uintptr(99), 0.0, 1.5, -2.0, 1e300, 1e21, 5e-324, float32(0.1), math.Inf(1), math.Inf(-1),
		complex(1.5, -2), true, false, "", "plain", "\"\\\n\t\r\b\f\x00\x1f\x7f/", "\u2028 ü 漢 😀",
		"not \xff UTF-8", "[1,2]", `{"$":"map"}`, []byte{}, []byte("bytes \x00\xff\"\\\u00e9"),
		[]int{}, []int{3, 2, 1}, []string{"", "a"}, [][]int{{}, {1}, nil}, []bool{true, false},
		[3]int{1, 0, 3}, [0]int{}, [2][]string{{"x"}, {}}, []uint8(nil), []uint16{1, 65535},
		map[string]string{"b": "2", "a": "", "": "x"}, map[int]string{}, map[int64]op{5: {Key: "k"}},
		map[bool]int{true: 1}, map[[2]int]string{{1, 2}: "x", {0, 9}: "y"}, map[uint8]int8{7: -7},
		map[string][]int{"a": nil, "b": {1}}, map[string]map[string]int{"a": nil, "b": {"c": 0}},
		entry{}, entry{1, 2, 3}, entry{1, 0, "text"}, entry{Command: op{Kind: "Put", Client: 1 << 62}},
		entry{Command: true}, entry{Command: 2.5}, entry{Command: []byte("x")}, entry{Command: int64(9)},
		entry{Command: &op{Key: "pointer"}}, entry{Command: tree{Name: "registered by its pointer"}},
		entry{Command: config{Num: 1}}, entry{Command: []entry{{Command: 1}, {}}},
		entry{Command: map[string]int{"x": 1}}, entry{Command: "not \xff UTF-8"}, entry{Command: uint(3)},
		[]interface{}{nil, 1, "a", nil, false, int8(4), []string{"x"}},
		op{"Get", "k", "", -5, 0}, &op{Key: "by address"}, []op{{Seq: 1}, {}}, []*op{{Seq: 1}, {}},
		appendArgs{Term: 3, Entries: []entry{{1, 1, 100}, {2, 2, op{Seq: 2}}, {2, 3, nil}}},
		config{3, [10]int{1, 1, 2}, map[int][]string{2: {"x"}, 1: {}, 100: nil}},
		shardState{map[string]string{"k": "v"}, map[int64]op{1 << 60: {Seq: 4}}, nil},
		shardState{Sets: []map[string]bool{nil, {}, {"x": true, "y": false}}},
		numbers{}, numbers{1, -2, 3, -4, 5, 6, 7, 8, 9, 1.5, -0.0, 1i, true, "n", []byte{1}, 2},
		pointers{}, pointers{Int: &seven, Text: &text, Deep: &bigAt, Struct: &op{}, hidden: 9},
		pointers{Int: &zero, Text: &none, Slice: &[]int{}, Array: &[2]int{}, Map: &map[string]int{}},
		pointers{Embedded: Embedded{Inside: 4}, Structs: []*op{{Seq: 1}}},
		tree{"a", &tree{Name: "b"}, nil, []tree{{Name: "c"}}, map[string]*tree{"d": {}}},
		mixed{}, mixed{Named: named("x"), Kinds: map[kind]bool{2: true, 1: false}},
		mixed{Floats: map[float64]string{1.5: "a", -1: "b"}, Structs: map[Embedded]int{{1, 2}: 3}},
		mixed{Any: map[interface{}]string{1: "a", "x": "b", true: "c"}, Custom: custom{"x"}},
		mixed{When: time.Unix(1e9, 5).UTC(), Bytes: [][]byte{nil, {}, {1}}},
		drawing{}, drawing{[]shape{square{2}, nil}, square{0}}, struct{}{}, struct{ A int }{3},
		time.Unix(0, 1).UTC(), custom{""}, kind(4), named("ab"), &seven, &bigAt,
	}
}

// addressable gives a pointer to a copy of a value, which a method with a pointer receiver needs.
func addressable(value interface{}) interface{} {
	at := reflect.New(reflect.TypeOf(value))
	at.Elem().Set(reflect.ValueOf(value))
	return at.Interface()
}

func gobBytes(value interface{}) ([]byte, error) {
	var buf bytes.Buffer
	err := gob.NewEncoder(&buf).Encode(value)
	return buf.Bytes(), err
}

func ourBytes(value interface{}) ([]byte, error) {
	var buf bytes.Buffer
	err := NewEncoder(&buf).Encode(value)
	return buf.Bytes(), err
}

func gobDecode(data []byte, target interface{}) error {
	return gob.NewDecoder(bytes.NewReader(data)).Decode(target)
}

func ourDecode(data []byte, target interface{}) error {
	return NewDecoder(bytes.NewReader(data)).Decode(target)
}
