/** Tests of harness/zoo/patched.ts. */
import t from 'tap'
import type { ZooEntry } from '../../zoo/entry.ts'
import { bundlePatched } from '../../zoo/patched.ts'

function entry(base: string, file: string, find: string, replace = ''): ZooEntry {
  const patches = [{ file, find, replace }]
  return { id: 'some-entry', title: 'x', part: '2A', tests: [], base, patches }
}

function submission(t: Tap): string {
  return t.testdir({
    raft: {
      'raft.ts': "import { one } from './log.ts'\nexport class Raft { value = one }\n",
      'log.ts': 'export const one = 1\nexport const two = 1\n',
    },
  })
}

type Tap = typeof t

t.test('a patch changes what is bundled', async (t) => {
  const patched = entry(submission(t as Tap), 'raft/log.ts', 'one = 1', 'one = 7')
  const { code } = await bundlePatched(patched, 'raft')
  t.match(code, 'one = 7')
})

t.test('a patch that does not fit exactly once is a fault of ours, and names itself', async (t) => {
  const folder = submission(t as Tap)
  for (const [find, count] of [
    ['three', 0],
    ['= 1', 2],
  ] as const) {
    await t.rejects(bundlePatched(entry(folder, 'raft/log.ts', find), 'raft'), {
      name: 'HarnessError',
      message: `zoo entry some-entry, patch 1 (raft/log.ts): what it replaces occurs ${count} times there, not once`,
    })
  }
  await t.rejects(bundlePatched(entry(folder, 'raft/other.ts', 'x'), 'raft'), {
    message: 'zoo entry some-entry, patch 1 (raft/other.ts): the submission has no such file',
  })
})

t.test('what a lab stands on is the reference, wherever the lab comes from', async (t) => {
  const folder = t.testdir({
    kvraft: {
      'client.ts': 'export class Clerk {}\n',
      'server.ts':
        "import { Raft } from '../raft/raft.ts'\nexport class KVServer { rf = Raft; one = 1 }\n",
    },
  })
  const patched = entry(folder, 'kvraft/server.ts', 'one = 1', 'one = 7')
  const { code, map } = await bundlePatched(patched, 'kvraft')
  t.match(code, 'one = 7')
  t.match(map, 'solutions/raft/leader.ts')
})
