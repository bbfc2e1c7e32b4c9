/**
 * The simulated RPC network: ends, servers, and the life of one request between them. Knows neither
 * Raft nor realms: a server is whatever can `dispatch`. All times are virtual milliseconds. Source:
 * 6.5840 labrpc, whose numbers it keeps; what is ours says so.
 */
import type { Sim } from '../sim/sim.ts'
import type { Call, Request, Settle } from './call.ts'
import { Hazards, LABRPC } from './hazards.ts'
import type { Name } from './name.ts'
import type { End, Follower, NetworkObserver } from './observers.ts'
import type { Packet, RouteTable } from './route-table.ts'

/** What RPCs are delivered to. `done` is called once at most. */
export interface NetworkServer {
  dispatch(request: Request, done: (reply: string) => void): void
}

interface Registration {
  readonly server: NetworkServer
  readonly owner: number
  count: number
}

export class Network {
  isReliable = true
  /** A call to an unreachable server takes up to 7 s to fail, instead of 0.1 s. */
  hasLongDelays = false
  /** Two thirds of the replies are held for 200 to 2,199 ms. */
  hasLongReordering = false
  /** Calls accepted, whatever became of them. */
  totalCount = 0
  /** Bytes of all arguments accepted and all replies delivered. */
  totalBytes = 0
  /** Rules for chosen messages, set by directed tests. */
  routes: RouteTable | undefined
  observer: NetworkObserver | undefined
  /** By the name of the sender. */
  readonly followers = new Map<Name, Follower>()
  readonly #sim: Sim
  readonly #ends = new Map<Name, End>()
  readonly #servers = new Map<Name, Registration>()
  readonly #hazards: Hazards
  #isCleanedUp = false
  #lastId = 0

  /** `nameOf` gives the words for an address in the places of choices. */
  constructor(sim: Sim, nameOf: (address: Name) => string = String) {
    this.#sim = sim
    this.#hazards = new Hazards(sim.chance, nameOf)
  }

