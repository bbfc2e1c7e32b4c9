/** Every scene comes about, the same every time, and the committed pictures are made of them. */
import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { scenes } from '../../scenes/all.ts'
import { type Performance, perform } from '../../scenes/perform.ts'
import { makePicture } from '../../scenes/picture/picture.ts'
import { NotComeAbout, type Scene } from '../../scenes/stage.ts'
import { CheckFailure } from '../../tester/failure.ts'
import { faultsIn } from './svg-check.ts'

const SHEET = readFileSync('harness/page/page.css', 'utf8')
const FOLDER = 'docs/pictures'
const BYTES_MAX = 25_000
const ALL_BYTES_MAX = 150_000

/** What is wrong with the steps of a scene. */
function stepFaults({ steps, events }: Performance): string[] {
  const faults: string[] = []
  if (steps.length < 4) faults.push('fewer than four steps')
  for (const [at, { atMs, text }] of steps.entries()) {
    if (at > 0 && atMs <= (steps[at - 1]?.atMs ?? 0)) faults.push(`step ${at} is not later`)
    if (!/^[A-Z(].{20,330}\.$/.test(text)) faults.push(`step ${at} is no sentence: ${text}`)
  }
  if (events.at(-1)?.text !== steps.at(-1)?.text) faults.push('it does not end with its last step')
  return faults
}

const performed = new Map<string, Performance>()

for (const scene of scenes) {
  t.test(`${scene.id} comes about, and its picture is the committed one`, async (t) => {
    const performance = await perform(scene)
    performed.set(scene.id, performance)
    t.strictSame(stepFaults(performance), [])
    const picture = makePicture(performance, SHEET)
    t.strictSame(faultsIn(picture), [])
    t.ok(Buffer.byteLength(picture) < BYTES_MAX, `${Buffer.byteLength(picture)} B`)
    const committed = readFileSync(`${FOLDER}/${scene.id}.svg`, 'utf8')
    t.ok(picture === committed, 'as committed; else: npm run scenes pictures')
  })
}

t.test('a scene is the same every time, and another under another seed', async (t) => {
  const [scene] = scenes as [Scene]
  const first = makePicture(performed.get(scene.id) as Performance, SHEET)
  t.equal(makePicture(await perform(scene), SHEET), first)
  t.not(makePicture(await perform({ ...scene, seed: scene.seed + 1 }), SHEET), first)
})

t.test('the folder holds these pictures and nothing else, and is small', async (t) => {
  const files = readdirSync(FOLDER)
  t.strictSame(files.sort(), scenes.map(({ id }) => `${id}.svg`).sort())
  const bytes = files.map((file) => readFileSync(`${FOLDER}/${file}`).length)
  const all = bytes.reduce((sum, one) => sum + one, 0)
  t.ok(all < ALL_BYTES_MAX, `${all} B`)
})

t.test('names are told apart', async (t) => {
  for (const of of ['id', 'name', 'title'] as const) {
    t.equal(new Set(scenes.map((scene) => scene[of])).size, scenes.length, of)
  }
  for (const { id } of scenes) t.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/)
})

t.test('a scene that does not come about is an error that says what is missing', async (t) => {
  const scene: Scene = {
    id: 'never',
    name: 'Never',
    title: 'Never',
    about: 'Two leaders of one term.',
    lab: 'raft',
    servers: 3,
    seed: 1,
    picture: {},
    async play(stage) {
      const raft = stage.t.raftCluster({ servers: 3 })
      await stage.tell('They start, and nobody leads yet.')
      await stage.until('two lead', 900, () => raft.claimants().length > 1)
    },
  }
  await t.rejects(
    perform(scene),
    new NotComeAbout(
      'the scene never did not come about (after 1 steps, at 901 ms): two lead, within 900 ms',
    ),
  )
  const failing = {
    ...scene,
    async play() {
      throw new CheckFailure('S0 and S1 both lead')
    },
  }
  await t.rejects(perform(failing), new NotComeAbout('the scene never failed: S0 and S1 both lead'))
  const figure8 = scenes.find(({ id }) => id === 'figure-8-d') as Scene
  await t.rejects(perform({ ...figure8, seed: figure8.seed + 1 }), NotComeAbout)
})

t.test('steps that say too little, or nothing at all, are seen', async (t) => {
  const [performance] = [...performed.values()] as [Performance]
  const steps = [
    { atMs: 2, text: 'no' },
    ...performance.steps.map((step) => ({ ...step, atMs: 1 })),
  ]
  t.not(stepFaults({ ...performance, steps: [] }).length, 0)
  t.ok(stepFaults({ ...performance, steps }).length >= steps.length)
  const { events } = performance
  t.not(stepFaults({ ...performance, events: events.slice(0, -1) }).length, 0)
})
