/**
 * How long a group is without a leader though it could have one: from when servers that reach a
 * majority, both ways, have none that leads among them, until one of them does. Told of links,
 * lives and leadership as they change; it judges nothing. Rules for single messages are not seen.
 */

interface Member {
  isRunning: boolean
  isLeader: boolean
  /** By server: whether the way to it is open. */
  readonly reaches: boolean[]
}

export class ElectionClock {
  readonly #timesMs: number[] = []
  readonly #nowMs: () => number
  readonly #members: Member[]
  /** Since when there has been no leader, where there could be one. */
  #sinceMs: number | undefined
  /** The moment of the last change; looked at only once all that happens in it has. */
  #changedMs: number | undefined

  /** Of servers numbered from 0, none of them running. */
  constructor(size: number, nowMs: () => number) {
    this.#nowMs = nowMs
    this.#members = Array.from({ length: size }, () => ({
      isRunning: false,
      isLeader: false,
      reaches: new Array<boolean>(size).fill(false),
    }))
  }

  /** Virtual ms of each election that has come to its end. */
  times(): readonly number[] {
    if (this.#changedMs !== undefined) this.#look(this.#changedMs)
    return this.#timesMs
  }

  /** A new life of a server, with its ways to the others open or not. */
  started(server: number, isConnected: boolean): void {
    const member = this.#change(server)
    member.isRunning = true
    member.isLeader = false
    member.reaches.fill(isConnected)
  }

  crashed(server: number): void {
    const member = this.#change(server)
    member.isRunning = false
    member.isLeader = false
  }

  linked(from: number, to: number, isLinked: boolean): void {
    this.#change(from).reaches[to] = isLinked
  }

  state(server: number, isLeader: boolean): void {
    if (this.#members[server]?.isLeader !== isLeader) this.#change(server).isLeader = isLeader
  }

  #change(server: number): Member {
    const nowMs = this.#nowMs()
    if (this.#changedMs !== undefined && nowMs > this.#changedMs) this.#look(this.#changedMs)
    this.#changedMs = nowMs
    return this.#members[server] as Member
  }

  #look(atMs: number): void {
    const able = this.#members.filter((_, server) => this.#reachesMajority(server))
    if (able.length === 0) this.#sinceMs = undefined
    else if (!able.some(({ isLeader }) => isLeader)) this.#sinceMs ??= atMs
    else if (this.#sinceMs !== undefined) {
      this.#timesMs.push(atMs - this.#sinceMs)
      this.#sinceMs = undefined
    }
  }

  #reachesMajority(server: number): boolean {
    const own = this.#members[server] as Member
    if (!own.isRunning) return false
    const reached = this.#members.filter((member, other) => {
      if (other === server) return true
      return member.isRunning && own.reaches[other] && member.reaches[server]
    })
    return reached.length > this.#members.length / 2
  }
}
