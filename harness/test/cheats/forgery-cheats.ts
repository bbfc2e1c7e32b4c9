/** Attempts to tell the judge, by whatever channel is there, what is not so. */
import type { Cheat } from './cheat.ts'
import { dud, HONEST } from './dud.ts'

const FORGED = /^the process of S\d sent what no student code can send$/

const ENDED = /^the process of S\d ended in the middle of the run/

/** Node itself does not survive all of what is written to its own descriptors. */
const NO_EFFECT_OR_ENDED = new RegExp(`^expected one leader|${ENDED.source}`)

const RESULT = JSON.stringify({
  test: 'TestInitialElection2A',
  seed: 7,
  ok: true,
  warnings: [],
  notForced: [],
  showedNothing: false,
  statistics: { virtualMs: 1, servers: 3, rpcs: 1, bytes: 1, operations: 0 },
  traceHash: '0123456789abcdef',
  cpuMs: 1,
})
export const TAP = `TAP version 14\nok 1 - TestInitialElection2A seed=7\n# result ${RESULT}\n1..1\n`

/** Writes a text to all descriptors but those left out. */
function writingTo(text: string, but: readonly number[] = []): string {
  return dud(`
    const { writeSync } = host.require('fs')
    for (let fd = 0; fd <= 40; fd++) {
      if (${JSON.stringify(but)}.includes(fd)) continue
      try { writeSync(fd, ${JSON.stringify(text)}) } catch {}
    }`)
}

const RESULTS: readonly Cheat[] = [
  { does: 'writes results to every descriptor', code: writingTo(TAP), says: FORGED },
  {
    does: 'writes results to every descriptor but its own',
    code: writingTo(TAP, [4]),
    says: NO_EFFECT_OR_ENDED,
  },
  {
    does: 'bails out on every descriptor but its own',
    code: writingTo('Bail out! x\n', [4]),
    says: NO_EFFECT_OR_ENDED,
  },
  {
    does: 'sends results to its parent as messages',
    code: dud(`
      try { host.process.send?.({ ok: true, result: ${RESULT} }) } catch {}
      host.process.stdout.write(${JSON.stringify(TAP)})
      host.process.stderr.write(${JSON.stringify(TAP)})`),
    says: HONEST,
  },
  {
    does: 'opens the pipe of its answers anew, and writes results there',
    code: dud(`
      const { openSync, writeSync } = host.require('fs')
      for (const path of ['/proc/self/fd/4', '/dev/fd/4', '/proc/self/fd/3']) {
        try { writeSync(openSync(path, 'w'), ${JSON.stringify(TAP)}) } catch {}
      }`),
    says: new RegExp(`${FORGED.source}|${HONEST.source}`),
  },
]

/** A frame of few bytes that stands for saves of very many: each is the one before, unchanged. */
const GROWING = `
  const head = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)))
  const size = (count) => [count % 256, (count >> 8) % 256, (count >> 16) % 256, count >> 24]
  const save = (prefix, bytes) =>
    head([0, 3, 0, 0, 0, 6, 0], size(prefix), size(0), [4], size(bytes.length), bytes, [4, 0, 0, 0, 0])
  const large = 4 << 20
  const saves = [save(0, Buffer.alloc(large)), ...Array(500).fill(save(large, []))]
  host.onAnswer((frame) => {
    const all = Buffer.concat([frame, ...saves])
    all.writeUInt32LE(all.length - 4, 0)
    return all
  })`

/** Bytes in place of an answer, or beside one. */
const BYTES: readonly (readonly [does: string, code: string, detail: RegExp])[] = [
  ['junk', 'host.onAnswer(() => Buffer.from([4, 0, 0, 0, 99, 98, 97, 96]))', /unknown tag 99/],
  [
    'a frame of 4 GB',
    'host.onAnswer(() => Buffer.from([255, 255, 255, 255, 0]))',
    /a message of 4294967299 bytes/,
  ],
  [
    'a frame of 65 MB',
    'host.onAnswer(() => Buffer.from([0, 0, 16, 4, 0]))',
    /a message of \d+ bytes/,
  ],
  ['an empty frame', 'host.onAnswer(() => Buffer.alloc(4))', /no number of rejections/],
  [
    'two answers at once',
    'host.onAnswer((frame) => Buffer.concat([frame, frame]))',
    /a message that nobody asked for/,
  ],
  [
    'a value that ends behind its frame',
    'host.onAnswer(() => Buffer.from([5, 0, 0, 0, 4, 255, 255, 255, 0]))',
    /a value ends behind its frame/,
  ],
  [
    'a change of bytes that never came',
    'host.onAnswer(() => Buffer.from([15, 0, 0, 0, 6, 0, 9, 0, 0, 0, 9, 0, 0, 0, 4, 0, 0, 0, 0]))',
    /a change of bytes that never came/,
  ],
  [
    'bytes of a slot that is not there',
    'host.onAnswer(() => Buffer.from([15, 0, 0, 0, 6, 99, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0]))',
    /a change of bytes that never came/,
  ],
  ['saves that grow by themselves', GROWING, /or of too many/],
]

