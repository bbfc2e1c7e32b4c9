/**
 * The boundary of one process: what goes in and out, its chance and time, and what a cut leaves of
 * it.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { Realm } from '../../realm/realm.ts'
import { RealmFactory } from '../../realm/realm-factory.ts'
import type { RealmPort } from '../../realm/realm-port.ts'
import { Sim } from '../../sim/sim.ts'

const BOOTSTRAP = readFileSync(
  fileURLToPath(new URL('../../../dist/bootstrap.js', import.meta.url)),
  'utf8',
)

/** A Raft in plain JavaScript, in the form of a bundle, with this constructor. */
function bundleOf(code: string): string {
  return `(function (require, module) {
    const lab = require('#lab')
    module.exports = { Raft: class Raft {
      constructor(peers, me, persister, applyCh) { ${code} }
      getState() { return { term: 3, isLeader: false } }
      start(command) { return { index: 1, term: 3, isLeader: true, command } }
      snapshot() {}
      kill() {}
    } }
  })`
}

/** Writes down all that a process does to the world. */
function makePort(lines: string[]): RealmPort {
  const add =
    (name: string) =>
    (...operands: unknown[]): void => {
      lines.push([name, ...operands.map(String)].join(' '))
    }
  const names = ['call', 'reply', 'save', 'applyCommand', 'applySnapshot', 'sawCommand']
  const more = ['sawSnapshot', 'timer', 'log', 'error', 'result', 'makeEnd']
  return Object.fromEntries(
    [...names, ...more].map((name) => [name, add(name)]),
  ) as unknown as RealmPort
}

interface Lived {
  readonly lines: string[]
  readonly realm: Realm
}

/** One process in a world of its own, run until `untilMs`. */
async function live(code: string, act: (lived: Lived) => void = () => {}): Promise<string[]> {
  const lines: string[] = []
  const sim = new Sim({ seed: 'realm' })
  const factory = new RealmFactory(bundleOf(code), 'submission.bundle.js', BOOTSTRAP)
  const touched = new Set<Realm>()
  const who = { number: 1, name: 'S0' }
  const realm = new Realm(factory.make(), who, sim, makePort(lines), (it) => touched.add(it))
  sim.settle = () => {
    const due = [...touched]
    touched.clear()
    for (const it of due) it.flush()
    return due.length > 0
  }
  const empty = new Uint8Array(0)
  await sim.run(async () => {
    realm.boot({ program: 'raft', me: 0, ends: [0, 1] }, { raftState: empty, snapshot: empty })
    await sim.sleep(10)
    act({ lines, realm })
    await sim.sleep(1_000)
  })
  return lines
}

t.test('what a constructor does is carried out in order', async (t) => {
  const lines = await live(`
    persister.save(lab.encode(me))
    peers[1].call('Raft.ask', { a: 1 })
    persister.save(lab.encode('second'))
  `)
  t.same(lines, ['save 48 ', 'call 1 1 Raft.ask {"a":1}', 'save 34,115,101,99,111,110,100,34 '])
})

t.test('start and getState answer at once', async (t) => {
  const seen: unknown[] = []
  await live('', ({ realm }) => {
    seen.push(realm.start('"x"'), realm.probe())
  })
  t.same(seen, [
    { index: 1, term: 3, isLeader: true },
    { term: 3, isLeader: false },
  ])
})

t.test('a timer that only sets timers is not worth a word', async (t) => {
  const lines = await live(`
    const again = () => setTimeout(again, 20)
    again()
    setTimeout(() => persister.save(lab.encode(1)), 50)
  `)
  t.same(lines, ['timer 2 50', 'save 49 '])
})

t.test('nothing of a process acts after the cut', async (t) => {
  const lines = await live(
    `
    setInterval(() => persister.save(lab.encode(1)), 4)
    this.loop = (async () => { for (;;) { await lab.sleep(3); peers[1].call('Raft.a', 1) } })()
  `,
    ({ lines, realm }) => {
      realm.cut()
      lines.length = 0
      t.equal(realm.isAlive, false)
      t.equal(realm.start('1'), undefined)
      realm.serve(1, 'Raft.getState', 'null')
    },
  )
  t.same(lines, [])
})

t.test('the same seed gives the same chance and the same time', async (t) => {
  const code = `
    setTimeout(() => persister.save(lab.encode([Math.random(), lab.nrand(), Date.now()])), 9.7)
  `
  const first = await live(code)
  t.equal(first.length, 2)
  t.same(await live(code), first)
})

t.test('a throw in the constructor is told with its stack, and nothing more happens', async (t) => {
  const lines = await live(
    "setTimeout(() => persister.save(lab.encode(1)), 5); throw new Error('no')",
  )
  t.match(lines[0], /^error the constructor Error: no\n {4}at new Raft \(submission\.bundle\.js:4/)
})
