/** Correct solutions of different style, each under one seed: none of the tests may blame one. */
import t from 'tap'
import { buildLabs, bundleLab } from '../../runner/build-labs.ts'
import type { ZooEntry } from '../../zoo/entry.ts'
import { bundlePatched } from '../../zoo/patched.ts'
import { failuresOf, planOf } from './failures.ts'

const RAFT = ['2A', '2B', '2C', '2D']
const ALL = [...RAFT, '3A', '3B', '4A', '4B']

for (const [folder, parts] of [
  ['solutions', ALL],
  ['harness/test/rafts/eager', RAFT],
  ['harness/test/rafts/lazy', RAFT],
  ['harness/test/rafts/prevote', RAFT],
  ['harness/test/rafts/step', RAFT],
  ['harness/test/rafts/late', RAFT],
] as const) {
  t.test(`${folder} passes ${parts.join(', ')}`, async (t) => {
    const plan = planOf(folder, parts)
    t.strictSame(await failuresOf(t, plan, await buildLabs(plan)), [])
  })
}

/** Raft §8: a leader begins its term with an entry of its own. Right from lab 3 on. */
const FIRST_ENTRY: ZooEntry = {
  id: 'first-entry-of-term',
  title: 'A leader begins its term with an empty entry, which is left out on applyCh.',
  part: '3B',
  tests: [],
  base: 'solutions',
  patches: [
    {
      file: 'raft/raft.ts',
      find: 'onHigherTerm })',
      replace: `onHigherTerm })
    state.log.append({ term: state.currentTerm, command: null })
    state.save()
    this.leader.onAppended()`,
    },
    {
      file: 'raft/applier.ts',
      find: 'if (message !== undefined) await',
      replace: `if (message?.kind === 'command' && message.command === null) continue
      if (message !== undefined) await`,
    },
  ],
}

for (const [lab, part] of [
  ['kvraft', '3B'],
  ['shardkv', '4B'],
] as const) {
  t.test(`a leader with an entry of its own passes ${part}`, async (t) => {
    const plan = planOf('solutions', [part])
    const builds = { [lab]: await bundlePatched(FIRST_ENTRY, lab) }
    t.strictSame(await failuresOf(t, plan, builds), [])
  })
}

const PREVOTE = { folder: 'solutions', on: 'harness/test/rafts/prevote' }

/** The services of lab 4 ask for own entries beneath them; those of lab 3 cannot say so. */
t.test('a leader with pre-vote and an entry of its own passes 3B', async (t) => {
  const option = 'ownCount: unknown = '
  let count = 0
  const kvraft = await bundleLab('kvraft', PREVOTE, (_, text) => {
    count += text.split(`${option}false`).length - 1
    return text.replace(`${option}false`, `${option}true`)
  })
  t.equal(count, 1, 'the option stands where it is looked for')
  const plan = { ...planOf('solutions', ['3B']), ...PREVOTE }
  t.strictSame(await failuresOf(t, plan, { kvraft }), [])
})

t.test('a leader with pre-vote and an entry of its own passes 4A', async (t) => {
  const plan = { ...planOf('solutions', ['4A']), ...PREVOTE }
  t.strictSame(await failuresOf(t, plan, await buildLabs(plan)), [])
})
