/** Tests of harness/realm/inside/persister.ts: what a server saved is out of its reach. */
import t from 'tap'
import { makeOutbox } from '../../../realm/inside/outbox.ts'
import { makePersister } from '../../../realm/inside/persister.ts'
import { OP } from '../../../realm/protocol.ts'

const NOTHING = new Uint8Array(0)

function makeWorld() {
  const outbox = makeOutbox()
  const persister = makePersister(outbox, NOTHING, NOTHING)
  /** Raft state and snapshot of the saves put out since the last call, as the world sees them. */
  const take = (): [Uint8Array, Uint8Array][] => {
    const operations = outbox.take() ?? []
    const saves: [Uint8Array, Uint8Array][] = []
    for (let at = 0; at < operations.length; at += 3) {
      if (operations[at] !== OP.save) continue
      saves.push([operations[at + 1] as Uint8Array, operations[at + 2] as Uint8Array])
    }
    return saves
  }
  return { persister, take }
}

t.test('bytes changed after a save or a read stay as they were saved', async (t) => {
  const { persister, take } = makeWorld()
  const raftState = Uint8Array.of(1, 2)
  const snapshot = Uint8Array.of(3, 4)
  persister.save(raftState, snapshot)
  raftState[0] = 9
  snapshot[0] = 9
  persister.readRaftState()[1] = 9
  persister.readSnapshot()[1] = 9
  t.strictSame(persister.readRaftState(), Uint8Array.of(1, 2))
  t.strictSame(persister.readSnapshot(), Uint8Array.of(3, 4))
  t.strictSame(take(), [[Uint8Array.of(1, 2), Uint8Array.of(3, 4)]])
})

t.test('a window on a larger buffer is saved alone', async (t) => {
  const { persister } = makeWorld()
  persister.save(Uint8Array.of(1, 2, 3, 4).subarray(1, 3))
  t.strictSame(persister.readRaftState(), Uint8Array.of(2, 3))
  t.equal(persister.raftStateSize(), 2)
})

t.test('a save without a snapshot erases it', async (t) => {
  const { persister } = makeWorld()
  persister.save(Uint8Array.of(1), Uint8Array.of(2))
  persister.save(Uint8Array.of(3))
  t.equal(persister.snapshotSize(), 0)
})

t.test(
  'every save of a round keeps its bytes, and the last one until a later one is out',
  async (t) => {
    const { persister, take } = makeWorld()
    let held: [Uint8Array, Uint8Array] | undefined
    let expected: [Uint8Array, Uint8Array] | undefined
    for (let round = 0; round < 50; round++) {
      const saves = Array.from({ length: 1 + (round % 4) }, (_, at): [Uint8Array, Uint8Array] => [
        Uint8Array.from({ length: 1 + ((round * 7 + at) % 90) }, () => round + at),
        Uint8Array.from({ length: (round * 11 + at) % 70 }, () => round - at),
      ])
      for (const [raftState, snapshot] of saves) persister.save(raftState, snapshot)
      // The world may have stopped here, with the last save of the round before.
      t.strictSame(held, expected)
      const taken = take()
      t.strictSame(taken, saves)
      held = taken.at(-1)
      expected = saves.at(-1)
    }
  },
)

t.test('anything but bytes is refused', async (t) => {
  const { persister } = makeWorld()
  t.throws(() => persister.save('state' as never), { message: /raftState must be a Uint8Array/ })
  t.throws(() => persister.save(NOTHING, {} as never), { message: /snapshot must be/ })
})
