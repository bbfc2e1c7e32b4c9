/** Raft of 2022 and before: the service asks it whether to go over to a snapshot it has sent. */
import t from 'tap'
import { makePlan, runShort } from '../hostile/submission.ts'
import { goFiles, skip } from './fixture.ts'

const ELECTION = 'TestInitialElection2A'

/** Sends a snapshot that nobody has made; the second answers how the service took it. */
const SENDS = '\tif rf.me == 0 { rf.applyCh <- ApplyMsg{SnapshotValid: true, SnapshotIndex: 7} }'

function cond(answer: string): string {
  return `package raft

func (rf *Raft) CondInstallSnapshot(term int, index int, snapshot []byte) bool {
\tif index != 7 {
\t\tpanic("another snapshot")
\t}
\treturn ${answer}
}
`
}

t.test('a snapshot that Raft takes back is not installed', { skip }, async (t) => {
  const failureOf = async (files: Record<string, string>): Promise<string> => {
    const folder = t.testdir(goFiles({ atStart: SENDS, files }))
    const [result] = await runShort(makePlan(folder, [ELECTION]))
    return result?.runs[0]?.failure?.message ?? 'it passed'
  }
  const sent = /^S0 sent an empty snapshot on applyCh/
  t.match(await failureOf({}), sent)
  t.match(await failureOf({ 'cond.go': cond('true') }), sent)
  t.equal(await failureOf({ 'cond.go': cond('false') }), 'it passed')
})
