/** Scenarios are drawn from a seed, hold only what a part has, and can be read back. */
import t from 'tap'
import { Corpus } from '../../hunt/corpus.ts'
import { type Draft, drawScenario, pieceNames, streamOf } from '../../hunt/draw.ts'
import { mutate } from '../../hunt/mutate.ts'
import { readScenario } from '../../hunt/read-scenario.ts'
import { HUNT_PARTS, type HuntPart, PARTS_OF } from '../../scenario/scenario.ts'

function draw(run: number, part: HuntPart = '2D'): Draft {
  return drawScenario(streamOf(7, run), part, {})
}

function drawMany(part?: HuntPart): Draft[] {
  return Array.from({ length: 200 }, (_, run) => draw(run, part))
}

t.test('one seed and run, one scenario', async (t) => {
  t.strictSame(draw(3), draw(3))
  t.notSame(draw(3), draw(4))
  t.notSame(drawScenario(streamOf(8, 3), '2D', {}), draw(3))
})

t.test('whatever is drawn or changed can be read from a file', async (t) => {
  for (const part of HUNT_PARTS) {
    const drafts = drawMany(part)
    const changed = drafts.map((draft, run) => {
      return mutate(streamOf(9, run), draft, drafts[(run + 1) % 200] as Draft, { rivals: 1 })
    })
    const texts = [...drafts, ...changed].map(({ scenario }) => JSON.stringify(scenario))
    const read = texts.map((text) => readScenario(JSON.parse(text)))
    t.strictSame(
      read.map((scenario) => JSON.stringify(scenario)),
      texts,
      part,
    )
  }
})

t.test('a part has what has been asked for by then', async (t) => {
  const kinds = (part: HuntPart): Set<string> => {
    return new Set(drawMany(part).flatMap(({ scenario }) => scenario.steps.map((step) => step.do)))
  }
  const [first, second, third, last] = PARTS_OF.raft.map(kinds)
  t.notOk(first?.has('commands'))
  t.notOk(second?.has('crash'))
  t.ok(second?.has('commands') && third?.has('crash') && third.has('crash-at'))
  t.notOk(third?.has('snapshot'))
  t.equal(last?.size, 16, 'every kind of step')
  t.ok(drawMany('2C').every(({ scenario }) => !scenario.takesSnapshots))
  t.ok(drawMany('2D').some(({ scenario }) => scenario.takesSnapshots))
})

t.test('every piece is drawn, and every size of a group', async (t) => {
  const drafts = drawMany()
  t.strictSame(new Set(drafts.flatMap(({ pieces }) => pieces)), new Set(pieceNames('raft')))
  t.strictSame(new Set(drafts.map(({ scenario }) => scenario.servers)), new Set([3, 5, 7]))
  const lengths = drafts.map(({ scenario }) => scenario.steps.length)
  t.ok(Math.max(...lengths) > 40 && Math.min(...lengths) < 15, String(Math.max(...lengths)))
})

t.test('a service is asked by clerks, and by every piece of its own', async (t) => {
  const drafts = drawMany('3B')
  const steps = drafts.flatMap(({ scenario }) => scenario.steps)
  const kinds = new Set(steps.map((step) => step.do))
  t.ok(kinds.has('ask') && !kinds.has('commands') && !kinds.has('snapshot'))
  t.ok(drafts.every(({ scenario }) => scenario.lab === 'kvraft'))
  t.strictSame(new Set(drafts.flatMap(({ pieces }) => pieces)), new Set(pieceNames('kvraft')))
  t.ok(steps.some((step) => step.do === 'crash-at' && step.at === 'before-answer'))
  t.ok(drafts.some(({ scenario }) => scenario.takesSnapshots))
  t.notOk(drawMany('3A').some(({ scenario }) => scenario.takesSnapshots))
})

