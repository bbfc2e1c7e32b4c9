/** Pictures of runs in which every text would like to be more than text; and their small parts. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { logsAt, termsOf } from '../../scenes/logs.ts'
import type { Performance } from '../../scenes/perform.ts'
import { makePicture } from '../../scenes/picture/picture.ts'
import { makeStyle } from '../../scenes/picture/style.ts'
import { element, escaped, px, wrapped } from '../../scenes/picture/svg.ts'
import { Timeline } from '../../scenes/picture/timeline.ts'
import type { TraceEvent } from '../../sim/trace.ts'
import { HOSTILE, hostileRun } from '../page/hostile-run.ts'
import { faultsIn } from './svg-check.ts'

const SHEET = readFileSync('harness/page/page.css', 'utf8')

const scene: Performance['scene'] = {
  id: 'hostile',
  name: HOSTILE,
  title: HOSTILE,
  about: HOSTILE,
  lab: 'raft',
  servers: 2,
  seed: 1,
  picture: { hasLogs: true },
  play: async () => {},
}

const event = (atMs: number, kind: string, who: string, more: object = {}): TraceEvent => {
  return { atMs, kind, who, text: HOSTILE, ...more }
}

const hostile: Performance = {
  scene,
  lanes: ['S0', 'S1', HOSTILE, 'C0'],
  steps: [
    { atMs: 0, text: HOSTILE },
    { atMs: 9, text: HOSTILE },
  ],
  events: [
    ...hostileRun.events,
    event(4, 'lost', 'S0', { id: 9, why: HOSTILE }),
    event(5, 'save', 'S0', { inferred: { length: 1, kept: 0, entries: [[HOSTILE, HOSTILE]] } }),
    event(6, 'invoke', 'C0', { operation: 1, method: HOSTILE, args: HOSTILE }),
    event(7, 'return', 'C0', { operation: 1, method: HOSTILE, result: HOSTILE }),
    event(7, 'invoke', 'C0', { operation: 2, method: 'get', args: '["k"]' }),
    event(8, 'config', 'S0', { num: HOSTILE, shards: [HOSTILE] }),
    event(8, 'state', HOSTILE, { term: HOSTILE, isLeader: true }),
  ],
}

t.test('text of anybody stays text', async (t) => {
  const picture = makePicture(hostile, SHEET)
  t.strictSame(
    faultsIn(picture).filter((fault) => !/NaN/.test(fault)),
    [],
  )
  t.match(picture, '&lt;script&gt;')
  t.notMatch(picture, /<script|<img|<!--|<b>/)
})

t.test('what is not fit for a picture is seen', async (t) => {
  const odd = [
    '<svg><script>1</script></svg>',
    '<svg onload="x()"/>',
    '<svg><rect class="a"></svg>',
    '<svg><rect x="NaN"/></svg>',
    '<svg><!-- x --></svg>',
    '<svg><a href="https://example.org">x</a></svg>',
    '<svg><style>@import "x"</style></svg>',
    '<svg><rect class="url(x)"/></svg>',
    '<html/>',
    'words',
  ]
  for (const text of odd) t.not(faultsIn(text).length, 0, text)
  t.strictSame(faultsIn('<svg xmlns="http://www.w3.org/2000/svg"><g class="a">x</g></svg>'), [])
})

t.test('the colours are those of the page, light and dark', async (t) => {
  const style = makeStyle(SHEET)
  const [light = '', dark = ''] = [...SHEET.matchAll(/--series-0:\s*(#\w+)/g)].map((m) => m[1])
  t.not(light, dark)
  t.ok(style.includes(`--series-0:${light}`))
  t.match(style, new RegExp(`prefers-color-scheme:dark.*--series-0:${dark}`))
  for (const name of style.matchAll(/var\((--[\w-]+)\)/g)) {
    t.equal(style.split(`${name[1]}:`).length, 3, `${name[1]} stands there twice`)
  }
  t.throws(() => makeStyle(':root{}'), /no colours/)
  t.throws(() => makeStyle(SHEET.replaceAll('--accent', '--accents')), /no colour --accent/)
})

t.test('elements, numbers and lines', async (t) => {
  t.equal(element('a', { b: 1.26, c: undefined, d: '"<' }, 'x'), '<a b="1.3" d="&quot;&lt;">x</a>')
  t.equal(element('a', {}), '<a/>')
  t.equal(px(-0.04), '0')
  t.equal(escaped('\u0000\ud800&\u{1f600}'), '\ufffd\ufffd&amp;\u{1f600}')
  t.strictSame(wrapped('aa bb cc toolong', 5), ['aa bb', 'cc', 'toolong'])
})

t.test('time stands still at a step', async (t) => {
  const columns = [{ atMs: 10, px: 50 }]
  const time = new Timeline([0, 10, 20], columns, { left: 100, right: 350 })
  t.equal(time.x(0), 100)
  t.equal(Math.round(time.x(10)), 200)
  t.equal(Math.round(time.x(10.000_001)), 250)
  t.equal(Math.round(time.x(20)), 350)
})

t.test('logs are what the saves tell', async (t) => {
  const save = (atMs: number, kept: number, ...entries: readonly (readonly [number, string])[]) =>
    event(atMs, 'save', 'S0', { inferred: { kept, entries } })
  const events = [
    save(1, 0, [1, 'a'], [1, 'b']),
    save(2, 1, [2, 'c']),
    event(3, 'snapshot', 'S0', { index: 1 }),
    save(3, 0, [2, 'c']),
    event(5, 'apply', 'S1', { isSnapshot: true, index: 7 }),
  ]
  const at = (ms: number) => logsAt(events, ms).get('S0')
  t.equal(at(0), undefined)
  t.equal(termsOf(at(0)), '')
  t.equal(termsOf(at(1)), '1 1')
  t.equal(termsOf(at(2)), '1 2')
  t.strictSame(at(3), { base: 1, entries: [[2, 'c']] })
  t.equal(logsAt(events, 5).get('S1')?.base, 7)
})
