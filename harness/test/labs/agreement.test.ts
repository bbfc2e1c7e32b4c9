/**
 * What a failure to agree says of saved states: only what was found there. The reference, with a
 * leader that never commits.
 */
import t from 'tap'
import type { Patch } from '../../zoo/entry.ts'
import { runPatched } from './run-patched.ts'

const NEVER_COMMITS: Patch = {
  file: 'raft/applier.ts',
  find: 'commitTo(index: number): void {',
  replace: 'commitTo(index: number): void {\n    if (index > 0) return',
}
const SAVE = 'this.persister.save(raftState, this.snapshot)'
const FLIPPED = 'this.persister.save(raftState.map((byte) => 255 - byte), this.snapshot)'

const SAVES: readonly (readonly [how: string, save: string, says: RegExp | undefined])[] = [
  ['as text', SAVE, /^the text 100 is found in what S0, S1, S2 saved: a majority of 3 servers$/],
  ['not at all', 'void raftState', undefined],
  ['in another encoding', FLIPPED, /^the text 100 is found in no saved Raft state$/],
]

for (const [how, save, says] of SAVES) {
  t.test(`a leader that never commits and saves ${how}`, async (t) => {
    const saving = { file: 'raft/state.ts', find: SAVE, replace: save }
    const isMeant = ({ name }: { name: string }): boolean => name === 'TestBasicAgree2B'
    const [result] = await runPatched([NEVER_COMMITS, saving], isMeant)
    const failure = result?.runs[0]?.failure
    t.match(failure?.message, /^one\(100\) failed to reach agreement/)
    const said = failure?.details.find((line) => line.includes('saved'))
    if (says === undefined) t.equal(said, undefined)
    else t.match(said, says)
  })
}