t.test('a controller is asked for groups and configurations, by every piece', async (t) => {
  const drafts = drawMany('4A')
  const steps = drafts.flatMap(({ scenario }) => scenario.steps)
  const kinds = new Set(steps.map((step) => step.do))
  for (const kind of ['join', 'leave', 'move', 'query'] as const) t.ok(kinds.has(kind), kind)
  t.notOk(kinds.has('commands') || kinds.has('ask') || kinds.has('snapshot'))
  t.strictSame(new Set(drafts.flatMap(({ pieces }) => pieces)), new Set(pieceNames('shardctrler')))
  const joins = steps.flatMap((step) => (step.do === 'join' ? step.gids : []))
  t.equal(new Set(joins).size, 16)
  t.notOk(drafts.some(({ scenario }) => scenario.takesSnapshots))
})

t.test('a store is drawn with servers of every group, by every piece', async (t) => {
  const drafts = Array.from({ length: 400 }, (_, run) => draw(run, '4B'))
  const steps = drafts.flatMap(({ scenario }) => scenario.steps)
  const kinds = new Set(steps.map((step) => step.do))
  for (const kind of ['join', 'leave', 'move', 'ask'] as const) t.ok(kinds.has(kind), kind)
  t.notOk(kinds.has('commands') || kinds.has('query') || kinds.has('snapshot'))
  t.strictSame(new Set(drafts.flatMap(({ pieces }) => pieces)), new Set(pieceNames('shardkv')))
  const who = steps.flatMap((step) => ('who' in step ? [step.who].flat() : [])).map(String)
  t.strictSame(
    new Set(who.map((one) => one.split('.')[0])),
    new Set(['G100', 'G101', 'G102', 'K']),
    'no server without its group',
  )
  t.ok(drafts.every(({ scenario }) => scenario.servers === 3))
  t.ok(drafts.some(({ scenario }) => scenario.takesSnapshots))
})

t.test('a change keeps most of a scenario', async (t) => {
  const [parent, other] = [draw(1), draw(2)]
  const changed = mutate(streamOf(7, 5), parent, other, { rivals: 1 })
  t.notSame(changed, parent)
  t.equal(changed.scenario.part, '2D')
})

/** Takes in what `reach` says of each scenario, some generations long, and answers all drawn. */
function learn(isGuided: boolean, reach: (draft: Draft) => readonly number[]): Draft[] {
  const corpus = new Corpus({ seed: 7, part: '2D', isGuided })
  const drawn: Draft[] = []
  for (let generation = 0; generation < 4; generation++) {
    const drafts = Array.from({ length: 20 }, (_, at) => corpus.draw(20 * generation + at))
    for (const draft of drafts) corpus.take(draft, reach(draft))
    corpus.learn()
    drawn.push(...drafts)
  }
  return drawn
}

/** New for each scenario with a rivals piece: nothing else is worth to go on with. */
function byRivals({ scenario, pieces }: Draft): readonly number[] {
  return pieces.includes('rivals') ? [scenario.seed] : [0]
}

t.test('what reaches something new is gone on with, and drawn more often', async (t) => {
  const count = (drafts: readonly Draft[]): number => {
    return drafts.slice(20).filter(({ pieces }) => pieces.includes('rivals')).length
  }
  const guided = learn(true, byRivals)
  t.strictSame(learn(true, byRivals), guided, 'the same results, the same hunt')
  const unguided = learn(false, byRivals)
  t.strictSame(unguided.slice(0, 20), guided.slice(0, 20), 'nothing was known yet')
  t.ok(count(guided) > 1.3 * count(unguided), `${count(guided)} and ${count(unguided)}`)
  t.strictSame(
    unguided,
    Array.from({ length: 80 }, (_, run) => draw(run)),
  )
})

t.test('a corpus counts states, and keeps who has found one', async (t) => {
  const corpus = new Corpus({ seed: 7, part: '2D', isGuided: true })
  t.equal(corpus.take(draw(1), [1, 2, 3]), 3)
  t.equal(corpus.take(draw(2), [2, 3]), 0)
  t.equal(corpus.take(draw(3), [3, 4]), 1)
  corpus.learn()
  t.equal(corpus.stateCount, 4)
  t.strictSame(new Set(corpus.drafts), new Set([draw(1), draw(3)]))
})