  /** A new end, disabled and connected to nothing. Throws when the name is taken. */
  makeEnd(name: Name, from: Name = name, owner = 0): End {
    if (this.#ends.has(name)) throw new Error(`makeEnd: ${name} already exists`)
    const end: End = { name, from, owner, server: undefined, isEnabled: false }
    this.#ends.set(name, end)
    return end
  }

  /** Forgets an end of a process that is gone. */
  deleteEnd(name: Name): void {
    this.#ends.delete(name)
  }

  connect(endName: Name, serverName: Name): void {
    const end = this.#end(endName)
    if (end.server !== undefined) throw new Error(`connect: ${endName} is connected already`)
    end.server = serverName
  }

  /** Returns whether that changed anything. */
  enable(endName: Name, isEnabled: boolean): boolean {
    const end = this.#end(endName)
    const isChange = end.isEnabled !== isEnabled
    end.isEnabled = isEnabled
    return isChange
  }

  /** Registers a server, or replaces it: calls in progress at the old one fail. */
  addServer(name: Name, server: NetworkServer, owner = 0): void {
    this.#servers.set(name, { server, owner, count: 0 })
  }

  deleteServer(name: Name): void {
    this.#servers.delete(name)
  }

  /** Calls that reached the server now registered under that name; 0 if there is none. */
  countAt(serverName: Name): number {
    return this.#servers.get(serverName)?.count ?? 0
  }

  /** From now on every new call fails, after a little while. */
  cleanUp(): void {
    this.#isCleanedUp = true
  }

  /** The number that the next call gets; 1 is the first of a run. */
  get nextId(): number {
    return this.#lastId + 1
  }

  /** Sends one call; `settle` is told the outcome in an event of its own. */
  call(end: End, svcMeth: string, args: string, settle: Settle): void {
    const id = ++this.#lastId
    const choices = this.#hazards.choicesOf(end, svcMeth)
    if (this.#isCleanedUp) {
      this.#later(this.#hazards.hopMs({ choices }, 'request'), end.owner, () => settle(undefined))
      return
    }
    this.totalCount++
    this.totalBytes += byteLength(args)
    this.#mix(end, svcMeth, args)
    this.observer?.requestSent(end, svcMeth, args)
    const target = end.server === undefined ? undefined : this.#servers.get(end.server)
    const call: Call = {
      id,
      choices,
      end,
      svcMeth,
      settle,
      isReliable: this.isReliable,
      hasLongReordering: this.hasLongReordering,
      isSettled: false,
      answeredAtMs: undefined,
    }
    if (!end.isEnabled || target === undefined) {
      this.#failUnreachable(call, 'request', 'server unreachable')
      return
    }
    const shortMs = this.#hazards.shortDelayMs(call)
    const isLost = this.#hazards.isLost(call, 'request')
    const delayMs = shortMs + this.#hazards.hopMs(call, 'request')
    if (isLost) {
      this.#later(delayMs, end.owner, () => this.#fail(call, 'request lost'))
      return
    }
    const arrived = this.followers.get(end.from)?.sent(end.from, end.server as Name)
    this.#send(call, 'request', args, delayMs, target.owner, () => {
      arrived?.()
      this.#deliver(call, target, args)
    })
  }

  /** One leg of a call, unless a directed test has other plans for it. */
  #send(
    call: Call,
    leg: Packet['leg'],
    text: string,
    delayMs: number,
    owner: number,
    arrive: () => void,
  ): void {
    const route = this.routes?.routeFor({
      from: leg === 'request' ? call.end.from : (call.end.server as Name),
      to: leg === 'request' ? (call.end.server as Name) : call.end.from,
      leg,
      svcMeth: call.svcMeth,
      text,
    })
    if (route === undefined || route.kind === 'deliver') this.#later(delayMs, owner, arrive)
    else if (route.kind === 'delay') this.#later(delayMs + route.ms, owner, arrive)
    else if (route.kind === 'drop') this.#failUnreachable(call, leg, `${leg} dropped by the test`)
    else {
      route.hold(() => this.#later(delayMs, owner, arrive))
      // Every call settles in time. What is held still arrives, if it is let go.
      const giveUp = (): void => this.#fail(call, 'request held by the test')
      if (leg === 'request') this.#later(LABRPC.unreachableLongMsMax, call.end.owner, giveUp)
    }
  }

  #deliver(call: Call, target: Registration, args: string): void {
    target.count++
    let isAnswered = false
    const deathCheck = (): void => {
      if (isAnswered) return
      if (this.#isDead(call, target)) {
        isAnswered = true
        this.#fail(call, 'server died or was cut off')
      } else {
        this.#later(LABRPC.deathCheckMs, call.end.owner, deathCheck)
      }
    }
    const firstCheck = this.#sim.schedule(LABRPC.deathCheckMs, call.end.owner, deathCheck)
    const done = (reply: string): void => {
      if (isAnswered) return
      isAnswered = true
      this.#sim.cancel(firstCheck)
      this.#answer(call, target, reply)
    }
    const { id, svcMeth, end } = call
    target.server.dispatch({ svcMeth, args, from: end.from, id }, done)
  }

  /** The handler is done: its reply sets out, if it may. */
  #answer(call: Call, target: Registration, reply: string): void {
    const { owner } = call.end
    call.answeredAtMs = this.#sim.nowMs
    this.#sim.trace.mixText(reply)
    const isDead = this.#isDead(call, target)
    if (isDead || this.#hazards.isLost(call, 'reply')) {
      const why = isDead ? 'server died or was cut off' : 'reply lost'
      this.#later(this.#hazards.hopMs(call, 'reply'), owner, () => this.#fail(call, why))
      return
    }
    const heldMs = this.#hazards.reorderingMs(call)
    const server = call.end.server as Name
    const arrived = this.followers.get(server)?.sent(server, call.end.from)
    this.#send(call, 'reply', reply, this.#hazards.hopMs(call, 'reply') + heldMs, owner, () => {
      if (call.isSettled) return
      arrived?.()
      call.isSettled = true
      this.totalBytes += byteLength(reply)
      this.observer?.replyArrived(call.end, call.svcMeth, reply)
      call.settle(reply, undefined, call.answeredAtMs)
    })
  }

  /** The target is gone or the caller is blocked from it when looked at now. */
  #isDead(call: Call, target: Registration): boolean {
    return !call.end.isEnabled || this.#servers.get(call.end.server as Name) !== target
  }

  #failUnreachable(call: Call, leg: Packet['leg'], why: string): void {
    const delayMs = this.#hazards.unreachableMs(call, leg, this.hasLongDelays)
    this.#later(delayMs, call.end.owner, () => this.#fail(call, why))
  }

  #fail(call: Call, why: string): void {
    if (call.isSettled) return
    call.isSettled = true
    this.observer?.callFailed(call.end, call.svcMeth, why)
    call.settle(undefined, why, call.answeredAtMs)
  }

  #later(delayMs: number, owner: number, run: () => void): void {
    this.#sim.schedule(delayMs, owner, run)
  }

  #end(name: Name): End {
    const end = this.#ends.get(name)
    if (end === undefined) throw new Error(`no end named ${name}`)
    return end
  }

  #mix(end: End, svcMeth: string, args: string): void {
    this.#sim.trace.mix(end.owner)
    this.#sim.trace.mixText(svcMeth)
    this.#sim.trace.mixText(args)
  }
}

/** Bytes of an encoded message. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text)
}
