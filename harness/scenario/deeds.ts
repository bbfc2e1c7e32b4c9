/** Carries out the deeds of a scenario, each in words as it came about. */
import type { End } from './links.ts'
import type { Deed, Sought } from './scenario.ts'
import type { Stage } from './stage.ts'
import {
  describeCut,
  describeEnd,
  describeHold,
  describeLoss,
  describeRelease,
  POINT,
} from './words.ts'

/** What came about, or undefined where nothing did; and the servers that it is about. */
export type Done = readonly [text: string | undefined, servers: readonly number[]]

export type DeedOf<Kind extends Deed['do']> = Extract<Deed, { do: Kind }>

/** Deeds that a lab has for itself are its own affair. */
export type OwnDeed = DeedOf<'commands' | 'snapshot' | 'ask' | 'join' | 'leave' | 'move' | 'query'>

const OWN: readonly Deed['do'][] = [
  'commands',
  'snapshot',
  'ask',
  'join',
  'leave',
  'move',
  'query',
] satisfies readonly OwnDeed['do'][]

export function isOwn(deed: Deed): deed is OwnDeed {
  return OWN.includes(deed.do)
}

export async function carryOut(deed: Exclude<Deed, OwnDeed>, stage: Stage): Promise<Done> {
  switch (deed.do) {
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
      stage.cast.setUnreliable(deed.isOn)
      return [`the network is ${deed.isOn ? 'unreliable' : 'reliable again'}`, []]
    case 'reordering':
      stage.cast.setReordering(deed.isOn)
      return [`long reordering of replies is ${deed.isOn ? 'on' : 'off'}`, []]
    case 'elect':
      return elect(stage, stage.server(deed.who), deed.withinMs)
    case 'await':
      return wait(stage, deed)
    case 'crash-at':
      return crashAt(stage, deed)
    default:
      return changeLives(stage, deed)
  }
}

function cut(stage: Stage, { from, to, ways }: DeedOf<'cut'>): Done {
  const senders = stage.ends(from)
  const sending = senders.flatMap(({ addresses }) => addresses)
  const isSender = ({ addresses }: End): boolean => addresses.every((one) => sending.includes(one))
  const receivers = stage.ends(to).filter((end) => !isSender(end))
  if (senders.length === 0 || receivers.length === 0) return [undefined, []]
  const receiving = receivers.flatMap(({ addresses }) => addresses)
  for (const sender of sending) {
    for (const receiver of receiving) {
      // Some of a group may be on both sides.
      if (sending.includes(receiver)) continue
      stage.links.cut(sender, receiver)
      if (ways === 'both') stage.links.cut(receiver, sender)
    }
  }
  return [describeCut(namesOf(senders), namesOf(receivers), ways), stage.numbersOf(senders)]
}

function namesOf(ends: readonly End[]): string[] {
  return ends.map(({ name }) => name)
}

function meddle(stage: Stage, deed: DeedOf<'hold' | 'lose'>): Done {
  const { leg, count } = deed
  const [from, to] = [stage.end(deed.from), stage.end(deed.to)]
  if (from.name === to.name) return [undefined, []]
  const link = { leg, from, to }
  if (deed.do === 'hold') stage.links.keep(link, count)
  else stage.links.lose(link, count)
  const describe = deed.do === 'hold' ? describeHold : describeLoss
  return [describe(link, count), stage.numbersOf([from, to])]
}

function release(stage: Stage, which: 'first' | 'last' | 'all'): Done {
  const released = stage.links.release(which)
  for (const one of released) stage.reached.overtaken(one)
  const ends = released.flatMap(({ link }) => [link.from, link.to])
  return [describeRelease(released), stage.numbersOf(ends)]
}

function slow(stage: Stage, deed: DeedOf<'slow'>): Done {
  const [from, to] = [stage.end(deed.from), stage.end(deed.to)]
  if (from.name === to.name) return [undefined, []]
  stage.links.slow(from, to, deed.ms)
  const what = deed.ms === 0 ? 'as fast as usual again' : `${deed.ms} ms late`
  return [`messages from ${from.name} to ${to.name} are ${what}`, stage.numbersOf([from, to])]
}

function crashAt(stage: Stage, { who, at, count }: DeedOf<'crash-at'>): Done {
  const server = stage.server(who)
  if (!stage.isRunning(server)) return [undefined, []]
  stage.crashAt(server, { at, count })
  stage.doomed.add(server)
  return [`${stage.name(server)} is to crash ${POINT[at](count)}`, [server]]
}

function changeLives(stage: Stage, deed: DeedOf<'crash' | 'start' | 'restart'>): Done {
  const isToStart = deed.do === 'start'
  const servers = stage
    .serversOf(deed.who)
    .filter((server) => stage.isRunning(server) !== isToStart)
  for (const server of servers) {
    stage.doomed.delete(server)
    if (deed.do === 'crash') stage.crash(server)
    else stage.start(server)
  }
  const words = { crash: 'crash', start: 'start again', restart: 'crash and start again' }
  const names = servers.map((server) => stage.name(server))
  return [describeEnd(names, words[deed.do]), servers]
}

async function elect(stage: Stage, server: number, withinMs: number): Promise<Done> {
  const others = stage.fellowsOf(server).map(({ address }) => address)
  const own = stage.addressOf(server)
  const muted = stage.cast.routes.drop(({ leg, from, to }) => {
    return leg === 'request' && from !== own && others.includes(from) && others.includes(to)
  })
  const isElected = await stage.until(withinMs, () => stage.isLeader(server))
  muted.lift()
  const how = isElected ? 'until it leads' : `for ${withinMs} ms, in which it comes not to lead`
  return [`only ${stage.name(server)} can ask others ${how}`, [server]]
}

const SOUGHT: Readonly<Record<Sought, string>> = {
  leader: 'somebody leads',
  held: 'what is to be held is there',
  answers: 'the clerks have their answers',
}

async function wait(stage: Stage, { what, withinMs }: DeedOf<'await'>): Promise<Done> {
  const holds = {
    leader: () => stage.isLed,
    held: () => stage.links.isFull,
    answers: () => stage.cast.waiting === 0,
  }
  const begunMs = stage.nowMs
  await stage.until(withinMs, holds[what])
  if (stage.nowMs === begunMs) return [undefined, []]
  return [`some time passes, until ${SOUGHT[what]} or ${withinMs} ms are over`, []]
}
