/** Tests of harness/report/explained-json.ts. */
import t from 'tap'
import { explainedJson } from '../../report/explained-json.ts'
import type { TracedRun } from '../../runner/events.ts'
import { at, begin } from '../page/events.ts'
import { backup, makePlan, makeRun, split } from './samples.ts'

const failure = { ...split, atMs: 100 }
const traced = (seed: number, trace: TracedRun['trace'] = []): TracedRun => ({
  ...makeRun(backup, seed, { failure }),
  trace,
})
const point = { atMs: 5, failed: 1, tries: 4 }
const sentence = { atMs: 1, who: 'S0', event: 1, text: 'S0 says "<\u001b[31m"' }

t.test(
  'it says which run was asked about and which one is told, with all that was found',
  async (t) => {
    const changed = [{ name: 'a', number: 0, atMs: 1, value: 2 }]
    const asked = traced(7, [begin('S0'), at(1, 'debug', 'S0'), at(2, 'debug', 'S0')])
    const story = { sentences: [sentence], events: 1 }
    const shown = { test: backup, traced: traced(2, [begin('S0')]), story }
    const explained = {
      when: { points: [point], tries: 4 },
      nearest: { changed, choices: {}, run: traced(2) },
      runs: 9,
      isCut: true,
    }
    const told = { asked, shown, explained }
    const text = explainedJson(makePlan([backup]), told)
    t.match(JSON.parse(text), {
      schema: 'raft-labs/explained',
      version: 1,
      asked: { test: backup.name, seed: 7, events: 3 },
      told: { seed: 2, events: 1, again: new RegExp(`${backup.name}.* seed=2$`) },
      failure: { message: failure.message, atMs: 100 },
      story: [sentence],
      when: { points: [point], tries: 4 },
      nearest: { changed },
      runs: 9,
      isCut: true,
    })
    t.notMatch(text, '\u001b', 'what a terminal would obey is told as an escape')
    const { nearest: _, ...bare } = explained
    const without = JSON.parse(explainedJson(makePlan([backup]), { ...told, explained: bare }))
    t.notOk('nearest' in without)
  },
)
