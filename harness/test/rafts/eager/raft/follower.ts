/**
 * What an eager leader knows of one follower, and what to send it next.
 *
 * While probing, one message at a time looks for the place where the logs agree. Once it is found,
 * entries are streamed: several messages are under way, each going on where the one before it ends.
 */

/**
 * Messages with entries under way to one follower; further commands wait and share the next
 * message.
 */
const WINDOW = 4
const STEP_GROWTH = 8

export class Follower {
  readonly peer: number
  matchIndex = 0
  nextIndex: number
  /** The commit index in the last message sent. */
  toldCommit = 0
  #probing = true
  #probeSent = false
  #step = 1
  #underWay: { last: number; sentAt: number }[] = []

  constructor(peer: number, nextIndex: number) {
    this.peer = peer
    this.nextIndex = nextIndex
  }

  get canTake(): boolean {
    return this.#probing ? !this.#probeSent : this.#underWay.length < WINDOW
  }

  get hasUnderWay(): boolean {
    return this.#underWay.length > 0
  }

  noteSent(last: number, sentAt: number): void {
    if (this.#probing) {
      this.#probeSent = true
    } else if (last >= this.nextIndex) {
      this.#underWay.push({ last, sentAt })
      this.nextIndex = last + 1
    }
  }

  noteMatch(index: number): void {
    this.matchIndex = Math.max(this.matchIndex, index)
    this.nextIndex = Math.max(this.nextIndex, this.matchIndex + 1)
    this.#underWay = this.#underWay.filter((message) => message.last > this.matchIndex)
    this.#probing = false
    this.#step = 1
  }

  /**
   * Moves back after a refusal at `prevIndex`, further each time, but never under what the follower
   * has committed: that agrees with every leader. Returns false when the refusal is out of date.
   */
  noteRefusal(prevIndex: number, lastIndex: number, committed: number): boolean {
    if (prevIndex <= this.matchIndex) return false
    if (this.#probing && prevIndex !== this.nextIndex - 1) return false
    const agreed = Math.max(this.matchIndex, Math.min(committed, prevIndex - 1))
    this.#probeFrom(Math.max(agreed, Math.min(lastIndex, prevIndex - this.#step)) + 1)
    this.#step *= STEP_GROWTH
    return true
  }

  /**
   * Once per heartbeat: what was sent at or before `lostBefore` and is not acknowledged counts as
   * lost.
   */
  giveUpOn(lostBefore: number): void {
    const [oldest] = this.#underWay
    if (oldest !== undefined && oldest.sentAt <= lostBefore) this.#probeFrom(this.matchIndex + 1)
    this.#probeSent = false
  }

  #probeFrom(nextIndex: number): void {
    this.nextIndex = nextIndex
    this.#probing = true
    this.#probeSent = false
    this.#underWay = []
  }
}
