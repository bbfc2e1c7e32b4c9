/** A Persister that a student has changed is told of, since it takes no part in grading. */
import t from 'tap'
import { editionOf } from '../../../runner/go/edition.ts'
import { digestOf, persisterNote } from '../../../runner/go/own-persister.ts'

t.test("one that is not the course's is named", async (t) => {
  const note = (files: Record<string, Record<string, string>>): string => {
    const root = t.testdir(files)
    return persisterNote(root, editionOf(root))
  }
  t.equal(note({ raft: { 'raft.go': '' } }), '', 'there is none')
  const changed = 'package raft\n\nfunc (ps *Persister) Save(state []byte) {}\n'
  t.match(
    note({ raft: { 'persister.go': changed } }),
    /^raft\/persister\.go is not the course's, and/,
  )
  t.match(
    note({ raft1: {}, tester1: { 'persister.go': changed } }),
    /^tester1\/persister\.go is not/,
  )
})

t.test('comments and white space change nothing', async (t) => {
  const code = 'package raft\nvar x = 1\n'
  t.equal(digestOf(`// new\n${code.replaceAll('\n', '\n\n')}`), digestOf(code))
  t.not(digestOf(code.replace('1', '2')), digestOf(code))
})
