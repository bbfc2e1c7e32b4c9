/** What servers that answer late say to each other, and the offices in which they do. */
import { Bell } from './bell.ts'
import type { Entry } from './segments.ts'

export interface BallotArgs {
  term: number
  candidate: number
  lastIndex: number
  lastTerm: number
}

export interface BallotReply {
  term: number
  granted: boolean
}

export interface FeedArgs {
  term: number
  prevIndex: number
  prevTerm: number
  entries: Entry[]
  commit: number
}

/** `retryAt`: after a refusal, the first entry that should come instead. */
export interface FeedReply {
  term: number
  taken: boolean
  retryAt: number
}

export interface CoverArgs {
  term: number
  index: number
  indexTerm: number
  snapshot: Uint8Array
}

export interface CoverReply {
  term: number
}

/** A term of office, as a candidate and then as the leader. Over as soon as the server leaves it. */
export class Office {
  readonly term: number
  readonly votes: Set<number>
  isOver = false
  /** Empty until the election is won. */
  students: Student[] = []

  constructor(term: number, me: number) {
    this.term = term
    this.votes = new Set([me])
  }

  get leads(): boolean {
    return !this.isOver && this.students.length > 0
  }

  end(): void {
    this.isOver = true
    for (const { bell } of this.students) bell.ring()
  }
}

/** A follower in the eyes of its leader. One message at a time is under way, sent again as it is. */
export class Student {
  readonly peer: number
  readonly bell = new Bell()
  next: number
  match = 0
  commitTold = 0

  constructor(peer: number, next: number) {
    this.peer = peer
    this.next = next
  }

  noteMatch(index: number): void {
    this.match = Math.max(this.match, index)
    this.next = Math.max(this.next, this.match + 1)
  }

  /** Only a refusal of the latest guess counts, and never one of what is known to be there. */
  noteRefusal(prevIndex: number, retryAt: number): void {
    if (prevIndex !== this.next - 1 || prevIndex <= this.match) return
    this.next = Math.max(this.match + 1, Math.min(retryAt, prevIndex))
  }
}
