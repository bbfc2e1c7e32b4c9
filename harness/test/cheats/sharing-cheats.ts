/**
 * Attempts to pass on outside RPC what a server has to send. The Raft here sends its messages twice
 * and so far too many bytes, unless it finds that a message has come by the other way already.
 */
import { filesOf, goodFiles } from '../hostile/submission.ts'
import type { Cheat, Files } from './cheat.ts'

/** `put(key, text)` and `get(key)` of a way around RPC, as code; `me` is the server's number. */
interface Medium {
  readonly does: string
  readonly code: string
}

const WASTEFUL = `
  class Raft extends Good {
    constructor(peers, me, persister, applyCh) {
      const { put, get } = makeMedium(me)
      let count = 0
      const asking = peers.map((peer) => ({
        async call(method, args) {
          const key = me + '-' + ++count
          put(key, JSON.stringify(args))
          const reply = await peer.call('Raft.take', { method, key })
          if (reply === undefined || reply.isTaken) return reply?.reply
          return (await peer.call('Raft.take', { method, key, args, again: args }))?.reply
        },
      }))
      super(asking, me, persister, applyCh)
      this.get = get
    }
    async take({ method, key, args = undefined }) {
      for (let i = 0; args === undefined && i < 5; i++) {
        const text = this.get(key)
        if (text !== undefined) args = JSON.parse(text)
        else await sleep(0.2)
      }
      if (args === undefined) return { isTaken: false }
      return { isTaken: true, reply: await this[method.split('.')[1]](args) }
    }
  }
  export { Raft }
`

/** A Raft that wastes bytes unless that medium works. */
export function wasteful(code: string): Files {
  return withMedium(`function makeMedium(me) {${code}}`)
}

/**
 * The same, ending the run once anything has come by that medium. When it does so is up to the
 * machine, so what was put for one message is looked for with all later ones too.
 */
export function telling(code: string): Files {
  return withMedium(`
    function makeMedium(me) {
      const { put, get } = (() => {${code}})()
      const wanted = new Set()
      return {
        put,
        get(key) {
          wanted.add(key)
          for (const each of wanted) if (get(each) !== undefined) throw new Error('heard')
        },
      }
    }`)
}

function withMedium(makeMedium: string): Files {
  const text = `
    import { sleep } from '#lab'
    import { Raft as Good } from './good.ts'
    ${makeMedium}
    ${WASTEFUL}`
  const { 'raft.ts': good = '', ...others } = goodFiles()
  return { raft: { 'raft.ts': text, 'good.ts': good, ...others } }
}

/** By a kind of socket: every server listens, and sends what it puts to all. */
function byStreams(address: string): string {
  return `
    const net = host.require('net')
    const known = {}
    host.freeLoop()
    try {
      net.createServer((socket) => {
        let text = ''
        socket.on('error', () => {})
        socket.on('data', (data) => { text += data })
        socket.on('end', () => { const [key, value] = JSON.parse(text); known[key] = value })
      }).on('error', () => {}).listen(${address})
    } catch {}
    const put = (key, value) => {
      for (let to = 0; to < 3; to++) {
        if (to === me) continue
        try {
          const socket = net.connect(${address.replaceAll('me', 'to')})
          socket.on('error', () => {})
          socket.end(JSON.stringify([key, value]))
        } catch {}
      }
    }
    return { put, get: (key) => known[key] }`
}

/** In files, and where those stay empty, in what links say they lead to. */
function byFiles(folder: string): string {
  return `
    const fs = host.require('fs')
    const run = host.require('os').uptime() // of the machine
    const nameOf = (key, at) => ${folder} + '/raft-cheat-' + Math.floor(run / 60) + '-' + key + '-' + at
    const put = (key, text) => {
      try { fs.writeFileSync(nameOf(key, 'file'), text) } catch {}
      for (let at = 0; at * 3_000 < text.length + 1; at++) {
        try { fs.symlinkSync('>' + text.slice(at * 3_000, (at + 1) * 3_000), nameOf(key, at)) } catch {}
      }
    }
    const get = (key) => {
      try { const text = fs.readFileSync(nameOf(key, 'file'), 'utf8'); if (text !== '') return text } catch {}
      let text = ''
      for (let at = 0; ; at++) {
        try { text += fs.readlinkSync(nameOf(key, at)).slice(1) } catch { return text || undefined }
      }
    }
    return { put, get }`
}

