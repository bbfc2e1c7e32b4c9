package raft

// Entry is a place of the log.
type Entry struct {
	Term    int
	Command interface{}
}

// entryLog is the log behind a snapshot. Its first entry stands for all that the snapshot covers:
// it has the index and the term of the last of them, and no command. Indexes are those of Raft.
type entryLog struct {
	First   int
	Entries []Entry
}

func newLog() entryLog {
	return entryLog{0, []Entry{{0, nil}}}
}

// base is the index of the last entry that the snapshot covers.
func (l *entryLog) base() int {
	return l.First
}

func (l *entryLog) last() int {
	return l.First + len(l.Entries) - 1
}

func (l *entryLog) lastTerm() int {
	return l.Entries[len(l.Entries)-1].Term
}

// has tells whether an entry, or its term at least, is in the log.
func (l *entryLog) has(index int) bool {
	return l.First <= index && index <= l.last()
}

func (l *entryLog) at(index int) Entry {
	return l.Entries[index-l.First]
}

func (l *entryLog) term(index int) int {
	return l.at(index).Term
}

// from copies the entries from an index on.
func (l *entryLog) from(index int) []Entry {
	return append([]Entry(nil), l.Entries[index-l.First:]...)
}

func (l *entryLog) append(entries ...Entry) {
	l.Entries = append(l.Entries, entries...)
}

// cut drops the entry at an index and all behind it.
func (l *entryLog) cut(index int) {
	l.Entries = l.Entries[:index-l.First]
}

// cover drops what a snapshot up to an index covers. The rest stays if the log agrees with it.
func (l *entryLog) cover(index, term int) {
	var rest []Entry
	if l.has(index) && l.term(index) == term {
		rest = l.Entries[index-l.First+1:]
	}
	l.Entries = append([]Entry{{term, nil}}, rest...)
	l.First = index
}

// firstOfTerm is the lowest index whose entry, and all between, have the term of the given one.
func (l *entryLog) firstOfTerm(index int) int {
	term := l.term(index)
	for index > l.First && l.term(index-1) == term {
		index--
	}
	return index
}

// lastOfTerm is the highest index with a term, up to a given one, or -1.
func (l *entryLog) lastOfTerm(term, upTo int) int {
	for index := upTo; index >= l.First && l.term(index) >= term; index-- {
		if l.term(index) == term {
			return index
		}
	}
	return -1
}
