package labgob

import (
	"math/rand"
	"strings"
	"testing"
)

// alone is the text of a slice whose elements are encoded one by one, where nothing is remembered.
func alone(t *testing.T, log []entry) string {
	t.Helper()
	texts := []string{}
	for _, each := range log {
		text, err := Marshal(each)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	return "[" + strings.Join(texts, ",") + "]"
}

func command(random *rand.Rand) interface{} {
	return []interface{}{
		nil, random.Intn(1000), "text", random.Float64() < 0.5, op{Seq: random.Intn(9)},
		strings.Repeat("x", random.Intn(3)), float64(random.Intn(5)),
	}[random.Intn(7)]
}

// Whatever happens to a log between two saves, what is saved is what is in it.
func TestALogIsEncodedAsItIsNow(t *testing.T) {
	random := rand.New(rand.NewSource(3))
	log := []entry{}
	for round := 0; round < 3000; round++ {
		switch at := random.Intn(len(log) + 1); {
		case random.Intn(3) > 0 || len(log) < 40:
			log = append(log, entry{round / 50, round, command(random)})
		case random.Intn(20) == 0:
			log = append([]entry(nil), log[at:]...)
		case random.Intn(4) == 0:
			log = log[:at]
		case at < len(log):
			log[at].Command = command(random)
		}
		if text, err := Marshal(log); err != nil || string(text) != alone(t, log) {
			t.Fatalf("round %d, %d entries, error %v", round, len(log), err)
		}
	}
}

// What an element leads to may change while its own memory stays.
func TestWhatCanChangeBehindAnElementIsEncodedAnew(t *testing.T) {
	shared, inside, behind := []byte("before"), map[string]int{"a": 1}, &tree{Name: "before"}
	bytesLog, mapLog, treeLog := make([][]byte, 50), make([]entry, 50), make([]*tree, 50)
	pointers := make([]interface{}, 50)
	for i := range bytesLog {
		bytesLog[i], mapLog[i], treeLog[i], pointers[i] = shared, entry{Command: inside}, behind, behind
	}
	for _, log := range []interface{}{bytesLog, mapLog, treeLog, pointers} {
		before, err := Marshal(log)
		if err != nil {
			t.Fatal(err)
		}
		copy(shared, "after!")
		inside["a"]++
		behind.Name += "!"
		if after, _ := Marshal(log); string(after) == string(before) {
			t.Errorf("%T: the old text", log)
		}
		copy(shared, "before")
	}
}

// An error leaves nothing behind that a later encoding would use.
func TestALogWithAnErrorIsForgotten(t *testing.T) {
	log := make([]entry, 60)
	for i := range log {
		log[i] = entry{1, i, i}
	}
	Marshal(log)
	log[40].Command = struct{ A int }{1}
	if _, err := Marshal(log); err == nil {
		t.Fatal("took a type that is not registered")
	}
	log[40].Command, log[59].Command = "right", "again"
	if text, err := Marshal(log); err != nil || string(text) != alone(t, log) {
		t.Errorf("error %v", err)
	}
}

// BenchmarkSave is what a leader does for each command: one entry more, and the whole log is saved.
func BenchmarkSave(b *testing.B) {
	log := saved()
	for i := 0; i < b.N; i++ {
		log = append(log[:2000], entry{20, 2000, i})
		if _, err := Marshal(log); err != nil {
			b.Fatal(err)
		}
	}
}