/** Values behind those of an honest answer, or a whole answer of other values. */
const VALUES: readonly (readonly [does: string, values: string, detail: RegExp])[] = [
  ['an operation that is none', '99', /no operation: 99/],
  ['an operation that is a text', "'call'", /no operation: call/],
  ['a timer in NaN ms', '6, 1, NaN', /operation 6 without its delay/],
  ['a timer in the past', '6, 1, -5', /operation 6 without its delay/],
  ['a timer in for ever', '6, 1, Infinity', /operation 6 without its delay/],
  ['a timer of a number below 0', '6, -1, 5', /operation 6 without its id/],
  ['a timer without an end', '6, 1', /operation 6 without its delay/],
  ['a command that is no labgob', "3 + 1, 1, '{'", /operation 4 without its labgob/],
  ['a command that is nothing', '4, 1, undefined', /operation 4 without its labgob/],
  ['a save that is a text', "3, 'all', 'all'", /operation 3 without its bytes/],
  [
    'a call over an end that it has not',
    "1, 1, 77, 'Raft.requestVote', '[]'",
    /a call over end 77, which it has not/,
  ],
  ['the making of an end', "11, 50, 'anybody'", /it makes no ends/],
  ['an error of megabytes', "9, 'x', 'at x'.repeat(1e6)", /operation 9 without its error/],
]

const WHOLE: readonly (readonly [does: string, values: string, detail: RegExp])[] = [
  ['a state that is no number', "0, undefined, 'leader'", /a getState\(\) that is none/],
  ['a state of half a term', '0, undefined, 0.5', /a getState\(\) that is none/],
  ['a start() that is none', "0, '1 1 yes', 3", /a start\(\) that is none/],
  ['rejections without end', '2e9, undefined, 3', /no number of rejections/],
  ['a rejection that is no text', '1, 5, undefined, 3', /a rejection that is no description/],
]

const FRAMES: readonly Cheat[] = [
  ...BYTES.map(([what, code, detail]) => ({ what, code, detail })),
  ...VALUES.map(([what, values, detail]) => ({ what, code: `host.append(${values})`, detail })),
  ...WHOLE.map(([what, values, detail]) => ({
    what,
    code: `host.onAnswer(() => host.frame(${values}))`,
    detail,
  })),
].map(({ what, code, detail }) => ({
  does: `sends ${what}`,
  code: dud(code),
  says: FORGED,
  kind: 'crash' as const,
  detail,
}))

/**
 * Which of two frames is taken for the answer is up to the machine; if it is the wrong one, the
 * next question comes too early for the guest, which ends.
 */
const EARLY: Cheat = {
  does: 'sends an answer before the question',
  code: dud('host.write(host.frame(0, undefined, 3))'),
  says: new RegExp(`${FORGED.source}|${ENDED.source}`),
  kind: 'crash',
}

/** What it may say, for it is about itself; it is judged by it like anybody. */
const LIES: readonly Cheat[] = [
  {
    does: 'says from the outside of its realm that it leads',
    code: dud('if (this.me === 0) host.onAnswer(() => host.frame(0, undefined, 3))'),
    says: /^S0 leads term 1, but cannot have the votes of a majority$/,
    kind: 'check',
  },
  {
    does: 'says that it leads in a term beyond all numbers',
    code: dud('host.onAnswer(() => host.frame(0, undefined, 2 ** 53 - 1))'),
    says: /^S\d leads term 4503599627370495, but cannot have the votes of a majority$/,
    kind: 'check',
  },
  {
    does: 'applies at an index beyond all numbers',
    code: dud("host.append(4, 2 ** 53 - 1, '1')"),
    says: /^S\d applied index 9007199254740991 out of order, expected index 1$/,
    test: 'TestBasicAgree2B',
    kind: 'check',
  },
  {
    does: 'delivers a snapshot of nothing',
    code: dud('host.append(5, 9, 1, new Uint8Array([1, 2, 3]))'),
    says: /^S\d sent 3 bytes that are no snapshot of the service on applyCh$/,
    test: 'TestSnapshotBasic2D',
    kind: 'check',
  },
  {
    does: 'sends results and commands of a service, and it is none',
    code: dud(`host.append(10, 1, '1', 13, 1, '"x"', 14, 1, 2, 5, '1', 12, 3)`),
    says: HONEST,
  },
  {
    does: 'calls with arguments that nobody can read',
    code: dud("host.append(1, 1, 1, 'Raft.requestVote', '}')"),
    says: /^S1: TypeError: decode: not bytes made by encode/,
  },
  {
    does: 'replies to what nobody asked',
    code: dud("host.append(2, 1, ']', 7, 99)"),
    says: HONEST,
  },
  {
    does: 'is running what has no end',
    code: dud("host.append(9, 'x'.repeat(2e6), 'Error: x')"),
    says: /^S0: Error: x$/,
    detail: /^while running x{200}$/,
  },
]

export const forgeryCheats: readonly Cheat[] = [...RESULTS, ...FRAMES, EARLY, ...LIES]
