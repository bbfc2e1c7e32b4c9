/** Tests of harness/page/geometry.ts, and of where a ring's name stands. */
import t from 'tap'
import { Clock } from '../../page/clock.ts'
import { Geometry, heightFor, plainLanes } from '../../page/geometry.ts'
import { layOut } from '../../page/ring-layout.ts'
import { Scale } from '../../page/scale.ts'

const clock = new Clock(new Scale([0, 10]), [0, 10])
/** From the middle of a lane up to words over it, and down to marks below it. */
const REACH_PX = { words: 21, marks: 15 }

t.test('words over a lane do not reach the lane above, however many there are', async (t) => {
  for (const [servers, clients] of [
    [3, 1],
    [5, 15],
    [15, 6],
  ] as const) {
    const names = [
      ...Array.from({ length: servers }, (_, at) => `S${at}`),
      ...Array.from({ length: clients }, (_, at) => `C${at}`),
    ]
    const lanes = { names, withWords: new Set(names.slice(0, servers)) }
    const height = heightFor(lanes, 420)
    const geometry = new Geometry({ width: 700, height }, lanes, clock, 60)
    const middles = names.map((name) => geometry.y(name) as number)
    for (const [at, y] of middles.slice(0, servers).entries()) {
      const above = at === 0 ? 0 : (middles[at - 1] as number)
      t.ok(
        y - above >= REACH_PX.words + (at === 0 ? 0 : REACH_PX.marks),
        `${names[at]} of ${names}`,
      )
    }
    const last = names.at(-1) as string
    t.ok((geometry.y(last) as number) + geometry.lanePx(last) / 2 <= height)
    t.equal(geometry.y('nobody'), undefined)
  }
  const plain = new Geometry({ width: 700, height: 130 }, plainLanes(['a', 'b']), clock, 60)
  t.equal(plain.lanePx('a'), plain.lanePx('b'))
})

t.test("a ring's name has the room beside its first server", async (t) => {
  const group = (name: string) => ({ name, servers: [0, 1, 2].map((at) => `${name}${at}`) })
  const groups = ['G100.S', 'G101.S', 'G102.S', 'K'].map(group)
  const { rings, spots, radius } = layOut(groups, [], { width: 455, height: 400 })
  for (const { name, label } of rings) {
    const first = spots.get(`${name}0`) as { x: number }
    t.ok(label.x + label.widthPx <= first.x - radius - 5, 'the timer is around its circle')
    t.ok(label.widthPx > 60, `${label.widthPx}`)
  }
})
