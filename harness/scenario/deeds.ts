/** Carries out the deeds of a scenario, each in words as it came about. */
import type { Deed } from './scenario.ts'
import type { Stage } from './stage.ts'
import {
  describeCut,
  describeEnd,
  describeHold,
  describeLoss,
  describeRelease,
  describeStarted,
  POINT,
} from './words.ts'

/** What came about, or undefined where nothing did; and the servers that it is about. */
export type Done = readonly [text: string | undefined, servers: readonly number[]]

type DeedOf<Kind extends Deed['do']> = Extract<Deed, { do: Kind }>

export async function carryOut(deed: Deed, stage: Stage): Promise<Done> {
  switch (deed.do) {
    case 'commands':
      return submit(stage, stage.server(deed.to), deed.count)
    case 'cut':
      return cut(stage, deed)
    case 'mend':
      return [stage.links.mend() ? 'all links are mended' : undefined, []]
    case 'hold':
    case 'lose':
      return meddle(stage, deed)
    case 'release':
      return release(stage, deed.which)
    case 'slow':
      return slow(stage, deed)
    case 'unreliable':
      stage.raft.isUnreliable = deed.isOn
      return [`the network is ${deed.isOn ? 'unreliable' : 'reliable again'}`, []]
    case 'reordering':
      stage.raft.hasLongReordering = deed.isOn
      return [`long reordering of replies is ${deed.isOn ? 'on' : 'off'}`, []]
    case 'elect':
      return elect(stage, stage.server(deed.who), deed.withinMs)
    case 'await':
      return wait(stage, deed)
    case 'snapshot':
      return snapshot(stage, stage.server(deed.who))
    case 'crash-at':
      return crashAt(stage, deed)
    default:
      return changeLives(stage, deed)
  }
}

function submit({ raft }: Stage, server: number, count: number): Done {
  const first = raft.submit(server, raft.randomCommand())
  if (!first.isLeader) return [undefined, [server]]
  let last = first
  for (let more = 1; more < count && raft.isRunning(server); more++) {
    const started = raft.submit(server, raft.randomCommand())
    if (!started.isLeader) break
    last = started
  }
  return [describeStarted(server, first, last), [server]]
}

function cut(stage: Stage, { from, to, ways }: DeedOf<'cut'>): Done {
  const senders = stage.servers(from)
  const receivers = stage.servers(to).filter((server) => !senders.includes(server))
  if (receivers.length === 0) return [undefined, []]
  for (const sender of senders) {
    for (const receiver of receivers) {
      stage.links.cut(sender, receiver)
      if (ways === 'both') stage.links.cut(receiver, sender)
    }
  }
  return [describeCut(senders, receivers, ways), senders]
}

function meddle(stage: Stage, deed: DeedOf<'hold' | 'lose'>): Done {
  const { leg, count } = deed
  const [from, to] = [stage.server(deed.from), stage.server(deed.to)]
  const link = { leg, from, to }
  if (from === to) return [undefined, []]
  if (deed.do === 'hold') stage.links.keep(link, count)
  else stage.links.lose(link, count)
  const describe = deed.do === 'hold' ? describeHold : describeLoss
  return [describe(link, count), [from, to]]
}

function release({ links, reached }: Stage, which: 'first' | 'last' | 'all'): Done {
  const released = links.release(which)
  for (const one of released) reached.overtaken(one)
  return [describeRelease(released), released.flatMap(({ link }) => [link.from, link.to])]
}

function slow(stage: Stage, deed: DeedOf<'slow'>): Done {
  const [from, to] = [stage.server(deed.from), stage.server(deed.to)]
  if (from === to) return [undefined, []]
  stage.links.slow(from, to, deed.ms)
  const what = deed.ms === 0 ? 'as fast as usual again' : `${deed.ms} ms late`
  return [`messages from S${from} to S${to} are ${what}`, [from, to]]
}

function crashAt(stage: Stage, { who, at, count }: DeedOf<'crash-at'>): Done {
  const { raft, doomed } = stage
  const server = stage.server(who)
  if (!raft.isRunning(server)) return [undefined, []]
  raft.crashAt(server, { at, count })
  doomed.add(server)
  return [`S${server} is to crash ${POINT[at](count)}`, [server]]
}

function changeLives(stage: Stage, deed: DeedOf<'crash' | 'start' | 'restart'>): Done {
  const isToStart = deed.do === 'start'
  const servers = stage
    .servers(deed.who)
    .filter((server) => stage.raft.isRunning(server) !== isToStart)
  for (const server of servers) {
    stage.doomed.delete(server)
    if (deed.do === 'crash') stage.raft.crash(server)
    else stage.start(server)
  }
  const words = { crash: 'crash', start: 'start again', restart: 'crash and start again' }
  return [describeEnd(servers, words[deed.do]), servers]
}

async function elect(stage: Stage, server: number, withinMs: number): Promise<Done> {
  const muted = stage.raft.routes.drop(({ leg, from }) => leg === 'request' && from !== server)
  const isElected = await stage.until(withinMs, () => stage.isLeader(server))
  muted.lift()
  const how = isElected ? 'until it leads' : `for ${withinMs} ms, in which it comes not to lead`
  return [`only S${server} can ask others ${how}`, [server]]
}

async function wait(stage: Stage, { what, withinMs }: DeedOf<'await'>): Promise<Done> {
  const holds = (): boolean => {
    if (what === 'held') return stage.links.isFull
    return stage.raft.servers.some((server) => stage.isLeader(server))
  }
  const begunMs = stage.nowMs
  await stage.until(withinMs, holds)
  if (stage.nowMs === begunMs) return [undefined, []]
  const sought = what === 'held' ? 'what is to be held is there' : 'somebody leads'
  return [`some time passes, until ${sought} or ${withinMs} ms are over`, []]
}

/** Only where the service takes some: it then looks for one when it starts again. */
function snapshot({ raft, takesSnapshots }: Stage, server: number): Done {
  if (!takesSnapshots || !raft.isRunning(server)) return [undefined, []]
  const { lastApplied } = raft.life(server)
  if (lastApplied <= raft.snapshotIndex(server)) return [undefined, []]
  raft.snapshot(server, lastApplied)
  return [`the service of S${server} takes a snapshot of index ${lastApplied}`, [server]]
}
