/**
 * Tests of harness/zoo/go-entries.ts: the kinds of fault on the Raft in Go. That every patch fits is
 * seen anywhere; some are built and run where there is a Go.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { findGo } from '../../runner/go/find-go.ts'
import { findGoTool } from '../../runner/go/go-tool.ts'
import { goEntries } from '../../zoo/go-entries.ts'
import { raftKinds } from '../../zoo/raft-entries.ts'
import { go } from '../../zoo/rafts/go.ts'
import { checkBases, checkCaught, checkEntries } from './check-zoo.ts'

/** One of each part; all of them are run by `npm run strength base=go`. */
const RUN = [
  'second-vote-in-a-term',
  'prev-log-term-unchecked',
  'vote-not-persisted',
  'snapshot-term-lost',
  'snapshot-index-unchecked',
]

checkBases(t, raftKinds, [go])
checkEntries(t, goEntries)

t.test('most kinds are realised on it', async (t) => {
  t.ok(goEntries.length >= 60)
})

t.test('every patch fits the Raft that it is made for', async (t) => {
  const root = findGo(go.folder)?.root ?? ''
  for (const { id, patches } of goEntries) {
    for (const { file, find } of patches) {
      const pieces = readFileSync(join(root, file), 'utf8').split(find)
      t.equal(pieces.length, 2, `${id}: ${find}`)
    }
  }
})

const skip = await findGoTool().then(
  () => false,
  (error: Error) => error.message,
)

t.test('wrong Rafts in Go are caught', { skip }, async (t) => {
  checkCaught(
    t,
    goEntries.filter(({ id }) => RUN.includes(id)),
  )
})