export const UDP = `
  const socket = host.require('dgram').createSocket('udp4')
  const known = {}
  host.freeLoop()
  socket.on('error', () => {})
  socket.on('message', (data) => { const [key, text] = JSON.parse(data); known[key] = text })
  try { socket.bind(45_000 + me, '127.0.0.1') } catch {}
  const put = (key, text) => {
    for (let to = 0; to < 3; to++) {
      try { if (to !== me) socket.send(JSON.stringify([key, text]), 45_000 + to, '127.0.0.1', () => {}) } catch {}
    }
  }
  return { put, get: (key) => known[key] }`

export const MEMORY = `
  const shared = (host.process.shared ??= {})
  return { put: (key, text) => { shared[key] = text }, get: (key) => shared[key] }`

const MEDIA: readonly Medium[] = [
  { does: 'the memory of a process', code: MEMORY },
  {
    does: 'the global object of Node',
    code: `
      const shared = host.require('vm').runInThisContext('globalThis.shared ??= {}')
      return { put: (key, text) => { shared[key] = text }, get: (key) => shared[key] }`,
  },
  {
    does: 'the environment',
    code: `
      const { env } = host.process
      return { put: (key, text) => { env[key] = text }, get: (key) => env[key] }`,
  },
  {
    does: 'a BroadcastChannel',
    code: `
      const { BroadcastChannel } = host.require('worker_threads')
      const channel = new BroadcastChannel('raft')
      const known = {}
      host.freeLoop()
      channel.onmessage = ({ data: [key, text] }) => { known[key] = text }
      return { put: (key, text) => channel.postMessage([key, text]), get: (key) => known[key] }`,
  },
]

const FILES: readonly Medium[] = [
  { does: 'files in /tmp', code: byFiles("'/tmp'") },
  { does: 'files in /dev/shm', code: byFiles("'/dev/shm'") },
  {
    does: 'files beside its program',
    code: byFiles("host.require('path').dirname(host.process.argv[1])"),
  },
]

/** By sockets; those with a file have it in this folder. */
export function bySockets(folder: string): readonly Medium[] {
  return [
    { does: 'UDP on the loopback', code: UDP },
    { does: 'TCP on the loopback', code: byStreams("46_000 + me, '127.0.0.1'") },
    { does: 'Unix sockets', code: byStreams(`'${folder}/raft-cheat-socket-' + me`) },
    { does: 'abstract Unix sockets', code: byStreams("'\\0raft-cheat-' + me") },
  ]
}

/** Those that have to do with the walls. */
const WALLED = [...FILES, ...bySockets('/tmp')]

export const TOO_MANY_BYTES = /^too many RPC bytes: [\d,]+ bytes for ten commands/

const throughMedium = ({ does, code }: Medium): Cheat => ({
  does: `passes messages on by ${does}`,
  code: wasteful(code),
  test: 'TestRPCBytes2B',
  says: TOO_MANY_BYTES,
  kind: 'check',
})

const FORGETFUL = `
  import { Raft as Good } from './good.ts'
  const saved = (host.process.saved ??= {})
  const none = new Uint8Array(0)
  export class Raft extends Good {
    constructor(peers, me, persister, applyCh) {
      const at = (slot) => saved[me]?.[slot] ?? none
      super(peers, me, {
        save(state, snapshot = none) { saved[me] = [state, snapshot] },
        readRaftState: () => at(0),
        readSnapshot: () => at(1),
        raftStateSize: () => at(0).length,
        snapshotSize: () => at(1).length,
      }, applyCh)
    }
  }`

const CLERK = `
  import { sleep } from '#lab'
  const store = (host.process.store ??= {})
  export class Clerk {
    constructor(servers) {}
    async get(key) { await sleep(40); return store[key] ?? '' }
    async put(key, value) { await sleep(40); store[key] = value }
    async append(key, value) { await sleep(40); store[key] = (store[key] ?? '') + value }
  }`

const OTHERS: readonly Cheat[] = [
  {
    does: 'keeps its state over a crash in the memory of its process',
    code: { raft: { ...wasteful(MEMORY).raft, 'raft.ts': FORGETFUL } },
    test: 'TestPersist12C',
    says: /^S\d is in term 0 after a restart, but had led in term 1 before it crashed$/,
  },
  {
    does: 'has its clerks answer each other, without servers',
    code: { raft: goodFiles(), kvraft: { ...filesOf('kvraft'), 'client.ts': CLERK } },
    test: 'TestConcurrent3A',
    says: /^key "\d" lacks x \d \d y, whose append had returned$/,
  },
]

export const sharingCheats: readonly Cheat[] = [
  ...MEDIA.map(throughMedium),
  ...WALLED.map(throughMedium),
  ...OTHERS,
]
export const walledSharing: readonly Cheat[] = WALLED.map(throughMedium)
