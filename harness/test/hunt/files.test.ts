/** Failures and the corpus as files: written, read back, and refused in a sentence. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { drawScenario, streamOf } from '../../hunt/draw.ts'
import {
  knownFailures,
  readCorpus,
  readFailure,
  writeCorpus,
  writeFailure,
} from '../../hunt/files.ts'
import { readScenario } from '../../hunt/read-scenario.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import { split } from '../report/samples.ts'

const out = mkdtempSync(join(tmpdir(), 'hunt-'))
t.teardown(() => rmSync(out, { recursive: true, force: true }))

const draft = drawScenario(streamOf(7, 1), '2D', {})
const { scenario } = draft
const found = { folder: 'labs', huntSeed: 7, run: 12, failure: split }

t.test('a failure is a file with a line for each step', async (t) => {
  const file = writeFailure(out, scenario, found)
  t.equal(file, join(out, 'raft-7-12.json'))
  t.strictSame(readFailure(file), scenario)
  const text = readFileSync(file, 'utf8')
  t.match(JSON.parse(text), { message: split.message, rule: split.rule, folder: 'labs', run: 12 })
  t.equal(text.split('\n').length, scenario.steps.length + 3)
  t.strictSame(knownFailures(out, 'raft'), [{ file, scenario }])
  t.strictSame(knownFailures(join(out, 'none'), 'raft'), [])
})

t.test('a hunt is gone on with from its corpus', async (t) => {
  const saved = { seed: 7, part: '2C', runs: 640, drafts: [draft] } as const
  writeCorpus(out, saved)
  t.strictSame(readCorpus(out), saved)
  t.strictSame(knownFailures(out, 'raft').length, 1, 'a corpus is no failure')
})

t.test('hunts in two labs lie in one folder', async (t) => {
  const service = drawScenario(streamOf(7, 1), '3B', {})
  const saved = { seed: 8, part: '3B', runs: 64, drafts: [service] } as const
  writeCorpus(out, saved)
  t.strictSame(readCorpus(out, 'kvraft'), saved)
  t.equal(readCorpus(out, 'raft').part, '2C')
  t.throws(() => readCorpus(out), { message: /has hunts in raft and kvraft: say which/ })
  const file = writeFailure(out, service.scenario, found)
  t.equal(file, join(out, 'kvraft-7-12.json'))
  t.strictSame(knownFailures(out, 'kvraft'), [{ file, scenario: service.scenario }])
  t.equal(knownFailures(out, 'raft').length, 1)
})

t.test('what is no such file is said in a sentence', async (t) => {
  const file = join(out, 'bad.json')
  const cases: readonly (readonly [text: string, says: RegExp])[] = [
    ['not json', /^'replay=.*bad\.json': it is no JSON object \(npm run hunt help/],
    ['{}', /no scenario; a hunt writes one for every failure/],
    ['{"schema":"raft-labs/scenario","version":2}', /version 2 is not known here/],
    ['{"schema":"raft-labs/scenario","version":1}', /it holds no scenario/],
  ]
  for (const [text, says] of cases) {
    writeFileSync(file, text)
    t.throws(() => readFailure(file), { message: says })
  }
  t.throws(() => readFailure(join(out, 'none.json')), { message: /it cannot be read \(ENOENT\)/ })
  t.throws(() => readCorpus(join(out, 'none')), { message: /hunt without 'resume' first/ })
  writeFileSync(join(out, 'raft-corpus.json'), '{}')
  t.throws(() => readCorpus(out, 'raft'), { message: /this is no hunt to go on with/ })
})

const SERVICE = { lab: 'kvraft', part: '3B' }
const ASK = { do: 'ask', clerks: [0, 3], op: 'get', key: 'a', count: 1 }
const CTRLER = { lab: 'shardctrler', part: '4A' }
const STORE = { lab: 'shardkv', part: '4B', servers: 3 }
const CLERK_CUT = { do: 'cut', from: ['C0', 'leader'], to: [1] }

t.test('a scenario changed by hand is looked at step by step', async (t) => {
  const change = (more: object, step: object = { do: 'mend' }): string | Scenario => {
    return readScenario({ ...scenario, steps: [{ thenMs: 1, ...step }], ...more })
  }
  t.not(typeof change({}), 'string')
  t.not(typeof change(SERVICE, ASK), 'string')
  t.not(typeof change(CTRLER, { do: 'move', shard: 9, gid: 16 }), 'string')
  t.not(typeof change(STORE, { do: 'crash', who: ['G100', 'K.2', 'G102.leader+1'] }), 'string')
  t.not(typeof change(STORE, { do: 'join', gids: [100, 102] }), 'string')
  t.not(typeof change(SERVICE, { ...CLERK_CUT, ways: 'both' }), 'string')
  const cases: readonly (readonly [value: unknown, says: string])[] = [
    [null, 'it holds no scenario'],
    [[], 'it holds no scenario'],
    [change({ servers: 4 }), "the scenario's 'servers' must be 3, 5 or 7"],
    [change({ seed: -1 }), "the scenario's 'seed' must be a whole number from 0 to"],
    [change({ part: '5A' }), `the scenario's 'part' must be "2A" or "2B" or "2C" or "2D" or`],
    [change({ part: '3A' }), "the scenario's part is none of 'raft'"],
    [change({ steps: {} }), 'its steps are no list of steps'],
    [change({ steps: [1] }), 'step 1: it is no step'],
    [change({}, { do: 'dance' }), "step 1: there is nothing to do called 'dance'; known are"],
    [change({}, { do: 'toString' }), "step 1: there is nothing to do called 'toString'"],
    [change({}, { thenMs: 0.5, do: 'mend' }), "step 1: 'thenMs' must be a whole number from 0"],
    [change({ part: '2B' }, { do: 'crash', who: [1] }), "step 1: 'crash' is nothing for part 2B"],
    [change({}, { do: 'crash', who: [] }), "step 1: 'who' must be a list of servers"],
    [change({}, { do: 'elect', who: 'boss' }), `step 1: 'who' must be the number of a server,`],
    [change({}, { do: 'commands', to: 7, count: 1 }), "step 1: 'to' must be the number of a"],
    [change({}, { do: 'unreliable', isOn: 1 }), "step 1: 'isOn' must be true or false"],
    [change({}, ASK), "step 1: 'ask' is nothing for part 2D"],
    [change({}, { ...CLERK_CUT, ways: 'both' }), "step 1: 'cut' is nothing for part 2D"],
    [
      change(SERVICE, { do: 'commands', to: 0, count: 1 }),
      "step 1: 'commands' is nothing for part",
    ],
    [change(SERVICE, { do: 'join', gids: [1] }), "step 1: 'join' is nothing for part 3B"],
    [change(CTRLER, ASK), "step 1: 'ask' is nothing for part 4A"],
    [change(CTRLER, { do: 'join', gids: [] }), "step 1: 'gids' must be a list of groups"],
    [change(CTRLER, { do: 'leave', gids: [17] }), 'numbers from 1 to 16'],
    [change(CTRLER, { do: 'move', shard: 10, gid: 1 }), "step 1: 'shard' must be a whole number"],
    [change({ ...STORE, servers: 5 }), "the scenario's 'servers' must be 3 in 'shardkv'"],
    [change(STORE, { do: 'crash', who: ['G103'] }), "step 1: 'who' must be a list of servers"],
    [change(STORE, { do: 'crash', who: ['C0'] }), "step 1: 'who' must be a list of servers"],
    [change(STORE, { do: 'elect', who: 'G100', withinMs: 9 }), "step 1: 'who' must be the number"],
    [change(STORE, { do: 'move', shard: 1, gid: 99 }), "step 1: 'gid' must be a whole number from"],
    [change(SERVICE, { do: 'crash', who: ['G100'] }), "step 1: 'crash' is nothing for part 3B"],
    [
      change(CTRLER, { do: 'elect', who: 'K.1', withinMs: 9 }),
      "step 1: 'elect' is nothing for part 4A",
    ],
    [change(SERVICE, { ...ASK, clerks: [4] }), "step 1: 'clerks' must be a list of clerks"],
    [change(SERVICE, { ...ASK, key: 'z' }), `step 1: 'key' must be "a" or "b" or "c"`],
    [
      change(SERVICE, { ...CLERK_CUT, from: ['C9'] }),
      "step 1: 'from' must be a list of servers or",
    ],
  ]
  for (const [value, says] of cases) {
    const read = typeof value === 'string' ? value : readScenario(value)
    t.match(read, says)
  }
})
